/*
 * Readings: a call whose charge another reading would change says so in its basis, and a basis that
 * is said changes something. TOLLGATE_SPARSE=1 thins out the durations.
 */
#include "decision.h"
#include "testing.h"
#include "testing_records.h"

#include <stdio.h>

#define READINGS (TG_MAX_READINGS + 1)
#define BIT(n)   (UINT32_C(1) << (n))

/* The readings that depend on the record, not only on the point of the table. */
#define DYNAMIC (BIT(1) | BIT(2) | BIT(15) | BIT(16))

struct option {
    unsigned reading;
    const char *name;
    struct tg_rulebook *rulebook;
};

static struct tg_rulebook *standard;
static struct option options[TG_MAX_OPTIONS];
static size_t option_count;

static struct tg_rulebook *with_option(const char *name)
{
    const struct tg_asset *asset = tg_asset_find(name);
    const char *overlays[] = {test_windows, NULL};

    assert_non_null(asset);
    overlays[1] = asset->data;
    return rulebook_with(overlays, 2);
}

static int load_all(void **state)
{
    const char *overlays[] = {test_windows};

    (void)state;
    standard = rulebook_with(overlays, 1);
    for (unsigned n = 1; n < READINGS; n++) {
        const struct tg_reading *reading = &standard->reading[n];

        for (size_t i = reading->option; i < (size_t)reading->option + reading->option_count; i++) {
            const char *name = standard->option[i].overlay;

            options[option_count++] = (struct option){n, name, with_option(name)};
        }
    }
    return 0;
}

static int free_all(void **state)
{
    (void)state;
    for (size_t i = 0; i < option_count; i++) tg_rulebook_free(options[i].rulebook);
    tg_rulebook_free(standard);
    return 0;
}

/* What is charged; by which rule and why is not compared. */
static bool same_outcome(const struct tg_outcome *a, const struct tg_outcome *b)
{
    if (a->kind != b->kind) return false;
    if (a->kind == TG_UNSPECIFIED || (a->convention && b->convention)) return true;
    if (a->charge != b->charge || a->min != b->min || a->max != b->max ||
        a->unbounded != b->unbounded || a->line_count != b->line_count)
        return false;
    for (size_t i = 0; i < a->line_count; i++)
        if (a->line[i].units != b->line[i].units || a->line[i].per_s != b->line[i].per_s ||
            a->line[i].value != b->line[i].value || a->line[i].price != b->line[i].price)
            return false;
    return true;
}

static void rate(struct tg_outcome *outcome, const struct tg_rulebook *rulebook,
                 const struct tg_cdr *cdr)
{
    struct tg_error error = {0};

    if (!tg_rate(rulebook, outcome, cdr, &error)) fail_msg("%s", error.text);
}

/* The readings of which some option changes what the record is charged, among those asked for. */
static uint32_t changing(const struct tg_cdr *cdr, const struct tg_outcome *outcome, uint32_t asked)
{
    uint32_t changed = 0;

    for (size_t i = 0; i < option_count; i++) {
        struct tg_outcome other;

        if (!(asked & BIT(options[i].reading))) continue;
        rate(&other, options[i].rulebook, cdr);
        if (!same_outcome(outcome, &other)) changed |= BIT(options[i].reading);
    }
    return changed;
}

static void fail_at(const char *what, const struct tg_outcome *outcome, const struct tg_cdr *cdr,
                    uint32_t changed)
{
    char point[TG_POINT_BUF], time[TG_TIME_BUF];

    tg_point_format(point, outcome->call.value);
    tg_time_format(time, cdr->start);
    fail_msg("%s: %s, %s, %d s to %.*s: basis %#x, changed by %#x", what, point, time, cdr->dur_s,
             (int)cdr->other_party.n, cdr->other_party.p, outcome->basis, changed);
}

/* ------------------------------------------------------------------------- every point */

/* Cells whose basis names a reading no option of which changes them, and why that is right. */
static const struct unchanged {
    unsigned reading;
    const char *rule;
    long cells; /* at 61 s */
    const char *why;
} unchanged[] = {
    /* plans, dayparts, networks: 9 * 2 * 2 */
    {11, "R-42", 36, "the default frees these calls; what (b) frees besides is in R-03 and R-04"},
    /* regimes, plans, states, dayparts, states of the pack, networks: 2 * 9 * 2 * 2 * 3 * 2 */
    {12, "R-20", 432, "no option: an annex sets the hours"},
    {12, "R-42", 36, "no option: an annex sets the hours"},
    {12, "R-01", 36, "no option: an annex sets the hours of the pack"},
};

/* By reading and rule: cells with the basis, and those of them that some option changes. */
static struct {
    long cells, changed, at_61_s;
} seen[READINGS][TG_MAX_RULES];

static void look_at(const uint8_t value[TG_DIM_COUNT], int32_t dur_s)
{
    struct tg_outcome outcome;
    struct tg_cdr cdr;
    uint32_t changed;

    record_for_point(&cdr, value, dur_s);
    rate(&outcome, standard, &cdr);
    changed = changing(&cdr, &outcome, UINT32_MAX);
    if (changed & ~outcome.basis) fail_at("a reading is not said", &outcome, &cdr, changed);
    for (unsigned n = 1; n < READINGS; n++)
        if (outcome.basis & BIT(n)) {
            seen[n][outcome.rule].cells++;
            seen[n][outcome.rule].at_61_s += dur_s == 61;
            seen[n][outcome.rule].changed += changed >> n & 1;
        }
}

static const struct unchanged *explanation(unsigned reading, const char *rule)
{
    for (size_t i = 0; i < COUNT(unchanged); i++)
        if (unchanged[i].reading == reading && strcmp(unchanged[i].rule, rule) == 0)
            return &unchanged[i];
    return NULL;
}

/* All cells of a rule that name a reading change, or none does and it is said why. */
static void check_seen(unsigned n, size_t rule)
{
    const char *id = standard->rule[rule].id;
    const struct unchanged *why = explanation(n, id);
    long cells = seen[n][rule].cells;
    long changed = seen[n][rule].changed;

    if (why == NULL) {
        if (changed != cells)
            fail_msg("I-%02u changes %ld of %ld cells of %s that name it", n, changed, cells, id);
        return;
    }
    if (changed != 0 || seen[n][rule].at_61_s != why->cells)
        fail_msg("I-%02u at %s: %ld cells, expected %ld; %ld change", n, id, seen[n][rule].at_61_s,
                 why->cells, changed);
    print_message("I-%02u at %s: %ld cells, none changes: %s\n", n, id, why->cells, why->why);
}

static void charge_changes_exactly_where_the_basis_says(void **state)
{
    static const int32_t durations[] = {61, 2, 4, 1, 3};
    size_t count = is_sparse() ? 2 : COUNT(durations);

    (void)state;
    for (size_t r = 0; r < tg_reachable_count(); r++) {
        struct tg_box box = *tg_reachable(r);
        bool fee = box.mask[TG_DIM_EVENT] == BIT(TG_EVENT_MONTHLY_FEE);
        struct tg_cells at;

        box.mask[TG_DIM_LENGTH] = 1; /* the duration decides */
        for (bool more = tg_cells_first(&at, &box); more; more = tg_cells_next(&at))
            for (size_t i = 0; i < (fee ? 1 : count); i++)
                look_at(at.value, fee ? 0 : durations[i]);
    }
    for (unsigned n = 1; n < READINGS; n++)
        for (size_t rule = 0; rule < standard->rule_count; rule++) check_seen(n, rule);
}

/* Runs behind the one above. Readings without an option or without a place in the table: I-03 (none
 * offered), I-12 (an annex), and those that depend on the record. */
static void every_reading_changes_some_cell(void **state)
{
    (void)state;
    for (unsigned n = 1; n < READINGS && standard->reading[n].id != NULL; n++) {
        bool elsewhere = n == 3 || n == 12 || (DYNAMIC & BIT(n));
        long changed = 0;

        for (size_t rule = 0; rule < standard->rule_count; rule++) changed += seen[n][rule].changed;
        if ((changed > 0) == elsewhere) fail_msg("I-%02u changes %ld cells", n, changed);
    }
}

/* A call of 0 s costs nothing under every reading, so none of them chose. */
static void no_reading_chooses_at_zero_seconds(void **state)
{
    (void)state;
    for (size_t r = 0; r < tg_reachable_count(); r++) {
        struct tg_box box = *tg_reachable(r);
        struct tg_cells at;

        box.mask[TG_DIM_LENGTH] = 1;
        box.mask[TG_DIM_DAYPART] = 1;
        for (bool more = tg_cells_first(&at, &box); more; more = tg_cells_next(&at)) {
            struct tg_outcome outcome;
            struct tg_cdr cdr;

            record_for_point(&cdr, at.value, 0);
            rate(&outcome, standard, &cdr);
            if (outcome.basis != 0 || changing(&cdr, &outcome, UINT32_MAX) != 0)
                fail_at("a reading chooses", &outcome, &cdr, 0);
        }
    }
}

/* ------------------------------------------------------------------------- over edges */

/* Calls around an edge: before, up to, over, far over. How many the readings change. */
static long look_around(const uint8_t value[TG_DIM_COUNT], tg_time edge, uint32_t asked)
{
    static const int32_t before[] = {61, 30, 1, 0, -1};
    static const int32_t durations[] = {1, 3, 4, 29, 30, 31, 60, 61, 62, 122, 43199, 43261, 86401};
    long count = 0;

    for (size_t b = 0; b < COUNT(before); b++)
        for (size_t i = 0; i < COUNT(durations); i++) {
            struct tg_outcome outcome;
            struct tg_cdr cdr;
            uint32_t changed;

            record_for_point(&cdr, value, durations[i]);
            cdr.start = edge - before[b];
            rate(&outcome, standard, &cdr);
            changed = changing(&cdr, &outcome, asked);
            if (changed != (outcome.basis & asked)) fail_at("at an edge", &outcome, &cdr, changed);
            count += changed != 0;
        }
    return count;
}

static long look_at_edges(const tg_time *edges, size_t edge_count, uint32_t asked)
{
    long count = 0;

    for (size_t r = 0; r < tg_reachable_count(); r++) {
        struct tg_box box = *tg_reachable(r);
        struct tg_cells at;

        if (box.mask[TG_DIM_EVENT] == BIT(TG_EVENT_MONTHLY_FEE)) continue;
        box.mask[TG_DIM_LENGTH] = box.mask[TG_DIM_REGIME] = box.mask[TG_DIM_DAYPART] = 1;
        box.mask[TG_DIM_PACK] = BIT(TG_PACK_NONE) | BIT(TG_PACK_OUTSIDE);
        if (is_sparse()) {
            box.mask[TG_DIM_PLAN] &= BIT(TG_PLAN_GOTONE) | BIT(TG_PLAN_MZONE_SUIBIAN);
            box.mask[TG_DIM_PACK] = BIT(TG_PACK_NONE);
        }
        for (bool more = tg_cells_first(&at, &box); more; more = tg_cells_next(&at))
            for (size_t e = 0; e < edge_count; e++) count += look_around(at.value, edges[e], asked);
    }
    return count;
}

static void i01_is_said_exactly_where_the_end_would_change_the_charge(void **state)
{
    static const tg_time edges[] = {1204300800, 1262275200}; /* 2008-03-01, 2010-01-01 */

    (void)state;
    assert_true(look_at_edges(edges, COUNT(edges), BIT(1)) > 0);
}

static void i02_is_said_exactly_where_another_boundary_would_change_the_charge(void **state)
{
    /* The test windows are idle from 12:00:00 to 23:59:59: 2010-06-15 and a midnight of 2009. */
    static const tg_time edges[] = {1276574400, 1245081600};

    (void)state;
    assert_true(look_at_edges(edges, COUNT(edges), BIT(2)) > 0);
}

/* ------------------------------------------------------------------------- prefixes */

/* A number that the row's prefix, and no longer one, matches. */
static void number_of(char *number, size_t size, size_t row)
{
    const struct tg_prefix_table *table = &standard->prefixes;

    for (int pad = 0; pad <= 9; pad++) {
        int n = snprintf(number, size, "00%s", table->row[row].digits);

        while (n < 12) number[n++] = (char)('0' + pad);
        number[n] = '\0';
        if (tg_prefixes_match(table, tg_slice_of(number + 2)) == row + 1) return;
    }
    fail_msg("no number for %s", table->row[row].digits);
}

static uint32_t look_at_place(size_t row, uint8_t plan, uint8_t event, uint16_t visited)
{
    static const char *const accesses[] = {"", "17951", "12593"};
    static const int32_t durations[] = {1, 4, 61};
    uint32_t all = 0;
    char number[32];
    char dialled[48];

    number_of(number, sizeof number, row);
    for (size_t a = 0; a < COUNT(accesses); a++)
        for (size_t i = 0; i < COUNT(durations); i++) {
            struct tg_outcome outcome;
            struct tg_cdr cdr;
            uint32_t changed;

            record_read(&cdr, &(struct record){.dur_s = durations[i]});
            snprintf(dialled, sizeof dialled, "%s%s", accesses[a], number);
            cdr.other_party = tg_slice_of(dialled);
            cdr.visited_area = visited;
            cdr.plan = plan;
            cdr.event = event;
            rate(&outcome, standard, &cdr);
            changed = changing(&cdr, &outcome, BIT(15) | BIT(16));
            if (changed != (outcome.basis & (BIT(15) | BIT(16))))
                fail_at(standard->prefixes.row[row].digits, &outcome, &cdr, changed);
            all |= changed;
        }
    return all;
}

static void i15_and_i16_are_said_exactly_where_the_class_would_change_the_charge(void **state)
{
    static const uint8_t plans[] = {TG_PLAN_GOTONE, TG_PLAN_EASYOWN_QINGSONG,
                                    TG_PLAN_MZONE_SUIBIAN};
    static const uint8_t events[] = {TG_EVENT_ORIGINATE, TG_EVENT_FORWARD_UNCONDITIONAL,
                                     TG_EVENT_FORWARD_BUSY};
    static const char *const visited[] = {"0755", "020", "010"};
    size_t sensitive = 0;

    (void)state;
    for (size_t row = 0; row < standard->prefixes.count; row++) {
        uint8_t reading = standard->prefixes.row[row].reading;
        uint32_t changed = 0;

        for (size_t p = 0; p < COUNT(plans); p++)
            for (size_t e = 0; e < COUNT(events); e++)
                for (size_t v = 0; v < COUNT(visited); v++)
                    changed |= look_at_place(row, plans[p], events[e],
                                             tg_area_find(tg_slice_of(visited[v])));
        if (changed != (reading == 0 ? 0 : BIT(reading)))
            fail_msg("prefix %s of reading %d: changed by %#x", standard->prefixes.row[row].digits,
                     reading, changed);
        sensitive += reading != 0;
    }
    assert_int_equal(sensitive, 6 + 18);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(charge_changes_exactly_where_the_basis_says),
        cmocka_unit_test(every_reading_changes_some_cell),
        cmocka_unit_test(no_reading_chooses_at_zero_seconds),
        cmocka_unit_test(i01_is_said_exactly_where_the_end_would_change_the_charge),
        cmocka_unit_test(i02_is_said_exactly_where_another_boundary_would_change_the_charge),
        cmocka_unit_test(i15_and_i16_are_said_exactly_where_the_class_would_change_the_charge),
    };

    return cmocka_run_group_tests(tests, load_all, free_all);
}
