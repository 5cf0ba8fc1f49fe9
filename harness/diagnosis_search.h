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

/* `faults`: the known defects, then the mutants. The best explains all, or as much as can be
 * vouched for. The caller frees `explanation->best`. */
void search_explanation(struct explanation *explanation, const struct ground *ground,
                        const struct faults *faults);

#endif
