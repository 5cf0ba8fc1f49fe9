/* Comparing what two rulebooks charge in a cell, without a call. */
#include "decision.h"

/* Whether a sum is above or below another for some durations; bits. */
enum { ABOVE = 1, BELOW = 2 };

/* What a sum has of a unit. */
static tg_money each_of(const struct tg_sum *sum, uint32_t per_s)
{
    return sum->each[0] * (sum->per_s[0] == per_s) + sum->each[1] * (sum->per_s[1] == per_s);
}

static unsigned sides(tg_money a, tg_money b)
{
    return (unsigned)(a > b) * ABOVE | (unsigned)(a < b) * BELOW;
}

/* Unit by unit, each of which is at least once in a duration above 0: with both bits set, it
 * depends on the duration, or may. */
static unsigned compare_sums(const struct tg_sum *one, const struct tg_sum *other)
{
    const uint32_t per_s[] = {one->per_s[0], one->per_s[1], other->per_s[0], other->per_s[1]};
    unsigned found = sides(one->once, other->once);

    for (size_t i = 0; i < sizeof per_s / sizeof per_s[0]; i++)
        found |= sides(each_of(one, per_s[i]), each_of(other, per_s[i]));
    return found;
}

/* What the fees of an action add up to at least, and at most. */
struct bounds {
    struct tg_sum low, high;
    bool unbounded;
    bool open; /* else they are the same */
    bool told; /* else they cannot be summed */
};

static void add(struct bounds *bounds, tg_money low, tg_money high, int32_t per_s)
{
    bounds->told &= tg_sum_add(&bounds->low, low, per_s);
    bounds->told &= tg_sum_add(&bounds->high, high, per_s);
}

static void add_price(struct bounds *bounds, const struct tg_price *price,
                      const struct tg_binding *binding)
{
    bounds->told &= !price->by_system;
    if (binding->bound) {
        add(bounds, binding->value, binding->value, binding->per_s);
        return;
    }
    bounds->told &= price->per_s != 0;
    bounds->open = true;
    bounds->unbounded |= !price->bounded;
    add(bounds, price->low, price->high, price->per_s);
}

static struct bounds bounds_of(const struct tg_rulebook *rulebook, const struct tg_action *action,
                               uint32_t plan)
{
    struct bounds bounds = {.low = TG_SUM_ZERO, .high = TG_SUM_ZERO, .told = !action->unspecified};

    for (size_t f = 0; f < action->fee_count; f++) {
        const struct tg_fee *fee = &action->fee[f];

        if (fee->kind == TG_FEE_PRICE)
            add_price(&bounds, &rulebook->price[fee->ref],
                      &rulebook->binding[fee->ref][plan][TG_SYSTEM_NONE]);
        else
            add(&bounds, fee->value, fee->value, fee->per_s);
    }
    return bounds;
}

static enum tg_comparison compare_known(const struct tg_sum *one, const struct tg_sum *other)
{
    static const enum tg_comparison told[] = {
        TG_CHARGES_SAME,
        [ABOVE] = TG_CHARGES_LESS,
        [BELOW] = TG_CHARGES_MORE,
        [ABOVE | BELOW] = TG_CHARGES_VARY,
    };

    return told[compare_sums(one, other)];
}

static enum tg_comparison compare_open(const struct tg_sum *one, const struct bounds *other)
{
    unsigned low = compare_sums(one, &other->low);
    unsigned high = other->unbounded ? BELOW : compare_sums(one, &other->high);

    if (((low & BELOW) | (high & ABOVE)) == 0) return TG_CHARGES_POSSIBLE;
    return low == BELOW || high == ABOVE ? TG_CHARGES_IMPOSSIBLE : TG_CHARGES_VARY;
}

enum tg_comparison tg_compare_charges(const struct tg_rulebook *one,
                                      const struct tg_rulebook *other, uint32_t cell)
{
    const struct tg_action *action = tg_cell_action(one, cell);
    struct bounds bounds;

    if (!one->sums_hold || !action->summed) return TG_CHARGES_VARY;
    bounds = bounds_of(other, tg_cell_action(other, cell), cell / TG_PER_PLAN % TG_PLAN_COUNT);
    if (!bounds.told) return TG_CHARGES_VARY;
    return bounds.open ? compare_open(&action->sum, &bounds)
                       : compare_known(&action->sum, &bounds.low);
}
