/* What a call costs: the arithmetic, the outcome, and what it rests on. */
#include "explain_parts.h"
#include "phrases.h"

#include <inttypes.h>
#include <string.h>

/* The columns of an outcome line that are shown; none of them is ever quoted. */
enum { CALL_ID, KIND, CHARGE, MIN, MAX, FORMULA, UNITS, RULE, CLAUSES, BASIS, COLUMNS };

/* -------------------------------------------------------------------------------------- outcome */

static void say_outcome(struct text *text, const struct explained_outcome *told,
                        const struct tg_outcome *outcome, bool above)
{
    switch (outcome->kind) {
    case TG_EXACT: text_addf(text, "exact: %s yuan", told->charge); break;
    case TG_UNSPECIFIED:
        text_addf(text, "unspecified: the documents give no price; a system is never failed here");
        break;
    default:
        text_addf(text, "%s: ", told->kind);
        if (outcome->kind == TG_OPEN) text_addf(text, "%s, ", told->formula);
        text_addf(text, "%s %s", above ? "above" : "from", told->min);
        if (told->max != NULL)
            text_addf(text, "%s %s yuan", above ? ", at most" : " to", told->max);
        else
            text_addf(text, " yuan, no upper bound is known");
    }
}

/* Whether the lower end of an open form is excluded: not where it is rounded. */
static bool above_low(const struct tg_rulebook *rulebook, const struct tg_outcome *outcome)
{
    size_t count;
    const struct tg_price *prices = tg_rulebook_prices(rulebook, &count);
    struct tg_steps line, charge;

    tg_rulebook_steps(rulebook, &line, &charge);
    if (line.step != 0 || charge.step != 0) return false;
    for (size_t i = 0; i < outcome->line_count; i++)
        if (outcome->line[i].open && prices[outcome->line[i].price].above_low) return true;
    return false;
}

/* That the sum is not what is charged; nothing rounds what is not known or did not happen. */
static void say_rounding(struct text *text, const struct tg_rulebook *rulebook,
                         const struct tg_outcome *outcome)
{
    struct tg_steps line, charge;

    tg_rulebook_steps(rulebook, &line, &charge);
    if (charge.step != 0 && outcome->kind != TG_UNSPECIFIED && !outcome->convention)
        text_addf(text, ", the sum rounded: %s", phrase_policy(rulebook, "charge_rounding")->value);
}

void explain_outcome(struct explained_outcome *told, const struct explaining *explaining,
                     const struct tg_rulebook *rulebook, const struct tg_outcome *outcome)
{
    char line[TG_OUTCOME_BUF];
    size_t n = tg_outcome_format(rulebook, line, tg_slice_of("-"), outcome);
    const char *column[COLUMNS] = {NULL};
    struct tg_rule_info rule;
    struct text text = {0};
    char *p = line;

    line[n - 1] = '\0';
    for (int i = 0; i < COLUMNS; i++) {
        const char *field = strsep(&p, ",");

        if (field[0] != '\0') column[i] = explain_say(explaining->out, "%s", field);
    }
    tg_rulebook_rule(rulebook, &rule, outcome->rule);
    *told =
        (struct explained_outcome){column[KIND],    column[CHARGE],
                                   column[MIN],     column[MAX],
                                   column[FORMULA], column[UNITS],
                                   column[RULE],    explain_say(explaining->out, "%s", rule.title),
                                   column[BASIS],   NULL};
    say_outcome(&text, told, outcome, above_low(rulebook, outcome));
    say_rounding(&text, rulebook, outcome);
    told->text = arena_text(&explaining->out->arena, text_slice(&text));
    text_free(&text);
}

/* ----------------------------------------------------------------------------------- arithmetic */

/* "⌈13/6⌉ = 3 units", with the brackets of the rulebook's rounding. */
static int64_t say_units(struct text *text, const struct explaining *explaining, int32_t per_s)
{
    const char *rounding = phrase_policy(explaining->rulebook, "unit_rounding")->value;
    const char *open = "⌈";
    const char *close = "⌉";
    int32_t read_s, dur_s;
    int64_t units;

    tg_rulebook_durations(explaining->rulebook, &read_s, &dur_s, explaining->cdr->dur_s);
    units = ((int64_t)dur_s + per_s - 1) / per_s;

    if (strcmp(rounding, "down") == 0) {
        units = dur_s / per_s;
        open = "⌊";
        close = "⌋";
    } else if (strcmp(rounding, "nearest") == 0) {
        units = ((int64_t)dur_s + per_s / 2) / per_s;
        open = "round(";
        close = ")";
    }
    text_addf(text, "%s%" PRId32 "/%" PRId32 "%s = ", open, dur_s, per_s, close);
    phrase_count(text, (uint64_t)units, "unit");
    return units;
}

/* A price whose unit is not known: all that is known is the end of its range. */
static void say_range(struct text *text, const struct explaining *explaining,
                      const struct tg_price *price)
{
    int64_t units;

    text_addf(text, "%s, whose unit is not known: at most ", price->name);
    units = say_units(text, explaining, price->high_per_s);
    text_addf(text, " × ");
    text_add_money(text, price->high, false);
    text_addf(text, " = ");
    text_add_money(text, units * price->high, false);
    text_addf(text, " yuan");
}

static void say_product(struct text *text, const struct explaining *explaining,
                        const struct tg_fee_line *line, const struct tg_price *price)
{
    struct text whole = {0};
    int64_t units = say_units(&whole, explaining, line->per_s);

    /* A call that is charged unit by unit, over an edge, has part of its units here. */
    if (units != line->units) text_addf(text, "%" PRId64 " of ", line->units);
    text_add(text, text_slice(&whole));
    text_free(&whole);
    text_addf(text, " × ");
    if (line->open) {
        text_addf(text, "%s, open: ", price->name);
        phrase_range(text, price);
        return;
    }
    text_add_money(text, line->value, false);
    if (price != NULL) text_addf(text, " (%s)", price->name);
    text_addf(text, " = ");
    text_add_money(text, line->units * line->value, false);
    text_addf(text, " yuan");
}

static const char *money_text(struct explanation *out, tg_money amount)
{
    char buf[TG_MONEY_BUF];

    tg_money_format(buf, amount);
    return explain_say(out, "%s", buf);
}

static tg_money amount_of(const struct explaining *explaining, const struct tg_fee_line *line)
{
    struct tg_steps part, charge;

    tg_rulebook_steps(explaining->rulebook, &part, &charge);
    return tg_money_round(&part, line->units * line->value);
}

/* That a part of the charge is rounded by itself, and to what. */
static void say_part(struct text *text, const struct explaining *explaining,
                     const struct tg_fee_line *line)
{
    struct tg_steps part, charge;

    tg_rulebook_steps(explaining->rulebook, &part, &charge);
    if (part.step == 0) return;
    text_addf(text, ", rounded: %s", phrase_policy(explaining->rulebook, "fee_rounding")->value);
    if (line->open) return;
    text_addf(text, " = ");
    text_add_money(text, amount_of(explaining, line), false);
    text_addf(text, " yuan");
}

static void explain_fee(struct explained_fee *told, const struct explaining *explaining,
                        const struct tg_fee_line *line)
{
    size_t count;
    const struct tg_price *prices = tg_rulebook_prices(explaining->rulebook, &count);
    const struct tg_price *price = line->price >= 0 ? &prices[line->price] : NULL;
    struct text text = {0};

    *told = (struct explained_fee){.units = line->units, .per_s = line->per_s};
    if (price != NULL) told->price = explain_say(explaining->out, "%s", price->name);
    if (!line->open) {
        told->value = money_text(explaining->out, line->value);
        told->amount = money_text(explaining->out, amount_of(explaining, line));
    }
    if (line->per_s != 0)
        say_product(&text, explaining, line, price);
    else if (line->open)
        say_range(&text, explaining, price);
    else
        text_addf(&text, "%s yuan, once", told->value);
    say_part(&text, explaining, line);
    told->text = arena_text(&explaining->out->arena, text_slice(&text));
    text_free(&text);
}

/* ---------------------------------------------------------------------------------------- basis */

bool explain_chose(const struct choice *choice, const char *overlay)
{
    for (size_t i = 0; i < choice->overlay_count; i++)
        if (strcmp(choice->overlays[i], overlay) == 0) return true;
    return false;
}

static const char *chosen_answer(const struct explaining *explaining,
                                 const struct tg_reading *reading)
{
    for (size_t i = 0; i < reading->option_count; i++) {
        const struct tg_option *option = tg_rulebook_option(explaining->rulebook, reading, i);

        if (explain_chose(explaining->choice, option->overlay)) return option->text;
    }
    return reading->chosen;
}

static void explain_readings(const struct explaining *explaining)
{
    struct explanation *out = explaining->out;

    out->readings = arena_take(&out->arena, TG_MAX_READINGS, sizeof *out->readings);
    for (size_t n = 1; n <= TG_MAX_READINGS; n++) {
        const struct tg_reading *reading = tg_rulebook_reading(explaining->rulebook, n);

        if (reading == NULL || (explaining->outcome.basis >> n & 1) == 0) continue;
        out->readings[out->reading_count++] = (struct explained_reading){
            explain_say(out, "%s", reading->id),
            explain_say(out, "%s", reading->question),
            explain_say(out, "%s", chosen_answer(explaining, reading)),
        };
    }
}

static void explain_basis(const struct explaining *explaining)
{
    const struct tg_outcome *outcome = &explaining->outcome;
    struct explanation *out = explaining->out;

    if (outcome->kind == TG_UNSPECIFIED) {
        out->basis = "none";
        out->basis_text = "the documents do not settle it";
    } else if (outcome->convention) {
        out->basis = "convention";
        out->basis_text = "a call of 0 s costs nothing: a convention, not a clause";
    } else if (outcome->basis == 0) {
        out->basis = "explicit";
        out->basis_text = "the documents say so";
    } else {
        out->basis = "reading";
        out->basis_text = "the documents can be read in more than one way";
        explain_readings(explaining);
    }
}

static void explain_clauses(const struct explaining *explaining, const char *list)
{
    struct explanation *out = explaining->out;
    size_t count;
    const struct tg_clause *clauses = tg_rulebook_clauses(explaining->rulebook, &count);

    out->clauses = arena_take(&out->arena, count + 1, sizeof *out->clauses);
    for (size_t i = 0; i < count; i++)
        if (phrase_has_word(list, clauses[i].id))
            out->clauses[out->clause_count++] = (struct explained_clause){
                explain_say(out, "%s", clauses[i].id), explain_say(out, "%s", clauses[i].text)};
}

void explain_charge(const struct explaining *explaining)
{
    const struct tg_outcome *outcome = &explaining->outcome;
    struct explanation *out = explaining->out;
    struct tg_rule_info rule;

    tg_rulebook_rule(explaining->rulebook, &rule, outcome->rule);
    out->unspecified = rule.unspecified;
    for (size_t i = 0; i < outcome->line_count; i++)
        explain_fee(&out->fees[out->fee_count++], explaining, &outcome->line[i]);
    if (out->fee_count == 0)
        out->no_fee = rule.unspecified ? "no price is given" : "free: the rule charges nothing";
    explain_outcome(&out->outcome, explaining, explaining->rulebook, outcome);
    explain_basis(explaining);
    explain_clauses(explaining, rule.clauses);
}
