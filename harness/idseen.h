/*
 * Which call_ids may have been met more than once, in bounded memory and without keeping them: an
 * id is a stem and, where it ends in two digits, these. A stem with the bits of its endings stands
 * for up to a hundred ids, so that ids counted up cost two bits each. Stems are known by a hash, so
 * that what is found is only suspected; who looks again at the suspects has every repeated id.
 */
#ifndef TOLLGATE_IDSEEN_H
#define TOLLGATE_IDSEEN_H

#include "spill.h"

struct idseen {
    struct spill *spill; /* of stems, when there are too many */
    struct idseen_stem *slots;
    size_t count;
    struct idseen_stem *last; /* the stem of the id before; NULL = none */
};

void idseen_begin(struct idseen *seen);
void idseen_free(struct idseen *seen);
void idseen_add(struct idseen *seen, struct tg_slice id);

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
