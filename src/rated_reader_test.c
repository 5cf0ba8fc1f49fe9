/* The reader of rated call records: what it has beyond that of call records (cdr_reader_test.c). */
#include "cdr_testing.h"
#include "memory.h"

#define CALL      "," T ",1,gotone,,originate,,010,010,8,,,"
#define GOOD(id)  id CALL "0.18,\n"
#define NO_AMOUNT " is no amount; expected yuan such as 0.18"

#define UNPRINTABLE " has a character that cannot be printed; expected printable characters"

/* ------------------------------------------------------------------------------ what was billed */

static const struct {
    const char *charge;
    tg_money amount;
    bool rest, negative;
} charges[] = {
    {"0", 0, false, false},           {"0.18", 1800, false, false},
    {"12", 120000, false, false},     {"0.1234", 1234, false, false},
    {"0.12345", 1234, true, false},   {"0.12340", 1234, false, false},
    {"-0.18", -1800, false, true},    {"-0.00001", 0, true, true},
    {"\"0.18\"", 1800, false, false}, {"100000000000", INT64_C(1000000000000000), false, false},
};

static void a_rated_record_has_a_charge_and_may_have_a_subscriber(void **state)
{
    static const char *const subscribers[] = {"", "13900000001", "张三", "a b"};

    (void)state;
    for (size_t i = 0; i < COUNT(charges); i++)
        for (size_t k = 0; k < COUNT(subscribers); k++) {
            char text[512];
            struct memory_input in;
            struct tg_cdr_reader *reader;
            struct tg_cdr cdr;
            struct tg_error error;

            snprintf(text, sizeof text, RATED_HEADER "a" CALL "%s,%s", charges[i].charge,
                     subscribers[k]);
            reader = open_rated(&in, text);
            assert_int_equal(tg_cdr_next(reader, &cdr, &error), TG_NEXT_ROW);
            assert_int_equal(cdr.charge, charges[i].amount);
            assert_int_equal(cdr.charge_rest, charges[i].rest);
            assert_int_equal(cdr.charge_negative, charges[i].negative);
            assert_true(tg_slice_is(cdr.subscriber, subscribers[k]));
            assert_true(tg_slice_is(cdr.call_id, "a"));
            assert_int_equal(cdr.line, 2);
            tg_cdr_reader_free(reader);
        }
}

/* Behind the header, so "f:2:" is left out of the message; columns count from the row's begin. */
static const struct {
    const char *bill;
    const char *message;
} bad_bills[] = {
    {",", "56: charge is empty; expected yuan"},
    {"\"\",x", "56: charge is empty; expected yuan"},
    {"x,", "56: charge 'x'" NO_AMOUNT},
    {"-,", "56: charge '-'" NO_AMOUNT},
    {"1.,", "56: charge '1.'" NO_AMOUNT},
    {".5,", "56: charge '.5'" NO_AMOUNT},
    {"+1,", "56: charge '+1'" NO_AMOUNT},
    {" 1,", "56: charge ' 1'" NO_AMOUNT},
    {"1e3,", "56: charge '1e3'" NO_AMOUNT},
    {"\"0,18\",", "56: charge '0,18'" NO_AMOUNT},
    {"0.1.8,", "56: charge '0.1.8'" NO_AMOUNT},
    {"\xef\xbf\xa5"
     "1,",
     "56: charge '\xef\xbf\xa5"
     "1'" NO_AMOUNT},
    {"100000000001,", "56: charge '100000000001'" NO_AMOUNT},
    {"0.18,a\tb", "61: subscriber 'a\\x09b'" UNPRINTABLE},
    {"0.18,\x7f", "61: subscriber '\\x7f'" UNPRINTABLE},
    /* The charge comes first. */
    {",\t", "56: charge is empty; expected yuan"},
    {"1", "56: row has 13 fields, but the header row has 14"},
    {"1,2,3", "60: row has 15 fields, but the header row has 14"},
};

static void bad_bills_are_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bad_bills); i++) {
        char text[512], buf[TG_ERROR_TEXT], expected[TG_ERROR_TEXT];
        struct memory_input in;
        struct tg_cdr_reader *reader;
        struct tg_cdr cdr;
        struct tg_error error;

        snprintf(text, sizeof text, RATED_HEADER "a" CALL "%s\n" GOOD("b"), bad_bills[i].bill);
        snprintf(expected, sizeof expected, "f:2:%s", bad_bills[i].message);
        reader = open_rated(&in, text);
        assert_int_equal(tg_cdr_next(reader, &cdr, &error), TG_NEXT_BAD_ROW);
        tg_error_format(buf, sizeof buf, &error);
        assert_string_equal(buf, expected);
        assert_true(tg_slice_is(cdr.call_id, "a"));
        assert_int_equal(tg_cdr_next(reader, &cdr, NULL), TG_NEXT_ROW);
        assert_int_equal(tg_cdr_next(reader, &cdr, NULL), TG_NEXT_END);
        assert_int_equal(tg_cdr_reader_counts(reader).read, 2);
        assert_int_equal(tg_cdr_reader_counts(reader).bad, 1);
        tg_cdr_reader_free(reader);
    }
}

/* ------------------------------------------------------------------------------------- headers */

#define REQUIRED "call_id,start_time,duration_s,plan,event,home_area,visited_area,other_party"

static const struct {
    const char *text;
    const char *message;
} headers[] = {
    {"", "f: the file is empty: expected a header row that names the columns"},
    {HEADER, "f:1: column charge is missing from the header row"},
    {"\n" REQUIRED ",subscriber\n", "f:2: column charge is missing from the header row"},
    {REQUIRED ",charge,charge\n", "f:1:84: column charge is repeated in the header row"},
    {REQUIRED ",charge,subscriber,subscriber\n",
     "f:1:95: column subscriber is repeated in the header row"},
    {"charge\n", "f:1: column call_id is missing from the header row"},
    {"\"charge\n", "f:1:1: quote is never closed"},
};

static void a_header_without_charge_will_not_do(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(headers); i++) {
        struct memory_input in;
        struct tg_cdr_reader *reader = open_rated(&in, headers[i].text);
        struct tg_layout layout;
        struct tg_cdr cdr;
        struct tg_error error;
        char buf[TG_ERROR_TEXT];

        assert_false(tg_rated_reader_header(reader, &layout, &error));
        tg_error_format(buf, sizeof buf, &error);
        assert_string_equal(buf, headers[i].message);
        assert_int_equal(tg_cdr_next(reader, &cdr, &error), TG_NEXT_END);
        tg_cdr_reader_free(reader);
    }
}

/* The charges may stand in another file: neither their column nor what stands there is looked at;
 * any other column is missed as ever. */
static void a_reader_without_charges_wants_none(void **state)
{
    static const char *const texts[] = {HEADER "a" REST, RATED_HEADER "a" CALL "no amount,\n"};
    struct memory_input in;
    struct tg_cdr_reader *reader;
    struct tg_layout layout;
    struct tg_error error = {.status = TG_OK};
    struct tg_cdr cdr;

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        reader = open_rated(&in, texts[i]);
        tg_rated_reader_without_charges(reader);
        assert_int_equal(tg_cdr_next(reader, &cdr, &error), TG_NEXT_ROW);
        assert_true(tg_slice_is(cdr.call_id, "a"));
        assert_int_equal(cdr.charge, 0);
        tg_cdr_reader_free(reader);
    }
    reader = open_rated(&in, "call_id\n");
    tg_rated_reader_without_charges(reader);
    assert_false(tg_rated_reader_header(reader, &layout, &error));
    assert_string_equal(error.text, "column start_time is missing from the header row");
    tg_cdr_reader_free(reader);
}

static void the_layout_tells_where_the_columns_stand(void **state)
{
    static const uint16_t places[TG_RATED_COLUMNS] = {2, 3, 4, 5,  11, 6, 11,
                                                      7, 8, 9, 11, 11, 1, 11};
    struct memory_input in;
    struct tg_cdr_reader *reader = open_rated(&in, "note,charge," REQUIRED ",note\nx,0.5,a," T
                                                   ",1,gotone,originate,010,010,8,y");
    struct tg_slice fields[TG_RATED_COLUMNS];
    struct tg_layout layout;
    struct tg_cdr cdr;

    (void)state;
    assert_true(tg_rated_reader_header(reader, &layout, NULL));
    assert_int_equal(layout.width, 11);
    for (size_t i = 0; i < TG_RATED_COLUMNS; i++) assert_int_equal(layout.place[i], places[i]);
    assert_int_equal(tg_cdr_next(reader, &cdr, NULL), TG_NEXT_ROW);
    assert_int_equal(cdr.charge, 5000);
    assert_int_equal(cdr.subscriber.n, 0);
    tg_rated_reader_fields(reader, fields);
    assert_true(tg_slice_is(fields[0], "a"));
    assert_true(tg_slice_is(fields[9], "8"));
    assert_true(tg_slice_is(fields[TG_RATED_CHARGE], "0.5"));
    assert_true(tg_slice_is(fields[TG_RATED_SUBSCRIBER], ""));
    tg_cdr_reader_free(reader);
}

/* ----------------------------------------------------------------------------- rows and no rows */

/* Each turn: "LINE:call_id", with "bad" and the error's begin. */
static void expect_turns(struct tg_cdr_reader *reader, const char *expected)
{
    char turns[1024] = "";
    struct tg_cdr cdr;
    struct tg_error error;
    enum tg_next next;

    while ((next = tg_cdr_next(reader, &cdr, &error)) != TG_NEXT_END) {
        size_t n = strlen(turns);

        n += (size_t)snprintf(turns + n, sizeof turns - n, "%s%ld:%.*s ",
                              next == TG_NEXT_ROW ? "" : "bad ", cdr.line, (int)cdr.call_id.n,
                              cdr.call_id.p);
        if (next != TG_NEXT_ROW) snprintf(turns + n - 1, sizeof turns - n, "(%.20s) ", error.text);
    }
    assert_string_equal(turns, expected);
}

static void a_rated_call_id_may_be_repeated(void **state)
{
    struct memory_input in;
    struct tg_cdr_reader *reader = open_rated(&in, RATED_HEADER GOOD("a") GOOD("b") GOOD("a"));

    (void)state;
    expect_turns(reader, "2:a 3:b 4:a ");
    assert_int_equal(tg_cdr_reader_counts(reader).ids_unchecked, 0);
    tg_cdr_reader_free(reader);
}

static void headers_between_rated_records_are_passed_over(void **state)
{
    struct memory_input in;
    struct tg_cdr_reader *reader;

    (void)state;
    reader = open_rated(&in, RATED_HEADER RATED_HEADER GOOD("a") "\n" RATED_HEADER GOOD("b")
                                 HEADER GOOD("call_id") RATED_HEADER);
    expect_turns(reader, "3:a 6:b bad 7:call_id(row has 12 fields, b) 8:call_id ");
    assert_int_equal(tg_rated_reader_headers(reader), 3);
    assert_int_equal(tg_cdr_reader_counts(reader).read, 4);
    tg_cdr_reader_free(reader);
    reader = open_rated(&in, "charge," REQUIRED "\ncharge," REQUIRED ",note\ncharge\n");
    expect_turns(reader, "bad 2:call_id(row has 10 fields, b) bad 3:(row has 1 field, but) ");
    assert_int_equal(tg_rated_reader_headers(reader), 0);
    tg_cdr_reader_free(reader);
    /* Columns of others may be called otherwise; those that are absent do not matter. */
    reader = open_rated(&in, "x,charge," REQUIRED "\ny,charge," REQUIRED "\n"
                             "x,charges," REQUIRED "\n");
    expect_turns(reader, "bad 3:call_id(start_time 'start_ti) ");
    assert_int_equal(tg_rated_reader_headers(reader), 1);
    tg_cdr_reader_free(reader);
    /* Without charges it is a bad record, as in step 1. */
    reader = open_text(&in, HEADER HEADER "a" REST);
    expect_turns(reader, "bad 2:call_id(start_time 'start_ti) 3:a ");
    assert_int_equal(tg_rated_reader_headers(reader), 0);
    tg_cdr_reader_free(reader);
}

static void a_stray_quote_costs_one_rated_record_only(void **state)
{
    struct memory_input in;
    struct tg_cdr_reader *reader;

    (void)state;
    /* In the charge, closed by another stray one in the charge three lines on. */
    reader = open_rated(&in, RATED_HEADER GOOD("1") "2" CALL "\"0.18,\n" GOOD("3")
                                 GOOD("4") "5" CALL "0.18\",\n" GOOD("6"));
    expect_turns(reader, "2:1 bad 3:2(charge '0.18,\\x0a3,2) 4:3 5:4 bad 6:5(quote inside an unqu) "
                         "7:6 ");
    tg_cdr_reader_free(reader);
    /* In the subscriber. */
    reader = open_rated(&in, RATED_HEADER GOOD("1") "2" CALL "0.18,\"x\n" GOOD("3")
                                 GOOD("4") "5" CALL "0.18,x\"\n" GOOD("6"));
    expect_turns(reader, "2:1 bad 3:2(subscriber 'x\\x0a3,2) 4:3 5:4 bad 6:5(quote inside an unqu) "
                         "7:6 ");
    tg_cdr_reader_free(reader);
}

/* ------------------------------------------------------------------------------ parts of a file */

static void expect_unread(const struct tg_cdr_reader *reader, const char *text, long at, bool skips)
{
    long line;
    bool skipping;
    struct tg_slice unread = tg_cdr_reader_unread(reader, &line, &skipping);

    assert_true(tg_slice_is(unread, text));
    assert_int_equal(line, at);
    assert_int_equal(skipping, skips);
}

static void a_reader_goes_on_with_other_input(void **state)
{
    struct memory_input in, other = {.p = GOOD("x") "y\n", .n = strlen(GOOD("x") "y\n")};
    struct tg_cdr_reader *reader = open_rated(&in, RATED_HEADER GOOD("a") GOOD("b"));
    struct tg_layout layout;
    struct tg_cdr cdr;

    (void)state;
    assert_true(tg_rated_reader_header(reader, &layout, NULL));
    expect_unread(reader, GOOD("a") GOOD("b"), 2, false);
    assert_int_equal(tg_cdr_next(reader, &cdr, NULL), TG_NEXT_ROW);
    expect_unread(reader, GOOD("b"), 3, false);
    tg_cdr_reader_restart(reader, memory_read, &other, 1000);
    expect_turns(reader, "1000:x bad 1001:y(row has 1 field, but) ");
    /* A failure is forgotten. */
    in = (struct memory_input){.p = "", .fails = 1};
    tg_cdr_reader_restart(reader, memory_read, &in, 5);
    assert_int_equal(tg_cdr_next(reader, &cdr, NULL), TG_NEXT_FAILED);
    assert_int_equal(tg_cdr_next(reader, &cdr, NULL), TG_NEXT_END);
    other = (struct memory_input){.p = RATED_HEADER GOOD("z"), .n = strlen(RATED_HEADER GOOD("z"))};
    tg_cdr_reader_restart(reader, memory_read, &other, 7);
    expect_turns(reader, "8:z ");
    assert_int_equal(tg_rated_reader_headers(reader), 1);
    tg_cdr_reader_free(reader);
}

/* A reader of parts needs no header: in our order, and in another. */
static void a_reader_of_parts_is_told_the_layout(void **state)
{
    struct tg_layout layout = {.width = TG_RATED_COLUMNS};
    struct memory_input in = {.p = GOOD("a") GOOD("b"), .n = strlen(GOOD("a") GOOD("b"))};
    struct tg_cdr_reader *reader;

    (void)state;
    for (uint16_t i = 0; i < TG_RATED_COLUMNS; i++) layout.place[i] = i;
    reader = tg_rated_reader_of(&layout, "f");
    tg_cdr_reader_restart(reader, memory_read, &in, 12);
    expect_turns(reader, "12:a 13:b ");
    tg_cdr_reader_free(reader);
    layout.place[0] = 13;
    layout.place[13] = 0;
    in = (struct memory_input){.p = CALL "0.18,a\n", .n = strlen(CALL "0.18,a\n")};
    reader = tg_rated_reader_of(&layout, "f");
    tg_cdr_reader_restart(reader, memory_read, &in, 1);
    expect_turns(reader, "1:a ");
    tg_cdr_reader_free(reader);
}

static void without_memory_there_is_no_rated_reader(void **state)
{
    struct tg_layout layout = {.width = TG_RATED_COLUMNS};
    struct memory_input in = {0};

    (void)state;
    for (long n = 0; n < 3; n++) {
        tg_alloc_fail_after(n);
        assert_null(tg_rated_reader_new(memory_read, &in, "f"));
        tg_alloc_fail_after(n);
        assert_null(tg_rated_reader_of(&layout, "f"));
    }
    tg_alloc_fail_after(-1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rated_record_has_a_charge_and_may_have_a_subscriber),
        cmocka_unit_test(bad_bills_are_told),
        cmocka_unit_test(a_header_without_charge_will_not_do),
        cmocka_unit_test(a_reader_without_charges_wants_none),
        cmocka_unit_test(the_layout_tells_where_the_columns_stand),
        cmocka_unit_test(a_rated_call_id_may_be_repeated),
        cmocka_unit_test(headers_between_rated_records_are_passed_over),
        cmocka_unit_test(a_stray_quote_costs_one_rated_record_only),
        cmocka_unit_test(a_reader_goes_on_with_other_input),
        cmocka_unit_test(a_reader_of_parts_is_told_the_layout),
        cmocka_unit_test(without_memory_there_is_no_rated_reader),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
