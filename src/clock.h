/* Calendar arithmetic on tg_time, without the C library's time zones. */
#ifndef TOLLGATE_CLOCK_H
#define TOLLGATE_CLOCK_H

#include "tollgate.h"

#define TG_DAY_S 86400

/* Days from 1970-01-01 to the given date; year 1970-2100 (to its February), month 1-12, day 1-31.
 */
int64_t tg_days_from_civil(int year, int month, int day);

/* Seconds since midnight, 0 ... 86399, at `offset_s` east of Greenwich. */
int32_t tg_second_of_day(tg_time time, int32_t offset_s);

/* Reads "HH:MM:SS" (exactly 8 characters) as seconds since midnight; false if it is none. */
bool tg_clock_parse(int32_t *second_of_day, const char *text);

/* Reads a time zone: nothing (China Standard Time), Z, +hh:mm or -hh:mm up to 14:00. Returns NULL,
 * or what is wrong as tg_time_parse does. */
const char *tg_zone_parse(int32_t *offset_s, struct tg_slice text);

#endif
