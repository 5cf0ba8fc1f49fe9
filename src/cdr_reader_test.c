#include "cdr_testing.h"
#include "memory.h"

static void columns_come_by_name_in_any_order_with_others_between(void **state)
{
    struct memory_input in;
    struct tg_cdr_reader *reader =
        open_text(&in, "\xef\xbb\xbf"
                       "other_party,charge,visited_area,home_area,event,,plan,duration_s,charge,"
                       "start_time,call_id\r\n"
                       "8,0.18,0755,010,originate,,gotone,5,,2010-01-01T00:00:00,c1");
    struct tg_cdr cdr;
    struct tg_error error;

    (void)state;
    assert_int_equal(tg_cdr_next(reader, &cdr, &error), TG_NEXT_ROW);
    assert_true(tg_slice_is(cdr.call_id, "c1"));
    assert_true(tg_slice_is(cdr.other_party, "8"));
    assert_int_equal(cdr.visited_area, area("0755"));
    assert_int_equal(cdr.home_area, area("010"));
    assert_int_equal(cdr.other_area, 0);
    assert_false(cdr.night_pack);
    assert_int_equal(cdr.other_network, TG_NETWORK_COUNT);
    assert_int_equal(cdr.other_party_column, 1);
    tg_cdr_reader_free(reader);
}

static const struct {
    const char *text;
    enum tg_status status;
    const char *message;
} headers[] = {
    {"", TG_E_COLUMN, "f: the file is empty: expected a header row that names the columns"},
    {"\r\n\n", TG_E_COLUMN, "f: the file is empty: expected a header row that names the columns"},
    {"a,b\n", TG_E_COLUMN, "f:1: column call_id is missing from the header row"},
    {"\n\ncall_id,duration_s\n", TG_E_COLUMN,
     "f:3: column start_time is missing from the header row"},
    {"call_id,start_time,duration_s,plan,event,home_area,visited_area\n1,2,3,4,5,6,7\n",
     TG_E_COLUMN, "f:1: column other_party is missing from the header row"},
    {"call_id,start_time,duration_s,plan,event,home_area,visited_area,other_party,plan\n",
     TG_E_COLUMN, "f:1:77: column plan is repeated in the header row"},
    {"call_id,start_time,duration_s,plan,event,home_area,visited_area,other_party,packs,packs,"
     "packs\n",
     TG_E_COLUMN, "f:1:83: column packs is repeated in the header row"},
    {"call_id,\"start\n", TG_E_FORMAT, "f:1:9: quote is never closed"},
    {"call_id\rstart_time\r", TG_E_FORMAT,
     "f:1:8: carriage return inside a line; expected one only before a line feed"},
};

static void a_header_that_will_not_do_ends_the_reading(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(headers); i++) {
        struct memory_input in;
        struct tg_cdr_reader *reader = open_text(&in, headers[i].text);
        struct tg_cdr cdr;
        struct tg_error error;
        char buf[TG_ERROR_TEXT];

        assert_int_equal(tg_cdr_next(reader, &cdr, &error), TG_NEXT_FAILED);
        tg_error_format(buf, sizeof buf, &error);
        assert_string_equal(buf, headers[i].message);
        assert_int_equal(error.status, headers[i].status);
        assert_int_equal(tg_cdr_next(reader, &cdr, &error), TG_NEXT_END);
        assert_int_equal(tg_cdr_reader_counts(reader).read, 0);
        tg_cdr_reader_free(reader);
    }
}

static void each_required_column_is_missed_and_no_other(void **state)
{
    static const char *const optional[] = {"packs", "forward_reason", "other_area",
                                           "other_network"};

    (void)state;
    for (size_t left_out = 0; left_out < TG_CDR_COLUMNS; left_out++) {
        char text[512] = "", expected[128];
        struct memory_input in;
        struct tg_cdr_reader *reader;
        struct tg_cdr cdr;
        struct tg_error error;
        bool required = true;

        for (size_t i = 0; i < TG_CDR_COLUMNS; i++)
            if (i != left_out) strcat(strcat(text, tg_cdr_column_names[i]), ",");
        for (size_t i = 0; i < COUNT(optional); i++)
            required = required && strcmp(tg_cdr_column_names[left_out], optional[i]) != 0;
        reader = open_text(&in, text);
        assert_int_equal(tg_cdr_next(reader, &cdr, &error),
                         required ? TG_NEXT_FAILED : TG_NEXT_END);
        snprintf(expected, sizeof expected, "column %s is missing from the header row",
                 tg_cdr_column_names[left_out]);
        if (required) assert_string_equal(error.text, expected);
        tg_cdr_reader_free(reader);
    }
}

/* Each turn: 'r' row, 'b' bad row, with the line and the call_id. */
static void expect_turns(struct tg_cdr_reader *reader, const char *expected)
{
    char turns[512] = "";
    struct tg_cdr cdr;
    struct tg_error error;
    enum tg_next next;

    while ((next = tg_cdr_next(reader, &cdr, &error)) != TG_NEXT_END) {
        size_t n = strlen(turns);

        snprintf(turns + n, sizeof turns - n, "%s%ld:%.*s ", next == TG_NEXT_ROW ? "" : "bad ",
                 cdr.line, (int)cdr.call_id.n, cdr.call_id.p);
        if (next != TG_NEXT_ROW) {
            n = strlen(turns) - 1;
            snprintf(turns + n, sizeof turns - n, "(%.20s) ", error.text);
        }
    }
    assert_string_equal(turns, expected);
}

static void a_call_id_is_good_once(void **state)
{
    struct memory_input in;
    struct tg_cdr_reader *reader;
    struct tg_cdr cdr;
    struct tg_error error;
    char buf[TG_ERROR_TEXT];

    (void)state;
    reader = open_text(&in, HEADER "a1" REST "a01" REST "a2" REST "a1" REST);
    for (int i = 0; i < 3; i++) assert_int_equal(tg_cdr_next(reader, &cdr, &error), TG_NEXT_ROW);
    assert_int_equal(tg_cdr_next(reader, &cdr, &error), TG_NEXT_BAD_ROW);
    tg_error_format(buf, sizeof buf, &error);
    assert_string_equal(buf, "f:5:1: call_id 'a1' is repeated");
    assert_int_equal(error.status, TG_E_DUPLICATE);
    assert_true(tg_slice_is(cdr.call_id, "a1"));
    assert_int_equal(tg_cdr_reader_counts(reader).ids_unchecked, 0);
    tg_cdr_reader_free(reader);
    /* The id of a record with a bad field is taken too: its error is the answer to that id. */
    reader = open_text(&in, HEADER "a,x,x,x,x,x,x,x,x,x,x,x\na" REST);
    expect_turns(reader, "bad 2:a(start_time 'x': not ) bad 3:a(call_id 'a' is repea) ");
    tg_cdr_reader_free(reader);
}

static void ids_that_do_not_fit_in_memory_are_counted(void **state)
{
    static char text[400000];
    struct memory_input in;
    struct tg_cdr_reader *reader;
    struct tg_cdr cdr;
    size_t n = sizeof HEADER - 1;

    (void)state;
    memcpy(text, HEADER, n);
    for (int i = 0; i < 4000; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "x%d" REST, i % 3999 * 64);
    reader = open_text(&in, text);
    tg_alloc_fail_after(0);
    for (int i = 0; i < 3999; i++) assert_int_equal(tg_cdr_next(reader, &cdr, NULL), TG_NEXT_ROW);
    assert_int_equal(tg_cdr_next(reader, &cdr, NULL), TG_NEXT_BAD_ROW);
    tg_alloc_fail_after(-1);
    assert_int_equal(tg_cdr_reader_counts(reader).ids_unchecked, 3999 - 3072);
    tg_cdr_reader_free(reader);
}

/* In a column of somebody else's, lines that look like records are text. */
static void a_text_of_several_lines_is_no_record(void **state)
{
    struct memory_input in;
    struct tg_cdr_reader *reader = open_text(
        &in, "call_id,start_time,duration_s,plan,event,home_area,visited_area,other_party,note\n"
             "1," T ",1,gotten,originate,010,010,8,\"first\n"
             "2," T ",1,gotone,originate,010,010,8,\nlast\"\n"
             "3," T ",1,gotone,originate,010,010,62001234,\n");

    (void)state;
    expect_turns(reader, "bad 2:1(plan 'gotten' is unk) 5:3 ");
    assert_int_equal(tg_cdr_reader_counts(reader).read, 2);
    tg_cdr_reader_free(reader);
}

static void a_stray_quote_costs_one_record_only(void **state)
{
    struct memory_input in;
    struct tg_cdr_reader *reader;

    (void)state;
    /* Never closed. */
    reader = open_text(&in, HEADER "1" REST "2,\"" T REST "3" REST "4" REST);
    expect_turns(reader, "2:1 bad 3:2(quote is never close) 4:3 5:4 ");
    tg_cdr_reader_free(reader);
    /* Closed by another stray one: together a row with a field of four lines. */
    reader = open_text(&in, HEADER "1" REST "2,\"" T REST "3" REST "4" REST "5," T
                                   "\",1,gotone,,originate,,010,010,8,,\n6" REST);
    expect_turns(reader, "2:1 bad 3:2(start_time '2010-01-) 4:3 5:4 bad 6:5(quote inside an unqu) "
                         "7:6 ");
    tg_cdr_reader_free(reader);
    /* The same, in another column: too few fields. */
    reader = open_text(&in, HEADER "1" REST "2,\"" T REST "3" REST "4,\"\n5" REST);
    expect_turns(reader,
                 "2:1 bad 3:2(row has 2 fields, bu) 4:3 bad 5:4(quote is never close) 6:5 ");
    tg_cdr_reader_free(reader);
    reader = open_text(&in, HEADER "1" REST "2,\"" T REST "3" REST "4\"\n5" REST);
    expect_turns(reader, "2:1 bad 3:2(row has 2 fields, bu) 4:3 bad 5:(quote inside an unqu) 6:5 ");
    tg_cdr_reader_free(reader);
}

static void a_comment_of_several_lines_is_no_fault(void **state)
{
    struct memory_input in;
    struct tg_cdr_reader *reader =
        open_text(&in, "note,call_id,start_time,duration_s,plan,event,home_area,visited_area,"
                       "other_party\n\"said \"\"no\"\"\nthen yes\",1," T
                       ",1,gotone,originate,010,010,8\n,2," T ",1,gotone,originate,10,010,8\n"
                       "\"a\nb\",3," T ",1,gotone,originate,10,010,8\n");
    struct tg_cdr cdr;
    struct tg_error error;

    (void)state;
    assert_int_equal(tg_cdr_next(reader, &cdr, &error), TG_NEXT_ROW);
    assert_int_equal(cdr.line, 2);
    assert_int_equal(cdr.other_party_column, 0);
    assert_int_equal(tg_cdr_next(reader, &cdr, &error), TG_NEXT_BAD_ROW);
    assert_int_equal(error.line, 4);
    assert_int_equal(error.column, 43);
    assert_int_equal(tg_cdr_next(reader, &cdr, &error), TG_NEXT_BAD_ROW);
    assert_int_equal(error.line, 5);
    assert_int_equal(error.column, 0);
    tg_cdr_reader_free(reader);
}

static void a_failure_to_read_ends_it_in_header_and_rows_alike(void **state)
{
    static const char *const texts[] = {"", "call_id,", HEADER "a" REST};

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct memory_input in = {.p = texts[i], .n = strlen(texts[i]), .fails = 1};
        struct tg_cdr_reader *reader = tg_cdr_reader_new(memory_read, &in, "f");
        struct tg_cdr cdr;
        struct tg_error error;

        if (i == 2) assert_int_equal(tg_cdr_next(reader, &cdr, &error), TG_NEXT_ROW);
        assert_int_equal(tg_cdr_next(reader, &cdr, &error), TG_NEXT_FAILED);
        assert_int_equal(error.status, TG_E_IO);
        assert_string_equal(error.text, "cannot be read: Input/output error");
        assert_int_equal(tg_cdr_next(reader, &cdr, &error), TG_NEXT_END);
        tg_cdr_reader_free(reader);
    }
}

static void without_memory_there_is_no_reader(void **state)
{
    struct memory_input in = {0};

    (void)state;
    for (long n = 0; n < 3; n++) {
        tg_alloc_fail_after(n);
        assert_null(tg_cdr_reader_new(memory_read, &in, "f"));
    }
    tg_alloc_fail_after(-1);
    tg_cdr_reader_free(NULL);
}

/* Rows put together of good and bad pieces: every line but the header is a record, good or bad. */
static void random_pieces_are_all_accounted_for(void **state)
{
    static const char *const pieces[] = {"a",     "1" REST,  REST,           "2010-01-01T00:00:00,",
                                         "7,",    "gotone,", ",originate,,", "010,",
                                         "0755,", "\xff",    "\t",           "-1,"};
    static char text[8192];

    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t random = seed;
        size_t n = sizeof HEADER - 1;
        uint64_t lines = 0;
        struct memory_input in;
        struct tg_cdr_reader *reader;
        struct tg_cdr cdr;
        struct tg_error error;
        enum tg_next next;
        uint64_t rows = 0, bad_rows = 0;

        memcpy(text, HEADER, n);
        for (int i = 0; i < 100; i++) {
            const char *piece;

            random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            piece = pieces[(random >> 33) % COUNT(pieces)];
            lines += strchr(piece, '\n') != NULL;
            n += (size_t)snprintf(text + n, sizeof text - n, "%s", piece);
        }
        lines += text[n - 1] != '\n';
        reader = open_text(&in, text);
        in.step = seed % 7;
        while ((next = tg_cdr_next(reader, &cdr, &error)) != TG_NEXT_END) {
            if (next == TG_NEXT_ROW)
                rows++;
            else
                bad_rows++;
            assert_int_equal(error.status == TG_OK, next == TG_NEXT_ROW);
        }
        if (rows + bad_rows != lines)
            fail_msg("seed %lu: %lu of %lu", seed, rows + bad_rows, lines);
        assert_int_equal(tg_cdr_reader_counts(reader).read, lines);
        assert_int_equal(tg_cdr_reader_counts(reader).bad, bad_rows);
        tg_cdr_reader_free(reader);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_come_by_name_in_any_order_with_others_between),
        cmocka_unit_test(a_header_that_will_not_do_ends_the_reading),
        cmocka_unit_test(each_required_column_is_missed_and_no_other),
        cmocka_unit_test(a_call_id_is_good_once),
        cmocka_unit_test(ids_that_do_not_fit_in_memory_are_counted),
        cmocka_unit_test(a_text_of_several_lines_is_no_record),
        cmocka_unit_test(a_stray_quote_costs_one_record_only),
        cmocka_unit_test(a_comment_of_several_lines_is_no_fault),
        cmocka_unit_test(a_failure_to_read_ends_it_in_header_and_rows_alike),
        cmocka_unit_test(without_memory_there_is_no_reader),
        cmocka_unit_test(random_pieces_are_all_accounted_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
