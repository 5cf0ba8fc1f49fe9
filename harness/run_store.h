/* The results database of a run (reports/schemas/results.sql): written as answers arrive, so that a
 * run which is cut off can go on. */
#ifndef TOLLGATE_RUN_STORE_H
#define TOLLGATE_RUN_STORE_H

#include "judge.h"

struct run_store;

struct run_facts {
    const char *system;      /* as shown */
    const char *started;     /* UTC, 2010-01-01T00:00:00 */
    const char *tariff;      /* overlays that are judged by, a line each */
    uint32_t fixed;          /* as in struct judge_rules */
    const char *digests;     /* of what the verdicts rest on: lines "SHA-256  NAME" */
    const char *profile;     /* its file; "" = a command */
    struct tg_slice content; /* of that file; or the command, each argument ended by a NUL */
};

/* Makes a database with the questions; an older file of that name must not be there. NULL on
 * failure. */
struct run_store *run_store_create(const char *path, const struct questions *questions,
                                   const struct run_facts *facts, struct tg_error *error);

/* Opens the database of a run, to read it; with `resume` to go on writing, too. NULL if there is
 * none, or it is no results database of this version. */
struct run_store *run_store_open(const char *path, bool resume, struct tg_error *error);

/* What a transport tells goes into the database, and then on to `next` (lent). */
struct transport_sink run_store_sink(struct run_store *store, const struct transport_sink *next);

/* Writes how it ended and what follows. */
bool run_store_finish(struct run_store *store, const struct judged *judged, struct tg_error *error);

/* Reads. Texts are lent by the store. */
struct run_facts run_store_facts(const struct run_store *store);
bool run_store_questions(struct run_store *store, struct questions *questions,
                         struct tg_error *error);

/* The overlays of the facts, added to a choice; texts are copied into the arena. */
void run_facts_tariff(struct choice *choice, struct arena *arena, const struct run_facts *facts);

/* Tells what was heard, as the transport did, and how it ended. */
bool run_store_replay(struct run_store *store, const struct transport_sink *sink,
                      struct sut_end *end, struct tg_error *error);

/* Commits; false (once) if anything could not be written since it was opened. */
bool run_store_close(struct run_store *store, struct tg_error *error);

#endif
