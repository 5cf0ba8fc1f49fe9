/*
 * Records counted up by where they stand in the decision table (tg_quick_find): what was found out
 * of the first of a cell is so of most that follow, once a look at their amounts has told. Those
 * are counted beside the entries of a tally, and added to them from time to time.
 */
#ifndef TOLLGATE_TALLY_QUICK_H
#define TOLLGATE_TALLY_QUICK_H

#include "tally.h"

#include <assert.h>

struct tally_quick *tally_quick_open(const struct tg_rulebook *rulebook);
void tally_quick_close(struct tally_quick *quick);

/* The record was counted in the entry: so may be others that stand where it does. */
void tally_quick_learn(struct tally *tally, struct tally_entry *entry,
                       const struct tally_record *record);

/* Adds what was counted to the entries, and forgets them: before anybody looks at them, or moves
 * them. */
void tally_quick_settle(struct tally *tally);

/* Started units without a division: n / per_s is n * inverse / 2^34, both rounded down. per_s *
 * inverse is above 2^34 by less than per_s, so that the second is larger than the first by less
 * than n / 2^34, which is less than the 1 / per_s that the first can lack to the next whole number,
 * while n < 2^22 and per_s <= 2^12. From 5 s on the inverse has 32 bits. */
#define QUICK_SHIFT   34
#define QUICK_LEAST_S 5
#define QUICK_MOST_S  4096
static_assert(TG_CDR_MAX_DUR_S + QUICK_MOST_S < 1 << 22 && QUICK_SHIFT == 22 + 12,
              "units could be wrong");

static inline bool quick_unit_fits(uint32_t per_s)
{
    return per_s >= QUICK_LEAST_S && per_s <= QUICK_MOST_S;
}

static inline uint32_t quick_inverse(uint32_t per_s)
{
    return (uint32_t)(((UINT64_C(1) << QUICK_SHIFT) + per_s - 1) / per_s);
}

/* `less`: seconds a unit, less one. */
static inline int64_t quick_units(int32_t dur_s, uint16_t less, uint32_t inverse)
{
    return (int64_t)(((uint64_t)(uint32_t)dur_s + less) * inverse >> QUICK_SHIFT);
}

#endif
