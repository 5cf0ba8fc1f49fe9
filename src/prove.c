/*
 * The proof that a tariff lies inside the notice: at every reachable point that both price, for
 * every duration from 1 s to 24 h that is read as one of the point's length class, what the tariff
 * charges is at most what the notice allows for the duration itself. Points that are charged and
 * bounded alike are compared once.
 */
#include "decision.h"
#include "error.h"
#include "memory.h"
#include "units.h"

#include <string.h>

#define LAST_S 86400

/* Length classes that have a charge: all but 0 s. */
#define LENGTHS (TG_LENGTH_COUNT - 1)

/* One way of charging against one bound of the notice; named prices depend on the plan, so each
 * plan is a pair of its own. Its place in the table says which. */
struct pair {
    uint32_t points;             /* 0 = they never meet */
    uint8_t value[TG_DIM_COUNT]; /* the first of the points */
};

struct proof {
    const struct tg_rulebook *rulebook;
    const struct tg_rulebook *notice;
    struct pair *pair;
};

static size_t pair_count(const struct proof *proof)
{
    return proof->rulebook->action_count * proof->notice->action_count * TG_PLAN_COUNT * LENGTHS;
}

static struct pair *pair_at(const struct proof *proof, size_t action, size_t bound, size_t plan,
                            size_t length)
{
    size_t i = action * proof->notice->action_count + bound;

    return &proof->pair[(i * TG_PLAN_COUNT + plan) * LENGTHS + length - 1];
}

/* The parts of a charge at one duration. */
struct parts {
    tg_money fixed;
    tg_money open_low, open_high; /* open prices at the ends of their legal ranges */
    bool unbounded;
    int64_t open_units;  /* started units of the open price that has most of them */
    tg_money rounded_up; /* at most so much is added to the open parts, and to the sum */
};

static tg_money most_added(const struct tg_steps *steps)
{
    if (steps->step == 0 || steps->rounding == TG_ROUND_DOWN) return 0;
    return steps->rounding == TG_ROUND_UP ? steps->step - 1 : steps->step / 2;
}

static void add_open(struct parts *parts, const struct tg_price *price,
                     const struct tg_policies *policy, int32_t billed_s)
{
    int64_t units = tg_units(policy->rounding, billed_s, price->high_per_s);

    if (units > parts->open_units) parts->open_units = units;
    parts->open_low += tg_stepped(&policy->fee_steps, units * price->low);
    parts->open_high += tg_stepped(&policy->fee_steps, units * price->high);
    parts->rounded_up += most_added(&policy->fee_steps);
    parts->unbounded = parts->unbounded || !price->bounded;
}

static void add_up(struct parts *parts, const struct tg_rulebook *rulebook,
                   const struct tg_action *action, uint8_t plan, int32_t read_s)
{
    const struct tg_policies *policy = &rulebook->policy;
    int32_t billed_s = tg_duration_of(&policy->billed_duration, read_s);

    *parts = (struct parts){.rounded_up = most_added(&policy->charge_steps)};
    for (size_t f = 0; f < action->fee_count; f++) {
        const struct tg_fee *fee = &action->fee[f];
        const struct tg_binding *binding = &rulebook->binding[fee->ref][plan][TG_SYSTEM_NONE];
        tg_money value = fee->kind == TG_FEE_VALUE ? fee->value : binding->value;
        int32_t per_s = fee->kind == TG_FEE_VALUE ? fee->per_s : binding->per_s;

        if (fee->kind == TG_FEE_VALUE || binding->bound)
            parts->fixed +=
                tg_stepped(&policy->fee_steps, tg_units(policy->rounding, billed_s, per_s) * value);
        else
            add_open(parts, &rulebook->price[fee->ref], policy, billed_s);
    }
}

static void name_prices(const struct tg_rulebook *rulebook, struct tg_finding *finding,
                        const struct tg_action *action, uint8_t plan)
{
    size_t n = 0;

    for (size_t f = 0; f < action->fee_count; f++) {
        const struct tg_fee *fee = &action->fee[f];

        if (fee->kind == TG_FEE_VALUE || rulebook->binding[fee->ref][plan][TG_SYSTEM_NONE].bound)
            continue;
        n += (size_t)snprintf(finding->prices + n, sizeof finding->prices - n, "%s%s",
                              finding->open ? "+" : "", rulebook->price[fee->ref].name);
        finding->open = true;
        finding->per_s = rulebook->price[fee->ref].high_per_s;
    }
}

/* Compares at one duration and tightens the finding. */
static void compare_at(struct tg_finding *finding, const struct parts *parts,
                       const struct tg_steps *steps, tg_money bound, int32_t dur_s)
{
    tg_money least = tg_stepped(steps, parts->fixed + parts->open_low);
    tg_money limit;

    if (!parts->unbounded && tg_stepped(steps, parts->fixed + parts->open_high) <= bound) return;
    if (parts->open_units == 0 || least > bound) {
        finding->kind = TG_BREAKS;
        finding->dur_s = dur_s;
        finding->charge = least;
        finding->bound = bound;
        return;
    }
    /* Prices of nothing hold: the least that they come to does. */
    limit = (bound - parts->fixed - parts->rounded_up) / parts->open_units;
    if (limit < 0) limit = 0;
    if (finding->kind == TG_HOLDS || limit < finding->limit) finding->limit = limit;
    finding->kind = TG_HOLDS_IF;
}

static void judge(const struct proof *proof, struct tg_finding *finding, const struct pair *pair,
                  const struct tg_action *action, const struct tg_action *bound)
{
    const struct tg_policies *policy = &proof->rulebook->policy;
    uint8_t plan = pair->value[TG_DIM_PLAN];
    bool brief = pair->value[TG_DIM_LENGTH] == TG_LENGTH_SHORT;

    *finding = (struct tg_finding){.kind = TG_HOLDS,
                                   .rule = proof->rulebook->rule[action->rule].id,
                                   .bound_rule = proof->notice->rule[bound->rule].id,
                                   .points = pair->points};
    memcpy(finding->value, pair->value, sizeof finding->value);
    name_prices(proof->rulebook, finding, action, plan);
    for (int32_t d = 1; d <= LAST_S && finding->kind != TG_BREAKS; d++) {
        int32_t read_s = tg_duration_of(&policy->duration, d);
        struct parts parts, allowed;

        if (read_s == 0 || (read_s <= policy->free_s) != brief) continue;
        add_up(&parts, proof->rulebook, action, plan, read_s);
        add_up(&allowed, proof->notice, bound, plan, d);
        compare_at(finding, &parts, &policy->charge_steps, allowed.fixed, d);
    }
}

/* Counts one reachable point. */
static void collect(const struct proof *proof, struct tg_proof *result, const struct tg_cells *at)
{
    const struct tg_action *action = tg_cell_action(proof->rulebook, at->cell);
    const struct tg_action *bound = tg_cell_action(proof->notice, at->cell);
    struct pair *pair;

    result->points++;
    if (action->unspecified) return;
    result->priced++;
    if (at->value[TG_DIM_LENGTH] == TG_LENGTH_ZERO) return;
    if (bound->unspecified) {
        result->not_bounded++;
        return;
    }
    result->bounded++;
    pair = pair_at(proof, (size_t)(action - proof->rulebook->action),
                   (size_t)(bound - proof->notice->action), at->value[TG_DIM_PLAN],
                   at->value[TG_DIM_LENGTH]);
    /* The first serves as the example: it is the plainest, with no pack and in busy hours. */
    if (pair->points++ == 0) memcpy(pair->value, at->value, sizeof pair->value);
}

static void collect_all(const struct proof *proof, struct tg_proof *result)
{
    struct tg_cells at;

    for (size_t r = 0; r < tg_reachable_count(); r++)
        for (bool more = tg_cells_first(&at, tg_reachable(r)); more; more = tg_cells_next(&at))
            collect(proof, result, &at);
}

static void report(const struct proof *proof, struct tg_proof *result, size_t rule,
                   void (*found)(void *user, const struct tg_finding *finding), void *user)
{
    size_t per_action = pair_count(proof) / proof->rulebook->action_count;
    size_t per_bound = per_action / proof->notice->action_count;
    struct tg_finding finding;

    for (size_t i = 0; i < pair_count(proof); i++) {
        const struct tg_action *action = &proof->rulebook->action[i / per_action];
        const struct tg_action *bound = &proof->notice->action[i % per_action / per_bound];

        if (action->rule != rule || proof->pair[i].points == 0) continue;
        judge(proof, &finding, &proof->pair[i], action, bound);
        result->findings++;
        result->holds += finding.kind == TG_HOLDS ? finding.points : 0;
        result->holds_if += finding.kind == TG_HOLDS_IF ? finding.points : 0;
        result->breaks += finding.kind == TG_BREAKS ? finding.points : 0;
        found(user, &finding);
    }
}

bool tg_prove(const struct tg_rulebook *rulebook, struct tg_proof *proof,
              const struct tg_rulebook *notice,
              void (*found)(void *user, const struct tg_finding *finding), void *user,
              struct tg_error *error)
{
    struct proof work = {rulebook, notice, NULL};

    *proof = (struct tg_proof){.cells = tg_point_count()};
    work.pair = tg_alloc(pair_count(&work) * sizeof *work.pair);
    if (work.pair == NULL) return tg_fail(error, TG_E_MEMORY, NULL, 0, 0, "out of memory");
    collect_all(&work, proof);
    for (size_t rule = 0; rule < rulebook->rule_count; rule++)
        report(&work, proof, rule, found, user);
    tg_release(work.pair);
    return true;
}
