#include "worked.h"

#include "fixture.h"

#define RECORD_ATTRIBUTES                                                                          \
    "start_time=\"2010-03-15T10:00:00\" duration_s=\"61\" plan=\"gotone\" event=\"originate\" "    \
    "home_area=\"0755\" visited_area=\"0755\" other_party=\"01062001234\""
#define EXAMPLE(id, rule, content)                                                                 \
    "<example id=\"" id "\" clauses=\" A-2.1.1  B-1.4 \"" rule ">\n<title>A title</title>\n"       \
    "<record " RECORD_ATTRIBUTES "/>\n" content "\n<because>Of this.</because></example>\n"
#define EXACT    "<expect outcome=\"exact\" charge=\"0.66\" formula=\"11*0.06\"/>"
#define R01      " rule=\"R-01\""
#define W(chain) "<working>" chain "</working>"

static bool parse(struct worked *worked, const char *examples, struct tg_error *error)
{
    struct text xml = {0};
    bool ok;

    *error = (struct tg_error){.status = TG_OK};
    text_addf(&xml, "<worked-examples>\n%s</worked-examples>\n", examples);
    ok = worked_parse(worked, "w.xml", text_slice(&xml), error);
    text_free(&xml);
    return ok;
}

static void read_well(struct worked *worked, const char *examples)
{
    struct tg_error error;

    if (!parse(worked, examples, &error))
        fail_msg("%ld:%ld: %s", error.line, error.column, error.text);
}

static void an_example_has_its_record_and_what_is_expected(void **state)
{
    struct worked worked;
    const struct worked_example *example;

    (void)state;
    read_well(&worked, EXAMPLE("w-001", R01,
                               "<units>eleven</units>" W("ceil(61 / 6) = 11")
                                   W("11 *\n 0.06 = 0.66") EXACT));
    assert_int_equal(worked.count, 1);
    example = &worked.examples[0];
    assert_string_equal(example->id, "w-001");
    assert_string_equal(example->title, "A title");
    assert_string_equal(example->because, "Of this.");
    assert_string_equal(example->clauses, "A-2.1.1 B-1.4");
    assert_string_equal(example->rule, "R-01");
    assert_string_equal(example->value[0], "w-001");
    assert_string_equal(example->value[1], "2010-03-15T10:00:00");
    assert_string_equal(example->value[2], "61");
    assert_string_equal(example->value[3], "gotone");
    assert_string_equal(example->value[4], "");
    assert_string_equal(example->value[5], "originate");
    assert_string_equal(example->value[6], "");
    assert_string_equal(example->value[7], "0755");
    assert_string_equal(example->value[8], "0755");
    assert_string_equal(example->value[9], "01062001234");
    assert_string_equal(example->value[10], "");
    assert_string_equal(example->value[11], "");
    assert_int_equal(example->outcome, TG_EXACT);
    assert_int_equal(example->charge, 6600);
    assert_string_equal(example->formula, "11*0.06");
    assert_false(example->unbounded);
    assert_int_equal(example->place.line, 2);
    assert_int_equal(example->place.column, 1);
    worked_free(&worked);
}

static void outcomes_have_their_ends(void **state)
{
    struct worked worked;

    (void)state;
    read_well(&worked,
              EXAMPLE("w-001", R01,
                      W("2 * 0.20 = 0.40")
                          W("2 * 0.40 = 0.80") "<expect outcome=\"open\" min=\"0.40\" max=\"0.80\" "
                                               "formula=\"2*p\"/>")
                  EXAMPLE("w-002", R01,
                          W("1 + 1 = 2") "<expect outcome=\"open\" min=\"0.00\" formula=\"2*p\"/>")
                      EXAMPLE("w-003", R01,
                              W("2 * 0.70 = 1.40") "<expect outcome=\"range\" min=\"0.00\" "
                                                   "max=\"1.40\" formula=\"plan_ld\"/>")
                          EXAMPLE("w-004", "", "<expect outcome=\"unspecified\"/>")
                              EXAMPLE("w-005", " rule=\"R-3S\"",
                                      W("0 * 0.60 = 0") "<expect outcome=\"exact\" "
                                                        "charge=\"0.00\" formula=\"0*p\"/>"));
    assert_int_equal(worked.count, 5);
    assert_int_equal(worked.examples[0].outcome, TG_OPEN);
    assert_int_equal(worked.examples[0].min, 4000);
    assert_int_equal(worked.examples[0].max, 8000);
    assert_false(worked.examples[0].unbounded);
    assert_true(worked.examples[1].unbounded);
    assert_int_equal(worked.examples[2].outcome, TG_RANGE);
    assert_int_equal(worked.examples[2].max, 14000);
    assert_int_equal(worked.examples[3].outcome, TG_UNSPECIFIED);
    assert_string_equal(worked.examples[3].rule, "");
    assert_string_equal(worked.examples[3].formula, "");
    assert_string_equal(worked.examples[4].rule, "R-3S");
    worked_free(&worked);
}

/* Line 1 is the root, line 2 the example, line 4 its record, line 5 what varies. */
static const struct {
    const char *examples;
    const char *error;
} faults[] = {
    {EXAMPLE("w-001", R01, W("11 * 0.06 = 0.66") EXACT)
         EXAMPLE("w-001", R01, W("11 * 0.06 = 0.66") EXACT),
     "7:1: w-001 is given twice, first in line 2"},
    {"<example id=\"w-001\" clauses=\"A-1\" rule=\"R-01\"><title>t</title>\n<record "
     "start_time=\"2010-03-15T10:00:00\" duration_s=\"6\" plan=\"gotoon\" event=\"originate\" "
     "home_area=\"0755\"/>"
     "<expect outcome=\"unspecified\"/><because>b</because></example>",
     "3:1: w-001: plan 'gotoon' is unknown; expected gotone, mzone, easyown, easyown-qingsong, "
     "easyown-jiayuan, gotone-jingdian, gotone-shanglv, mzone-suibian or easyown-dazhong"},
    /* workings */
    {EXAMPLE("w-001", R01, W("11 * 0.06 = 0.67") EXACT),
     "5:1: w-001: '11 * 0.06 = 0.67': column 13: this is 0.67, what stands before it 0.66"},
    {EXAMPLE("w-001", R01, W("11 * 0.06 = 0.66") "\n" W("0.66") EXACT),
     "6:1: w-001: '0.66': column 5: found the end, expected '=' and the result"},
    {EXAMPLE("w-001", R01, W("11 * 0.07 = 0.77") EXACT),
     "2:1: w-001: the last working ends in 0.77, the charge is 0.66"},
    {EXAMPLE("w-001", R01, EXACT), "2:1: w-001: outcome exact without working"},
    {EXAMPLE("w-001", "", W("1 + 1 = 2") "<expect outcome=\"unspecified\"/>"),
     "2:1: w-001: outcome unspecified with working"},
    {EXAMPLE("w-001", R01,
             W("2 * 0.40 = 0.80") W("2 * 0.20 = 0.40") "<expect outcome=\"open\" min=\"0.40\" "
                                                       "max=\"0.80\" formula=\"2*p\"/>"),
     "2:1: w-001: the last working ends in 0.40, the maximum is 0.80"},
    {EXAMPLE("w-001", R01,
             W("2 * 0.40 = 0.80") "<expect outcome=\"open\" min=\"0.40\" max=\"0.80\" "
                                  "formula=\"2*p\"/>"),
     "2:1: w-001: no working ends in the minimum"},
    {EXAMPLE("w-001", R01,
             W("2 * 0.35 = 0.70") "<expect outcome=\"range\" min=\"0.00\" max=\"1.40\" "
                                  "formula=\"plan_ld\"/>"),
     "2:1: w-001: the last working ends in 0.70, the maximum is 1.40"},
    {EXAMPLE(
         "w-001", R01,
         W("11 * 0.06 = 0.66") "<expect outcome=\"exact\" charge=\"0.66\" formula=\"10*0.06\"/>"),
     "2:1: w-001: formula and charge: '10*0.06 = 0.66': this is 0.66, what stands before it 0.6"},
    /* what is expected */
    {EXAMPLE("w-001", R01, W("1 + 1 = 2") "<expect outcome=\"exact\" formula=\"1*2.00\"/>"),
     "5:29: w-001: outcome exact without charge"},
    {EXAMPLE("w-001", R01, W("1 + 1 = 2") "<expect outcome=\"exact\" charge=\"2.00\"/>"),
     "5:29: w-001: outcome exact without formula"},
    {EXAMPLE("w-001", R01,
             W("1 + 1 = 2") "<expect outcome=\"exact\" charge=\"2.00\" min=\"2.00\" "
                            "formula=\"1*2.00\"/>"),
     "5:29: w-001: outcome exact with min"},
    {EXAMPLE("w-001", R01, W("1 + 1 = 2") "<expect outcome=\"open\" max=\"2.00\" formula=\"p\"/>"),
     "5:29: w-001: outcome open without min"},
    {EXAMPLE("w-001", R01, W("1 + 1 = 2") "<expect outcome=\"range\" min=\"2.00\" formula=\"p\"/>"),
     "5:29: w-001: outcome range without max"},
    {EXAMPLE("w-001", "", "<expect outcome=\"unspecified\" charge=\"2.00\"/>"),
     "5:1: w-001: outcome unspecified with charge"},
    {EXAMPLE("w-001", R01,
             W("1 + 1 = 2") "<expect outcome=\"range\" min=\"2.01\" max=\"2.00\" formula=\"p\"/>"),
     "5:29: w-001: the minimum is above the maximum"},
    {EXAMPLE("w-001", "", W("11 * 0.06 = 0.66") EXACT), "2:1: w-001: outcome exact without rule"},
    {EXAMPLE("w-001", R01, "<expect outcome=\"unspecified\"/>"),
     "2:1: w-001: outcome unspecified with rule"},
    /* what the schema refuses */
    {EXAMPLE("x-001", R01, W("11 * 0.06 = 0.66") EXACT),
     "2:1: attribute 'id' of element 'example' is 'x-001', expected w-[0-9]{3}"},
    {"", "1:1: element 'worked-examples' has no element example"},
};

static void faults_are_told_with_their_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct worked worked;
        struct tg_error error;
        char text[2 * TG_ERROR_TEXT];

        if (parse(&worked, faults[i].examples, &error))
            fail_msg("accepted, expected %s", faults[i].error);
        assert_int_equal(error.status, TG_E_XML);
        tg_error_format(text, sizeof text, &error);
        assert_memory_equal(text, "w.xml:", 6);
        assert_string_equal(text + 6, faults[i].error);
        worked_free(&worked);
    }
}

static void a_folder_without_examples_is_told(void **state)
{
    struct worked worked;
    struct tg_error error = {.status = TG_OK};

    (void)state;
    assert_false(worked_read(&worked, "/nonexistent", &error));
    assert_error(error, TG_E_IO, 0, 0, "cannot be opened: No such file or directory");
    assert_string_equal(error.file, "/nonexistent/golden/worked-examples.xml");
    worked_free(&worked);
}

/* --------------------------------------------------------------------------- those we have */

static bool has_word(const char *list, const char *word)
{
    struct tg_slice found;

    while ((found = tg_next_word(&list)).n > 0)
        if (tg_slice_is(found, word)) return true;
    return false;
}

static void the_program_carries_what_the_source_tree_has(void **state)
{
    struct worked carried;
    struct worked folder;
    struct tg_error error = {.status = TG_OK};

    (void)state;
    if (!worked_read(&carried, NULL, &error))
        fail_msg("%s:%ld:%ld: %s", error.file, error.line, error.column, error.text);
    assert_true(worked_read(&folder, TEST_SOURCE_DIR, &error));
    assert_string_equal(carried.name, WORKED_PATH);
    assert_string_equal(folder.name, TEST_SOURCE_DIR "/" WORKED_PATH);
    assert_true(carried.count >= 100);
    assert_int_equal(carried.count, folder.count);
    assert_string_equal(carried.examples[99].title, folder.examples[99].title);
    worked_free(&carried);
    worked_free(&folder);
}

static void every_rule_has_an_example(void **state)
{
    static const char *const rules[] = {
        "R-01", "R-02", "R-03", "R-04", "R-05", "R-06", "R-07", "R-10", "R-11",
        "R-12", "R-13", "R-14", "R-20", "R-21", "R-22", "R-23", "R-24", "R-25",
        "R-30", "R-31", "R-32", "R-33", "R-34", "R-35", "R-36", "R-37", "R-40",
        "R-41", "R-42", "R-50", "R-51", "R-52", "R-53", "R-60", "R-3S",
    };
    struct worked worked;

    (void)state;
    assert_true(worked_read(&worked, NULL, NULL));
    for (size_t i = 0; i < COUNT(rules); i++) {
        size_t found = 0;

        for (size_t j = 0; j < worked.count; j++)
            found += strcmp(worked.examples[j].rule, rules[i]) == 0;
        if (found == 0) fail_msg("no example of %s", rules[i]);
    }
    worked_free(&worked);
}

/* All that have an effect on an amount. */
static void every_clause_that_rates_has_an_example(void **state)
{
    static const char *const clauses[] = {
        "A-1",       "A-2.1.1",   "A-2.1.2",  "A-2.1.3",  "A-2.2.1",  "A-2.2.2.1", "A-2.2.2.2",
        "A-2.2.2.3", "A-2.2.2.4", "A-2.2.3a", "A-2.2.3b", "A-2.2.3c", "A-2.2.3d",  "A-2.2.3e",
        "A-2.2.3f",  "A-3.1",     "A-3.2",    "A-3.2.1a", "A-3.2.1b", "A-3.2.2a",  "A-3.2.2b",
        "A-3.2.2c",  "B-1.3",     "B-1.4",    "B-1.5",    "B-1.6",    "B-1.7",     "B-2.1",
        "B-2.2",     "B-2.3",     "B-2.4",    "B-2.5",    "C-1",      "C-1b",      "C-2a",
        "C-2b",      "C-3a",      "C-3b",     "C-3c",     "D-1",      "D-2",       "D-3",
        "D-4",       "X-1",       "X-2",      "X-5",
    };
    struct worked worked;

    (void)state;
    assert_true(worked_read(&worked, NULL, NULL));
    for (size_t i = 0; i < COUNT(clauses); i++) {
        size_t found = 0;

        for (size_t j = 0; j < worked.count; j++)
            found += has_word(worked.examples[j].clauses, clauses[i]);
        if (found == 0) fail_msg("no example of %s", clauses[i]);
    }
    worked_free(&worked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_example_has_its_record_and_what_is_expected),
        cmocka_unit_test(outcomes_have_their_ends),
        cmocka_unit_test(faults_are_told_with_their_place),
        cmocka_unit_test(a_folder_without_examples_is_told),
        cmocka_unit_test(the_program_carries_what_the_source_tree_has),
        cmocka_unit_test(every_rule_has_an_example),
        cmocka_unit_test(every_clause_that_rates_has_an_example),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
