/* tollgate cases: lists, expands and checks scenario suites. */
#include "listing.h"
#include "options.h"
#include "selection.h"
#include "store.h"

#include <errno.h>

#define SHOWN_DIFFERENCES 5

struct options {
    const char *dir;
    bool check;
    bool expand;
    char **args;
    size_t count;
};

static const struct argp_option option_table[] = {
    {"check", 'c', NULL, 0, "verify that cases/SUITE.csv is what SUITE.xml expands to", 0},
    {"expand", 'e', NULL, 0, "write the call records of one suite to standard output", 0},
    {"dir", 'd', "DIR", 0, "take suites from DIR/cases instead of those in the program", 0},
    {0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case 'c': options->check = true; return 0;
    case 'e': options->expand = true; return 0;
    case 'd': options->dir = arg; return 0;
    case ARGP_KEY_ARGS:
        options->args = state->argv + state->next;
        options->count = (size_t)(state->argc - state->next);
        return 0;
    case ARGP_KEY_END:
        if (!options->expand || (!options->check && options->count == 1)) return 0;
        argp_error(state, options->check ? "--check and --expand exclude each other"
                                         : "--expand: expected one suite");
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
        code = options.check    ? check(&selection)
               : options.expand ? expand(&selection)
                                : list(&selection);
    selection_close(&selection);
    return code;
}

const struct command cmd_cases = {
    .name = "cases",
    .summary = "list, expand and check scenario suites",
    .run = run,
};
