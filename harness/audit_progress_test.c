/* What is said of an audit on its way. */
#include "audit_progress.h"
#include "fixture.h"

static void progress_is_told(void **state)
{
    static const struct {
        struct source_progress progress;
        uint64_t passed_ms;
        const char *text;
    } rows[] = {
        /* 42 of 100 MB in 500 ms: 0.69 s left, 9.1 million of 4.55 million records in half a
           second. */
        {{42000000, 100000000, 4550000}, 500, " 42 %, 9.1 M records/s, 1 s left"},
        {{1, 100, 10}, 100, "  1 %, 100 records/s, 10 s left"},
        {{100, 100, 999999}, 1000, "100 %, 999999 records/s, 1 s left"},
        {{100, 100, 1000000}, 1000, "100 %, 1.0 M records/s, 1 s left"},
        {{1000000000000, 4000000000000, 9500000000},
         1000000,
         " 25 %, 9.5 M records/s, 3001 s left"},
        {{1, 100, 1}, 100000, "  1 %, 0 records/s, 100 s left"},
        /* A pipe; a file that has grown; nothing yet. */
        {{5000, 0, 25000000}, 5000, "25.0 M records, 5.0 M records/s"},
        {{101, 100, 7}, 1000, "7 records, 7 records/s"},
        {{0, 100, 0}, 0, "0 records, 0 records/s"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char buf[AUDIT_PROGRESS_BUF];

        audit_progress_format(buf, &rows[i].progress, rows[i].passed_ms);
        assert_string_equal(buf, rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(progress_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
