/* Eight bytes of text at a time, in one word; the first byte is the lowest. */
#ifndef TOLLGATE_BYTES_H
#define TOLLGATE_BYTES_H

#include <stddef.h>
#include <stdint.h>

/* A word of eight equal bytes. */
#define TG_EACH(byte) (UINT64_C(0x0101010101010101) * (uint64_t)(byte))
#define TG_HIGH       TG_EACH(0x80)

/* Compilers make one load of it, if it stands where it is used. */
static inline __attribute__((always_inline)) uint64_t tg_load8(const char *text)
{
    const unsigned char *p = (const unsigned char *)text;

    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
           (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
           (uint64_t)p[7] << 56;
}

static inline __attribute__((always_inline)) uint32_t tg_load4(const char *text)
{
    const unsigned char *p = (const unsigned char *)text;

    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Not 0 if any byte of the word is above 9: of digits, their values. */
static inline uint64_t tg_above_9(uint64_t word)
{
    return (word | (word + TG_EACH(6))) & TG_EACH(0xf0);
}

/* Not 0 if any of the eight bytes is below `byte` (ASCII). */
static inline uint64_t tg_below(uint64_t word, char byte)
{
    return (word - TG_EACH((unsigned char)byte)) & ~word & TG_HIGH;
}

/* Not 0 if any of the eight bytes is `byte`. */
static inline uint64_t tg_holds(uint64_t word, char byte)
{
    uint64_t x = word ^ TG_EACH((unsigned char)byte);

    return (x - TG_EACH(1)) & ~x & TG_HIGH;
}

#define TG_MOST_KEPT 24

/* The bytes of a word, from its `from`th on, of a text of n bytes; n, from <= TG_MOST_KEPT. */
static inline __attribute__((always_inline)) uint64_t tg_kept(size_t n, size_t from)
{
    static const char bytes[2 * TG_MOST_KEPT + sizeof(uint64_t)] =
        "\xff\xff\xff\xff\xff\xff\xff\xff"
        "\xff\xff\xff\xff\xff\xff\xff\xff"
        "\xff\xff\xff\xff\xff\xff\xff\xff";

    return tg_load8(bytes + TG_MOST_KEPT - n + from);
}

/* Not 0 if the bytes that the mask leaves of eight are not all digits. */
static inline __attribute__((always_inline)) uint64_t tg_no_digits(const char *p, uint64_t mask)
{
    return tg_above_9((tg_load8(p) ^ TG_EACH('0')) & mask);
}

/* Not 0 if any of the first n bytes, up to TG_MOST_KEPT, is no digit; as many can be read. */
static inline uint64_t tg_no_digits_in(const char *p, size_t n)
{
    return tg_no_digits(p, tg_kept(n, 0)) | tg_no_digits(p + 8, tg_kept(n, 8)) |
           tg_no_digits(p + 16, tg_kept(n, 16));
}

#endif
