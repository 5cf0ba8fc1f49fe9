/*
 * Worked examples (golden/worked-examples.xml): calls whose charge was computed by hand from the
 * documents, with the arithmetic written out. The third opinion beside the rater and the oracle.
 */
#ifndef TOLLGATE_WORKED_H
#define TOLLGATE_WORKED_H

#include "arena.h"
#include "tollgate.h"

#define WORKED_PATH "golden/worked-examples.xml"

/* Texts are terminated and never NULL; "" = not given. */
struct worked_example {
    const char *id;
    const char *title;
    const char *because;
    const char *clauses;               /* separated by single blanks */
    const char *rule;                  /* R-01, R-3S; "" only where unspecified */
    const char *value[TG_CDR_COLUMNS]; /* in the order of tg_cdr_column_names; call_id is the id */
    enum tg_outcome_kind outcome;
    tg_money charge;     /* exact */
    tg_money min;        /* open, range */
    tg_money max;        /* open, range; 0 when unbounded */
    bool unbounded;      /* no upper bound is known */
    const char *formula; /* as outcomes have it: 2*roam_called+2*roam_caller; "" = unspecified */
    struct tg_place place;
};

struct worked {
    struct arena arena;              /* owns all of it */
    const char *name;                /* of the file, for errors */
    struct worked_example *examples; /* as in the file */
    size_t count;
};

/* Reads the examples of `dir` (as in store_read; NULL = the program's own) and checks that ids are
 * unique, records can be read, workings are true and lead to what is expected. worked_free is due
 * also after failure. */
bool worked_read(struct worked *worked, const char *dir, struct tg_error *error);
void worked_free(struct worked *worked);

/* The same from memory; `name` is lent. */
bool worked_parse(struct worked *worked, const char *name, struct tg_slice xml,
                  struct tg_error *error);

#endif
