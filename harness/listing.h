/* Committed tables (case records, golden results) against what they should be. */
#ifndef TOLLGATE_LISTING_H
#define TOLLGATE_LISTING_H

#include "text.h"

/* Lines by what became of them. */
struct listing_counts {
    size_t changed;
    size_t missing; /* in `wanted` only */
    size_t extra;   /* in `found` only */
};

/* Compares two texts of lines that begin with a call_id and are sorted by it, below a header line,
 * and appends the first `most` differences to `report`, each with its line in `found`. True if the
 * texts are equal, byte for byte. */
bool listing_compare(struct listing_counts *counts, struct text *report, struct tg_slice found,
                     struct tg_slice wanted, const char *name, size_t most);

#endif
