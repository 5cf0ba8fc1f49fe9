/* Durations with a unit, as options give them. */
#ifndef TOLLGATE_DURATION_H
#define TOLLGATE_DURATION_H

#include <stdbool.h>
#include <stdint.h>

#define DURATION_MAX_MS UINT64_C(86400000)

/* "500ms", "10s", "2m", "1h": a whole number above 0 and a unit, at most a day. */
bool duration_parse(uint64_t *ms, const char *text);

#endif
