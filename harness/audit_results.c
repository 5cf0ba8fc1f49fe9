/* The results database of an audit. */
#include "audit_reports.h"
#include "audit_view.h"
#include "run_store_parts.h"

#define SCHEMA "reports/schemas/audit.sql"

struct results {
    struct run_store *store;
    struct tg_error *error;
};

/* Inserts a row of texts; columns of numbers make numbers of them. */
static bool insert(const struct results *results, const char *table, struct text *cells,
                   size_t count)
{
    struct text sql = {0};
    sqlite3_stmt *statement;
    bool ok;

    text_addf(&sql, "INSERT INTO %s VALUES (", table);
    for (size_t i = 0; i < count; i++) text_addf(&sql, "%s?", i > 0 ? "," : "");
    text_addf(&sql, ")");
    statement = results_prepare(results->store, sql.p, results->error);
    for (size_t i = 0; statement != NULL && i < count; i++)
        results_bind_text(statement, (int)i + 1, cells[i].p);
    ok = statement != NULL && results_step(results->store, statement, results->error);
    sqlite3_finalize(statement);
    text_free(&sql);
    for (size_t i = 0; i < count; i++) text_free(&cells[i]);
    return ok;
}

typedef unsigned long long ull; /* for printf */

static bool put_audit(const struct results *results, const struct audit *audit)
{
    struct result_line result = audit_result(audit);
    struct text cells[11] = {{0}};

    text_addf(&cells[0], "%s", TOLLGATE_VERSION);
    text_addf(&cells[1], "%s", result.word);
    text_addf(&cells[2], "%d", result.code);
    text_addf(&cells[3], "%llu", (ull)audit->part->read);
    text_addf(&cells[4], "%llu", (ull)audit->judged_records);
    text_addf(&cells[5], "%llu", (ull)audit->counts[VERDICT_UNSPECIFIED]);
    text_addf(&cells[6], "%llu", (ull)audit->part->rejected);
    text_addf(&cells[7], "%llu", (ull)audit_wrong(audit));
    wide_add(&cells[8], audit->money.charged);
    wide_add(&cells[9], audit->money.over);
    wide_add(&cells[10], audit->money.under);
    return insert(results, "audit", cells, 11);
}

static bool put_files(const struct results *results, const struct part *part)
{
    bool ok = true;

    for (size_t i = 0; ok && i < part->file_count; i++) {
        const struct part_file *file = &part->files[i];
        struct text cells[5] = {{0}};

        text_addf(&cells[0], "%s", file->name);
        text_addf(&cells[1], "%llu", (ull)file->records);
        text_addf(&cells[2], "%llu", (ull)file->bytes);
        if (file->fault != NULL) text_addf(&cells[3], "%s", file->fault);
        text_addf(&cells[4], "%d", file->changed);
        ok = insert(results, "file", cells, 5);
    }
    for (size_t i = 0; ok && i < part->reject_count; i++) {
        struct text cells[4] = {{0}};

        text_addf(&cells[0], "%s", part->rejects[i].file);
        text_addf(&cells[1], "%ld", part->rejects[i].line);
        text_addf(&cells[2], "%ld", part->rejects[i].column);
        text_add_visible(&cells[3], tg_slice_of(part->rejects[i].text));
        ok = insert(results, "rejected", cells, 4);
    }
    return ok;
}

static bool put_lines(const struct results *results, const struct audit *audit,
                      const struct audit_claim *claim)
{
    struct headlines lines;
    bool ok = true;

    audit_headlines(&lines, audit, claim, 0);
    for (size_t i = 0; ok && i < lines.count; i++) {
        struct text cells[3] = {{0}};

        text_addf(&cells[0], "%s", lines.list[i].label);
        text_addf(&cells[1], "%d", lines.list[i].wrong);
        text_add_visible(&cells[2], text_slice(&lines.list[i].text));
        ok = insert(results, "line", cells, 3);
    }
    headlines_free(&lines);
    return ok;
}

static bool put_kind(const struct results *results, const struct audit *audit,
                     const struct audit_kind *kind)
{
    bool ok = true;

    for (size_t i = 0; ok && i < kind->entry->month_count; i++) {
        struct text cells[AUDIT_KIND_CELLS];

        audit_kind_cells(cells, audit, kind, &kind->entry->months[i]);
        for (size_t c = 0; c < AUDIT_KIND_CELLS; c++)
            if (cells[c].p == NULL && (c < 11 || c > 13)) text_addf(&cells[c], "%s", "");
        ok = insert(results, "kind", cells, AUDIT_KIND_CELLS);
    }
    return ok;
}

static bool put_kinds(const struct results *results, const struct audit *audit)
{
    bool ok = true;

    for (size_t i = 0; ok && i < audit->part->tally.count; i++)
        ok = put_kind(results, audit, &audit->kinds[i]);
    return ok;
}

static bool put_repeats(const struct results *results, const struct audit *audit)
{
    static const char *const names[REPEAT_KINDS] = {"call_id", "call", "overlap"};
    bool ok = true;

    for (size_t kind = 0; kind < REPEAT_KINDS; kind++) {
        const struct audit_repeats *repeats = &audit->repeats[kind];

        for (size_t i = 0; ok && i < IDLOG_EXAMPLES && i < repeats->count; i++) {
            const struct repeat *repeat = &repeats->example[i];
            struct text cells[5] = {{0}};

            text_addf(&cells[0], "%s", names[kind]);
            text_addf(&cells[1], "%s", repeat->id);
            text_addf(&cells[2], "%s", repeat->other);
            text_addf(&cells[3], "%lld", (long long)repeat->start);
            text_addf(&cells[4], "%lld", (long long)repeat->charge);
            ok = insert(results, "repeated", cells, 5);
        }
    }
    return ok;
}

bool audit_results(const char *path, const struct audit *audit, const struct audit_claim *claim,
                   struct tg_error *error)
{
    struct results results = {results_create(path, error), error};
    bool ok;

    if (results.store == NULL) return false;
    ok = results_run(results.store, "BEGIN", error) &&
         results_run_asset(results.store, SCHEMA, error) && put_audit(&results, audit) &&
         put_files(&results, audit->part) && put_lines(&results, audit, claim) &&
         put_kinds(&results, audit) && put_repeats(&results, audit) &&
         results_run(results.store, "COMMIT", error);
    if (!ok) sqlite3_exec(results.store->db, "ROLLBACK", NULL, NULL, NULL);
    run_store_close(results.store, NULL);
    return ok;
}
