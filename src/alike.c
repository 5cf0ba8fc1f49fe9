/* Comparing two rulebooks call by call, where rating twice would cost too much. */
#include "decision.h"

#include <string.h>

/* An overlay can write the register of open prices anew. */
static bool same_price(const struct tg_price *a, const struct tg_price *b)
{
    return a->low == b->low && a->above_low == b->above_low && a->bounded == b->bounded &&
           a->high == b->high && a->per_s == b->per_s && a->high_per_s == b->high_per_s;
}

static bool same_binding(const struct tg_rulebook *one, const struct tg_rulebook *other,
                         int16_t price, const struct tg_call *call)
{
    uint8_t plan = call->value[TG_DIM_PLAN];
    const struct tg_binding *a = &one->binding[price][plan][call->system];
    const struct tg_binding *b = &other->binding[price][plan][call->system];

    return a->bound == b->bound && a->value == b->value && a->per_s == b->per_s &&
           same_price(&one->price[price], &other->price[price]);
}

static bool same_action(const struct tg_rulebook *one, const struct tg_rulebook *other,
                        const struct tg_call *call, const uint8_t value[TG_DIM_COUNT])
{
    size_t cell = tg_cell_index(value);
    const struct tg_action *a = tg_cell_action(one, cell);
    const struct tg_action *b = tg_cell_action(other, cell);

    if (a->rule != b->rule || a->fee_count != b->fee_count || a->unspecified != b->unspecified)
        return false;
    for (size_t f = 0; f < a->fee_count; f++)
        if (!tg_same_fee(&a->fee[f], &b->fee[f]) ||
            (a->fee[f].kind == TG_FEE_PRICE && !same_binding(one, other, a->fee[f].ref, call)))
            return false;
    return true;
}

/* Reading I-02 (c) charges some units by the other daypart. */
static bool same_in_other_daypart(const struct tg_rulebook *one, const struct tg_rulebook *other,
                                  const struct tg_call *call)
{
    uint8_t value[TG_DIM_COUNT];

    if (one->policy.daypart_boundary != TG_BOUNDARY_UNIT ||
        call->value[TG_DIM_ACCESS] != TG_ACCESS_12593)
        return true;
    memcpy(value, call->value, sizeof value);
    value[TG_DIM_DAYPART] =
        value[TG_DIM_DAYPART] == TG_DAYPART_BUSY ? TG_DAYPART_IDLE : TG_DAYPART_BUSY;
    return same_action(one, other, call, value);
}

/* Prefixes are added, never taken away: where there are as many they are the same ones. Any number
 * may fall to one that is added, also one that was of the mainland. */
static bool same_destination(const struct tg_prefix_table *one, const struct tg_prefix_table *other,
                             const struct tg_call *call)
{
    if (one->count != other->count) return call->value[TG_DIM_DESTINATION] == TG_DEST_NONE;
    return call->prefix == 0 ||
           (one->row[call->prefix - 1].destination == other->row[call->prefix - 1].destination &&
            one->row[call->prefix - 1].system == other->row[call->prefix - 1].system);
}

/* The same of all calls. */
static bool same_destinations(const struct tg_prefix_table *one,
                              const struct tg_prefix_table *other)
{
    if (one->count != other->count) return false;
    for (size_t i = 0; i < one->count; i++)
        if (one->row[i].destination != other->row[i].destination ||
            one->row[i].system != other->row[i].system)
            return false;
    return true;
}

bool tg_classified_alike(const struct tg_rulebook *one, const struct tg_rulebook *other)
{
    const struct tg_policies *a = &one->policy;
    const struct tg_policies *b = &other->policy;

    return a->network_from == b->network_from && a->area_from == b->area_from &&
           a->bare_area == b->bare_area && a->province_from == b->province_from &&
           memcmp(&a->dialling, &b->dialling, sizeof a->dialling) == 0 &&
           same_destinations(&one->prefixes, &other->prefixes);
}

bool tg_policies_alike(const struct tg_rulebook *one, const struct tg_rulebook *other)
{
    return memcmp(&one->policy, &other->policy, sizeof one->policy) == 0;
}

bool tg_rated_alike(const struct tg_rulebook *one, const struct tg_rulebook *other,
                    const struct tg_call *call)
{
    return same_destination(&one->prefixes, &other->prefixes, call) &&
           same_action(one, other, call, call->value) && same_in_other_daypart(one, other, call);
}

/* What a sum has of a unit. */
static tg_money each_of(const struct tg_sum *sum, uint32_t per_s)
{
    tg_money each = 0;

    for (size_t i = 0; i < 2; i++)
        if (sum->per_s[i] == per_s) each += sum->each[i];
    return each;
}

/* Whether one sum is more, or less, than the other for some duration, as far as can be told. */
struct contrast {
    bool more, less;
};

static struct contrast contrast(const struct tg_sum *one, const struct tg_sum *other)
{
    const struct tg_sum *sums[] = {one, other};
    struct contrast found = {.more = one->once > other->once, .less = one->once < other->once};

    for (size_t i = 0; i < 4; i++) {
        uint32_t per_s = sums[i / 2]->per_s[i % 2];

        found.more = found.more || each_of(one, per_s) > each_of(other, per_s);
        found.less = found.less || each_of(one, per_s) < each_of(other, per_s);
    }
    return found;
}

static enum tg_comparison compare_sums(const struct tg_sum *one, const struct tg_sum *other)
{
    struct contrast found = contrast(other, one);

    if (found.more && found.less) return TG_CHARGES_VARY;
    return found.more ? TG_CHARGES_MORE : found.less ? TG_CHARGES_LESS : TG_CHARGES_SAME;
}

/* What the fees of an action add up to at least, and at most. */
struct bounds {
    struct tg_sum low, high;
    bool unbounded;
    bool open; /* else they are the same */
};

static bool add_price(struct bounds *bounds, const struct tg_rulebook *rulebook, int16_t ref,
                      uint32_t plan)
{
    const struct tg_price *price = &rulebook->price[ref];
    const struct tg_binding *binding = &rulebook->binding[ref][plan][TG_SYSTEM_NONE];

    if (price->by_system || (!binding->bound && price->per_s == 0)) return false;
    if (binding->bound)
        return tg_sum_add(&bounds->low, binding->value, binding->per_s) &&
               tg_sum_add(&bounds->high, binding->value, binding->per_s);
    bounds->open = true;
    bounds->unbounded = bounds->unbounded || !price->bounded;
    return tg_sum_add(&bounds->low, price->low, price->per_s) &&
           tg_sum_add(&bounds->high, price->high, price->per_s);
}

static bool add_bounds(struct bounds *bounds, const struct tg_rulebook *rulebook,
                       const struct tg_action *action, uint32_t plan)
{
    bool ok = !action->unspecified;

    *bounds = (struct bounds){.low = TG_SUM_ZERO, .high = TG_SUM_ZERO};
    for (size_t f = 0; ok && f < action->fee_count; f++) {
        const struct tg_fee *fee = &action->fee[f];

        if (fee->kind == TG_FEE_PRICE)
            ok = add_price(bounds, rulebook, fee->ref, plan);
        else
            ok = tg_sum_add(&bounds->low, fee->value, fee->per_s) &&
                 tg_sum_add(&bounds->high, fee->value, fee->per_s);
    }
    return ok;
}

static enum tg_comparison compare_open(const struct tg_sum *one, const struct bounds *other)
{
    struct contrast low = contrast(one, &other->low);
    struct contrast high = contrast(one, &other->high);

    if (other->unbounded) high = (struct contrast){.less = true};
    if (!low.less && !high.more) return TG_CHARGES_POSSIBLE;
    if ((low.less && !low.more) || (high.more && !high.less)) return TG_CHARGES_IMPOSSIBLE;
    return TG_CHARGES_VARY;
}

enum tg_comparison tg_compare_charges(const struct tg_rulebook *one,
                                      const struct tg_rulebook *other, uint32_t cell)
{
    const struct tg_action *a = tg_cell_action(one, cell);
    const struct tg_action *b = tg_cell_action(other, cell);
    struct bounds bounds;

    if (!one->sums_hold || !other->sums_hold || !a->summed) return TG_CHARGES_VARY;
    if (!add_bounds(&bounds, other, b, cell / TG_PER_PLAN % TG_PLAN_COUNT)) return TG_CHARGES_VARY;
    return bounds.open ? compare_open(&a->sum, &bounds) : compare_sums(&a->sum, &bounds.low);
}
