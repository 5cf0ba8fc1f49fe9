/* tollgate plan: the few calls to place when not all can be. */
#include "call_plan.h"
#include "call_sheet.h"
#include "choice.h"
#include "command.h"
#include "file.h"
#include "layout.h"
#include "options.h"
#include "paths.h"
#include "phrases.h"
#include "pick.h"
#include "suites.h"
#include "workers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct options {
    unsigned budget; /* 0 = not given */
    unsigned jobs;
    bool realistic;
    struct pick pick;
    const char *records, *sheet, *curve; /* files; NULL = not written */
};

enum { BUDGET = 256, REALISTIC, RECORDS, SHEET, CURVE };

#define MOST_CALLS 100000

static const struct argp_option option_table[] = {
    {"budget", BUDGET, "N", 0, "plan at most so many calls", 0},
    {"realistic", REALISTIC, NULL, 0,
     "keep to calls that a tester can place: by a subscriber at home (not roaming), dialled or "
     "forwarded (no calls received, no monthly fees), of 1 s to 300 s, not by satellite, and on "
     "any "
     "day (two days or more after the tariff came into force)",
     0},
    {"records", RECORDS, "FILE", 0,
     "write the calls as call records (CSV), for `tollgate rate` and `tollgate run --among`", 1},
    {"sheet", SHEET, "FILE", 0, "write a sheet for the person who dials", 1},
    {"curve", CURVE, "FILE", 0, "write a CSV file of every call and what is detected up to it", 1},
    {"jobs", 'j', "N", 0, "use so many processes (default: as many as there are processors)", 2},
    {0},
};

static const char doc[] =
    "Chooses, out of all cases, the calls that give away the most of the known defects, for "
    "testing "
    "by hand or where calls cost money: first every defect once, then twice. The calls are in an "
    "order in which every beginning detects as much as can be reached call by call; of calls that "
    "detect the same, the cheaper and shorter ones. A defect counts as detected only if a system "
    "with it (its open prices those of the example annex), asked just these calls, fails the gate: "
    "that is tried for every one."
    "\v"
    "Exit: 0 planned, 3 cases or rulebook invalid, 5 no call to choose from, or none that detects "
    "anything, 64 usage (also a file that cannot be written, which is told before anything is "
    "tried), 70 internal.";

static const struct argp_child children[] = {{&pick_argp, 0, "Which cases to choose from:", 5},
                                             {0}};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &options->pick; return 0;
    case BUDGET: return options_count(&options->budget, 1, MOST_CALLS, "--budget", arg, state);
    case REALISTIC: options->realistic = true; return 0;
    case RECORDS: options->records = arg; return 0;
    case SHEET: options->sheet = arg; return 0;
    case CURVE: options->curve = arg; return 0;
    case 'j': return options_count(&options->jobs, 1, WORKERS_MOST, "--jobs", arg, state);
    case ARGP_KEY_ARG:
        argp_error(state, "%s: expected options only", tg_shown(tg_slice_of(arg)));
        return EINVAL;
    case ARGP_KEY_END:
        if (options->budget > 0) return 0;
        argp_error(state, "no --budget: expected how many calls can be placed");
        return EINVAL;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* ------------------------------------------------------------------------------------ selection */

#define LONGEST_S 300
#define SETTLED_S (2 * 86400)

/* From when on no date of the tariff, not even a day or a time zone off, matters. */
static tg_time settled_from(const struct tg_rulebook *tariff)
{
    tg_time from = 0;

    tg_time_parse(&from, tg_slice_of(phrase_policy(tariff, "single_from")->value));
    return from + SETTLED_S;
}

static bool is_realistic(const struct tg_rulebook *tariff, const struct question *question)
{
    struct tg_error error = {.status = TG_OK};
    const struct tg_cdr *cdr = &question->cdr;
    struct tg_outcome outcome;
    const uint8_t *value = outcome.call.value;

    if (!question->readable || !tg_rate(tariff, &outcome, cdr, &error)) return false;
    return value[TG_DIM_STATE] == TG_STATE_HOME && cdr->event != TG_EVENT_RECEIVE &&
           cdr->event != TG_EVENT_MONTHLY_FEE && cdr->dur_s >= 1 && cdr->dur_s <= LONGEST_S &&
           value[TG_DIM_DESTINATION] != TG_DEST_SATELLITE &&
           value[TG_DIM_DESTINATION] != TG_DEST_SATELLITE_OTHER &&
           cdr->start >= settled_from(tariff);
}

static void keep_realistic(struct questions *questions, const struct tg_rulebook *tariff)
{
    struct idmap ids = {0};

    for (size_t i = 0; i < questions->count; i++)
        if (is_realistic(tariff, &questions->list[i])) idmap_add(&ids, questions->list[i].id, i);
    questions_keep(questions, &(struct pick){.ids = &ids});
    idmap_free(&ids);
}

static bool load(struct questions *questions, struct suites *suites)
{
    struct tg_error error = {.status = TG_OK};

    if (suites_find(suites, NULL, &error) && suites_load_all(questions, suites, &error))
        return true;
    tell_error(&error);
    return false;
}

/* The cases to choose from. */
static enum exit_code gather(struct questions *questions, struct suites *suites,
                             const struct options *options)
{
    struct tg_rulebook *tariff = choice_load(&(struct choice){0});
    bool ok = tariff != NULL && load(questions, suites);

    if (ok) questions_learn(questions, tariff);
    if (ok && !pick_apply(&options->pick, questions)) {
        tg_rulebook_free(tariff);
        return EXIT_NOTHING;
    }
    if (ok && options->realistic) keep_realistic(questions, tariff);
    tg_rulebook_free(tariff);
    if (!ok) return EXIT_INVALID;
    if (questions->count > 0) return EXIT_CONFORMS;
    fprintf(stderr, "tollgate: there are no calls to choose from%s\n",
            options->realistic ? " that a tester can place" : "");
    return EXIT_NOTHING;
}

/* ---------------------------------------------------------------------------------- the summary */

/* Talk time and price of the first `count` calls. */
struct bill {
    int64_t seconds;
    tg_money most;
    size_t unbounded;
};

static struct bill bill_of(const struct call_plan *plan, size_t count)
{
    struct bill bill = {0};

    for (size_t i = 0; i < count; i++) {
        const struct question *question = &plan->gate.questions->list[plan->asked[i]];
        tg_money most;

        bill.seconds += question->cdr.dur_s;
        if (call_plan_price(&most, &question->expected))
            bill.most += most;
        else
            bill.unbounded++;
    }
    return bill;
}

static void curve_heading(struct grid *grid)
{
    static const char *const words[] = {"calls",        "detect",       "percent",         "twice",
                                        "talk minutes", "yuan at most", "the last of them"};

    *grid = (struct grid){.columns = 7, .right = 0x3f};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) grid_cellf(grid, "%s", words[i]);
}

static void curve_row(struct grid *grid, const struct call_plan *plan, size_t count)
{
    size_t detected = call_plan_detects(plan, count);
    size_t tenths = detected * 1000 / plan->adequacy->count;
    struct bill bill = bill_of(plan, count);
    struct text most = {0};

    text_add_money(&most, bill.most, false);
    if (bill.unbounded > 0) text_addf(&most, " + %zu open", bill.unbounded);
    grid_cellf(grid, "%zu", count);
    grid_cellf(grid, "%zu", detected);
    grid_cellf(grid, "%zu.%zu", tenths / 10, tenths % 10);
    grid_cellf(grid, "%zu", call_plan_twice(plan, count));
    grid_cellf(grid, "%lld", (long long)(bill.seconds + 59) / 60);
    grid_cell(grid, text_slice(&most));
    grid_cellf(grid, "%s", plan->gate.questions->list[plan->asked[count - 1]].id);
    text_free(&most);
}

/* 1, 2, 3, 5, 10, 20, 30, 50, 100 ..., the last call, and those by which no more is detected. */
static bool is_shown(const struct call_plan *plan, size_t count)
{
    static const size_t steps[] = {1, 2, 3, 5};
    size_t scale = 1;

    if (count == plan->plan.count) return true;
    if (call_plan_detects(plan, count) == call_plan_detects(plan, plan->plan.count))
        return call_plan_detects(plan, count - 1) < call_plan_detects(plan, count);
    while (count >= 10 * scale) scale *= 10;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (count == steps[i] * scale) return true;
    return false;
}

static void write_curve(struct text *out, const struct call_plan *plan)
{
    struct grid grid;

    curve_heading(&grid);
    for (size_t count = 1; count <= plan->plan.count; count++)
        if (is_shown(plan, count)) curve_row(&grid, plan, count);
    grid_write(out, &grid);
}

/* Why a defect is not detected, in the order in which that is told. */
static const char *const reasons[] = {"no call to choose from shows it", "the budget is used up",
                                      "no calls to choose from show it for sure"};

static size_t reason_of(const struct call_plan *plan, const struct suspect *suspect,
                        const struct options *options)
{
    if (suspect->fate != FATE_DETECTED) return 0;
    return plan->plan.count == options->budget ? 1 : 2;
}

static void write_missed(struct text *out, const struct call_plan *plan,
                         const struct options *options)
{
    const struct adequacy *adequacy = plan->adequacy;

    for (size_t reason = 0; reason < sizeof reasons / sizeof reasons[0]; reason++) {
        struct grid grid = {.columns = 2};
        size_t count = 0;

        for (size_t i = 0; i < adequacy->count; i++) {
            const struct suspect *suspect = &adequacy->list[i];

            if (plan->from[i] > 0 || reason_of(plan, suspect, options) != reason) continue;
            grid_cellf(&grid, "%s", suspect->fault->id);
            grid_cellf(&grid, "%s (%s)", suspect->fault->title, suspect->fault->clauses);
            count++;
        }
        if (count > 0) text_addf(out, "\nnot detected, %s (%zu):\n", reasons[reason], count);
        grid_write(out, &grid);
    }
}

/* Those that were found with the open prices of the annex, and might not be with others. */
static void write_priced(struct text *out, const struct call_plan *plan)
{
    struct grid grid = {.columns = 2};
    size_t count = 0;

    for (size_t i = 0; i < plan->adequacy->count; i++) {
        const struct fault *fault = plan->adequacy->list[i].fault;

        if (plan->from[i] == 0 || plan->firm[i]) continue;
        grid_cellf(&grid, "%s", fault->id);
        grid_cellf(&grid, "%s (%s)", fault->title, fault->clauses);
        count++;
    }
    if (count > 0)
        text_addf(out,
                  "\ndetected with the open prices of the example annex, with others perhaps "
                  "not (%zu):\n",
                  count);
    grid_write(out, &grid);
}

static void print_summary(const struct call_plan *plan, const struct options *options)
{
    size_t count = plan->plan.count;
    struct text out = {0};

    phrase_count(&out, count, "call");
    text_addf(&out, " of %zu to choose from detect %zu of %zu known defects, %zu of them twice",
              plan->matrix.calls, call_plan_detects(plan, count), plan->adequacy->count,
              call_plan_twice(plan, count));
    if (count < options->budget)
        text_addf(&out, "; no other call alone would show more, though the budget is %u",
                  options->budget);
    text_addf(&out, "\n\n");
    write_curve(&out, plan);
    write_priced(&out, plan);
    write_missed(&out, plan, options);
    fwrite(out.p, 1, out.n, stdout);
    text_free(&out);
}

/* ------------------------------------------------------------------------------------ the files */

static bool replace_file(const char *path, const struct text *content)
{
    struct tg_error error = {.status = TG_OK};

    if (file_replace(path, text_slice(content), &error)) return true;
    tell_error(&error);
    return false;
}

static bool put_records(const char *path, const struct call_plan *plan)
{
    struct questions planned;
    struct text out = {0};
    bool ok;

    questions_choose(&planned, plan->gate.questions, plan->asked, plan->plan.count);
    questions_write(&out, &planned);
    ok = replace_file(path, &out);
    questions_free(&planned);
    text_free(&out);
    return ok;
}

static bool put_sheet(const char *path, const struct call_plan *plan)
{
    struct text out = {0};
    bool ok = call_sheet_write(&out, plan) && replace_file(path, &out);

    text_free(&out);
    return ok;
}

static bool put_curve(const char *path, const struct call_plan *plan)
{
    struct text out = {0};
    bool ok;

    text_addf(&out, "calls,call_id,detected,detected_twice,seconds,yuan_at_most,without_bound\n");
    for (size_t count = 1; count <= plan->plan.count; count++) {
        struct bill bill = bill_of(plan, count);

        text_addf(&out, "%zu,%s,%zu,%zu,%lld,", count,
                  plan->gate.questions->list[plan->asked[count - 1]].id,
                  call_plan_detects(plan, count), call_plan_twice(plan, count),
                  (long long)bill.seconds);
        text_add_money(&out, bill.most, false);
        text_addf(&out, ",%zu\n", bill.unbounded);
    }
    ok = replace_file(path, &out);
    text_free(&out);
    return ok;
}

static bool put_files(const struct call_plan *plan, const struct options *options)
{
    bool ok = options->records == NULL || put_records(options->records, plan);

    ok = (options->sheet == NULL || put_sheet(options->sheet, plan)) && ok;
    return (options->curve == NULL || put_curve(options->curve, plan)) && ok;
}

/* ---------------------------------------------------------------------------------- the command */

/* Finds out which call sees which known defect. */
static bool measure(struct adequacy *adequacy, const struct questions *questions, unsigned jobs,
                    bool progress)
{
    if (!adequacy_open(adequacy, questions, ADEQUACY_DEFECTS)) return false;
    adequacy->roughly = true;
    return adequacy_measure(adequacy, jobs, progress);
}

static bool check_files(const struct options *options)
{
    const struct output_path outputs[] = {
        {.path = options->records}, {.path = options->sheet}, {.path = options->curve}};

    return outputs_possible(outputs, sizeof outputs / sizeof outputs[0], &options->pick.among, 1);
}

static enum exit_code make_plan(const struct questions *questions, const struct options *options)
{
    struct adequacy adequacy = {0};
    struct call_plan plan = {0};
    enum exit_code code = EXIT_INVALID;
    bool progress = isatty(STDERR_FILENO);

    if (measure(&adequacy, questions, options->jobs, progress) &&
        call_plan_make(&plan, &adequacy, options->budget, options->jobs, progress)) {
        code = plan.plan.count == 0 ? EXIT_NOTHING : EXIT_CONFORMS;
        if (code == EXIT_NOTHING)
            fprintf(stderr, "tollgate: no call to choose from detects a known defect\n");
        else if (!put_files(&plan, options))
            code = EXIT_INTERNAL;
        if (code != EXIT_NOTHING) print_summary(&plan, options);
    }
    call_plan_free(&plan);
    adequacy_free(&adequacy);
    return code;
}

static enum exit_code run_command(int argc, char **argv)
{
    const struct argp argp = {option_table, parse_option, NULL, doc, children, NULL, NULL};
    struct options options = {.jobs = workers_default()};
    struct questions questions = {0};
    struct suites suites = {0};
    enum exit_code code;

    if (!options_parse(&code, &argp, argc, argv, &options)) return code;
    if (!check_files(&options)) return EXIT_USAGE;
    code = gather(&questions, &suites, &options);
    if (code == EXIT_CONFORMS) code = make_plan(&questions, &options);
    questions_free(&questions);
    suites_free(&suites);
    return code;
}

const struct command cmd_plan = {"plan", "the few calls that give away the most known defects",
                                 run_command};
