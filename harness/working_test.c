#include "working.h"

#include "fixture.h"

static void true_chains_have_a_result(void **state)
{
    static const struct {
        const char *chain;
        tg_money result;
    } rows[] = {
        {"11 * 0.06 = 0.66", 6600},
        {"ceil(61 / 6) * 0.06 = 11 * 0.06 = 0.66", 6600},
        {"ceil(60 / 6) = 10", 100000},
        {"ceil(0 / 6) = 0", 0},
        {"ceil(1 / 60) = 1.00", 10000},
        {"ceil((1 - 7) / 4) + 2 = 1", 10000}, /* up, not away from zero: -1.5 becomes -1 */
        {"ceil((61 - 1) / (2 * 30)) = 1", 10000},
        {"2 * 0.40 + 2 * 0.60 = 0.80 + 1.20 = 2.00", 20000},
        {"2+3*4 = 14", 140000},
        {"(2+3)*4=20", 200000},
        {"5 - 2 - 1 = 2", 20000},
        {"  0.0001 * 3 =  0.0003  ", 3},
        {"0.5 * 0.2 = 0.1", 1000},
        {"ceil(1.5 / 0.25) = 6", 60000},
        {"ceil(1.51 / 0.25) = 7", 70000},
        {"((((((((((((((((1)))))))))))))))) = 1", 10000},
        {"(1) + (((((((((((((((1))))))))))))))) + (1) + (1) = 4", 40000},
        {"0.000000000000000000000000 + 1 = 1", 10000},
        {"922337203685477 + 0 = 922337203685477", INT64_C(9223372036854770000)},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_error error = {.status = TG_OK};
        tg_money result = -1;

        if (!working_check(&result, tg_slice_of(rows[i].chain), &error))
            fail_msg("%s: column %ld: %s", rows[i].chain, error.column, error.text);
        if (result != rows[i].result) fail_msg("%s: %lld", rows[i].chain, (long long)result);
    }
}

static void faults_are_told_with_their_column(void **state)
{
    static const struct {
        const char *chain;
        enum tg_status status;
        long column;
        const char *text;
    } rows[] = {
        /* not true */
        {"11 * 0.06 = 0.67", TG_E_FORMAT, 13, "this is 0.67, what stands before it 0.66"},
        {"1 = 1 = 2", TG_E_FORMAT, 9, "this is 2, what stands before it 1"},
        {"1 - 2.05 = 20 - 10", TG_E_FORMAT, 12, "this is 10, what stands before it -1.05"},
        {"0.000000001 = 0", TG_E_FORMAT, 15, "this is 0, what stands before it 0.000000001"},
        /* not a chain */
        {"", TG_E_FORMAT, 1, "found the end, expected a number, '(' or ceil"},
        {"0.66", TG_E_FORMAT, 5, "found the end, expected '=' and the result"},
        {"2 * 3 = 6 =", TG_E_FORMAT, 12, "found the end, expected a number, '(' or ceil"},
        {"6 = 2 * 3", TG_E_FORMAT, 5, "the chain ends in an expression, expected a number"},
        {"6 = (6) ", TG_E_FORMAT, 5, "the chain ends in an expression, expected a number"},
        {"6 = 6 yuan", TG_E_FORMAT, 7, "found 'yuan', expected an operator or '='"},
        {"6 / 3 = 2", TG_E_FORMAT, 3, "found '/ 3 = 2', expected an operator or '='"},
        {"6 3 = 2", TG_E_FORMAT, 3, "found '3 = 2', expected an operator or '='"},
        /* not an expression */
        {"-1 = -1", TG_E_FORMAT, 1, "found '-1 = -1', expected a number, '(' or ceil"},
        {"2 * * 3 = 6", TG_E_FORMAT, 5, "found '* 3 = 6', expected a number, '(' or ceil"},
        {"2 + = 6", TG_E_FORMAT, 5, "found '= 6', expected a number, '(' or ceil"},
        {"1. = 1", TG_E_FORMAT, 4, "found '= 1', expected a digit behind the point"},
        {".5 = .5", TG_E_FORMAT, 1, "found '.5 = .5', expected a number, '(' or ceil"},
        {"1.", TG_E_FORMAT, 3, "found the end, expected a digit behind the point"},
        {"(1 + 2 = 3", TG_E_FORMAT, 8, "found '= 3', expected ')'"},
        {"(- 1) = 1", TG_E_FORMAT, 2, "found '- 1) = 1', expected a number, '(' or ceil"},
        {"cei", TG_E_FORMAT, 1, "found 'cei', expected a number, '(' or ceil"},
        {"floor(1 / 6) = 0", TG_E_FORMAT, 1,
         "found 'floor(1 / 6) = 0', expected a number, '(' or ceil"},
        {"ceil 6 = 6", TG_E_FORMAT, 6, "found '6 = 6', expected '('"},
        {"ceil(6) = 6", TG_E_FORMAT, 7, "found ') = 6', expected '/'"},
        {"ceil(* / 6) = 6", TG_E_FORMAT, 6, "found '* / 6) = 6', expected a number, '(' or ceil"},
        {"ceil(6 / ) = 6", TG_E_FORMAT, 10, "found ') = 6', expected a number, '(' or ceil"},
        {"ceil(6 / 6 = 6", TG_E_FORMAT, 12, "found '= 6', expected ')'"},
        {"ceil(6 / 0) = 6", TG_E_FORMAT, 10, "ceil divides by 0, expected more than 0"},
        {"ceil(6 / (1 - 4)) = 6", TG_E_FORMAT, 10, "ceil divides by -3, expected more than 0"},
        /* too much */
        {"0.00005 * 1 = 0.00005", TG_E_FORMAT, 15, "the result 0.00005 is finer than 0.0001 yuan"},
        {"(((((((((((((((((1))))))))))))))))) = 1", TG_E_LIMIT, 17,
         "more than 16 parentheses within each other"},
        {"ceil(((((((((((((((((1 / 1) = 1", TG_E_LIMIT, 21,
         "more than 16 parentheses within each other"},
        {"9223372036854775808 = 1", TG_E_LIMIT, 19, "a value has too many digits"},
        {"92233720368547758070 = 1", TG_E_LIMIT, 20, "a value has too many digits"},
        {"0.92233720368547758070 = 1", TG_E_LIMIT, 22, "a value has too many digits"},
        {"0.0000000000000000001 = 1", TG_E_LIMIT, 1, "a value has too many digits"},
        {"9223372036854775807 + 1 = 1", TG_E_LIMIT, 21, "a value has too many digits"},
        {"0 - 9223372036854775807 - 2 = 1", TG_E_LIMIT, 25, "a value has too many digits"},
        {"9223372036854775807 + 0.1 = 1", TG_E_LIMIT, 21, "a value has too many digits"},
        {"0.1 + 9223372036854775807 = 1", TG_E_LIMIT, 5, "a value has too many digits"},
        {"4294967296 * 4294967296 = 1", TG_E_LIMIT, 12, "a value has too many digits"},
        {"0.0000000001 * 0.0000000001 = 1", TG_E_LIMIT, 14, "a value has too many digits"},
        {"ceil(9223372036854775807 / 0.1) = 1", TG_E_LIMIT, 28, "a value has too many digits"},
        {"922337203685478 * 1 = 922337203685478", TG_E_LIMIT, 23, "a value has too many digits"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_error error = {.status = TG_OK};
        tg_money result = -1;

        if (working_check(&result, tg_slice_of(rows[i].chain), &error))
            fail_msg("%s: accepted", rows[i].chain);
        assert_error(error, rows[i].status, 0, rows[i].column, rows[i].text);
        assert_null(error.file);
        assert_int_equal(result, -1);
    }
}

/* The chain ends where its slice does: behind it there may be anything. */
static void a_chain_is_read_no_further_than_it_goes(void **state)
{
    static const char text[] = "2 * 3 = 60.5";
    struct tg_error error = {.status = TG_OK};
    tg_money result = -1;

    (void)state;
    assert_true(working_check(&result, (struct tg_slice){text, 9}, &error));
    assert_int_equal(result, 60000);
    error.status = TG_OK;
    assert_false(working_check(&result, (struct tg_slice){"1 = 1\0 = 2", 10}, &error));
    assert_error(error, TG_E_FORMAT, 0, 6, "found '\\x00 = 2', expected an operator or '='");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(true_chains_have_a_result),
        cmocka_unit_test(faults_are_told_with_their_column),
        cmocka_unit_test(a_chain_is_read_no_further_than_it_goes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
