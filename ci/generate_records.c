/* generate_records COUNT [SEED]: writes COUNT call records as CSV to stdout, always the same for
 * the same arguments: a mix as a billing system sees it, for ci/bench. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t state;

/* xorshift64*: small, and the same everywhere. */
static uint32_t below(uint32_t n)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (uint32_t)((state * UINT64_C(2685821657736338717)) >> 32) % n;
}

#define PICK(list) list[below(sizeof(list) / sizeof((list)[0]))]

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

struct record {
    const char *home, *visited;
    char number[40];
    const char *other_area, *other_network;
};

static void dial(struct record *record)
{
    const char *prefix = PICK(access);
    uint32_t kind = below(100);

    record->other_area = record->other_network = "";
    if (kind < 45) {
        snprintf(record->number, sizeof record->number, "%s%s%07" PRIu32, prefix, PICK(areas),
                 2000000 + below(6000000));
    } else if (kind < 75) {
        snprintf(record->number, sizeof record->number, "%s%s%08" PRIu32, prefix, PICK(mobiles),
                 below(100000000));
        record->other_area = PICK(areas);
        record->other_network = below(3) == 0 ? "other" : "cmcc";
    } else if (kind < 90) {
        snprintf(record->number, sizeof record->number, "%s%s%09" PRIu32, prefix, PICK(abroad),
                 200000000 + below(700000000));
    } else if (kind < 95) {
        snprintf(record->number, sizeof record->number, "%08" PRIu32, 20000000 + below(60000000));
    } else {
        snprintf(record->number, sizeof record->number, "%s%s", PICK(areas), PICK(services));
    }
}

static void place(struct record *record)
{
    uint32_t kind = below(10);

    record->home = record->visited = PICK(areas);
    if (kind == 0) record->visited = PICK(areas);
    if (kind == 1) {
        const char *const *pair = PICK(home_province);

        record->home = pair[0];
        record->visited = pair[1];
    }
}

/* Mostly short calls, some long: about exponential. */
static uint32_t duration(void)
{
    uint32_t seconds = 1 + below(30);

    while (below(3) != 0 && seconds < 7200) seconds += below(60);
    return seconds;
}

#define DAYS   28 /* of every month, so that none is too long */
#define DAY_S  86400
#define SPAN_S (UINT64_C(12) * DAYS * DAY_S)

/* The files of a billing system are in the order of time, or nearly so. */
static void put_record(uint64_t number, uint64_t count)
{
    uint64_t at = (number - 1) * SPAN_S / count;
    uint32_t kind = below(100);
    uint32_t second = (uint32_t)(at % DAY_S);
    uint32_t day = (uint32_t)(at / DAY_S % DAYS) + 1;
    uint32_t month = (uint32_t)(at / DAY_S / DAYS) + 1;
    struct record record;

    place(&record);
    dial(&record);
    printf("cdr-2010-%011" PRIu64 ",2010-%02" PRIu32 "-%02" PRIu32 "T%02" PRIu32 ":%02" PRIu32
           ":%02" PRIu32 ",%" PRIu32 ",%s,%s,%s,%s,%s,%s,%s,%s,%s\n",
           number, month, day, second / 3600, second / 60 % 60, second % 60, duration(),
           PICK(plans), below(20) == 0 ? "night" : "",
           kind < 75   ? "originate"
           : kind < 92 ? "receive"
                       : "forward",
           kind < 92 ? "" : PICK(reasons), record.home, record.visited, record.number,
           record.other_area, record.other_network);
}

int main(int argc, char **argv)
{
    uint64_t count = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;

    if (count == 0) {
        fprintf(stderr, "usage: generate_records COUNT [SEED]\n");
        return 64;
    }
    state = argc > 2 ? strtoull(argv[2], NULL, 10) : 20100101;
    printf("call_id,start_time,duration_s,plan,packs,event,forward_reason,home_area,visited_area,"
           "other_party,other_area,other_network\n");
    for (uint64_t i = 1; i <= count; i++) put_record(i, count);
    return fflush(stdout) == 0 ? 0 : 1;
}
