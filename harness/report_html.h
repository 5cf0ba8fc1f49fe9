/* The result as one page for people: no script, nothing loaded from elsewhere. */
#ifndef TOLLGATE_REPORT_HTML_H
#define TOLLGATE_REPORT_HTML_H

#include "headlines.h"
#include "report_jsonl.h"

#define HTML_MAX_CASES 500 /* of one rule, in full */

void report_html(struct text *out, const struct judged *judged, const struct report_facts *facts);

/* Parts of it, for pages of other kinds: all up to the result; headlines as rows of a table; open
 * prices. A page ends with </body> and </html>. */
void html_begin(struct text *out, const struct result_line *result);
void html_headlines(struct text *out, const struct headlines *lines);
void html_prices(struct text *out, const struct judged *judged);

#endif
