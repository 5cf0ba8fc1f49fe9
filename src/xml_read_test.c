/* tg_xml_read with a schema that has every pattern it knows: places, encodings, values. */
#include "testing.h"
#include "xml.h"

#include <libxml/parser.h>

static const char schema[] =
    "<grammar xmlns='http://relaxng.org/ns/structure/1.0' xmlns:a='a'"
    " datatypeLibrary='http://www.w3.org/2001/XMLSchema-datatypes'>"
    "<start><element name='root'>"
    "<a:documentation>Not a pattern.</a:documentation>"
    "<optional><attribute name='lang'><choice><value>c</value><value>d</value></choice></attribute>"
    "</optional>"
    "<zeroOrMore><choice>"
    "<element name='leaf'><optional><attribute name='a'/></optional><text/></element>"
    "<element name='word'><attribute name='id'><ref name='word'/></attribute>"
    "<ref name='word'/></element>"
    "<element name='numbers'><ref name='numbers'/><optional><attribute name='more'>"
    "<ref name='numbers'/></attribute></optional></element>"
    "<element name='any'><oneOrMore><attribute><nsName ns=''/><ref name='number'/></attribute>"
    "</oneOrMore></element>"
    "<element name='either'><oneOrMore><choice><attribute name='x'/><attribute name='y'/></choice>"
    "</oneOrMore></element>"
    "<element name='nest'><oneOrMore><choice><ref name='leaf'/><ref name='twig'/></choice>"
    "</oneOrMore></element>"
    "</choice></zeroOrMore>"
    "</element></start>"
    "<define name='leaf'><element name='leaf'><text/></element></define>"
    "<define name='twig'><element name='twig'><empty/></element></define>"
    "<define name='word'><a:documentation>Two to four letters.</a:documentation>"
    "<data type='token'><param name='pattern'>[a-z]*</param><param name='minLength'>2</param>"
    "<param name='maxLength'>4</param></data></define>"
    "<define name='number'><data type='nonNegativeInteger'>"
    "<param name='maxInclusive'>20</param></data></define>"
    "<define name='numbers'><list><oneOrMore><ref name='number'/></oneOrMore></list></define>"
    "</grammar>";

static xmlDoc *read_bytes(const char *text, size_t size, struct tg_error *error)
{
    const struct tg_asset asset = {"x.rng", schema, sizeof schema - 1};

    if (error != NULL) *error = (struct tg_error){0};
    return tg_xml_read("x.xml", text, size, &asset, error);
}

static void assert_refused_as(const char *text, size_t size, enum tg_status status,
                              const char *expected)
{
    struct tg_error error;
    char found[2 * TG_ERROR_TEXT];
    xmlDoc *doc = read_bytes(text, size, &error);

    if (doc != NULL) fail_msg("accepted, expected: %s", expected);
    tg_error_format(found, sizeof found, &error);
    assert_string_equal(found, expected);
    assert_int_equal(error.status, status);
}

static void assert_place(const xmlNode *element, long line, long column)
{
    assert_int_equal(tg_xml_place(element).line, line);
    assert_int_equal(tg_xml_place(element).column, column);
}

/* --------------------------------------------------------------------------------------- places */

static void elements_know_where_they_begin(void **state)
{
    static const char text[] = "\xEF\xBB\xBF<?xml version='1.0'?>\n<root>\n"
                               "  <leaf a='\n\n &lt; x>'>全球通 <!-- < --></leaf> <leaf\n/>"
                               "<nest><twig/></nest>\n</root>";
    struct tg_error error;
    xmlDoc *doc = read_bytes(text, sizeof text - 1, &error);
    const xmlNode *root = xmlDocGetRootElement(doc);
    const xmlNode *first = tg_xml_first(root);
    const xmlNode *second = tg_xml_next(first);
    const xmlNode *nest = tg_xml_next(second);

    (void)state;
    assert_place(root, 2, 1);
    assert_place(first, 3, 3);
    assert_place(second, 5, 39); /* bytes */
    assert_place(nest, 6, 3);
    assert_place(tg_xml_first(nest), 6, 9);
    assert_null(tg_xml_next(nest));
    assert_string_equal(tg_xml_text(first), "全球通 ");
    assert_string_equal(tg_xml_text(second), "");
    xmlFreeDoc(doc);
}

/* libxml2 drops text it has parsed, and counts lines in 16 bits; places must not shift then. */
static void places_hold_in_long_files(void **state)
{
    enum { LEAVES = 70000 };
    struct tg_error error;
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    xmlDoc *doc;
    long line = 2;

    (void)state;
    fprintf(out, "<root>\n");
    for (int i = 0; i < LEAVES; i++)
        fprintf(out, "%*s<leaf a='%0*d'/>\n", i % 7, "", 1 + i % 30, i);
    fprintf(out, " </root>");
    fclose(out);
    doc = read_bytes(text, size, &error);
    assert_non_null(doc);
    for (const xmlNode *leaf = tg_xml_first(xmlDocGetRootElement(doc)); leaf != NULL;
         leaf = tg_xml_next(leaf), line++)
        assert_place(leaf, line, 1 + (line - 2) % 7);
    assert_int_equal(line, LEAVES + 2);
    xmlFreeDoc(doc);

    text[size - 3] = 'a'; /* </roat> */
    assert_refused_as(text, size, TG_E_XML,
                      "x.xml:70002:9: not well-formed XML: opening and ending tag mismatch: root "
                      "line 1 and roat");
    free(text);
}

/* ------------------------------------------------------------------------------------ encodings */

static void other_encodings_are_refused(void **state)
{
    static const struct {
        const char *text;
        size_t size;
        const char *expected;
    } rows[] = {
#define ROW(text, expected) {text, sizeof text - 1, "x.xml:1:1: " expected}
        ROW("<?xml version='1.0' encoding='ISO-8859-1'?>\n<root/>",
            "the encoding is ISO-8859-1, expected UTF-8"),
        ROW("<?xml version='1.0' encoding='ISO-8859-1'?>\n<root lang='\xE9'/>",
            "the encoding is ISO-8859-1, expected UTF-8"),
        ROW("<?xml version='1.0' encoding='GB18030'?>\n<root lang='\xC8\xAB'/>",
            "the encoding is GB18030, expected UTF-8"),
        ROW("\xFF\xFE<\0r\0o\0o\0t\0/\0>\0", "the encoding is UTF-16LE, expected UTF-8"),
        ROW("\xFE\xFF\0<\0r\0o\0o\0t\0/\0>", "the encoding is UTF-16BE, expected UTF-8"),
#undef ROW
    };
    static const char *const accepted[] = {
        "<root/>",
        "<?xml version='1.0' encoding='utf-8'?><root/>",
        "<?xml version='1.0' encoding='UTF8'?><root/>",
        "\xEF\xBB\xBF<root/>",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_refused_as(rows[i].text, rows[i].size, TG_E_XML, rows[i].expected);
    for (size_t i = 0; i < COUNT(accepted); i++) {
        xmlDoc *doc = read_bytes(accepted[i], strlen(accepted[i]), NULL);

        assert_non_null(doc);
        xmlFreeDoc(doc);
    }
    assert_refused_as("<?xml version='1.0' encoding='martian'?><root/>", 47, TG_E_XML,
                      "x.xml:1:39: not well-formed XML: unsupported encoding martian");
}

/* --------------------------------------------------------------------------------------- values */

static void what_misfits_is_named(void **state)
{
    static const char *const rows[][2] = {
        /* values */
        {"<root lang='e'/>", "1:1: attribute 'lang' of element 'root' is 'e', expected c, d"},
        {"<root>\n<word id='x'>abc</word></root>",
         "2:1: attribute 'id' of element 'word' is 'x', expected [a-z]*, length at least 2, length "
         "at most 4"},
        {"<root>\n <word\n id='abcde'>abc</word></root>",
         "2:2: attribute 'id' of element 'word' is 'abcde', expected [a-z]*, length at least 2, "
         "length at most 4"},
        {"<root><word id=' abcd '>ABC</word></root>",
         "1:7: element 'word' holds 'ABC', expected [a-z]*, length at least 2, length at most 4"},
        {"<root><word id='ab'/></root>",
         "1:7: element 'word' holds '', expected [a-z]*, length at least 2, length at most 4"},
        {"<root><leaf/><numbers>\n 1 2\t20\n21 0</numbers></root>",
         "1:14: element 'numbers' holds '21', expected a whole number, at most 20"},
        {"<root><numbers>1 2</numbers><word id='x'>abc</word></root>",
         "1:29: attribute 'id' of element 'word' is 'x', expected [a-z]*, length at least 2, "
         "length "
         "at most 4"},
        {"<root><numbers more='+7 x'>0</numbers></root>",
         "1:7: attribute 'more' of element 'numbers' is 'x', expected a whole number, at most 20"},
        {"<root><numbers>-1</numbers></root>",
         "1:7: element 'numbers' holds '-1', expected a whole number, at most 20"},
        {"<root><numbers more=' '>1</numbers></root>",
         "1:7: attribute 'more' of element 'numbers' is ' ', expected at least one word"},
        {"<root><numbers/></root>", "1:7: element 'numbers' holds '', expected at least one word"},
        /* names */
        {"<root><numbers>1<leaf/></numbers></root>",
         "1:17: element 'leaf' is not known here, expected none"},
        {"<root><any x='1' y='-'/></root>",
         "1:7: attribute 'y' of element 'any' is '-', expected a whole number, at most 20"},
        {"<root><any/></root>", "1:7: element 'any' has no attribute"},
        {"<root><either/></root>", "1:7: element 'either' has no attribute x, y"},
        {"<root><nest/></root>", "1:7: element 'nest' has no element leaf, twig"},
        {"<root><nest><leaf/><root/></nest></root>",
         "1:20: element 'root' is not known here, expected leaf, twig"},
        /* left to libxml2 */
        {"<root><leaf/>\n  <any xmlns:x='x' x:y='1'/></root>",
         "2:3: element any failed to validate attributes"},
        {"<root><nest><twig>x</twig></nest></root>",
         "1:13: did not expect text in element twig content"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char expected[2 * TG_ERROR_TEXT];

        snprintf(expected, sizeof expected, "x.xml:%s", rows[i][1]);
        assert_refused_as(rows[i][0], strlen(rows[i][0]), TG_E_XML, expected);
    }
}

static void what_fits_is_accepted(void **state)
{
    static const char text[] = "<root lang='c'><word id='ab'>abcd</word><numbers more='1 +2'>\n0 20"
                               "\n</numbers><any z='3'/><either y=''/><nest><twig/></nest></root>";
    xmlDoc *doc = read_bytes(text, sizeof text - 1, NULL);

    (void)state;
    assert_non_null(doc);
    xmlFreeDoc(doc);
}

/* A message behind wide characters counts in bytes too. */
static void malformed_text_is_told_with_its_byte(void **state)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"<root>全球通&nbsp;</root>", "x.xml:1:22: not well-formed XML: entity 'nbsp' not defined"},
        {"<root", "x.xml:1:6: not well-formed XML: couldn't find end of Start Tag root line 1"},
        {"<root>\n<leaf a='1'", "x.xml:2:12: not well-formed XML: attributes construct error"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_refused_as(rows[i].text, strlen(rows[i].text), TG_E_XML, rows[i].expected);
}

static void an_earlier_message_is_kept(void **state)
{
    struct tg_error error = {.status = TG_E_IO, .text = "earlier"};
    const struct tg_asset asset = {"x.rng", schema, sizeof schema - 1};

    (void)state;
    assert_null(tg_xml_read("x.xml", "<a>", 3, &asset, &error));
    assert_null(tg_xml_read("x.xml", "<a/>", 4, &asset, &error));
    assert_int_equal(error.status, TG_E_IO);
    assert_string_equal(error.text, "earlier");
    assert_null(tg_xml_read("x.xml", "<a>", 3, &asset, NULL));
    assert_null(tg_xml_read("x.xml", "", 0, &asset, NULL));
}

/* --------------------------------------------------------------------------------------- memory */

/* libxml2 has an allocator of its own; this one fails once when told so. */
static long xml_fail_after = -1;

static void *xml_malloc(size_t size)
{
    if (xml_fail_after >= 0 && xml_fail_after-- == 0) return NULL;
    return malloc(size);
}

static void a_parser_without_memory_says_so(void **state)
{
    /* Ill-formed at its very end: only the parser allocates, not the validator. No attributes:
     * libxml2 2.9.14 crashes when there is no memory for one. */
    static const char text[] = "<root><leaf a='1'>x</leaf></root>!";
    size_t failures = 0;
    bool more = true;

    (void)state;
    for (long n = 0; more; n++) {
        struct tg_error error;

        xml_fail_after = n;
        assert_null(read_bytes(text, sizeof text - 1, &error));
        more = xml_fail_after < 0;
        xml_fail_after = -1;
        if (error.status == TG_E_MEMORY) {
            assert_string_equal(error.text, "out of memory");
            failures++;
        } else { /* libxml2 could do without */
            assert_string_equal(error.text, "not well-formed XML: extra content at the end of the "
                                            "document");
        }
        assert_string_equal(error.file, "x.xml");
        assert_int_equal(error.line, error.status == TG_E_MEMORY ? 0 : 1);
    }
    assert_true(failures > 10);
}

/* More schemas than are kept ready. */
static void any_number_of_schemas_may_be_used(void **state)
{
    static char text[12][120];
    struct tg_error error = {0};

    (void)state;
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 12; i++) {
            struct tg_asset one = {"test.rng", text[i], 0};
            char xml[16];
            xmlDoc *doc;

            snprintf(text[i], sizeof text[i],
                     "<element name='e%d' xmlns='http://relaxng.org/ns/structure/1.0'><empty/>"
                     "</element>",
                     i);
            one.size = strlen(text[i]);
            snprintf(xml, sizeof xml, "<e%d/>", i);
            doc = tg_xml_read("test", xml, strlen(xml), &one, &error);
            assert_non_null(doc);
            xmlFreeDoc(doc);
            assert_null(tg_xml_read("test", "<x/>", 4, &one, &error));
            error.status = TG_OK;
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_know_where_they_begin),
        cmocka_unit_test(places_hold_in_long_files),
        cmocka_unit_test(other_encodings_are_refused),
        cmocka_unit_test(what_misfits_is_named),
        cmocka_unit_test(what_fits_is_accepted),
        cmocka_unit_test(malformed_text_is_told_with_its_byte),
        cmocka_unit_test(an_earlier_message_is_kept),
        cmocka_unit_test(a_parser_without_memory_says_so),
        cmocka_unit_test(any_number_of_schemas_may_be_used),
    };

    xmlMemSetup(free, xml_malloc, realloc, strdup);
    xmlInitParser();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
