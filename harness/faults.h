/* Wrong tariffs, each as an overlay: the known defects (cases/defects), and the mutants of a
 * rulebook (see mutants.h). What the cases are tried on, and what explains a system's wrong
 * answers. */
#ifndef TOLLGATE_FAULTS_H
#define TOLLGATE_FAULTS_H

#include "law.h"

enum fault_kind {
    FAULT_KNOWN,   /* a known defect */
    FAULT_READING, /* no fault: another reading of the documents */
    FAULT_PRICE,   /* another price, to be inferred from the answers (see price_faults.h) */
    FAULT_MUTANT,  /* a small change of the rulebook (see mutants.h) */
};

struct fault {
    enum fault_kind kind;
    const char *id;           /* of its overlay: "per-minute", "R-20.m3" */
    const char *group;        /* of a mutant: what it changes: a rule's id, a policy's name,
                                 "destinations"; NULL = a known defect */
    const char *clauses;      /* that it breaks */
    const char *title;        /* one lower-case phrase */
    const char *overlay;      /* XML */
    size_t size;              /* its bytes */
    struct reach reach;       /* the calls that it can touch */
    const struct reach *only; /* the calls that it is restricted to; NULL = none is left out */
    const char *price;        /* FAULT_PRICE: the name of the price to be inferred, */
    tg_money was;             /* and of the right one its value and its unit */
    int32_t was_per_s;
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

/* Adds the known defects, or the readings, in the order of their names. False after telling which
 * cannot be read. */
bool faults_add_known(struct faults *faults);
bool faults_add_readings(struct faults *faults);
void faults_free(struct faults *faults);

/* There are so many mutants, prices and restrictions that some would explain anything. */
bool fault_is_one_of_many(const struct fault *fault);

/* Whether it is not restricted to calls of which this question, of the law that it is laid over, is
 * none. */
bool fault_applies(const struct fault *fault, const struct law *law, size_t question);

/* To be laid over a law, as if it were not restricted. */
struct lay fault_lay(const struct fault *fault);

#endif
