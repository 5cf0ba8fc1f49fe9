/* SUT profiles: from XML, with a look at whether they make sense. */
#include "profile_parts.h"

#include "dom.h"
#include "duration.h"
#include "store.h"
#include "sut_end.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMA "reports/schemas/sut-profile.rng"

struct reading {
    struct profile *profile;
    const char *name;
    struct tg_error *error;
};

static bool fail(const struct reading *reading, const xmlNode *node, const char *what,
                 const char *value, const char *expected)
{
    struct tg_place place = tg_xml_place(node);

    return tg_fail(reading->error, TG_E_FIELD, reading->name, place.line, place.column,
                   "%s %s: expected %s", what, tg_shown(tg_slice_of(value)), expected);
}

static const char *attr(const struct reading *reading, const xmlNode *node, const char *name)
{
    const char *value = tg_xml_attribute(node, name);

    return value == NULL ? NULL : arena_text(&reading->profile->arena, tg_slice_of(value));
}

static const char *content(const struct reading *reading, const xmlNode *node)
{
    return arena_text(&reading->profile->arena, tg_slice_of(tg_xml_text(node)));
}

static bool is(const xmlNode *node, const char *attribute, const char *value)
{
    const char *found = tg_xml_attribute(node, attribute);

    return found != NULL && strcmp(found, value) == 0;
}

static const xmlNode *child(const xmlNode *node, const char *name)
{
    const xmlNode *found = tg_xml_first(node);

    while (found != NULL && !tg_xml_is(found, name)) found = tg_xml_next(found);
    return found;
}

/* ---------------------------------------------------------------------------------------- values
 */

static bool read_time(const struct reading *reading, uint64_t *ms, const xmlNode *node,
                      const char *name)
{
    const char *text = tg_xml_attribute(node, name);

    if (text == NULL || duration_parse(ms, text)) return true;
    return fail(reading, node, name, text, "a number and ms, s, m or h, at most 24h");
}

static bool read_number(const struct reading *reading, unsigned *number, const xmlNode *node,
                        const char *name, unsigned least, unsigned most)
{
    const char *text = tg_xml_attribute(node, name);
    unsigned long value;
    char expected[64];

    if (text == NULL) return true;
    value = strtoul(text, NULL, 10);
    *number = (unsigned)value;
    if (value >= least && value <= most) return true;
    snprintf(expected, sizeof expected, "a number from %u to %u", least, most);
    return fail(reading, node, name, text, expected);
}

static bool read_size(const struct reading *reading, size_t *size, const xmlNode *node)
{
    const char *text = tg_xml_attribute(node, "max-output");

    if (text == NULL || size_parse(size, text)) return true;
    return fail(reading, node, "max-output", text, "a number of bytes with K, M or G, at most 4G");
}

static bool read_encoding(const struct reading *reading, const char **encoding, const xmlNode *node)
{
    iconv_t converter;

    *encoding = attr(reading, node, "encoding");
    if (*encoding == NULL) return true;
    converter = iconv_open(*encoding, "UTF-8");
    if (converter == (iconv_t)-1)
        return fail(reading, node, "encoding", *encoding, "one that iconv knows, such as GB18030");
    iconv_close(converter);
    if (strcmp(*encoding, "UTF-8") == 0) *encoding = NULL;
    return true;
}

static bool read_delimiter(const struct reading *reading, char *delimiter, const xmlNode *node)
{
    const char *text = tg_xml_attribute(node, "delimiter");

    *delimiter = ',';
    if (text == NULL) return true;
    if (strcmp(text, "tab") == 0) {
        *delimiter = '\t';
        return true;
    }
    *delimiter = text[0];
    if (strlen(text) == 1 && strchr(";|:,~^", text[0]) != NULL) return true;
    return fail(reading, node, "delimiter", text, "one of , ; | : ~ ^ or tab");
}

/* ------------------------------------------------------------------------------------- transport
 */

static bool read_command(const struct reading *reading, struct transport *transport,
                         const xmlNode *node)
{
    size_t count = dom_count(node, "arg");
    char **command;
    size_t n = 0;

    if (count == 0) return true;
    command = arena_take(&reading->profile->arena, count + 1, sizeof *command);
    for (const xmlNode *arg = tg_xml_first(node); arg != NULL; arg = tg_xml_next(arg))
        if (tg_xml_is(arg, "arg")) command[n++] = (char *)(uintptr_t)content(reading, arg);
    transport->command = command;
    if (command[0][0] != '\0') return true;
    return fail(reading, node, "the first arg", "", "a program");
}

static bool read_exec(const struct reading *reading, const xmlNode *node)
{
    struct transport *transport = &reading->profile->transport;

    transport->kind = TRANSPORT_EXEC;
    transport->per_case = is(node, "per", "case");
    return read_time(reading, &transport->case_timeout_ms, node, "case-timeout") &&
           read_number(reading, &transport->restarts, node, "restarts", 0, 1000) &&
           read_number(reading, &transport->connections, node, "jobs", 1, 64) &&
           read_command(reading, transport, node);
}

static bool read_files(const struct reading *reading, const xmlNode *node)
{
    struct transport *transport = &reading->profile->transport;

    transport->kind = TRANSPORT_FILES;
    transport->drop = attr(reading, node, "drop");
    transport->answer = attr(reading, node, "answer");
    if (strcmp(transport->drop, transport->answer) == 0)
        return fail(reading, node, "answer", transport->answer, "another file than drop");
    return read_time(reading, &transport->poll_ms, node, "poll") &&
           read_command(reading, transport, node);
}

static bool read_headers(const struct reading *reading, const xmlNode *node)
{
    struct transport *transport = &reading->profile->transport;
    struct transport_header *headers =
        arena_take(&reading->profile->arena, dom_count(node, "header") + 1, sizeof *headers);

    for (const xmlNode *at = tg_xml_first(node); at != NULL; at = tg_xml_next(at)) {
        struct transport_header *header = &headers[transport->header_count];

        if (!tg_xml_is(at, "header")) continue;
        header->name = attr(reading, at, "name");
        header->value = attr(reading, at, "value");
        if (header->name[0] == '\0' || strpbrk(header->name, ":\r\n ") != NULL)
            return fail(reading, at, "name", header->name, "the name of a header");
        if (strpbrk(header->value, "\r\n") != NULL)
            return fail(reading, at, "value", header->value, "one line");
        transport->header_count++;
    }
    transport->headers = headers;
    return true;
}

static bool read_http(const struct reading *reading, const xmlNode *node)
{
    struct transport *transport = &reading->profile->transport;
    const xmlNode *record = child(node, "record");
    unsigned batch = 1;

    transport->kind = TRANSPORT_HTTP;
    transport->url = attr(reading, node, "url");
    if (strncmp(transport->url, "http://", 7) != 0 && strncmp(transport->url, "https://", 8) != 0)
        return fail(reading, node, "url", transport->url, "http:// or https://");
    if (tg_xml_attribute(node, "method") != NULL) transport->method = attr(reading, node, "method");
    transport->body = content(reading, child(node, "body"));
    if (record != NULL) transport->record_body = content(reading, record);
    if (!read_number(reading, &batch, node, "batch", 1, 10000) ||
        !read_number(reading, &transport->connections, node, "connections", 1, 64) ||
        !read_number(reading, &transport->retries, node, "retries", 0, 100) ||
        !read_time(reading, &transport->case_timeout_ms, node, "case-timeout") ||
        !read_headers(reading, node))
        return false;
    transport->batch = batch;
    transport->per_case = batch == 1;
    if (batch > 1 && record == NULL)
        return fail(reading, node, "batch", tg_xml_attribute(node, "batch"),
                    "an element record, which says how one record of it is written");
    return true;
}

static bool read_sql(const struct reading *reading, const xmlNode *node)
{
    struct transport *transport = &reading->profile->transport;
    struct arena *arena = &reading->profile->arena;
    const xmlNode *insert = child(node, "insert");
    const char *words = attr(reading, insert, "columns");
    const char **bind = arena_take(arena, strlen(words) / 2 + 2, sizeof *bind);
    size_t count = 0;
    size_t marks = 0;

    transport->kind = TRANSPORT_SQL;
    transport->database = attr(reading, node, "database");
    transport->sqlite = attr(reading, node, "sqlite");
    transport->insert = content(reading, insert);
    transport->select = content(reading, child(node, "select"));
    if (child(node, "prepare") != NULL)
        transport->prepare = content(reading, child(node, "prepare"));
    for (struct tg_slice word; (word = tg_next_word(&words)).n > 0;)
        bind[count++] = arena_text(arena, word);
    transport->bind = bind;
    for (const char *p = transport->insert; *p != '\0'; p++) marks += *p == '?';
    if (marks != count)
        return fail(reading, insert, "insert", transport->insert, "one ? for each of its columns");
    return read_time(reading, &transport->poll_ms, node, "poll");
}

static bool read_transport(const struct reading *reading, const xmlNode *node)
{
    static const struct {
        const char *name;
        bool (*read)(const struct reading *reading, const xmlNode *node);
    } kinds[] = {
        {"exec", read_exec}, {"files", read_files}, {"http", read_http}, {"sql", read_sql}};
    struct transport *transport = &reading->profile->transport;

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (tg_xml_is(node, kinds[i].name))
            return read_time(reading, &transport->timeout_ms, node, "timeout") &&
                   read_size(reading, &transport->max_output, node) && kinds[i].read(reading, node);
    return false;
}

/* --------------------------------------------------------------------------------------- records
 */

static bool find_source(struct column *column, const char *name)
{
    static const struct {
        const char *name;
        enum column_source source;
    } made[] = {{"access", COLUMN_ACCESS},
                {"number", COLUMN_NUMBER},
                {"event_reason", COLUMN_EVENT_REASON},
                {"seq", COLUMN_SEQ},
                {"subscriber", COLUMN_SUBSCRIBER}};

    for (size_t i = 0; i < TG_CDR_COLUMNS; i++) {
        if (strcmp(name, tg_cdr_column_names[i]) != 0) continue;
        column->source = COLUMN_FIELD;
        column->field = i;
        return true;
    }
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++) {
        if (strcmp(name, made[i].name) != 0) continue;
        column->source = made[i].source;
        return true;
    }
    return false;
}

static bool find_codes(const struct reading *reading, struct column *column, const xmlNode *node)
{
    const char *name = tg_xml_attribute(node, "codes");

    if (name == NULL) return true;
    for (size_t i = 0; i < reading->profile->code_count; i++)
        if (strcmp(reading->profile->codes[i].name, name) == 0)
            column->codes = &reading->profile->codes[i];
    if (column->codes != NULL) return true;
    return fail(reading, node, "codes", name, "the name of an element codes");
}

static bool check_format(const struct reading *reading, struct column *column, const xmlNode *node)
{
    const char *format = attr(reading, node, "format");
    bool time = column->source == COLUMN_FIELD && column->field == 1;
    bool duration = column->source == COLUMN_FIELD && column->field == 2;

    column->format = format;
    if (format == NULL) return true;
    if (duration && (strcmp(format, "HHMMSS") == 0 || strcmp(format, "HH:MM:SS") == 0)) return true;
    if (duration) return fail(reading, node, "format", format, "HHMMSS or HH:MM:SS");
    if (!time) return fail(reading, node, "format", format, "none: only times have one");
    for (const char *p = format; *p != '\0'; p++)
        if (*p == '%' && (*++p == '\0' || strchr("YmdHMSy%", *p) == NULL))
            return fail(reading, node, "format", format, "only %Y %y %m %d %H %M %S");
    return true;
}

static size_t number_of(const xmlNode *node, const char *name)
{
    const char *text = tg_xml_attribute(node, name);

    return text == NULL ? 0 : (size_t)strtoul(text, NULL, 10);
}

/* Fixed columns neither overlap nor stand outside a line. */
static bool check_fixed(const struct reading *reading, const struct column *column,
                        const xmlNode *node)
{
    struct records_form *records = &reading->profile->records;

    if (column->width == 0 || tg_xml_attribute(node, "at") == NULL)
        return fail(reading, node, "column", column->name, "at and width, in bytes");
    if (column->width > 4096 || column->at > 65536)
        return fail(reading, node, "column", column->name, "to stand within 64 KiB");
    for (const struct column *other = records->columns; other < column; other++)
        if (column->at < other->at + other->width && other->at < column->at + column->width)
            return fail(reading, node, "column", column->name,
                        "to stand apart from the columns before it");
    if (column->at + column->width > records->length) records->length = column->at + column->width;
    return true;
}

static bool read_column(const struct reading *reading, struct column *column, const xmlNode *node)
{
    const char *field = tg_xml_attribute(node, "field");
    const char *pad = tg_xml_attribute(node, "pad");

    *column = (struct column){.name = attr(reading, node, "name"),
                              .source = COLUMN_TEXT,
                              .text = attr(reading, node, "text"),
                              .width = number_of(node, "width"),
                              .at = number_of(node, "at") - 1,
                              .right = is(node, "align", "right"),
                              .pad = pad != NULL && pad[0] != '\0' ? pad[0] : ' '};
    if (field != NULL && !find_source(column, field))
        return fail(reading, node, "field", field,
                    "a column of call records, or access, number, event_reason, seq, subscriber");
    if (!find_codes(reading, column, node) || !check_format(reading, column, node)) return false;
    return reading->profile->records.form != FORM_FIXED || check_fixed(reading, column, node);
}

/* Without columns of its own the system gets ours. */
static void default_columns(struct profile *profile)
{
    struct column *columns = arena_take(&profile->arena, TG_CDR_COLUMNS, sizeof *columns);

    for (size_t i = 0; i < TG_CDR_COLUMNS; i++)
        columns[i] = (struct column){
            .name = tg_cdr_column_names[i], .source = COLUMN_FIELD, .field = i, .pad = ' '};
    profile->records.columns = columns;
    profile->records.count = TG_CDR_COLUMNS;
}

static enum wire_form form_of(const xmlNode *node)
{
    if (is(node, "form", "fixed")) return FORM_FIXED;
    if (is(node, "form", "jsonl")) return FORM_JSONL;
    return is(node, "form", "json") ? FORM_JSON : FORM_CSV;
}

static bool read_columns(const struct reading *reading, const xmlNode *node)
{
    struct records_form *records = &reading->profile->records;
    size_t count = dom_count(node, "column");

    if (count == 0) {
        default_columns(reading->profile);
        if (records->form != FORM_FIXED) return true;
        return fail(reading, node, "records", "", "the columns of a fixed record");
    }
    records->columns = arena_take(&reading->profile->arena, count, sizeof *records->columns);
    for (const xmlNode *at = tg_xml_first(node); at != NULL; at = tg_xml_next(at)) {
        if (!tg_xml_is(at, "column")) continue;
        if (!read_column(reading, &records->columns[records->count], at)) return false;
        records->count++;
    }
    return true;
}

static bool read_records(const struct reading *reading, const xmlNode *node)
{
    struct records_form *records = &reading->profile->records;
    const xmlNode *before = child(node, "before");
    const xmlNode *after = child(node, "after");

    records->form = form_of(node);
    records->header = records->form == FORM_CSV && !is(node, "header", "no");
    if (is(node, "quote", "always")) records->quoting = QUOTE_ALWAYS;
    if (is(node, "quote", "never")) records->quoting = QUOTE_NEVER;
    if (is(node, "line-end", "crlf")) records->line_end = "\r\n";
    if (before != NULL) records->before = content(reading, before);
    if (after != NULL) records->after = content(reading, after);
    return read_delimiter(reading, &records->delimiter, node) &&
           read_encoding(reading, &records->encoding, node) && read_columns(reading, node);
}

static void read_codes(const struct reading *reading, const xmlNode *node)
{
    struct arena *arena = &reading->profile->arena;
    struct codes *codes = &reading->profile->codes[reading->profile->code_count++];
    size_t count = dom_count(node, "code");

    *codes = (struct codes){.name = attr(reading, node, "name"),
                            .otherwise = attr(reading, node, "default"),
                            .is = arena_take(arena, count, sizeof *codes->is),
                            .as = arena_take(arena, count, sizeof *codes->as)};
    for (const xmlNode *at = tg_xml_first(node); at != NULL; at = tg_xml_next(at)) {
        codes->is[codes->count] = attr(reading, at, "is");
        codes->as[codes->count++] = attr(reading, at, "as");
    }
}

/* --------------------------------------------------------------------------------------- answers
 */

/* "3" or "3-22", from 1. */
static bool parse_bytes(struct place *place)
{
    char *end;
    unsigned long from = strtoul(place->text, &end, 10);
    unsigned long to = from;

    if (*end == '-') to = strtoul(end + 1, &end, 10);
    place->from = from - 1;
    place->width = to + 1 - from;
    return *end == '\0' && from >= 1 && to >= from && to <= 65536;
}

static bool read_place(const struct reading *reading, struct place *place, const xmlNode *node,
                       const char *name)
{
    const struct answers_form *answers = &reading->profile->answers;

    place->text = attr(reading, node, name);
    if (place->text == NULL) return true;
    if (answers->form == FORM_FIXED || (answers->form == FORM_CSV && !answers->header)) {
        if (parse_bytes(place) && (answers->form == FORM_FIXED || place->width == 1)) return true;
        return fail(reading, node, name, place->text,
                    answers->form == FORM_FIXED ? "bytes as 3-22, counted from 1"
                                                : "the number of a column, counted from 1");
    }
    if (answers->form == FORM_CSV || place->text[0] == '/' || place->text[0] == '\0') return true;
    return fail(reading, node, name, place->text, "a JSON pointer such as /result/charge");
}

/* Tags and totals stand in rows that are not under the header: places are numbers there. */
static bool read_totals(const struct reading *reading, struct totals *totals, const xmlNode *node)
{
    struct reading plain = *reading;
    struct answers_form *answers = &reading->profile->answers;
    bool header = answers->header;
    bool ok;

    if (node == NULL) return true;
    if (answers->form != FORM_CSV && answers->form != FORM_FIXED)
        return fail(reading, node, "form", "json", "no head or trailer in JSON");
    totals->tag = attr(reading, node, "tag");
    answers->header = false;
    ok = read_place(&plain, &totals->tag_at, node, "tag-at") &&
         read_place(&plain, &totals->count, node, "count-at") &&
         read_place(&plain, &totals->total, node, "total-at");
    answers->header = header;
    return ok;
}

static void read_refusals(const struct reading *reading, const xmlNode *node)
{
    struct answers_form *answers = &reading->profile->answers;
    size_t count = dom_count(node, "refusal");

    answers->refusals = arena_take(&reading->profile->arena, count + 1, sizeof *answers->refusals);
    answers->refusal_count = 0;
    for (const xmlNode *at = tg_xml_first(node); at != NULL; at = tg_xml_next(at))
        if (tg_xml_is(at, "refusal"))
            answers->refusals[answers->refusal_count++] = attr(reading, at, "text");
}

/* What a SELECT gives stands in the order that it says. */
static bool read_no_places(const struct reading *reading, const xmlNode *node)
{
    static const char *const names[] = {"id", "amount", "error"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (child(node, names[i]) != NULL)
            return fail(reading, child(node, names[i]), names[i], "",
                        "none: the SELECT gives id, amount and error in this order");
    return true;
}

static bool read_answer_places(const struct reading *reading, const xmlNode *node)
{
    struct answers_form *answers = &reading->profile->answers;
    const xmlNode *id = child(node, "id");
    const xmlNode *amount = child(node, "amount");
    const xmlNode *error = child(node, "error");
    const struct transport *transport = &reading->profile->transport;
    bool known = transport->kind == TRANSPORT_HTTP && transport->per_case;

    if (transport->kind == TRANSPORT_SQL) return read_no_places(reading, node);
    answers->id.text = NULL;
    if (id == NULL && !known)
        return fail(reading, node, "answers", "", "an element id, which says where call_id stands");
    if (amount == NULL)
        return fail(reading, node, "answers", "",
                    "an element amount, which says where the charge stands");
    return (id == NULL || read_place(reading, &answers->id, id, "at")) &&
           read_place(reading, &answers->amount, amount, "at") &&
           (error == NULL || read_place(reading, &answers->error, error, "at"));
}

/* A SELECT leaves nothing of that to say. */
static bool read_no_form(const struct reading *reading, const xmlNode *node)
{
    static const char *const names[] = {"form",     "delimiter", "header", "skip",
                                        "encoding", "rows",      "list"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (attr(reading, node, names[i]) != NULL)
            return fail(reading, node, names[i], attr(reading, node, names[i]),
                        "none: the SELECT gives one row a call");
    return true;
}

static bool read_answers(const struct reading *reading, const xmlNode *node)
{
    struct answers_form *answers = &reading->profile->answers;

    if (reading->profile->transport.kind == TRANSPORT_SQL && !read_no_form(reading, node))
        return false;
    answers->form = form_of(node);
    answers->header = answers->form == FORM_CSV && !is(node, "header", "no");
    answers->skip = number_of(node, "skip");
    answers->comma = is(node, "decimal", "comma");
    answers->sum = is(node, "rows", "sum");
    answers->list = attr(reading, node, "list");
    if (is(node, "scale", "fen")) answers->scale = SCALE_FEN;
    if (is(node, "scale", "li")) answers->scale = SCALE_LI;
    if (is(node, "sign", "trailing")) answers->sign = SIGN_TRAILING;
    if (is(node, "sign", "none")) answers->sign = SIGN_NONE;
    read_refusals(reading, node);
    if ((answers->form == FORM_JSON || answers->form == FORM_JSONL) &&
        attr(reading, node, "encoding") != NULL)
        return fail(reading, node, "encoding", attr(reading, node, "encoding"),
                    "none: JSON is UTF-8");
    return read_delimiter(reading, &answers->delimiter, node) &&
           read_encoding(reading, &answers->encoding, node) && read_answer_places(reading, node) &&
           read_totals(reading, &answers->body, child(node, "body")) &&
           read_totals(reading, &answers->head, child(node, "head")) &&
           read_totals(reading, &answers->trailer, child(node, "trailer"));
}

/* --------------------------------------------------------------------------------------- profile
 */

static struct profile *new_profile(void)
{
    static const char *words[] = {"refused", "error"};
    struct profile *profile = array_grow(NULL, &(size_t){0}, 0, sizeof *profile);

    *profile = (struct profile){
        .transport = {.timeout_ms = SUT_TIMEOUT_MS,
                      .max_output = SUT_MAX_OUTPUT,
                      .poll_ms = 200,
                      .method = "POST",
                      .batch = 1,
                      .connections = 1,
                      .retries = 2},
        .records = {.delimiter = ',', .header = true, .line_end = "\n"},
        .answers = {.delimiter = ',',
                    .header = true,
                    .id = {.text = "call_id"},
                    .amount = {.text = "charge"},
                    .refusals = words,
                    .refusal_count = 2},
    };
    return profile;
}

static bool read_system(const struct reading *reading, const xmlNode *root)
{
    struct profile *profile = reading->profile;
    const xmlNode *records = child(root, "records");
    const xmlNode *answers = child(root, "answers");

    profile->name = attr(reading, root, "name");
    profile->codes =
        arena_take(&profile->arena, dom_count(root, "codes") + 1, sizeof *profile->codes);
    for (const xmlNode *at = tg_xml_first(root); at != NULL; at = tg_xml_next(at))
        if (tg_xml_is(at, "codes")) read_codes(reading, at);
    if (records == NULL) default_columns(profile);
    return read_transport(reading, tg_xml_first(root)) &&
           (records == NULL || read_records(reading, records)) &&
           (answers == NULL || read_answers(reading, answers));
}

/* That every name in the templates and bindings is known, a made-up record shows. */
static bool check_names(const struct reading *reading, const xmlNode *root)
{
    static const struct question empty = {
        .id = "x", .field = {"x", "", "", "", "", "", "", "", "", "", "", ""}};
    const struct transport *transport = &reading->profile->transport;
    const char *const templates[] = {transport->record_body == NULL ? transport->body
                                                                    : transport->record_body};
    struct tg_error error = {.status = TG_OK};
    struct text made = {0};
    bool ok = true;

    if (templates[0] != NULL)
        ok = wire_fill(&made, reading->profile, &empty, templates[0], false, &error);
    for (size_t i = 0; ok && transport->bind != NULL && transport->bind[i] != NULL; i++)
        ok = wire_value(&made, reading->profile, &empty, transport->bind[i], &error);
    text_free(&made);
    /* An empty record may have no code; that is not what is asked. */
    if (ok || error.status == TG_E_FIELD) return true;
    return tg_fail(reading->error, error.status, reading->name, tg_xml_place(root).line,
                   tg_xml_place(root).column, "%s", error.text);
}

struct profile *profile_read(const char *name, struct tg_slice xml, struct tg_error *error)
{
    struct profile *profile = new_profile();
    struct reading reading = {profile, name, error};
    struct tg_asset schema = {.path = SCHEMA};
    struct tg_slice text;
    struct _xmlDoc *doc = NULL;
    bool ok = store_read(&profile->arena, &text, NULL, SCHEMA, error);

    if (ok) {
        schema.data = text.p;
        schema.size = text.n;
        doc = tg_xml_read(name, xml.p, xml.n, &schema, error);
    }
    ok = doc != NULL && read_system(&reading, xmlDocGetRootElement(doc)) &&
         check_names(&reading, xmlDocGetRootElement(doc));
    if (doc != NULL) xmlFreeDoc(doc);
    if (ok) return profile;
    profile_free(profile);
    return NULL;
}

struct profile *profile_of_command(char *const *command)
{
    struct profile *profile = new_profile();

    profile->name = "command";
    profile->transport.command = command;
    default_columns(profile);
    return profile;
}

void profile_free(struct profile *profile)
{
    if (profile == NULL) return;
    arena_free(&profile->arena);
    free(profile);
}

const char *profile_name(const struct profile *profile)
{
    return profile->name;
}

const struct transport *profile_transport(const struct profile *profile)
{
    return &profile->transport;
}

struct transport *profile_limits(struct profile *profile)
{
    return &profile->transport;
}
