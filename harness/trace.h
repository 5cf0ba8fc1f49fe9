/*
 * Traceability: which cases exercise which clause, computed from what the rater does, and compared
 * with what the suites claim.
 *
 * A case exercises a clause that its rule (or gap) cites; that a price cites which is open in its
 * formula; that a policy cites which mattered: rounding where a fee is counted in units, the free
 * seconds where they decide, a date or an hour where one second more or less would charge the call
 * otherwise; X-5 where the numbering plan had to say where a number leads.
 */
#ifndef TOLLGATE_TRACE_H
#define TOLLGATE_TRACE_H

#include "selection.h"
#include "text.h"

#define TRACE_FEW 3 /* a rating clause with fewer cases is a fault */

enum trace_edge {
    TRACE_UNIT_BELOW = 1 << 0, /* one second less than full units */
    TRACE_UNIT_FULL = 1 << 1,
    TRACE_UNIT_ABOVE = 1 << 2,
    TRACE_TIME_BEFORE = 1 << 3, /* one second before a date or the edge of a window */
    TRACE_TIME_AT = 1 << 4,
    TRACE_TIME_AFTER = 1 << 5
};

struct trace_clause {
    const struct tg_clause *clause;
    size_t cases;
    size_t kinds[TG_UNSPECIFIED + 1]; /* by enum tg_outcome_kind */
    unsigned edges;                   /* of enum trace_edge */
    size_t *by_suite;
};

struct trace {
    struct arena arena;
    const struct tg_rulebook *rulebook;
    const struct selection *selection;
    struct trace_clause *clauses;
    size_t count;
};

/* Rates all cases of the suites. Rulebook and selection are lent for its life. False (with the case
 * named) if one cannot be rated. trace_free in any case. */
bool trace_make(struct trace *trace, const struct tg_rulebook *rulebook,
                const struct selection *selection, struct tg_error *error);
void trace_free(struct trace *trace);

/* Appends a line for each fault: claims that are not exercised, clauses with too few cases. Their
 * number. */
size_t trace_faults(struct text *out, const struct trace *trace);

/* Clauses with their cases, suites with their claims: for a terminal, or as Markdown. */
void trace_write(struct text *out, const struct trace *trace);
void trace_write_markdown(struct text *out, const struct trace *trace);

#endif
