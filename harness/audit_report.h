/* What an audit says, as text, and what it says to its caller. */
#ifndef TOLLGATE_AUDIT_REPORT_H
#define TOLLGATE_AUDIT_REPORT_H

#include "audit_judge.h"
#include "headlines.h"

/* The claim that is tested: at most so many records in all are billed wrongly. */
struct audit_claim {
    uint64_t limit; /* parts, as in binomial.h */
    uint64_t sure;
};

struct audit_style {
    struct audit_claim claim;
    bool colour;
    bool quiet;
};

/* All there is to say but the tables, line by line. */
void audit_headlines(struct headlines *lines, const struct audit *audit,
                     const struct audit_claim *claim, size_t most);
/* The ids of causes: "a + b". */
void audit_causes_name(struct text *out, const struct audit *audit, uint32_t causes);

/* Records that can be judged and are billed wrong, or once too often. */
uint64_t audit_wrong(const struct audit *audit);
struct result_line audit_result(const struct audit *audit);

/* For people, on a terminal or in a log. */
void audit_summary(struct text *out, const struct audit *audit, const struct audit_style *style);

/* The records of a kind and month as a row; the cells are to be freed. */
#define AUDIT_KIND_CELLS 16
extern const char *const audit_kind_columns[AUDIT_KIND_CELLS];
void audit_kind_cells(struct text cells[AUDIT_KIND_CELLS], const struct audit *audit,
                      const struct audit_kind *kind, const struct tally_month *month);

/* A row per kind of record and month: everything that was counted. */
void audit_csv(struct text *out, const struct audit *audit);

#endif
