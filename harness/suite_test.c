#include "suite.h"

#include "testing.h"

/* A suite from the texts that vary: parts (factors, durations) and groups. */
static const char frame[] = "<suite id=\"x\">\n"
                            "<title>A title</title><purpose>A purpose.</purpose>\n"
                            "<clauses>A-1\n A-2.1.1</clauses>\n"
                            "<record start_time=\"2010-03-15T10:00:00\" event=\"originate\"\n"
                            "  home_area=\"0755\" visited_area=\"0755\"/>\n"
                            "%s\n" /* line 7 */
                            "</suite>\n";

#define PLANS                                                                                      \
    "<factor id=\"plan\"><level id=\"gotone\" phrase=\"全球通\" plan=\"gotone\"/>"              \
    "<level id=\"mzone\" phrase=\"动感地带\" plan=\"mzone\"/></factor>"
#define TO                                                                                         \
    "<factor id=\"to\"><level id=\"bj\" phrase=\"Beijing\" other_party=\"01062001234\"/>"          \
    "<level id=\"hk\" phrase=\"Hong Kong, &quot;SAR&quot;\" other_party=\"0085221234567\"/>"       \
    "</factor>"
#define ONE_SECOND "<durations id=\"d\"><list>1</list></durations>"
#define GROUP(attributes, content)                                                                 \
    "<group id=\"g\" title=\"{plan} calls {to}\" " attributes ">"                                  \
    "<use factor=\"plan\"/><use factor=\"to\"/>" content "</group>"

static struct suite *load(const char *parts, struct tg_error *error)
{
    struct text xml = {0};
    char *text;
    struct suite *suite;

    *error = (struct tg_error){.status = TG_OK};
    assert_true(asprintf(&text, frame, parts) > 0);
    text_add(&xml, tg_slice_of(text));
    suite = suite_load(
        &(struct suite_source){.name = "cases/x.xml",
                               .xml = text_slice(&xml),
                               .dir = TEST_SOURCE_DIR,
                               .shared = "harness/testdata/factors.xml",
                               .shared_name = TEST_SOURCE_DIR "/harness/testdata/factors.xml"},
        error);
    free(text);
    text_free(&xml);
    return suite;
}

static void assert_expands(const char *parts, const char *csv)
{
    struct tg_error error;
    struct suite *suite = load(parts, &error);
    struct text out = {0};

    if (suite == NULL) fail_msg("%ld:%ld: %s", error.line, error.column, error.text);
    suite_write(&out, suite);
    assert_string_equal(out.p, csv);
    text_free(&out);
    suite_free(suite);
}

#define HEAD                                                                                       \
    "call_id,start_time,duration_s,plan,packs,event,forward_reason,home_area,visited_area,"        \
    "other_party,other_area,other_network,title\n"

/* ----------------------------------------------------------------------------------- expansion */

static void a_suite_expands_to_sorted_records(void **state)
{
    (void)state;
    assert_expands(PLANS TO "<durations id=\"d\"><list>13 2</list></durations>" GROUP(
                       "durations=\"d\"", "<exclude plan=\"mzone\" to=\"hk\"/>"),
                   HEAD "g-gotone-bj-0002,2010-03-15T10:00:00,2,gotone,,originate,,0755,0755,"
                        "01062001234,,,\"全球通 calls Beijing, 2 s\"\n"
                        "g-gotone-bj-0013,2010-03-15T10:00:00,13,gotone,,originate,,0755,0755,"
                        "01062001234,,,\"全球通 calls Beijing, 13 s\"\n"
                        "g-gotone-hk-0002,2010-03-15T10:00:00,2,gotone,,originate,,0755,0755,"
                        "0085221234567,,,\"全球通 calls Hong Kong, \"\"SAR\"\", 2 s\"\n"
                        "g-gotone-hk-0013,2010-03-15T10:00:00,13,gotone,,originate,,0755,0755,"
                        "0085221234567,,,\"全球通 calls Hong Kong, \"\"SAR\"\", 13 s\"\n"
                        "g-mzone-bj-0002,2010-03-15T10:00:00,2,mzone,,originate,,0755,0755,"
                        "01062001234,,,\"动感地带 calls Beijing, 2 s\"\n"
                        "g-mzone-bj-0013,2010-03-15T10:00:00,13,mzone,,originate,,0755,0755,"
                        "01062001234,,,\"动感地带 calls Beijing, 13 s\"\n");
}

static void groups_override_the_suite_and_levels_both(void **state)
{
    (void)state;
    assert_expands(
        "<factor id=\"where\"><level id=\"a\" phrase=\"A\" visited_area=\"010\"/>"
        "<level id=\"b\" phrase=\"B\"/></factor>"
        "<group id=\"fee\" title=\"in {where}\"><record event=\"receive\" visited_area=\"021\" "
        "plan=\"easyown\" duration_s=\"9\"/><use factor=\"where\"/></group>",
        HEAD "fee-a,2010-03-15T10:00:00,9,easyown,,receive,,0755,010,,,,in A\n"
             "fee-b,2010-03-15T10:00:00,9,easyown,,receive,,0755,021,,,,in B\n");
}

static void generators_name_each_duration_once(void **state)
{
    static const struct {
        const char *generators;
        const char *durations;
    } rows[] = {
        {"<list>3 1 2 1</list>", "1 2 3 "},
        {"<dense from=\"4\" to=\"7\"/>", "4 5 6 7 "},
        {"<dense from=\"4\" to=\"4\"/>", "4 "},
        {"<edges unit=\"6\" at=\"1 2\"/>", "5 6 7 11 12 13 "},
        {"<edges unit=\"1\" at=\"1 2\"/><list>\n 3 9\n</list>", "0 1 2 3 9 "},
        {"<edges unit=\"2678399\" at=\"1\"/>", "2678398 2678399 2678400 "},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text parts = {0};
        struct text found = {0};
        struct tg_error error;
        struct suite *suite;

        text_addf(&parts, PLANS TO "<durations id=\"d\">%s</durations>", rows[i].generators);
        text_addf(&parts,
                  GROUP("durations=\"d\"", "<exclude to=\"hk\"/><exclude plan=\"mzone\"/>"));
        suite = load(parts.p, &error);
        assert_non_null(suite);
        for (size_t j = 0; j < suite->groups[0].durations.count; j++)
            text_addf(&found, "%d ", suite->groups[0].durations.dur_s[j]);
        assert_string_equal(found.p, rows[i].durations);
        assert_int_equal(suite->case_count, suite->groups[0].durations.count);
        suite_free(suite);
        text_free(&found);
        text_free(&parts);
    }
}

static void a_group_may_join_durations_and_select_levels(void **state)
{
    struct tg_error error;
    struct suite *suite =
        load(PLANS TO ONE_SECOND
             "<durations id=\"e\"><list>1 5</list></durations>"
             "<group id=\"g\" title=\"{to} {plan}\" durations=\"d e\"><use factor=\"to\" "
             "levels=\"hk\"/><use factor=\"plan\" levels=\"mzone gotone\"/></group>",
             &error);

    (void)state;
    assert_non_null(suite);
    assert_int_equal(suite->case_count, 4);
    assert_string_equal(suite->cases[0].call_id, "g-hk-gotone-0001");
    assert_string_equal(suite->cases[3].call_id, "g-hk-mzone-0005");
    assert_string_equal(suite->cases[3].title, "Hong Kong, \"SAR\" 动感地带, 5 s");
    assert_string_equal(suite->title, "A title");
    assert_string_equal(suite->purpose, "A purpose.");
    assert_string_equal(suite->clauses, "A-1 A-2.1.1");
    suite_free(suite);
}

/* Every case of `before` is in `after`, word for word. */
static void assert_contains(const struct suite *after, const struct suite *before)
{
    for (size_t i = 0, j = 0; i < before->case_count; i++, j++) {
        const struct suite_case *old = &before->cases[i];

        while (j < after->case_count && strcmp(after->cases[j].call_id, old->call_id) != 0) j++;
        if (j == after->case_count) fail_msg("%s is gone", old->call_id);
        assert_string_equal(after->cases[j].title, old->title);
        for (int field = 0; field < TG_CDR_COLUMNS; field++)
            assert_string_equal(after->cases[j].value[field], old->value[field]);
    }
}

static void a_suite_that_grows_keeps_its_cases(void **state)
{
    static const struct {
        const char *parts;
        size_t cases;
    } grown[] = {
        {PLANS TO "<durations id=\"d\"><list>0 1</list></durations>" GROUP("durations=\"d\"", ""),
         8},
        {"<factor id=\"plan\"><level id=\"easyown\" phrase=\"神州行\" plan=\"easyown\"/>"
         "<level id=\"mzone\" phrase=\"动感地带\" plan=\"mzone\"/>"
         "<level id=\"gotone\" phrase=\"全球通\" plan=\"gotone\"/></factor>" TO ONE_SECOND GROUP(
             "durations=\"d\"", ""),
         6},
        {"<durations id=\"e\"><list>7</list></durations>" PLANS TO ONE_SECOND GROUP(
             "durations=\"d\"",
             "") "<group id=\"a\" title=\"{to}, {plan}\" durations=\"e\"><use factor=\"to\" "
                 "levels=\"bj\"/><use factor=\"plan\"/></group>",
         6},
    };
    struct tg_error error;
    struct suite *before = load(PLANS TO ONE_SECOND GROUP("durations=\"d\"", ""), &error);

    (void)state;
    assert_int_equal(before->case_count, 4);
    for (size_t i = 0; i < COUNT(grown); i++) {
        struct suite *after = load(grown[i].parts, &error);

        assert_non_null(after);
        assert_int_equal(after->case_count, grown[i].cases);
        assert_contains(after, before);
        suite_free(after);
    }
    suite_free(before);
}

static void the_same_text_gives_the_same_records(void **state)
{
    struct text first = {0};
    struct text second = {0};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct tg_error error;
        struct suite *suite = load(PLANS TO "<durations id=\"d\"><dense from=\"0\" to=\"99\"/>"
                                            "</durations>" GROUP("durations=\"d\"", ""),
                                   &error);

        assert_non_null(suite);
        suite_write(i == 0 ? &first : &second, suite);
        suite_free(suite);
    }
    assert_string_equal(first.p, second.p);
    text_free(&first);
    text_free(&second);
}

/* -------------------------------------------------------------------------------------- faults */

#define F(id)    "<factor id=\"" id "\"><level id=\"x\" phrase=\"y\"/></factor>"
#define U(id)    "<use factor=\"" id "\"/>"
#define USE_PLAN "<use factor=\"plan\"/>"

static const struct {
    const char *parts;
    const char *error; /* behind "cases/x.xml:" */
} faults[] = {
    /* the schema */
    {"", "1:1: element 'suite' has no element group"},
    {PLANS TO "\n<durations id=\"d\"><list>1 x</list></durations>" GROUP("durations=\"d\"", ""),
     "8:19: element 'list' holds 'x', expected a whole number, at most 2678400"},
    {PLANS TO GROUP("duration=\"d\"", ""),
     "7:299: element 'group' has the unknown attribute 'duration', expected id, title, durations"},
    {"<factor id=\"plan\">\n<level id=\"g\" phrase=\"G\" plann=\"gotone\"/></factor>",
     "8:1: element 'level' has the unknown attribute 'plann', expected id, phrase, dial, "
     "start_time, duration_s, plan, packs, event, forward_reason, home_area, visited_area, "
     "other_party, other_area, other_network"},
    {PLANS TO "<durations id=\"d\">\n<dense from=\"0\" to=\"2678401\"/></durations>" GROUP("", ""),
     "8:1: attribute 'to' of element 'dense' is '2678401', expected a whole number, at most "
     "2678400"},
    {PLANS TO "<durations id=\"d\">\n<edges unit=\"6\" at=\"1 2.5\"/></durations>" GROUP("", ""),
     "8:1: attribute 'at' of element 'edges' is '2.5', expected a whole number, at most 2678400"},
    {PLANS TO "\n<durations id=\"d\"/>" GROUP("", ""),
     "8:1: element 'durations' has no element list, dense, edges"},
    {"<factor id=\"plan\">\n<level id=\"g\" phrase=\" \"/></factor>",
     "8:1: attribute 'phrase' of element 'level' is ' ', expected length at least 1"},
    {PLANS TO "\n<group id=\"g\">" USE_PLAN "</group>",
     "8:1: element 'group' has no attribute title"},
    {PLANS TO "\n<groups/>",
     "8:1: element 'groups' is not known here, expected title, purpose, clauses, record, import, "
     "factor, durations, group"},
    {PLANS TO GROUP("", "\n<exclude/>"), "8:1: element 'exclude' has no attribute"},
    {PLANS TO GROUP("", "\n<exclude plan=\"\"/>"),
     "8:1: attribute 'plan' of element 'exclude' is '', expected at least one word"},
    {PLANS TO GROUP("", "\n<exclude xmlns:x=\"x\" x:plan=\"gotone\"/>"),
     "8:1: element exclude failed to validate attributes"},
    {PLANS TO "\n<title>Another</title>" GROUP("", ""), "8:1: did not expect element title there"},
    {"<factor id=\"a-b\">\n<level id=\"g\" phrase=\"G\"/></factor>" PLANS TO GROUP("", ""),
     "7:1: factor id 'a-b' is not 1 to 24 letters and digits"},
    {"<factor id=\"plan\">\n<level id=\"abcdefghijklmnopqrstuvwxy\" phrase=\"G\"/></factor>" PLANS
         TO GROUP("", ""),
     "8:1: level id 'abcdefghijklmnopqrstuvwxy' is not 1 to 24 letters and digits"},
    {PLANS TO "\n<durations id=\"d e\"><list>1</list></durations>" GROUP("", ""),
     "8:1: durations id 'd e' is not 1 to 24 letters and digits"},
    {PLANS TO "\n<group id=\"\" title=\"x\">" USE_PLAN "</group>",
     "8:1: group id '' is not 1 to 24 letters and digits"},
    /* factors */
    {PLANS "\n " PLANS TO GROUP("", ""), "8:2: factor 'plan' is given twice, first in line 7"},
    {"<factor id=\"plan\"><level id=\"a\" phrase=\"A\"/>\n<level id=\"a\" phrase=\"B\"/></factor>"
     "<group id=\"g\" title=\"{plan}\">" USE_PLAN "</group>",
     "8:1: level 'a' of factor 'plan' is given twice, first in line 7"},
    {"<factor id=\"plan\"><level id=\"a\" phrase=\"A\"/>\n<level id=\"b\" phrase=\" A \"/></factor>"
     "<group id=\"g\" title=\"{plan}\">" USE_PLAN "</group>",
     "8:1: levels 'a' and 'b' of factor 'plan' have the same phrase 'A'"},
    {PLANS TO "\n<group id=\"g\" title=\"{plan}\">" USE_PLAN "</group>",
     "7:135: factor 'to' is used by no group"},
    {PLANS "\n" ONE_SECOND "<group id=\"g\" title=\"{plan}\">" USE_PLAN "</group>",
     "8:1: durations 'd' are used by no group"},
    /* durations */
    {PLANS TO ONE_SECOND "\n" ONE_SECOND GROUP("durations=\"d\"", ""),
     "8:1: durations 'd' are given twice, first in line 7"},
    {PLANS TO
     "<durations id=\"d\">\n<dense from=\"5\" to=\"4\"/></durations>" GROUP("durations=\"d\"", ""),
     "8:1: dense durations run from 5 down to 4"},
    {PLANS TO "<durations id=\"d\">\n<edges unit=\"6\" at=\"1 0\"/></durations>" GROUP(
         "durations=\"d\"", ""),
     "8:1: an edge at 0 s is not between 1 and 2678399"},
    {PLANS TO "<durations id=\"d\">\n<edges unit=\"86400\" at=\"31\"/></durations>" GROUP(
         "durations=\"d\"", ""),
     "8:1: an edge at 2678400 s is not between 1 and 2678399"},
    {PLANS TO "\n" GROUP("durations=\"d\"", ""), "8:1: group 'g' names unknown durations 'd'"},
    {PLANS TO "<durations id=\"d\"><list>1</list></durations><group id=\"g\" title=\"{plan} {to}\" "
              "durations=\"d\">\n<record duration_s=\"4\" plan=\"\"/><use factor=\"plan\"/>"
              "<use factor=\"to\"/></group>",
     "8:1: duration_s is set, but group 'g' has durations"},
    /* groups */
    {PLANS TO ONE_SECOND GROUP("durations=\"d\"", "") "\n" GROUP("durations=\"d\"", ""),
     "8:1: group 'g' is given twice, first in line 7"},
    {PLANS "\n<group id=\"g\" title=\"{plan}\">" USE_PLAN "\n <use factor=\"two\"/></group>",
     "9:2: group 'g' uses unknown factor 'two'"},
    {PLANS "<group id=\"g\" title=\"{plan}\">" USE_PLAN "\n " USE_PLAN "</group>",
     "8:2: group 'g' uses factor 'plan' twice"},
    {PLANS "<group id=\"g\" title=\"{plan}\">\n<use factor=\"plan\" levels=\"gotone x\"/></group>",
     "8:1: factor 'plan' has no level 'x'"},
    {PLANS "<group id=\"g\" title=\"{plan}\">\n<use factor=\"plan\" levels=\"mzone mzone\"/>"
           "</group>",
     "8:1: level 'mzone' is named twice"},
    {PLANS "\n<group id=\"g\" title=\"{plan} {x}\">" USE_PLAN "</group>",
     "8:1: the title of group 'g' names 'x', which is no factor in use"},
    {PLANS "\n<group id=\"g\" title=\"{plan\">" USE_PLAN "</group>",
     "8:1: the title of group 'g' names 'plan', which is no factor in use"},
    {PLANS "\n<group id=\"g\" title=\"x\">" USE_PLAN "</group>",
     "8:1: the title of group 'g' does not name factor 'plan'"},
    {F("b") F("c") F("d") F("e") F("f") F("h") F("i") F("j") F("k") F("l") F("m") F("n")
         F("o") "\n<group id=\"g\" title=\"x\">" U("b") U("c") U("d") U("e") U("f") U("h") U("i")
             U("j") U("k") U("l") U("m") U("n") "\n" U("o") "</group>",
     "9:1: group 'g' uses more than 12 factors"},
    /* constraints */
    {PLANS TO GROUP("", "\n<exclude where=\"x\"/>"),
     "8:1: excluded factor 'where' is not in use in group 'g'"},
    {PLANS TO GROUP("", "\n<exclude plan=\"gotone easyown\"/>"),
     "8:1: excluded level 'easyown' of factor 'plan' is not in use"},
    {PLANS TO ONE_SECOND "\n" GROUP("durations=\"d\"", "<exclude plan=\"gotone mzone\"/>"),
     "8:1: group 'g' is empty: all its combinations are excluded"},
    {PLANS TO ONE_SECOND GROUP("durations=\"d\"", "<exclude plan=\"gotone\"/>"
                                                  "\n<exclude plan=\"gotone\" to=\"bj\"/>"),
     "8:1: nothing of group 'g' is left for this to exclude"},
    /* records */
    {PLANS
     "\n<factor id=\"to\"><level id=\"x\" phrase=\"X\" plan=\"mzone\"/></factor>" GROUP("", ""),
     "8:17: plan is set by levels 'gotone' and 'x', which group 'g' combines"},
    {"<factor id=\"plan\">\n<level id=\"a\" phrase=\"A\" plan=\"gotoon\"/></factor>" TO ONE_SECOND
         GROUP("durations=\"d\"", ""),
     "8:1: case 'g-a-bj-0001': plan 'gotoon' is unknown; expected gotone, mzone, "
     "easyown, easyown-qingsong, easyown-jiayuan, gotone-jingdian, gotone-shanglv, mzone-suibian "
     "or "
     "easyown-dazhong"},
    {PLANS TO ONE_SECOND
     "<group id=\"g\" title=\"{plan} {to}\" durations=\"d\">\n<record visited_area=\"0100\"/>"
     "<use factor=\"plan\"/><use factor=\"to\"/></group>",
     "8:1: case 'g-gotone-bj-0001': visited_area '0100' is no area code; expected "
     "one such as 0755"},
    {PLANS TO "\n" GROUP("", ""),
     "8:1: case 'g-gotone-bj': duration_s is empty; expected whole seconds, 0 to 2678400"},
    {PLANS
     "<factor id=\"abcdefghijklmnopqrstuvwx\"><level id=\"abcdefghijklmnopqrstuvwx\" "
     "phrase=\"x\"/></factor><factor id=\"b\"><level id=\"abcdefghijklmnopqrstuvwx\" "
     "phrase=\"y\"/></factor><factor id=\"c\"><level id=\"abcdefghijklmnopqrstuvwx\" "
     "phrase=\"z\"/></factor>\n<group id=\"g\" title=\"{plan} {b} {c} "
     "{abcdefghijklmnopqrstuvwx}\">" USE_PLAN
     "<use factor=\"b\"/><use factor=\"c\"/><use factor=\"abcdefghijklmnopqrstuvwx\"/></group>",
     "8:1: call_id 'g-gotone-abcdefghijklmnopqrstuvwx-abcdef...' has 83 characters, at most 64 are "
     "possible"},
    {PLANS TO "<durations id=\"d\"><dense from=\"0\" to=\"100000\"/></durations>\n" GROUP(
         "durations=\"d\"", ""),
     "8:1: the suite has more than 100000 cases"},
    /* distinctness */
    {PLANS TO ONE_SECOND GROUP("durations=\"d\"", "") "\n<group id=\"h\" title=\"{to}: {plan}\" "
                                                      "durations=\"d\"><use factor=\"to\"/>"
                                                      "<use factor=\"plan\"/></group>",
     "8:1: cases 'g-gotone-hk-0001' and 'h-hk-gotone-0001' ask the same question"},
    {PLANS TO ONE_SECOND GROUP(
         "durations=\"d\"", "") "\n<group id=\"h\" title=\"{plan} calls {to}\" durations=\"d\">"
                                "<record packs=\"night\"/>" USE_PLAN "<use factor=\"to\"/></group>",
     "8:1: cases 'g-gotone-bj-0001' and 'h-gotone-bj-0001' have the same title"},
};

static void faults_are_told_with_their_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct tg_error error;
        struct suite *suite = load(faults[i].parts, &error);
        char text[2 * TG_ERROR_TEXT];

        if (suite != NULL) fail_msg("accepted, expected %s", faults[i].error);
        assert_int_equal(error.status, TG_E_XML);
        tg_error_format(text, sizeof text, &error);
        assert_memory_equal(text, "cases/x.xml:", 12);
        assert_string_equal(text + 12, faults[i].error);
    }
}

static void the_clauses_of_a_suite_look_like_clauses(void **state)
{
    static const char xml[] = "<suite id=\"x\">\n<title>t</title><purpose>p</purpose>\n"
                              "<clauses> A-1\n A-2.1.1 E-1</clauses>"
                              "<group id=\"g\" title=\"t\"><use factor=\"f\"/></group></suite>";
    struct tg_error error = {0};

    (void)state;
    assert_null(
        suite_load(&(struct suite_source){.name = "cases/x.xml", .xml = tg_slice_of(xml)}, &error));
    assert_string_equal(error.text, "element 'clauses' holds 'E-1', expected "
                                    "[ABCDX]-[0-9]+(\\.[0-9]+)*[a-z]?");
    assert_int_equal(error.status, TG_E_XML);
    assert_int_equal(error.line, 3);
    assert_int_equal(error.column, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_suite_expands_to_sorted_records),
        cmocka_unit_test(groups_override_the_suite_and_levels_both),
        cmocka_unit_test(generators_name_each_duration_once),
        cmocka_unit_test(a_group_may_join_durations_and_select_levels),
        cmocka_unit_test(a_suite_that_grows_keeps_its_cases),
        cmocka_unit_test(the_same_text_gives_the_same_records),
        cmocka_unit_test(faults_are_told_with_their_place),
        cmocka_unit_test(the_clauses_of_a_suite_look_like_clauses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
