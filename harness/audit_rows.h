/* The rows of a file of rated records in the layout of a SUT profile: what stands in the profile's
 * columns, and the amount where its answers have it. */
#ifndef TOLLGATE_AUDIT_ROWS_H
#define TOLLGATE_AUDIT_ROWS_H

#include "wire_back.h"

struct audit_rows;

/* All is lent until the next row. */
struct audit_row {
    long line;
    struct wire_cell *cells; /* of the profile's columns */
    struct wire_cell id;     /* of the answers; empty = they have none */
    long amount_column;
    struct tg_slice amount; /* as the file has it */
    struct tg_slice call;   /* the call_id, for errors too; empty = not known */
    struct tg_error error;  /* why the row is no record; TG_OK = it is one */
};

/* `read` gives the bytes of the file, `name` is its name; all is lent. */
struct audit_rows *audit_rows_open(const struct profile *profile, const char *name, tg_read_fn read,
                                   void *user);
void audit_rows_close(struct audit_rows *rows);

/* The next row, good or bad; false at the end. */
bool audit_rows_next(struct audit_rows *rows, struct audit_row *row);

/* What is wrong with the file itself, after its end; NULL = nothing. `*number` is errno where
 * reading failed, else 0. */
const struct tg_error *audit_rows_fault(const struct audit_rows *rows, int *number);
/* Header rows passed over between records. */
uint64_t audit_rows_headers(const struct audit_rows *rows);

#endif
