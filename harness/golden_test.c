#include "fixture.h"

#include "golden.h"

#define HEADER TG_OUTCOME_HEADER "\n"

static void every_kind_of_row_is_read(void **state)
{
    static const char data[] = HEADER "a,exact,0.18,,,3*0.06,3,R-01,A-1 B-1.4,explicit\n"
                                      "b,open,,0.00,0.80,2*p,2,R-40,X-1,I-08\n"
                                      "c,open,,0.10,,1*s,1,R-05,B-1.7,explicit\n"
                                      "d,range,,0.00,0.70,,,R-01,A-1,I-04\n"
                                      "e,unspecified,,,,,,U-1,,nothing\n"
                                      "f,error,,,,,,,,no such area\n";
    struct arena arena = {0};
    struct tg_error error = {0};
    struct golden golden;

    (void)state;
    assert_true(golden_read(&golden, &arena, tg_slice_of(data), "g", &error));
    assert_int_equal(golden.count, 6);
    for (int kind = 0; kind <= EXPECT_ERROR; kind++)
        assert_int_equal(golden.row[kind < 2 ? kind : kind + 1].kind, kind);
    assert_int_equal(golden.row[0].charge, 1800);
    assert_string_equal(golden.row[0].formula, "3*0.06");
    assert_string_equal(golden.row[0].units, "3");
    assert_string_equal(golden.row[0].rule, "R-01");
    assert_string_equal(golden.row[0].clauses, "A-1 B-1.4");
    assert_string_equal(golden.row[1].basis, "I-08");
    assert_int_equal(golden.row[1].max, 8000);
    assert_false(golden.row[1].unbounded);
    assert_int_equal(golden.row[2].min, 1000);
    assert_true(golden.row[2].unbounded);
    assert_int_equal(golden.row[5].line, 7);
    assert_int_equal(idmap_find(&golden.index, tg_slice_of("d")), 3);
    assert_string_equal(expected_kind_name(EXPECT_RANGE), "range");
    golden_free(&golden);
    arena_free(&arena);
}

static void the_tariff_says_which_forms_exclude_their_min(void **state)
{
    static const struct {
        enum expected_kind kind;
        const char *formula;
        bool above;
    } rows[] = {
        {EXPECT_OPEN, "1*ld", true},
        {EXPECT_OPEN, "2*roam_called", true},
        {EXPECT_OPEN, "1*ld_satellite", true},
        {EXPECT_OPEN, "2*roam_caller+10*0.20", true},
        {EXPECT_OPEN, "10*0.20+2*roam_caller", true},
        {EXPECT_OPEN, "2*local_fee+1*roam_caller", true},
        {EXPECT_OPEN, "2*local_fee", false},
        {EXPECT_OPEN, "2*local_fee+10*0.20", false},
        {EXPECT_OPEN, "2*local_fee+0*roam_caller", false},
        {EXPECT_OPEN, "2*local_fee+00*ld", false},
        {EXPECT_OPEN, "ld", true},
        {EXPECT_OPEN, "10*", false},
        {EXPECT_OPEN, "+", false},
        {EXPECT_OPEN, "1*no_such_price", false},
        {EXPECT_OPEN, "1*ld_", false},
        {EXPECT_OPEN, "", false},
        {EXPECT_RANGE, "1*ld", false},
        {EXPECT_EXACT, "0*ld", false},
    };
    struct tg_error error = {0};
    struct tg_rulebook *rulebook = tg_rulebook_load(TG_DEFAULT_RULEBOOK, NULL, 0, &error);
    const struct tg_price *prices;
    size_t count;

    (void)state;
    assert_non_null(rulebook);
    prices = tg_rulebook_prices(rulebook, &count);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct expected expected = {
            .kind = rows[i].kind, .formula = rows[i].formula, .above_min = !rows[i].above};

        expected_exclude_min(&expected, prices, count);
        if (expected.above_min != rows[i].above) fail_msg("row %zu: %s", i, rows[i].formula);
    }
    tg_rulebook_free(rulebook);
}

static void faults_are_told_with_their_place(void **state)
{
    static const struct {
        const char *data;
        enum tg_status status;
        long line, column;
        const char *text;
    } rows[] = {
        {"", TG_E_FORMAT, 0, 0, "empty: expected a header with column 'call_id'"},
        {"call_id\n", TG_E_COLUMN, 1, 0, "header has no column 'outcome'"},
        {HEADER ",exact,0,,,,,,,\n", TG_E_FIELD, 2, 1, "call_id '': expected an id"},
        {HEADER "a,maybe,0,,,,,,,\n", TG_E_FIELD, 2, 3,
         "outcome 'maybe': expected exact, open, range, unspecified or error"},
        {HEADER "a,exact,,,,,,,,\n", TG_E_FIELD, 2, 9,
         "charge '': expected an amount of yuan with at most 4 decimals"},
        {HEADER "a,exact,0.00001,,,,,,,\n", TG_E_FIELD, 2, 9,
         "charge '0.00001': expected an amount of yuan with at most 4 decimals"},
        {HEADER "a,exact,-1,,,,,,,\n", TG_E_FIELD, 2, 9,
         "charge '-1': expected an amount of yuan with at most 4 decimals"},
        {HEADER "a,exact,1,1,,,,,,\n", TG_E_FIELD, 2, 11,
         "min '1': expected none with this outcome"},
        {HEADER "a,open,1,1,,,,,,\n", TG_E_FIELD, 2, 8,
         "charge '1': expected none with this outcome"},
        {HEADER "a,open,,,1,,,,,\n", TG_E_FIELD, 2, 9,
         "min '': expected an amount of yuan with at most 4 decimals"},
        {HEADER "a,range,,1,0.5,,,,,\n", TG_E_FIELD, 2, 12, "max '0.5': expected no less than min"},
        {HEADER "a,error,,,2,,,,,\n", TG_E_FIELD, 2, 11,
         "max '2': expected none with this outcome"},
        {HEADER "a,exact,1,,,,,,\n", TG_E_FORMAT, 2, 0, "row has 9 fields, the header 10"},
        {HEADER "a,exact,1,,,,,,,\na,exact,1,,,,,,,\n", TG_E_DUPLICATE, 3, 1,
         "call_id 'a' stands on line 2 already"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena arena = {0};
        struct tg_error error = {0};
        struct golden golden;

        assert_false(golden_read(&golden, &arena, tg_slice_of(rows[i].data), "g", &error));
        assert_error(error, rows[i].status, rows[i].line, rows[i].column, rows[i].text);
        assert_string_equal(error.file, "g");
        golden_free(&golden);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_row_is_read),
        cmocka_unit_test(the_tariff_says_which_forms_exclude_their_min),
        cmocka_unit_test(faults_are_told_with_their_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
