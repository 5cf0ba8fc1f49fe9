#include "fixture.h"

static void texts_grow(void **state)
{
    struct text text = {0};

    (void)state;
    assert_int_equal(text_slice(&text).n, 0);
    assert_non_null(text_slice(&text).p);
    for (int i = 0; i < 100; i++) text_addf(&text, "%03d ", i);
    assert_int_equal(text.n, 400);
    assert_memory_equal(text.p + 392, "098 099 ", 9);
    text_free(&text);
    assert_null(text.p);
    text_add(&text, tg_slice_of(""));
    assert_string_equal(text.p, "");
    text_free(&text);
}

static void bytes_of_unknown_origin_become_visible(void **state)
{
    static const struct {
        const char *bytes;
        const char *visible;
    } rows[] = {
        {"plain", "plain"},
        {"\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"},
        {"a\tb\nc\rd", "a\tb\nc\\x0dd"},
        {"\xe5\x8c\x97\xe4\xba\xac", "\xe5\x8c\x97\xe4\xba\xac"},
        {"\xc2\x9b\xff", "\\xc2\\x9b\\xff"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text text = {0};

        text_add_visible(&text, tg_slice_of(rows[i].bytes));
        assert_text(&text, rows[i].visible);
    }
}

static void differences_carry_their_sign(void **state)
{
    struct text text = {0};

    (void)state;
    text_add_money(&text, 600, true);
    text_addf(&text, " ");
    text_add_money(&text, -600, true);
    text_addf(&text, " ");
    text_add_money(&text, 0, true);
    text_addf(&text, " ");
    text_add_money(&text, 600, false);
    assert_text(&text, "+0.06 -0.06 0.00 0.06");
}

static void fields_stand_in_quotes_where_they_need_them(void **state)
{
    static const struct {
        const char *field, *expected;
    } rows[] = {{"", ""},
                {"a b", "a b"},
                {"全球通", "全球通"},
                {",", "\",\""},
                {"a\nb", "\"a\nb\""},
                {"a\r", "\"a\r\""},
                {"\"", "\"\"\"\""},
                {"a\"b\",", "\"a\"\"b\"\",\""}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text text = {0};

        text_add_csv(&text, tg_slice_of(rows[i].field));
        assert_string_equal(text.p, rows[i].expected);
        text_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_grow),
        cmocka_unit_test(bytes_of_unknown_origin_become_visible),
        cmocka_unit_test(differences_carry_their_sign),
        cmocka_unit_test(fields_stand_in_quotes_where_they_need_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
