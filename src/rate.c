/* Rating: find the point, look up its action, multiply. Nothing is allocated. */
#include "classify.h"
#include "clock.h"
#include "decision.h"
#include "error.h"
#include "times.h"
#include "units.h"

#include <string.h>

#define READING(n) (UINT32_C(1) << (n))

/* ----------------------------------------------------------------------------------- boundaries */

static const struct tg_action *action_at(const struct tg_rulebook *rulebook,
                                         const struct tg_call *call)
{
    return tg_cell_action(rulebook, tg_cell_index(call->value));
}

/* The action if one dimension had another value. */
static const struct tg_action *action_with(const struct tg_rulebook *rulebook,
                                           const struct tg_call *call, enum tg_dim dim,
                                           uint8_t value)
{
    struct tg_call other = *call;

    other.value[dim] = value;
    return action_at(rulebook, &other);
}

/* Two rules may well ask for the same: then it does not matter which of them holds. */
static bool same_charge(const struct tg_action *a, const struct tg_action *b)
{
    if (a->unspecified != b->unspecified) return false;
    if (a->fee_count != b->fee_count) return false;
    for (size_t f = 0; f < a->fee_count; f++)
        if (!tg_same_fee(&a->fee[f], &b->fee[f])) return false;
    return true;
}

/* Whether the call would be charged otherwise if one dimension had another value. */
static bool matters(const struct tg_rulebook *rulebook, const struct tg_call *call, enum tg_dim dim,
                    uint8_t value)
{
    return !same_charge(action_at(rulebook, call), action_with(rulebook, call, dim, value));
}

static uint8_t other_daypart(const struct tg_call *call)
{
    return call->value[TG_DIM_DAYPART] == TG_DAYPART_BUSY ? TG_DAYPART_IDLE : TG_DAYPART_BUSY;
}

/* Reading I-01 chose if the regime, and with it the charge, changes while the call lasts. */
static inline uint32_t regime_basis(const struct tg_rulebook *rulebook, const struct tg_call *call,
                                    const struct tg_span *span)
{
    uint8_t first = tg_regime_at(&rulebook->policy, span->start);
    uint8_t last = tg_regime_at(&rulebook->policy, span->end);
    uint8_t other = call->value[TG_DIM_REGIME] == first ? last : first;

    return first != last && matters(rulebook, call, TG_DIM_REGIME, other) ? READING(1) : 0;
}

/* Reading I-02 chose if busy and idle hours, and with them the charge, change while the call lasts;
 * units that are billed beyond its end last too. */
static inline uint32_t daypart_basis(const struct tg_rulebook *rulebook, const struct tg_call *call,
                                     const struct tg_span *span, int32_t longest)
{
    if (call->value[TG_DIM_ACCESS] != TG_ACCESS_12593 ||
        !tg_reaches_edge(&rulebook->policy, span->second, longest) ||
        !matters(rulebook, call, TG_DIM_DAYPART, other_daypart(call)))
        return 0;
    return READING(2);
}

/* Readings I-15 and I-16 chose if the place's other class would be charged otherwise. */
static uint32_t prefix_basis(const struct tg_rulebook *rulebook, const struct tg_call *call)
{
    const struct tg_prefix *row = &rulebook->prefixes.row[call->prefix - 1];

    if (row->reading == 0 || !matters(rulebook, call, TG_DIM_DESTINATION, row->otherwise)) return 0;
    return READING(row->reading);
}

/* --------------------------------------------------------------------------------------- money */

static struct tg_fee_line line_of(const struct tg_rulebook *rulebook, const struct tg_call *call,
                                  const struct tg_fee *fee, int32_t dur_s)
{
    struct tg_fee_line line = {.value = fee->value, .per_s = fee->per_s, .price = -1};

    if (fee->kind == TG_FEE_PRICE) {
        const struct tg_binding *binding =
            &rulebook->binding[fee->ref][call->value[TG_DIM_PLAN]][call->system];

        line.price = fee->ref;
        line.open = !binding->bound;
        line.value = binding->value;
        line.per_s = binding->bound ? binding->per_s : rulebook->price[fee->ref].per_s;
    }
    line.units = tg_units(rulebook->policy.rounding, dur_s, line.per_s);
    return line;
}

/* A fee whose unit is not known: only its upper end is, in started units whatever the policy: of a
 * smaller unit, several are complete before the first of these is. */
static tg_money range_high(const struct tg_price *price, int32_t dur_s)
{
    return price->high * tg_units(TG_ROUND_UP, dur_s, price->high_per_s);
}

static void add_line(const struct tg_rulebook *rulebook, struct tg_outcome *outcome,
                     const struct tg_fee_line *line, int32_t dur_s)
{
    const struct tg_steps *steps = &rulebook->policy.fee_steps;
    const struct tg_price *price;

    outcome->line[outcome->line_count++] = *line;
    if (!line->open) {
        tg_money amount = tg_stepped(steps, line->units * line->value);

        outcome->min += amount;
        outcome->max += amount;
        return;
    }
    price = &rulebook->price[line->price];
    if (line->per_s != 0) {
        if (outcome->kind == TG_EXACT) outcome->kind = TG_OPEN;
        outcome->min += tg_stepped(steps, line->units * price->low);
        outcome->max += tg_stepped(steps, line->units * price->high);
        if (!price->bounded) outcome->unbounded = true;
    } else {
        outcome->kind = TG_RANGE;
        outcome->max += tg_stepped(steps, range_high(price, dur_s));
    }
}

static void add_fees(const struct tg_rulebook *rulebook, struct tg_outcome *outcome,
                     const struct tg_action *action, int32_t billed_s)
{
    for (size_t f = 0; f < action->fee_count; f++) {
        struct tg_fee_line line = line_of(rulebook, &outcome->call, &action->fee[f], billed_s);

        add_line(rulebook, outcome, &line, billed_s);
    }
}

/* Reading I-02 (c): every started unit is charged by the daypart in which it starts. */
static void add_fees_by_daypart(const struct tg_rulebook *rulebook, struct tg_outcome *outcome,
                                const struct tg_action *action, uint8_t daypart,
                                const struct tg_cdr *cdr, int32_t billed_s)
{
    tg_time start = cdr->start + rulebook->policy.zone_s;

    for (size_t f = 0; f < action->fee_count; f++) {
        struct tg_fee_line line = line_of(rulebook, &outcome->call, &action->fee[f], billed_s);
        int64_t all = line.units;

        line.units = 0;
        for (int64_t unit = 0; unit < all; unit++)
            line.units += tg_daypart_at(&rulebook->policy,
                                        tg_second_of_day(start + unit * line.per_s, 0)) == daypart;
        if (line.units > 0) add_line(rulebook, outcome, &line, billed_s);
    }
}

static void charge(const struct tg_rulebook *rulebook, struct tg_outcome *outcome,
                   const struct tg_action *action, const struct tg_cdr *cdr, int32_t billed_s)
{
    uint8_t daypart = outcome->call.value[TG_DIM_DAYPART];
    uint8_t other = other_daypart(&outcome->call);

    if (rulebook->policy.daypart_boundary == TG_BOUNDARY_UNIT && (outcome->basis & READING(2))) {
        add_fees_by_daypart(rulebook, outcome, action, daypart, cdr, billed_s);
        action = action_with(rulebook, &outcome->call, TG_DIM_DAYPART, other);
        add_fees_by_daypart(rulebook, outcome, action, other, cdr, billed_s);
    } else {
        add_fees(rulebook, outcome, action, billed_s);
    }
}

/* What the amounts mean: a price, bounds, or nothing for a call of 0 s. */
static void settle(const struct tg_rulebook *rulebook, struct tg_outcome *outcome,
                   const struct tg_cdr *cdr)
{
    const struct tg_steps *steps = &rulebook->policy.charge_steps;

    outcome->convention = cdr->dur_s == 0 && cdr->event != TG_EVENT_MONTHLY_FEE;
    if (outcome->convention) {
        outcome->kind = TG_EXACT;
        outcome->unbounded = false;
        outcome->min = outcome->max = 0;
        outcome->basis = 0; /* no reading chose */
    } else if (rulebook->bounds) {
        outcome->kind = TG_RANGE;
        outcome->min = 0;
    }
    outcome->min = tg_stepped(steps, outcome->min);
    outcome->max = tg_stepped(steps, outcome->max);
    outcome->charge = outcome->min;
}

/* What a call that took place costs by an action without open prices, if no policy changes sums. */
static inline void charge_sum(struct tg_outcome *outcome, const struct tg_sum *sum,
                              const struct tg_cdr *cdr)
{
    tg_money amount = sum->once;

    for (size_t i = 0; i < 2; i++)
        amount += sum->each[i] * tg_started_units(cdr->dur_s, sum->per_s[i], sum->inverse[i]);
    outcome->kind = TG_EXACT;
    outcome->charge = outcome->min = outcome->max = amount;
}

/* Finds the action of a call whose number and place are classified. */
static inline __attribute__((always_inline)) const struct tg_action *
find_action(const struct tg_rulebook *rulebook, struct tg_outcome *outcome,
            const struct tg_cdr *cdr)
{
    int32_t billed_s = tg_duration_of(&rulebook->policy.billed_duration, cdr->dur_s);
    struct tg_span span = tg_span_of(&rulebook->policy, cdr);
    struct tg_call *call = &outcome->call;
    const struct tg_action *action;
    size_t cell;

    tg_place_in_time(&rulebook->policy, call->value, cdr, &span);
    cell = tg_cell_index(call->value);
    action = tg_cell_action(rulebook, cell);
    outcome->rule = action->rule;
    outcome->action = (uint16_t)(action - rulebook->action);
    outcome->cell = (uint32_t)cell;
    outcome->basis =
        action->basis | regime_basis(rulebook, call, &span) |
        daypart_basis(rulebook, call, &span, billed_s > cdr->dur_s ? billed_s : cdr->dur_s);
    if (call->prefix != 0) outcome->basis |= prefix_basis(rulebook, call);
    return action;
}

static void charge_by_line(const struct tg_rulebook *rulebook, struct tg_outcome *outcome,
                           const struct tg_action *action, const struct tg_cdr *cdr)
{
    if (action->unspecified) {
        outcome->kind = TG_UNSPECIFIED;
        return;
    }
    charge(rulebook, outcome, action, cdr,
           tg_duration_of(&rulebook->policy.billed_duration, cdr->dur_s));
    settle(rulebook, outcome, cdr);
}

/* The same without lines, where a sum does. */
static inline void charge_amount(const struct tg_rulebook *rulebook, struct tg_outcome *outcome,
                                 const struct tg_action *action, const struct tg_cdr *cdr)
{
    if (action->summed & rulebook->sums_hold & (cdr->dur_s > 0))
        charge_sum(outcome, &action->sum, cdr);
    else
        charge_by_line(rulebook, outcome, action, cdr);
}

/* The record as the rulebook reads its duration. */
static inline const struct tg_cdr *read_by(const struct tg_rulebook *rulebook,
                                           const struct tg_cdr *cdr, struct tg_cdr *read)
{
    if (rulebook->policy.duration.way == TG_DURATION_AS_MEASURED) return cdr;
    *read = *cdr;
    read->dur_s = tg_duration_of(&rulebook->policy.duration, cdr->dur_s);
    return read;
}

/* The lines are as long as all the rest together; who needs one sets it. */
static inline void begin(struct tg_outcome *outcome)
{
    memset(outcome, 0, offsetof(struct tg_outcome, line));
}

/* Finds the action of a record; NULL if it cannot be rated. *cdr becomes what the rulebook reads.
 */
static inline __attribute__((always_inline)) const struct tg_action *
find_action_of(const struct tg_rulebook *rulebook, struct tg_outcome *outcome,
               const struct tg_cdr **cdr, struct tg_cdr *read, struct tg_error *error)
{
    struct tg_number number;

    begin(outcome);
    if (!tg_classify(rulebook, &outcome->call, &number, *cdr, error)) return NULL;
    *cdr = read_by(rulebook, *cdr, read);
    return find_action(rulebook, outcome, *cdr);
}

bool tg_rate(const struct tg_rulebook *rulebook, struct tg_outcome *outcome,
             const struct tg_cdr *cdr, struct tg_error *error)
{
    struct tg_cdr read;
    const struct tg_action *action = find_action_of(rulebook, outcome, &cdr, &read, error);

    if (action != NULL) charge_by_line(rulebook, outcome, action, cdr);
    return action != NULL;
}

bool tg_rate_amount(const struct tg_rulebook *rulebook, struct tg_outcome *outcome,
                    const struct tg_cdr *cdr, struct tg_error *error)
{
    struct tg_cdr read;
    const struct tg_action *action = find_action_of(rulebook, outcome, &cdr, &read, error);

    if (action != NULL) charge_amount(rulebook, outcome, action, cdr);
    return action != NULL;
}

void tg_rate_call(const struct tg_rulebook *rulebook, struct tg_outcome *outcome,
                  const struct tg_cdr *cdr, const struct tg_call *call)
{
    struct tg_cdr read;

    begin(outcome);
    outcome->call = *call;
    cdr = read_by(rulebook, cdr, &read);
    charge_amount(rulebook, outcome, find_action(rulebook, outcome, cdr), cdr);
}

/* ------------------------------------------------------------------------------- single points */

/* Whether some call is in that daypart and, with the pack, in or outside its hours. Both change
 * only where a window begins or has ended. One second has to be in both, unless one of the two goes
 * by the start of the call and the other by its end, or by its units. */
static bool hours_meet(const struct tg_policies *policy, const uint8_t value[TG_DIM_COUNT])
{
    const int32_t changes[] = {policy->idle.from, policy->idle.to + 1, policy->pack.from,
                               policy->pack.to + 1};
    const struct tg_cdr cdr = {.night_pack = value[TG_DIM_PACK] != TG_PACK_NONE};
    bool apart = policy->daypart_boundary != policy->pack_boundary;
    bool daypart_met = false;
    bool pack_met = false;

    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        bool daypart = tg_daypart_at(policy, changes[i] % TG_DAY_S) == value[TG_DIM_DAYPART];
        bool pack = tg_pack_at(policy, &cdr, changes[i] % TG_DAY_S) == value[TG_DIM_PACK];

        if (daypart && pack) return true;
        daypart_met = daypart_met || daypart;
        pack_met = pack_met || pack;
    }
    return apart && daypart_met && pack_met;
}

bool tg_rulebook_at(const struct tg_rulebook *rulebook, size_t *rule, size_t *charge,
                    const uint8_t value[TG_DIM_COUNT])
{
    size_t cell = tg_cell_index(value);
    const struct tg_action *action;

    if (rulebook->cell[cell] == 0 || !hours_meet(&rulebook->policy, value)) return false;
    action = tg_cell_action(rulebook, cell);
    *rule = action->rule;
    *charge = (size_t)(action - rulebook->action);
    return true;
}
