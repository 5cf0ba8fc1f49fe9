#include "spill.h"

#include "arena.h"
#include "text.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_RUNS 64                  /* that are read side by side */
#define WINDOW    ((size_t)72 * 1024) /* holds any record */
#define LENGTH    sizeof(uint16_t)

/* A sorted part in the file. */
struct run {
    off_t from, to;
};

/* A record in memory: its first bytes, so that few comparisons have to look at the rest. */
struct item {
    uint64_t key; /* in the order of the bytes */
    uint32_t at;  /* where it begins */
};

struct spill {
    char *memory;
    size_t size, used;
    struct item *at;
    size_t count, at_room;
    int fd; /* -1 = nothing was spilled */
    off_t end;
    struct run *runs;
    size_t run_count, run_room;
    int failure; /* errno */
};

static size_t length_at(const char *p)
{
    uint16_t n;

    memcpy(&n, p, sizeof n);
    return n;
}

static int compare(struct tg_slice a, struct tg_slice b)
{
    int order = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);

    if (order != 0) return order;
    return a.n < b.n ? -1 : a.n > b.n;
}

struct spill *spill_open(size_t memory)
{
    struct spill *spill = calloc(1, sizeof *spill);

    if (spill == NULL) arena_exhausted();
    spill->size = memory == 0 ? SPILL_MEMORY : memory;
    if (spill->size < SPILL_RECORD + LENGTH) spill->size = SPILL_RECORD + LENGTH;
    spill->fd = -1;
    return spill;
}

void spill_close(struct spill *spill)
{
    if (spill == NULL) return;
    if (spill->fd >= 0) close(spill->fd);
    free(spill->memory);
    free(spill->at);
    free(spill->runs);
    free(spill);
}

/* ------------------------------------------------------------------------------------ writing */

static int temporary_file(void)
{
    const char *dir = getenv("TMPDIR");
    struct text name = {0};
    int fd;

    text_addf(&name, "%s/tollgate-XXXXXX", dir != NULL && dir[0] != '\0' ? dir : "/tmp");
    fd = mkostemp(name.p, O_CLOEXEC);
    if (fd >= 0) unlink(name.p);
    text_free(&name);
    return fd;
}

static bool write_all(struct spill *spill, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t written = pwrite(spill->fd, p, n, spill->end);

        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            spill->failure = written < 0 ? errno : ENOSPC;
            return false;
        }
        spill->end += written;
        p += written;
        n -= (size_t)written;
    }
    return true;
}

/* What is written, a window at a time. */
struct writer {
    struct spill *spill;
    char window[WINDOW];
    size_t used;
};

static void flush(struct writer *writer)
{
    if (writer->spill->failure == 0) write_all(writer->spill, writer->window, writer->used);
    writer->used = 0;
}

static void put(struct writer *writer, struct tg_slice record)
{
    uint16_t n = (uint16_t)record.n;

    if (WINDOW - writer->used < record.n + LENGTH) flush(writer);
    memcpy(writer->window + writer->used, &n, sizeof n);
    memcpy(writer->window + writer->used + LENGTH, record.p, record.n);
    writer->used += record.n + LENGTH;
}

static void begin_run(struct spill *spill, struct writer *writer)
{
    if (spill->fd < 0 && spill->failure == 0) {
        spill->fd = temporary_file();
        if (spill->fd < 0) spill->failure = errno;
    }
    *writer = (struct writer){.spill = spill};
    spill->runs = array_grow(spill->runs, &spill->run_room, spill->run_count, sizeof *spill->runs);
    spill->runs[spill->run_count].from = spill->end;
}

static void end_run(struct spill *spill, struct writer *writer)
{
    flush(writer);
    spill->runs[spill->run_count++].to = spill->end;
}

/* ------------------------------------------------------------------------------------ sorting */

static struct tg_slice record_in(const char *memory, uint32_t at)
{
    return (struct tg_slice){memory + at + LENGTH, length_at(memory + at)};
}

static int by_bytes(const void *a, const void *b, void *memory)
{
    const struct item *x = a;
    const struct item *y = b;

    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return compare(record_in(memory, x->at), record_in(memory, y->at));
}

static uint64_t key_of(const void *record, size_t n)
{
    const unsigned char *p = record;
    uint64_t key = 0;

    for (size_t i = 0; i < 8; i++) key = key << 8 | (i < n ? p[i] : 0u);
    return key;
}

static void sort(struct spill *spill)
{
    if (spill->count > 0)
        qsort_r(spill->at, spill->count, sizeof *spill->at, by_bytes, spill->memory);
}

static void merge_runs(struct spill *spill);

static void spill_out(struct spill *spill)
{
    struct writer writer;

    sort(spill);
    begin_run(spill, &writer);
    for (size_t i = 0; i < spill->count; i++)
        put(&writer, record_in(spill->memory, spill->at[i].at));
    end_run(spill, &writer);
    spill->count = spill->used = 0;
    if (spill->run_count == MOST_RUNS) merge_runs(spill);
}

void spill_add(struct spill *spill, const void *record, size_t n)
{
    uint16_t length = (uint16_t)n;

    assert(n <= SPILL_RECORD);
    if (spill->memory == NULL) {
        spill->memory = malloc(spill->size);
        if (spill->memory == NULL) arena_exhausted();
    }
    if (spill->size - spill->used < n + LENGTH) spill_out(spill);
    spill->at = array_grow(spill->at, &spill->at_room, spill->count, sizeof *spill->at);
    spill->at[spill->count++] = (struct item){key_of(record, n), (uint32_t)spill->used};
    memcpy(spill->memory + spill->used, &length, sizeof length);
    memcpy(spill->memory + spill->used + LENGTH, record, n);
    spill->used += n + LENGTH;
}

/* ------------------------------------------------------------------------------------ merging */

/* One sorted stream of records. */
struct stream {
    struct tg_slice head; /* the next record; n = 0: there is none */
    /* Records in memory: */
    struct spill *spill;
    size_t next;
    /* in a file, */
    off_t from, to;
    char *window;
    size_t begin, filled;
    /* or elsewhere. */
    const struct spill_source *source;
};

struct spill_merge {
    struct stream *streams;
    size_t count, room;
    struct stream **heap; /* the one with the first record on top */
    size_t heap_count;
    int failure;
};

static bool read_more(struct stream *stream)
{
    ssize_t n;

    memmove(stream->window, stream->window + stream->begin, stream->filled - stream->begin);
    stream->filled -= stream->begin;
    stream->begin = 0;
    n = stream->to - stream->from < (off_t)(WINDOW - stream->filled)
            ? (ssize_t)(stream->to - stream->from)
            : (ssize_t)(WINDOW - stream->filled);
    do n = pread(stream->spill->fd, stream->window + stream->filled, (size_t)n, stream->from);
    while (n < 0 && errno == EINTR);
    if (n <= 0) {
        stream->spill->failure = n < 0 ? errno : EIO;
        return false;
    }
    stream->from += n;
    stream->filled += (size_t)n;
    return true;
}

/* Makes so many bytes ready in the window. */
static bool need(struct stream *stream, size_t n)
{
    while (stream->filled - stream->begin < n) {
        if (stream->from >= stream->to) return false;
        if (!read_more(stream)) return false;
    }
    return true;
}

static void advance(struct stream *stream)
{
    size_t n;

    stream->head.n = 0;
    if (stream->source != NULL) {
        stream->head = stream->source->next(stream->source->user);
        return;
    }
    if (stream->window == NULL) {
        if (stream->next < stream->spill->count)
            stream->head = record_in(stream->spill->memory, stream->spill->at[stream->next++].at);
        return;
    }
    if (!need(stream, LENGTH)) return;
    n = length_at(stream->window + stream->begin);
    if (!need(stream, LENGTH + n)) return;
    stream->head = (struct tg_slice){stream->window + stream->begin + LENGTH, n};
    stream->begin += LENGTH + n;
}

static void sink_down(struct spill_merge *merge, size_t at)
{
    for (;;) {
        size_t child = 2 * at + 1;
        struct stream *stream = merge->heap[at];

        if (child >= merge->heap_count) return;
        if (child + 1 < merge->heap_count &&
            compare(merge->heap[child + 1]->head, merge->heap[child]->head) < 0)
            child++;
        if (compare(stream->head, merge->heap[child]->head) <= 0) return;
        merge->heap[at] = merge->heap[child];
        merge->heap[child] = stream;
        at = child;
    }
}

static struct stream *add_stream(struct spill_merge *merge)
{
    merge->streams = array_grow(merge->streams, &merge->room, merge->count, sizeof *merge->streams);
    merge->streams[merge->count] = (struct stream){0};
    return &merge->streams[merge->count++];
}

static void add_runs(struct spill_merge *merge, struct spill *spill)
{
    for (size_t i = 0; i < spill->run_count; i++) {
        struct stream *stream = add_stream(merge);

        stream->spill = spill;
        stream->from = spill->runs[i].from;
        stream->to = spill->runs[i].to;
        stream->window = malloc(WINDOW);
        if (stream->window == NULL) arena_exhausted();
    }
}

static void make_heap(struct spill_merge *merge)
{
    merge->heap = array_grow(NULL, &(size_t){0}, merge->count, sizeof *merge->heap);
    for (size_t i = 0; i < merge->count; i++) {
        advance(&merge->streams[i]);
        if (merge->streams[i].head.n > 0) merge->heap[merge->heap_count++] = &merge->streams[i];
    }
    for (size_t i = merge->heap_count; i-- > 0;) sink_down(merge, i);
}

struct spill_merge *spill_merge_open(struct spill *const *spills, size_t spill_count,
                                     const struct spill_source *sources, size_t source_count)
{
    struct spill_merge *merge = calloc(1, sizeof *merge);

    if (merge == NULL) arena_exhausted();
    for (size_t i = 0; i < spill_count; i++) {
        sort(spills[i]);
        add_runs(merge, spills[i]);
        add_stream(merge)->spill = spills[i];
    }
    for (size_t i = 0; i < source_count; i++) add_stream(merge)->source = &sources[i];
    make_heap(merge);
    return merge;
}

/* The record given last stays where it is until its stream goes on, in the next call. */
struct tg_slice spill_merge_next(struct spill_merge *merge)
{
    if (merge->heap_count > 0 && merge->heap[0]->head.p == NULL) {
        advance(merge->heap[0]);
        if (merge->heap[0]->head.n == 0) merge->heap[0] = merge->heap[--merge->heap_count];
        sink_down(merge, 0);
    }
    if (merge->heap_count > 0) {
        struct tg_slice record = merge->heap[0]->head;

        merge->heap[0]->head.p = NULL; /* taken */
        return record;
    }
    return (struct tg_slice){NULL, 0};
}

bool spill_merge_close(struct spill_merge *merge, struct tg_error *error)
{
    int failure = 0;

    for (size_t i = 0; i < merge->count; i++) {
        if (merge->streams[i].spill != NULL && merge->streams[i].spill->failure != 0)
            failure = merge->streams[i].spill->failure;
        free(merge->streams[i].window);
    }
    free(merge->streams);
    free(merge->heap);
    free(merge);
    if (failure == 0) return true;
    return tg_fail(error, TG_E_IO, NULL, 0, 0, "a temporary file cannot be kept: %s",
                   strerror(failure));
}

/* All runs become one, at the end of the file. */
static void merge_runs(struct spill *spill)
{
    struct spill_merge *merge = calloc(1, sizeof *merge);
    struct tg_slice record;
    struct writer writer;
    struct run whole;

    if (merge == NULL) arena_exhausted();
    add_runs(merge, spill);
    make_heap(merge);
    begin_run(spill, &writer);
    while ((record = spill_merge_next(merge)).n > 0) put(&writer, record);
    end_run(spill, &writer);
    spill_merge_close(merge, NULL);
    whole = spill->runs[spill->run_count - 1];
    spill->runs[0] = whole;
    spill->run_count = 1;
}
