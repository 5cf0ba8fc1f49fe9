/* Factors and their levels: written out, made by generators, taken from the shared file. */
#include "suite_parts.h"

#include "nearest.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>

#define DAY_S          86400
#define DEFAULT_STEPS  "-1 0 1"
#define MAX_NEAR_NAMES 64

static const struct suite_level *find_level(const struct suite_factor *factor, const char *id)
{
    for (size_t i = 0; i < factor->count; i++)
        if (strcmp(factor->levels[i].id, id) == 0) return &factor->levels[i];
    return NULL;
}

struct suite_factor *suite_find_factor(const struct suite *suite, struct tg_slice id)
{
    for (size_t i = 0; i < suite->factor_count; i++)
        if (tg_slice_is(id, suite->factors[i].id)) return &suite->factors[i];
    return NULL;
}

/* ----------------------------------------------------------------------------------- one level */

static bool add_level(struct suite_factor *factor, const struct suite_level *level,
                      struct tg_error *error)
{
    const struct suite_level *same;

    if (!suite_check_id("level", level->id, level->fields.place, error)) return false;
    same = find_level(factor, level->id);
    if (same != NULL)
        return SUITE_FAIL(error, level->fields.place,
                          "level %s of factor %s is given twice, first in line %ld",
                          SHOWN(level->id), SHOWN(factor->id), same->fields.place.line);
    for (size_t i = 0; i < factor->count; i++)
        if (strcmp(factor->levels[i].phrase, level->phrase) == 0)
            return SUITE_FAIL(error, level->fields.place,
                              "levels %s and %s of factor %s have the same phrase %s",
                              SHOWN(factor->levels[i].id), SHOWN(level->id), SHOWN(factor->id),
                              SHOWN(level->phrase));
    factor->levels[factor->count++] = *level;
    return true;
}

static bool read_level(struct suite *suite, struct suite_factor *factor, const xmlNode *element,
                       struct tg_error *error)
{
    struct suite_level level = {
        .id = dom_attr(&suite->arena, element, "id"),
        .phrase = dom_attr(&suite->arena, element, "phrase"),
    };

    suite_read_fields(suite, &level.fields, element);
    return add_level(factor, &level, error);
}

/* ---------------------------------------------------------------------------------- generators */

static const char *taken(struct suite *suite, struct text *text)
{
    const char *copy = arena_text(&suite->arena, text_slice(text));

    text_free(text);
    return copy;
}

/* The start_time of a level; the generator's `time` has moved it. */
static bool set_start(struct suite *suite, struct suite_fields *fields, tg_time time,
                      struct tg_error *error)
{
    char written[TG_TIME_BUF];
    tg_time back;

    tg_time_format(written, time);
    if (tg_time_parse(&back, tg_slice_of(written)) != NULL)
        return SUITE_FAIL(error, fields->place,
                          "a step leads to %s, outside the years 1970 to 2099", SHOWN(written));
    fields->value[TG_CDR_START_TIME] = arena_text(&suite->arena, tg_slice_of(written));
    return true;
}

static bool refuse_start(const struct suite_fields *fields, struct tg_error *error)
{
    if (fields->value[TG_CDR_START_TIME] == NULL) return true;
    return SUITE_FAIL(error, fields->place, "start_time is set by the generator itself");
}

/* The level `step` seconds from the moment `at`. */
static bool add_step(struct suite *suite, struct suite_factor *factor,
                     const struct suite_level *model, tg_time at, long step, struct tg_error *error)
{
    struct suite_level level = *model;
    struct text id = {0};
    struct text phrase = {0};

    text_addf(&id, "%s", model->id);
    if (step != 0) text_addf(&id, "%s%ld", step < 0 ? "minus" : "plus", labs(step));
    if (step == 0)
        text_addf(&phrase, "at %s", model->phrase);
    else
        text_addf(&phrase, "%ld s %s %s", labs(step), step < 0 ? "before" : "after", model->phrase);
    level.id = taken(suite, &id);
    level.phrase = taken(suite, &phrase);
    return set_start(suite, &level.fields, at + step, error) && add_level(factor, &level, error);
}

/* A step is a whole number of seconds within a day. */
static bool read_step(long *step, struct tg_slice word, struct suite_place place,
                      struct tg_error *error)
{
    char *end;

    *step = strtol(word.p, &end, 10);
    if (end == word.p + word.n && *step >= -DAY_S && *step <= DAY_S) return true;
    return SUITE_FAIL(error, place, "step %s is not a number between -%d and %d", tg_shown(word),
                      DAY_S, DAY_S);
}

static bool read_edge(struct suite *suite, struct suite_factor *factor, const xmlNode *element,
                      struct tg_error *error)
{
    struct suite_level model = {
        .id = dom_attr(&suite->arena, element, "id"),
        .phrase = dom_attr(&suite->arena, element, "phrase"),
    };
    const char *steps = dom_attr(&suite->arena, element, "steps");
    const char *at = dom_attr(&suite->arena, element, "at");
    const char *wrong;
    struct tg_slice word;
    tg_time time;
    long step;

    suite_read_fields(suite, &model.fields, element);
    wrong = tg_time_parse(&time, tg_slice_of(at));
    if (wrong != NULL)
        return SUITE_FAIL(error, model.fields.place, "edge at %s: %s", SHOWN(at), wrong);
    if (!refuse_start(&model.fields, error)) return false;
    if (steps == NULL) steps = DEFAULT_STEPS;
    while (suite_word(&word, &steps))
        if (!read_step(&step, word, model.fields.place, error) ||
            !add_step(suite, factor, &model, time, step, error))
            return false;
    return true;
}

/* A text with each {} replaced by the word. */
static const char *filled(struct suite *suite, const char *text, struct tg_slice word)
{
    struct text out = {0};

    for (const char *hole; (hole = strstr(text, "{}")) != NULL; text = hole + 2) {
        text_add(&out, (struct tg_slice){text, (size_t)(hole - text)});
        text_add(&out, word);
    }
    text_addf(&out, "%s", text);
    return taken(suite, &out);
}

/* Levels of one generator are told apart by what is filled in. */
static bool check_hole(const char *what, const char *text, struct suite_place place,
                       struct tg_error *error)
{
    if (strstr(text, "{}") != NULL) return true;
    return SUITE_FAIL(error, place, "%s %s has no {} for what tells the levels apart", what,
                      SHOWN(text));
}

static bool read_hours(struct suite *suite, struct suite_factor *factor, const xmlNode *element,
                       struct tg_error *error)
{
    const char *id = dom_attr(&suite->arena, element, "id");
    const char *phrase = dom_attr(&suite->arena, element, "phrase");
    const char *date = dom_attr(&suite->arena, element, "date");
    const char *past = dom_attr(&suite->arena, element, "at");
    struct suite_level level = {.id = NULL};

    suite_read_fields(suite, &level.fields, element);
    if (!refuse_start(&level.fields, error) ||
        !check_hole("phrase", phrase, level.fields.place, error))
        return false;
    for (int hour = 0; hour < 24; hour++) {
        struct text name = {0};
        struct text clock = {0};
        struct text start = {0};

        text_addf(&name, "%s%02d", id, hour);
        text_addf(&clock, "%02d:%s", hour, past != NULL ? past : "00:00");
        text_addf(&start, "%sT%s", date, clock.p);
        level.id = taken(suite, &name);
        level.phrase = filled(suite, phrase, text_slice(&clock));
        level.fields.value[TG_CDR_START_TIME] = taken(suite, &start);
        text_free(&clock);
        if (!add_level(factor, &level, error)) return false;
    }
    return true;
}

static bool read_each(struct suite *suite, struct suite_factor *factor, const xmlNode *element,
                      struct tg_error *error)
{
    const char *id = dom_attr(&suite->arena, element, "id");
    const char *phrase = dom_attr(&suite->arena, element, "phrase");
    const char *list = dom_text(&suite->arena, element);
    struct suite_fields fields;
    struct tg_slice word;

    suite_read_fields(suite, &fields, element);
    if (!check_hole("id", id, fields.place, error) ||
        !check_hole("phrase", phrase, fields.place, error))
        return false;
    while (suite_word(&word, &list)) {
        struct suite_level level = {
            .id = filled(suite, id, word),
            .phrase = filled(suite, phrase, word),
            .fields = fields,
        };

        for (int i = 0; i < FIELD_SETTINGS; i++)
            if (fields.value[i] != NULL)
                level.fields.value[i] = filled(suite, fields.value[i], word);
        if (!add_level(factor, &level, error)) return false;
    }
    return true;
}

/* ------------------------------------------------------------------------------------- factors */

static size_t count_words(const char *list)
{
    struct tg_slice word;
    size_t n = 0;

    while (suite_word(&word, &list)) n++;
    return n;
}

/* How many levels an element makes at most. */
static size_t count_levels(struct suite *suite, const xmlNode *element)
{
    const char *steps;

    if (tg_xml_is(element, "hours")) return 24;
    if (tg_xml_is(element, "each")) return count_words(dom_text(&suite->arena, element));
    if (!tg_xml_is(element, "edge")) return 1;
    steps = dom_attr(&suite->arena, element, "steps");
    return count_words(steps != NULL ? steps : DEFAULT_STEPS);
}

static bool read_levels(struct suite *suite, struct suite_factor *factor, const xmlNode *element,
                        struct tg_error *error)
{
    if (tg_xml_is(element, "edge")) return read_edge(suite, factor, element, error);
    if (tg_xml_is(element, "hours")) return read_hours(suite, factor, element, error);
    if (tg_xml_is(element, "each")) return read_each(suite, factor, element, error);
    return read_level(suite, factor, element, error);
}

static bool fill_factor(struct suite *suite, struct suite_factor *factor, const xmlNode *element,
                        struct tg_error *error)
{
    size_t count = 0;

    if (!suite_check_id("factor", factor->id, factor->place, error)) return false;
    for (const xmlNode *at = tg_xml_first(element); at != NULL; at = tg_xml_next(at))
        count += count_levels(suite, at);
    factor->levels = arena_take(&suite->arena, count, sizeof *factor->levels);
    for (const xmlNode *at = tg_xml_first(element); at != NULL; at = tg_xml_next(at))
        if (!read_levels(suite, factor, at, error)) return false;
    return true;
}

static bool add_factor(struct suite *suite, const struct suite_factor *factor,
                       struct tg_error *error)
{
    const struct suite_factor *other = suite_find_factor(suite, tg_slice_of(factor->id));

    if (other != NULL)
        return SUITE_FAIL(error, factor->place, "factor %s is given twice, first in line %ld",
                          SHOWN(factor->id), other->place.line);
    suite->factors[suite->factor_count++] = *factor;
    return true;
}

bool suite_read_factor(struct suite *suite, const xmlNode *element, struct tg_error *error)
{
    struct suite_factor factor = {
        .id = dom_attr(&suite->arena, element, "id"),
        .place = suite_place_of(suite, element),
    };

    return fill_factor(suite, &factor, element, error) && add_factor(suite, &factor, error);
}

/* -------------------------------------------------------------------------------------- import */

static bool unknown_import(struct tg_slice id, const xmlNode *factors, struct arena *arena,
                           const char *file, struct suite_place place, struct tg_error *error)
{
    const char *names[MAX_NEAR_NAMES];
    size_t count = 0;
    const char *near;

    for (const xmlNode *at = tg_xml_first(factors); at != NULL && count < MAX_NEAR_NAMES;
         at = tg_xml_next(at))
        names[count++] = dom_attr(arena, at, "id");
    near = nearest_name(arena_text(arena, id), names, count);
    if (near == NULL) return SUITE_FAIL(error, place, "%s has no factor %s", file, tg_shown(id));
    return SUITE_FAIL(error, place, "%s has no factor %s; did you mean %s?", file, tg_shown(id),
                      SHOWN(near));
}

/* An imported factor is placed where it is imported: there it is to be used. Its levels stand in
 * the shared file. */
static bool import_one(struct suite *suite, struct tg_slice id, const xmlNode *factors,
                       struct suite_place place, struct tg_error *error)
{
    const xmlNode *at = tg_xml_first(factors);
    struct suite_factor factor = {.place = place};

    while (at != NULL && !tg_slice_is(id, tg_xml_attribute(at, "id"))) at = tg_xml_next(at);
    if (at == NULL) return unknown_import(id, factors, &suite->arena, suite->file, place, error);
    factor.id = dom_attr(&suite->arena, at, "id");
    return fill_factor(suite, &factor, at, error) && add_factor(suite, &factor, error);
}

bool suite_import(struct suite *suite, const xmlNode *element, const struct suite_source *source,
                  struct tg_error *error)
{
    struct suite_place place = suite_place_of(suite, element);
    const char *list = dom_attr(&suite->arena, element, "factors");
    const char *file = source->shared_name;
    struct tg_slice text;
    struct tg_slice word;
    xmlDoc *doc;
    bool ok;

    if (!store_read(&suite->arena, &text, source->dir, source->shared, error)) return false;
    doc = suite_read_xml(suite, file, text, error);
    if (doc == NULL) return false;
    ok = tg_xml_is(xmlDocGetRootElement(doc), "factors") ||
         SUITE_FAIL(error, place, "%s holds no factors but a suite", file);
    suite->file = file;
    while (ok && suite_word(&word, &list))
        ok = import_one(suite, word, xmlDocGetRootElement(doc), place, error);
    suite->file = suite->name;
    xmlFreeDoc(doc);
    return ok;
}
