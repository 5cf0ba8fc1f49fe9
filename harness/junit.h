/* JUnit XML in two profiles: "strict", valid for the Ant and the Jenkins schema at once and for
 * reports/schemas/tollgate-junit.rng; "rich", which tells more (the file and line of a case,
 * properties), for readers that take it (reports/schemas/tollgate-junit-rich.rng). */
#ifndef TOLLGATE_JUNIT_H
#define TOLLGATE_JUNIT_H

#include "judge.h"

#define JUNIT_MAX_MESSAGE 1024 /* bytes before escaping */
#define JUNIT_MAX_BODY    65536

enum junit_profile { JUNIT_STRICT, JUNIT_RICH };

/* What is not of the run itself. */
struct junit_facts {
    const char *command;   /* of the system, as shown */
    const char *timestamp; /* of the run's begin, UTC: 2010-01-01T00:00:00 */
    bool no_times;         /* how long it took is left out */
    enum junit_profile profile;
    bool only_failures; /* cases that conform, or cannot be judged by the documents, are left out */
    size_t split;       /* bytes that a document shall not exceed; 0 = one document */
};

/* Documents come one after the other, numbered from 1; false to want no more. */
typedef bool junit_take_fn(void *user, size_t number, struct tg_slice document);

/*
 * A suite "tollgate" of the questions about the run as a whole (checks.h), and one suite per suite
 * of questions. The system is asked once for all of them, so that the time stands at the first.
 * Where a document would get longer than `split`, the next one begins, with a part of the suite: a
 * document is longer only if a single case, or the first suite, is.
 */
bool junit_write(const struct judged *judged, const struct junit_facts *facts, junit_take_fn *take,
                 void *user);

/* The report that is there while the run lasts: an error, so that a run that is cut off is not
 * taken for a good one. */
void junit_write_unfinished(struct text *out, const struct junit_facts *facts);

#endif
