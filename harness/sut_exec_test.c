#include "fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define PLENTY                                                                                     \
    {                                                                                              \
        60000, 1 << 20                                                                             \
    }

static void run(struct said *end, const char *mode, const char *input, struct sut_limits limits)
{
    char *argv[] = {(char[]){FAKE_SUT}, strdup(mode), (char[]){MINI_GOLDEN}, NULL};

    fixture_exec(end, argv, tg_slice_of(input), &limits);
    free(argv[1]);
}

static void assert_end(struct said *end, enum sut_ending ending, int code, const char *words)
{
    struct sut_end told = {.ending = end->ending, .code = end->code, .limits = end->limits};
    struct text text = {0};

    assert_int_equal(end->ending, ending);
    assert_int_equal(end->code, code);
    sut_describe(&text, &told);
    assert_text(&text, words);
    assert_int_equal(sut_finished(&told), ending == SUT_EXITED && code == 0);
}

static void a_system_answers_what_it_reads(void **state)
{
    struct said end;

    (void)state;
    run(&end, "correct", "call_id\nMINI-exact-2,x\n", (struct sut_limits)PLENTY);
    assert_end(&end, SUT_EXITED, 0, "exit code 0");
    assert_text(&end.output, "call_id,charge\nMINI-exact-2,0.18\n");
    assert_int_equal(end.talk.n, 0);
    said_free(&end);
}

/* Far more than the pipes hold, both ways. */
static void much_input_and_output_do_not_block_each_other(void **state)
{
    struct text input = {0};
    struct said end;

    (void)state;
    text_addf(&input, "call_id\n");
    for (int i = 0; i < 100000; i++) text_addf(&input, "CASE-%06d,x\n", i);
    run(&end, "correct", input.p, (struct sut_limits){60000, 10 << 20});
    assert_end(&end, SUT_EXITED, 0, "exit code 0");
    assert_int_equal(end.output.n, 15 + 100000 * 17);
    assert_string_equal(end.output.p + end.output.n - 17, "CASE-099999,1.00\n");
    said_free(&end);
    run(&end, "deaf", input.p, (struct sut_limits)PLENTY);
    assert_end(&end, SUT_EXITED, 0, "exit code 0");
    assert_text(&end.output, "call_id,charge\n");
    said_free(&end);
    text_free(&input);
}

static void the_end_of_the_process_is_told(void **state)
{
    static const struct {
        const char *mode;
        enum sut_ending ending;
        int code;
        const char *words;
        const char *output;
    } rows[] = {
        {"exit3", SUT_EXITED, 3, "exit code 3", "call_id,charge\nA,1.00\nB,1.00\nC,1.00\n"},
        {"crash", SUT_SIGNALLED, SIGKILL, "killed by signal 9 (Killed)",
         "call_id,charge\nA,1.00\nB,1.00\nC,0.0"},
        {"slow", SUT_EXITED, 0, "exit code 0", "call_id,charge\nA,1.00\nB,1.00\nC,1.00\n"},
        {"silent", SUT_EXITED, 0, "exit code 0", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct said end;

        run(&end, rows[i].mode, "call_id\nA,x\nB,x\nC,x\n", (struct sut_limits)PLENTY);
        assert_end(&end, rows[i].ending, rows[i].code, rows[i].words);
        assert_text(&end.output, rows[i].output);
        said_free(&end);
    }
}

static void a_system_that_hangs_is_killed(void **state)
{
    static const char *const modes[] = {"hang", "mute"};

    (void)state;
    for (size_t i = 0; i < COUNT(modes); i++) {
        struct said end;

        run(&end, modes[i], "call_id\n", (struct sut_limits){1300, 1000});
        assert_end(&end, SUT_TIMED_OUT, 0, "not ended after 1.300 s, killed");
        assert_true(end.wall_ms >= 1300);
        said_free(&end);
    }
}

static void output_without_end_is_cut(void **state)
{
    struct said end;

    (void)state;
    run(&end, "endless", "", (struct sut_limits){60000, 100000});
    assert_end(&end, SUT_TOO_MUCH, 0, "more than 100000 bytes of output, killed");
    assert_int_equal(end.output.n, 100000);
    said_free(&end);
    /* As much as is allowed is not too much. */
    run(&end, "deaf", "", (struct sut_limits){60000, 15});
    assert_end(&end, SUT_EXITED, 0, "exit code 0");
    said_free(&end);
    run(&end, "deaf", "", (struct sut_limits){60000, 14});
    assert_end(&end, SUT_TOO_MUCH, 0, "more than 14 bytes of output, killed");
    said_free(&end);
}

static void of_stderr_the_last_is_kept(void **state)
{
    struct said end;
    size_t all = 0;

    (void)state;
    for (int i = 0; i < 1000; i++) all += (size_t)snprintf(NULL, 0, "complaint number %d\n", i);
    run(&end, "noise", "call_id\n", (struct sut_limits)PLENTY);
    assert_end(&end, SUT_EXITED, 0, "exit code 0");
    assert_int_equal(end.talk.n, SUT_STDERR_KEPT);
    assert_int_equal(end.talk_lost, all - SUT_STDERR_KEPT);
    assert_memory_equal(end.talk.p + end.talk.n - 21, "complaint number 999\n", 21);
    said_free(&end);
}

/* Its children hold stdout open, in its group or out of it; all it said is there all the same. */
static void children_left_behind_do_not_hold_up_the_run(void **state)
{
    static const char *const modes[] = {"orphan", "escape"};

    (void)state;
    for (size_t i = 0; i < COUNT(modes); i++) {
        struct said end;

        run(&end, modes[i], "call_id\nA,x\n", (struct sut_limits){300000, 1000});
        assert_end(&end, SUT_EXITED, 0, "exit code 0");
        assert_text(&end.output, "call_id,charge\nA,1.00\n");
        said_free(&end);
    }
}

/* Every process that the system started holds this pipe open; it ends when they all have. */
static void the_whole_group_is_killed(void **state)
{
    static const struct {
        const char *mode;
        enum sut_ending ending;
        uint64_t timeout_ms;
    } rows[] = {{"orphan", SUT_EXITED, 60000},
                {"hang", SUT_TIMED_OUT, 1000},
                {"endless", SUT_TOO_MUCH, 60000}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct said end;
        int held[2];
        char byte;

        assert_int_equal(pipe(held), 0);
        run(&end, rows[i].mode, "call_id\n", (struct sut_limits){rows[i].timeout_ms, 1000});
        assert_int_equal(end.ending, rows[i].ending);
        close(held[1]);
        assert_int_equal(read(held[0], &byte, 1), 0);
        close(held[0]);
        said_free(&end);
    }
}

static void bytes_come_as_they_are(void **state)
{
    struct said end;

    (void)state;
    run(&end, "garbage", "", (struct sut_limits)PLENTY);
    assert_end(&end, SUT_EXITED, 0, "exit code 0");
    assert_int_equal(end.output.n, 2048);
    for (size_t i = 0; i < end.output.n; i++)
        assert_int_equal((unsigned char)end.output.p[i], i % 256);
    said_free(&end);
}

static void a_system_that_is_not_there_is_told(void **state)
{
    static const struct {
        const char *path;
        int fault;
        const char *words;
    } rows[] = {
        {"/no/such/system", ENOENT, "could not be started: No such file or directory"},
        {"no-such-system-in-path", ENOENT, "could not be started: No such file or directory"},
        {MINI_GOLDEN, EACCES, "could not be started: Permission denied"},
        {"/tmp", EACCES, "could not be started: Permission denied"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct sut_limits limits = PLENTY;
        char *argv[] = {strdup(rows[i].path), NULL};
        struct said end;

        fixture_exec(&end, argv, tg_slice_of(""), &limits);
        assert_end(&end, SUT_NOT_STARTED, rows[i].fault, rows[i].words);
        free(argv[0]);
        said_free(&end);
    }
}

/* A folder of the test's own, with programs in it. */
static char dir[64];

static int make_dir(void **state)
{
    (void)state;
    strcpy(dir, "/tmp/tollgate-exec-XXXXXX");
    return mkdtemp(dir) == NULL ? -1 : chdir(dir);
}

static int remove_dir(void **state)
{
    (void)state;
    unlink("bare");
    unlink("good");
    unlink("closed/bare");
    rmdir("closed");
    return chdir("/") == 0 ? rmdir(dir) : -1;
}

static void make_file(const char *name, const char *content, mode_t mode)
{
    assert_true(file_replace(name, tg_slice_of(content), NULL));
    assert_int_equal(chmod(name, mode), 0);
}

/* `path` NULL = none. */
static void run_in_path(struct said *end, const char *path, const char *name)
{
    struct sut_limits limits = PLENTY;
    char *old = strdup(getenv("PATH"));
    char *argv[] = {strdup(name), NULL};

    if (path == NULL)
        unsetenv("PATH");
    else
        setenv("PATH", path, 1);
    fixture_exec(end, argv, tg_slice_of(""), &limits);
    setenv("PATH", old, 1);
    free(argv[0]);
    free(old);
}

/* What no kernel can run is not given to a shell. */
static void a_script_without_an_interpreter_is_not_started(void **state)
{
    static const struct {
        const char *path;
        const char *name;
    } rows[] = {{"/usr/bin:/bin", "./bare"}, {dir, "bare"}, {"/no/such:", "bare"}, {"", "bare"}};

    (void)state;
    make_file("bare", "echo call_id,charge\n", 0700);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct said end;

        run_in_path(&end, rows[i].path, rows[i].name);
        assert_end(&end, SUT_NOT_STARTED, ENOEXEC, "could not be started: Exec format error");
        assert_int_equal(end.output.n, 0);
        said_free(&end);
    }
}

static void a_system_is_looked_up_in_the_path(void **state)
{
    static const struct {
        const char *path;
        const char *name;
        enum sut_ending ending;
        int code;
        const char *words;
    } rows[] = {
        {dir, "good", SUT_EXITED, 0, "exit code 0"},
        {"/no/such:/dev/null:closed:.", "good", SUT_EXITED, 0, "exit code 0"},
        {"closed::/no/such", "good", SUT_EXITED, 0, "exit code 0"},
        {NULL, "true", SUT_EXITED, 0, "exit code 0"},
        {"", "true", SUT_NOT_STARTED, ENOENT, "could not be started: No such file or directory"},
        {"closed:/no/such", "bare", SUT_NOT_STARTED, EACCES,
         "could not be started: Permission denied"},
        {"/bin", "", SUT_NOT_STARTED, ENOENT, "could not be started: No such file or directory"},
    };

    (void)state;
    make_file("good", "#!/bin/sh\nexit 0\n", 0700);
    assert_int_equal(mkdir("closed", 0700), 0);
    make_file("closed/bare", "#!/bin/sh\n", 0600);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct said end;

        run_in_path(&end, rows[i].path, rows[i].name);
        assert_end(&end, rows[i].ending, rows[i].code, rows[i].words);
        said_free(&end);
    }
}

static void without_descriptors_or_processes_it_is_told_too(void **state)
{
    struct rlimit old;
    struct rlimit none;
    struct said end;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
    for (int room = 0; room < 8; room++) {
        int next = open("/dev/null", O_RDONLY);

        assert_true(next >= 0);
        close(next);
        none = (struct rlimit){(rlim_t)(next + room), old.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
        run(&end, "silent", "", (struct sut_limits)PLENTY);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
        assert_end(&end, SUT_NOT_STARTED, EMFILE, "could not be started: Too many open files");
        said_free(&end);
        /* Nothing is left open. */
        assert_int_equal(open("/dev/null", O_RDONLY), next);
        close(next);
    }
}

static void a_signal_to_us_stops_the_system(void **state)
{
    struct sigaction before, after;
    struct said end;

    (void)state;
    sigaction(SIGTERM, NULL, &before);
    run(&end, "parent", "", (struct sut_limits){300000, 1000});
    assert_end(&end, SUT_INTERRUPTED, 0, "interrupted, killed");
    sigaction(SIGTERM, NULL, &after);
    assert_ptr_equal(before.sa_handler, after.sa_handler);
    said_free(&end);
    /* The next run is not stopped by it. */
    run(&end, "silent", "", (struct sut_limits)PLENTY);
    assert_end(&end, SUT_EXITED, 0, "exit code 0");
    said_free(&end);
}

static void endings_have_names(void **state)
{
    static const char *const names[] = {"exit",   "crash", "timeout",
                                        "output", "start", "interrupted"};

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++)
        assert_string_equal(sut_ending_name((enum sut_ending)i), names[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_system_answers_what_it_reads),
        cmocka_unit_test(much_input_and_output_do_not_block_each_other),
        cmocka_unit_test(the_end_of_the_process_is_told),
        cmocka_unit_test(a_system_that_hangs_is_killed),
        cmocka_unit_test(output_without_end_is_cut),
        cmocka_unit_test(of_stderr_the_last_is_kept),
        cmocka_unit_test(children_left_behind_do_not_hold_up_the_run),
        cmocka_unit_test(the_whole_group_is_killed),
        cmocka_unit_test(bytes_come_as_they_are),
        cmocka_unit_test(a_system_that_is_not_there_is_told),
        cmocka_unit_test_setup_teardown(a_script_without_an_interpreter_is_not_started, make_dir,
                                        remove_dir),
        cmocka_unit_test_setup_teardown(a_system_is_looked_up_in_the_path, make_dir, remove_dir),
        cmocka_unit_test(without_descriptors_or_processes_it_is_told_too),
        cmocka_unit_test(a_signal_to_us_stops_the_system),
        cmocka_unit_test(endings_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
