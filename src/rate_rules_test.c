/* The rules as a whole: each is met, each pair is told apart, an annex closes every price; and what
 * holds for every call: charges do not fall with duration, nothing is allocated, threads agree. */
#include "decision.h"
#include "memory.h"
#include "testing.h"
#include "testing_records.h"

#include <stdio.h>
#include <threads.h>

#define BIT(n) (UINT32_C(1) << (n))

static struct tg_rulebook *standard;

static int load(void **state)
{
    const char *overlays[] = {test_windows};

    (void)state;
    standard = rulebook_with(overlays, 1);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    tg_rulebook_free(standard);
    return 0;
}

static void rate(struct tg_outcome *outcome, const struct tg_rulebook *rulebook,
                 const struct tg_cdr *cdr)
{
    struct tg_error error = {0};

    if (!tg_rate(rulebook, outcome, cdr, &error)) fail_msg("%s", error.text);
}

typedef void (*point_fn)(const struct tg_cdr *cdr, const uint8_t value[TG_DIM_COUNT]);

/* Every reachable point, the length included, as a record of 0, 2 or 61 s. */
static void each_point(point_fn look)
{
    static const int32_t durations[TG_LENGTH_COUNT] = {0, 2, 61};

    for (size_t r = 0; r < tg_reachable_count(); r++) {
        struct tg_cells at;

        for (bool more = tg_cells_first(&at, tg_reachable(r)); more; more = tg_cells_next(&at)) {
            struct tg_cdr cdr;

            record_for_point(&cdr, at.value, durations[at.value[TG_DIM_LENGTH]]);
            look(&cdr, at.value);
        }
    }
}

/* ------------------------------------------------------------------------- pairs of rules */

/* For every action and plan a point where it holds, of the longest length there is: at 0 s all
 * calls cost the same. Other dimensions do not change an outcome. */
#define MAX_ACTIONS 256
static struct sample {
    bool found;
    uint8_t value[TG_DIM_COUNT];
} samples[MAX_ACTIONS][TG_PLAN_COUNT];

static long hits[TG_MAX_RULES];

static void collect(const struct tg_cdr *cdr, const uint8_t value[TG_DIM_COUNT])
{
    struct tg_outcome outcome;
    struct sample *sample;

    rate(&outcome, standard, cdr);
    hits[outcome.rule]++;
    assert_true(outcome.action < MAX_ACTIONS);
    sample = &samples[outcome.action][value[TG_DIM_PLAN]];
    if (!sample->found || value[TG_DIM_LENGTH] > sample->value[TG_DIM_LENGTH]) {
        sample->found = true;
        memcpy(sample->value, value, sizeof sample->value);
    }
}

static void every_rule_and_every_gap_is_met_by_some_call(void **state)
{
    (void)state;
    each_point(collect);
    for (size_t r = 0; r < standard->rule_count; r++)
        if (hits[r] == 0) fail_msg("%s is never met", standard->rule[r].id);
}

static bool same_charge(const struct tg_outcome *a, const struct tg_outcome *b)
{
    char one[TG_OUTCOME_BUF], other[TG_OUTCOME_BUF];
    size_t n;
    struct tg_outcome as_b = *b;

    /* The text tells kind, amounts, bounds and formula; rule and basis are not compared. */
    as_b.rule = a->rule;
    as_b.basis = a->basis;
    n = tg_outcome_format(standard, one, tg_slice_of(""), a);
    return tg_outcome_format(standard, other, tg_slice_of(""), &as_b) == n &&
           memcmp(one, other, n) == 0;
}

/* Whether the point of the sample would be charged otherwise, at some duration of its length, if
 * the other action were laid there. */
static bool action_differs(const struct sample *sample, size_t action)
{
    static const int32_t durations[TG_LENGTH_COUNT][4] = {
        {0, 0, 0, 0}, {1, 2, 3, 3}, {4, 7, 61, 3601}};
    const int32_t *dur_s = durations[sample->value[TG_DIM_LENGTH]];
    uint16_t *cell = &standard->cell[tg_cell_index(sample->value)];
    uint16_t own = *cell;
    bool differs = false;

    for (int i = 0; i < 4 && !differs; i++) {
        struct tg_outcome before, after;
        struct tg_cdr cdr;

        record_for_point(&cdr, sample->value, dur_s[i]);
        rate(&before, standard, &cdr);
        *cell = (uint16_t)(action + 1);
        rate(&after, standard, &cdr);
        *cell = own;
        differs = !same_charge(&before, &after);
    }
    return differs;
}

/* Whether none of the fees that rule `other` has for the sample's plan would do at its point. */
static bool rule_differs(const struct sample *sample, size_t other)
{
    uint8_t plan = sample->value[TG_DIM_PLAN];

    for (size_t a = 0; a < standard->action_count; a++)
        if (standard->action[a].rule == other && samples[a][plan].found &&
            !action_differs(sample, a))
            return false;
    return true;
}

static bool told_apart(size_t rule, size_t other)
{
    for (size_t a = 0; a < standard->action_count; a++)
        for (size_t plan = 0; plan < TG_PLAN_COUNT; plan++)
            if (standard->action[a].rule == rule && samples[a][plan].found &&
                rule_differs(&samples[a][plan], other))
                return true;
    return false;
}

/* Rules all of whose fees the rules to the right charge as well: such a pair cannot be told apart
 * by what is charged at the first rule's points. */
static const struct {
    const char *rule;
    const char *others;
    const char *why;
} alike[] = {
    {"R-01", "R-02 R-06 R-31 R-33 R-34", "all charge LD(plan)"},
    {"R-02", "R-01 R-06 R-31 R-33 R-34", "all charge LD(plan)"},
    {"R-06", "R-01 R-02 R-31 R-33 R-34", "all charge LD(plan)"},
    {"R-31", "R-01 R-02 R-06 R-33 R-34", "all charge LD(plan)"},
    {"R-33", "R-01 R-02 R-06 R-31 R-34", "all charge LD(plan)"},
    {"R-34", "R-01 R-02 R-06 R-31 R-33", "all charge LD(plan)"},
    {"R-03", "R-32 R-35", "forwarded to Hong Kong costs as dialled (I-09)"},
    {"R-04", "R-32 R-35", "forwarded abroad costs as dialled (I-09)"},
    {"R-32", "R-35", "forwarded abroad costs the same at home and roaming"},
    {"R-35", "R-32", "forwarded abroad costs the same at home and roaming"},
    {"R-07", "R-53", "the calling-party roaming fee, since 2008"},
    {"R-53", "R-07", "the calling-party roaming fee, since 2008"},
    {"R-36", "R-40", "the called-party roaming fee"},
    {"R-40", "R-36", "the called-party roaming fee"},
    {"R-11", "R-23", "1.50 a minute, by 17951 and at home by 12593"},
    {"R-14", "R-25", "4.60 a minute, by 17951 and at home by 12593"},
    {"R-42", "R-60 R-3S", "free"},
    {"R-60", "R-42 R-3S", "free"},
    {"R-3S", "R-42 R-60", "free"},
};

static bool listed_alike(const char *rule, const char *other)
{
    for (size_t i = 0; i < COUNT(alike); i++) {
        const char *list = alike[i].others;
        struct tg_slice word;

        if (strcmp(alike[i].rule, rule) != 0) continue;
        while ((word = tg_next_word(&list)).n > 0)
            if (tg_slice_is(word, other)) return true;
    }
    return false;
}

/* Runs behind the one above. */
static void every_pair_of_rules_is_told_apart_but_those_that_charge_alike(void **state)
{
    size_t pairs = 0, apart = 0, wrong = 0;

    (void)state;
    for (size_t r = 0; r < standard->rule_count; r++)
        for (size_t s = 0; s < standard->rule_count; s++) {
            const struct tg_rule *rule = &standard->rule[r];
            const struct tg_rule *other = &standard->rule[s];
            bool differ;

            if (r == s || rule->unspecified || other->unspecified) continue;
            differ = told_apart(r, s);
            pairs++;
            apart += differ;
            if (differ == listed_alike(rule->id, other->id)) {
                print_error("%s and %s are %s\n", rule->id, other->id, differ ? "apart" : "alike");
                wrong++;
            }
        }
    print_message("%zu ordered pairs of rules, %zu told apart, %zu charge alike\n", pairs, apart,
                  pairs - apart);
    assert_int_equal(wrong, 0);
}

/* ------------------------------------------------------------------------- annex and notice */

static const struct tg_rulebook *looked_at;

static void look_for_open_prices(const struct tg_cdr *cdr, const uint8_t value[TG_DIM_COUNT])
{
    struct tg_outcome outcome;
    char point[TG_POINT_BUF];

    rate(&outcome, looked_at, cdr);
    tg_point_format(point, value);
    if (outcome.kind == TG_OPEN || outcome.kind == TG_RANGE || outcome.unbounded)
        fail_msg("%s: %s", point, tg_outcome_kind_name(outcome.kind));
}

static void example_annex_leaves_no_price_open(void **state)
{
    const char *overlays[] = {"example"};
    struct tg_rulebook *rulebook = rulebook_bundled(overlays, 1);

    (void)state;
    looked_at = rulebook;
    each_point(look_for_open_prices);
    tg_rulebook_free(rulebook);
}

static long bounded;

static void look_for_bounds(const struct tg_cdr *cdr, const uint8_t value[TG_DIM_COUNT])
{
    struct tg_outcome outcome;

    rate(&outcome, looked_at, cdr);
    if (outcome.kind == TG_UNSPECIFIED) return;
    assert_int_equal(outcome.kind, value[TG_DIM_LENGTH] == TG_LENGTH_ZERO ? TG_EXACT : TG_RANGE);
    assert_int_equal(outcome.min, 0);
    assert_int_equal(outcome.max > 0, outcome.kind == TG_RANGE);
    assert_false(outcome.unbounded);
    bounded++;
}

static void notice_gives_bounds_and_no_prices(void **state)
{
    struct tg_rulebook *rulebook = tg_rulebook_load(TG_NOTICE_RULEBOOK, NULL, 0, NULL);

    (void)state;
    assert_non_null(rulebook);
    looked_at = rulebook;
    each_point(look_for_bounds);
    assert_true(bounded > 0);
    tg_rulebook_free(rulebook);
}

/* ------------------------------------------------------------------------- memory and threads */

static void look(const struct tg_cdr *cdr, const uint8_t value[TG_DIM_COUNT])
{
    struct tg_outcome outcome;
    char line[TG_OUTCOME_BUF];

    (void)value;
    rate(&outcome, standard, cdr);
    assert_true(tg_outcome_format(standard, line, cdr->call_id, &outcome) > 0);
}

/* The next allocation would fail, and is still to come when all is rated. */
static void rating_allocates_nothing(void **state)
{
    void *memory;

    (void)state;
    tg_alloc_fail_after(0);
    each_point(look);
    memory = tg_alloc(1);
    tg_alloc_fail_after(-1);
    assert_null(memory);
}

#define THREADS 4
#define CALLS   20000

struct worker {
    const struct tg_cdr *calls;
    uint64_t sum;
};

/* A digest of the outcome lines of all calls. */
static int rate_all(void *user)
{
    struct worker *worker = user;

    worker->sum = 0;
    for (size_t i = 0; i < CALLS; i++) {
        struct tg_outcome outcome;
        char line[TG_OUTCOME_BUF];
        size_t n = 0;

        if (tg_rate(standard, &outcome, &worker->calls[i], NULL))
            n = tg_outcome_format(standard, line, tg_slice_of("x"), &outcome);
        for (size_t k = 0; k < n; k++)
            worker->sum = (worker->sum ^ (unsigned char)line[k]) * UINT64_C(1099511628211);
    }
    return 0;
}

/* ------------------------------------------------------------------------- random calls */

#define SEED UINT64_C(20100101)

/* splitmix64 */
static uint64_t random_next(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static unsigned random_below(uint64_t *seed, unsigned n)
{
    return (unsigned)(random_next(seed) % n);
}

/* A call that can be: any plan, places, number, event, moment of 2008 to 2010 and duration. */
static void random_call(struct tg_cdr *cdr, uint64_t *seed)
{
    static const char *const parties[] = {
        "62001234",          "075562001234",       "01062001234",
        "057181234567",      "13800138000",        "13510000000",
        "13001280000",       "13490000000",        "10086",
        "057110086",         "16812345",           "0085221234567",
        "0012125551234",     "0017875551234",      "00441534123456",
        "00870123456789",    "0081312345678",      "179510571812345",
        "17951057181234567", "179510012125551234", "006491234567",
        "125931380013800",   "12593057181234567",  "125930012125551234",
        "0020212345678",     "1259313800138000",   "1795100447700123456",
        "00881612345678"};
    static const char *const areas[] = {"0755", "020", "010", "0571"};

    *cdr = (struct tg_cdr){
        .call_id = tg_slice_of("x"),
        .other_party = tg_slice_of(parties[random_below(seed, COUNT(parties))]),
        .start = 1199116800 + random_below(seed, 94694400), /* three years from 2008-01-01 */
        .dur_s = (int32_t)random_below(seed, 4) == 0 ? (int32_t)random_below(seed, 2678401)
                                                     : (int32_t)random_below(seed, 700),
        .home_area = tg_area_find(tg_slice_of(areas[random_below(seed, COUNT(areas))])),
        .visited_area = tg_area_find(tg_slice_of(areas[random_below(seed, COUNT(areas))])),
        .plan = (uint8_t)random_below(seed, TG_PLAN_COUNT),
        .event = (uint8_t)random_below(seed, TG_EVENT_MONTHLY_FEE),
        .night_pack = random_below(seed, 2) == 0,
        .other_network = TG_NETWORK_COUNT,
    };
}

static void threads_share_a_rulebook(void **state)
{
    static struct tg_cdr calls[CALLS];
    struct worker alone = {calls, 0};
    struct worker workers[THREADS];
    thrd_t threads[THREADS];
    uint64_t seed = SEED;

    (void)state;
    for (size_t i = 0; i < CALLS; i++) random_call(&calls[i], &seed);
    rate_all(&alone);
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){calls, 0};
        assert_int_equal(thrd_create(&threads[i], rate_all, &workers[i]), thrd_success);
    }
    for (size_t i = 0; i < THREADS; i++) thrd_join(threads[i], NULL);
    for (size_t i = 0; i < THREADS; i++) assert_true(workers[i].sum == alone.sum);
}

static void fail_call(const char *what, const struct tg_cdr *cdr, uint64_t seed)
{
    char time[TG_TIME_BUF];

    tg_time_format(time, cdr->start);
    fail_msg("%s: seed %llu: %s %d s plan %d event %d, %s in %s to %.*s", what,
             (unsigned long long)seed, time, cdr->dur_s, cdr->plan, cdr->event,
             tg_area_code(cdr->home_area), tg_area_code(cdr->visited_area), (int)cdr->other_party.n,
             cdr->other_party.p);
}

/* Upper and lower end of what the call may cost, exact calls included. */
static void ends(tg_money *low, tg_money *high, const struct tg_outcome *outcome)
{
    *low = outcome->kind == TG_EXACT ? outcome->charge : outcome->min;
    *high = outcome->kind == TG_EXACT ? outcome->charge : outcome->max;
}

/* Rates the call at another duration; false if that has no price or another rule's. */
static bool rate_at(tg_money *low, tg_money *high, const struct tg_cdr *cdr, int32_t dur_s,
                    uint16_t rule)
{
    struct tg_outcome outcome;
    struct tg_cdr other = *cdr;

    other.dur_s = dur_s;
    if (!tg_rate(standard, &outcome, &other, NULL) || outcome.kind == TG_UNSPECIFIED ||
        outcome.rule != rule)
        return false;
    ends(low, high, &outcome);
    return true;
}

/* A random call that is rated and longer than what may be free. */
static bool random_rated(struct tg_cdr *cdr, struct tg_outcome *outcome, uint64_t *seed)
{
    random_call(cdr, seed);
    return cdr->dur_s >= 4 && tg_rate(standard, outcome, cdr, NULL) &&
           outcome->kind != TG_UNSPECIFIED;
}

#define TRIES 100000

static void charges_do_not_fall_with_duration(void **state)
{
    uint64_t seed = SEED;
    long compared = 0;

    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (int i = 0; i < TRIES; i++) {
        uint64_t replay = seed;
        struct tg_outcome outcome;
        tg_money low, high, less_low = 0, less_high = 0;
        struct tg_cdr cdr;

        if (!random_rated(&cdr, &outcome, &seed)) continue;
        ends(&low, &high, &outcome);
        if (!rate_at(&less_low, &less_high, &cdr,
                     4 + (int32_t)random_below(&seed, (unsigned)cdr.dur_s - 3), outcome.rule))
            fail_call("a shorter call has another rule", &cdr, replay);
        if (less_low > low || less_high > high) fail_call("the charge falls", &cdr, replay);
        compared++;
    }
    assert_true(compared > TRIES / 4);
}

/* Every unit divides 60: a call cut at a full minute costs the same in two parts as in one, cut
 * elsewhere it may only cost more, and a call costs what its last started unit does. */
static void calls_may_be_cut_at_full_minutes_only(void **state)
{
    uint64_t seed = SEED + 1;
    long compared = 0;

    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (int i = 0; i < TRIES; i++) {
        uint64_t replay = seed;
        struct tg_outcome outcome;
        tg_money low, high, low_1 = 0, high_1 = 0, low_2 = 0, high_2 = 0;
        struct tg_cdr cdr;
        int32_t cut;

        if (!random_rated(&cdr, &outcome, &seed) || cdr.dur_s < 8) continue;
        ends(&low, &high, &outcome);
        cut = 4 + (int32_t)random_below(&seed, (unsigned)cdr.dur_s - 7);
        if (random_below(&seed, 2) == 0) cut -= cut % 60;
        if (!rate_at(&low_1, &high_1, &cdr, cut, outcome.rule) || cut < 4 ||
            !rate_at(&low_2, &high_2, &cdr, cdr.dur_s - cut, outcome.rule))
            continue;
        if (low_1 + low_2 < low || high_1 + high_2 < high)
            fail_call("two parts cost less", &cdr, replay);
        if (cut % 60 == 0 && (low_1 + low_2 != low || high_1 + high_2 != high))
            fail_call("cut at a minute the parts cost something else", &cdr, replay);
        if (rate_at(&low_1, &high_1, &cdr, (cdr.dur_s + 5) / 6 * 6, outcome.rule) &&
            (low_1 != low || high_1 != high))
            fail_call("the end of the last six seconds costs something else", &cdr, replay);
        compared++;
    }
    assert_true(compared > TRIES / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_and_every_gap_is_met_by_some_call),
        cmocka_unit_test(every_pair_of_rules_is_told_apart_but_those_that_charge_alike),
        cmocka_unit_test(example_annex_leaves_no_price_open),
        cmocka_unit_test(notice_gives_bounds_and_no_prices),
        cmocka_unit_test(rating_allocates_nothing),
        cmocka_unit_test(threads_share_a_rulebook),
        cmocka_unit_test(charges_do_not_fall_with_duration),
        cmocka_unit_test(calls_may_be_cut_at_full_minutes_only),
    };

    return cmocka_run_group_tests(tests, load, unload);
}
