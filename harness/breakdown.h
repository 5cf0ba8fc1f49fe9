/* Conformance of parts of a run: the cases of one rule, clause, plan or suite. */
#ifndef TOLLGATE_BREAKDOWN_H
#define TOLLGATE_BREAKDOWN_H

#include "judge.h"

enum breakdown_by { BY_RULE, BY_CLAUSE, BY_PLAN, BY_SUITE };

/* A case of several clauses counts with each of them. */
struct share {
    const char *name;
    uint64_t cases;
    uint64_t judged;  /* with a verdict that the documents allow to give */
    uint64_t conform; /* pass, reading */
    uint64_t failing; /* those that are known to fail left out */
    uint64_t failing_as[VERDICT_COUNT];
    size_t first_as[VERDICT_COUNT]; /* the first case failing so */
    size_t first;                   /* case */
    struct judged_money money;
};

struct breakdown {
    struct share *list; /* the worst first: by failing cases, then money, then order of cases */
    size_t count;
    size_t failing; /* so many of them have failing cases; they are the first */
    size_t room;
    struct arena arena;
    struct idmap index;
};

/* Lends texts of `judged`. */
void breakdown_make(struct breakdown *breakdown, const struct judged *judged, enum breakdown_by by);
void breakdown_free(struct breakdown *breakdown);

/* The first case of the commonest failing verdict; only of a share with failing cases. */
size_t share_example(const struct share *share);

/* A share as a row of a table: name (of a plan: with its title), cases, failing, conforms, yuan
 * over, yuan under. */
enum { SHARE_CELLS = 6 };
extern const char *const share_columns[SHARE_CELLS];
void share_cells(struct text cells[SHARE_CELLS], const struct share *share, enum breakdown_by by);
void share_cells_free(struct text cells[SHARE_CELLS]);

/* "overcharge 3, missing 1": counts that are not 0. */
void verdicts_describe(struct text *out, const uint64_t counts[VERDICT_COUNT]);

/* "4 cases: overcharge 3, missing 1": the failing ones. */
void share_describe(struct text *out, const struct share *share);

/* "96.10 %", cut: 100.00 only if all conform. "-" if nothing can be judged. */
void conformance_describe(struct text *out, uint64_t conform, uint64_t judged);

#endif
