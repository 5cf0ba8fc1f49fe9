#include "dom.h"

#include "testing.h"

static void blanks_are_normalised(void **state)
{
    static const char schema[] =
        "<element name='root' xmlns='http://relaxng.org/ns/structure/1.0'><zeroOrMore>"
        "<element name='leaf'><optional><attribute name='a'/></optional><text/></element>"
        "</zeroOrMore></element>";
    static const char text[] =
        "<root><leaf a=' x  y&#9;z '>\n a &lt;\n\t<![CDATA[b]]><!-- no --> c</leaf><leaf a=''/>"
        "</root>";
    const struct tg_asset asset = {"x.rng", schema, sizeof schema - 1};
    struct arena arena = {0};
    xmlDoc *doc = tg_xml_read("x.xml", text, sizeof text - 1, &asset, NULL);
    const xmlNode *root = xmlDocGetRootElement(doc);
    const xmlNode *leaf = tg_xml_first(root);

    (void)state;
    assert_string_equal(dom_attr(&arena, leaf, "a"), "x y z");
    assert_string_equal(dom_text(&arena, leaf), "a < b c");
    assert_null(dom_attr(&arena, leaf, "b"));
    assert_string_equal(dom_attr(&arena, tg_xml_next(leaf), "a"), "");
    assert_string_equal(dom_text(&arena, tg_xml_next(leaf)), "");
    assert_int_equal(dom_count(root, "leaf"), 2);
    assert_int_equal(dom_count(root, "branch"), 0);
    assert_int_equal(dom_count(leaf, "leaf"), 0);
    xmlFreeDoc(doc);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(blanks_are_normalised)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
