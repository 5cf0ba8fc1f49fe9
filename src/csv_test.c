#include "csv.h"
#include "csv_testing.h"
#include "memory.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <unistd.h>

#define BOM "\xef\xbb\xbf"

#define STRAY                                                                                      \
    "quote inside an unquoted field; hint: a field with a quote in it is quoted, and the quote "   \
    "doubled"
#define AFTER                                                                                      \
    "text after a closing quote; expected a comma or the end of the line; hint: a quote inside a " \
    "quoted field is doubled"
#define CR      "carriage return inside a line; expected one only before a line feed"
#define UTF8    "invalid UTF-8; hint: a file in GBK can be converted with iconv -f GB18030 -t UTF-8"
#define NUL     "NUL byte; expected text in UTF-8"
#define TEXT(s) s, sizeof s - 1

static const struct {
    const char *text;
    size_t n;
    const char *listing;
} rows[] = {
    {TEXT(""), ""},
    {TEXT("a,b\nc,d\n"), "1:[a@1][b@3]\n2:[c@1][d@3]\n"},
    {TEXT("a,b\nc,d"), "1:[a@1][b@3]\n2:[c@1][d@3]\n"},
    {TEXT("a,b\r\nc,d\r\n"), "1:[a@1][b@3]\n2:[c@1][d@3]\n"},
    {TEXT("a,b\r"), "1:[a@1][b@3]\n"},
    {TEXT(BOM "a,b\n" BOM "c\n"), "1:[a@1][b@3]\n2:[" BOM "c@1]\n"},
    {TEXT(BOM), ""},
    {TEXT("\xef\xbb"), "f:1:1: " UTF8 " (1)\n"},
    {TEXT(BOM "\n\r\na\n"), "3:[a@1]\n"},
    {TEXT("\n\na\n\r\n\nb\n\n\r"), "3:[a@1]\n6:[b@1]\n"},
    {TEXT("a\n \n,\n"), "1:[a@1]\n2:[ @1]\n3:[@1][@2]\n"},
    {TEXT("x"), "1:[x@1]\n"},
    {TEXT(",,\n"), "1:[@1][@2][@3]\n"},
    {TEXT("call-1,2010-01-01T00:00:00,60,gotone\n"),
     "1:[call-1@1][2010-01-01T00:00:00@8][60@28][gotone@31]\n"},
    /* A comma that is followed by the character next to it: no false finds. */
    {TEXT("a,-,-,,--,-+,-\n"), "1:[a@1][-@3][-@5][@7][--@8][-+@11][-@14]\n"},
    {TEXT("全球通,动感地带\n"), "1:[全球通@1][动感地带@11]\n"},
    {TEXT("a\tb,c\x01\x7f\n"), "1:[a\tb@1][c\x01\x7f@5]\n"},
    {TEXT("\"a\",\"b,c\"\n"), "1:[a@1][b,c@5]\n"},
    {TEXT("\"a\",\"b\"\r\n\"c\""), "1:[a@1][b@5]\n2:[c@1]\n"},
    {TEXT("\"c\"\r"), "1:[c@1]\n"},
    {TEXT("\"\",\"\"\"\",\"a\"\"b\",\"\"\"\"\"\"\n"), "1:[@1][\"@4][a\"b@9][\"\"@16]\n"},
    {TEXT("a,\"b\nc\",d\ne\n"), "1:[a@1][b\nc@3][d@0]\n3:[e@1]\n"},
    {TEXT("a,\"b\r\n\r\n\n\"\"\"\r\ne\n"), "1:[a@1][b\r\n\r\n\n\"@3]\n5:[e@1]\n"},
    {TEXT("\"a\rb\"\n"), "1:[a\rb@1]\n"},
    {TEXT("a,\"b\nc\nd,e\n"), "f:1:3: quote is never closed (1)\n2:[c@1]\n3:[d@1][e@3]\n"},
    {TEXT("a\n\"\n"), "1:[a@1]\nf:2:1: quote is never closed (0)\n"},
    {TEXT("\"b\"\""), "f:1:1: quote is never closed (0)\n"},
    /* Two stray quotes pair up, but cost no row of those between. */
    {TEXT("1\n\"2\n3\n4\nx\"5\n6\n"),
     "1:[1@1]\nf:5:3: " AFTER " (0)\n3:[3@1]\n4:[4@1]\nf:5:2: " STRAY " (0)\n6:[6@1]\n"},
    {TEXT("a,\"b\"x,c\nd\n"), "f:1:6: " AFTER " (1)\n2:[d@1]\n"},
    {TEXT("a,\"b\" ,c\nd\n"), "f:1:6: " AFTER " (1)\n2:[d@1]\n"},
    {TEXT("a,b\"c\"\nd\n"), "f:1:4: " STRAY " (1)\n2:[d@1]\n"},
    {TEXT("a,b\rc\nd\n"), "f:1:4: " CR " (1)\n2:[d@1]\n"},
    {TEXT("a,\"b\"\rc\nd\n"), "f:1:6: " CR " (1)\n2:[d@1]\n"},
    {TEXT("a,b\r\r\nd\n"), "f:1:4: " CR " (1)\n2:[d@1]\n"},
    {TEXT("a,b\xff"
          "c,d\ne\n"),
     "f:1:4: " UTF8 " (3)\n2:[e@1]\n"},
    {TEXT("a,\xc8\xab\xc7\xf2\xcd\xa8\nb\n"), "f:1:5: " UTF8 " (2)\n2:[b@1]\n"},
    {TEXT("a,\"b\xe5\x85\"\nc\n"), "f:1:5: " UTF8 " (2)\n2:[c@1]\n"},
    {TEXT("a\n\"b\nc\xff\"\nd\n"), "1:[a@1]\nf:3:2: " UTF8 " (1)\nf:3:2: " UTF8 " (0)\n4:[d@1]\n"},
    {TEXT("a,b\0c\nd\n"), "f:1:4: " NUL " (2)\n2:[d@1]\n"},
    {TEXT("\0\nd\n"), "f:1:1: " NUL " (1)\n2:[d@1]\n"},
    /* The first fault is told. */
    {TEXT("a\0,\xff,b\"\n"), "f:1:2: " NUL " (2)\n"},
    {TEXT("a\xff,\0,b\"\n"), "f:1:2: " UTF8 " (2)\n"},
    {TEXT("a,b\",\xff\0\n"), "f:1:4: " STRAY " (1)\n"},
};

static void every_text_reads_the_same_at_every_chunk_size(void **state)
{
    char text[4096];
    struct listing listing = {text, sizeof text, 0};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        for (size_t step = 0; step <= rows[i].n; step++) {
            list(&listing, rows[i].text, rows[i].n, step);
            if (strcmp(text, rows[i].listing) != 0)
                fail_msg("row %zu, step %zu:\n%sexpected\n%s", i, step, text, rows[i].listing);
        }
}

/* ------------------------------------------------------------------------------------- limits */

/* A text built up of pieces. */
static char big[3 << 20];
static size_t big_n;

static void begin(void)
{
    big_n = 0;
}

static void repeat(const char *piece, size_t times)
{
    size_t n = strlen(piece);

    assert_true(big_n + n * times <= sizeof big);
    for (size_t i = 0; i < times; i++, big_n += n) memcpy(big + big_n, piece, n);
}

/* The fields of the big text are not listed, only their lengths. */
static void expect_big(const char *expected)
{
    static const size_t steps[] = {0, 1, 4099, 65536};

    for (size_t i = 0; i < COUNT(steps); i++) {
        struct memory_input in = {.p = big, .n = big_n, .step = steps[i]};
        struct tg_csv *csv = tg_csv_new(memory_read, &in, "f");
        static struct tg_csv_row row;
        struct tg_error error;
        enum tg_next next;
        char text[4096], buf[TG_ERROR_TEXT + 64];
        struct listing out = {text, sizeof text, 0};

        while ((next = tg_csv_next(csv, &row, &error)) != TG_NEXT_END) {
            if (next == TG_NEXT_ROW) {
                put(&out, "%ld: %zu fields, last %zu bytes\n", row.line, row.count,
                    row.field[row.count - 1].n);
                continue;
            }
            tg_error_format(buf, sizeof buf, &error);
            put(&out, "%s (%zu)\n", buf, row.count);
        }
        tg_csv_free(csv);
        if (strcmp(text, expected) != 0)
            fail_msg("step %zu:\n%sexpected\n%s", steps[i], text, expected);
    }
}

#define TOO_LONG "record is longer than 65536 bytes"
#define OPEN     "quote is not closed within the 65536 bytes a record may have"

static void records_up_to_the_limit_are_read_and_longer_lines_skipped(void **state)
{
    (void)state;
    begin();
    repeat("x", 65535);
    repeat("\n", 1);
    repeat("x", 65536);
    repeat("\na\n", 1);
    repeat("x", 1 << 20); /* a line of 1 MiB */
    repeat("\r\nb,c\n", 1);
    expect_big("1: 1 fields, last 65535 bytes\nf:2:1: " TOO_LONG " (0)\n3: 1 fields, last 1 bytes\n"
               "f:4:1: " TOO_LONG " (0)\n5: 2 fields, last 1 bytes\n");
    begin();
    repeat("x", 65536);
    expect_big("1: 1 fields, last 65536 bytes\n");
    repeat("x", 1);
    expect_big("f:1:1: " TOO_LONG " (0)\n");
    begin();
    repeat(BOM, 1);
    repeat("x", 65534);
    repeat("\n", 1);
    expect_big("1: 1 fields, last 65534 bytes\n");
    begin();
    repeat(BOM, 1);
    repeat("x", 65536);
    repeat("\na", 1);
    expect_big("f:1:1: " TOO_LONG " (0)\n2: 1 fields, last 1 bytes\n");
}

static void quoted_records_have_the_same_limit(void **state)
{
    (void)state;
    begin();
    repeat("a\n\"", 1);
    repeat("\n", 65533);
    repeat("\"\n", 1);
    repeat("b\n", 1);
    expect_big("1: 1 fields, last 1 bytes\n2: 1 fields, last 65533 bytes\n"
               "65536: 1 fields, last 1 bytes\n");
    /* One byte too much, in every position the end can have. */
    begin();
    repeat("\"", 1);
    repeat("\n", 65534);
    repeat("\"\nb\n", 1);
    expect_big("f:1:1: " TOO_LONG " (0)\nf:65535:1: quote is never closed (0)\n"
               "65536: 1 fields, last 1 bytes\n");
    begin();
    repeat("\"", 1);
    repeat("\n", 65533);
    repeat("\"\r\nb\n", 1);
    expect_big("f:1:1: " TOO_LONG " (0)\nf:65534:1: quote is never closed (0)\n"
               "65535: 1 fields, last 1 bytes\n");
    begin();
    repeat("\"", 1);
    repeat("\n", 65535);
    repeat("\"\nb\n", 1);
    expect_big("f:1:1: " OPEN " (0)\nf:65536:1: quote is never closed (0)\n"
               "65537: 1 fields, last 1 bytes\n");
    begin();
    repeat("\"\n\",", 1);
    repeat("x", 65533);
    repeat("\nb\n", 1);
    expect_big("f:1:1: " TOO_LONG " (1)\nf:2:1: " OPEN " (0)\n"
               "3: 1 fields, last 1 bytes\n");
}

static void the_number_of_fields_is_limited(void **state)
{
    (void)state;
    begin();
    repeat("a,", 255);
    repeat("b\n\"q\"", 1);
    repeat(",a", 255);
    repeat("\n", 1);
    repeat("a,", 256);
    repeat("b\nc\n", 1);
    repeat("\"a\",", 256);
    expect_big("1: 256 fields, last 1 bytes\n2: 256 fields, last 1 bytes\n"
               "f:3:513: more than 256 fields (256)\n4: 1 fields, last 1 bytes\n"
               "f:5:1025: more than 256 fields (256)\n");
}

/* ------------------------------------------------------------------------------------ failures */

static void a_failure_to_read_is_told_and_ends_it(void **state)
{
    static const struct {
        const char *text;
        size_t good; /* rows in front of the failure */
        long line;
    } failing[] = {
        {"", 0, 0},       {"a", 0, 0},         {"a\n", 1, 2},        {"a\nb\nc", 2, 3},
        {"a\n\"b", 1, 2}, {"a\n\"b\nc", 1, 2}, {"a\n\"b\n\"", 1, 2}, {"a\n\"b\n\"\r", 1, 2},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(failing); i++)
        for (size_t step = 0; step < 2; step++) {
            struct memory_input in = {
                .p = failing[i].text, .n = strlen(failing[i].text), .step = step, .fails = 1};
            struct tg_csv *csv = tg_csv_new(memory_read, &in, "f");
            struct tg_csv_row row;
            struct tg_error error;

            for (size_t good = 0; good < failing[i].good; good++)
                assert_int_equal(tg_csv_next(csv, &row, &error), TG_NEXT_ROW);
            assert_int_equal(tg_csv_next(csv, &row, &error), TG_NEXT_FAILED);
            assert_int_equal(error.status, TG_E_IO);
            assert_string_equal(error.text, "cannot be read: Input/output error");
            assert_string_equal(error.file, "f");
            assert_int_equal(error.line, failing[i].line);
            assert_int_equal(error.column, 0);
            assert_int_equal(tg_csv_next(csv, &row, &error), TG_NEXT_END);
            assert_int_equal(tg_csv_next(csv, &row, NULL), TG_NEXT_END);
            tg_csv_free(csv);
        }
}

static void a_failure_within_an_over_long_line_is_told(void **state)
{
    struct memory_input in = {.p = big, .n = 100000, .step = 1000, .fails = 1};
    struct tg_csv *csv = tg_csv_new(memory_read, &in, "f");
    struct tg_csv_row row;
    struct tg_error error;

    (void)state;
    memset(big, 'x', 100000);
    assert_int_equal(tg_csv_next(csv, &row, &error), TG_NEXT_BAD_ROW);
    assert_int_equal(tg_csv_next(csv, &row, &error), TG_NEXT_FAILED);
    assert_int_equal(tg_csv_next(csv, &row, &error), TG_NEXT_END);
    tg_csv_free(csv);
}

static void a_directory_is_no_file(void **state)
{
    int fd = open("/", O_RDONLY);
    struct tg_csv *csv = tg_csv_new(tg_read_fd, &fd, "/");
    struct tg_csv_row row;
    struct tg_error error;
    char buf[64];

    (void)state;
    assert_int_equal(tg_csv_next(csv, &row, &error), TG_NEXT_FAILED);
    tg_error_format(buf, sizeof buf, &error);
    assert_string_equal(buf, "/: cannot be read: Is a directory");
    tg_csv_free(csv);
    close(fd);
}

static int alarm_pipe[2];
static volatile sig_atomic_t alarms;

/* The first signals interrupt the read; then there is something to read. */
static void on_alarm(int signal)
{
    (void)signal;
    if (++alarms >= 3 && write(alarm_pipe[1], "a", 1) != 1) _exit(1);
}

static void a_read_interrupted_by_a_signal_is_taken_up_again(void **state)
{
    struct sigaction action = {.sa_handler = on_alarm}, before;
    struct itimerval timer = {.it_interval = {0, 5000}, .it_value = {0, 5000}}, none = {0};
    char byte = 0;

    (void)state;
    assert_int_equal(pipe(alarm_pipe), 0);
    sigaction(SIGALRM, &action, &before);
    setitimer(ITIMER_REAL, &timer, NULL);
    assert_int_equal(tg_read_fd(&alarm_pipe[0], &byte, 1), 1);
    setitimer(ITIMER_REAL, &none, NULL);
    sigaction(SIGALRM, &before, NULL);
    assert_int_equal(byte, 'a');
    close(alarm_pipe[0]);
    close(alarm_pipe[1]);
}

static void no_memory_no_reader(void **state)
{
    struct memory_input in = {0};

    (void)state;
    tg_alloc_fail_after(0);
    assert_null(tg_csv_new(memory_read, &in, "f"));
    tg_csv_free(NULL);
}

static void receding_reads_all_but_the_first_line_again(void **state)
{
    struct memory_input in = {.p = "a\n\"b\nc,\"\"\"\nd\n", .n = 14};
    struct tg_csv *csv = tg_csv_new(memory_read, &in, "f");
    struct tg_csv_row row;
    char text[128] = "";
    struct listing out = {text, sizeof text, 0};

    (void)state;
    for (int turn = 0; turn < 2; turn++) {
        assert_int_equal(tg_csv_next(csv, &row, NULL), TG_NEXT_ROW);
        put_row(&out, &row);
        tg_csv_recede(csv);
        tg_csv_recede(csv);
    }
    while (tg_csv_next(csv, &row, NULL) == TG_NEXT_ROW) put_row(&out, &row);
    assert_string_equal(text, "1:[a@1]\n2:[b\nc,\"@1]\n");
    tg_csv_free(csv);
}

/* What is told of the text not read yet. */
static void expect_unread(const struct tg_csv *csv, const char *text, long at, bool skips)
{
    long line;
    bool skipping;
    struct tg_slice unread = tg_csv_unread(csv, &line, &skipping);

    assert_true(tg_slice_is(unread, text));
    assert_int_equal(line, at);
    assert_int_equal(skipping, skips);
}

static void what_was_read_ahead_can_be_had(void **state)
{
    struct memory_input in = {.p = "a\n\n\"b\nc\"\nd\"\ne", .n = 13};
    struct tg_csv *csv = tg_csv_new(memory_read, &in, "f");
    struct tg_csv_row row;

    (void)state;
    expect_unread(csv, "", 1, false);
    assert_int_equal(tg_csv_next(csv, &row, NULL), TG_NEXT_ROW);
    expect_unread(csv, "\n\"b\nc\"\nd\"\ne", 2, false);
    assert_int_equal(tg_csv_next(csv, &row, NULL), TG_NEXT_ROW);
    expect_unread(csv, "d\"\ne", 5, false);
    tg_csv_recede(csv);
    expect_unread(csv, "c\"\nd\"\ne", 4, false);
    assert_int_equal(tg_csv_next(csv, &row, NULL), TG_NEXT_BAD_ROW);
    expect_unread(csv, "d\"\ne", 5, false);
    assert_int_equal(tg_csv_next(csv, &row, NULL), TG_NEXT_BAD_ROW);
    assert_int_equal(tg_csv_next(csv, &row, NULL), TG_NEXT_ROW);
    expect_unread(csv, "", 7, false);
    assert_int_equal(tg_csv_next(csv, &row, NULL), TG_NEXT_END);
    expect_unread(csv, "", 7, false);
    tg_csv_free(csv);
}

static void an_over_long_line_is_unread_until_its_end(void **state)
{
    struct memory_input in = {.p = big, .step = 1000};
    struct tg_csv *csv = tg_csv_new(memory_read, &in, "f");
    struct tg_csv_row row;
    bool skipping;
    long line;

    (void)state;
    begin();
    repeat("x", 100000);
    repeat("\nab\n", 1);
    in.n = big_n;
    assert_int_equal(tg_csv_next(csv, &row, NULL), TG_NEXT_BAD_ROW);
    assert_true(tg_csv_unread(csv, &line, &skipping).n > TG_CSV_MAX_RECORD);
    assert_int_equal(line, 1);
    assert_true(skipping);
    assert_int_equal(tg_csv_next(csv, &row, NULL), TG_NEXT_ROW);
    assert_int_equal(row.line, 2);
    expect_unread(csv, "", 3, false);
    tg_csv_free(csv);
}

/* Other input is read in the place of what was left, however the reader stands. */
static void a_restart_forgets_all_that_was(void **state)
{
    static const struct {
        size_t n; /* of the big text */
        size_t rows;
        int fails;
    } before[] = {{0, 0, 0}, {2, 0, 0},      {2, 1, 0},      {2, 2, 0},      {0, 1, 1},
                  {2, 2, 1}, {100000, 1, 0}, {100000, 2, 0}, {100000, 2, 1}, {100000, 3, 1}};

    (void)state;
    for (size_t i = 0; i < COUNT(before); i++) {
        struct memory_input in = {.p = big, .n = before[i].n, .fails = before[i].fails};
        struct memory_input other = {.p = BOM "1\n\"2\n3\"\n", .n = 11};
        struct tg_csv *csv = tg_csv_new(memory_read, &in, "f");
        struct tg_csv_row row;
        char text[128] = "";
        struct listing out = {text, sizeof text, 0};

        memset(big, 'x', sizeof big);
        for (size_t k = 0; k < before[i].rows; k++) tg_csv_next(csv, &row, NULL);
        tg_csv_restart(csv, memory_read, &other, 77);
        expect_unread(csv, "", 77, false);
        while (tg_csv_next(csv, &row, NULL) == TG_NEXT_ROW) put_row(&out, &row);
        /* A byte order mark stands at the begin of a file only. */
        assert_string_equal(text, "77:[" BOM "1@1]\n78:[2\n3@1]\n");
        tg_csv_free(csv);
    }
}

static void after_a_restart_there_is_no_row_to_recede_from(void **state)
{
    struct memory_input in = {.p = "\"a\nb\"\n", .n = 6}, other = {.p = "c\n", .n = 2};
    struct tg_csv *csv = tg_csv_new(memory_read, &in, "f");
    struct tg_csv_row row;

    (void)state;
    assert_int_equal(tg_csv_next(csv, &row, NULL), TG_NEXT_ROW);
    tg_csv_restart(csv, memory_read, &other, 9);
    tg_csv_recede(csv);
    expect_unread(csv, "", 9, false);
    assert_int_equal(tg_csv_next(csv, &row, NULL), TG_NEXT_ROW);
    assert_int_equal(row.line, 9);
    tg_csv_free(csv);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_text_reads_the_same_at_every_chunk_size),
        cmocka_unit_test(records_up_to_the_limit_are_read_and_longer_lines_skipped),
        cmocka_unit_test(quoted_records_have_the_same_limit),
        cmocka_unit_test(the_number_of_fields_is_limited),
        cmocka_unit_test(a_failure_to_read_is_told_and_ends_it),
        cmocka_unit_test(a_failure_within_an_over_long_line_is_told),
        cmocka_unit_test(a_directory_is_no_file),
        cmocka_unit_test(a_read_interrupted_by_a_signal_is_taken_up_again),
        cmocka_unit_test(no_memory_no_reader),
        cmocka_unit_test(receding_reads_all_but_the_first_line_again),
        cmocka_unit_test(what_was_read_ahead_can_be_had),
        cmocka_unit_test(an_over_long_line_is_unread_until_its_end),
        cmocka_unit_test(a_restart_forgets_all_that_was),
        cmocka_unit_test(after_a_restart_there_is_no_row_to_recede_from),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
