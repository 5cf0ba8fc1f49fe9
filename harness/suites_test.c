#include "fixture.h"

#include "suites.h"

static const char records[] = RECORD_HEADER RECORD("A");
static const char golden[] = TG_OUTCOME_HEADER "\nA,exact,0.18,,,3*0.06,3,R-01,A-1,explicit\n";

/* In the place of the program's own. */
const struct tg_asset gate_assets[] = {
    {"cases/inside.csv", records, sizeof records - 1},
    {"golden/inside.csv", golden, sizeof golden - 1},
    {"cases/half.csv", records, sizeof records - 1},
    {NULL, NULL, 0},
};

static void a_folder_lists_its_suites_by_name(void **state)
{
    struct suites suites;
    struct tg_error error = {0};

    (void)state;
    assert_true(suites_find(&suites, TESTDATA, &error));
    assert_int_equal(suites.count, 2);
    assert_string_equal(suites.names[0], "mini");
    assert_string_equal(suites.names[1], "tiny");
    suites_free(&suites);
}

static void a_suite_is_loaded_from_a_folder(void **state)
{
    struct suites suites;
    struct questions questions = {0};
    struct tg_error error = {0};

    (void)state;
    assert_true(suites_find(&suites, TESTDATA, &error));
    assert_true(suites_load(&questions, &suites, "mini", &error));
    assert_int_equal(questions.count, 8);
    assert_string_equal(questions.list[0].id, "MINI-exact-1");
    assert_string_equal(questions.list[0].title, "six seconds, one unit");
    questions_free(&questions);
    suites_free(&suites);
}

static void a_suite_is_loaded_from_the_program(void **state)
{
    struct suites suites;
    struct questions questions = {0};
    struct tg_error error = {0};

    (void)state;
    assert_true(suites_find(&suites, NULL, &error));
    assert_int_equal(suites.count, 2);
    assert_string_equal(suites.names[0], "half");
    assert_string_equal(suites.names[1], "inside");
    assert_true(suites_load(&questions, &suites, "inside", &error));
    assert_int_equal(questions.count, 1);
    assert_string_equal(questions.list[0].id, "A");
    questions_free(&questions);
    suites_free(&suites);
}

static void faults_are_told_with_their_file(void **state)
{
    static const struct {
        const char *folder;
        const char *name;
        const char *file;
        const char *text;
    } rows[] = {
        {TESTDATA, "none", TESTDATA "/cases/none.csv",
         "cannot be opened: No such file or directory"},
        {TESTDATA "/broken", "lone", TESTDATA "/broken/golden/lone.csv",
         "cannot be opened: No such file or directory"},
        {NULL, "none", "cases/none.csv", "the program carries no such file"},
        {NULL, "half", "golden/half.csv", "the program carries no such file"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct suites suites;
        struct questions questions = {0};
        struct tg_error error = {0};

        assert_true(suites_find(&suites, rows[i].folder, &error));
        assert_false(suites_load(&questions, &suites, rows[i].name, &error));
        assert_string_equal(error.text, rows[i].text);
        assert_string_equal(error.file, rows[i].file);
        questions_free(&questions);
        suites_free(&suites);
    }
}

static void a_folder_that_is_none_is_told(void **state)
{
    struct suites suites;
    struct tg_error error = {0};

    (void)state;
    assert_false(suites_find(&suites, "/no/such/dir", &error));
    assert_string_equal(error.text, "cannot be listed: No such file or directory");
    assert_string_equal(error.file, "/no/such/dir/cases");
    assert_int_equal(error.status, TG_E_IO);
    suites_free(&suites);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_folder_lists_its_suites_by_name),
        cmocka_unit_test(a_suite_is_loaded_from_a_folder),
        cmocka_unit_test(a_suite_is_loaded_from_the_program),
        cmocka_unit_test(faults_are_told_with_their_file),
        cmocka_unit_test(a_folder_that_is_none_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
