#include "call_facts.h"

#include <stdlib.h>
#include <string.h>

#define YEAR_S       (365 * 86400)
#define MOST_SECONDS 3600 /* how much longer or shorter a call is tried */

/* ------------------------------------------------------------------------------ the same charge */

/* A call under a rulebook, and what it costs. */
struct trial {
    const struct tg_rulebook *rulebook;
    struct tg_cdr cdr;
    struct tg_outcome outcome;
};

/* Whether the call, otherwise placed, is charged the same and for the same reasons. */
static bool same_at(const struct trial *trial, tg_time start, int32_t dur_s)
{
    struct tg_error error = {.status = TG_OK};
    struct tg_cdr cdr = trial->cdr;
    struct tg_outcome outcome;

    cdr.start = start;
    cdr.dur_s = dur_s;
    return tg_rate(trial->rulebook, &outcome, &cdr, &error) &&
           outcome.kind == trial->outcome.kind && outcome.rule == trial->outcome.rule &&
           outcome.basis == trial->outcome.basis &&
           (outcome.kind != TG_EXACT || outcome.charge == trial->outcome.charge);
}

static void narrow_minutes(struct call_facts *facts, const struct trial *trial)
{
    tg_time start = trial->cdr.start;
    tg_time midnight = start - (start + TG_CST_OFFSET_S) % 86400;

    for (int minute = 0; minute < DAY_MINUTES; minute++)
        facts->minute[minute] = facts->minute[minute] &&
                                same_at(trial, midnight + minute * 60, trial->cdr.dur_s) &&
                                same_at(trial, midnight + minute * 60 + 59, trial->cdr.dur_s);
    facts->any_day = facts->any_day && same_at(trial, start + YEAR_S, trial->cdr.dur_s);
}

static void narrow_length(struct call_facts *facts, const struct trial *trial)
{
    int32_t least = trial->cdr.dur_s;
    int32_t most = least;

    while (least > 1 && least > facts->least_s && same_at(trial, trial->cdr.start, least - 1))
        least--;
    while (most < facts->most_s && same_at(trial, trial->cdr.start, most + 1)) most++;
    facts->least_s = least;
    facts->most_s = most;
}

/* Keeps to what this rulebook, too, does not charge otherwise. */
static void narrow(struct call_facts *facts, const struct tg_rulebook *rulebook,
                   const struct question *question)
{
    struct trial trial = {.rulebook = rulebook, .cdr = question->cdr};
    struct tg_error error = {.status = TG_OK};

    if (!tg_rate(rulebook, &trial.outcome, &trial.cdr, &error)) return;
    narrow_minutes(facts, &trial);
    /* A monthly fee lasts no time. */
    if (question->cdr.event != TG_EVENT_MONTHLY_FEE) narrow_length(facts, &trial);
}

/* ----------------------------------------------------------------------------- what it would be */

/* "0.60" or "2*roam_caller"; "" where the rulebook gives no charge; "refused" where it cannot. */
static const char *amount_of(struct arena *arena, const struct tg_rulebook *rulebook,
                             const struct question *question)
{
    enum { CHARGE = 2, MIN = 3, FORMULA = 5 };
    struct tg_error error = {.status = TG_OK};
    char line[TG_OUTCOME_BUF];
    struct tg_outcome outcome;
    char *field = line;
    int column = CHARGE;

    if (!tg_rate(rulebook, &outcome, &question->cdr, &error)) return "refused";
    if (outcome.kind == TG_OPEN || outcome.kind == TG_RANGE)
        column = !outcome.unbounded && outcome.min == outcome.max ? MIN : FORMULA;
    line[tg_outcome_format(rulebook, line, tg_slice_of("-"), &outcome)] = '\0';
    while (column-- > 0) strsep(&field, ",");
    return arena_text(arena, (struct tg_slice){field, strcspn(field, ",")});
}

static void add_deviation(struct call_facts *facts, struct deviation deviation)
{
    facts->list = array_grow(facts->list, &facts->room, facts->count, sizeof *facts->list);
    facts->list[facts->count++] = deviation;
}

/* The calls that a suspect shows by. */
static bool look_at(struct calls_facts *facts, const struct call_plan *plan, size_t suspect)
{
    const struct fault *what = plan->adequacy->list[suspect].fault;
    struct tg_rulebook *wrong = gate_with(plan->gate.annexed, what);
    struct tg_rulebook *open = gate_with(plan->gate.tariff, what);

    for (size_t i = 0; wrong != NULL && open != NULL && i < facts->count; i++) {
        const struct question *question = &plan->gate.questions->list[plan->asked[i]];
        bool alone = call_plan_alone(plan, i, suspect);

        if (!alone && !call_plan_together(plan, i, suspect)) continue;
        narrow(&facts->list[i], wrong, question);
        add_deviation(&facts->list[i],
                      (struct deviation){suspect, alone, amount_of(&facts->arena, open, question)});
    }
    tg_rulebook_free(open);
    tg_rulebook_free(wrong);
    return wrong != NULL && open != NULL;
}

/* Those that cost the same stand together, in the order of the catalogue. */
static int by_amount(const void *a, const void *b)
{
    const struct deviation *x = a;
    const struct deviation *y = b;
    int order = x->alone != y->alone ? (x->alone ? -1 : 1) : strcmp(x->amount, y->amount);

    return order != 0 ? order : x->suspect < y->suspect ? -1 : 1;
}

bool calls_facts_make(struct calls_facts *facts, const struct call_plan *plan)
{
    bool ok = true;

    *facts = (struct calls_facts){.count = plan->plan.count};
    facts->list = arena_take(&facts->arena, facts->count + 1, sizeof *facts->list);
    for (size_t i = 0; i < facts->count; i++) {
        const struct question *question = &plan->gate.questions->list[plan->asked[i]];
        struct call_facts *call = &facts->list[i];

        memset(call->minute, true, sizeof call->minute);
        call->any_day = true;
        call->most_s = question->cdr.dur_s + MOST_SECONDS;
        narrow(call, plan->gate.annexed, question);
    }
    for (size_t i = 0; ok && i < plan->adequacy->count; i++)
        if (plan->from[i] > 0) ok = look_at(facts, plan, i);
    for (size_t i = 0; i < facts->count; i++)
        if (facts->list[i].count > 0)
            qsort(facts->list[i].list, facts->list[i].count, sizeof(struct deviation), by_amount);
    return ok;
}

void calls_facts_free(struct calls_facts *facts)
{
    for (size_t i = 0; i < facts->count; i++) free(facts->list[i].list);
    arena_free(&facts->arena);
    *facts = (struct calls_facts){0};
}
