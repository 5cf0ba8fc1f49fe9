/*
 * What other readings of the tariff say of a record: how its charge relates to that is part of its
 * kind, so that the records of a kind stay together whichever readings the system is found to hold.
 * A reading, or two, that chose for the record; rulebooks are made when they are first needed.
 */
#ifndef TOLLGATE_OTHERWISE_H
#define TOLLGATE_OTHERWISE_H

#include "choice.h"

struct otherwise;

/* `fixed`: questions (bit n = I-n) of which no other reading counts. NULL after telling on stderr.
 */
struct otherwise *otherwise_open(const struct choice *choice, uint32_t fixed);
void otherwise_close(struct otherwise *otherwise);

/* A digest of how the charge relates to each; several threads may ask. */
uint64_t otherwise_relate(struct otherwise *otherwise, const struct tg_cdr *cdr, uint32_t basis);

#endif
