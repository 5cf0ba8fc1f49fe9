/* Amounts of charges that no tariff has; those of all others are held against tg_rate in
 * quick_test.c. */
#include "testing.h"
#include "testing_records.h"

#define PRICE 37 /* of what is open */

#define OVERLAY(parts) "<overlay id='x' kind='defect' title=''>" parts "</overlay>"

/* The amounts of calls received abroad, of one open price by 60 s, or of those to Beijing, by an
 * overlay; false if they cannot be told. */
static bool amounts_by(struct tg_amounts *amounts, const char *overlay, bool received,
                       tg_money price)
{
    struct tg_rulebook *rulebook = rulebook_with(&overlay, 1);
    const struct record record = {.event = received ? "receive" : "originate",
                                  .visited = received ? "010" : NULL,
                                  .other_party = "01062001234",
                                  .dur_s = 61};
    struct tg_outcome outcome;
    struct tg_cdr cdr;
    bool told;

    record_read(&cdr, &record);
    assert_true(tg_rate(rulebook, &outcome, &cdr, NULL));
    told = tg_amounts_of(rulebook, amounts, outcome.cell, price);
    if (told) assert_int_equal(amounts->kind, outcome.kind);
    if (told) assert_int_equal(amounts->unbounded, outcome.unbounded);
    tg_rulebook_free(rulebook);
    return told;
}

/* What is added to the open price of calls received. */
static void amounts_of_odd_charges(void **state)
{
#define MORE(fee) OVERLAY("<unit per='30'/><surcharge rules='R-40'>" fee "</surcharge>")
    static const struct {
        const char *overlay;
        bool told;
        tg_money once, each[2]; /* with an open price of PRICE */
        int32_t per_s[2];
    } rows[] = {
        {MORE("<fee value='0.05' per='6'/>"), true, 0, {PRICE, 500}, {60, 6}},
        {MORE("<fee value='0.05'/>"), true, 500, {PRICE, 0}, {60, 0}},
        {MORE("<fee value='0.05' per='60'/>"), true, 0, {PRICE + 500, 0}, {60, 0}},
        {MORE("<fee value='0.05' per='6'/><fee value='0.05' per='30'/>"), false, 0, {0}, {0}},
        /* Open prices of one unit, and of two. */
        {MORE("<fee price='local_fee'/>"), true, 0, {PRICE, 0}, {60, 0}},
        {MORE("<fee price='ld_satellite'/>"), false, 0, {0}, {0}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_amounts amounts;

        assert_int_equal(amounts_by(&amounts, rows[i].overlay, true, PRICE), rows[i].told);
        if (!rows[i].told) continue;
        assert_true(amounts.priced);
        assert_int_equal(amounts.least, rows[i].once);
        assert_int_equal(amounts.most, rows[i].once);
        assert_memory_equal(amounts.least_each, rows[i].each, sizeof rows[i].each);
        assert_memory_equal(amounts.most_each, rows[i].each, sizeof rows[i].each);
        assert_memory_equal(amounts.per_s, rows[i].per_s, sizeof rows[i].per_s);
    }
#undef MORE
}

/* Prices of two units, one after the other, whichever is told first. */
static void amounts_of_two_open_units(void **state)
{
    static const char *const overlay =
        OVERLAY("<price name='local_fee' scope='plan' per='6' from='0.20' to='0.40' clauses='D-2'/>"
                "<surcharge rules='R-40'><fee price='local_fee'/></surcharge>");
    struct tg_amounts amounts;

    (void)state;
    assert_false(amounts_by(&amounts, overlay, true, PRICE));
    assert_true(amounts_by(&amounts, overlay, true, TG_AMOUNT_ANY));
}

static void amounts_that_are_no_sums(void **state)
{
    struct tg_amounts amounts;

    (void)state;
    assert_false(amounts_by(&amounts, OVERLAY("<policy name='unit_rounding' value='down'/>"), false,
                            TG_AMOUNT_ANY));
}

/* Without an upper bound any amount will do, whatever is added to it. */
static void amounts_without_bound(void **state)
{
    static const char *const overlay =
        OVERLAY("<price name='roam_called' scope='plan' per='60' above='0' clauses='X-1'/>"
                "<surcharge rules='R-40'><fee value='0.05' per='6'/></surcharge>");
    struct tg_amounts amounts;

    (void)state;
    assert_true(amounts_by(&amounts, overlay, true, TG_AMOUNT_ANY));
    assert_int_equal(amounts.most, TG_AMOUNT_ANY);
    assert_int_equal(amounts.most_each[0], 0);
    assert_int_equal(amounts.most_each[1], 0);
    assert_int_equal(amounts.least_each[1], 500);
    /* By a price there is one. */
    assert_true(amounts_by(&amounts, overlay, true, PRICE));
    assert_int_equal(amounts.most, 0);
    assert_int_equal(amounts.most_each[0], PRICE);
    assert_int_equal(amounts.most_each[1], 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_of_odd_charges),
        cmocka_unit_test(amounts_of_two_open_units),
        cmocka_unit_test(amounts_that_are_no_sums),
        cmocka_unit_test(amounts_without_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
