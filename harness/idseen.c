#include "idseen.h"

#include "arena.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS         32768 /* of stems in memory, a power of two */
#define MOST_STEMS    (SLOTS / 4 * 3)
#define MOST_SUSPECTS 65536

/* Written to the spill as it is, so that equal stems follow each other: hash first. */
struct idseen_stem {
    uint64_t hash;              /* 0 = free; bytes in the order of the machine */
    uint64_t once[2], twice[2]; /* bits of endings met, met again */
};

void idseen_begin(struct idseen *seen)
{
    *seen = (struct idseen){.spill = spill_open(0)};
    seen->slots = calloc(SLOTS, sizeof *seen->slots);
    if (seen->slots == NULL) arena_exhausted();
}

void idseen_free(struct idseen *seen)
{
    spill_close(seen->spill);
    free(seen->slots);
    *seen = (struct idseen){0};
}

static void spill_stems(struct idseen *seen)
{
    for (size_t i = 0; i < SLOTS; i++)
        if (seen->slots[i].hash != 0)
            spill_add(seen->spill, &seen->slots[i], sizeof seen->slots[i]);
    memset(seen->slots, 0, SLOTS * sizeof *seen->slots);
    seen->count = 0;
    seen->last = NULL;
}

static struct idseen_stem *find(struct idseen *seen, uint64_t hash)
{
    size_t i = hash & (SLOTS - 1);

    while (seen->slots[i].hash != 0 && seen->slots[i].hash != hash) i = (i + 1) & (SLOTS - 1);
    return &seen->slots[i];
}

void idseen_add(struct idseen *seen, const struct id_parts *parts)
{
    uint64_t hash = parts->stem;
    unsigned ending = parts->ending;
    uint64_t bit = UINT64_C(1) << ending % 64;
    struct idseen_stem *stem = seen->last;

    if (stem == NULL || stem->hash != hash) {
        stem = find(seen, hash);
        if (stem->hash == 0) {
            if (seen->count == MOST_STEMS) {
                spill_stems(seen);
                stem = find(seen, hash);
            }
            seen->count++;
            *stem = (struct idseen_stem){.hash = hash};
        }
        seen->last = stem;
    }
    stem->twice[ending / 64] |= stem->once[ending / 64] & bit;
    stem->once[ending / 64] |= bit;
}

/* ----------------------------------------------------------------------------------- suspects */

static void suspect(struct suspects *suspects, const struct idseen_stem *stem)
{
    if ((stem->twice[0] | stem->twice[1]) == 0 || suspects->all) return;
    if (suspects->count == MOST_SUSPECTS) {
        suspects->all = true;
        return;
    }
    suspects->list =
        array_grow(suspects->list, &suspects->room, suspects->count, sizeof *suspects->list);
    suspects->list[suspects->count++] = *stem;
}

static void merge_stem(struct idseen_stem *stem, const struct idseen_stem *more)
{
    for (size_t i = 0; i < 2; i++) {
        stem->twice[i] |= more->twice[i] | (stem->once[i] & more->once[i]);
        stem->once[i] |= more->once[i];
    }
}

static int by_hash(const void *a, const void *b)
{
    uint64_t x = ((const struct idseen_stem *)a)->hash;
    uint64_t y = ((const struct idseen_stem *)b)->hash;

    return x < y ? -1 : x > y;
}

static void gather(struct suspects *suspects, struct spill_merge *merge)
{
    struct idseen_stem stem = {0};
    struct tg_slice record;

    while ((record = spill_merge_next(merge)).n > 0) {
        struct idseen_stem next;

        memcpy(&next, record.p, sizeof next);
        if (next.hash == stem.hash) {
            merge_stem(&stem, &next);
            continue;
        }
        suspect(suspects, &stem);
        stem = next;
    }
    suspect(suspects, &stem);
}

bool suspects_find(struct suspects *suspects, struct idseen *parts, size_t count,
                   struct tg_error *error)
{
    struct spill **spills = array_grow(NULL, &(size_t){0}, count, sizeof *spills);
    struct spill_merge *merge;

    *suspects = (struct suspects){0};
    for (size_t i = 0; i < count; i++) {
        spill_stems(&parts[i]);
        spills[i] = parts[i].spill;
    }
    merge = spill_merge_open(spills, count, NULL, 0);
    gather(suspects, merge);
    if (suspects->count > 0)
        qsort(suspects->list, suspects->count, sizeof *suspects->list, by_hash);
    free(spills);
    return spill_merge_close(merge, error);
}

void suspects_free(struct suspects *suspects)
{
    free(suspects->list);
    *suspects = (struct suspects){0};
}

bool suspects_has(const struct suspects *suspects, struct tg_slice id)
{
    struct id_parts parts = id_parts(id);
    struct idseen_stem stem = {.hash = parts.stem};
    const struct idseen_stem *found;

    if (suspects->all) return true;
    if (suspects->count == 0) return false;
    found = bsearch(&stem, suspects->list, suspects->count, sizeof stem, by_hash);
    return found != NULL && (found->twice[parts.ending / 64] >> parts.ending % 64 & 1) != 0;
}
