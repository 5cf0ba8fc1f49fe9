/* Numbers and texts in the records of a spill: sorted as bytes, they are sorted as what they are.
 */
#ifndef TOLLGATE_SPILL_TEXT_H
#define TOLLGATE_SPILL_TEXT_H

#include "text.h"

/* `bytes` low bytes of the value, 1 ... 8, the highest first. */
void put_number(struct text *out, uint64_t value, size_t bytes);
/* A text of less than 64 KiB, its length first. */
void put_slice(struct text *out, struct tg_slice text);

/* Take what was put off the front; texts are lent by the record. */
uint64_t take_number(struct tg_slice *record, size_t bytes);
struct tg_slice take_slice(struct tg_slice *record);

#endif
