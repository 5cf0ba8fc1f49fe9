/* An explanation as aligned text. */
#include "explanation.h"
#include "layout.h"

#include <inttypes.h>
#include <string.h>

#define TERM (LAYOUT_LABEL + 6) /* behind the id of a reading */

static void row(struct text *out, int depth, const char *label, const char *value, const char *why)
{
    struct text line = {0};

    text_addf(&line, "%s%s%s", value, why != NULL ? ": " : "", why != NULL ? why : "");
    layout_row(out, depth, label, text_slice(&line));
    text_free(&line);
}

static void fact_row(struct text *out, int depth, const char *label, const struct fact *fact)
{
    row(out, depth, label, fact->value, fact->why);
}

static void heading(struct text *out, const char *title)
{
    text_addf(out, "\n%s\n", title);
}

static void area_row(struct text *out, const char *label, const struct explained_area *area)
{
    struct text line = {0};

    text_addf(&line, "%s %s, %s", area->code, area->city, area->province);
    row(out, 1, label, line.p, area->why);
    text_free(&line);
}

static void write_call(struct text *out, const struct explanation *told)
{
    struct text line = {0};

    text_add_visible(&line, tg_slice_of(told->call_id));
    row(out, 0, "call", line.p, NULL);
    text_free(&line);
    text_addf(&line, "%s %s, brand %s", told->plan, told->plan_title, told->brand);
    row(out, 1, "plan", line.p, NULL);
    text_free(&line);
    fact_row(out, 1, "event", &told->event);
    text_addf(&line, "%s%s%s", told->rulebook, told->overlays != NULL ? ", changed by " : "",
              told->overlays != NULL ? told->overlays : "");
    row(out, 1, "rulebook", line.p, NULL);
    text_free(&line);
}

static void write_when(struct text *out, const struct explanation *told)
{
    struct text line = {0};

    heading(out, "when");
    text_addf(&line, "%s, China Standard Time", told->start.value);
    row(out, 1, "start", line.p, told->start.why);
    text_free(&line);
    fact_row(out, 1, "regime", &told->regime);
    if (told->has_duration) {
        text_addf(&line, "%" PRId32 " s, %s", told->dur_s, told->length.value);
        row(out, 1, "duration", line.p, told->length.why);
        text_free(&line);
        fact_row(out, 1, "hours", &told->daypart);
    }
    fact_row(out, 1, "night pack", &told->pack);
}

static void write_place(struct text *out, const struct explanation *told)
{
    heading(out, "place");
    area_row(out, "home", &told->home);
    area_row(out, "visited", &told->visited);
    fact_row(out, 1, "state", &told->state);
}

static void write_number(struct text *out, const struct explained_number *number)
{
    if (number->digits == NULL) return;
    heading(out, "number");
    row(out, 1, "digits", number->digits, NULL);
    fact_row(out, 1, "access", &number->access);
    fact_row(out, 1, "kind", &number->kind);
    if (number->area.code != NULL) area_row(out, "area", &number->area);
    if (number->prefix.value != NULL) fact_row(out, 1, "prefix", &number->prefix);
    if (number->system != NULL) row(out, 1, "system", number->system, NULL);
    if (number->network.value != NULL) fact_row(out, 1, "network", &number->network);
    fact_row(out, 1, "class", &number->destination);
}

static void write_basis(struct text *out, const struct explanation *told)
{
    row(out, 1, "basis", told->basis, told->basis_text);
    for (size_t i = 0; i < told->reading_count; i++) {
        const struct explained_reading *reading = &told->readings[i];
        struct text line = {0};

        text_addf(&line, "%s: %s", reading->question, reading->chosen);
        layout_term(out, 1, "", reading->id, TERM, text_slice(&line));
        text_free(&line);
    }
}

static void write_clauses(struct text *out, const struct explanation *told)
{
    size_t widest = 0;

    for (size_t i = 0; i < told->clause_count; i++)
        if (strlen(told->clauses[i].id) > widest) widest = strlen(told->clauses[i].id);
    for (size_t i = 0; i < told->clause_count; i++)
        layout_term(out, 1, i == 0 ? "clauses" : "", told->clauses[i].id, LAYOUT_LABEL + widest + 2,
                    tg_slice_of(told->clauses[i].text));
}

static void write_charge(struct text *out, const struct explanation *told)
{
    struct text line = {0};

    heading(out, "charge");
    text_addf(&line, "%s %s", told->outcome.rule, told->outcome.title);
    row(out, 1, told->unspecified ? "gap" : "rule", line.p, NULL);
    text_free(&line);
    for (size_t i = 0; i < told->fee_count; i++)
        row(out, 1, i == 0 ? "arithmetic" : "+", told->fees[i].text, NULL);
    if (told->no_fee != NULL) row(out, 1, "arithmetic", told->no_fee, NULL);
    row(out, 1, "outcome", told->outcome.text, NULL);
    write_basis(out, told);
    write_clauses(out, told);
}

static void write_alternatives(struct text *out, const struct explanation *told)
{
    heading(out, "other readings");
    if (told->alternative_count == 0)
        layout_row(out, 1, "none", tg_slice_of("would change this charge"));
    for (size_t i = 0; i < told->alternative_count; i++) {
        const struct explained_alternative *other = &told->alternatives[i];
        struct text line = {0};

        text_addf(&line, "%s (%c)", other->reading.id, other->letter);
        row(out, 1, line.p, other->reading.question, other->reading.chosen);
        text_free(&line);
        if (other->failed != NULL)
            text_addf(&line, "cannot be tried: %s", other->failed);
        else
            text_addf(&line, "%s", other->outcome.text);
        if (other->failed == NULL && strcmp(other->outcome.rule, told->outcome.rule) != 0)
            text_addf(&line, ", by %s %s", other->outcome.rule, other->outcome.title);
        row(out, 1, "", line.p, NULL);
        text_free(&line);
    }
}

static void write_changes(struct text *out, const struct explanation *told)
{
    heading(out, "an annex");
    if (told->change_count == 0)
        layout_row(
            out, 1, "none",
            tg_slice_of("would change this charge: it has no open price and no assumed hours"));
    for (size_t i = 0; i < told->change_count; i++) {
        const struct explained_change *change = &told->changes[i];

        row(out, 1, change->name, change->text, change->outcome.text);
    }
}

void explain_text(struct text *out, const struct explanation *told)
{
    write_call(out, told);
    write_when(out, told);
    write_place(out, told);
    write_number(out, &told->number);
    write_charge(out, told);
    write_alternatives(out, told);
    write_changes(out, told);
}
