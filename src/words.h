/* Lists of a few words, so that which one a field is takes a multiplication and a comparison. */
#ifndef TOLLGATE_WORDS_H
#define TOLLGATE_WORDS_H

#include "bytes.h"

#include <stddef.h>

#define TG_WORD_MOST  16 /* bytes of a word */
#define TG_WORD_SLOTS 64

/* No word but the empty one begins with a zero byte; each has a slot of its own. */
struct tg_words {
    uint64_t factor;
    struct {
        uint64_t first, second; /* the bytes, zeroes behind them */
        uint8_t above;          /* the value + 1; 0 = free */
    } slot[TG_WORD_SLOTS];
};

void tg_words_collect(struct tg_words *words, const char *const *texts, const uint8_t *values,
                      size_t count);

static inline size_t tg_word_slot(const struct tg_words *words, uint64_t first, uint64_t second)
{
    return ((first ^ second * 31) * words->factor) >> 58;
}

/* The value of the word in these two, zeroes behind it; -1 = it is none of them. */
static inline int tg_words_find(const struct tg_words *words, uint64_t first, uint64_t second)
{
    size_t i = tg_word_slot(words, first, second);

    if (words->slot[i].first != first || words->slot[i].second != second) return -1;
    return words->slot[i].above - 1; /* only an empty text is alike to a free slot */
}

#endif
