/*
 * What explains a system's wrong answers: the smallest set of faults (known defects first, then
 * mutants of the rulebook) that charge what it charged, in every case, right or wrong. Evidence, no
 * guess: what contradicts a single right answer is no explanation.
 */
#ifndef TOLLGATE_DIAGNOSIS_H
#define TOLLGATE_DIAGNOSIS_H

#include "faults.h"
#include "judge.h"

#define DIAGNOSIS_MOST  3 /* causes at once */
#define DIAGNOSIS_LEAST 3 /* fewer wrong answers tell nothing: too much explains them */

struct cause {
    const char *defect;  /* its id */
    const char *title;   /* what goes wrong, in words */
    const char *clauses; /* that it breaks */
    enum fault_kind kind;
    const char *alike;         /* ids of others that explain as much in its place; "" = none */
    const char *telling;       /* a call that would tell it from the first of those; "" = none */
    uint64_t explains;         /* wrong answers that would be others without it */
    size_t example;            /* one of them */
    const char *plans;         /* whose calls those are: "gotone mzone" */
    const char *places;        /* where they go: "domestic hmt" */
    struct judged_money money; /* of those with an exact charge */
};

/* Zeroed = none was made. */
struct diagnosis {
    struct arena arena;
    uint64_t wrong;     /* single answers that fail; 0 if too few to tell anything */
    uint64_t right;     /* single answers that conform: none is contradicted */
    uint64_t explained; /* of the wrong ones, by all causes together */
    struct cause list[DIAGNOSIS_MOST];
    size_t count;
    const char *unheld; /* readings that seemed held and, by these causes, need not be: "I-06b" */
    uint8_t *causes;    /* by question: bit n: list[n] takes part in its explanation */
};

/* `judged` by rules, and lent until diagnosis_free. False after telling on stderr. */
bool diagnose(struct diagnosis *diagnosis, const struct judged *judged);
/* The same by known defects and prices only, no three together: for answers without number. */
bool diagnose_briefly(struct diagnosis *diagnosis, const struct judged *judged);
void diagnosis_free(struct diagnosis *diagnosis);

/* "per-minute explains 2727 of 2727 wrong answers, contradicts none of 14266 right ones: 6-second
 * ... (A-2.1.1)" */
void cause_describe(struct text *out, const struct diagnosis *diagnosis, const struct cause *cause);
/* "; no known defect, a change of the rulebook": what follows a title; nothing for known defects.
 */
const char *cause_note(enum fault_kind kind);
/* "119 cases of gotone mzone easyown, to kr_sg; over 41986.30, under 0.00 yuan" */
void cause_extent(struct text *out, const struct cause *cause);
/* "by these cases not to be told from x, y; ..."; nothing if there is none alike. */
void cause_alike(struct text *out, const struct cause *cause);
/* Which readings need not be held; nothing if there are none. */
void unheld_describe(struct text *out, const struct diagnosis *diagnosis);
/* What no cause explains, with some of the cases; nothing if all is explained. */
void unexplained_describe(struct text *out, const struct diagnosis *diagnosis,
                          const struct judged *judged);
/* The ids of the causes of one wrong answer: "a + b"; nothing if there is none. */
void causes_of_case(struct text *out, const struct diagnosis *diagnosis, size_t question);

#endif
