#include "reading_trial.h"
#include "verdict.h"

#include <string.h>

enum fit ruling_fit(const struct ruling *ruling, const struct law *law,
                    const struct price_book *book, const struct answers *answers, size_t question)
{
    const struct answer_slot *slot = &answers->slot[question];
    struct expected expected = {.kind = ruling->kind,
                                .charge = ruling->charge,
                                .min = ruling->min,
                                .max = ruling->max,
                                .unbounded = ruling->unbounded,
                                .above_min = ruling->above_min};
    tg_money charge;

    if (slot->count != 1 || slot->first->kind == ANSWER_MALFORMED) return FIT_UNJUDGED;
    if (slot->first->kind == ANSWER_REFUSED)
        return ruling->kind == EXPECT_UNSPECIFIED || ruling->kind == EXPECT_ERROR ? FIT_YES
                                                                                  : FIT_NO;
    if (ruling->kind == EXPECT_UNSPECIFIED) return FIT_UNJUDGED;
    if (verdict_of(&expected, slot, true) != VERDICT_PASS) return FIT_NO;
    if (ruling->kind != EXPECT_OPEN || book == NULL) return FIT_YES;
    return prices_fit(&charge, book, law, ruling, slot->first) == PRICE_MISFITS ? FIT_NO : FIT_YES;
}

enum fit held_fit(const struct law *law, const struct price_book *book,
                  const struct answers *answers, size_t question)
{
    return ruling_fit(&law->list[question], law, book, answers, question);
}

static bool all_fit(const struct inference *inference)
{
    const struct held *held = inference->held;

    for (size_t i = 0; i < inference->questions->count; i++)
        if (question_testifies(&inference->questions->list[i]) &&
            held_fit(&held->law, &held->book, inference->answers, i) == FIT_NO)
            return false;
    return true;
}

/* --------------------------------------------------------------------------------------- trials */

/* The tariff with one more reading than is held, to be kept: it borrows nothing. */
static bool load_law(struct law *law, const struct inference *inference, const char *reading)
{
    struct choice choice = inference->held->choice;

    if (choice.overlay_count == CHOICE_MAX_OVERLAYS) return false;
    choice.overlays[choice.overlay_count++] = reading;
    return law_open(law, &choice, inference->questions);
}

static const char *keep_text(const struct inference *inference, const char *text)
{
    return arena_text(&inference->held->arena, tg_slice_of(text));
}

/* Every other reading of the questions that are not fixed: what explains nothing now may do so
 * beside another. */
static void open_trials(struct inference *inference, uint32_t fixed)
{
    const struct tg_rulebook *rulebook = inference->held->law.rulebook;
    size_t bytes = inference->questions->count / 8 + 1;

    for (size_t n = 1; n <= TG_MAX_READINGS; n++) {
        const struct tg_reading *reading = tg_rulebook_reading(rulebook, n);

        if (reading == NULL || (fixed >> n & 1) != 0) continue;
        for (size_t i = 0; i < reading->option_count && inference->trials < READINGS_MAX; i++) {
            const struct tg_option *option = tg_rulebook_option(rulebook, reading, i);
            struct trial *trial = &inference->trial[inference->trials++];

            /* Copied: the rulebook goes when another reading is held. */
            *trial = (struct trial){.found = {.id = keep_text(inference, option->overlay),
                                              .question = keep_text(inference, reading->id),
                                              .text = keep_text(inference, option->text)},
                                    .differs = arena_take(&inference->held->arena, bytes, 1)};
        }
    }
}

static bool same_question(const struct reading_found *a, const struct reading_found *b)
{
    return strcmp(a->question, b->question) == 0;
}

/* -------------------------------------------------------------------------------------- holding */

/* Gives no amount of anything that it explains. */
static bool merely_widens(const struct reading_found *found)
{
    return found->vague == found->fits;
}

static bool explains_better(const struct reading_found *a, const struct reading_found *b)
{
    if (a->fits != b->fits) return a->fits > b->fits;
    return merely_widens(b) && !merely_widens(a);
}

/* The reading that explains most; SIZE_MAX = none. */
static size_t best_trial(const struct inference *inference)
{
    size_t best = SIZE_MAX;

    for (size_t i = 0; i < inference->trials; i++) {
        const struct reading_found *found = &inference->trial[i].found;

        if (!trial_is_evident(found)) continue;
        if (best == SIZE_MAX || explains_better(found, &inference->trial[best].found)) best = i;
    }
    return best;
}

static void drop_question(struct inference *inference, const struct reading_found *kept)
{
    size_t left = 0;

    for (size_t i = 0; i < inference->trials; i++)
        if (!same_question(&inference->trial[i].found, kept))
            inference->trial[left++] = inference->trial[i];
    inference->trials = left;
}

/* What is found becomes part of what is held. */
static bool hold(struct inference *inference, const struct reading_found *found)
{
    struct held *held = inference->held;
    struct reading_found *kept = &held->readings.list[held->readings.count++];
    struct law law;

    *kept = *found;
    if (!load_law(&law, inference, kept->id)) return false;
    held->choice.overlays[held->choice.overlay_count++] = kept->id;
    law_close(&held->law);
    held->law = law;
    prices_free(&held->book);
    prices_infer(&held->book, &held->law, inference->questions, inference->answers);
    drop_question(inference, kept);
    return true;
}

/* What remains is tried against what is held now. */
static bool weigh_again(struct inference *inference)
{
    for (size_t i = 0; i < inference->trials; i++)
        if (!trial_weigh(inference, &inference->trial[i])) return false;
    return true;
}

/* ---------------------------------------------------------------------------------------- pairs */

/* Two readings can only explain together what the first contradicts, or leaves open, alone if the
 * second changes that. */
static bool may_mend(const struct trial *first, const struct trial *second)
{
    const struct reading_found *found = &first->found;
    size_t at = found->against > 0 ? found->counter_example : found->neither_example;

    return found->fits > 0 && !trial_is_evident(found) && !same_question(found, &second->found) &&
           trial_differs(second, at);
}

struct pair {
    size_t first, second;
    struct reading_found found; /* of both together */
};

/* `law` is of the first reading. */
static bool weigh_pair(struct inference *inference, struct reading_found *both,
                       const struct law *law, const struct trial *second)
{
    struct law together;

    if (!trial_try(&inference->variant, inference, law, second->found.id)) return false;
    variant_law(&together, &inference->variant);
    trial_weigh_law(inference, both, &together);
    law_close(&together);
    return true;
}

static bool may_mend_any(const struct inference *inference, const struct trial *first)
{
    for (size_t k = 0; k < inference->trials; k++)
        if (may_mend(first, &inference->trial[k])) return true;
    return false;
}

/* With which other the i-th explains more than the best pair so far. */
static bool pair_with(struct pair *best, struct inference *inference, size_t i,
                      const struct law *law)
{
    for (size_t k = 0; k < inference->trials; k++) {
        struct reading_found both = inference->trial[i].found;

        if (!may_mend(&inference->trial[i], &inference->trial[k])) continue;
        if (!weigh_pair(inference, &both, law, &inference->trial[k])) return false;
        if (trial_is_evident(&both) && both.fits > best->found.fits)
            *best = (struct pair){i, k, both};
    }
    return true;
}

/* The two that explain most and contradict nothing; its fits are 0 if there are none. */
static bool best_pair(struct pair *best, struct inference *inference)
{
    *best = (struct pair){0};
    for (size_t i = 0; i < inference->trials; i++) {
        struct law law;
        bool ok;

        if (!may_mend_any(inference, &inference->trial[i])) continue;
        if (!trial_try(&inference->variant, inference, &inference->held->law,
                       inference->trial[i].found.id))
            return false;
        variant_law(&law, &inference->variant);
        ok = pair_with(best, inference, i, &law);
        law_close(&law);
        if (!ok) return false;
    }
    return true;
}

static bool hold_pair(struct inference *inference, const struct pair *pair)
{
    struct reading_found first = pair->found;
    struct reading_found second = pair->found;

    second.id = inference->trial[pair->second].found.id;
    second.question = inference->trial[pair->second].found.question;
    second.text = inference->trial[pair->second].found.text;
    first.with = second.id;
    second.with = first.id;
    return hold(inference, &first) && hold(inference, &second);
}

/* One step: a reading, or two, that are held. `more` = there was one. */
static bool step(struct inference *inference, bool *more)
{
    size_t best = best_trial(inference);
    struct pair pair;

    *more = true;
    if (best != SIZE_MAX) {
        struct reading_found found = inference->trial[best].found;

        return hold(inference, &found) && weigh_again(inference);
    }
    if (!best_pair(&pair, inference)) return false;
    *more = pair.found.fits > 0;
    return !*more || (hold_pair(inference, &pair) && weigh_again(inference));
}

static bool keep_mixed(struct inference *inference)
{
    struct readings *readings = &inference->held->readings;

    for (size_t i = 0; i < inference->trials; i++) {
        struct reading_found *found = &inference->trial[i].found;

        if (!trial_weigh_mixed(inference, found)) return false;
        if (!trial_is_mixed(found)) continue;
        if (!load_law(&found->law, inference, found->id)) return false;
        found->mixed = true;
        readings->list[readings->count++] = *found;
    }
    return true;
}

static bool infer(struct inference *inference, uint32_t fixed)
{
    struct held *held = inference->held;
    bool more = true;

    prices_infer(&held->book, &held->law, inference->questions, inference->answers);
    if (all_fit(inference)) return true;
    open_trials(inference, fixed);
    if (!weigh_again(inference)) return false;
    while (more && !all_fit(inference))
        if (!step(inference, &more)) return false;
    return keep_mixed(inference);
}

bool held_open(struct held *held, const struct choice *choice, const struct questions *questions)
{
    *held = (struct held){.choice = *choice, .given = choice->overlay_count};
    return law_open(&held->law, choice, questions);
}

bool held_infer(struct held *held, uint32_t fixed, const struct questions *questions,
                const struct answers *answers)
{
    struct inference inference = {.held = held, .questions = questions, .answers = answers};
    bool ok = infer(&inference, fixed);

    variant_free(&inference.variant);
    return ok;
}

/* Forgets what was found mixed; the questions of the readings that stay are not asked again. */
static uint32_t drop_mixed(struct held *held)
{
    struct readings *readings = &held->readings;
    uint32_t asked = 0;
    size_t left = 0;

    for (size_t i = 0; i < readings->count; i++) {
        if (readings->list[i].mixed)
            law_close(&readings->list[i].law);
        else
            readings->list[left++] = readings->list[i];
    }
    readings->count = left;
    for (size_t n = 1; n <= TG_MAX_READINGS; n++) {
        const struct tg_reading *reading = tg_rulebook_reading(held->law.rulebook, n);

        for (size_t i = 0; reading != NULL && i < left; i++)
            if (strcmp(readings->list[i].question, reading->id) == 0) asked |= UINT32_C(1) << n;
    }
    return asked;
}

bool held_mix_again(struct held *held, uint32_t fixed, const struct questions *questions,
                    const struct answers *answers, const uint32_t *faults)
{
    struct inference inference = {
        .held = held, .questions = questions, .answers = answers, .faults = faults};
    bool ok;

    open_trials(&inference, fixed | drop_mixed(held));
    ok = keep_mixed(&inference);
    variant_free(&inference.variant);
    return ok;
}

void held_free(struct held *held)
{
    prices_free(&held->book);
    law_close(&held->law);
    for (size_t i = 0; i < held->readings.count; i++) law_close(&held->readings.list[i].law);
    arena_free(&held->arena);
    *held = (struct held){0};
}

void readings_describe(struct text *out, const struct questions *questions,
                       const struct reading_found *found)
{
    unsigned long long fits = found->fits;
    unsigned long long against = found->against;
    const char *what = questions->list[found->example].weight > 0 ? "record" : "case";

    if (found->mixed) {
        text_addf(out,
                  "%s is mixed: %llu %s%s as in %s (%s), such as %s; %llu otherwise, such as %s",
                  found->question, fits, what, fits == 1 ? "" : "s", found->id, found->text,
                  questions->list[found->example].id, against,
                  questions->list[found->counter_example].id);
        return;
    }
    text_addf(out, "%s is held%s%s: %s; %llu %s%s tell%s so, none the contrary", found->id,
              found->with != NULL ? " together with " : "", found->with != NULL ? found->with : "",
              found->text, fits, what, fits == 1 ? "" : "s", fits == 1 ? "s" : "");
    if (found->neither > 0)
        text_addf(out, ", and %llu fit neither", (unsigned long long)found->neither);
}
