#include "memory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static long fail_after = -1;

static bool fails(void)
{
    return fail_after >= 0 && fail_after-- == 0;
}

void *tg_alloc(size_t size)
{
    return fails() ? NULL : calloc(1, size);
}

void *tg_alloc_copy(const void *bytes, size_t size)
{
    void *copy = fails() ? NULL : malloc(size);

    return copy == NULL ? NULL : memcpy(copy, bytes, size);
}

void tg_release(void *memory)
{
    free(memory);
}

void tg_alloc_fail_after(long n)
{
    fail_after = n;
}
