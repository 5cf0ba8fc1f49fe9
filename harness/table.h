/* A CSV text with a header, its columns found by name. */
#ifndef TOLLGATE_TABLE_H
#define TOLLGATE_TABLE_H

#include "tollgate.h"

#define TABLE_MAX_COLUMNS 16

/* The columns that are looked for; others are passed over. */
struct table_form {
    const char *const *names;
    size_t count;
    uint32_t required; /* bit n: column n must be there */
};

struct table {
    const struct table_form *form;
    const char *name; /* lent, for errors */
    struct tg_csv *csv;
    struct tg_slice left; /* not yet read */
    size_t width;         /* columns of the header */
    int at[TABLE_MAX_COLUMNS];
    struct tg_csv_row row;
};

/* Reads the header. `data` and `name` are lent until table_close. On failure nothing is open. */
bool table_open(struct table *table, const struct table_form *form, struct tg_slice data,
                const char *name, struct tg_error *error);

/* As tg_csv_next; a row that has more or fewer fields than the header is a bad one too (E_FORMAT).
 * Of a bad row the fields that were read can be asked for. */
enum tg_next table_next(struct table *table, struct tg_error *error);

/* Empty if there is no such field. */
struct tg_slice table_field(const struct table *table, size_t column);

/* Where the field begins, bytes from 1; 0 = nowhere. */
long table_column(const struct table *table, size_t column);
void table_close(struct table *table);

#endif
