#include "fixture.h"

#include "table.h"

static const char *const names[] = {"a", "b", "c"};
static const struct table_form form = {names, 3, 3}; /* c is optional */

static void columns_are_found_by_name_in_any_order(void **state)
{
    struct tg_error error = {0};
    struct table table;

    (void)state;
    assert_true(table_open(&table, &form, tg_slice_of("x,b,a\n1,2,3\n"), "t", &error));
    assert_int_equal(table_next(&table, &error), TG_NEXT_ROW);
    assert_true(tg_slice_is(table_field(&table, 0), "3"));
    assert_int_equal(table_column(&table, 0), 5);
    assert_true(tg_slice_is(table_field(&table, 1), "2"));
    assert_true(tg_slice_is(table_field(&table, 2), ""));
    assert_int_equal(table_column(&table, 2), 0);
    assert_int_equal(table_next(&table, &error), TG_NEXT_END);
    table_close(&table);
}

static void a_header_that_will_not_do_is_refused(void **state)
{
    static const struct {
        const char *data;
        enum tg_status status;
        long line, column;
        const char *text;
    } rows[] = {
        {"", TG_E_FORMAT, 0, 0, "empty: expected a header with column 'a'"},
        {"b\n", TG_E_COLUMN, 1, 0, "header has no column 'a'"},
        {"a\n", TG_E_COLUMN, 1, 0, "header has no column 'b'"},
        {"a,b,a\n", TG_E_COLUMN, 1, 5, "header has column 'a' twice"},
        {"a,b,c,c\n", TG_E_COLUMN, 1, 7, "header has column 'c' twice"},
    };
    struct table table;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_error error = {0};

        assert_false(table_open(&table, &form, tg_slice_of(rows[i].data), "t", &error));
        assert_error(error, rows[i].status, rows[i].line, rows[i].column, rows[i].text);
        assert_false(table_open(&table, &form, tg_slice_of(rows[i].data), "t", NULL));
    }
}

static void a_row_of_another_length_is_bad_but_can_be_asked(void **state)
{
    static const struct {
        const char *row;
        const char *a, *b;
        const char *text;
    } rows[] = {
        {"1", "1", "", "row has 1 field, the header 2"},
        {"1,0,06", "1", "0", "row has 3 fields, the header 2"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_error error = {0};
        struct text data = {0};
        struct table table;

        text_addf(&data, "a,b\n%s\n5,6\n", rows[i].row);
        assert_true(table_open(&table, &form, text_slice(&data), "t", &error));
        assert_int_equal(table_next(&table, &error), TG_NEXT_BAD_ROW);
        assert_error(error, TG_E_FORMAT, 2, 0, rows[i].text);
        assert_true(tg_slice_is(table_field(&table, 0), rows[i].a));
        assert_true(tg_slice_is(table_field(&table, 1), rows[i].b));
        assert_int_equal(table_next(&table, &error), TG_NEXT_ROW);
        table_close(&table);
        text_free(&data);
    }
}

static void of_a_row_that_is_no_csv_what_was_read_is_there(void **state)
{
    struct tg_error error = {0};
    struct table table;

    (void)state;
    assert_true(table_open(&table, &form, tg_slice_of("a,b\n1,\xff\n"), "t", &error));
    assert_int_equal(table_next(&table, &error), TG_NEXT_BAD_ROW);
    assert_int_equal(error.line, 2);
    assert_true(tg_slice_is(table_field(&table, 0), "1"));
    assert_int_equal(table_column(&table, 0), 1);
    table_close(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_found_by_name_in_any_order),
        cmocka_unit_test(a_header_that_will_not_do_is_refused),
        cmocka_unit_test(a_row_of_another_length_is_bad_but_can_be_asked),
        cmocka_unit_test(of_a_row_that_is_no_csv_what_was_read_is_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
