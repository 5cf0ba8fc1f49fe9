#include "price_faults.h"
#include "overlay_text.h"
#include "phrases.h"

#include <stdlib.h>
#include <string.h>

#define MOST_WAYS 16 /* that one fault puts a price in */

/* Ways of charging that have a price in common. */
struct sharers {
    size_t way[MOST_WAYS];
    size_t count;
};

struct maker {
    struct faults *faults;
    const struct tg_rulebook *rulebook;
    struct ways ways;
    struct sharers *made; /* already, two faults each */
    size_t count, room;
};

static bool is_fee(const struct tg_fee_line *fee, tg_money value, int32_t per_s)
{
    return fee->price < 0 && fee->value == value && fee->per_s == per_s;
}

static bool has_fee(const struct way *way, tg_money value, int32_t per_s)
{
    for (size_t f = 0; f < way->info.fee_count; f++)
        if (is_fee(&way->info.fee[f], value, per_s)) return true;
    return false;
}

/* What the ways are chosen by. */
enum scope { SCOPE_RULE, SCOPE_TARIFF, SCOPE_ALL, SCOPES };

static bool is_in_scope(enum scope scope, const struct way *own, const struct way *way)
{
    switch (scope) {
    case SCOPE_RULE: return way->rule == own->rule;
    case SCOPE_TARIFF:
        return own->info.tariff != NULL && way->info.tariff != NULL &&
               strcmp(own->info.tariff, way->info.tariff) == 0;
    default: return true;
    }
}

/* False if there are none, or more than can be. */
static bool find_sharers(struct sharers *sharers, const struct maker *maker, enum scope scope,
                         const struct way *own, const struct tg_fee_line *fee)
{
    *sharers = (struct sharers){.count = 0};
    for (size_t i = 0; i < maker->ways.count; i++) {
        const struct way *way = &maker->ways.list[i];

        if (!is_in_scope(scope, own, way) || !has_fee(way, fee->value, fee->per_s)) continue;
        if (sharers->count == MOST_WAYS) return false;
        sharers->way[sharers->count++] = i;
    }
    return sharers->count > 0;
}

static bool is_made(const struct maker *maker, const struct sharers *sharers)
{
    for (size_t i = 0; i < maker->count; i++)
        if (memcmp(&maker->made[i], sharers, sizeof *sharers) == 0) return true;
    return false;
}

/* ------------------------------------------------------------------------------------ the overlay
 */

static struct tg_rule_info rule_of(const struct maker *maker, const struct way *way)
{
    struct tg_rule_info info;

    tg_rulebook_rule(maker->rulebook, &info, way->rule);
    return info;
}

static void add_instead(struct text *out, const struct maker *maker, const struct way *way,
                        const struct fault *fault)
{
    text_addf(out, "<instead rules=\"%s\"", rule_of(maker, way).id);
    overlay_add_conditions(out, way->info.mask);
    text_addf(out, ">");
    for (size_t f = 0; f < way->info.fee_count; f++)
        if (is_fee(&way->info.fee[f], fault->was, fault->was_per_s))
            text_addf(out, "<fee price=\"%s\"/>", fault->price);
        else
            overlay_add_fee(out, maker->rulebook, &way->info.fee[f]);
    text_addf(out, "</instead>");
}

static bool has_rule(const struct maker *maker, const struct sharers *sharers, size_t rule)
{
    for (size_t i = 0; i < sharers->count; i++)
        if (maker->ways.list[sharers->way[i]].rule == rule) return true;
    return false;
}

static void add_rules(struct text *out, const struct maker *maker, const struct sharers *sharers)
{
    const char *between = "";

    for (size_t rule = 0; rule < tg_rulebook_rules(maker->rulebook); rule++) {
        struct tg_rule_info info;

        if (!has_rule(maker, sharers, rule)) continue;
        tg_rulebook_rule(maker->rulebook, &info, rule);
        text_addf(out, "%s%s", between, info.id);
        between = " ";
    }
}

static void write_title(struct text *out, const struct maker *maker, enum scope scope,
                        const struct sharers *sharers, const struct fault *fault)
{
    text_addf(out, "instead of ");
    text_add_money(out, fault->was, false);
    text_addf(out, " yuan per %d s by ", fault->was_per_s);
    if (scope == SCOPE_TARIFF)
        text_addf(out, "tariff %s (", maker->ways.list[sharers->way[0]].info.tariff);
    add_rules(out, maker, sharers);
    if (scope == SCOPE_TARIFF) text_addf(out, ")");
}

static void write_id(struct text *out, const struct maker *maker, enum scope scope,
                     const struct sharers *sharers, const struct fault *fault, int32_t per_s)
{
    const struct way *way = &maker->ways.list[sharers->way[0]];

    text_addf(out, "price-");
    if (scope == SCOPE_RULE) text_addf(out, "%s-", rule_of(maker, way).id);
    if (scope == SCOPE_TARIFF) text_addf(out, "%s-", way->info.tariff);
    text_add_money(out, fault->was, false);
    text_addf(out, "-per-%d", fault->was_per_s);
    if (per_s != fault->was_per_s) text_addf(out, "-in-%d", per_s);
}

static const char *keep(struct maker *maker, struct text *text)
{
    const char *kept = arena_text(&maker->faults->arena, text_slice(text));

    text_free(text);
    return kept;
}

/* The values of all the ways, by dimension; charged unit by unit, a call is touched by what holds
 * in the other daypart. */
static void write_reach(struct reach *reach, const struct maker *maker,
                        const struct sharers *sharers)
{
    memset(reach->mask, 0, sizeof reach->mask);
    for (size_t i = 0; i < sharers->count; i++)
        for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++)
            reach->mask[dim] |= maker->ways.list[sharers->way[i]].info.mask[dim];
    reach->mask[TG_DIM_DAYPART] = UINT32_MAX;
}

static void write_overlay(struct text *out, const struct maker *maker,
                          const struct sharers *sharers, const struct fault *fault, int32_t per_s)
{
    text_addf(out,
              "<overlay id=\"%s\" kind=\"defect\" source=\"answers\" title=\"%s\">"
              "<price name=\"%s\" scope=\"plan\" above=\"0\" per=\"%d\" clauses=\"%s\"/>",
              fault->id, fault->title, fault->price, per_s, fault->clauses);
    for (size_t i = 0; i < sharers->count; i++)
        add_instead(out, maker, &maker->ways.list[sharers->way[i]], fault);
    text_addf(out, "</overlay>");
}

static void add_fault(struct maker *maker, enum scope scope, const struct sharers *sharers,
                      const struct tg_fee_line *was, int32_t per_s)
{
    struct fault *fault = faults_add(maker->faults);
    struct text text = {0};

    fault->kind = FAULT_PRICE;
    fault->was = was->value;
    fault->was_per_s = was->per_s;
    fault->group = "prices";
    fault->clauses =
        arena_text(&maker->faults->arena,
                   tg_slice_of(rule_of(maker, &maker->ways.list[sharers->way[0]]).clauses));
    text_addf(&text, "found-%zu", maker->faults->count);
    fault->price = keep(maker, &text);
    write_id(&text, maker, scope, sharers, fault, per_s);
    fault->id = keep(maker, &text);
    write_title(&text, maker, scope, sharers, fault);
    fault->title = keep(maker, &text);
    write_reach(&fault->reach, maker, sharers);
    write_overlay(&text, maker, sharers, fault, per_s);
    fault->size = text.n;
    fault->overlay = keep(maker, &text);
}

static void add_faults(struct maker *maker, enum scope scope, const struct way *own,
                       const struct tg_fee_line *fee)
{
    struct sharers sharers;

    if (!find_sharers(&sharers, maker, scope, own, fee) || is_made(maker, &sharers)) return;
    maker->made = array_grow(maker->made, &maker->room, maker->count, sizeof *maker->made);
    maker->made[maker->count++] = sharers;
    add_fault(maker, scope, &sharers, fee, 6);
    add_fault(maker, scope, &sharers, fee, 60);
}

void price_faults_make(struct faults *faults, const struct tg_rulebook *rulebook)
{
    struct maker maker = {.faults = faults, .rulebook = rulebook};

    ways_read(&maker.ways, rulebook);
    for (enum scope scope = 0; scope < SCOPES; scope++)
        for (size_t i = 0; i < maker.ways.count; i++) {
            const struct way *way = &maker.ways.list[i];

            for (size_t f = 0; f < way->info.fee_count; f++)
                if (way->info.fee[f].price < 0 && way->info.fee[f].per_s > 0)
                    add_faults(&maker, scope, way, &way->info.fee[f]);
        }
    ways_free(&maker.ways);
    free(maker.made);
}

/* -------------------------------------------------------------------------------------- in words
 */

static bool is_wrong(const struct price_found *found, const struct fault *fault, const char *name,
                     int32_t per_s)
{
    return strcmp(fault->price, name) == 0 && found->state == PRICE_KNOWN &&
           (found->value != fault->was || per_s != fault->was_per_s);
}

static uint32_t plans_with(const struct fault *fault, const struct law *law,
                           const struct price_book *book, const struct price_found *of)
{
    const struct tg_price *price = &law->prices[of->price];
    uint32_t plans = 0;

    for (size_t i = 0; i < book->count; i++)
        if (book->list[i].price == of->price && book->list[i].value == of->value &&
            is_wrong(&book->list[i], fault, price->name, price->per_s))
            plans |= UINT32_C(1) << book->list[i].plan;
    return plans;
}

/* A value, and the plans for which it is the one; nothing if it comes earlier in the book. */
static void add_value(struct text *out, const struct fault *fault, const struct law *law,
                      const struct price_book *book, size_t first)
{
    const struct price_found *of = &book->list[first];
    uint32_t plans = plans_with(fault, law, book, of);

    for (size_t i = 0; i < first; i++)
        if (book->list[i].price == of->price && book->list[i].value == of->value) return;
    if (out->n > 0) text_addf(out, ", ");
    text_add_money(out, of->value, false);
    text_addf(out, " yuan per %d s (", law->prices[of->price].per_s);
    phrase_each(out, TG_DIM_PLAN, plans);
    text_addf(out, ")");
}

void price_fault_describe(struct text *out, const struct fault *fault, const struct law *law,
                          const struct price_book *book)
{
    for (size_t i = 0; i < book->count; i++) {
        const struct tg_price *price = &law->prices[book->list[i].price];

        if (is_wrong(&book->list[i], fault, price->name, price->per_s))
            add_value(out, fault, law, book, i);
    }
    text_addf(out, " %s", fault->title);
}
