/* Records written in a system's form, and its answers read. */
#include "fixture.h"

#define SYSTEM(xml) "<system name='s'><exec><arg>x</arg></exec>" xml "</system>"

static struct profile *profile_of(const char *xml)
{
    struct tg_error error = {0};
    struct profile *profile = profile_read("s.xml", tg_slice_of(xml), &error);

    if (profile == NULL) fail_msg("%ld: %s", error.column, error.text);
    return profile;
}

/* ---------------------------------------------------------------------------------------- writing
 */

#define RECORDS                                                                                    \
    RECORD_HEADER                                                                                  \
    "E-1,2010-03-01T10:00:05,3661,gotone,night,originate,,010,010,1795102155556666,,,\n"           \
    "E-2,2009-12-31T23:59:59,7,mzone,,forward,no_reply,010,021,\"12593013912345678\",0755,cmcc,\n"
#define GOLDEN                                                                                     \
    TG_OUTCOME_HEADER "\nE-1,exact,0.06,,,,,R-01,A-1,explicit\nE-2,exact,0.06,,,,,R-01,A-1,"       \
                      "explicit\n"

static void two_questions(struct questions *questions)
{
    const struct suite_text suite = {"one", "r.csv", tg_slice_of(RECORDS), "g.csv",
                                     tg_slice_of(GOLDEN)};
    struct tg_error error = {0};

    *questions = (struct questions){0};
    assert_true(questions_add(questions, &suite, &error));
}

static void records_are_written_in_the_systems_form(void **state)
{
    static const struct {
        const char *xml;
        const char *written;
    } rows[] = {
        {SYSTEM("<records header='no'><column name='A' field='call_id'/>"
                "<column name='B' field='start_time' format='%y%m%d-%H:%M:%S%%'/>"
                "<column name='C' field='duration_s' format='HH:MM:SS'/>"
                "<column name='D' field='access'/><column name='E' field='number'/>"
                "<column name='F' field='event_reason'/><column name='G' field='seq'/></records>"),
         "E-1,100301-10:00:05%,01:01:01,17951,02155556666,originate,1\n"
         "E-2,091231-23:59:59%,00:00:07,12593,013912345678,forward-no-reply,2\n"},
        {SYSTEM("<records delimiter='tab' line-end='crlf' quote='always'>"
                "<column name='ID' field='call_id'/><column name='P' field='plan' codes='p'/>"
                "</records><codes name='p' default='x'><code is='gotone' as='G'/></codes>"),
         "ID\tP\r\n\"E-1\"\t\"G\"\r\n\"E-2\"\t\"x\"\r\n"},
        {SYSTEM("<records header='no' delimiter='~'><column name='T' text='a~&quot;'/></records>"),
         "\"a~\"\"\"\n\"a~\"\"\"\n"},
        {SYSTEM("<records form='fixed'><before>H{count:4}|{count}</before>"
                "<column name='A' field='call_id' at='1' width='5'/>"
                "<column name='B' field='duration_s' at='8' width='6' align='right' pad='0'/>"
                "<after>T{total_duration:8}|{total_duration}|{other}</after></records>"),
         "H0002|2\nE-1    003661\nE-2    000007\nT00003668|3668|{other}\n"},
        {SYSTEM("<records form='jsonl'><column name='id' field='call_id'/>"
                "<column name='q' text='a&quot;\\&#9;'/></records>"),
         "{\"id\":\"E-1\",\"q\":\"a\\\"\\\\\\u0009\"}\n"
         "{\"id\":\"E-2\",\"q\":\"a\\\"\\\\\\u0009\"}\n"},
        {SYSTEM("<records header='no' encoding='GBK'><column name='T' text='全球通'/></records>"),
         "\xc8\xab\xc7\xf2\xcd\xa8\n\xc8\xab\xc7\xf2\xcd\xa8\n"},
    };
    struct questions questions;

    (void)state;
    two_questions(&questions);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_error error = {0};
        struct text written = {0};
        struct profile *profile;

        if (rows[i].written == NULL) continue;
        profile = profile_of(rows[i].xml);
        assert_true(wire_write(&written, profile, &questions, (const size_t[]){0, 1}, 2, &error));
        assert_text(&written, rows[i].written);
        profile_free(profile);
    }
    questions_free(&questions);
}

static void what_cannot_be_written_is_told(void **state)
{
    static const struct {
        const char *xml;
        const char *error;
    } rows[] = {
        {SYSTEM("<records><column name='P' field='plan' codes='p'/></records>"
                "<codes name='p'><code is='gotone' as='G'/></codes>"),
         "case E-2, column 'P': 'mzone' has no code in the profile"},
        {SYSTEM("<records form='fixed'><column name='P' field='plan' at='1' width='5'/></records>"),
         "case E-1, column 'P': 'gotone' is longer than the column is wide"},
        {SYSTEM("<records quote='never' delimiter=';'><column name='P' text='a;b'/></records>"),
         "case E-1, column 'P': 'a;b' would need quotes, which the profile never has"},
        {SYSTEM("<records encoding='ASCII'><column name='P' text='元'/></records>"),
         "case E-1, column 'P': '元' cannot be written in the profile's encoding"},
        {SYSTEM("<records form='jsonl'><column name='P' field='plan' codes='p'/></records>"
                "<codes name='p'><code is='x' as='y'/></codes>"),
         "case E-1, column 'P': 'gotone' has no code in the profile"},
    };
    struct questions questions;

    (void)state;
    two_questions(&questions);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_error error = {0};
        struct text written = {0};
        struct profile *profile = profile_of(rows[i].xml);

        assert_false(wire_write(&written, profile, &questions, (const size_t[]){0, 1}, 2, &error));
        assert_string_equal(error.text, rows[i].error);
        text_free(&written);
        profile_free(profile);
    }
    questions_free(&questions);
}

static void templates_are_filled(void **state)
{
    struct profile *profile = profile_of(SYSTEM("<records><column name='Q' text='\"'/></records>"));
    struct questions questions;
    struct tg_error error = {0};
    struct text filled = {0};

    (void)state;
    two_questions(&questions);
    assert_true(wire_fill(&filled, profile, &questions.list[0], "{\"a\":\"{call_id}{Q}\",{}}", true,
                          &error));
    assert_text(&filled, "{\"a\":\"E-1\\\"\",{}}");
    assert_true(wire_fill(&filled, profile, &questions.list[1], "{number}/{event_reason}{Q}", false,
                          &error));
    assert_text(&filled, "013912345678/forward-no-reply\"");
    assert_false(wire_fill(&filled, profile, &questions.list[0], "{nothing}", false, &error));
    assert_string_equal(error.text, "no column 'nothing'");
    text_free(&filled);
    questions_free(&questions);
    profile_free(profile);
}

/* ---------------------------------------------------------------------------------------- amounts
 */

static void amounts_are_exact_in_every_scale(void **state)
{
    static const struct {
        const char *form;
        const char *text;
        enum answer_kind kind;
        tg_money amount;
        bool rest;
    } rows[] = {
        {"", "0.18", ANSWER_AMOUNT, 1800, false},
        {"", "0.00001", ANSWER_AMOUNT, 0, true},
        {"", "", ANSWER_REFUSED, 0, false},
        {"", "1e3", ANSWER_MALFORMED, 0, false},
        {"scale='fen'", "18", ANSWER_AMOUNT, 1800, false},
        {"scale='fen'", "0018", ANSWER_AMOUNT, 1800, false},
        {"scale='fen'", "1.5", ANSWER_AMOUNT, 150, false},
        {"scale='fen'", "-1234567.891", ANSWER_AMOUNT, -123456789, true},
        {"scale='fen'", "1.", ANSWER_MALFORMED, 0, false},
        {"scale='fen'", "1e2", ANSWER_MALFORMED, 0, false},
        {"scale='li'", "5", ANSWER_AMOUNT, 50, false},
        {"scale='li'", "12345", ANSWER_AMOUNT, 123450, false},
        {"scale='li'", "0.01", ANSWER_AMOUNT, 0, true},
        {"decimal='comma'", "0,18", ANSWER_AMOUNT, 1800, false},
        {"decimal='comma'", "0.18", ANSWER_MALFORMED, 0, false},
        {"decimal='comma'", "1.000,18", ANSWER_MALFORMED, 0, false},
        {"sign='trailing'", "0.18-", ANSWER_AMOUNT, -1800, false},
        {"sign='trailing'", "0.18+", ANSWER_AMOUNT, 1800, false},
        {"sign='trailing'", "-0.18", ANSWER_MALFORMED, 0, false},
        {"sign='trailing'", "-", ANSWER_MALFORMED, 0, false},
        {"sign='none'", "-1", ANSWER_MALFORMED, 0, false},
        {"", "-1", ANSWER_AMOUNT, -10000, false},
        {"", "NA", ANSWER_REFUSED, 0, false},
        {"scale='li'", "999999999999999999999999999999", ANSWER_MALFORMED, 0, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text xml = {0};
        struct reply reply = {0};
        struct profile *profile;

        text_addf(&xml,
                  SYSTEM("<answers %s><id at='a'/><amount at='b'/><refusal text='NA'/></answers>"),
                  rows[i].form);
        profile = profile_of(xml.p);
        wire_amount(profile, &reply, tg_slice_of(rows[i].text));
        if (reply.kind != rows[i].kind || reply.amount != rows[i].amount ||
            reply.rest != rows[i].rest)
            fail_msg("row %zu: %d %lld", i, reply.kind, (long long)reply.amount);
        assert_true(rows[i].kind == ANSWER_MALFORMED ? reply.reason != NULL : true);
        profile_free(profile);
        text_free(&xml);
    }
}

/* ---------------------------------------------------------------------------------------- reading
 */

struct hearing {
    struct text text;
    struct tg_slice left;
    size_t step; /* bytes a read */
    bool whole;
};

static void hear(void *user, const struct reply *reply)
{
    static const char *const kinds[] = {"amount", "refused", "malformed"};
    struct hearing *hearing = user;

    text_addf(&hearing->text, "%ld %.*s %s", reply->line, (int)reply->id.n, reply->id.p,
              kinds[reply->kind]);
    if (reply->kind == ANSWER_AMOUNT) {
        text_addf(&hearing->text, " ");
        text_add_money(&hearing->text, reply->amount, false);
        if (reply->rest) text_addf(&hearing->text, " and more");
    }
    if (reply->kind == ANSWER_MALFORMED) text_addf(&hearing->text, ": %s", reply->reason);
    text_addf(&hearing->text, "\n");
}

static void hear_unreadable(void *user, const char *reason, long line)
{
    text_addf(&((struct hearing *)user)->text, "%ld unreadable: %s\n", line, reason);
}

static ptrdiff_t read_step(void *user, void *buf, size_t size)
{
    struct hearing *hearing = user;

    return text_read_slice(&hearing->left, buf, size < hearing->step ? size : hearing->step);
}

static bool is_whole(void *user)
{
    return ((struct hearing *)user)->whole;
}

static void read_answers(struct hearing *hearing, const char *answers, struct tg_slice data,
                         size_t step, bool whole)
{
    struct text xml = {0};
    struct profile *profile;
    struct reply_source source = {read_step, hearing, is_whole};
    struct reply_sink sink = {hearing, hear, hear_unreadable};

    text_addf(&xml, SYSTEM("%s"), answers);
    profile = profile_of(xml.p);
    *hearing = (struct hearing){.left = data, .step = step, .whole = whole};
    text_addf(&hearing->text, "%s", "");
    wire_read(profile, &source, &sink);
    profile_free(profile);
    text_free(&xml);
}

#define PLACES "<id at='ID'/><amount at='FEE'/>"
#define FIXED                                                                                      \
    "<answers form='fixed' scale='fen'><id at='3-5'/><amount at='6-9'/>" FRAME "</answers>"
#define FRAME                                                                                      \
    "<body tag='50' tag-at='1-2'/><head tag='10' tag-at='1-2' count-at='3-5'/>"                    \
    "<trailer tag='90' tag-at='1-2' count-at='3-5' total-at='6-9'/>"
#define JSONL                                                                                      \
    "<answers form='jsonl'><id at='/id'/><amount at='/r/fee'/><error at='/error'/></answers>"
#define JSON "<answers form='json' list='/all'><id at='/id'/><amount at='/fee/0'/></answers>"

#define GBK_REFUSAL "\xbe\xdc\xbe\xf8" /* 拒绝 */

/* The same however the bytes come. */
static void answers_are_read_in_the_systems_form(void **state)
{
    static const struct {
        const char *answers;
        const char *data;
        const char *heard;
    } rows[] = {
        {"<answers delimiter=';' decimal='comma'>" PLACES "</answers>",
         "FEE;ID;X\n0,18;a;1\n\"1;5\";b;2\n",
         "2 a amount 0.18\n3 b malformed: expected a decimal "
         "number of yuan such as 0,18, at most 10^11\n"},
        {"<answers skip='1' header='no'><id at='2'/><amount at='1'/></answers>",
         "report of today\n0.18,a\n", "2 a amount 0.18\n"},
        {"<answers rows='sum'>" PLACES "</answers>", "ID,FEE\na,0.1\nb,1\na,0.2\nb,x\nb,1\n,5\n",
         "7  amount 5.00\n2 a amount 0.30\n5 b malformed: expected a decimal number of yuan such "
         "as "
         "0.18, at most 10^11\n"},
        {"<answers form='fixed' encoding='GBK'><id at='1-3'/><amount at='4-7'/><error at='8-11'/>"
         "<refusal text='\u62d2\u7edd'/></answers>",
         "a  " GBK_REFUSAL "\nb  0.18\nc      " GBK_REFUSAL "\nd  \xff\xff\xff\xff\n",
         "1 a refused\n2 b amount 0.18\n3 c refused\n4 d malformed: expected a decimal number of "
         "yuan such as 0.18, at most 10^11\n"},
        {FIXED, "10001\n50a  0018\n90001001850b  0018\n50b  0018\n",
         "2 a amount 0.18\n4 unreadable: a record after the trailer\n"},
        {"<answers form='jsonl'><id at='/id'/><amount at='/fee'/><error at='/error'/></answers>",
         "{\"id\":\"a\",\"fee\":0.18,\"error\":0}\n{\"id\":\"b\",\"fee\":0,\"error\":10}\n",
         "1 a amount 0.18\n2 b refused\n"},
        {"<answers><id at='ID'/><amount at='FEE'/><error at='E'/></answers>",
         "ID,FEE,E\na,,no such plan\nb,0.18,\n", "2 a refused\n3 b amount 0.18\n"},
        {"<answers>" PLACES "</answers>", "ID,ID,FEE\n",
         "1 unreadable: header has column 'ID' twice\n"},
        {"<answers>" PLACES "</answers>", "\"ID\n", "1 unreadable: quote is never closed\n"},
        {"<answers header='no'><id at='2'/><amount at='3'/><body tag='B' tag-at='1'/>"
         "<trailer tag='T' tag-at='1' count-at='2' total-at='3'/></answers>",
         "B,a,0.18\nX,b,1\nB,c,0.02\nT,3,0.20\n",
         "1 a amount 0.18\n2 b malformed: no record of answers\n3 c amount 0.02\n"},
        {"<answers header='no'><id at='2'/><amount at='3'/>"
         "<trailer tag='T' tag-at='1' count-at='2' total-at='3'/></answers>",
         "B,a,0.18\nT,1,0.19\n",
         "1 a amount 0.18\n2 unreadable: the trailer's total is '0.19', its amounts add up to 0.18 "
         "yuan\n"},
        {FIXED, "10002\r\n50a  0018\r\n50b    -1\r\n900020017\r\n",
         "2 a amount 0.18\n3 b amount -0.01\n"},
        {FIXED, "10002\n50a  0018\n900020018\n",
         "2 a amount 0.18\n3 unreadable: the trailer's count is '002', there are 1 answers\n"},
        {FIXED, "10002\n50a  0018\n900010018\n",
         "2 a amount 0.18\n1 unreadable: the head's count is '002', there are 1 answers\n"},
        {FIXED, "10001\n50a  0018\n",
         "2 a amount 0.18\n2 unreadable: there is no trailer record\n"},
        {FIXED, "50a  0018\n900010018\n",
         "1 a amount 0.18\n1 unreadable: there is no head record\n"},
        {FIXED, "10001\n50a  0018\n900010018\n900010018\n",
         "2 a amount 0.18\n4 unreadable: a second trailer\n"},
        {FIXED, "10003\n50a  0018\nxx\n50b  1\n900030018\n",
         "2 a amount 0.18\n3  malformed: no record of answers\n4 b malformed: record has 6 bytes, "
         "the amount stands at 6-9\n"},
        {JSONL,
         "{\"id\":\"a\",\"r\":{\"fee\":0.1800000000000000000001}}\n\n"
         "{\"id\":7,\"r\":{\"fee\":\"0.2\"}}\n{\"id\":\"c\",\"error\":\"no\"}\n"
         "{\"id\":\"d\",\"r\":{\"fee\":1e-1}}\n{\"id\":\"e\"}\n{\"id\":01}\nnothing\n"
         "{\"id\":\"f\",\"r\":{\"fee\":null}}\n{\"id\":\"g\",\"r\":{\"fee\":[1]}}\n",
         "1 a amount 0.18 and more\n3 7 amount 0.20\n4 c refused\n"
         "5 d malformed: expected a decimal number of yuan such as 0.18, at most 10^11\n"
         "6 e malformed: there is nothing at /r/fee\n"
         "7  malformed: no JSON: 'invalid token near '0''\n"
         "8  malformed: no JSON: 'invalid token near 'nothing''\n9 f refused\n"
         "10 g malformed: expected a decimal number of yuan such as 0.18, at most 10^11\n"},
        {JSON, "{\"all\":[{\"id\":\"a\",\"fee\":[0.18]},{\"id\":\"b~/\",\"fee\":[]}]}",
         "0 a amount 0.18\n0 b~/ malformed: there is nothing at /fee/0\n"},
        {JSON, "{\"all\":5}", "1 unreadable: there is no list at /all\n"},
        {JSON, "{\"all\":[", "1 unreadable: no JSON: '']' expected near end of file'\n"},
        {"<answers encoding='GBK'>" PLACES "</answers>", "ID,FEE\n\xd4\xaa,0.18\nx\xff,1\n",
         "2 元 amount 0.18\n3 x\xff malformed: invalid UTF-8; hint: a file in GBK can be converted "
         "with "
         "iconv -f GB18030 -t UTF-8\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        for (size_t step = 1; step <= 4096; step *= 16) {
            struct hearing hearing;
            const char *heard;

            read_answers(&hearing, rows[i].answers, tg_slice_of(rows[i].data), step, true);
            heard = hearing.text.p;
            if (strcmp(heard, rows[i].heard) != 0)
                fail_msg("row %zu, step %zu:\n%s", i, step, heard);
            text_free(&hearing.text);
        }
}

static void half_a_last_line_of_a_system_that_broke_off_is_no_answer(void **state)
{
    static const char *const forms[] = {"<answers>" PLACES "</answers>", FIXED};
    static const char *const data[] = {"ID,FEE\na,0.18\nb,0.1", "10002\n50a  0018\n50b  00"};
    static const char *const heard[] = {"2 a amount 0.18\n", "2 a amount 0.18\n"};

    (void)state;
    for (size_t i = 0; i < COUNT(forms); i++) {
        struct hearing hearing;

        read_answers(&hearing, forms[i], tg_slice_of(data[i]), 3, false);
        assert_text(&hearing.text, heard[i]);
    }
}

/* Of a call whose rows were not all written the sum is no answer; nor is any other: which of them
 * are whole cannot be told. */
static void sums_of_a_system_that_broke_off_are_no_answers(void **state)
{
    static const char answers[] = "<answers rows='sum'>" PLACES "</answers>";
    struct hearing hearing;

    (void)state;
    read_answers(&hearing, answers, tg_slice_of("ID,FEE\na,0.1\na,0.2\nb,1\n"), 3, false);
    assert_text(&hearing.text, "");
    read_answers(&hearing, answers, tg_slice_of("ID,FEE\na,0.1\na,0.2\nb,1\n"), 3, true);
    assert_text(&hearing.text, "2 a amount 0.30\n4 b amount 1.00\n");
}

static void endless_lines_are_passed_over(void **state)
{
    static const char *const forms[] = {"<answers>" PLACES "</answers>", FIXED, JSONL};
    static const char *const begin[] = {"ID,FEE\n", "", ""};
    static const char *const after[] = {"\na,0.18\n", "\n50a  0018\n",
                                        "\n{\"id\":\"a\",\"r\":{\"fee\":0.18}}\n"};

    (void)state;
    for (size_t i = 0; i < COUNT(forms); i++) {
        struct hearing hearing;
        struct text data = {0};

        text_addf(&data, "%s", begin[i]);
        for (int n = 0; n < 20000; n++) text_addf(&data, "0123456789");
        text_addf(&data, "%s", after[i]);
        read_answers(&hearing, forms[i], text_slice(&data), 5000, true);
        assert_non_null(strstr(hearing.text.p, " a amount 0.18\n"));
        assert_non_null(strstr(hearing.text.p, "longer than "));
        text_free(&hearing.text);
        text_free(&data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_written_in_the_systems_form),
        cmocka_unit_test(what_cannot_be_written_is_told),
        cmocka_unit_test(templates_are_filled),
        cmocka_unit_test(amounts_are_exact_in_every_scale),
        cmocka_unit_test(answers_are_read_in_the_systems_form),
        cmocka_unit_test(half_a_last_line_of_a_system_that_broke_off_is_no_answer),
        cmocka_unit_test(sums_of_a_system_that_broke_off_are_no_answers),
        cmocka_unit_test(endless_lines_are_passed_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
