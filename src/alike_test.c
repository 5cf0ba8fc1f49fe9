/* Calls that two rulebooks charge alike are told without rating: which overlay changes which call.
 */
#include "testing.h"
#include "testing_records.h"

#define OVERLAY(parts) "<overlay id='x' kind='defect' title=''>" parts "</overlay>"
#define BY_UNIT        OVERLAY("<policy name='daypart_boundary' value='unit'/>")
#define FREE           OVERLAY("<instead rules='R-40'/>")

enum { DOMESTIC, SAVER, RECEIVED, SATELLITE, KOREA, NEW_PLAN, CALLS };

static const struct record records[CALLS] = {
    [DOMESTIC] = {.other_party = "01062001234", .dur_s = 61},
    [SAVER] = {.other_party = "1259301062001234", .dur_s = 61},
    [RECEIVED] = {.event = "receive", .visited = "010", .dur_s = 61},
    [SATELLITE] = {.other_party = "00870312001234", .dur_s = 61},
    [KOREA] = {.other_party = "0082221234567", .dur_s = 61},
    [NEW_PLAN] = {.plan = "gotone-jingdian", .other_party = "01062001234", .dur_s = 61},
};

/* `differ`: the calls that the overlay touches, a bit each. */
static const struct {
    const char *first; /* an overlay of both; NULL = none */
    const char *overlay;
    unsigned differ;
} rows[] = {
    {NULL, OVERLAY(""), 0},
    {NULL, OVERLAY("<policy name='free_seconds' value='2'/>"), (1u << CALLS) - 1},
    /* Rules, fees and their number. */
    {NULL, OVERLAY("<treat destination='domestic' as-destination='hmt'/>"),
     1u << DOMESTIC | 1u << SAVER | 1u << NEW_PLAN},
    {NULL, OVERLAY("<reprice tariffs='LD' from-value='0.06' value='0.07'/>"), 1u << DOMESTIC},
    {NULL, OVERLAY("<reprice tariffs='LD' from-value='0.06' per='60'/>"), 1u << DOMESTIC},
    {NULL, OVERLAY("<surcharge rules='R-01'><fee price='local_fee'/></surcharge>"),
     1u << DOMESTIC | 1u << NEW_PLAN},
    {NULL, OVERLAY("<instead rules='R-01'><fee price='local_fee'/></instead>"),
     1u << DOMESTIC | 1u << NEW_PLAN},
    {NULL, OVERLAY("<instead rules='R-40'><fee price='roam_caller'/></instead>"), 1u << RECEIVED},
    {NULL, OVERLAY("<reprice rules='R-20' value='0.36'/>"), 1u << SAVER},
    {NULL, FREE, 1u << RECEIVED},
    {FREE,
     OVERLAY("<unspecified id='R-40' reason='r'><when regime='split single' event='receive' "
             "state='roaming'/></unspecified>"),
     1u << RECEIVED},
    /* Open prices: their values, their ranges. */
    {NULL, OVERLAY("<bind price='roam_called' value='0.30'/>"), 1u << RECEIVED},
    {NULL, OVERLAY("<bind price='roam_called' plan='mzone' value='0.30'/>"), 0},
    {OVERLAY("<bind price='roam_called' value='0.30'/>"),
     OVERLAY("<bind price='roam_called' value='0.31'/>"), 1u << RECEIVED},
    {NULL, OVERLAY("<bind price='ld_satellite' system='inmarsat' value='3.00'/>"), 1u << SATELLITE},
    {NULL, OVERLAY("<bind price='ld_satellite' system='globalstar' value='3.00'/>"), 0},
#define ROAM_CALLED(range, per)                                                                    \
    OVERLAY("<price name='roam_called' scope='plan' " range " per='" per "' clauses='X-1'/>")
    {NULL, ROAM_CALLED("above='0' to='0.41'", "60"), 1u << RECEIVED},
    {NULL, ROAM_CALLED("from='0' to='0.40'", "60"), 1u << RECEIVED},
    {NULL, ROAM_CALLED("from='0.01' to='0.40'", "60"), 1u << RECEIVED},
    {NULL, ROAM_CALLED("above='0'", "60"), 1u << RECEIVED},
    {NULL, ROAM_CALLED("above='0' to='0.40'", "6"), 1u << RECEIVED},
#define PLAN_LD(per) OVERLAY("<bind price='plan_ld' value='0.05' per='" per "'/>")
    {PLAN_LD("6"), PLAN_LD("60"), 1u << NEW_PLAN},
    {NULL,
     OVERLAY("<price name='plan_ld' scope='plan' from='0' to='0.70' to-per='6' clauses='B-1.5'/>"),
     1u << NEW_PLAN},
    /* Places. */
    {NULL, OVERLAY("<prefix digits='82' destination='other'/>"), 1u << KOREA},
    {NULL, OVERLAY("<prefix digits='870' destination='satellite' system='globalstar'/>"),
     1u << SATELLITE},
    {NULL, OVERLAY("<prefix digits='31' destination='us_ca'/>"), 0},
    /* One more: which number falls to it is not looked into. */
    {NULL, OVERLAY("<prefix digits='8299' destination='other'/>"),
     ((1u << CALLS) - 1) & ~(1u << RECEIVED)},
    /* Charged unit by unit, the other daypart counts too. */
    {NULL, OVERLAY("<reprice rules='R-20' from-value='0.15' value='0.16'/>"), 0},
    {BY_UNIT, OVERLAY("<reprice rules='R-20' from-value='0.15' value='0.16'/>"), 1u << SAVER},
    {BY_UNIT, OVERLAY("<reprice rules='R-21' from-value='0.50' value='0.51'/>"), 0},
};

/* The amounts and the form of an outcome, as text. */
static void outcome_text(char line[TG_OUTCOME_BUF], const struct tg_rulebook *rulebook,
                         struct tg_call *call, const struct tg_cdr *cdr)
{
    struct tg_error error = {.status = TG_OK};
    struct tg_outcome outcome;

    if (!tg_rate(rulebook, &outcome, cdr, &error)) fail_msg("%s", error.text);
    *call = outcome.call;
    line[tg_outcome_format(rulebook, line, tg_slice_of("c"), &outcome)] = '\0';
}

static void check_call(const struct tg_rulebook *one, const struct tg_rulebook *other, size_t row,
                       unsigned of)
{
    char a[TG_OUTCOME_BUF], b[TG_OUTCOME_BUF];
    struct tg_call call, ignored;
    struct tg_cdr cdr;
    bool alike;

    record_read(&cdr, &records[of]);
    outcome_text(a, one, &call, &cdr);
    outcome_text(b, other, &ignored, &cdr);
    alike = tg_policies_alike(one, other) && tg_rated_alike(one, other, &call);
    if (alike == ((rows[row].differ >> of & 1) != 0)) fail_msg("row %zu, call %u", row, of);
    if (alike) assert_string_equal(a, b);
}

static void what_an_overlay_touches_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *first[] = {rows[i].first != NULL ? rows[i].first : OVERLAY("")};
        struct tg_rulebook *one = rulebook_with(first, 1);
        struct tg_error error = {.status = TG_OK};
        struct tg_rulebook *other = tg_rulebook_copy(one, &error);

        if (!tg_rulebook_overlay(other, "x", rows[i].overlay, strlen(rows[i].overlay), &error) ||
            !tg_rulebook_compile(other, &error))
            fail_msg("row %zu: %s", i, error.text);
        for (unsigned of = 0; of < CALLS; of++) check_call(one, other, i, of);
        tg_rulebook_free(other);
        tg_rulebook_free(one);
    }
}

/* Which overlays have calls read otherwise, and which only charged otherwise. */
static void what_changes_the_reading_of_numbers_is_told(void **state)
{
    static const struct {
        const char *overlay;
        bool alike;
    } overlays[] = {
        {OVERLAY(""), true},
        {OVERLAY("<policy name='free_seconds' value='2'/>"), true},
        {OVERLAY("<policy name='daypart_boundary' value='end'/>"), true},
        {OVERLAY("<reprice rules='R-20' value='0.36'/>"), true},
        {OVERLAY("<policy name='network_from' value='digits'/>"), false},
        {OVERLAY("<policy name='area_from' value='digits'/>"), false},
        {OVERLAY("<policy name='bare_number_area' value='visited'/>"), false},
        {OVERLAY("<policy name='province_from' value='digits'/>"), false},
        {OVERLAY("<policy name='prefix_match' value='shortest'/>"), false},
        {OVERLAY("<dial digits='17951' as=''/>"), false},
        {OVERLAY("<prefix digits='82' destination='other'/>"), false},
        {OVERLAY("<prefix digits='870' destination='satellite' system='globalstar'/>"), false},
        {OVERLAY("<prefix digits='8299' destination='other'/>"), false},
    };
    struct tg_rulebook *base = rulebook_with(NULL, 0);

    (void)state;
    for (size_t i = 0; i < COUNT(overlays); i++) {
        struct tg_rulebook *other = rulebook_with(&overlays[i].overlay, 1);

        if (tg_classified_alike(base, other) != overlays[i].alike) fail_msg("row %zu", i);
        tg_rulebook_free(other);
    }
    tg_rulebook_free(base);
}

/* Without lines, and of a call that is classified, by every policy that touches amounts. */
static void amounts_need_no_lines(void **state)
{
    static const char *const policies[] = {
        OVERLAY(""),
        OVERLAY("<policy name='unit_rounding' value='down'/>"),
        OVERLAY("<policy name='fee_rounding' value='up 0.1'/>"),
        OVERLAY("<policy name='charge_rounding' value='down 0.1'/>"),
        OVERLAY("<policy name='billed_duration' value='up 60'/>"),
        OVERLAY("<policy name='duration' value='plus 10'/>"),
        BY_UNIT,
    };

    (void)state;
    for (size_t i = 0; i < COUNT(policies); i++) {
        struct tg_rulebook *rulebook = rulebook_with(&policies[i], 1);

        for (unsigned of = 0; of < CALLS; of++) {
            struct tg_outcome outcome, amount, call;
            struct tg_cdr cdr;

            record_read(&cdr, &records[of]);
            assert_true(tg_rate(rulebook, &outcome, &cdr, NULL));
            assert_true(tg_rate_amount(rulebook, &amount, &cdr, NULL));
            tg_rate_call(rulebook, &call, &cdr, &outcome.call);
            outcome.line_count = amount.line_count = call.line_count = 0;
            assert_memory_equal(&amount, &outcome, offsetof(struct tg_outcome, line));
            assert_memory_equal(&call, &outcome, offsetof(struct tg_outcome, line));
        }
        tg_rulebook_free(rulebook);
    }
}

static void a_number_that_fits_no_plan_has_no_amount(void **state)
{
    static const struct record bad = {.other_party = "010620012", .dur_s = 61};
    struct tg_rulebook *rulebook = rulebook_with(NULL, 0);
    struct tg_error error = {.status = TG_OK};
    struct tg_outcome outcome;
    struct tg_cdr cdr;

    (void)state;
    record_read(&cdr, &bad);
    assert_false(tg_rate_amount(rulebook, &outcome, &cdr, &error));
    assert_int_equal(error.status, TG_E_NUMBER);
    tg_rulebook_free(rulebook);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_an_overlay_touches_is_told),
        cmocka_unit_test(what_changes_the_reading_of_numbers_is_told),
        cmocka_unit_test(amounts_need_no_lines),
        cmocka_unit_test(a_number_that_fits_no_plan_has_no_amount),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
