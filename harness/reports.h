/* The reports of a run, wherever the run comes from. */
#ifndef TOLLGATE_REPORTS_H
#define TOLLGATE_REPORTS_H

#include "report_jsonl.h"

#include <argp.h>

/* Files to write; NULL = not wanted. */
struct report_options {
    const char *junit;
    const char *csv;
    const char *jsonl;
    bool no_times;
    bool quiet;
};

/* To be an argp child whose input is a struct report_options. */
extern const struct argp reports_argp;

/* Writes a JUnit report that says the run did not finish: before anything can go wrong, so that no
 * older one passes for this run's. False after telling on stderr. */
bool reports_promise(const struct report_options *options, const struct report_facts *facts);

/* Writes the files and prints the summary. False after telling on stderr. */
bool reports_write(const struct report_options *options, const struct judged *judged,
                   const struct report_facts *facts);

#endif
