/* The result as Markdown for people who look at a change: short enough for the step summary of a
 * GitHub action, which is refused as a whole above one MiB. */
#ifndef TOLLGATE_REPORT_MARKDOWN_H
#define TOLLGATE_REPORT_MARKDOWN_H

#include "report_jsonl.h"

#define MARKDOWN_MAX ((size_t)512 << 10) /* bytes */

void report_markdown(struct text *out, const struct judged *judged,
                     const struct report_facts *facts);

/* Text within a line: what Markdown or HTML would take for markup is escaped; cut where it is long.
 */
void markdown_inline(struct text *out, struct tg_slice bytes);
/* Text as it is, in a fence that is longer than any in it. */
void markdown_block(struct text *out, struct tg_slice bytes);

#endif
