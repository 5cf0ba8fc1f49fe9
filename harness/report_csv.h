/* The result as a table, one row per case. */
#ifndef TOLLGATE_REPORT_CSV_H
#define TOLLGATE_REPORT_CSV_H

#include "judge.h"

void report_csv(struct text *out, const struct judged *judged);

#endif
