#include "plain.h"
#include "clock.h"
#include "plain_parts.h"

#include <string.h>

#define AREA_IS_SHORT 0x8000 /* an area whose code has three digits */

/* --------------------------------------------------------------------------------- words */

/* 16 bytes at the word can be read. */
static inline int find(const struct tg_words *words, struct tg_slice word)
{
    if (word.n > TG_WORD_MOST) return -1;
    return tg_words_find(words, tg_load8(word.p) & tg_kept(word.n, 0),
                         tg_load8(word.p + 8) & tg_kept(word.n, 8));
}

static void collect_words(struct tg_plain *plain)
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
    tg_words_collect(&plain->plans, plans, plan_values, TG_PLAN_COUNT);
    tg_words_collect(&plain->events, events, event_values, 3);
    tg_words_collect(&plain->reasons, reasons, reason_values, 4);
    tg_words_collect(&plain->networks, networks, network_values, 3);
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

bool tg_plain_read_charge(struct tg_cdr *cdr, struct tg_slice text)
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
static inline uint16_t area_of(const struct tg_plain *plain, struct tg_slice code)
{
    uint32_t x = tg_load4(code.p);
    uint32_t is_short = code.n == 3;
    uint16_t entry = plain->areas[area_key(x)];
    uint32_t wrong =
        (x ^ (uint32_t)TG_EACH('0')) & UINT32_C(0xf0f0f0ff) & UINT32_MAX >> 8 * is_short;

    wrong |= (uint32_t)entry / AREA_IS_SHORT ^ is_short;
    wrong |= (uint32_t)(code.n - 3 > 1);
    return wrong != 0 ? 0 : entry % AREA_IS_SHORT;
}

static inline bool read_area(uint16_t *area, const struct tg_plain *plain, struct tg_slice code)
{
    *area = area_of(plain, code);
    return *area != 0;
}

/* Behind a code of three bytes there is a comma or the end of a line. */
static void collect_areas(struct tg_plain *plain)
{
    static const char ends[] = {',', '\r', '\n'};

    for (uint16_t area = 1; area <= tg_area_count(); area++) {
        char bytes[4];
        const char *code = tg_area_code(area);
        size_t n = strlen(code);

        memcpy(bytes, code, n);
        if (n == sizeof bytes) plain->areas[area_key(tg_load4(bytes))] = area;
        for (size_t i = 0; n < sizeof bytes && i < sizeof ends; i++) {
            bytes[n] = ends[i];
            plain->areas[area_key(tg_load4(bytes))] = area | AREA_IS_SHORT;
        }
    }
}

/* --------------------------------------------------------------------------------- times */

bool tg_plain_learn_day(struct tg_plain *plain, struct tg_slice text)
{
    tg_time time;

    if (tg_time_parse(&time, text) != NULL) return false;
    plain->day.text = tg_load8(text.p);
    memcpy(&plain->day.rest, text.p + 8, sizeof plain->day.rest);
    for (size_t i = 0; i < TG_PLAIN_DATE_SIZE; i++)
        plain->known[TG_PLAIN_DATE + i] = (uint8_t)(text.p[i] - '0');
    plain->day.begin = time - tg_second_of_day(time, TG_CST_OFFSET_S);
    return true;
}

/* YYYY-MM-DDTHH:MM:SS; records follow each other in time, so the date is mostly known. */
static inline bool read_start(struct tg_cdr *cdr, struct tg_plain *plain, struct tg_slice text)
{
    const uint64_t colons = UINT64_C(0x00003a00003a0000);
    uint64_t x;
    uint32_t hour, minute, second;
    uint16_t rest;

    if (text.n != TG_TIME_BUF - 1) return false;
    memcpy(&rest, text.p + 8, sizeof rest);
    if (tg_load8(text.p) != plain->day.text || rest != plain->day.rest)
        if (!tg_plain_learn_day(plain, text)) return false;
    if (text.p[10] != 'T' && text.p[10] != ' ') return false;
    x = tg_load8(text.p + 11);
    if ((x & UINT64_C(0x0000ff0000ff0000)) != colons) return false;
    x = (x ^ TG_EACH('0')) & ~UINT64_C(0x0000ff0000ff0000);
    if (tg_above_9(x) != 0) return false;
    x = x * 10 + (x >> 8); /* two digits each in bytes 0, 3 and 6 */
    hour = x & 0xff;
    minute = x >> 24 & 0xff;
    second = x >> 48 & 0xff;
    cdr->start = plain->day.begin + hour * 3600 + minute * 60 + second;
    return hour < 24 && minute < 60 && second < 60;
}

/* ---------------------------------------------------------------------------------- rows */

static inline bool read_event(struct tg_cdr *cdr, const struct tg_plain *plain, struct tg_row row)
{
    struct tg_slice reason = tg_plain_option(plain, row, TG_CDR_FORWARD_REASON);
    int event = find(&plain->events, tg_plain_field(plain, row, TG_CDR_EVENT));

    if (event == TG_EVENT_FORWARD_UNCONDITIONAL)
        event = find(&plain->reasons, reason);
    else if (reason.n != 0)
        return false;
    cdr->event = (uint8_t)event;
    return event >= 0;
}

static inline bool read_rest(struct tg_cdr *cdr, const struct tg_plain *plain, struct tg_row row)
{
    struct tg_slice packs = tg_plain_option(plain, row, TG_CDR_PACKS);
    struct tg_slice area = tg_plain_option(plain, row, TG_CDR_OTHER_AREA);
    int network = find(&plain->networks, tg_plain_option(plain, row, TG_CDR_OTHER_NETWORK));

    cdr->night_pack = packs.n != 0;
    if (packs.n != 0 && !tg_slice_is(packs, "night")) return false;
    cdr->other_area = area_of(plain, area);
    cdr->other_network = (uint8_t)network;
    return network >= 0 && (area.n == 0 || cdr->other_area != 0);
}

static inline bool read_plain(struct tg_cdr *cdr, struct tg_plain *plain, struct tg_row row)
{
    int plan = find(&plain->plans, tg_plain_field(plain, row, TG_CDR_PLAN));

    cdr->call_id = tg_plain_field(plain, row, TG_CDR_CALL_ID);
    cdr->subscriber = tg_plain_option(plain, row, TG_RATED_SUBSCRIBER);
    cdr->charge_rest = cdr->charge_negative = false;
    if (plan < 0 || cdr->call_id.n == 0 || cdr->call_id.n > TG_CDR_MAX_ID) return false;
    cdr->plan = (uint8_t)plan;
    return read_event(cdr, plain, row) &&
           read_start(cdr, plain, tg_plain_field(plain, row, TG_CDR_START_TIME)) &&
           read_duration(cdr, tg_plain_field(plain, row, TG_CDR_DURATION_S)) &&
           tg_plain_read_charge(cdr, tg_plain_field(plain, row, TG_RATED_CHARGE)) &&
           read_area(&cdr->home_area, plain, tg_plain_field(plain, row, TG_CDR_HOME_AREA)) &&
           read_area(&cdr->visited_area, plain, tg_plain_field(plain, row, TG_CDR_VISITED_AREA)) &&
           tg_plain_read_party(cdr, plain, row) && read_rest(cdr, plain, row);
}

size_t tg_plain_read(struct tg_plain *plain, struct tg_cdr *cdrs, const struct tg_row *rows,
                     size_t count)
{
    uint32_t read = plain->wide ? tg_plain_read_wide(plain, cdrs, rows, count) : 0;

    for (size_t i = 0; i < count; i++)
        if ((read >> i & 1) == 0 && !read_plain(&cdrs[i], plain, rows[i])) return i;
    return count;
}

void tg_plain_begin(struct tg_plain *plain, const struct tg_layout *layout)
{
    plain->layout = *layout;
    collect_words(plain);
    collect_areas(plain);
    tg_plain_begin_wide(plain);
}
