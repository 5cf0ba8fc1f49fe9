/* Rated records read in bulk are what the careful reader makes of them, field by field: all good
 * forms of each field, many bad ones, and every byte of typical rows changed. */
#include "testing_bulk.h"
#include "vocabulary.h"

#include <stdio.h>

#define DIGITS_16 "1234567890123456"
#define LETTERS   "abcdefghijklmnopqrstuvwxyzABCDEF"

/* Forms of the fields, good and bad, the usual one first. */
#define MOST_FORMS 40
static const char *const forms[TG_RATED_COLUMNS][MOST_FORMS] = {
    [TG_CDR_CALL_ID] = {"c1", "a b", "~", "#1", "c-2010-06-15/0001", LETTERS LETTERS,
                        LETTERS LETTERS "x", "", "全球通", "x\x7f", "\t", "\"q\"", "\"a,b\"",
                        "\"a\"\"b\"", "\xff"},
    [TG_CDR_START_TIME] = {"2010-06-15T12:00:00",
                           "2010-06-15 12:00:00",
                           "2010-01-01T00:00:00",
                           "2012-02-29T23:59:59",
                           "2011-02-29T00:00:00",
                           "1970-01-01T00:00:00",
                           "1969-12-31T23:59:59",
                           "2099-12-31T23:59:59",
                           "2100-01-01T00:00:00",
                           "2010-06-15T24:00:00",
                           "2010-06-15T12:60:00",
                           "2010-06-15T12:00:60",
                           "2010-06-15T12:00:00Z",
                           "2010-06-15T12:00:00+08:00",
                           "2010-06-15T12:00:00-03:30",
                           "2010-06-15t12:00:00",
                           "2010-06-15T12-00:00",
                           "2010-06-15T12:00.00",
                           "2010-06-15T1:00:00",
                           "2010-6-15T12:00:00",
                           "2010/06/15T12:00:00",
                           "2010-06-15",
                           "",
                           "2010-06-15T12:00:0O"},
    [TG_CDR_DURATION_S] = {"60",        "0",        "1",       "123",     "1234",    "12345",
                           "123456",    "2678400",  "2678401", "9999999", "0000060", "00000060",
                           "000000060", "99999999", "",        "-1",      "-",       "1.5",
                           " 1",        "1 ",       "6O",      "/1",      "1:00"},
    [TG_CDR_PLAN] = {"gotone", "mzone", "easyown", "easyown-qingsong", "easyown-jiayuan",
                     "gotone-jingdian", "gotone-shanglv", "mzone-suibian", "easyown-dazhong", "",
                     "easyown-qingsonG", "easyown-qingsongs", "gotonn", "Gotone", "existing",
                     "cmcc", "gotone ", "\"gotone\""},
    [TG_CDR_PACKS] = {"", "night", "nigh", "nights", "Night", "\"night\"", "\"\""},
    [TG_CDR_EVENT] = {"originate", "receive", "forward", "monthly_fee", "", "forward-busy",
                      "recieve", "Receive", "busy"},
    [TG_CDR_FORWARD_REASON] = {"", "unconditional", "busy", "no_reply", "unreachable", "no-reply",
                               "forward"},
    [TG_CDR_HOME_AREA] = {"010",  "0755", "020",  "029",  "0898", "",     "0",
                          "00",   "000",  "001",  "0010", "755",  "0100", "07555",
                          "0999", "01x",  "075x", "0/5",  "0:55", "+10",  " 010"},
    [TG_CDR_VISITED_AREA] = {"0755", "010", "021", "", "1", "01", "0751", "0750", "02:", "03/1",
                             "077 "},
    [TG_CDR_OTHER_PARTY] =
        {"8",
         "13800138000",
         "",
         "+8613800138000",
         "0085212345678",
         "12a",
         "1 2",
         "+",
         "++1",
         "1+",
         "/",
         ":",
         DIGITS_16 "78901234",
         "+" DIGITS_16 "78901234",
         DIGITS_16 "789012345",
         DIGITS_16 DIGITS_16,
         DIGITS_16 DIGITS_16 "7",
         "*#",
         "全",
         "\"8\""},
    [TG_CDR_OTHER_AREA] = {"", "010", "0755", "0", "00", "0999", "755", "x"},
    [TG_CDR_OTHER_NETWORK] = {"", "cmcc", "other", "cmc", "cmccc", "Other", "none"},
    [TG_RATED_CHARGE] = {"0.18",     "0",        "1",         "10",           "0.1",
                         "0.12",     "0.123",    "0.1234",    "0.12345",      "0.18000",
                         "-0.18",    "-0",       "-0.00001",  "0.00001",      "",
                         ".",        "1.",       ".5",        "0.1.8",        "1234567",
                         "1234.567", "12345678", "123456789", "100000000000", "100000000001",
                         "123.4567", "12345.67", "123456.7",  "1234567.8",    "+1",
                         "1e3",      " 1",       "1 ",        "0:1",          "0/1",
                         "-",        "-.1",      "\"0,18\"",  "0.0000"},
    [TG_RATED_SUBSCRIBER] = {"13900000001", "", "张三", "a\tb", "\"x\"", "\"a,b\"", "\x80",
                             LETTERS LETTERS LETTERS LETTERS},
};

/* Events and what goes with them. */
static const struct {
    const char *duration, *event, *reason, *party;
} bases[] = {
    {"60", "originate", NULL, "13800138000"},
    {"60", "receive", NULL, "13800138000"},
    {"60", "forward", "busy", "075586001234"},
    {NULL, "monthly_fee", NULL, NULL},
};

static void take_base(const char *fields[TG_RATED_COLUMNS], size_t base)
{
    for (size_t i = 0; i < TG_RATED_COLUMNS; i++) fields[i] = forms[i][0];
    fields[TG_CDR_DURATION_S] = bases[base].duration;
    fields[TG_CDR_EVENT] = bases[base].event;
    fields[TG_CDR_FORWARD_REASON] = bases[base].reason;
    fields[TG_CDR_OTHER_PARTY] = bases[base].party;
}

/* ---------------------------------------------------------------------------- forms of fields */

static void every_two_forms_of_fields_with_each_other(void **state)
{
    static const char *const ends[] = {"\n", "\r\n"};

    (void)state;
    for (size_t base = 0; base < COUNT(bases); base++)
        for (size_t end = 0; end < COUNT(ends); end++) {
            const char *fields[TG_RATED_COLUMNS];
            struct alike alike;

            text_begin(RATED_HEADER);
            for (size_t a = 0; a < TG_RATED_COLUMNS; a++)
                for (size_t b = a + 1; b < TG_RATED_COLUMNS; b++)
                    for (size_t i = 0; forms[a][i] != NULL; i++)
                        for (size_t k = 0; forms[b][k] != NULL; k++) {
                            take_base(fields, base);
                            fields[a] = forms[a][i];
                            fields[b] = forms[b][k];
                            text_row(fields, TG_RATED_COLUMNS, ends[end]);
                        }
            alike = expect_alike(0);
            assert_true(alike.rows > 1000);
            assert_true(alike.bad > 1000);
        }
}

/* Rows with one text after another in one column. */
static void begin_column(const char *fields[TG_RATED_COLUMNS])
{
    text_begin(RATED_HEADER);
    take_base(fields, 0);
}

static void put_in(const char *fields[TG_RATED_COLUMNS], size_t column, const char *value)
{
    fields[column] = value;
    text_row(fields, TG_RATED_COLUMNS, "\n");
}

/* All texts of up to `most` bytes of an alphabet. */
static struct alike all_texts(size_t column, const char *alphabet, size_t most)
{
    const char *fields[TG_RATED_COLUMNS];
    size_t letters = strlen(alphabet);

    begin_column(fields);
    for (size_t n = 0, count = 1; n <= most; n++, count *= letters)
        for (size_t i = 0; i < count; i++) {
            char value[16] = "";

            for (size_t k = 0, rest = i; k < n; k++, rest /= letters)
                value[k] = alphabet[rest % letters];
            put_in(fields, column, value);
        }
    return expect_alike(0);
}

static void all_short_texts_as_numbers(void **state)
{
    struct alike alike;

    (void)state;
    alike = all_texts(TG_RATED_CHARGE, "09.-+/:", 5);
    /* Digits, a point with digits before it and up to four behind it. */
    assert_int_equal(alike.quick, 2 + 4 + 8 + 16 + 32 + 4 + 2 * 8 + 3 * 16);
    all_texts(TG_RATED_CHARGE, "09.", 9);
    alike = all_texts(TG_CDR_DURATION_S, "09.-/: ", 5);
    assert_int_equal(alike.quick, 2 + 4 + 8 + 16 + 32);
    alike = all_texts(TG_CDR_DURATION_S, "26780", 7);
    assert_true(alike.bad > 10000);
    all_texts(TG_CDR_OTHER_PARTY, "09+/:a", 4);
    alike = all_texts(TG_CDR_HOME_AREA, "01259/:", 5);
    assert_true(alike.rows > 10);
}

static void charges_of_every_count_of_digits_and_decimals(void **state)
{
    const char *fields[TG_RATED_COLUMNS];
    struct alike alike;

    (void)state;
    begin_column(fields);
    for (int digits = 1; digits <= 14; digits++)
        for (int decimals = 0; decimals <= 70; decimals++)
            for (int sign = 0; sign < 2; sign++) {
                char value[128];
                int n = snprintf(value, sizeof value, "%s%.*s%s%.*s", sign ? "-" : "", digits,
                                 "98765432109876", decimals > 0 ? "." : "", decimals,
                                 DIGITS_16 DIGITS_16 DIGITS_16 DIGITS_16 DIGITS_16);

                assert_true(n < (int)sizeof value);
                put_in(fields, TG_RATED_CHARGE, value);
            }
    alike = expect_alike(0);
    assert_int_equal(alike.quick, 8 + 6 + 5 + 4 + 3);
    assert_true(alike.bad > 0);
}

static void every_duration_of_a_month(void **state)
{
    const char *fields[TG_RATED_COLUMNS];

    (void)state;
    begin_column(fields);
    for (int32_t s = 0; s <= TG_CDR_MAX_DUR_S + 100; s += s < 2000 || s > 2678000 ? 1 : 97) {
        char value[16];

        snprintf(value, sizeof value, "%d", s);
        put_in(fields, TG_CDR_DURATION_S, value);
    }
    assert_int_equal(expect_alike(0).bad, 100);
}

static void every_area_code(void **state)
{
    static const size_t columns[] = {TG_CDR_HOME_AREA, TG_CDR_VISITED_AREA, TG_CDR_OTHER_AREA};

    (void)state;
    for (size_t i = 0; i < COUNT(columns); i++) {
        const char *fields[TG_RATED_COLUMNS];
        struct alike alike;

        begin_column(fields);
        for (unsigned n = 3; n <= 4; n++)
            for (unsigned code = 0; code < (n == 3 ? 1000 : 10000); code++) {
                char value[16];

                snprintf(value, sizeof value, "%0*u", (int)n, code);
                put_in(fields, columns[i], value);
            }
        alike = expect_alike(0);
        assert_int_equal(alike.rows, tg_area_count());
        assert_int_equal(alike.quick, alike.rows);
    }
}

static void every_plan_event_and_network(void **state)
{
    static const char *const reasons[] = {"unconditional", "busy", "no_reply", "unreachable"};
    const char *fields[TG_RATED_COLUMNS];

    (void)state;
    text_begin(RATED_HEADER);
    for (unsigned plan = 0; plan < TG_PLAN_COUNT; plan++)
        for (size_t event = 0; event < 6; event++)
            for (int network = -1; network < TG_NETWORK_COUNT; network++)
                for (int night = 0; night < 2; night++) {
                    take_base(fields, event < 2 ? event : 2);
                    if (event >= 2) fields[TG_CDR_FORWARD_REASON] = reasons[event - 2];
                    fields[TG_CDR_PLAN] = tg_value_name(TG_DIM_PLAN, plan);
                    fields[TG_CDR_OTHER_NETWORK] =
                        network < 0 ? "" : tg_value_name(TG_DIM_NETWORK, (unsigned)network);
                    fields[TG_CDR_PACKS] = night ? "night" : "";
                    text_row(fields, TG_RATED_COLUMNS, "\n");
                }
    assert_int_equal(expect_alike(0).quick, TG_PLAN_COUNT * 6 * (TG_NETWORK_COUNT + 1) * 2);
}

/* Words that begin or end as good ones do fall into their places, too. */
static void words_that_are_much_alike(void **state)
{
    static const char *const begins[] = {"", "easyown-", "easyown-qingso", "mzone-suibi", "gotone"};
    const char *fields[TG_RATED_COLUMNS];

    (void)state;
    begin_column(fields);
    for (size_t i = 0; i < COUNT(begins); i++)
        for (char a = 'a'; a <= 'z'; a++)
            for (char b = 'a'; b <= 'z'; b++) {
                char value[32];

                snprintf(value, sizeof value, "%s%c%c", begins[i], a, b);
                put_in(fields, TG_CDR_PLAN, value);
            }
    assert_int_equal(expect_alike(0).rows, 2); /* -qingsong, -suibian */
}

/* Each pair of digits of a time runs through 00 to 99; the next row has another date, or not. */
static void every_time(void **state)
{
    static const size_t pairs[] = {0, 2, 5, 8, 11, 14, 17};
    const char *fields[TG_RATED_COLUMNS];
    struct alike alike;

    (void)state;
    begin_column(fields);
    for (size_t i = 0; i < COUNT(pairs); i++)
        for (unsigned value = 0; value < 100; value++)
            for (int form = 0; form < 4; form++) {
                char time[] = "2010-06-15T12:34:56";

                if (form % 2) memcpy(time, "2012-02-28", 10);
                if (form / 2) time[10] = ' ';
                time[pairs[i]] = (char)('0' + value / 10);
                time[pairs[i] + 1] = (char)('0' + value % 10);
                put_in(fields, TG_CDR_START_TIME, time);
                if (value % 3 == 0) put_in(fields, TG_CDR_START_TIME, "2010-06-15T00:00:00");
            }
    alike = expect_alike(0);
    assert_int_equal(alike.quick, alike.rows);
    assert_true(alike.rows > 1000);
    assert_true(alike.bad > 1000);
}

/* --------------------------------------------------------------------------------- mutations */

static const char *const typical[] = {
    "c-000001,2010-06-15T12:00:00,61,gotone,,originate,,010,0755,13800138000,,cmcc,0.18,"
    "13900000001",
    "c-2,2010-01-31 23:59:59,2678400,easyown-qingsong,night,receive,,0755,0755,02088881234,020,"
    "other,123.4567,",
    "3,2012-02-29T00:00:00,0,mzone,,forward,no_reply,020,010,1795100852,,,0,13900000001",
    "4,2010-06-15T12:00:00,,mzone-suibian,,monthly_fee,,010,,,,,20.00,13900000001",
    "5,2010-06-15T12:00:00,7,easyown,,receive,,010,010,+8613800138000,,,-0.00001,13900000001\r",
    "6,\"2010-06-15T12:00:00\",7,easyown,,originate,,010,010,\"12\",,,\"0.1\",\"x\"\"y\"",
    "全7,2010-06-15T12:00:00,7,easyown,,originate,,010,010,12,,,0.1,张三\r",
};

static const char replacing[] = ",\"\r\n\0\x80"
                                "09a-.+ :/~\x7f\t\xe5TN";

/* A line of others' making, unless it does not end at its line feed. */
static void put_mutant(const char *row, size_t n)
{
    char line[512];

    assert_true(n < sizeof line);
    memcpy(line, row, n);
    line[n++] = '\n';
    if (!runs_on(line, n)) text_add(line, n);
}

/* `put` = how many bytes are put in the place of how many. */
static void mutate(const char *row, size_t at, const char *put, size_t put_n, size_t cut)
{
    char line[512];
    size_t n = strlen(row);

    memcpy(line, row, at);
    memcpy(line + at, put, put_n);
    memcpy(line + at + put_n, row + at + cut, n - at - cut);
    put_mutant(line, n + put_n - cut);
}

static void every_byte_of_typical_rows_changed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(typical); i++) {
        struct alike alike;
        size_t n = strlen(typical[i]);

        text_begin(RATED_HEADER);
        for (size_t at = 0; at <= n; at++) {
            if (at < n) mutate(typical[i], at, "", 0, 1);
            for (size_t k = 0; k < sizeof replacing - 1; k++) {
                mutate(typical[i], at, &replacing[k], 1, 0);
                if (at < n) mutate(typical[i], at, &replacing[k], 1, 1);
            }
        }
        alike = expect_alike(0);
        assert_true(alike.rows > 100);
        assert_true(alike.bad > 1000);
    }
}

/* A single quote makes a line that runs on; two of them do not. */
static void every_two_quotes_in_typical_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(typical); i++) {
        size_t n = strlen(typical[i]);

        text_begin(RATED_HEADER);
        for (size_t a = 0; a < n; a++)
            for (size_t b = a; b < n; b++)
                for (size_t cut = 0; cut < 2; cut++) {
                    char once[512];

                    memcpy(once, typical[i], a);
                    once[a] = '"';
                    strcpy(once + a + 1, typical[i] + a + cut);
                    if (b + 1 - cut > a) mutate(once, b + 1 - cut, "\"", 1, cut);
                }
        assert_true(expect_alike(0).bad > 1000);
    }
}

static void all_bytes_in_all_places_of_a_row(void **state)
{
    (void)state;
    text_begin(RATED_HEADER);
    for (size_t at = 0; at < strlen(typical[1]); at++)
        for (int byte = 0; byte < 256; byte++) {
            char c = (char)byte;

            mutate(typical[1], at, &c, 1, 1);
        }
    expect_alike(0);
}

/* Before any date was met none is remembered, whatever stands in its place. */
static void first_times_of_a_file(void **state)
{
    (void)state;
    for (int byte = ' '; byte <= '~'; byte++) {
        const char *fields[TG_RATED_COLUMNS];
        char start[] = "2010-06-15T12:34:56";

        memset(start, byte, strlen("2010-06-15T"));
        if (byte == ',' || byte == '"') continue;
        begin_column(fields);
        put_in(fields, TG_CDR_START_TIME, start);
        assert_int_equal(expect_alike(0).bad, 1);
    }
}

/* Columns in another order: what is long comes first, what has few bytes last. */
static const size_t long_first[TG_RATED_COLUMNS] = {
    TG_CDR_CALL_ID,    TG_CDR_OTHER_PARTY,   TG_RATED_SUBSCRIBER,   TG_CDR_START_TIME,
    TG_CDR_PLAN,       TG_CDR_PACKS,         TG_CDR_FORWARD_REASON, TG_CDR_EVENT,
    TG_CDR_OTHER_AREA, TG_CDR_OTHER_NETWORK, TG_CDR_VISITED_AREA,   TG_CDR_HOME_AREA,
    TG_RATED_CHARGE,   TG_CDR_DURATION_S,
};

static const char *column_name(size_t column)
{
    if (column == TG_RATED_CHARGE) return "charge";
    return column == TG_RATED_SUBSCRIBER ? "subscriber" : tg_cdr_column_names[column];
}

/* A row of so many other columns, and then these. */
static void put_long_first(const char *const fields[TG_RATED_COLUMNS], size_t others)
{
    for (size_t i = 0; i < others; i++) text_put("%zu,", i % 10);
    for (size_t i = 0; i < TG_RATED_COLUMNS; i++) {
        const char *field = fields[long_first[i]];

        text_put("%s%s", i > 0 ? "," : "", field != NULL ? field : "");
    }
    text_put("\n");
}

static void begin_long_first(const char *fields[TG_RATED_COLUMNS], size_t others)
{
    for (size_t column = 0; column < TG_RATED_COLUMNS; column++)
        fields[column] = column_name(column);
    text_begin("");
    put_long_first(fields, others);
    take_base(fields, 0);
}

/* Of every length, by ids, subscribers and parties of many: what is read at once has room for some.
 */
static void rows_of_every_length(void **state)
{
    static const char digits[] = "1380013800013800138000138001380013800138000138001380001380013800";
    const char *fields[TG_RATED_COLUMNS];

    (void)state;
    for (size_t subscriber = 0; subscriber <= 64; subscriber += 8) {
        begin_long_first(fields, 0);
        for (size_t id = 1; id <= 64; id++) {
            for (size_t party = 1; party <= 32; party += 1 + id % 3) {
                fields[TG_CDR_CALL_ID] = digits + 64 - id;
                fields[TG_CDR_DURATION_S] = "123456";
                fields[TG_RATED_SUBSCRIBER] = digits + 64 - subscriber;
                fields[TG_CDR_OTHER_PARTY] = digits + 64 - party;
                put_long_first(fields, 0);
            }
        }
        assert_true(expect_alike(0).quick > 0);
    }
}

/* Besides the columns that are read there may be any number of others. */
static void rows_of_every_width(void **state)
{
    const char *fields[TG_RATED_COLUMNS];

    (void)state;
    for (size_t others = 0; others + TG_RATED_COLUMNS <= TG_CSV_MAX_COLUMNS; others++) {
        begin_long_first(fields, others);
        for (size_t i = 0; i < 40; i++) put_long_first(fields, others);
        assert_int_equal(expect_alike(0).quick, 40);
    }
}

/* --------------------------------------------------------------------------------- the quick way
 */

/* Typical rows need no careful reader: that is what the speed comes from. */
static void plain_rows_are_read_the_quick_way(void **state)
{
    (void)state;
    for (int end = 0; end < 2; end++) {
        struct alike alike;

        text_begin(RATED_HEADER);
        for (size_t i = 0; i < 3; i++) text_put("%s%s\n", typical[i], end ? "\r" : "");
        alike = expect_alike(0);
        assert_int_equal(alike.rows, 3);
        assert_int_equal(alike.quick, 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_two_forms_of_fields_with_each_other),
        cmocka_unit_test(all_short_texts_as_numbers),
        cmocka_unit_test(charges_of_every_count_of_digits_and_decimals),
        cmocka_unit_test(every_duration_of_a_month),
        cmocka_unit_test(every_area_code),
        cmocka_unit_test(every_plan_event_and_network),
        cmocka_unit_test(words_that_are_much_alike),
        cmocka_unit_test(every_time),
        cmocka_unit_test(every_byte_of_typical_rows_changed),
        cmocka_unit_test(every_two_quotes_in_typical_rows),
        cmocka_unit_test(all_bytes_in_all_places_of_a_row),
        cmocka_unit_test(first_times_of_a_file),
        cmocka_unit_test(rows_of_every_length),
        cmocka_unit_test(rows_of_every_width),
        cmocka_unit_test(plain_rows_are_read_the_quick_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
