/*
 * A SUT profile: how a billing system is reached, what its input looks like, and its output
 * (docs/sut-profile.md, reports/schemas/sut-profile.rng).
 */
#ifndef TOLLGATE_PROFILE_H
#define TOLLGATE_PROFILE_H

#include "questions.h"
#include "reply.h"

enum transport_kind { TRANSPORT_EXEC, TRANSPORT_FILES, TRANSPORT_HTTP, TRANSPORT_SQL };

struct transport_header {
    const char *name;
    const char *value;
};

/* All texts are lent by the profile; NULL = not given. Templates hold {COLUMN} for a column of the
 * records (see wire_fill), {{ and }} for braces. */
struct transport {
    enum transport_kind kind;
    uint64_t timeout_ms;      /* for the whole of an exchange */
    uint64_t case_timeout_ms; /* for one case, where cases are asked one by one; 0 = timeout_ms */
    size_t max_output;        /* bytes of one exchange */
    unsigned restarts;        /* how often a system that broke off is started again, in all */
    bool per_case;            /* one process or request per case */
    char *const *command;     /* exec; files: run after the drop; ended by NULL; NULL = none */
    const char *drop;         /* files: path to write */
    const char *answer;       /* files: path to read, removed before the drop is written */
    uint64_t poll_ms;         /* files, sql: how often to look */
    const char *url;          /* http */
    const char *method;       /* http: "POST" */
    const struct transport_header *headers; /* http */
    size_t header_count;
    size_t batch;         /* http: records a request, at least 1 */
    unsigned connections; /* http: at once, 1 ... 64 */
    unsigned retries;     /* http: tries more after a connection that was refused or a 429 or 503:
                             the request was not taken */
    const char *body; /* http: template of a request of one case; of a batch, with {records} where
                         the records stand, each written by `record_body`, joined by commas */
    const char *record_body;
    const char *database;    /* sql: an ODBC connection string, or */
    const char *sqlite;      /* sql: the path of an SQLite file */
    const char *insert;      /* sql: one statement with a '?' per name of `bind` */
    const char *const *bind; /* sql: columns of the records, ended by NULL */
    const char *select;      /* sql: rows of id, amount and optionally error text; asked again and
                                again until every record has an answer or the time is over */
    const char *prepare;     /* sql: a statement run first; NULL = none */
};

struct profile;

/* Reads a profile: schema, then sense. NULL with file, line and column. */
struct profile *profile_read(const char *name, struct tg_slice xml, struct tg_error *error);

/* The profile of `tollgate run -- COMMAND`: call records as CSV on stdin, call_id,charge as CSV on
 * stdout, one process. `command` is lent. */
struct profile *profile_of_command(char *const *command);
void profile_free(struct profile *profile);

const char *profile_name(const struct profile *profile);
const struct transport *profile_transport(const struct profile *profile);
/* To change limits by options. */
struct transport *profile_limits(struct profile *profile);

/* ------------------------------------------------------------------- the system's own records */

/* Writes records in the system's form, with what stands before and after them. `which` are numbers
 * of questions, in the order to be written. False when a record cannot be written in it: a code
 * without a counterpart, a text too long for its field, a character its encoding does not have;
 * error->text names case, column and value. */
bool wire_write(struct text *out, const struct profile *profile, const struct questions *questions,
                const size_t *which, size_t count, struct tg_error *error);

/* The value of one column for one record, as the system wants it: by the name of a column of the
 * profile or else of a call record, `access`, `number`, `event_reason`, `seq`, `records`. */
bool wire_value(struct text *out, const struct profile *profile, const struct question *question,
                const char *column, struct tg_error *error);

/* Fills {COLUMN} of a template; values are escaped for JSON strings if `json`. */
bool wire_fill(struct text *out, const struct profile *profile, const struct question *question,
               const char *template, bool json, struct tg_error *error);

/* Reads a system's answers and passes them on, one by one, in bounded memory. Several rows a call,
 * where the profile allows them, are summed and passed on at the end. */
void wire_read(const struct profile *profile, struct reply_source *source,
               const struct reply_sink *sink);

/* Reads one amount as the profile has it (scale, decimal comma, sign, refusal codes) into kind,
 * amount, rest, negative and reason of the reply. */
void wire_amount(const struct profile *profile, struct reply *reply, struct tg_slice text);

/* The same amount as a plain decimal number of yuan, digit for digit. False if it is none; that it
 * is not too large, wire_amount says. */
#define WIRE_YUAN 200 /* bytes */
bool wire_yuan(char out[WIRE_YUAN], const struct profile *profile, struct tg_slice text);

#endif
