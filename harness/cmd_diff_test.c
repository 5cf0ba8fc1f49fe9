#include "fixture.h"

#include <unistd.h>

#define NEAR "dom-gotone-home-near-00"

/* 0.00 three times, 0.06 three times, 0.12 for 7, 11 and 12 s. */
#define NINE "--only", NEAR "0[1-9]", "--only", NEAR "1[12]"

/* Charges by a script that knows the ids: what it does not know costs 0. */
#define RUN(db, script)                                                                            \
    RUN_TOLLGATE(                                                                                  \
        "run", "six-second", "--no-causes", NINE, "--results", db, "--", "sh", "-c",               \
        "echo call_id,charge; read header; while IFS=, read -r id rest; do case $id in " script    \
        " esac; done")

#define SIX "*01|*02|*03) echo $id,0;; *04|*05|*06) echo $id,0.06;;"

static void run(const char *db, struct said said)
{
    assert_int_equal(said.ending, SUT_EXITED);
    assert_true(access(db, F_OK) == 0);
    said_free(&said);
}

static void remove_runs(void)
{
    static const char *const names[] = {"old.db", "new.db"};

    for (size_t i = 0; i < COUNT(names); i++) unlink(names[i]);
}

static int setup(void **state)
{
    (void)state;
    remove_runs();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    remove_runs();
    return 0;
}

static void the_same_run_does_not_differ(void **state)
{
    (void)state;
    run("old.db", RUN("old.db", SIX "*) echo $id,0.12;;"));
    run("new.db", RUN("new.db", SIX "*) echo $id,0.12;;"));
    assert_run(RUN_TOLLGATE("diff", "old.db", "new.db"), EXIT_CONFORMS,
               "same 9, worse 0, better 0, otherwise 0, only new 0, only old 0\n", "");
    remove_runs();
}

static void every_change_is_told(void **state)
{
    static const char said[] =
        "ended: exit code 0; now exit code 3\n"
        "worse (1)\n"
        "  dom-gotone-home-near-0012  pass: expected 2*0.06 = 0.12 yuan, got '0.12'\n"
        "    now overcharge: expected 2*0.06 = 0.12 yuan, got '0.13'; R-01 (A-1 A-2.1.1 B-1.4 C-1 "
        "C-3a C-3b C-3c)\n"
        "better (1)\n"
        "  dom-gotone-home-near-0011  overcharge: expected 2*0.06 = 0.12 yuan, got '5'\n"
        "    now pass: expected 2*0.06 = 0.12 yuan, got '0.12'; R-01 (A-1 A-2.1.1 B-1.4 C-1 C-3a "
        "C-3b C-3c)\n"
        "answered in another way (1)\n"
        "  dom-gotone-home-near-0007  overcharge: expected 2*0.06 = 0.12 yuan, got '1'\n"
        "    now overcharge: expected 2*0.06 = 0.12 yuan, got '2'; R-01 (A-1 A-2.1.1 B-1.4 C-1 "
        "C-3a C-3b C-3c)\n"
        "same 6, worse 1, better 1, otherwise 1, only new 0, only old 0\n";

    (void)state;
    run("old.db", RUN("old.db", SIX "*07) echo $id,1;; *11) echo $id,5;; *) echo $id,0.12;;"));
    run("new.db",
        RUN_TOLLGATE("run", "six-second", "--no-causes", NINE, "--results", "new.db", "--", "sh",
                     "-c",
                     "echo call_id,charge; read header; while IFS=, read -r id rest; do case $id "
                     "in " SIX "*07) echo $id,2;; *11) echo $id,0.12;; *) echo $id,0.13;; esac; "
                     "done; exit 3"));
    assert_run(RUN_TOLLGATE("diff", "old.db", "new.db"), EXIT_MISMATCH, said, "");
    assert_run(RUN_TOLLGATE("diff", "--worse", "old.db", "new.db"), EXIT_MISMATCH, said, "");
    remove_runs();
}

static void better_is_no_worse(void **state)
{
    struct said said;

    (void)state;
    run("old.db", RUN("old.db", SIX "*) echo $id,5;;"));
    run("new.db", RUN("new.db", SIX "*) echo $id,0.12;;"));
    said = RUN_TOLLGATE("diff", "--worse", "old.db", "new.db");
    assert_int_equal(said.code, EXIT_CONFORMS);
    assert_non_null(
        strstr(said.output.p, "same 6, worse 0, better 3, otherwise 0, only new 0, only old 0\n"));
    said_free(&said);
    said = RUN_TOLLGATE("diff", "old.db", "new.db");
    assert_int_equal(said.code, EXIT_MISMATCH);
    said_free(&said);
    remove_runs();
}

static void cases_of_one_run_only_are_told(void **state)
{
    struct said said;

    (void)state;
    run("old.db", RUN("old.db", SIX "*) echo $id,0.12;;"));
    run("new.db", RUN_TOLLGATE("run", "six-second", "--no-causes", "--only", NEAR "0[2-9]",
                               "--only", NEAR "1[1-3]", "--results", "new.db", "--", "sh", "-c",
                               "echo call_id,charge; read header; while IFS=, read -r id rest; do "
                               "case $id in " SIX "*) echo $id,0.12;; esac; done"));
    said = RUN_TOLLGATE("diff", "old.db", "new.db");
    assert_int_equal(said.code, EXIT_MISMATCH);
    assert_non_null(
        strstr(said.output.p,
               "only in the new run (1)\n  dom-gotone-home-near-0013  undercharge: expected "
               "3*0.06 = 0.18 yuan, got '0.12'; R-01 "));
    assert_non_null(strstr(said.output.p,
                           "only in the old run (1)\n  dom-gotone-home-near-0001  pass: expected "
                           "0.00 yuan, got '0'; R-3S "));
    assert_non_null(
        strstr(said.output.p, "same 8, worse 0, better 0, otherwise 0, only new 1, only old 1\n"));
    said_free(&said);
    remove_runs();
}

/* Findings that came, and went. */
static void findings_are_compared(void **state)
{
    struct said said;

    (void)state;
    run("old.db", RUN_TOLLGATE("run", "forwarding", "--no-causes", "--results", "old.db", "--",
                               "python3", TESTDATA "/systems/rater.py"));
    run("new.db", RUN_TOLLGATE("run", "forwarding", "--no-causes", "--results", "new.db", "--",
                               "python3", TESTDATA "/systems/rater.py", "--reading", "I-08=b"));
    said = RUN_TOLLGATE("diff", "old.db", "new.db");
    assert_int_equal(said.code, EXIT_MISMATCH);
    assert_non_null(strstr(said.output.p, "new finding: I-08b is held"));
    assert_non_null(strstr(said.output.p, "answered in another way ("));
    assert_non_null(strstr(said.output.p, " more (--all)\n"));
    said_free(&said);
    said = RUN_TOLLGATE("diff", "--all", "new.db", "old.db");
    assert_non_null(strstr(said.output.p, "gone finding: I-08b is held"));
    assert_null(strstr(said.output.p, "(--all)"));
    said_free(&said);
    assert_int_equal((said = RUN_TOLLGATE("diff", "--worse", "old.db", "new.db")).code,
                     EXIT_CONFORMS);
    said_free(&said);
    remove_runs();
}

static void only_what_failed_is_asked_again(void **state)
{
    (void)state;
    run("old.db", RUN("old.db", SIX "*07) echo $id,1;; *) echo $id,0.12;;"));
    assert_run(RUN_TOLLGATE("run", "six-second", "--failed-in", "old.db", "--list"), EXIT_CONFORMS,
               "dom-gotone-home-near-0007\n", "");
    run("new.db", RUN("new.db", SIX "*) echo $id,0.12;;"));
    assert_run(RUN_TOLLGATE("run", "six-second", "--failed-in", "new.db", "--list"), EXIT_NOTHING,
               "", "tollgate: no case failed in 'new.db'\n");
    assert_run(RUN_TOLLGATE("run", "six-second", "--failed-in", "no.db", "--list"), EXIT_INVALID,
               "", "tollgate: no.db: results database: unable to open database file\n");
    remove_runs();
}

/* A run that is gone on with knows its system. */
static void a_run_keeps_the_way_to_its_system(void **state)
{
    struct said said;

    (void)state;
    run("old.db", RUN_TOLLGATE("run", "six-second", "--no-causes", NINE, "--results", "old.db",
                               "--", "sh", "-c",
                               "echo call_id,charge; test -e done.txt && cat done.txt; touch "
                               "done.txt; exit 0"));
    {
        struct tg_error error = {.status = TG_OK};

        assert_true(file_replace("done.txt", tg_slice_of("dom-gotone-home-near-0001,0\n"), &error));
    }
    said = RUN_TOLLGATE("run", "--no-causes", "--resume", "old.db");
    assert_non_null(strstr(said.output.p, "system     sh -c "));
    assert_int_equal(said.code, EXIT_MISMATCH);
    said_free(&said);
    unlink("done.txt");
    remove_runs();
}

static void a_run_keeps_its_profile(void **state)
{
    static const char profile[] =
        "<system name='s'><exec><arg>sh</arg><arg>-c</arg><arg>cat answers.csv; exit 3</arg></exec>"
        "<answers scale='fen'><id at='ID'/><amount at='FEE'/></answers></system>";
    struct tg_error error = {.status = TG_OK};
    struct said said;

    (void)state;
    assert_true(file_replace("vendor.xml", tg_slice_of(profile), &error));
    assert_true(file_replace("answers.csv", tg_slice_of("ID,FEE\n"), &error));
    run("old.db",
        RUN_TOLLGATE("run", "six-second", "--no-causes", "--only", "dom-gotone-home-near-000[67]",
                     "--results", "old.db", "--sut", "vendor.xml"));
    unlink("vendor.xml");
    assert_true(file_replace("answers.csv",
                             tg_slice_of("ID,FEE\ndom-gotone-home-near-0006,6\n"
                                         "dom-gotone-home-near-0007,12\n"),
                             &error));
    said = RUN_TOLLGATE("run", "--no-causes", "--resume", "old.db");
    assert_non_null(strstr(said.output.p, "system     --sut vendor.xml\n"));
    assert_non_null(strstr(said.output.p, "verdicts   pass 2\n"));
    said_free(&said);
    unlink("answers.csv");
    remove_runs();
}

static void a_report_knows_what_is_known(void **state)
{
    struct tg_error error = {.status = TG_OK};
    struct said said;

    (void)state;
    run("old.db", RUN("old.db", SIX "*07) echo $id,1;; *) echo $id,0.12;;"));
    assert_true(file_replace("known.csv",
                             tg_slice_of("cases,clause,reason,ticket,expires\n"
                                         "dom-gotone-home-near-0007,,old rounding,BIL-1,\n"),
                             &error));
    said = RUN_TOLLGATE("report", "old.db", "--baseline", "known.csv", "-q");
    assert_int_equal(said.code, EXIT_CONFORMS);
    said_free(&said);
    said = RUN_TOLLGATE("report", "old.db", "-q", "--write-baseline", "proposal.csv");
    assert_int_equal(said.code, EXIT_MISMATCH);
    said_free(&said);
    said.output = (struct text){0};
    assert_true(file_read(&said.output, "proposal.csv", &error));
    assert_text(&said.output, "cases,clause,reason,ticket,expires,failures\n"
                              "dom-gotone-home-near-0007,,overcharge: say why it is accepted,,,\n");
    assert_run(RUN_TOLLGATE("report", "old.db", "--baseline", "no.csv"), EXIT_INVALID, "",
               "tollgate: no.csv: cannot be opened: No such file or directory\n");
    unlink("known.csv");
    unlink("proposal.csv");
    remove_runs();
}

static void misuse_is_told(void **state)
{
    (void)state;
    assert_run(RUN_TOLLGATE("diff", "old.db"), EXIT_USAGE, "",
               "tollgate diff: expected two results databases: OLD NEW\n"
               "Try `tollgate diff --help' or `tollgate diff --usage' for more information.\n");
    assert_run(RUN_TOLLGATE("diff", "no.db", "new.db"), EXIT_INVALID, "",
               "tollgate: no.db: results database: unable to open database file\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_run_does_not_differ),
        cmocka_unit_test(every_change_is_told),
        cmocka_unit_test(better_is_no_worse),
        cmocka_unit_test(cases_of_one_run_only_are_told),
        cmocka_unit_test(findings_are_compared),
        cmocka_unit_test(only_what_failed_is_asked_again),
        cmocka_unit_test(a_run_keeps_the_way_to_its_system),
        cmocka_unit_test(a_run_keeps_its_profile),
        cmocka_unit_test(a_report_knows_what_is_known),
        cmocka_unit_test(misuse_is_told),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
