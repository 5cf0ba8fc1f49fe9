#include "footprint.h"

#include <string.h>

bool answer_is_wrong(const struct judged *judged, size_t at)
{
    const struct answer_slot *slot = &judged->answers.slot[at];

    return slot->count == 1 && slot->first->kind != ANSWER_MALFORMED &&
           verdict_weigh(judged->list[at].verdict) == WEIGHT_FAILS;
}

uint64_t wrong_answers(const struct judged *judged)
{
    uint64_t wrong = 0;

    for (size_t i = 0; i < judged->questions->count; i++) wrong += answer_is_wrong(judged, i);
    return wrong;
}

void ground_open(struct ground *ground, struct arena *arena, const struct judged *judged,
                 const struct law *law, const struct price_book *book)
{
    size_t words = law->count / 64 + 1;

    *ground = (struct ground){.judged = judged, .law = law, .book = book, .words = words};
    ground->wrong = arena_take(arena, words, sizeof(uint64_t));
    ground->open = arena_take(arena, words, sizeof(uint64_t));
    ground->right = arena_take(arena, words, sizeof(uint64_t));
    for (size_t i = 0; i < law->count; i++) {
        if (answer_is_wrong(judged, i)) {
            ground->wrong_count++;
            bit_set(ground->wrong, i);
            if (law->list[i].kind == EXPECT_OPEN) bit_set(ground->open, i);
        } else if (law->list[i].kind != EXPECT_UNSPECIFIED &&
                   held_fit(law, book, &judged->answers, i) == FIT_YES) {
            ground->right_count++;
            bit_set(ground->right, i);
        }
    }
}

void ground_open_upon(struct ground *ground, struct arena *arena, const struct ground *first,
                      const struct law *law, const struct price_book *book)
{
    *ground =
        (struct ground){.judged = first->judged, .law = law, .book = book, .words = first->words};
    ground->wrong = arena_take(arena, ground->words, sizeof(uint64_t));
    ground->open = arena_take(arena, ground->words, sizeof(uint64_t));
    ground->right = arena_take(arena, ground->words, sizeof(uint64_t));
    for (size_t i = 0; i < law->count; i++) {
        if (!bit_is_set(first->wrong, i) && !bit_is_set(first->right, i)) continue;
        if (held_fit(law, book, &first->judged->answers, i) == FIT_YES) {
            ground->right_count++;
            bit_set(ground->right, i);
        } else {
            ground->wrong_count++;
            bit_set(ground->wrong, i);
            if (law->list[i].kind == EXPECT_OPEN) bit_set(ground->open, i);
        }
    }
}

/* ----------------------------------------------------------------------------------- one fault */

/* Can it reach so many wrong answers? Those that rest on open prices may come out otherwise. */
static bool reaches(const struct fault *fault, const struct ground *ground, size_t least)
{
    size_t reached = 0;

    for (size_t i = 0; i < ground->law->count && reached < least; i++)
        if (bit_is_set(ground->wrong, i) &&
            (bit_is_set(ground->open, i) ||
             reach_holds(&fault->reach, ground->law->rulebook, &ground->law->call[i])))
            reached++;
    return reached >= least;
}

static void note_change(struct footprint *footprint, const struct ground *ground,
                        const struct law_change *change)
{
    size_t at = change->question;
    bool open = change->ruling.kind == EXPECT_OPEN || ground->law->list[at].kind == EXPECT_OPEN;
    enum fit fit;

    if (open) footprint->unsure = true;
    if (!bit_is_set(ground->wrong, at) && !bit_is_set(ground->right, at)) return;
    bit_set(footprint->touches, at);
    fit =
        open ? FIT_YES
             : ruling_fit(&change->ruling, ground->law, ground->book, &ground->judged->answers, at);
    if (bit_is_set(ground->wrong, at) && fit == FIT_YES) bit_set(footprint->fits, at);
    if (bit_is_set(ground->right, at) && fit == FIT_NO) bit_set(footprint->misfits, at);
}

static bool meets(const uint64_t *a, const uint64_t *b, size_t words)
{
    for (size_t w = 0; w < words; w++)
        if ((a[w] & b[w]) != 0) return true;
    return false;
}

static void begin(struct footprint *footprint, uint64_t *words, const struct ground *ground,
                  const struct fault *fault)
{
    *footprint = (struct footprint){.fault = fault,
                                    .touches = words,
                                    .fits = words + ground->words,
                                    .misfits = words + 2 * ground->words};
}

static bool is_of_use(const struct footprint *footprint, const struct ground *ground)
{
    return footprint->unsure || meets(footprint->touches, ground->wrong, ground->words);
}

bool footprint_take(struct footprint *footprint, uint64_t *words, struct variant *variant,
                    const struct ground *ground, const struct fault *fault, size_t least)
{
    struct tg_error error = {.status = TG_OK};
    const struct lay lay = fault_lay(fault);

    if (!reaches(fault, ground, least) ||
        !variant_open(variant, ground->law, lay, ground->judged->questions, &error))
        return false;
    begin(footprint, words, ground, fault);
    for (size_t i = 0; i < variant->count; i++)
        if (variant->list[i].differs &&
            fault_applies(fault, ground->law, variant->list[i].question))
            note_change(footprint, ground, &variant->list[i]);
    variant_close(variant);
    return is_of_use(footprint, ground);
}

bool footprint_narrow(struct footprint *footprint, uint64_t *words, const struct footprint *whole,
                      const struct ground *ground, const struct fault *fault)
{
    begin(footprint, words, ground, fault);
    footprint->unsure = whole->unsure;
    for (size_t i = 0; i < ground->law->count; i++) {
        if (!bit_is_set(whole->touches, i) || !fault_applies(fault, ground->law, i)) continue;
        bit_set(footprint->touches, i);
        if (bit_is_set(whole->fits, i)) bit_set(footprint->fits, i);
        if (bit_is_set(whole->misfits, i)) bit_set(footprint->misfits, i);
    }
    return is_of_use(footprint, ground);
}

/* --------------------------------------------------------------------------------- several faults
 */

static size_t ones(uint64_t word)
{
    return (size_t)__builtin_popcountll(word);
}

size_t footprints_clash(const struct footprint *const *set, size_t count,
                        const struct ground *ground, size_t most)
{
    size_t clash = 0;
    bool unsure = false;

    for (size_t i = 0; i < count; i++) unsure = unsure || set[i]->unsure;
    for (size_t w = 0; w < ground->words; w++) {
        uint64_t any = 0, several = 0, fits = 0, misfits = 0;
        uint64_t wrong = ground->wrong[w];

        for (size_t i = 0; i < count; i++) {
            several |= any & set[i]->touches[w];
            any |= set[i]->touches[w];
            fits |= set[i]->fits[w];
            misfits |= set[i]->misfits[w];
        }
        if ((wrong & ~any & ~(unsure ? ground->open[w] : 0)) != 0) return SIZE_MAX;
        clash += ones(wrong & any & ~several & ~fits) + ones(misfits & ~several);
        if (clash > most) return clash;
    }
    return clash;
}
