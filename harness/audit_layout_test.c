/* Rated records in the layout of a SUT profile: what is made of them, and what is refused. */
#include "layout_testing.h"

/* ------------------------------------------------------------------------------------- CSV */

#define COLUMNS                                                                                    \
    "<column name='ID' field='call_id'/><column name='DAY' field='start_time' format='%y%m%d'/>"   \
    "<column name='TIME' field='start_time' format='%H%M%S'/>"                                     \
    "<column name='LONG' field='duration_s' format='HH:MM:SS'/>"                                   \
    "<column name='PLAN' field='plan' codes='p'/>"                                                 \
    "<column name='EVENT' field='event_reason'/>" REST                                             \
    "<column name='ACCESS' field='access'/><column name='NUMBER' field='number'/>"
#define CODES                                                                                      \
    "<codes name='p' default='9'><code is='gotone' as='1'/><code is='mzone' as='2'/>"              \
    "<code is='easyown' as='2'/></codes>"
#define TABLE                                                                                      \
    SYSTEM("<records delimiter='|'>" COLUMNS "</records>" CODES                                    \
           "<answers delimiter='|' scale='li' sign='trailing'><id at='ID'/><amount at='FEE'/>"     \
           "<error at='ERR'/><refusal text='none'/></answers>")
#define NAMES "ID|DAY|TIME|LONG|PLAN|EVENT|HOME|VIS|ACCESS|NUMBER|FEE|ERR\n"
#define END   "|010|010||02155556666|180|\n"

static void columns_are_found_by_name(void **state)
{
    static const struct example examples[] = {
        {TABLE,
         "FEE|ERR|more, more|ID|DAY|TIME|LONG|PLAN|EVENT|HOME|VIS|ACCESS|NUMBER\n"
         "180||x|a|100301|100000|00:00:13|1|originate|010|010||02155556666\n\n"
         "FEE|ERR|more, more|ID|DAY|TIME|LONG|PLAN|EVENT|HOME|VIS|ACCESS|NUMBER\n"
         "60-||\"x\ny\"|\"b,\"\"c\"|100301|235959|100:00:01|2|originate|010|010|17951|02155556666\n"
         "0.5||x|d|100301|235959|00:01:00|1|forward-no-reply|010|010||02155556666\n",
         HEADER "\n\n"
                "a,2010-03-01T10:00:00,13,gotone,,originate,,010,010,02155556666,,,0.180\n"
                "\n\n\n\n"
                "d,2010-03-01T23:59:59,60,gotone,,forward,no_reply,010,010,02155556666,,,0.0005\n"
                "f:5:0: column 'PLAN': '2' stands for 'mzone' and for 'easyown' in codes 'p'\n"
                "headers 1\n",
         false},
        /* The system may say that a call was not billed. */
        {TABLE,
         NAMES "a|100301|100000|00:00:13|1|originate|010|010||02155556666|none|\n"
               "b|100301|100000|00:00:13|1|originate|010|010||02155556666||\n"
               "c|100301|100000|00:00:13|1|originate|010|010||02155556666|180|E7\n"
               "d|100301|100000|00:00:13|1|originate|010|010||02155556666|1,8|\n",
         HEADER "\nf:2:59: the system refused this record: amount 'none' at FEE; expected that it "
                "was billed\n"
                "f:3:59: the system refused this record: amount '' at FEE; expected that it was "
                "billed\n"
                "f:4:63: the system refused this record: 'E7' at ERR; expected that it was billed\n"
                "f:5:59: amount '1,8' at FEE: expected a number of li such as 180, at most 10^14\n"
                "headers 0\n",
         false},
    };

    (void)state;
    check(examples, COUNT(examples));
}

static void values_that_cannot_be_read_back_are_told(void **state)
{
    static const struct {
        const char *row;
        const char *told;
    } rows[] = {
        {"a|100301|100000|00:00:13|9|originate" END,
         "f:2:26: column 'PLAN': '9' stands for every value without a code in codes 'p'\n"},
        {"a|100301|100000|00:00:13|7|originate" END,
         "f:2:26: column 'PLAN': '7' is no code of codes 'p'\n"},
        {"a|100332|100000|00:00:13|1|originate" END,
         "f:2:3: start_time '2010-03-32T10:00:00': no such date\n"},
        {"a|10033|100000|00:00:13|1|originate" END,
         "f:2:3: column 'DAY': '10033' is no time as '%y%m%d' has it\n"},
        {"a|100301|1000000|00:00:13|1|originate" END,
         "f:2:10: column 'TIME': '1000000' is no time as '%H%M%S' has it\n"},
        {"a|100301|100000|00:00:60|1|originate" END,
         "f:2:17: column 'LONG': '00:00:60' is no duration as HH:MM:SS has it\n"},
        {"a|100301|100000|00:0013|1|originate" END,
         "f:2:17: column 'LONG': '00:0013' is no duration as HH:MM:SS has it\n"},
        {"a|100301|100000|00-00:13|1|originate" END,
         "f:2:17: column 'LONG': '00-00:13' is no duration as HH:MM:SS has it\n"},
        {"a|100301|100000|00:00-13|1|originate" END,
         "f:2:17: column 'LONG': '00:00-13' is no duration as HH:MM:SS has it\n"},
        {"a|100301|100000||1|originate" END,
         "f:2:17: duration_s is empty; expected whole seconds, 0 to 2678400\n"},
        {"a|100301|100000|00:00:13|1|forward-" END,
         "f:2:28: column 'EVENT': 'forward-' is no event with its reason\n"},
        {"a|100301|100000|00:00:13|1|forward-because-of-a-reason-that-is-long" END,
         "f:2:28: column 'EVENT': 'forward-because-of-a-reason-that-is-long' is no event with its "
         "reason\n"},
        {"a|100301|100000|00:00:13|1|call" END,
         "f:2:28: event 'call' is unknown; expected originate, receive, forward or "
         "monthly_fee\n"},
        {"a|100301|100000|00:00:13|1|originate|010|010|17909|02155556666|180|\n",
         "f:2:46: column 'ACCESS': '17909' is no access number; expected 17951, 12593 or "
         "nothing\n"},
        {"a|100301|100000|00:00:13|1|originate|010|010||1795102155556666|180|\n",
         "f:2:47: column 'NUMBER': '1795102155556666' begins with an access number, which has a "
         "column of its own\n"},
        {"a|100301|100000|00:00:13|1|originate|010|010||123456789012345678901234567890123|180|\n",
         "f:2:47: column 'NUMBER': '123456789012345678901234567890123' is too long; expected at "
         "most 32 characters\n"},
        {"a|100301|100000|00:00:13|1|originate|010|010|17951|999|180|\n",
         "f:2:52: number '17951999' has the service number '999', 100xx, 110, 114, 119, 120, 122, "
         "12xxx, 95xxx(x), 96xxx(x) or 16xxx to 16xxxxxx expected\n"},
        {"\"a\nb\"|100301|100000|00:00:13|1|originate" END,
         "f:2:1: column 'ID': 'a\\x0ab' has a line end in it\n"},
        {"a|100301|100000|00:00:13|1\n", "f:2:0: row has 5 fields, but the header row has 12\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text content = {0};
        struct text made = {0};
        struct text expected = {0};

        text_addf(&content, "%s%s", NAMES, rows[i].row);
        text_addf(&expected, "%s\n%sheaders 0\n", HEADER, rows[i].told);
        translate(&made, TABLE, text_slice(&content), false, 4096);
        assert_text(&made, expected.p);
        text_free(&content);
        text_free(&expected);
    }
}

#define NUMBERED                                                                                   \
    SYSTEM("<records header='no' encoding='GBK'><column name='SEQ' field='seq'/>"                  \
           "<column name='START' field='start_time'/><column name='DAY' field='start_time' "       \
           "format='%Y-%m-%d'/><column name='LONG' field='duration_s'/>"                           \
           "<column name='PLAN' field='plan' codes='p'/><column name='EVENT' field='event'/>" REST \
           "<column name='TO' field='other_party'/><column name='KIND' text='R'/></records>"       \
           "<codes name='p'><code is='gotone' as='\xe5\x85\xa8'/></codes>"                         \
           "<answers header='no' encoding='GBK' skip='1'><id at='12'/><amount at='11'/>"           \
           "<head tag='H' tag-at='1'/><trailer tag='T' tag-at='1' count-at='2'/></answers>")

static void columns_are_found_by_number(void **state)
{
    static const struct example examples[] = {
        {NUMBERED,
         "made by a tool\nH\n"
         "1,2010-03-01T10:00:00,2010-03-01,13,\xc8\xab,originate,010,010,02155556666,R,0.18,a\n"
         "1,2010-03-01T10:00:00,2010-03-02,13,\xc8\xab,originate,010,010,02155556666,R,0.18,b\n"
         "1,2010-03-01T10:00:00,2010-03-01,13,\xc8\xab,originate,010,010,02155556666,S,0.18,c\n"
         "1,2010-03-01T10:00:00,2010-03-01,13,\xc8\n"
         "1,2010-03-01T10:00:00,2010-03-01,13\n"
         "T,5\n",
         HEADER "\n\n\n"
                "a,2010-03-01T10:00:00,13,gotone,,originate,,010,010,02155556666,,,0.18\n"
                "f:4:3: column 'START': '2010-03-01T10:00:00' contradicts another column of the "
                "time\n"
                "f:5:70: column 'KIND': 'S' is not the text that every record has there\n"
                "f:6:37: invalid GBK\n"
                "f:7:0: row has 4 fields; expected at least 11\n"
                "headers 0\n",
         false},
    };

    (void)state;
    check(examples, COUNT(examples));
}

/* The two columns of a time, and two columns of one field. */
static void columns_that_contradict_are_told(void **state)
{
    static const char xml[] =
        SYSTEM("<records header='no'><column name='A' field='start_time' format='%Y%m%d%H'/>"
               "<column name='B' field='start_time' format='%H%M%S'/>"
               "<column name='PLAN' field='plan'/><column name='PLAN2' field='plan'/>"
               "<column name='LONG' field='duration_s'/><column name='EVENT' field='event'/>" REST
               "<column name='TO' field='other_party'/></records>"
               "<answers header='no' decimal='comma'><id at='10'/><amount at='11'/><error at='12'/>"
               "</answers>");
    static const struct example examples[] = {
        {xml,
         "2010030110,100000,gotone,gotone,13,originate,010,010,02155556666,a,\"0,18\"\n"
         "2010030110,110000,gotone,gotone,13,originate,010,010,02155556666,b,\"0,18\"\n"
         "2010030110,100000,gotone,mzone,13,originate,010,010,02155556666,c,\"0,18\"\n"
         "2010030110,100000,gotone,gotone,13,originate,010,010,02155556666,,\"0,18\"\n"
         "2010030110,100000,gotone,gotone,13,originate,010,010,02155556666,d,0.18\n"
         "2010030110,100000,gotone,gotone,13,originate,010,010,02155556666,e,\"0,18\",no\n"
         "\"2010030110,100000,gotone\n",
         HEADER "\na,2010-03-01T10:00:00,13,gotone,,originate,,010,010,02155556666,,,0.18\n"
                "f:2:12: column 'B': '110000' contradicts another column of the time\n"
                "f:3:26: column 'PLAN2': 'mzone' contradicts column 'PLAN'\n"
                "f:4:66: call_id is empty; expected 1 to 64 printable characters\n"
                "f:5:68: amount '0.18' at 11: expected a decimal number of yuan such as 0,18, at "
                "most 10^11\n"
                "f:6:75: the system refused this record: 'no' at 12; expected that it was billed\n"
                "f:7:1: quote is never closed\n"
                "headers 0\n",
         false},
    };

    (void)state;
    check(examples, COUNT(examples));
}

static void a_file_without_its_header_is_told(void **state)
{
    static const struct example examples[] = {
        {TABLE, "",
         HEADER "\nfault 0: the file is empty: expected a header row that names the "
                "columns\nheaders 0\n",
         false},
        {TABLE, "ID|ID|DAY\n",
         HEADER "\nfault 1: column ID is repeated in the header row\n"
                "headers 0\n",
         false},
        {TABLE, "ID|DAY|TIME\n",
         HEADER "\nfault 1: column LONG is missing from the header row\n"
                "headers 0\n",
         false},
        {TABLE, "ID|\"DAY\n", HEADER "\nfault 1: quote is never closed\nheaders 0\n", false},
        /* The half of a line before which reading failed is no row. */
        {TABLE, NAMES "a|100301|100000|00:00:13|1|originate|010|010||02155556666|18",
         HEADER "\nfault 0: Input/output error\nheaders 0\n", true},
    };

    (void)state;
    check(examples, COUNT(examples));
}

/* ----------------------------------------------------------------------------------- fixed */

static void fixed_positions_are_read(void **state)
{
    static const struct example examples[] = {
        {FIXED(""),
         CALL("a1x") "Ra1100201003011000000000001000O010 010  02155556666000000\r\n\n"
                     "Ra1200201003011000000000001000M010                 005000\n"
                     "Rb0000201003011000000000131000O010 010  02155556666000018\n"
                     "Rb01xx201003011000000000131000O010 010  02155556666000018\n"
                     "Rb0200201003011000000000131\xc8 0O010 010  02155556666000018\n"
                     "Xb0300201003011000000000131000O010 010  02155556666000018\n"
                     "Rb0400201003011000000000131000O010 010  02155556666\n"
                     "Rb050020100301100000    13\xc8\xab"
                     "00O010 010  02155556666000018\n"
                     "Rb060020100301100000000013\xc8\xab"
                     "00O010 010          999000018\n"
                     "Rb070020100301100000000013\xc8\xab"
                     "00O010 010  021555566660000-8\n",
         HEADER "\na1x,2010-03-01T10:00:00,13,gotone,,originate,,010,010,02155556666,,,0.18\n"
                "a11,2010-03-01T10:00:00,0,mzone,,originate,,010,010,02155556666,,,0.00\n\n"
                "a12,2010-03-01T10:00:00,,mzone,,monthly_fee,,010,,,,,50.00\n"
                "f:5:2: column 'ID': 'b00' ends with what may be padding or not\n"
                "f:6:5: column 'START': 'xx20100301100000' is no time as '%Y%m%d%H%M%S' has it\n"
                "f:7:27: column 'PLAN': '1\\xc8 0' is not in the encoding of the profile\n"
                "f:8:0: no record: its tag at 1 is 'X', expected 'R'\n"
                "f:9:0: record has 51 bytes; expected 57\n"
                "f:10:21: duration_s '    13' is not a number; expected whole seconds, 0 to "
                "2678400\n"
                "f:11:49: number '999' has the service number '999', 100xx, 110, 114, 119, 120, "
                "122, 12xxx, 95xxx(x), 96xxx(x) or 16xxx to 16xxxxxx expected\n"
                "f:12:52: amount '0000-8' at 52-57: expected a number of fen such as 18, at most "
                "10^13\n"
                "headers 0\n",
         false},
        {FRAMED, "H002\n" CALL("a01") CALL("a02") "T002000036\n",
         HEADER "\n\na01,2010-03-01T10:00:00,13,gotone,,originate,,010,010,02155556666,,,0.18\n"
                "a02,2010-03-01T10:00:00,13,gotone,,originate,,010,010,02155556666,,,0.18\n"
                "headers 0\n",
         false},
    };

    (void)state;
    check(examples, COUNT(examples));
}

/* Head and trailer count rows that are no records too. */
static void head_and_trailer_are_checked(void **state)
{
    static const struct {
        const char *content;
        const char *told;
    } rows[] = {
        {"H001\n" CALL("001") "T002000018\n",
         "fault 3: the trailer's count is '002', there are 1 records\n"},
        {"H001\n" CALL("001") "T001000019\n",
         "fault 3: the trailer's total is '000019', its amounts add up to 0.18 yuan\n"},
        {"H002\n" CALL("001") "T001000018\n",
         "fault 1: the head's count is '002', there are 1 records\n"},
        {CALL("001") "T001000018\n", "fault 1: there is no head record\n"},
        {"H001\n" CALL("001"), "fault 2: there is no trailer record\n"},
        {"H001\n" CALL("001") "T001000018\nT001000018\n", "fault 4: a second trailer\n"},
        {"H001\n" CALL("001") "T001000018\n" CALL("002") CALL("003"),
         "f:4:0: a record after the trailer\nf:5:0: a record after the trailer\n"
         "fault 4: a record after the trailer\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text made = {0};
        const char *told;

        translate(&made, FRAMED, tg_slice_of(rows[i].content), false, 4096);
        told = strstr(made.p, "0.18\n");
        assert_non_null(told);
        text_addf(&made, "%s", "");
        assert_memory_equal(told + 5, rows[i].told, strlen(rows[i].told));
        assert_string_equal(told + 5 + strlen(rows[i].told), "headers 0\n");
        text_free(&made);
    }
}

static void lines_that_are_too_long_are_told(void **state)
{
    struct text content = {0};
    struct text made = {0};

    (void)state;
    text_addf(&content, "H002\n%*s\n" CALL("001") "T002000018\n", 70000, "x");
    translate(&made, FRAMED, text_slice(&content), false, 4096);
    assert_text(&made, HEADER
                "\n\n\n001,2010-03-01T10:00:00,13,gotone,,originate,,010,010,02155556666,,,0.18\n"
                "f:2:0: a line longer than 64 KiB\nheaders 0\n");
    text_free(&content);
}

/* ------------------------------------------------------------------------------------ JSON */

#define JSON                                                                                       \
    SYSTEM("<records form='jsonl'><column name='id' field='call_id'/>"                             \
           "<column name='at' field='start_time'/><column name='s' field='duration_s'/>"           \
           "<column name='plan' field='plan'/><column name='event' field='event'/>" REST           \
           "<column name='to' field='other_party'/><column name='owner' field='subscriber'/>"      \
           "</records><answers form='jsonl'><id at='/id'/><amount at='/fee/yuan'/>"                \
           "<error at='/fee/error'/></answers>")
#define MEMBERS                                                                                    \
    "\"at\":\"2010-03-01T10:00:00\",\"s\":13,\"plan\":\"gotone\",\"event\":\"originate\","         \
    "\"HOME\":\"010\",\"VIS\":\"010\",\"to\":\"02155556666\""

static void json_lines_are_read(void **state)
{
    static const struct example examples[] = {
        {JSON,
         "{\"id\":\"a,\\\"1\"," MEMBERS ",\"owner\":null,\"fee\":{\"yuan\":0.18,\"error\":0}}\n"
         "{\"id\":\"a2\"," MEMBERS ",\"owner\":\"x\\ny\",\"fee\":{\"yuan\":0.18}}\n"
         "{\"id\":\"a3\"," MEMBERS ",\"fee\":{\"yuan\":0.18}}\n"
         "{\"id\":\"a4\"," MEMBERS ",\"owner\":1,\"fee\":{}}\n"
         "{\"id\":\"a5\"," MEMBERS ",\"owner\":1,\"fee\":{\"yuan\":0.18,\"error\":\"E\"}}\n"
         "{\"id\":\"a6\"," MEMBERS ",\"owner\":1,\"fee\":{\"yuan\":1.8e-1}}\n"
         "{\"id\":\"a7\"," MEMBERS ",\"to\":\"999\"}\n"
         "[]\n"
         "{\"id\":{\"a\":1}," MEMBERS ",\"owner\":1,\"fee\":{\"yuan\":\"0.18\"}}\n",
         HEADER ",subscriber\n"
                "\"a,\"\"1\",2010-03-01T10:00:00,13,gotone,,originate,,010,010,02155556666,,,0.18,"
                "\n\n\n\n\n\n\n\n"
                "\"{\"\"a\"\":\"\"1\"\"}\",2010-03-01T10:00:00,13,gotone,,originate,,010,010,"
                "02155556666,,,0.18,1\n"
                "f:2:0: column 'owner': 'x\\x0ay' has a line end in it\n"
                "f:3:0: there is no member 'owner'\n"
                "f:4:0: there is nothing at /fee/yuan\n"
                "f:5:0: the system refused this record: 'E' at /fee/error; expected that it was "
                "billed\n"
                "f:6:0: amount '1.8e-1' at /fee/yuan: expected a decimal number of yuan such as "
                "0.18, at most 10^11\n"
                "f:7:0: no JSON: 'duplicate object key near '\"to\"''\n"
                "f:8:0: there is no member 'id'\n"
                "headers 0\n",
         false},
    };

    (void)state;
    check(examples, COUNT(examples));
}

static void records_that_are_too_long_are_told(void **state)
{
    struct text content = {0};
    struct text made = {0};

    (void)state;
    text_addf(&content, "{\"id\":\"a\"," MEMBERS ",\"owner\":\"%*s\",\"fee\":{\"yuan\":0.18}}\n",
              61000, "x");
    translate(&made, JSON, text_slice(&content), false, 4096);
    assert_text(&made, HEADER ",subscriber\nf:1:0: record is too long: 61058 bytes, at most 60000 "
                              "expected\nheaders 0\n");
    text_free(&content);
}

/* Where the records have no column of it, it is that of the answers. */
static void the_call_id_may_stand_in_the_answers(void **state)
{
    static const struct example examples[] = {
        {SYSTEM("<records><column name='AT' field='start_time'/>"
                "<column name='S' field='duration_s'/><column name='PLAN' field='plan'/>"
                "<column name='EVENT' field='event'/>" REST "<column name='TO' "
                "field='other_party'/></records><answers><id at='ID'/><amount at='FEE'/>"
                "</answers>"),
         "FEE,AT,S,PLAN,EVENT,HOME,VIS,TO,ID\n"
         "0.18,2010-03-01T10:00:00,13,gotone,originate,010,010,02155556666,a\n"
         "0.18,2010-03-01T10:00:00,13,gotone,originate,010,010,02155556666,\"b\n\"\n",
         HEADER "\n\na,2010-03-01T10:00:00,13,gotone,,originate,,010,010,02155556666,,,0.18\n"
                "f:3:66: column 'ID': 'b\\x0a' has a line end in it\nheaders 0\n",
         false},
    };

    (void)state;
    check(examples, COUNT(examples));
}

/* ------------------------------------------------------------------------------- profiles */

static void profiles_that_describe_no_rated_record_are_told(void **state)
{
    static const struct {
        const char *xml;
        const char *told;
    } rows[] = {
        {SYSTEM("<answers form='jsonl'><id at='/i'/><amount at='/a'/></answers>"),
         "records and answers of 's' differ in form: a rated record is both"},
        {SYSTEM("<answers header='no'><id at='1'/><amount at='2'/></answers>"),
         "records and answers of 's' differ in header: a rated record is both"},
        {SYSTEM("<answers delimiter=';'><id at='i'/><amount at='a'/></answers>"),
         "records and answers of 's' differ in delimiter: a rated record is both"},
        {SYSTEM("<answers encoding='GBK'><id at='i'/><amount at='a'/></answers>"),
         "records and answers of 's' differ in encoding: a rated record is both"},
        {SYSTEM("<records encoding='GBK'/><answers encoding='GB18030'><id at='i'/><amount at='a'/>"
                "</answers>"),
         "records and answers of 's' differ in encoding: a rated record is both"},
        {SYSTEM("<records><column name='a' field='call_id'/></records>"),
         "records of 's' cannot be read back: they have no column of start_time"},
        {SYSTEM("<records><column name='a' field='start_time' format='%Y%m%d'/>"
                "<column name='b' field='duration_s'/><column name='c' field='plan'/>"
                "<column name='d' field='event_reason'/>" REST "<column name='g' field='number'/>"
                "</records>"),
         "records of 's' cannot be read back: they have no column of other_party, nor of access "
         "and "
         "number"},
        {SYSTEM("<records><column name='a' field='start_time' format='%Y%m%d%%S'/>"
                "<column name='b' field='duration_s'/><column name='c' field='plan'/>"
                "<column name='d' field='event_reason'/>" REST "<column name='g' field='number'/>"
                "<column name='h' field='access'/></records>"),
         "records of 's' cannot be read back: the formats of start_time lack one of %Y %m %d %H %M "
         "%S"},
        {SYSTEM("<answers><id at='call_id'/><amount at='plan'/></answers>"),
         "the amount of 's' at plan stands where column 'plan' does: a rated record has both"},
        {SYSTEM("<records header='no'/><answers header='no'><id at='1'/><amount at='12'/>"
                "</answers>"),
         "the amount of 's' at 12 stands where column 'other_network' does: a rated record has "
         "both"},
        {SYSTEM("<records form='jsonl'/><answers form='jsonl'><id at='/call_id'/>"
                "<amount at='/packs'/></answers>"),
         "the amount of 's' at /packs stands where column 'packs' does: a rated record has both"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_error error = {.status = TG_OK};
        struct profile *profile = profile_of(rows[i].xml);

        assert_false(audit_layout_possible(profile, "s.xml", &error));
        assert_error(error, TG_E_FIELD, 0, 0, rows[i].told);
        assert_string_equal(error.file, "s.xml");
        profile_free(profile);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_found_by_name),
        cmocka_unit_test(values_that_cannot_be_read_back_are_told),
        cmocka_unit_test(columns_are_found_by_number),
        cmocka_unit_test(columns_that_contradict_are_told),
        cmocka_unit_test(a_file_without_its_header_is_told),
        cmocka_unit_test(fixed_positions_are_read),
        cmocka_unit_test(head_and_trailer_are_checked),
        cmocka_unit_test(lines_that_are_too_long_are_told),
        cmocka_unit_test(json_lines_are_read),
        cmocka_unit_test(records_that_are_too_long_are_told),
        cmocka_unit_test(the_call_id_may_stand_in_the_answers),
        cmocka_unit_test(profiles_that_describe_no_rated_record_are_told),
    };

    return cmocka_run_group_tests(tests, load_rulebook, free_rulebook);
}
