/* Judges what was counted up: the examples of every kind as the cases of a run, by the same
 * comparator, prices, readings and diagnosis; and from their verdicts all that the kinds stand for.
 */
#ifndef TOLLGATE_AUDIT_JUDGE_H
#define TOLLGATE_AUDIT_JUDGE_H

#include "audit_causes.h"
#include "audit_part.h"

/* Of records that can be judged, the billed amounts against what is right. */
struct audit_money {
    wide charged;
    wide right; /* where it is known */
    wide over, under;
};

/* What a number of records of one kind should have come to. */
struct audit_weight {
    bool known; /* right, over and under are */
    wide right, over, under;
};

struct audit_kind {
    const struct tally_entry *entry;
    enum verdict verdict;
    bool mixed;                 /* the examples have several verdicts; the first one's is taken */
    struct audit_weight weight; /* of all months */
    size_t question;            /* of its first example */
    size_t questions;
    uint32_t causes; /* bit n: cause n takes part in explaining its examples */
};

/* Records that repeat others, or overlap them. */
struct audit_repeats {
    uint64_t count;
    uint64_t right; /* otherwise billed right */
    wide charged;
    struct repeat example[IDLOG_EXAMPLES]; /* the first */
};

struct audit {
    struct part *part; /* lent */
    struct choice tariff;
    struct tg_rulebook *rulebook; /* of the tariff */
    struct otherwise *otherwise;  /* its other readings, */
    bool own_otherwise;           /* to be closed */
    struct questions questions;   /* the examples */
    struct judged judged;
    struct heard heard;
    struct audit_causes causes;
    struct audit_kind *kinds;       /* in the order of the tally */
    uint64_t counts[VERDICT_COUNT]; /* records */
    uint64_t judged_records;        /* all but unspecified, rejected and too varied ones */
    uint64_t wrong;                 /* of these */
    uint64_t explained;             /* of these, by causes */
    struct audit_money money;       /* of these */
    struct audit_repeats repeats[REPEAT_KINDS];
};

struct audit_rules {
    struct choice tariff;
    uint32_t fixed;              /* as in struct judge_rules */
    bool no_causes;              /* what explains wrong records is not looked for */
    struct otherwise *otherwise; /* lent: by which they were counted; NULL = to be made */
};

/* `part` is finished, and lent until audit_free. False after telling on stderr. */
bool audit_judge(struct audit *audit, struct part *part, const struct audit_rules *rules);
void audit_free(struct audit *audit);

/* Has a verdict: the tariff says something of it, and what is known of its records is enough. */
bool audit_is_judged(const struct audit_kind *kind);

/* Of some records of the kind: those of a month. */
struct audit_weight audit_weigh(const struct audit *audit, const struct audit_kind *kind,
                                const struct tally_sums *sums);

#endif
