/*
 * Sets of faults laid over a tariff, and how much of a system's answers they explain: exactly, with
 * open prices inferred anew. The second, thorough look of the diagnosis.
 */
#ifndef TOLLGATE_EXPLAINING_H
#define TOLLGATE_EXPLAINING_H

#include "footprint.h"

#define EXPLAINING_MOST 3  /* faults at once */
#define EXPLAINING_LAID 12 /* laws with some of so many faults, one laid on the other */

/* Zeroed = none. */
struct explaining {
    const struct fault *fault[EXPLAINING_MOST]; /* in the order in which they are laid */
    size_t count;
    struct law law;   /* with all of them; that of `laid` which has them all, not closed */
    struct law *laid; /* with some of them, each borrowing texts of those before */
    size_t laid_count;
    struct price_book book; /* by the law */
    uint64_t *explained;    /* wrong answers that follow from it */
    uint64_t explains;      /* their number */
    uint64_t firmly;        /* of them, those for which another amount would not do as well */
    uint64_t ranged;        /* of the others, those of a range that was one before */
    uint64_t contradicts;   /* right answers that do not */
    uint64_t leaves;        /* wrong answers that it changes, to something else than was answered */
};

/* Lays the faults over the law of `ground`, the first first. False, and nothing to free, if they
 * cannot be laid so. */
bool explaining_open(struct explaining *explaining, const struct ground *ground,
                     const struct fault *const *faults, size_t count);
void explaining_free(struct explaining *explaining);

/* Everything that is wrong, most of it firmly, and nothing that is right is contradicted. */
bool explains_all(const struct explaining *explaining, const struct ground *ground);

#endif
