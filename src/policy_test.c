/* Policies: what they may be, and that they are what they say. */
#include "testing.h"
#include "testing_rulebooks.h"

#define DURATION                                                                                   \
    "as-measured, minutes-seconds-swapped, or modulo, at-most, at-least, up, down, plus or minus " \
    "with 1 to 2678400 seconds"
#define STEPS "exact, or up, down or nearest with 0.0001 to 1000 yuan"

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
        {"duration", "", DURATION},
        {"duration", "measured", DURATION},
        {"duration", "as-measured ", DURATION},
        {"duration", "as-measured 60", DURATION},
        {"duration", "minutes-seconds-swapped 60", DURATION},
        {"duration", "modulo", DURATION},
        {"duration", "modulo ", DURATION},
        {"duration", "modulo  60", DURATION},
        {"duration", "modulo 60 ", DURATION},
        {"duration", "modulo 0", DURATION},
        {"duration", "at-most 060", DURATION},
        {"duration", "at-least -60", DURATION},
        {"duration", "plus 1.5", DURATION},
        {"duration", "minus 2678401", DURATION},
        {"duration", "up 10000000000", DURATION},
        {"duration", "modul 60", DURATION},
        {"billed_duration", "60", DURATION},
        {"fee_rounding", "", STEPS},
        {"fee_rounding", "exact 0.1", STEPS},
        {"fee_rounding", "exact ", STEPS},
        {"fee_rounding", "up", STEPS},
        {"fee_rounding", "up ", STEPS},
        {"fee_rounding", "up 0", STEPS},
        {"fee_rounding", "down -0.1", STEPS},
        {"fee_rounding", "nearest 0.00001", STEPS},
        {"fee_rounding", "nearest 0.1 yuan", STEPS},
        {"fee_rounding", "down 1000.01", STEPS},
        {"charge_rounding", "nearly 0.1", STEPS},
        {"pack_boundary", "unit", "start or end"},
        {"pack_holders", "nobody", "subscribers or everybody"},
        {"prefix_match", "first", "longest or shortest"},
        {"network_from", "prefix", "record or digits"},
        {"area_from", "", "record or digits"},
        {"bare_number_area", "home", "set-up or visited"},
        {"province_from", "record", "area or digits"},
    };
    char *rulebook = rulebook_text();

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char part[128], expected[512];
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
    assert_int_equal(policy->duration.way, TG_DURATION_AS_MEASURED);
    assert_int_equal(policy->billed_duration.way, TG_DURATION_AS_MEASURED);
    assert_int_equal(policy->fee_steps.step, 0);
    assert_int_equal(policy->charge_steps.step, 0);
    assert_int_equal(policy->pack_boundary, TG_BOUNDARY_START);
    assert_int_equal(policy->pack_holders, TG_PACK_SUBSCRIBERS);
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
                            "<policy name='pack_hours' value='22:00:00-22:00:00'/>"
                            "<policy name='pack_boundary' value='end'/>"
                            "<policy name='pack_holders' value='everybody'/>"
                            "<policy name='prefix_match' value='shortest'/>"
                            "<policy name='network_from' value='digits'/>"
                            "<policy name='area_from' value='digits'/>"
                            "<policy name='bare_number_area' value='visited'/>"
                            "<policy name='province_from' value='digits'/></overlay>");
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
    assert_int_equal(policy->pack_boundary, TG_BOUNDARY_END);
    assert_int_equal(policy->pack_holders, TG_PACK_EVERYBODY);
    assert_false(rulebook->policy_text[TG_POLICY_IDLE_HOURS].assumed);
    assert_string_equal(rulebook->policy_text[TG_POLICY_IDLE_HOURS].value, "00:00:01-23:59:59");
    tg_rulebook_free(rulebook);
}

static void every_way_with_durations_is_read(void **state)
{
    static const struct {
        const char *value;
        enum tg_duration_way way;
        int32_t n;
    } rows[] = {
        {"as-measured", TG_DURATION_AS_MEASURED, 0},
        {"modulo 1", TG_DURATION_MODULO, 1},
        {"at-most 32767", TG_DURATION_AT_MOST, 32767},
        {"at-least 60", TG_DURATION_AT_LEAST, 60},
        {"up 60", TG_DURATION_UP, 60},
        {"down 60", TG_DURATION_DOWN, 60},
        {"plus 1", TG_DURATION_PLUS, 1},
        {"minus 2678400", TG_DURATION_MINUS, 2678400},
        {"minutes-seconds-swapped", TG_DURATION_SWAPPED, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[256];
        struct tg_rulebook *rulebook;
        const struct tg_policies *policy;

        snprintf(text, sizeof text,
                 "<overlay id='x' kind='defect' title='x'><policy name='duration' value='%s'/>"
                 "<policy name='billed_duration' value='%s'/></overlay>",
                 rows[i].value, rows[i].value);
        rulebook = bundled_with(text);
        policy = &rulebook->policy;
        assert_int_equal(policy->duration.way, rows[i].way);
        assert_int_equal(policy->billed_duration.way, rows[i].way);
        assert_int_equal(policy->duration.n, rows[i].n);
        assert_int_equal(policy->billed_duration.n, rows[i].n);
        tg_rulebook_free(rulebook);
    }
}

static void every_rounding_of_amounts_is_read(void **state)
{
    static const struct {
        const char *value;
        enum tg_rounding rounding;
        tg_money step;
    } rows[] = {
        {"exact", TG_ROUND_UP, 0},
        {"up 0.0001", TG_ROUND_UP, 1},
        {"down 0.1", TG_ROUND_DOWN, 1000},
        {"nearest 1000.00", TG_ROUND_NEAREST, 10000000},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[256];
        struct tg_rulebook *rulebook;
        struct tg_steps fee, charge;

        snprintf(text, sizeof text,
                 "<overlay id='x' kind='defect' title='x'><policy name='fee_rounding' value='%s'/>"
                 "<policy name='charge_rounding' value='%s'/></overlay>",
                 rows[i].value, rows[i].value);
        rulebook = bundled_with(text);
        tg_rulebook_steps(rulebook, &fee, &charge);
        assert_int_equal(fee.rounding, rows[i].rounding);
        assert_int_equal(fee.step, rows[i].step);
        assert_int_equal(charge.rounding, rows[i].rounding);
        assert_int_equal(charge.step, rows[i].step);
        tg_rulebook_free(rulebook);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_policy_that_cannot_be_is_refused),
        cmocka_unit_test(policies_take_effect),
        cmocka_unit_test(every_way_with_durations_is_read),
        cmocka_unit_test(every_rounding_of_amounts_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
