/*
 * Each place of the rulebook, changed by hand one after the other: the cases must see it, and a
 * clause of what was changed must be among those named.
 */
#include "fixture.h"

#include "golden_diff.h"
#include "golden_make.h"
#include "phrases.h"
#include "store.h"

#include <string.h>

static const struct {
    const char *where;  /* from the first place of this text on ... */
    const char *from;   /* ... this is replaced ... */
    const char *to;     /* ... by this */
    const char *clause; /* and this clause named; NULL = the rulebook does not load */
} changes[] = {
    /* prices */
    {"<tariff id=\"LD\"", "value=\"0.06\"", "value=\"0.07\"", "A-2.1.1"},
    {"<tariff id=\"HMT\"", "value=\"0.20\"", "value=\"0.19\"", "A-2.2.1"},
    {"<tariff id=\"HMT\"", "basis=\"I-07\"><fee value=\"0.20\"",
     "basis=\"I-07\"><fee value=\"0.10\"", "A-2.2.1"},
    {"<tariff id=\"INTL\"", "value=\"0.80\"", "value=\"0.79\"", "B-1.4"},
    {"<rule id=\"R-10\"", "value=\"0.30\"", "value=\"0.31\"", "A-2.1.2"},
    {"<rule id=\"R-11\"", "value=\"1.50\"", "value=\"1.60\"", "A-2.2.2.1"},
    {"<rule id=\"R-12\"", "value=\"2.40\"", "value=\"3.60\"", "A-2.2.2.2"},
    {"<rule id=\"R-13\"", "value=\"3.60\"", "value=\"2.40\"", "A-2.2.2.3"},
    {"<rule id=\"R-14\"", "value=\"4.60\"", "value=\"4.61\"", "A-2.2.2.4"},
    {"<rule id=\"R-20\"", "state=\"home\" basis=\"I-18\"><fee value=\"0.35\"",
     "state=\"home\" basis=\"I-18\"><fee value=\"0.36\"", "A-2.2.3a"},
    {"<rule id=\"R-20\"", "state=\"province\"><fee value=\"0.15\"",
     "state=\"province\"><fee value=\"0.14\"", "A-2.2.3a"},
    {"<rule id=\"R-21\"", "value=\"0.35\"", "value=\"0.50\"", "A-2.2.3b"},
    {"<rule id=\"R-22\"", "value=\"1.20\"", "value=\"1.80\"", "A-2.2.3c"},
    {"<rule id=\"R-23\"", "value=\"2.10\"", "value=\"2.00\"", "A-2.2.3d"},
    {"<rule id=\"R-24\"", "value=\"2.60\"", "value=\"2.61\"", "A-2.2.3e"},
    {"<rule id=\"R-25\"", "value=\"5.20\"", "value=\"5.10\"", "A-2.2.3f"},
    {"<rule id=\"R-30\"", "value=\"0.10\"", "value=\"0.20\"", "A-3.2.1a"},
    {"<rule id=\"R-41\"", "value=\"5.00\"", "value=\"6.00\"", "B-2.3"},
    {"<rule id=\"R-50\"", "value=\"0.07\"", "value=\"0.06\"", "D-3"},
    {"<rule id=\"R-51\"", "value=\"0.20\"", "value=\"0.21\"", "C-3a"},
    {"<rule id=\"R-52\"", "value=\"0.80\"", "value=\"0.81\"", "C-2a"},
    {"<rule id=\"R-20\"", "value=\"0.15\"", "value=\"0.16\"", "A-2.2.3a"},
    {"<rule id=\"R-20\"", "state=\"province\"><fee value=\"0.35\"",
     "state=\"province\"><fee value=\"0.34\"", "A-2.2.3a"},
    {"<rule id=\"R-21\"", "value=\"0.50\"", "value=\"0.51\"", "A-2.2.3b"},
    {"<rule id=\"R-22\"", "value=\"1.80\"", "value=\"1.79\"", "A-2.2.3c"},
    {"<rule id=\"R-23\"", "value=\"1.50\"", "value=\"1.51\"", "A-2.2.3d"},
    {"<rule id=\"R-24\"", "value=\"2.00\"", "value=\"1.99\"", "A-2.2.3e"},
    {"<rule id=\"R-25\"", "value=\"4.60\"", "value=\"4.59\"", "A-2.2.3f"},
    {"<rule id=\"R-30\"", "value=\"0.20\"", "value=\"0.21\"", "A-3.2.1a"},
    {"<rule id=\"R-51\"", "value=\"0.80\"", "value=\"0.79\"", "C-3a"},
    {"<rule id=\"R-52\"", "value=\"0.20\"", "value=\"0.19\"", "C-2a"},
    {"<tariff id=\"INTL\"", "basis=\"I-07\"><fee value=\"0.80\"",
     "basis=\"I-07\"><fee value=\"0.81\"", "A-2.2.1"},
    /* members of lists, moved to the neighbouring one */
    {"<rule id=\"R-21\"", "plan=\"gotone\"><fee value=\"0.35\" per=\"60\"/></charge>",
     "plan=\"gotone mzone\"><fee value=\"0.35\" per=\"60\"/></charge>", NULL},
    {"<rule id=\"R-21\"", "plan=\"mzone easyown cards", "plan=\"easyown cards", NULL},
    {"<rule id=\"R-13\"", "destination=\"kr_sg both_lists nz\"", "destination=\"both_lists nz\"",
     NULL},
    {"<rule id=\"R-14\"", "destination=\"only_12593 other\"", "destination=\"other\"", NULL},
    {"<rule id=\"R-23\"", "destination=\"us_ca kr_sg\"", "destination=\"us_ca\"", NULL},
    {"<rule id=\"R-05\"", "destination=\"satellite\"", "destination=\"satellite satellite_other\"",
     NULL},
    {"<rule id=\"R-07\"", "destination=\"local domestic\"", "destination=\"domestic\"", NULL},
    {"<rule id=\"R-20\"", "state=\"home province\"", "state=\"home\"", NULL},
    {"<rule id=\"R-20\"", "regime=\"split single\"", "regime=\"single\"", NULL},
    {"<rule id=\"R-3S\"", "regime=\"split single\"", "regime=\"single\"", "B-2.5"},
    {"<rule id=\"R-3S\"", "domestic special hmt", "domestic hmt", "B-2.5"},
    {"<rule id=\"R-3S\"", "hmt international satellite", "hmt international", "B-2.5"},
    /* the ranges of open prices */
    {"<price name=\"roam_caller\"", "to=\"0.60\"", "to=\"0.50\"", "X-1"},
    {"<price name=\"local_fee\"", "from=\"0.20\"", "from=\"0.10\"", "D-2"},
    {"<price name=\"plan_hmt\"", "to=\"0.20\"", "to=\"0.30\"", "A-2.2.1"},
    /* units */
    {"<tariff id=\"LD\"", "per=\"6\"", "per=\"60\"", "A-2.1.1"},
    {"<rule id=\"R-12\"", "per=\"60\"", "per=\"6\"", "A-2.2.2.2"},
    {"<rule id=\"R-30\"", "per=\"60\"", "per=\"6\"", "A-3.2.1a"},
    {"<price name=\"roam_called\"", "per=\"60\"", "per=\"6\"", "X-1"},
    {"<price name=\"ld_satellite\"", "per=\"6\"", "per=\"60\"", "B-1.7"},
    /* rounding, seconds, dates, hours */
    {"<policies>", "value=\"up\"", "value=\"down\"", "A-2.1.1"},
    {"<policies>", "value=\"up\"", "value=\"nearest\"", "A-2.1.1"},
    {"\"free_seconds\"", "value=\"3\"", "value=\"2\"", "B-2.5"},
    {"\"free_seconds\"", "value=\"3\"", "value=\"4\"", "A-2.1.1"},
    {"\"split_from\"", "2008-03-01T00:00:00", "2008-03-01T00:00:01", "X-1"},
    {"\"split_from\"", "2008-03-01T00:00:00", "2008-02-29T23:59:59", "X-1"},
    {"\"single_from\"", "2010-01-01T00:00:00", "2010-01-01T00:00:01", "A-2.1.1"},
    {"\"single_from\"", "2010-01-01T00:00:00", "2009-12-31T23:59:59", "D-1"},
    {"\"zone\"", "+08:00", "+07:00", "A-2.1.1"},
    {"\"regime_boundary\"", "value=\"start\"", "value=\"end\"", "D-1"},
    {"\"daypart_boundary\"", "value=\"start\"", "value=\"end\"", "A-2.2.3a"},
    {"\"idle_hours\"", "23:00:00", "23:00:01", "A-2.2.3a"},
    {"\"idle_hours\"", "23:00:00", "22:59:59", "A-2.2.3a"},
    {"\"idle_hours\"", "06:59:59", "07:00:00", "A-2.2.3a"},
    {"\"idle_hours\"", "06:59:59", "06:59:58", "A-2.2.3a"},
    {"\"pack_hours\"", "00:00:00-", "23:59:59-", "A-2.1.1"},
    {"\"pack_hours\"", "00:00:00-", "00:00:01-", "B-2.3"},
    {"\"pack_hours\"", "06:59:59", "07:00:00", "A-2.1.1"},
    {"\"pack_hours\"", "06:59:59", "06:59:58", "B-2.3"},
};

/* NULL where the table is found to be unsound, as it should be. */
static struct tg_rulebook *changed_rulebook(const char *rulebook, size_t i)
{
    struct tg_error error = {.status = TG_OK};
    const char *at = strstr(rulebook, changes[i].where);
    struct tg_rulebook *made;
    struct text xml = {0};

    assert_non_null(at);
    at = strstr(at, changes[i].from);
    assert_non_null(at);
    text_addf(&xml, "%.*s%s%s", (int)(at - rulebook), rulebook, changes[i].to,
              at + strlen(changes[i].from));
    made = tg_rulebook_parse("changed.xml", xml.p, xml.n, &error);
    text_free(&xml);
    if (made != NULL && tg_rulebook_compile(made, &error)) return made;
    if (changes[i].clause != NULL) fail_msg("change %zu does not load: %s", i, error.text);
    tg_rulebook_free(made);
    return NULL;
}

/* Rates all cases by the changed rulebook, and compares with the golden results. */
static void compare_all(struct golden_diff *diff, const struct tg_rulebook *rulebook)
{
    struct tg_error error = {.status = TG_OK};
    struct tg_slice records, golden;
    const char *const *ids;
    size_t count;

    assert_true(store_list(&diff->arena, &ids, &count, NULL, "golden", ".csv", &error));
    for (size_t i = 0; i < count; i++) {
        struct text cases = {0};
        struct text results = {0};
        struct text made = {0};

        text_addf(&cases, "cases/%s.csv", ids[i]);
        text_addf(&results, "golden/%s.csv", ids[i]);
        assert_true(store_read(&diff->arena, &records, NULL, cases.p, &error));
        assert_true(store_read(&diff->arena, &golden, NULL, results.p, &error));
        assert_true(golden_make(rulebook, &made, cases.p, records, &error));
        assert_true(golden_diff_add(diff, results.p, golden, text_slice(&made), &error));
        text_free(&cases);
        text_free(&results);
        text_free(&made);
    }
}

static bool names_clause(const struct golden_diff *diff, const char *clause)
{
    for (size_t i = 0; i < diff->count; i++)
        if (phrase_has_word(diff->list[i].clauses, clause)) return true;
    return false;
}

static void every_change_is_seen_and_its_clause_named(void **state)
{
    struct text rulebook = {0};
    struct tg_error error = {.status = TG_OK};
    /* One change takes a while where the compiler does not optimise. */
    size_t step = is_sparse() ? 5 : 1;
    size_t seen = 0;
    size_t refused = 0;

    (void)state;
    assert_true(file_read(&rulebook, TEST_SOURCE_DIR "/src/rulebooks/cmcc-2010.xml", &error));
    for (size_t i = 0; i < COUNT(changes); i += step) {
        struct tg_rulebook *made = changed_rulebook(rulebook.p, i);
        struct golden_diff diff = {0};

        if (made == NULL) {
            refused++;
            continue;
        }
        if (changes[i].clause == NULL)
            fail_msg("%s: %s to %s loads", changes[i].where, changes[i].from, changes[i].to);
        compare_all(&diff, made);
        seen++;
        if (diff.count == 0)
            fail_msg("%s: %s to %s is not seen", changes[i].where, changes[i].from, changes[i].to);
        if (!names_clause(&diff, changes[i].clause))
            fail_msg("%s: %s to %s does not name %s", changes[i].where, changes[i].from,
                     changes[i].to, changes[i].clause);
        golden_diff_free(&diff);
        tg_rulebook_free(made);
    }
    print_message("%zu changes seen by cases, %zu refused as unsound\n", seen, refused);
    text_free(&rulebook);
}

/* Every place abroad, in another class than its own: some case has to see it, unless both classes
 * cost the same everywhere. An overlay moves it, as it would an entry of the numbering plan. */
static void every_place_moved_is_seen(void **state)
{
    static const char *const classes[] = {"us_ca",      "kr_sg", "both_lists", "nz",
                                          "only_12593", "other", "hmt"};
    struct tg_error error = {.status = TG_OK};
    struct arena arena = {0};
    struct tg_slice list;
    const char *line;
    size_t step = is_sparse() ? 60 : 1;
    size_t moved = 0;
    size_t at = 0;

    (void)state;
    assert_true(store_read(&arena, &list, NULL, "src/numbering/destinations.csv", &error));
    for (line = strchr(arena_text(&arena, list), '\n'); line != NULL && line[1] != '\0';
         line = strchr(line + 1, '\n')) {
        const char *to = classes[at % COUNT(classes)];
        struct text overlay = {0};
        struct text own = {0};
        struct tg_rulebook *rulebook;
        struct golden_diff diff = {0};
        int digits = (int)strcspn(line + 1, ",");

        if (at++ % step != 0) continue;
        text_addf(&own, ",%s,", to);
        if (memmem(line + 1, strcspn(line + 1, "\n"), own.p, own.n) != NULL) to = "hmt";
        if (memmem(line + 1, strcspn(line + 1, "\n"), ",hmt,", 5) != NULL) to = "nz";
        text_addf(&overlay,
                  "<overlay id='moved' kind='defect' title='t' clauses='A-1'><prefix digits='%.*s' "
                  "destination='%s'/></overlay>",
                  digits, line + 1, to);
        rulebook = tg_rulebook_load(TG_DEFAULT_RULEBOOK, NULL, 0, &error);
        assert_non_null(rulebook);
        if (!tg_rulebook_overlay(rulebook, "moved.xml", overlay.p, overlay.n, &error) ||
            !tg_rulebook_compile(rulebook, &error))
            fail_msg("%s: %s", overlay.p, error.text);
        compare_all(&diff, rulebook);
        if (diff.count == 0) fail_msg("+%.*s as %s is not seen", digits, line + 1, to);
        moved++;
        golden_diff_free(&diff);
        tg_rulebook_free(rulebook);
        text_free(&overlay);
        text_free(&own);
    }
    print_message("%zu places moved to another class\n", moved);
    assert_true(moved >= 290 / step);
    arena_free(&arena);
}

/* Without a change there is none to see. */
static void the_rulebook_itself_changes_nothing(void **state)
{
    struct tg_error error = {.status = TG_OK};
    struct tg_rulebook *rulebook = tg_rulebook_load(TG_DEFAULT_RULEBOOK, NULL, 0, &error);
    struct golden_diff diff = {0};

    (void)state;
    assert_non_null(rulebook);
    compare_all(&diff, rulebook);
    assert_int_equal(diff.count, 0);
    golden_diff_free(&diff);
    tg_rulebook_free(rulebook);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rulebook_itself_changes_nothing),
        cmocka_unit_test(every_change_is_seen_and_its_clause_named),
        cmocka_unit_test(every_place_moved_is_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
