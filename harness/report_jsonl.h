/* The result as JSON lines: a header, a line per case, a footer; without a footer it is not whole.
 */
#ifndef TOLLGATE_REPORT_JSONL_H
#define TOLLGATE_REPORT_JSONL_H

#include "judge.h"

struct report_facts {
    const char *system;  /* as shown */
    const char *started; /* UTC, 2010-01-01T00:00:00 */
    bool no_times;       /* leave out what differs from run to run */
};

void report_jsonl(struct text *out, const struct judged *judged, const struct report_facts *facts);

#endif
