/*
 * A system's answers, as they come. What is read is hostile: rows are bounded, and what cannot be
 * read is passed on as such.
 */
#include "profile_parts.h"

#include "wire_bytes.h"
#include "wire_frame.h"
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
    struct frame frame;
    iconv_t converter; /* of a profile with an encoding */
    char field[2][1024];
};

static bool ended_well(const struct reading *reading)
{
    const struct reply_source *source = reading->source;

    return source->whole == NULL || source->whole(source->user);
}

static void pass_unreadable(void *user, const char *reason, long line)
{
    const struct reading *reading = user;

    reading->sink->unreadable(reading->sink->user, reason, line);
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
    frame_count(&reading->frame, reply);
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

/* ------------------------------------------------------------------------------------------ rows
 */

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

/* Of a system that broke off, its end is told; the rest of its answers would be no news. */
static void end_frame(struct reading *reading, long line)
{
    if (!reading->frame.broken && ended_well(reading)) frame_end(&reading->frame, line);
}

/* ------------------------------------------------------------------------------------------- csv
 */

struct csv_reading {
    struct reading *reading;
    struct tg_csv *csv;
    struct tg_csv_row row;
    size_t width; /* of the header; 0 = there is none */
    int id, amount, error;
};

static struct tg_slice at(const struct tg_csv_row *row, int column)
{
    if (column < 0 || (size_t)column >= row->count) return (struct tg_slice){"", 0};
    return row->field[column];
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
            frame_fault(&csv->reading->frame, reason, row->line);
            return false;
        }
        *column = (int)i;
    }
    if (*column >= 0) return true;
    snprintf(reason, sizeof reason, "header has no column '%.100s'", name);
    frame_fault(&csv->reading->frame, reason, row->line);
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
        frame_fault(&csv->reading->frame, reason, 1);
        return false;
    default: frame_fault(&csv->reading->frame, error.text, error.line); return false;
    }
}

static void read_csv_row(struct csv_reading *csv)
{
    struct reading *reading = csv->reading;
    const struct tg_csv_row *row = &csv->row;
    struct reply reply = {.line = row->line, .id = at(row, csv->id)};
    char reason[100];

    if (frame_takes(&reading->frame, row, csv_field, row->line)) return;
    if (frame_is_late(&reading->frame, row->line)) return;
    if (!frame_is_body(&reading->frame, row, csv_field)) {
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

static void read_csv(struct reading *reading, tg_read_fn read, void *user)
{
    static char swapped[TG_CSV_MAX_RECORD];
    struct csv_reading csv = {.reading = reading};
    struct tg_error error = {.status = TG_OK};
    enum tg_next next = TG_NEXT_END;

    csv.csv = tg_csv_new(read, user, "answers");
    if (csv.csv == NULL) arena_exhausted();
    if (open_csv(&csv)) {
        while ((next = tg_csv_next(csv.csv, &csv.row, &error)) != TG_NEXT_END) {
            swap_fields(&csv.row, reading->form->delimiter, swapped);
            if (next == TG_NEXT_FAILED)
                frame_fault(&reading->frame, error.text, error.line);
            else if (next == TG_NEXT_ROW)
                read_csv_row(&csv);
            else
                pass_malformed(reading, at(&csv.row, csv.id), at(&csv.row, csv.amount), error.text,
                               error.line);
            error = (struct tg_error){.status = TG_OK};
        }
        end_frame(reading, csv.row.line);
    }
    tg_csv_free(csv.csv);
}

/* ----------------------------------------------------------------------------------------- lines
 */

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
static void read_fixed_row(struct reading *reading, const struct tg_slice *line, long number)
{
    const struct answers_form *form = reading->form;
    struct reply reply = {.line = number, .id = fixed_field(line, &form->id)};
    char reason[100];

    if (frame_takes(&reading->frame, line, fixed_field, number)) return;
    if (frame_is_late(&reading->frame, number)) return;
    if (!frame_is_body(&reading->frame, line, fixed_field)) {
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
    struct tg_slice line;
    enum line found;

    *lines = (struct lines){.read = guarded_read, .user = guard};
    while ((found = lines_next(lines, &line)) != LINE_END) {
        struct json_reply json = {.line = lines->number};

        if ((size_t)lines->number <= form->skip || line.n == 0) continue;
        if (found == LINE_TOO_LONG) {
            pass_malformed(reading, tg_slice_of(""), line, "a line longer than 64 KiB",
                           lines->number);
        } else if (form->form == FORM_FIXED) {
            read_fixed_row(reading, &line, lines->number);
        } else if (json_read_answer(&json, form, line)) {
            struct reply reply = {.line = lines->number, .id = text_slice(&json.id)};

            make_reply(reading, &reply, text_slice(&json.amount), text_slice(&json.error));
        } else {
            pass_malformed(reading, text_slice(&json.id), line, json.reason, lines->number);
        }
        json_reply_free(&json);
    }
    end_frame(reading, lines->number);
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
        frame_fault(&reading->frame, reason, 1);
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

    frame_begin(&reading.frame, profile, "answers", pass_unreadable, &reading);
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
