#include "rulebook_read.h"
#include "error.h"
#include "vocabulary.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------------------------ helpers */

const struct tg_asset *tg_rulebook_schema(void)
{
    return tg_asset_find("src/rulebooks/rulebook.rng");
}

bool tg_read_children(const struct tg_source *source, const xmlNode *node,
                      const struct tg_element *elements)
{
    for (const xmlNode *child = tg_xml_first(node); child != NULL; child = tg_xml_next(child)) {
        const struct tg_element *element = elements;

        while (!tg_xml_is(child, element->name)) element++;
        if (!element->read(source, child)) return false;
    }
    return true;
}

/* A copy of the text; of none, an empty one. */
static bool keep_text(const struct tg_source *source, const char **out, const char *text,
                      const xmlNode *node)
{
    struct tg_error full = {0};

    *out = tg_rulebook_text(source->rulebook, text == NULL ? "" : text, &full);
    if (*out != NULL) return true;
    return tg_fail_at(source, node, "%s", full.text);
}

bool tg_keep_attribute(const struct tg_source *source, const char **out, const xmlNode *node,
                       const char *name)
{
    return keep_text(source, out, tg_xml_attribute(node, name), node);
}

bool tg_keep_content(const struct tg_source *source, const char **out, const xmlNode *node)
{
    return keep_text(source, out, tg_xml_text(node), node);
}

/* An amount or a number of seconds: the schema has checked its form. */
tg_money tg_read_amount(const xmlNode *node, const char *name)
{
    const char *text = tg_xml_attribute(node, name);
    tg_money amount = 0;

    if (text != NULL) tg_money_parse(&amount, NULL, tg_slice_of(text));
    return amount;
}

int32_t tg_read_seconds(const xmlNode *node, const char *name)
{
    const char *text = tg_xml_attribute(node, name);

    return text == NULL ? 0 : atoi(text);
}

static bool has_room(const struct tg_source *source, const xmlNode *node, size_t count,
                     size_t limit)
{
    if (count < limit) return true;
    return tg_fail_at(source, node, "a rulebook holds at most %zu %s elements", limit,
                      (const char *)node->name);
}

bool tg_read_clause_list(const struct tg_source *source, const char **clauses, const xmlNode *node)
{
    const char *list;
    struct tg_slice id;

    if (!tg_keep_attribute(source, clauses, node, "clauses")) return false;
    list = *clauses;
    if (strlen(list) > TG_MAX_CLAUSE_LIST)
        return tg_fail_at(source, node,
                          "the list of clauses is %zu bytes long, at most %d are allowed",
                          strlen(list), TG_MAX_CLAUSE_LIST);
    while ((id = tg_next_word(&list)).n > 0)
        if (tg_clause_find(source->rulebook, id) < 0)
            return tg_fail_at(source, node, "clause %s is not in the register of clauses",
                              tg_shown(id));
    return true;
}

/* basis="I-07 I-09" as a bit mask. */
static bool read_basis(const struct tg_source *source, uint32_t *basis, const xmlNode *node)
{
    const char *list = tg_xml_attribute(node, "basis");
    struct tg_slice id;

    *basis = 0;
    if (list == NULL) return true;
    while ((id = tg_next_word(&list)).n > 0) {
        bool formed =
            id.n == 4 && memcmp(id.p, "I-", 2) == 0 && strspn(id.p + 2, "0123456789") >= 2;
        int number = formed ? atoi(id.p + 2) : 0;

        if (number < 1 || number > TG_MAX_READINGS)
            return tg_fail_at(source, node, "basis %s is no reading, expected I-01 to I-%d",
                              tg_shown(id), TG_MAX_READINGS);
        *basis |= UINT32_C(1) << number;
    }
    return true;
}

/* ---------------------------------------------------------------------------------- conditions */

static bool fail_unknown_word(const struct tg_source *source, enum tg_dim dim, struct tg_slice word,
                              const xmlNode *node)
{
    char expected[256] = "";
    size_t n = 0;

    for (unsigned v = 0; v < tg_dim_size(dim); v++)
        n += (size_t)snprintf(expected + n, sizeof expected - n, "%s%s", v == 0 ? "" : ", ",
                              tg_value_name(dim, v));
    return tg_fail_at(source, node, "%s %s is not known, expected one of %s or a group of them",
                      tg_dim_name(dim), tg_shown(word), expected);
}

bool tg_read_words(const struct tg_source *source, uint32_t *mask, enum tg_dim dim,
                   const char *words, const xmlNode *node)
{
    struct tg_slice word;

    *mask = 0;
    while ((word = tg_next_word(&words)).n > 0) {
        uint32_t values = tg_value_mask(dim, word);

        if (values == 0) return fail_unknown_word(source, dim, word, node);
        if (*mask & values)
            return tg_fail_at(source, node, "%s %s is named twice", tg_dim_name(dim),
                              tg_shown(word));
        *mask |= values;
    }
    return true;
}

bool tg_read_conditions(const struct tg_source *source, struct tg_box *box, const xmlNode *node)
{
    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++) {
        const char *words = tg_xml_attribute(node, tg_dim_name(dim));

        box->mask[dim] = tg_dim_all(dim);
        if (words != NULL && !tg_read_words(source, &box->mask[dim], dim, words, node))
            return false;
    }
    return true;
}

/* ---------------------------------------------------------------------------------------- fees */

static bool is_declared(const struct tg_rulebook *rulebook, int32_t per_s)
{
    for (size_t i = 0; i < rulebook->unit_count; i++)
        if (rulebook->unit[i] == per_s) return true;
    return false;
}

bool tg_read_per(const struct tg_source *source, int32_t *per_s, const xmlNode *node,
                 const char *name)
{
    *per_s = tg_read_seconds(node, name);
    if (*per_s == 0 || is_declared(source->rulebook, *per_s)) return true;
    return tg_fail_at(source, node, "a unit of %d s is not declared by any unit element", *per_s);
}

static bool read_fee(const struct tg_source *source, struct tg_fee *fee, const xmlNode *node)
{
    const char *price = tg_xml_attribute(node, "price");
    const char *tariff = tg_xml_attribute(node, "tariff");
    int ref = 0;

    *fee = (struct tg_fee){.kind = TG_FEE_VALUE};
    if (price != NULL) {
        fee->kind = TG_FEE_PRICE;
        ref = tg_price_find(source->rulebook, tg_slice_of(price));
        if (ref < 0) return tg_fail_at(source, node, "price '%s' is not declared", price);
    } else if (tariff != NULL) {
        fee->kind = TG_FEE_TARIFF;
        ref = tg_tariff_find(source->rulebook, tg_slice_of(tariff));
        if (ref < 0) return tg_fail_at(source, node, "tariff '%s' is not declared", tariff);
    } else {
        fee->value = tg_read_amount(node, "value");
        if (!tg_read_per(source, &fee->per_s, node, "per")) return false;
    }
    fee->ref = (int16_t)ref;
    return true;
}

bool tg_read_fees(const struct tg_source *source, struct tg_fee fees[TG_MAX_FEES], uint8_t *count,
                  const xmlNode *node)
{
    unsigned tariffs = 0;

    *count = 0;
    for (const xmlNode *child = tg_xml_first(node); child != NULL; child = tg_xml_next(child)) {
        if (*count == TG_MAX_FEES)
            return tg_fail_at(source, child, "a charge has at most %d fees", TG_MAX_FEES);
        if (!read_fee(source, &fees[*count], child)) return false;
        if (fees[*count].kind == TG_FEE_TARIFF && tariffs++ > 0)
            return tg_fail_at(source, child, "a charge refers to at most one tariff");
        ++*count;
    }
    return true;
}

static bool read_charge(const struct tg_source *source, const xmlNode *node)
{
    struct tg_rulebook *rulebook = source->rulebook;
    struct tg_charge *charge = &rulebook->charge[rulebook->charge_count];

    if (!has_room(source, node, rulebook->charge_count, TG_MAX_CHARGES)) return false;
    charge->origin = (struct tg_origin){source->file, tg_xml_place(node).line};
    rulebook->charge_count++;
    return tg_read_conditions(source, &charge->box, node) &&
           read_basis(source, &charge->basis, node) &&
           tg_read_fees(source, charge->fee, &charge->fee_count, node);
}

/* ------------------------------------------------------------------------- tariffs and rules */

static const struct tg_element tariff_parts[] = {{"charge", read_charge}, {NULL, NULL}};

/* An overlay's element replaces the one of the same id; a rulebook may not name one twice. */
static bool slot_for(const struct tg_source *source, int found, size_t *count, size_t limit,
                     size_t *slot, const xmlNode *node)
{
    if (found >= 0) {
        *slot = (size_t)found;
        if (tg_xml_is(node->parent, "overlay")) return true;
        return tg_fail_at(source, node, "%s '%s' is declared twice", (const char *)node->name,
                          tg_xml_attribute(node, tg_xml_is(node, "price") ? "name" : "id"));
    }
    *slot = *count;
    if (!has_room(source, node, *count, limit)) return false;
    ++*count;
    return true;
}

bool tg_read_tariff(const struct tg_source *source, const xmlNode *node)
{
    struct tg_rulebook *rulebook = source->rulebook;
    int found = tg_tariff_find(rulebook, tg_slice_of(tg_xml_attribute(node, "id")));
    struct tg_tariff tariff = {.charge = (uint16_t)rulebook->charge_count,
                               .origin = {source->file, tg_xml_place(node).line}};
    size_t slot;

    if (!tg_keep_attribute(source, &tariff.id, node, "id") ||
        !tg_keep_attribute(source, &tariff.title, node, "title") ||
        !tg_read_children(source, node, tariff_parts))
        return false;
    tariff.charge_count = (uint16_t)(rulebook->charge_count - tariff.charge);
    for (size_t i = tariff.charge; i < rulebook->charge_count; i++)
        for (size_t f = 0; f < rulebook->charge[i].fee_count; f++)
            if (rulebook->charge[i].fee[f].kind == TG_FEE_TARIFF)
                return tg_fail_at(source, node, "tariff '%s' refers to a tariff", tariff.id);
    if (!slot_for(source, found, &rulebook->tariff_count, TG_MAX_TARIFFS, &slot, node))
        return false;
    rulebook->tariff[slot] = tariff;
    return true;
}

static bool read_when(const struct tg_source *source, const xmlNode *node)
{
    struct tg_rulebook *rulebook = source->rulebook;

    return has_room(source, node, rulebook->when_count, TG_MAX_WHENS) &&
           tg_read_conditions(source, &rulebook->when[rulebook->when_count++], node);
}

static const struct tg_element rule_parts[] = {
    {"when", read_when}, {"charge", read_charge}, {NULL, NULL}};

/* A rule or an unspecified entry. */
bool tg_read_rule(const struct tg_source *source, const xmlNode *node)
{
    struct tg_rulebook *rulebook = source->rulebook;
    int found = tg_rule_find(rulebook, tg_slice_of(tg_xml_attribute(node, "id")));
    struct tg_rule rule = {.unspecified = tg_xml_is(node, "unspecified"),
                           .when = (uint16_t)rulebook->when_count,
                           .charge = (uint16_t)rulebook->charge_count,
                           .origin = {source->file, tg_xml_place(node).line}};
    size_t slot;

    if (!tg_keep_attribute(source, &rule.id, node, "id") ||
        !tg_keep_attribute(source, &rule.title, node, rule.unspecified ? "reason" : "title") ||
        !tg_keep_attribute(source, &rule.yields_text, node, "yields-to") ||
        !tg_read_clause_list(source, &rule.clauses, node) ||
        !read_basis(source, &rule.basis, node) || !tg_read_children(source, node, rule_parts))
        return false;
    rule.id_size = (uint16_t)strlen(rule.id);
    rule.clauses_size = (uint16_t)strlen(rule.clauses);
    rule.when_count = (uint16_t)(rulebook->when_count - rule.when);
    rule.charge_count = (uint16_t)(rulebook->charge_count - rule.charge);
    if (!slot_for(source, found, &rulebook->rule_count, TG_MAX_RULES, &slot, node)) return false;
    /* Whom it was told to yield to, it still does. */
    memcpy(rule.told_to_yield, rulebook->rule[slot].told_to_yield, sizeof rule.told_to_yield);
    rulebook->rule[slot] = rule;
    return true;
}

/* ----------------------------------------------------------- clauses, units, prices, readings */

static bool read_clause(const struct tg_source *source, const xmlNode *node)
{
    struct tg_rulebook *rulebook = source->rulebook;
    struct tg_clause *clause = &rulebook->clause[rulebook->clause_count];
    const char *id = tg_xml_attribute(node, "id");

    if (!has_room(source, node, rulebook->clause_count, TG_MAX_CLAUSES)) return false;
    if (tg_clause_find(rulebook, tg_slice_of(id)) >= 0)
        return tg_fail_at(source, node, "clause '%s' is declared twice", id);
    if ((strcmp(tg_xml_attribute(node, "effect"), "none") == 0) !=
        (tg_xml_attribute(node, "why") != NULL))
        return tg_fail_at(source, node, "clause '%s': effect none goes with why, others do not",
                          id);
    if (!tg_keep_attribute(source, &clause->id, node, "id") ||
        !tg_keep_attribute(source, &clause->effect, node, "effect") ||
        !tg_keep_attribute(source, &clause->why, node, "why") ||
        !tg_keep_content(source, &clause->text, node))
        return false;
    clause->origin = (struct tg_origin){source->file, tg_xml_place(node).line};
    rulebook->clause_count++;
    return true;
}

bool tg_read_unit(const struct tg_source *source, const xmlNode *node)
{
    struct tg_rulebook *rulebook = source->rulebook;
    int32_t per_s = tg_read_seconds(node, "per");

    if (is_declared(rulebook, per_s)) {
        if (tg_xml_is(node->parent, "overlay")) return true;
        return tg_fail_at(source, node, "unit '%d' is declared twice", per_s);
    }
    if (!has_room(source, node, rulebook->unit_count, TG_MAX_UNITS)) return false;
    rulebook->unit[rulebook->unit_count++] = per_s;
    return true;
}

bool tg_read_price(const struct tg_source *source, const xmlNode *node)
{
    struct tg_rulebook *rulebook = source->rulebook;
    int found = tg_price_find(rulebook, tg_slice_of(tg_xml_attribute(node, "name")));
    struct tg_price price = {.above_low = tg_xml_attribute(node, "above") != NULL,
                             .bounded = tg_xml_attribute(node, "to") != NULL,
                             .high = tg_read_amount(node, "to")};
    size_t slot;

    price.by_system = strcmp(tg_xml_attribute(node, "scope"), "plan system") == 0;
    price.low = tg_read_amount(node, price.above_low ? "above" : "from");
    if (!tg_read_per(source, &price.per_s, node, "per") ||
        !tg_read_per(source, &price.high_per_s, node, "to-per"))
        return false;
    if (price.per_s != 0) price.high_per_s = price.per_s;
    if (price.bounded && price.high < price.low)
        return tg_fail_at(source, node, "the upper end of the price lies below its lower end");
    if (!tg_keep_attribute(source, &price.name, node, "name") ||
        !tg_read_clause_list(source, &price.clauses, node) ||
        !tg_keep_content(source, &price.text, node) ||
        !slot_for(source, found, &rulebook->price_count, TG_MAX_PRICES, &slot, node))
        return false;
    rulebook->price[slot] = price;
    memset(rulebook->binding[slot], 0, sizeof rulebook->binding[slot]);
    return true;
}

static bool read_option(const struct tg_source *source, const xmlNode *node)
{
    struct tg_rulebook *rulebook = source->rulebook;
    struct tg_option *option = &rulebook->option[rulebook->option_count];
    const char *id = tg_xml_attribute(node, "id");

    if (!has_room(source, node, rulebook->option_count, TG_MAX_OPTIONS)) return false;
    for (const xmlNode *other = tg_xml_first(node->parent); other != node;
         other = tg_xml_next(other))
        if (strcmp(tg_xml_attribute(other, "id"), id) == 0)
            return tg_fail_at(source, node, "option '%s' is declared twice", id);
    rulebook->option_count++;
    option->letter = id[0];
    return tg_keep_attribute(source, &option->overlay, node, "overlay") &&
           tg_keep_content(source, &option->text, node);
}

static const struct tg_element reading_parts[] = {{"option", read_option}, {NULL, NULL}};

static bool read_reading(const struct tg_source *source, const xmlNode *node)
{
    struct tg_rulebook *rulebook = source->rulebook;
    const char *id = tg_xml_attribute(node, "id");
    int number = atoi(id + 2);
    struct tg_reading *reading;

    if (number < 1 || number > TG_MAX_READINGS)
        return tg_fail_at(source, node, "reading '%s' is not within I-01 to I-%d", id,
                          TG_MAX_READINGS);
    reading = &rulebook->reading[number];
    if (reading->id != NULL) return tg_fail_at(source, node, "reading '%s' is declared twice", id);
    reading->option = (uint16_t)rulebook->option_count;
    if (!tg_keep_attribute(source, &reading->id, node, "id") ||
        !tg_keep_attribute(source, &reading->question, node, "question") ||
        !tg_keep_attribute(source, &reading->chosen, node, "default") ||
        !tg_read_children(source, node, reading_parts))
        return false;
    reading->option_count = (uint16_t)(rulebook->option_count - reading->option);
    return true;
}

/* ------------------------------------------------------------------------------- the rulebook */

static const struct tg_element section_parts[] = {
    {"clause", read_clause},       {"policy", tg_read_policy},
    {"unit", tg_read_unit},        {"price", tg_read_price},
    {"tariff", tg_read_tariff},    {"rule", tg_read_rule},
    {"unspecified", tg_read_rule}, {"reading", read_reading},
    {"prefix", tg_read_prefix},    {NULL, NULL},
};

static bool policies_are_complete(const struct tg_source *source, const xmlNode *node)
{
    for (enum tg_policy_id id = 0; id < TG_POLICY_COUNT; id++)
        if (source->rulebook->policy_text[id].value == NULL)
            return tg_fail_at(source, node, "policy '%s' is missing", tg_policy_name(id));
    return true;
}

static bool read_section(const struct tg_source *source, const xmlNode *node)
{
    if (tg_xml_is(node, "rules"))
        source->rulebook->rules_origin = (struct tg_origin){source->file, tg_xml_place(node).line};
    return tg_read_children(source, node, section_parts) &&
           (!tg_xml_is(node, "policies") || policies_are_complete(source, node));
}

static bool read_rulebook(const struct tg_source *source, const xmlNode *root)
{
    struct tg_rulebook *rulebook = source->rulebook;

    if (!tg_xml_is(root, "rulebook"))
        return tg_fail_at(source, root, "found an overlay, expected a rulebook");
    rulebook->bounds = strcmp(tg_xml_attribute(root, "kind"), "bounds") == 0;
    if (!tg_keep_attribute(source, &rulebook->title, root, "title") ||
        !tg_keep_attribute(source, &rulebook->id, root, "id"))
        return false;
    for (const xmlNode *node = tg_xml_first(root); node != NULL; node = tg_xml_next(node))
        if (!read_section(source, node)) return false;
    return true;
}

bool tg_rulebook_read(struct tg_rulebook *rulebook, const char *name, const char *xml, size_t size,
                      struct tg_error *error)
{
    struct tg_source source = {rulebook, name, error};
    xmlDoc *doc = tg_xml_read(name, xml, size, tg_rulebook_schema(), error);
    bool ok;

    if (doc == NULL) return false;
    ok = read_rulebook(&source, xmlDocGetRootElement(doc));
    xmlFreeDoc(doc);
    return ok;
}
