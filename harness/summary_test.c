#include "fixture.h"

#include "summary.h"

static const struct summary_style plain = {"./billing", false, false};

static struct text summary_of(const struct questions *questions, struct said end,
                              const struct summary_style *style)
{
    struct judged judged;
    struct text text = {0};

    fixture_judge(&judged, questions, &end, NULL);
    summary_write(&text, &judged, style);
    judged_free(&judged);
    said_free(&end);
    return text;
}

static void a_good_run_is_short(void **state)
{
    struct questions questions;
    struct text text;

    (void)state;
    fixture_questions(&questions);
    text = summary_of(&questions, fixture_end(RIGHT_ANSWERS), &plain);
    assert_text(&text,
                "system     ./billing\n"
                "ended      exit code 0 (1.234 s)\n"
                "verdicts   pass 6, unspecified 1\n"
                "conforms   6 of 6 (100.00 %) of the cases that can be judged\n"
                "money      expected 0.24 yuan over 2 cases with an exact charge; over 0.00, under "
                "0.00\n"
                "count      asked 7 = answered 7 + unanswered 0; 7 answers = 7 to these cases + 0 "
                "unexpected + 0 unattributable\n"
                "\n"
                "PASS  every case that can be judged conforms (exit 0)\n");
    questions_free(&questions);
}

static void failures_are_grouped_by_rule_worst_first(void **state)
{
    struct questions questions;
    struct text text;

    (void)state;
    fixture_questions(&questions);
    text = summary_of(&questions,
                      fixture_end("call_id,charge\nE-1,0.06\nE-2,0.1\nO-1,1\nP-1,1\nR-1,2\nU-1,1\n"
                                  "X-1,refused\nQ,1\n,2\n"),
                      &plain);
    assert_text(&text,
                "system     ./billing\n"
                "ended      exit code 0 (1.234 s)\n"
                "verdicts   pass 3, undercharge 1, out_of_range 2, unexpected 1, unspecified 1\n"
                "conforms   3 of 6 (50.00 %) of the cases that can be judged\n"
                "money      expected 0.24 yuan over 2 cases with an exact charge; over 0.00, under "
                "0.08\n"
                "unexpected 1, the first on line 9: 'Q'\n"
                "unreadable 1, the first on line 10: call_id is empty\n"
                "count      asked 7 = answered 7 + unanswered 0; 9 answers = 7 to these cases + 1 "
                "unexpected + 1 unattributable\n"
                "\n"
                "R-01 (A-1): 2 cases: undercharge 1, out_of_range 1\n"
                "  case       E-2\n"
                "  record     start_time=2010-03-01T10:00:00 duration_s=13 plan=gotone "
                "event=originate home_area=010 visited_area=010 other_party=02155556666\n"
                "  expected   3*0.06 = 0.18 yuan\n"
                "  got        0.10 yuan on line 3\n"
                "  difference -0.08\n"
                "  more       tollgate explain --case E-2\n"
                "\n"
                "R-40 (X-1): 1 case: out_of_range 1\n"
                "  case       O-1\n"
                "  record     start_time=2010-03-01T10:00:00 duration_s=13 plan=gotone "
                "event=originate home_area=010 visited_area=010 other_party=02155556666\n"
                "  expected   2*p: above 0.00, at most 0.80 yuan\n"
                "  got        1.00 yuan on line 4\n"
                "  difference +0.20\n"
                "  more       tollgate explain --case O-1\n"
                "\n"
                "  clause  cases  failing  conforms  over yuan  under yuan\n"
                "  A-1         3        2   33.33 %       0.00        0.08\n"
                "  X-1         1        1    0.00 %       0.00        0.00\n"
                "\n"
                "  plan           cases  failing  conforms  over yuan  under yuan\n"
                "  gotone 全球通      7        3   50.00 %       0.00        0.08\n"
                "\n"
                "FAIL  the system does not charge what the tariff says (exit 1)\n");
    questions_free(&questions);
}

static void a_group_shows_its_commonest_verdict(void **state)
{
    struct questions questions;
    struct text text;

    (void)state;
    fixture_questions(&questions);
    text = summary_of(&questions,
                      fixture_end("call_id,charge\nE-1,\nE-2,0.1\nO-1,0.1\nP-1,1\nR-1,0\nU-1,1\n"
                                  "X-1,refused\n"),
                      &plain);
    assert_non_null(
        strstr(text.p, "R-01 (A-1): 2 cases: undercharge 1, refused 1\n  case       E-2"));
    text_free(&text);
    questions_free(&questions);
}

static void the_quiet_form_counts_and_concludes(void **state)
{
    static const struct summary_style quiet = {"./billing", false, true};
    struct questions questions;
    struct text text;

    (void)state;
    fixture_questions(&questions);
    text = summary_of(&questions, fixture_end("call_id,charge\n"), &quiet);
    assert_text(&text,
                "count      asked 7 = answered 0 + unanswered 7; 0 answers = 0 to these cases + "
                "0 unexpected + 0 unattributable\n"
                "FAIL  the system does not charge what the tariff says (exit 1)\n");
    questions_free(&questions);
}

static void every_result_has_its_word_and_colour(void **state)
{
    static const struct {
        const char *output;
        enum sut_ending ending;
        int code;
        const char *result;
    } rows[] = {
        {RIGHT_ANSWERS, SUT_EXITED, 0,
         "\x1b[32mPASS\x1b[0m  every case that can be judged conforms (exit 0)\n"},
        {"", SUT_EXITED, 0,
         "\x1b[31mFAIL\x1b[0m  the system does not charge what the tariff says (exit 1)\n"},
        {"", SUT_TIMED_OUT, 0, "\x1b[33mNO VERDICT\x1b[0m  the system did not finish (exit 2)\n"},
        {"", SUT_NOT_STARTED, 2,
         "\x1b[33mNO VERDICT\x1b[0m  the system could not be started (exit 4)\n"},
        {"", SUT_INTERRUPTED, 0, "\x1b[33mNO VERDICT\x1b[0m  the run was interrupted (exit 130)\n"},
    };
    static const struct summary_style colour = {"./billing", true, true};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct questions questions;
        struct said end = fixture_end(rows[i].output);
        struct text text;

        end.ending = rows[i].ending;
        end.code = rows[i].code;
        fixture_questions(&questions);
        text = summary_of(&questions, end, &colour);
        assert_string_equal(strchr(text.p, '\n') + 1, rows[i].result);
        text_free(&text);
        questions_free(&questions);
    }
}

static void nothing_but_our_colours_reaches_the_terminal(void **state)
{
    static const struct summary_style style = {"./bill\x1b[2Jing", false, false};
    struct questions questions;
    struct said end = fixture_end("call_id,charge\nE-1,\x1b[31m\nq\x1b,1\n");
    struct text text;

    (void)state;
    fixture_questions(&questions);
    questions.list[0].title = "\x1b]0;title\x07";
    end.ending = SUT_EXITED;
    end.code = 3;
    text_addf(&end.talk, "\x1b[1mlast words");
    text = summary_of(&questions, end, &style);
    assert_null(strchr(text.p, '\x1b'));
    assert_non_null(strstr(text.p, "system     ./bill\\x1b[2Jing\n"));
    assert_non_null(strstr(text.p, "its stderr ends with:\n\\x1b[1mlast words\n"));
    assert_non_null(strstr(text.p, "  case       E-1  \\x1b]0;title\\x07\n"));
    text_free(&text);
    questions_free(&questions);
}

static void unreadable_answers_are_told(void **state)
{
    struct questions questions;
    struct text text;

    (void)state;
    fixture_questions(&questions);
    text = summary_of(&questions, fixture_end("1,2\n"), &plain);
    assert_non_null(strstr(text.p, "unreadable from line 1 on: header has no column 'call_id'\n"));
    text_free(&text);
    questions_free(&questions);
}

static void ten_groups_are_shown_and_the_rest_counted(void **state)
{
    (void)state;
    for (int rules = 10; rules <= 12; rules++) {
        struct questions questions = {0};
        struct text records = {0}, golden = {0}, text;
        struct tg_error error = {0};
        size_t groups = 0;

        text_addf(&records, RECORD_HEADER);
        text_addf(&golden, TG_OUTCOME_HEADER "\n");
        for (int i = 0; i < rules; i++) {
            text_addf(&records, "N%d,,,,,,,,,,,,\n", i);
            text_addf(&golden, "N%d,exact,0.06,,,,,R-%d,,\n", i, i);
        }
        assert_true(questions_add(
            &questions,
            &(struct suite_text){"big", "c", text_slice(&records), "g", text_slice(&golden)},
            &error));
        text = summary_of(&questions, fixture_end("call_id,charge\n"), &plain);
        for (const char *p = text.p; (p = strstr(p, "1 case: missing 1\n")) != NULL; p++) groups++;
        assert_int_equal(groups, 10);
        assert_int_equal(strstr(text.p, "\nand 1 more rule\n") != NULL, rules == 11);
        assert_int_equal(strstr(text.p, "\nand 2 more rules\n") != NULL, rules == 12);
        assert_int_equal(strstr(text.p, "more rule") != NULL, rules > 10);
        text_free(&text);
        text_free(&records);
        text_free(&golden);
        questions_free(&questions);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_run_is_short),
        cmocka_unit_test(failures_are_grouped_by_rule_worst_first),
        cmocka_unit_test(a_group_shows_its_commonest_verdict),
        cmocka_unit_test(the_quiet_form_counts_and_concludes),
        cmocka_unit_test(every_result_has_its_word_and_colour),
        cmocka_unit_test(nothing_but_our_colours_reaches_the_terminal),
        cmocka_unit_test(unreadable_answers_are_told),
        cmocka_unit_test(ten_groups_are_shown_and_the_rest_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
