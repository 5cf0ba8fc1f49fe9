/* What could be otherwise: other readings of the documents, and what an annex would settle. */
#include "explain_parts.h"
#include "phrases.h"

#include <stdlib.h>
#include <string.h>

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The charge itself is the same; what it rests on may differ. */
static bool same_outcome(const struct explained_outcome *a, const struct explained_outcome *b)
{
    return same_text(a->kind, b->kind) && same_text(a->charge, b->charge) &&
           same_text(a->min, b->min) && same_text(a->max, b->max) &&
           same_text(a->formula, b->formula) && same_text(a->rule, b->rule);
}

/* ------------------------------------------------------------------------------- other readings */

/* Whether the overlay is one of the reading's answers. */
static bool answers(const struct explaining *explaining, const struct tg_reading *reading,
                    const char *overlay)
{
    for (size_t i = 0; i < reading->option_count; i++)
        if (strcmp(tg_rulebook_option(explaining->rulebook, reading, i)->overlay, overlay) == 0)
            return true;
    return false;
}

/* Loads the choice with another answer to the reading, in the place of the one chosen; `overlay`
 * NULL = none, which is answer (a). It comes first: an annex or a defect changes the tariff as it
 * is read, it is not undone by the reading. */
static struct tg_rulebook *load_otherwise(const struct explaining *explaining,
                                          const struct tg_reading *reading, const char *overlay,
                                          struct tg_error *error)
{
    const struct choice *choice = explaining->choice;
    const char *overlays[CHOICE_MAX_OVERLAYS + 1];
    size_t count = 0;

    if (overlay != NULL) overlays[count++] = overlay;
    for (size_t i = 0; i < choice->overlay_count; i++)
        if (!answers(explaining, reading, choice->overlays[i]))
            overlays[count++] = choice->overlays[i];
    return tg_rulebook_load(choice->rulebook != NULL ? choice->rulebook : TG_DEFAULT_RULEBOOK,
                            overlays, count, error);
}

static const char *shown_error(struct explanation *out, const struct tg_error *error)
{
    char line[TG_ERROR_TEXT + 512];

    tg_error_format(line, sizeof line, error);
    return explain_say(out, "%s", line);
}

/* Adds the answer if it changes the outcome, or cannot be tried. */
static void try_answer(const struct explaining *explaining, const struct tg_reading *reading,
                       char letter, const char *text, const char *overlay)
{
    struct explanation *out = explaining->out;
    struct explained_alternative *told = &out->alternatives[out->alternative_count];
    struct tg_error error = {.status = TG_OK};
    struct tg_rulebook *rulebook = load_otherwise(explaining, reading, overlay, &error);
    struct tg_outcome outcome;

    *told = (struct explained_alternative){
        .reading = {explain_say(out, "%s", reading->id), explain_say(out, "%s", reading->question),
                    explain_say(out, "%s", text)},
        .letter = letter,
        .overlay = overlay == NULL ? NULL : explain_say(out, "%s", overlay),
    };
    if (rulebook == NULL || !tg_rate(rulebook, &outcome, explaining->cdr, &error)) {
        told->failed = shown_error(out, &error);
        out->alternative_count++;
    } else {
        explain_outcome(&told->outcome, explaining, rulebook, &outcome);
        out->alternative_count += !same_outcome(&told->outcome, &out->outcome);
    }
    tg_rulebook_free(rulebook);
}

static void try_reading(const struct explaining *explaining, const struct tg_reading *reading)
{
    bool chosen = false;

    for (size_t i = 0; i < reading->option_count; i++)
        chosen =
            chosen || explain_chose(explaining->choice,
                                    tg_rulebook_option(explaining->rulebook, reading, i)->overlay);
    if (chosen) try_answer(explaining, reading, 'a', reading->chosen, NULL);
    for (size_t i = 0; i < reading->option_count; i++) {
        const struct tg_option *option = tg_rulebook_option(explaining->rulebook, reading, i);

        if (!explain_chose(explaining->choice, option->overlay))
            try_answer(explaining, reading, option->letter, option->text, option->overlay);
    }
}

static size_t count_answers(const struct tg_rulebook *rulebook)
{
    size_t count = 0;

    for (size_t n = 1; n <= TG_MAX_READINGS; n++) {
        const struct tg_reading *reading = tg_rulebook_reading(rulebook, n);

        if (reading != NULL) count += reading->option_count + 1u;
    }
    return count;
}

void explain_alternatives(const struct explaining *explaining)
{
    struct explanation *out = explaining->out;

    out->alternatives =
        arena_take(&out->arena, count_answers(explaining->rulebook) + 1, sizeof *out->alternatives);
    for (size_t n = 1; n <= TG_MAX_READINGS; n++) {
        const struct tg_reading *reading = tg_rulebook_reading(explaining->rulebook, n);

        if (reading != NULL) try_reading(explaining, reading);
    }
}

/* ---------------------------------------------------------------------------------------- annex */

static struct explained_change *new_change(struct explanation *out, const char *name)
{
    struct explained_change *change = &out->changes[out->change_count++];

    *change = (struct explained_change){.name = explain_say(out, "%s", name)};
    return change;
}

static bool was_told(const struct explanation *out, const char *name)
{
    for (size_t i = 0; i < out->change_count; i++)
        if (strcmp(out->changes[i].name, name) == 0) return true;
    return false;
}

static void tell_price(const struct explaining *explaining, const struct tg_price *price)
{
    struct explanation *out = explaining->out;
    struct explained_change *change;
    struct text text = {0};

    if (was_told(out, price->name)) return;
    change = new_change(out, price->name);
    text_addf(&text, "%s; %s: ", price->text, phrase_scope(price));
    phrase_range(&text, price);
    change->text = arena_text(&out->arena, text_slice(&text));
    text_free(&text);
}

/* Hours that hold all day, or only in the second before the call. */
static const char *other_hours(const struct explaining *explaining, bool inside)
{
    char start[TG_TIME_BUF];

    if (!inside) return "00:00:00-23:59:59";
    tg_time_format(start, explaining->cdr->start - 1);
    return explain_say(explaining->out, "%s-%s", start + 11, start + 11);
}

/* The outcome by hours of the night that put the call on their other side. False if they do not, or
 * there is no memory. */
static bool rate_by_hours(const struct explaining *explaining, struct explained_outcome *told,
                          enum tg_dim dim, const char *policy, const char *hours)
{
    struct tg_error error = {.status = TG_OK};
    struct tg_rulebook *rulebook = tg_rulebook_load(
        explaining->choice->rulebook != NULL ? explaining->choice->rulebook : TG_DEFAULT_RULEBOOK,
        explaining->choice->overlays, explaining->choice->overlay_count, &error);
    struct text xml = {0};
    struct tg_outcome outcome;
    bool ok;

    text_addf(&xml,
              "<overlay id='hours' kind='annex' title='other hours'>"
              "<policy name='%s' value='%s' clauses='%s'/></overlay>",
              policy, hours, phrase_policy(explaining->rulebook, policy)->clauses);
    ok = rulebook != NULL && tg_rulebook_overlay(rulebook, "hours", xml.p, xml.n, &error) &&
         tg_rulebook_compile(rulebook, &error) &&
         tg_rate(rulebook, &outcome, explaining->cdr, &error) &&
         outcome.call.value[dim] != explaining->outcome.call.value[dim];
    if (ok) explain_outcome(told, explaining, rulebook, &outcome);
    tg_rulebook_free(rulebook);
    text_free(&xml);
    return ok;
}

static void tell_hours(const struct explaining *explaining, enum tg_dim dim, const char *name,
                       bool inside, const char *other_side)
{
    const struct tg_policy_text *policy = phrase_policy(explaining->rulebook, name);
    struct explanation *out = explaining->out;
    struct explained_outcome outcome;
    struct explained_change *change;

    if (!policy->assumed) return;
    if (!rate_by_hours(explaining, &outcome, dim, name, other_hours(explaining, inside)) ||
        same_outcome(&outcome, &out->outcome))
        return;
    change = new_change(out, name);
    change->text = explain_say(out, "%s is assumed; were the call %s", policy->value, other_side);
    change->outcome = outcome;
}

void explain_annex(const struct explaining *explaining)
{
    struct explanation *out = explaining->out;
    const uint8_t *value = explaining->outcome.call.value;
    bool idle = value[TG_DIM_DAYPART] == TG_DAYPART_IDLE;
    bool inside = value[TG_DIM_PACK] == TG_PACK_INSIDE;
    size_t count;
    const struct tg_price *prices = tg_rulebook_prices(explaining->rulebook, &count);

    out->changes = arena_take(&out->arena, 2 * TG_MAX_FEES + TG_MAX_READINGS, sizeof *out->changes);
    for (size_t i = 0; i < explaining->outcome.line_count; i++)
        if (explaining->outcome.line[i].open && !explaining->outcome.convention)
            tell_price(explaining, &prices[explaining->outcome.line[i].price]);
    tell_hours(explaining, TG_DIM_DAYPART, "idle_hours", idle,
               idle ? "in busy hours" : "in idle hours");
    if (value[TG_DIM_PACK] != TG_PACK_NONE)
        tell_hours(explaining, TG_DIM_PACK, "pack_hours", inside,
                   inside ? "outside the pack's hours" : "inside the pack's hours");
}
