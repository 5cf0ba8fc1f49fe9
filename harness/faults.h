/* Wrong tariffs, each as an overlay: the known defects (cases/defects), and the mutants of a
 * rulebook (see mutants.h). What the cases are tried on, and what explains a system's wrong
 * answers. */
#ifndef TOLLGATE_FAULTS_H
#define TOLLGATE_FAULTS_H

#include "arena.h"

struct fault {
    const char *id;              /* of its overlay: "per-minute", "R-20.m3" */
    const char *group;           /* of a mutant: what it changes: a rule's id, a policy's name,
                                    "destinations";           NULL = a known defect */
    const char *clauses;         /* that it breaks */
    const char *title;           /* one lower-case phrase */
    const char *overlay;         /* XML */
    size_t size;                 /* its bytes */
    uint32_t mask[TG_DIM_COUNT]; /* by dimension: values of the calls that it can touch */
    const char *digits;          /* of the only destination that it touches; NULL = any */
};

/* Zeroed = empty. */
struct faults {
    struct arena arena;
    struct fault *list;
    size_t count;
    size_t room;
};

/* Another one, to be filled in; it moves when one more is added. It can touch every call. */
struct fault *faults_add(struct faults *faults);

/* Adds the known defects, in the order of their names. False after telling which cannot be read. */
bool faults_add_known(struct faults *faults);
void faults_free(struct faults *faults);

/* Whether it can touch a call, that a rulebook classified so. */
bool fault_touches(const struct fault *fault, const struct tg_rulebook *rulebook,
                   const struct tg_call *call);

#endif
