#include "suite_parts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* One combination of levels. */
struct point {
    const struct suite_group *group;
    size_t at[SUITE_MAX_USES]; /* index of each use's level */
    const char *value[FIELD_SETTINGS];
    struct suite_place from[FIELD_SETTINGS]; /* which element said so */
};

static const struct suite_level *level_of(const struct point *point, size_t use)
{
    return point->group->uses[use].levels[point->at[use]];
}

/* ------------------------------------------------------------------------- words of one case */

static const char *taken(struct suite *suite, struct text *text)
{
    const char *copy = arena_text(&suite->arena, text_slice(text));

    text_free(text);
    return copy;
}

static const char *call_id_of(struct suite *suite, const struct point *point, int32_t dur_s)
{
    struct text id = {0};

    text_addf(&id, "%s", point->group->id);
    for (size_t i = 0; i < point->group->use_count; i++)
        text_addf(&id, "-%s", level_of(point, i)->id);
    if (dur_s >= 0) text_addf(&id, "-%04d", dur_s);
    return taken(suite, &id);
}

/* The group's title with a phrase for each {factor}; check_title() has seen to the braces. */
static const char *title_of(struct suite *suite, const struct point *point, int32_t dur_s)
{
    struct text title = {0};
    const char *in = point->group->title;

    while (*in != '\0') {
        size_t plain = strcspn(in, "{");
        size_t i = 0;
        struct tg_slice factor;

        text_add(&title, (struct tg_slice){in, plain});
        in += plain;
        if (*in == '\0') break;
        factor = (struct tg_slice){in + 1, strcspn(in + 1, "}")};
        while (!tg_slice_is(factor, point->group->uses[i].factor->id)) i++;
        text_addf(&title, "%s", level_of(point, i)->phrase);
        in += factor.n + 2;
    }
    if (dur_s >= 0) text_addf(&title, ", %d s", dur_s);
    return taken(suite, &title);
}

/* ------------------------------------------------------------------------------ combinations */

static void lay_fields(struct point *point, const struct suite_fields *fields)
{
    for (int i = TG_CDR_START_TIME; i < FIELD_SETTINGS; i++) {
        if (fields->value[i] == NULL) continue;
        point->value[i] = fields->value[i];
        point->from[i] = fields->place;
    }
}

/* Two levels must not both set a field, or their order would decide. */
static bool lay_levels(struct point *point, struct tg_error *error)
{
    const struct suite_level *owner[FIELD_SETTINGS] = {NULL};

    for (size_t use = 0; use < point->group->use_count; use++) {
        const struct suite_level *level = level_of(point, use);

        for (int i = TG_CDR_START_TIME; i < FIELD_SETTINGS; i++) {
            if (level->fields.value[i] == NULL) continue;
            if (owner[i] != NULL)
                return SUITE_FAIL(error, level->fields.place,
                                  "%s is set by levels %s and %s, which group %s combines",
                                  suite_setting(i), SHOWN(owner[i]->id), SHOWN(level->id),
                                  SHOWN(point->group->id));
            owner[i] = level;
        }
        lay_fields(point, &level->fields);
    }
    return true;
}

/* What is dialled before the number becomes part of it. */
static bool lay_dial(struct suite *suite, struct point *point, struct tg_error *error)
{
    struct text dialled = {0};

    if (*point->value[FIELD_DIAL] == '\0') return true;
    if (*point->value[TG_CDR_OTHER_PARTY] == '\0')
        return SUITE_FAIL(error, point->from[FIELD_DIAL],
                          "dial is set, but group %s has no other_party to dial",
                          SHOWN(point->group->id));
    text_addf(&dialled, "%s%s", point->value[FIELD_DIAL], point->value[TG_CDR_OTHER_PARTY]);
    point->value[TG_CDR_OTHER_PARTY] = taken(suite, &dialled);
    return true;
}

/* The suite's fields, over them the group's, over them the levels'. */
static bool fill_point(struct suite *suite, struct point *point, struct tg_error *error)
{
    for (int i = 0; i < FIELD_SETTINGS; i++) {
        point->value[i] = "";
        point->from[i] = point->group->place;
    }
    lay_fields(point, &suite->fields);
    lay_fields(point, &point->group->fields);
    if (!lay_levels(point, error) || !lay_dial(suite, point, error)) return false;
    if (point->group->durations.count > 0 && *point->value[TG_CDR_DURATION_S] != '\0')
        return SUITE_FAIL(error, point->from[TG_CDR_DURATION_S],
                          "duration_s is set, but group %s has durations", SHOWN(point->group->id));
    return true;
}

/* The first exclude that fits is the one that hits, so that a superfluous one shows. */
static bool is_excluded(const struct point *point)
{
    for (size_t i = 0; i < point->group->exclude_count; i++) {
        struct suite_exclude *exclude = &point->group->excludes[i];
        bool fits = true;

        for (size_t use = 0; use < point->group->use_count; use++)
            if (exclude->marks[use] != NULL && !exclude->marks[use][point->at[use]]) fits = false;
        if (!fits) continue;
        exclude->hit = true;
        return true;
    }
    return false;
}

/* The next combination, the last factor turning fastest; false after the last. */
static bool turn(struct point *point)
{
    for (size_t use = point->group->use_count; use-- > 0;) {
        if (++point->at[use] < point->group->uses[use].count) return true;
        point->at[use] = 0;
    }
    return false;
}

/* ------------------------------------------------------------------------------------- cases */

/* A record must be one that the rater can read; the element that set the field is to blame. */
static bool check_record(const struct point *point, const struct suite_case *made,
                         struct tg_error *error)
{
    struct tg_slice fields[TG_CDR_COLUMNS];
    long columns[TG_CDR_COLUMNS];
    struct tg_error found = {.status = TG_OK};
    struct tg_cdr cdr;
    struct suite_place place = point->group->place;

    for (int i = 0; i < TG_CDR_COLUMNS; i++) {
        fields[i] = tg_slice_of(made->value[i]);
        columns[i] = i + 1;
    }
    if (tg_cdr_from_fields(&cdr, fields, columns, &found)) return true;
    if (found.column >= 1 && found.column <= TG_CDR_COLUMNS) place = point->from[found.column - 1];
    return SUITE_FAIL(error, place, "case %s: %s", SHOWN(made->call_id), found.text);
}

/* dur_s < 0: the point's own duration_s. */
static bool add_case(struct suite *suite, const struct point *point, int32_t dur_s,
                     struct tg_error *error)
{
    struct suite_case made = {.place = point->group->place};

    if (suite->case_count == SUITE_MAX_CASES)
        return SUITE_FAIL(error, point->group->place, "the suite has more than %d cases",
                          SUITE_MAX_CASES);
    made.call_id = call_id_of(suite, point, dur_s);
    if (strlen(made.call_id) > TG_CDR_MAX_ID)
        return SUITE_FAIL(error, point->group->place,
                          "call_id %s has %zu characters, at most %d are possible",
                          SHOWN(made.call_id), strlen(made.call_id), TG_CDR_MAX_ID);
    made.title = title_of(suite, point, dur_s);
    memcpy(made.value, point->value, sizeof made.value);
    made.value[TG_CDR_CALL_ID] = made.call_id;
    if (dur_s >= 0) {
        struct text digits = {0};

        text_addf(&digits, "%d", dur_s);
        made.value[TG_CDR_DURATION_S] = taken(suite, &digits);
    }
    if (!check_record(point, &made, error)) return false;
    suite->cases =
        array_grow(suite->cases, &suite->case_room, suite->case_count, sizeof *suite->cases);
    suite->cases[suite->case_count++] = made;
    return true;
}

static bool expand_point(struct suite *suite, struct point *point, struct tg_error *error)
{
    const struct suite_durations *durations = &point->group->durations;
    bool ok = fill_point(suite, point, error);

    if (durations->count == 0) return ok && add_case(suite, point, -1, error);
    for (size_t i = 0; ok && i < durations->count; i++)
        ok = add_case(suite, point, durations->dur_s[i], error);
    return ok;
}

static bool expand_product(struct suite *suite, struct point *point, struct tg_error *error)
{
    do {
        if (!is_excluded(point) && !expand_point(suite, point, error)) return false;
    } while (turn(point));
    for (size_t i = 0; i < point->group->exclude_count; i++)
        if (!point->group->excludes[i].hit)
            return SUITE_FAIL(error, point->group->excludes[i].place,
                              "nothing of group %s is left for this to exclude",
                              SHOWN(point->group->id));
    return true;
}

static bool expand_picks(struct suite *suite, struct point *point, struct tg_error *error)
{
    for (size_t i = 0; i < point->group->pick_count; i++) {
        memcpy(point->at, point->group->picks[i].at, sizeof point->at);
        if (!expand_point(suite, point, error)) return false;
    }
    return true;
}

static bool expand_group(struct suite *suite, const struct suite_group *group,
                         struct tg_error *error)
{
    struct point point = {.group = group};
    size_t before = suite->case_count;
    bool ok = group->pick_count > 0 ? expand_picks(suite, &point, error)
                                    : expand_product(suite, &point, error);

    if (ok && suite->case_count == before)
        return SUITE_FAIL(error, group->place,
                          "group %s is empty: all its combinations are excluded", SHOWN(group->id));
    return ok;
}

bool suite_combinations(struct suite *suite, const struct suite_group *group,
                        void (*each)(void *user, const size_t *at, const char *const *value),
                        void *user, struct tg_error *error)
{
    struct point point = {.group = group};

    do {
        if (!fill_point(suite, &point, error)) return false;
        each(user, point.at, point.value);
    } while (turn(&point));
    return true;
}

/* -------------------------------------------------------------------------------- distinctness */

static int by_id(const void *a, const void *b)
{
    const struct suite_case *x = a;
    const struct suite_case *y = b;

    return strcmp(x->call_id, y->call_id);
}

static int by_title(const void *a, const void *b)
{
    const struct suite_case *const *x = a;
    const struct suite_case *const *y = b;
    int order = strcmp((*x)->title, (*y)->title);

    return order != 0 ? order : by_id(*x, *y);
}

int suite_compare_questions(const struct suite_case *x, const struct suite_case *y)
{
    int order = 0;

    for (int i = TG_CDR_START_TIME; order == 0 && i < TG_CDR_COLUMNS; i++)
        order = strcmp(x->value[i], y->value[i]);
    return order;
}

static int by_question(const void *a, const void *b)
{
    const struct suite_case *const *x = a;
    const struct suite_case *const *y = b;
    int order = suite_compare_questions(*x, *y);

    return order != 0 ? order : by_id(*x, *y);
}

static bool check_distinct(struct suite *suite, struct tg_error *error)
{
    const struct suite_case **order = arena_take(&suite->arena, suite->case_count, sizeof *order);

    for (size_t i = 0; i < suite->case_count; i++) {
        order[i] = &suite->cases[i];
        /* By construction: ids of groups, of a factor's levels, and durations are each unique. */
        assert(i == 0 || by_id(order[i - 1], order[i]) < 0);
    }
    qsort(order, suite->case_count, sizeof *order, by_question);
    for (size_t i = 1; i < suite->case_count; i++)
        if (suite_compare_questions(order[i - 1], order[i]) == 0)
            return SUITE_FAIL(error, order[i]->place, "cases %s and %s ask the same question",
                              SHOWN(order[i - 1]->call_id), SHOWN(order[i]->call_id));
    qsort(order, suite->case_count, sizeof *order, by_title);
    for (size_t i = 1; i < suite->case_count; i++)
        if (strcmp(order[i - 1]->title, order[i]->title) == 0)
            return SUITE_FAIL(error, order[i]->place, "cases %s and %s have the same title",
                              SHOWN(order[i - 1]->call_id), SHOWN(order[i]->call_id));
    return true;
}

bool suite_expand(struct suite *suite, struct tg_error *error)
{
    for (size_t i = 0; i < suite->group_count; i++)
        if (!expand_group(suite, &suite->groups[i], error)) return false;
    qsort(suite->cases, suite->case_count, sizeof *suite->cases, by_id);
    return check_distinct(suite, error);
}

/* --------------------------------------------------------------------------------------- CSV */

void suite_write(struct text *csv, const struct suite *suite)
{
    for (int i = 0; i < TG_CDR_COLUMNS; i++) text_addf(csv, "%s,", tg_cdr_column_names[i]);
    text_addf(csv, "title\n");
    for (size_t i = 0; i < suite->case_count; i++) {
        for (int field = 0; field < TG_CDR_COLUMNS; field++) {
            text_add_csv(csv, tg_slice_of(suite->cases[i].value[field]));
            text_addf(csv, ",");
        }
        text_add_csv(csv, tg_slice_of(suite->cases[i].title));
        text_addf(csv, "\n");
    }
}
