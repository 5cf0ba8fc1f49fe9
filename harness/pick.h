/* Which of the questions are asked. */
#ifndef TOLLGATE_PICK_H
#define TOLLGATE_PICK_H

#include "questions.h"

#include <argp.h>

#define PICK_MAX 64

struct pick_list {
    const char *text[PICK_MAX];
    size_t count;
};

/* Zeroed = all. */
struct pick {
    struct pick_list only;   /* globs over ids: one of them has to match */
    struct pick_list skip;   /* globs over ids: none of them may match */
    struct pick_list clause; /* one of them has to be among the case's clauses */
    unsigned shard, shards;  /* 1 ... shards; 0 = not divided */
    const char *among;       /* a file of call records: only the cases in it; NULL = any */
    const struct idmap *ids; /* only these; NULL = any */
};

/* To be an argp child whose input is a struct pick: --only, --skip, --clause, --shard, --among. */
extern const struct argp pick_argp;

/* Whether the question is picked, but for `among`, which pick_apply reads. A clause picks its parts
 * too: also A-2.2.3a. The shard of a case follows from its id alone. */
bool pick_has(const struct pick *pick, const struct question *question);

/* Whether a list of clauses has the clause or a part of it: "A-2.2.3a" for, but not
 * "A-2.21" for. */
bool pick_has_clause(const char *clauses, const char *clause);

/* Keeps only the questions picked. False, after telling on stderr, if an option picks or leaves out
 * nothing that is there, or a record of `among` is not that of a case. */
bool pick_apply(const struct pick *pick, struct questions *questions);

#endif
