/* What every test needs: cmocka, and checks for the library's own types. */
#ifndef TOLLGATE_TESTING_H
#define TOLLGATE_TESTING_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tollgate.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Builds that are slow ask for less. */
static inline bool is_sparse(void)
{
    return getenv("TOLLGATE_SPARSE") != NULL;
}

/* An input of memory for tg_read_fn, handed out at most `step` bytes at a time (0 = all). Ends with
 * an error (EIO) instead of the end when `fails`. */
struct memory_input {
    const char *p;
    size_t n;
    size_t step;
    int fails;
};

static inline ptrdiff_t memory_read(void *user, void *buf, size_t size)
{
    struct memory_input *in = user;
    size_t n = in->n < size ? in->n : size;

    if (in->step != 0 && n > in->step) n = in->step;
    if (n == 0 && in->fails) {
        errno = EIO;
        return -1;
    }
    memcpy(buf, in->p, n);
    in->p += n;
    in->n -= n;
    return (ptrdiff_t)n;
}

#endif
