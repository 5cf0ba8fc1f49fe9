#include "expected.h"
#include "fixture.h"
#include "record.h"

#include <fcntl.h>

#define CALLS EXPECTED "explain/calls.csv"

extern const struct command cmd_explain;

#define NOTICE "--rulebook=miit-2009-618" /* has no readings to try: the test is done sooner */

static void assert_explained(const struct captured *got, const char *id)
{
    char file[64];

    snprintf(file, sizeof file, "explain/%s.txt", id);
    assert_as_file(got, file);
    assert_string_equal(got->err.p, "");
    assert_int_equal(got->code, EXIT_CONFORMS);
}

/* The whole text of each. */
static void calls_are_explained(void **state)
{
    static const char *const ids[] = {
        "home-13-s",  "roaming-forwarded", "over-23-hours", "puerto-rico",  "new-plan",
        "local",      "three-seconds",     "monthly-fee",   "zero-seconds", "night-pack",
        "globalstar", "before-2010",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ids); i++)
        assert_explained(capture(&cmd_explain, CALLS, ids[i], NULL), ids[i]);
}

/* The same by the notice: how number, place and time were read does not depend on the rulebook. */
static void calls_are_explained_by_the_notice(void **state)
{
    static const char *const ids[] = {
        "received", "forwarded-home", "mobile-told", "mobile-unknown",
        "special",  "info",           "before-2008", "by-notice",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ids); i++)
        assert_explained(capture(&cmd_explain, CALLS, ids[i], NOTICE, NULL), ids[i]);
}

static void a_call_can_be_told_by_options(void **state)
{
    const struct captured *got =
        capture(&cmd_explain, "--start-time=2010-03-15T10:00:00", "--duration-s=61",
                "--plan=gotone", "--packs=", "--event=forward", "--forward-reason=no_reply",
                "--home-area=0755", "--visited-area=0755", "--other-party=14012345678",
                "--other-area=0755", "--other-network=cmcc", "--call-id=mobile-told", NOTICE, NULL);

    (void)state;
    assert_explained(got, "mobile-told");
    got = capture(&cmd_explain, "--start-time=2010-03-15T10:00:00", "--plan=gotone",
                  "--event=monthly_fee", "--home-area=0755", NOTICE, NULL);
    assert_int_equal(strncmp(got->out.p, "call            call\n", 21), 0);
}

static void json_is_printed_instead(void **state)
{
    const struct captured *got = capture(&cmd_explain, CALLS, "info", NOTICE, "--json", NULL);

    (void)state;
    assert_ptr_equal(strstr(got->out.p, "{\n  \"call\": {\n    \"id\": \"info\",\n"), got->out.p);
    assert_string_equal(got->err.p, "");
    assert_int_equal(got->code, EXIT_CONFORMS);
}

static void the_first_record_is_taken_without_an_id(void **state)
{
    const struct captured *got = capture(&cmd_explain, CALLS, NOTICE, NULL);
    int stdin_was = dup(STDIN_FILENO);
    int fd = open(CALLS, O_RDONLY | O_CLOEXEC);

    (void)state;
    assert_int_equal(strncmp(got->out.p, "call            home-13-s\n", 26), 0);
    assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
    got = capture(&cmd_explain, "-", "info", NOTICE, NULL);
    assert_explained(got, "info");
    assert_int_equal(dup2(stdin_was, STDIN_FILENO), STDIN_FILENO);
    close(stdin_was);
    close(fd);
}

/* ------------------------------------------------------------------------------ other rulebooks */

/* The lines of an explanation from a heading on. */
static const char *from(const struct captured *got, const char *heading)
{
    const char *found = strstr(got->out.p, heading);

    assert_string_equal(got->err.p, "");
    return found != NULL ? found : "";
}

static void a_chosen_reading_is_told_and_undone(void **state)
{
    const struct captured *got =
        capture(&cmd_explain, CALLS, "over-23-hours", "--overlay=I-02c", NULL);

    (void)state;
    assert_non_null(strstr(got->out.p, "  rulebook      cmcc-2010, changed by I-02c\n"));
    assert_non_null(strstr(
        got->out.p, "  arithmetic    2 of ⌈150/60⌉ = 3 units × 0.35 = 0.70 yuan\n"
                    "  +             1 of ⌈150/60⌉ = 3 units × 0.15 = 0.15 yuan\n"
                    "  outcome       exact: 0.85 yuan\n"
                    "  basis         reading: the documents can be read in more than one way\n"
                    "                I-02  a 12593 call across the busy/idle edge: each started "
                    "minute by the moment it\n"
                    "                      starts\n"));
    assert_string_equal(
        from(got, "\nother readings"),
        "\nother readings\n"
        "  I-02 (a)      a 12593 call across the busy/idle edge: by its start\n"
        "                exact: 1.05 yuan\n"
        "  I-02 (b)      a 12593 call across the busy/idle edge: by its end\n"
        "                exact: 0.45 yuan\n"
        "  I-18 (b)      12593 at home: plus the local fee\n"
        "                open: 2*0.35+2*local_fee+1*0.15+1*local_fee, from 1.45 to 2.05 yuan\n"
        "\nan annex\n"
        "  idle_hours    23:00:00-06:59:59 is assumed; were the call in idle hours: exact: 0.45 "
        "yuan\n");
}

static void an_annex_leaves_nothing_open(void **state)
{
    const struct captured *got =
        capture(&cmd_explain, CALLS, "roaming-forwarded", "--overlay=example", NULL);

    (void)state;
    assert_non_null(strstr(got->out.p,
                           "  arithmetic    ⌈61/60⌉ = 2 units × 0.40 (roam_called) = 0.80 yuan\n"
                           "  +             ⌈61/60⌉ = 2 units × 0.60 (roam_caller) = 1.20 yuan\n"
                           "  outcome       exact: 2.00 yuan\n"));
    assert_string_equal(
        from(got, "\nan annex"),
        "\nan annex\n  none          would change this charge: it has no open price "
        "and no assumed hours\n");
}

static void a_defect_is_explained_as_it_bills(void **state)
{
    const struct captured *got =
        capture(&cmd_explain, CALLS, "home-13-s", "--overlay=per-minute", NULL);

    (void)state;
    assert_non_null(strstr(got->out.p, "  arithmetic    ⌈13/60⌉ = 1 unit × 0.60 = 0.60 yuan\n"));
    assert_string_equal(
        from(got, "\nother readings"),
        "\nother readings\n  none          would change this charge\n"
        "\nan annex\n  none          would change this charge: it has no open price "
        "and no assumed hours\n");
}

static void other_policies_show_in_the_arithmetic(void **state)
{
    static const struct {
        const char *policy;
        const char *shown;
    } rows[] = {
        {"<policy name='unit_rounding' value='down' clauses='X-2'/>",
         "  arithmetic    ⌊13/6⌋ = 2 units × 0.07 = 0.14 yuan\n"},
        {"<policy name='unit_rounding' value='nearest' clauses='X-2'/>",
         "  arithmetic    round(13/6) = 2 units × 0.07 = 0.14 yuan\n"},
        {"<policy name='zone' value='Z'/>",
         "  start         2010-03-15T10:00:00, China Standard Time: the rulebook goes by zone Z "
         "instead\n"},
        {"<policy name='free_seconds' value='13'/>", "  duration      13 s, short: 1 s to 13 s\n"},
        {"<policy name='regime_boundary' value='end'/>",
         "  regime        single: ends at or after 2010-01-01T00:00:00\n"},
        {"<policy name='daypart_boundary' value='end'/>",
         "  hours         busy: by its end; idle hours of 12593 are 23:00:00-06:59:59, assumed\n"},
        {"<policy name='duration' value='plus 60'/>",
         "  duration      13 s, long: read as 73 s (plus 60), longer than 3 s\n"},
        {"<policy name='duration' value='plus 60'/>",
         "  arithmetic    ⌈73/6⌉ = 13 units × 0.07 = 0.91 yuan\n"},
        {"<policy name='billed_duration' value='up 60'/>",
         "  duration      13 s, long: longer than 3 s; billed as 60 s (up 60)\n"},
        {"<policy name='billed_duration' value='up 60'/>",
         "  arithmetic    ⌈60/6⌉ = 10 units × 0.07 = 0.70 yuan\n"},
        {"<policy name='fee_rounding' value='up 0.1'/>",
         "  arithmetic    ⌈13/6⌉ = 3 units × 0.07 = 0.21 yuan, rounded: up 0.1 = 0.30 yuan\n"},
        {"<policy name='charge_rounding' value='up 0.1'/>",
         "  outcome       range: from 0.00 to 0.30 yuan, the sum rounded: up 0.1\n"},
        {"", "  rulebook      miit-2009-618, changed by ./policy.xml ./second.xml\n"},
    };

    (void)state;
    scratch_write("second.xml", "<overlay id='second' kind='defect' title='nothing'/>");
    for (size_t i = 0; i < COUNT(rows); i++) {
        char xml[512];
        const struct captured *got;

        snprintf(xml, sizeof xml, "<overlay id='o' kind='defect' title='t'>%s</overlay>",
                 rows[i].policy);
        scratch_write("policy.xml", xml);
        got = capture(&cmd_explain, CALLS, "home-13-s", NOTICE, "--overlay=./policy.xml",
                      "--overlay=./second.xml", NULL);
        assert_string_equal(got->err.p, "");
        assert_non_null(strstr(got->out.p, rows[i].shown));
    }
}

/* Above 0, at most 0.40 and 0.60 a minute: with each part rounded down 0.00 is possible. */
static void open_and_single_fees_are_rounded_as_billed(void **state)
{
    const struct captured *got;

    (void)state;
    scratch_write("policy.xml",
                  "<overlay id='o' kind='defect' title='t'><policy name='fee_rounding' value='down "
                  "0.3'/><policy name='pack_boundary' value='end'/></overlay>");
    got = capture(&cmd_explain, CALLS, "roaming-forwarded", "--overlay=./policy.xml", NULL);
    assert_non_null(
        strstr(got->out.p,
               "  arithmetic    ⌈61/60⌉ = 2 units × roam_called, open: above 0.00, at most 0.40 "
               "yuan per 60 s,\n                rounded: down 0.3\n"));
    assert_non_null(strstr(
        got->out.p, "  outcome       open: 2*roam_called+2*roam_caller, from 0.00 to 1.80 yuan\n"));
    got = capture(&cmd_explain, CALLS, "monthly-fee", "--overlay=./policy.xml", NULL);
    assert_non_null(strstr(got->out.p,
                           "  arithmetic    5.00 yuan, once, rounded: down 0.3 = 4.80 yuan\n"
                           "  outcome       exact: 4.80 yuan\n"));
}

static void a_prefix_may_have_no_name(void **state)
{
    const struct captured *got;

    (void)state;
    scratch_write("prefix.xml", "<overlay id='o' kind='defect' title='t'>"
                                "<prefix digits='999' destination='satellite' "
                                "system='inmarsat-mini-m'/></overlay>");
    got = capture(&cmd_explain, "--start-time=2010-03-15 10:00:00", "--duration-s=7",
                  "--plan=gotone", "--event=originate", "--home-area=0755", "--visited-area=0755",
                  "--other-party=00999123456", "--overlay=./prefix.xml", NOTICE, NULL);
    assert_string_equal(got->err.p, "");
    assert_non_null(strstr(got->out.p,
                           "  prefix        999: the longest listed prefix that fits\n"
                           "  system        inmarsat-mini-m\n"
                           "  class         satellite: maritime satellite or Globalstar\n"));
}

/* A number that a faulty system reads otherwise is explained as it reads it. */
static void other_ways_to_read_a_number_show(void **state)
{
    static const struct {
        const char *part, *number, *shown;
    } rows[] = {
        {"<dial digits='00' as=''/>", "--other-party=0013800138000",
         "  digits        0013800138000\n"
         "  access        direct: no access prefix is dialled\n"
         "  kind          mobile: 11 digits that begin with 13 to 18; 00 is read as nothing\n"},
        {"<dial digits='00' as='0'/>", "--other-party=0085221234567",
         "  kind          fixed: a subscriber number of an area; 00 is read as 0\n"},
        {"<policy name='prefix_match' value='shortest'/>", "--other-party=0018765551234",
         "  prefix        1 United States / Canada (default of +1): the shortest listed prefix "
         "that "
         "fits\n"},
        {"<policy name='bare_number_area' value='visited'/>", "--other-party=62001234",
         "  area          020 广州市, 广东省: no area code is dialled, so the visited area\n"},
        {"<policy name='province_from' value='digits'/>", "--other-party=62001234",
         "national: another province, so roaming, by the digits of the area codes\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char xml[256];
        const struct captured *got;

        snprintf(xml, sizeof xml, "<overlay id='o' kind='defect' title='t'>%s</overlay>",
                 rows[i].part);
        scratch_write("number.xml", xml);
        got =
            capture(&cmd_explain, "--start-time=2010-03-15 10:00:00", "--duration-s=7",
                    "--plan=gotone", "--event=forward", "--forward-reason=busy", "--home-area=0755",
                    "--visited-area=020", rows[i].number, "--overlay=./number.xml", NOTICE, NULL);
        assert_string_equal(got->err.p, "");
        if (strstr(got->out.p, rows[i].shown) == NULL)
            fail_msg("%s\n%s", rows[i].shown, got->out.p);
    }
}

/* A reading that does not fit the tariff any more is told, not passed over. */
static void a_reading_that_cannot_be_tried_is_told(void **state)
{
    static const char option[] = "overlay=\"I-19b\"";
    struct tg_error error = {.status = TG_OK};
    struct text xml = {0};
    const struct captured *got;

    (void)state;
    assert_true(file_read(&xml, TEST_SOURCE_DIR "/src/rulebooks/cmcc-2010.xml", &error));
    memcpy(strstr(xml.p, option), "overlay=\"I-99z\"", strlen(option));
    scratch_write("tariff.xml", xml.p);
    text_free(&xml);
    got = capture(&cmd_explain, CALLS, "home-13-s", "--rulebook=./tariff.xml", NULL);
    assert_non_null(strstr(from(got, "\nother readings"),
                           "\nother readings\n"
                           "  I-19 (b)      who is a 全球通 customer in R-21: gotone only\n"
                           "                cannot be tried: there is no bundled rulebook or "
                           "overlay named 'I-99z'"));
}

/* ---------------------------------------------------------------------------------- wrong input */

static void wrong_records_are_told(void **state)
{
    (void)state;
    assert_refused(capture(&cmd_explain, CALLS, "letters", NULL), EXIT_MISMATCH,
                   "tollgate: " CALLS ":21:64: number '010-CALL' has '-' at position 4, a digit "
                   "expected\n");
    assert_refused(capture(&cmd_explain, CALLS, "no-such-plan", NULL), EXIT_MISMATCH,
                   "tollgate: " CALLS ":22:37: plan 'gotwo' is unknown; expected gotone, mzone, "
                   "easyown, easyown-qingsong, easyown-jiayuan, gotone-jingdian, gotone-shanglv, "
                   "mzone-suibian or easyown-dazhong\n");
    assert_refused(capture(&cmd_explain, CALLS, "nobody", NULL), EXIT_NOTHING,
                   "tollgate: " CALLS ": there is no record with call_id 'nobody'\n");
    assert_refused(capture(&cmd_explain, "--plan=gotone", NULL), EXIT_MISMATCH,
                   "tollgate: start_time is empty; expected YYYY-MM-DDTHH:MM:SS\n");
    assert_refused(capture(&cmd_explain, "--start-time=2010-03-15T10:00:00", "--plan=gotone",
                           "--event=originate", "--home-area=0755", NULL),
                   EXIT_MISMATCH,
                   "tollgate: duration_s is empty; expected whole seconds, 0 to 2678400\n");
}

static void wrong_files_are_told(void **state)
{
    (void)state;
    scratch_write("empty.csv", "");
    scratch_write("header.csv", RECORD_HEADER);
    assert_refused(capture(&cmd_explain, "./none.csv", NULL), EXIT_USAGE,
                   "tollgate: ./none.csv: cannot be opened: No such file or directory\n");
    assert_refused(capture(&cmd_explain, "empty.csv", NULL), EXIT_INTERNAL,
                   "tollgate: empty.csv: the file is empty: expected a header row that names the "
                   "columns\n");
    assert_refused(capture(&cmd_explain, "header.csv", NULL), EXIT_NOTHING,
                   "tollgate: header.csv: there is no record\n");
}

static void wrong_use_is_told(void **state)
{
    static const struct {
        const char *argument[3];
        const char *said;
    } rows[] = {
        {{NULL}, ": no call: expected options that tell it, FILE or --case\n"},
        {{"a.csv", "--case=x"}, ": more than one call: expected options that tell it, FILE or "},
        {{"--plan=gotone", "--case=x"}, ": more than one call: "},
        {{"a.csv", "b", "c"}, ": more than FILE and CALL_ID\n"},
        {{"--colour"}, ": unrecognized option '--colour'\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct captured *got = capture(&cmd_explain, rows[i].argument[0], rows[i].argument[1],
                                             rows[i].argument[2], NULL);

        assert_int_equal(got->code, EXIT_USAGE);
        assert_string_equal(got->out.p, "");
        if (strstr(got->err.p, rows[i].said) == NULL) fail_msg("%s", got->err.p);
    }
    assert_refused(capture(&cmd_explain, CALLS, "--overlay=none", NULL), EXIT_INVALID,
                   "tollgate: there is no bundled rulebook or overlay named 'none'\n"
                   "hint: a file is named with a '/' or with its ending .xml\n");
}

static void cases_are_found_by_their_id(void **state)
{
    const struct captured *got =
        capture(&cmd_explain, "--case=card-jiayuan-home-domestic-0004", NULL);

    (void)state;
    assert_string_equal(got->err.p, "");
    assert_non_null(strstr(got->out.p, "call            card-jiayuan-home-domestic-0004\n"));
    assert_refused(capture(&cmd_explain, "--case=card-jiayuan-home-domestic-000x", NULL),
                   EXIT_USAGE,
                   "tollgate: no case 'card-jiayuan-home-domestic-000x'; did you mean "
                   "'card-jiayuan-home-domestic-0000'?\n");
    assert_refused(capture(&cmd_explain, "--case=zzz", NULL), EXIT_USAGE,
                   "tollgate: no case 'zzz'\n");
}

static void only_records_of_suites_are_cases(void **state)
{
    static const char suite[] =
        RECORD_HEADER "one,2010-03-15T10:00:00,13,gotone,,originate,,0755,0755,01062001234,,,t\n"
                      "two,2010-03-15T10:00:00,14,gotone,,originate,,0755,0755,01062001234,,,t\n";
    static const struct tg_asset assets[] = {
        {"cases/suite.xml", suite, sizeof suite - 1},
        {"golden/a.csv", suite, sizeof suite - 1},
        {"cases/a.csv", suite, sizeof suite - 1},
        {NULL, NULL, 0},
    };
    struct record record = {.name = NULL};

    (void)state;
    assert_int_equal(record_from_cases(&record, assets, "two"), EXIT_CONFORMS);
    assert_int_equal(record.cdr.dur_s, 14);
    assert_string_equal(record.name, "cases/a.csv");
    record_free(&record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_are_explained),
        cmocka_unit_test(calls_are_explained_by_the_notice),
        cmocka_unit_test(a_call_can_be_told_by_options),
        cmocka_unit_test(json_is_printed_instead),
        cmocka_unit_test(the_first_record_is_taken_without_an_id),
        cmocka_unit_test(a_chosen_reading_is_told_and_undone),
        cmocka_unit_test(an_annex_leaves_nothing_open),
        cmocka_unit_test(a_defect_is_explained_as_it_bills),
        cmocka_unit_test(other_policies_show_in_the_arithmetic),
        cmocka_unit_test(open_and_single_fees_are_rounded_as_billed),
        cmocka_unit_test(a_prefix_may_have_no_name),
        cmocka_unit_test(other_ways_to_read_a_number_show),
        cmocka_unit_test(a_reading_that_cannot_be_tried_is_told),
        cmocka_unit_test(wrong_records_are_told),
        cmocka_unit_test(wrong_files_are_told),
        cmocka_unit_test(wrong_use_is_told),
        cmocka_unit_test(cases_are_found_by_their_id),
        cmocka_unit_test(only_records_of_suites_are_cases),
    };

    return cmocka_run_group_tests(tests, capture_enter, capture_leave);
}
