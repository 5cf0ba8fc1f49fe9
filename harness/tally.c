#include "tally.h"

#include "arena.h"
#include "hash.h"
#include "text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static_assert(sizeof(struct tally_kind) == 48, "a kind has padding");

#define FIRST_SLOTS 1024
#define DAYS_S      86400

void tally_begin(struct tally *tally)
{
    *tally = (struct tally){.hash_limit = UINT64_MAX};
}

static void free_examples(struct tally_entry *entry)
{
    for (size_t i = 0; i < entry->examples; i++) free(entry->example[i].text);
    entry->examples = 0;
}

void tally_free(struct tally *tally)
{
    for (size_t i = 0; i < tally->count; i++) free_examples(&tally->list[i]);
    free(tally->list);
    free(tally->slots);
    *tally = (struct tally){0};
}

/* ----------------------------------------------------------------------------------- months */

/* Months since 1970-01, by the calendar of days since 0000-03-01 (era of 400 years, years that
 * begin in March). */
uint16_t tally_month(tg_time start)
{
    int64_t days = (start + TG_CST_OFFSET_S) / DAYS_S + 719468;
    int64_t era = days / 146097;
    int64_t of_era = days % 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t day = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * day + 2) / 153; /* 0 = March */

    return (uint16_t)((era * 400 + year - 1970) * 12 + month + 2);
}

/* ------------------------------------------------------------------------------------ kinds */

static int64_t each(tg_money amount, int64_t units)
{
    return units > 0 && amount % units == 0 ? amount / units : TALLY_NONE;
}

/* A wrong answer, told by what it seems to be made of. */
static void take_form(struct tally_kind *kind, const struct tg_cdr *cdr, tg_money difference)
{
    int64_t six = ((int64_t)cdr->dur_s + 5) / 6;
    int64_t sixty = ((int64_t)cdr->dur_s + 59) / 60;

    kind->side = difference > 0 || (difference == 0 && !cdr->charge_negative) ? 1 : -1;
    kind->form = FORM_FRACTION;
    if (cdr->charge_rest) return;
    kind->form = FORM_CHARGE;
    kind->a = each(cdr->charge, six);
    kind->b = each(cdr->charge, sixty);
    if (kind->a != TALLY_NONE || kind->b != TALLY_NONE) return;
    kind->form = FORM_DIFFERENCE;
    kind->a = each(difference, six);
    kind->b = each(difference, sixty);
    if (kind->a != TALLY_NONE || kind->b != TALLY_NONE) return;
    kind->form = FORM_AMOUNT;
    kind->a = cdr->charge;
    kind->b = six;
    kind->c = sixty;
}

/* The fixed part of an open charge, and the units that each of its prices counts; 0 = not the same
 * of all. */
static tg_money fixed_part(int64_t *units, const struct tg_outcome *outcome)
{
    tg_money fixed = 0;
    bool met = false;

    *units = 0;
    for (size_t i = 0; i < outcome->line_count; i++) {
        const struct tg_fee_line *line = &outcome->line[i];

        if (!line->open) {
            fixed += line->units * line->value;
            continue;
        }
        *units = !met || *units == line->units ? line->units : 0;
        met = true;
    }
    return fixed;
}

static void take_open(struct tally_kind *kind, struct tally_sums *sums, const struct tg_cdr *cdr,
                      const struct tg_outcome *outcome)
{
    int64_t units;
    tg_money fixed = fixed_part(&units, outcome);
    tg_money rest = cdr->charge - fixed;

    sums->right = fixed;
    sums->units = units;
    kind->form = FORM_FRACTION;
    if (cdr->charge_rest) return;
    kind->form = FORM_PRICE;
    kind->a = each(rest, units);
    if (kind->a != TALLY_NONE) return;
    kind->form = FORM_OPEN;
    kind->a = rest;
    kind->b = ((int64_t)cdr->dur_s + 5) / 6;
    kind->c = ((int64_t)cdr->dur_s + 59) / 60;
}

/* How far a charge lies from what is right; `right` is that, or the bound nearest to it. */
static bool is_right(tg_money *right, const struct tg_cdr *cdr, const struct tg_outcome *outcome)
{
    bool above;

    *right = outcome->min;
    if (outcome->kind == TG_RANGE && (outcome->unbounded || cdr->charge <= outcome->max))
        *right = cdr->charge < outcome->min ? outcome->min : cdr->charge;
    else if (outcome->kind == TG_RANGE)
        *right = outcome->max;
    if (cdr->charge != *right) return false;
    if (!cdr->charge_rest) return true;
    /* Digits below 0.0001 yuan lead above the amount, or below a negative one. */
    above = !cdr->charge_negative;
    return outcome->kind == TG_RANGE &&
           (above ? outcome->unbounded || cdr->charge < outcome->max : cdr->charge > outcome->min);
}

static void describe(struct tally_kind *kind, struct tally_sums *sums, const struct tg_cdr *cdr,
                     const struct tg_outcome *outcome)
{
    tg_money right;

    *kind = (struct tally_kind){.basis = outcome->basis,
                                .action = outcome->action,
                                .rule = outcome->rule,
                                .month = tally_month(cdr->start),
                                .plan = cdr->plan,
                                .event = cdr->event,
                                .state = outcome->call.value[TG_DIM_STATE],
                                .destination = outcome->call.value[TG_DIM_DESTINATION],
                                .system = outcome->call.system,
                                .outcome = (uint8_t)outcome->kind,
                                .form = FORM_RIGHT,
                                .convention = outcome->convention};
    *sums = (struct tally_sums){.count = 1, .charged = cdr->charge};
    if (outcome->kind == TG_UNSPECIFIED) return;
    if (outcome->kind == TG_OPEN)
        take_open(kind, sums, cdr, outcome);
    else if (!is_right(&right, cdr, outcome))
        take_form(kind, cdr, cdr->charge - right);
    if (outcome->kind != TG_OPEN) sums->right = right;
}

/* ------------------------------------------------------------------------------------ table */

static bool may_go(const struct tally_kind *kind)
{
    return kind->form != FORM_RIGHT && kind->form != FORM_FRACTION && kind->form != FORM_OTHERS;
}

static size_t slot_of(const struct tally *tally, const struct tally_kind *kind, uint64_t hash)
{
    size_t mask = tally->slot_room - 1;
    size_t i = hash & mask;

    while (tally->slots[i] != 0 &&
           (tally->list[tally->slots[i] - 1].hash != hash ||
            memcmp(&tally->list[tally->slots[i] - 1].kind, kind, sizeof *kind) != 0))
        i = (i + 1) & mask;
    return i;
}

static void rehash(struct tally *tally)
{
    size_t room = tally->slot_room == 0 ? FIRST_SLOTS : tally->slot_room;

    while (room < 2 * tally->count + 2) room *= 2;
    if (room != tally->slot_room) {
        free(tally->slots);
        tally->slots = array_grow(NULL, &(size_t){0}, room, sizeof *tally->slots);
        tally->slot_room = room;
    }
    memset(tally->slots, 0, room * sizeof *tally->slots);
    for (size_t i = 0; i < tally->count; i++) {
        const struct tally_entry *entry = &tally->list[i];

        tally->slots[slot_of(tally, &entry->kind, entry->hash)] = (uint32_t)i + 1;
    }
}

static struct tally_kind others_of(const struct tally_kind *kind)
{
    struct tally_kind others = *kind;

    others.form = FORM_OTHERS;
    others.a = others.b = others.c = 0;
    return others;
}

static struct tally_entry *entry_of(struct tally *tally, const struct tally_kind *kind,
                                    uint64_t hash)
{
    size_t at;

    if (2 * tally->count + 2 > tally->slot_room) rehash(tally);
    at = slot_of(tally, kind, hash);
    if (tally->slots[at] != 0) return &tally->list[tally->slots[at] - 1];
    tally->list = array_grow(tally->list, &tally->room, tally->count, sizeof *tally->list);
    tally->list[tally->count] =
        (struct tally_entry){.kind = *kind, .hash = hash, .bar = UINT64_MAX};
    tally->slots[at] = (uint32_t)++tally->count;
    tally->apart += may_go(kind);
    return &tally->list[tally->count - 1];
}

static void add_sums(struct tally_sums *sums, const struct tally_sums *more)
{
    sums->count += more->count;
    sums->charged += more->charged;
    sums->right += more->right;
    sums->units += more->units;
}

/* --------------------------------------------------------------------------------- examples */

static bool is_before(const struct tally_example *a, const struct tally_example *b)
{
    return a->hash != b->hash ? a->hash < b->hash : strcmp(a->text, b->text) < 0;
}

/* Takes the example, or frees it. */
static void keep_example(struct tally_entry *entry, struct tally_example example)
{
    size_t at = entry->examples;

    for (size_t i = 0; i < entry->examples; i++) {
        if (entry->example[i].hash == example.hash &&
            strcmp(entry->example[i].text, example.text) == 0) {
            free(example.text);
            return;
        }
    }
    while (at > 0 && is_before(&example, &entry->example[at - 1])) at--;
    if (at == TALLY_EXAMPLES) {
        free(example.text);
        return;
    }
    if (entry->examples == TALLY_EXAMPLES) free(entry->example[--entry->examples].text);
    memmove(&entry->example[at + 1], &entry->example[at], (entry->examples - at) * sizeof example);
    entry->example[at] = example;
    entry->examples++;
    if (entry->examples == TALLY_EXAMPLES) entry->bar = entry->example[TALLY_EXAMPLES - 1].hash;
}

static void add_field(struct text *out, struct tg_slice field)
{
    bool quoted = false;

    for (size_t i = 0; i < field.n; i++)
        quoted = quoted || memchr(",\"\r\n", field.p[i], 4) != NULL;
    if (!quoted) {
        text_add(out, field);
        return;
    }
    text_add(out, tg_slice_of("\""));
    for (size_t i = 0; i < field.n; i++)
        text_add(out, (struct tg_slice){field.p[i] == '"' ? "\"\"" : &field.p[i],
                                        field.p[i] == '"' ? 2u : 1u});
    text_add(out, tg_slice_of("\""));
}

static void take_example(struct tally_entry *entry, const struct tally_record *record)
{
    struct tg_slice fields[TG_RATED_COLUMNS];
    struct text text = {0};

    record->fields(record->user, fields);
    for (size_t i = 0; i <= TG_CDR_COLUMNS; i++) {
        if (i > 0) text_add(&text, tg_slice_of(","));
        add_field(&text, fields[i]);
    }
    keep_example(entry, (struct tally_example){record->hash, text.p});
}

/* ---------------------------------------------------------------------------------- letting go */

static void merge_examples(struct tally_entry *entry, struct tally_entry *other)
{
    for (size_t i = 0; i < other->examples; i++) keep_example(entry, other->example[i]);
    other->examples = 0;
}

static int by_hash(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

/* The hash of the last kind that stays. */
static uint64_t limit_of(const struct tally *tally)
{
    uint64_t *hashes = array_grow(NULL, &(size_t){0}, tally->apart, sizeof *hashes);
    size_t count = 0;
    uint64_t limit;

    for (size_t i = 0; i < tally->count; i++)
        if (may_go(&tally->list[i].kind)) hashes[count++] = tally->list[i].hash;
    qsort(hashes, count, sizeof *hashes, by_hash);
    limit = hashes[TALLY_KINDS - 1];
    free(hashes);
    return limit;
}

/* Only the kinds with the lowest hashes stay apart. */
static void let_go(struct tally *tally)
{
    struct tally_entry *gone = NULL;
    size_t gone_count = 0, gone_room = 0;
    size_t left = 0;

    if (tally->apart <= TALLY_KINDS) return;
    tally->hash_limit = limit_of(tally);
    for (size_t i = 0; i < tally->count; i++) {
        struct tally_entry *entry = &tally->list[i];

        if (may_go(&entry->kind) && entry->hash > tally->hash_limit) {
            gone = array_grow(gone, &gone_room, gone_count, sizeof *gone);
            gone[gone_count++] = *entry;
        } else {
            tally->list[left++] = *entry;
        }
    }
    tally->count = left;
    tally->apart -= gone_count;
    rehash(tally);
    for (size_t i = 0; i < gone_count; i++) tally_merge_entry(tally, &gone[i]);
    free(gone);
}

/* ------------------------------------------------------------------------------------ counting */

static struct tally_entry *place(struct tally *tally, const struct tally_kind *kind, uint64_t hash)
{
    struct tally_kind others;

    if (hash <= tally->hash_limit || !may_go(kind)) return entry_of(tally, kind, hash);
    others = others_of(kind);
    return entry_of(tally, &others, hash_bytes(&others, sizeof others));
}

uint64_t tally_add(struct tally *tally, const struct tally_record *record)
{
    struct tally_kind kind;
    struct tally_sums sums;
    struct tally_entry *entry;
    uint64_t hash;

    describe(&kind, &sums, record->cdr, record->outcome);
    hash = hash_bytes(&kind, sizeof kind);
    entry = place(tally, &kind, hash);
    add_sums(&entry->sums, &sums);
    if (record->hash <= entry->bar) take_example(entry, record);
    if (tally->apart > 2 * TALLY_KINDS) let_go(tally);
    return hash;
}

uint64_t tally_kind_hash(const struct tally_record *record)
{
    struct tally_kind kind;
    struct tally_sums sums;

    describe(&kind, &sums, record->cdr, record->outcome);
    return hash_bytes(&kind, sizeof kind);
}

void tally_merge_entry(struct tally *tally, struct tally_entry *from)
{
    struct tally_entry *entry = place(tally, &from->kind, from->hash);

    add_sums(&entry->sums, &from->sums);
    merge_examples(entry, from);
}

void tally_merge(struct tally *tally, struct tally *other)
{
    if (other->hash_limit < tally->hash_limit) tally->hash_limit = other->hash_limit;
    for (size_t i = 0; i < other->count; i++) tally_merge_entry(tally, &other->list[i]);
    if (tally->apart > 2 * TALLY_KINDS) let_go(tally);
}

static int by_kind(const void *a, const void *b)
{
    const struct tally_kind *x = &((const struct tally_entry *)a)->kind;
    const struct tally_kind *y = &((const struct tally_entry *)b)->kind;
    const int64_t keys[][2] = {
        {x->rule, y->rule},
        {x->action, y->action},
        {x->plan, y->plan},
        {x->destination, y->destination},
        {x->event, y->event},
        {x->state, y->state},
        {x->system, y->system},
        {x->basis, y->basis},
        {x->outcome, y->outcome},
        {x->convention, y->convention},
        {x->form, y->form},
        {x->side, y->side},
        {x->a, y->a},
        {x->b, y->b},
        {x->c, y->c},
        {x->month, y->month},
    };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i][0] != keys[i][1]) return keys[i][0] < keys[i][1] ? -1 : 1;
    return 0;
}

/* A limit that another part had may have let go what this one kept. */
static void apply_limit(struct tally *tally)
{
    struct tally whole;

    tally_begin(&whole);
    whole.hash_limit = tally->hash_limit;
    tally_merge(&whole, tally);
    for (size_t i = 0; i < tally->count; i++) tally->list[i].examples = 0;
    tally_free(tally);
    *tally = whole;
    let_go(tally);
}

void tally_finish(struct tally *tally)
{
    apply_limit(tally);
    qsort(tally->list, tally->count, sizeof *tally->list, by_kind);
    free(tally->slots);
    tally->slots = NULL;
    tally->slot_room = 0;
}
