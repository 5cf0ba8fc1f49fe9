/* The search for what explains a system's wrong answers. */
#ifndef TOLLGATE_DIAGNOSIS_SEARCH_H
#define TOLLGATE_DIAGNOSIS_SEARCH_H

#include "explaining.h"
#include "takings.h"

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

#define SEARCH_TAKINGS 4

/* A search under way. Zeroed = not begun. */
struct search {
    const struct ground *ground;
    struct suspicions *suspicions;
    struct explanation explanation;
    struct footprint *list; /* of known defects and readings, then of what there are many of */
    size_t count;
    size_t room;
    size_t known;
    struct taking taking[SEARCH_TAKINGS]; /* where the sets are, */
    size_t takings;
    struct arena arena; /* and those of what is narrowed */
    bool failed;        /* no process could be started */
};

/* Begins with one known defect or reading alone. The ground and the suspicions are lent. False
 * after telling what could not be done; to be ended all the same. */
bool search_alone(struct search *search, const struct ground *ground,
                  struct suspicions *suspicions);

/* Goes on, if nothing was found yet. The best then explains all, or as much as can be vouched for;
 * its faults are lent by the suspicions and the explanation. */
bool search_further(struct search *search, enum search_effort effort);
void search_end(struct search *search);
void suspicions_free(struct suspicions *suspicions);

#endif
