#include "fixture.h"

#include "binomial.h"

#include <inttypes.h>

#define PERCENT (BINOMIAL_WHOLE / 100)

static uint64_t parts_of(const char *text)
{
    uint64_t parts = 77;

    assert_true(binomial_parse(&parts, text));
    return parts;
}

static void rates_are_read_to_the_last_digit(void **state)
{
    static const struct {
        const char *text;
        uint64_t parts;
    } rows[] = {
        {"0.0001", UINT64_C(100000000000)},
        {"0.01%", UINT64_C(100000000000)},
        {"95%", 95 * PERCENT},
        {"0.95", 95 * PERCENT},
        {"99.9%", 99 * PERCENT + PERCENT / 10 * 9},
        {"0", 0},
        {"1", BINOMIAL_WHOLE},
        {"1.000", BINOMIAL_WHOLE},
        {"100%", BINOMIAL_WHOLE},
        {"0.000000000000001", 1},
        {"0.0000000000001%", 1},
        {"0.3333333333333333", 0},
        {"0.00000000000001%", 0},
        {"1.000000000000001", 0},
        {"100.1%", 0},
        {"2", 0},
        {"99999999999999999999999999999999", 0},
        {"", 0},
        {"%", 0},
        {".", 0},
        {".5", 0},
        {"1.", 0},
        {"0.5.0", 0},
        {"0..5", 0},
        {"95 %", 0},
        {"95%%", 0},
        {"-0.1", 0},
        {"+0.1", 0},
        {"1e-4", 0},
        {"0,5", 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        bool good = i < 11;
        uint64_t parts = 77;

        assert_int_equal(binomial_parse(&parts, rows[i].text), good);
        assert_int_equal(parts, good ? rows[i].parts : 77);
    }
}

static void bounds_are_rounded_outwards(void **state)
{
    static const struct {
        const char *parts, *down, *up;
    } rows[] = {
        {"0", "0", "0"},
        {"1", "1", "1"},
        {"0.0001", "0.0001000", "0.0001000"},
        {"0.000099999943", "0.00009999", "0.0001000"},
        {"0.999999999999999", "0.9999", "1"},
        {"0.25", "0.2500", "0.2500"},
        {"0.12345", "0.1234", "0.1235"},
        {"0.000000000000001", "0.000000000000001", "0.000000000000001"},
        {"0.000000000012345", "0.00000000001234", "0.00000000001235"},
    };
    char buf[BINOMIAL_BUF];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint64_t parts = parts_of(rows[i].parts);

        assert_int_equal(binomial_format(buf, parts, BINOMIAL_DOWN), strlen(rows[i].down));
        assert_string_equal(buf, rows[i].down);
        assert_int_equal(binomial_format(buf, parts, BINOMIAL_UP), strlen(rows[i].up));
        assert_string_equal(buf, rows[i].up);
    }
}

/* Equal, or one part off where that is less than a trillionth of the rate. */
static void assert_near(uint64_t got, uint64_t expected)
{
    uint64_t off = got > expected ? got - expected : expected - got;

    assert_in_range(off, 0, expected > UINT64_C(1000000000000));
}

/* ci/generate-binomial.py computes them in another way, with exact or long arithmetic. */
static void bounds_are_those_of_exact_arithmetic(void **state)
{
    FILE *file = fopen(TESTDATA "/binomial.csv", "r");
    uint64_t errors, trials, sure, lower, upper;
    unsigned rows = 0;

    (void)state;
    assert_non_null(file);
    assert_int_equal(fscanf(file, "errors,trials,sure,lower,upper\n"), 0);
    while (fscanf(file, "%" SCNu64 ",%" SCNu64 ",%" SCNu64 ",%" SCNu64 ",%" SCNu64 "\n", &errors,
                  &trials, &sure, &lower, &upper) == 5) {
        assert_near(binomial_lower(errors, trials, sure), lower);
        assert_near(binomial_upper(errors, trials, sure), upper);
        rows++;
    }
    fclose(file);
    assert_int_equal(rows, 322);
}

/* Clopper and Pearson's limits as statistical tables print them, one-sided. */
static void bounds_agree_with_published_tables(void **state)
{
    static const struct {
        uint64_t errors, trials, percent;
        const char *upper;
    } rows[] = {
        {0, 10, 95, "0.2589"}, {1, 10, 95, "0.3942"}, {2, 10, 95, "0.5070"}, {5, 10, 95, "0.7776"},
        {9, 10, 95, "0.9949"}, {0, 20, 95, "0.1392"}, {1, 20, 95, "0.2162"}, {2, 20, 95, "0.2827"},
        {0, 10, 99, "0.3691"}, {1, 10, 99, "0.5044"},
    };
    char buf[BINOMIAL_BUF];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        binomial_format(buf,
                        binomial_upper(rows[i].errors, rows[i].trials, rows[i].percent * PERCENT),
                        BINOMIAL_UP);
        assert_string_equal(buf, rows[i].upper);
    }
}

/* Sample sizes of acceptance sampling (Wilks 1941 and after): so many with 0, 1, 2 ... outside. */
static void sample_sizes_agree_with_published_tables(void **state)
{
    static const struct {
        uint64_t percent;
        const char *limit;
        uint64_t needed[10]; /* with 0, 1, ... errors; 0 = not compared */
    } rows[] = {
        {95, "0.05", {59, 93, 124, 153, 181, 208, 234, 260, 286, 311}},
        {95, "0.01", {299, 473, 628, 773, 913, 1049}},
        {99, "0.05", {90, 130, 165}},
        {99, "0.01", {459, 662, 838}},
        {95, "0.0001", {29956}},
        {99, "0.0001", {46050}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        for (uint64_t k = 0; k < 10 && rows[i].needed[k] != 0; k++)
            assert_int_equal(binomial_needed(k, parts_of(rows[i].limit), rows[i].percent * PERCENT),
                             rows[i].needed[k]);
}

/* ln(0.05) / ln(1 - limit), computed with 40 digits. */
static void error_free_records_follow_the_closed_form(void **state)
{
    static const struct {
        const char *limit;
        uint64_t needed;
    } rows[] = {
        {"0.5", 5},
        {"0.999999", 1},
        {"0.001", 2995},
        {"0.00001", UINT64_C(299572)},
        {"0.000001", UINT64_C(2995731)},
        {"0.000000001", UINT64_C(2995732273)},
        {"0.00000000001", UINT64_C(299573227354)},
        {"0.000000000003", UINT64_C(998577424517)},
        {"0.000000000002", 0},
        {"0.000000000000001", 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(binomial_needed(0, parts_of(rows[i].limit), 95 * PERCENT), rows[i].needed);
    assert_int_equal(binomial_needed(BINOMIAL_MAX_TRIALS, parts_of("0.5"), 95 * PERCENT), 0);
}

static void a_verdict_needs_records(void **state)
{
    static const struct {
        uint64_t errors, trials;
        enum binomial_verdict verdict;
    } rows[] = {
        {0, 0, BINOMIAL_UNTOLD},
        {0, 1, BINOMIAL_UNTOLD},
        {1, 1, BINOMIAL_BREAKS}, /* 0.05 or less would have to be believed otherwise */
        {0, 29955, BINOMIAL_UNTOLD},
        {0, 29956, BINOMIAL_CONFORMS},
        {1, 29956, BINOMIAL_UNTOLD},
        {10, 29956, BINOMIAL_BREAKS},
        {1000, 10000000, BINOMIAL_UNTOLD},
        {900, 10000000, BINOMIAL_CONFORMS},
        {1100, 10000000, BINOMIAL_BREAKS},
        {BINOMIAL_MAX_TRIALS, BINOMIAL_MAX_TRIALS, BINOMIAL_BREAKS},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(
            binomial_judge(rows[i].errors, rows[i].trials, parts_of("0.0001"), 95 * PERCENT),
            rows[i].verdict);
}

/* Whatever the sample needs, one record less is not enough. */
static void the_verdict_and_the_sample_size_agree(void **state)
{
    static const char *const limits[] = {"0.3", "0.01", "0.0001", "0.00000123", "0.00000000005"};
    static const uint64_t sures[] = {50, 90, 95, 99};

    (void)state;
    for (size_t i = 0; i < COUNT(limits); i++)
        for (size_t j = 0; j < COUNT(sures); j++)
            for (uint64_t errors = 0; errors < 12; errors++) {
                uint64_t limit = parts_of(limits[i]);
                uint64_t sure = sures[j] * PERCENT;
                uint64_t n = binomial_needed(errors, limit, sure);

                assert_in_range(n, errors + 1, BINOMIAL_MAX_TRIALS);
                assert_int_equal(binomial_judge(errors, n, limit, sure), BINOMIAL_CONFORMS);
                if (n - 1 >= errors)
                    assert_int_not_equal(binomial_judge(errors, n - 1, limit, sure),
                                         BINOMIAL_CONFORMS);
            }
}

static void more_errors_raise_the_bounds_and_more_records_lower_them(void **state)
{
    (void)state;
    for (uint64_t n = 1; n <= 60; n++)
        for (uint64_t k = 0; k <= n; k++) {
            uint64_t upper = binomial_upper(k, n, 95 * PERCENT);
            uint64_t lower = binomial_lower(k, n, 95 * PERCENT);

            assert_true(lower <= k * BINOMIAL_WHOLE / n && upper >= k * BINOMIAL_WHOLE / n);
            assert_true(upper < binomial_upper(k, n, 99 * PERCENT) || k == n);
            assert_true(upper > binomial_upper(k, n + 1, 95 * PERCENT));
            assert_true(lower > binomial_lower(k, n + 1, 95 * PERCENT) || k == 0);
            if (k == n) continue;
            assert_true(upper < binomial_upper(k + 1, n, 95 * PERCENT));
            assert_true(lower < binomial_lower(k + 1, n, 95 * PERCENT));
        }
}

static void the_ends_are_bounds_too(void **state)
{
    (void)state;
    assert_int_equal(binomial_lower(0, 0, 95 * PERCENT), 0);
    assert_int_equal(binomial_upper(0, 0, 95 * PERCENT), BINOMIAL_WHOLE);
    assert_int_equal(binomial_lower(0, 7, 95 * PERCENT), 0);
    assert_int_equal(binomial_upper(7, 7, 95 * PERCENT), BINOMIAL_WHOLE);
    assert_int_equal(binomial_lower(1, 1, 95 * PERCENT), 5 * PERCENT);
    assert_int_equal(binomial_upper(0, 1, 95 * PERCENT), 95 * PERCENT);
    assert_int_equal(binomial_upper(0, 1, 50 * PERCENT), 50 * PERCENT);
    assert_int_equal(binomial_lower(BINOMIAL_MAX_TRIALS, BINOMIAL_MAX_TRIALS, 95 * PERCENT),
                     BINOMIAL_WHOLE - 2996);
}

/* The heaviest sum there is: half of the largest sample wrong. 1.6449 standard deviations of
 * 5 * 10^-7 either way. */
static void half_of_a_huge_sample_is_bounded_too(void **state)
{
    uint64_t n = BINOMIAL_MAX_TRIALS;
    uint64_t upper = binomial_upper(n / 2, n, 95 * PERCENT);

    (void)state;
    assert_in_range(upper, UINT64_C(500000822427000), UINT64_C(500000822428000));
    assert_near(binomial_lower(n / 2, n, 95 * PERCENT), BINOMIAL_WHOLE - upper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_are_read_to_the_last_digit),
        cmocka_unit_test(bounds_are_rounded_outwards),
        cmocka_unit_test(bounds_are_those_of_exact_arithmetic),
        cmocka_unit_test(bounds_agree_with_published_tables),
        cmocka_unit_test(sample_sizes_agree_with_published_tables),
        cmocka_unit_test(error_free_records_follow_the_closed_form),
        cmocka_unit_test(a_verdict_needs_records),
        cmocka_unit_test(the_verdict_and_the_sample_size_agree),
        cmocka_unit_test(more_errors_raise_the_bounds_and_more_records_lower_them),
        cmocka_unit_test(the_ends_are_bounds_too),
        cmocka_unit_test(half_of_a_huge_sample_is_bounded_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
