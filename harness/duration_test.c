#include "fixture.h"

#include "duration.h"

static void durations_have_a_unit(void **state)
{
    static const struct {
        const char *text;
        uint64_t ms; /* 0 = refused */
    } rows[] = {
        {"500ms", 500},  {"1ms", 1},        {"10s", 10000}, {"2m", 120000},
        {"1h", 3600000}, {"24h", 86400000}, {"25h", 0},     {"0s", 0},
        {"10", 0},       {"s", 0},          {"", 0},        {"-1s", 0},
        {"1.5s", 0},     {"1 s", 0},        {"10sec", 0},   {"99999999999999999999s", 0},
        {"1S", 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint64_t ms = 77;

        assert_int_equal(duration_parse(&ms, rows[i].text), rows[i].ms != 0);
        assert_int_equal(ms, rows[i].ms != 0 ? rows[i].ms : 77);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(durations_have_a_unit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
