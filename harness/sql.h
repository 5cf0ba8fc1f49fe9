/* A database, as far as asking a billing system through it needs one. */
#ifndef TOLLGATE_SQL_H
#define TOLLGATE_SQL_H

#include "text.h"

#define SQL_COLUMNS   3    /* of a row that is read: id, amount, error */
#define SQL_MAX_VALUE 4096 /* bytes of a value that is read; the rest is cut */

/* What every driver does. Each function says in `fault` what went wrong, in the driver's words. */
struct sql_driver {
    /* NULL = no connection. */
    void *(*open)(const char *where, uint64_t timeout_ms, struct text *fault);
    bool (*run)(void *database, const char *statement, struct text *fault);
    bool (*begin)(void *database, struct text *fault);
    bool (*commit)(void *database, struct text *fault);
    /* A statement that is run for each row of values, all bound. */
    void *(*prepare)(void *database, const char *statement, struct text *fault);
    bool (*insert)(void *statement, const struct tg_slice *values, size_t count,
                   struct text *fault);
    void (*finish)(void *statement);
    /* Passes on every row; NULL values and columns that are not there have p NULL. */
    bool (*query)(void *database, const char *statement,
                  void (*row)(void *user, const struct tg_slice values[SQL_COLUMNS]), void *user,
                  struct text *fault);
    void (*close)(void *database);
};

extern const struct sql_driver sql_odbc;
extern const struct sql_driver sql_sqlite;

#endif
