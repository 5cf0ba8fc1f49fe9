#include "random_records.h"

#include "store.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

enum { ID, START, DURATION, PLAN, PACKS, EVENT, REASON, HOME, VISITED, PARTY, PARTY_AREA, NETWORK };

/* splitmix64: small, and the same everywhere. */
static uint64_t next(struct random_records *records)
{
    uint64_t z = records->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static size_t below(struct random_records *records, size_t n)
{
    return (size_t)(next(records) % n);
}

#define PICK(records, list) (list)[below((records), sizeof(list) / sizeof((list)[0]))]

/* ------------------------------------------------------------------------------------- opening */

static const char *const area_columns[] = {"area_code", "status"};
static const char *const prefix_columns[] = {"prefix", "class"};

/* The first column of a table; of area codes those that were in use. */
static bool read_column(struct random_records *records, const char ***list, size_t *count,
                        const char *path, const char *const columns[2], struct tg_error *error)
{
    const struct table_form form = {columns, 2, 3};
    struct table table;
    struct tg_slice data;
    enum tg_next found;
    size_t room = 0;

    if (!store_read(&records->arena, &data, NULL, path, error) ||
        !table_open(&table, &form, data, path, error))
        return false;
    while ((found = table_next(&table, error)) == TG_NEXT_ROW) {
        struct tg_slice status = table_field(&table, 1);

        if (columns == area_columns && !tg_slice_is(status, "active") &&
            !tg_slice_is(status, "until-2010"))
            continue;
        *list = array_grow(*list, &room, *count, sizeof **list);
        (*list)[(*count)++] = arena_text(&records->arena, table_field(&table, 0));
    }
    table_close(&table);
    return found == TG_NEXT_END;
}

bool random_open(struct random_records *records, uint64_t seed, struct tg_error *error)
{
    *records = (struct random_records){.state = seed};
    return read_column(records, &records->areas, &records->area_count,
                       "src/numbering/cn_area_codes.csv", area_columns, error) &&
           read_column(records, &records->prefixes, &records->prefix_count,
                       "src/numbering/destinations.csv", prefix_columns, error);
}

void random_close(struct random_records *records)
{
    for (size_t i = 0; i < TG_CDR_COLUMNS; i++) text_free(&records->field[i]);
    free(records->areas);
    free(records->prefixes);
    arena_free(&records->arena);
    *records = (struct random_records){0};
}

/* ------------------------------------------------------------------------------ numbers dialled */

static void add_digits(struct random_records *records, size_t count)
{
    for (size_t i = 0; i < count; i++) text_addf(&records->field[PARTY], "%zu", below(records, 10));
}

static const char *any_area(struct random_records *records)
{
    static const char *const often[] = {"0755", "020", "010", "021", "0731", "028", "0832", "0898"};

    if (below(records, 2) == 0) return PICK(records, often);
    return records->areas[below(records, records->area_count)];
}

/* Whose number it is said to be; of others than mobiles nearly always what it cannot but be. */
static void add_network(struct random_records *records, bool mobile)
{
    static const char *const networks[] = {"", "", "cmcc", "other"};
    static const char *const others[] = {"", "", "other"};

    text_addf(&records->field[NETWORK], "%s",
              mobile || below(records, 100) == 0 ? PICK(records, networks) : PICK(records, others));
}

static void add_fixed(struct random_records *records)
{
    static const char *const forms[] = {"0", "0", "0", "+86", "0086"};

    text_addf(&records->field[PARTY], "%s%s%zu", PICK(records, forms), any_area(records) + 1,
              2 + below(records, 7));
    add_digits(records, 6 + below(records, 2));
}

static void add_mobile(struct random_records *records)
{
    static const char *const forms[] = {"", "", "0", "+86", "0086"};
    static const char *const starts[] = {"130", "133", "1349", "135", "138", "139", "147", "150",
                                         "153", "157", "159",  "180", "186", "188", "189", "182"};
    const char *start = PICK(records, starts);

    text_addf(&records->field[PARTY], "%s%s", PICK(records, forms), start);
    add_digits(records, 11 - strlen(start));
    if (strcmp(start, "1349") == 0 && below(records, 50) > 0) return;
    if (below(records, 3) > 0) text_addf(&records->field[PARTY_AREA], "%s", any_area(records));
}

static void add_service(struct random_records *records)
{
    static const char *const numbers[] = {"10086", "10010", "110",   "119",   "120",      "122",
                                          "114",   "12315", "95588", "96900", "16812345", "16000"};

    if (below(records, 3) > 0) text_addf(&records->field[PARTY], "%s", any_area(records));
    text_addf(&records->field[PARTY], "%s", PICK(records, numbers));
}

static void add_abroad(struct random_records *records)
{
    const char *prefix = records->prefixes[below(records, records->prefix_count)];

    text_addf(&records->field[PARTY], "%s%s", below(records, 2) == 0 ? "00" : "+", prefix);
    add_digits(records, 7);
}

static void add_nonsense(struct random_records *records)
{
    static const char *const numbers[] = {"",   "0",   "00999123456", "1",     "0999123", "+",
                                          "00", "abc", "1234567",     "17951", "0010",    "13800"};

    text_addf(&records->field[PARTY], "%s", PICK(records, numbers));
}

static void add_number(struct random_records *records)
{
    size_t kind = below(records, 100);

    add_network(records, kind >= 30 && kind < 50);
    if (kind < 98 && below(records, 3) == 0)
        text_addf(&records->field[PARTY], "%s", below(records, 2) == 0 ? "17951" : "12593");
    if ((kind < 30 || kind >= 94) && below(records, 50) == 0)
        text_addf(&records->field[PARTY_AREA], "%s", any_area(records));
    if (kind < 30)
        add_fixed(records);
    else if (kind < 50)
        add_mobile(records);
    else if (kind < 60)
        add_service(records);
    else if (kind < 94)
        add_abroad(records);
    else if (kind < 98)
        add_digits(records, 7 + below(records, 2));
    else
        add_nonsense(records);
}

/* ------------------------------------------------------------------------------- all the others */

static void add_start(struct random_records *records)
{
    static const tg_time edges[] = {1204300800, 1262275200}; /* 2008-03-01, 2010-01-01 in China */
    static const tg_time hours[] = {0, 6 * 3600, 7 * 3600, 23 * 3600, 12 * 3600};
    static const char *const zones[] = {"", "", "", "", "", "+08:00"};
    tg_time time = PICK(records, edges);
    char written[TG_TIME_BUF];

    if (below(records, 4) > 0) time += (tg_time)below(records, 1000) * 86400 - 100 * 86400;
    if (below(records, 2) == 0) time += PICK(records, hours);
    if (below(records, 2) == 0) time += (tg_time)below(records, 7) - 3;
    if (below(records, 4) == 0) time += (tg_time)below(records, 86400);
    if (below(records, 8) == 0) {
        tg_time_format(written, time - 8 * 3600);
        text_addf(&records->field[START], "%sZ", written);
        return;
    }
    tg_time_format(written, time);
    if (below(records, 8) == 0) written[10] = ' ';
    text_addf(&records->field[START], "%s%s", written, PICK(records, zones));
}

static void add_duration(struct random_records *records)
{
    static const size_t units[] = {6, 60, 3600, 86400};
    size_t dur_s = below(records, 8);

    if (below(records, 2) == 0) dur_s = PICK(records, units) * (1 + below(records, 20));
    if (below(records, 4) == 0) dur_s += below(records, 3);
    if (below(records, 50) == 0) dur_s = below(records, TG_CDR_MAX_DUR_S + 2);
    text_addf(&records->field[DURATION], "%zu", dur_s);
}

static void add_places(struct random_records *records)
{
    static const char *const pairs[][2] = {
        {"0755", "020"}, {"0755", "010"}, {"0571", "0574"}, {"010", "022"}, {"0832", "028"}};
    size_t pair = below(records, sizeof pairs / sizeof pairs[0]);
    const char *home = pairs[pair][0];
    const char *visited = pairs[pair][1];

    if (below(records, 3) == 0) visited = home;
    if (below(records, 4) == 0) home = any_area(records);
    if (below(records, 8) == 0) visited = any_area(records);
    if (below(records, 200) == 0) home = "0999";
    text_addf(&records->field[HOME], "%s", home);
    text_addf(&records->field[VISITED], "%s", visited);
}

static void add_event(struct random_records *records)
{
    static const char *const reasons[] = {"unconditional", "unconditional", "busy", "no_reply",
                                          "unreachable"};
    size_t kind = below(records, 20);

    if (kind == 0) {
        text_addf(&records->field[EVENT], "monthly_fee");
        return;
    }
    add_duration(records);
    if (kind == 1) {
        text_addf(&records->field[EVENT], "receive");
    } else if (kind < 7) {
        text_addf(&records->field[EVENT], "forward");
        text_addf(&records->field[REASON], "%s", PICK(records, reasons));
    } else {
        text_addf(&records->field[EVENT], "originate");
        if (below(records, 200) == 0) text_addf(&records->field[REASON], "busy");
    }
    if (kind != 1) add_number(records);
}

void random_next(struct random_records *records, struct tg_slice fields[TG_CDR_COLUMNS])
{
    for (size_t i = 0; i < TG_CDR_COLUMNS; i++) records->field[i].n = 0;
    text_addf(&records->field[ID], "r-%07zu", ++records->made);
    add_start(records);
    text_addf(&records->field[PLAN], "%s",
              tg_value_name(TG_DIM_PLAN, (unsigned)below(records, TG_PLAN_COUNT)));
    text_addf(&records->field[PACKS], "%s", below(records, 4) == 0 ? "night" : "");
    add_places(records);
    add_event(records);
    for (size_t i = 0; i < TG_CDR_COLUMNS; i++) fields[i] = text_slice(&records->field[i]);
}
