#include "coverage.h"

#include "testing.h"

#include <string.h>

static struct tg_rulebook *rulebook;
static struct coverage *coverage;

static int set_up(void **state)
{
    struct tg_error error = {.status = TG_OK};

    (void)state;
    rulebook = tg_rulebook_load(TG_DEFAULT_RULEBOOK, NULL, 0, &error);
    assert_non_null(rulebook);
    coverage = coverage_new(rulebook);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    coverage_free(coverage);
    tg_rulebook_free(rulebook);
    return 0;
}

/* The next point, possible or not; false after the last. */
static bool next_point(uint8_t value[TG_DIM_COUNT])
{
    for (int dim = TG_DIM_COUNT - 1; dim >= 0; dim--) {
        if (++value[dim] < tg_dim_size((enum tg_dim)dim)) return true;
        value[dim] = 0;
    }
    return false;
}

static bool is_possible(const uint8_t value[TG_DIM_COUNT])
{
    size_t rule, charge;

    return tg_rulebook_at(rulebook, &rule, &charge, value);
}

/* Counts every call that can be, but those with this value of the dimension. */
static void add_all_but(enum tg_dim dim, unsigned without)
{
    uint8_t value[TG_DIM_COUNT] = {0};

    do
        if (value[dim] != without && is_possible(value)) coverage_add(coverage, value);
    while (next_point(value));
}

static void assert_counts(const struct coverage_count *count, size_t possible, size_t asked)
{
    assert_int_equal(count->possible, possible);
    assert_int_equal(count->asked, asked);
}

static void nothing_is_asked_at_first(void **state)
{
    struct coverage_result result;
    size_t possible = 0;
    uint8_t value[TG_DIM_COUNT] = {0};

    (void)state;
    do possible += is_possible(value);
    while (next_point(value));
    coverage_result(&result, coverage);
    assert_counts(&result.points, possible, 0);
    assert_int_equal(result.cells.asked, 0);
    assert_int_equal(result.triples.asked, 0);
    assert_int_equal(result.pairs.asked, 0);
}

static void all_calls_ask_everything(void **state)
{
    struct coverage_result result;
    struct text out = {0};

    (void)state;
    add_all_but(TG_DIM_EVENT, TG_EVENT_COUNT);
    coverage_result(&result, coverage);
    assert_int_equal(result.points.asked, result.points.possible);
    assert_int_equal(result.cells.asked, result.cells.possible);
    assert_int_equal(result.triples.asked, result.triples.possible);
    assert_int_equal(result.pairs.asked, result.pairs.possible);
    coverage_missing(&out, coverage, SIZE_MAX);
    assert_int_equal(out.n, 0);
    text_free(&out);
}

/* A monthly fee is charged for the night pack from 2010 on; what it costs depends on regime and
 * pack alone. */
static void what_nobody_asks_is_named(void **state)
{
    static const char cells[] = "  cell: event=monthly_fee regime=early\n"
                                "  cell: event=monthly_fee regime=split\n"
                                "  cell: event=monthly_fee regime=single pack=none\n"
                                "  cell: event=monthly_fee regime=single pack=night-outside\n"
                                "  cell: event=monthly_fee regime=single pack=night-inside\n"
                                "  combination: regime=early plan=gotone event=monthly_fee\n";
    struct coverage_result result;
    struct text out = {0};

    (void)state;
    add_all_but(TG_DIM_EVENT, TG_EVENT_MONTHLY_FEE);
    coverage_result(&result, coverage);
    assert_int_equal(result.cells.possible - result.cells.asked, 5);
    coverage_missing(&out, coverage, 6);
    assert_string_equal(out.p, cells);
    text_free(&out);
}

static void a_cell_names_what_the_charge_depends_on(void **state)
{
    struct coverage_result result;
    uint8_t ip[TG_DIM_COUNT] = {[TG_DIM_REGIME] = TG_REGIME_SINGLE,
                                [TG_DIM_ACCESS] = TG_ACCESS_17951,
                                [TG_DIM_DESTINATION] = TG_DEST_NZ,
                                [TG_DIM_NETWORK] = TG_NETWORK_OTHER,
                                [TG_DIM_LENGTH] = TG_LENGTH_LONG};

    (void)state;
    coverage_add(coverage, ip);
    coverage_result(&result, coverage);
    assert_int_equal(result.cells.asked, 1);
    /* By 17951 neither plan nor hour nor pack matter. */
    ip[TG_DIM_PLAN] = TG_PLAN_MZONE_SUIBIAN;
    ip[TG_DIM_DAYPART] = TG_DAYPART_IDLE;
    ip[TG_DIM_PACK] = TG_PACK_INSIDE;
    coverage_add(coverage, ip);
    coverage_result(&result, coverage);
    assert_int_equal(result.cells.asked, 1);
    assert_int_equal(result.points.asked, 2);
    /* Where the customer is does: at home up to 3 s are free. */
    ip[TG_DIM_STATE] = TG_STATE_NATIONAL;
    coverage_add(coverage, ip);
    coverage_result(&result, coverage);
    assert_int_equal(result.cells.asked, 2);
}

static void a_second_call_of_a_kind_gains_nothing(void **state)
{
    uint8_t value[TG_DIM_COUNT] = {[TG_DIM_DESTINATION] = TG_DEST_LOCAL};
    size_t gain = coverage_gain(coverage, value);

    (void)state;
    assert_true(gain > 100);
    assert_int_equal(coverage_add(coverage, value), gain);
    assert_int_equal(coverage_gain(coverage, value), 0);
    value[TG_DIM_LENGTH] = TG_LENGTH_LONG;
    assert_true(coverage_gain(coverage, value) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_asked_at_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(all_calls_ask_everything, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_nobody_asks_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_cell_names_what_the_charge_depends_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_second_call_of_a_kind_gains_nothing, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
