/*
 * Which call_ids may have been met more than once, in bounded memory and without keeping them: an
 * id is a stem and, where it ends in two digits, these. A stem with the bits of its endings stands
 * for up to a hundred ids, so that ids counted up cost two bits each. Stems are known by a hash, so
 * that what is found is only suspected; who looks again at the suspects has every repeated id.
 */
#ifndef TOLLGATE_IDSEEN_H
#define TOLLGATE_IDSEEN_H

#include "hash.h"
#include "spill.h"

#define ID_NO_ENDING 127 /* of an id that does not end in two digits */

/* An id, as its parts are known. */
struct id_parts {
    uint64_t stem; /* hash; not 0 */
    unsigned ending;
};

static inline struct id_parts id_parts(struct tg_slice id)
{
    struct id_parts parts = {0, ID_NO_ENDING};

    if (id.n > 2) {
        unsigned tens = (unsigned char)(id.p[id.n - 2] - '0');
        unsigned ones = (unsigned char)(id.p[id.n - 1] - '0');

        if (tens <= 9 && ones <= 9) {
            parts.ending = tens * 10 + ones;
            id.n -= 2;
        }
    }
    parts.stem = hash_bytes(id.p, id.n);
    parts.stem += parts.stem == 0;
    return parts;
}

/* A hash of the whole id. */
static inline uint64_t id_hash(const struct id_parts *parts)
{
    return hash_mix(parts->stem ^ parts->ending, UINT64_C(0x9e3779b97f4a7c15));
}

struct idseen {
    struct spill *spill; /* of stems, when there are too many */
    struct idseen_stem *slots;
    size_t count;
    struct idseen_stem *last; /* the stem of the id before; NULL = none */
};

void idseen_begin(struct idseen *seen);
void idseen_free(struct idseen *seen);
void idseen_add(struct idseen *seen, const struct id_parts *parts);

/* Ids to be looked at again. */
struct suspects {
    struct idseen_stem *list; /* by hash */
    size_t count, room;
    bool all; /* too many to be kept: every id is one */
};

/* From several parts. False if a temporary file failed. */
bool suspects_find(struct suspects *suspects, struct idseen *parts, size_t count,
                   struct tg_error *error);
void suspects_free(struct suspects *suspects);
bool suspects_has(const struct suspects *suspects, struct tg_slice id);

#endif
