#include "cells.h"
#include "vocabulary.h"

#include <assert.h>
#include <string.h>

/* ----------------------------------------------------------------------------- points and boxes */

size_t tg_point_count(void)
{
    size_t points = 1;

    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++) points *= tg_dim_size(dim);
    return points;
}

bool tg_front_next(uint8_t value[TG_DIM_COUNT], size_t *first, size_t *place)
{
    const uint16_t *fronts = &tg_front[0][0][0][0][0];
    size_t at = *place;

    while (at < sizeof tg_front / sizeof *fronts && fronts[at] == 0) at++;
    if (at == sizeof tg_front / sizeof *fronts) return false;
    *place = at + 1;
    *first = (size_t)fronts[at] * TG_PER_FRONT;
    value[TG_DIM_NETWORK] = (uint8_t)(at % TG_NETWORK_COUNT);
    at /= TG_NETWORK_COUNT;
    value[TG_DIM_DESTINATION] = (uint8_t)(at % TG_DEST_COUNT);
    at /= TG_DEST_COUNT;
    value[TG_DIM_ACCESS] = (uint8_t)(at % TG_ACCESS_COUNT);
    at /= TG_ACCESS_COUNT;
    value[TG_DIM_STATE] = (uint8_t)(at % TG_STATE_COUNT);
    value[TG_DIM_EVENT] = (uint8_t)(at / TG_STATE_COUNT);
    return true;
}

void tg_cell_rest(uint8_t value[TG_DIM_COUNT], size_t n)
{
    value[TG_DIM_PLAN] = (uint8_t)(n / TG_PER_PLAN % TG_PLAN_COUNT);
    value[TG_DIM_DAYPART] = (uint8_t)(n / TG_PER_DAYPART % TG_DAYPART_COUNT);
    value[TG_DIM_PACK] = (uint8_t)(n / TG_PER_PACK % TG_PACK_COUNT);
    value[TG_DIM_REGIME] = (uint8_t)(n / TG_PER_REGIME % TG_REGIME_COUNT);
    value[TG_DIM_LENGTH] = (uint8_t)(n / TG_PER_LENGTH % TG_LENGTH_COUNT);
}

static uint8_t lowest(uint32_t mask)
{
    return (uint8_t)__builtin_ctz(mask);
}

/* All but the lowest. */
static uint32_t others(uint32_t mask)
{
    return mask & (mask - 1);
}

bool tg_cells_first(struct tg_cells *cells, const struct tg_box *box)
{
    cells->box = box;
    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++) {
        if (box->mask[dim] == 0) return false;
        cells->value[dim] = lowest(box->mask[dim]);
    }
    cells->cell = tg_cell_index(cells->value);
    cells->plans_left = others(box->mask[TG_DIM_PLAN]);
    return true;
}

/* How far apart two cells of a front are whose points differ by one in a dimension; 0 = the points
 * are of different fronts. */
static const uint16_t strides[TG_DIM_COUNT] = {
    [TG_DIM_PLAN] = TG_PER_PLAN,     [TG_DIM_DAYPART] = TG_PER_DAYPART, [TG_DIM_PACK] = TG_PER_PACK,
    [TG_DIM_REGIME] = TG_PER_REGIME, [TG_DIM_LENGTH] = TG_PER_LENGTH,
};

/* What changes first, but for the plan. */
static const uint8_t order[TG_DIM_COUNT - 1] = {
    TG_DIM_DAYPART,     TG_DIM_PACK,   TG_DIM_REGIME, TG_DIM_LENGTH, TG_DIM_NETWORK,
    TG_DIM_DESTINATION, TG_DIM_ACCESS, TG_DIM_STATE,  TG_DIM_EVENT,
};

/* Goes on to the next value; false if that is the first one again. */
static bool step(struct tg_cells *cells, enum tg_dim dim)
{
    uint32_t mask = cells->box->mask[dim];
    uint8_t value = cells->value[dim];
    uint32_t above = mask & ~((UINT32_C(2) << value) - 1);
    uint8_t next = lowest(above != 0 ? above : mask);

    cells->value[dim] = next;
    cells->cell += (size_t)next * strides[dim] - (size_t)value * strides[dim];
    return above != 0;
}

bool tg_cells_next_row(struct tg_cells *cells)
{
    bool more = false;
    size_t i = 0;

    step(cells, TG_DIM_PLAN);
    while (!more && i < sizeof order) more = step(cells, order[i++]);
    cells->plans_left = others(cells->box->mask[TG_DIM_PLAN]);
    /* Other fronts lie elsewhere. */
    if (more && strides[order[i - 1]] == 0) cells->cell = tg_cell_index(cells->value);
    return more;
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

/* ------------------------------------------------------------------------------------ fronts */

uint16_t tg_front[TG_EVENT_COUNT][TG_STATE_COUNT][TG_ACCESS_COUNT][TG_DEST_COUNT][TG_NETWORK_COUNT];

static uint16_t *front_at(const uint8_t value[TG_DIM_COUNT])
{
    return &tg_front[value[TG_DIM_EVENT]][value[TG_DIM_STATE]][value[TG_DIM_ACCESS]]
                    [value[TG_DIM_DESTINATION]][value[TG_DIM_NETWORK]];
}

/* Numbers the fronts of the reachable points, before anybody asks: several threads may. */
static __attribute__((constructor)) void number_fronts(void)
{
    uint16_t count = 0;

    for (size_t r = 0; r < sizeof reachable / sizeof reachable[0]; r++) {
        struct tg_box box = reachable[r];
        struct tg_cells at;

        for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++)
            if (strides[dim] != 0) box.mask[dim] &= ~box.mask[dim] + 1; /* one point of each */
        for (bool more = tg_cells_first(&at, &box); more; more = tg_cells_next(&at))
            *front_at(at.value) = ++count;
    }
    assert(count == TG_FRONTS - 1);
}

size_t tg_reachable_count(void)
{
    return sizeof reachable / sizeof reachable[0];
}

const struct tg_box *tg_reachable(size_t i)
{
    return &reachable[i];
}
