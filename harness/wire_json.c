#include "wire_json.h"

#include <jansson.h>
#include <string.h>

static bool is_number_char(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

/* The length of a JSON number at p; 0 = there is none as JSON has it. */
static size_t number_length(const char *p, const char *end)
{
    const char *at = p;
    const char *digits;

    if (at < end && *at == '-') at++;
    digits = at;
    while (at < end && *at >= '0' && *at <= '9') at++;
    if (at == digits || (*digits == '0' && at - digits > 1)) return 0;
    if (at < end && *at == '.') {
        digits = ++at;
        while (at < end && *at >= '0' && *at <= '9') at++;
        if (at == digits) return 0;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        if (at < end && (*at == '-' || *at == '+')) at++;
        digits = at;
        while (at < end && *at >= '0' && *at <= '9') at++;
        if (at == digits) return 0;
    }
    return at < end && is_number_char(*at) ? 0 : (size_t)(at - p);
}

/* Puts numbers into quotes, so that a reader of JSON keeps their digits. What is no number stays as
 * it is, for the reader to complain about. */
static void quote_numbers(struct text *out, struct tg_slice text)
{
    const char *end = text.p + text.n;
    bool in_string = false;

    for (const char *p = text.p; p < end;) {
        size_t n = 1;

        if (in_string) {
            if (*p == '\\' && p + 1 < end) n = 2;
            if (*p == '"') in_string = false;
        } else if (*p == '"') {
            in_string = true;
        } else if (*p == '-' || (*p >= '0' && *p <= '9')) {
            n = number_length(p, end);
            if (n > 0) text_addf(out, "\"%.*s\"", (int)n, p);
            p += n;
            for (n = 0; p + n < end && is_number_char(p[n]); n++) continue;
            if (n == 0) continue;
        }
        text_add(out, (struct tg_slice){p, n});
        p += n;
    }
}

static json_t *load(char *reason, size_t size, struct tg_slice text)
{
    struct text quoted = {0};
    json_error_t error;
    json_t *json;

    text_addf(&quoted, "%s", "");
    quote_numbers(&quoted, text);
    json = json_loadb(quoted.p, quoted.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (json == NULL) snprintf(reason, size, "no JSON: %s", tg_shown(tg_slice_of(error.text)));
    text_free(&quoted);
    return json;
}

/* RFC 6901; NULL = there is no such thing. */
static const json_t *find(const json_t *json, const char *pointer)
{
    while (json != NULL && *pointer == '/') {
        size_t n = strcspn(++pointer, "/");
        char name[256];
        char *to = name;

        for (size_t i = 0; i < n && to < name + sizeof name - 1; i++) {
            char c = pointer[i];

            if (c == '~' && i + 1 < n) c = pointer[++i] == '1' ? '/' : '~';
            *to++ = c;
        }
        *to = '\0';
        json = json_is_array(json) ? json_array_get(json, strtoul(name, NULL, 10))
                                   : json_object_get(json, name);
        pointer += n;
    }
    return json;
}

/* Texts and (quoted) numbers as they are; false is nothing, true and what has parts says so. */
static void take(struct text *out, const json_t *json, const struct place *place)
{
    const json_t *found = place->text == NULL ? NULL : find(json, place->text);
    char *dump;

    text_addf(out, "%s", "");
    if (found == NULL || json_is_null(found) || json_is_false(found)) return;
    if (json_is_string(found)) {
        text_add(out, (struct tg_slice){json_string_value(found), json_string_length(found)});
        return;
    }
    dump = json_dumps(found, JSON_ENCODE_ANY | JSON_SORT_KEYS | JSON_COMPACT);
    if (dump == NULL) arena_exhausted();
    text_addf(out, "%.1000s", dump);
    free(dump);
}

static bool take_answer(struct json_reply *reply, const json_t *json,
                        const struct answers_form *form)
{
    bool there = find(json, form->amount.text) != NULL;

    take(&reply->id, json, &form->id);
    take(&reply->amount, json, &form->amount);
    take(&reply->error, json, &form->error);
    /* An error code of 0 says that there is none. */
    if (reply->error.n == 1 && reply->error.p[0] == '0') text_free(&reply->error);
    if (there || reply->error.n > 0) return true;
    snprintf(reply->reason, sizeof reply->reason, "there is nothing at %.100s", form->amount.text);
    return false;
}

struct json_record *json_record_load(char *reason, size_t size, struct tg_slice text)
{
    return (struct json_record *)load(reason, size, text);
}

void json_record_free(struct json_record *record)
{
    json_decref((json_t *)record);
}

bool json_record_member(struct text *out, const struct json_record *record, const char *name)
{
    const json_t *found = json_object_get((const json_t *)record, name);

    take(out, found, &(struct place){.text = ""});
    return found != NULL;
}

bool json_record_answer(struct json_reply *reply, const struct json_record *record,
                        const struct answers_form *form)
{
    return take_answer(reply, (const json_t *)record, form);
}

bool json_read_answer(struct json_reply *reply, const struct answers_form *form,
                      struct tg_slice text)
{
    struct json_record *record = json_record_load(reply->reason, sizeof reply->reason, text);
    bool ok = record != NULL && json_record_answer(reply, record, form);

    json_record_free(record);
    return ok;
}

void json_reply_free(struct json_reply *reply)
{
    text_free(&reply->id);
    text_free(&reply->amount);
    text_free(&reply->error);
}

bool json_read_document(char *reason, size_t size, const struct answers_form *form,
                        struct tg_slice text, void (*hear)(void *user, struct json_reply *reply),
                        void *user)
{
    json_t *json = load(reason, size, text);
    const json_t *list = json == NULL || form->list == NULL ? json : find(json, form->list);
    bool many = form->list != NULL;

    if (json != NULL && many && !json_is_array(list))
        snprintf(reason, size, "there is no list at %.100s", form->list);
    for (size_t i = 0; reason[0] == '\0' && i < (many ? json_array_size(list) : 1); i++) {
        struct json_reply reply = {0};

        take_answer(&reply, many ? json_array_get(list, i) : list, form);
        hear(user, &reply);
        json_reply_free(&reply);
    }
    json_decref(json);
    return reason[0] == '\0';
}
