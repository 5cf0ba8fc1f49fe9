/* As many files as a month of a large operator has: told apart, and each found again. */
#include "capture.h"
#include "fixture.h"

#include "audit_part.h"
#include "paths.h"

#define MANY 100000

static char (*names)[16];
static const char **paths;

static int make_names(void **state)
{
    (void)state;
    names = array_grow(NULL, &(size_t){0}, MANY, sizeof *names);
    paths = array_grow(NULL, &(size_t){0}, MANY, sizeof(char *));
    for (size_t i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "day-%06zu", i);
        paths[i] = names[i];
    }
    return scratch_enter(state);
}

static int free_names(void **state)
{
    free(names);
    free(paths);
    return scratch_leave(state);
}

static void many_files_differ(void **state)
{
    (void)state;
    assert_true(paths_differ(paths, MANY));
    assert_true(paths_differ(paths, 0));
}

/* The first that was given before is told, be it there or not. */
static void a_file_given_twice_is_found_among_many(void **state)
{
    struct text talk;
    int err;

    (void)state;
    scratch_write("day-000500", "here");
    snprintf(names[MANY - 2], sizeof *names, "day-000007");
    snprintf(names[MANY - 1], sizeof *names, "./day-000500");
    err = capture_begin(STDERR_FILENO, "err");
    assert_false(paths_differ(paths, MANY));
    assert_false(paths_differ(paths + MANY / 200, MANY - MANY / 200));
    fflush(stderr);
    capture_end(STDERR_FILENO, err, "err", &talk);
    assert_text(&talk, "tollgate: 'day-000007': given twice\n"
                       "tollgate: './day-000500': given twice\n");
}

static void every_file_of_a_part_is_found_again(void **state)
{
    struct part part;

    (void)state;
    part_begin(&part);
    for (size_t round = 0; round < 2; round++)
        for (size_t i = 0; i < MANY; i++) part_file(&part, names[i])->records += i;
    assert_int_equal(part.file_count, MANY - 1); /* one name stands twice */
    part_finish(&part);
    for (size_t i = 1; i < part.file_count; i++)
        assert_true(strcmp(part.files[i - 1].name, part.files[i].name) < 0);
    part_free(&part);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_files_differ),
        cmocka_unit_test(a_file_given_twice_is_found_among_many),
        cmocka_unit_test(every_file_of_a_part_is_found_again),
    };

    return cmocka_run_group_tests(tests, make_names, free_names);
}
