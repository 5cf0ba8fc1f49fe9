#include "testing_records.h"
#include "testing.h"
#include "vocabulary.h"

const char test_windows[] = "<overlay id='windows' kind='annex' title='windows for tests'>"
                            "<policy name='idle_hours' value='12:00:00-23:59:59'/>"
                            "<policy name='pack_hours' value='06:00:00-17:59:59'/>"
                            "</overlay>";

/* 2008-01-15, 2009-06-15, 2010-06-15, each at 00:00 China Standard Time. */
static const tg_time days[TG_REGIME_COUNT] = {1200326400, 1244995200, 1276531200};

static const int hours[TG_DAYPART_COUNT][TG_PACK_COUNT] = {
    [TG_DAYPART_BUSY] = {[TG_PACK_NONE] = 3, [TG_PACK_OUTSIDE] = 3, [TG_PACK_INSIDE] = 8},
    [TG_DAYPART_IDLE] = {[TG_PACK_NONE] = 20, [TG_PACK_OUTSIDE] = 20, [TG_PACK_INSIDE] = 13},
};

static const char *const visited[TG_STATE_COUNT] = {"0755", "020", "010"};

/* By access and destination: what is dialled to a fixed (or foreign) number. */
static const char *const prefixes[TG_ACCESS_COUNT] = {"", "17951", "12593"};
static const char *const numbers[TG_DEST_COUNT] = {
    [TG_DEST_NONE] = "",
    [TG_DEST_LOCAL] = "62001234",
    [TG_DEST_HOME_AREA] = "075562001234",
    [TG_DEST_DOMESTIC] = "057181234567",
    [TG_DEST_HMT] = "0085221234567",
    [TG_DEST_US_CA] = "0012125551234",
    [TG_DEST_KR_SG] = "00821012345678",
    [TG_DEST_BOTH_LISTS] = "00442071234567",
    [TG_DEST_NZ] = "006491234567",
    [TG_DEST_ONLY_12593] = "0034911234567",
    [TG_DEST_OTHER] = "0020212345678",
    [TG_DEST_SATELLITE] = "00870123456789",
    [TG_DEST_SATELLITE_OTHER] = "00881612345678",
    [TG_DEST_SPECIAL] = "057110086",
    [TG_DEST_SERVICE] = "10086",
    [TG_DEST_INFO] = "16812345",
};

static uint16_t area(const char *code)
{
    uint16_t found = tg_area_find(tg_slice_of(code));

    assert_int_not_equal(found, 0);
    return found;
}

static uint16_t area_of_destination(const struct tg_cdr *cdr, uint8_t destination)
{
    switch (destination) {
    case TG_DEST_LOCAL:
    case TG_DEST_VISITED_AREA: return cdr->visited_area;
    case TG_DEST_HOME_AREA: return cdr->home_area;
    default: return area("0571");
    }
}

static void fill_number(struct tg_cdr *cdr, const uint8_t value[TG_DIM_COUNT])
{
    static char dialled[64];
    uint8_t destination = value[TG_DIM_DESTINATION];
    char in_visited[16];

    snprintf(in_visited, sizeof in_visited, "%s62001234", tg_area_code(cdr->visited_area));
    snprintf(dialled, sizeof dialled, "%s%s", prefixes[value[TG_DIM_ACCESS]],
             destination == TG_DEST_VISITED_AREA ? in_visited : numbers[destination]);
    if (value[TG_DIM_NETWORK] == TG_NETWORK_CMCC) {
        snprintf(dialled, sizeof dialled, "%s13800138000", prefixes[value[TG_DIM_ACCESS]]);
        cdr->other_network = TG_NETWORK_CMCC;
        cdr->other_area = area_of_destination(cdr, destination);
    }
    cdr->other_party = tg_slice_of(dialled);
}

void record_for_point(struct tg_cdr *cdr, const uint8_t value[TG_DIM_COUNT], int32_t dur_s)
{
    int hour = hours[value[TG_DIM_DAYPART]][value[TG_DIM_PACK]];

    *cdr = (struct tg_cdr){
        .call_id = tg_slice_of("point"),
        .start = days[value[TG_DIM_REGIME]] + hour * 3600,
        .dur_s = dur_s,
        .home_area = area("0755"),
        .visited_area = area(visited[value[TG_DIM_STATE]]),
        .plan = value[TG_DIM_PLAN],
        .event = value[TG_DIM_EVENT],
        .night_pack = value[TG_DIM_PACK] != TG_PACK_NONE,
        .other_network = TG_NETWORK_COUNT,
    };
    fill_number(cdr, value);
}

static const char *or_else(const char *text, const char *otherwise)
{
    return text == NULL ? otherwise : text;
}

static uint8_t code(enum tg_dim dim, const char *name)
{
    int value = tg_value_find(dim, tg_slice_of(name));

    if (value < 0) fail_msg("no %s %s", tg_dim_name(dim), name);
    return (uint8_t)value;
}

void record_read(struct tg_cdr *cdr, const struct record *record)
{
    const char *wrong;

    *cdr = (struct tg_cdr){
        .call_id = tg_slice_of("x"),
        .other_party = tg_slice_of(or_else(record->other_party, "")),
        .dur_s = record->dur_s,
        .home_area = area(or_else(record->home, "0755")),
        .visited_area = area(or_else(record->visited, or_else(record->home, "0755"))),
        .other_area = record->other_area == NULL ? 0 : area(record->other_area),
        .plan = code(TG_DIM_PLAN, or_else(record->plan, "gotone")),
        .event = code(TG_DIM_EVENT, or_else(record->event, "originate")),
        .night_pack = record->night,
        .other_network = record->other_network == NULL
                             ? TG_NETWORK_COUNT
                             : code(TG_DIM_NETWORK, record->other_network),
        .line = 7,
        .other_party_column = 41,
    };
    wrong = tg_time_parse(&cdr->start, tg_slice_of(or_else(record->start, "2010-06-15T12:00:00")));
    if (wrong != NULL) fail_msg("%s: %s", record->start, wrong);
}

struct tg_rulebook *rulebook_with(const char *const *overlays, size_t count)
{
    struct tg_error error = {0};
    const char *file = "src/rulebooks/cmcc-2010.xml";
    struct tg_rulebook *rulebook;
    char path[4096];
    char *text = NULL;
    size_t size = 0;
    FILE *in;

    snprintf(path, sizeof path, "%s/%s", TEST_SOURCE_DIR, file);
    in = fopen(path, "r");
    assert_non_null(in);
    assert_true(getdelim(&text, &size, '\0', in) > 0);
    fclose(in);
    rulebook = tg_rulebook_parse(file, text, strlen(text), &error);
    free(text);
    for (size_t i = 0; rulebook != NULL && i < count; i++)
        tg_rulebook_overlay(rulebook, "overlay", overlays[i], strlen(overlays[i]), &error);
    if (rulebook == NULL || error.status != TG_OK || !tg_rulebook_compile(rulebook, &error))
        fail_msg("%s:%ld: %s", error.file == NULL ? "" : error.file, error.line, error.text);
    return rulebook;
}

struct tg_rulebook *rulebook_bundled(const char *const *overlays, size_t count)
{
    struct tg_error error = {0};
    size_t used = count > 0 && overlays[0][0] == '\0' ? 0 : count;
    struct tg_rulebook *rulebook = tg_rulebook_load(TG_DEFAULT_RULEBOOK, overlays, used, &error);

    if (rulebook == NULL)
        fail_msg("%s:%ld: %s", error.file == NULL ? "" : error.file, error.line, error.text);
    return rulebook;
}
