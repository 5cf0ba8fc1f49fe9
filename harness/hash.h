/* A hash of bytes, the same on every machine: what is kept by it is the same wherever it was done.
 */
#ifndef TOLLGATE_HASH_H
#define TOLLGATE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t hash_mix(uint64_t a, uint64_t b)
{
    __extension__ unsigned __int128 product = (unsigned __int128)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t hash_word(const char *p)
{
    uint64_t word;

    memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* Fewer than eight bytes. */
static inline uint64_t hash_few(const char *p, size_t n)
{
    char bytes[8] = {0};

    memcpy(bytes, p, n);
    return hash_word(bytes);
}

/* Words of eight bytes; the last one may overlap the one before. */
static inline uint64_t hash_bytes(const void *bytes, size_t n)
{
    const uint64_t odd = UINT64_C(0x9e3779b97f4a7c15);
    const char *p = bytes;
    uint64_t hash = odd ^ n;

    if (n < 8) {
        if (n > 0) hash = hash_mix(hash ^ hash_few(p, n), odd);
    } else {
        for (size_t i = 0; i + 8 < n; i += 8) hash = hash_mix(hash ^ hash_word(p + i), odd);
        hash = hash_mix(hash ^ hash_word(p + n - 8), odd);
    }
    return hash_mix(hash, UINT64_C(0xd6e8feb86659fd93));
}

#endif
