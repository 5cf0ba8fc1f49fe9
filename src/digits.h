/* Writing small numbers without a branch on how many digits they have: in a stream of calls that is
 * what a processor guesses wrong. */
#ifndef TOLLGATE_DIGITS_H
#define TOLLGATE_DIGITS_H

#include <string.h>

/* The four digits of value < 10000, leading zeros included. */
static inline void tg_four_digits(char out[4], unsigned value)
{
    out[0] = (char)('0' + value / 1000);
    out[1] = (char)('0' + value / 100 % 10);
    out[2] = (char)('0' + value / 10 % 10);
    out[3] = (char)('0' + value % 10);
}

/* Writes value < 10000 without leading zeros; returns its end. Touches four bytes in any case. */
static inline char *tg_put_small(char *p, unsigned value)
{
    char digits[8] = {0};
    size_t leading = (size_t)(value < 1000) + (value < 100) + (value < 10);

    tg_four_digits(digits, value);
    memcpy(p, digits + leading, 4);
    return p + 4 - leading;
}

#endif
