/* tollgate audit: re-rate files of rated call records, and judge what was billed. */
#include "audit_join.h"
#include "audit_layout.h"
#include "audit_output.h"
#include "audit_refund.h"
#include "audit_save.h"
#include "file.h"
#include "options.h"
#include "sut_end.h"
#include "tariff.h"
#include "workers.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct options {
    struct tariff_options tariff;
    struct audit_output output;
    const char *partial; /* file to write instead of a report */
    const char *refunds;
    const char *answers; /* file of charges; NULL = the records have them */
    const char *sut;     /* file of the profile whose layout the records have; NULL = ours */
    unsigned jobs;
    unsigned chunk;
    const char **paths; /* room for every argument */
    size_t path_count;
};

enum { CHUNK = 256, PARTIAL, REFUNDS, ANSWERS, SUT };

static const struct argp_option option_table[] = {
    {"jobs", 'j', "N", 0, "use so many processors (default: all)", 0},
    {"partial", PARTIAL, "OUT", 0,
     "report nothing, but write what was found to OUT, to be added up by tollgate merge", 0},
    {"answers", ANSWERS, "FILE", 0,
     "take what was billed from this file (CSV with call_id and charge, in any order)", 0},
    {"sut", SUT, "PROFILE", 0,
     "the files are in the layout that this profile of a system describes (docs/sut-profile.md)",
     0},
    {"refunds", REFUNDS, "FILE", 0,
     "write a row for every record billed too high or twice, with what is owed; reads the files "
     "once more",
     0},
    {"chunk", CHUNK, "BYTES", OPTION_HIDDEN, "read so many bytes at a time", 0},
    {0},
};

static const char doc[] =
    "Re-rates the rated call records of the files (CSV with a column `charge', also compressed by "
    "gzip or zstd; - is stdin; or what --sut says), compares what was billed with what the tariff "
    "says, and tells what is wrong, how much of it, and why."
    "\v"
    "Exit: 0 conforms, 1 mismatches, 2 something could not be judged, 3 rulebook, annex, profile "
    "or answers invalid, 64 usage (also a file that cannot be written, which is told before "
    "anything is read), 70 internal, 130 interrupted (the report is of what was read).";

static const struct argp_child children[] = {
    {&tariff_argp, 0, NULL, 0}, {&audit_output_argp, 0, NULL, 0}, {0}};

static const char *misuse(const struct options *options)
{
    const struct source_options files = {options->paths, options->path_count, 0, NULL};

    if (options->sut != NULL && options->answers != NULL)
        return "--sut expects the charges in the records themselves, not in --answers";
    for (size_t i = 0; options->partial != NULL && i < AUDIT_FILES; i++)
        if (options->output.file[i] != NULL)
            return "--partial goes without reports: tollgate merge makes them";
    if (options->refunds == NULL) return NULL;
    if (options->partial != NULL)
        return "--refunds goes with a report, not with --partial: what is owed is known of the "
               "whole";
    if (options->answers != NULL)
        return "--refunds expects the charges in the records themselves, not in --answers";
    if (!audit_can_read_again(&files)) return "--refunds reads the files twice: expected no pipe";
    return NULL;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->tariff;
        state->child_inputs[1] = &options->output;
        return 0;
    case 'j': return options_count(&options->jobs, 1, WORKERS_MOST, "--jobs", arg, state);
    case PARTIAL: options->partial = arg; return 0;
    case REFUNDS: options->refunds = arg; return 0;
    case ANSWERS: options->answers = arg; return 0;
    case SUT: options->sut = arg; return 0;
    case CHUNK: return options_count(&options->chunk, 1, 1u << 30, "--chunk", arg, state);
    case ARGP_KEY_ARG: options->paths[options->path_count++] = arg; return 0;
    case ARGP_KEY_NO_ARGS: argp_error(state, "no FILE: expected rated call records"); return EINVAL;
    case ARGP_KEY_END:
        if (misuse(options) == NULL) return 0;
        argp_error(state, "%s", misuse(options));
        return EINVAL;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* What is read stays as it is, and what is written can be. */
static bool check_files(const struct options *options)
{
    const struct choice *choice = &options->tariff.choice;
    struct output_path outputs[AUDIT_FILES + 2];
    const char *inputs[CHOICE_MAX_OVERLAYS + 2] = {options->answers, options->sut};

    memcpy(inputs + 2, choice->overlays, choice->overlay_count * sizeof *inputs);
    audit_output_paths(outputs, &options->output);
    outputs[AUDIT_FILES] = (struct output_path){.path = options->partial, .kind = OUTPUT_PART};
    outputs[AUDIT_FILES + 1] = (struct output_path){.path = options->refunds};
    return paths_differ(options->paths, options->path_count) &&
           outputs_possible(outputs, AUDIT_FILES + 2, options->paths, options->path_count) &&
           outputs_possible(outputs, AUDIT_FILES + 2, inputs, choice->overlay_count + 2);
}

/* ----------------------------------------------------------------------------------- the tariff */

static bool save(struct part *part, const struct options *options)
{
    const struct choice *choice = &options->tariff.choice;
    struct tg_error error = {.status = TG_OK};
    struct text overlays = {0};
    struct text digests = {0};
    bool ok = choice_digests(&digests, choice, &error);

    for (size_t i = 0; i < choice->overlay_count; i++)
        text_addf(&overlays, "%s%s", i > 0 ? "\n" : "", choice->overlays[i]);
    if (ok) {
        struct part_tariff tariff = {TOLLGATE_VERSION, overlays.p != NULL ? overlays.p : "",
                                     digests.p, options->tariff.fixed};

        part_finish(part);
        ok = part_save(part, options->partial, &tariff, NULL, &error);
    }
    if (!ok) tell_error(&error);
    text_free(&overlays);
    text_free(&digests);
    return ok;
}

/* ------------------------------------------------------------------------------------ the audit */

struct refunding {
    const struct options *options;
    const struct audit_read *how;
    bool interrupted;
};

static bool write_refunds(void *user, const struct audit *audit)
{
    struct refunding *refunding = user;
    struct tg_error error = {.status = TG_OK};
    bool ok;

    if (refunding->options->refunds == NULL) return true;
    sut_watch_signals();
    if (audit->part->cut_short) sut_ask_stop(); /* what is owed is known of whole files only */
    ok = audit_refunds(refunding->options->refunds, audit, refunding->how, &error);
    refunding->interrupted = sut_stop_asked();
    sut_unwatch_signals();
    if (!ok) tell_error(&error);
    return ok;
}

static enum exit_code conclude(struct part *part, const struct options *options,
                               const struct audit_read *how)
{
    struct audit_rules rules = {.tariff = options->tariff.choice,
                                .fixed = options->tariff.fixed,
                                .otherwise = how->otherwise};
    struct refunding refunding = {options, how, false};
    struct audit_listener listener = {.user = &refunding, .reported = write_refunds};
    enum exit_code code;

    if (options->partial == NULL) {
        code = audit_conclude(part, &rules, &options->output, &listener);
        return refunding.interrupted ? EXIT_INTERRUPTED : code;
    }
    if (!save(part, options)) return EXIT_INTERNAL;
    return part->cut_short ? EXIT_INTERRUPTED : EXIT_CONFORMS;
}

/* NULL after telling. */
static struct profile *read_profile(const char *path)
{
    struct tg_error error = {.status = TG_OK};
    struct text xml = {0};
    struct profile *profile = NULL;

    if (file_read(&xml, path, &error)) profile = profile_read(path, text_slice(&xml), &error);
    text_free(&xml);
    if (profile != NULL && audit_layout_possible(profile, path, &error)) return profile;
    tell_error(&error);
    profile_free(profile);
    return NULL;
}

/* Answers that cannot be read are the caller's doing; a temporary file that cannot be, is not. */
static enum exit_code failed(const struct options *options, const struct tg_error *error)
{
    bool of_answers = options->answers != NULL && error->file != NULL &&
                      strcmp(error->file, options->answers) == 0;

    tell_error(error);
    return of_answers ? EXIT_INVALID : EXIT_INTERNAL;
}

static enum exit_code read_and_conclude(const struct options *options,
                                        const struct profile *profile)
{
    struct layout_use layout = {.profile = profile};
    struct audit_read how = {.source = {options->paths, options->path_count, options->chunk,
                                        profile != NULL ? &layout : NULL},
                             .jobs = options->jobs,
                             .log_all = options->partial != NULL,
                             .progress = isatty(STDERR_FILENO) && !options->output.quiet};
    struct tg_rulebook *rulebook = choice_load(&options->tariff.choice);
    struct tg_error error = {.status = TG_OK};
    enum exit_code code;
    struct part part;
    bool ok;

    if (rulebook == NULL) return EXIT_INVALID;
    how.rulebook = layout.rulebook = rulebook;
    how.otherwise = otherwise_open(rulebook, options->tariff.fixed);
    part_begin(&part);
    /* Who asks to stop while files are read gets a report of what was; after that, none is asked.
     */
    sut_watch_signals();
    ok = options->answers != NULL ? audit_join(&part, &how, options->answers, &error)
                                  : audit_read(&part, &how, &error);
    sut_unwatch_signals();
    if (ok)
        code = conclude(&part, options, &how);
    else
        code = failed(options, &error);
    part_free(&part);
    otherwise_close(how.otherwise);
    tg_rulebook_free(rulebook);
    return code;
}

static enum exit_code audit(struct options *options, struct arena *arena)
{
    struct tg_rulebook *rulebook = choice_load(&(struct choice){0});
    enum exit_code code = EXIT_INVALID;
    bool ok = rulebook != NULL && tariff_resolve(&options->tariff, rulebook, arena, &code);
    struct profile *profile = NULL;

    tg_rulebook_free(rulebook);
    if (!ok) return code;
    if (!check_files(options)) return EXIT_USAGE;
    if (options->sut != NULL && (profile = read_profile(options->sut)) == NULL) return EXIT_INVALID;
    code = read_and_conclude(options, profile);
    profile_free(profile);
    return code;
}

static enum exit_code run_command(int argc, char **argv)
{
    static const struct argp argp = {option_table, parse_option, "FILE...", doc,
                                     children,     NULL,         NULL};
    struct options options = {.jobs = workers_default()};
    struct arena arena = {0};
    enum exit_code code;

    /* Workers hardly allocate anything: memory of their own for each would be waste. */
    mallopt(M_ARENA_MAX, 1);
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
