/* Reading from a descriptor: what comes, the end, a failure, and an interruption that is none. */
#include "testing.h"

#include <errno.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

static int pipe_ends[2];

static void write_late(int signal)
{
    ssize_t n = write(pipe_ends[1], "late", 4);

    (void)signal, (void)n;
}

static void an_interrupted_read_is_tried_again(void **state)
{
    struct sigaction action = {.sa_handler = write_late}; /* without SA_RESTART */
    struct itimerval soon = {.it_value = {.tv_usec = 20000}};
    char buf[8];

    (void)state;
    assert_int_equal(pipe(pipe_ends), 0);
    assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
    assert_int_equal(setitimer(ITIMER_REAL, &soon, NULL), 0);
    assert_int_equal(tg_read_fd(&pipe_ends[0], buf, sizeof buf), 4);
    assert_memory_equal(buf, "late", 4);
    close(pipe_ends[1]);
    assert_int_equal(tg_read_fd(&pipe_ends[0], buf, sizeof buf), 0);
    close(pipe_ends[0]);
    assert_int_equal(tg_read_fd(&pipe_ends[0], buf, sizeof buf), -1);
    assert_int_equal(errno, EBADF);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_interrupted_read_is_tried_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
