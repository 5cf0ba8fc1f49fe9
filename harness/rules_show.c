/* One rule, or one clause, in full. */
#include "layout.h"
#include "nearest.h"
#include "phrases.h"
#include "rules.h"

#include <stdlib.h>
#include <string.h>

static void row(struct text *out, const char *label, const char *text)
{
    layout_row(out, 1, label, tg_slice_of(text));
}

static void origin_row(struct text *out, const struct tg_origin *origin)
{
    struct text line = {0};

    text_addf(&line, "%s:%ld", origin->file, origin->line);
    row(out, "written in", line.p);
    text_free(&line);
}

/* ---------------------------------------------------------------------------------------- rules */

/* "plan=gotone mzone; length=short": the dimensions by which this way of charging is narrower than
 * the whole rule. */
static void say_narrower(struct text *out, const uint32_t *mask, const uint32_t *whole)
{
    size_t start = out->n;

    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++) {
        if (mask[dim] == whole[dim]) continue;
        text_addf(out, "%s%s ", out->n > start ? "; " : "", tg_dim_name(dim));
        phrase_values(out, dim, mask[dim]);
    }
    if (out->n == start) text_addf(out, "everywhere above");
}

static void say_fees(struct text *out, const struct tg_rulebook *rulebook,
                     const struct tg_charge_info *charge)
{
    if (charge->fee_count == 0) text_addf(out, "free");
    for (size_t f = 0; f < charge->fee_count; f++) {
        if (f > 0) text_addf(out, " + ");
        phrase_fee(out, rulebook, &charge->fee[f]);
    }
}

static void say_basis(struct text *out, uint32_t basis)
{
    if (basis == 0) text_addf(out, "explicit");
    for (unsigned n = 1; n <= TG_MAX_READINGS; n++)
        if (basis >> n & 1)
            text_addf(out, "%sI-%02u", (basis & ((UINT32_C(1) << n) - 1)) != 0 ? " " : "", n);
}

/* The ways in which rule `index` charges; their number. `whole` collects the values of all. */
static size_t collect_charges(struct tg_charge_info *charges, uint32_t whole[TG_DIM_COUNT],
                              const struct tg_rulebook *rulebook, size_t index)
{
    size_t count = 0;

    memset(whole, 0, TG_DIM_COUNT * sizeof whole[0]);
    for (size_t i = 0; i < tg_rulebook_charges(rulebook); i++) {
        size_t rule;

        if (!tg_rulebook_charge(rulebook, &charges[count], &rule, i) || rule != index) continue;
        for (size_t dim = 0; dim < TG_DIM_COUNT; dim++) whole[dim] |= charges[count].mask[dim];
        count++;
    }
    return count;
}

static void show_charges(struct text *out, const struct tg_rulebook *rulebook,
                         const struct tg_charge_info *charges, size_t count,
                         const uint32_t whole[TG_DIM_COUNT])
{
    struct grid grid = {.columns = 4};

    text_addf(out, "\ncharges\n");
    grid_cellf(&grid, "fees");
    grid_cellf(&grid, "basis");
    grid_cellf(&grid, "points");
    grid_cellf(&grid, "where");
    for (size_t i = 0; i < count; i++) {
        struct text fees = {0};
        struct text basis = {0};
        struct text where = {0};

        say_fees(&fees, rulebook, &charges[i]);
        say_basis(&basis, charges[i].basis);
        say_narrower(&where, charges[i].mask, whole);
        grid_cell(&grid, text_slice(&fees));
        grid_cell(&grid, text_slice(&basis));
        grid_cellf(&grid, "%6zu", charges[i].points);
        grid_cell(&grid, text_slice(&where));
        text_free(&fees);
        text_free(&basis);
        text_free(&where);
    }
    grid_write(out, &grid);
}

static void show_where(struct text *out, const uint32_t whole[TG_DIM_COUNT])
{
    text_addf(out, "\nholds for calls within\n");
    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++) {
        struct text values = {0};

        phrase_values(&values, dim, whole[dim]);
        row(out, tg_dim_name(dim), values.p);
        text_free(&values);
    }
}

static void show_clauses(struct text *out, const struct rules_book *book, const char *list)
{
    struct grid grid = {.columns = 2};
    size_t count;
    const struct tg_clause *clauses = tg_rulebook_clauses(book->rulebook, &count);

    if (list[0] == '\0') return;
    text_addf(out, "\nclauses\n");
    for (size_t i = 0; i < count; i++) {
        if (!phrase_has_word(list, clauses[i].id)) continue;
        grid_cellf(&grid, "%s", clauses[i].id);
        grid_cellf(&grid, "%s", clauses[i].text);
    }
    grid_write(out, &grid);
}

static void show_rule(struct text *out, const struct rules_book *book, size_t index)
{
    const struct tg_rule_info *rule = &book->rules[index];
    size_t most = tg_rulebook_charges(book->rulebook) + 1;
    struct tg_charge_info *charges = calloc(most, sizeof *charges);
    uint32_t whole[TG_DIM_COUNT];
    struct text line = {0};
    size_t count;

    if (charges == NULL) arena_exhausted();
    count = collect_charges(charges, whole, book->rulebook, index);
    text_addf(out, "%s  %s\n", rule->id, rule->title);
    row(out, "kind", rule->unspecified ? "a gap: the documents give no price" : "a rule");
    phrase_count(&line, rule->points, "point");
    row(out, "holds at", rule->removed ? "no point: removed by an overlay" : line.p);
    origin_row(out, &rule->origin);
    if (count > 0) show_where(out, whole);
    if (count > 0 && !rule->unspecified) show_charges(out, book->rulebook, charges, count, whole);
    show_clauses(out, book, rule->clauses);
    text_free(&line);
    free(charges);
}

bool rules_show_rule(struct text *out, const char **near, const struct rules_book *book,
                     const char *id)
{
    const char **ids = calloc(book->rule_count + 1, sizeof *ids);

    if (ids == NULL) arena_exhausted();
    for (size_t i = 0; i < book->rule_count; i++) {
        ids[i] = book->rules[i].id;
        if (strcmp(ids[i], id) != 0) continue;
        show_rule(out, book, i);
        free(ids);
        return true;
    }
    *near = nearest_name(id, ids, book->rule_count);
    free(ids);
    return false;
}

/* -------------------------------------------------------------------------------------- clauses */

static void show_citing_rules(struct text *out, const struct rules_book *book, const char *clause)
{
    struct grid grid = {.columns = 2};

    for (size_t i = 0; i < book->rule_count; i++) {
        if (book->rules[i].removed || !phrase_has_word(book->rules[i].clauses, clause)) continue;
        grid_cellf(&grid, "%s", book->rules[i].id);
        grid_cellf(&grid, "%s", book->rules[i].title);
    }
    if (grid.count > 0) text_addf(out, "\nrules and gaps that cite it\n");
    grid_write(out, &grid);
}

static void show_clause(struct text *out, const struct rules_book *book,
                        const struct tg_clause *clause)
{
    struct text cited = {0};

    rules_citations(&cited, book, clause->id);
    text_addf(out, "%s  %s\n", clause->id, clause->text);
    row(out, "effect", clause->effect);
    if (strcmp(clause->effect, "none") == 0) row(out, "why none", clause->why);
    origin_row(out, &clause->origin);
    row(out, "cited by", cited.n > 0 ? cited.p : "nothing");
    show_citing_rules(out, book, clause->id);
    text_free(&cited);
}

bool rules_show_clause(struct text *out, const char **near, const struct rules_book *book,
                       const char *id)
{
    size_t count;
    const struct tg_clause *clauses = tg_rulebook_clauses(book->rulebook, &count);
    const char **ids = calloc(count + 1, sizeof *ids);
    size_t i = 0;

    if (ids == NULL) arena_exhausted();
    while (i < count && strcmp(clauses[i].id, id) != 0) {
        ids[i] = clauses[i].id;
        i++;
    }
    if (i < count)
        show_clause(out, book, &clauses[i]);
    else
        *near = nearest_name(id, ids, count);
    free(ids);
    return i < count;
}
