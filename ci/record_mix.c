#include "record_mix.h"

#include <inttypes.h>
#include <string.h>

/* xorshift64*: small, and the same everywhere. */
static uint32_t below(struct record_mix *mix, uint32_t n)
{
    mix->state ^= mix->state >> 12;
    mix->state ^= mix->state << 25;
    mix->state ^= mix->state >> 27;
    return (uint32_t)((mix->state * UINT64_C(2685821657736338717)) >> 32) % n;
}

#define PICK(mix, list) (list)[below((mix), sizeof(list) / sizeof((list)[0]))]

/* Weights by repetition: most customers are on the old plans. */
static const char *const plans[] = {
    "gotone",          "gotone",          "gotone",         "mzone",         "mzone",
    "easyown",         "easyown",         "easyown",        "easyown",       "easyown-qingsong",
    "easyown-jiayuan", "gotone-jingdian", "gotone-shanglv", "mzone-suibian", "easyown-dazhong"};
static const char *const areas[] = {"010",  "020",  "021",  "022",  "023",  "025",  "027",
                                    "028",  "0311", "0351", "0371", "0411", "0431", "0451",
                                    "0512", "0531", "0551", "0571", "0591", "0731", "0755",
                                    "0757", "0769", "0771", "0791", "0851", "0871", "0931"};
static const char *const home_province[][2] = {{"0755", "020"}, {"0757", "0769"}, {"0512", "025"}};
static const char *const access[] = {"", "", "", "", "", "", "17951", "17951", "12593", "12593"};
static const char *const abroad[] = {"00852", "00853", "00886", "001",   "0044", "0049", "0081",
                                     "0082",  "0065",  "0060",  "0061",  "0064", "007",  "0039",
                                     "0091",  "0084",  "0033",  "00971", "0055", "0027"};
static const char *const mobiles[] = {"135", "136", "137", "138", "139",
                                      "150", "158", "130", "189"};
static const char *const services[] = {"10086", "110", "95588", "12315", "114"};
static const char *const reasons[] = {"unconditional", "busy", "no_reply", "unreachable"};

enum { ID, START, DURATION, PLAN, PACKS, EVENT, REASON, HOME, VISITED, PARTY, PARTY_AREA, NETWORK };

static void add(struct record_mix *mix, const char *text)
{
    strcat(mix->other_party, text);
}

static void add_digits(struct record_mix *mix, int width, uint32_t digits)
{
    size_t n = strlen(mix->other_party);

    snprintf(mix->other_party + n, sizeof mix->other_party - n, "%0*" PRIu32, width, digits);
}

static void dial(struct record_mix *mix, struct tg_slice *field)
{
    const char *prefix = PICK(mix, access);
    uint32_t kind = below(mix, 100);

    strcpy(mix->other_party, kind < 90 ? prefix : "");
    field[PARTY_AREA] = field[NETWORK] = tg_slice_of("");
    if (kind < 45) {
        add(mix, PICK(mix, areas));
        add_digits(mix, 7, 2000000 + below(mix, 6000000));
    } else if (kind < 75) {
        add(mix, PICK(mix, mobiles));
        add_digits(mix, 8, below(mix, 100000000));
        field[PARTY_AREA] = tg_slice_of(PICK(mix, areas));
        field[NETWORK] = tg_slice_of(below(mix, 3) == 0 ? "other" : "cmcc");
    } else if (kind < 90) {
        add(mix, PICK(mix, abroad));
        add_digits(mix, 9, 200000000 + below(mix, 700000000));
    } else if (kind < 95) {
        add_digits(mix, 8, 20000000 + below(mix, 60000000));
    } else {
        add(mix, PICK(mix, areas));
        add(mix, PICK(mix, services));
    }
    field[PARTY] = tg_slice_of(mix->other_party);
}

static void place(struct record_mix *mix, struct tg_slice *field)
{
    uint32_t kind = below(mix, 10);

    field[HOME] = field[VISITED] = tg_slice_of(PICK(mix, areas));
    if (kind == 0) field[VISITED] = tg_slice_of(PICK(mix, areas));
    if (kind == 1) {
        const char *const *pair = PICK(mix, home_province);

        field[HOME] = tg_slice_of(pair[0]);
        field[VISITED] = tg_slice_of(pair[1]);
    }
}

/* Mostly short calls, some long: about exponential. */
static void last(struct record_mix *mix, struct tg_slice *field)
{
    uint32_t seconds = 1 + below(mix, 30);

    while (below(mix, 3) != 0 && seconds < 7200) seconds += below(mix, 60);
    snprintf(mix->duration_s, sizeof mix->duration_s, "%" PRIu32, seconds);
    field[DURATION] = tg_slice_of(mix->duration_s);
}

static void happen(struct record_mix *mix, struct tg_slice *field)
{
    uint32_t kind = below(mix, 100);

    field[EVENT] = tg_slice_of(kind < 75 ? "originate" : kind < 92 ? "receive" : "forward");
    field[REASON] = tg_slice_of(kind < 92 ? "" : PICK(mix, reasons));
}

#define DAYS   28 /* of every month, so that none is too long */
#define DAY_S  86400
#define SPAN_S (UINT64_C(12) * DAYS * DAY_S)

/* The files of a billing system are in the order of time, or nearly so. */
static void start(struct record_mix *mix, struct tg_slice *field)
{
    uint64_t at = mix->made * SPAN_S / mix->count;
    unsigned second = (unsigned)(at % DAY_S);
    unsigned day = (unsigned)(at / DAY_S % DAYS) + 1;
    unsigned month = (unsigned)(at / DAY_S / DAYS) + 1;

    snprintf(mix->start_time, sizeof mix->start_time, "2010-%02u-%02uT%02u:%02u:%02u", month, day,
             second / 3600, second / 60 % 60, second % 60);
    field[START] = tg_slice_of(mix->start_time);
}

void record_mix_next(struct record_mix *mix, struct tg_slice field[TG_CDR_COLUMNS])
{
    start(mix, field);
    mix->made++;
    snprintf(mix->call_id, sizeof mix->call_id, "cmcc-cdr-2010-%011" PRIu64, mix->made);
    field[ID] = tg_slice_of(mix->call_id);
    place(mix, field);
    dial(mix, field);
    last(mix, field);
    field[PLAN] = tg_slice_of(PICK(mix, plans));
    field[PACKS] = tg_slice_of(below(mix, 20) == 0 ? "night" : "");
    happen(mix, field);
}
