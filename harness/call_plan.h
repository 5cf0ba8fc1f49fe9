/*
 * A plan of test calls: which of the questions to ask, in which order, and which known defects
 * so many of them give away. What it says was tried: a system with the defect, asked just these
 * calls, was put before the gate and failed.
 */
#ifndef TOLLGATE_CALL_PLAN_H
#define TOLLGATE_CALL_PLAN_H

#include "gate.h"
#include "plan.h"

/* Zeroed = empty. */
struct call_plan {
    const struct adequacy *adequacy; /* lent; measured, the known defects alone */
    size_t *question;                /* by call of the matrix: cheap and short ones first */
    struct plan_matrix matrix;       /* call and suspect: the call alone gives it away, for sure */
    bool *firm; /* by suspect: whatever the open prices are; else with those of ADEQUACY_ANNEX */
    struct plan plan;
    size_t *asked; /* by step: the question */
    size_t *from;  /* by suspect: a system with it fails by the calls up to this one, counted
                      from 1, and by all; 0 = it conforms */
    struct gate gate;
    unsigned jobs;
    bool progress;
};

/* Plans up to `budget` calls. First every defect that a call alone gives away for sure; then those
 * that only show by several calls together; then the former by a second call. In so many
 * processes, with progress on stderr if asked for. False after telling on stderr. */
bool call_plan_make(struct call_plan *plan, const struct adequacy *adequacy, size_t budget,
                    unsigned jobs, bool progress);
void call_plan_free(struct call_plan *plan);

/* Defects that the first `count` calls give away; and those that two calls of them do, each alone.
 */
size_t call_plan_detects(const struct call_plan *plan, size_t count);
size_t call_plan_twice(const struct call_plan *plan, size_t count);

/* Whether the call at this step (from 0) gives the suspect away: alone, or only together with
 * others. */
bool call_plan_alone(const struct call_plan *plan, size_t step, size_t suspect);
bool call_plan_together(const struct call_plan *plan, size_t step, size_t suspect);

/* The most that a call can cost; false if there is no bound. */
bool call_plan_price(tg_money *most, const struct expected *expected);

#endif
