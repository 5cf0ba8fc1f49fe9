#include "units.h"

/* h:mm:ss as h:ss:mm. */
static int32_t swapped(int32_t dur_s)
{
    return dur_s - dur_s % 3600 + dur_s % 60 * 60 + dur_s / 60 % 60;
}

int32_t tg_duration_change(const struct tg_duration *duration, int32_t dur_s)
{
    int32_t n = duration->n;

    switch (duration->way) {
    case TG_DURATION_MODULO: return dur_s % n;
    case TG_DURATION_AT_MOST: return dur_s < n ? dur_s : n;
    case TG_DURATION_AT_LEAST: return dur_s > n ? dur_s : n;
    case TG_DURATION_UP: return (dur_s + n - 1) / n * n;
    case TG_DURATION_DOWN: return dur_s / n * n;
    case TG_DURATION_PLUS: return dur_s + n;
    case TG_DURATION_MINUS: return dur_s > n ? dur_s - n : 0;
    default: return swapped(dur_s);
    }
}

tg_money tg_money_round(const struct tg_steps *steps, tg_money amount)
{
    tg_money step = steps->step;

    if (step == 0) return amount;
    if (steps->rounding == TG_ROUND_UP) amount += step - 1;
    if (steps->rounding == TG_ROUND_NEAREST) amount += step / 2;
    return amount / step * step;
}
