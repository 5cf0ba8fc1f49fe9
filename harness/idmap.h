/* From ids to numbers. */
#ifndef TOLLGATE_IDMAP_H
#define TOLLGATE_IDMAP_H

#include "tollgate.h"

#define IDMAP_NONE SIZE_MAX

struct idmap {
    struct idmap_slot *slots;
    size_t room; /* a power of two, or 0 */
    size_t count;
};

/* Keeps `value` for `id` (lent for the map's life); returns IDMAP_NONE, or the value that the id
 * already has, which then stays. */
size_t idmap_add(struct idmap *map, const char *id, size_t value);

/* IDMAP_NONE = not there. */
size_t idmap_find(const struct idmap *map, struct tg_slice id);
void idmap_free(struct idmap *map);

#endif
