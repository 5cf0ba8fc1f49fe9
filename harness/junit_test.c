#include "junit_check.h"

#include "junit.h"
#include "xml_text.h"

static const struct junit_facts facts = {.command = "./billing --batch",
                                         .timestamp = "2010-01-01T00:00:00"};

/* One document. */
static bool take(void *user, size_t number, struct tg_slice document)
{
    assert_int_equal(number, 1);
    text_add(user, document);
    return true;
}

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
#define RUN_SUITE(failures, errors, time)                                                          \
    "  <testsuite name=\"tollgate\" package=\"tollgate\" id=\"0\" "                                \
    "timestamp=\"2010-01-01T00:00:00\" hostname=\"localhost\" tests=\"6\" failures=\"" failures    \
    "\" errors=\"" errors "\" time=\"" time "\">\n"                                                \
    "    <properties>\n"                                                                           \
    "      <property name=\"system.command\" value=\"./billing --batch\"/>\n"                      \
    "      <property name=\"tollgate.version\" value=\"" TOLLGATE_VERSION "\"/>\n"                 \
    "    </properties>\n"
#define RUN_CASE(name) "    <testcase name=\"" name "\" classname=\"tollgate\" time=\"0.000\""
#define CASE(id)       "    <testcase name=\"" id "\" classname=\"tollgate.first\" time=\"0.000\""
#define END            "    <system-out/>\n    <system-err/>\n  </testsuite>\n"

/* The report of an output of the fixture's questions. */
static struct text report(const char *output, enum sut_ending ending, int code, const char *talk)
{
    struct questions questions;
    struct said end = fixture_end(output);
    struct judged judged;
    struct text text = {0};

    fixture_questions(&questions);
    end.ending = ending;
    end.code = code;
    text_add(&end.talk, tg_slice_of(talk));
    fixture_judge(&judged, &questions, &end, NULL);
    assert_true(junit_write(&judged, &facts, take, &text));
    junit_check(text_slice(&text));
    judged_free(&judged);
    said_free(&end);
    questions_free(&questions);
    return text;
}

static void assert_has(struct text *text, const char *part)
{
    if (strstr(text->p, part) == NULL) fail_msg("no\n%s\nin\n%s", part, text->p);
}

static void a_good_run_is_all_passed(void **state)
{
    struct text text = report(RIGHT_ANSWERS, SUT_EXITED, 0, "");

    (void)state;
    assert_has(&text, HEAD RUN_SUITE("0", "0", "1.234"));
    assert_has(&text,
               RUN_CASE("system-finishes") "/>\n" RUN_CASE("every-answer-was-asked-for") "/>\n");
    assert_has(&text, RUN_CASE("every-row-can-be-read") "/>\n" RUN_CASE("open-prices-hold") "/>\n");
    assert_has(&text, RUN_CASE("known-failures-are-known") "/>\n" END);
    assert_has(&text, CASE("E-1") "/>\n" CASE("E-2") "/>\n" CASE("O-1") "/>\n");
    assert_has(&text,
               CASE("R-1") "/>\n" CASE("U-1") "/>\n" CASE("X-1") "/>\n" END "</testsuites>\n");
    assert_null(strstr(text.p, "<failure"));
    text_free(&text);
}

static void failures_tell_the_facts_twice(void **state)
{
    struct text text = report("call_id,charge\nE-1,0.1\nE-2,0.18\nO-1,1\nP-1,1\nR-1,<&>\n"
                              "U-1,1\nX-1,refused\nQ,1\n,5\n",
                              SUT_EXITED, 0, "");

    (void)state;
    assert_has(&text, RUN_SUITE("2", "0", "1.234"));
    assert_has(&text, "tests=\"7\" failures=\"3\" errors=\"0\"");
    assert_has(
        &text,
        CASE("E-1") ">\n      <failure type=\"overcharge\" message=\"overcharge: E-1 expected "
                    "1*0.06 = 0.06 yuan, got 0.10 yuan on line 2 (+0.04); R-01 (A-1)\">"
                    "overcharge under R-01 (A-1)\n"
                    "case       E-1  one unit\n"
                    "record     start_time=2010-03-01T10:00:00 duration_s=6 plan=gotone "
                    "event=originate "
                    "home_area=010 visited_area=010 other_party=02155556666\n"
                    "expected   1*0.06 = 0.06 yuan\n"
                    "got        0.10 yuan on line 2\n"
                    "difference +0.04\n"
                    "more       tollgate explain --case E-1\n"
                    "</failure>\n    </testcase>\n");
    assert_has(&text,
               "<failure type=\"out_of_range\" message=\"out_of_range: O-1 expected 2*p: above "
               "0.00, at most 0.80 yuan, got 1.00 yuan on line 4 (+0.20); R-40 (X-1)\">");
    assert_has(
        &text,
        "<failure type=\"malformed\" message=\"malformed: R-1 expected at least 0.00, at "
        "most 0.70 yuan, got &apos;&lt;&amp;&gt;&apos; on line 6, which cannot be "
        "read: expected a decimal number of yuan such as 0.18, at most 10^11; R-01 (A-1)\">");
    assert_has(
        &text,
        RUN_CASE(
            "every-answer-was-asked-for") ">\n      <failure type=\"unexpected\" "
                                          "message=\"1 answers to cases that were not asked, the "
                                          "first on line 9: "
                                          "&apos;Q&apos;\">1 answers to cases that were not asked, "
                                          "the first on line 9: "
                                          "&apos;Q&apos;\nline 9: &apos;Q&apos;\n</failure>\n");
    assert_has(&text, RUN_CASE("every-row-can-be-read") ">\n      <failure type=\"malformed\" "
                                                        "message=\"1 rows name no case that could "
                                                        "be read, the first on line 10: "
                                                        "call_id is empty\">");
    text_free(&text);
}

static void a_crash_leaves_no_verdict(void **state)
{
    struct text text =
        report("call_id,charge\nE-1,0.06\n", SUT_SIGNALLED, 11, "\x1b[31mpanic & <fear>\n");

    (void)state;
    assert_has(&text, RUN_SUITE("0", "1", "1.234"));
    assert_has(&text,
               "<error type=\"crash\" message=\"the system did not finish: killed by signal 11 "
               "(Segmentation fault)\">the system did not finish: killed by signal 11 "
               "(Segmentation fault)\nasked 7 = answered 1 + unanswered 6; 1 answers = 1 to "
               "these cases + 0 unexpected + 0 unattributable\nthe end of its stderr:\n"
               "\\x1b[31mpanic &amp; &lt;fear&gt;\n</error>\n");
    assert_has(&text, "<system-err>\\x1b[31mpanic &amp; &lt;fear&gt;\n</system-err>\n");
    assert_has(&text, "tests=\"7\" failures=\"0\" errors=\"6\"");
    assert_has(&text,
               "<error type=\"no_verdict\" message=\"no_verdict: E-2 expected 3*0.06 = 0.18 "
               "yuan, got no answer; killed by signal 11 (Segmentation fault); R-01 (A-1)\">");
    text_free(&text);
}

static void every_ending_has_its_type(void **state)
{
    (void)state;
    for (int ending = SUT_EXITED; ending <= SUT_INTERRUPTED; ending++) {
        struct text text = report("", (enum sut_ending)ending, 2, "");
        struct text part = {0};

        text_addf(&part, "<error type=\"%s\" message=\"the system did not finish: ",
                  sut_ending_name((enum sut_ending)ending));
        assert_has(&text, part.p);
        text_free(&part);
        text_free(&text);
    }
}

static void unreadable_answers_are_told(void **state)
{
    struct text text = report("a,b\n", SUT_EXITED, 0, "");

    (void)state;
    assert_has(&text,
               "<failure type=\"malformed\" message=\"the answers cannot be read from line 1 "
               "on: header has no column &apos;call_id&apos;\">");
    assert_has(&text, "tests=\"7\" failures=\"6\" errors=\"0\"");
    text_free(&text);
}

static void strays_beyond_the_kept_ones_are_counted(void **state)
{
    struct text output = {0};
    struct text text;

    (void)state;
    text_addf(&output, RIGHT_ANSWERS);
    for (int i = 0; i < ANSWERS_STRAYS + 5; i++) text_addf(&output, "Q-%d,1\n", i);
    text = report(output.p, SUT_EXITED, 0, "");
    assert_has(&text, "line 28: &apos;Q-19&apos;\nand 5 more\n</failure>");
    text_free(&text);
    text_free(&output);
}

/* Whatever a system writes, where it writes it: the document stays valid. */
static void hostile_bytes_do_not_break_the_document(void **state)
{
    static const char *const hostile[] = {
        "]]>",      "]\x1b]>", "\xef\xbf\xbe", "\xed\xa0\x80", "\xed\xbf\xbf", "\x1b[31;1m\x1b[0m",
        "&#27;",    "<!--",    "\xff\xfe",     "\xc0\x80",     "<![CDATA[",    "\xf4\x90\x80\x80",
        "\xe5\x8c",
    };

    (void)state;
    for (int i = 0; i < 256 + (int)COUNT(hostile); i++) {
        char byte[2] = {(char)i, '\0'};
        const char *bytes = i < 256 ? byte : hostile[i - 256];
        struct questions questions;
        struct said end = fixture_end("call_id,charge\n");
        struct junit_facts hostile_facts = {.command = bytes, .timestamp = facts.timestamp};
        struct judged judged;
        struct text text = {0};

        fixture_questions(&questions);
        text_addf(&end.output, "E-1,%s\nE-2%s,1\n", bytes, bytes);
        if (i == 0) text_add(&end.output, (struct tg_slice){"O-1,\0\n\0,1\n", 10});
        text_addf(&end.talk, "%s", bytes);
        if (i == 0) text_add(&end.talk, (struct tg_slice){"\0", 1});
        questions.list[0].title = bytes;
        questions.list[0].expected.clauses = bytes;
        end.code = i % 2;
        fixture_judge(&judged, &questions, &end, NULL);
        assert_true(junit_write(&judged, &hostile_facts, take, &text));
        junit_check(text_slice(&text));
        text_free(&text);
        judged_free(&judged);
        said_free(&end);
        questions_free(&questions);
    }
}

static void sizes_are_bounded(void **state)
{
    static char title[100001];
    struct questions questions;
    struct said end = fixture_end("call_id,charge\nE-1,5\n");
    struct judged judged;
    struct text text = {0};

    (void)state;
    memset(title, 'x', sizeof title - 1);
    fixture_questions(&questions);
    questions.list[0].title = title;
    questions.list[0].expected.clauses = title;
    fixture_judge(&judged, &questions, &end, NULL);
    assert_true(junit_write(&judged, &facts, take, &text));
    junit_check(text_slice(&text));
    assert_true(text.n < JUNIT_MAX_MESSAGE + JUNIT_MAX_BODY + 8000);
    assert_has(&text, XML_CUT "\">");
    assert_has(&text, XML_CUT "</failure>");
    text_free(&text);
    judged_free(&judged);
    said_free(&end);
    questions_free(&questions);
}

static void a_run_that_does_not_finish_says_so(void **state)
{
    struct text text = {0};

    (void)state;
    junit_write_unfinished(&text, &facts);
    junit_check(text_slice(&text));
#define UNFINISHED                                                                                 \
    ">\n      <error type=\"did_not_finish\" message=\"the run did not finish: no case was "       \
    "judged\">the run did not finish: no case was judged</error>\n    </testcase>\n"
    assert_has(&text, HEAD RUN_SUITE("0", "6", "0.000") RUN_CASE("system-finishes") UNFINISHED);
    assert_has(&text, RUN_CASE("every-row-can-be-read") UNFINISHED);
    assert_has(&text, RUN_CASE("known-failures-are-known") UNFINISHED END "</testsuites>\n");
    text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_run_is_all_passed),
        cmocka_unit_test(failures_tell_the_facts_twice),
        cmocka_unit_test(a_crash_leaves_no_verdict),
        cmocka_unit_test(every_ending_has_its_type),
        cmocka_unit_test(unreadable_answers_are_told),
        cmocka_unit_test(strays_beyond_the_kept_ones_are_counted),
        cmocka_unit_test(hostile_bytes_do_not_break_the_document),
        cmocka_unit_test(sizes_are_bounded),
        cmocka_unit_test(a_run_that_does_not_finish_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
