/*
 * The second oracle: golden/oracle.sql, the tariff formulated in SQL on its own, run by SQLite in
 * memory over the same records. Its interface: the script finds the tables of src/numbering (one a
 * file, its columns as texts) and `record` (seq and the columns of a call record, as texts), and
 * leaves `outcome` (seq, outcome, charge, min, max in 0.0001 yuan, formula, units, rule).
 */
#ifndef TOLLGATE_ORACLE_H
#define TOLLGATE_ORACLE_H

#include "golden.h"
#include "text.h"

struct oracle;

/* An empty database with the numbering tables. */
struct oracle *oracle_open(struct tg_error *error);
void oracle_close(struct oracle *oracle);

/* Adds a record: its fields in the order of tg_cdr_column_names. */
bool oracle_add(struct oracle *oracle, const struct tg_slice fields[TG_CDR_COLUMNS],
                struct tg_error *error);

/* Runs the script over all records; `name` is its file, for errors. Once. */
bool oracle_run(struct oracle *oracle, const char *name, const char *script,
                struct tg_error *error);

/* What the script says of one record. Texts are lent until the next call. */
struct oracle_outcome {
    const char *outcome;
    bool has_charge, has_min, has_max;
    tg_money charge, min, max;
    const char *formula;
    const char *units;
    const char *rule;
};

/* The next record's outcome, in the order in which they were added. False at the end (error
 * untouched), or where one is missing, repeated or malformed. */
bool oracle_next(struct oracle *oracle, struct oracle_outcome *outcome, struct tg_error *error);

/* Whether both say the same. A rule is not compared where nothing is charged for it: gaps have no
 * number in the documents. */
bool oracle_agrees(const struct oracle_outcome *outcome, const struct expected *expected);

/* "exact 0.18, 3*0.06, R-01" */
void oracle_say(struct text *out, const struct oracle_outcome *outcome);

#endif
