#include "audit_layout.h"

#include "audit_rows.h"
#include "audit_sums.h"
#include "spill.h"
#include "sut_end.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MOST_BYTES 60000 /* of a record of ours: a spill and a reader of CSV take it */

struct audit_layout {
    const struct layout_use *use;
    const char *name;
    void (*reject)(void *user, const struct tg_error *error);
    void *user;
    struct audit_rows *rows;
    struct sums *sums; /* NULL = a row is a record */
    bool has_subscriber;
    bool sorted; /* all rows are in the sums */
    bool ended;
    struct tg_error fault;
    int failure;     /* errno of reading */
    long line;       /* that of the record in `out` */
    size_t blank;    /* empty lines to be given before it */
    struct text out; /* the record, or the header row */
    size_t given;    /* bytes of it */
};

/* -------------------------------------------------------------------------------- possible */

static bool differ(const struct profile *profile, const char *name, const char *in,
                   struct tg_error *error)
{
    return tg_fail(error, TG_E_FIELD, name, 0, 0,
                   "records and answers of '%s' differ in %s: a rated record is both",
                   profile->name, in);
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_rows(const struct profile *profile, const char *name, struct tg_error *error)
{
    const struct records_form *records = &profile->records;
    const struct answers_form *answers = &profile->answers;

    if (records->form != answers->form) return differ(profile, name, "form", error);
    if (records->form == FORM_CSV && records->header != answers->header)
        return differ(profile, name, "header", error);
    if (records->form == FORM_CSV && records->delimiter != answers->delimiter)
        return differ(profile, name, "delimiter", error);
    return same_text(records->encoding, answers->encoding) ||
           differ(profile, name, "encoding", error);
}

static bool overlaps(const struct profile *profile, size_t i)
{
    const struct column *column = &profile->records.columns[i];
    const struct place *amount = &profile->answers.amount;

    switch (profile->records.form) {
    case FORM_FIXED:
        return column->at < amount->from + amount->width &&
               amount->from < column->at + column->width;
    case FORM_CSV:
        return profile->records.header ? strcmp(column->name, amount->text) == 0
                                       : amount->from == i;
    default: return amount->text[0] == '/' && strcmp(column->name, amount->text + 1) == 0;
    }
}

bool audit_layout_possible(const struct profile *profile, const char *name, struct tg_error *error)
{
    if (!same_rows(profile, name, error) || !wire_back_possible(profile, name, error)) return false;
    for (size_t i = 0; i < profile->records.count; i++)
        if (overlaps(profile, i))
            return tg_fail(error, TG_E_FIELD, name, 0, 0,
                           "the amount of '%s' at %s stands where column '%s' does: a rated record "
                           "has both",
                           profile->name, profile->answers.amount.text,
                           profile->records.columns[i].name);
    return true;
}

/* ------------------------------------------------------------------------------ our records */

static void put_header(struct audit_layout *layout)
{
    for (size_t i = 0; i < TG_CDR_COLUMNS; i++)
        text_addf(&layout->out, "%s,", tg_cdr_column_names[i]);
    text_addf(&layout->out, "charge%s\n", layout->has_subscriber ? ",subscriber" : "");
}

/* In the line that the file has it in. */
static void put_record(struct audit_layout *layout, long line,
                       const struct tg_slice fields[TG_RATED_COLUMNS])
{
    layout->blank = (size_t)(line - 1 - layout->line);
    layout->line = line;
    for (size_t i = 0; i < (size_t)TG_RATED_COLUMNS - !layout->has_subscriber; i++) {
        if (i > 0) text_add(&layout->out, tg_slice_of(","));
        text_add_csv(&layout->out, fields[i]);
    }
    text_add(&layout->out, tg_slice_of("\n"));
}

static bool check_size(const struct tg_slice fields[TG_RATED_COLUMNS], struct tg_error *error)
{
    size_t n = 0;

    for (size_t i = 0; i < TG_RATED_COLUMNS; i++) n += fields[i].n;
    if (n <= MOST_BYTES) return true;
    return tg_fail(error, TG_E_LIMIT, NULL, 0, 0,
                   "record is too long: %zu bytes, at most %d expected", n, MOST_BYTES);
}

/* Can it be rated? Who reads our CSV would ask too, but he knows nothing of the file's columns. */
static bool check_record(const struct audit_layout *layout, const struct wire_record *record,
                         struct tg_error *error)
{
    struct tg_outcome outcome;
    struct tg_cdr cdr;

    if (tg_cdr_from_fields(&cdr, record->field, record->column, error) &&
        tg_rate_amount(layout->use->rulebook, &outcome, &cdr, error))
        return true;
    if (layout->use->profile->records.form == FORM_JSONL) error->column = 0;
    return false;
}

/* A row of a call that nobody can tell: the call's sum may lack it, whichever it is. */
static void note_lost(struct audit_layout *layout, const struct audit_row *row)
{
    tg_fail(&layout->fault, TG_E_FORMAT, layout->name, row->line, 0,
            "the call of this row is not known: its sum may lack it");
}

static void refuse(struct audit_layout *layout, struct audit_row *row)
{
    row->error.file = layout->name;
    row->error.line = row->line;
    if (layout->sums != NULL && row->call.n > 0 && row->call.n <= 4 * TG_CDR_MAX_ID) {
        sums_add_bad(layout->sums, row->call, &row->error);
        return;
    }
    if (layout->sums != NULL) note_lost(layout, row);
    layout->reject(layout->user, &row->error);
}

static void take_row(struct audit_layout *layout, struct audit_row *row)
{
    const struct profile *profile = layout->use->profile;
    struct tg_slice fields[TG_RATED_COLUMNS];
    struct wire_record record;
    char yuan[WIRE_YUAN];

    if (row->error.status != TG_OK ||
        !wire_back(&record, profile, row->cells, row->id, &row->error) ||
        !check_record(layout, &record, &row->error)) {
        refuse(layout, row);
        return;
    }
    wire_yuan(yuan, profile, row->amount); /* it is one, or the row would have an error */
    memcpy(fields, record.field, TG_CDR_COLUMNS * sizeof *fields);
    fields[TG_RATED_CHARGE] = tg_slice_of(yuan);
    fields[TG_RATED_SUBSCRIBER] = record.field[WIRE_BACK_SUBSCRIBER];
    if (!check_size(fields, &row->error))
        refuse(layout, row);
    else if (layout->sums != NULL)
        sums_add(layout->sums, row->line, fields, row->amount_column);
    else
        put_record(layout, row->line, fields);
}

/* ----------------------------------------------------------------------------------- bytes */

static void hear_reject(void *user, const struct tg_error *error)
{
    struct audit_layout *layout = user;

    layout->reject(layout->user, error);
}

struct audit_layout *audit_layout_open(const struct layout_use *use, const char *name,
                                       tg_read_fn read,
                                       void (*reject)(void *user, const struct tg_error *error),
                                       void *user)
{
    struct audit_layout *layout = calloc(1, sizeof *layout);

    if (layout == NULL) arena_exhausted();
    layout->use = use;
    layout->name = name;
    layout->reject = reject;
    layout->user = user;
    layout->rows = audit_rows_open(use->profile, name, read, user);
    if (use->profile->answers.sum) layout->sums = sums_open(name, hear_reject, layout);
    for (size_t i = 0; i < use->profile->records.count; i++)
        layout->has_subscriber =
            layout->has_subscriber || use->profile->records.columns[i].source == COLUMN_SUBSCRIBER;
    put_header(layout);
    return layout;
}

void audit_layout_close(struct audit_layout *layout)
{
    if (layout == NULL) return;
    audit_rows_close(layout->rows);
    sums_close(layout->sums);
    text_free(&layout->out);
    free(layout);
}

/* The next row, or the next call; false at the end. */
static bool step(struct audit_layout *layout)
{
    struct tg_slice fields[TG_RATED_COLUMNS];
    struct audit_row row;
    long line;

    if (layout->sums == NULL) {
        if (sut_stop_asked() || !audit_rows_next(layout->rows, &row)) return false;
        take_row(layout, &row);
        return true;
    }
    while (!layout->sorted && !sut_stop_asked() && audit_rows_next(layout->rows, &row))
        take_row(layout, &row);
    layout->sorted = true;
    if (!sums_next(layout->sums, &line, fields)) return false;
    put_record(layout, line, fields);
    return true;
}

static void note_end(struct audit_layout *layout)
{
    const struct tg_error *fault = audit_rows_fault(layout->rows, &layout->failure);

    layout->ended = true;
    if (fault != NULL && fault->status != TG_OK) layout->fault = *fault;
    if (layout->sums != NULL) sums_ended_well(layout->sums, &layout->fault);
}

/* Takes up to `room` bytes of what is at hand; 0 = nothing is. */
static size_t give(struct audit_layout *layout, char *to, size_t room)
{
    size_t n = layout->blank > 0 ? layout->blank : layout->out.n - layout->given;

    if (n > room) n = room;
    if (layout->blank > 0) {
        memset(to, '\n', n);
        layout->blank -= n;
    } else if (n > 0) {
        memcpy(to, layout->out.p + layout->given, n);
        layout->given += n;
    }
    return n;
}

ptrdiff_t audit_layout_read(void *user, void *buf, size_t size)
{
    struct audit_layout *layout = user;
    size_t filled = 0;

    while (filled < size) {
        size_t n = give(layout, (char *)buf + filled, size - filled);

        filled += n;
        if (n > 0) continue;
        if (layout->ended) break;
        layout->given = layout->out.n = 0;
        if (!step(layout)) note_end(layout);
    }
    if (filled == 0 && (layout->failure != 0 || layout->fault.status != TG_OK)) {
        errno = layout->failure != 0 ? layout->failure : EBADMSG;
        return -1;
    }
    return (ptrdiff_t)filled;
}

void audit_layout_explain(const struct audit_layout *layout, struct tg_error *error)
{
    if (layout->failure == 0 && layout->fault.status != TG_OK) *error = layout->fault;
}

uint64_t audit_layout_headers(const struct audit_layout *layout)
{
    return audit_rows_headers(layout->rows);
}
