/*
 * Records counted up by where they stand in the decision table (tg_quick_find): what was found out
 * of the first of a cell is so of most that follow, once a look at their amounts has told. Those
 * are counted beside the entries of a tally, and added to them from time to time.
 */
#ifndef TOLLGATE_TALLY_QUICK_H
#define TOLLGATE_TALLY_QUICK_H

#include "tally.h"

struct tally_quick *tally_quick_open(const struct tg_rulebook *rulebook);
void tally_quick_close(struct tally_quick *quick);

/* The record was counted in the entry: so may be others that stand where it does. */
void tally_quick_learn(struct tally *tally, struct tally_entry *entry,
                       const struct tally_record *record);

/* Adds what was counted to the entries, and forgets them: before anybody looks at them, or moves
 * them. */
void tally_quick_settle(struct tally *tally);

/* Of tally.c: */
void tally_add_sums(struct tally_sums *sums, const struct tally_sums *more);
void tally_take_example(struct tally_entry *entry, const struct tally_record *record);

#endif
