#include "otherwise.h"

#include "arena.h"
#include "choice.h"
#include "command.h"
#include "hash.h"
#include "tally.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#define MOST_OPTIONS 48 /* no rulebook has more */

static_assert(OTHERWISE_MEMO == 1 << (64 - 54), "memo slots are numbered by ten bits");

struct other_option {
    const char *overlay;
    size_t question;
};

/* The tariff with other options. */
struct other_tariff {
    struct tg_rulebook *rulebook;
    bool classified_alike; /* as by the base */
    bool policies_alike;   /* all of them */
};

struct otherwise {
    const struct tg_rulebook *base;
    uint32_t questions;
    struct other_option option[MOST_OPTIONS]; /* by question */
    size_t count;
    uint64_t options[TG_MAX_READINGS + 1]; /* by question: bit i = option i */
    pthread_mutex_t turn;                  /* to make a tariff */
    /* With the one option, or with both; NULL = not needed yet. */
    struct other_tariff *_Atomic tariff[MOST_OPTIONS][MOST_OPTIONS];
};

static void list_options(struct otherwise *otherwise, uint32_t fixed)
{
    for (size_t n = 1; n <= TG_MAX_READINGS; n++) {
        const struct tg_reading *reading = tg_rulebook_reading(otherwise->base, n);

        if (reading == NULL || (fixed >> n & 1) != 0) continue;
        for (size_t i = 0; i < reading->option_count; i++) {
            assert(otherwise->count < MOST_OPTIONS);
            otherwise->questions |= UINT32_C(1) << n;
            otherwise->options[n] |= UINT64_C(1) << otherwise->count;
            otherwise->option[otherwise->count++] =
                (struct other_option){tg_rulebook_option(otherwise->base, reading, i)->overlay, n};
        }
    }
}

struct otherwise *otherwise_open(const struct tg_rulebook *rulebook, uint32_t fixed)
{
    struct otherwise *otherwise = calloc(1, sizeof *otherwise);

    if (otherwise == NULL) arena_exhausted();
    otherwise->base = rulebook;
    pthread_mutex_init(&otherwise->turn, NULL);
    list_options(otherwise, fixed);
    return otherwise;
}

static void forget(struct otherwise *otherwise, size_t i, size_t k)
{
    struct other_tariff *tariff = otherwise->tariff[i][k];

    if (tariff != NULL) tg_rulebook_free(tariff->rulebook);
    free(tariff);
    otherwise->tariff[i][k] = NULL;
}

/* Those of two readings borrow from those of one. */
void otherwise_forget(struct otherwise *otherwise)
{
    for (size_t i = 0; i < otherwise->count; i++)
        for (size_t k = i + 1; k < otherwise->count; k++) forget(otherwise, i, k);
    for (size_t i = 0; i < otherwise->count; i++) forget(otherwise, i, i);
}

void otherwise_close(struct otherwise *otherwise)
{
    if (otherwise == NULL) return;
    otherwise_forget(otherwise);
    pthread_mutex_destroy(&otherwise->turn);
    free(otherwise);
}

/* Bundled readings go together with every tariff, and with each other. */
static struct tg_rulebook *lay(const struct tg_rulebook *below, const char *overlay)
{
    struct tg_error error = {.status = TG_OK};
    struct tg_rulebook *rulebook = tg_rulebook_copy(below, &error);
    bool ok = rulebook != NULL && tg_rulebook_overlay_named(rulebook, overlay, &error) &&
              tg_rulebook_compile(rulebook, &error);

    if (ok) return rulebook;
    tell_error(&error);
    exit(EXIT_INTERNAL); /* as where memory is exhausted */
}

static struct other_tariff *tariff_of(const struct otherwise *otherwise,
                                      struct tg_rulebook *rulebook)
{
    struct other_tariff *tariff = malloc(sizeof *tariff);

    if (tariff == NULL) arena_exhausted();
    *tariff =
        (struct other_tariff){.rulebook = rulebook,
                              .classified_alike = tg_classified_alike(otherwise->base, rulebook),
                              .policies_alike = tg_policies_alike(otherwise->base, rulebook)};
    return tariff;
}

static const struct tg_rulebook *made_of_one(struct otherwise *otherwise, size_t i)
{
    if (otherwise->tariff[i][i] == NULL)
        otherwise->tariff[i][i] =
            tariff_of(otherwise, lay(otherwise->base, otherwise->option[i].overlay));
    return otherwise->tariff[i][i]->rulebook;
}

/* Readings that change policies leave the decision table as it is, mostly: it is shared if they are
 * laid over the other one. */
static struct tg_rulebook *make_of_two(struct otherwise *otherwise, size_t i, size_t k)
{
    const struct tg_rulebook *one = made_of_one(otherwise, i);

    if (tg_policies_alike(otherwise->base, one)) return lay(one, otherwise->option[k].overlay);
    return lay(made_of_one(otherwise, k), otherwise->option[i].overlay);
}

static void make(struct otherwise *otherwise, size_t i, size_t k)
{
    pthread_mutex_lock(&otherwise->turn);
    if (i == k)
        made_of_one(otherwise, i);
    else if (otherwise->tariff[i][k] == NULL)
        otherwise->tariff[i][k] = tariff_of(otherwise, make_of_two(otherwise, i, k));
    pthread_mutex_unlock(&otherwise->turn);
}

static inline const struct other_tariff *with(struct otherwise *otherwise, size_t i, size_t k)
{
    if (otherwise->tariff[i][k] == NULL) make(otherwise, i, k);
    return otherwise->tariff[i][k];
}

/* What can make a difference to a verdict: right or not and, where prices are open, which. */
struct relation {
    int64_t a, b, c;
    uint64_t form;
};

/* Forms besides those of a tally. */
enum { REFUSED = FORM_COUNT, UNSPECIFIED, OPEN_PRICES };

static struct relation relate(const struct other_tariff *tariff,
                              const struct otherwise_record *record, bool coarse)
{
    const struct tg_cdr *cdr = record->cdr;
    struct tg_outcome outcome;
    struct tally_kind kind;

    if (tariff->classified_alike)
        tg_rate_call(tariff->rulebook, &outcome, cdr, &record->outcome->call);
    else if (!tg_rate_amount(tariff->rulebook, &outcome, cdr, NULL))
        return (struct relation){.form = REFUSED};
    if (outcome.kind == TG_UNSPECIFIED) return (struct relation){.form = UNSPECIFIED};
    if (outcome.kind == TG_OPEN && coarse)
        return (struct relation){.a = cdr->charge < outcome.min ||
                                      (!outcome.unbounded && cdr->charge > outcome.max),
                                 .form = OPEN_PRICES};
    tally_describe(&kind, cdr, &outcome);
    if (outcome.kind == TG_OPEN) return (struct relation){kind.a, kind.b, kind.c, kind.form};
    return (struct relation){.a = kind.side, .form = kind.form == FORM_RIGHT};
}

/* What `relate` says of every right answer of a cell, longer than 0 s and of a single amount. */
static bool relate_all(struct relation *relation, const struct otherwise *otherwise,
                       const struct other_tariff *tariff, uint32_t cell)
{
    if (!tariff->classified_alike || !tariff->policies_alike) return false;
    switch (tg_compare_charges(otherwise->base, tariff->rulebook, cell)) {
    case TG_CHARGES_SAME: *relation = (struct relation){.form = true}; return true;
    case TG_CHARGES_MORE: *relation = (struct relation){.a = -1}; return true;
    case TG_CHARGES_LESS: *relation = (struct relation){.a = 1}; return true;
    case TG_CHARGES_POSSIBLE: *relation = (struct relation){.form = OPEN_PRICES}; return true;
    case TG_CHARGES_IMPOSSIBLE:
        *relation = (struct relation){.a = 1, .form = OPEN_PRICES};
        return true;
    default: return false;
    }
}

uint32_t otherwise_questions(const struct otherwise *otherwise)
{
    return otherwise->questions;
}

static uint64_t mix_in(uint64_t hash, struct relation relation)
{
    return hash_mix(hash ^ hash_bytes(&relation, sizeof relation), UINT64_C(0x9e3779b97f4a7c15));
}

/* I-01 and I-02 choose by when a call ends, and how long it lasts beyond the edge. */
#define BY_TIME (UINT32_C(1) << 1 | UINT32_C(1) << 2)

static inline unsigned first_of(uint64_t options)
{
    return (unsigned)__builtin_ctzll(options);
}

/* One option, alone and with those of further questions. */
static uint64_t relate_option(struct otherwise *otherwise, uint64_t hash,
                              const struct otherwise_record *record, unsigned i, uint64_t further,
                              bool coarse)
{
    hash = mix_in(hash, relate(with(otherwise, i, i), record, coarse));
    for (; further != 0; further &= further - 1)
        hash = mix_in(hash, relate(with(otherwise, i, first_of(further)), record, coarse));
    return hash;
}

/* The options of these questions. */
static inline uint64_t options_of(const struct otherwise *otherwise, uint32_t questions)
{
    uint64_t options = 0;

    for (; questions != 0; questions &= questions - 1)
        options |= otherwise->options[__builtin_ctz(questions)];
    return options;
}

static uint64_t relate_each(struct otherwise *otherwise, const struct otherwise_record *record,
                            uint32_t questions, bool right)
{
    uint32_t paired = right ? questions & BY_TIME : questions;
    uint64_t hash = 0;

    for (uint32_t left = questions; left != 0; left &= left - 1) {
        unsigned question = (unsigned)__builtin_ctz(left);
        bool pairs = (paired >> question & 1) != 0;
        uint64_t further = pairs ? options_of(otherwise, paired & left & (left - 1)) : 0;

        for (uint64_t own = otherwise->options[question]; own != 0; own &= own - 1)
            hash = relate_option(otherwise, hash, record, first_of(own), further, !pairs);
    }
    return hash;
}

/* The same of every right answer of a cell. False if there is no such thing. */
static bool relate_each_of_all(struct otherwise *otherwise, uint64_t *hash, uint32_t cell,
                               uint32_t questions)
{
    *hash = 0;
    for (uint64_t own = options_of(otherwise, questions); own != 0; own &= own - 1) {
        const struct other_tariff *tariff = with(otherwise, first_of(own), first_of(own));
        struct relation relation;

        if (!relate_all(&relation, otherwise, tariff, cell)) return false;
        *hash = mix_in(*hash, relation);
    }
    return true;
}

/* Looks up what is so of every right answer, or finds it out. */
static bool recall(struct otherwise *otherwise, struct otherwise_memo *memo, uint64_t *hash,
                   const struct tg_outcome *outcome, uint32_t questions)
{
    uint64_t key = (uint64_t)questions << 32 | outcome->cell;
    size_t at = key * UINT64_C(0x9e3779b97f4a7c15) >> 54;

    if (memo->slot[at].key != key) {
        memo->slot[at].key = key;
        memo->slot[at].varies =
            !relate_each_of_all(otherwise, &memo->slot[at].relation, outcome->cell, questions);
    }
    *hash = memo->slot[at].relation;
    return !memo->slot[at].varies;
}

/* What the only option of the questions charges; false if there are several, or it cannot be told
 * for the whole cell. */
static bool other_amounts(struct otherwise *otherwise, struct tg_amounts *amounts, uint32_t cell,
                          uint32_t questions)
{
    uint64_t options = options_of(otherwise, questions);
    const struct other_tariff *tariff;

    if ((options & (options - 1)) != 0) return false;
    tariff = with(otherwise, first_of(options), first_of(options));
    return tariff->classified_alike && tariff->policies_alike &&
           tg_amounts_of(tariff->rulebook, amounts, cell, TG_AMOUNT_ANY);
}

enum otherwise_how otherwise_tells(struct otherwise *otherwise, struct otherwise_memo *memo,
                                   struct tg_amounts *amounts, const struct tg_outcome *outcome)
{
    uint32_t questions = outcome->basis & otherwise->questions;
    uint64_t hash;

    if (questions == 0 || outcome->kind == TG_UNSPECIFIED) return OTHERWISE_ALIKE;
    if (outcome->kind == TG_OPEN || outcome->convention || (questions & BY_TIME) != 0)
        return OTHERWISE_APART;
    if (outcome->kind == TG_EXACT && recall(otherwise, memo, &hash, outcome, questions))
        return OTHERWISE_ALIKE;
    return other_amounts(otherwise, amounts, outcome->cell, questions) ? OTHERWISE_BY_AMOUNT
                                                                       : OTHERWISE_APART;
}

uint64_t otherwise_relate(struct otherwise *otherwise, struct otherwise_memo *memo,
                          const struct otherwise_record *record, bool right)
{
    const struct tg_outcome *outcome = record->outcome;
    uint32_t questions = outcome->basis & otherwise->questions;
    uint64_t hash;

    if (questions == 0) return 0;
    if (memo != NULL && right && outcome->kind == TG_EXACT && !outcome->convention &&
        (questions & BY_TIME) == 0 && recall(otherwise, memo, &hash, outcome, questions))
        return hash;
    return relate_each(otherwise, record, questions, right);
}
