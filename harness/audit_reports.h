/* An audit as files. */
#ifndef TOLLGATE_AUDIT_REPORTS_H
#define TOLLGATE_AUDIT_REPORTS_H

#include "audit_report.h"

/* JUnit XML, strict: a suite of questions about the whole, and one with a test case for each rule
 * and plan with records. */
void audit_junit(struct text *out, const struct audit *audit, const struct audit_claim *claim);
void audit_markdown(struct text *out, const struct audit *audit, const struct audit_claim *claim);
void audit_html(struct text *out, const struct audit *audit, const struct audit_claim *claim);

/* A new SQLite database by reports/schemas/audit.sql. */
bool audit_results(const char *path, const struct audit *audit, const struct audit_claim *claim,
                   struct tg_error *error);

#endif
