#include "audit_output.h"

#include "audit_reports.h"
#include "binomial.h"
#include "file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_LIMIT "0.0001" /* */
#define DEFAULT_SURE  "95%"

enum { LIMIT = 0x900, CONFIDENCE, NO_CAUSES, FIRST_FILE };

static const struct argp_option option_table[] = {
    {"limit", LIMIT, "RATE", 0, "the share of wrong records to be tested for (default 0.0001)", 20},
    {"confidence", CONFIDENCE, "LEVEL", 0, "how sure a claim has to be (default 95%)", 20},
    {"csv", FIRST_FILE + AUDIT_CSV, "FILE", 0,
     "write a row for each kind of record: all that was counted", 20},
    {"junit", FIRST_FILE + AUDIT_JUNIT, "FILE", 0,
     "write JUnit XML: a test case for each rule and plan with records", 20},
    {"markdown", FIRST_FILE + AUDIT_MARKDOWN, "FILE", 0, "write a report in Markdown", 20},
    {"html", FIRST_FILE + AUDIT_HTML, "FILE", 0, "write a report as a page", 20},
    {"results", FIRST_FILE + AUDIT_RESULTS, "FILE", 0, "write a new results database (SQLite)", 20},
    {"no-causes", NO_CAUSES, NULL, 0, "do not look for what explains wrong records", 20},
    {"quiet", 'q', NULL, 0, "print the count and the result only", 20},
    {0},
};

static error_t parse_parts(uint64_t *parts, uint64_t least, const char *option, const char *arg,
                           struct argp_state *state)
{
    if (binomial_parse(parts, arg) && *parts >= least && *parts > 0 && *parts < BINOMIAL_WHOLE)
        return 0;
    argp_error(state, "%s %s: expected a number from %s to below 1, or a percentage", option,
               tg_shown(tg_slice_of(arg)), least > 0 ? "0.5" : "above 0");
    return EINVAL;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct audit_output *output = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        binomial_parse(&output->claim.limit, DEFAULT_LIMIT);
        binomial_parse(&output->claim.sure, DEFAULT_SURE);
        return 0;
    case LIMIT: return parse_parts(&output->claim.limit, 0, "--limit", arg, state);
    case CONFIDENCE:
        return parse_parts(&output->claim.sure, BINOMIAL_WHOLE / 2, "--confidence", arg, state);
    case NO_CAUSES: output->no_causes = true; return 0;
    case 'q': output->quiet = true; return 0;
    default:
        if (key < FIRST_FILE || key >= FIRST_FILE + AUDIT_FILES) return ARGP_ERR_UNKNOWN;
        output->file[key - FIRST_FILE] = arg;
        return 0;
    }
}

const struct argp audit_output_argp = {option_table, parse_option, NULL, NULL, NULL, NULL, NULL};

typedef void report_fn(struct text *out, const struct audit *audit,
                       const struct audit_claim *claim);

static void csv(struct text *out, const struct audit *audit, const struct audit_claim *claim)
{
    (void)claim;
    audit_csv(out, audit);
}

static bool write_files(const struct audit *audit, const struct audit_output *output)
{
    static report_fn *const functions[AUDIT_FILES] = {[AUDIT_CSV] = csv,
                                                      [AUDIT_JUNIT] = audit_junit,
                                                      [AUDIT_MARKDOWN] = audit_markdown,
                                                      [AUDIT_HTML] = audit_html};
    bool ok = true;

    for (size_t i = 0; i < AUDIT_FILES; i++) {
        struct tg_error error = {.status = TG_OK};
        struct text text = {0};

        if (functions[i] == NULL || output->file[i] == NULL) continue;
        functions[i](&text, audit, &output->claim);
        if (!file_replace(output->file[i], text_slice(&text), &error)) {
            tell_error(&error);
            ok = false;
        }
        text_free(&text);
    }
    if (output->file[AUDIT_RESULTS] != NULL) {
        struct tg_error error = {.status = TG_OK};

        if (!audit_results(output->file[AUDIT_RESULTS], audit, &output->claim, &error)) {
            tell_error(&error);
            ok = false;
        }
    }
    return ok;
}

static bool report(const struct audit *audit, const struct audit_output *output)
{
    struct audit_style style = {output->claim, isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL,
                                output->quiet};
    struct text text = {0};
    bool ok = write_files(audit, output);

    audit_summary(&text, audit, &style);
    fwrite(text.p, 1, text.n, stdout);
    text_free(&text);
    return ok;
}

enum exit_code audit_conclude(struct part *part, const struct audit_rules *rules,
                              const struct audit_output *output,
                              const struct audit_listener *listener)
{
    struct audit audit;
    struct audit_rules how = *rules;
    enum exit_code code = EXIT_INVALID;

    how.no_causes = output->no_causes;
    part_finish(part);
    if (audit_judge(&audit, part, &how) &&
        (listener->judged == NULL || listener->judged(listener->user))) {
        bool ok = report(&audit, output) &&
                  (listener->reported == NULL || listener->reported(listener->user, &audit));

        code = ok ? (enum exit_code)audit_result(&audit).code : EXIT_INTERNAL;
    }
    audit_free(&audit);
    return code;
}

void audit_output_paths(struct output_path *paths, const struct audit_output *output)
{
    for (size_t i = 0; i < AUDIT_FILES; i++)
        paths[i] = (struct output_path){.path = output->file[i],
                                        .kind = i == AUDIT_RESULTS ? OUTPUT_NEW : OUTPUT_REPORT};
}
