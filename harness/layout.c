#include "layout.h"
#include "arena.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define GAP 2

/* Where terminals put a character in two columns (East Asian width "wide" or "full"), or, with
 * width 0, on top of the one before it. */
static const struct {
    uint32_t first, last;
    unsigned char width;
} odd_widths[] = {
    {0x0300, 0x036f, 0}, {0x1100, 0x115f, 2},   {0x200b, 0x200f, 0},   {0x2e80, 0x303e, 2},
    {0x3041, 0x33ff, 2}, {0x3400, 0x4dbf, 2},   {0x4e00, 0x9fff, 2},   {0xa000, 0xa4cf, 2},
    {0xac00, 0xd7a3, 2}, {0xf900, 0xfaff, 2},   {0xfe30, 0xfe6f, 2},   {0xff00, 0xff60, 2},
    {0xffe0, 0xffe6, 2}, {0x1f300, 0x1faff, 2}, {0x20000, 0x3fffd, 2},
};

static uint32_t code_point(const char *p, size_t n)
{
    static const unsigned char first_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t code = (unsigned char)p[0] & first_bits[n];

    for (size_t i = 1; i < n; i++) code = code << 6 | ((unsigned char)p[i] & 0x3f);
    return code;
}

static size_t width_of(uint32_t code)
{
    for (size_t i = 0; i < sizeof odd_widths / sizeof odd_widths[0]; i++)
        if (code >= odd_widths[i].first && code <= odd_widths[i].last) return odd_widths[i].width;
    return 1;
}

size_t layout_width(struct tg_slice text)
{
    size_t width = 0;

    for (size_t i = 0; i < text.n;) {
        size_t n = tg_utf8_char(text.p + i, text.n - i);

        if (n == 0) n = 1; /* shown as one replacement character */
        width += width_of(code_point(text.p + i, n));
        i += n;
    }
    return width;
}

/* Where the last line ends. */
static size_t last_column(const struct text *out)
{
    const char *newline = out->n == 0 ? NULL : memrchr(out->p, '\n', out->n);
    size_t start = newline == NULL ? 0 : (size_t)(newline - out->p) + 1;

    return out->n == 0 ? 0 : layout_width((struct tg_slice){out->p + start, out->n - start});
}

void layout_pad(struct text *out, size_t column)
{
    for (size_t at = last_column(out); at < column; at++) text_add(out, tg_slice_of(" "));
}

/* The next word and the blanks before it. */
static struct tg_slice next_piece(struct tg_slice text)
{
    size_t n = 0;

    while (n < text.n && text.p[n] == ' ') n++;
    while (n < text.n && text.p[n] != ' ') n++;
    return (struct tg_slice){text.p, n};
}

static struct tg_slice without_blanks(struct tg_slice piece)
{
    while (piece.n > 0 && piece.p[0] == ' ') {
        piece.p++;
        piece.n--;
    }
    return piece;
}

static void end_line(struct text *out)
{
    while (out->n > 0 && out->p[out->n - 1] == ' ') out->p[--out->n] = '\0';
    text_add(out, tg_slice_of("\n"));
}

void layout_wrap(struct text *out, size_t indent, struct tg_slice text)
{
    size_t at = last_column(out);
    bool fresh = true; /* nothing of the text stands in this line yet */

    while (text.n > 0) {
        struct tg_slice piece = next_piece(text);

        text.p += piece.n;
        text.n -= piece.n;
        if (!fresh && at + layout_width(piece) > LAYOUT_WIDTH) {
            end_line(out);
            layout_pad(out, indent);
            piece = without_blanks(piece);
            at = indent;
        }
        text_add(out, piece);
        at += layout_width(piece);
        fresh = false;
    }
    end_line(out);
}

static void begin_row(struct text *out, int depth, const char *label)
{
    text_addf(out, "%s%s", depth > 0 ? "  " : "", label);
    if (last_column(out) >= LAYOUT_LABEL) text_add(out, tg_slice_of(" "));
    layout_pad(out, LAYOUT_LABEL);
}

void layout_row(struct text *out, int depth, const char *label, struct tg_slice text)
{
    begin_row(out, depth, label);
    layout_wrap(out, LAYOUT_LABEL, text);
}

void layout_term(struct text *out, int depth, const char *label, const char *term, size_t column,
                 struct tg_slice text)
{
    begin_row(out, depth, label);
    text_add(out, tg_slice_of(term));
    layout_pad(out, column);
    layout_wrap(out, column, text);
}

/* -------------------------------------------------------------------------------------- tables */

static void end_cell(struct grid *grid)
{
    grid->end = array_grow(grid->end, &grid->room, grid->count, sizeof *grid->end);
    grid->end[grid->count++] = grid->text.n;
}

void grid_cell(struct grid *grid, struct tg_slice cell)
{
    text_add(&grid->text, cell);
    end_cell(grid);
}

void grid_cellf(struct grid *grid, const char *format, ...)
{
    char *cell;
    va_list args;

    va_start(args, format);
    if (vasprintf(&cell, format, args) < 0) arena_exhausted();
    va_end(args);
    grid_cell(grid, tg_slice_of(cell));
    free(cell);
}

static struct tg_slice cell_at(const struct grid *grid, size_t i)
{
    size_t start = i == 0 ? 0 : grid->end[i - 1];

    return (struct tg_slice){grid->text.p + start, grid->end[i] - start};
}

void grid_write(struct text *out, struct grid *grid)
{
    size_t column[GRID_MAX_COLUMNS + 1] = {GAP}; /* where each begins */

    for (size_t c = 1; c < grid->columns; c++) {
        size_t widest = 0;

        for (size_t i = c - 1; i < grid->count; i += grid->columns) {
            size_t width = layout_width(cell_at(grid, i));

            if (width > widest) widest = width;
        }
        column[c] = column[c - 1] + widest + (widest > 0 ? GAP : 0);
    }
    for (size_t i = 0; i < grid->count; i++) {
        size_t c = i % grid->columns;

        if ((grid->right >> c & 1) == 1)
            layout_pad(out, column[c + 1] - GAP - layout_width(cell_at(grid, i)));
        else
            layout_pad(out, column[c]);
        if (c + 1 == grid->columns)
            layout_wrap(out, column[c], cell_at(grid, i));
        else
            text_add(out, cell_at(grid, i));
    }
    free(grid->end);
    text_free(&grid->text);
    *grid = (struct grid){.columns = grid->columns, .right = grid->right};
}
