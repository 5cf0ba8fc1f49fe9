/*
 * Known failures: a reviewed file of cases that are expected to fail, with a reason, a ticket and a
 * day on which the patience ends (docs/running.md). Strict: an entry that no longer fails, matches
 * nothing or has expired fails the run.
 */
#ifndef TOLLGATE_BASELINE_H
#define TOLLGATE_BASELINE_H

#include "questions.h"

struct baseline_entry {
    const char *cases;  /* a glob over case ids; "" = any */
    const char *clause; /* "" = any */
    const char *reason;
    const char *ticket;
    const char *expires; /* YYYY-MM-DD: the last day on which it holds; "" = never */
    uint64_t failures;   /* so many of its cases fail, exactly; 0 = at least one */
    bool counted;        /* failures was given */
    bool exact;          /* cases is the id of one case */
    bool expired;
    long line;
    uint64_t matched, failed; /* filled by whoever judges */
};

/* Zeroed = empty. */
struct baseline {
    struct arena arena;
    const char *name;
    struct baseline_entry *list;
    size_t count;
    size_t room;
};

/* CSV with the columns cases, clause, reason, ticket, expires and optionally failures; `today`
 * (YYYY-MM-DD) decides what has expired. */
bool baseline_read(struct baseline *baseline, struct tg_slice data, const char *name,
                   const char *today, struct tg_error *error);
void baseline_free(struct baseline *baseline);

/* YYYY-MM-DD, a day that there is. */
bool baseline_is_day(struct tg_slice text);

/* The first entry, not expired, that lists the case; NULL = none. Entries that list it only after
 * another does are still told of it by baseline_count. */
struct baseline_entry *baseline_find(const struct baseline *baseline,
                                     const struct question *question);

/* Tells every entry that lists the case whether it failed. */
void baseline_count(struct baseline *baseline, const struct question *question, bool failed);

/* What is wrong with an entry after the run, in words; false = nothing. */
bool baseline_complaint(struct text *out, const struct baseline_entry *entry);

#endif
