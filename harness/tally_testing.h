/* Tests: tallies that have to be the same. */
#ifndef TOLLGATE_TALLY_TESTING_H
#define TOLLGATE_TALLY_TESTING_H

#include "tally.h"
#include "testing.h"

static inline void assert_same_entry(const struct tally_entry *x, const struct tally_entry *y)
{
    assert_memory_equal(&x->kind, &y->kind, sizeof x->kind);
    assert_true(x->sums.count == y->sums.count && x->sums.charged == y->sums.charged &&
                x->sums.right == y->sums.right && x->sums.units == y->sums.units);
    assert_int_equal(x->month_count, y->month_count);
    for (size_t m = 0; m < x->month_count; m++) {
        const struct tally_sums *a = &x->months[m].sums, *b = &y->months[m].sums;

        assert_int_equal(x->months[m].month, y->months[m].month);
        assert_true(a->count == b->count && a->charged == b->charged && a->right == b->right &&
                    a->units == b->units);
    }
    assert_int_equal(x->examples, y->examples);
    for (size_t k = 0; k < x->examples; k++)
        assert_string_equal(x->example[k].text, y->example[k].text);
}

/* Both finished. */
static inline void assert_same(const struct tally *a, const struct tally *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) assert_same_entry(&a->list[i], &b->list[i]);
}

#endif
