/* What a user is told about a file that is no XML, hostile, or not of the rulebook's form. */
#include "testing.h"
#include "testing_rulebooks.h"
#include "xml.h"

#include <libxml/parser.h>

/* An edit of the bundled rulebook, and the words in which the result is refused. `at` ends in the
 * start tag that is blamed; NULL = `to` does. */
struct slip {
    const char *from, *to, *at, *expected;
};

static void assert_error(const struct tg_error *error, enum tg_status status, long line,
                         long column, const char *text)
{
    assert_string_equal(error->text, text);
    assert_int_equal(error->status, status);
    assert_string_equal(error->file, "rulebook");
    assert_int_equal(error->line, line);
    assert_int_equal(error->column, column);
}

static void assert_slips_are_refused(const struct slip *slips, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct slip *slip = &slips[i];
        char *text = edited(rulebook_text(), slip->from, slip->to);
        struct tg_place place = tag_of(text, slip->at == NULL ? slip->to : slip->at);
        struct tg_error error = {0};

        assert_null(tg_rulebook_parse("rulebook", text, strlen(text), &error));
        assert_error(&error, TG_E_XML, place.line, place.column, slip->expected);
        free(text);
    }
}

#define R_40       "<rule id=\"R-40\" clauses=\"X-1\" title=\"roaming, call received\">"
#define R_40_WHEN  "<when regime=\"split single\" event=\"receive\" state=\"roaming\"/>"
#define R_10_FEE   "<fee value=\"0.30\" per=\"60\"/>"
#define CONDITIONS "regime, plan, event, state, access, destination, daypart, pack, network, length"

static const struct slip misfits[] = {
    /* unknown attributes */
    {R_40, "<rule id=\"R-40\" clauses=\"X-1\" title=\"x\" colour=\"red\">", NULL,
     "element 'rule' has the unknown attribute 'colour', expected id, clauses, title, basis, "
     "yields-to"},
    {R_10_FEE, "<fee valu=\"0.30\" per=\"60\"/>", NULL,
     "element 'fee' has the unknown attribute 'valu', expected value, per, price, tariff"},
    {R_40_WHEN, "<when evnt=\"receive\"/>", NULL,
     "element 'when' has the unknown attribute 'evnt', expected " CONDITIONS},
    {"<policy name=\"zone\" value=", "<policy name=\"zone\" valu=", NULL,
     "element 'policy' has the unknown attribute 'valu', expected name, value, assumed, clauses"},
    /* unknown elements */
    {R_40_WHEN, "<wen event=\"receive\"/>", NULL,
     "element 'wen' is not known here, expected when, charge"},
    {"<prices>", "<bind price=\"ld\" value=\"0.1\"/><prices>", "<bind price=\"ld\"",
     "element 'bind' is not known here, expected clauses, policies, units, prices, prefixes, "
     "tariffs, rules, "
     "readings"},
    {R_10_FEE, "<fee value=\"0.30\" per=\"60\"><fee value=\"1\"/></fee>", NULL,
     "element 'fee' is not known here, expected none"},
    {"<units>", "<units kind=\"x\">", NULL,
     "element 'units' has the unknown attribute 'kind', expected none"},
    {"<unit per=\"6\"/>", "<unit per=\"6\"/><uniform per=\"6\"/>", NULL,
     "element 'uniform' is not known here, expected unit"},
    /* what is missing */
    {R_40, "<rule id=\"R-40\" clauses=\"X-1\">", NULL, "element 'rule' has no attribute title"},
    {R_40_WHEN, "", R_40, "element 'rule' has no element when"},
    {"<unit per=\"6\"/>\n    <unit per=\"60\"/>", "", "<units>",
     "element 'units' has no element unit"},
    /* values */
    {R_10_FEE, "<fee value=\"0.30\" per=\"6s\"/>", NULL,
     "attribute 'per' of element 'fee' is '6s', expected [1-9][0-9]{0,4}"},
    {R_10_FEE, "<fee value=\"0.3O\" per=\"60\"/>", NULL,
     "attribute 'value' of element 'fee' is '0.3O', expected [0-9]{1,6}(\\.[0-9]{1,4})?"},
    {R_10_FEE, "<fee value=\"-0.30\" per=\"60\"/>", NULL,
     "attribute 'value' of element 'fee' is '-0.30', expected [0-9]{1,6}(\\.[0-9]{1,4})?"},
    {"id=\"A-1\" effect=\"rates\"", "id=\"A-1\" effect=\"rate\"", NULL,
     "attribute 'effect' of element 'clause' is 'rate', expected rates, scope, none"},
    {"<option id=\"b\" overlay=\"I-05b\">", "<option id=\"B\" overlay=\"I-05b\">", NULL,
     "attribute 'id' of element 'option' is 'B', expected [b-z]"},
    {"<reading id=\"I-03\"", "<reading id=\"I-3\"", NULL,
     "attribute 'id' of element 'reading' is 'I-3', expected I-[0-9]{2}"},
    {R_40_WHEN, "<when event=\"\"/>", NULL,
     "attribute 'event' of element 'when' is '', expected words of letters, digits, . _ - or :, at "
     "least one"},
    {R_40_WHEN, "<when event=\"receive,forward\"/>", NULL,
     "attribute 'event' of element 'when' is 'receive,forward', expected words of letters, digits, "
     ". _ - or :, at least one"},
    /* what this cannot name is left to libxml2 */
    {R_10_FEE, "<fee/>", NULL, "element fee failed to validate attributes"},
    {R_10_FEE, "<fee price=\"ld\" per=\"60\"/>", NULL, "invalid attribute per for element fee"},
    {"<tariffs>", "<tariffs>text", NULL, "did not expect text in element tariffs content"},
    {"<rules>", "<rules xmlns=\"http://example.org/\">", NULL,
     "did not expect element rules there"},
};

static void a_misfit_is_named_with_its_line(void **state)
{
    (void)state;
    assert_slips_are_refused(misfits, COUNT(misfits));
}

static void a_misfit_of_the_root_is_named(void **state)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"<tollgate/>", "element 'tollgate' is not known here, expected rulebook, overlay"},
        {"<overlay id='x' kind='annex'/>", "element 'overlay' has no attribute title"},
        {"<overlay id='x' kind='anex' title='x'/>",
         "attribute 'kind' of element 'overlay' is 'anex', expected annex, reading, defect"},
        {"<overlay id='x' kind='annex' title='x'><bond/></overlay>",
         "element 'bond' is not known here, expected policy, unit, price, tariff, rule, "
         "unspecified, bind, reprice, remove, yield, surcharge, instead, prefix, treat, dial"},
        {"<overlay xmlns='x' id='x' kind='annex' title='x'/>",
         "did not expect element overlay there"},
        {"<rulebook id='x' kind='tariff' title='x'/>", "element 'rulebook' has no element clauses"},
        {"<\xE5\x95\x86/>", "element '\xE5\x95\x86' is not known here, expected rulebook, overlay"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_refused(rows[i].text, NULL, TG_E_XML, "rulebook", 1, rows[i].expected);
}

#define DOCTYPE_REFUSED                                                                            \
    "found a document type declaration, which is not accepted: no entities are read"

static void document_types_and_entities_are_refused(void **state)
{
    static const char head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    static const struct {
        const char *doctype, *at;
    } rows[] = {
        {"<!DOCTYPE rulebook SYSTEM \"file:///etc/passwd\">\n", "<!DOCTYPE"},
        {"\n<!DOCTYPE rulebook PUBLIC \"-//X//Y\" \"http://127.0.0.1:9/x.dtd\">\n", "<!DOCTYPE"},
        {"\n\n<!DOCTYPE rulebook [\n<!ELEMENT rulebook ANY>\n]>\n", "<!DOCTYPE"},
        {"<!DOCTYPE rulebook [\n<!ENTITY x SYSTEM \"file:///etc/passwd\">\n]>\n", "<!DOCTYPE"},
        {"<!DOCTYPE lolz [\n<!ENTITY a \"ha\">\n<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">\n"
         "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">\n<!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\">\n]>\n",
         "<!DOCTYPE"},
        {"<!DOCTYPE rulebook [\n<!ENTITY % p SYSTEM \"http://127.0.0.1:9/p\">\n%p;\n]>\n",
         "<!DOCTYPE"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_error error = {0};
        struct tg_place place;
        char *to, *text;

        if (asprintf(&to, "%s%s", head, rows[i].doctype) < 0) fail();
        text = edited(rulebook_text(), head, to);
        place = tag_of(text, rows[i].at);
        assert_null(tg_rulebook_parse("rulebook", text, strlen(text), &error));
        assert_error(&error, TG_E_XML, place.line, place.column, DOCTYPE_REFUSED);
        free(to);
        free(text);
    }
}

static void text_that_is_no_xml_is_refused_where_it_stops_making_sense(void **state)
{
    static const struct {
        const char *text;
        long line, column;
        const char *expected;
    } rows[] = {
        {"", 1, 1, "the file is empty"},
        {" \n", 2, 1, "not well-formed XML: start tag expected, '<' not found"},
        {"call_id,start_time\n", 1, 1, "not well-formed XML: start tag expected, '<' not found"},
        {"<overlay>\n<x>\n</overlay>", 3, 11,
         "not well-formed XML: opening and ending tag mismatch: x line 2 and overlay"},
        {"<overlay>\n", 2, 1, "not well-formed XML: premature end of data in tag overlay line 1"},
        {"<overlay id='a'\n id='b'/>", 2, 8, "not well-formed XML: attribute id redefined"},
        {"<overlay>&nothing;</overlay>", 1, 19,
         "not well-formed XML: entity 'nothing' not defined"},
        {"<overlay/>\n<overlay/>", 2, 1,
         "not well-formed XML: extra content at the end of the document"},
        {"<overlay id='\x01'/>", 1, 14,
         "not well-formed XML: invalid character in attribute value"},
        {"<overlay>\x01</overlay>", 1, 10, "not well-formed XML: PCDATA invalid Char value 1"},
        {"<overlay id='\xFF'/>", 1, 14,
         "not well-formed XML: input is not proper UTF-8, indicate encoding !"},
        {"<x:overlay/>", 1, 11,
         "not well-formed XML: namespace prefix x on overlay is not defined"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_error error = {0};

        assert_null(tg_rulebook_parse("rulebook", rows[i].text, strlen(rows[i].text), &error));
        assert_error(&error, TG_E_XML, rows[i].line, rows[i].column, rows[i].expected);
    }
}

static void too_much_text_is_refused(void **state)
{
    static char text[TG_MAX_XML + 1];
    struct tg_error error = {0};

    (void)state;
    memset(text, ' ', sizeof text);
    assert_null(tg_rulebook_parse("rulebook", text, sizeof text, &error));
    assert_error(&error, TG_E_LIMIT, 0, 0, "is larger than 4194304 bytes");
    error = (struct tg_error){0};
    assert_null(tg_rulebook_parse("rulebook", text, TG_MAX_XML, &error));
    assert_error(&error, TG_E_XML, 1, TG_MAX_XML + 1,
                 "not well-formed XML: start tag expected, '<' not found");
    assert_null(tg_rulebook_parse("rulebook", text, 10, NULL));
}

/* Comments, CDATA and character references must not change or cut what is read. */
static void text_is_read_whole_and_unescaped(void **state)
{
    struct tg_rulebook *rulebook =
        bundled_with("<?xml version='1.0'?>\n<?style none?><!-- an overlay -->\n"
                     "<overlay id='test' kind='defect' title='' xmlns:unused='x'>"
                     "<!-- first --><policy name='zone' value='&#43;09:00'><!-- why -->a &lt; "
                     "b<!-- and --> &amp; <![CDATA[<c>]]><?pi?> d</policy>"
                     "<policy name='free_seconds' value='4'/>"
                     "<tariff id='LD' title='a &lt; b&amp;c &#x3e; d'><charge/></tariff>"
                     "<tariff id='HMT' title=''><charge/></tariff></overlay>");

    (void)state;
    assert_string_equal(rulebook->policy_text[TG_POLICY_ZONE].value, "+09:00");
    assert_string_equal(rulebook->policy_text[TG_POLICY_ZONE].text, "a < b & <c> d");
    assert_string_equal(rulebook->policy_text[TG_POLICY_FREE_SECONDS].text, "");
    assert_string_equal(rulebook->tariff[0].title, "a < b&c > d");
    assert_string_equal(rulebook->tariff[1].title, "");
    tg_rulebook_free(rulebook);
}

/* libxml2 has an allocator of its own; this one fails once when told so. */
static long xml_fail_after = -1;

static void *xml_malloc(size_t size)
{
    if (xml_fail_after >= 0 && xml_fail_after-- == 0) return NULL;
    return malloc(size);
}

static void a_parser_that_cannot_be_had_is_out_of_memory(void **state)
{
    struct tg_error error = {0};

    (void)state;
    xml_fail_after = 0;
    assert_null(tg_rulebook_parse("rulebook", "<x/>", 4, &error));
    assert_int_equal(xml_fail_after, -1);
    assert_error(&error, TG_E_MEMORY, 0, 0, "out of memory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_misfit_is_named_with_its_line),
        cmocka_unit_test(a_misfit_of_the_root_is_named),
        cmocka_unit_test(document_types_and_entities_are_refused),
        cmocka_unit_test(text_that_is_no_xml_is_refused_where_it_stops_making_sense),
        cmocka_unit_test(too_much_text_is_refused),
        cmocka_unit_test(text_is_read_whole_and_unescaped),
        cmocka_unit_test(a_parser_that_cannot_be_had_is_out_of_memory),
    };

    xmlMemSetup(free, xml_malloc, realloc, strdup);
    xmlInitParser();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
