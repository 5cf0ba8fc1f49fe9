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
    struct tg_steps line_steps;   /* open: how each of its terms is rounded, */
    struct tg_steps charge_steps; /* and what they sum to */
    uint8_t plan;
    uint8_t system;
    uint16_t rule;
    int32_t dur_s;
};

struct law {
    struct tg_rulebook *rulebook;
    const struct tg_price *prices;
    size_t price_count;
    size_t count;         /* of the caller's questions */
    struct ruling *list;  /* by question */
    struct tg_call *call; /* by question: how it was classified; meaningless for EXPECT_ERROR */
    bool *unrated;        /* by question: EXPECT_ERROR, side by side to be looked through fast */
};

/* What a compiled rulebook says of a record; EXPECT_ERROR if it cannot be rated. */
struct ruling ruling_of(const struct tg_rulebook *rulebook, const struct tg_cdr *cdr);
struct ruling ruling_on(const struct tg_rulebook *rulebook, const struct question *question);

/* Loads the rulebook and rates the questions. False after telling why on stderr. */
bool law_open(struct law *law, const struct choice *choice, const struct questions *questions);

/* The same of a rulebook, which the law takes over. */
void law_make(struct law *law, struct tg_rulebook *rulebook, const struct questions *questions);
void law_close(struct law *law);

/* What a law with one more overlay says otherwise. Zeroed = empty; its memory serves again. */
struct variant {
    const struct law *base;
    struct tg_rulebook *rulebook; /* NULL = none is at hand */
    struct law_change {
        size_t question;
        bool differs; /* says something else than the base */
        struct tg_call call;
        struct ruling ruling;
    } * list; /* what was rated again, in the order of the questions */
    size_t count;
    size_t room;
};

/* Calls, by how a rulebook classified them. */
struct reach {
    uint32_t mask[TG_DIM_COUNT]; /* by dimension: values */
    const char *digits;          /* of the only destination; NULL = any */
};

bool reach_holds(const struct reach *reach, const struct tg_rulebook *rulebook,
                 const struct tg_call *call);

/* What is laid over: a bundled overlay or a file by its name, or a text. */
struct lay {
    const char *name;
    struct tg_slice text;      /* .p == NULL: to be found by its name */
    const struct reach *reach; /* the calls that it can touch; NULL = any */
};

/* A copy of a compiled rulebook with it laid over, whose texts are those of the base's. NULL
 * (E_XML, E_TABLE, E_LIMIT, E_MEMORY, E_NAME, E_IO) if the two do not go together. */
struct tg_rulebook *law_overlaid(const struct tg_rulebook *base, struct lay overlay,
                                 struct tg_error *error);

/* Lays it over the rulebook of `base` (lent) and rates again what it touches, no more. False if
 * law_overlaid() fails. */
bool variant_open(struct variant *variant, const struct law *base, struct lay overlay,
                  const struct questions *questions, struct tg_error *error);

/* The whole law; takes the rulebook over, whose texts are those of the base's. The variant's list
 * stays as it is. */
void variant_law(struct law *law, struct variant *variant);

/* Before another one is opened, and at the end. */
void variant_close(struct variant *variant);
void variant_free(struct variant *variant);

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
