/* What a rulebook shows of itself to the outside. */
#include "decision.h"

const char *tg_rulebook_id(const struct tg_rulebook *rulebook)
{
    return rulebook->id;
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
        .origin = rule->origin,
    };
    for (size_t cell = 0; cell < tg_cell_count(); cell++)
        info->points += rulebook->cell[cell] != 0 && tg_cell_action(rulebook, cell)->rule == i;
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
    const struct tg_prefix *row = &rulebook->prefixes.row[call->prefix - 1];

    if (call->prefix == 0) return NULL;
    *name = row->name;
    return row->digits;
}
