/* What a rulebook shows of itself to the outside. */
#include "decision.h"
#include "units.h"

const char *tg_rulebook_id(const struct tg_rulebook *rulebook)
{
    return rulebook->id;
}

const char *tg_rulebook_overlay_kind(const struct tg_rulebook *rulebook)
{
    return rulebook->overlay_kind;
}

const char *tg_rulebook_title(const struct tg_rulebook *rulebook)
{
    return rulebook->title;
}

size_t tg_rulebook_rules(const struct tg_rulebook *rulebook)
{
    return rulebook->rule_count;
}

void tg_rulebook_rule(const struct tg_rulebook *rulebook, struct tg_rule_info *info, size_t i)
{
    const struct tg_rule *rule = &rulebook->rule[i];

    *info = (struct tg_rule_info){
        .id = rule->id,
        .title = rule->title,
        .clauses = rule->clauses,
        .unspecified = rule->unspecified,
        .removed = rule->removed,
        .points = rule->points,
        .origin = rule->origin,
    };
}

const struct tg_clause *tg_rulebook_clauses(const struct tg_rulebook *rulebook, size_t *count)
{
    *count = rulebook->clause_count;
    return rulebook->clause;
}

const struct tg_price *tg_rulebook_prices(const struct tg_rulebook *rulebook, size_t *count)
{
    *count = rulebook->price_count;
    return rulebook->price;
}

const struct tg_policy_text *tg_rulebook_policies(const struct tg_rulebook *rulebook, size_t *count)
{
    *count = TG_POLICY_COUNT;
    return rulebook->policy_text;
}

const struct tg_reading *tg_rulebook_reading(const struct tg_rulebook *rulebook, size_t number)
{
    const struct tg_reading *reading = &rulebook->reading[number];

    return reading->id == NULL ? NULL : reading;
}

const struct tg_option *tg_rulebook_option(const struct tg_rulebook *rulebook,
                                           const struct tg_reading *reading, size_t i)
{
    return &rulebook->option[reading->option + i];
}

const char *tg_rulebook_prefix(const struct tg_rulebook *rulebook, const struct tg_call *call,
                               const char **name)
{
    const struct tg_prefix *row;

    if (call->prefix == 0) return NULL;
    row = &rulebook->prefixes.row[call->prefix - 1];
    *name = row->name;
    return row->digits;
}

size_t tg_rulebook_destinations(const struct tg_rulebook *rulebook)
{
    return rulebook->prefixes.count;
}

void tg_rulebook_destination(const struct tg_rulebook *rulebook, struct tg_destination_info *info,
                             size_t i)
{
    const struct tg_prefix *row = &rulebook->prefixes.row[i];

    *info = (struct tg_destination_info){
        row->digits, row->name, (enum tg_destination)row->destination, (enum tg_system)row->system};
}

const struct tg_dial *tg_rulebook_dials(const struct tg_rulebook *rulebook, size_t *count)
{
    *count = rulebook->policy.dialling.count;
    return rulebook->policy.dialling.dial;
}

bool tg_rulebook_number(const struct tg_rulebook *rulebook, struct tg_number *number,
                        struct tg_slice dialled, struct tg_error *error)
{
    return tg_number_parse(number, &rulebook->prefixes, &rulebook->policy.dialling, dialled, error);
}

size_t tg_rulebook_charges(const struct tg_rulebook *rulebook)
{
    return rulebook->action_count;
}

size_t tg_rulebook_fees(const struct tg_rulebook *rulebook, struct tg_fee_line fee[TG_MAX_FEES],
                        size_t i)
{
    const struct tg_action *action = &rulebook->action[i];

    for (size_t f = 0; f < action->fee_count; f++) {
        const struct tg_fee *own = &action->fee[f];

        fee[f] = (struct tg_fee_line){.value = own->value, .per_s = own->per_s, .price = -1};
        if (own->kind != TG_FEE_PRICE) continue;
        fee[f].price = own->ref;
        fee[f].per_s = rulebook->price[own->ref].per_s;
    }
    return action->fee_count;
}

/* Notes the points of the action in a front whose cells begin at `first`. */
static void note_points(struct tg_charge_info *info, const struct tg_rulebook *rulebook,
                        uint8_t value[TG_DIM_COUNT], size_t first, size_t action)
{
    for (size_t n = 0; n < TG_PER_FRONT; n++) {
        if (rulebook->cell[first + n] != action + 1) continue;
        tg_cell_rest(value, n);
        info->points++;
        for (size_t dim = 0; dim < TG_DIM_COUNT; dim++)
            info->mask[dim] |= UINT32_C(1) << value[dim];
    }
}

bool tg_rulebook_charge(const struct tg_rulebook *rulebook, struct tg_charge_info *info,
                        size_t *rule, size_t i)
{
    const struct tg_action *action = &rulebook->action[i];
    const struct tg_tariff *tariff = NULL;
    uint8_t value[TG_DIM_COUNT];
    size_t place = 0;
    size_t first;

    if (!action->unspecified)
        tariff = tg_charge_tariff(rulebook, &rulebook->charge[action->charge]);
    *rule = action->rule;
    *info = (struct tg_charge_info){.tariff = tariff != NULL ? tariff->id : NULL,
                                    .basis = action->basis};
    info->fee_count = (uint8_t)tg_rulebook_fees(rulebook, info->fee, i);
    while (tg_front_next(value, &first, &place)) note_points(info, rulebook, value, first, i);
    return info->points > 0;
}

void tg_rulebook_steps(const struct tg_rulebook *rulebook, struct tg_steps *line,
                       struct tg_steps *charge)
{
    *line = rulebook->policy.fee_steps;
    *charge = rulebook->policy.charge_steps;
}

void tg_rulebook_durations(const struct tg_rulebook *rulebook, int32_t *read_s, int32_t *billed_s,
                           int32_t dur_s)
{
    *read_s = tg_duration_of(&rulebook->policy.duration, dur_s);
    *billed_s = tg_duration_of(&rulebook->policy.billed_duration, *read_s);
}

bool tg_rulebook_binding(const struct tg_rulebook *rulebook, tg_money *value, int32_t *per_s,
                         size_t price, enum tg_plan plan, enum tg_system system)
{
    const struct tg_binding *binding = &rulebook->binding[price][plan][system];

    *value = binding->value;
    *per_s = binding->per_s;
    return binding->bound;
}
