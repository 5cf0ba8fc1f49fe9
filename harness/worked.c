#include "worked.h"

#include "dom.h"
#include "store.h"
#include "text.h"
#include "working.h"

#include <stdlib.h>
#include <string.h>

#define LETTERS     "abcdefghijklmnopqrstuvwxyz"
#define SHOWN(text) tg_shown(tg_slice_of(text))

/* Fails at `place` in the file. */
#define FAIL(worked, error, place, ...)                                                            \
    tg_fail(error, TG_E_XML, (worked)->name, (place).line, (place).column, __VA_ARGS__)

/* What the workings of one example came to. */
struct results {
    size_t count;
    tg_money last;
    bool minimum; /* one of them ends in the minimum */
};

/* -------------------------------------------------------------------------------------- record */

static const char *attr(struct worked *worked, const xmlNode *element, const char *name)
{
    const char *value = dom_attr(&worked->arena, element, name);

    return value != NULL ? value : "";
}

static bool read_record(struct worked *worked, struct worked_example *example,
                        const xmlNode *element, struct tg_error *error)
{
    struct tg_slice fields[TG_CDR_COLUMNS];
    struct tg_error found = {.status = TG_OK};
    struct tg_cdr cdr;

    example->value[0] = example->id;
    for (int i = 1; i < TG_CDR_COLUMNS; i++)
        example->value[i] = attr(worked, element, tg_cdr_column_names[i]);
    for (int i = 0; i < TG_CDR_COLUMNS; i++) fields[i] = tg_slice_of(example->value[i]);
    if (tg_cdr_from_fields(&cdr, fields, NULL, &found)) return true;
    return FAIL(worked, error, tg_xml_place(element), "%s: %s", example->id, found.text);
}

/* -------------------------------------------------------------------------------------- expect */

/* Which attributes of `expect` go with which outcome. */
static const struct {
    enum tg_outcome_kind outcome;
    const char *name;
    bool needed;
    bool allowed;
} attributes[] = {
    {TG_EXACT, "charge", true, true},
    {TG_EXACT, "min", false, false},
    {TG_EXACT, "max", false, false},
    {TG_EXACT, "formula", true, true},
    {TG_OPEN, "charge", false, false},
    {TG_OPEN, "min", true, true},
    {TG_OPEN, "max", false, true},
    {TG_OPEN, "formula", true, true},
    {TG_RANGE, "charge", false, false},
    {TG_RANGE, "min", true, true},
    {TG_RANGE, "max", true, true},
    {TG_RANGE, "formula", true, true},
    {TG_UNSPECIFIED, "charge", false, false},
    {TG_UNSPECIFIED, "min", false, false},
    {TG_UNSPECIFIED, "max", false, false},
    {TG_UNSPECIFIED, "formula", false, false},
};

static bool check_attributes(const struct worked *worked, const struct worked_example *example,
                             const xmlNode *element, struct tg_error *error)
{
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        bool given = tg_xml_attribute(element, attributes[i].name) != NULL;

        if (attributes[i].outcome != example->outcome) continue;
        if (given ? attributes[i].allowed : !attributes[i].needed) continue;
        return FAIL(worked, error, tg_xml_place(element), "%s: outcome %s %s %s", example->id,
                    tg_outcome_kind_name(example->outcome), given ? "with" : "without",
                    attributes[i].name);
    }
    return true;
}

static tg_money amount(const xmlNode *element, const char *name)
{
    const char *text = tg_xml_attribute(element, name);
    tg_money value = 0;

    /* The schema has seen to it that this is an amount. */
    if (text != NULL) tg_money_parse(&value, NULL, tg_slice_of(text));
    return value;
}

static enum tg_outcome_kind outcome_of(const xmlNode *element)
{
    const char *name = tg_xml_attribute(element, "outcome");
    enum tg_outcome_kind kind = TG_EXACT;

    while (kind < TG_UNSPECIFIED && strcmp(name, tg_outcome_kind_name(kind)) != 0) kind++;
    return kind;
}

static bool read_expect(struct worked *worked, struct worked_example *example,
                        const xmlNode *element, struct tg_error *error)
{
    example->outcome = outcome_of(element);
    example->charge = amount(element, "charge");
    example->min = amount(element, "min");
    example->max = amount(element, "max");
    example->unbounded = example->outcome == TG_OPEN && tg_xml_attribute(element, "max") == NULL;
    example->formula = attr(worked, element, "formula");
    if (!check_attributes(worked, example, element, error)) return false;
    if (!example->unbounded && example->min > example->max)
        return FAIL(worked, error, tg_xml_place(element), "%s: the minimum is above the maximum",
                    example->id);
    if ((example->outcome == TG_UNSPECIFIED) == (*example->rule == '\0')) return true;
    return FAIL(worked, error, example->place, "%s: outcome %s %s rule", example->id,
                tg_outcome_kind_name(example->outcome),
                *example->rule == '\0' ? "without" : "with");
}

/* ------------------------------------------------------------------------------------- working */

static bool read_working(struct worked *worked, struct results *results,
                         const struct worked_example *example, const xmlNode *element,
                         struct tg_error *error)
{
    const char *chain = dom_text(&worked->arena, element);
    struct tg_error found = {.status = TG_OK};

    if (!working_check(&results->last, tg_slice_of(chain), &found))
        return FAIL(worked, error, tg_xml_place(element), "%s: %s: column %ld: %s", example->id,
                    SHOWN(chain), found.column, found.text);
    results->count++;
    return true;
}

/* The expectation stands behind the workings, so the minimum is looked for in a second pass. */
static void find_minimum(struct worked *worked, struct results *results,
                         const struct worked_example *example, const xmlNode *element)
{
    for (const xmlNode *at = tg_xml_first(element); at != NULL; at = tg_xml_next(at)) {
        tg_money result;

        if (!tg_xml_is(at, "working")) continue;
        if (working_check(&result, tg_slice_of(dom_text(&worked->arena, at)), NULL) &&
            result == example->min)
            results->minimum = true;
    }
}

static bool leads_to(const struct worked *worked, const struct worked_example *example,
                     const char *what, tg_money expected, tg_money found, struct tg_error *error)
{
    char buf[2][TG_MONEY_BUF];

    if (found == expected) return true;
    tg_money_format(buf[0], found);
    tg_money_format(buf[1], expected);
    return FAIL(worked, error, example->place, "%s: the last working ends in %s, the %s is %s",
                example->id, buf[0], what, buf[1]);
}

/* A formula of numbers alone is arithmetic too. */
static bool check_formula(const struct worked *worked, const struct worked_example *example,
                          struct tg_error *error)
{
    struct tg_error found = {.status = TG_OK};
    struct text chain = {0};
    tg_money result;
    bool ok;

    if (example->outcome != TG_EXACT || strpbrk(example->formula, LETTERS) != NULL) return true;
    text_addf(&chain, "%s = ", example->formula);
    text_add_money(&chain, example->charge, false);
    ok = working_check(&result, text_slice(&chain), &found);
    if (!ok)
        FAIL(worked, error, example->place, "%s: formula and charge: %s: %s", example->id,
             SHOWN(chain.p), found.text);
    text_free(&chain);
    return ok;
}

static bool check_results(const struct worked *worked, const struct worked_example *example,
                          const struct results *results, struct tg_error *error)
{
    if ((example->outcome == TG_UNSPECIFIED) != (results->count == 0))
        return FAIL(worked, error, example->place, "%s: outcome %s %s working", example->id,
                    tg_outcome_kind_name(example->outcome),
                    results->count == 0 ? "without" : "with");
    if (example->min != 0 && !results->minimum)
        return FAIL(worked, error, example->place, "%s: no working ends in the minimum",
                    example->id);
    if (example->outcome == TG_EXACT)
        return leads_to(worked, example, "charge", example->charge, results->last, error);
    if (example->outcome == TG_UNSPECIFIED || example->unbounded) return true;
    return leads_to(worked, example, "maximum", example->max, results->last, error);
}

/* ------------------------------------------------------------------------------------ examples */

static bool read_parts(struct worked *worked, struct worked_example *example,
                       const xmlNode *element, struct tg_error *error)
{
    struct results results = {0};
    bool ok = true;

    for (const xmlNode *at = tg_xml_first(element); ok && at != NULL; at = tg_xml_next(at)) {
        if (tg_xml_is(at, "title"))
            example->title = dom_text(&worked->arena, at);
        else if (tg_xml_is(at, "because"))
            example->because = dom_text(&worked->arena, at);
        else if (tg_xml_is(at, "record"))
            ok = read_record(worked, example, at, error);
        else if (tg_xml_is(at, "working"))
            ok = read_working(worked, &results, example, at, error);
        else if (tg_xml_is(at, "expect"))
            ok = read_expect(worked, example, at, error);
    }
    if (!ok) return false;
    find_minimum(worked, &results, example, element);
    return check_results(worked, example, &results, error) && check_formula(worked, example, error);
}

static bool read_example(struct worked *worked, const xmlNode *element, struct tg_error *error)
{
    struct worked_example *example = &worked->examples[worked->count];

    example->place = tg_xml_place(element);
    example->id = attr(worked, element, "id");
    example->clauses = attr(worked, element, "clauses");
    example->rule = attr(worked, element, "rule");
    for (const struct worked_example *other = worked->examples; other != example; other++)
        if (strcmp(other->id, example->id) == 0)
            return FAIL(worked, error, example->place, "%s is given twice, first in line %ld",
                        example->id, other->place.line);
    worked->count++;
    return read_parts(worked, example, element, error);
}

static bool read_examples(struct worked *worked, const xmlNode *root, struct tg_error *error)
{
    worked->examples =
        arena_take(&worked->arena, dom_count(root, "example"), sizeof *worked->examples);
    for (const xmlNode *at = tg_xml_first(root); at != NULL; at = tg_xml_next(at))
        if (!read_example(worked, at, error)) return false;
    return true;
}

static bool parse(struct worked *worked, struct tg_slice xml, struct tg_error *error)
{
    struct tg_asset schema = {.path = "golden/worked-examples.rng"};
    struct tg_slice text;
    xmlDoc *doc;
    bool ok;

    if (!store_read(&worked->arena, &text, NULL, schema.path, error)) return false;
    schema.data = text.p;
    schema.size = text.n;
    doc = tg_xml_read(worked->name, xml.p, xml.n, &schema, error);
    ok = doc != NULL && read_examples(worked, xmlDocGetRootElement(doc), error);
    xmlFreeDoc(doc);
    return ok;
}

bool worked_parse(struct worked *worked, const char *name, struct tg_slice xml,
                  struct tg_error *error)
{
    *worked = (struct worked){.name = name};
    return parse(worked, xml, error);
}

bool worked_read(struct worked *worked, const char *dir, struct tg_error *error)
{
    struct tg_slice xml;

    *worked = (struct worked){0};
    worked->name = store_name(&worked->arena, dir, WORKED_PATH);
    return store_read(&worked->arena, &xml, dir, WORKED_PATH, error) && parse(worked, xml, error);
}

void worked_free(struct worked *worked)
{
    arena_free(&worked->arena);
}
