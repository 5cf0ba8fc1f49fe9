#include "reports.h"

#include "choice.h"
#include "duration.h"
#include "file.h"
#include "report_csv.h"
#include "report_html.h"
#include "report_markdown.h"
#include "report_tap.h"
#include "summary.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    FIRST_FILE = 0x400, /* one per kind */
    PROFILE = FIRST_FILE + REPORT_KINDS,
    ONLY,
    SPLIT,
    NO_TIMES,
    NO_CAUSES
};

static const struct argp_option option_table[] = {
    {"junit", FIRST_FILE + REPORT_JUNIT, "FILE", 0, "write the result as JUnit XML too", 0},
    {"csv", FIRST_FILE + REPORT_CSV, "FILE", 0, "write a row per case", 0},
    {"jsonl", FIRST_FILE + REPORT_JSONL, "FILE", 0,
     "write JSON lines: a header, a line per case, a footer", 0},
    {"tap", FIRST_FILE + REPORT_TAP, "FILE", 0, "write the Test Anything Protocol", 0},
    {"markdown", FIRST_FILE + REPORT_MARKDOWN, "FILE", 0,
     "write a short Markdown page, as for a GitHub step summary", 0},
    {"html", FIRST_FILE + REPORT_HTML, "FILE", 0, "write a page for people", 0},
    {"junit-profile", PROFILE, "strict|rich", 0,
     "what JUnit readers are to get: what all take (default), or files, lines and properties too",
     0},
    {"junit-only", ONLY, "failures|all", 0, "leave out of JUnit XML the cases that pass", 0},
    {"junit-split", SPLIT, "SIZE", 0,
     "begin another JUnit file (FILE-2.xml ...) where one would get larger: 500K, 30M", 0},
    {"no-times", NO_TIMES, NULL, 0, "leave out of these what differs from run to run", 0},
    {"no-causes", NO_CAUSES, NULL, 0, "do not look for what explains wrong answers", 0},
    {"quiet", 'q', NULL, 0, "print the count and the result only", 0},
    {0},
};

/* Which of two words; false = neither. */
static bool read_word(bool *second, const char *arg, const char *one, const char *two)
{
    *second = strcmp(arg, two) == 0;
    return *second || strcmp(arg, one) == 0;
}

static error_t take_file(struct report_options *options, int kind, char *arg,
                         struct argp_state *state)
{
    if (strcmp(arg, "-") != 0) {
        options->file[kind] = arg;
        return 0;
    }
    argp_error(state,
               "--%s -: expected a file, since stdout has the summary (a file of that name: ./-)",
               option_table[kind].name);
    return EINVAL;
}

static error_t misuse(struct argp_state *state, const char *option, const char *arg,
                      const char *expected)
{
    argp_error(state, "--%s %s: expected %s", option, tg_shown(tg_slice_of(arg)), expected);
    return EINVAL;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct report_options *options = state->input;
    bool rich;

    if (key >= FIRST_FILE && key < FIRST_FILE + REPORT_KINDS)
        return take_file(options, key - FIRST_FILE, arg, state);
    switch (key) {
    case PROFILE:
        if (read_word(&rich, arg, "strict", "rich")) {
            options->junit_profile = rich ? JUNIT_RICH : JUNIT_STRICT;
            return 0;
        }
        return misuse(state, "junit-profile", arg, "strict or rich");
    case ONLY:
        if (read_word(&options->junit_only_failures, arg, "all", "failures")) return 0;
        return misuse(state, "junit-only", arg, "failures or all");
    case SPLIT:
        if (size_parse(&options->junit_split, arg)) return 0;
        return misuse(state, "junit-split", arg, "a number of bytes with K, M or G, at most 4G");
    case NO_TIMES: options->no_times = true; return 0;
    case NO_CAUSES: options->no_causes = true; return 0;
    case 'q': options->quiet = true; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

void reports_paths(struct output_path *paths, const struct report_options *options)
{
    for (size_t i = 0; i < REPORT_KINDS; i++)
        paths[i] = (struct output_path){
            .path = options->file[i],
            .in_parts = i == REPORT_JUNIT && options->junit_split > 0,
        };
}

const struct argp reports_argp = {option_table, parse_option, NULL, NULL, NULL, NULL, NULL};

/* The time of a run that shall have none. */
#define NO_TIME "1970-01-01T00:00:00"

static struct junit_facts junit_facts(const struct report_options *options,
                                      const struct report_facts *facts)
{
    return (struct junit_facts){.command = facts->system,
                                .timestamp = options->no_times ? NO_TIME : facts->started,
                                .no_times = options->no_times,
                                .profile = options->junit_profile,
                                .only_failures = options->junit_only_failures,
                                .split = options->junit_split};
}

static bool save(const char *path, struct tg_slice document)
{
    struct tg_error error = {.status = TG_OK};

    if (file_replace(path, document, &error)) return true;
    tell_error(&error);
    return false;
}

/* ---------------------------------------------------------------------------------------- JUnit */

/* Parts of an older report, which had more of them. */
static void remove_parts(const char *path, size_t from)
{
    bool there = true;

    for (size_t number = from; there; number++) {
        struct text name = {0};

        path_of_part(&name, path, number);
        there = unlink(name.p) == 0;
        text_free(&name);
    }
}

struct parts {
    const char *path;
    struct text first; /* kept back */
    size_t count;
};

static bool take_part(void *user, size_t number, struct tg_slice document)
{
    struct parts *parts = user;
    struct text name = {0};
    bool ok;

    parts->count = number;
    if (number == 1) {
        text_add(&parts->first, document);
        return true;
    }
    path_of_part(&name, parts->path, number);
    ok = save(name.p, document);
    text_free(&name);
    return ok;
}

static bool write_junit(const struct report_options *options, const struct judged *judged,
                        const struct report_facts *facts)
{
    const char *path = options->file[REPORT_JUNIT];
    struct junit_facts junit = junit_facts(options, facts);
    struct parts parts = {.path = path};
    bool ok = true;

    if (path == NULL) return true;
    ok = junit_write(judged, &junit, take_part, &parts) && save(path, text_slice(&parts.first));
    if (ok && options->junit_split > 0) remove_parts(path, parts.count + 1);
    text_free(&parts.first);
    return ok;
}

bool reports_promise(const struct report_options *options, const struct report_facts *facts)
{
    const char *path = options->file[REPORT_JUNIT];
    struct junit_facts junit = junit_facts(options, facts);
    struct text document = {0};
    bool ok;

    if (path == NULL) return true;
    junit_write_unfinished(&document, &junit);
    ok = save(path, text_slice(&document));
    text_free(&document);
    if (options->junit_split > 0) remove_parts(path, 2);
    return ok;
}

/* --------------------------------------------------------------------------------------- others */

static bool wants_colour(void)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    return isatty(STDOUT_FILENO) && (no_color == NULL || no_color[0] == '\0') &&
           (term == NULL || strcmp(term, "dumb") != 0);
}

static void print_summary(const struct report_options *options, const struct judged *judged,
                          const struct report_facts *facts)
{
    struct summary_style style = {facts->system, wants_colour(), options->quiet};
    struct text summary = {0};

    summary_write(&summary, judged, &style);
    fwrite(summary.p, 1, summary.n, stdout);
    text_free(&summary);
}

static void csv(struct text *out, const struct judged *judged, const struct report_facts *facts)
{
    (void)facts;
    report_csv(out, judged);
}

static void tap(struct text *out, const struct judged *judged, const struct report_facts *facts)
{
    (void)facts;
    report_tap(out, judged);
}

typedef void report_fn(struct text *out, const struct judged *judged,
                       const struct report_facts *facts);

bool reports_write(const struct report_options *options, const struct judged *judged,
                   const struct report_facts *facts)
{
    static report_fn *const functions[REPORT_KINDS] = {[REPORT_CSV] = csv,
                                                       [REPORT_JSONL] = report_jsonl,
                                                       [REPORT_TAP] = tap,
                                                       [REPORT_MARKDOWN] = report_markdown,
                                                       [REPORT_HTML] = report_html};
    struct report_facts known = *facts;
    bool ok = write_junit(options, judged, facts);

    known.no_times = options->no_times;
    for (int kind = 0; kind < REPORT_KINDS; kind++) {
        struct text document = {0};

        if (functions[kind] == NULL || options->file[kind] == NULL) continue;
        functions[kind](&document, judged, &known);
        ok = save(options->file[kind], text_slice(&document)) && ok;
        text_free(&document);
    }
    print_summary(options, judged, facts);
    return ok;
}
