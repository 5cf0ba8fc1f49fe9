/* Golden results: what the tariff charges for each case, as reviewed. */
#ifndef TOLLGATE_GOLDEN_H
#define TOLLGATE_GOLDEN_H

#include "arena.h"
#include "idmap.h"

enum expected_kind {
    EXPECT_EXACT,
    EXPECT_OPEN, /* a linear form in prices that the documents do not give */
    EXPECT_RANGE,
    EXPECT_UNSPECIFIED, /* the documents say nothing */
    EXPECT_ERROR        /* the record cannot be rated; a system has to refuse it */
};

/* Texts are lent by the arena they were read into. */
struct expected {
    const char *call_id;
    enum expected_kind kind;
    tg_money charge; /* exact */
    tg_money min;    /* open, range */
    tg_money max;    /* open, range; meaningless when unbounded */
    bool unbounded;
    bool above_min; /* open: min itself is excluded; false until expected_exclude_min */
    const char *formula;
    const char *units;
    const char *rule;
    const char *clauses;
    const char *basis;
    long line;
};

const char *expected_kind_name(enum expected_kind kind);

/* Sets above_min: does the formula take units of a price which, by this register, is always above
 * its low? A name that the register does not have excludes nothing. */
void expected_exclude_min(struct expected *expected, const struct tg_price *prices, size_t count);

struct golden {
    struct expected *row;
    size_t count;
    size_t room;
    struct idmap index;
};

/* Reads a file of outcomes (columns of TG_OUTCOME_HEADER). Stops at the first fault. `name` is
 * lent; golden_free in any case. */
bool golden_read(struct golden *golden, struct arena *arena, struct tg_slice data, const char *name,
                 struct tg_error *error);
void golden_free(struct golden *golden);

#endif
