/* Plain text in columns, aligned on a terminal: Chinese characters are two columns wide. */
#ifndef TOLLGATE_LAYOUT_H
#define TOLLGATE_LAYOUT_H

#include "text.h"

#define LAYOUT_WIDTH 100 /* lines are broken to be no wider, where a blank allows it */
#define LAYOUT_LABEL 16  /* the column after the labels of layout_row */

/* The columns that a text of UTF-8 without control characters takes. */
size_t layout_width(struct tg_slice text);

/* Adds blanks until the last line reaches the column (counted from 0). */
void layout_pad(struct text *out, size_t column);

/* Adds the text to the last line, broken at blanks; further lines begin at column `indent`. Ends
 * the line, without blanks at its end. */
void layout_wrap(struct text *out, size_t indent, struct tg_slice text);

/* "label         text": a line that explains; `depth` 1 indents the label. An empty label goes on
 * with the one above. */
void layout_row(struct text *out, int depth, const char *label, struct tg_slice text);

/* The same with a term before the text, which is aligned at `column` and so are its further lines.
 */
void layout_term(struct text *out, int depth, const char *label, const char *term, size_t column,
                 struct tg_slice text);

#define GRID_MAX_COLUMNS 8

/* A table. Cells are added row by row; the last column is broken where it is too wide. */
struct grid {
    size_t columns;
    unsigned right;   /* bit n: column n is aligned right; not for the last */
    struct text text; /* the cells, one after the other */
    size_t *end;      /* where each ends */
    size_t count;
    size_t room;
};

/* Adds the next cell; it is copied. */
void grid_cell(struct grid *grid, struct tg_slice cell);
void grid_cellf(struct grid *grid, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Writes the table, two blanks before it and between its columns, and empties it. */
void grid_write(struct text *out, struct grid *grid);

#endif
