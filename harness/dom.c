#include "dom.h"

#include <string.h>

static const char *normalised(struct arena *arena, const char *in)
{
    char *copy = arena_take(arena, strlen(in) + 1, 1);
    size_t n = 0;

    for (; *in != '\0'; in++) {
        if (strchr(" \t\r\n", *in) == NULL)
            copy[n++] = *in;
        else if (n > 0 && copy[n - 1] != ' ')
            copy[n++] = ' ';
    }
    if (n > 0 && copy[n - 1] == ' ') n--;
    copy[n] = '\0';
    return copy;
}

const char *dom_attr(struct arena *arena, const xmlNode *element, const char *name)
{
    const char *value = tg_xml_attribute(element, name);

    return value == NULL ? NULL : normalised(arena, value);
}

const char *dom_text(struct arena *arena, const xmlNode *element)
{
    return normalised(arena, tg_xml_text(element));
}

size_t dom_count(const xmlNode *parent, const char *name)
{
    size_t n = 0;

    for (const xmlNode *at = tg_xml_first(parent); at != NULL; at = tg_xml_next(at))
        n += tg_xml_is(at, name);
    return n;
}
