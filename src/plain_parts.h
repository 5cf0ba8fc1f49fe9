/* Plain rows: what both ways to read them share. */
#ifndef TOLLGATE_PLAIN_PARTS_H
#define TOLLGATE_PLAIN_PARTS_H

#include "bytes.h"
#include "plain.h"

/* By AVX-512 VBMI, the fields of a row side by side; declines more rows than the other way. Returns
 * which rows were read, as bits. */
void tg_plain_begin_wide(struct tg_plain *plain);
uint32_t tg_plain_read_wide(const struct tg_plain *plain, struct tg_cdr *cdrs,
                            const struct tg_row *rows, size_t count);

/* Where the date is among the bytes known, with the letter or blank behind it. */
#define TG_PLAIN_DATE      40
#define TG_PLAIN_DATE_SIZE 11

/* Learns a date from a whole time; false if there is no such time. */
bool tg_plain_learn_day(struct tg_plain *plain, struct tg_slice text);

/* Up to seven digits in all, with a point and one to four of them behind it, or without. */
bool tg_plain_read_charge(struct tg_cdr *cdr, struct tg_slice text);

/* Nobody looks at a calling number but for its being one; without '+'. */
static inline bool tg_plain_read_party(struct tg_cdr *cdr, const struct tg_plain *plain,
                                       struct tg_row row)
{
    struct tg_slice party = tg_plain_field(plain, row, TG_CDR_OTHER_PARTY);

    cdr->other_party = party;
    cdr->other_party_column = (long)(party.p - (row.p + row.begins[0])) + 1;
    if (cdr->event == TG_EVENT_RECEIVE)
        return party.n <= TG_MOST_KEPT && tg_no_digits_in(party.p, party.n) == 0;
    return party.n > 0 && party.n <= TG_MAX_DIALLED;
}

#endif
