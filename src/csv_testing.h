/* The tests of the CSV reader compare what it makes of a text, written down. */
#ifndef TOLLGATE_CSV_TESTING_H
#define TOLLGATE_CSV_TESTING_H

#include "testing.h"

#include <stdio.h>

/* A row is "LINE:[field@column][field@column]", a
 * bad one the error and "(n)" for the fields in front of the fault, each ended by '\n'. */
struct listing {
    char *text;
    size_t size;
    size_t n;
};

static inline void put(struct listing *listing, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static inline void put(struct listing *listing, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    listing->n +=
        (size_t)vsnprintf(listing->text + listing->n, listing->size - listing->n, format, args);
    va_end(args);
    assert_true(listing->n < listing->size);
}

static inline void put_row(struct listing *out, const struct tg_csv_row *row)
{
    put(out, "%ld:", row->line);
    for (size_t i = 0; i < row->count; i++)
        put(out, "[%.*s@%ld]", (int)row->field[i].n, row->field[i].p, row->column[i]);
    put(out, "\n");
}

static inline void list(struct listing *out, const char *text, size_t n, size_t step)
{
    struct memory_input in = {.p = text, .n = n, .step = step};
    struct tg_csv *csv = tg_csv_new(memory_read, &in, "f");
    struct tg_csv_row row;
    struct tg_error error;
    enum tg_next next;

    out->n = 0;
    out->text[0] = '\0';
    while ((next = tg_csv_next(csv, &row, &error)) != TG_NEXT_END) {
        char buf[TG_ERROR_TEXT + 64];

        if (next == TG_NEXT_ROW) {
            assert_int_equal(error.status, TG_OK);
            put_row(out, &row);
            continue;
        }
        assert_int_equal(next, TG_NEXT_BAD_ROW);
        assert_int_equal(error.status, TG_E_FORMAT);
        tg_error_format(buf, sizeof buf, &error);
        put(out, "%s (%zu)\n", buf, row.count);
    }
    assert_int_equal(tg_csv_next(csv, &row, &error), TG_NEXT_END);
    tg_csv_free(csv);
}

#endif
