/* tollgate audit: re-rate files of rated call records, and judge what was billed. */
#include "audit_read.h"
#include "audit_report.h"
#include "binomial.h"
#include "file.h"
#include "options.h"
#include "tariff.h"
#include "workers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_LIMIT "0.0001" /* */
#define DEFAULT_SURE  "95%"

struct options {
    struct tariff_options tariff;
    struct audit_claim claim;
    const char *csv;
    unsigned jobs;
    unsigned chunk;
    bool quiet;
    const char **paths; /* room for every argument */
    size_t path_count;
};

enum { CSV = 256, LIMIT, CONFIDENCE, CHUNK };

static const struct argp_option option_table[] = {
    {"jobs", 'j', "N", 0, "use so many processors (default: all)", 0},
    {"limit", LIMIT, "RATE", 0, "the share of wrong records to be tested for (default 0.0001)", 0},
    {"confidence", CONFIDENCE, "LEVEL", 0, "how sure a claim has to be (default 95%)", 0},
    {"csv", CSV, "FILE", 0, "write a row for each kind of record: all that was counted", 0},
    {"quiet", 'q', NULL, 0, "print the count and the result only", 0},
    {"chunk", CHUNK, "BYTES", OPTION_HIDDEN, "read so many bytes at a time", 0},
    {0},
};

static const char doc[] =
    "Re-rates the rated call records of the files (CSV with a column `charge', also compressed by "
    "gzip or zstd; - is stdin), compares what was billed with what the tariff says, and tells what "
    "is wrong, how much of it, and why."
    "\v"
    "Exit: 0 conforms, 1 mismatches, 2 something could not be judged, 3 rulebook or annex invalid, "
    "64 usage, 70 internal, 130 interrupted (the report is of what was read).";

static const struct argp_child children[] = {{&tariff_argp, 0, NULL, 0}, {0}};

static error_t parse_parts(uint64_t *parts, uint64_t least, const char *option, const char *arg,
                           struct argp_state *state)
{
    if (binomial_parse(parts, arg) && *parts >= least && *parts > 0 && *parts < BINOMIAL_WHOLE)
        return 0;
    argp_error(state, "%s %s: expected a number between %s and 1, or a percentage", option,
               tg_shown(tg_slice_of(arg)), least > 0 ? "0.5" : "0");
    return EINVAL;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &options->tariff; return 0;
    case 'j': return options_count(&options->jobs, 1, WORKERS_MOST, "--jobs", arg, state);
    case LIMIT: return parse_parts(&options->claim.limit, 0, "--limit", arg, state);
    case CONFIDENCE:
        return parse_parts(&options->claim.sure, BINOMIAL_WHOLE / 2, "--confidence", arg, state);
    case CSV: options->csv = arg; return 0;
    case 'q': options->quiet = true; return 0;
    case CHUNK: return options_count(&options->chunk, 1, 1u << 30, "--chunk", arg, state);
    case ARGP_KEY_ARG: options->paths[options->path_count++] = arg; return 0;
    case ARGP_KEY_NO_ARGS: argp_error(state, "no FILE: expected rated call records"); return EINVAL;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static bool save(const char *path, struct text *content)
{
    struct tg_error error = {.status = TG_OK};
    bool ok = file_replace(path, text_slice(content), &error);

    if (!ok) tell_error(&error);
    text_free(content);
    return ok;
}

static bool report(const struct audit *audit, const struct options *options)
{
    struct audit_style style = {options->claim, isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL,
                                options->quiet};
    struct text text = {0};
    bool ok = true;

    if (options->csv != NULL) {
        struct text csv = {0};

        audit_csv(&csv, audit);
        ok = save(options->csv, &csv);
    }
    audit_summary(&text, audit, &style);
    fwrite(text.p, 1, text.n, stdout);
    text_free(&text);
    return ok;
}

static enum exit_code judge_part(struct part *part, const struct options *options)
{
    struct audit_rules rules = {options->tariff.choice, options->tariff.fixed};
    struct audit audit;
    enum exit_code code = EXIT_INVALID;

    part_finish(part);
    if (audit_judge(&audit, part, &rules))
        code = report(&audit, options) ? (enum exit_code)audit_result(&audit).code : EXIT_INTERNAL;
    audit_free(&audit);
    return code;
}

static enum exit_code audit(struct options *options, struct arena *arena)
{
    struct tg_rulebook *rulebook = choice_load(&(struct choice){0});
    struct audit_read how = {.source = {options->paths, options->path_count, options->chunk},
                             .jobs = options->jobs};
    struct tg_error error = {.status = TG_OK};
    struct part part;
    enum exit_code code = EXIT_INVALID;
    bool ok = rulebook != NULL && tariff_resolve(&options->tariff, rulebook, arena, &code);

    tg_rulebook_free(rulebook);
    rulebook = ok ? choice_load(&options->tariff.choice) : NULL;
    if (rulebook == NULL) return code;
    how.rulebook = rulebook;
    part_begin(&part);
    code = EXIT_INTERNAL;
    if (audit_read(&part, &how, &error))
        code = judge_part(&part, options);
    else
        tell_error(&error);
    part_free(&part);
    tg_rulebook_free(rulebook);
    return code;
}

static enum exit_code run_command(int argc, char **argv)
{
    static const struct argp argp = {option_table, parse_option, "FILE...", doc,
                                     children,     NULL,         NULL};
    struct options options = {.jobs = workers_default()};
    struct arena arena = {0};
    enum exit_code code;

    binomial_parse(&options.claim.limit, DEFAULT_LIMIT);
    binomial_parse(&options.claim.sure, DEFAULT_SURE);
    options.paths = array_grow(NULL, &(size_t){0}, (size_t)argc, sizeof *options.paths);
    if (options_parse(&code, &argp, argc, argv, &options)) code = audit(&options, &arena);
    free(options.paths);
    arena_free(&arena);
    return code;
}

const struct command cmd_audit = {
    "audit",
    "re-rate rated call records, and judge what was billed",
    run_command,
};
