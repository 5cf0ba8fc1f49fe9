/* The http transport: one case or a batch of cases per request, several requests at once. */
#include "transport.h"

#include "profile_parts.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CONNECTIONS 64
#define GIVE_UP_AFTER   20 /* requests that failed, one after the other */
#define RETRY_PAUSE_MS  200

struct conversation;

/* A request under way, or done and waiting for its turn to be read. */
struct request {
    struct conversation *conversation;
    CURL *easy;
    const size_t *which; /* the questions it is about */
    size_t count;
    struct text body;
    struct text response;
    struct sut_end end;
    unsigned tries;
    uint64_t not_before_ms; /* a retry waits */
    bool running, done, too_much;
    char error[CURL_ERROR_SIZE];
};

struct conversation {
    const struct profile *profile;
    const struct transport *transport;
    const struct questions *questions;
    const struct transport_sink *sink;
    struct sut_end *end;
    bool begun;
    bool reached; /* some request was answered */
    CURLM *multi;
    struct curl_slist *headers;
    unsigned failures;
    uint64_t began_ms;
};

/* ---------------------------------------------------------------------------------------- asking
 */

static bool is_json(const char *template)
{
    template += strspn(template, " \t\r\n");
    return *template == '{' || *template == '[';
}

/* {records} of a batch. */
static bool fill_records(struct text *out, const struct request *request, struct tg_error *error)
{
    const struct conversation *conversation = request->conversation;
    const char *template = conversation->transport->record_body;

    for (size_t i = 0; i < request->count; i++) {
        if (i > 0) text_addf(out, ",");
        if (!wire_fill(out, conversation->profile,
                       &conversation->questions->list[request->which[i]], template,
                       is_json(template), error))
            return false;
    }
    return true;
}

static bool fill_body(struct request *request, struct tg_error *error)
{
    const struct conversation *conversation = request->conversation;
    const char *template = conversation->transport->body;
    const char *records = strstr(template, "{records}");

    if (conversation->transport->record_body == NULL)
        return wire_fill(&request->body, conversation->profile,
                         &conversation->questions->list[request->which[0]], template,
                         is_json(template), error);
    if (records == NULL) records = template + strlen(template);
    text_add(&request->body, (struct tg_slice){template, (size_t)(records - template)});
    if (!fill_records(&request->body, request, error)) return false;
    if (*records != '\0') text_addf(&request->body, "%s", records + strlen("{records}"));
    return true;
}

static size_t take(char *bytes, size_t size, size_t count, void *user)
{
    struct request *request = user;
    size_t n = size * count;

    if (n > request->end.limits.max_output - request->response.n) {
        request->too_much = true;
        return 0;
    }
    text_add(&request->response, (struct tg_slice){bytes, n});
    return n;
}

static uint64_t time_left(const struct conversation *conversation)
{
    uint64_t spent = sut_now_ms() - conversation->began_ms;
    uint64_t limit = conversation->transport->timeout_ms;

    return spent < limit ? limit - spent : 0;
}

static void set_up(struct request *request)
{
    const struct conversation *conversation = request->conversation;
    const struct transport *transport = conversation->transport;
    CURL *easy = request->easy = curl_easy_init();
    uint64_t timeout = transport->case_timeout_ms;

    if (easy == NULL) arena_exhausted();
    if (timeout == 0 || timeout > time_left(conversation)) timeout = time_left(conversation);
    request->end.limits.timeout_ms = timeout;
    curl_easy_setopt(easy, CURLOPT_URL, transport->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    /* On a connection that is used again curl repeats a request of its own accord if that breaks
     * off; but it may have been taken. */
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)(timeout > 0 ? timeout : 1));
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, transport->method);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body.p);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)request->body.n);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, conversation->headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, request);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, request->error);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, request);
}

static void send_request(struct request *request)
{
    request->response.n = 0;
    request->error[0] = '\0';
    request->running = true;
    set_up(request);
    curl_multi_add_handle(request->conversation->multi, request->easy);
}

static void begin_request(struct conversation *conversation, struct request *request,
                          const size_t *which, size_t count)
{
    struct tg_error error = {.status = TG_OK};

    *request = (struct request){.conversation = conversation, .which = which, .count = count};
    request->end.limits.max_output = conversation->transport->max_output;
    text_addf(&request->body, "%s", "");
    text_addf(&request->response, "%s", "");
    if (fill_body(request, &error)) {
        send_request(request);
        return;
    }
    request->end.ending = SUT_NOT_STARTED;
    text_addf(&request->end.detail, "%s", error.text);
    request->done = true;
}

/* -------------------------------------------------------------------------------------- answering
 */

static void say_status(struct request *request, long status)
{
    struct tg_slice body = text_slice(&request->response);

    request->end.ending = SUT_PROTOCOL;
    text_addf(&request->end.detail, "HTTP status %ld", status);
    if (body.n == 0) return;
    if (body.n > 200) body.n = 200;
    text_addf(&request->end.detail, ", ");
    text_add_visible(&request->end.detail, body);
}

/* The request was not taken: it may be sent again. */
static bool may_retry(const struct request *request, CURLcode code, long status)
{
    const struct conversation *conversation = request->conversation;

    if (request->tries > conversation->transport->retries) return false;
    if (time_left(conversation) <= RETRY_PAUSE_MS) return false;
    return code == CURLE_COULDNT_CONNECT || (code == CURLE_OK && (status == 429 || status == 503));
}

static void say_failure(struct request *request, CURLcode code)
{
    struct conversation *conversation = request->conversation;
    bool never = code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST;

    if (request->too_much)
        request->end.ending = SUT_TOO_MUCH;
    else if (code == CURLE_OPERATION_TIMEDOUT)
        request->end.ending = SUT_TIMED_OUT;
    else
        request->end.ending = never && !conversation->reached ? SUT_NOT_STARTED : SUT_PROTOCOL;
    if (request->end.ending == SUT_PROTOCOL || request->end.ending == SUT_NOT_STARTED)
        text_addf(&request->end.detail, "%s",
                  request->error[0] != '\0' ? request->error : curl_easy_strerror(code));
}

static void finish_request(struct request *request, CURLcode code)
{
    long status = 0;
    curl_off_t us = 0;

    curl_easy_getinfo(request->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(request->easy, CURLINFO_TOTAL_TIME_T, &us);
    curl_multi_remove_handle(request->conversation->multi, request->easy);
    curl_easy_cleanup(request->easy);
    request->running = false;
    request->tries++;
    request->end.wall_ms += (uint64_t)us / 1000;
    if (may_retry(request, code, status)) {
        request->not_before_ms = sut_now_ms() + RETRY_PAUSE_MS;
        return;
    }
    request->done = true;
    if (code != CURLE_OK)
        say_failure(request, code);
    else if (status < 200 || status > 299)
        say_status(request, status);
    if (code == CURLE_OK) request->conversation->reached = true;
}

/* ---------------------------------------------------------------------------------------- reading
 */

static void hear(void *user, const struct reply *reply)
{
    const struct request *request = user;
    const struct conversation *conversation = request->conversation;
    struct reply known = *reply;

    /* The one answer to one case needs no name. */
    if (conversation->profile->answers.id.text == NULL && request->count == 1) {
        known.id = tg_slice_of(conversation->questions->list[request->which[0]].id);
        known.broken = false;
    }
    conversation->sink->replies.reply(conversation->sink->replies.user, &known);
}

static void hear_unreadable(void *user, const char *reason, long line)
{
    struct request *request = user;

    (void)line;
    if (request->end.ending == SUT_PROTOCOL) return;
    request->end.ending = SUT_PROTOCOL;
    text_addf(&request->end.detail, "%s", reason);
}

static void end_request(struct conversation *conversation, struct request *request)
{
    struct tg_slice left = text_slice(&request->response);
    struct reply_source source = {text_read_slice, &left, NULL};
    struct reply_sink sink = {request, hear, hear_unreadable};

    if (sut_finished(&request->end)) wire_read(conversation->profile, &source, &sink);
    conversation->failures = sut_finished(&request->end) ? 0 : conversation->failures + 1;
    conversation->sink->ended(conversation->sink->replies.user, request->which, request->count,
                              &request->end);
    transport_keep_end(conversation->end, &conversation->begun, &request->end);
    text_free(&request->body);
    text_free(&request->response);
}

/* ----------------------------------------------------------------------------------------- turns
 */

static void collect(struct conversation *conversation)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(conversation->multi, &left)) != NULL) {
        CURLcode code = message->data.result;
        char *request;

        if (message->msg != CURLMSG_DONE) continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &request);
        finish_request((struct request *)(void *)request, code);
    }
}

static void turn(struct conversation *conversation, struct request **requests, size_t count)
{
    int running;

    for (size_t i = 0; i < count; i++)
        if (!requests[i]->done && !requests[i]->running &&
            sut_now_ms() >= requests[i]->not_before_ms)
            send_request(requests[i]);
    curl_multi_perform(conversation->multi, &running);
    collect(conversation);
    if (!requests[0]->done) curl_multi_poll(conversation->multi, NULL, 0, 50, NULL);
}

static void interrupt(struct conversation *conversation, struct request **requests, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct request *request = requests[i];

        if (request->running) {
            curl_multi_remove_handle(conversation->multi, request->easy);
            curl_easy_cleanup(request->easy);
        }
        if (!request->done) request->end.ending = SUT_INTERRUPTED;
        request->running = false;
        request->done = true;
    }
}

static void ask(struct conversation *conversation, const size_t *which, size_t count)
{
    struct request *requests[MAX_CONNECTIONS];
    size_t room = conversation->transport->connections;
    size_t batch = conversation->transport->batch;
    size_t running = 0;
    size_t next = 0;

    while (next < count || running > 0) {
        if (conversation->failures >= GIVE_UP_AFTER || time_left(conversation) == 0) next = count;
        while (running < room && next < count) {
            size_t n = count - next < batch ? count - next : batch;

            requests[running] = array_grow(NULL, &(size_t){0}, 0, sizeof *requests[0]);
            begin_request(conversation, requests[running++], which + next, n);
            next += n;
        }
        if (running == 0) return;
        while (!requests[0]->done && !sut_stop_asked()) turn(conversation, requests, running);
        if (sut_stop_asked()) {
            interrupt(conversation, requests, running);
            next = count;
        }
        end_request(conversation, requests[0]);
        free(requests[0]);
        memmove(&requests[0], &requests[1], --running * sizeof requests[0]);
    }
}

static void add_headers(struct conversation *conversation)
{
    const struct transport *transport = conversation->transport;

    for (size_t i = 0; i < transport->header_count; i++) {
        struct text header = {0};

        text_addf(&header, "%s: %s", transport->headers[i].name, transport->headers[i].value);
        conversation->headers = curl_slist_append(conversation->headers, header.p);
        text_free(&header);
    }
    if (transport->header_count == 0 && is_json(transport->body))
        conversation->headers =
            curl_slist_append(conversation->headers, "Content-Type: application/json");
}

void transport_http(struct sut_end *end, const struct profile *profile,
                    const struct questions *questions, const size_t *which, size_t count,
                    const struct transport_sink *sink)
{
    const struct transport *transport = profile_transport(profile);
    struct conversation conversation = {.profile = profile,
                                        .transport = transport,
                                        .questions = questions,
                                        .sink = sink,
                                        .end = end,
                                        .began_ms = sut_now_ms()};

    *end = (struct sut_end){.limits = {transport->timeout_ms, transport->max_output}};
    curl_global_init(CURL_GLOBAL_DEFAULT);
    conversation.multi = curl_multi_init();
    add_headers(&conversation);
    sut_watch_signals();
    ask(&conversation, which, count);
    sut_unwatch_signals();
    curl_slist_free_all(conversation.headers);
    curl_multi_cleanup(conversation.multi);
    curl_global_cleanup();
    end->wall_ms = sut_now_ms() - conversation.began_ms;
}
