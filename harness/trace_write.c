/* Traceability as tables: for a terminal, and as Markdown. */
#include "layout.h"
#include "phrases.h"
#include "trace.h"

#include <string.h>

/* A table of either kind. */
struct sheet {
    struct text *out;
    struct grid grid;
    bool markdown;
    size_t columns;
    size_t cells;
};

static void begin(struct sheet *sheet, struct text *out, bool markdown, size_t columns)
{
    *sheet = (struct sheet){
        .out = out, .grid = {.columns = columns}, .markdown = markdown, .columns = columns};
}

static void rule_off(struct sheet *sheet)
{
    text_addf(sheet->out, "|");
    for (size_t i = 0; i < sheet->columns; i++) text_addf(sheet->out, "---|");
    text_addf(sheet->out, "\n");
}

static void cell(struct sheet *sheet, struct text *text)
{
    const char *content = text->n > 0 ? text->p : "";

    if (!sheet->markdown) {
        grid_cellf(&sheet->grid, "%s", content);
    } else {
        bool last = ++sheet->cells % sheet->columns == 0;

        text_addf(sheet->out, "| %s %s", content, last ? "|\n" : "");
        if (sheet->cells == sheet->columns) rule_off(sheet);
    }
    text_free(text);
}

static void word(struct sheet *sheet, const char *content)
{
    struct text text = {0};

    text_addf(&text, "%s", content);
    cell(sheet, &text);
}

static void number(struct sheet *sheet, size_t value)
{
    struct text text = {0};

    if (value > 0) text_addf(&text, sheet->markdown ? "%zu" : "%5zu", value);
    cell(sheet, &text);
}

static void end(struct sheet *sheet)
{
    if (!sheet->markdown) grid_write(sheet->out, &sheet->grid);
}

static void heading(struct text *out, bool markdown, const char *title)
{
    text_addf(out, markdown ? "\n## %s\n\n" : "\n%s\n", title);
}

/* ------------------------------------------------------------------------------------- the tables
 */

/* "n-1 n n+1 s; -1 0 +1 s" */
static void edges_cell(struct sheet *sheet, unsigned edges)
{
    static const struct {
        unsigned edge;
        const char *name;
    } names[] = {
        {TRACE_UNIT_BELOW, "n-1"},  {TRACE_UNIT_FULL, "n"}, {TRACE_UNIT_ABOVE, "n+1"},
        {TRACE_TIME_BEFORE, "-1s"}, {TRACE_TIME_AT, "0s"},  {TRACE_TIME_AFTER, "+1s"},
    };
    struct text text = {0};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (edges & names[i].edge) text_addf(&text, "%s%s", text.n > 0 ? " " : "", names[i].name);
    cell(sheet, &text);
}

/* "brands 12, dates 4 (not claimed)" */
static void suites_cell(struct sheet *sheet, const struct trace *trace,
                        const struct trace_clause *clause)
{
    struct text text = {0};

    for (size_t s = 0; s < trace->selection->count; s++) {
        const struct suite *suite = trace->selection->list[s].suite;

        if (clause->by_suite[s] == 0) continue;
        text_addf(&text, "%s%s %zu%s", text.n > 0 ? ", " : "", suite->id, clause->by_suite[s],
                  phrase_has_word(suite->clauses, clause->clause->id) ? "" : "*");
    }
    cell(sheet, &text);
}

static void write_clauses(struct text *out, const struct trace *trace, bool markdown)
{
    static const char *const columns[] = {
        "clause", "cases",  "exact", "open",
        "range",  "silent", "edges", "suites (* = does not claim it)"};
    struct sheet sheet;

    heading(out, markdown, "clauses and the cases that exercise them");
    begin(&sheet, out, markdown, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) word(&sheet, columns[i]);
    for (size_t i = 0; i < trace->count; i++) {
        const struct trace_clause *clause = &trace->clauses[i];

        if (strcmp(clause->clause->effect, "none") == 0) continue;
        word(&sheet, clause->clause->id);
        number(&sheet, clause->cases);
        for (size_t kind = 0; kind <= TG_UNSPECIFIED; kind++) number(&sheet, clause->kinds[kind]);
        edges_cell(&sheet, clause->edges);
        suites_cell(&sheet, trace, clause);
    }
    end(&sheet);
}

static void write_none(struct text *out, const struct trace *trace, bool markdown)
{
    struct sheet sheet;

    heading(out, markdown, "clauses without effect on rating");
    begin(&sheet, out, markdown, 2);
    word(&sheet, "clause");
    word(&sheet, "why");
    for (size_t i = 0; i < trace->count; i++) {
        if (strcmp(trace->clauses[i].clause->effect, "none") != 0) continue;
        word(&sheet, trace->clauses[i].clause->id);
        word(&sheet, trace->clauses[i].clause->why);
    }
    end(&sheet);
}

/* The clauses of a suite with their cases: those it claims, then the others. */
static void claims_cell(struct sheet *sheet, const struct trace *trace, size_t s, bool claimed)
{
    const char *claims = trace->selection->list[s].suite->clauses;
    struct text text = {0};

    for (size_t i = 0; i < trace->count; i++) {
        const struct trace_clause *clause = &trace->clauses[i];

        if (clause->by_suite[s] == 0 || phrase_has_word(claims, clause->clause->id) != claimed)
            continue;
        text_addf(&text, "%s%s %zu", text.n > 0 ? ", " : "", clause->clause->id,
                  clause->by_suite[s]);
    }
    cell(sheet, &text);
}

static void write_suites(struct text *out, const struct trace *trace, bool markdown)
{
    struct sheet sheet;

    heading(out, markdown, "suites and the clauses they exercise");
    begin(&sheet, out, markdown, 3);
    word(&sheet, "suite");
    word(&sheet, "cases");
    word(&sheet, "clauses");
    for (size_t s = 0; s < trace->selection->count; s++) {
        word(&sheet, trace->selection->list[s].suite->id);
        number(&sheet, trace->selection->list[s].suite->case_count);
        claims_cell(&sheet, trace, s, true);
        word(&sheet, "");
        word(&sheet, "others");
        claims_cell(&sheet, trace, s, false);
    }
    end(&sheet);
}

static void write_all(struct text *out, const struct trace *trace, bool markdown)
{
    write_clauses(out, trace, markdown);
    write_none(out, trace, markdown);
    write_suites(out, trace, markdown);
}

void trace_write(struct text *out, const struct trace *trace)
{
    write_all(out, trace, false);
}

void trace_write_markdown(struct text *out, const struct trace *trace)
{
    text_addf(out,
              "# Traceability\n\n"
              "Made by `ci/traceability` from what the reference rater does with the cases; not to "
              "be edited. Which\nclause is exercised when is told in `harness/trace.h`. Edges: one "
              "second less than full units, full units,\none second more (n-1, n, n+1); one second "
              "before, at and after a date or the edge of a window (-1s, 0s, +1s).\nSilent: the "
              "clause says what is not settled.\n");
    write_all(out, trace, true);
}
