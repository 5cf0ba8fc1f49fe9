/* The ways in which calls are worked out, from the one that every machine has to the widest. */
#ifndef TOLLGATE_QUICK_H
#define TOLLGATE_QUICK_H

#include "tollgate.h"

/* How many of them this machine has; the last of these is used. */
size_t tg_quick_ways(void);
/* Tests: takes another one. */
void tg_quick_go(struct tg_quick *quick, size_t way);

#endif
