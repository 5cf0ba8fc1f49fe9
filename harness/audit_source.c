#include "audit_source.h"

#include "arena.h"
#include "audit_layout.h"
#include "input_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What is carried over is at most what a reader reads ahead, and a record. */
#define ROOM(chunk) ((chunk) + 6 * (size_t)TG_CSV_MAX_RECORD)

struct source {
    struct source_options options;
    struct source_file *files;
    struct arena arena;
    size_t file; /* being read */
    struct input_file *input;
    struct audit_layout *layout;    /* of files in a vendor's; NULL = they are in ours */
    const struct source_sink *sink; /* while a stretch is cut */
    struct tg_cdr_reader *reader;   /* of its header, and of rows that cannot be cut */
    struct text carry;              /* the begin of the next stretch */
    long line;                      /* at which that begins */
    bool drained;
    uint64_t headers;
    uint64_t all;                       /* bytes of all files, on the disk */
    uint64_t closed_bytes, closed_rows; /* of those that are closed */
    uint64_t size_before;
    uint64_t taken;       /* bytes of this file, as CSV */
    struct tg_slice left; /* for the reader, before the input */
};

/* --------------------------------------------------------------------------------- files */

static uint64_t size_of(const char *path)
{
    struct stat facts;

    return strcmp(path, "-") != 0 && stat(path, &facts) == 0 && S_ISREG(facts.st_mode)
               ? (uint64_t)facts.st_size
               : 0;
}

struct source *source_open(const struct source_options *options)
{
    struct source *source = calloc(1, sizeof *source);

    if (source == NULL) arena_exhausted();
    source->options = *options;
    if (source->options.chunk == 0) source->options.chunk = SOURCE_CHUNK;
    source->files = array_grow(NULL, &(size_t){0}, options->path_count, sizeof *source->files);
    for (size_t i = 0; i < options->path_count; i++) {
        const char *path = options->paths[i];

        source->files[i] = (struct source_file){.name = strcmp(path, "-") == 0 ? "stdin" : path};
        source->all += size_of(path);
    }
    return source;
}

static void fail_file(struct source *source, const struct tg_error *error)
{
    char buf[TG_ERROR_TEXT + 256];

    tg_error_format(buf, sizeof buf, error);
    source->files[source->file].fault = arena_text(&source->arena, tg_slice_of(buf));
}

static void close_file(struct source *source)
{
    struct source_file *file = &source->files[source->file];

    if (source->reader != NULL) source->headers += tg_rated_reader_headers(source->reader);
    if (source->layout != NULL) source->headers += audit_layout_headers(source->layout);
    tg_cdr_reader_free(source->reader);
    audit_layout_close(source->layout);
    if (source->input != NULL) source->closed_bytes += input_file_taken(source->input);
    source->closed_rows += (uint64_t)source->line;
    source->line = 0;
    input_file_close(source->input);
    source->reader = NULL;
    source->layout = NULL;
    source->input = NULL;
    file->changed = size_of(source->options.paths[source->file]) != source->size_before;
    source->file++;
}

static ptrdiff_t read_input(void *user, void *buf, size_t size)
{
    struct source *source = user;
    ptrdiff_t n;

    if (size > source->options.chunk) size = source->options.chunk;
    n = input_file_read(source->input, buf, size);
    if (n > 0) source->files[source->file].bytes += (uint64_t)n;
    return n;
}

/* A row of a vendor's file that is no record. */
static void pass_reject(void *user, const struct tg_error *error)
{
    struct source *source = user;
    const struct tg_cdr cdr = {.line = error->line};

    source->sink->row(source->sink->user, TG_NEXT_BAD_ROW, &cdr, error, source->reader,
                      source->file);
}

/* The file as CSV of ours. */
static ptrdiff_t read_text(void *user, void *buf, size_t size)
{
    struct source *source = user;
    ptrdiff_t n = source->layout != NULL ? audit_layout_read(source->layout, buf, size)
                                         : read_input(source, buf, size);

    if (n > 0) source->taken += (uint64_t)n;
    return n;
}

static void explain(const struct source *source, struct tg_error *error)
{
    input_file_explain(source->input, error);
    if (source->layout != NULL && error->status == TG_E_IO)
        audit_layout_explain(source->layout, error);
}

/* Reads the header; what was read beyond it is the begin of the first stretch. */
static bool open_file(struct source *source)
{
    struct source_file *file = &source->files[source->file];
    struct tg_error error = {.status = TG_OK};
    bool skipping;

    source->drained = false;
    source->carry.n = 0;
    source->taken = 0;
    source->size_before = size_of(source->options.paths[source->file]);
    source->input = input_file_open(source->options.paths[source->file], &error);
    if (source->input != NULL) {
        if (source->options.layout != NULL)
            source->layout = audit_layout_open(source->options.layout, file->name, read_input,
                                               pass_reject, source);
        source->reader = tg_rated_reader_new(read_text, source, file->name);
        if (source->reader == NULL) arena_exhausted();
        file->open = tg_rated_reader_header(source->reader, &file->layout, &error);
        explain(source, &error);
    }
    if (!file->open) {
        fail_file(source, &error);
        close_file(source);
        return false;
    }
    text_add(&source->carry, tg_cdr_reader_unread(source->reader, &source->line, &skipping));
    /* The header row is none of the vendor's lines. */
    source->line -= source->layout != NULL;
    return true;
}

/* ------------------------------------------------------------------------------ stretches */

static void make_room(struct stretch *stretch, size_t chunk)
{
    if (stretch->memory != NULL) return;
    stretch->memory = calloc(1, ROOM(chunk) + 2 * TG_BULK_SLACK);
    if (stretch->memory == NULL) arena_exhausted();
    stretch->rows = stretch->memory + TG_BULK_SLACK;
}

void stretch_free(struct stretch *stretch)
{
    free(stretch->memory);
    *stretch = (struct stretch){0};
}

/* The error of a read that failed. */
static void note_failure(struct source *source)
{
    struct tg_error error = {.status = TG_OK};
    const char *name = source->files[source->file].name;

    tg_fail(&error, TG_E_IO, name, 0, 0, "cannot be read: %s", strerror(errno));
    explain(source, &error);
    fail_file(source, &error);
}

/* Adds what one read gives. */
static void fill(struct source *source, struct stretch *stretch)
{
    ptrdiff_t n = read_text(source, stretch->rows + stretch->size, source->options.chunk);

    if (n < 0) note_failure(source);
    source->drained = n <= 0;
    if (n > 0) stretch->size += (size_t)n;
}

static bool has_line(const struct stretch *stretch, size_t from)
{
    return memchr(stretch->rows + from, '\n', stretch->size - from) != NULL;
}

/* What was carried over, and at least one line more unless that takes more than a record may. */
static void gather(struct source *source, struct stretch *stretch, struct tg_survey *survey)
{
    bool line;

    stretch->size = source->carry.n;
    if (source->carry.n > 0) memcpy(stretch->rows, source->carry.p, source->carry.n);
    source->carry.n = 0;
    line = has_line(stretch, 0);
    do {
        size_t before = stretch->size;

        if (!source->drained) fill(source, stretch);
        line = line || has_line(stretch, before);
    } while (!source->drained && !line && stretch->size <= TG_CSV_MAX_RECORD);
    tg_survey(survey, stretch->rows, stretch->size);
}

/* What the reader of rows that cannot be cut reads: the stretch, then the input. */
static ptrdiff_t read_on(void *user, void *buf, size_t size)
{
    struct source *source = user;
    ptrdiff_t n = (ptrdiff_t)(source->left.n < size ? source->left.n : size);

    if (n > 0) {
        memcpy(buf, source->left.p, (size_t)n);
        source->left.p += n;
        source->left.n -= (size_t)n;
        return n;
    }
    if (source->drained) return 0;
    n = read_text(source, buf, size);
    if (n < 0) note_failure(source);
    source->drained = n <= 0;
    return n < 0 ? 0 : n;
}

/* Reads rows until the stretch is behind. */
static void read_through(struct source *source, struct stretch *stretch,
                         const struct source_sink *sink)
{
    struct tg_error error = {.status = TG_OK};
    uint64_t before = source->taken;
    struct tg_slice unread = {NULL, 0};
    enum tg_next next;
    bool skipping;

    source->left = (struct tg_slice){stretch->rows, stretch->size};
    tg_cdr_reader_restart(source->reader, read_on, source, source->line);
    do {
        struct tg_cdr cdr;

        next = tg_cdr_next(source->reader, &cdr, &error);
        if (next == TG_NEXT_ROW || next == TG_NEXT_BAD_ROW)
            sink->row(sink->user, next, &cdr, &error, source->reader, source->file);
        unread = tg_cdr_reader_unread(source->reader, &source->line, &skipping);
    } while (next != TG_NEXT_END && next != TG_NEXT_FAILED &&
             (skipping || source->left.n + unread.n > source->taken - before));
    text_add(&source->carry, unread);
    stretch->size = 0;
}

/* A last line without its end gets one. */
static void end_last_line(struct source *source, struct stretch *stretch, struct tg_survey *survey)
{
    if (!source->drained || survey->whole == stretch->size || survey->runs_on) return;
    stretch->rows[stretch->size++] = '\n';
    tg_survey(survey, stretch->rows, stretch->size);
}

static bool next_of_file(struct source *source, struct stretch *stretch,
                         const struct source_sink *sink)
{
    struct tg_survey survey;

    gather(source, stretch, &survey);
    end_last_line(source, stretch, &survey);
    if (stretch->size == 0) return false;
    if (survey.runs_on || survey.whole == 0) {
        read_through(source, stretch, sink);
        return true;
    }
    text_add(&source->carry,
             (struct tg_slice){stretch->rows + survey.whole, stretch->size - survey.whole});
    stretch->size = survey.whole;
    stretch->line = source->line;
    source->line += (long)survey.lines;
    return true;
}

bool source_next(struct source *source, struct stretch *stretch, const struct source_sink *sink)
{
    make_room(stretch, source->options.chunk);
    source->sink = sink;
    while (source->file < source->options.path_count) {
        if (source->input == NULL && !open_file(source)) continue;
        stretch->file = source->file;
        stretch->layout = &source->files[source->file].layout;
        stretch->name = source->files[source->file].name;
        if (next_of_file(source, stretch, sink)) return true;
        close_file(source);
    }
    return false;
}

size_t source_files(const struct source *source)
{
    return source->options.path_count;
}

const struct source_file *source_file(const struct source *source, size_t i)
{
    return &source->files[i];
}

uint64_t source_headers(const struct source *source)
{
    return source->headers;
}

struct source_progress source_progress(const struct source *source)
{
    struct source_progress progress = {source->closed_bytes, source->all,
                                       source->closed_rows + (uint64_t)source->line};

    if (source->input != NULL) progress.done += input_file_taken(source->input);
    return progress;
}

void source_close(struct source *source)
{
    if (source == NULL) return;
    if (source->input != NULL) close_file(source);
    free(source->files);
    text_free(&source->carry);
    arena_free(&source->arena);
    free(source);
}
