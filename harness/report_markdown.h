/* The result as Markdown for people who look at a change: short enough for the step summary of a
 * GitHub action, which is refused as a whole above one MiB. */
#ifndef TOLLGATE_REPORT_MARKDOWN_H
#define TOLLGATE_REPORT_MARKDOWN_H

#include "report_jsonl.h"

#define MARKDOWN_MAX ((size_t)512 << 10) /* bytes */

void report_markdown(struct text *out, const struct judged *judged,
                     const struct report_facts *facts);

#endif
