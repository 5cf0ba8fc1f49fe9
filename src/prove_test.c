#include "memory.h"
#include "rulebook.h"
#include "testing.h"
#include "testing_records.h"

#define MAX_FINDINGS 512

/* The ids are lent by rulebooks that may be freed before the findings are looked at. */
struct findings {
    struct tg_finding finding[MAX_FINDINGS];
    char ids[MAX_FINDINGS][2][8];
    size_t count;
};

static void keep(void *user, const struct tg_finding *finding)
{
    struct findings *findings = user;
    struct tg_finding *kept = &findings->finding[findings->count];
    char(*ids)[8] = findings->ids[findings->count++];

    assert_true(findings->count <= MAX_FINDINGS);
    *kept = *finding;
    kept->rule = strcpy(ids[0], finding->rule);
    kept->bound_rule = strcpy(ids[1], finding->bound_rule);
}

static struct tg_rulebook *load(const char *name, const char *const *overlays, size_t count)
{
    struct tg_error error = {.status = TG_OK};
    struct tg_rulebook *rulebook = tg_rulebook_load(name, overlays, count, &error);

    if (rulebook == NULL) fail_msg("%s", error.text);
    return rulebook;
}

static struct tg_proof prove(struct findings *findings, struct tg_rulebook *rulebook,
                             struct tg_rulebook *notice)
{
    struct tg_error error = {.status = TG_OK};
    struct tg_proof proof;

    findings->count = 0;
    assert_true(tg_prove(rulebook, &proof, notice, keep, findings, &error));
    assert_int_equal(proof.findings, findings->count);
    assert_int_equal(proof.holds + proof.holds_if + proof.breaks, proof.bounded);
    return proof;
}

static struct tg_proof prove_overlays(struct findings *findings, const char *const *overlays,
                                      size_t count)
{
    struct tg_rulebook *rulebook = load(TG_DEFAULT_RULEBOOK, overlays, count);
    struct tg_rulebook *notice = load(TG_NOTICE_RULEBOOK, NULL, 0);
    struct tg_proof proof = prove(findings, rulebook, notice);

    tg_rulebook_free(rulebook);
    tg_rulebook_free(notice);
    return proof;
}

static const struct tg_finding *first(const struct findings *findings, const char *rule,
                                      enum tg_plan plan, enum tg_finding_kind kind)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct tg_finding *finding = &findings->finding[i];

        if (finding->kind == kind && finding->value[TG_DIM_PLAN] == plan &&
            strcmp(finding->rule, rule) == 0)
            return finding;
    }
    fail_msg("no such finding of %s", rule);
    return &findings->finding[0];
}

static void the_tariff_lies_inside_the_notice(void **state)
{
    struct findings findings;
    struct tg_proof proof = prove_overlays(&findings, NULL, 0);
    const struct tg_finding *cards;

    (void)state;
    assert_int_equal(proof.cells, 3 * 9 * 7 * 3 * 3 * 17 * 2 * 3 * 2 * 3);
    /* By hand, per regime, plan, daypart and pack (162 of them): originate 3 states x 3 accesses x
     * (2 destinations x 2 networks + 12) x 3 lengths = 432; forward 4 reasons x 3 accesses x 3
     * lengths x (home 2 x 2 + 12, roaming 2 x (3 x 2 + 12)) = 1,872; receive 3 x 3 = 9; monthly fee
     * 3. 162 x 2,316. */
    assert_int_equal(proof.points, 375192);
    assert_int_equal(proof.holds, proof.bounded);
    assert_true(proof.bounded > 0 && proof.priced > proof.bounded);
    cards = first(&findings, "R-01", TG_PLAN_EASYOWN_JIAYUAN, TG_HOLDS);
    assert_true(cards->open);
    assert_string_equal(cards->prices, "ld");
    assert_int_equal(cards->per_s, 60);
    assert_string_equal(cards->bound_rule, "N-01");
}

/* Slow builds take every sixth reading. */
static void every_bundled_reading_lies_inside_the_notice(void **state)
{
    struct tg_rulebook *rulebook = load(TG_DEFAULT_RULEBOOK, NULL, 0);
    size_t step = is_sparse() ? 6 : 1;

    (void)state;
    for (size_t n = 1; n <= TG_MAX_READINGS; n += step) {
        const struct tg_reading *reading = tg_rulebook_reading(rulebook, n);

        for (size_t i = 0; reading != NULL && i < reading->option_count; i++) {
            const char *overlay = tg_rulebook_option(rulebook, reading, i)->overlay;
            struct findings findings;

            assert_int_equal(prove_overlays(&findings, &overlay, 1).breaks, 0);
        }
    }
    tg_rulebook_free(rulebook);
}

static void a_basic_fee_on_top_breaks_the_notice_with_an_example(void **state)
{
    const char *overlay = "basic-fee-added";
    struct findings findings;
    const struct tg_finding *finding;

    (void)state;
    assert_true(prove_overlays(&findings, &overlay, 1).breaks > 0);
    /* 4 s at home to Hong Kong: 1 x 0.20 + 1 x 0.20 = 0.40 where 0.20 is allowed. */
    finding = first(&findings, "R-03", TG_PLAN_GOTONE, TG_BREAKS);
    assert_int_equal(finding->dur_s, 4);
    assert_int_equal(finding->charge, 4000);
    assert_int_equal(finding->bound, 2000);
    assert_string_equal(finding->bound_rule, "N-02");
    /* The cards' own price may be low enough: 0.20 + ld <= 0.70. */
    finding = first(&findings, "R-01", TG_PLAN_EASYOWN_QINGSONG, TG_HOLDS_IF);
    assert_string_equal(finding->prices, "ld");
    assert_int_equal(finding->limit, 5000);
}

/* Prices whose legal range reaches beyond the notice. */
static void open_prices_are_limited_to_what_the_notice_allows(void **state)
{
    static const char wider[] =
        "<overlay id='wider' kind='defect' title='t'>"
        "<price name='roam_caller' scope='plan' per='60' above='0' to='0.90' clauses='X-1'/>"
        "<price name='roam_called' scope='plan' per='60' above='0' clauses='X-1'/>"
        "<price name='ld' scope='plan' per='60' from='0.71' to='0.90' clauses='X-1'/>"
        "<rule id='R-07' clauses='C-2b X-1' title='t'>"
        "<when regime='single' event='originate' state='roaming' access='direct' "
        "destination='local domestic'/>"
        "<charge plan='gotone'><fee price='roam_called'/><fee price='roam_caller'/></charge>"
        "<charge plan='mzone'><fee price='roam_caller'/><fee value='0.01' per='6'/></charge>"
        "<charge plan='easyown cards new'><fee price='roam_caller'/></charge></rule>"
        "</overlay>";
    const char *overlays[] = {wider};
    struct tg_rulebook *rulebook = rulebook_with(overlays, 1);
    struct tg_rulebook *notice = load(TG_NOTICE_RULEBOOK, NULL, 0);
    struct findings findings;
    struct tg_proof proof = prove(&findings, rulebook, notice);
    const struct tg_finding *finding;

    (void)state;
    finding = first(&findings, "R-07", TG_PLAN_EASYOWN, TG_HOLDS_IF);
    assert_int_equal(finding->limit, 6000);
    /* At 60 s ten units of 0.01 leave 0.50 of the 0.60. Up to 3 s it was one: 0.59. */
    finding = first(&findings, "R-07", TG_PLAN_MZONE, TG_HOLDS_IF);
    assert_int_equal(finding->value[TG_DIM_LENGTH], TG_LENGTH_SHORT);
    assert_int_equal(finding->limit, 5900);
    assert_int_equal(finding[1].value[TG_DIM_LENGTH], TG_LENGTH_LONG);
    assert_int_equal(finding[1].limit, 5000);
    finding = first(&findings, "R-07", TG_PLAN_GOTONE, TG_HOLDS_IF);
    assert_string_equal(finding->prices, "roam_called+roam_caller");
    assert_int_equal(finding->limit, 6000);
    finding = first(&findings, "R-40", TG_PLAN_MZONE, TG_HOLDS_IF);
    assert_int_equal(finding->limit, 4000);
    /* 0.71 a minute at least, 0.70 allowed. */
    finding = first(&findings, "R-01", TG_PLAN_EASYOWN_JIAYUAN, TG_BREAKS);
    assert_int_equal(finding->charge, 7100);
    assert_int_equal(finding->bound, 7000);
    assert_true(proof.holds_if > 0);
    tg_rulebook_free(rulebook);
    tg_rulebook_free(notice);
}

/* 0.50 per 6 s and 0.05 per 60 s would be 5.05 yuan a minute where 0.60 is allowed: with ten times
 * as many units of the one, their sum may be 0.06. */
static void open_prices_of_two_units_get_a_limit_that_holds(void **state)
{
    static const char two_units[] =
        "<overlay id='x' kind='defect' title='t'><rule id='R-07' clauses='X-1' title='x'>"
        "<when regime='single' event='originate' state='roaming' access='direct' "
        "destination='local domestic'/>"
        "<charge><fee price='ld_satellite'/><fee price='roam_caller'/></charge></rule></overlay>";
    const char *overlays[] = {two_units};
    struct tg_rulebook *rulebook = rulebook_with(overlays, 1);
    struct tg_rulebook *notice = load(TG_NOTICE_RULEBOOK, NULL, 0);
    struct findings findings;

    (void)state;
    prove(&findings, rulebook, notice);
    assert_int_equal(first(&findings, "R-07", TG_PLAN_GOTONE, TG_HOLDS_IF)[1].limit, 600);
    tg_rulebook_free(rulebook);
    tg_rulebook_free(notice);
}

static struct tg_proof prove_policy(struct findings *findings, const char *name, const char *value)
{
    char overlay[256];
    const char *overlays[] = {overlay};
    struct tg_rulebook *rulebook;
    struct tg_rulebook *notice = load(TG_NOTICE_RULEBOOK, NULL, 0);
    struct tg_proof proof;

    snprintf(overlay, sizeof overlay,
             "<overlay id='x' kind='defect' title='t'><policy name='%s' value='%s'/></overlay>",
             name, value);
    rulebook = rulebook_with(overlays, 1);
    proof = prove(findings, rulebook, notice);
    tg_rulebook_free(rulebook);
    tg_rulebook_free(notice);
    return proof;
}

/* What is allowed is allowed for the seconds that were talked. */
static void durations_are_proved_as_they_are_read(void **state)
{
    struct findings findings;
    const struct tg_finding *finding;

    (void)state;
    assert_int_equal(prove_policy(&findings, "duration", "modulo 3600").breaks, 0);
    assert_int_equal(prove_policy(&findings, "billed_duration", "minus 1").breaks, 0);
    /* 1 s as 61: 11 x 0.06 = 0.66, where one unit of 0.07 is allowed. */
    prove_policy(&findings, "duration", "plus 60");
    finding = first(&findings, "R-01", TG_PLAN_GOTONE, TG_BREAKS);
    assert_int_equal(finding->dur_s, 1);
    assert_int_equal(finding->charge, 6600);
    assert_int_equal(finding->bound, 700);
    /* 4 s as 60: 10 x 0.06. */
    prove_policy(&findings, "billed_duration", "at-least 60");
    finding = first(&findings, "R-01", TG_PLAN_GOTONE, TG_BREAKS);
    assert_int_equal(finding->dur_s, 4);
    assert_int_equal(finding->charge, 6000);
}

static void amounts_are_proved_as_they_are_rounded(void **state)
{
    static const char *const roundings[] = {"fee_rounding", "charge_rounding"};
    struct findings findings;
    const struct tg_finding *finding;

    (void)state;
    for (size_t i = 0; i < COUNT(roundings); i++) {
        assert_int_equal(prove_policy(&findings, roundings[i], "down 0.1").breaks, 0);
        /* 0.06 as 0.10, where 0.07 is allowed */
        prove_policy(&findings, roundings[i], "nearest 0.1");
        finding = first(&findings, "R-01", TG_PLAN_GOTONE, TG_BREAKS);
        assert_int_equal(finding->dur_s, 4);
        assert_int_equal(finding->charge, 1000);
        assert_int_equal(finding->bound, 700);
        /* 0.70 at most: 0.90. Up to 0.2999 is added: 0.4001 is safe, 0.70 are allowed */
        prove_policy(&findings, roundings[i], "up 0.3");
        finding = first(&findings, "R-01", TG_PLAN_EASYOWN_JIAYUAN, TG_HOLDS_IF);
        assert_int_equal(finding->limit, 4001);
        /* 0.70 as 0.80; up to 0.20 is added */
        prove_policy(&findings, roundings[i], "nearest 0.4");
        finding = first(&findings, "R-01", TG_PLAN_EASYOWN_JIAYUAN, TG_HOLDS_IF);
        assert_int_equal(finding->limit, 5000);
        /* No price but 0 is safe. */
        prove_policy(&findings, roundings[i], "up 1");
        finding = first(&findings, "R-07", TG_PLAN_GOTONE, TG_HOLDS_IF);
        assert_int_equal(finding->limit, 0);
    }
}

static void bound_prices_are_compared_as_what_they_are(void **state)
{
    const char *annex = "example";
    struct findings findings;
    struct tg_proof proof = prove_overlays(&findings, &annex, 1);

    (void)state;
    assert_int_equal(proof.holds, proof.bounded);
    for (size_t i = 0; i < findings.count; i++) assert_false(findings.finding[i].open);
}

static void without_memory_there_is_no_proof(void **state)
{
    struct tg_rulebook *rulebook = load(TG_DEFAULT_RULEBOOK, NULL, 0);
    struct tg_rulebook *notice = load(TG_NOTICE_RULEBOOK, NULL, 0);
    struct tg_error error = {.status = TG_OK};
    struct findings findings = {.count = 0};
    struct tg_proof proof;

    (void)state;
    tg_alloc_fail_after(0);
    assert_false(tg_prove(rulebook, &proof, notice, keep, &findings, &error));
    tg_alloc_fail_after(-1);
    assert_int_equal(error.status, TG_E_MEMORY);
    assert_string_equal(error.text, "out of memory");
    tg_rulebook_free(rulebook);
    tg_rulebook_free(notice);
}

static void a_rulebook_shows_what_it_holds(void **state)
{
    struct tg_rulebook *rulebook = load(TG_DEFAULT_RULEBOOK, NULL, 0);
    struct tg_call call = {.prefix = 0};
    struct tg_rule_info info;
    const char *name = NULL;
    size_t count;
    size_t points = 0;

    (void)state;
    assert_string_equal(tg_rulebook_id(rulebook), "cmcc-2010");
    assert_true(strlen(tg_rulebook_title(rulebook)) > 0);
    for (size_t i = 0; i < tg_rulebook_rules(rulebook); i++) {
        tg_rulebook_rule(rulebook, &info, i);
        assert_false(info.removed);
        points += info.points;
        if (strcmp(info.id, "R-01") == 0)
            assert_string_equal(info.title, "at home, domestic long-distance");
    }
    assert_int_equal(points, 375192);
    assert_string_equal(tg_rulebook_clauses(rulebook, &count)[0].id, "A-1");
    assert_int_equal(count, 52);
    assert_string_equal(tg_rulebook_prices(rulebook, &count)[0].name, "ld");
    assert_int_equal(count, 8);
    assert_string_equal(tg_rulebook_policies(rulebook, &count)[0].name, "unit_rounding");
    assert_int_equal(count, TG_POLICY_COUNT);
    assert_string_equal(tg_rulebook_reading(rulebook, 2)->id, "I-02");
    assert_int_equal(tg_rulebook_option(rulebook, tg_rulebook_reading(rulebook, 2), 1)->letter,
                     'c');
    assert_null(tg_rulebook_reading(rulebook, 31));
    assert_null(tg_rulebook_prefix(rulebook, &call, &name));
    call.prefix = 1;
    assert_string_equal(tg_rulebook_prefix(rulebook, &call, &name), "1");
    assert_non_null(name);
    tg_rulebook_free(rulebook);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tariff_lies_inside_the_notice),
        cmocka_unit_test(every_bundled_reading_lies_inside_the_notice),
        cmocka_unit_test(a_basic_fee_on_top_breaks_the_notice_with_an_example),
        cmocka_unit_test(open_prices_are_limited_to_what_the_notice_allows),
        cmocka_unit_test(open_prices_of_two_units_get_a_limit_that_holds),
        cmocka_unit_test(durations_are_proved_as_they_are_read),
        cmocka_unit_test(amounts_are_proved_as_they_are_rounded),
        cmocka_unit_test(bound_prices_are_compared_as_what_they_are),
        cmocka_unit_test(without_memory_there_is_no_proof),
        cmocka_unit_test(a_rulebook_shows_what_it_holds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
