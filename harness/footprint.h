/*
 * What a fault alone would change of a run, and how that fits what the system answered: the first,
 * quick look of the diagnosis. Sets of questions, a bit each.
 */
#ifndef TOLLGATE_FOOTPRINT_H
#define TOLLGATE_FOOTPRINT_H

#include "faults.h"
#include "judge.h"

/* What is to be explained, by which tariff. */
struct ground {
    const struct judged *judged;
    const struct law *law;         /* what the system was found to hold, without any fault */
    const struct price_book *book; /* its open prices by that law */
    size_t words;                  /* of a set of questions */
    uint64_t *wrong;               /* answered once, and wrong */
    uint64_t *open;                /* of them, those whose charge rests on open prices */
    uint64_t *right;               /* answered once, as the law says, where it says anything */
    uint64_t wrong_count, right_count;
};

/* A fault by itself. */
struct footprint {
    const struct fault *fault;
    uint64_t *touches; /* questions of `wrong` and `right` that it charges otherwise */
    uint64_t *fits; /* of the wrong ones, those that it explains, or may: open prices will tell */
    uint64_t *misfits; /* of the right ones, those that it contradicts */
    bool unsure;       /* it changes what rests on open prices: those may come out otherwise */
};

/* Zeroed = empty; taken from `arena`. `judged` by rules; law and book are lent. */
void ground_open(struct ground *ground, struct arena *arena, const struct judged *judged,
                 const struct law *law, const struct price_book *book);

#define FOOTPRINT_SETS 3

/* The same answers by a law with some faults: what does not follow from it is wrong. */
void ground_open_upon(struct ground *ground, struct arena *arena, const struct ground *first,
                      const struct law *law, const struct price_book *book);

/* The sets are to be in `words`: FOOTPRINT_SETS times the words of a set of questions, zeroed.
 * False if the fault cannot reach so many wrong answers, touches none, or cannot be laid over the
 * law. */
bool footprint_take(struct footprint *footprint, uint64_t *words, struct variant *variant,
                    const struct ground *ground, const struct fault *fault, size_t least);

/* That of a fault which is another one for some calls only, from that one's. */
bool footprint_narrow(struct footprint *footprint, uint64_t *words, const struct footprint *whole,
                      const struct ground *ground, const struct fault *fault);

/*
 * How badly faults go together with the answers, as far as their footprints tell: the questions
 * that only one of them touches and that speak against it. 0 = nothing does; SIZE_MAX = a wrong
 * answer that rests on no open price is touched by none. Stops counting above `most`.
 */
size_t footprints_clash(const struct footprint *const *set, size_t count,
                        const struct ground *ground, size_t most);

/* One wrong and single answer: an amount, or a refusal. */
bool answer_is_wrong(const struct judged *judged, size_t at);
uint64_t wrong_answers(const struct judged *judged);

static inline bool bit_is_set(const uint64_t *set, size_t at)
{
    return (set[at / 64] >> at % 64 & 1) != 0;
}

static inline void bit_set(uint64_t *set, size_t at)
{
    set[at / 64] |= UINT64_C(1) << at % 64;
}

#endif
