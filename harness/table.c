#include "table.h"
#include "arena.h"
#include "text.h"

#include <string.h>

static bool find_columns(struct table *table, struct tg_error *error)
{
    const struct table_form *form = table->form;

    for (size_t i = 0; i < form->count; i++) {
        table->at[i] = -1;
        for (size_t k = 0; k < table->row.count; k++) {
            if (!tg_slice_is(table->row.field[k], form->names[i])) continue;
            if (table->at[i] >= 0)
                return tg_fail(error, TG_E_COLUMN, table->name, table->row.line,
                               table->row.column[k], "header has column '%s' twice",
                               form->names[i]);
            table->at[i] = (int)k;
        }
        if (table->at[i] < 0 && (form->required >> i & 1) != 0)
            return tg_fail(error, TG_E_COLUMN, table->name, table->row.line, 0,
                           "header has no column '%s'", form->names[i]);
    }
    table->width = table->row.count;
    return true;
}

bool table_open(struct table *table, const struct table_form *form, struct tg_slice data,
                const char *name, struct tg_error *error)
{
    struct tg_error reason = {0};
    enum tg_next next;

    *table = (struct table){.form = form, .name = name, .left = data};
    table->csv = tg_csv_new(text_read_slice, &table->left, name);
    if (table->csv == NULL) arena_exhausted();
    next = tg_csv_next(table->csv, &table->row, &reason);
    if (next == TG_NEXT_ROW && find_columns(table, &reason)) return true;
    if (next == TG_NEXT_END)
        tg_fail(error, TG_E_FORMAT, name, 0, 0, "empty: expected a header with column '%s'",
                form->names[0]);
    else if (error != NULL)
        *error = reason;
    table_close(table);
    return false;
}

enum tg_next table_next(struct table *table, struct tg_error *error)
{
    enum tg_next next = tg_csv_next(table->csv, &table->row, error);

    if (next != TG_NEXT_ROW || table->row.count == table->width) return next;
    tg_fail(error, TG_E_FORMAT, table->name, table->row.line, 0,
            "row has %zu field%s, the header %zu", table->row.count,
            table->row.count == 1 ? "" : "s", table->width);
    return TG_NEXT_BAD_ROW;
}

struct tg_slice table_field(const struct table *table, size_t column)
{
    int at = table->at[column];

    if (at < 0 || (size_t)at >= table->row.count) return (struct tg_slice){"", 0};
    return table->row.field[at];
}

long table_column(const struct table *table, size_t column)
{
    int at = table->at[column];

    return at < 0 || (size_t)at >= table->row.count ? 0 : table->row.column[at];
}

void table_close(struct table *table)
{
    tg_csv_free(table->csv);
    table->csv = NULL;
}
