#include "audit_report.h"

#include "audit_table.h"
#include "binomial.h"
#include "breakdown.h"
#include "facts.h"
#include "layout.h"
#include "phrases.h"

#include <string.h>

#define MOST_FINDINGS  5
#define MOST_GROUPS    12
#define MOST_EXPLAINED 5
#define MOST_ROWS      24

typedef unsigned long long ull; /* for printf */

/* ---------------------------------------------------------------------------------- headlines */

static void add_files(struct headlines *lines, const struct part *part)
{
    text_addf(headlines_begin(lines, "files", false), "%zu", part->file_count);
    if (part->file_count == 1)
        text_addf(&lines->list[lines->count - 1].text, " (%s)", part->files[0].name);
    for (size_t i = 0; i < part->file_count; i++) {
        const struct part_file *file = &part->files[i];

        if (file->fault != NULL)
            text_addf(headlines_begin(lines, "unread", true), "%s", file->fault);
        if (file->changed)
            text_addf(headlines_begin(lines, "changed", true),
                      "%s: its size changed while it was read", file->name);
    }
    if (part->headers > 0)
        text_addf(headlines_begin(lines, "headers", false),
                  "%llu header row%s between records passed over", (ull)part->headers,
                  part->headers == 1 ? "" : "s");
}

static void add_count(struct headlines *lines, const struct audit *audit)
{
    const struct part *part = audit->part;
    uint64_t varied = audit->counts[VERDICT_NO_VERDICT];
    struct text *out = headlines_begin(lines, "count", false);

    text_addf(out, "read %llu = judged %llu + unspecified %llu + rejected %llu", (ull)part->read,
              (ull)audit->judged_records, (ull)audit->counts[VERDICT_UNSPECIFIED],
              (ull)part->rejected);
    if (part->missing > 0) text_addf(out, " + missing %llu", (ull)part->missing);
    if (varied > 0) text_addf(out, " + too varied %llu", (ull)varied);
    if (part->missing > 0)
        text_addf(headlines_begin(lines, "missing", true), "%llu record%s without an answer",
                  (ull)part->missing, part->missing == 1 ? "" : "s");
    if (varied > 0)
        text_addf(headlines_begin(lines, "too varied", true),
                  "%llu record%s not judged: more than %d different charges, of which these may be "
                  "right by a price or a reading",
                  (ull)varied, varied == 1 ? "" : "s", TALLY_KINDS);
    if (part->unexpected > 0)
        text_addf(headlines_begin(lines, "unexpected", true), "%llu answer%s without a record",
                  (ull)part->unexpected, part->unexpected == 1 ? "" : "s");
    if (audit->judged_records + audit->counts[VERDICT_UNSPECIFIED] + varied > 0)
        verdicts_describe(headlines_begin(lines, "verdicts", false), audit->counts);
}

static void add_money(struct headlines *lines, const struct audit *audit)
{
    struct text *out = headlines_begin(lines, "money", false);

    text_addf(out, "billed ");
    wide_add(out, audit->money.charged);
    text_addf(out, " yuan; over ");
    wide_add(out, audit->money.over);
    text_addf(out, ", under ");
    wide_add(out, audit->money.under);
}

/* "3 records ..., 0.54 yuan, such as A, B" */
static void add_repeats(struct headlines *lines, const char *label, const char *one,
                        const char *many, const struct audit_repeats *repeats, bool wrong)
{
    struct text *out;

    if (repeats->count == 0) return;
    out = headlines_begin(lines, label, wrong);
    text_addf(out, "%llu %s, ", (ull)repeats->count, repeats->count == 1 ? one : many);
    wide_add(out, repeats->charged);
    text_addf(out, " yuan, such as");
    for (size_t i = 0; i < repeats->count && i < 3; i++) {
        text_addf(out, "%s %s", i > 0 ? "," : "", repeats->example[i].id);
        if (strcmp(repeats->example[i].id, repeats->example[i].other) != 0)
            text_addf(out, " (%s)", repeats->example[i].other);
    }
}

static void add_all_repeats(struct headlines *lines, const struct audit *audit)
{
    add_repeats(lines, "duplicates", "record with a call_id that another has",
                "records with a call_id that another has", &audit->repeats[REPEAT_ID], true);
    add_repeats(lines, "twice", "record of a call that another call_id bills",
                "records of calls that another call_id bills", &audit->repeats[REPEAT_CALL], true);
    add_repeats(lines, "suspicious", "record overlaps another call of its subscriber",
                "records overlap another call of their subscriber", &audit->repeats[REPEAT_OVERLAP],
                false);
}

/* "95 %", "99.9 %": as many digits as there are. */
static void add_percent(struct text *out, uint64_t parts)
{
    uint64_t percent = BINOMIAL_WHOLE / 100;
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%013llu", (ull)(parts % percent));

    while (n > 0 && digits[n - 1] == '0') n--;
    text_addf(out, "%llu%s%.*s %%", (ull)(parts / percent), n > 0 ? "." : "", n, digits);
}

/* A bound, and what it allows to say. */
static void add_claim(struct headlines *lines, const char *label, uint64_t errors, uint64_t trials,
                      const struct audit_claim *claim)
{
    enum binomial_verdict verdict = binomial_judge(errors, trials, claim->limit, claim->sure);
    struct text *out = headlines_begin(lines, label, verdict == BINOMIAL_BREAKS);
    char bound[BINOMIAL_BUF], limit[BINOMIAL_BUF];
    uint64_t needed = binomial_needed(errors, claim->limit, claim->sure);

    binomial_format(bound, binomial_upper(errors, trials, claim->sure), BINOMIAL_UP);
    binomial_format(limit, claim->limit, BINOMIAL_UP);
    text_addf(out, "%llu wrong of %llu; at most %s with confidence ", (ull)errors, (ull)trials,
              bound);
    add_percent(out, claim->sure);
    if (verdict == BINOMIAL_CONFORMS)
        text_addf(out, ": within the limit %s (X-3)", limit);
    else if (verdict == BINOMIAL_BREAKS)
        text_addf(out, ": beyond the limit %s (X-3)", limit);
    else
        text_addf(out, ": the sample tells nothing of the limit %s (X-3)", limit);
    if (verdict == BINOMIAL_UNTOLD && needed > trials && trials > 0)
        text_addf(out, "; %llu records with as many wrong would prove it", (ull)needed);
}

/* ------------------------------------------------------------------------------------- causes */

static void add_cause(struct headlines *lines, const struct audit *audit,
                      const struct audit_cause *cause)
{
    struct text *out = headlines_begin(lines, "cause", false);

    text_addf(out, "%s explains %llu of %llu wrong records, those of ", cause->defect,
              (ull)cause->records, (ull)audit->wrong);
    phrase_each(out, TG_DIM_PLAN, cause->plans);
    text_addf(out, ": %s", cause->title);
    if (cause->clauses[0] != '\0') text_addf(out, " (%s)", cause->clauses);
    text_addf(out, "%s; over ", cause->note);
    wide_add(out, cause->over);
    text_addf(out, ", under ");
    wide_add(out, cause->under);
    text_addf(out, " yuan");
    if (cause->alike[0] == '\0') return;
    out = headlines_begin(lines, "alike", false);
    text_addf(out, "by these records %s is not to be told from %s%s%s", cause->defect, cause->alike,
              cause->telling[0] != '\0' ? "; " : "", cause->telling);
}

/* What explains the wrong records, and how many it leaves. */
static void add_causes(struct headlines *lines, const struct audit *audit)
{
    const struct audit_causes *causes = &audit->causes;
    /* That readings are mixed is a finding of its own. */
    uint64_t left = audit->wrong - audit->explained - audit->counts[VERDICT_MIXED];

    for (size_t i = 0; i < causes->count; i++) add_cause(lines, audit, &causes->list[i]);
    if (causes->count > 0)
        text_addf(headlines_begin(lines, "evidence", false),
                  "%llu of %llu wrong examples are charged just so, and none of %llu right ones "
                  "otherwise; each stands for its kind",
                  (ull)causes->explained, (ull)causes->wrong, (ull)causes->right);
    /* Too few were not even looked at. */
    if (left > 0 && causes->wrong > 0)
        text_addf(headlines_begin(lines, "unexplained", false),
                  "%llu wrong record%s: no known defect and no change of a rule charges so",
                  (ull)left, left == 1 ? "" : "s");
}

void audit_causes_name(struct text *out, const struct audit *audit, uint32_t causes)
{
    bool first = true;

    for (size_t i = 0; i < audit->causes.count; i++) {
        if ((causes >> i & 1) == 0) continue;
        text_addf(out, "%s%s", first ? "" : " + ", audit->causes.list[i].defect);
        first = false;
    }
}

/* An id used for two calls, one of which another id bills too, makes one record too many of both
 * kinds: it is wrong once. */
uint64_t audit_wrong(const struct audit *audit)
{
    uint64_t wrong =
        audit->wrong + audit->repeats[REPEAT_ID].right + audit->repeats[REPEAT_CALL].right;

    return wrong < audit->judged_records ? wrong : audit->judged_records;
}

void audit_headlines(struct headlines *lines, const struct audit *audit,
                     const struct audit_claim *claim, size_t most)
{
    *lines = (struct headlines){0};
    add_files(lines, audit->part);
    add_count(lines, audit);
    add_money(lines, audit);
    add_all_repeats(lines, audit);
    add_claim(lines, "error rate", audit_wrong(audit), audit->judged_records, claim);
    headlines_findings(lines, &audit->judged, most, "--html, --results");
    add_causes(lines, audit);
}

/* -------------------------------------------------------------------------------------- result */

static bool is_whole(const struct part *part)
{
    for (size_t i = 0; i < part->file_count; i++)
        if (part->files[i].fault != NULL || part->files[i].changed) return false;
    return part->rejected == 0;
}

struct result_line audit_result(const struct audit *audit)
{
    bool fails = audit->wrong > 0 || audit->part->missing > 0 || audit->part->unexpected > 0 ||
                 audit->repeats[REPEAT_ID].count > 0 || audit->repeats[REPEAT_CALL].count > 0;

    if (audit->part->cut_short)
        return (struct result_line){"PARTIAL", "the audit was interrupted", TONE_OPEN,
                                    EXIT_INTERRUPTED};
    for (size_t i = 0; i < audit->judged.finding_count; i++)
        fails = fails || audit->judged.findings[i].fails;
    if (fails)
        return (struct result_line){"FAIL", "records are not billed as the tariff says", TONE_BAD,
                                    EXIT_MISMATCH};
    if (audit->part->read == 0)
        return (struct result_line){"NO VERDICT", "there are no records", TONE_OPEN,
                                    EXIT_NO_VERDICT};
    if (!is_whole(audit->part) || audit->counts[VERDICT_NO_VERDICT] > 0)
        return (struct result_line){"NO VERDICT", "some of what was given could not be judged",
                                    TONE_OPEN, EXIT_NO_VERDICT};
    return (struct result_line){"PASS", "every record that can be judged is billed right",
                                TONE_GOOD, EXIT_CONFORMS};
}

/* ------------------------------------------------------------------------------------- summary */

static void write_table(struct text *out, struct audit_table *table, size_t most)
{
    struct grid grid = {.columns = table->columns + (table->columns == 7), .right = table->right};

    if (table->rows > 0) text_addf(out, "\n");
    for (size_t row = 0; table->rows > 0 && row <= table->rows && row <= most; row++) {
        for (size_t i = 0; i < table->columns; i++) {
            if (row == 0)
                grid_cellf(&grid, "%s", table->head[i]);
            else
                grid_cell(&grid, text_slice(&table->cells[(row - 1) * table->columns + i]));
        }
        if (grid.columns > table->columns) grid_cellf(&grid, "%s", "");
    }
    grid_write(out, &grid);
    if (table->rows > most) text_addf(out, "  and %zu more\n", table->rows - most);
    audit_table_free(table);
}

static void write_examples(struct text *out, const struct audit *audit,
                           const struct audit_groups *groups)
{
    for (size_t i = 0; i < groups->count && i < MOST_EXPLAINED; i++) {
        text_addf(out, "\n");
        audit_group_describe(out, audit, &groups->list[i]);
        text_addf(out, "\n");
        audit_group_example(out, audit, &groups->list[i], "  ");
    }
}

static void write_details(struct text *out, const struct audit *audit)
{
    static const enum audit_by parts[] = {AUDIT_BY_PLAN, AUDIT_BY_MONTH};
    struct audit_groups groups;
    struct audit_table table;

    if (audit->part->reject_count > 0) text_addf(out, "\nrejected\n");
    audit_rejects(out, audit->part, "  ");
    audit_groups_make(&groups, audit);
    audit_table_groups(&table, &groups);
    write_table(out, &table, MOST_GROUPS);
    write_examples(out, audit, &groups);
    audit_groups_free(&groups);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        audit_table_shares(&table, audit, parts[i]);
        write_table(out, &table, MOST_ROWS);
    }
    text_addf(out, "\n");
}

void audit_summary(struct text *out, const struct audit *audit, const struct audit_style *style)
{
    struct result_line result = audit_result(audit);
    struct headlines lines;
    struct text raw = {0};

    if (style->quiet) {
        lines = (struct headlines){0};
        add_count(&lines, audit);
    } else {
        audit_headlines(&lines, audit, &style->claim, MOST_FINDINGS);
    }
    headlines_write(&raw, &lines);
    headlines_free(&lines);
    if (!style->quiet) write_details(&raw, audit);
    text_add_visible(out, text_slice(&raw));
    text_free(&raw);
    result_write(out, &result, style->colour);
}

/* ------------------------------------------------------------------------------------- details */

static void add_basis(struct text *out, uint32_t basis)
{
    bool first = true;

    for (unsigned n = 1; n <= TG_MAX_READINGS; n++) {
        if ((basis >> n & 1) == 0) continue;
        text_addf(out, "%sI-%02u", first ? "" : " ", n);
        first = false;
    }
}

const char *const audit_kind_columns[AUDIT_KIND_CELLS] = {
    "month",    "rule",    "clauses", "plan",  "event", "destination", "verdict", "form",
    "readings", "records", "charged", "right", "over",  "under",       "causes",  "example"};

void audit_kind_cells(struct text cells[AUDIT_KIND_CELLS], const struct audit *audit,
                      const struct audit_kind *kind, const struct tally_month *month)
{
    const struct tally_kind *key = &kind->entry->kind;
    struct audit_weight weight = audit_weigh(audit, kind, &month->sums);
    struct tg_rule_info info;
    char name[8];

    for (size_t i = 0; i < AUDIT_KIND_CELLS; i++) cells[i] = (struct text){0};
    tg_rulebook_rule(audit->rulebook, &info, key->rule);
    audit_month_name(name, month->month);
    text_addf(&cells[0], "%s", name);
    text_addf(&cells[1], "%s", info.id);
    text_addf(&cells[2], "%s", info.clauses);
    text_addf(&cells[3], "%s", tg_value_name(TG_DIM_PLAN, key->plan));
    text_addf(&cells[4], "%s", tg_value_name(TG_DIM_EVENT, key->event));
    text_addf(&cells[5], "%s", tg_value_name(TG_DIM_DESTINATION, key->destination));
    text_addf(&cells[6], "%s", verdict_name(kind->verdict));
    audit_form_describe(&cells[7], key);
    add_basis(&cells[8], key->basis);
    text_addf(&cells[9], "%llu", (ull)month->sums.count);
    wide_add(&cells[10], month->sums.charged);
    if (weight.known) {
        wide_add(&cells[11], weight.right);
        wide_add(&cells[12], weight.over);
        wide_add(&cells[13], weight.under);
    }
    if (verdict_weigh(kind->verdict) == WEIGHT_FAILS)
        audit_causes_name(&cells[14], audit, kind->causes);
    text_addf(&cells[15], "%s", audit->questions.list[kind->question].id);
}

static void put_row(struct text *out, const struct audit *audit, const struct audit_kind *kind,
                    const struct tally_month *month)
{
    struct text cells[AUDIT_KIND_CELLS];

    audit_kind_cells(cells, audit, kind, month);
    for (size_t i = 0; i < AUDIT_KIND_CELLS; i++) {
        if (i > 0) text_addf(out, ",");
        text_add_csv(out, text_slice(&cells[i]));
        text_free(&cells[i]);
    }
    text_addf(out, "\n");
}

void audit_csv(struct text *out, const struct audit *audit)
{
    for (size_t i = 0; i < AUDIT_KIND_CELLS; i++)
        text_addf(out, "%s%s", i > 0 ? "," : "", audit_kind_columns[i]);
    text_addf(out, "\n");
    for (size_t k = 0; k < audit->part->tally.count; k++) {
        const struct audit_kind *kind = &audit->kinds[k];

        for (size_t m = 0; m < kind->entry->month_count; m++)
            put_row(out, audit, kind, &kind->entry->months[m]);
    }
}
