#include "audit_read.h"

#include "arena.h"
#include "hash.h"
#include "sut_end.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    const struct audit_read *how;
    struct source *source;
    pthread_mutex_t turn; /* to cut the next stretch */
};

struct worker {
    struct reading *reading;
    pthread_t thread;
    struct part part;
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

static void take_record(struct worker *worker, const struct tg_cdr *cdr, const char *name,
                        struct fields *fields)
{
    struct tg_error error;
    struct tg_outcome outcome;
    struct tally_record record = {.cdr = cdr,
                                  .outcome = &outcome,
                                  .hash = hash_bytes(cdr->call_id.p, cdr->call_id.n),
                                  .fields = give_fields,
                                  .user = fields};

    error.status = TG_OK;
    if (tg_rate(worker->reading->how->rulebook, &outcome, cdr, &error))
        tally_add(&worker->part.tally, &record);
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

static bool next_stretch(struct worker *worker)
{
    struct reading *reading = worker->reading;
    struct source_sink sink = {worker, take_uncut};
    bool more;

    pthread_mutex_lock(&reading->turn);
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
    worker->records = array_grow(NULL, &(size_t){0}, files, sizeof *worker->records);
    memset(worker->records, 0, files * sizeof *worker->records);
}

static void close_worker(struct part *part, struct worker *worker)
{
    for (size_t i = 0; i < worker->reading->how->source.path_count; i++)
        part_file(&worker->part, source_file(worker->reading->source, i)->name)->records +=
            worker->records[i];
    part_merge(part, &worker->part);
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

void audit_read(struct part *part, const struct audit_read *how)
{
    struct reading reading = {.how = how, .source = source_open(&how->source)};
    struct worker *workers = array_grow(NULL, &(size_t){0}, how->jobs, sizeof *workers);
    unsigned started = 1;

    pthread_mutex_init(&reading.turn, NULL);
    for (unsigned i = 0; i < how->jobs; i++) open_worker(&workers[i], &reading);
    while (started < how->jobs &&
           pthread_create(&workers[started].thread, NULL, work, &workers[started]) == 0)
        started++;
    work(&workers[0]);
    for (unsigned i = 1; i < started; i++) pthread_join(workers[i].thread, NULL);
    for (unsigned i = 0; i < how->jobs; i++) close_worker(part, &workers[i]);
    part->cut_short = sut_stop_asked();
    note_files(part, reading.source);
    source_close(reading.source);
    pthread_mutex_destroy(&reading.turn);
    free(workers);
}
