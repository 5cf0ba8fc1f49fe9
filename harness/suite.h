/*
 * Scenario suites: XML that says which calls to ask about (schema: cases/suite.rng), and the call
 * records it expands to. The expansion depends on nothing but the XML; a call_id is made of the ids
 * of group, levels and duration, so a suite that grows keeps the cases it had.
 */
#ifndef TOLLGATE_SUITE_H
#define TOLLGATE_SUITE_H

#include "arena.h"
#include "dom.h"
#include "text.h"
#include "tollgate.h"

#define SUITE_MAX_USES  12 /* factors of one group */
#define SUITE_MAX_ID    24 /* of factor, level, group */
#define SUITE_MAX_CASES 100000

/* The columns of a call record, in the order of tg_cdr_column_names. */
enum suite_field {
    FIELD_CALL_ID,
    FIELD_START_TIME,
    FIELD_DURATION,
    FIELD_PLAN,
    FIELD_PACKS,
    FIELD_EVENT,
    FIELD_FORWARD_REASON,
    FIELD_HOME_AREA,
    FIELD_VISITED_AREA,
    FIELD_OTHER_PARTY,
    FIELD_OTHER_AREA,
    FIELD_OTHER_NETWORK,
    FIELD_COUNT
};

_Static_assert(FIELD_COUNT == TG_CDR_COLUMNS, "one name for each column");

/* What one element says of a record; NULL = nothing. */
struct suite_fields {
    const char *value[FIELD_COUNT];
    struct tg_place place;
};

struct suite_level {
    const char *id;
    const char *phrase;
    struct suite_fields fields;
};

struct suite_factor {
    const char *id;
    struct suite_level *levels;
    size_t count;
    struct tg_place place;
    bool used;
};

struct suite_durations {
    const char *id;
    int32_t *dur_s; /* ascending, each once */
    size_t count;
    size_t room;
    struct tg_place place;
    bool used;
};

/* A factor in a group, with the levels that the group combines. */
struct suite_use {
    struct suite_factor *factor;
    const struct suite_level **levels;
    size_t count;
};

/* Combinations left out: those that have a marked level in every factor with marks. */
struct suite_exclude {
    bool *marks[SUITE_MAX_USES]; /* by index of the level in the use; NULL = any level */
    struct tg_place place;
    bool hit;
};

struct suite_group {
    const char *id;
    const char *title;
    struct suite_fields fields;
    struct suite_use uses[SUITE_MAX_USES];
    size_t use_count;
    struct suite_exclude *excludes;
    size_t exclude_count;
    struct suite_durations durations; /* those named by the group; count 0 = none are */
    struct tg_place place;
};

struct suite_case {
    const char *call_id;
    const char *title;
    const char *value[FIELD_COUNT]; /* never NULL; [FIELD_CALL_ID] is the call_id */
    struct tg_place place;          /* of its group */
};

struct suite {
    struct arena arena; /* owns all of it */
    const char *name;   /* of the file, for errors; lent */
    const char *id;
    const char *title;
    const char *purpose;
    const char *clauses; /* separated by blanks */
    struct suite_fields fields;
    struct suite_factor *factors;
    size_t factor_count;
    struct suite_durations *durations;
    size_t durations_count;
    struct suite_group *groups;
    size_t group_count;
    struct suite_case *cases; /* sorted by call_id */
    size_t case_count;
    size_t case_room;
};

/* Reads, checks and expands a suite. `name` is lent for the suite's life and for errors.
 * NULL on failure. */
struct suite *suite_load(const char *name, struct tg_slice xml, struct tg_error *error);
void suite_free(struct suite *suite);

/* Fills suite->cases. Part of suite_load. */
bool suite_expand(struct suite *suite, struct tg_error *error);

/* Appends the case records file: a header, one line a case, in the order of the cases. */
void suite_write(struct text *csv, const struct suite *suite);

/* Fails at `place` in the suite's file. */
#define SUITE_FAIL(suite, error, place, ...)                                                       \
    tg_fail(error, TG_E_XML, (suite)->name, (place).line, (place).column, __VA_ARGS__)

#endif
