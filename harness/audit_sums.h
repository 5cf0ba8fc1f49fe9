/* Rows of calls that are billed in several rows, brought together in bounded memory. */
#ifndef TOLLGATE_AUDIT_SUMS_H
#define TOLLGATE_AUDIT_SUMS_H

#include "tollgate.h"

struct sums;

/* `name` is that of the file; `reject` hears of each call that cannot be summed: a row of it is no
 * record, or its rows differ in more than the amount. */
struct sums *sums_open(const char *name, void (*reject)(void *user, const struct tg_error *error),
                       void *user);
void sums_close(struct sums *sums);

/* Adds a row: its fields in the order of struct tg_layout. The charge is a plain number of yuan. */
void sums_add(struct sums *sums, long line, const struct tg_slice fields[TG_RATED_COLUMNS],
              long charge_column);
/* Adds a row that is no record of the call. */
void sums_add_bad(struct sums *sums, struct tg_slice call_id, const struct tg_error *error);

/* After all rows: the next call, in the order of their first rows, all lent until the next call.
 * False at the end. */
bool sums_next(struct sums *sums, long *line, struct tg_slice fields[TG_RATED_COLUMNS]);
/* False (E_IO) if a temporary file could not be kept: what was given is not all. */
bool sums_ended_well(struct sums *sums, struct tg_error *error);

#endif
