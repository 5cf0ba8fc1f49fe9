#include "words.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

/* Adds the word; false if its slot is taken. */
static bool add(struct tg_words *words, const char *text, uint8_t value)
{
    char bytes[TG_WORD_MOST] = {0};
    size_t n = strlen(text);
    uint64_t first, second;
    size_t i;

    assert(n <= sizeof bytes);
    memcpy(bytes, text, n);
    first = tg_load8(bytes);
    second = tg_load8(bytes + 8);
    i = tg_word_slot(words, first, second);
    if (words->slot[i].above != 0) return false;
    words->slot[i].first = first;
    words->slot[i].second = second;
    words->slot[i].above = (uint8_t)(value + 1);
    return true;
}

/* Tries factors until every word has a slot of its own; the first will hardly do. */
void tg_words_collect(struct tg_words *words, const char *const *texts, const uint8_t *values,
                      size_t count)
{
    uint64_t factor = 1;
    size_t added;

    do {
        memset(words, 0, sizeof *words);
        words->factor = factor;
        factor = factor * UINT64_C(6364136223846793005) + 1442695040888963407;
        factor |= 1;
        for (added = 0; added < count && add(words, texts[added], values[added]);) added++;
    } while (added < count);
}
