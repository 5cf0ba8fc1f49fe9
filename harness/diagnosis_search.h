/* The search for what explains a system's wrong answers. */
#ifndef TOLLGATE_DIAGNOSIS_SEARCH_H
#define TOLLGATE_DIAGNOSIS_SEARCH_H

#include "explaining.h"

#define SEARCH_ALIKE 8 /* other explanations that are kept */

struct explanation {
    struct explaining best; /* count 0: nothing was found */
    /* As good as the best, and of as many faults. */
    const struct fault *alike[SEARCH_ALIKE][EXPLAINING_MOST];
    size_t alike_count;
    struct faults narrowed, prices; /* made for these answers */
};

/* What may be wrong with a tariff. Zeroed = none of it is listed yet. */
struct suspicions {
    struct faults known; /* defects, then readings */
    struct faults mutants;
};

/* How much is tried. Briefly: known defects, also of some calls only, and prices, alone and two
 * together, no mutants. Thoroughly: mutants beside other faults, too. */
enum search_effort { SEARCH_BRIEFLY, SEARCH_USUALLY, SEARCH_THOROUGHLY };

/* The best explains all, or as much as can be
 * vouched for; its faults are lent by the suspicions
 * and the explanation. False after telling what could not be done; to be freed all the same. */
bool search_explanation(struct explanation *explanation, const struct ground *ground,
                        struct suspicions *suspicions, enum search_effort effort);
void search_release(struct explanation *explanation);
void suspicions_free(struct suspicions *suspicions);

#endif
