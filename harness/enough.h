/* Breaks a conversation off when enough cases fail. */
#ifndef TOLLGATE_ENOUGH_H
#define TOLLGATE_ENOUGH_H

#include "baseline.h"
#include "heard.h"

struct enough {
    uint64_t limit; /* cases */
    uint64_t failing;
    const struct questions *questions;
    const struct baseline *baseline;   /* cases that may fail; NULL = none */
    const struct heard *heard;         /* what `next` sorts the answers into */
    const struct transport_sink *next; /* lent */
};

/* Counts cases that fail whatever else the system answers: by their golden result, and not in a
 * question that could be read in another way. */
struct transport_sink enough_sink(struct enough *enough);

static inline bool enough_reached(const struct enough *enough)
{
    return enough->limit > 0 && enough->failing >= enough->limit;
}

#endif
