#include "diagnosis.h"

#include "diagnosis_search.h"
#include "phrases.h"
#include "price_faults.h"
#include "telling.h"

#include <stdlib.h>
#include <string.h>

#define MOST_LISTED 3 /* cases that nothing explains */

/* ------------------------------------------------------------------------------------- one cause
 */

/* What a set of faults charges without one of them. */
struct without {
    struct explaining explaining;
    const struct law *law;
};

static void open_without(struct without *without, const struct explaining *best, size_t at,
                         const struct ground *ground)
{
    const struct fault *faults[DIAGNOSIS_MOST];
    size_t count = 0;

    for (size_t i = 0; i < best->count; i++)
        if (i != at) faults[count++] = best->fault[i];
    *without = (struct without){.law = ground->law};
    if (count > 0 && explaining_open(&without->explaining, ground, faults, count))
        without->law = &without->explaining.law;
}

/* Sets of values of two dimensions, by what the calls were classified as. */
struct extent {
    uint32_t plans, places, events;
};

static void note_extent(struct extent *extent, const struct tg_call *call)
{
    extent->plans |= UINT32_C(1) << call->value[TG_DIM_PLAN];
    if (call->value[TG_DIM_DESTINATION] == TG_DEST_NONE)
        extent->events |= UINT32_C(1) << call->value[TG_DIM_EVENT];
    else
        extent->places |= UINT32_C(1) << call->value[TG_DIM_DESTINATION];
}

static const char *keep(struct diagnosis *diagnosis, struct text *text)
{
    const char *kept = arena_text(&diagnosis->arena, text_slice(text));

    text_free(text);
    return kept;
}

static void keep_extent(struct diagnosis *diagnosis, struct cause *cause,
                        const struct extent *extent)
{
    struct text text = {0};

    phrase_each(&text, TG_DIM_PLAN, extent->plans);
    cause->plans = keep(diagnosis, &text);
    phrase_each(&text, TG_DIM_DESTINATION, extent->places);
    if (extent->places != 0 && extent->events != 0) text_addf(&text, " ");
    phrase_each(&text, TG_DIM_EVENT, extent->events);
    cause->places = keep(diagnosis, &text);
}

/* What a law says of a question, its prices numbered as in another one that has them all. */
static struct ruling as_numbered_by(const struct law *other, const struct law *law, size_t at)
{
    struct ruling ruling = law->list[at];

    for (size_t i = 0; ruling.kind == EXPECT_OPEN && i < ruling.term_count; i++) {
        const char *name = law->prices[ruling.term[i].price].name;
        uint16_t price = 0;

        while (strcmp(other->prices[price].name, name) != 0) price++;
        ruling.term[i].price = price;
    }
    return ruling;
}

/* Is the wrong answer left unexplained without it, or explained by another charge (an open price
 * has room for both)? */
static bool takes_part(const struct explaining *best, const struct without *without, size_t at)
{
    const uint64_t *explained = without->explaining.explained;
    struct ruling ruling;

    if (explained == NULL || !bit_is_set(explained, at)) return true;
    ruling = as_numbered_by(&best->law, without->law, at);
    return !law_same(&best->law.list[at], &ruling);
}

/* The wrong answers in whose explanation the fault takes part: without it they would be others. */
static void weigh_cause(struct diagnosis *diagnosis, size_t at, const struct explaining *best,
                        const struct ground *ground)
{
    struct cause *cause = &diagnosis->list[at];
    const struct judged *judged = ground->judged;
    struct extent extent = {0};
    struct without without;

    open_without(&without, best, at, ground);
    for (size_t i = 0; i < ground->law->count; i++) {
        if (!bit_is_set(best->explained, i) || !takes_part(best, &without, i)) continue;
        diagnosis->causes[i] |= (uint8_t)(1u << at);
        if (cause->explains++ == 0) cause->example = i;
        judged_weigh(&cause->money, &judged->questions->list[i].expected, &judged->list[i]);
        note_extent(&extent, &ground->law->call[i]);
    }
    explaining_free(&without.explaining);
    keep_extent(diagnosis, cause, &extent);
}

/* -------------------------------------------------------------------------------------- the alike
 */

static bool holds(const struct fault *const *set, size_t count, const struct fault *fault)
{
    for (size_t i = 0; i < count; i++)
        if (set[i] == fault) return true;
    return false;
}

/* The one fault of `set` that the best has not, if it stands there for the best's `at`th alone and
 * is one of the same kind. */
static const struct fault *instead_of(const struct explaining *best, size_t at,
                                      const struct fault *const *set)
{
    const struct fault *own = best->fault[at];
    const struct fault *other = NULL;

    if (holds(set, best->count, own)) return NULL;
    for (size_t i = 0; i < best->count; i++) {
        if (holds(best->fault, best->count, set[i])) continue;
        if (other != NULL) return NULL;
        other = set[i];
    }
    if (other == NULL || other->kind != own->kind || strcmp(other->id, own->id) == 0) return NULL;
    return other;
}

static bool is_restricted(const struct fault *const *set, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (set[i]->only != NULL) return true;
    return false;
}

/* A call that tells the best from the set, which has `other` instead of the cause. False if it is a
 * mutant, and none does: it is the same change under another name. */
static bool tell(const char **telling, struct diagnosis *diagnosis, const struct explaining *best,
                 const struct fault *const *set, const struct fault *other,
                 const struct cause *cause, const struct ground *ground)
{
    struct explaining instead;
    struct text text = {0};
    bool told;

    *telling = "";
    if (is_restricted(best->fault, best->count) || is_restricted(set, best->count) ||
        !explaining_open(&instead, ground, set, best->count))
        return true;
    told = telling_find(&text, best->law.rulebook, instead.law.rulebook, ground->judged->questions,
                        cause->defect, other->id);
    explaining_free(&instead);
    *telling = keep(diagnosis, &text);
    return told || other->kind != FAULT_MUTANT;
}

static void list_alike(struct diagnosis *diagnosis, size_t at,
                       const struct explanation *explanation, const struct ground *ground)
{
    const struct explaining *best = &explanation->best;
    struct cause *cause = &diagnosis->list[at];
    struct text alike = {0};

    cause->telling = "";
    for (size_t i = 0; i < explanation->alike_count; i++) {
        const struct fault *other = instead_of(best, at, explanation->alike[i]);
        const char *telling;

        if (other == NULL ||
            !tell(&telling, diagnosis, best, explanation->alike[i], other, cause, ground))
            continue;
        if (alike.n == 0) cause->telling = telling;
        text_addf(&alike, "%s%s", alike.n > 0 ? " " : "", other->id);
    }
    cause->alike = keep(diagnosis, &alike);
}

static const char *title_of(struct diagnosis *diagnosis, const struct explaining *best,
                            const struct fault *fault)
{
    struct text text = {0};

    if (fault->kind == FAULT_PRICE)
        price_fault_describe(&text, fault, &best->law, &best->book);
    else
        text_addf(&text, "%s", fault->title);
    return keep(diagnosis, &text);
}

static void describe(struct diagnosis *diagnosis, const struct explanation *explanation,
                     const struct ground *ground)
{
    const struct explaining *best = &explanation->best;

    diagnosis->explained = best->explains;
    diagnosis->count = best->count;
    for (size_t i = 0; i < best->count; i++) {
        const struct fault *fault = best->fault[i];
        struct arena *arena = &diagnosis->arena;

        diagnosis->list[i] = (struct cause){
            .defect = arena_text(arena, tg_slice_of(fault->id)),
            .title = title_of(diagnosis, best, fault),
            .clauses = arena_text(arena, tg_slice_of(fault->clauses)),
            .kind = fault->kind,
        };
        weigh_cause(diagnosis, i, best, ground);
        list_alike(diagnosis, i, explanation, ground);
    }
}

/* ------------------------------------------------------------------------------------- the whole
 */

/* The search for what explains the answers, by one tariff. Zeroed = not begun. */
struct inquiry {
    struct arena arena;
    struct ground ground;
    struct search search;
};

static bool inquire(struct inquiry *inquiry, const struct judged *judged, const struct law *law,
                    const struct price_book *book, struct suspicions *suspicions)
{
    ground_open(&inquiry->ground, &inquiry->arena, judged, law, book);
    return search_alone(&inquiry->search, &inquiry->ground, suspicions);
}

static void inquiry_end(struct inquiry *inquiry)
{
    search_end(&inquiry->search);
    arena_free(&inquiry->arena);
}

/* One cause alone explains everything. */
static bool is_settled(const struct inquiry *inquiry)
{
    const struct explaining *best = &inquiry->search.explanation.best;

    return best->count == 1 && best->explains == inquiry->ground.wrong_count;
}

static void conclude(struct diagnosis *diagnosis, const struct inquiry *inquiry)
{
    const struct ground *ground = &inquiry->ground;

    *diagnosis = (struct diagnosis){.unheld = ""};
    diagnosis->wrong = ground->wrong_count;
    diagnosis->right = ground->right_count;
    diagnosis->causes =
        arena_take(&diagnosis->arena, ground->law->count, sizeof *diagnosis->causes);
    describe(diagnosis, &inquiry->search.explanation, ground);
}

static bool is_cause(const struct diagnosis *diagnosis, const char *id)
{
    for (size_t i = 0; i < diagnosis->count; i++)
        if (strcmp(diagnosis->list[i].defect, id) == 0) return true;
    return false;
}

/* The readings that seem held, and are no part of what explains the answers as well without them.
 */
static const char *list_unheld(struct diagnosis *diagnosis, const struct held *held)
{
    struct text text = {0};

    for (size_t i = held->given; i < held->choice.overlay_count; i++)
        if (!is_cause(diagnosis, held->choice.overlays[i]))
            text_addf(&text, "%s%s", text.n > 0 ? " " : "", held->choice.overlays[i]);
    return keep(diagnosis, &text);
}

static void keep_better(struct diagnosis *diagnosis, struct diagnosis *other)
{
    struct diagnosis kept = *diagnosis;

    if (other->explained < kept.explained ||
        (other->explained == kept.explained && other->count > kept.count))
        return;
    *diagnosis = *other;
    *other = kept;
}

/* By what the system was found to hold, and by the tariff as it was given. */
struct inquiries {
    const struct judged *judged;
    struct suspicions suspicions;
    struct inquiry held, given;
    struct law law; /* as it was given */
    struct price_book book;
};

static bool inquire_as_given(struct inquiries *inquiries)
{
    const struct judged *judged = inquiries->judged;
    struct choice given = judged->held.choice;

    given.overlay_count = judged->held.given;
    if (!law_open(&inquiries->law, &given, judged->questions)) return false;
    prices_infer(&inquiries->book, &inquiries->law, judged->questions, &judged->answers);
    return inquire(&inquiries->given, judged, &inquiries->law, &inquiries->book,
                   &inquiries->suspicions);
}

static void conclude_as_given(struct diagnosis *diagnosis, const struct inquiries *inquiries)
{
    conclude(diagnosis, &inquiries->given);
    diagnosis->unheld = list_unheld(diagnosis, &inquiries->judged->held);
}

/* A reading that seems held may be the fault's doing: where it takes more than one known defect,
 * the tariff as it was given is tried too. What explains as much by as many causes, and needs no
 * reading, is the simpler. */
static bool weigh_both(struct diagnosis *diagnosis, struct inquiries *inquiries)
{
    struct diagnosis plain;

    if (!inquire_as_given(inquiries)) return false;
    if (is_settled(&inquiries->given)) {
        conclude_as_given(diagnosis, inquiries);
        return true;
    }
    if (!search_further(&inquiries->held.search, SEARCH_THOROUGHLY)) return false;
    conclude(diagnosis, &inquiries->held);
    if (is_settled(&inquiries->held)) return true;
    if (!search_further(&inquiries->given.search, SEARCH_USUALLY)) return false;
    conclude_as_given(&plain, inquiries);
    keep_better(diagnosis, &plain);
    diagnosis_free(&plain);
    return true;
}

static bool inquire_into_both(struct diagnosis *diagnosis, struct inquiries *inquiries,
                              enum search_effort effort)
{
    const struct held *held = &inquiries->judged->held;

    if (!inquire(&inquiries->held, inquiries->judged, &held->law, &held->book,
                 &inquiries->suspicions))
        return false;
    if (effort > SEARCH_BRIEFLY && !is_settled(&inquiries->held) &&
        held->given < held->choice.overlay_count)
        return weigh_both(diagnosis, inquiries);
    if (!search_further(&inquiries->held.search, effort)) return false;
    conclude(diagnosis, &inquiries->held);
    return true;
}

static bool diagnose_by(struct diagnosis *diagnosis, const struct judged *judged,
                        enum search_effort effort)
{
    struct inquiries inquiries = {.judged = judged};
    bool ok;

    *diagnosis = (struct diagnosis){0};
    if (wrong_answers(judged) < DIAGNOSIS_LEAST) return true;
    ok = inquire_into_both(diagnosis, &inquiries, effort);
    inquiry_end(&inquiries.held);
    inquiry_end(&inquiries.given);
    prices_free(&inquiries.book);
    law_close(&inquiries.law);
    suspicions_free(&inquiries.suspicions);
    return ok;
}

bool diagnose(struct diagnosis *diagnosis, const struct judged *judged)
{
    return diagnose_by(diagnosis, judged, SEARCH_THOROUGHLY);
}

bool diagnose_briefly(struct diagnosis *diagnosis, const struct judged *judged)
{
    return diagnose_by(diagnosis, judged, SEARCH_BRIEFLY);
}

void diagnosis_free(struct diagnosis *diagnosis)
{
    arena_free(&diagnosis->arena);
    *diagnosis = (struct diagnosis){0};
}

/* -------------------------------------------------------------------------------------- in words
 */

typedef unsigned long long ull; /* for printf */

static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

/* What else there is to say of a cause that is no known defect. */
static const char *const notes[] = {
    [FAULT_KNOWN] = "",
    [FAULT_READING] = "; no defect, another reading of the documents",
    [FAULT_PRICE] = "; no known defect, a price inferred from the answers",
    [FAULT_MUTANT] = "; no known defect, a change of the rulebook",
};

const char *cause_note(enum fault_kind kind)
{
    return notes[kind];
}

void cause_describe(struct text *out, const struct diagnosis *diagnosis, const struct cause *cause)
{
    if (cause->explains > 0)
        text_addf(out, "%s explains %llu of %llu wrong answers", cause->defect,
                  (ull)cause->explains, (ull)diagnosis->wrong);
    else
        text_addf(out, "%s explains right answers that the rest would contradict", cause->defect);
    if (diagnosis->count == 1)
        text_addf(out, ", contradicts none of %llu right ones", (ull)diagnosis->right);
    text_addf(out, ": %s", cause->title);
    if (cause->clauses[0] != '\0') text_addf(out, " (%s)", cause->clauses);
    text_addf(out, "%s", cause_note(cause->kind));
}

void cause_extent(struct text *out, const struct cause *cause)
{
    text_addf(out, "%llu case%s of %s, to %s; over ", (ull)cause->explains, plural(cause->explains),
              cause->plans, cause->places);
    text_add_money(out, cause->money.over, false);
    text_addf(out, ", under ");
    text_add_money(out, cause->money.under, false);
    text_addf(out, " yuan");
}

void cause_alike(struct text *out, const struct cause *cause)
{
    if (cause->alike[0] == '\0') return;
    text_addf(out, "by these cases %s is not to be told from %s", cause->defect, cause->alike);
    if (cause->telling[0] != '\0') text_addf(out, "; %s", cause->telling);
}

void unheld_describe(struct text *out, const struct diagnosis *diagnosis)
{
    if (diagnosis->unheld == NULL || diagnosis->unheld[0] == '\0') return;
    text_addf(out, "by these causes, no answer tells that %s is held", diagnosis->unheld);
}

void unexplained_describe(struct text *out, const struct diagnosis *diagnosis,
                          const struct judged *judged)
{
    uint64_t left = diagnosis->wrong - diagnosis->explained;
    size_t listed = 0;

    if (left == 0) return;
    if (diagnosis->count == 0)
        text_addf(out,
                  "no single cause: no known defect and no change of a rule explains the "
                  "%llu wrong answers, such as",
                  (ull)left);
    else
        text_addf(out,
                  "no known defect and no change of a rule explains the other %llu wrong "
                  "answer%s, such as",
                  (ull)left, plural(left));
    for (size_t i = 0; i < judged->questions->count && listed < MOST_LISTED; i++)
        if (answer_is_wrong(judged, i) && diagnosis->causes[i] == 0)
            text_addf(out, "%s %s", listed++ > 0 ? "," : "", judged->questions->list[i].id);
}

void causes_of_case(struct text *out, const struct diagnosis *diagnosis, size_t question)
{
    bool first = true;

    if (diagnosis == NULL || diagnosis->causes == NULL) return;
    for (size_t i = 0; i < diagnosis->count; i++) {
        if ((diagnosis->causes[question] >> i & 1) == 0) continue;
        text_addf(out, "%s%s", first ? "" : " + ", diagnosis->list[i].defect);
        first = false;
    }
}
