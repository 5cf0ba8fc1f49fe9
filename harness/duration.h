/* Durations and sizes with a unit, as options and profiles give them. */
#ifndef TOLLGATE_DURATION_H
#define TOLLGATE_DURATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DURATION_MAX_MS UINT64_C(86400000)

/* "500ms", "10s", "2m", "1h": a whole number above 0 and a unit, at most a day. */
bool duration_parse(uint64_t *ms, const char *text);

#define SIZE_MAX_BYTES (UINT64_C(4) << 30)

/* "500", "64K", "20M", "1G": a whole number above 0 of bytes, at most 4G. */
bool size_parse(size_t *bytes, const char *text);

#endif
