#include "mutants.h"
#include "overlay_text.h"

#include <stdlib.h>
#include <string.h>

#define STEP (TG_MONEY_YUAN / 100) /* the smallest amount in which prices are published */

/* Making the mutants of one thing: a rule, a policy, the destinations. */
struct maker {
    struct faults *mutants;
    const struct tg_rulebook *rulebook;
    const char *group;
    const char *clauses;
    unsigned number;      /* of the mutants of the group */
    const uint32_t *mask; /* of the calls that those touch that follow; NULL = all */
    const char *digits;   /* of the destination that they touch; NULL = any */
};

/* One mutant; `title` and `element` are copied. */
static void add(struct maker *maker, const struct text *title, const struct text *element)
{
    struct faults *mutants = maker->mutants;
    struct text xml = {0};
    struct text id = {0};
    struct fault *mutant;

    text_addf(&id, "%s.m%u", maker->group, ++maker->number);
    text_addf(&xml,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<overlay id=\"%s\" kind=\"defect\" source=\"mutant\"\n    title=\"%s\"",
              id.p, title->p);
    if (maker->clauses[0] != '\0') text_addf(&xml, "\n    clauses=\"%s\"", maker->clauses);
    text_addf(&xml, ">\n  %s\n</overlay>\n", element->p);
    mutant = faults_add(mutants);
    mutant->kind = FAULT_MUTANT;
    mutant->id = arena_text(&mutants->arena, text_slice(&id));
    mutant->group = arena_text(&mutants->arena, tg_slice_of(maker->group));
    mutant->clauses = arena_text(&mutants->arena, tg_slice_of(maker->clauses));
    mutant->title = arena_text(&mutants->arena, text_slice(title));
    mutant->overlay = arena_text(&mutants->arena, text_slice(&xml));
    mutant->size = xml.n;
    if (maker->mask != NULL) memcpy(mutant->reach.mask, maker->mask, sizeof mutant->reach.mask);
    /* Charged unit by unit, a call is touched by what holds in the other daypart. */
    mutant->reach.mask[TG_DIM_DAYPART] = UINT32_MAX;
    mutant->reach.digits = maker->digits;
    text_free(&xml);
    text_free(&id);
}

static void add_and_empty(struct maker *maker, struct text *title, struct text *element)
{
    add(maker, title, element);
    text_free(title);
    text_free(element);
}

/* --------------------------------------------------------------------------------------- prices */

#define MOST_VALUES 64

/* The fixed prices of a tariff by unit, sorted. */
struct register_of_values {
    struct {
        tg_money value;
        int32_t per_s;
    } list[MOST_VALUES];
    size_t count;
};

static void note_value(struct register_of_values *values, const struct tg_fee_line *fee)
{
    size_t at = 0;

    while (at < values->count &&
           (values->list[at].per_s < fee->per_s ||
            (values->list[at].per_s == fee->per_s && values->list[at].value < fee->value)))
        at++;
    if (at < values->count && values->list[at].per_s == fee->per_s &&
        values->list[at].value == fee->value)
        return;
    if (values->count == MOST_VALUES) return;
    memmove(&values->list[at + 1], &values->list[at],
            (values->count - at) * sizeof values->list[0]);
    values->list[at].value = fee->value;
    values->list[at].per_s = fee->per_s;
    values->count++;
}

static void note_values(struct register_of_values *values, const struct ways *ways)
{
    for (size_t i = 0; i < ways->count; i++)
        for (size_t f = 0; f < ways->list[i].info.fee_count; f++)
            if (ways->list[i].info.fee[f].price < 0) note_value(values, &ways->list[i].info.fee[f]);
}

static void describe_fee(struct text *out, const struct tg_rulebook *rulebook,
                         const struct tg_fee_line *fee)
{
    size_t count;

    if (fee->price >= 0) {
        text_addf(out, "%s", tg_rulebook_prices(rulebook, &count)[fee->price].name);
        return;
    }
    text_add_money(out, fee->value, false);
    text_addf(out, " yuan");
    if (fee->per_s > 0) text_addf(out, " per %d s", fee->per_s);
}

/* A charge with one of its fees as another one, or without it (NULL). */
static void add_fee_mutant(struct maker *maker, const struct tg_charge_info *charge, size_t at,
                           const struct tg_fee_line *instead)
{
    struct text title = {0};
    struct text element = {0};

    text_addf(&element, "<instead rules=\"%s\"", maker->group);
    overlay_add_conditions(&element, charge->mask);
    text_addf(&element, ">");
    for (size_t f = 0; f < charge->fee_count; f++)
        if (f != at)
            overlay_add_fee(&element, maker->rulebook, &charge->fee[f]);
        else if (instead != NULL)
            overlay_add_fee(&element, maker->rulebook, instead);
    text_addf(&element, "</instead>");
    describe_fee(&title, maker->rulebook, &charge->fee[at]);
    text_addf(&title, instead != NULL ? " is taken as " : " is not charged");
    if (instead != NULL) describe_fee(&title, maker->rulebook, instead);
    maker->mask = charge->mask;
    add_and_empty(maker, &title, &element);
}

static void add_value_mutant(struct maker *maker, const struct tg_charge_info *charge, size_t at,
                             tg_money value, int32_t per_s)
{
    struct tg_fee_line instead = {.value = value, .per_s = per_s, .price = -1};

    add_fee_mutant(maker, charge, at, &instead);
}

/* The next lower and the next higher price of the same unit; a step away is a mutant already. */
static void add_neighbours(struct maker *maker, const struct tg_charge_info *charge, size_t at,
                           const struct register_of_values *values)
{
    const struct tg_fee_line *fee = &charge->fee[at];

    for (size_t i = 0; i < values->count; i++) {
        bool below = i + 1 < values->count && values->list[i + 1].value == fee->value &&
                     values->list[i + 1].per_s == fee->per_s;
        bool above = i > 0 && values->list[i - 1].value == fee->value &&
                     values->list[i - 1].per_s == fee->per_s;

        if ((!below && !above) || values->list[i].per_s != fee->per_s ||
            llabs(values->list[i].value - fee->value) == STEP)
            continue;
        add_value_mutant(maker, charge, at, values->list[i].value, fee->per_s);
    }
}

/* Another unit: at the same price per second, and at the same price per unit. */
static void add_units(struct maker *maker, const struct tg_charge_info *charge, size_t at)
{
    const struct tg_fee_line *fee = &charge->fee[at];
    int32_t other = fee->per_s == 60 ? 6 : 60;

    if (fee->per_s == 0) {
        add_value_mutant(maker, charge, at, fee->value, 60);
        return;
    }
    if (fee->value * other % fee->per_s == 0)
        add_value_mutant(maker, charge, at, fee->value * other / fee->per_s, other);
    add_value_mutant(maker, charge, at, fee->value, other);
    add_value_mutant(maker, charge, at, fee->value, 0);
}

static void add_named(struct maker *maker, const struct tg_charge_info *charge, size_t at)
{
    size_t count;

    tg_rulebook_prices(maker->rulebook, &count);
    for (size_t i = 0; i < count; i++) {
        struct tg_fee_line instead = {.price = (int16_t)i};

        if (charge->fee[at].price != (int16_t)i) add_fee_mutant(maker, charge, at, &instead);
    }
}

static void mutate_fee(struct maker *maker, const struct tg_charge_info *charge, size_t at,
                       const struct register_of_values *values)
{
    const struct tg_fee_line *fee = &charge->fee[at];

    add_fee_mutant(maker, charge, at, NULL);
    if (fee->price >= 0) {
        add_named(maker, charge, at);
        return;
    }
    add_value_mutant(maker, charge, at, fee->value + STEP, fee->per_s);
    if (fee->value >= STEP) add_value_mutant(maker, charge, at, fee->value - STEP, fee->per_s);
    add_neighbours(maker, charge, at, values);
    add_units(maker, charge, at);
}

/* A price that belongs to other charges, on top. */
static void add_surcharges(struct maker *maker, const struct tg_charge_info *charge)
{
    size_t count;
    const struct tg_price *prices = tg_rulebook_prices(maker->rulebook, &count);

    if (charge->fee_count == TG_MAX_FEES) return;
    for (size_t i = 0; i < count; i++) {
        struct text title = {0};
        struct text element = {0};

        if (prices[i].per_s == 0 || prices[i].by_system) continue;
        text_addf(&element, "<surcharge rules=\"%s\"", maker->group);
        overlay_add_conditions(&element, charge->mask);
        text_addf(&element, "><fee price=\"%s\"/></surcharge>", prices[i].name);
        text_addf(&title, "%s is charged on top", prices[i].name);
        maker->mask = charge->mask;
        add_and_empty(maker, &title, &element);
    }
}

/* ----------------------------------------------------------------------------------- conditions */

static void add_treat(struct maker *maker, const uint32_t mask[TG_DIM_COUNT], enum tg_dim dim,
                      uint32_t values, unsigned as)
{
    struct text title = {0};
    struct text element = {0};
    uint32_t box[TG_DIM_COUNT];

    memcpy(box, mask, sizeof box);
    box[dim] = values;
    text_addf(&element, "<treat");
    overlay_add_conditions(&element, box);
    text_addf(&element, " as-%s=\"%s\"/>", tg_dim_name(dim), tg_value_name(dim, as));
    if ((values & (values - 1)) == 0)
        text_addf(&title, "%s %s is charged as %s", tg_dim_name(dim),
                  tg_value_name(dim, (unsigned)__builtin_ctz(values)), tg_value_name(dim, as));
    else
        text_addf(&title, "every other %s is charged as %s", tg_dim_name(dim),
                  tg_value_name(dim, as));
    maker->mask = box;
    add_and_empty(maker, &title, &element);
}

/* Of one dimension: each value of the rule charged as each that is not (narrowed), each that is not
 * as one of the rule's (widened), all of them so (dropped). */
static void mutate_condition(struct maker *maker, const uint32_t mask[TG_DIM_COUNT],
                             enum tg_dim dim)
{
    uint32_t all = (UINT32_C(1) << tg_dim_size(dim)) - 1;
    uint32_t outside = all & ~mask[dim];
    unsigned own = (unsigned)__builtin_ctz(mask[dim]);

    for (unsigned value = 0; value < tg_dim_size(dim); value++)
        for (unsigned other = 0; other < tg_dim_size(dim); other++)
            if ((mask[dim] >> value & 1) != 0 && (outside >> other & 1) != 0)
                add_treat(maker, mask, dim, UINT32_C(1) << value, other);
    for (unsigned value = 0; value < tg_dim_size(dim); value++)
        if ((outside >> value & 1) != 0) add_treat(maker, mask, dim, UINT32_C(1) << value, own);
    if ((outside & (outside - 1)) != 0) add_treat(maker, mask, dim, outside, own);
}

/* ------------------------------------------------------------------------------------ the rules */

/* The values of all points where the rule holds, by dimension. */
static void rule_masks(uint32_t mask[TG_DIM_COUNT], const struct ways *ways, size_t rule)
{
    for (size_t i = 0; i < ways->count; i++)
        for (enum tg_dim dim = 0; dim < TG_DIM_COUNT && ways->list[i].rule == rule; dim++)
            mask[dim] |= ways->list[i].info.mask[dim];
}

static void mutate_charges(struct maker *maker, const struct ways *ways, size_t rule,
                           const struct register_of_values *values)
{
    for (size_t i = 0; i < ways->count; i++) {
        const struct tg_charge_info *info = &ways->list[i].info;

        if (ways->list[i].rule != rule) continue;
        for (size_t f = 0; f < info->fee_count; f++) mutate_fee(maker, info, f, values);
        add_surcharges(maker, info);
    }
}

static void mutate_rules(struct faults *mutants, const struct tg_rulebook *rulebook)
{
    struct register_of_values values = {.count = 0};
    struct ways ways = {NULL, 0};

    ways_read(&ways, rulebook);
    note_values(&values, &ways);
    for (size_t i = 0; i < tg_rulebook_rules(rulebook); i++) {
        uint32_t mask[TG_DIM_COUNT] = {0};
        struct tg_rule_info info;
        struct maker maker = {.mutants = mutants, .rulebook = rulebook};

        tg_rulebook_rule(rulebook, &info, i);
        if (info.unspecified || info.removed) continue;
        maker.group = info.id;
        maker.clauses = info.clauses;
        mutate_charges(&maker, &ways, i, &values);
        rule_masks(mask, &ways, i);
        for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++)
            if (mask[dim] != 0) mutate_condition(&maker, mask, dim);
    }
    ways_free(&ways);
}

/* --------------------------------------------------------------------------------- the policies */

static void add_policy(struct maker *maker, const char *was, const char *value)
{
    struct text title = {0};
    struct text element = {0};

    if (strcmp(was, value) == 0) return;
    text_addf(&element, "<policy name=\"%s\" value=\"%s\"/>", maker->group, value);
    text_addf(&title, "%s is %s, not %s", maker->group, value, was);
    add_and_empty(maker, &title, &element);
}

static void mutate_words(struct maker *maker, const char *was, const char *const *words)
{
    for (; *words != NULL; words++) add_policy(maker, was, *words);
}

static void mutate_number(struct maker *maker, const char *was)
{
    long number = strtol(was, NULL, 10);
    char value[24];

    for (long step = -1; step <= 1; step += 2) {
        if (number + step < 0) continue;
        snprintf(value, sizeof value, "%ld", number + step);
        add_policy(maker, was, value);
    }
}

static void mutate_date(struct maker *maker, const char *was)
{
    tg_time time;
    char value[TG_TIME_BUF];

    if (tg_time_parse(&time, tg_slice_of(was)) != NULL) return;
    for (int step = -1; step <= 1; step += 2) {
        tg_time_format(value, time + step);
        add_policy(maker, was, value);
    }
}

/* "HH:MM:SS" a second earlier or later, around midnight. */
static void move_clock(char out[9], const char *clock, int step)
{
    int h = 0, m = 0, s = 0;

    sscanf(clock, "%2d:%2d:%2d", &h, &m, &s);
    s = (h * 3600 + m * 60 + s + step + 86400) % 86400;
    snprintf(out, 9, "%02u:%02u:%02u", (unsigned)s / 3600 % 24, (unsigned)s / 60 % 60,
             (unsigned)s % 60);
}

static void mutate_window(struct maker *maker, const char *was)
{
    char clock[9];
    char value[18];

    if (strlen(was) != 17) return;
    for (int step = -1; step <= 1; step += 2)
        for (int end = 0; end < 2; end++) {
            move_clock(clock, was + 9 * end, step);
            memcpy(value, was, sizeof value);
            memcpy(value + 9 * end, clock, 8);
            add_policy(maker, was, value);
        }
}

static const char *const roundings[] = {"up", "down", "nearest", NULL};
static const char *const boundaries[] = {"start", "end", NULL};
static const char *const unit_boundaries[] = {"start", "end", "unit", NULL};
static const char *const durations[] = {
    "modulo 3600", "modulo 65536", "modulo 86400", "at-most 3600", "at-most 32767",
    "at-least 6",  "at-least 30",  "at-least 60",  "up 6",         "up 60",
    "down 6",      "down 60",      "plus 1",       "minus 1",      "minutes-seconds-swapped",
    NULL};
static const char *const amounts[] = {"up 0.01",   "down 0.01",   "nearest 0.01", "up 0.1",
                                      "down 0.1",  "nearest 0.1", "up 1",         "down 1",
                                      "nearest 1", NULL};
static const char *const holders[] = {"subscribers", "everybody", NULL};
static const char *const matches[] = {"longest", "shortest", NULL};
static const char *const evidence[] = {"record", "digits", NULL};
static const char *const bare_areas[] = {"set-up", "visited", NULL};
static const char *const provinces[] = {"area", "digits", NULL};
static const char *const zones[] = {"+07:00", "+09:00", "+00:00", NULL};

static const struct {
    const char *name;
    const char *const *words;
    void (*mutate)(struct maker *maker, const char *was);
} policies[] = {
    {"unit_rounding", roundings, NULL},
    {"free_seconds", NULL, mutate_number},
    {"zone", zones, NULL},
    {"split_from", NULL, mutate_date},
    {"single_from", NULL, mutate_date},
    {"regime_boundary", boundaries, NULL},
    {"daypart_boundary", unit_boundaries, NULL},
    {"idle_hours", NULL, mutate_window},
    {"pack_hours", NULL, mutate_window},
    {"duration", durations, NULL},
    {"billed_duration", durations, NULL},
    {"fee_rounding", amounts, NULL},
    {"charge_rounding", amounts, NULL},
    {"pack_boundary", boundaries, NULL},
    {"pack_holders", holders, NULL},
    {"prefix_match", matches, NULL},
    {"network_from", evidence, NULL},
    {"area_from", evidence, NULL},
    {"bare_number_area", bare_areas, NULL},
    {"province_from", provinces, NULL},
};

static void mutate_policies(struct faults *mutants, const struct tg_rulebook *rulebook)
{
    size_t count;
    const struct tg_policy_text *texts = tg_rulebook_policies(rulebook, &count);

    for (size_t i = 0; i < count; i++)
        for (size_t p = 0; texts[i].name != NULL && p < sizeof policies / sizeof policies[0]; p++) {
            struct maker maker = {
                .mutants = mutants,
                .rulebook = rulebook,
                .group = texts[i].name,
                .clauses = texts[i].clauses != NULL ? texts[i].clauses : "",
            };

            if (strcmp(texts[i].name, policies[p].name) != 0) continue;
            if (policies[p].words != NULL) mutate_words(&maker, texts[i].value, policies[p].words);
            if (policies[p].mutate != NULL) policies[p].mutate(&maker, texts[i].value);
        }
}

/* ----------------------------------------------------------------------------- the destinations */

static bool is_abroad(enum tg_destination destination)
{
    return destination >= TG_DEST_HMT && destination <= TG_DEST_OTHER;
}

/* The clauses of the rules that price two classes apart, by either prefix. */
static void add_clauses(struct text *out, const struct tg_rulebook *rulebook,
                        enum tg_destination was, enum tg_destination is)
{
    const uint8_t access[] = {TG_ACCESS_DIRECT, TG_ACCESS_17951, TG_ACCESS_12593};

    for (size_t a = 0; a < sizeof access; a++) {
        uint8_t value[TG_DIM_COUNT] = {[TG_DIM_REGIME] = TG_REGIME_SINGLE,
                                       [TG_DIM_ACCESS] = access[a],
                                       [TG_DIM_DESTINATION] = (uint8_t)was,
                                       [TG_DIM_NETWORK] = TG_NETWORK_OTHER,
                                       [TG_DIM_LENGTH] = TG_LENGTH_LONG};
        struct tg_rule_info info;
        size_t first, second, charge;

        if (!tg_rulebook_at(rulebook, &first, &charge, value)) continue;
        value[TG_DIM_DESTINATION] = (uint8_t)is;
        if (!tg_rulebook_at(rulebook, &second, &charge, value) || first == second) continue;
        tg_rulebook_rule(rulebook, &info, first);
        if (info.clauses[0] == '\0') continue;
        text_addf(out, "%s%s", out->n > 0 ? " " : "", info.clauses);
    }
}

static void move_destination(struct maker *maker, const struct tg_destination_info *info,
                             enum tg_destination to)
{
    struct text title = {0};
    struct text element = {0};
    struct text clauses = {0};

    add_clauses(&clauses, maker->rulebook, info->destination, to);
    maker->clauses = clauses.p != NULL ? clauses.p : "";
    text_addf(&element, "<prefix digits=\"%s\" destination=\"%s\"/>", info->digits,
              tg_value_name(TG_DIM_DESTINATION, to));
    text_addf(&title, "+%s is %s, not %s", info->digits, tg_value_name(TG_DIM_DESTINATION, to),
              tg_value_name(TG_DIM_DESTINATION, info->destination));
    maker->digits = arena_text(&maker->mutants->arena, tg_slice_of(info->digits));
    add_and_empty(maker, &title, &element);
    text_free(&clauses);
}

/* Every place in every other class: missing from its list, or added to another. */
static void mutate_destinations(struct faults *mutants, const struct tg_rulebook *rulebook)
{
    struct maker maker = {.mutants = mutants, .rulebook = rulebook, .group = "destinations"};

    for (size_t i = 0; i < tg_rulebook_destinations(rulebook); i++) {
        struct tg_destination_info info;

        tg_rulebook_destination(rulebook, &info, i);
        for (int to = TG_DEST_DOMESTIC; to <= TG_DEST_OTHER; to++)
            if (to != (int)info.destination && (is_abroad(info.destination) || to == TG_DEST_OTHER))
                move_destination(&maker, &info, (enum tg_destination)to);
    }
}

void mutants_make(struct faults *mutants, const struct tg_rulebook *rulebook)
{
    mutate_rules(mutants, rulebook);
    mutate_policies(mutants, rulebook);
    mutate_destinations(mutants, rulebook);
}
