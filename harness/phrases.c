#include "phrases.h"

#include <inttypes.h>
#include <string.h>

void phrase_range(struct text *out, const struct tg_price *price)
{
    text_addf(out, "%s", price->above_low ? "above " : "from ");
    text_add_money(out, price->low, false);
    if (price->bounded) {
        text_addf(out, "%s", price->above_low ? ", at most " : " to ");
        text_add_money(out, price->high, false);
    }
    text_addf(out, " yuan per %" PRId32 " s", price->per_s != 0 ? price->per_s : price->high_per_s);
    if (!price->bounded) text_addf(out, ", no upper bound is known");
    if (price->per_s == 0) text_addf(out, "; its own unit is not known");
}

const char *phrase_scope(const struct tg_price *price)
{
    return price->by_system ? "per plan and satellite system" : "per plan";
}

void phrase_fee(struct text *out, const struct tg_rulebook *rulebook, const struct tg_fee_line *fee)
{
    size_t count;

    if (fee->price >= 0) {
        text_addf(out, "%s", tg_rulebook_prices(rulebook, &count)[fee->price].name);
    } else {
        text_add_money(out, fee->value, false);
        text_addf(out, " yuan");
    }
    if (fee->per_s != 0)
        text_addf(out, " per %" PRId32 " s", fee->per_s);
    else
        text_addf(out, "%s", fee->price >= 0 ? ", unit not known" : " once");
}

#define BIT(value)        (UINT32_C(1) << (value))
#define SPAN(first, last) (BIT((last) + 1) - BIT(first))

/* Groups of values that rulebooks have a word for too. */
static const struct {
    enum tg_dim dim;
    uint32_t mask;
    const char *word;
} groups[] = {
    {TG_DIM_PLAN, SPAN(TG_PLAN_GOTONE, TG_PLAN_EASYOWN), "existing"},
    {TG_DIM_PLAN, SPAN(TG_PLAN_EASYOWN_QINGSONG, TG_PLAN_EASYOWN_JIAYUAN), "cards"},
    {TG_DIM_PLAN, SPAN(TG_PLAN_GOTONE_JINGDIAN, TG_PLAN_EASYOWN_DAZHONG), "new"},
    {TG_DIM_EVENT, SPAN(TG_EVENT_FORWARD_UNCONDITIONAL, TG_EVENT_FORWARD_UNREACHABLE), "forward"},
    {TG_DIM_EVENT, SPAN(TG_EVENT_FORWARD_BUSY, TG_EVENT_FORWARD_UNREACHABLE),
     "forward-conditional"},
    {TG_DIM_STATE, SPAN(TG_STATE_PROVINCE, TG_STATE_NATIONAL), "roaming"},
    {TG_DIM_DESTINATION, SPAN(TG_DEST_US_CA, TG_DEST_OTHER), "international"},
    {TG_DIM_PACK, SPAN(TG_PACK_OUTSIDE, TG_PACK_INSIDE), "night"},
};

/* The word for the group that begins with the value, all of it in the mask, and its mask; else the
 * value's own. */
static const char *word_for(uint32_t *covered, enum tg_dim dim, unsigned value, uint32_t mask)
{
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        uint32_t group = groups[i].mask;

        if (groups[i].dim != dim || (group & mask) != group || (group & BIT(value)) == 0) continue;
        *covered = group;
        return groups[i].word;
    }
    *covered = BIT(value);
    return tg_value_name(dim, value);
}

void phrase_values(struct text *out, enum tg_dim dim, uint32_t mask)
{
    size_t size = tg_dim_size(dim);
    const char *blank = "";

    if (mask == SPAN(0, size - 1)) {
        text_addf(out, "all");
        return;
    }
    for (unsigned value = 0; value < size; value++) {
        uint32_t covered;

        if ((mask & BIT(value)) == 0) continue;
        text_addf(out, "%s%s", blank, word_for(&covered, dim, value, mask));
        mask &= ~covered;
        blank = " ";
    }
}

void phrase_each(struct text *out, enum tg_dim dim, uint32_t mask)
{
    size_t size = tg_dim_size(dim);
    const char *blank = "";

    if (mask == SPAN(0, size - 1)) {
        text_addf(out, "all %ss", tg_dim_name(dim));
        return;
    }
    for (unsigned value = 0; value < size; value++) {
        if ((mask & BIT(value)) == 0) continue;
        text_addf(out, "%s%s", blank, tg_value_name(dim, value));
        blank = " ";
    }
}

void phrase_count(struct text *out, uint64_t count, const char *noun)
{
    text_addf(out, "%" PRIu64 " %s%s", count, noun, count == 1 ? "" : "s");
}

const struct tg_policy_text *phrase_policy(const struct tg_rulebook *rulebook, const char *name)
{
    size_t count;
    const struct tg_policy_text *policy = tg_rulebook_policies(rulebook, &count);

    while (strcmp(policy->name, name) != 0) policy++;
    return policy;
}

bool phrase_has_word(const char *list, const char *word)
{
    struct tg_slice found;

    while ((found = tg_next_word(&list)).n > 0)
        if (tg_slice_is(found, word)) return true;
    return false;
}

bool phrase_shares_word(const char *list, const char *other)
{
    struct tg_slice word;

    while ((word = tg_next_word(&other)).n > 0) {
        const char *rest = list;
        struct tg_slice found;

        while ((found = tg_next_word(&rest)).n > 0)
            if (found.n == word.n && memcmp(found.p, word.p, word.n) == 0) return true;
    }
    return false;
}
