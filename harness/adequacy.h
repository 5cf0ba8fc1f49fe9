/*
 * Whether the cases are adequate: which wrong tariffs they would give away. A case sees a defect if
 * a system with it, its open prices as in the example annex, fails that case.
 */
#ifndef TOLLGATE_ADEQUACY_H
#define TOLLGATE_ADEQUACY_H

#include "mutants.h"
#include "questions.h"

enum fate {
    FATE_VOID,       /* no call is where it changes something: there is no such mutant */
    FATE_DETECTED,   /* the gate fails a system that has it */
    FATE_EQUIVALENT, /* proved: every call is charged as the tariff says or leaves open */
    FATE_SURVIVES
};

/* A wrong tariff, and how it fares. */
struct suspect {
    const struct fault *fault;
    enum fate fate;
    char reason[128]; /* equivalent: to what */
    uint64_t cases;   /* that see it */
    size_t first;     /* one of them */
    uint64_t *seen;   /* bit n: question n sees it */
    uint64_t *sure;   /* bit n: it alone, by an amount that no price and no reading excuses, or
                         because the record is refused */
};

/* Zeroed = empty. */
struct adequacy {
    struct arena arena;
    struct faults faults;
    const struct questions *questions;
    struct suspect *list; /* the known defects, then the mutants in their order */
    size_t room;          /* bytes that it takes, with what is seen */
    size_t count;
    size_t known; /* of them, known defects */
    bool roughly; /* may be set before adequacy_measure: what is not detected counts as surviving,
                     and is not proved equivalent */
};

#define ADEQUACY_DEFECTS "defects"

/* The open prices of the systems that are tried. */
#define ADEQUACY_ANNEX "example"

/* Lists what is to be tried: all, the mutants of one group, or the known defects alone
 * (ADEQUACY_DEFECTS). `questions` are lent until adequacy_free. False after telling. */
bool adequacy_open(struct adequacy *adequacy, const struct questions *questions, const char *only);

/* Tries them all, in so many processes side by side (at least 1); a line of progress on stderr now
 * and then if asked for. False after telling. */
bool adequacy_measure(struct adequacy *adequacy, unsigned jobs, bool progress);
void adequacy_free(struct adequacy *adequacy);

bool suspect_sees(const struct suspect *suspect, size_t question);

/* Whether a system that has it fails for this question whatever else it is asked. */
bool suspect_sure(const struct suspect *suspect, size_t question);

#endif
