#include "dom.h"
#include "text.h"

#include "testing.h"

/* Lists of words below a root; enough to see what the reader does with any schema. */
static const char schema[] = "<element name='root' xmlns='http://relaxng.org/ns/structure/1.0'>"
                             "<zeroOrMore><element name='leaf'><optional><attribute name='a'/>"
                             "</optional><text/></element></zeroOrMore></element>";

static xmlDoc *read_text(struct arena *arena, const char *text, struct tg_error *error)
{
    *error = (struct tg_error){.status = TG_OK};
    return dom_read(arena, "x.xml", tg_slice_of(text), tg_slice_of(schema), error);
}

static const struct {
    const char *xml;
    const char *text; /* the whole message */
} faults[] = {
    {"", "x.xml:1:1: the file is empty"},
    {"<root>\n <leaf>\n</root>", "x.xml:3:8: not well-formed XML: Opening and ending tag mismatch: "
                                 "leaf line 2 and root"},
    {"<root>\n<leaf>&nbsp;</leaf></root>",
     "x.xml:2:13: not well-formed XML: Entity 'nbsp' not defined"},
    {"<?xml version='1.0'?>\n<!DOCTYPE root [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>\n<root/>",
     "x.xml:2:16: a document type declaration is not accepted"},
    {"<!DOCTYPE root SYSTEM 'http://127.0.0.1/x.dtd'><root/>",
     "x.xml:1:47: a document type declaration is not accepted"},
    {"<?xml version='1.0' encoding='ISO-8859-1'?>\n<root/>",
     "x.xml:1:1: the encoding is ISO-8859-1, expected UTF-8"},
    {"<root>\n  <leaf/><leaf b='1'/>\n</root>",
     "x.xml:2:10: not as the schema wants it: Invalid attribute b for element leaf"},
    {"<root>\n  <branch\n/>\n</root>",
     "x.xml:2:3: not as the schema wants it: Did not expect element branch there"},
    {"<stem/>", "x.xml:1:1: not as the schema wants it: Expecting element root, got stem"},
};

static void faults_are_told_with_their_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct arena arena = {0};
        struct tg_error error;
        char text[2 * TG_ERROR_TEXT];

        assert_null(read_text(&arena, faults[i].xml, &error));
        assert_int_equal(error.status, TG_E_XML);
        tg_error_format(text, sizeof text, &error);
        assert_string_equal(text, faults[i].text);
        arena_free(&arena);
    }
}

static void an_earlier_message_is_kept(void **state)
{
    struct arena arena = {0};
    struct tg_error error = {.status = TG_E_IO, .text = "earlier"};

    (void)state;
    assert_null(dom_read(&arena, "x.xml", tg_slice_of("<a>"), tg_slice_of(schema), &error));
    assert_int_equal(error.status, TG_E_IO);
    assert_string_equal(error.text, "earlier");
    assert_null(dom_read(&arena, "x.xml", tg_slice_of("<a>"), tg_slice_of(schema), NULL));
    arena_free(&arena);
}

static void a_schema_that_is_none_is_told(void **state)
{
    struct arena arena = {0};
    struct tg_error error = {.status = TG_OK};

    (void)state;
    assert_null(dom_read(&arena, "x.xml", tg_slice_of("<root/>"),
                         tg_slice_of("<element xmlns='http://relaxng.org/ns/structure/1.0'/>"),
                         &error));
    assert_int_equal(error.status, TG_E_XML);
    arena_free(&arena);
}

static void elements_know_where_they_begin(void **state)
{
    struct arena arena = {0};
    struct tg_error error;
    xmlDoc *doc = read_text(&arena,
                            "\xEF\xBB\xBF<?xml version='1.0'?>\n<root>\n"
                            "  <leaf a='\n\n x'>全球通 <!-- < --></leaf> <leaf\n/>\n</root>",
                            &error);
    const xmlNode *root = xmlDocGetRootElement(doc);
    const xmlNode *first = dom_first(root, "leaf");
    const xmlNode *second = dom_next(first, NULL);

    (void)state;
    assert_int_equal(dom_place(root).line, 2);
    assert_int_equal(dom_place(root).column, 1);
    assert_int_equal(dom_place(first).line, 3);
    assert_int_equal(dom_place(first).column, 3);
    assert_int_equal(dom_place(second).line, 5);
    assert_int_equal(dom_place(second).column, 33); /* bytes */
    assert_int_equal(dom_place(first->children).line, 3);
    assert_int_equal(dom_place((const xmlNode *)doc).line, 0);
    assert_null(dom_next(second, NULL));
    assert_int_equal(dom_count(root, "leaf"), 2);
    assert_int_equal(dom_count(root, "branch"), 0);
    xmlFreeDoc(doc);
    arena_free(&arena);
}

static void blanks_are_normalised(void **state)
{
    struct arena arena = {0};
    struct tg_error error;
    xmlDoc *doc = read_text(
        &arena, "<root><leaf a=' x  y&#9;z '>\n a &lt;\n\t<![CDATA[b]]> c</leaf><leaf/></root>",
        &error);
    const xmlNode *leaf = dom_first(xmlDocGetRootElement(doc), "leaf");

    (void)state;
    assert_string_equal(dom_attr(&arena, leaf, "a"), "x y z");
    assert_string_equal(dom_text(&arena, leaf), "a < b c");
    assert_null(dom_attr(&arena, leaf, "b"));
    assert_string_equal(dom_text(&arena, dom_next(leaf, "leaf")), "");
    xmlFreeDoc(doc);
    arena_free(&arena);
}

/* libxml2 drops text it has parsed; places must not shift then. */
static void places_hold_in_long_files(void **state)
{
    struct arena arena = {0};
    struct text xml = {0};
    struct tg_error error;
    xmlDoc *doc;
    long line = 2;

    (void)state;
    text_addf(&xml, "<root>\n");
    for (int i = 0; i < 3000; i++)
        text_addf(&xml, "%*s<leaf a='%0*d'/>\n", i % 7, "", 1 + i % 300, i);
    text_addf(&xml, "</root>");
    doc = read_text(&arena, xml.p, &error);
    assert_non_null(doc);
    for (const xmlNode *leaf = dom_first(xmlDocGetRootElement(doc), NULL); leaf != NULL;
         leaf = dom_next(leaf, NULL), line++) {
        assert_int_equal(dom_place(leaf).line, line);
        assert_int_equal(dom_place(leaf).column, 1 + (line - 2) % 7);
    }
    assert_int_equal(line, 3002);
    xmlFreeDoc(doc);
    text_free(&xml);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_are_told_with_their_place),
        cmocka_unit_test(an_earlier_message_is_kept),
        cmocka_unit_test(a_schema_that_is_none_is_told),
        cmocka_unit_test(elements_know_where_they_begin),
        cmocka_unit_test(blanks_are_normalised),
        cmocka_unit_test(places_hold_in_long_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
