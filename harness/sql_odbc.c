#include "sql.h"

#include <sql.h>
#include <sqlext.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BOUND 64

struct database {
    SQLHENV environment;
    SQLHDBC connection;
    SQLULEN timeout_s;
};

struct statement {
    SQLHSTMT handle;
    SQLLEN length[MAX_BOUND];
};

static bool fail(SQLSMALLINT type, SQLHANDLE handle, struct text *fault)
{
    SQLCHAR state[6];
    SQLCHAR message[512];
    SQLINTEGER native;
    SQLSMALLINT n;
    SQLRETURN code = SQLGetDiagRec(type, handle, 1, state, &native, message, sizeof message, &n);

    if (SQL_SUCCEEDED(code))
        text_add_visible(fault, tg_slice_of((const char *)message));
    else
        text_addf(fault, "the driver does not say why");
    return false;
}

static bool ok_or_fail(SQLRETURN code, SQLSMALLINT type, SQLHANDLE handle, struct text *fault)
{
    return SQL_SUCCEEDED(code) || fail(type, handle, fault);
}

/* ODBC takes texts that it does not write to as if it did. */
static SQLCHAR *text_of(const char *text)
{
    return (SQLCHAR *)(uintptr_t)text;
}

static void close_database(void *user)
{
    struct database *database = user;

    SQLDisconnect(database->connection);
    SQLFreeHandle(SQL_HANDLE_DBC, database->connection);
    SQLFreeHandle(SQL_HANDLE_ENV, database->environment);
    free(database);
}

/* An attribute that is a number is passed as a pointer. */
static SQLPOINTER number(SQLULEN value)
{
    return (SQLPOINTER)(uintptr_t)value;
}

static void *open_database(const char *where, uint64_t timeout_ms, struct text *fault)
{
    struct database *database = calloc(1, sizeof *database);

    if (database == NULL) return NULL;
    database->timeout_s = (SQLULEN)(timeout_ms + 999) / 1000;
    SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &database->environment);
    SQLSetEnvAttr(database->environment, SQL_ATTR_ODBC_VERSION, number(SQL_OV_ODBC3), 0);
    SQLAllocHandle(SQL_HANDLE_DBC, database->environment, &database->connection);
    SQLSetConnectAttr(database->connection, SQL_ATTR_LOGIN_TIMEOUT, number(database->timeout_s), 0);
    if (ok_or_fail(SQLDriverConnect(database->connection, NULL, text_of(where), SQL_NTS, NULL, 0,
                                    NULL, SQL_DRIVER_NOPROMPT),
                   SQL_HANDLE_DBC, database->connection, fault))
        return database;
    close_database(database);
    return NULL;
}

static SQLHSTMT new_statement(const struct database *database, struct text *fault)
{
    SQLHSTMT handle;

    if (!ok_or_fail(SQLAllocHandle(SQL_HANDLE_STMT, database->connection, &handle), SQL_HANDLE_DBC,
                    database->connection, fault))
        return NULL;
    SQLSetStmtAttr(handle, SQL_ATTR_QUERY_TIMEOUT, number(database->timeout_s), 0);
    return handle;
}

static bool run(void *user, const char *statement, struct text *fault)
{
    SQLHSTMT handle = new_statement(user, fault);
    SQLRETURN code;
    bool ok;

    if (handle == NULL) return false;
    code = SQLExecDirect(handle, text_of(statement), SQL_NTS);
    ok = code == SQL_NO_DATA || ok_or_fail(code, SQL_HANDLE_STMT, handle, fault);
    SQLFreeHandle(SQL_HANDLE_STMT, handle);
    return ok;
}

static bool set_autocommit(const struct database *database, SQLULEN value, struct text *fault)
{
    return ok_or_fail(SQLSetConnectAttr(database->connection, SQL_ATTR_AUTOCOMMIT, number(value),
                                        SQL_IS_UINTEGER),
                      SQL_HANDLE_DBC, database->connection, fault);
}

static bool begin(void *user, struct text *fault)
{
    return set_autocommit(user, SQL_AUTOCOMMIT_OFF, fault);
}

static bool commit(void *user, struct text *fault)
{
    const struct database *database = user;

    return ok_or_fail(SQLEndTran(SQL_HANDLE_DBC, database->connection, SQL_COMMIT), SQL_HANDLE_DBC,
                      database->connection, fault) &&
           set_autocommit(database, SQL_AUTOCOMMIT_ON, fault);
}

static void *prepare(void *user, const char *text, struct text *fault)
{
    struct statement *statement = calloc(1, sizeof *statement);

    if (statement == NULL) return NULL;
    statement->handle = new_statement(user, fault);
    if (statement->handle != NULL &&
        ok_or_fail(SQLPrepare(statement->handle, text_of(text), SQL_NTS), SQL_HANDLE_STMT,
                   statement->handle, fault))
        return statement;
    if (statement->handle != NULL) SQLFreeHandle(SQL_HANDLE_STMT, statement->handle);
    free(statement);
    return NULL;
}

static bool insert(void *user, const struct tg_slice *values, size_t count, struct text *fault)
{
    struct statement *statement = user;
    SQLHSTMT handle = statement->handle;
    bool ok = count <= MAX_BOUND;

    for (size_t i = 0; ok && i < count; i++) {
        statement->length[i] = (SQLLEN)values[i].n;
        ok = SQL_SUCCEEDED(
            SQLBindParameter(handle, (SQLUSMALLINT)(i + 1), SQL_PARAM_INPUT, SQL_C_CHAR,
                             SQL_VARCHAR, values[i].n > 0 ? values[i].n : 1, 0,
                             text_of(values[i].p), statement->length[i], &statement->length[i]));
    }
    ok = ok && SQL_SUCCEEDED(SQLExecute(handle));
    return ok || fail(SQL_HANDLE_STMT, handle, fault);
}

static void finish(void *user)
{
    struct statement *statement = user;

    if (statement == NULL) return;
    SQLFreeHandle(SQL_HANDLE_STMT, statement->handle);
    free(statement);
}

static bool query(void *user, const char *text,
                  void (*row)(void *user, const struct tg_slice values[SQL_COLUMNS]),
                  void *row_user, struct text *fault)
{
    static char buf[SQL_COLUMNS][SQL_MAX_VALUE + 1];
    SQLHSTMT handle = new_statement(user, fault);
    SQLSMALLINT columns = 0;
    SQLRETURN code;

    if (handle == NULL) return false;
    code = SQLExecDirect(handle, text_of(text), SQL_NTS);
    if (SQL_SUCCEEDED(code)) SQLNumResultCols(handle, &columns);
    while (SQL_SUCCEEDED(code) && SQL_SUCCEEDED(code = SQLFetch(handle))) {
        struct tg_slice values[SQL_COLUMNS];

        for (SQLUSMALLINT i = 0; i < SQL_COLUMNS; i++) {
            SQLLEN n = SQL_NULL_DATA;

            if (i < columns)
                SQLGetData(handle, (SQLUSMALLINT)(i + 1), SQL_C_CHAR, buf[i], sizeof buf[i], &n);
            values[i] = (struct tg_slice){NULL, 0};
            if (n != SQL_NULL_DATA) values[i] = tg_slice_of(buf[i]);
        }
        row(row_user, values);
    }
    if (!SQL_SUCCEEDED(code) && code != SQL_NO_DATA) fail(SQL_HANDLE_STMT, handle, fault);
    SQLFreeHandle(SQL_HANDLE_STMT, handle);
    return code == SQL_NO_DATA;
}

const struct sql_driver sql_odbc = {open_database, run,    begin, commit,        prepare,
                                    insert,        finish, query, close_database};
