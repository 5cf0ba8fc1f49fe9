/* What a rulebook shows of itself: its charges, durations and prices, as numbers. */
#include "testing.h"
#include "testing_rulebooks.h"

static struct tg_rulebook *changed_by(const char *parts)
{
    char *overlay = overlay_text("defect", parts);
    struct tg_rulebook *rulebook = bundled_with(overlay);

    free(overlay);
    return rulebook;
}

/* The charge that rule R-41 lays down, or R-37; its fees. */
static size_t charge_of(const struct tg_rulebook *rulebook, struct tg_charge_info *info,
                        const char *id)
{
    for (size_t i = 0; i < tg_rulebook_charges(rulebook); i++) {
        struct tg_rule_info rule;
        size_t number;

        if (!tg_rulebook_charge(rulebook, info, &number, i)) continue;
        tg_rulebook_rule(rulebook, &rule, number);
        if (strcmp(rule.id, id) == 0) return i;
    }
    fail_msg("no charge of rule %s", id);
    return 0;
}

static void charges_are_shown_with_their_fees_and_where_they_hold(void **state)
{
    struct tg_rulebook *rulebook = bundled_with(NULL);
    const struct tg_price *prices = tg_rulebook_prices(rulebook, &(size_t){0});
    struct tg_fee_line fees[TG_MAX_FEES];
    struct tg_charge_info info;
    size_t at = charge_of(rulebook, &info, "R-41");

    (void)state;
    assert_int_equal(info.fee_count, 1);
    assert_int_equal(info.fee[0].value, 50000);
    assert_int_equal(info.fee[0].price, -1);
    assert_int_equal(info.mask[TG_DIM_EVENT], 1u << TG_EVENT_MONTHLY_FEE);
    assert_true(info.points > 0);
    assert_int_equal(tg_rulebook_fees(rulebook, fees, at), 1);
    assert_int_equal(fees[0].value, 50000);
    at = charge_of(rulebook, &info, "R-37");
    assert_int_equal(tg_rulebook_fees(rulebook, fees, at), 2);
    for (size_t f = 0; f < 2; f++) {
        assert_int_equal(fees[f].per_s, 60);
        assert_int_equal(info.fee[f].price, fees[f].price);
    }
    assert_string_equal(prices[fees[0].price].name, "roam_called");
    assert_string_equal(prices[fees[1].price].name, "roam_caller");
    tg_rulebook_free(rulebook);
}

static size_t charges_that_hold_nowhere(const struct tg_rulebook *rulebook)
{
    size_t count = 0;

    for (size_t i = 0; i < tg_rulebook_charges(rulebook); i++) {
        struct tg_charge_info info;
        size_t rule;

        count += !tg_rulebook_charge(rulebook, &info, &rule, i);
    }
    return count;
}

/* Where all calls of a rule are charged as others, its own charge holds nowhere. */
static void a_charge_that_holds_nowhere_is_told(void **state)
{
    struct tg_rulebook *plain = bundled_with(NULL);
    struct tg_rulebook *treated =
        changed_by("<treat access=\"17951\" destination=\"us_ca\" as-destination=\"hmt\"/>");

    (void)state;
    assert_int_equal(charges_that_hold_nowhere(plain), 0);
    assert_int_equal(charges_that_hold_nowhere(treated), 1);
    tg_rulebook_free(plain);
    tg_rulebook_free(treated);
}

static void durations_are_shown_as_read_and_as_billed(void **state)
{
    struct tg_rulebook *rulebook =
        changed_by("<policy name=\"duration\" value=\"modulo 3600\">x</policy>"
                   "<policy name=\"billed_duration\" value=\"at-least 60\">x</policy>");
    int32_t read_s, billed_s;

    (void)state;
    tg_rulebook_durations(rulebook, &read_s, &billed_s, 3607);
    assert_int_equal(read_s, 7);
    assert_int_equal(billed_s, 60);
    tg_rulebook_free(rulebook);
}

static void what_an_annex_binds_is_shown(void **state)
{
    struct tg_rulebook *rulebook =
        changed_by("<bind price=\"roam_called\" value=\"0.40\" plan=\"gotone\"/>");
    size_t count;
    const struct tg_price *prices = tg_rulebook_prices(rulebook, &count);
    size_t price = 0;
    tg_money value;
    int32_t per_s;

    (void)state;
    while (price < count && strcmp(prices[price].name, "roam_called") != 0) price++;
    assert_true(tg_rulebook_binding(rulebook, &value, &per_s, price, TG_PLAN_GOTONE, 0));
    assert_int_equal(value, 4000);
    assert_int_equal(per_s, 60);
    assert_false(tg_rulebook_binding(rulebook, &value, &per_s, price, TG_PLAN_MZONE, 0));
    tg_rulebook_free(rulebook);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(charges_are_shown_with_their_fees_and_where_they_hold),
        cmocka_unit_test(a_charge_that_holds_nowhere_is_told),
        cmocka_unit_test(durations_are_shown_as_read_and_as_billed),
        cmocka_unit_test(what_an_annex_binds_is_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
