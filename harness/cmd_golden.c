/* tollgate golden: verifies golden results against the reference rater, or accepts new ones. */
#include "file.h"
#include "golden_make.h"
#include "listing.h"
#include "options.h"
#include "selection.h"
#include "store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN_DIFFERENCES 10

struct options {
    const char *dir;
    bool accept;
    char **args;
    size_t count;
};

static const struct argp_option option_table[] = {
    {"accept", 'a', NULL, 0, "write golden/SUITE.csv as the reference rater has it now", 0},
    {"dir", 'd', "DIR", 0,
     "take cases and golden results from DIR/cases and DIR/golden (default: those in the program; "
     "with --accept the current directory)",
     0},
    {0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case 'a': options->accept = true; return 0;
    case 'd': options->dir = arg; return 0;
    case ARGP_KEY_ARGS:
        options->args = state->argv + state->next;
        options->count = (size_t)(state->argc - state->next);
        return 0;
    case ARGP_KEY_END:
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

static enum exit_code treat(const struct tg_rulebook *rulebook, struct arena *arena,
                            const struct selected *one, bool accept)
{
    struct comparison cmp = {.arena = arena};
    struct tg_error error = {.status = TG_OK};
    enum exit_code code;
    bool equal;

    if (prepare(&cmp, rulebook, one, &error)) {
        equal = listing_compare(&cmp.counts, &cmp.report, cmp.committed, text_slice(&cmp.made),
                                cmp.name, SHOWN_DIFFERENCES);
        code = accept ? accept_new(&cmp, equal) : verify(&cmp, equal);
    } else {
        code = selection_fail(&error);
    }
    text_free(&cmp.made);
    text_free(&cmp.report);
    return code;
}

static enum exit_code treat_all(struct selection *selection, bool accept)
{
    struct tg_error error = {.status = TG_OK};
    struct tg_rulebook *rulebook = tg_rulebook_load(TG_DEFAULT_RULEBOOK, NULL, 0, &error);
    enum exit_code code = EXIT_CONFORMS;
    size_t cases = 0;

    if (rulebook == NULL) return selection_fail(&error);
    for (size_t i = 0; i < selection->count; i++) {
        if (treat(rulebook, &selection->arena, &selection->list[i], accept) != EXIT_CONFORMS)
            code = EXIT_INVALID;
        cases += selection->list[i].suite->case_count;
    }
    if (code == EXIT_CONFORMS)
        fprintf(stderr, "%zu suite%s, %zu cases: the golden results are current\n",
                selection->count, selection->count == 1 ? "" : "s", cases);
    tg_rulebook_free(rulebook);
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
               "cases/SUITE.csv.",
    };
    struct options options = {0};
    struct selection selection = {0};
    enum exit_code code;

    if (!options_parse(&code, &argp, argc, argv, &options)) return code;
    if (options.accept && in_ci()) {
        fprintf(stderr, "tollgate: golden results are not accepted in CI (the environment says "
                        "CI=true): somebody has to review them\n");
        return EXIT_INVALID;
    }
    if (options.accept && options.dir == NULL) options.dir = ".";
    code = selection_open(&selection, options.dir, options.args, options.count);
    if (code == EXIT_CONFORMS) code = treat_all(&selection, options.accept);
    selection_close(&selection);
    return code;
}

const struct command cmd_golden = {
    .name = "golden",
    .summary = "verify the golden results, or accept new ones",
    .run = run,
};
