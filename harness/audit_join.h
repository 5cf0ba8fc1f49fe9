/*
 * Records and what was billed for them in two files, in any order, joined by call_id: both are
 * sorted, in bounded memory. The n-th answer to a call_id belongs to its n-th record; one more than
 * there are records bills the last one again.
 */
#ifndef TOLLGATE_AUDIT_JOIN_H
#define TOLLGATE_AUDIT_JOIN_H

#include "audit_read.h"

/* Adds the records of `how` with the answers of the file (CSV with the columns call_id and charge;
 * compressed as records may be) to `part`. False (E_IO, E_COLUMN, E_FORMAT) if the answers cannot
 * be read to their end or a temporary file could not be kept. */
bool audit_join(struct part *part, const struct audit_read *how, const char *answers,
                struct tg_error *error);

#endif
