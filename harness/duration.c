#include "duration.h"

#include <stddef.h>
#include <string.h>

bool duration_parse(uint64_t *ms, const char *text)
{
    static const struct {
        const char *unit;
        uint64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}};
    uint64_t number = 0;

    for (; *text >= '0' && *text <= '9'; text++) {
        number = number * 10 + (uint64_t)(*text - '0');
        if (number > DURATION_MAX_MS) return false;
    }
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(text, units[i].unit) != 0) continue;
        if (number == 0 || number * units[i].ms > DURATION_MAX_MS) return false;
        *ms = number * units[i].ms;
        return true;
    }
    return false;
}

bool size_parse(size_t *bytes, const char *text)
{
    static const char units[] = "KMG";
    uint64_t number = 0;
    unsigned shift = 0;

    for (; *text >= '0' && *text <= '9'; text++) {
        number = number * 10 + (uint64_t)(*text - '0');
        if (number > SIZE_MAX_BYTES) return false;
    }
    if (*text != '\0') {
        const char *unit = strchr(units, *text);

        if (unit == NULL || text[1] != '\0') return false;
        shift = 10 * (unsigned)(unit - units + 1);
    }
    if (number == 0 || number > SIZE_MAX_BYTES >> shift) return false;
    *bytes = (size_t)number << shift;
    return true;
}
