/* Wrong tariffs, each as an overlay: the known defects (cases/defects), and the mutants of a
 * rulebook (see mutants.h). What the cases are tried on, and what explains a system's wrong
 * answers. */
#ifndef TOLLGATE_FAULTS_H
#define TOLLGATE_FAULTS_H

#include "law.h"

struct fault {
    const char *id;      /* of its overlay: "per-minute", "R-20.m3" */
    const char *group;   /* of a mutant: what it changes: a rule's id, a policy's name,
                            "destinations";           NULL = a known defect */
    const char *clauses; /* that it breaks */
    const char *title;   /* one lower-case phrase */
    const char *overlay; /* XML */
    size_t size;         /* its bytes */
    struct reach reach;  /* the calls that it can touch */
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

/* To be laid over a law. */
struct lay fault_lay(const struct fault *fault);

#endif
