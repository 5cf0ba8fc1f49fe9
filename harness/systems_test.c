/* Billing systems, right and wrong and hostile, each reached as real ones are. The right one is
 * testdata/systems/tariff.py: its author had the rulebook, and had seen neither the reference rater
 * nor the golden results. */
#include "fixture.h"
#include "scratch.h"

#include <glob.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define SYSTEMS TESTDATA "/systems"

static void replace(struct text *text, const char *name, const char *value)
{
    for (char *at; (at = strstr(text->p, name)) != NULL;) {
        struct text made = {0};

        text_add(&made, (struct tg_slice){text->p, (size_t)(at - text->p)});
        text_addf(&made, "%s%s", value, at + strlen(name));
        text_free(text);
        *text = made;
    }
}

/* Writes a profile to where the test runs, its names filled in. */
static void put_profile(const char *name, const char *port, const char *more, const char *with)
{
    struct tg_error error = {0};
    struct text text = {0};
    struct text path = {0};

    text_addf(&path, SYSTEMS "/%s", name);
    assert_true(file_read(&text, path.p, &error));
    replace(&text, "@SYSTEMS@", SYSTEMS);
    replace(&text, "@PORT@", port);
    if (more != NULL) replace(&text, more, with);
    assert_true(file_replace("profile.xml", text_slice(&text), &error));
    text_free(&path);
    text_free(&text);
}

/* Starts a program of testdata/systems. With `port` it is a server that prints its own. */
static pid_t start(char port[8], const char *const arguments[])
{
    int pipes[2];
    pid_t pid;

    assert_int_equal(pipe(pipes), 0);
    pid = fork();
    if (pid == 0) {
        char *argv[12] = {strdup("/usr/bin/python3")};

        for (size_t i = 0; arguments[i] != NULL; i++) argv[i + 1] = strdup(arguments[i]);
        dup2(pipes[1], STDOUT_FILENO);
        close(pipes[0]);
        execv(argv[0], argv);
        _exit(127);
    }
    close(pipes[1]);
    if (port != NULL) {
        ssize_t n = 0;

        for (ssize_t more; n < 7 && (more = read(pipes[0], port + n, 1)) == 1; n++)
            if (port[n] == '\n') break;
        port[n] = '\0';
    }
    close(pipes[0]);
    return pid;
}

#define START(port, ...) start(port, (const char *const[]){__VA_ARGS__, NULL})

static void stop(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

/* The exit code and, of the output, a part. */
static void assert_said(struct said *said, const char *name, int code, const char *part)
{
    if (said->code != code || strstr(said->output.p, part) == NULL)
        fail_msg("%s: exit %d\n%s\n%s", name, said->code, said->output.p,
                 said->talk.n > 0 ? said->talk.p : "");
    said_free(said);
}

#define ALL_RIGHT "PASS  every case that can be judged conforms (exit 0)\n"
#define PRICES    " open prices inferred, each explains all its answers in its legal range\n"

/* Runs a script of testdata/systems that ends well if all is right. */
static void assert_script(const char *what, const char *script, const char *one, const char *two,
                          const char *three)
{
    char path[] = SYSTEMS "/................";
    char *argv[] = {strdup("/usr/bin/python3"), NULL, NULL, NULL, NULL, NULL};
    const char *const files[] = {one, two, three};
    const struct sut_limits limits = {60000, 1 << 20};
    struct said said;

    snprintf(path, sizeof path, SYSTEMS "%s", script);
    argv[1] = strdup(path);
    for (size_t i = 0; i < COUNT(files) && files[i] != NULL; i++) argv[2 + i] = strdup(files[i]);
    fixture_exec(&said, argv, tg_slice_of(""), &limits);
    if (said.code != 0) fail_msg("%s: %s", what, said.talk.n > 0 ? said.talk.p : "");
    said_free(&said);
    for (size_t i = 0; argv[i] != NULL; i++) free(argv[i]);
}

/* ---------------------------------------------------------------------------- the correct system
 */

static void the_correct_system_conforms_to_every_case(void **state)
{
    struct said said =
        RUN_TOLLGATE("run", "--html", "prices.html", "--", "python3", SYSTEMS "/rater.py");

    (void)state;
    assert_non_null(strstr(said.output.p, "50 of 50" PRICES));
    assert_said(&said, "csv", EXIT_CONFORMS, ALL_RIGHT);
    assert_script("prices", "/prices.py", "prices.html", NULL, NULL);
    assert_script("worked by hand", "/test_tariff.py", NULL, NULL, NULL);
}

static void it_conforms_in_json_lines_and_by_files(void **state)
{
    static const char *const profiles[] = {"jsonl.xml", "files.xml"};

    (void)state;
    for (size_t i = 0; i < COUNT(profiles); i++) {
        struct said said;

        put_profile(profiles[i], "", NULL, NULL);
        said = RUN_TOLLGATE("run", "--sut", "profile.xml");
        assert_non_null(strstr(said.output.p, "50 of 50" PRICES));
        assert_said(&said, profiles[i], EXIT_CONFORMS, ALL_RIGHT);
    }
}

static void it_conforms_case_by_case(void **state)
{
    struct said said;

    (void)state;
    put_profile("case.xml", "", NULL, NULL);
    said = RUN_TOLLGATE("run", "before", "--sut", "profile.xml", "--only", "bfdirect-*-0004",
                        "--only", "bfsilent-*-0004");
    assert_said(&said, "case", EXIT_CONFORMS, ALL_RIGHT);
}

static void it_conforms_over_http(void **state)
{
    static const char *const profiles[] = {"http.xml", "batch.xml", "rpc.xml"};
    char port[8];
    pid_t pid = START(port, SYSTEMS "/rater.py", "--as", "http");

    (void)state;
    for (size_t i = 0; i < COUNT(profiles); i++) {
        struct said said;

        put_profile(profiles[i], port, NULL, NULL);
        said = RUN_TOLLGATE("run", "before", "forwarding", "--sut", "profile.xml");
        assert_non_null(strstr(said.output.p, PRICES));
        assert_said(&said, profiles[i], EXIT_CONFORMS, ALL_RIGHT);
    }
    stop(pid);
}

static void make_sqlite(void)
{
    pid_t pid = START(NULL, SYSTEMS "/tables.py", "bill.db");

    waitpid(pid, NULL, 0);
}

static void it_conforms_through_a_database(void **state)
{
    struct said said;
    pid_t pid;

    (void)state;
    make_sqlite();
    pid = START(NULL, SYSTEMS "/rater.py", "--as", "sqlite", "bill.db");
    put_profile("sql.xml", "", NULL, NULL);
    said = RUN_TOLLGATE("run", "--sut", "profile.xml");
    stop(pid);
    assert_non_null(strstr(said.output.p, "50 of 50" PRICES));
    assert_said(&said, "sqlite", EXIT_CONFORMS, ALL_RIGHT);
}

static void it_conforms_through_postgresql(void **state)
{
    const char *database = getenv("TOLLGATE_POSTGRES");
    const char *dsn = getenv("TOLLGATE_POSTGRES_DSN");
    struct said said;
    pid_t pid;

    (void)state;
    if (database == NULL) skip();
    pid = START(NULL, SYSTEMS "/tables.py", "--postgres", dsn);
    waitpid(pid, NULL, 0);
    pid = START(NULL, SYSTEMS "/rater.py", "--as", "postgres", dsn);
    put_profile("postgres.xml", "", "@DATABASE@", database);
    said = RUN_TOLLGATE("run", "before", "forwarding", "--sut", "profile.xml");
    stop(pid);
    assert_said(&said, "postgres", EXIT_CONFORMS, ALL_RIGHT);
}

/* ----------------------------------------------------------------------------------- faulty ones
 */

static void faults_of_the_correct_system_are_named(void **state)
{
    static const struct {
        const char *option, *value;
        int code;
        const char *said;
    } rows[] = {
        {"--fault", "hidden-fee", 1,
         "; 0.599 yuan per 60 s and 0.20 yuan once per call explains all 359 answers: a fee is "
         "added "
         "to each call"},
        {"--fault", "wrong-unit", 1, ": the unit is 6 s, not 60 s"},
        {"--fault", "mixed-I-08", 1, "I-08 is mixed: "},
        {"--fault", "two-prices", 1, "price      roam_called of gotone: 0.387 yuan per 60 s"},
        {"--fault", "per-minute", 1, "R-01 (A-1 A-2.1.1 B-1.4 C-1"},
        {"--fault", "fen-slip", 1, "overcharge "},
        {"--reading", "I-08=b", 0, "reading    I-08b is held: "},
        {"--reading", "I-09=b", 0, "reading    I-09b is held: "},
        {"--reading", "I-13=b", 0, "reading    I-13b is held: "},
        {"--reading", "I-17=b", 0, "reading    I-17b is held: "},
        {"--reading", "I-05=b", 0, "reading    I-05b is held: "},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i += is_sparse() ? 3 : 1) {
        struct said said = RUN_TOLLGATE("run", "--no-causes", "--", "python3", SYSTEMS "/rater.py",
                                        rows[i].option, rows[i].value);

        assert_said(&said, rows[i].value, rows[i].code, rows[i].said);
    }
}

/* ---------------------------------------------------------------------------------- hostile ones
 */

/* So many processes work where this test does, without it. */
static size_t count_systems(void)
{
    char own[4096];
    size_t count = 0;
    glob_t processes;

    assert_non_null(getcwd(own, sizeof own));
    if (glob("/proc/[0-9]*/cwd", 0, NULL, &processes) != 0) return 0;
    for (size_t i = 0; i < processes.gl_pathc; i++) {
        const char *path = processes.gl_pathv[i];
        char where[4096];
        ssize_t n = readlink(path, where, sizeof where - 1);

        if (n <= 0 || strtol(path + strlen("/proc/"), NULL, 10) == getpid()) continue;
        where[n] = '\0';
        count += strcmp(where, own) == 0;
    }
    globfree(&processes);
    return count;
}

/* No process of a system outlives its run, but for the time the kernel takes to end it. */
static void assert_nobody_left(const char *mode)
{
    for (int tries = 0; count_systems() > 0; tries++) {
        if (tries == 1000) fail_msg("%s: a process is left", mode);
        usleep(10000);
    }
}

/* Of the 957 cases of suite "before" the documents charge 717. */
#define GOOD "pass 717, unspecified 240\n"
#define NONE "missing 717, unspecified 240\n"

static void each_hostile_system_gets_its_verdicts(void **state)
{
    static const struct {
        const char *mode;
        int code;
        const char *verdicts;
    } rows[] = {
        {"correct", 0, GOOD},
        {"late", 0, GOOD},
        {"reordered", 0, GOOD},
        {"bom", 0, GOOD},
        {"quoted", 0, GOOD},
        {"no-newline", 0, GOOD},
        {"floods-stderr", 0, GOOD},
        {"orphan", 0, GOOD},
        {"two-processes", 0, GOOD},
        {"own-session", 0, GOOD},
        {"duplicate", 1, "pass 716, duplicate 1, unspecified 240\n"},
        {"missing", 1, "pass 716, missing 1, unspecified 240\n"},
        {"extra", 1, "pass 717, unexpected 1, unspecified 240\n"},
        {"header-twice", 1, "pass 717, unexpected 1, unspecified 240\n"},
        {"swapped", 1, "pass 715, out_of_range 2, unspecified 240\n"},
        {"negative", 1, "pass 716, out_of_range 1, unspecified 240\n"},
        {"tiny-rest", 1, "pass 716, out_of_range 1, unspecified 240\n"},
        {"refuses", 1, "pass 716, refused 1, unspecified 240\n"},
        {"exponent", 1, "pass 716, malformed 1, unspecified 240\n"},
        {"comma", 1, "pass 716, malformed 1, unspecified 240\n"},
        {"overflow", 1, "pass 716, malformed 1, unspecified 240\n"},
        {"nan", 1, "pass 716, malformed 1, unspecified 240\n"},
        {"hex", 1, "pass 716, malformed 1, unspecified 240\n"},
        {"blank", 1, "pass 716, malformed 1, unspecified 240\n"},
        {"plus", 1, "pass 716, malformed 1, unspecified 240\n"},
        {"yuan-sign", 1, "pass 716, malformed 1, unspecified 240\n"},
        {"ansi", 1, "pass 716, malformed 1, unspecified 240\n"},
        {"truncated", 1, "pass 716, malformed 1, unspecified 240\n"},
        {"nul", 1, "pass 716, malformed 1, unspecified 240\n"},
        {"bad-utf8", 1, "pass 716, malformed 1, unspecified 240\n"},
        {"open-quote", 1, "pass 716, malformed 1, unspecified 240\n"},
        {"garbage", 1, NONE},
        {"wrong-ids", 1, "missing 717, unexpected 957, unspecified 240\n"},
        {"says-nothing", 1, NONE},
        {"header-only", 1, NONE},
        {"wrong-header", 1, NONE},
        {"one-line", 1, NONE},
        {"html", 1, NONE},
        {"close-stdin", 1, NONE},
        {"exit-midway", 1, "pass 364, missing 353, unspecified 240\n"},
        {"gigabyte", 1, "no_verdict 957\n"},
        {"exit-1", 2, GOOD},
        {"crash-midway", 2, "pass 364, no_verdict 479, unspecified 114\n"},
        {"crash-at-start", 2, "no_verdict 957\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct said said =
            RUN_TOLLGATE("run", "before", "--no-causes", "--junit", "run.xml", "--tap", "run.tap",
                         "--csv", "run.csv", "--", "python3", SYSTEMS "/hostile.py", rows[i].mode);

        assert_said(&said, rows[i].mode, rows[i].code, rows[i].verdicts);
        /* Others read its reports, and count what is in them. */
        if (!is_sparse())
            assert_script(rows[i].mode, "/readers.py", "run.xml", "run.tap", "run.csv");
        if (strcmp(rows[i].mode, "own-session") != 0) assert_nobody_left(rows[i].mode);
    }
}

static void hanging_systems_are_given_up(void **state)
{
    static const struct {
        const char *mode;
        const char *timeout;
        const char *said;
        const char *verdicts;
    } rows[] = {
        {"hang-midway", "10s", "10.000", "pass 364, no_verdict 479, unspecified 114\n"},
        {"hang-at-start", "1s", "1.000", "no_verdict 957\n"},
        {"never-reads", "1s", "1.000", "no_verdict 957\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct said said =
            RUN_TOLLGATE("run", "before", "--no-causes", "--timeout", rows[i].timeout, "--",
                         "python3", SYSTEMS "/hostile.py", rows[i].mode);
        struct text after = {0};

        text_addf(&after, "not ended after %s s, killed", rows[i].said);
        assert_non_null(strstr(said.output.p, after.p));
        text_free(&after);
        assert_said(&said, rows[i].mode, EXIT_NO_VERDICT, rows[i].verdicts);
    }
}

/* Half of what is left is answered each time, until one answer is left that never comes. */
static void a_system_that_breaks_off_is_started_again(void **state)
{
    struct said said = RUN_TOLLGATE("run", "before", "--no-causes", "--restarts", "20", "--",
                                    "python3", SYSTEMS "/hostile.py", "crash-midway");

    (void)state;
    assert_non_null(strstr(said.output.p, "no_verdict 1,"));
    assert_said(&said, "restarts", EXIT_NO_VERDICT,
                "killed by signal 9 (Killed), after 10 restart");
}

static void hostile_servers_get_their_verdicts(void **state)
{
    static const struct {
        const char *mode;
        int code;
        const char *said;
    } rows[] = {
        {"correct", 0, GOOD},
        {"busy", 0, GOOD},
        {"exponent", 1, "malformed 1"},
        {"status-500", 2, "HTTP status 500, out of paper"},
        {"always-500", 2, "no_verdict 957\n"},
        {"slow", 2, "not ended after 5.000 s"},
        {"cut", 2, "transfer closed with 10 bytes remaining to read"},
        {"wrong-json", 2, "not in the agreed way: no JSON: "},
        {"no-amount", 1, "malformed 1"},
        {"empty", 2, "not in the agreed way: no JSON: "},
        {"redirect", 2, "HTTP status 302"},
        {"huge", 2, "more than 1048576 bytes of output"},
        {"reset", 2, "no_verdict 1"},
        {"rst", 2, "no_verdict 1"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char port[8];
        pid_t pid = START(port, SYSTEMS "/hostile.py", "--http", rows[i].mode);
        struct said said;

        put_profile("http.xml", port, "connections=\"4\"",
                    "connections=\"1\" case-timeout=\"5s\" max-output=\"1M\"");
        said = RUN_TOLLGATE("run", "before", "--no-causes", "--sut", "profile.xml");
        stop(pid);
        assert_said(&said, rows[i].mode, rows[i].code, rows[i].said);
    }
}

static void a_server_that_is_not_there_is_told(void **state)
{
    struct said said;

    (void)state;
    put_profile("http.xml", "1", NULL, NULL);
    said = RUN_TOLLGATE("run", "before", "--no-causes", "--sut", "profile.xml");
    assert_said(&said, "nobody", EXIT_NO_SUT, "could not be started: Failed to connect");
}

static void a_database_that_goes_away_is_told(void **state)
{
    const char *database = getenv("TOLLGATE_POSTGRES");
    const char *dsn = getenv("TOLLGATE_POSTGRES_DSN");
    struct said said;
    pid_t pid;

    (void)state;
    make_sqlite();
    pid = START(NULL, SYSTEMS "/hostile.py", "--drop-sqlite", "bill.db");
    put_profile("sql.xml", "", NULL, NULL);
    said = RUN_TOLLGATE("run", "before", "--no-causes", "--sut", "profile.xml");
    stop(pid);
    assert_said(&said, "sqlite", EXIT_NO_VERDICT,
                "the charges cannot be selected: no such table: rated");
    put_profile("sql.xml", "", "bill.db", "nowhere.db");
    said = RUN_TOLLGATE("run", "before", "--no-causes", "--sut", "profile.xml");
    assert_said(&said, "nowhere", EXIT_NO_SUT,
                "no connection to the database: unable to open database file");
    if (database == NULL) return;
    pid = START(NULL, SYSTEMS "/tables.py", "--postgres", dsn);
    waitpid(pid, NULL, 0);
    pid = START(NULL, SYSTEMS "/hostile.py", "--end-postgres", dsn);
    put_profile("postgres.xml", "", "@DATABASE@", database);
    said = RUN_TOLLGATE("run", "before", "--no-causes", "--sut", "profile.xml");
    stop(pid);
    assert_said(&said, "postgres", EXIT_NO_VERDICT, "the charges cannot be selected: ");
}

static void nobody_answers_in_time(void **state)
{
    struct said said;

    (void)state;
    make_sqlite();
    put_profile("sql.xml", "", "timeout=\"60s\"", "timeout=\"300ms\"");
    said = RUN_TOLLGATE("run", "before", "--no-causes", "--sut", "profile.xml");
    assert_said(&said, "sqlite", EXIT_NO_VERDICT, "957 records have no charge");
    put_profile("files.xml", "", "timeout=\"60s\"", "timeout=\"300ms\"");
    put_profile("files.xml", "",
                "<arg>python3</arg><arg>" SYSTEMS
                "/rater.py</arg><arg>--as</arg><arg>files</arg><arg>drop.txt</arg>"
                "<arg>answer.txt</arg>",
                "<arg>true</arg>");
    said = RUN_TOLLGATE("run", "before", "--no-causes", "--sut", "profile.xml");
    assert_said(&said, "files", EXIT_NO_VERDICT, "the answer file cannot be opened, 'answer.txt'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_correct_system_conforms_to_every_case),
        cmocka_unit_test(it_conforms_in_json_lines_and_by_files),
        cmocka_unit_test(it_conforms_case_by_case),
        cmocka_unit_test(it_conforms_over_http),
        cmocka_unit_test(it_conforms_through_a_database),
        cmocka_unit_test(it_conforms_through_postgresql),
        cmocka_unit_test(faults_of_the_correct_system_are_named),
        cmocka_unit_test(each_hostile_system_gets_its_verdicts),
        cmocka_unit_test(hanging_systems_are_given_up),
        cmocka_unit_test(a_system_that_breaks_off_is_started_again),
        cmocka_unit_test(hostile_servers_get_their_verdicts),
        cmocka_unit_test(a_server_that_is_not_there_is_told),
        cmocka_unit_test(a_database_that_goes_away_is_told),
        cmocka_unit_test(nobody_answers_in_time),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
