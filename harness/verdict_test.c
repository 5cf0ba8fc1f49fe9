#include "fixture.h"

#include "verdict.h"

#define EXACT(charge_)                                                                             \
    {                                                                                              \
        .kind = EXPECT_EXACT, .charge = (charge_)                                                  \
    }
#define OPEN(min_, max_)                                                                           \
    {                                                                                              \
        .kind = EXPECT_OPEN, .min = (min_), .max = (max_)                                          \
    }
#define OPEN_END(min_)                                                                             \
    {                                                                                              \
        .kind = EXPECT_OPEN, .min = (min_), .unbounded = true                                      \
    }
#define ABOVE(min_, max_)                                                                          \
    {                                                                                              \
        .kind = EXPECT_OPEN, .above_min = true, .min = (min_), .max = (max_)                       \
    }
#define ABOVE_END(min_)                                                                            \
    {                                                                                              \
        .kind = EXPECT_OPEN, .above_min = true, .min = (min_), .unbounded = true                   \
    }
#define RANGE(min_, max_)                                                                          \
    {                                                                                              \
        .kind = EXPECT_RANGE, .min = (min_), .max = (max_)                                         \
    }
#define ERROR                                                                                      \
    {                                                                                              \
        .kind = EXPECT_ERROR                                                                       \
    }
#define SILENT                                                                                     \
    {                                                                                              \
        .kind = EXPECT_UNSPECIFIED                                                                 \
    }
#define NO_DIFFERENCE INT64_MIN

/* One answer, read as answers.c reads it. */
static struct answer answer_of(const char *text)
{
    struct answer answer = {.kind = ANSWER_AMOUNT, .text = text, .negative = text[0] == '-'};

    if (strcmp(text, "refused") == 0)
        answer.kind = ANSWER_REFUSED;
    else if (!tg_money_parse(&answer.amount, &answer.rest, tg_slice_of(text)))
        answer.kind = ANSWER_MALFORMED;
    return answer;
}

static const struct {
    struct expected expected;
    const char *answer;
    enum verdict verdict;
    tg_money difference;
} rows[] = {
    {EXACT(1800), "0.18", VERDICT_PASS, 0},
    {EXACT(1800), "0.180", VERDICT_PASS, 0},
    {EXACT(1800), "0.1801", VERDICT_OVERCHARGE, 1},
    {EXACT(1800), "0.1799", VERDICT_UNDERCHARGE, -1},
    {EXACT(1800), "0.18000001", VERDICT_OVERCHARGE, 0},
    {EXACT(1800), "0.17999999", VERDICT_UNDERCHARGE, -1},
    {EXACT(1800), "-0.18", VERDICT_UNDERCHARGE, -3600},
    {EXACT(0), "0", VERDICT_PASS, 0},
    {EXACT(0), "-0.00", VERDICT_PASS, 0},
    {EXACT(0), "-0.000001", VERDICT_UNDERCHARGE, 0},
    {EXACT(0), "refused", VERDICT_REFUSED, NO_DIFFERENCE},
    {EXACT(0), "free", VERDICT_MALFORMED, NO_DIFFERENCE},
    {ABOVE(0, 8000), "0.0001", VERDICT_PASS, NO_DIFFERENCE},
    {ABOVE(0, 8000), "0.00001", VERDICT_PASS, NO_DIFFERENCE},
    {ABOVE(0, 8000), "0.80", VERDICT_PASS, NO_DIFFERENCE},
    {ABOVE(0, 8000), "0.80001", VERDICT_OUT_OF_RANGE, 0},
    {ABOVE(0, 8000), "0.81", VERDICT_OUT_OF_RANGE, 100},
    {ABOVE(0, 8000), "0", VERDICT_OUT_OF_RANGE, 0},
    {ABOVE(0, 8000), "-0.01", VERDICT_OUT_OF_RANGE, -100},
    {ABOVE(0, 8000), "-0.00001", VERDICT_OUT_OF_RANGE, 0},
    {ABOVE(0, 8000), "refused", VERDICT_REFUSED, NO_DIFFERENCE},
    {ABOVE(0, 0), "0", VERDICT_PASS, 0},
    {OPEN(2000, 4000), "0.20", VERDICT_PASS, 0},
    {OPEN(2000, 4000), "0.19", VERDICT_OUT_OF_RANGE, -100},
    {OPEN(0, 8000), "0", VERDICT_PASS, 0},
    {ABOVE(20000, 32000), "2.00", VERDICT_OUT_OF_RANGE, 0},
    {ABOVE(20000, 32000), "2.00001", VERDICT_PASS, NO_DIFFERENCE},
    {ABOVE(20000, 32000), "2.0001", VERDICT_PASS, NO_DIFFERENCE},
    {ABOVE(20000, 32000), "3.20", VERDICT_PASS, NO_DIFFERENCE},
    {ABOVE(20000, 20000), "2.00", VERDICT_PASS, 0},
    {ABOVE_END(0), "1000000", VERDICT_PASS, NO_DIFFERENCE},
    {ABOVE_END(0), "0", VERDICT_OUT_OF_RANGE, 0},
    {ABOVE_END(2000), "0.20", VERDICT_OUT_OF_RANGE, 0},
    {OPEN_END(100), "0.01", VERDICT_PASS, 0},
    {RANGE(0, 7000), "0", VERDICT_PASS, 0},
    {RANGE(0, 7000), "0.70", VERDICT_PASS, NO_DIFFERENCE},
    {RANGE(0, 7000), "0.71", VERDICT_OUT_OF_RANGE, 100},
    {RANGE(0, 7000), "-1", VERDICT_OUT_OF_RANGE, -10000},
    {RANGE(0, 7000), "refused", VERDICT_REFUSED, NO_DIFFERENCE},
    {SILENT, "5", VERDICT_UNSPECIFIED, NO_DIFFERENCE},
    {SILENT, "-5", VERDICT_UNSPECIFIED, NO_DIFFERENCE},
    {SILENT, "refused", VERDICT_UNSPECIFIED, NO_DIFFERENCE},
    {SILENT, "x", VERDICT_UNSPECIFIED, NO_DIFFERENCE},
    {ERROR, "refused", VERDICT_PASS, NO_DIFFERENCE},
    {ERROR, "0", VERDICT_OUT_OF_RANGE, NO_DIFFERENCE},
    {ERROR, "0.06", VERDICT_OUT_OF_RANGE, NO_DIFFERENCE},
    {ERROR, "x", VERDICT_MALFORMED, NO_DIFFERENCE},
};

static void every_answer_gets_its_verdict(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct answer answer = answer_of(rows[i].answer);
        struct answer_slot slot = {.count = 1, .first = &answer};
        tg_money difference = NO_DIFFERENCE;
        bool rest = false;

        if (verdict_of(&rows[i].expected, &slot, true) != rows[i].verdict ||
            verdict_of(&rows[i].expected, &slot, false) != rows[i].verdict)
            fail_msg("row %zu: %s", i, rows[i].answer);
        if (verdict_difference(&difference, &rest, &rows[i].expected, &answer))
            assert_int_equal(rest, answer.rest);
        if (difference != rows[i].difference) fail_msg("row %zu: %s", i, rows[i].answer);
    }
}

static void no_answer_and_two_answers_come_before_all_else(void **state)
{
    static const struct expected expected[] = {EXACT(0), OPEN(0, 1), RANGE(0, 1), SILENT, ERROR};
    struct answer answer = answer_of("0");

    (void)state;
    for (size_t i = 0; i < COUNT(expected); i++) {
        struct answer_slot none = {.count = 0};
        struct answer_slot two = {.count = 2, .first = &answer, .second = &answer};

        /* Where the documents are silent, silence is no fault. */
        assert_int_equal(verdict_of(&expected[i], &none, true),
                         expected[i].kind == EXPECT_UNSPECIFIED ? VERDICT_UNSPECIFIED
                                                                : VERDICT_MISSING);
        assert_int_equal(verdict_of(&expected[i], &none, false), VERDICT_NO_VERDICT);
        assert_int_equal(verdict_of(&expected[i], &two, true), VERDICT_DUPLICATE);
        assert_int_equal(verdict_of(&expected[i], &two, false), VERDICT_DUPLICATE);
    }
}

static void verdicts_have_names_and_weights(void **state)
{
    static const struct {
        enum verdict verdict;
        const char *name;
        enum verdict_weight weight;
    } names[] = {
        {VERDICT_PASS, "pass", WEIGHT_NONE},
        {VERDICT_OVERCHARGE, "overcharge", WEIGHT_FAILS},
        {VERDICT_UNDERCHARGE, "undercharge", WEIGHT_FAILS},
        {VERDICT_OUT_OF_RANGE, "out_of_range", WEIGHT_FAILS},
        {VERDICT_READING, "reading", WEIGHT_NONE},
        {VERDICT_MIXED, "mixed", WEIGHT_FAILS},
        {VERDICT_INCONSISTENT, "inconsistent", WEIGHT_FAILS},
        {VERDICT_MISSING, "missing", WEIGHT_FAILS},
        {VERDICT_DUPLICATE, "duplicate", WEIGHT_FAILS},
        {VERDICT_UNEXPECTED, "unexpected", WEIGHT_FAILS},
        {VERDICT_MALFORMED, "malformed", WEIGHT_FAILS},
        {VERDICT_REFUSED, "refused", WEIGHT_FAILS},
        {VERDICT_NO_VERDICT, "no_verdict", WEIGHT_OPEN},
        {VERDICT_UNSPECIFIED, "unspecified", WEIGHT_NONE},
    };

    (void)state;
    assert_int_equal(COUNT(names), VERDICT_COUNT);
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_string_equal(verdict_name(names[i].verdict), names[i].name);
        assert_int_equal(verdict_weigh(names[i].verdict), names[i].weight);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_answer_gets_its_verdict),
        cmocka_unit_test(no_answer_and_two_answers_come_before_all_else),
        cmocka_unit_test(verdicts_have_names_and_weights),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
