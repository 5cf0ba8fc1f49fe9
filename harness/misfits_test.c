/* The quick look refutes nothing that the thorough one would vouch for. */
#include "known_defects_testing.h"

#include "misfits.h"
#include "sut_reference.h"

#include <stdlib.h>

static const struct fault *known(const char *id)
{
    for (size_t i = 0; i < faults.count; i++)
        if (strcmp(faults.list[i].id, id) == 0) return &faults.list[i];
    fail_msg("no defect %s", id);
    return NULL;
}

/* What a system with two defects answers, and the ground on which it is judged. */
struct system {
    struct heard heard;
    struct judged judged;
    struct arena arena;
    struct ground ground;
};

static void open_system(struct system *system, const char *one, const char *other)
{
    static const struct choice tariff = {.overlay_count = 0};
    static const struct judge_rules rules = {&tariff, 0, NULL};
    const struct choice choice = {.overlays = {"example", one, other}, .overlay_count = 3};
    struct tg_rulebook *rulebook = choice_load(&choice);

    *system = (struct system){.arena = {NULL}};
    assert_non_null(rulebook);
    heard_begin(&system->heard, &questions);
    sut_reference(&system->heard, rulebook, NULL, &questions);
    tg_rulebook_free(rulebook);
    assert_true(judge(&system->judged, &questions, &system->heard, &rules));
    ground_open(&system->ground, &system->arena, &system->judged, &system->judged.held.law,
                &system->judged.held.book);
}

static void close_system(struct system *system)
{
    arena_free(&system->arena);
    judged_free(&system->judged);
    heard_free(&system->heard);
}

static void what_explains_all_is_not_refuted(void **state)
{
    static const char *const rows[][2] = {
        {"duration-second-less", "three-seconds-less-than"},
        {"old-price", "malaysia-missing"},
        {"canada-missing", "abroad-as-hmt"},
    };

    (void)state;
    for (size_t i = 0; i < (is_sparse() ? 1 : COUNT(rows)); i++) {
        const struct fault *set[] = {known(rows[i][0]), known(rows[i][1])};
        struct explaining explaining;
        struct system system;

        open_system(&system, rows[i][0], rows[i][1]);
        assert_true(explaining_open(&explaining, &system.ground, set, 2));
        assert_true(explains_all(&explaining, &system.ground));
        assert_false(misfits_refute(&system.ground, set, 2));
        assert_false(misfits_contradict(&system.ground, set, 2));
        explaining_free(&explaining);
        close_system(&system);
    }
}

/* Upon the defect that is there, and upon others: what is refuted does not explain, and what
 * contradicts for sure is found to contradict. */
static void what_is_refuted_does_not_explain_all(void **state)
{
    size_t step = is_sparse() ? 61 : 9;
    size_t refuted = 0;
    struct system system;

    (void)state;
    open_system(&system, "per-minute", "hong-kong-domestic");
    for (size_t i = 0; i < faults.count; i += step) {
        const struct fault *set[] = {known("per-minute"), &faults.list[i]};
        struct explaining explaining;

        if (!explaining_open(&explaining, &system.ground, set, 2)) continue;
        if (misfits_contradict(&system.ground, set, 2)) assert_true(explaining.contradicts > 0);
        if (misfits_refute(&system.ground, set, 2)) {
            assert_false(explains_all(&explaining, &system.ground));
            refuted++;
        }
        explaining_free(&explaining);
    }
    assert_true(refuted > 0);
    close_system(&system);
}

/* Counting stops as soon as there are too many. */
static void misfits_are_counted_up_to_a_limit(void **state)
{
    const struct fault *set[] = {known("per-minute")};
    struct overlaid overlaid;
    struct system system;
    size_t all;

    (void)state;
    open_system(&system, "per-minute", "hong-kong-domestic");
    assert_true(overlaid_open(&overlaid, &system.ground, system.ground.law->rulebook, set, 1));
    all = misfits_among(&overlaid, system.ground.wrong, SIZE_MAX);
    assert_true(all > 1 && all < system.ground.wrong_count);
    assert_int_equal(misfits_among(&overlaid, system.ground.wrong, all - 1), all);
    assert_int_equal(misfits_among(&overlaid, system.ground.wrong, 0), 1);
    overlaid_free(&overlaid);
    close_system(&system);
}

/* ------------------------------------------------------------------------------- narrowed faults
 */

static void assert_same_footprints(const struct footprint *one, const struct footprint *other,
                                   size_t words)
{
    assert_memory_equal(one->touches, other->touches, words * sizeof *one->touches);
    assert_memory_equal(one->fits, other->fits, words * sizeof *one->fits);
    assert_memory_equal(one->misfits, other->misfits, words * sizeof *one->misfits);
}

/* The footprint of a narrowed fault is that of the whole one, there and nowhere else. */
static void a_narrowed_footprint_is_what_would_be_taken(void **state)
{
    static const struct {
        enum tg_dim dim;
        uint32_t values;
    } rows[] = {
        {TG_DIM_PLAN, 1u << TG_PLAN_GOTONE | 1u << TG_PLAN_MZONE},
        {TG_DIM_EVENT, 1u << TG_EVENT_RECEIVE},
        {TG_DIM_REGIME, 1u << TG_REGIME_SINGLE},
    };
    struct footprint whole, narrowed, taken;
    struct variant variant = {0};
    struct system system;
    uint64_t *words;
    size_t size;

    (void)state;
    open_system(&system, "units-floored", "old-price");
    size = FOOTPRINT_SETS * system.ground.words;
    words = arena_take(&system.arena, 3 * size, sizeof *words);
    assert_true(footprint_take(&whole, words, &variant, &system.ground, known("units-floored"), 1));
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct fault fault = *known("units-floored");
        struct reach only = fault.reach;

        only.mask[rows[i].dim] = rows[i].values;
        fault.only = &only;
        memset(words + size, 0, 2 * size * sizeof *words);
        assert_true(footprint_narrow(&narrowed, words + size, &whole, &system.ground, &fault));
        assert_true(footprint_take(&taken, words + 2 * size, &variant, &system.ground, &fault, 1));
        assert_same_footprints(&narrowed, &taken, system.ground.words);
    }
    variant_free(&variant);
    close_system(&system);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_explains_all_is_not_refuted),
        cmocka_unit_test(what_is_refuted_does_not_explain_all),
        cmocka_unit_test(misfits_are_counted_up_to_a_limit),
        cmocka_unit_test(a_narrowed_footprint_is_what_would_be_taken),
    };

    return cmocka_run_group_tests(tests, open_all, close_all);
}
