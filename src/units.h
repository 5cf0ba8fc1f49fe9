/* Seconds and amounts as a rulebook counts them. What changes nothing costs no call. */
#ifndef TOLLGATE_UNITS_H
#define TOLLGATE_UNITS_H

#include "rulebook.h"

/* per_s seconds a unit; 0 = once per event. */
static inline int64_t tg_units(enum tg_rounding rounding, int32_t dur_s, int32_t per_s)
{
    if (per_s == 0) return 1;
    /* Both are below 2^31, and half as long numbers are divided in half the time. */
    if (rounding == TG_ROUND_UP) return ((uint32_t)dur_s + (uint32_t)per_s - 1) / (uint32_t)per_s;
    if (rounding == TG_ROUND_NEAREST) return ((int64_t)dur_s + per_s / 2) / per_s;
    return dur_s / per_s;
}

/* Started units without a division: n / per_s is n * inverse / 2^36, both rounded down, while
 * n < 2^23 and per_s <= 2^12. per_s * inverse is above 2^36 by less than per_s, so that the second
 * is larger than the first by less than 2^23 * 2^12 / 2^36 / per_s: half of 1 / per_s, which is the
 * least that the first can lack to the next whole number. */
#define TG_SUM_MAX_PER_S 4096
#define TG_INVERSE_SHIFT 36

static inline uint64_t tg_inverse(uint32_t per_s)
{
    return ((UINT64_C(1) << TG_INVERSE_SHIFT) + per_s - 1) / per_s;
}

static inline int64_t tg_started_units(int32_t dur_s, uint32_t per_s, uint64_t inverse)
{
    return (int64_t)(((uint32_t)dur_s + per_s - 1) * inverse >> TG_INVERSE_SHIFT);
}

/* What a duration above 0 becomes in another way than as measured. */
int32_t tg_duration_change(const struct tg_duration *duration, int32_t dur_s);

/* dur_s up to twice TG_CDR_MAX_DUR_S; the result is at most TG_CDR_MAX_DUR_S more. */
static inline int32_t tg_duration_of(const struct tg_duration *duration, int32_t dur_s)
{
    if (duration->way == TG_DURATION_AS_MEASURED || dur_s == 0) return dur_s;
    return tg_duration_change(duration, dur_s);
}

static inline tg_money tg_stepped(const struct tg_steps *steps, tg_money amount)
{
    return steps->step == 0 ? amount : tg_money_round(steps, amount);
}

#endif
