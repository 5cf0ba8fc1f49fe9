/*
 * Many small records in the order of their bytes, in bounded memory: what does not fit is sorted in
 * parts, kept in a temporary file without a name, and merged when it is read.
 */
#ifndef TOLLGATE_SPILL_H
#define TOLLGATE_SPILL_H

#include "tollgate.h"

#define SPILL_MEMORY ((size_t)4 << 20) /* of one spill, while it is filled */
#define SPILL_RECORD 65000             /* bytes of a record at most */

struct spill;

/* `memory` bytes; 0 = SPILL_MEMORY. */
struct spill *spill_open(size_t memory);
void spill_close(struct spill *spill);

/* Adds a copy. A temporary file that cannot be written is told when it is read. */
void spill_add(struct spill *spill, const void *record, size_t n);

/* Where sorted records come from besides spills: another file. Gives the next record, lent until
 * the next call; n = 0 at the end. */
typedef struct tg_slice spill_next_fn(void *user);

struct spill_source {
    spill_next_fn *next;
    void *user;
};

/* All records of several spills and sources, equal ones too, in the order of their bytes. */
struct spill_merge;

/* The spills can be added to no more. */
struct spill_merge *spill_merge_open(struct spill *const *spills, size_t spill_count,
                                     const struct spill_source *sources, size_t source_count);
struct tg_slice spill_merge_next(struct spill_merge *merge);
/* False if a temporary file could not be written or read: what was given is not all. */
bool spill_merge_close(struct spill_merge *merge, struct tg_error *error);

#endif
