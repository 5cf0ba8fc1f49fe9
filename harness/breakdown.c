#include "breakdown.h"
#include "facts.h"

#include <stdlib.h>
#include <string.h>

static struct share *share_of(struct breakdown *breakdown, struct tg_slice name, size_t first)
{
    size_t at = idmap_find(&breakdown->index, name);
    const char *kept;

    if (at != IDMAP_NONE) return &breakdown->list[at];
    at = breakdown->count++;
    kept = arena_text(&breakdown->arena, name);
    idmap_add(&breakdown->index, kept, at);
    breakdown->list = array_grow(breakdown->list, &breakdown->room, at, sizeof *breakdown->list);
    breakdown->list[at] = (struct share){.name = kept, .first = first};
    return &breakdown->list[at];
}

static void count_case(struct breakdown *breakdown, const struct judged *judged, size_t at,
                       struct tg_slice name)
{
    struct share *share = share_of(breakdown, name, at);
    enum verdict verdict = judged->list[at].verdict;

    share->cases++;
    judged_weigh(&share->money, &judged->questions->list[at].expected, &judged->list[at]);
    if (verdict == VERDICT_UNSPECIFIED || verdict == VERDICT_NO_VERDICT) return;
    share->judged++;
    if (verdict_weigh(verdict) == WEIGHT_NONE) share->conform++;
    if (verdict_weigh(verdict) != WEIGHT_FAILS || judged->list[at].known != NULL) return;
    share->failing++;
    if (share->failing_as[verdict]++ == 0) share->first_as[verdict] = at;
}

static void count_clauses(struct breakdown *breakdown, const struct judged *judged, size_t at)
{
    const char *clauses = judged->questions->list[at].expected.clauses;

    for (struct tg_slice word; (word = tg_next_word(&clauses)).n > 0;)
        count_case(breakdown, judged, at, word);
}

/* Too much and too little are as bad. Neither is negative, so that the sum has room. */
static uint64_t money_of(const struct share *share)
{
    return (uint64_t)share->money.over + (uint64_t)share->money.under;
}

static int by_weight(const void *a, const void *b)
{
    const struct share *x = a;
    const struct share *y = b;

    if (x->failing != y->failing) return x->failing > y->failing ? -1 : 1;
    if (money_of(x) != money_of(y)) return money_of(x) > money_of(y) ? -1 : 1;
    if (x->first != y->first) return x->first < y->first ? -1 : 1;
    return strcmp(x->name, y->name);
}

static const char *name_of(const struct questions *questions, size_t at, enum breakdown_by by)
{
    const struct question *question = &questions->list[at];

    switch (by) {
    case BY_RULE: return facts_rule_name(&question->expected);
    case BY_PLAN: return question_field(question, "plan");
    case BY_SUITE:
    case BY_CLAUSE: break;
    }
    return questions->suites[question->suite].name;
}

void breakdown_make(struct breakdown *breakdown, const struct judged *judged, enum breakdown_by by)
{
    *breakdown = (struct breakdown){0};
    for (size_t i = 0; i < judged->questions->count; i++) {
        if (by == BY_CLAUSE)
            count_clauses(breakdown, judged, i);
        else
            count_case(breakdown, judged, i, tg_slice_of(name_of(judged->questions, i, by)));
    }
    if (breakdown->count > 0)
        qsort(breakdown->list, breakdown->count, sizeof *breakdown->list, by_weight);
    while (breakdown->failing < breakdown->count && breakdown->list[breakdown->failing].failing > 0)
        breakdown->failing++;
}

void breakdown_free(struct breakdown *breakdown)
{
    free(breakdown->list);
    idmap_free(&breakdown->index);
    arena_free(&breakdown->arena);
}

size_t share_example(const struct share *share)
{
    int best = 0;

    for (int v = 1; v < VERDICT_COUNT; v++)
        if (share->failing_as[v] > share->failing_as[best]) best = v;
    return share->first_as[best];
}

void verdicts_describe(struct text *out, const uint64_t counts[VERDICT_COUNT])
{
    const char *comma = "";

    for (int v = 0; v < VERDICT_COUNT; v++) {
        if (counts[v] == 0) continue;
        text_addf(out, "%s%s %llu", comma, verdict_name((enum verdict)v),
                  (unsigned long long)counts[v]);
        comma = ", ";
    }
}

void share_describe(struct text *out, const struct share *share)
{
    text_addf(out, "%llu case%s: ", (unsigned long long)share->failing,
              share->failing == 1 ? "" : "s");
    verdicts_describe(out, share->failing_as);
}

void conformance_describe(struct text *out, uint64_t conform, uint64_t judged)
{
    unsigned long long share = judged == 0 ? 0 : conform * 10000 / judged;

    if (judged == 0)
        text_addf(out, "-");
    else
        text_addf(out, "%llu.%02llu %%", share / 100, share % 100);
}

/* ----------------------------------------------------------------------------------- in words */

const char *const share_columns[SHARE_CELLS] = {"",         "cases",     "failing",
                                                "conforms", "over yuan", "under yuan"};

static const char *plan_title(const char *name)
{
    for (unsigned plan = 0; plan < tg_dim_size(TG_DIM_PLAN); plan++)
        if (strcmp(tg_value_name(TG_DIM_PLAN, plan), name) == 0)
            return tg_plan_title((enum tg_plan)plan);
    return "";
}

void share_cells(struct text cells[SHARE_CELLS], const struct share *share, enum breakdown_by by)
{
    for (size_t i = 0; i < SHARE_CELLS; i++) cells[i] = (struct text){0};
    text_addf(&cells[0], "%s", share->name[0] != '\0' ? share->name : "(none)");
    if (by == BY_PLAN) text_addf(&cells[0], " %s", plan_title(share->name));
    text_addf(&cells[1], "%llu", (unsigned long long)share->cases);
    text_addf(&cells[2], "%llu", (unsigned long long)share->failing);
    conformance_describe(&cells[3], share->conform, share->judged);
    text_add_money(&cells[4], share->money.over, false);
    text_add_money(&cells[5], share->money.under, false);
}

void share_cells_free(struct text cells[SHARE_CELLS])
{
    for (size_t i = 0; i < SHARE_CELLS; i++) text_free(&cells[i]);
}
