/* One call record, from where the user points. What goes wrong is told on stderr. */
#ifndef TOLLGATE_RECORD_H
#define TOLLGATE_RECORD_H

#include "arena.h"
#include "command.h"

struct record {
    struct arena arena;
    struct tg_cdr cdr;
    const char *name; /* of the file; NULL = none */
};

/* From texts in the order of tg_cdr_column_names; NULL = empty. */
enum exit_code record_from_texts(struct record *record, const char *const texts[TG_CDR_COLUMNS]);

/* From a file ("-" = stdin): the record with this call_id, NULL = the first. */
enum exit_code record_from_file(struct record *record, const char *path, const char *call_id);

/* The case with this id, of the suites among the assets (paths "cases/SUITE.csv"). */
enum exit_code record_from_cases(struct record *record, const struct tg_asset *assets,
                                 const char *id);
void record_free(struct record *record);

#endif
