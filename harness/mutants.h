/*
 * Systematic mutants of a tariff: every small mistake of a kind that its rules, policies and lists
 * of places leave room for, each as an overlay like any other defect.
 */
#ifndef TOLLGATE_MUTANTS_H
#define TOLLGATE_MUTANTS_H

#include "arena.h"

struct mutant {
    const char *id;      /* of its overlay: "R-20.m3" */
    const char *group;   /* what it changes: a rule's id, a policy's name, "destinations" */
    const char *clauses; /* of that */
    const char *title;   /* one lower-case phrase */
    const char *overlay; /* XML */
    size_t size;         /* its bytes */
};

/* Zeroed = empty. */
struct mutants {
    struct arena arena;
    struct mutant *list;
    size_t count;
    size_t room;
};

/* Adds the mutants of a compiled rulebook, in the order of its rules, policies and destinations. A
 * few of them cannot be loaded: no call is where they change something. */
void mutants_make(struct mutants *mutants, const struct tg_rulebook *rulebook);
void mutants_free(struct mutants *mutants);

#endif
