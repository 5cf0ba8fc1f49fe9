#include "fixture.h"

#include "options.h"

static error_t parse(int key, char *arg, struct argp_state *state)
{
    int *count = state->input;

    (void)arg;
    if (key != 'x' && key != ARGP_KEY_ARG) return ARGP_ERR_UNKNOWN;
    ++*count;
    return 0;
}

static void options_reach_the_command(void **state)
{
    static const struct argp_option table[] = {{"example", 'x', NULL, 0, "an example", 0}, {0}};
    const struct argp argp = {table, parse, "", "", NULL, NULL, NULL};
    char *argv[] = {(char[]){"t x"}, (char[]){"-x"}, (char[]){"--example"}, (char[]){"word"}, NULL};
    enum exit_code code;
    int count = 0;

    (void)state;
    assert_true(options_parse(&code, &argp, 4, argv, &count));
    assert_int_equal(count, 3);
}

static void help_is_data(void **state)
{
    struct said end = RUN_TOLLGATE("run", "--help");

    (void)state;
    assert_non_null(strstr(end.output.p, "Usage: tollgate run [-q]"));
    assert_non_null(strstr(end.output.p, "[SUITE...] -- COMMAND [ARGUMENT...]"));
    assert_non_null(strstr(end.output.p, "--junit=FILE"));
    assert_non_null(strstr(end.output.p, "Exit: 0 conforms"));
    assert_int_equal(end.code, 0);
    assert_int_equal(end.talk.n, 0);
    said_free(&end);
    end = RUN_TOLLGATE("run", "--usage");
    assert_non_null(strstr(end.output.p, "Usage: tollgate run [-q]"));
    assert_non_null(strstr(end.output.p,
                           "[SUITE...] -- COMMAND [ARGUMENT...]\n"
                           "  or:  tollgate run [OPTION...] [SUITE...] --sut PROFILE\n"));
    assert_int_equal(end.code, 0);
    assert_int_equal(end.talk.n, 0);
    said_free(&end);
}

#define TRY "Try `tollgate run --help' or `tollgate run --usage' for more information.\n"

static void wrong_usage_is_told_on_stderr(void **state)
{
    (void)state;
    assert_run(RUN_TOLLGATE("run", "--wrong", "--", "x"), EXIT_USAGE, "",
               "tollgate run: unrecognized option '--wrong'\n" TRY);
    assert_run(RUN_TOLLGATE("run", "-z"), EXIT_USAGE, "",
               "tollgate run: invalid option -- 'z'\n" TRY);
    assert_run(RUN_TOLLGATE("run", "--junit", "--", "x"), EXIT_USAGE, "",
               "tollgate run: option '--junit' requires an argument\n" TRY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_reach_the_command),
        cmocka_unit_test(help_is_data),
        cmocka_unit_test(wrong_usage_is_told_on_stderr),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
