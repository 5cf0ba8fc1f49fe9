#include "expected.h"
#include "memory.h"

extern const struct command cmd_rules;

static void listings_are_as_expected(void **state)
{
    static const struct {
        const char *file;
        const char *option[3];
        enum exit_code code;
    } rows[] = {
        {"rules/rulebook.txt", {NULL}, EXIT_CONFORMS},
        {"rules/proof.txt", {"--prove"}, EXIT_CONFORMS},
        {"rules/proof-broken.txt", {"--prove", "--overlay=basic-fee-added"}, EXIT_INVALID},
        {"rules/R-01.txt", {"--rule=R-01"}, EXIT_CONFORMS},
        {"rules/R-37.txt", {"--rule=R-37"}, EXIT_CONFORMS},
        {"rules/U-13.txt", {"--rule=U-13"}, EXIT_CONFORMS},
        {"rules/D-4.txt", {"--clause=D-4"}, EXIT_CONFORMS},
        {"rules/B-1.1.txt", {"--clause=B-1.1"}, EXIT_CONFORMS},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct captured *got =
            capture(&cmd_rules, rows[i].option[0], rows[i].option[1], NULL);

        assert_as_file(got, rows[i].file);
        assert_string_equal(got->err.p, "");
        assert_int_equal(got->code, rows[i].code);
    }
}

/* The sections of the whole listing, each by its option, make the whole listing. */
static void every_section_can_be_had_alone(void **state)
{
    static const char *const options[] = {"--rules",  "--gaps",     "--clauses", "--readings",
                                          "--prices", "--policies", "--plans"};
    struct text whole = {0};
    size_t head = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(options); i++) {
        const struct captured *got = capture(&cmd_rules, options[i], NULL);

        assert_int_equal(got->code, EXIT_CONFORMS);
        head = (size_t)(strchr(got->out.p, '\n') - got->out.p) + 1;
        text_add(&whole, tg_slice_of(i == 0 ? got->out.p : got->out.p + head));
    }
    assert_string_equal(capture(&cmd_rules, NULL)->out.p, whole.p);
    text_free(&whole);
}

static void sections_can_be_combined_with_the_proof(void **state)
{
    const struct captured *got =
        capture(&cmd_rules, "--plans", "--prove", "--overlay=example", NULL);

    (void)state;
    assert_non_null(strstr(got->out.p, "\nplans (9)\n  gotone            全球通            brand"));
    assert_non_null(strstr(got->out.p, "  R-01  N-01       72  all    holds\n"));
    assert_non_null(
        strstr(got->out.p, "\nproved: the tariff is complete and lies inside the notice\n"));
    assert_null(strstr(got->out.p, "rules (35)"));
}

static void bound_prices_are_told(void **state)
{
    const struct captured *got = capture(&cmd_rules, "--prices", "--overlay=example", NULL);

    (void)state;
    assert_non_null(strstr(got->out.p,
                           "  roam_caller   calling-party roaming fee\n"
                           "                above 0.00, at most 0.60 yuan per 60 s, per plan; "
                           "X-1; bound to 0.60\n"));
    assert_non_null(strstr(got->out.p, "D-2; bound to 0.25 ... 0.40\n"));
    assert_non_null(strstr(got->out.p, "A-2.1.1; bound for some to 0.30\n"));
}

static void a_free_rule_and_a_fee_once_are_told(void **state)
{
    (void)state;
    assert_non_null(strstr(capture(&cmd_rules, "--rule=R-42", NULL)->out.p,
                           "  fees  basis      points  where\n"
                           "  free  I-11 I-12      72  everywhere above\n"));
    assert_non_null(strstr(capture(&cmd_rules, "--rule=R-41", NULL)->out.p,
                           "  5.00 yuan once  explicit     108  everywhere above\n"));
}

/* Open prices may leave room for a fee on top, or break the notice at the low end already. */
static void a_proof_may_hold_within_limits_or_break(void **state)
{
    const struct captured *got;

    (void)state;
    scratch_write("fees.xml", "<overlay id='fees' kind='defect' title='fees on top'>"
                              "<surcharge rules='R-01' plan='new'><fee value='0.10' per='60'/>"
                              "</surcharge>"
                              "<surcharge rules='R-07'><fee value='0.70' per='60'/></surcharge>"
                              "</overlay>");
    got = capture(&cmd_rules, "--prove", "--overlay=./fees.xml", NULL);
    assert_non_null(strstr(got->out.p, "  R-01  N-01       32  new             holds while plan_ld "
                                       "is at most 0.60 yuan per 60 s\n"));
    assert_non_null(strstr(got->out.p, "  R-07 N-04  a call of 1 s costs at least 0.70 yuan, at "
                                       "most 0.60 are allowed\n"));
    assert_int_equal(got->code, EXIT_INVALID);
}

static void removed_rules_are_told(void **state)
{
    const struct captured *got;

    (void)state;
    scratch_write("less.xml",
                  "<overlay id='less' kind='defect' title='a rule less'>"
                  "<remove rule='R-41'/>"
                  "<unspecified id='U-41' reason='forgotten'>"
                  "<when regime='single' event='monthly_fee' pack='night'/></unspecified>"
                  "</overlay>");
    got = capture(&cmd_rules, "--rules", "--overlay=./less.xml", NULL);
    assert_string_equal(got->err.p, "");
    assert_non_null(strstr(got->out.p, "\nrules (34)\n"));
    assert_non_null(strstr(
        got->out.p, "  R-41       0  monthly fee of the night pack (removed by an overlay)"));
    got = capture(&cmd_rules, "--rule=R-41", "--overlay=./less.xml", NULL);
    assert_non_null(strstr(got->out.p, "  holds at      no point: removed by an overlay\n"));
    assert_null(strstr(got->out.p, "charges"));
    got = capture(&cmd_rules, "--clause=B-2.3", "--overlay=./less.xml", NULL);
    assert_non_null(strstr(
        got->out.p,
        "  cited by      R-42, policy pack_hours, policy pack_boundary, policy pack_holders\n"));
}

static void wrong_use_is_told(void **state)
{
    (void)state;
    assert_refused(capture(&cmd_rules, "--rule=R-1", NULL), EXIT_USAGE,
                   "tollgate: no rule 'R-1'; did you mean 'R-01'?\n");
    assert_refused(capture(&cmd_rules, "--rule=nonsense", NULL), EXIT_USAGE,
                   "tollgate: no rule 'nonsense'\n");
    assert_refused(capture(&cmd_rules, "--clause=A-2.1.1.", NULL), EXIT_USAGE,
                   "tollgate: no clause 'A-2.1.1.'; did you mean 'A-2.1.1'?\n");
    assert_refused(capture(&cmd_rules, "--overlay=none", NULL), EXIT_INVALID,
                   "tollgate: there is no bundled rulebook or overlay named 'none'\n"
                   "hint: a file is named with a '/' or with its ending .xml\n");
    assert_int_equal(capture(&cmd_rules, "--what", NULL)->code, EXIT_USAGE);
    assert_int_equal(capture(&cmd_rules, "R-01", NULL)->code, EXIT_USAGE);
    assert_non_null(strstr(capture(&cmd_rules, "R-01", NULL)->err.p,
                           ": no argument is expected, found 'R-01'\n"));
}

static void a_proof_without_memory_is_told(void **state)
{
    enum exit_code code = EXIT_CONFORMS;
    long n = 0;
    int failed = 0;

    (void)state;
    do {
        const struct captured *got;

        tg_alloc_fail_after(n++);
        got = capture(&cmd_rules, "--prove", NULL);
        code = got->code;
        if (code == EXIT_CONFORMS) break;
        failed++;
        assert_non_null(strstr(got->err.p, "out of memory"));
        assert_true(code == EXIT_INVALID || code == EXIT_INTERNAL);
    } while (n < 20);
    tg_alloc_fail_after(-1);
    assert_int_equal(code, EXIT_CONFORMS);
    assert_true(failed >= 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(listings_are_as_expected),
        cmocka_unit_test(every_section_can_be_had_alone),
        cmocka_unit_test(sections_can_be_combined_with_the_proof),
        cmocka_unit_test(bound_prices_are_told),
        cmocka_unit_test(a_free_rule_and_a_fee_once_are_told),
        cmocka_unit_test(a_proof_may_hold_within_limits_or_break),
        cmocka_unit_test(removed_rules_are_told),
        cmocka_unit_test(wrong_use_is_told),
        cmocka_unit_test(a_proof_without_memory_is_told),
    };

    return cmocka_run_group_tests(tests, capture_enter, capture_leave);
}
