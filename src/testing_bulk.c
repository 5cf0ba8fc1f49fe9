#include "testing_bulk.h"

#include <stdio.h>

static char memory[12 << 20];
struct text text = {memory, 0};

void text_begin(const char *header)
{
    text.n = 0;
    text_add(header, strlen(header));
}

void text_add(const char *bytes, size_t n)
{
    assert_true(text.n + n <= sizeof memory);
    memcpy(text.p + text.n, bytes, n);
    text.n += n;
}

void text_fill(char byte, size_t n)
{
    assert_true(text.n + n <= sizeof memory);
    memset(text.p + text.n, byte, n);
    text.n += n;
}

void text_put(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    text.n += (size_t)vsnprintf(text.p + text.n, sizeof memory - text.n, format, args);
    va_end(args);
    assert_true(text.n < sizeof memory);
}

void text_row(const char *const *fields, size_t count, const char *end)
{
    for (size_t i = 0; i < count; i++)
        text_put("%s%s", i > 0 ? "," : "", fields[i] != NULL ? fields[i] : "");
    text_put("%s", end);
}

bool runs_on(const char *p, size_t n)
{
    bool open = false;

    for (size_t i = 0; i < n; i++) {
        if (p[i] == '"') open = !open;
        if (p[i] == '\n' && open) return true;
    }
    return false;
}

/* --------------------------------------------------------------------------- reading in bulk */

/* The lines being read in bulk, part by part. */
struct lines {
    struct tg_bulk *bulk;
    const char *p;
    size_t n;
    long line;
    size_t at_once;
    char *part; /* a part in memory of just its size, so that a sanitizer sees a byte too far */
    size_t part_n;
    const struct tg_cdr *cdrs; /* read at once, */
    size_t count, given;       /* so many, and of these so many taken */
};

/* What lies around a part, in turn: bytes that would change what is read if they were taken. */
static const char around[] = "0,\n\"9\r.-x\x80";

static void begin_part(struct lines *lines)
{
    static unsigned turn;
    size_t n = 0;

    for (size_t i = 0; n < lines->n && (i < lines->at_once || lines->at_once == 0); i++)
        n += (size_t)((const char *)memchr(lines->p + n, '\n', lines->n - n) - (lines->p + n)) + 1;
    free(lines->part);
    lines->part = malloc(n + (size_t)2 * TG_BULK_SLACK);
    assert_non_null(lines->part);
    memset(lines->part, around[turn++ % sizeof around], n + (size_t)2 * TG_BULK_SLACK);
    memcpy(lines->part + TG_BULK_SLACK, lines->p, n);
    tg_bulk_begin(lines->bulk, lines->part + TG_BULK_SLACK, n, lines->line);
    for (size_t i = 0; i < n; i++) lines->line += lines->p[i] == '\n';
    lines->p += n;
    lines->n -= n;
    lines->part_n = n;
}

/* The next of the records given at once, or more of them. */
static enum tg_next next_of(struct lines *lines, struct tg_cdr *cdr, struct tg_error *error)
{
    enum tg_next next = TG_NEXT_ROW;

    if (lines->given == lines->count) {
        lines->given = lines->count = 0;
        while ((next = tg_bulk_next(lines->bulk, &lines->cdrs, &lines->count, error)) ==
               TG_NEXT_END) {
            if (lines->n == 0) return TG_NEXT_END;
            begin_part(lines);
        }
    }
    *cdr = lines->cdrs[lines->given++];
    /* It must not shine through in a record read into the same place. */
    memset((void *)(uintptr_t)&lines->cdrs[lines->given - 1], 0xee, sizeof *cdr);
    return next;
}

/* -------------------------------------------------------------------------------- comparing */

static bool same_text(struct tg_slice a, struct tg_slice b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static bool same_record(const struct tg_cdr *a, const struct tg_cdr *b)
{
    return same_text(a->call_id, b->call_id) && same_text(a->other_party, b->other_party) &&
           a->start == b->start && a->dur_s == b->dur_s && a->home_area == b->home_area &&
           a->visited_area == b->visited_area && a->other_area == b->other_area &&
           a->plan == b->plan && a->event == b->event && a->night_pack == b->night_pack &&
           a->other_network == b->other_network && a->line == b->line &&
           a->other_party_column == b->other_party_column &&
           same_text(a->subscriber, b->subscriber) && a->charge == b->charge &&
           a->charge_rest == b->charge_rest && a->charge_negative == b->charge_negative;
}

static bool same_error(const struct tg_error *a, const struct tg_error *b)
{
    if (a->status != b->status || a->status == TG_OK) return a->status == b->status;
    return strcmp(a->file, b->file) == 0 && a->line == b->line && a->column == b->column &&
           strcmp(a->text, b->text) == 0;
}

static bool same_fields(const struct tg_cdr_reader *reader, const struct lines *lines)
{
    struct tg_slice a[TG_RATED_COLUMNS], b[TG_RATED_COLUMNS];
    bool same = true;

    tg_rated_reader_fields(reader, a);
    tg_bulk_fields(lines->bulk, b, lines->given - 1);
    for (size_t i = 0; i < TG_RATED_COLUMNS; i++) same = same && same_text(a[i], b[i]);
    return same;
}

/* What one of the readers gave. */
struct turn {
    enum tg_next next;
    struct tg_cdr cdr;
    struct tg_error error;
};

static const char *after_line(const char *p)
{
    return (const char *)memchr(p, '\n', (size_t)(text.p + text.n - p)) + 1;
}

static void differ(const char *what, const struct turn *careful, const struct turn *bulk)
{
    static const char *const names[] = {"row", "bad row", "end", "failed"};
    char a[TG_ERROR_TEXT + 64] = "", b[TG_ERROR_TEXT + 64] = "";
    const char *p = text.p;

    for (long line = 1; line < careful->cdr.line; line++) p = after_line(p);
    if (careful->error.status != TG_OK) tg_error_format(a, sizeof a, &careful->error);
    if (bulk->error.status != TG_OK) tg_error_format(b, sizeof b, &bulk->error);
    fail_msg("%s differ: careful %s, line %ld, %s; bulk %s, line %ld, %s; the line: %.*s", what,
             names[careful->next], careful->cdr.line, a, names[bulk->next], bulk->cdr.line, b,
             (int)(after_line(p) - p - 1), p);
}

static bool is_quick(const struct lines *lines, const struct tg_cdr *cdr)
{
    const char *p = lines->part + TG_BULK_SLACK;

    return cdr->call_id.p >= p && cdr->call_id.p < p + lines->part_n;
}

static void compare_turn(struct alike *alike, const struct turn *careful, const struct turn *bulk,
                         const struct tg_cdr_reader *reader, const struct lines *lines)
{
    if (careful->next != bulk->next) differ("turns", careful, bulk);
    if (careful->next == TG_NEXT_END) return;
    if (!same_error(&careful->error, &bulk->error)) differ("errors", careful, bulk);
    if (!same_record(&careful->cdr, &bulk->cdr)) differ("records", careful, bulk);
    if (!same_fields(reader, lines)) differ("fields", careful, bulk);
    if (careful->next != TG_NEXT_ROW) {
        alike->bad++;
        return;
    }
    alike->rows++;
    alike->quick += is_quick(lines, &bulk->cdr);
}

/* Opens both behind the header row. */
static struct tg_cdr_reader *open_both(struct lines *lines, struct memory_input *in)
{
    struct tg_cdr_reader *reader = tg_rated_reader_new(memory_read, in, "f");
    struct tg_layout layout;
    struct tg_slice unread;
    bool skipping;

    assert_non_null(reader);
    assert_true(tg_rated_reader_header(reader, &layout, NULL));
    unread = tg_cdr_reader_unread(reader, &lines->line, &skipping);
    assert_false(skipping);
    lines->n = unread.n + in->n;
    lines->p = text.p + text.n - lines->n;
    lines->bulk = tg_bulk_new(&layout, "f");
    assert_memory_equal(lines->p, unread.p, unread.n);
    assert_non_null(lines->bulk);
    assert_false(runs_on(lines->p, lines->n));
    return reader;
}

struct alike expect_alike(size_t at_once)
{
    struct memory_input in = {.p = text.p, .n = text.n};
    struct lines lines = {.at_once = at_once};
    struct tg_cdr_reader *reader = open_both(&lines, &in);
    struct turn careful = {.next = TG_NEXT_ROW}, bulk = {.next = TG_NEXT_ROW};
    struct alike alike = {0};

    begin_part(&lines);
    while (careful.next != TG_NEXT_END) {
        careful.next = tg_cdr_next(reader, &careful.cdr, &careful.error);
        bulk.next = next_of(&lines, &bulk.cdr, &bulk.error);
        compare_turn(&alike, &careful, &bulk, reader, &lines);
    }
    alike.headers = tg_rated_reader_headers(reader);
    assert_int_equal(tg_bulk_headers(lines.bulk), alike.headers);
    tg_cdr_reader_free(reader);
    tg_bulk_free(lines.bulk);
    free(lines.part);
    return alike;
}
