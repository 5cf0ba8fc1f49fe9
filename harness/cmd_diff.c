/* tollgate diff: what changed between two runs. */
#include "command.h"
#include "facts.h"
#include "options.h"
#include "past_run.h"

#include <stdlib.h>
#include <string.h>

#define MOST_SHOWN 20 /* of a kind, without --all */

struct options {
    const char *run[2];
    bool all;
    bool only_worse;
};

enum { ALL = 256, ONLY_WORSE };

static const struct argp_option option_table[] = {
    {"all", ALL, NULL, 0, "show every case, not only the first 20 of a kind", 0},
    {"worse", ONLY_WORSE, NULL, 0, "exit 1 only if something got worse", 0},
    {0},
};

static const char doc[] =
    "Tells what changed from the run OLD to the run NEW, both results databases: cases that got "
    "worse, better, or are answered in another way, cases that only one of them asked, and "
    "findings."
    "\v"
    "Exit: 0 nothing changed, 1 something did, 3 no such run, 64 usage.";

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case ALL: options->all = true; return 0;
    case ONLY_WORSE: options->only_worse = true; return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 1) return ARGP_ERR_UNKNOWN;
        options->run[state->arg_num] = arg;
        return 0;
    case ARGP_KEY_END:
        if (state->arg_num == 2) return 0;
        argp_error(state, "expected two results databases: OLD NEW");
        return EINVAL;
    default: return ARGP_ERR_UNKNOWN;
    }
}

enum change { SAME, WORSE, BETTER, OTHER, ASKED_NEWLY, NOT_ASKED, CHANGES };

static const char *const headings[CHANGES] = {
    [WORSE] = "worse",
    [BETTER] = "better",
    [OTHER] = "answered in another way",
    [ASKED_NEWLY] = "only in the new run",
    [NOT_ASKED] = "only in the old run",
};

/* A verdict and what it rests on, in words. */
static void describe(struct text *out, const struct judged *judged, size_t at)
{
    text_addf(out, "%s: expected ", verdict_name(judged->list[at].verdict));
    facts_expected(out, &judged->questions->list[at].expected);
    text_addf(out, ", got ");
    if (judged->answers.slot[at].count == 1 &&
        judged->answers.slot[at].first->kind == ANSWER_AMOUNT)
        text_addf(out, "%s", judged->answers.slot[at].first->text);
    else
        facts_got(out, &judged->answers.slot[at]);
}

static bool same_answer(const struct answer_slot *a, const struct answer_slot *b)
{
    if (a->count != b->count) return false;
    if (a->count == 0) return true;
    if (a->first->kind != b->first->kind) return false;
    return a->first->kind == ANSWER_AMOUNT
               ? a->first->amount == b->first->amount && a->first->rest == b->first->rest
               : strcmp(a->first->text, b->first->text) == 0;
}

static bool same_expected(const struct expected *a, const struct expected *b)
{
    struct text one = {0};
    struct text two = {0};
    bool same;

    facts_expected(&one, a);
    facts_expected(&two, b);
    same = strcmp(one.p, two.p) == 0;
    text_free(&one);
    text_free(&two);
    return same;
}

static enum change compare(const struct judged *old, size_t was, const struct judged *new,
                           size_t is)
{
    enum verdict before = old->list[was].verdict;
    enum verdict now = new->list[is].verdict;

    if (verdict_weigh(now) > verdict_weigh(before)) return WORSE;
    if (verdict_weigh(now) < verdict_weigh(before)) return BETTER;
    if (before != now || !same_answer(&old->answers.slot[was], &new->answers.slot[is]) ||
        !same_expected(&old->questions->list[was].expected, &new->questions->list[is].expected))
        return OTHER;
    return SAME;
}

/* ----------------------------------------------------------------------------------- the result */

struct changes {
    const struct judged *old, *new;
    bool all;
    uint64_t count[CHANGES];
    struct text lines[CHANGES];
};

static void note(struct changes *changes, enum change change, size_t was, size_t is)
{
    struct text *out = &changes->lines[change];
    const struct judged *known = change == NOT_ASKED ? changes->old : changes->new;
    size_t at = change == NOT_ASKED ? was : is;

    if (changes->count[change]++ >= MOST_SHOWN && !changes->all) return;
    if (change == SAME) return;
    text_addf(out, "  %s  ", known->questions->list[at].id);
    if (change == WORSE || change == BETTER || change == OTHER) {
        describe(out, changes->old, was);
        text_addf(out, "\n    now ");
    }
    describe(out, known, at);
    text_addf(out, "; ");
    facts_rule(out, &known->questions->list[at].expected);
    text_addf(out, "\n");
}

static void compare_cases(struct changes *changes)
{
    const struct questions *old = changes->old->questions;
    const struct questions *new = changes->new->questions;

    for (size_t i = 0; i < new->count; i++) {
        size_t was = idmap_find(&old->index, tg_slice_of(new->list[i].id));

        if (was == IDMAP_NONE)
            note(changes, ASKED_NEWLY, 0, i);
        else
            note(changes, compare(changes->old, was, changes->new, i), was, i);
    }
    for (size_t i = 0; i < old->count; i++)
        if (idmap_find(&new->index, tg_slice_of(old->list[i].id)) == IDMAP_NONE)
            note(changes, NOT_ASKED, i, 0);
}

static bool has_finding(const struct judged *judged, const struct finding *finding)
{
    for (size_t i = 0; i < judged->finding_count; i++)
        if (judged->findings[i].kind == finding->kind &&
            strcmp(judged->findings[i].text, finding->text) == 0)
            return true;
    return false;
}

/* Findings of one run that the other does not have; returns how many of them fail a run. */
static uint64_t list_findings(struct text *out, const struct judged *of, const struct judged *other,
                              const char *word)
{
    uint64_t failing = 0;

    for (size_t i = 0; i < of->finding_count; i++) {
        const struct finding *finding = &of->findings[i];

        if (has_finding(other, finding)) continue;
        text_addf(out, "%s finding: %s\n", word, finding->text);
        failing += finding->fails;
    }
    return failing;
}

/* How the systems ended, if not alike; returns whether it got worse. */
static bool list_ends(struct text *out, const struct judged *old, const struct judged *new)
{
    struct text before = {0};
    struct text now = {0};

    sut_describe(&before, old->end);
    sut_describe(&now, new->end);
    if (strcmp(before.p, now.p) != 0) text_addf(out, "ended: %s; now %s\n", before.p, now.p);
    text_free(&before);
    text_free(&now);
    return sut_finished(old->end) && !sut_finished(new->end);
}

static void list_changes(struct text *out, const struct changes *changes)
{
    for (int change = WORSE; change < CHANGES; change++) {
        if (changes->count[change] == 0) continue;
        text_addf(out, "%s (%llu)\n", headings[change], (unsigned long long)changes->count[change]);
        text_add(out, text_slice(&changes->lines[change]));
        if (changes->count[change] > MOST_SHOWN && !changes->all)
            text_addf(out, "  and %llu more (--all)\n",
                      (unsigned long long)changes->count[change] - MOST_SHOWN);
    }
    text_addf(out,
              "same %llu, worse %llu, better %llu, otherwise %llu, only new %llu, only old %llu\n",
              (unsigned long long)changes->count[SAME], (unsigned long long)changes->count[WORSE],
              (unsigned long long)changes->count[BETTER], (unsigned long long)changes->count[OTHER],
              (unsigned long long)changes->count[ASKED_NEWLY],
              (unsigned long long)changes->count[NOT_ASKED]);
}

static enum exit_code diff(const struct options *options, const struct judged *old,
                           const struct judged *new)
{
    struct changes changes = {.old = old, .new = new, .all = options->all};
    struct text raw = {0};
    struct text shown = {0};
    bool worse;
    bool changed;

    compare_cases(&changes);
    worse = list_ends(&raw, old, new);
    worse = list_findings(&raw, new, old, "new") > 0 || worse;
    list_findings(&raw, old, new, "gone");
    changed =
        raw.n > 0 || changes.count[SAME] < new->questions->count || changes.count[NOT_ASKED] > 0;
    worse = worse || changes.count[WORSE] > 0;
    list_changes(&raw, &changes);
    text_add_visible(&shown, text_slice(&raw));
    fwrite(shown.p, 1, shown.n, stdout);
    text_free(&raw);
    text_free(&shown);
    for (int i = 0; i < CHANGES; i++) text_free(&changes.lines[i]);
    return (options->only_worse ? worse : changed) ? EXIT_MISMATCH : EXIT_CONFORMS;
}

static enum exit_code run_command(int argc, char **argv)
{
    const struct argp argp = {option_table, parse_option, "OLD NEW", doc, NULL, NULL, NULL};
    struct options options = {0};
    struct past_run old = {0};
    struct past_run new = {0};
    enum exit_code code;

    if (!options_parse(&code, &argp, argc, argv, &options)) return code;
    code = EXIT_INVALID;
    if (past_run_open(&old, options.run[0], NULL) && past_run_open(&new, options.run[1], NULL))
        code = diff(&options, &old.judged, &new.judged);
    past_run_close(&old);
    past_run_close(&new);
    return code;
}

const struct command cmd_diff = {
    "diff",
    "what changed between two runs",
    run_command,
};
