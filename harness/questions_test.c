#include "fixture.h"

#include "pick.h"

#define GOLDEN(id) id ",exact,0.06,,,,,R-01,A-1,explicit\n"
#define HEADER     TG_OUTCOME_HEADER "\n"

static bool add(struct questions *questions, const char *name, const char *records,
                const char *golden, struct tg_error *error)
{
    const struct suite_text suite = {name, "cases.csv", tg_slice_of(records), "golden.csv",
                                     tg_slice_of(golden)};

    return questions_add(questions, &suite, error);
}

static void records_meet_their_golden_results(void **state)
{
    struct questions questions;

    (void)state;
    fixture_questions(&questions);
    assert_int_equal(questions.count, 7);
    assert_int_equal(questions.suite_count, 1);
    assert_string_equal(questions.list[0].id, "E-1");
    assert_string_equal(questions.list[0].title, "one unit");
    assert_string_equal(questions.list[0].field[9], "02155556666");
    assert_int_equal(questions.list[1].line, 3);
    assert_int_equal(questions.list[1].expected.charge, 1800);
    assert_int_equal(questions.list[6].expected.kind, EXPECT_ERROR);
    questions_free(&questions);
}

static void faults_are_told_with_their_place(void **state)
{
    static const struct {
        const char *records, *golden;
        const char *file;
        enum tg_status status;
        long line, column;
        const char *text;
    } rows[] = {
        {RECORD_HEADER RECORD("a"), "", "golden.csv", TG_E_FORMAT, 0, 0,
         "empty: expected a header with column 'call_id'"},
        {"", HEADER, "cases.csv", TG_E_FORMAT, 0, 0,
         "empty: expected a header with column 'call_id'"},
        {"call_id\n", HEADER, "cases.csv", TG_E_COLUMN, 1, 0, "header has no column 'start_time'"},
        {RECORD_HEADER "a,b\n", HEADER, "cases.csv", TG_E_FORMAT, 2, 0,
         "row has 2 fields, the header 13"},
        {RECORD_HEADER RECORD(""), HEADER, "cases.csv", TG_E_FIELD, 2, 1,
         "call_id '': expected 1 to 64 letters, digits, '-' or '_'"},
        {RECORD_HEADER RECORD("a.b"), HEADER, "cases.csv", TG_E_FIELD, 2, 1,
         "call_id 'a.b': expected 1 to 64 letters, digits, '-' or '_'"},
        {RECORD_HEADER RECORD("a23456789012345678901234567890123456789012345678901234567890abcde"),
         HEADER, "cases.csv", TG_E_FIELD, 2, 1,
         "call_id 'a234567890123456789012345678901234567890...': expected 1 to 64 letters, digits, "
         "'-' or '_'"},
        {RECORD_HEADER RECORD("a") RECORD("a"), HEADER GOLDEN("a"), "cases.csv", TG_E_DUPLICATE, 3,
         1, "call_id 'a' stands in suite 's', line 2, already"},
        {RECORD_HEADER RECORD("a") RECORD("b"), HEADER GOLDEN("a"), "cases.csv", TG_E_NAME, 3, 0,
         "case 'b' has no golden result in golden.csv"},
        {RECORD_HEADER RECORD("a") RECORD("b") RECORD("c"), HEADER GOLDEN("a"), "cases.csv",
         TG_E_NAME, 3, 0, "case 'b' has no golden result in golden.csv (and 1 more)"},
        {RECORD_HEADER RECORD("a"), HEADER GOLDEN("a") GOLDEN("b") GOLDEN("c") GOLDEN("d"),
         "golden.csv", TG_E_NAME, 3, 0,
         "golden result of 'b', which is no case in cases.csv (and 2 more)"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct questions questions = {0};
        struct tg_error error = {0};

        assert_false(add(&questions, "s", rows[i].records, rows[i].golden, &error));
        assert_error(error, rows[i].status, rows[i].line, rows[i].column, rows[i].text);
        assert_string_equal(error.file, rows[i].file);
        questions_free(&questions);
        assert_false(add(&questions, "s", rows[i].records, rows[i].golden, NULL));
        questions_free(&questions);
    }
}

static void ids_are_unique_over_all_suites(void **state)
{
    struct questions questions = {0};
    struct tg_error error = {0};

    (void)state;
    assert_true(add(&questions, "one", RECORD_HEADER RECORD("a"), HEADER GOLDEN("a"), &error));
    assert_false(add(&questions, "two", RECORD_HEADER RECORD("b") RECORD("a"),
                     HEADER GOLDEN("a") GOLDEN("b"), &error));
    assert_error(error, TG_E_DUPLICATE, 3, 1, "call_id 'a' stands in suite 'one', line 2, already");
    questions_free(&questions);
}

static void a_golden_result_of_another_suite_is_none_of_this(void **state)
{
    struct questions questions = {0};
    struct tg_error error = {0};

    (void)state;
    assert_true(add(&questions, "one", RECORD_HEADER RECORD("a"), HEADER GOLDEN("a"), &error));
    assert_false(
        add(&questions, "two", RECORD_HEADER RECORD("b"), HEADER GOLDEN("b") GOLDEN("a"), &error));
    assert_error(error, TG_E_NAME, 3, 0, "golden result of 'a', which is no case in cases.csv");
    questions_free(&questions);
}

static void a_pattern_selects(void **state)
{
    struct questions questions = {0};
    struct tg_error error = {0};

    (void)state;
    assert_true(add(&questions, "one", RECORD_HEADER RECORD("a-1"), HEADER GOLDEN("a-1"), &error));
    assert_true(add(&questions, "two", RECORD_HEADER RECORD("b-1") RECORD("b-2"),
                    HEADER GOLDEN("b-1") GOLDEN("b-2"), &error));
    questions_keep(&questions, &(struct pick){.only = {{"*-[12]"}, 1}});
    assert_int_equal(questions.count, 3);
    questions_keep(&questions, &(struct pick){.only = {{"b*2"}, 1}});
    assert_int_equal(questions.count, 1);
    assert_int_equal(questions.suite_count, 1);
    assert_string_equal(questions.suites[0].name, "two");
    assert_int_equal(questions.suites[0].first, 0);
    assert_int_equal(questions.suites[0].count, 1);
    assert_int_equal(questions.list[0].suite, 0);
    assert_int_equal(idmap_find(&questions.index, tg_slice_of("b-2")), 0);
    assert_int_equal(idmap_find(&questions.index, tg_slice_of("a-1")), IDMAP_NONE);
    questions_keep(&questions, &(struct pick){.only = {{"nothing"}, 1}});
    assert_int_equal(questions.count, 0);
    assert_int_equal(questions.suite_count, 0);
    questions_free(&questions);
}

static void the_system_gets_the_record_columns_and_no_title(void **state)
{
    static const char records[] =
        "title,other_network,other_area,other_party,visited_area,home_area,forward_reason,event,"
        "packs,plan,duration_s,start_time,call_id\n"
        "secret,cmcc,021,\"1,\"\"2\"\"\",010,010,,originate,,gotone,6,2010-03-01 10:00:00,a\n";
    struct questions questions = {0};
    struct tg_error error = {0};
    struct text text = {0};

    (void)state;
    assert_true(add(&questions, "one", records, HEADER GOLDEN("a"), &error));
    questions_write(&text, &questions);
    assert_text(&text,
                "call_id,start_time,duration_s,plan,packs,event,forward_reason,home_area,"
                "visited_area,other_party,other_area,other_network\n"
                "a,2010-03-01 10:00:00,6,gotone,,originate,,010,010,\"1,\"\"2\"\"\",021,cmcc\n");
    questions_free(&questions);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_meet_their_golden_results),
        cmocka_unit_test(faults_are_told_with_their_place),
        cmocka_unit_test(ids_are_unique_over_all_suites),
        cmocka_unit_test(a_golden_result_of_another_suite_is_none_of_this),
        cmocka_unit_test(a_pattern_selects),
        cmocka_unit_test(the_system_gets_the_record_columns_and_no_title),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
