/* What a change of the tariff, or of golden results, changes: by rule and clause, with the money.
 */
#ifndef TOLLGATE_GOLDEN_DIFF_H
#define TOLLGATE_GOLDEN_DIFF_H

#include "golden.h"
#include "text.h"

/* The cases of one rule (as the golden results have it) that come out otherwise. */
struct golden_change {
    const char *rule;    /* "R-01", "R-01 to R-3S" */
    const char *clauses; /* of both rules */
    size_t cases;
    tg_money more;  /* of those with one amount before and after: what is charged more */
    tg_money less;  /* and less; 0 or below */
    size_t unclear; /* the others: from or to an open price, a bound, nothing */
    const char *example;
};

/* Zeroed = no change. */
struct golden_diff {
    struct arena arena;
    struct golden_change *list;
    size_t count;
    size_t room;
};

/* Adds what differs between two outcome files. False if one of them cannot be read. */
bool golden_diff_add(struct golden_diff *diff, const char *before_name, struct tg_slice before,
                     struct tg_slice after, struct tg_error *error);

/* A table of what was added, most cases first; nothing if there is none. */
void golden_diff_write(struct text *out, struct golden_diff *diff);
void golden_diff_free(struct golden_diff *diff);

#endif
