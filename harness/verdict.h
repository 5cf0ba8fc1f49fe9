/* The comparator: one answer against one golden result. */
#ifndef TOLLGATE_VERDICT_H
#define TOLLGATE_VERDICT_H

#include "answers.h"
#include "golden.h"

enum verdict_weight {
    WEIGHT_NONE, /* conforms, or cannot be judged by the documents */
    WEIGHT_OPEN, /* not judged: exit 2 unless something is worse */
    WEIGHT_FAILS /* exit 1 */
};

/* Name, text, weight. The texts go into reports as they are. */
#define VERDICT_LIST(X)                                                                            \
    X(VERDICT_PASS, "pass", WEIGHT_NONE)                                                           \
    X(VERDICT_OVERCHARGE, "overcharge", WEIGHT_FAILS)                                              \
    X(VERDICT_UNDERCHARGE, "undercharge", WEIGHT_FAILS)                                            \
    X(VERDICT_READING, "reading", WEIGHT_NONE)                                                     \
    X(VERDICT_MIXED, "mixed", WEIGHT_FAILS)                                                        \
    X(VERDICT_INCONSISTENT, "inconsistent", WEIGHT_FAILS)                                          \
    X(VERDICT_OUT_OF_RANGE, "out_of_range", WEIGHT_FAILS)                                          \
    X(VERDICT_MISSING, "missing", WEIGHT_FAILS)                                                    \
    X(VERDICT_DUPLICATE, "duplicate", WEIGHT_FAILS)                                                \
    X(VERDICT_UNEXPECTED, "unexpected", WEIGHT_FAILS)                                              \
    X(VERDICT_MALFORMED, "malformed", WEIGHT_FAILS)                                                \
    X(VERDICT_REFUSED, "refused", WEIGHT_FAILS)                                                    \
    X(VERDICT_NO_VERDICT, "no_verdict", WEIGHT_OPEN)                                               \
    X(VERDICT_UNSPECIFIED, "unspecified", WEIGHT_NONE)

enum verdict {
#define X(name, text, weight) name,
    VERDICT_LIST(X)
#undef X
        VERDICT_COUNT
};

const char *verdict_name(enum verdict verdict);
enum verdict_weight verdict_weigh(enum verdict verdict);

/*
 * In this order:
 *  - no answer of a system that did not end well (not `finished`): no_verdict;
 *  - several answers: duplicate, even when they agree;
 *  - unspecified: unspecified, whatever was answered, or nothing at all;
 *  - no answer: missing; a row that cannot be read: malformed;
 *  - a record that cannot be rated: a refusal passes; any amount, 0 too, is out_of_range, since the
 *    range of right amounts is empty;
 *  - a refusal of anything else: refused;
 *  - exact: equal passes, else over- or undercharge, by however little;
 *  - open, range: inside [min, max] passes, else out_of_range. An open form with a price that is
 *    always above its low has to be above its min too.
 * What one answer alone cannot tell is for the judge: reading, mixed, inconsistent (see judge.h).
 */
enum verdict verdict_of(const struct expected *expected, const struct answer_slot *slot,
                        bool finished);

/* An open form whose charge has to be above its min: min is excluded, and there is room above. */
bool verdict_needs_price(const struct expected *expected);

/* How far an amount lies from the exact charge, or beyond the nearer bound, and whether digits
 * below 0.0001 yuan come on top. False if there is no such distance. */
bool verdict_difference(tg_money *difference, bool *rest, const struct expected *expected,
                        const struct answer *answer);

#endif
