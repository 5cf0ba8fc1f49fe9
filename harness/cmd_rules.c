/* tollgate rules: what the rulebook says, and the proof that it is complete and lawful. */
#include "choice.h"
#include "options.h"
#include "rules.h"
#include "trace.h"

#include <errno.h>

enum {
    SECTION = 0x100,
    RULE = SECTION + RULES_SECTION_COUNT,
    CLAUSE,
    PROVE,
    COVERAGE,
    MARKDOWN,
    DIR
};

struct options {
    struct choice choice;
    bool section[RULES_SECTION_COUNT];
    const char *rule;
    const char *clause;
    bool prove;
    bool coverage;
    bool markdown;
    const char *dir;
    bool selected; /* something was asked for: not all is shown */
};

static const struct argp_option option_table[] = {
    {"rules", SECTION + RULES_RULES, NULL, 0, "list the rules", 1},
    {"gaps", SECTION + RULES_GAPS, NULL, 0, "list where the documents give no price", 1},
    {"clauses", SECTION + RULES_CLAUSES, NULL, 0, "list the clauses and what cites them", 1},
    {"readings", SECTION + RULES_READINGS, NULL, 0, "list what can be read in more than one way",
     1},
    {"prices", SECTION + RULES_PRICES, NULL, 0, "list the prices that are open", 1},
    {"policies", SECTION + RULES_POLICIES, NULL, 0, "list hours, dates, rounding", 1},
    {"plans", SECTION + RULES_PLANS, NULL, 0, "list the plans", 1},
    {"rule", RULE, "ID", 0, "show a rule or gap in full, such as R-01", 2},
    {"clause", CLAUSE, "ID", 0, "show a clause in full, such as A-2.1.1", 2},
    {"coverage", COVERAGE, NULL, 0, "show which cases exercise which clause", 3},
    {"markdown", MARKDOWN, NULL, 0, "with --coverage: as Markdown", 3},
    {"dir", DIR, "DIR", 0, "with --coverage: take suites from DIR/cases", 3},
    {"prove", PROVE, NULL, 0, "prove that the rulebook is complete and lies inside the notice", 3},
    {0},
};

static const struct argp_child children[] = {{&choice_argp, 0, NULL, 0}, {0}};

static const char doc[] =
    "Shows the rulebook: rules, gaps, clauses, readings, open prices, policies and plans, or those "
    "of them that are asked for."
    "\v"
    "Exit: 0 shown (proved, covered), 3 rulebook or overlay invalid, something breaks the notice, "
    "or "
    "a clause is not exercised as it should be, 64 usage, 70 internal.";

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;

    if (key == ARGP_KEY_INIT) {
        state->child_inputs[0] = &options->choice;
        return 0;
    }
    if (key == ARGP_KEY_ARG) {
        argp_error(state, "no argument is expected, found %s", tg_shown(tg_slice_of(arg)));
        return EINVAL;
    }
    if (key == ARGP_KEY_END && !options->coverage && (options->markdown || options->dir != NULL)) {
        argp_error(state, "--markdown and --dir go with --coverage");
        return EINVAL;
    }
    if (key < SECTION || key > DIR) return ARGP_ERR_UNKNOWN;
    options->selected = true;
    switch (key) {
    case COVERAGE: options->coverage = true; break;
    case MARKDOWN: options->markdown = true; break;
    case DIR: options->dir = arg; break;
    case RULE: options->rule = arg; break;
    case CLAUSE: options->clause = arg; break;
    case PROVE: options->prove = true; break;
    default: options->section[key - SECTION] = true;
    }
    return 0;
}

static enum exit_code unknown(const char *what, const char *id, const char *near)
{
    fprintf(stderr, "tollgate: no %s %s", what, tg_shown(tg_slice_of(id)));
    if (near != NULL) fprintf(stderr, "; did you mean '%s'?", near);
    fprintf(stderr, "\n");
    return EXIT_USAGE;
}

static enum exit_code prove(struct text *out, const struct rules_book *book)
{
    struct tg_error error = {.status = TG_OK};
    struct tg_rulebook *notice = tg_rulebook_load(TG_NOTICE_RULEBOOK, NULL, 0, &error);
    bool breaks = false;
    bool ok = notice != NULL && rules_prove(out, &breaks, book, notice, &error);

    tg_rulebook_free(notice);
    if (ok) return breaks ? EXIT_INVALID : EXIT_CONFORMS;
    tell_error(&error);
    return EXIT_INTERNAL;
}

/* What the suites exercise, and whether that is what they claim and enough. */
static enum exit_code trace(struct text *out, const struct options *options,
                            const struct selection *selection, const struct tg_rulebook *rulebook)
{
    struct tg_error error = {.status = TG_OK};
    struct text faults = {0};
    struct trace trace;
    enum exit_code code = EXIT_CONFORMS;

    if (!trace_make(&trace, rulebook, selection, &error)) {
        code = selection_fail(&error);
    } else {
        (options->markdown ? trace_write_markdown : trace_write)(out, &trace);
        if (trace_faults(&faults, &trace) > 0) {
            fprintf(stderr, "%s", faults.p);
            code = EXIT_INVALID;
        }
    }
    text_free(&faults);
    trace_free(&trace);
    return code;
}

static enum exit_code cover(struct text *out, const struct options *options,
                            const struct rules_book *book)
{
    struct selection selection = {.list = NULL};
    enum exit_code code = selection_open(&selection, options->dir, NULL, 0);

    if (!options->markdown) rules_head(out, book);
    if (code == EXIT_CONFORMS) code = trace(out, options, &selection, book->rulebook);
    selection_close(&selection);
    return code;
}

static enum exit_code show(struct text *out, const struct options *options,
                           const struct rules_book *book)
{
    const char *near = NULL;

    if (options->rule != NULL && !rules_show_rule(out, &near, book, options->rule))
        return unknown("rule", options->rule, near);
    if (options->clause != NULL && !rules_show_clause(out, &near, book, options->clause))
        return unknown("clause", options->clause, near);
    if (options->rule != NULL || options->clause != NULL) return EXIT_CONFORMS;
    if (options->coverage) return cover(out, options, book);
    rules_head(out, book);
    for (int i = 0; i < RULES_SECTION_COUNT; i++)
        if (!options->selected || options->section[i]) rules_list(out, book, (enum rules_section)i);
    return options->prove ? prove(out, book) : EXIT_CONFORMS;
}

static enum exit_code run(int argc, char **argv)
{
    const struct argp argp = {option_table, parse_option, NULL, doc, children, NULL, NULL};
    struct options options = {.rule = NULL};
    struct tg_rulebook *rulebook;
    struct rules_book book;
    struct text out = {0};
    enum exit_code code;

    if (!options_parse(&code, &argp, argc, argv, &options)) return code;
    rulebook = choice_load(&options.choice);
    if (rulebook == NULL) return EXIT_INVALID;
    rules_open(&book, rulebook);
    code = show(&out, &options, &book);
    if (out.n > 0) fwrite(out.p, 1, out.n, stdout);
    text_free(&out);
    rules_close(&book);
    tg_rulebook_free(rulebook);
    return code;
}

const struct command cmd_rules = {
    "rules",
    "the rulebook: rules, gaps, clauses, readings, open prices; --prove, --coverage",
    run,
};
