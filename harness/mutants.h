/*
 * Systematic mutants of a tariff: every small mistake of a kind that its rules, policies and lists
 * of places leave room for, each as an overlay like any other defect.
 */
#ifndef TOLLGATE_MUTANTS_H
#define TOLLGATE_MUTANTS_H

#include "faults.h"

/* Adds the mutants of a compiled rulebook, in the order of its rules, policies and destinations. A
 * few of them cannot be loaded: no call is where they change something. */
void mutants_make(struct faults *mutants, const struct tg_rulebook *rulebook);

#endif
