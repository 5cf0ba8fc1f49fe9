#include "suite_parts.h"

#include "store.h"

#include <stdlib.h>
#include <string.h>

bool suite_word(struct tg_slice *word, const char **list)
{
    size_t n = strcspn(*list, " ");

    *word = (struct tg_slice){*list, n};
    *list += n;
    if (**list == ' ') (*list)++;
    return n > 0;
}

struct suite_place suite_place_of(const struct suite *suite, const xmlNode *element)
{
    struct tg_place place = tg_xml_place(element);

    return (struct suite_place){suite->file, place.line, place.column};
}

const char *suite_setting(int field)
{
    return field == FIELD_DIAL ? "dial" : tg_cdr_column_names[field];
}

void suite_read_fields(struct suite *suite, struct suite_fields *fields, const xmlNode *element)
{
    *fields = (struct suite_fields){.place = suite_place_of(suite, element)};
    for (int i = TG_CDR_START_TIME; i < FIELD_SETTINGS; i++)
        fields->value[i] = dom_attr(&suite->arena, element, suite_setting(i));
}

bool suite_check_id(const char *what, const char *id, struct suite_place place,
                    struct tg_error *error)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    size_t n = strspn(id, alphabet);

    if (n > 0 && n <= SUITE_MAX_ID && id[n] == '\0') return true;
    return SUITE_FAIL(error, place, "%s id %s is not 1 to %d letters and digits", what, SHOWN(id),
                      SUITE_MAX_ID);
}

/* What no group uses is a slip: a misspelt name, or a group that went away. */
static bool check_used(const struct suite *suite, struct tg_error *error)
{
    for (size_t i = 0; i < suite->factor_count; i++)
        if (!suite->factors[i].used)
            return SUITE_FAIL(error, suite->factors[i].place, "factor %s is used by no group",
                              SHOWN(suite->factors[i].id));
    for (size_t i = 0; i < suite->durations_count; i++)
        if (!suite->durations[i].used)
            return SUITE_FAIL(error, suite->durations[i].place, "durations %s are used by no group",
                              SHOWN(suite->durations[i].id));
    return true;
}

/* The factors that imports name. */
static size_t count_imports(struct suite *suite, const xmlNode *root)
{
    size_t n = 0;

    for (const xmlNode *at = tg_xml_first(root); at != NULL; at = tg_xml_next(at)) {
        const char *list = tg_xml_is(at, "import") ? dom_attr(&suite->arena, at, "factors") : "";
        struct tg_slice word;

        while (suite_word(&word, &list)) n++;
    }
    return n;
}

static bool read_part(struct suite *suite, const struct suite_source *source, const xmlNode *at,
                      struct tg_error *error)
{
    if (tg_xml_is(at, "import")) return suite_import(suite, at, source, error);
    if (tg_xml_is(at, "factor")) return suite_read_factor(suite, at, error);
    if (tg_xml_is(at, "durations")) return suite_read_durations(suite, at, error);
    if (tg_xml_is(at, "group")) return suite_read_group(suite, at, error);
    if (tg_xml_is(at, "title"))
        suite->title = dom_text(&suite->arena, at);
    else if (tg_xml_is(at, "purpose"))
        suite->purpose = dom_text(&suite->arena, at);
    else if (tg_xml_is(at, "clauses"))
        suite->clauses = dom_text(&suite->arena, at);
    else
        suite_read_fields(suite, &suite->fields, at);
    return true;
}

static bool read_parts(struct suite *suite, const struct suite_source *source, const xmlNode *root,
                       struct tg_error *error)
{
    suite->factors =
        arena_take(&suite->arena, dom_count(root, "factor") + count_imports(suite, root),
                   sizeof *suite->factors);
    suite->durations =
        arena_take(&suite->arena, dom_count(root, "durations"), sizeof *suite->durations);
    suite->groups = arena_take(&suite->arena, dom_count(root, "group"), sizeof *suite->groups);
    for (const xmlNode *at = tg_xml_first(root); at != NULL; at = tg_xml_next(at))
        if (!read_part(suite, source, at, error)) return false;
    return check_used(suite, error);
}

/* The suite's id names its files; a copy that keeps the old id would answer for both. */
static bool check_name(const struct suite *suite, const xmlNode *root, struct tg_error *error)
{
    const char *slash = strrchr(suite->name, '/');
    const char *file = slash != NULL ? slash + 1 : suite->name;
    size_t n = strlen(suite->id);

    if (strncmp(file, suite->id, n) == 0 && strcmp(file + n, ".xml") == 0) return true;
    return SUITE_FAIL(error, suite_place_of(suite, root), "suite %s belongs in a file %s.xml",
                      SHOWN(suite->id), suite->id);
}

static bool read_suite(struct suite *suite, const struct suite_source *source, const xmlNode *root,
                       struct tg_error *error)
{
    suite->place = suite_place_of(suite, root);
    if (!tg_xml_is(root, "suite"))
        return SUITE_FAIL(error, suite->place, "expected a suite, found shared factors");
    suite->id = dom_attr(&suite->arena, root, "id");
    suite->repeats = dom_attr(&suite->arena, root, "repeats");
    return check_name(suite, root, error) && read_parts(suite, source, root, error);
}

xmlDoc *suite_read_xml(struct suite *suite, const char *name, struct tg_slice xml,
                       struct tg_error *error)
{
    struct tg_asset schema = {.path = "cases/suite.rng"};
    struct tg_slice text;

    if (!store_read(&suite->arena, &text, NULL, schema.path, error)) return NULL;
    schema.data = text.p;
    schema.size = text.n;
    return tg_xml_read(name, xml.p, xml.n, &schema, error);
}

struct suite *suite_load(const struct suite_source *source, struct tg_error *error)
{
    struct suite *suite = calloc(1, sizeof *suite);
    xmlDoc *doc;
    bool ok;

    if (suite == NULL) arena_exhausted();
    suite->name = suite->file = source->name;
    doc = suite_read_xml(suite, source->name, source->xml, error);
    ok = doc != NULL && read_suite(suite, source, xmlDocGetRootElement(doc), error) &&
         suite_expand(suite, error);
    xmlFreeDoc(doc);
    if (ok) return suite;
    /* The name may be one that goes with the suite. */
    if (error->file != source->name) error->file = source->shared_name;
    suite_free(suite);
    return NULL;
}

void suite_free(struct suite *suite)
{
    if (suite == NULL) return;
    for (size_t i = 0; i < suite->durations_count; i++) free(suite->durations[i].dur_s);
    for (size_t i = 0; i < suite->group_count; i++) free(suite->groups[i].durations.dur_s);
    free(suite->cases);
    arena_free(&suite->arena);
    free(suite);
}
