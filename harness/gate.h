/* The gate itself, asked about systems with a defect: would one that is asked just these questions
 * fail? Its open prices are those of ADEQUACY_ANNEX. */
#ifndef TOLLGATE_GATE_H
#define TOLLGATE_GATE_H

#include "adequacy.h"

/* Zeroed = empty. */
struct gate {
    const struct questions *questions; /* lent */
    struct tg_rulebook *tariff;        /* its open prices are open */
    struct tg_rulebook *annexed;       /* and here they are not */
};

/* False after telling why the tariff cannot be loaded. */
bool gate_open(struct gate *gate, const struct questions *questions);
void gate_close(struct gate *gate);

/* One of its two rulebooks with a fault's overlay; the caller frees it before the gate closes.
 * NULL after telling why there is none. */
struct tg_rulebook *gate_with(const struct tg_rulebook *rulebook, const struct fault *fault);

/* Whether a system that charges by this rulebook fails (judged_exit) when it is asked these of the
 * questions and no others. What the rulebook has no charge for is unknown, and may be right; a
 * record that it cannot read is refused. False
 * after telling why it could not be judged. */
bool gate_fails(bool *fails, const struct gate *gate, const struct tg_rulebook *system,
                const size_t *asked, size_t count);

#endif
