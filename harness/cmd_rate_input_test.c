/* What `tollgate rate` says of bad records and bad files. */
#include "rate_testing.h"

/* -------------------------------------------------------------------------------- bad records */

/* A record of X: what is said of it, at which column. */
static const struct bad {
    const char *record;
    long column;
    const char *text;
} bad_records[] = {
#define START        "X,2010-03-15T10:00:00,13,"
#define PLACE        START "gotone,,originate,,0755,0755,"
#define PARTY(party) PLACE party ",,", 55
#define PLANS                                                                                      \
    "gotone, mzone, easyown, easyown-qingsong, easyown-jiayuan, gotone-jingdian, gotone-shanglv, " \
    "mzone-suibian or easyown-dazhong"

    /* plan, packs, event, areas */
    {START "gotoen,,originate,,0755,0755,01062001234,,", 26,
     "plan 'gotoen' is unknown; expected " PLANS},
    {START ",,originate,,0755,0755,01062001234,,", 26, "plan is empty; expected " PLANS},
    {START "gotone,day,originate,,0755,0755,01062001234,,", 33,
     "packs 'day' is unknown; expected an empty field or night"},
    {START "gotone,,call,,0755,0755,01062001234,,", 34,
     "event 'call' is unknown; expected originate, receive, forward or monthly_fee"},
    {START "gotone,,,,0755,0755,01062001234,,", 34,
     "event is empty; expected originate, receive, forward or monthly_fee"},
    {START "gotone,,originate,,0750x,0755,01062001234,,", 45,
     "home_area '0750x' is no area code; expected one such as 0755"},
    {START "gotone,,originate,,755,0755,01062001234,,", 45,
     "home_area '755' is no area code; expected one such as 0755; hint: the leading 0 belongs to "
     "it"},
    {START "gotone,,originate,,0755,,01062001234,,", 50,
     "visited_area is empty; expected one such as 0755"},
    {PLACE "13800138000,0981,", 67, "other_area '0981' is no area code; expected one such as 0755"},
    {PLACE "13800138000,010,mobile", 71,
     "other_network 'mobile' is unknown; expected cmcc, other or an empty field"},

/* start_time */
#define TIME(time) "X," time ",13,gotone,,originate,,0755,0755,01062001234,,", 3
    {TIME("2010-02-30T10:00:00"), "start_time '2010-02-30T10:00:00': no such date"},
    {TIME("2010-13-01T10:00:00"), "start_time '2010-13-01T10:00:00': no such date"},
    {TIME("2010-03-15T25:00:00"), "start_time '2010-03-15T25:00:00': no such time of day"},
    {TIME("1969-12-31T23:59:59"),
     "start_time '1969-12-31T23:59:59': the year is not within 1970 to 2099"},
    {TIME("2010-03-15T10:00:00+08"),
     "start_time '2010-03-15T10:00:00+08': the time zone is neither empty, Z nor +hh:mm"},
    {TIME("2010-03-15T10:00:00+15:00"),
     "start_time '2010-03-15T10:00:00+15:00': no such time zone"},
    {TIME("15.03.2010 10:00"),
     "start_time '15.03.2010 10:00': not of the form YYYY-MM-DDTHH:MM:SS"},
    {TIME(""), "start_time is empty; expected YYYY-MM-DDTHH:MM:SS"},

/* duration_s */
#define LASTS(duration)                                                                            \
    "X,2010-03-15T10:00:00," duration ",gotone,,originate,,0755,0755,01062001234,,", 23
    {LASTS(""), "duration_s is empty; expected whole seconds, 0 to 2678400"},
    {LASTS("-1"), "duration_s '-1' is negative; expected whole seconds, 0 to 2678400"},
    {LASTS("1.5"), "duration_s '1.5' has decimals; expected whole seconds, 0 to 2678400"},
    {LASTS("2678401"),
     "duration_s '2678401' is longer than 31 days; expected whole seconds, 0 to 2678400"},
    {LASTS("99999999999999999999"), "duration_s '99999999999999999999' is longer than 31 days; "
                                    "expected whole seconds, 0 to 2678400"},
    {LASTS("1m"), "duration_s '1m' is not a number; expected whole seconds, 0 to 2678400"},

    /* contradictions */
    {START "gotone,,originate,busy,0755,0755,01062001234,,", 44,
     "forward_reason 'busy' contradicts event 'originate'; expected an empty field"},
    {START "gotone,,forward,,0755,0755,01062001234,,", 42,
     "forward_reason '' contradicts event 'forward'; expected unconditional, busy, no_reply or "
     "unreachable"},
    {START "gotone,,forward,away,0755,0755,01062001234,,", 42,
     "forward_reason 'away' is unknown; expected unconditional, busy, no_reply or unreachable"},
    {START "gotone,,monthly_fee,,0755,0755,,,", 23,
     "duration_s '13' contradicts event 'monthly_fee'; expected an empty field"},
    {PLACE "01062001234,021,", 55,
     "other_party '01062001234': the digits show another area than other_area does"},
    {PLACE "01062001234,,cmcc", 55,
     "other_party '01062001234': only a mobile number of the mainland can be of other_network "
     "cmcc"},
    {PLACE "0012125551234,010,", 55,
     "other_party '0012125551234': a number abroad or of a satellite has no other_area"},

    /* numbers; the column is that of the digit at fault */
    {PARTY(""), "other_party is empty; expected the digits dialled"},
    {PLACE "010ABC01234,,", 58, "number '010ABC01234' has 'A' at position 4, a digit expected"},
    {PLACE "01062001234567890,,", 66,
     "number '01062001234567890' has a subscriber number of 14 digits, 7 or 8 expected"},
    {PLACE "010620012,,", 64,
     "number '010620012' has a subscriber number of 6 digits, 7 or 8 expected"},
    {PLACE "010,,", 58,
     "number '010' ends behind the area code, a subscriber or service number expected"},
    {PLACE "1380013800,,", 65, "number '1380013800' has a mobile number of 10 digits, 11 expected"},
    {PLACE "123456789012345678901234567890123,,", 55,
     "other_party '123456789012345678901234567890123' is too long; expected at most 32 characters"},
    {PLACE "0099912345678,,", 57,
     "number '0099912345678' has 999 behind 00, which fits no country "
     "code"},
    {PLACE "001234,,", 61, "number '001234' has 4 digits behind 00, 5 to 15 expected"},
    {PLACE "098112345678,,", 56, "number '098112345678' has the area code 0981, which no area has"},
    {PLACE "12593,,", 60, "number '12593' ends behind the access prefix, a number expected"},
    {PLACE "17100000000,,", 55,
     "other_party '17100000000': the home area of this mobile number is not known, expected it in "
     "other_area"},
    {START "gotone,,forward,busy,0755,0755,17100000000,0755,", 57,
     "other_party '17100000000': the network of this mobile number is not known, expected it in "
     "other_network"},

    /* the row itself */
    {"X,2010-03-15T10:00:00,13,gotone", 26, "row has 4 fields, but the header row has 12"},
    {PLACE "01062001234,,,,", 69, "row has 14 fields, but the header row has 12"},
    {"X,\"2010-03-15T10:00:00\"x,13,gotone,,originate,,0755,0755,01062001234,,", 24,
     "text after a closing quote; expected a comma or the end of the line; hint: a quote inside a "
     "quoted field is doubled"},
    {"X,2010-03-15T10:00:00,13,got\"one,,originate,,0755,0755,01062001234,,", 29,
     "quote inside an unquoted field; hint: a field with a quote in it is quoted, and the quote "
     "doubled"},
};

/* The outcome of a bad record: the text, quoted where it has a comma. */
static void add_error(struct text *out, const char *id, const char *text)
{
    const char *quote = strchr(text, ',') != NULL ? "\"" : "";

    text_addf(out, "%s,error,,,,,,,,%s%s%s\n", id, quote, text, quote);
}

/* All in one file, each between two good ones, with a letter of its own in the place of the X. */
static void a_bad_record_is_told_and_the_others_rated(void **state)
{
    struct text content = {0};
    struct text out = {0};
    struct text err = {0};

    (void)state;
    text_addf(&content, HEADER);
    text_addf(&out, "%s", OUTCOMES);
    for (size_t i = 0; i < COUNT(bad_records); i++) {
        const struct bad *bad = &bad_records[i];
        const char id[] = {(char)('A' + i), '\0'};

        assert_true('A' + i <= 'z');
        text_addf(&content, "good-%zu%s%s%s\n", i, GOOD(""), id, bad->record + 1);
        text_addf(&out, "good-%zu%s", i, EXACT(""));
        add_error(&out, id, bad->text);
        text_addf(&err, "tollgate: calls.csv:%zu:%ld: %s\n", 2 * i + 3, bad->column, bad->text);
    }
    text_addf(&content, "%s", GOOD("last"));
    text_addf(&out, "%s", EXACT("last"));
    text_addf(&err, "%zu records read: %zu rated, %zu rejected\n", 2 * COUNT(bad_records) + 1,
              COUNT(bad_records) + 1, COUNT(bad_records));
    assert_got(rate(content.p), EXIT_MISMATCH, out.p, err.p);
    text_free(&content);
    text_free(&out);
    text_free(&err);
}

/* Faults that take a file of their own. */
static void a_bad_line_is_told_and_the_others_rated(void **state)
{
    static const struct {
        struct tg_slice content;
        const char *outcome; /* between those of A and C */
        const char *err;
    } rows[] = {
#define TOLD(outcome, column, text)                                                                \
    outcome, "tollgate: calls.csv:3:" column ": " text "\n" READ("3") "2 rated, 1 rejected\n"
        {FILE_OF(HEADER GOOD("A") GOOD("") GOOD("C")),
         TOLD(",error,,,,,,,,call_id is empty; expected 1 to 64 printable characters\n", "1",
              "call_id is empty; expected 1 to 64 printable characters")},
        {FILE_OF(HEADER GOOD("A") GOOD("A") GOOD("C")),
         TOLD("A,error,,,,,,,,call_id 'A' is repeated\n", "1", "call_id 'A' is repeated")},
        {FILE_OF(HEADER GOOD("A") GOOD(
             "12345678901234567890123456789012345678901234567890123456789012345") GOOD("C")),
         TOLD(",error,,,,,,,,call_id '1234567890123456789012345678901234567890...' is too long; "
              "expected 1 to 64 printable characters\n",
              "1",
              "call_id '1234567890123456789012345678901234567890...' is too long; expected 1 to 64 "
              "printable characters")},
        {FILE_OF(HEADER GOOD("A") GOOD("X\tY") GOOD("C")),
         TOLD(
             ",error,,,,,,,,call_id 'X\\x09Y' has a character that cannot be printed; expected 1 "
             "to 64 printable characters\n",
             "1",
             "call_id 'X\\x09Y' has a character that cannot be printed; expected 1 to 64 printable "
             "characters")},
        {FILE_OF(HEADER GOOD("A") "X,\"2010-03-15T10:00:00,13\n" GOOD("C")),
         TOLD("X,error,,,,,,,,quote is never closed\n", "3", "quote is never closed")},
        {FILE_OF(HEADER GOOD("A") "X,2010-03-15T10:00:00,13,\xc9\xee,,originate,,0755\n" GOOD("C")),
         TOLD("X,error,,,,,,,," GBK "\n", "26", GBK)},
        {FILE_OF(HEADER GOOD("A") "X,2010-03-15T10:00:00,13,go\0tone,,originate,,0755\n" GOOD("C")),
         TOLD("X,error,,,,,,,,NUL byte; expected text in UTF-8\n", "28",
              "NUL byte; expected text in UTF-8")},
        {FILE_OF(HEADER GOOD("A") "X,2010-03-15T10:00:00,13,gotone\r,,\n" GOOD("C")),
         TOLD("X,error,,,,,,,,carriage return inside a line; expected one only before a line "
              "feed\n",
              "32", "carriage return inside a line; expected one only before a line feed")},
        /* One fault over two lines: each is looked at by itself. */
        {FILE_OF(HEADER GOOD("A") "\"X\n" GOOD("Y\"") GOOD("C")),
         ",error,,,,,,,,call_id 'X\\x0aY' has a character that cannot be printed; expected 1 to 64 "
         "printable characters\n,error,,,,,,,,\"quote inside an unquoted field; hint: a field "
         "with a quote in it is quoted, and the quote doubled\"\n",
         "tollgate: calls.csv:3:1: call_id 'X\\x0aY' has a character that cannot be printed; "
         "expected 1 to 64 printable characters\ntollgate: calls.csv:4:2: quote inside an unquoted "
         "field; hint: a field with a quote in it is quoted, and the quote doubled\n" READ(
             "4") "2 rated, 2 rejected\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text out = {0};

        text_addf(&out, "%s%s%s", OUTCOMES EXACT("A"), rows[i].outcome, EXACT("C"));
        write_file(PATH, rows[i].content);
        assert_got(capture(&cmd_rate, PATH, NULL), EXIT_MISMATCH, out.p, rows[i].err);
        text_free(&out);
    }
}

#define LONG "record is longer than 65536 bytes"

/* A line of 1 MiB, at first in the middle of the file, then as its end. */
static void an_endless_line_costs_one_record(void **state)
{
    struct text content = {0};

    (void)state;
    text_addf(&content, "%sX,", HEADER GOOD("A"));
    for (int i = 0; i < 1 << 15; i++)
        text_add(&content, tg_slice_of("0123456789012345678901234567890,"));
    text_addf(&content, "\n%s", GOOD("C"));
    assert_got(rate(content.p), EXIT_MISMATCH,
               OUTCOMES EXACT("A") ",error,,,,,,,," LONG "\n" EXACT("C"),
               "tollgate: calls.csv:3:1: " LONG "\n" READ("3") "2 rated, 1 rejected\n");
    content.n = (size_t)(strrchr(content.p, 'X') - content.p) + (1 << 20);
    content.p[content.n] = '\0';
    assert_got(rate(content.p), EXIT_MISMATCH, OUTCOMES EXACT("A") ",error,,,,,,,," LONG "\n",
               "tollgate: calls.csv:3:1: " LONG "\n" READ("2") "1 rated, 1 rejected\n");
    text_free(&content);
}

/* ------------------------------------------------------------------------------- whole files */

static void line_ends_and_byte_order_marks_do_not_matter(void **state)
{
    static const char *const rows[] = {
        "\xef\xbb\xbf" HEADER GOOD("A") GOOD("B"),
        HEADER GOOD("A") "\n\n" GOOD("B") "\n",
    };
    struct text unended = {0};
    struct text windows = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_got(rate(rows[i]), EXIT_CONFORMS, OUTCOMES EXACT("A") EXACT("B"), ALL_RATED);
    text_addf(&unended, "%s", rows[0]);
    unended.p[--unended.n] = '\0';
    assert_got(rate(unended.p), EXIT_CONFORMS, OUTCOMES EXACT("A") EXACT("B"), ALL_RATED);
    for (const char *p = rows[0]; *p != '\0'; p++) {
        if (*p == '\n') text_addf(&windows, "\r");
        text_add(&windows, (struct tg_slice){p, 1});
    }
    assert_got(rate(windows.p), EXIT_CONFORMS, OUTCOMES EXACT("A") EXACT("B"), ALL_RATED);
    windows.p[--windows.n] = '\0'; /* ends with the carriage return */
    assert_got(rate(windows.p), EXIT_CONFORMS, OUTCOMES EXACT("A") EXACT("B"), ALL_RATED);
    text_free(&unended);
    text_free(&windows);
}

/* Files in which there is nothing to rate. */
static void a_file_that_holds_no_records_is_told(void **state)
{
    static const struct {
        struct tg_slice content;
        enum exit_code code;
        const char *err;
    } rows[] = {
        {FILE_OF(""), EXIT_INTERNAL,
         "tollgate: calls.csv: the file is empty: expected a header row that names the "
         "columns\n" NONE_READ},
        {FILE_OF("\xef\xbb\xbf\r\n\n"), EXIT_INTERNAL,
         "tollgate: calls.csv: the file is empty: expected a header row that names the "
         "columns\n" NONE_READ},
        {FILE_OF(HEADER), EXIT_CONFORMS, NONE_READ},
        {FILE_OF("call_id,duration_s\nA,13\n"), EXIT_INTERNAL,
         "tollgate: calls.csv:1: column start_time is missing from the header row\n" NONE_READ},
        {FILE_OF("\n" GOOD("A")), EXIT_INTERNAL,
         "tollgate: calls.csv:2: column call_id is missing from the header row\n" NONE_READ},
        {FILE_OF("call_id,call_id\nA\n"), EXIT_INTERNAL,
         "tollgate: calls.csv:1:9: column call_id is repeated in the header row\n" NONE_READ},
        {FILE_OF("call_id,plan,event,plan,start_time\nA\n"), EXIT_INTERNAL,
         "tollgate: calls.csv:1: column duration_s is missing from the header row\n" NONE_READ},
        {FILE_OF("\x7f"
                 "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\n\n\0"),
         EXIT_INTERNAL, "tollgate: calls.csv:1:8: NUL byte; expected text in UTF-8\n" NONE_READ},
        {FILE_OF("\xff\xfe"
                 "c\0a\0l\0l\0"),
         EXIT_INTERNAL, "tollgate: calls.csv:1:1: " GBK "\n" NONE_READ},
        {FILE_OF("PK\x03\x04\x14\0\0\0\x08\0"), EXIT_INTERNAL,
         "tollgate: calls.csv:1:6: NUL byte; expected text in UTF-8\n" NONE_READ},
        {FILE_OF("\"call_id"), EXIT_INTERNAL,
         "tollgate: calls.csv:1:1: quote is never closed\n" NONE_READ},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        write_file(PATH, rows[i].content);
        assert_got(capture(&cmd_rate, PATH, NULL), rows[i].code, OUTCOMES, rows[i].err);
    }
}

static void a_file_that_cannot_be_read_is_told(void **state)
{
    (void)state;
    assert_got(capture(&cmd_rate, "no/such.csv", NULL), EXIT_USAGE, "",
               "tollgate: no/such.csv: cannot be opened: No such file or directory\n");
    assert_got(capture(&cmd_rate, ".", NULL), EXIT_INTERNAL, OUTCOMES,
               "tollgate: .: cannot be read: Is a directory\n" NONE_READ);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bad_record_is_told_and_the_others_rated),
        cmocka_unit_test(a_bad_line_is_told_and_the_others_rated),
        cmocka_unit_test(an_endless_line_costs_one_record),
        cmocka_unit_test(line_ends_and_byte_order_marks_do_not_matter),
        cmocka_unit_test(a_file_that_holds_no_records_is_told),
        cmocka_unit_test(a_file_that_cannot_be_read_is_told),
    };

    return cmocka_run_group_tests(tests, capture_enter, capture_leave);
}
