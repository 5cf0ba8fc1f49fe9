/* What explains wrong answers: the reference rater with defects is the system, so that what is
 * wrong with it is known. */
#include "fixture.h"
#include "scratch.h"

#include "diagnosis.h"

#include <glob.h>

static struct said run_with(const char *const defects[3])
{
    const char *argv[FIXTURE_ARGUMENTS] = {"run", "--reference", "--overlay", "example"};
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
    size_t step = is_sparse() ? 33 : 1;
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
        /* Laid in an order that contradicts, they are met only where others would be open. */
        {"conditional-as-unconditional", "roaming-long-distance", "hmt-as-domestic"},
        /* Where one is, the other tells nothing by itself. */
        {"duration-second-less", "three-seconds-less-than", NULL},
    };
    size_t count = is_sparse() ? 1 : COUNT(rows);

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
    struct said said;

    (void)state;
    if (is_sparse()) skip();
    said = RUN_TOLLGATE("run", "forwarding", "--", "sh", "-c", script);
    assert_int_equal(count_causes(said.output.p), 1);
    assert_non_null(strstr(said.output.p, "\ncause      no single cause: no known defect "));
    said_free(&said);
}

/* ----------------------------------------------------------------------------- inferred prices */

static void write_overlay(const char *elements)
{
    struct tg_error error = {.status = TG_OK};
    struct text xml = {0};

    text_addf(&xml, "<overlay id='x' kind='defect' title='wrong'>%s</overlay>", elements);
    assert_true(file_replace("wrong.xml", text_slice(&xml), &error));
    text_free(&xml);
}

/* A price that no known defect and no mutant has is inferred, and put down to no open price that
 * anything fits, such as a satellite's. */
static void prices_wrong_by_any_amount_are_inferred(void **state)
{
    static const struct {
        const char *elements, *cause, *title;
    } rows[] = {
        {"<reprice tariffs='LD' from-value='0.06' value='0.08'/>", "price-LD-0.06-per-6",
         "right ones: 0.08 yuan per 6 s (gotone mzone easyown) instead of 0.06 yuan per 6 s by "
         "tariff LD (R-01 R-02 R-06 R-31 R-33 R-34) (A-1 A-2.1.1 B-1.4 C-1 C-3a C-3b C-3c); no "
         "known defect, a price inferred from the answers\n"},
        {"<reprice tariffs='LD' from-value='0.06' value='0.36' per='60'/>",
         "price-LD-0.06-per-6-in-60", ": 0.36 yuan per 60 s (gotone mzone easyown) instead of "},
        {"<reprice rules='R-10' value='0.36'/>", "price-R-10-0.30-per-60",
         ": 0.36 yuan per 60 s (all plans) instead of 0.30 yuan per 60 s by R-10 "},
        {"<reprice from-value='0.20' from-per='6' value='0.31'/>", "price-0.20-per-6",
         ": 0.31 yuan per 6 s (all plans) instead of 0.20 yuan per 6 s by R-03 R-32 R-35 R-51 "
         "R-52 "},
        {"<instead rules='R-21' plan='mzone'><fee value='0.57' per='60'/></instead>"
         "<instead rules='R-21' plan='easyown'><fee value='0.58' per='60'/></instead>",
         "price-R-21-0.50-per-60",
         ": 0.57 yuan per 60 s (mzone), 0.58 yuan per 60 s (easyown) instead of 0.50 yuan "},
    };

    (void)state;
    for (size_t i = 0; i < (is_sparse() ? 1 : COUNT(rows)); i++) {
        struct said said;

        write_overlay(rows[i].elements);
        said = RUN_TOLLGATE("run", "--reference", "--overlay", "example", "--overlay", "wrong.xml");
        if (said.code != EXIT_MISMATCH || !is_named(said.output.p, rows[i].cause) ||
            strstr(said.output.p, rows[i].title) == NULL || count_causes(said.output.p) != 1)
            fail_msg("%s:\n%.3000s", rows[i].cause, said.output.p);
        said_free(&said);
    }
}

/* Each explains its own. */
static void two_prices_are_told_apart(void **state)
{
    struct said said;

    (void)state;
    if (is_sparse()) skip();
    write_overlay("<reprice tariffs='LD' from-value='0.06' value='0.075'/>"
                  "<reprice tariffs='HMT' value='0.23'/>");
    said = RUN_TOLLGATE("run", "six-second", "--reference", "--overlay", "example", "--overlay",
                        "wrong.xml");
    assert_int_equal(count_causes(said.output.p), 2);
    assert_true(is_named(said.output.p, "price-LD-0.06-per-6"));
    assert_true(is_named(said.output.p, "price-HMT-0.20-per-6"));
    assert_null(strstr(said.output.p, "affects    0 cases"));
    assert_non_null(strstr(said.output.p, ", to hmt; over"));
    said_free(&said);
}

/* One amount makes up a price, and calls of one length do not tell what unit it has; a price that
 * some answers contradict is none. */
static void what_a_price_alone_would_explain_is_no_cause(void **state)
{
    static const struct {
        const char *elements, *only;
    } rows[] = {
        {"<reprice tariffs='HMT' value='0.23'/>", "*hongkong*-0007"},
        {"<instead rules='R-03' plan='gotone' pack='none'><fee value='0.23' per='6'/></instead>"
         "<instead rules='R-03' plan='gotone' state='roaming'><fee value='0.29' "
         "per='6'/></instead>",
         "*gotone*"},
    };

    (void)state;
    for (size_t i = 0; i < (is_sparse() ? 1 : COUNT(rows)); i++) {
        struct said said;

        write_overlay(rows[i].elements);
        said = RUN_TOLLGATE("run", "--only", rows[i].only, "--reference", "--overlay", "example",
                            "--overlay", "wrong.xml");
        assert_int_equal(said.code, EXIT_MISMATCH);
        if (strstr(said.output.p, "\ncause      price-") != NULL)
            fail_msg("row %zu:\n%.3000s", i, said.output.p);
        said_free(&said);
    }
}

/* ------------------------------------------------------------------------------- for some calls */

/* A system that has the defect where `condition` (awk, on the fields of the record) holds. */
static struct said run_partly_faulty(const char *defect, const char *condition)
{
    struct text script = {0};
    struct said said;

    text_addf(&script,
              "cat > calls.csv; rate='%s rate --answers --overlay example'; "
              "$rate calls.csv > good.csv; $rate --overlay %s calls.csv > bad.csv; "
              "awk -F, 'FILENAME == \"calls.csv\" {bad[$1] = %s; next} "
              "FILENAME == \"good.csv\" {good[$1] = $2; next} "
              "{print $1 \",\" (bad[$1] ? $2 : good[$1])}' calls.csv good.csv bad.csv",
              TOLLGATE, defect, condition);
    said = RUN_TOLLGATE("run", "--", "sh", "-c", script.p);
    text_free(&script);
    return said;
}

static void defects_for_some_calls_are_narrowed(void **state)
{
    static const struct {
        const char *defect, *condition, *title;
    } rows[] = {
        {"korea-missing", "$4 == \"gotone\"",
         ": Korea is missing from the lists of countries, only for plan gotone (全球通) "
         "(A-2.2.2.3 A-2.2.3d)\n"},
        {"units-floored", "$4 == \"gotone\" || $4 == \"mzone\"",
         ", only for plans gotone (全球通), mzone (动感地带) "},
        {"duration-second-less", "$6 == \"receive\"", ", only for event receive "},
    };

    (void)state;
    for (size_t i = 0; i < (is_sparse() ? 1 : COUNT(rows)); i++) {
        struct said said = run_partly_faulty(rows[i].defect, rows[i].condition);

        if (said.code != EXIT_MISMATCH || !is_named(said.output.p, rows[i].defect) ||
            strstr(said.output.p, rows[i].title) == NULL || count_causes(said.output.p) != 1)
            fail_msg("%s:\n%.3000s", rows[i].defect, said.output.p);
        said_free(&said);
    }
}

/* Calls that have nothing in common are not narrowed to. */
static void what_holds_for_calls_by_chance_is_not_narrowed(void **state)
{
    struct said said;

    (void)state;
    if (is_sparse()) skip();
    said = run_partly_faulty("korea-missing", "$4 == \"gotone\" && n++ % 2 == 0");
    assert_int_equal(said.code, EXIT_MISMATCH);
    assert_false(is_named(said.output.p, "korea-missing"));
    assert_null(strstr(said.output.p, "only for"));
    said_free(&said);
}

/* ------------------------------------------------------------------------------------- readings */

/* Another reading of the documents is no defect, and has its part in what is charged beside one. */
static void readings_beside_defects_are_told(void **state)
{
    static const char *const late[3] = {"I-02c", "idle-second-late"};
    static const char *const floored[3] = {"I-08b", "I-14b", "units-floored"};
    struct said said;

    (void)state;
    if (is_sparse()) skip();
    said = run_with(late);
    assert_int_equal(count_causes(said.output.p), 2);
    assert_true(is_named(said.output.p, "idle-second-late"));
    assert_non_null(
        strstr(said.output.p, "\ncause      I-02c explains 142 of 148 wrong answers: "));
    assert_non_null(strstr(said.output.p, "; no defect, another reading of the documents\n"));
    said_free(&said);
    said = run_with(floored);
    assert_true(is_named(said.output.p, "units-floored"));
    assert_true(is_named(said.output.p, "I-08b"));
    assert_true(is_named(said.output.p, "I-14b"));
    assert_null(strstr(said.output.p, "no known defect"));
    assert_non_null(strstr(
        said.output.p, "\nreading    by these causes, no answer tells that I-07b I-06b is held\n"));
    said_free(&said);
}

/* Units of new plans may be smaller than the bound of their range. */
static void floored_units_of_new_plans_are_named(void **state)
{
    static const char *const defects[] = {"units-floored", "units-nearest"};

    (void)state;
    write_overlay("<bind price='plan_ld' plan='new' value='0.06' per='6'/>");
    for (size_t i = 0; i < (is_sparse() ? 1 : COUNT(defects)); i++) {
        struct said said = run_with((const char *const[3]){"wrong.xml", defects[i]});

        if (!is_named(said.output.p, defects[i]) || count_causes(said.output.p) != 1)
            fail_msg("%s:\n%.3000s", defects[i], said.output.p);
        said_free(&said);
    }
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
        cmocka_unit_test(prices_wrong_by_any_amount_are_inferred),
        cmocka_unit_test(two_prices_are_told_apart),
        cmocka_unit_test(what_a_price_alone_would_explain_is_no_cause),
        cmocka_unit_test(defects_for_some_calls_are_narrowed),
        cmocka_unit_test(what_holds_for_calls_by_chance_is_not_narrowed),
        cmocka_unit_test(readings_beside_defects_are_told),
        cmocka_unit_test(floored_units_of_new_plans_are_named),
        cmocka_unit_test(few_amounts_tell_nothing),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
