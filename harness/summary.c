#include "summary.h"

#include "breakdown.h"
#include "facts.h"
#include "headlines.h"
#include "layout.h"

#include <string.h>

#define MOST_FINDINGS 5 /* of a kind */

static void write_head(struct text *out, const struct judged *judged,
                       const struct summary_style *style)
{
    struct headlines lines;
    const struct sut_end *end = judged->end;

    headlines_make(&lines, judged, &(struct headline_style){style->command, false, MOST_FINDINGS});
    headlines_write(out, &lines);
    headlines_free(&lines);
    if (sut_finished(end) || end->talk.n == 0) return;
    text_addf(out, "its stderr ends with:\n");
    text_add(out, text_slice(&end->talk));
    if (out->p[out->n - 1] != '\n') text_addf(out, "\n");
}

/* ------------------------------------------------------------------------------------- groups */

static void write_rule(struct text *out, const struct judged *judged, const struct share *share)
{
    size_t example = share_example(share);

    text_addf(out, "\n");
    facts_rule(out, &judged->questions->list[example].expected);
    text_addf(out, ": ");
    share_describe(out, share);
    text_addf(out, "\n");
    facts_block(out, judged, example, "  ");
}

static void write_rules(struct text *out, const struct judged *judged)
{
    struct breakdown rules;

    breakdown_make(&rules, judged, BY_RULE);
    for (size_t i = 0; i < rules.failing && i < SUMMARY_MAX_GROUPS; i++)
        write_rule(out, judged, &rules.list[i]);
    if (rules.failing > SUMMARY_MAX_GROUPS)
        text_addf(out, "\nand %zu more rule%s\n", rules.failing - SUMMARY_MAX_GROUPS,
                  rules.failing - SUMMARY_MAX_GROUPS == 1 ? "" : "s");
    breakdown_free(&rules);
}

/* The parts with failing cases; nothing where there is no such part. */
static void write_parts(struct text *out, const struct judged *judged, enum breakdown_by by,
                        const char *title)
{
    struct breakdown parts;
    struct grid grid = {.columns = SHARE_CELLS + 1, .right = 0x3e};

    breakdown_make(&parts, judged, by);
    if (parts.failing > 0) {
        text_addf(out, "\n");
        grid_cellf(&grid, "%s", title);
        for (size_t c = 1; c < SHARE_CELLS; c++) grid_cellf(&grid, "%s", share_columns[c]);
        grid_cellf(&grid, "%s", "");
    }
    for (size_t i = 0; i < parts.failing && i < SUMMARY_MAX_GROUPS; i++) {
        struct text cells[SHARE_CELLS];

        share_cells(cells, &parts.list[i], by);
        for (size_t c = 0; c < SHARE_CELLS; c++) grid_cell(&grid, text_slice(&cells[c]));
        grid_cellf(&grid, "%s", "");
        share_cells_free(cells);
    }
    grid_write(out, &grid);
    if (parts.failing > SUMMARY_MAX_GROUPS)
        text_addf(out, "  and %zu more\n", parts.failing - SUMMARY_MAX_GROUPS);
    breakdown_free(&parts);
}

void summary_write(struct text *out, const struct judged *judged, const struct summary_style *style)
{
    struct result_line result = result_line(judged);
    struct text raw = {0};

    if (!style->quiet) write_head(&raw, judged, style);
    text_addf(&raw, "count      ");
    facts_count(&raw, judged);
    text_addf(&raw, "\n");
    if (!style->quiet) {
        write_rules(&raw, judged);
        write_parts(&raw, judged, BY_CLAUSE, "clause");
        write_parts(&raw, judged, BY_PLAN, "plan");
        text_addf(&raw, "\n");
    }
    text_add_visible(out, text_slice(&raw));
    text_free(&raw);
    result_write(out, &result, style->colour);
}
