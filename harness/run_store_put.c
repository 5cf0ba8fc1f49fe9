/* What follows from the answers, as rows. */
#include "diagnosis.h"
#include "run_store_parts.h"

static void bind_count(sqlite3_stmt *statement, int at, uint64_t count)
{
    sqlite3_bind_int64(statement, at, (sqlite3_int64)count);
}

static size_t count_verdicts(const struct judged *judged)
{
    return judged->questions->count;
}

static bool bind_verdict(sqlite3_stmt *statement, const struct judged *judged, size_t row)
{
    const struct judgement *judgement = &judged->list[row];

    bind_count(statement, 1, row);
    results_bind_text(statement, 2, verdict_name(judgement->verdict));
    if (judgement->differs) sqlite3_bind_int64(statement, 3, judgement->difference);
    sqlite3_bind_int(statement, 4, judgement->known != NULL);
    results_bind_text(statement, 5, judgement->note);
    return true;
}

static size_t count_findings(const struct judged *judged)
{
    return judged->finding_count;
}

static bool bind_finding(sqlite3_stmt *statement, const struct judged *judged, size_t row)
{
    static const char *const kinds[] = {
        [FINDING_PRICE] = "price", [FINDING_READING] = "reading", [FINDING_BASELINE] = "baseline"};
    const struct finding *finding = &judged->findings[row];

    results_bind_text(statement, 1, kinds[finding->kind]);
    sqlite3_bind_int(statement, 2, finding->fails);
    results_bind_text(statement, 3, finding->subject);
    results_bind_text(statement, 4, finding->text);
    return true;
}

static size_t count_prices(const struct judged *judged)
{
    return judged->held.book.count;
}

static bool bind_price(sqlite3_stmt *statement, const struct judged *judged, size_t row)
{
    static const char *const states[] = {[PRICE_SILENT] = "silent",
                                         [PRICE_WITHIN] = "within",
                                         [PRICE_KNOWN] = "known",
                                         [PRICE_TIE] = "tie",
                                         [PRICE_NONE] = "none"};
    const struct held *held = &judged->held;
    const struct price_found *found = &held->book.list[row];
    struct text text = {0};

    prices_describe(&text, &held->law, judged->questions, found);
    results_bind_text(statement, 1, held->law.prices[found->price].name);
    results_bind_text(statement, 2, tg_value_name(TG_DIM_PLAN, found->plan));
    results_bind_text(statement, 3, tg_system_name((enum tg_system)found->system));
    results_bind_text(statement, 4, states[found->state]);
    if (found->state == PRICE_KNOWN) sqlite3_bind_int64(statement, 5, found->value);
    bind_count(statement, 6, found->count);
    bind_count(statement, 7, found->contradict);
    results_bind_text(statement, 8, text.p);
    text_free(&text);
    return true;
}

static size_t count_causes(const struct judged *judged)
{
    return judged->diagnosis == NULL ? 0 : judged->diagnosis->count;
}

static bool bind_cause(sqlite3_stmt *statement, const struct judged *judged, size_t row)
{
    const struct diagnosis *diagnosis = judged->diagnosis;
    const struct cause *cause = &diagnosis->list[row];

    bind_count(statement, 1, row);
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
    return true;
}

/* Every question beside every cause. */
static size_t count_explained(const struct judged *judged)
{
    return judged->questions->count * count_causes(judged);
}

static bool bind_explained(sqlite3_stmt *statement, const struct judged *judged, size_t row)
{
    size_t question = row / judged->diagnosis->count;
    size_t cause = row % judged->diagnosis->count;

    if ((judged->diagnosis->causes[question] >> cause & 1) == 0) return false;
    bind_count(statement, 1, question);
    bind_count(statement, 2, cause);
    return true;
}

static const struct {
    const char *sql;
    size_t (*count)(const struct judged *judged);
    /* Binds the values of a row; false if there is none. */
    bool (*bind)(sqlite3_stmt *statement, const struct judged *judged, size_t row);
} tables[] = {
    {"INSERT INTO verdict VALUES (?,?,?,?,?)", count_verdicts, bind_verdict},
    {"INSERT INTO finding VALUES (?,?,?,?)", count_findings, bind_finding},
    {"INSERT INTO price VALUES (?,?,?,?,?,?,?,?)", count_prices, bind_price},
    {"INSERT INTO cause VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", count_causes, bind_cause},
    {"INSERT INTO explained VALUES (?,?)", count_explained, bind_explained},
};

static bool put_table(struct run_store *store, size_t table, const struct judged *judged,
                      struct tg_error *error)
{
    sqlite3_stmt *statement = results_prepare(store, tables[table].sql, error);
    size_t count = tables[table].count(judged);
    bool ok = statement != NULL;

    for (size_t row = 0; ok && row < count; row++)
        if (tables[table].bind(statement, judged, row)) ok = results_step(store, statement, error);
    sqlite3_finalize(statement);
    return ok;
}

bool results_put(struct run_store *store, const struct judged *judged, struct tg_error *error)
{
    bool ok = results_run(store,
                          "DELETE FROM verdict; DELETE FROM finding; DELETE FROM price; "
                          "DELETE FROM explained; DELETE FROM cause",
                          error);

    for (size_t table = 0; ok && table < sizeof tables / sizeof tables[0]; table++)
        ok = put_table(store, table, judged, error);
    return ok;
}
