#include "baseline.h"
#include "pick.h"
#include "table.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

enum column { CASES, CLAUSE, REASON, TICKET, EXPIRES, FAILURES, COLUMNS };

static const char *const column_names[COLUMNS] = {"cases",  "clause",  "reason",
                                                  "ticket", "expires", "failures"};
static const struct table_form form = {column_names, COLUMNS,
                                       1u << CASES | 1u << CLAUSE | 1u << REASON | 1u << EXPIRES};

struct reading {
    struct baseline *baseline;
    struct table table;
    const char *today;
};

static bool fail_at(const struct reading *reading, enum column column, struct tg_error *error,
                    const char *what)
{
    const struct table *table = &reading->table;

    return tg_fail(error, TG_E_FIELD, table->name, table->row.line, table_column(table, column),
                   "%s %s: %s", column_names[column], tg_shown(table_field(table, column)), what);
}

bool baseline_is_day(struct tg_slice text)
{
    char buf[32];
    tg_time time;

    if (text.n != 10) return false;
    snprintf(buf, sizeof buf, "%.*sT00:00:00", (int)text.n, text.p);
    return tg_time_parse(&time, tg_slice_of(buf)) == NULL;
}

static bool read_count(struct baseline_entry *entry, const char *text)
{
    char *end;

    if (text[0] == '\0') return true;
    errno = 0;
    entry->counted = true;
    entry->failures = strtoull(text, &end, 10);
    return errno == 0 && *end == '\0' && text[0] >= '1' && text[0] <= '9';
}

static bool check(const struct reading *reading, struct baseline_entry *entry,
                  struct tg_error *error)
{
    const struct table *table = &reading->table;

    if (entry->cases[0] == '\0' && entry->clause[0] == '\0')
        return fail_at(reading, CASES, error, "expected a pattern of case ids, or a clause");
    if (entry->reason[0] == '\0')
        return fail_at(reading, REASON, error, "expected why the failure is accepted");
    if (entry->expires[0] != '\0' && !baseline_is_day(table_field(table, EXPIRES)))
        return fail_at(reading, EXPIRES, error, "expected a day as 2010-12-31, or nothing");
    if (!read_count(entry, arena_text(&reading->baseline->arena, table_field(table, FAILURES))))
        return fail_at(reading, FAILURES, error, "expected a number from 1 on, or nothing");
    return true;
}

static bool add_entry(struct reading *reading, struct tg_error *error)
{
    struct baseline *baseline = reading->baseline;
    const char *field[COLUMNS];
    struct baseline_entry *entry;

    for (size_t i = 0; i < COLUMNS; i++)
        field[i] = arena_text(&baseline->arena, table_field(&reading->table, i));
    baseline->list =
        array_grow(baseline->list, &baseline->room, baseline->count, sizeof *baseline->list);
    entry = &baseline->list[baseline->count];
    *entry = (struct baseline_entry){.cases = field[CASES],
                                     .clause = field[CLAUSE],
                                     .reason = field[REASON],
                                     .ticket = field[TICKET],
                                     .expires = field[EXPIRES],
                                     .line = reading->table.row.line};
    if (!check(reading, entry, error)) return false;
    entry->exact = entry->cases[0] != '\0' && strpbrk(entry->cases, "*?[\\") == NULL;
    entry->expired = entry->expires[0] != '\0' && strcmp(entry->expires, reading->today) < 0;
    baseline->count++;
    return true;
}

bool baseline_read(struct baseline *baseline, struct tg_slice data, const char *name,
                   const char *today, struct tg_error *error)
{
    struct reading reading = {.baseline = baseline, .today = today};
    enum tg_next next;
    bool ok;

    *baseline = (struct baseline){.name = name};
    if (!table_open(&reading.table, &form, data, name, error)) return false;
    do {
        next = table_next(&reading.table, error);
        ok = next == TG_NEXT_END || (next == TG_NEXT_ROW && add_entry(&reading, error));
    } while (ok && next != TG_NEXT_END);
    table_close(&reading.table);
    return ok;
}

void baseline_free(struct baseline *baseline)
{
    arena_free(&baseline->arena);
    free(baseline->list);
    *baseline = (struct baseline){0};
}

static bool lists(const struct baseline_entry *entry, const struct question *question)
{
    if (entry->cases[0] != '\0' && fnmatch(entry->cases, question->id, 0) != 0) return false;
    return entry->clause[0] == '\0' || pick_has_clause(question->expected.clauses, entry->clause);
}

struct baseline_entry *baseline_find(const struct baseline *baseline,
                                     const struct question *question)
{
    for (size_t i = 0; i < baseline->count; i++)
        if (!baseline->list[i].expired && lists(&baseline->list[i], question))
            return &baseline->list[i];
    return NULL;
}

void baseline_count(struct baseline *baseline, const struct question *question, bool failed)
{
    for (size_t i = 0; i < baseline->count; i++) {
        struct baseline_entry *entry = &baseline->list[i];

        if (!lists(entry, question)) continue;
        entry->matched++;
        if (failed) entry->failed++;
    }
}

bool baseline_complaint(struct text *out, const struct baseline_entry *entry)
{
    if (entry->matched == 0)
        text_addf(out, "matches no case that was asked");
    else if (entry->expired)
        text_addf(out, "expired on %s", entry->expires);
    else if (entry->failed == 0)
        text_addf(out, "%s", entry->exact ? "the case passes now" : "all its cases pass now");
    else if (entry->counted && entry->failed != entry->failures)
        text_addf(out, "%llu of its cases fail, it says %llu", (unsigned long long)entry->failed,
                  (unsigned long long)entry->failures);
    else
        return false;
    return true;
}
