#include "oracle.h"

#include "arena.h"
#include "store.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "src/numbering/"

struct oracle {
    sqlite3 *db;
    sqlite3_stmt *insert;
    sqlite3_stmt *select;
    sqlite3_int64 added;
    sqlite3_int64 read;
    const char *script; /* name of its file */
};

static bool fail(struct oracle *oracle, const char *file, struct tg_error *error)
{
    return tg_fail(error, TG_E_FORMAT, file, 0, 0, "SQLite: %s", sqlite3_errmsg(oracle->db));
}

static bool execute(struct oracle *oracle, const char *file, const char *sql,
                    struct tg_error *error)
{
    return sqlite3_exec(oracle->db, sql, NULL, NULL, NULL) == SQLITE_OK ||
           fail(oracle, file, error);
}

static bool prepare(struct oracle *oracle, sqlite3_stmt **statement, const char *file,
                    const char *sql, struct tg_error *error)
{
    return sqlite3_prepare_v2(oracle->db, sql, -1, statement, NULL) == SQLITE_OK ||
           fail(oracle, file, error);
}

/* Runs an INSERT once. */
static bool insert(struct oracle *oracle, sqlite3_stmt *statement, const char *file,
                   struct tg_error *error)
{
    bool ok = sqlite3_step(statement) == SQLITE_DONE;

    if (!ok) fail(oracle, file, error);
    sqlite3_reset(statement);
    return ok;
}

static bool bind_texts(struct oracle *oracle, sqlite3_stmt *statement, int first,
                       const struct tg_slice *texts, size_t count, const char *file,
                       struct tg_error *error)
{
    for (size_t i = 0; i < count; i++)
        if (sqlite3_bind_text(statement, first + (int)i, texts[i].n > 0 ? texts[i].p : "",
                              (int)texts[i].n, SQLITE_TRANSIENT) != SQLITE_OK)
            return fail(oracle, file, error);
    return true;
}

/* ------------------------------------------------------------------------- the numbering tables */

/* CREATE TABLE "cn_area_codes"("area_code" TEXT, ...), and the INSERT for it. */
static bool create_table(struct oracle *oracle, sqlite3_stmt **statement, const char *file,
                         const struct tg_csv_row *header, struct tg_error *error)
{
    const char *name = file + strlen(FOLDER);
    int n = (int)strcspn(name, ".");
    struct text create = {0};
    struct text into = {0};
    bool ok;

    text_addf(&create, "CREATE TABLE \"%.*s\"(", n, name);
    text_addf(&into, "INSERT INTO \"%.*s\" VALUES(", n, name);
    for (size_t i = 0; i < header->count; i++) {
        const char *comma = i > 0 ? ", " : "";

        text_addf(&create, "%s\"%.*s\" TEXT", comma, (int)header->field[i].n, header->field[i].p);
        text_addf(&into, "%s?", comma);
    }
    text_addf(&create, ")");
    text_addf(&into, ")");
    ok = execute(oracle, file, create.p, error) && prepare(oracle, statement, file, into.p, error);
    text_free(&create);
    text_free(&into);
    return ok;
}

static bool fill_table(struct oracle *oracle, struct tg_csv *csv, const char *file,
                       struct tg_error *error)
{
    sqlite3_stmt *statement = NULL;
    struct tg_csv_row row;
    bool ok = tg_csv_next(csv, &row, error) == TG_NEXT_ROW &&
              create_table(oracle, &statement, file, &row, error);
    size_t columns = row.count;
    enum tg_next next = TG_NEXT_ROW;

    while (ok && (next = tg_csv_next(csv, &row, error)) == TG_NEXT_ROW)
        ok = bind_texts(oracle, statement, 1, row.field, columns, file, error) &&
             insert(oracle, statement, file, error);
    sqlite3_finalize(statement);
    return ok && next == TG_NEXT_END;
}

static bool load_numbering(struct oracle *oracle, struct tg_error *error)
{
    for (const struct tg_asset *asset = gate_assets; asset->path != NULL; asset++) {
        struct tg_slice left = {asset->data, asset->size};
        struct tg_csv *csv;
        bool ok;

        if (strncmp(asset->path, FOLDER, strlen(FOLDER)) != 0) continue;
        csv = tg_csv_new(text_read_slice, &left, asset->path);
        if (csv == NULL) arena_exhausted();
        ok = fill_table(oracle, csv, asset->path, error);
        tg_csv_free(csv);
        if (!ok) return false;
    }
    return true;
}

/* ----------------------------------------------------------------------------------- the records
 */

static bool prepare_records(struct oracle *oracle, struct tg_error *error)
{
    struct text create = {0};
    struct text into = {0};
    bool ok;

    text_addf(&create, "CREATE TABLE record(seq INTEGER PRIMARY KEY");
    text_addf(&into, "INSERT INTO record VALUES(?");
    for (size_t i = 0; i < TG_CDR_COLUMNS; i++) {
        text_addf(&create, ", %s TEXT", tg_cdr_column_names[i]);
        text_addf(&into, ", ?");
    }
    text_addf(&create, ")");
    text_addf(&into, ")");
    ok = execute(oracle, "call records", create.p, error) &&
         prepare(oracle, &oracle->insert, "call records", into.p, error);
    text_free(&create);
    text_free(&into);
    return ok;
}

struct oracle *oracle_open(struct tg_error *error)
{
    struct oracle *oracle = calloc(1, sizeof *oracle);

    if (oracle == NULL || sqlite3_open(":memory:", &oracle->db) != SQLITE_OK) arena_exhausted();
    /* A script has no business with files. */
    sqlite3_limit(oracle->db, SQLITE_LIMIT_ATTACHED, 0);
    if (execute(oracle, "call records", "BEGIN", error) && load_numbering(oracle, error) &&
        prepare_records(oracle, error))
        return oracle;
    oracle_close(oracle);
    return NULL;
}

void oracle_close(struct oracle *oracle)
{
    if (oracle == NULL) return;
    sqlite3_finalize(oracle->insert);
    sqlite3_finalize(oracle->select);
    sqlite3_close(oracle->db);
    free(oracle);
}

bool oracle_add(struct oracle *oracle, const struct tg_slice fields[TG_CDR_COLUMNS],
                struct tg_error *error)
{
    sqlite3_bind_int64(oracle->insert, 1, ++oracle->added);
    return bind_texts(oracle, oracle->insert, 2, fields, TG_CDR_COLUMNS, "call records", error) &&
           insert(oracle, oracle->insert, "call records", error);
}

/* -------------------------------------------------------------------------------- the outcomes */

bool oracle_run(struct oracle *oracle, const char *name, const char *script, struct tg_error *error)
{
    oracle->script = name;
    return execute(oracle, name, "COMMIT", error) && execute(oracle, name, script, error) &&
           prepare(oracle, &oracle->select, name,
                   "SELECT seq, outcome, charge, min, max, formula, units, rule FROM outcome "
                   "ORDER BY seq",
                   error);
}

static const char *text_at(const struct oracle *oracle, int column)
{
    const char *text = (const char *)sqlite3_column_text(oracle->select, column);

    return text != NULL ? text : "";
}

/* An amount is an integer, or not there. */
static bool read_amount(const struct oracle *oracle, bool *has, tg_money *amount, int column,
                        struct tg_error *error)
{
    int type = sqlite3_column_type(oracle->select, column);

    *has = type == SQLITE_INTEGER;
    *amount = sqlite3_column_int64(oracle->select, column);
    if (type == SQLITE_INTEGER || type == SQLITE_NULL) return true;
    return tg_fail(error, TG_E_FORMAT, oracle->script, 0, 0,
                   "outcome %lld has %s %s, expected an integer or NULL", (long long)oracle->read,
                   sqlite3_column_name(oracle->select, column),
                   tg_shown(tg_slice_of(text_at(oracle, column))));
}

bool oracle_next(struct oracle *oracle, struct oracle_outcome *outcome, struct tg_error *error)
{
    int step = sqlite3_step(oracle->select);
    sqlite3_int64 seq;

    if (step == SQLITE_DONE && oracle->read == oracle->added) return false;
    if (step != SQLITE_DONE && step != SQLITE_ROW) return fail(oracle, oracle->script, error);
    seq = step == SQLITE_ROW ? sqlite3_column_int64(oracle->select, 0) : 0;
    oracle->read++;
    if (seq != oracle->read || oracle->read > oracle->added)
        return tg_fail(error, TG_E_FORMAT, oracle->script, 0, 0,
                       "expected one outcome for each of %lld records, found none for %lld or one "
                       "too many before it",
                       (long long)oracle->added, (long long)oracle->read);
    *outcome = (struct oracle_outcome){
        .outcome = text_at(oracle, 1),
        .formula = text_at(oracle, 5),
        .units = text_at(oracle, 6),
        .rule = text_at(oracle, 7),
    };
    return read_amount(oracle, &outcome->has_charge, &outcome->charge, 2, error) &&
           read_amount(oracle, &outcome->has_min, &outcome->min, 3, error) &&
           read_amount(oracle, &outcome->has_max, &outcome->max, 4, error);
}

static bool same_bounds(const struct oracle_outcome *outcome, const struct expected *expected)
{
    if (outcome->has_charge || !outcome->has_min || outcome->min != expected->min) return false;
    if (expected->unbounded) return !outcome->has_max;
    return outcome->has_max && outcome->max == expected->max;
}

static bool same_amounts(const struct oracle_outcome *outcome, const struct expected *expected)
{
    switch (expected->kind) {
    case EXPECT_EXACT:
        return outcome->has_charge && outcome->charge == expected->charge && !outcome->has_min &&
               !outcome->has_max;
    case EXPECT_OPEN:
    case EXPECT_RANGE: return same_bounds(outcome, expected);
    default: return !outcome->has_charge && !outcome->has_min && !outcome->has_max;
    }
}

bool oracle_agrees(const struct oracle_outcome *outcome, const struct expected *expected)
{
    if (strcmp(outcome->outcome, expected_kind_name(expected->kind)) != 0) return false;
    if (!same_amounts(outcome, expected)) return false;
    if (expected->kind == EXPECT_UNSPECIFIED || expected->kind == EXPECT_ERROR) return true;
    return strcmp(outcome->formula, expected->formula) == 0 &&
           strcmp(outcome->units, expected->units) == 0 &&
           strcmp(outcome->rule, expected->rule) == 0;
}

void oracle_say(struct text *out, const struct oracle_outcome *outcome)
{
    text_add_visible(out, tg_slice_of(outcome->outcome));
    if (outcome->has_charge) {
        text_addf(out, " ");
        text_add_money(out, outcome->charge, false);
    }
    if (outcome->has_min) {
        text_addf(out, " from ");
        text_add_money(out, outcome->min, false);
    }
    if (outcome->has_max) {
        text_addf(out, " to ");
        text_add_money(out, outcome->max, false);
    }
    text_addf(out, ", ");
    text_add_visible(out, tg_slice_of(outcome->formula));
    text_addf(out, ", ");
    text_add_visible(out, tg_slice_of(outcome->rule));
}
