#include "cells.h"
#include "vocabulary.h"

#include <string.h>

/* ----------------------------------------------------------------------------- points and boxes */

/* How far apart two cells are whose points differ by one in a dimension. What most calls have in
 * common moves furthest, so that the cells they use lie close together. */
#define PER_DESTINATION 1
#define PER_PLAN        (PER_DESTINATION * TG_DEST_COUNT)
#define PER_ACCESS      (PER_PLAN * TG_PLAN_COUNT)
#define PER_STATE       (PER_ACCESS * TG_ACCESS_COUNT)
#define PER_EVENT       (PER_STATE * TG_STATE_COUNT)
#define PER_DAYPART     (PER_EVENT * TG_EVENT_COUNT)
#define PER_NETWORK     (PER_DAYPART * TG_DAYPART_COUNT)
#define PER_REGIME      (PER_NETWORK * TG_NETWORK_COUNT)
#define PER_PACK        (PER_REGIME * TG_REGIME_COUNT)
#define PER_LENGTH      (PER_PACK * TG_PACK_COUNT)

static const uint32_t strides[TG_DIM_COUNT] = {
    [TG_DIM_REGIME] = PER_REGIME,   [TG_DIM_PLAN] = PER_PLAN,
    [TG_DIM_EVENT] = PER_EVENT,     [TG_DIM_STATE] = PER_STATE,
    [TG_DIM_ACCESS] = PER_ACCESS,   [TG_DIM_DESTINATION] = PER_DESTINATION,
    [TG_DIM_DAYPART] = PER_DAYPART, [TG_DIM_PACK] = PER_PACK,
    [TG_DIM_NETWORK] = PER_NETWORK, [TG_DIM_LENGTH] = PER_LENGTH,
};

size_t tg_cell_count(void)
{
    return (size_t)PER_LENGTH * TG_LENGTH_COUNT;
}

size_t tg_cell_index(const uint8_t value[TG_DIM_COUNT])
{
    size_t cell = 0;

    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++) cell += (size_t)value[dim] * strides[dim];
    return cell;
}

void tg_cell_values(uint8_t value[TG_DIM_COUNT], size_t cell)
{
    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++)
        value[dim] = (uint8_t)(cell / strides[dim] % tg_dim_size(dim));
}

static uint8_t lowest(uint32_t mask)
{
    return (uint8_t)__builtin_ctz(mask);
}

bool tg_cells_first(struct tg_cells *cells, const struct tg_box *box)
{
    cells->box = box;
    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++) {
        if (box->mask[dim] == 0) return false;
        cells->value[dim] = lowest(box->mask[dim]);
    }
    cells->cell = tg_cell_index(cells->value);
    return true;
}

bool tg_cells_next(struct tg_cells *cells)
{
    for (int dim = TG_DIM_COUNT - 1; dim >= 0; dim--) {
        uint32_t mask = cells->box->mask[dim];
        uint32_t above = mask & ~((UINT32_C(2) << cells->value[dim]) - 1);
        uint8_t next = lowest(above != 0 ? above : mask);

        cells->cell -= (size_t)cells->value[dim] * strides[dim];
        cells->cell += (size_t)next * strides[dim];
        cells->value[dim] = next;
        if (above != 0) return true;
    }
    return false;
}

bool tg_box_cut(struct tg_box *a, const struct tg_box *b)
{
    bool some = true;

    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++) {
        a->mask[dim] &= b->mask[dim];
        some = some && a->mask[dim] != 0;
    }
    return some;
}

void tg_point_format(char buf[TG_POINT_BUF], const uint8_t value[TG_DIM_COUNT])
{
    size_t n = 0;

    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++)
        n += (size_t)snprintf(buf + n, TG_POINT_BUF - n, "%s%s=%s", dim == 0 ? "" : " ",
                              tg_dim_name(dim), tg_value_name(dim, value[dim]));
}

/* ---------------------------------------------------------------------------- what is reachable */

#define BIT(value) (UINT32_C(1) << (value))
#define ALL(size)  (BIT(size) - 1)

#define MAINLAND (BIT(TG_DEST_LOCAL) | BIT(TG_DEST_DOMESTIC))
#define ELSEWHERE                                                                                  \
    (BIT(TG_DEST_HMT) | BIT(TG_DEST_US_CA) | BIT(TG_DEST_KR_SG) | BIT(TG_DEST_BOTH_LISTS) |        \
     BIT(TG_DEST_NZ) | BIT(TG_DEST_ONLY_12593) | BIT(TG_DEST_OTHER) | BIT(TG_DEST_SATELLITE) |     \
     BIT(TG_DEST_SATELLITE_OTHER) | BIT(TG_DEST_SPECIAL) | BIT(TG_DEST_SERVICE) |                  \
     BIT(TG_DEST_INFO))
#define FORWARD                                                                                    \
    (BIT(TG_EVENT_FORWARD_UNCONDITIONAL) | BIT(TG_EVENT_FORWARD_BUSY) |                            \
     BIT(TG_EVENT_FORWARD_NO_REPLY) | BIT(TG_EVENT_FORWARD_UNREACHABLE))
#define ROAMING (BIT(TG_STATE_PROVINCE) | BIT(TG_STATE_NATIONAL))

#define REACH(events, states, accesses, destinations, networks, lengths)                           \
    {                                                                                              \
        {                                                                                          \
            [TG_DIM_REGIME] = ALL(TG_REGIME_COUNT), [TG_DIM_PLAN] = ALL(TG_PLAN_COUNT),            \
            [TG_DIM_EVENT] = (events), [TG_DIM_STATE] = (states), [TG_DIM_ACCESS] = (accesses),    \
            [TG_DIM_DESTINATION] = (destinations), [TG_DIM_DAYPART] = ALL(TG_DAYPART_COUNT),       \
            [TG_DIM_PACK] = ALL(TG_PACK_COUNT), [TG_DIM_NETWORK] = (networks),                     \
            [TG_DIM_LENGTH] = (lengths),                                                           \
        }                                                                                          \
    }

#define STATES    ALL(TG_STATE_COUNT)
#define ACCESSES  ALL(TG_ACCESS_COUNT)
#define NETWORKS  ALL(TG_NETWORK_COUNT)
#define LENGTHS   ALL(TG_LENGTH_COUNT)
#define NO_CHOICE BIT(TG_NETWORK_OTHER) /* the network means nothing here; one value stands in */

static const struct tg_box reachable[] = {
    REACH(BIT(TG_EVENT_ORIGINATE), STATES, ACCESSES, MAINLAND, NETWORKS, LENGTHS),
    REACH(BIT(TG_EVENT_ORIGINATE), STATES, ACCESSES, ELSEWHERE, NO_CHOICE, LENGTHS),
    REACH(FORWARD, BIT(TG_STATE_HOME), ACCESSES, BIT(TG_DEST_HOME_AREA) | BIT(TG_DEST_DOMESTIC),
          NETWORKS, LENGTHS),
    REACH(FORWARD, ROAMING, ACCESSES,
          BIT(TG_DEST_HOME_AREA) | BIT(TG_DEST_VISITED_AREA) | BIT(TG_DEST_DOMESTIC), NETWORKS,
          LENGTHS),
    REACH(FORWARD, STATES, ACCESSES, ELSEWHERE, NO_CHOICE, LENGTHS),
    REACH(BIT(TG_EVENT_RECEIVE), STATES, BIT(TG_ACCESS_DIRECT), BIT(TG_DEST_NONE), NO_CHOICE,
          LENGTHS),
    REACH(BIT(TG_EVENT_MONTHLY_FEE), STATES, BIT(TG_ACCESS_DIRECT), BIT(TG_DEST_NONE), NO_CHOICE,
          BIT(TG_LENGTH_ZERO)),
};

size_t tg_reachable_count(void)
{
    return sizeof reachable / sizeof reachable[0];
}

const struct tg_box *tg_reachable(size_t i)
{
    return &reachable[i];
}
