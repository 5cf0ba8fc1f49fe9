#include "report_html.h"

#include "breakdown.h"
#include "diagnosis.h"
#include "facts.h"
#include "xml_text.h"

#include <string.h>

#define MAX_TEXT 4096 /* bytes of one cell */

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'\">\n<title>Tollgate</title>\n<style>\n"
    "body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; "
    "padding: 0 1rem; color: #222; background: #fff }\n"
    "h1, h2 { line-height: 1.2 } h2 { margin-top: 2.5rem }\n"
    "table { border-collapse: collapse; width: 100% }\n"
    "th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; "
    "border-bottom: 1px solid #ddd; overflow-wrap: anywhere }\n"
    "td.n, th.n { text-align: right; white-space: nowrap }\n"
    "pre { background: #f5f5f5; padding: .75rem; overflow-x: auto; white-space: pre-wrap }\n"
    ".good { color: #176b2c } .bad { color: #a51616 } .open { color: #8a5a00 }\n"
    "summary { cursor: pointer; margin: .5rem 0 }\n"
    "@media (prefers-color-scheme: dark) { body { color: #ddd; background: #1b1b1b } "
    "pre { background: #262626 } th, td { border-color: #444 } .good { color: #7fd08f } "
    ".bad { color: #ff9a8f } .open { color: #f0c060 } }\n"
    "</style>\n</head>\n<body>\n";

static const char *const classes[] = {
    [TONE_GOOD] = "good", [TONE_BAD] = "bad", [TONE_OPEN] = "open"};

static void put(struct text *out, struct tg_slice bytes)
{
    xml_put(out, XML_TEXT, bytes, MAX_TEXT);
}

void html_begin(struct text *out, const struct result_line *result)
{
    text_addf(out, "%s<h1>Tollgate: <span class=\"%s\">%s</span></h1>\n<p>%s (exit %d)</p>\n", head,
              classes[result->tone], result->word, result->text, result->code);
}

void html_headlines(struct text *out, const struct headlines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        const struct headline *line = &lines->list[i];

        text_addf(out, "<tr><th>%s</th><td%s>", line->label, line->wrong ? " class=\"bad\"" : "");
        put(out, text_slice(&line->text));
        text_addf(out, "</td></tr>\n");
    }
}

static void put_cell(struct text *out, const char *class, struct text *content)
{
    text_addf(out, "<td%s>", class);
    put(out, text_slice(content));
    text_addf(out, "</td>");
    text_free(content);
}

static void put_head(struct text *out, const struct judged *judged,
                     const struct report_facts *facts)
{
    struct result_line result = result_line(judged);
    struct headlines lines;

    html_begin(out, &result);
    text_addf(out, "<table>\n");
    if (!facts->no_times)
        text_addf(out, "<tr><th>started</th><td>%s UTC</td></tr>\n", facts->started);
    text_addf(out, "<tr><th>tollgate</th><td>%s</td></tr>\n", TOLLGATE_VERSION);
    headlines_make(&lines, judged, &(struct headline_style){facts->system, facts->no_times, 0});
    html_headlines(out, &lines);
    text_addf(out, "</table>\n");
    headlines_free(&lines);
}

/* --------------------------------------------------------------------------------- failing cases
 */

static void put_case(struct text *out, const struct judged *judged, size_t at)
{
    const struct question *question = &judged->questions->list[at];
    struct text text = {0};

    text_addf(out, "<tr>");
    text_addf(&text, "%s", question->id);
    put_cell(out, "", &text);
    text_addf(&text, "%s", verdict_name(judged->list[at].verdict));
    put_cell(out, "", &text);
    facts_expected(&text, &question->expected);
    put_cell(out, "", &text);
    facts_got(&text, &judged->answers.slot[at]);
    put_cell(out, "", &text);
    facts_difference(&text, &judged->list[at]);
    put_cell(out, " class=\"n\"", &text);
    causes_of_case(&text, judged->diagnosis, at);
    put_cell(out, "", &text);
    text_addf(out, "</tr>\n");
}

static bool fails_under(const struct judged *judged, size_t at, const char *rule)
{
    return verdict_weigh(judged->list[at].verdict) == WEIGHT_FAILS &&
           judged->list[at].known == NULL &&
           strcmp(facts_rule_name(&judged->questions->list[at].expected), rule) == 0;
}

static void put_cases(struct text *out, const struct judged *judged, const struct share *share)
{
    uint64_t shown = 0;

    text_addf(out, "<details><summary>the failing cases</summary>\n<table>\n<tr><th>case</th>"
                   "<th>verdict</th><th>expected</th><th>got</th><th class=\"n\">difference</th>"
                   "<th>cause</th></tr>\n");
    for (size_t i = share->first; i < judged->questions->count && shown < HTML_MAX_CASES; i++) {
        if (!fails_under(judged, i, share->name)) continue;
        put_case(out, judged, i);
        shown++;
    }
    text_addf(out, "</table>\n");
    if (share->failing > shown)
        text_addf(out, "<p>and %llu more: --csv has them all</p>\n",
                  (unsigned long long)(share->failing - shown));
    text_addf(out, "</details>\n");
}

static void put_rule(struct text *out, const struct judged *judged, const struct share *share)
{
    size_t example = share_example(share);
    struct text text = {0};

    text_addf(out, "<h3>");
    facts_rule(&text, &judged->questions->list[example].expected);
    put(out, text_slice(&text));
    text_free(&text);
    text_addf(out, ": %llu case%s</h3>\n<p>", (unsigned long long)share->failing,
              share->failing == 1 ? "" : "s");
    verdicts_describe(out, share->failing_as);
    text_addf(out, "</p>\n<pre>");
    facts_block(&text, judged, example, "");
    put(out, text_slice(&text));
    text_free(&text);
    text_addf(out, "</pre>\n");
    put_cases(out, judged, share);
}

static void put_rules(struct text *out, const struct judged *judged)
{
    struct breakdown rules;

    breakdown_make(&rules, judged, BY_RULE);
    if (rules.failing > 0) text_addf(out, "<h2>What fails, the worst first</h2>\n");
    for (size_t i = 0; i < rules.failing; i++) put_rule(out, judged, &rules.list[i]);
    breakdown_free(&rules);
}

/* ------------------------------------------------------------------------------------- tables */

static void put_parts(struct text *out, const struct judged *judged, enum breakdown_by by,
                      const char *title)
{
    struct breakdown parts;

    breakdown_make(&parts, judged, by);
    text_addf(out, "<h2>By %s</h2>\n<table>\n<tr><th>%s</th>", title, title);
    for (size_t c = 1; c < SHARE_CELLS; c++)
        text_addf(out, "<th class=\"n\">%s</th>", share_columns[c]);
    text_addf(out, "</tr>\n");
    for (size_t i = 0; i < parts.count; i++) {
        struct text cells[SHARE_CELLS];

        share_cells(cells, &parts.list[i], by);
        text_addf(out, "<tr>");
        for (size_t c = 0; c < SHARE_CELLS; c++)
            put_cell(out, c > 0 ? " class=\"n\"" : "", &cells[c]);
        text_addf(out, "</tr>\n");
    }
    text_addf(out, "</table>\n");
    breakdown_free(&parts);
}

void html_prices(struct text *out, const struct judged *judged)
{
    const struct held *held = &judged->held;

    if (held->book.count == 0) return;
    text_addf(out, "<h2>Open prices, as the answers tell them</h2>\n<ul>\n");
    for (size_t i = 0; i < held->book.count; i++) {
        struct text text = {0};

        prices_describe(&text, &held->law, judged->questions, &held->book.list[i]);
        text_addf(out, "<li%s>", prices_sound(&held->book.list[i]) ? "" : " class=\"bad\"");
        put(out, text_slice(&text));
        text_addf(out, "</li>\n");
        text_free(&text);
    }
    text_addf(out, "</ul>\n");
}

void report_html(struct text *out, const struct judged *judged, const struct report_facts *facts)
{
    struct text count = {0};

    put_head(out, judged, facts);
    put_rules(out, judged);
    put_parts(out, judged, BY_CLAUSE, "clause");
    put_parts(out, judged, BY_PLAN, "plan");
    put_parts(out, judged, BY_SUITE, "suite");
    html_prices(out, judged);
    facts_count(&count, judged);
    text_addf(out, "<p>");
    put(out, text_slice(&count));
    text_addf(out, "</p>\n</body>\n</html>\n");
    text_free(&count);
}
