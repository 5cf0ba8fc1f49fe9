/* The result as one page for people: no script, nothing loaded from elsewhere. */
#ifndef TOLLGATE_REPORT_HTML_H
#define TOLLGATE_REPORT_HTML_H

#include "report_jsonl.h"

#define HTML_MAX_CASES 500 /* of one rule, in full */

void report_html(struct text *out, const struct judged *judged, const struct report_facts *facts);

#endif
