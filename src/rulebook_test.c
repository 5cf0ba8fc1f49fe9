/* Reading rulebooks: what they may hold, and every way in which they are refused. */
#include "decision.h"
#include "memory.h"
#include "rulebook_read.h"
#include "testing.h"
#include "testing_rulebooks.h"

#include <sys/stat.h>
#include <unistd.h>

/* ------------------------------------------------------------------------------ what is bundled */

static void both_bundled_rulebooks_load(void **state)
{
    static const char *const names[] = {TG_DEFAULT_RULEBOOK, TG_NOTICE_RULEBOOK};

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct tg_error error = {0};
        struct tg_rulebook *rulebook = tg_rulebook_load(names[i], NULL, 0, &error);

        if (rulebook == NULL) fail_msg("%s:%ld: %s", error.file, error.line, error.text);
        assert_string_equal(rulebook->id, names[i]);
        assert_int_equal(rulebook->bounds, i == 1);
        tg_rulebook_free(rulebook);
    }
}

static void every_reading_is_declared_and_its_overlays_exist(void **state)
{
    struct tg_rulebook *rulebook = bundled_with(NULL);

    (void)state;
    for (int n = 1; n <= 19; n++) {
        const struct tg_reading *reading = &rulebook->reading[n];
        char id[16], expected[24];

        snprintf(id, sizeof id, "I-%02d", n);
        assert_string_equal(reading->id, id);
        assert_true(strlen(reading->question) > 0 && strlen(reading->chosen) > 0);
        assert_int_equal(reading->option_count, n == 3 || n == 12 ? 0 : n == 2 ? 2 : 1);
        for (size_t i = 0; i < reading->option_count; i++) {
            const struct tg_option *option = &rulebook->option[reading->option + i];

            assert_int_equal(option->letter, (int)('b' + i));
            snprintf(expected, sizeof expected, "%s%c", id, option->letter);
            assert_string_equal(option->overlay, expected);
            assert_non_null(tg_asset_find(option->overlay));
            assert_true(strlen(option->text) > 0);
        }
    }
    for (int n = 20; n <= TG_MAX_READINGS; n++) assert_null(rulebook->reading[n].id);
    tg_rulebook_free(rulebook);
}

/* ----------------------------------------------------------------------------- what is refused */

struct slip {
    const char *from, *to, *at; /* at: ends on the line blamed; NULL = where `to` ends */
    const char *expected;
};

#define R_40      "<rule id=\"R-40\" clauses=\"X-1\" title=\"roaming, call received\">"
#define R_40_WHEN "<when regime=\"split single\" event=\"receive\" state=\"roaming\"/>"
#define R_10_FEE  "<fee value=\"0.30\" per=\"60\"/>"
#define R_41_FEE  "<charge><fee value=\"5.00\"/></charge>"
#define UNIT_6    "<unit per=\"6\"/>"
#define LD_NEW    "<charge plan=\"new\" basis=\"I-04\"><fee price=\"plan_ld\"/></charge>"
#define I_03      "<reading id=\"I-03\" question=\"does a started unit count in full\" default=\"yes\"/>"
#define D_4       "<clause id=\"D-4\" effect=\"scope\">"
#define LOCAL_FEE                                                                                  \
    "<price name=\"local_fee\" scope=\"plan\" per=\"60\" from=\"0.20\" to=\"0.40\" "               \
    "clauses=\"D-2\">"

#define X_80     "X-1 X-1 X-1 X-1 X-1 X-1 X-1 X-1 X-1 X-1 X-1 X-1 X-1 X-1 X-1 X-1 X-1 X-1 X-1 X-1 "
#define LIST_401 X_80 X_80 X_80 X_80 X_80 "A"

static const struct slip slips[] = {
    /* units */
    {R_10_FEE, "<fee value=\"0.30\" per=\"7\"/>", NULL,
     "a unit of 7 s is not declared by any unit element"},
    {LOCAL_FEE,
     "<price name=\"local_fee\" scope=\"plan\" per=\"61\" from=\"0.20\" clauses=\"D-2\">", NULL,
     "a unit of 61 s is not declared by any unit element"},
    {LOCAL_FEE,
     "<price name=\"local_fee\" scope=\"plan\" from=\"0.2\" to=\"0.4\" to-per=\"7\" "
     "clauses=\"D-2\">",
     NULL, "a unit of 7 s is not declared by any unit element"},
    {UNIT_6, UNIT_6 "<unit per=\"06\"/>", NULL,
     "attribute 'per' of element 'unit' is '06', expected [1-9][0-9]{0,4}"},
    {UNIT_6, UNIT_6 "\n<unit per='6'/>", NULL, "unit '6' is declared twice"},
    /* names */
    {R_40_WHEN, "<when plan=\"gotone gottwo\"/>", NULL,
     "plan 'gottwo' is not known, expected one of gotone, mzone, easyown, easyown-qingsong, "
     "easyown-jiayuan, gotone-jingdian, gotone-shanglv, mzone-suibian, easyown-dazhong or a group "
     "of them"},
    {R_40_WHEN, "<when event=\"recieve\"/>", NULL,
     "event 'recieve' is not known, expected one of originate, receive, forward-unconditional, "
     "forward-busy, forward-no_reply, forward-unreachable, monthly_fee or a group of them"},
    {R_40_WHEN, "<when state=\"roaming national\"/>", NULL, "state 'national' is named twice"},
    {R_10_FEE, "<fee price=\"ldd\"/>", NULL, "price 'ldd' is not declared"},
    {R_10_FEE, "<fee tariff=\"LDD\"/>", NULL, "tariff 'LDD' is not declared"},
    {R_40, "<rule id=\"R-40\" clauses=\"X-1 X-9\" title=\"x\">", NULL,
     "clause 'X-9' is not in the register of clauses"},
    {LOCAL_FEE,
     "<price name=\"local_fee\" scope=\"plan\" per=\"60\" from=\"0.20\" clauses=\"D-9\">", NULL,
     "clause 'D-9' is not in the register of clauses"},
    {"clauses=\"A-3.1 B-1.3 C-3c\"", "clauses=\"A-3.1 C-9\"", NULL,
     "clause 'C-9' is not in the register of clauses"},
    {"<policy name=\"zone\"", "<policy name=\"zones\"", NULL, "policy 'zones' is not known"},
    {R_40, "<rule id=\"R-40\" title=\"x\" clauses=\"" LIST_401 "\">", NULL,
     "the list of clauses is 401 bytes long, at most 400 are allowed"},
    /* readings */
    {LD_NEW, "<charge plan=\"new\" basis=\"I-04 I-32\"><fee price=\"plan_ld\"/></charge>", NULL,
     "basis 'I-32' is no reading, expected I-01 to I-31"},
    {LD_NEW, "<charge plan=\"new\" basis=\"I-00\"><fee price=\"plan_ld\"/></charge>", NULL,
     "basis 'I-00' is no reading, expected I-01 to I-31"},
    {LD_NEW, "<charge plan=\"new\" basis=\"I-4\"><fee price=\"plan_ld\"/></charge>", NULL,
     "basis 'I-4' is no reading, expected I-01 to I-31"},
    {LD_NEW, "<charge plan=\"new\" basis=\"I-4b\"><fee price=\"plan_ld\"/></charge>", NULL,
     "basis 'I-4b' is no reading, expected I-01 to I-31"},
    {LD_NEW, "<charge plan=\"new\" basis=\"R-04\"><fee price=\"plan_ld\"/></charge>", NULL,
     "basis 'R-04' is no reading, expected I-01 to I-31"},
    {R_40, "<rule id=\"R-40\" clauses=\"X-1\" title=\"x\" basis=\"I-xx\">", NULL,
     "basis 'I-xx' is no reading, expected I-01 to I-31"},
    {I_03, "<reading id=\"I-00\" question=\"\" default=\"\"/>", NULL,
     "reading 'I-00' is not within I-01 to I-31"},
    {I_03, "<reading id=\"I-32\" question=\"\" default=\"\"/>", NULL,
     "reading 'I-32' is not within I-01 to I-31"},
    /* twice */
    {I_03, I_03 "\n<reading id='I-03' question='' default=''/>", NULL,
     "reading 'I-03' is declared twice"},
    {"<option id=\"c\" overlay=\"I-02c\">", "<option id=\"b\" overlay=\"I-02c\">", NULL,
     "option 'b' is declared twice"},
    {D_4, "<clause id=\"D-4\" effect=\"scope\"/>\n" D_4, NULL, "clause 'D-4' is declared twice"},
    {LOCAL_FEE, "<price name=\"ld\" scope=\"plan\" per=\"60\" from=\"0.20\" clauses=\"D-2\">", NULL,
     "price 'ld' is declared twice"},
    {"<tariff id=\"INTL\"", "<tariff id=\"LD\"", "<tariff id=\"LD\" title=\"abroad\"",
     "tariff 'LD' is declared twice"},
    {R_40, "<rule id=\"R-37\" clauses=\"X-1\" title=\"x\">", NULL, "rule 'R-37' is declared twice"},
    {"<unspecified id=\"U-35\"", "<unspecified id=\"R-41\"", NULL,
     "unspecified 'R-41' is declared twice"},
    {"<policy name=\"zone\"", "<policy name=\"free_seconds\"",
     "<policy name=\"free_seconds\" value=\"+08:00\"", "policy 'free_seconds' is declared twice"},
    /* contradictions */
    {D_4, "<clause id=\"D-4\" effect=\"scope\" why=\"x\">", NULL,
     "clause 'D-4': effect none goes with why, others do not"},
    {D_4, "<clause id=\"D-4\" effect=\"none\">", NULL,
     "clause 'D-4': effect none goes with why, others do not"},
    {LOCAL_FEE,
     "<price name=\"local_fee\" scope=\"plan\" per=\"60\" from=\"0.4\" to=\"0.3999\" "
     "clauses=\"D-2\">",
     NULL, "the upper end of the price lies below its lower end"},
    {LD_NEW, "<charge plan=\"new\"><fee tariff=\"LD\"/></charge>", NULL,
     "tariff 'LD' is not declared"},
    {"<tariff id=\"HMT\" title=\"Hong Kong, Macao, Taiwan\">",
     "<tariff id=\"HMT\" title=\"x\"><charge><fee tariff=\"LD\"/></charge>", NULL,
     "tariff 'HMT' refers to a tariff"},
    /* missing, too many */
    {"<policy name=\"zone\" value=\"+08:00\" clauses=\"X-5\">China Standard Time</policy>", "",
     "<policies>", "policy 'zone' is missing"},
    {"<policy name=\"pack_hours\" value=\"00:00:00-06:59:59\" assumed=\"yes\" "
     "clauses=\"B-2.3\">night pack; reading I-12</policy>",
     "", "<policies>", "policy 'pack_hours' is missing"},
    {R_41_FEE,
     "<charge><fee value=\"1\"/><fee value=\"2\"/><fee value=\"3\"/><fee value=\"4\"/>\n"
     "<fee value=\"5\"/></charge>",
     NULL, "a charge has at most 4 fees"},
    {R_41_FEE, "<charge><fee tariff=\"LD\"/>\n<fee tariff=\"HMT\"/></charge>", NULL,
     "a charge refers to at most one tariff"},
};

static void a_slip_is_named_with_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(slips); i++) {
        const struct slip *slip = &slips[i];
        char *text = edited(rulebook_text(), slip->from, slip->to);

        assert_refused(text, NULL, TG_E_XML, "rulebook",
                       line_of(text, slip->at == NULL ? slip->to : slip->at), slip->expected);
        free(text);
    }
}

static void an_overlay_is_no_rulebook(void **state)
{
    char *overlay = overlay_text("annex", "");
    struct tg_error error = {0};

    (void)state;
    assert_refused(overlay, NULL, TG_E_XML, "rulebook", 1, "found an overlay, expected a rulebook");
    free(overlay);
    assert_null(tg_rulebook_load("I-08b", NULL, 0, &error));
    assert_string_equal(error.text, "found an overlay, expected a rulebook");
    assert_string_equal(error.file, "cases/readings/I-08b.xml");
    assert_int_equal(error.status, TG_E_XML);
}

/* -------------------------------------------------------------------------------------- limits */

/* "before", then `count` lines of the pattern (%d = 1, 2 ... or absent), then "after". */
static char *repeated(const char *before, const char *pattern, int count, const char *after)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    fprintf(out, "%s\n", before);
    for (int i = 1; i <= count; i++) {
        const char *number = strstr(pattern, "%d");

        if (number == NULL)
            fprintf(out, "%s\n", pattern);
        else
            fprintf(out, "%.*s%d%s\n", (int)(number - pattern), pattern, i, number + 2);
    }
    fprintf(out, "%s", after);
    fclose(out);
    return text;
}

static void too_many_of_anything_is_refused(void **state)
{
    static const struct {
        const char *at; /* of the rulebook; the elements follow it */
        const char *before, *pattern, *after;
        int limit;
        const char *expected;
    } rows[] = {
        {"<clauses>", "", "<clause id='Z-%d' effect='scope'/>", "", TG_MAX_CLAUSES,
         "a rulebook holds at most 96 clause elements"},
        {"<units>", "", "<unit per='1000%d'/>", "", TG_MAX_UNITS,
         "a rulebook holds at most 8 unit elements"},
        {"<prices>", "", "<price name='z%d' scope='plan' per='60' from='0' clauses='X-1'/>", "",
         TG_MAX_PRICES, "a rulebook holds at most 24 price elements"},
        {"<tariffs>", "", "<tariff id='Z%d' title=''><charge/></tariff>", "", TG_MAX_TARIFFS,
         "a rulebook holds at most 16 tariff elements"},
        {"<rules>", "", "<rule id='Z-%d' clauses='X-1' title=''><when/><charge/></rule>", "",
         TG_MAX_RULES, "a rulebook holds at most 128 rule elements"},
        {"<rules>", "", "<unspecified id='Z-%d' reason=''><when/></unspecified>", "", TG_MAX_RULES,
         "a rulebook holds at most 128 unspecified elements"},
        {"<rules>", "<unspecified id='Z' reason=''>", "<when/>", "</unspecified>", TG_MAX_WHENS,
         "a rulebook holds at most 256 when elements"},
        {"<tariffs>", "<tariff id='Z' title=''>", "<charge/>", "</tariff>", TG_MAX_CHARGES,
         "a rulebook holds at most 512 charge elements"},
        {"<readings>", "", "<reading id='I-3%d' question='' default=''/>", "", 1,
         "reading 'I-32' is not within I-01 to I-31"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *before, *parts, *text;

        if (asprintf(&before, "%s%s", rows[i].at, rows[i].before) < 0) fail();
        parts = repeated(before, rows[i].pattern, rows[i].limit + 1, rows[i].after);
        text = edited(rulebook_text(), rows[i].at, parts);
        assert_refused(text, NULL, TG_E_XML, "rulebook",
                       line_of(text, rows[i].at) + rows[i].limit + 1, rows[i].expected);
        free(before);
        free(parts);
        free(text);
    }
}

static void too_many_options_are_refused(void **state)
{
    char *text = rulebook_text();

    (void)state;
    /* 24 letters for each of two readings, then those of I-03. */
    for (int n = 31; n >= 30; n--) {
        char head[64], *parts;

        snprintf(head, sizeof head, "<readings>\n<reading id='I-%d' question='' default=''>", n);
        parts = strdup(head);
        for (char letter = 'b'; letter <= 'y'; letter++) {
            char *more;

            if (asprintf(&more, "%s<option id='%c' overlay='x'/>", parts, letter) < 0) fail();
            free(parts);
            parts = more;
        }
        text = edited(text, "<readings>", parts);
        free(parts);
        text = edited(text,
                      n == 31 ? "overlay='x'/>\n    <reading id=\"I-01\""
                              : "overlay='x'/>\n<reading id='I-31'",
                      n == 31 ? "overlay='x'/></reading>\n    <reading id=\"I-01\""
                              : "overlay='x'/></reading>\n<reading id='I-31'");
    }
    assert_refused(text, NULL, TG_E_XML, "rulebook", line_of(text, "overlay=\"I-01b\""),
                   "a rulebook holds at most 48 option elements");
    free(text);
}

/* A rulebook that has one of everything; its second clause fills the text store up. */
static const char one_of_everything[] =
    "<rulebook id='small' kind='tariff' title='t'>\n"
    "<clauses><clause id='F' effect='scope'>FILL</clause>\n"
    "<clause id='A' effect='none' why='why'>text</clause></clauses>\n"
    "<policies><policy name='unit_rounding' value='up' clauses='A'>text</policy>\n"
    "<policy name='free_seconds' value='3'/><policy name='zone' value='Z'/>\n"
    "<policy name='split_from' value='2008-03-01T00:00:00'/>\n"
    "<policy name='single_from' value='2010-01-01T00:00:00'/>\n"
    "<policy name='regime_boundary' value='start'/>\n"
    "<policy name='daypart_boundary' value='start'/>\n"
    "<policy name='idle_hours' value='00:00:00-00:00:00'/>\n"
    "<policy name='pack_hours' value='00:00:00-00:00:00'/>\n"
    "<policy name='duration' value='as-measured'/>\n"
    "<policy name='billed_duration' value='as-measured'/>\n"
    "<policy name='fee_rounding' value='exact'/>\n"
    "<policy name='charge_rounding' value='exact'/>\n"
    "<policy name='pack_boundary' value='start'/>\n"
    "<policy name='pack_holders' value='subscribers'/>\n"
    "<policy name='prefix_match' value='longest'/>\n"
    "<policy name='network_from' value='record'/>\n"
    "<policy name='area_from' value='record'/>\n"
    "<policy name='bare_number_area' value='set-up'/>\n"
    "<policy name='province_from' value='area'/></policies>\n"
    "<units><unit per='6'/></units>\n"
    "<prices><price name='p' scope='plan' per='6' above='0' clauses='A'>text</price></prices>\n"
    "<tariffs><tariff id='T' title='title'><charge/></tariff></tariffs>\n"
    "<rules><rule id='R' clauses='A' title='title' yields-to='U' basis='I-01'><when/><charge/>"
    "</rule>\n"
    "<unspecified id='U' reason='why'><when/></unspecified></rules>\n"
    "<readings><reading id='I-01' question='what' default='that'>"
    "<option id='b' overlay='o'>text</option></reading></readings>\n"
    "</rulebook>";

#define TEXT_FULL "a rulebook holds at most 131072 bytes of text"

/* Whatever the text runs out at, it is said; and what was stored is never cut. */
static void a_full_text_store_is_refused_wherever_it_runs_out(void **state)
{
    static char fill[TG_MAX_TEXT + 1];
    size_t used;
    struct tg_rulebook *rulebook;
    char *text = edited(strdup(one_of_everything), "FILL", "");
    bool fits = false;

    (void)state;
    rulebook = tg_rulebook_parse("small", text, strlen(text), NULL);
    assert_non_null(rulebook);
    used = rulebook->text_used;
    tg_rulebook_free(rulebook);
    free(text);
    for (size_t left = 0; !fits; left++) {
        struct tg_error error = {0};

        memset(fill, 'x', sizeof fill - 1);
        fill[TG_MAX_TEXT - left] = '\0';
        text = edited(strdup(one_of_everything), "FILL", fill);
        rulebook = tg_rulebook_parse("small", text, strlen(text), &error);
        fits = rulebook != NULL;
        if (fits) {
            assert_int_equal(left, used);
            assert_int_equal(rulebook->text_used, TG_MAX_TEXT);
        } else {
            assert_string_equal(error.text, TEXT_FULL);
            assert_int_equal(error.status, TG_E_XML);
            assert_true(error.line >= 2);
        }
        tg_rulebook_free(rulebook);
        free(text);
    }
}

static void a_title_that_fills_the_text_store_is_refused(void **state)
{
    static char title[TG_MAX_TEXT + 16];

    (void)state;
    for (int cut = 0; cut < 2; cut++) {
        char *text;

        snprintf(title, sizeof title, "title='%0*d'", TG_MAX_TEXT - cut, 0);
        text = edited(strdup(one_of_everything), "title='t'", title);
        assert_refused(text, NULL, TG_E_XML, "rulebook", 1, TEXT_FULL);
        free(text);
    }
}

/* --------------------------------------------------------------------------------------- files */

static void assert_not_loaded(const char *name, enum tg_status status, const char *file,
                              const char *expected)
{
    struct tg_error error = {0};
    const char *overlays[] = {name};

    assert_null(tg_rulebook_load(name, NULL, 0, &error));
    assert_string_equal(error.text, expected);
    assert_int_equal(error.status, status);
    assert_int_equal(error.line, 0);
    if (file == NULL)
        assert_null(error.file);
    else
        assert_string_equal(error.file, file);
    error = (struct tg_error){0};
    assert_null(tg_rulebook_load(TG_DEFAULT_RULEBOOK, overlays, 1, &error));
    assert_string_equal(error.text, expected);
    assert_int_equal(error.status, status);
}

#define HERE TEST_BINARY_DIR "/rulebook_test.xml"

static void put_file(const char *text, size_t size)
{
    FILE *out = fopen(HERE, "w");

    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, size, out), size);
    assert_int_equal(fclose(out), 0);
}

static void files_that_cannot_be_read_are_refused(void **state)
{
    static char spaces[TG_MAX_XML + 2];

    (void)state;
    assert_not_loaded("./no/such.xml", TG_E_IO, "./no/such.xml",
                      "cannot be opened: No such file or directory");
    assert_not_loaded("such.xml", TG_E_IO, "such.xml",
                      "cannot be opened: No such file or directory");
    assert_not_loaded("/", TG_E_IO, "/", "cannot be read: Is a directory");
    assert_not_loaded("/proc/self/mem", TG_E_IO, "/proc/self/mem",
                      "cannot be read: Input/output error");
    memset(spaces, ' ', sizeof spaces);
    put_file(spaces, sizeof spaces);
    assert_not_loaded(HERE, TG_E_LIMIT, HERE, "is larger than 4194304 bytes");
    if (geteuid() != 0) {
        assert_int_equal(chmod(HERE, 0), 0);
        assert_not_loaded(HERE, TG_E_IO, HERE, "cannot be opened: Permission denied");
    }
    assert_int_equal(unlink(HERE), 0);
}

#define HINT "\nhint: a file is named with a '/' or with its ending .xml"

static void names_of_nothing_bundled_are_refused_with_a_hint(void **state)
{
    static const struct {
        const char *name, *shown;
    } rows[] = {
        {"cmcc-2011", "'cmcc-2011'"},
        {"", "''"},
        {".xml", "'.xml'"},
        {"rulebook", "'rulebook'"},
        {"cmcc", "'cmcc'"},
        {"cmcc-20101", "'cmcc-20101'"},
        {"xml", "'xml'"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char expected[256];

        snprintf(expected, sizeof expected, "there is no bundled rulebook or overlay named %s" HINT,
                 rows[i].shown);
        assert_not_loaded(rows[i].name, TG_E_NAME, NULL, expected);
    }
}

static void a_rulebook_and_its_overlays_are_read_from_files(void **state)
{
    char *text = rulebook_text();
    const char *overlays[] = {"I-08b", TEST_SOURCE_DIR "/cases/defects/per-minute.xml", "example"};
    struct tg_error error = {0};
    struct tg_rulebook *rulebook;

    (void)state;
    put_file(text, strlen(text));
    rulebook = tg_rulebook_load(HERE, overlays, COUNT(overlays), &error);
    if (rulebook == NULL) fail_msg("%s", error.text);
    assert_string_equal(rulebook->rule[0].origin.file, HERE);
    assert_int_equal(rulebook->rule[0].origin.line, line_of(text, "<rule id=\"R-01\""));
    tg_rulebook_free(rulebook);
    assert_int_equal(unlink(HERE), 0);
    free(text);
}

static void an_error_in_an_overlay_names_its_file(void **state)
{
    const char *overlays[] = {"example", TG_NOTICE_RULEBOOK, "I-01b"};
    struct tg_error error = {0};

    (void)state;
    assert_null(tg_rulebook_load(TG_DEFAULT_RULEBOOK, overlays, COUNT(overlays), &error));
    assert_string_equal(error.file, "src/rulebooks/miit-2009-618.xml");
    assert_string_equal(error.text, "found a rulebook, expected an overlay");
    assert_int_equal(error.status, TG_E_XML);
}

static void every_allocation_may_fail(void **state)
{
    const char *overlays[] = {"example", TEST_SOURCE_DIR "/cases/defects/busy-idle-swapped.xml"};
    const char *name = TEST_SOURCE_DIR "/src/rulebooks/cmcc-2010.xml";
    struct tg_rulebook *rulebook = NULL;
    long n;

    (void)state;
    for (n = 0; rulebook == NULL; n++) {
        struct tg_error error = {0};

        tg_alloc_fail_after(n);
        rulebook = tg_rulebook_load(name, overlays, COUNT(overlays), &error);
        tg_alloc_fail_after(-1);
        if (rulebook != NULL) break;
        assert_int_equal(error.status, TG_E_MEMORY);
        assert_string_equal(error.text, "out of memory");
    }
    assert_int_equal(n, 5); /* the file, the rulebook, the overlay's file, the table, its copy */
    tg_rulebook_free(rulebook);
}

static void lay_over(struct tg_rulebook *rulebook, const char *elements)
{
    struct tg_error error = {0};
    char xml[512];
    int n =
        snprintf(xml, sizeof xml, "<overlay id='x' kind='defect' title=''>%s</overlay>", elements);

    assert_true(tg_rulebook_overlay(rulebook, "x", xml, (size_t)n, &error));
    assert_true(tg_rulebook_compile(rulebook, &error));
}

#define INSTEAD "<instead rules='R-10'><fee price='ld'/></instead>"
#define REPRICE "<reprice rules='R-10' value='0.31'/>"
#define TREAT   "<treat plan='gotone' as-plan='mzone'/>"
#define SURCHARGE                                                                                  \
    "<surcharge rules='R-10 R-11' plan='mzone'><fee value='0.20' per='60'/></surcharge>"

/* A copy is changed without the original, and without laying the rules down anew. */
static void a_copy_is_changed_alone(void **state)
{
    struct tg_error error = {0};
    struct tg_rulebook *plain = tg_rulebook_load(TG_DEFAULT_RULEBOOK, NULL, 0, &error);
    struct tg_rulebook *changed, *again;
    size_t last = tg_rulebook_charges(plain);
    struct tg_fee_line fee[TG_MAX_FEES];

    (void)state;
    changed = tg_rulebook_copy(plain, &error);
    assert_non_null(changed);
    lay_over(changed, INSTEAD);
    assert_int_equal(tg_rulebook_charges(plain), last);
    assert_true(tg_rulebook_charges(changed) > last);
    assert_int_equal(tg_rulebook_fees(changed, fee, last), 1);
    assert_true(fee[0].price >= 0);
    again = tg_rulebook_copy(plain, &error);
    lay_over(again, REPRICE);
    tg_rulebook_free(again);
    tg_rulebook_free(changed);
    tg_rulebook_free(plain);
}

static void assert_same_actions(const struct tg_rulebook *a, const struct tg_rulebook *b)
{
    for (size_t cell = 0; cell < TG_CELLS; cell++) {
        const struct tg_action *x, *y;

        assert_int_equal(a->cell[cell] == 0, b->cell[cell] == 0);
        if (a->cell[cell] == 0) continue;
        x = tg_cell_action(a, cell);
        y = tg_cell_action(b, cell);
        assert_int_equal(x->rule, y->rule);
        assert_int_equal(x->fee_count, y->fee_count);
        for (size_t f = 0; f < x->fee_count; f++) assert_true(tg_same_fee(&x->fee[f], &y->fee[f]));
    }
}

/* Overlays laid one by one, on copies and on themselves, come to what they do all at once. */
static void what_lies_on_the_rules_is_laid_once(void **state)
{
    static const char *const first[] = {SURCHARGE, TREAT, SURCHARGE TREAT, INSTEAD, REPRICE};
    static const char *const second[] = {INSTEAD, TREAT, SURCHARGE, REPRICE};
    struct tg_error error = {0};
    struct tg_rulebook *plain = tg_rulebook_load(TG_DEFAULT_RULEBOOK, NULL, 0, &error);

    (void)state;
    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++)
        for (size_t k = 0; k < sizeof second / sizeof second[0]; k++) {
            struct tg_rulebook *both = tg_rulebook_copy(plain, &error);
            struct tg_rulebook *one = tg_rulebook_copy(plain, &error);
            struct tg_rulebook *other;
            char elements[512];

            snprintf(elements, sizeof elements, "%s%s", first[i], second[k]);
            lay_over(both, elements);
            lay_over(one, first[i]);
            other = tg_rulebook_copy(one, &error);
            lay_over(other, second[k]);
            assert_same_actions(both, other);
            lay_over(one, second[k]);
            assert_same_actions(both, one);
            tg_rulebook_free(both);
            tg_rulebook_free(one);
            tg_rulebook_free(other);
        }
    tg_rulebook_free(plain);
}

/* What was changed and not compiled yet can be copied, too. */
static void a_copy_is_compiled_by_itself(void **state)
{
    static const char reprice[] = "<overlay id='x' kind='defect' title=''>" REPRICE "</overlay>";
    struct tg_error error = {0};
    struct tg_rulebook *changed = tg_rulebook_load(TG_DEFAULT_RULEBOOK, NULL, 0, &error);
    struct tg_rulebook *copy;

    (void)state;
    assert_true(tg_rulebook_overlay(changed, "x", reprice, strlen(reprice), &error));
    copy = tg_rulebook_copy(changed, &error);
    assert_true(tg_rulebook_compile(copy, &error));
    assert_true(tg_rulebook_compile(changed, &error));
    assert_same_actions(copy, changed);
    tg_rulebook_free(copy);
    tg_rulebook_free(changed);
}

/* Of a copy and, as soon as an overlay changes it, of the table. */
static void a_copy_needs_memory(void **state)
{
    static const char overlays[][256] = {
        "<overlay id='x' kind='defect' title=''>" INSTEAD "</overlay>",
        "<overlay id='x' kind='defect' title=''>" TREAT "</overlay>",
    };
    struct tg_error error = {0};
    struct tg_rulebook *plain = tg_rulebook_load(TG_DEFAULT_RULEBOOK, NULL, 0, &error);

    (void)state;
    tg_alloc_fail_after(0);
    assert_null(tg_rulebook_copy(plain, &error));
    tg_alloc_fail_after(-1);
    assert_int_equal(error.status, TG_E_MEMORY);
    assert_string_equal(error.text, "out of memory");
    for (size_t i = 0; i < COUNT(overlays); i++) {
        struct tg_rulebook *copy = tg_rulebook_copy(plain, &error);

        error.status = TG_OK;
        assert_true(tg_rulebook_overlay(copy, "x", overlays[i], strlen(overlays[i]), &error));
        tg_alloc_fail_after(0);
        assert_false(tg_rulebook_compile(copy, &error));
        tg_alloc_fail_after(-1);
        assert_int_equal(error.status, TG_E_MEMORY);
        assert_string_equal(error.text, "out of memory");
        tg_rulebook_free(copy);
    }
    tg_rulebook_free(plain);
}

static void the_destinations_are_listed(void **state)
{
    struct tg_error error = {0};
    struct tg_rulebook *rulebook = tg_rulebook_load(TG_DEFAULT_RULEBOOK, NULL, 0, &error);
    struct tg_destination_info info;
    size_t count = tg_rulebook_destinations(rulebook);
    size_t met = 0;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        tg_rulebook_destination(rulebook, &info, i);
        if (strcmp(info.digits, "82") == 0) {
            assert_int_equal(info.destination, TG_DEST_KR_SG);
            assert_int_equal(info.system, TG_SYSTEM_NONE);
            met++;
        }
        if (strcmp(info.digits, "87076") == 0) {
            assert_int_equal(info.destination, TG_DEST_SATELLITE);
            assert_int_equal(info.system, TG_SYSTEM_INMARSAT_MINI_M);
            met++;
        }
    }
    assert_int_equal(met, 2);
    tg_rulebook_free(rulebook);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_bundled_rulebooks_load),
        cmocka_unit_test(every_reading_is_declared_and_its_overlays_exist),
        cmocka_unit_test(a_slip_is_named_with_its_line),
        cmocka_unit_test(an_overlay_is_no_rulebook),
        cmocka_unit_test(too_many_of_anything_is_refused),
        cmocka_unit_test(too_many_options_are_refused),
        cmocka_unit_test(a_full_text_store_is_refused_wherever_it_runs_out),
        cmocka_unit_test(a_title_that_fills_the_text_store_is_refused),
        cmocka_unit_test(files_that_cannot_be_read_are_refused),
        cmocka_unit_test(names_of_nothing_bundled_are_refused_with_a_hint),
        cmocka_unit_test(a_rulebook_and_its_overlays_are_read_from_files),
        cmocka_unit_test(an_error_in_an_overlay_names_its_file),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(a_copy_is_changed_alone),
        cmocka_unit_test(what_lies_on_the_rules_is_laid_once),
        cmocka_unit_test(a_copy_is_compiled_by_itself),
        cmocka_unit_test(a_copy_needs_memory),
        cmocka_unit_test(the_destinations_are_listed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
