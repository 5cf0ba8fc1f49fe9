/* The footprints of many faults, taken by all processors. */
#ifndef TOLLGATE_TAKINGS_H
#define TOLLGATE_TAKINGS_H

#include "footprint.h"

/* Zeroed = none. */
struct taking {
    const struct ground *ground;
    const struct fault **list; /* whose footprints are taken */
    size_t count;
    size_t least;
    struct footprint *found; /* by fault; its fault is NULL if it has none */
    uint64_t *words;         /* of their sets */
};

/* Takes those of all faults that can reach so many wrong answers. False after telling that no
 * process could be started. To be released all the same; the faults are lent. */
bool taking_take(struct taking *taking, const struct ground *ground, const struct faults *faults,
                 size_t least);
void taking_release(struct taking *taking);

#endif
