#include "idset.h"
#include "memory.h"
#include "testing.h"

#include <inttypes.h>

static enum tg_id_seen add(struct tg_idset *set, const char *id)
{
    return tg_idset_add(set, tg_slice_of(id));
}

static enum tg_id_seen add_number(struct tg_idset *set, const char *text, int width,
                                  uint64_t number)
{
    char id[64];

    snprintf(id, sizeof id, "%s%0*" PRIu64, text, width, number);
    return add(set, id);
}

static void ids_that_differ_in_any_way_are_different(void **state)
{
    static const char *const ids[] = {
        "a1",
        "a01",
        "a001",
        "1a",
        "a",
        "b1",
        "0",
        "00",
        "1",
        "01",
        "10",
        "64",
        "128",
        "a65",
        "a1b",
        "a1b2",
        "a2b1",
        "12345678",
        "1234567",
        "abcdefgh",
        "abcdefg",
        "abcdefgi",
        "bbcdefgh",
        "abcdefghabcdefgh",
        "abcdefgh1",
        "abcdefg1",
        "abcdefgh1234567890123456789012345678901234567890",
        "123456789012345678",
        "1123456789012345678",
        "2123456789012345678",
        "999999999999999999",
        "全球通1",
        "全球通2",
    };
    struct tg_idset set;

    (void)state;
    assert_true(tg_idset_init(&set));
    for (size_t i = 0; i < COUNT(ids); i++)
        if (add(&set, ids[i]) != TG_ID_NEW) fail_msg("'%s' taken for another", ids[i]);
    for (size_t i = 0; i < COUNT(ids); i++)
        if (add(&set, ids[i]) != TG_ID_REPEATED) fail_msg("'%s' not known again", ids[i]);
    tg_idset_drop(&set);
}

static void every_id_is_known_again_whatever_the_order(void **state)
{
    struct tg_idset set;

    (void)state;
    assert_true(tg_idset_init(&set));
    for (uint64_t i = 0; i < 300000; i++)
        assert_int_equal(add_number(&set, "call-", 8, i * 7919 % 300007), TG_ID_NEW);
    for (uint64_t i = 0; i < 300000; i++)
        assert_int_equal(add_number(&set, "call-", 8, i * 7919 % 300007), TG_ID_REPEATED);
    assert_int_equal(add_number(&set, "call-", 8, 300008), TG_ID_NEW);
    tg_idset_drop(&set);
}

/* Neighbours in one digit, of every length, are 10 different ids; other characters are text. */
static void ids_that_end_in_digits_differ_in_every_place(void **state)
{
    struct tg_idset set;

    (void)state;
    assert_true(tg_idset_init(&set));
    for (size_t n = 1; n <= 24; n++)
        for (size_t place = 0; place < n; place++)
            for (int c = 0x20; c < 0x7f; c++) {
                char id[25];

                memset(id, '7', n);
                id[n] = '\0';
                id[place] = (char)c;
                if (c == '7' && place > 0) continue;
                if (add(&set, id) != TG_ID_NEW) fail_msg("'%s' taken for another", id);
            }
    tg_idset_drop(&set);
}

/* 64 of them share an entry, so every 64th makes the same table. */
/* The set remembers the last id's stem; whatever came before, the answer is the same. */
static void neighbours_are_told_from_lookalikes(void **state)
{
    static const char *const ids[] = {
        "a-100",
        "a-101",
        "a-1x2",
        "a-10x",
        "a-110",
        "a-199",
        "a-200",
        "b-200",
        "a-2",
        "a-20",
        "a",
        "7",
        "42",
        "43",
        "4x",
        "",
        "x1",
        "x12",
        "x13",
        "x1y",
        "0123456789012345678901234567890123456789012345678901234567890123456701",
        "0123456789012345678901234567890123456789012345678901234567890123456702"};
    struct tg_idset set;

    (void)state;
    assert_true(tg_idset_init(&set));
    for (size_t i = 0; i < COUNT(ids); i++) assert_int_equal(add(&set, ids[i]), TG_ID_NEW);
    for (size_t i = COUNT(ids); i > 0; i--) assert_int_equal(add(&set, ids[i - 1]), TG_ID_REPEATED);
    for (size_t i = 0; i < COUNT(ids); i++) assert_int_equal(add(&set, ids[i]), TG_ID_REPEATED);
    tg_idset_drop(&set);
}

static void ten_million_ids_in_sequence_take_4_mib(void **state)
{
    struct tg_idset set;

    (void)state;
    assert_true(tg_idset_init(&set));
    for (uint64_t i = 0; i < 10000000; i += 64)
        assert_int_equal(add_number(&set, "", 10, i), TG_ID_NEW);
    assert_int_equal(set.used, 156250);
    assert_int_equal(set.size * 16, 4 << 20);
    tg_idset_drop(&set);
}

static void a_full_set_still_checks_what_it_knows(void **state)
{
    struct tg_idset set;
    uint64_t i = 0;

    (void)state;
    assert_true(tg_idset_init(&set));
    while (add_number(&set, "x", 1, i * 64) == TG_ID_NEW) i++;
    assert_int_equal(i, TG_IDSET_MAX_ENTRIES / 4 * 3);
    assert_int_equal(set.size, TG_IDSET_MAX_ENTRIES);
    assert_int_equal(add_number(&set, "x", 1, i * 64), TG_ID_UNCHECKED);
    assert_int_equal(add_number(&set, "x", 1, i * 64), TG_ID_UNCHECKED);
    assert_int_equal(add_number(&set, "x", 1, 64), TG_ID_REPEATED);
    assert_int_equal(add_number(&set, "x", 1, 65), TG_ID_NEW);
    assert_int_equal(add_number(&set, "x", 1, 65), TG_ID_REPEATED);
    tg_idset_drop(&set);
}

static void a_set_that_cannot_grow_behaves_as_full(void **state)
{
    struct tg_idset set;
    uint64_t i = 0;

    (void)state;
    assert_true(tg_idset_init(&set));
    tg_alloc_fail_after(0);
    while (add_number(&set, "x", 1, i * 64) == TG_ID_NEW) i++;
    assert_int_equal(i, set.size / 4 * 3);
    assert_int_equal(add_number(&set, "x", 1, i * 64), TG_ID_UNCHECKED);
    assert_int_equal(add_number(&set, "x", 1, 0), TG_ID_REPEATED);
    tg_idset_drop(&set);
    tg_alloc_fail_after(0);
    assert_false(tg_idset_init(&set));
    tg_idset_drop(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_that_differ_in_any_way_are_different),
        cmocka_unit_test(every_id_is_known_again_whatever_the_order),
        cmocka_unit_test(ids_that_end_in_digits_differ_in_every_place),
        cmocka_unit_test(neighbours_are_told_from_lookalikes),
        cmocka_unit_test(ten_million_ids_in_sequence_take_4_mib),
        cmocka_unit_test(a_full_set_still_checks_what_it_knows),
        cmocka_unit_test(a_set_that_cannot_grow_behaves_as_full),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
