/*
 * What explains a system's wrong answers: of the known defects (cases/defects) those that charge
 * what it charged, in every case, right or wrong. Evidence, no guess: a defect that contradicts a
 * single answer is none.
 */
#ifndef TOLLGATE_DIAGNOSIS_H
#define TOLLGATE_DIAGNOSIS_H

#include "judge.h"

#define DIAGNOSIS_MOST 3 /* defects at once */

struct cause {
    const char *defect;  /* its id */
    const char *title;   /* what goes wrong, in words */
    const char *clauses; /* that it breaks */
    const char *alike;   /* ids of others that charge the same in all cases asked; "" = none */
    uint64_t explains;   /* wrong answers, beyond what the causes before it explain */
    size_t example;      /* one of them */
};

struct diagnosis {
    struct arena arena;
    uint64_t wrong;     /* single amounts that fail; 0 if too few to tell anything */
    uint64_t explained; /* of them, by all causes together */
    struct cause list[DIAGNOSIS_MOST];
    size_t count;
};

/* `judged` by rules, and lent until diagnosis_free. False after telling on stderr. */
bool diagnose(struct diagnosis *diagnosis, const struct judged *judged);
void diagnosis_free(struct diagnosis *diagnosis);

/* "per-minute explains 2727 of 2727 wrong amounts, contradicts none: 6-second ... (A-2.1.1)" */
void cause_describe(struct text *out, const struct diagnosis *diagnosis, const struct cause *cause);

#endif
