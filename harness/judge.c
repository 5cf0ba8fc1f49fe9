#include "judge.h"

#include <string.h>

static tg_money add_saturating(tg_money a, tg_money b)
{
    tg_money sum;

    return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

static struct tg_slice usable_output(const struct sut_end *end)
{
    struct tg_slice output = text_slice(&end->output);

    if (sut_finished(end)) return output;
    while (output.n > 0 && output.p[output.n - 1] != '\n') output.n--;
    return output;
}

static void weigh_money(struct judged_money *money, const struct expected *expected,
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

static void judge_one(struct judged *judged, size_t at)
{
    const struct expected *expected = &judged->questions->list[at].expected;
    const struct answer_slot *slot = &judged->answers.slot[at];
    struct judgement *judgement = &judged->list[at];

    judgement->verdict = verdict_of(expected, slot, sut_finished(judged->end));
    judged->counts[judgement->verdict]++;
    if (slot->count > 0) judged->answered++;
    if (slot->count != 1) return;
    judgement->differs =
        verdict_difference(&judgement->difference, &judgement->rest, expected, slot->first);
    weigh_money(&judged->money, expected, judgement);
}

void judge(struct judged *judged, const struct questions *questions, const struct sut_end *end)
{
    struct tg_slice output = usable_output(end);

    *judged = (struct judged){.questions = questions, .end = end};
    answers_read(&judged->answers, &questions->index, questions->count, output);
    /* That a system which broke off said nothing at all is told by its end. */
    if (output.n == 0 && !sut_finished(end)) judged->answers.unreadable.text = NULL;
    judged->list = arena_take(&judged->answers.arena, questions->count, sizeof *judged->list);
    for (size_t i = 0; i < questions->count; i++) judge_one(judged, i);
    judged->counts[VERDICT_UNEXPECTED] += judged->answers.unexpected.count;
}

void judged_free(struct judged *judged)
{
    answers_free(&judged->answers);
}

enum exit_code judged_exit(const struct judged *judged)
{
    bool fails =
        judged->answers.unattributable.count > 0 || judged->answers.unreadable.text != NULL;

    if (judged->end->ending == SUT_INTERRUPTED) return EXIT_INTERRUPTED;
    if (judged->end->ending == SUT_NOT_STARTED) return EXIT_NO_SUT;
    for (int v = 0; v < VERDICT_COUNT; v++)
        fails = fails || (verdict_weigh((enum verdict)v) == WEIGHT_FAILS && judged->counts[v] > 0);
    if (fails) return EXIT_MISMATCH;
    /* Every no_verdict comes from a system that did not finish. */
    return sut_finished(judged->end) ? EXIT_CONFORMS : EXIT_NO_VERDICT;
}
