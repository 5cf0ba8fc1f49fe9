/* Names of the decision table's dimensions, values and groups of values. */
#ifndef TOLLGATE_VOCABULARY_H
#define TOLLGATE_VOCABULARY_H

#include "tollgate.h"

/* The dimension with this name; TG_DIM_COUNT = none. */
enum tg_dim tg_dim_find(struct tg_slice name);

/* The values a word stands for in a condition, as a bit mask: a value's own code, or a group such
 * as "roaming" or "international". 0 = no such word in this dimension. */
uint32_t tg_value_mask(enum tg_dim dim, struct tg_slice word);

/* Every value of a dimension. */
uint32_t tg_dim_all(enum tg_dim dim);

/* The index of the value with this code; -1 = none (groups do not count). */
int tg_value_find(enum tg_dim dim, struct tg_slice code);

/* TG_SYSTEM_COUNT = no such satellite system. */
enum tg_system tg_system_find(struct tg_slice name);

#endif
