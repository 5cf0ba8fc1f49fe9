/*
 * Records of a system, read back into ours: what wire_write does, the other way round. Nothing is
 * guessed: a value that could stand for two is none.
 */
#ifndef TOLLGATE_WIRE_BACK_H
#define TOLLGATE_WIRE_BACK_H

#include "profile_parts.h"

#define WIRE_BACK_SUBSCRIBER TG_CDR_COLUMNS
#define WIRE_BACK_FIELDS     (TG_CDR_COLUMNS + 1)

/* A record of ours: fields in the order of tg_cdr_column_names, then the subscriber, and where in
 * its line the system has each (bytes from 1; 0 = not known). The texts are lent by the row, the
 * profile or this struct. */
struct wire_record {
    struct tg_slice field[WIRE_BACK_FIELDS];
    long column[WIRE_BACK_FIELDS];
    const char *from[WIRE_BACK_FIELDS]; /* the name of the column that gave it; NULL = none did */
    struct tg_slice access, number;
    unsigned parts[6]; /* of the start: year ... second */
    bool has[6];
    char start[32], duration[32], reason[32], party[80];
};

/* What one row holds in one column of the profile: UTF-8, without its padding. */
struct wire_cell {
    struct tg_slice text;
    long column; /* where its bytes begin, from 1; 0 = not known */
};

/* Can records be read back at all? False (E_FIELD) with what is missing. */
bool wire_back_possible(const struct profile *profile, const char *name, struct tg_error *error);

/* Of a padded value in place: where it begins and how much of it is no padding. False if its ends
 * cannot be told from padding; `reason` says so. */
bool wire_unpad(struct tg_slice *text, const struct column *column, const char **reason);

/* Reads a row; `cells` are those of the profile's columns, `id` is the call_id where none of these
 * has it. False (E_FIELD) with the column. */
bool wire_back(struct wire_record *record, const struct profile *profile,
               const struct wire_cell *cells, struct wire_cell id, struct tg_error *error);

#endif
