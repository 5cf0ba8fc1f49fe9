#include "numbering.h"
#include "bytes.h"
#include "error.h"
#include "numbering_tables.h"
#include "utf8.h"

#include <assert.h>
#include <string.h>

#define MIN_INTERNATIONAL 5
#define MAX_INTERNATIONAL 15
#define MOBILE_DIGITS     11
#define MIN_SUBSCRIBER    7
#define MAX_SUBSCRIBER    8
#define ACCESS_DIGITS     5

static_assert(TG_DESTINATION_COUNT <= TG_MAX_PREFIXES, "an overlay could not add a prefix");

/* ------------------------------------------------------------------------------------- areas */

/* 010 and 02x; every other code has a digit more. */
static bool is_short_code(char first)
{
    return first <= '2';
}

static unsigned digit(char c)
{
    return (unsigned)(unsigned char)c - '0';
}

uint16_t tg_area_find(struct tg_slice code)
{
    unsigned index = 0;

    if (code.n < 3 || code.p[0] != '0' || code.n != (is_short_code(code.p[1]) ? 3 : 4)) return 0;
    for (size_t i = 1; i < 4; i++) {
        unsigned value = i < code.n ? digit(code.p[i]) : 0;

        if (value > 9) return 0;
        index = index * 10 + value;
    }
    return tg_area_by_digits[index];
}

size_t tg_area_count(void)
{
    return TG_AREA_COUNT;
}

static const struct tg_area_row *area_row(uint16_t area)
{
    assert(area >= 1 && area <= TG_AREA_COUNT);
    return &tg_area_rows[area - 1];
}

const char *tg_area_code(uint16_t area)
{
    return area_row(area)->code;
}

const char *tg_area_city(uint16_t area)
{
    return area_row(area)->city;
}

const char *tg_area_province(uint16_t area)
{
    return area_row(area)->province;
}

/* --------------------------------------------------------------- international destinations */

void tg_prefixes_init(struct tg_prefix_table *table)
{
    memset(table, 0, sizeof *table);
    table->node_count = 1;
    for (size_t i = 0; i < TG_DESTINATION_COUNT; i++) {
        bool fits = tg_prefixes_set(table, &tg_destination_rows[i], NULL);

        assert(fits);
        (void)fits;
    }
}

/* How many digits; 0 if they are not as tg_prefixes_set wants them. */
static size_t prefix_length(const char *digits)
{
    size_t n = strnlen(digits, TG_MAX_PREFIX_DIGITS + 1);

    if (n > TG_MAX_PREFIX_DIGITS || digits[0] == '0') return 0;
    return strspn(digits, "0123456789") == n ? n : 0;
}

bool tg_prefixes_set(struct tg_prefix_table *table, const struct tg_prefix *row,
                     struct tg_error *error)
{
    const size_t n = prefix_length(row->digits);
    const struct tg_slice shown = {row->digits, strnlen(row->digits, sizeof row->digits)};
    uint16_t at = 0;
    size_t i = 0;

    if (n == 0)
        return tg_fail(error, TG_E_FIELD, NULL, 0, 0,
                       "prefix %s is not 1 to %d digits of which the first is not 0",
                       tg_shown(shown), TG_MAX_PREFIX_DIGITS);
    while (i < n && table->node[at].child[digit(row->digits[i])] != 0)
        at = table->node[at].child[digit(row->digits[i++])];
    if (table->node[at].row != 0 && i == n) {
        table->row[table->node[at].row - 1] = *row;
        return true;
    }
    if (table->count == TG_MAX_PREFIXES)
        return tg_fail(error, TG_E_LIMIT, NULL, 0, 0,
                       "prefix %s is one more than the %d destination prefixes there is room for",
                       tg_shown(shown), TG_MAX_PREFIXES);
    if (n - i > TG_MAX_TRIE_NODES - table->node_count)
        return tg_fail(error, TG_E_LIMIT, NULL, 0, 0,
                       "prefix %s needs %zu more nodes, %zu of %d are left", tg_shown(shown), n - i,
                       TG_MAX_TRIE_NODES - table->node_count, TG_MAX_TRIE_NODES);
    for (; i < n; i++) {
        table->node[at].child[digit(row->digits[i])] = (uint16_t)table->node_count;
        at = (uint16_t)table->node_count++;
    }
    table->row[table->count++] = *row;
    table->node[at].row = (uint16_t)table->count;
    return true;
}

static inline uint16_t match(const struct tg_prefix_table *table, struct tg_slice digits,
                             enum tg_prefix_match which)
{
    uint16_t found = 0;
    uint16_t at = 0;

    for (size_t i = 0; i < digits.n; i++) {
        assert(digit(digits.p[i]) <= 9);
        at = table->node[at].child[digit(digits.p[i])];
        if (at == 0) break;
        if (table->node[at].row == 0) continue;
        found = table->node[at].row;
        if (which == TG_PREFIX_SHORTEST) break;
    }
    return found;
}

uint16_t tg_prefixes_match(const struct tg_prefix_table *table, struct tg_slice digits)
{
    return match(table, digits, TG_PREFIX_LONGEST);
}

uint16_t tg_prefixes_match_shortest(const struct tg_prefix_table *table, struct tg_slice digits)
{
    return match(table, digits, TG_PREFIX_SHORTEST);
}

/* -------------------------------------------------------------------------- dialled numbers */

static const struct access {
    char digits[sizeof(uint64_t)]; /* zeroes behind them */
    uint8_t size;
    uint8_t access;
} accesses[] = {
    {"", 0, TG_ACCESS_DIRECT},
    {"17951", ACCESS_DIGITS, TG_ACCESS_17951},
    {"12593", ACCESS_DIGITS, TG_ACCESS_12593},
};

/* Service numbers: how they begin and how many digits they have in all. */
static const struct {
    char start[4];
    uint8_t min;
    uint8_t max;
    enum tg_number_kind kind;
} services[] = {
    {"100", 5, 5, TG_NUMBER_SPECIAL}, {"110", 3, 3, TG_NUMBER_SPECIAL},
    {"114", 3, 3, TG_NUMBER_SPECIAL}, {"119", 3, 3, TG_NUMBER_SPECIAL},
    {"120", 3, 3, TG_NUMBER_SPECIAL}, {"122", 3, 3, TG_NUMBER_SPECIAL},
    {"12", 5, 5, TG_NUMBER_SPECIAL},  {"95", 5, 6, TG_NUMBER_SPECIAL},
    {"96", 5, 6, TG_NUMBER_SPECIAL},  {"16", 5, 8, TG_NUMBER_INFO},
};
static const char service_shapes[] =
    "100xx, 110, 114, 119, 120, 122, 12xxx, 95xxx(x), 96xxx(x) or 16xxx to 16xxxxxx";

/* A number on the way: everything before `at` is understood. */
struct scan {
    struct tg_number *number;
    const struct tg_prefix_table *table;
    const struct tg_dialling *dialling;
    struct tg_slice dialled;
    size_t at;
    struct tg_error *error;
};

static struct tg_slice scan_left(const struct scan *scan)
{
    return (struct tg_slice){scan->dialled.p + scan->at, scan->dialled.n - scan->at};
}

/* Where a run of digits that should be min to max long goes wrong. */
static long scan_column(const struct scan *scan, size_t min, size_t max)
{
    size_t n = scan->dialled.n - scan->at;

    return (long)(scan->at + (n < min ? n : max) + 1);
}

static bool scan_mobile(struct scan *scan)
{
    struct tg_number *number = scan->number;
    struct tg_slice left = scan_left(scan);
    const char *p = left.p;
    unsigned two;
    uint8_t network;

    if (left.n != MOBILE_DIGITS)
        return tg_fail(scan->error, TG_E_NUMBER, NULL, 0,
                       scan_column(scan, MOBILE_DIGITS, MOBILE_DIGITS),
                       "number %s has a mobile number of %zu digits, %d expected",
                       tg_shown(scan->dialled), left.n, MOBILE_DIGITS);
    two = digit(p[1]) * 10 + digit(p[2]);
    network = tg_mobile_network[two * 10 + digit(p[3])];
    if (network == TG_MOBILE_GLOBALSTAR) {
        number->kind = TG_NUMBER_GLOBALSTAR;
        return true;
    }
    number->kind = TG_NUMBER_MOBILE;
    number->network = network;
    return true;
}

static bool scan_service(struct scan *scan)
{
    struct tg_slice left = scan_left(scan);

    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++) {
        if (left.n < services[i].min || left.n > services[i].max) continue;
        if (memcmp(left.p, services[i].start, strlen(services[i].start)) != 0) continue;
        scan->number->kind = services[i].kind;
        return true;
    }
    return tg_fail(scan->error, TG_E_NUMBER, NULL, 0, (long)scan->at + 1,
                   "number %s has the service number %s, %s expected", tg_shown(scan->dialled),
                   tg_shown(left), service_shapes);
}

/* A number within an area; something is left. */
static bool scan_local(struct scan *scan)
{
    struct tg_slice left = scan_left(scan);

    if (left.p[0] == '0')
        return tg_fail(scan->error, TG_E_NUMBER, NULL, 0, (long)scan->at + 1,
                       "number %s has a 0 behind the area code, a subscriber or service number "
                       "begins with 1 to 9",
                       tg_shown(scan->dialled));
    if (left.p[0] == '1' || left.p[0] == '9') return scan_service(scan);
    if (left.n < MIN_SUBSCRIBER || left.n > MAX_SUBSCRIBER)
        return tg_fail(scan->error, TG_E_NUMBER, NULL, 0,
                       scan_column(scan, MIN_SUBSCRIBER, MAX_SUBSCRIBER),
                       "number %s has a subscriber number of %zu digits, %d or %d expected",
                       tg_shown(scan->dialled), left.n, MIN_SUBSCRIBER, MAX_SUBSCRIBER);
    scan->number->kind = TG_NUMBER_FIXED;
    return true;
}

static bool is_mobile_start(struct tg_slice digits)
{
    return digits.n > 1 && digits.p[0] == '1' && digits.p[1] >= '3' && digits.p[1] <= '8';
}

/* Behind 0 or 86: a mobile number, or an area code and a number within the area. */
static bool scan_trunk(struct scan *scan)
{
    struct tg_slice left = scan_left(scan);
    size_t n = left.n > 0 && is_short_code(left.p[0]) ? 2 : 3;
    unsigned index;

    scan->number->rest = left;
    if (is_mobile_start(left)) return scan_mobile(scan);
    if (left.n < n)
        return tg_fail(scan->error, TG_E_NUMBER, NULL, 0, (long)scan->dialled.n + 1,
                       "number %s ends within the area code", tg_shown(scan->dialled));
    index = digit(left.p[0]) * 100 + digit(left.p[1]) * 10 + (n == 3 ? digit(left.p[2]) : 0);
    scan->number->area = tg_area_by_digits[index];
    if (scan->number->area == 0)
        return tg_fail(scan->error, TG_E_NUMBER, NULL, 0, (long)scan->at + 1,
                       "number %s has the area code 0%.*s, which no area has",
                       tg_shown(scan->dialled), (int)n, left.p);
    scan->at += n;
    if (left.n == n)
        return tg_fail(scan->error, TG_E_NUMBER, NULL, 0, (long)scan->at + 1,
                       "number %s ends behind the area code, a subscriber or service number "
                       "expected",
                       tg_shown(scan->dialled));
    return scan_local(scan);
}

static uint16_t match_prefix(const struct scan *scan, struct tg_slice digits)
{
    return scan->dialling->prefix_match == TG_PREFIX_SHORTEST
               ? tg_prefixes_match_shortest(scan->table, digits)
               : tg_prefixes_match(scan->table, digits);
}

/* Behind 00 or +. The mainland's own 86 is no row of the table unless an overlay makes it one. */
static bool scan_international(struct scan *scan)
{
    struct tg_slice left = scan_left(scan);
    uint16_t prefix;

    if (left.n < MIN_INTERNATIONAL || left.n > MAX_INTERNATIONAL)
        return tg_fail(scan->error, TG_E_NUMBER, NULL, 0,
                       scan_column(scan, MIN_INTERNATIONAL, MAX_INTERNATIONAL),
                       "number %s has %zu digits behind %s, %d to %d expected",
                       tg_shown(scan->dialled), left.n, left.p[-1] == '+' ? "+" : "00",
                       MIN_INTERNATIONAL, MAX_INTERNATIONAL);
    prefix = match_prefix(scan, left);
    if (prefix == 0 && left.p[0] == '8' && left.p[1] == '6') {
        scan->at += 2;
        if (left.p[2] != '0') return scan_trunk(scan);
        return tg_fail(scan->error, TG_E_NUMBER, NULL, 0, (long)scan->at + 1,
                       "number %s has a 0 behind 86, an area code without its 0 or a mobile number "
                       "expected",
                       tg_shown(scan->dialled));
    }
    scan->number->kind = TG_NUMBER_INTERNATIONAL;
    scan->number->rest = left;
    scan->number->prefix = prefix;
    if (prefix == 0)
        return tg_fail(scan->error, TG_E_NUMBER, NULL, 0, (long)scan->at + 1,
                       "number %s has %.3s behind %s, which fits no country code",
                       tg_shown(scan->dialled), left.p, left.p[-1] == '+' ? "+" : "00");
    return true;
}

/* The first eight bytes, zeroes behind a text that has fewer. */
static inline uint64_t first_bytes(struct tg_slice text)
{
    char bytes[sizeof(uint64_t)] = {0};

    if (text.n >= sizeof bytes) return tg_load8(text.p);
    memcpy(bytes, text.p, text.n);
    return tg_load8(bytes);
}

/* The access prefix that these bytes begin with, by its place above; 0 = none. */
static inline unsigned access_of(uint64_t first)
{
    unsigned found = 0;

    first &= UINT64_MAX >> (8 * (sizeof first - ACCESS_DIGITS));
    for (unsigned i = 1; i < sizeof accesses / sizeof accesses[0]; i++)
        found |= i * (unsigned)(first == tg_load8(accesses[i].digits));
    return found;
}

static bool refuse_access(const struct scan *scan)
{
    if (scan->dialled.n == ACCESS_DIGITS)
        return tg_fail(scan->error, TG_E_NUMBER, NULL, 0, ACCESS_DIGITS + 1,
                       "number %s ends behind the access prefix, a number expected",
                       tg_shown(scan->dialled));
    return tg_fail(scan->error, TG_E_NUMBER, NULL, 0, ACCESS_DIGITS + 1,
                   "number %s has a second access prefix, %s", tg_shown(scan->dialled),
                   accesses[access_of(first_bytes(scan_left(scan)))].digits);
}

/* Passes over 17951 or 12593; something is left behind it. Whether there is any is what a processor
 * guesses wrong, so it is looked up: without one, what is left is all. */
static inline bool scan_access(struct scan *scan)
{
    unsigned access = access_of(first_bytes(scan->dialled));

    scan->number->access = accesses[access].access;
    scan->at = accesses[access].size;
    if (scan->dialled.n > scan->at && access_of(first_bytes(scan_left(scan))) == 0) return true;
    return refuse_access(scan);
}

/* 0 if the eight bytes are digits. */
static inline uint64_t no_digits(const char *p)
{
    return tg_above_9(tg_load8(p) ^ TG_EACH('0'));
}

/* At least eight and at most 24 bytes; the last eight may be others' too. */
static inline bool are_digits(struct tg_slice text)
{
    uint64_t wrong = no_digits(text.p) | no_digits(text.p + text.n - 8);

    if (text.n > 16) wrong |= no_digits(text.p + 8);
    return wrong == 0;
}

static bool look_for_digits(const struct scan *scan, size_t from)
{
    struct tg_slice dialled = scan->dialled;
    struct tg_slice found;

    while (from < dialled.n && digit(dialled.p[from]) <= 9) from++;
    if (from == dialled.n) return true;
    found.p = dialled.p + from;
    found.n = tg_utf8_char(found.p, dialled.n - from);
    if (found.n == 0) found.n = 1;
    return tg_fail(scan->error, TG_E_NUMBER, NULL, 0, (long)from + 1,
                   "number %s has %s at position %zu, a digit expected", tg_shown(dialled),
                   tg_shown(found), from + 1);
}

static inline bool scan_digits(const struct scan *scan, size_t from)
{
    struct tg_slice digits = {scan->dialled.p + from, scan->dialled.n - from};

    return (digits.n >= 8 && digits.n <= 24 && are_digits(digits)) || look_for_digits(scan, from);
}

/* Behind the access prefix; something is left. */
static bool scan_number(struct scan *scan)
{
    struct tg_slice left = scan_left(scan);
    size_t abroad = 0;

    if (left.p[0] == '+')
        abroad = 1;
    else if (left.n > 1 && left.p[0] == '0' && left.p[1] == '0')
        abroad = 2;
    if (!scan_digits(scan, scan->at + abroad)) return false;
    scan->at += abroad;
    if (abroad > 0) return scan_international(scan);
    if (left.p[0] == '0') {
        scan->at++;
        return scan_trunk(scan);
    }
    scan->number->rest = left;
    /* 16 begins both: information lines have 5 to 8 digits, mobile numbers 11. */
    if (is_mobile_start(left) && (left.p[1] != '6' || left.n > 8)) return scan_mobile(scan);
    return scan_local(scan);
}

/* ------------------------------------------------------------------ read otherwise than dialled */

/* The longest that the digits begin with; NULL = none. */
static const struct tg_dial *dial_of(const struct tg_dialling *dialling, struct tg_slice digits)
{
    const struct tg_dial *found = NULL;
    size_t longest = 0;

    for (size_t i = 0; i < dialling->count; i++) {
        size_t n = strlen(dialling->dial[i].digits);

        if (n <= longest || n > digits.n || memcmp(digits.p, dialling->dial[i].digits, n) != 0)
            continue;
        found = &dialling->dial[i];
        longest = n;
    }
    return found;
}

/* From here on, what stands at `at` is what `dial` says. False if nothing is left. */
static bool put_in(struct scan *scan, const struct tg_dial *dial)
{
    const struct tg_slice dialled = scan->dialled;
    const size_t cut = strlen(dial->digits);
    const size_t put = strlen(dial->as);
    const size_t behind = scan->at + cut;
    char *read = scan->number->read;

    memcpy(read, dialled.p, scan->at);
    memcpy(read + scan->at, dial->as, put);
    memcpy(read + scan->at + put, dialled.p + behind, dialled.n - behind);
    scan->dialled = (struct tg_slice){read, dialled.n - cut + put};
    scan->number->dial = dial;
    if (scan->at < scan->dialled.n) return true;
    return tg_fail(scan->error, TG_E_NUMBER, NULL, 0, (long)scan->at + 1,
                   "number %s is read as nothing, digits expected", tg_shown(dialled));
}

/* Passes over the access prefix; digits that are read otherwise are so from here on. Numbers longer
 * than a record's fit no plan, however they are read. */
static bool scan_access_otherwise(struct scan *scan)
{
    const struct tg_dial *dial = dial_of(scan->dialling, scan->dialled);

    if (dial == NULL ||
        (access_of(first_bytes(scan->dialled)) != 0 && strlen(dial->digits) < ACCESS_DIGITS)) {
        if (!scan_access(scan)) return false;
        dial = dial_of(scan->dialling, scan_left(scan));
    }
    return dial == NULL || scan->dialled.n > TG_MAX_DIALLED || put_in(scan, dial);
}

/* The column in what was dialled, for one in what was read. */
static void point_at_dialled(struct tg_error *error, const struct tg_number *number)
{
    const long front = number->access == TG_ACCESS_DIRECT ? 0 : ACCESS_DIGITS;
    const long cut = (long)strlen(number->dial->digits);
    const long put = (long)strlen(number->dial->as);

    error->column = error->column > front + put ? error->column - put + cut : front + 1;
}

bool tg_number_scan(struct tg_number *number, const struct tg_prefix_table *table,
                    const struct tg_dialling *dialling, struct tg_slice dialled,
                    struct tg_error *error)
{
    struct scan scan = {number, table, dialling, dialled, 0, error};

    memset(number, 0, offsetof(struct tg_number, read));
    number->network = TG_NETWORK_OTHER;
    if (dialled.n == 0)
        return tg_fail(error, TG_E_NUMBER, NULL, 0, 1, "number is empty, digits expected");
    if (!(dialling->count > 0 ? scan_access_otherwise(&scan) : scan_access(&scan))) return false;
    if (scan_number(&scan)) return true;
    if (number->dial != NULL && error != NULL) point_at_dialled(error, number);
    return false;
}

uint16_t tg_mobile_home(const struct tg_number *number)
{
    const char *p = number->rest.p;
    unsigned block = tg_mobile_block[digit(p[1]) * 10 + digit(p[2])];

    if (block == 0) return 0;
    return tg_mobile_area[block - 1]
                         [digit(p[3]) * 1000 + digit(p[4]) * 100 + digit(p[5]) * 10 + digit(p[6])];
}

bool tg_number_parse(struct tg_number *number, const struct tg_prefix_table *table,
                     const struct tg_dialling *dialling, struct tg_slice dialled,
                     struct tg_error *error)
{
    if (!tg_number_scan(number, table, dialling, dialled, error)) return false;
    if (number->kind == TG_NUMBER_MOBILE) number->area = tg_mobile_home(number);
    return true;
}
