#include "adequacy.h"
#include "equivalence.h"
#include "judge.h"
#include "phrases.h"
#include "workers.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------------------------- suspects */

/* Those that are tried: all, the known defects, or the mutants of one group. */
static bool is_tried(const struct fault *fault, const char *only)
{
    const char *group = fault->group != NULL ? fault->group : ADEQUACY_DEFECTS;

    return only == NULL || strcmp(only, group) == 0;
}

static size_t count_tried(const struct faults *faults, const char *only)
{
    size_t count = 0;

    for (size_t i = 0; i < faults->count; i++) count += is_tried(&faults->list[i], only);
    return count;
}

/* The processes that try them write their results here. */
static void take_list(struct adequacy *adequacy, const char *only)
{
    size_t words = adequacy->questions->count / 64 + 1;
    size_t count = count_tried(&adequacy->faults, only);
    uint64_t *bits;

    adequacy->room = (count + 1) * (sizeof *adequacy->list + 2 * words * sizeof *bits);
    adequacy->list = workers_share(adequacy->room);
    bits = (uint64_t *)(adequacy->list + count);
    for (size_t i = 0; i < adequacy->faults.count; i++) {
        const struct fault *fault = &adequacy->faults.list[i];

        if (!is_tried(fault, only)) continue;
        adequacy->list[adequacy->count++] =
            (struct suspect){.fault = fault, .seen = bits, .sure = bits + words};
        bits += 2 * words;
        adequacy->known += fault->group == NULL;
    }
}

bool adequacy_open(struct adequacy *adequacy, const struct questions *questions, const char *only)
{
    struct tg_rulebook *tariff = choice_load(&(struct choice){0});

    *adequacy = (struct adequacy){.questions = questions};
    if (tariff == NULL || !faults_add_known(&adequacy->faults)) {
        tg_rulebook_free(tariff);
        return false;
    }
    if (only == NULL || strcmp(only, ADEQUACY_DEFECTS) != 0)
        mutants_make(&adequacy->faults, tariff);
    tg_rulebook_free(tariff);
    take_list(adequacy, only);
    if (adequacy->count > 0) return true;
    fprintf(stderr, "tollgate: no rule, policy or list named %s is mutated\n",
            tg_shown(tg_slice_of(only)));
    return false;
}

void adequacy_free(struct adequacy *adequacy)
{
    workers_release(adequacy->list, adequacy->room);
    faults_free(&adequacy->faults);
    arena_free(&adequacy->arena);
    *adequacy = (struct adequacy){0};
}

bool suspect_sees(const struct suspect *suspect, size_t question)
{
    return suspect->seen[question / 64] >> question % 64 & 1;
}

bool suspect_sure(const struct suspect *suspect, size_t question)
{
    return suspect->sure[question / 64] >> question % 64 & 1;
}

static void note_seen(struct suspect *suspect, size_t question)
{
    if (suspect->cases++ == 0) suspect->first = question;
    suspect->seen[question / 64] |= UINT64_C(1) << question % 64;
}

static void forget_seen(struct suspect *suspect, size_t questions)
{
    suspect->cases = 0;
    memset(suspect->seen, 0, (questions / 64 + 1) * sizeof suspect->seen[0]);
}

/* -------------------------------------------------------------------------------------- seeing */

#define MOST_ALLOWED 8

/* What some reading of the documents, or two of them together, lets a system charge. */
struct allowance {
    struct {
        tg_money low, high;
    } list[MOST_ALLOWED];
    uint8_t count;
    bool any; /* anything, or more than there is room for */
};

struct bench {
    struct adequacy *adequacy;
    struct allowance *allowed; /* by question; of those that rest on readings */
    struct law tariff;         /* without the annex: prices are open */
    struct law right;          /* the tariff with the annex */
    struct variant suspect;    /* the same with the suspect at hand */
    struct law wrong;          /* the whole of it, where that is needed */
    bool sure;                 /* some case sees it whatever else the system charges */
    bool progress;             /* is told */
};

static bool outside(const struct expected *expected, const struct ruling *wrong)
{
    return wrong->kind != EXPECT_EXACT || wrong->charge < expected->min ||
           (wrong->charge == expected->min && verdict_needs_price(expected)) ||
           (!expected->unbounded && wrong->charge > expected->max);
}

static bool rests_on_readings(const struct expected *expected)
{
    return strncmp(expected->basis, "I-", 2) == 0;
}

static void allow(struct allowance *allowed, const struct ruling *ruling)
{
    tg_money low = ruling->kind == EXPECT_EXACT ? ruling->charge : ruling->min;
    tg_money high = ruling->kind == EXPECT_EXACT ? ruling->charge : ruling->max;

    for (size_t i = 0; i < allowed->count; i++)
        if (allowed->list[i].low == low && allowed->list[i].high == high) return;
    if (ruling->kind == EXPECT_UNSPECIFIED || ruling->kind == EXPECT_ERROR || ruling->unbounded ||
        allowed->count == MOST_ALLOWED) {
        allowed->any = true;
        return;
    }
    allowed->list[allowed->count].low = low;
    allowed->list[allowed->count++].high = high;
}

static bool is_allowed(const struct allowance *allowed, const struct ruling *wrong)
{
    if (allowed->any) return true;
    if (wrong->kind != EXPECT_EXACT) return false;
    for (size_t i = 0; i < allowed->count; i++)
        if (wrong->charge >= allowed->list[i].low && wrong->charge <= allowed->list[i].high)
            return true;
    return false;
}

/* Adds what the tariff with these readings lets a system charge. Two that exclude each other let
 * nothing. */
static void allow_all(struct bench *bench, const struct choice *choice)
{
    const struct questions *questions = bench->adequacy->questions;
    struct tg_error error = {.status = TG_OK};
    struct tg_rulebook *rulebook = choice_try(choice, &error);
    struct law law;

    if (rulebook == NULL) return;
    law_make(&law, rulebook, questions);
    for (size_t i = 0; i < questions->count; i++)
        if (rests_on_readings(&questions->list[i].expected))
            allow(&bench->allowed[i], &law.list[i]);
    law_close(&law);
}

/* A charge rests on two readings at the most; a case that rests on more tells nothing for sure. */
static void doubt_the_rest(struct bench *bench)
{
    const struct questions *questions = bench->adequacy->questions;

    for (size_t i = 0; i < questions->count; i++) {
        const char *basis = questions->list[i].expected.basis;
        size_t readings = 0;

        if (!rests_on_readings(&questions->list[i].expected)) continue;
        while (tg_next_word(&basis).n > 0) readings++;
        if (readings > 2) bench->allowed[i].any = true;
    }
}

static void list_readings(struct choice *all, const struct tg_rulebook *rulebook)
{
    for (size_t n = 1; n <= TG_MAX_READINGS; n++) {
        const struct tg_reading *reading = tg_rulebook_reading(rulebook, n);

        for (size_t i = 0; reading != NULL && i < reading->option_count; i++)
            if (all->overlay_count < CHOICE_MAX_OVERLAYS)
                all->overlays[all->overlay_count++] =
                    tg_rulebook_option(rulebook, reading, i)->overlay;
    }
}

/* Does a case rest on both questions, "I-08" and "I-14"? */
static bool rest_together(const struct questions *questions, const char *one, const char *other)
{
    for (size_t i = 0; i < questions->count; i++)
        if (phrase_shares_word(questions->list[i].expected.basis, one) &&
            phrase_shares_word(questions->list[i].expected.basis, other))
            return true;
    return false;
}

/* Readings are named "I-08b": the question, and the answer to it. */
static void allow_pair(struct bench *bench, const char *one, const char *other)
{
    struct choice choice = {.overlays = {one, other}, .overlay_count = one == other ? 1 : 2};
    char questions[2][16];

    snprintf(questions[0], sizeof questions[0], "%.4s", one);
    snprintf(questions[1], sizeof questions[1], "%.4s", other);
    if (rest_together(bench->adequacy->questions, questions[0], questions[1]))
        allow_all(bench, &choice);
}

static void allow_readings(struct bench *bench)
{
    size_t count = bench->adequacy->questions->count;
    struct choice all = {0};

    bench->allowed = arena_take(&bench->adequacy->arena, count, sizeof *bench->allowed);
    list_readings(&all, bench->right.rulebook);
    allow_all(bench, &(struct choice){0});
    for (size_t i = 0; i < all.overlay_count; i++)
        for (size_t j = i; j < all.overlay_count; j++)
            allow_pair(bench, all.overlays[i], all.overlays[j]);
    doubt_the_rest(bench);
}

/* Does the case fail? Sure: neither prices nor readings can excuse the answer. */
static bool sees(const struct bench *bench, const struct law_change *change, bool *sure)
{
    size_t at = change->question;
    const struct expected *expected = &bench->adequacy->questions->list[at].expected;
    const struct ruling *right = &bench->right.list[at];
    const struct ruling *wrong = &change->ruling;

    *sure = false;
    if (expected->kind == EXPECT_UNSPECIFIED || expected->kind == EXPECT_ERROR) return false;
    if (expected->kind == EXPECT_RANGE && !outside(expected, wrong)) return false;
    if (expected->kind != EXPECT_RANGE && wrong->kind == EXPECT_EXACT &&
        wrong->charge == right->charge)
        return false;
    *sure = rests_on_readings(expected)
                ? !is_allowed(&bench->allowed[at], wrong)
                : expected->kind == EXPECT_EXACT || outside(expected, wrong);
    return true;
}

/* The values that the answers give to the open prices: two for one price fail any gate. */
struct told {
    tg_money value[TG_PLAN_COUNT][TG_SYSTEM_COUNT];
    bool known[TG_PLAN_COUNT][TG_SYSTEM_COUNT];
};

/* Does this answer tell another value of a price than an earlier one has? */
static bool contradicts(struct told *told, const struct bench *bench, size_t at)
{
    const struct expected *expected = &bench->adequacy->questions->list[at].expected;
    const struct ruling *open = &bench->tariff.list[at];
    const struct ruling *wrong = &bench->wrong.list[at];
    struct told *of = &told[open->term[0].price];
    tg_money rest = wrong->charge - open->fixed;

    if (expected->kind != EXPECT_OPEN || rests_on_readings(expected) || open->term_count != 1 ||
        wrong->kind != EXPECT_EXACT || open->term[0].units == 0)
        return false;
    if (rest % open->term[0].units != 0) return true;
    rest /= open->term[0].units;
    if (of->known[open->plan][open->system]) return of->value[open->plan][open->system] != rest;
    of->known[open->plan][open->system] = true;
    of->value[open->plan][open->system] = rest;
    return false;
}

static bool contradicts_itself(const struct bench *bench)
{
    struct told *told = array_grow(NULL, &(size_t){0}, bench->tariff.price_count, sizeof *told);
    bool found = false;

    memset(told, 0, bench->tariff.price_count * sizeof *told);
    for (size_t i = 0; i < bench->adequacy->questions->count && !found; i++)
        found = contradicts(told, bench, i);
    free(told);
    return found;
}

static void look(struct bench *bench, struct suspect *suspect)
{
    bench->sure = false;
    for (size_t i = 0; i < bench->suspect.count; i++) {
        const struct law_change *change = &bench->suspect.list[i];
        bool sure;

        if (!change->differs || !sees(bench, change, &sure)) continue;
        note_seen(suspect, change->question);
        if (sure && (change->ruling.kind == EXPECT_EXACT || change->ruling.kind == EXPECT_ERROR))
            suspect->sure[change->question / 64] |= UINT64_C(1) << change->question % 64;
        bench->sure = bench->sure || sure;
    }
}

/* ------------------------------------------------------------------------------------- judging */

/* What a system with this tariff answers. */
static void answer(struct heard *heard, const struct law *law, const struct questions *questions)
{
    heard_begin(heard, questions);
    for (size_t i = 0; i < questions->count; i++) {
        bool exact = law->list[i].kind == EXPECT_EXACT;
        char text[TG_MONEY_BUF] = "";
        struct reply reply = {.kind = exact ? ANSWER_AMOUNT : ANSWER_REFUSED,
                              .id = tg_slice_of(questions->list[i].id),
                              .amount = law->list[i].charge};

        if (exact) tg_money_format(text, reply.amount);
        reply.text = tg_slice_of(text);
        answers_add(&heard->answers, &reply);
    }
}

/* An annex of the prices that the system was found to charge. */
static void write_annex(struct text *out, const struct held *held)
{
    text_addf(out, "<overlay id=\"found\" kind=\"annex\" title=\"prices found\">");
    for (size_t i = 0; i < held->book.count; i++) {
        const struct price_found *found = &held->book.list[i];

        if (found->state != PRICE_KNOWN || found->with_count > 0) continue;
        text_addf(out, "<bind price=\"%s\" plan=\"%s\"", held->law.prices[found->price].name,
                  tg_value_name(TG_DIM_PLAN, found->plan));
        if (found->system != TG_SYSTEM_NONE)
            text_addf(out, " system=\"%s\"", tg_system_name((enum tg_system)found->system));
        text_addf(out, " value=\"");
        text_add_money(out, found->value, false);
        text_addf(out, "\"/>");
    }
    text_addf(out, "</overlay>");
}

/* Whether the suspect charges every call as the tariff does that it was found to follow. */
static bool follows(const struct bench *bench, const struct held *held)
{
    struct tg_error error = {.status = TG_OK};
    struct tg_rulebook *found = choice_try(&held->choice, &error);
    struct text annex = {0};
    bool same;

    write_annex(&annex, held);
    same = found != NULL && tg_rulebook_overlay(found, "found", annex.p, annex.n, &error) &&
           tg_rulebook_compile(found, &error) && same_everywhere(found, bench->wrong.rulebook);
    text_free(&annex);
    tg_rulebook_free(found);
    return same;
}

static void name_readings(struct suspect *suspect, const struct held *held)
{
    struct text name = {0};

    text_addf(&name, "charges as the tariff says");
    for (size_t i = held->given; i < held->choice.overlay_count; i++)
        text_addf(&name, "%s %s", i == held->given ? ", read as" : "", held->choice.overlays[i]);
    snprintf(suspect->reason, sizeof suspect->reason, "%s", name.p);
    text_free(&name);
}

static void settle_judged(struct bench *bench, struct suspect *suspect, struct judged *judged)
{
    if (judged_exit(judged) == EXIT_MISMATCH) {
        suspect->fate = FATE_DETECTED;
        forget_seen(suspect, judged->questions->count);
        for (size_t i = 0; i < judged->questions->count; i++)
            if (verdict_weigh(judged->list[i].verdict) == WEIGHT_FAILS) note_seen(suspect, i);
        return;
    }
    forget_seen(suspect, judged->questions->count);
    suspect->fate = FATE_SURVIVES;
    if (bench->adequacy->roughly || !follows(bench, &judged->held)) return;
    suspect->fate = FATE_EQUIVALENT;
    name_readings(suspect, &judged->held);
}

/* No case gives it away for sure: the gate itself is asked, then the whole table. */
static bool settle_doubt(struct bench *bench, struct suspect *suspect)
{
    const struct judge_rules rules = {&(struct choice){0}, 0, NULL};
    struct judged judged;
    struct heard heard;
    bool ok;

    if (suspect->cases == 0) {
        bool same = !bench->adequacy->roughly &&
                    same_everywhere(bench->tariff.rulebook, bench->wrong.rulebook);

        suspect->fate = same ? FATE_EQUIVALENT : FATE_SURVIVES;
        if (same) snprintf(suspect->reason, sizeof suspect->reason, "charges the same everywhere");
        return true;
    }
    answer(&heard, &bench->wrong, bench->adequacy->questions);
    ok = judge(&judged, bench->adequacy->questions, &heard, &rules);
    if (ok) settle_judged(bench, suspect, &judged);
    judged_free(&judged);
    heard_free(&heard);
    return ok;
}

/* ------------------------------------------------------------------------------------ measuring */

/* Where no single case is sure of it. */
static bool try_whole(struct bench *bench, struct suspect *suspect)
{
    bool ok = true;

    variant_law(&bench->wrong, &bench->suspect);
    if (suspect->cases == 0 || !contradicts_itself(bench)) ok = settle_doubt(bench, suspect);
    law_close(&bench->wrong);
    return ok;
}

static bool try_suspect(struct bench *bench, struct suspect *suspect)
{
    struct tg_error error = {.status = TG_OK};
    bool ok = true;

    if (!variant_open(&bench->suspect, &bench->right, fault_lay(suspect->fault),
                      bench->adequacy->questions, &error)) {
        suspect->fate = FATE_VOID;
        if (suspect->fault->group != NULL && error.status == TG_E_TABLE) return true;
        tell_error(&error);
        return false;
    }
    suspect->fate = FATE_DETECTED;
    look(bench, suspect);
    if (!bench->sure) ok = try_whole(bench, suspect);
    variant_close(&bench->suspect);
    return ok;
}

/* How many are done, told by the first of the processes: the others are about as far. */
static void show_progress(size_t done, size_t all)
{
    fprintf(stderr, "\r%zu of %zu wrong tariffs tried", done, all);
}

/* Every `jobs`th, from the first. */
static bool try_some(void *user, size_t first, size_t jobs)
{
    struct bench *bench = user;
    struct adequacy *adequacy = bench->adequacy;
    bool progress = bench->progress && first == 0;

    for (size_t i = first; i < adequacy->count; i += jobs) {
        if (!try_suspect(bench, &adequacy->list[i])) return false;
        if (progress && i / jobs % 25 == 0) show_progress(i, adequacy->count);
    }
    if (progress) fprintf(stderr, "\r%60s\r", "");
    return true;
}

bool adequacy_measure(struct adequacy *adequacy, unsigned jobs, bool progress)
{
    const struct choice annexed = {.overlays = {ADEQUACY_ANNEX}, .overlay_count = 1};
    struct bench bench = {.adequacy = adequacy, .progress = progress};
    bool ok = law_open(&bench.right, &annexed, adequacy->questions) &&
              law_open(&bench.tariff, &(struct choice){0}, adequacy->questions);

    if (ok) allow_readings(&bench);
    if (ok) ok = workers_run(jobs, try_some, &bench);
    variant_free(&bench.suspect);
    law_close(&bench.right);
    law_close(&bench.tariff);
    return ok;
}
