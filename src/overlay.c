/* Overlays: the one way to change a rulebook. An annex binds open prices, a reading chooses another
 * interpretation, a defect bills wrongly in a known way; all three are written the same. */
#include "error.h"
#include "rulebook_read.h"
#include "units.h"
#include "vocabulary.h"

#include <string.h>

/* What the schema allows an amount to be. */
#define MAX_FEE (999999 * TG_MONEY_YUAN + 9999)

/* NULL, or which end of the legal range the value leaves. Where the units differ, all durations up
 * to a common multiple of theirs are compared: from there on the charges repeat. */
static const char *outside(const struct tg_price *price, tg_money value, int32_t per_s)
{
    int64_t last = (int64_t)per_s * price->high_per_s;

    if (value < price->low || (price->above_low && value == price->low)) return "below";
    if (!price->bounded) return NULL;
    for (int64_t d = 1; d <= last && d <= TG_CDR_MAX_DUR_S; d++)
        if (value * tg_units(TG_ROUND_UP, (int32_t)d, per_s) >
            price->high * tg_units(TG_ROUND_UP, (int32_t)d, price->high_per_s))
            return "above";
    return NULL;
}

static bool is_annex(const xmlNode *overlay)
{
    return strcmp(tg_xml_attribute(overlay, "kind"), "annex") == 0;
}

static bool check_binding(const struct tg_source *source, const struct tg_price *price,
                          const struct tg_binding *binding, const xmlNode *node)
{
    const char *end;
    char value[TG_MONEY_BUF];

    if (price->per_s == 0 && binding->per_s == 0)
        return tg_fail_at(source, node, "price '%s' has no unit of its own, expected per",
                          price->name);
    if (price->per_s != 0 && binding->per_s != 0 && price->per_s != binding->per_s)
        return tg_fail_at(source, node, "price '%s' is charged per %d s, found per %d s",
                          price->name, price->per_s, binding->per_s);
    if (!is_annex(node->parent)) return true;
    end = outside(price, binding->value, binding->per_s != 0 ? binding->per_s : price->per_s);
    tg_money_format(value, binding->value);
    if (end == NULL) return true;
    return tg_fail_at(source, node, "%s yuan for price '%s' lies %s its legal range", value,
                      price->name, end);
}

static bool find_system(const struct tg_source *source, enum tg_system *system,
                        struct tg_slice name, const xmlNode *node)
{
    *system = tg_system_find(name);
    if (*system != TG_SYSTEM_NONE && *system != TG_SYSTEM_COUNT) return true;
    return tg_fail_at(source, node,
                      "system %s is not known, expected inmarsat, inmarsat-mini-m or globalstar",
                      tg_shown(name));
}

static bool read_systems(const struct tg_source *source, uint32_t *mask,
                         const struct tg_price *price, const xmlNode *node)
{
    const char *words = tg_xml_attribute(node, "system");
    struct tg_slice word;

    *mask = (UINT32_C(1) << TG_SYSTEM_COUNT) - 1;
    if (words == NULL) return true;
    if (!price->by_system)
        return tg_fail_at(source, node, "price '%s' does not depend on the system", price->name);
    *mask = 0;
    while ((word = tg_next_word(&words)).n > 0) {
        enum tg_system system;

        if (!find_system(source, &system, word, node)) return false;
        *mask |= UINT32_C(1) << system;
    }
    return true;
}

static bool read_bind(const struct tg_source *source, const xmlNode *node)
{
    struct tg_rulebook *rulebook = source->rulebook;
    const char *name = tg_xml_attribute(node, "price");
    const char *plans = tg_xml_attribute(node, "plan");
    struct tg_binding binding = {.bound = true, .value = tg_read_amount(node, "value")};
    int price = tg_price_find(rulebook, tg_slice_of(name));
    uint32_t plan_mask = tg_dim_all(TG_DIM_PLAN);
    uint32_t system_mask;

    if (price < 0) return tg_fail_at(source, node, "price '%s' is not declared", name);
    if (!tg_read_per(source, &binding.per_s, node, "per") ||
        !read_systems(source, &system_mask, &rulebook->price[price], node) ||
        (plans != NULL && !tg_read_words(source, &plan_mask, TG_DIM_PLAN, plans, node)) ||
        !check_binding(source, &rulebook->price[price], &binding, node))
        return false;
    if (binding.per_s == 0) binding.per_s = rulebook->price[price].per_s;
    for (size_t plan = 0; plan < TG_PLAN_COUNT; plan++)
        for (size_t system = 0; system < TG_SYSTEM_COUNT; system++)
            if ((plan_mask >> plan & 1) && (system_mask >> system & 1))
                rulebook->binding[price][plan][system] = binding;
    return true;
}

static bool find_rule(const struct tg_source *source, int *rule, struct tg_slice id,
                      const xmlNode *node)
{
    *rule = tg_rule_find(source->rulebook, id);
    if (*rule >= 0) return true;
    return tg_fail_at(source, node, "there is no rule %s", tg_shown(id));
}

/* ------------------------------------------------------------------------------------- reprice */

struct reprice {
    bool by_value, sets_value;
    tg_money from_value, value;
    int32_t from_per_s, per_s; /* 0 = any, unchanged */
    unsigned changed;
};

/* A fee once per event has no unit that could be changed alone. */
static bool is_repriced(const struct reprice *reprice, const struct tg_fee *fee)
{
    return fee->kind == TG_FEE_VALUE && (!reprice->by_value || fee->value == reprice->from_value) &&
           (reprice->from_per_s == 0 || fee->per_s == reprice->from_per_s) &&
           (reprice->sets_value || fee->per_s != 0);
}

static bool reprice_fee(const struct tg_source *source, struct reprice *reprice, struct tg_fee *fee,
                        const xmlNode *node)
{
    if (!is_repriced(reprice, fee)) return true;
    reprice->changed++;
    if (reprice->sets_value) {
        fee->value = reprice->value;
    } else {
        /* Only the unit changes: the price of a second stays. */
        tg_money scaled = fee->value * reprice->per_s;

        if (scaled % fee->per_s != 0)
            return tg_fail_at(source, node, "a price per %d s has no exact equal per %d s",
                              fee->per_s, reprice->per_s);
        if (scaled / fee->per_s > MAX_FEE)
            return tg_fail_at(source, node, "the new price would be more than 999999.9999 yuan");
        fee->value = scaled / fee->per_s;
    }
    if (reprice->per_s != 0) fee->per_s = reprice->per_s;
    return true;
}

static bool reprice_charges(const struct tg_source *source, struct reprice *reprice, size_t first,
                            size_t count, const xmlNode *node)
{
    for (size_t i = first; i < first + count; i++) {
        struct tg_charge *charge = &source->rulebook->charge[i];

        for (size_t f = 0; f < charge->fee_count; f++)
            if (!reprice_fee(source, reprice, &charge->fee[f], node)) return false;
    }
    return true;
}

static bool reprice_rule(const struct tg_source *source, struct reprice *reprice, size_t i,
                         const xmlNode *node)
{
    const struct tg_rule *rule = &source->rulebook->rule[i];

    return reprice_charges(source, reprice, rule->charge, rule->charge_count, node);
}

static bool reprice_tariff(const struct tg_source *source, struct reprice *reprice, size_t i,
                           const xmlNode *node)
{
    const struct tg_tariff *tariff = &source->rulebook->tariff[i];

    return reprice_charges(source, reprice, tariff->charge, tariff->charge_count, node);
}

/* Charges of rules and tariffs that have been replaced are no longer looked at. */
static bool reprice_all(const struct tg_source *source, struct reprice *reprice,
                        const xmlNode *node)
{
    bool ok = true;

    for (size_t i = 0; ok && i < source->rulebook->rule_count; i++)
        ok = reprice_rule(source, reprice, i, node);
    for (size_t i = 0; ok && i < source->rulebook->tariff_count; i++)
        ok = reprice_tariff(source, reprice, i, node);
    return ok;
}

/* The rules and tariffs an overlay names, one by one. */
static bool reprice_named(const struct tg_source *source, struct reprice *reprice,
                          const char *rules, const char *tariffs, const xmlNode *node)
{
    struct tg_slice id;
    int i;

    while ((id = tg_next_word(&rules)).n > 0)
        if (!find_rule(source, &i, id, node) || !reprice_rule(source, reprice, (size_t)i, node))
            return false;
    while ((id = tg_next_word(&tariffs)).n > 0) {
        i = tg_tariff_find(source->rulebook, id);
        if (i < 0) return tg_fail_at(source, node, "there is no tariff %s", tg_shown(id));
        if (!reprice_tariff(source, reprice, (size_t)i, node)) return false;
    }
    return true;
}

static bool read_reprice(const struct tg_source *source, const xmlNode *node)
{
    const char *rules = tg_xml_attribute(node, "rules");
    const char *tariffs = tg_xml_attribute(node, "tariffs");
    struct reprice reprice = {
        .by_value = tg_xml_attribute(node, "from-value") != NULL,
        .sets_value = tg_xml_attribute(node, "value") != NULL,
        .from_value = tg_read_amount(node, "from-value"),
        .value = tg_read_amount(node, "value"),
        .from_per_s = tg_read_seconds(node, "from-per"),
    };
    bool ok;

    if (!tg_read_per(source, &reprice.per_s, node, "per")) return false;
    if (!reprice.sets_value && reprice.per_s == 0)
        return tg_fail_at(source, node, "a reprice sets a value, a per or both");
    if (rules == NULL && tariffs == NULL)
        ok = reprice_all(source, &reprice, node);
    else
        ok = reprice_named(source, &reprice, rules == NULL ? "" : rules,
                           tariffs == NULL ? "" : tariffs, node);
    if (ok && reprice.changed == 0) return tg_fail_at(source, node, "no fee matches");
    return ok;
}

/* ---------------------------------------------------------------- rules, surcharges, prefixes */

static bool has_conditions(const xmlNode *node)
{
    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++)
        if (tg_xml_attribute(node, tg_dim_name(dim)) != NULL) return true;
    return false;
}

static bool exclude(const struct tg_source *source, uint16_t rule, const xmlNode *node)
{
    struct tg_rulebook *rulebook = source->rulebook;
    struct tg_exclusion *exclusion = &rulebook->exclusion[rulebook->exclusion_count];

    if (rulebook->exclusion_count == TG_MAX_EXCLUSIONS)
        return tg_fail_at(source, node, "a rulebook holds at most %d removals of parts of rules",
                          TG_MAX_EXCLUSIONS);
    rulebook->exclusion_count++;
    exclusion->rule = rule;
    return tg_read_conditions(source, &exclusion->box, node);
}

static bool read_remove(const struct tg_source *source, const xmlNode *node)
{
    int rule;

    if (!find_rule(source, &rule, tg_slice_of(tg_xml_attribute(node, "rule")), node)) return false;
    if (has_conditions(node)) return exclude(source, (uint16_t)rule, node);
    source->rulebook->rule[rule].removed = true;
    source->rulebook->rules_origin = (struct tg_origin){source->file, tg_xml_place(node).line};
    return true;
}

static bool read_yield(const struct tg_source *source, const xmlNode *node)
{
    struct tg_rulebook *rulebook = source->rulebook;
    const char *to = tg_xml_attribute(node, "to");
    const char *list = tg_xml_attribute(node, "rules");
    struct tg_slice id;
    int rule, winner;

    if (!find_rule(source, &winner, tg_slice_of(to), node)) return false;
    while ((id = tg_next_word(&list)).n > 0) {
        if (!find_rule(source, &rule, id, node)) return false;
        rulebook->rule[rule].told_to_yield[winner / 64] |= UINT64_C(1) << winner % 64;
    }
    return true;
}

/* A surcharge, or the element `instead`. */
static bool read_surcharge(const struct tg_source *source, const xmlNode *node)
{
    struct tg_rulebook *rulebook = source->rulebook;
    struct tg_surcharge *surcharge = &rulebook->surcharge[rulebook->surcharge_count];
    const char *list;
    struct tg_slice id;
    int rule;

    if (rulebook->surcharge_count == TG_MAX_SURCHARGES)
        return tg_fail_at(source, node, "a rulebook holds at most %d surcharges",
                          TG_MAX_SURCHARGES);
    surcharge->instead = tg_xml_is(node, "instead");
    surcharge->origin = (struct tg_origin){source->file, tg_xml_place(node).line};
    if (!tg_keep_attribute(source, &surcharge->rules, node, "rules") ||
        !tg_read_conditions(source, &surcharge->box, node) ||
        !tg_read_fees(source, surcharge->fee, &surcharge->fee_count, node))
        return false;
    for (size_t f = 0; f < surcharge->fee_count; f++)
        if (surcharge->fee[f].kind == TG_FEE_TARIFF)
            return tg_fail_at(source, node, "%s does not refer to a tariff",
                              surcharge->instead ? "instead" : "a surcharge");
    list = surcharge->rules;
    while ((id = tg_next_word(&list)).n > 0)
        if (!find_rule(source, &rule, id, node)) return false;
    rulebook->surcharge_count++;
    return true;
}

/* The value instead of those of a dimension; -1 where the element names none. */
static bool read_instead(const struct tg_source *source, int8_t *value, enum tg_dim dim,
                         const xmlNode *node)
{
    char name[32];
    const char *word;

    snprintf(name, sizeof name, "as-%s", tg_dim_name(dim));
    word = tg_xml_attribute(node, name);
    *value = word == NULL ? -1 : (int8_t)tg_value_find(dim, tg_slice_of(word));
    if (word == NULL || *value >= 0) return true;
    return tg_fail_at(source, node, "%s is '%s', expected a single %s", name, word,
                      tg_dim_name(dim));
}

static bool read_treat(const struct tg_source *source, const xmlNode *node)
{
    struct tg_rulebook *rulebook = source->rulebook;
    struct tg_treat *treat = &rulebook->treat[rulebook->treat_count];
    bool any = false;

    if (rulebook->treat_count == TG_MAX_TREATS)
        return tg_fail_at(source, node, "a rulebook holds at most %d treats", TG_MAX_TREATS);
    treat->origin = (struct tg_origin){source->file, tg_xml_place(node).line};
    if (!tg_read_conditions(source, &treat->box, node)) return false;
    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++) {
        if (!read_instead(source, &treat->as[dim], dim, node)) return false;
        any = any || treat->as[dim] >= 0;
    }
    if (!any) return tg_fail_at(source, node, "a treat says as what, such as as-state");
    rulebook->treat_count++;
    return true;
}

/* Where a place may lead: nowhere that hangs on where the customer is. */
static bool is_place(int destination)
{
    return destination >= TG_DEST_DOMESTIC && destination != TG_DEST_SERVICE;
}

bool tg_read_prefix(const struct tg_source *source, const xmlNode *node)
{
    const char *destination = tg_xml_attribute(node, "destination");
    const char *system = tg_xml_attribute(node, "system");
    const char *digits = tg_xml_attribute(node, "digits");
    struct tg_prefix_table *table = &source->rulebook->prefixes;
    int value = tg_value_find(TG_DIM_DESTINATION, tg_slice_of(destination));
    uint16_t row = tg_prefixes_match(table, tg_slice_of(digits));
    enum tg_system found = TG_SYSTEM_NONE;
    struct tg_prefix prefix = {.name = ""};
    struct tg_error wrong = {0};

    if (!is_place(value))
        return tg_fail_at(
            source, node,
            "destination '%s' is nothing that a country code can lead to, expected "
            "domestic, hmt, a class of countries, satellite, satellite_other, special "
            "or info",
            destination);
    if ((value == TG_DEST_SATELLITE) != (system != NULL))
        return tg_fail_at(source, node, "destination satellite goes with a system, others do not");
    if (system != NULL && !find_system(source, &found, tg_slice_of(system), node)) return false;
    /* What the place is called, and that a reading chose its class, stays as it was. */
    if (row != 0) prefix = table->row[row - 1];
    if (prefix.reading != 0) prefix.otherwise = prefix.destination;
    prefix.destination = (uint8_t)value;
    prefix.system = (uint8_t)found;
    snprintf(prefix.digits, sizeof prefix.digits, "%s", digits);
    if (tg_prefixes_set(table, &prefix, &wrong)) return true;
    return tg_fail_at(source, node, "%s", wrong.text);
}

/* A later element about the same digits takes the place of an earlier one. */
static bool read_dial(const struct tg_source *source, const xmlNode *node)
{
    struct tg_dialling *dialling = &source->rulebook->policy.dialling;
    struct tg_dial dial;
    size_t at = 0;

    if (!tg_keep_attribute(source, &dial.digits, node, "digits") ||
        !tg_keep_attribute(source, &dial.as, node, "as"))
        return false;
    while (at < dialling->count && strcmp(dialling->dial[at].digits, dial.digits) != 0) at++;
    if (at == TG_MAX_DIALS)
        return tg_fail_at(source, node, "a rulebook holds at most %d dial elements", TG_MAX_DIALS);
    if (at == dialling->count) dialling->count++;
    dialling->dial[at] = dial;
    return true;
}

/* --------------------------------------------------------------------------------- the overlay */

static const struct tg_element elements[] = {
    {"policy", tg_read_policy},    {"unit", tg_read_unit},
    {"price", tg_read_price},      {"tariff", tg_read_tariff},
    {"rule", tg_read_rule},        {"unspecified", tg_read_rule},
    {"bind", read_bind},           {"reprice", read_reprice},
    {"remove", read_remove},       {"yield", read_yield},
    {"surcharge", read_surcharge}, {"prefix", tg_read_prefix},
    {"instead", read_surcharge},   {"treat", read_treat},
    {"dial", read_dial},           {NULL, NULL},
};

/* An annex fills in what the documents leave to it, and nothing else. */
static bool check_annex(const struct tg_source *source, const xmlNode *root)
{
    static const char *const allowed[] = {"bind", "policy", "prefix", "unit"};

    for (const xmlNode *node = tg_xml_first(root); node != NULL; node = tg_xml_next(node)) {
        bool ok = false;

        for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++)
            ok = ok || tg_xml_is(node, allowed[i]);
        if (!ok)
            return tg_fail_at(source, node,
                              "an annex has no element '%s', expected bind, policy, prefix or unit",
                              (const char *)node->name);
    }
    return true;
}

/* Whether the table of the rules has to be laid down anew; policies, prices, places, and what
 * is laid on top of it leave it alone. */
static bool changes_rules(const xmlNode *root)
{
    static const char *const on_top[] = {"policy",    "bind",    "price", "prefix",
                                         "surcharge", "instead", "treat", "dial"};

    for (const xmlNode *node = tg_xml_first(root); node != NULL; node = tg_xml_next(node)) {
        bool leaves = false;

        for (size_t i = 0; i < sizeof on_top / sizeof on_top[0]; i++)
            leaves = leaves || tg_xml_is(node, on_top[i]);
        if (!leaves) return true;
    }
    return false;
}

static bool read_overlay(const struct tg_source *source, const xmlNode *root)
{
    const char *clauses;

    if (!tg_xml_is(root, "overlay"))
        return tg_fail_at(source, root, "found a rulebook, expected an overlay");
    if (is_annex(root) && !check_annex(source, root)) return false;
    if (changes_rules(root)) source->rulebook->laid = false;
    return tg_read_clause_list(source, &clauses, root) && tg_read_children(source, root, elements);
}

bool tg_rulebook_overlay(struct tg_rulebook *rulebook, const char *name, const char *xml,
                         size_t size, struct tg_error *error)
{
    struct tg_source source = {rulebook, name, error};
    xmlDoc *doc = tg_xml_read(name, xml, size, tg_rulebook_schema(), error);
    bool ok;

    if (doc == NULL) return false;
    rulebook->overlaid = true;
    snprintf(rulebook->overlay_kind, sizeof rulebook->overlay_kind, "%s",
             tg_xml_attribute(xmlDocGetRootElement(doc), "kind"));
    ok = read_overlay(&source, xmlDocGetRootElement(doc));
    xmlFreeDoc(doc);
    return ok;
}
