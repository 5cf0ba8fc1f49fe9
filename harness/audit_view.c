#include "audit_view.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------------------------ amounts */

static void add_digits(struct text *out, uwide value)
{
    char digits[48];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + (int)(value % 10));
        value /= 10;
    } while (value != 0);
    text_add(out, (struct tg_slice){digits + at, sizeof digits - at});
}

void wide_add(struct text *out, wide amount)
{
    uwide value = amount < 0 ? -(uwide)amount : (uwide)amount;
    unsigned rest = (unsigned)(value % (unsigned)TG_MONEY_YUAN);

    if (amount < 0) text_addf(out, "-");
    add_digits(out, value / (unsigned)TG_MONEY_YUAN);
    if (rest % 100 == 0)
        text_addf(out, ".%02u", rest / 100);
    else if (rest % 10 == 0)
        text_addf(out, ".%03u", rest / 10);
    else
        text_addf(out, ".%04u", rest);
}

/* -------------------------------------------------------------------------------------- forms */

static void add_each(struct text *out, const struct tally_kind *kind)
{
    const bool sixty = kind->b != TALLY_NONE && (kind->a == TALLY_NONE || kind->a > kind->b);

    text_add_money(out, sixty || kind->a == TALLY_NONE ? kind->b : kind->a,
                   kind->form == FORM_DIFFERENCE);
    text_addf(out, " yuan for each %s begun", sixty || kind->a == TALLY_NONE ? "60 s" : "6 s");
}

void audit_form_describe(struct text *out, const struct tally_kind *kind)
{
    switch (kind->form) {
    case FORM_CHARGE:
        if (kind->a == 0 || kind->b == 0) {
            text_addf(out, "charged nothing");
            return;
        }
        text_addf(out, "charged ");
        add_each(out, kind);
        return;
    case FORM_DIFFERENCE:
        text_addf(out, "off by ");
        add_each(out, kind);
        return;
    case FORM_AMOUNT:
        text_addf(out, "charged ");
        text_add_money(out, kind->a, false);
        text_addf(out, " yuan");
        return;
    case FORM_FRACTION: text_addf(out, "charged parts of 0.0001 yuan"); return;
    case FORM_PRICE:
        text_addf(out, "open prices of ");
        text_add_money(out, kind->a, false);
        text_addf(out, " yuan in all");
        return;
    case FORM_OPEN: text_addf(out, "no whole price"); return;
    case FORM_OTHERS: text_addf(out, "many amounts"); return;
    default: return;
    }
}

/* ------------------------------------------------------------------------------------- groups */

static void rule_of(struct tg_rule_info *info, const struct audit *audit,
                    const struct tally_kind *kind)
{
    tg_rulebook_rule(audit->rulebook, info, kind->rule);
}

static bool same_group(const struct audit_group *group, const struct audit_kind *kind,
                       const char *rule)
{
    const struct tally_kind *key = &kind->entry->kind;

    return group->rule == rule && group->plan == key->plan &&
           group->destination == key->destination && group->event == key->event &&
           group->verdict == kind->verdict;
}

static void add_to_group(struct audit_group *group, const struct audit_kind *kind)
{
    uint64_t records = kind->entry->sums.count;

    group->records += records;
    group->over += kind->weight.over;
    group->under += kind->weight.under;
    group->known = group->known && kind->weight.known;
    group->causes &= kind->causes;
    if (records <= group->most_records) return;
    group->most_records = records;
    group->most = &kind->entry->kind;
    group->example = kind->question;
}

static int by_records(const void *a, const void *b)
{
    const struct audit_group *x = a;
    const struct audit_group *y = b;

    if (x->records != y->records) return x->records > y->records ? -1 : 1;
    return x->example < y->example ? -1 : x->example > y->example;
}

void audit_groups_make(struct audit_groups *groups, const struct audit *audit)
{
    size_t room = 0;

    *groups = (struct audit_groups){0};
    for (size_t i = 0; i < audit->part->tally.count; i++) {
        const struct audit_kind *kind = &audit->kinds[i];
        const struct tally_kind *key = &kind->entry->kind;
        struct tg_rule_info info;
        size_t at = 0;

        if (verdict_weigh(kind->verdict) != WEIGHT_FAILS) continue;
        rule_of(&info, audit, key);
        while (at < groups->count && !same_group(&groups->list[at], kind, info.id)) at++;
        if (at == groups->count) {
            groups->list = array_grow(groups->list, &room, at, sizeof *groups->list);
            groups->list[groups->count++] = (struct audit_group){.rule = info.id,
                                                                 .clauses = info.clauses,
                                                                 .plan = key->plan,
                                                                 .destination = key->destination,
                                                                 .event = key->event,
                                                                 .verdict = kind->verdict,
                                                                 .known = true,
                                                                 .causes = UINT32_MAX};
        }
        add_to_group(&groups->list[at], kind);
    }
    if (groups->count > 0) qsort(groups->list, groups->count, sizeof *groups->list, by_records);
}

void audit_groups_free(struct audit_groups *groups)
{
    free(groups->list);
    *groups = (struct audit_groups){0};
}

/* ------------------------------------------------------------------------------------- shares */

const char *audit_by_name(enum audit_by by)
{
    static const char *const names[] = {"rule", "clause", "plan", "destination", "month"};

    return names[by];
}

static struct audit_share *share_of(struct audit_shares *shares, const char *name)
{
    for (size_t i = 0; i < shares->count; i++)
        if (strcmp(shares->list[i].name, name) == 0) return &shares->list[i];
    shares->list = array_grow(shares->list, &shares->room, shares->count, sizeof *shares->list);
    shares->list[shares->count] = (struct audit_share){0};
    snprintf(shares->list[shares->count].name, sizeof shares->list[0].name, "%s", name);
    return &shares->list[shares->count++];
}

/* Some records of a kind. */
static void add_to_share(struct audit_shares *shares, const char *name,
                         const struct audit_kind *kind, const struct tally_sums *sums,
                         const struct audit_weight *weight)
{
    struct audit_share *share = share_of(shares, name);

    share->records += sums->count;
    if (!audit_is_judged(kind)) return;
    share->judged += sums->count;
    if (verdict_weigh(kind->verdict) == WEIGHT_FAILS) share->wrong += sums->count;
    share->charged += sums->charged;
    share->over += weight->over;
    share->under += weight->under;
}

static void add_whole(struct audit_shares *shares, const char *name, const struct audit_kind *kind)
{
    add_to_share(shares, name, kind, &kind->entry->sums, &kind->weight);
}

/* A record of several clauses counts with each of them. */
static void add_clauses(struct audit_shares *shares, const char *clauses,
                        const struct audit_kind *kind)
{
    struct tg_slice word;

    while ((word = tg_next_word(&clauses)).n > 0) {
        char name[48];

        snprintf(name, sizeof name, "%.*s", (int)word.n, word.p);
        add_whole(shares, name, kind);
    }
}

void audit_month_name(char name[8], uint16_t month)
{
    snprintf(name, 8, "%04u-%02u", (1970u + month / 12) % 10000, month % 12 + 1u);
}

static void add_months(struct audit_shares *shares, const struct audit *audit,
                       const struct audit_kind *kind)
{
    for (size_t i = 0; i < kind->entry->month_count; i++) {
        const struct tally_month *month = &kind->entry->months[i];
        struct audit_weight weight = audit_weigh(audit, kind, &month->sums);
        char name[8];

        audit_month_name(name, month->month);
        add_to_share(shares, name, kind, &month->sums, &weight);
    }
}

static void add_kind(struct audit_shares *shares, const struct audit *audit,
                     const struct audit_kind *kind, enum audit_by by)
{
    const struct tally_kind *key = &kind->entry->kind;
    struct tg_rule_info info;

    rule_of(&info, audit, key);
    switch (by) {
    case AUDIT_BY_CLAUSE: add_clauses(shares, info.clauses, kind); return;
    case AUDIT_BY_RULE: add_whole(shares, info.id, kind); return;
    case AUDIT_BY_PLAN: add_whole(shares, tg_value_name(TG_DIM_PLAN, key->plan), kind); return;
    case AUDIT_BY_MONTH: add_months(shares, audit, kind); return;
    default: break;
    }
    add_whole(shares,
              key->destination == TG_DEST_NONE
                  ? tg_value_name(TG_DIM_EVENT, key->event)
                  : tg_value_name(TG_DIM_DESTINATION, key->destination),
              kind);
}

static int by_share_name(const void *a, const void *b)
{
    return strcmp(((const struct audit_share *)a)->name, ((const struct audit_share *)b)->name);
}

void audit_shares_make(struct audit_shares *shares, const struct audit *audit, enum audit_by by)
{
    *shares = (struct audit_shares){0};
    for (size_t i = 0; i < audit->part->tally.count; i++)
        add_kind(shares, audit, &audit->kinds[i], by);
    if (shares->count > 0) qsort(shares->list, shares->count, sizeof *shares->list, by_share_name);
}

void audit_shares_free(struct audit_shares *shares)
{
    free(shares->list);
    *shares = (struct audit_shares){0};
}
