/* What is made of a whole audit: its verdict and its reports; for `audit` and `merge` alike. */
#ifndef TOLLGATE_AUDIT_OUTPUT_H
#define TOLLGATE_AUDIT_OUTPUT_H

#include "audit_report.h"
#include "paths.h"

#include <argp.h>

enum audit_file { AUDIT_CSV, AUDIT_JUNIT, AUDIT_MARKDOWN, AUDIT_HTML, AUDIT_RESULTS, AUDIT_FILES };

struct audit_output {
    struct audit_claim claim;
    const char *file[AUDIT_FILES]; /* to write; NULL = not wanted */
    bool no_causes;                /* what explains wrong records is not looked for */
    bool quiet;
};

/* To be an argp child whose input is a struct audit_output. */
extern const struct argp audit_output_argp;

/* Lists the files that will be written, AUDIT_FILES of them, as outputs_possible() asks. */
void audit_output_paths(struct output_path *paths, const struct audit_output *output);

/* Who is asked when a part was judged, before and after it is reported; either may be NULL. */
struct audit_listener {
    void *user;
    bool (*judged)(void *user); /* false = what was judged is not all, and was told on stderr */
    bool (*reported)(void *user, const struct audit *audit); /* false = something was not written */
};

/* Judges the part, which it finishes, and reports. */
enum exit_code audit_conclude(struct part *part, const struct audit_rules *rules,
                              const struct audit_output *output,
                              const struct audit_listener *listener);

#endif
