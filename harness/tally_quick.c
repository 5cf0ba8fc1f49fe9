#include "tally_quick.h"

#include "arena.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define KINDS 4096      /* at most; the first is none */
#define LINE  64        /* bytes that a processor fetches at once */
#define FULL  (1 << 24) /* records, before they are added to their entry: no sum overflows */

/* A kind of answers: what they may amount to, and those met. Where another reading tells right ones
 * apart by what it charges, that comes first. */
struct quick_kind {
    int32_t least, most;
    int32_t least_each[2], most_each[2];
    uint32_t inverse[2]; /* of seconds a unit */
    uint16_t less[2];    /* seconds a unit, less one */
    uint16_t month;
    uint16_t forks; /* it is no kind, but tells kinds apart: `next` */
    uint32_t bar;   /* of the entry, the upper half */
    uint32_t count; /* of these are the sums: */
    union {
        struct {
            tg_money charged;
            int64_t units; /* of the first unit */
        };
        struct {
            uint16_t next[3]; /* numbers of kinds: below, within, above; 0 = not met */
            uint8_t outcome;  /* the kind of what the amounts are of */
        };
    };
};
static_assert(sizeof(struct quick_kind) == LINE, "a kind is no line of the cache");

struct tally_quick {
    const struct tg_rulebook *rulebook;
    uint16_t *of_cell; /* number of its kind; 0 = none was met */
    struct quick_kind *kinds;
    size_t count;
    uint32_t entry[KINDS]; /* number in the list of the tally */
};

struct tally_quick *tally_quick_open(const struct tg_rulebook *rulebook)
{
    struct tally_quick *quick = calloc(1, sizeof *quick);

    if (quick == NULL) arena_exhausted();
    quick->rulebook = rulebook;
    quick->of_cell = calloc(tg_cell_count(), sizeof *quick->of_cell);
    quick->kinds = aligned_alloc(LINE, KINDS * sizeof *quick->kinds);
    if (quick->of_cell == NULL || quick->kinds == NULL) arena_exhausted();
    quick->count = 1;
    quick->kinds[0] = (struct quick_kind){.least = 1, .most = 0}; /* nothing is between them */
    return quick;
}

void tally_quick_close(struct tally_quick *quick)
{
    if (quick == NULL) return;
    free(quick->of_cell);
    free(quick->kinds);
    free(quick);
}

/* ------------------------------------------------------------------------------- learning */

static bool fits(tg_money amount)
{
    return amount > INT32_MIN && amount < INT32_MAX;
}

static bool set_unit(struct quick_kind *kind, const struct tg_amounts *amounts, size_t i)
{
    uint32_t per_s = amounts->per_s[i] == 0 ? 60 : (uint32_t)amounts->per_s[i];

    if (!quick_unit_fits(per_s) || !fits(amounts->least_each[i]) || !fits(amounts->most_each[i]))
        return false;
    kind->least_each[i] = (int32_t)amounts->least_each[i];
    kind->most_each[i] = (int32_t)amounts->most_each[i];
    kind->less[i] = (uint16_t)(per_s - 1);
    kind->inverse[i] = quick_inverse(per_s);
    return true;
}

static bool set_amounts(struct quick_kind *kind, const struct tg_amounts *amounts)
{
    bool any_least = amounts->least == -TG_AMOUNT_ANY, any_most = amounts->most == TG_AMOUNT_ANY;

    if ((!any_least && !fits(amounts->least)) || (!any_most && !fits(amounts->most))) return false;
    kind->least = any_least ? INT32_MIN : (int32_t)amounts->least;
    kind->most = any_most ? INT32_MAX : (int32_t)amounts->most;
    return set_unit(kind, amounts, 0) && set_unit(kind, amounts, 1);
}

/* What a kind may amount to for a duration. */
struct span {
    tg_money least, most;
    int64_t units;
};

static inline struct span span_of(const struct quick_kind *kind, int32_t dur_s)
{
    int64_t first = quick_units(dur_s, kind->less[0], kind->inverse[0]);
    int64_t second = quick_units(dur_s, kind->less[1], kind->inverse[1]);

    return (struct span){kind->least + kind->least_each[0] * first + kind->least_each[1] * second,
                         kind->most + kind->most_each[0] * first + kind->most_each[1] * second,
                         first};
}

/* Below, within, above. */
static inline unsigned side_of(const struct span *span, tg_money charge)
{
    return 1u - (charge < span->least) + (charge > span->most);
}

static uint16_t add_kind(struct tally *tally, struct tally_entry *entry,
                         const struct tally_record *record)
{
    struct tally_quick *quick = tally->quick;
    struct quick_kind kind = {.bar = (uint32_t)(entry->bar >> 32)};
    struct tg_amounts amounts;

    if (quick->count == KINDS ||
        !tg_amounts_of(quick->rulebook, &amounts, record->cell, entry->kind.a) ||
        !set_amounts(&kind, &amounts))
        return 0;
    quick->kinds[quick->count] = kind;
    quick->entry[quick->count] = (uint32_t)(entry - tally->list);
    return (uint16_t)quick->count++;
}

static bool same_amounts(const struct quick_kind *a, const struct quick_kind *b)
{
    return memcmp(a, b, offsetof(struct quick_kind, month)) == 0 && a->outcome == b->outcome;
}

/* The fork of a cell: that of another one with the same entry and amounts, or a new one; 0 = there
 * is none. */
static uint16_t fork_of(struct tally_quick *quick, struct tally_entry *entry,
                        const struct tg_amounts *other)
{
    struct quick_kind fork = {.forks = true, .outcome = (uint8_t)other->kind};

    if (!set_amounts(&fork, other)) return 0;
    if (entry->fork != 0 && same_amounts(&quick->kinds[entry->fork], &fork)) return entry->fork;
    if (quick->count == KINDS) return 0;
    quick->kinds[quick->count] = fork;
    entry->fork = (uint16_t)quick->count++;
    return entry->fork;
}

/* Puts the entry's kind where calls of the cell that are charged as much will meet it. */
static void place(struct tally_quick *quick, struct tally_entry *entry,
                  const struct tally_record *record, const struct tg_amounts *other)
{
    uint16_t *cell = &quick->of_cell[record->cell];
    struct quick_kind *fork;
    struct span span;

    if (*cell == 0) *cell = fork_of(quick, entry, other);
    if (*cell == 0) return;
    fork = &quick->kinds[*cell];
    assert(fork->forks); /* how a cell is told is the same for all of its calls */
    span = span_of(fork, record->cdr->dur_s);
    fork->next[side_of(&span, record->cdr->charge)] = entry->quick;
}

static enum otherwise_how tells(const struct tally_record *record, struct tg_amounts *other)
{
    if (record->otherwise == NULL) return OTHERWISE_ALIKE;
    return otherwise_tells(record->otherwise, record->memo, other, record->outcome);
}

void tally_quick_learn(struct tally *tally, struct tally_entry *entry,
                       const struct tally_record *record)
{
    struct tally_quick *quick = tally->quick;
    struct tg_amounts other;
    enum otherwise_how how;

    if (quick == NULL || record->cell == 0 || record->cdr->charge_rest) return;
    if (entry->kind.form != FORM_RIGHT && entry->kind.form != FORM_PRICE) return;
    how = tells(record, &other);
    if (how == OTHERWISE_APART) return;
    if (entry->quick == 0) entry->quick = add_kind(tally, entry, record);
    if (entry->quick != 0 && how == OTHERWISE_ALIKE)
        quick->of_cell[record->cell] = entry->quick;
    else if (entry->quick != 0)
        place(quick, entry, record, &other);
}

/* ------------------------------------------------------------------------------- counting */

/* What was right of what was met. */
static wide right_of(const struct tally_kind *kind, const struct quick_kind *met)
{
    if (kind->outcome == TG_UNSPECIFIED) return 0;
    return kind->form == FORM_PRICE ? met->charged - (wide)kind->a * met->units : met->charged;
}

static void settle(struct tally *tally, size_t number)
{
    struct quick_kind *met = &tally->quick->kinds[number];
    struct tally_entry *entry = &tally->list[tally->quick->entry[number]];
    const struct tally_sums sums = {
        .count = met->count,
        .charged = met->charged,
        .right = right_of(&entry->kind, met),
        .units = entry->kind.form == FORM_PRICE ? met->units : 0,
    };

    if (met->count == 0) return;
    tally_add_sums(tally_sums_of(entry, met->month), &sums);
    met->count = 0;
    met->charged = 0;
    met->units = 0;
}

void tally_quick_settle(struct tally *tally)
{
    struct tally_quick *quick = tally->quick;

    if (quick == NULL || quick->count == 1) return;
    for (size_t i = 1; i < quick->count; i++) {
        if (quick->kinds[i].forks) continue;
        settle(tally, i);
        tally->list[quick->entry[i]].quick = 0;
        tally->list[quick->entry[i]].fork = 0;
    }
    quick->count = 1;
    memset(quick->of_cell, 0, tg_cell_count() * sizeof *quick->of_cell);
}

void tally_expect(const struct tally *tally, const uint32_t *cells, size_t count)
{
    const struct tally_quick *quick = tally->quick;

    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(&quick->kinds[quick->of_cell[cells[i]]], 1);
}

const struct tally_entry *tally_add_quickly(struct tally *tally, const struct tally_record *record)
{
    struct tally_quick *quick = tally->quick;
    const struct tg_cdr *cdr = record->cdr;
    size_t number = quick->of_cell[record->cell];
    struct quick_kind *kind = &quick->kinds[number];
    struct span span = span_of(kind, cdr->dur_s);
    struct tally_entry *entry;
    uint16_t month;

    if (kind->forks) {
        number = kind->next[side_of(&span, cdr->charge)];
        kind = &quick->kinds[number];
        span = span_of(kind, cdr->dur_s);
    }
    if ((cdr->charge < span.least) | (cdr->charge > span.most) | cdr->charge_rest |
        (cdr->charge < INT32_MIN) | (cdr->charge > INT32_MAX))
        return NULL;
    entry = &tally->list[quick->entry[number]];
    month = tally_month_of(tally, cdr->start);
    if (kind->month != month || kind->count == FULL) {
        settle(tally, number);
        kind->month = month;
    }
    kind->count++;
    kind->charged += cdr->charge;
    kind->units += span.units;
    if (record->hash >> 32 <= kind->bar && record->hash <= entry->bar) {
        tally_take_example(entry, record);
        kind->bar = (uint32_t)(entry->bar >> 32);
    }
    return entry;
}
