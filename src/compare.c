/* Comparing what two rulebooks charge in a cell, without a call. */
#include "decision.h"

/* Whether a sum is above or below another for some durations; bits. */
enum { ABOVE = 1, BELOW = 2 };

/* What is once, and of each unit. */
struct sum {
    tg_money once;
    const tg_money *each;
    const int32_t *per_s;
};

/* What a sum has of a unit. */
static tg_money each_of(const struct sum *sum, int32_t per_s)
{
    return sum->each[0] * (sum->per_s[0] == per_s) + sum->each[1] * (sum->per_s[1] == per_s);
}

static unsigned sides(tg_money a, tg_money b)
{
    return (unsigned)(a > b) * ABOVE | (unsigned)(a < b) * BELOW;
}

/* Unit by unit, each of which is at least once in a duration above 0: with both bits set, it
 * depends on the duration, or may. */
static unsigned compare_sums(const struct sum *one, const struct sum *other)
{
    const int32_t per_s[] = {one->per_s[0], one->per_s[1], other->per_s[0], other->per_s[1]};
    unsigned found = sides(one->once, other->once);

    for (size_t i = 0; i < sizeof per_s / sizeof per_s[0]; i++)
        found |= sides(each_of(one, per_s[i]), each_of(other, per_s[i]));
    return found;
}

static enum tg_comparison compare_known(unsigned found)
{
    static const enum tg_comparison told[] = {
        TG_CHARGES_SAME,
        [ABOVE] = TG_CHARGES_LESS,
        [BELOW] = TG_CHARGES_MORE,
        [ABOVE | BELOW] = TG_CHARGES_VARY,
    };

    return told[found];
}

static enum tg_comparison compare_open(unsigned low, unsigned high)
{
    if (((low & BELOW) | (high & ABOVE)) == 0) return TG_CHARGES_POSSIBLE;
    return low == BELOW || high == ABOVE ? TG_CHARGES_IMPOSSIBLE : TG_CHARGES_VARY;
}

enum tg_comparison tg_compare_charges(const struct tg_rulebook *one,
                                      const struct tg_rulebook *other, uint32_t cell)
{
    struct tg_amounts a, b;

    if (!tg_amounts_of(one, &a, cell, TG_AMOUNT_ANY) || a.kind != TG_EXACT ||
        !tg_amounts_of(other, &b, cell, TG_AMOUNT_ANY) || b.kind > TG_OPEN)
        return TG_CHARGES_VARY;
    {
        const struct sum sum = {a.least, a.least_each, a.per_s};
        const struct sum low = {b.least, b.least_each, b.per_s};
        const struct sum high = {b.most, b.most_each, b.per_s};

        if (b.kind == TG_EXACT) return compare_known(compare_sums(&sum, &low));
        return compare_open(compare_sums(&sum, &low),
                            b.unbounded ? BELOW : compare_sums(&sum, &high));
    }
}
