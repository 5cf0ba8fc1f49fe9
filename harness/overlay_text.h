/* The charges of a rulebook, written as elements of overlays. */
#ifndef TOLLGATE_OVERLAY_TEXT_H
#define TOLLGATE_OVERLAY_TEXT_H

#include "arena.h"
#include "text.h"

/* The ways of charging of a rulebook, read once: it takes time. */
struct ways {
    struct way {
        struct tg_charge_info info;
        size_t rule;
    } * list;
    size_t count;
};

void ways_read(struct ways *ways, const struct tg_rulebook *rulebook);
void ways_free(struct ways *ways);

/* The conditions that calls are among these values, of each dimension for which not all are. */
void overlay_add_conditions(struct text *out, const uint32_t mask[TG_DIM_COUNT]);

/* <fee price="NAME"/> or <fee value="AMOUNT" per="SECONDS"/>. */
void overlay_add_fee(struct text *out, const struct tg_rulebook *rulebook,
                     const struct tg_fee_line *fee);

#endif
