/* The exec transport: processes that read records on stdin and write answers on stdout. */
#include "sut_exec.h"
#include "transport.h"

#include <stdlib.h>
#include <string.h>

#define MAX_JOBS 64

struct conversation {
    const struct profile *profile;
    const struct transport *transport;
    const struct questions *questions;
    const struct transport_sink *sink;
    bool *answered; /* by question */
    struct sut_end *end;
    bool begun; /* end is that of an exchange */
};

static void hear(void *user, const struct reply *reply)
{
    struct conversation *conversation = user;
    size_t at = idmap_find(&conversation->questions->index, reply->id);

    if (at != IDMAP_NONE) conversation->answered[at] = true;
    conversation->sink->replies.reply(conversation->sink->replies.user, reply);
}

static void hear_unreadable(void *user, const char *reason, long line)
{
    const struct reply_sink *replies = &((struct conversation *)user)->sink->replies;

    replies->unreadable(replies->user, reason, line);
}

/* A record that cannot be written in the profile's form is a fault of the profile. */
static bool write_records(const struct conversation *conversation, struct text *records,
                          const size_t *which, size_t count, struct sut_end *end)
{
    struct tg_error error = {.status = TG_OK};

    if (wire_write(records, conversation->profile, conversation->questions, which, count, &error))
        return true;
    end->ending = SUT_NOT_STARTED;
    text_addf(&end->detail, "%s", error.text);
    return false;
}

static struct sut_limits limits_of(const struct transport *transport)
{
    uint64_t timeout = transport->timeout_ms;

    if (transport->per_case && transport->case_timeout_ms != 0)
        timeout = transport->case_timeout_ms;
    return (struct sut_limits){timeout, transport->max_output};
}

/* One process, asked these questions. */
static void exchange(struct conversation *conversation, struct sut_end *end, const size_t *which,
                     size_t count)
{
    struct sut_limits limits = limits_of(conversation->transport);
    struct reply_sink sink = {conversation, hear, hear_unreadable};
    struct text records = {0};

    *end = (struct sut_end){.limits = limits};
    if (write_records(conversation, &records, which, count, end)) {
        struct sut_process *process =
            sut_start(conversation->transport->command, text_slice(&records), &limits);
        struct reply_source source = {sut_read, process, sut_whole};

        wire_read(conversation->profile, &source, &sink);
        sut_stop(process, end);
    }
    text_free(&records);
}

static void tell_end(const struct conversation *conversation, const size_t *which, size_t count,
                     const struct sut_end *end)
{
    conversation->sink->ended(conversation->sink->replies.user, which, count, end);
}

static void keep_end(struct conversation *conversation, struct sut_end *end)
{
    transport_keep_end(conversation->end, &conversation->begun, end);
}

/* ----------------------------------------------------------------------- one process for all */

/* Leaves only the questions without an answer; returns how many. */
static size_t drop_answered(const struct conversation *conversation, size_t *which, size_t count)
{
    size_t left = 0;

    for (size_t i = 0; i < count; i++)
        if (!conversation->answered[which[i]]) which[left++] = which[i];
    return left;
}

static bool may_restart(const struct conversation *conversation, const struct sut_end *end)
{
    return !sut_finished(end) && end->ending != SUT_INTERRUPTED && end->ending != SUT_NOT_STARTED &&
           conversation->end->restarts < conversation->transport->restarts;
}

/* A system that broke off is asked again for what it did not answer. If it answered nothing at all,
 * the first question is what it breaks on, and is left out. */
static void ask_together(struct conversation *conversation, size_t *which, size_t count)
{
    while (count > 0) {
        struct sut_end end;
        size_t left;
        bool stuck;

        exchange(conversation, &end, which, count);
        tell_end(conversation, which, count, &end);
        left = drop_answered(conversation, which, count);
        stuck = left == count;
        if (left == (stuck ? 1 : 0) || !may_restart(conversation, &end)) {
            keep_end(conversation, &end);
            return;
        }
        conversation->end->restarts++;
        if (stuck) {
            keep_end(conversation, &end);
            which++;
            left--;
        } else {
            conversation->end->wall_ms += end.wall_ms;
            sut_free(&end);
        }
        count = left;
    }
}

/* ----------------------------------------------------------------------- one process per case */

struct job {
    struct sut_process *process; /* NULL = its record could not be written */
    struct text records;
    size_t question;
    struct sut_end end;
};

static void begin_job(const struct conversation *conversation, struct job *job, size_t question)
{
    struct sut_limits limits = limits_of(conversation->transport);

    *job = (struct job){.question = question, .end = {.limits = limits}};
    if (write_records(conversation, &job->records, &question, 1, &job->end))
        job->process =
            sut_start(conversation->transport->command, text_slice(&job->records), &limits);
}

static void end_job(struct conversation *conversation, struct job *job)
{
    struct reply_sink sink = {conversation, hear, hear_unreadable};

    if (job->process != NULL) {
        struct reply_source source = {sut_read, job->process, sut_whole};

        wire_read(conversation->profile, &source, &sink);
        sut_stop(job->process, &job->end);
    }
    text_free(&job->records);
    tell_end(conversation, &job->question, 1, &job->end);
    keep_end(conversation, &job->end);
}

/* Lets all of them work until the first is over, so that answers come in the order of the
 * questions. */
static void await_first(struct job *jobs, size_t count)
{
    struct pollfd polls[MAX_JOBS * 3];
    bool over = jobs[0].process == NULL;

    while (!over) {
        int wait = 1000;

        for (size_t i = 0; i < count; i++) {
            int own = 1000;

            for (size_t k = 0; k < 3; k++) polls[3 * i + k] = (struct pollfd){-1, 0, 0};
            if (jobs[i].process != NULL) own = sut_prepare(jobs[i].process, &polls[3 * i]);
            if (own < wait) wait = own;
        }
        if (poll(polls, 3 * count, wait) < 0)
            for (size_t i = 0; i < 3 * count; i++) polls[i].revents = 0;
        for (size_t i = 0; i < count; i++)
            if (jobs[i].process != NULL && !sut_act(jobs[i].process, &polls[3 * i]) && i == 0)
                over = true;
    }
}

/* So many without an answer, one after the other, and the rest is not asked. */
#define GIVE_UP_AFTER 20

static void ask_one_by_one(struct conversation *conversation, const size_t *which, size_t count)
{
    size_t room = conversation->transport->connections;
    struct job jobs[MAX_JOBS];
    size_t running = 0;
    size_t next = 0;
    unsigned failures = 0;

    if (room > MAX_JOBS) room = MAX_JOBS;
    while (next < count || running > 0) {
        if (failures >= GIVE_UP_AFTER || sut_stop_asked()) next = count;
        while (running < room && next < count)
            begin_job(conversation, &jobs[running++], which[next++]);
        if (running == 0) return;
        await_first(jobs, running);
        failures = failures + 1;
        end_job(conversation, &jobs[0]);
        if (conversation->answered[jobs[0].question]) failures = 0;
        memmove(&jobs[0], &jobs[1], --running * sizeof jobs[0]);
    }
}

/* ------------------------------------------------------------------------------------ the whole */

void transport_exec(struct sut_end *end, const struct profile *profile,
                    const struct questions *questions, const size_t *which, size_t count,
                    const struct transport_sink *sink)
{
    struct conversation conversation = {.profile = profile,
                                        .transport = profile_transport(profile),
                                        .questions = questions,
                                        .sink = sink,
                                        .end = end};
    size_t *rest = array_grow(NULL, &(size_t){0}, count, sizeof *rest);

    *end = (struct sut_end){.limits = limits_of(conversation.transport)};
    conversation.answered =
        array_grow(NULL, &(size_t){0}, questions->count, sizeof *conversation.answered);
    memset(conversation.answered, 0, questions->count * sizeof *conversation.answered);
    memcpy(rest, which, count * sizeof *rest);
    sut_watch_signals();
    if (conversation.transport->per_case)
        ask_one_by_one(&conversation, rest, count);
    else
        ask_together(&conversation, rest, count);
    sut_unwatch_signals();
    free(rest);
    free(conversation.answered);
}
