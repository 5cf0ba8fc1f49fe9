/* Tests: a call record for any reachable point of the decision table. The windows must be those of
 * test_windows, so that every daypart meets every state of the night pack. */
#ifndef TOLLGATE_TESTING_RECORDS_H
#define TOLLGATE_TESTING_RECORDS_H

#include "tollgate.h"

/* An overlay: busy and outside the pack at 03:00, busy inside at 08:00, idle inside at 13:00, idle
 * outside at 20:00. */
extern const char test_windows[];

/* A record that is classified as `value` (the length is left to dur_s). */
void record_for_point(struct tg_cdr *cdr, const uint8_t value[TG_DIM_COUNT], int32_t dur_s);

/* The rulebook with overlays given as text, compiled; the test fails if it does not load. */
struct tg_rulebook *rulebook_with(const char *const *overlays, size_t count);

#endif
