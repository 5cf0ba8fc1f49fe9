#include "audit_read.h"

#include "arena.h"
#include "audit_progress.h"
#include "idseen.h"
#include "sut_end.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PROGRESS_MS 200

/* What is done with a record. */
enum purpose {
    COUNT_AND_WATCH, /* count it; watch out for ids that repeat */
    COUNT_AND_LOG,   /* count it, log its id */
    LOG_SUSPECTS,    /* it was counted: log its id if that seemed to repeat */
    PASS_ON          /* show it to somebody else */
};

struct reading {
    const struct audit_read *how;
    enum purpose purpose;
    const struct suspects *suspects;
    const struct record_sink *sink;
    uint64_t began_ms, told_ms; /* of the progress */
    bool told;
    struct source *source;
    pthread_mutex_t turn; /* to cut the next stretch */
};

struct worker {
    struct reading *reading;
    pthread_t thread;
    struct part part;
    struct idseen seen;
    struct idlog log;
    struct otherwise_memo memo;
    struct stretch stretch;
    struct tg_bulk *bulk;
    const struct tg_layout *layout; /* for which it is */
    uint64_t *records;              /* by file */
};

/* ------------------------------------------------------------------------------- one record */

/* Where the fields of the record at hand are. */
struct fields {
    const struct tg_bulk *bulk; /* NULL = in the reader */
    const struct tg_cdr_reader *reader;
};

static void give_fields(void *user, struct tg_slice out[TG_RATED_COLUMNS])
{
    const struct fields *fields = user;

    if (fields->bulk != NULL)
        tg_bulk_fields(fields->bulk, out);
    else
        tg_rated_reader_fields(fields->reader, out);
}

static void count(struct worker *worker, const struct tally_record *record,
                  const struct id_parts *parts)
{
    enum purpose purpose = worker->reading->purpose;
    const struct tg_cdr *cdr = record->cdr;
    const struct tally_entry *entry;

    if (purpose == PASS_ON) {
        worker->reading->sink->seen(worker->reading->sink->user, cdr, record->outcome);
        return;
    }
    if (purpose == LOG_SUSPECTS) {
        if (suspects_has(worker->reading->suspects, cdr->call_id))
            idlog_add_id(&worker->log, cdr, tally_kind_hash(record));
        return;
    }
    entry = tally_add(&worker->part.tally, record);
    if (purpose == COUNT_AND_LOG)
        idlog_add_id(&worker->log, cdr, entry->hash);
    else
        idseen_add(&worker->seen, parts);
    if (cdr->subscriber.n > 0) idlog_add_call(&worker->log, cdr, entry->hash);
}

static void take_record(struct worker *worker, const struct tg_cdr *cdr, const char *name,
                        struct fields *fields)
{
    struct tg_error error;
    struct tg_outcome outcome;
    struct id_parts parts = id_parts(cdr->call_id);
    struct tally_record record = {.cdr = cdr,
                                  .outcome = &outcome,
                                  .hash = id_hash(&parts),
                                  .fields = give_fields,
                                  .user = fields,
                                  .otherwise = worker->reading->how->otherwise,
                                  .memo = &worker->memo};

    error.status = TG_OK;
    if (tg_rate_amount(worker->reading->how->rulebook, &outcome, cdr, &error))
        count(worker, &record, &parts);
    else
        part_reject(&worker->part, name, &error);
}

static void take_row(struct worker *worker, enum tg_next next, const struct tg_cdr *cdr,
                     const struct tg_error *error, const char *name, struct fields *fields)
{
    worker->part.read++;
    if (next == TG_NEXT_ROW)
        take_record(worker, cdr, name, fields);
    else
        part_reject(&worker->part, name, error);
}

/* -------------------------------------------------------------------------------- stretches */

/* A row that could not be cut. */
static void take_uncut(void *user, enum tg_next next, const struct tg_cdr *cdr,
                       const struct tg_error *error, const struct tg_cdr_reader *reader,
                       size_t file)
{
    struct worker *worker = user;
    struct fields fields = {.reader = reader};

    worker->records[file]++;
    take_row(worker, next, cdr, error, source_file(worker->reading->source, file)->name, &fields);
}

static void forget_bulk(struct worker *worker)
{
    if (worker->bulk != NULL) worker->part.headers += tg_bulk_headers(worker->bulk);
    tg_bulk_free(worker->bulk);
    worker->bulk = NULL;
}

static void take_stretch(struct worker *worker)
{
    const struct stretch *stretch = &worker->stretch;
    uint64_t before = worker->part.read;
    struct fields fields;
    struct tg_error error;
    struct tg_cdr cdr;
    enum tg_next next;

    if (stretch->size == 0) return;
    if (worker->layout != stretch->layout) {
        forget_bulk(worker);
        worker->layout = stretch->layout;
        worker->bulk = tg_bulk_new(stretch->layout, stretch->name);
        if (worker->bulk == NULL) arena_exhausted();
    }
    fields = (struct fields){.bulk = worker->bulk};
    tg_bulk_begin(worker->bulk, stretch->rows, stretch->size, stretch->line);
    while ((next = tg_bulk_next(worker->bulk, &cdr, &error)) != TG_NEXT_END)
        take_row(worker, next, &cdr, &error, stretch->name, &fields);
    worker->records[stretch->file] += worker->part.read - before;
}

/* On a terminal, not too often. */
static void tell_progress(struct reading *reading)
{
    uint64_t now = sut_now_ms();
    struct source_progress progress;
    char text[AUDIT_PROGRESS_BUF];

    if (!reading->how->progress || now - reading->told_ms < PROGRESS_MS) return;
    reading->told_ms = now;
    reading->told = true;
    progress = source_progress(reading->source);
    audit_progress_format(text, &progress, now - reading->began_ms);
    fprintf(stderr, "\r%s \x1b[K", text);
}

static bool next_stretch(struct worker *worker)
{
    struct reading *reading = worker->reading;
    struct source_sink sink = {worker, take_uncut};
    bool more;

    pthread_mutex_lock(&reading->turn);
    tell_progress(reading);
    more = !sut_stop_asked() && source_next(reading->source, &worker->stretch, &sink);
    pthread_mutex_unlock(&reading->turn);
    return more;
}

static void *work(void *user)
{
    struct worker *worker = user;

    while (next_stretch(worker)) take_stretch(worker);
    forget_bulk(worker);
    return NULL;
}

/* ---------------------------------------------------------------------------------- the whole */

static void open_worker(struct worker *worker, struct reading *reading)
{
    size_t files = reading->how->source.path_count;

    *worker = (struct worker){.reading = reading};
    part_begin(&worker->part);
    idlog_begin(&worker->log);
    if (reading->purpose == COUNT_AND_WATCH) idseen_begin(&worker->seen);
    worker->records = array_grow(NULL, &(size_t){0}, files, sizeof *worker->records);
    memset(worker->records, 0, files * sizeof *worker->records);
}

static void close_worker(struct part *part, struct worker *worker)
{
    logs_take(&worker->part.ids, &worker->part.calls, &worker->log);
    if (worker->reading->purpose >= LOG_SUSPECTS) {
        /* All else was counted before. */
        if (part != NULL) logs_merge(&part->ids, &worker->part.ids);
        part_free(&worker->part);
    } else {
        for (size_t i = 0; i < worker->reading->how->source.path_count; i++)
            part_file(&worker->part, source_file(worker->reading->source, i)->name)->records +=
                worker->records[i];
        part_merge(part, &worker->part);
    }
    stretch_free(&worker->stretch);
    free(worker->records);
}

static void note_files(struct part *part, const struct source *source)
{
    for (size_t i = 0; i < source_files(source); i++) {
        const struct source_file *from = source_file(source, i);
        struct part_file *file = part_file(part, from->name);

        file->bytes += from->bytes;
        file->changed = file->changed || from->changed;
        if (from->fault != NULL && file->fault == NULL) {
            file->fault = strdup(from->fault);
            if (file->fault == NULL) arena_exhausted();
        }
    }
    part->headers += source_headers(source);
}

static bool find_suspects(struct suspects *suspects, struct worker *workers, unsigned jobs,
                          struct tg_error *error)
{
    struct idseen *parts = array_grow(NULL, &(size_t){0}, jobs, sizeof *parts);
    bool ok;

    for (unsigned i = 0; i < jobs; i++) parts[i] = workers[i].seen;
    ok = suspects_find(suspects, parts, jobs, error);
    for (unsigned i = 0; i < jobs; i++) idseen_free(&parts[i]);
    free(parts);
    return ok;
}

/* Has all files read, by as many workers. */
static void read_files(struct reading *reading, struct worker *workers, unsigned jobs)
{
    unsigned started = 1;

    reading->source = source_open(&reading->how->source);
    reading->began_ms = reading->told_ms = sut_now_ms();
    pthread_mutex_init(&reading->turn, NULL);
    for (unsigned i = 0; i < jobs; i++) open_worker(&workers[i], reading);
    while (started < jobs &&
           pthread_create(&workers[started].thread, NULL, work, &workers[started]) == 0)
        started++;
    work(&workers[0]);
    for (unsigned i = 1; i < started; i++) pthread_join(workers[i].thread, NULL);
    pthread_mutex_destroy(&reading->turn);
    if (reading->told) fprintf(stderr, "\r\x1b[K");
}

/* Reads all files once; with a purpose that watches, finds ids that may repeat. */
static bool read_once(struct part *part, const struct audit_read *how, enum purpose purpose,
                      struct suspects *suspects, struct tg_error *error)
{
    struct reading reading = {.how = how, .purpose = purpose, .suspects = suspects};
    struct worker *workers = array_grow(NULL, &(size_t){0}, how->jobs, sizeof *workers);
    bool ok = true;

    read_files(&reading, workers, how->jobs);
    otherwise_forget(how->otherwise); /* before others take as much memory */
    if (purpose == COUNT_AND_WATCH) ok = find_suspects(suspects, workers, how->jobs, error);
    for (unsigned i = 0; i < how->jobs; i++) close_worker(part, &workers[i]);
    part->cut_short = part->cut_short || sut_stop_asked();
    if (purpose != LOG_SUSPECTS) note_files(part, reading.source);
    source_close(reading.source);
    free(workers);
    return ok;
}

void audit_read_again(const struct audit_read *how, const struct record_sink *sink)
{
    struct reading reading = {.how = how, .purpose = PASS_ON, .sink = sink};
    struct worker worker;

    read_files(&reading, &worker, 1);
    close_worker(NULL, &worker);
    source_close(reading.source);
}

bool audit_can_read_again(const struct source_options *options)
{
    for (size_t i = 0; i < options->path_count; i++) {
        struct stat facts;

        if (strcmp(options->paths[i], "-") == 0 || stat(options->paths[i], &facts) != 0 ||
            !S_ISREG(facts.st_mode))
            return false;
    }
    return true;
}

bool audit_read(struct part *part, const struct audit_read *how, struct tg_error *error)
{
    struct suspects suspects = {0};
    bool ok;

    if (how->log_all || !audit_can_read_again(&how->source))
        return read_once(part, how, COUNT_AND_LOG, &suspects, error);
    ok = read_once(part, how, COUNT_AND_WATCH, &suspects, error) &&
         (suspects.count == 0 || read_once(part, how, LOG_SUSPECTS, &suspects, error));
    suspects_free(&suspects);
    return ok;
}
