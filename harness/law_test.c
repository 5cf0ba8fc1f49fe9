/* What an overlay changes is rated again, the rest is taken over: the same as rating everything. */
#include "all_cases_testing.h"

#include "mutants.h"

#include <stdlib.h>

static struct law base;

static int open_all(void **state)
{
    const struct choice annexed = {.overlays = {"example"}, .overlay_count = 1};

    (void)state;
    return load_all_cases() && law_open(&base, &annexed, &questions) ? 0 : -1;
}

static int close_all(void **state)
{
    (void)state;
    law_close(&base);
    questions_free(&questions);
    return 0;
}

static void assert_same_laws(const char *name, const struct law *got, const struct law *expected)
{
    for (size_t i = 0; i < questions.count; i++)
        if (!law_same(&got->list[i], &expected->list[i]) ||
            memcmp(&got->call[i], &expected->call[i], sizeof got->call[i]) != 0)
            fail_msg("%s: %s", name, questions.list[i].id);
}

/* Counts what differs, and holds the list against the whole. */
static size_t count_differing(const struct variant *variant, const struct law *whole)
{
    size_t listed = 0;
    size_t found = 0;

    for (size_t i = 0; i < variant->count; i++) listed += variant->list[i].differs;
    for (size_t i = 0; i < questions.count; i++) found += !law_same(&base.list[i], &whole->list[i]);
    assert_int_equal(listed, found);
    return found;
}

static void check_overlay(struct variant *variant, const char *name, struct lay lay, bool defect)
{
    const struct choice both = {.overlays = {"example", name}, .overlay_count = 2};
    struct tg_error error = {.status = TG_OK};
    struct law whole, varied;

    if (!variant_open(variant, &base, lay, &questions, &error)) fail_msg("%s", error.text);
    assert_true(law_open(&whole, &both, &questions));
    /* A reading can come to what the annex says. */
    if (count_differing(variant, &whole) == 0 && defect) fail_msg("%s changes nothing", name);
    variant_law(&varied, variant);
    assert_same_laws(name, &varied, &whole);
    law_close(&varied);
    law_close(&whole);
    variant_close(variant);
}

/* Every bundled reading and defect: by its name and as text. */
static void a_variant_is_what_the_whole_law_would_be(void **state)
{
    size_t step = is_sparse() ? 7 : 1;
    struct variant variant = {0};
    char name[64];
    size_t at = 0;

    (void)state;
    for (const struct tg_asset *asset = tg_assets; asset->path != NULL; asset++) {
        if (strncmp(asset->path, "cases/defects/", 14) != 0 &&
            strncmp(asset->path, "cases/readings/", 15) != 0)
            continue;
        if (at++ % step != 0) continue;
        snprintf(name, sizeof name, "%s", strrchr(asset->path, '/') + 1);
        *strrchr(name, '.') = '\0';
        check_overlay(&variant, name,
                      at % 2 == 0 ? (struct lay){.name = name}
                                  : (struct lay){"text", {asset->data, asset->size}, NULL},
                      asset->path[6] == 'd');
    }
    assert_true(at > 100);
    variant_free(&variant);
}

/* A mutant touches no call outside its reach, whatever it is laid over. */
static void mutants_touch_nothing_beyond_their_reach(void **state)
{
    size_t step = is_sparse() ? 211 : 17;
    const struct choice read = {.overlays = {"I-02c", "I-15b", "I-18b", "I-19b"},
                                .overlay_count = 4};
    struct tg_error error = {.status = TG_OK};
    struct tg_rulebook *tariff = choice_load(&(struct choice){0});
    struct faults mutants = {0};
    struct variant all = {0}, reached = {0};
    struct law law;
    size_t tried = 0;

    (void)state;
    assert_non_null(tariff);
    mutants_make(&mutants, tariff);
    assert_true(law_open(&law, &read, &questions));
    for (size_t i = 0; i < mutants.count; i += step) {
        struct lay lay = fault_lay(&mutants.list[i]);
        struct law one, other;

        if (!variant_open(&reached, &law, lay, &questions, &error)) continue;
        lay.reach = NULL;
        assert_true(variant_open(&all, &law, lay, &questions, &error));
        variant_law(&one, &reached);
        variant_law(&other, &all);
        assert_same_laws(mutants.list[i].id, &one, &other);
        law_close(&one);
        law_close(&other);
        tried++;
    }
    assert_true(tried > 10);
    variant_free(&all);
    variant_free(&reached);
    law_close(&law);
    faults_free(&mutants);
    tg_rulebook_free(tariff);
}

/* A variant is a law like any other: another overlay goes on top of it. */
static void variants_are_laid_over_variants(void **state)
{
    static const char *const rows[][2] = {
        {"utc", "per-minute"},
        {"macao-abroad", "roaming-unnoticed"},
        {"pack-ignored", "cards-per-6-seconds"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct choice all = {.overlays = {"example", rows[i][0], rows[i][1]},
                                   .overlay_count = 3};
        struct tg_error error = {.status = TG_OK};
        struct variant variant = {0};
        struct law first, second, whole;

        assert_true(
            variant_open(&variant, &base, (struct lay){.name = rows[i][0]}, &questions, &error));
        variant_law(&first, &variant);
        assert_true(
            variant_open(&variant, &first, (struct lay){.name = rows[i][1]}, &questions, &error));
        variant_law(&second, &variant);
        assert_true(law_open(&whole, &all, &questions));
        assert_same_laws(rows[i][1], &second, &whole);
        law_close(&whole);
        law_close(&second);
        law_close(&first);
        variant_free(&variant);
    }
}

static void what_does_not_go_together_is_told(void **state)
{
    struct tg_error error = {.status = TG_OK};
    struct variant variant = {0};

    (void)state;
    assert_false(
        variant_open(&variant, &base, (struct lay){.name = "no-such"}, &questions, &error));
    assert_int_equal(error.status, TG_E_NAME);
    assert_null(variant.rulebook);
    error = (struct tg_error){.status = TG_OK};
    assert_false(variant_open(&variant, &base,
                              (struct lay){"text", tg_slice_of("<overlay/>"), NULL}, &questions,
                              &error));
    assert_int_equal(error.status, TG_E_XML);
    variant_free(&variant);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_variant_is_what_the_whole_law_would_be),
        cmocka_unit_test(mutants_touch_nothing_beyond_their_reach),
        cmocka_unit_test(variants_are_laid_over_variants),
        cmocka_unit_test(what_does_not_go_together_is_told),
    };

    return cmocka_run_group_tests(tests, open_all, close_all);
}
