#include "audit_save.h"

#include "arena.h"
#include "binomial.h"
#include "input_file.h"
#include "new_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#define MAGIC       "tollgate partial audit 2"
#define MOST_FRAME  ((size_t)1 << 20) /* bytes of one */
#define WINDOW      ((size_t)128 * 1024)
#define COMPRESSION 1

#define MAKES_NO_SENSE "is damaged: a frame makes no sense"

/* A frame: a letter, the length of what follows in four bytes, the lowest first, and that. */
enum frame_kind {
    FRAME_HEADER = 'H',
    FRAME_COUNTS = 'C',
    FRAME_FILE = 'F',
    FRAME_REJECT = 'R',
    FRAME_KIND = 'K',
    FRAME_ID = 'I',
    FRAME_CALL = 'S',
    FRAME_END = 'E'
};

/* ------------------------------------------------------------------------------------ numbers */

static void put_number(struct text *out, uint64_t value)
{
    char bytes[8];

    for (size_t i = 0; i < 8; i++) bytes[i] = (char)(unsigned char)(value >> 8 * i);
    text_add(out, (struct tg_slice){bytes, 8});
}

static void put_wide(struct text *out, wide value)
{
    put_number(out, (uint64_t)(uwide)value);
    put_number(out, (uint64_t)((uwide)value >> 64));
}

static void put_text(struct text *out, const char *text)
{
    struct tg_slice slice = tg_slice_of(text != NULL ? text : "");

    put_number(out, slice.n);
    text_add(out, slice);
}

/* A frame being read; `short_of` = it ended too early. */
struct frame {
    struct tg_slice left;
    bool short_of;
};

static uint64_t take_number(struct frame *frame)
{
    uint64_t value = 0;

    if (frame->left.n < 8) {
        frame->short_of = true;
        return 0;
    }
    for (size_t i = 0; i < 8; i++) value |= (uint64_t)(unsigned char)frame->left.p[i] << 8 * i;
    frame->left.p += 8;
    frame->left.n -= 8;
    return value;
}

static wide take_wide(struct frame *frame)
{
    uint64_t low = take_number(frame);

    return (wide)((uwide)take_number(frame) << 64 | low);
}

static char *take_text(struct frame *frame)
{
    uint64_t n = take_number(frame);
    char *text;

    if (n > frame->left.n) {
        frame->short_of = true;
        n = 0;
    }
    text = strndup(frame->left.p, n);
    if (text == NULL) arena_exhausted();
    frame->left.p += n;
    frame->left.n -= n;
    return text;
}

/* ------------------------------------------------------------------------------------ writing */

struct saving {
    struct new_file file;
    ZSTD_CStream *zstd;
    char out[WINDOW];
    int failure; /* errno */
    struct text frame;
};

static void write_out(struct saving *saving, const char *p, size_t n)
{
    while (n > 0 && saving->failure == 0) {
        ssize_t written = write(saving->file.fd, p, n);

        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            saving->failure = written < 0 ? errno : ENOSPC;
            return;
        }
        p += written;
        n -= (size_t)written;
    }
}

static void compress(struct saving *saving, const void *p, size_t n, ZSTD_EndDirective end)
{
    ZSTD_inBuffer in = {p, n, 0};
    size_t left;

    do {
        ZSTD_outBuffer out = {saving->out, WINDOW, 0};

        left = ZSTD_compressStream2(saving->zstd, &out, &in, end);
        if (ZSTD_isError(left)) arena_exhausted();
        write_out(saving, saving->out, out.pos);
    } while (end == ZSTD_e_end ? left > 0 : in.pos < in.size);
}

static void put_frame(struct saving *saving, enum frame_kind kind, struct tg_slice content)
{
    unsigned char head[5] = {(unsigned char)kind, (unsigned char)content.n,
                             (unsigned char)(content.n >> 8), (unsigned char)(content.n >> 16),
                             (unsigned char)(content.n >> 24)};

    compress(saving, head, sizeof head, ZSTD_e_continue);
    compress(saving, content.p, content.n, ZSTD_e_continue);
}

/* Writes the frame that was put together, and begins another. */
static void end_frame(struct saving *saving, enum frame_kind kind)
{
    put_frame(saving, kind, text_slice(&saving->frame));
    saving->frame.n = 0;
}

static void save_header(struct saving *saving, const struct part_tariff *tariff)
{
    struct text *frame = &saving->frame;

    put_text(frame, MAGIC);
    put_text(frame, tariff->version);
    put_text(frame, tariff->overlays);
    put_text(frame, tariff->digests);
    put_number(frame, tariff->fixed);
    end_frame(saving, FRAME_HEADER);
}

static void save_counts(struct saving *saving, const struct part *part)
{
    struct text *frame = &saving->frame;

    put_number(frame, part->read);
    put_number(frame, part->rejected);
    put_number(frame, part->headers);
    put_number(frame, part->missing);
    put_number(frame, part->unexpected);
    put_number(frame, part->cut_short);
    put_number(frame, part->tally.hash_limit);
    end_frame(saving, FRAME_COUNTS);
    for (size_t i = 0; i < part->file_count; i++) {
        put_text(frame, part->files[i].name);
        put_number(frame, part->files[i].records);
        put_number(frame, part->files[i].bytes);
        put_text(frame, part->files[i].fault);
        put_number(frame, part->files[i].changed);
        end_frame(saving, FRAME_FILE);
    }
    for (size_t i = 0; i < part->reject_count; i++) {
        put_text(frame, part->rejects[i].file);
        put_number(frame, (uint64_t)part->rejects[i].line);
        put_number(frame, (uint64_t)part->rejects[i].column);
        put_text(frame, part->rejects[i].text);
        end_frame(saving, FRAME_REJECT);
    }
}

static void save_kind(struct saving *saving, const struct tally_entry *entry)
{
    const struct tally_kind *kind = &entry->kind;
    struct text *frame = &saving->frame;
    const uint64_t numbers[] = {(uint64_t)kind->a, (uint64_t)kind->b,
                                (uint64_t)kind->c, kind->otherwise,
                                kind->basis,       kind->action,
                                kind->rule,        kind->plan,
                                kind->event,       kind->destination,
                                kind->system,      kind->outcome,
                                kind->form,        (uint64_t)(int64_t)kind->side,
                                kind->convention,  entry->hash};

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) put_number(frame, numbers[i]);
    put_number(frame, entry->month_count);
    for (size_t i = 0; i < entry->month_count; i++) {
        const struct tally_sums *sums = &entry->months[i].sums;

        put_number(frame, entry->months[i].month);
        put_number(frame, sums->count);
        put_wide(frame, sums->charged);
        put_wide(frame, sums->right);
        put_wide(frame, sums->units);
    }
    put_number(frame, entry->examples);
    for (size_t i = 0; i < entry->examples; i++) {
        put_number(frame, entry->example[i].hash);
        put_text(frame, entry->example[i].text);
    }
    end_frame(saving, FRAME_KIND);
}

static bool save_logs(struct saving *saving, const struct logs *logs, enum frame_kind kind,
                      struct tg_error *error)
{
    struct spill_merge *merge =
        spill_merge_open(logs->spills, logs->spill_count, logs->sources, logs->source_count);
    struct tg_slice record;

    while ((record = spill_merge_next(merge)).n > 0) put_frame(saving, kind, record);
    return spill_merge_close(merge, error);
}

static bool save_all(struct saving *saving, const struct part *part,
                     const struct part_tariff *tariff, struct tg_error *error)
{
    bool ok;

    save_header(saving, tariff);
    save_counts(saving, part);
    for (size_t i = 0; i < part->tally.count; i++) save_kind(saving, &part->tally.list[i]);
    ok = save_logs(saving, &part->ids, FRAME_ID, error) &&
         save_logs(saving, &part->calls, FRAME_CALL, error);
    put_frame(saving, FRAME_END, (struct tg_slice){"", 0});
    compress(saving, "", 0, ZSTD_e_end);
    return ok;
}

static bool open_saving(struct saving *saving, const char *path, struct tg_error *error)
{
    struct stat facts;

    if (lstat(path, &facts) == 0 && !S_ISREG(facts.st_mode))
        return tg_fail(error, TG_E_IO, path, 0, 0,
                       "cannot be written: expected a regular file or a new name");
    if (!new_file_begin(&saving->file, path, error)) return false;
    saving->zstd = ZSTD_createCStream();
    if (saving->zstd == NULL) arena_exhausted();
    ZSTD_CCtx_setParameter(saving->zstd, ZSTD_c_compressionLevel, COMPRESSION);
    ZSTD_CCtx_setParameter(saving->zstd, ZSTD_c_checksumFlag, 1);
    return true;
}

static bool close_saving(struct saving *saving, bool ok, struct tg_error *error)
{
    ZSTD_freeCStream(saving->zstd);
    text_free(&saving->frame);
    if (ok && saving->failure != 0)
        ok = tg_fail(error, TG_E_IO, saving->file.path, 0, 0, "cannot be written: %s",
                     strerror(saving->failure));
    return new_file_end(&saving->file, ok, error);
}

bool part_save(struct part *part, const char *path, const struct part_tariff *tariff,
               const struct part_whole *whole, struct tg_error *error)
{
    struct saving *saving = calloc(1, sizeof *saving);
    bool ok;

    if (saving == NULL) arena_exhausted();
    ok = open_saving(saving, path, error) &&
         close_saving(saving,
                      save_all(saving, part, tariff, error) &&
                          (whole == NULL || whole->ask(whole->user, error)),
                      error);
    free(saving);
    return ok;
}

/* ------------------------------------------------------------------------------------ reading */

struct saved_part {
    struct input_file *input;
    char *path;
    char *window;
    size_t begin, filled, room;
    unsigned char kind; /* of the frame at hand; 0 = none */
    struct tg_slice content;
    const char *wrong; /* NULL = nothing */
    char *texts[3];    /* of the tariff */
};

static bool fault(struct saved_part *saved, const char *wrong)
{
    if (saved->wrong == NULL) saved->wrong = wrong;
    saved->kind = 0;
    return false;
}

/* Makes so many bytes ready. */
static bool need(struct saved_part *saved, size_t n)
{
    while (saved->filled - saved->begin < n) {
        ptrdiff_t got;

        saved->window = array_grow(saved->window, &saved->room, n + WINDOW, 1);
        memmove(saved->window, saved->window + saved->begin, saved->filled - saved->begin);
        saved->filled -= saved->begin;
        saved->begin = 0;
        got = input_file_read(saved->input, saved->window + saved->filled,
                              saved->room - saved->filled);
        if (got <= 0) return fault(saved, got < 0 ? "is damaged or cannot be read" : "breaks off");
        saved->filled += (size_t)got;
    }
    return true;
}

static bool next_frame(struct saved_part *saved)
{
    const unsigned char *head;
    size_t n;

    if (saved->wrong != NULL || saved->kind == FRAME_END || !need(saved, 5)) return false;
    head = (const unsigned char *)saved->window + saved->begin;
    n = head[1] | (size_t)head[2] << 8 | (size_t)head[3] << 16 | (size_t)head[4] << 24;
    if (n > MOST_FRAME) return fault(saved, "is damaged: a frame is too long");
    if (!need(saved, 5 + n)) return false;
    saved->kind = (unsigned char)saved->window[saved->begin];
    saved->content = (struct tg_slice){saved->window + saved->begin + 5, n};
    saved->begin += 5 + n;
    return true;
}

static bool load_header(struct saved_part *saved, struct part_tariff *tariff)
{
    struct frame frame;
    char *magic;
    bool ok;

    if (!next_frame(saved)) return false;
    frame = (struct frame){saved->content, false};
    magic = take_text(&frame);
    ok = saved->kind == FRAME_HEADER && strcmp(magic, MAGIC) == 0;
    free(magic);
    if (!ok) return fault(saved, "is no partial audit of this version of tollgate");
    for (size_t i = 0; i < 3; i++) saved->texts[i] = take_text(&frame);
    *tariff = (struct part_tariff){saved->texts[0], saved->texts[1], saved->texts[2],
                                   (uint32_t)take_number(&frame)};
    return !frame.short_of || fault(saved, MAKES_NO_SENSE);
}

static void load_counts(struct part *part, struct frame *frame)
{
    part->read = take_number(frame);
    part->rejected = take_number(frame);
    part->headers = take_number(frame);
    part->missing = take_number(frame);
    part->unexpected = take_number(frame);
    part->cut_short = take_number(frame) != 0;
    part->tally.hash_limit = take_number(frame);
}

static void load_file(struct part *part, struct frame *frame)
{
    char *name = take_text(frame);
    struct part_file *file = part_file(part, name);

    free(file->fault);
    file->records = take_number(frame);
    file->bytes = take_number(frame);
    file->fault = take_text(frame);
    if (file->fault[0] == '\0') {
        free(file->fault);
        file->fault = NULL;
    }
    file->changed = take_number(frame) != 0;
    free(name);
}

static void load_reject(struct part *part, struct frame *frame)
{
    struct reject *reject = &part->rejects[part->reject_count];

    if (part->reject_count == PART_REJECTS) return;
    reject->file = take_text(frame);
    reject->line = (long)take_number(frame);
    reject->column = (long)take_number(frame);
    reject->text = take_text(frame);
    part->reject_count++;
}

/* Whether its values are some, and its hash its own; that its examples are of it is for who has the
 * rulebook. */
static bool is_sound(const struct tally_kind *kind, uint64_t hash)
{
    return hash == tally_hash(kind) && kind->plan < TG_PLAN_COUNT && kind->event < TG_EVENT_COUNT &&
           kind->destination < TG_DEST_COUNT && kind->system < TG_SYSTEM_COUNT &&
           kind->outcome <= TG_UNSPECIFIED && kind->form < FORM_COUNT;
}

/* Sums of more than these could overflow, or are beyond the statistics; no operator has so many
 * calls. */
#define MOST_RECORDS BINOMIAL_MAX_TRIALS
#define MOST_UNITS   ((wide)1 << 70)
#define MOST_MONEY   ((wide)1 << 90)

static wide take_sum(struct frame *frame, wide most)
{
    wide sum = take_wide(frame);

    if (sum >= -most && sum <= most) return sum;
    frame->short_of = true;
    return 0;
}

static void take_sums(struct tally_sums *sums, struct frame *frame)
{
    sums->count = take_number(frame);
    if (sums->count > MOST_RECORDS) frame->short_of = true;
    sums->charged = take_sum(frame, MOST_MONEY);
    sums->right = take_sum(frame, MOST_MONEY);
    sums->units = take_sum(frame, MOST_UNITS);
}

static void load_kind(struct part *part, struct frame *frame)
{
    struct tally_entry entry = {.bar = UINT64_MAX};
    struct tally_kind *kind = &entry.kind;
    uint64_t months;
    size_t examples;

    kind->a = (int64_t)take_number(frame);
    kind->b = (int64_t)take_number(frame);
    kind->c = (int64_t)take_number(frame);
    kind->otherwise = take_number(frame);
    kind->basis = (uint32_t)take_number(frame);
    kind->action = (uint16_t)take_number(frame);
    kind->rule = (uint16_t)take_number(frame);
    kind->plan = (uint8_t)take_number(frame);
    kind->event = (uint8_t)take_number(frame);
    kind->destination = (uint8_t)take_number(frame);
    kind->system = (uint8_t)take_number(frame);
    kind->outcome = (uint8_t)take_number(frame);
    kind->form = (uint8_t)take_number(frame);
    kind->side = (int8_t)(int64_t)take_number(frame);
    kind->convention = (uint8_t)take_number(frame);
    entry.hash = take_number(frame);
    months = take_number(frame);
    for (uint64_t i = 0; i < months && !frame->short_of; i++)
        take_sums(tally_sums_of(&entry, (uint16_t)take_number(frame)), frame);
    examples = take_number(frame);
    for (size_t i = 0; i < examples && i < TALLY_EXAMPLES; i++) {
        entry.example[i].hash = take_number(frame);
        entry.example[i].text = take_text(frame);
        entry.examples++;
    }
    frame->short_of =
        frame->short_of || examples == 0 || frame->left.n > 0 || !is_sound(kind, entry.hash);
    tally_merge_entry(&part->tally, &entry);
}

/* Every row that was read is one of these. */
static bool adds_up(const struct part *part)
{
    uint64_t count = 0;

    for (size_t i = 0; i < part->tally.count; i++)
        for (size_t m = 0; m < part->tally.list[i].month_count && count <= MOST_RECORDS; m++)
            count += part->tally.list[i].months[m].sums.count;
    return part->read <= MOST_RECORDS && part->rejected <= part->read &&
           part->missing <= part->read - part->rejected &&
           count == part->read - part->rejected - part->missing;
}

/* Everything in front of the logs. */
static bool load_part(struct part *part, struct saved_part *saved)
{
    while (next_frame(saved)) {
        struct frame frame = {saved->content, false};

        switch (saved->kind) {
        case FRAME_COUNTS: load_counts(part, &frame); break;
        case FRAME_FILE: load_file(part, &frame); break;
        case FRAME_REJECT: load_reject(part, &frame); break;
        case FRAME_KIND: load_kind(part, &frame); break;
        case FRAME_ID:
        case FRAME_CALL:
        case FRAME_END:
            return adds_up(part) || fault(saved, "is damaged: its counts do not add up");
        default: return fault(saved, "is damaged: a frame of no kind");
        }
        if (frame.short_of) return fault(saved, MAKES_NO_SENSE);
    }
    return false;
}

/* The frame at hand if it is of that kind; the next time, the one behind it. */
static struct tg_slice next_logged(struct saved_part *saved, enum frame_kind kind,
                                   bool is_one(struct tg_slice record))
{
    static const struct tg_slice none = {NULL, 0};

    if (saved->content.p == NULL && !next_frame(saved)) return none;
    if (saved->kind != kind) return none;
    {
        struct tg_slice record = saved->content;

        saved->content.p = NULL; /* given */
        if (record.n <= SPILL_RECORD && is_one(record)) return record;
        fault(saved, MAKES_NO_SENSE);
        return none;
    }
}

static struct tg_slice next_id(void *user)
{
    return next_logged(user, FRAME_ID, idlog_is_id);
}

static struct tg_slice next_call(void *user)
{
    return next_logged(user, FRAME_CALL, idlog_is_call);
}

static bool has_room(struct saved_part *saved, const struct part *part, const struct part *more)
{
    return part->read + more->read <= MOST_RECORDS ||
           fault(saved,
                 "brings more records than can be judged together: 1000000000000 expected at "
                 "most");
}

static void add_source(struct logs *logs, spill_next_fn *next, struct saved_part *saved)
{
    struct logs one = {0};

    one.sources = array_grow(NULL, &one.source_room, 0, sizeof *one.sources);
    one.sources[one.source_count++] = (struct spill_source){next, saved};
    logs_merge(logs, &one);
}

struct saved_part *saved_part_open(struct part *part, struct part_tariff *tariff, const char *path,
                                   struct tg_error *error)
{
    struct saved_part *saved = calloc(1, sizeof *saved);
    struct part loaded;

    if (saved == NULL) arena_exhausted();
    saved->path = strdup(path);
    if (saved->path == NULL) arena_exhausted();
    saved->input = input_file_open(path, error);
    part_begin(&loaded);
    if (saved->input == NULL || !load_header(saved, tariff) || !load_part(&loaded, saved) ||
        !has_room(saved, part, &loaded)) {
        if (saved->input != NULL) saved_part_whole(saved, error);
        if (error != NULL) error->file = path; /* ours is gone in a moment */
        saved_part_close(saved);
        part_free(&loaded);
        return NULL;
    }
    add_source(&loaded.ids, next_id, saved);
    add_source(&loaded.calls, next_call, saved);
    part_merge(part, &loaded);
    return saved;
}

bool saved_part_whole(const struct saved_part *saved, struct tg_error *error)
{
    const char *wrong = saved->wrong;

    if (wrong == NULL && saved->kind == FRAME_END) return true;
    return tg_fail(error, TG_E_FORMAT, saved->path, 0, 0, "%s",
                   wrong != NULL ? wrong : "was not read to its end");
}

void saved_part_close(struct saved_part *saved)
{
    if (saved == NULL) return;
    input_file_close(saved->input);
    free(saved->path);
    free(saved->window);
    for (size_t i = 0; i < 3; i++) free(saved->texts[i]);
    free(saved);
}
