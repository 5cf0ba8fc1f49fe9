/* JUnit XML, profile "strict": valid for the Ant and the Jenkins schema at once, and for
 * reports/schemas/tollgate-junit.rng. */
#ifndef TOLLGATE_JUNIT_H
#define TOLLGATE_JUNIT_H

#include "judge.h"

#define JUNIT_MAX_MESSAGE 1024 /* bytes before escaping */
#define JUNIT_MAX_BODY    65536

/* What is not of the run itself. */
struct junit_facts {
    const char *command;   /* of the system, as shown */
    const char *timestamp; /* of the run's begin, UTC: 2010-01-01T00:00:00 */
    bool no_times;         /* how long it took is left out */
};

/*
 * A suite "tollgate" of cases about the run as a whole - did the system end well, does every answer
 * belong to a question, can every row be read, does one price explain what is open, is one reading
 * held, is what is known to fail as it was - and one suite per suite of questions. The
 * system is asked once for all of them, so that the time stands at the first.
 */
void junit_write(struct text *out, const struct judged *judged, const struct junit_facts *facts);

/* The report that is there while the run lasts: an error, so that a run that is cut off is not
 * taken for a good one. */
void junit_write_unfinished(struct text *out, const struct junit_facts *facts);

#endif
