/* What two rulebooks charge in a cell is compared without a call. */
#include "decision.h"
#include "testing.h"
#include "testing_records.h"
#include "units.h"

#define UNITS          "<unit per='30'/><unit per='4096'/><unit per='4097'/>"
#define OVERLAY(parts) "<overlay id='x' kind='defect' title=''>" UNITS parts "</overlay>"

/* Calls by 12593 from home, in busy hours. */
#define CHARGE(fees)    OVERLAY("<instead rules='R-20'>" fees "</instead>")
#define FEE(value, per) "<fee value='" value "' per='" per "'/>"
#define ONCE(value)     "<fee value='" value "'/>"
#define OPEN            "<fee price='roam_called'/>"
#define PRICE(range, per)                                                                          \
    "<price name='roam_called' scope='plan' " range " per='" per "' clauses='X-1'/>"
#define PRICED(range, per) OVERLAY(PRICE(range, per) "<instead rules='R-20'>" OPEN "</instead>")
#define BOUND(value, per)                                                                          \
    OVERLAY("<bind price='plan_ld' value='" value "' per='" per                                    \
            "'/><instead rules='R-20'><fee price='plan_ld'/></instead>")

static const struct {
    const char *one, *other;
    enum tg_comparison told;
} rows[] = {
    {CHARGE(FEE("0.30", "60")), CHARGE(FEE("0.30", "60")), TG_CHARGES_SAME},
    {CHARGE(FEE("0.30", "60")), CHARGE(FEE("0.10", "60") FEE("0.20", "60")), TG_CHARGES_SAME},
    {CHARGE(FEE("0.30", "60")), CHARGE(FEE("0.31", "60")), TG_CHARGES_MORE},
    {CHARGE(FEE("0.30", "60")), CHARGE(FEE("0.29", "60")), TG_CHARGES_LESS},
    {CHARGE(FEE("0.30", "60")), CHARGE(""), TG_CHARGES_LESS},
    {CHARGE(""), CHARGE(ONCE("0.01")), TG_CHARGES_MORE},
    {CHARGE(FEE("0.30", "60")), CHARGE(FEE("0.30", "60") ONCE("0.10")), TG_CHARGES_MORE},
    {CHARGE(FEE("0.30", "60") FEE("0.01", "6")), CHARGE(FEE("0.01", "6") FEE("0.30", "60")),
     TG_CHARGES_SAME},
    {CHARGE(FEE("0.30", "60") FEE("0.01", "6")), CHARGE(FEE("0.01", "6")), TG_CHARGES_LESS},
    /* Which is more depends on the duration. */
    {CHARGE(FEE("0.30", "60")), CHARGE(FEE("0.03", "6")), TG_CHARGES_VARY},
    {CHARGE(FEE("0.30", "60")), CHARGE(FEE("0.20", "60") ONCE("0.20")), TG_CHARGES_VARY},
    /* Three units, or one too long, are no sum. */
    {CHARGE(FEE("0.30", "60")), CHARGE(FEE("0.30", "60") FEE("0.01", "6") FEE("0.01", "30")),
     TG_CHARGES_VARY},
    {CHARGE(FEE("0.30", "60") FEE("0.01", "6") FEE("0.01", "30")), CHARGE(FEE("0.30", "60")),
     TG_CHARGES_VARY},
    {CHARGE(FEE("0.30", "60")), CHARGE(FEE("0.30", "4097")), TG_CHARGES_VARY},
    {CHARGE(FEE("0.30", "4096")), CHARGE(FEE("0.31", "4096")), TG_CHARGES_MORE},
    /* Open prices, and their ranges. */
    {CHARGE(FEE("0.30", "60")), PRICED("from='0.10' to='0.40'", "60"), TG_CHARGES_POSSIBLE},
    {CHARGE(FEE("0.30", "60")), PRICED("from='0.30' to='0.30'", "60"), TG_CHARGES_POSSIBLE},
    {CHARGE(FEE("0.30", "60")), PRICED("from='0.31' to='0.40'", "60"), TG_CHARGES_IMPOSSIBLE},
    {CHARGE(FEE("0.30", "60")), PRICED("from='0.10' to='0.29'", "60"), TG_CHARGES_IMPOSSIBLE},
    {CHARGE(FEE("0.30", "60")), PRICED("from='0.30'", "60"), TG_CHARGES_POSSIBLE},
    {CHARGE(FEE("0.30", "60")), PRICED("from='0.31'", "60"), TG_CHARGES_IMPOSSIBLE},
    {CHARGE(FEE("0.30", "60")), PRICED("from='0.01' to='0.05'", "6"), TG_CHARGES_VARY},
    {CHARGE(OPEN), CHARGE(FEE("0.30", "60")), TG_CHARGES_VARY},
    /* One whose unit is not known, or that is of a system. */
    {CHARGE(FEE("0.30", "60")), CHARGE("<fee price='plan_ld'/>"), TG_CHARGES_VARY},
    {CHARGE(FEE("0.30", "60")), CHARGE("<fee price='ld_satellite'/>"), TG_CHARGES_VARY},
    {CHARGE(FEE("0.30", "60")), BOUND("0.30", "60"), TG_CHARGES_SAME},
    {CHARGE(FEE("0.30", "60")), BOUND("0.31", "60"), TG_CHARGES_MORE},
    /* A declared gap, and a policy that changes sums. */
    {OVERLAY("<instead rules='R-40'/>"),
     OVERLAY("<unspecified id='R-40' reason='r'><when regime='split single' event='receive' "
             "state='roaming'/></unspecified>"),
     TG_CHARGES_VARY},
    {OVERLAY("<policy name='unit_rounding' value='down'/>"),
     OVERLAY("<policy name='unit_rounding' value='down'/>"), TG_CHARGES_VARY},
};

static void charges_of_a_cell_are_compared(void **state)
{
    static const struct record call = {.other_party = "1259301062001234", .dur_s = 61};
    static const struct record received = {.event = "receive", .visited = "010", .dur_s = 61};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_rulebook *one = rulebook_with(&rows[i].one, 1);
        struct tg_rulebook *other = rulebook_with(&rows[i].other, 1);
        struct tg_outcome outcome;
        struct tg_cdr cdr;

        record_read(&cdr, strstr(rows[i].one, "R-40") != NULL ? &received : &call);
        assert_true(tg_rate(one, &outcome, &cdr, NULL));
        if (tg_compare_charges(one, other, outcome.cell) != rows[i].told)
            fail_msg("row %zu: %d", i, tg_compare_charges(one, other, outcome.cell));
        tg_rulebook_free(one);
        tg_rulebook_free(other);
    }
}

/* What an action charges with its open prices at one end of their ranges, added up fee by fee. */
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

/* Pairs of actions, and a plan, that were compared before; a few share a bit with others, and are
 * passed over. */
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
        cmocka_unit_test(charges_of_a_cell_are_compared),
        cmocka_unit_test(cells_are_compared_without_calls),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
