#include "wire_back.h"

#include "wire_bytes.h"

#include <ctype.h>
#include <string.h>

enum { PARTS = 6 };

struct row {
    const struct profile *profile;
    struct wire_record *record;
    struct tg_error *error;
};

static bool refuse(const struct row *row, const struct column *column, const struct wire_cell *cell,
                   const char *wrong)
{
    return tg_fail(row->error, TG_E_FIELD, NULL, 0, cell->column, "column '%s': %s %s",
                   column->name, tg_shown(cell->text), wrong);
}

static bool same(struct tg_slice a, struct tg_slice b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* --------------------------------------------------------------------------------- padding */

static struct tg_slice strip(struct tg_slice text, const struct column *column)
{
    if (column->right) {
        while (text.n > 0 && text.p[0] == column->pad) {
            text.p++;
            text.n--;
        }
    } else {
        while (text.n > 0 && text.p[text.n - 1] == column->pad) text.n--;
    }
    return text;
}

/* Zeros in front change no number. */
static bool is_number(const struct column *column)
{
    return column->source == COLUMN_FIELD && column->field == TG_CDR_DURATION_S && column->right &&
           column->pad == '0';
}

static size_t time_length(const char *format)
{
    size_t n = 0;

    for (; *format != '\0'; format++, n++)
        if (*format == '%') n += *++format == 'Y' ? 3 : *format != '%';
    return n;
}

/* A time is as long as its format says. */
static void unpad_time(struct tg_slice *text, const struct column *column)
{
    size_t n = time_length(column->format);
    struct tg_slice value = {column->right ? text->p + text->n - n : text->p, n};

    if (n > text->n) return;
    for (size_t i = 0; i < text->n - n; i++)
        if ((column->right ? text->p[i] : text->p[n + i]) != column->pad) return;
    *text = value;
}

bool wire_unpad(struct tg_slice *text, const struct column *column, const char **reason)
{
    struct tg_slice value = strip(*text, column);
    bool clear = !isalnum((unsigned char)column->pad) || column->codes != NULL ||
                 column->source == COLUMN_SEQ || column->source == COLUMN_TEXT ||
                 is_number(column) || value.n == text->n;

    if (column->source == COLUMN_FIELD && column->field == TG_CDR_START_TIME &&
        column->format != NULL && column->codes == NULL) {
        unpad_time(text, column);
        return true;
    }
    /* Of HHMMSS all zeros are digits. */
    if (is_number(column) && column->format != NULL && column->codes == NULL) return true;
    if (clear) *text = value;
    if (clear) return true;
    *reason = column->right ? "begins with what may be padding or not"
                            : "ends with what may be padding or not";
    return false;
}

/* As wire_unpad leaves it. */
static struct tg_slice unpadded(const struct profile *profile, const struct column *column,
                                const char *text)
{
    struct tg_slice value = tg_slice_of(text);

    return profile->records.form == FORM_FIXED ? strip(value, column) : value;
}

/* ----------------------------------------------------------------------------------- codes */

/* The one value that is written as the cell. */
static bool decode(const struct row *row, const struct column *column, const struct wire_cell *cell,
                   struct tg_slice *value)
{
    const struct codes *codes = column->codes;
    const char *found = NULL;
    char wrong[200];

    for (size_t i = 0; i < codes->count; i++) {
        if (!same(unpadded(row->profile, column, codes->as[i]), cell->text)) continue;
        if (found != NULL && strcmp(found, codes->is[i]) != 0) {
            snprintf(wrong, sizeof wrong, "stands for '%.60s' and for '%.60s' in codes '%.40s'",
                     found, codes->is[i], codes->name);
            return refuse(row, column, cell, wrong);
        }
        found = codes->is[i];
    }
    if (codes->otherwise != NULL &&
        same(unpadded(row->profile, column, codes->otherwise), cell->text)) {
        snprintf(wrong, sizeof wrong, "stands for every value without a code in codes '%.40s'",
                 codes->name);
        return refuse(row, column, cell, wrong);
    }
    if (found != NULL) *value = tg_slice_of(found);
    if (found != NULL) return true;
    snprintf(wrong, sizeof wrong, "is no code of codes '%.40s'", codes->name);
    return refuse(row, column, cell, wrong);
}

/* ---------------------------------------------------------------------------------- values */

/* A field may be given by several columns, if they agree. */
static bool put(const struct row *row, size_t field, const struct column *column,
                const struct wire_cell *cell, struct tg_slice value)
{
    struct wire_record *record = row->record;
    char wrong[120];

    if (memchr(value.p, '\n', value.n) != NULL || memchr(value.p, '\r', value.n) != NULL)
        return refuse(row, column, cell, "has a line end in it");
    if (record->from[field] != NULL) {
        if (same(record->field[field], value)) return true;
        snprintf(wrong, sizeof wrong, "contradicts column '%.80s'", record->from[field]);
        return refuse(row, column, cell, wrong);
    }
    record->from[field] = column->name;
    record->field[field] = value;
    record->column[field] = cell->column;
    return true;
}

static bool take_digits(struct tg_slice *text, size_t n, unsigned *value)
{
    *value = 0;
    if (text->n < n) return false;
    for (size_t i = 0; i < n; i++) {
        if (text->p[i] < '0' || text->p[i] > '9') return false;
        *value = *value * 10 + (unsigned)(text->p[i] - '0');
    }
    text->p += n;
    text->n -= n;
    return true;
}

static const char part_names[] = "YmdHMS";

/* Which part of a time the letter stands for. */
static size_t part_of(char letter)
{
    return letter == 'y' ? 0 : (size_t)(strchr(part_names, letter) - part_names);
}

static bool is_part(const char *format)
{
    return format[0] == '%' && format[1] != '%';
}

static bool read_parts(const struct row *row, const struct column *column,
                       const struct wire_cell *cell)
{
    struct wire_record *record = row->record;
    struct tg_slice left = cell->text;
    char wrong[120];

    snprintf(wrong, sizeof wrong, "is no time as '%.80s' has it", column->format);
    for (const char *format = column->format; *format != '\0'; format++) {
        unsigned value;
        size_t part;

        if (!is_part(format)) {
            if (*format == '%') format++;
            if (left.n == 0 || left.p[0] != *format) return refuse(row, column, cell, wrong);
            left.p++;
            left.n--;
            continue;
        }
        part = part_of(*++format);
        if (!take_digits(&left, *format == 'Y' ? 4 : 2, &value))
            return refuse(row, column, cell, wrong);
        if (*format == 'y') value += 2000;
        if (record->has[part] && record->parts[part] != value)
            return refuse(row, column, cell, "contradicts another column of the time");
        record->has[part] = true;
        record->parts[part] = value;
    }
    if (left.n > 0) return refuse(row, column, cell, wrong);
    if (record->column[TG_CDR_START_TIME] == 0) record->column[TG_CDR_START_TIME] = cell->column;
    return true;
}

/* HHMMSS or HH:MM:SS, of two digits or more for the hours, as there may be a hundred of them. */
static bool read_duration(const struct row *row, const struct column *column,
                          const struct wire_cell *cell)
{
    size_t colon = strchr(column->format, ':') != NULL ? 1 : 0;
    size_t rest = 4 + 2 * colon;
    struct tg_slice left = cell->text;
    unsigned hours, minutes, seconds;
    char *made = row->record->duration;
    char wrong[80];

    snprintf(wrong, sizeof wrong, "is no duration as %s has it", column->format);
    if (left.n == 0) return put(row, TG_CDR_DURATION_S, column, cell, left);
    if (left.n < rest + 2 || left.n > rest + 6 || !take_digits(&left, left.n - rest, &hours) ||
        (colon > 0 && left.p[0] != ':'))
        return refuse(row, column, cell, wrong);
    left.p += colon;
    left.n -= colon;
    if (!take_digits(&left, 2, &minutes) || (colon > 0 && left.p[0] != ':'))
        return refuse(row, column, cell, wrong);
    left.p += colon;
    left.n -= colon;
    if (!take_digits(&left, 2, &seconds) || minutes > 59 || seconds > 59)
        return refuse(row, column, cell, wrong);
    snprintf(made, sizeof row->record->duration, "%llu",
             hours * 3600ULL + minutes * 60ULL + seconds);
    return put(row, TG_CDR_DURATION_S, column, cell, tg_slice_of(made));
}

/* "forward-no-reply" */
static bool read_event(const struct row *row, const struct column *column,
                       const struct wire_cell *cell, struct tg_slice value)
{
    const char *dash = memchr(value.p, '-', value.n);
    struct tg_slice event = {value.p, dash != NULL ? (size_t)(dash - value.p) : value.n};
    char *made = row->record->reason;
    size_t n = dash != NULL ? value.n - event.n - 1 : 0;

    if (n >= sizeof row->record->reason || (dash != NULL && n == 0))
        return refuse(row, column, cell, "is no event with its reason");
    for (size_t i = 0; i < n; i++) made[i] = dash[1 + i] == '-' ? '_' : dash[1 + i];
    return put(row, TG_CDR_EVENT, column, cell, event) &&
           put(row, TG_CDR_FORWARD_REASON, column, cell, (struct tg_slice){made, n});
}

static bool is_access(struct tg_slice text)
{
    return tg_slice_is(text, "17951") || tg_slice_is(text, "12593");
}

static bool read_access(const struct row *row, const struct column *column,
                        const struct wire_cell *cell, struct tg_slice value)
{
    row->record->access = value;
    if (value.n == 0 || is_access(value)) return true;
    return refuse(row, column, cell, "is no access number; expected 17951, 12593 or nothing");
}

/* --------------------------------------------------------------------------------- records */

static bool read_field(const struct row *row, const struct column *column,
                       const struct wire_cell *cell, struct tg_slice value)
{
    struct wire_cell plain = {value, cell->column};

    if (column->format == NULL) return put(row, column->field, column, cell, value);
    return column->field == TG_CDR_START_TIME ? read_parts(row, column, &plain)
                                              : read_duration(row, column, &plain);
}

static bool read_cell(const struct row *row, const struct column *column,
                      const struct wire_cell *cell)
{
    struct tg_slice value = cell->text;

    if (column->codes != NULL && !decode(row, column, cell, &value)) return false;
    switch (column->source) {
    case COLUMN_FIELD: return read_field(row, column, cell, value);
    case COLUMN_ACCESS: return read_access(row, column, cell, value);
    case COLUMN_NUMBER:
        row->record->number = value;
        row->record->column[TG_CDR_OTHER_PARTY] = cell->column;
        return true;
    case COLUMN_EVENT_REASON: return read_event(row, column, cell, value);
    case COLUMN_SUBSCRIBER: return put(row, WIRE_BACK_SUBSCRIBER, column, cell, value);
    case COLUMN_SEQ: break;
    case COLUMN_TEXT:
        if (!same(unpadded(row->profile, column, column->text), value))
            return refuse(row, column, cell, "is not the text that every record has there");
        break;
    }
    return true;
}

static const struct column *column_of(const struct profile *profile, enum column_source source)
{
    for (size_t i = 0; i < profile->records.count; i++)
        if (profile->records.columns[i].source == source) return &profile->records.columns[i];
    return NULL;
}

/* A time in a column of its own, and parts of it in others. */
static bool agrees(const struct wire_record *record)
{
    static const unsigned char from[PARTS] = {0, 5, 8, 11, 14, 17}; /* 2010-01-01T00:00:00 */
    char shown[TG_TIME_BUF];
    tg_time time;

    if (tg_time_parse(&time, record->field[TG_CDR_START_TIME]) != NULL)
        return true; /* told elsewhere */
    tg_time_format(shown, time);
    for (size_t i = 0; i < PARTS; i++) {
        struct tg_slice digits = {shown + from[i], 4};
        unsigned value;

        take_digits(&digits, i == 0 ? 4 : 2, &value);
        if (record->has[i] && record->parts[i] != value) return false;
    }
    return true;
}

static bool join_start(const struct row *row)
{
    struct wire_record *record = row->record;
    const unsigned *part = record->parts;
    struct wire_cell cell = {record->field[TG_CDR_START_TIME], record->column[TG_CDR_START_TIME]};

    if (record->from[TG_CDR_START_TIME] != NULL) {
        const struct column column = {.name = record->from[TG_CDR_START_TIME]};

        return agrees(record) ||
               refuse(row, &column, &cell, "contradicts another column of the time");
    }
    if (!record->has[0]) return true;
    snprintf(record->start, sizeof record->start, "%04u-%02u-%02uT%02u:%02u:%02u", part[0], part[1],
             part[2], part[3], part[4], part[5]);
    cell.text = tg_slice_of(record->start);
    return put(row, TG_CDR_START_TIME, &(struct column){.name = "start_time"}, &cell, cell.text);
}

static bool join_party(const struct row *row)
{
    const struct column *column = column_of(row->profile, COLUMN_NUMBER);
    struct wire_record *record = row->record;
    struct wire_cell cell = {record->number, record->column[TG_CDR_OTHER_PARTY]};
    struct tg_slice head = {record->number.p, 5};

    if (column == NULL || column_of(row->profile, COLUMN_ACCESS) == NULL) return true;
    if (record->number.n > TG_MAX_DIALLED)
        return refuse(row, column, &cell, "is too long; expected at most 32 characters");
    if (record->access.n == 0 && record->number.n >= head.n && is_access(head))
        return refuse(row, column, &cell,
                      "begins with an access number, which has a column of its own");
    snprintf(record->party, sizeof record->party, "%.*s%.*s", (int)record->access.n,
             record->access.p, (int)record->number.n, record->number.p);
    /* Where the whole would begin, as errors count from there. */
    cell.column -= (long)record->access.n;
    if (cell.column < 0) cell.column = 0;
    return put(row, TG_CDR_OTHER_PARTY, column, &cell, tg_slice_of(record->party));
}

/* A number of zeros only, where zeros are padding: nothing, for what has no duration. */
static void empty_duration(const struct row *row)
{
    struct wire_record *record = row->record;

    for (size_t i = 0; i < row->profile->records.count; i++)
        if (is_number(&row->profile->records.columns[i]) &&
            record->field[TG_CDR_DURATION_S].n == 0 &&
            row->profile->records.columns[i].codes == NULL &&
            row->profile->records.form == FORM_FIXED &&
            !tg_slice_is(record->field[TG_CDR_EVENT], "monthly_fee"))
            record->field[TG_CDR_DURATION_S] = tg_slice_of("0");
}

bool wire_back(struct wire_record *record, const struct profile *profile,
               const struct wire_cell *cells, struct wire_cell id, struct tg_error *error)
{
    struct row row = {profile, record, error};

    *record = (struct wire_record){.access = {"", 0}, .number = {"", 0}};
    for (size_t i = 0; i < WIRE_BACK_FIELDS; i++) record->field[i] = (struct tg_slice){"", 0};
    for (size_t i = 0; i < profile->records.count; i++)
        if (!read_cell(&row, &profile->records.columns[i], &cells[i])) return false;
    if (record->from[TG_CDR_CALL_ID] == NULL &&
        !put(&row, TG_CDR_CALL_ID, &(struct column){.name = profile->answers.id.text}, &id,
             id.text))
        return false;
    if (!join_start(&row) || !join_party(&row)) return false;
    empty_duration(&row);
    return true;
}

/* --------------------------------------------------------------------------------- profiles */

static bool lacks(const struct profile *profile, const char *name, const char *field,
                  struct tg_error *error)
{
    return tg_fail(error, TG_E_FIELD, name, 0, 0,
                   "records of '%s' cannot be read back: they have no column of %s", profile->name,
                   field);
}

/* Whether the columns of the time, together, say all of it. */
static bool tells_time(const struct profile *profile)
{
    bool has[PARTS] = {false};
    size_t n = 0;

    for (size_t i = 0; i < profile->records.count; i++) {
        const struct column *column = &profile->records.columns[i];

        if (column->source != COLUMN_FIELD || column->field != TG_CDR_START_TIME) continue;
        if (column->format == NULL) return true;
        for (const char *p = column->format; *p != '\0'; p++) {
            if (is_part(p)) has[part_of(p[1])] = true;
            if (*p == '%') p++;
        }
    }
    for (size_t i = 0; i < PARTS; i++) n += has[i];
    return n == PARTS;
}

static bool tells(const struct profile *profile, size_t field)
{
    for (size_t i = 0; i < profile->records.count; i++) {
        const struct column *column = &profile->records.columns[i];

        if (column->source == COLUMN_FIELD && column->field == field) return true;
    }
    if (field == TG_CDR_CALL_ID) return profile->answers.id.text != NULL;
    if (field == TG_CDR_EVENT) return column_of(profile, COLUMN_EVENT_REASON) != NULL;
    return field == TG_CDR_OTHER_PARTY && column_of(profile, COLUMN_NUMBER) != NULL &&
           column_of(profile, COLUMN_ACCESS) != NULL;
}

bool wire_back_possible(const struct profile *profile, const char *name, struct tg_error *error)
{
    /* call_id, start_time, duration_s, plan, event, home_area, visited_area, other_party */
    static const unsigned char needed[] = {0, 1, 2, 3, 5, 7, 8, 9};

    for (size_t i = 0; i < sizeof needed; i++)
        if (!tells(profile, needed[i]))
            return lacks(profile, name,
                         needed[i] == TG_CDR_OTHER_PARTY ? "other_party, nor of access and number"
                                                         : tg_cdr_column_names[needed[i]],
                         error);
    if (tells_time(profile)) return true;
    return tg_fail(error, TG_E_FIELD, name, 0, 0,
                   "records of '%s' cannot be read back: the formats of start_time lack one of "
                   "%%Y %%m %%d %%H %%M %%S",
                   profile->name);
}
