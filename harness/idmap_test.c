#include "fixture.h"

#include "idmap.h"

static void ids_are_found_again(void **state)
{
    static char ids[2000][16];
    struct idmap map = {0};

    (void)state;
    assert_int_equal(idmap_find(&map, tg_slice_of("none")), IDMAP_NONE);
    for (size_t i = 0; i < COUNT(ids); i++) {
        snprintf(ids[i], sizeof ids[i], "id-%zu", i);
        assert_int_equal(idmap_add(&map, ids[i], i), IDMAP_NONE);
    }
    for (size_t i = 0; i < COUNT(ids); i++)
        assert_int_equal(idmap_find(&map, tg_slice_of(ids[i])), i);
    assert_int_equal(idmap_find(&map, tg_slice_of("id-2000")), IDMAP_NONE);
    assert_int_equal(idmap_find(&map, tg_slice_of("")), IDMAP_NONE);
    idmap_free(&map);
}

static void the_first_value_of_an_id_stays(void **state)
{
    struct idmap map = {0};

    (void)state;
    assert_int_equal(idmap_add(&map, "a", 5), IDMAP_NONE);
    assert_int_equal(idmap_add(&map, "a", 6), 5);
    assert_int_equal(idmap_find(&map, tg_slice_of("a")), 5);
    idmap_free(&map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_found_again),
        cmocka_unit_test(the_first_value_of_an_id_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
