/*
 * Rated records without number, counted up in bounded memory so that they can still be judged: all
 * records of a kind get the same verdict, whatever prices are inferred and whatever readings the
 * system is found to hold. A kind is how the tariff charges a call and how the answer relates to
 * that; each has its count, its sums of money, and a few records as examples.
 *
 * Tallies of parts, added up in any order, are the tally of the whole: examples are those with the
 * lowest hashes, and so are, of all the kinds of wrong answers, those that are kept apart.
 */
#ifndef TOLLGATE_TALLY_H
#define TOLLGATE_TALLY_H

#include "otherwise.h"
#include "tollgate.h"
#include "wide.h"

#define TALLY_EXAMPLES 4
#define TALLY_NONE     INT64_MIN
#define TALLY_KINDS    16384 /* of answers that are not plainly right, kept apart at most */

/* How an answer relates to the charge. Units are counted of 6 s and of 60 s; TALLY_NONE = no
 * whole amount for each of them. */
enum tally_form {
    FORM_RIGHT,      /* exact: equal; range: inside; unspecified: any */
    FORM_CHARGE,     /* a: charge for each 6 s, b: for each 60 s */
    FORM_DIFFERENCE, /* a, b: the same of its difference from the right charge or nearer bound */
    FORM_AMOUNT,     /* a: charge, b: units of 6 s, c: units of 60 s */
    FORM_FRACTION,   /* has digits below 0.0001 yuan */
    FORM_PRICE,      /* open: a: the sum of its prices, for each of their units */
    FORM_OPEN,       /* open: a: charge without the fixed part, b: units of 6 s, c: of 60 s */
    FORM_OTHERS,     /* kinds that are not kept apart */
    FORM_COUNT
};

/* Bytes without padding, so that it can be compared and hashed as such. */
struct tally_kind {
    int64_t a, b, c;
    uint64_t otherwise; /* how it relates to other readings; 0 = none chose that has another */
    uint32_t basis;     /* of the outcome */
    uint16_t action;    /* of the rulebook */
    uint16_t rule;      /* the same */
    uint8_t plan, event, destination, system;
    uint8_t outcome; /* enum tg_outcome_kind */
    uint8_t form;
    int8_t side;        /* 1 = above the right charge or bound, -1 = below, 0 = right, or open */
    uint8_t convention; /* 0 s cost nothing */
};

struct tally_sums {
    uint64_t count;
    wide charged;
    wide right; /* exact: what is right; range: the nearer bound; open: the fixed part */
    wide units; /* open, FORM_PRICE: of each price */
};

/* A record: its fields in the order of tg_cdr_column_names, then its charge, as CSV. */
struct tally_example {
    uint64_t hash;
    char *text;
};

struct tally_month {
    uint16_t month; /* since 1970-01, in China */
    struct tally_sums sums;
};

struct tally_entry {
    struct tally_kind kind;
    uint64_t hash;              /* of the kind */
    uint64_t bar;               /* an example has to have a lower hash */
    struct tally_month *months; /* after tally_finish ascending */
    size_t month_count, month_room;
    size_t month_at;                              /* the one met last */
    struct tally_sums sums;                       /* of all months; after tally_finish */
    struct tally_example example[TALLY_EXAMPLES]; /* ascending */
    size_t examples;
    /* Numbers of what is counted beside it, and of what tells that apart; 0 = nothing does. */
    uint16_t quick, fork;
};

struct tally {
    struct tally_entry *list;
    size_t count, room;
    uint32_t *slots; /* by hash: 1 + number in the list */
    size_t slot_room;
    size_t apart;              /* entries that may have to go */
    uint64_t hash_limit;       /* entries above it have gone */
    struct tally_quick *quick; /* NULL = records are counted one by one */
    tg_time day;               /* when the last one met began, */
    uint16_t day_month;        /* and its month */
};

void tally_begin(struct tally *tally);
void tally_free(struct tally *tally);

/* From now on records whose cell is told can be counted by it; the rulebook, which is lent, is that
 * of all outcomes. */
void tally_quicken(struct tally *tally, const struct tg_rulebook *rulebook);

struct tally_record {
    const struct tg_cdr *cdr;
    uint32_t cell; /* as tg_quick_find tells; 0 = not told */
    const struct tg_outcome *outcome;
    uint64_t hash; /* of the call_id */
    /* Gives the fields of the record; called only for examples. */
    void (*fields)(void *user, struct tg_slice fields[TG_RATED_COLUMNS]);
    void *user;
    struct otherwise *otherwise; /* other readings; NULL = none count */
    struct otherwise_memo *memo; /* of these; may be NULL if the cell is not told */
};

/* How the charge relates to the outcome: the kind, without what other readings say. */
void tally_describe(struct tally_kind *kind, const struct tg_cdr *cdr,
                    const struct tg_outcome *outcome);

/* Counts the record; returns the entry of its kind, until the next one is counted. */
const struct tally_entry *tally_add(struct tally *tally, const struct tally_record *record);

/* The same without an outcome, by the cell; NULL if it has to be counted with one. After
 * tally_quicken. */
const struct tally_entry *tally_add_quickly(struct tally *tally, const struct tally_record *record);

/* Fetches what that needs: records in these cells come next. */
void tally_expect(const struct tally *tally, const uint32_t *cells, size_t count);

/* The same without counting it. */
uint64_t tally_kind_hash(const struct tally_record *record);

uint64_t tally_hash(const struct tally_kind *kind);

/* Whether it stands for a record: a saved tally may have been tampered with. */
bool tally_holds(const struct tally_kind *kind, const struct tally_record *record);

/* Adds `other`, and takes its examples. */
void tally_merge(struct tally *tally, struct tally *other);

/* Adds one entry (of a saved tally); takes its examples and months. */
void tally_merge_entry(struct tally *tally, struct tally_entry *entry);

/* Lets go of what is too much, and sorts by kind. To be called before it is looked at. */
void tally_finish(struct tally *tally);

void tally_add_sums(struct tally_sums *sums, const struct tally_sums *more);

/* Keeps the record as an example, if no better ones are kept. */
void tally_take_example(struct tally_entry *entry, const struct tally_record *record);

/* Months since 1970-01 of a day since then. */
uint16_t tally_month(int64_t day);

#define TALLY_DAY_S 86400

/* The month of a call. Records follow each other in time. */
static inline uint16_t tally_month_of(struct tally *tally, tg_time start)
{
    if ((uint64_t)(start - tally->day) >= TALLY_DAY_S) {
        int64_t day = (start + TG_CST_OFFSET_S) / TALLY_DAY_S;

        tally->day = day * TALLY_DAY_S - TG_CST_OFFSET_S;
        tally->day_month = tally_month(day);
    }
    return tally->day_month;
}

/* The sums of that month of an entry, to be added to. */
struct tally_sums *tally_sums_of(struct tally_entry *entry, uint16_t month);

#endif
