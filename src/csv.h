/* What the reader of call records needs of the CSV reader beyond the public header. */
#ifndef TOLLGATE_CSV_H
#define TOLLGATE_CSV_H

#include "tollgate.h"

/* The row just given turned out bad: if it ran over several lines, the next call goes on at its
 * second line, as after a bad row of the CSV reader's own finding. */
void tg_csv_recede(struct tg_csv *csv);

#endif
