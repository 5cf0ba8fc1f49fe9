#include "diagnosis_search.h"

#include "mutants.h"
#include "workers.h"

#include <stdlib.h>
#include <string.h>

#define MOST_PROPOSALS 32 /* sets that are tried in earnest, of each size */
#define LEAST_GAIN     3  /* wrong answers that a cause has to explain at least */
#define LEAST_SHARE    50 /* and one of so many, where not all is explained */

/* Faults that may explain all together. */
struct proposal {
    size_t clash;
    size_t count;
    const struct footprint *set[EXPLAINING_MOST];
};

struct proposals {
    struct proposal list[MOST_PROPOSALS]; /* the best first; of equals the earlier found */
    size_t count;
};

/* Footprints that were taken together, their sets in memory that the workers share. */
struct taking {
    const struct ground *ground;
    const struct fault **list;
    size_t count;
    struct footprint *found; /* by fault; its fault is NULL if it has none */
    uint64_t *words;
    size_t found_size, words_size;
};

#define MOST_TAKINGS 4

struct search {
    const struct ground *ground;
    struct explanation *explanation;
    struct footprint *list; /* of the known defects, then of the mutants */
    size_t count;
    size_t known;
    size_t room;
    struct taking taking[MOST_TAKINGS];
    size_t takings;
    bool failed; /* no process could be started */
};

/* ------------------------------------------------------------------------------------- footprints
 */

static bool touches_all(const struct ground *ground, const struct fault *fault)
{
    for (size_t i = 0; i < ground->law->count; i++)
        if (bit_is_set(ground->wrong, i) && !bit_is_set(ground->open, i) &&
            !reach_holds(&fault->reach, ground->law->rulebook, &ground->law->call[i]))
            return false;
    return true;
}

static bool take_some(void *user, size_t first, size_t jobs)
{
    const struct taking *taking = user;
    size_t words = FOOTPRINT_SETS * taking->ground->words;
    struct variant variant = {0};

    for (size_t i = first; i < taking->count; i += jobs)
        if (!footprint_take(&taking->found[i], taking->words + i * words, &variant, taking->ground,
                            taking->list[i]))
            taking->found[i].fault = NULL;
    variant_free(&variant);
    return true;
}

static void keep_footprints(struct search *search, const struct taking *taking)
{
    for (size_t i = 0; i < taking->count; i++) {
        if (taking->found[i].fault == NULL) continue;
        search->list = array_grow(search->list, &search->room, search->count, sizeof *search->list);
        search->list[search->count++] = taking->found[i];
    }
}

/* Of those that can touch all that is wrong, or of every one. */
static bool take_footprints(struct search *search, const struct faults *faults, bool all)
{
    struct taking *taking = &search->taking[search->takings++];

    *taking = (struct taking){.ground = search->ground};
    taking->list = array_grow(NULL, &(size_t){0}, faults->count, sizeof *taking->list);
    for (size_t i = 0; i < faults->count; i++)
        if (!all || touches_all(search->ground, &faults->list[i]))
            taking->list[taking->count++] = &faults->list[i];
    if (taking->count == 0) return true;
    taking->found_size = taking->count * sizeof *taking->found;
    taking->words_size = taking->count * FOOTPRINT_SETS * search->ground->words * sizeof(uint64_t);
    taking->found = workers_share(taking->found_size);
    taking->words = workers_share(taking->words_size);
    if (!workers_run(workers_default(), take_some, taking)) return false;
    keep_footprints(search, taking);
    return true;
}

static void release_footprints(struct search *search)
{
    for (size_t i = 0; i < search->takings; i++) {
        free(search->taking[i].list);
        workers_release(search->taking[i].found, search->taking[i].found_size);
        workers_release(search->taking[i].words, search->taking[i].words_size);
    }
    free(search->list);
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
    struct proposal proposal = {.clash = clash, .count = count};
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

static bool open_set(struct explaining *explaining, const struct search *search,
                     const struct proposal *proposal, bool reversed)
{
    const struct fault *faults[EXPLAINING_MOST];
    size_t count = proposal->count;

    for (size_t i = 0; i < count; i++)
        faults[i] = proposal->set[reversed ? count - 1 - i : i]->fault;
    return explaining_open(explaining, search->ground, faults, count);
}

/* In which order a set explains everything, if it does. */
enum order { ORDER_NONE, ORDER_GIVEN, ORDER_REVERSED };

/* Sets that are tried in earnest. */
struct earnest {
    const struct search *search;
    const struct proposals *proposals;
    uint8_t *order; /* by proposal */
};

static bool does_explain_all(const struct search *search, const struct proposal *proposal,
                             bool reversed)
{
    struct explaining explaining;
    bool all;

    if (!open_set(&explaining, search, proposal, reversed)) return false;
    all = explains_all(&explaining, search->ground);
    explaining_free(&explaining);
    return all;
}

static bool try_some(void *user, size_t first, size_t jobs)
{
    const struct earnest *earnest = user;

    for (size_t i = first; i < earnest->proposals->count; i += jobs) {
        const struct proposal *proposal = &earnest->proposals->list[i];

        if (does_explain_all(earnest->search, proposal, false))
            earnest->order[i] = ORDER_GIVEN;
        else if (proposal->count > 1 && does_explain_all(earnest->search, proposal, true))
            earnest->order[i] = ORDER_REVERSED;
    }
    return true;
}

static void keep_set(struct search *search, const struct proposal *proposal, bool reversed)
{
    struct explanation *explanation = search->explanation;
    struct explaining explaining;

    if (!open_set(&explaining, search, proposal, reversed)) return;
    if (explanation->best.count == 0) {
        explanation->best = explaining;
        return;
    }
    keep_alike(explanation, &explaining);
    explaining_free(&explaining);
}

/* Keeps those that explain everything; the first is the best. */
static bool try_proposals(struct search *search, const struct proposals *proposals)
{
    struct earnest earnest = {.search = search, .proposals = proposals};
    bool ok;

    earnest.order = workers_share(MOST_PROPOSALS);
    ok = workers_run(workers_default(), try_some, &earnest);
    for (size_t i = 0; ok && i < proposals->count; i++)
        if (earnest.order[i] != ORDER_NONE)
            keep_set(search, &proposals->list[i], earnest.order[i] == ORDER_REVERSED);
    workers_release(earnest.order, MOST_PROPOSALS);
    return ok;
}

/* By all sets of so many footprints, as propose() makes them. Whether one explains everything. */
static bool explain_by(struct search *search, size_t count, size_t last)
{
    const struct footprint *set[EXPLAINING_MOST];
    struct proposals proposals = {.count = 0};

    if (search->failed || search->count < count) return false;
    propose(&proposals, search, set, 0, count, 0, last);
    if (proposals.count > 0 && !try_proposals(search, &proposals)) search->failed = true;
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

/* Faults that are tried beside the best so far. */
struct attempts {
    const struct search *search;
    struct prospect list[MOST_PROPOSALS];
    size_t count;
    uint64_t *explains; /* by prospect: together; 0 = cannot be vouched for */
};

static bool attempt_some(void *user, size_t first, size_t jobs)
{
    const struct attempts *attempts = user;
    const struct search *search = attempts->search;
    const struct explaining *best = &search->explanation->best;
    uint64_t most = 0;

    for (size_t i = first; i < attempts->count; i += jobs) {
        struct explaining more;

        if (attempts->list[i].gain + best->explains <= most) break;
        if (!open_with(&more, search, attempts->list[i].footprint->fault)) continue;
        if (is_vouched_for(&more, best, search->ground)) attempts->explains[i] = more.explains;
        if (attempts->explains[i] > most) most = more.explains;
        explaining_free(&more);
    }
    return true;
}

/* The one with which most is explained, of equals the first; SIZE_MAX = none. */
static size_t best_attempt(const struct attempts *attempts)
{
    size_t best = SIZE_MAX;

    for (size_t i = 0; i < attempts->count; i++)
        if (attempts->explains[i] > (best == SIZE_MAX ? 0 : attempts->explains[best])) best = i;
    return best;
}

/* One more cause, if there is one; the one that explains most. */
static bool add_cause(struct search *search)
{
    struct explaining *best = &search->explanation->best;
    struct attempts attempts = {.search = search};
    struct explaining found;
    size_t chosen = SIZE_MAX;

    attempts.count = find_prospects(attempts.list, search);
    attempts.explains = workers_share(MOST_PROPOSALS * sizeof *attempts.explains);
    if (workers_run(workers_default(), attempt_some, &attempts))
        chosen = best_attempt(&attempts);
    else
        search->failed = true;
    workers_release(attempts.explains, MOST_PROPOSALS * sizeof *attempts.explains);
    if (chosen == SIZE_MAX || !open_with(&found, search, attempts.list[chosen].footprint->fault))
        return false;
    explaining_free(best);
    *best = found;
    return true;
}

static void explain_in_part(struct search *search)
{
    const struct explaining *best = &search->explanation->best;

    while (!search->failed && best->count < EXPLAINING_MOST &&
           !explains_all(best, search->ground) && add_cause(search))
        ;
}

/* ----------------------------------------------------------------------------------- the search */

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
    if (!take_footprints(search, mutants, true)) search->failed = true;
    if (explain_by(search, 1, search->known)) return true;
    search->count = search->known;
    return false;
}

/* The smallest set first, of known defects before mutants; mutants one by one, or one
 * beside a known defect: more of them explain too much. */
static bool run(struct search *search, struct suspicions *suspicions)
{
    if (suspicions->known.count == 0 && !faults_add_known(&suspicions->known)) return false;
    if (!take_footprints(search, &suspicions->known, false)) return false;
    search->known = search->count;
    if (explain_by(search, 1, 0)) return true;
    if (!list_mutants(&suspicions->mutants)) return false;
    if (explain_by_mutant(search, &suspicions->mutants) || explain_by(search, 2, 0) ||
        explain_by(search, 3, 0))
        return true;
    if (!take_footprints(search, &suspicions->mutants, false)) return false;
    if (!explain_by(search, 2, search->known)) explain_in_part(search);
    return true;
}

bool search_explanation(struct explanation *explanation, const struct ground *ground,
                        struct suspicions *suspicions)
{
    struct search search = {.ground = ground, .explanation = explanation};
    bool ok;

    *explanation = (struct explanation){0};
    ok = run(&search, suspicions) && !search.failed;
    release_footprints(&search);
    return ok;
}

void suspicions_free(struct suspicions *suspicions)
{
    faults_free(&suspicions->known);
    faults_free(&suspicions->mutants);
}
