/*
 * Answers that no open price could make follow from a tariff with some faults: the quickest look at
 * a set of faults, which rates call by call and ends as soon as there are too many. What it refutes
 * need not be explained in earnest.
 */
#ifndef TOLLGATE_MISFITS_H
#define TOLLGATE_MISFITS_H

#include "explaining.h"

/* Faults laid over a rulebook, none of the calls rated yet. */
struct overlaid {
    const struct ground *ground;
    const struct fault *fault[EXPLAINING_MOST];
    size_t count;
    struct tg_rulebook *laid[EXPLAINING_MOST]; /* each borrows texts of those before */
    size_t laid_count;
    const struct tg_rulebook *rulebook; /* with all of them */
    bool upon; /* a wrong answer that they do not touch misfits, an open one that they do fits */
};

/* Lays the faults over `below` (lent), the first first. False, and nothing to free, if they cannot
 * be laid so. */
bool overlaid_open(struct overlaid *overlaid, const struct ground *ground,
                   const struct tg_rulebook *below, const struct fault *const *faults,
                   size_t count);
void overlaid_free(struct overlaid *overlaid);

/* Counts those answers of a set of questions, wrong and right ones, and stops above `most`. Calls
 * to which not all faults are restricted are passed over. */
size_t misfits_among(const struct overlaid *overlaid, const uint64_t *set, size_t most);

/* Whether the faults, laid over the law of `ground`, contradict right answers for sure, or cannot
 * even be laid. */
bool misfits_contradict(const struct ground *ground, const struct fault *const *faults,
                        size_t count);
/* Whether they do, or leave wrong answers unexplained for sure. */
bool misfits_refute(const struct ground *ground, const struct fault *const *faults, size_t count);

#endif
