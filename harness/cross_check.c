#include "cross_check.h"

#include "oracle.h"
#include "random_records.h"

#include <string.h>

#define SHOWN_DIFFERENCES 20

/* One run: the records go to the script's database, and what the rater says of them is kept as an
 * outcome file. */
struct run {
    struct cross_check *check;
    struct oracle *oracle;
    struct text outcomes;
    struct text records; /* as lines, for the report */
    struct arena arena;
    struct golden rated;
    struct idmap rules;
    const struct worked *worked; /* NULL = these are no examples */
};

static bool begin(struct run *run, struct cross_check *check, struct tg_error *error)
{
    *run = (struct run){.check = check};
    text_addf(&run->outcomes, "%s\n", TG_OUTCOME_HEADER);
    if (check->script == NULL) return true;
    run->oracle = oracle_open(error);
    return run->oracle != NULL;
}

static bool put(struct run *run, const struct tg_slice fields[TG_CDR_COLUMNS],
                struct tg_error *error)
{
    struct tg_error found = {.status = TG_OK};
    char line[TG_OUTCOME_BUF];
    struct tg_outcome outcome;
    struct tg_cdr cdr;
    size_t n;

    if (tg_cdr_from_fields(&cdr, fields, NULL, &found) &&
        tg_rate(run->check->rulebook, &outcome, &cdr, &found))
        n = tg_outcome_format(run->check->rulebook, line, fields[0], &outcome);
    else
        n = tg_outcome_format_error(line, fields[0], &found);
    text_add(&run->outcomes, (struct tg_slice){line, n});
    for (size_t i = 0; i < TG_CDR_COLUMNS; i++) {
        if (i > 0) text_addf(&run->records, ",");
        text_add(&run->records, fields[i]);
    }
    text_addf(&run->records, "\n");
    return run->oracle == NULL || oracle_add(run->oracle, fields, error);
}

/* "open from 0.00 to 0.60, 1*roam_caller, R-07" */
static void say_expected(struct text *out, const struct expected *row)
{
    text_addf(out, "%s", expected_kind_name(row->kind));
    if (row->kind == EXPECT_EXACT) {
        text_addf(out, " ");
        text_add_money(out, row->charge, false);
    }
    if (row->kind == EXPECT_OPEN || row->kind == EXPECT_RANGE) {
        text_addf(out, " from ");
        text_add_money(out, row->min, false);
    }
    if ((row->kind == EXPECT_OPEN || row->kind == EXPECT_RANGE) && !row->unbounded) {
        text_addf(out, " to ");
        text_add_money(out, row->max, false);
    }
    text_addf(out, ", %s, %s", row->formula, row->rule);
    if (row->kind == EXPECT_ERROR) text_addf(out, ": %s", row->basis);
}

/* Counts a difference; true if it is to be told. Its record is then written. */
static bool differs(struct run *run, const char *record)
{
    struct cross_check *check = run->check;

    if (check->differences++ >= SHOWN_DIFFERENCES) return false;
    text_addf(&check->report, "%.*s\n", (int)strcspn(record, "\n"), record);
    return true;
}

static void say_line(struct run *run, const char *who, const struct expected *row)
{
    text_addf(&run->check->report, "  %-8s", who);
    say_expected(&run->check->report, row);
    text_addf(&run->check->report, "\n");
}

/* The script's view of the next record. */
static bool compare_script(struct run *run, const char *record, const struct expected *rated,
                           struct tg_error *error)
{
    struct oracle_outcome outcome;

    if (!oracle_next(run->oracle, &outcome, error)) return false;
    if (oracle_agrees(&outcome, rated) || !differs(run, record)) return true;
    say_line(run, "rater", rated);
    text_addf(&run->check->report, "  %-8s", "script");
    oracle_say(&run->check->report, &outcome);
    text_addf(&run->check->report, "\n");
    return true;
}

static bool same_result(const struct expected *a, const struct expected *b)
{
    if (a->kind != b->kind || a->unbounded != b->unbounded) return false;
    if (a->charge != b->charge || a->min != b->min || a->max != b->max) return false;
    return a->kind == EXPECT_UNSPECIFIED ||
           (strcmp(a->formula, b->formula) == 0 && strcmp(a->rule, b->rule) == 0);
}

static void compare_worked(struct run *run, const char *record, const struct expected *rated,
                           const struct worked_example *example)
{
    static const enum expected_kind kinds[] = {
        [TG_EXACT] = EXPECT_EXACT,
        [TG_OPEN] = EXPECT_OPEN,
        [TG_RANGE] = EXPECT_RANGE,
        [TG_UNSPECIFIED] = EXPECT_UNSPECIFIED,
    };
    const struct expected worked = {
        .kind = kinds[example->outcome],
        .charge = example->charge,
        .min = example->min,
        .max = example->max,
        .unbounded = example->outcome == TG_OPEN || example->outcome == TG_RANGE
                         ? example->unbounded
                         : rated->unbounded,
        .formula = example->formula,
        .rule = example->rule,
    };

    if (same_result(&worked, rated) || !differs(run, record)) return;
    say_line(run, "rater", rated);
    say_line(run, "by hand", &worked);
    text_addf(&run->check->report, "  in line %ld of %s\n", example->place.line, run->worked->name);
}

static bool compare_one(struct run *run, const char *record, size_t i, struct tg_error *error)
{
    struct cross_check *check = run->check;
    const struct expected *rated = &run->rated.row[i];

    check->kinds[rated->kind]++;
    if (*rated->rule != '\0' && idmap_add(&run->rules, rated->rule, 0) == IDMAP_NONE)
        check->rules++;
    if (run->worked != NULL) compare_worked(run, record, rated, &run->worked->examples[i]);
    return run->oracle == NULL || compare_script(run, record, rated, error);
}

static bool compare(struct run *run, struct tg_error *error)
{
    struct cross_check *check = run->check;
    const char *record = run->records.p;
    struct oracle_outcome more;

    check->rules = 0;
    memset(check->kinds, 0, sizeof check->kinds);
    if (!golden_read(&run->rated, &run->arena, text_slice(&run->outcomes), "the reference rater",
                     error))
        return false;
    if (run->oracle != NULL && !oracle_run(run->oracle, check->script_name, check->script, error))
        return false;
    for (size_t i = 0; i < run->rated.count; i++) {
        if (!compare_one(run, record, i, error)) return false;
        record = strchr(record, '\n') + 1;
    }
    check->records = run->rated.count;
    /* Nothing may be left. */
    return run->oracle == NULL ||
           (!oracle_next(run->oracle, &more, error) && error->status == TG_OK);
}

static void end(struct run *run)
{
    oracle_close(run->oracle);
    golden_free(&run->rated);
    idmap_free(&run->rules);
    text_free(&run->outcomes);
    text_free(&run->records);
    arena_free(&run->arena);
}

static bool put_suite(struct run *run, const struct suite *suite, struct tg_error *error)
{
    for (size_t i = 0; i < suite->case_count; i++) {
        struct tg_slice fields[TG_CDR_COLUMNS];

        for (int f = 0; f < TG_CDR_COLUMNS; f++) fields[f] = tg_slice_of(suite->cases[i].value[f]);
        if (!put(run, fields, error)) return false;
    }
    return true;
}

bool cross_check_cases(struct cross_check *check, const struct selection *selection,
                       struct tg_error *error)
{
    struct run run;
    bool ok = begin(&run, check, error);

    for (size_t i = 0; ok && i < selection->count; i++)
        ok = put_suite(&run, selection->list[i].suite, error);
    ok = ok && compare(&run, error);
    end(&run);
    return ok;
}

bool cross_check_worked(struct cross_check *check, const struct worked *worked,
                        struct tg_error *error)
{
    struct run run;
    bool ok = begin(&run, check, error);

    run.worked = worked;
    for (size_t i = 0; ok && i < worked->count; i++) {
        struct tg_slice fields[TG_CDR_COLUMNS];

        for (size_t f = 0; f < TG_CDR_COLUMNS; f++)
            fields[f] = tg_slice_of(worked->examples[i].value[f]);
        ok = put(&run, fields, error);
    }
    ok = ok && compare(&run, error);
    end(&run);
    return ok;
}

bool cross_check_random(struct cross_check *check, uint64_t seed, size_t count,
                        struct tg_error *error)
{
    struct random_records records = {.state = seed};
    struct tg_slice fields[TG_CDR_COLUMNS];
    struct run run;
    bool ok = begin(&run, check, error) && random_open(&records, seed, error);

    for (size_t i = 0; ok && i < count; i++) {
        random_next(&records, fields);
        ok = put(&run, fields, error);
    }
    ok = ok && compare(&run, error);
    random_close(&records);
    end(&run);
    return ok;
}
