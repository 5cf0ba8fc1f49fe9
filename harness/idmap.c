#include "idmap.h"
#include "arena.h"

#include <stdlib.h>
#include <string.h>

struct idmap_slot {
    const char *id; /* NULL = free */
    size_t value;
};

/* FNV-1a. Only ids of our own case files are added, so nobody can choose them to collide. */
static size_t hash(struct tg_slice id)
{
    uint64_t h = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < id.n; i++) h = (h ^ (unsigned char)id.p[i]) * UINT64_C(1099511628211);
    return (size_t)(h ^ (h >> 32));
}

/* The slot that holds the id, or the free one where it belongs. */
static struct idmap_slot *place(const struct idmap *map, struct tg_slice id)
{
    size_t i = hash(id) & (map->room - 1);

    while (map->slots[i].id != NULL && !tg_slice_is(id, map->slots[i].id))
        i = (i + 1) & (map->room - 1);
    return &map->slots[i];
}

static void rehash(struct idmap *map)
{
    struct idmap bigger = {.room = map->room == 0 ? 64 : map->room * 2};

    bigger.slots = calloc(bigger.room, sizeof *bigger.slots);
    if (bigger.slots == NULL) arena_exhausted();
    for (size_t i = 0; i < map->room; i++)
        if (map->slots[i].id != NULL)
            *place(&bigger, tg_slice_of(map->slots[i].id)) = map->slots[i];
    bigger.count = map->count;
    free(map->slots);
    *map = bigger;
}

size_t idmap_add(struct idmap *map, const char *id, size_t value)
{
    struct idmap_slot *slot;

    if (map->count * 2 >= map->room) rehash(map);
    slot = place(map, tg_slice_of(id));
    if (slot->id != NULL) return slot->value;
    *slot = (struct idmap_slot){id, value};
    map->count++;
    return IDMAP_NONE;
}

size_t idmap_find(const struct idmap *map, struct tg_slice id)
{
    const struct idmap_slot *slot;

    if (map->room == 0) return IDMAP_NONE;
    slot = place(map, id);
    return slot->id != NULL ? slot->value : IDMAP_NONE;
}

void idmap_free(struct idmap *map)
{
    free(map->slots);
    *map = (struct idmap){0};
}
