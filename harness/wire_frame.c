#include "wire_frame.h"

#include "wire_bytes.h"

#include <string.h>

struct tg_slice fixed_field(const void *row, const struct place *place)
{
    const struct tg_slice *line = row;
    size_t n;

    if (place->text == NULL || place->from >= line->n) return (struct tg_slice){"", 0};
    n = line->n - place->from < place->width ? line->n - place->from : place->width;
    return wire_trim((struct tg_slice){line->p + place->from, n});
}

struct tg_slice csv_field(const void *row, const struct place *place)
{
    const struct tg_csv_row *fields = row;

    if (place->text == NULL || place->from >= fields->count) return (struct tg_slice){"", 0};
    return wire_trim(fields->field[place->from]);
}

void frame_begin(struct frame *frame, const struct profile *profile, const char *rows_name,
                 void (*fault)(void *user, const char *reason, long line), void *user)
{
    *frame =
        (struct frame){.profile = profile, .rows_name = rows_name, .fault = fault, .user = user};
}

void frame_fault(struct frame *frame, const char *reason, long line)
{
    frame->fault(frame->user, reason, line);
    frame->broken = true;
}

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

static void check_total(struct frame *frame, const char *what, struct tg_slice found, long line)
{
    struct reply total = {0};
    char reason[200];
    char sum[TG_MONEY_BUF];

    wire_amount(frame->profile, &total, found);
    if (total.kind == ANSWER_AMOUNT && total.amount == frame->total && !total.rest) return;
    tg_money_format(sum, frame->total);
    snprintf(reason, sizeof reason, "the %s's total is %s, its amounts add up to %s yuan", what,
             tg_shown(found), sum);
    frame_fault(frame, reason, line);
}

/* The trailer tells what stood before it; a head what is to come, and is kept for the end. */
static void check_totals(struct frame *frame, const struct totals *totals, const char *what,
                         struct tg_slice counted, struct tg_slice total, long line)
{
    uint64_t count;
    char reason[200];

    if (totals->count.text != NULL && (!parse_count(&count, counted) || count != frame->rows)) {
        snprintf(reason, sizeof reason, "the %s's count is %s, there are %llu %s", what,
                 tg_shown(counted), (unsigned long long)frame->rows, frame->rows_name);
        frame_fault(frame, reason, line);
        return;
    }
    if (totals->total.text != NULL) check_total(frame, what, total, line);
}

static void copy(char *to, size_t size, struct tg_slice text)
{
    snprintf(to, size, "%.*s", (int)(text.n < size ? text.n : size - 1), text.p);
}

bool frame_takes(struct frame *frame, const void *row, wire_field_fn *field, long line)
{
    const struct answers_form *form = &frame->profile->answers;

    if (form->head.tag != NULL && !frame->headed &&
        tg_slice_is(field(row, &form->head.tag_at), form->head.tag)) {
        frame->headed = true;
        frame->line = line;
        copy(frame->count, sizeof frame->count, field(row, &form->head.count));
        copy(frame->promised, sizeof frame->promised, field(row, &form->head.total));
        return true;
    }
    if (form->trailer.tag != NULL &&
        tg_slice_is(field(row, &form->trailer.tag_at), form->trailer.tag)) {
        if (frame->trailed) frame_fault(frame, "a second trailer", line);
        frame->trailed = true;
        check_totals(frame, &form->trailer, "trailer", field(row, &form->trailer.count),
                     field(row, &form->trailer.total), line);
        return true;
    }
    return false;
}

bool frame_is_late(struct frame *frame, long line)
{
    if (!frame->trailed) return false;
    if (!frame->broken) frame_fault(frame, "a record after the trailer", line);
    return true;
}

bool frame_is_body(const struct frame *frame, const void *row, wire_field_fn *field)
{
    const struct totals *body = &frame->profile->answers.body;

    return body->tag == NULL || tg_slice_is(field(row, &body->tag_at), body->tag);
}

void frame_count(struct frame *frame, const struct reply *reply)
{
    if (reply->kind == ANSWER_AMOUNT &&
        __builtin_add_overflow(frame->total, reply->amount, &frame->total))
        frame->total = INT64_MAX;
    frame->rows++;
}

void frame_end(struct frame *frame, long line)
{
    const struct answers_form *form = &frame->profile->answers;

    if (form->head.tag != NULL && !frame->headed)
        frame_fault(frame, "there is no head record", 1);
    else if (form->head.tag != NULL)
        check_totals(frame, &form->head, "head", tg_slice_of(frame->count),
                     tg_slice_of(frame->promised), frame->line);
    if (form->trailer.tag != NULL && !frame->trailed && !frame->broken)
        frame_fault(frame, "there is no trailer record", line);
}
