/* Call records by chance, most of them at the edges of the tariff: to put the same questions to two
 * raters. The same seed gives the same records, everywhere. */
#ifndef TOLLGATE_RANDOM_RECORDS_H
#define TOLLGATE_RANDOM_RECORDS_H

#include "arena.h"
#include "text.h"

/* Zeroed = to be opened. */
struct random_records {
    struct arena arena;
    uint64_t state;
    const char **areas; /* codes in use in 2010 */
    size_t area_count;
    const char **prefixes; /* of destinations abroad */
    size_t prefix_count;
    struct text field[TG_CDR_COLUMNS];
    size_t made;
};

/* Reads the area codes and destinations from the numbering tables the program carries. */
bool random_open(struct random_records *records, uint64_t seed, struct tg_error *error);
void random_close(struct random_records *records);

/* The next record, in the order of tg_cdr_column_names; lent until the next call. A few of a
 * hundred cannot be rated. */
void random_next(struct random_records *records, struct tg_slice fields[TG_CDR_COLUMNS]);

#endif
