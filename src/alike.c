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

static bool same_row(const struct tg_prefix *a, const struct tg_prefix *b)
{
    return a->destination == b->destination && a->system == b->system;
}

/* Prefixes are added, never taken away: where there are as many they are the same ones. Any number
 * may fall to one that is added, also one that was of the mainland. */
static bool same_destination(const struct tg_prefix_table *one, const struct tg_prefix_table *other,
                             const struct tg_call *call)
{
    if (one->count != other->count) return call->value[TG_DIM_DESTINATION] == TG_DEST_NONE;
    return call->prefix == 0 ||
           same_row(&one->row[call->prefix - 1], &other->row[call->prefix - 1]);
}

/* The same of all calls. */
static bool same_destinations(const struct tg_prefix_table *one,
                              const struct tg_prefix_table *other)
{
    bool same = one->count == other->count;

    for (size_t i = 0; same && i < one->count; i++) same = same_row(&one->row[i], &other->row[i]);
    return same;
}

bool tg_classified_alike(const struct tg_rulebook *one, const struct tg_rulebook *other)
{
    const size_t from = offsetof(struct tg_policies, network_from);

    return memcmp((const char *)&one->policy + from, (const char *)&other->policy + from,
                  sizeof one->policy - from) == 0 &&
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
