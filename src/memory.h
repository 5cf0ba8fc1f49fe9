/* The library's only way to memory, so that tests can make any one allocation fail. */
#ifndef TOLLGATE_MEMORY_H
#define TOLLGATE_MEMORY_H

#include <stddef.h>

/* Zeroed memory; NULL when there is none. */
void *tg_alloc(size_t size);
/* As many bytes as there are, copied; NULL when there is no memory. */
void *tg_alloc_copy(const void *bytes, size_t size);
void tg_release(void *memory);

/* Tests: the allocation after `n` further ones fails, and that one only; n < 0 = none fails. */
void tg_alloc_fail_after(long n);

#endif
