/* Sets of durations: lists, runs, edges of units. */
#include "suite_parts.h"

#include <stdlib.h>

/* The schema has seen to it that this is a number within bounds. */
static int32_t number_of(struct tg_slice digits)
{
    return (int32_t)strtol(digits.p, NULL, 10);
}

struct suite_durations *suite_find_durations(const struct suite *suite, struct tg_slice id)
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

    while (suite_word(&word, &list)) add_duration(set, number_of(word));
}

static bool read_dense(struct suite *suite, struct suite_durations *set, const xmlNode *element,
                       struct tg_error *error)
{
    int32_t from = number_of(tg_slice_of(dom_attr(&suite->arena, element, "from")));
    int32_t to = number_of(tg_slice_of(dom_attr(&suite->arena, element, "to")));

    if (from > to)
        return SUITE_FAIL(error, suite_place_of(suite, element),
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

    while (suite_word(&word, &list)) {
        int64_t edge = (int64_t)unit * number_of(word);

        if (edge < 1 || edge >= TG_CDR_MAX_DUR_S)
            return SUITE_FAIL(error, suite_place_of(suite, element),
                              "an edge at %lld s is not between 1 and %d", (long long)edge,
                              TG_CDR_MAX_DUR_S - 1);
        for (int32_t step = -1; step <= 1; step++) add_duration(set, (int32_t)edge + step);
    }
    return true;
}

bool suite_read_durations(struct suite *suite, const xmlNode *element, struct tg_error *error)
{
    struct suite_durations *set = &suite->durations[suite->durations_count];
    const char *id = dom_attr(&suite->arena, element, "id");
    const struct suite_durations *other = suite_find_durations(suite, tg_slice_of(id));
    bool ok = true;

    set->place = suite_place_of(suite, element);
    if (!suite_check_id("durations", id, set->place, error)) return false;
    if (other != NULL)
        return SUITE_FAIL(error, set->place, "durations %s are given twice, first in line %ld",
                          SHOWN(id), other->place.line);
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

void suite_add_durations(struct suite_durations *set, const struct suite_durations *other)
{
    for (size_t i = 0; i < other->count; i++) add_duration(set, other->dur_s[i]);
    sort_durations(set);
}
