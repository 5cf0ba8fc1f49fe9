/* Calls that two rulebooks charge alike are told without rating: which overlay changes which call.
 */
#include "decision.h"
#include "testing.h"
#include "testing_records.h"
#include "units.h"

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

/* ------------------------------------------------------------------------ cells, not calls */

/* What an action charges with its open prices at one end of their ranges, added up fee by fee;
 * *known: every unit is. */
static tg_money charge_at(const struct tg_rulebook *rulebook, const struct tg_action *action,
                          uint8_t plan, int32_t dur_s, bool high, bool *open, bool *unbounded)
{
    tg_money charge = 0;

    for (size_t f = 0; f < action->fee_count; f++) {
        const struct tg_fee *fee = &action->fee[f];
        tg_money value = fee->value;
        int32_t per_s = fee->per_s;

        if (fee->kind == TG_FEE_PRICE) {
            const struct tg_price *price = &rulebook->price[fee->ref];
            const struct tg_binding *binding = &rulebook->binding[fee->ref][plan][TG_SYSTEM_NONE];

            value = binding->bound ? binding->value : high ? price->high : price->low;
            per_s = binding->bound ? binding->per_s : price->per_s;
            *open = *open || !binding->bound;
            *unbounded = *unbounded || (!binding->bound && !price->bounded);
        }
        charge += value * tg_units(TG_ROUND_UP, dur_s, per_s);
    }
    return charge;
}

static enum tg_comparison compare_by_hand(const struct tg_rulebook *one,
                                          const struct tg_rulebook *other,
                                          const struct tg_cells *at, int32_t dur_s)
{
    uint8_t plan = at->value[TG_DIM_PLAN];
    const struct tg_action *b = tg_cell_action(other, at->cell);
    bool open = false;
    bool unbounded = false;
    tg_money charge =
        charge_at(one, tg_cell_action(one, at->cell), plan, dur_s, false, &open, &unbounded);
    tg_money low, high;

    assert_false(open);
    low = charge_at(other, b, plan, dur_s, false, &open, &unbounded);
    high = charge_at(other, b, plan, dur_s, true, &open, &unbounded);
    if (open)
        return charge < low || (charge > high && !unbounded) ? TG_CHARGES_IMPOSSIBLE
                                                             : TG_CHARGES_POSSIBLE;
    return low > charge ? TG_CHARGES_MORE : low < charge ? TG_CHARGES_LESS : TG_CHARGES_SAME;
}

#define MOST_PAIRS (1 << 20)

/* Pairs of actions, and a plan, that were compared before. */
static bool is_new(uint8_t *seen, const struct tg_rulebook *one, const struct tg_rulebook *other,
                   const struct tg_cells *at)
{
    uint32_t pair[] = {(uint32_t)(tg_cell_action(one, at->cell) - one->action),
                       (uint32_t)(tg_cell_action(other, at->cell) - other->action),
                       at->value[TG_DIM_PLAN]};
    size_t slot = ((pair[0] * TG_MAX_ACTIONS + pair[1]) * 16 + pair[2]) % MOST_PAIRS;
    bool new = !(seen[slot / 8] >> slot % 8 & 1);

    seen[slot / 8] |= (uint8_t)(1 << slot % 8);
    return new;
}

static void compare_cell(size_t told[TG_CHARGES_VARY + 1], const struct tg_rulebook *one,
                         const struct tg_rulebook *other, const struct tg_cells *at)
{
    static const int32_t durations[] = {1, 5, 6, 7, 54, 55, 60, 61, 66, 120, 121, 3600, 2678400};
    enum tg_comparison found = tg_compare_charges(one, other, (uint32_t)at->cell);

    told[found]++;
    if (found == TG_CHARGES_VARY) return;
    for (size_t d = 0; d < COUNT(durations); d++)
        if (compare_by_hand(one, other, at, durations[d]) != found) {
            char point[TG_POINT_BUF];

            tg_point_format(point, at->value);
            fail_msg("%s dur_s=%d: not as it was told (%d)", point, durations[d], found);
        }
}

/* Of the tariff and other readings, either way, each pair of charges that meet; without and with
 * the prices of an annex. */
static void cells_are_compared_without_calls(void **state)
{
    static const char *const others[] = {"I-04b", "I-08b", "I-17b", "I-18b", "I-19b", "I-13b"};
    const char *const annexes[] = {NULL, "example"};
    size_t told[TG_CHARGES_VARY + 1] = {0};
    uint8_t *seen = malloc(MOST_PAIRS / 8);

    (void)state;
    assert_non_null(seen);
    for (size_t i = 0; i < COUNT(others) * COUNT(annexes); i++) {
        const char *const overlays[] = {others[i / 2], annexes[i % 2]};
        struct tg_rulebook *one = tg_rulebook_load("cmcc-2010", &overlays[1], i % 2, NULL);
        struct tg_rulebook *other = tg_rulebook_load("cmcc-2010", overlays, 1 + i % 2, NULL);

        assert_non_null(one);
        assert_non_null(other);
        memset(seen, 0, MOST_PAIRS / 8);
        for (size_t r = 0; r < tg_reachable_count(); r++) {
            struct tg_cells at;

            for (bool more = tg_cells_first(&at, tg_reachable(r)); more; more = tg_cells_next(&at))
                if (at.value[TG_DIM_LENGTH] != TG_LENGTH_ZERO && is_new(seen, one, other, &at)) {
                    compare_cell(told, one, other, &at);
                    compare_cell(told, other, one, &at);
                }
        }
        tg_rulebook_free(one);
        tg_rulebook_free(other);
    }
    free(seen);
    for (size_t i = 0; i < COUNT(told); i++) {
        print_message("comparison %zu: %zu cells\n", i, told[i]);
        assert_true(told[i] > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_an_overlay_touches_is_told),
        cmocka_unit_test(cells_are_compared_without_calls),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
