/* What the parts of the results database share. */
#ifndef TOLLGATE_RUN_STORE_PARTS_H
#define TOLLGATE_RUN_STORE_PARTS_H

#include "run_store.h"

#include <sqlite3.h>

enum statement { ADD_ANSWER, ADD_EXCHANGE, ADD_ASKED, STATEMENTS };

struct run_store {
    struct arena arena;
    sqlite3 *db;
    const char *path;
    sqlite3_stmt *statement[STATEMENTS];
    const struct transport_sink *next;
    struct run_facts facts;
    unsigned rows; /* since the last commit */
    uint64_t committed_ms;
    struct tg_error error; /* the first thing that could not be written */
};

/* A new database, empty. NULL if there is a file already, or it cannot be made. */
struct run_store *results_create(const char *path, struct tg_error *error);
/* Runs the statements that the program carries as `name`. */
bool results_run_asset(struct run_store *store, const char *name, struct tg_error *error);
bool results_run(struct run_store *store, const char *sql, struct tg_error *error);
/* NULL on failure. */
sqlite3_stmt *results_prepare(struct run_store *store, const char *sql, struct tg_error *error);
void results_bind_text(sqlite3_stmt *statement, int at, const char *text);

/* Runs a statement whose values are bound, and makes it ready for the next. */
bool results_step(struct run_store *store, sqlite3_stmt *statement, struct tg_error *error);

/* Writes what follows from the answers, instead of what was written before: verdicts, findings,
 * prices, causes. */
bool results_put(struct run_store *store, const struct judged *judged, struct tg_error *error);

#endif
