/* tollgate report: every report again, from a results database. */
#include "command.h"
#include "diagnosis.h"
#include "known.h"
#include "options.h"
#include "past_run.h"
#include "reports.h"

struct options {
    struct report_options reports;
    struct known known;
    const char *run;
};

static const struct argp_child children[] = {
    {&reports_argp, 0, NULL, 0}, {&known_argp, 0, NULL, 0}, {0}};

static const char doc[] =
    "Judges again what a results database holds, and reports it: RUN is the file that tollgate run "
    "--results wrote."
    "\v"
    "Exit: as the run; 64 also if a file cannot be written, which is told before anything is "
    "judged.";

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->reports;
        state->child_inputs[1] = &options->known;
        return 0;
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

/* What is read stays as it is, and what is written can be. */
static bool check_files(const struct options *options)
{
    const char *const inputs[] = {options->run, options->known.file};
    struct output_path outputs[REPORT_KINDS + 1];

    reports_paths(outputs, &options->reports);
    outputs[REPORT_KINDS] = known_path(&options->known);
    return outputs_possible(outputs, REPORT_KINDS + 1, inputs, 2);
}

static enum exit_code report(struct options *options)
{
    struct past_run run;
    struct diagnosis diagnosis = {0};
    enum exit_code code = EXIT_INVALID;

    if (past_run_open(&run, options->run, known_baseline(&options->known)) &&
        (options->reports.no_causes || diagnose(&diagnosis, &run.judged))) {
        struct report_facts facts = {run.facts.system, run.facts.started, false};
        bool ok = known_propose(&options->known, &run.judged);

        run.judged.diagnosis = options->reports.no_causes ? NULL : &diagnosis;
        ok = reports_write(&options->reports, &run.judged, &facts) && ok;
        code = ok ? judged_exit(&run.judged) : EXIT_INTERNAL;
    }
    diagnosis_free(&diagnosis);
    past_run_close(&run);
    return code;
}

static enum exit_code run_command(int argc, char **argv)
{
    const struct argp argp = {NULL, parse_option, "RUN", doc, children, NULL, NULL};
    struct options options = {0};
    enum exit_code code;

    if (!options_parse(&code, &argp, argc, argv, &options)) return code;
    if (!check_files(&options)) return EXIT_USAGE;
    code = known_read(&options.known) ? report(&options) : EXIT_INVALID;
    known_free(&options.known);
    return code;
}

const struct command cmd_report = {
    "report",
    "every report again, from a results database",
    run_command,
};
