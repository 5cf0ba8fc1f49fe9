/* Policies: what a tariff says about time, rounding, numbers and places, as data. */
#include "clock.h"
#include "error.h"
#include "rulebook_read.h"

#include <stdlib.h>
#include <string.h>

#define MAX_FREE_S 3600
#define MAX_STEP   (1000 * TG_MONEY_YUAN)

/* The position of the text in a list ended by NULL; -1 = it is none of them. */
static int choice(const char *text, const char *const *choices)
{
    for (int i = 0; choices[i] != NULL; i++)
        if (strcmp(text, choices[i]) == 0) return i;
    return -1;
}

static bool read_rounding(struct tg_policies *policy, const char *value)
{
    static const char *const names[] = {"up", "down", "nearest", NULL};
    int i = choice(value, names);

    policy->rounding = (enum tg_rounding)i;
    return i >= 0;
}

static bool read_free_seconds(struct tg_policies *policy, const char *value)
{
    size_t n = strspn(value, "0123456789");

    policy->free_s = atoi(value);
    return n > 0 && n <= 4 && value[n] == '\0' && policy->free_s <= MAX_FREE_S;
}

static bool read_zone(struct tg_policies *policy, const char *value)
{
    return value[0] != '\0' && tg_zone_parse(&policy->zone_s, tg_slice_of(value)) == NULL;
}

/* A date in the rulebook's own zone, kept as if that were Greenwich. */
static bool read_date(tg_time *time, const char *value)
{
    char text[21];
    int n = snprintf(text, sizeof text, "%sZ", value);

    return n == 20 && tg_time_parse(time, tg_slice_of(text)) == NULL;
}

static bool read_split_from(struct tg_policies *policy, const char *value)
{
    return read_date(&policy->split_from, value);
}

static bool read_single_from(struct tg_policies *policy, const char *value)
{
    return read_date(&policy->single_from, value);
}

static bool read_regime_boundary(struct tg_policies *policy, const char *value)
{
    static const char *const names[] = {"start", "end", NULL};
    int i = choice(value, names);

    policy->regime_boundary = (enum tg_boundary)i;
    return i >= 0;
}

static bool read_daypart_boundary(struct tg_policies *policy, const char *value)
{
    static const char *const names[] = {"start", "end", "unit", NULL};
    int i = choice(value, names);

    policy->daypart_boundary = (enum tg_boundary)i;
    return i >= 0;
}

static bool read_window(struct tg_window *window, const char *value)
{
    return strlen(value) == 17 && value[8] == '-' && tg_clock_parse(&window->from, value) &&
           tg_clock_parse(&window->to, value + 9);
}

static bool read_idle(struct tg_policies *policy, const char *value)
{
    return read_window(&policy->idle, value);
}

static bool read_pack(struct tg_policies *policy, const char *value)
{
    return read_window(&policy->pack, value);
}

/* "up 60": the position of the word before the blank, and what stands behind it; NULL = no blank.
 * -1 = the word is none of them. */
static int first_word(const char **rest, const char *text, const char *const *words)
{
    size_t n = strcspn(text, " ");

    *rest = text[n] == ' ' ? text + n + 1 : NULL;
    for (int i = 0; words[i] != NULL; i++)
        if (strlen(words[i]) == n && memcmp(text, words[i], n) == 0) return i;
    return -1;
}

/* Seconds from 1 on, in the one way to write them. */
static bool read_seconds(int32_t *seconds, const char *text)
{
    size_t n = strspn(text, "0123456789");

    if (n == 0 || n > 7 || text[n] != '\0' || text[0] == '0') return false;
    *seconds = atoi(text);
    return *seconds <= TG_CDR_MAX_DUR_S;
}

static bool read_duration_way(struct tg_duration *duration, const char *value)
{
    static const char *const words[] = {
        [TG_DURATION_AS_MEASURED] = "as-measured",
        [TG_DURATION_MODULO] = "modulo",
        [TG_DURATION_AT_MOST] = "at-most",
        [TG_DURATION_AT_LEAST] = "at-least",
        [TG_DURATION_UP] = "up",
        [TG_DURATION_DOWN] = "down",
        [TG_DURATION_PLUS] = "plus",
        [TG_DURATION_MINUS] = "minus",
        [TG_DURATION_SWAPPED] = "minutes-seconds-swapped",
        NULL,
    };
    const char *rest;
    int i = first_word(&rest, value, words);

    duration->way = (enum tg_duration_way)i;
    if (i == TG_DURATION_AS_MEASURED || i == TG_DURATION_SWAPPED) return rest == NULL;
    return i >= 0 && rest != NULL && read_seconds(&duration->n, rest);
}

static bool read_duration(struct tg_policies *policy, const char *value)
{
    return read_duration_way(&policy->duration, value);
}

static bool read_billed_duration(struct tg_policies *policy, const char *value)
{
    return read_duration_way(&policy->billed_duration, value);
}

static bool read_steps(struct tg_steps *steps, const char *value)
{
    static const char *const words[] = {
        [TG_ROUND_UP] = "up", [TG_ROUND_DOWN] = "down", [TG_ROUND_NEAREST] = "nearest", NULL};
    const char *amount;
    int i = first_word(&amount, value, words);
    bool below;

    steps->rounding = TG_ROUND_UP;
    steps->step = 0;
    if (i < 0) return strcmp(value, "exact") == 0;
    steps->rounding = (enum tg_rounding)i;
    return amount != NULL && tg_money_parse(&steps->step, &below, tg_slice_of(amount)) && !below &&
           steps->step > 0 && steps->step <= MAX_STEP;
}

static bool read_fee_rounding(struct tg_policies *policy, const char *value)
{
    return read_steps(&policy->fee_steps, value);
}

static bool read_charge_rounding(struct tg_policies *policy, const char *value)
{
    return read_steps(&policy->charge_steps, value);
}

static bool read_pack_boundary(struct tg_policies *policy, const char *value)
{
    static const char *const names[] = {"start", "end", NULL};
    int i = choice(value, names);

    policy->pack_boundary = (enum tg_boundary)i;
    return i >= 0;
}

static bool read_pack_holders(struct tg_policies *policy, const char *value)
{
    static const char *const names[] = {"subscribers", "everybody", NULL};
    int i = choice(value, names);

    policy->pack_holders = (enum tg_pack_holders)i;
    return i >= 0;
}

#define DURATION_WAYS                                                                              \
    "as-measured, minutes-seconds-swapped, or modulo, at-most, at-least, up, down, plus or minus " \
    "with 1 to 2678400 seconds"
#define STEPS "exact, or up, down or nearest with 0.0001 to 1000 yuan"
static bool read_prefix_match(struct tg_policies *policy, const char *value)
{
    static const char *const names[] = {"longest", "shortest", NULL};
    int i = choice(value, names);

    policy->dialling.prefix_match = (enum tg_prefix_match)i;
    return i >= 0;
}

static bool read_evidence(enum tg_evidence *evidence, const char *value)
{
    static const char *const names[] = {"record", "digits", NULL};
    int i = choice(value, names);

    *evidence = (enum tg_evidence)i;
    return i >= 0;
}

static bool read_network_from(struct tg_policies *policy, const char *value)
{
    return read_evidence(&policy->network_from, value);
}

static bool read_area_from(struct tg_policies *policy, const char *value)
{
    return read_evidence(&policy->area_from, value);
}

static bool read_bare_area(struct tg_policies *policy, const char *value)
{
    static const char *const names[] = {"set-up", "visited", NULL};
    int i = choice(value, names);

    policy->bare_area = (enum tg_bare_area)i;
    return i >= 0;
}

static bool read_province_from(struct tg_policies *policy, const char *value)
{
    static const char *const names[] = {"area", "digits", NULL};
    int i = choice(value, names);

    policy->province_from = (enum tg_province_from)i;
    return i >= 0;
}

static const struct {
    const char *name;
    bool (*read)(struct tg_policies *policy, const char *value);
    const char *expected;
} policies[TG_POLICY_COUNT] = {
    [TG_POLICY_ROUNDING] = {"unit_rounding", read_rounding, "up, down or nearest"},
    [TG_POLICY_FREE_SECONDS] = {"free_seconds", read_free_seconds, "0 to 3600"},
    [TG_POLICY_ZONE] = {"zone", read_zone, "Z or +hh:mm"},
    [TG_POLICY_SPLIT_FROM] = {"split_from", read_split_from, "YYYY-MM-DDTHH:MM:SS"},
    [TG_POLICY_SINGLE_FROM] = {"single_from", read_single_from, "YYYY-MM-DDTHH:MM:SS"},
    [TG_POLICY_REGIME_BOUNDARY] = {"regime_boundary", read_regime_boundary, "start or end"},
    [TG_POLICY_DAYPART_BOUNDARY] = {"daypart_boundary", read_daypart_boundary,
                                    "start, end or unit"},
    [TG_POLICY_IDLE_HOURS] = {"idle_hours", read_idle, "HH:MM:SS-HH:MM:SS"},
    [TG_POLICY_PACK_HOURS] = {"pack_hours", read_pack, "HH:MM:SS-HH:MM:SS"},
    [TG_POLICY_DURATION] = {"duration", read_duration, DURATION_WAYS},
    [TG_POLICY_BILLED_DURATION] = {"billed_duration", read_billed_duration, DURATION_WAYS},
    [TG_POLICY_FEE_ROUNDING] = {"fee_rounding", read_fee_rounding, STEPS},
    [TG_POLICY_CHARGE_ROUNDING] = {"charge_rounding", read_charge_rounding, STEPS},
    [TG_POLICY_PACK_BOUNDARY] = {"pack_boundary", read_pack_boundary, "start or end"},
    [TG_POLICY_PACK_HOLDERS] = {"pack_holders", read_pack_holders, "subscribers or everybody"},
    [TG_POLICY_PREFIX_MATCH] = {"prefix_match", read_prefix_match, "longest or shortest"},
    [TG_POLICY_NETWORK_FROM] = {"network_from", read_network_from, "record or digits"},
    [TG_POLICY_AREA_FROM] = {"area_from", read_area_from, "record or digits"},
    [TG_POLICY_BARE_NUMBER_AREA] = {"bare_number_area", read_bare_area, "set-up or visited"},
    [TG_POLICY_PROVINCE_FROM] = {"province_from", read_province_from, "area or digits"},
};

const char *tg_policy_name(enum tg_policy_id id)
{
    return policies[id].name;
}

static enum tg_policy_id policy_find(const char *name)
{
    enum tg_policy_id id = 0;

    while (id < TG_POLICY_COUNT && strcmp(policies[id].name, name) != 0) id++;
    return id;
}

bool tg_read_policy(const struct tg_source *source, const xmlNode *node)
{
    const char *name = tg_xml_attribute(node, "name");
    const char *value = tg_xml_attribute(node, "value");
    struct tg_policies *policy = &source->rulebook->policy;
    enum tg_policy_id id = policy_find(name);
    struct tg_policy_text *text;

    if (id == TG_POLICY_COUNT) return tg_fail_at(source, node, "policy '%s' is not known", name);
    text = &source->rulebook->policy_text[id];
    if (text->value != NULL && !tg_xml_is(node->parent, "overlay"))
        return tg_fail_at(source, node, "policy '%s' is declared twice", name);
    if (!policies[id].read(policy, value))
        return tg_fail_at(source, node, "policy '%s' is %s, expected %s", name,
                          tg_shown(tg_slice_of(value)), policies[id].expected);
    text->name = policies[id].name;
    text->assumed = tg_xml_attribute(node, "assumed") != NULL;
    return tg_keep_attribute(source, &text->value, node, "value") &&
           tg_read_clause_list(source, &text->clauses, node) &&
           tg_keep_content(source, &text->text, node);
}
