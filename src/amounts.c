/* What calls of a cell may amount to, as sums by unit, of known fees and open prices. */
#include "decision.h"

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

/* The charge of a cell. */
struct charge {
    const struct tg_rulebook *rulebook;
    const struct tg_action *action;
    uint32_t plan;
};

/* NULL = the fee is no named price. */
static const struct tg_price *price_of(const struct charge *charge, size_t f)
{
    const struct tg_fee *fee = &charge->action->fee[f];

    return fee->kind == TG_FEE_PRICE ? &charge->rulebook->price[fee->ref] : NULL;
}

/* Of no satellite system, for which alone a price may be bound otherwise. */
static const struct tg_binding *binding_of(const struct charge *charge, size_t f)
{
    return &charge->rulebook->binding[charge->action->fee[f].ref][charge->plan][TG_SYSTEM_NONE];
}

static bool is_open(const struct charge *charge, size_t f)
{
    return price_of(charge, f) != NULL && !binding_of(charge, f)->bound;
}

/* As in an outcome of a call longer than 0 s. */
static enum tg_outcome_kind kind_of(const struct charge *charge)
{
    enum tg_outcome_kind kind = TG_EXACT;

    if (charge->action->unspecified) return TG_UNSPECIFIED;
    for (size_t f = 0; f < charge->action->fee_count; f++) {
        if (!is_open(charge, f)) continue;
        if (price_of(charge, f)->per_s == 0) return TG_RANGE;
        kind = TG_OPEN;
    }
    return kind;
}

/* An open price. Of several in one charge all have to be of one unit, and `sum` is theirs. */
static bool add_open(struct tg_amounts *amounts, const struct tg_price *price, tg_money sum)
{
    if (price->per_s == 0) return add(amounts, 0, price->high, price->high_per_s);
    amounts->unbounded |= !price->bounded;
    if (sum == TG_AMOUNT_ANY) return add(amounts, price->low, price->high, price->per_s);
    if (amounts->priced) return amounts->per_s[0] == price->per_s;
    amounts->priced = true;
    return add(amounts, sum, sum, price->per_s);
}

static bool add_known(struct tg_amounts *amounts, const struct charge *charge, size_t f)
{
    const struct tg_fee *fee = &charge->action->fee[f];
    const struct tg_binding *binding = price_of(charge, f) != NULL ? binding_of(charge, f) : NULL;

    if (binding != NULL) return add(amounts, binding->value, binding->value, binding->per_s);
    return add(amounts, fee->value, fee->value, fee->per_s);
}

/* Open prices first, whose unit is to be the first. */
static bool add_fees(struct tg_amounts *amounts, const struct charge *charge, tg_money price)
{
    bool told = true;

    for (size_t f = 0; f < charge->action->fee_count; f++) {
        told &= price_of(charge, f) == NULL || !price_of(charge, f)->by_system;
        if (is_open(charge, f)) told &= add_open(amounts, price_of(charge, f), price);
    }
    for (size_t f = 0; f < charge->action->fee_count; f++)
        if (!is_open(charge, f)) told &= add_known(amounts, charge, f);
    return told;
}

bool tg_amounts_of(const struct tg_rulebook *rulebook, struct tg_amounts *amounts, uint32_t cell,
                   tg_money price)
{
    const struct charge charge = {rulebook, tg_cell_action(rulebook, cell),
                                  cell / TG_PER_PLAN % TG_PLAN_COUNT};

    *amounts = (struct tg_amounts){.kind = kind_of(&charge)};
    if (amounts->kind == TG_UNSPECIFIED) {
        amounts->least = -TG_AMOUNT_ANY;
        amounts->most = TG_AMOUNT_ANY;
        return true;
    }
    if (amounts->kind == TG_RANGE) price = TG_AMOUNT_ANY;
    if (!rulebook->sums_hold || !add_fees(amounts, &charge, price)) return false;
    if (!amounts->unbounded || price != TG_AMOUNT_ANY) return true;
    amounts->most = TG_AMOUNT_ANY;
    amounts->most_each[0] = amounts->most_each[1] = 0;
    return true;
}
