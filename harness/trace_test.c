#include "trace.h"

#include "capture.h"

#include <string.h>

extern const struct command cmd_rules;

/* A suite in the folder of the test: its claims, and a case for each number of seconds. */
static void write_suite(const char *claims, const char *seconds, const char *record)
{
    struct text xml = {0};

    mkdir("cases", 0777);
    text_addf(&xml,
              "<suite id=\"one\"><title>T</title><purpose>P.</purpose><clauses>%s</clauses>\n"
              "<record %s plan=\"gotone\" event=\"originate\" home_area=\"0755\" "
              "visited_area=\"0755\"/>\n"
              "<factor id=\"to\"><level id=\"bj\" phrase=\"Beijing\" other_party=\"01062001234\"/>"
              "</factor><durations id=\"d\"><list>%s</list></durations>\n"
              "<group id=\"a\" title=\"to {to}\" durations=\"d\"><use factor=\"to\"/></group>"
              "</suite>\n",
              claims, record, seconds);
    scratch_write("cases/one.xml", xml.p);
    text_free(&xml);
}

#define JUNE "start_time=\"2010-06-15T12:00:00\""

/* The line of a clause in the Markdown table. */
static void assert_clause(const char *out, const char *line)
{
    if (strstr(out, line) == NULL) fail_msg("no\n%s\nin\n%s", line, out);
}

static void cases_are_counted_by_clause_and_kind(void **state)
{
    const struct captured *got;

    (void)state;
    write_suite("A-2.1.1", "3 5 6 7 10", JUNE);
    got = capture(&cmd_rules, "--coverage", "--markdown", "--dir", ".", NULL);
    /* 5, 6, 7, 10 s by R-01; 3 s are free by R-3S. */
    assert_clause(got->out.p, "\n| A-2.1.1 | 4 | 4 |  |  |  | n-1 n n+1 | one 4 |\n");
    assert_clause(got->out.p, "\n| B-1.4 | 4 | 4 |  |  |  | n-1 n n+1 | one 4* |\n");
    /* All five would be charged otherwise were they short or long. */
    assert_clause(got->out.p, "\n| B-2.5 | 5 | 5 |  |  |  |  | one 5* |\n");
    assert_clause(got->out.p, "\n| X-2 | 4 | 4 |  |  |  | n-1 n n+1 | one 4* |\n");
    assert_clause(got->out.p, "\n| A-3.1 |  |  |  |  |  |  |  |\n");
    assert_clause(got->out.p, "\n| B-1.8 | names the legal basis |\n");
    assert_clause(got->out.p, "\n| one | 5 | A-2.1.1 4 |\n|  | others | A-1 4, B-1.4 4, B-2.5 5, ");
    assert_int_equal(got->code, EXIT_INVALID);
}

static void edges_are_seen_at_n_alone(void **state)
{
    static const struct {
        const char *seconds;
        const char *line;
    } rows[] = {
        {"12", "\n| A-2.1.1 | 1 | 1 |  |  |  | n | one 1 |\n"},
        {"11", "\n| A-2.1.1 | 1 | 1 |  |  |  | n-1 | one 1 |\n"},
        {"13", "\n| A-2.1.1 | 1 | 1 |  |  |  | n+1 | one 1 |\n"},
        {"10", "\n| A-2.1.1 | 1 | 1 |  |  |  |  | one 1 |\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        write_suite("A-2.1.1", rows[i].seconds, JUNE);
        assert_clause(capture(&cmd_rules, "--coverage", "--markdown", "--dir", ".", NULL)->out.p,
                      rows[i].line);
    }
}

/* One second more or less, and another price would hold. */
static void dates_are_exercised_at_their_edges(void **state)
{
    static const struct {
        const char *record;
        const char *line;
    } rows[] = {
        {"start_time=\"2009-12-31T23:59:58\"", "\n| A-3.1 |  |  |  |  |  |  |  |\n"},
        {"start_time=\"2009-12-31T23:59:59\"", "\n| A-3.1 | 1 |  | 1 |  |  | -1s | one 1* |\n"},
        {"start_time=\"2010-01-01T00:00:00\"", "\n| A-3.1 | 1 | 1 |  |  |  | 0s | one 1* |\n"},
        {"start_time=\"2010-01-01T00:00:01\"", "\n| A-3.1 | 1 | 1 |  |  |  | +1s | one 1* |\n"},
        {"start_time=\"2010-01-01T00:00:02\"", "\n| A-3.1 |  |  |  |  |  |  |  |\n"},
        /* The hours of the night pack, for those who have it; 23:59:59 is one second before. */
        {JUNE, "\n| B-2.3 |  |  |  |  |  |  |  |\n"},
        {"start_time=\"2010-06-15T00:00:00\" packs=\"night\"",
         "\n| B-2.3 | 1 | 1 |  |  |  | 0s | one 1* |\n"},
        {"start_time=\"2010-06-14T23:59:59\" packs=\"night\"",
         "\n| B-2.3 | 1 | 1 |  |  |  | -1s | one 1* |\n"},
        {"start_time=\"2010-06-15T07:00:01\" packs=\"night\"",
         "\n| B-2.3 | 1 | 1 |  |  |  | +1s | one 1* |\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        write_suite("A-1", "60", rows[i].record);
        assert_clause(capture(&cmd_rules, "--coverage", "--markdown", "--dir", ".", NULL)->out.p,
                      rows[i].line);
    }
}

static void false_claims_and_thin_clauses_are_faults(void **state)
{
    static const char faults[] =
        "./cases/one.xml:1:1: suite one claims A-2.1.2, but no case of it exercises that clause\n"
        "./cases/one.xml:1:1: suite one claims A-9, which is no clause of the rulebook\n"
        "clause A-1 has 2 cases, expected at least 3\n";
    const struct captured *got;

    (void)state;
    write_suite("A-2.1.1 A-2.1.2 A-9", "7 8", JUNE);
    got = capture(&cmd_rules, "--coverage", "--dir", ".", NULL);
    assert_int_equal(got->code, EXIT_INVALID);
    assert_memory_equal(got->err.p, faults, strlen(faults));
    assert_non_null(strstr(got->err.p, "\nclause D-4 has 0 cases, expected at least 1\n"));
    assert_null(strstr(got->err.p, "clause B-1.1 "));
    assert_non_null(strstr(got->out.p, "\n  A-2.1.1        2      2 "));
}

static void what_cannot_be_traced_is_told(void **state)
{
    const struct captured *got;

    (void)state;
    write_suite("A-1", "7", "start_time=\"2010-06-15T12:00:00\" other_network=\"cmcc\"");
    got = capture(&cmd_rules, "--coverage", "--dir", ".", NULL);
    assert_int_equal(got->code, EXIT_INVALID);
    assert_non_null(strstr(got->err.p, "tollgate: ./cases/one.xml:4:1: case 'a-bj-0007' cannot be "
                                       "rated: other_party '01062001234': only a mobile"));
    got = capture(&cmd_rules, "--coverage", "--dir", "nowhere", NULL);
    assert_int_equal(got->code, EXIT_INVALID);
    got = capture(&cmd_rules, "--markdown", NULL);
    assert_int_equal(got->code, EXIT_USAGE);
    assert_non_null(strstr(got->err.p, "tollgate: --markdown and --dir go with --coverage\n"));
}

/* The suites of the program claim what they exercise, and exercise every clause; the page in docs/
 * says so as it is now. */
static void the_page_is_current(void **state)
{
    const struct captured *got = capture(&cmd_rules, "--coverage", "--markdown", NULL);
    struct tg_error error = {.status = TG_OK};
    struct text page = {0};

    (void)state;
    assert_string_equal(got->err.p, "");
    assert_int_equal(got->code, EXIT_CONFORMS);
    assert_true(file_read(&page, TEST_SOURCE_DIR "/docs/traceability.md", &error));
    if (strcmp(got->out.p, page.p) != 0) fail_msg("docs/traceability.md: run ci/traceability");
    text_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases_are_counted_by_clause_and_kind),
        cmocka_unit_test(edges_are_seen_at_n_alone),
        cmocka_unit_test(dates_are_exercised_at_their_edges),
        cmocka_unit_test(false_claims_and_thin_clauses_are_faults),
        cmocka_unit_test(what_cannot_be_traced_is_told),
        cmocka_unit_test(the_page_is_current),
    };

    return cmocka_run_group_tests(tests, capture_enter, capture_leave);
}
