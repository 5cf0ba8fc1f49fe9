#include "plan.h"
#include "arena.h"

#include <stdlib.h>
#include <string.h>

static void *zeroed(size_t count, size_t size)
{
    void *array = array_grow(NULL, &(size_t){0}, count, size);

    memset(array, 0, count * size);
    return array;
}

/* ----------------------------------------------------------------------------------- the matrix */

static size_t words_of(const struct plan_matrix *matrix)
{
    return matrix->defects / 64 + 1;
}

static uint64_t *row_of(const struct plan_matrix *matrix, size_t call)
{
    return &matrix->bits[call * words_of(matrix)];
}

void plan_matrix_make(struct plan_matrix *matrix, size_t calls, size_t defects)
{
    *matrix = (struct plan_matrix){.calls = calls, .defects = defects};
    matrix->bits = zeroed(calls * words_of(matrix), sizeof *matrix->bits);
}

void plan_matrix_set(struct plan_matrix *matrix, size_t call, size_t defect)
{
    row_of(matrix, call)[defect / 64] |= UINT64_C(1) << defect % 64;
}

bool plan_matrix_has(const struct plan_matrix *matrix, size_t call, size_t defect)
{
    return row_of(matrix, call)[defect / 64] >> defect % 64 & 1;
}

void plan_matrix_free(struct plan_matrix *matrix)
{
    free(matrix->bits);
    *matrix = (struct plan_matrix){0};
}

/* ------------------------------------------------------------------------------------ the cover */

void plan_begin(struct plan *plan, const struct plan_matrix *matrix)
{
    *plan = (struct plan){.matrix = matrix};
    plan->taken = zeroed(matrix->calls, sizeof *plan->taken);
    plan->once = zeroed(words_of(matrix), sizeof *plan->once);
    plan->twice = zeroed(words_of(matrix), sizeof *plan->twice);
}

static struct plan_step weigh(const struct plan *plan, size_t call)
{
    const uint64_t *row = row_of(plan->matrix, call);
    struct plan_step step = {.call = call};

    for (size_t w = 0; w < words_of(plan->matrix); w++) {
        uint64_t again = row[w] & plan->once[w];

        step.first += (size_t)__builtin_popcountll(row[w] & ~plan->once[w]);
        step.second += (size_t)__builtin_popcountll(again & ~plan->twice[w]);
    }
    return step;
}

static bool gains_more(const struct plan_step *a, const struct plan_step *b)
{
    return a->first != b->first ? a->first > b->first : a->first == 0 && a->second > b->second;
}

void plan_take(struct plan *plan, size_t call)
{
    const uint64_t *row = row_of(plan->matrix, call);
    struct plan_step step = weigh(plan, call);

    for (size_t w = 0; w < words_of(plan->matrix); w++) {
        plan->twice[w] |= row[w] & plan->once[w];
        plan->once[w] |= row[w];
    }
    plan->taken[call] = true;
    plan->list = array_grow(plan->list, &plan->room, plan->count, sizeof *plan->list);
    plan->list[plan->count++] = step;
}

void plan_cover(struct plan *plan, unsigned times, size_t budget)
{
    while (plan->count < budget) {
        struct plan_step best = {0};

        for (size_t call = 0; call < plan->matrix->calls; call++) {
            struct plan_step step = weigh(plan, call);

            if (!plan->taken[call] && gains_more(&step, &best)) best = step;
        }
        if (best.first == 0 && (times < 2 || best.second == 0)) return;
        plan_take(plan, best.call);
    }
}

void plan_free(struct plan *plan)
{
    free(plan->list);
    free(plan->taken);
    free(plan->once);
    free(plan->twice);
    *plan = (struct plan){0};
}
