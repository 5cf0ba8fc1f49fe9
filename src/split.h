/*
 * Where the fields and lines of a piece of CSV text end: 64 bytes at a time, by the widest
 * instructions the machine has. It knows nothing of quotes: a line with a quote, or with anything
 * else but printable ASCII, is only told to be odd.
 */
#ifndef TOLLGATE_SPLIT_H
#define TOLLGATE_SPLIT_H

#include "tollgate.h"

/* A piece has at most so many bytes, so that what is found stays in the fastest cache. */
#define TG_SPLIT_MOST 16384

struct tg_split {
    size_t fields, lines, odds; /* that end in the piece */
    /* Ascending offsets into the piece. Places are written up to 32 at a time, needed or not. */
    uint16_t field[1 + TG_SPLIT_MOST + 32]; /* where fields begin: at 0, and behind every comma and
                                               line feed */
    uint16_t line[TG_SPLIT_MOST + 32];      /* by line: how many fields have ended with it */
    uint16_t odd[TG_SPLIT_MOST + 32]; /* quotes, control characters, bytes above 0x7e; but for a
                                         carriage return in front of a line feed */
};

/* n <= TG_SPLIT_MOST; 64 bytes behind the piece can be read. */
void tg_split(struct tg_split *split, const char *p, size_t n);

/* The ways to split and to survey, from the one that every machine has to the widest. */
struct tg_splitter {
    const char *name;
    void (*split)(struct tg_split *split, const char *p, size_t n);
    void (*survey)(struct tg_survey *survey, const char *p, size_t n);
};
extern const struct tg_splitter tg_splitters[];

/* How many of them this machine has; the last of these is used. */
size_t tg_splitter_count(void);

#endif
