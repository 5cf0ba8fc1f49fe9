#include "listing.h"

#include "testing.h"

#define HEAD "call_id,charge\n"

static const struct {
    const char *found;
    const char *wanted;
    const char *report;
    struct listing_counts counts;
} rows[] = {
    {HEAD "a,1\nb,2\n", HEAD "a,1\nb,2\n", "", {0, 0, 0}},
    {HEAD "a,1\nb,3\n",
     HEAD "a,1\nb,2\n",
     "f:3: line differs\n  is:     b,3\n  should: b,2\n",
     {1, 0, 0}},
    {HEAD "b,2\n", HEAD "a,1\nb,2\n", "f:2: line is missing\n  should: a,1\n", {0, 1, 0}},
    {HEAD "a,1\n", HEAD "a,1\nb,2\n", "f:3: line is missing\n  should: b,2\n", {0, 1, 0}},
    {HEAD "a,1\naa,1\nb,2\n",
     HEAD "a,1\nb,2\n",
     "f:3: line should not be\n  is:     aa,1\n",
     {0, 0, 1}},
    {HEAD "a,1\nb,2\nc", HEAD "a,1\nb,2\n", "f:4: line should not be\n  is:     c\n", {0, 0, 1}},
    {"",
     HEAD "a,1\n",
     "f:1: line differs\n  is:     \n  should: call_id,charge\n"
     "f:1: line is missing\n  should: a,1\n",
     {1, 1, 0}},
    {HEAD "a,1\r\n",
     HEAD "a,1\n",
     "f:2: line differs\n  is:     a,1\\x0d\n  should: a,1\n",
     {1, 0, 0}},
    {HEAD "a,1", HEAD "a,1\n", "f: the last line has no line end\n", {0, 0, 0}},
    {HEAD "\na,1\n", HEAD "a,1\n", "f:2: line should not be\n  is:     \n", {0, 0, 1}},
    {HEAD "a,1\nb,2\nc,3\nd,4\n",
     HEAD,
     "f:2: line should not be\n  is:     a,1\nf:3: line should not be\n  is:     b,2\n"
     "and 2 more\n",
     {0, 0, 4}},
};

static void differences_are_told_with_their_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct listing_counts counts;
        struct text report = {0};
        bool equal = listing_compare(&counts, &report, tg_slice_of(rows[i].found),
                                     tg_slice_of(rows[i].wanted), "f", 2);

        assert_int_equal(equal, rows[i].report[0] == '\0');
        text_addf(&report, "%s", "");
        assert_string_equal(report.p, rows[i].report);
        assert_int_equal(counts.changed, rows[i].counts.changed);
        assert_int_equal(counts.missing, rows[i].counts.missing);
        assert_int_equal(counts.extra, rows[i].counts.extra);
        text_free(&report);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(differences_are_told_with_their_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
