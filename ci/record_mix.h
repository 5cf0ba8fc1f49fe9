/* Call records as a billing system sees them: many domestic calls, some abroad, by 17951 and 12593,
 * forwarded, received, roaming; in the order of time. The same seed gives the same, everywhere. */
#ifndef TOLLGATE_RECORD_MIX_H
#define TOLLGATE_RECORD_MIX_H

#include "tollgate.h"

struct record_mix {
    uint64_t state; /* the seed, not 0 */
    uint64_t count; /* records that there will be, over a year */
    uint64_t made;
    char call_id[32];
    char start_time[32];
    char duration_s[16];
    char other_party[48];
};

/* The next record, in the order of tg_cdr_column_names; lent until the next call. All can be rated.
 */
void record_mix_next(struct record_mix *mix, struct tg_slice field[TG_CDR_COLUMNS]);

#endif
