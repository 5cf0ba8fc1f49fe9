/* The raters against each other: the reference rater in C, golden/oracle.sql, and the examples
 * worked by hand. */
#ifndef TOLLGATE_CROSS_CHECK_H
#define TOLLGATE_CROSS_CHECK_H

#include "golden.h"
#include "selection.h"
#include "text.h"
#include "worked.h"

struct cross_check {
    const struct tg_rulebook *rulebook;
    const char *script_name;
    const char *script; /* NULL = the rater in C only, against the examples */
    size_t records;
    size_t differences;
    size_t kinds[5];    /* how many were exact, open, range, unspecified, error */
    size_t rules;       /* how many different rules were met */
    struct text report; /* the first differences */
};

/* Puts the cases of the suites to both. False if the script fails. */
bool cross_check_cases(struct cross_check *check, const struct selection *selection,
                       struct tg_error *error);

/* Puts the examples to both; what was worked by hand is the third opinion. */
bool cross_check_worked(struct cross_check *check, const struct worked *worked,
                        struct tg_error *error);

/* Puts so many records made by chance to both. */
bool cross_check_random(struct cross_check *check, uint64_t seed, size_t count,
                        struct tg_error *error);

#endif
