/*
 * What the cases ask of the decision table, measured.
 *
 * A *cell* is a set of points of the table that the tariff cannot tell apart. The points are laid
 * out as a decision diagram over the dimensions in a fixed order; its leaves are the ways of
 * charging (with the plan, where a price of its own is open) and the gaps. Where all values of a
 * dimension lead on to the same, the dimension is passed over; everywhere else each value is a
 * branch of its own. Every path through the diagram is a cell: the values on which the charge there
 * depends.
 *
 * A *combination* is three values of three dimensions that some call can have together; counted
 * apart are those in which the third is the length of the call.
 */
#ifndef TOLLGATE_COVERAGE_H
#define TOLLGATE_COVERAGE_H

#include "arena.h"
#include "selection.h"
#include "text.h"

struct coverage;

/* Lays out the diagram and finds out what is possible. The rulebook is lent. */
struct coverage *coverage_new(const struct tg_rulebook *rulebook);
void coverage_free(struct coverage *coverage);

/* Counts a call. Returns how much was new: cells and combinations that no call before had. */
size_t coverage_add(struct coverage *coverage, const uint8_t value[TG_DIM_COUNT]);

/* How much would be new. */
size_t coverage_gain(const struct coverage *coverage, const uint8_t value[TG_DIM_COUNT]);

/* The points of the decision table, possible or not, and the number of one of them. */
size_t coverage_points(const struct coverage *coverage);
size_t coverage_point(const uint8_t value[TG_DIM_COUNT]);

/* One measure: what is possible, and what of it is asked. */
struct coverage_count {
    size_t possible;
    size_t asked;
};

struct coverage_result {
    struct coverage_count points; /* for information: no measure to be complete in */
    struct coverage_count cells;
    struct coverage_count triples; /* of classification values */
    struct coverage_count pairs;   /* of classification values, with a length */
};

void coverage_result(struct coverage_result *result, const struct coverage *coverage);

/* Names up to `most` of the cells and combinations that no call has, one a line. */
void coverage_missing(struct text *out, const struct coverage *coverage, size_t most);

/* Counts the cases of a suite as the rulebook classifies them. False (with the case named) if one
 * cannot be rated. */
bool coverage_add_suite(struct coverage *coverage, const struct suite *suite,
                        struct tg_error *error);

#endif
