#include "tollgate.h"

#include <string.h>

struct tg_slice tg_slice_of(const char *text)
{
    return (struct tg_slice){text, strlen(text)};
}

bool tg_slice_is(struct tg_slice slice, const char *text)
{
    size_t n = strlen(text);

    return slice.n == n && memcmp(slice.p, text, n) == 0;
}
