#include "sut_reference.h"

void sut_reference(struct sut_end *end, const struct tg_rulebook *rulebook,
                   const struct questions *questions)
{
    *end = (struct sut_end){.ending = SUT_EXITED};
    text_addf(&end->output, "call_id,charge\n");
    for (size_t i = 0; i < questions->count; i++) {
        const struct question *question = &questions->list[i];
        struct tg_slice fields[TG_CDR_COLUMNS];
        struct tg_error error = {.status = TG_OK};
        char line[TG_OUTCOME_BUF];
        struct tg_outcome outcome;
        struct tg_cdr cdr;
        bool ok;

        for (size_t f = 0; f < TG_CDR_COLUMNS; f++) fields[f] = tg_slice_of(question->field[f]);
        ok = tg_cdr_from_fields(&cdr, fields, NULL, &error) &&
             tg_rate(rulebook, &outcome, &cdr, &error);
        text_add(&end->output,
                 (struct tg_slice){line, tg_answer_format(line, fields[0], ok ? &outcome : NULL)});
    }
}
