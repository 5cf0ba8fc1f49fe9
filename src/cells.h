/*
 * The points of the decision table. A point is reachable if a call can be there (a received call
 * has no destination, a forwarded one is never "local" ...). Boxes are sets of points.
 */
#ifndef TOLLGATE_CELLS_H
#define TOLLGATE_CELLS_H

#include "rulebook.h"

/* Combinations of values, reachable or not. */
size_t tg_point_count(void);

/* What of a point some calls cannot have together is its front: event, state, access, destination
 * and network. Only reachable fronts have cells of their own, all others share those of front 0,
 * which stay empty. Cells of a front lie side by side, those that calls mostly use first. */
#define TG_PER_PLAN    1
#define TG_PER_DAYPART (TG_PER_PLAN * TG_PLAN_COUNT)
#define TG_PER_PACK    (TG_PER_DAYPART * TG_DAYPART_COUNT)
#define TG_PER_REGIME  (TG_PER_PACK * TG_PACK_COUNT)
#define TG_PER_LENGTH  (TG_PER_REGIME * TG_REGIME_COUNT)
#define TG_PER_FRONT   (TG_PER_LENGTH * TG_LENGTH_COUNT)
#define TG_FRONTS      775
#define TG_CELLS       (TG_FRONTS * TG_PER_FRONT)

extern uint16_t tg_front[TG_EVENT_COUNT][TG_STATE_COUNT][TG_ACCESS_COUNT][TG_DEST_COUNT]
                        [TG_NETWORK_COUNT];

/* The cell of a point given by its value per dimension; below TG_PER_FRONT = it is unreachable. */
static inline size_t tg_cell_index(const uint8_t value[TG_DIM_COUNT])
{
    size_t front = tg_front[value[TG_DIM_EVENT]][value[TG_DIM_STATE]][value[TG_DIM_ACCESS]]
                           [value[TG_DIM_DESTINATION]][value[TG_DIM_NETWORK]];

    return front * TG_PER_FRONT + (size_t)value[TG_DIM_LENGTH] * TG_PER_LENGTH +
           (size_t)value[TG_DIM_REGIME] * TG_PER_REGIME + (size_t)value[TG_DIM_PACK] * TG_PER_PACK +
           (size_t)value[TG_DIM_DAYPART] * TG_PER_DAYPART +
           (size_t)value[TG_DIM_PLAN] * TG_PER_PLAN;
}

/* The reachable fronts, one after the other: fills in what makes one, and where its cells begin.
 * `*place` is 0 at first; false after the last. */
bool tg_front_next(uint8_t value[TG_DIM_COUNT], size_t *first, size_t *place);

/* Fills in all else of the n-th cell of a front. */
void tg_cell_rest(uint8_t value[TG_DIM_COUNT], size_t n);

/* The points of a box, one after the other; those whose cells lie side by side follow each other.
 */
struct tg_cells {
    const struct tg_box *box;
    uint8_t value[TG_DIM_COUNT];
    size_t cell;
    uint32_t plans_left; /* of the points that differ in nothing else */
};

/* The box's first point; false if it is empty. */
bool tg_cells_first(struct tg_cells *cells, const struct tg_box *box);
/* The next one with the first plan; false if there is none. */
bool tg_cells_next_row(struct tg_cells *cells);

/* The next one; false after the last. */
static inline bool tg_cells_next(struct tg_cells *cells)
{
    uint32_t left = cells->plans_left;
    uint8_t plan = cells->value[TG_DIM_PLAN];

    if (left == 0) return tg_cells_next_row(cells);
    cells->value[TG_DIM_PLAN] = (uint8_t)__builtin_ctz(left);
    cells->cell += (size_t)(cells->value[TG_DIM_PLAN] - plan) * TG_PER_PLAN;
    cells->plans_left = left & (left - 1);
    return true;
}

/* The reachable points, as boxes that do not overlap. */
size_t tg_reachable_count(void);
const struct tg_box *tg_reachable(size_t i);

/* a = a and b; false if nothing is left. */
bool tg_box_cut(struct tg_box *a, const struct tg_box *b);

/* "regime=single plan=gotone ..."; size of at least TG_POINT_BUF. */
#define TG_POINT_BUF 320
void tg_point_format(char buf[TG_POINT_BUF], const uint8_t value[TG_DIM_COUNT]);

#endif
