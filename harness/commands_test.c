#include "fixture.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

/* The list of commands, made from the table. */
static struct text list_text(void)
{
    struct text text = {0};

    text_addf(&text,
              "usage: tollgate COMMAND [ARGUMENT...]\n\n"
              "Tells whether a billing system charges what the long-distance tariff says.\n\n");
    for (size_t i = 0; commands[i] != NULL; i++)
        text_addf(&text, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
    text_addf(&text, "\n`tollgate COMMAND --help` tells more; `tollgate --version` the version.\n");
    return text;
}

static void help_lists_the_commands(void **state)
{
    struct text list = list_text();

    (void)state;
    assert_non_null(strstr(list.p, "  run        put the cases to a system, compare, report\n"));
    assert_run(RUN_TOLLGATE("--help"), 0, list.p, "");
    assert_run(RUN_TOLLGATE("help"), 0, list.p, "");
    assert_run(RUN_TOLLGATE(NULL), EXIT_USAGE, "", list.p);
    text_free(&list);
}

static void the_version_is_told(void **state)
{
    (void)state;
    assert_run(RUN_TOLLGATE("--version"), 0, "tollgate " TOLLGATE_VERSION "\n", "");
}

static void an_unknown_command_gets_a_hint(void **state)
{
    static const struct {
        const char *name;
        const char *said;
    } rows[] = {
        {"rum", "tollgate: no command 'rum'; did you mean 'run'?\n\n"},
        {"--verson", "tollgate: no command '--verson'\n\n"},
        {"xylophone", "tollgate: no command 'xylophone'\n\n"},
        {"\x1b[2J", "tollgate: no command '\\x1b[2J'\n\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text list = list_text();
        struct text said = {0};

        text_addf(&said, "%s%s", rows[i].said, list.p);
        assert_run(RUN_TOLLGATE(rows[i].name), EXIT_USAGE, "", said.p);
        text_free(&said);
        text_free(&list);
    }
}

/* Every command knows --help and refuses an option that nobody has. */
static void all_commands_keep_the_same_manners(void **state)
{
    (void)state;
    for (size_t i = 0; commands[i] != NULL; i++) {
        struct said end = RUN_TOLLGATE(commands[i]->name, "--help");
        struct text usage = {0};

        text_addf(&usage, "Usage: tollgate %s ", commands[i]->name);
        assert_int_equal(end.code, 0);
        assert_memory_equal(end.output.p, usage.p, usage.n);
        said_free(&end);
        end = RUN_TOLLGATE(commands[i]->name, "--no-such-option");
        assert_int_equal(end.code, EXIT_USAGE);
        assert_int_equal(end.output.n, 0);
        said_free(&end);
        text_free(&usage);
    }
}

/* Runs the program with a stdout of ours (-1 = closed); its exit code and stderr. */
static int run_onto(int out, char said[256], const char *const arguments[])
{
    int pipes[2];
    int status;
    ssize_t n;
    pid_t pid;

    assert_int_equal(pipe(pipes), 0);
    pid = fork();
    if (pid == 0) {
        if (out >= 0)
            dup2(out, STDOUT_FILENO);
        else
            close(STDOUT_FILENO);
        dup2(pipes[1], STDERR_FILENO);
        close(pipes[0]);
        close(pipes[1]);
        execv(TOLLGATE, (char *const *)(uintptr_t)arguments);
        _exit(99);
    }
    close(pipes[1]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    n = read(pipes[0], said, 255);
    said[n > 0 ? n : 0] = '\0';
    close(pipes[0]);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void a_stdout_that_cannot_be_written_is_told(void **state)
{
    static const char *const version[] = {TOLLGATE, "--version", NULL};
    static const char *const help[] = {TOLLGATE, "run", "--help", NULL};
    static const char *const list[] = {TOLLGATE, "run", "--list", "--cases-dir", TESTDATA, NULL};
    static const char *const *const all[] = {version, help, list};
    char said[256];

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++) {
        int full = open("/dev/full", O_WRONLY);
        int broken[2];

        assert_int_equal(run_onto(full, said, all[i]), EXIT_INTERNAL);
        assert_string_equal(said, "tollgate: stdout cannot be written: No space left on device\n");
        close(full);
        assert_int_equal(pipe(broken), 0);
        close(broken[0]);
        assert_int_equal(run_onto(broken[1], said, all[i]), EXIT_INTERNAL);
        assert_string_equal(said, "tollgate: stdout cannot be written: Broken pipe\n");
        close(broken[1]);
        assert_int_equal(run_onto(-1, said, all[i]), EXIT_INTERNAL);
        assert_string_equal(said, "tollgate: stdout cannot be written: Bad file descriptor\n");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help_lists_the_commands),
        cmocka_unit_test(the_version_is_told),
        cmocka_unit_test(an_unknown_command_gets_a_hint),
        cmocka_unit_test(all_commands_keep_the_same_manners),
        cmocka_unit_test(a_stdout_that_cannot_be_written_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
