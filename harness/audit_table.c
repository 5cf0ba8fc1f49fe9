#include "audit_table.h"

#include "audit_report.h"
#include "facts.h"

#include <stdlib.h>

typedef unsigned long long ull; /* for printf */

static struct text *cell(struct audit_table *table, size_t column)
{
    return &table->cells[(table->rows - 1) * table->columns + column];
}

static void begin_row(struct audit_table *table)
{
    size_t cells = (table->rows + 1) * table->columns;

    table->cells = array_grow(table->cells, &table->room, cells, sizeof *table->cells);
    for (size_t i = cells - table->columns; i < cells; i++) table->cells[i] = (struct text){0};
    table->rows++;
}

void audit_table_free(struct audit_table *table)
{
    for (size_t i = 0; i < table->rows * table->columns; i++) text_free(&table->cells[i]);
    free(table->cells);
    *table = (struct audit_table){0};
}

const char *audit_place(const struct audit_group *group)
{
    return group->destination == TG_DEST_NONE
               ? tg_value_name(TG_DIM_EVENT, group->event)
               : tg_value_name(TG_DIM_DESTINATION, group->destination);
}

static void add_group(struct audit_table *table, const struct audit_group *group)
{
    begin_row(table);
    text_addf(cell(table, 0), "%s", group->rule);
    text_addf(cell(table, 1), "%s", tg_value_name(TG_DIM_PLAN, group->plan));
    text_addf(cell(table, 2), "%s", audit_place(group));
    text_addf(cell(table, 3), "%s", verdict_name(group->verdict));
    text_addf(cell(table, 4), "%llu", (ull)group->records);
    wide_add(cell(table, 5), group->over);
    wide_add(cell(table, 6), group->under);
    audit_form_describe(cell(table, 7), group->most);
}

void audit_table_groups(struct audit_table *table, const struct audit_groups *groups)
{
    *table = (struct audit_table){
        .title = "wrong records",
        .columns = 8,
        .right = 0x70,
        .head = {"rule", "plan", "to", "verdict", "records", "over", "under", "mostly"}};
    for (size_t i = 0; i < groups->count; i++) add_group(table, &groups->list[i]);
}

static void add_share(struct audit_table *table, const struct audit_share *share)
{
    const uint64_t counts[] = {share->records, share->judged, share->wrong};

    begin_row(table);
    text_addf(cell(table, 0), "%s", share->name);
    for (size_t i = 0; i < 3; i++) text_addf(cell(table, i + 1), "%llu", (ull)counts[i]);
    wide_add(cell(table, 4), share->charged);
    wide_add(cell(table, 5), share->over);
    wide_add(cell(table, 6), share->under);
}

void audit_table_shares(struct audit_table *table, const struct audit *audit, enum audit_by by)
{
    struct audit_shares shares;

    *table = (struct audit_table){
        .title = audit_by_name(by),
        .columns = 7,
        .right = 0x7e,
        .head = {audit_by_name(by), "records", "judged", "wrong", "billed", "over", "under"}};
    audit_shares_make(&shares, audit, by);
    for (size_t i = 0; i < shares.count; i++) add_share(table, &shares.list[i]);
    audit_shares_free(&shares);
}

void audit_group_describe(struct text *out, const struct audit *audit,
                          const struct audit_group *group)
{
    facts_rule(out, &audit->questions.list[group->example].expected);
    text_addf(out, ": %llu record%s of %s, to %s: %s", (ull)group->records,
              group->records == 1 ? "" : "s", tg_value_name(TG_DIM_PLAN, group->plan),
              audit_place(group), verdict_name(group->verdict));
}

void audit_group_example(struct text *out, const struct audit *audit,
                         const struct audit_group *group, const char *indent)
{
    struct text causes = {0};

    facts_block(out, &audit->judged, group->example, indent);
    if (audit->causes.of != NULL)
        audit_causes_name(&causes, audit, audit->causes.of[group->example]);
    if (causes.n > 0) text_addf(out, "%scause      %s\n", indent, causes.p);
    text_free(&causes);
}

void audit_rejects(struct text *out, const struct part *part, const char *indent)
{
    for (size_t i = 0; i < part->reject_count; i++) {
        const struct reject *reject = &part->rejects[i];
        struct tg_error error = {
            .file = reject->file, .line = reject->line, .column = reject->column};
        char line[TG_ERROR_TEXT + 512];

        snprintf(error.text, sizeof error.text, "%s", reject->text);
        tg_error_format(line, sizeof line, &error);
        text_addf(out, "%s%s\n", indent, line);
    }
    if (part->rejected > part->reject_count)
        text_addf(out, "%sand %llu more\n", indent, (ull)(part->rejected - part->reject_count));
}
