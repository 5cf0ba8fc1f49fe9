#include "vocabulary.h"

#include <string.h>

/* Their lengths are known at compile time: records are full of these words. */
#define WORD(text)                                                                                 \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }

static const struct tg_slice regime_names[] = {
    [TG_REGIME_EARLY] = WORD("early"),
    [TG_REGIME_SPLIT] = WORD("split"),
    [TG_REGIME_SINGLE] = WORD("single"),
};
static const struct tg_slice plan_names[] = {
    [TG_PLAN_GOTONE] = WORD("gotone"),
    [TG_PLAN_MZONE] = WORD("mzone"),
    [TG_PLAN_EASYOWN] = WORD("easyown"),
    [TG_PLAN_EASYOWN_QINGSONG] = WORD("easyown-qingsong"),
    [TG_PLAN_EASYOWN_JIAYUAN] = WORD("easyown-jiayuan"),
    [TG_PLAN_GOTONE_JINGDIAN] = WORD("gotone-jingdian"),
    [TG_PLAN_GOTONE_SHANGLV] = WORD("gotone-shanglv"),
    [TG_PLAN_MZONE_SUIBIAN] = WORD("mzone-suibian"),
    [TG_PLAN_EASYOWN_DAZHONG] = WORD("easyown-dazhong"),
};
static const struct tg_slice event_names[] = {
    [TG_EVENT_ORIGINATE] = WORD("originate"),
    [TG_EVENT_RECEIVE] = WORD("receive"),
    [TG_EVENT_FORWARD_UNCONDITIONAL] = WORD("forward-unconditional"),
    [TG_EVENT_FORWARD_BUSY] = WORD("forward-busy"),
    [TG_EVENT_FORWARD_NO_REPLY] = WORD("forward-no_reply"),
    [TG_EVENT_FORWARD_UNREACHABLE] = WORD("forward-unreachable"),
    [TG_EVENT_MONTHLY_FEE] = WORD("monthly_fee"),
};
static const struct tg_slice state_names[] = {
    [TG_STATE_HOME] = WORD("home"),
    [TG_STATE_PROVINCE] = WORD("province"),
    [TG_STATE_NATIONAL] = WORD("national"),
};
static const struct tg_slice access_names[] = {
    [TG_ACCESS_DIRECT] = WORD("direct"),
    [TG_ACCESS_17951] = WORD("17951"),
    [TG_ACCESS_12593] = WORD("12593"),
};
static const struct tg_slice destination_names[] = {
    [TG_DEST_NONE] = WORD("none"),
    [TG_DEST_LOCAL] = WORD("local"),
    [TG_DEST_HOME_AREA] = WORD("home_area"),
    [TG_DEST_VISITED_AREA] = WORD("visited_area"),
    [TG_DEST_DOMESTIC] = WORD("domestic"),
    [TG_DEST_HMT] = WORD("hmt"),
    [TG_DEST_US_CA] = WORD("us_ca"),
    [TG_DEST_KR_SG] = WORD("kr_sg"),
    [TG_DEST_BOTH_LISTS] = WORD("both_lists"),
    [TG_DEST_NZ] = WORD("nz"),
    [TG_DEST_ONLY_12593] = WORD("only_12593"),
    [TG_DEST_OTHER] = WORD("other"),
    [TG_DEST_SATELLITE] = WORD("satellite"),
    [TG_DEST_SATELLITE_OTHER] = WORD("satellite_other"),
    [TG_DEST_SPECIAL] = WORD("special"),
    [TG_DEST_SERVICE] = WORD("service"),
    [TG_DEST_INFO] = WORD("info"),
};
static const struct tg_slice daypart_names[] = {
    [TG_DAYPART_BUSY] = WORD("busy"),
    [TG_DAYPART_IDLE] = WORD("idle"),
};
static const struct tg_slice pack_names[] = {
    [TG_PACK_NONE] = WORD("none"),
    [TG_PACK_OUTSIDE] = WORD("night-outside"),
    [TG_PACK_INSIDE] = WORD("night-inside"),
};
static const struct tg_slice network_names[] = {
    [TG_NETWORK_CMCC] = WORD("cmcc"),
    [TG_NETWORK_OTHER] = WORD("other"),
};
static const struct tg_slice length_names[] = {
    [TG_LENGTH_ZERO] = WORD("zero"),
    [TG_LENGTH_SHORT] = WORD("short"),
    [TG_LENGTH_LONG] = WORD("long"),
};

struct dimension {
    const char *name;
    const struct tg_slice *values;
    size_t size;
};

#define VALUES(names) names, sizeof names / sizeof names[0]
static const struct dimension dimensions[TG_DIM_COUNT] = {
    [TG_DIM_REGIME] = {"regime", VALUES(regime_names)},
    [TG_DIM_PLAN] = {"plan", VALUES(plan_names)},
    [TG_DIM_EVENT] = {"event", VALUES(event_names)},
    [TG_DIM_STATE] = {"state", VALUES(state_names)},
    [TG_DIM_ACCESS] = {"access", VALUES(access_names)},
    [TG_DIM_DESTINATION] = {"destination", VALUES(destination_names)},
    [TG_DIM_DAYPART] = {"daypart", VALUES(daypart_names)},
    [TG_DIM_PACK] = {"pack", VALUES(pack_names)},
    [TG_DIM_NETWORK] = {"network", VALUES(network_names)},
    [TG_DIM_LENGTH] = {"length", VALUES(length_names)},
};

#define BIT(value) (UINT32_C(1) << (value))

/* Words that stand for several values. */
static const struct group {
    enum tg_dim dim;
    const char *name;
    uint32_t mask;
} groups[] = {
    {TG_DIM_PLAN, "existing", BIT(TG_PLAN_GOTONE) | BIT(TG_PLAN_MZONE) | BIT(TG_PLAN_EASYOWN)},
    {TG_DIM_PLAN, "cards", BIT(TG_PLAN_EASYOWN_QINGSONG) | BIT(TG_PLAN_EASYOWN_JIAYUAN)},
    {TG_DIM_PLAN, "new",
     BIT(TG_PLAN_GOTONE_JINGDIAN) | BIT(TG_PLAN_GOTONE_SHANGLV) | BIT(TG_PLAN_MZONE_SUIBIAN) |
         BIT(TG_PLAN_EASYOWN_DAZHONG)},
    {TG_DIM_EVENT, "forward",
     BIT(TG_EVENT_FORWARD_UNCONDITIONAL) | BIT(TG_EVENT_FORWARD_BUSY) |
         BIT(TG_EVENT_FORWARD_NO_REPLY) | BIT(TG_EVENT_FORWARD_UNREACHABLE)},
    {TG_DIM_EVENT, "forward-conditional",
     BIT(TG_EVENT_FORWARD_BUSY) | BIT(TG_EVENT_FORWARD_NO_REPLY) |
         BIT(TG_EVENT_FORWARD_UNREACHABLE)},
    {TG_DIM_STATE, "roaming", BIT(TG_STATE_PROVINCE) | BIT(TG_STATE_NATIONAL)},
    {TG_DIM_DESTINATION, "international",
     BIT(TG_DEST_US_CA) | BIT(TG_DEST_KR_SG) | BIT(TG_DEST_BOTH_LISTS) | BIT(TG_DEST_NZ) |
         BIT(TG_DEST_ONLY_12593) | BIT(TG_DEST_OTHER)},
    {TG_DIM_PACK, "night", BIT(TG_PACK_OUTSIDE) | BIT(TG_PACK_INSIDE)},
};

static const char *const system_names[] = {
    [TG_SYSTEM_NONE] = "none",
    [TG_SYSTEM_INMARSAT] = "inmarsat",
    [TG_SYSTEM_INMARSAT_MINI_M] = "inmarsat-mini-m",
    [TG_SYSTEM_GLOBALSTAR] = "globalstar",
};

static const struct {
    const char *title;
    const char *brand;
} plans[TG_PLAN_COUNT] = {
    [TG_PLAN_GOTONE] = {"全球通", "gotone"},
    [TG_PLAN_MZONE] = {"动感地带", "mzone"},
    [TG_PLAN_EASYOWN] = {"神州行", "easyown"},
    [TG_PLAN_EASYOWN_QINGSONG] = {"神州行新轻松卡", "easyown"},
    [TG_PLAN_EASYOWN_JIAYUAN] = {"新神州行家园卡", "easyown"},
    [TG_PLAN_GOTONE_JINGDIAN] = {"全球通经典套餐", "gotone"},
    [TG_PLAN_GOTONE_SHANGLV] = {"全球通商旅套餐", "gotone"},
    [TG_PLAN_MZONE_SUIBIAN] = {"动感地带随变套餐", "mzone"},
    [TG_PLAN_EASYOWN_DAZHONG] = {"神州行大众套餐", "easyown"},
};

size_t tg_dim_size(enum tg_dim dim)
{
    return dimensions[dim].size;
}

const char *tg_dim_name(enum tg_dim dim)
{
    return dimensions[dim].name;
}

const char *tg_value_name(enum tg_dim dim, unsigned value)
{
    return dimensions[dim].values[value].p;
}

enum tg_dim tg_dim_find(struct tg_slice name)
{
    enum tg_dim dim = 0;

    while (dim < TG_DIM_COUNT && !tg_slice_is(name, dimensions[dim].name)) dim++;
    return dim;
}

int tg_value_find(enum tg_dim dim, struct tg_slice code)
{
    const struct tg_slice *values = dimensions[dim].values;

    for (size_t i = 0; i < dimensions[dim].size; i++)
        if (code.n == values[i].n && memcmp(code.p, values[i].p, code.n) == 0) return (int)i;
    return -1;
}

uint32_t tg_value_mask(enum tg_dim dim, struct tg_slice word)
{
    int value = tg_value_find(dim, word);

    if (value >= 0) return BIT(value);
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        if (groups[i].dim == dim && tg_slice_is(word, groups[i].name)) return groups[i].mask;
    return 0;
}

uint32_t tg_dim_all(enum tg_dim dim)
{
    return BIT(dimensions[dim].size) - 1;
}

enum tg_system tg_system_find(struct tg_slice name)
{
    enum tg_system system = 0;

    while (system < TG_SYSTEM_COUNT && !tg_slice_is(name, system_names[system])) system++;
    return system;
}

const char *tg_system_name(enum tg_system system)
{
    return system_names[system];
}

const char *tg_plan_title(enum tg_plan plan)
{
    return plans[plan].title;
}

const char *tg_plan_brand(enum tg_plan plan)
{
    return plans[plan].brand;
}
