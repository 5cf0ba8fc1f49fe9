/* What stands around the rows of a system's file: a head record and a trailer, which say how many
 * rows there are and what their amounts add up to. */
#ifndef TOLLGATE_WIRE_FRAME_H
#define TOLLGATE_WIRE_FRAME_H

#include "profile_parts.h"

/* A field of a row, wherever the profile's form has it; empty = the row has none there. */
typedef struct tg_slice wire_field_fn(const void *row, const struct place *place);

/* `row` is a struct tg_slice: the bytes of a line. */
struct tg_slice fixed_field(const void *row, const struct place *place);
/* `row` is a struct tg_csv_row. */
struct tg_slice csv_field(const void *row, const struct place *place);

struct frame {
    const struct profile *profile;
    const char *rows_name; /* what the rows are, for errors: "answers" */
    void (*fault)(void *user, const char *reason, long line);
    void *user;
    uint64_t rows;  /* so far */
    tg_money total; /* of those that are amounts; saturates */
    bool trailed;   /* the trailer was met */
    bool broken;    /* a fault was told */
    /* What the head said, until all rows are read. */
    bool headed;
    char count[32], promised[128];
    long line;
};

/* All texts are lent. */
void frame_begin(struct frame *frame, const struct profile *profile, const char *rows_name,
                 void (*fault)(void *user, const char *reason, long line), void *user);

/* Tells what is wrong with the file. */
void frame_fault(struct frame *frame, const char *reason, long line);

/* True if the row is a head or a trailer; a trailer is checked against what was counted. */
bool frame_takes(struct frame *frame, const void *row, wire_field_fn *field, long line);
/* True if the trailer is behind: the row belongs to nothing, which is told once. */
bool frame_is_late(struct frame *frame, long line);
/* Is it tagged as a row of the profile's body? */
bool frame_is_body(const struct frame *frame, const void *row, wire_field_fn *field);

void frame_count(struct frame *frame, const struct reply *reply);

/* At the end of the file, which has so many lines: is all there, as the head promised? */
void frame_end(struct frame *frame, long line);

#endif
