#include "error.h"
#include "utf8.h"

#include <stdarg.h>
#include <string.h>

const char *tg_status_name(enum tg_status status)
{
    static const char *const names[] = {
#define X(name, text) text,
        TG_STATUS_LIST(X)
#undef X
    };

    return names[status];
}

bool tg_fail(struct tg_error *error, enum tg_status status, const char *file, long line,
             long column, const char *format, ...)
{
    va_list args;

    if (error == NULL || error->status != TG_OK) return false;
    error->status = status;
    error->file = file;
    error->line = line;
    error->column = column;
    va_start(args, format);
    vsnprintf(error->text, sizeof error->text, format, args);
    va_end(args);
    tg_utf8_trim(error->text);
    return false;
}

size_t tg_error_format(char *buf, size_t size, const struct tg_error *error)
{
    char place[48] = "";
    int n;

    if (error->line > 0 && error->column > 0)
        snprintf(place, sizeof place, ":%ld:%ld", error->line, error->column);
    else if (error->line > 0)
        snprintf(place, sizeof place, ":%ld", error->line);
    if (error->file != NULL)
        n = snprintf(buf, size, "%s%s: %s", error->file, place, error->text);
    else
        n = snprintf(buf, size, "%s", error->text);
    return (size_t)n < size ? (size_t)n : size - 1;
}

#define SHOWN_MAX 40

const char *tg_shown(struct tg_slice value)
{
    /* Each byte may become four; then quotes, dots and the end. One ring per thread. */
    static _Thread_local char ring[4][SHOWN_MAX * 4 + 8];
    static _Thread_local unsigned turn;
    char *out = ring[turn++ % 4];
    size_t n = 0;
    size_t i = 0;

    out[n++] = '\'';
    while (i < value.n) {
        size_t bytes = tg_utf8_printable(value.p + i, value.n - i);

        if (i + (bytes ? bytes : 1) > SHOWN_MAX) {
            memcpy(out + n, "...", 3);
            n += 3;
            break;
        }
        if (bytes == 0) {
            snprintf(out + n, 5, "\\x%02x", (unsigned char)value.p[i]);
            n += 4;
            i++;
        } else {
            memcpy(out + n, value.p + i, bytes);
            n += bytes;
            i += bytes;
        }
    }
    out[n++] = '\'';
    out[n] = '\0';
    return out;
}
