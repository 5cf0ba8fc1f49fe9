/* The parts from which an explanation is gathered. */
#ifndef TOLLGATE_EXPLAIN_PARTS_H
#define TOLLGATE_EXPLAIN_PARTS_H

#include "explanation.h"

/* What all parts go by. */
struct explaining {
    struct explanation *out;
    const struct choice *choice;
    const struct tg_rulebook *rulebook;
    const struct tg_cdr *cdr;
    struct tg_outcome outcome;
};

/* A text in the explanation's arena. */
const char *explain_say(struct explanation *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What the call is: time, place, number. */
void explain_call(const struct explaining *explaining);
void explain_number(const struct explaining *explaining);

/* What it costs, and why. */
void explain_charge(const struct explaining *explaining);
void explain_outcome(struct explained_outcome *told, const struct explaining *explaining,
                     const struct tg_rulebook *rulebook, const struct tg_outcome *outcome);

/* Whether the user chose the overlay. */
bool explain_chose(const struct choice *choice, const char *overlay);

/* What could be otherwise. */
void explain_alternatives(const struct explaining *explaining);
void explain_annex(const struct explaining *explaining);

#endif
