/* Results databases: written as answers come, killed at any moment, gone on with, reported again.
 */
#include "fixture.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define SYSTEMS TESTDATA "/systems"

static int setup(void **state)
{
    static char dir[] = TEST_BINARY_DIR "/results-XXXXXX";

    *state = mkdtemp(dir);
    return *state == NULL ? -1 : chdir(dir);
}

static int teardown(void **state)
{
    char command[sizeof TEST_BINARY_DIR + 64];

    snprintf(command, sizeof command, "rm -r '%s'", (const char *)*state);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

static struct text content(const char *path)
{
    struct tg_error error = {0};
    struct text text = {0};

    if (!file_read(&text, path, &error)) fail_msg("%s: %s", path, error.text);
    return text;
}

static void assert_same_file(const char *a, const char *b)
{
    struct text one = content(a);
    struct text two = content(b);

    assert_string_equal(one.p, two.p);
    text_free(&one);
    text_free(&two);
}

#define FILES(name)                                                                                \
    "--junit", name ".xml", "--csv", name ".csv", "--jsonl", name ".jsonl", "--no-times"

static void remove_run(void)
{
    unlink("run.db");
    unlink("run.db-wal");
    unlink("run.db-shm");
}

static void a_report_is_made_again(void **state)
{
    static const char *const modes[] = {"correct", "negative", "crash-midway", "garbage",
                                        "extra",   "bad-utf8", "open-quote",   "duplicate"};

    (void)state;
    for (size_t i = 0; i < COUNT(modes); i++) {
        struct said first = RUN_TOLLGATE("run", "before", "--results", "run.db", FILES("one"), "--",
                                         "python3", SYSTEMS "/hostile.py", modes[i]);
        struct said second = RUN_TOLLGATE("report", "run.db", FILES("two"));

        assert_int_equal(first.code, second.code);
        assert_same_file("one.xml", "two.xml");
        assert_same_file("one.csv", "two.csv");
        assert_same_file("one.jsonl", "two.jsonl");
        assert_string_equal(first.output.p, second.output.p);
        said_free(&first);
        said_free(&second);
        remove_run();
    }
}

static void a_run_twice_is_the_same(void **state)
{
    struct said said;

    (void)state;
    said = RUN_TOLLGATE("run", "forwarding", FILES("one"), "--", "python3", SYSTEMS "/rater.py");
    said_free(&said);
    said = RUN_TOLLGATE("run", "forwarding", FILES("two"), "--", "python3", SYSTEMS "/rater.py");
    assert_int_equal(said.code, EXIT_CONFORMS);
    said_free(&said);
    assert_same_file("one.xml", "two.xml");
    assert_same_file("one.csv", "two.csv");
    assert_same_file("one.jsonl", "two.jsonl");
}

/* Runs the program and kills it after a while. */
static void run_and_kill(useconds_t after, const char *const arguments[])
{
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        char *argv[16] = {strdup(TOLLGATE)};

        for (size_t i = 0; arguments[i] != NULL; i++) argv[i + 1] = strdup(arguments[i]);
        if (freopen("/dev/null", "w", stdout) == NULL || freopen("/dev/null", "w", stderr) == NULL)
            _exit(127);
        execv(argv[0], argv);
        _exit(127);
    }
    usleep(after);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

/* However often it is killed, in the end every case has been answered once. The system answers
 * slowly enough that most kills fall into its answers. */
static void a_killed_run_goes_on(void **state)
{
#define SLOWLY "--", "python3", SYSTEMS "/hostile.py", "slowly", NULL
    static const char *const first[] = {"run", "before", "--results", "run.db", SLOWLY};
    static const char *const next[] = {"run", "--resume", "run.db", SLOWLY};
    struct said said = RUN_TOLLGATE("run", "before", "--csv", "one.csv", "--", "python3",
                                    SYSTEMS "/hostile.py", "correct");
    unsigned seed = 20100101;
    int went_on = 0;

    (void)state;
    said_free(&said);
    print_message("seed %u\n", seed);
    for (int round = 0; round < 5; round++) {
        while (access("run.db", F_OK) != 0) run_and_kill(300000, first);
        for (int kills = 0; kills < 10; kills++) {
            seed = seed * 1103515245u + 12345u;
            run_and_kill((useconds_t)(seed >> 8) % 700000, next);
        }
        said = RUN_TOLLGATE("run", "--resume", "run.db", "--csv", "two.csv", "--", "python3",
                            SYSTEMS "/hostile.py", "correct");
        /* Killed while it was made, the database may hold no run yet. */
        if (said.code == EXIT_INVALID) {
            said_free(&said);
            remove_run();
            continue;
        }
        assert_int_equal(said.code, EXIT_CONFORMS);
        assert_non_null(strstr(said.output.p, "pass 681, unspecified 240\n"));
        assert_non_null(
            strstr(said.output.p, "asked 921 = answered 921 + unanswered 0; 921 answers"));
        said_free(&said);
        remove_run();
        went_on++;
    }
    assert_true(went_on >= 3);
}

static void what_is_no_results_database_is_told(void **state)
{
    struct tg_error error = {0};

    (void)state;
    assert_run(RUN_TOLLGATE("report", "nothing.db"), EXIT_INVALID, "",
               "tollgate: nothing.db: results database: unable to open database file\n");
    assert_true(file_replace("text.db", tg_slice_of("call_id,charge and so on\n"), &error));
    assert_run(RUN_TOLLGATE("report", "text.db"), EXIT_INVALID, "",
               "tollgate: text.db: results database: file is not a database\n");
    assert_true(file_replace("empty.db", tg_slice_of(""), &error));
    assert_run(RUN_TOLLGATE("report", "empty.db"), EXIT_INVALID, "",
               "tollgate: empty.db: no results database of this version of tollgate: found version "
               "0, expected 1\n");
    assert_run(RUN_TOLLGATE("run", "before", "--results", "text.db", "--", "true"), EXIT_INTERNAL,
               "",
               "tollgate: text.db: there already: expected the name of a new results database\n");
}

static void an_annex_is_kept_with_the_run(void **state)
{
    struct said said = RUN_TOLLGATE("run", "before", "--results", "run.db", "--annex", "example",
                                    "--csv", "one.csv", "--", "python3", SYSTEMS "/rater.py");
    int code = said.code;

    (void)state;
    said_free(&said);
    said = RUN_TOLLGATE("report", "run.db", "--csv", "two.csv");
    assert_int_equal(said.code, code);
    assert_int_equal(said.code, EXIT_MISMATCH);
    said_free(&said);
    assert_same_file("one.csv", "two.csv");
    remove_run();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_is_made_again),
        cmocka_unit_test(a_run_twice_is_the_same),
        cmocka_unit_test(a_killed_run_goes_on),
        cmocka_unit_test(what_is_no_results_database_is_told),
        cmocka_unit_test(an_annex_is_kept_with_the_run),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
