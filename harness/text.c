#include "text.h"
#include "arena.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void text_add(struct text *text, struct tg_slice more)
{
    text->p = array_grow(text->p, &text->room, text->n + more.n, 1);
    if (more.n > 0) memcpy(text->p + text->n, more.p, more.n);
    text->n += more.n;
    text->p[text->n] = '\0';
}

void text_addf(struct text *text, const char *format, ...)
{
    va_list args;
    va_list again;
    int n;

    va_start(args, format);
    va_copy(again, args);
    n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    text->p = array_grow(text->p, &text->room, text->n + (size_t)n, 1);
    vsnprintf(text->p + text->n, (size_t)n + 1, format, again);
    va_end(again);
    text->n += (size_t)n;
}

void text_add_visible(struct text *text, struct tg_slice more)
{
    size_t i = 0;

    while (i < more.n) {
        size_t bytes = tg_utf8_printable(more.p + i, more.n - i);

        if (bytes == 0 && (more.p[i] == '\n' || more.p[i] == '\t')) bytes = 1;
        if (bytes > 0)
            text_add(text, (struct tg_slice){more.p + i, bytes});
        else
            text_addf(text, "\\x%02x", (unsigned)(unsigned char)more.p[i]);
        i += bytes > 0 ? bytes : 1;
    }
}

void text_add_csv(struct text *text, struct tg_slice field)
{
    bool quoted = false;

    for (size_t i = 0; i < field.n; i++) {
        char c = field.p[i];

        quoted |= (c == ',') | (c == '"') | (c == '\r') | (c == '\n');
    }
    if (!quoted) {
        text_add(text, field);
        return;
    }
    text_add(text, tg_slice_of("\""));
    for (size_t i = 0; i < field.n; i++)
        text_add(text, field.p[i] == '"' ? tg_slice_of("\"\"") : (struct tg_slice){field.p + i, 1});
    text_add(text, tg_slice_of("\""));
}

void text_add_money(struct text *text, tg_money amount, bool with_sign)
{
    char buf[TG_MONEY_BUF];

    tg_money_format(buf, amount);
    text_addf(text, "%s%s", with_sign && amount > 0 ? "+" : "", buf);
}

struct tg_slice text_slice(const struct text *text)
{
    return (struct tg_slice){text->n > 0 ? text->p : "", text->n};
}

void text_free(struct text *text)
{
    free(text->p);
    *text = (struct text){0};
}

ptrdiff_t text_read_slice(void *user, void *buf, size_t size)
{
    struct tg_slice *left = user;
    size_t n = left->n < size ? left->n : size;

    if (n > 0) memcpy(buf, left->p, n);
    left->p += n;
    left->n -= n;
    return (ptrdiff_t)n;
}
