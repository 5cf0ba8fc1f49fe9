/*
 * Relations between outcomes that must hold whatever the prices are: how a charge grows with the
 * call, what it may not depend on, which plan may not be dearer. No second rater is needed, so a
 * mistake shared by both raters still shows. TOLLGATE_SPARSE=1 thins out durations and numbers.
 */
#include "decision.h"
#include "testing.h"
#include "testing_records.h"

#include <stdio.h>

#define BIT(n)      (UINT32_C(1) << (n))
#define FREE_S      3 /* policy free_seconds */
#define TICK_S      6 /* every unit is a multiple of it */
#define NUMBER_BUF  64
#define MAX_OVERLAY 64

/* The readings about single countries: of one class, one country may name them and another not. */
#define BY_COUNTRY (BIT(15) | BIT(16))

static struct tg_rulebook *standard;
static struct tg_rulebook *other_reading[MAX_OVERLAY];
static const char *other_name[MAX_OVERLAY];
static size_t other_count;
static bool thin;

/* ------------------------------------------------------------------------- common */

static struct tg_rulebook *with_reading(const char *name)
{
    const struct tg_asset *asset = tg_asset_find(name);
    const char *overlays[] = {test_windows, NULL};

    assert_non_null(asset);
    overlays[1] = asset->data;
    return rulebook_with(overlays, COUNT(overlays));
}

static void load_options(const struct tg_reading *reading)
{
    for (size_t i = 0; i < reading->option_count; i++) {
        const struct tg_option *option = tg_rulebook_option(standard, reading, i);

        assert_true(other_count < MAX_OVERLAY);
        other_name[other_count] = option->overlay;
        other_reading[other_count++] = with_reading(option->overlay);
    }
}

static int load_all(void **state)
{
    const char *overlays[] = {test_windows};

    (void)state;
    thin = is_sparse();
    standard = rulebook_with(overlays, COUNT(overlays));
    for (size_t n = 1; n <= TG_MAX_READINGS; n++) {
        const struct tg_reading *reading = tg_rulebook_reading(standard, n);

        if (reading != NULL) load_options(reading);
    }
    return 0;
}

static int free_all(void **state)
{
    (void)state;
    for (size_t i = 0; i < other_count; i++) tg_rulebook_free(other_reading[i]);
    tg_rulebook_free(standard);
    return 0;
}

typedef void visit_fn(const uint8_t value[TG_DIM_COUNT]);

/* Calls `visit` at every reachable point; the length stays open, as the duration decides it. */
static void at_every_point(visit_fn *visit)
{
    for (size_t r = 0; r < tg_reachable_count(); r++) {
        struct tg_box box = *tg_reachable(r);
        struct tg_cells at;

        box.mask[TG_DIM_LENGTH] = 1;
        for (bool more = tg_cells_first(&at, &box); more; more = tg_cells_next(&at))
            visit(at.value);
    }
}

static bool is_fee(const uint8_t value[TG_DIM_COUNT])
{
    return value[TG_DIM_EVENT] == TG_EVENT_MONTHLY_FEE;
}

static void fail_at(const char *what, const struct tg_outcome *outcome, const struct tg_cdr *cdr)
{
    char point[TG_POINT_BUF], line[TG_OUTCOME_BUF + 1];

    tg_point_format(point, outcome->call.value);
    line[tg_outcome_format(standard, line, cdr->call_id, outcome)] = '\0';
    fail_msg("%s: %s, %d s to %.*s: %s", what, point, cdr->dur_s, (int)cdr->other_party.n,
             cdr->other_party.p, line);
}

static void rate(struct tg_outcome *outcome, const struct tg_rulebook *rulebook,
                 const struct tg_cdr *cdr)
{
    struct tg_error error = {0};

    if (!tg_rate(rulebook, outcome, cdr, &error))
        fail_msg("%.*s: %s", (int)cdr->other_party.n, cdr->other_party.p, error.text);
}

/* What an outcome says the call may cost. */
struct span {
    bool known;
    tg_money min, max;
};

static struct span span_of(const struct tg_outcome *outcome)
{
    switch (outcome->kind) {
    case TG_EXACT: return (struct span){true, outcome->charge, outcome->charge};
    case TG_UNSPECIFIED: return (struct span){false, 0, 0};
    default:
        return (struct span){true, outcome->min, outcome->unbounded ? INT64_MAX : outcome->max};
    }
}

static bool same_span(const struct span *a, const struct span *b)
{
    return a->known == b->known && a->min == b->min && a->max == b->max;
}

/* An unspecified outcome exceeds nothing and is exceeded by nothing. */
static bool exceeds(const struct span *a, const struct span *b)
{
    return a->known && b->known && (a->min > b->min || a->max > b->max);
}

static bool same_lines(const struct tg_outcome *a, const struct tg_outcome *b)
{
    if (a->line_count != b->line_count) return false;
    for (size_t i = 0; i < a->line_count; i++)
        if (a->line[i].units != b->line[i].units || a->line[i].per_s != b->line[i].per_s ||
            a->line[i].price != b->line[i].price || a->line[i].open != b->line[i].open ||
            (!a->line[i].open && a->line[i].value != b->line[i].value))
            return false;
    return true;
}

/* Kind, amounts and price lines. Which rule said so is not compared. */
static bool same_charge(const struct tg_outcome *a, const struct tg_outcome *b)
{
    struct span first = span_of(a), second = span_of(b);

    return a->kind == b->kind && same_span(&first, &second) &&
           (a->kind == TG_UNSPECIFIED || same_lines(a, b));
}

/* Classified alike too, by the same rule and for the same reasons. */
static bool same_outcome(const struct tg_outcome *a, const struct tg_outcome *b)
{
    return same_charge(a, b) && a->rule == b->rule && ((a->basis ^ b->basis) & ~BY_COUNTRY) == 0 &&
           memcmp(a->call.value, b->call.value, sizeof a->call.value) == 0;
}

static const int32_t few[] = {61, 2, 4, 601};

static size_t few_count(void)
{
    return thin ? 1 : COUNT(few);
}

/* ------------------------------------------------------------------------- durations */

static const int32_t edges[] = {239,  240,  241,  299,   300,   301,   359,     360,    361,
                                599,  600,  601,  659,   660,   661,   3599,    3600,   3601,
                                7199, 7200, 7201, 86399, 86400, 86401, 2678399, 2678400};
static const int32_t edges_thin[] = {5, 6, 7, 59, 60, 61, 119, 120, 121, 3600, 3601};

static long equal_pairs, grown_pairs;

/* `from` s, and later `to` s: (1) never cheaper; (2) dearer by a second only at a full tick. */
static void check_step(const struct span *before, const struct span *after, int32_t from,
                       const struct tg_outcome *outcome, const struct tg_cdr *cdr)
{
    if (before->known != after->known) fail_at("known at one duration only", outcome, cdr);
    if (exceeds(before, after)) fail_at("cheaper than a shorter call", outcome, cdr);
    if (cdr->dur_s == from + 1 && from % TICK_S != 0) {
        if (!same_span(before, after)) fail_at("dearer inside a unit", outcome, cdr);
        equal_pairs++;
    }
    grown_pairs += before->known && after->min > before->min;
}

static void step_to(struct span *last, struct tg_cdr *cdr, int32_t dur_s)
{
    int32_t from = cdr->dur_s;
    struct tg_outcome outcome;
    struct span now;

    cdr->dur_s = dur_s;
    rate(&outcome, standard, cdr);
    now = span_of(&outcome);
    check_step(last, &now, from, &outcome, cdr);
    *last = now;
}

static void grow(const uint8_t value[TG_DIM_COUNT])
{
    struct tg_outcome outcome;
    struct tg_cdr cdr;
    struct span last;

    if (is_fee(value)) return;
    record_for_point(&cdr, value, FREE_S + 1);
    rate(&outcome, standard, &cdr);
    last = span_of(&outcome);
    for (size_t i = 0; thin && i < COUNT(edges_thin); i++) step_to(&last, &cdr, edges_thin[i]);
    for (int32_t d = FREE_S + 2; !thin && d <= 200; d++) step_to(&last, &cdr, d);
    for (size_t i = 0; !thin && i < COUNT(edges); i++) step_to(&last, &cdr, edges[i]);
}

static void charges_grow_with_the_call_and_only_at_full_units(void **state)
{
    (void)state;
    at_every_point(grow);
    assert_true(equal_pairs > 0);
    assert_true(grown_pairs > 0);
}

static long short_known;

static struct span span_at(struct tg_outcome *outcome, struct tg_cdr *cdr, int32_t dur_s)
{
    cdr->dur_s = dur_s;
    rate(outcome, standard, cdr);
    return span_of(outcome);
}

static void stay_short(const uint8_t value[TG_DIM_COUNT])
{
    struct tg_outcome outcome;
    struct span one, later;
    struct tg_cdr cdr;

    if (is_fee(value)) return;
    record_for_point(&cdr, value, 0);
    later = span_at(&outcome, &cdr, FREE_S + 1);
    one = span_at(&outcome, &cdr, 1);
    for (int32_t d = 0; d <= FREE_S; d++) {
        struct span now = span_at(&outcome, &cdr, d);

        if (exceeds(&now, &later)) fail_at("dearer than a longer call", &outcome, &cdr);
        if (d > 0 && !same_span(&one, &now)) fail_at("unlike 1 s", &outcome, &cdr);
        short_known += now.known && later.known;
    }
}

static void short_calls_never_exceed_longer_ones(void **state)
{
    (void)state;
    at_every_point(stay_short);
    assert_true(short_known > 0);
}

/* ------------------------------------------------------------------------- other numbers */

/* The record with another number must be rated like `cdr`, at a few durations. */
static void check_alike(const char *what, struct tg_cdr cdr, struct tg_cdr other)
{
    for (size_t i = 0; i < few_count(); i++) {
        struct tg_outcome first, second;

        cdr.dur_s = other.dur_s = few[i];
        rate(&first, standard, &cdr);
        rate(&second, standard, &other);
        if (!same_outcome(&first, &second)) fail_at(what, &second, &other);
    }
}

static struct tg_number number_in(const struct tg_cdr *cdr)
{
    struct tg_number number;
    struct tg_error error = {0};

    if (!tg_rulebook_number(standard, &number, cdr->other_party, &error))
        fail_msg("%s", error.text);
    return number;
}

static bool is_subscriber(const struct tg_number *number)
{
    return number->kind == TG_NUMBER_FIXED || number->kind == TG_NUMBER_MOBILE;
}

static long neighbours;

/* The last four digits tell neither the area nor the network. */
static void ring_the_neighbours(const uint8_t value[TG_DIM_COUNT])
{
    static const char *const ends[] = {"0000", "9999", "5808"};
    char dialled[NUMBER_BUF];
    struct tg_number number;
    struct tg_cdr cdr, other;

    if (value[TG_DIM_DESTINATION] == TG_DEST_NONE) return;
    record_for_point(&cdr, value, 0);
    number = number_in(&cdr);
    if (!is_subscriber(&number)) return;
    for (size_t i = 0; i < COUNT(ends); i++, neighbours++) {
        snprintf(dialled, sizeof dialled, "%.*s%s", (int)cdr.other_party.n - 4, cdr.other_party.p,
                 ends[i]);
        other = cdr;
        other.other_party = tg_slice_of(dialled);
        check_alike("another number of the area", cdr, other);
    }
}

static void numbers_of_one_area_cost_the_same(void **state)
{
    (void)state;
    at_every_point(ring_the_neighbours);
    assert_true(neighbours > 0);
}

/* ------------------------------------------------------------------------- other countries */

struct place {
    char number[NUMBER_BUF];
    uint8_t destination;
};

static struct place *places;
static size_t place_count;
static long countries[TG_DEST_COUNT];

/* A number that the row's prefix, and no longer one, matches. */
static void number_of(char number[NUMBER_BUF], size_t row)
{
    for (char pad = '0'; pad <= '9'; pad++) {
        int n = snprintf(number, NUMBER_BUF, "00%s", standard->prefixes.row[row].digits);

        while (n < 12) number[n++] = pad;
        number[n] = '\0';
        if (tg_prefixes_match(&standard->prefixes, tg_slice_of(number + 2)) == row + 1) return;
    }
    fail_msg("no number for %s", standard->prefixes.row[row].digits);
}

static void find_places(void)
{
    place_count = standard->prefixes.count;
    places = calloc(place_count, sizeof *places);
    assert_non_null(places);
    for (size_t row = 0; row < place_count; row++) {
        struct place *place = &places[row];
        struct tg_outcome outcome;
        struct tg_cdr cdr;

        number_of(place->number, row);
        record_read(&cdr, &(struct record){.dur_s = 61, .other_party = place->number});
        rate(&outcome, standard, &cdr);
        place->destination = outcome.call.value[TG_DIM_DESTINATION];
    }
}

static void ring_the_class(const uint8_t value[TG_DIM_COUNT])
{
    static const char *const accesses[TG_ACCESS_COUNT] = {"", "17951", "12593"};
    char dialled[2 * NUMBER_BUF];
    struct tg_cdr cdr, other;

    record_for_point(&cdr, value, 0);
    for (size_t i = 0; i < place_count; i++) {
        if (places[i].destination != value[TG_DIM_DESTINATION]) continue;
        snprintf(dialled, sizeof dialled, "%s%s", accesses[value[TG_DIM_ACCESS]], places[i].number);
        other = cdr;
        other.other_party = tg_slice_of(dialled);
        check_alike("another country of the class", cdr, other);
        countries[places[i].destination]++;
    }
}

static void countries_of_one_class_cost_the_same(void **state)
{
    (void)state;
    find_places();
    at_every_point(ring_the_class);
    free(places);
    for (size_t d = TG_DEST_HMT; d <= TG_DEST_SATELLITE_OTHER; d++) assert_true(countries[d] > 0);
}

/* ------------------------------------------------------------------------- other cities */

/* Of record_for_point: home, another city of its province, another province, a fourth. */
#define CITIES 4
static const char *const from_cities[CITIES] = {"0755", "020", "010", "0571"};
static const char *const to_cities[][CITIES] = {
    {"025", "0512", "028", "024"},
    {"0532", "0531", "027", "0591"},
    {"0574", "0577", "021", "0451"},
};

static uint16_t moved_area(uint16_t area, size_t pair)
{
    for (size_t i = 0; i < CITIES; i++)
        if (area == tg_area_find(tg_slice_of(from_cities[i])))
            return tg_area_find(tg_slice_of(to_cities[pair][i]));
    return area;
}

static void moved_number(char dialled[NUMBER_BUF], const struct tg_cdr *cdr, size_t pair)
{
    struct tg_number number = number_in(cdr);
    uint16_t area = number.kind == TG_NUMBER_MOBILE ? 0 : number.area;
    size_t old = area == 0 ? 0 : strlen(tg_area_code(area));
    /* An area code begins with the 0 that is not in `rest`. */
    size_t front = (size_t)(number.rest.p - cdr->other_party.p) - (old != 0);

    snprintf(dialled, NUMBER_BUF, "%.*s%s%.*s", (int)front, cdr->other_party.p,
             area == 0 ? "" : tg_area_code(moved_area(area, pair)),
             (int)(cdr->other_party.n - front - old), cdr->other_party.p + front + old);
}

static long moves;

static void move(const uint8_t value[TG_DIM_COUNT])
{
    char dialled[NUMBER_BUF];
    struct tg_cdr cdr, other;

    record_for_point(&cdr, value, 0);
    for (size_t pair = 0; pair < COUNT(to_cities) && !is_fee(value); pair++, moves++) {
        other = cdr;
        other.home_area = moved_area(cdr.home_area, pair);
        other.visited_area = moved_area(cdr.visited_area, pair);
        other.other_area = moved_area(cdr.other_area, pair);
        if (value[TG_DIM_DESTINATION] != TG_DEST_NONE) {
            moved_number(dialled, &cdr, pair);
            other.other_party = tg_slice_of(dialled);
        }
        check_alike("in other cities", cdr, other);
    }
}

static void cities_in_the_same_relation_cost_the_same(void **state)
{
    (void)state;
    for (size_t pair = 0; pair < COUNT(to_cities); pair++)
        for (size_t i = 0; i < CITIES; i++)
            assert_int_not_equal(tg_area_find(tg_slice_of(to_cities[pair][i])), 0);
    at_every_point(move);
    assert_true(moves > 0);
}

/* ------------------------------------------------------------------------- forms of a number */

/* Points met: fixed or mobile, by state and access, originated or forwarded. */
static long forms[2][TG_STATE_COUNT][TG_ACCESS_COUNT][2];

/* The number as it follows 86: without the 0 of the area code. */
static void national_form(char national[NUMBER_BUF], const struct tg_cdr *cdr,
                          const struct tg_number *number)
{
    bool local = number->kind == TG_NUMBER_FIXED && number->area == 0;

    snprintf(national, NUMBER_BUF, "%s%.*s", local ? tg_area_code(cdr->visited_area) + 1 : "",
             (int)number->rest.n, number->rest.p);
}

static void dial_every_form(const uint8_t value[TG_DIM_COUNT])
{
    static const char *const accesses[TG_ACCESS_COUNT] = {"", "17951", "12593"};
    static const char *const fronts[] = {"0", "0086", "+86"};
    char national[NUMBER_BUF], dialled[2 * NUMBER_BUF];
    struct tg_number number;
    struct tg_cdr cdr, other;

    if (value[TG_DIM_DESTINATION] == TG_DEST_NONE) return;
    record_for_point(&cdr, value, 0);
    number = number_in(&cdr);
    if (!is_subscriber(&number)) return;
    national_form(national, &cdr, &number);
    for (size_t i = 0; i < COUNT(fronts); i++) {
        snprintf(dialled, sizeof dialled, "%s%s%s", accesses[number.access], fronts[i], national);
        other = cdr;
        other.other_party = tg_slice_of(dialled);
        check_alike("in another form", cdr, other);
    }
    forms[number.kind == TG_NUMBER_MOBILE][value[TG_DIM_STATE]][number.access]
         [value[TG_DIM_EVENT] != TG_EVENT_ORIGINATE]++;
}

static void forms_of_one_number_cost_the_same(void **state)
{
    (void)state;
    at_every_point(dial_every_form);
    for (size_t mobile = 0; mobile < 2; mobile++)
        for (size_t s = 0; s < TG_STATE_COUNT; s++)
            for (size_t a = 0; a < TG_ACCESS_COUNT; a++)
                for (size_t forward = 0; forward < 2; forward++)
                    assert_true(forms[mobile][s][a][forward] > 0);
}

/* ------------------------------------------------------------------------- order of records */

#define KINDS    (TG_UNSPECIFIED + 1)
#define ROWS     500
#define BAD_ROWS 20
#define ROW_BUF  256
#define LINE_BUF (TG_OUTCOME_BUF + 1)

struct rows {
    size_t count;
    char text[ROWS][ROW_BUF];
};

struct lines {
    size_t count;
    char text[ROWS][LINE_BUF];
};

static struct rows rows;
static struct lines lines[2];
static size_t kind_total[KINDS], kind_seen[KINDS], kind_taken[KINDS];

static enum tg_outcome_kind kind_at(const uint8_t value[TG_DIM_COUNT])
{
    struct tg_outcome outcome;
    struct tg_cdr cdr;

    record_for_point(&cdr, value, is_fee(value) ? 0 : 61);
    rate(&outcome, standard, &cdr);
    return outcome.kind;
}

static void count_kind(const uint8_t value[TG_DIM_COUNT])
{
    kind_total[kind_at(value)]++;
}

/* "forward-busy" is two columns of the record. */
static void event_columns(char *out, size_t size, uint8_t event)
{
    const char *name = tg_value_name(TG_DIM_EVENT, event);
    const char *dash = strchr(name, '-');

    if (dash == NULL)
        snprintf(out, size, "%s,", name);
    else
        snprintf(out, size, "%.*s,%s", (int)(dash - name), name, dash + 1);
}

static void write_row(char *row, const struct tg_cdr *cdr, size_t id)
{
    char start[TG_TIME_BUF], event[64];

    tg_time_format(start, cdr->start);
    event_columns(event, sizeof event, cdr->event);
    snprintf(row, ROW_BUF, "r%zu,%s,%d,%s,%s,%s,%s,%s,%.*s,%s,%s\n", id, start, cdr->dur_s,
             tg_value_name(TG_DIM_PLAN, cdr->plan), cdr->night_pack ? "night" : "", event,
             tg_area_code(cdr->home_area), tg_area_code(cdr->visited_area), (int)cdr->other_party.n,
             cdr->other_party.p, cdr->other_area == 0 ? "" : tg_area_code(cdr->other_area),
             cdr->other_network == TG_NETWORK_COUNT
                 ? ""
                 : tg_value_name(TG_DIM_NETWORK, cdr->other_network));
}

/* Records that the reader refuses and records that cannot be rated have lines too. */
static void spoil(struct tg_cdr *cdr, size_t id)
{
    if (id % (ROWS / BAD_ROWS) != 0) return;
    if (id % 2 == 0)
        cdr->dur_s = -5;
    else
        cdr->other_party = tg_slice_of("0999");
}

/* As many records of each kind, spread over all its points, as most points are unspecified. */
static void take_row(const uint8_t value[TG_DIM_COUNT])
{
    static const int32_t durations[] = {61, 2, 125, 4, 3601, 7};
    enum tg_outcome_kind kind = kind_at(value);
    struct tg_cdr cdr;

    if (kind_seen[kind]++ % (kind_total[kind] / (ROWS / KINDS)) != 0) return;
    if (kind_taken[kind]++ >= ROWS / KINDS) return;
    record_for_point(&cdr, value, is_fee(value) ? 0 : durations[rows.count % COUNT(durations)]);
    if (!is_fee(value)) spoil(&cdr, rows.count);
    write_row(rows.text[rows.count], &cdr, rows.count);
    rows.count++;
}

/* The file with its i-th record taken from i * stride; a stride without a common factor with the
 * number of records takes each of them once. */
static char *file_in_order(size_t stride)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    for (size_t i = 0; i < TG_CDR_COLUMNS; i++)
        fprintf(out, "%s%s", i == 0 ? "" : ",", tg_cdr_column_names[i]);
    fprintf(out, "\n");
    for (size_t i = 0; i < rows.count; i++) fputs(rows.text[i * stride % rows.count], out);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void add_line(struct lines *out, enum tg_next next, const struct tg_cdr *cdr,
                     struct tg_error *error)
{
    char *line = out->text[out->count++];
    struct tg_outcome outcome;
    size_t n;

    if (next == TG_NEXT_ROW && tg_rate(standard, &outcome, cdr, error))
        n = tg_outcome_format(standard, line, cdr->call_id, &outcome);
    else
        n = tg_outcome_format_error(line, cdr->call_id, error);
    line[n] = '\0';
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void rate_file(struct lines *out, const char *text)
{
    struct memory_input in = {.p = text, .n = strlen(text), .step = 777};
    struct tg_cdr_reader *reader = tg_cdr_reader_new(memory_read, &in, "records");
    struct tg_error error = {0};
    enum tg_next next;
    struct tg_cdr cdr;

    assert_non_null(reader);
    while ((next = tg_cdr_next(reader, &cdr, &error)) != TG_NEXT_END) {
        if (next == TG_NEXT_FAILED) fail_msg("%s", error.text);
        assert_true(out->count < ROWS);
        add_line(out, next, &cdr, &error);
    }
    tg_cdr_reader_free(reader);
    qsort(out->text, out->count, LINE_BUF, by_text);
}

/* How many lines have this outcome. */
static size_t lines_of_kind(const struct lines *all, const char *kind)
{
    size_t count = 0;

    for (size_t i = 0; i < all->count; i++) {
        const char *outcome = strchr(all->text[i], ',') + 1;

        count += strncmp(outcome, kind, strlen(kind)) == 0;
    }
    return count;
}

static void order_of_records_changes_no_line(void **state)
{
    static const char *const kinds[] = {"exact", "open", "range", "unspecified", "error"};
    static const size_t strides[] = {1, 213};

    (void)state;
    at_every_point(count_kind);
    at_every_point(take_row);
    assert_int_equal(rows.count, ROWS);
    for (size_t i = 0; i < COUNT(lines); i++) {
        char *text = file_in_order(strides[i]);

        rate_file(&lines[i], text);
        free(text);
    }
    assert_int_equal(lines[0].count, ROWS);
    assert_int_equal(lines[1].count, ROWS);
    for (size_t i = 0; i < ROWS; i++) assert_string_equal(lines[0].text[i], lines[1].text[i]);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (lines_of_kind(&lines[0], kinds[i]) < BAD_ROWS / 2) fail_msg("few %s", kinds[i]);
    }
}

/* ------------------------------------------------------------------------- new plans */

#define CEILING 7000 /* 0.70 yuan per started minute */

static long bounded[TG_PLAN_COUNT];

/* Not the three brands' own tariffs. */
static bool is_new(uint8_t plan)
{
    return plan != TG_PLAN_GOTONE && plan != TG_PLAN_MZONE && plan != TG_PLAN_EASYOWN;
}

/* Forwarding is left out: 0.70 is no ceiling there, as a conditionally forwarded call of a roaming
 * subscriber exceeds it by the brands' own tariffs too. */
static bool is_direct_call(const uint8_t value[TG_DIM_COUNT])
{
    return value[TG_DIM_REGIME] == TG_REGIME_SINGLE && value[TG_DIM_ACCESS] == TG_ACCESS_DIRECT &&
           (value[TG_DIM_EVENT] == TG_EVENT_ORIGINATE || value[TG_DIM_EVENT] == TG_EVENT_RECEIVE);
}

/* A service number of another area is a domestic call as well. */
static bool is_domestic(uint8_t destination)
{
    return destination == TG_DEST_DOMESTIC || destination == TG_DEST_SPECIAL;
}

/* The most that gotone may charge for the call. */
static struct span ceiling(const struct tg_cdr *cdr, const uint8_t value[TG_DIM_COUNT])
{
    tg_money most = (cdr->dur_s + 59) / 60 * CEILING;
    struct tg_cdr by_gotone = *cdr;
    struct tg_outcome outcome;

    if (is_domestic(value[TG_DIM_DESTINATION])) return (struct span){true, most, most};
    by_gotone.plan = TG_PLAN_GOTONE;
    rate(&outcome, standard, &by_gotone);
    return span_of(&outcome);
}

static void stay_below(const uint8_t value[TG_DIM_COUNT])
{
    struct tg_cdr cdr;

    if (!is_direct_call(value) || !is_new(value[TG_DIM_PLAN])) return;
    record_for_point(&cdr, value, 0);
    for (int32_t d = 0; d <= 200; d += thin ? 20 : 1) {
        struct tg_outcome outcome;
        struct span now = span_at(&outcome, &cdr, d);
        struct span most = ceiling(&cdr, value);

        if (!now.known) continue;
        if (!most.known) fail_at("priced where gotone is not", &outcome, &cdr);
        if (now.max > most.max) fail_at("above the ceiling", &outcome, &cdr);
        bounded[value[TG_DIM_PLAN]] += now.max > 0 && most.max < INT64_MAX;
    }
}

static void new_plans_stay_below_gotone_at_the_ceiling(void **state)
{
    (void)state;
    at_every_point(stay_below);
    for (uint8_t plan = 0; plan < TG_PLAN_COUNT; plan++)
        if (is_new(plan)) assert_true(bounded[plan] > 0);
}

/* ------------------------------------------------------------------------- readings */

static long explicit_outcomes;

static void read_otherwise(const uint8_t value[TG_DIM_COUNT])
{
    static const int32_t durations[] = {121, 3, 7, 3601};
    size_t count = is_fee(value) || thin ? 1 : COUNT(durations);

    for (size_t i = 0; i < count; i++) {
        struct tg_outcome outcome, other;
        struct tg_cdr cdr;

        record_for_point(&cdr, value, is_fee(value) ? 0 : durations[i]);
        rate(&outcome, standard, &cdr);
        if (outcome.basis != 0) continue;
        explicit_outcomes++;
        for (size_t k = 0; k < other_count; k++) {
            rate(&other, other_reading[k], &cdr);
            if (!same_charge(&outcome, &other)) fail_at(other_name[k], &outcome, &cdr);
        }
    }
}

static void no_reading_changes_what_is_explicit(void **state)
{
    (void)state;
    assert_true(other_count > 0);
    at_every_point(read_otherwise);
    assert_true(explicit_outcomes > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(charges_grow_with_the_call_and_only_at_full_units),
        cmocka_unit_test(short_calls_never_exceed_longer_ones),
        cmocka_unit_test(numbers_of_one_area_cost_the_same),
        cmocka_unit_test(countries_of_one_class_cost_the_same),
        cmocka_unit_test(cities_in_the_same_relation_cost_the_same),
        cmocka_unit_test(forms_of_one_number_cost_the_same),
        cmocka_unit_test(order_of_records_changes_no_line),
        cmocka_unit_test(new_plans_stay_below_gotone_at_the_ceiling),
        cmocka_unit_test(no_reading_changes_what_is_explicit),
    };

    return cmocka_run_group_tests(tests, load_all, free_all);
}
