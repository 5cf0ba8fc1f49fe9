/* tollgate report: every report again, from a results database. */
#include "command.h"
#include "options.h"
#include "reports.h"
#include "run_store.h"

#include <stdlib.h>

struct options {
    struct report_options reports;
    const char *run;
};

static const struct argp_child children[] = {{&reports_argp, 0, NULL, 0}, {0}};

static const char doc[] =
    "Judges again what a results database holds, and reports it: RUN is the file that tollgate run "
    "--results wrote."
    "\v"
    "Exit: as the run.";

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &options->reports; return 0;
    case ARGP_KEY_ARG:
        if (options->run != NULL) return ARGP_ERR_UNKNOWN;
        options->run = arg;
        return 0;
    case ARGP_KEY_END:
        if (options->run != NULL) return 0;
        argp_error(state, "no RUN: expected a results database");
        return EINVAL;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static enum exit_code report(const struct options *options, struct run_store *store,
                             struct questions *questions, struct heard *heard)
{
    struct run_facts facts = run_store_facts(store);
    struct report_facts shown = {facts.system, facts.started, false};
    struct choice choice = {0};
    struct judge_rules rules = {&choice, facts.fixed, NULL};
    struct judged judged = {0};
    enum exit_code code = EXIT_INVALID;

    run_facts_tariff(&choice, &questions->arena, &facts);
    if (judge(&judged, questions, heard, &rules))
        code = reports_write(&options->reports, &judged, &shown) ? judged_exit(&judged)
                                                                 : EXIT_INTERNAL;
    judged_free(&judged);
    return code;
}

static enum exit_code load(const struct options *options, struct run_store *store)
{
    struct tg_rulebook *rulebook = choice_load(&(struct choice){0});
    struct questions questions = {0};
    struct heard heard = {0};
    struct transport_sink sink = heard_sink(&heard);
    struct tg_error error = {.status = TG_OK};
    enum exit_code code = EXIT_INVALID;

    if (rulebook != NULL && run_store_questions(store, &questions, &error)) {
        questions_learn(&questions, rulebook);
        heard_begin(&heard, &questions);
        if (run_store_replay(store, &sink, &heard.end, &error))
            code = report(options, store, &questions, &heard);
    }
    if (error.status != TG_OK) tell_error(&error);
    heard_free(&heard);
    questions_free(&questions);
    tg_rulebook_free(rulebook);
    return code;
}

static enum exit_code run_command(int argc, char **argv)
{
    const struct argp argp = {NULL, parse_option, "RUN", doc, children, NULL, NULL};
    struct options options = {0};
    struct tg_error error = {.status = TG_OK};
    struct run_store *store;
    enum exit_code code;

    if (!options_parse(&code, &argp, argc, argv, &options)) return code;
    store = run_store_open(options.run, false, &error);
    if (store == NULL) {
        tell_error(&error);
        return EXIT_INVALID;
    }
    code = load(&options, store);
    run_store_close(store, NULL);
    return code;
}

const struct command cmd_report = {
    "report",
    "every report again, from a results database",
    run_command,
};
