/* Records in a system's own form. */
#include "profile_parts.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

struct row {
    const struct profile *profile;
    const struct question *question;
    size_t seq; /* from 1 */
};

static bool fail(const struct row *row, const struct column *column, const char *value,
                 const char *what, struct tg_error *error)
{
    return tg_fail(error, TG_E_FIELD, NULL, 0, 0, "case %s, column '%s': %s %s", row->question->id,
                   column->name, tg_shown(tg_slice_of(value)), what);
}

/* ---------------------------------------------------------------------------------------- values
 */

static const char *field(const struct row *row, const char *name)
{
    size_t i = 0;

    while (strcmp(tg_cdr_column_names[i], name) != 0) i++;
    return row->question->field[i];
}

/* The dialled prefix, and what is behind it. */
static const char *access_of(const struct row *row)
{
    const char *number = field(row, "other_party");

    if (strncmp(number, "17951", 5) == 0) return "17951";
    return strncmp(number, "12593", 5) == 0 ? "12593" : "";
}

static void add_event(struct text *out, const struct row *row)
{
    const char *reason = field(row, "forward_reason");

    text_addf(out, "%s%s", field(row, "event"), reason[0] != '\0' ? "-" : "");
    for (; *reason != '\0'; reason++) text_addf(out, "%c", *reason == '_' ? '-' : *reason);
}

/* Times and durations that cannot be read are passed on as they stand: the system is to refuse. */
static void add_time(struct text *out, const char *format, const char *value)
{
    char shown[TG_TIME_BUF];
    tg_time time;

    if (tg_time_parse(&time, tg_slice_of(value)) != NULL) {
        text_addf(out, "%s", value);
        return;
    }
    tg_time_format(shown, time); /* 2010-01-01T00:00:00 */
    for (; *format != '\0'; format++) {
        static const char parts[] = "YmdHMSy";
        static const unsigned char from[] = {0, 5, 8, 11, 14, 17, 2};
        const char *part = *format == '%' ? strchr(parts, format[1]) : NULL;

        if (*format == '%') format++;
        if (part == NULL)
            text_addf(out, "%c", *format);
        else
            text_addf(out, "%.*s", *part == 'Y' ? 4 : 2, shown + from[part - parts]);
    }
}

static void add_duration(struct text *out, const char *format, const char *value)
{
    const char *colon = strchr(format, ':') != NULL ? ":" : "";
    unsigned long seconds;
    char *end;

    seconds = strtoul(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end != '\0') {
        text_addf(out, "%s", value);
        return;
    }
    text_addf(out, "%02lu%s%02lu%s%02lu", seconds / 3600, colon, seconds / 60 % 60, colon,
              seconds % 60);
}

static void add_plain(struct text *out, const struct row *row, const struct column *column)
{
    const char *value = column->source == COLUMN_FIELD ? row->question->field[column->field] : "";

    switch (column->source) {
    case COLUMN_FIELD:
        if (column->format == NULL || value[0] == '\0')
            text_addf(out, "%s", value);
        else if (column->field == 1)
            add_time(out, column->format, value);
        else
            add_duration(out, column->format, value);
        return;
    case COLUMN_ACCESS: text_addf(out, "%s", access_of(row)); return;
    case COLUMN_NUMBER:
        text_addf(out, "%s", field(row, "other_party") + strlen(access_of(row)));
        return;
    case COLUMN_EVENT_REASON: add_event(out, row); return;
    case COLUMN_SEQ: text_addf(out, "%zu", row->seq); return;
    case COLUMN_SUBSCRIBER: return; /* of no scenario */
    case COLUMN_TEXT: text_addf(out, "%s", column->text); return;
    }
}

static bool add_value(struct text *out, const struct row *row, const struct column *column,
                      struct tg_error *error)
{
    const struct codes *codes = column->codes;
    struct text plain = {0};
    const char *value;
    bool ok = true;

    text_addf(&plain, "%s", "");
    add_plain(&plain, row, column);
    value = plain.p;
    if (codes != NULL) {
        size_t i = 0;

        while (i < codes->count && strcmp(codes->is[i], plain.p) != 0) i++;
        value = i < codes->count ? codes->as[i] : codes->otherwise;
        /* A record that is to be refused may hold what no system has a code for. */
        if (value == NULL && row->question->expected.kind == EXPECT_ERROR) value = plain.p;
        if (value == NULL) ok = fail(row, column, plain.p, "has no code in the profile", error);
    }
    if (ok) text_addf(out, "%s", value);
    text_free(&plain);
    return ok;
}

static const struct column *find_column(struct column *made, const struct profile *profile,
                                        const char *name)
{
    static const char *const sources[] = {
        [COLUMN_ACCESS] = "access",
        [COLUMN_NUMBER] = "number",
        [COLUMN_EVENT_REASON] = "event_reason",
        [COLUMN_SEQ] = "seq",
    };

    for (size_t i = 0; i < profile->records.count; i++)
        if (strcmp(profile->records.columns[i].name, name) == 0)
            return &profile->records.columns[i];
    *made = (struct column){.name = name};
    for (size_t i = 0; i < TG_CDR_COLUMNS; i++) {
        made->field = i;
        if (strcmp(tg_cdr_column_names[i], name) == 0) return made;
    }
    for (size_t i = COLUMN_ACCESS; i <= COLUMN_SEQ; i++) {
        made->source = (enum column_source)i;
        if (strcmp(sources[i], name) == 0) return made;
    }
    return NULL;
}

bool wire_value(struct text *out, const struct profile *profile, const struct question *question,
                const char *name, struct tg_error *error)
{
    struct row row = {profile, question, 0};
    struct column made;
    const struct column *column = find_column(&made, profile, name);

    if (column != NULL) return add_value(out, &row, column, error);
    return tg_fail(error, TG_E_NAME, NULL, 0, 0, "no column %s", tg_shown(tg_slice_of(name)));
}

/* ------------------------------------------------------------------------------------- templates
 */

static void add_json(struct text *out, const char *value)
{
    for (const char *p = value; *p != '\0'; p++) {
        if (*p == '"' || *p == '\\')
            text_addf(out, "\\%c", *p);
        else if ((unsigned char)*p < 0x20)
            text_addf(out, "\\u%04x", (unsigned)*p);
        else
            text_add(out, (struct tg_slice){p, 1});
    }
}

static bool fill_name(struct text *out, const struct profile *profile,
                      const struct question *question, struct tg_slice name, bool json,
                      struct tg_error *error)
{
    struct text value = {0};
    struct text asked = {0};
    bool ok;

    text_addf(&value, "%s", "");
    text_addf(&asked, "%.*s", (int)name.n, name.p);
    ok = wire_value(&value, profile, question, asked.p, error);
    if (ok && json)
        add_json(out, value.p);
    else if (ok)
        text_add(out, text_slice(&value));
    text_free(&value);
    text_free(&asked);
    return ok;
}

/* A brace begins a name only before a letter, so that JSON can stand in templates as it is. */
bool wire_fill(struct text *out, const struct profile *profile, const struct question *question,
               const char *template, bool json, struct tg_error *error)
{
    for (const char *p = template; *p != '\0';) {
        size_t n = *p == '{' ? strspn(p + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
                                             "0123456789")
                             : 0;

        if (n > 0 && p[n + 1] == '}') {
            if (!fill_name(out, profile, question, (struct tg_slice){p + 1, n}, json, error))
                return false;
            p += n + 2;
            continue;
        }
        text_add(out, (struct tg_slice){p++, 1});
    }
    return true;
}

/* {count}, {count:8}, {total_duration:12}: what head and trailer records hold. */
static void fill_totals(struct text *out, const char *template, size_t count, uint64_t duration)
{
    for (const char *p = template; *p != '\0';) {
        unsigned width = 0;
        int n = 0;

        if (strncmp(p, "{count", 6) == 0 &&
            (sscanf(p, "{count:%2u}%n", &width, &n) == 1 || sscanf(p, "{count}%n", &n) == 0) &&
            n > 0) {
            text_addf(out, "%0*zu", (int)width, count);
            p += n;
        } else if (strncmp(p, "{total_duration", 15) == 0 &&
                   (sscanf(p, "{total_duration:%2u}%n", &width, &n) == 1 ||
                    sscanf(p, "{total_duration}%n", &n) == 0) &&
                   n > 0) {
            text_addf(out, "%0*llu", (int)width, (unsigned long long)duration);
            p += n;
        } else {
            text_add(out, (struct tg_slice){p++, 1});
        }
    }
}

/* --------------------------------------------------------------------------------------- records
 */

/* In the encoding of the system. */
static bool encode(struct text *out, const struct row *row, const struct column *column,
                   const struct text *value, struct tg_error *error)
{
    const char *encoding = row->profile->records.encoding;
    char *in = value->p;
    size_t in_left = value->n;
    iconv_t converter;
    bool ok = true;

    if (encoding == NULL) {
        text_add(out, text_slice(value));
        return true;
    }
    converter = iconv_open(encoding, "UTF-8");
    while (ok && in_left > 0) {
        char buf[256];
        char *to = buf;
        size_t left = sizeof buf;

        ok = iconv(converter, &in, &in_left, &to, &left) != (size_t)-1 || errno == E2BIG;
        text_add(out, (struct tg_slice){buf, (size_t)(to - buf)});
    }
    iconv_close(converter);
    if (ok) return true;
    return fail(row, column, value->p, "cannot be written in the profile's encoding", error);
}

static bool encoded_value(struct text *out, const struct row *row, const struct column *column,
                          struct tg_error *error)
{
    struct text value = {0};
    bool ok;

    text_addf(&value, "%s", "");
    ok = add_value(&value, row, column, error) && encode(out, row, column, &value, error);
    text_free(&value);
    return ok;
}

static bool write_csv(struct text *out, const struct row *row, struct tg_error *error)
{
    const struct records_form *form = &row->profile->records;
    char special[] = {form->delimiter, '"', '\r', '\n', '\0'};

    for (size_t i = 0; i < form->count; i++) {
        struct text value = {0};
        bool quoted;

        text_addf(&value, "%s", "");
        if (!encoded_value(&value, row, &form->columns[i], error)) {
            text_free(&value);
            return false;
        }
        quoted = form->quoting == QUOTE_ALWAYS ||
                 (form->quoting == QUOTE_NEEDED && strpbrk(value.p, special) != NULL);
        if (form->quoting == QUOTE_NEVER && strpbrk(value.p, special) != NULL) {
            fail(row, &form->columns[i], value.p, "would need quotes, which the profile never has",
                 error);
            text_free(&value);
            return false;
        }
        if (i > 0) text_addf(out, "%c", form->delimiter);
        if (quoted) text_addf(out, "\"");
        for (const char *p = value.p; *p != '\0'; p++) {
            if (quoted && *p == '"') text_addf(out, "\"");
            text_add(out, (struct tg_slice){p, 1});
        }
        if (quoted) text_addf(out, "\"");
        text_free(&value);
    }
    text_addf(out, "%s", form->line_end);
    return true;
}

static bool write_fixed(struct text *out, const struct row *row, struct tg_error *error)
{
    const struct records_form *form = &row->profile->records;
    size_t begin = out->n;

    for (size_t i = 0; i < form->length; i++) text_add(out, (struct tg_slice){" ", 1});
    for (size_t i = 0; i < form->count; i++) {
        const struct column *column = &form->columns[i];
        struct text value = {0};
        char *to = out->p + begin + column->at;
        bool ok;

        text_addf(&value, "%s", "");
        ok = encoded_value(&value, row, column, error);
        if (ok && value.n > column->width)
            ok = fail(row, column, value.p, "is longer than the column is wide", error);
        if (ok) {
            memset(to, column->pad, column->width);
            memcpy(column->right ? to + column->width - value.n : to, value.p, value.n);
        }
        text_free(&value);
        if (!ok) return false;
    }
    text_addf(out, "%s", form->line_end);
    return true;
}

static bool write_json(struct text *out, const struct row *row, struct tg_error *error)
{
    const struct records_form *form = &row->profile->records;

    text_addf(out, "{");
    for (size_t i = 0; i < form->count; i++) {
        struct text value = {0};
        bool ok;

        text_addf(&value, "%s", "");
        ok = add_value(&value, row, &form->columns[i], error);
        text_addf(out, "%s\"", i > 0 ? "," : "");
        add_json(out, form->columns[i].name);
        text_addf(out, "\":\"");
        add_json(out, value.p);
        text_addf(out, "\"");
        text_free(&value);
        if (!ok) return false;
    }
    text_addf(out, "}%s", form->line_end);
    return true;
}

static void write_header(struct text *out, const struct records_form *form)
{
    for (size_t i = 0; i < form->count; i++) {
        if (i > 0) text_addf(out, "%c", form->delimiter);
        text_addf(out, "%s", form->columns[i].name);
    }
    text_addf(out, "%s", form->line_end);
}

bool wire_write(struct text *out, const struct profile *profile, const struct questions *questions,
                const size_t *which, size_t count, struct tg_error *error)
{
    const struct records_form *form = &profile->records;
    uint64_t duration = 0;

    for (size_t i = 0; i < count; i++)
        duration += strtoull(questions->list[which[i]].field[2], NULL, 10);
    if (form->before != NULL) {
        fill_totals(out, form->before, count, duration);
        text_addf(out, "%s", form->line_end);
    }
    if (form->header) write_header(out, form);
    for (size_t i = 0; i < count; i++) {
        struct row row = {profile, &questions->list[which[i]], i + 1};
        bool ok = form->form == FORM_CSV     ? write_csv(out, &row, error)
                  : form->form == FORM_FIXED ? write_fixed(out, &row, error)
                                             : write_json(out, &row, error);

        if (!ok) return false;
    }
    if (form->after != NULL) {
        fill_totals(out, form->after, count, duration);
        text_addf(out, "%s", form->line_end);
    }
    return true;
}
