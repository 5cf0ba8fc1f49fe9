#include "csv.h"
#include "error.h"
#include "idset.h"
#include "memory.h"
#include "utf8.h"
#include "vocabulary.h"

#include <string.h>

#define MAX_PARTY_DIGITS 24 /* of a calling number */

const char *const tg_cdr_column_names[TG_CDR_COLUMNS] = {
    [TG_CDR_CALL_ID] = "call_id",
    [TG_CDR_START_TIME] = "start_time",
    [TG_CDR_DURATION_S] = "duration_s",
    [TG_CDR_PLAN] = "plan",
    [TG_CDR_PACKS] = "packs",
    [TG_CDR_EVENT] = "event",
    [TG_CDR_FORWARD_REASON] = "forward_reason",
    [TG_CDR_HOME_AREA] = "home_area",
    [TG_CDR_VISITED_AREA] = "visited_area",
    [TG_CDR_OTHER_PARTY] = "other_party",
    [TG_CDR_OTHER_AREA] = "other_area",
    [TG_CDR_OTHER_NETWORK] = "other_network",
};

/* Columns whose absence is as good as their being empty. */
static const bool may_be_absent[TG_RATED_COLUMNS] = {
    [TG_CDR_PACKS] = true,         [TG_CDR_FORWARD_REASON] = true, [TG_CDR_OTHER_AREA] = true,
    [TG_CDR_OTHER_NETWORK] = true, [TG_RATED_SUBSCRIBER] = true,
};

/* The events as records have them. A forwarding is told by its reason alone. */
enum kind { ORIGINATE, RECEIVE, FORWARD, MONTHLY_FEE, KIND_COUNT };

#define WORD(text)                                                                                 \
    {                                                                                              \
        text, sizeof text - 1                                                                      \
    }

static const struct tg_slice kinds[KIND_COUNT] = {
    [ORIGINATE] = WORD("originate"),
    [RECEIVE] = WORD("receive"),
    [FORWARD] = WORD("forward"),
    [MONTHLY_FEE] = WORD("monthly_fee"),
};
static const struct tg_slice reasons[] = {
    [TG_EVENT_FORWARD_UNCONDITIONAL - TG_EVENT_FORWARD_UNCONDITIONAL] = WORD("unconditional"),
    [TG_EVENT_FORWARD_BUSY - TG_EVENT_FORWARD_UNCONDITIONAL] = WORD("busy"),
    [TG_EVENT_FORWARD_NO_REPLY - TG_EVENT_FORWARD_UNCONDITIONAL] = WORD("no_reply"),
    [TG_EVENT_FORWARD_UNREACHABLE - TG_EVENT_FORWARD_UNCONDITIONAL] = WORD("unreachable"),
};
#define REASON_COUNT (sizeof reasons / sizeof reasons[0])
#define REASON_LIST  "unconditional, busy, no_reply or unreachable"

/* The fields of one record. */
struct source {
    const struct tg_slice *fields; /* by enum tg_cdr_column */
    const long *columns;           /* NULL = not known */
    bool plain;                    /* they are known to be printable ASCII */
    struct tg_error *error;
    enum kind kind; /* KIND_COUNT = no such event */
};

/* -------------------------------------------------------------------------------- complaints */

static long position(const struct source *source, enum tg_cdr_column column)
{
    return source->columns != NULL ? source->columns[column] : 0;
}

static bool refuse(const struct source *source, enum tg_cdr_column column, const char *wrong,
                   const char *expected)
{
    struct tg_slice value = source->fields[column];
    const char *name = tg_cdr_column_names[column];

    if (value.n == 0)
        return tg_fail(source->error, TG_E_FIELD, NULL, 0, position(source, column),
                       "%s is empty; expected %s", name, expected);
    return tg_fail(source->error, TG_E_FIELD, NULL, 0, position(source, column),
                   "%s %s %s; expected %s", name, tg_shown(value), wrong, expected);
}

/* The field does not go with the event. */
static bool contradict(const struct source *source, enum tg_cdr_column column, const char *expected)
{
    return tg_fail(source->error, TG_E_CONTRADICTION, NULL, 0, position(source, column),
                   "%s %s contradicts event %s; expected %s", tg_cdr_column_names[column],
                   tg_shown(source->fields[column]), tg_shown(source->fields[TG_CDR_EVENT]),
                   expected);
}

static bool expect_empty(const struct source *source, enum tg_cdr_column column)
{
    if (source->fields[column].n == 0) return true;
    return contradict(source, column, "an empty field");
}

static bool refuse_plan(const struct source *source)
{
    char codes[256];
    size_t n = 0;

    for (unsigned plan = 0; plan < TG_PLAN_COUNT; plan++) {
        const char *before = plan == 0 ? "" : plan == TG_PLAN_COUNT - 1 ? " or " : ", ";

        n += (size_t)snprintf(codes + n, sizeof codes - n, "%s%s", before,
                              tg_value_name(TG_DIM_PLAN, plan));
    }
    return refuse(source, TG_CDR_PLAN, "is unknown", codes);
}

/* ------------------------------------------------------------------------------------ fields */

static bool same(struct tg_slice a, struct tg_slice b)
{
    return a.n == b.n && a.p[0] == b.p[0] && memcmp(a.p, b.p, a.n) == 0;
}

/* The index of the word; count = none. */
static size_t find_word(const struct tg_slice *words, size_t count, struct tg_slice word)
{
    size_t i = 0;

    while (i < count && !same(words[i], word)) i++;
    return i;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t count_digits(struct tg_slice text, size_t from)
{
    size_t n = from;

    while (n < text.n && is_digit(text.p[n])) n++;
    return n - from;
}

/* Printable characters in the text; 0 if any is not printable. */
static size_t count_printable(struct tg_slice text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.n; count++) {
        size_t length = tg_utf8_printable(text.p + i, text.n - i);

        if (length == 0) return 0;
        i += length;
    }
    return count;
}

static bool read_call_id(struct tg_cdr *cdr, const struct source *source)
{
    static const char expected[] = "1 to 64 printable characters";
    struct tg_slice id = source->fields[TG_CDR_CALL_ID];
    size_t count = source->plain ? id.n : count_printable(id);

    cdr->call_id = (struct tg_slice){"", 0};
    if (count == 0)
        return refuse(source, TG_CDR_CALL_ID, "has a character that cannot be printed", expected);
    if (count > TG_CDR_MAX_ID) return refuse(source, TG_CDR_CALL_ID, "is too long", expected);
    cdr->call_id = id;
    return true;
}

static bool read_start(struct tg_cdr *cdr, const struct source *source)
{
    struct tg_slice text = source->fields[TG_CDR_START_TIME];
    const char *wrong;

    if (text.n == 0) return refuse(source, TG_CDR_START_TIME, "", "YYYY-MM-DDTHH:MM:SS");
    wrong = tg_time_parse(&cdr->start, text);
    if (wrong == NULL) return true;
    return tg_fail(source->error, TG_E_FIELD, NULL, 0, position(source, TG_CDR_START_TIME),
                   "start_time %s: %s", tg_shown(text), wrong);
}

/* Why the text is no duration, given how many digits it begins with. */
static const char *duration_fault(struct tg_slice text, size_t digits)
{
    if (digits == text.n) return "is longer than 31 days";
    if (digits == 0 && text.p[0] == '-' && text.n > 1 && count_digits(text, 1) == text.n - 1)
        return "is negative";
    if (digits > 0 && text.p[digits] == '.' && digits + 1 < text.n &&
        count_digits(text, digits + 1) == text.n - digits - 1)
        return "has decimals";
    return "is not a number";
}

static bool read_duration(struct tg_cdr *cdr, const struct source *source)
{
    static const char expected[] = "whole seconds, 0 to 2678400";
    struct tg_slice text = source->fields[TG_CDR_DURATION_S];
    int32_t value = 0;
    size_t digits = 0;

    if (source->kind == MONTHLY_FEE) return expect_empty(source, TG_CDR_DURATION_S);
    while (digits < text.n && is_digit(text.p[digits])) {
        if (value <= TG_CDR_MAX_DUR_S) value = value * 10 + (text.p[digits] - '0');
        digits++;
    }
    cdr->dur_s = value;
    /* Without a known event an empty one may be right; the event will be reported. */
    if (text.n == 0 && source->kind == KIND_COUNT) return true;
    if (text.n == 0) return refuse(source, TG_CDR_DURATION_S, "", expected);
    if (digits == text.n && value <= TG_CDR_MAX_DUR_S) return true;
    return refuse(source, TG_CDR_DURATION_S, duration_fault(text, digits), expected);
}

static bool read_plan(struct tg_cdr *cdr, const struct source *source)
{
    int plan = tg_value_find(TG_DIM_PLAN, source->fields[TG_CDR_PLAN]);

    if (plan < 0) return refuse_plan(source);
    cdr->plan = (uint8_t)plan;
    return true;
}

static bool read_packs(struct tg_cdr *cdr, const struct source *source)
{
    struct tg_slice packs = source->fields[TG_CDR_PACKS];

    if (packs.n == 0) return true;
    cdr->night_pack = tg_slice_is(packs, "night");
    if (cdr->night_pack) return true;
    return refuse(source, TG_CDR_PACKS, "is unknown", "an empty field or night");
}

static bool read_event(struct tg_cdr *cdr, const struct source *source)
{
    static const uint8_t events[] = {
        [ORIGINATE] = TG_EVENT_ORIGINATE,
        [RECEIVE] = TG_EVENT_RECEIVE,
        [FORWARD] = TG_EVENT_FORWARD_UNCONDITIONAL,
        [MONTHLY_FEE] = TG_EVENT_MONTHLY_FEE,
    };

    if (source->kind == KIND_COUNT)
        return refuse(source, TG_CDR_EVENT, "is unknown",
                      "originate, receive, forward or monthly_fee");
    cdr->event = events[source->kind];
    return true;
}

static bool read_reason(struct tg_cdr *cdr, const struct source *source)
{
    struct tg_slice text = source->fields[TG_CDR_FORWARD_REASON];
    size_t reason;

    if (source->kind != FORWARD) return expect_empty(source, TG_CDR_FORWARD_REASON);
    if (text.n == 0) return contradict(source, TG_CDR_FORWARD_REASON, REASON_LIST);
    reason = find_word(reasons, REASON_COUNT, text);
    if (reason == REASON_COUNT)
        return refuse(source, TG_CDR_FORWARD_REASON, "is unknown", REASON_LIST);
    cdr->event = (uint8_t)(TG_EVENT_FORWARD_UNCONDITIONAL + reason);
    return true;
}

static bool read_area(uint16_t *area, const struct source *source, enum tg_cdr_column column)
{
    struct tg_slice code = source->fields[column];

    *area = tg_area_find(code);
    if (*area != 0) return true;
    if (code.n > 0 && is_digit(code.p[0]) && code.p[0] != '0')
        return refuse(source, column, "is no area code",
                      "one such as 0755; hint: the leading 0 belongs to it");
    return refuse(source, column, "is no area code", "one such as 0755");
}

static bool read_areas(struct tg_cdr *cdr, const struct source *source)
{
    if (!read_area(&cdr->home_area, source, TG_CDR_HOME_AREA)) return false;
    if (source->kind == MONTHLY_FEE && source->fields[TG_CDR_VISITED_AREA].n == 0) {
        cdr->visited_area = cdr->home_area;
        return true;
    }
    return read_area(&cdr->visited_area, source, TG_CDR_VISITED_AREA);
}

static bool is_calling_number(struct tg_slice text)
{
    size_t plus = text.p[0] == '+' ? 1 : 0;
    size_t digits = count_digits(text, plus);

    return digits > 0 && digits <= MAX_PARTY_DIGITS && digits + plus == text.n;
}

static bool read_party(struct tg_cdr *cdr, const struct source *source)
{
    static const char *const expected[] = {
        [ORIGINATE] = "the digits dialled",
        [RECEIVE] = "up to 24 digits, optionally after a '+'",
        [FORWARD] = "the digits forwarded to",
    };
    struct tg_slice party = source->fields[TG_CDR_OTHER_PARTY];

    cdr->other_party = party;
    cdr->other_party_column = position(source, TG_CDR_OTHER_PARTY);
    if (source->kind == MONTHLY_FEE) return expect_empty(source, TG_CDR_OTHER_PARTY);
    if (party.n > TG_MAX_DIALLED)
        return refuse(source, TG_CDR_OTHER_PARTY, "is too long", "at most 32 characters");
    if (source->kind == RECEIVE) {
        if (party.n == 0 || is_calling_number(party)) return true;
        return refuse(source, TG_CDR_OTHER_PARTY, "is no calling number", expected[RECEIVE]);
    }
    if (party.n > 0) return true;
    return refuse(source, TG_CDR_OTHER_PARTY, "", expected[source->kind]);
}

static bool read_other_area(struct tg_cdr *cdr, const struct source *source)
{
    if (source->fields[TG_CDR_OTHER_AREA].n == 0) return true;
    if (source->kind == MONTHLY_FEE) return expect_empty(source, TG_CDR_OTHER_AREA);
    return read_area(&cdr->other_area, source, TG_CDR_OTHER_AREA);
}

static bool read_network(struct tg_cdr *cdr, const struct source *source)
{
    struct tg_slice code = source->fields[TG_CDR_OTHER_NETWORK];
    int network = code.n == 0 ? TG_NETWORK_COUNT : tg_value_find(TG_DIM_NETWORK, code);

    if (network < 0)
        return refuse(source, TG_CDR_OTHER_NETWORK, "is unknown", "cmcc, other or an empty field");
    cdr->other_network = (uint8_t)network;
    return true;
}

/* All but call_id, in the order of the columns. What a field may hold depends on the event, which
 * is therefore looked at first; that there is none such is reported in its turn. */
static bool read_fields(struct tg_cdr *cdr, struct source *source)
{
    source->kind = (enum kind)find_word(kinds, KIND_COUNT, source->fields[TG_CDR_EVENT]);
    return read_start(cdr, source) && read_duration(cdr, source) && read_plan(cdr, source) &&
           read_packs(cdr, source) && read_event(cdr, source) && read_reason(cdr, source) &&
           read_areas(cdr, source) && read_party(cdr, source) && read_other_area(cdr, source) &&
           read_network(cdr, source);
}

bool tg_cdr_from_fields(struct tg_cdr *cdr, const struct tg_slice fields[TG_CDR_COLUMNS],
                        const long *columns, struct tg_error *error)
{
    struct source source = {.fields = fields, .columns = columns, .error = error};

    *cdr = (struct tg_cdr){0};
    return read_call_id(cdr, &source) && read_fields(cdr, &source);
}

/* ------------------------------------------------------------------------------------ reader */

struct tg_cdr_reader {
    struct tg_csv *csv;
    const char *name;
    struct tg_cdr_counts counts;
    uint64_t headers; /* rated: passed over between records */
    struct tg_idset ids;
    bool rated;     /* with charges; ids are not looked at */
    bool uncharged; /* rated, but the charges stand elsewhere */
    bool started;   /* the header is behind us */
    bool failed;
    bool in_order;           /* the file has just our columns, in our order */
    struct tg_layout layout; /* by enum tg_cdr_column */
    struct tg_csv_row row;
};

struct tg_cdr_reader *tg_rated_reader_new(tg_read_fn read, void *user, const char *name)
{
    struct tg_cdr_reader *reader = tg_cdr_reader_new(read, user, name);

    if (reader != NULL) reader->rated = true;
    return reader;
}

struct tg_cdr_reader *tg_cdr_reader_new(tg_read_fn read, void *user, const char *name)
{
    struct tg_cdr_reader *reader = tg_alloc(sizeof *reader);

    if (reader == NULL) return NULL;
    reader->name = name;
    reader->csv = tg_csv_new(read, user, name);
    if (reader->csv == NULL || !tg_idset_init(&reader->ids)) {
        tg_csv_free(reader->csv);
        tg_release(reader);
        return NULL;
    }
    return reader;
}

void tg_cdr_reader_free(struct tg_cdr_reader *reader)
{
    if (reader == NULL) return;
    tg_csv_free(reader->csv);
    tg_idset_drop(&reader->ids);
    tg_release(reader);
}

struct tg_cdr_counts tg_cdr_reader_counts(const struct tg_cdr_reader *reader)
{
    return reader->counts;
}

static const char *column_name(size_t column)
{
    if (column == TG_RATED_CHARGE) return "charge";
    return column == TG_RATED_SUBSCRIBER ? "subscriber" : tg_cdr_column_names[column];
}

/* Finds the columns by their names. */
static bool place_columns(struct tg_layout *layout, const struct tg_cdr_reader *reader,
                          struct tg_error *error)
{
    const struct tg_csv_row *row = &reader->row;
    const uint16_t absent = (uint16_t)row->count;

    layout->width = row->count;
    for (size_t column = 0; column < TG_RATED_COLUMNS; column++) {
        const char *name = column_name(column);

        layout->place[column] = absent;
        if (column >= TG_CDR_COLUMNS && !reader->rated) continue;
        for (size_t i = 0; i < row->count; i++) {
            if (!tg_slice_is(row->field[i], name)) continue;
            if (layout->place[column] != absent)
                return tg_fail(error, TG_E_COLUMN, reader->name, row->line, row->column[i],
                               "column %s is repeated in the header row", name);
            layout->place[column] = (uint16_t)i;
        }
        if (layout->place[column] == absent && !may_be_absent[column] &&
            !(column == TG_RATED_CHARGE && reader->uncharged))
            return tg_fail(error, TG_E_COLUMN, reader->name, row->line, 0,
                           "column %s is missing from the header row", name);
    }
    return true;
}

static void take_layout(struct tg_cdr_reader *reader)
{
    reader->in_order = reader->layout.width == TG_CDR_COLUMNS;
    for (size_t column = 0; column < TG_CDR_COLUMNS; column++)
        reader->in_order = reader->in_order && reader->layout.place[column] == column;
}

static enum tg_next read_header(struct tg_cdr_reader *reader, struct tg_error *error)
{
    switch (tg_csv_next(reader->csv, &reader->row, error)) {
    case TG_NEXT_ROW:
        if (!place_columns(&reader->layout, reader, error)) return TG_NEXT_FAILED;
        take_layout(reader);
        return TG_NEXT_ROW;
    case TG_NEXT_END:
        tg_fail(error, TG_E_COLUMN, reader->name, 0, 0,
                "the file is empty: expected a header row that names the columns");
        return TG_NEXT_FAILED;
    default: return TG_NEXT_FAILED; /* a header that cannot be read leaves nothing to go by */
    }
}

/* Puts the row's fields in the order of tg_cdr_column_names. A row that broke off has but some. */
static void arrange(struct tg_slice fields[TG_CDR_COLUMNS], long columns[TG_CDR_COLUMNS],
                    const struct tg_cdr_reader *reader)
{
    const struct tg_csv_row *row = &reader->row;

    for (size_t column = 0; column < TG_CDR_COLUMNS; column++) {
        size_t i = reader->layout.place[column];

        fields[column] = i < row->count ? row->field[i] : (struct tg_slice){"", 0};
        columns[column] = i < row->count ? row->column[i] : 0;
    }
}

static bool check_width(const struct tg_cdr_reader *reader, struct tg_error *error)
{
    const struct tg_csv_row *row = &reader->row;
    size_t last = row->count > reader->layout.width ? reader->layout.width : row->count - 1;

    if (row->count == reader->layout.width) return true;
    return tg_fail(error, TG_E_FORMAT, reader->name, row->line, row->column[last],
                   "row has %zu field%s, but the header row has %zu", row->count,
                   row->count == 1 ? "" : "s", reader->layout.width);
}

static bool check_repeated(struct tg_cdr_reader *reader, const struct tg_cdr *cdr, long column,
                           struct tg_error *error)
{
    if (reader->rated) return true;
    switch (tg_idset_add(&reader->ids, cdr->call_id)) {
    case TG_ID_REPEATED:
        return tg_fail(error, TG_E_DUPLICATE, NULL, 0, column, "call_id %s is repeated",
                       tg_shown(cdr->call_id));
    case TG_ID_UNCHECKED: reader->counts.ids_unchecked++; return true;
    default: return true;
    }
}

static struct tg_slice rated_field(const struct tg_cdr_reader *reader, size_t column)
{
    size_t i = reader->layout.place[column];

    return i < reader->row.count ? reader->row.field[i] : (struct tg_slice){"", 0};
}

void tg_rated_reader_fields(const struct tg_cdr_reader *reader,
                            struct tg_slice fields[TG_RATED_COLUMNS])
{
    for (size_t i = 0; i < TG_RATED_COLUMNS; i++) fields[i] = rated_field(reader, i);
}

bool tg_cdr_set_charge(struct tg_cdr *cdr, struct tg_slice text, long column,
                       struct tg_error *error)
{
    cdr->charge_negative = text.n > 0 && text.p[0] == '-';
    if (tg_money_parse(&cdr->charge, &cdr->charge_rest, text)) return true;
    if (text.n == 0)
        return tg_fail(error, TG_E_FIELD, NULL, 0, column, "charge is empty; expected yuan");
    return tg_fail(error, TG_E_FIELD, NULL, 0, column,
                   "charge %s is no amount; expected yuan such as 0.18", tg_shown(text));
}

static bool read_charge(struct tg_cdr *cdr, const struct tg_cdr_reader *reader,
                        struct tg_error *error)
{
    if (reader->uncharged) return true;
    return tg_cdr_set_charge(cdr, rated_field(reader, TG_RATED_CHARGE),
                             reader->row.column[reader->layout.place[TG_RATED_CHARGE]], error);
}

static bool read_subscriber(struct tg_cdr *cdr, const struct tg_cdr_reader *reader,
                            struct tg_error *error)
{
    struct tg_slice subscriber = rated_field(reader, TG_RATED_SUBSCRIBER);

    cdr->subscriber = subscriber;
    if (subscriber.n == 0 || reader->row.plain || count_printable(subscriber) > 0) return true;
    return tg_fail(error, TG_E_FIELD, NULL, 0,
                   reader->row.column[reader->layout.place[TG_RATED_SUBSCRIBER]],
                   "subscriber %s has a character that cannot be printed; "
                   "expected printable characters",
                   tg_shown(subscriber));
}

/* Reads the row just got; false = bad row. `whole`: the row itself is sound. */
static bool read_row(struct tg_cdr_reader *reader, struct tg_cdr *cdr, bool whole,
                     struct tg_error *error)
{
    const struct tg_csv_row *row = &reader->row;
    struct tg_slice fields[TG_CDR_COLUMNS];
    long columns[TG_CDR_COLUMNS];
    struct source source = {row->field, row->column, row->plain, error, KIND_COUNT};
    bool good = whole && check_width(reader, error);

    if (!good || !reader->in_order) {
        arrange(fields, columns, reader);
        source.fields = fields;
        source.columns = columns;
    }
    if (!good) {
        /* Only for its call_id, and without complaints: what is wrong was said. */
        source.error = NULL;
        read_call_id(cdr, &source);
        return false;
    }
    good = read_call_id(cdr, &source) &&
           check_repeated(reader, cdr, source.columns[TG_CDR_CALL_ID], error) &&
           read_fields(cdr, &source);
    if (reader->rated)
        good = good && read_charge(cdr, reader, error) && read_subscriber(cdr, reader, error);
    if (!good && error != NULL) {
        error->file = reader->name;
        error->line = reader->row.line;
    }
    return good;
}

/* Whether a quote swallowed lines that should be read on their own: the width is wrong, or a field
 * of ours has a line end in it. In a column of somebody else's it may be a text of several lines.
 */
static bool has_stray_quote(const struct tg_cdr_reader *reader)
{
    const struct tg_csv_row *row = &reader->row;

    if (row->count != reader->layout.width) return true;
    for (size_t column = 0; column < TG_RATED_COLUMNS; column++) {
        size_t i = reader->layout.place[column];

        if (i < row->count && memchr(row->field[i].p, '\n', row->field[i].n) != NULL) return true;
    }
    return false;
}

/* Whether the row names the columns once more, as in files that were put together. */
static bool is_header(const struct tg_cdr_reader *reader)
{
    const struct tg_layout *layout = &reader->layout;

    if (!reader->rated || reader->row.count != layout->width) return false;
    for (size_t column = 0; column < TG_RATED_COLUMNS; column++)
        if (layout->place[column] < layout->width &&
            !tg_slice_is(rated_field(reader, column), column_name(column)))
            return false;
    return true;
}

/* The next row that is no header. */
static enum tg_next next_row(struct tg_cdr_reader *reader, struct tg_error *error)
{
    for (;;) {
        enum tg_next next = tg_csv_next(reader->csv, &reader->row, error);

        if (next != TG_NEXT_ROW || !is_header(reader)) return next;
        reader->headers++;
    }
}

enum tg_next tg_cdr_next(struct tg_cdr_reader *reader, struct tg_cdr *cdr, struct tg_error *error)
{
    enum tg_next next = TG_NEXT_ROW;

    if (reader->failed) return TG_NEXT_END;
    *cdr = (struct tg_cdr){.call_id = {"", 0}};
    if (!reader->started) next = read_header(reader, error);
    reader->started = true;
    if (next == TG_NEXT_ROW) next = next_row(reader, error);
    reader->failed = next == TG_NEXT_FAILED;
    if (next == TG_NEXT_FAILED || next == TG_NEXT_END) return next;
    reader->counts.read++;
    if (read_row(reader, cdr, next == TG_NEXT_ROW, error)) {
        cdr->line = reader->row.line;
        return TG_NEXT_ROW;
    }
    cdr->line = reader->row.line;
    reader->counts.bad++;
    if (has_stray_quote(reader)) tg_csv_recede(reader->csv);
    return TG_NEXT_BAD_ROW;
}

void tg_rated_reader_without_charges(struct tg_cdr_reader *reader)
{
    reader->uncharged = true;
}

bool tg_rated_reader_header(struct tg_cdr_reader *reader, struct tg_layout *layout,
                            struct tg_error *error)
{
    reader->started = true;
    reader->failed = read_header(reader, error) == TG_NEXT_FAILED;
    *layout = reader->layout;
    return !reader->failed;
}

struct tg_slice tg_cdr_reader_unread(const struct tg_cdr_reader *reader, long *line, bool *skipping)
{
    return tg_csv_unread(reader->csv, line, skipping);
}

void tg_cdr_reader_restart(struct tg_cdr_reader *reader, tg_read_fn read, void *user, long line)
{
    tg_csv_restart(reader->csv, read, user, line);
    reader->failed = false;
}

struct tg_cdr_reader *tg_rated_reader_of(const struct tg_layout *layout, const char *name)
{
    struct tg_cdr_reader *reader = tg_rated_reader_new(NULL, NULL, name);

    if (reader == NULL) return NULL;
    reader->layout = *layout;
    reader->started = true;
    take_layout(reader);
    return reader;
}

uint64_t tg_rated_reader_headers(const struct tg_cdr_reader *reader)
{
    return reader->headers;
}
