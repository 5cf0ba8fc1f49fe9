/*
 * Readings: where the documents allow more than one interpretation, a system may hold any of them,
 * but one of each question throughout (rulebook, section 4). Which one it holds, its answers tell.
 */
#ifndef TOLLGATE_READINGS_H
#define TOLLGATE_READINGS_H

#include "prices.h"

#define READINGS_MAX 64

/* What speaks for and against one other reading of a question, compared with what the system was
 * found to hold otherwise. Over the cases for which the two differ and that can be judged. */
struct reading_found {
    const char *id;       /* of the overlay: "I-08b" */
    const char *question; /* "I-08" */
    const char *text;     /* what it says */
    const char *with;     /* the reading together with which it explains them; NULL = by itself */
    bool mixed;           /* some cases fit only this, some only the other: it is held by neither */
    uint64_t fits;        /* fit this reading only */
    uint64_t against;     /* fit the other only */
    uint64_t neither;
    uint64_t vague;         /* of fits: this reading gives a range, and no amount */
    size_t example;         /* of fits */
    size_t counter_example; /* of against; meaningless if that is 0 */
    size_t neither_example; /* of neither; meaningless if that is 0 */
    struct law law;         /* mixed: the tariff with this reading; else empty */
};

struct readings {
    struct reading_found list[READINGS_MAX];
    size_t count;
};

/* What a system was found to charge by. */
struct held {
    struct arena arena;   /* of the texts of readings */
    struct choice choice; /* with the readings it holds */
    size_t given;         /* overlays of the choice that were given, not found */
    struct law law;
    struct price_book book;
    struct readings readings; /* held first, then mixed */
};

enum fit { FIT_YES, FIT_NO, FIT_UNJUDGED };

/* Does the single answer to a question follow from this law and these prices? A refusal does where
 * the law has no charge, or cannot read the record. Unjudged: no single answer that can be read, or
 * an amount where the law has no charge. */
enum fit held_fit(const struct law *law, const struct price_book *book,
                  const struct answers *answers, size_t question);
/* The same of a ruling by itself; the prices are those of `law`. Without a book (NULL) an open
 * price may have any value that it is allowed. */
enum fit ruling_fit(const struct ruling *ruling, const struct law *law,
                    const struct price_book *book, const struct answers *answers, size_t question);

/* Begins with what is chosen and no more. False after telling on stderr what could not be loaded.
 */
bool held_open(struct held *held, const struct choice *choice, const struct questions *questions);

/* Infers prices, and looks for readings that explain what does not fit; none is tried of a question
 * whose bit is set in `fixed` (bit n = I-n). False after telling on stderr what could not be
 * loaded. */
bool held_infer(struct held *held, uint32_t fixed, const struct questions *questions,
                const struct answers *answers);
/* Looks again for readings that are mixed, once it is known what faults explain (`faults` by
 * question, 0 = nothing): those answers tell nothing of readings. False after telling. */
bool held_mix_again(struct held *held, uint32_t fixed, const struct questions *questions,
                    const struct answers *answers, const uint32_t *faults);
void held_free(struct held *held);

/* "I-08b: ...: 40 of 40 cases that tell" or, mixed, both sides with an example each. */
void readings_describe(struct text *out, const struct questions *questions,
                       const struct reading_found *found);

#endif
