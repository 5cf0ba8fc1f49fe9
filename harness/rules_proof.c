/*
 * The proof, made short. The library compares per plan and duration class; findings that say the
 * same of other plans are merged into one line.
 */
#include "layout.h"
#include "phrases.h"
#include "rules.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct merged {
    struct tg_finding finding; /* the first; of breaks, the one with the shortest call */
    size_t order;              /* of its rule */
    size_t points;
    uint32_t plans;
};

struct proving {
    struct merged *list;
    size_t count;
    size_t room;
    const struct rules_book *book;
};

/* ---------------------------------------------------------------------------------------- merge */

/* One limit for all, or they say different things; how a rule breaks differs with every plan, and
 * one counterexample is enough. */
static bool says_the_same(const struct tg_finding *a, const struct tg_finding *b)
{
    return a->kind == b->kind && strcmp(a->rule, b->rule) == 0 &&
           strcmp(a->bound_rule, b->bound_rule) == 0 && strcmp(a->prices, b->prices) == 0 &&
           (a->kind != TG_HOLDS_IF || a->limit == b->limit);
}

/* The shortest counterexample; of equally short ones, that of the first plan. */
static bool is_better(const struct tg_finding *a, const struct tg_finding *b)
{
    if (a->kind != TG_BREAKS || a->dur_s == b->dur_s)
        return memcmp(a->value, b->value, sizeof a->value) < 0;
    return a->dur_s < b->dur_s;
}

static size_t order_of(const struct rules_book *book, const char *rule)
{
    size_t i = 0;

    while (strcmp(book->rules[i].id, rule) != 0) i++;
    return i;
}

static void merge(void *user, const struct tg_finding *finding)
{
    struct proving *proving = user;
    struct merged *merged = NULL;

    for (size_t i = 0; i < proving->count && merged == NULL; i++)
        if (says_the_same(&proving->list[i].finding, finding)) merged = &proving->list[i];
    if (merged == NULL) {
        proving->list =
            array_grow(proving->list, &proving->room, proving->count, sizeof *proving->list);
        merged = &proving->list[proving->count++];
        *merged =
            (struct merged){.finding = *finding, .order = order_of(proving->book, finding->rule)};
    }
    if (is_better(finding, &merged->finding)) merged->finding = *finding;
    merged->points += finding->points;
    merged->plans |= UINT32_C(1) << finding->value[TG_DIM_PLAN];
}

static int by_rule(const void *a, const void *b)
{
    const struct merged *x = a;
    const struct merged *y = b;
    int bound = strcmp(x->finding.bound_rule, y->finding.bound_rule);

    if (x->order != y->order) return x->order < y->order ? -1 : 1;
    if (bound != 0) return bound;
    /* Plans that are lowest come first; two lines of a rule may share plans, then by what holds. */
    if (x->plans != y->plans)
        return (x->plans & -x->plans) != (y->plans & -y->plans)
                   ? ((x->plans & -x->plans) < (y->plans & -y->plans) ? -1 : 1)
                   : (x->plans < y->plans ? -1 : 1);
    return (int)x->finding.kind - (int)y->finding.kind;
}

/* ----------------------------------------------------------------------------------------- tell */

static void say_finding(struct text *out, const struct tg_finding *finding)
{
    switch (finding->kind) {
    case TG_HOLDS:
        text_addf(out, "holds");
        if (finding->open) text_addf(out, " for every legal value of %s", finding->prices);
        break;
    case TG_HOLDS_IF:
        text_addf(out, "holds while %s is at most ", finding->prices);
        text_add_money(out, finding->limit, false);
        text_addf(out, " yuan per %" PRId32 " s", finding->per_s);
        break;
    default: text_addf(out, "BREAKS, see below");
    }
}

static void say_point(struct text *out, const uint8_t value[TG_DIM_COUNT])
{
    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++)
        text_addf(out, "%s%s=%s", dim == 0 ? "" : " ", tg_dim_name(dim),
                  tg_value_name(dim, value[dim]));
}

/* The counterexample: a call, and where it is in the decision table. */
static void write_break(struct text *out, const struct tg_finding *finding)
{
    struct text line = {0};
    struct text point = {0};

    text_addf(&line, "%s %s", finding->rule, finding->bound_rule);
    text_addf(out, "  %s  a call of %" PRId32 " s costs %s", line.p, finding->dur_s,
              finding->open ? "at least " : "");
    text_add_money(out, finding->charge, false);
    text_addf(out, " yuan, at most ");
    text_add_money(out, finding->bound, false);
    text_addf(out, " are allowed\n");
    layout_pad(out, line.n + 4);
    say_point(&point, finding->value);
    layout_wrap(out, line.n + 4, text_slice(&point));
    text_free(&point);
    text_free(&line);
}

static void write_breaks(struct text *out, const struct proving *proving)
{
    bool first = true;

    for (size_t i = 0; i < proving->count; i++) {
        if (proving->list[i].finding.kind != TG_BREAKS) continue;
        if (first) text_addf(out, "\nwhat breaks, each with its shortest call\n");
        first = false;
        write_break(out, &proving->list[i].finding);
    }
}

static void write_findings(struct text *out, const struct proving *proving)
{
    struct grid grid = {.columns = 5};

    text_addf(out, "\nfor every duration from 1 s to 24 h\n");
    grid_cellf(&grid, "rule");
    grid_cellf(&grid, "bound");
    grid_cellf(&grid, "points");
    grid_cellf(&grid, "plans");
    grid_cellf(&grid, "result");
    for (size_t i = 0; i < proving->count; i++) {
        const struct merged *merged = &proving->list[i];
        struct text plans = {0};
        struct text result = {0};

        phrase_values(&plans, TG_DIM_PLAN, merged->plans);
        say_finding(&result, &merged->finding);
        grid_cellf(&grid, "%s", merged->finding.rule);
        grid_cellf(&grid, "%s", merged->finding.bound_rule);
        grid_cellf(&grid, "%6zu", merged->points);
        grid_cell(&grid, text_slice(&plans));
        grid_cell(&grid, text_slice(&result));
        text_free(&plans);
        text_free(&result);
    }
    grid_write(out, &grid);
}

static void count_row(struct text *out, const char *label, size_t count, const char *text)
{
    char number[24];

    snprintf(number, sizeof number, "%7zu", count);
    layout_term(out, 1, label, number, LAYOUT_LABEL + 9, tg_slice_of(text));
}

static void write_counts(struct text *out, const struct rules_book *book,
                         const struct tg_proof *proof)
{
    struct text line = {0};
    size_t rules = 0;
    size_t gaps = 0;

    for (size_t i = 0; i < book->rule_count; i++) {
        rules += !book->rules[i].removed && !book->rules[i].unspecified;
        gaps += !book->rules[i].removed && book->rules[i].unspecified;
    }
    count_row(out, "all", proof->cells, "combinations of values of the ten dimensions");
    count_row(out, "reachable", proof->points,
              "can be a call; each has exactly one rule or declared gap, which was checked when "
              "the rulebook was loaded");
    text_addf(&line, "have one of the ");
    phrase_count(&line, rules, "rule");
    count_row(out, "priced", proof->priced, line.p);
    text_free(&line);
    text_addf(&line, "have one of the ");
    phrase_count(&line, gaps, "declared gap");
    count_row(out, "unspecified", proof->points - proof->priced, line.p);
    text_free(&line);
}

static void write_notice(struct text *out, const struct tg_proof *proof)
{
    count_row(out, "bounded", proof->bounded, "priced combinations that the notice bounds");
    count_row(out, "not bounded", proof->not_bounded, "that it does not");
    count_row(out, "left out", proof->priced - proof->bounded - proof->not_bounded,
              "calls of 0 s, which cost nothing, and monthly fees");
}

static void write_result(struct text *out, const struct tg_proof *proof)
{
    text_addf(out, "\nresult\n");
    count_row(out, "hold", proof->holds, "combinations, whatever the open prices are");
    count_row(out, "hold if", proof->holds_if, "combinations, within the limits above");
    count_row(out, "break", proof->breaks, "combinations");
    text_addf(out, "\n%s\n",
              proof->breaks > 0     ? "NOT PROVED: the tariff charges more than the notice allows"
              : proof->holds_if > 0 ? "proved, within the limits above"
                                    : "proved: the tariff is complete and lies inside the notice");
}

bool rules_prove(struct text *out, bool *breaks, const struct rules_book *book,
                 const struct tg_rulebook *notice, struct tg_error *error)
{
    struct proving proving = {.book = book};
    struct tg_proof proof;
    bool ok = tg_prove(book->rulebook, &proof, notice, merge, &proving, error);

    if (ok) {
        text_addf(out, "\nproof\n");
        write_counts(out, book, &proof);
        text_addf(out, "\ninside %s: %s\n", tg_rulebook_id(notice), tg_rulebook_title(notice));
        write_notice(out, &proof);
        if (proving.count > 0) {
            qsort(proving.list, proving.count, sizeof *proving.list, by_rule);
            write_findings(out, &proving);
            write_breaks(out, &proving);
        }
        write_result(out, &proof);
        *breaks = proof.breaks > 0;
    }
    free(proving.list);
    return ok;
}
