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
};

/* What may be wrong with a tariff. Zeroed = none of it is listed yet. */
struct suspicions {
    struct faults known;
    struct faults mutants; /* listed when the known defects do not explain all: that takes time */
};

/* The best explains all, or as much as can be vouched for. The caller frees `explanation->best`,
 * whose faults are lent by `suspicions`. False after telling that these could not be listed. */
bool search_explanation(struct explanation *explanation, const struct ground *ground,
                        struct suspicions *suspicions);
void suspicions_free(struct suspicions *suspicions);

#endif
