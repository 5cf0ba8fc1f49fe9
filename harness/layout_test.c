#include "fixture.h"

#include "layout.h"

static void chinese_is_two_columns_wide(void **state)
{
    static const struct {
        const char *text;
        size_t width;
    } rows[] = {
        {"", 0},
        {"gotone", 6},
        {"全球通", 6},
        {"a全b", 4},
        {"⌈13/6⌉ × …", 10},
        {"（）", 4},
        {"한글", 4},
        {"カナ", 4},
        {"e\xcc\x81", 1},
        {"\xff", 1},
        {"\xf0\xa0\x80\x80", 2},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(layout_width(tg_slice_of(rows[i].text)), rows[i].width);
}

static void padding_counts_from_the_last_line(void **state)
{
    struct text text = {0};

    (void)state;
    layout_pad(&text, 2);
    text_addf(&text, "a\n全");
    layout_pad(&text, 4);
    layout_pad(&text, 3);
    text_addf(&text, "|");
    assert_text(&text, "  a\n全  |");
}

/* 30 words of 4 characters. */
#define WORDS "aaaa bbbb cccc dddd eeee ffff gggg hhhh iiii jjjj "

static void rows_are_broken_at_blanks(void **state)
{
    struct text text = {0};

    (void)state;
    layout_row(&text, 1, "label", tg_slice_of(WORDS WORDS WORDS "end"));
    assert_text(&text, "  label         " WORDS "aaaa bbbb cccc dddd eeee ffff gggg\n"
                       "                hhhh iiii jjjj " WORDS "end\n");
}

static void a_long_label_pushes_the_text(void **state)
{
    struct text text = {0};

    (void)state;
    layout_row(&text, 0, "a label that is long", tg_slice_of("text"));
    layout_row(&text, 1, "none", tg_slice_of(""));
    layout_row(&text, 1, "", tg_slice_of("text"));
    assert_text(&text, "a label that is long text\n  none\n                text\n");
}

static void a_word_wider_than_the_line_stays_whole(void **state)
{
    struct text text = {0};

    (void)state;
    for (int i = 0; i < 11; i++) text_addf(&text, "0123456789");
    text_addf(&text, "\n");
    layout_wrap(&text, 0, tg_slice_of("a b"));
    assert_int_equal(text.n, 115);
    text_free(&text);
    layout_wrap(&text, 2, tg_slice_of(""));
    assert_text(&text, "\n");
}

static void terms_are_aligned(void **state)
{
    struct text text = {0};

    (void)state;
    layout_term(&text, 1, "clauses", "A-1", LAYOUT_LABEL + 6, tg_slice_of("first"));
    layout_term(&text, 1, "", "B-2.4", LAYOUT_LABEL + 6, tg_slice_of(WORDS WORDS));
    assert_text(&text, "  clauses       A-1   first\n"
                       "                B-2.4 " WORDS "aaaa bbbb cccc dddd eeee\n"
                       "                      ffff gggg hhhh iiii jjjj\n");
}

static void tables_have_columns_as_wide_as_their_cells(void **state)
{
    struct grid grid = {.columns = 3};
    struct text text = {0};

    (void)state;
    grid_cellf(&grid, "%s", "code");
    grid_cellf(&grid, "%s", "title");
    grid_cellf(&grid, "%s", "text");
    grid_cellf(&grid, "%s", "x");
    grid_cellf(&grid, "%s", "全球通经典");
    grid_cell(&grid, tg_slice_of(WORDS WORDS));
    grid_write(&text, &grid);
    assert_int_equal(grid.count, 0);
    assert_text(&text, "  code  title       text\n"
                       "  x     全球通经典  " WORDS "aaaa bbbb cccc dddd eeee ffff\n"
                       "                    gggg hhhh iiii jjjj\n");
}

static void an_empty_table_is_nothing(void **state)
{
    struct grid grid = {.columns = 2};
    struct text text = {0};

    (void)state;
    grid_write(&text, &grid);
    assert_text(&text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chinese_is_two_columns_wide),
        cmocka_unit_test(padding_counts_from_the_last_line),
        cmocka_unit_test(rows_are_broken_at_blanks),
        cmocka_unit_test(a_long_label_pushes_the_text),
        cmocka_unit_test(a_word_wider_than_the_line_stays_whole),
        cmocka_unit_test(terms_are_aligned),
        cmocka_unit_test(tables_have_columns_as_wide_as_their_cells),
        cmocka_unit_test(an_empty_table_is_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
