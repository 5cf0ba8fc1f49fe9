/*
 * naive_rater.h - a second rater for the tests, written from the rulebook's text as plain if/else.
 * It shares nothing with the library but the enums of tollgate.h, so that a slip in one of the two
 * shows as a difference.
 */
#ifndef TOLLGATE_NAIVE_RATER_H
#define TOLLGATE_NAIVE_RATER_H

#include "tollgate.h"

/* For `receive` and `monthly_fee` the destination is TG_DEST_NONE and the access direct. */
struct naive_call {
    enum tg_regime regime;
    enum tg_plan plan;
    enum tg_event event;
    enum tg_state state;
    enum tg_access access;
    enum tg_destination destination;
    enum tg_daypart daypart;
    enum tg_pack pack;
    enum tg_network network; /* of the forward-to number */
    int32_t dur_s;
};

struct naive_outcome {
    enum tg_outcome_kind kind;
    tg_money charge;   /* exact, else 0 */
    tg_money min, max; /* open and range, else 0; max is 0 when unbounded */
    bool unbounded;
    const char *rule;  /* static; "" = unspecified */
    char formula[128]; /* "1*local_fee+2*0.07" */
    char units[64];    /* "1+2" */
};

/* Rates any combination, those that cannot occur (a call dialled to nobody) as unspecified. */
void naive_rate(struct naive_outcome *outcome, const struct naive_call *call);

#endif
