#include "answers.h"
#include "text.h"

static void keep_stray(struct answers *answers, struct strays *strays, const char *text, long line)
{
    if (strays->count < ANSWERS_STRAYS)
        strays->kept[strays->count] =
            (struct stray){arena_text(&answers->arena, tg_slice_of(text)), line};
    strays->count++;
}

void answers_begin(struct answers *answers, const struct idmap *asked, size_t count)
{
    *answers = (struct answers){.ids = asked, .asked = count};
    answers->slot = arena_take(&answers->arena, count, sizeof *answers->slot);
}

/* Of each question the first two answers are kept. */
static void keep(struct answers *answers, size_t at, const struct reply *reply)
{
    struct answer_slot *slot = &answers->slot[at];
    struct answer *copy;

    if (slot->count++ > 1) return;
    copy = arena_take(&answers->arena, 1, sizeof *copy);
    *copy = (struct answer){.kind = reply->kind,
                            .amount = reply->amount,
                            .rest = reply->rest,
                            .negative = reply->negative,
                            .line = reply->line};
    copy->text = arena_text(&answers->arena, tg_slice_of(tg_shown(reply->text)));
    if (reply->reason != NULL)
        copy->reason = arena_text(&answers->arena, tg_slice_of(reply->reason));
    if (slot->count == 1)
        slot->first = copy;
    else
        slot->second = copy;
}

void answers_add(struct answers *answers, const struct reply *reply)
{
    size_t at = idmap_find(answers->ids, reply->id);

    answers->rows++;
    if (at != IDMAP_NONE)
        keep(answers, at, reply);
    else if (reply->id.n == 0 || reply->broken)
        keep_stray(answers, &answers->unattributable,
                   reply->reason != NULL ? reply->reason : "call_id is empty", reply->line);
    else
        keep_stray(answers, &answers->unexpected, tg_shown(reply->id), reply->line);
}

void answers_unreadable(struct answers *answers, const char *reason, long line)
{
    if (answers->unreadable.text != NULL) return;
    answers->unreadable.text = arena_text(&answers->arena, tg_slice_of(reason));
    answers->unreadable.line = line > 0 ? line : 1;
}

void answers_ended(struct answers *answers, const size_t *asked, size_t count,
                   const struct sut_end *end)
{
    struct text how = {0};
    const char *failure = NULL;

    if (!sut_finished(end)) {
        sut_describe(&how, end);
        failure = arena_text(&answers->arena, text_slice(&how));
        text_free(&how);
    }
    for (size_t i = 0; i < count; i++) {
        struct answer_slot *slot = &answers->slot[asked[i]];

        if (failure == NULL)
            slot->heard_out = true;
        else
            slot->failure = failure;
    }
}

void answers_forget_failures(struct answers *answers)
{
    for (size_t i = 0; i < answers->asked; i++) answers->slot[i].failure = NULL;
}

void answers_free(struct answers *answers)
{
    arena_free(&answers->arena);
    *answers = (struct answers){0};
}
