#include "run_options.h"

#include "arena.h"
#include "duration.h"
#include "options.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
    TIMEOUT = 256,
    RESULTS,
    RESUME,
    LIST,
    CASES_DIR,
    REFERENCE,
    SUT,
    RESTARTS,
    SUITE,
    FAILED_IN,
    MAX_FAIL
};

static const struct argp_option option_table[] = {
    {"results", RESULTS, "FILE", 0,
     "keep what is asked and answered in a new results database, as it comes", 0},
    {"resume", RESUME, "FILE", 0,
     "go on with the run of this results database: ask the same system what it did not answer", 0},
    {"timeout", TIMEOUT, "TIME", 0, "let the system run so long: 500ms, 10s, 2m (default 60s)", 0},
    {"sut", SUT, "PROFILE", 0,
     "ask the system that this file describes: how it is reached, what its records look like", 0},
    {"jobs", 'j', "N", 0,
     "ask so many processes or connections at once, for systems asked case by "
     "case",
     0},
    {"restarts", RESTARTS, "N", 0, "start a system that broke off again, so often at most", 0},
    {"reference", REFERENCE, NULL, 0,
     "instead of COMMAND: ask the reference rater, in-process; with an annex as --overlay it is a "
     "correct system, with a defect a faulty one",
     0},
    {"suite", SUITE, "SUITE", 0, "ask this suite, as if it were named as an argument", 5},
    {"list", LIST, NULL, 0, "print the ids of the cases, one a line, and ask nothing", 0},
    {"cases-dir", CASES_DIR, "DIR", 0, "take suites from DIR/cases and DIR/golden", 0},
    {"failed-in", FAILED_IN, "RUN", 0,
     "ask only the cases that failed, or got no verdict, in this results database", 5},
    {"max-fail", MAX_FAIL, "N", 0, "break off when N cases fail", 0},
    {0},
};

static const char doc[] =
    "Puts the cases of the suites (all, if none is named) to a system: COMMAND gets the call "
    "records as CSV on its stdin and answers call_id,charge as CSV on its stdout; an empty charge "
    "refuses a record."
    "\v"
    "Exit: 0 conforms, 1 mismatches, 2 no verdict for some case, 3 cases or golden results "
    "invalid, 4 COMMAND could not be started, 5 nothing selected, 64 usage (also a file that "
    "cannot be written, which is told before anything is asked), 70 internal, 130 interrupted.";

static const struct argp_child children[] = {{&reports_argp, 0, NULL, 0},
                                             {&pick_argp, 0, "Which cases:", 5},
                                             {&known_argp, 0, NULL, 0},
                                             {&tariff_argp, 0, NULL, 0},
                                             {&choice_argp, 0, "With --reference:", 10},
                                             {0}};

static const char *misuse(const struct run_options *options)
{
    bool changed = options->choice.rulebook != NULL || options->choice.overlay_count > 0;

    if (options->reference + (options->command != NULL) + (options->sut != NULL) > 1)
        return "expected one system: --reference, --sut PROFILE or -- COMMAND";
    if (options->results != NULL && options->resume != NULL)
        return "--resume goes on with its own results database: no --results";
    if (options->reference && (options->results != NULL || options->resume != NULL))
        return "--reference keeps no results";
    if (changed && !options->reference) return "--rulebook and --overlay go with --reference";
    if (options->reference && options->max_fail > 0)
        return "--max-fail breaks a system off: --reference answers at once";
    if (options->command == NULL && options->sut == NULL && !options->list && !options->reference &&
        options->resume == NULL)
        return "no COMMAND: expected -- and the system to ask";
    return NULL;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct run_options *options = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->reports;
        state->child_inputs[1] = &options->pick;
        state->child_inputs[2] = &options->known;
        state->child_inputs[3] = &options->tariff;
        state->child_inputs[4] = &options->choice;
        return 0;
    case FAILED_IN: options->failed_in = arg; return 0;
    case MAX_FAIL: return options_count(&options->max_fail, 1, 1000000, "--max-fail", arg, state);
    case SUITE: options->suites[options->suite_count++] = arg; return 0;
    case REFERENCE: options->reference = true; return 0;
    case SUT: options->sut = arg; return 0;
    case 'j': return options_count(&options->jobs, 1, 64, "--jobs", arg, state);
    case RESTARTS: return options_count(&options->restarts, 0, 1000, "--restarts", arg, state);
    case RESULTS: options->results = arg; return 0;
    case RESUME: options->resume = arg; return 0;
    case TIMEOUT:
        if (duration_parse(&options->timeout_ms, arg)) return 0;
        argp_error(state, "--timeout %s: expected a number and ms, s, m or h, at most 24h",
                   tg_shown(tg_slice_of(arg)));
        return EINVAL;
    case LIST: options->list = true; return 0;
    case CASES_DIR: options->cases_dir = arg; return 0;
    case ARGP_KEY_ARG: options->suites[options->suite_count++] = arg; return 0;
    case ARGP_KEY_END:
        if (misuse(options) == NULL) return 0;
        argp_error(state, "%s", misuse(options));
        return EINVAL;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* Everything after the first "--" is the system's. */
bool run_options_read(enum exit_code *code, struct run_options *options, int argc, char **argv)
{
    const struct argp argp = {
        option_table,
        parse_option,
        "[SUITE...] -- COMMAND [ARGUMENT...]\n[SUITE...] --sut PROFILE\n[SUITE...] --reference\n"
        "--resume RUN",
        doc,
        children,
        NULL,
        NULL};
    int own = 1;

    options->restarts = RUN_RESTARTS_UNSAID;
    options->suites = array_grow(NULL, &(size_t){0}, (size_t)argc, sizeof *options->suites);
    while (own < argc && strcmp(argv[own], "--") != 0) own++;
    if (own + 1 < argc) options->command = argv + own + 1;
    return options_parse(code, &argp, own, argv, options);
}
