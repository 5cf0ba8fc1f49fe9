/*
 * Faults that a system has only for some calls: of some plans, for some events, in some regime.
 * They are told by where the fault explains wrong answers and where it contradicts right ones.
 */
#ifndef TOLLGATE_NARROWING_H
#define TOLLGATE_NARROWING_H

#include "footprint.h"

/* Adds to `faults` the fault of a footprint, narrowed by each dimension where that mends it. */
void narrowings_add(struct faults *faults, const struct footprint *footprint,
                    const struct ground *ground);

#endif
