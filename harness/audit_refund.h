/* What customers are owed: every record that was billed too high, and every one billed twice. */
#ifndef TOLLGATE_AUDIT_REFUND_H
#define TOLLGATE_AUDIT_REFUND_H

#include "audit_judge.h"
#include "audit_read.h"

/* Writes a CSV file with a row per record, in the order of the files: call_id, start_time, plan,
 * subscriber, rule, clauses, charged, right, owed, why. Right is what the tariff says with the
 * prices and readings that the system was found to hold, of a range its upper end. Reads the files
 * again. False (E_IO) if the file could not be written. */
bool audit_refunds(const char *path, const struct audit *audit, const struct audit_read *how,
                   struct tg_error *error);

#endif
