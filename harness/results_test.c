/* Results databases: written as answers come, killed at any moment, gone on with, reported again.
 */
#include "fixture.h"
#include "scratch.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#define SYSTEMS TESTDATA "/systems"

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
        struct said first =
            RUN_TOLLGATE("run", "before", "--no-causes", "--results", "run.db", FILES("one"), "--",
                         "python3", SYSTEMS "/hostile.py", modes[i]);
        struct said second = RUN_TOLLGATE("report", "--no-causes", "run.db", FILES("two"));

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
    said = RUN_TOLLGATE("run", "forwarding", "--no-causes", FILES("one"), "--", "python3",
                        SYSTEMS "/rater.py");
    said_free(&said);
    said = RUN_TOLLGATE("run", "forwarding", "--no-causes", FILES("two"), "--", "python3",
                        SYSTEMS "/rater.py");
    assert_int_equal(said.code, EXIT_CONFORMS);
    said_free(&said);
    assert_same_file("one.xml", "two.xml");
    assert_same_file("one.csv", "two.csv");
    assert_same_file("one.jsonl", "two.jsonl");
}

/* How many cases of the run in the database have an answer; -1 = there is no run in it yet. */
static int answered(void)
{
    struct said said = RUN_TOLLGATE("report", "-q", "--no-causes", "run.db");
    const char *count = said.output.n > 0 ? strstr(said.output.p, "= answered ") : NULL;
    int answers = count == NULL ? -1 : atoi(count + strlen("= answered "));

    said_free(&said);
    return answers;
}

/* Case, suite, verdict and known of every row: the fields before the third comma and one more. */
static void assert_same_verdicts(const char *one, const char *two)
{
    struct text a = scratch_read(one), b = scratch_read(two);
    const char *x = a.p, *y = b.p;

    for (size_t rows = 0; *x != '\0' || *y != '\0'; rows++) {
        for (int comma = 0; comma < 4; x++, y++) {
            if (*x != *y) fail_msg("row %zu: %.60s, %.60s", rows, x, y);
            comma += *x == ',';
        }
        x = strchr(x, '\n') + 1;
        y = strchr(y, '\n') + 1;
    }
    text_free(&a);
    text_free(&b);
}

#define KILLER "--", "python3", SYSTEMS "/hostile.py", "kill-parent", "run.db"

/* Begins the run, or goes on with it: the system kills the program amid about so many answers. */
static void run_killed(bool begun, unsigned answers)
{
    struct said said;
    char number[16];

    snprintf(number, sizeof number, "%u", answers);
    assert_int_equal(setenv("ANSWERS", number, true), 0);
    said = begun ? RUN_TOLLGATE_TO_DEATH("run", "--no-causes", "--resume", "run.db")
                 : RUN_TOLLGATE_TO_DEATH("run", "before", "--no-causes", "--results", "run.db",
                                         KILLER);
    unsetenv("ANSWERS");
    assert_int_equal(said.code, SIGKILL);
    said_free(&said);
}

/* However often it is killed, in the end every case has been answered once, with the verdicts of a
 * run that was left alone. The system kills the program when the database holds some of its
 * answers and not yet others, so every kill falls amid them, however slow the machine is. */
static void a_killed_run_goes_on(void **state)
{
    struct said said = RUN_TOLLGATE("run", "before", "--no-causes", "--csv", "one.csv", "--",
                                    "python3", SYSTEMS "/hostile.py", "correct");
    unsigned seed = 20100101;
    int rounds = is_sparse() ? 1 : 2;
    int kills = is_sparse() ? 4 : 10;

    (void)state;
    said_free(&said);
    print_message("seed %u\n", seed);
    for (int round = 0; round < rounds; round++) {
        int before = 0;

        for (int kill = 0; kill < kills; kill++) {
            int now;

            seed = seed * 1103515245u + 12345u;
            run_killed(kill > 0, (seed >> 8) % 80);
            now = answered();
            if (now <= before || now >= 957) fail_msg("%d answers, then %d", before, now);
            before = now;
        }
        said = RUN_TOLLGATE("run", "--no-causes", "--resume", "run.db", "--csv", "two.csv");
        assert_int_equal(said.code, EXIT_CONFORMS);
        assert_non_null(
            strstr(said.output.p, "asked 957 = answered 957 + unanswered 0; 957 answers"));
        said_free(&said);
        assert_same_verdicts("one.csv", "two.csv");
        remove_run();
    }
}

static void what_is_no_results_database_is_told(void **state)
{
    struct tg_error error = {0};

    (void)state;
    assert_run(RUN_TOLLGATE("report", "nothing.db"), EXIT_INVALID, "",
               "tollgate: nothing.db: results database: unable to open database file\n");
    assert_run(RUN_TOLLGATE("report", "nothing.db", "--csv", "nothing.db"), EXIT_USAGE, "",
               "tollgate: 'nothing.db': would be written over, and is to be read\n");
    assert_run(RUN_TOLLGATE("report", "nothing.db", "--html", "nowhere/x"), EXIT_USAGE, "",
               "tollgate: 'nowhere/x': cannot be written: No such file or directory\n");
    assert_true(file_replace("text.db", tg_slice_of("call_id,charge and so on\n"), &error));
    assert_run(RUN_TOLLGATE("report", "text.db"), EXIT_INVALID, "",
               "tollgate: text.db: results database: file is not a database\n");
    assert_true(file_replace("empty.db", tg_slice_of(""), &error));
    assert_run(RUN_TOLLGATE("report", "empty.db"), EXIT_INVALID, "",
               "tollgate: empty.db: no results database of this version of tollgate: found version "
               "0, expected 3\n");
    assert_run(RUN_TOLLGATE("run", "before", "--no-causes", "--results", "text.db", "--", "true"),
               EXIT_USAGE, "",
               "tollgate: 'text.db': there already: expected the name of a new results database\n");
}

/* Also one whose name has a blank. */
static void an_annex_is_kept_with_the_run(void **state)
{
    static const char *const names[] = {"example", "my annex.xml"};
    struct tg_error error = {.status = TG_OK};
    struct text annex = {0};

    (void)state;
    assert_true(file_read(&annex, TEST_SOURCE_DIR "/cases/annexes/example.xml", &error));
    assert_true(file_replace("my annex.xml", text_slice(&annex), &error));
    text_free(&annex);
    for (size_t i = 0; i < COUNT(names); i++) {
        struct said said =
            RUN_TOLLGATE("run", "before", "--no-causes", "--results", "run.db", "--annex", names[i],
                         "--csv", "one.csv", "--", "python3", SYSTEMS "/rater.py");
        int code = said.code;

        said_free(&said);
        said = RUN_TOLLGATE("report", "--no-causes", "run.db", "--csv", "two.csv");
        assert_int_equal(said.code, code);
        assert_int_equal(said.code, EXIT_MISMATCH);
        said_free(&said);
        assert_same_file("one.csv", "two.csv");
        remove_run();
    }
    unlink("my annex.xml");
}

/* The database tells by what was judged, for sha256sum to check. */
static void digests_are_kept(void **state)
{
    struct said said =
        RUN_TOLLGATE("run", "before", "--no-causes", "--results", "run.db", "--annex",
                     TEST_SOURCE_DIR "/cases/annexes/example.xml", "--", "true");
    char *argv[] = {strdup("/usr/bin/python3"), strdup("-c"),
                    strdup("import sqlite3, subprocess\n"
                           "text = sqlite3.connect('run.db').execute('SELECT digests FROM run')"
                           ".fetchone()[0]\n"
                           "run = subprocess.run(['sha256sum', '-c', '--quiet'], input=text, "
                           "text=True, cwd='" TEST_SOURCE_DIR "')\n"
                           "assert run.returncode == 0 and text.count('\\n') == 4, text\n"),
                    NULL};
    const struct sut_limits limits = {60000, 1 << 20};
    struct said checked;

    (void)state;
    said_free(&said);
    fixture_exec(&checked, argv, tg_slice_of(""), &limits);
    if (checked.code != 0) fail_msg("%s%s", checked.output.p, checked.talk.p);
    said_free(&checked);
    for (size_t i = 0; argv[i] != NULL; i++) free(argv[i]);
    remove_run();
}

/* What ended badly is not better for being gone on with, when there is nothing left to ask. */
static void a_bad_end_stays(void **state)
{
    struct said said = RUN_TOLLGATE("run", "before", "--no-causes", "--results", "run.db", "--",
                                    "python3", SYSTEMS "/hostile.py", "exit-1");

    (void)state;
    assert_int_equal(said.code, EXIT_NO_VERDICT);
    said_free(&said);
    for (int again = 0; again < 2; again++) {
        said = RUN_TOLLGATE("run", "--no-causes", "--resume", "run.db");
        assert_int_equal(said.code, EXIT_NO_VERDICT);
        assert_non_null(strstr(said.output.p, "ended      exit code 1"));
        said_free(&said);
    }
    said = RUN_TOLLGATE("report", "--no-causes", "run.db");
    assert_int_equal(said.code, EXIT_NO_VERDICT);
    said_free(&said);
    remove_run();
}

static void a_report_knows_the_limits(void **state)
{
    struct said said =
        RUN_TOLLGATE("run", "before", "--no-causes", "--timeout", "500ms", "--results", "run.db",
                     FILES("one"), "--", "python3", SYSTEMS "/hostile.py", "hang-midway");

    (void)state;
    assert_non_null(strstr(said.output.p, "not ended after 0.500 s, killed"));
    said_free(&said);
    said = RUN_TOLLGATE("report", "--no-causes", "run.db", FILES("two"));
    assert_non_null(strstr(said.output.p, "not ended after 0.500 s, killed"));
    said_free(&said);
    assert_same_file("one.xml", "two.xml");
    assert_same_file("one.csv", "two.csv");
    assert_same_file("one.jsonl", "two.jsonl");
    remove_run();
}

static void two_systems_make_no_run(void **state)
{
    struct said said =
        RUN_TOLLGATE("run", "before", "--no-causes", "--results", "run.db", "--", "true");

    (void)state;
    said_free(&said);
    assert_run(RUN_TOLLGATE("run", "--no-causes", "--resume", "run.db", "--", "python3",
                            SYSTEMS "/rater.py"),
               EXIT_USAGE, "",
               "tollgate: 'run.db' was begun with another system: true\n"
               "hint: leave the system out to go on with that one\n");
    remove_run();
}

/* Whatever the number of processes at once: the reports are the same. */
static void jobs_make_no_difference(void **state)
{
    static const char profile[] =
        "<system name='one-by-one'><exec per='case' jobs='1'><arg>sh</arg><arg>-c</arg>"
        "<arg>echo call_id,charge; read header; IFS=, read -r id rest; echo $id,0.12</arg>"
        "</exec></system>";
    static const char *const jobs[] = {"1", "7", "64"};
    struct tg_error error = {.status = TG_OK};

    (void)state;
    assert_true(file_replace("jobs.xml", tg_slice_of(profile), &error));
    for (size_t i = 0; i < COUNT(jobs); i++) {
        struct said said =
            RUN_TOLLGATE("run", "six-second", "--no-causes", "--only", "dom-gotone-*", "--sut",
                         "jobs.xml", "-j", jobs[i], "--junit", "two.xml", "--csv", "two.csv",
                         "--jsonl", "two.jsonl", "--no-times");

        assert_int_equal(said.code, EXIT_MISMATCH);
        said_free(&said);
        if (i > 0) {
            assert_same_file("one.xml", "two.xml");
            assert_same_file("one.csv", "two.csv");
            assert_same_file("one.jsonl", "two.jsonl");
        }
        rename("two.xml", "one.xml");
        rename("two.csv", "one.csv");
        rename("two.jsonl", "one.jsonl");
    }
    unlink("jobs.xml");
}

/* All the other reports, of a run and of its database. */
static void every_report_is_made_again(void **state)
{
#define OTHERS(name)                                                                               \
    "--tap", name ".tap", "--markdown", name ".md", "--html", name ".html", "--no-times"
    static const char *const endings[] = {".tap", ".md", ".html"};
    struct said said =
        RUN_TOLLGATE("run", "before", "--no-causes", "--results", "run.db", OTHERS("one"), "--",
                     "python3", SYSTEMS "/hostile.py", "bad-utf8");

    (void)state;
    said_free(&said);
    said = RUN_TOLLGATE("report", "--no-causes", "run.db", OTHERS("two"));
    said_free(&said);
    for (size_t i = 0; i < COUNT(endings); i++) {
        struct text one = {0}, two = {0};

        text_addf(&one, "one%s", endings[i]);
        text_addf(&two, "two%s", endings[i]);
        assert_same_file(one.p, two.p);
        unlink(one.p);
        unlink(two.p);
        text_free(&one);
        text_free(&two);
    }
    remove_run();
}

/* A report in parts: what an older one had more of is gone. */
static void parts_of_an_older_report_are_removed(void **state)
{
    struct said said =
        RUN_TOLLGATE("run", "before", "--no-causes", "--junit", "split.xml", "--junit-split", "20K",
                     "-q", "--reference", "--overlay", "example");

    (void)state;
    assert_int_equal(said.code, EXIT_CONFORMS);
    said_free(&said);
    assert_true(access("split-4.xml", F_OK) == 0);
    said = RUN_TOLLGATE("run", "before", "--no-causes", "--junit", "split.xml", "--junit-split",
                        "20K", "-q", "--only", "bfcode-*", "--reference", "--overlay", "example");
    assert_int_equal(said.code, EXIT_CONFORMS);
    said_free(&said);
    assert_true(access("split.xml", F_OK) == 0);
    assert_true(access("split-4.xml", F_OK) != 0);
    for (int i = 2; i < 4; i++) {
        char name[32];

        snprintf(name, sizeof name, "split-%d.xml", i);
        unlink(name);
    }
    unlink("split.xml");
    assert_run(
        RUN_TOLLGATE("report", "--junit-split", "no", "run.db"), EXIT_USAGE, "",
        "tollgate report: --junit-split 'no': expected a number of bytes with K, M or G, at "
        "most 4G\n"
        "Try `tollgate report --help' or `tollgate report --usage' for more\ninformation.\n");
    assert_run(
        RUN_TOLLGATE("report", "--junit-profile", "lax", "run.db"), EXIT_USAGE, "",
        "tollgate report: --junit-profile 'lax': expected strict or rich\n"
        "Try `tollgate report --help' or `tollgate report --usage' for more\ninformation.\n");
    assert_run(
        RUN_TOLLGATE("report", "--junit-only", "some", "run.db"), EXIT_USAGE, "",
        "tollgate report: --junit-only 'some': expected failures or all\n"
        "Try `tollgate report --help' or `tollgate report --usage' for more\ninformation.\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_is_made_again),
        cmocka_unit_test(a_run_twice_is_the_same),
        cmocka_unit_test(a_killed_run_goes_on),
        cmocka_unit_test(what_is_no_results_database_is_told),
        cmocka_unit_test(an_annex_is_kept_with_the_run),
        cmocka_unit_test(digests_are_kept),
        cmocka_unit_test(a_bad_end_stays),
        cmocka_unit_test(a_report_knows_the_limits),
        cmocka_unit_test(two_systems_make_no_run),
        cmocka_unit_test(jobs_make_no_difference),
        cmocka_unit_test(every_report_is_made_again),
        cmocka_unit_test(parts_of_an_older_report_are_removed),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
