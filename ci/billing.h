/* A billing system for made-up records: what the tariff charges with the example annex, or, where
 * it was told to, what a known defect or another reading does. It counts what it got wrong. */
#ifndef TOLLGATE_BILLING_H
#define TOLLGATE_BILLING_H

#include "tollgate.h"

#define BILLING_MAX_FAULTS 8

/* Charges that are too high and too low, and by how much in all. */
struct billing_tally {
    uint64_t over, under;
    tg_money over_sum, under_sum;
};

/* `off`: charged less right; 0 = counts as neither. */
void billing_count(struct billing_tally *tally, tg_money off);

/* One way to charge otherwise. */
struct billing_fault {
    const char *kind;    /* as it is told */
    const char *name;    /* of an overlay; NULL = 0.01 yuan more than the tariff says */
    bool where_it_shows; /* charges `percent` of the calls that it charges otherwise; else all */
    unsigned percent;
    bool plan[TG_PLAN_COUNT];
    struct tg_rulebook *rulebook;
    uint64_t met;     /* records charged so or, with a percentage, calls that would differ */
    uint64_t differ;  /* charges written that are not what the tariff says */
    uint64_t fixed;   /* of these, where the tariff without any annex gives an exact amount */
    uint64_t refused; /* written without an amount: the system could not charge the call */
    struct billing_tally tally;
};

/* Zeroed = to be opened; what the faults are is set before. The first that charges a call does. */
struct billing {
    struct billing_fault fault[BILLING_MAX_FAULTS];
    size_t fault_count;
    struct tg_rulebook *right; /* with the annex */
    struct tg_rulebook *bare;
    uint64_t unspecified; /* records for which the tariff gives no price; charged 0.00 */
    uint64_t unratable;   /* records that cannot be rated; likewise */
    tg_money off;         /* by how much the last charge was wrong */
};

bool billing_open(struct billing *billing, struct tg_error *error);
void billing_close(struct billing *billing);

/* The charge as it stands in the record; "" = the system refused the call. Returns its length. */
size_t billing_charge(struct billing *billing, char charge[TG_MONEY_BUF],
                      const struct tg_slice field[TG_CDR_COLUMNS]);

#endif
