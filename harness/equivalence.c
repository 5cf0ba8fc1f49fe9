#include "equivalence.h"
#include "arena.h"

#include <stdlib.h>
#include <string.h>

#define DAY_S 86400

/* A destination, and what the other rulebook takes it for. */
struct pairing {
    enum tg_destination was, is;
    enum tg_system system; /* a satellite's; TG_SYSTEM_COUNT = all */
    enum tg_system as;     /* and what the other takes it for; TG_SYSTEM_COUNT = the same */
};

/* The one value by which the other rulebook charges an open price, once it was met. */
struct value_met {
    bool met;
    tg_money value;
};

struct comparison {
    const struct tg_rulebook *right, *other;
    const struct tg_price *prices;
    int32_t free_s; /* the longest short call */
    bool plain; /* every started unit counts, of the seconds measured, and no amount is rounded */
    struct value_met (*met)[TG_PLAN_COUNT][TG_SYSTEM_COUNT]; /* by price */
    /* By charge of `right` and plan: 1 + the charge of `other` last found to be the same. */
    uint32_t (*found)[TG_PLAN_COUNT];
};

/* Are the same digits read as the same others? */
static bool same_dials(const struct comparison *comparison)
{
    size_t count, others;
    const struct tg_dial *a = tg_rulebook_dials(comparison->right, &count);
    const struct tg_dial *b = tg_rulebook_dials(comparison->other, &others);

    if (count != others) return false;
    for (size_t i = 0; i < count; i++)
        if (strcmp(a[i].digits, b[i].digits) != 0 || strcmp(a[i].as, b[i].as) != 0) return false;
    return true;
}

/* A fee as it is charged to a plan: bound, or a price without a value. */
static struct tg_fee_line resolve(const struct tg_rulebook *rulebook, const struct tg_fee_line *fee,
                                  enum tg_plan plan, enum tg_system system)
{
    struct tg_fee_line line = *fee;

    if (fee->price < 0) return line;
    if (tg_rulebook_binding(rulebook, &line.value, &line.per_s, (size_t)fee->price, plan, system))
        line.price = -1;
    else
        line.per_s = fee->per_s;
    return line;
}

static int64_t started(int32_t dur_s, int32_t per_s)
{
    return per_s == 0 ? 1 : (dur_s + per_s - 1) / per_s;
}

/* ------------------------------------------------------------------------------------- policies
 */

typedef bool holds_fn(void *user, const struct tg_fee_line *line);

static bool holds_for_plans(const struct tg_rulebook *rulebook, const struct tg_fee_line *fee,
                            uint32_t plans, bool by_system, holds_fn *holds, void *user)
{
    int first = by_system ? TG_SYSTEM_NONE + 1 : TG_SYSTEM_NONE;
    int last = by_system ? TG_SYSTEM_COUNT - 1 : TG_SYSTEM_NONE;

    for (int plan = 0; plan < TG_PLAN_COUNT; plan++)
        for (int system = first; (plans >> plan & 1) != 0 && system <= last; system++) {
            struct tg_fee_line line =
                resolve(rulebook, fee, (enum tg_plan)plan, (enum tg_system)system);

            if (line.price >= 0 || !holds(user, &line)) return false;
        }
    return true;
}

/* Whether something holds of every fee that is charged to anybody; not if one has no value. */
static bool each_fee(const struct tg_rulebook *rulebook, holds_fn *holds, void *user)
{
    size_t count, rule;
    const struct tg_price *prices = tg_rulebook_prices(rulebook, &count);
    struct tg_charge_info info;

    for (size_t i = 0; i < tg_rulebook_charges(rulebook); i++) {
        if (!tg_rulebook_charge(rulebook, &info, &rule, i)) continue;
        for (size_t f = 0; f < info.fee_count; f++) {
            const struct tg_fee_line *fee = &info.fee[f];

            if (!holds_for_plans(rulebook, fee, info.mask[TG_DIM_PLAN],
                                 fee->price >= 0 && prices[fee->price].by_system, holds, user))
                return false;
        }
    }
    return true;
}

#define MOST_UNITS 16

struct units {
    int32_t list[MOST_UNITS]; /* seconds */
    size_t count;
};

static bool note_unit(void *user, const struct tg_fee_line *line)
{
    struct units *units = user;

    for (size_t i = 0; i < units->count; i++)
        if (units->list[i] == line->per_s) return true;
    if (units->count == MOST_UNITS) return false;
    units->list[units->count++] = line->per_s;
    return true;
}

/* Are calls of every duration read as they are, and as many units of them billed? */
static bool counts_the_same(const struct tg_rulebook *rulebook)
{
    struct units units = {.count = 0};

    if (!each_fee(rulebook, note_unit, &units)) return false;
    for (int32_t d = 1; d <= TG_CDR_MAX_DUR_S; d++) {
        int32_t read_s, billed_s;

        tg_rulebook_durations(rulebook, &read_s, &billed_s, d);
        if (read_s != d) return false;
        for (size_t i = 0; i < units.count; i++)
            if (started(billed_s, units.list[i]) != started(d, units.list[i])) return false;
    }
    return true;
}

static bool is_multiple(void *user, const struct tg_fee_line *line)
{
    struct tg_steps part, charge;

    tg_rulebook_steps(user, &part, &charge);
    return (part.step == 0 || line->value % part.step == 0) &&
           (charge.step == 0 || line->value % charge.step == 0);
}

/* Is every price a multiple of what amounts are rounded to? */
static bool rounds_nothing(const struct tg_rulebook *rulebook)
{
    return each_fee(rulebook, is_multiple, (void *)(uintptr_t)rulebook);
}

/* Policies of seconds and amounts: they may say something else and change no charge, as rounding to
 * 0.01 where every price is a whole number of it. */
static const struct {
    const char *name;
    const char *plain;
    bool (*idle)(const struct tg_rulebook *rulebook);
} countings[] = {
    {"unit_rounding", "up", NULL},
    {"duration", "as-measured", counts_the_same},
    {"billed_duration", "as-measured", counts_the_same},
    {"fee_rounding", "exact", rounds_nothing},
    {"charge_rounding", "exact", rounds_nothing},
};

/* Does the policy charge what its plain value does? True too of those that do not count. */
static bool is_plain(const struct tg_rulebook *rulebook, const struct tg_policy_text *policy)
{
    for (size_t i = 0; i < sizeof countings / sizeof countings[0]; i++)
        if (strcmp(policy->name, countings[i].name) == 0)
            return strcmp(policy->value, countings[i].plain) == 0 ||
                   (countings[i].idle != NULL && countings[i].idle(rulebook));
    return true;
}

static bool counts(const struct tg_policy_text *policy)
{
    for (size_t i = 0; i < sizeof countings / sizeof countings[0]; i++)
        if (strcmp(policy->name, countings[i].name) == 0) return true;
    return false;
}

static bool same_policies(struct comparison *comparison)
{
    size_t count;
    const struct tg_policy_text *a = tg_rulebook_policies(comparison->right, &count);
    const struct tg_policy_text *b = tg_rulebook_policies(comparison->other, &count);

    comparison->plain = true;
    for (size_t i = 0; i < count; i++)
        comparison->plain = comparison->plain && is_plain(comparison->right, &a[i]);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(a[i].value, b[i].value) != 0 &&
            (!counts(&a[i]) || !comparison->plain || !is_plain(comparison->other, &b[i])))
            return false;
        if (strcmp(a[i].name, "free_seconds") == 0)
            comparison->free_s = (int32_t)strtol(a[i].value, NULL, 10);
    }
    return true;
}

/* The fees of a call of one kind. */
struct lines {
    struct tg_fee_line list[TG_MAX_FEES];
    size_t count;
};

/* What lasts no time costs no fee by the second. */
static void resolve_all(struct lines *lines, const struct tg_rulebook *rulebook, size_t charge,
                        enum tg_plan plan, enum tg_system system, bool no_time)
{
    struct tg_fee_line fee[TG_MAX_FEES];
    size_t count = tg_rulebook_fees(rulebook, fee, charge);

    lines->count = 0;
    for (size_t f = 0; f < count; f++) {
        struct tg_fee_line line = resolve(rulebook, &fee[f], plan, system);

        if (!no_time || line.per_s == 0) lines->list[lines->count++] = line;
    }
}

/* How calls of a kind last. */
struct lasting {
    bool no_time; /* a monthly fee */
    int32_t from_s, to_s;
};

/* Is their sum inside the legal range of a price whose unit is not known, at every duration? */
static bool in_range(const struct comparison *comparison, const struct tg_price *price,
                     const struct lines *lines, const struct lasting *lasting)
{
    if (!price->bounded || !comparison->plain) return false;
    for (int32_t d = lasting->from_s; d <= lasting->to_s; d++) {
        tg_money charge = 0;

        for (size_t f = 0; f < lines->count; f++) {
            if (lines->list[f].price >= 0) return false;
            charge += lines->list[f].value * started(d, lines->list[f].per_s);
        }
        if (charge < price->low || charge > price->high * started(d, price->high_per_s))
            return false;
    }
    return true;
}

/* A price without a value may have any legal one, but the same everywhere. */
static bool may_be(const struct comparison *comparison, const struct tg_fee_line *open,
                   const struct tg_fee_line *fee, enum tg_plan plan, enum tg_system system)
{
    const struct tg_price *price = &comparison->prices[open->price];
    struct value_met *met =
        &comparison->met[open->price][plan][price->by_system ? system : TG_SYSTEM_NONE];

    if (fee->price >= 0 || fee->per_s != open->per_s) return fee->price == open->price;
    if (fee->value < price->low || (price->above_low && fee->value == price->low) ||
        (price->bounded && fee->value > price->high) || (met->met && met->value != fee->value))
        return false;
    *met = (struct value_met){true, fee->value};
    return true;
}

static bool same_line(const struct comparison *comparison, const struct tg_fee_line *a,
                      const struct tg_fee_line *b, enum tg_plan plan, enum tg_system system)
{
    if (a->price >= 0) return may_be(comparison, a, b, plan, system);
    return b->price < 0 && a->per_s == b->per_s && a->value == b->value;
}

/* The price of a charge that consists of one whose unit is not known; NULL = it does not. */
static const struct tg_price *range_of(const struct comparison *comparison, size_t charge)
{
    struct tg_fee_line fee[TG_MAX_FEES];

    if (tg_rulebook_fees(comparison->right, fee, charge) != 1 || fee[0].price < 0 ||
        comparison->prices[fee[0].price].per_s != 0)
        return NULL;
    return &comparison->prices[fee[0].price];
}

/* False too where a price has no value. */
static bool total(tg_money *sum, const struct lines *lines, int32_t dur_s)
{
    *sum = 0;
    for (size_t f = 0; f < lines->count; f++) {
        if (lines->list[f].price >= 0) return false;
        *sum += lines->list[f].value * started(dur_s, lines->list[f].per_s);
    }
    return true;
}

/* Do calls of up to so many seconds cost the same? */
static bool same_totals(const struct lines *a, const struct lines *b, int32_t longest)
{
    tg_money one, two;

    for (int32_t d = 1; d <= longest; d++)
        if (!total(&one, a, d) || !total(&two, b, d) || one != two) return false;
    return true;
}

static bool same_fees(const struct comparison *comparison, size_t charge, size_t instead,
                      enum tg_plan plan, enum tg_system system, enum tg_system as,
                      const struct lasting *lasting)
{
    const struct tg_price *range = range_of(comparison, charge);
    struct lines a, b;

    resolve_all(&a, comparison->right, charge, plan, system, lasting->no_time);
    resolve_all(&b, comparison->other, instead, plan, as, lasting->no_time);
    if (range != NULL) return in_range(comparison, range, &b, lasting);
    if (comparison->plain && lasting->to_s < DAY_S && same_totals(&a, &b, lasting->to_s))
        return true;
    if (a.count != b.count) return false;
    for (size_t f = 0; f < a.count; f++)
        if (!same_line(comparison, &a.list[f], &b.list[f], plan, system)) return false;
    return true;
}

/* No price but a satellite's depends on the system. */
static bool same_charges(const struct comparison *comparison, size_t charge, size_t instead,
                         const uint8_t value[TG_DIM_COUNT], const struct pairing *pairing)
{
    enum tg_system only = pairing->system;
    enum tg_plan plan = (enum tg_plan)value[TG_DIM_PLAN];
    bool satellite = value[TG_DIM_DESTINATION] == TG_DEST_SATELLITE;
    bool is_short = value[TG_DIM_LENGTH] == TG_LENGTH_SHORT;
    const struct lasting lasting = {
        value[TG_DIM_EVENT] == TG_EVENT_MONTHLY_FEE,
        is_short ? 1 : comparison->free_s + 1,
        is_short ? comparison->free_s : DAY_S,
    };
    bool usual = !satellite && !lasting.no_time && !is_short;

    if (usual && comparison->found[charge][plan] == instead + 1) return true;
    for (int system = 0; system < TG_SYSTEM_COUNT; system++)
        if (satellite == (system != TG_SYSTEM_NONE) &&
            (only == TG_SYSTEM_COUNT || system == (int)only) &&
            !same_fees(comparison, charge, instead, plan, (enum tg_system)system,
                       pairing->as == TG_SYSTEM_COUNT ? (enum tg_system)system : pairing->as,
                       &lasting))
            return false;
    if (usual) comparison->found[charge][plan] = (uint32_t)instead + 1;
    return true;
}

/* Is the call charged the same, if the other rulebook takes its destination for another one? */
static bool same_at(const struct comparison *comparison, const uint8_t value[TG_DIM_COUNT],
                    const struct pairing *pairing)
{
    uint8_t other[TG_DIM_COUNT];
    struct tg_rule_info a, b;
    size_t rule, charge, rule_there, charge_there;

    if (!tg_rulebook_at(comparison->right, &rule, &charge, value)) return true;
    tg_rulebook_rule(comparison->right, &a, rule);
    if (a.unspecified) return true;
    memcpy(other, value, sizeof other);
    other[TG_DIM_DESTINATION] = (uint8_t)pairing->is;
    if (!tg_rulebook_at(comparison->other, &rule_there, &charge_there, other)) return false;
    tg_rulebook_rule(comparison->other, &b, rule_there);
    if (b.unspecified) return false;
    /* 0 s cost nothing, wherever there is a price. */
    return (value[TG_DIM_LENGTH] == TG_LENGTH_ZERO &&
            value[TG_DIM_EVENT] != TG_EVENT_MONTHLY_FEE) ||
           same_charges(comparison, charge, charge_there, value, pairing);
}

/* Counts through all values of all dimensions but the destination. */
static bool next_point(uint8_t value[TG_DIM_COUNT])
{
    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++) {
        if (dim == TG_DIM_DESTINATION) continue;
        if (++value[dim] < tg_dim_size(dim)) return true;
        value[dim] = 0;
    }
    return false;
}

static bool same_pair(const struct comparison *comparison, const struct pairing *pairing)
{
    uint8_t value[TG_DIM_COUNT] = {[TG_DIM_DESTINATION] = (uint8_t)pairing->was};

    do {
        if (!same_at(comparison, value, pairing)) return false;
    } while (next_point(value));
    return true;
}

static bool same_destinations(const struct comparison *comparison)
{
    size_t count = tg_rulebook_destinations(comparison->right);

    for (size_t i = 0; i < count; i++) {
        struct tg_destination_info a, b;

        tg_rulebook_destination(comparison->right, &a, i);
        tg_rulebook_destination(comparison->other, &b, i);
        if (strcmp(a.digits, b.digits) != 0) return false;
        if ((a.destination != b.destination || a.system != b.system) &&
            !same_pair(comparison,
                       &(struct pairing){a.destination, b.destination, a.system, b.system}))
            return false;
    }
    return true;
}

/* Is there a number of the system that both take for a satellite's? Globalstar's begin with 1349.
 */
static bool has_system(const struct comparison *comparison, enum tg_system system)
{
    bool has = system == TG_SYSTEM_GLOBALSTAR;

    for (size_t i = 0; !has && i < tg_rulebook_destinations(comparison->right); i++) {
        struct tg_destination_info a, b;

        tg_rulebook_destination(comparison->right, &a, i);
        tg_rulebook_destination(comparison->other, &b, i);
        has = a.system == system && b.system == system;
    }
    return has;
}

static bool same_satellites(const struct comparison *comparison)
{
    const enum tg_destination satellite = TG_DEST_SATELLITE;

    for (int system = TG_SYSTEM_NONE + 1; system < TG_SYSTEM_COUNT; system++)
        if (has_system(comparison, (enum tg_system)system) &&
            !same_pair(comparison, &(struct pairing){satellite, satellite, (enum tg_system)system,
                                                     (enum tg_system)system}))
            return false;
    return true;
}

bool same_everywhere(const struct tg_rulebook *right, const struct tg_rulebook *other)
{
    size_t count;
    struct comparison comparison = {.right = right, .other = other};
    bool same;

    comparison.prices = tg_rulebook_prices(right, &count);
    comparison.found = calloc(tg_rulebook_charges(right), sizeof *comparison.found);
    comparison.met = calloc(count, sizeof *comparison.met);
    if (comparison.found == NULL || comparison.met == NULL) arena_exhausted();
    same = same_policies(&comparison) && same_dials(&comparison) &&
           tg_rulebook_destinations(right) == tg_rulebook_destinations(other);
    for (int destination = 0; same && destination < TG_DEST_COUNT; destination++) {
        enum tg_destination as = (enum tg_destination)destination;

        same = as == TG_DEST_SATELLITE ||
               same_pair(&comparison, &(struct pairing){as, as, TG_SYSTEM_COUNT, TG_SYSTEM_COUNT});
    }
    same = same && same_satellites(&comparison) && same_destinations(&comparison);
    free(comparison.found);
    free(comparison.met);
    return same;
}
