#include "heard.h"

static void add_reply(void *user, const struct reply *reply)
{
    answers_add(&((struct heard *)user)->answers, reply);
}

static void unreadable(void *user, const char *reason, long line)
{
    answers_unreadable(&((struct heard *)user)->answers, reason, line);
}

static void ended(void *user, const size_t *asked, size_t count, const struct sut_end *end)
{
    answers_ended(&((struct heard *)user)->answers, asked, count, end);
}

void heard_begin(struct heard *heard, const struct questions *questions)
{
    *heard = (struct heard){0};
    answers_begin(&heard->answers, &questions->index, questions->count);
}

struct transport_sink heard_sink(struct heard *heard)
{
    return (struct transport_sink){{heard, add_reply, unreadable}, ended};
}

void heard_free(struct heard *heard)
{
    answers_free(&heard->answers);
    sut_free(&heard->end);
}
