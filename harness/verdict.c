#include "verdict.h"

static const struct {
    const char *name;
    enum verdict_weight weight;
} verdicts[] = {
#define X(name, text, weight) [name] = {text, weight},
    VERDICT_LIST(X)
#undef X
};

const char *verdict_name(enum verdict verdict)
{
    return verdicts[verdict].name;
}

enum verdict_weight verdict_weigh(enum verdict verdict)
{
    return verdicts[verdict].weight;
}

/* -1, 0 or 1: the answer against an amount. The answer's amount is cut towards zero, so that a rest
 * decides only between equal amounts. */
static int compare(const struct answer *answer, tg_money amount)
{
    if (answer->amount != amount) return answer->amount < amount ? -1 : 1;
    if (!answer->rest) return 0;
    return answer->negative ? -1 : 1;
}

bool verdict_needs_price(const struct expected *expected)
{
    return expected->kind == EXPECT_OPEN && expected->above_min &&
           (expected->unbounded || expected->max > expected->min);
}

static enum verdict judge_amount(const struct expected *expected, const struct answer *answer)
{
    int side;

    if (expected->kind == EXPECT_EXACT) {
        side = compare(answer, expected->charge);
        return side == 0 ? VERDICT_PASS : side > 0 ? VERDICT_OVERCHARGE : VERDICT_UNDERCHARGE;
    }
    side = compare(answer, expected->min);
    if (side < 0 || (side == 0 && verdict_needs_price(expected))) return VERDICT_OUT_OF_RANGE;
    if (!expected->unbounded && compare(answer, expected->max) > 0) return VERDICT_OUT_OF_RANGE;
    return VERDICT_PASS;
}

enum verdict verdict_of(const struct expected *expected, const struct answer_slot *slot,
                        bool finished)
{
    const struct answer *answer = slot->first;

    if (slot->count == 0 && !finished) return VERDICT_NO_VERDICT;
    if (slot->count > 1) return VERDICT_DUPLICATE;
    if (expected->kind == EXPECT_UNSPECIFIED) return VERDICT_UNSPECIFIED;
    if (slot->count == 0) return VERDICT_MISSING;
    if (answer->kind == ANSWER_MALFORMED) return VERDICT_MALFORMED;
    if (expected->kind == EXPECT_ERROR)
        return answer->kind == ANSWER_REFUSED ? VERDICT_PASS : VERDICT_OUT_OF_RANGE;
    if (answer->kind == ANSWER_REFUSED) return VERDICT_REFUSED;
    return judge_amount(expected, answer);
}

bool verdict_difference(tg_money *difference, bool *rest, const struct expected *expected,
                        const struct answer *answer)
{
    tg_money nearest = expected->charge;

    if (answer->kind != ANSWER_AMOUNT || expected->kind == EXPECT_UNSPECIFIED ||
        expected->kind == EXPECT_ERROR)
        return false;
    if (expected->kind != EXPECT_EXACT) {
        nearest = expected->min;
        if (!expected->unbounded && compare(answer, expected->max) > 0)
            nearest = expected->max;
        else if (compare(answer, expected->min) > 0)
            return false;
    }
    *difference = answer->amount - nearest;
    *rest = answer->rest;
    return true;
}
