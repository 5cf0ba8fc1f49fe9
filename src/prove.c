/*
 * The proof that a tariff lies inside the notice: at every reachable point that both price, for
 * every duration of the point's length class from 1 s to 24 h, what the tariff charges is at most
 * what the notice allows. Points that are charged and bounded alike are compared once.
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
    int64_t open_units; /* started units of the open price that has most of them */
};

static void add_open(struct parts *parts, const struct tg_price *price, enum tg_rounding rounding,
                     int32_t dur_s)
{
    int64_t units = tg_units(rounding, dur_s, price->high_per_s);

    if (units > parts->open_units) parts->open_units = units;
    parts->open_low += units * price->low;
    parts->open_high += units * price->high;
    parts->unbounded = parts->unbounded || !price->bounded;
}

static struct parts parts_at(const struct tg_rulebook *rulebook, const struct tg_action *action,
                             uint8_t plan, int32_t dur_s)
{
    enum tg_rounding rounding = rulebook->policy.rounding;
    struct parts parts = {0};

    for (size_t f = 0; f < action->fee_count; f++) {
        const struct tg_fee *fee = &action->fee[f];
        const struct tg_binding *binding = &rulebook->binding[fee->ref][plan][TG_SYSTEM_NONE];

        if (fee->kind == TG_FEE_VALUE)
            parts.fixed += tg_units(rounding, dur_s, fee->per_s) * fee->value;
        else if (binding->bound)
            parts.fixed += tg_units(rounding, dur_s, binding->per_s) * binding->value;
        else
            add_open(&parts, &rulebook->price[fee->ref], rounding, dur_s);
    }
    return parts;
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
static void compare_at(struct tg_finding *finding, const struct parts *parts, tg_money bound,
                       int32_t dur_s)
{
    tg_money limit;

    if (!parts->unbounded && parts->fixed + parts->open_high <= bound) return;
    if (parts->open_units == 0 || parts->fixed + parts->open_low > bound) {
        finding->kind = TG_BREAKS;
        finding->dur_s = dur_s;
        finding->charge = parts->fixed + parts->open_low;
        finding->bound = bound;
        return;
    }
    limit = (bound - parts->fixed) / parts->open_units;
    if (finding->kind == TG_HOLDS || limit < finding->limit) finding->limit = limit;
    finding->kind = TG_HOLDS_IF;
}

static void judge(const struct proof *proof, struct tg_finding *finding, const struct pair *pair,
                  const struct tg_action *action, const struct tg_action *bound)
{
    uint8_t plan = pair->value[TG_DIM_PLAN];
    bool brief = pair->value[TG_DIM_LENGTH] == TG_LENGTH_SHORT;
    int32_t from = brief ? 1 : proof->rulebook->policy.free_s + 1;
    int32_t to = brief ? proof->rulebook->policy.free_s : LAST_S;

    *finding = (struct tg_finding){.kind = TG_HOLDS,
                                   .rule = proof->rulebook->rule[action->rule].id,
                                   .bound_rule = proof->notice->rule[bound->rule].id,
                                   .points = pair->points};
    memcpy(finding->value, pair->value, sizeof finding->value);
    name_prices(proof->rulebook, finding, action, plan);
    for (int32_t d = from; d <= to && finding->kind != TG_BREAKS; d++) {
        struct parts parts = parts_at(proof->rulebook, action, plan, d);
        struct parts allowed = parts_at(proof->notice, bound, plan, d);

        compare_at(finding, &parts, allowed.fixed, d);
    }
}

/* Counts one reachable point. */
static void collect(const struct proof *proof, struct tg_proof *result, const struct tg_cells *at)
{
    const struct tg_action *action = tg_cell_action(proof->rulebook, at->cell);
    const struct tg_action *bound = tg_cell_action(proof->notice, at->cell);
    struct pair *pair;

    result->points++;
    if (proof->rulebook->rule[action->rule].unspecified) return;
    result->priced++;
    if (at->value[TG_DIM_LENGTH] == TG_LENGTH_ZERO) return;
    if (proof->notice->rule[bound->rule].unspecified) {
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

    *proof = (struct tg_proof){.cells = tg_cell_count()};
    work.pair = tg_alloc(pair_count(&work) * sizeof *work.pair);
    if (work.pair == NULL) return tg_fail(error, TG_E_MEMORY, NULL, 0, 0, "out of memory");
    collect_all(&work, proof);
    for (size_t rule = 0; rule < rulebook->rule_count; rule++)
        report(&work, proof, rule, found, user);
    tg_release(work.pair);
    return true;
}
