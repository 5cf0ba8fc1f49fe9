/* Where suites are found: in the program, or in a folder laid out like the source tree. */
#ifndef TOLLGATE_SUITES_H
#define TOLLGATE_SUITES_H

#include "questions.h"
#include "store.h"

/* Zeroed = empty. */
struct suites {
    struct arena arena;
    const char *folder; /* NULL = gate_assets */
    const char **names; /* sorted */
    size_t count;
};

/* Lists the suites of a folder (those of the program if it is NULL). */
bool suites_find(struct suites *suites, const char *folder, struct tg_error *error);

/* Adds one of them to the questions. False as questions_add, or if a file cannot be read. */
bool suites_load(struct questions *questions, const struct suites *suites, const char *name,
                 struct tg_error *error);
/* Adds all of them. */
bool suites_load_all(struct questions *questions, const struct suites *suites,
                     struct tg_error *error);
void suites_free(struct suites *suites);

#endif
