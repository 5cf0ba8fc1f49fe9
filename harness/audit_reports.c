#include "audit_reports.h"

#include "audit_table.h"
#include "breakdown.h"
#include "junit_parts.h"
#include "report_html.h"
#include "report_markdown.h"
#include "xml_text.h"

#include <string.h>

#define MARKDOWN_ROWS     40
#define MARKDOWN_EXAMPLES 10
#define HTML_EXAMPLES     50

typedef unsigned long long ull; /* for printf */

/* -------------------------------------------------------------------------------------- JUnit */

/* Audits have no clock in their reports: the same records give the same bytes. */
static const struct junit_facts no_facts = {
    .command = "audit", .timestamp = "1970-01-01T00:00:00", .no_times = true};

static void put_check(struct text *cases, struct junit_suite_head *head, const char *name,
                      const char *class, struct check *check)
{
    junit_count_check(head, check);
    text_addf(cases, "    <testcase name=\"%s\" classname=\"%s\" time=\"0.000\"", name, class);
    if (check->kind == CHECK_PASSED) {
        text_addf(cases, "/>\n");
    } else {
        text_addf(cases, ">\n");
        junit_put_result(cases, check);
        text_addf(cases, "    </testcase>\n");
    }
    check_free(check);
}

static void put_suite(struct text *out, const struct junit_suite_head *head, struct text *cases)
{
    junit_begin_suite(out, head, &no_facts);
    text_addf(out, "    <properties/>\n");
    text_add(out, text_slice(cases));
    junit_end_suite(out, tg_slice_of(""));
    text_free(cases);
}

/* A question about the whole that is told by one of the headlines that are wrong. */
static void put_whole(struct text *cases, struct junit_suite_head *head, const char *name,
                      const struct headlines *lines, const char *const *labels,
                      enum check_kind kind)
{
    struct check check = {.kind = CHECK_PASSED};

    for (size_t i = 0; i < lines->count; i++) {
        bool ours = false;

        for (size_t k = 0; labels[k] != NULL; k++)
            ours = ours || strcmp(lines->list[i].label, labels[k]) == 0;
        if (!ours || !lines->list[i].wrong) continue;
        if (check.kind == CHECK_PASSED) text_add(&check.message, text_slice(&lines->list[i].text));
        check.kind = kind;
        check.type = kind == CHECK_FAILED ? "failed" : "unjudged";
        text_add(&check.body, text_slice(&lines->list[i].text));
        text_addf(&check.body, "\n");
    }
    put_check(cases, head, name, "tollgate", &check);
}

static void put_rejects(struct text *cases, struct junit_suite_head *head, const struct part *part)
{
    struct check check = {.kind = CHECK_PASSED};

    if (part->rejected > 0) {
        check.kind = CHECK_OPEN;
        check.type = "rejected";
        text_addf(&check.message, "%llu of %llu rows cannot be judged", (ull)part->rejected,
                  (ull)part->read);
        audit_rejects(&check.body, part, "");
    }
    put_check(cases, head, "every-row-is-a-record", "tollgate", &check);
}

static void put_finished(struct text *cases, struct junit_suite_head *head, const struct part *part)
{
    struct check check = {.kind = CHECK_PASSED};

    if (part->cut_short) {
        check.kind = CHECK_OPEN;
        check.type = "interrupted";
        text_addf(&check.message, "the audit was interrupted");
        text_addf(&check.body, "the report is of the %llu records that were read", (ull)part->read);
    }
    put_check(cases, head, "the-audit-was-finished", "tollgate", &check);
}

static void put_wholes(struct text *out, const struct audit *audit, const struct audit_claim *claim)
{
    static const char *const unread[] = {"unread", "changed", NULL};
    static const char *const varied[] = {"too varied", NULL};
    static const char *const strays[] = {"missing", "unexpected", NULL};
    static const char *const repeats[] = {"duplicates", "twice", NULL};
    static const char *const prices[] = {"price", NULL};
    static const char *const readings[] = {"reading", NULL};
    static const char *const rate[] = {"error rate", NULL};
    struct junit_suite_head head = {.name = "tollgate"};
    struct headlines lines;
    struct text cases = {0};

    audit_headlines(&lines, audit, claim, 0);
    put_finished(&cases, &head, audit->part);
    put_whole(&cases, &head, "every-file-is-read", &lines, unread, CHECK_OPEN);
    put_rejects(&cases, &head, audit->part);
    put_whole(&cases, &head, "every-charge-is-judged", &lines, varied, CHECK_OPEN);
    put_whole(&cases, &head, "every-record-has-its-answer", &lines, strays, CHECK_FAILED);
    put_whole(&cases, &head, "no-call-is-billed-twice", &lines, repeats, CHECK_FAILED);
    put_whole(&cases, &head, "open-prices-are-one", &lines, prices, CHECK_FAILED);
    put_whole(&cases, &head, "readings-are-held", &lines, readings, CHECK_FAILED);
    put_whole(&cases, &head, "error-rate-is-within-the-limit", &lines, rate, CHECK_FAILED);
    put_suite(out, &head, &cases);
    headlines_free(&lines);
}

/* The wrong records of one rule and plan. */
static void tell_groups(struct check *check, const struct audit *audit,
                        const struct audit_groups *groups, const char *rule, uint8_t plan)
{
    for (size_t i = 0; i < groups->count; i++) {
        const struct audit_group *group = &groups->list[i];

        if (group->plan != plan || strcmp(group->rule, rule) != 0) continue;
        if (check->kind == CHECK_PASSED) audit_group_describe(&check->message, audit, group);
        check->kind = CHECK_FAILED;
        check->type = verdict_name(group->verdict);
        audit_group_describe(&check->body, audit, group);
        text_addf(&check->body, "\n");
        audit_group_example(&check->body, audit, group, "  ");
    }
}

/* Kinds of one rule and plan stand together. */
static void put_rules(struct text *out, const struct audit *audit)
{
    struct junit_suite_head head = {.name = "audit", .id = 1};
    const struct tally *tally = &audit->part->tally;
    struct audit_groups groups;
    struct text cases = {0};

    audit_groups_make(&groups, audit);
    for (size_t i = 0; i < tally->count; i++) {
        const struct tally_kind *kind = &tally->list[i].kind;
        struct check check = {.kind = CHECK_PASSED};
        struct tg_rule_info info;
        bool met = false;
        char name[64];

        for (size_t k = 0; k < i && !met; k++)
            met = tally->list[k].kind.rule == kind->rule && tally->list[k].kind.plan == kind->plan;
        tg_rulebook_rule(audit->rulebook, &info, kind->rule);
        if (met || info.unspecified) continue;
        tell_groups(&check, audit, &groups, info.id, kind->plan);
        snprintf(name, sizeof name, "%s-%s", info.id, tg_value_name(TG_DIM_PLAN, kind->plan));
        put_check(&cases, &head, name, "tollgate.audit", &check);
    }
    audit_groups_free(&groups);
    put_suite(out, &head, &cases);
}

void audit_junit(struct text *out, const struct audit *audit, const struct audit_claim *claim)
{
    junit_begin_document(out);
    put_wholes(out, audit, claim);
    put_rules(out, audit);
    text_addf(out, "</testsuites>\n");
}

/* ----------------------------------------------------------------------------------- Markdown */

static void markdown_table(struct text *out, struct audit_table *table, size_t most)
{
    if (table->rows > 0) text_addf(out, "\n### %s\n\n|", table->title);
    for (size_t i = 0; table->rows > 0 && i < table->columns; i++)
        text_addf(out, " %s |", table->head[i]);
    for (size_t i = 0; table->rows > 0 && i < table->columns; i++)
        text_addf(out, "%s---%s|", i == 0 ? "\n|" : "", (table->right >> i & 1) != 0 ? ":" : "");
    for (size_t row = 0; row < table->rows && row < most; row++) {
        text_addf(out, "\n|");
        for (size_t i = 0; i < table->columns; i++) {
            text_addf(out, " ");
            markdown_inline(out, text_slice(&table->cells[row * table->columns + i]));
            text_addf(out, " |");
        }
    }
    if (table->rows > 0) text_addf(out, "\n");
    if (table->rows > most) text_addf(out, "\nand %zu more\n", table->rows - most);
    audit_table_free(table);
}

static void markdown_lines(struct text *out, const struct audit *audit,
                           const struct audit_claim *claim)
{
    struct headlines lines;

    audit_headlines(&lines, audit, claim, 10);
    for (size_t i = 0; i < lines.count; i++) {
        text_addf(out, "- **%s** ", lines.list[i].label);
        markdown_inline(out, text_slice(&lines.list[i].text));
        text_addf(out, "\n");
    }
    headlines_free(&lines);
}

void audit_markdown(struct text *out, const struct audit *audit, const struct audit_claim *claim)
{
    struct result_line result = audit_result(audit);
    struct audit_groups groups;
    struct audit_table table;

    text_addf(out, "## Tollgate audit: %s\n\n%s (exit %d)\n\n", result.word, result.text,
              result.code);
    markdown_lines(out, audit, claim);
    audit_groups_make(&groups, audit);
    audit_table_groups(&table, &groups);
    markdown_table(out, &table, MARKDOWN_ROWS);
    for (size_t i = 0; i < groups.count && i < MARKDOWN_EXAMPLES; i++) {
        struct text example = {0};

        audit_group_describe(&example, audit, &groups.list[i]);
        text_addf(&example, "\n");
        audit_group_example(&example, audit, &groups.list[i], "  ");
        text_addf(out, "\n");
        markdown_block(out, text_slice(&example));
        text_free(&example);
    }
    audit_groups_free(&groups);
    for (int by = 0; by < AUDIT_BY_COUNT; by++) {
        audit_table_shares(&table, audit, (enum audit_by)by);
        markdown_table(out, &table, MARKDOWN_ROWS);
    }
}

/* --------------------------------------------------------------------------------------- HTML */

static void put(struct text *out, struct tg_slice bytes)
{
    xml_put(out, XML_TEXT, bytes, 0);
}

static void html_table(struct text *out, struct audit_table *table)
{
    if (table->rows > 0) text_addf(out, "<h2>%s</h2>\n<table>\n<tr>", table->title);
    for (size_t i = 0; table->rows > 0 && i < table->columns; i++)
        text_addf(out, "<th%s>%s</th>", (table->right >> i & 1) != 0 ? " class=\"n\"" : "",
                  table->head[i]);
    for (size_t row = 0; row < table->rows; row++) {
        text_addf(out, "</tr>\n<tr>");
        for (size_t i = 0; i < table->columns; i++) {
            text_addf(out, "<td%s>", (table->right >> i & 1) != 0 ? " class=\"n\"" : "");
            put(out, text_slice(&table->cells[row * table->columns + i]));
            text_addf(out, "</td>");
        }
    }
    if (table->rows > 0) text_addf(out, "</tr>\n</table>\n");
    audit_table_free(table);
}

static void html_example(struct text *out, const struct audit *audit,
                         const struct audit_group *group)
{
    struct text text = {0};

    text_addf(out, "<details><summary>");
    audit_group_describe(&text, audit, group);
    put(out, text_slice(&text));
    text_free(&text);
    text_addf(out, "</summary>\n<pre>");
    audit_group_example(&text, audit, group, "");
    put(out, text_slice(&text));
    text_free(&text);
    text_addf(out, "</pre></details>\n");
}

static void html_rejects(struct text *out, const struct part *part)
{
    struct text text = {0};

    if (part->rejected == 0) return;
    audit_rejects(&text, part, "");
    text_addf(out, "<h2>rejected</h2>\n<pre>");
    put(out, text_slice(&text));
    text_addf(out, "</pre>\n");
    text_free(&text);
}

void audit_html(struct text *out, const struct audit *audit, const struct audit_claim *claim)
{
    struct result_line result = audit_result(audit);
    struct headlines lines;
    struct audit_groups groups;
    struct audit_table table;

    html_begin(out, &result);
    text_addf(out, "<table>\n");
    audit_headlines(&lines, audit, claim, 0);
    html_headlines(out, &lines);
    headlines_free(&lines);
    text_addf(out, "</table>\n");
    audit_groups_make(&groups, audit);
    audit_table_groups(&table, &groups);
    html_table(out, &table);
    for (size_t i = 0; i < groups.count && i < HTML_EXAMPLES; i++)
        html_example(out, audit, &groups.list[i]);
    audit_groups_free(&groups);
    html_rejects(out, audit->part);
    for (int by = 0; by < AUDIT_BY_COUNT; by++) {
        audit_table_shares(&table, audit, (enum audit_by)by);
        html_table(out, &table);
    }
    html_prices(out, &audit->judged);
    text_addf(out, "</body>\n</html>\n");
}
