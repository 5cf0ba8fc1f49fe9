/* Parts of JUnit documents, for every report of that form: each valid for the strict profile. */
#ifndef TOLLGATE_JUNIT_PARTS_H
#define TOLLGATE_JUNIT_PARTS_H

#include "checks.h"
#include "junit.h"

struct junit_suite_head {
    const char *name;
    size_t id;
    uint64_t tests, failures, errors;
    uint64_t time_ms;
};

/* Ended by "</testsuites>\n". */
void junit_begin_document(struct text *out);
void junit_begin_suite(struct text *out, const struct junit_suite_head *head,
                       const struct junit_facts *facts);
/* `talk` becomes system-err. */
void junit_end_suite(struct text *out, struct tg_slice talk);
void junit_put_property(struct text *out, const char *indent, const char *name, const char *value);
/* failure, error or skipped: of a check that has not passed. */
void junit_put_result(struct text *out, const struct check *check);
void junit_count_check(struct junit_suite_head *head, const struct check *check);

#endif
