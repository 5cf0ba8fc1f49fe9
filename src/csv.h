/* What the reader of call records needs of the CSV reader beyond the public header. */
#ifndef TOLLGATE_CSV_H
#define TOLLGATE_CSV_H

#include "tollgate.h"

/* The row just given turned out bad: if it ran over several lines, the next call goes on at its
 * second line, as after a bad row of the CSV reader's own finding. */
void tg_csv_recede(struct tg_csv *csv);

/* Begins anew with other input, whose first line is `line` and which has no byte order mark. */
void tg_csv_restart(struct tg_csv *csv, tg_read_fn read, void *user, long line);

/* What was read ahead of the next row, which begins at *line. *skipping: with the rest of an
 * over-long line that was reported. */
struct tg_slice tg_csv_unread(const struct tg_csv *csv, long *line, bool *skipping);

#endif
