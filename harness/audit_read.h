/* Reads files of rated records, rates them, and counts them up, on several processors. */
#ifndef TOLLGATE_AUDIT_READ_H
#define TOLLGATE_AUDIT_READ_H

#include "audit_part.h"
#include "audit_source.h"

struct audit_read {
    struct source_options source;
    const struct tg_rulebook *rulebook;
    unsigned jobs;
    bool progress; /* on stderr */
};

/* Adds all the files to `part`, which is not finished by that. */
void audit_read(struct part *part, const struct audit_read *how);

#endif
