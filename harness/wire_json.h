/* Answers in JSON. Numbers never pass through floating point: their digits are kept as they stand.
 */
#ifndef TOLLGATE_WIRE_JSON_H
#define TOLLGATE_WIRE_JSON_H

#include "profile_parts.h"

struct json_reply {
    struct text id, amount, error; /* as texts; empty = not there, or null */
    char reason[160];              /* why it cannot be read; "" = it can */
    long line;
};

/* One answer in one text. False with a reason. */
bool json_read_answer(struct json_reply *reply, const struct answers_form *form,
                      struct tg_slice text);
void json_reply_free(struct json_reply *reply);

/* The same in steps, for a text that holds more than an answer. NULL with a reason. */
struct json_record;
struct json_record *json_record_load(char *reason, size_t size, struct tg_slice text);
bool json_record_answer(struct json_reply *reply, const struct json_record *record,
                        const struct answers_form *form);
/* Adds the member as a text; false if there is none of that name. */
bool json_record_member(struct text *out, const struct json_record *record, const char *name);
void json_record_free(struct json_record *record);

/* A document that holds one answer, or a list of them. False with a reason if it does not. */
bool json_read_document(char *reason, size_t size, const struct answers_form *form,
                        struct tg_slice text, void (*hear)(void *user, struct json_reply *reply),
                        void *user);

#endif
