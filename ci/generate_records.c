/* generate_records [OPTION...] COUNT [SEED]: call records as CSV on stdout, always the same for the
 * same arguments, for ci/bench and for tests of the audit: with what was charged, and with faults
 * that are counted on stderr. */
#include "billing.h"
#include "garbage.h"
#include "options.h"
#include "random_records.h"
#include "record_mix.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LINE     512
#define CALLS_EACH   10 /* of a subscriber */
#define NEAR_RECORDS 5000
#define END_OF_FILE  UINT64_MAX

/* Lines to be written again, in the order of when that is. */
struct queue {
    struct repeat {
        char *line;
        uint64_t due; /* behind this record */
    } * repeats;
    size_t room, count, next;
};

struct generator {
    uint64_t count, seed;
    bool edges, charge, subscriber;
    uint64_t duplicates, garbage;
    struct billing billing;

    struct record_mix mix;
    struct random_records random;
    char duration_s[16];
    char subscriber_id[16];
    char charged[TG_MONEY_BUF];
    struct queue near, late;
    uint64_t same_id, same_call; /* duplicates written */
    struct billing_tally same_id_off, same_call_off;
    uint64_t garbage_made[16]; /* by kind */
};

/* ----------------------------------------------------------------------------------- options */

enum {
    KEY_CHARGE = 256,
    KEY_DEFECT,
    KEY_MIX,
    KEY_OFF,
    KEY_DUPLICATES,
    KEY_GARBAGE,
    KEY_EDGES,
    KEY_SUBSCRIBER
};

static const struct argp_option option_table[] = {
    {"charge", KEY_CHARGE, NULL, 0,
     "add the column charge: what the tariff with the example annex says", 0},
    {"edges", KEY_EDGES, NULL, 0,
     "records at the edges of the tariff by chance, instead of the mix of a billing system; a few "
     "cannot be rated",
     0},
    {"subscriber", KEY_SUBSCRIBER, NULL, 0,
     "add the column subscriber; calls of one do not overlap", 0},
    {"defect", KEY_DEFECT, "NAME[:PLAN,...]", 0, "charge by this defect, on these plans", 0},
    {"mix", KEY_MIX, "READING:PERCENT", 0, "charge so much of the calls concerned by this reading",
     0},
    {"off", KEY_OFF, "PERCENT", 0, "charge so much of the calls that have a price 0.01 yuan more",
     0},
    {"duplicates", KEY_DUPLICATES, "N", 0,
     "write N records twice: at once, later, at the end; with --subscriber every second one under "
     "another call_id",
     0},
    {"garbage", KEY_GARBAGE, "N", 0, "write N lines that cannot be read or judged", 0},
    {0},
};

static const char doc[] = "Writes COUNT call records, and on stderr what was planted among them.";

static bool read_number(uint64_t *number, const char *text)
{
    char *end;

    errno = 0;
    *number = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0;
}

static bool add_plan(struct billing_fault *fault, const char *name)
{
    for (unsigned plan = 0; plan < TG_PLAN_COUNT; plan++)
        if (strcmp(tg_value_name(TG_DIM_PLAN, plan), name) == 0) return fault->plan[plan] = true;
    return false;
}

static bool add_plans(struct billing_fault *fault, char *names)
{
    for (char *name = strtok(names, ","); name != NULL; name = strtok(NULL, ","))
        if (!add_plan(fault, name)) return false;
    return true;
}

/* The next fault, for all plans. */
static struct billing_fault *new_fault(struct billing *billing, const char *kind,
                                       struct argp_state *state)
{
    struct billing_fault *fault = &billing->fault[billing->fault_count];

    if (billing->fault_count == BILLING_MAX_FAULTS) {
        argp_error(state, "more than %d faults", BILLING_MAX_FAULTS);
        return NULL;
    }
    billing->fault_count++;
    fault->kind = kind;
    for (size_t plan = 0; plan < TG_PLAN_COUNT; plan++) fault->plan[plan] = true;
    return fault;
}

/* Writes into `arg`, as argv allows. */
static error_t add_defect(struct billing *billing, char *arg, struct argp_state *state)
{
    struct billing_fault *fault = new_fault(billing, "defect", state);
    char *plans = strchr(arg, ':');

    if (fault == NULL) return EINVAL;
    fault->name = arg;
    if (plans == NULL) return 0;
    *plans++ = '\0';
    memset(fault->plan, 0, sizeof fault->plan);
    if (add_plans(fault, plans)) return 0;
    argp_error(state, "no such plan in --defect %s:...", arg);
    return EINVAL;
}

/* Of a share: "PERCENT", behind "NAME:" if it has one. */
static error_t add_share(struct billing *billing, const char *kind, char *arg, const char *expected,
                         struct argp_state *state)
{
    struct billing_fault *fault = new_fault(billing, kind, state);
    char *colon = strchr(arg, ':');
    bool named = strcmp(expected, "PERCENT") != 0;
    uint64_t percent;

    if (fault == NULL) return EINVAL;
    if ((colon != NULL) != named || !read_number(&percent, named ? colon + 1 : arg) ||
        percent > 100) {
        argp_error(state, "%s, 0 to 100, expected instead of %s", expected, arg);
        return EINVAL;
    }
    if (named) *colon = '\0';
    fault->name = named ? arg : NULL;
    fault->where_it_shows = true;
    fault->percent = (unsigned)percent;
    return 0;
}

static error_t read_count(uint64_t *number, const char *arg, struct argp_state *state)
{
    if (read_number(number, arg)) return 0;
    argp_error(state, "%s is no number", arg);
    return EINVAL;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct generator *generator = state->input;

    switch (key) {
    case KEY_CHARGE: generator->charge = true; return 0;
    case KEY_EDGES: generator->edges = true; return 0;
    case KEY_SUBSCRIBER: generator->subscriber = true; return 0;
    case KEY_DEFECT: generator->charge = true; return add_defect(&generator->billing, arg, state);
    case KEY_MIX:
        generator->charge = true;
        return add_share(&generator->billing, "reading", arg, "READING:PERCENT", state);
    case KEY_OFF:
        generator->charge = true;
        return add_share(&generator->billing, "0.01 more", arg, "PERCENT", state);
    case KEY_DUPLICATES: return read_count(&generator->duplicates, arg, state);
    case KEY_GARBAGE: generator->charge = true; return read_count(&generator->garbage, arg, state);
    case ARGP_KEY_ARG:
        if (state->arg_num > 1) return ARGP_ERR_UNKNOWN;
        return read_count(state->arg_num == 0 ? &generator->count : &generator->seed, arg, state);
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* ------------------------------------------------------------------------------------- lines */

static void put_fields(const struct tg_slice *field, size_t count)
{
    char line[MAX_LINE];
    size_t n = 0;

    for (size_t i = 0; i < count; i++) {
        memcpy(line + n, field[i].p, field[i].n);
        n += field[i].n;
        line[n++] = i + 1 < count ? ',' : '\n';
    }
    fwrite(line, 1, n, stdout);
}

static void put_header(const struct generator *generator)
{
    struct tg_slice field[GARBAGE_MAX_COLUMNS];
    size_t count = TG_CDR_COLUMNS;

    for (size_t i = 0; i < TG_CDR_COLUMNS; i++) field[i] = tg_slice_of(tg_cdr_column_names[i]);
    if (generator->subscriber) field[count++] = tg_slice_of("subscriber");
    if (generator->charge) field[count++] = tg_slice_of("charge");
    put_fields(field, count);
}

/* Whether one of `planted` among all the records falls behind this one: evenly. Number from 1. */
static bool is_due(const struct generator *generator, uint64_t number, uint64_t planted)
{
    return number * planted / generator->count > (number - 1) * planted / generator->count;
}

/* -------------------------------------------------------------------------------- duplicates */

static void repeat_later(struct queue *queue, const struct tg_slice *field, size_t count,
                         uint64_t due)
{
    struct text line = {0};

    for (size_t i = 0; i < count; i++) {
        text_add(&line, field[i]);
        text_addf(&line, i + 1 < count ? "," : "\n");
    }
    queue->repeats = array_grow(queue->repeats, &queue->room, queue->count, sizeof *queue->repeats);
    queue->repeats[queue->count++] = (struct repeat){line.p, due};
}

static void put_due(struct queue *queue, uint64_t number)
{
    for (; queue->next < queue->count && queue->repeats[queue->next].due <= number; queue->next++) {
        fputs(queue->repeats[queue->next].line, stdout);
        free(queue->repeats[queue->next].line);
    }
}

static void put_duplicate(struct generator *generator, uint64_t number, struct tg_slice *field,
                          size_t count)
{
    uint64_t made = generator->same_id + generator->same_call;
    char call_id[TG_CDR_MAX_ID + 1];

    if (generator->subscriber && made % 2 == 1) {
        field[0].n = (size_t)snprintf(call_id, sizeof call_id, "again-%010" PRIu64, number);
        field[0].p = call_id;
        generator->same_call++;
        billing_count(&generator->same_call_off, generator->billing.off);
    } else {
        generator->same_id++;
        billing_count(&generator->same_id_off, generator->billing.off);
    }
    if (made / 2 % 3 == 0)
        put_fields(field, count);
    else if (made / 2 % 3 == 1)
        repeat_later(&generator->near, field, count, number + NEAR_RECORDS);
    else
        repeat_later(&generator->late, field, count, END_OF_FILE);
}

/* ----------------------------------------------------------------------------------- garbage */

static void put_garbage(struct generator *generator, uint64_t number, const struct tg_slice *record,
                        size_t count)
{
    struct tg_slice field[GARBAGE_MAX_COLUMNS + 1];
    char call_id[TG_CDR_MAX_ID + 1];
    uint64_t made = 0;
    size_t kind;

    for (size_t i = 0; i < garbage_kinds(); i++) made += generator->garbage_made[i];
    kind = (size_t)(made % garbage_kinds());
    memcpy(field, record, count * sizeof *field);
    field[0].n = (size_t)snprintf(call_id, sizeof call_id, "bad-%010" PRIu64, number);
    field[0].p = call_id;
    count = garbage_make(field, count, kind);
    put_fields(field, count);
    generator->garbage_made[kind]++;
}

/* ----------------------------------------------------------------------------------- records */

/* At each edge of a unit, of the three seconds, of the longest call. */
static void choose_duration(struct generator *generator, struct tg_slice *field, uint64_t number)
{
    static const unsigned edges[] = {0,    1,    2,     3,     4,     5,       6,      7,
                                     8,    9,    10,    11,    12,    13,      59,     60,
                                     61,   119,  120,   121,   179,   180,     181,    3599,
                                     3600, 3601, 86399, 86400, 86401, 2678399, 2678400};
    const size_t edge_count = sizeof edges / sizeof edges[0];
    unsigned dur_s = edges[number / 2 % edge_count];

    if (number % 2 == 0 || field[2].n == 0) return;
    if (number % 5 == 0) dur_s = (unsigned)(number % 700 * 6 + number / 700 % 3 + 5);
    field[2].n = (size_t)snprintf(generator->duration_s, sizeof generator->duration_s, "%u", dur_s);
    field[2].p = generator->duration_s;
}

static void next_record(struct generator *generator, struct tg_slice *field, uint64_t number)
{
    if (!generator->edges) {
        record_mix_next(&generator->mix, field);
        return;
    }
    random_next(&generator->random, field);
    choose_duration(generator, field, number);
}

static void put_record(struct generator *generator, uint64_t number)
{
    struct tg_slice field[GARBAGE_MAX_COLUMNS];
    size_t count = TG_CDR_COLUMNS;

    next_record(generator, field, number);
    if (generator->subscriber) {
        uint64_t subscribers =
            generator->edges ? generator->count : generator->count / CALLS_EACH + 1;

        field[count].n = (size_t)snprintf(generator->subscriber_id, sizeof generator->subscriber_id,
                                          "138%08" PRIu64, number % subscribers);
        field[count++].p = generator->subscriber_id;
    }
    if (generator->charge) {
        field[count].n = billing_charge(&generator->billing, generator->charged, field);
        field[count++].p = generator->charged;
    }
    put_fields(field, count);
    if (is_due(generator, number, generator->garbage)) put_garbage(generator, number, field, count);
    if (is_due(generator, number, generator->duplicates))
        put_duplicate(generator, number, field, count);
    put_due(&generator->near, number);
}

/* ------------------------------------------------------------------------------ what was done */

static void tell_tally(const struct billing_tally *tally)
{
    struct text line = {0};

    text_addf(&line, ",%" PRIu64 ",", tally->over);
    text_add_money(&line, tally->over_sum, false);
    text_addf(&line, ",%" PRIu64 ",", tally->under);
    text_add_money(&line, tally->under_sum, false);
    fprintf(stderr, "%s\n", line.p);
    text_free(&line);
}

static void tell_fault(const struct billing_fault *fault)
{
    fprintf(stderr, "%s%s%s,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64, fault->kind,
            fault->name != NULL ? " " : "", fault->name != NULL ? fault->name : "", fault->met,
            fault->differ, fault->fixed, fault->refused);
    tell_tally(&fault->tally);
}

static void tell_duplicates(const char *what, uint64_t count, const struct billing_tally *off)
{
    if (count == 0) return;
    fprintf(stderr, "%s,%" PRIu64 ",%" PRIu64 ",,", what, count, off->over + off->under);
    tell_tally(off);
}

static void tell_count(const char *what, uint64_t count)
{
    if (count > 0) fprintf(stderr, "%s,%" PRIu64 ",,,,,,,\n", what, count);
}

/* `records` are those it charged or, of a share, those it is a share of; `differ`, what came out
 * wrong; `fixed`, of these, where the tariff alone, without the annex, gives an exact amount. What
 * is wrong with a record written twice is told again in the row of duplicates. */
static void tell_planted(const struct generator *generator)
{
    fprintf(stderr, "what,records,differ,fixed,refused,over,over_yuan,under,under_yuan\n");
    tell_count("made", generator->count);
    tell_count("unspecified", generator->billing.unspecified);
    tell_count("unratable", generator->billing.unratable);
    for (size_t i = 0; i < generator->billing.fault_count; i++)
        tell_fault(&generator->billing.fault[i]);
    tell_duplicates("duplicate call_id", generator->same_id, &generator->same_id_off);
    tell_duplicates("duplicate call", generator->same_call, &generator->same_call_off);
    for (size_t i = 0; i < garbage_kinds(); i++) {
        char what[64];

        snprintf(what, sizeof what, "garbage: %s", garbage_name(i));
        tell_count(what, generator->garbage_made[i]);
    }
}

static bool open_all(struct generator *generator, struct tg_error *error)
{
    generator->mix = (struct record_mix){.state = generator->seed, .count = generator->count};
    return (!generator->edges || random_open(&generator->random, generator->seed, error)) &&
           (!generator->charge || billing_open(&generator->billing, error));
}

static int generate(struct generator *generator)
{
    put_header(generator);
    for (uint64_t i = 1; i <= generator->count; i++) put_record(generator, i);
    put_due(&generator->near, END_OF_FILE);
    put_due(&generator->late, END_OF_FILE);
    if (generator->charge || generator->duplicates > 0) tell_planted(generator);
    return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_CONFORMS : EXIT_INTERNAL;
}

int main(int argc, char **argv)
{
    static struct generator generator = {.seed = 20100101};
    const struct argp argp = {option_table, parse_option, "COUNT [SEED]", doc, NULL, NULL, NULL};
    struct tg_error error = {.status = TG_OK};
    enum exit_code code;
    int result;

    if (!options_parse(&code, &argp, argc, argv, &generator)) return (int)code;
    if (generator.count == 0 || generator.seed == 0) {
        fprintf(stderr, "usage: generate_records [OPTION...] COUNT [SEED]\n");
        return EXIT_USAGE;
    }
    if (open_all(&generator, &error)) {
        result = generate(&generator);
    } else {
        fprintf(stderr, "generate_records: %s\n", error.text);
        result = EXIT_INVALID;
    }
    free(generator.near.repeats);
    free(generator.late.repeats);
    random_close(&generator.random);
    billing_close(&generator.billing);
    return result;
}
