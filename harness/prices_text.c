/* What is said of an open price that was inferred. */
#include "phrases.h"
#include "prices.h"

static void add_rate(struct text *out, tg_money value, int32_t per_s)
{
    text_add_money(out, value, false);
    text_addf(out, " yuan per %d s", per_s);
}

static void add_found(struct text *out, const struct price_found *found, int32_t per_s)
{
    if (found->top > found->value) {
        text_add_money(out, found->value, false);
        text_addf(out, " to ");
    }
    add_rate(out, found->top, per_s);
}

static void add_other_way(struct text *out, const struct tg_price *price,
                          const struct price_found *found)
{
    bool unit = found->other_per_s != price->per_s;

    text_addf(out, "; ");
    add_rate(out, found->other_value, found->other_per_s);
    if (found->other_once > 0) {
        text_addf(out, " and ");
        text_add_money(out, found->other_once, false);
        text_addf(out, " yuan once per call");
    }
    text_addf(out, " explains all %llu answers", (unsigned long long)found->other_count);
    if (found->other_rule != NULL) text_addf(out, " under %s", found->other_rule);
    if (unit) text_addf(out, ": the unit is %d s, not %d s", found->other_per_s, price->per_s);
    if (found->other_once > 0) text_addf(out, ": a fee is added to each call");
}

static void add_value(struct text *out, const struct tg_price *price,
                      const struct price_found *found)
{
    unsigned long long all = found->count + found->contradict;

    switch (found->state) {
    case PRICE_SILENT: text_addf(out, "no answer tells it"); return;
    case PRICE_WITHIN: text_addf(out, "only its sum with another price is told"); return;
    case PRICE_NONE:
        text_addf(out, "no price per %d s explains any of %llu answers", price->per_s, all);
        return;
    case PRICE_TIE:
        add_rate(out, found->value, price->per_s);
        text_addf(out, " and ");
        add_rate(out, found->rival, price->per_s);
        text_addf(out, " each explain %llu of %llu answers: which is the price cannot be told",
                  (unsigned long long)found->count, all);
        return;
    case PRICE_KNOWN:
        add_found(out, found, price->per_s);
        text_addf(out, " explains %llu of %llu answer%s", (unsigned long long)found->count, all,
                  all == 1 ? ", which nothing could contradict" : "s");
        if (found->rival_count > 0 && found->contradict > 0) {
            text_addf(out, ", ");
            text_add_money(out, found->rival, false);
            text_addf(out, " yuan %llu", (unsigned long long)found->rival_count);
        }
        return;
    }
}

void prices_describe(struct text *out, const struct law *law, const struct questions *questions,
                     const struct price_found *found)
{
    const struct tg_price *price = &law->prices[found->price];

    text_addf(out, "%s", price->name);
    for (size_t i = 0; i < found->with_count; i++)
        text_addf(out, " + %s", law->prices[found->with[i]].name);
    text_addf(out, " of %s", tg_value_name(TG_DIM_PLAN, found->plan));
    if (price->by_system) text_addf(out, ", %s", tg_system_name((enum tg_system)found->system));
    text_addf(out, ": ");
    add_value(out, price, found);
    if (found->state == PRICE_KNOWN && found->in_range != 0) {
        struct tg_price range = prices_range(law, found);

        text_addf(out, "; that is %s its legal range, ", found->in_range < 0 ? "below" : "above");
        phrase_range(out, &range);
    }
    if (found->other_way) add_other_way(out, price, found);
    if (found->contradict > 0)
        text_addf(out, "; contradicted by %s", questions->list[found->opposed].id);
}
