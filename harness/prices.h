/*
 * Open prices, inferred from a system's own answers. Every answer to a question with an open charge
 * is an equation: units * price + ... + fixed = answer. One value per price and plan (and satellite
 * system) must explain them all. Where charges are rounded, an answer lets a price have any value
 * of an interval, and what is found is one too.
 */
#ifndef TOLLGATE_PRICES_H
#define TOLLGATE_PRICES_H

#include "answers.h"
#include "law.h"

enum price_state {
    PRICE_SILENT, /* no answer tells it */
    PRICE_WITHIN, /* every charge that holds it holds another price as often: it is in that value */
    PRICE_KNOWN,  /* one value explains more answers than any other does */
    PRICE_TIE,    /* two values explain equally many: which is meant cannot be told */
    PRICE_NONE    /* no value explains any answer */
};

struct price_found {
    uint16_t price;
    uint8_t plan;
    uint8_t system; /* TG_SYSTEM_NONE unless the price is set by system */
    enum price_state state;
    uint16_t
        with[TG_MAX_FEES]; /* prices that the value holds too, since they cannot be told apart */
    size_t with_count;
    tg_money value; /* known; of a tie one of the two; 0 of one within another */
    tg_money top;   /* known: the highest value that explains as much; `value` is the lowest */
    tg_money rival; /* the value that explains the second most; meaningless if rival_count is 0 */
    uint64_t count; /* answers that the value explains */
    uint64_t rival_count;
    uint64_t contradict; /* answers that it does not explain */
    bool varied;         /* those that it explains are for different numbers of units */
    int in_range;        /* known: -1 below the legal range, 1 above, 0 inside */
    /* Known or not: another way of charging that explains every answer that tells this price. */
    bool other_way;
    int32_t other_per_s;
    tg_money other_value;
    tg_money other_once;    /* added to every call */
    const char *other_rule; /* only for the cases of this rule; NULL = all */
    uint64_t other_count;
    size_t example; /* a question it explains */
    size_t opposed; /* a question that contradicts it; meaningless if contradict is 0 */
};

struct price_book {
    struct price_found *list; /* those that were asked about, in the order of price, plan, system */
    size_t count;
    size_t room;
    uint16_t *index; /* by price, plan and system: 1 + number in the list; 0 = none */
};

/* Infers the prices from the answers to all questions of `law`. */
void prices_infer(struct price_book *book, const struct law *law, const struct questions *questions,
                  const struct answers *answers);
void prices_free(struct price_book *book);

/* NULL if no question asks about it. */
const struct price_found *prices_find(const struct price_book *book, const struct law *law,
                                      uint16_t price, uint8_t plan, uint8_t system);

enum price_fit {
    PRICE_FITS,
    PRICE_MISFITS,
    PRICE_UNTOLD /* a price in it is not known */
};

/* Does the answer to an open question follow from the prices found? `expected` is the least that
 * does. */
enum price_fit prices_fit(tg_money *expected, const struct price_book *book, const struct law *law,
                          const struct ruling *ruling, const struct answer *answer);

/* The legal range of the value: of its price, or of a sum of prices that of the sum. */
struct tg_price prices_range(const struct law *law, const struct price_found *found);

/* "roam_caller of gotone: 0.60 yuan per 60 s explains 140 of 140 answers" and what is wrong. */
void prices_describe(struct text *out, const struct law *law, const struct questions *questions,
                     const struct price_found *found);

/* Nothing is wrong with it: known, silent or within another, in range, uncontradicted. */
bool prices_sound(const struct price_found *found);

#endif
