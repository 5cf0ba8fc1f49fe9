/* Readings answer one question each: whoever holds two of them holds both, in whatever order. */
#include "decision.h"
#include "testing.h"
#include "testing_records.h"

static tg_money charge_of(const char *const overlays[2], const struct record *record)
{
    struct tg_rulebook *rulebook = rulebook_bundled(overlays, 2);
    struct tg_outcome outcome;
    struct tg_cdr cdr;

    record_read(&cdr, record);
    assert_true(tg_rate(rulebook, &outcome, &cdr, NULL));
    assert_int_equal(outcome.kind, TG_EXACT);
    tg_rulebook_free(rulebook);
    return outcome.charge;
}

static void a_second_reading_does_not_undo_the_first(void **state)
{
    /* Ten units of 0.06: I-09b; 2 s by 17951 cost a minute: I-05b; 2 s forwarded are free: I-06b.
     */
    static const struct record abroad = {
        .dur_s = 60, .event = "forward-busy", .other_party = "0085221234567"};
    static const struct record by_17951 = {.dur_s = 2, .other_party = "1795101062001234"};
    static const struct record brief = {
        .dur_s = 2, .event = "forward-busy", .other_party = "0085221234567"};

    (void)state;
    assert_int_equal(charge_of((const char *const[]){"I-09b", "I-06b"}, &abroad), 6000);
    assert_int_equal(charge_of((const char *const[]){"I-06b", "I-09b"}, &abroad), 6000);
    assert_int_equal(charge_of((const char *const[]){"I-05b", "I-06b"}, &by_17951), 3000);
    assert_int_equal(charge_of((const char *const[]){"I-06b", "I-05b"}, &by_17951), 3000);
    assert_int_equal(charge_of((const char *const[]){"I-06b", "I-05b"}, &brief), 0);
}

static bool same_action(const struct tg_rulebook *a, const struct tg_rulebook *b, size_t cell)
{
    const struct tg_action *x = tg_cell_action(a, cell);
    const struct tg_action *y = tg_cell_action(b, cell);
    bool same = strcmp(a->rule[x->rule].id, b->rule[y->rule].id) == 0 &&
                x->fee_count == y->fee_count && x->basis == y->basis;

    for (size_t f = 0; same && f < x->fee_count; f++)
        same = x->fee[f].kind == y->fee[f].kind && x->fee[f].value == y->fee[f].value &&
               x->fee[f].per_s == y->fee[f].per_s && x->fee[f].ref == y->fee[f].ref;
    return same;
}

static void compare(const char *first, const char *second)
{
    struct tg_rulebook *a = rulebook_bundled((const char *const[]){first, second}, 2);
    struct tg_rulebook *b = rulebook_bundled((const char *const[]){second, first}, 2);
    struct tg_cells at;

    for (size_t r = 0; r < tg_reachable_count(); r++)
        for (bool more = tg_cells_first(&at, tg_reachable(r)); more; more = tg_cells_next(&at))
            if (!same_action(a, b, at.cell)) {
                char point[TG_POINT_BUF];

                tg_point_format(point, at.value);
                fail_msg("%s and %s: %s", first, second, point);
            }
    assert_memory_equal(&a->policy, &b->policy, sizeof a->policy);
    tg_rulebook_free(a);
    tg_rulebook_free(b);
}

/* Every pair of readings of different questions; slow builds take every ninth. */
static void readings_may_be_chosen_in_any_order(void **state)
{
    struct tg_rulebook *rulebook = rulebook_bundled(NULL, 0);
    const char *names[TG_MAX_READINGS * 2];
    size_t questions[TG_MAX_READINGS * 2];
    size_t step = is_sparse() ? 9 : 1;
    size_t count = 0;

    (void)state;
    for (size_t n = 1; n <= TG_MAX_READINGS; n++) {
        const struct tg_reading *reading = tg_rulebook_reading(rulebook, n);

        for (size_t i = 0; reading != NULL && i < reading->option_count; i++, count++) {
            names[count] = tg_rulebook_option(rulebook, reading, i)->overlay;
            questions[count] = n;
        }
    }
    for (size_t pair = 0; pair < count * count; pair += step) {
        size_t i = pair / count;
        size_t j = pair % count;

        if (i < j && questions[i] != questions[j]) compare(names[i], names[j]);
    }
    tg_rulebook_free(rulebook);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_second_reading_does_not_undo_the_first),
        cmocka_unit_test(readings_may_be_chosen_in_any_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
