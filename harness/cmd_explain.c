/* tollgate explain: one call, in words. */
#include "choice.h"
#include "explanation.h"
#include "options.h"
#include "record.h"
#include "suites.h"

#include <errno.h>

enum { FIELD = 0x100, CASE = FIELD + TG_CDR_COLUMNS, JSON };

struct options {
    struct choice choice;
    const char *field[TG_CDR_COLUMNS]; /* NULL = not given */
    size_t field_count;
    const char *case_id;
    const char *file;
    const char *call_id;
    bool json;
};

/* In the order of tg_cdr_column_names. */
static const struct argp_option option_table[] = {
    {NULL, 0, NULL, 0, "The call:", 1},
    {"call-id", FIELD, "ID", 0, "how to name it (default: call)", 1},
    {"start-time", FIELD + 1, "TIME", 0, "2010-01-01T00:00:00, China Standard Time", 1},
    {"duration-s", FIELD + 2, "SECONDS", 0, "whole seconds", 1},
    {"plan", FIELD + 3, "CODE", 0, "see `tollgate rules --plans`", 1},
    {"packs", FIELD + 4, "night", 0, "the night pack is held", 1},
    {"event", FIELD + 5, "EVENT", 0, "originate, receive, forward or monthly_fee", 1},
    {"forward-reason", FIELD + 6, "REASON", 0, "unconditional, busy, no_reply or unreachable", 1},
    {"home-area", FIELD + 7, "CODE", 0, "area code of the subscriber's home", 1},
    {"visited-area", FIELD + 8, "CODE", 0, "area code of where the subscriber is", 1},
    {"other-party", FIELD + 9, "DIGITS", 0, "as dialled, or forwarded to", 1},
    {"other-area", FIELD + 10, "CODE", 0, "home area of the other party", 1},
    {"other-network", FIELD + 11, "NETWORK", 0, "cmcc or other", 1},
    {NULL, 0, NULL, 0, "Otherwise:", 2},
    {"case", CASE, "ID", 0, "explain a case of the bundled suites", 2},
    {"json", JSON, NULL, 0, "print one JSON object", 2},
    {0},
};

static const struct argp_child children[] = {{&choice_argp, 0, NULL, 0}, {0}};

static const char doc[] =
    "Explains one call: how it was classified, by which rule and clauses it is charged, and what "
    "another reading or an annex would change. The call is told by options named as the columns of "
    "a call record file, or is the record CALL_ID (default: the first) of FILE (- is stdin)."
    "\v"
    "Exit: 0 explained, 1 the call cannot be rated, 3 rulebook or overlay invalid, 5 no such "
    "record in FILE, 64 usage (also a FILE that cannot be opened), 70 FILE cannot be read.";

static error_t take_argument(struct options *options, char *arg, struct argp_state *state)
{
    if (options->file == NULL) {
        options->file = arg;
        return 0;
    }
    if (options->call_id == NULL) {
        options->call_id = arg;
        return 0;
    }
    argp_error(state, "more than FILE and CALL_ID");
    return EINVAL;
}

/* The call must come from one place. */
static error_t check_options(const struct options *options, struct argp_state *state)
{
    int sources = (options->field_count > 0) + (options->case_id != NULL) + (options->file != NULL);

    if (sources == 1) return 0;
    argp_error(state, sources == 0 ? "no call: expected options that tell it, FILE or --case"
                                   : "more than one call: expected options that tell it, FILE or "
                                     "--case, but one of them");
    return EINVAL;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;

    if (key >= FIELD && key < FIELD + TG_CDR_COLUMNS) {
        options->field[key - FIELD] = arg;
        options->field_count++;
        return 0;
    }
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &options->choice; return 0;
    case CASE: options->case_id = arg; return 0;
    case JSON: options->json = true; return 0;
    case ARGP_KEY_ARG: return take_argument(options, arg, state);
    case ARGP_KEY_END: return check_options(options, state);
    default: return ARGP_ERR_UNKNOWN;
    }
}

static enum exit_code find_record(struct record *record, struct options *options)
{
    if (options->case_id != NULL) return record_from_cases(record, gate_assets, options->case_id);
    if (options->file != NULL) return record_from_file(record, options->file, options->call_id);
    if (options->field[0] == NULL) options->field[0] = "call";
    return record_from_texts(record, options->field);
}

static enum exit_code explain_record(const struct options *options, const struct record *record,
                                     const struct tg_rulebook *rulebook)
{
    struct tg_error error = {.status = TG_OK};
    struct explanation explanation;
    struct text out = {0};
    bool ok = explain(&explanation, &options->choice, rulebook, &record->cdr, &error);

    if (!ok) {
        error.file = record->name;
        tell_error(&error);
    } else if (options->json) {
        explain_json(&out, &explanation);
    } else {
        explain_text(&out, &explanation);
    }
    if (ok) fputs(out.p, stdout);
    text_free(&out);
    explanation_free(&explanation);
    return ok ? EXIT_CONFORMS : EXIT_MISMATCH;
}

static enum exit_code run(int argc, char **argv)
{
    const struct argp argp = {option_table, parse_option, "[FILE [CALL_ID]]", doc, children,
                              NULL,         NULL};
    struct options options = {.file = NULL};
    struct record record = {.name = NULL};
    struct tg_rulebook *rulebook;
    enum exit_code code;

    if (!options_parse(&code, &argp, argc, argv, &options)) return code;
    code = find_record(&record, &options);
    if (code == EXIT_CONFORMS) {
        rulebook = choice_load(&options.choice);
        code = rulebook == NULL ? EXIT_INVALID : explain_record(&options, &record, rulebook);
        tg_rulebook_free(rulebook);
    }
    record_free(&record);
    return code;
}

const struct command cmd_explain = {
    "explain",
    "one call: classification, rule, arithmetic, clauses, other readings",
    run,
};
