#include "explaining.h"

#include <stdlib.h>
#include <string.h>

#define MOST_DISSENT 4 /* answers that tell a price, for each that contradicts it */

static bool has_one_of_many(const struct explaining *explaining)
{
    for (size_t i = 0; i < explaining->count; i++)
        if (fault_is_one_of_many(explaining->fault[i])) return true;
    return false;
}

/* Is a price told by more answers than it takes to make it up? A price that is itself the fault has
 * to be told by calls of several lengths, and by nothing contradicted. Where a fault is one of
 * many, the other prices have to be told without it, too. */
static bool price_told(const struct explaining *explaining, const struct ground *ground,
                       const struct ruling *ruling, uint16_t price)
{
    const struct price_found *found =
        prices_find(&explaining->book, &explaining->law, price, ruling->plan, ruling->system);
    const struct price_found *before;

    if (found->state == PRICE_WITHIN) return !has_one_of_many(explaining);
    if (found->state != PRICE_KNOWN || found->count < 2 ||
        found->count <= MOST_DISSENT * found->contradict)
        return false;
    if (!has_one_of_many(explaining)) return true;
    if (price >= ground->law->price_count) return found->contradict == 0 && found->varied;
    before = prices_find(ground->book, ground->law, price, ruling->plan, ruling->system);
    return before != NULL && before->state == PRICE_KNOWN && before->value == found->value;
}

/* An amount that would do as well as any other is no evidence: one of a price that nothing else
 * tells, or within a range; nor is a refusal where a mutant gives calls to rules that have no
 * price.
 */
static bool is_firm(const struct explaining *explaining, const struct ground *ground, size_t at)
{
    const struct ruling *ruling = &explaining->law.list[at];

    if (ruling->kind == EXPECT_RANGE) return false;
    if (ground->judged->answers.slot[at].first->kind == ANSWER_REFUSED)
        return !has_one_of_many(explaining);
    for (size_t i = 0; ruling->kind == EXPECT_OPEN && i < ruling->term_count; i++)
        if (!price_told(explaining, ground, ruling, ruling->term[i].price)) return false;
    return true;
}

static void weigh_wrong(struct explaining *explaining, const struct ground *ground, size_t at)
{
    if (held_fit(&explaining->law, &explaining->book, &ground->judged->answers, at) == FIT_YES) {
        bit_set(explaining->explained, at);
        explaining->explains++;
        explaining->firmly += is_firm(explaining, ground, at);
        explaining->ranged += explaining->law.list[at].kind == EXPECT_RANGE &&
                              ground->law->list[at].kind == EXPECT_RANGE;
    } else if (!law_same(&explaining->law.list[at], &ground->law->list[at])) {
        explaining->leaves++;
    }
}

static void weigh_one(struct explaining *explaining, const struct ground *ground, size_t at)
{
    if (bit_is_set(ground->wrong, at))
        weigh_wrong(explaining, ground, at);
    else if (bit_is_set(ground->right, at))
        explaining->contradicts +=
            held_fit(&explaining->law, &explaining->book, &ground->judged->answers, at) == FIT_NO;
}

static void weigh(struct explaining *explaining, const struct ground *ground)
{
    prices_infer(&explaining->book, &explaining->law, ground->judged->questions,
                 &ground->judged->answers);
    explaining->explained = calloc(ground->words, sizeof *explaining->explained);
    if (explaining->explained == NULL) arena_exhausted();
    for (size_t i = 0; i < ground->law->count; i++) weigh_one(explaining, ground, i);
}

/* ------------------------------------------------------------------------------ laying them over
 */

/* The law with one more fault; NULL if it cannot be laid. */
static const struct law *lay_fault(struct explaining *explaining, const struct ground *ground,
                                   const struct law *base, const struct fault *fault)
{
    struct tg_error error = {.status = TG_OK};
    struct variant variant = {0};
    struct law *law = NULL;

    if (variant_open(&variant, base, fault_lay(fault), ground->judged->questions, &error)) {
        law = &explaining->laid[explaining->laid_count++];
        variant_law(law, &variant);
    }
    variant_free(&variant);
    return law;
}

/* The law with those faults whose bits are set. */
static const struct law *lay_some(struct explaining *explaining, const struct ground *ground,
                                  unsigned some)
{
    const struct law *law = ground->law;

    for (size_t i = 0; law != NULL && i < explaining->count; i++)
        if ((some >> i & 1) != 0) law = lay_fault(explaining, ground, law, explaining->fault[i]);
    return law;
}

/* The faults that apply to a call. */
static unsigned which_apply(const struct explaining *explaining, const struct ground *ground,
                            size_t question)
{
    unsigned some = 0;

    for (size_t i = 0; i < explaining->count; i++)
        if (fault_applies(explaining->fault[i], ground->law, question)) some |= 1u << i;
    return some;
}

/* Calls to which not all faults apply are charged by the law with those that do. */
static bool restrict_law(struct explaining *explaining, const struct ground *ground)
{
    const struct law *by[1 << EXPLAINING_MOST] = {NULL};
    unsigned all = (1u << explaining->count) - 1;

    by[0] = ground->law;
    for (size_t i = 0; i < ground->law->count; i++) {
        unsigned some = which_apply(explaining, ground, i);

        if (some == all) continue;
        if (by[some] == NULL) by[some] = lay_some(explaining, ground, some);
        if (by[some] == NULL) return false;
        explaining->law.list[i] = by[some]->list[i];
        explaining->law.call[i] = by[some]->call[i];
        explaining->law.unrated[i] = by[some]->unrated[i];
    }
    return true;
}

static bool is_restricted(const struct explaining *explaining)
{
    for (size_t i = 0; i < explaining->count; i++)
        if (explaining->fault[i]->only != NULL) return true;
    return false;
}

static bool lay_all(struct explaining *explaining, const struct ground *ground)
{
    const struct law *law = lay_some(explaining, ground, (1u << explaining->count) - 1);

    if (law == NULL) return false;
    explaining->law = *law;
    return !is_restricted(explaining) || restrict_law(explaining, ground);
}

bool explaining_open(struct explaining *explaining, const struct ground *ground,
                     const struct fault *const *faults, size_t count)
{
    *explaining = (struct explaining){.count = count};
    memcpy(explaining->fault, faults, count * sizeof *faults);
    explaining->laid = calloc(EXPLAINING_LAID, sizeof *explaining->laid);
    if (explaining->laid == NULL) arena_exhausted();
    if (!lay_all(explaining, ground)) {
        explaining_free(explaining);
        return false;
    }
    weigh(explaining, ground);
    return true;
}

void explaining_free(struct explaining *explaining)
{
    prices_free(&explaining->book);
    while (explaining->laid_count > 0) law_close(&explaining->laid[--explaining->laid_count]);
    free(explaining->laid);
    free(explaining->explained);
    *explaining = (struct explaining){0};
}

bool explains_all(const struct explaining *explaining, const struct ground *ground)
{
    /* That a known defect lets every wrong answer into a range is evidence, if weak. */
    uint64_t evidence = explaining->firmly;

    if (!has_one_of_many(explaining)) evidence += explaining->ranged;
    return explaining->contradicts == 0 && explaining->explains == ground->wrong_count &&
           evidence * 2 >= explaining->explains;
}
