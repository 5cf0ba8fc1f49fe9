#include "junit_check.h"

#include "breakdown.h"
#include "headlines.h"
#include "junit.h"
#include "report_html.h"
#include "report_markdown.h"
#include "report_tap.h"

#include <libxml/HTMLparser.h>

static const struct report_facts facts = {"./billing --batch", "2010-01-01T00:00:00", true};

#define WRONG_ANSWERS                                                                              \
    "call_id,charge\nE-1,0.06\nE-2,0.1\nO-1,1\nP-1,1\nR-1,2\nU-1,1\nX-1,refused\nQ,1\n,2\n"

/* What every test here begins with. */
struct scene {
    struct questions questions;
    struct said end;
    struct judged judged;
    struct text text;
};

static void begin(struct scene *scene, const char *output)
{
    *scene = (struct scene){.end = fixture_end(output)};
    fixture_questions(&scene->questions);
}

static void judge_scene(struct scene *scene)
{
    fixture_judge(&scene->judged, &scene->questions, &scene->end, NULL);
}

static void end(struct scene *scene)
{
    text_free(&scene->text);
    judged_free(&scene->judged);
    said_free(&scene->end);
    questions_free(&scene->questions);
}

static void assert_has(const struct text *text, const char *part)
{
    if (strstr(text->p, part) == NULL) fail_msg("no\n%s\nin\n%s", part, text->p);
}

/* ------------------------------------------------------------------------------------------- TAP
 */

static void tap_has_a_line_per_question(void **state)
{
    struct scene scene;

    (void)state;
    begin(&scene, RIGHT_ANSWERS);
    judge_scene(&scene);
    report_tap(&scene.text, &scene.judged);
    assert_string_equal(scene.text.p, "TAP version 13\n1..13\n"
                                      "ok 1 - system-finishes\n"
                                      "ok 2 - every-answer-was-asked-for\n"
                                      "ok 3 - every-row-can-be-read\n"
                                      "ok 4 - open-prices-hold\n"
                                      "ok 5 - readings-are-not-mixed\n"
                                      "ok 6 - known-failures-are-known\n"
                                      "ok 7 - first/E-1\n"
                                      "ok 8 - first/E-2\n"
                                      "ok 9 - first/O-1\n"
                                      "ok 10 - first/P-1\n"
                                      "ok 11 - first/R-1\n"
                                      "ok 12 - first/U-1\n"
                                      "ok 13 - first/X-1\n");
    end(&scene);
}

static void tap_tells_the_facts_of_a_failure(void **state)
{
    struct scene scene;

    (void)state;
    begin(&scene, WRONG_ANSWERS);
    judge_scene(&scene);
    report_tap(&scene.text, &scene.judged);
    assert_has(&scene.text, "\nnot ok 2 - every-answer-was-asked-for\n  ---\n  type: "
                            "\"unexpected\"\n  message: \"1 answers to cases that were not asked, "
                            "the first on line 9: 'Q'\"\n");
    assert_has(&scene.text,
               "\nnot ok 8 - first/E-2\n  ---\n  type: \"undercharge\"\n"
               "  message: \"undercharge: E-2 expected 3*0.06 = 0.18 yuan, got 0.10 yuan on line 3 "
               "(-0.08); R-01 (A-1)\"\n"
               "  facts: \"undercharge under R-01 (A-1)\\ncase       E-2\\nrecord     ");
    assert_has(&scene.text, "\\n\"\n  ...\nnot ok 9 - first/O-1\n");
    assert_has(&scene.text, "\nok 12 - first/U-1\n");
    end(&scene);
}

static void tap_knows_what_is_known(void **state)
{
    static const struct baseline_entry known = {
        .reason = "old # rounding \\ 2009", .ticket = "BIL-7", .expires = "2010-12-31"};
    struct scene scene;

    (void)state;
    begin(&scene, WRONG_ANSWERS);
    judge_scene(&scene);
    scene.judged.list[1].known = &known;
    report_tap(&scene.text, &scene.judged);
    assert_has(&scene.text, "\nnot ok 8 - first/E-2 # TODO known: old \\# rounding \\\\ 2009; "
                            "BIL-7; until 2010-12-31\nnot ok 9");
    end(&scene);
}

/* -------------------------------------------------------------------------------------- Markdown
 */

static void markdown_is_the_whole_story_in_short(void **state)
{
    struct scene scene;

    (void)state;
    begin(&scene, WRONG_ANSWERS);
    judge_scene(&scene);
    report_markdown(&scene.text, &scene.judged, &facts);
    assert_string_equal(
        scene.text.p,
        "## \xe2\x9d\x8c Tollgate: FAIL\n\n"
        "the system does not charge what the tariff says (exit 1)\n\n"
        "| | |\n|---|---|\n"
        "| system | ./billing --batch |\n"
        "| ended | exit code 0 |\n"
        "| verdicts | pass 3, undercharge 1, out\\_of\\_range 2, unexpected 1, unspecified 1 |\n"
        "| conforms | 3 of 6 (50.00 %) of the cases that can be judged |\n"
        "| money | expected 0.24 yuan over 2 cases with an exact charge; over 0.00, under 0.08 |\n"
        "| unexpected | 1, the first on line 9: 'Q' |\n"
        "| unreadable | 1, the first on line 10: call\\_id is empty |\n\n"
        "### What fails, the worst first\n\n"
        "**R-01 (A-1)**: 2 cases: undercharge 1, out_of_range 1\n\n"
        "```text\n"
        "case       E-2\n"
        "record     start_time=2010-03-01T10:00:00 duration_s=13 plan=gotone event=originate "
        "home_area=010 visited_area=010 other_party=02155556666\n"
        "expected   3*0.06 = 0.18 yuan\n"
        "got        0.10 yuan on line 3\n"
        "difference -0.08\n"
        "more       tollgate explain --case E-2\n"
        "```\n\n"
        "**R-40 (X-1)**: 1 case: out_of_range 1\n\n"
        "```text\n"
        "case       O-1\n"
        "record     start_time=2010-03-01T10:00:00 duration_s=13 plan=gotone event=originate "
        "home_area=010 visited_area=010 other_party=02155556666\n"
        "expected   2*p: above 0.00, at most 0.80 yuan\n"
        "got        1.00 yuan on line 4\n"
        "difference +0.20\n"
        "more       tollgate explain --case O-1\n"
        "```\n\n"
        "### By clause\n\n"
        "| clause | cases | failing | conforms | over yuan | under yuan |\n"
        "|---|--:|--:|--:|--:|--:|\n"
        "| A-1 | 3 | 2 | 33.33 % | 0.00 | 0.08 |\n"
        "| X-1 | 1 | 1 | 0.00 % | 0.00 | 0.00 |\n"
        "| B-1.7 | 1 | 0 | 100.00 % | 0.00 | 0.00 |\n\n"
        "### By plan\n\n"
        "| plan | cases | failing | conforms | over yuan | under yuan |\n"
        "|---|--:|--:|--:|--:|--:|\n"
        "| gotone 全球通 | 7 | 3 | 50.00 % | 0.00 | 0.08 |\n\n"
        "### By suite\n\n"
        "| suite | cases | failing | conforms | over yuan | under yuan |\n"
        "|---|--:|--:|--:|--:|--:|\n"
        "| first | 7 | 3 | 50.00 % | 0.00 | 0.08 |\n\n"
        "asked 7 = answered 7 + unanswered 0; 9 answers = 7 to these cases + 1 unexpected + 1 "
        "unattributable\n");
    end(&scene);
}

static void markdown_says_how_it_went(void **state)
{
    static const struct {
        const char *output;
        enum sut_ending ending;
        const char *head;
    } rows[] = {{RIGHT_ANSWERS, SUT_EXITED, "## \xe2\x9c\x85 Tollgate: PASS\n"},
                {"", SUT_SIGNALLED, "## \xe2\x9a\xa0 Tollgate: NO VERDICT\n"}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scene scene;

        begin(&scene, rows[i].output);
        scene.end.ending = rows[i].ending;
        judge_scene(&scene);
        report_markdown(&scene.text, &scene.judged, &facts);
        assert_has(&scene.text, rows[i].head);
        end(&scene);
    }
}

/* Nothing that a system says becomes markup, or closes the block that it stands in. */
static void markdown_is_safe_and_bounded(void **state)
{
    static char title[100001];
    struct scene scene;

    (void)state;
    begin(&scene, "call_id,charge\nE-1,````<b>`|x|\n<img src=x>|[a](b),1\n");
    memset(title, '`', sizeof title - 1);
    scene.questions.list[0].title = title;
    judge_scene(&scene);
    report_markdown(&scene.text, &scene.judged, &facts);
    assert_null(strstr(scene.text.p, "<img"));
    assert_has(&scene.text, "&lt;img src=x>\\|\\[a\\](b)");
    assert_true(scene.text.n < MARKDOWN_MAX);
    end(&scene);
}

/* ------------------------------------------------------------------------------------------ HTML
 */

static void count_error(void *user, xmlErrorPtr error)
{
    /* libxml2 knows HTML 4. */
    if (error->code != XML_HTML_UNKNOWN_TAG) (*(size_t *)user)++;
}

static void check_html(struct tg_slice page)
{
    size_t errors = 0;
    htmlDocPtr doc;

    xmlSetStructuredErrorFunc(&errors, count_error);
    doc = htmlReadMemory(page.p, (int)page.n, "page.html", "UTF-8", HTML_PARSE_NONET);
    xmlSetStructuredErrorFunc(NULL, NULL);
    assert_non_null(doc);
    assert_int_equal(errors, 0);
    xmlFreeDoc(doc);
}

static void html_is_one_safe_page(void **state)
{
    struct scene scene;

    (void)state;
    begin(&scene, WRONG_ANSWERS "<script>alert(1)</script>,1\n");
    judge_scene(&scene);
    report_html(&scene.text, &scene.judged, &facts);
    check_html(text_slice(&scene.text));
    assert_null(strstr(scene.text.p, "<script"));
    assert_has(&scene.text, "<h1>Tollgate: <span class=\"bad\">FAIL</span></h1>");
    assert_has(&scene.text, "<tr><th>system</th><td>./billing --batch</td></tr>");
    assert_has(
        &scene.text,
        "<h3>R-01 (A-1): 2 cases</h3>\n<p>undercharge 1, out_of_range 1</p>\n<pre>case       "
        "E-2\nrecord ");
    assert_has(&scene.text, "<tr><td>R-1</td><td>out_of_range</td><td>at least 0.00, at most 0.70 "
                            "yuan</td><td>2.00 yuan on line 6</td><td class=\"n\">+1.30</td>"
                            "<td></td></tr>");
    assert_has(&scene.text, "<tr><td>B-1.7</td><td class=\"n\">1</td><td class=\"n\">0</td><td "
                            "class=\"n\">100.00 %</td>");
    end(&scene);
}

static void html_tells_times_only_if_wanted(void **state)
{
    struct report_facts timed = facts;
    struct scene scene;

    (void)state;
    timed.no_times = false;
    begin(&scene, RIGHT_ANSWERS);
    judge_scene(&scene);
    report_html(&scene.text, &scene.judged, &timed);
    check_html(text_slice(&scene.text));
    assert_has(&scene.text, "<tr><th>started</th><td>2010-01-01T00:00:00 UTC</td></tr>");
    assert_has(&scene.text, "exit code 0 (1.234 s)");
    text_free(&scene.text);
    report_html(&scene.text, &scene.judged, &facts);
    assert_null(strstr(scene.text.p, "1.234 s"));
    assert_null(strstr(scene.text.p, "started"));
    end(&scene);
}

/* ----------------------------------------------------------------------------------------- JUnit
 */

struct documents {
    struct text text[64];
    size_t count;
};

static bool take(void *user, size_t number, struct tg_slice document)
{
    struct documents *documents = user;

    assert_int_equal(number, ++documents->count);
    assert_true(number < COUNT(documents->text));
    text_add(&documents->text[number - 1], document);
    return true;
}

static void free_documents(struct documents *documents)
{
    for (size_t i = 0; i < documents->count; i++) text_free(&documents->text[i]);
    *documents = (struct documents){0};
}

static void the_rich_profile_tells_more(void **state)
{
    const struct junit_facts rich = {
        .command = "./billing", .timestamp = "2010-01-01T00:00:00", .profile = JUNIT_RICH};
    struct documents documents = {0};
    struct scene scene;

    (void)state;
    begin(&scene, WRONG_ANSWERS);
    judge_scene(&scene);
    assert_true(junit_write(&scene.judged, &rich, take, &documents));
    assert_int_equal(documents.count, 1);
    junit_check_rich(text_slice(&documents.text[0]));
    assert_has(&documents.text[0],
               "    <testcase name=\"E-2\" classname=\"tollgate.first\" time=\"0.000\" "
               "file=\"cases/first.csv\" line=\"3\">\n"
               "      <properties>\n"
               "        <property name=\"verdict\" value=\"undercharge\"/>\n"
               "        <property name=\"rule\" value=\"R-01\"/>\n"
               "        <property name=\"clause.1\" value=\"A-1\"/>\n"
               "        <property name=\"expected\" value=\"3*0.06 = 0.18 yuan\"/>\n"
               "        <property name=\"difference.yuan\" value=\"-0.08\"/>\n"
               "      </properties>\n"
               "      <failure type=\"undercharge\" message=\"");
    assert_has(&documents.text[0], "name=\"E-1\"");
    free_documents(&documents);
    end(&scene);
}

static void only_failures_are_written_on_request(void **state)
{
    const struct junit_facts only = {
        .command = "./billing", .timestamp = "2010-01-01T00:00:00", .only_failures = true};
    struct documents documents = {0};
    struct scene scene;

    (void)state;
    begin(&scene, WRONG_ANSWERS);
    judge_scene(&scene);
    assert_true(junit_write(&scene.judged, &only, take, &documents));
    junit_check(text_slice(&documents.text[0]));
    assert_has(&documents.text[0], "tests=\"3\" failures=\"3\" errors=\"0\"");
    assert_has(&documents.text[0], "name=\"system-finishes\"");
    assert_null(strstr(documents.text[0].p, "name=\"E-1\""));
    free_documents(&documents);
    end(&scene);
}

/* Whatever the size: each document is valid and (but for what cannot be divided) not larger, and
 * together they hold every case once. */
static void a_report_is_split_at_any_size(void **state)
{
    struct scene scene;

    (void)state;
    begin(&scene, WRONG_ANSWERS);
    judge_scene(&scene);
    for (size_t split = 1; split < 9000; split += 97) {
        const struct junit_facts parts = {
            .command = "./billing", .timestamp = "2010-01-01T00:00:00", .split = split};
        struct documents documents = {0};
        size_t cases = 0;

        assert_true(junit_write(&scene.judged, &parts, take, &documents));
        for (size_t i = 0; i < documents.count; i++) {
            size_t own = 0;

            junit_check(text_slice(&documents.text[i]));
            for (const char *p = documents.text[i].p;
                 (p = strstr(p, "classname=\"tollgate.first\"")) != NULL; p++)
                own++;
            cases += own;
            if (i > 0 && own > 1) assert_true(documents.text[i].n <= split);
            if (i > 0) assert_true(own > 0);
        }
        assert_int_equal(cases, scene.questions.count);
        assert_true(split > 100 || documents.count == 8);
        free_documents(&documents);
    }
    end(&scene);
}

static bool refuse(void *user, size_t number, struct tg_slice document)
{
    (void)user;
    (void)document;
    return number < 2;
}

static void a_document_that_is_refused_ends_the_report(void **state)
{
    const struct junit_facts parts = {
        .command = "./billing", .timestamp = "2010-01-01T00:00:00", .split = 1};
    struct scene scene;

    (void)state;
    begin(&scene, RIGHT_ANSWERS);
    judge_scene(&scene);
    assert_false(junit_write(&scene.judged, &parts, refuse, NULL));
    end(&scene);
}

/* ------------------------------------------------------------------------------------- breakdown
 */

static void a_case_counts_with_each_of_its_clauses(void **state)
{
    struct breakdown parts;
    struct scene scene;

    (void)state;
    begin(&scene, WRONG_ANSWERS);
    scene.questions.list[1].expected.clauses = "A-1 B-2";
    judge_scene(&scene);
    breakdown_make(&parts, &scene.judged, BY_CLAUSE);
    assert_int_equal(parts.count, 4);
    assert_int_equal(parts.failing, 3);
    assert_string_equal(parts.list[0].name, "A-1");
    assert_string_equal(parts.list[1].name, "B-2");
    assert_int_equal(parts.list[1].money.under, 800);
    assert_string_equal(parts.list[2].name, "X-1");
    assert_string_equal(parts.list[3].name, "B-1.7");
    breakdown_free(&parts);
    end(&scene);
}

static void what_is_known_does_not_fail(void **state)
{
    static const struct baseline_entry known = {.reason = "r", .ticket = "", .expires = ""};
    struct breakdown parts;
    struct scene scene;

    (void)state;
    begin(&scene, WRONG_ANSWERS);
    judge_scene(&scene);
    for (size_t i = 0; i < scene.questions.count; i++) scene.judged.list[i].known = &known;
    breakdown_make(&parts, &scene.judged, BY_RULE);
    assert_int_equal(parts.failing, 0);
    breakdown_free(&parts);
    end(&scene);
}

static void a_few_findings_of_a_kind_tell_it(void **state)
{
    struct finding findings[7];
    struct headlines lines;
    struct scene scene;
    size_t prices = 0;

    (void)state;
    begin(&scene, RIGHT_ANSWERS);
    judge_scene(&scene);
    for (size_t i = 0; i < COUNT(findings); i++)
        findings[i] = (struct finding){FINDING_PRICE, true, "p", "p is odd"};
    scene.judged.findings = findings;
    scene.judged.finding_count = COUNT(findings);
    headlines_make(&lines, &scene.judged, &(struct headline_style){"x", true, 5});
    for (size_t i = 0; i < lines.count; i++) {
        if (strcmp(lines.list[i].label, "price") != 0) continue;
        assert_string_equal(lines.list[i].text.p,
                            prices < 5 ? "p is odd" : "and 2 more like that (--jsonl, --html)");
        assert_true(lines.list[i].wrong);
        prices++;
    }
    assert_int_equal(prices, 6);
    headlines_free(&lines);
    scene.judged.findings = NULL;
    end(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tap_has_a_line_per_question),
        cmocka_unit_test(tap_tells_the_facts_of_a_failure),
        cmocka_unit_test(tap_knows_what_is_known),
        cmocka_unit_test(markdown_is_the_whole_story_in_short),
        cmocka_unit_test(markdown_says_how_it_went),
        cmocka_unit_test(markdown_is_safe_and_bounded),
        cmocka_unit_test(html_is_one_safe_page),
        cmocka_unit_test(html_tells_times_only_if_wanted),
        cmocka_unit_test(the_rich_profile_tells_more),
        cmocka_unit_test(only_failures_are_written_on_request),
        cmocka_unit_test(a_report_is_split_at_any_size),
        cmocka_unit_test(a_document_that_is_refused_ends_the_report),
        cmocka_unit_test(a_case_counts_with_each_of_its_clauses),
        cmocka_unit_test(what_is_known_does_not_fail),
        cmocka_unit_test(a_few_findings_of_a_kind_tell_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
