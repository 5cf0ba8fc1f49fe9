/*
 * Plain rows by AVX-512 VBMI: all fields of a row are put side by side at once, each at a place of
 * its own, and made numbers of at once. Rows that are not read in this way are declined, and read
 * in the other one: long ones, or those with rare forms of a field.
 */
#include "numbering_tables.h"
#include "plain_parts.h"

#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(TG_PORTABLE)
#include <immintrin.h>
#define WIDE 1
#endif

#ifdef WIDE
/* GCOVR_EXCL_START: run where the processor has it; bulk_test takes both ways. */

#define MOST_WIDTH 31  /* fields of a row */
#define MOST_BYTES 128 /* with its line feed */

/* ---------------------------------------------------------------------- where bytes are put */

/* What is put where in `numbers`. Amounts are digits before the point, then two behind it. */
enum {
    DURATION = 0,
    CHARGE = 8,
    CHARGE_END = 16,
    CLOCK = 16, /* HHMMSS, two colons */
    HOME = 24,
    VISITED = 28,
    OTHER = 32,
    POINT = 36,
    DATE = TG_PLAIN_DATE, /* YYYY-MM-DDT */
    DATE_END = DATE + TG_PLAIN_DATE_SIZE
};

/* The same in `words`, by eight bytes. */
enum { PLAN = 0, EVENT = 2, NETWORK = 4, REASON = 5, PACKS = 7 };

#define NO_BYTE 0x80 /* no printable one, less '0' */

#define BITS(from, to) ((UINT64_MAX >> (64 - ((to) - (from)))) << (from))

static const uint64_t charge_bits = BITS(CHARGE, CHARGE_END) | BITS(POINT, POINT + 1);
static const uint64_t known_bits =
    BITS(POINT, POINT + 1) | BITS(DATE, DATE_END) | BITS(CLOCK + 6, CLOCK + 8);
static const uint64_t before_point = BITS(CHARGE + 5, CHARGE + 6); /* there is a digit */

/* Bytes of a field from its `skip`th on, zeroes behind its end. */
static void pick(struct tg_picks *picks, const struct tg_layout *layout, unsigned at, unsigned n,
                 size_t column, unsigned skip)
{
    uint8_t place = (uint8_t)layout->place[column];
    bool absent = layout->place[column] == layout->width;

    for (unsigned i = 0; i < n; i++) {
        picks->field[at + i] = absent ? 0 : place;
        picks->offset[at + i] = absent ? 0 : (uint8_t)(skip + i);
        picks->bound[at + i] = absent ? 0 : (uint8_t)(place + 1);
        picks->bound_offset[at + i] = absent ? 0 : UINT8_MAX; /* one less */
    }
}

/* The n bytes that end `before` bytes before the end of a field, zeroes before its begin. */
static void pick_end(struct tg_picks *picks, const struct tg_layout *layout, unsigned at,
                     unsigned n, size_t column, unsigned before)
{
    uint8_t place = (uint8_t)layout->place[column];

    for (unsigned i = 0; i < n; i++) {
        picks->field[at + i] = (uint8_t)(place + 1);
        picks->offset[at + i] = (uint8_t)(i - n - before - 1);
        picks->bound[at + i] = place;
        picks->from_end |= UINT64_C(1) << (at + i);
    }
}

static void pick_numbers(struct tg_picks *picks, const struct tg_layout *layout)
{
    static const uint8_t clock[] = {11, 12, 14, 15, 17, 18, 13, 16};

    pick_end(picks, layout, DURATION, 8, TG_CDR_DURATION_S, 0);
    pick_end(picks, layout, CHARGE, 6, TG_RATED_CHARGE, 3);
    pick_end(picks, layout, CHARGE + 6, 2, TG_RATED_CHARGE, 0);
    pick_end(picks, layout, POINT, 1, TG_RATED_CHARGE, 2);
    for (unsigned i = 0; i < sizeof clock; i++)
        pick(picks, layout, CLOCK + i, 1, TG_CDR_START_TIME, clock[i]);
    pick(picks, layout, HOME, 4, TG_CDR_HOME_AREA, 0);
    pick(picks, layout, VISITED, 4, TG_CDR_VISITED_AREA, 0);
    pick(picks, layout, OTHER, 4, TG_CDR_OTHER_AREA, 0);
    pick(picks, layout, DATE, DATE_END - DATE, TG_CDR_START_TIME, 0);
}

static void pick_words(struct tg_picks *picks, const struct tg_layout *layout)
{
    pick(picks, layout, 8 * PLAN, 16, TG_CDR_PLAN, 0);
    pick(picks, layout, 8 * EVENT, 16, TG_CDR_EVENT, 0);
    pick(picks, layout, 8 * NETWORK, 8, TG_CDR_OTHER_NETWORK, 0);
    pick(picks, layout, 8 * REASON, 16, TG_CDR_FORWARD_REASON, 0);
    pick(picks, layout, 8 * PACKS, 8, TG_CDR_PACKS, 0);
}

/* How many bytes fields may have; where that is not told, any. */
static void limit_lengths(struct tg_plain *plain)
{
    static const uint16_t limits[TG_RATED_COLUMNS][2] = {
        [TG_CDR_CALL_ID] = {1, TG_CDR_MAX_ID},
        [TG_CDR_START_TIME] = {TG_TIME_BUF - 1, TG_TIME_BUF - 1},
        [TG_CDR_DURATION_S] = {1, 8},
        [TG_CDR_PLAN] = {1, 16},
        [TG_CDR_PACKS] = {0, 8},
        [TG_CDR_EVENT] = {1, 16},
        [TG_CDR_FORWARD_REASON] = {0, 16},
        [TG_CDR_HOME_AREA] = {3, 4},
        [TG_CDR_VISITED_AREA] = {3, 4},
        [TG_CDR_OTHER_PARTY] = {0, TG_MAX_DIALLED},
        [TG_CDR_OTHER_AREA] = {0, 4},
        [TG_CDR_OTHER_NETWORK] = {0, 8},
        [TG_RATED_CHARGE] = {1, 8},
        [TG_RATED_SUBSCRIBER] = {0, UINT16_MAX - 1},
    };

    for (size_t i = 0; i < 32; i++) {
        plain->least[i] = 0;
        plain->more_most[i] = UINT16_MAX;
    }
    for (size_t column = 0; column < TG_RATED_COLUMNS; column++) {
        size_t place = plain->layout.place[column];

        if (place == plain->layout.width) continue;
        plain->least[place] = limits[column][0] + 1;
        plain->more_most[place] = limits[column][1] - limits[column][0];
    }
}

static bool machine_can(void)
{
    return __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl");
}

void tg_plain_begin_wide(struct tg_plain *plain)
{
    const char colon = ':' - '0';

    plain->wide = machine_can() && plain->layout.width <= MOST_WIDTH;
    if (!plain->wide) return;
    pick_numbers(&plain->numbers, &plain->layout);
    pick_words(&plain->words, &plain->layout);
    limit_lengths(plain);
    memset(plain->known + DATE, NO_BYTE, DATE_END - DATE); /* none is known */
    memset(plain->known + CLOCK + 6, colon, 2);
    plain->known[POINT] = (uint8_t)('.' - '0');
}

/* ---------------------------------------------------------------------------------- reading */

#define WIDELY __attribute__((target("avx512vbmi,avx512bw,avx512vl,avx512f,bmi,popcnt")))

/* What the bytes of numbers may be at most; of areas the first has to be 0. */
#define ANY 0xff
static const uint8_t most_of_bytes[64] = {
    9,   9,   9,   9,   9,   9,   9,   9,   9,   9,   9,   9,   9,   9,   9,   9,
    9,   9,   9,   9,   9,   9,   ANY, ANY, 0,   9,   9,   9,   0,   9,   9,   9,
    0,   9,   9,   9,   ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY,
    ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY,
};

/* By which bytes count, and pairs of them. */
static const int8_t factors_of_bytes[64] = {
    10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1,
    10, 1, 10, 1, 0,  0, 0,  1, 10, 1, 0,  1, 10, 1, 0,  1, 10, 1,
};
static const int16_t factors_of_pairs[32] = {
    100, 1, 100, 1, 100, 1, 100, 1, 3600, 60, 1, 0, 100, 1, 100, 1, 100, 1,
};
/* Hours, minutes and seconds. */
#define ALL INT16_MAX
static const int16_t most_of_pairs[32] = {
    ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, 23,  59,  59,  ALL, ALL, ALL, ALL, ALL,
    ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL,
};

/* What is made of the bytes of numbers, four by four. */
enum { HOUR_MINUTE = CLOCK / 4, SECOND, AREA_HOME, AREA_VISITED, AREA_OTHER };

/* A row, side by side. */
struct laid {
    uint64_t words[8];
    uint32_t values[16];
    uint64_t taken; /* bytes of numbers that are of their field */
    uint64_t wrong; /* that are not as they have to be */
    bool fits;      /* else it is declined, whatever else there is */
};

/* A row, and where its fields begin: bytes from its own. */
struct wide_row {
    __m512i low, high;
    __m512i begins;
};

WIDELY static inline struct wide_row load(struct tg_row row, __m512i begins)
{
    const char *p = row.p + row.begins[0];
    __m512i own = _mm512_sub_epi16(begins, _mm512_set1_epi16((short)row.begins[0]));

    return (struct wide_row){_mm512_loadu_si512(p), _mm512_loadu_si512(p + 64),
                             _mm512_castsi256_si512(_mm512_cvtepi16_epi8(own))};
}

/* Where fields begin; the last one ends in front of a carriage return. */
WIDELY static inline __m512i load_begins(const uint16_t *begins, uint32_t last_ends)
{
    __m512i loaded = _mm512_loadu_si512(begins);

    return _mm512_mask_sub_epi16(loaded, last_ends, loaded, _mm512_set1_epi16(1));
}

/* Puts bytes of fields side by side; *taken tells which are of their field: the others are zero. */
WIDELY static inline __m512i put(uint64_t *taken, const struct wide_row *row,
                                 const struct tg_picks *picks)
{
    __m512i at =
        _mm512_add_epi8(_mm512_permutexvar_epi8(_mm512_loadu_si512(picks->field), row->begins),
                        _mm512_loadu_si512(picks->offset));
    __m512i bound =
        _mm512_add_epi8(_mm512_permutexvar_epi8(_mm512_loadu_si512(picks->bound), row->begins),
                        _mm512_loadu_si512(picks->bound_offset));

    *taken = _mm512_cmplt_epi8_mask(at, bound) ^ picks->from_end;
    return _mm512_maskz_mov_epi8(*taken, _mm512_permutex2var_epi8(row->low, at, row->high));
}

WIDELY static inline bool lengths_fit(const struct tg_plain *plain, __m512i begins, __m512i ends)
{
    __m512i above =
        _mm512_sub_epi16(_mm512_sub_epi16(ends, begins), _mm512_loadu_si512(plain->least));

    return _mm512_cmpgt_epu16_mask(above, _mm512_loadu_si512(plain->more_most)) == 0;
}

WIDELY static inline void lay_numbers(const struct tg_plain *plain, struct laid *laid,
                                      const struct wide_row *row)
{
    __m512i digits = put(&laid->taken, row, &plain->numbers);
    __m512i pairs;

    digits = _mm512_maskz_sub_epi8(laid->taken, digits, _mm512_set1_epi8('0'));
    pairs = _mm512_maddubs_epi16(digits, _mm512_loadu_si512(factors_of_bytes));
    _mm512_storeu_si512(laid->values,
                        _mm512_madd_epi16(pairs, _mm512_loadu_si512(factors_of_pairs)));
    laid->wrong =
        _mm512_cmpgt_epu8_mask(digits, _mm512_loadu_si512(most_of_bytes)) |
        _mm512_mask_cmpneq_epu8_mask(known_bits, digits, _mm512_loadu_si512(plain->known)) |
        (before_point & ~laid->taken);
    laid->fits &= ((laid->wrong & ~charge_bits) == 0) &
                  (_mm512_cmpgt_epi16_mask(pairs, _mm512_loadu_si512(most_of_pairs)) == 0);
}

WIDELY static inline void lay(const struct tg_plain *plain, struct laid *laid, struct tg_row row)
{
    uint32_t last_ends = (uint32_t)row.has_return << plain->layout.width;
    __m512i begins = load_begins(row.begins, last_ends);
    __m512i ends = load_begins(row.begins + 1, last_ends >> 1);
    struct wide_row wide = load(row, begins);
    uint64_t taken;

    laid->fits = lengths_fit(plain, begins, ends) &
                 (row.begins[plain->layout.width] - row.begins[0] <= MOST_BYTES);
    _mm512_storeu_si512(laid->words, put(&taken, &wide, &plain->words));
    lay_numbers(plain, laid, &wide);
}

static inline int event_of(const struct tg_plain *plain, const uint64_t words[8])
{
    int event = tg_words_find(&plain->events, words[EVENT], words[EVENT + 1]);

    if (event == TG_EVENT_FORWARD_UNCONDITIONAL)
        return tg_words_find(&plain->reasons, words[REASON], words[REASON + 1]);
    return words[REASON] == 0 ? event : -1;
}

static inline bool read_words(struct tg_cdr *cdr, const struct tg_plain *plain,
                              const uint64_t words[8])
{
    const uint64_t night = UINT64_C(0x746867696e); /* its bytes */
    int plan = tg_words_find(&plain->plans, words[PLAN], words[PLAN + 1]);
    int event = event_of(plain, words);
    int network = tg_words_find(&plain->networks, words[NETWORK], 0);

    cdr->plan = (uint8_t)plan;
    cdr->event = (uint8_t)event;
    cdr->other_network = (uint8_t)network;
    cdr->night_pack = words[PACKS] != 0;
    return (plan | event | network) >= 0 && ((words[PACKS] == 0) | (words[PACKS] == night));
}

/* An area by the three digits behind the 0 of its code, of which the third is 0 if there are two.
 * `taken`: whether there are bytes, a third and a fourth one. 0 = there is no such area. */
static inline uint16_t area_by(uint32_t digits, uint64_t taken)
{
    uint32_t is_long = taken >> 3 & 1;
    uint32_t right = (taken >> 2 & 1) & (is_long ^ (digits < 300));

    return (uint16_t)(tg_area_by_digits[digits] & (0 - right)); /* no branch */
}

static inline bool read_areas(struct tg_cdr *cdr, const struct laid *laid)
{
    bool has_other = laid->taken >> OTHER & 1;

    cdr->home_area = area_by(laid->values[AREA_HOME], laid->taken >> HOME);
    cdr->visited_area = area_by(laid->values[AREA_VISITED], laid->taken >> VISITED);
    cdr->other_area = area_by(laid->values[AREA_OTHER], laid->taken >> OTHER);
    return (cdr->home_area != 0) & (cdr->visited_area != 0) & (has_other == (cdr->other_area != 0));
}

static inline bool read_numbers(const struct tg_plain *plain, struct tg_cdr *cdr,
                                const struct laid *laid, struct tg_row row)
{
    const uint32_t *values = laid->values;

    cdr->charge = ((tg_money)values[2] * 10000 + values[3]) * (TG_MONEY_YUAN / 100);
    cdr->charge_rest = cdr->charge_negative = false;
    cdr->dur_s = (int32_t)(values[0] * 10000 + values[1]);
    cdr->start = plain->day.begin + values[HOUR_MINUTE] + values[SECOND];
    if (cdr->dur_s > TG_CDR_MAX_DUR_S) return false;
    /* Few charges have another form. */
    return laid->wrong == 0 ||
           tg_plain_read_charge(cdr, tg_plain_field(plain, row, TG_RATED_CHARGE));
}

/* Step by step for all rows: so the processor has several to work at. */
WIDELY uint32_t tg_plain_read_wide(const struct tg_plain *plain, struct tg_cdr *cdrs,
                                   const struct tg_row *rows, size_t count)
{
    struct laid laid[TG_BULK_MOST];
    uint32_t read = 0;

    for (size_t i = 0; i < count; i++) lay(plain, &laid[i], rows[i]);
    for (size_t i = 0; i < count; i++)
        laid[i].fits = laid[i].fits && read_words(&cdrs[i], plain, laid[i].words);
    for (size_t i = 0; i < count; i++)
        laid[i].fits = laid[i].fits && read_areas(&cdrs[i], &laid[i]) &&
                       read_numbers(plain, &cdrs[i], &laid[i], rows[i]);
    for (size_t i = 0; i < count; i++) {
        cdrs[i].call_id = tg_plain_field(plain, rows[i], TG_CDR_CALL_ID);
        cdrs[i].subscriber = tg_plain_option(plain, rows[i], TG_RATED_SUBSCRIBER);
        read |= (uint32_t)(laid[i].fits && tg_plain_read_party(&cdrs[i], plain, rows[i])) << i;
    }
    return read;
}
/* GCOVR_EXCL_STOP */

#else

void tg_plain_begin_wide(struct tg_plain *plain)
{
    plain->wide = false;
}

uint32_t tg_plain_read_wide(const struct tg_plain *plain, struct tg_cdr *cdrs,
                            const struct tg_row *rows, size_t count)
{
    (void)plain;
    (void)cdrs;
    (void)rows;
    (void)count;
    return 0;
}

#endif
