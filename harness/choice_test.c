#include "capture.h"

#include "choice.h"
#include "options.h"

/* A command of nothing but the shared options: loads what was chosen, tells what it has. */
static enum exit_code load_chosen(int argc, char **argv)
{
    struct choice choice = {0};
    struct tg_rulebook *rulebook;
    enum exit_code code;

    if (!options_parse(&code, &choice_argp, argc, argv, &choice)) return code;
    rulebook = choice_load(&choice);
    if (rulebook == NULL) return EXIT_INVALID;
    printf("%s", tg_rulebook_id(rulebook));
    for (size_t i = 0; i < choice.overlay_count; i++) printf(" %s", choice.overlays[i]);
    printf("\n");
    tg_rulebook_free(rulebook);
    return EXIT_CONFORMS;
}

static const struct command command = {"load", "loads what was chosen", load_chosen};

static void assert_loads(const struct captured *got, const char *out)
{
    assert_string_equal(got->err.p, "");
    assert_string_equal(got->out.p, out);
    assert_int_equal(got->code, EXIT_CONFORMS);
}

static void assert_refused(const struct captured *got, enum exit_code code, const char *err)
{
    assert_string_equal(got->out.p, "");
    assert_string_equal(got->err.p, err);
    assert_int_equal(got->code, code);
}

static void the_tariff_is_chosen_unless_told_otherwise(void **state)
{
    (void)state;
    assert_loads(capture(&command, NULL), "cmcc-2010\n");
    assert_loads(capture(&command, "--rulebook", "miit-2009-618", NULL), "miit-2009-618\n");
    assert_loads(
        capture(&command, "--rulebook", TEST_SOURCE_DIR "/src/rulebooks/cmcc-2010.xml", NULL),
        "cmcc-2010\n");
}

static void overlays_are_taken_in_order(void **state)
{
    (void)state;
    assert_loads(capture(&command, "--overlay", "example", "--overlay=per-minute", NULL),
                 "cmcc-2010 example per-minute\n");
    assert_loads(capture(&command, "--overlay", TEST_SOURCE_DIR "/cases/readings/I-08b.xml", NULL),
                 "cmcc-2010 " TEST_SOURCE_DIR "/cases/readings/I-08b.xml\n");
}

#define HINT "hint: a file is named with a '/' or with its ending .xml\n"

static void what_cannot_be_loaded_is_told(void **state)
{
    (void)state;
    assert_refused(capture(&command, "--rulebook", "cmcc-2011", NULL), EXIT_INVALID,
                   "tollgate: there is no bundled rulebook or overlay named 'cmcc-2011'\n" HINT);
    assert_refused(capture(&command, "--overlay", "example", "--overlay", "exmaple", NULL),
                   EXIT_INVALID,
                   "tollgate: there is no bundled rulebook or overlay named 'exmaple'\n" HINT);
    assert_refused(capture(&command, "--overlay", "no/such.xml", NULL), EXIT_INVALID,
                   "tollgate: no/such.xml: cannot be opened: No such file or directory\n");
    scratch_write("broken.xml", "<overlay id='x' kind='annex' title='t'>\n<bind/>\n");
    assert_refused(capture(&command, "--overlay", "./broken.xml", NULL), EXIT_INVALID,
                   "tollgate: ./broken.xml:3:1: not well-formed XML: premature end of data in tag "
                   "overlay line 1\n");
}

static void too_many_overlays_are_refused(void **state)
{
    char *argv[CHOICE_MAX_OVERLAYS + 3] = {(char[]){"load"}};
    struct choice choice = {0};
    enum exit_code code;
    char overlay[] = "--overlay=I-08b";
    struct text said = {0};
    int old;

    (void)state;
    for (size_t i = 1; i <= CHOICE_MAX_OVERLAYS + 1; i++) argv[i] = overlay;
    assert_true(options_parse(&code, &choice_argp, CHOICE_MAX_OVERLAYS + 1, argv, &choice));
    assert_int_equal(choice.overlay_count, CHOICE_MAX_OVERLAYS);
    choice = (struct choice){0};
    old = capture_begin(STDERR_FILENO, "stderr.txt");
    assert_false(options_parse(&code, &choice_argp, CHOICE_MAX_OVERLAYS + 2, argv, &choice));
    capture_end(STDERR_FILENO, old, "stderr.txt", &said);
    assert_int_equal(code, EXIT_USAGE);
    assert_string_equal(said.p,
                        "load: more than 32 overlays\nTry `load --help' or `load --usage' for "
                        "more information.\n");
    text_free(&said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tariff_is_chosen_unless_told_otherwise),
        cmocka_unit_test(overlays_are_taken_in_order),
        cmocka_unit_test(what_cannot_be_loaded_is_told),
        cmocka_unit_test(too_many_overlays_are_refused),
    };

    return cmocka_run_group_tests(tests, capture_enter, capture_leave);
}
