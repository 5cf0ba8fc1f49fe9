/* A run out of its results database, judged again. */
#ifndef TOLLGATE_PAST_RUN_H
#define TOLLGATE_PAST_RUN_H

#include "run_store.h"

struct past_run {
    struct run_store *store;
    struct run_facts facts;
    struct questions questions;
    struct heard heard;
    struct choice choice;
    struct judged judged;
};

/* False after telling on stderr; past_run_close is due either way. `baseline` may be NULL. */
bool past_run_open(struct past_run *run, const char *path, struct baseline *baseline);
void past_run_close(struct past_run *run);

/* The questions that a run asked, ready to be judged. False after telling on stderr. */
bool past_run_questions(struct run_store *store, struct questions *questions);

#endif
