/* Whether two rulebooks charge the same for every call that there can be: no sample, every point of
 * the decision table. */
#ifndef TOLLGATE_EQUIVALENCE_H
#define TOLLGATE_EQUIVALENCE_H

#include "tollgate.h"

/*
 * True if `other` charges what `right` lets it at every reachable point where `right` has a price:
 * the same fees in the same units; for a price that `right` leaves open one legal value, the same
 * wherever the price is charged to a plan; where its unit is open too, every duration up to a day
 * within its legal range. Policies and destinations are compared too; how durations are read and
 * amounts are rounded may be said otherwise where that changes no number of units of any duration
 * and no sum of any prices. False: it differs, or that
 * cannot be told so. Both compiled; the prices of `other` are bound.
 */
bool same_everywhere(const struct tg_rulebook *right, const struct tg_rulebook *other);

#endif
