/* Levels that are made rather than written: generators, imports, dialled prefixes; and picks. */
#include "suite.h"

#include "testing.h"

static const char frame[] = "<suite id=\"x\">\n"
                            "<title>A title</title><purpose>A purpose.</purpose>\n"
                            "<clauses>A-1</clauses>\n"
                            "<record start_time=\"2010-03-15T10:00:00\" event=\"originate\"\n"
                            "  home_area=\"0755\" visited_area=\"0755\" duration_s=\"9\"\n"
                            "  plan=\"gotone\" other_party=\"01062001234\"/>\n"
                            "%s\n" /* line 7 */
                            "</suite>\n";

static struct suite *load(const char *parts, struct tg_error *error)
{
    struct suite_source source = {.name = "cases/x.xml",
                                  .dir = TEST_SOURCE_DIR,
                                  .shared = "harness/testdata/factors.xml",
                                  .shared_name = TEST_SOURCE_DIR "/harness/testdata/factors.xml"};
    struct suite *suite;
    char *text;

    *error = (struct tg_error){.status = TG_OK};
    assert_true(asprintf(&text, frame, parts) > 0);
    source.xml = tg_slice_of(text);
    suite = suite_load(&source, error);
    free(text);
    return suite;
}

/* The cases as lines of call_id, start_time, plan, other_party and title. */
static void assert_cases(const char *parts, const char *lines)
{
    struct tg_error error;
    struct suite *suite = load(parts, &error);
    struct text out = {0};

    if (suite == NULL) fail_msg("%s:%ld:%ld: %s", error.file, error.line, error.column, error.text);
    for (size_t i = 0; i < suite->case_count; i++) {
        const struct suite_case *made = &suite->cases[i];

        text_addf(&out, "%s|%s|%s|%s|%s\n", made->call_id, made->value[TG_CDR_START_TIME],
                  made->value[TG_CDR_PLAN], made->value[TG_CDR_OTHER_PARTY], made->title);
    }
    assert_string_equal(out.p, lines);
    text_free(&out);
    suite_free(suite);
}

#define GROUP(title, content) "<group id=\"g\" title=\"" title "\">" content "</group>"
#define WHEN                  "<use factor=\"when\"/>"

static void an_edge_is_a_moment_and_its_neighbours(void **state)
{
    (void)state;
    assert_cases("<factor id=\"when\"><edge id=\"new\" phrase=\"the change\" "
                 "at=\"2010-01-01T00:00:00\"/></factor>" GROUP("{when}", WHEN),
                 "g-new|2010-01-01T00:00:00|gotone|01062001234|at the change\n"
                 "g-newminus1|2009-12-31T23:59:59|gotone|01062001234|1 s before the change\n"
                 "g-newplus1|2010-01-01T00:00:01|gotone|01062001234|1 s after the change\n");
    assert_cases("<factor id=\"when\"><edge id=\"e\" phrase=\"E\" at=\"2010-01-01T00:00:00Z\" "
                 "steps=\"-86400 60\" plan=\"mzone\"/></factor>" GROUP("{when}", WHEN),
                 "g-eminus86400|2009-12-31T08:00:00|mzone|01062001234|86400 s before E\n"
                 "g-eplus60|2010-01-01T08:01:00|mzone|01062001234|60 s after E\n");
}

static void hours_are_all_hours_of_a_date(void **state)
{
    struct tg_error error;
    struct suite *suite = load("<factor id=\"when\"><hours id=\"h\" phrase=\"at {}\" "
                               "date=\"2010-05-01\" at=\"30:01\"/></factor>" GROUP("{when}", WHEN),
                               &error);

    (void)state;
    assert_non_null(suite);
    assert_int_equal(suite->case_count, 24);
    for (size_t i = 0; i < 24; i++) {
        char *expected;

        assert_true(asprintf(&expected, "2010-05-01T%02zu:30:01", i) > 0);
        assert_string_equal(suite->cases[i].value[TG_CDR_START_TIME], expected);
        free(expected);
    }
    assert_string_equal(suite->cases[7].call_id, "g-h07");
    assert_string_equal(suite->cases[7].title, "at 07:30:01");
    suite_free(suite);
    assert_cases("<factor id=\"when\"><hours id=\"h\" phrase=\"at {}\" date=\"2010-05-01\"/>"
                 "</factor><group id=\"g\" title=\"{when}\"><use factor=\"when\" "
                 "levels=\"h1* h05\"/><exclude when=\"h11 h12 h13 h14 h15 h16 h17 h18\"/></group>",
                 "g-h05|2010-05-01T05:00:00|gotone|01062001234|at 05:00:00\n"
                 "g-h10|2010-05-01T10:00:00|gotone|01062001234|at 10:00:00\n"
                 "g-h19|2010-05-01T19:00:00|gotone|01062001234|at 19:00:00\n");
}

static void each_word_makes_a_level(void **state)
{
    (void)state;
    assert_cases("<factor id=\"to\"><each id=\"c{}\" phrase=\"+{}\" other_party=\"00{}21234567\">"
                 "\n 852\n 853 </each></factor>" GROUP("calls {to}", "<use factor=\"to\"/>"),
                 "g-c852|2010-03-15T10:00:00|gotone|0085221234567|calls +852\n"
                 "g-c853|2010-03-15T10:00:00|gotone|0085321234567|calls +853\n");
}

static void what_is_dialled_stands_before_the_number(void **state)
{
    (void)state;
    assert_cases("<factor id=\"via\"><level id=\"ip\" phrase=\"by 17951\" dial=\"17951\"/>"
                 "<level id=\"direct\" phrase=\"directly\"/></factor>" GROUP(
                     "{via}", "<use factor=\"via\"/>"),
                 "g-direct|2010-03-15T10:00:00|gotone|01062001234|directly\n"
                 "g-ip|2010-03-15T10:00:00|gotone|1795101062001234|by 17951\n");
}

static void shared_factors_are_imported(void **state)
{
    (void)state;
    assert_cases("<import factors=\"plan\"/>" GROUP("{plan}", "<use factor=\"plan\"/>"),
                 "g-gotone|2010-03-15T10:00:00|gotone|01062001234|全球通\n"
                 "g-mzone|2010-03-15T10:00:00|mzone|01062001234|动感地带\n");
}

#define TWO_FACTORS                                                                                \
    "<factor id=\"a\"><level id=\"x\" phrase=\"X\"/><level id=\"y\" phrase=\"Y\"/></factor>"       \
    "<factor id=\"b\"><level id=\"v\" phrase=\"V\" plan=\"mzone\"/>"                               \
    "<level id=\"w\" phrase=\"W\" plan=\"easyown\"/></factor>"
#define PICKED(content)                                                                            \
    TWO_FACTORS GROUP("{a} {b}", "<use factor=\"a\"/><use factor=\"b\"/>" content)

static void picks_replace_the_product(void **state)
{
    (void)state;
    assert_cases("<factor id=\"a\"><level id=\"x\" phrase=\"X\" packs=\"night\"/>"
                 "<level id=\"y\" phrase=\"Y\"/></factor>"
                 "<factor id=\"b\"><level id=\"v\" phrase=\"V\" plan=\"mzone\"/>"
                 "<level id=\"w\" phrase=\"W\" plan=\"easyown\"/></factor>" GROUP(
                     "{a} {b}", "<use factor=\"a\"/><use factor=\"b\"/>"
                                "<pick b=\"w\" a=\"y\"/><pick a=\"x\" b=\"v\"/>"),
                 "g-x-v|2010-03-15T10:00:00|mzone|01062001234|X V\n"
                 "g-y-w|2010-03-15T10:00:00|easyown|01062001234|Y W\n");
}

static const struct {
    const char *parts;
    const char *error;
} faults[] = {
    {"<factor id=\"when\">\n<edge id=\"e\" phrase=\"E\" "
     "at=\"2010-02-30T00:00:00\"/></factor>" GROUP("{when}", WHEN),
     "cases/x.xml:8:1: edge at '2010-02-30T00:00:00': no such date"},
    {"<factor id=\"when\">\n<edge id=\"e\" phrase=\"E\" at=\"2010-01-01T00:00:00\" "
     "steps=\"0 x\"/></factor>" GROUP("{when}", WHEN),
     "cases/x.xml:8:1: step 'x' is not a number between -86400 and 86400"},
    {"<factor id=\"when\">\n<edge id=\"e\" phrase=\"E\" at=\"2010-01-01T00:00:00\" "
     "steps=\"86401\"/></factor>" GROUP("{when}", WHEN),
     "cases/x.xml:8:1: step '86401' is not a number between -86400 and 86400"},
    {"<factor id=\"when\">\n<edge id=\"e\" phrase=\"E\" at=\"2010-01-01T00:00:00\" "
     "steps=\"1 1\"/></factor>" GROUP("{when}", WHEN),
     "cases/x.xml:8:1: level 'eplus1' of factor 'when' is given twice, first in line 8"},
    {"<factor id=\"when\">\n<edge id=\"e\" phrase=\"E\" at=\"2010-01-01T00:00:00\" "
     "start_time=\"2010-01-01T00:00:00\"/></factor>" GROUP("{when}", WHEN),
     "cases/x.xml:8:1: start_time is set by the generator itself"},
    {"<factor id=\"when\">\n<hours id=\"h\" phrase=\"at {}\" date=\"2010-01-01\" "
     "start_time=\"2010-01-01T00:00:00\"/></factor>" GROUP("{when}", WHEN),
     "cases/x.xml:8:1: start_time is set by the generator itself"},
    {"<factor id=\"when\">\n<edge id=\"e\" phrase=\"E\" "
     "at=\"2099-12-31T23:59:59\"/></factor>" GROUP("{when}", WHEN),
     "cases/x.xml:8:1: a step leads to '2100-01-01T00:00:00', outside the years 1970 to 2099"},
    {"<factor id=\"when\">\n<hours id=\"h\" phrase=\"at noon\" "
     "date=\"2010-01-01\"/></factor>" GROUP("{when}", WHEN),
     "cases/x.xml:8:1: phrase 'at noon' has no {} for what tells the levels apart"},
    {"<factor id=\"when\">\n<hours id=\"h\" phrase=\"at {}\" date=\"2010-13-01\"/></factor>" GROUP(
         "{when}", WHEN),
     "cases/x.xml:8:1: case 'g-h00': start_time '2010-13-01T00:00:00': no such date"},
    {"<factor id=\"to\">\n<each id=\"c\" phrase=\"{}\">1</each></factor>" GROUP(
         "{to}", "<use factor=\"to\"/>"),
     "cases/x.xml:8:1: id 'c' has no {} for what tells the levels apart"},
    {"<factor id=\"to\">\n<each id=\"c{}\" phrase=\"c\">1</each></factor>" GROUP(
         "{to}", "<use factor=\"to\"/>"),
     "cases/x.xml:8:1: phrase 'c' has no {} for what tells the levels apart"},
    {"<factor id=\"to\">\n<each id=\"c{}\" phrase=\"{}\">1 2 1</each></factor>" GROUP(
         "{to}", "<use factor=\"to\"/>"),
     "cases/x.xml:8:1: level 'c1' of factor 'to' is given twice, first in line 8"},
    {"<factor id=\"to\">\n<each id=\"c{}\" phrase=\"{}\">1-2</each></factor>" GROUP(
         "{to}", "<use factor=\"to\"/>"),
     "cases/x.xml:8:1: level id 'c1-2' is not 1 to 24 letters and digits"},
    {"<factor id=\"to\"><level id=\"c\" phrase=\"c\"/></factor>" GROUP(
         "{to}", "\n<use factor=\"to\" levels=\"d*\"/>"),
     "cases/x.xml:8:1: factor 'to' has no level 'd*'"},
    {"<factor id=\"to\"><level id=\"c\" phrase=\"c\"/></factor>" GROUP(
         "{to}", "\n<use factor=\"to\" levels=\"c c*\"/>"),
     "cases/x.xml:8:1: level 'c' is named twice"},
    {"<factor id=\"to\"><level id=\"c\" phrase=\"c\"/></factor>" GROUP(
         "{to}", "<use factor=\"to\"/>\n<exclude to=\"d*\"/>"),
     "cases/x.xml:8:1: excluded level 'd*' of factor 'to' is not in use"},
    {"<factor id=\"via\">\n<level id=\"ip\" phrase=\"c\" dial=\"17951\" other_party=\"\"/>"
     "</factor>" GROUP("{via}", "<use factor=\"via\"/>"),
     "cases/x.xml:8:1: dial is set, but group 'g' has no other_party to dial"},
    {"<factor id=\"a\"><level id=\"x\" phrase=\"x\" dial=\"1\"/></factor><factor id=\"b\">"
     "\n<level id=\"y\" phrase=\"y\" dial=\"2\"/></factor>" GROUP(
         "{a} {b}", "<use factor=\"a\"/><use factor=\"b\"/>"),
     "cases/x.xml:8:1: dial is set by levels 'x' and 'y', which group 'g' combines"},
    {PICKED("\n<pick a=\"x\"/>"), "cases/x.xml:8:1: the pick names no level of factor 'b'"},
    {PICKED("\n<pick a=\"x\" b=\"q\"/>"),
     "cases/x.xml:8:1: picked level 'q' of factor 'b' is not in use"},
    {PICKED("\n<pick a=\"x\" b=\"v\" c=\"z\"/>"),
     "cases/x.xml:8:1: picked factor 'c' is not in use in group 'g'"},
    {PICKED("<pick a=\"x\" b=\"v\"/>\n<pick b=\"v\" a=\"x\"/>"),
     "cases/x.xml:8:1: the same pick stands in line 7"},
    {PICKED("<pick a=\"x\" b=\"v\"/>\n<exclude a=\"y\"/>"),
     "cases/x.xml:8:1: group 'g' has picks: there is nothing to exclude"},
    {"\n<import factors=\"plam\"/>" GROUP("{plan}", "<use factor=\"plan\"/>"),
     "cases/x.xml:8:1: " TEST_SOURCE_DIR
     "/harness/testdata/factors.xml has no factor 'plam'; did you mean 'plan'?"},
    {"\n<import factors=\"countries\"/>" GROUP("{plan}", "<use factor=\"plan\"/>"),
     "cases/x.xml:8:1: " TEST_SOURCE_DIR "/harness/testdata/factors.xml has no factor 'countries'"},
    {"\n<import factors=\"plan\"/>" PICKED(""),
     "cases/x.xml:8:1: factor 'plan' is used by no group"},
    {"\n<import factors=\"plan plan\"/>" GROUP("{plan}", "<use factor=\"plan\"/>"),
     "cases/x.xml:8:1: factor 'plan' is given twice, first in line 8"},
    {"<import factors=\"broken\"/>" GROUP("{broken}", "<use factor=\"broken\"/>"), TEST_SOURCE_DIR
     "/harness/testdata/factors.xml:11:5: level id 'a-b' is not 1 to 24 letters and "
     "digits"},
    {"<import factors=\"wrong\"/>" GROUP("{wrong}", "<use factor=\"wrong\"/>"),
     TEST_SOURCE_DIR "/harness/testdata/factors.xml:8:5: case 'g-a': plan 'no-such-plan' is "
                     "unknown; expected gotone, mzone, easyown, easyown-qingsong, easyown-jiayuan, "
                     "gotone-jingdian, gotone-shanglv, mzone-suibian or easyown-dazhong"},
};

static void faults_are_told_with_file_and_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct tg_error error;
        struct suite *suite = load(faults[i].parts, &error);
        char text[2 * TG_ERROR_TEXT];

        if (suite != NULL) fail_msg("accepted, expected %s", faults[i].error);
        tg_error_format(text, sizeof text, &error);
        assert_string_equal(text, faults[i].error);
    }
}

static void a_file_holds_what_it_is_read_for(void **state)
{
    static const char factors[] =
        "<factors><factor id=\"a\"><level id=\"x\" phrase=\"X\"/></factor></factors>";
    struct suite_source source = {.name = "cases/x.xml", .xml = tg_slice_of(factors)};
    struct tg_error error = {.status = TG_OK};
    char text[2 * TG_ERROR_TEXT];

    (void)state;
    assert_null(suite_load(&source, &error));
    tg_error_format(text, sizeof text, &error);
    assert_string_equal(text, "cases/x.xml:1:1: expected a suite, found shared factors");

    source.xml = tg_slice_of("<suite id=\"x\"><title>t</title><purpose>p</purpose><clauses>A-1"
                             "</clauses>\n<import factors=\"plan\"/><group id=\"g\" title=\"t\">"
                             "<use factor=\"plan\"/></group></suite>");
    source.shared = "cases/before.xml";
    source.shared_name = TEST_SOURCE_DIR "/cases/before.xml";
    source.dir = TEST_SOURCE_DIR;
    error.status = TG_OK;
    assert_null(suite_load(&source, &error));
    tg_error_format(text, sizeof text, &error);
    assert_string_equal(text, "cases/x.xml:2:1: " TEST_SOURCE_DIR
                              "/cases/before.xml holds no factors but a suite");
    source.shared = source.shared_name = "no/such/file.xml";
    error.status = TG_OK;
    assert_null(suite_load(&source, &error));
    assert_int_equal(error.status, TG_E_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_edge_is_a_moment_and_its_neighbours),
        cmocka_unit_test(hours_are_all_hours_of_a_date),
        cmocka_unit_test(each_word_makes_a_level),
        cmocka_unit_test(what_is_dialled_stands_before_the_number),
        cmocka_unit_test(shared_factors_are_imported),
        cmocka_unit_test(picks_replace_the_product),
        cmocka_unit_test(faults_are_told_with_file_and_place),
        cmocka_unit_test(a_file_holds_what_it_is_read_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
