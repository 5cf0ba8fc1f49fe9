#include "readings.h"
#include "verdict.h"

#include <string.h>

struct inference {
    struct held *held;
    const struct questions *questions;
    const struct answers *answers;
    struct reading_found *trial; /* readings that might explain something */
    size_t trials;
};

enum fit held_fit(const struct law *law, const struct price_book *book,
                  const struct answers *answers, size_t question)
{
    const struct ruling *ruling = &law->list[question];
    const struct answer_slot *slot = &answers->slot[question];
    struct expected expected = {.kind = ruling->kind,
                                .charge = ruling->charge,
                                .min = ruling->min,
                                .max = ruling->max,
                                .unbounded = ruling->unbounded,
                                .above_min = ruling->above_min};
    tg_money charge;

    if (slot->count != 1 || slot->first->kind != ANSWER_AMOUNT ||
        ruling->kind == EXPECT_UNSPECIFIED || ruling->kind == EXPECT_ERROR)
        return FIT_UNJUDGED;
    if (verdict_of(&expected, slot, true) != VERDICT_PASS) return FIT_NO;
    if (ruling->kind != EXPECT_OPEN) return FIT_YES;
    return prices_fit(&charge, book, law, ruling, slot->first) == PRICE_MISFITS ? FIT_NO : FIT_YES;
}

static bool all_fit(const struct inference *inference)
{
    const struct held *held = inference->held;

    for (size_t i = 0; i < inference->questions->count; i++)
        if (held_fit(&held->law, &held->book, inference->answers, i) == FIT_NO) return false;
    return true;
}

/* ---------------------------------------------------------------------------------------- trials
 */

static bool load_trial(const struct inference *inference, struct reading_found *trial)
{
    struct choice choice = inference->held->choice;

    law_close(&trial->law);
    if (choice.overlay_count == CHOICE_MAX_OVERLAYS) return false;
    choice.overlays[choice.overlay_count++] = trial->id;
    return law_open(&trial->law, &choice, inference->questions);
}

static void count_one(struct reading_found *trial, size_t question, enum fit old, enum fit new)
{
    if (old == FIT_UNJUDGED || new == FIT_UNJUDGED) return;
    if (new == FIT_YES && old == FIT_NO && trial->fits++ == 0) trial->example = question;
    if (old == FIT_YES && new == FIT_NO && trial->against++ == 0) trial->counter_example = question;
    if (old == FIT_NO && new == FIT_NO) trial->neither++;
}

/* Counts the cases that tell the trial from what is held. */
static void count_trial(const struct inference *inference, struct reading_found *trial)
{
    const struct held *held = inference->held;

    trial->fits = trial->against = trial->neither = 0;
    for (size_t i = 0; i < inference->questions->count; i++) {
        if (law_same(&held->law.list[i], &trial->law.list[i])) continue;
        count_one(trial, i, held_fit(&held->law, &held->book, inference->answers, i),
                  held_fit(&trial->law, &held->book, inference->answers, i));
    }
}

static const char *keep_text(const struct inference *inference, const char *text)
{
    return arena_text(&inference->held->arena, tg_slice_of(text));
}

/* Every other reading of the questions that are not fixed and explains a case. */
static bool open_trials(struct inference *inference, uint32_t fixed)
{
    const struct tg_rulebook *rulebook = inference->held->law.rulebook;

    for (size_t n = 1; n <= TG_MAX_READINGS; n++) {
        const struct tg_reading *reading = tg_rulebook_reading(rulebook, n);

        if (reading == NULL || (fixed >> n & 1) != 0) continue;
        for (size_t i = 0; i < reading->option_count && inference->trials < READINGS_MAX; i++) {
            const struct tg_option *option = tg_rulebook_option(rulebook, reading, i);
            struct reading_found *trial = &inference->trial[inference->trials];

            /* Copied: the rulebook goes when another reading is held. */
            *trial = (struct reading_found){.id = keep_text(inference, option->overlay),
                                            .question = keep_text(inference, reading->id),
                                            .text = keep_text(inference, option->text)};
            if (!load_trial(inference, trial)) return false;
            count_trial(inference, trial);
            if (trial->fits > 0)
                inference->trials++;
            else
                law_close(&trial->law);
        }
    }
    return true;
}

static bool same_question(const struct reading_found *a, const struct reading_found *b)
{
    return strcmp(a->question, b->question) == 0;
}

static void drop_trial(struct inference *inference, size_t at)
{
    law_close(&inference->trial[at].law);
    inference->trials--;
    memmove(&inference->trial[at], &inference->trial[at + 1],
            (inference->trials - at) * sizeof *inference->trial);
}

/* ---------------------------------------------------------------------------------------- holding
 */

/* The reading that explains most and contradicts nothing; SIZE_MAX = none. */
static size_t best_trial(const struct inference *inference)
{
    size_t best = SIZE_MAX;

    for (size_t i = 0; i < inference->trials; i++) {
        const struct reading_found *trial = &inference->trial[i];

        if (trial->fits == 0 || trial->against > 0) continue;
        if (best == SIZE_MAX || trial->fits > inference->trial[best].fits) best = i;
    }
    return best;
}

/* The law of the trial becomes what is held; what remains is tried against that. */
static bool hold(struct inference *inference, size_t at)
{
    struct held *held = inference->held;
    struct reading_found *kept = &held->readings.list[held->readings.count++];

    *kept = inference->trial[at];
    held->choice.overlays[held->choice.overlay_count++] = kept->id;
    law_close(&held->law);
    held->law = kept->law;
    kept->law = (struct law){0};
    inference->trial[at].law = (struct law){0};
    drop_trial(inference, at);
    prices_free(&held->book);
    prices_infer(&held->book, &held->law, inference->questions, inference->answers);
    for (size_t i = inference->trials; i-- > 0;) {
        if (same_question(&inference->trial[i], kept)) {
            drop_trial(inference, i);
            continue;
        }
        if (!load_trial(inference, &inference->trial[i])) return false;
        count_trial(inference, &inference->trial[i]);
    }
    return true;
}

/* Both readings of a question, and nothing else, explain what the system charges where they differ:
 * it mixes them. */
static void keep_mixed(struct inference *inference)
{
    struct readings *readings = &inference->held->readings;

    for (size_t i = 0; i < inference->trials; i++) {
        struct reading_found *trial = &inference->trial[i];

        if (trial->fits == 0 || trial->against == 0 || trial->neither > 0) continue;
        trial->mixed = true;
        readings->list[readings->count++] = *trial;
        trial->law = (struct law){0};
    }
}

static bool infer(struct inference *inference, uint32_t fixed)
{
    struct held *held = inference->held;
    struct reading_found trials[READINGS_MAX];
    bool ok;

    prices_infer(&held->book, &held->law, inference->questions, inference->answers);
    if (all_fit(inference)) return true;
    inference->trial = trials;
    ok = open_trials(inference, fixed);
    for (size_t best; ok && (best = best_trial(inference)) != SIZE_MAX;) ok = hold(inference, best);
    if (ok) keep_mixed(inference);
    while (inference->trials > 0) drop_trial(inference, 0);
    return ok;
}

bool held_infer(struct held *held, const struct choice *choice, uint32_t fixed,
                const struct questions *questions, const struct answers *answers)
{
    struct inference inference = {.held = held, .questions = questions, .answers = answers};

    *held = (struct held){.choice = *choice};
    return law_open(&held->law, choice, questions) && infer(&inference, fixed);
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

    if (found->mixed) {
        text_addf(out,
                  "%s is mixed: %llu case%s as in %s (%s), such as %s; %llu otherwise, such as %s",
                  found->question, fits, fits == 1 ? "" : "s", found->id, found->text,
                  questions->list[found->example].id, against,
                  questions->list[found->counter_example].id);
        return;
    }
    text_addf(out, "%s is held: %s; %llu case%s tell%s so, none the contrary", found->id,
              found->text, fits, fits == 1 ? "" : "s", fits == 1 ? "s" : "");
    if (found->neither > 0)
        text_addf(out, ", and %llu fit neither", (unsigned long long)found->neither);
}
