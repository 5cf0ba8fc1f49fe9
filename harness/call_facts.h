/* What a person who places the calls of a plan has to know: when and how long a call may be to
 * prove what it is to prove, and what it costs if something is wrong. */
#ifndef TOLLGATE_CALL_FACTS_H
#define TOLLGATE_CALL_FACTS_H

#include "call_plan.h"

#define DAY_MINUTES 1440

/* An amount that shows a defect. */
struct deviation {
    size_t suspect;
    bool alone;         /* else it takes other calls too */
    const char *amount; /* "0.60", a formula in prices that the documents leave open, "refused"; ""
                           = not known */
};

struct call_facts {
    bool minute[DAY_MINUTES]; /* of the day, China Standard Time: a call that starts in it, on the
                                 same day, costs the same, right or wrong */
    bool any_day;             /* it does on a day that is far from every date of the tariff, too */
    int32_t least_s, most_s;  /* and if it lasts so long */
    struct deviation *list;
    size_t count;
    size_t room;
};

/* Facts of all calls of a plan, which they are lent; by step. Zeroed = empty. */
struct calls_facts {
    struct arena arena;
    struct call_facts *list;
    size_t count;
};

/* False after telling why a rulebook could not be loaded. */
bool calls_facts_make(struct calls_facts *facts, const struct call_plan *plan);
void calls_facts_free(struct calls_facts *facts);

#endif
