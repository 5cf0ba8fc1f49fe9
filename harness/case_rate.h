/* The reference rater on one case of a suite. */
#ifndef TOLLGATE_CASE_RATE_H
#define TOLLGATE_CASE_RATE_H

#include "suite.h"

/* False if the case cannot be rated: told with its place in the suite. Texts of `cdr` are lent by
 * the case. */
bool case_rate(struct tg_cdr *cdr, struct tg_outcome *outcome, const struct suite_case *made,
               const struct tg_rulebook *rulebook, struct tg_error *error);

#endif
