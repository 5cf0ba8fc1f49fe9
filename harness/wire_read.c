/*
 * A system's answers, as they come. What is read is hostile: rows are bounded, and what cannot be
 * read is passed on as such.
 */
#include "profile_parts.h"

#include "wire_bytes.h"
#include "wire_json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------------------------------- reading
 */

/* The rows of one call, summed. */
struct sum {
    struct reply reply;
    bool bad; /* one of them was no amount: that is the answer */
};

struct reading {
    const struct profile *profile;
    const struct answers_form *form;
    const struct reply_sink *sink;
    struct reply_source *source;
    struct arena arena; /* of sums */
    struct idmap index;
    struct sum *sums;
    size_t sum_count, sum_room;
    uint64_t rows;     /* answers so far */
    tg_money total;    /* of those that are amounts; saturates */
    bool trailed;      /* the trailer was met */
    bool broken;       /* a reason why the rest cannot be read was passed on */
    iconv_t converter; /* of a profile with an encoding */
    char field[2][1024];
};

static bool ended_well(const struct reading *reading)
{
    const struct reply_source *source = reading->source;

    return source->whole == NULL || source->whole(source->user);
}

static void give_up(struct reading *reading, const char *reason, long line)
{
    reading->sink->unreadable(reading->sink->user, reason, line);
    reading->broken = true;
}

static struct tg_slice keep(struct reading *reading, struct tg_slice text)
{
    return (struct tg_slice){arena_text(&reading->arena, text), text.n};
}

static void add_up(struct reading *reading, const struct reply *reply)
{
    struct tg_slice id = keep(reading, reply->id);
    size_t at = idmap_add(&reading->index, id.p, reading->sum_count);
    struct sum *sum;

    if (at == IDMAP_NONE) {
        reading->sums = array_grow(reading->sums, &reading->sum_room, reading->sum_count,
                                   sizeof *reading->sums);
        sum = &reading->sums[reading->sum_count++];
        *sum = (struct sum){.reply = *reply, .bad = reply->kind != ANSWER_AMOUNT};
        sum->reply.id = id;
        sum->reply.text = keep(reading, reply->text);
        return;
    }
    sum = &reading->sums[at];
    if (sum->bad) return;
    if (reply->kind != ANSWER_AMOUNT) {
        sum->reply = *reply;
        sum->reply.id = id;
        sum->reply.text = keep(reading, reply->text);
        sum->bad = true;
        return;
    }
    if (__builtin_add_overflow(sum->reply.amount, reply->amount, &sum->reply.amount))
        sum->reply.amount = INT64_MAX;
    sum->reply.rest = sum->reply.rest || reply->rest;
    sum->reply.negative = sum->reply.amount < 0;
}

static void pass(struct reading *reading, const struct reply *reply)
{
    if (reply->kind == ANSWER_AMOUNT &&
        __builtin_add_overflow(reading->total, reply->amount, &reading->total))
        reading->total = INT64_MAX;
    reading->rows++;
    if (reading->form->sum && reply->id.n > 0 && !reply->broken)
        add_up(reading, reply);
    else
        reading->sink->reply(reading->sink->user, reply);
}

/* The sum of a system that broke off may lack a row: it is no answer. */
static void pass_sums(struct reading *reading)
{
    if (!ended_well(reading)) return;
    for (size_t i = 0; i < reading->sum_count; i++) {
        char amount[TG_MONEY_BUF];
        struct sum *sum = &reading->sums[i];

        if (!sum->bad)
            sum->reply.text = (struct tg_slice){amount, tg_money_format(amount, sum->reply.amount)};
        reading->sink->reply(reading->sink->user, &sum->reply);
    }
}

/* An amount, or an error that stands where the profile says one may stand. */
static void make_reply(struct reading *reading, struct reply *reply, struct tg_slice amount,
                       struct tg_slice error)
{
    if (error.n > 0) {
        reply->kind = ANSWER_REFUSED;
        reply->text = error;
    } else {
        wire_amount(reading->profile, reply, amount);
    }
    pass(reading, reply);
}

/* ----------------------------------------------------------------------------------- head, trailer
 */

static struct tg_slice trim(struct tg_slice text)
{
    while (text.n > 0 && text.p[0] == ' ') {
        text.p++;
        text.n--;
    }
    while (text.n > 0 && text.p[text.n - 1] == ' ') text.n--;
    return text;
}

/* A field of a row, wherever the profile's form has it. */
typedef struct tg_slice field_fn(const void *row, const struct place *place);

static bool parse_count(uint64_t *count, struct tg_slice text)
{
    *count = 0;
    if (text.n == 0 || text.n > 18) return false;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9') return false;
        *count = *count * 10 + (uint64_t)(text.p[i] - '0');
    }
    return true;
}

static void check_total(struct reading *reading, const char *what, struct tg_slice found,
                        tg_money expected, long line)
{
    struct reply total = {0};
    char reason[200];
    char sum[TG_MONEY_BUF];

    wire_amount(reading->profile, &total, found);
    if (total.kind == ANSWER_AMOUNT && total.amount == expected && !total.rest) return;
    tg_money_format(sum, expected);
    snprintf(reason, sizeof reason, "the %s's total is %s, its amounts add up to %s yuan", what,
             tg_shown(found), sum);
    give_up(reading, reason, line);
}

/* The trailer tells what stood before it; a head what is to come, and is kept for the end. */
static void check_totals(struct reading *reading, const struct totals *totals, const char *what,
                         struct tg_slice counted, struct tg_slice total, long line)
{
    uint64_t count;
    char reason[200];

    if (totals->count.text != NULL && (!parse_count(&count, counted) || count != reading->rows)) {
        snprintf(reason, sizeof reason, "the %s's count is %s, there are %llu answers", what,
                 tg_shown(counted), (unsigned long long)reading->rows);
        give_up(reading, reason, line);
        return;
    }
    if (totals->total.text != NULL) check_total(reading, what, total, reading->total, line);
}

/* What a head said, until all answers are read. */
struct promise {
    bool met;
    char count[32], total[WIRE_MAX_ROW / 512];
    long line;
};

static void copy(char *to, size_t size, struct tg_slice text)
{
    snprintf(to, size, "%.*s", (int)(text.n < size ? text.n : size - 1), text.p);
}

/* True if the row is a head or a trailer, or no answer for another reason the profile gives. */
static bool is_frame(struct reading *reading, struct promise *promise, const void *row,
                     field_fn *field, long line)
{
    const struct answers_form *form = reading->form;

    if (form->head.tag != NULL && !promise->met &&
        tg_slice_is(field(row, &form->head.tag_at), form->head.tag)) {
        promise->met = true;
        promise->line = line;
        copy(promise->count, sizeof promise->count, field(row, &form->head.count));
        copy(promise->total, sizeof promise->total, field(row, &form->head.total));
        return true;
    }
    if (form->trailer.tag != NULL &&
        tg_slice_is(field(row, &form->trailer.tag_at), form->trailer.tag)) {
        if (reading->trailed) give_up(reading, "a second trailer", line);
        reading->trailed = true;
        check_totals(reading, &form->trailer, "trailer", field(row, &form->trailer.count),
                     field(row, &form->trailer.total), line);
        return true;
    }
    return false;
}

/* What follows the trailer is counted nowhere. */
static bool is_late(struct reading *reading, long line)
{
    if (!reading->trailed) return false;
    if (!reading->broken) give_up(reading, "a record after the trailer", line);
    return true;
}

/* Is it a row of answers? Others are passed on as malformed. */
static bool is_body(const struct reading *reading, const void *row, field_fn *field)
{
    const struct totals *body = &reading->form->body;

    return body->tag == NULL || tg_slice_is(field(row, &body->tag_at), body->tag);
}

static void pass_malformed(struct reading *reading, struct tg_slice id, struct tg_slice text,
                           const char *reason, long line)
{
    struct reply reply = {.kind = ANSWER_MALFORMED,
                          .id = id,
                          .text = text,
                          .broken = true,
                          .reason = reason,
                          .line = line};

    pass(reading, &reply);
}

static void end_frame(struct reading *reading, const struct promise *promise, long line)
{
    const struct answers_form *form = reading->form;

    /* Of a system that broke off, its end is told; the rest of its answers would be no news. */
    if (reading->broken || !ended_well(reading)) return;
    if (form->head.tag != NULL && !promise->met)
        give_up(reading, "there is no head record", 1);
    else if (form->head.tag != NULL)
        check_totals(reading, &form->head, "head", tg_slice_of(promise->count),
                     tg_slice_of(promise->total), promise->line);
    if (form->trailer.tag != NULL && !reading->trailed && !reading->broken)
        give_up(reading, "there is no trailer record", line);
}

/* ------------------------------------------------------------------------------------------- csv
 */

struct csv_reading {
    struct reading *reading;
    struct tg_csv *csv;
    struct tg_csv_row row;
    size_t width; /* of the header; 0 = there is none */
    int id, amount, error;
    struct promise promise;
};

static struct tg_slice at(const struct tg_csv_row *row, int column)
{
    if (column < 0 || (size_t)column >= row->count) return (struct tg_slice){"", 0};
    return row->field[column];
}

static struct tg_slice csv_field(const void *row, const struct place *place)
{
    if (place->text == NULL) return (struct tg_slice){"", 0};
    return trim(at(row, (int)place->from));
}

static bool find_column(struct csv_reading *csv, int *column, const char *name)
{
    const struct tg_csv_row *row = &csv->row;
    char reason[160];

    *column = -1;
    if (name == NULL) return true;
    for (size_t i = 0; i < row->count; i++) {
        if (!tg_slice_is(row->field[i], name)) continue;
        if (*column >= 0) {
            snprintf(reason, sizeof reason, "header has column '%.100s' twice", name);
            give_up(csv->reading, reason, row->line);
            return false;
        }
        *column = (int)i;
    }
    if (*column >= 0) return true;
    snprintf(reason, sizeof reason, "header has no column '%.100s'", name);
    give_up(csv->reading, reason, row->line);
    return false;
}

/* The header, after lines that the profile says to pass over. */
static bool open_csv(struct csv_reading *csv)
{
    const struct answers_form *form = csv->reading->form;
    struct tg_error error = {.status = TG_OK};
    char reason[160];

    for (size_t i = 0; i < form->skip; i++) tg_csv_next(csv->csv, &csv->row, &error);
    if (!form->header) {
        csv->id = form->id.text != NULL ? (int)form->id.from : -1;
        csv->amount = (int)form->amount.from;
        csv->error = form->error.text != NULL ? (int)form->error.from : -1;
        return true;
    }
    switch (tg_csv_next(csv->csv, &csv->row, &error)) {
    case TG_NEXT_ROW:
        csv->width = csv->row.count;
        return find_column(csv, &csv->id, form->id.text) &&
               find_column(csv, &csv->amount, form->amount.text) &&
               find_column(csv, &csv->error, form->error.text);
    case TG_NEXT_END:
        /* That a system which broke off said nothing is told by its end. */
        if (!ended_well(csv->reading)) return false;
        snprintf(reason, sizeof reason, "empty: expected a header with column '%.100s'",
                 form->id.text != NULL ? form->id.text : form->amount.text);
        give_up(csv->reading, reason, 1);
        return false;
    default: give_up(csv->reading, error.text, error.line); return false;
    }
}

static void read_csv_row(struct csv_reading *csv)
{
    struct reading *reading = csv->reading;
    const struct tg_csv_row *row = &csv->row;
    struct reply reply = {.line = row->line, .id = at(row, csv->id)};
    char reason[100];

    if (is_frame(reading, &csv->promise, row, csv_field, row->line)) return;
    if (is_late(reading, row->line)) return;
    if (!is_body(reading, row, csv_field)) {
        pass_malformed(reading, reply.id, at(row, csv->amount), "no record of answers", row->line);
        return;
    }
    if (csv->width > 0 && row->count != csv->width) {
        snprintf(reason, sizeof reason, "row has %zu field%s, the header %zu", row->count,
                 row->count == 1 ? "" : "s", csv->width);
        pass_malformed(reading, reply.id, at(row, csv->amount), reason, row->line);
        return;
    }
    make_reply(reading, &reply, at(row, csv->amount), at(row, csv->error));
}

/* The comma and the delimiter change back. */
static void swap_fields(struct csv_reading *csv)
{
    static char buf[TG_CSV_MAX_RECORD];
    size_t used = 0;

    for (size_t i = 0; i < csv->row.count; i++) {
        struct tg_slice *field = &csv->row.field[i];

        if (used + field->n > sizeof buf) return;
        memcpy(buf + used, field->p, field->n);
        swap_delimiter(buf + used, field->n, csv->reading->form->delimiter);
        field->p = buf + used;
        used += field->n;
    }
}

static void read_csv(struct reading *reading, tg_read_fn read, void *user)
{
    struct csv_reading csv = {.reading = reading};
    struct tg_error error = {.status = TG_OK};
    enum tg_next next = TG_NEXT_END;

    csv.csv = tg_csv_new(read, user, "answers");
    if (csv.csv == NULL) arena_exhausted();
    if (open_csv(&csv)) {
        while ((next = tg_csv_next(csv.csv, &csv.row, &error)) != TG_NEXT_END) {
            if (reading->form->delimiter != ',') swap_fields(&csv);
            if (next == TG_NEXT_FAILED)
                give_up(reading, error.text, error.line);
            else if (next == TG_NEXT_ROW)
                read_csv_row(&csv);
            else
                pass_malformed(reading, at(&csv.row, csv.id), at(&csv.row, csv.amount), error.text,
                               error.line);
            error = (struct tg_error){.status = TG_OK};
        }
        end_frame(reading, &csv.promise, csv.row.line);
    }
    tg_csv_free(csv.csv);
}

/* ----------------------------------------------------------------------------------------- lines
 */

struct lines {
    tg_read_fn read;
    void *user;
    char buf[WIRE_MAX_ROW];
    size_t begin, end;
    long number;
    bool ended;
};

enum line { LINE_READ, LINE_TOO_LONG, LINE_END };

static void fill_lines(struct lines *lines)
{
    ptrdiff_t n;

    memmove(lines->buf, lines->buf + lines->begin, lines->end - lines->begin);
    lines->end -= lines->begin;
    lines->begin = 0;
    n = lines->read(lines->user, lines->buf + lines->end, sizeof lines->buf - lines->end);
    if (n <= 0)
        lines->ended = true;
    else
        lines->end += (size_t)n;
}

/* The next line without its end. Of one that is too long the beginning; the rest is passed over. */
static enum line next_line(struct lines *lines, struct tg_slice *line)
{
    enum line found = LINE_READ;

    for (;;) {
        char *from = lines->buf + lines->begin;
        size_t n = lines->end - lines->begin;
        char *end = memchr(from, '\n', n);

        if (end != NULL || (lines->ended && n > 0)) {
            size_t length = end != NULL ? (size_t)(end - from) : n;

            lines->begin += length + (end != NULL);
            lines->number++;
            while (length > 0 && from[length - 1] == '\r') length--;
            *line = (struct tg_slice){from, length};
            return found;
        }
        if (lines->ended) return LINE_END;
        if (n == sizeof lines->buf) {
            found = LINE_TOO_LONG;
            lines->begin = lines->end;
        }
        fill_lines(lines);
    }
}

static struct tg_slice fixed_field(const void *row, const struct place *place)
{
    const struct tg_slice *line = row;
    size_t n;

    if (place->text == NULL || place->from >= line->n) return (struct tg_slice){"", 0};
    n = line->n - place->from < place->width ? line->n - place->from : place->width;
    return trim((struct tg_slice){line->p + place->from, n});
}

/* A field in UTF-8; as it is if it is not in the profile's encoding. Two can be had at once. */
static struct tg_slice decoded_field(struct reading *reading, int which, struct tg_slice field)
{
    char *from = (char *)(uintptr_t)field.p;
    char *to = reading->field[which];
    size_t left = field.n;
    size_t room = sizeof reading->field[which];

    if (reading->form->encoding == NULL) return field;
    iconv(reading->converter, NULL, NULL, NULL, NULL);
    if (iconv(reading->converter, &from, &left, &to, &room) == (size_t)-1) return field;
    return (struct tg_slice){reading->field[which], sizeof reading->field[which] - room};
}

/* Zero-filled numbers are as good as any; wire_amount does not mind leading zeros. */
static void read_fixed_row(struct reading *reading, struct promise *promise,
                           const struct tg_slice *line, long number)
{
    const struct answers_form *form = reading->form;
    struct reply reply = {.line = number, .id = fixed_field(line, &form->id)};
    char reason[100];

    if (is_frame(reading, promise, line, fixed_field, number)) return;
    if (is_late(reading, number)) return;
    if (!is_body(reading, line, fixed_field)) {
        pass_malformed(reading, reply.id, *line, "no record of answers", number);
        return;
    }
    if (line->n < form->amount.from + form->amount.width) {
        snprintf(reason, sizeof reason, "record has %zu bytes, the amount stands at %s", line->n,
                 form->amount.text);
        pass_malformed(reading, reply.id, *line, reason, number);
        return;
    }
    make_reply(reading, &reply, decoded_field(reading, 0, fixed_field(line, &form->amount)),
               decoded_field(reading, 1, fixed_field(line, &form->error)));
}

static void read_lines(struct reading *reading, struct guard *guard)
{
    const struct answers_form *form = reading->form;
    struct lines *lines = array_grow(NULL, &(size_t){0}, 0, sizeof *lines);
    struct promise promise = {0};
    struct tg_slice line;
    enum line found;

    *lines = (struct lines){.read = guarded_read, .user = guard};
    while ((found = next_line(lines, &line)) != LINE_END) {
        struct json_reply json = {.line = lines->number};

        if ((size_t)lines->number <= form->skip || line.n == 0) continue;
        if (found == LINE_TOO_LONG) {
            pass_malformed(reading, tg_slice_of(""), line, "a line longer than 64 KiB",
                           lines->number);
        } else if (form->form == FORM_FIXED) {
            read_fixed_row(reading, &promise, &line, lines->number);
        } else if (json_read_answer(&json, form, line)) {
            struct reply reply = {.line = lines->number, .id = text_slice(&json.id)};

            make_reply(reading, &reply, text_slice(&json.amount), text_slice(&json.error));
        } else {
            pass_malformed(reading, text_slice(&json.id), line, json.reason, lines->number);
        }
        json_reply_free(&json);
    }
    end_frame(reading, &promise, lines->number);
    free(lines);
}

/* ------------------------------------------------------------------------------------------ json
 */

static void hear_json(void *user, struct json_reply *json)
{
    struct reading *reading = user;
    struct reply reply = {.id = text_slice(&json->id)};

    if (json->reason[0] != '\0')
        pass_malformed(reading, reply.id, text_slice(&json->amount), json->reason, 0);
    else
        make_reply(reading, &reply, text_slice(&json->amount), text_slice(&json->error));
}

static void read_json(struct reading *reading)
{
    const struct reply_source *source = reading->source;
    struct text body = {0};
    char reason[200] = "";
    char buf[4096];

    for (ptrdiff_t n; (n = source->read(source->user, buf, sizeof buf)) > 0;)
        text_add(&body, (struct tg_slice){buf, (size_t)n});
    if (!json_read_document(reason, sizeof reason, reading->form, text_slice(&body), hear_json,
                            reading))
        give_up(reading, reason, 1);
    text_free(&body);
}

/* ----------------------------------------------------------------------------------------- whole
 */

static void read_table(struct reading *reading, struct guard *guard)
{
    struct decoder decoder = {.guard = guard, .converter = reading->converter};
    struct swapper swapper = {guarded_read, guard, reading->form->delimiter};

    if (reading->form->encoding != NULL) {
        swapper.read = decoded_read;
        swapper.user = &decoder;
    }
    read_csv(reading, swapped_read, &swapper);
}

void wire_read(const struct profile *profile, struct reply_source *source,
               const struct reply_sink *sink)
{
    struct reading reading = {
        .profile = profile, .form = &profile->answers, .sink = sink, .source = source};
    const char *encoding = reading.form->encoding;
    struct guard *guard = array_grow(NULL, &(size_t){0}, 0, sizeof *guard);

    guard->source = source;
    guard->begin = guard->end = guard->ready = 0;
    guard->ended = false;
    if (encoding != NULL) reading.converter = iconv_open("UTF-8", encoding);
    if (reading.form->form == FORM_JSON)
        read_json(&reading);
    else if (reading.form->form == FORM_CSV)
        read_table(&reading, guard);
    else
        read_lines(&reading, guard);
    pass_sums(&reading);
    if (encoding != NULL) iconv_close(reading.converter);
    idmap_free(&reading.index);
    arena_free(&reading.arena);
    free(reading.sums);
    free(guard);
}
