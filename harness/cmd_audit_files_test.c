/* The files that tollgate audit and merge are given, from outside. */
#include "audit_testing.h"

#include <sys/stat.h>

/* What is to be read is not written over, and a device is no file. */
static void outputs_are_looked_at_first(void **state)
{
    (void)state;
    scratch_write("kept.csv", HEADER "c1,2010-03-01T10:00:00,13" GOTONE "0.18,\n");
    assert_run(RUN_TOLLGATE("audit", "kept.csv", "--csv", "./kept.csv"), EXIT_USAGE, "",
               "tollgate: './kept.csv': would be written over, and is to be read\n");
    assert_run(RUN_TOLLGATE("audit", "kept.csv", "--refunds", "kept.csv"), EXIT_USAGE, "",
               "tollgate: 'kept.csv': would be written over, and is to be read\n");
    assert_run(RUN_TOLLGATE("audit", "kept.csv", "--partial", "/dev/null"), EXIT_USAGE, "",
               "tollgate: '/dev/null': cannot be written: expected a regular file or a new name\n");
    assert_run(RUN_TOLLGATE("audit", "kept.csv", "--partial", "k1"), EXIT_CONFORMS, "", "");
    assert_run(RUN_TOLLGATE("merge", "k1", "./k1"), EXIT_USAGE, "",
               "tollgate: './k1': given twice\n");
}

/* What cannot be written is told before anything is read, what cannot be read as invalid. */
static void every_file_is_looked_at(void **state)
{
    static const char *const outputs[] = {"--csv",     "--junit",   "--markdown", "--html",
                                          "--results", "--partial", "--refunds",  "--csv"};
    static const struct {
        const char *command, *path, *complaint;
    } kinds[] = {
        {"audit", "nowhere/x", "'nowhere/x': cannot be written: No such file or directory"},
        {"audit", "kept.csv/x", "'kept.csv/x': cannot be written: Not a directory"},
        {"audit", "", "'': cannot be written: No such file or directory"},
        {"audit", "/proc/x", "'/proc/x': cannot be written: No such file or directory"},
        {"merge", "nowhere/x", "'nowhere/x': cannot be written: No such file or directory"},
        {"merge", "./k1", "'./k1': would be written over, and is to be read"},
    };
    const size_t of_merge = 6;

    (void)state;
    for (size_t k = 0; k < COUNT(kinds); k++)
        for (size_t i = 0; i < COUNT(outputs); i++) {
            bool merge = strcmp(kinds[k].command, "merge") == 0;
            struct text expected = {0};

            if (merge && i == of_merge) continue;
            text_addf(&expected, "tollgate: %s\n", kinds[k].complaint);
            assert_run(RUN_TOLLGATE(kinds[k].command, merge ? "k1" : "kept.csv", outputs[i],
                                    kinds[k].path),
                       EXIT_USAGE, "", expected.p);
            text_free(&expected);
        }
    assert_run(RUN_TOLLGATE("audit", "kept.csv", "--csv", "."), EXIT_USAGE, "",
               "tollgate: '.': cannot be written: Is a directory\n");
    assert_run(RUN_TOLLGATE("audit", "kept.csv", "--html", "both", "--csv", "./both"), EXIT_USAGE,
               "", "tollgate: 'both': would be written twice: expected a file for each report\n");
    assert_run(RUN_TOLLGATE("audit", "kept.csv", "--answers", "k1", "--csv", "k1"), EXIT_USAGE, "",
               "tollgate: 'k1': would be written over, and is to be read\n");
    assert_run(RUN_TOLLGATE("audit", "kept.csv", "--sut", "k1", "--html", "k1"), EXIT_USAGE, "",
               "tollgate: 'k1': would be written over, and is to be read\n");
    assert_run(RUN_TOLLGATE("audit", "kept.csv", "--results", "k1"), EXIT_USAGE, "",
               "tollgate: 'k1': there already: expected the name of a new results database\n");
    assert_run(RUN_TOLLGATE("audit", "kept.csv", "--answers", "nowhere"), EXIT_INVALID, "",
               "tollgate: nowhere: cannot be opened: No such file or directory\n");
    assert_run(RUN_TOLLGATE("audit", "kept.csv", "--answers", "."), EXIT_INVALID, "",
               "tollgate: .: cannot be read: Is a directory\n");
    assert_run(RUN_TOLLGATE("audit", "kept.csv", "--sut", "nowhere"), EXIT_INVALID, "",
               "tollgate: nowhere: cannot be opened: No such file or directory\n");
    assert_run(RUN_TOLLGATE("merge", "nowhere"), EXIT_INVALID, "",
               "tollgate: nowhere: cannot be opened: No such file or directory\n");
}

/* In /proc nobody can make a file: what is there cannot be replaced either. The records are not
 * read, or their rejected row would be told. */
static void what_cannot_be_replaced_is_told_first(void **state)
{
    static const char *const outputs[] = {"--csv",  "--junit",   "--markdown",
                                          "--html", "--partial", "--refunds"};

    (void)state;
    scratch_write("bad.csv", HEADER "c1,x,13" GOTONE "0.18,\n");
    for (size_t i = 0; i < COUNT(outputs); i++)
        assert_run(RUN_TOLLGATE("audit", "bad.csv", outputs[i], "/proc/version"), EXIT_USAGE, "",
                   "tollgate: '/proc/version': cannot be written: No such file or directory\n");
    assert_run(RUN_TOLLGATE("merge", "k1", "--partial", "/proc/version"), EXIT_USAGE, "",
               "tollgate: '/proc/version': cannot be written: No such file or directory\n");
}

/* Room is not known beforehand. */
static void a_full_disk_is_told_in_the_end(void **state)
{
    static const char said[] = "count      read 1 = judged 1 + unspecified 0 + rejected 0\n"
                               "verdicts   pass 1\n"
                               "PASS  every record that can be judged is billed right (exit 0)\n";
    static const char *const outputs[] = {"--csv", "--junit", "--markdown", "--html", "--refunds"};

    (void)state;
    for (size_t i = 0; i < COUNT(outputs); i++)
        assert_run(RUN_TOLLGATE("audit", "-q", "kept.csv", outputs[i], "/dev/full"), EXIT_INTERNAL,
                   said, "tollgate: /dev/full: cannot be written: No space left on device\n");
}

/* Ways to a file that is not there yet, and to one that is: of two reports one would be lost. */
static void two_names_of_one_file_are_seen(void **state)
{
    static const char *const pairs[][2] = {
        {"one", "./one"},      {"one", "link"},          {"link", "chain"},
        {"link", "folder/up"}, {"one", "folder/../one"}, {"way/one", "folder/one"},
        {"old", "hard"},
    };
    char here[4096];

    (void)state;
    assert_non_null(getcwd(here, sizeof here - 8));
    strcat(here, "/one");
    scratch_write("old", "");
    assert_int_equal(mkdir("folder", 0700), 0);
    assert_int_equal(link("old", "hard"), 0);
    assert_int_equal(symlink("one", "link"), 0);
    assert_int_equal(symlink("link", "chain"), 0);
    assert_int_equal(symlink("../one", "folder/up"), 0);
    assert_int_equal(symlink("folder", "way"), 0);
    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct text expected = {0};

        text_addf(&expected,
                  "tollgate: '%s': would be written twice: expected a file for each report\n",
                  pairs[i][1]);
        assert_run(RUN_TOLLGATE("audit", "kept.csv", "--csv", pairs[i][0], "--html", pairs[i][1]),
                   EXIT_USAGE, "", expected.p);
        text_free(&expected);
    }
    assert_run(RUN_TOLLGATE("audit", "kept.csv", "--csv", here, "--refunds", "chain"), EXIT_USAGE,
               "", "tollgate: 'chain': would be written twice: expected a file for each report\n");
    assert_run(RUN_TOLLGATE("audit", "hard", "--csv", "old"), EXIT_USAGE, "",
               "tollgate: 'old': would be written over, and is to be read\n");
}

/* An annex that was changed in between is another tariff. */
static void a_changed_annex_is_told(void **state)
{
    struct text annex = scratch_read(TEST_SOURCE_DIR "/cases/annexes/example.xml");

    (void)state;
    scratch_write("annex.xml", annex.p);
    assert_run(RUN_TOLLGATE("audit", "kept.csv", "--annex", "annex.xml", "--partial", "k2"),
               EXIT_CONFORMS, "", "");
    assert_run(RUN_TOLLGATE("merge", "-q", "k2"), EXIT_CONFORMS,
               "count      read 1 = judged 1 + unspecified 0 + rejected 0\n"
               "verdicts   pass 1\n"
               "PASS  every record that can be judged is billed right (exit 0)\n",
               "");
    text_addf(&annex, "<!-- changed -->\n");
    scratch_write("annex.xml", annex.p);
    assert_run(RUN_TOLLGATE("merge", "-q", "k2"), EXIT_INVALID, "",
               "tollgate: the parts were rated by another version of tollgate or of the tariff's "
               "files than are here\n");
    text_free(&annex);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outputs_are_looked_at_first),
        cmocka_unit_test(every_file_is_looked_at),
        cmocka_unit_test(what_cannot_be_replaced_is_told_first),
        cmocka_unit_test(a_full_disk_is_told_in_the_end),
        cmocka_unit_test(two_names_of_one_file_are_seen),
        cmocka_unit_test(a_changed_annex_is_told),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
