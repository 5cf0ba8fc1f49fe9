#include "idlog.h"

#include "arena.h"
#include "hash.h"
#include "spill_text.h"

#include <stdlib.h>
#include <string.h>

/* As bytes, signed numbers are sorted like unsigned ones. */
#define SIGNED(value) ((uint64_t)(value) ^ UINT64_C(1) << 63)

static int64_t take_signed(struct tg_slice *record)
{
    return (int64_t)SIGNED(take_number(record, 8));
}

void idlog_begin(struct idlog *log)
{
    *log = (struct idlog){.ids = spill_open(0)};
}

/* id, start, charge, kind: ids in order are packed well */
void idlog_add_id(struct idlog *log, const struct tg_cdr *cdr, uint64_t kind)
{
    log->line.n = 0;
    put_slice(&log->line, cdr->call_id);
    put_number(&log->line, SIGNED(cdr->start), 8);
    put_number(&log->line, SIGNED(cdr->charge), 8);
    put_number(&log->line, kind, 8);
    spill_add(log->ids, log->line.p, log->line.n);
}

/* hash of subscriber, start, duration, other party, event, id | charge, kind */
void idlog_add_call(struct idlog *log, const struct tg_cdr *cdr, uint64_t kind)
{
    struct text *line = &log->line;

    if (cdr->subscriber.n == 0 || cdr->event == TG_EVENT_MONTHLY_FEE) return;
    if (log->calls == NULL) log->calls = spill_open(0);
    line->n = 0;
    put_number(line, hash_bytes(cdr->subscriber.p, cdr->subscriber.n), 8);
    put_number(line, SIGNED(cdr->start), 8);
    put_number(line, (uint64_t)cdr->dur_s, 4);
    put_number(line, hash_bytes(cdr->other_party.p, cdr->other_party.n), 8);
    put_number(line, cdr->event, 1);
    put_slice(line, cdr->call_id);
    put_number(line, SIGNED(cdr->charge), 8);
    put_number(line, kind, 8);
    spill_add(log->calls, line->p, line->n);
}

/* ------------------------------------------------------------------------- records from elsewhere
 */

#define MOST_TIME (INT64_C(1) << 40) /* seconds; far beyond every record */

/* An id, and so many bytes. */
static bool is_id_and(struct tg_slice record, size_t more)
{
    size_t n;

    if (record.n < 2) return false;
    n = (size_t)take_number(&record, 2);
    return n < sizeof((struct repeat *)NULL)->id && record.n == n + more &&
           memchr(record.p, '\0', n) == NULL;
}

static bool is_time(struct tg_slice record)
{
    int64_t time = take_signed(&record);

    return time > -MOST_TIME && time < MOST_TIME;
}

bool idlog_is_id(struct tg_slice record)
{
    if (!is_id_and(record, 24)) return false;
    return is_time((struct tg_slice){record.p + record.n - 24, 24});
}

bool idlog_is_call(struct tg_slice record)
{
    const size_t before = 29; /* its id */

    if (record.n < before || !is_time((struct tg_slice){record.p + 8, record.n - 8})) return false;
    return is_id_and((struct tg_slice){record.p + before, record.n - before}, 16);
}

/* ---------------------------------------------------------------------------------- repeated ids
 */

static void keep_text(char *out, struct tg_slice text)
{
    memcpy(out, text.p, text.n);
    out[text.n] = '\0';
}

static void read_id(struct repeat *repeat, struct tg_slice record)
{
    keep_text(repeat->id, take_slice(&record));
    repeat->start = take_signed(&record);
    repeat->charge = take_signed(&record);
    repeat->kind = take_number(&record, 8);
}

static void find_ids(struct spill_merge *merge, const struct repeat_sink *sink)
{
    struct repeat last = {.id = ""};
    struct tg_slice record;

    while ((record = spill_merge_next(merge)).n > 0) {
        struct repeat repeat = {.id = ""};

        read_id(&repeat, record);
        if (strcmp(last.id, repeat.id) == 0) {
            memcpy(repeat.other, repeat.id, sizeof repeat.other);
            sink->found(sink->user, REPEAT_ID, &repeat);
        }
        last = repeat;
    }
}

/* -------------------------------------------------------------------------------- repeated calls
 */

struct call {
    uint64_t subscriber;
    uint64_t dur_s, party, event;
    struct repeat repeat;
};

static void read_call(struct call *call, struct tg_slice record)
{
    call->subscriber = take_number(&record, 8);
    call->repeat.start = take_signed(&record);
    call->dur_s = take_number(&record, 4);
    call->party = take_number(&record, 8);
    call->event = take_number(&record, 1);
    keep_text(call->repeat.id, take_slice(&record));
    call->repeat.charge = take_signed(&record);
    call->repeat.kind = take_number(&record, 8);
}

static bool same_call(const struct call *a, const struct call *b)
{
    return a->repeat.start == b->repeat.start && a->dur_s == b->dur_s && a->party == b->party &&
           a->event == b->event;
}

static bool is_forwarded(const struct call *call)
{
    return call->event >= TG_EVENT_FORWARD_UNCONDITIONAL &&
           call->event <= TG_EVENT_FORWARD_UNREACHABLE;
}

static tg_time end_of(const struct call *call)
{
    return call->repeat.start + (tg_time)call->dur_s;
}

/* Forwarded calls do not occupy the subscriber. */
static void find_calls(struct spill_merge *merge, const struct repeat_sink *sink)
{
    struct call last = {0};            /* the first record of the call before */
    struct repeat before = {.id = ""}; /* the record before */
    struct call longest = {0}; /* of the subscriber's calls so far, the one that ends last */
    struct tg_slice record;

    while ((record = spill_merge_next(merge)).n > 0) {
        struct call call = {0};

        read_call(&call, record);
        if (call.subscriber != last.subscriber) longest = (struct call){0};
        if (call.subscriber == last.subscriber && same_call(&call, &last)) {
            bool again = strcmp(call.repeat.id, before.id) == 0; /* told of as an id */

            before = call.repeat;
            if (again) continue;
            memcpy(call.repeat.other, last.repeat.id, sizeof call.repeat.other);
            sink->found(sink->user, REPEAT_CALL, &call.repeat);
            continue;
        }
        last = call;
        before = call.repeat;
        if (is_forwarded(&call)) continue;
        if (longest.subscriber == call.subscriber && call.repeat.start < end_of(&longest)) {
            memcpy(call.repeat.other, longest.repeat.id, sizeof call.repeat.other);
            sink->found(sink->user, REPEAT_OVERLAP, &call.repeat);
        }
        if (longest.subscriber != call.subscriber || end_of(&call) > end_of(&longest))
            longest = call;
    }
}

static struct spill_merge *open_logs(const struct logs *logs)
{
    return spill_merge_open(logs->spills, logs->spill_count, logs->sources, logs->source_count);
}

bool idlog_find(const struct logs *ids, const struct logs *calls, const struct repeat_sink *sink,
                struct tg_error *error)
{
    struct spill_merge *merge = open_logs(ids);
    bool ok;

    find_ids(merge, sink);
    ok = spill_merge_close(merge, error);
    merge = open_logs(calls);
    find_calls(merge, sink);
    return spill_merge_close(merge, ok ? error : NULL) && ok;
}

/* Takes it; NULL = none. */
static void add_spill(struct logs *logs, struct spill *spill)
{
    if (spill == NULL) return;
    logs->spills =
        array_grow(logs->spills, &logs->spill_room, logs->spill_count, sizeof(struct spill *));
    logs->spills[logs->spill_count++] = spill;
}

void logs_take(struct logs *ids, struct logs *calls, struct idlog *log)
{
    add_spill(ids, log->ids);
    add_spill(calls, log->calls);
    text_free(&log->line);
    *log = (struct idlog){0};
}

void logs_merge(struct logs *logs, struct logs *other)
{
    for (size_t i = 0; i < other->spill_count; i++) add_spill(logs, other->spills[i]);
    for (size_t i = 0; i < other->source_count; i++) {
        logs->sources = array_grow(logs->sources, &logs->source_room, logs->source_count,
                                   sizeof *logs->sources);
        logs->sources[logs->source_count++] = other->sources[i];
    }
    other->spill_count = other->source_count = 0;
    logs_free(other);
}

void logs_free(struct logs *logs)
{
    for (size_t i = 0; i < logs->spill_count; i++) spill_close(logs->spills[i]);
    free(logs->spills);
    free(logs->sources);
    *logs = (struct logs){0};
}
