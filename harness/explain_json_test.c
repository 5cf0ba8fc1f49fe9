/* The JSON of an explanation is read back and compared with what was gathered. */
#include "fixture.h"

#include "explanation.h"

#include <jansson.h>

/* ------------------------------------------------------------------------------------ comparing */

static void same_text(const json_t *object, const char *key, const char *expected)
{
    const json_t *value = json_object_get(object, key);

    assert_non_null(value);
    if (expected == NULL)
        assert_true(json_is_null(value));
    else
        assert_string_equal(json_string_value(value), expected);
}

static void same_fact(const json_t *object, const char *key, const struct fact *expected)
{
    const json_t *value = json_object_get(object, key);

    assert_non_null(value);
    if (expected->value == NULL) {
        assert_true(json_is_null(value));
        return;
    }
    same_text(value, "value", expected->value);
    same_text(value, "why", expected->why);
    assert_int_equal(json_object_size(value), 2);
}

static void same_area(const json_t *object, const char *key, const struct explained_area *expected)
{
    const json_t *value = json_object_get(object, key);

    assert_non_null(value);
    if (expected->code == NULL) {
        assert_true(json_is_null(value));
        return;
    }
    same_text(value, "code", expected->code);
    same_text(value, "city", expected->city);
    same_text(value, "province", expected->province);
    same_text(value, "why", expected->why);
}

static void same_number(const json_t *value, const struct explained_number *expected)
{
    if (expected->digits == NULL) {
        assert_true(json_is_null(value));
        return;
    }
    same_text(value, "digits", expected->digits);
    same_fact(value, "access", &expected->access);
    same_fact(value, "kind", &expected->kind);
    same_area(value, "area", &expected->area);
    same_fact(value, "prefix", &expected->prefix);
    same_text(value, "system", expected->system);
    same_fact(value, "network", &expected->network);
    same_fact(value, "class", &expected->destination);
    assert_int_equal(json_object_size(value), 8);
}

static void same_outcome(const json_t *value, const struct explained_outcome *expected)
{
    assert_non_null(value);
    if (expected->kind == NULL) {
        assert_true(json_is_null(value));
        return;
    }
    same_text(value, "outcome", expected->kind);
    same_text(value, "charge", expected->charge);
    same_text(value, "min", expected->min);
    same_text(value, "max", expected->max);
    same_text(value, "formula", expected->formula);
    same_text(value, "units", expected->units);
    same_text(value, "rule", expected->rule);
    same_text(value, "title", expected->title);
    same_text(value, "basis", expected->basis);
    same_text(value, "text", expected->text);
    assert_int_equal(json_object_size(value), 10);
}

static const json_t *list_of(const json_t *object, const char *key, size_t count)
{
    const json_t *list = json_object_get(object, key);

    assert_true(json_is_array(list));
    assert_int_equal(json_array_size(list), count);
    return list;
}

static void same_when(const json_t *when, const struct explanation *told)
{
    const json_t *duration = json_object_get(when, "duration");
    const struct fact none = {NULL, NULL};

    same_fact(when, "start", &told->start);
    same_text(when, "zone", "China Standard Time");
    same_fact(when, "regime", &told->regime);
    same_fact(when, "hours", told->has_duration ? &told->daypart : &none);
    same_fact(when, "night_pack", &told->pack);
    if (!told->has_duration) {
        assert_true(json_is_null(duration));
        return;
    }
    assert_int_equal(json_integer_value(json_object_get(duration, "seconds")), told->dur_s);
    same_fact(duration, "length", &told->length);
}

static void same_fees(const json_t *charge, const struct explanation *told)
{
    const json_t *fees = list_of(charge, "arithmetic", told->fee_count);

    for (size_t i = 0; i < told->fee_count; i++) {
        const json_t *fee = json_array_get(fees, i);

        same_text(fee, "text", told->fees[i].text);
        same_text(fee, "price", told->fees[i].price);
        same_text(fee, "value", told->fees[i].value);
        same_text(fee, "amount", told->fees[i].amount);
        assert_int_equal(json_integer_value(json_object_get(fee, "units")), told->fees[i].units);
        assert_int_equal(json_integer_value(json_object_get(fee, "unit_s")), told->fees[i].per_s);
    }
    same_text(charge, "no_fee", told->no_fee);
}

static void same_reading(const json_t *value, const struct explained_reading *expected)
{
    same_text(value, "id", expected->id);
    same_text(value, "question", expected->question);
    same_text(value, "answer", expected->chosen);
}

static void same_charge(const json_t *charge, const struct explanation *told)
{
    const json_t *basis = json_object_get(charge, "basis");
    const json_t *readings = list_of(basis, "readings", told->reading_count);
    const json_t *clauses = list_of(charge, "clauses", told->clause_count);

    assert_int_equal(json_is_true(json_object_get(charge, "unspecified")), told->unspecified);
    same_fees(charge, told);
    same_outcome(json_object_get(charge, "outcome"), &told->outcome);
    same_text(basis, "kind", told->basis);
    same_text(basis, "text", told->basis_text);
    for (size_t i = 0; i < told->reading_count; i++)
        same_reading(json_array_get(readings, i), &told->readings[i]);
    for (size_t i = 0; i < told->clause_count; i++) {
        same_text(json_array_get(clauses, i), "id", told->clauses[i].id);
        same_text(json_array_get(clauses, i), "text", told->clauses[i].text);
    }
}

static void same_others(const json_t *whole, const struct explanation *told)
{
    const json_t *others = list_of(whole, "other_readings", told->alternative_count);
    const json_t *changes = list_of(whole, "annex", told->change_count);

    for (size_t i = 0; i < told->alternative_count; i++) {
        const json_t *other = json_array_get(others, i);
        const char letter[] = {told->alternatives[i].letter, '\0'};

        same_reading(json_object_get(other, "reading"), &told->alternatives[i].reading);
        same_text(other, "option", letter);
        same_text(other, "overlay", told->alternatives[i].overlay);
        same_text(other, "failed", told->alternatives[i].failed);
        same_outcome(json_object_get(other, "outcome"), &told->alternatives[i].outcome);
    }
    for (size_t i = 0; i < told->change_count; i++) {
        same_text(json_array_get(changes, i), "name", told->changes[i].name);
        same_text(json_array_get(changes, i), "text", told->changes[i].text);
        same_outcome(json_object_get(json_array_get(changes, i), "outcome"),
                     &told->changes[i].outcome);
    }
}

static void same_explanation(const json_t *whole, const struct explanation *told)
{
    const json_t *call = json_object_get(whole, "call");
    const json_t *plan = json_object_get(call, "plan");
    const json_t *place = json_object_get(whole, "place");

    assert_int_equal(json_object_size(whole), 7);
    same_text(call, "id", told->call_id);
    same_text(call, "rulebook", told->rulebook);
    same_text(call, "overlays", told->overlays);
    same_text(plan, "code", told->plan);
    same_text(plan, "title", told->plan_title);
    same_text(plan, "brand", told->brand);
    same_fact(call, "event", &told->event);
    same_when(json_object_get(whole, "when"), told);
    same_area(place, "home", &told->home);
    same_area(place, "visited", &told->visited);
    same_fact(place, "state", &told->state);
    same_number(json_object_get(whole, "number"), &told->number);
    same_charge(json_object_get(whole, "charge"), told);
    same_others(whole, told);
}

/* ---------------------------------------------------------------------------------------- tests */

static struct tg_cdr record(const char *line)
{
    static char text[256];
    struct tg_slice fields[TG_CDR_COLUMNS];
    struct tg_error error = {.status = TG_OK};
    struct tg_cdr cdr;
    char *p = text;

    snprintf(text, sizeof text, "%s", line);
    for (size_t i = 0; i < TG_CDR_COLUMNS; i++) fields[i] = tg_slice_of(strsep(&p, ","));
    if (!tg_cdr_from_fields(&cdr, fields, NULL, &error)) fail_msg("%s", error.text);
    return cdr;
}

/* Explains the record and gives the JSON; the explanation is to be freed. */
static json_t *read_back(struct explanation *told, const struct choice *choice, const char *line)
{
    struct tg_rulebook *rulebook = choice_load(choice);
    struct tg_cdr cdr = record(line);
    struct tg_error error = {.status = TG_OK};
    struct text text = {0};
    json_error_t fault;
    json_t *whole;

    assert_non_null(rulebook);
    assert_true(explain(told, choice, rulebook, &cdr, &error));
    explain_json(&text, told);
    assert_int_equal(text.p[text.n - 1], '\n');
    whole = json_loads(text.p, JSON_REJECT_DUPLICATES, &fault);
    if (whole == NULL) fail_msg("%s", fault.text);
    text_free(&text);
    /* Nothing of the explanation is lent by the rulebook but static names. */
    tg_rulebook_free(rulebook);
    return whole;
}

static void json_says_what_was_gathered(void **state)
{
    static const struct {
        const char *line;
        const char *overlay;
        const char *kind;
    } rows[] = {
        {"x,2010-03-15T10:00:00,13,gotone,,originate,,0755,0755,01062001234,,", NULL, "exact"},
        {"x,2010-03-15T10:00:00,61,mzone,,forward,busy,0755,010,057181234567,,", NULL, "open"},
        {"x,2010-03-15T22:58:30,150,easyown,,originate,,0755,0755,1259301062001234,,", "I-02c",
         "exact"},
        {"x,2010-03-15T10:00:00,61,gotone,,originate,,0755,0755,179510017875551234,,", NULL,
         "exact"},
        {"x,2010-03-15T10:00:00,61,gotone-jingdian,,originate,,0755,0755,01062001234,,", NULL,
         "range"},
        {"x,2010-03-15T10:00:00,61,gotone,,originate,,0755,0755,62001234,,", NULL, "unspecified"},
        {"x,2010-03-15T10:00:00,,gotone,night,monthly_fee,,0755,,,,", NULL, "exact"},
        {"x,2010-03-15T02:00:00,61,gotone,night,originate,,0755,0755,13800138000,,", NULL, "exact"},
        {"x,2010-03-15T10:00:00,61,gotone,,originate,,0755,0755,13491234567,,", "example", "exact"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct choice choice = {.overlays = {rows[i].overlay},
                                .overlay_count = rows[i].overlay != NULL};
        struct explanation told;
        json_t *whole = read_back(&told, &choice, rows[i].line);

        assert_string_equal(told.outcome.kind, rows[i].kind);
        same_explanation(whole, &told);
        json_decref(whole);
        explanation_free(&told);
    }
}

static void amounts_are_decimal_strings(void **state)
{
    const struct choice choice = {.rulebook = NULL};
    struct explanation told;
    json_t *whole = read_back(
        &told, &choice, "x,2010-03-15T10:00:00,13,gotone,,originate,,0755,0755,01062001234,,");
    const json_t *charge = json_object_get(whole, "charge");
    const json_t *fee = json_array_get(json_object_get(charge, "arithmetic"), 0);

    (void)state;
    same_text(json_object_get(charge, "outcome"), "charge", "0.18");
    same_text(json_object_get(charge, "outcome"), "formula", "3*0.06");
    same_text(fee, "value", "0.06");
    same_text(fee, "amount", "0.18");
    same_text(fee, "text", "⌈13/6⌉ = 3 units × 0.06 = 0.18 yuan");
    json_decref(whole);
    explanation_free(&told);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_says_what_was_gathered),
        cmocka_unit_test(amounts_are_decimal_strings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
