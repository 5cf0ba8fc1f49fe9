#include "reports.h"

#include "file.h"
#include "junit.h"
#include "report_csv.h"
#include "summary.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { JUNIT = 0x400, CSV, JSONL, NO_TIMES };

static const struct argp_option option_table[] = {
    {"junit", JUNIT, "FILE", 0, "write the result as JUnit XML too", 0},
    {"csv", CSV, "FILE", 0, "write a row per case", 0},
    {"jsonl", JSONL, "FILE", 0, "write JSON lines: a header, a line per case, a footer", 0},
    {"no-times", NO_TIMES, NULL, 0, "leave out of these what differs from run to run", 0},
    {"quiet", 'q', NULL, 0, "print the count and the result only", 0},
    {0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct report_options *options = state->input;
    static const char *const names[] = {"--junit", "--csv", "--jsonl"};

    if (key >= JUNIT && key <= JSONL && strcmp(arg, "-") == 0) {
        argp_error(state,
                   "%s -: expected a file, since stdout has the summary (a file of that name: ./-)",
                   names[key - JUNIT]);
        return EINVAL;
    }
    switch (key) {
    case JUNIT: options->junit = arg; return 0;
    case CSV: options->csv = arg; return 0;
    case JSONL: options->jsonl = arg; return 0;
    case NO_TIMES: options->no_times = true; return 0;
    case 'q': options->quiet = true; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

const struct argp reports_argp = {option_table, parse_option, NULL, NULL, NULL, NULL, NULL};

/* The time of a run that shall have none. */
#define NO_TIME "1970-01-01T00:00:00"

static struct junit_facts junit_facts(const struct report_options *options,
                                      const struct report_facts *facts)
{
    return (struct junit_facts){facts->system, options->no_times ? NO_TIME : facts->started,
                                options->no_times};
}

/* Writes the document and frees it. */
static bool save(const char *path, struct text *document)
{
    struct tg_error error = {.status = TG_OK};
    bool ok = file_replace(path, text_slice(document), &error);

    text_free(document);
    if (!ok) tell_error(&error);
    return ok;
}

bool reports_promise(const struct report_options *options, const struct report_facts *facts)
{
    struct junit_facts junit = junit_facts(options, facts);
    struct text document = {0};

    if (options->junit == NULL) return true;
    junit_write_unfinished(&document, &junit);
    return save(options->junit, &document);
}

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

bool reports_write(const struct report_options *options, const struct judged *judged,
                   const struct report_facts *facts)
{
    struct report_facts known = *facts;
    struct junit_facts junit = junit_facts(options, facts);
    struct text document = {0};
    bool ok = true;

    known.no_times = options->no_times;
    if (options->junit != NULL) {
        junit_write(&document, judged, &junit);
        ok = save(options->junit, &document) && ok;
    }
    if (options->csv != NULL) {
        report_csv(&document, judged);
        ok = save(options->csv, &document) && ok;
    }
    if (options->jsonl != NULL) {
        report_jsonl(&document, judged, &known);
        ok = save(options->jsonl, &document) && ok;
    }
    print_summary(options, judged, facts);
    return ok;
}
