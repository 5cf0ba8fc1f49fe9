/* Reads files of rated records, rates them, and counts them up, on several processors. */
#ifndef TOLLGATE_AUDIT_READ_H
#define TOLLGATE_AUDIT_READ_H

#include "audit_part.h"
#include "audit_source.h"

struct audit_read {
    struct source_options source;
    const struct tg_rulebook *rulebook;
    struct otherwise *otherwise; /* its other readings */
    unsigned jobs;
    bool log_all;  /* log every call_id, for parts that will be added up */
    bool progress; /* on stderr */
};

/* Adds all the files to `part`, which is not finished by that. Files are read twice where call_ids
 * seem to repeat; what can be read only once is logged whole. False (E_IO) if a temporary file
 * could not be kept. */
bool audit_read(struct part *part, const struct audit_read *how, struct tg_error *error);

/* Who sees every record that can be rated, in the order of the files. */
struct record_sink {
    void *user;
    void (*seen)(void *user, const struct tg_cdr *cdr, const struct tg_outcome *outcome);
};

/* Reads all the files once more, on one processor. */
void audit_read_again(const struct audit_read *how, const struct record_sink *sink);

/* Whether all the files can be read again: no pipe is among them. */
bool audit_can_read_again(const struct source_options *options);

#endif
