/*
 * Rated records in bulk. Nearly all rows of a file are plain: printable ASCII, no quotes, every
 * field in its usual form. They are read here, with hardly a branch that depends on what they say.
 * Any other row, good or bad, is left to the careful reader, so that there is one place that knows
 * what is wrong with it, and in which words. What is read here is read alike there (bulk_test.c).
 */
#include "bytes.h"
#include "clock.h"
#include "error.h"
#include "memory.h"
#include "numbering.h"
#include "split.h"

#include <assert.h>
#include <string.h>

#define SLOTS 64 /* of a word list; a power of two */

#define AREA_KEYS     4096
#define AREA_IS_SHORT 0x8000 /* an area whose code has three digits */

/* A few texts of at most 16 bytes, none of them zero, each in a slot of its own. */
struct words {
    uint64_t factor;
    struct {
        uint64_t first, second; /* the bytes, zeroes behind them */
        uint8_t above;          /* the value + 1; 0 = free */
    } slot[SLOTS];
};

struct tg_bulk {
    struct tg_layout layout;
    struct tg_cdr_reader *careful;
    bool in_careful; /* the row given was read by it */

    const char *p; /* the piece being read */
    size_t n;      /* from there to the end of the lines */
    long line;     /* of the next row */
    size_t at;     /* the next line of the piece */
    size_t done;   /* the fields in front of it */
    size_t next;   /* where it begins */
    size_t odd;    /* the first odd byte not passed */

    const uint16_t *row;    /* where the fields of the row at hand begin, and what would follow */
    struct tg_slice single; /* a line for the careful reader */

    uint64_t day_text; /* the last date met: "YYYY-MM-", */
    uint16_t day_rest; /* "DD", */
    tg_time day;       /* and when it began in China */

    struct words plans, events, reasons, networks;
    uint16_t areas[AREA_KEYS];
    struct tg_split split;
};

/* --------------------------------------------------------------------------------- words */

#define MOST_KEPT 24

/* The bytes of a word, from its `from`th on, of a text of n bytes; n, from <= MOST_KEPT. */
static inline __attribute__((always_inline)) uint64_t kept(size_t n, size_t from)
{
    static const char bytes[2 * MOST_KEPT + sizeof(uint64_t)] = "\xff\xff\xff\xff\xff\xff\xff\xff"
                                                                "\xff\xff\xff\xff\xff\xff\xff\xff"
                                                                "\xff\xff\xff\xff\xff\xff\xff\xff";

    return tg_load8(bytes + MOST_KEPT - n + from);
}

/* The first n bytes at p as two words, zeroes behind them; n <= 16. */
static inline void load(uint64_t *first, uint64_t *second, const char *p, size_t n)
{
    *first = tg_load8(p) & kept(n, 0);
    *second = tg_load8(p + 8) & kept(n, 8);
}

static inline size_t slot_of(const struct words *words, uint64_t first, uint64_t second)
{
    return ((first ^ second * 31) * words->factor) >> 58;
}

/* The value of the word; -1 = it is none of them. 16 bytes at the word can be read. */
static inline int find(const struct words *words, struct tg_slice word)
{
    uint64_t first, second;
    size_t i;

    if (word.n > 16) return -1;
    load(&first, &second, word.p, word.n);
    i = slot_of(words, first, second);
    if (words->slot[i].first != first || words->slot[i].second != second) return -1;
    return words->slot[i].above - 1; /* only an empty text is alike to a free slot */
}

/* Adds the word; false if its slot is taken. */
static bool add(struct words *words, const char *text, uint8_t value)
{
    char bytes[16] = {0};
    size_t n = strlen(text);
    uint64_t first, second;
    size_t i;

    assert(n <= sizeof bytes);
    memcpy(bytes, text, n);
    load(&first, &second, bytes, n);
    i = slot_of(words, first, second);
    if (words->slot[i].above != 0) return false;
    words->slot[i].first = first;
    words->slot[i].second = second;
    words->slot[i].above = (uint8_t)(value + 1);
    return true;
}

/* Tries factors until every word has a slot of its own; the first will hardly do. */
static void collect(struct words *words, const char *const *texts, const uint8_t *values,
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

static void collect_words(struct tg_bulk *bulk)
{
    static const char *const events[] = {"originate", "receive", "forward"};
    static const uint8_t event_values[] = {TG_EVENT_ORIGINATE, TG_EVENT_RECEIVE,
                                           TG_EVENT_FORWARD_UNCONDITIONAL};
    static const char *const reasons[] = {"unconditional", "busy", "no_reply", "unreachable"};
    static const uint8_t reason_values[] = {TG_EVENT_FORWARD_UNCONDITIONAL, TG_EVENT_FORWARD_BUSY,
                                            TG_EVENT_FORWARD_NO_REPLY,
                                            TG_EVENT_FORWARD_UNREACHABLE};
    static const char *const networks[] = {"cmcc", "other", ""};
    static const uint8_t network_values[] = {TG_NETWORK_CMCC, TG_NETWORK_OTHER, TG_NETWORK_COUNT};
    const char *plans[TG_PLAN_COUNT];
    uint8_t plan_values[TG_PLAN_COUNT];

    for (uint8_t plan = 0; plan < TG_PLAN_COUNT; plan++) {
        plans[plan] = tg_value_name(TG_DIM_PLAN, plan);
        plan_values[plan] = plan;
    }
    collect(&bulk->plans, plans, plan_values, TG_PLAN_COUNT);
    collect(&bulk->events, events, event_values, 3);
    collect(&bulk->reasons, reasons, reason_values, 4);
    collect(&bulk->networks, networks, network_values, 3);
}

/* ------------------------------------------------------------------------------- numbers */

/* The values of up to eight digits that end at `end`, zeroes before them; false if they are none.
 * Eight bytes before `end` can be read. */
static inline bool digits(uint64_t *values, const char *end, size_t n)
{
    uint64_t x = tg_load8(end - 8) ^ TG_EACH('0');

    if (n == 0 || n > 8) return false;
    x &= UINT64_MAX << (8 * (8 - n));
    *values = x;
    return tg_above_9(x) == 0;
}

static inline uint32_t number(uint64_t values)
{
    values = (values * 10 + (values >> 8)) & UINT64_C(0x00ff00ff00ff00ff);
    values = (values * 100 + (values >> 16)) & UINT64_C(0x0000ffff0000ffff);
    return (uint32_t)(values * 10000 + (values >> 32));
}

static inline bool read_duration(struct tg_cdr *cdr, struct tg_slice text)
{
    uint64_t values;

    if (!digits(&values, text.p + text.n, text.n)) return false;
    cdr->dur_s = (int32_t)number(values);
    return cdr->dur_s <= TG_CDR_MAX_DUR_S;
}

/* Up to seven digits in all, with a point and one to four of them behind it, or without. */
static inline bool read_charge(struct tg_cdr *cdr, struct tg_slice text)
{
    static const int64_t scale[] = {10000, 1000, 100, 10, 1};
    uint64_t x, point, behind, before;
    unsigned at, decimals;

    if (text.n == 0 || text.n > 8) return false;
    x = (tg_load8(text.p + text.n - 8) ^ TG_EACH('0')) & UINT64_MAX << (8 * (8 - text.n));
    point = tg_holds(x, '.' ^ '0');
    if (point == 0) {
        if (tg_above_9(x) != 0) return false;
        cdr->charge = (tg_money)number(x) * TG_MONEY_YUAN;
        return true;
    }
    at = (unsigned)__builtin_ctzll(point) / 8;
    decimals = 7 - at;
    if (decimals == 0 || decimals > 4 || at == 8 - text.n) return false;
    behind = UINT64_MAX << (8 * at) << 8;
    before = ~(UINT64_MAX << (8 * at));
    x = (x & behind) | (x & before) << 8;
    if (tg_above_9(x) != 0) return false;
    cdr->charge = (tg_money)number(x) * scale[decimals];
    return true;
}

/* Four bits each of the second to the fourth byte of an area code as it stands in the file: digits,
 * or what follows one of three bytes. */
static inline uint32_t area_key(uint32_t x)
{
    return (x & 0xf00) | (x >> 12 & 0xf0) | (x >> 24 & 0xf);
}

/* The area of a code; 0 = it is none. Reads four bytes whatever the code has, and looks up how many
 * count: that is what a processor guesses wrong. */
static inline uint16_t area_of(const struct tg_bulk *bulk, struct tg_slice code)
{
    uint32_t x = tg_load4(code.p);
    uint32_t is_short = code.n == 3;
    uint16_t entry = bulk->areas[area_key(x)];
    uint32_t wrong =
        (x ^ (uint32_t)TG_EACH('0')) & UINT32_C(0xf0f0f0ff) & UINT32_MAX >> 8 * is_short;

    wrong |= (uint32_t)entry / AREA_IS_SHORT ^ is_short;
    wrong |= (uint32_t)(code.n - 3 > 1);
    return wrong != 0 ? 0 : entry % AREA_IS_SHORT;
}

static inline bool read_area(uint16_t *area, const struct tg_bulk *bulk, struct tg_slice code)
{
    *area = area_of(bulk, code);
    return *area != 0;
}

/* Behind a code of three bytes there is a comma or the end of a line. */
static void collect_areas(struct tg_bulk *bulk)
{
    static const char ends[] = {',', '\r', '\n'};

    for (uint16_t area = 1; area <= tg_area_count(); area++) {
        char bytes[4];
        const char *code = tg_area_code(area);
        size_t n = strlen(code);

        memcpy(bytes, code, n);
        if (n == sizeof bytes) bulk->areas[area_key(tg_load4(bytes))] = area;
        for (size_t i = 0; n < sizeof bytes && i < sizeof ends; i++) {
            bytes[n] = ends[i];
            bulk->areas[area_key(tg_load4(bytes))] = area | AREA_IS_SHORT;
        }
    }
}

/* Not 0 if the bytes that the mask leaves of eight are not all digits. */
static inline __attribute__((always_inline)) uint64_t no_digits(const char *p, uint64_t mask)
{
    return tg_above_9((tg_load8(p) ^ TG_EACH('0')) & mask);
}

/* A calling number, which nobody looks at but for its being one; without '+'. */
static inline bool is_calling_number(struct tg_slice text)
{
    size_t n = text.n;

    if (n > MOST_KEPT) return false;
    return (no_digits(text.p, kept(n, 0)) | no_digits(text.p + 8, kept(n, 8)) |
            no_digits(text.p + 16, kept(n, 16))) == 0;
}

/* --------------------------------------------------------------------------------- times */

/* Learns a date from a whole time; false if there is no such time. */
static bool learn_day(struct tg_bulk *bulk, struct tg_slice text)
{
    tg_time time;

    if (tg_time_parse(&time, text) != NULL) return false;
    bulk->day_text = tg_load8(text.p);
    memcpy(&bulk->day_rest, text.p + 8, sizeof bulk->day_rest);
    bulk->day = time - tg_second_of_day(time, TG_CST_OFFSET_S);
    return true;
}

/* YYYY-MM-DDTHH:MM:SS; records follow each other in time, so the date is mostly known. */
static inline bool read_start(struct tg_cdr *cdr, struct tg_bulk *bulk, struct tg_slice text)
{
    const uint64_t colons = UINT64_C(0x00003a00003a0000);
    uint64_t x;
    uint32_t hour, minute, second;
    uint16_t rest;

    if (text.n != TG_TIME_BUF - 1) return false;
    memcpy(&rest, text.p + 8, sizeof rest);
    if (tg_load8(text.p) != bulk->day_text || rest != bulk->day_rest)
        if (!learn_day(bulk, text)) return false;
    if (text.p[10] != 'T' && text.p[10] != ' ') return false;
    x = tg_load8(text.p + 11);
    if ((x & UINT64_C(0x0000ff0000ff0000)) != colons) return false;
    x = (x ^ TG_EACH('0')) & ~UINT64_C(0x0000ff0000ff0000);
    if (tg_above_9(x) != 0) return false;
    x = x * 10 + (x >> 8); /* two digits each in bytes 0, 3 and 6 */
    hour = x & 0xff;
    minute = x >> 24 & 0xff;
    second = x >> 48 & 0xff;
    cdr->start = bulk->day + hour * 3600 + minute * 60 + second;
    return hour < 24 && minute < 60 && second < 60;
}

/* ---------------------------------------------------------------------------------- rows */

/* A plain row; by value, so that the compiler need not look again where the fields are whenever
 * something was written. */
struct row {
    const char *p;
    const uint16_t *begins; /* of the fields, and of what follows */
};

/* A field, of a column that every layout has. */
static inline __attribute__((always_inline)) struct tg_slice field(const struct tg_bulk *bulk,
                                                                   struct row row, size_t column)
{
    const uint16_t *from = row.begins + bulk->layout.place[column];

    return (struct tg_slice){row.p + from[0], (size_t)from[1] - from[0] - 1};
}

/* The same of a column that may be absent. */
static inline __attribute__((always_inline)) struct tg_slice option(const struct tg_bulk *bulk,
                                                                    struct row row, size_t column)
{
    if (bulk->layout.place[column] == bulk->layout.width)
        return (struct tg_slice){row.p + row.begins[0], 0};
    return field(bulk, row, column);
}

static inline bool read_event(struct tg_cdr *cdr, const struct tg_bulk *bulk, struct row row)
{
    struct tg_slice reason = option(bulk, row, TG_CDR_FORWARD_REASON);
    int event = find(&bulk->events, field(bulk, row, TG_CDR_EVENT));

    if (event == TG_EVENT_FORWARD_UNCONDITIONAL)
        event = find(&bulk->reasons, reason);
    else if (reason.n != 0)
        return false;
    cdr->event = (uint8_t)event;
    return event >= 0;
}

static inline bool read_rest(struct tg_cdr *cdr, const struct tg_bulk *bulk, struct row row)
{
    struct tg_slice packs = option(bulk, row, TG_CDR_PACKS);
    struct tg_slice area = option(bulk, row, TG_CDR_OTHER_AREA);
    int network = find(&bulk->networks, option(bulk, row, TG_CDR_OTHER_NETWORK));

    cdr->night_pack = packs.n != 0;
    if (packs.n != 0 && !tg_slice_is(packs, "night")) return false;
    cdr->other_area = area_of(bulk, area);
    cdr->other_network = (uint8_t)network;
    return network >= 0 && (area.n == 0 || cdr->other_area != 0);
}

static inline bool read_party(struct tg_cdr *cdr, const struct tg_bulk *bulk, struct row row)
{
    struct tg_slice party = field(bulk, row, TG_CDR_OTHER_PARTY);

    cdr->other_party = party;
    cdr->other_party_column = (long)(party.p - (row.p + row.begins[0])) + 1;
    if (cdr->event == TG_EVENT_RECEIVE) return is_calling_number(party);
    return party.n > 0 && party.n <= TG_MAX_DIALLED;
}

static inline bool read_plain(struct tg_cdr *cdr, struct tg_bulk *bulk, struct row row)
{
    int plan = find(&bulk->plans, field(bulk, row, TG_CDR_PLAN));

    cdr->call_id = field(bulk, row, TG_CDR_CALL_ID);
    cdr->subscriber = option(bulk, row, TG_RATED_SUBSCRIBER);
    cdr->charge_rest = cdr->charge_negative = false;
    cdr->line = bulk->line;
    if (plan < 0 || cdr->call_id.n == 0 || cdr->call_id.n > TG_CDR_MAX_ID) return false;
    cdr->plan = (uint8_t)plan;
    return read_event(cdr, bulk, row) &&
           read_start(cdr, bulk, field(bulk, row, TG_CDR_START_TIME)) &&
           read_duration(cdr, field(bulk, row, TG_CDR_DURATION_S)) &&
           read_charge(cdr, field(bulk, row, TG_RATED_CHARGE)) &&
           read_area(&cdr->home_area, bulk, field(bulk, row, TG_CDR_HOME_AREA)) &&
           read_area(&cdr->visited_area, bulk, field(bulk, row, TG_CDR_VISITED_AREA)) &&
           read_party(cdr, bulk, row) && read_rest(cdr, bulk, row);
}

/* --------------------------------------------------------------------------------- lines */

static ptrdiff_t read_single(void *user, void *buf, size_t size)
{
    struct tg_slice *left = user;
    size_t n = left->n < size ? left->n : size;

    memcpy(buf, left->p, n);
    left->p += n;
    left->n -= n;
    return (ptrdiff_t)n;
}

/* TG_NEXT_END: the line is no record: empty, or a header. */
static enum tg_next read_carefully(struct tg_bulk *bulk, struct tg_cdr *cdr, const char *p,
                                   size_t n, struct tg_error *error)
{
    bulk->in_careful = true;
    bulk->single = (struct tg_slice){p, n};
    tg_cdr_reader_restart(bulk->careful, read_single, &bulk->single, bulk->line);
    return tg_cdr_next(bulk->careful, cdr, error);
}

/* Splits the next piece; false if it has no whole line, as a line longer than a piece is. */
static bool next_piece(struct tg_bulk *bulk)
{
    bulk->at = bulk->done = bulk->next = bulk->odd = 0;
    tg_split(&bulk->split, bulk->p, bulk->n < TG_SPLIT_MOST ? bulk->n : TG_SPLIT_MOST);
    return bulk->split.lines > 0;
}

/* Leaves the piece behind, up to its last whole line. */
static void pass(struct tg_bulk *bulk)
{
    size_t passed = bulk->split.lines > 0 ? bulk->next : 0;

    bulk->p += passed;
    bulk->n -= passed;
    bulk->split.lines = bulk->at = 0;
}

static enum tg_next read_long_line(struct tg_bulk *bulk, struct tg_cdr *cdr, struct tg_error *error)
{
    size_t n = (size_t)((const char *)memchr(bulk->p, '\n', bulk->n) - bulk->p) + 1;
    enum tg_next next = read_carefully(bulk, cdr, bulk->p, n, error);

    bulk->p += n;
    bulk->n -= n;
    bulk->line++;
    return next;
}

/* Whether the row in front of `to` has an odd byte. */
static inline bool is_odd(struct tg_bulk *bulk, size_t to)
{
    const struct tg_split *split = &bulk->split;
    bool odd = false;

    while (bulk->odd < split->odds && split->odd[bulk->odd] < to) {
        bulk->odd++;
        odd = true;
    }
    return odd;
}

/* The next line of the piece. A carriage return belongs to its end, not to the last field. */
static inline enum tg_next read_line(struct tg_bulk *bulk, struct tg_cdr *cdr,
                                     struct tg_error *error)
{
    struct tg_split *split = &bulk->split;
    size_t done = split->line[bulk->at];
    size_t from = bulk->next;
    size_t to = split->field[done];
    bool plain = !is_odd(bulk, to) && done - bulk->done == bulk->layout.width;
    enum tg_next next = TG_NEXT_ROW;

    split->field[bulk->done] = (uint16_t)from;
    if (bulk->p[(ptrdiff_t)to - 2] == '\r') split->field[done]--; /* of an empty line: no matter */
    bulk->row = split->field + bulk->done;
    bulk->in_careful = false;
    bulk->at++;
    bulk->done = done;
    bulk->next = to;
    if (!plain || !read_plain(cdr, bulk, (struct row){bulk->p, bulk->row}))
        next = read_carefully(bulk, cdr, bulk->p + from, to - from, error);
    bulk->line++;
    return next;
}

enum tg_next tg_bulk_next(struct tg_bulk *bulk, struct tg_cdr *cdr, struct tg_error *error)
{
    if (error != NULL) error->status = TG_OK; /* one struct serves many rows */
    for (;;) {
        enum tg_next next;

        if (bulk->at < bulk->split.lines) {
            next = read_line(bulk, cdr, error);
        } else {
            pass(bulk);
            if (bulk->n == 0) return TG_NEXT_END;
            if (next_piece(bulk)) continue;
            next = read_long_line(bulk, cdr, error);
        }
        if (next != TG_NEXT_END) return next;
    }
}

void tg_bulk_begin(struct tg_bulk *bulk, const char *p, size_t n, long line)
{
    bulk->p = p;
    bulk->n = n;
    bulk->line = line;
    bulk->split.lines = bulk->at = 0;
}

void tg_bulk_fields(const struct tg_bulk *bulk, struct tg_slice fields[TG_RATED_COLUMNS])
{
    if (bulk->in_careful) {
        tg_rated_reader_fields(bulk->careful, fields);
        return;
    }
    for (size_t i = 0; i < TG_RATED_COLUMNS; i++)
        fields[i] = option(bulk, (struct row){bulk->p, bulk->row}, i);
}

uint64_t tg_bulk_headers(const struct tg_bulk *bulk)
{
    return tg_rated_reader_headers(bulk->careful);
}

struct tg_bulk *tg_bulk_new(const struct tg_layout *layout, const char *name)
{
    struct tg_bulk *bulk = tg_alloc(sizeof *bulk);

    if (bulk == NULL) return NULL;
    bulk->layout = *layout;
    bulk->careful = tg_rated_reader_of(layout, name);
    if (bulk->careful == NULL) {
        tg_release(bulk);
        return NULL;
    }
    collect_words(bulk);
    collect_areas(bulk);
    return bulk;
}

void tg_bulk_free(struct tg_bulk *bulk)
{
    if (bulk == NULL) return;
    tg_cdr_reader_free(bulk->careful);
    tg_release(bulk);
}
