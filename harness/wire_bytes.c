#include "wire_bytes.h"

#include <errno.h>
#include <string.h>

static void fill(struct guard *guard)
{
    ptrdiff_t n;

    memmove(guard->held, guard->held + guard->begin, guard->end - guard->begin);
    guard->end -= guard->begin;
    guard->begin = 0;
    n = guard->source->read(guard->source->user, guard->held + guard->end,
                            sizeof guard->held - guard->end);
    if (n <= 0) {
        guard->ended = true;
        if (guard->source->whole == NULL || guard->source->whole(guard->source->user))
            guard->ready = guard->end;
        return;
    }
    guard->end += (size_t)n;
    for (size_t i = guard->end; i-- > 0;)
        if (guard->held[i] == '\n') {
            guard->ready = i + 1;
            return;
        }
    /* A line as long as that is no answer; whoever reads it says so. */
    if (guard->end == sizeof guard->held) guard->ready = guard->end;
}

ptrdiff_t guarded_read(void *user, void *buf, size_t size)
{
    struct guard *guard = user;
    size_t n;

    while (guard->ready == guard->begin && !guard->ended) {
        guard->ready = 0;
        fill(guard);
        if (guard->ready == 0 && guard->ended) guard->begin = guard->end = 0;
    }
    n = guard->ready - guard->begin < size ? guard->ready - guard->begin : size;
    memcpy(buf, guard->held + guard->begin, n);
    guard->begin += n;
    return (ptrdiff_t)n;
}

ptrdiff_t decoded_read(void *user, void *buf, size_t size)
{
    struct decoder *decoder = user;
    char *to = buf;
    size_t room = size;

    while (room == size && !(decoder->ended && decoder->left == 0)) {
        char *from = decoder->in;
        size_t space = sizeof decoder->in - decoder->left;
        ptrdiff_t n =
            space == 0 ? 0 : guarded_read(decoder->guard, decoder->in + decoder->left, space);

        if (n == 0 && space > 0) decoder->ended = true;
        decoder->left += (size_t)n;
        if (iconv(decoder->converter, &from, &decoder->left, &to, &room) == (size_t)-1 &&
            (errno == EILSEQ || (errno == EINVAL && decoder->ended)) && room > 0) {
            *to++ = '\xff';
            room--;
            from++;
            decoder->left--;
        }
        memmove(decoder->in, from, decoder->left);
    }
    return (ptrdiff_t)(size - room);
}

static void swap_delimiter(char *p, size_t n, char delimiter)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] == ',')
            p[i] = delimiter;
        else if (p[i] == delimiter)
            p[i] = ',';
    }
}

ptrdiff_t swapped_read(void *user, void *buf, size_t size)
{
    struct swapper *swapper = user;
    ptrdiff_t n = swapper->read(swapper->user, buf, size);

    if (n > 0 && swapper->delimiter != ',') swap_delimiter(buf, (size_t)n, swapper->delimiter);
    return n;
}

void swap_fields(struct tg_csv_row *row, char delimiter, char buf[TG_CSV_MAX_RECORD])
{
    size_t used = 0;

    if (delimiter == ',') return;
    for (size_t i = 0; i < row->count; i++) {
        struct tg_slice *field = &row->field[i];

        if (used + field->n > TG_CSV_MAX_RECORD) return;
        memcpy(buf + used, field->p, field->n);
        swap_delimiter(buf + used, field->n, delimiter);
        field->p = buf + used;
        used += field->n;
    }
}

static void fill_lines(struct lines *lines)
{
    ptrdiff_t n;

    memmove(lines->buf, lines->buf + lines->begin, lines->end - lines->begin);
    lines->end -= lines->begin;
    lines->begin = 0;
    n = lines->read(lines->user, lines->buf + lines->end, sizeof lines->buf - lines->end);
    if (n <= 0)
        lines->ended = true;
    else
        lines->end += (size_t)n;
}

enum line lines_next(struct lines *lines, struct tg_slice *line)
{
    enum line found = LINE_READ;

    for (;;) {
        char *from = lines->buf + lines->begin;
        size_t n = lines->end - lines->begin;
        char *end = memchr(from, '\n', n);

        if (end != NULL || (lines->ended && n > 0)) {
            size_t length = end != NULL ? (size_t)(end - from) : n;

            lines->begin += length + (end != NULL);
            lines->number++;
            while (length > 0 && from[length - 1] == '\r') length--;
            *line = (struct tg_slice){from, length};
            return found;
        }
        if (lines->ended) return LINE_END;
        if (n == sizeof lines->buf) {
            found = LINE_TOO_LONG;
            lines->begin = lines->end;
        }
        fill_lines(lines);
    }
}

struct tg_slice wire_trim(struct tg_slice text)
{
    while (text.n > 0 && text.p[0] == ' ') {
        text.p++;
        text.n--;
    }
    while (text.n > 0 && text.p[text.n - 1] == ' ') text.n--;
    return text;
}
