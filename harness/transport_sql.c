/* The sql transport: records are inserted, charges are selected, again and again until every record
 * has one. */
#include "transport.h"

#include "sql.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

struct conversation {
    const struct profile *profile;
    const struct transport *transport;
    const struct questions *questions;
    const struct transport_sink *sink;
    const struct sql_driver *driver;
    void *database;
    struct sut_end *end;
    bool *answered; /* by question */
    size_t left;    /* asked and not answered */
};

static bool broke_off(struct conversation *conversation, enum sut_ending ending, const char *what,
                      struct text *fault)
{
    conversation->end->ending = ending;
    text_addf(&conversation->end->detail, "%s: ", what);
    text_add_visible(&conversation->end->detail, text_slice(fault));
    text_free(fault);
    return false;
}

/* ------------------------------------------------------------------------------------- inserting
 */

#define MAX_BOUND 64

static bool insert_one(struct conversation *conversation, void *statement,
                       const struct question *question, struct text *fault)
{
    const char *const *bind = conversation->transport->bind;
    struct tg_error error = {.status = TG_OK};
    struct tg_slice values[MAX_BOUND];
    struct text value[MAX_BOUND] = {{0}};
    size_t count = 0;
    bool ok = true;

    for (; ok && count < MAX_BOUND && bind[count] != NULL; count++) {
        text_addf(&value[count], "%s", "");
        ok = wire_value(&value[count], conversation->profile, question, bind[count], &error);
        values[count] = text_slice(&value[count]);
    }
    if (!ok)
        text_addf(fault, "%s", error.text);
    else
        ok = conversation->driver->insert(statement, values, count, fault);
    for (size_t i = 0; i < count; i++) text_free(&value[i]);
    return ok;
}

static bool insert_all(struct conversation *conversation, const size_t *which, size_t count)
{
    const struct sql_driver *driver = conversation->driver;
    const struct transport *transport = conversation->transport;
    struct text fault = {0};
    void *statement = NULL;
    bool ok =
        (transport->prepare == NULL ||
         driver->run(conversation->database, transport->prepare, &fault)) &&
        driver->begin(conversation->database, &fault) &&
        (statement = driver->prepare(conversation->database, transport->insert, &fault)) != NULL;

    for (size_t i = 0; ok && i < count; i++)
        ok = insert_one(conversation, statement, &conversation->questions->list[which[i]], &fault);
    driver->finish(statement);
    ok = ok && driver->commit(conversation->database, &fault);
    return ok || broke_off(conversation, SUT_PROTOCOL, "the records cannot be inserted", &fault);
}

/* ------------------------------------------------------------------------------------- selecting
 */

/* Without an amount and an error there is no answer yet. */
static bool is_answer(const struct tg_slice values[SQL_COLUMNS])
{
    return values[0].p != NULL && (values[1].p != NULL || values[2].n > 0);
}

static void count_row(void *user, const struct tg_slice values[SQL_COLUMNS])
{
    struct conversation *conversation = user;
    size_t at;

    if (!is_answer(values)) return;
    at = idmap_find(&conversation->questions->index, values[0]);
    if (at == IDMAP_NONE || conversation->answered[at]) return;
    conversation->answered[at] = true;
    conversation->left--;
}

static void pass_row(void *user, const struct tg_slice values[SQL_COLUMNS])
{
    const struct conversation *conversation = user;
    const struct reply_sink *sink = &conversation->sink->replies;
    struct reply reply = {.kind = ANSWER_REFUSED, .id = values[0], .text = values[2]};

    if (!is_answer(values)) return;
    if (values[2].n == 0) wire_amount(conversation->profile, &reply, values[1]);
    sink->reply(sink->user, &reply);
}

static bool select_rows(struct conversation *conversation,
                        void (*row)(void *user, const struct tg_slice values[SQL_COLUMNS]))
{
    struct text fault = {0};

    if (conversation->driver->query(conversation->database, conversation->transport->select, row,
                                    conversation, &fault))
        return true;
    return broke_off(conversation, SUT_PROTOCOL, "the charges cannot be selected", &fault);
}

static void await_answers(struct conversation *conversation, uint64_t began)
{
    const struct transport *transport = conversation->transport;

    while (select_rows(conversation, count_row) && conversation->left > 0) {
        if (sut_stop_asked()) {
            conversation->end->ending = SUT_INTERRUPTED;
            return;
        }
        if (sut_now_ms() - began >= transport->timeout_ms) {
            conversation->end->ending = SUT_TIMED_OUT;
            text_addf(&conversation->end->detail, "%zu records have no charge", conversation->left);
            return;
        }
        poll(NULL, 0, (int)transport->poll_ms);
    }
}

static void converse(struct conversation *conversation, const size_t *which, size_t count,
                     uint64_t began)
{
    if (!insert_all(conversation, which, count)) return;
    await_answers(conversation, began);
    /* Only now, so that a second row of a call is told from the same row seen twice. */
    if (conversation->end->ending != SUT_PROTOCOL) select_rows(conversation, pass_row);
}

void transport_sql(struct sut_end *end, const struct profile *profile,
                   const struct questions *questions, const size_t *which, size_t count,
                   const struct transport_sink *sink)
{
    const struct transport *transport = profile_transport(profile);
    bool lite = transport->sqlite != NULL;
    struct conversation conversation = {.profile = profile,
                                        .transport = transport,
                                        .questions = questions,
                                        .sink = sink,
                                        .driver = lite ? &sql_sqlite : &sql_odbc,
                                        .end = end,
                                        .left = count};
    uint64_t began = sut_now_ms();
    struct text fault = {0};

    *end = (struct sut_end){.limits = {transport->timeout_ms, transport->max_output}};
    conversation.answered =
        array_grow(NULL, &(size_t){0}, questions->count, sizeof *conversation.answered);
    memset(conversation.answered, 0, questions->count * sizeof *conversation.answered);
    sut_watch_signals();
    conversation.database = conversation.driver->open(
        lite ? transport->sqlite : transport->database, transport->timeout_ms, &fault);
    if (conversation.database != NULL) {
        converse(&conversation, which, count, began);
        conversation.driver->close(conversation.database);
    } else {
        broke_off(&conversation, SUT_NOT_STARTED, "no connection to the database", &fault);
    }
    sut_unwatch_signals();
    end->wall_ms = sut_now_ms() - began;
    sink->ended(sink->replies.user, which, count, end);
    free(conversation.answered);
}
