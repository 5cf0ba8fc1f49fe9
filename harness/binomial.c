#include "binomial.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#define WHOLE      BINOMIAL_WHOLE
#define DECIMALS   15 /* of a part */
#define SERIES     14 /* terms: 0.2^28 is below what a double can hold beside 1 */
#define LN_2       0.69314718055994530942
#define HALF_LN_2P 0.91893853320467274178 /* log(2 pi) / 2 */

/* ------------------------------------------------------------------------------------- texts */

bool binomial_parse(uint64_t *parts, const char *text)
{
    uint64_t value = 0;
    int decimals = -1; /* before the point */
    bool digit = false;

    for (; (*text >= '0' && *text <= '9') || (*text == '.' && decimals < 0 && digit); text++) {
        digit = *text != '.';
        if (digit) value = value * 10 + (uint64_t)(*text - '0');
        if (decimals >= 0 || !digit) decimals++;
        if (value > 100 * WHOLE || decimals > DECIMALS) return false;
    }
    if (!digit) return false;
    if (decimals < 0) decimals = 0;
    if (*text == '%') {
        text++;
        decimals += 2;
    }
    if (*text != '\0' || decimals > DECIMALS) return false;
    for (; decimals < DECIMALS; decimals++) {
        value *= 10;
        if (value > WHOLE) return false;
    }
    if (value > WHOLE) return false;
    *parts = value;
    return true;
}

size_t binomial_format(char buf[BINOMIAL_BUF], uint64_t parts, enum binomial_rounding rounding)
{
    int decimals = DECIMALS;
    bool rest = false;

    if (parts == 0 || parts == WHOLE) return (size_t)sprintf(buf, "%d", parts != 0);
    while (parts >= 10000) {
        rest = rest || parts % 10 != 0;
        parts /= 10;
        decimals--;
    }
    if (rest && rounding == BINOMIAL_UP) parts++;
    if (parts == 10000) {
        parts /= 10;
        decimals--;
    }
    if (decimals == 3) return (size_t)sprintf(buf, "1"); /* 1000 of 1000 */
    return (size_t)sprintf(buf, "0.%0*" PRIu64, decimals, parts);
}

/* ------------------------------------------------------------------------------------- numbers */

/* sum of v^(2j+1) / (2j+1) from j = `first`, for |v| <= 0.2. */
static double odd_powers(double v, int first)
{
    double square = v * v;
    double sum = 0;

    for (int j = SERIES; j >= first; j--) sum = sum * square + 1.0 / (2 * j + 1);
    for (int j = 0; j < first; j++) sum *= square;
    return sum * v;
}

static bool near(double v)
{
    return v >= -0.2 && v <= 0.2;
}

/* log(a / b), exact to the last digits also where a and b are nearly the same. */
static double log_ratio(double a, double b)
{
    double v = (a - b) / (a + b);
    int exponent;
    double mantissa;

    if (near(v)) return 2 * odd_powers(v, 0);
    mantissa = frexp(a / b, &exponent);
    if (mantissa < 0.7) {
        mantissa *= 2;
        exponent--;
    }
    return exponent * LN_2 + 2 * odd_powers((mantissa - 1) / (mantissa + 1), 0);
}

/* log(n!) less Stirling's formula for it, n >= 1. */
static double stirling_rest(double n)
{
    double rest = 0;
    double s;

    for (; n < 16; n++) rest += (n + 0.5) * log_ratio(n + 1, n) - 1;
    s = n * n;
    return rest +
           (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / s) / s) / s) / s) / n;
}

/* x log(x / m) + m - x: what x away from the mean m costs. */
static double away(double x, double m)
{
    double v = (x - m) / (x + m);

    if (!near(v)) return x * log_ratio(x, m) + m - x;
    return (x - m) * v + 2 * x * odd_powers(v, 1);
}

/* log of the chance of exactly k of n, 0 < k < n, at `rate` parts. After C. Loader, "Fast and
 * accurate computation of binomial probabilities" (2000): nothing large is subtracted. */
static double log_chance(double k, double n, double p, double q)
{
    return stirling_rest(n) - stirling_rest(k) - stirling_rest(n - k) - away(k, n * p) -
           away(n - k, n * q) + 0.5 * log_ratio(n, k * (n - k)) - HALF_LN_2P;
}

/* log of the chance of at most k of n, k < n, at a rate of parts above k / n, below 1. */
static double log_tail(uint64_t k, uint64_t n, uint64_t parts)
{
    double p = (double)parts / (double)WHOLE;
    double q = (double)(WHOLE - parts) / (double)WHOLE;
    double term = 1;
    double sum = 1;

    if (k == 0) return (double)n * log_ratio((double)(WHOLE - parts), (double)WHOLE);
    for (uint64_t j = k; j > 0 && term > sum * 0x1p-54; j--) {
        term *= (double)j * q / ((double)(n - j + 1) * p);
        sum += term;
    }
    return log_chance((double)k, (double)n, p, q) + log_ratio(sum, 1);
}

/* ------------------------------------------------------------------------------------- bounds */

static double log_risk(uint64_t sure)
{
    assert(sure >= WHOLE / 2 && sure < WHOLE);
    return log_ratio((double)(WHOLE - sure), (double)WHOLE);
}

/* Where the chance of so few errors, which falls as the rate rises, passes the risk. */
struct bracket {
    uint64_t low, high;           /* rates in parts: above the risk; at or below it */
    double above_low, above_high; /* by how much, as logarithms */
};

/* Steps of about one standard deviation, doubled until they lead beyond. */
static void enclose(struct bracket *bracket, uint64_t k, uint64_t n, double risk)
{
    uint64_t step = WHOLE / n + 1;

    for (uint64_t root = 1; root * root <= k; root *= 2) step *= 2;
    bracket->low = (uint64_t)((double)k / (double)n * (double)WHOLE);
    bracket->above_low = -risk; /* at least half the chance there: only a first guess */
    for (;; step *= 2) {
        if (step >= WHOLE - bracket->low) {
            bracket->high = WHOLE;
            bracket->above_high = -bracket->above_low; /* no logarithm: begin in the middle */
            return;
        }
        bracket->high = bracket->low + step;
        bracket->above_high = log_tail(k, n, bracket->high) - risk;
        if (bracket->above_high <= 0) return;
        bracket->low = bracket->high;
        bracket->above_low = bracket->above_high;
    }
}

/* A rate inside: where a straight line would pass; every third time the middle, lest it creeps. */
static uint64_t between(const struct bracket *bracket, unsigned round)
{
    uint64_t width = bracket->high - bracket->low;
    double share = bracket->above_low / (bracket->above_low - bracket->above_high);
    uint64_t step = round % 3 == 2 ? width / 2 : (uint64_t)((double)width * share);

    if (step < 1) step = 1;
    if (step > width - 1) step = width - 1;
    return bracket->low + step;
}

uint64_t binomial_upper(uint64_t errors, uint64_t trials, uint64_t sure)
{
    double risk = log_risk(sure);
    struct bracket bracket;

    assert(errors <= trials && trials <= BINOMIAL_MAX_TRIALS);
    if (errors == trials) return WHOLE;
    enclose(&bracket, errors, trials, risk);
    for (unsigned round = 0; bracket.high - bracket.low > 1; round++) {
        uint64_t rate = between(&bracket, round);
        double above = log_tail(errors, trials, rate) - risk;

        if (above > 0) {
            bracket.low = rate;
            bracket.above_low = above;
        } else {
            bracket.high = rate;
            bracket.above_high = above;
        }
    }
    return bracket.high;
}

/* Errors and right ones change places. */
uint64_t binomial_lower(uint64_t errors, uint64_t trials, uint64_t sure)
{
    return WHOLE - binomial_upper(trials - errors, trials, sure);
}

uint64_t binomial_needed(uint64_t errors, uint64_t limit, uint64_t sure)
{
    double risk = log_risk(sure);
    double even = (double)errors * ((double)WHOLE / (double)limit); /* the limit itself: too few */
    uint64_t low, high;

    assert(limit > 0 && limit < WHOLE);
    if (even >= (double)BINOMIAL_MAX_TRIALS) return 0;
    low = (uint64_t)even;
    for (high = low + 1; high <= BINOMIAL_MAX_TRIALS; high *= 2) {
        if (log_tail(errors, high, limit) <= risk) break;
        low = high;
    }
    if (high > BINOMIAL_MAX_TRIALS) high = BINOMIAL_MAX_TRIALS + 1;
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;

        if (log_tail(errors, middle, limit) <= risk)
            high = middle;
        else
            low = middle;
    }
    return high > BINOMIAL_MAX_TRIALS ? 0 : high;
}

enum binomial_verdict binomial_judge(uint64_t errors, uint64_t trials, uint64_t limit,
                                     uint64_t sure)
{
    if (binomial_upper(errors, trials, sure) <= limit) return BINOMIAL_CONFORMS;
    if (binomial_lower(errors, trials, sure) > limit) return BINOMIAL_BREAKS;
    return BINOMIAL_UNTOLD;
}
