/*
 * Readings that a system might hold, weighed against what it was found to hold so far: which
 * answers one explains that are not explained, which it contradicts, which neither explains.
 */
#ifndef TOLLGATE_READING_TRIAL_H
#define TOLLGATE_READING_TRIAL_H

#include "readings.h"

/* A reading that might be held. */
struct trial {
    struct reading_found found;
    uint8_t *differs; /* bit per question: says something else than what is held */
};

struct inference {
    struct held *held;
    const struct questions *questions;
    const struct answers *answers;
    const uint32_t *faults; /* by question: that explain it; NULL = not known */
    struct trial trial[READINGS_MAX];
    size_t trials;
    struct variant variant; /* room for one at a time */
};

/* Lays one more reading over the rulebook of `base` (lent). False after telling. */
bool trial_try(struct variant *variant, const struct inference *inference, const struct law *base,
               const char *reading);

/* Weighs a trial against what is held, with the prices that it makes of the answers. False after
 * telling. */
bool trial_weigh(struct inference *inference, struct trial *trial);
/* The same of a law that is made already. */
void trial_weigh_law(const struct inference *inference, struct reading_found *found,
                     const struct law *law);
/* The same with the prices that are held: a system that mixes readings has one price for both. */
bool trial_weigh_mixed(struct inference *inference, struct reading_found *found);

/* It contradicts nothing, and explains more of the cases it concerns than it leaves open: a few can
 * fit by chance. */
bool trial_is_evident(const struct reading_found *found);

/* Both readings of a question, and nothing else, explain what the system charges where they differ:
 * it mixes them. */
bool trial_is_mixed(const struct reading_found *found);

/* Whether it says something else of a question than what is held. */
static inline bool trial_differs(const struct trial *trial, size_t question)
{
    return (trial->differs[question / 8] >> question % 8 & 1) != 0;
}

#endif
