#include "explaining.h"

#include <stdlib.h>
#include <string.h>

#define MOST_DISSENT 4 /* answers that tell a price, for each that contradicts it */

static bool has_mutant(const struct explaining *explaining)
{
    for (size_t i = 0; i < explaining->count; i++)
        if (explaining->fault[i]->group != NULL) return true;
    return false;
}

/* Is a price told by more answers than it takes to make it up? There are so many mutants that some
 * would make up any amount: where there is one, the price has to be told without it, too. */
static bool price_told(const struct explaining *explaining, const struct ground *ground,
                       const struct ruling *ruling, uint16_t price)
{
    const struct price_found *found =
        prices_find(&explaining->book, &explaining->law, price, ruling->plan, ruling->system);
    const struct price_found *before;

    if (found->state == PRICE_WITHIN) return !has_mutant(explaining);
    if (found->state != PRICE_KNOWN || found->count < 2 ||
        found->count <= MOST_DISSENT * found->contradict)
        return false;
    if (!has_mutant(explaining)) return true;
    before = price < ground->law->price_count
                 ? prices_find(ground->book, ground->law, price, ruling->plan, ruling->system)
                 : NULL;
    return before != NULL && before->state == PRICE_KNOWN && before->value == found->value;
}

/* An amount that would do as well as any other is no evidence: one of a price that nothing else
 * tells, or within a range that the fault itself opens; nor is a refusal where a mutant gives calls
 * to rules that have no price. */
static bool is_firm(const struct explaining *explaining, const struct ground *ground, size_t at)
{
    const struct ruling *ruling = &explaining->law.list[at];

    if (ruling->kind == EXPECT_RANGE) return ground->law->list[at].kind == EXPECT_RANGE;
    if (ground->judged->answers.slot[at].first->kind == ANSWER_REFUSED)
        return !has_mutant(explaining);
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

/* One more fault on top. */
static bool lay_fault(struct explaining *explaining, const struct ground *ground,
                      const struct fault *fault)
{
    const struct law *base = explaining->count == 0 ? ground->law : &explaining->law;
    const struct lay lay = fault_lay(fault);
    struct tg_error error = {.status = TG_OK};
    struct variant variant = {0};
    struct law law;
    bool ok = variant_open(&variant, base, lay, ground->judged->questions, &error);

    if (ok) {
        variant_law(&law, &variant);
        if (explaining->count > 0) explaining->under[explaining->count - 1] = explaining->law;
        explaining->law = law;
        explaining->fault[explaining->count++] = fault;
    }
    variant_free(&variant);
    return ok;
}

bool explaining_open(struct explaining *explaining, const struct ground *ground,
                     const struct fault *const *faults, size_t count)
{
    *explaining = (struct explaining){0};
    explaining->under = calloc(EXPLAINING_MOST, sizeof *explaining->under);
    if (explaining->under == NULL) arena_exhausted();
    for (size_t i = 0; i < count; i++)
        if (!lay_fault(explaining, ground, faults[i])) {
            explaining_free(explaining);
            return false;
        }
    weigh(explaining, ground);
    return true;
}

void explaining_free(struct explaining *explaining)
{
    prices_free(&explaining->book);
    law_close(&explaining->law);
    for (size_t i = 0; i + 1 < explaining->count; i++) law_close(&explaining->under[i]);
    free(explaining->under);
    free(explaining->explained);
    *explaining = (struct explaining){0};
}

bool explains_all(const struct explaining *explaining, const struct ground *ground)
{
    return explaining->contradicts == 0 && explaining->explains == ground->wrong_count &&
           explaining->firmly * 2 >= explaining->explains;
}
