/* tollgate audit --sut, from outside. */
#include "layout_testing.h"
#include "scratch.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define VENDORS TESTDATA "/vendors/"

static void copy_file(const char *to, const char *from)
{
    struct text content = scratch_read(from);

    assert_true(file_replace(to, text_slice(&content), NULL));
    text_free(&content);
}

/* The same records in four layouts, which give one report, however they are read. */
static void layouts_of_the_same_records_give_one_report(void **state)
{
    static const struct {
        const char *profile;
        const char *records;
    } vendors[] = {{VENDORS "fixed.xml", VENDORS "fixed.txt"},
                   {VENDORS "semicolon.xml", VENDORS "semicolon.csv"},
                   {VENDORS "lines.xml", VENDORS "lines.jsonl"}};
    struct text own_refunds = {0};
    struct tg_error error = {0};
    struct said own;

    (void)state;
    copy_file("records", VENDORS "records.csv");
    own = RUN_TOLLGATE("audit", "--no-causes", "records", "--refunds", "own.csv");
    assert_int_equal(own.code, EXIT_MISMATCH);
    assert_true(file_read(&own_refunds, "own.csv", &error));
    assert_non_null(strstr(own.output.p, "\ncount      read 12 = judged 11 + unspecified 1 + "
                                         "rejected 0\n"));
    for (size_t i = 0; i < COUNT(vendors); i++) {
        struct text refunds = {0};

        copy_file("records", vendors[i].records);
        assert_run(RUN_TOLLGATE("audit", "--no-causes", "records", "--sut", vendors[i].profile),
                   EXIT_MISMATCH, own.output.p, "");
        assert_run(RUN_TOLLGATE("audit", "--no-causes", "records", "--sut", vendors[i].profile,
                                "--chunk", "1", "--jobs", "3", "--refunds", "refunds.csv"),
                   EXIT_MISMATCH, own.output.p, "");
        assert_true(file_read(&refunds, "refunds.csv", &error));
        assert_string_equal(refunds.p, own_refunds.p);
        text_free(&refunds);
        assert_run(RUN_TOLLGATE("audit", "records", "--sut", vendors[i].profile, "--partial", "p"),
                   EXIT_CONFORMS, "", "");
        assert_run(RUN_TOLLGATE("merge", "--no-causes", "p"), EXIT_MISMATCH, own.output.p, "");
    }
    text_free(&own_refunds);
    said_free(&own);
}

/* Rejected rows stand under the lines of the vendor's file, and a trailer that is wrong is told. */
static void what_is_wrong_stands_in_the_report(void **state)
{
    struct tg_error error = {0};

    (void)state;
    assert_true(file_replace("s.xml", tg_slice_of(FRAMED), &error));
    assert_true(file_replace(
        "f.txt", tg_slice_of("H003\n" CALL("001") "X\n" CALL("002") "T009000036\n"), &error));
    assert_run(RUN_TOLLGATE("audit", "f.txt", "--sut", "s.xml"), EXIT_NO_VERDICT,
               "files      1 (f.txt)\n"
               "unread     f.txt:5: the trailer's count is '009', there are 3 records\n"
               "count      read 3 = judged 2 + unspecified 0 + rejected 1\n"
               "verdicts   pass 2\n"
               "money      billed 0.36 yuan; over 0.00, under 0.00\n"
               "error rate 0 wrong of 2; at most 0.7764 with confidence 95 %: the sample tells "
               "nothing of the limit 0.0001000 (X-3); 29956 records with as many wrong would prove "
               "it\n"
               "\nrejected\n"
               "  f.txt:3: no record: its tag at 1 is 'X', expected 'R'\n"
               "\n"
               "  plan    records  judged  wrong  billed  over  under\n"
               "  gotone        2       2      0    0.36  0.00   0.00\n"
               "\n"
               "  month    records  judged  wrong  billed  over  under\n"
               "  2010-03        2       2      0    0.36  0.00   0.00\n"
               "\n"
               "NO VERDICT  some of what was given could not be judged (exit 2)\n",
               "");
}

static void misuse_is_told(void **state)
{
    struct tg_error error = {0};

    (void)state;
    assert_true(file_replace("s.xml", tg_slice_of(SYSTEM("<records header='no'/>")), &error));
    assert_run(RUN_TOLLGATE("audit", "f", "--sut", "s.xml", "--answers", "a"), EXIT_USAGE, "",
               "tollgate audit: --sut expects the charges in the records themselves, not in "
               "--answers\nTry `tollgate audit --help' or `tollgate audit --usage' for more "
               "information.\n");
    assert_run(RUN_TOLLGATE("audit", "f", "--sut", "s.xml"), EXIT_INVALID, "",
               "tollgate: s.xml: records and answers of 's' differ in header: a rated record is "
               "both\n");
    assert_run(RUN_TOLLGATE("audit", "f", "--sut", "none.xml"), EXIT_INVALID, "",
               "tollgate: none.xml: cannot be opened: No such file or directory\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layouts_of_the_same_records_give_one_report),
        cmocka_unit_test(what_is_wrong_stands_in_the_report),
        cmocka_unit_test(misuse_is_told),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
