/* tollgate cases: lists, expands and checks scenario suites. */
#include "coverage.h"
#include "listing.h"
#include "options.h"
#include "propose.h"
#include "selection.h"
#include "store.h"

#include <errno.h>
#include <string.h>

#define SHOWN_DIFFERENCES 5
#define SHOWN_MISSING     20

struct options {
    const char *dir;
    bool check;
    bool expand;
    bool coverage;
    bool all;
    const char *propose; /* the id of a group */
    char **args;
    size_t count;
};

static const struct argp_option option_table[] = {
    {"check", 'c', NULL, 0, "verify that cases/SUITE.csv is what SUITE.xml expands to", 0},
    {"expand", 'e', NULL, 0, "write the call records of one suite to standard output", 0},
    {"coverage", 'v', NULL, 0,
     "measure which cells of the decision table and which combinations of values the cases ask for",
     0},
    {"all", 'a', NULL, 0, "with --coverage: name everything that is missing", 0},
    {"propose", 'p', "GROUP", 0,
     "print picks for a group that cover what is missing; all suites are counted", 0},
    {"dir", 'd', "DIR", 0, "take suites from DIR/cases instead of those in the program", 0},
    {0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case 'c': options->check = true; return 0;
    case 'e': options->expand = true; return 0;
    case 'v': options->coverage = true; return 0;
    case 'a': options->all = true; return 0;
    case 'p': options->propose = arg; return 0;
    case 'd': options->dir = arg; return 0;
    case ARGP_KEY_ARGS:
        options->args = state->argv + state->next;
        options->count = (size_t)(state->argc - state->next);
        return 0;
    case ARGP_KEY_END:
        if (options->check + options->expand + options->coverage + (options->propose != NULL) > 1)
            argp_error(state, "--check, --expand, --coverage and --propose exclude each other");
        else if (options->expand && options->count != 1)
            argp_error(state, "--expand: expected one suite");
        else if (options->all && !options->coverage)
            argp_error(state, "--all goes with --coverage");
        else
            return 0;
        return EINVAL;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static enum exit_code list(const struct selection *selection)
{
    struct text out = {0};
    size_t total = 0;

    for (size_t i = 0; i < selection->count; i++) {
        const struct suite *suite = selection->list[i].suite;

        text_addf(&out, "%s: %s, %zu cases\n    %s\n", suite->id, suite->title, suite->case_count,
                  suite->clauses);
        total += suite->case_count;
    }
    text_addf(&out, "%zu suite%s, %zu cases\n", selection->count, selection->count == 1 ? "" : "s",
              total);
    fputs(out.p, stdout);
    text_free(&out);
    return EXIT_CONFORMS;
}

static enum exit_code expand(const struct selection *selection)
{
    struct text csv = {0};

    suite_write(&csv, selection->list[0].suite);
    fputs(csv.p, stdout);
    text_free(&csv);
    return EXIT_CONFORMS;
}

static enum exit_code check_one(struct arena *arena, const struct selected *one)
{
    struct tg_error error = {.status = TG_OK};
    struct listing_counts counts;
    struct text report = {0};
    struct text csv = {0};
    struct tg_slice committed;
    const char *name = store_name(arena, one->dir, one->csv);
    enum exit_code code = EXIT_CONFORMS;

    if (!store_read(arena, &committed, one->dir, one->csv, &error)) return selection_fail(&error);
    suite_write(&csv, one->suite);
    if (!listing_compare(&counts, &report, committed, text_slice(&csv), name, SHOWN_DIFFERENCES)) {
        fprintf(stderr,
                "%stollgate: %s is not what %s expands to: %zu lines changed, %zu missing, %zu too "
                "many\nhint: tollgate cases --expand %s >%s\n",
                report.p, name, one->name, counts.changed, counts.missing, counts.extra, one->name,
                name);
        code = EXIT_INVALID;
    }
    text_free(&report);
    text_free(&csv);
    return code;
}

static enum exit_code check(struct selection *selection)
{
    enum exit_code code = EXIT_CONFORMS;
    size_t cases = 0;

    for (size_t i = 0; i < selection->count; i++) {
        if (check_one(&selection->arena, &selection->list[i]) != EXIT_CONFORMS) code = EXIT_INVALID;
        cases += selection->list[i].suite->case_count;
    }
    if (code == EXIT_CONFORMS)
        fprintf(stderr, "%zu suite%s, %zu cases: the call records are current\n", selection->count,
                selection->count == 1 ? "" : "s", cases);
    return code;
}

static bool is_complete(const struct coverage_count *count)
{
    return count->asked == count->possible;
}

static void say_count(struct text *out, const char *what, const struct coverage_count *count)
{
    text_addf(out, "%8zu of %8zu  %s\n", count->asked, count->possible, what);
}

/* The figures, and what is missing. */
static enum exit_code tell_coverage(const struct coverage *coverage, bool all)
{
    struct coverage_result result;
    struct text out = {0};
    bool complete;

    coverage_result(&result, coverage);
    say_count(&out, "cells of the decision table have a case", &result.cells);
    say_count(&out, "combinations of three classification values", &result.triples);
    say_count(&out, "combinations of two classification values with a length", &result.pairs);
    say_count(&out, "points of the decision table, for information", &result.points);
    complete =
        is_complete(&result.cells) && is_complete(&result.triples) && is_complete(&result.pairs);
    if (!complete) {
        text_addf(&out, "missing%s:\n", all ? "" : ", the first of it");
        coverage_missing(&out, coverage, all ? SIZE_MAX : SHOWN_MISSING);
    }
    fputs(out.p, stdout);
    text_free(&out);
    return complete ? EXIT_CONFORMS : EXIT_INVALID;
}

/* The group with this id, in whichever suite it is. */
static const struct suite_group *find_group(const struct selection *selection, const char *id,
                                            struct suite **suite)
{
    for (size_t i = 0; i < selection->count; i++) {
        *suite = selection->list[i].suite;
        for (size_t g = 0; g < (*suite)->group_count; g++)
            if (strcmp((*suite)->groups[g].id, id) == 0) return &(*suite)->groups[g];
    }
    return NULL;
}

static enum exit_code propose(const struct selection *selection, struct coverage *coverage,
                              const struct tg_rulebook *rulebook, const char *id)
{
    struct tg_error error = {.status = TG_OK};
    struct suite *suite;
    const struct suite_group *group = find_group(selection, id, &suite);
    struct text out = {0};
    enum exit_code code = EXIT_CONFORMS;

    if (group == NULL) {
        fprintf(stderr, "tollgate: no suite has a group %s\n", tg_shown(tg_slice_of(id)));
        return EXIT_USAGE;
    }
    if (!propose_picks(&out, coverage, suite, group, rulebook, &error))
        code = selection_fail(&error);
    else if (out.n > 0)
        fputs(out.p, stdout);
    text_free(&out);
    return code;
}

static enum exit_code measure(const struct selection *selection, const struct options *options)
{
    struct tg_error error = {.status = TG_OK};
    struct tg_rulebook *rulebook = tg_rulebook_load(TG_DEFAULT_RULEBOOK, NULL, 0, &error);
    struct coverage *coverage;
    enum exit_code code = EXIT_CONFORMS;

    if (rulebook == NULL) return selection_fail(&error);
    coverage = coverage_new(rulebook);
    for (size_t i = 0; code == EXIT_CONFORMS && i < selection->count; i++)
        if (!coverage_add_suite(coverage, selection->list[i].suite, &error))
            code = selection_fail(&error);
    if (code == EXIT_CONFORMS)
        code = options->propose != NULL ? propose(selection, coverage, rulebook, options->propose)
                                        : tell_coverage(coverage, options->all);
    coverage_free(coverage);
    tg_rulebook_free(rulebook);
    return code;
}

static enum exit_code run(int argc, char **argv)
{
    static const struct argp argp = {
        .options = option_table,
        .parser = parse_option,
        .args_doc = "[SUITE...]",
        .doc = "Lists scenario suites: id, title, number of cases, clauses. SUITE is an id, or a "
               "file if it holds a '/' or ends in .xml.",
    };
    struct options options = {0};
    struct selection selection = {0};
    enum exit_code code;

    if (!options_parse(&code, &argp, argc, argv, &options)) return code;
    code = selection_open(&selection, options.dir, options.args, options.count);
    if (code == EXIT_CONFORMS)
        code = options.check                                 ? check(&selection)
               : options.expand                              ? expand(&selection)
               : options.coverage || options.propose != NULL ? measure(&selection, &options)
                                                             : list(&selection);
    selection_close(&selection);
    return code;
}

const struct command cmd_cases = {
    .name = "cases",
    .summary = "list, expand and check scenario suites",
    .run = run,
};
