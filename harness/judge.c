#include "judge.h"
#include "phrases.h"

#include <stdlib.h>
#include <string.h>

static tg_money add_saturating(tg_money a, tg_money b)
{
    tg_money sum;

    return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

void judged_weigh(struct judged_money *money, const struct expected *expected,
                  const struct judgement *judgement)
{
    if (expected->kind != EXPECT_EXACT || !judgement->differs) return;
    money->cases++;
    money->expected = add_saturating(money->expected, expected->charge);
    if (judgement->difference > 0)
        money->over = add_saturating(money->over, judgement->difference);
    else
        money->under = add_saturating(money->under, -judgement->difference);
}

/* ------------------------------------------------------------------------ what others answered */

static const char *keep_text(struct judged *judged, struct text *text)
{
    const char *kept = arena_text(&judged->answers.arena, text_slice(text));

    text_free(text);
    return kept;
}

/* Of the open prices in a charge, the first that something is wrong with. */
static const struct price_found *doubtful_price(const struct held *held, size_t at)
{
    const struct ruling *ruling = &held->law.list[at];

    for (size_t i = 0; i < ruling->term_count; i++) {
        const struct price_found *found = prices_find(
            &held->book, &held->law, ruling->term[i].price, ruling->plan, ruling->system);

        if (found != NULL && !prices_sound(found)) return found;
    }
    return NULL;
}

/* Answers to other questions tell what this one should be. */
static const char *note_price(struct judged *judged, size_t at)
{
    const struct held *held = &judged->held;
    const struct price_found *found = doubtful_price(held, at);
    struct text note = {0};
    tg_money expected;

    if (prices_fit(&expected, &held->book, &held->law, &held->law.list[at],
                   judged->answers.slot[at].first) == PRICE_MISFITS) {
        text_addf(&note, "by the other answers ");
        text_add_money(&note, expected, false);
        text_addf(&note, " yuan");
        if (found != NULL) text_addf(&note, "; ");
    }
    if (found != NULL) prices_describe(&note, &held->law, judged->questions, found);
    return note.n == 0 ? NULL : keep_text(judged, &note);
}

static const char *note_reading(struct judged *judged, const char *format, const char *id)
{
    struct text note = {0};

    text_addf(&note, "%s%s", format, id);
    return keep_text(judged, &note);
}

/* The readings held, and one more, whose rulings differ from what golden says. */
static enum verdict judge_by_readings(struct judged *judged, size_t at)
{
    struct held *held = &judged->held;
    struct judgement *judgement = &judged->list[at];
    struct text ids = {0};

    if (held->readings.count == 0) return judgement->verdict;
    if (held_fit(&held->law, &held->book, &judged->answers, at) == FIT_YES) {
        for (size_t i = 0; i < held->readings.count; i++)
            if (!held->readings.list[i].mixed)
                text_addf(&ids, "%s%s", ids.n > 0 ? " " : "", held->readings.list[i].id);
        if (ids.n > 0) {
            judgement->note = note_reading(judged, "follows from ", ids.p);
            text_free(&ids);
            return VERDICT_READING;
        }
    }
    if (judged->faults != NULL && judged->faults[at] != 0) return judgement->verdict;
    for (size_t i = 0; i < held->readings.count; i++) {
        const struct reading_found *found = &held->readings.list[i];

        if (!found->mixed || held_fit(&found->law, &held->book, &judged->answers, at) != FIT_YES)
            continue;
        judgement->note = note_reading(judged, "elsewhere the system does not hold ", found->id);
        return VERDICT_MIXED;
    }
    return judgement->verdict;
}

static bool is_amount(const struct judged *judged, size_t at)
{
    const struct answer_slot *slot = &judged->answers.slot[at];

    return slot->count == 1 && slot->first->kind == ANSWER_AMOUNT;
}

/* Looks at an amount in the light of the others. */
static void judge_with_others(struct judged *judged, size_t at)
{
    const struct held *held = &judged->held;
    const struct expected *expected = &judged->questions->list[at].expected;
    struct judgement *judgement = &judged->list[at];
    bool open = expected->kind == EXPECT_OPEN;
    enum verdict before = judgement->verdict;

    if (expected->kind == EXPECT_UNSPECIFIED || expected->kind == EXPECT_ERROR) return;
    if (held->law.list[at].kind == EXPECT_UNSPECIFIED &&
        (before == VERDICT_REFUSED || before == VERDICT_MISSING || is_amount(judged, at))) {
        judgement->verdict = VERDICT_READING;
        judgement->differs = false;
        judgement->note = "by the readings that the system holds, the documents give no charge";
        return;
    }
    if (!is_amount(judged, at)) return;
    if (open && before == VERDICT_PASS &&
        held_fit(&held->law, &held->book, &judged->answers, at) == FIT_NO)
        judgement->verdict = VERDICT_INCONSISTENT;
    if (judgement->verdict == VERDICT_PASS) return;
    judgement->verdict = judge_by_readings(judged, at);
    if (judgement->verdict == VERDICT_READING) judgement->differs = false;
    if (open && judgement->note == NULL) judgement->note = note_price(judged, at);
}

const struct tg_policy_text *judged_assumption(const struct judged *judged, size_t at)
{
    const struct tg_rulebook *rulebook = judged->held.law.rulebook;
    const char *clauses = judged->questions->list[at].expected.clauses;
    size_t count = 0;
    const struct tg_policy_text *policies =
        rulebook == NULL ? NULL : tg_rulebook_policies(rulebook, &count);

    for (size_t i = 0; i < count; i++)
        if (policies[i].assumed && phrase_shares_word(clauses, policies[i].clauses))
            return &policies[i];
    return NULL;
}

/* That a failing charge rests on an assumption may be all that is wrong. */
static void note_assumption(struct judged *judged, size_t at)
{
    struct judgement *judgement = &judged->list[at];
    const struct tg_policy_text *policy;
    struct text note = {0};

    if (verdict_weigh(judgement->verdict) != WEIGHT_FAILS || !is_amount(judged, at)) return;
    policy = judged_assumption(judged, at);
    if (policy == NULL) return;
    if (judgement->note != NULL) text_addf(&note, "%s; ", judgement->note);
    text_addf(&note, "%s %s is assumed: an annex may say otherwise", policy->name, policy->value);
    judgement->note = keep_text(judged, &note);
}

static void add_finding(struct judged *judged, size_t *room, struct finding finding)
{
    judged->findings =
        array_grow(judged->findings, room, judged->finding_count, sizeof *judged->findings);
    judged->findings[judged->finding_count++] = finding;
}

/* Whether a run fails for what is wrong with several cases together: not if each of those cases
 * fails and is known to. `of` tells which cases; `what` is lent to it. */
typedef bool concerns_fn(const struct judged *judged, size_t at, const void *what);

static bool fails_beyond_known(const struct judged *judged, concerns_fn *of, const void *what)
{
    bool met = false;

    for (size_t i = 0; i < judged->questions->count; i++) {
        if (verdict_weigh(judged->list[i].verdict) != WEIGHT_FAILS || !of(judged, i, what))
            continue;
        if (judged->list[i].known == NULL) return true;
        met = true;
    }
    return !met;
}

static bool holds_price(const struct judged *judged, size_t at, const void *what)
{
    const struct held *held = &judged->held;
    const struct ruling *ruling = &held->law.list[at];

    for (size_t i = 0; i < ruling->term_count; i++)
        if (prices_find(&held->book, &held->law, ruling->term[i].price, ruling->plan,
                        ruling->system) == what)
            return true;
    return false;
}

static bool is_mixed(const struct judged *judged, size_t at, const void *what)
{
    (void)what;
    return judged->list[at].verdict == VERDICT_MIXED;
}

static void find_prices(struct judged *judged, size_t *room)
{
    const struct held *held = &judged->held;

    for (size_t i = 0; i < held->book.count; i++) {
        const struct price_found *found = &held->book.list[i];
        struct finding finding = {FINDING_PRICE, true, held->law.prices[found->price].name, NULL};
        struct text text = {0};

        if (prices_sound(found)) continue;
        finding.fails = fails_beyond_known(judged, holds_price, found);
        prices_describe(&text, &held->law, judged->questions, found);
        finding.text = keep_text(judged, &text);
        add_finding(judged, room, finding);
    }
}

static void find_readings(struct judged *judged, size_t *room)
{
    for (size_t i = 0; i < judged->held.readings.count; i++) {
        const struct reading_found *found = &judged->held.readings.list[i];
        struct finding finding = {FINDING_READING, found->mixed, found->question, NULL};
        struct text text = {0};

        if (found->mixed) finding.fails = fails_beyond_known(judged, is_mixed, NULL);
        readings_describe(&text, judged->questions, found);
        finding.text = keep_text(judged, &text);
        add_finding(judged, room, finding);
    }
}

/* ------------------------------------------------------------------------------- known failures */

static void find_baseline(struct judged *judged, const struct baseline *baseline, size_t *room)
{
    for (size_t i = 0; i < baseline->count; i++) {
        const struct baseline_entry *entry = &baseline->list[i];
        struct text text = {0};
        struct text subject = {0};

        if (!baseline_complaint(&text, entry)) continue;
        text_addf(&subject, "%s:%ld", baseline->name, entry->line);
        text_addf(&text, " (%s%s%s%s%s)", entry->cases,
                  entry->cases[0] != '\0' && entry->clause[0] != '\0' ? ", " : "", entry->clause,
                  entry->ticket[0] != '\0' ? ", " : "", entry->ticket);
        add_finding(judged, room,
                    (struct finding){FINDING_BASELINE, true, keep_text(judged, &subject),
                                     keep_text(judged, &text)});
    }
}

static void recognise(struct judged *judged, struct baseline *baseline)
{
    for (size_t i = 0; i < judged->questions->count; i++) {
        const struct question *question = &judged->questions->list[i];
        struct judgement *judgement = &judged->list[i];
        enum verdict_weight weight = verdict_weigh(judgement->verdict);

        if (baseline != NULL) {
            baseline_count(baseline, question, weight != WEIGHT_NONE);
            if (weight != WEIGHT_NONE) judgement->known = baseline_find(baseline, question);
        }
        if (weight == WEIGHT_FAILS && judgement->known == NULL) judged->unknown++;
        if (weight == WEIGHT_FAILS && judgement->known != NULL) judged->known++;
        if (weight == WEIGHT_OPEN && judgement->known != NULL) judged->waived++;
    }
}

/* -------------------------------------------------------------------------------------- one by one
 */

static void judge_one(struct judged *judged, size_t at)
{
    const struct expected *expected = &judged->questions->list[at].expected;
    const struct answer_slot *slot = &judged->answers.slot[at];
    struct judgement *judgement = &judged->list[at];

    judgement->verdict = verdict_of(expected, slot, slot->heard_out && slot->failure == NULL);
    if (judgement->verdict == VERDICT_NO_VERDICT) judgement->note = slot->failure;
    if (slot->count > 0) judged->answered++;
    if (slot->count == 1)
        judgement->differs =
            verdict_difference(&judgement->difference, &judgement->rest, expected, slot->first);
}

static bool take_law(struct judged *judged, const struct judge_rules *rules)
{
    struct tg_error error = {.status = TG_OK};

    if (!held_open(&judged->held, rules->choice, judged->questions)) return false;
    if (law_agrees(&judged->held.law, judged->questions, &error))
        return held_infer(&judged->held, rules->fixed, judged->questions, &judged->answers);
    tell_error(&error);
    return false;
}

/* By what is held, if there are rules. */
static void judge_all(struct judged *judged, const struct judge_rules *rules)
{
    size_t room = 0;

    for (size_t i = 0; i < judged->questions->count; i++) {
        judge_one(judged, i);
        if (rules != NULL) judge_with_others(judged, i);
        if (rules != NULL) note_assumption(judged, i);
        judged->counts[judged->list[i].verdict]++;
        judged_weigh(&judged->money, &judged->questions->list[i].expected, &judged->list[i]);
    }
    recognise(judged, rules != NULL ? rules->baseline : NULL);
    if (rules != NULL) {
        find_prices(judged, &room);
        find_readings(judged, &room);
        if (rules->baseline != NULL) find_baseline(judged, rules->baseline, &room);
    }
    judged->counts[VERDICT_UNEXPECTED] += judged->answers.unexpected.count;
}

bool judge(struct judged *judged, const struct questions *questions, struct heard *heard,
           const struct judge_rules *rules)
{
    *judged = (struct judged){.questions = questions, .end = &heard->end};
    judged->answers = heard->answers;
    heard->answers = (struct answers){0};
    judged->list = arena_take(&judged->answers.arena, questions->count, sizeof *judged->list);
    if (rules != NULL && !take_law(judged, rules)) return false;
    judge_all(judged, rules);
    return true;
}

bool judge_again(struct judged *judged, const struct judge_rules *rules, const uint32_t *faults)
{
    struct judged before = *judged;

    if (!held_mix_again(&judged->held, rules->fixed, judged->questions, &judged->answers, faults))
        return false;
    *judged = (struct judged){.questions = before.questions,
                              .end = before.end,
                              .answers = before.answers,
                              .list = before.list,
                              .held = judged->held,
                              .diagnosis = before.diagnosis,
                              .faults = faults};
    free(before.findings);
    memset(judged->list, 0, judged->questions->count * sizeof *judged->list);
    judge_all(judged, rules);
    return true;
}

void judged_free(struct judged *judged)
{
    held_free(&judged->held);
    free(judged->findings);
    answers_free(&judged->answers);
}

enum exit_code judged_exit(const struct judged *judged)
{
    bool fails = judged->answers.unattributable.count > 0 ||
                 judged->answers.unreadable.text != NULL || judged->answers.unexpected.count > 0 ||
                 judged->unknown > 0;

    if (judged->end->ending == SUT_INTERRUPTED) return EXIT_INTERRUPTED;
    if (judged->end->ending == SUT_NOT_STARTED) return EXIT_NO_SUT;
    for (size_t i = 0; i < judged->finding_count; i++) fails = fails || judged->findings[i].fails;
    if (fails) return EXIT_MISMATCH;
    if (judged->counts[VERDICT_NO_VERDICT] > judged->waived) return EXIT_NO_VERDICT;
    return sut_finished(judged->end) ? EXIT_CONFORMS : EXIT_NO_VERDICT;
}

void baseline_propose(struct text *out, const struct judged *judged)
{
    text_addf(out, "cases,clause,reason,ticket,expires,failures\n");
    for (size_t i = 0; i < judged->questions->count; i++) {
        const struct judgement *judgement = &judged->list[i];

        if (verdict_weigh(judgement->verdict) == WEIGHT_NONE) continue;
        text_addf(out, "%s,,%s: say why it is accepted,,,\n", judged->questions->list[i].id,
                  verdict_name(judgement->verdict));
    }
}
