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
    struct tg_quick *finder; /* of its rulebook */
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
    char apart[128];                /* no line of the cache is of two */
};

/* ------------------------------------------------------------------------------- one record */

/* Where the fields of the record at hand are. */
struct fields {
    const struct tg_bulk *bulk; /* NULL = in the reader */
    size_t number;              /* of those read at once */
    const struct tg_cdr_reader *reader;
};

static void give_fields(void *user, struct tg_slice out[TG_RATED_COLUMNS])
{
    const struct fields *fields = user;

    if (fields->bulk != NULL)
        tg_bulk_fields(fields->bulk, out, fields->number);
    else
        tg_rated_reader_fields(fields->reader, out);
}

/* Its kind was counted: notes its id, and whose call it was. */
static inline void note_ids(struct worker *worker, const struct tg_cdr *cdr,
                            const struct id_parts *parts, const struct tally_entry *entry)
{
    if (worker->reading->purpose == COUNT_AND_LOG)
        idlog_add_id(&worker->log, cdr, entry->hash);
    else
        idseen_add(&worker->seen, parts);
    if (cdr->subscriber.n > 0) idlog_add_call(&worker->log, cdr, entry->hash);
}

static void use(struct worker *worker, const struct tally_record *record,
                const struct id_parts *parts)
{
    const struct reading *reading = worker->reading;

    if (reading->purpose == PASS_ON)
        reading->sink->seen(reading->sink->user, record->cdr, record->outcome);
    else if (reading->purpose == LOG_SUSPECTS)
        idlog_add_id(&worker->log, record->cdr, tally_kind_hash(record));
    else
        note_ids(worker, record->cdr, parts, tally_add(&worker->part.tally, record));
}

static void rate_record(struct worker *worker, struct tally_record *record,
                        const struct id_parts *parts, const char *name)
{
    struct tg_outcome outcome;
    struct tg_error error;

    error.status = TG_OK;
    if (tg_rate_amount(worker->reading->how->rulebook, &outcome, record->cdr, &error)) {
        record->outcome = &outcome;
        use(worker, record, parts);
        record->outcome = NULL;
    } else {
        part_reject(&worker->part, name, &error);
    }
}

static inline void take_record(struct worker *worker, struct tally_record *record,
                               const struct id_parts *parts, const char *name)
{
    const struct tally_entry *entry;

    record->hash = id_hash(parts);
    if (record->cell != 0 && (entry = tally_add_quickly(&worker->part.tally, record)) != NULL)
        note_ids(worker, record->cdr, parts, entry);
    else if (worker->reading->purpose != LOG_SUSPECTS ||
             suspects_has(worker->reading->suspects, record->cdr->call_id))
        rate_record(worker, record, parts, name);
}

static struct tally_record begin_record(struct worker *worker, struct fields *fields)
{
    return (struct tally_record){.fields = give_fields,
                                 .user = fields,
                                 .otherwise = worker->reading->how->otherwise,
                                 .memo = &worker->memo};
}

/* -------------------------------------------------------------------------------- stretches */

/* A row that could not be cut. */
static void take_uncut(void *user, enum tg_next next, const struct tg_cdr *cdr,
                       const struct tg_error *error, const struct tg_cdr_reader *reader,
                       size_t file)
{
    struct worker *worker = user;
    const char *name = source_file(worker->reading->source, file)->name;
    struct fields fields = {.reader = reader};
    struct tally_record record = begin_record(worker, &fields);
    struct id_parts parts;

    worker->records[file]++;
    worker->part.read++;
    if (next != TG_NEXT_ROW) {
        part_reject(&worker->part, name, error);
        return;
    }
    parts = id_parts(cdr->call_id);
    record.cdr = cdr;
    take_record(worker, &record, &parts, name);
}

static void forget_bulk(struct worker *worker)
{
    if (worker->bulk != NULL) worker->part.headers += tg_bulk_headers(worker->bulk);
    tg_bulk_free(worker->bulk);
    worker->bulk = NULL;
}

/* Where records read at once stand in the decision table, if they are to be counted. */
static void find_cells(const struct worker *worker, uint32_t cells[TG_BULK_MOST],
                       const struct tg_cdr *cdrs, size_t count)
{
    if (worker->reading->purpose > COUNT_AND_LOG || !tg_bulk_has_slack(worker->bulk)) {
        memset(cells, 0, count * sizeof *cells);
        return;
    }
    tg_quick_find(worker->reading->finder, cells, cdrs, count);
    tally_expect(&worker->part.tally, cells, count);
}

static void take_records(struct worker *worker, const struct tg_cdr *cdrs, size_t count)
{
    struct fields fields = {.bulk = worker->bulk};
    struct tally_record record = begin_record(worker, &fields);
    struct id_parts parts[TG_BULK_MOST];
    uint32_t cells[TG_BULK_MOST];

    for (size_t i = 0; i < count; i++) parts[i] = id_parts(cdrs[i].call_id);
    find_cells(worker, cells, cdrs, count);
    for (size_t i = 0; i < count; i++) {
        fields.number = i;
        record.cdr = &cdrs[i];
        record.cell = cells[i];
        take_record(worker, &record, &parts[i], worker->stretch.name);
    }
}

static void take_stretch(struct worker *worker)
{
    const struct stretch *stretch = &worker->stretch;
    uint64_t before = worker->part.read;
    const struct tg_cdr *cdrs;
    struct tg_error error;
    enum tg_next next;
    size_t count;

    if (stretch->size == 0) return;
    if (worker->layout != stretch->layout) {
        forget_bulk(worker);
        worker->layout = stretch->layout;
        worker->bulk = tg_bulk_new(stretch->layout, stretch->name);
        if (worker->bulk == NULL) arena_exhausted();
    }
    tg_bulk_begin(worker->bulk, stretch->rows, stretch->size, stretch->line);
    while ((next = tg_bulk_next(worker->bulk, &cdrs, &count, &error)) != TG_NEXT_END) {
        worker->part.read += count;
        if (next == TG_NEXT_ROW)
            take_records(worker, cdrs, count);
        else
            part_reject(&worker->part, stretch->name, &error);
    }
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
    if (reading->purpose <= COUNT_AND_LOG)
        tally_quicken(&worker->part.tally, reading->how->rulebook);
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
    if (reading->purpose <= COUNT_AND_LOG) {
        reading->finder = tg_quick_new(reading->how->rulebook);
        if (reading->finder == NULL) arena_exhausted();
    }
    reading->began_ms = reading->told_ms = sut_now_ms();
    pthread_mutex_init(&reading->turn, NULL);
    for (unsigned i = 0; i < jobs; i++) open_worker(&workers[i], reading);
    while (started < jobs &&
           pthread_create(&workers[started].thread, NULL, work, &workers[started]) == 0)
        started++;
    work(&workers[0]);
    for (unsigned i = 1; i < started; i++) pthread_join(workers[i].thread, NULL);
    pthread_mutex_destroy(&reading->turn);
    tg_quick_free(reading->finder);
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
