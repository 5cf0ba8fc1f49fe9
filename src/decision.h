/*
 * The decision table: dense, one cell per point, compiled from the rules and checked while it is:
 * every reachable point has exactly one rule or declared unspecified entry.
 */
#ifndef TOLLGATE_DECISION_H
#define TOLLGATE_DECISION_H

#include "cells.h"

/* Gives back the table, but for what is lent. */
void tg_cells_release(struct tg_rulebook *rulebook);

/* The tariff that a charge refers to; NULL = none. */
const struct tg_tariff *tg_charge_tariff(const struct tg_rulebook *rulebook,
                                         const struct tg_charge *charge);

#define TG_SUM_ZERO ((struct tg_sum){.per_s = {1, 1}})

/* Adds a fee to a sum, which has no more than two units; false if this is of a third, or of one
 * that is too long. */
bool tg_sum_add(struct tg_sum *sum, tg_money value, int32_t per_s);

/* The action of a reachable cell. */
static inline const struct tg_action *tg_cell_action(const struct tg_rulebook *rulebook,
                                                     size_t cell)
{
    return &rulebook->action[rulebook->cell[cell] - 1];
}

#endif
