#include "golden.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

enum column { CALL_ID, OUTCOME, CHARGE, MIN, MAX, FORMULA, UNITS, RULE, CLAUSES, BASIS, COLUMNS };

static const char *const column_names[COLUMNS] = {
    [CALL_ID] = "call_id", [OUTCOME] = "outcome", [CHARGE] = "charge", [MIN] = "min",
    [MAX] = "max",         [FORMULA] = "formula", [UNITS] = "units",   [RULE] = "rule",
    [CLAUSES] = "clauses", [BASIS] = "basis",
};

static const struct table_form form = {column_names, COLUMNS, (1u << COLUMNS) - 1};

enum need { FORBIDDEN, OPTIONAL, REQUIRED };

/* Which amounts a row of each kind has. */
static const struct {
    const char *name;
    enum need charge, min, max;
} kinds[] = {
    [EXPECT_EXACT] = {"exact", REQUIRED, FORBIDDEN, FORBIDDEN},
    [EXPECT_OPEN] = {"open", FORBIDDEN, REQUIRED, OPTIONAL},
    [EXPECT_RANGE] = {"range", FORBIDDEN, REQUIRED, OPTIONAL},
    [EXPECT_UNSPECIFIED] = {"unspecified", FORBIDDEN, FORBIDDEN, FORBIDDEN},
    [EXPECT_ERROR] = {"error", FORBIDDEN, FORBIDDEN, FORBIDDEN},
};

const char *expected_kind_name(enum expected_kind kind)
{
    return kinds[kind].name;
}

static bool is_above_low(struct tg_slice name, const struct tg_price *prices, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (prices[i].above_low && tg_slice_is(name, prices[i].name)) return true;
    return false;
}

/* A formula is "2*roam_caller+10*0.20": terms of units and a price, or of a price alone. */
void expected_exclude_min(struct expected *expected, const struct tg_price *prices, size_t count)
{
    const char *term = expected->formula;

    expected->above_min = false;
    while (expected->kind == EXPECT_OPEN && *term != '\0') {
        size_t n = strcspn(term, "+");
        size_t units = strspn(term, "0123456789");
        bool counted = units < n && term[units] == '*';
        bool none = counted && strspn(term, "0") == units;
        size_t name = counted ? units + 1 : 0;

        if (!none && is_above_low((struct tg_slice){term + name, n - name}, prices, count))
            expected->above_min = true;
        term += term[n] == '+' ? n + 1 : n;
    }
}

static bool refuse(const struct table *table, enum column column, struct tg_error *error,
                   const char *expected)
{
    return tg_fail(error, TG_E_FIELD, table->name, table->row.line, table_column(table, column),
                   "%s %s: expected %s", column_names[column], tg_shown(table_field(table, column)),
                   expected);
}

static bool read_kind(enum expected_kind *kind, const struct table *table, struct tg_error *error)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (!tg_slice_is(table_field(table, OUTCOME), kinds[i].name)) continue;
        *kind = (enum expected_kind)i;
        return true;
    }
    return refuse(table, OUTCOME, error, "exact, open, range, unspecified or error");
}

static bool read_amount(tg_money *amount, const struct table *table, enum column column,
                        enum need need, struct tg_error *error)
{
    struct tg_slice text = table_field(table, column);
    bool rest;

    if (text.n == 0 && need != REQUIRED) return true;
    if (need == FORBIDDEN) return refuse(table, column, error, "none with this outcome");
    if (!tg_money_parse(amount, &rest, text) || rest || *amount < 0)
        return refuse(table, column, error, "an amount of yuan with at most 4 decimals");
    return true;
}

static bool read_row(struct expected *row, struct arena *arena, const struct table *table,
                     struct tg_error *error)
{
    *row = (struct expected){.line = table->row.line};
    if (table_field(table, CALL_ID).n == 0) return refuse(table, CALL_ID, error, "an id");
    if (!read_kind(&row->kind, table, error) ||
        !read_amount(&row->charge, table, CHARGE, kinds[row->kind].charge, error) ||
        !read_amount(&row->min, table, MIN, kinds[row->kind].min, error) ||
        !read_amount(&row->max, table, MAX, kinds[row->kind].max, error))
        return false;
    row->unbounded = table_field(table, MAX).n == 0;
    if (!row->unbounded && row->max < row->min)
        return refuse(table, MAX, error, "no less than min");
    row->call_id = arena_text(arena, table_field(table, CALL_ID));
    row->formula = arena_text(arena, table_field(table, FORMULA));
    row->units = arena_text(arena, table_field(table, UNITS));
    row->rule = arena_text(arena, table_field(table, RULE));
    row->clauses = arena_text(arena, table_field(table, CLAUSES));
    row->basis = arena_text(arena, table_field(table, BASIS));
    return true;
}

static bool add_row(struct golden *golden, struct arena *arena, const struct table *table,
                    struct tg_error *error)
{
    struct expected row;
    size_t first;

    if (!read_row(&row, arena, table, error)) return false;
    first = idmap_add(&golden->index, row.call_id, golden->count);
    if (first != IDMAP_NONE)
        return tg_fail(error, TG_E_DUPLICATE, table->name, row.line, table_column(table, CALL_ID),
                       "call_id %s stands on line %ld already", tg_shown(tg_slice_of(row.call_id)),
                       golden->row[first].line);
    golden->row = array_grow(golden->row, &golden->room, golden->count, sizeof *golden->row);
    golden->row[golden->count++] = row;
    return true;
}

/* What version control leaves where two changes met. */
static bool check_marks(struct tg_slice data, const char *name, struct tg_error *error)
{
    static const char *const marks[] = {"<<<<<<<", "=======", ">>>>>>>", "|||||||"};
    long line = 1;

    for (size_t at = 0; at < data.n; line++) {
        const char *end = memchr(data.p + at, '\n', data.n - at);

        for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
            if (data.n - at >= 7 && memcmp(data.p + at, marks[i], 7) == 0)
                return tg_fail(error, TG_E_FORMAT, name, line, 1,
                               "mark %s of a merge conflict, expected an outcome", marks[i]);
        at = end != NULL ? (size_t)(end - data.p) + 1 : data.n;
    }
    return true;
}

bool golden_read(struct golden *golden, struct arena *arena, struct tg_slice data, const char *name,
                 struct tg_error *error)
{
    struct table table;
    enum tg_next next;
    bool ok;

    *golden = (struct golden){0};
    if (!check_marks(data, name, error)) return false;
    if (!table_open(&table, &form, data, name, error)) return false;
    do {
        next = table_next(&table, error);
        ok = next == TG_NEXT_END || (next == TG_NEXT_ROW && add_row(golden, arena, &table, error));
    } while (ok && next != TG_NEXT_END);
    table_close(&table);
    return ok;
}

void golden_free(struct golden *golden)
{
    free(golden->row);
    idmap_free(&golden->index);
    *golden = (struct golden){0};
}
