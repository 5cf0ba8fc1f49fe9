#include "tally.h"

#include "arena.h"
#include "hash.h"
#include "tally_quick.h"
#include "text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static_assert(sizeof(struct tally_kind) == 48, "a kind has padding");

#define FIRST_SLOTS 1024

void tally_begin(struct tally *tally)
{
    memset(tally, 0, sizeof *tally);
    tally->hash_limit = UINT64_MAX;
}

static void free_entry(struct tally_entry *entry)
{
    for (size_t i = 0; i < entry->examples; i++) free(entry->example[i].text);
    entry->examples = 0;
    free(entry->months);
}

void tally_quicken(struct tally *tally, const struct tg_rulebook *rulebook)
{
    tally->quick = tally_quick_open(rulebook);
}

void tally_free(struct tally *tally)
{
    for (size_t i = 0; i < tally->count; i++) free_entry(&tally->list[i]);
    free(tally->list);
    free(tally->slots);
    tally_quick_close(tally->quick);
    tally_begin(tally);
}

/* ----------------------------------------------------------------------------------- months */

/* By the calendar of days since 0000-03-01: eras of 400 years, years that begin in March. */
uint16_t tally_month(int64_t day)
{
    int64_t days = day + 719468;
    int64_t era = days / 146097;
    int64_t of_era = days % 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153; /* 0 = March */

    return (uint16_t)((era * 400 + year - 1970) * 12 + month + 2);
}

struct tally_sums *tally_sums_of(struct tally_entry *entry, uint16_t month)
{
    if (entry->month_at < entry->month_count && entry->months[entry->month_at].month == month)
        return &entry->months[entry->month_at].sums;
    for (size_t i = 0; i < entry->month_count; i++) {
        if (entry->months[i].month != month) continue;
        entry->month_at = i;
        return &entry->months[i].sums;
    }
    entry->months =
        array_grow(entry->months, &entry->month_room, entry->month_count, sizeof *entry->months);
    entry->months[entry->month_count] = (struct tally_month){.month = month};
    entry->month_at = entry->month_count;
    return &entry->months[entry->month_count++].sums;
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
                                .plan = cdr->plan,
                                .event = cdr->event,
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

void tally_describe(struct tally_kind *kind, const struct tg_cdr *cdr,
                    const struct tg_outcome *outcome)
{
    struct tally_sums sums;

    describe(kind, &sums, cdr, outcome);
}

static inline uint64_t relation_of(const struct tally_record *record, bool right)
{
    const struct tg_outcome *outcome = record->outcome;
    const struct otherwise_record rated = {record->cdr, outcome};

    if (outcome->basis == 0 || record->otherwise == NULL || outcome->kind == TG_UNSPECIFIED)
        return 0;
    return otherwise_relate(record->otherwise, record->memo, &rated, right);
}

static void describe_record(struct tally_kind *kind, struct tally_sums *sums,
                            const struct tally_record *record)
{
    describe(kind, sums, record->cdr, record->outcome);
    kind->otherwise = relation_of(record, kind->form == FORM_RIGHT);
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
    others.otherwise = 0;
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

void tally_add_sums(struct tally_sums *sums, const struct tally_sums *more)
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

void tally_take_example(struct tally_entry *entry, const struct tally_record *record)
{
    struct tg_slice fields[TG_RATED_COLUMNS];
    struct text text = {0};

    record->fields(record->user, fields);
    for (size_t i = 0; i <= TG_CDR_COLUMNS; i++) {
        if (i > 0) text_add(&text, tg_slice_of(","));
        text_add_csv(&text, fields[i]);
    }
    keep_example(entry, (struct tally_example){record->hash, text.p});
}

/* ---------------------------------------------------------------------------------- letting go */

static void merge_months(struct tally_entry *entry, struct tally_entry *other)
{
    for (size_t i = 0; i < other->month_count; i++)
        tally_add_sums(tally_sums_of(entry, other->months[i].month), &other->months[i].sums);
    free(other->months);
    other->months = NULL;
    other->month_count = other->month_room = 0;
}

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
    tally_quick_settle(tally);
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

static struct tally_entry *find_entry(struct tally *tally, struct tally_sums *sums,
                                      const struct tally_record *record)
{
    struct tally_kind kind;

    describe_record(&kind, sums, record);
    return place(tally, &kind, hash_bytes(&kind, sizeof kind));
}

const struct tally_entry *tally_add(struct tally *tally, const struct tally_record *record)
{
    struct tally_sums sums;
    struct tally_entry *entry;

    if (tally->apart > 2 * TALLY_KINDS) let_go(tally);
    entry = find_entry(tally, &sums, record);
    tally_add_sums(tally_sums_of(entry, tally_month_of(tally, record->cdr->start)), &sums);
    if (record->hash <= entry->bar) tally_take_example(entry, record);
    tally_quick_learn(tally, entry, record);
    return entry;
}

uint64_t tally_kind_hash(const struct tally_record *record)
{
    struct tally_kind kind;
    struct tally_sums sums;

    describe_record(&kind, &sums, record);
    return hash_bytes(&kind, sizeof kind);
}

uint64_t tally_hash(const struct tally_kind *kind)
{
    return hash_bytes(kind, sizeof *kind);
}

bool tally_holds(const struct tally_kind *kind, const struct tally_record *record)
{
    struct tally_kind own;
    struct tally_sums sums;

    describe_record(&own, &sums, record);
    if (kind->form == FORM_OTHERS && may_go(&own)) own = others_of(&own);
    return memcmp(&own, kind, sizeof own) == 0;
}

void tally_merge_entry(struct tally *tally, struct tally_entry *from)
{
    struct tally_entry *entry = place(tally, &from->kind, from->hash);

    merge_months(entry, from);
    merge_examples(entry, from);
}

void tally_merge(struct tally *tally, struct tally *other)
{
    tally_quick_settle(tally);
    tally_quick_settle(other);
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
        {x->system, y->system},
        {x->basis, y->basis},
        {x->outcome, y->outcome},
        {x->convention, y->convention},
        {x->form, y->form},
        {x->side, y->side},
        {x->a, y->a},
        {x->b, y->b},
        {x->c, y->c},
        {(int64_t)x->otherwise, (int64_t)y->otherwise},
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
    tally_free(tally);
    *tally = whole;
    let_go(tally);
}

static int by_month(const void *a, const void *b)
{
    return ((const struct tally_month *)a)->month - ((const struct tally_month *)b)->month;
}

static void sum_months(struct tally_entry *entry)
{
    entry->sums = (struct tally_sums){0};
    if (entry->month_count > 0)
        qsort(entry->months, entry->month_count, sizeof *entry->months, by_month);
    entry->month_at = 0;
    for (size_t i = 0; i < entry->month_count; i++)
        tally_add_sums(&entry->sums, &entry->months[i].sums);
}

void tally_finish(struct tally *tally)
{
    tally_quick_settle(tally);
    apply_limit(tally);
    for (size_t i = 0; i < tally->count; i++) sum_months(&tally->list[i]);
    if (tally->count > 0) qsort(tally->list, tally->count, sizeof *tally->list, by_kind);
    free(tally->slots);
    tally->slots = NULL;
    tally->slot_room = 0;
}
