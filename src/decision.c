#include "decision.h"
#include "error.h"
#include "memory.h"
#include "units.h"
#include "vocabulary.h"

#include <stdlib.h>
#include <string.h>

/* -------------------------------------------------------------------------------- who yields */

static bool yields(const struct tg_rule *rule, size_t winner)
{
    return rule->yields[winner / 64] >> winner % 64 & 1;
}

static bool resolve_yields(struct tg_rulebook *rulebook, struct tg_error *error)
{
    for (size_t i = 0; i < rulebook->rule_count; i++) {
        struct tg_rule *rule = &rulebook->rule[i];
        const char *list = rule->yields_text;
        struct tg_slice id;

        memcpy(rule->yields, rule->told_to_yield, sizeof rule->yields);
        while ((id = tg_next_word(&list)).n > 0) {
            int winner = tg_rule_find(rulebook, id);

            if (winner < 0)
                return tg_fail(error, TG_E_TABLE, rule->origin.file, rule->origin.line, 0,
                               "rule %s yields to %s, which is missing", rule->id, tg_shown(id));
            rule->yields[winner / 64] |= UINT64_C(1) << winner % 64;
        }
    }
    return true;
}

/* If a yields to b and b to c, then a yields to c. */
static bool close_yields(struct tg_rulebook *rulebook, struct tg_error *error)
{
    size_t count = rulebook->rule_count;

    for (size_t middle = 0; middle < count; middle++)
        for (size_t i = 0; i < count; i++)
            if (yields(&rulebook->rule[i], middle))
                for (size_t word = 0; word < TG_MAX_RULES / 64; word++)
                    rulebook->rule[i].yields[word] |= rulebook->rule[middle].yields[word];
    for (size_t i = 0; i < count; i++)
        if (yields(&rulebook->rule[i], i))
            return tg_fail(
                error, TG_E_TABLE, rulebook->rule[i].origin.file, rulebook->rule[i].origin.line, 0,
                "rule %s yields to itself, at once or by way of others", rulebook->rule[i].id);
    return true;
}

struct rank {
    uint16_t rule;
    uint16_t yields;
};

static int by_yields(const void *a, const void *b)
{
    const struct rank *x = a;
    const struct rank *y = b;

    if (x->yields != y->yields) return y->yields - x->yields;
    return x->rule - y->rule;
}

/* The rules in the order in which they are laid down: those that yield before those they yield to.
 * Yielding is transitive, so a rule yields to more rules than any that it yields to. */
static void rank_rules(struct rank ranks[TG_MAX_RULES], const struct tg_rulebook *rulebook)
{
    for (size_t i = 0; i < rulebook->rule_count; i++) {
        ranks[i] = (struct rank){(uint16_t)i, 0};
        for (size_t j = 0; j < rulebook->rule_count; j++)
            ranks[i].yields = (uint16_t)(ranks[i].yields + yields(&rulebook->rule[i], j));
    }
    qsort(ranks, rulebook->rule_count, sizeof ranks[0], by_yields);
}

/* -------------------------------------------------------------------------------- laying down */

bool tg_sum_add(struct tg_sum *sum, tg_money value, int32_t per_s)
{
    if (per_s == 0) {
        sum->once += value;
        return true;
    }
    for (size_t i = 0; i < 2 && per_s <= TG_SUM_MAX_PER_S; i++) {
        if (sum->each[i] != 0 && sum->per_s[i] != (uint32_t)per_s) continue;
        sum->per_s[i] = (uint32_t)per_s;
        sum->inverse[i] = tg_inverse(sum->per_s[i]);
        sum->each[i] += value;
        return true;
    }
    return false;
}

static void sum_up(struct tg_action *action)
{
    action->sum = TG_SUM_ZERO;
    action->summed = !action->unspecified;
    for (size_t f = 0; f < action->fee_count; f++)
        action->summed = action->summed && action->fee[f].kind == TG_FEE_VALUE &&
                         tg_sum_add(&action->sum, action->fee[f].value, action->fee[f].per_s);
}

static bool new_action(struct tg_rulebook *rulebook, uint16_t *number,
                       const struct tg_action *action, struct tg_origin origin,
                       struct tg_error *error)
{
    if (rulebook->action_count == TG_MAX_ACTIONS)
        return tg_fail(error, TG_E_LIMIT, origin.file, origin.line, 0,
                       "the decision table holds at most %d different actions", TG_MAX_ACTIONS);
    rulebook->action[rulebook->action_count] = *action;
    sum_up(&rulebook->action[rulebook->action_count++]);
    *number = (uint16_t)rulebook->action_count;
    return true;
}

static bool fail_overlap(const struct tg_rulebook *rulebook, const struct tg_action *below,
                         const struct tg_action *above, const struct tg_cells *at,
                         struct tg_error *error)
{
    const struct tg_rule *first = &rulebook->rule[below->rule];
    const struct tg_rule *second = &rulebook->rule[above->rule];
    char point[TG_POINT_BUF];

    tg_point_format(point, at->value);
    if (first == second)
        return tg_fail(
            error, TG_E_TABLE, first->origin.file, rulebook->charge[above->charge].origin.line, 0,
            below->charge == above->charge ? "two charges of a tariff meet in rule %s at %s"
                                           : "two charges of rule %s meet at %s",
            first->id, point);
    return tg_fail(error, TG_E_TABLE, second->origin.file, second->origin.line, 0,
                   "rules %s and %s meet at %s and neither yields; %s is at %s:%ld", first->id,
                   second->id, point, first->id, first->origin.file, first->origin.line);
}

/* Whether an overlay took the rule away from this point. */
static bool is_excluded(const struct tg_rulebook *rulebook, uint16_t rule,
                        const struct tg_cells *at)
{
    for (size_t i = 0; i < rulebook->exclusion_count; i++) {
        const struct tg_exclusion *exclusion = &rulebook->exclusion[i];
        bool inside = exclusion->rule == rule;

        for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++)
            inside = inside && (exclusion->box.mask[dim] >> at->value[dim] & 1) != 0;
        if (inside) return true;
    }
    return false;
}

/* Whether the action may be laid over what lies at the point. */
static bool may_lay(const struct tg_rulebook *rulebook, uint16_t below, uint16_t number,
                    const struct tg_cells *at, struct tg_error *error)
{
    const struct tg_action *lower = &rulebook->action[below - 1];
    const struct tg_action *upper = &rulebook->action[number - 1];

    if (yields(&rulebook->rule[lower->rule], upper->rule)) return true;
    return fail_overlap(rulebook, lower, upper, at, error);
}

static bool lay(struct tg_rulebook *rulebook, const struct tg_box *box, uint16_t number,
                struct tg_error *error)
{
    uint16_t rule = rulebook->action[number - 1].rule;
    bool excluded = rulebook->exclusion_count > 0;
    uint16_t met = 0; /* it is known that this one yields */
    struct tg_cells at;

    for (bool more = tg_cells_first(&at, box); more; more = tg_cells_next(&at)) {
        uint16_t *cell = &rulebook->cell[at.cell];

        if (excluded && is_excluded(rulebook, rule, &at)) continue;
        if (*cell != 0 && *cell != number && *cell != met) {
            if (!may_lay(rulebook, *cell, number, &at, error)) return false;
            met = *cell;
        }
        *cell = number;
    }
    return true;
}

/* Lays an action on all reachable points where one of the rule's whens, the charge and the tariff's
 * charge hold. */
static bool lay_rule(struct tg_rulebook *rulebook, const struct tg_rule *rule,
                     const struct tg_box *charge, uint16_t number, struct tg_error *error)
{
    for (size_t w = rule->when; w < (size_t)rule->when + rule->when_count; w++)
        for (size_t r = 0; r < tg_reachable_count(); r++) {
            struct tg_box box = rulebook->when[w];

            if (tg_box_cut(&box, charge) && tg_box_cut(&box, tg_reachable(r)) &&
                !lay(rulebook, &box, number, error))
                return false;
        }
    return true;
}

static bool add_fees(const struct tg_rulebook *rulebook, struct tg_action *action,
                     const struct tg_fee *fees, size_t count, struct tg_origin origin,
                     struct tg_error *error)
{
    if (action->fee_count + count > TG_MAX_FEES)
        return tg_fail(error, TG_E_LIMIT, origin.file, origin.line, 0,
                       "rule %s would charge more than %d fees", rulebook->rule[action->rule].id,
                       TG_MAX_FEES);
    memcpy(action->fee + action->fee_count, fees, count * sizeof fees[0]);
    action->fee_count = (uint8_t)(action->fee_count + count);
    return true;
}

/* One charge with its tariff reference (if any) replaced by one of the tariff's charges. */
static bool lay_charge(struct tg_rulebook *rulebook, size_t r, size_t c,
                       const struct tg_charge *priced, struct tg_error *error)
{
    const struct tg_rule *rule = &rulebook->rule[r];
    const struct tg_charge *charge = &rulebook->charge[c];
    struct tg_box box = charge->box;
    struct tg_action action = {
        .rule = (uint16_t)r, .charge = (uint16_t)c, .basis = rule->basis | charge->basis};
    uint16_t number = 0;

    for (size_t f = 0; f < charge->fee_count; f++) {
        bool refers = charge->fee[f].kind == TG_FEE_TARIFF;

        if (!add_fees(rulebook, &action, refers ? priced->fee : &charge->fee[f],
                      refers ? priced->fee_count : 1, charge->origin, error))
            return false;
    }
    if (priced != NULL) {
        action.basis |= priced->basis;
        if (!tg_box_cut(&box, &priced->box)) return true;
    }
    return new_action(rulebook, &number, &action, charge->origin, error) &&
           lay_rule(rulebook, rule, &box, number, error);
}

const struct tg_tariff *tg_charge_tariff(const struct tg_rulebook *rulebook,
                                         const struct tg_charge *charge)
{
    for (size_t f = 0; f < charge->fee_count; f++)
        if (charge->fee[f].kind == TG_FEE_TARIFF) return &rulebook->tariff[charge->fee[f].ref];
    return NULL;
}

static bool lay_unspecified(struct tg_rulebook *rulebook, size_t r, struct tg_error *error)
{
    const struct tg_rule *rule = &rulebook->rule[r];
    struct tg_action action = {.rule = (uint16_t)r, .unspecified = true};
    struct tg_box all;
    uint16_t number = 0;

    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++) all.mask[dim] = tg_dim_all(dim);
    return new_action(rulebook, &number, &action, rule->origin, error) &&
           lay_rule(rulebook, rule, &all, number, error);
}

static bool lay_all(struct tg_rulebook *rulebook, size_t r, struct tg_error *error)
{
    const struct tg_rule *rule = &rulebook->rule[r];
    size_t end = (size_t)rule->charge + rule->charge_count;

    if (rule->removed) return true;
    if (rule->unspecified) return lay_unspecified(rulebook, r, error);
    for (size_t c = rule->charge; c < end; c++) {
        const struct tg_tariff *tariff = tg_charge_tariff(rulebook, &rulebook->charge[c]);

        if (tariff == NULL && !lay_charge(rulebook, r, c, NULL, error)) return false;
        for (size_t t = 0; tariff != NULL && t < tariff->charge_count; t++)
            if (!lay_charge(rulebook, r, c, &rulebook->charge[tariff->charge + t], error))
                return false;
    }
    return true;
}

/* --------------------------------------------------------------------------------- surcharges */

static bool names_rule(const char *list, const char *id)
{
    struct tg_slice word;

    while ((word = tg_next_word(&list)).n > 0)
        if (tg_slice_is(word, id)) return true;
    return false;
}

/* The action that charges the surcharge's fees on top of those of action `number`, or instead. */
static bool charge_more(struct tg_rulebook *rulebook, uint16_t *more, uint16_t number,
                        const struct tg_surcharge *surcharge, struct tg_error *error)
{
    struct tg_action action = rulebook->action[number - 1];

    if (surcharge->instead) action.fee_count = 0;
    return add_fees(rulebook, &action, surcharge->fee, surcharge->fee_count, surcharge->origin,
                    error) &&
           new_action(rulebook, more, &action, surcharge->origin, error);
}

static bool lay_surcharge(struct tg_rulebook *rulebook, const struct tg_surcharge *surcharge,
                          struct tg_error *error)
{
    uint16_t more[TG_MAX_ACTIONS + 1] = {0}; /* by action: the one with the surcharge */
    size_t old_count = rulebook->action_count;
    bool applies = false;
    struct tg_cells at;

    for (size_t number = 1; number <= old_count; number++)
        if (names_rule(surcharge->rules, rulebook->rule[rulebook->action[number - 1].rule].id) &&
            !charge_more(rulebook, &more[number], (uint16_t)number, surcharge, error))
            return false;
    for (size_t r = 0; r < tg_reachable_count(); r++) {
        struct tg_box box = surcharge->box;

        if (!tg_box_cut(&box, tg_reachable(r))) continue;
        for (bool next = tg_cells_first(&at, &box); next; next = tg_cells_next(&at)) {
            uint16_t *cell = &rulebook->cell[at.cell];

            if (more[*cell] == 0) continue;
            *cell = more[*cell];
            applies = true;
        }
    }
    if (applies) return true;
    return tg_fail(error, TG_E_TABLE, surcharge->origin.file, surcharge->origin.line, 0,
                   "%s never applies", surcharge->instead ? "instead" : "the surcharge");
}

/* ------------------------------------------------------------------------------------- treats */

/* Copies the action of where a call is treated to be; no call is there: it stays as it is. */
static bool move_cell(uint16_t *cell, const uint16_t *original, const struct tg_treat *treat,
                      const struct tg_cells *at)
{
    uint8_t value[TG_DIM_COUNT];
    size_t from;

    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++)
        value[dim] = treat->as[dim] >= 0 ? (uint8_t)treat->as[dim] : at->value[dim];
    from = tg_cell_index(value);
    if (from == at->cell || original[from] == 0) return false;
    cell[at->cell] = original[from];
    return true;
}

static bool lay_treat(struct tg_rulebook *rulebook, const uint16_t *original,
                      const struct tg_treat *treat, struct tg_error *error)
{
    bool applies = false;
    struct tg_cells at;

    for (size_t r = 0; r < tg_reachable_count(); r++) {
        struct tg_box box = treat->box;

        if (!tg_box_cut(&box, tg_reachable(r))) continue;
        for (bool next = tg_cells_first(&at, &box); next; next = tg_cells_next(&at))
            applies |= move_cell(rulebook->cell, original, treat, &at);
    }
    if (applies) return true;
    return tg_fail(error, TG_E_TABLE, treat->origin.file, treat->origin.line, 0,
                   "the treat never applies");
}

static void take_off_treats(struct tg_rulebook *rulebook)
{
    if (rulebook->below == NULL) return;
    tg_release(rulebook->cell);
    rulebook->cell = rulebook->below;
    rulebook->below = NULL;
}

void tg_cells_release(struct tg_rulebook *rulebook)
{
    take_off_treats(rulebook);
    if (!rulebook->lent) tg_release(rulebook->cell);
    rulebook->cell = NULL;
    rulebook->lent = false;
}

static uint16_t *copy_cells(const struct tg_rulebook *rulebook, struct tg_error *error)
{
    uint16_t *copy = tg_alloc_copy(rulebook->cell, TG_CELLS * sizeof *copy);

    if (copy == NULL) tg_fail(error, TG_E_MEMORY, NULL, 0, 0, "out of memory");
    return copy;
}

/* All at once, from the table without them, so that two can exchange places. */
static bool lay_treats(struct tg_rulebook *rulebook, struct tg_error *error)
{
    uint16_t *treated;

    if (rulebook->treat_count == 0) return true;
    treated = copy_cells(rulebook, error);
    if (treated == NULL) return false;
    rulebook->below = rulebook->cell;
    rulebook->cell = treated;
    for (size_t i = 0; i < rulebook->treat_count; i++)
        if (!lay_treat(rulebook, rulebook->below, &rulebook->treat[i], error)) return false;
    return true;
}

/* -------------------------------------------------------------------------------------- checks */

/* By number of an action: in how many cells it is. Mostly neighbours have the same one. */
static void count_cells(uint32_t count[TG_MAX_ACTIONS + 1], const struct tg_rulebook *rulebook)
{
    const uint16_t *end = rulebook->cell + TG_CELLS;
    uint16_t number = 0;
    uint32_t run = 0;

    memset(count, 0, (TG_MAX_ACTIONS + 1) * sizeof *count);
    for (const uint16_t *cell = rulebook->cell; cell < end; cell++) {
        if (*cell != number) {
            count[number] += run;
            number = *cell;
            run = 0;
        }
        run++;
    }
    count[number] += run;
    count[0] = 0; /* no action */
}

static size_t reachable_points(void)
{
    size_t points = 0;

    for (size_t r = 0; r < tg_reachable_count(); r++) {
        size_t box = 1;

        for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++)
            box *= (size_t)__builtin_popcount(tg_reachable(r)->mask[dim]);
        points += box;
    }
    return points;
}

/* The first reachable point without a rule, of which there is one. */
static void find_gap(struct tg_cells *at, const struct tg_rulebook *rulebook)
{
    size_t r = 0;

    tg_cells_first(at, tg_reachable(r));
    while (rulebook->cell[at->cell] != 0)
        if (!tg_cells_next(at)) tg_cells_first(at, tg_reachable(++r));
}

/* Rules are laid on reachable points only: none is left out if as many have one. */
static bool check_complete(const struct tg_rulebook *rulebook,
                           const uint32_t cells[TG_MAX_ACTIONS + 1], struct tg_error *error)
{
    const struct tg_origin *origin = &rulebook->rules_origin;
    char point[TG_POINT_BUF];
    struct tg_cells at;
    size_t laid = 0;

    for (size_t number = 1; number <= rulebook->action_count; number++) laid += cells[number];
    if (laid == reachable_points()) return true;
    find_gap(&at, rulebook);
    tg_point_format(point, at.value);
    return tg_fail(error, TG_E_TABLE, origin->file, origin->line, 0,
                   "no rule and no unspecified entry holds at %s", point);
}

/* No rule and no charge may be without a cell: it would be shadowed, or for no call at all. */
static bool check_used(struct tg_rulebook *rulebook, const uint32_t cells[TG_MAX_ACTIONS + 1],
                       struct tg_error *error)
{
    bool charge_used[TG_MAX_CHARGES] = {false};

    for (size_t r = 0; r < rulebook->rule_count; r++) rulebook->rule[r].points = 0;
    for (size_t number = 1; number <= rulebook->action_count; number++) {
        const struct tg_action *action = &rulebook->action[number - 1];

        if (cells[number] == 0) continue;
        rulebook->rule[action->rule].points += cells[number];
        charge_used[action->charge] |= !action->unspecified;
    }
    for (size_t r = 0; r < rulebook->rule_count; r++) {
        const struct tg_rule *rule = &rulebook->rule[r];

        if (rule->removed) continue;
        if (rule->points == 0)
            return tg_fail(error, TG_E_TABLE, rule->origin.file, rule->origin.line, 0,
                           "rule %s never applies: it is shadowed or no call is there", rule->id);
        for (size_t c = rule->charge; c < (size_t)rule->charge + rule->charge_count; c++)
            /* One overlay may leave nothing of a charge that another one wrote. */
            if (!charge_used[c] && !rulebook->overlaid)
                return tg_fail(error, TG_E_TABLE, rulebook->charge[c].origin.file,
                               rulebook->charge[c].origin.line, 0,
                               "a charge of rule %s never applies", rule->id);
    }
    return true;
}

/* Every clause that rates is cited. An overlay may leave one without effect: that can be its point.
 */
static bool check_clauses(const struct tg_rulebook *rulebook, struct tg_error *error)
{
    for (size_t i = 0; i < rulebook->clause_count; i++) {
        const struct tg_clause *clause = &rulebook->clause[i];
        bool cited = rulebook->overlaid || strcmp(clause->effect, "rates") != 0;

        for (size_t r = 0; r < rulebook->rule_count; r++)
            cited = cited || names_rule(rulebook->rule[r].clauses, clause->id);
        for (size_t p = 0; p < rulebook->price_count; p++)
            cited = cited || names_rule(rulebook->price[p].clauses, clause->id);
        for (size_t p = 0; p < TG_POLICY_COUNT; p++)
            cited = cited || names_rule(rulebook->policy_text[p].clauses, clause->id);
        if (!cited)
            return tg_fail(error, TG_E_TABLE, clause->origin.file, clause->origin.line, 0,
                           "clause %s rates, but no rule, price or policy cites it", clause->id);
    }
    return true;
}

/* A reading that chose something must be among the readings. */
static bool readings_are_declared(const struct tg_rulebook *rulebook, uint32_t basis,
                                  struct tg_origin origin, struct tg_error *error)
{
    for (int n = 1; n <= TG_MAX_READINGS; n++)
        if ((basis >> n & 1) && rulebook->reading[n].id == NULL)
            return tg_fail(error, TG_E_TABLE, origin.file, origin.line, 0,
                           "basis I-%02d is not among the readings", n);
    return true;
}

static bool check_basis(const struct tg_rulebook *rulebook, struct tg_error *error)
{
    for (size_t r = 0; r < rulebook->rule_count; r++)
        if (!readings_are_declared(rulebook, rulebook->rule[r].basis, rulebook->rule[r].origin,
                                   error))
            return false;
    for (size_t c = 0; c < rulebook->charge_count; c++)
        if (!readings_are_declared(rulebook, rulebook->charge[c].basis, rulebook->charge[c].origin,
                                   error))
            return false;
    return true;
}

/* ------------------------------------------------------------------------------------- compile */

static bool lay_rules(struct tg_rulebook *rulebook, struct tg_error *error)
{
    struct rank ranks[TG_MAX_RULES];

    if (!resolve_yields(rulebook, error) || !close_yields(rulebook, error)) return false;
    tg_cells_release(rulebook);
    rulebook->action_count = 0;
    rulebook->surcharges_laid = 0;
    rulebook->cell = tg_alloc(TG_CELLS * sizeof rulebook->cell[0]);
    if (rulebook->cell == NULL) return tg_fail(error, TG_E_MEMORY, NULL, 0, 0, "out of memory");
    rank_rules(ranks, rulebook);
    for (size_t i = 0; i < rulebook->rule_count; i++)
        if (!lay_all(rulebook, ranks[i].rule, error)) return false;
    return true;
}

static bool check_rules(struct tg_rulebook *rulebook, struct tg_error *error)
{
    uint32_t cells[TG_MAX_ACTIONS + 1];

    count_cells(cells, rulebook);
    return check_complete(rulebook, cells, error) && check_used(rulebook, cells, error) &&
           check_clauses(rulebook, error) && check_basis(rulebook, error);
}

static bool own_cells(struct tg_rulebook *rulebook, struct tg_error *error)
{
    uint16_t *own;

    if (!rulebook->lent) return true;
    own = copy_cells(rulebook, error);
    if (own == NULL) return false;
    rulebook->cell = own;
    rulebook->lent = false;
    return true;
}

/* Those that were not laid yet. */
static bool lay_surcharges(struct tg_rulebook *rulebook, struct tg_error *error)
{
    if (rulebook->surcharges_laid < rulebook->surcharge_count && !own_cells(rulebook, error))
        return false;
    while (rulebook->surcharges_laid < rulebook->surcharge_count)
        if (!lay_surcharge(rulebook, &rulebook->surcharge[rulebook->surcharges_laid++], error))
            return false;
    return true;
}

static bool sums_hold(const struct tg_rulebook *rulebook)
{
    const struct tg_policies *policy = &rulebook->policy;

    return policy->rounding == TG_ROUND_UP && policy->fee_steps.step == 0 &&
           policy->charge_steps.step == 0 && !rulebook->bounds &&
           policy->billed_duration.way == TG_DURATION_AS_MEASURED &&
           policy->daypart_boundary != TG_BOUNDARY_UNIT;
}

bool tg_rulebook_compile(struct tg_rulebook *rulebook, struct tg_error *error)
{
    bool anew = !rulebook->laid;

    rulebook->laid = false;
    rulebook->sums_hold = sums_hold(rulebook);
    take_off_treats(rulebook);
    if (anew && !lay_rules(rulebook, error)) return false;
    if (!lay_surcharges(rulebook, error)) return false;
    if (anew && !check_rules(rulebook, error)) return false;
    rulebook->laid = lay_treats(rulebook, error);
    return rulebook->laid;
}
