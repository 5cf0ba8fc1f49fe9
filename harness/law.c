#include "law.h"
#include "verdict.h"

#include <stdlib.h>
#include <string.h>

static bool read_question(struct tg_cdr *cdr, const struct question *question,
                          struct tg_error *error)
{
    struct tg_slice fields[TG_CDR_COLUMNS];

    if (question->readable) {
        *cdr = question->cdr;
        return true;
    }
    for (size_t f = 0; f < TG_CDR_COLUMNS; f++) fields[f] = tg_slice_of(question->field[f]);
    return tg_cdr_from_fields(cdr, fields, NULL, error);
}

static bool rate_question(const struct tg_rulebook *rulebook, struct tg_outcome *outcome,
                          const struct question *question, struct tg_error *error)
{
    struct tg_cdr cdr;

    *error = (struct tg_error){.status = TG_OK};
    return read_question(&cdr, question, error) && tg_rate(rulebook, outcome, &cdr, error);
}

static void add_line(struct ruling *ruling, const struct tg_price *prices,
                     const struct tg_fee_line *line)
{
    if (!line->open) {
        ruling->fixed += tg_money_round(&ruling->line_steps, line->units * line->value);
        return;
    }
    if (line->units > 0 && prices[line->price].above_low && !law_rounds(ruling))
        ruling->above_min = true;
    for (size_t i = 0; i < ruling->term_count; i++) {
        struct law_term *term = &ruling->term[i];

        /* Lines that are rounded one by one stay apart. */
        if (term->price != (uint16_t)line->price || term->per_s != line->per_s ||
            ruling->line_steps.step != 0)
            continue;
        term->units += line->units;
        return;
    }
    ruling->term[ruling->term_count++] =
        (struct law_term){(uint16_t)line->price, line->per_s, line->units};
}

static struct ruling rule_on_record(const struct tg_rulebook *rulebook, struct tg_call *call,
                                    const struct tg_cdr *cdr)
{
    static const enum expected_kind kinds[] = {[TG_EXACT] = EXPECT_EXACT,
                                               [TG_OPEN] = EXPECT_OPEN,
                                               [TG_RANGE] = EXPECT_RANGE,
                                               [TG_UNSPECIFIED] = EXPECT_UNSPECIFIED};
    const struct tg_price *prices = tg_rulebook_prices(rulebook, &(size_t){0});
    struct tg_outcome outcome;
    struct ruling ruling = {.kind = EXPECT_ERROR};

    *call = (struct tg_call){0};
    if (!tg_rate(rulebook, &outcome, cdr, NULL)) return ruling;
    *call = outcome.call;
    ruling = (struct ruling){.kind = kinds[outcome.kind],
                             .unbounded = outcome.unbounded,
                             .charge = outcome.charge,
                             .min = outcome.min,
                             .max = outcome.max,
                             .plan = cdr->plan,
                             .system = outcome.call.system,
                             .rule = outcome.rule,
                             .dur_s = cdr->dur_s};
    if (ruling.kind == EXPECT_OPEN)
        tg_rulebook_steps(rulebook, &ruling.line_steps, &ruling.charge_steps);
    for (size_t i = 0; ruling.kind == EXPECT_OPEN && i < outcome.line_count; i++)
        add_line(&ruling, prices, &outcome.line[i]);
    return ruling;
}

struct ruling ruling_of(const struct tg_rulebook *rulebook, const struct tg_cdr *cdr)
{
    struct tg_call ignored;

    return rule_on_record(rulebook, &ignored, cdr);
}

static struct ruling rule_on(const struct tg_rulebook *rulebook, struct tg_call *call,
                             const struct question *question)
{
    struct tg_error error = {.status = TG_OK};
    struct tg_cdr cdr;

    *call = (struct tg_call){0};
    if (!read_question(&cdr, question, &error)) return (struct ruling){.kind = EXPECT_ERROR};
    return rule_on_record(rulebook, call, &cdr);
}

struct ruling ruling_on(const struct tg_rulebook *rulebook, const struct question *question)
{
    struct tg_call ignored;

    return rule_on(rulebook, &ignored, question);
}

static void take_lists(struct law *law, struct tg_rulebook *rulebook, size_t count)
{
    *law = (struct law){.rulebook = rulebook, .count = count};
    law->prices = tg_rulebook_prices(rulebook, &law->price_count);
    law->list = array_grow(NULL, &(size_t){0}, count, sizeof *law->list);
    law->call = array_grow(NULL, &(size_t){0}, count, sizeof *law->call);
    law->unrated = array_grow(NULL, &(size_t){0}, count, sizeof *law->unrated);
}

static void put_ruling(struct law *law, size_t at, const struct ruling *ruling,
                       const struct tg_call *call)
{
    law->list[at] = *ruling;
    law->call[at] = *call;
    law->unrated[at] = ruling->kind == EXPECT_ERROR;
}

void law_make(struct law *law, struct tg_rulebook *rulebook, const struct questions *questions)
{
    take_lists(law, rulebook, questions->count);
    for (size_t i = 0; i < law->count; i++) {
        struct tg_call call;
        struct ruling ruling = rule_on(rulebook, &call, &questions->list[i]);

        put_ruling(law, i, &ruling, &call);
    }
}

bool law_open(struct law *law, const struct choice *choice, const struct questions *questions)
{
    struct tg_rulebook *rulebook = choice_load(choice);

    *law = (struct law){0};
    if (rulebook == NULL) return false;
    law_make(law, rulebook, questions);
    return true;
}

void law_close(struct law *law)
{
    tg_rulebook_free(law->rulebook);
    free(law->list);
    free(law->call);
    free(law->unrated);
    *law = (struct law){0};
}

/* ------------------------------------------------------------------------------------- variants */

static bool lay_over(struct tg_rulebook *rulebook, struct lay overlay, struct tg_error *error)
{
    if (overlay.text.p == NULL) return tg_rulebook_overlay_named(rulebook, overlay.name, error);
    return tg_rulebook_overlay(rulebook, overlay.name, overlay.text.p, overlay.text.n, error);
}

struct tg_rulebook *law_overlaid(const struct tg_rulebook *base, struct lay overlay,
                                 struct tg_error *error)
{
    struct tg_rulebook *rulebook = tg_rulebook_copy(base, error);

    if (rulebook == NULL) return NULL;
    if (lay_over(rulebook, overlay, error) && tg_rulebook_compile(rulebook, error)) return rulebook;
    tg_rulebook_free(rulebook);
    return NULL;
}

static void rate_again(struct variant *variant, size_t at, const struct question *question)
{
    struct law_change *change;

    variant->list =
        array_grow(variant->list, &variant->room, variant->count, sizeof *variant->list);
    change = &variant->list[variant->count++];
    change->question = at;
    change->ruling = rule_on(variant->rulebook, &change->call, question);
    change->differs = !law_same(&variant->base->list[at], &change->ruling);
}

bool reach_holds(const struct reach *reach, const struct tg_rulebook *rulebook,
                 const struct tg_call *call)
{
    const char *name;

    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++)
        if ((reach->mask[dim] >> call->value[dim] & 1) == 0) return false;
    if (reach->digits == NULL) return true;
    return call->prefix != 0 &&
           strcmp(tg_rulebook_prefix(rulebook, call, &name), reach->digits) == 0;
}

/* Whether a call may be charged otherwise; `alike`: by the same policies. */
static bool may_differ(const struct variant *variant, const struct lay *overlay, bool alike,
                       size_t at)
{
    const struct law *base = variant->base;
    const struct tg_call *call = &base->call[at];

    if (base->unrated[at] || !alike) return true;
    if (overlay->reach != NULL && !reach_holds(overlay->reach, base->rulebook, call)) return false;
    return !tg_rated_alike(base->rulebook, variant->rulebook, call);
}

bool variant_open(struct variant *variant, const struct law *base, struct lay overlay,
                  const struct questions *questions, struct tg_error *error)
{
    bool alike;

    variant->base = base;
    variant->count = 0;
    variant->rulebook = law_overlaid(base->rulebook, overlay, error);
    if (variant->rulebook == NULL) return false;
    alike = tg_policies_alike(base->rulebook, variant->rulebook);
    for (size_t i = 0; i < base->count; i++)
        if (may_differ(variant, &overlay, alike, i)) rate_again(variant, i, &questions->list[i]);
    return true;
}

void variant_law(struct law *law, struct variant *variant)
{
    const struct law *base = variant->base;

    take_lists(law, variant->rulebook, base->count);
    variant->rulebook = NULL;
    memcpy(law->list, base->list, base->count * sizeof *law->list);
    memcpy(law->call, base->call, base->count * sizeof *law->call);
    memcpy(law->unrated, base->unrated, base->count * sizeof *law->unrated);
    for (size_t i = 0; i < variant->count; i++)
        put_ruling(law, variant->list[i].question, &variant->list[i].ruling,
                   &variant->list[i].call);
}

void variant_close(struct variant *variant)
{
    tg_rulebook_free(variant->rulebook);
    variant->rulebook = NULL;
}

void variant_free(struct variant *variant)
{
    variant_close(variant);
    free(variant->list);
    *variant = (struct variant){0};
}

/* ----------------------------------------------------------------------------------- comparing */

bool law_rounds(const struct ruling *ruling)
{
    return ruling->line_steps.step != 0 || ruling->charge_steps.step != 0;
}

tg_money law_charge(const struct ruling *ruling, const tg_money values[2 * TG_MAX_FEES])
{
    tg_money sum = ruling->fixed;

    for (size_t i = 0; i < ruling->term_count; i++)
        sum += tg_money_round(&ruling->line_steps, ruling->term[i].units * values[i]);
    return tg_money_round(&ruling->charge_steps, sum);
}

static bool same_steps(const struct tg_steps *a, const struct tg_steps *b)
{
    return a->step == b->step && a->rounding == b->rounding;
}

bool law_same(const struct ruling *a, const struct ruling *b)
{
    if (a->kind != b->kind) return false;
    if (a->kind == EXPECT_EXACT) return a->charge == b->charge;
    if (a->kind != EXPECT_OPEN && a->kind != EXPECT_RANGE) return true;
    if (a->min != b->min || a->unbounded != b->unbounded || (!a->unbounded && a->max != b->max))
        return false;
    if (a->fixed != b->fixed || a->term_count != b->term_count ||
        !same_steps(&a->line_steps, &b->line_steps) ||
        !same_steps(&a->charge_steps, &b->charge_steps))
        return false;
    for (size_t i = 0; i < a->term_count; i++)
        if (a->term[i].price != b->term[i].price || a->term[i].units != b->term[i].units)
            return false;
    return true;
}

bool law_impose(const struct law *law, struct questions *questions, struct tg_error *error)
{
    struct golden golden = {0};
    struct text text = {0};
    bool ok;

    text_addf(&text, "%s\n", TG_OUTCOME_HEADER);
    for (size_t i = 0; i < questions->count; i++) {
        struct tg_slice id = tg_slice_of(questions->list[i].id);
        struct tg_error found;
        struct tg_outcome outcome;
        char line[TG_OUTCOME_BUF];
        size_t n = rate_question(law->rulebook, &outcome, &questions->list[i], &found)
                       ? tg_outcome_format(law->rulebook, line, id, &outcome)
                       : tg_outcome_format_error(line, id, &found);

        text_add(&text, (struct tg_slice){line, n});
    }
    ok = golden_read(&golden, &questions->arena, text_slice(&text), "outcomes", error);
    for (size_t i = 0; ok && i < questions->count; i++) questions->list[i].expected = golden.row[i];
    golden_free(&golden);
    text_free(&text);
    return ok;
}

static bool agrees(const struct ruling *ruling, const struct expected *expected)
{
    if (ruling->kind != expected->kind) return false;
    switch (ruling->kind) {
    case EXPECT_EXACT: return ruling->charge == expected->charge;
    case EXPECT_OPEN:
    case EXPECT_RANGE:
        return ruling->min == expected->min && ruling->unbounded == expected->unbounded &&
               (ruling->unbounded || ruling->max == expected->max);
    default: return true;
    }
}

bool law_agrees(const struct law *law, const struct questions *questions, struct tg_error *error)
{
    for (size_t i = 0; i < questions->count; i++) {
        const struct question *question = &questions->list[i];

        if (agrees(&law->list[i], &question->expected)) continue;
        return tg_fail(error, TG_E_CONTRADICTION, NULL, 0, 0,
                       "golden result of case '%s' is not what the rulebook says: golden and "
                       "rulebook do not belong together (see tollgate golden --diff)",
                       question->id);
    }
    return true;
}
