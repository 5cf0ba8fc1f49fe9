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

#define LAST_S    86400
#define MAX_PAIRS 4096 /* a power of two */

/* One way of charging against one bound. Named prices depend on the plan, so it is part of it. */
struct pair {
    uint16_t action;
    uint16_t bound; /* action of the notice */
    uint8_t plan;
    uint8_t length;
    size_t points; /* 0 = the slot is free */
    uint8_t value[TG_DIM_COUNT];
};

struct proof {
    const struct tg_rulebook *rulebook;
    const struct tg_rulebook *notice;
    struct pair *pair;
};

static bool same_pair(const struct pair *a, const struct pair *b)
{
    return a->action == b->action && a->bound == b->bound && a->plan == b->plan &&
           a->length == b->length;
}

/* Counts a point for its pair. The table never fills: actions x plans x lengths that meet are far
 * fewer than MAX_PAIRS in any rulebook that fits its own limits. */
static bool count_point(struct proof *proof, const struct pair *point)
{
    size_t hash =
        ((size_t)point->action * 31 + point->bound) * 31 + point->plan * 3u + point->length;

    for (size_t i = 0; i < MAX_PAIRS; i++) {
        struct pair *slot = &proof->pair[(hash * 2654435761u + i) % MAX_PAIRS];

        if (slot->points == 0) *slot = *point;
        if (same_pair(slot, point)) {
            slot->points++;
            return true;
        }
    }
    return false;
}

/* The parts of a charge at one duration. */
struct parts {
    tg_money fixed;
    tg_money open_low, open_high; /* open prices at the ends of their legal ranges */
    bool unbounded;
    int64_t open_units; /* started units of the open prices, which share a unit */
};

static void add_open(struct parts *parts, const struct tg_price *price, enum tg_rounding rounding,
                     int32_t dur_s)
{
    int64_t units = tg_units(rounding, dur_s, price->high_per_s);

    parts->open_units = units;
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

static void judge(const struct proof *proof, struct tg_finding *finding, const struct pair *pair)
{
    const struct tg_action *action = &proof->rulebook->action[pair->action];
    const struct tg_action *bound = &proof->notice->action[pair->bound];
    int32_t free_s = proof->rulebook->policy.free_s;
    int32_t from = pair->length == TG_LENGTH_SHORT ? 1 : free_s + 1;
    int32_t to = pair->length == TG_LENGTH_SHORT ? free_s : LAST_S;

    *finding = (struct tg_finding){.kind = TG_HOLDS,
                                   .rule = proof->rulebook->rule[action->rule].id,
                                   .bound_rule = proof->notice->rule[bound->rule].id,
                                   .points = pair->points};
    memcpy(finding->value, pair->value, sizeof finding->value);
    name_prices(proof->rulebook, finding, action, pair->plan);
    for (int32_t d = from; d <= to && finding->kind != TG_BREAKS; d++) {
        struct parts parts = parts_at(proof->rulebook, action, pair->plan, d);
        struct parts allowed = parts_at(proof->notice, bound, pair->plan, d);

        compare_at(finding, &parts, allowed.fixed, d);
    }
}

/* Counts every reachable point; false if there are more pairs than the table holds. */
static bool collect(struct proof *proof, struct tg_proof *result)
{
    struct tg_cells at;

    for (size_t r = 0; r < tg_reachable_count(); r++)
        for (bool more = tg_cells_first(&at, tg_reachable(r)); more; more = tg_cells_next(&at)) {
            struct pair point = {.action = (uint16_t)(proof->rulebook->cell[at.cell] - 1),
                                 .bound = (uint16_t)(proof->notice->cell[at.cell] - 1),
                                 .plan = at.value[TG_DIM_PLAN],
                                 .length = at.value[TG_DIM_LENGTH]};
            const struct tg_rule *rule =
                &proof->rulebook->rule[proof->rulebook->action[point.action].rule];

            result->points++;
            if (rule->unspecified) continue;
            result->priced++;
            if (point.length == TG_LENGTH_ZERO) continue;
            if (proof->notice->rule[proof->notice->action[point.bound].rule].unspecified) {
                result->not_bounded++;
                continue;
            }
            result->bounded++;
            memcpy(point.value, at.value, sizeof point.value);
            if (!count_point(proof, &point)) return false;
        }
    return true;
}

static void report(const struct proof *proof, struct tg_proof *result,
                   void (*found)(void *user, const struct tg_finding *finding), void *user)
{
    struct tg_finding finding;

    for (size_t rule = 0; rule < proof->rulebook->rule_count; rule++)
        for (size_t i = 0; i < MAX_PAIRS; i++) {
            const struct pair *pair = &proof->pair[i];

            if (pair->points == 0 || proof->rulebook->action[pair->action].rule != rule) continue;
            judge(proof, &finding, pair);
            result->findings++;
            result->holds += finding.kind == TG_HOLDS ? pair->points : 0;
            result->holds_if += finding.kind == TG_HOLDS_IF ? pair->points : 0;
            result->breaks += finding.kind == TG_BREAKS ? pair->points : 0;
            found(user, &finding);
        }
}

bool tg_prove(const struct tg_rulebook *rulebook, struct tg_proof *proof,
              const struct tg_rulebook *notice,
              void (*found)(void *user, const struct tg_finding *finding), void *user,
              struct tg_error *error)
{
    struct proof work = {rulebook, notice, tg_alloc(MAX_PAIRS * sizeof *work.pair)};
    bool ok;

    *proof = (struct tg_proof){.cells = tg_cell_count()};
    if (work.pair == NULL) return tg_fail(error, TG_E_MEMORY, NULL, 0, 0, "out of memory");
    ok = collect(&work, proof) ||
         tg_fail(error, TG_E_LIMIT, NULL, 0, 0,
                 "more than %d ways of charging meet a bound of the notice", MAX_PAIRS);
    if (ok) report(&work, proof, found, user);
    tg_release(work.pair);
    return ok;
}
