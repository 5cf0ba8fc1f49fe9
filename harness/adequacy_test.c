/* Wrong tariffs: made, seen by the cases, proved equal where no case sees them. */
#include "adequacy.h"
#include "equivalence.h"
#include "fixture.h"

static struct tg_rulebook *with(const char *const *bundled, size_t count, const char *element)
{
    struct tg_error error = {.status = TG_OK};
    struct tg_rulebook *rulebook = tg_rulebook_load(TG_DEFAULT_RULEBOOK, bundled, count, &error);
    struct text xml = {0};

    assert_non_null(rulebook);
    text_addf(&xml, "<overlay id='x' kind='defect' title=''>%s</overlay>", element);
    if (!tg_rulebook_overlay(rulebook, "x", xml.p, xml.n, &error) ||
        !tg_rulebook_compile(rulebook, &error))
        fail_msg("%s: %s", element, error.text);
    text_free(&xml);
    return rulebook;
}

/* What a change of the tariff with the example annex comes to, held against the tariff. */
static const struct {
    const char *reading; /* of the tariff it is held against; NULL = as it is */
    const char *element;
    bool same;
} changes[] = {
    {NULL, "", true},
    {NULL, "<reprice rules='R-10' value='0.31'/>", false},
    {NULL, "<reprice rules='R-10' per='6'/>", false},
    {NULL, "<policy name='free_seconds' value='2'/>", false},
    /* An open price may have another value, but the same one everywhere. */
    {NULL, "<bind price='roam_caller' value='0.55'/>", true},
    {NULL, "<bind price='roam_caller' value='0.61'/>", false},
    {NULL, "<instead rules='R-07'><fee value='0.55' per='60'/></instead>", false},
    {NULL, "<instead rules='R-07'><fee value='0.60' per='60'/></instead>", true},
    {NULL, "<instead rules='R-07'><fee value='0.06' per='6'/></instead>", false},
    {NULL, "<surcharge rules='R-07'><fee value='0.01'/></surcharge>", false},
    /* A price whose unit is open: any charge in its range. */
    {NULL, "<instead rules='R-31' plan='new'><fee value='0.70' per='60'/></instead>", true},
    {NULL, "<instead rules='R-31' plan='new'/>", true},
    {NULL, "<instead rules='R-31' plan='new'><fee value='0.71' per='60'/></instead>", false},
    {NULL, "<instead rules='R-31' plan='new' length='short'><fee value='0.70' per='6'/></instead>",
     true},
    {NULL, "<instead rules='R-31' plan='new' length='long'><fee value='0.70' per='6'/></instead>",
     false},
    /* Up to 3 s are one unit of 6 s or of 60. */
    {NULL,
     "<instead rules='R-31' plan='existing' length='short'><fee value='0.06' per='60'/></instead>",
     true},
    /* The monthly fee lasts no time. */
    {NULL, "<surcharge rules='R-41'><fee value='1' per='60'/></surcharge>", true},
    {NULL, "<surcharge rules='R-41'><fee value='1'/></surcharge>", false},
    /* Where the documents give no price, nothing is compared; a price has to stay one. */
    {NULL, "<treat event='forward' access='17951' as-access='12593'/>", true},
    {NULL, "<treat regime='single' event='receive' state='roaming' as-state='home'/>", false},
    /* Places. */
    {NULL, "<prefix digits='43' destination='other'/>", false},
    {NULL, "<prefix digits='999' destination='other'/>", false},
    {NULL, "<prefix digits='87076' destination='satellite' system='inmarsat'/>", true},
    {NULL, "<prefix digits='87076' destination='other'/>", true},
    {"example", "<prefix digits='870' destination='satellite' system='inmarsat-mini-m'/>", false},
    /* Durations and roundings, where they change nothing: every unit is of 6 s or 60, every price
     * of whole fen. */
    {NULL, "<policy name='billed_duration' value='up 6'/>", true},
    {NULL, "<policy name='billed_duration' value='up 2'/>", true},
    {NULL, "<policy name='billed_duration' value='up 12'/>", false},
    {NULL, "<policy name='billed_duration' value='at-most 2678400'/>", true},
    {NULL, "<policy name='billed_duration' value='at-most 2678399'/>", true},
    {NULL, "<policy name='billed_duration' value='at-most 2678394'/>", false},
    {NULL, "<policy name='duration' value='at-most 2678400'/>", true},
    {NULL, "<policy name='duration' value='up 6'/>", false},
    {NULL,
     "<unit per='4'/><instead rules='R-10'><fee value='0.02' per='4'/></instead>"
     "<policy name='billed_duration' value='up 6'/>",
     false},
    {NULL, "<policy name='fee_rounding' value='nearest 0.01'/>", true},
    {NULL, "<policy name='charge_rounding' value='up 0.01'/>", true},
    {NULL, "<policy name='charge_rounding' value='up 0.02'/>", false},
    {NULL,
     "<policy name='fee_rounding' value='up 0.01'/><policy name='charge_rounding' value='up 1'/>",
     false},
    {NULL, "<bind price='roam_caller' value='0.555'/><policy name='fee_rounding' value='up 0.01'/>",
     false},
    {NULL, "<policy name='pack_boundary' value='end'/>", false},
    {NULL, "<policy name='unit_rounding' value='nearest'/>", false},
    {NULL, "<prefix digits='852' destination='domestic'/>", false},
    {NULL, "<prefix digits='86' destination='other'/>", false},
    /* Numbers: whatever is done to them, some number is charged otherwise. */
    {NULL, "<policy name='prefix_match' value='shortest'/>", false},
    {NULL, "<policy name='network_from' value='digits'/>", false},
    {NULL, "<policy name='area_from' value='digits'/>", false},
    {NULL, "<policy name='bare_number_area' value='visited'/>", false},
    {NULL, "<policy name='province_from' value='digits'/>", false},
    {NULL, "<policy name='prefix_match' value='longest'/>", true},
    {NULL, "<dial digits='00' as=''/>", false},
    {NULL, "<treat event='originate' length='zero' regime='single' as-regime='early'/>", false},
    /* Readings. */
    {NULL, "<reprice rules='R-50' from-value='0.07' value='0.06'/>", false},
    {"I-14b", "<reprice rules='R-50' from-value='0.07' value='0.06'/>", true},
};

static void rulebooks_are_compared_everywhere(void **state)
{
    const char *annex[] = {"example"};

    (void)state;
    for (size_t i = 0; i < COUNT(changes); i++) {
        struct tg_rulebook *right = with(&changes[i].reading, changes[i].reading != NULL, "");
        struct tg_rulebook *other = with(annex, 1, changes[i].element);

        if (same_everywhere(right, other) != changes[i].same)
            fail_msg("%s: expected %s", changes[i].element, changes[i].same ? "same" : "other");
        tg_rulebook_free(right);
        tg_rulebook_free(other);
    }
}

static bool has_mutant(const struct faults *mutants, const char *group, const char *title,
                       const char *element)
{
    for (size_t i = 0; i < mutants->count; i++)
        if (strcmp(mutants->list[i].group, group) == 0 &&
            strcmp(mutants->list[i].title, title) == 0 &&
            strstr(mutants->list[i].overlay, element) != NULL)
            return true;
    return false;
}

static void every_kind_of_mutant_is_made(void **state)
{
    static const struct {
        const char *group, *title, *element;
    } rows[] = {
        {"R-10", "0.30 yuan per 60 s is taken as 0.31 yuan per 60 s", "value=\"0.31\" per=\"60\""},
        {"R-10", "0.30 yuan per 60 s is taken as 0.29 yuan per 60 s", "value=\"0.29\""},
        {"R-10", "0.30 yuan per 60 s is taken as 0.20 yuan per 60 s", "value=\"0.20\""},
        {"R-10", "0.30 yuan per 60 s is taken as 0.35 yuan per 60 s", "value=\"0.35\""},
        {"R-10", "0.30 yuan per 60 s is taken as 0.03 yuan per 6 s", "value=\"0.03\" per=\"6\""},
        {"R-10", "0.30 yuan per 60 s is taken as 0.30 yuan per 6 s", "value=\"0.30\" per=\"6\""},
        {"R-10", "0.30 yuan per 60 s is taken as 0.30 yuan", "<fee value=\"0.30\"/>"},
        {"R-10", "0.30 yuan per 60 s is not charged", "\"></instead>"},
        {"R-10", "local_fee is charged on top", "<fee price=\"local_fee\"/></surcharge>"},
        {"R-10", "state home is charged as province", "as-state=\"province\""},
        {"R-10", "state national is charged as home", "as-state=\"home\""},
        {"R-10", "every other state is charged as home", "state=\"province national\""},
        {"R-41", "5.00 yuan is taken as 5.00 yuan per 60 s", "value=\"5.00\" per=\"60\""},
        {"R-40", "roam_called is taken as roam_caller", "<fee price=\"roam_caller\"/>"},
        {"unit_rounding", "unit_rounding is nearest, not up", "value=\"nearest\""},
        {"free_seconds", "free_seconds is 4, not 3", "value=\"4\""},
        {"zone", "zone is +00:00, not +08:00", "value=\"+00:00\""},
        {"single_from", "single_from is 2009-12-31T23:59:59, not 2010-01-01T00:00:00", "23:59:59"},
        {"regime_boundary", "regime_boundary is end, not start", "value=\"end\""},
        {"daypart_boundary", "daypart_boundary is unit, not start", "value=\"unit\""},
        {"idle_hours", "idle_hours is 22:59:59-06:59:59, not 23:00:00-06:59:59", "22:59:59"},
        {"pack_hours", "pack_hours is 23:59:59-06:59:59, not 00:00:00-06:59:59", "23:59:59"},
        {"duration", "duration is modulo 3600, not as-measured", "value=\"modulo 3600\""},
        {"duration", "duration is plus 1, not as-measured", "value=\"plus 1\""},
        {"billed_duration", "billed_duration is at-least 60, not as-measured", "at-least 60"},
        {"fee_rounding", "fee_rounding is up 0.1, not exact", "value=\"up 0.1\""},
        {"charge_rounding", "charge_rounding is nearest 1, not exact", "value=\"nearest 1\""},
        {"pack_boundary", "pack_boundary is end, not start", "value=\"end\""},
        {"prefix_match", "prefix_match is shortest, not longest", "value=\"shortest\""},
        {"network_from", "network_from is digits, not record", "value=\"digits\""},
        {"area_from", "area_from is digits, not record", "value=\"digits\""},
        {"bare_number_area", "bare_number_area is visited, not set-up", "value=\"visited\""},
        {"province_from", "province_from is digits, not area", "value=\"digits\""},
        {"destinations", "+82 is other, not kr_sg", "digits=\"82\" destination=\"other\""},
        {"destinations", "+55 is us_ca, not other", "digits=\"55\" destination=\"us_ca\""},
    };
    struct tg_rulebook *tariff = with(NULL, 0, "");
    struct faults mutants = {0};

    (void)state;
    mutants_make(&mutants, tariff);
    for (size_t i = 0; i < COUNT(rows); i++)
        if (!has_mutant(&mutants, rows[i].group, rows[i].title, rows[i].element))
            fail_msg("no mutant '%s' of %s", rows[i].title, rows[i].group);
    print_message("%zu mutants\n", mutants.count);
    faults_free(&mutants);
    tg_rulebook_free(tariff);
}

/* `tollgate adequacy`: with all cases nothing slips through; with one suite much does, and is
 * named. */
static void no_mutant_survives_all_cases(void **state)
{
    struct said said;

    (void)state;
    if (is_sparse()) skip();
    said = RUN_TOLLGATE("adequacy");
    if (said.code != EXIT_CONFORMS || strstr(said.output.p, ", surviving 0\ncases ") == NULL)
        fail_msg("exit %d\n%.5000s", said.code, said.output.p);
    said_free(&said);
}

static void a_mutant_is_an_overlay_to_be_tried(void **state)
{
    struct said said =
        RUN_TOLLGATE("adequacy", "six-second", "--of", "free_seconds", "--show", "free_seconds.m1");

    (void)state;
    assert_int_equal(said.code, EXIT_CONFORMS);
    assert_string_equal(said.output.p,
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<overlay id=\"free_seconds.m1\" kind=\"defect\" source=\"mutant\"\n"
                        "    title=\"free_seconds is 2, not 3\"\n    clauses=\"B-2.5\">\n"
                        "  <policy name=\"free_seconds\" value=\"2\"/>\n</overlay>\n");
    said_free(&said);
    said = RUN_TOLLGATE("adequacy", "--show", "R-99.m1");
    assert_int_equal(said.code, EXIT_USAGE);
    assert_string_equal(said.talk.p, "tollgate: there is no defect or mutant 'R-99.m1'\n");
    said_free(&said);
    said = RUN_TOLLGATE("adequacy", "--jobs", "0");
    assert_int_equal(said.code, EXIT_USAGE);
    assert_non_null(strstr(said.talk.p, "--jobs '0': expected 1 to 64"));
    said_free(&said);
}

static void files_are_looked_at_first(void **state)
{
    static const char *const options[] = {"--list", "--cases"};

    (void)state;
    for (size_t i = 0; i < COUNT(options); i++) {
        assert_run(RUN_TOLLGATE("adequacy", options[i], "/proc/x"), EXIT_USAGE, "",
                   "tollgate: '/proc/x': cannot be written: No such file or directory\n");
    }
    assert_run(RUN_TOLLGATE("adequacy", "--list", "/nowhere", "--cases", "/./nowhere"), EXIT_USAGE,
               "",
               "tollgate: '/./nowhere': would be written twice: expected a file for each report\n");
}

/* A suite that asks nothing of the kind lets it through, and it is told which. */
static void what_slips_through_is_named(void **state)
{
    struct said said = RUN_TOLLGATE("adequacy", "saver-12593", "--of", "R-41", "--jobs", "1",
                                    "--list", "/dev/null", "--cases", "/dev/null");

    (void)state;
    assert_int_equal(said.code, EXIT_MISMATCH);
    assert_non_null(strstr(said.output.p, "  R-41.m1  5.00 yuan is not charged (B-2.3)\n"));
    assert_non_null(strstr(said.output.p, "\ncases "));
    assert_null(strstr(said.output.p, "local_fee is charged on top"));
    said_free(&said);
}

/* The other policies of the moment are readings I-01 and I-02: held throughout they conform. */
static void a_mutant_that_is_a_reading_is_none(void **state)
{
    struct said said =
        RUN_TOLLGATE("adequacy", "saver-12593", "dates", "--of", "daypart_boundary", "--jobs", "2");

    (void)state;
    assert_int_equal(said.code, EXIT_CONFORMS);
    assert_non_null(
        strstr(said.output.p, "mutants 2: detected 0, proved equivalent 2, surviving 0\n"));
    said_free(&said);
}

static void known_defects_are_tried_alone(void **state)
{
    struct said said = RUN_TOLLGATE("adequacy", "three-second", "--of", "defects", "--jobs", "1");

    (void)state;
    assert_int_equal(said.code, EXIT_MISMATCH);
    assert_non_null(strstr(said.output.p, "\ndefects "));
    assert_non_null(
        strstr(said.output.p, "mutants 0: detected 0, proved equivalent 0, surviving 0\n"));
    said_free(&said);
}

static void detected_mutants_are_counted(void **state)
{
    struct said said = RUN_TOLLGATE("adequacy", "three-second", "per-minute", "--of",
                                    "free_seconds", "--jobs", "1");

    (void)state;
    assert_int_equal(said.code, EXIT_CONFORMS);
    assert_non_null(
        strstr(said.output.p, "mutants 2: detected 2, proved equivalent 0, surviving 0\n"));
    said_free(&said);
    said = RUN_TOLLGATE("adequacy", "three-second", "--of", "R-99");
    assert_int_equal(said.code, EXIT_INVALID);
    assert_string_equal(said.talk.p, "tollgate: no rule, policy or list named 'R-99' is mutated\n");
    said_free(&said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rulebooks_are_compared_everywhere),
        cmocka_unit_test(every_kind_of_mutant_is_made),
        cmocka_unit_test(a_mutant_is_an_overlay_to_be_tried),
        cmocka_unit_test(files_are_looked_at_first),
        cmocka_unit_test(what_slips_through_is_named),
        cmocka_unit_test(a_mutant_that_is_a_reading_is_none),
        cmocka_unit_test(known_defects_are_tried_alone),
        cmocka_unit_test(detected_mutants_are_counted),
        cmocka_unit_test(no_mutant_survives_all_cases),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
