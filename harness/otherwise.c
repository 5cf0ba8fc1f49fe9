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

struct other_option {
    const char *overlay;
    size_t question;
};

struct otherwise {
    const struct tg_rulebook *base;
    uint32_t questions;
    struct other_option option[MOST_OPTIONS];
    size_t count;
    pthread_mutex_t turn; /* to make a rulebook */
    /* With the one option, or with both; NULL = not needed yet. */
    struct tg_rulebook *_Atomic rulebook[MOST_OPTIONS][MOST_OPTIONS];
};

static void list_options(struct otherwise *otherwise, uint32_t fixed)
{
    for (size_t n = 1; n <= TG_MAX_READINGS; n++) {
        const struct tg_reading *reading = tg_rulebook_reading(otherwise->base, n);

        if (reading == NULL || (fixed >> n & 1) != 0) continue;
        for (size_t i = 0; i < reading->option_count; i++) {
            assert(otherwise->count < MOST_OPTIONS);
            otherwise->questions |= UINT32_C(1) << n;
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
    tg_rulebook_free(otherwise->rulebook[i][k]);
    otherwise->rulebook[i][k] = NULL;
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

static const struct tg_rulebook *made_of_one(struct otherwise *otherwise, size_t i)
{
    if (otherwise->rulebook[i][i] == NULL)
        otherwise->rulebook[i][i] = lay(otherwise->base, otherwise->option[i].overlay);
    return otherwise->rulebook[i][i];
}

/* Readings that change policies leave the decision table as it is, mostly: it is shared if they are
 * laid over the other one. */
static struct tg_rulebook *make_of_two(struct otherwise *otherwise, size_t i, size_t k)
{
    const struct tg_rulebook *one = made_of_one(otherwise, i);

    if (tg_policies_alike(otherwise->base, one)) return lay(one, otherwise->option[k].overlay);
    return lay(made_of_one(otherwise, k), otherwise->option[i].overlay);
}

static const struct tg_rulebook *rulebook_of(struct otherwise *otherwise, size_t i, size_t k)
{
    const struct tg_rulebook *rulebook = otherwise->rulebook[i][k];

    if (rulebook != NULL) return rulebook;
    pthread_mutex_lock(&otherwise->turn);
    if (i == k)
        made_of_one(otherwise, i);
    else if (otherwise->rulebook[i][k] == NULL)
        otherwise->rulebook[i][k] = make_of_two(otherwise, i, k);
    rulebook = otherwise->rulebook[i][k];
    pthread_mutex_unlock(&otherwise->turn);
    return rulebook;
}

/* What can make a difference to a verdict: right or not and, where prices are open, which. */
struct relation {
    int64_t a, b, c;
    uint64_t form;
};

static struct relation relate(const struct tg_rulebook *rulebook, const struct tg_cdr *cdr,
                              bool coarse)
{
    struct tg_outcome outcome;
    struct tally_kind kind;

    if (!tg_rate(rulebook, &outcome, cdr, NULL)) return (struct relation){.form = FORM_COUNT};
    if (outcome.kind == TG_UNSPECIFIED) return (struct relation){.form = FORM_COUNT + 1};
    if (outcome.kind == TG_OPEN && coarse)
        return (struct relation){.a = cdr->charge < outcome.min ||
                                      (!outcome.unbounded && cdr->charge > outcome.max),
                                 .form = FORM_COUNT + 2};
    tally_describe(&kind, cdr, &outcome);
    if (outcome.kind == TG_OPEN) return (struct relation){kind.a, kind.b, kind.c, kind.form};
    return (struct relation){.a = kind.side, .form = kind.form == FORM_RIGHT};
}

/* I-01 and I-02 choose by when a call ends, and how long it lasts beyond the edge. */
#define BY_TIME (UINT32_C(1) << 1 | UINT32_C(1) << 2)

static bool is_by_time(const struct otherwise *otherwise, size_t option)
{
    return (BY_TIME >> otherwise->option[option].question & 1) != 0;
}

uint32_t otherwise_questions(const struct otherwise *otherwise)
{
    return otherwise->questions;
}

uint64_t otherwise_relate(struct otherwise *otherwise, const struct tg_cdr *cdr, uint32_t basis,
                          bool right)
{
    uint64_t hash = 0;

    basis &= otherwise->questions;
    if (basis == 0) return 0;
    for (size_t i = 0; i < otherwise->count; i++) {
        if ((basis >> otherwise->option[i].question & 1) == 0) continue;
        for (size_t k = i; k < otherwise->count; k++) {
            bool coarse = right && !(is_by_time(otherwise, i) && is_by_time(otherwise, k));
            struct relation relation;

            if ((basis >> otherwise->option[k].question & 1) == 0 ||
                (k != i && otherwise->option[k].question == otherwise->option[i].question) ||
                (k != i && coarse))
                continue;
            relation = relate(rulebook_of(otherwise, i, k), cdr, coarse);
            hash = hash_mix(hash ^ hash_bytes(&relation, sizeof relation),
                            UINT64_C(0x9e3779b97f4a7c15));
        }
    }
    return hash;
}
