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

/* What means nothing is 0. */
struct amounts {
    enum tg_outcome_kind kind;
    tg_money charge, min, max;
    bool unbounded;
    const char *rule;
};

static struct amounts amounts_of(const struct tg_outcome *o, const char *rule)
{
    bool bounds = o->kind != TG_EXACT && o->kind != TG_UNSPECIFIED;

    return (struct amounts){.kind = o->kind,
                            .charge = o->kind == TG_EXACT ? o->charge : 0,
                            .min = bounds ? o->min : 0,
                            .max = bounds && !o->unbounded ? o->max : 0,
                            .unbounded = o->unbounded,
                            .rule = o->kind == TG_UNSPECIFIED ? "" : rule};
}

static bool same_amounts(const struct amounts *a, const struct amounts *b)
{
    return a->kind == b->kind && a->charge == b->charge && a->min == b->min && a->max == b->max &&
           a->unbounded == b->unbounded && strcmp(a->rule, b->rule) == 0;
}

static void describe(char *buf, size_t size, const struct amounts *amounts)
{
    snprintf(buf, size, "kind=%d charge=%ld min=%ld max=%ld unbounded=%d rule=%s", amounts->kind,
             (long)amounts->charge, (long)amounts->min, (long)amounts->max, amounts->unbounded,
             amounts->rule);
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

static void fail_at(const uint8_t value[TG_DIM_COUNT], int32_t dur_s, const char *what)
{
    char point[TG_POINT_BUF];

    tg_point_format(point, value);
    fail_msg("%s dur_s=%d: %s", point, dur_s, what);
}

/* Rated without lines, and as a call that is classified already: all else is the same. */
static void compare_amounts(const struct tg_rulebook *rulebook, const struct tg_outcome *outcome,
                            const struct tg_cdr *cdr)
{
    struct tg_outcome amount, call;

    assert_true(tg_rate_amount(rulebook, &amount, cdr, NULL));
    tg_rate_call(rulebook, &call, cdr, &outcome->call);
    if (amount.line_count == 0) amount.line_count = outcome->line_count;
    if (call.line_count == 0) call.line_count = outcome->line_count;
    if (memcmp(&amount, outcome, offsetof(struct tg_outcome, line)) != 0)
        fail_at(outcome->call.value, cdr->dur_s, "another amount without lines");
    if (memcmp(&call, outcome, offsetof(struct tg_outcome, line)) != 0)
        fail_at(outcome->call.value, cdr->dur_s, "another amount of the same call");
}

static void compare_texts(const struct tg_rulebook *rulebook, const struct tg_outcome *outcome,
                          const struct naive_outcome *naive, int32_t dur_s)
{
    char ours[256], theirs[256], what[600];

    formula_and_units(ours, sizeof ours, rulebook, outcome);
    snprintf(theirs, sizeof theirs, "%s,%s", naive->formula, naive->units);
    if (strcmp(ours, theirs) == 0) return;
    snprintf(what, sizeof what, "\n  rater: %s\n  naive: %s", ours, theirs);
    fail_at(outcome->call.value, dur_s, what);
}

static void compare_outcomes(const struct tg_rulebook *rulebook, const struct tg_outcome *outcome,
                             const struct naive_outcome *naive, int32_t dur_s)
{
    const struct tg_outcome as_ours = {.kind = naive->kind,
                                       .charge = naive->charge,
                                       .min = naive->min,
                                       .max = naive->max,
                                       .unbounded = naive->unbounded};
    struct amounts own = amounts_of(outcome, rulebook->rule[outcome->rule].id);
    struct amounts other = amounts_of(&as_ours, naive->rule);
    char ours[256], theirs[256], what[600];

    if (same_amounts(&own, &other)) return;
    describe(ours, sizeof ours, &own);
    describe(theirs, sizeof theirs, &other);
    snprintf(what, sizeof what, "\n  rater: %s\n  naive: %s", ours, theirs);
    fail_at(outcome->call.value, dur_s, what);
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
    struct tg_outcome outcome;
    struct tg_error error = {0};
    struct tg_cdr cdr;

    record_for_point(&cdr, value, dur_s);
    if (!tg_rate(rulebook, &outcome, &cdr, &error)) fail_at(value, dur_s, error.text);
    for (enum tg_dim dim = 0; dim < TG_DIM_LENGTH; dim++)
        if (outcome.call.value[dim] != value[dim]) fail_at(value, dur_s, tg_dim_name(dim));
    naive_rate(&naive, &call);
    compare_outcomes(rulebook, &outcome, &naive, dur_s);
    compare_amounts(rulebook, &outcome, &cdr);
    if (texts) compare_texts(rulebook, &outcome, &naive, dur_s);
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
