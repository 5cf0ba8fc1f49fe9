/*
 * The CSV reader. Most rows are plain: one line of printable ASCII without quotes; split_plain()
 * takes them 64 bytes at a time. Every other row goes through read_record(), byte by byte.
 *
 * The buffer is never written to: after a bad row the bytes of its further lines are read again.
 * That costs no more than a second pass, however the quotes stand: lines that a wrong quote
 * swallowed have an even number of quotes, so none of them swallows others in its turn.
 */
#include "csv.h"
#include "error.h"
#include "masks.h"
#include "memory.h"
#include "utf8.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define BUFFER ((size_t)4 * TG_CSV_MAX_RECORD)

struct tg_csv {
    tg_read_fn read;
    void *user;
    const char *name;
    size_t begin;  /* of the next row, in the buffer */
    size_t end;    /* of what was read */
    size_t recede; /* bytes from `begin` back to the second line of the row given */
    long line;     /* of the next row */
    long row_line; /* of the row given */
    int failure;   /* errno of a read that failed and was not yet reported */
    bool started;  /* past the byte order mark */
    bool drained;  /* nothing more can be read */
    bool skipping; /* the next row's line is over-long and was reported */
    char undoubled[TG_CSV_MAX_RECORD]; /* the fields of one row that had doubled quotes */
    char buffer[BUFFER + TG_BLOCK];    /* so that a whole block may be loaded at any byte */
};

struct tg_csv *tg_csv_new(tg_read_fn read, void *user, const char *name)
{
    struct tg_csv *csv = tg_alloc(sizeof *csv);

    if (csv == NULL) return NULL;
    csv->read = read;
    csv->user = user;
    csv->name = name;
    csv->line = 1;
    return csv;
}

void tg_csv_free(struct tg_csv *csv)
{
    tg_release(csv);
}

/* ------------------------------------------------------------------------------------- buffer */

static void compact(struct tg_csv *csv)
{
    csv->end -= csv->begin;
    memmove(csv->buffer, csv->buffer + csv->begin, csv->end);
    csv->begin = 0;
}

/* Reads on; false when nothing more comes. */
static bool fill(struct tg_csv *csv)
{
    ptrdiff_t n;

    if (csv->drained) return false;
    if (csv->end == BUFFER || csv->begin == csv->end) compact(csv);
    assert(csv->end < BUFFER);
    n = csv->read(csv->user, csv->buffer + csv->end, BUFFER - csv->end);
    if (n <= 0) {
        csv->failure = n < 0 ? errno : 0;
        csv->drained = true;
        return false;
    }
    csv->end += (size_t)n;
    return true;
}

/* The length of the line at `begin` with its end; 0 at the end of the input. An over-long line has
 * some length above TG_CSV_MAX_RECORD. */
static size_t line_length(struct tg_csv *csv)
{
    size_t seen = 0;

    for (;;) {
        const char *p = csv->buffer + csv->begin;
        size_t n = csv->end - csv->begin;
        const char *feed = memchr(p + seen, '\n', n - seen);

        if (feed != NULL) return (size_t)(feed - p) + 1;
        if (n > TG_CSV_MAX_RECORD || !fill(csv)) return n;
        seen = n;
    }
}

static void skip_line(struct tg_csv *csv)
{
    const char *feed = NULL;

    csv->skipping = false;
    csv->line++;
    do {
        feed = memchr(csv->buffer + csv->begin, '\n', csv->end - csv->begin);
        csv->begin = feed == NULL ? csv->end : (size_t)(feed - csv->buffer) + 1;
    } while (feed == NULL && fill(csv));
}

static void take(struct tg_csv *csv, size_t bytes, long lines)
{
    csv->begin += bytes;
    csv->line += lines;
}

/* --------------------------------------------------------------------------------- plain rows */

/* Of a block's masks, the commas, and what is odd, line feeds too. */
#if defined(__SSE2__) && !defined(TG_PORTABLE)

#define scan scan_sse2

static uint64_t mask_of(__m128i bytes)
{
    return (uint32_t)_mm_movemask_epi8(bytes);
}

static struct tg_block scan_sse2(const char *p)
{
    struct tg_block block = {0};

    for (unsigned i = 0; i < TG_BLOCK; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        /* As signed numbers, bytes with the high bit lie below the blank too. */
        __m128i odd = _mm_cmplt_epi8(bytes, _mm_set1_epi8(' '));

        odd = _mm_or_si128(odd, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f)));
        odd = _mm_or_si128(odd, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
        block.commas |= mask_of(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(','))) << i;
        block.odd |= mask_of(odd) << i;
    }
    return block;
}

#else

#define scan scan_words

static struct tg_block scan_words(const char *p)
{
    struct tg_block block = tg_masks(p);

    block.odd |= block.feeds;
    return block;
}

#endif

/* Writes the places of the bits, four at a time whether there are so many or not: how many commas a
 * block has is what a processor guesses wrong. Returns the number of bits. */
static size_t put_places(uint32_t *places, uint64_t bits, uint32_t base)
{
    size_t count = 0;
    size_t extra = 0;

    while (bits != 0) {
        for (size_t k = count; k < count + 4; k++) {
            /* Without bits left the place is that of the highest bit, and of no use. */
            places[k] = base + (uint32_t)__builtin_ctzll(bits | UINT64_C(1) << 63);
            extra += bits == 0;
            bits &= bits - 1;
        }
        count += 4;
    }
    return count - extra;
}

static void put_fields(struct tg_csv_row *row, const char *line, const uint32_t *commas,
                       size_t count)
{
    size_t from = 0;

    for (size_t i = 0; i < count; i++) {
        row->field[i] = (struct tg_slice){line + from, commas[i] - from};
        row->column[i] = (long)from + 1;
        from = commas[i] + 1;
    }
    row->count = count;
}

/* Splits a line (its end left out) at its commas. False if it has anything but printable ASCII, has
 * quotes or too many fields: the careful way will see what it is. Looks at bytes behind the line,
 * which the buffer has. */
static bool split_plain(struct tg_csv_row *row, const char *line, size_t n)
{
    uint32_t commas[TG_CSV_MAX_COLUMNS + TG_BLOCK + 4];
    size_t count = 0;

    for (size_t i = 0; i < n; i += TG_BLOCK) {
        struct tg_block block = scan(line + i);

        if (n - i < TG_BLOCK) {
            uint64_t ours = (UINT64_C(1) << (n - i)) - 1;

            block.commas &= ours;
            block.odd &= ours;
        }
        if (block.odd != 0) return false;
        count += put_places(commas + count, block.commas, (uint32_t)i);
        if (count >= TG_CSV_MAX_COLUMNS) return false;
    }
    commas[count++] = (uint32_t)n; /* the line's end closes the last field */
    put_fields(row, line, commas, count);
    return true;
}

/* --------------------------------------------------------------------------------- other rows */

#define TEXT(number)   TEXT_1(number)
#define TEXT_1(number) #number

static const char too_long[] = "record is longer than " TEXT(TG_CSV_MAX_RECORD) " bytes";

/* What peek() gives instead of a byte. */
enum { PEEK_END = -1, PEEK_TOO_LONG = -2 };

/* A row being read. Offsets count from csv->begin. */
struct record {
    struct tg_csv *csv;
    struct tg_csv_row *row;
    size_t first;      /* length of the first line, its end included */
    size_t at;         /* the next byte */
    size_t undoubled;  /* bytes of csv->undoubled in use */
    const char *wrong; /* NULL = nothing so far */
    size_t wrong_at;
    bool more; /* another field follows */
};

static bool fault(struct record *record, size_t at, const char *wrong)
{
    record->wrong = wrong;
    record->wrong_at = at;
    return false;
}

static int peek(struct tg_csv *csv, size_t at)
{
    if (csv->begin + at == csv->end && !fill(csv)) return PEEK_END;
    if (at >= TG_CSV_MAX_RECORD) return PEEK_TOO_LONG;
    return (unsigned char)csv->buffer[csv->begin + at];
}

/* Copies a field and makes its doubled quotes single. */
static void undouble(struct record *record, struct tg_slice *field)
{
    char *out = record->csv->undoubled + record->undoubled;
    size_t n = 0;

    for (size_t i = 0; i < field->n; i++) {
        out[n++] = field->p[i];
        if (field->p[i] == '"') i++;
    }
    *field = (struct tg_slice){out, n};
    record->undoubled += n;
}

static bool read_quoted(struct record *record, struct tg_slice *field)
{
    struct tg_csv *csv = record->csv;
    size_t quote = record->at++;
    bool doubled = false;

    for (;;) {
        int byte = peek(csv, record->at);

        if (byte == PEEK_TOO_LONG)
            return fault(record, quote,
                         "quote is not closed within the " TEXT(
                             TG_CSV_MAX_RECORD) " bytes a record may have");
        if (byte == PEEK_END) return fault(record, quote, "quote is never closed");
        record->at++;
        if (byte != '"') continue;
        if (peek(csv, record->at) != '"') break;
        doubled = true;
        record->at++;
    }
    *field = (struct tg_slice){csv->buffer + csv->begin + quote + 1, record->at - quote - 2};
    if (doubled) undouble(record, field);
    return true;
}

static void read_unquoted(struct record *record, struct tg_slice *field)
{
    struct tg_csv *csv = record->csv;
    size_t start = record->at;
    int byte;

    while ((byte = peek(csv, record->at)) >= 0 && byte != ',' && byte != '\n' && byte != '\r' &&
           byte != '"')
        record->at++;
    *field = (struct tg_slice){csv->buffer + csv->begin + start, record->at - start};
}

/* What stands behind a field. */
static bool read_separator(struct record *record, bool quoted)
{
    size_t at = record->at;
    int byte = peek(record->csv, at);

    record->more = byte == ',';
    if (byte == PEEK_END) return true;
    if (byte == PEEK_TOO_LONG) return fault(record, 0, too_long);
    record->at++;
    if (byte == ',' || byte == '\n') return true;
    if (byte == '\r') {
        int next = peek(record->csv, record->at);

        if (next == PEEK_TOO_LONG) return fault(record, 0, too_long);
        if (next == '\n') record->at++;
        if (next == '\n' || next == PEEK_END) return true;
        return fault(record, at,
                     "carriage return inside a line; expected one only before a line feed");
    }
    if (quoted)
        return fault(record, at,
                     "text after a closing quote; expected a comma or the end of the line; "
                     "hint: a quote inside a quoted field is doubled");
    return fault(record, at,
                 "quote inside an unquoted field; hint: a field with a quote in it is quoted, and "
                 "the quote doubled");
}

static bool read_field(struct record *record)
{
    struct tg_csv_row *row = record->row;
    size_t start = record->at;
    struct tg_slice field;
    bool quoted;

    if (row->count == TG_CSV_MAX_COLUMNS)
        return fault(record, start, "more than " TEXT(TG_CSV_MAX_COLUMNS) " fields");
    quoted = peek(record->csv, start) == '"';
    if (!quoted)
        read_unquoted(record, &field);
    else if (!read_quoted(record, &field))
        return false;
    if (!read_separator(record, quoted)) return false;
    row->field[row->count] = field;
    row->column[row->count++] = start <= record->first ? (long)start + 1 : 0;
    return true;
}

/* The first byte that is not text, in front of any fault found so far. */
static void check_text(struct record *record)
{
    const char *p = record->csv->buffer + record->csv->begin;
    size_t n = record->wrong != NULL ? record->wrong_at : record->at;
    size_t valid = tg_utf8_valid(p, n);
    const char *nul = memchr(p, '\0', valid);

    if (nul != NULL)
        fault(record, (size_t)(nul - p), "NUL byte; expected text in UTF-8");
    else if (valid < n)
        fault(record, valid,
              "invalid UTF-8; hint: a file in GBK can be converted with iconv -f GB18030 -t UTF-8");
}

/* Line feeds in n bytes; *last is the offset behind the last one. */
static long count_lines(size_t *last, const char *p, size_t n)
{
    const char *end = p + n;
    const char *from = p;
    const char *feed;
    long lines = 0;

    while ((feed = memchr(from, '\n', (size_t)(end - from))) != NULL) {
        from = feed + 1;
        lines++;
    }
    *last = (size_t)(from - p);
    return lines;
}

static enum tg_next read_failed(struct tg_csv *csv, struct tg_error *error)
{
    tg_fail(error, TG_E_IO, csv->name, csv->line > 1 ? csv->line : 0, 0, "cannot be read: %s",
            strerror(csv->failure));
    csv->failure = 0;
    csv->begin = csv->end;
    return TG_NEXT_FAILED;
}

/* Reads the row at `begin`, whose first line is whole in the buffer. */
static enum tg_next read_record(struct tg_csv *csv, struct tg_csv_row *row, size_t first,
                                struct tg_error *error)
{
    struct record record = {.csv = csv, .row = row, .first = first};
    const char *p;
    size_t start;
    long lines;

    /* Fields point into the buffer, so it must not move on the way: make room for the longest. */
    if (BUFFER - csv->begin <= TG_CSV_MAX_RECORD) compact(csv);
    p = csv->buffer + csv->begin;
    while (read_field(&record) && record.more) continue;
    if (csv->failure != 0) return read_failed(csv, error);
    check_text(&record);
    if (record.wrong != NULL) {
        lines = count_lines(&start, p, record.wrong_at);
        tg_fail(error, TG_E_FORMAT, csv->name, csv->line + lines,
                (long)(record.wrong_at - start) + 1, "%s", record.wrong);
        take(csv, first, 1);
        return TG_NEXT_BAD_ROW;
    }
    lines = record.at == first ? 1 : count_lines(&start, p, record.at);
    csv->recede = record.at - first;
    take(csv, record.at, lines);
    return TG_NEXT_ROW;
}

/* ---------------------------------------------------------------------------------- all rows */

static size_t without_end(const char *line, size_t n)
{
    if (n > 0 && line[n - 1] == '\n') n--;
    if (n > 0 && line[n - 1] == '\r') n--;
    return n;
}

/* Finds the next line that is not empty; *n is its length without its end. Returns its length as
 * line_length(). */
static size_t next_line(size_t *n, struct tg_csv *csv)
{
    if (csv->skipping) skip_line(csv);
    for (;;) {
        size_t length = line_length(csv);
        const char *p = csv->buffer + csv->begin;

        if (!csv->started) {
            csv->started = true;
            if (length >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
                csv->begin += 3;
                continue;
            }
        }
        *n = without_end(p, length);
        if (*n > 0 || length == 0) return length;
        take(csv, length, 1);
    }
}

enum tg_next tg_csv_next(struct tg_csv *csv, struct tg_csv_row *row, struct tg_error *error)
{
    size_t n;
    size_t length = next_line(&n, csv);
    const char *p = csv->buffer + csv->begin;

    if (error != NULL) error->status = TG_OK; /* one struct serves many rows */
    row->count = 0;
    row->plain = false;
    row->line = csv->row_line = csv->line;
    csv->recede = 0;
    if (csv->failure != 0) return read_failed(csv, error);
    if (length == 0) return TG_NEXT_END;
    if (length > TG_CSV_MAX_RECORD) {
        csv->skipping = true;
        tg_fail(error, TG_E_FORMAT, csv->name, csv->line, 1, "%s", too_long);
        return TG_NEXT_BAD_ROW;
    }
    row->plain = split_plain(row, p, n);
    if (!row->plain) return read_record(csv, row, length, error);
    take(csv, length, 1);
    return TG_NEXT_ROW;
}

void tg_csv_recede(struct tg_csv *csv)
{
    if (csv->recede == 0) return;
    csv->begin -= csv->recede;
    csv->line = csv->row_line + 1;
    csv->recede = 0;
}

void tg_csv_restart(struct tg_csv *csv, tg_read_fn read, void *user, long line)
{
    csv->read = read;
    csv->user = user;
    csv->begin = csv->end = csv->recede = 0;
    csv->line = line;
    csv->failure = 0;
    csv->started = true;
    csv->drained = csv->skipping = false;
}

struct tg_slice tg_csv_unread(const struct tg_csv *csv, long *line, bool *skipping)
{
    *line = csv->line;
    *skipping = csv->skipping;
    return (struct tg_slice){csv->buffer + csv->begin, csv->end - csv->begin};
}
