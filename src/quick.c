/*
 * Where calls stand in the decision table, many at a time. Most numbers are dialled in usual ways:
 * what they and their calls say is put in columns, and worked out column by column, without a
 * branch that depends on it and with the widest instructions the machine has. All other calls are
 * classified as by tg_rate, which this never contradicts (quick_test.c).
 */
#include "quick.h"
#include "bytes.h"
#include "classify.h"
#include "decision.h"
#include "memory.h"
#include "numbering_tables.h"
#include "times.h"

#include <assert.h>
#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define WIDE 1
#endif

#define HEADS         100   /* of two digits */
#define COUNTRIES     10000 /* of four */
#define ACCESS_DIGITS 5

/* What the first two digits of a number tell, behind its access prefix; the next two tell the rest.
 * As columns have them: the kind, how many digits stand in front of the number proper, how many
 * that has at least, and how many more it may have. */
enum kind { ODD, FIXED, BARE, MOBILE, ABROAD };
#define HEAD(kind, front, least, more)                                                             \
    ((uint32_t)(kind) | (uint32_t)(front) << 8 | (uint32_t)(least) << 16 | (uint32_t)(more) << 24)

/* A window of the day: when it begins, and its last second from there on. */
struct hours {
    uint32_t from, last;
};

/* The times that count, where the rulebook is. */
struct times {
    uint32_t split_from, single_from;
    struct hours idle, pack;
    uint32_t edges[2];  /* when busy or idle hours begin */
    uint32_t change;    /* they do */
    uint32_t everybody; /* has the night pack */
    int32_t free_s;
};

#define AREA_BITS 16 /* of an entry by three digits; the network is above them */

struct columns;
struct found;
typedef void work_out_fn(struct found *restrict found, const struct tg_quick *restrict quick,
                         const struct columns *restrict columns);

struct tg_quick {
    const struct tg_rulebook *rulebook;
    work_out_fn *work_out;
    bool adds_up; /* its amounts are sums; else nothing is found */
    bool usual;   /* its policies are; else calls are classified one by one */
    struct times times;
    uint32_t head[HEADS];
    uint32_t by_digits[1000];   /* area behind a 0, network behind a 1 */
    uint32_t abroad[COUNTRIES]; /* by the first digits behind 00: the destination; 0 = odd */
    uint32_t province[TG_AREA_COUNT + 1];
    uint32_t front[TG_EVENT_COUNT * TG_STATE_COUNT * TG_ACCESS_COUNT * TG_DEST_COUNT *
                   TG_NETWORK_COUNT]; /* the first cell of each */
};

/* ----------------------------------------------------------------------------- making it */

/* A number within an area begins with 2 to 8; with 0, 1 or 9 begins what is rare, or wrong. */
#define LOWEST  2
#define HIGHEST 8

/* Area codes have three digits if the second one is 1 or 2. */
static uint32_t head_of(unsigned first, unsigned second)
{
    if (first == 0 && second == 0) return HEAD(ABROAD, 2, 5, 10);
    if (first == 0) return HEAD(FIXED, second <= 2 ? 3 : 4, 7, 1);
    if (first == 1 && second >= 3 && second <= 8) return HEAD(MOBILE, 0, 11, 0);
    if (first >= LOWEST && first <= HIGHEST) return HEAD(BARE, 0, 7, 1);
    return HEAD(ODD, 0, 0, 0);
}

/* The destination of numbers that begin with these digits; TG_DEST_NONE if more of them count, or
 * more than that. */
static uint8_t abroad_of(const struct tg_prefix_table *table, const unsigned digit[4])
{
    const struct tg_prefix *row;
    uint16_t found = 0;
    uint16_t at = 0;

    for (size_t i = 0; i < 4; i++) {
        at = table->node[at].child[digit[i]];
        if (at == 0) break;
        if (table->node[at].row != 0) found = table->node[at].row;
        for (size_t next = 0; i == 3 && next < 10; next++)
            if (table->node[at].child[next] != 0) return TG_DEST_NONE;
    }
    if (found == 0) return TG_DEST_NONE;
    row = &table->row[found - 1];
    if (row->reading != 0 || row->system != TG_SYSTEM_NONE || memcmp(row->digits, "86", 2) == 0)
        return TG_DEST_NONE;
    return row->destination;
}

static struct hours hours_of(const struct tg_window *window)
{
    int32_t last = window->to - window->from + (window->to < window->from ? TG_DAY_S : 0);

    return (struct hours){(uint32_t)window->from, (uint32_t)last};
}

static struct times times_of(const struct tg_policies *policy)
{
    uint32_t from = (uint32_t)policy->idle.from;
    uint32_t behind = policy->idle.to == TG_DAY_S - 1 ? 0 : (uint32_t)policy->idle.to + 1;

    /* Dates of rulebooks are of the years 1970 to 2099. */
    return (struct times){.split_from = (uint32_t)policy->split_from,
                          .single_from = (uint32_t)policy->single_from,
                          .idle = hours_of(&policy->idle),
                          .pack = hours_of(&policy->pack),
                          .edges = {from, behind},
                          .change = from != behind,
                          .everybody = policy->pack_holders == TG_PACK_EVERYBODY,
                          .free_s = policy->free_s};
}

static bool is_usual(const struct tg_policies *policy)
{
    return policy->network_from == TG_FROM_RECORD && policy->area_from == TG_FROM_RECORD &&
           policy->bare_area == TG_BARE_SET_UP && policy->province_from == TG_PROVINCE_FROM_AREA &&
           policy->dialling.prefix_match == TG_PREFIX_LONGEST && policy->dialling.count == 0 &&
           policy->regime_boundary == TG_BOUNDARY_START &&
           policy->daypart_boundary == TG_BOUNDARY_START &&
           policy->pack_boundary == TG_BOUNDARY_START;
}

static void fill_tables(struct tg_quick *quick)
{
    const uint16_t *fronts = &tg_front[0][0][0][0][0];

    for (unsigned i = 0; i < HEADS; i++) quick->head[i] = head_of(i / 10, i % 10);
    for (unsigned i = 0; i < 1000; i++)
        quick->by_digits[i] = tg_area_by_digits[i] | (uint32_t)tg_mobile_network[i] << AREA_BITS;
    for (unsigned i = 0; i < COUNTRIES; i++) {
        const unsigned digit[] = {i / 1000, i / 100 % 10, i / 10 % 10, i % 10};

        quick->abroad[i] = abroad_of(&quick->rulebook->prefixes, digit);
    }
    for (size_t i = 0; i <= TG_AREA_COUNT; i++) quick->province[i] = tg_area_province_number[i];
    for (size_t i = 0; i < sizeof quick->front / sizeof quick->front[0]; i++)
        quick->front[i] = fronts[i] * TG_PER_FRONT;
}

/* -------------------------------------------------------------------------------- columns */

#define ROWS TG_BULK_MOST

struct columns {
    /* Of the other party, whose bytes up to TG_MOST_KEPT are looked at: */
    uint32_t low[ROWS], high[ROWS]; /* the first eight digits behind the access prefix */
    uint32_t left[ROWS];            /* digits there are */
    uint32_t access[ROWS];
    uint32_t wrong[ROWS]; /* it has other bytes than digits, or too many */
    /* Of the record: */
    uint32_t plan[ROWS], event[ROWS], night[ROWS];
    uint32_t home[ROWS], visited[ROWS], other[ROWS], network[ROWS];
    uint32_t start[ROWS]; /* where the rulebook is */
    uint32_t dur_s[ROWS]; /* 0 = nothing can be told */
};

/* What is told of them. */
struct found {
    uint32_t cell[ROWS];
    uint32_t odd[ROWS]; /* the number is none of the usual ones */
};

#define IP_ACCESS    UINT64_C(0x3135393731) /* the bytes of 17951 */
#define SAVER_ACCESS UINT64_C(0x3339353231) /* and of 12593 */
#define ACCESS_BYTES (UINT64_MAX >> (64 - 8 * ACCESS_DIGITS))

static inline void put_number(struct columns *columns, size_t i, struct tg_slice party)
{
    size_t n = party.n <= TG_MOST_KEPT ? party.n : 0;
    const char *p = party.p;
    uint64_t first = tg_load8(p) & tg_kept(n, 0) & ACCESS_BYTES;
    uint32_t is_ip = first == IP_ACCESS, is_saver = first == SAVER_ACCESS;
    size_t skip = (size_t)(is_ip | is_saver) * ACCESS_DIGITS;
    uint64_t digits = (tg_load8(p + skip) ^ TG_EACH('0')) & tg_kept(n - skip, 0) & TG_EACH(15);

    columns->low[i] = (uint32_t)digits;
    columns->high[i] = (uint32_t)(digits >> 32);
    columns->left[i] = (uint32_t)(n - skip);
    columns->access[i] = is_ip * TG_ACCESS_17951 | is_saver * TG_ACCESS_12593;
    columns->wrong[i] = tg_no_digits_in(p, n) != 0;
}

static inline void put_record(struct columns *columns, size_t i, const struct tg_cdr *cdr,
                              int32_t zone_s)
{
    uint64_t start = (uint64_t)(cdr->start + zone_s);

    columns->plan[i] = cdr->plan;
    columns->event[i] = cdr->event;
    columns->night[i] = cdr->night_pack;
    columns->home[i] = cdr->home_area;
    columns->visited[i] = cdr->visited_area;
    columns->other[i] = cdr->other_area;
    columns->network[i] = cdr->other_network;
    columns->start[i] = (uint32_t)start;
    columns->dur_s[i] = start <= UINT32_MAX - TG_CDR_MAX_DUR_S ? (uint32_t)cdr->dur_s : 0;
}

/* One of two values, without a branch. */
static inline uint32_t choose(uint32_t first, uint32_t one, uint32_t other)
{
    return other ^ ((one ^ other) & (0 - first));
}

static inline uint32_t in_hours(const struct hours *hours, uint32_t second)
{
    uint32_t since = second - hours->from;

    return choose(second < hours->from, since + TG_DAY_S, since) <= hours->last;
}

static inline uint32_t reaches(uint32_t edge, uint32_t second, uint32_t dur_s)
{
    return dur_s >= edge - second + choose(edge <= second, TG_DAY_S, 0);
}

/* What the digits tell of a number. */
struct told {
    uint32_t odd, is_mobile, is_abroad;
    uint32_t area;    /* of a number that is neither */
    uint32_t abroad;  /* its destination */
    uint32_t network; /* a mobile's, may be unknown; else TG_NETWORK_OTHER */
};

/* A pair of digits as a number. */
#define PAIR(digits, at) (((digits) >> (at)&15) * 10 + ((digits) >> ((at) + 8) & 15))

static inline __attribute__((always_inline)) struct told
look_at(const struct tg_quick *quick, const struct columns *columns, size_t i, uint32_t set_up)
{
    uint32_t low = columns->low[i], high = columns->high[i], right = columns->wrong[i] ^ 1;
    uint32_t second_pair = PAIR(low, 16);
    uint32_t three = ((low >> 8 & 15) * 100 + second_pair) & (0 - right);
    uint32_t head = quick->head[PAIR(low, 0) & (0 - right)];
    uint32_t entry = quick->by_digits[three];
    uint32_t kind = head & 0xff, front = head >> 8 & 0xff, least = head >> 16 & 0xff;
    uint32_t is_abroad = kind == ABROAD, is_mobile = kind == MOBILE, is_bare = kind == BARE;
    uint32_t is_fixed = kind == FIXED;
    uint32_t country = (second_pair * 100 + PAIR(high, 0)) & (0 - (is_abroad & right));
    uint32_t abroad = quick->abroad[country];
    uint32_t area = entry & ((1u << AREA_BITS) - 1), network = entry >> AREA_BITS;
    uint32_t own = choose(is_bare, low & 15, choose(front == 3, low >> 24 & 15, high & 15));
    uint32_t odd = (right ^ 1) | (kind == ODD) | (columns->left[i] - front - least > head >> 24) |
                   ((is_fixed | is_bare) & (own - LOWEST > HIGHEST - LOWEST)) |
                   (is_fixed & (area == 0)) | (is_abroad & (abroad == TG_DEST_NONE)) |
                   /* 17951 is an access prefix, also where it must not be one. */
                   (is_mobile & ((network == TG_MOBILE_GLOBALSTAR) | (three == 795)));

    return (struct told){.odd = odd,
                         .is_mobile = is_mobile,
                         .is_abroad = is_abroad,
                         .area = choose(is_bare, set_up, area),
                         .abroad = abroad,
                         .network = choose(is_mobile, network, TG_NETWORK_OTHER)};
}

/* The front of a call, by its number and places, as an index of its own; and whether the number is
 * odd. */
static inline __attribute__((always_inline)) uint32_t
front_of(const struct tg_quick *quick, const struct columns *columns, size_t i, uint32_t *odd)
{
    uint32_t event = columns->event[i], home = columns->home[i], visited = columns->visited[i];
    uint32_t other = columns->other[i];
    uint32_t received = event == TG_EVENT_RECEIVE, forwarded = event != TG_EVENT_ORIGINATE;
    struct told told = look_at(quick, columns, i, choose(forwarded, home, visited));
    uint32_t area = choose(told.is_mobile, other, told.area);
    uint32_t network =
        choose(columns->network[i] == TG_NETWORK_COUNT, told.network, columns->network[i]);
    uint32_t here = choose(forwarded, TG_DEST_VISITED_AREA, TG_DEST_LOCAL);
    uint32_t away = choose(area == visited, here, TG_DEST_DOMESTIC);
    uint32_t mainland = choose(forwarded & (area == home), TG_DEST_HOME_AREA, away);
    uint32_t destination = choose(told.is_abroad, told.abroad, mainland);
    uint32_t roams = home != visited;
    uint32_t far = quick->province[home] != quick->province[visited];
    uint32_t state = roams * TG_STATE_PROVINCE + far * (TG_STATE_NATIONAL - TG_STATE_PROVINCE);
    /* What the record says must not contradict the digits; of places abroad the area is 0. */
    uint32_t agrees = (other == 0) | (other == area);
    uint32_t fits = choose(told.is_mobile, (area != 0) & (network != TG_NETWORK_COUNT),
                           (network == TG_NETWORK_OTHER) & agrees);
    uint32_t place = choose(received, TG_DEST_NONE, destination) * TG_NETWORK_COUNT +
                     choose(received, TG_NETWORK_OTHER, network);
    uint32_t access = choose(received, TG_ACCESS_DIRECT, columns->access[i]);

    *odd = (told.odd | (fits ^ 1)) & (received ^ 1);
    return ((event * TG_STATE_COUNT + state) * TG_ACCESS_COUNT + access) *
               (TG_DEST_COUNT * TG_NETWORK_COUNT) +
           choose(*odd, 0, place);
}

static inline uint32_t regime_at(const struct times *times, uint32_t start)
{
    return choose(start >= times->single_from, TG_REGIME_SINGLE, start >= times->split_from);
}

/* Which cell of its front; *told = 0 if the call meets an edge where readings could choose. */
static inline __attribute__((always_inline)) uint32_t
cell_in_front(const struct times *times, const struct columns *columns, size_t i, uint32_t *told)
{
    uint32_t start = columns->start[i], dur_s = columns->dur_s[i], second = start % TG_DAY_S;
    uint32_t regime = regime_at(times, start);
    uint32_t idle = in_hours(&times->idle, second), inside = in_hours(&times->pack, second);
    uint32_t holds = columns->night[i] | times->everybody;
    uint32_t edge =
        reaches(times->edges[0], second, dur_s) | reaches(times->edges[1], second, dur_s);
    uint32_t is_long = (int32_t)dur_s > times->free_s;

    static_assert(TG_REGIME_SPLIT == 1 && TG_DAYPART_IDLE == 1 && TG_PACK_INSIDE == 2 &&
                      TG_LENGTH_LONG == 2,
                  "cells are numbered otherwise");
    *told = (dur_s != 0) & (columns->event[i] != TG_EVENT_MONTHLY_FEE) &
            (regime_at(times, start + dur_s) == regime) &
            ((edge & times->change & (columns->access[i] == TG_ACCESS_12593)) ^ 1);
    return (TG_LENGTH_SHORT + is_long) * TG_PER_LENGTH + regime * TG_PER_REGIME +
           holds * (1 + inside) * TG_PER_PACK + idle * TG_PER_DAYPART +
           columns->plan[i] * TG_PER_PLAN;
}

/* The columns are as long in any case, so that compilers make few instructions of each line. */
static inline __attribute__((always_inline)) void work_out(struct found *restrict found,
                                                           const struct tg_quick *restrict quick,
                                                           const struct columns *restrict columns)
{
    for (size_t i = 0; i < ROWS; i++) {
        uint32_t odd, told;
        uint32_t front = front_of(quick, columns, i, &odd);
        uint32_t rest = cell_in_front(&quick->times, columns, i, &told);

        found->odd[i] = odd;
        found->cell[i] = (quick->front[front] + rest) & (0 - (told & (odd ^ 1)));
    }
}

static void work_out_portable(struct found *restrict found, const struct tg_quick *restrict quick,
                              const struct columns *restrict columns)
{
    work_out(found, quick, columns);
}

#ifdef WIDE
/* GCOVR_EXCL_START: run where the processor has it */
__attribute__((target("avx2,bmi,bmi2"))) static void
work_out_avx2(struct found *restrict found, const struct tg_quick *restrict quick,
              const struct columns *restrict columns)
{
    work_out(found, quick, columns);
}

__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,bmi,bmi2"))) static void
work_out_avx512(struct found *restrict found, const struct tg_quick *restrict quick,
                const struct columns *restrict columns)
{
    work_out(found, quick, columns);
}
/* GCOVR_EXCL_STOP */
#endif

static work_out_fn *const ways[] = {
    work_out_portable,
#ifdef WIDE
    work_out_avx2,
    work_out_avx512,
#endif
};

size_t tg_quick_ways(void)
{
#ifdef WIDE
    bool avx2 = __builtin_cpu_supports("avx2") != 0;
    bool avx512 = avx2 & (__builtin_cpu_supports("avx512dq") != 0) &
                  (__builtin_cpu_supports("avx512bw") != 0) &
                  (__builtin_cpu_supports("avx512vl") != 0);

    return 1u + avx2 + avx512; /* every machine with AVX2 has BMI */
#else
    return 1;
#endif
}

void tg_quick_go(struct tg_quick *quick, size_t way)
{
    quick->work_out = ways[way];
}

struct tg_quick *tg_quick_new(const struct tg_rulebook *rulebook)
{
    struct tg_quick *quick = tg_alloc(sizeof *quick);

    if (quick == NULL) return NULL;
    quick->rulebook = rulebook;
    quick->adds_up =
        rulebook->sums_hold && rulebook->policy.duration.way == TG_DURATION_AS_MEASURED;
    quick->usual = is_usual(&rulebook->policy);
    quick->times = times_of(&rulebook->policy);
    tg_quick_go(quick, tg_quick_ways() - 1);
    fill_tables(quick);
    return quick;
}

void tg_quick_free(struct tg_quick *quick)
{
    tg_release(quick);
}

/* -------------------------------------------------------------------------------- finding */

/* Any call, but where more than the cell counts: for readings of a place's class, and satellites.
 */
static uint32_t find_slowly(const struct tg_quick *quick, const struct tg_cdr *cdr)
{
    const struct tg_rulebook *rulebook = quick->rulebook;
    const struct tg_policies *policy = &rulebook->policy;
    struct tg_span span = tg_span_of(policy, cdr);
    struct tg_number number;
    struct tg_call call;

    if (cdr->event == TG_EVENT_MONTHLY_FEE || cdr->dur_s == 0 ||
        tg_regime_at(policy, span.start) != tg_regime_at(policy, span.end) ||
        !tg_classify(rulebook, &call, &number, cdr, NULL) || call.system != TG_SYSTEM_NONE ||
        (call.prefix != 0 && rulebook->prefixes.row[call.prefix - 1].reading != 0))
        return 0;
    if (call.value[TG_DIM_ACCESS] == TG_ACCESS_12593 &&
        tg_reaches_edge(policy, span.second, cdr->dur_s))
        return 0;
    tg_place_in_time(policy, call.value, cdr, &span);
    return (uint32_t)tg_cell_index(call.value);
}

static void find_in_columns(const struct tg_quick *quick, uint32_t *cells,
                            const struct tg_cdr *cdrs, size_t count)
{
    struct columns columns;
    struct found found;

    if (count < ROWS) memset(&columns, 0, sizeof columns);
    for (size_t i = 0; i < count; i++) {
        put_number(&columns, i, cdrs[i].other_party);
        put_record(&columns, i, &cdrs[i], quick->rulebook->policy.zone_s);
    }
    quick->work_out(&found, quick, &columns);
    for (size_t i = 0; i < count; i++)
        cells[i] = found.odd[i] != 0 ? find_slowly(quick, &cdrs[i]) : found.cell[i];
}

void tg_quick_find(const struct tg_quick *quick, uint32_t *cells, const struct tg_cdr *cdrs,
                   size_t count)
{
    if (!quick->adds_up) memset(cells, 0, count * sizeof *cells);
    for (size_t i = 0; quick->adds_up && !quick->usual && i < count; i++)
        cells[i] = find_slowly(quick, &cdrs[i]);
    for (size_t i = 0; quick->adds_up && quick->usual && i < count; i += ROWS)
        find_in_columns(quick, cells + i, cdrs + i, count - i < ROWS ? count - i : ROWS);
}

size_t tg_cell_count(void)
{
    return TG_CELLS;
}
