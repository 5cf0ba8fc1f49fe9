#include "diagnosis_search.h"

#include "mutants.h"

#include <stdlib.h>
#include <string.h>

#define MOST_PROPOSALS 32 /* sets that are tried in earnest, of each size */
#define LEAST_GAIN     3  /* wrong answers that a cause has to explain at least */
#define LEAST_SHARE    50 /* and one of so many, where not all is explained */

/* Faults that may explain all together. */
struct proposal {
    size_t clash;
    const struct footprint *set[EXPLAINING_MOST];
};

struct proposals {
    struct proposal list[MOST_PROPOSALS]; /* the best first; of equals the earlier found */
    size_t count;
};

struct search {
    const struct ground *ground;
    struct explanation *explanation;
    struct arena arena;
    struct variant variant;
    struct footprint *list; /* of the known defects, then of the mutants */
    size_t count;
    size_t known;
    size_t room;
};

static void take_footprint(struct search *search, const struct fault *fault)
{
    struct footprint footprint;

    if (!footprint_take(&footprint, &search->arena, &search->variant, search->ground, fault))
        return;
    search->list = array_grow(search->list, &search->room, search->count, sizeof *search->list);
    search->list[search->count++] = footprint;
}

/* -------------------------------------------------------------------------------------- proposals
 */

/* What clashes with more than half of the wrong answers is not tried. */
static size_t worst_of(const struct proposals *proposals, const struct ground *ground)
{
    return proposals->count < MOST_PROPOSALS ? ground->wrong_count / 2
                                             : proposals->list[MOST_PROPOSALS - 1].clash - 1;
}

static void keep_proposal(struct proposals *proposals, const struct footprint *const *set,
                          size_t count, size_t clash)
{
    struct proposal proposal = {.clash = clash};
    size_t at = proposals->count;

    memcpy(proposal.set, set, count * sizeof *set);
    if (proposals->count < MOST_PROPOSALS)
        proposals->count++;
    else
        at--;
    while (at > 0 && proposals->list[at - 1].clash > clash) at--;
    memmove(&proposals->list[at + 1], &proposals->list[at],
            (proposals->count - 1 - at) * sizeof proposal);
    proposals->list[at] = proposal;
}

/* Every set of so many footprints, the last of which is no earlier than `last` and, if that is not
 * 0, the only such one. */
static void propose(struct proposals *proposals, const struct search *search,
                    const struct footprint **set, size_t chosen, size_t count, size_t from,
                    size_t last)
{
    size_t end = chosen + 1 < count ? search->count - (count - chosen - 1) : search->count;

    if (chosen + 1 == count && from < last) from = last;
    if (chosen + 1 < count && last > 0 && end > last) end = last;
    for (size_t i = from; i < end; i++) {
        size_t worst, clash;

        set[chosen] = &search->list[i];
        if (chosen + 1 < count) {
            propose(proposals, search, set, chosen + 1, count, i + 1, last);
            continue;
        }
        worst = worst_of(proposals, search->ground);
        if (worst == SIZE_MAX) return; /* none can be better than all that clash in nothing */
        clash = footprints_clash(set, count, search->ground, worst);
        if (clash <= worst) keep_proposal(proposals, set, count, clash);
    }
}

/* ------------------------------------------------------------------------------------ all at once
 */

static void keep_alike(struct explanation *explanation, const struct explaining *explaining)
{
    if (explanation->alike_count == SEARCH_ALIKE) return;
    memcpy(explanation->alike[explanation->alike_count++], explaining->fault,
           sizeof explaining->fault);
}

/* Lays the set in its order, or else in the opposite one, and keeps it if it explains all. */
static void try_set(struct search *search, const struct proposal *proposal, size_t count)
{
    struct explanation *explanation = search->explanation;

    for (int reversed = 0; reversed < (count > 1 ? 2 : 1); reversed++) {
        const struct fault *faults[EXPLAINING_MOST];
        struct explaining explaining;

        for (size_t i = 0; i < count; i++)
            faults[i] = proposal->set[reversed ? count - 1 - i : i]->fault;
        if (!explaining_open(&explaining, search->ground, faults, count)) continue;
        if (!explains_all(&explaining, search->ground)) {
            explaining_free(&explaining);
            continue;
        }
        if (explanation->best.count == 0) {
            explanation->best = explaining;
        } else {
            keep_alike(explanation, &explaining);
            explaining_free(&explaining);
        }
        return;
    }
}

/* By all sets of so many footprints, as propose() makes them. True if one explains everything. */
static bool explain_by(struct search *search, size_t count, size_t last)
{
    const struct footprint *set[EXPLAINING_MOST];
    struct proposals proposals = {.count = 0};

    if (search->count < count) return false;
    propose(&proposals, search, set, 0, count, 0, last);
    for (size_t i = 0; i < proposals.count; i++) try_set(search, &proposals.list[i], count);
    return search->explanation->best.count > 0;
}

/* ---------------------------------------------------------------------------------------- in part
 */

/* Wrong answers that the fault may explain beyond what is explained. */
static uint64_t may_gain(const struct footprint *footprint, const struct ground *ground,
                         const uint64_t *explained)
{
    uint64_t gain = 0;

    for (size_t w = 0; w < ground->words; w++)
        gain += (uint64_t)__builtin_popcountll(footprint->fits[w] & ground->wrong[w] &
                                               (explained == NULL ? UINT64_MAX : ~explained[w]));
    return gain;
}

struct prospect {
    const struct footprint *footprint;
    uint64_t gain;
};

/* Those that may explain most beyond the best so far; returns their number. */
static size_t find_prospects(struct prospect prospects[MOST_PROPOSALS], const struct search *search)
{
    const struct explaining *best = &search->explanation->best;
    size_t count = 0;

    for (size_t i = 0; i < search->count; i++) {
        struct prospect one = {&search->list[i],
                               may_gain(&search->list[i], search->ground, best->explained)};
        size_t at = count;

        if (one.gain < LEAST_GAIN || one.gain < search->ground->wrong_count / LEAST_SHARE) continue;
        while (at > 0 && prospects[at - 1].gain < one.gain) at--;
        if (at == MOST_PROPOSALS) continue;
        if (count < MOST_PROPOSALS) count++;
        memmove(&prospects[at + 1], &prospects[at], (count - 1 - at) * sizeof one);
        prospects[at] = one;
    }
    return count;
}

#define MOST_RULES 256

static bool explains(const struct explaining *explaining, size_t at)
{
    return explaining->explained != NULL && bit_is_set(explaining->explained, at);
}

/* Wrong answers under the rules of those that the last fault explains, which it leaves: they would
 * be the same fault's work, if it were the true one. */
static uint64_t left_of_its_kind(const struct explaining *with, const struct explaining *without,
                                 const struct ground *ground)
{
    bool of_its_kind[MOST_RULES] = {false};
    uint64_t left = 0;

    for (size_t i = 0; i < ground->law->count; i++)
        if (explains(with, i) && !explains(without, i))
            of_its_kind[ground->law->list[i].rule % MOST_RULES] = true;
    for (size_t i = 0; i < ground->law->count; i++)
        left += bit_is_set(ground->wrong, i) && !explains(with, i) &&
                of_its_kind[ground->law->list[i].rule % MOST_RULES];
    return left;
}

/* Can it be vouched for? It contradicts nothing, and leaves little of what it changes, and of the
 * kind that it explains; a mutant leaves nothing: there are too many of them for chance to be ruled
 * out. */
static bool is_vouched_for(const struct explaining *with, const struct explaining *without,
                           const struct ground *ground)
{
    bool is_mutant = with->fault[with->count - 1]->group != NULL;
    uint64_t gain = with->firmly - without->firmly;
    uint64_t left;

    if (with->contradicts > 0 || with->firmly <= without->firmly) return false;
    if (with->explains - without->explains > 2 * gain) return false;
    if (gain < LEAST_GAIN || gain < ground->wrong_count / LEAST_SHARE) return false;
    left = left_of_its_kind(with, without, ground);
    if (ground->right_count == 0 || left * 4 > gain) return false;
    if (is_mutant) return left == 0 && with->leaves <= without->leaves;
    return with->leaves < without->leaves + gain;
}

/* The best so far with one more fault. */
static bool open_with(struct explaining *more, const struct search *search,
                      const struct fault *fault)
{
    const struct explaining *best = &search->explanation->best;
    const struct fault *faults[EXPLAINING_MOST];

    memcpy(faults, best->fault, sizeof faults);
    faults[best->count] = fault;
    return explaining_open(more, search->ground, faults, best->count + 1);
}

/* One more cause, if there is one; the one that explains most. */
static bool add_cause(struct search *search)
{
    struct explaining *best = &search->explanation->best;
    struct prospect prospects[MOST_PROPOSALS];
    size_t count = find_prospects(prospects, search);
    struct explaining found = {0};

    for (size_t i = 0; i < count; i++) {
        struct explaining more;

        if (prospects[i].gain + best->explains <= found.explains) break;
        if (!open_with(&more, search, prospects[i].footprint->fault)) continue;
        if (is_vouched_for(&more, best, search->ground) && more.explains > found.explains) {
            struct explaining worse = found;

            found = more;
            more = worse;
        }
        explaining_free(&more);
    }
    if (found.count == 0) return false;
    explaining_free(best);
    *best = found;
    return true;
}

static void explain_in_part(struct search *search)
{
    const struct explaining *best = &search->explanation->best;

    while (best->count < EXPLAINING_MOST && !explains_all(best, search->ground) &&
           add_cause(search))
        ;
}

/* ----------------------------------------------------------------------------------- the search */

static bool touches_all(const struct ground *ground, const struct fault *fault)
{
    for (size_t i = 0; i < ground->law->count; i++)
        if (bit_is_set(ground->wrong, i) && !bit_is_set(ground->open, i) &&
            !fault_touches(fault, ground->law->rulebook, &ground->law->call[i]))
            return false;
    return true;
}

static bool list_mutants(struct faults *mutants)
{
    struct tg_rulebook *tariff;

    if (mutants->count > 0) return true;
    tariff = choice_load(&(struct choice){0});
    if (tariff != NULL) mutants_make(mutants, tariff);
    tg_rulebook_free(tariff);
    return tariff != NULL;
}

/* One mutant by itself: only those are looked at that can touch all that is wrong. */
static bool explain_by_mutant(struct search *search, const struct faults *mutants)
{
    for (size_t i = 0; i < mutants->count; i++)
        if (touches_all(search->ground, &mutants->list[i]))
            take_footprint(search, &mutants->list[i]);
    if (explain_by(search, 1, search->known)) return true;
    search->count = search->known;
    return false;
}

static void take_footprints(struct search *search, const struct faults *faults)
{
    for (size_t i = 0; i < faults->count; i++) take_footprint(search, &faults->list[i]);
}

/* The smallest set first, of known defects before mutants; mutants one by one, or one
 * beside a known defect: more of them explain too much. */
static bool run(struct search *search, struct suspicions *suspicions)
{
    if (suspicions->known.count == 0 && !faults_add_known(&suspicions->known)) return false;
    take_footprints(search, &suspicions->known);
    search->known = search->count;
    if (explain_by(search, 1, 0)) return true;
    if (!list_mutants(&suspicions->mutants)) return false;
    if (explain_by_mutant(search, &suspicions->mutants) || explain_by(search, 2, 0) ||
        explain_by(search, 3, 0))
        return true;
    take_footprints(search, &suspicions->mutants);
    if (!explain_by(search, 2, search->known)) explain_in_part(search);
    return true;
}

bool search_explanation(struct explanation *explanation, const struct ground *ground,
                        struct suspicions *suspicions)
{
    struct search search = {.ground = ground, .explanation = explanation};
    bool ok;

    *explanation = (struct explanation){0};
    ok = run(&search, suspicions);
    variant_free(&search.variant);
    free(search.list);
    arena_free(&search.arena);
    return ok;
}

void suspicions_free(struct suspicions *suspicions)
{
    faults_free(&suspicions->known);
    faults_free(&suspicions->mutants);
}
