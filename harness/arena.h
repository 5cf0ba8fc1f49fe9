/* Memory of the program. When there is none left it ends with EXIT_INTERNAL: the report on disk
 * then still says "did not finish", and the kernel ends the system under test with us. */
#ifndef TOLLGATE_ARENA_H
#define TOLLGATE_ARENA_H

#include "tollgate.h"

/* Many small things that are freed together. Zeroed = empty. */
struct arena {
    struct arena_block *blocks;
};

/* Zeroed memory, aligned for anything, alive until arena_free. */
void *arena_take(struct arena *arena, size_t count, size_t size);

/* A terminated copy. */
const char *arena_text(struct arena *arena, struct tg_slice text);
void arena_free(struct arena *arena);

/* Makes sure that `array` (of *room elements) holds more than `count`; returns it, perhaps moved.
 * The caller frees it. */
void *array_grow(void *array, size_t *room, size_t count, size_t size);

_Noreturn void arena_exhausted(void);

#endif
