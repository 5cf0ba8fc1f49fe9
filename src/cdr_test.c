#include "cdr_testing.h"

/* --------------------------------------------------------------------------------- good records */

static void a_record_is_read_field_by_field(void **state)
{
    struct memory_input in;
    struct tg_cdr_reader *reader = open_text(
        &in, HEADER "c-1,2010-01-01T00:00:00,61,easyown-jiayuan,night,forward,no_reply,010,0755,"
                    "13800138000,021,other\n");
    struct tg_cdr cdr;
    struct tg_error error;

    (void)state;
    assert_int_equal(tg_cdr_next(reader, &cdr, &error), TG_NEXT_ROW);
    assert_true(tg_slice_is(cdr.call_id, "c-1"));
    assert_int_equal(cdr.start, 1262275200);
    assert_int_equal(cdr.dur_s, 61);
    assert_int_equal(cdr.plan, TG_PLAN_EASYOWN_JIAYUAN);
    assert_true(cdr.night_pack);
    assert_int_equal(cdr.event, TG_EVENT_FORWARD_NO_REPLY);
    assert_int_equal(cdr.home_area, area("010"));
    assert_int_equal(cdr.visited_area, area("0755"));
    assert_true(tg_slice_is(cdr.other_party, "13800138000"));
    assert_int_equal(cdr.other_area, area("021"));
    assert_int_equal(cdr.other_network, TG_NETWORK_OTHER);
    assert_int_equal(cdr.line, 2);
    assert_int_equal(cdr.other_party_column, 76);
    assert_int_equal(error.status, TG_OK);
    assert_int_equal(tg_cdr_next(reader, &cdr, &error), TG_NEXT_END);
    assert_int_equal(tg_cdr_next(reader, &cdr, &error), TG_NEXT_END);
    assert_int_equal(tg_cdr_reader_counts(reader).read, 1);
    assert_int_equal(tg_cdr_reader_counts(reader).bad, 0);
    tg_cdr_reader_free(reader);
}

/* Every word a field may have, and the forms that are allowed besides the plain one. */
static const struct {
    const char *row;
    enum tg_plan plan;
    enum tg_event event;
    enum tg_network network;
} good[] = {
    {"1,2010-01-01 00:00:00,0,gotone,,originate,,010,010,8,,", TG_PLAN_GOTONE, TG_EVENT_ORIGINATE,
     TG_NETWORK_COUNT},
    {"1,2010-01-01T00:00:00Z,2678400,mzone,,receive,,010,010,,,cmcc", TG_PLAN_MZONE,
     TG_EVENT_RECEIVE, TG_NETWORK_CMCC},
    {"1,2010-01-01T00:00:00+01:00,0060,easyown,night,receive,,010,010,+8613800138000,021,other",
     TG_PLAN_EASYOWN, TG_EVENT_RECEIVE, TG_NETWORK_OTHER},
    {"1,2010-01-01T00:00:00,1,easyown-qingsong,,receive,,010,010,123456789012345678901234,,",
     TG_PLAN_EASYOWN_QINGSONG, TG_EVENT_RECEIVE, TG_NETWORK_COUNT},
    {"1,2010-01-01T00:00:00,1,easyown-jiayuan,,forward,unconditional,010,010,1,,",
     TG_PLAN_EASYOWN_JIAYUAN, TG_EVENT_FORWARD_UNCONDITIONAL, TG_NETWORK_COUNT},
    {"1,2010-01-01T00:00:00,1,gotone-jingdian,,forward,busy,010,010,1,,", TG_PLAN_GOTONE_JINGDIAN,
     TG_EVENT_FORWARD_BUSY, TG_NETWORK_COUNT},
    {"1,2010-01-01T00:00:00,1,gotone-shanglv,,forward,no_reply,010,010,1,,", TG_PLAN_GOTONE_SHANGLV,
     TG_EVENT_FORWARD_NO_REPLY, TG_NETWORK_COUNT},
    {"1,2010-01-01T00:00:00,1,mzone-suibian,,forward,unreachable,010,010,1,,",
     TG_PLAN_MZONE_SUIBIAN, TG_EVENT_FORWARD_UNREACHABLE, TG_NETWORK_COUNT},
    {"1,2010-01-01T00:00:00,,easyown-dazhong,night,monthly_fee,,010,010,,,",
     TG_PLAN_EASYOWN_DAZHONG, TG_EVENT_MONTHLY_FEE, TG_NETWORK_COUNT},
    {"1,2010-01-01T00:00:00,,gotone,night,monthly_fee,,010,,,,", TG_PLAN_GOTONE,
     TG_EVENT_MONTHLY_FEE, TG_NETWORK_COUNT},
    /* What the digits are is for the numbering plan to say. */
    {"1,2010-01-01T00:00:00,1,gotone,,originate,,010,010,*#x5678901234567890123456789012,,",
     TG_PLAN_GOTONE, TG_EVENT_ORIGINATE, TG_NETWORK_COUNT},
    {"\"1\",\"2010-01-01T00:00:00\",\"1\",\"gotone\",\"\",\"originate\",\"\",\"010\",\"010\",\"8\","
     "\"\",\"\"",
     TG_PLAN_GOTONE, TG_EVENT_ORIGINATE, TG_NETWORK_COUNT},
    {"全球通 1 é,2010-01-01T00:00:00,1,gotone,,originate,,010,010,8,,", TG_PLAN_GOTONE,
     TG_EVENT_ORIGINATE, TG_NETWORK_COUNT},
    {"123456789012345678901234567890123456789012345678901234567890全全全全,2010-01-01T00:00:00,1,"
     "gotone,,originate,,010,010,8,,",
     TG_PLAN_GOTONE, TG_EVENT_ORIGINATE, TG_NETWORK_COUNT},
};

static void every_accepted_form_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        char text[512];
        struct memory_input in;
        struct tg_cdr_reader *reader;
        struct tg_cdr cdr;
        struct tg_error error;

        snprintf(text, sizeof text, HEADER "%s\n", good[i].row);
        reader = open_text(&in, text);
        if (tg_cdr_next(reader, &cdr, &error) != TG_NEXT_ROW)
            fail_msg("%s: %s", good[i].row, error.text);
        assert_int_equal(cdr.plan, good[i].plan);
        assert_int_equal(cdr.event, good[i].event);
        assert_int_equal(cdr.other_network, good[i].network);
        assert_int_equal(cdr.visited_area, area("010"));
        assert_int_equal(cdr.night_pack, strstr(good[i].row, "night") != NULL);
        assert_int_equal(cdr.other_area == 0, strstr(good[i].row, ",021") == NULL);
        assert_int_equal(tg_cdr_next(reader, &cdr, &error), TG_NEXT_END);
        tg_cdr_reader_free(reader);
    }
}

/* --------------------------------------------------------------------------------- bad records */

#define SECONDS "; expected whole seconds, 0 to 2678400"
#define PLANS                                                                                      \
    "; expected gotone, mzone, easyown, easyown-qingsong, easyown-jiayuan, gotone-jingdian, "      \
    "gotone-shanglv, mzone-suibian or easyown-dazhong"
#define ID_WANTED "; expected 1 to 64 printable characters"
#define AREA      "; expected one such as 0755"
#define REASONS   "; expected unconditional, busy, no_reply or unreachable"
#define CALLING   "; expected up to 24 digits, optionally after a '+'"
#define EMPTY     "; expected an empty field"
#define FIELD     TG_E_FIELD
#define CONTRA    TG_E_CONTRADICTION

/* The row stands in line 2 behind the header, so "f:2:" is left out of the message. */
static const struct {
    const char *row;
    enum tg_status status;
    const char *call_id;
    const char *message;
} bad[] = {
    {"," T ",1,gotone,,originate,,010,010,8,,", FIELD, "", "1: call_id is empty" ID_WANTED},
    {"12345678901234567890123456789012345678901234567890123456789012345," T ",1,gotone,,originate,,"
     "010,010,8,,",
     FIELD, "", "1: call_id '1234567890123456789012345678901234567890...' is too long" ID_WANTED},
    {"a\tb," T ",1,gotone,,originate,,010,010,8,,", FIELD, "",
     "1: call_id 'a\\x09b' has a character that cannot be printed" ID_WANTED},
    {"a\x7f," T ",1,gotone,,originate,,010,010,8,,", FIELD, "",
     "1: call_id 'a\\x7f' has a character that cannot be printed" ID_WANTED},
    /* call_id comes first, then the order of the columns. */
    {",x,x,x,x,x,x,x,x,x,x,x", FIELD, "", "1: call_id is empty" ID_WANTED},
    {"a,x,x,x,x,x,x,x,x,x,x,x", FIELD, "a",
     "3: start_time 'x': not of the form YYYY-MM-DDTHH:MM:SS"},
    {"a," T ",x,x,x,x,x,x,x,x,x,x", FIELD, "a", "23: duration_s 'x' is not a number" SECONDS},
    {"a," T ",1,x,x,x,x,x,x,x,x,x", FIELD, "a", "25: plan 'x' is unknown" PLANS},
    {"a," T ",1,gotone,x,x,x,x,x,x,x,x", FIELD, "a",
     "32: packs 'x' is unknown; expected an empty field or night"},
    {"a," T ",1,gotone,,recieve,x,recieve,x,recieve,x,x", FIELD, "a",
     "33: event 'recieve' is unknown; expected originate, receive, forward or monthly_fee"},
    {"a," T ",1,gotone,,x,x,x,x,x,x,x", FIELD, "a",
     "33: event 'x' is unknown; expected originate, receive, forward or monthly_fee"},
    {"a," T ",1,gotone,,forward,x,x,x,x,x,x", FIELD, "a",
     "41: forward_reason 'x' is unknown" REASONS},
    {"a," T ",1,gotone,,forward,busy,x,x,,x,x", FIELD, "a",
     "46: home_area 'x' is no area code" AREA},
    {"a," T ",1,gotone,,forward,busy,010,x,,x,x", FIELD, "a",
     "50: visited_area 'x' is no area code" AREA},
    {"a," T ",1,gotone,,forward,busy,010,010,,x,x", FIELD, "a",
     "54: other_party is empty; expected the digits forwarded to"},
    {"a," T ",1,gotone,,forward,busy,010,010,1,x,x", FIELD, "a",
     "56: other_area 'x' is no area code" AREA},
    {"a," T ",1,gotone,,forward,busy,010,010,1,,x", FIELD, "a",
     "57: other_network 'x' is unknown; expected cmcc, other or an empty field"},
    /* start_time */
    {"a,,1,gotone,,originate,,010,010,8,,", FIELD, "a",
     "3: start_time is empty; expected YYYY-MM-DDTHH:MM:SS"},
    {"a,2010-02-30T00:00:00,1,gotone,,originate,,010,010,8,,", FIELD, "a",
     "3: start_time '2010-02-30T00:00:00': no such date"},
    {"a,2010-01-01T25:00:00,1,gotone,,originate,,010,010,8,,", FIELD, "a",
     "3: start_time '2010-01-01T25:00:00': no such time of day"},
    {"a,2010-01-01T00:00:00+15:00,1,gotone,,originate,,010,010,8,,", FIELD, "a",
     "3: start_time '2010-01-01T00:00:00+15:00': no such time zone"},
    /* duration_s */
    {"a," T ",,gotone,,originate,,010,010,8,,", FIELD, "a", "23: duration_s is empty" SECONDS},
    {"a," T ",-1,gotone,,originate,,010,010,8,,", FIELD, "a",
     "23: duration_s '-1' is negative" SECONDS},
    {"a," T ",-,gotone,,originate,,010,010,8,,", FIELD, "a",
     "23: duration_s '-' is not a number" SECONDS},
    {"a," T ",-1x,gotone,,originate,,010,010,8,,", FIELD, "a",
     "23: duration_s '-1x' is not a number" SECONDS},
    {"a," T ",1.5,gotone,,originate,,010,010,8,,", FIELD, "a",
     "23: duration_s '1.5' has decimals" SECONDS},
    {"a," T ",1.,gotone,,originate,,010,010,8,,", FIELD, "a",
     "23: duration_s '1.' is not a number" SECONDS},
    {"a," T ",1.x,gotone,,originate,,010,010,8,,", FIELD, "a",
     "23: duration_s '1.x' is not a number" SECONDS},
    {"a," T ",1:05,gotone,,originate,,010,010,8,,", FIELD, "a",
     "23: duration_s '1:05' is not a number" SECONDS},
    {"a," T ", 1,gotone,,originate,,010,010,8,,", FIELD, "a",
     "23: duration_s ' 1' is not a number" SECONDS},
    {"a," T ",2678401,gotone,,originate,,010,010,8,,", FIELD, "a",
     "23: duration_s '2678401' is longer than 31 days" SECONDS},
    {"a," T ",99999999999999999999,gotone,,originate,,010,010,8,,", FIELD, "a",
     "23: duration_s '99999999999999999999' is longer than 31 days" SECONDS},
    {"a," T ",0,gotone,,monthly_fee,,010,010,,,", CONTRA, "a",
     "23: duration_s '0' contradicts event 'monthly_fee'" EMPTY},
    /* An empty one may be right, as long as the event is not known. */
    {"a," T ",,gotone,,call,,010,010,8,,", FIELD, "a",
     "32: event 'call' is unknown; expected originate, receive, forward or monthly_fee"},
    /* plan, packs, event */
    {"a," T ",1,,,originate,,010,010,8,,", FIELD, "a", "25: plan is empty" PLANS},
    {"a," T ",1,gotonn,,originate,,010,010,8,,", FIELD, "a", "25: plan 'gotonn' is unknown" PLANS},
    {"a," T ",1,Gotone,,originate,,010,010,8,,", FIELD, "a", "25: plan 'Gotone' is unknown" PLANS},
    {"a," T ",1,existing,,originate,,010,010,8,,", FIELD, "a",
     "25: plan 'existing' is unknown" PLANS},
    {"a," T ",1,gotone,nighty,originate,,010,010,8,,", FIELD, "a",
     "32: packs 'nighty' is unknown; expected an empty field or night"},
    {"a," T ",1,gotone,,,,010,010,8,,", FIELD, "a",
     "33: event is empty; expected originate, receive, forward or monthly_fee"},
    {"a," T ",1,gotone,,forward-busy,,010,010,8,,", FIELD, "a",
     "33: event 'forward-busy' is unknown; expected originate, receive, forward or monthly_fee"},
    /* forward_reason */
    {"a," T ",1,gotone,,originate,busy,010,010,8,,", CONTRA, "a",
     "43: forward_reason 'busy' contradicts event 'originate'" EMPTY},
    {"a," T ",1,gotone,,receive,busy,010,010,8,,", CONTRA, "a",
     "41: forward_reason 'busy' contradicts event 'receive'" EMPTY},
    {"a," T ",,gotone,,monthly_fee,busy,010,010,8,,", CONTRA, "a",
     "44: forward_reason 'busy' contradicts event 'monthly_fee'" EMPTY},
    {"a," T ",1,gotone,,forward,,010,010,8,,", CONTRA, "a",
     "41: forward_reason '' contradicts event 'forward'" REASONS},
    /* areas */
    {"a," T ",1,gotone,,originate,,,010,8,,", FIELD, "a", "44: home_area is empty" AREA},
    {"a," T ",1,gotone,,originate,,010,,8,,", FIELD, "a", "48: visited_area is empty" AREA},
    {"a," T ",1,gotone,,originate,,10,010,8,,", FIELD, "a",
     "44: home_area '10' is no area code" AREA "; hint: the leading 0 belongs to it"},
    {"a," T ",1,gotone,,originate,,0500,010,8,,", FIELD, "a",
     "44: home_area '0500' is no area code" AREA},
    {"a," T ",,gotone,,monthly_fee,,,,,,", FIELD, "a", "45: home_area is empty" AREA},
    {"a," T ",,gotone,,monthly_fee,,010,0500,,,", FIELD, "a",
     "49: visited_area '0500' is no area code" AREA},
    /* other_party */
    {"a," T ",1,gotone,,originate,,010,010,,,", FIELD, "a",
     "52: other_party is empty; expected the digits dialled"},
    {"a," T ",1,gotone,,originate,,010,010,123456789012345678901234567890123,,", FIELD, "a",
     "52: other_party '123456789012345678901234567890123' is too long; expected at most 32 "
     "characters"},
    {"a," T ",1,gotone,,receive,,010,010,1x,,", FIELD, "a",
     "50: other_party '1x' is no calling number" CALLING},
    {"a," T ",1,gotone,,receive,,010,010,+,,", FIELD, "a",
     "50: other_party '+' is no calling number" CALLING},
    {"a," T ",1,gotone,,receive,,010,010,1234567890123456789012345,,", FIELD, "a",
     "50: other_party '1234567890123456789012345' is no calling number" CALLING},
    {"a," T ",,gotone,,monthly_fee,,010,,8,,", CONTRA, "a",
     "50: other_party '8' contradicts event 'monthly_fee'" EMPTY},
    {"a," T ",,gotone,,monthly_fee,,010,,,010,", CONTRA, "a",
     "51: other_area '010' contradicts event 'monthly_fee'" EMPTY},
    {"a," T ",1,gotone,,receive,,010,010,,0500,", FIELD, "a",
     "51: other_area '0500' is no area code" AREA},
    /* the row as such */
    {"a," T ",1,gotone,,originate,,010,010,8,", TG_E_FORMAT, "a",
     "54: row has 11 fields, but the header row has 12"},
    {"a," T ",1,gotone,,originate,,010,010,8,,,", TG_E_FORMAT, "a",
     "56: row has 13 fields, but the header row has 12"},
    {"a", TG_E_FORMAT, "a", "1: row has 1 field, but the header row has 12"},
    {" ", TG_E_FORMAT, " ", "1: row has 1 field, but the header row has 12"},
    {"a," T ",1,go\"tone,,originate,,010,010,8,,", TG_E_FORMAT, "a",
     "27: quote inside an unquoted field; hint: a field with a quote in it is quoted, and the "
     "quote "
     "doubled"},
    {"a," T ",1,\"gotone\" ,,originate,,010,010,8,,", TG_E_FORMAT, "a",
     "33: text after a closing quote; expected a comma or the end of the line; hint: a quote "
     "inside "
     "a quoted field is doubled"},
    {"a," T ",1,\xc7\xf2,,originate,,010,010,8,,", TG_E_FORMAT, "a",
     "25: invalid UTF-8; hint: a file in GBK can be converted with iconv -f GB18030 -t UTF-8"},
    {"\xc7\xf2," T ",1,gotone,,originate,,010,010,8,,", TG_E_FORMAT, "",
     "1: invalid UTF-8; hint: a file in GBK can be converted with iconv -f GB18030 -t UTF-8"},
};

static void every_fault_is_told_and_the_next_record_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        char text[1024], expected[TG_ERROR_TEXT], message[TG_ERROR_TEXT];
        struct memory_input in;
        struct tg_cdr_reader *reader;
        struct tg_cdr cdr;
        struct tg_error error;

        snprintf(text, sizeof text, HEADER "%s\nnext," T ",1,gotone,,originate,,010,010,8,,\n",
                 bad[i].row);
        snprintf(expected, sizeof expected, "f:2:%s", bad[i].message);
        reader = open_text(&in, text);
        if (tg_cdr_next(reader, &cdr, &error) != TG_NEXT_BAD_ROW) fail_msg("%s", bad[i].row);
        tg_error_format(message, sizeof message, &error);
        assert_string_equal(message, expected);
        assert_int_equal(error.status, bad[i].status);
        assert_int_equal(cdr.line, 2);
        if (!tg_slice_is(cdr.call_id, bad[i].call_id)) fail_msg("call_id of %s", bad[i].row);
        assert_int_equal(tg_cdr_next(reader, &cdr, &error), TG_NEXT_ROW);
        assert_int_equal(cdr.line, 3);
        assert_true(tg_slice_is(cdr.call_id, "next"));
        assert_int_equal(tg_cdr_reader_counts(reader).read, 2);
        assert_int_equal(tg_cdr_reader_counts(reader).bad, 1);
        tg_cdr_reader_free(reader);
    }
}

static void a_bad_row_needs_no_one_to_listen(void **state)
{
    struct memory_input in;
    struct tg_cdr_reader *reader = open_text(&in, HEADER "a,x,x,x,x,x,x,x,x,x,x,x\na\n");
    struct tg_cdr cdr;

    (void)state;
    assert_int_equal(tg_cdr_next(reader, &cdr, NULL), TG_NEXT_BAD_ROW);
    assert_int_equal(tg_cdr_next(reader, &cdr, NULL), TG_NEXT_BAD_ROW);
    assert_int_equal(tg_cdr_next(reader, &cdr, NULL), TG_NEXT_END);
    tg_cdr_reader_free(reader);
}

static void fields_are_read_without_a_file(void **state)
{
    struct tg_slice fields[TG_CDR_COLUMNS];
    static const char *const texts[TG_CDR_COLUMNS] = {"a", T,     "1",   "gotone", "", "originate",
                                                      "",  "010", "010", "8",      "", ""};
    long columns[TG_CDR_COLUMNS];
    struct tg_cdr cdr;
    struct tg_error error = {0};
    char buf[TG_ERROR_TEXT];

    (void)state;
    for (size_t i = 0; i < TG_CDR_COLUMNS; i++) {
        fields[i] = tg_slice_of(texts[i]);
        columns[i] = 100 + (long)i;
    }
    assert_true(tg_cdr_from_fields(&cdr, fields, NULL, &error));
    assert_int_equal(cdr.other_party_column, 0);
    assert_true(tg_cdr_from_fields(&cdr, fields, columns, &error));
    assert_int_equal(cdr.other_party_column, 109);
    fields[3] = tg_slice_of("x");
    assert_false(tg_cdr_from_fields(&cdr, fields, columns, NULL));
    assert_false(tg_cdr_from_fields(&cdr, fields, NULL, &error));
    tg_error_format(buf, sizeof buf, &error);
    assert_string_equal(buf, "plan 'x' is unknown" PLANS);
    assert_int_equal(error.column, 0);
    fields[0] = tg_slice_of("");
    error.status = TG_OK;
    assert_false(tg_cdr_from_fields(&cdr, fields, columns, &error));
    assert_int_equal(error.column, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_read_field_by_field),
        cmocka_unit_test(every_accepted_form_is_read),
        cmocka_unit_test(every_fault_is_told_and_the_next_record_read),
        cmocka_unit_test(a_bad_row_needs_no_one_to_listen),
        cmocka_unit_test(fields_are_read_without_a_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
