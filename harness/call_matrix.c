/* Which call gives which defect away alone, and which calls are preferred. */
#include "call_parts.h"
#include "law.h"
#include "verdict.h"

#include <stdlib.h>
#include <string.h>

/* ----------------------------------------------------------------------------------- preference */

bool call_plan_price(tg_money *most, const struct expected *expected)
{
    *most = expected->kind == EXPECT_EXACT ? expected->charge : expected->max;
    return expected->kind == EXPECT_EXACT || !expected->unbounded;
}

struct ranked {
    tg_money price;
    int32_t dur_s;
    size_t question;
};

static int by_rank(const void *a, const void *b)
{
    const struct ranked *x = a;
    const struct ranked *y = b;

    if (x->price != y->price) return x->price < y->price ? -1 : 1;
    if (x->dur_s != y->dur_s) return x->dur_s < y->dur_s ? -1 : 1;
    return x->question < y->question ? -1 : 1;
}

static void rank_questions(struct call_plan *plan)
{
    const struct questions *questions = plan->adequacy->questions;
    struct ranked *ranked = array_grow(NULL, &(size_t){0}, questions->count, sizeof *ranked);

    plan->question = array_grow(NULL, &(size_t){0}, questions->count, sizeof *plan->question);
    for (size_t i = 0; i < questions->count; i++) {
        const struct question *question = &questions->list[i];

        ranked[i] = (struct ranked){.dur_s = question->cdr.dur_s, .question = i};
        if (!call_plan_price(&ranked[i].price, &question->expected)) ranked[i].price = INT64_MAX;
    }
    qsort(ranked, questions->count, sizeof *ranked, by_rank);
    for (size_t i = 0; i < questions->count; i++) plan->question[i] = ranked[i].question;
    free(ranked);
}

/* ------------------------------------------------------------------------------------- for sure */

/* Whether no value of the open prices, in their legal ranges, makes the wrong charge a right one.
 */
static bool is_firm(const struct expected *expected, const struct ruling *wrong)
{
    bool exact = expected->kind == EXPECT_EXACT;
    tg_money low = exact ? expected->charge : expected->min;
    tg_money high = exact ? expected->charge : expected->max;

    /* There is none in an amount, or in a refusal. */
    if (wrong->kind == EXPECT_EXACT || wrong->kind == EXPECT_ERROR) return true;
    if (wrong->kind == EXPECT_UNSPECIFIED || strncmp(expected->basis, "I-", 2) == 0) return false;
    if (!wrong->unbounded &&
        (wrong->max < low || (wrong->max == low && verdict_needs_price(expected))))
        return true;
    return (exact || !expected->unbounded) &&
           (wrong->min > high || (wrong->min == high && wrong->above_min));
}

static void note_firm(struct call_plan *plan, const size_t *call_of, const struct variant *variant,
                      size_t suspect)
{
    for (size_t i = 0; i < variant->count; i++) {
        const struct law_change *change = &variant->list[i];

        if (!suspect_sure(&plan->adequacy->list[suspect], change->question) ||
            !is_firm(&plan->adequacy->questions->list[change->question].expected, &change->ruling))
            continue;
        plan_matrix_set(&plan->matrix, call_of[change->question], suspect);
        plan->firm[suspect] = true;
    }
}

static void note_sure(struct call_plan *plan, size_t suspect)
{
    for (size_t call = 0; call < plan->matrix.calls; call++)
        if (suspect_sure(&plan->adequacy->list[suspect], plan->question[call]))
            plan_matrix_set(&plan->matrix, call, suspect);
}

/* Calls that show it whatever the open prices are; if there are none, those that show it with those
 * of the annex. */
static bool fill_column(struct call_plan *plan, const size_t *call_of, const struct law *tariff,
                        size_t suspect)
{
    const struct fault *fault = plan->adequacy->list[suspect].fault;
    const struct lay lay = fault_lay(fault);
    struct tg_error error = {.status = TG_OK};
    struct variant variant = {0};
    bool ok = variant_open(&variant, tariff, lay, plan->adequacy->questions, &error);

    if (ok)
        note_firm(plan, call_of, &variant, suspect);
    else
        tell_error(&error);
    if (!plan->firm[suspect]) note_sure(plan, suspect);
    variant_free(&variant);
    return ok;
}

static bool fill_matrix(struct call_plan *plan, const struct law *tariff)
{
    size_t *call_of = array_grow(NULL, &(size_t){0}, plan->matrix.calls, sizeof *call_of);
    bool ok = true;

    for (size_t call = 0; call < plan->matrix.calls; call++) call_of[plan->question[call]] = call;
    for (size_t i = 0; ok && i < plan->adequacy->count; i++)
        ok = fill_column(plan, call_of, tariff, i);
    free(call_of);
    return ok;
}

bool call_matrix_make(struct call_plan *plan)
{
    const struct adequacy *adequacy = plan->adequacy;
    struct law tariff;
    bool ok = law_open(&tariff, &(struct choice){0}, adequacy->questions);

    rank_questions(plan);
    plan_matrix_make(&plan->matrix, adequacy->questions->count, adequacy->count);
    plan->firm = array_grow(NULL, &(size_t){0}, adequacy->count, sizeof *plan->firm);
    memset(plan->firm, 0, adequacy->count * sizeof *plan->firm);
    if (ok) ok = fill_matrix(plan, &tariff);
    law_close(&tariff);
    return ok;
}
