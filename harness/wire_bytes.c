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

void swap_delimiter(char *p, size_t n, char delimiter)
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
