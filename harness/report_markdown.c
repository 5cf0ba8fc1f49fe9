#include "report_markdown.h"

#include "breakdown.h"
#include "facts.h"
#include "headlines.h"

#include <string.h>

#define MAX_LINES    40   /* headlines */
#define MAX_FINDINGS 10   /* of a kind */
#define MAX_ROWS     30   /* of a table */
#define MAX_EXAMPLES 10   /* rules with an example */
#define MAX_CELL     2000 /* bytes */
#define MAX_BLOCK    8000

/* At most so many bytes, whole characters. */
static struct tg_slice bounded(struct tg_slice text, size_t most)
{
    if (text.n <= most) return text;
    for (text.n = most; text.n > 0 && ((unsigned char)text.p[text.n] & 0xc0) == 0x80;) text.n--;
    return text;
}

void markdown_inline(struct text *out, struct tg_slice bytes)
{
    struct text shown = {0};
    struct tg_slice text;

    text_add_visible(&shown, bytes);
    text = bounded(text_slice(&shown), MAX_CELL);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (c == '<')
            text_addf(out, "&lt;");
        else if (c == '&')
            text_addf(out, "&amp;");
        else if (c == '\n' || c == '\t')
            text_addf(out, " ");
        else
            text_addf(out, "%s%c", strchr("\\`*_[]|#~@", c) != NULL ? "\\" : "", c);
    }
    if (text.n < shown.n) text_addf(out, " ...");
    text_free(&shown);
}

static size_t longest_fence(struct tg_slice text)
{
    size_t longest = 0;
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        n = text.p[i] == '`' ? n + 1 : 0;
        if (n > longest) longest = n;
    }
    return longest;
}

void markdown_block(struct text *out, struct tg_slice bytes)
{
    struct text shown = {0};
    struct tg_slice text;
    int fence;

    text_add_visible(&shown, bytes);
    text = bounded(text_slice(&shown), MAX_BLOCK);
    fence = (int)longest_fence(text) + 1;
    if (fence < 3) fence = 3;
    for (int i = 0; i < fence; i++) text_addf(out, "`");
    text_addf(out, "text\n");
    text_add(out, text);
    if (text.n > 0 && text.p[text.n - 1] != '\n') text_addf(out, "\n");
    for (int i = 0; i < fence; i++) text_addf(out, "`");
    text_addf(out, "\n");
    text_free(&shown);
}

static void put_head(struct text *out, const struct judged *judged,
                     const struct report_facts *facts)
{
    static const char *const marks[] = {
        [TONE_GOOD] = "\xe2\x9c\x85", [TONE_BAD] = "\xe2\x9d\x8c", [TONE_OPEN] = "\xe2\x9a\xa0"};
    struct result_line result = result_line(judged);
    struct headlines lines;

    text_addf(out, "## %s Tollgate: %s\n\n%s (exit %d)\n\n| | |\n|---|---|\n", marks[result.tone],
              result.word, result.text, result.code);
    headlines_make(&lines, judged,
                   &(struct headline_style){facts->system, facts->no_times, MAX_FINDINGS});
    for (size_t i = 0; i < lines.count && i < MAX_LINES; i++) {
        text_addf(out, "| %s | ", lines.list[i].label);
        markdown_inline(out, text_slice(&lines.list[i].text));
        text_addf(out, " |\n");
    }
    if (lines.count > MAX_LINES) text_addf(out, "| | and %zu more |\n", lines.count - MAX_LINES);
    headlines_free(&lines);
}

static void put_row(struct text *out, const struct share *share, enum breakdown_by by)
{
    struct text cells[SHARE_CELLS];

    share_cells(cells, share, by);
    for (size_t c = 0; c < SHARE_CELLS; c++) {
        text_addf(out, "| ");
        markdown_inline(out, text_slice(&cells[c]));
        text_addf(out, " ");
    }
    text_addf(out, "|\n");
    share_cells_free(cells);
}

static void put_parts(struct text *out, const struct judged *judged, enum breakdown_by by,
                      const char *title)
{
    struct breakdown parts;

    breakdown_make(&parts, judged, by);
    text_addf(out, "\n### By %s\n\n| %s |", title, title);
    for (size_t c = 1; c < SHARE_CELLS; c++) text_addf(out, " %s |", share_columns[c]);
    text_addf(out, "\n|---|--:|--:|--:|--:|--:|\n");
    for (size_t i = 0; i < parts.count && i < MAX_ROWS; i++) put_row(out, &parts.list[i], by);
    if (parts.count > MAX_ROWS) text_addf(out, "\nand %zu more\n", parts.count - MAX_ROWS);
    breakdown_free(&parts);
}

static void put_example(struct text *out, const struct judged *judged, const struct share *share)
{
    size_t example = share_example(share);
    struct text rule = {0};
    struct text block = {0};

    facts_rule(&rule, &judged->questions->list[example].expected);
    text_addf(out, "\n**");
    markdown_inline(out, text_slice(&rule));
    text_addf(out, "**: ");
    share_describe(out, share);
    text_addf(out, "\n\n");
    facts_block(&block, judged, example, "");
    markdown_block(out, text_slice(&block));
    text_free(&rule);
    text_free(&block);
}

static void put_examples(struct text *out, const struct judged *judged)
{
    struct breakdown rules;

    breakdown_make(&rules, judged, BY_RULE);
    if (rules.failing > 0) text_addf(out, "\n### What fails, the worst first\n");
    for (size_t i = 0; i < rules.failing && i < MAX_EXAMPLES; i++)
        put_example(out, judged, &rules.list[i]);
    if (rules.failing > MAX_EXAMPLES)
        text_addf(out, "\nand %zu more rules\n", rules.failing - MAX_EXAMPLES);
    breakdown_free(&rules);
}

void report_markdown(struct text *out, const struct judged *judged,
                     const struct report_facts *facts)
{
    struct text count = {0};

    put_head(out, judged, facts);
    put_examples(out, judged);
    put_parts(out, judged, BY_CLAUSE, "clause");
    put_parts(out, judged, BY_PLAN, "plan");
    put_parts(out, judged, BY_SUITE, "suite");
    facts_count(&count, judged);
    text_addf(out, "\n");
    markdown_inline(out, text_slice(&count));
    text_addf(out, "\n");
    text_free(&count);
}
