/* What explains wrong answers: the reference rater with defects is the system, so that what is
 * wrong with it is known. */
#include "fixture.h"

#include "diagnosis.h"

#include <glob.h>

static struct said run_with(const char *const defects[3])
{
    const char *argv[24] = {"run", "--reference", "--overlay", "example"};
    size_t n = 4;

    for (size_t i = 0; i < 3 && defects[i] != NULL; i++) {
        argv[n++] = "--overlay";
        argv[n++] = defects[i];
    }
    return fixture_run(argv);
}

/* The line of a cause, which has to explain all that is left for it. */
static bool is_named(const char *output, const char *defect)
{
    struct text line = {0};
    bool named;

    text_addf(&line, "\ncause      %s explains ", defect);
    named = strstr(output, line.p) != NULL;
    text_free(&line);
    return named;
}

static size_t count_causes(const char *output)
{
    size_t count = 0;

    for (const char *p = output; (p = strstr(p, "\ncause      ")) != NULL; p++) count++;
    return count;
}

/* A rater with a defect, reached as any other system. */
static struct said run_faulty(const char *defect)
{
    return RUN_TOLLGATE("run", "--", TOLLGATE, "rate", "--answers", "--overlay", "example",
                        "--overlay", defect);
}

/* Each defect alone makes the system fail, is named first, explains everything, and nothing else is
 * claimed. */
static void every_defect_alone_is_reported_and_named(void **state)
{
    size_t step = getenv("TOLLGATE_SPARSE") != NULL ? 33 : 1;
    glob_t found;

    (void)state;
    assert_int_equal(glob(TEST_SOURCE_DIR "/cases/defects/*.xml", 0, NULL, &found), 0);
    assert_true(found.gl_pathc > 0);
    for (size_t i = 0; i < found.gl_pathc; i += step) {
        char *name = strrchr(found.gl_pathv[i], '/') + 1;
        struct said said;

        *strrchr(name, '.') = '\0';
        said = run_faulty(name);
        if (said.code != EXIT_MISMATCH ||
            strstr(said.output.p, "FAIL  the system does not") == NULL ||
            !is_named(said.output.p, name) || count_causes(said.output.p) != 1 ||
            strstr(said.output.p, "no known defect") != NULL)
            fail_msg("%s: exit %d\n%.3000s", name, said.code, said.output.p);
        said_free(&said);
    }
    globfree(&found);
}

static void defects_together_are_told_apart(void **state)
{
    static const char *const rows[][3] = {
        {"per-minute", "basic-fee-added", "three-seconds-roaming"},
        {"old-price", "malaysia-missing", "conditional-as-unconditional"},
        {"idle-second-late", "hawaii-missing", NULL},
    };
    size_t count = getenv("TOLLGATE_SPARSE") != NULL ? 1 : COUNT(rows);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        struct said said = run_with(rows[i]);
        size_t causes = 0;

        for (; causes < 3 && rows[i][causes] != NULL; causes++)
            if (!is_named(said.output.p, rows[i][causes]))
                fail_msg("%s:\n%.3000s", rows[i][causes], said.output.p);
        assert_int_equal(count_causes(said.output.p), causes);
        assert_null(strstr(said.output.p, "no known defect"));
        said_free(&said);
    }
}

/* Amounts by chance are explained by nothing. */
static void noise_has_no_cause(void **state)
{
    static const char script[] =
        "echo call_id,charge; read header; n=7; while IFS=, read -r id rest; do "
        "n=$(((n * 8121 + 28411) % 134456)); echo $id,$((n % 9)).$((n % 89 + 10)); done";
    struct said said = RUN_TOLLGATE("run", "forwarding", "--", "sh", "-c", script);

    (void)state;
    assert_int_equal(count_causes(said.output.p), 1);
    assert_non_null(strstr(said.output.p, "\ncause      no single cause: no known defect "));
    said_free(&said);
}

/* A price that no known defect and no mutant has is not put down to an open price that anything
 * fits, such as a satellite's. */
static void what_would_fit_anything_is_no_cause(void **state)
{
    struct tg_error error = {.status = TG_OK};
    struct said said;

    (void)state;
    assert_true(file_replace("hmt-023.xml",
                             tg_slice_of("<overlay id='x' kind='defect' title='0.23'>"
                                         "<reprice tariffs='HMT' value='0.23'/></overlay>"),
                             &error));
    said = RUN_TOLLGATE("run", "six-second", "--reference", "--overlay", "example", "--overlay",
                        "hmt-023.xml");
    assert_int_equal(said.code, EXIT_MISMATCH);
    assert_int_equal(count_causes(said.output.p), 1);
    assert_non_null(strstr(said.output.p, "\ncause      no single cause: no known defect "));
    said_free(&said);
}

/* Two wrong amounts are explained by too much to tell. */
static void few_amounts_tell_nothing(void **state)
{
    struct said said = RUN_TOLLGATE(
        "run", "six-second", "--only", "dom-gotone-home-near-000[67]", "--", "sh", "-c",
        "echo call_id,charge; read header; while IFS=, read -r id rest; do echo "
        "$id,0.60; done");

    (void)state;
    assert_int_equal(said.code, EXIT_MISMATCH);
    assert_int_equal(count_causes(said.output.p), 0);
    said_free(&said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_defect_alone_is_reported_and_named),
        cmocka_unit_test(defects_together_are_told_apart),
        cmocka_unit_test(noise_has_no_cause),
        cmocka_unit_test(what_would_fit_anything_is_no_cause),
        cmocka_unit_test(few_amounts_tell_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
