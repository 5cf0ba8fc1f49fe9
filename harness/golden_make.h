/* Golden results are what the reference rater says about the committed case records, reviewed. */
#ifndef TOLLGATE_GOLDEN_MAKE_H
#define TOLLGATE_GOLDEN_MAKE_H

#include "text.h"

/* Appends the outcome file of the case records. `name` is theirs, for errors. A record that cannot
 * be rated is a fault of its suite: the first one ends it. */
bool golden_make(const struct tg_rulebook *rulebook, struct text *out, const char *name,
                 struct tg_slice records, struct tg_error *error);

#endif
