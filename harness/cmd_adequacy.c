/* tollgate adequacy: which wrong tariffs the cases give away, and which would slip through. */
#include "adequacy.h"
#include "choice.h"
#include "command.h"
#include "file.h"
#include "layout.h"
#include "options.h"
#include "paths.h"
#include "suites.h"
#include "workers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct options {
    const char *list;  /* a file: every defect and mutant */
    const char *cases; /* a file: what each case sees */
    const char *show;  /* the id of a mutant */
    const char *only;  /* a group of mutants; NULL = all, and the known defects */
    unsigned jobs;
    char **suites;
    size_t suite_count;
};

enum { LIST = 256, CASES, SHOW, OF };

static const struct argp_option option_table[] = {
    {"list", LIST, "FILE", 0, "write a CSV file of every defect and mutant and how it fares", 0},
    {"cases", CASES, "FILE", 0, "write a CSV file of what each case sees, and what it alone sees",
     0},
    {"jobs", 'j', "N", 0, "use so many processes (default: as many as there are processors)", 0},
    {"of", OF, "NAME", 0,
     "try only the mutants of this rule or policy, or of \"destinations\"; \"" ADEQUACY_DEFECTS
     "\": only the known defects",
     0},
    {"show", SHOW, "ID", 0,
     "print a defect or mutant as an overlay, to be tried with `tollgate rate --overlay`", 0},
    {0},
};

static const char doc[] =
    "Tells whether the cases would give away a wrong tariff: every known defect, and every small "
    "mistake that the rulebook leaves room for (each price a step off, its neighbour's, in another "
    "unit; each condition narrowed, widened, dropped; each place in another list; each hour and "
    "date a second off). A mutant that no case sees is either proved to charge the same everywhere "
    "or shows that a case is missing."
    "\v"
    "Exit: 0 nothing slips through, 1 something does, 3 cases or rulebook invalid, 64 usage "
    "(also a file that cannot be written, which is told before anything is tried), 70 internal.";

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case LIST: options->list = arg; return 0;
    case CASES: options->cases = arg; return 0;
    case SHOW: options->show = arg; return 0;
    case OF: options->only = arg; return 0;
    case 'j':
        options->jobs = (unsigned)strtoul(arg, NULL, 10);
        if (options->jobs >= 1 && options->jobs <= WORKERS_MOST) return 0;
        argp_error(state, "--jobs %s: expected 1 to %d", tg_shown(tg_slice_of(arg)), WORKERS_MOST);
        return EINVAL;
    case ARGP_KEY_ARGS:
        options->suites = state->argv + state->next;
        options->suite_count = (size_t)(state->argc - state->next);
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* ---------------------------------------------------------------------------------- the summary */

struct tally {
    uint64_t tried, detected, equivalent, survive;
    uint64_t least; /* cases that see the one that the fewest see */
    const struct suspect *rarest;
};

static void count(struct tally *tally, const struct suspect *suspect)
{
    if (suspect->fate == FATE_VOID) return;
    tally->tried++;
    tally->equivalent += suspect->fate == FATE_EQUIVALENT;
    tally->survive += suspect->fate == FATE_SURVIVES;
    if (suspect->fate != FATE_DETECTED) return;
    tally->detected++;
    if (tally->rarest != NULL && tally->least <= suspect->cases) return;
    tally->least = suspect->cases;
    tally->rarest = suspect;
}

static void tally_row(struct grid *grid, const char *name, const struct tally *tally)
{
    const char *gap = "-";

    if (tally->tried == 0) return;
    grid_cellf(grid, "%s", name);
    grid_cellf(grid, "%llu", (unsigned long long)tally->tried);
    grid_cellf(grid, "%llu", (unsigned long long)tally->detected);
    grid_cellf(grid, "%llu", (unsigned long long)tally->equivalent);
    grid_cellf(grid, "%llu", (unsigned long long)tally->survive);
    if (tally->rarest == NULL)
        grid_cellf(grid, "%s", gap);
    else
        grid_cellf(grid, "%llu", (unsigned long long)tally->least);
    grid_cellf(grid, "%s", tally->rarest == NULL ? gap : tally->rarest->fault->id);
}

static void heading(struct grid *grid, const char *first)
{
    static const char *const words[] = {"tried",     "detected",    "equivalent",
                                        "surviving", "by at least", "(which)"};

    *grid = (struct grid){.columns = 7, .right = 0x3e};
    grid_cellf(grid, "%s", first);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) grid_cellf(grid, "%s", words[i]);
}

/* Mutants stand in the order of what they change. */
static void write_groups(struct text *out, const struct adequacy *adequacy)
{
    struct grid grid;
    size_t i = adequacy->known;

    heading(&grid, "rule or policy");
    while (i < adequacy->count) {
        const char *group = adequacy->list[i].fault->group;
        struct tally tally = {0};

        for (; i < adequacy->count && strcmp(adequacy->list[i].fault->group, group) == 0; i++)
            count(&tally, &adequacy->list[i]);
        tally_row(&grid, group, &tally);
    }
    grid_write(out, &grid);
}

static bool has_clause(const char *clauses, struct tg_slice clause)
{
    struct tg_slice word;

    while ((word = tg_next_word(&clauses)).n > 0)
        if (word.n == clause.n && memcmp(word.p, clause.p, word.n) == 0) return true;
    return false;
}

static void write_clauses(struct text *out, const struct adequacy *adequacy,
                          const struct tg_rulebook *rulebook)
{
    size_t clause_count;
    const struct tg_clause *clauses = tg_rulebook_clauses(rulebook, &clause_count);
    struct grid grid;

    heading(&grid, "clause");
    for (size_t c = 0; c < clause_count; c++) {
        struct tally tally = {0};

        for (size_t i = 0; i < adequacy->count; i++)
            if (has_clause(adequacy->list[i].fault->clauses, tg_slice_of(clauses[c].id)))
                count(&tally, &adequacy->list[i]);
        tally_row(&grid, clauses[c].id, &tally);
    }
    grid_write(out, &grid);
}

static void write_fate(struct text *out, const struct adequacy *adequacy, enum fate fate)
{
    for (size_t i = 0; i < adequacy->count; i++)
        if (adequacy->list[i].fate == fate)
            text_addf(out, "  %s  %s (%s)\n", adequacy->list[i].fault->id,
                      adequacy->list[i].fault->title, adequacy->list[i].fault->clauses);
}

/* Cases without which something would slip through; the others see nothing that no other sees. */
static uint64_t count_needed(const struct adequacy *adequacy)
{
    bool *needed = array_grow(NULL, &(size_t){0}, adequacy->questions->count, sizeof *needed);
    uint64_t found = 0;

    memset(needed, 0, adequacy->questions->count * sizeof *needed);
    for (size_t i = 0; i < adequacy->count; i++) {
        const struct suspect *suspect = &adequacy->list[i];

        if (suspect->fate != FATE_DETECTED || suspect->cases != 1 || needed[suspect->first])
            continue;
        needed[suspect->first] = true;
        found++;
    }
    free(needed);
    return found;
}

static void write_totals(struct text *out, const struct adequacy *adequacy,
                         const struct tally *known, const struct tally *mutants)
{
    uint64_t needed = count_needed(adequacy);

    text_addf(out, "\ndefects %llu: detected %llu, surviving %llu\n",
              (unsigned long long)known->tried, (unsigned long long)known->detected,
              (unsigned long long)(known->tried - known->detected));
    text_addf(out, "mutants %llu: detected %llu, proved equivalent %llu, surviving %llu\n",
              (unsigned long long)mutants->tried, (unsigned long long)mutants->detected,
              (unsigned long long)mutants->equivalent, (unsigned long long)mutants->survive);
    text_addf(out,
              "cases %zu: %llu are the only one to see something, %llu see nothing that no "
              "other case sees\n",
              adequacy->questions->count, (unsigned long long)needed,
              (unsigned long long)(adequacy->questions->count - needed));
}

static enum exit_code report(const struct adequacy *adequacy, const struct tg_rulebook *rulebook)
{
    struct tally known = {0};
    struct tally mutants = {0};
    struct text out = {0};
    bool slips;

    for (size_t i = 0; i < adequacy->count; i++)
        count(adequacy->list[i].fault->group == NULL ? &known : &mutants, &adequacy->list[i]);
    slips = known.tried > known.detected || mutants.survive > 0;
    write_groups(&out, adequacy);
    text_addf(&out, "\n");
    write_clauses(&out, adequacy, rulebook);
    write_totals(&out, adequacy, &known, &mutants);
    if (slips) {
        text_addf(&out, "\nno case gives these away:\n");
        write_fate(&out, adequacy, FATE_SURVIVES);
        for (size_t i = 0; i < adequacy->known; i++)
            if (adequacy->list[i].fate == FATE_EQUIVALENT)
                text_addf(&out, "  %s  %s: %s\n", adequacy->list[i].fault->id,
                          adequacy->list[i].fault->title, adequacy->list[i].reason);
    }
    fwrite(out.p, 1, out.n, stdout);
    text_free(&out);
    return slips ? EXIT_MISMATCH : EXIT_CONFORMS;
}

/* ------------------------------------------------------------------------------------ the files */

static const char *fate_name(enum fate fate)
{
    static const char *const names[] = {[FATE_VOID] = "void",
                                        [FATE_DETECTED] = "detected",
                                        [FATE_EQUIVALENT] = "equivalent",
                                        [FATE_SURVIVES] = "survives"};

    return names[fate];
}

static bool replace_file(const char *path, const struct text *content)
{
    struct tg_error error = {.status = TG_OK};

    if (file_replace(path, text_slice(content), &error)) return true;
    tell_error(&error);
    return false;
}

/* Titles hold no quotes: they stand in attributes. */
static bool write_list(const struct adequacy *adequacy, const char *path)
{
    struct text out = {0};
    bool ok;

    text_addf(&out, "id,changes,clauses,title,fate,cases,first_case,reason\n");
    for (size_t i = 0; i < adequacy->count; i++) {
        const struct suspect *suspect = &adequacy->list[i];

        if (suspect->fate == FATE_VOID) continue;
        text_addf(&out, "%s,%s,%s,\"%s\",%s,%llu,%s,\"%s\"\n", suspect->fault->id,
                  suspect->fault->group != NULL ? suspect->fault->group : "defect",
                  suspect->fault->clauses, suspect->fault->title, fate_name(suspect->fate),
                  (unsigned long long)suspect->cases,
                  suspect->cases > 0 ? adequacy->questions->list[suspect->first].id : "",
                  suspect->reason);
    }
    ok = replace_file(path, &out);
    text_free(&out);
    return ok;
}

static bool write_cases(const struct adequacy *adequacy, const char *path)
{
    const struct questions *questions = adequacy->questions;
    struct text out = {0};
    bool ok;

    text_addf(&out, "case,suite,sees,alone\n");
    for (size_t q = 0; q < questions->count; q++) {
        size_t seen = 0;
        size_t alone = 0;

        for (size_t i = 0; i < adequacy->count; i++)
            if (adequacy->list[i].fate == FATE_DETECTED && suspect_sees(&adequacy->list[i], q)) {
                seen++;
                alone += adequacy->list[i].cases == 1;
            }
        text_addf(&out, "%s,%s,%zu,%zu\n", questions->list[q].id,
                  questions->suites[questions->list[q].suite].name, seen, alone);
    }
    ok = replace_file(path, &out);
    text_free(&out);
    return ok;
}

/* ---------------------------------------------------------------------------------- the command */

static bool load(struct questions *questions, struct suites *suites, const struct options *options)
{
    struct tg_error error = {.status = TG_OK};
    bool ok = suites_find(suites, NULL, &error);

    if (ok && options->suite_count == 0) ok = suites_load_all(questions, suites, &error);
    for (size_t i = 0; ok && i < options->suite_count; i++)
        ok = suites_load(questions, suites, options->suites[i], &error);
    if (!ok) tell_error(&error);
    return ok;
}

static enum exit_code show(const struct adequacy *adequacy, const char *id)
{
    for (size_t i = 0; i < adequacy->count; i++)
        if (strcmp(adequacy->list[i].fault->id, id) == 0) {
            fwrite(adequacy->list[i].fault->overlay, 1, adequacy->list[i].fault->size, stdout);
            return EXIT_CONFORMS;
        }
    fprintf(stderr, "tollgate: there is no defect or mutant %s\n", tg_shown(tg_slice_of(id)));
    return EXIT_USAGE;
}

static enum exit_code measure(struct adequacy *adequacy, const struct options *options,
                              const struct tg_rulebook *rulebook)
{
    enum exit_code code;

    if (!adequacy_measure(adequacy, options->jobs, isatty(STDERR_FILENO))) return EXIT_INVALID;
    code = report(adequacy, rulebook);
    if (options->list != NULL && !write_list(adequacy, options->list)) code = EXIT_INTERNAL;
    if (options->cases != NULL && !write_cases(adequacy, options->cases)) code = EXIT_INTERNAL;
    return code;
}

static bool check_files(const struct options *options)
{
    const struct output_path outputs[] = {{.path = options->list}, {.path = options->cases}};

    return outputs_possible(outputs, sizeof outputs / sizeof outputs[0], NULL, 0);
}

static enum exit_code run_command(int argc, char **argv)
{
    const struct argp argp = {option_table, parse_option, "[SUITE...]", doc, NULL, NULL, NULL};
    struct options options = {.jobs = workers_default()};
    struct questions questions = {0};
    struct suites suites = {0};
    struct adequacy adequacy = {0};
    struct tg_rulebook *rulebook;
    enum exit_code code = EXIT_CONFORMS;

    if (!options_parse(&code, &argp, argc, argv, &options)) return code;
    if (!check_files(&options)) return EXIT_USAGE;
    rulebook = choice_load(&(struct choice){0});
    code = EXIT_INVALID;
    if (rulebook != NULL && load(&questions, &suites, &options)) {
        questions_learn(&questions, rulebook);
        if (adequacy_open(&adequacy, &questions, options.only))
            code = options.show != NULL ? show(&adequacy, options.show)
                                        : measure(&adequacy, &options, rulebook);
    }
    adequacy_free(&adequacy);
    questions_free(&questions);
    suites_free(&suites);
    tg_rulebook_free(rulebook);
    return code;
}

const struct command cmd_adequacy = {
    "adequacy", "which wrong tariffs the cases give away, and which slip through", run_command};
