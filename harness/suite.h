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

/* What elements may set: the columns of a call record, and more. */
enum {
    FIELD_DIAL = TG_CDR_COLUMNS, /* digits put in front of other_party */
    FIELD_SETTINGS
};

/* Where something stands: in the suite's own file or in the one of shared factors. */
struct suite_place {
    const char *file;
    long line;
    long column;
};

/* What one element says of a record; NULL = nothing. */
struct suite_fields {
    const char *value[FIELD_SETTINGS];
    struct suite_place place;
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
    struct suite_place place; /* of its import, if it is a shared one */
    bool used;
};

struct suite_durations {
    const char *id;
    int32_t *dur_s; /* ascending, each once */
    size_t count;
    size_t room;
    struct suite_place place;
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
    struct suite_place place;
    bool hit;
};

/* A combination asked for by name. */
struct suite_pick {
    size_t at[SUITE_MAX_USES]; /* index of the level in each use */
    struct suite_place place;
};

struct suite_group {
    const char *id;
    const char *title;
    struct suite_fields fields;
    struct suite_use uses[SUITE_MAX_USES];
    size_t use_count;
    struct suite_exclude *excludes;
    size_t exclude_count;
    struct suite_pick *picks; /* none = all combinations */
    size_t pick_count;
    struct suite_durations durations; /* those named by the group; count 0 = none are */
    struct suite_place place;
};

struct suite_case {
    const char *call_id;
    const char *title;
    const char *value[TG_CDR_COLUMNS]; /* never NULL; [TG_CDR_CALL_ID] is the call_id */
    struct suite_place place;          /* of its group */
};

struct suite {
    struct arena arena; /* owns all of it */
    const char *name;   /* of the file, for errors; lent */
    const char *file;   /* the one that is being read: this, or the one of shared factors */
    const char *id;
    const char *title;
    const char *purpose;
    const char *clauses; /* separated by blanks */
    const char *repeats; /* suites whose questions it may ask again; separated by blanks */
    struct suite_place place;
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

/* A suite as it was written, and where its shared factors are (for store_read). The names are lent
 * for the life of suite and error. */
struct suite_source {
    const char *name; /* of the file, for errors */
    struct tg_slice xml;
    const char *dir;
    const char *shared;      /* path of the shared factors */
    const char *shared_name; /* the same for errors */
};

/* Reads, checks and expands a suite. NULL on failure. */
struct suite *suite_load(const struct suite_source *source, struct tg_error *error);
void suite_free(struct suite *suite);

/* Tells `each` every combination of the group's levels, its picks and excludes aside: the index of
 * the level in each use, and the record it makes but for call_id (it may be one that cannot be
 * read). False if levels claim the same field. */
bool suite_combinations(struct suite *suite, const struct suite_group *group,
                        void (*each)(void *user, const size_t *at, const char *const *value),
                        void *user, struct tg_error *error);

/* Order by what the cases ask, their call_ids aside; 0 = the same question. */
int suite_compare_questions(const struct suite_case *x, const struct suite_case *y);

/* Appends the case records file: a header, one line a case, in the order of the cases. */
void suite_write(struct text *csv, const struct suite *suite);

#endif
