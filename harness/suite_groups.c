/* Groups: which combinations of levels they ask for. */
#include "suite_parts.h"

#include <stdlib.h>
#include <string.h>

static bool name_durations(struct suite *suite, struct suite_group *group, const xmlNode *element,
                           struct tg_error *error)
{
    const char *list = dom_attr(&suite->arena, element, "durations");
    struct tg_slice word;

    while (list != NULL && suite_word(&word, &list)) {
        struct suite_durations *set = suite_find_durations(suite, word);

        if (set == NULL)
            return SUITE_FAIL(error, group->place, "group %s names unknown durations %s",
                              SHOWN(group->id), tg_shown(word));
        set->used = true;
        suite_add_durations(&group->durations, set);
    }
    return true;
}

static bool add_level(struct suite_use *use, const struct suite_level *level,
                      struct suite_place place, struct tg_error *error)
{
    for (size_t i = 0; i < use->count; i++)
        if (use->levels[i] == level)
            return SUITE_FAIL(error, place, "level %s is named twice", SHOWN(level->id));
    use->levels[use->count++] = level;
    return true;
}

/* Whether a word of a list of levels names the level: by its id, or by its beginning and '*'. */
static bool names_level(struct tg_slice word, const char *id)
{
    if (word.p[word.n - 1] != '*') return tg_slice_is(word, id);
    return strncmp(id, word.p, word.n - 1) == 0;
}

/* The levels a use names, in its order; all of the factor's where it names none. */
static bool name_levels(struct suite *suite, struct suite_use *use, const xmlNode *element,
                        struct tg_error *error)
{
    const char *list = dom_attr(&suite->arena, element, "levels");
    struct suite_place place = suite_place_of(suite, element);
    struct tg_slice word;

    use->levels = arena_take(&suite->arena, use->factor->count, sizeof(struct suite_level *));
    if (list == NULL) list = "*";
    while (suite_word(&word, &list)) {
        bool found = false;

        for (size_t i = 0; i < use->factor->count; i++) {
            const struct suite_level *level = &use->factor->levels[i];

            if (!names_level(word, level->id)) continue;
            found = true;
            if (!add_level(use, level, place, error)) return false;
        }
        if (!found)
            return SUITE_FAIL(error, place, "factor %s has no level %s", SHOWN(use->factor->id),
                              tg_shown(word));
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
        return SUITE_FAIL(error, suite_place_of(suite, element),
                          "group %s uses more than %d factors", SHOWN(group->id), SUITE_MAX_USES);
    if (find_use(group, id) != NULL)
        return SUITE_FAIL(error, suite_place_of(suite, element), "group %s uses factor %s twice",
                          SHOWN(group->id), tg_shown(id));
    use->factor = suite_find_factor(suite, id);
    if (use->factor == NULL)
        return SUITE_FAIL(error, suite_place_of(suite, element), "group %s uses unknown factor %s",
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

    while (suite_word(&word, &list)) {
        bool found = false;

        for (size_t i = 0; i < use->count; i++) {
            if (!names_level(word, use->levels[i]->id)) continue;
            found = true;
            marks[i] = true;
        }
        if (!found)
            return SUITE_FAIL(error, suite_place_of(suite, element),
                              "excluded level %s of factor %s is not in use", tg_shown(word),
                              SHOWN(use->factor->id));
    }
    return true;
}

static bool read_exclude(struct suite *suite, struct suite_group *group, const xmlNode *element,
                         struct tg_error *error)
{
    struct suite_exclude *exclude = &group->excludes[group->exclude_count++];

    exclude->place = suite_place_of(suite, element);
    for (const xmlAttr *at = element->properties; at != NULL; at = at->next) {
        struct tg_slice id = tg_slice_of((const char *)at->name);
        struct suite_use *use = find_use(group, id);
        bool *marks;

        if (use == NULL)
            return SUITE_FAIL(error, exclude->place, "excluded factor %s is not in use in group %s",
                              tg_shown(id), SHOWN(group->id));
        marks = arena_take(&suite->arena, use->count, sizeof *marks);
        exclude->marks[use - group->uses] = marks;
        if (!mark_levels(suite, marks, use, element, error)) return false;
    }
    return true;
}

/* The index of the level that a pick names for this use. */
static bool read_choice(struct suite *suite, size_t *at, const struct suite_use *use,
                        const xmlNode *element, struct suite_place place, struct tg_error *error)
{
    const char *id = dom_attr(&suite->arena, element, use->factor->id);

    if (id == NULL)
        return SUITE_FAIL(error, place, "the pick names no level of factor %s",
                          SHOWN(use->factor->id));
    for (*at = 0; *at < use->count; (*at)++)
        if (strcmp(use->levels[*at]->id, id) == 0) return true;
    return SUITE_FAIL(error, place, "picked level %s of factor %s is not in use", SHOWN(id),
                      SHOWN(use->factor->id));
}

static bool read_pick(struct suite *suite, struct suite_group *group, const xmlNode *element,
                      struct tg_error *error)
{
    struct suite_pick *pick = &group->picks[group->pick_count++];

    pick->place = suite_place_of(suite, element);
    for (const xmlAttr *at = element->properties; at != NULL; at = at->next)
        if (find_use(group, tg_slice_of((const char *)at->name)) == NULL)
            return SUITE_FAIL(error, pick->place, "picked factor %s is not in use in group %s",
                              SHOWN((const char *)at->name), SHOWN(group->id));
    for (size_t use = 0; use < group->use_count; use++)
        if (!read_choice(suite, &pick->at[use], &group->uses[use], element, pick->place, error))
            return false;
    return true;
}

static int by_choice(const void *a, const void *b)
{
    const struct suite_pick *x = a;
    const struct suite_pick *y = b;
    int order = memcmp(x->at, y->at, sizeof x->at);

    if (order == 0) order = (x->place.line > y->place.line) - (x->place.line < y->place.line);
    return order;
}

/* Sorted, so that a pick given twice stands beside itself. */
static bool check_picks(const struct suite_group *group, struct tg_error *error)
{
    qsort(group->picks, group->pick_count, sizeof *group->picks, by_choice);
    for (size_t i = 1; i < group->pick_count; i++)
        if (memcmp(group->picks[i - 1].at, group->picks[i].at, sizeof group->picks[i].at) == 0)
            return SUITE_FAIL(error, group->picks[i].place, "the same pick stands in line %ld",
                              group->picks[i - 1].place.line);
    if (group->pick_count > 0 && group->exclude_count > 0)
        return SUITE_FAIL(error, group->excludes[0].place,
                          "group %s has picks: there is nothing to exclude", SHOWN(group->id));
    return true;
}

/* A title tells a group's cases apart, so it names each factor in use, and none else. */
static bool check_title(struct suite_group *group, struct tg_error *error)
{
    bool named[SUITE_MAX_USES] = {false};

    for (const char *at = strchr(group->title, '{'); at != NULL; at = strchr(at + 1, '{')) {
        struct tg_slice id = {at + 1, strcspn(at + 1, "}")};
        const struct suite_use *use = find_use(group, id);

        if (use == NULL || id.p[id.n] != '}')
            return SUITE_FAIL(error, group->place,
                              "the title of group %s names %s, which is no factor in use",
                              SHOWN(group->id), tg_shown(id));
        named[use - group->uses] = true;
    }
    for (size_t i = 0; i < group->use_count; i++)
        if (!named[i])
            return SUITE_FAIL(error, group->place, "the title of group %s does not name factor %s",
                              SHOWN(group->id), SHOWN(group->uses[i].factor->id));
    return true;
}

bool suite_read_group(struct suite *suite, const xmlNode *element, struct tg_error *error)
{
    struct suite_group *group = &suite->groups[suite->group_count];
    bool ok;

    group->place = suite_place_of(suite, element);
    group->id = dom_attr(&suite->arena, element, "id");
    group->title = dom_attr(&suite->arena, element, "title");
    if (!suite_check_id("group", group->id, group->place, error)) return false;
    for (size_t i = 0; i < suite->group_count; i++)
        if (strcmp(suite->groups[i].id, group->id) == 0)
            return SUITE_FAIL(error, group->place, "group %s is given twice, first in line %ld",
                              SHOWN(group->id), suite->groups[i].place.line);
    suite->group_count++;
    ok = name_durations(suite, group, element, error);
    group->excludes =
        arena_take(&suite->arena, dom_count(element, "exclude"), sizeof *group->excludes);
    group->picks = arena_take(&suite->arena, dom_count(element, "pick"), sizeof *group->picks);
    for (const xmlNode *at = tg_xml_first(element); ok && at != NULL; at = tg_xml_next(at)) {
        if (tg_xml_is(at, "record"))
            suite_read_fields(suite, &group->fields, at);
        else if (tg_xml_is(at, "use"))
            ok = read_use(suite, group, at, error);
        else if (tg_xml_is(at, "pick"))
            ok = read_pick(suite, group, at, error);
        else
            ok = read_exclude(suite, group, at, error);
    }
    return ok && check_picks(group, error) && check_title(group, error);
}
