#include "xml_text.h"

#include <string.h>

static bool is_nonchar(const char *p, size_t n)
{
    return n == 3 && (memcmp(p, "\xef\xbf\xbe", 3) == 0 || memcmp(p, "\xef\xbf\xbf", 3) == 0);
}

static void sanitise(struct text *out, struct tg_slice bytes)
{
    size_t i = 0;

    while (i < bytes.n) {
        const char *p = bytes.p + i;
        size_t n = tg_utf8_printable(p, bytes.n - i);

        if (n > 0)
            text_add(out, is_nonchar(p, n) ? tg_slice_of("\xef\xbf\xbd") : (struct tg_slice){p, n});
        else if (*p == '\n' || *p == '\t' || *p == '\r')
            text_add(out, (struct tg_slice){p, 1});
        else
            text_addf(out, "\\x%02x", (unsigned)(unsigned char)*p);
        i += n > 0 ? n : 1;
    }
}

static void cut(struct text *text, size_t limit)
{
    size_t n = limit - strlen(XML_CUT);

    /* Not within a character. */
    while (n > 0 && ((unsigned char)text->p[n] & 0xc0) == 0x80) n--;
    text->n = n;
    text_add(text, tg_slice_of(XML_CUT));
}

static const char *escape(char c, enum xml_place place)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&apos;";
    case '\r': return "&#13;";
    case '\n': return place == XML_ATTRIBUTE ? "&#10;" : NULL;
    case '\t': return place == XML_ATTRIBUTE ? "&#9;" : NULL;
    default: return NULL;
    }
}

void xml_put(struct text *out, enum xml_place place, struct tg_slice bytes, size_t limit)
{
    struct text clean = {0};
    size_t from = 0;

    sanitise(&clean, bytes);
    if (limit > 0 && clean.n > limit) cut(&clean, limit);
    for (size_t i = 0; i < clean.n; i++) {
        const char *escaped = escape(clean.p[i], place);

        if (escaped == NULL) continue;
        text_add(out, (struct tg_slice){clean.p + from, i - from});
        text_add(out, tg_slice_of(escaped));
        from = i + 1;
    }
    if (clean.n > from) text_add(out, (struct tg_slice){clean.p + from, clean.n - from});
    text_free(&clean);
}
