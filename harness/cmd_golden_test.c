#include "capture.h"

extern const struct command cmd_golden;

/* Two questions whose price is known, and one whose price is open. */
static const char suite[] =
    "<suite id=\"one\"><title>T</title><purpose>P.</purpose><clauses>A-1</clauses>\n"
    "<record start_time=\"2010-03-15T10:00:00\" plan=\"gotone\" event=\"originate\" "
    "home_area=\"0755\" visited_area=\"0755\" duration_s=\"13\"/>\n"
    "<factor id=\"to\"><level id=\"bj\" phrase=\"Beijing\" other_party=\"01062001234\"/>"
    "<level id=\"hk\" phrase=\"Hong Kong\" other_party=\"0085221234567\"/>"
    "<level id=\"sat\" phrase=\"a ship\" other_party=\"00870312345678\"/></factor>"
    "<group id=\"a\" title=\"to {to}\"><use factor=\"to\"/></group></suite>\n";

#define RECORDS_HEADER                                                                             \
    "call_id,start_time,duration_s,plan,packs,event,forward_reason,home_area,visited_area,"        \
    "other_party,other_area,other_network,title\n"
#define RECORD(id, number)                                                                         \
    id ",2010-03-15T10:00:00,13,gotone,,originate,,0755,0755," number ",,,x\n"

static const char records[] = RECORDS_HEADER RECORD("a-bj", "01062001234")
    RECORD("a-hk", "0085221234567") RECORD("a-sat", "00870312345678");

static int write_suite(void **state)
{
    int code = capture_enter(state);

    mkdir("cases", 0777);
    mkdir("golden", 0777);
    scratch_write("cases/one.xml", suite);
    scratch_write("cases/one.csv", records);
    unsetenv("CI");
    return code;
}

static void golden_results_are_made_and_then_verified(void **state)
{
    struct text golden = {0};
    struct tg_error error = {.status = TG_OK};
    const struct captured *got;

    (void)state;
    unlink("golden/one.csv");
    got = capture(&cmd_golden, "--dir", ".", NULL);
    assert_string_equal(got->err.p, "tollgate: ./golden/one.csv: there are no golden results\n");
    assert_int_equal(got->code, EXIT_INVALID);
    got = capture(&cmd_golden, "--accept", NULL);
    assert_string_equal(got->err.p, "./golden/one.csv: made, 3 lines\n"
                                    "1 suite, 3 cases: the golden results are current\n");
    assert_int_equal(got->code, EXIT_CONFORMS);
    assert_true(file_read(&golden, "golden/one.csv", &error));
    assert_non_null(strstr(golden.p, TG_OUTCOME_HEADER "\na-bj,exact,0.18,"));
    assert_non_null(strstr(golden.p, "\na-hk,exact,0.60,"));
    assert_non_null(strstr(golden.p, "\na-sat,open,,0.00,,"));
    text_free(&golden);
    got = capture(&cmd_golden, "--dir", ".", "one", NULL);
    assert_string_equal(got->err.p, "1 suite, 3 cases: the golden results are current\n");
    assert_string_equal(got->out.p, "");
    assert_int_equal(got->code, EXIT_CONFORMS);
    got = capture(&cmd_golden, "--accept", NULL);
    assert_string_equal(got->err.p, "1 suite, 3 cases: the golden results are current\n");
}

/* Replaces the first `from` in the golden file by `to`, of the same length. */
static void edit_golden(const char *from, const char *to)
{
    struct text golden = {0};
    struct tg_error error = {.status = TG_OK};

    assert_true(file_read(&golden, "golden/one.csv", &error));
    memcpy(strstr(golden.p, from), to, strlen(to));
    scratch_write("golden/one.csv", golden.p);
    text_free(&golden);
}

static void an_edited_result_is_found_and_can_be_accepted_anew(void **state)
{
    const struct captured *got = capture(&cmd_golden, "--accept", NULL);

    (void)state;
    edit_golden("0.60", "0.61");
    got = capture(&cmd_golden, "--dir", ".", NULL);
    assert_int_equal(got->code, EXIT_INVALID);
    assert_non_null(
        strstr(got->err.p, "./golden/one.csv:3: line differs\n  is:     a-hk,exact,0.61"));
    assert_non_null(strstr(got->err.p, "  should: a-hk,exact,0.60"));
    assert_non_null(strstr(got->err.p, "tollgate: ./golden/one.csv is not what the reference rater "
                                       "says: 1 lines changed, 0 missing, 0 too many\n"));
    got = capture(&cmd_golden, "--accept", "one", NULL);
    assert_string_equal(got->err.p, "./golden/one.csv: written, 1 lines changed, 0 new, 0 gone\n"
                                    "1 suite, 3 cases: the golden results are current\n");
    assert_int_equal(got->code, EXIT_CONFORMS);
}

static void nothing_is_accepted_in_ci(void **state)
{
    const struct captured *got;

    (void)state;
    setenv("CI", "true", 1);
    got = capture(&cmd_golden, "--accept", NULL);
    unsetenv("CI");
    assert_string_equal(got->err.p,
                        "tollgate: golden results are not accepted in CI (the environment says "
                        "CI=true): somebody has to review them\n");
    assert_int_equal(got->code, EXIT_INVALID);
    setenv("CI", "false", 1);
    got = capture(&cmd_golden, "--accept", NULL);
    unsetenv("CI");
    assert_int_equal(got->code, EXIT_CONFORMS);
}

static void a_failure_names_rules_clauses_and_money(void **state)
{
    static const char table[] =
        "  rule  cases  more yuan  less yuan  unclear  clauses; an example\n"
        "  R-03      1                 -0.01           A-2.2.1 B-1.4 C-1 C-2a; a-hk: 0.61 becomes "
        "0.60\n";
    const struct captured *got;

    (void)state;
    edit_golden("0.60", "0.61");
    got = capture(&cmd_golden, "--dir", ".", NULL);
    assert_non_null(strstr(got->err.p, table));
    got = capture(&cmd_golden, "--dir", ".", "--diff", NULL);
    assert_string_equal(got->out.p, table);
    assert_string_equal(got->err.p, "");
    assert_int_equal(got->code, EXIT_INVALID);
    edit_golden("0.61", "0.60");
}

static void what_an_overlay_changes_is_shown(void **state)
{
    const struct captured *got = capture(&cmd_golden, "--dir", ".", "--diff", "--overlay",
                                         "basic-fee-added", "--overlay", "example", NULL);

    (void)state;
    assert_string_equal(
        got->out.p,
        "  rule  cases  more yuan  less yuan  unclear  clauses; an example\n"
        "  R-01      1      +0.20                      A-1 A-2.1.1 B-1.4 C-1 C-3a C-3b C-3c; a-bj: "
        "0.18\n                                              becomes 0.38\n"
        "  R-03      1      +0.20                      A-2.2.1 B-1.4 C-1 C-2a; a-hk: 0.60 becomes "
        "0.80\n"
        "  R-05      1                              1  B-1.7 A-2.2.1; a-sat: 3*ld_satellite "
        "becomes "
        "9.20\n");
    assert_int_equal(got->code, EXIT_INVALID);
    got = capture(&cmd_golden, "--dir", ".", "--diff", "--overlay", "I-09b", NULL);
    assert_string_equal(got->out.p, "");
    assert_string_equal(got->err.p, "1 suite, 3 cases: the golden results are current\n");
    assert_int_equal(got->code, EXIT_CONFORMS);
    got = capture(&cmd_golden, "--overlay", "no-such", NULL);
    assert_int_equal(got->code, EXIT_INVALID);
}

static void rows_that_come_and_go_are_shown(void **state)
{
    struct text golden = {0};
    struct tg_error error = {.status = TG_OK};
    const struct captured *got;

    (void)state;
    assert_true(file_read(&golden, "golden/one.csv", &error));
    scratch_write("golden/one.csv",
                  TG_OUTCOME_HEADER "\na-bj,exact,0.18,,,3*0.06,3,R-01,A-1,explicit\n"
                                    "a-bk,range,,0.00,0.70,plan_ld,,R-01,A-1,I-04\n"
                                    "a-sat,unspecified,,,,,,U-13,,none\n");
    got = capture(&cmd_golden, "--dir", ".", "--diff", NULL);
    assert_string_equal(
        got->out.p, "  rule          cases  more yuan  less yuan  unclear  clauses; an example\n"
                    "  R-01              2                              1  A-1 A-2.1.1 B-1.4 C-1 "
                    "C-3a C-3b C-3c; a-bj:\n"
                    "                                                      0.18 becomes 0.18\n"
                    "  R-03              1                              1  A-2.2.1 B-1.4 C-1 C-2a; "
                    "a-hk: new, 0.60\n"
                    "  U-13 to R-05      1                              1  B-1.7 A-2.2.1; a-sat: "
                    "unspecified becomes\n"
                    "                                                      3*ld_satellite\n");
    scratch_write("golden/one.csv", golden.p);
    text_free(&golden);
}

static void marks_and_orphans_are_told(void **state)
{
    struct text golden = {0};
    struct tg_error error = {.status = TG_OK};
    struct text marked = {0};
    const struct captured *got;

    (void)state;
    assert_true(file_read(&golden, "golden/one.csv", &error));
    text_addf(&marked, "%s<<<<<<< mine\n", golden.p);
    scratch_write("golden/one.csv", marked.p);
    got = capture(&cmd_golden, "--dir", ".", NULL);
    assert_string_equal(got->err.p, "tollgate: ./golden/one.csv:5:1: mark <<<<<<< of a merge "
                                    "conflict, expected an outcome\n");
    assert_int_equal(got->code, EXIT_INVALID);
    scratch_write("golden/one.csv", golden.p);
    scratch_write("golden/two.csv", golden.p);
    got = capture(&cmd_golden, "--dir", ".", NULL);
    assert_string_equal(got->err.p, "tollgate: ./golden/two.csv: there is no suite 'two'\n");
    assert_int_equal(got->code, EXIT_INVALID);
    assert_int_equal(capture(&cmd_golden, "--dir", ".", "one", NULL)->code, EXIT_CONFORMS);
    unlink("golden/two.csv");
    text_free(&golden);
    text_free(&marked);
}

/* The rulebook with one text replaced, as the rulebook of the tree. */
static void write_rulebook(const char *from, const char *to)
{
    struct text rulebook = {0};
    struct text changed = {0};
    struct tg_error error = {.status = TG_OK};
    char *at;

    assert_true(file_read(&rulebook, TEST_SOURCE_DIR "/src/rulebooks/cmcc-2010.xml", &error));
    at = strstr(rulebook.p, from);
    assert_non_null(at);
    text_addf(&changed, "%.*s%s%s", (int)(at - rulebook.p), rulebook.p, to, at + strlen(from));
    mkdir("src", 0777);
    mkdir("src/rulebooks", 0777);
    scratch_write("src/rulebooks/cmcc-2010.xml", changed.p);
    text_free(&rulebook);
    text_free(&changed);
}

static void the_rulebook_of_the_tree_decides(void **state)
{
    const struct captured *got;

    (void)state;
    write_rulebook("<fee value=\"0.06\" per=\"6\"/>", "<fee value=\"0.05\" per=\"6\"/>");
    got = capture(&cmd_golden, "--dir", ".", "--diff", NULL);
    assert_non_null(strstr(got->out.p, "A-1 A-2.1.1 B-1.4 C-1 C-3a C-3b C-3c; a-bj: 0.18"));
    assert_int_equal(got->code, EXIT_INVALID);
    /* Above the notice's 0.07. */
    write_rulebook("<fee value=\"0.06\" per=\"6\"/>", "<fee value=\"0.08\" per=\"6\"/>");
    got = capture(&cmd_golden, "--accept", NULL);
    assert_non_null(
        strstr(got->err.p, "tollgate: golden results are not accepted from cmcc-2010: "));
    assert_non_null(
        strstr(got->err.p, " combinations break the notice\nhint: tollgate rules --prove\n"));
    assert_int_equal(got->code, EXIT_INVALID);
    /* Does not load: a gap. */
    write_rulebook("state=\"home\" access=\"direct\" destination=\"special\"",
                   "state=\"home\" access=\"direct\" destination=\"service\"");
    got = capture(&cmd_golden, "--accept", NULL);
    assert_int_equal(got->code, EXIT_INVALID);
    assert_non_null(strstr(got->err.p, "cmcc-2010.xml:"));
    unlink("src/rulebooks/cmcc-2010.xml");
    assert_int_equal(capture(&cmd_golden, "--dir", ".", NULL)->code, EXIT_CONFORMS);
}

static void faults_of_case_records_are_told(void **state)
{
    const struct captured *got;

    (void)state;
    scratch_write("cases/one.csv", RECORDS_HEADER RECORD("a-bj", "00210123456"));
    got = capture(&cmd_golden, "--dir", ".", NULL);
    assert_string_equal(got->err.p,
                        "tollgate: ./cases/one.csv:2:60: case 'a-bj' cannot be rated: number "
                        "'00210123456' has 210 behind 00, which fits no country code\n");
    assert_int_equal(got->code, EXIT_INVALID);
    scratch_write("cases/one.csv", RECORDS_HEADER RECORD("a-bj", "x"));
    got = capture(&cmd_golden, "--dir", ".", NULL);
    assert_non_null(strstr(got->err.p, "tollgate: ./cases/one.csv:2:"));
    assert_int_equal(got->code, EXIT_INVALID);
    unlink("cases/one.csv");
    got = capture(&cmd_golden, "--accept", NULL);
    assert_string_equal(got->err.p, "tollgate: ./cases/one.csv: cannot be opened: No such file or "
                                    "directory\n");
    assert_int_equal(got->code, EXIT_INVALID);
    scratch_write("cases/one.csv", records);
}

static void a_folder_that_cannot_be_written_is_told(void **state)
{
    const struct captured *got;

    (void)state;
    unlink("golden/one.csv");
    rmdir("golden");
    got = capture(&cmd_golden, "--accept", NULL);
    assert_int_equal(got->code, EXIT_INVALID);
    assert_non_null(strstr(got->err.p, "tollgate: ./golden/one.csv: "));
    assert_non_null(strstr(got->err.p, ": No such file or directory\n"));
    mkdir("golden", 0777);
}

/* All three opinions about the cases and the examples; cross_check_test has the records by chance.
 */
static void the_opinions_agree(void **state)
{
    const struct captured *got = capture(&cmd_golden, "--cross-check", "--random", "100", NULL);

    (void)state;
    assert_non_null(strstr(got->out.p, " cases: "));
    assert_non_null(strstr(got->out.p, " examples worked by hand: "));
    assert_non_null(strstr(got->out.p, "     100 random records (seed 1): "));
    assert_non_null(strstr(got->out.p, "       0 differences between the reference rater, "
                                       "golden/oracle.sql and the examples\n"));
    assert_string_equal(got->err.p, "");
    assert_int_equal(got->code, EXIT_CONFORMS);
}

static void a_tree_is_checked_with_its_own_oracle(void **state)
{
    const struct captured *got;

    (void)state;
    got = capture(&cmd_golden, "--dir", ".", "--cross-check", NULL);
    assert_string_equal(got->err.p, "tollgate: ./golden/oracle.sql: cannot be opened: No such file "
                                    "or directory\n");
    assert_int_equal(got->code, EXIT_INVALID);
    scratch_write("golden/oracle.sql", "CREATE TABLE outcome");
    got = capture(&cmd_golden, "--dir", ".", "--cross-check", NULL);
    assert_int_equal(got->code, EXIT_INVALID);
    assert_non_null(strstr(got->err.p, "tollgate: ./golden/worked-examples.xml: cannot be opened"));
    unlink("golden/oracle.sql");
}

/* An example that is wrong stops the verification of golden results too. */
static void examples_are_golden_results_too(void **state)
{
    const struct captured *got;

    (void)state;
    scratch_write("golden/worked-examples.xml",
                  "<worked-examples>\n<example id=\"w-001\" clauses=\"A-2.1.1\" rule=\"R-01\">"
                  "<title>t</title><record start_time=\"2010-03-15T10:00:00\" duration_s=\"61\" "
                  "plan=\"gotone\" event=\"originate\" home_area=\"0755\" visited_area=\"0755\" "
                  "other_party=\"01062001234\"/><working>11 * 0.07 = 0.77</working>"
                  "<expect outcome=\"exact\" charge=\"0.77\" formula=\"11*0.07\"/>"
                  "<because>b</because></example></worked-examples>");
    got = capture(&cmd_golden, "--dir", ".", NULL);
    assert_non_null(strstr(got->err.p,
                           "  rater   exact 0.66, 11*0.06, R-01\n"
                           "  by hand exact 0.77, 11*0.07, R-01\n"
                           "  in line 2 of ./golden/worked-examples.xml\n"
                           "tollgate: ./golden/worked-examples.xml: 1 of 1 examples come "
                           "out otherwise\n"));
    assert_int_equal(got->code, EXIT_INVALID);
    scratch_write("golden/worked-examples.xml", "<worked-examples/>");
    assert_int_equal(capture(&cmd_golden, "--dir", ".", NULL)->code, EXIT_INVALID);
    unlink("golden/worked-examples.xml");
}

static void usage_errors_are_told(void **state)
{
    const struct captured *got = capture(&cmd_golden, "cases/one.xml", NULL);
    static const char text[] = "tollgate: 'cases/one.xml' is not the id of a suite\n";

    (void)state;
    assert_int_equal(got->code, EXIT_USAGE);
    assert_memory_equal(got->err.p, text, strlen(text));
    assert_int_equal(capture(&cmd_golden, "--acept", NULL)->code, EXIT_USAGE);
    got = capture(&cmd_golden, "--accept", "--diff", NULL);
    assert_int_equal(got->code, EXIT_USAGE);
    assert_non_null(strstr(got->err.p, "tollgate: --accept and --diff exclude each other\n"));
    got = capture(&cmd_golden, "--accept", "--overlay", "example", NULL);
    assert_int_equal(got->code, EXIT_USAGE);
    assert_non_null(strstr(got->err.p, "tollgate: golden results are those of the tariff itself: "
                                       "--accept takes no --overlay\n"));
    got = capture(&cmd_golden, "--cross-check", "--diff", NULL);
    assert_int_equal(got->code, EXIT_USAGE);
    assert_non_null(
        strstr(got->err.p, "tollgate: --cross-check goes without --accept and --diff\n"));
    got = capture(&cmd_golden, "--cross-check", "--overlay", "example", NULL);
    assert_int_equal(got->code, EXIT_USAGE);
    assert_non_null(strstr(got->err.p, "tollgate: the second oracle knows the tariff itself: "
                                       "--cross-check takes no --overlay\n"));
    got = capture(&cmd_golden, "--cross-check", "--random", "1000001", NULL);
    assert_int_equal(got->code, EXIT_USAGE);
    assert_non_null(strstr(got->err.p, "tollgate: --random '1000001': expected 0 to 1000000\n"));
    got = capture(&cmd_golden, "--cross-check", "--seed", "-1", NULL);
    assert_int_equal(got->code, EXIT_USAGE);
    assert_non_null(strstr(got->err.p, "tollgate: --seed '-1': expected a whole number\n"));
}

static void the_carried_results_are_current(void **state)
{
    const struct captured *got = capture(&cmd_golden, NULL);

    (void)state;
    assert_non_null(strstr(got->err.p, " cases: the golden results are current\n"));
    assert_int_equal(got->code, EXIT_CONFORMS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_results_are_made_and_then_verified),
        cmocka_unit_test(an_edited_result_is_found_and_can_be_accepted_anew),
        cmocka_unit_test(nothing_is_accepted_in_ci),
        cmocka_unit_test(a_failure_names_rules_clauses_and_money),
        cmocka_unit_test(what_an_overlay_changes_is_shown),
        cmocka_unit_test(rows_that_come_and_go_are_shown),
        cmocka_unit_test(marks_and_orphans_are_told),
        cmocka_unit_test(the_rulebook_of_the_tree_decides),
        cmocka_unit_test(faults_of_case_records_are_told),
        cmocka_unit_test(a_folder_that_cannot_be_written_is_told),
        cmocka_unit_test(the_opinions_agree),
        cmocka_unit_test(a_tree_is_checked_with_its_own_oracle),
        cmocka_unit_test(examples_are_golden_results_too),
        cmocka_unit_test(usage_errors_are_told),
        cmocka_unit_test(the_carried_results_are_current),
    };

    return cmocka_run_group_tests(tests, write_suite, capture_leave);
}
