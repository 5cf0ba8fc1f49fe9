#include "idset.h"
#include "bytes.h"
#include "memory.h"

#include <string.h>
#include <sys/auxv.h>

#define FIRST_ENTRIES (UINT32_C(1) << 12)
#define MAX_DIGITS    18 /* below 2^60 */

/* The numbers 64 * m ... 64 * m + 63 behind one text; `key` is the hash of text, length and m. An
 * entry without bits is free. */
struct tg_idset_entry {
    uint64_t key;
    uint64_t bits;
};

void tg_idset_drop(struct tg_idset *set)
{
    tg_release(set->entries);
}

/* A bijection of 64 bits in which every input bit reaches every output bit (the finaliser of
 * MurmurHash3). */
static uint64_t mix(uint64_t x)
{
    x ^= x >> 33;
    x *= UINT64_C(0xff51afd7ed558ccd);
    x ^= x >> 33;
    x *= UINT64_C(0xc4ceb9fe1a85ec53);
    return x ^ x >> 33;
}

/* 64 bits that the kernel drew for this process: nobody can make ids beforehand that are taken for
 * one another. */
static uint64_t seed(void)
{
    uint64_t bits;

    memcpy(&bits, (const void *)getauxval(AT_RANDOM), sizeof bits);
    return bits;
}

bool tg_idset_init(struct tg_idset *set)
{
    *set = (struct tg_idset){.size = FIRST_ENTRIES, .seed = seed()};
    set->entries = tg_alloc(FIRST_ENTRIES * sizeof *set->entries);
    return set->entries != NULL;
}

/* The hash of n bytes, begun with `hash`. */
static uint64_t hash_text(uint64_t hash, const char *p, size_t n)
{
    uint64_t word = 0;

    for (size_t i = 0; i < n; i++) {
        word = word << 8 | (unsigned char)p[i];
        if (i % 8 == 7) {
            hash = mix(hash ^ word);
            word = 0;
        }
    }
    return mix(hash ^ word);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads the eight digits at p, pairs first, then pairs of pairs; false if any is none. */
static bool read_eight(uint64_t *number, const char *p)
{
    uint64_t word = tg_load8(p) ^ TG_EACH('0');

    if (((word | (word + TG_EACH(0x76))) & TG_EACH(0x80)) != 0) return false;
    word = (word * 10 + (word >> 8)) & UINT64_C(0x00ff00ff00ff00ff);
    word = (word * 100 + (word >> 16)) & UINT64_C(0x0000ffff0000ffff);
    *number = (word * 10000 + (word >> 32)) & UINT64_C(0xffffffff);
    return true;
}

/* Reads the number the id ends in; returns the length of the text before it. */
static size_t read_number(uint64_t *number, struct tg_slice id)
{
    uint64_t value = 0;
    uint64_t unit = 1;
    size_t n = id.n;

    if (n >= 8 && read_eight(&value, id.p + n - 8)) {
        n -= 8;
        unit = 100000000;
    }
    while (n > 0 && id.n - n < MAX_DIGITS && is_digit(id.p[n - 1])) {
        value += (uint64_t)(id.p[--n] - '0') * unit;
        unit *= 10;
    }
    *number = value;
    return n;
}

/* Whether the id differs from the last one in its last two digits at most. */
static bool has_stem(const struct tg_idset *set, struct tg_slice id)
{
    return set->stem_size != 0 && id.n == set->stem_size + 2 && is_digit(id.p[id.n - 1]) &&
           is_digit(id.p[id.n - 2]) && memcmp(id.p, set->stem, set->stem_size) == 0;
}

static void keep_stem(struct tg_idset *set, struct tg_slice id, uint64_t number, size_t text)
{
    set->stem_hash = hash_text(set->seed ^ id.n, id.p, text);
    set->stem_number = number - number % 100;
    set->stem_size = id.n >= text + 2 && id.n - 2 <= TG_IDSET_MAX_STEM ? id.n - 2 : 0;
    memcpy(set->stem, id.p, set->stem_size);
}

/* The key of the id's entry, and its bit there. */
static uint64_t key_of(struct tg_idset *set, uint64_t *bit, struct tg_slice id)
{
    uint64_t number;

    if (has_stem(set, id)) {
        number = set->stem_number + (uint64_t)(id.p[id.n - 2] - '0') * 10 +
                 (uint64_t)(id.p[id.n - 1] - '0');
    } else {
        size_t text = read_number(&number, id);

        keep_stem(set, id, number, text);
    }
    *bit = UINT64_C(1) << (number & 63);
    /* With the length, a01 is another id than a1. */
    return mix(set->stem_hash ^ number >> 6);
}

/* The entry of the key, or the free one where it belongs. */
static struct tg_idset_entry *find(const struct tg_idset *set, uint64_t key)
{
    size_t i = key & (set->size - 1);

    while (set->entries[i].bits != 0 && set->entries[i].key != key) i = (i + 1) & (set->size - 1);
    return &set->entries[i];
}

static bool grow(struct tg_idset *set)
{
    struct tg_idset old = *set;

    set->full = set->size == TG_IDSET_MAX_ENTRIES;
    if (set->full) return false;
    set->entries = tg_alloc(2 * old.size * sizeof *set->entries);
    if (set->entries == NULL) {
        set->entries = old.entries;
        set->full = true;
        return false;
    }
    set->size *= 2;
    for (size_t i = 0; i < old.size; i++)
        if (old.entries[i].bits != 0) *find(set, old.entries[i].key) = old.entries[i];
    tg_idset_drop(&old);
    return true;
}

enum tg_id_seen tg_idset_add(struct tg_idset *set, struct tg_slice id)
{
    uint64_t bit;
    uint64_t key = key_of(set, &bit, id);
    struct tg_idset_entry *entry = find(set, key);

    if (entry->bits == 0) {
        if (set->used >= set->size / 4 * 3) {
            if (set->full || !grow(set)) return TG_ID_UNCHECKED;
            entry = find(set, key);
        }
        entry->key = key;
        set->used++;
    }
    if ((entry->bits & bit) != 0) return TG_ID_REPEATED;
    entry->bits |= bit;
    return TG_ID_NEW;
}
