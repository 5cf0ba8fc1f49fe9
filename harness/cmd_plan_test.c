/* tollgate plan, from outside; what it claims is tried with `tollgate run`. */
#include "expected.h"
#include "fixture.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

extern const struct command cmd_plan;
extern const struct command cmd_rate;
extern const struct command cmd_run;

/* A selection that is soon planned: domestic calls of a card, calls to Hong Kong, forwarded ones.
 */
#define FEW                                                                                        \
    "--only", "brfwd-jiayuan-home-always-domestic-*", "--only", "hmt-gotone-home-hongkong-00*",    \
        "--only", "fwfee-gotone-home-always-m130-*"

static void assert_file(const char *path, const char *expected)
{
    struct tg_error error = {.status = TG_OK};
    struct captured got = {0};

    if (!file_read(&got.out, path, &error)) fail_msg("%s: %s", path, error.text);
    assert_as_file(&got, expected);
    text_free(&got.out);
}

/* A larger catalogue shows here: write the four files of testdata/plan again by these options. */
static void a_plan_is_told_whole(void **state)
{
    const struct captured *got;

    (void)state;
    got = capture(&cmd_plan, "--budget", "3", FEW, "--records", "r.csv", "--sheet", "s.txt",
                  "--curve", "c.csv", "-j1", NULL);
    assert_string_equal(got->err.p, "");
    assert_int_equal(got->code, EXIT_CONFORMS);
    assert_as_file(got, "plan/summary.txt");
    assert_file("r.csv", "plan/records.csv");
    assert_file("s.txt", "plan/sheet.txt");
    assert_file("c.csv", "plan/curve.csv");
}

/* Not the least difference, however many processes there are. */
static void a_plan_does_not_depend_on_processes(void **state)
{
    const struct captured *got;

    (void)state;
    if (is_sparse()) skip();
    got = capture(&cmd_plan, "--budget", "3", FEW, "--sheet", "s.txt", "-j3", NULL);
    assert_as_file(got, "plan/summary.txt");
    assert_file("s.txt", "plan/sheet.txt");
}

/* The records are read by `rate`, and `run` asks no more than them. */
static void records_are_rated_and_asked(void **state)
{
    static const char content[] =
        "call_id,start_time,duration_s,plan,packs,event,forward_reason,home_area,visited_area,"
        "other_party,other_area,other_network\n";
    const struct captured *got;
    struct text changed = {0};

    (void)state;
    got = capture(&cmd_rate, "--answers", EXPECTED "plan/records.csv", NULL);
    assert_string_equal(got->out.p, "call_id,charge\nhmt-gotone-home-hongkong-0004,0.20\n"
                                    "fwfee-gotone-home-always-m130-here-3601,12.20\n"
                                    "hmt-gotone-home-hongkong-0003,0.00\n");
    assert_string_equal(got->err.p, "3 records read: 3 rated, 0 rejected\n");
    got = capture(&cmd_run, "-q", "--reference", "--among", EXPECTED "plan/records.csv", NULL);
    assert_int_equal(got->code, EXIT_CONFORMS);
    assert_non_null(strstr(got->out.p, "asked 3 = answered 3 + unanswered 0;"));
    text_addf(&changed,
              "%shmt-gotone-home-hongkong-0004,2010-03-15T10:00:00,5,gotone,,originate,,0755,0755,"
              "0085221234567,,\n",
              content);
    scratch_write("changed.csv", changed.p);
    text_free(&changed);
    assert_refused(capture(&cmd_run, "--reference", "--among", "changed.csv", NULL), EXIT_NOTHING,
                   "tollgate: changed.csv:2:51: duration_s '5': the case has '4'\n");
    text_addf(&changed, "%sx,2010-03-15T10:00:00,5,gotone,,originate,,0755,0755,008522,,\n",
              content);
    scratch_write("changed.csv", changed.p);
    text_free(&changed);
    assert_refused(capture(&cmd_run, "--reference", "--among", "changed.csv", NULL), EXIT_NOTHING,
                   "tollgate: changed.csv:2:1: there is no case 'x'\n");
    scratch_write("changed.csv", "call_id\n");
    assert_refused(capture(&cmd_run, "--reference", "--among", "changed.csv", NULL), EXIT_NOTHING,
                   "tollgate: changed.csv:1: header has no column 'start_time'\n");
    scratch_write("changed.csv", content);
    assert_refused(capture(&cmd_run, "--reference", "--among", "changed.csv", NULL), EXIT_NOTHING,
                   "tollgate: there are no cases to ask\n");
}

/* Every system with a defect that the plan says it detects fails for the planned calls, and no
 * other does; nor does a right one. */
static void systems_fail_as_the_plan_says(void **state)
{
    size_t step = is_sparse() ? 25 : 1;
    struct tg_error error = {.status = TG_OK};
    struct text summary = {0};
    const char *missed;
    glob_t found;

    (void)state;
    assert_true(file_read(&summary, EXPECTED "plan/summary.txt", &error));
    missed = strstr(summary.p, "\nnot detected");
    assert_int_equal(glob(TEST_SOURCE_DIR "/cases/defects/*.xml", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i += step) {
        const char *name = strrchr(found.gl_pathv[i], '/') + 1;
        struct text listed = {0};
        const struct captured *got =
            capture(&cmd_run, "--reference", "--overlay", "example", "--overlay", found.gl_pathv[i],
                    "--among", EXPECTED "plan/records.csv", NULL);
        bool fails = got->code == EXIT_MISMATCH;

        text_addf(&listed, "\n  %.*s ", (int)strcspn(name, "."), name);
        if (fails != (strstr(missed, listed.p) == NULL))
            fail_msg("%s: %s", name, fails ? "fails, but was not told" : "conforms");
        text_free(&listed);
    }
    globfree(&found);
    text_free(&summary);
}

/* Prices of cards per 6 s are legal prices per minute, call by call; two calls contradict each
 * other. More of the budget is not used than is of use. */
static void some_defects_show_by_two_calls(void **state)
{
    const struct captured *got;
    struct tg_error error = {.status = TG_OK};
    struct text sheet = {0};

    (void)state;
    got = capture(&cmd_plan, "--budget", "9", "--only", "brfwd-jiayuan-home-always-domestic-*",
                  "--sheet", "s.txt", NULL);
    assert_int_equal(got->code, EXIT_CONFORMS);
    assert_non_null(strstr(got->out.p, "2 calls of 2 to choose from detect 9 of "));
    assert_non_null(strstr(
        got->out.p, " twice; no other call alone would show more, though the budget is 9\n"));
    assert_non_null(strstr(got->out.p,
                           "\ndetected with the open prices of the example annex, with others "
                           "perhaps not (4):\n  cards-per-6-seconds "));
    assert_true(file_read(&sheet, "s.txt", &error));
    assert_non_null(strstr(sheet.p, "0.12     together with other calls: the per-minute cards are "
                                    "billed 0.06 per 6 s as\n"));
    text_free(&sheet);
    got =
        capture(&cmd_plan, "--budget", "1", "--only", "brfwd-jiayuan-home-always-domestic-*", NULL);
    assert_non_null(strstr(got->out.p, "1 call of 2 to choose from detect 6 of "));
    assert_non_null(strstr(
        got->out.p, "\nnot detected, the budget is used up (3):\n"
                    "  cards-per-6-seconds     the per-minute cards are billed 0.06 per 6 s as "
                    "all customers (A-2.1.1)\n"));
}

/* The old tariff has no price for a forwarded call: a system that goes on with it a day too long
 * may charge anything, even what is right. */
static void what_the_documents_do_not_price_proves_nothing(void **state)
{
    const struct captured *got = capture(&cmd_plan, "--budget", "9", "--only",
                                         "dtfwd-gotone-national-always-macao-single-0003", NULL);
    const char *unsure;

    (void)state;
    assert_int_equal(got->code, EXIT_CONFORMS);
    unsure = strstr(got->out.p, "\nnot detected, no calls to choose from show it for sure (3):\n");
    assert_non_null(unsure);
    assert_non_null(strstr(unsure, "\n  date-day-late     the change takes effect a day late "));
}

/* Every kind of call, in the words of the sheet. */
static void every_kind_of_call_is_put_into_words(void **state)
{
    static const char *const words[] = {
        "  SIM           动感地带 (mzone), with the night pack 长话夜聊包; home 0755 深圳市",
        "  be in         010 北京市, 北京市: roaming, outside the home province",
        "  set up        forward calls when busy to ",
        "  then          keep the SIM in a call and let somebody call it: the call goes on to that",
        "  dial          nothing: let somebody call this SIM, and answer\n",
        "  dial          nothing: look at what the bill has for the night pack of this month\n",
        "  dial          1795102162001234 (by 17951, 021 上海市, 上海市; fixed)\n",
        "  when          on any day, between 00:00 and 06:59\n",
        "  when          on any day, at 07:00:00, to the second\n",
        "  when          on 2010-01-01 by the system's clock, at 00:00:00, to the second\n",
        "  talk for      59 s; 55 to 59 s will do\n",
        "  price         open: 1*roam_called, above 0.00, at most 0.40 yuan (X-1)\n",
        "                1*roam_called+1*roam_caller  received calls cost the calling-party",
    };
    struct tg_error error = {.status = TG_OK};
    struct text sheet = {0};
    const struct captured *got;

    (void)state;
    got = capture(&cmd_plan, "--budget", "30", "--sheet", "s.txt", "--only",
                  "dthome-gotone-home-domestic-single-0004", "--only",
                  "npip-gotone-night-home-shanghai-ip-h03-0061", "--only",
                  "npedge-gotone-night-home-shanghai-close-0004", "--only",
                  "ixfee-mzone-national-night-with", "--only", "dtrecv-gotone-national-later-0001",
                  "--only", "pmcond-gotone-national-busy-domestic-0059", NULL);
    assert_int_equal(got->code, EXIT_CONFORMS);
    assert_true(file_read(&sheet, "s.txt", &error));
    for (size_t i = 0; i < COUNT(words); i++)
        if (strstr(sheet.p, words[i]) == NULL) fail_msg("no '%s' in\n%s", words[i], sheet.p);
    text_free(&sheet);
}

static void check_realistic(const struct tg_cdr *cdr)
{
    char id[TG_CDR_MAX_ID + 1];
    tg_time settled;

    assert_null(tg_time_parse(&settled, tg_slice_of("2010-01-03T00:00:00")));
    snprintf(id, sizeof id, "%.*s", (int)cdr->call_id.n, cdr->call_id.p);
    if (cdr->home_area != cdr->visited_area) fail_msg("%s roams", id);
    if (cdr->event == TG_EVENT_RECEIVE || cdr->event == TG_EVENT_MONTHLY_FEE)
        fail_msg("%s: nothing to dial", id);
    if (cdr->dur_s < 1 || cdr->dur_s > 300) fail_msg("%s lasts %d s", id, cdr->dur_s);
    if (cdr->start < settled) fail_msg("%s depends on the day", id);
    if (strncmp(cdr->other_party.p, "0087", 4) == 0) fail_msg("%s goes by satellite", id);
}

/* What is left of a selection that holds all that --realistic keeps away from. */
static void realistic_keeps_its_promise(void **state)
{
    struct tg_error error = {.status = TG_OK};
    struct text records = {0};
    struct tg_cdr_reader *reader;
    struct tg_slice left;
    struct tg_cdr cdr;
    size_t count = 0;

    (void)state;
    if (is_sparse()) skip(); /* it takes a minute there */
    assert_int_equal(capture(&cmd_plan, "--budget", "6", "--realistic", "--records", "r.csv",
                             "--only", "dthome-gotone-home-hongkong-*", "--only",
                             "pmcond-gotone-national-busy-d*", "--only",
                             "fwfee-gotone-*-m130-here-*", "--only", "dtrecv-*", "--only",
                             "*-inmarsat-*", "--only", "ixfee-*", NULL)
                         ->code,
                     EXIT_CONFORMS);
    assert_true(file_read(&records, "r.csv", &error));
    left = text_slice(&records);
    reader = tg_cdr_reader_new(text_read_slice, &left, "r.csv");
    for (; tg_cdr_next(reader, &cdr, &error) == TG_NEXT_ROW; count++) check_realistic(&cdr);
    assert_true(count >= 5);
    tg_cdr_reader_free(reader);
    text_free(&records);
    assert_refused(
        capture(&cmd_plan, "--budget", "20", "--realistic", "--only", "*-inmarsat-*", NULL),
        EXIT_NOTHING, "tollgate: there are no calls to choose from that a tester can place\n");
    assert_non_null(strstr(capture(&cmd_plan, "--help", NULL)->out.p, "not by satellite"));
}

/* The issue's: at least 90 % of the known defects by 100 calls. */
static void a_hundred_calls_detect_nine_of_ten(void **state)
{
    const struct captured *got;
    char *rest;
    unsigned long detected;
    unsigned long known;

    (void)state;
    if (is_sparse()) skip();
    got = capture(&cmd_plan, "--budget", "100", NULL);
    assert_int_equal(got->code, EXIT_CONFORMS);
    detected = strtoul(strstr(got->out.p, " detect ") + 8, &rest, 10);
    known = strtoul(rest + 4, NULL, 10);
    print_message("%.*s\n", (int)strcspn(got->out.p, "\n"), got->out.p);
    assert_true(detected * 10 >= known * 9);
}

#define TRY "Try `tollgate --help' or `tollgate --usage' for more information.\n"

static void what_cannot_be_planned_is_told(void **state)
{
    (void)state;
    assert_refused(capture(&cmd_plan, NULL), EXIT_USAGE,
                   "tollgate: no --budget: expected how many calls can be placed\n" TRY);
    assert_refused(capture(&cmd_plan, "--budget", "0", NULL), EXIT_USAGE,
                   "tollgate: --budget '0': expected a number from 1 to 100000\n" TRY);
    assert_refused(capture(&cmd_plan, "--budget", "ten", NULL), EXIT_USAGE,
                   "tollgate: --budget 'ten': expected a number from 1 to 100000\n" TRY);
    assert_refused(capture(&cmd_plan, "--budget", "1", "-j", "65", NULL), EXIT_USAGE,
                   "tollgate: --jobs '65': expected a number from 1 to 64\n" TRY);
    assert_refused(capture(&cmd_plan, "--budget", "1", "more", NULL), EXIT_USAGE,
                   "tollgate: 'more': expected options only\n" TRY);
    assert_refused(capture(&cmd_plan, "--budget", "1", "--only", "nothing", NULL), EXIT_NOTHING,
                   "tollgate: --only 'nothing' matches no case\n");
    assert_refused(capture(&cmd_plan, "--budget", "1", "--skip", "*", NULL), EXIT_NOTHING,
                   "tollgate: there are no calls to choose from\n");
    assert_refused(capture(&cmd_plan, "--budget", "1", "--only", "brrecv-dazhong-home-0005", NULL),
                   EXIT_NOTHING, "tollgate: no call to choose from detects a known defect\n");
}

static void a_file_that_cannot_be_written_is_told(void **state)
{
    static const char *const options[] = {"--records", "--sheet", "--curve"};
    const struct captured *got;

    (void)state;
    for (size_t i = 0; i < COUNT(options); i++) {
        got = capture(&cmd_plan, "--budget", "1", "--only", "hmt-gotone-home-hongkong-0004",
                      options[i], "missing/file", NULL);
        assert_int_equal(got->code, EXIT_USAGE);
        assert_string_equal(
            got->err.p, "tollgate: 'missing/file': cannot be written: No such file or directory\n");
        got = capture(&cmd_plan, "--budget", "1", "--only", "hmt-gotone-home-hongkong-0004",
                      options[i], "/dev/full", NULL);
        assert_int_equal(got->code, EXIT_INTERNAL);
        assert_string_equal(got->err.p,
                            "tollgate: /dev/full: cannot be written: No space left on device\n");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_is_told_whole),
        cmocka_unit_test(a_plan_does_not_depend_on_processes),
        cmocka_unit_test(records_are_rated_and_asked),
        cmocka_unit_test(systems_fail_as_the_plan_says),
        cmocka_unit_test(some_defects_show_by_two_calls),
        cmocka_unit_test(what_the_documents_do_not_price_proves_nothing),
        cmocka_unit_test(every_kind_of_call_is_put_into_words),
        cmocka_unit_test(realistic_keeps_its_promise),
        cmocka_unit_test(a_hundred_calls_detect_nine_of_ten),
        cmocka_unit_test(what_cannot_be_planned_is_told),
        cmocka_unit_test(a_file_that_cannot_be_written_is_told),
    };

    return cmocka_run_group_tests(tests, capture_enter, capture_leave);
}
