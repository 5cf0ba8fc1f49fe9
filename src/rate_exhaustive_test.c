/* Every reachable point of the decision table, at every duration from 0 to 200 s and around the
 * minute and hour edges, against the naive second rater. TOLLGATE_SPARSE=1 thins out the durations
 * for builds that are slow on purpose (sanitizers, coverage). */
#include "decision.h"
#include "naive_rater.h"
#include "testing.h"
#include "testing_records.h"

static const int32_t edges[] = {239,  240,  241,  299,  300,   301,   359,   360,     361,
                                599,  600,  601,  659,  660,   661,   3599,  3600,    3601,
                                3605, 7199, 7200, 7201, 86399, 86400, 86401, 2678399, 2678400};
static const int32_t sparse[] = {0, 1, 2, 3, 4, 6, 7, 12, 13, 59, 60, 61, 200, 3601};

static void describe(char *buf, size_t size, const struct tg_outcome *o, const char *rule)
{
    snprintf(buf, size, "kind=%d charge=%ld min=%ld max=%ld unbounded=%d rule=%s", o->kind,
             (long)(o->kind == TG_EXACT ? o->charge : 0),
             (long)(o->kind == TG_EXACT || o->kind == TG_UNSPECIFIED ? 0 : o->min),
             (long)(o->kind == TG_EXACT || o->kind == TG_UNSPECIFIED || o->unbounded ? 0 : o->max),
             o->unbounded, o->kind == TG_UNSPECIFIED ? "" : rule);
}

/* The CSV line's formula and units columns. */
static void formula_and_units(char *out, size_t size, const struct tg_rulebook *rulebook,
                              const struct tg_outcome *outcome)
{
    char line[TG_OUTCOME_BUF + 1];
    char *p = line;

    line[tg_outcome_format(rulebook, line, tg_slice_of("x"), outcome)] = '\0';
    for (int comma = 0; comma < 5; comma++) p = strchr(p, ',') + 1;
    snprintf(out, size, "%.*s", (int)(strchr(strchr(p, ',') + 1, ',') - p), p);
}

/* Rated without lines, and as a call that is classified already: all else is the same. */
static void compare_amounts(const struct tg_rulebook *rulebook, const struct tg_outcome *outcome,
                            const struct tg_cdr *cdr, const char *point)
{
    struct tg_outcome amount, call;

    assert_true(tg_rate_amount(rulebook, &amount, cdr, NULL));
    tg_rate_call(rulebook, &call, cdr, &outcome->call);
    if (amount.line_count == 0) amount.line_count = outcome->line_count;
    if (call.line_count == 0) call.line_count = outcome->line_count;
    if (memcmp(&amount, outcome, offsetof(struct tg_outcome, line)) != 0)
        fail_msg("%s dur_s=%d: another amount without lines", point, cdr->dur_s);
    if (memcmp(&call, outcome, offsetof(struct tg_outcome, line)) != 0)
        fail_msg("%s dur_s=%d: another amount of the same call", point, cdr->dur_s);
}

static void compare(const struct tg_rulebook *rulebook, const uint8_t value[TG_DIM_COUNT],
                    int32_t dur_s, bool texts)
{
    struct naive_call call = {value[TG_DIM_REGIME],  value[TG_DIM_PLAN],
                              value[TG_DIM_EVENT],   value[TG_DIM_STATE],
                              value[TG_DIM_ACCESS],  value[TG_DIM_DESTINATION],
                              value[TG_DIM_DAYPART], value[TG_DIM_PACK],
                              value[TG_DIM_NETWORK], dur_s};
    struct naive_outcome naive;
    struct tg_outcome outcome, expected;
    struct tg_error error = {0};
    char point[TG_POINT_BUF], ours[256], theirs[256];
    struct tg_cdr cdr;
    bool same;

    record_for_point(&cdr, value, dur_s);
    tg_point_format(point, value);
    if (!tg_rate(rulebook, &outcome, &cdr, &error)) fail_msg("%s: %s", point, error.text);
    for (enum tg_dim dim = 0; dim < TG_DIM_LENGTH; dim++)
        if (outcome.call.value[dim] != value[dim]) fail_msg("%s: %s", point, tg_dim_name(dim));
    if (texts) compare_amounts(rulebook, &outcome, &cdr, point);
    naive_rate(&naive, &call);
    expected = (struct tg_outcome){.kind = naive.kind,
                                   .charge = naive.charge,
                                   .min = naive.min,
                                   .max = naive.max,
                                   .unbounded = naive.unbounded};
    describe(ours, sizeof ours, &outcome, rulebook->rule[outcome.rule].id);
    describe(theirs, sizeof theirs, &expected, naive.rule);
    same = strcmp(ours, theirs) == 0;
    if (same && texts) {
        formula_and_units(ours, sizeof ours, rulebook, &outcome);
        snprintf(theirs, sizeof theirs, "%s,%s", naive.formula, naive.units);
        same = strcmp(ours, theirs) == 0;
    }
    if (!same) fail_msg("%s dur_s=%d\n  rater: %s\n  naive: %s", point, dur_s, ours, theirs);
}

static void compare_durations(const struct tg_rulebook *rulebook, const uint8_t *value, bool thin)
{
    if (value[TG_DIM_EVENT] == TG_EVENT_MONTHLY_FEE) {
        compare(rulebook, value, 0, true);
        return;
    }
    for (size_t i = 0; i < COUNT(sparse); i++) compare(rulebook, value, sparse[i], true);
    for (int32_t d = 0; !thin && d <= 200; d++) compare(rulebook, value, d, false);
    for (size_t i = 0; !thin && i < COUNT(edges); i++)
        compare(rulebook, value, edges[i], edges[i] % 60 == 1);
}

static void every_point_and_duration_equals_the_naive_rater(void **state)
{
    const char *overlays[] = {test_windows};
    struct tg_rulebook *rulebook = rulebook_with(overlays, 1);
    bool thin = is_sparse();
    long points = 0;

    (void)state;
    for (size_t r = 0; r < tg_reachable_count(); r++) {
        struct tg_box box = *tg_reachable(r);
        struct tg_cells at;

        box.mask[TG_DIM_LENGTH] = 1; /* the duration decides */
        for (bool more = tg_cells_first(&at, &box); more; more = tg_cells_next(&at), points++)
            compare_durations(rulebook, at.value, thin);
    }
    print_message("%ld points compared at %zu durations each\n", points,
                  COUNT(sparse) + (thin ? 0 : 201 + COUNT(edges)));
    tg_rulebook_free(rulebook);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_point_and_duration_equals_the_naive_rater),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
