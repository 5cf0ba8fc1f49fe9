#include "split.h"
#include "masks.h"

#include <assert.h>
#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define WIDE 1
#endif

/* ------------------------------------------------------------------------------- the masks */

#ifdef WIDE

/* GCOVR_EXCL_START: see below, where they are run */
__attribute__((target("avx2"))) static inline struct tg_block masks_avx2(const char *p)
{
    struct tg_block block = {0};

    for (unsigned i = 0; i < TG_BLOCK; i += 32) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)(p + i));
        __m256i feeds = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\n'));
        __m256i quotes = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('"'));
        /* As signed numbers, bytes with the high bit lie below the blank too. */
        __m256i odd = _mm256_cmpgt_epi8(_mm256_set1_epi8(' '), bytes);

        odd = _mm256_or_si256(odd, _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(0x7f)));
        odd = _mm256_andnot_si256(feeds, _mm256_or_si256(odd, quotes));
        block.commas |= (uint64_t)(uint32_t)_mm256_movemask_epi8(
                            _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(',')))
                        << i;
        block.returns |= (uint64_t)(uint32_t)_mm256_movemask_epi8(
                             _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\r')))
                         << i;
        block.feeds |= (uint64_t)(uint32_t)_mm256_movemask_epi8(feeds) << i;
        block.quotes |= (uint64_t)(uint32_t)_mm256_movemask_epi8(quotes) << i;
        block.odd |= (uint64_t)(uint32_t)_mm256_movemask_epi8(odd) << i;
    }
    return block;
}

__attribute__((target("avx512bw,avx512f"))) static inline struct tg_block
masks_avx512(const char *p)
{
    __m512i bytes = _mm512_loadu_si512((const void *)p);
    struct tg_block block = {
        .commas = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(',')),
        .feeds = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n')),
        .returns = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\r')),
        .quotes = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"')),
    };
    /* Less than the blank, or above '~', as signed numbers shifted so that the latter are too. */
    uint64_t printable = _mm512_cmplt_epu8_mask(_mm512_sub_epi8(bytes, _mm512_set1_epi8(' ')),
                                                _mm512_set1_epi8(0x5f));

    block.odd = (~printable & ~block.feeds) | block.quotes;
    return block;
}
/* GCOVR_EXCL_STOP */

#endif

/* ------------------------------------------------------------------------------ splitting */

/* Writes the places of the bits, four at a time whether there are so many or not: how many there
 * are is what a processor guesses wrong. Returns the number of bits. */
static inline __attribute__((always_inline)) size_t put_places(uint16_t *places, uint64_t set,
                                                               size_t base)
{
    size_t count = (size_t)__builtin_popcountll(set);

    for (size_t k = 0; k < count; k += 4) {
        for (size_t i = k; i < k + 4; i++) {
            /* Without bits left the place is that of the highest bit, and of no use. */
            places[i] =
                (uint16_t)(base + (unsigned)__builtin_ctzll(set | UINT64_C(1) << (TG_BLOCK - 1)));
            set &= set - 1;
        }
    }
    return count;
}

/* The lines of a block: of most that have any it is one, which is taken without asking. */
static inline __attribute__((always_inline)) void put_lines(struct tg_split *split, uint64_t feeds,
                                                            uint64_t stops)
{
    uint16_t *line = split->line + split->lines;

    split->lines += (size_t)__builtin_popcountll(feeds);
    do {
        uint64_t before = feeds ^ (feeds - 1); /* up to the feed, itself included */

        *line++ = (uint16_t)(split->fields + (size_t)__builtin_popcountll(stops & before));
        feeds &= feeds - 1;
    } while (feeds != 0);
}

static inline __attribute__((always_inline)) void put_odds(struct tg_split *split,
                                                           const struct tg_block *block,
                                                           const char *p, size_t at, uint64_t odd)
{
    uint64_t feeds = block->feeds >> 1 | (uint64_t)(p[at + TG_BLOCK] == '\n') << (TG_BLOCK - 1);

    split->odds += put_places(split->odd + split->odds, odd & ~(block->returns & feeds), at);
}

#define SPLIT_BY(masks, put)                                                                       \
    split->fields = split->lines = split->odds = split->field[0] = 0;                              \
    for (size_t at = 0; at < n; at += TG_BLOCK) {                                                  \
        struct tg_block block = masks(p + at);                                                     \
        uint64_t ours = n - at < TG_BLOCK ? (UINT64_C(1) << (n - at)) - 1 : ~UINT64_C(0);          \
        uint64_t stops = (block.commas | block.feeds) & ours;                                      \
                                                                                                   \
        put_lines(split, block.feeds &ours, stops);                                                \
        split->fields += put(split->field + 1 + split->fields, stops, at + 1);                     \
        if ((block.odd & ours) != 0) put_odds(split, &block, p, at, block.odd &ours);              \
    }

static void split_portable(struct tg_split *split, const char *p, size_t n)
{
    SPLIT_BY(tg_masks, put_places)
}

/* ------------------------------------------------------------------------------ surveying */

/* Whether each byte is behind an odd number of quotes, the quotes of `before` counted in. */
static inline uint64_t inside(uint64_t quotes, uint64_t before)
{
    for (unsigned shift = 1; shift < TG_BLOCK; shift *= 2) quotes ^= quotes << shift;
    return quotes ^ before;
}

static inline __attribute__((always_inline)) void survey_block(struct tg_survey *survey,
                                                               uint64_t *before,
                                                               const struct tg_block *block,
                                                               size_t at, uint64_t ours)
{
    uint64_t feeds = block->feeds & ours;
    uint64_t within;

    survey->lines += (size_t)__builtin_popcountll(feeds);
    /* Without a feed the place is of no use: which blocks have none is hard to guess. */
    survey->whole = feeds != 0 ? at + TG_BLOCK - (size_t)__builtin_clzll(feeds | 1) : survey->whole;
    if ((block->quotes & ours) == 0) {
        survey->runs_on |= (*before & feeds) != 0;
        return;
    }
    survey->quoted = true;
    within = inside(block->quotes & ours, *before);
    survey->runs_on |= (within & feeds) != 0;
    *before = (within >> (TG_BLOCK - 1)) != 0 ? ~UINT64_C(0) : 0;
}

#define SURVEY_BY(masks)                                                                           \
    uint64_t before = 0;                                                                           \
                                                                                                   \
    *survey = (struct tg_survey){0};                                                               \
    for (size_t at = 0; at < n; at += TG_BLOCK) {                                                  \
        struct tg_block block = masks(p + at);                                                     \
                                                                                                   \
        survey_block(survey, &before, &block, at,                                                  \
                     n - at < TG_BLOCK ? (UINT64_C(1) << (n - at)) - 1 : ~UINT64_C(0));            \
    }

static void survey_portable(struct tg_survey *survey, const char *p, size_t n)
{
    SURVEY_BY(tg_masks)
}

/* ----------------------------------------------------------------- by what the machine has */

#ifdef WIDE

/* GCOVR_EXCL_START: run where the processor has them; split_test takes every way of the machine. */
__attribute__((target("avx2,bmi,popcnt"))) static void split_avx2(struct tg_split *split,
                                                                  const char *p, size_t n)
{
    SPLIT_BY(masks_avx2, put_places)
}

__attribute__((target("avx2,bmi,popcnt"))) static void survey_avx2(struct tg_survey *survey,
                                                                   const char *p, size_t n)
{
    SURVEY_BY(masks_avx2)
}

__attribute__((target("avx512bw,avx512f,bmi,popcnt"))) static void
split_avx512(struct tg_split *split, const char *p, size_t n)
{
    SPLIT_BY(masks_avx512, put_places)
}

/* All places of a block at once, however many there are. */
__attribute__((target("avx512vbmi2,avx512bw,avx512f,bmi,popcnt"))) static inline size_t
put_places_vbmi2(uint16_t *places, uint64_t set, size_t base)
{
    static const uint8_t numbers[TG_BLOCK] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    __m512i packed = _mm512_maskz_compress_epi8(set, _mm512_loadu_si512((const void *)numbers));
    __m512i bases = _mm512_set1_epi16((short)base);
    size_t count = (size_t)__builtin_popcountll(set);

    _mm512_storeu_si512(
        (void *)places,
        _mm512_add_epi16(_mm512_cvtepu8_epi16(_mm512_castsi512_si256(packed)), bases));
    if (count > TG_BLOCK / 2)
        _mm512_storeu_si512(
            (void *)(places + TG_BLOCK / 2),
            _mm512_add_epi16(_mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(packed, 1)), bases));
    return count;
}

__attribute__((target("avx512vbmi2,avx512bw,avx512f,bmi,popcnt"))) static void
split_vbmi2(struct tg_split *split, const char *p, size_t n)
{
    SPLIT_BY(masks_avx512, put_places_vbmi2)
}

__attribute__((target("avx512bw,avx512f,bmi,popcnt"))) static void
survey_avx512(struct tg_survey *survey, const char *p, size_t n)
{
    SURVEY_BY(masks_avx512)
}
/* GCOVR_EXCL_STOP */

#endif

const struct tg_splitter tg_splitters[] = {
    {"portable", split_portable, survey_portable},
#ifdef WIDE
    {"avx2", split_avx2, survey_avx2},
    {"avx512", split_avx512, survey_avx512},
    {"vbmi2", split_vbmi2, survey_avx512},
#endif
};

size_t tg_splitter_count(void)
{
#ifdef WIDE
    bool avx2 = __builtin_cpu_supports("avx2") != 0;
    bool avx512 = avx2 & (__builtin_cpu_supports("avx512bw") != 0);
    bool vbmi2 = avx512 & (__builtin_cpu_supports("avx512vbmi2") != 0);

    return 1u + avx2 + avx512 + vbmi2; /* every machine with AVX2 has BMI and POPCNT */
#else
    return 1;
#endif
}

void tg_split(struct tg_split *split, const char *p, size_t n)
{
    assert(n <= TG_SPLIT_MOST);
    tg_splitters[tg_splitter_count() - 1].split(split, p, n);
}

void tg_survey(struct tg_survey *survey, const char *p, size_t n)
{
    tg_splitters[tg_splitter_count() - 1].survey(survey, p, n);
}
