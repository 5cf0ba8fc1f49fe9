#include "fixture.h"

#include "arena.h"

#include <sys/wait.h>
#include <unistd.h>

static void many_small_things_live_together(void **state)
{
    struct arena arena = {0};
    const char *texts[5000];

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        char buf[32];

        snprintf(buf, sizeof buf, "text %zu", i);
        texts[i] = arena_text(&arena, tg_slice_of(buf));
        assert_int_equal((uintptr_t)texts[i] % 16, 0);
    }
    assert_string_equal(texts[0], "text 0");
    assert_string_equal(texts[4999], "text 4999");
    assert_string_equal(arena_text(&arena, (struct tg_slice){NULL, 0}), "");
    arena_free(&arena);
    assert_null(arena.blocks);
}

static void a_large_thing_is_zeroed_too(void **state)
{
    struct arena arena = {0};
    char *large = arena_take(&arena, 100000, 3);

    (void)state;
    for (size_t i = 0; i < 300000; i++) assert_int_equal(large[i], 0);
    memset(large, 1, 300000);
    assert_string_equal(arena_text(&arena, tg_slice_of("after it")), "after it");
    arena_free(&arena);
}

static void arrays_grow_and_keep_what_they_hold(void **state)
{
    size_t room = 0;
    int *array = NULL;

    (void)state;
    for (size_t i = 0; i < 1000; i++) {
        array = array_grow(array, &room, i, sizeof *array);
        assert_true(room > i);
        array[i] = (int)i;
    }
    for (size_t i = 0; i < 1000; i++) assert_int_equal(array[i], i);
    free(array);
}

static void without_memory_the_program_ends_with_a_message(void **state)
{
    int pipes[2];
    char said[64] = "";
    int status;
    pid_t pid;

    (void)state;
    assert_int_equal(pipe(pipes), 0);
    pid = fork();
    if (pid == 0) {
        struct arena arena = {0};

        dup2(pipes[1], STDERR_FILENO);
        arena_take(&arena, SIZE_MAX / 2, 4);
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), EXIT_INTERNAL);
    assert_true(read(pipes[0], said, sizeof said - 1) > 0);
    assert_string_equal(said, "tollgate: out of memory\n");
    close(pipes[0]);
    close(pipes[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_small_things_live_together),
        cmocka_unit_test(a_large_thing_is_zeroed_too),
        cmocka_unit_test(arrays_grow_and_keep_what_they_hold),
        cmocka_unit_test(without_memory_the_program_ends_with_a_message),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
