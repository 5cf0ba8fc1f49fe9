#include "run_store_parts.h"

#include "store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCHEMA         "reports/schemas/results.sql"
#define SCHEMA_VERSION 3
#define COMMIT_ROWS    1000
#define COMMIT_MS      200
#define UNREADABLE     3 /* kind of a row that says so */

static const char *const texts[STATEMENTS] = {
    ("INSERT INTO answer (kind, call_id, charge, amount, rest, negative, broken, reason, line) "
     "VALUES (?,?,?,?,?,?,?,?,?)"),
    ("INSERT INTO exchange (ending, code, detail, wall_ms, timeout_ms, max_output) "
     "VALUES (?,?,?,?,?,?)"),
    "INSERT INTO asked VALUES (?,?)",
};

/* -------------------------------------------------------------------------------------- statements
 */

static bool fault(struct run_store *store, struct tg_error *error)
{
    return tg_fail(error, TG_E_IO, store->path, 0, 0, "results database: %s",
                   sqlite3_errmsg(store->db));
}

bool results_run(struct run_store *store, const char *sql, struct tg_error *error)
{
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK || fault(store, error);
}

sqlite3_stmt *results_prepare(struct run_store *store, const char *sql, struct tg_error *error)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) != SQLITE_OK) fault(store, error);
    return statement;
}

void results_bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    if (text != NULL) sqlite3_bind_text(statement, at, text, -1, SQLITE_TRANSIENT);
}

static void bind_bytes(sqlite3_stmt *statement, int at, struct tg_slice bytes)
{
    sqlite3_bind_blob(statement, at, bytes.n > 0 ? bytes.p : "", (int)bytes.n, SQLITE_TRANSIENT);
}

/* Runs a statement whose values are bound, and makes it ready for the next. */
bool results_step(struct run_store *store, sqlite3_stmt *statement, struct tg_error *error)
{
    bool ok = sqlite3_step(statement) == SQLITE_DONE || fault(store, error);

    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return ok;
}

static void commit(struct run_store *store)
{
    store->rows = 0;
    store->committed_ms = sut_now_ms();
    if (!sqlite3_get_autocommit(store->db)) results_run(store, "COMMIT", &store->error);
    results_run(store, "BEGIN", &store->error);
}

static void count_row(struct run_store *store)
{
    if (++store->rows >= COMMIT_ROWS || sut_now_ms() - store->committed_ms >= COMMIT_MS)
        commit(store);
}

/* ------------------------------------------------------------------------------------------ making
 */

static struct run_store *open_file(const char *path, int flags, struct tg_error *error)
{
    struct run_store *store = array_grow(NULL, &(size_t){0}, 0, sizeof *store);

    *store = (struct run_store){.path = path};
    if (sqlite3_open_v2(path, &store->db, flags, NULL) == SQLITE_OK) {
        sqlite3_limit(store->db, SQLITE_LIMIT_ATTACHED, 0);
        sqlite3_busy_timeout(store->db, 5000);
        return store;
    }
    fault(store, error);
    run_store_close(store, NULL);
    return NULL;
}

static bool prepare_all(struct run_store *store, struct tg_error *error)
{
    for (size_t i = 0; i < STATEMENTS; i++) {
        store->statement[i] = results_prepare(store, texts[i], error);
        if (store->statement[i] == NULL) return false;
    }
    commit(store);
    return store->error.status == TG_OK;
}

bool results_run_asset(struct run_store *store, const char *name, struct tg_error *error)
{
    struct tg_slice content;
    struct text sql = {0};
    bool ok = store_read(&store->arena, &content, NULL, name, error);

    if (ok) text_add(&sql, content);
    ok = ok && results_run(store, sql.p, error);
    text_free(&sql);
    return ok;
}

static bool make_tables(struct run_store *store, struct tg_error *error)
{
    return results_run(store, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; BEGIN", error) &&
           results_run_asset(store, SCHEMA, error);
}

static bool add_question(struct run_store *store, sqlite3_stmt *statement,
                         const struct questions *questions, size_t n, struct tg_error *error)
{
    const struct question *question = &questions->list[n];
    const struct expected *expected = &question->expected;
    char amount[3][TG_MONEY_BUF] = {"", "", ""};
    bool bounds = expected->kind == EXPECT_OPEN || expected->kind == EXPECT_RANGE;
    int at = 1;

    if (expected->kind == EXPECT_EXACT) tg_money_format(amount[0], expected->charge);
    if (bounds) tg_money_format(amount[1], expected->min);
    if (bounds && !expected->unbounded) tg_money_format(amount[2], expected->max);
    sqlite3_bind_int64(statement, at++, (sqlite3_int64)n);
    results_bind_text(statement, at++, questions->suites[question->suite].name);
    results_bind_text(statement, at++, question->title);
    for (size_t i = 0; i < TG_CDR_COLUMNS; i++)
        results_bind_text(statement, at++, question->field[i]);
    results_bind_text(statement, at++, expected_kind_name(expected->kind));
    for (size_t i = 0; i < 3; i++) results_bind_text(statement, at++, amount[i]);
    results_bind_text(statement, at++, expected->formula);
    results_bind_text(statement, at++, expected->units);
    results_bind_text(statement, at++, expected->rule);
    results_bind_text(statement, at++, expected->clauses);
    results_bind_text(statement, at++, expected->basis);
    return results_step(store, statement, error);
}

static bool add_questions(struct run_store *store, const struct questions *questions,
                          const struct run_facts *facts, struct tg_error *error)
{
    sqlite3_stmt *statement = results_prepare(
        store, "INSERT INTO question VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        error);
    bool ok = statement != NULL;

    for (size_t i = 0; ok && i < questions->count; i++)
        ok = add_question(store, statement, questions, i, error);
    sqlite3_finalize(statement);
    statement =
        ok ? results_prepare(store,
                             "INSERT INTO run (state, version, started, system, tariff, fixed, "
                             "profile, content, digests) VALUES ('running',?,?,?,?,?,?,?,?)",
                             error)
           : NULL;
    if (statement == NULL) return false;
    results_bind_text(statement, 1, TOLLGATE_VERSION);
    results_bind_text(statement, 2, facts->started);
    results_bind_text(statement, 3, facts->system);
    results_bind_text(statement, 4, facts->tariff);
    sqlite3_bind_int64(statement, 5, facts->fixed);
    results_bind_text(statement, 6, facts->profile);
    bind_bytes(statement, 7, facts->content);
    results_bind_text(statement, 8, facts->digests);
    ok = results_step(store, statement, error);
    sqlite3_finalize(statement);
    return ok;
}

struct run_store *results_create(const char *path, struct tg_error *error)
{
    if (access(path, F_OK) == 0) {
        tg_fail(error, TG_E_IO, path, 0, 0,
                "there already: expected the name of a new results database");
        return NULL;
    }
    return open_file(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
}

struct run_store *run_store_create(const char *path, const struct questions *questions,
                                   const struct run_facts *facts, struct tg_error *error)
{
    struct run_store *store = results_create(path, error);

    if (store == NULL) return NULL;
    if (make_tables(store, error) && add_questions(store, questions, facts, error) &&
        prepare_all(store, error))
        return store;
    run_store_close(store, NULL);
    return NULL;
}

/* ----------------------------------------------------------------------------------------- writing
 */

static void put_answer(struct run_store *store, int kind, const struct reply *reply)
{
    sqlite3_stmt *statement = store->statement[ADD_ANSWER];

    sqlite3_bind_int(statement, 1, kind);
    bind_bytes(statement, 2, reply->id);
    bind_bytes(statement, 3, reply->text);
    sqlite3_bind_int64(statement, 4, reply->amount);
    sqlite3_bind_int(statement, 5, reply->rest);
    sqlite3_bind_int(statement, 6, reply->negative);
    sqlite3_bind_int(statement, 7, reply->broken);
    results_bind_text(statement, 8, reply->reason);
    sqlite3_bind_int64(statement, 9, reply->line);
    results_step(store, statement, &store->error);
    count_row(store);
}

static void hear(void *user, const struct reply *reply)
{
    struct run_store *store = user;

    put_answer(store, (int)reply->kind, reply);
    store->next->replies.reply(store->next->replies.user, reply);
}

static void hear_unreadable(void *user, const char *reason, long line)
{
    struct run_store *store = user;
    struct reply reply = {.reason = reason, .line = line};

    put_answer(store, UNREADABLE, &reply);
    store->next->replies.unreadable(store->next->replies.user, reason, line);
}

static void hear_end(void *user, const size_t *asked, size_t count, const struct sut_end *end)
{
    struct run_store *store = user;
    sqlite3_stmt *statement = store->statement[ADD_EXCHANGE];
    sqlite3_int64 exchange;

    sqlite3_bind_int(statement, 1, (int)end->ending);
    sqlite3_bind_int(statement, 2, end->code);
    results_bind_text(statement, 3, end->detail.p);
    sqlite3_bind_int64(statement, 4, (sqlite3_int64)end->wall_ms);
    sqlite3_bind_int64(statement, 5, (sqlite3_int64)end->limits.timeout_ms);
    sqlite3_bind_int64(statement, 6, (sqlite3_int64)end->limits.max_output);
    results_step(store, statement, &store->error);
    exchange = sqlite3_last_insert_rowid(store->db);
    for (size_t i = 0; i < count; i++) {
        statement = store->statement[ADD_ASKED];
        sqlite3_bind_int64(statement, 1, exchange);
        sqlite3_bind_int64(statement, 2, (sqlite3_int64)asked[i]);
        results_step(store, statement, &store->error);
    }
    count_row(store);
    store->next->ended(store->next->replies.user, asked, count, end);
}

struct transport_sink run_store_sink(struct run_store *store, const struct transport_sink *next)
{
    store->next = next;
    return (struct transport_sink){{store, hear, hear_unreadable}, hear_end};
}

static bool put_end(struct run_store *store, const struct judged *judged, struct tg_error *error)
{
    const struct sut_end *end = judged->end;
    sqlite3_stmt *statement = results_prepare(
        store,
        "UPDATE run SET state='finished', exit_code=?, ending=?, code=?, detail=?, talk=?, "
        "wall_ms=?, restarts=?, timeout_ms=?, max_output=?",
        error);
    bool ok;

    if (statement == NULL) return false;
    sqlite3_bind_int(statement, 1, (int)judged_exit(judged));
    sqlite3_bind_int(statement, 2, (int)end->ending);
    sqlite3_bind_int(statement, 3, end->code);
    results_bind_text(statement, 4, end->detail.p);
    bind_bytes(statement, 5, text_slice(&end->talk));
    sqlite3_bind_int64(statement, 6, (sqlite3_int64)end->wall_ms);
    sqlite3_bind_int(statement, 7, (int)end->restarts);
    sqlite3_bind_int64(statement, 8, (sqlite3_int64)end->limits.timeout_ms);
    sqlite3_bind_int64(statement, 9, (sqlite3_int64)end->limits.max_output);
    ok = results_step(store, statement, error);
    sqlite3_finalize(statement);
    return ok;
}

bool run_store_finish(struct run_store *store, const struct judged *judged, struct tg_error *error)
{
    return results_put(store, judged, error) && put_end(store, judged, error);
}

bool run_store_close(struct run_store *store, struct tg_error *error)
{
    bool ok;

    if (!sqlite3_get_autocommit(store->db)) results_run(store, "COMMIT", &store->error);
    ok = store->error.status == TG_OK;
    if (!ok && error != NULL) *error = store->error;
    for (size_t i = 0; i < STATEMENTS; i++) sqlite3_finalize(store->statement[i]);
    sqlite3_close_v2(store->db);
    arena_free(&store->arena);
    free(store);
    return ok;
}

/* ----------------------------------------------------------------------------------------- reading
 */

static const char *column(struct run_store *store, sqlite3_stmt *statement, int at)
{
    const char *text = (const char *)sqlite3_column_text(statement, at);

    return arena_text(&store->arena, tg_slice_of(text != NULL ? text : ""));
}

static struct tg_slice column_bytes(sqlite3_stmt *statement, int at)
{
    const char *bytes = sqlite3_column_blob(statement, at);

    return (struct tg_slice){bytes != NULL ? bytes : "",
                             (size_t)sqlite3_column_bytes(statement, at)};
}

static bool read_facts(struct run_store *store, struct tg_error *error)
{
    sqlite3_stmt *statement = results_prepare(
        store, "SELECT started, system, tariff, fixed, profile, content, digests FROM run", error);
    bool ok = statement != NULL && sqlite3_step(statement) == SQLITE_ROW;

    if (ok) store->facts.started = column(store, statement, 0);
    if (ok) store->facts.system = column(store, statement, 1);
    if (ok) store->facts.tariff = column(store, statement, 2);
    if (ok) store->facts.fixed = (uint32_t)sqlite3_column_int64(statement, 3);
    if (ok) store->facts.profile = column(store, statement, 4);
    if (ok) store->facts.digests = column(store, statement, 6);
    if (ok) {
        struct tg_slice content = column_bytes(statement, 5);

        store->facts.content = (struct tg_slice){arena_text(&store->arena, content), content.n};
    }
    sqlite3_finalize(statement);
    return ok || tg_fail(error, TG_E_FORMAT, store->path, 0, 0, "no run in the results database");
}

static bool check_version(struct run_store *store, struct tg_error *error)
{
    sqlite3_stmt *statement = results_prepare(store, "PRAGMA user_version", error);
    bool ok = statement != NULL && sqlite3_step(statement) == SQLITE_ROW;
    int version = ok ? sqlite3_column_int(statement, 0) : 0;

    if (!ok) fault(store, error);
    sqlite3_finalize(statement);
    if (!ok || version == SCHEMA_VERSION) return ok;
    return tg_fail(error, TG_E_FORMAT, store->path, 0, 0,
                   "no results database of this version of tollgate: found version %d, expected %d",
                   version, SCHEMA_VERSION);
}

struct run_store *run_store_open(const char *path, bool resume, struct tg_error *error)
{
    struct run_store *store =
        open_file(path, resume ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY, error);

    if (store == NULL) return NULL;
    if (check_version(store, error) && read_facts(store, error) &&
        (!resume || prepare_all(store, error)))
        return store;
    run_store_close(store, NULL);
    return NULL;
}

struct run_facts run_store_facts(const struct run_store *store)
{
    return store->facts;
}

/* Both files that questions are read from, of one suite. */
struct suite_files {
    struct text records, golden;
};

static void put_field(struct text *out, sqlite3_stmt *statement, int at, const char *end)
{
    const char *text = (const char *)sqlite3_column_text(statement, at);

    text_addf(out, "\"");
    for (; text != NULL && *text != '\0'; text++) {
        if (*text == '"') text_addf(out, "\"");
        text_add(out, (struct tg_slice){text, 1});
    }
    text_addf(out, "\"%s", end);
}

static void put_header(struct suite_files *files)
{
    text_addf(&files->records, "title");
    for (size_t i = 0; i < TG_CDR_COLUMNS; i++)
        text_addf(&files->records, ",%s", tg_cdr_column_names[i]);
    text_addf(&files->records, "\n");
    text_addf(&files->golden, "%s\n", TG_OUTCOME_HEADER);
}

static bool end_suite(struct run_store *store, struct questions *questions,
                      struct suite_files *files, const char *name, struct tg_error *error)
{
    const struct suite_text suite = {name, store->path, text_slice(&files->records), store->path,
                                     text_slice(&files->golden)};
    bool ok = questions_add(questions, &suite, error);

    text_free(&files->records);
    text_free(&files->golden);
    return ok;
}

bool run_store_questions(struct run_store *store, struct questions *questions,
                         struct tg_error *error)
{
    sqlite3_stmt *statement = results_prepare(store, "SELECT * FROM question ORDER BY n", error);
    struct suite_files files = {0};
    const char *name = NULL;
    bool ok = statement != NULL;
    int code = SQLITE_DONE;

    while (ok && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *suite = column(store, statement, 1);

        if (name == NULL || strcmp(name, suite) != 0) {
            if (name != NULL) ok = end_suite(store, questions, &files, name, error);
            put_header(&files);
            name = suite;
        }
        for (int i = 2; i < 15; i++) put_field(&files.records, statement, i, i < 14 ? "," : "\n");
        put_field(&files.golden, statement, 3, ",");
        for (int i = 15; i < 24; i++) put_field(&files.golden, statement, i, i < 23 ? "," : "\n");
    }
    if (ok && code != SQLITE_DONE) ok = fault(store, error);
    if (ok && name != NULL) ok = end_suite(store, questions, &files, name, error);
    sqlite3_finalize(statement);
    text_free(&files.records);
    text_free(&files.golden);
    return ok;
}

static bool replay_answers(struct run_store *store, const struct transport_sink *sink,
                           struct tg_error *error)
{
    sqlite3_stmt *statement = results_prepare(
        store,
        "SELECT kind, call_id, charge, amount, rest, negative, broken, reason, line FROM "
        "answer ORDER BY n",
        error);
    int code = SQLITE_DONE;

    while (statement != NULL && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        int kind = sqlite3_column_int(statement, 0);
        struct reply reply = {.kind = (enum answer_kind)kind,
                              .id = column_bytes(statement, 1),
                              .text = column_bytes(statement, 2),
                              .amount = sqlite3_column_int64(statement, 3),
                              .rest = sqlite3_column_int(statement, 4) != 0,
                              .negative = sqlite3_column_int(statement, 5) != 0,
                              .broken = sqlite3_column_int(statement, 6) != 0,
                              .reason = (const char *)sqlite3_column_text(statement, 7),
                              .line = (long)sqlite3_column_int64(statement, 8)};

        if (kind == UNREADABLE)
            sink->replies.unreadable(sink->replies.user, reply.reason, reply.line);
        else
            sink->replies.reply(sink->replies.user, &reply);
    }
    sqlite3_finalize(statement);
    return statement != NULL && (code == SQLITE_DONE || fault(store, error));
}

static void take_end(struct sut_end *end, sqlite3_stmt *statement, int at)
{
    const char *detail = (const char *)sqlite3_column_text(statement, at + 2);

    end->ending = (enum sut_ending)sqlite3_column_int(statement, at);
    end->code = sqlite3_column_int(statement, at + 1);
    if (detail != NULL && detail[0] != '\0') text_addf(&end->detail, "%s", detail);
    end->wall_ms = (uint64_t)sqlite3_column_int64(statement, at + 3);
    end->limits.timeout_ms = (uint64_t)sqlite3_column_int64(statement, at + 4);
    end->limits.max_output = (size_t)sqlite3_column_int64(statement, at + 5);
}

/* Questions that no exchange is known to be over for stay as if they had not been asked. */
static bool replay_exchanges(struct run_store *store, const struct transport_sink *sink,
                             struct tg_error *error)
{
    sqlite3_stmt *statement =
        results_prepare(store,
                        "SELECT question, ending, code, detail, wall_ms, timeout_ms, "
                        "max_output FROM asked "
                        "JOIN exchange ON exchange = exchange.n ORDER BY asked.rowid",
                        error);
    int code = SQLITE_DONE;

    while (statement != NULL && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        size_t question = (size_t)sqlite3_column_int64(statement, 0);
        struct sut_end end = {.ending = SUT_EXITED};

        take_end(&end, statement, 1);
        sink->ended(sink->replies.user, &question, 1, &end);
        sut_free(&end);
    }
    sqlite3_finalize(statement);
    return statement != NULL && (code == SQLITE_DONE || fault(store, error));
}

static bool read_end(struct run_store *store, struct sut_end *end, struct tg_error *error)
{
    sqlite3_stmt *statement = results_prepare(
        store,
        "SELECT state, ending, code, detail, wall_ms, timeout_ms, max_output, talk, restarts FROM "
        "run",
        error);
    bool ok = statement != NULL && sqlite3_step(statement) == SQLITE_ROW;

    if (ok && strcmp(column(store, statement, 0), "finished") == 0) {
        take_end(end, statement, 1);
        text_add(&end->talk, column_bytes(statement, 7));
        end->restarts = (unsigned)sqlite3_column_int(statement, 8);
    } else if (ok) {
        end->ending = SUT_INTERRUPTED;
        text_addf(&end->detail, "the run was cut off; tollgate run --resume goes on");
    }
    sqlite3_finalize(statement);
    return ok;
}

bool run_store_replay(struct run_store *store, const struct transport_sink *sink,
                      struct sut_end *end, struct tg_error *error)
{
    return replay_answers(store, sink, error) && replay_exchanges(store, sink, error) &&
           read_end(store, end, error);
}

void run_facts_tariff(struct choice *choice, struct arena *arena, const struct run_facts *facts)
{
    const char *from = facts->tariff;

    while (*from != '\0' && choice->overlay_count < CHOICE_MAX_OVERLAYS) {
        size_t n = strcspn(from, "\n");

        choice->overlays[choice->overlay_count++] = arena_text(arena, (struct tg_slice){from, n});
        from += n + (from[n] == '\n');
    }
}
