#include "fixture.h"

#define HEADER "cases,clause,reason,ticket,expires,failures\n"

static bool read(struct baseline *baseline, const char *text, struct tg_error *error)
{
    return baseline_read(baseline, tg_slice_of(text), "known.csv", "2026-06-30", error);
}

static struct question question(const char *id, const char *clauses)
{
    return (struct question){.id = id, .expected = {.clauses = clauses}};
}

static void an_entry_lists_by_pattern_and_by_clause(void **state)
{
    struct baseline baseline;
    struct tg_error error = {0};
    struct question one = question("six-1", "A-1 A-2.1.1");
    struct question two = question("six-2", "A-1");
    struct question three = question("other", "A-2.1.1");

    (void)state;
    assert_true(
        read(&baseline, HEADER "six-*,A-2.1.1,why,T-1,2026-06-30,\n,B-1.7,why,,,\n", &error));
    assert_ptr_equal(baseline_find(&baseline, &one), &baseline.list[0]);
    assert_null(baseline_find(&baseline, &two));
    assert_null(baseline_find(&baseline, &three));
    assert_false(baseline.list[0].exact);
    baseline_free(&baseline);
}

/* Each after one case that matches failed, and one that matches passed. */
static void what_is_wrong_with_an_entry_is_told(void **state)
{
    static const struct {
        const char *entry;
        bool failed_1, failed_2;
        const char *complaint; /* NULL = none */
    } rows[] = {
        {"six-*,,why,,,", true, false, NULL},
        {"six-1,,why,,,", true, false, NULL},
        {"six-1,,why,,,", false, true, "the case passes now"},
        {"six-*,,why,,,", false, false, "all its cases pass now"},
        {"six-*,,why,,,1", true, false, NULL},
        {"six-*,,why,,,1", true, true, "2 of its cases fail, it says 1"},
        {"six-*,,why,,,2", true, false, "1 of its cases fail, it says 2"},
        {"six-9,,why,,,", true, true, "matches no case that was asked"},
        {"six-1,,why,,2026-06-30,", true, false, NULL},
        {"six-1,,why,,2026-06-29,", true, false, "expired on 2026-06-29"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct question one = question("six-1", "A-1");
        struct question two = question("six-2", "A-1");
        struct tg_error error = {0};
        struct baseline baseline;
        struct text data = {0};
        struct text said = {0};

        text_addf(&data, HEADER "%s\n", rows[i].entry);
        assert_true(read(&baseline, data.p, &error));
        baseline_count(&baseline, &one, rows[i].failed_1);
        baseline_count(&baseline, &two, rows[i].failed_2);
        assert_int_equal(baseline_complaint(&said, &baseline.list[0]), rows[i].complaint != NULL);
        assert_text(&said, rows[i].complaint != NULL ? rows[i].complaint : "");
        text_free(&data);
        baseline_free(&baseline);
    }
}

static void an_expired_entry_lists_nothing(void **state)
{
    struct question one = question("six-1", "A-1");
    struct tg_error error = {0};
    struct baseline baseline;

    (void)state;
    assert_true(read(&baseline, HEADER "six-1,,why,,2026-06-29,\n", &error));
    assert_null(baseline_find(&baseline, &one));
    baseline_free(&baseline);
}

static void faults_are_told_with_their_place(void **state)
{
    static const struct {
        const char *text;
        enum tg_status status;
        long line, column;
        const char *error;
    } rows[] = {
        {"", TG_E_FORMAT, 0, 0, "empty: expected a header with column 'cases'"},
        {"cases,reason,expires\n", TG_E_COLUMN, 1, 0, "header has no column 'clause'"},
        {HEADER ",,why,,,\n", TG_E_FIELD, 2, 1,
         "cases '': expected a pattern of case ids, or a clause"},
        {HEADER "a,,,,,\n", TG_E_FIELD, 2, 4, "reason '': expected why the failure is accepted"},
        {HEADER "a,,w,,2026-02-30,\n", TG_E_FIELD, 2, 7,
         "expires '2026-02-30': expected a day as 2010-12-31, or nothing"},
        {HEADER "a,,w,,tomorrow,\n", TG_E_FIELD, 2, 7,
         "expires 'tomorrow': expected a day as 2010-12-31, or nothing"},
        {HEADER "a,,w,,,0\n", TG_E_FIELD, 2, 8,
         "failures '0': expected a number from 1 on, or nothing"},
        {HEADER "a,,w,,,1x\n", TG_E_FIELD, 2, 8,
         "failures '1x': expected a number from 1 on, or nothing"},
        {HEADER "a,,w\n", TG_E_FORMAT, 2, 0, "row has 3 fields, the header 6"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_error error = {0};
        struct baseline baseline;

        assert_false(read(&baseline, rows[i].text, &error));
        assert_error(error, rows[i].status, rows[i].line, rows[i].column, rows[i].error);
        assert_string_equal(error.file, "known.csv");
        baseline_free(&baseline);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_lists_by_pattern_and_by_clause),
        cmocka_unit_test(what_is_wrong_with_an_entry_is_told),
        cmocka_unit_test(an_expired_entry_lists_nothing),
        cmocka_unit_test(faults_are_told_with_their_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
