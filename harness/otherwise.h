/*
 * What other readings of the tariff say of a record: how its charge relates to that is part of its
 * kind, so that the records of a kind stay together whichever readings the system is found to hold.
 * A reading, or two, that chose for the record; rulebooks are made when they are first needed.
 */
#ifndef TOLLGATE_OTHERWISE_H
#define TOLLGATE_OTHERWISE_H

#include "tollgate.h"

struct otherwise;

/* `rulebook` is lent; `fixed`: questions (bit n = I-n) of which no other reading counts. */
struct otherwise *otherwise_open(const struct tg_rulebook *rulebook, uint32_t fixed);
void otherwise_close(struct otherwise *otherwise);

/* Gives back the memory of what was made so far; nobody may be asking. */
void otherwise_forget(struct otherwise *otherwise);

/* A digest of how the charge relates to each; several threads may ask. */
uint64_t otherwise_relate(struct otherwise *otherwise, const struct tg_cdr *cdr, uint32_t basis);

#endif
