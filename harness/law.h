/* What a rulebook, with its annex and readings, says about every question: in numbers, so that
 * answers can be tried against it. */
#ifndef TOLLGATE_LAW_H
#define TOLLGATE_LAW_H

#include "choice.h"
#include "questions.h"

/* Units of an open price in a charge. */
struct law_term {
    uint16_t price; /* index among the rulebook's prices */
    int32_t per_s;
    int64_t units;
};

struct ruling {
    enum expected_kind kind;
    bool unbounded;
    bool above_min;  /* open: min itself is excluded */
    tg_money charge; /* exact */
    tg_money min, max;
    tg_money fixed;     /* open: the part that is not open, its lines rounded */
    uint8_t term_count; /* open */
    struct law_term term[2 * TG_MAX_FEES];
    struct tg_steps line_steps,
        charge_steps; /* open: its terms are rounded, and what they sum to */
    uint8_t plan;
    uint8_t system;
    uint16_t rule;
    int32_t dur_s;
};

struct law {
    struct tg_rulebook *rulebook;
    const struct tg_price *prices;
    size_t price_count;
    struct ruling *list; /* by question; the caller's questions */
};

/* Loads the rulebook and rates the questions. False after telling why on stderr. */
bool law_open(struct law *law, const struct choice *choice, const struct questions *questions);

/* The same of a rulebook, which the law takes over. */
void law_make(struct law *law, struct tg_rulebook *rulebook, const struct questions *questions);
void law_close(struct law *law);

/* Whether the two say the same of a question, in what can be charged. */
bool law_same(const struct ruling *a, const struct ruling *b);

/* Whether an open charge is rounded, so that it is no linear form of its prices. */
bool law_rounds(const struct ruling *ruling);

/* What an open ruling comes to, its prices having these values, term by term. */
tg_money law_charge(const struct ruling *ruling, const tg_money values[2 * TG_MAX_FEES]);

/* Makes the questions expect what the rulebook says instead of the golden results. */
bool law_impose(const struct law *law, struct questions *questions, struct tg_error *error);

/* False if a question expects something else than the rulebook says: golden results and rulebook do
 * not belong together. */
bool law_agrees(const struct law *law, const struct questions *questions, struct tg_error *error);

#endif
