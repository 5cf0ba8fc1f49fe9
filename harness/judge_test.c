#include "fixture.h"

/* Judges an output of the fixture's questions. */
struct trial {
    struct questions questions;
    struct said end;
    struct judged judged;
};

static void try_output(struct trial *trial, const char *output, enum sut_ending ending, int code)
{
    fixture_questions(&trial->questions);
    trial->end = fixture_end(output);
    trial->end.ending = ending;
    trial->end.code = code;
    fixture_judge(&trial->judged, &trial->questions, &trial->end, NULL);
}

static void end_trial(struct trial *trial)
{
    judged_free(&trial->judged);
    said_free(&trial->end);
    questions_free(&trial->questions);
}

/* Right, without a word of U-1, for which the documents give no charge. */
#define SAID_OF_THE_OTHERS                                                                         \
    "call_id,charge\nE-1,0.06\nE-2,0.18\nO-1,0.80\nP-1,9.99\nR-1,0\nX-1,refused\n"
#define CUT_ANSWERS "call_id,charge\nE-1,0.06\nE-2,0.1"

static void the_run_tells_its_caller(void **state)
{
    static const struct {
        const char *output;
        enum sut_ending ending;
        int code;
        enum exit_code exit;
    } rows[] = {
        {RIGHT_ANSWERS, SUT_EXITED, 0, EXIT_CONFORMS},
        {SAID_OF_THE_OTHERS, SUT_EXITED, 0, EXIT_CONFORMS},
        {SAID_OF_THE_OTHERS "U-1,x\n", SUT_EXITED, 0, EXIT_CONFORMS},
        {SAID_OF_THE_OTHERS "U-1,1,2\n", SUT_EXITED, 0, EXIT_CONFORMS},
        {SAID_OF_THE_OTHERS "U-1,1\nU-1,1\n", SUT_EXITED, 0, EXIT_MISMATCH},
        {RIGHT_ANSWERS, SUT_EXITED, 3, EXIT_NO_VERDICT},
        {RIGHT_ANSWERS, SUT_SIGNALLED, 11, EXIT_NO_VERDICT},
        {RIGHT_ANSWERS, SUT_TIMED_OUT, 0, EXIT_NO_VERDICT},
        {RIGHT_ANSWERS, SUT_TOO_MUCH, 0, EXIT_NO_VERDICT},
        {RIGHT_ANSWERS, SUT_INTERRUPTED, 0, EXIT_INTERRUPTED},
        {"", SUT_NOT_STARTED, 2, EXIT_NO_SUT},
        {"", SUT_EXITED, 0, EXIT_MISMATCH},
        {"", SUT_EXITED, 1, EXIT_NO_VERDICT},
        {CUT_ANSWERS, SUT_SIGNALLED, 9, EXIT_NO_VERDICT},
        {CUT_ANSWERS, SUT_EXITED, 0, EXIT_MISMATCH},
        {RIGHT_ANSWERS "Z,1\n", SUT_EXITED, 0, EXIT_MISMATCH},
        {RIGHT_ANSWERS "Z,1\n", SUT_TIMED_OUT, 0, EXIT_MISMATCH},
        {RIGHT_ANSWERS ",1\n", SUT_EXITED, 0, EXIT_MISMATCH},
        {RIGHT_ANSWERS "E-1,0.06\n", SUT_EXITED, 0, EXIT_MISMATCH},
        {"nonsense\n", SUT_EXITED, 5, EXIT_MISMATCH},
        {"call_id,charge\nE-1,0.07\n", SUT_SIGNALLED, 6, EXIT_MISMATCH},
        {"call_id,charge\nE-1,0.07\n", SUT_INTERRUPTED, 0, EXIT_INTERRUPTED},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct trial trial;

        try_output(&trial, rows[i].output, rows[i].ending, rows[i].code);
        if (judged_exit(&trial.judged) != rows[i].exit) fail_msg("row %zu", i);
        end_trial(&trial);
    }
}

static void each_failing_verdict_alone_fails_the_run(void **state)
{
    (void)state;
    for (int v = 0; v < VERDICT_COUNT; v++) {
        struct trial trial;
        bool fails = verdict_weigh((enum verdict)v) == WEIGHT_FAILS;

        try_output(&trial, RIGHT_ANSWERS, SUT_EXITED, 0);
        if (v == VERDICT_UNEXPECTED)
            trial.judged.answers.unexpected.count++;
        else
            trial.judged.unknown += fails;
        assert_int_equal(judged_exit(&trial.judged), fails ? EXIT_MISMATCH : EXIT_CONFORMS);
        end_trial(&trial);
    }
}

static void half_an_amount_is_no_answer(void **state)
{
    struct trial trial;

    (void)state;
    try_output(&trial, CUT_ANSWERS, SUT_SIGNALLED, 9);
    assert_int_equal(trial.judged.list[0].verdict, VERDICT_PASS);
    assert_int_equal(trial.judged.list[1].verdict, VERDICT_NO_VERDICT);
    assert_int_equal(trial.judged.counts[VERDICT_NO_VERDICT], 6);
    end_trial(&trial);
    /* A system that ended well may leave out the last line's end. */
    try_output(&trial, "call_id,charge\nE-1,0.06\nE-2,0.18", SUT_EXITED, 0);
    assert_int_equal(trial.judged.list[1].verdict, VERDICT_PASS);
    end_trial(&trial);
}

static void counts_and_money_add_up(void **state)
{
    struct trial trial;
    struct judged *judged = &trial.judged;

    (void)state;
    try_output(&trial, "call_id,charge\nE-1,0.10\nE-2,0.17\nO-1,1\nU-1,\nX-1,1\nY,2\nY,2\n",
               SUT_EXITED, 0);
    assert_int_equal(judged->answered, 5);
    assert_int_equal(judged->counts[VERDICT_OVERCHARGE], 1);
    assert_int_equal(judged->counts[VERDICT_UNDERCHARGE], 1);
    assert_int_equal(judged->counts[VERDICT_OUT_OF_RANGE], 2);
    assert_int_equal(judged->counts[VERDICT_UNSPECIFIED], 1);
    assert_int_equal(judged->counts[VERDICT_MISSING], 2);
    assert_int_equal(judged->counts[VERDICT_UNEXPECTED], 2);
    assert_int_equal(judged->money.cases, 2);
    assert_int_equal(judged->money.expected, 2400);
    assert_int_equal(judged->money.over, 400);
    assert_int_equal(judged->money.under, 100);
    assert_true(judged->list[2].differs);
    assert_int_equal(judged->list[2].difference, 2000);
    end_trial(&trial);
}

static void absurd_sums_do_not_overflow(void **state)
{
    enum { CASES = 10000 };
    struct questions questions = {0};
    struct text records = {0}, golden = {0};
    struct tg_error error = {0};
    struct judged judged;
    struct said end = fixture_end("call_id,charge\n");

    (void)state;
    text_addf(&records, RECORD_HEADER);
    text_addf(&golden, TG_OUTCOME_HEADER "\n");
    for (int i = 0; i < CASES; i++) {
        text_addf(&records, "N%d,,,,,,,,,,,,\n", i);
        text_addf(&golden, "N%d,exact,0.00,,,,,,,\n", i);
        text_addf(&end.output, "N%d,100000000000\n", i);
    }
    assert_true(questions_add(
        &questions,
        &(struct suite_text){"big", "c", text_slice(&records), "g", text_slice(&golden)}, &error));
    fixture_judge(&judged, &questions, &end, NULL);
    assert_int_equal(judged.money.over, INT64_MAX);
    judged_free(&judged);
    questions_free(&questions);
    said_free(&end);
    text_free(&records);
    text_free(&golden);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_run_tells_its_caller),
        cmocka_unit_test(each_failing_verdict_alone_fails_the_run),
        cmocka_unit_test(half_an_amount_is_no_answer),
        cmocka_unit_test(counts_and_money_add_up),
        cmocka_unit_test(absurd_sums_do_not_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
