/* tollgate run: put the cases to a system, compare, report. */
#include "diagnosis.h"
#include "digest.h"
#include "enough.h"
#include "file.h"
#include "nearest.h"
#include "past_run.h"
#include "run_options.h"
#include "suites.h"
#include "sut_reference.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What lives as long as the run. */
struct run {
    struct run_options options;
    struct suites suites;
    struct questions questions;
    struct profile *profile; /* NULL = --reference */
    struct run_store *store; /* NULL = nothing is kept */
    struct text tariff;      /* names of overlays, for the store */
    struct text system;      /* what is kept of the way to it, see struct run_facts */
    char **command_again;    /* a command out of it */
    struct text command;     /* the system, as shown */
    struct text digests;     /* as in struct run_facts */
    char timestamp[20];
};

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

static bool named_before(const struct run_options *options, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(options->suites[i], options->suites[at]) == 0) return true;
    return false;
}

static bool load_named(struct run *run, enum exit_code *code, struct tg_error *error)
{
    const struct run_options *options = &run->options;

    for (size_t i = 0; i < options->suite_count; i++) {
        if (named_before(options, i)) continue;
        if (!known_suite(&run->suites, options->suites[i])) {
            *code = EXIT_USAGE;
            return false;
        }
        if (!suites_load(&run->questions, &run->suites, options->suites[i], error)) return false;
    }
    return true;
}

/* The suites that are named, or all. */
static bool load(struct run *run, enum exit_code *code)
{
    struct tg_error error = {.status = TG_OK};
    bool ok;

    *code = EXIT_INVALID;
    ok = run->options.suite_count > 0 ? load_named(run, code, &error)
                                      : suites_load_all(&run->questions, &run->suites, &error);
    if (error.status != TG_OK) tell_error(&error);
    return ok;
}

/* Keeps the cases that failed, or have no verdict, in an earlier run. */
static bool pick_failed(struct run *run, enum exit_code *code)
{
    const char *path = run->options.failed_in;
    struct past_run past = {0};
    struct idmap ids = {0};
    bool ok = path == NULL || past_run_open(&past, path, NULL);

    if (!ok) *code = EXIT_INVALID;
    for (size_t i = 0; ok && i < past.questions.count; i++)
        if (verdict_weigh(past.judged.list[i].verdict) != WEIGHT_NONE)
            idmap_add(&ids, past.questions.list[i].id, i);
    if (ok && path != NULL && ids.count == 0) {
        fprintf(stderr, "tollgate: no case failed in %s\n", tg_shown(tg_slice_of(path)));
        *code = EXIT_NOTHING;
        ok = false;
    }
    if (ok && path != NULL) questions_keep(&run->questions, &(struct pick){.ids = &ids});
    idmap_free(&ids);
    past_run_close(&past);
    return ok;
}

static bool gather(struct run *run, enum exit_code *code)
{
    struct tg_error error = {0};

    if (!suites_find(&run->suites, run->options.cases_dir, &error)) {
        tell_error(&error);
        *code = EXIT_INVALID;
        return false;
    }
    if (!load(run, code) || !pick_failed(run, code)) return false;
    if (pick_apply(&run->options.pick, &run->questions)) {
        if (run->questions.count > 0) return true;
        fprintf(stderr, "tollgate: there are no cases to ask\n");
    }
    *code = EXIT_NOTHING;
    return false;
}

/* ------------------------------------------------------------------------------------ the tariff
 */

/* An annex or a reading takes the place of what is golden. */
static bool impose_tariff(struct run *run)
{
    struct tg_error error = {0};
    struct law law;
    bool ok;

    if (run->options.tariff.choice.overlay_count == 0) return true;
    if (!law_open(&law, &run->options.tariff.choice, &run->questions)) return false;
    ok = law_impose(&law, &run->questions, &error);
    law_close(&law);
    if (!ok) tell_error(&error);
    return ok;
}

static bool take_tariff(struct run *run, enum exit_code *code)
{
    struct tg_rulebook *rulebook = choice_load(&(struct choice){0});
    bool ok;

    *code = EXIT_INVALID;
    if (rulebook == NULL) return false;
    ok = tariff_resolve(&run->options.tariff, rulebook, &run->questions.arena, code) &&
         impose_tariff(run);
    if (ok) questions_learn(&run->questions, rulebook);
    tg_rulebook_free(rulebook);
    return ok;
}

static enum exit_code list(const struct questions *questions)
{
    for (size_t i = 0; i < questions->count; i++) printf("%s\n", questions->list[i].id);
    return EXIT_CONFORMS;
}

/* ---------------------------------------------------------------------------------- the reports */

/* The system as one would type it. */
static void show_system(struct text *out, const struct run_options *options)
{
    char *const *argv = options->command;

    if (options->sut != NULL) {
        text_addf(out, "--sut %s", options->sut);
        return;
    }
    if (options->command == NULL && options->resume != NULL) {
        text_addf(out, "--resume %s", options->resume);
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
    sut_reference(heard, rulebook, NULL, &run->questions);
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

    /* With nothing left to ask, a run stays as it ended, but for one that was cut off after the
     * last answer. */
    if (count > 0 || heard->end.ending == SUT_INTERRUPTED) {
        sut_free(&heard->end);
        heard->end = (struct sut_end){0};
    }
    if (count > 0)
        transport_of(run->profile)(&heard->end, run->profile, &run->questions, open, count, sink);
    free(open);
}

/* What was kept, then the rest. */
static bool converse(struct heard *heard, struct run *run)
{
    struct transport_sink plain = heard_sink(heard);
    struct transport_sink kept = plain;
    struct transport_sink sink;
    struct enough enough = {.limit = run->options.max_fail,
                            .questions = &run->questions,
                            .baseline = known_baseline(&run->options.known),
                            .heard = heard};
    struct tg_error error = {.status = TG_OK};

    if (run->options.resume != NULL) {
        if (!run_store_replay(run->store, &plain, &heard->end, &error)) {
            tell_error(&error);
            return false;
        }
        answers_forget_failures(&heard->answers);
    }
    if (run->options.reference) return ask_reference(heard, run);
    if (run->store != NULL) kept = run_store_sink(run->store, &plain);
    enough.next = &kept;
    sink = enough_sink(&enough);
    ask_system(heard, run, &sink);
    if (enough_reached(&enough)) {
        heard->end.ending = SUT_ENOUGH;
    } else if (sut_stop_asked() && sut_finished(&heard->end)) {
        heard->end.ending = SUT_INTERRUPTED;
    }
    return true;
}

static bool keep_results(struct run *run, const struct judged *judged)
{
    struct tg_error error = {.status = TG_OK};
    bool ok = true;

    if (run->store == NULL) return true;
    ok = run_store_finish(run->store, judged, &error);
    ok = run_store_close(run->store, ok ? &error : NULL) && ok;
    run->store = NULL;
    if (!ok) tell_error(&error);
    return ok;
}

static enum exit_code ask(struct run *run)
{
    struct judge_rules rules = {&run->options.tariff.choice, run->options.tariff.fixed,
                                known_baseline(&run->options.known)};
    struct heard heard;
    struct judged judged = {0};
    struct diagnosis diagnosis = {0};
    enum exit_code code = EXIT_INVALID;
    bool heard_out;

    heard_begin(&heard, &run->questions);
    heard_out = converse(&heard, run);
    warn(run, &heard.end);
    if (heard_out && judge(&judged, &run->questions, &heard, &rules) &&
        (run->options.reports.no_causes || diagnose(&diagnosis, &judged))) {
        struct report_facts facts = report_facts(run);
        bool kept;

        judged.diagnosis = run->options.reports.no_causes ? NULL : &diagnosis;
        kept = keep_results(run, &judged) && known_propose(&run->options.known, &judged);
        kept = reports_write(&run->options.reports, &judged, &facts) && kept;
        code = kept ? judged_exit(&judged) : EXIT_INTERNAL;
    }
    diagnosis_free(&diagnosis);
    judged_free(&judged);
    heard_free(&heard);
    return code;
}

/* The arguments of a command, each ended by a NUL. */
static void keep_command(struct text *out, char *const *command)
{
    for (size_t i = 0; command[i] != NULL; i++)
        text_add(out, (struct tg_slice){command[i], strlen(command[i]) + 1});
}

/* Makes them a command again; they stay where they are. */
static void take_command(struct run *run)
{
    const struct text *content = &run->system;
    size_t room = 0;
    size_t count = 0;

    for (size_t i = 0; i < content->n; i += strlen(content->p + i) + 1) {
        run->command_again = array_grow(run->command_again, &room, count + 1, sizeof(char *));
        run->command_again[count++] = content->p + i;
    }
    if (count == 0) return;
    run->command_again[count] = NULL;
    run->options.command = run->command_again;
}

/* What is kept of the way to the system: given now, or with the run that is gone on with. */
static bool read_system(struct run *run, struct tg_error *error)
{
    struct run_options *options = &run->options;

    if (options->command != NULL) {
        keep_command(&run->system, options->command);
        return true;
    }
    if (options->sut != NULL) return file_read(&run->system, options->sut, error);
    if (run->store == NULL) return true;
    text_add(&run->system, run_store_facts(run->store).content);
    options->sut = run_store_facts(run->store).profile;
    if (options->sut[0] != '\0') return true;
    options->sut = NULL;
    take_command(run);
    return true;
}

static void limit_profile(const struct run *run)
{
    const struct run_options *options = &run->options;
    struct transport *limits = profile_limits(run->profile);

    if (options->timeout_ms != 0) limits->timeout_ms = options->timeout_ms;
    if (options->jobs != 0) limits->connections = options->jobs;
    if (options->restarts != RUN_RESTARTS_UNSAID) limits->restarts = options->restarts;
}

/* The system's profile, with what options say of it. */
static bool take_profile(struct run *run, enum exit_code *code)
{
    const struct run_options *options = &run->options;
    struct tg_error error = {.status = TG_OK};

    if (options->reference) return true;
    if (read_system(run, &error))
        run->profile = options->sut != NULL
                           ? profile_read(options->sut, text_slice(&run->system), &error)
                           : profile_of_command(options->command);
    if (run->profile == NULL) {
        tell_error(&error);
        *code = EXIT_INVALID;
        return false;
    }
    limit_profile(run);
    return true;
}

static bool add_suite_digests(struct run *run, const char *suite, struct tg_error *error)
{
    static const char *const folders[] = {"cases", "golden"};

    for (size_t i = 0; i < 2; i++) {
        struct tg_slice content;
        char path[128];

        snprintf(path, sizeof path, "%s/%s.csv", folders[i], suite);
        if (!store_read(&run->questions.arena, &content, run->suites.folder, path, error))
            return false;
        digest_add(&run->digests, path, content);
    }
    return true;
}

static bool take_digests(struct run *run, struct tg_error *error)
{
    bool ok = choice_digests(&run->digests, &run->options.tariff.choice, error);

    for (size_t i = 0; ok && i < run->questions.suite_count; i++)
        ok = add_suite_digests(run, run->questions.suites[i].name, error);
    return ok;
}

/* The database, new or to be gone on with; the latter also has the questions. */
static bool open_results(struct run *run, enum exit_code *code)
{
    const struct run_options *options = &run->options;
    struct run_facts facts = {.system = run->command.p,
                              .started = run->timestamp,
                              .fixed = options->tariff.fixed,
                              .profile = options->sut != NULL ? options->sut : "",
                              .content = text_slice(&run->system)};
    struct tg_error error = {.status = TG_OK};

    if (options->results == NULL) return true;
    text_addf(&run->tariff, "%s", "");
    for (size_t i = 0; i < options->tariff.choice.overlay_count; i++)
        text_addf(&run->tariff, "%s%s", i > 0 ? "\n" : "", options->tariff.choice.overlays[i]);
    facts.tariff = run->tariff.p;
    if (!take_digests(run, &error)) {
        tell_error(&error);
        *code = EXIT_INVALID;
        return false;
    }
    facts.digests = run->digests.p;
    run->store = run_store_create(options->results, &run->questions, &facts, &error);
    if (run->store != NULL) return true;
    tell_error(&error);
    *code = EXIT_INTERNAL;
    return false;
}

/* Takes questions and tariff from the run that is gone on with. */
static bool reopen_results(struct run *run, enum exit_code *code)
{
    struct tg_error error = {.status = TG_OK};
    struct run_facts facts;

    *code = EXIT_INVALID;
    run->store = run_store_open(run->options.resume, true, &error);
    if (run->store == NULL) tell_error(&error);
    if (run->store == NULL || !past_run_questions(run->store, &run->questions)) return false;
    facts = run_store_facts(run->store);
    text_free(&run->command);
    text_addf(&run->command, "%s", facts.system);
    run->options.tariff.fixed = facts.fixed;
    snprintf(run->timestamp, sizeof run->timestamp, "%s", facts.started);
    run_facts_tariff(&run->options.tariff.choice, &run->questions.arena, &facts);
    return true;
}

/* Answers of two systems make no verdict. */
static bool is_same_system(const struct run *run)
{
    struct run_facts facts = run_store_facts(run->store);

    if (strcmp(facts.profile, run->options.sut != NULL ? run->options.sut : "") == 0 &&
        facts.content.n == run->system.n &&
        (facts.content.n == 0 || memcmp(facts.content.p, run->system.p, facts.content.n) == 0))
        return true;
    fprintf(stderr,
            "tollgate: %s was begun with another system: %s\n"
            "hint: leave the system out to go on with that one\n",
            tg_shown(tg_slice_of(run->options.resume)), facts.system);
    return false;
}

static bool resume(struct run *run, enum exit_code *code)
{
    if (!reopen_results(run, code) || !take_profile(run, code)) return false;
    if (is_same_system(run)) return true;
    *code = EXIT_USAGE;
    return false;
}

/* Questions, tariff, database and way to the system. */
static bool prepare(struct run *run, enum exit_code *code)
{
    if (run->options.resume != NULL) return resume(run, code);
    return gather(run, code) && take_tariff(run, code) && open_results(run, code);
}

/* What is read stays as it is, and what is written can be. */
static bool check_files(const struct run_options *options)
{
    const struct choice *annexes = &options->tariff.choice;
    const struct choice *choice = &options->choice;
    struct output_path outputs[REPORT_KINDS + 2];
    const char *inputs[6 + 2 * CHOICE_MAX_OVERLAYS] = {options->sut,        options->resume,
                                                       options->failed_in,  options->known.file,
                                                       options->pick.among, choice->rulebook};
    const char **next = inputs + 6;

    reports_paths(outputs, &options->reports);
    outputs[REPORT_KINDS] = known_path(&options->known);
    outputs[REPORT_KINDS + 1] = (struct output_path){.path = options->results, .kind = OUTPUT_NEW};
    for (size_t i = 0; i < annexes->overlay_count; i++) *next++ = annexes->overlays[i];
    for (size_t i = 0; i < choice->overlay_count; i++) *next++ = choice->overlays[i];
    return outputs_possible(outputs, REPORT_KINDS + 2, inputs, (size_t)(next - inputs));
}

static enum exit_code run_parsed(struct run *run)
{
    time_t now = time(NULL);
    struct tm utc;
    enum exit_code code = EXIT_CONFORMS;
    struct report_facts facts;

    if (run->options.list) return gather(run, &code) ? list(&run->questions) : code;
    strftime(run->timestamp, sizeof run->timestamp, "%Y-%m-%dT%H:%M:%S", gmtime_r(&now, &utc));
    if (!check_files(&run->options)) return EXIT_USAGE;
    show_system(&run->command, &run->options);
    /* A profile that cannot be read is known before anything is promised or asked. */
    if (run->options.resume == NULL && !take_profile(run, &code)) return code;
    facts = report_facts(run);
    if (!reports_promise(&run->options.reports, &facts)) return EXIT_INTERNAL;
    if (!known_read(&run->options.known)) return EXIT_INVALID;
    return prepare(run, &code) ? ask(run) : code;
}

static enum exit_code run_command(int argc, char **argv)
{
    struct run run = {0};
    enum exit_code code;

    if (run_options_read(&code, &run.options, argc, argv)) code = run_parsed(&run);
    questions_free(&run.questions);
    suites_free(&run.suites);
    if (run.store != NULL) run_store_close(run.store, NULL);
    text_free(&run.tariff);
    profile_free(run.profile);
    text_free(&run.system);
    free(run.command_again);
    known_free(&run.options.known);
    text_free(&run.command);
    text_free(&run.digests);
    free(run.options.suites);
    return code;
}

const struct command cmd_run = {
    "run",
    "put the cases to a system, compare, report",
    run_command,
};
