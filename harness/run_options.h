/* The options of `tollgate run`. */
#ifndef TOLLGATE_RUN_OPTIONS_H
#define TOLLGATE_RUN_OPTIONS_H

#include "choice.h"
#include "known.h"
#include "pick.h"
#include "reports.h"
#include "tariff.h"

#include <limits.h>

struct run_options {
    struct report_options reports;
    const char *results; /* a new database */
    const char *resume;  /* one to go on with */
    const char *cases_dir;
    struct known known;
    const char *failed_in; /* a results database; NULL = not asked for */
    unsigned max_fail;     /* 0 = as many as there are */
    struct pick pick;
    struct tariff_options tariff; /* what is judged by: annex and fixed readings */
    uint64_t timeout_ms;
    bool list;
    char **suites; /* ended by NULL; room for every argument */
    size_t suite_count;
    char **command;  /* NULL = none given */
    const char *sut; /* the file of a profile; NULL = none given */
    unsigned jobs, restarts;
    bool reference; /* the system is the reference rater, in-process */
    struct choice choice;
};

/* Reads them; everything after the first "--" is the system's command. False with the exit code of
 * the program: it was told what is wrong, or has had its help. The caller frees `suites`. */
bool run_options_read(enum exit_code *code, struct run_options *options, int argc, char **argv);

/* No number was given with --restarts. */
#define RUN_RESTARTS_UNSAID UINT_MAX

#endif
