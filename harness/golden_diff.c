#include "golden_diff.h"

#include "layout.h"
#include "phrases.h"

#include <stdlib.h>
#include <string.h>

/* "0.18", "2*roam_caller", "at most 0.70", "unspecified" */
static void say_outcome(struct text *out, const struct expected *row)
{
    switch (row->kind) {
    case EXPECT_EXACT: text_add_money(out, row->charge, false); break;
    case EXPECT_OPEN: text_addf(out, "%s", row->formula); break;
    case EXPECT_RANGE:
        text_addf(out, "at most ");
        text_add_money(out, row->max, false);
        break;
    default: text_addf(out, "%s", expected_kind_name(row->kind));
    }
}

static const char *example_of(struct arena *arena, const struct expected *before,
                              const struct expected *after)
{
    const struct expected *row = before != NULL ? before : after;
    struct text example = {0};
    const char *copy;

    text_addf(&example, "%s: ", row->call_id);
    if (before == NULL) text_addf(&example, "new, ");
    if (before != NULL) say_outcome(&example, before);
    if (before != NULL) text_addf(&example, after != NULL ? " becomes " : ", gone");
    if (after != NULL) say_outcome(&example, after);
    copy = arena_text(arena, text_slice(&example));
    text_free(&example);
    return copy;
}

/* The clauses of the rule before and, where it is another, of the rule after. */
static const char *clauses_of(struct arena *arena, const struct expected *before,
                              const struct expected *after)
{
    const char *list = after != NULL ? after->clauses : "";
    struct text clauses = {0};
    struct tg_slice word;
    const char *copy;

    text_addf(&clauses, "%s", before != NULL ? before->clauses : "");
    while ((word = tg_next_word(&list)).n > 0) {
        const char *clause = arena_text(arena, word);

        if (!phrase_has_word(clauses.p, clause))
            text_addf(&clauses, "%s%s", clauses.n > 0 ? " " : "", clause);
    }
    copy = clauses.n > 0 ? arena_text(arena, text_slice(&clauses)) : "no clause";
    text_free(&clauses);
    return copy;
}

/* The change's line of the table, by the rule before and the rule after. */
static struct golden_change *change_of(struct golden_diff *diff, const struct expected *before,
                                       const struct expected *after)
{
    const struct expected *row = before != NULL ? before : after;
    struct golden_change *change;
    struct text rule = {0};

    text_addf(&rule, "%s", row->rule);
    if (before != NULL && after != NULL && strcmp(before->rule, after->rule) != 0)
        text_addf(&rule, " to %s", after->rule);
    for (change = diff->list; change != diff->list + diff->count; change++)
        if (strcmp(change->rule, rule.p) == 0) break;
    if (change == diff->list + diff->count) {
        diff->list = array_grow(diff->list, &diff->room, diff->count, sizeof *diff->list);
        change = &diff->list[diff->count++];
        *change = (struct golden_change){
            .rule = arena_text(&diff->arena, text_slice(&rule)),
            .clauses = clauses_of(&diff->arena, before, after),
            .example = example_of(&diff->arena, before, after),
        };
    }
    text_free(&rule);
    return change;
}

static void add_change(struct golden_diff *diff, const struct expected *before,
                       const struct expected *after)
{
    struct golden_change *change = change_of(diff, before, after);
    tg_money by;

    change->cases++;
    if (before == NULL || after == NULL || before->kind != EXPECT_EXACT ||
        after->kind != EXPECT_EXACT) {
        change->unclear++;
        return;
    }
    by = after->charge - before->charge;
    change->more += by > 0 ? by : 0;
    change->less += by < 0 ? by : 0;
}

static bool same(const struct expected *a, const struct expected *b)
{
    return a->kind == b->kind && a->charge == b->charge && a->min == b->min && a->max == b->max &&
           a->unbounded == b->unbounded && strcmp(a->formula, b->formula) == 0 &&
           strcmp(a->units, b->units) == 0 && strcmp(a->rule, b->rule) == 0 &&
           strcmp(a->clauses, b->clauses) == 0 && strcmp(a->basis, b->basis) == 0;
}

static void compare(struct golden_diff *diff, const struct golden *before,
                    const struct golden *after)
{
    for (size_t i = 0; i < before->count; i++) {
        const struct expected *row = &before->row[i];
        size_t other = idmap_find(&after->index, tg_slice_of(row->call_id));

        if (other == IDMAP_NONE)
            add_change(diff, row, NULL);
        else if (!same(row, &after->row[other]))
            add_change(diff, row, &after->row[other]);
    }
    for (size_t i = 0; i < after->count; i++)
        if (idmap_find(&before->index, tg_slice_of(after->row[i].call_id)) == IDMAP_NONE)
            add_change(diff, NULL, &after->row[i]);
}

bool golden_diff_add(struct golden_diff *diff, const char *before_name, struct tg_slice before,
                     struct tg_slice after, struct tg_error *error)
{
    struct golden old = {0};
    struct golden made = {0};
    bool ok = golden_read(&old, &diff->arena, before, before_name, error) &&
              golden_read(&made, &diff->arena, after, "the reference rater", error);

    if (ok) compare(diff, &old, &made);
    golden_free(&old);
    golden_free(&made);
    return ok;
}

static int by_cases(const void *a, const void *b)
{
    const struct golden_change *x = a;
    const struct golden_change *y = b;

    if (x->cases != y->cases) return x->cases < y->cases ? 1 : -1;
    return strcmp(x->rule, y->rule);
}

static void money_cell(struct grid *grid, tg_money amount)
{
    struct text text = {0};

    if (amount != 0) text_add_money(&text, amount, true);
    grid_cellf(grid, "%9s", amount != 0 ? text.p : "");
    text_free(&text);
}

void golden_diff_write(struct text *out, struct golden_diff *diff)
{
    struct grid grid = {.columns = 6};

    if (diff->count == 0) return;
    qsort(diff->list, diff->count, sizeof *diff->list, by_cases);
    grid_cellf(&grid, "rule");
    grid_cellf(&grid, "cases");
    grid_cellf(&grid, "more yuan");
    grid_cellf(&grid, "less yuan");
    grid_cellf(&grid, "unclear");
    grid_cellf(&grid, "clauses; an example");
    for (size_t i = 0; i < diff->count; i++) {
        const struct golden_change *change = &diff->list[i];

        grid_cellf(&grid, "%s", change->rule);
        grid_cellf(&grid, "%5zu", change->cases);
        money_cell(&grid, change->more);
        money_cell(&grid, change->less);
        if (change->unclear > 0)
            grid_cellf(&grid, "%7zu", change->unclear);
        else
            grid_cellf(&grid, "%s", "");
        grid_cellf(&grid, "%s; %s", change->clauses, change->example);
    }
    grid_write(out, &grid);
}

void golden_diff_free(struct golden_diff *diff)
{
    free(diff->list);
    arena_free(&diff->arena);
    *diff = (struct golden_diff){0};
}
