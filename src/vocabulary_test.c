#include "error.h"
#include "testing.h"
#include "utf8.h"
#include "vocabulary.h"

static void every_value_is_found_by_its_code_and_no_other(void **state)
{
    (void)state;
    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++) {
        assert_int_equal(tg_dim_find(tg_slice_of(tg_dim_name(dim))), dim);
        for (unsigned v = 0; v < tg_dim_size(dim); v++) {
            struct tg_slice code = tg_slice_of(tg_value_name(dim, v));

            assert_int_equal(tg_value_find(dim, code), v);
            assert_int_equal(tg_value_mask(dim, code), 1u << v);
        }
        assert_int_equal(tg_value_find(dim, tg_slice_of("nonsense")), -1);
        assert_int_equal(tg_value_mask(dim, tg_slice_of("nonsense")), 0);
        assert_int_equal(tg_dim_all(dim), (1u << tg_dim_size(dim)) - 1);
    }
    assert_int_equal(tg_dim_find(tg_slice_of("nonsense")), TG_DIM_COUNT);
    for (enum tg_system s = 0; s < TG_SYSTEM_COUNT; s++)
        assert_int_equal(tg_system_find(tg_slice_of(tg_system_name(s))), s);
    assert_int_equal(tg_system_find(tg_slice_of("sputnik")), TG_SYSTEM_COUNT);
}

static void groups_stand_for_their_values(void **state)
{
    uint32_t all = 0;

    (void)state;
    all |= tg_value_mask(TG_DIM_PLAN, tg_slice_of("existing"));
    all |= tg_value_mask(TG_DIM_PLAN, tg_slice_of("cards"));
    all |= tg_value_mask(TG_DIM_PLAN, tg_slice_of("new"));
    assert_int_equal(all, tg_dim_all(TG_DIM_PLAN));
    assert_int_equal(tg_value_mask(TG_DIM_STATE, tg_slice_of("roaming")), 6);
    assert_int_equal(tg_value_mask(TG_DIM_EVENT, tg_slice_of("forward")), 0x3c);
    assert_int_equal(tg_value_mask(TG_DIM_EVENT, tg_slice_of("forward-conditional")), 0x38);
    assert_int_equal(tg_value_mask(TG_DIM_DESTINATION, tg_slice_of("international")), 0xfc0);
    assert_int_equal(tg_value_mask(TG_DIM_PACK, tg_slice_of("night")), 6);
    assert_int_equal(tg_value_mask(TG_DIM_STATE, tg_slice_of("existing")), 0);
}

static void plans_have_a_title_and_a_brand(void **state)
{
    (void)state;
    for (enum tg_plan plan = 0; plan < TG_PLAN_COUNT; plan++) {
        const char *brand = tg_plan_brand(plan);

        assert_int_equal(strncmp(tg_value_name(TG_DIM_PLAN, plan), brand, strlen(brand)), 0);
        assert_true(strlen(tg_plan_title(plan)) >= 9);
    }
    assert_string_equal(tg_plan_title(TG_PLAN_GOTONE), "全球通");
}

static void errors_name_the_place_as_far_as_it_is_known(void **state)
{
    struct tg_error error = {0};
    char buf[64];

    (void)state;
    assert_false(tg_fail(&error, TG_E_FIELD, "f.csv", 3, 9, "bad %s", "plan"));
    assert_int_equal(tg_error_format(buf, sizeof buf, &error), 19);
    assert_string_equal(buf, "f.csv:3:9: bad plan");
    /* A lower message is kept. */
    tg_fail(&error, TG_E_IO, "g.csv", 1, 1, "other");
    assert_int_equal(error.status, TG_E_FIELD);
    error.column = 0;
    tg_error_format(buf, sizeof buf, &error);
    assert_string_equal(buf, "f.csv:3: bad plan");
    error.line = 0;
    tg_error_format(buf, sizeof buf, &error);
    assert_string_equal(buf, "f.csv: bad plan");
    error.file = NULL;
    assert_int_equal(tg_error_format(buf, sizeof buf, &error), 8);
    assert_string_equal(buf, "bad plan");
    assert_int_equal(tg_error_format(buf, 4, &error), 3);
    assert_string_equal(buf, "bad");
    assert_false(tg_fail(NULL, TG_E_IO, NULL, 0, 0, "nobody listens"));
    assert_string_equal(tg_status_name(TG_E_DUPLICATE), "call_id repeated");
}

static void found_values_are_shown_safely(void **state)
{
    static const struct {
        struct tg_slice value;
        const char *shown;
    } rows[] = {
        {{"", 0}, "''"},
        {{"gotonn", 6}, "'gotonn'"},
        {{"全球", 6}, "'全球'"},
        {{"a\x1b[2J\x00\xff\x7f", 8}, "'a\\x1b[2J\\x00\\xff\\x7f'"},
        {{"\xc2\x85", 2}, "'\\xc2\\x85'"},
        {{"\xe5\x85", 2}, "'\\xe5\\x85'"},
        {{"1234567890123456789012345678901234567890", 40},
         "'1234567890123456789012345678901234567890'"},
        {{"12345678901234567890123456789012345678901", 41},
         "'1234567890123456789012345678901234567890...'"},
        {{"12345678901234567890123456789012345678全x", 42},
         "'12345678901234567890123456789012345678...'"},
        {{"1234567890123456789012345678901234567890\x01", 41},
         "'1234567890123456789012345678901234567890...'"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(tg_shown(rows[i].value), rows[i].shown);
}

static void utf8_is_told_from_other_bytes(void **state)
{
    static const struct {
        const char *text;
        size_t valid;
    } rows[] = {
        {"plain", 5},
        {"eight by8", 9},
        {"eight byt全", 12},
        {"\xc0\xaf", 0},
        {"a\xc2", 1},
        {"a\xe0\x80\x80", 1},
        {"a\xed\xa0\x80", 1},
        {"\xed\x9f\xbf", 3},
        {"\xef\xbf\xbf", 3},
        {"\xf0\x9f\x98\x80", 4},
        {"\xf0\x8f\x98\x80", 0},
        {"\xf1\x80\x80\x80", 4},
        {"\xf4\x8f\xbf\xbf", 4},
        {"\xf4\x90\x80\x80", 0},
        {"\xf5\x80\x80\x80", 0},
        {"\xe4\x80\x20", 0},
        {"12345678\xff", 8},
    };
    char cut[] = "ab\xe5\x85";
    char whole[] = "ab全";
    char broken[] = "a\xff....";

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(tg_utf8_valid(rows[i].text, strlen(rows[i].text)), rows[i].valid);
    assert_int_equal(tg_utf8_printable("\xc3\xa9", 2), 2);
    assert_int_equal(tg_utf8_printable("\xc2\xa0", 2), 2);
    assert_int_equal(tg_utf8_printable("\xc2\x9f", 2), 0);
    tg_utf8_trim(cut);
    assert_string_equal(cut, "ab");
    tg_utf8_trim(whole);
    assert_string_equal(whole, "ab全");
    tg_utf8_trim(broken);
    assert_string_equal(broken, "a\xff....");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_is_found_by_its_code_and_no_other),
        cmocka_unit_test(groups_stand_for_their_values),
        cmocka_unit_test(plans_have_a_title_and_a_brand),
        cmocka_unit_test(errors_name_the_place_as_far_as_it_is_known),
        cmocka_unit_test(found_values_are_shown_safely),
        cmocka_unit_test(utf8_is_told_from_other_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
