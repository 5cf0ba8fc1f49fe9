#include "suite.h"

#include "store.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN(text) tg_shown(tg_slice_of(text))

/* ------------------------------------------------------------------------------- small things */

/* The next word of a list separated by single blanks; false at its end. */
static bool next_word(struct tg_slice *word, const char **list)
{
    size_t n = strcspn(*list, " ");

    *word = (struct tg_slice){*list, n};
    *list += n;
    if (**list == ' ') (*list)++;
    return n > 0;
}

/* The schema has seen to it that this is a number within bounds. */
static int32_t number_of(struct tg_slice digits)
{
    return (int32_t)strtol(digits.p, NULL, 10);
}

static void read_fields(struct suite *suite, struct suite_fields *fields, const xmlNode *element)
{
    fields->place = tg_xml_place(element);
    for (int i = FIELD_START_TIME; i < FIELD_COUNT; i++)
        fields->value[i] = dom_attr(&suite->arena, element, tg_cdr_column_names[i]);
}

/* Ids become parts of call_ids, with hyphens between them. */
static bool check_id(const struct suite *suite, const char *what, const char *id,
                     struct tg_place place, struct tg_error *error)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    size_t n = strspn(id, alphabet);

    if (n > 0 && n <= SUITE_MAX_ID && id[n] == '\0') return true;
    return SUITE_FAIL(suite, error, place, "%s id %s is not 1 to %d letters and digits", what,
                      SHOWN(id), SUITE_MAX_ID);
}

/* ----------------------------------------------------------------------------------- factors */

static struct suite_level *find_level(const struct suite_factor *factor, struct tg_slice id)
{
    for (size_t i = 0; i < factor->count; i++)
        if (tg_slice_is(id, factor->levels[i].id)) return &factor->levels[i];
    return NULL;
}

static struct suite_factor *find_factor(const struct suite *suite, struct tg_slice id)
{
    for (size_t i = 0; i < suite->factor_count; i++)
        if (tg_slice_is(id, suite->factors[i].id)) return &suite->factors[i];
    return NULL;
}

static bool check_level(const struct suite *suite, const struct suite_factor *factor,
                        const struct suite_level *level, struct tg_error *error)
{
    if (!check_id(suite, "level", level->id, level->fields.place, error)) return false;
    for (const struct suite_level *other = factor->levels; other != level; other++) {
        if (strcmp(other->id, level->id) == 0)
            return SUITE_FAIL(suite, error, level->fields.place,
                              "level %s of factor %s is given twice, first in line %ld",
                              SHOWN(level->id), SHOWN(factor->id), other->fields.place.line);
        if (strcmp(other->phrase, level->phrase) == 0)
            return SUITE_FAIL(suite, error, level->fields.place,
                              "levels %s and %s of factor %s have the same phrase %s",
                              SHOWN(other->id), SHOWN(level->id), SHOWN(factor->id),
                              SHOWN(level->phrase));
    }
    return true;
}

static bool read_factor(struct suite *suite, const xmlNode *element, struct tg_error *error)
{
    struct suite_factor factor = {.place = tg_xml_place(element)};
    const struct suite_factor *other;

    factor.id = dom_attr(&suite->arena, element, "id");
    if (!check_id(suite, "factor", factor.id, factor.place, error)) return false;
    other = find_factor(suite, tg_slice_of(factor.id));
    if (other != NULL)
        return SUITE_FAIL(suite, error, factor.place, "factor %s is given twice, first in line %ld",
                          SHOWN(factor.id), other->place.line);
    factor.levels = arena_take(&suite->arena, dom_count(element, "level"), sizeof *factor.levels);
    for (const xmlNode *at = tg_xml_first(element); at != NULL; at = tg_xml_next(at)) {
        struct suite_level *level = &factor.levels[factor.count];

        level->id = dom_attr(&suite->arena, at, "id");
        level->phrase = dom_attr(&suite->arena, at, "phrase");
        read_fields(suite, &level->fields, at);
        if (!check_level(suite, &factor, level, error)) return false;
        factor.count++;
    }
    suite->factors[suite->factor_count++] = factor;
    return true;
}

/* --------------------------------------------------------------------------------- durations */

static struct suite_durations *find_durations(const struct suite *suite, struct tg_slice id)
{
    for (size_t i = 0; i < suite->durations_count; i++)
        if (tg_slice_is(id, suite->durations[i].id)) return &suite->durations[i];
    return NULL;
}

static void add_duration(struct suite_durations *set, int32_t dur_s)
{
    set->dur_s = array_grow(set->dur_s, &set->room, set->count, sizeof *set->dur_s);
    set->dur_s[set->count++] = dur_s;
}

static int by_value(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a;
    int32_t y = *(const int32_t *)b;

    return (x > y) - (x < y);
}

/* Generators may name a duration more than once: edges of several units meet. */
static void sort_durations(struct suite_durations *set)
{
    size_t kept = 0;

    qsort(set->dur_s, set->count, sizeof *set->dur_s, by_value);
    for (size_t i = 0; i < set->count; i++)
        if (kept == 0 || set->dur_s[kept - 1] != set->dur_s[i]) set->dur_s[kept++] = set->dur_s[i];
    set->count = kept;
}

static void read_list(struct suite *suite, struct suite_durations *set, const xmlNode *element)
{
    const char *list = dom_text(&suite->arena, element);
    struct tg_slice word;

    while (next_word(&word, &list)) add_duration(set, number_of(word));
}

static bool read_dense(struct suite *suite, struct suite_durations *set, const xmlNode *element,
                       struct tg_error *error)
{
    int32_t from = number_of(tg_slice_of(dom_attr(&suite->arena, element, "from")));
    int32_t to = number_of(tg_slice_of(dom_attr(&suite->arena, element, "to")));

    if (from > to)
        return SUITE_FAIL(suite, error, tg_xml_place(element),
                          "dense durations run from %ld down to %ld", (long)from, (long)to);
    for (int32_t dur_s = from; dur_s <= to; dur_s++) add_duration(set, dur_s);
    return true;
}

static bool read_edges(struct suite *suite, struct suite_durations *set, const xmlNode *element,
                       struct tg_error *error)
{
    int32_t unit = number_of(tg_slice_of(dom_attr(&suite->arena, element, "unit")));
    const char *list = dom_attr(&suite->arena, element, "at");
    struct tg_slice word;

    while (next_word(&word, &list)) {
        int64_t edge = (int64_t)unit * number_of(word);

        if (edge < 1 || edge >= TG_CDR_MAX_DUR_S)
            return SUITE_FAIL(suite, error, tg_xml_place(element),
                              "an edge at %lld s is not between 1 and %d", (long long)edge,
                              TG_CDR_MAX_DUR_S - 1);
        for (int32_t step = -1; step <= 1; step++) add_duration(set, (int32_t)edge + step);
    }
    return true;
}

static bool read_durations(struct suite *suite, const xmlNode *element, struct tg_error *error)
{
    struct suite_durations *set = &suite->durations[suite->durations_count];
    const char *id = dom_attr(&suite->arena, element, "id");
    const struct suite_durations *other = find_durations(suite, tg_slice_of(id));
    bool ok = true;

    set->place = tg_xml_place(element);
    if (!check_id(suite, "durations", id, set->place, error)) return false;
    if (other != NULL)
        return SUITE_FAIL(suite, error, set->place,
                          "durations %s are given twice, first in line %ld", SHOWN(id),
                          other->place.line);
    set->id = id;
    suite->durations_count++;
    for (const xmlNode *at = tg_xml_first(element); ok && at != NULL; at = tg_xml_next(at)) {
        if (tg_xml_is(at, "list"))
            read_list(suite, set, at);
        else if (tg_xml_is(at, "dense"))
            ok = read_dense(suite, set, at, error);
        else
            ok = read_edges(suite, set, at, error);
    }
    if (ok) sort_durations(set);
    return ok;
}

/* ------------------------------------------------------------------------------------ groups */

static bool name_durations(struct suite *suite, struct suite_group *group, const xmlNode *element,
                           struct tg_error *error)
{
    const char *list = dom_attr(&suite->arena, element, "durations");
    struct tg_slice word;

    while (list != NULL && next_word(&word, &list)) {
        struct suite_durations *set = find_durations(suite, word);

        if (set == NULL)
            return SUITE_FAIL(suite, error, group->place, "group %s names unknown durations %s",
                              SHOWN(group->id), tg_shown(word));
        set->used = true;
        for (size_t i = 0; i < set->count; i++) add_duration(&group->durations, set->dur_s[i]);
    }
    if (group->durations.count > 0) sort_durations(&group->durations);
    return true;
}

/* The levels a use names, in its order; all of the factor's where it names none. */
static bool name_levels(struct suite *suite, struct suite_use *use, const xmlNode *element,
                        struct tg_error *error)
{
    const char *list = dom_attr(&suite->arena, element, "levels");
    struct tg_slice word;

    use->levels = arena_take(&suite->arena, use->factor->count, sizeof(struct suite_level *));
    if (list == NULL) {
        for (; use->count < use->factor->count; use->count++)
            use->levels[use->count] = &use->factor->levels[use->count];
        return true;
    }
    while (next_word(&word, &list)) {
        const struct suite_level *level = find_level(use->factor, word);

        if (level == NULL)
            return SUITE_FAIL(suite, error, tg_xml_place(element), "factor %s has no level %s",
                              SHOWN(use->factor->id), tg_shown(word));
        for (size_t i = 0; i < use->count; i++)
            if (use->levels[i] == level)
                return SUITE_FAIL(suite, error, tg_xml_place(element), "level %s is named twice",
                                  tg_shown(word));
        use->levels[use->count++] = level;
    }
    return true;
}

static struct suite_use *find_use(struct suite_group *group, struct tg_slice factor)
{
    for (size_t i = 0; i < group->use_count; i++)
        if (tg_slice_is(factor, group->uses[i].factor->id)) return &group->uses[i];
    return NULL;
}

static bool read_use(struct suite *suite, struct suite_group *group, const xmlNode *element,
                     struct tg_error *error)
{
    struct tg_slice id = tg_slice_of(dom_attr(&suite->arena, element, "factor"));
    struct suite_use *use = &group->uses[group->use_count];

    if (group->use_count == SUITE_MAX_USES)
        return SUITE_FAIL(suite, error, tg_xml_place(element), "group %s uses more than %d factors",
                          SHOWN(group->id), SUITE_MAX_USES);
    if (find_use(group, id) != NULL)
        return SUITE_FAIL(suite, error, tg_xml_place(element), "group %s uses factor %s twice",
                          SHOWN(group->id), tg_shown(id));
    use->factor = find_factor(suite, id);
    if (use->factor == NULL)
        return SUITE_FAIL(suite, error, tg_xml_place(element), "group %s uses unknown factor %s",
                          SHOWN(group->id), tg_shown(id));
    use->factor->used = true;
    group->use_count++;
    return name_levels(suite, use, element, error);
}

static bool mark_levels(struct suite *suite, bool *marks, const struct suite_use *use,
                        const xmlNode *element, struct tg_error *error)
{
    const char *list = dom_attr(&suite->arena, element, use->factor->id);
    struct tg_slice word;

    while (next_word(&word, &list)) {
        size_t i = 0;

        while (i < use->count && !tg_slice_is(word, use->levels[i]->id)) i++;
        if (i == use->count)
            return SUITE_FAIL(suite, error, tg_xml_place(element),
                              "excluded level %s of factor %s is not in use", tg_shown(word),
                              SHOWN(use->factor->id));
        marks[i] = true;
    }
    return true;
}

static bool read_exclude(struct suite *suite, struct suite_group *group, const xmlNode *element,
                         struct tg_error *error)
{
    struct suite_exclude *exclude = &group->excludes[group->exclude_count++];

    exclude->place = tg_xml_place(element);
    for (const xmlAttr *at = element->properties; at != NULL; at = at->next) {
        struct tg_slice id = tg_slice_of((const char *)at->name);
        struct suite_use *use = find_use(group, id);
        bool *marks;

        if (use == NULL)
            return SUITE_FAIL(suite, error, exclude->place,
                              "excluded factor %s is not in use in group %s", tg_shown(id),
                              SHOWN(group->id));
        marks = arena_take(&suite->arena, use->count, sizeof *marks);
        exclude->marks[use - group->uses] = marks;
        if (!mark_levels(suite, marks, use, element, error)) return false;
    }
    return true;
}

/* A title tells a group's cases apart, so it names each factor in use, and none else. */
static bool check_title(const struct suite *suite, struct suite_group *group,
                        struct tg_error *error)
{
    bool named[SUITE_MAX_USES] = {false};

    for (const char *at = strchr(group->title, '{'); at != NULL; at = strchr(at + 1, '{')) {
        struct tg_slice id = {at + 1, strcspn(at + 1, "}")};
        const struct suite_use *use = find_use(group, id);

        if (use == NULL || id.p[id.n] != '}')
            return SUITE_FAIL(suite, error, group->place,
                              "the title of group %s names %s, which is no factor in use",
                              SHOWN(group->id), tg_shown(id));
        named[use - group->uses] = true;
    }
    for (size_t i = 0; i < group->use_count; i++)
        if (!named[i])
            return SUITE_FAIL(suite, error, group->place,
                              "the title of group %s does not name factor %s", SHOWN(group->id),
                              SHOWN(group->uses[i].factor->id));
    return true;
}

static bool read_group(struct suite *suite, const xmlNode *element, struct tg_error *error)
{
    struct suite_group *group = &suite->groups[suite->group_count];
    bool ok;

    group->place = tg_xml_place(element);
    group->id = dom_attr(&suite->arena, element, "id");
    group->title = dom_attr(&suite->arena, element, "title");
    if (!check_id(suite, "group", group->id, group->place, error)) return false;
    for (size_t i = 0; i < suite->group_count; i++)
        if (strcmp(suite->groups[i].id, group->id) == 0)
            return SUITE_FAIL(suite, error, group->place,
                              "group %s is given twice, first in line %ld", SHOWN(group->id),
                              suite->groups[i].place.line);
    suite->group_count++;
    ok = name_durations(suite, group, element, error);
    group->excludes =
        arena_take(&suite->arena, dom_count(element, "exclude"), sizeof *group->excludes);
    for (const xmlNode *at = tg_xml_first(element); ok && at != NULL; at = tg_xml_next(at)) {
        if (tg_xml_is(at, "record"))
            read_fields(suite, &group->fields, at);
        else if (tg_xml_is(at, "use"))
            ok = read_use(suite, group, at, error);
        else
            ok = read_exclude(suite, group, at, error);
    }
    return ok && check_title(suite, group, error);
}

/* ------------------------------------------------------------------------------ the whole file */

/* What no group uses is a slip: a misspelt name, or a group that went away. */
static bool check_used(const struct suite *suite, struct tg_error *error)
{
    for (size_t i = 0; i < suite->factor_count; i++)
        if (!suite->factors[i].used)
            return SUITE_FAIL(suite, error, suite->factors[i].place,
                              "factor %s is used by no group", SHOWN(suite->factors[i].id));
    for (size_t i = 0; i < suite->durations_count; i++)
        if (!suite->durations[i].used)
            return SUITE_FAIL(suite, error, suite->durations[i].place,
                              "durations %s are used by no group", SHOWN(suite->durations[i].id));
    return true;
}

static bool read_parts(struct suite *suite, const xmlNode *root, struct tg_error *error)
{
    bool ok = true;

    suite->factors = arena_take(&suite->arena, dom_count(root, "factor"), sizeof *suite->factors);
    suite->durations =
        arena_take(&suite->arena, dom_count(root, "durations"), sizeof *suite->durations);
    suite->groups = arena_take(&suite->arena, dom_count(root, "group"), sizeof *suite->groups);
    for (const xmlNode *at = tg_xml_first(root); ok && at != NULL; at = tg_xml_next(at)) {
        if (tg_xml_is(at, "title"))
            suite->title = dom_text(&suite->arena, at);
        else if (tg_xml_is(at, "purpose"))
            suite->purpose = dom_text(&suite->arena, at);
        else if (tg_xml_is(at, "clauses"))
            suite->clauses = dom_text(&suite->arena, at);
        else if (tg_xml_is(at, "factor"))
            ok = read_factor(suite, at, error);
        else if (tg_xml_is(at, "durations"))
            ok = read_durations(suite, at, error);
        else if (tg_xml_is(at, "group"))
            ok = read_group(suite, at, error);
        else
            read_fields(suite, &suite->fields, at);
    }
    return ok && check_used(suite, error);
}

/* The suite's id names its files; a copy that keeps the old id would answer for both. */
static bool check_name(const struct suite *suite, const xmlNode *root, struct tg_error *error)
{
    const char *slash = strrchr(suite->name, '/');
    const char *file = slash != NULL ? slash + 1 : suite->name;
    size_t n = strlen(suite->id);

    if (strncmp(file, suite->id, n) == 0 && strcmp(file + n, ".xml") == 0) return true;
    return SUITE_FAIL(suite, error, tg_xml_place(root), "suite %s belongs in a file %s.xml",
                      SHOWN(suite->id), suite->id);
}

static bool read_suite(struct suite *suite, const xmlNode *root, struct tg_error *error)
{
    suite->id = dom_attr(&suite->arena, root, "id");
    return check_name(suite, root, error) && read_parts(suite, root, error);
}

struct suite *suite_load(const char *name, struct tg_slice xml, struct tg_error *error)
{
    struct suite *suite = calloc(1, sizeof *suite);
    struct tg_asset schema = {.path = "cases/suite.rng"};
    struct tg_slice text;
    xmlDoc *doc = NULL;
    bool ok;

    if (suite == NULL) arena_exhausted();
    suite->name = name;
    ok = store_read(&suite->arena, &text, NULL, schema.path, error);
    if (ok) {
        schema.data = text.p;
        schema.size = text.n;
        doc = tg_xml_read(suite->name, xml.p, xml.n, &schema, error);
    }
    ok = doc != NULL && read_suite(suite, xmlDocGetRootElement(doc), error) &&
         suite_expand(suite, error);
    xmlFreeDoc(doc);
    if (ok) return suite;
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
