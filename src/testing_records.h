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

/* A record as the fields of a call record file; what is NULL is empty. `event` is the table's code
 * ("forward-busy"). Left out: a call of gotone, made at home in 0755 on 2010-06-15 at noon. */
struct record {
    const char *start;
    int32_t dur_s;
    const char *plan;
    const char *event;
    const char *home;
    const char *visited;
    const char *other_party;
    const char *other_area;
    const char *other_network;
    bool night;
};

/* The record; it stands in line 7, its other_party in column 41. */
void record_read(struct tg_cdr *cdr, const struct record *record);

/* The rulebook with overlays given as text, compiled; the test fails if it does not load. */
struct tg_rulebook *rulebook_with(const char *const *overlays, size_t count);

/* The bundled tariff with bundled overlays; "" names none. The test fails if it does not load. */
struct tg_rulebook *rulebook_bundled(const char *const *overlays, size_t count);

#endif
