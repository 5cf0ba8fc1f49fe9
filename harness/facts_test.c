#include "fixture.h"

#include "facts.h"

static void expectations_are_told_in_words(void **state)
{
    static const struct {
        size_t at;
        const char *text;
    } rows[] = {
        {0, "1*0.06 = 0.06 yuan"},
        {2, "2*p: above 0.00, at most 0.80 yuan"},
        {3, "1*s: above 0.00 yuan"},
        {4, "at least 0.00, at most 0.70 yuan"},
        {5, "at most one answer (the documents give no charge)"},
        {6, "a refusal (no such area)"},
    };
    struct questions questions;

    (void)state;
    fixture_questions(&questions);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text text = {0};

        facts_expected(&text, &questions.list[rows[i].at].expected);
        assert_text(&text, rows[i].text);
    }
    for (int i = 0; i < 2; i++) {
        struct text text = {0};

        questions.list[0].expected.formula = i == 0 ? "" : "0.06";
        facts_expected(&text, &questions.list[0].expected);
        assert_text(&text, "0.06 yuan");
    }
    questions_free(&questions);
}

static void answers_are_told_in_words(void **state)
{
    static const struct {
        const char *rows; /* all to E-1 */
        const char *line;
    } rows[] = {
        {"E-1,0.1\n",
         "E-1 expected 1*0.06 = 0.06 yuan, got 0.10 yuan on line 2 (+0.04); R-01 (A-1)"},
        {"E-1,0.05\n",
         "E-1 expected 1*0.06 = 0.06 yuan, got 0.05 yuan on line 2 (-0.01); R-01 (A-1)"},
        {"E-1,0.060001\n", "E-1 expected 1*0.06 = 0.06 yuan, got '0.060001' yuan on line 2 "
                           "(0.00 and digits below 0.0001); R-01 (A-1)"},
        {"E-1,\n", "E-1 expected 1*0.06 = 0.06 yuan, got a refusal ('') on line 2; R-01 (A-1)"},
        {"E-1,x\n", "E-1 expected 1*0.06 = 0.06 yuan, got 'x' on line 2, which cannot be read: "
                    "expected a decimal number of yuan such as 0.18, at most 10^11; R-01 (A-1)"},
        {"", "E-1 expected 1*0.06 = 0.06 yuan, got no answer; R-01 (A-1)"},
        {"E-1,1\nE-1,\n", "E-1 expected 1*0.06 = 0.06 yuan, got 2 answers: 1.00 yuan on line 2; a "
                          "refusal ('') on line 3; R-01 (A-1)"},
        {"E-1,1\nE-1,2\nE-1,3\n", "E-1 expected 1*0.06 = 0.06 yuan, got 3 answers: 1.00 yuan on "
                                  "line 2; 2.00 yuan on line 3; ...; R-01 (A-1)"},
        {"E-1,0.06\n", "E-1 expected 1*0.06 = 0.06 yuan, got 0.06 yuan on line 2; R-01 (A-1)"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct questions questions;
        struct said end = fixture_end("call_id,charge\n");
        struct judged judged;
        struct text text = {0};

        fixture_questions(&questions);
        text_add(&end.output, tg_slice_of(rows[i].rows));
        fixture_judge(&judged, &questions, &end, NULL);
        facts_line(&text, &judged, 0);
        assert_text(&text, rows[i].line);
        judged_free(&judged);
        said_free(&end);
        questions_free(&questions);
    }
}

static void a_block_spreads_the_facts_over_lines(void **state)
{
    struct questions questions;
    struct said end = fixture_end("call_id,charge\nE-1,0.1\nX-1,1\n");
    struct judged judged;
    struct text text = {0};

    (void)state;
    fixture_questions(&questions);
    fixture_judge(&judged, &questions, &end, NULL);
    facts_block(&text, &judged, 0, "  ");
    assert_text(&text, "  case       E-1  one unit\n"
                       "  record     start_time=2010-03-01T10:00:00 duration_s=6 plan=gotone "
                       "event=originate home_area=010 visited_area=010 other_party=02155556666\n"
                       "  expected   1*0.06 = 0.06 yuan\n"
                       "  got        0.10 yuan on line 2\n"
                       "  difference +0.04\n"
                       "  more       tollgate explain --case E-1\n");
    facts_block(&text, &judged, 6, "");
    assert_text(&text, "case       X-1\n"
                       "record     start_time=2010-03-01T10:00:00 duration_s=13 plan=gotone "
                       "event=originate home_area=010 visited_area=010 other_party=02155556666\n"
                       "expected   a refusal (no such area)\n"
                       "got        1.00 yuan on line 3\n"
                       "more       tollgate explain --case X-1\n");
    facts_rule(&text, &questions.list[6].expected);
    assert_text(&text, "no rule");
    judged_free(&judged);
    said_free(&end);
    questions_free(&questions);
}

static void the_count_adds_up(void **state)
{
    struct questions questions;
    struct said end = fixture_end("call_id,charge\nE-1,1\nE-1,1\nE-2,x\nZ,1\n,1\n,2\n");
    struct judged judged;
    struct text text = {0};

    (void)state;
    fixture_questions(&questions);
    fixture_judge(&judged, &questions, &end, NULL);
    facts_count(&text, &judged);
    assert_text(&text, "asked 7 = answered 2 + unanswered 5; 6 answers = 3 to these cases + 1 "
                       "unexpected + 2 unattributable");
    judged_free(&judged);
    said_free(&end);
    questions_free(&questions);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expectations_are_told_in_words),
        cmocka_unit_test(answers_are_told_in_words),
        cmocka_unit_test(a_block_spreads_the_facts_over_lines),
        cmocka_unit_test(the_count_adds_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
