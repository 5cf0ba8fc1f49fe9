/* Amounts of charges that no tariff has; those of all others are held against tg_rate in
 * quick_test.c. */
#include "testing.h"
#include "testing_records.h"

#define PRICE 37 /* of what is open */

static void assert_amounts(const struct tg_amounts *a, const struct tg_amounts *b)
{
    assert_int_equal(a->least, b->least);
    assert_int_equal(a->most, b->most);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(a->least_each[i], b->least_each[i]);
        assert_int_equal(a->most_each[i], b->most_each[i]);
        assert_int_equal(a->per_s[i], b->per_s[i]);
    }
    assert_int_equal(a->priced, b->priced);
}

/* What is added to the charges of calls received abroad, which are one open price by 60 s. */
static void amounts_of_odd_charges(void **state)
{
#define MORE(fee)                                                                                  \
    "<overlay id='x' kind='defect' title=''><unit per='30'/><surcharge rules='R-40'>" fee          \
    "</surcharge></overlay>"
    static const struct {
        const char *overlay;
        bool told;
        struct tg_amounts amounts; /* with an open price of PRICE */
    } rows[] = {
        {MORE("<fee value='0.05' per='6'/>"),
         true,
         {0, 0, {PRICE, 500}, {PRICE, 500}, {60, 6}, true}},
        {MORE("<fee value='0.05'/>"), true, {500, 500, {PRICE, 0}, {PRICE, 0}, {60, 0}, true}},
        {MORE("<fee value='0.05' per='60'/>"),
         true,
         {0, 0, {PRICE + 500, 0}, {PRICE + 500, 0}, {60, 0}, true}},
        {MORE("<fee value='0.05' per='6'/><fee value='0.05' per='30'/>"), false, {.priced = false}},
        /* Open prices of one unit, and of two. */
        {MORE("<fee price='local_fee'/>"), true, {0, 0, {PRICE, 0}, {PRICE, 0}, {60, 0}, true}},
        {MORE("<fee price='ld_satellite'/>"), false, {.priced = false}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_rulebook *rulebook = rulebook_with(&rows[i].overlay, 1);
        const struct record record = {.event = "receive", .visited = "010", .dur_s = 61};
        struct tg_amounts amounts;
        struct tg_outcome outcome;
        struct tg_cdr cdr;

        record_read(&cdr, &record);
        assert_true(tg_rate(rulebook, &outcome, &cdr, NULL));
        assert_int_equal(outcome.kind, TG_OPEN);
        assert_int_equal(tg_amounts_of(rulebook, &amounts, &outcome, PRICE), rows[i].told);
        if (rows[i].told) assert_amounts(&amounts, &rows[i].amounts);
        tg_rulebook_free(rulebook);
    }
#undef MORE
}

static void amounts_that_are_no_sums(void **state)
{
    static const char *const overlay = "<overlay id='x' kind='defect' title=''>"
                                       "<policy name='unit_rounding' value='down'/></overlay>";
    struct tg_rulebook *rulebook = rulebook_with(&overlay, 1);
    const struct record record = {.other_party = "01062001234", .dur_s = 61};
    struct tg_amounts amounts;
    struct tg_outcome outcome;
    struct tg_cdr cdr;

    (void)state;
    record_read(&cdr, &record);
    assert_true(tg_rate(rulebook, &outcome, &cdr, NULL));
    assert_false(tg_amounts_of(rulebook, &amounts, &outcome, TG_AMOUNT_ANY));
    tg_rulebook_free(rulebook);
}

/* Without an upper bound any amount will do, whatever is added to it. */
static void amounts_without_bound(void **state)
{
    static const char *const overlay =
        "<overlay id='x' kind='defect' title=''><price name='roam_called' scope='plan' per='60' "
        "above='0' clauses='X-1'/><surcharge rules='R-40'><fee value='0.05' per='6'/></surcharge>"
        "</overlay>";
    struct tg_rulebook *rulebook = rulebook_with(&overlay, 1);
    const struct record record = {.event = "receive", .visited = "010", .dur_s = 61};
    struct tg_amounts amounts;
    struct tg_outcome outcome;
    struct tg_cdr cdr;

    (void)state;
    record_read(&cdr, &record);
    assert_true(tg_rate(rulebook, &outcome, &cdr, NULL));
    assert_true(outcome.unbounded);
    assert_true(tg_amounts_of(rulebook, &amounts, &outcome, TG_AMOUNT_ANY));
    assert_int_equal(amounts.most, TG_AMOUNT_ANY);
    assert_int_equal(amounts.most_each[0], 0);
    assert_int_equal(amounts.most_each[1], 0);
    assert_int_equal(amounts.least_each[1], 500);
    /* By a price there is one. */
    assert_true(tg_amounts_of(rulebook, &amounts, &outcome, PRICE));
    assert_int_equal(amounts.most, 0);
    assert_int_equal(amounts.most_each[0], PRICE);
    assert_int_equal(amounts.most_each[1], 500);
    tg_rulebook_free(rulebook);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_of_odd_charges),
        cmocka_unit_test(amounts_that_are_no_sums),
        cmocka_unit_test(amounts_without_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
