/* What there is to say of an audit on its way. */
#ifndef TOLLGATE_AUDIT_PROGRESS_H
#define TOLLGATE_AUDIT_PROGRESS_H

#include "audit_source.h"

#define AUDIT_PROGRESS_BUF 96

/* " 42 %, 9.1 M records/s, 3 s left", after so many milliseconds; without share and time where
 * nobody knows how much there is. */
void audit_progress_format(char buf[AUDIT_PROGRESS_BUF], const struct source_progress *progress,
                           uint64_t passed_ms);

#endif
