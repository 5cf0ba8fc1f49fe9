/*
 * Rated records in bulk. Nearly all rows of a file are plain, and read the quick way (plain.h).
 * Any other row, good or bad, is left to the careful reader, so that there is one place that knows
 * what is wrong with it, and in which words. What is read here is read alike there (bulk_test.c).
 */
#include "memory.h"
#include "plain.h"
#include "split.h"

#include <assert.h>
#include <string.h>

struct tg_bulk {
    struct tg_cdr_reader *careful;
    bool in_careful; /* the row given last was read by it */

    const char *p; /* the piece being read */
    size_t n;      /* from there to the end of the lines */
    long line;     /* of the next row */
    size_t at;     /* the next line of the piece */
    size_t done;   /* the fields in front of it */
    size_t next;   /* where it begins */
    size_t odd;    /* the first odd byte not passed */

    struct tg_cdr found[TG_BULK_MOST]; /* given last */
    struct tg_row rows[TG_BULK_MOST];  /* where they stand */
    bool declined;                     /* the row behind them was */
    size_t most;                       /* so many next time: fewer where rows are declined */

    struct tg_slice single; /* the line that the careful reader has */

    struct tg_plain plain;
    struct tg_split split;
};

/* --------------------------------------------------------------------------------- lines */

static ptrdiff_t read_single(void *user, void *buf, size_t size)
{
    struct tg_slice *left = user;
    size_t n = left->n < size ? left->n : size;

    memcpy(buf, left->p, n);
    left->p += n;
    left->n -= n;
    return (ptrdiff_t)n;
}

/* TG_NEXT_END: the line is no record: empty, or a header. */
static enum tg_next read_carefully(struct tg_bulk *bulk, const char *p, size_t n,
                                   struct tg_error *error)
{
    bulk->in_careful = true;
    bulk->single = (struct tg_slice){p, n};
    tg_cdr_reader_restart(bulk->careful, read_single, &bulk->single, bulk->line++);
    return tg_cdr_next(bulk->careful, &bulk->found[0], error);
}

/* Splits the next piece; false if it has no whole line, as a line longer than a piece is. */
static bool next_piece(struct tg_bulk *bulk)
{
    bulk->at = bulk->done = bulk->next = bulk->odd = 0;
    tg_split(&bulk->split, bulk->p, bulk->n < TG_SPLIT_MOST ? bulk->n : TG_SPLIT_MOST);
    return bulk->split.lines > 0;
}

/* Leaves the piece behind, up to its last whole line. */
static void pass(struct tg_bulk *bulk)
{
    size_t passed = bulk->split.lines > 0 ? bulk->next : 0;

    bulk->p += passed;
    bulk->n -= passed;
    bulk->split.lines = bulk->at = 0;
}

static enum tg_next read_long_line(struct tg_bulk *bulk, struct tg_error *error)
{
    size_t n = (size_t)((const char *)memchr(bulk->p, '\n', bulk->n) - bulk->p) + 1;
    enum tg_next next = read_carefully(bulk, bulk->p, n, error);

    bulk->p += n;
    bulk->n -= n;
    return next;
}

/* Whether the row in front of `to` has an odd byte. */
static inline bool is_odd(struct tg_bulk *bulk, size_t to)
{
    const struct tg_split *split = &bulk->split;
    bool odd = false;

    while (bulk->odd < split->odds && split->odd[bulk->odd] < to) {
        bulk->odd++;
        odd = true;
    }
    return odd;
}

/* Where the line at hand ends. */
static inline size_t line_end(const struct tg_bulk *bulk)
{
    return bulk->split.field[bulk->split.line[bulk->at]];
}

static inline void leave_line(struct tg_bulk *bulk, size_t end)
{
    bulk->done = bulk->split.line[bulk->at++];
    bulk->next = end;
}

/* The line at hand as a row; false if it is none that can be plain. */
static inline bool find_row(struct tg_bulk *bulk, struct tg_row *row)
{
    const struct tg_split *split = &bulk->split;
    size_t done = split->line[bulk->at];
    size_t end = split->field[done];

    *row = (struct tg_row){bulk->p, split->field + bulk->done, bulk->p[(ptrdiff_t)end - 2] == '\r'};
    return !is_odd(bulk, end) && done - bulk->done == bulk->plain.layout.width;
}

/* Goes back so many rows, to the one of that number, which was declined. */
static void go_back(struct tg_bulk *bulk, size_t back, size_t to, size_t odd)
{
    bulk->at -= back;
    bulk->odd = odd;
    bulk->done = (size_t)(bulk->rows[to].begins - bulk->split.field);
    bulk->next = bulk->split.field[bulk->done];
}

/* Rows behind a declined one are read anew: where many are, fewer at a time. */
static size_t next_most(size_t most, bool declined, size_t read)
{
    if (declined) return read + 1 < most ? read + 1 : most;
    return most <= TG_BULK_MOST / 2 ? 2 * most : TG_BULK_MOST;
}

/* Reads rows up to one that is declined; returns how many. */
static size_t read_quickly(struct tg_bulk *bulk)
{
    size_t odd = bulk->odd; /* no row found passes one */
    size_t found = 0;
    bool stopped = false;
    size_t read;

    while (found < bulk->most && bulk->at < bulk->split.lines) {
        stopped = !find_row(bulk, &bulk->rows[found]);
        if (stopped) break;
        bulk->found[found].line = bulk->line + (long)found;
        leave_line(bulk, line_end(bulk));
        found++;
    }
    read = tg_plain_read(&bulk->plain, bulk->found, bulk->rows, found);
    bulk->line += (long)read;
    bulk->in_careful = false;
    bulk->declined = stopped || read < found;
    bulk->most = next_most(bulk->most, read < found, read);
    if (read < found) go_back(bulk, found - read, read, odd);
    return read;
}

static enum tg_next read_declined(struct tg_bulk *bulk, struct tg_error *error)
{
    const char *p = bulk->p + bulk->next;
    size_t end = line_end(bulk);
    size_t n = end - bulk->next;

    bulk->declined = false;
    leave_line(bulk, end);
    return read_carefully(bulk, p, n, error);
}

/* Makes sure that there is a line, of a piece or longer than one; false at the end. */
static bool find_line(struct tg_bulk *bulk, bool *is_long)
{
    *is_long = false;
    if (bulk->at < bulk->split.lines) return true;
    pass(bulk);
    if (bulk->n == 0) return false;
    *is_long = !next_piece(bulk);
    return true;
}

enum tg_next tg_bulk_next(struct tg_bulk *bulk, const struct tg_cdr **cdrs, size_t *count,
                          struct tg_error *error)
{
    bool is_long;

    if (error != NULL) error->status = TG_OK; /* one struct serves many rows */
    *cdrs = bulk->found;
    while (find_line(bulk, &is_long)) {
        enum tg_next next;

        *count = is_long || bulk->declined ? 0 : read_quickly(bulk);
        if (*count > 0) return TG_NEXT_ROW;
        *count = 1;
        next = is_long ? read_long_line(bulk, error) : read_declined(bulk, error);
        if (next != TG_NEXT_END) return next;
    }
    return TG_NEXT_END;
}

bool tg_bulk_has_slack(const struct tg_bulk *bulk)
{
    return !bulk->in_careful;
}

void tg_bulk_begin(struct tg_bulk *bulk, const char *p, size_t n, long line)
{
    bulk->p = p;
    bulk->n = n;
    bulk->line = line;
    bulk->split.lines = bulk->at = 0;
    bulk->declined = false;
}

void tg_bulk_fields(const struct tg_bulk *bulk, struct tg_slice fields[TG_RATED_COLUMNS], size_t i)
{
    if (bulk->in_careful) {
        tg_rated_reader_fields(bulk->careful, fields);
        return;
    }
    for (size_t k = 0; k < TG_RATED_COLUMNS; k++)
        fields[k] = tg_plain_option(&bulk->plain, bulk->rows[i], k);
}

uint64_t tg_bulk_headers(const struct tg_bulk *bulk)
{
    return tg_rated_reader_headers(bulk->careful);
}

struct tg_bulk *tg_bulk_new(const struct tg_layout *layout, const char *name)
{
    struct tg_bulk *bulk = tg_alloc(sizeof *bulk);

    if (bulk == NULL) return NULL;
    bulk->careful = tg_rated_reader_of(layout, name);
    if (bulk->careful == NULL) {
        tg_release(bulk);
        return NULL;
    }
    bulk->most = TG_BULK_MOST;
    tg_plain_begin(&bulk->plain, layout);
    return bulk;
}

void tg_bulk_free(struct tg_bulk *bulk)
{
    if (bulk == NULL) return;
    tg_cdr_reader_free(bulk->careful);
    tg_release(bulk);
}
