/* A call that tells two tariffs apart, which the cases asked do not. */
#ifndef TOLLGATE_TELLING_H
#define TOLLGATE_TELLING_H

#include "questions.h"

/* Whether there is one. Looks among the bundled cases that are not among those asked, then among
 * calls by chance (always the same): "case X would tell: 1.20 yuan by korea-missing, 2.40 yuan by
 * other". Says so if none is found. The rulebooks are compiled; `a` and `b` are what they are
 * called. */
bool telling_find(struct text *out, const struct tg_rulebook *one, const struct tg_rulebook *other,
                  const struct questions *asked, const char *a, const char *b);

#endif
