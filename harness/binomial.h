/*
 * What a sample tells of a rate: exact binomial bounds (Clopper-Pearson), one-sided.
 *
 * Rates and confidence are whole numbers of parts, 10^15 to 1, so that no text is read as a binary
 * fraction next to it. The functions are pure and use nothing but IEEE additions, multiplications
 * and divisions of double, so that they answer the same everywhere: no logarithm of the C library.
 * Bounds are right to one part.
 */
#ifndef TOLLGATE_BINOMIAL_H
#define TOLLGATE_BINOMIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BINOMIAL_WHOLE      UINT64_C(1000000000000000) /* a rate of 1, a confidence of 100 % */
#define BINOMIAL_MAX_TRIALS UINT64_C(1000000000000)

/* "0.0001" or "95%": decimal digits, optionally a point and more digits, optionally
 * '%' right behind; at most 1, and no finer than a part. */
bool binomial_parse(uint64_t *parts, const char *text);

enum binomial_rounding { BINOMIAL_DOWN, BINOMIAL_UP };

#define BINOMIAL_BUF 24

/* Four significant digits, as a bound has to be rounded: "0.0001000". 0 and 1 are "0" and "1".
 * Returns the length. */
size_t binomial_format(char buf[BINOMIAL_BUF], uint64_t parts, enum binomial_rounding rounding);

/*
 * `errors` of `trials` independent records were wrong (errors <= trials <= BINOMIAL_MAX_TRIALS).
 * With the confidence `sure` (half of BINOMIAL_WHOLE up to, not including, all of it) the true rate
 * is at most binomial_upper, in whole parts rounded up, and, as a statement of its own, at least
 * binomial_lower, rounded down. No trials tell nothing: 0 to BINOMIAL_WHOLE.
 */
uint64_t binomial_upper(uint64_t errors, uint64_t trials, uint64_t sure);
uint64_t binomial_lower(uint64_t errors, uint64_t trials, uint64_t sure);

/* The least number of records that, with as many errors among them, prove a rate of at most `limit`
 * (above 0, below BINOMIAL_WHOLE). 0 = more than BINOMIAL_MAX_TRIALS. */
uint64_t binomial_needed(uint64_t errors, uint64_t limit, uint64_t sure);

enum binomial_verdict {
    BINOMIAL_CONFORMS, /* the upper bound is at or below the limit */
    BINOMIAL_BREAKS,   /* the lower bound is above it */
    BINOMIAL_UNTOLD    /* the sample allows neither claim */
};

enum binomial_verdict binomial_judge(uint64_t errors, uint64_t trials, uint64_t limit,
                                     uint64_t sure);

#endif
