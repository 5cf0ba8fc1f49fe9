/* How the library fills struct tg_error. */
#ifndef TOLLGATE_ERROR_H
#define TOLLGATE_ERROR_H

#include "tollgate.h"

/* Fills `error` unless it is NULL or already holds a (lower) message. Always returns false, so that
 * a function can end with `return tg_fail(...)`. */
bool tg_fail(struct tg_error *error, enum tg_status status, const char *file, long line,
             long column, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* A found value as it may be shown in a message: quoted, cut after 40 bytes (between characters)
 * with "...", bytes that are not printable UTF-8 as \xNN. Lives until the 4th further call. */
const char *tg_shown(struct tg_slice value);

#endif
