/* Durations and amounts as policies change them, second by second and step by step. */
#include "testing.h"
#include "units.h"

/* Worked out by hand; `dur_s` 0 is a call that did not happen, in whatever way. */
static void durations_become_what_the_policy_says(void **state)
{
    static const struct {
        struct tg_duration duration;
        int32_t dur_s, expected;
    } rows[] = {
        {{TG_DURATION_AS_MEASURED, 60}, 61, 61},
        {{TG_DURATION_AS_MEASURED, 60}, 0, 0},
        {{TG_DURATION_MODULO, 3600}, 3599, 3599},
        {{TG_DURATION_MODULO, 3600}, 3600, 0},
        {{TG_DURATION_MODULO, 3600}, 7261, 61},
        {{TG_DURATION_MODULO, 1}, 5, 0},
        {{TG_DURATION_AT_MOST, 32767}, 32766, 32766},
        {{TG_DURATION_AT_MOST, 32767}, 32767, 32767},
        {{TG_DURATION_AT_MOST, 32767}, 32768, 32767},
        {{TG_DURATION_AT_LEAST, 60}, 1, 60},
        {{TG_DURATION_AT_LEAST, 60}, 60, 60},
        {{TG_DURATION_AT_LEAST, 60}, 61, 61},
        {{TG_DURATION_AT_LEAST, 60}, 0, 0},
        {{TG_DURATION_UP, 60}, 1, 60},
        {{TG_DURATION_UP, 60}, 60, 60},
        {{TG_DURATION_UP, 60}, 61, 120},
        {{TG_DURATION_UP, 60}, 0, 0},
        {{TG_DURATION_DOWN, 60}, 59, 0},
        {{TG_DURATION_DOWN, 60}, 60, 60},
        {{TG_DURATION_DOWN, 60}, 119, 60},
        {{TG_DURATION_PLUS, 1}, 6, 7},
        {{TG_DURATION_PLUS, 1}, 0, 0},
        {{TG_DURATION_MINUS, 3}, 2, 0},
        {{TG_DURATION_MINUS, 3}, 3, 0},
        {{TG_DURATION_MINUS, 3}, 4, 1},
        /* 0:01:05 as 0:05:01 */
        {{TG_DURATION_SWAPPED, 0}, 65, 301},
        /* 0:00:07 as 0:07:00 */
        {{TG_DURATION_SWAPPED, 0}, 7, 420},
        /* 1:00:59 as 1:59:00 */
        {{TG_DURATION_SWAPPED, 0}, 3659, 7140},
        /* 26:03:04 as 26:04:03 */
        {{TG_DURATION_SWAPPED, 0}, 93784, 93843},
        {{TG_DURATION_SWAPPED, 0}, 0, 0},
        /* the longest, twice: the read and the billed one */
        {{TG_DURATION_PLUS, TG_CDR_MAX_DUR_S}, 2 * TG_CDR_MAX_DUR_S, 3 * TG_CDR_MAX_DUR_S},
        {{TG_DURATION_UP, TG_CDR_MAX_DUR_S}, 2 * TG_CDR_MAX_DUR_S, 2 * TG_CDR_MAX_DUR_S},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(tg_duration_of(&rows[i].duration, rows[i].dur_s), rows[i].expected);
}

static void minutes_and_seconds_swapped_twice_are_as_before(void **state)
{
    const struct tg_duration swapped = {TG_DURATION_SWAPPED, 0};

    (void)state;
    for (int32_t d = 0; d <= 100000; d++)
        assert_int_equal(tg_duration_of(&swapped, tg_duration_of(&swapped, d)), d);
}

static void amounts_become_multiples(void **state)
{
    static const struct {
        struct tg_steps steps;
        tg_money amount, expected;
    } rows[] = {
        {{TG_ROUND_UP, 0}, 1234, 1234},
        {{TG_ROUND_UP, 1000}, 0, 0},
        {{TG_ROUND_UP, 1000}, 1, 1000},
        {{TG_ROUND_UP, 1000}, 1000, 1000},
        {{TG_ROUND_UP, 1000}, 1001, 2000},
        {{TG_ROUND_DOWN, 1000}, 999, 0},
        {{TG_ROUND_DOWN, 1000}, 1999, 1000},
        {{TG_ROUND_NEAREST, 1000}, 499, 0},
        {{TG_ROUND_NEAREST, 1000}, 500, 1000},
        {{TG_ROUND_NEAREST, 1000}, 1499, 1000},
        /* Halves of odd steps lie between two amounts: 1 is nearer to 0, 2 to 3. */
        {{TG_ROUND_NEAREST, 3}, 1, 0},
        {{TG_ROUND_NEAREST, 3}, 2, 3},
        {{TG_ROUND_NEAREST, 1}, 1234, 1234},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(tg_money_round(&rows[i].steps, rows[i].amount), rows[i].expected);
        assert_int_equal(tg_stepped(&rows[i].steps, rows[i].amount), rows[i].expected);
    }
}

/* Of every unit that sums can have: around each multiple near both ends, and every duration of the
 * units that there are. */
static void started_units_take_no_division(void **state)
{
    const int32_t longest = 3 * TG_CDR_MAX_DUR_S;

    (void)state;
    for (uint32_t per_s = 1; per_s <= TG_SUM_MAX_PER_S; per_s++) {
        uint64_t inverse = tg_inverse(per_s);
        bool all = per_s == 6 || per_s == 60;
        int32_t near = 3 * (int32_t)per_s;

        for (int32_t dur_s = 1; dur_s <= longest; dur_s++) {
            if (!all && dur_s > near && dur_s < longest - near) dur_s = longest - near;
            if (tg_started_units(dur_s, per_s, inverse) !=
                tg_units(TG_ROUND_UP, dur_s, (int32_t)per_s))
                fail_msg("%d s in units of %u s", dur_s, per_s);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(durations_become_what_the_policy_says),
        cmocka_unit_test(minutes_and_seconds_swapped_twice_are_as_before),
        cmocka_unit_test(amounts_become_multiples),
        cmocka_unit_test(started_units_take_no_division),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
