/*
 * Rated records in the layout of a SUT profile, as CSV of ours: the columns of call records,
 * charge, and subscriber if the profile has it. Every row stands in the line in which the vendor's
 * file has it, counted without our header row; lines between are empty. What is no record is passed
 * on as an error instead, with the vendor's line and column. Where the rows of a call are summed,
 * its record stands in the line of its first row.
 */
#ifndef TOLLGATE_AUDIT_LAYOUT_H
#define TOLLGATE_AUDIT_LAYOUT_H

#include "profile.h"

/* How the vendor's files are read; all is lent. The rulebook tells which records cannot be rated,
 * while it is still known where their columns are. */
struct layout_use {
    const struct profile *profile;
    const struct tg_rulebook *rulebook;
};

/* Can rated records be read as the profile has them? False (E_FIELD) with what does not fit; `name`
 * is that of the profile's file. */
bool audit_layout_possible(const struct profile *profile, const char *name, struct tg_error *error);

struct audit_layout;

/* Reads bytes of the file from `read`; `reject` hears of each row that is no record. */
struct audit_layout *audit_layout_open(const struct layout_use *use, const char *name,
                                       tg_read_fn read,
                                       void (*reject)(void *user, const struct tg_error *error),
                                       void *user);
void audit_layout_close(struct audit_layout *layout);

/* tg_read_fn; `user` is the struct audit_layout. Begins with our header row. -1 at the end of a
 * file with a fault: what `read` had, or a row without which the file makes no sense. */
ptrdiff_t audit_layout_read(void *layout, void *buf, size_t size);

/* Puts the fault of the file into the error of a failed read, unless `read` itself failed. */
void audit_layout_explain(const struct audit_layout *layout, struct tg_error *error);

/* Header rows passed over between records. */
uint64_t audit_layout_headers(const struct audit_layout *layout);

#endif
