/* The suites that a command line names. */
#ifndef TOLLGATE_SELECTION_H
#define TOLLGATE_SELECTION_H

#include "command.h"
#include "suite.h"

struct selected {
    const char *arg;
    const char *dir;  /* for store_read */
    const char *xml;  /* path of the suite */
    const char *csv;  /* path of its case records, beside it */
    const char *name; /* of the suite file, for messages */
    struct suite *suite;
    uint32_t repeated; /* which of the suites it says to repeat it does repeat, by bit */
};

/* Zeroed = empty. */
struct selection {
    struct arena arena;
    struct selected *list;
    size_t count;
};

/* Loads the suites: an argument is an id, to be found in `dir` (see store.h), or a file if it holds
 * a '/' or ends in ".xml"; no argument = all suites of `dir`. Makes sure that no two suites share a
 * call_id, nor a question unless one of them says so. Says on stderr what is wrong and returns
 * EXIT_INVALID, EXIT_USAGE if there is no suite with that id, EXIT_NOTHING if there is none at all.
 * selection_close in any case. */
enum exit_code selection_open(struct selection *selection, const char *dir, char *const *args,
                              size_t count);
void selection_close(struct selection *selection);

/* Prints the error as a line of stderr; returns EXIT_INVALID. */
enum exit_code selection_fail(const struct tg_error *error);

#endif
