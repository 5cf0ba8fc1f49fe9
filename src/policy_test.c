/* Policies: what they may be, and that they are what they say. */
#include "testing.h"
#include "testing_rulebooks.h"

static void a_policy_that_cannot_be_is_refused(void **state)
{
    static const struct {
        const char *name, *value, *expected;
    } rows[] = {
        {"unit_rounding", "Up", "up, down or nearest"},
        {"unit_rounding", "", "up, down or nearest"},
        {"free_seconds", "", "0 to 3600"},
        {"free_seconds", "-1", "0 to 3600"},
        {"free_seconds", "3.5", "0 to 3600"},
        {"free_seconds", "3601", "0 to 3600"},
        {"free_seconds", "00003", "0 to 3600"},
        {"zone", "", "Z or +hh:mm"},
        {"zone", "CST", "Z or +hh:mm"},
        {"zone", "+15:00", "Z or +hh:mm"},
        {"split_from", "2010-02-30T00:00:00", "YYYY-MM-DDTHH:MM:SS"},
        {"split_from", "2010-02-01", "YYYY-MM-DDTHH:MM:SS"},
        {"single_from", "2010-01-01T00:00:00Z", "YYYY-MM-DDTHH:MM:SS"},
        {"single_from", "2010-01-01T24:00:00", "YYYY-MM-DDTHH:MM:SS"},
        {"single_from", "", "YYYY-MM-DDTHH:MM:SS"},
        {"regime_boundary", "unit", "start or end"},
        {"daypart_boundary", "begin", "start, end or unit"},
        {"idle_hours", "23:00-06:59", "HH:MM:SS-HH:MM:SS"},
        {"idle_hours", "23:00:00 06:59:59", "HH:MM:SS-HH:MM:SS"},
        {"idle_hours", "24:00:00-06:59:59", "HH:MM:SS-HH:MM:SS"},
        {"pack_hours", "23:00:00-06:60:59", "HH:MM:SS-HH:MM:SS"},
        {"pack_hours", "", "HH:MM:SS-HH:MM:SS"},
        {"prefix_match", "first", "longest or shortest"},
        {"network_from", "prefix", "record or digits"},
        {"area_from", "", "record or digits"},
        {"bare_number_area", "home", "set-up or visited"},
        {"province_from", "record", "area or digits"},
    };
    char *rulebook = rulebook_text();

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char part[128], expected[256];
        char *overlay;

        snprintf(part, sizeof part, "<policy name='%s' value='%s'/>", rows[i].name, rows[i].value);
        snprintf(expected, sizeof expected, "policy '%s' is '%s', expected %s", rows[i].name,
                 rows[i].value, rows[i].expected);
        overlay = overlay_text("defect", part);
        assert_refused(rulebook, overlay, TG_E_XML, "overlay", 2, expected);
        free(overlay);
    }
    free(rulebook);
}

static void policies_take_effect(void **state)
{
    struct tg_rulebook *rulebook = bundled_with(NULL);
    const struct tg_policies *policy = &rulebook->policy;

    (void)state;
    assert_int_equal(policy->rounding, TG_ROUND_UP);
    assert_int_equal(policy->free_s, 3);
    assert_int_equal(policy->zone_s, TG_CST_OFFSET_S);
    assert_int_equal(policy->split_from, 1204329600);
    assert_int_equal(policy->single_from, 1262304000);
    assert_int_equal(policy->regime_boundary, TG_BOUNDARY_START);
    assert_int_equal(policy->daypart_boundary, TG_BOUNDARY_START);
    assert_int_equal(policy->idle.from, 23 * 3600);
    assert_int_equal(policy->idle.to, 7 * 3600 - 1);
    assert_int_equal(policy->pack.from, 0);
    assert_int_equal(policy->pack.to, 7 * 3600 - 1);
    assert_int_equal(policy->dialling.prefix_match, TG_PREFIX_LONGEST);
    assert_int_equal(policy->dialling.count, 0);
    assert_int_equal(policy->network_from, TG_FROM_RECORD);
    assert_int_equal(policy->area_from, TG_FROM_RECORD);
    assert_int_equal(policy->bare_area, TG_BARE_SET_UP);
    assert_int_equal(policy->province_from, TG_PROVINCE_FROM_AREA);
    assert_true(rulebook->policy_text[TG_POLICY_IDLE_HOURS].assumed);
    assert_false(rulebook->policy_text[TG_POLICY_ZONE].assumed);
    tg_rulebook_free(rulebook);

    rulebook = bundled_with("<overlay id='x' kind='defect' title='x'>"
                            "<policy name='unit_rounding' value='nearest'/>"
                            "<policy name='free_seconds' value='3600'/>"
                            "<policy name='zone' value='-03:30'/>"
                            "<policy name='split_from' value='2008-03-02 00:00:01'/>"
                            "<policy name='single_from' value='2010-01-02T00:00:00'/>"
                            "<policy name='regime_boundary' value='end'/>"
                            "<policy name='daypart_boundary' value='unit'/>"
                            "<policy name='idle_hours' value='00:00:01-23:59:59'/>"
                            "<policy name='prefix_match' value='shortest'/>"
                            "<policy name='network_from' value='digits'/>"
                            "<policy name='area_from' value='digits'/>"
                            "<policy name='bare_number_area' value='visited'/>"
                            "<policy name='province_from' value='digits'/>"
                            "<policy name='pack_hours' value='22:00:00-22:00:00'/></overlay>");
    policy = &rulebook->policy;
    assert_int_equal(policy->rounding, TG_ROUND_NEAREST);
    assert_int_equal(policy->free_s, 3600);
    assert_int_equal(policy->zone_s, -12600);
    assert_int_equal(policy->split_from, 1204416001);
    assert_int_equal(policy->single_from, 1262390400);
    assert_int_equal(policy->regime_boundary, TG_BOUNDARY_END);
    assert_int_equal(policy->daypart_boundary, TG_BOUNDARY_UNIT);
    assert_int_equal(policy->idle.from, 1);
    assert_int_equal(policy->idle.to, 86399);
    assert_int_equal(policy->dialling.prefix_match, TG_PREFIX_SHORTEST);
    assert_int_equal(policy->network_from, TG_FROM_DIGITS);
    assert_int_equal(policy->area_from, TG_FROM_DIGITS);
    assert_int_equal(policy->bare_area, TG_BARE_VISITED);
    assert_int_equal(policy->province_from, TG_PROVINCE_FROM_DIGITS);
    assert_int_equal(policy->pack.from, 79200);
    assert_int_equal(policy->pack.to, 79200);
    assert_false(rulebook->policy_text[TG_POLICY_IDLE_HOURS].assumed);
    assert_string_equal(rulebook->policy_text[TG_POLICY_IDLE_HOURS].value, "00:00:01-23:59:59");
    tg_rulebook_free(rulebook);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_policy_that_cannot_be_is_refused),
        cmocka_unit_test(policies_take_effect),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
