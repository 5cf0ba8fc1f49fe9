#include "fixture.h"

#include <unistd.h>

#include "enough.h"

static void say(const struct transport_sink *sink, const char *id, enum answer_kind kind,
                tg_money amount)
{
    struct reply reply = {
        .kind = kind, .id = tg_slice_of(id), .text = tg_slice_of("x"), .amount = amount};

    sink->replies.reply(sink->replies.user, &reply);
}

/* Only what fails for certain counts, and each case once. */
static void only_certain_failures_count(void **state)
{
    struct questions questions;
    struct heard heard;
    struct transport_sink plain, sink;
    struct enough enough = {.limit = 100};

    (void)state;
    fixture_questions(&questions);
    heard_begin(&heard, &questions);
    plain = heard_sink(&heard);
    enough.questions = &questions;
    enough.heard = &heard;
    enough.next = &plain;
    sink = enough_sink(&enough);
    say(&sink, "E-1", ANSWER_AMOUNT, 600); /* right */
    assert_int_equal(enough.failing, 0);
    say(&sink, "E-2", ANSWER_AMOUNT, 600); /* wrong */
    assert_int_equal(enough.failing, 1);
    say(&sink, "E-2", ANSWER_AMOUNT, 600); /* again: still one case */
    assert_int_equal(enough.failing, 1);
    say(&sink, "E-1", ANSWER_AMOUNT, 600); /* a duplicate fails */
    assert_int_equal(enough.failing, 2);
    say(&sink, "R-1", ANSWER_AMOUNT, 90000); /* out of range, but a matter of I-04 */
    assert_int_equal(enough.failing, 2);
    say(&sink, "X-1", ANSWER_AMOUNT, 1); /* no amount can be right */
    assert_int_equal(enough.failing, 3);
    say(&sink, "U-1", ANSWER_AMOUNT, 1);
    say(&sink, "nobody", ANSWER_AMOUNT, 1);
    assert_int_equal(enough.failing, 3);
    assert_false(enough_reached(&enough));
    assert_int_equal(heard.answers.unexpected.count, 1);
    heard_free(&heard);
    questions_free(&questions);
}

static void what_is_known_does_not_count(void **state)
{
    static const char known[] = "cases,clause,reason,ticket,expires\nE-*,,old,,\n";
    struct baseline baseline = {0};
    struct questions questions;
    struct heard heard;
    struct transport_sink plain, sink;
    struct enough enough = {.limit = 1};
    struct tg_error error = {.status = TG_OK};

    (void)state;
    assert_true(baseline_read(&baseline, tg_slice_of(known), "known.csv", "2010-01-01", &error));
    fixture_questions(&questions);
    heard_begin(&heard, &questions);
    plain = heard_sink(&heard);
    enough.questions = &questions;
    enough.baseline = &baseline;
    enough.heard = &heard;
    enough.next = &plain;
    sink = enough_sink(&enough);
    say(&sink, "E-2", ANSWER_AMOUNT, 600);
    assert_false(enough_reached(&enough));
    baseline_free(&baseline);
    heard_free(&heard);
    questions_free(&questions);
}

/* A system that charges nothing, and would take for ever: five failures end it. */
static void a_hopeless_system_is_broken_off(void **state)
{
    static const char script[] =
        "echo call_id,charge; read header; while IFS=, read id rest; do echo \"$id,999\"; done; "
        "sleep 1000";
    struct said said =
        RUN_TOLLGATE("run", "six-second", "--no-causes", "--max-fail", "5", "--junit", "enough.xml",
                     "--results", "enough.db", "--", "sh", "-c", script);

    (void)state;
    assert_int_equal(said.code, EXIT_MISMATCH);
    assert_non_null(
        strstr(said.output.p, "\nended      broken off: enough cases fail (--max-fail) ("));
    assert_non_null(strstr(said.output.p, ", no_verdict "));
    said_free(&said);
    said = RUN_TOLLGATE("report", "--no-causes", "enough.db");
    assert_int_equal(said.code, EXIT_MISMATCH);
    assert_non_null(
        strstr(said.output.p, "\nended      broken off: enough cases fail (--max-fail) ("));
    said_free(&said);
    unlink("enough.xml");
    unlink("enough.db");
}

static void enough_is_for_systems_that_take_time(void **state)
{
    (void)state;
    assert_run(RUN_TOLLGATE("run", "--reference", "--max-fail", "5"), EXIT_USAGE, "",
               "tollgate run: --max-fail breaks a system off: --reference answers at once\n"
               "Try `tollgate run --help' or `tollgate run --usage' for more information.\n");
    assert_run(RUN_TOLLGATE("run", "--max-fail", "0", "--", "true"), EXIT_USAGE, "",
               "tollgate run: --max-fail '0': expected a number from 1 to 1000000\n"
               "Try `tollgate run --help' or `tollgate run --usage' for more information.\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_certain_failures_count),
        cmocka_unit_test(what_is_known_does_not_count),
        cmocka_unit_test(a_hopeless_system_is_broken_off),
        cmocka_unit_test(enough_is_for_systems_that_take_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
