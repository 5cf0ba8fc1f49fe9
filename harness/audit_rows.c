#include "audit_rows.h"

#include "wire_bytes.h"
#include "wire_frame.h"
#include "wire_json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NO_COLUMN SIZE_MAX

struct audit_rows {
    const struct profile *profile;
    const char *name;
    tg_read_fn read;
    void *user;
    int failure; /* errno of `read` */
    struct tg_error fault;
    struct reply_source source;
    struct guard guard;
    struct frame frame;
    iconv_t decode, encode; /* of a profile with an encoding */
    struct wire_cell *cells;
    struct text *texts; /* of cells that do not stand in the row as they are */
    /* Lines: fixed, JSON. */
    struct lines lines;
    /* CSV. */
    struct decoder decoder;
    struct swapper swapper;
    struct tg_csv *csv;
    struct tg_csv_row row;
    size_t *place; /* of the profile's columns in a row */
    size_t id, amount, error;
    size_t width; /* of the header; 0 = there is none */
    uint64_t headers;
    bool opened;
    char swapped[TG_CSV_MAX_RECORD];
};

/* ----------------------------------------------------------------------------------- bytes */

static ptrdiff_t read_raw(void *user, void *buf, size_t size)
{
    struct audit_rows *rows = user;
    ptrdiff_t n = rows->read(rows->user, buf, size);

    if (n < 0) rows->failure = errno;
    return n;
}

/* Half a line at the end of what could be read is no row. */
static bool read_whole(void *user)
{
    return ((struct audit_rows *)user)->failure == 0;
}

static void note_fault(void *user, const char *reason, long line)
{
    struct audit_rows *rows = user;

    tg_fail(&rows->fault, TG_E_FORMAT, rows->name, line, 0, "%s", reason);
}

/* ----------------------------------------------------------------------------------- cells */

static const char *const no_place = "";

static struct wire_cell nothing(void)
{
    return (struct wire_cell){{no_place, 0}, 0};
}

static bool is_ascii(struct tg_slice text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] >= 0x80) return false;
    return true;
}

/* Converts a text; false if it cannot be. */
static bool convert(struct text *out, iconv_t converter, struct tg_slice text)
{
    char *from = (char *)(uintptr_t)text.p;
    size_t left = text.n;

    out->n = 0;
    iconv(converter, NULL, NULL, NULL, NULL);
    while (left > 0) {
        char buf[256];
        char *to = buf;
        size_t room = sizeof buf;
        bool ok = iconv(converter, &from, &left, &to, &room) != (size_t)-1 || errno == E2BIG;

        text_add(out, (struct tg_slice){buf, (size_t)(to - buf)});
        if (!ok) return false;
    }
    return true;
}

static bool bad_cell(struct audit_row *row, const char *column, struct wire_cell cell,
                     const char *wrong)
{
    return tg_fail(&row->error, TG_E_FIELD, NULL, 0, cell.column, "column '%s': %s %s", column,
                   tg_shown(cell.text), wrong);
}

/* Takes the amount or the refusal. Every row is counted, as head and trailer count them. */
static void take_amount(struct audit_rows *rows, struct audit_row *row, struct tg_slice amount,
                        struct wire_cell error)
{
    const struct answers_form *form = &rows->profile->answers;
    struct reply reply = {.kind = ANSWER_REFUSED};

    row->amount = amount;
    if (error.text.n == 0) wire_amount(rows->profile, &reply, amount);
    frame_count(&rows->frame, &reply);
    if (error.text.n > 0)
        tg_fail(&row->error, TG_E_FIELD, NULL, 0, error.column,
                "the system refused this record: %s at %s; expected that it was billed",
                tg_shown(error.text), form->error.text);
    else if (reply.kind == ANSWER_REFUSED)
        tg_fail(&row->error, TG_E_FIELD, NULL, 0, row->amount_column,
                "the system refused this record: amount %s at %s; expected that it was billed",
                tg_shown(amount), form->amount.text);
    else if (reply.kind == ANSWER_MALFORMED)
        tg_fail(&row->error, TG_E_FIELD, NULL, 0, row->amount_column, "amount %s at %s: %s",
                tg_shown(amount), form->amount.text, reply.reason);
}

/* A row that is none of the records: counted all the same. */
static void take_broken(struct audit_rows *rows)
{
    frame_count(&rows->frame, &(struct reply){.kind = ANSWER_MALFORMED});
}

/* Where the call_id is; it is read for errors first. */
static void find_call(const struct audit_rows *rows, struct audit_row *row)
{
    const struct records_form *form = &rows->profile->records;

    row->call = row->id.text;
    for (size_t i = 0; i < form->count; i++)
        if (form->columns[i].source == COLUMN_FIELD && form->columns[i].field == 0)
            row->call = row->cells[i].text;
}

/* True if the row belongs to the frame, or is no record. */
static bool take_frame(struct audit_rows *rows, struct audit_row *row, const void *fields,
                       wire_field_fn *field, bool *is_row)
{
    const struct totals *body = &rows->profile->answers.body;

    *is_row = false;
    if (frame_takes(&rows->frame, fields, field, row->line)) return true;
    *is_row = true;
    if (frame_is_late(&rows->frame, row->line)) {
        tg_fail(&row->error, TG_E_FORMAT, NULL, 0, 0, "a record after the trailer");
        return true;
    }
    if (frame_is_body(&rows->frame, fields, field)) return false;
    tg_fail(&row->error, TG_E_FORMAT, NULL, 0, 0, "no record: its tag at %s is %s, expected '%s'",
            body->tag_at.text, tg_shown(field(fields, &body->tag_at)), body->tag);
    take_broken(rows);
    return true;
}

/* ----------------------------------------------------------------------------------- fixed */

static void take_fixed_cell(struct audit_rows *rows, struct audit_row *row, size_t i,
                            struct tg_slice line)
{
    const struct column *column = &rows->profile->records.columns[i];
    struct wire_cell *cell = &row->cells[i];
    const char *reason = NULL;
    const char *begin;

    *cell = (struct wire_cell){{line.p + column->at, column->width}, (long)column->at + 1};
    if (rows->profile->records.encoding != NULL && !is_ascii(cell->text)) {
        if (!convert(&rows->texts[i], rows->decode, cell->text))
            bad_cell(row, column->name, *cell, "is not in the encoding of the profile");
        else
            cell->text = text_slice(&rows->texts[i]);
    }
    begin = cell->text.p;
    if (!wire_unpad(&cell->text, column, &reason)) bad_cell(row, column->name, *cell, reason);
    cell->column += cell->text.p - begin;
}

static bool read_fixed(struct audit_rows *rows, struct audit_row *row, struct tg_slice line)
{
    const struct records_form *form = &rows->profile->records;
    const struct answers_form *answers = &rows->profile->answers;
    size_t length = form->length;
    bool is_row;

    if (take_frame(rows, row, &line, fixed_field, &is_row)) return is_row;
    if (length < answers->amount.from + answers->amount.width)
        length = answers->amount.from + answers->amount.width;
    row->id = (struct wire_cell){fixed_field(&line, &answers->id), (long)answers->id.from + 1};
    if (line.n < length) {
        row->call = row->id.text;
        take_broken(rows);
        tg_fail(&row->error, TG_E_FORMAT, NULL, 0, 0, "record has %zu bytes; expected %zu", line.n,
                length);
        return true;
    }
    row->amount_column = (long)answers->amount.from + 1;
    take_amount(
        rows, row, fixed_field(&line, &answers->amount),
        (struct wire_cell){fixed_field(&line, &answers->error), (long)answers->error.from + 1});
    for (size_t i = 0; i < form->count; i++) take_fixed_cell(rows, row, i, line);
    find_call(rows, row);
    return true;
}

/* ------------------------------------------------------------------------------------ JSON */

static void take_members(struct audit_rows *rows, struct audit_row *row,
                         const struct json_record *record)
{
    const struct records_form *form = &rows->profile->records;

    for (size_t i = 0; i < form->count; i++) {
        struct text *text = &rows->texts[i];

        text->n = 0;
        if (!json_record_member(text, record, form->columns[i].name))
            tg_fail(&row->error, TG_E_FORMAT, NULL, 0, 0, "there is no member '%s'",
                    form->columns[i].name);
        row->cells[i] = (struct wire_cell){text_slice(text), 0};
    }
}

static void keep(struct text *to, struct tg_slice text)
{
    to->n = 0;
    text_add(to, text);
}

static bool read_json(struct audit_rows *rows, struct audit_row *row, struct tg_slice line)
{
    struct text *texts = rows->texts + rows->profile->records.count; /* of id and amount */
    struct json_reply reply = {0};
    struct json_record *record = json_record_load(reply.reason, sizeof reply.reason, line);

    if (record == NULL) {
        tg_fail(&row->error, TG_E_FORMAT, NULL, 0, 0, "%s", reply.reason);
        return true;
    }
    take_members(rows, row, record);
    if (!json_record_answer(&reply, record, &rows->profile->answers))
        tg_fail(&row->error, TG_E_FORMAT, NULL, 0, 0, "%s", reply.reason);
    keep(&texts[0], text_slice(&reply.id));
    keep(&texts[1], text_slice(&reply.amount));
    row->id = (struct wire_cell){text_slice(&texts[0]), 0};
    take_amount(rows, row, text_slice(&texts[1]), (struct wire_cell){text_slice(&reply.error), 0});
    find_call(rows, row);
    json_record_free(record);
    json_reply_free(&reply);
    return true;
}

/* ------------------------------------------------------------------------------------- CSV */

/* The number of bytes that fields before this one have more here than in the file. */
static long grown(struct audit_rows *rows, size_t field)
{
    struct text *bytes = &rows->texts[rows->profile->records.count];
    size_t more = 0;

    if (rows->profile->records.encoding == NULL || rows->row.plain) return 0;
    for (size_t i = 0; i < field; i++)
        if (!is_ascii(rows->row.field[i]) && convert(bytes, rows->encode, rows->row.field[i]))
            more += rows->row.field[i].n - bytes->n;
    return (long)more;
}

static struct wire_cell csv_cell(struct audit_rows *rows, size_t at)
{
    if (at >= rows->row.count) return nothing();
    return (struct wire_cell){rows->row.field[at], rows->row.column[at] == 0
                                                       ? 0
                                                       : rows->row.column[at] - grown(rows, at)};
}

static size_t header_place(struct audit_rows *rows, const char *name)
{
    size_t found = NO_COLUMN;

    for (size_t i = 0; i < rows->row.count; i++) {
        if (!tg_slice_is(rows->row.field[i], name)) continue;
        if (found != NO_COLUMN)
            tg_fail(&rows->fault, TG_E_COLUMN, rows->name, rows->row.line, 0,
                    "column %s is repeated in the header row", name);
        found = i;
    }
    if (found == NO_COLUMN)
        tg_fail(&rows->fault, TG_E_COLUMN, rows->name, rows->row.line, 0,
                "column %s is missing from the header row", name);
    return found;
}

static bool has_call_id(const struct records_form *form)
{
    for (size_t i = 0; i < form->count; i++)
        if (form->columns[i].source == COLUMN_FIELD && form->columns[i].field == 0) return true;
    return false;
}

static bool read_header(struct audit_rows *rows)
{
    const struct records_form *form = &rows->profile->records;
    const struct answers_form *answers = &rows->profile->answers;

    rows->width = rows->row.count;
    for (size_t i = 0; i < form->count; i++)
        rows->place[i] = header_place(rows, form->columns[i].name);
    rows->amount = header_place(rows, answers->amount.text);
    if (answers->error.text != NULL) rows->error = header_place(rows, answers->error.text);
    if (!has_call_id(form)) rows->id = header_place(rows, answers->id.text);
    return rows->fault.status == TG_OK;
}

static bool is_header(const struct audit_rows *rows)
{
    const struct records_form *form = &rows->profile->records;

    if (rows->width == 0 || rows->row.count != rows->width) return false;
    for (size_t i = 0; i < form->count; i++)
        if (!tg_slice_is(rows->row.field[rows->place[i]], form->columns[i].name)) return false;
    return tg_slice_is(rows->row.field[rows->amount], rows->profile->answers.amount.text);
}

static void place_by_number(struct audit_rows *rows)
{
    const struct answers_form *answers = &rows->profile->answers;

    for (size_t i = 0; i < rows->profile->records.count; i++) rows->place[i] = i;
    rows->amount = answers->amount.from;
    if (answers->error.text != NULL) rows->error = answers->error.from;
    if (answers->id.text != NULL) rows->id = answers->id.from;
}

static enum tg_next next_fields(struct audit_rows *rows, struct tg_error *error)
{
    enum tg_next next = tg_csv_next(rows->csv, &rows->row, error);

    if (next == TG_NEXT_ROW || next == TG_NEXT_BAD_ROW)
        swap_fields(&rows->row, rows->profile->records.delimiter, rows->swapped);
    return next;
}

/* False if there is nothing to be read below it. */
static bool open_csv(struct audit_rows *rows)
{
    struct tg_error error = {.status = TG_OK};
    enum tg_next next;

    rows->opened = true;
    for (size_t i = 0; i < rows->profile->answers.skip; i++) {
        next_fields(rows, &error);
        error.status = TG_OK;
    }
    place_by_number(rows);
    if (!rows->profile->records.header) return true;
    rows->id = NO_COLUMN;
    next = next_fields(rows, &error);
    if (next == TG_NEXT_ROW) return read_header(rows);
    if (next == TG_NEXT_END)
        return tg_fail(&rows->fault, TG_E_COLUMN, rows->name, 0, 0,
                       "the file is empty: expected a header row that names the columns");
    return tg_fail(&rows->fault, error.status, rows->name, error.line, error.column, "%s",
                   error.text);
}

/* How many fields a row has at least. */
static size_t least_fields(const struct audit_rows *rows)
{
    size_t least = rows->profile->records.count;

    return rows->amount >= least ? rows->amount + 1 : least;
}

static bool check_width(const struct audit_rows *rows, struct audit_row *row)
{
    size_t count = rows->row.count;

    if (rows->width > 0 && count != rows->width)
        return tg_fail(&row->error, TG_E_FORMAT, NULL, 0, 0,
                       "row has %zu fields, but the header row has %zu", count, rows->width);
    if (rows->width == 0 && count < least_fields(rows))
        return tg_fail(&row->error, TG_E_FORMAT, NULL, 0, 0,
                       "row has %zu fields; expected at least %zu", count, least_fields(rows));
    return true;
}

static bool read_csv(struct audit_rows *rows, struct audit_row *row, bool whole)
{
    const struct records_form *form = &rows->profile->records;
    struct wire_cell error;
    bool is_row;

    if (is_header(rows)) {
        rows->headers++;
        return false;
    }
    if (take_frame(rows, row, &rows->row, csv_field, &is_row)) return is_row;
    for (size_t i = 0; i < form->count; i++) row->cells[i] = csv_cell(rows, rows->place[i]);
    row->id = csv_cell(rows, rows->id);
    find_call(rows, row);
    if (!whole || !check_width(rows, row)) {
        take_broken(rows);
        return true;
    }
    row->amount_column = csv_cell(rows, rows->amount).column;
    error = csv_cell(rows, rows->error);
    take_amount(rows, row, rows->row.field[rows->amount], error);
    return true;
}

/* ------------------------------------------------------------------------------------ rows */

struct audit_rows *audit_rows_open(const struct profile *profile, const char *name, tg_read_fn read,
                                   void *user)
{
    struct audit_rows *rows = calloc(1, sizeof *rows);
    size_t count = profile->records.count + 2;

    if (rows == NULL) arena_exhausted();
    rows->profile = profile;
    rows->name = name;
    rows->read = read;
    rows->user = user;
    rows->source = (struct reply_source){read_raw, rows, read_whole};
    rows->guard.source = &rows->source;
    rows->id = rows->error = NO_COLUMN;
    rows->cells = calloc(count, sizeof *rows->cells);
    rows->texts = calloc(count, sizeof *rows->texts);
    rows->place = calloc(count, sizeof *rows->place);
    if (rows->cells == NULL || rows->texts == NULL || rows->place == NULL) arena_exhausted();
    frame_begin(&rows->frame, profile, "records", note_fault, rows);
    rows->lines.read = guarded_read;
    rows->lines.user = &rows->guard;
    rows->swapper = (struct swapper){guarded_read, &rows->guard, profile->records.delimiter};
    if (profile->records.encoding != NULL) {
        rows->decode = iconv_open("UTF-8", profile->records.encoding);
        rows->encode = iconv_open(profile->records.encoding, "UTF-8");
        rows->decoder = (struct decoder){.guard = &rows->guard, .converter = rows->decode};
        rows->swapper.read = decoded_read;
        rows->swapper.user = &rows->decoder;
    }
    if (profile->records.form == FORM_CSV) {
        rows->csv = tg_csv_new(swapped_read, &rows->swapper, name);
        if (rows->csv == NULL) arena_exhausted();
    }
    return rows;
}

void audit_rows_close(struct audit_rows *rows)
{
    if (rows == NULL) return;
    tg_csv_free(rows->csv);
    for (size_t i = 0; i < rows->profile->records.count + 2; i++) text_free(&rows->texts[i]);
    if (rows->profile->records.encoding != NULL) {
        iconv_close(rows->decode);
        iconv_close(rows->encode);
    }
    free(rows->cells);
    free(rows->texts);
    free(rows->place);
    free(rows);
}

static void begin_row(struct audit_rows *rows, struct audit_row *row, long line)
{
    *row = (struct audit_row){.line = line, .cells = rows->cells, .id = nothing()};
    row->amount = row->call = row->id.text;
    for (size_t i = 0; i < rows->profile->records.count; i++) row->cells[i] = row->id;
}

/* What the decoder could not read, it made invalid: there is no UTF-8 in the file to speak of. */
static void tell_bad_row(struct audit_rows *rows, struct audit_row *row,
                         const struct tg_error *error)
{
    const char *encoding = rows->profile->records.encoding;
    long column = error->column > 0 ? error->column - grown(rows, rows->row.count) : 0;

    if (encoding != NULL && strncmp(error->text, "invalid UTF-8", 13) == 0)
        tg_fail(&row->error, error->status, NULL, 0, column, "invalid %s", encoding);
    else
        tg_fail(&row->error, error->status, NULL, 0, column, "%s", error->text);
}

static bool next_csv(struct audit_rows *rows, struct audit_row *row)
{
    if (!rows->opened && !open_csv(rows)) return false;
    for (;;) {
        struct tg_error error = {.status = TG_OK};
        enum tg_next next = next_fields(rows, &error);

        if (next == TG_NEXT_FAILED && rows->failure == 0) note_fault(rows, error.text, error.line);
        if (next == TG_NEXT_END || next == TG_NEXT_FAILED) {
            frame_end(&rows->frame, rows->row.line);
            return false;
        }
        begin_row(rows, row, rows->row.line);
        if (next == TG_NEXT_BAD_ROW) tell_bad_row(rows, row, &error);
        if (read_csv(rows, row, next == TG_NEXT_ROW)) return true;
    }
}

static bool next_line(struct audit_rows *rows, struct audit_row *row)
{
    const struct profile *profile = rows->profile;
    struct tg_slice line;
    enum line found;

    while ((found = lines_next(&rows->lines, &line)) != LINE_END) {
        begin_row(rows, row, rows->lines.number);
        if ((size_t)row->line <= profile->answers.skip || line.n == 0) continue;
        if (found == LINE_TOO_LONG) {
            take_broken(rows);
            tg_fail(&row->error, TG_E_FORMAT, NULL, 0, 0, "a line longer than 64 KiB");
            return true;
        }
        if (profile->records.form == FORM_FIXED ? read_fixed(rows, row, line)
                                                : read_json(rows, row, line))
            return true;
    }
    frame_end(&rows->frame, rows->lines.number);
    return false;
}

bool audit_rows_next(struct audit_rows *rows, struct audit_row *row)
{
    return rows->csv != NULL ? next_csv(rows, row) : next_line(rows, row);
}

const struct tg_error *audit_rows_fault(const struct audit_rows *rows, int *number)
{
    *number = rows->failure;
    return rows->failure != 0 || rows->fault.status != TG_OK ? &rows->fault : NULL;
}

uint64_t audit_rows_headers(const struct audit_rows *rows)
{
    return rows->headers;
}
