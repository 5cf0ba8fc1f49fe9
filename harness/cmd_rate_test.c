#include "fixture.h"
#include "packing.h"
#include "rate_testing.h"

/* Runs a line of the shell in which "$0" is the program, with this on stdin. */
static struct said shell(const char *line, struct tg_slice input)
{
    const struct sut_limits limits = {120000, 1 << 20};
    const char *const argv[] = {"/bin/sh", "-c", line, TOLLGATE, NULL};
    struct said end;

    fixture_exec(&end, (char *const *)(uintptr_t)argv, input, &limits);
    assert_int_equal(end.ending, SUT_EXITED);
    return end;
}

/* ------------------------------------------------------------------------------------ outcomes */

static const char mixed[] = HEADER GOOD(
    "exact") "open,2010-03-15T10:00:00,13,gotone,,originate,,0755,010,02155556666,,\n"
             "silent,2010-03-15T10:00:00,,gotone,,monthly_fee,,0755,,,,\n"
             "free,2010-03-15T10:00:00,3,gotone,,originate,,0755,0755,01062001234,,\n"
             "12593,2010-03-15T10:00:00,60,gotone,,originate,,0755,0755,1259301062001234,,\n"
             "\"a, "
             "\"\"b\"\"\",2010-03-15T10:00:00,60,easyown,,forward,busy,0755,0755,13800138000,,\n";

static void every_record_has_its_outcome(void **state)
{
    (void)state;
    assert_got(rate(mixed), EXIT_CONFORMS,
               OUTCOMES EXACT(
                   "exact") "open,open,,0.00,0.60,1*roam_caller,1,R-07,C-2b X-1,explicit\n"
                            "silent,unspecified,,,,,,U-34,,none\n"
                            "free,exact,0.00,,,0.00,0,R-3S,B-2.5,explicit\n"
                            "12593,exact,0.35,,,1*0.35,1,R-20,A-2.1.3 A-2.2.3a B-1.4,I-12 I-18\n"
                            "\"a, \"\"b\"\"\",exact,0.60,,,10*0.06,10,R-31,A-3.2 A-3.2.1b "
                            "B-2.4,explicit\n",
               READ("6") "6 rated, 0 rejected\n");
}

static void answers_are_a_single_amount_or_none(void **state)
{
    (void)state;
    write_file(PATH, tg_slice_of(mixed));
    assert_got(capture(&cmd_rate, "--answers", PATH, NULL), EXIT_CONFORMS,
               "call_id,charge\nexact,0.18\nopen,\nsilent,\nfree,0.00\n12593,0.35\n"
               "\"a, \"\"b\"\"\",0.60\n",
               READ("6") "6 rated, 0 rejected\n");
    write_file(PATH, tg_slice_of(HEADER GOOD("A") "B,,,,,,,,,,,\n" GOOD("C")));
    assert_got(capture(&cmd_rate, "-a", PATH, NULL), EXIT_MISMATCH,
               "call_id,charge\nA,0.18\nB,\nC,0.18\n",
               "tollgate: calls.csv:3:3: start_time is empty; expected YYYY-MM-DDTHH:MM:SS\n" READ(
                   "3") "2 rated, 1 rejected\n");
}

/* An annex binds the open price, a defect bills by the minute, in this order. */
static void overlays_change_the_outcomes(void **state)
{
    (void)state;
    write_file(PATH, tg_slice_of(mixed));
    assert_got(capture(&cmd_rate, "--answers", "--overlay", "example", "--overlay",
                       TEST_SOURCE_DIR "/cases/defects/per-minute.xml", PATH, NULL),
               EXIT_CONFORMS,
               "call_id,charge\nexact,0.60\nopen,0.60\nsilent,\nfree,0.00\n12593,0.35\n"
               "\"a, \"\"b\"\"\",0.60\n",
               READ("6") "6 rated, 0 rejected\n");
    assert_got(capture(&cmd_rate, "--overlay", "elephant", PATH, NULL), EXIT_INVALID, "",
               "tollgate: there is no bundled rulebook or overlay named 'elephant'\n"
               "hint: a file is named with a '/' or with its ending .xml\n");
    assert_got(capture(&cmd_rate, "--rulebook", "no/such.xml", PATH, NULL), EXIT_INVALID, "",
               "tollgate: no/such.xml: cannot be opened: No such file or directory\n");
}

/* Columns by name, others passed over, those that may be empty left out. */
static void columns_stand_in_any_order(void **state)
{
    (void)state;
    assert_got(
        rate("charge,other_party,event,plan,home_area,visited_area,duration_s,start_time,"
             "call_id\n9.99,01062001234,originate,gotone,0755,0755,13,2010-03-15 10:00:00,A\n"
             ",,monthly_fee,gotone,0755,,,2010-03-15T02:00:00Z,B\n"),
        EXIT_CONFORMS, OUTCOMES EXACT("A") "B,unspecified,,,,,,U-34,,none\n", ALL_RATED);
}

/* More than the buffers of input and output hold. */
static void a_long_file_is_rated_whole(void **state)
{
    struct text records = {0};
    struct text outcomes = {0};
    const struct captured *got;

    (void)state;
    text_addf(&records, HEADER);
    text_addf(&outcomes, "%s", OUTCOMES);
    for (int i = 0; i < 8000; i++) {
        text_addf(&records, "call-%d%s", i, GOOD(""));
        text_addf(&outcomes, "call-%d%s", i, EXACT(""));
    }
    got = rate(records.p);
    assert_int_equal(got->out.n, outcomes.n);
    assert_got(got, EXIT_CONFORMS, outcomes.p, READ("8000") "8000 rated, 0 rejected\n");
    text_free(&records);
    text_free(&outcomes);
}

/* -------------------------------------------------------------------------------- compressed */

static const struct {
    const char *path;
    void (*pack)(struct text *out, struct tg_slice plain);
    const char *breaks_off;
    const char *corrupt;
} packers[] = {
    {"calls.csv.gz", pack_gzip,
     "tollgate: calls.csv.gz:4: cannot be read: gzip data breaks off\n" ALL_RATED,
     "tollgate: calls.csv.gz:4: cannot be read: gzip data is corrupt\n" ALL_RATED},
    {"calls.csv.zst", pack_zstd,
     "tollgate: calls.csv.zst:4: cannot be read: zstd data breaks off\n" ALL_RATED,
     "tollgate: calls.csv.zst:4: cannot be read: zstd data is corrupt\n" ALL_RATED},
};

/* In two parts, of which the second begins within a record. */
static void compressed_files_are_read_as_they_are(void **state)
{
    static const char one[] = HEADER GOOD("A") "B,2010-03-15T10:0";
    struct tg_slice two = tg_slice_of("0:00,13,gotone,,originate,,0755,0755,01062001234,,\n");

    (void)state;
    for (size_t i = 0; i < COUNT(packers); i++) {
        struct text packed = {0};

        packers[i].pack(&packed, tg_slice_of(one));
        packers[i].pack(&packed, two);
        write_file(packers[i].path, text_slice(&packed));
        assert_got(capture(&cmd_rate, packers[i].path, NULL), EXIT_CONFORMS,
                   OUTCOMES EXACT("A") EXACT("B"), ALL_RATED);
        assert_run(shell("\"$0\" rate", text_slice(&packed)), EXIT_CONFORMS,
                   OUTCOMES EXACT("A") EXACT("B"), ALL_RATED);
        text_free(&packed);
    }
}

/* The records in front of the fault are rated. */
static void compressed_files_that_are_damaged_are_told(void **state)
{
    static const char records[] = HEADER GOOD("A") GOOD("B");

    (void)state;
    for (size_t i = 0; i < COUNT(packers); i++) {
        struct text packed = {0};

        packers[i].pack(&packed, tg_slice_of(records));
        write_file(packers[i].path, (struct tg_slice){packed.p, packed.n - 1});
        assert_got(capture(&cmd_rate, packers[i].path, NULL), EXIT_INTERNAL,
                   OUTCOMES EXACT("A") EXACT("B"), packers[i].breaks_off);
        text_addf(&packed, "%s", GOOD("C"));
        write_file(packers[i].path, text_slice(&packed));
        assert_got(capture(&cmd_rate, packers[i].path, NULL), EXIT_INTERNAL,
                   OUTCOMES EXACT("A") EXACT("B"), packers[i].corrupt);
        text_free(&packed);
    }
}

/* ----------------------------------------------------------------------------------- streams */

static void stdin_is_rated_too(void **state)
{
    static const char *const lines[] = {"\"$0\" rate", "\"$0\" rate -"};

    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        assert_run(shell(lines[i], tg_slice_of(HEADER GOOD("A") GOOD("B"))), EXIT_CONFORMS,
                   OUTCOMES EXACT("A") EXACT("B"), ALL_RATED);
        assert_run(
            shell(lines[i], tg_slice_of(HEADER GOOD("A") GOOD("A"))), EXIT_MISMATCH,
            OUTCOMES EXACT("A") "A,error,,,,,,,,call_id 'A' is repeated\n",
            "tollgate: stdin:3:1: call_id 'A' is repeated\n" READ("2") "1 rated, 1 rejected\n");
        assert_run(shell(lines[i], tg_slice_of("")), EXIT_INTERNAL, OUTCOMES,
                   "tollgate: stdin: the file is empty: expected a header row that names the "
                   "columns\n" NONE_READ);
    }
    assert_run(shell("\"$0\" rate <&-", tg_slice_of("")), EXIT_INTERNAL, OUTCOMES,
               "tollgate: stdin: cannot be read: Bad file descriptor\n" NONE_READ);
}

/* Few outcomes are written only at the end; with many, rating stops when writing fails. */
static void a_stdout_that_cannot_be_written_is_told(void **state)
{
    static const struct {
        const char *line;
        const char *said; /* in the end */
    } rows[] = {
        {"\"$0\" rate many.csv >/dev/full",
         " rated, 0 rejected\ntollgate: stdout cannot be written: No space left on device\n"},
        {"\"$0\" rate many.csv >&-",
         " rated, 0 rejected\ntollgate: stdout cannot be written: Bad file descriptor\n"},
    };
    struct text many = {0};

    (void)state;
    write_file(PATH, tg_slice_of(HEADER GOOD("A") GOOD("B")));
    text_addf(&many, HEADER);
    for (int i = 0; i < 20000; i++) text_addf(&many, "call-%d%s", i, GOOD(""));
    write_file("many.csv", text_slice(&many));
    text_free(&many);
    assert_run(shell("\"$0\" rate " PATH " >/dev/full", tg_slice_of("")), EXIT_INTERNAL, "",
               ALL_RATED "tollgate: stdout cannot be written: No space left on device\n");
    assert_run(shell("\"$0\" rate " PATH " >&-", tg_slice_of("")), EXIT_INTERNAL, "",
               ALL_RATED "tollgate: stdout cannot be written: Bad file descriptor\n");
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct said end = shell(rows[i].line, tg_slice_of(""));
        size_t n = strlen(rows[i].said);

        assert_int_equal(end.code, EXIT_INTERNAL);
        assert_int_equal(end.output.n, 0);
        assert_true(end.talk.n > n);
        assert_string_equal(end.talk.p + end.talk.n - n, rows[i].said);
        assert_true(strtol(end.talk.p, NULL, 10) < 20000);
        said_free(&end);
    }
}

static void wrong_usage_is_told(void **state)
{
    (void)state;
    assert_run(shell("\"$0\" rate " PATH " " PATH, tg_slice_of("")), EXIT_USAGE, "",
               "tollgate rate: more than one FILE\n" TRY);
    assert_run(shell("\"$0\" rate --answer=yes " PATH, tg_slice_of("")), EXIT_USAGE, "",
               "tollgate rate: option '--answers' doesn't allow an argument\n" TRY);
    assert_run(shell("\"$0\" rate --overlay", tg_slice_of("")), EXIT_USAGE, "",
               "tollgate rate: option '--overlay' requires an argument\n" TRY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_record_has_its_outcome),
        cmocka_unit_test(answers_are_a_single_amount_or_none),
        cmocka_unit_test(overlays_change_the_outcomes),
        cmocka_unit_test(columns_stand_in_any_order),
        cmocka_unit_test(a_long_file_is_rated_whole),
        cmocka_unit_test(compressed_files_are_read_as_they_are),
        cmocka_unit_test(compressed_files_that_are_damaged_are_told),
        cmocka_unit_test(stdin_is_rated_too),
        cmocka_unit_test(a_stdout_that_cannot_be_written_is_told),
        cmocka_unit_test(wrong_usage_is_told),
    };

    return cmocka_run_group_tests(tests, capture_enter, capture_leave);
}
