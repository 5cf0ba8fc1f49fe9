/* The reports of a run, wherever the run comes from. */
#ifndef TOLLGATE_REPORTS_H
#define TOLLGATE_REPORTS_H

#include "junit.h"
#include "paths.h"
#include "report_jsonl.h"

#include <argp.h>

enum report_kind {
    REPORT_JUNIT,
    REPORT_CSV,
    REPORT_JSONL,
    REPORT_TAP,
    REPORT_MARKDOWN,
    REPORT_HTML,
    REPORT_KINDS
};

struct report_options {
    const char *file[REPORT_KINDS]; /* to write; NULL = not wanted */
    enum junit_profile junit_profile;
    bool junit_only_failures;
    size_t junit_split; /* bytes; 0 = one file */
    bool no_times;
    bool no_causes; /* no diagnosis is made; for who makes it */
    bool quiet;
};

/* To be an argp child whose input is a struct report_options. */
extern const struct argp reports_argp;

/* Lists the files that will be written, REPORT_KINDS of them, as outputs_possible() asks. */
void reports_paths(struct output_path *paths, const struct report_options *options);

/* Writes a JUnit report that says the run did not finish, and removes further parts of an older
 * one: before anything can go wrong, so that no older one passes for this run's. False after
 * telling on stderr. */
bool reports_promise(const struct report_options *options, const struct report_facts *facts);

/* Writes the files and prints the summary. The second JUnit file of report.xml is report-2.xml. The
 * first is written last. False after telling on stderr. */
bool reports_write(const struct report_options *options, const struct judged *judged,
                   const struct report_facts *facts);

#endif
