/* What follows from the answers, as rows. */
#include "diagnosis.h"
#include "run_store_parts.h"

static bool put_verdicts(struct run_store *store, const struct judged *judged,
                         struct tg_error *error)
{
    sqlite3_stmt *statement =
        results_prepare(store, "INSERT INTO verdict VALUES (?,?,?,?,?)", error);
    bool ok = statement != NULL;

    for (size_t i = 0; ok && i < judged->questions->count; i++) {
        const struct judgement *judgement = &judged->list[i];

        sqlite3_bind_int64(statement, 1, (sqlite3_int64)i);
        results_bind_text(statement, 2, verdict_name(judgement->verdict));
        if (judgement->differs) sqlite3_bind_int64(statement, 3, judgement->difference);
        sqlite3_bind_int(statement, 4, judgement->known != NULL);
        results_bind_text(statement, 5, judgement->note);
        ok = results_step(store, statement, error);
    }
    sqlite3_finalize(statement);
    return ok;
}

static bool put_findings(struct run_store *store, const struct judged *judged,
                         struct tg_error *error)
{
    static const char *const kinds[] = {
        [FINDING_PRICE] = "price", [FINDING_READING] = "reading", [FINDING_BASELINE] = "baseline"};
    sqlite3_stmt *statement = results_prepare(store, "INSERT INTO finding VALUES (?,?,?,?)", error);
    bool ok = statement != NULL;

    for (size_t i = 0; ok && i < judged->finding_count; i++) {
        const struct finding *finding = &judged->findings[i];

        results_bind_text(statement, 1, kinds[finding->kind]);
        sqlite3_bind_int(statement, 2, finding->fails);
        results_bind_text(statement, 3, finding->subject);
        results_bind_text(statement, 4, finding->text);
        ok = results_step(store, statement, error);
    }
    sqlite3_finalize(statement);
    return ok;
}

static bool put_prices(struct run_store *store, const struct judged *judged, struct tg_error *error)
{
    static const char *const states[] = {[PRICE_SILENT] = "silent",
                                         [PRICE_WITHIN] = "within",
                                         [PRICE_KNOWN] = "known",
                                         [PRICE_TIE] = "tie",
                                         [PRICE_NONE] = "none"};
    const struct held *held = &judged->held;
    sqlite3_stmt *statement =
        results_prepare(store, "INSERT INTO price VALUES (?,?,?,?,?,?,?,?)", error);
    bool ok = statement != NULL;

    for (size_t i = 0; ok && i < held->book.count; i++) {
        const struct price_found *found = &held->book.list[i];
        struct text text = {0};

        prices_describe(&text, &held->law, judged->questions, found);
        results_bind_text(statement, 1, held->law.prices[found->price].name);
        results_bind_text(statement, 2, tg_value_name(TG_DIM_PLAN, found->plan));
        results_bind_text(statement, 3, tg_system_name((enum tg_system)found->system));
        results_bind_text(statement, 4, states[found->state]);
        if (found->state == PRICE_KNOWN) sqlite3_bind_int64(statement, 5, found->value);
        sqlite3_bind_int64(statement, 6, (sqlite3_int64)found->count);
        sqlite3_bind_int64(statement, 7, (sqlite3_int64)found->contradict);
        results_bind_text(statement, 8, text.p);
        ok = results_step(store, statement, error);
        text_free(&text);
    }
    sqlite3_finalize(statement);
    return ok;
}

static void bind_count(sqlite3_stmt *statement, int at, uint64_t count)
{
    sqlite3_bind_int64(statement, at, (sqlite3_int64)count);
}

static bool put_cause(struct run_store *store, sqlite3_stmt *statement,
                      const struct diagnosis *diagnosis, size_t at, struct tg_error *error)
{
    const struct cause *cause = &diagnosis->list[at];

    bind_count(statement, 1, at);
    results_bind_text(statement, 2, cause->defect);
    sqlite3_bind_int(statement, 3, cause->kind == FAULT_KNOWN);
    results_bind_text(statement, 4, cause->title);
    results_bind_text(statement, 5, cause->clauses);
    bind_count(statement, 6, cause->explains);
    bind_count(statement, 7, diagnosis->explained);
    bind_count(statement, 8, diagnosis->wrong);
    bind_count(statement, 9, diagnosis->right);
    results_bind_text(statement, 10, cause->plans);
    results_bind_text(statement, 11, cause->places);
    sqlite3_bind_int64(statement, 12, cause->money.over);
    sqlite3_bind_int64(statement, 13, cause->money.under);
    results_bind_text(statement, 14, cause->alike);
    results_bind_text(statement, 15, cause->telling);
    return results_step(store, statement, error);
}

static bool put_explained(struct run_store *store, const struct diagnosis *diagnosis,
                          size_t questions, struct tg_error *error)
{
    sqlite3_stmt *statement = results_prepare(store, "INSERT INTO explained VALUES (?,?)", error);
    bool ok = statement != NULL;

    for (size_t i = 0; ok && i < questions; i++)
        for (size_t at = 0; ok && at < diagnosis->count; at++) {
            if ((diagnosis->causes[i] >> at & 1) == 0) continue;
            bind_count(statement, 1, i);
            bind_count(statement, 2, at);
            ok = results_step(store, statement, error);
        }
    sqlite3_finalize(statement);
    return ok;
}

static bool put_causes(struct run_store *store, const struct judged *judged, struct tg_error *error)
{
    const struct diagnosis *diagnosis = judged->diagnosis;
    sqlite3_stmt *statement =
        results_prepare(store, "INSERT INTO cause VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", error);
    bool ok = statement != NULL;

    for (size_t i = 0; ok && diagnosis != NULL && i < diagnosis->count; i++)
        ok = put_cause(store, statement, diagnosis, i, error);
    sqlite3_finalize(statement);
    return ok &&
           (diagnosis == NULL || put_explained(store, diagnosis, judged->questions->count, error));
}

bool results_put(struct run_store *store, const struct judged *judged, struct tg_error *error)
{
    return results_run(store,
                       "DELETE FROM verdict; DELETE FROM finding; DELETE FROM price; "
                       "DELETE FROM explained; DELETE FROM cause",
                       error) &&
           put_verdicts(store, judged, error) && put_findings(store, judged, error) &&
           put_prices(store, judged, error) && put_causes(store, judged, error);
}
