/* An audit as tables: groups of wrong records, and sums by rule, clause, plan, destination, month.
 */
#ifndef TOLLGATE_AUDIT_VIEW_H
#define TOLLGATE_AUDIT_VIEW_H

#include "audit_judge.h"

/* Records of one rule, plan and destination that are wrong in one way. */
struct audit_group {
    const char *rule; /* id; lent by the rulebook */
    const char *clauses;
    uint8_t plan, destination, event;
    enum verdict verdict;
    uint64_t records;
    wide over, under;
    bool known;                    /* the money is, of all of them */
    uint32_t causes;               /* of all of them */
    size_t example;                /* a question, of the kind with most records */
    const struct tally_kind *most; /* that kind, */
    uint64_t most_records;         /* and what it has, over all months */
};

struct audit_groups {
    struct audit_group *list; /* most records first */
    size_t count;
};

void audit_groups_make(struct audit_groups *groups, const struct audit *audit);
void audit_groups_free(struct audit_groups *groups);

enum audit_by {
    AUDIT_BY_RULE,
    AUDIT_BY_CLAUSE,
    AUDIT_BY_PLAN,
    AUDIT_BY_DESTINATION,
    AUDIT_BY_MONTH,
    AUDIT_BY_COUNT
};

struct audit_share {
    char name[48];
    uint64_t records; /* all that were rated */
    uint64_t judged;
    uint64_t wrong;
    wide charged; /* judged */
    wide over, under;
};

struct audit_shares {
    struct audit_share *list; /* by name */
    size_t count, room;
};

/* "rule", "clause", "plan", "destination", "month" */
const char *audit_by_name(enum audit_by by);
void audit_shares_make(struct audit_shares *shares, const struct audit *audit, enum audit_by by);
void audit_shares_free(struct audit_shares *shares);

/* "0.60 yuan for each 60 s begun": what the answers of a kind have in common; nothing if there is
 * nothing to tell. */
void audit_form_describe(struct text *out, const struct tally_kind *kind);

/* "2010-01" */
void audit_month_name(char name[8], uint16_t month);

/* Amounts of any size: "1234.56". */
void wide_add(struct text *out, wide amount);

#endif
