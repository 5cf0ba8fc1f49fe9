#include "fixture.h"

#include "xml_text.h"

static void bytes_are_sanitised_then_escaped(void **state)
{
    static const struct {
        const char *bytes;
        const char *text;
        const char *attribute;
    } rows[] = {
        {"plain", "plain", "plain"},
        {"<a b=\"c\" d='e'>&", "&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;",
         "&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;"},
        {"]]>", "]]&gt;", "]]&gt;"},
        {"]\x1b]>", "]\\x1b]&gt;", "]\\x1b]&gt;"},
        {"a\tb\nc\rd", "a\tb\nc&#13;d", "a&#9;b&#10;c&#13;d"},
        {"\x1b[1m", "\\x1b[1m", "\\x1b[1m"},
        {"\x7f\xc2\x85", "\\x7f\\xc2\\x85", "\\x7f\\xc2\\x85"},
        {"\xed\xa0\x80", "\\xed\\xa0\\x80", "\\xed\\xa0\\x80"}, /* a lone surrogate */
        {"\xef\xbf\xbe\xef\xbf\xbf", "\xef\xbf\xbd\xef\xbf\xbd", "\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xf4\x8f\xbf\xbd", "\xf4\x8f\xbf\xbd", "\xf4\x8f\xbf\xbd"},
        {"\xe5\x8c\x97\xe5", "\xe5\x8c\x97\\xe5", "\xe5\x8c\x97\\xe5"},
        {"", "", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text text = {0};

        xml_put(&text, XML_TEXT, tg_slice_of(rows[i].bytes), 0);
        assert_text(&text, rows[i].text);
        xml_put(&text, XML_ATTRIBUTE, tg_slice_of(rows[i].bytes), 0);
        assert_text(&text, rows[i].attribute);
    }
}

static void a_nul_byte_is_shown(void **state)
{
    struct text text = {0};

    (void)state;
    xml_put(&text, XML_TEXT, (struct tg_slice){"a\0b", 3}, 0);
    assert_text(&text, "a\\x00b");
}

static void what_is_too_long_is_cut_between_characters(void **state)
{
    struct text text = {0};

    (void)state;
    xml_put(&text, XML_TEXT, tg_slice_of("0123456789012345"), 16);
    assert_text(&text, "0123456789012345");
    xml_put(&text, XML_TEXT, tg_slice_of("01234567890123456"), 16);
    assert_text(&text, "012345" XML_CUT);
    xml_put(&text, XML_TEXT, tg_slice_of("01234\xe5\x8c\x97\xe5\x8c\x97 and more"), 16);
    assert_text(&text, "01234" XML_CUT);
    /* The limit counts before escaping. */
    xml_put(&text, XML_TEXT, tg_slice_of("&&&&&&&&&&"), 10);
    assert_int_equal(text.n, 50);
    text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_sanitised_then_escaped),
        cmocka_unit_test(a_nul_byte_is_shown),
        cmocka_unit_test(what_is_too_long_is_cut_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
