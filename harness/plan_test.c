/* Greedy cover, on small matrices made up for it. */
#include "testing.h"

#include "plan.h"

/* One text per call: 'x' where it detects the defect. */
static struct plan_matrix matrix_of(const char *const *rows, size_t calls)
{
    struct plan_matrix matrix;

    plan_matrix_make(&matrix, calls, strlen(rows[0]));
    for (size_t call = 0; call < calls; call++)
        for (size_t i = 0; i < matrix.defects; i++)
            if (rows[call][i] == 'x') plan_matrix_set(&matrix, call, i);
    return matrix;
}

/* Plans, and asserts the calls taken: "2 0 1". */
static void assert_plan(const char *const *rows, size_t calls, unsigned times, size_t budget,
                        const char *expected)
{
    struct plan_matrix matrix = matrix_of(rows, calls);
    struct plan plan;
    char taken[256] = "";

    plan_begin(&plan, &matrix);
    plan_cover(&plan, times, budget);
    for (size_t i = 0; i < plan.count; i++)
        snprintf(taken + strlen(taken), sizeof taken - strlen(taken), "%s%zu", i > 0 ? " " : "",
                 plan.list[i].call);
    assert_string_equal(taken, expected);
    plan_free(&plan);
    plan_matrix_free(&matrix);
}

static void a_matrix_remembers(void **state)
{
    struct plan_matrix matrix;

    (void)state;
    plan_matrix_make(&matrix, 3, 130);
    plan_matrix_set(&matrix, 1, 0);
    plan_matrix_set(&matrix, 1, 64);
    plan_matrix_set(&matrix, 2, 129);
    for (size_t call = 0; call < 3; call++)
        for (size_t i = 0; i < 130; i++)
            assert_int_equal(plan_matrix_has(&matrix, call, i),
                             (call == 1 && (i == 0 || i == 64)) || (call == 2 && i == 129));
    plan_matrix_free(&matrix);
}

static void the_call_that_detects_most_comes_first(void **state)
{
    static const char *const rows[] = {"xx.....", "..xxx..", "xxxx...", ".....xx"};

    (void)state;
    assert_plan(rows, COUNT(rows), 1, 9, "2 3 1");
    assert_plan(rows, COUNT(rows), 1, 2, "2 3");
    assert_plan(rows, COUNT(rows), 1, 0, "");
}

/* Of calls that detect as many for the first time, the first, whatever they detect again. */
static void ties_are_broken_in_order(void **state)
{
    static const char *const again[] = {"xxx...", "...x..", ".xxx..", "....xx"};
    static const char *const first[] = {"x..", ".x.", "..x", "x.."};

    (void)state;
    assert_plan(again, COUNT(again), 1, 9, "0 3 1");
    assert_plan(first, COUNT(first), 1, 9, "0 1 2");
}

/* Every defect once before any is detected twice; then those that can be. */
static void twice_comes_after_once(void **state)
{
    static const char *const rows[] = {"xxx.", "xxx.", "xxx.", "...x"};

    (void)state;
    assert_plan(rows, COUNT(rows), 2, 9, "0 3 1");
    assert_plan(rows, COUNT(rows), 1, 9, "0 3");
    assert_plan(rows, COUNT(rows), 2, 2, "0 3");
}

static void a_call_that_detects_nothing_is_not_taken(void **state)
{
    static const char *const rows[] = {"....", "...."};

    (void)state;
    assert_plan(rows, COUNT(rows), 2, 9, "");
}

/* A plan of fewer calls is the beginning of one of more, and each step the best there is. */
static void every_prefix_is_what_a_smaller_budget_gets(void **state)
{
    enum { CALLS = 60, DEFECTS = 90 };
    struct plan_matrix matrix;
    struct plan whole;
    uint32_t seed = 20100101;

    (void)state;
    plan_matrix_make(&matrix, CALLS, DEFECTS);
    for (size_t call = 0; call < CALLS; call++)
        for (size_t i = 0; i < DEFECTS; i++) {
            seed = seed * 1664525 + 1013904223;
            if (seed >> 28 < 2) plan_matrix_set(&matrix, call, i);
        }
    plan_begin(&whole, &matrix);
    plan_cover(&whole, 2, CALLS);
    for (size_t budget = 0; budget <= whole.count; budget++) {
        struct plan part;

        plan_begin(&part, &matrix);
        plan_cover(&part, 2, budget);
        assert_int_equal(part.count, budget);
        assert_memory_equal(part.list, whole.list, budget * sizeof *part.list);
        plan_free(&part);
    }
    for (size_t step = 0; step < whole.count; step++) {
        for (size_t call = 0; call < CALLS; call++) {
            size_t first = 0;
            size_t second = 0;
            bool taken = false;

            for (size_t k = 0; k < step; k++) taken = taken || whole.list[k].call == call;
            for (size_t i = 0; i < DEFECTS && !taken; i++) {
                size_t times = 0;

                for (size_t k = 0; k < step; k++)
                    times += plan_matrix_has(&matrix, whole.list[k].call, i);
                first += plan_matrix_has(&matrix, call, i) && times == 0;
                second += plan_matrix_has(&matrix, call, i) && times == 1;
            }
            assert_true(first < whole.list[step].first ||
                        (first == whole.list[step].first &&
                         (first > 0 || second <= whole.list[step].second)));
        }
    }
    plan_free(&whole);
    plan_matrix_free(&matrix);
}

/* What is taken by hand counts. */
static void a_plan_goes_on_from_what_was_taken(void **state)
{
    static const char *const rows[] = {"xx..", "..x.", "..xx"};
    struct plan_matrix matrix = matrix_of(rows, COUNT(rows));
    struct plan plan;

    (void)state;
    plan_begin(&plan, &matrix);
    plan_take(&plan, 1);
    plan_cover(&plan, 1, 9);
    assert_int_equal(plan.count, 3);
    assert_int_equal(plan.list[0].call, 1);
    assert_int_equal(plan.list[0].first, 1);
    assert_int_equal(plan.list[1].call, 0);
    assert_int_equal(plan.list[2].call, 2);
    assert_int_equal(plan.list[2].first, 1);
    assert_int_equal(plan.list[2].second, 1);
    plan_free(&plan);
    plan_matrix_free(&matrix);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_matrix_remembers),
        cmocka_unit_test(the_call_that_detects_most_comes_first),
        cmocka_unit_test(ties_are_broken_in_order),
        cmocka_unit_test(twice_comes_after_once),
        cmocka_unit_test(a_call_that_detects_nothing_is_not_taken),
        cmocka_unit_test(every_prefix_is_what_a_smaller_budget_gets),
        cmocka_unit_test(a_plan_goes_on_from_what_was_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
