#include "arena.h"
#include "command.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE 65536

struct arena_block {
    struct arena_block *next;
    size_t used;
    size_t size;
    alignas(max_align_t) char bytes[];
};

_Noreturn void arena_exhausted(void)
{
    fputs("tollgate: out of memory\n", stderr);
    exit(EXIT_INTERNAL);
}

static size_t product(size_t count, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(count, size, &total) || total > SIZE_MAX / 2) arena_exhausted();
    return total;
}

void *arena_take(struct arena *arena, size_t count, size_t size)
{
    size_t align = alignof(max_align_t);
    size_t total = (product(count, size) + align - 1) / align * align;
    struct arena_block *block = arena->blocks;
    void *taken;

    if (block == NULL || block->size - block->used < total) {
        size_t room = total > BLOCK_SIZE ? total : BLOCK_SIZE;

        block = calloc(1, sizeof *block + room);
        if (block == NULL) arena_exhausted();
        block->size = room;
        block->next = arena->blocks;
        arena->blocks = block;
    }
    taken = block->bytes + block->used;
    block->used += total;
    return taken;
}

const char *arena_text(struct arena *arena, struct tg_slice text)
{
    char *copy = arena_take(arena, text.n + 1, 1);

    if (text.n > 0) memcpy(copy, text.p, text.n);
    return copy;
}

void arena_free(struct arena *arena)
{
    while (arena->blocks != NULL) {
        struct arena_block *next = arena->blocks->next;

        free(arena->blocks);
        arena->blocks = next;
    }
}

void *array_grow(void *array, size_t *room, size_t count, size_t size)
{
    size_t wanted = *room;

    if (count < wanted) return array;
    while (wanted <= count) wanted = wanted == 0 ? 16 : product(wanted, 2);
    array = realloc(array, product(wanted, size));
    if (array == NULL) arena_exhausted();
    *room = wanted;
    return array;
}
