/*
 * Numbers, areas and destination prefixes (rulebook section 7, clause X-5). The tables behind it
 * are generated from src/numbering/ (CSV); destination classes can be changed by an overlay, so
 * they live in a table of the rulebook's own.
 */
#ifndef TOLLGATE_NUMBERING_H
#define TOLLGATE_NUMBERING_H

#include "tollgate.h"

/* --------------------------------------------------------------- international destinations */

#define TG_MAX_PREFIXES      512
#define TG_MAX_PREFIX_DIGITS 8
#define TG_MAX_TRIE_NODES    2048

struct tg_prefix {
    char digits[TG_MAX_PREFIX_DIGITS + 1]; /* after 00 or +, terminated */
    uint8_t destination;                   /* enum tg_destination */
    uint8_t system;                        /* enum tg_system; only with TG_DEST_SATELLITE */
    uint8_t reading;                       /* 15 or 16: reading I-n chose the class; 0 = explicit */
    uint8_t otherwise;                     /* the class by the reading's other answer; else 0 */
    const char *name;                      /* static, or of the overlay's owner */
};

/* The destinations of one rulebook, with a digit trie over them. Fixed size, no allocation. */
struct tg_prefix_table {
    struct tg_prefix row[TG_MAX_PREFIXES];
    size_t count;
    struct {
        uint16_t child[10]; /* index of a node, 0 = none */
        uint16_t row;       /* 1 + index of a row, 0 = none ends here */
    } node[TG_MAX_TRIE_NODES];
    size_t node_count;
};

/* Fills the table with the destinations of src/numbering/destinations.csv. */
void tg_prefixes_init(struct tg_prefix_table *table);

/* Adds a prefix or replaces the row that has the same digits. False (E_LIMIT, or E_FIELD for digits
 * that are not 1 ... TG_MAX_PREFIX_DIGITS digits, the first not 0). The error has no place: the
 * caller knows it. */
bool tg_prefixes_set(struct tg_prefix_table *table, const struct tg_prefix *row,
                     struct tg_error *error);

/* 1 + the index of the longest prefix of the digits; 0 = none. */
uint16_t tg_prefixes_match(const struct tg_prefix_table *table, struct tg_slice digits);
/* The same of the shortest. */
uint16_t tg_prefixes_match_shortest(const struct tg_prefix_table *table, struct tg_slice digits);

/* ------------------------------------------------------------------------- dialled numbers */

#define TG_MAX_DIALS 16

enum tg_prefix_match { TG_PREFIX_LONGEST, TG_PREFIX_SHORTEST };

/* How digits are read; zeroed = as the numbering plan says. */
struct tg_dialling {
    enum tg_prefix_match prefix_match;
    /* Of those that the digits begin with, the longest is applied, once. If none is as long as the
     * access prefix that they begin with, that counts, and the digits behind it are looked at. */
    size_t count;
    struct tg_dial dial[TG_MAX_DIALS];
};

/* Reads digits as dialled. False (E_NUMBER) if they fit no numbering plan; error->column is then
 * the position within the number, from 1, line 0 and file NULL; error->text shows the number as it
 * was read. A number is not copied: `rest` may point into it. */
bool tg_number_parse(struct tg_number *number, const struct tg_prefix_table *table,
                     const struct tg_dialling *dialling, struct tg_slice dialled,
                     struct tg_error *error);
/* The same, but that the area of a mobile number is left 0. It takes a look into a large table, for
 * which not everybody has a use: */
bool tg_number_scan(struct tg_number *number, const struct tg_prefix_table *table,
                    const struct tg_dialling *dialling, struct tg_slice dialled,
                    struct tg_error *error);
/* The area of a number of TG_NUMBER_MOBILE by its first 7 digits; 0 = not known. */
uint16_t tg_mobile_home(const struct tg_number *number);

#endif
