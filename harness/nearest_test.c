#include "fixture.h"

#include "nearest.h"

static void the_name_that_was_meant_is_found(void **state)
{
    static const char *const names[] = {
        "run", "rate", "rules", "explain",
        "a-name-that-is-much-too-long-to-be-compared-with-anything-whatsoever-here"};
    static const struct {
        const char *wrong;
        const char *name;
    } rows[] = {
        {"rum", "run"},
        {"rn", "run"},
        {"runn", "run"},
        {"rates", "rate"},
        {"explian", "explain"},
        {"rule", "rules"},
        {"", NULL},
        {"xyz", NULL},
        {"bench", NULL},
        {"run", "run"},
        {"a-name-that-is-much-too-long-to-be-compared-with-anything-whatsoever-here", NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *name = nearest_name(rows[i].wrong, names, COUNT(names));

        if (rows[i].name == NULL)
            assert_null(name);
        else
            assert_string_equal(name, rows[i].name);
    }
    assert_null(nearest_name("run", NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_name_that_was_meant_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
