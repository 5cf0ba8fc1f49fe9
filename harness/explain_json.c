/* An explanation as one JSON object. Amounts are decimal strings: JSON numbers would be read as
 * binary fractions. What does not apply is null. */
#include "explanation.h"

#include <jansson.h>
#include <stdlib.h>

/* "s?" of jansson: NULL becomes null. */
static json_t *checked(json_t *value)
{
    if (value == NULL) arena_exhausted();
    return value;
}

static json_t *of_fact(const struct fact *fact)
{
    if (fact->value == NULL) return json_null();
    return checked(json_pack("{s:s, s:s?}", "value", fact->value, "why", fact->why));
}

static json_t *of_area(const struct explained_area *area)
{
    if (area->code == NULL) return json_null();
    return checked(json_pack("{s:s, s:s, s:s, s:s?}", "code", area->code, "city", area->city,
                             "province", area->province, "why", area->why));
}

static json_t *of_number(const struct explained_number *number)
{
    if (number->digits == NULL) return json_null();
    return checked(json_pack("{s:s, s:o, s:o, s:o, s:o, s:s?, s:o, s:o}", "digits", number->digits,
                             "access", of_fact(&number->access), "kind", of_fact(&number->kind),
                             "area", of_area(&number->area), "prefix", of_fact(&number->prefix),
                             "system", number->system, "network", of_fact(&number->network),
                             "class", of_fact(&number->destination)));
}

static json_t *of_outcome(const struct explained_outcome *outcome)
{
    if (outcome->kind == NULL) return json_null();
    return checked(json_pack("{s:s, s:s?, s:s?, s:s?, s:s?, s:s?, s:s, s:s, s:s, s:s}", "outcome",
                             outcome->kind, "charge", outcome->charge, "min", outcome->min, "max",
                             outcome->max, "formula", outcome->formula, "units", outcome->units,
                             "rule", outcome->rule, "title", outcome->title, "basis",
                             outcome->basis, "text", outcome->text));
}

static json_t *of_fee(const struct explained_fee *fee)
{
    return checked(json_pack("{s:s, s:I, s:i, s:s?, s:s?, s:s?}", "text", fee->text, "units",
                             (json_int_t)fee->units, "unit_s", (int)fee->per_s, "price", fee->price,
                             "value", fee->value, "amount", fee->amount));
}

static json_t *of_reading(const struct explained_reading *reading)
{
    return checked(json_pack("{s:s, s:s, s:s}", "id", reading->id, "question", reading->question,
                             "answer", reading->chosen));
}

static json_t *of_alternative(const struct explained_alternative *other)
{
    const char letter[] = {other->letter, '\0'};

    return checked(json_pack("{s:o, s:s, s:s?, s:s?, s:o}", "reading", of_reading(&other->reading),
                             "option", letter, "overlay", other->overlay, "failed", other->failed,
                             "outcome", of_outcome(&other->outcome)));
}

static json_t *of_call(const struct explanation *told)
{
    return checked(json_pack("{s:s, s:s, s:s?, s:{s:s, s:s, s:s}, s:o}", "id", told->call_id,
                             "rulebook", told->rulebook, "overlays", told->overlays, "plan", "code",
                             told->plan, "title", told->plan_title, "brand", told->brand, "event",
                             of_fact(&told->event)));
}

static json_t *of_when(const struct explanation *told)
{
    json_t *duration = !told->has_duration
                           ? json_null()
                           : checked(json_pack("{s:i, s:o}", "seconds", (int)told->dur_s, "length",
                                               of_fact(&told->length)));

    return checked(json_pack("{s:o, s:s, s:o, s:o, s:o, s:o}", "start", of_fact(&told->start),
                             "zone", "China Standard Time", "regime", of_fact(&told->regime),
                             "duration", duration, "hours",
                             told->has_duration ? of_fact(&told->daypart) : json_null(),
                             "night_pack", of_fact(&told->pack)));
}

#define LIST(list, count, of)                                                                      \
    json_t *array = checked(json_array());                                                         \
    for (size_t i = 0; i < (count); i++)                                                           \
        if (json_array_append_new(array, of(&(list)[i])) != 0) arena_exhausted();                  \
    return array

static json_t *of_clause(const struct explained_clause *clause)
{
    return checked(json_pack("{s:s, s:s}", "id", clause->id, "text", clause->text));
}

static json_t *of_change(const struct explained_change *change)
{
    return checked(json_pack("{s:s, s:s, s:o}", "name", change->name, "text", change->text,
                             "outcome", of_outcome(&change->outcome)));
}

static json_t *list_fees(const struct explanation *told)
{
    LIST(told->fees, told->fee_count, of_fee);
}

static json_t *list_readings(const struct explanation *told)
{
    LIST(told->readings, told->reading_count, of_reading);
}

static json_t *list_clauses(const struct explanation *told)
{
    LIST(told->clauses, told->clause_count, of_clause);
}

static json_t *list_alternatives(const struct explanation *told)
{
    LIST(told->alternatives, told->alternative_count, of_alternative);
}

static json_t *list_changes(const struct explanation *told)
{
    LIST(told->changes, told->change_count, of_change);
}

static json_t *of_charge(const struct explanation *told)
{
    return checked(json_pack("{s:b, s:o, s:s?, s:o, s:{s:s, s:s, s:o}, s:o}", "unspecified",
                             told->unspecified, "arithmetic", list_fees(told), "no_fee",
                             told->no_fee, "outcome", of_outcome(&told->outcome), "basis", "kind",
                             told->basis, "text", told->basis_text, "readings", list_readings(told),
                             "clauses", list_clauses(told)));
}

void explain_json(struct text *out, const struct explanation *told)
{
    json_t *place = checked(json_pack("{s:o, s:o, s:o}", "home", of_area(&told->home), "visited",
                                      of_area(&told->visited), "state", of_fact(&told->state)));
    json_t *whole = checked(json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "call", of_call(told), "when", of_when(told),
        "place", place, "number", of_number(&told->number), "charge", of_charge(told),
        "other_readings", list_alternatives(told), "annex", list_changes(told)));
    char *text = json_dumps(whole, JSON_INDENT(2));

    if (text == NULL) arena_exhausted();
    text_addf(out, "%s\n", text);
    free(text);
    json_decref(whole);
}
