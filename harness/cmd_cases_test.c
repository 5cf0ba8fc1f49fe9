#include "capture.h"

extern const struct command cmd_cases;

#define SUITE(id, group, seconds, more)                                                            \
    "<suite id=\"" id "\"" more "><title>Title of " id "</title><purpose>P.</purpose>"             \
    "<clauses>A-1 B-1.4</clauses>\n<record start_time=\"2010-03-15T10:00:00\" plan=\"gotone\" "    \
    "event=\"originate\" home_area=\"0755\" visited_area=\"0755\" duration_s=\"" seconds "\"/>\n"  \
    "<factor id=\"to\"><level id=\"bj\" phrase=\"Beijing\" other_party=\"01062001234\"/></factor>" \
    "\n<group id=\"" group "\" title=\"to {to}\"><use factor=\"to\"/></group></suite>\n"

#define CSV(group, seconds)                                                                        \
    "call_id,start_time,duration_s,plan,packs,event,forward_reason,home_area,visited_area,"        \
    "other_party,other_area,other_network,title\n" group "-bj,2010-03-15T10:00:00," seconds        \
    ",gotone,,originate,,0755,0755,01062001234,,,to Beijing\n"

static int write_suites(void **state)
{
    int code = capture_enter(state);

    mkdir("cases", 0777);
    mkdir("cases/readings", 0777);
    mkdir("empty", 0777);
    mkdir("empty/cases", 0777);
    scratch_write("cases/one.xml", SUITE("one", "a", "13", ""));
    scratch_write("cases/two.xml", SUITE("two", "b", "14", ""));
    scratch_write("cases/suite.rng", "not a suite");
    scratch_write("cases/.xml", "not a suite");
    scratch_write("twin.xml", SUITE("twin", "b", "14", ""));
    return code;
}

static void suites_are_listed(void **state)
{
    const struct captured *got = capture(&cmd_cases, "--dir", ".", NULL);

    (void)state;
    assert_string_equal(got->out.p, "one: Title of one, 1 cases\n    A-1 B-1.4\n"
                                    "two: Title of two, 1 cases\n    A-1 B-1.4\n"
                                    "2 suites, 2 cases\n");
    assert_string_equal(got->err.p, "");
    assert_int_equal(got->code, EXIT_CONFORMS);
    got = capture(&cmd_cases, "--dir", ".", "two", "two", NULL);
    assert_string_equal(got->out.p,
                        "two: Title of two, 1 cases\n    A-1 B-1.4\n1 suite, 1 cases\n");
    got = capture(&cmd_cases, "twin.xml", NULL);
    assert_string_equal(got->out.p,
                        "twin: Title of twin, 1 cases\n    A-1 B-1.4\n1 suite, 1 cases\n");
}

static void suites_are_expanded(void **state)
{
    const struct captured *got = capture(&cmd_cases, "--expand", "./twin.xml", NULL);

    (void)state;
    assert_string_equal(got->out.p, CSV("b", "14"));
    assert_int_equal(got->code, EXIT_CONFORMS);
    got = capture(&cmd_cases, "--dir", ".", "--expand", "one", NULL);
    assert_string_equal(got->out.p, CSV("a", "13"));
}

static void records_are_checked_against_the_expansion(void **state)
{
    const struct captured *got;

    (void)state;
    scratch_write("cases/one.csv", CSV("a", "13"));
    scratch_write("cases/two.csv", CSV("b", "14"));
    got = capture(&cmd_cases, "--check", "--dir", ".", NULL);
    assert_string_equal(got->err.p, "2 suites, 2 cases: the call records are current\n");
    assert_int_equal(got->code, EXIT_CONFORMS);
    scratch_write("cases/two.csv", CSV("a", "13"));
    got = capture(&cmd_cases, "--check", "--dir", ".", NULL);
    assert_string_equal(
        got->err.p,
        "./cases/two.csv:2: line should not be\n"
        "  is:     a-bj,2010-03-15T10:00:00,13,gotone,,originate,,0755,0755,01062001234,,,"
        "to Beijing\n"
        "./cases/two.csv:3: line is missing\n"
        "  should: b-bj,2010-03-15T10:00:00,14,gotone,,originate,,0755,0755,01062001234,,,"
        "to Beijing\n"
        "tollgate: ./cases/two.csv is not what ./cases/two.xml expands to: 0 lines changed, 1 "
        "missing, 1 too many\n"
        "hint: tollgate cases --expand ./cases/two.xml >./cases/two.csv\n");
    assert_int_equal(got->code, EXIT_INVALID);
    unlink("cases/two.csv");
    got = capture(&cmd_cases, "--check", "--dir", ".", "two", NULL);
    assert_string_equal(got->err.p, "tollgate: ./cases/two.csv: cannot be opened: "
                                    "No such file or directory\n");
    assert_int_equal(got->code, EXIT_INVALID);
}

static void call_ids_are_unique_across_suites(void **state)
{
    const struct captured *got = capture(&cmd_cases, "--dir", ".", "one", "two", "twin.xml", NULL);

    (void)state;
    assert_string_equal(got->err.p, "tollgate: twin.xml:4:1: call_id 'b-bj' is used by "
                                    "./cases/two.xml too, in line 4\n");
    assert_int_equal(got->code, EXIT_INVALID);
}

static void no_two_suites_ask_the_same_unawares(void **state)
{
    const struct captured *got;

    (void)state;
    scratch_write("three.xml", SUITE("three", "c", "13", ""));
    got = capture(&cmd_cases, "--dir", ".", "one", "three.xml", NULL);
    assert_string_equal(got->err.p, "tollgate: three.xml:4:1: case 'c-bj' asks what 'a-bj' asks in "
                                    "./cases/one.xml, line 4\n");
    assert_int_equal(got->code, EXIT_INVALID);
    scratch_write("three.xml", SUITE("three", "c", "13", " repeats=\"one\""));
    got = capture(&cmd_cases, "--dir", ".", "one", "three.xml", NULL);
    assert_string_equal(got->err.p, "");
    assert_int_equal(got->code, EXIT_CONFORMS);
    got = capture(&cmd_cases, "--dir", ".", "three.xml", "one", NULL);
    assert_int_equal(got->code, EXIT_CONFORMS);
    /* The suite it speaks of is not here: nobody can tell. */
    got = capture(&cmd_cases, "three.xml", NULL);
    assert_int_equal(got->code, EXIT_CONFORMS);
    scratch_write("three.xml", SUITE("three", "c", "13", " repeats=\"one two\""));
    got = capture(&cmd_cases, "--dir", ".", "one", "two", "three.xml", NULL);
    assert_string_equal(got->err.p,
                        "tollgate: three.xml:1:1: no question of suite 'two' is repeated\n");
    assert_int_equal(got->code, EXIT_INVALID);
    unlink("three.xml");
}

static void what_is_repeated_is_there(void **state)
{
    const struct captured *got;

    (void)state;
    scratch_write("empty/cases/one.xml", SUITE("one", "a", "13", " repeats=\"four\""));
    got = capture(&cmd_cases, "--dir", "empty", NULL);
    assert_string_equal(got->err.p,
                        "tollgate: empty/cases/one.xml:1:1: there is no suite 'four' to repeat\n");
    assert_int_equal(got->code, EXIT_INVALID);
    unlink("empty/cases/one.xml");
}

static void coverage_is_measured_and_what_is_missing_named(void **state)
{
    const struct captured *got = capture(&cmd_cases, "--dir", ".", "--coverage", NULL);
    static const char first[] =
        "       1 of     3211  cells of the decision table have a case\n"
        "      84 of     8619  combinations of three classification values\n"
        "      36 of     2663  combinations of two classification values with "
        "a length\n"
        "       1 of   312660  points of the decision table, for information\n"
        "missing, the first of it:\n"
        "  cell: event=originate regime=early access=direct "
        "state=home\n";
    size_t lines = 0;

    (void)state;
    assert_int_equal(got->code, EXIT_INVALID);
    assert_memory_equal(got->out.p, first, strlen(first));
    for (size_t i = 0; i < got->out.n; i++) lines += got->out.p[i] == '\n';
    assert_int_equal(lines, 5 + 20);
    got = capture(&cmd_cases, "--dir", ".", "--coverage", "--all", NULL);
    assert_non_null(strstr(got->out.p, "missing:\n"));
    for (size_t i = lines = 0; i < got->out.n; i++) lines += got->out.p[i] == '\n';
    assert_int_equal(lines, 5 + 3210 + (8619 - 84) + (2663 - 36));
}

/* That the suites in the program ask for everything is what makes the gate worth something. */
static void the_suites_of_the_program_are_complete(void **state)
{
    const struct captured *got = capture(&cmd_cases, "--coverage", NULL);

    (void)state;
    assert_null(strstr(got->out.p, "missing"));
    assert_int_equal(got->code, EXIT_CONFORMS);
}

#define PROPOSING                                                                                  \
    "<suite id=\"p\"><title>T</title><purpose>P.</purpose><clauses>A-1</clauses>\n"                \
    "<record start_time=\"2010-03-15T10:00:00\" event=\"originate\" home_area=\"0755\" "           \
    "visited_area=\"0755\" duration_s=\"13\"/>\n"                                                  \
    "<factor id=\"plan\"><level id=\"g\" phrase=\"G\" plan=\"gotone\"/>"                           \
    "<level id=\"m\" phrase=\"M\" plan=\"mzone\"/></factor>"                                       \
    "<factor id=\"to\"><level id=\"bj\" phrase=\"Beijing\" other_party=\"01062001234\"/>"          \
    "<level id=\"sh\" phrase=\"Shanghai\" other_party=\"02162001234\"/>"                           \
    "<level id=\"no\" phrase=\"nowhere\" other_party=\"0999123\"/></factor>\n"                     \
    "<group id=\"w\" title=\"{plan} {to}\"><use factor=\"plan\"/><use factor=\"to\"/>"             \
    "<pick plan=\"g\" to=\"bj\"/></group></suite>\n"

/* Shanghai is to the tariff what Beijing is, and nowhere cannot be rated: one pick is left. */
static void picks_are_proposed_for_what_is_missing(void **state)
{
    const struct captured *got;

    (void)state;
    scratch_write("p.xml", PROPOSING);
    got = capture(&cmd_cases, "p.xml", "--propose", "w", NULL);
    assert_string_equal(got->out.p, "    <pick plan=\"m\" to=\"bj\"/>\n");
    assert_int_equal(got->code, EXIT_CONFORMS);
    got = capture(&cmd_cases, "p.xml", "--propose", "v", NULL);
    assert_string_equal(got->err.p, "tollgate: no suite has a group 'v'\n");
    assert_int_equal(got->code, EXIT_USAGE);
}

static void cases_that_cannot_be_rated_are_named(void **state)
{
    const struct captured *got;

    (void)state;
    scratch_write("q.xml",
                  "<suite id=\"q\"><title>T</title><purpose>P.</purpose><clauses>A-1</clauses>\n"
                  "<record start_time=\"2010-03-15T10:00:00\" event=\"originate\" "
                  "home_area=\"0755\" visited_area=\"0755\" duration_s=\"13\" plan=\"gotone\"/>\n"
                  "<factor id=\"to\"><level id=\"no\" phrase=\"nowhere\" other_party=\"0999123\"/>"
                  "</factor>\n<group id=\"q\" title=\"{to}\"><use factor=\"to\"/></group></suite>");
    got = capture(&cmd_cases, "q.xml", "--coverage", NULL);
    assert_non_null(strstr(got->err.p, "tollgate: q.xml:4:1: case 'q-no' cannot be rated: "));
    assert_int_equal(got->code, EXIT_INVALID);
}

static void what_is_not_there_is_told(void **state)
{
    static const struct {
        const char *args[4];
        enum exit_code code;
        const char *err;
    } rows[] = {
        {{"--dir", ".", "three"}, EXIT_USAGE, "tollgate: no suite 'three' in ./cases\n"},
        {{"three"}, EXIT_USAGE, "tollgate: no suite 'three' in cases\n"},
        {{"--dir", "empty"}, EXIT_NOTHING, "tollgate: there is no suite in empty/cases\n"},
        {{"--dir", "nowhere"},
         EXIT_INVALID,
         "tollgate: nowhere/cases: cannot be listed: No such file or directory\n"},
        {{"./three.xml"},
         EXIT_INVALID,
         "tollgate: ./three.xml: cannot be opened: No such file or directory\n"},
        {{"misnamed.xml"},
         EXIT_INVALID,
         "tollgate: misnamed.xml:1:1: suite 'twin' belongs in a file twin.xml\n"},
    };

    (void)state;
    scratch_write("misnamed.xml", SUITE("twin", "b", "14", ""));
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct captured *got =
            capture(&cmd_cases, rows[i].args[0], rows[i].args[1], rows[i].args[2], NULL);

        assert_string_equal(got->err.p, rows[i].err);
        assert_string_equal(got->out.p, "");
        assert_int_equal(got->code, rows[i].code);
    }
}

static void usage_errors_are_told(void **state)
{
    static const struct {
        const char *args[3];
        const char *err; /* how it begins */
    } rows[] = {
        {{"--check", "--expand", "one"},
         "tollgate: --check, --expand, --coverage and --propose exclude each other\n"},
        {{"--coverage", "--propose", "g"},
         "tollgate: --check, --expand, --coverage and --propose exclude each other\n"},
        {{"--all"}, "tollgate: --all goes with --coverage\n"},
        {{"--expand"}, "tollgate: --expand: expected one suite\n"},
        {{"--expand", "one", "two"}, "tollgate: --expand: expected one suite\n"},
        {{"--chek"}, "tollgate: unrecognized option '--chek'\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct captured *got =
            capture(&cmd_cases, rows[i].args[0], rows[i].args[1], rows[i].args[2], NULL);

        assert_int_equal(got->code, EXIT_USAGE);
        assert_memory_equal(got->err.p, rows[i].err, strlen(rows[i].err));
    }
}

static void the_carried_suites_are_current(void **state)
{
    const struct captured *got = capture(&cmd_cases, "--check", NULL);

    (void)state;
    assert_non_null(strstr(got->err.p, " cases: the call records are current\n"));
    assert_int_equal(got->code, EXIT_CONFORMS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(suites_are_listed),
        cmocka_unit_test(suites_are_expanded),
        cmocka_unit_test(records_are_checked_against_the_expansion),
        cmocka_unit_test(call_ids_are_unique_across_suites),
        cmocka_unit_test(no_two_suites_ask_the_same_unawares),
        cmocka_unit_test(what_is_repeated_is_there),
        cmocka_unit_test(coverage_is_measured_and_what_is_missing_named),
        cmocka_unit_test(the_suites_of_the_program_are_complete),
        cmocka_unit_test(picks_are_proposed_for_what_is_missing),
        cmocka_unit_test(cases_that_cannot_be_rated_are_named),
        cmocka_unit_test(what_is_not_there_is_told),
        cmocka_unit_test(usage_errors_are_told),
        cmocka_unit_test(the_carried_suites_are_current),
    };

    return cmocka_run_group_tests(tests, write_suites, capture_leave);
}
