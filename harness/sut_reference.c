#include "sut_reference.h"

#include <stdlib.h>

/* False if the record cannot be rated. */
static bool rated(struct tg_outcome *outcome, const struct tg_rulebook *rulebook,
                  const struct question *question)
{
    struct tg_error error = {.status = TG_OK};
    struct tg_slice fields[TG_CDR_COLUMNS];
    struct tg_cdr cdr;

    for (size_t f = 0; f < TG_CDR_COLUMNS; f++) fields[f] = tg_slice_of(question->field[f]);
    return tg_cdr_from_fields(&cdr, fields, NULL, &error) &&
           tg_rate(rulebook, outcome, &cdr, &error);
}

static void answer(struct heard *heard, const struct tg_rulebook *rulebook,
                   const struct tg_rulebook *otherwise, const struct question *question, long line)
{
    struct reply reply = {.kind = ANSWER_REFUSED, .id = tg_slice_of(question->id), .line = line};
    char amount[TG_MONEY_BUF];
    struct tg_outcome outcome;
    bool charged = rated(&outcome, rulebook, question);

    if (charged && outcome.kind != TG_EXACT && otherwise != NULL)
        charged = rated(&outcome, otherwise, question);
    if (charged && outcome.kind == TG_EXACT) {
        reply.kind = ANSWER_AMOUNT;
        reply.amount = outcome.charge;
        reply.text = (struct tg_slice){amount, tg_money_format(amount, outcome.charge)};
    }
    answers_add(&heard->answers, &reply);
}

void sut_reference(struct heard *heard, const struct tg_rulebook *rulebook,
                   const struct tg_rulebook *otherwise, const struct questions *questions)
{
    size_t *all = array_grow(NULL, &(size_t){0}, questions->count, sizeof *all);

    /* As many lines as its answers would take with a header. */
    for (size_t i = 0; i < questions->count; i++) {
        all[i] = i;
        answer(heard, rulebook, otherwise, &questions->list[i], (long)i + 2);
    }
    answers_ended(&heard->answers, all, questions->count, &heard->end);
    free(all);
}
