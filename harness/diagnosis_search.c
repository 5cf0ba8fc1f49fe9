#include "diagnosis_search.h"

#include "misfits.h"
#include "mutants.h"
#include "narrowing.h"
#include "price_faults.h"
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
    const struct fault *set[EXPLAINING_MOST];
};

struct proposals {
    struct proposal list[MOST_PROPOSALS]; /* the best first; of equals the earlier found */
    size_t count;
};

static void add_footprint(struct search *search, const struct footprint *footprint)
{
    search->list = array_grow(search->list, &search->room, search->count, sizeof *search->list);
    search->list[search->count++] = *footprint;
}

/* Lists the footprints of all faults that can reach so many wrong answers. */
static void take_footprints(struct search *search, const struct faults *faults, size_t least)
{
    struct taking *taking = &search->taking[search->takings++];

    if (search->failed || !taking_take(taking, search->ground, faults, least)) {
        search->failed = true;
        return;
    }
    for (size_t i = 0; i < taking->count; i++) {
        if (taking->found[i].fault == NULL) continue;
        add_footprint(search, &taking->found[i]);
    }
}

/* -------------------------------------------------------------------------------------- proposals
 */

/* Of one fault alone, any clash says that it does not explain all; where several are laid, they may
 * undo it. */
static size_t worst_of(const struct proposals *proposals, const struct ground *ground, size_t count)
{
    if (count == 1) return 0;
    return proposals->count < MOST_PROPOSALS ? ground->wrong_count / 2
                                             : proposals->list[MOST_PROPOSALS - 1].clash - 1;
}

/* Keeps it among the best, if it belongs there. */
static void keep_proposal(struct proposals *proposals, const struct proposal *proposal)
{
    size_t at = proposals->count;

    if (at < MOST_PROPOSALS)
        proposals->count++;
    else
        at--;
    while (at > 0 && proposals->list[at - 1].clash > proposal->clash) at--;
    memmove(&proposals->list[at + 1], &proposals->list[at],
            (proposals->count - 1 - at) * sizeof *proposal);
    proposals->list[at] = *proposal;
}

static void propose_set(struct proposals *proposals, const struct search *search,
                        const struct footprint *const *set, size_t count)
{
    size_t worst = worst_of(proposals, search->ground, count);
    struct proposal proposal = {.count = count};

    /* None can be better than all that clash in nothing. */
    if (worst == SIZE_MAX || (count == 1 && proposals->count == MOST_PROPOSALS)) return;
    proposal.clash = footprints_clash(set, count, search->ground, worst);
    if (proposal.clash > worst) return;
    for (size_t i = 0; i < count; i++) proposal.set[i] = set[i]->fault;
    keep_proposal(proposals, &proposal);
}

/* Every set of so many of the first `end` footprints, the last of which is no earlier than `last`
 * and, if that is not 0, the only such one. */
static void propose(struct proposals *proposals, const struct search *search,
                    const struct footprint **set, size_t chosen, size_t count, size_t from,
                    size_t last, size_t end)
{
    size_t until = chosen + 1 < count ? end - (count - chosen - 1) : end;

    if (chosen + 1 == count && from < last) from = last;
    if (chosen + 1 < count && last > 0 && until > last) until = last;
    for (size_t i = from; i < until; i++) {
        set[chosen] = &search->list[i];
        if (chosen + 1 < count)
            propose(proposals, search, set, chosen + 1, count, i + 1, last, end);
        else
            propose_set(proposals, search, set, count);
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

static void list_faults(const struct fault *faults[EXPLAINING_MOST],
                        const struct proposal *proposal, bool reversed)
{
    size_t count = proposal->count;

    for (size_t i = 0; i < count; i++) faults[i] = proposal->set[reversed ? count - 1 - i : i];
}

static bool open_set(struct explaining *explaining, const struct search *search,
                     const struct proposal *proposal, bool reversed)
{
    const struct fault *faults[EXPLAINING_MOST];

    list_faults(faults, proposal, reversed);
    return explaining_open(explaining, search->ground, faults, proposal->count);
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
    const struct fault *faults[EXPLAINING_MOST];
    struct explaining explaining;
    bool all;

    list_faults(faults, proposal, reversed);
    if (misfits_refute(search->ground, faults, proposal->count) ||
        !explaining_open(&explaining, search->ground, faults, proposal->count))
        return false;
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
    struct explanation *explanation = &search->explanation;
    struct explaining explaining;

    if (!open_set(&explaining, search, proposal, reversed)) return;
    if (explanation->best.count == 0) {
        explanation->best = explaining;
        return;
    }
    keep_alike(explanation, &explaining);
    explaining_free(&explaining);
}

/* Keeps those that explain everything, the first as the best. Whether there is one. */
static bool try_proposals(struct search *search, const struct proposals *proposals)
{
    struct earnest earnest = {.search = search, .proposals = proposals};

    if (proposals->count == 0 || search->failed) return false;
    earnest.order = workers_share(MOST_PROPOSALS);
    search->failed = !workers_run(workers_default(), try_some, &earnest);
    for (size_t i = 0; !search->failed && i < proposals->count; i++)
        if (earnest.order[i] != ORDER_NONE)
            keep_set(search, &proposals->list[i], earnest.order[i] == ORDER_REVERSED);
    workers_release(earnest.order, MOST_PROPOSALS);
    return search->explanation.best.count > 0;
}

/* By all sets of so many footprints, as propose() makes them. Whether one explains everything. */
static bool explain_by(struct search *search, size_t count, size_t last, size_t end)
{
    const struct footprint *set[EXPLAINING_MOST];
    struct proposals proposals = {.count = 0};

    if (end < count) return false;
    propose(&proposals, search, set, 0, count, 0, last, end);
    return try_proposals(search, &proposals);
}

/* -------------------------------------------------------------------------------- one upon another
 */

#define MOST_STARTS 3 /* sets that others are laid upon */

/* Sets that leave little, the best first. */
struct starts {
    struct proposal list[MOST_STARTS]; /* clash: what is left */
    size_t count;
};

static void keep_start(struct starts *starts, const struct proposal *start)
{
    size_t at = starts->count;

    while (at > 0 && starts->list[at - 1].clash > start->clash) at--;
    if (at == MOST_STARTS) return;
    if (starts->count < MOST_STARTS) starts->count++;
    memmove(&starts->list[at + 1], &starts->list[at], (starts->count - 1 - at) * sizeof *start);
    starts->list[at] = *start;
}

/* What would be wrong with a fault, as far as its footprint tells. */
static size_t left_with(const struct footprint *footprint, const struct ground *ground)
{
    size_t left = ground->wrong_count;

    for (size_t w = 0; w < ground->words; w++) {
        left -= (size_t)__builtin_popcountll(footprint->fits[w] & ground->wrong[w]);
        left += (size_t)__builtin_popcountll(footprint->misfits[w]);
    }
    return left;
}

/* Known defects, each laid upon the same set. */
struct upon {
    const struct ground *ground; /* by the law with the set */
    size_t most;                 /* that may be left, to be of use */
    const struct faults *known;
    size_t *leaves; /* by fault: what both leave; SIZE_MAX = too much */
};

static size_t leaves_upon(const struct upon *upon, const struct fault *fault)
{
    const struct ground *ground = upon->ground;
    struct overlaid both;
    size_t leaves;

    if (!overlaid_open(&both, ground, ground->law->rulebook, &fault, 1)) return SIZE_MAX;
    both.upon = true;
    leaves = misfits_among(&both, ground->wrong, upon->most);
    if (leaves <= upon->most) leaves += misfits_among(&both, ground->right, upon->most - leaves);
    overlaid_free(&both);
    return leaves > upon->most ? SIZE_MAX : leaves;
}

static bool lay_some_upon(void *user, size_t first, size_t jobs)
{
    const struct upon *upon = user;

    for (size_t i = first; i < upon->known->count; i += jobs)
        upon->leaves[i] = leaves_upon(upon, &upon->known->list[i]);
    return true;
}

/* The set with one of the faults more: those that leave nothing are proposed, and those that leave
 * little are kept to go on from. */
static void note_upon(struct proposals *proposals, struct starts *starts,
                      const struct proposal *below, const struct upon *upon)
{
    for (size_t i = 0; i < upon->known->count; i++) {
        struct proposal more = *below;

        if (upon->leaves[i] == SIZE_MAX) continue;
        more.set[more.count++] = &upon->known->list[i];
        more.clash = upon->leaves[i];
        if (more.clash == 0 && proposals->count < MOST_PROPOSALS) keep_proposal(proposals, &more);
        if (more.clash > 0) keep_start(starts, &more);
    }
}

/* Lays all known defects upon the set. Of use is what leaves at most half of what the set leaves,
 * and where no fault can follow, nothing. */
static void look_upon(struct search *search, struct proposals *proposals, struct starts *starts,
                      const struct proposal *below, const struct faults *known)
{
    const size_t size = known->count * sizeof(size_t);
    struct explaining explaining;
    struct arena arena = {0};
    struct ground ground;
    struct upon upon = {.ground = &ground, .known = known};

    if (search->failed || !explaining_open(&explaining, search->ground, below->set, below->count))
        return;
    ground_open_upon(&ground, &arena, search->ground, &explaining.law, &explaining.book);
    if (below->count + 1 < EXPLAINING_MOST) upon.most = ground.wrong_count / 2;
    upon.leaves = workers_share(size);
    search->failed = !workers_run(workers_default(), lay_some_upon, &upon);
    if (!search->failed) note_upon(proposals, starts, below, &upon);
    workers_release(upon.leaves, size);
    arena_free(&arena);
    explaining_free(&explaining);
}

/* Known defects that leave at most half of what is wrong. */
static void find_starts(struct starts *starts, const struct search *search)
{
    for (size_t i = 0; i < search->known; i++) {
        struct proposal one = {.count = 1, .set = {search->list[i].fault}};

        one.clash = left_with(&search->list[i], search->ground);
        if (one.clash * 2 <= search->ground->wrong_count) keep_start(starts, &one);
    }
}

/* Where defects meet in the same calls, their footprints do not tell what they do together: one is
 * laid upon another, and upon these a third. */
static bool explain_upon(struct search *search, const struct faults *known)
{
    struct starts starts = {.count = 0};

    find_starts(&starts, search);
    for (size_t count = 1; count < EXPLAINING_MOST; count++) {
        struct proposals proposals = {.count = 0};
        struct starts more = {.count = 0};

        for (size_t i = 0; i < starts.count; i++)
            look_upon(search, &proposals, &more, &starts.list[i], known);
        if (try_proposals(search, &proposals)) return true;
        starts = more;
    }
    return false;
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
    const struct explaining *best = &search->explanation.best;
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

/* It can touch every call: what is left is left by it. */
static bool reaches_all(const struct fault *fault)
{
    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++)
        if (fault->reach.mask[dim] != UINT32_MAX) return false;
    return fault->reach.digits == NULL;
}

/* Can it be vouched for? It contradicts nothing, and leaves little of what it changes, and of the
 * kind that it explains; what there are many of leaves nothing: chance could not be ruled out. */
static bool is_vouched_for(const struct explaining *with, const struct explaining *without,
                           const struct ground *ground)
{
    const struct fault *last = with->fault[with->count - 1];
    uint64_t gain = with->firmly - without->firmly;
    uint64_t left;

    if (with->contradicts > 0 || with->firmly <= without->firmly) return false;
    if (with->explains - without->explains > 2 * gain) return false;
    if (gain < LEAST_GAIN || gain < ground->wrong_count / LEAST_SHARE) return false;
    left = left_of_its_kind(with, without, ground);
    if (ground->right_count == 0 || left * 4 > gain) return false;
    if (fault_is_one_of_many(last))
        return left == 0 && with->leaves <= without->leaves &&
               (last->kind != FAULT_MUTANT || !reaches_all(last));
    return with->leaves < without->leaves + gain;
}

static size_t list_with(const struct fault *faults[EXPLAINING_MOST], const struct search *search,
                        const struct fault *fault)
{
    const struct explaining *best = &search->explanation.best;

    memcpy(faults, best->fault, sizeof best->fault);
    faults[best->count] = fault;
    return best->count + 1;
}

/* The best so far with one more fault. */
static bool open_with(struct explaining *more, const struct search *search,
                      const struct fault *fault)
{
    const struct fault *faults[EXPLAINING_MOST];
    size_t count = list_with(faults, search, fault);

    return explaining_open(more, search->ground, faults, count);
}

static bool contradicts_with(const struct search *search, const struct fault *fault)
{
    const struct fault *faults[EXPLAINING_MOST];
    size_t count = list_with(faults, search, fault);

    return misfits_contradict(search->ground, faults, count);
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
    const struct explaining *best = &search->explanation.best;
    uint64_t most = 0;

    for (size_t i = first; i < attempts->count; i += jobs) {
        struct explaining more;

        if (attempts->list[i].gain + best->explains < most) break;
        if (contradicts_with(search, attempts->list[i].footprint->fault) ||
            !open_with(&more, search, attempts->list[i].footprint->fault))
            continue;
        if (is_vouched_for(&more, best, search->ground)) attempts->explains[i] = more.explains;
        if (attempts->explains[i] > most) most = more.explains;
        explaining_free(&more);
    }
    return true;
}

static bool is_better(const struct attempts *attempts, size_t one, size_t other)
{
    const struct prospect *list = attempts->list;

    if (attempts->explains[one] != attempts->explains[other])
        return attempts->explains[one] > attempts->explains[other];
    return !fault_is_one_of_many(list[one].footprint->fault) &&
           fault_is_one_of_many(list[other].footprint->fault);
}

/* The one with which most is explained: of equals a known defect, then the first; SIZE_MAX = none.
 */
static size_t best_attempt(const struct attempts *attempts)
{
    size_t best = SIZE_MAX;

    for (size_t i = 0; i < attempts->count; i++)
        if (attempts->explains[i] > 0 && (best == SIZE_MAX || is_better(attempts, i, best)))
            best = i;
    return best;
}

/* One more cause, if there is one; the one that explains most. */
static bool add_cause(struct search *search)
{
    struct explaining *best = &search->explanation.best;
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
    const struct explaining *best = &search->explanation.best;

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

/* Known defects for some calls only. */
static void narrow_known(struct search *search)
{
    struct faults *narrowed = &search->explanation.narrowed;
    size_t *whole = NULL; /* by fault: the footprint of what it narrows */
    size_t room = 0;

    for (size_t i = 0; i < search->known; i++) {
        size_t before = narrowed->count;

        narrowings_add(narrowed, &search->list[i], search->ground);
        for (size_t n = before; n < narrowed->count; n++) {
            whole = array_grow(whole, &room, n, sizeof *whole);
            whole[n] = i;
        }
    }
    for (size_t n = 0; n < narrowed->count; n++) {
        uint64_t *words =
            arena_take(&search->arena, FOOTPRINT_SETS * search->ground->words, sizeof *words);
        struct footprint footprint;

        if (footprint_narrow(&footprint, words, &search->list[whole[n]], search->ground,
                             &narrowed->list[n]))
            add_footprint(search, &footprint);
    }
    free(whole);
}

/* Known defects for some calls only, and mutants, one by one; of mutants only those are looked at
 * that can touch all that is wrong. */
static bool explain_by_one_of_many(struct search *search, enum search_effort effort)
{
    size_t mutants;

    narrow_known(search);
    mutants = search->count;
    if (effort > SEARCH_BRIEFLY)
        take_footprints(search, &search->suspicions->mutants, search->ground->wrong_count);
    if (explain_by(search, 1, search->known, search->count)) return true;
    search->count = mutants;
    return false;
}

static bool explain_by_price(struct search *search)
{
    struct faults *prices = &search->explanation.prices;
    size_t first = search->count;

    price_faults_make(prices, search->ground->law->rulebook);
    take_footprints(search, prices, 1);
    return explain_by(search, 1, first, search->count);
}

/* What a mutant has to reach to be of use: beside what explains most, or as a cause of its own. */
static size_t least_beside(const struct search *search)
{
    size_t least = search->ground->wrong_count / LEAST_SHARE;

    for (size_t i = 0; i < search->known; i++) {
        size_t left = left_with(&search->list[i], search->ground) / 2;

        if (left < least) least = left;
    }
    return least < 1 ? 1 : least;
}

/* The smallest set first, of known defects before what there are many of; of these one by one, or
 * one beside a known defect: more of them explain too much. A price fits what it is inferred from:
 * two known defects come before it. */
static void go_on(struct search *search, enum search_effort effort)
{
    const struct suspicions *suspicions = search->suspicions;
    bool briefly = effort == SEARCH_BRIEFLY;

    if (explain_by_one_of_many(search, effort) || explain_by(search, 2, 0, search->known) ||
        explain_by_price(search))
        return;
    if (!briefly &&
        (explain_by(search, 3, 0, search->known) || explain_upon(search, &suspicions->known)))
        return;
    if (effort == SEARCH_THOROUGHLY)
        take_footprints(search, &suspicions->mutants, least_beside(search));
    if (briefly || !explain_by(search, 2, search->known, search->count)) explain_in_part(search);
}

static bool list_known(struct faults *known)
{
    return known->count > 0 || (faults_add_known(known) && faults_add_readings(known));
}

bool search_alone(struct search *search, const struct ground *ground, struct suspicions *suspicions)
{
    *search = (struct search){.ground = ground, .suspicions = suspicions};
    if (!list_known(&suspicions->known)) return false;
    take_footprints(search, &suspicions->known, 1);
    search->known = search->count;
    explain_by(search, 1, 0, search->known);
    return !search->failed;
}

bool search_further(struct search *search, enum search_effort effort)
{
    if (search->explanation.best.count > 0) return true;
    if (effort > SEARCH_BRIEFLY && !list_mutants(&search->suspicions->mutants)) return false;
    go_on(search, effort);
    return !search->failed;
}

void search_end(struct search *search)
{
    while (search->takings > 0) taking_release(&search->taking[--search->takings]);
    free(search->list);
    arena_free(&search->arena);
    explaining_free(&search->explanation.best);
    faults_free(&search->explanation.narrowed);
    faults_free(&search->explanation.prices);
    *search = (struct search){0};
}

void suspicions_free(struct suspicions *suspicions)
{
    faults_free(&suspicions->known);
    faults_free(&suspicions->mutants);
}
