#include "utf8.h"

#include <stdint.h>
#include <string.h>

/* By lead byte: length, and the range of the second byte (RFC 3629: no overlong forms, no
 * surrogates, nothing above U+10FFFF). */
struct lead {
    unsigned char from, to;
    unsigned char length;
    unsigned char second_from, second_to;
};

static const struct lead leads[] = {
    {0x00, 0x7f, 1, 0, 0},       {0xc2, 0xdf, 2, 0x80, 0xbf}, {0xe0, 0xe0, 3, 0xa0, 0xbf},
    {0xe1, 0xec, 3, 0x80, 0xbf}, {0xed, 0xed, 3, 0x80, 0x9f}, {0xee, 0xef, 3, 0x80, 0xbf},
    {0xf0, 0xf0, 4, 0x90, 0xbf}, {0xf1, 0xf3, 4, 0x80, 0xbf}, {0xf4, 0xf4, 4, 0x80, 0x8f},
};

static const struct lead *lead_of(unsigned char byte)
{
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++)
        if (byte >= leads[i].from && byte <= leads[i].to) return &leads[i];
    return NULL;
}

size_t tg_utf8_char(const char *p, size_t n)
{
    const unsigned char *u = (const unsigned char *)p;
    const struct lead *lead = lead_of(u[0]);

    if (lead == NULL || lead->length > n) return 0;
    if (lead->length == 1) return 1;
    if (u[1] < lead->second_from || u[1] > lead->second_to) return 0;
    for (size_t i = 2; i < lead->length; i++)
        if ((u[i] & 0xc0) != 0x80) return 0;
    return lead->length;
}

size_t tg_utf8_printable(const char *p, size_t n)
{
    const unsigned char *u = (const unsigned char *)p;
    size_t length = tg_utf8_char(p, n);

    if (length == 1 && (u[0] < 0x20 || u[0] == 0x7f)) return 0;
    if (length == 2 && u[0] == 0xc2 && u[1] < 0xa0) return 0;
    return length;
}

size_t tg_utf8_valid(const char *p, size_t n)
{
    size_t i = 0;

    while (i < n) {
        uint64_t eight;
        size_t length;

        if (n - i >= sizeof eight) {
            memcpy(&eight, p + i, sizeof eight);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                i += sizeof eight;
                continue;
            }
        }
        length = tg_utf8_char(p + i, n - i);
        if (length == 0) return i;
        i += length;
    }
    return n;
}

void tg_utf8_trim(char *text)
{
    size_t n = strlen(text);
    size_t valid = tg_utf8_valid(text, n);

    /* Only an unfinished last character goes; a malformed one before it is not ours to judge. */
    if (valid < n && n - valid < 4) text[valid] = '\0';
}
