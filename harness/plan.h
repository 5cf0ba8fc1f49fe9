/*
 * Which calls to place when not all can be: greedy cover. Each step takes the call that detects
 * the most defects that no call before it detects, and where there are none left the one that
 * detects the most for the second time; of those that are equal the one preferred. Every prefix is
 * what a smaller budget would have got. Nothing of tariffs or telephones: a matrix goes in, an
 * order comes out.
 */
#ifndef TOLLGATE_PLAN_H
#define TOLLGATE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which call detects which defect. Calls stand in the order in which they are preferred where
 * nothing else tells them apart. Zeroed = empty. */
struct plan_matrix {
    uint64_t *bits; /* by call, then by defect */
    size_t calls;
    size_t defects;
};

void plan_matrix_make(struct plan_matrix *matrix, size_t calls, size_t defects);
void plan_matrix_set(struct plan_matrix *matrix, size_t call, size_t defect);
bool plan_matrix_has(const struct plan_matrix *matrix, size_t call, size_t defect);
void plan_matrix_free(struct plan_matrix *matrix);

struct plan_step {
    size_t call;
    size_t first;  /* defects that it is the first to detect */
    size_t second; /* defects that one call before it detects too */
};

/* Zeroed = empty. */
struct plan {
    const struct plan_matrix *matrix; /* lent */
    struct plan_step *list;
    size_t count;
    size_t room;
    bool *taken;     /* by call */
    uint64_t *once;  /* bit per defect: detected by a call taken */
    uint64_t *twice; /* by two of them */
};

void plan_begin(struct plan *plan, const struct plan_matrix *matrix);

/* Takes calls until there are `budget` of them, or no further one detects a defect for the first
 * time (`times` 1), or for the first or second time (2). */
void plan_cover(struct plan *plan, unsigned times, size_t budget);

/* Takes this call; it is not taken yet. */
void plan_take(struct plan *plan, size_t call);
void plan_free(struct plan *plan);

#endif
