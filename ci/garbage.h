/* Lines that no audit can read, made from good records: one thing is broken in each. */
#ifndef TOLLGATE_GARBAGE_H
#define TOLLGATE_GARBAGE_H

#include "tollgate.h"

#define GARBAGE_MAX_COLUMNS (TG_CDR_COLUMNS + 2)

size_t garbage_kinds(void);
const char *garbage_name(size_t kind);

/* Breaks the fields of a record; field[count - 1] is the charge if there are more than
 * TG_CDR_COLUMNS. Returns how many fields the line has then, at most one more. */
size_t garbage_make(struct tg_slice field[GARBAGE_MAX_COLUMNS + 1], size_t count, size_t kind);

#endif
