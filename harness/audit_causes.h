/*
 * What explains the wrong records of an audit. Plans are often set up apart, and wrong each in its
 * own way: what explains them all is looked for first, then what explains the records of each plan
 * by itself, and what is found for several plans is one cause.
 */
#ifndef TOLLGATE_AUDIT_CAUSES_H
#define TOLLGATE_AUDIT_CAUSES_H

#include "diagnosis.h"
#include "tally.h"

#define AUDIT_MOST_CAUSES 32

struct audit_cause {
    const char *defect;
    const char *title;
    const char *clauses;
    const char *note;    /* what kind of fault it is, to follow the title; static */
    const char *alike;   /* others not to be told from it by these records */
    const char *telling; /* a call that would tell; "" = none */
    uint32_t plans;      /* bit n: plan n */
    uint64_t records; /* that it explains, perhaps together with others; set by the caller, as is */
    wide over, under; /* what they were billed too high, too low */
};

struct audit_causes {
    struct arena arena;
    struct audit_cause list[AUDIT_MOST_CAUSES];
    size_t count;
    uint64_t wrong, right; /* examples that were looked at */
    uint64_t explained;
    uint32_t *of; /* by question: bit n: list[n] takes part in its explanation */
};

/* `judged` by rules. False after telling on stderr. */
bool audit_causes_find(struct audit_causes *causes, const struct judged *judged);
void audit_causes_free(struct audit_causes *causes);

#endif
