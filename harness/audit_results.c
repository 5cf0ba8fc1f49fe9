/* The results database of an audit. */
#include "audit_reports.h"
#include "audit_view.h"
#include "store.h"

#include <errno.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define SCHEMA     "reports/schemas/audit.sql"
#define MOST_CELLS AUDIT_KIND_CELLS

struct results {
    sqlite3 *db;
    const char *path;
    struct tg_error *error;
};

static bool fault(const struct results *results)
{
    return tg_fail(results->error, TG_E_IO, results->path, 0, 0, "results database: %s",
                   sqlite3_errmsg(results->db));
}

static bool run(const struct results *results, const char *sql)
{
    return sqlite3_exec(results->db, sql, NULL, NULL, NULL) == SQLITE_OK || fault(results);
}

/* Inserts a row of texts; columns of numbers make numbers of them. */
static bool insert(const struct results *results, const char *table, struct text *cells,
                   size_t count)
{
    struct text sql = {0};
    sqlite3_stmt *statement = NULL;
    bool ok;

    text_addf(&sql, "INSERT INTO %s VALUES (", table);
    for (size_t i = 0; i < count; i++) text_addf(&sql, "%s?", i > 0 ? "," : "");
    text_addf(&sql, ")");
    ok = sqlite3_prepare_v2(results->db, sql.p, -1, &statement, NULL) == SQLITE_OK;
    for (size_t i = 0; ok && i < count; i++)
        if (cells[i].p != NULL)
            sqlite3_bind_text(statement, (int)i + 1, cells[i].p, (int)cells[i].n, SQLITE_TRANSIENT);
    ok = ok && sqlite3_step(statement) == SQLITE_DONE;
    if (!ok) fault(results);
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

static bool put_kinds(const struct results *results, const struct audit *audit)
{
    bool ok = true;

    for (size_t i = 0; ok && i < audit->part->tally.count; i++) {
        struct text cells[AUDIT_KIND_CELLS];

        audit_kind_cells(cells, audit, &audit->kinds[i]);
        for (size_t c = 0; c < AUDIT_KIND_CELLS; c++)
            if (cells[c].p == NULL && (c < 12 || c > 14)) text_addf(&cells[c], "%s", "");
        ok = insert(results, "kind", cells, AUDIT_KIND_CELLS);
    }
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

static bool put_all(const struct results *results, const struct audit *audit,
                    const struct audit_claim *claim)
{
    const struct tg_asset *schema = NULL;
    struct text sql = {0};
    bool ok;

    for (const struct tg_asset *asset = gate_assets; asset->path != NULL; asset++)
        if (strcmp(asset->path, SCHEMA) == 0) schema = asset;
    if (schema != NULL) text_add(&sql, (struct tg_slice){schema->data, schema->size});
    ok = run(results, "BEGIN") && run(results, sql.p) && put_audit(results, audit) &&
         put_files(results, audit->part) && put_lines(results, audit, claim) &&
         put_kinds(results, audit) && put_repeats(results, audit) && run(results, "COMMIT");
    text_free(&sql);
    return ok;
}

bool audit_results(const char *path, const struct audit *audit, const struct audit_claim *claim,
                   struct tg_error *error)
{
    struct results results = {.path = path, .error = error};
    bool ok;

    if (access(path, F_OK) == 0)
        return tg_fail(error, TG_E_IO, path, 0, 0,
                       "there already: expected the name of a new results database");
    ok = sqlite3_open(path, &results.db) == SQLITE_OK ? put_all(&results, audit, claim)
                                                      : fault(&results);
    sqlite3_close(results.db);
    return ok;
}
