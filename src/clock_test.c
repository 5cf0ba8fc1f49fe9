#include "clock.h"
#include "testing.h"

#include <time.h>

#define BAD_FORM "not of the form YYYY-MM-DDTHH:MM:SS"
#define BAD_ZONE "the time zone is neither empty, Z nor +hh:mm"

static const struct {
    const char *text;
    tg_time time;
    const char *wrong;
} rows[] = {
    {"1970-01-01T08:00:00", 0, NULL},
    {"1970-01-01T00:00:00Z", 0, NULL},
    {"1970-01-01T00:00:00", -28800, NULL},
    /* date -u -d '2009-12-31 16:00:00' +%s */
    {"2010-01-01T00:00:00", 1262275200, NULL},
    {"2010-01-01 00:00:00", 1262275200, NULL},
    {"2009-12-31T16:00:00Z", 1262275200, NULL},
    {"2009-12-31T11:00:00-05:00", 1262275200, NULL},
    {"2010-01-01T05:45:00+13:45", 1262275200, NULL},
    {"2010-01-01T06:00:00+14:00", 1262275200, NULL},
    /* date -u -d '2008-02-29 15:59:59' +%s */
    {"2008-02-29T23:59:59", 1204300799, NULL},
    {"2000-02-29T00:00:00Z", 951782400, NULL},
    {"2099-12-31T23:59:59Z", 4102444799, NULL},
    {"2010-02-30T00:00:00", 0, "no such date"},
    {"2009-02-29T00:00:00", 0, "no such date"},
    {"2010-00-10T00:00:00", 0, "no such date"},
    {"2010-13-10T00:00:00", 0, "no such date"},
    {"2010-01-00T00:00:00", 0, "no such date"},
    {"2010-04-31T00:00:00", 0, "no such date"},
    {"2010-01-01T25:00:00", 0, "no such time of day"},
    {"2010-01-01T24:00:00", 0, "no such time of day"},
    {"2010-01-01T23:60:00", 0, "no such time of day"},
    {"2010-01-01T23:59:60", 0, "no such time of day"},
    {"2010-01-01Tx3:59:59", 0, "no such time of day"},
    {"2010-01-01T23-59:59", 0, "no such time of day"},
    {"2010-01-01T23:5x:59", 0, "no such time of day"},
    {"2010-01-01T23:59-59", 0, "no such time of day"},
    {"2010-01-01T23:59:5x", 0, "no such time of day"},
    {"1969-12-31T00:00:00", 0, "the year is not within 1970 to 2099"},
    {"2100-01-01T00:00:00", 0, "the year is not within 1970 to 2099"},
    {"", 0, BAD_FORM},
    {"2010-01-01T00:00", 0, BAD_FORM},
    {"x010-01-01T00:00:00", 0, BAD_FORM},
    {"2010/01-01T00:00:00", 0, BAD_FORM},
    {"2010-x1-01T00:00:00", 0, BAD_FORM},
    {"2010-01/01T00:00:00", 0, BAD_FORM},
    {"2010-01-x1T00:00:00", 0, BAD_FORM},
    {"2010-01-01t00:00:00", 0, BAD_FORM},
    {"2010-01-01T00:00:00z", 0, BAD_ZONE},
    {"2010-01-01T00:00:00 ", 0, BAD_ZONE},
    {"2010-01-01T00:00:00+08", 0, BAD_ZONE},
    {"2010-01-01T00:00:00*08:00", 0, BAD_ZONE},
    {"2010-01-01T00:00:00+x8:00", 0, BAD_ZONE},
    {"2010-01-01T00:00:00+08-00", 0, BAD_ZONE},
    {"2010-01-01T00:00:00+08:x0", 0, BAD_ZONE},
    {"2010-01-01T00:00:00+08:60", 0, "no such time zone"},
    {"2010-01-01T00:00:00-14:01", 0, "no such time zone"},
};

static void times_are_read_exactly_or_refused_with_the_reason(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        tg_time time = 0;
        const char *wrong = tg_time_parse(&time, tg_slice_of(rows[i].text));

        if (rows[i].wrong == NULL && wrong != NULL) fail_msg("'%s': %s", rows[i].text, wrong);
        if (rows[i].wrong != NULL) {
            assert_non_null(wrong);
            assert_string_equal(wrong, rows[i].wrong);
        }
        assert_int_equal(time, rows[i].time);
    }
}

/* Every day of the accepted years, against the C library's own calendar. */
static void every_day_is_written_and_read_back(void **state)
{
    (void)state;
    for (tg_time day = -TG_CST_OFFSET_S; day < 4102444800 - TG_CST_OFFSET_S; day += TG_DAY_S) {
        tg_time time = day + (day / TG_DAY_S * 7919) % TG_DAY_S;
        time_t shifted = time + TG_CST_OFFSET_S;
        char buf[TG_TIME_BUF], expected[64];
        struct tm tm;
        tg_time back;

        gmtime_r(&shifted, &tm);
        strftime(expected, sizeof expected, "%Y-%m-%dT%H:%M:%S", &tm);
        assert_int_equal(tg_time_format(buf, time), 19);
        assert_string_equal(buf, expected);
        assert_null(tg_time_parse(&back, tg_slice_of(buf)));
        assert_int_equal(back, time);
    }
}

static void the_second_of_the_day_depends_on_the_zone(void **state)
{
    (void)state;
    assert_int_equal(tg_second_of_day(1262275200, TG_CST_OFFSET_S), 0);
    assert_int_equal(tg_second_of_day(1262275199, TG_CST_OFFSET_S), 86399);
    assert_int_equal(tg_second_of_day(1262275200, 0), 57600);
    assert_int_equal(tg_second_of_day(-1, 0), 86399);
    assert_int_equal(tg_second_of_day(-TG_DAY_S, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_read_exactly_or_refused_with_the_reason),
        cmocka_unit_test(every_day_is_written_and_read_back),
        cmocka_unit_test(the_second_of_the_day_depends_on_the_zone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
