/* tollgate golden: verifies golden results against the reference rater, or accepts new ones. */
#include "choice.h"
#include "cross_check.h"
#include "file.h"
#include "golden_diff.h"
#include "golden_make.h"
#include "listing.h"
#include "options.h"
#include "selection.h"
#include "store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SHOWN_DIFFERENCES 10
#define MAX_RANDOM        1000000
#define ORACLE            "golden/oracle.sql"

enum { RANDOM = 0x100, SEED };

struct options {
    struct choice choice;
    const char *dir;
    bool accept;
    bool diff;
    bool cross_check;
    uint64_t random;
    uint64_t seed;
    char **args;
    size_t count;
};

static const struct argp_option option_table[] = {
    {"accept", 'a', NULL, 0, "write golden/SUITE.csv as the reference rater has it now", 0},
    {"diff", 'D', NULL, 0,
     "show what would change, by rule and clause, with the money; with --overlay or --rulebook: "
     "what "
     "that changes",
     0},
    {"cross-check", 'x', NULL, 0,
     "put cases, worked examples and random records to the second oracle (golden/oracle.sql) too",
     0},
    {"random", RANDOM, "N", 0, "with --cross-check: so many random records (default 200000)", 0},
    {"seed", SEED, "S", 0, "with --cross-check: where their chance begins (default 1)", 0},
    {"dir", 'd', "DIR", 0,
     "take cases, golden results and, if there is one, the rulebook from the source tree in DIR "
     "(default: those in the program; with --accept the current directory)",
     0},
    {0},
};

static const struct argp_child children[] = {{&choice_argp, 0, NULL, 0}, {0}};

static const char *misuse(const struct options *options)
{
    if (options->accept && options->diff) return "--accept and --diff exclude each other";
    if (options->accept && options->choice.overlay_count > 0)
        return "golden results are those of the tariff itself: --accept takes no --overlay";
    if (options->cross_check && (options->accept || options->diff))
        return "--cross-check goes without --accept and --diff";
    if (options->cross_check && (options->choice.overlay_count > 0))
        return "the second oracle knows the tariff itself: --cross-check takes no --overlay";
    return NULL;
}

static bool read_number(uint64_t *number, const char *arg, uint64_t most)
{
    char *end;

    errno = 0;
    *number = strtoull(arg, &end, 10);
    return errno == 0 && *arg >= '0' && *arg <= '9' && *end == '\0' && *number <= most;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &options->choice; return 0;
    case 'a': options->accept = true; return 0;
    case 'D': options->diff = true; return 0;
    case 'x': options->cross_check = true; return 0;
    case RANDOM:
        if (read_number(&options->random, arg, MAX_RANDOM)) return 0;
        argp_error(state, "--random %s: expected 0 to %d", tg_shown(tg_slice_of(arg)), MAX_RANDOM);
        return EINVAL;
    case SEED:
        if (read_number(&options->seed, arg, UINT64_MAX)) return 0;
        argp_error(state, "--seed %s: expected a whole number", tg_shown(tg_slice_of(arg)));
        return EINVAL;
    case 'd': options->dir = arg; return 0;
    case ARGP_KEY_ARGS:
        options->args = state->argv + state->next;
        options->count = (size_t)(state->argc - state->next);
        return 0;
    case ARGP_KEY_END:
        if (misuse(options) != NULL) {
            argp_error(state, "%s", misuse(options));
            return EINVAL;
        }
        for (size_t i = 0; i < options->count; i++) {
            if (strpbrk(options->args[i], "/.") == NULL) continue;
            argp_error(state, "%s is not the id of a suite",
                       tg_shown(tg_slice_of(options->args[i])));
            return EINVAL;
        }
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* One suite's golden file, as it is and as the rater would have it. */
struct comparison {
    struct arena *arena;
    const char *name;
    bool exists;
    struct tg_slice committed;
    struct text made;
    struct text report;
    struct listing_counts counts;
};

static bool prepare(struct comparison *cmp, const struct tg_rulebook *rulebook,
                    const struct selected *one, struct tg_error *error)
{
    const char *records_name = store_name(cmp->arena, one->dir, one->csv);
    char *path = arena_take(cmp->arena, strlen(one->suite->id) + sizeof "golden/.csv", 1);
    struct tg_error absent = {.status = TG_OK};
    struct tg_slice records;

    stpcpy(stpcpy(stpcpy(path, "golden/"), one->suite->id), ".csv");
    cmp->name = store_name(cmp->arena, one->dir, path);
    if (!store_read(cmp->arena, &records, one->dir, one->csv, error) ||
        !golden_make(rulebook, &cmp->made, records_name, records, error))
        return false;
    /* A new suite has none yet; --accept is how it gets them. */
    cmp->exists = store_read(cmp->arena, &cmp->committed, one->dir, path, &absent);
    if (!cmp->exists) cmp->committed = (struct tg_slice){"", 0};
    return true;
}

static enum exit_code verify(struct comparison *cmp, bool equal)
{
    if (equal) return EXIT_CONFORMS;
    if (!cmp->exists)
        fprintf(stderr, "tollgate: %s: there are no golden results\n", cmp->name);
    else
        fprintf(stderr,
                "%stollgate: %s is not what the reference rater says: %zu lines changed, %zu "
                "missing, %zu too many\n",
                cmp->report.p, cmp->name, cmp->counts.changed, cmp->counts.missing,
                cmp->counts.extra);
    return EXIT_INVALID;
}

static enum exit_code accept_new(struct comparison *cmp, bool equal)
{
    struct tg_error error = {.status = TG_OK};

    if (equal) return EXIT_CONFORMS;
    if (!file_replace(cmp->name, text_slice(&cmp->made), &error)) return selection_fail(&error);
    if (cmp->exists)
        fprintf(stderr, "%s: written, %zu lines changed, %zu new, %zu gone\n", cmp->name,
                cmp->counts.changed, cmp->counts.missing, cmp->counts.extra);
    else
        fprintf(stderr, "%s: made, %zu lines\n", cmp->name, cmp->counts.missing);
    return EXIT_CONFORMS;
}

/* What there is to do, and to whom. */
struct task {
    struct selection selection;
    const struct tg_rulebook *rulebook;
    bool accept;
    bool quiet; /* --diff: the table says it all */
    struct golden_diff diff;
};

static enum exit_code treat(struct task *task, const struct selected *one)
{
    struct comparison cmp = {.arena = &task->selection.arena};
    struct tg_error error = {.status = TG_OK};
    enum exit_code code;
    bool equal;

    if (prepare(&cmp, task->rulebook, one, &error) &&
        (task->accept || !cmp.exists ||
         golden_diff_add(&task->diff, cmp.name, cmp.committed, text_slice(&cmp.made), &error))) {
        equal = listing_compare(&cmp.counts, &cmp.report, cmp.committed, text_slice(&cmp.made),
                                cmp.name, SHOWN_DIFFERENCES);
        code = task->accept            ? accept_new(&cmp, equal)
               : task->quiet && !equal ? EXIT_INVALID
                                       : verify(&cmp, equal);
    } else {
        code = selection_fail(&error);
    }
    text_free(&cmp.made);
    text_free(&cmp.report);
    return code;
}

/* Golden results of no suite answer nobody's question. */
static enum exit_code check_orphans(struct task *task, const char *dir)
{
    struct tg_error error = {.status = TG_OK};
    struct arena *arena = &task->selection.arena;
    enum exit_code code = EXIT_CONFORMS;
    const char *const *ids;
    size_t count;

    if (!store_list(arena, &ids, &count, dir, "golden", ".csv", &error))
        return selection_fail(&error);
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;

        while (at < task->selection.count &&
               strcmp(task->selection.list[at].suite->id, ids[i]) != 0)
            at++;
        if (at < task->selection.count) continue;
        fprintf(stderr, "tollgate: %s/%s.csv: there is no suite %s\n",
                store_name(arena, dir, "golden"), ids[i], tg_shown(tg_slice_of(ids[i])));
        code = EXIT_INVALID;
    }
    return code;
}

/* The examples are of the tariff itself; a tree may do without. */
static bool has_examples(const struct options *options)
{
    struct arena arena = {0};
    bool has =
        options->count == 0 && !options->accept && !options->diff &&
        options->choice.overlay_count == 0 &&
        (options->dir == NULL || access(store_name(&arena, options->dir, WORKED_PATH), F_OK) == 0);

    arena_free(&arena);
    return has;
}

/* Examples worked by hand are golden results too. */
static enum exit_code check_worked(const struct task *task, const char *dir)
{
    struct tg_error error = {.status = TG_OK};
    struct cross_check check = {.rulebook = task->rulebook};
    struct worked worked = {.name = NULL};
    bool ok = worked_read(&worked, dir, &error) && cross_check_worked(&check, &worked, &error);

    if (!ok) selection_fail(&error);
    if (check.report.n > 0)
        fprintf(stderr, "%stollgate: %s: %zu of %zu examples come out otherwise\n", check.report.p,
                worked.name, check.differences, worked.count);
    ok = ok && check.differences == 0;
    worked_free(&worked);
    text_free(&check.report);
    return ok ? EXIT_CONFORMS : EXIT_INVALID;
}

static enum exit_code treat_all(struct task *task, const struct options *options)
{
    struct selection *selection = &task->selection;
    enum exit_code code = EXIT_CONFORMS;
    struct text table = {0};
    size_t cases = 0;

    if (options->count == 0 && !options->accept) code = check_orphans(task, options->dir);
    if (has_examples(options) && check_worked(task, options->dir) != EXIT_CONFORMS)
        code = EXIT_INVALID;
    for (size_t i = 0; i < selection->count; i++) {
        if (treat(task, &selection->list[i]) != EXIT_CONFORMS) code = EXIT_INVALID;
        cases += selection->list[i].suite->case_count;
    }
    golden_diff_write(&table, &task->diff);
    if (table.n > 0) fprintf(task->quiet ? stdout : stderr, "%s", table.p);
    text_free(&table);
    if (code == EXIT_CONFORMS)
        fprintf(stderr, "%zu suite%s, %zu cases: the golden results are current\n",
                selection->count, selection->count == 1 ? "" : "s", cases);
    return code;
}

/* The proof's findings are for `tollgate rules --prove` to show. */
static void pass_over(void *user, const struct tg_finding *finding)
{
    (void)user;
    (void)finding;
}

/* Nothing is accepted from a tariff that breaks the notice. */
static bool is_proved(const struct tg_rulebook *rulebook)
{
    struct tg_error error = {.status = TG_OK};
    struct tg_rulebook *notice = tg_rulebook_load(TG_NOTICE_RULEBOOK, NULL, 0, &error);
    struct tg_proof proof;
    bool done = notice != NULL && tg_prove(rulebook, &proof, notice, pass_over, NULL, &error);

    tg_rulebook_free(notice);
    if (!done)
        selection_fail(&error);
    else if (proof.breaks > 0)
        fprintf(stderr,
                "tollgate: golden results are not accepted from %s: %zu combinations break the "
                "notice\nhint: tollgate rules --prove\n",
                tg_rulebook_id(rulebook), proof.breaks);
    return done && proof.breaks == 0;
}

/* A source tree is judged by its own rulebook, so that a change there shows without a new build. */
static void choose_rulebook(struct options *options, struct arena *arena)
{
    const char *own;

    if (options->choice.rulebook != NULL || options->dir == NULL) return;
    own = store_name(arena, options->dir, "src/rulebooks/" TG_DEFAULT_RULEBOOK ".xml");
    if (access(own, R_OK) == 0) options->choice.rulebook = own;
}

/* One line for each kind of records: how many, and what they came to. */
static void say_checked(struct text *out, const char *what, const struct cross_check *check)
{
    text_addf(
        out,
        "%8zu %s: %zu exact, %zu open, %zu range, %zu unspecified, %zu refused; %zu rules and "
        "gaps\n",
        check->records, what, check->kinds[EXPECT_EXACT], check->kinds[EXPECT_OPEN],
        check->kinds[EXPECT_RANGE], check->kinds[EXPECT_UNSPECIFIED], check->kinds[EXPECT_ERROR],
        check->rules);
}

static bool check_all(struct cross_check *check, struct text *out, const struct task *task,
                      const struct worked *worked, const struct options *options,
                      struct tg_error *error)
{
    struct text random = {0};
    bool ok = cross_check_cases(check, &task->selection, error);

    if (ok) say_checked(out, "cases", check);
    ok = ok && cross_check_worked(check, worked, error);
    if (ok) say_checked(out, "examples worked by hand", check);
    ok = ok && cross_check_random(check, options->seed, options->random, error);
    text_addf(&random, "random records (seed %llu)", (unsigned long long)options->seed);
    if (ok) say_checked(out, random.p, check);
    text_free(&random);
    return ok;
}

/* The three opinions about the tariff against each other. */
static enum exit_code cross_check(struct task *task, const struct options *options)
{
    struct arena *arena = &task->selection.arena;
    struct tg_error error = {.status = TG_OK};
    struct cross_check check = {.rulebook = task->rulebook};
    struct worked worked = {.name = NULL};
    struct tg_slice script;
    struct text out = {0};
    bool ok = store_read(arena, &script, options->dir, ORACLE, &error) &&
              worked_read(&worked, options->dir, &error);

    check.script_name = store_name(arena, options->dir, ORACLE);
    if (ok) check.script = arena_text(arena, script);
    ok = ok && check_all(&check, &out, task, &worked, options, &error);
    if (ok) {
        text_addf(&out, "%8zu differences between the reference rater, %s and the examples\n",
                  check.differences, check.script_name);
        if (check.report.n > 0) fputs(check.report.p, stderr);
        fputs(out.p, stdout);
    } else {
        selection_fail(&error);
    }
    worked_free(&worked);
    text_free(&check.report);
    text_free(&out);
    return ok && check.differences == 0 ? EXIT_CONFORMS : EXIT_INVALID;
}

static enum exit_code perform(struct options *options)
{
    struct task task = {.accept = options->accept, .quiet = options->diff};
    struct tg_rulebook *rulebook = NULL;
    enum exit_code code =
        selection_open(&task.selection, options->dir, options->args, options->count);

    if (code == EXIT_CONFORMS) {
        choose_rulebook(options, &task.selection.arena);
        rulebook = choice_load(&options->choice);
        if (rulebook == NULL || (options->accept && !is_proved(rulebook))) code = EXIT_INVALID;
    }
    task.rulebook = rulebook;
    if (code == EXIT_CONFORMS)
        code = options->cross_check ? cross_check(&task, options) : treat_all(&task, options);
    golden_diff_free(&task.diff);
    tg_rulebook_free(rulebook);
    selection_close(&task.selection);
    return code;
}

/* A golden result is one that somebody has looked at; nobody looks in CI. */
static bool in_ci(void)
{
    const char *ci = getenv("CI");

    return ci != NULL && strcmp(ci, "true") == 0;
}

static enum exit_code run(int argc, char **argv)
{
    static const struct argp argp = {
        .options = option_table,
        .parser = parse_option,
        .args_doc = "[SUITE...]",
        .doc = "Verifies that golden/SUITE.csv is what the reference rater says about the calls in "
               "cases/SUITE.csv."
               "\v"
               "Exit: 0 current, 3 not current or invalid, 5 there is no suite, 64 usage.",
        .children = children,
    };
    struct options options = {.random = 200000, .seed = 1};
    enum exit_code code;

    if (!options_parse(&code, &argp, argc, argv, &options)) return code;
    if (options.accept && in_ci()) {
        fprintf(stderr, "tollgate: golden results are not accepted in CI (the environment says "
                        "CI=true): somebody has to review them\n");
        return EXIT_INVALID;
    }
    if (options.accept && options.dir == NULL) options.dir = ".";
    return perform(&options);
}

const struct command cmd_golden = {
    .name = "golden",
    .summary = "verify the golden results, show what changes them, accept new ones",
    .run = run,
};
