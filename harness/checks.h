/* What is asked of a run as yes-or-no questions, for reports that know only such: about the run as
 * a whole, and about each case. */
#ifndef TOLLGATE_CHECKS_H
#define TOLLGATE_CHECKS_H

#include "judge.h"

enum check_kind {
    CHECK_PASSED,
    CHECK_FAILED,
    CHECK_OPEN, /* it could not be told */
    CHECK_KNOWN /* it fails, and is known to */
};

struct check {
    enum check_kind kind;
    const char *type;    /* one word; NULL = passed */
    struct text message; /* one line */
    struct text body;    /* the facts */
};

/* Did the system end well, does every answer belong to a question, can every row be read, does one
 * price explain what is open, is one reading held, is what is known to fail as it was. */
enum { RUN_CHECKS = 6 };
extern const char *const run_check_names[RUN_CHECKS];

void checks_of_run(struct check checks[RUN_CHECKS], const struct judged *judged);
void check_of_case(struct check *check, const struct judged *judged, size_t at);
void check_free(struct check *check);

#endif
