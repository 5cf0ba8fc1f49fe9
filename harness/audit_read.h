/* Reads files of rated records, rates them, and counts them up, on several processors. */
#ifndef TOLLGATE_AUDIT_READ_H
#define TOLLGATE_AUDIT_READ_H

#include "audit_part.h"
#include "audit_source.h"

struct audit_read {
    struct source_options source;
    const struct tg_rulebook *rulebook;
    unsigned jobs;
    bool log_all;  /* log every call_id, for parts that will be added up */
    bool progress; /* on stderr */
};

/* Adds all the files to `part`, which is not finished by that. Files are read twice where call_ids
 * seem to repeat; what can be read only once is logged whole. False (E_IO) if a temporary file
 * could not be kept. */
bool audit_read(struct part *part, const struct audit_read *how, struct tg_error *error);

#endif
