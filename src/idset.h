/*
 * Which call_ids were met before, in bounded memory. An id is split into its text and the number it
 * ends in; one entry of 16 bytes stands for 64 neighbouring numbers, so that ids counted up cost
 * two bits each: 10 million of them take 4 MiB.
 *
 * Ids are told apart by a 64-bit hash of the text, begun with a number drawn for the process: two
 * different ids are taken for the same with a probability of about 2^-43 for each one looked up in
 * a full table.
 */
#ifndef TOLLGATE_IDSET_H
#define TOLLGATE_IDSET_H

#include "tollgate.h"

#define TG_IDSET_MAX_ENTRIES (UINT32_C(1) << 21) /* 32 MiB */
#define TG_IDSET_MAX_STEM    64

struct tg_idset {
    struct tg_idset_entry *entries;
    size_t size; /* a power of two */
    size_t used;
    bool full; /* cannot grow: ids of new neighbourhoods are no longer kept */

    /* Ids mostly come counted up: of the last one all but its last two digits, with the hash of its
     * text and the number it ends in, those digits taken as 0. */
    char stem[TG_IDSET_MAX_STEM];
    size_t stem_size; /* 0 = none */
    uint64_t seed;
    uint64_t stem_hash;
    uint64_t stem_number;
};

enum tg_id_seen { TG_ID_NEW, TG_ID_REPEATED, TG_ID_UNCHECKED };

/* False when out of memory. */
bool tg_idset_init(struct tg_idset *set);
void tg_idset_drop(struct tg_idset *set);

/* Tells whether the id was added before, and adds it. UNCHECKED: it cannot be told, for want of
 * memory. */
enum tg_id_seen tg_idset_add(struct tg_idset *set, struct tg_slice id);

#endif
