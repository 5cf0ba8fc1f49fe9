/* The catalogue of defects: each is a well-described overlay that the cases can see. */
#include "fixture.h"

#include "phrases.h"
#include "suites.h"
#include "verdict.h"

#include <glob.h>
#include <libxml/parser.h>

#define LEAST_DEFECTS 157 /* a catalogue that shrinks is told */
#define LEAST_CASES   3

struct defect {
    const char *path;
    xmlDoc *doc;
};

static const char *attribute(const struct defect *defect, const char *name)
{
    const xmlAttr *found = xmlHasProp(xmlDocGetRootElement(defect->doc), (const xmlChar *)name);

    return found == NULL ? "" : (const char *)found->children->content;
}

static bool each_defect(void (*look)(void *user, const struct defect *defect), void *user)
{
    glob_t found;

    if (glob(TEST_SOURCE_DIR "/cases/defects/*.xml", 0, NULL, &found) != 0) return false;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct defect defect = {found.gl_pathv[i],
                                xmlReadFile(found.gl_pathv[i], NULL, XML_PARSE_NONET)};

        assert_non_null(defect.doc);
        look(user, &defect);
        xmlFreeDoc(defect.doc);
    }
    assert_true(found.gl_pathc >= LEAST_DEFECTS);
    globfree(&found);
    return true;
}

static void check_description(void *user, const struct defect *defect)
{
    const char *name = strrchr(defect->path, '/') + 1;
    size_t length = strlen(attribute(defect, "id"));

    (void)user;
    if (strncmp(name, attribute(defect, "id"), length) != 0 || strcmp(name + length, ".xml") != 0)
        fail_msg("%s: its id is another", name);
    if (strcmp(attribute(defect, "kind"), "defect") != 0) fail_msg("%s: no defect", name);
    if (attribute(defect, "title")[0] == '\0') fail_msg("%s: without a title", name);
    if (attribute(defect, "clauses")[0] == '\0') fail_msg("%s: breaks no clause", name);
    if (attribute(defect, "source")[0] == '\0') fail_msg("%s: without a source", name);
}

static void every_defect_is_described(void **state)
{
    (void)state;
    assert_true(each_defect(check_description, NULL));
}

/* All questions, and what the reference rater with an annex says to them. */
struct exam {
    struct questions questions;
    struct law right;
    size_t defects;
};

/* What shows in one suite only, since no other asks such calls: the suite is about them. */
static const char *const of_one_suite[] = {
    /* dates: calls at the edges of a date */
    "date-day-early",
    "date-second-early",
    "roaming-2008-day-late",
    /* forwarding: ported numbers, numbers without area code */
    "forwarding-bare-visited",
    "ported-by-prefix",
    /* ip-17951, saver-12593: single countries of one of the two lists */
    "ireland-in-17951",
    "spain-missing-12593",
    /* night-pack */
    "pack-all-day",
    "pack-by-end",
    "pack-by-ip",
    "pack-hour-short",
    "pack-roaming",
    "pack-second-long",
    /* saver-12593: calls at the edges of the idle hours */
    "idle-second-long",
};

static bool is_of_one_suite(const char *id)
{
    for (size_t i = 0; i < COUNT(of_one_suite); i++)
        if (strcmp(of_one_suite[i], id) == 0) return true;
    return false;
}

/* Failing cases of a law; and how many of them are of a clause that the defect says it breaks, by
 * what is right or by what is charged instead. */
static size_t count_failing(size_t *own, size_t *suites, const struct exam *exam,
                            const struct law *law, const char *clauses)
{
    size_t failing = 0;
    size_t last = SIZE_MAX;

    *own = *suites = 0;
    for (size_t i = 0; i < exam->questions.count; i++) {
        struct tg_rule_info instead = {.clauses = ""};

        if (law_same(&exam->right.list[i], &law->list[i])) continue;
        /* What the documents leave open can differ without being wrong. */
        if (exam->questions.list[i].expected.kind == EXPECT_UNSPECIFIED) continue;
        /* What is refused is charged by no rule. */
        if (law->list[i].kind != EXPECT_ERROR)
            tg_rulebook_rule(law->rulebook, &instead, law->list[i].rule);
        failing++;
        *suites += exam->questions.list[i].suite != last;
        last = exam->questions.list[i].suite;
        *own += phrase_shares_word(exam->questions.list[i].expected.clauses, clauses) ||
                phrase_shares_word(instead.clauses, clauses);
    }
    return failing;
}

static void check_seen(void *user, const struct defect *defect)
{
    struct exam *exam = user;
    const struct choice choice = {.overlays = {"example", defect->path}, .overlay_count = 2};
    struct law law;
    size_t own, suites;

    if (!law_open(&law, &choice, &exam->questions)) fail_msg("%s", defect->path);
    if (count_failing(&own, &suites, exam, &law, attribute(defect, "clauses")) < LEAST_CASES)
        fail_msg("%s: seen by less than %d cases", defect->path, LEAST_CASES);
    if ((suites == 1) != is_of_one_suite(attribute(defect, "id")))
        fail_msg("%s: seen in %zu suites", defect->path, suites);
    if (own == 0) fail_msg("%s: no case of its clauses sees it", defect->path);
    law_close(&law);
    exam->defects++;
}

static void every_defect_is_seen_by_cases(void **state)
{
    const struct choice annex = {.overlays = {"example"}, .overlay_count = 1};
    struct suites suites = {0};
    struct tg_error error = {0};
    struct exam exam = {0};

    (void)state;
    assert_true(suites_find(&suites, NULL, &error));
    assert_true(suites_load_all(&exam.questions, &suites, &error));
    assert_true(law_open(&exam.right, &annex, &exam.questions));
    assert_true(each_defect(check_seen, &exam));
    print_message("%zu defects, %zu cases\n", exam.defects, exam.questions.count);
    law_close(&exam.right);
    questions_free(&exam.questions);
    suites_free(&suites);
}

/* The ways of billing wrongly that have to stay expressible, by family; at least these. That each
 * still changes what is charged, the test above shows. */
static const struct {
    const char *family;
    const char *ids;
} families[] = {
    {"units and rounding",
     "per-minute units-floored units-nearest first-minute-full first-half-minute-full "
     "minutes-before-units parts-up-to-tenth charge-cut-to-tenth charge-cut-to-yuan per-second"},
    {"three seconds", "three-seconds-forgotten three-seconds-roaming three-seconds-less-than "
                      "three-seconds-rounded three-seconds-forwarded"},
    {"fees", "basic-fee-added basic-fee-ip roaming-fee-saver roaming-fee-hmt roaming-fee-abroad "
             "forwarding-fee-added forwarding-called-only"},
    {"prices", "old-price ip-price-neighbour ten-times-domestic tenth-domestic prices-tenfold "
               "prices-hundredfold prices-tenth"},
    {"plans", "cards-per-6-seconds mzone-as-card new-plans-as-before saver-discount-missing "
              "saver-discount-for-all"},
    {"places",
     "saver-province-as-home saver-national-as-province conditional-as-unconditional "
     "roaming-unnoticed hong-kong-domestic taiwan-abroad plus-one-as-usa hawaii-missing "
     "alaska-missing kazakhstan-as-russia malaysia-missing russia-in-17951 prefix-shortest "
     "zero-lost zeros-lost"},
    {"time", "busy-idle-swapped idle-second-late idle-minute-short idle-hour-early utc pack-by-end "
             "date-day-early date-day-late roaming-2008-never"},
    {"network", "ported-by-prefix networks-swapped mobile-area-by-segment"},
    {"durations", "duration-modulo-hour duration-16-bit duration-signed-16-bit duration-swapped"},
    {"night pack", "pack-ignored pack-all-day pack-roaming pack-for-all"},
};

static void no_family_is_lost(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(families); i++) {
        const char *ids = families[i].ids;
        struct tg_slice id;

        while ((id = tg_next_word(&ids)).n > 0) {
            char path[96];

            snprintf(path, sizeof path, "cases/defects/%.*s.xml", (int)id.n, id.p);
            if (tg_asset_find(path) == NULL) fail_msg("%s: %s is gone", families[i].family, path);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_defect_is_described),
        cmocka_unit_test(every_defect_is_seen_by_cases),
        cmocka_unit_test(no_family_is_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
