#include "overlay_text.h"

#include <stdlib.h>

void ways_read(struct ways *ways, const struct tg_rulebook *rulebook)
{
    size_t room = 0;

    *ways = (struct ways){NULL, 0};
    for (size_t i = 0; i < tg_rulebook_charges(rulebook); i++) {
        ways->list = array_grow(ways->list, &room, ways->count, sizeof *ways->list);
        if (tg_rulebook_charge(rulebook, &ways->list[ways->count].info,
                               &ways->list[ways->count].rule, i))
            ways->count++;
    }
}

void ways_free(struct ways *ways)
{
    free(ways->list);
    *ways = (struct ways){NULL, 0};
}

/* The condition that a dimension's values are among these; nothing if all are. */
static void add_condition(struct text *out, enum tg_dim dim, uint32_t mask)
{
    bool first = true;

    if (mask == (UINT32_C(1) << tg_dim_size(dim)) - 1) return;
    text_addf(out, " %s=\"", tg_dim_name(dim));
    for (unsigned value = 0; value < tg_dim_size(dim); value++) {
        if ((mask >> value & 1) == 0) continue;
        text_addf(out, "%s%s", first ? "" : " ", tg_value_name(dim, value));
        first = false;
    }
    text_addf(out, "\"");
}

void overlay_add_conditions(struct text *out, const uint32_t mask[TG_DIM_COUNT])
{
    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++) add_condition(out, dim, mask[dim]);
}

void overlay_add_fee(struct text *out, const struct tg_rulebook *rulebook,
                     const struct tg_fee_line *fee)
{
    size_t count;

    if (fee->price >= 0) {
        text_addf(out, "<fee price=\"%s\"/>",
                  tg_rulebook_prices(rulebook, &count)[fee->price].name);
        return;
    }
    text_addf(out, "<fee value=\"");
    text_add_money(out, fee->value, false);
    text_addf(out, "\"");
    if (fee->per_s > 0) text_addf(out, " per=\"%d\"", fee->per_s);
    text_addf(out, "/>");
}
