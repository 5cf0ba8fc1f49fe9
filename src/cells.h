/*
 * The points of the decision table. A point is reachable if a call can be there (a received call
 * has no destination, a forwarded one is never "local" ...). Boxes are sets of points.
 */
#ifndef TOLLGATE_CELLS_H
#define TOLLGATE_CELLS_H

#include "rulebook.h"

/* Number of cells, reachable or not. */
size_t tg_cell_count(void);

/* The cell of a point given by its value per dimension. */
size_t tg_cell_index(const uint8_t value[TG_DIM_COUNT]);
/* The point of a cell. */
void tg_cell_values(uint8_t value[TG_DIM_COUNT], size_t cell);

/* The points of a box, one after the other. */
struct tg_cells {
    const struct tg_box *box;
    uint8_t value[TG_DIM_COUNT];
    size_t cell;
};

/* The box's first point; false if it is empty. */
bool tg_cells_first(struct tg_cells *cells, const struct tg_box *box);
/* The next one; false after the last. */
bool tg_cells_next(struct tg_cells *cells);

/* The reachable points, as boxes that do not overlap. */
size_t tg_reachable_count(void);
const struct tg_box *tg_reachable(size_t i);

/* a = a and b; false if nothing is left. */
bool tg_box_cut(struct tg_box *a, const struct tg_box *b);

/* "regime=single plan=gotone ..."; size of at least TG_POINT_BUF. */
#define TG_POINT_BUF 320
void tg_point_format(char buf[TG_POINT_BUF], const uint8_t value[TG_DIM_COUNT]);

#endif
