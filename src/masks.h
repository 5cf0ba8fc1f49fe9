/* What 64 bytes of CSV text are, as one bit each; the first byte is the lowest. */
#ifndef TOLLGATE_MASKS_H
#define TOLLGATE_MASKS_H

#include "bytes.h"

#define TG_BLOCK 64

struct tg_block {
    uint64_t commas, feeds, returns, quotes;
    uint64_t odd; /* none of the first two, and not printable ASCII, or a quote */
};

/* The high bit of every byte that equals `byte`; `low` has no high bits. */
static inline uint64_t tg_equal(uint64_t low, char byte)
{
    return (TG_HIGH - (low ^ TG_EACH(byte))) & TG_HIGH;
}

/* The high bits of eight bytes, side by side: the product adds every one of them up in the top
 * byte, each in its own place. */
static inline uint64_t tg_bits(uint64_t high)
{
    return (high >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static inline struct tg_block tg_masks(const char *p)
{
    struct tg_block block = {0};

    for (unsigned i = 0; i < TG_BLOCK; i += sizeof(uint64_t)) {
        uint64_t word = tg_load8(p + i);
        uint64_t low = word & ~TG_HIGH;
        uint64_t feeds = tg_equal(low, '\n') & ~word;
        uint64_t quotes = tg_equal(low, '"') & ~word;
        /* Adding 0x60 leaves the high bit clear for control characters only, adding 1 sets it for
         * DEL only. */
        uint64_t odd = (word | (low + TG_EACH(1)) | ~(low + TG_EACH(0x60))) & TG_HIGH;

        block.commas |= tg_bits(tg_equal(low, ',') & ~word) << i;
        block.feeds |= tg_bits(feeds) << i;
        block.returns |= tg_bits(tg_equal(low, '\r') & ~word) << i;
        block.quotes |= tg_bits(quotes) << i;
        block.odd |= tg_bits((odd | quotes) & ~feeds) << i;
    }
    return block;
}

#endif
