#include "fixture.h"

#include <unistd.h>

#define SYSTEMS TESTDATA "/systems"

#define FIVE                                                                                       \
    "records  ok    all 19409 cases can be written\n"                                              \
    "the first of the five, as the system gets it:\n"                                              \
    "call_id,start_time,duration_s,plan,packs,event,forward_reason,home_area,visited_area,"        \
    "other_party,other_area,other_network\n"                                                       \
    "ipland-gotone-home-domestic-ip-0061,2010-08-17T16:45:00,61,gotone,,originate,,0755,0755,"     \
    "1795101062001234,,\n"
#define EXIT_0    "exchange ok    exit code 0\n"
#define NONE      "answers  WRONG none to any of the 5 cases\n"
#define ALL       "answers  ok    5 of 5 cases answered once, with an amount\n"
#define RIGHT     "the way there and back is right: tollgate run can judge\n"
#define NOT_RIGHT "the way is not right yet: no verdict about the system can be trusted\n"
#define AMOUNTS(a, b, c, d, e)                                                                     \
    "               ipland-gotone-home-domestic-ip-0061      expected 0.60, got " a "\n"           \
    "               dom-gotone-home-near-0003                expected 0.00, got " b "\n"           \
    "               fwd-gotone-home-always-domestic-0013     expected 0.18, got " c "\n"           \
    "               hmt-gotone-home-hongkong-0007            expected 0.40, got " d "\n"           \
    "               intl-gotone-home-austria-0061            expected 8.80, got " e "\n"

static void what_is_wrong_with_an_adapter_is_said(void **state)
{
    static const struct {
        const char *mode;
        int code;
        const char *said;
    } rows[] = {
        {"right", EXIT_CONFORMS, ALL "amounts  ok    all as the tariff says\n" RIGHT},
        {"half", EXIT_CONFORMS,
         ALL "amounts  ok    1 of 5 as the tariff says; to judge the others is for tollgate "
             "run\n" AMOUNTS("0.30 yuan ('0.3000')", "0.00 yuan ('0.0000')", "0.09 yuan ('0.0900')",
                             "0.20 yuan ('0.2000')", "4.40 yuan ('4.4000')") RIGHT},
        {"fen", EXIT_MISMATCH,
         ALL "amounts  WRONG 100 times what the tariff says\n"
             "               hint: is <answers scale=...> (yuan, fen, li) or decimal= the right "
             "one?\n" AMOUNTS("60.00 yuan ('60')", "0.00 yuan ('0')", "18.00 yuan ('18')",
                              "40.00 yuan ('40')", "880.00 yuan ('880')") NOT_RIGHT},
        {"thousandth", EXIT_MISMATCH,
         ALL "amounts  WRONG 1000 times less than the tariff says\n"
             "               hint: is <answers scale=...> (yuan, fen, li) or decimal= the right "
             "one?\n" AMOUNTS("0.0006 yuan ('0.000600')", "0.00 yuan ('0.000000')",
                              "0.0001 yuan ('0.000180')", "0.0004 yuan ('0.000400')",
                              "0.0088 yuan ('0.008800')") NOT_RIGHT},
        {"shuffled", EXIT_MISMATCH,
         ALL "amounts  WRONG right, but of other cases\n"
             "               hint: do amounts and ids come from the same row?\n" AMOUNTS(
                 "0.00 yuan ('0.00')", "0.18 yuan ('0.18')", "0.40 yuan ('0.40')",
                 "8.80 yuan ('8.80')", "0.60 yuan ('0.60')") NOT_RIGHT},
        {"same", EXIT_MISMATCH,
         ALL "amounts  WRONG every case has the same\n"
             "               hint: does <amount at=...> point to the right place?\n" AMOUNTS(
                 "1.00 yuan ('1.00')", "1.00 yuan ('1.00')", "1.00 yuan ('1.00')",
                 "1.00 yuan ('1.00')", "1.00 yuan ('1.00')") NOT_RIGHT},
        {"upper", EXIT_MISMATCH,
         "answers  WRONG 5 to cases not asked, the first on line 2: "
         "'IPLAND-GOTONE-HOME-DOMESTIC-IP-0061'\n"
         "               hint: the system changes the ids: they have to come back as they were "
         "sent\n" NONE NOT_RIGHT},
        {"padded", EXIT_MISMATCH,
         "answers  WRONG 5 to cases not asked, the first on line 2: "
         "'ipland-gotone-home-domestic-ip-0061  '\n"
         "               hint: the system changes the ids: they have to come back as they were "
         "sent\n" NONE NOT_RIGHT},
        {"swapped", EXIT_MISMATCH,
         "answers  WRONG 5 to cases not asked, the first on line 2: '0.60'\n"
         "               hint: does <id at=...> point to the right place?\n" NONE NOT_RIGHT},
        {"no-ids", EXIT_MISMATCH,
         "answers  WRONG 5 without an id that can be read, the first on line 2: call_id is "
         "empty\n" NONE NOT_RIGHT},
        {"nothing", EXIT_MISMATCH,
         "answers  WRONG cannot be read from line 1 on: header has no column 'call_id'\n" NONE
             NOT_RIGHT},
        {"one-less", EXIT_MISMATCH,
         "answers  WRONG ipland-gotone-home-domestic-ip-0061: no answer\n" NOT_RIGHT},
        {"twice", EXIT_MISMATCH,
         "answers  WRONG ipland-gotone-home-domestic-ip-0061: 2 answers: 0.60 yuan on line 2; 0.60 "
         "yuan on line 7\n" NOT_RIGHT},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct said said =
            RUN_TOLLGATE("sut", "check", "--", "python3", SYSTEMS "/adapter.py", rows[i].mode);
        struct text expected = {0};

        text_addf(&expected, "%s%s", FIVE EXIT_0, rows[i].said);
        print_message("%s\n", rows[i].mode);
        assert_run(said, rows[i].code, expected.p, "");
        text_free(&expected);
    }
}

static void refusals_and_malformed_amounts_are_said_case_by_case(void **state)
{
    struct said said =
        RUN_TOLLGATE("sut", "check", "--", "python3", SYSTEMS "/adapter.py", "refused");

    (void)state;
    assert_int_equal(said.code, EXIT_MISMATCH);
    assert_non_null(strstr(said.output.p,
                           "answers  WRONG dom-gotone-home-near-0003: a refusal ('') on line 3\n"));
    said_free(&said);
    said = RUN_TOLLGATE("sut", "check", "--", "python3", SYSTEMS "/adapter.py", "comma");
    assert_int_equal(said.code, EXIT_MISMATCH);
    assert_non_null(strstr(said.output.p,
                           "answers  WRONG fwd-gotone-home-always-domestic-0013: '0,18' on line 4, "
                           "which cannot be read: expected a decimal number of yuan such as 0.18, "
                           "at most 10^11\n"));
    said_free(&said);
}

static void a_system_that_does_not_start_or_breaks_off_is_said(void **state)
{
    (void)state;
    assert_run(
        RUN_TOLLGATE("sut", "check", "--", "./no-such-rater"), EXIT_NO_SUT,
        FIVE "exchange WRONG could not be started: No such file or directory\n" NONE NOT_RIGHT, "");
    assert_run(
        RUN_TOLLGATE("sut", "check", "--", "sh", "-c", "echo oh dear >&2; exit 3"), EXIT_MISMATCH,
        FIVE "exchange WRONG exit code 3\nits stderr ends with:\noh dear\n" NONE NOT_RIGHT, "");
}

/* A profile that leaves a code out: nothing is said about the system for it. */
static void a_record_that_cannot_be_written_is_said(void **state)
{
    static const char profile[] =
        "<system name='s'><exec><arg>true</arg></exec><records><column name='ID' field='call_id'/>"
        "<column name='PLAN' field='plan' codes='plan'/></records>"
        "<codes name='plan'><code is='mzone' as='M'/></codes></system>";
    struct tg_error error = {.status = TG_OK};
    struct said said;

    (void)state;
    assert_true(file_replace("adapter.xml", tg_slice_of(profile), &error));
    said = RUN_TOLLGATE("sut", "check", "adapter.xml");
    assert_int_equal(said.code, EXIT_MISMATCH);
    assert_non_null(strstr(said.output.p, "records  WRONG "));
    assert_non_null(strstr(said.output.p, " of 19409 cases cannot be written; first "));
    assert_non_null(strstr(said.output.p, "'gotone'"));
    said_free(&said);
    unlink("adapter.xml");
}

static void every_example_is_a_profile(void **state)
{
    static const char *const names[] = {"exec", "files", "http", "sql"};

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct said said = RUN_TOLLGATE("sut", "init", names[i]);
        struct tg_error error = {.status = TG_OK};
        struct profile *profile = profile_read("example", text_slice(&said.output), &error);

        if (profile == NULL) fail_msg("%s:%ld: %s", names[i], error.line, error.text);
        assert_int_equal((int)profile_transport(profile)->kind, (int)i);
        assert_int_equal(said.code, EXIT_CONFORMS);
        assert_non_null(strstr(said.output.p, "<!--"));
        profile_free(profile);
        said_free(&said);
    }
}

#define USAGE "Try `tollgate sut --help' or `tollgate sut --usage' for more information.\n"

static void misuse_is_told(void **state)
{
    (void)state;
    assert_run(RUN_TOLLGATE("sut"), EXIT_USAGE, "",
               "tollgate sut: expected check PROFILE, check -- COMMAND, or init TRANSPORT\n" USAGE);
    assert_run(RUN_TOLLGATE("sut", "check"), EXIT_USAGE, "",
               "tollgate sut: expected check PROFILE, check -- COMMAND, or init TRANSPORT\n" USAGE);
    assert_run(RUN_TOLLGATE("sut", "check", "a.xml", "--", "true"), EXIT_USAGE, "",
               "tollgate sut: expected check PROFILE, check -- COMMAND, or init TRANSPORT\n" USAGE);
    assert_run(RUN_TOLLGATE("sut", "chek", "a.xml"), EXIT_USAGE, "",
               "tollgate sut: expected check PROFILE, check -- COMMAND, or init TRANSPORT\n" USAGE);
    assert_run(RUN_TOLLGATE("sut", "init", "carrier-pigeon"), EXIT_USAGE, "",
               "tollgate: no transport 'carrier-pigeon': expected exec, files, http or sql\n");
    assert_run(RUN_TOLLGATE("sut", "check", "nothing.xml"), EXIT_INVALID, "",
               "tollgate: nothing.xml: cannot be opened: No such file or directory\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_with_an_adapter_is_said),
        cmocka_unit_test(refusals_and_malformed_amounts_are_said_case_by_case),
        cmocka_unit_test(a_system_that_does_not_start_or_breaks_off_is_said),
        cmocka_unit_test(a_record_that_cannot_be_written_is_said),
        cmocka_unit_test(every_example_is_a_profile),
        cmocka_unit_test(misuse_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
