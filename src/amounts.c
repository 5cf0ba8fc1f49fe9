/* What calls of a cell may amount to, as sums by unit, of known fees and open prices. */
#include "rulebook.h"

/* Adds what costs from `low` to `high` a unit; false if it is of a third unit. */
static bool add(struct tg_amounts *amounts, tg_money low, tg_money high, int32_t per_s)
{
    if (per_s == 0) {
        amounts->least += low;
        amounts->most += high;
        return true;
    }
    for (size_t i = 0; i < 2; i++) {
        if (amounts->per_s[i] != 0 && amounts->per_s[i] != per_s) continue;
        amounts->per_s[i] = per_s;
        amounts->least_each[i] += low;
        amounts->most_each[i] += high;
        return true;
    }
    return false;
}

/* An open price. Of several in one charge all have to be of one unit, and `price` is their sum. */
static bool add_open(struct tg_amounts *amounts, const struct tg_price *price, tg_money sum)
{
    if (price->per_s == 0) return add(amounts, 0, price->high, price->high_per_s);
    if (sum == TG_AMOUNT_ANY) return add(amounts, price->low, price->high, price->per_s);
    if (amounts->priced) return amounts->per_s[0] == price->per_s;
    amounts->priced = true;
    return add(amounts, sum, sum, price->per_s);
}

/* What the action's known fees cost, or its open prices. */
static bool add_fees(struct tg_amounts *amounts, const struct tg_rulebook *rulebook,
                     const struct tg_outcome *outcome, bool open, tg_money sum)
{
    const struct tg_action *action = &rulebook->action[outcome->action];
    uint8_t plan = outcome->call.value[TG_DIM_PLAN];
    bool told = true;

    for (size_t f = 0; f < action->fee_count; f++) {
        const struct tg_fee *fee = &action->fee[f];
        const struct tg_binding *binding =
            fee->kind == TG_FEE_PRICE ? &rulebook->binding[fee->ref][plan][outcome->call.system]
                                      : NULL;

        if (open != (binding != NULL && !binding->bound)) continue;
        if (open)
            told &= add_open(amounts, &rulebook->price[fee->ref], sum);
        else if (binding != NULL)
            told &= add(amounts, binding->value, binding->value, binding->per_s);
        else
            told &= add(amounts, fee->value, fee->value, fee->per_s);
    }
    return told;
}

bool tg_amounts_of(const struct tg_rulebook *rulebook, struct tg_amounts *amounts,
                   const struct tg_outcome *outcome, tg_money price)
{
    *amounts = (struct tg_amounts){0};
    if (outcome->kind == TG_UNSPECIFIED) {
        amounts->least = -TG_AMOUNT_ANY;
        amounts->most = TG_AMOUNT_ANY;
        return true;
    }
    if (outcome->kind == TG_RANGE) price = TG_AMOUNT_ANY;
    /* Open prices first, whose unit is to be the first. */
    if (!rulebook->sums_hold || !add_fees(amounts, rulebook, outcome, true, price) ||
        !add_fees(amounts, rulebook, outcome, false, 0))
        return false;
    if (!outcome->unbounded || price != TG_AMOUNT_ANY) return true;
    amounts->most = TG_AMOUNT_ANY;
    amounts->most_each[0] = amounts->most_each[1] = 0;
    return true;
}
