#include "reading_trial.h"

#include <string.h>

bool trial_try(struct variant *variant, const struct inference *inference, const struct law *base,
               const char *reading)
{
    struct tg_error error = {.status = TG_OK};

    if (variant_open(variant, base, (struct lay){.name = reading}, inference->questions, &error))
        return true;
    tell_error(&error);
    return false;
}

/* ------------------------------------------------------------------------------------ counting */

/* A case counts for all records that it stands for. */
static void count_case(uint64_t *count, size_t *example, const struct inference *inference,
                       size_t question)
{
    if (*count == 0) *example = question;
    *count += question_weight(&inference->questions->list[question]);
}

/* `ruling` is the new one. */
static void count_one(const struct inference *inference, struct reading_found *found,
                      size_t question, enum fit old, enum fit new, const struct ruling *ruling)
{
    bool vague = ruling->kind == EXPECT_RANGE;

    if (old == FIT_UNJUDGED || new == FIT_UNJUDGED) return;
    if (!question_testifies(&inference->questions->list[question])) return;
    if (inference->faults != NULL && inference->faults[question] != 0) return;
    if (new == FIT_YES && old == FIT_NO) {
        count_case(&found->fits, &found->example, inference, question);
        if (vague) found->vague += question_weight(&inference->questions->list[question]);
    }
    if (old == FIT_YES && new == FIT_NO)
        count_case(&found->against, &found->counter_example, inference, question);
    if (old == FIT_NO && new == FIT_NO)
        count_case(&found->neither, &found->neither_example, inference, question);
}

/* Counts the cases that tell what is laid over `base`, or over it and what it was laid over, from
 * what is held. */
static void count_variant(const struct inference *inference, struct reading_found *found,
                          const struct variant *variant)
{
    const struct held *held = inference->held;

    found->fits = found->against = found->neither = found->vague = 0;
    for (size_t i = 0; i < variant->count; i++) {
        const struct law_change *change = &variant->list[i];
        size_t at = change->question;

        if (!law_same(&held->law.list[at], &change->ruling))
            count_one(inference, found, at,
                      held_fit(&held->law, &held->book, inference->answers, at),
                      ruling_fit(&change->ruling, &held->law, &held->book, inference->answers, at),
                      &change->ruling);
    }
}

static void note_differing(struct trial *trial, const struct variant *variant, size_t questions)
{
    memset(trial->differs, 0, questions / 8 + 1);
    for (size_t i = 0; i < variant->count; i++) {
        size_t at = variant->list[i].question;

        if (variant->list[i].differs) trial->differs[at / 8] |= (uint8_t)(1u << at % 8);
    }
}

/* Whether open prices can be others by this ruling: an answer that told one tells another, or tells
 * one no more. */
static bool moves_prices(const struct inference *inference, const struct ruling *ruling,
                         size_t question)
{
    const struct ruling *held = &inference->held->law.list[question];

    return (held->kind == EXPECT_OPEN || ruling->kind == EXPECT_OPEN) && !law_same(held, ruling);
}

/* The plans (bits) whose prices can be others by a law. */
static uint32_t moved_plans(const struct inference *inference, const struct law *law)
{
    uint32_t plans = 0;

    for (size_t i = 0; i < law->count; i++) {
        const struct ruling *held = &inference->held->law.list[i];
        const struct ruling *open = held->kind == EXPECT_OPEN ? held : &law->list[i];

        if (moves_prices(inference, &law->list[i], i)) plans |= UINT32_C(1) << open->plan;
    }
    return plans;
}

static bool variant_moves_prices(const struct inference *inference, const struct variant *variant)
{
    for (size_t i = 0; i < variant->count; i++)
        if (moves_prices(inference, &variant->list[i].ruling, variant->list[i].question))
            return true;
    return false;
}

/* Counts the cases that tell a law with these prices from what is held: those that cost something
 * else, and those that no longer fit, or fit now, as another price is found. */
static void count_law(const struct inference *inference, struct reading_found *found,
                      const struct law *law, const struct price_book *book)
{
    const struct held *held = inference->held;

    found->fits = found->against = found->neither = found->vague = 0;
    for (size_t i = 0; i < law->count; i++) {
        bool same = law_same(&held->law.list[i], &law->list[i]);
        enum fit old, new;

        if (same && law->list[i].kind != EXPECT_OPEN) continue;
        old = held_fit(&held->law, &held->book, inference->answers, i);
        new = held_fit(law, book, inference->answers, i);
        if (!same || old != new) count_one(inference, found, i, old, new, &law->list[i]);
    }
}

/* Whether an answer that does not fit what is held may fit a law with other prices for these plans.
 * Where there is none, inferring them, which takes long, would tell nothing. */
static bool may_mend(const struct inference *inference, const struct law *law, uint32_t plans)
{
    const struct held *held = inference->held;

    for (size_t i = 0; plans != 0 && i < law->count; i++) {
        const struct ruling *ruling = &law->list[i];
        bool moved = ruling->kind == EXPECT_OPEN && (plans >> ruling->plan & 1) != 0;

        if ((moved || !law_same(&held->law.list[i], ruling)) &&
            question_testifies(&inference->questions->list[i]) &&
            held_fit(&held->law, &held->book, inference->answers, i) == FIT_NO)
            return true;
    }
    return false;
}

/* The prices that another reading makes of the answers say nothing of this one. */
void trial_weigh_law(const struct inference *inference, struct reading_found *found,
                     const struct law *law)
{
    struct price_book book;

    if (!may_mend(inference, law, moved_plans(inference, law))) {
        count_law(inference, found, law, &inference->held->book);
        return;
    }
    prices_infer(&book, law, inference->questions, inference->answers);
    count_law(inference, found, law, &book);
    prices_free(&book);
}

/* The law is not kept: there are many of them. */
bool trial_weigh(struct inference *inference, struct trial *trial)
{
    struct law law;

    if (!trial_try(&inference->variant, inference, &inference->held->law, trial->found.id))
        return false;
    note_differing(trial, &inference->variant, inference->questions->count);
    if (variant_moves_prices(inference, &inference->variant)) {
        variant_law(&law, &inference->variant);
        trial_weigh_law(inference, &trial->found, &law);
        law_close(&law);
    } else {
        count_variant(inference, &trial->found, &inference->variant);
        variant_close(&inference->variant);
    }
    return true;
}

bool trial_is_evident(const struct reading_found *found)
{
    return found->against == 0 && found->fits > found->neither;
}

bool trial_is_mixed(const struct reading_found *found)
{
    return found->fits > 0 && found->against > 0 && found->neither == 0;
}

bool trial_weigh_mixed(struct inference *inference, struct reading_found *found)
{
    if (!trial_try(&inference->variant, inference, &inference->held->law, found->id)) return false;
    count_variant(inference, found, &inference->variant);
    variant_close(&inference->variant);
    return true;
}
