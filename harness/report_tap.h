/* The result in the Test Anything Protocol, version 13, which every reader knows: a line per
 * question about the run and per case, with the facts of what does not pass. */
#ifndef TOLLGATE_REPORT_TAP_H
#define TOLLGATE_REPORT_TAP_H

#include "judge.h"

void report_tap(struct text *out, const struct judged *judged);

#endif
