#include "fixture.h"

#define CSV_ANSWERS "<answers><id at='ID'/><amount at='FEE'/></answers>"
#define EXEC        "<exec><arg>x</arg></exec>"
#define SYSTEM(xml) "<system name='s'>" xml "</system>"

static struct profile *read(const char *xml, struct tg_error *error)
{
    *error = (struct tg_error){.status = TG_OK};
    return profile_read("s.xml", tg_slice_of(xml), error);
}

static void what_makes_no_sense_is_told_with_its_place(void **state)
{
    static const struct {
        const char *xml;
        enum tg_status status;
        long column;
        const char *text;
    } rows[] = {
        {SYSTEM("<exec timeout='5'><arg>x</arg></exec>"), TG_E_FIELD, 18,
         "timeout '5': expected a number and ms, s, m or h, at most 24h"},
        {SYSTEM("<exec max-output='5T'><arg>x</arg></exec>"), TG_E_FIELD, 18,
         "max-output '5T': expected a number of bytes with K, M or G, at most 4G"},
        {SYSTEM("<exec max-output='5G'><arg>x</arg></exec>"), TG_E_FIELD, 18,
         "max-output '5G': expected a number of bytes with K, M or G, at most 4G"},
        {SYSTEM("<exec jobs='65'><arg>x</arg></exec>"), TG_E_FIELD, 18,
         "jobs '65': expected a number from 1 to 64"},
        {SYSTEM("<exec restarts='1001'><arg>x</arg></exec>"), TG_E_FIELD, 18,
         "restarts '1001': expected a number from 0 to 1000"},
        {SYSTEM("<exec case-timeout='x'><arg>x</arg></exec>"), TG_E_FIELD, 18,
         "case-timeout 'x': expected a number and ms, s, m or h, at most 24h"},
        {SYSTEM("<exec><arg/></exec>"), TG_E_FIELD, 18, "the first arg '': expected a program"},
        {SYSTEM("<files drop='a' answer='a'/>"), TG_E_FIELD, 18,
         "answer 'a': expected another file than drop"},
        {SYSTEM("<files drop='a' answer='b' poll='1'/>"), TG_E_FIELD, 18,
         "poll '1': expected a number and ms, s, m or h, at most 24h"},
        {SYSTEM("<http url='ftp://x'><body/></http>"), TG_E_FIELD, 18,
         "url 'ftp://x': expected http:// or https://"},
        {SYSTEM("<http url='http://x' batch='2'><body/></http>"), TG_E_FIELD, 18,
         "batch '2': expected an element record, which says how one record of it is written"},
        {SYSTEM("<http url='http://x'><header name='a b' value=''/><body/></http>"), TG_E_FIELD, 39,
         "name 'a b': expected the name of a header"},
        {SYSTEM("<http url='http://x'><header name='a' value='b&#10;c'/><body/></http>"),
         TG_E_FIELD, 39, "value 'b\\x0ac': expected one line"},
        {SYSTEM("<http url='http://x'><body>{price}</body></http>" CSV_ANSWERS), TG_E_NAME, 1,
         "no column 'price'"},
        {SYSTEM("<sql sqlite='x'><insert columns='call_id'>INSERT (?,?)</insert><select/></sql>"),
         TG_E_FIELD, 34, "insert 'INSERT (?,?)': expected one ? for each of its columns"},
        {SYSTEM("<sql sqlite='x'><insert columns='price'>INSERT (?)</insert><select/></sql>"),
         TG_E_NAME, 1, "no column 'price'"},
        {SYSTEM(EXEC "<records delimiter='x'/>"), TG_E_FIELD, 43,
         "delimiter 'x': expected one of , ; | : ~ ^ or tab"},
        {SYSTEM(EXEC "<records encoding='EBCDIC-FUN'/>"), TG_E_FIELD, 43,
         "encoding 'EBCDIC-FUN': expected one that iconv knows, such as GB18030"},
        {SYSTEM(EXEC "<records form='fixed'/>"), TG_E_FIELD, 43,
         "records '': expected the columns of a fixed record"},
        {SYSTEM(EXEC "<records><column name='A' field='price'/></records>"), TG_E_FIELD, 52,
         "field 'price': expected a column of call records, or access, number, event_reason, seq, "
         "subscriber"},
        {SYSTEM(EXEC "<records><column name='A' field='plan' codes='c'/></records>"), TG_E_FIELD,
         52, "codes 'c': expected the name of an element codes"},
        {SYSTEM(EXEC "<records><column name='A' field='plan' format='%Y'/></records>"), TG_E_FIELD,
         52, "format '%Y': expected none: only times have one"},
        {SYSTEM(EXEC "<records><column name='A' field='start_time' format='%Y%q'/></records>"),
         TG_E_FIELD, 52, "format '%Y%q': expected only %Y %y %m %d %H %M %S"},
        {SYSTEM(EXEC "<records><column name='A' field='duration_s' format='%H'/></records>"),
         TG_E_FIELD, 52, "format '%H': expected HHMMSS or HH:MM:SS"},
        {SYSTEM(EXEC "<records form='fixed'><column name='A' field='plan'/></records>"), TG_E_FIELD,
         65, "column 'A': expected at and width, in bytes"},
        {SYSTEM(
             EXEC
             "<records form='fixed'><column name='A' field='plan' at='1' width='9999'/></records>"),
         TG_E_FIELD, 65, "column 'A': expected to stand within 64 KiB"},
        {SYSTEM(EXEC "<records form='fixed'><column name='A' field='plan' at='1' width='4'/>"
                     "<column name='B' field='plan' at='4' width='4'/></records>"),
         TG_E_FIELD, 113, "column 'B': expected to stand apart from the columns before it"},
        {SYSTEM(EXEC "<answers><amount at='FEE'/></answers>"), TG_E_FIELD, 43,
         "answers '': expected an element id, which says where call_id stands"},
        {SYSTEM(EXEC "<answers><id at='ID'/></answers>"), TG_E_FIELD, 43,
         "answers '': expected an element amount, which says where the charge stands"},
        {SYSTEM("<sql sqlite='f'><insert columns='call_id'>I ?</insert><select>S</select></sql>"
                "<answers><amount at='FEE'/></answers>"),
         TG_E_FIELD, 105,
         "amount '': expected none: the SELECT gives id, amount and error in this order"},
        {SYSTEM("<sql sqlite='f'><insert columns='call_id'>I ?</insert><select>S</select></sql>"
                "<answers rows='sum'/>"),
         TG_E_FIELD, 96, "rows 'sum': expected none: the SELECT gives one row a call"},
        {SYSTEM(EXEC "<answers header='no'><id at='0'/><amount at='2'/></answers>"), TG_E_FIELD, 64,
         "at '0': expected the number of a column, counted from 1"},
        {SYSTEM(EXEC "<answers form='fixed'><id at='4-3'/><amount at='5-9'/></answers>"),
         TG_E_FIELD, 65, "at '4-3': expected bytes as 3-22, counted from 1"},
        {SYSTEM(EXEC "<answers form='jsonl'><id at='id'/><amount at='/fee'/></answers>"),
         TG_E_FIELD, 65, "at 'id': expected a JSON pointer such as /result/charge"},
        {SYSTEM(EXEC "<answers form='jsonl'><id at='/id'/><amount at='/fee'/>"
                     "<trailer tag='9' tag-at='1'/></answers>"),
         TG_E_FIELD, 98, "form 'json': expected no head or trailer in JSON"},
        {SYSTEM(EXEC
                "<answers form='jsonl' encoding='GBK'><id at='/i'/><amount at='/a'/></answers>"),
         TG_E_FIELD, 43, "encoding 'GBK': expected none: JSON is UTF-8"},
        {SYSTEM(EXEC "<answers encoding='x-none'><id at='ID'/><amount at='FEE'/></answers>"),
         TG_E_FIELD, 43, "encoding 'x-none': expected one that iconv knows, such as GB18030"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_error error;

        if (read(rows[i].xml, &error) != NULL) fail_msg("row %zu is taken", i);
        if (strcmp(error.text, rows[i].text) != 0 || error.column != rows[i].column)
            fail_msg("row %zu, column %ld: %s", i, error.column, error.text);
        assert_error(error, rows[i].status, 1, rows[i].column, rows[i].text);
        assert_string_equal(error.file, "s.xml");
    }
}

static void a_transport_is_read_in_full(void **state)
{
    struct tg_error error;
    struct profile *profile =
        read(SYSTEM("<http url='https://h/' method='PUT' timeout='2m' case-timeout='3s' batch='7' "
                    "connections='5' retries='4' max-output='3K'><header name='A' value='b'/>"
                    "<body>[{records}]</body><record>{call_id}</record></http>"
                    "<answers form='json' list=''><id at='/id'/><amount at='/fee'/></answers>"),
             &error);
    const struct transport *transport;

    (void)state;
    assert_non_null(profile);
    assert_string_equal(profile_name(profile), "s");
    transport = profile_transport(profile);
    assert_int_equal(transport->kind, TRANSPORT_HTTP);
    assert_string_equal(transport->url, "https://h/");
    assert_string_equal(transport->method, "PUT");
    assert_int_equal(transport->timeout_ms, 120000);
    assert_int_equal(transport->case_timeout_ms, 3000);
    assert_int_equal(transport->batch, 7);
    assert_false(transport->per_case);
    assert_int_equal(transport->connections, 5);
    assert_int_equal(transport->retries, 4);
    assert_int_equal(transport->max_output, 3072);
    assert_string_equal(transport->headers[0].name, "A");
    assert_string_equal(transport->record_body, "{call_id}");
    profile_free(profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_makes_no_sense_is_told_with_its_place),
        cmocka_unit_test(a_transport_is_read_in_full),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
