#include "trace.h"

#include "case_rate.h"
#include "phrases.h"

#include <string.h>

#define DAY_S     86400
#define NUMBERING "X-5" /* the clause of the numbering plans */

/* A moment at which a policy changes what calls cost: a date, or a time of every day. */
struct moment {
    const char *clauses;
    tg_time at; /* of every day: seconds since midnight */
    bool daily;
    enum tg_dim dim; /* what it changes */
};

#define MAX_MOMENTS 8

struct maker {
    struct trace *trace;
    struct moment moments[MAX_MOMENTS];
    size_t moment_count;
    const char *rounding;     /* clauses */
    const char *free_seconds; /* clauses */
    const struct tg_price *prices;
    /* The case at hand: */
    const struct tg_cdr *cdr;
    const struct tg_outcome *outcome;
    unsigned *edges; /* by clause; 0 = not exercised */
};

/* That a clause is exercised, at no edge in particular. */
#define EXERCISED 0x100u

static void cite(struct maker *maker, const char *clauses, unsigned edges)
{
    const char *list = clauses;
    struct tg_slice word;

    while ((word = tg_next_word(&list)).n > 0)
        for (size_t i = 0; i < maker->trace->count; i++)
            if (tg_slice_is(word, maker->trace->clauses[i].clause->id))
                maker->edges[i] |= EXERCISED | edges;
}

/* ---------------------------------------------------------------------------------- the policies
 */

static void add_date(struct maker *maker, const struct tg_policy_text *policy)
{
    struct moment *moment = &maker->moments[maker->moment_count++];

    *moment = (struct moment){.clauses = policy->clauses, .dim = TG_DIM_REGIME};
    tg_time_parse(&moment->at, tg_slice_of(policy->value));
}

/* "23:00:00-06:59:59": it begins at the one and has ended one second after the other. */
static void add_window(struct maker *maker, const struct tg_policy_text *policy, enum tg_dim dim)
{
    for (int end = 0; end < 2; end++) {
        const char *p = policy->value + (end == 0 ? 0 : 9);
        int second = ((p[0] - '0') * 10 + p[1] - '0') * 3600 +
                     ((p[3] - '0') * 10 + p[4] - '0') * 60 + (p[6] - '0') * 10 + p[7] - '0';

        maker->moments[maker->moment_count++] = (struct moment){
            .clauses = policy->clauses, .at = (second + end) % DAY_S, .daily = true, .dim = dim};
    }
}

static void learn_policies(struct maker *maker)
{
    const struct tg_rulebook *rulebook = maker->trace->rulebook;

    add_date(maker, phrase_policy(rulebook, "split_from"));
    add_date(maker, phrase_policy(rulebook, "single_from"));
    add_window(maker, phrase_policy(rulebook, "idle_hours"), TG_DIM_DAYPART);
    add_window(maker, phrase_policy(rulebook, "pack_hours"), TG_DIM_PACK);
    maker->rounding = phrase_policy(rulebook, "unit_rounding")->clauses;
    maker->free_seconds = phrase_policy(rulebook, "free_seconds")->clauses;
}

/* Whether the call would be charged otherwise with any other value of the dimension. */
static bool depends_on(const struct maker *maker, enum tg_dim dim)
{
    uint8_t value[TG_DIM_COUNT];
    size_t rule, charge, other_rule, other_charge;

    memcpy(value, maker->outcome->call.value, sizeof value);
    if (!tg_rulebook_at(maker->trace->rulebook, &rule, &charge, value)) return false;
    for (unsigned v = 0; v < tg_dim_size(dim); v++) {
        value[dim] = (uint8_t)v;
        if (tg_rulebook_at(maker->trace->rulebook, &other_rule, &other_charge, value) &&
            (other_rule != rule || other_charge != charge))
            return true;
    }
    return false;
}

/* How many seconds after the moment the call begins; of a day, the nearest. */
static tg_time seconds_after(const struct moment *moment, tg_time start)
{
    tg_time after;

    if (!moment->daily) return start - moment->at;
    after = ((start + TG_CST_OFFSET_S) % DAY_S - moment->at + DAY_S) % DAY_S;
    return after > DAY_S / 2 ? after - DAY_S : after;
}

static void trace_moments(struct maker *maker)
{
    for (size_t i = 0; i < maker->moment_count; i++) {
        const struct moment *moment = &maker->moments[i];
        tg_time after = seconds_after(moment, maker->cdr->start);

        if (after < -1 || after > 1 || !depends_on(maker, moment->dim)) continue;
        cite(maker, moment->clauses,
             after < 0    ? TRACE_TIME_BEFORE
             : after == 0 ? TRACE_TIME_AT
                          : TRACE_TIME_AFTER);
    }
}

/* The edges of units at which the call ends. */
static unsigned unit_edges(struct maker *maker)
{
    int32_t dur_s = maker->cdr->dur_s;
    unsigned edges = 0;

    for (size_t i = 0; i < maker->outcome->line_count; i++) {
        int32_t per_s = maker->outcome->line[i].per_s;

        if (per_s <= 0 || dur_s == 0) continue;
        if (dur_s % per_s == per_s - 1) edges |= TRACE_UNIT_BELOW;
        if (dur_s % per_s == 0) edges |= TRACE_UNIT_FULL;
        if (dur_s % per_s == 1 && dur_s > per_s) edges |= TRACE_UNIT_ABOVE;
        cite(maker, maker->rounding, edges);
    }
    return edges;
}

static void trace_case(struct maker *maker)
{
    const struct tg_outcome *outcome = maker->outcome;
    struct tg_rule_info rule;
    unsigned edges = unit_edges(maker);

    tg_rulebook_rule(maker->trace->rulebook, &rule, outcome->rule);
    cite(maker, rule.clauses, edges);
    for (size_t i = 0; i < outcome->line_count; i++)
        if (outcome->line[i].open)
            cite(maker, maker->prices[outcome->line[i].price].clauses, edges);
    if (outcome->call.value[TG_DIM_LENGTH] != TG_LENGTH_ZERO && depends_on(maker, TG_DIM_LENGTH))
        cite(maker, maker->free_seconds, 0);
    if (outcome->call.prefix != 0 ||
        (outcome->call.other_area != 0 && !outcome->call.area_from_record))
        cite(maker, NUMBERING, 0);
    trace_moments(maker);
}

/* ------------------------------------------------------------------------------------- the cases
 */

static void count_case(struct maker *maker, size_t suite)
{
    for (size_t i = 0; i < maker->trace->count; i++) {
        struct trace_clause *clause = &maker->trace->clauses[i];

        if (maker->edges[i] == 0) continue;
        clause->cases++;
        clause->by_suite[suite]++;
        clause->kinds[maker->outcome->kind]++;
        clause->edges |= maker->edges[i] & ~EXERCISED;
    }
}

static bool add_case(struct maker *maker, size_t suite, const struct suite_case *made,
                     struct tg_error *error)
{
    struct tg_outcome outcome;
    struct tg_cdr cdr;

    if (!case_rate(&cdr, &outcome, made, maker->trace->rulebook, error)) return false;
    memset(maker->edges, 0, maker->trace->count * sizeof *maker->edges);
    maker->cdr = &cdr;
    maker->outcome = &outcome;
    trace_case(maker);
    count_case(maker, suite);
    return true;
}

bool trace_make(struct trace *trace, const struct tg_rulebook *rulebook,
                const struct selection *selection, struct tg_error *error)
{
    const struct tg_clause *clauses;
    struct maker maker = {.trace = trace};
    size_t count;

    *trace = (struct trace){.rulebook = rulebook, .selection = selection};
    clauses = tg_rulebook_clauses(rulebook, &trace->count);
    trace->clauses = arena_take(&trace->arena, trace->count, sizeof *trace->clauses);
    for (size_t i = 0; i < trace->count; i++) {
        trace->clauses[i].clause = &clauses[i];
        trace->clauses[i].by_suite = arena_take(&trace->arena, selection->count, sizeof(size_t));
    }
    maker.edges = arena_take(&trace->arena, trace->count, sizeof *maker.edges);
    maker.prices = tg_rulebook_prices(rulebook, &count);
    learn_policies(&maker);
    for (size_t s = 0; s < selection->count; s++)
        for (size_t i = 0; i < selection->list[s].suite->case_count; i++)
            if (!add_case(&maker, s, &selection->list[s].suite->cases[i], error)) return false;
    return true;
}

void trace_free(struct trace *trace)
{
    arena_free(&trace->arena);
    *trace = (struct trace){.rulebook = NULL};
}

/* ------------------------------------------------------------------------------------- the faults
 */

static const struct trace_clause *find_clause(const struct trace *trace, struct tg_slice id)
{
    for (size_t i = 0; i < trace->count; i++)
        if (tg_slice_is(id, trace->clauses[i].clause->id)) return &trace->clauses[i];
    return NULL;
}

static size_t fault_claims(struct text *out, const struct trace *trace, size_t s)
{
    const struct suite *suite = trace->selection->list[s].suite;
    const char *list = suite->clauses;
    struct tg_slice id;
    size_t faults = 0;

    while ((id = tg_next_word(&list)).n > 0) {
        const struct trace_clause *clause = find_clause(trace, id);

        if (clause != NULL && clause->by_suite[s] > 0) continue;
        text_addf(out, "%s:%ld:%ld: suite %s claims %.*s, %s\n", suite->place.file,
                  suite->place.line, suite->place.column, suite->id, (int)id.n, id.p,
                  clause == NULL ? "which is no clause of the rulebook"
                                 : "but no case of it exercises that clause");
        faults++;
    }
    return faults;
}

/* How many cases a clause must have at least. */
static size_t needed(const struct tg_clause *clause)
{
    if (strcmp(clause->effect, "rates") == 0) return TRACE_FEW;
    return strcmp(clause->effect, "scope") == 0 ? 1 : 0;
}

size_t trace_faults(struct text *out, const struct trace *trace)
{
    size_t faults = 0;

    for (size_t s = 0; s < trace->selection->count; s++) faults += fault_claims(out, trace, s);
    for (size_t i = 0; i < trace->count; i++) {
        const struct trace_clause *clause = &trace->clauses[i];

        if (clause->cases >= needed(clause->clause)) continue;
        text_addf(out, "clause %s has %zu cases, expected at least %zu\n", clause->clause->id,
                  clause->cases, needed(clause->clause));
        faults++;
    }
    return faults;
}
