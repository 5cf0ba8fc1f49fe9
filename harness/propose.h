/* Combinations of a group's levels that would cover what no case covers yet. */
#ifndef TOLLGATE_PROPOSE_H
#define TOLLGATE_PROPOSE_H

#include "coverage.h"

/* Appends a <pick/> line for each combination chosen and counts it in `coverage`. Greedy: what
 * covers most comes first. The choice depends on nothing but the suite, the rulebook and what is
 * covered already. Combinations that make no record, or none that can be rated, are passed over. */
bool propose_picks(struct text *out, struct coverage *coverage, struct suite *suite,
                   const struct suite_group *group, const struct tg_rulebook *rulebook,
                   struct tg_error *error);

#endif
