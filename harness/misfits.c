#include "misfits.h"

#include <string.h>

bool overlaid_open(struct overlaid *overlaid, const struct ground *ground,
                   const struct tg_rulebook *below, const struct fault *const *faults, size_t count)
{
    struct tg_error error = {.status = TG_OK};

    *overlaid = (struct overlaid){.ground = ground, .count = count, .rulebook = below};
    memcpy(overlaid->fault, faults, count * sizeof *faults);
    for (size_t i = 0; i < count; i++) {
        struct tg_rulebook *laid = law_overlaid(overlaid->rulebook, fault_lay(faults[i]), &error);

        if (laid == NULL) {
            overlaid_free(overlaid);
            return false;
        }
        overlaid->laid[overlaid->laid_count++] = laid;
        overlaid->rulebook = laid;
    }
    return true;
}

void overlaid_free(struct overlaid *overlaid)
{
    while (overlaid->laid_count > 0) tg_rulebook_free(overlaid->laid[--overlaid->laid_count]);
    *overlaid = (struct overlaid){0};
}

static bool all_apply(const struct overlaid *overlaid, size_t question)
{
    for (size_t i = 0; i < overlaid->count; i++)
        if (!fault_applies(overlaid->fault[i], overlaid->ground->law, question)) return false;
    return true;
}

/* A wrong answer has to follow, a right one need not be judged. */
static bool is_misfit(const struct overlaid *overlaid, size_t question)
{
    const struct ground *ground = overlaid->ground;
    const struct judged *judged = ground->judged;
    const struct ruling *base = &ground->law->list[question];
    struct ruling ruling;
    enum fit fit;

    if (!all_apply(overlaid, question)) return false;
    ruling = ruling_on(overlaid->rulebook, &judged->questions->list[question]);
    if (overlaid->upon && law_same(base, &ruling)) return bit_is_set(ground->wrong, question);
    if (overlaid->upon && (ruling.kind == EXPECT_OPEN || base->kind == EXPECT_OPEN)) return false;
    fit = ruling_fit(&ruling, ground->law, NULL, &judged->answers, question);
    return bit_is_set(ground->wrong, question) ? fit != FIT_YES : fit == FIT_NO;
}

/* Neighbours are alike, so it goes through the questions in large steps: what misfits is met soon.
 */
size_t misfits_among(const struct overlaid *overlaid, const uint64_t *set, size_t most)
{
    size_t misfits = 0;

    for (size_t bit = 0; bit < 64; bit++)
        for (size_t w = 0; w < overlaid->ground->words; w++) {
            if ((set[w] >> bit & 1) == 0) continue;
            misfits += is_misfit(overlaid, w * 64 + bit);
            if (misfits > most) return misfits;
        }
    return misfits;
}

bool misfits_contradict(const struct ground *ground, const struct fault *const *faults,
                        size_t count)
{
    struct overlaid overlaid;
    bool contradict;

    if (!overlaid_open(&overlaid, ground, ground->law->rulebook, faults, count)) return true;
    contradict = misfits_among(&overlaid, ground->right, 0) > 0;
    overlaid_free(&overlaid);
    return contradict;
}

bool misfits_refute(const struct ground *ground, const struct fault *const *faults, size_t count)
{
    struct overlaid overlaid;
    bool refuted;

    if (!overlaid_open(&overlaid, ground, ground->law->rulebook, faults, count)) return true;
    refuted = misfits_among(&overlaid, ground->wrong, 0) > 0 ||
              misfits_among(&overlaid, ground->right, 0) > 0;
    overlaid_free(&overlaid);
    return refuted;
}
