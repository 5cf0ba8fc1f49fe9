#include "enough.h"

#include "verdict.h"

#include <string.h>

static bool fails(const struct enough *enough, size_t at)
{
    const struct question *question = &enough->questions->list[at];
    const struct expected *expected = &question->expected;

    if (enough->baseline != NULL && baseline_find(enough->baseline, question) != NULL) return false;
    if (expected->kind != EXPECT_ERROR && strcmp(expected->basis, "explicit") != 0) return false;
    return verdict_weigh(verdict_of(expected, &enough->heard->answers.slot[at], true)) ==
           WEIGHT_FAILS;
}

static void hear(void *user, const struct reply *reply)
{
    struct enough *enough = user;
    size_t at = idmap_find(&enough->questions->index, reply->id);
    bool failed =
        at != IDMAP_NONE && enough->heard->answers.slot[at].count > 0 && fails(enough, at);

    enough->next->replies.reply(enough->next->replies.user, reply);
    if (at == IDMAP_NONE || failed || enough->heard->answers.slot[at].count == 0) return;
    if (fails(enough, at)) enough->failing++;
    if (enough_reached(enough)) sut_ask_stop();
}

static void hear_unreadable(void *user, const char *reason, long line)
{
    const struct reply_sink *replies = &((struct enough *)user)->next->replies;

    replies->unreadable(replies->user, reason, line);
}

static void hear_end(void *user, const size_t *asked, size_t count, const struct sut_end *end)
{
    const struct enough *enough = user;
    struct sut_end stopped = *end;

    if (end->ending == SUT_INTERRUPTED && enough_reached(enough)) stopped.ending = SUT_ENOUGH;
    enough->next->ended(enough->next->replies.user, asked, count, &stopped);
}

struct transport_sink enough_sink(struct enough *enough)
{
    return (struct transport_sink){{enough, hear, hear_unreadable}, hear_end};
}
