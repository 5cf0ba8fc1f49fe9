/* How many units of a price a duration makes. */
#ifndef TOLLGATE_UNITS_H
#define TOLLGATE_UNITS_H

#include "rulebook.h"

/* per_s seconds a unit; 0 = once per event. */
static inline int64_t tg_units(enum tg_rounding rounding, int32_t dur_s, int32_t per_s)
{
    if (per_s == 0) return 1;
    if (rounding == TG_ROUND_UP) return ((int64_t)dur_s + per_s - 1) / per_s;
    if (rounding == TG_ROUND_NEAREST) return ((int64_t)dur_s + per_s / 2) / per_s;
    return dur_s / per_s;
}

#endif
