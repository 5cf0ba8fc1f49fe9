#include "cross_check.h"

#include "random_records.h"
#include "store.h"

#include "testing.h"

#include <string.h>

static struct tg_rulebook *rulebook;

static int set_up(void **state)
{
    struct tg_error error = {.status = TG_OK};

    (void)state;
    rulebook = tg_rulebook_load(TG_DEFAULT_RULEBOOK, NULL, 0, &error);
    return rulebook == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    tg_rulebook_free(rulebook);
    return 0;
}

/* Two examples: 61 s are 11 units of 0.06, and a call by 17951 while roaming. */
static const char two_examples[] =
    "<worked-examples>\n"
    "<example id=\"w-001\" clauses=\"A-2.1.1\" rule=\"R-01\"><title>t</title>\n"
    "<record start_time=\"2010-03-15T10:00:00\" duration_s=\"61\" plan=\"gotone\" "
    "event=\"originate\" home_area=\"0755\" visited_area=\"0755\" other_party=\"01062001234\"/>\n"
    "<working>11 * 0.06 = 0.66</working>\n"
    "<expect outcome=\"exact\" charge=\"0.66\" "
    "formula=\"11*0.06\"/><because>b</because></example>\n"
    "<example id=\"w-002\" clauses=\"A-2.1.2\"><title>u</title>\n"
    "<record start_time=\"2010-03-15T10:00:00\" duration_s=\"61\" plan=\"gotone\" "
    "event=\"originate\" home_area=\"0755\" visited_area=\"010\" "
    "other_party=\"1795102162001234\"/>\n"
    "<expect outcome=\"unspecified\"/><because>b</because></example>\n"
    "</worked-examples>";

/* Puts the two examples to a script. True if it ran. */
static bool check(struct cross_check *checked, const char *script, struct tg_error *error)
{
    struct worked worked = {.name = NULL};
    bool ok;

    *checked =
        (struct cross_check){.rulebook = rulebook, .script_name = "own.sql", .script = script};
    *error = (struct tg_error){.status = TG_OK};
    if (!worked_parse(&worked, "w.xml", tg_slice_of(two_examples), error))
        fail_msg("%ld: %s", error->line, error->text);
    ok = cross_check_worked(checked, &worked, error);
    worked_free(&worked);
    return ok;
}

#define OUTCOME(first, second)                                                                     \
    "CREATE TABLE outcome AS SELECT * FROM (SELECT 1 AS seq, " first ") UNION ALL SELECT "         \
    "2, " second
#define AS_FIRST                                                                                   \
    "'exact' AS outcome, 6600 AS charge, NULL AS min, NULL AS max, '11*0.06' AS formula, '11' AS " \
    "units, 'R-01' AS rule"
#define SECOND "'unspecified', NULL, NULL, NULL, '', '', ''"

static void scripts_that_say_the_same_agree(void **state)
{
    struct cross_check checked;
    struct tg_error error;

    (void)state;
    assert_true(check(&checked, OUTCOME(AS_FIRST, SECOND), &error));
    assert_int_equal(checked.differences, 0);
    assert_int_equal(checked.records, 2);
    assert_int_equal(checked.kinds[EXPECT_EXACT], 1);
    assert_int_equal(checked.kinds[EXPECT_UNSPECIFIED], 1);
    assert_int_equal(checked.rules, 2);
    text_free(&checked.report);
}

static void each_difference_is_told(void **state)
{
    static const char *const scripts[] = {
        /* what is charged */
        OUTCOME("'exact' AS outcome, 6700 AS charge, NULL AS min, NULL AS max, '11*0.06' AS "
                "formula, '11' AS units, 'R-01' AS rule",
                SECOND),
        /* by which formula, units, rule */
        OUTCOME("'exact' AS outcome, 6600 AS charge, NULL AS min, NULL AS max, '22*0.03' AS "
                "formula, '11' AS units, 'R-01' AS rule",
                SECOND),
        OUTCOME("'exact' AS outcome, 6600 AS charge, NULL AS min, NULL AS max, '11*0.06' AS "
                "formula, '10' AS units, 'R-01' AS rule",
                SECOND),
        OUTCOME("'exact' AS outcome, 6600 AS charge, NULL AS min, NULL AS max, '11*0.06' AS "
                "formula, '11' AS units, 'R-02' AS rule",
                SECOND),
        /* what kind of outcome */
        OUTCOME("'open' AS outcome, NULL AS charge, 6600 AS min, 6600 AS max, '11*0.06' AS "
                "formula, '11' AS units, 'R-01' AS rule",
                SECOND),
        OUTCOME(AS_FIRST, "'error', NULL, NULL, NULL, '', '', ''"),
        /* amounts that should not be there, or should */
        OUTCOME(AS_FIRST, "'unspecified', 0, NULL, NULL, '', '', ''"),
        OUTCOME("'exact' AS outcome, NULL AS charge, NULL AS min, NULL AS max, '11*0.06' AS "
                "formula, '11' AS units, 'R-01' AS rule",
                SECOND),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(scripts); i++) {
        struct cross_check checked;
        struct tg_error error;

        if (!check(&checked, scripts[i], &error)) fail_msg("script %zu: %s", i, error.text);
        assert_int_equal(checked.differences, 1);
        assert_non_null(strstr(checked.report.p, "\n  rater   "));
        assert_non_null(strstr(checked.report.p, "\n  script  "));
        text_free(&checked.report);
    }
}

static void a_difference_shows_the_record_and_both_sides(void **state)
{
    struct cross_check checked;
    struct tg_error error;

    (void)state;
    assert_true(
        check(&checked,
              OUTCOME("'range' AS outcome, NULL AS charge, 0 AS min, 7000 AS max, 'plan_ld' "
                      "AS formula, '' AS units, 'R-01' AS rule",
                      SECOND),
              &error));
    assert_string_equal(checked.report.p,
                        "w-001,2010-03-15T10:00:00,61,gotone,,originate,,0755,0755,01062001234,,\n"
                        "  rater   exact 0.66, 11*0.06, R-01\n"
                        "  script  range from 0.00 to 0.70, plan_ld, R-01\n");
    text_free(&checked.report);
}

static void scripts_that_do_not_answer_are_faults(void **state)
{
    static const struct {
        const char *script;
        const char *error;
    } rows[] = {
        {"CREATE TABLE", "SQLite: incomplete input"},
        {"SELECT 1", "SQLite: no such table: outcome"},
        {"ATTACH '/tmp/x.db' AS x", "SQLite: too many attached databases - max 0"},
        {"CREATE TABLE outcome AS SELECT 1 AS seq", "SQLite: no such column: outcome"},
        {"CREATE TABLE outcome AS SELECT 1 AS seq, " AS_FIRST,
         "expected one outcome for each of 2 records, found none for 2 or one too many before it"},
        {OUTCOME(AS_FIRST, SECOND) " UNION ALL SELECT 3, " SECOND,
         "expected one outcome for each of 2 records, found none for 3 or one too many before it"},
        {OUTCOME(AS_FIRST, SECOND) " UNION ALL SELECT 1, " SECOND,
         "expected one outcome for each of 2 records, found none for 2 or one too many before it"},
        {OUTCOME("'exact' AS outcome, '0.66' AS charge, NULL AS min, NULL AS max, '11*0.06' AS "
                 "formula, '11' AS units, 'R-01' AS rule",
                 SECOND),
         "outcome 1 has charge '0.66', expected an integer or NULL"},
        {OUTCOME("'exact' AS outcome, 6600 AS charge, 0.5 AS min, NULL AS max, '11*0.06' AS "
                 "formula, '11' AS units, 'R-01' AS rule",
                 SECOND),
         "outcome 1 has min '0.5', expected an integer or NULL"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct cross_check checked;
        struct tg_error error;

        assert_false(check(&checked, rows[i].script, &error));
        assert_string_equal(error.text, rows[i].error);
        assert_string_equal(error.file, "own.sql");
        text_free(&checked.report);
    }
}

static void what_was_worked_by_hand_is_the_third_opinion(void **state)
{
    struct cross_check checked = {.rulebook = rulebook};
    struct tg_error error = {.status = TG_OK};
    struct worked worked = {.name = NULL};

    (void)state;
    assert_true(worked_parse(&worked, "w.xml", tg_slice_of(two_examples), &error));
    worked.examples[0].rule = "R-02";
    worked.examples[1].outcome = TG_RANGE;
    worked.examples[1].formula = "plan_ld";
    worked.examples[1].max = 7000;
    worked.examples[1].rule = "R-10";
    assert_true(cross_check_worked(&checked, &worked, &error));
    assert_int_equal(checked.differences, 2);
    assert_string_equal(checked.report.p,
                        "w-001,2010-03-15T10:00:00,61,gotone,,originate,,0755,0755,01062001234,,\n"
                        "  rater   exact 0.66, 11*0.06, R-01\n"
                        "  by hand exact 0.66, 11*0.06, R-02\n"
                        "  in line 2 of w.xml\n"
                        "w-002,2010-03-15T10:00:00,61,gotone,,originate,,0755,010,"
                        "1795102162001234,,\n"
                        "  rater   unspecified, , U-19\n"
                        "  by hand range from 0.00 to 0.70, plan_ld, R-10\n"
                        "  in line 6 of w.xml\n");
    worked_free(&worked);
    text_free(&checked.report);
}

/* ------------------------------------------------------------------------------------- by chance
 */

static void the_same_seed_gives_the_same_records(void **state)
{
    struct random_records first, second;
    struct tg_error error = {.status = TG_OK};
    bool differ = false;

    (void)state;
    assert_true(random_open(&first, 7, &error));
    assert_true(random_open(&second, 7, &error));
    for (size_t i = 0; i < 1000; i++) {
        struct tg_slice a[TG_CDR_COLUMNS], b[TG_CDR_COLUMNS];

        random_next(&first, a);
        random_next(&second, b);
        for (size_t f = 0; f < TG_CDR_COLUMNS; f++) {
            assert_int_equal(a[f].n, b[f].n);
            assert_memory_equal(a[f].p, b[f].p, a[f].n);
        }
    }
    random_close(&second);
    assert_true(random_open(&second, 8, &error));
    for (size_t i = 0; i < 10; i++) {
        struct tg_slice a[TG_CDR_COLUMNS], b[TG_CDR_COLUMNS];

        random_next(&first, a);
        random_next(&second, b);
        differ |= a[1].n != b[1].n || memcmp(a[1].p, b[1].p, a[1].n) != 0;
    }
    assert_true(differ);
    random_close(&first);
    random_close(&second);
}

/* The whole of it: every rule and gap, by chance, to both. TOLLGATE_SPARSE asks less of slow
 * builds.
 */
static void chance_finds_no_difference(void **state)
{
    struct cross_check checked = {.rulebook = rulebook, .script_name = "golden/oracle.sql"};
    struct tg_error error = {.status = TG_OK};
    struct arena arena = {0};
    struct tg_slice script;
    size_t count = is_sparse() ? 10000 : 100000;
    uint64_t seed = 20100101;

    (void)state;
    assert_true(store_read(&arena, &script, NULL, checked.script_name, &error));
    checked.script = arena_text(&arena, script);
    print_message("%zu records, seed %llu\n", count, (unsigned long long)seed);
    if (!cross_check_random(&checked, seed, count, &error)) fail_msg("%s", error.text);
    if (checked.differences > 0)
        fail_msg("%zu differences:\n%s", checked.differences, checked.report.p);
    assert_int_equal(checked.records, count);
    assert_int_equal(checked.rules, 54);
    for (size_t i = 0; i < COUNT(checked.kinds); i++) assert_true(checked.kinds[i] > count / 100);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scripts_that_say_the_same_agree),
        cmocka_unit_test(each_difference_is_told),
        cmocka_unit_test(a_difference_shows_the_record_and_both_sides),
        cmocka_unit_test(scripts_that_do_not_answer_are_faults),
        cmocka_unit_test(what_was_worked_by_hand_is_the_third_opinion),
        cmocka_unit_test(the_same_seed_gives_the_same_records),
        cmocka_unit_test(chance_finds_no_difference),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
