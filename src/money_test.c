#include "testing.h"

static const struct {
    const char *text;
    bool ok;
    tg_money amount;
    bool rest;
} readings[] = {
    {"0", true, 0, false},
    {"0.18", true, 1800, false},
    {"12", true, 120000, false},
    {"00.60", true, 6000, false},
    {"-0.06", true, -600, false},
    {"0.0001", true, 1, false},
    {"0.00010", true, 1, false},
    {"0.00011", true, 1, true},
    {"0.000111", true, 1, true},
    {"-0.00019", true, -1, true},
    {"0.000000000001", true, 0, true},
    {"100000000000", true, 1000000000000000, false},
    {"100000000001", false, 0, false},
    {"99999999999999999999999", false, 0, false},
    {"0.0000000000001", true, 0, true},
    {"0.2400000000000000", true, 2400, false},
    {"0.18000000000000002", true, 1800, true},
    {"0.0000000000000000000000000000000000000000000000000000000000000000", true, 0, false},
    {"0.00000000000000000000000000000000000000000000000000000000000000000", false, 0, false},
    {"", false, 0, false},
    {"-", false, 0, false},
    {".5", false, 0, false},
    {"5.", false, 0, false},
    {"+5", false, 0, false},
    {" 5", false, 0, false},
    {"5 ", false, 0, false},
    {"5.x", false, 0, false},
    {"5.1x", false, 0, false},
    {"1e3", false, 0, false},
    {"1,5", false, 0, false},
    {"0x1", false, 0, false},
    {"nan", false, 0, false},
};

static void amounts_are_read_exactly_or_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(readings); i++) {
        tg_money amount = 77;
        bool rest = false;
        bool ok = tg_money_parse(&amount, &rest, tg_slice_of(readings[i].text));

        if (ok != readings[i].ok) fail_msg("'%s'", readings[i].text);
        assert_int_equal(amount, ok ? readings[i].amount : 77);
        assert_int_equal(rest, readings[i].rest);
        assert_int_equal(tg_money_parse(&amount, NULL, tg_slice_of(readings[i].text)), ok);
    }
}

static void amounts_are_written_with_two_to_four_decimals(void **state)
{
    static const struct {
        tg_money amount;
        const char *text;
    } rows[] = {
        {0, "0.00"},
        {1, "0.0001"},
        {10, "0.001"},
        {100, "0.01"},
        {640, "0.064"},
        {1800, "0.18"},
        {10000, "1.00"},
        {15000, "1.50"},
        {1234567, "123.4567"},
        {-600, "-0.06"},
        {-15000, "-1.50"},
        {INT64_MAX, "922337203685477.5807"},
        {INT64_MIN, "-922337203685477.5808"},
    };
    char buf[TG_MONEY_BUF];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(tg_money_format(buf, rows[i].amount), strlen(rows[i].text));
        assert_string_equal(buf, rows[i].text);
    }
}

static void what_is_written_is_read_back(void **state)
{
    char buf[TG_MONEY_BUF];

    (void)state;
    for (tg_money amount = -100000; amount <= 100000; amount += 7) {
        tg_money back;
        bool rest;

        tg_money_format(buf, amount);
        assert_true(tg_money_parse(&back, &rest, tg_slice_of(buf)));
        assert_int_equal(back, amount);
        assert_false(rest);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_are_read_exactly_or_refused),
        cmocka_unit_test(amounts_are_written_with_two_to_four_decimals),
        cmocka_unit_test(what_is_written_is_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
