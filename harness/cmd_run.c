/* tollgate run: put the cases to a system, compare, report. */
#include "choice.h"
#include "duration.h"
#include "file.h"
#include "nearest.h"
#include "options.h"
#include "pick.h"
#include "reports.h"
#include "run_store.h"
#include "suites.h"
#include "sut_reference.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct options {
    struct report_options reports;
    const char *results; /* a new database */
    const char *resume;  /* one to go on with */
    const char *cases_dir;
    const char *baseline;
    const char *write_baseline;
    char today[11]; /* YYYY-MM-DD, decides what has expired */
    struct pick pick;
    struct choice tariff;                  /* what is judged by: annex and fixed readings */
    const char *readings[TG_MAX_READINGS]; /* "I-08=b" */
    size_t reading_count;
    uint32_t fixed; /* bit n: I-n is fixed */
    bool strict;
    uint64_t timeout_ms;
    bool list;
    char **suites; /* ended by NULL; room for every argument */
    size_t suite_count;
    char **command;  /* NULL = none given */
    const char *sut; /* the file of a profile; NULL = none given */
    unsigned jobs, restarts;
    bool reference; /* the system is the reference rater, in-process */
    struct choice choice;
};

/* What lives as long as the run. */
struct run {
    struct options options;
    struct suites suites;
    struct questions questions;
    struct baseline baseline;
    struct text baseline_text;
    struct profile *profile; /* NULL = --reference */
    struct run_store *store; /* NULL = nothing is kept */
    struct text tariff;      /* names of overlays, for the store */
    struct text profile_text;
    struct text command;
    char timestamp[20];
};

enum {
    TIMEOUT = 256,
    RESULTS,
    RESUME,
    LIST,
    CASES_DIR,
    REFERENCE,
    SUT,
    RESTARTS,
    ANNEX,
    READING,
    STRICT,
    BASELINE,
    WRITE_BASELINE,
    TODAY,
    SUITE
};

static const struct argp_option option_table[] = {
    {"results", RESULTS, "FILE", 0,
     "keep what is asked and answered in a new results database, as it comes", 0},
    {"resume", RESUME, "FILE", 0,
     "go on with the run of this results database: ask only what was not answered", 0},
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
    {"annex", ANNEX, "NAME", 0,
     "judge open prices by this annex, a bundled one or a file, instead of inferring them", 0},
    {"reading", READING, "I-XX=LETTER", 0,
     "hold the system to this reading of a question; I-XX=a is the tariff's own", 0},
    {"strict", STRICT, NULL, 0, "accept no other reading than the tariff's own", 0},
    {"baseline", BASELINE, "FILE", 0,
     "accept the failures that this file knows (CSV: cases,clause,reason,ticket,expires)", 0},
    {"write-baseline", WRITE_BASELINE, "FILE", 0, "propose such a file from what fails", 0},
    {"today", TODAY, "YYYY-MM-DD", 0, "the day that decides what of it has expired", 0},
    {0},
};

static const char doc[] =
    "Puts the cases of the suites (all, if none is named) to a system: COMMAND gets the call "
    "records as CSV on its stdin and answers call_id,charge as CSV on its stdout; an empty charge "
    "refuses a record."
    "\v"
    "Exit: 0 conforms, 1 mismatches, 2 no verdict for some case, 3 cases or golden results "
    "invalid, 4 COMMAND could not be started, 5 nothing selected, 64 usage, 70 internal, 130 "
    "interrupted.";

static const struct argp_child children[] = {{&reports_argp, 0, NULL, 0},
                                             {&pick_argp, 0, "Which cases:", 5},
                                             {&choice_argp, 0, "With --reference:", 10},
                                             {0}};

static const char *misuse(const struct options *options)
{
    bool changed = options->choice.rulebook != NULL || options->choice.overlay_count > 0;

    if (options->reference + (options->command != NULL) + (options->sut != NULL) > 1)
        return "expected one system: --reference, --sut PROFILE or -- COMMAND";
    if (options->results != NULL && options->resume != NULL)
        return "--resume goes on with its own results database: no --results";
    if (options->reference && (options->results != NULL || options->resume != NULL))
        return "--reference keeps no results";
    if (changed && !options->reference) return "--rulebook and --overlay go with --reference";
    if (options->command == NULL && options->sut == NULL && !options->list && !options->reference)
        return "no COMMAND: expected -- and the system to ask";
    return NULL;
}

static error_t read_count(unsigned *count, unsigned least, unsigned most, const char *option,
                          const char *arg, struct argp_state *state)
{
    char *end;
    unsigned long value = strtoul(arg, &end, 10);

    if (arg[0] >= '0' && arg[0] <= '9' && *end == '\0' && value >= least && value <= most) {
        *count = (unsigned)value;
        return 0;
    }
    argp_error(state, "%s %s: expected a number from %u to %u", option, tg_shown(tg_slice_of(arg)),
               least, most);
    return EINVAL;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &options->reports;
        state->child_inputs[1] = &options->pick;
        state->child_inputs[2] = &options->choice;
        return 0;
    case ANNEX:
        if (options->tariff.overlay_count < CHOICE_MAX_OVERLAYS / 2) {
            options->tariff.overlays[options->tariff.overlay_count++] = arg;
            return 0;
        }
        argp_error(state, "more than %d annexes", CHOICE_MAX_OVERLAYS / 2);
        return EINVAL;
    case READING:
        if (options->reading_count < TG_MAX_READINGS) {
            options->readings[options->reading_count++] = arg;
            return 0;
        }
        argp_error(state, "more than %d readings", TG_MAX_READINGS);
        return EINVAL;
    case STRICT: options->strict = true; return 0;
    case BASELINE: options->baseline = arg; return 0;
    case WRITE_BASELINE: options->write_baseline = arg; return 0;
    case TODAY:
        if (snprintf(options->today, sizeof options->today, "%s", arg) == 10 &&
            baseline_is_day(tg_slice_of(arg)))
            return 0;
        argp_error(state, "--today %s: expected a day such as 2010-12-31",
                   tg_shown(tg_slice_of(arg)));
        return EINVAL;
    case SUITE: options->suites[options->suite_count++] = arg; return 0;
    case REFERENCE: options->reference = true; return 0;
    case SUT: options->sut = arg; return 0;
    case 'j': return read_count(&options->jobs, 1, 64, "--jobs", arg, state);
    case RESTARTS: return read_count(&options->restarts, 0, 1000, "--restarts", arg, state);
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
static bool read_options(enum exit_code *code, struct options *options, int argc, char **argv)
{
    const struct argp argp = {
        option_table,
        parse_option,
        "[SUITE...] -- COMMAND [ARGUMENT...]\n[SUITE...] --sut PROFILE\n[SUITE...] --reference",
        doc,
        children,
        NULL,
        NULL};
    int own = 1;

    options->restarts = UINT_MAX;
    options->suites = array_grow(NULL, &(size_t){0}, (size_t)argc, sizeof *options->suites);
    while (own < argc && strcmp(argv[own], "--") != 0) own++;
    if (own + 1 < argc) options->command = argv + own + 1;
    return options_parse(code, &argp, own, argv, options);
}

static void tell(const struct tg_error *error)
{
    char line[TG_ERROR_TEXT + 512];

    tg_error_format(line, sizeof line, error);
    fprintf(stderr, "tollgate: %s\n", line);
}

/* -------------------------------------------------------------------------------- the questions */

static bool known_suite(const struct suites *suites, const char *name)
{
    const char *near;

    for (size_t i = 0; i < suites->count; i++)
        if (strcmp(suites->names[i], name) == 0) return true;
    near = nearest_name(name, suites->names, suites->count);
    fprintf(stderr, "tollgate: no suite %s", tg_shown(tg_slice_of(name)));
    if (near != NULL) fprintf(stderr, "; did you mean '%s'?", near);
    fprintf(stderr, "\n");
    return false;
}

static bool named_before(const struct options *options, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(options->suites[i], options->suites[at]) == 0) return true;
    return false;
}

static bool load(struct run *run, const char *name, enum exit_code *code)
{
    struct tg_error error = {0};

    if (suites_load(&run->questions, &run->suites, name, &error)) return true;
    tell(&error);
    *code = EXIT_INVALID;
    return false;
}

static bool load_all(struct run *run, enum exit_code *code)
{
    const struct options *options = &run->options;

    for (size_t i = 0; i < options->suite_count; i++) {
        if (named_before(options, i)) continue;
        *code = EXIT_USAGE;
        if (!known_suite(&run->suites, options->suites[i]) || !load(run, options->suites[i], code))
            return false;
    }
    for (size_t i = 0; options->suite_count == 0 && i < run->suites.count; i++)
        if (!load(run, run->suites.names[i], code)) return false;
    return true;
}

static bool gather(struct run *run, enum exit_code *code)
{
    struct tg_error error = {0};

    if (!suites_find(&run->suites, run->options.cases_dir, &error)) {
        tell(&error);
        *code = EXIT_INVALID;
        return false;
    }
    if (!load_all(run, code)) return false;
    if (pick_apply(&run->options.pick, &run->questions)) {
        if (run->questions.count > 0) return true;
        fprintf(stderr, "tollgate: there are no cases to ask\n");
    }
    *code = EXIT_NOTHING;
    return false;
}

/* ------------------------------------------------------------------------------------ the tariff
 */

/* "I-08=b": the overlay of that reading; NULL overlay = the tariff's own. False = no such. */
static bool find_reading(const char **overlay, uint32_t *fixed, const struct tg_rulebook *rulebook,
                         const char *text)
{
    for (size_t n = 1; n <= TG_MAX_READINGS; n++) {
        const struct tg_reading *reading = tg_rulebook_reading(rulebook, n);
        size_t length;

        if (reading == NULL) continue;
        length = strlen(reading->id);
        if (strncmp(text, reading->id, length) != 0 || text[length] != '=' ||
            text[length + 1] == '\0' || text[length + 2] != '\0')
            continue;
        *fixed |= 1u << n;
        *overlay = NULL;
        if (text[length + 1] == 'a') return true;
        for (size_t i = 0; i < reading->option_count; i++) {
            const struct tg_option *option = tg_rulebook_option(rulebook, reading, i);

            if (option->letter == text[length + 1]) *overlay = option->overlay;
        }
        return *overlay != NULL;
    }
    return false;
}

static bool take_readings(struct run *run, const struct tg_rulebook *rulebook)
{
    struct options *options = &run->options;

    if (options->strict) options->fixed = UINT32_MAX;
    for (size_t i = 0; i < options->reading_count; i++) {
        const char *overlay;

        if (!find_reading(&overlay, &options->fixed, rulebook, options->readings[i])) {
            fprintf(stderr,
                    "tollgate: --reading %s: no such reading (tollgate rules lists them; expected "
                    "for instance I-08=b)\n",
                    tg_shown(tg_slice_of(options->readings[i])));
            return false;
        }
        if (overlay == NULL || options->tariff.overlay_count == CHOICE_MAX_OVERLAYS) continue;
        options->tariff.overlays[options->tariff.overlay_count++] =
            arena_text(&run->questions.arena, tg_slice_of(overlay));
    }
    return true;
}

/* An annex or a reading takes the place of what is golden. */
static bool impose_tariff(struct run *run)
{
    struct tg_error error = {0};
    struct law law;
    bool ok;

    if (run->options.tariff.overlay_count == 0) return true;
    if (!law_open(&law, &run->options.tariff, &run->questions)) return false;
    ok = law_impose(&law, &run->questions, &error);
    law_close(&law);
    if (!ok) tell(&error);
    return ok;
}

static bool take_tariff(struct run *run, enum exit_code *code)
{
    struct tg_rulebook *rulebook = choice_load(&(struct choice){0});
    bool ok;

    *code = EXIT_INVALID;
    if (rulebook == NULL) return false;
    ok = take_readings(run, rulebook);
    if (!ok) *code = EXIT_USAGE;
    ok = ok && impose_tariff(run);
    if (ok) questions_learn(&run->questions, rulebook);
    tg_rulebook_free(rulebook);
    return ok;
}

static bool read_baseline(struct run *run, enum exit_code *code)
{
    const struct options *options = &run->options;
    struct tg_error error = {0};

    if (options->baseline == NULL) return true;
    if (file_read(&run->baseline_text, options->baseline, &error) &&
        baseline_read(&run->baseline, text_slice(&run->baseline_text), options->baseline,
                      options->today, &error))
        return true;
    tell(&error);
    *code = EXIT_INVALID;
    return false;
}

static enum exit_code list(const struct questions *questions)
{
    for (size_t i = 0; i < questions->count; i++) printf("%s\n", questions->list[i].id);
    return EXIT_CONFORMS;
}

/* ---------------------------------------------------------------------------------- the reports */

/* The system as one would type it. */
static void show_system(struct text *out, const struct options *options)
{
    char *const *argv = options->command;

    if (options->sut != NULL) {
        text_addf(out, "--sut %s", options->sut);
        return;
    }
    if (options->reference) {
        text_addf(out, "--reference");
        if (options->choice.rulebook != NULL)
            text_addf(out, " --rulebook %s", options->choice.rulebook);
        for (size_t i = 0; i < options->choice.overlay_count; i++)
            text_addf(out, " --overlay %s", options->choice.overlays[i]);
        return;
    }
    for (size_t i = 0; argv[i] != NULL; i++) {
        bool quoted = argv[i][0] == '\0' || strpbrk(argv[i], " \t\n\"'\\$;&|<>*?") != NULL;

        text_addf(out, "%s%s", i > 0 ? " " : "", quoted ? "'" : "");
        text_add_visible(out, tg_slice_of(argv[i]));
        text_addf(out, "%s", quoted ? "'" : "");
    }
}

static struct report_facts report_facts(const struct run *run)
{
    return (struct report_facts){run->command.p, run->timestamp, false};
}

static void warn(const struct run *run, const struct sut_end *end)
{
    struct text line = {0};

    if (sut_finished(end)) return;
    sut_describe(&line, end);
    fprintf(stderr, "tollgate: warning: %s: %s\n", run->command.p, line.p);
    text_free(&line);
}

/* -------------------------------------------------------------------------------------- the run */

static bool ask_reference(struct heard *heard, const struct run *run)
{
    struct tg_rulebook *rulebook = choice_load(&run->options.choice);

    if (rulebook == NULL) return false;
    sut_reference(heard, rulebook, &run->questions);
    tg_rulebook_free(rulebook);
    return true;
}

/* The numbers of the questions that are yet to be asked: all, or those of a run that was cut off
 * which have no answer and are in no exchange that ended well. */
static size_t *open_questions(size_t *count, const struct heard *heard, const struct run *run)
{
    size_t *open = array_grow(NULL, &(size_t){0}, run->questions.count, sizeof *open);

    *count = 0;
    for (size_t i = 0; i < run->questions.count; i++)
        if (heard->answers.slot[i].count == 0 && !heard->answers.slot[i].heard_out)
            open[(*count)++] = i;
    return open;
}

static void ask_system(struct heard *heard, const struct run *run,
                       const struct transport_sink *sink)
{
    size_t count;
    size_t *open = open_questions(&count, heard, run);

    sut_free(&heard->end);
    heard->end = (struct sut_end){0};
    if (count > 0)
        transport_of(run->profile)(&heard->end, run->profile, &run->questions, open, count, sink);
    free(open);
}

/* What was kept, then the rest. */
static bool converse(struct heard *heard, struct run *run)
{
    struct transport_sink plain = heard_sink(heard);
    struct transport_sink sink = plain;
    struct tg_error error = {.status = TG_OK};

    if (run->options.resume != NULL) {
        if (!run_store_replay(run->store, &plain, &heard->end, &error)) {
            tell(&error);
            return false;
        }
        answers_forget_failures(&heard->answers);
    }
    if (run->store != NULL) sink = run_store_sink(run->store, &plain);
    if (run->options.reference) return ask_reference(heard, run);
    ask_system(heard, run, &sink);
    return true;
}

static bool propose_baseline(const struct run *run, const struct judged *judged)
{
    struct tg_error error = {0};
    struct text proposal = {0};
    bool ok;

    if (run->options.write_baseline == NULL) return true;
    baseline_propose(&proposal, judged);
    ok = file_replace(run->options.write_baseline, text_slice(&proposal), &error);
    text_free(&proposal);
    if (!ok) tell(&error);
    return ok;
}

static bool keep_results(struct run *run, const struct judged *judged)
{
    struct tg_error error = {.status = TG_OK};
    bool ok = true;

    if (run->store == NULL) return true;
    ok = run_store_finish(run->store, judged, &error);
    ok = run_store_close(run->store, ok ? &error : NULL) && ok;
    run->store = NULL;
    if (!ok) tell(&error);
    return ok;
}

static enum exit_code ask(struct run *run)
{
    struct judge_rules rules = {&run->options.tariff, run->options.fixed,
                                run->options.baseline != NULL ? &run->baseline : NULL};
    struct heard heard;
    struct judged judged = {0};
    enum exit_code code = EXIT_INVALID;
    bool heard_out;

    heard_begin(&heard, &run->questions);
    heard_out = converse(&heard, run);
    warn(run, &heard.end);
    if (heard_out && judge(&judged, &run->questions, &heard, &rules)) {
        struct report_facts facts = report_facts(run);
        bool kept = keep_results(run, &judged) && propose_baseline(run, &judged);

        kept = reports_write(&run->options.reports, &judged, &facts) && kept;
        code = kept ? judged_exit(&judged) : EXIT_INTERNAL;
    }
    judged_free(&judged);
    heard_free(&heard);
    return code;
}

/* The system's profile, with what options say of it. */
static bool take_profile(struct run *run, enum exit_code *code)
{
    const struct options *options = &run->options;
    struct tg_error error = {0};
    struct transport *limits;

    if (options->reference) return true;
    if (options->command != NULL)
        run->profile = profile_of_command(options->command);
    else if (file_read(&run->profile_text, options->sut, &error))
        run->profile = profile_read(options->sut, text_slice(&run->profile_text), &error);
    if (run->profile == NULL) {
        tell(&error);
        *code = EXIT_INVALID;
        return false;
    }
    limits = profile_limits(run->profile);
    if (options->timeout_ms != 0) limits->timeout_ms = options->timeout_ms;
    if (options->jobs != 0) limits->connections = options->jobs;
    if (options->restarts != UINT_MAX) limits->restarts = options->restarts;
    return true;
}

/* The database, new or to be gone on with; the latter also has the questions. */
static bool open_results(struct run *run, enum exit_code *code)
{
    const struct options *options = &run->options;
    struct run_facts facts = {run->command.p, run->timestamp, NULL, options->fixed};
    struct tg_error error = {.status = TG_OK};

    if (options->results == NULL) return true;
    text_addf(&run->tariff, "%s", "");
    for (size_t i = 0; i < options->tariff.overlay_count; i++)
        text_addf(&run->tariff, "%s%s", i > 0 ? " " : "", options->tariff.overlays[i]);
    facts.tariff = run->tariff.p;
    run->store = run_store_create(options->results, &run->questions, &facts, &error);
    if (run->store != NULL) return true;
    tell(&error);
    *code = EXIT_INTERNAL;
    return false;
}

/* Takes questions and tariff from the run that is gone on with. */
static bool reopen_results(struct run *run, enum exit_code *code)
{
    struct tg_error error = {.status = TG_OK};
    struct run_facts facts;
    struct tg_rulebook *rulebook = choice_load(&(struct choice){0});

    *code = EXIT_INVALID;
    if (rulebook == NULL) return false;
    run->store = run_store_open(run->options.resume, true, &error);
    if (run->store == NULL || !run_store_questions(run->store, &run->questions, &error)) {
        tell(&error);
        tg_rulebook_free(rulebook);
        return false;
    }
    facts = run_store_facts(run->store);
    run->options.fixed = facts.fixed;
    snprintf(run->timestamp, sizeof run->timestamp, "%s", facts.started);
    run_facts_tariff(&run->options.tariff, &run->questions.arena, &facts);
    questions_learn(&run->questions, rulebook);
    tg_rulebook_free(rulebook);
    return true;
}

static enum exit_code run_parsed(struct run *run)
{
    time_t now = time(NULL);
    struct tm utc;
    enum exit_code code = EXIT_CONFORMS;
    struct report_facts facts;

    if (run->options.list) return gather(run, &code) ? list(&run->questions) : code;
    if (run->options.today[0] == '\0')
        strftime(run->options.today, sizeof run->options.today, "%Y-%m-%d", gmtime_r(&now, &utc));
    strftime(run->timestamp, sizeof run->timestamp, "%Y-%m-%dT%H:%M:%S", gmtime_r(&now, &utc));
    show_system(&run->command, &run->options);
    if (!take_profile(run, &code)) return code;
    facts = report_facts(run);
    if (!reports_promise(&run->options.reports, &facts)) return EXIT_INTERNAL;
    if (run->options.resume != NULL)
        return reopen_results(run, &code) && read_baseline(run, &code) ? ask(run) : code;
    if (!gather(run, &code) || !take_tariff(run, &code) || !read_baseline(run, &code) ||
        !open_results(run, &code))
        return code;
    return ask(run);
}

static enum exit_code run_command(int argc, char **argv)
{
    struct run run = {0};
    enum exit_code code;

    if (read_options(&code, &run.options, argc, argv)) code = run_parsed(&run);
    questions_free(&run.questions);
    suites_free(&run.suites);
    if (run.store != NULL) run_store_close(run.store, NULL);
    text_free(&run.tariff);
    profile_free(run.profile);
    text_free(&run.profile_text);
    baseline_free(&run.baseline);
    text_free(&run.baseline_text);
    text_free(&run.command);
    free(run.options.suites);
    return code;
}

const struct command cmd_run = {
    "run",
    "put the cases to a system, compare, report",
    run_command,
};
