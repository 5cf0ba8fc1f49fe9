/*
 * Plain rows of rated records: printable ASCII without quotes, every field in its usual form. They
 * are read with hardly a branch that depends on what they say. What is declined here, good or bad,
 * is for the careful reader.
 */
#ifndef TOLLGATE_PLAIN_H
#define TOLLGATE_PLAIN_H

#include "tollgate.h"
#include "words.h"

/* By value, so that the compiler need not look again where the fields are whenever something was
 * written. TG_BULK_SLACK bytes before and behind the row can be read. */
struct tg_row {
    const char *p;
    const uint16_t *begins; /* of the fields, and of what follows; 32 more can be read */
    bool has_return;        /* a carriage return in front of the line feed, of which no field is */
};

#define TG_AREA_KEYS 4096

/* The last date met, and when it began in China. */
struct tg_plain_day {
    uint64_t text; /* "YYYY-MM-", */
    uint16_t rest; /* "DD" */
    tg_time begin;
};

/* Where each of 64 bytes put side by side comes from: so many bytes behind where a field begins, if
 * that lies in front of (or, for fields read from their end, not in front of) another such place.
 */
struct tg_picks {
    uint8_t field[64], offset[64];
    uint8_t bound[64], bound_offset[64];
    uint64_t from_end; /* bits of bytes */
};

struct tg_plain {
    struct tg_layout layout;
    struct tg_plain_day day;
    struct tg_words plans, events, reasons, networks;
    uint16_t areas[TG_AREA_KEYS];
    /* For plain_wide.c: */
    bool wide; /* the machine can, and the layout fits */
    struct tg_picks numbers, words;
    uint8_t known[64];                 /* what bytes of `numbers` have to be */
    uint16_t least[32], more_most[32]; /* by field: 1 + its least length, and how much above */
};

void tg_plain_begin(struct tg_plain *plain, const struct tg_layout *layout);

/* Reads up to TG_BULK_MOST rows that have as many fields as the layout, until one is declined;
 * returns how many. All of a record but `line` is set. */
size_t tg_plain_read(struct tg_plain *plain, struct tg_cdr *cdrs, const struct tg_row *rows,
                     size_t count);

/* A field by enum tg_cdr_column, of those that every layout has. */
static inline __attribute__((always_inline)) struct tg_slice
tg_plain_field(const struct tg_plain *plain, struct tg_row row, size_t column)
{
    size_t place = plain->layout.place[column];
    const uint16_t *from = row.begins + place;
    size_t cut = 1 + (size_t)(row.has_return & (place + 1 == plain->layout.width));

    return (struct tg_slice){row.p + from[0], (size_t)from[1] - from[0] - cut};
}

/* The same of any; empty where the layout has none. */
static inline __attribute__((always_inline)) struct tg_slice
tg_plain_option(const struct tg_plain *plain, struct tg_row row, size_t column)
{
    if (plain->layout.place[column] == plain->layout.width)
        return (struct tg_slice){row.p + row.begins[0], 0};
    return tg_plain_field(plain, row, column);
}

#endif
