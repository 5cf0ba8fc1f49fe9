#include "propose.h"

#include <stdlib.h>
#include <string.h>

/* The first combination that leads to a point of the decision table. */
struct candidate {
    uint8_t value[TG_DIM_COUNT];
    uint16_t at[SUITE_MAX_USES];
};

struct proposal {
    const struct tg_rulebook *rulebook;
    size_t uses;
    bool *seen; /* by point */
    struct candidate *list;
    size_t count;
    size_t room;
};

static void add_candidate(void *user, const size_t *at, const char *const *value)
{
    struct proposal *proposal = user;
    struct candidate candidate;
    struct tg_slice fields[TG_CDR_COLUMNS] = {tg_slice_of("candidate")};
    struct tg_error error = {.status = TG_OK};
    struct tg_outcome outcome;
    struct tg_cdr cdr;

    for (int i = TG_CDR_START_TIME; i < TG_CDR_COLUMNS; i++) fields[i] = tg_slice_of(value[i]);
    if (!tg_cdr_from_fields(&cdr, fields, NULL, &error) ||
        !tg_rate(proposal->rulebook, &outcome, &cdr, &error))
        return;
    if (proposal->seen[coverage_point(outcome.call.value)]) return;
    proposal->seen[coverage_point(outcome.call.value)] = true;
    memcpy(candidate.value, outcome.call.value, sizeof candidate.value);
    for (size_t i = 0; i < proposal->uses; i++) candidate.at[i] = (uint16_t)at[i];
    proposal->list =
        array_grow(proposal->list, &proposal->room, proposal->count, sizeof *proposal->list);
    proposal->list[proposal->count++] = candidate;
}

static void write_pick(struct text *out, const struct suite_group *group,
                       const struct candidate *candidate)
{
    text_addf(out, "    <pick");
    for (size_t i = 0; i < group->use_count; i++)
        text_addf(out, " %s=\"%s\"", group->uses[i].factor->id,
                  group->uses[i].levels[candidate->at[i]]->id);
    text_addf(out, "/>\n");
}

/* Thresholds that come down: nearly as good as looking for the best one each time. */
static void choose(struct text *out, struct coverage *coverage, const struct suite_group *group,
                   const struct proposal *proposal)
{
    size_t threshold = 128;

    while (threshold > 0) {
        for (size_t i = 0; i < proposal->count; i++) {
            const struct candidate *candidate = &proposal->list[i];

            if (coverage_gain(coverage, candidate->value) < threshold) continue;
            coverage_add(coverage, candidate->value);
            write_pick(out, group, candidate);
        }
        threshold = threshold > 8 ? threshold * 3 / 4 : threshold - 1;
    }
}

bool propose_picks(struct text *out, struct coverage *coverage, struct suite *suite,
                   const struct suite_group *group, const struct tg_rulebook *rulebook,
                   struct tg_error *error)
{
    struct proposal proposal = {.rulebook = rulebook, .uses = group->use_count};
    bool ok;

    proposal.seen = calloc(coverage_points(coverage), sizeof *proposal.seen);
    if (proposal.seen == NULL) arena_exhausted();
    ok = suite_combinations(suite, group, add_candidate, &proposal, error);
    if (ok) choose(out, coverage, group, &proposal);
    free(proposal.seen);
    free(proposal.list);
    return ok;
}
