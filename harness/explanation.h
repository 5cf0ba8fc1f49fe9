/*
 * One call, explained: how it was classified and why, what it costs by which rule and clauses, and
 * what another reading or an annex would change. Gathered once, as texts; rendered as plain text or
 * as JSON. Absent parts are NULL or counts of 0.
 */
#ifndef TOLLGATE_EXPLANATION_H
#define TOLLGATE_EXPLANATION_H

#include "arena.h"
#include "choice.h"
#include "text.h"

/* What was found, and why it is so. */
struct fact {
    const char *value;
    const char *why;
};

struct explained_area {
    const char *code;
    const char *city;
    const char *province;
    const char *why;
};

/* The other party's number; digits NULL = the event has none that counts. */
struct explained_number {
    const char *digits;
    struct fact access;
    struct fact kind;
    struct explained_area area;
    struct fact network;
    struct fact prefix; /* the destination prefix that matched, and the place */
    const char *system; /* of satellites */
    struct fact destination;
};

struct explained_fee {
    const char *text;   /* the arithmetic in one line */
    const char *amount; /* yuan; NULL = open */
    const char *price;  /* NULL = it has no name */
    const char *value;  /* yuan per unit; NULL = open */
    int64_t units;
    int32_t per_s; /* 0 = once, or not known */
};

/* As in an outcome file; `text` says it in words. */
struct explained_outcome {
    const char *kind;
    const char *charge;
    const char *min;
    const char *max;
    const char *formula;
    const char *units;
    const char *rule;
    const char *title;
    const char *basis;
    const char *text;
};

struct explained_clause {
    const char *id;
    const char *text;
};

struct explained_reading {
    const char *id;
    const char *question;
    const char *chosen;
};

/* Another answer to a reading's question that changes the outcome. */
struct explained_alternative {
    struct explained_reading reading; /* `chosen` is the other answer */
    char letter;
    const char *overlay; /* NULL = the call without the overlay that was chosen */
    const char *failed;  /* why it could not be tried, then without an outcome */
    struct explained_outcome outcome;
};

/* What an annex would settle: an open price, or assumed hours. */
struct explained_change {
    const char *name;
    const char *text;
    struct explained_outcome outcome; /* of hours: if the call fell on their other side */
};

struct explanation {
    struct arena arena;
    const char *rulebook;
    const char *overlays; /* blank-separated; NULL = none */
    const char *call_id;
    const char *plan, *plan_title, *brand;
    struct fact event;
    struct fact start; /* China Standard Time */
    struct fact regime, daypart, pack;
    bool has_duration;
    int32_t dur_s;
    struct fact length;
    struct explained_area home, visited;
    struct fact state;
    struct explained_number number;
    bool unspecified;
    struct explained_fee fees[2 * TG_MAX_FEES];
    size_t fee_count;
    const char *no_fee; /* why there is none */
    struct explained_outcome outcome;
    const char *basis; /* explicit, reading, convention or none */
    const char *basis_text;
    struct explained_reading *readings; /* that chose */
    size_t reading_count;
    struct explained_clause *clauses;
    size_t clause_count;
    struct explained_alternative *alternatives;
    size_t alternative_count;
    struct explained_change *changes;
    size_t change_count;
};

/* `rulebook` is the choice, loaded. False if the call cannot be rated, or E_MEMORY. To be freed in
 * either case. */
bool explain(struct explanation *out, const struct choice *choice,
             const struct tg_rulebook *rulebook, const struct tg_cdr *cdr, struct tg_error *error);

/* The same without what could be otherwise, for which many rulebooks are loaded. */
bool explain_briefly(struct explanation *out, const struct choice *choice,
                     const struct tg_rulebook *rulebook, const struct tg_cdr *cdr,
                     struct tg_error *error);
void explanation_free(struct explanation *explanation);

/* The two renderings. */
void explain_text(struct text *out, const struct explanation *explanation);
void explain_json(struct text *out, const struct explanation *explanation);

#endif
