/* The tables of an audit, for every report alike. */
#ifndef TOLLGATE_AUDIT_TABLE_H
#define TOLLGATE_AUDIT_TABLE_H

#include "audit_view.h"

#define AUDIT_TABLE_CELLS 8

struct audit_table {
    const char *title;
    size_t columns;
    unsigned right; /* bit n: column n is of numbers */
    const char *head[AUDIT_TABLE_CELLS];
    struct text *cells; /* row by row */
    size_t rows, room;
};

/* Wrong records, a row per group. */
void audit_table_groups(struct audit_table *table, const struct audit_groups *groups);
/* All records. */
void audit_table_shares(struct audit_table *table, const struct audit *audit, enum audit_by by);
void audit_table_free(struct audit_table *table);

/* "domestic", "receive": where the calls of a group go. */
const char *audit_place(const struct audit_group *group);

/* "R-07 (C-2b X-1): 312 records of gotone, to domestic: undercharge", and the example in full. */
void audit_group_describe(struct text *out, const struct audit *audit,
                          const struct audit_group *group);
void audit_group_example(struct text *out, const struct audit *audit,
                         const struct audit_group *group, const char *indent);

/* "FILE:LINE:COLUMN: what is wrong", a line each. */
void audit_rejects(struct text *out, const struct part *part, const char *indent);

#endif
