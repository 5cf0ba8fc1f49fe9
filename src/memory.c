#include "memory.h"

#include <stdlib.h>

static long fail_after = -1;

void *tg_alloc(size_t size)
{
    if (fail_after >= 0 && fail_after-- == 0) return NULL;
    return calloc(1, size);
}

void tg_release(void *memory)
{
    free(memory);
}

void tg_alloc_fail_after(long n)
{
    fail_after = n;
}
