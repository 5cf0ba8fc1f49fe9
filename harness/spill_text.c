#include "spill_text.h"

void put_number(struct text *out, uint64_t value, size_t bytes)
{
    char number[8];

    for (size_t i = 0; i < bytes; i++)
        number[i] = (char)(unsigned char)(value >> 8 * (bytes - 1 - i));
    text_add(out, (struct tg_slice){number, bytes});
}

void put_slice(struct text *out, struct tg_slice text)
{
    put_number(out, text.n, 2);
    text_add(out, text);
}

uint64_t take_number(struct tg_slice *record, size_t bytes)
{
    uint64_t value = 0;

    for (size_t i = 0; i < bytes; i++) value = value << 8 | (unsigned char)record->p[i];
    record->p += bytes;
    record->n -= bytes;
    return value;
}

struct tg_slice take_slice(struct tg_slice *record)
{
    struct tg_slice text = {NULL, (size_t)take_number(record, 2)};

    text.p = record->p;
    record->p += text.n;
    record->n -= text.n;
    return text;
}
