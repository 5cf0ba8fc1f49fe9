#include "sql.h"

#include "sut_end.h"

#include <sqlite3.h>
#include <stdlib.h>

struct database {
    sqlite3 *db;
    uint64_t timeout_ms;
    uint64_t began_ms; /* of the statement */
};

static bool fail(sqlite3 *db, struct text *fault)
{
    text_addf(fault, "%s", sqlite3_errmsg(db));
    return false;
}

/* Nobody waits longer for a statement than for an answer. */
static int out_of_time(void *user)
{
    const struct database *database = user;

    return sut_stop_asked() || sut_now_ms() - database->began_ms > database->timeout_ms;
}

static void close_database(void *user)
{
    struct database *database = user;

    sqlite3_close_v2(database->db);
    free(database);
}

static void *open_database(const char *where, uint64_t timeout_ms, struct text *fault)
{
    struct database *database = calloc(1, sizeof *database);

    if (database == NULL) return NULL;
    if (sqlite3_open_v2(where, &database->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
        fail(database->db, fault);
        close_database(database);
        return NULL;
    }
    database->timeout_ms = timeout_ms;
    sqlite3_busy_timeout(database->db, timeout_ms < 5000 ? (int)timeout_ms : 5000);
    sqlite3_progress_handler(database->db, 10000, out_of_time, database);
    return database;
}

static bool run(void *user, const char *statement, struct text *fault)
{
    struct database *database = user;

    database->began_ms = sut_now_ms();
    return sqlite3_exec(database->db, statement, NULL, NULL, NULL) == SQLITE_OK ||
           fail(database->db, fault);
}

static bool begin(void *user, struct text *fault)
{
    return run(user, "BEGIN IMMEDIATE", fault);
}

static bool commit(void *user, struct text *fault)
{
    return run(user, "COMMIT", fault);
}

static void *prepare(void *user, const char *statement, struct text *fault)
{
    struct database *database = user;
    sqlite3_stmt *prepared = NULL;

    database->began_ms = sut_now_ms();
    if (sqlite3_prepare_v2(database->db, statement, -1, &prepared, NULL) != SQLITE_OK)
        fail(database->db, fault);
    return prepared;
}

static bool insert(void *user, const struct tg_slice *values, size_t count, struct text *fault)
{
    sqlite3_stmt *prepared = user;
    bool ok = true;

    sqlite3_reset(prepared);
    for (size_t i = 0; ok && i < count; i++)
        ok = sqlite3_bind_text(prepared, (int)i + 1, values[i].p, (int)values[i].n,
                               SQLITE_TRANSIENT) == SQLITE_OK;
    ok = ok && sqlite3_step(prepared) == SQLITE_DONE;
    return ok || fail(sqlite3_db_handle(prepared), fault);
}

static void finish(void *user)
{
    sqlite3_finalize(user);
}

static struct tg_slice value(sqlite3_stmt *prepared, int column)
{
    struct tg_slice found = {NULL, 0};

    if (column >= sqlite3_column_count(prepared)) return found;
    found.p = (const char *)sqlite3_column_text(prepared, column);
    if (found.p != NULL) found.n = (size_t)sqlite3_column_bytes(prepared, column);
    if (found.n > SQL_MAX_VALUE) found.n = SQL_MAX_VALUE;
    return found;
}

static bool query(void *user, const char *statement,
                  void (*row)(void *user, const struct tg_slice values[SQL_COLUMNS]),
                  void *row_user, struct text *fault)
{
    struct database *database = user;
    sqlite3_stmt *prepared = prepare(user, statement, fault);
    int code = SQLITE_DONE;

    if (prepared == NULL) return false;
    while ((code = sqlite3_step(prepared)) == SQLITE_ROW) {
        struct tg_slice values[SQL_COLUMNS];

        for (int i = 0; i < SQL_COLUMNS; i++) values[i] = value(prepared, i);
        row(row_user, values);
    }
    if (code != SQLITE_DONE) fail(database->db, fault);
    sqlite3_finalize(prepared);
    return code == SQLITE_DONE;
}

const struct sql_driver sql_sqlite = {open_database, run,    begin, commit,        prepare,
                                      insert,        finish, query, close_database};
