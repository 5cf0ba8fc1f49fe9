#include "gate.h"
#include "judge.h"
#include "sut_reference.h"

bool gate_open(struct gate *gate, const struct questions *questions)
{
    *gate = (struct gate){.questions = questions};
    gate->tariff = choice_load(&(struct choice){0});
    gate->annexed = choice_load(&(struct choice){.overlays = {ADEQUACY_ANNEX}, .overlay_count = 1});
    return gate->tariff != NULL && gate->annexed != NULL;
}

void gate_close(struct gate *gate)
{
    tg_rulebook_free(gate->tariff);
    tg_rulebook_free(gate->annexed);
    *gate = (struct gate){0};
}

struct tg_rulebook *gate_with(const struct tg_rulebook *rulebook, const struct fault *fault)
{
    struct tg_error error = {.status = TG_OK};
    struct tg_rulebook *wrong = tg_rulebook_copy(rulebook, &error);

    if (wrong != NULL &&
        tg_rulebook_overlay(wrong, fault->id, fault->overlay, fault->size, &error) &&
        tg_rulebook_compile(wrong, &error))
        return wrong;
    tell_error(&error);
    tg_rulebook_free(wrong);
    return NULL;
}

bool gate_fails(bool *fails, const struct gate *gate, const struct tg_rulebook *system,
                const size_t *asked, size_t count)
{
    const struct judge_rules rules = {&(struct choice){0}, 0, NULL};
    struct questions questions;
    struct judged judged;
    struct heard heard;
    bool ok;

    questions_choose(&questions, gate->questions, asked, count);
    heard_begin(&heard, &questions);
    sut_reference(&heard, system, gate->annexed, &questions);
    ok = judge(&judged, &questions, &heard, &rules);
    *fails = ok && judged_exit(&judged) == EXIT_MISMATCH;
    judged_free(&judged);
    heard_free(&heard);
    questions_free(&questions);
    return ok;
}
