#include "sut_exec.h"
#include "arena.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* How often we look whether the process is still there: it may end while another one, started by
 * it, holds its stdout open. After both outputs are closed the end is near. */
#define TICK_MS      50
#define LAST_TICK_MS 1
#define LAST_DRAINS  64

/* Where to look for programs if PATH does not say. */
#define USUAL_PATH "/usr/local/bin:/usr/bin:/bin"

enum { IN, OUT, ERR, STARTED, PIPES };

struct sut_process {
    struct sut_end end;
    pid_t pid;
    int fd[PIPES]; /* our ends; -1 = closed */
    struct tg_slice input;
    uint64_t began_ms;
    size_t received; /* bytes of stdout in all */
    struct text out; /* stdout that nobody took yet */
    size_t taken;    /* of these, taken */
    bool over;
};

static void close_end(int *fd)
{
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

/* ------------------------------------------------------------------------------------- starting */

/* execvp would hand a file without a known form to /bin/sh; nothing is to go through a shell. As
 * execvp does, look on after a file that is not to be had, and tell of one that is forbidden. */
static void exec_found(char *const argv[])
{
    const char *path = getenv("PATH");
    bool forbidden = false;

    if (argv[0][0] == '\0' || strchr(argv[0], '/') != NULL) {
        execv(argv[0], argv);
        return;
    }
    for (const char *p = path != NULL ? path : USUAL_PATH; p != NULL;) {
        const char *end = strchrnul(p, ':');
        struct text file = {0};

        text_addf(&file, "%.*s%s%s", (int)(end - p), p, end > p ? "/" : "./", argv[0]);
        execv(file.p, argv);
        text_free(&file);
        if (errno == EACCES)
            forbidden = true;
        else if (errno != ENOENT && errno != ENOTDIR)
            return;
        p = *end == ':' ? end + 1 : NULL;
    }
    errno = forbidden ? EACCES : ENOENT;
}

/* In the child. What cannot be done is told through the pipe that exec would close. */
static _Noreturn void become(char *const argv[], int pipes[PIPES][2])
{
    int fault;

    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGPIPE, SIG_DFL);
    if (dup2(pipes[IN][0], STDIN_FILENO) >= 0 && dup2(pipes[OUT][1], STDOUT_FILENO) >= 0 &&
        dup2(pipes[ERR][1], STDERR_FILENO) >= 0)
        exec_found(argv);
    fault = errno;
    _exit(write(pipes[STARTED][1], &fault, sizeof fault) < 0 ? 126 : 127);
}

static void not_started(struct sut_process *run, int fault)
{
    run->end.ending = SUT_NOT_STARTED;
    run->end.code = fault;
    for (int i = 0; i < PIPES; i++) close_end(&run->fd[i]);
}

static bool start(struct sut_process *run, char *const argv[])
{
    int pipes[PIPES][2];
    int fault = 0;

    for (int i = 0; i < PIPES; i++) {
        if (pipe2(pipes[i], O_CLOEXEC) != 0) {
            fault = errno;
            while (i-- > 0) close(pipes[i][i == IN ? 0 : 1]);
            not_started(run, fault);
            return false;
        }
        run->fd[i] = pipes[i][i == IN ? 1 : 0];
    }
    run->pid = fork();
    if (run->pid == 0) become(argv, pipes);
    fault = errno;
    for (int i = 0; i < PIPES; i++) close(pipes[i][i == IN ? 0 : 1]);
    if (run->pid < 0) {
        not_started(run, fault);
        return false;
    }
    /* Both sides do this, so that the group exists whoever runs first. */
    setpgid(run->pid, run->pid);
    if (read(run->fd[STARTED], &fault, sizeof fault) == (ssize_t)sizeof fault) {
        waitpid(run->pid, NULL, 0);
        not_started(run, fault);
        return false;
    }
    close_end(&run->fd[STARTED]);
    for (int i = IN; i <= ERR; i++) fcntl(run->fd[i], F_SETFL, O_NONBLOCK);
    return true;
}

/* -------------------------------------------------------------------------------------- feeding */

static void feed(struct sut_process *run)
{
    while (run->input.n > 0) {
        ssize_t n = write(run->fd[IN], run->input.p, run->input.n);

        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) return;
        if (n < 0) break; /* it does not want to read on: its own affair */
        run->input.p += n;
        run->input.n -= (size_t)n;
    }
    close_end(&run->fd[IN]);
}

static void keep_output(struct sut_process *run, struct tg_slice bytes)
{
    size_t left = run->end.limits.max_output - run->received;

    if (bytes.n > left) {
        bytes.n = left;
        run->end.ending = SUT_TOO_MUCH;
    }
    run->received += bytes.n;
    text_add(&run->out, bytes);
}

static void keep_talk(struct sut_end *end, struct tg_slice bytes)
{
    size_t drop;

    text_add(&end->talk, bytes);
    if (end->talk.n <= SUT_STDERR_KEPT) return;
    drop = end->talk.n - SUT_STDERR_KEPT;
    memmove(end->talk.p, end->talk.p + drop, SUT_STDERR_KEPT);
    end->talk.n = SUT_STDERR_KEPT;
    end->talk.p[end->talk.n] = '\0';
    end->talk_lost += drop;
}

/* Reads what is there, once. True if there may be more. */
static bool drain(struct sut_process *run, int which)
{
    static char buf[65536];
    ssize_t n;

    if (run->fd[which] < 0) return false;
    n = read(run->fd[which], buf, sizeof buf);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    if (n <= 0) {
        close_end(&run->fd[which]);
        return false;
    }
    if (which == OUT)
        keep_output(run, (struct tg_slice){buf, (size_t)n});
    else
        keep_talk(&run->end, (struct tg_slice){buf, (size_t)n});
    return run->end.ending != SUT_TOO_MUCH;
}

/* --------------------------------------------------------------------------------------- ending */

/* Has the first process ended? It is left a zombie, so that its group's number stays its own. */
static bool has_ended(const struct sut_process *run)
{
    siginfo_t info = {0};

    return waitid(P_PID, (id_t)run->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == run->pid;
}

static int wait_ms(const struct sut_process *run)
{
    uint64_t limit = run->end.limits.timeout_ms;
    uint64_t spent = sut_now_ms() - run->began_ms;
    uint64_t tick = run->fd[OUT] < 0 && run->fd[ERR] < 0 ? LAST_TICK_MS : TICK_MS;

    return (int)(limit - spent < tick ? limit - spent : tick);
}

int sut_prepare(const struct sut_process *run, struct pollfd polls[static 3])
{
    polls[IN] = (struct pollfd){run->fd[IN], POLLOUT, 0};
    polls[OUT] = (struct pollfd){run->fd[OUT], POLLIN, 0};
    polls[ERR] = (struct pollfd){run->fd[ERR], POLLIN, 0};
    return wait_ms(run);
}

static void reap(struct sut_process *run)
{
    struct sut_end *end = &run->end;
    int status = 0;

    kill(-run->pid, SIGKILL);
    while (waitpid(run->pid, &status, 0) < 0 && errno == EINTR) continue;
    /* What it wrote before its end is still in the pipes; more than they hold comes from a process
     * that left the group. */
    for (int i = 0; i < LAST_DRAINS && drain(run, OUT); i++) continue;
    for (int i = 0; i < LAST_DRAINS && drain(run, ERR); i++) continue;
    for (int i = IN; i <= ERR; i++) close_end(&run->fd[i]);
    run->over = true;
    end->wall_ms = sut_now_ms() - run->began_ms;
    if (end->ending != SUT_EXITED) return;
    if (WIFSIGNALED(status)) {
        end->ending = SUT_SIGNALLED;
        end->code = WTERMSIG(status);
    } else {
        end->code = WEXITSTATUS(status);
    }
}

bool sut_act(struct sut_process *run, const struct pollfd polls[static 3])
{
    struct sut_end *end = &run->end;

    if (run->over) return false;
    if (polls[IN].revents != 0) feed(run);
    if (polls[OUT].revents != 0) drain(run, OUT);
    if (polls[ERR].revents != 0) drain(run, ERR);
    if (end->ending == SUT_EXITED && !has_ended(run)) {
        if (sut_stop_asked())
            end->ending = SUT_INTERRUPTED;
        else if (sut_now_ms() - run->began_ms >= end->limits.timeout_ms)
            end->ending = SUT_TIMED_OUT;
    }
    if (end->ending != SUT_EXITED || has_ended(run)) reap(run);
    return !run->over;
}

static void turn(struct sut_process *run)
{
    struct pollfd polls[3];
    int wait = sut_prepare(run, polls);

    if (poll(polls, 3, wait) < 0)
        for (int i = 0; i < 3; i++) polls[i].revents = 0;
    sut_act(run, polls);
}

/* --------------------------------------------------------------------------------- the process */

struct sut_process *sut_start(char *const argv[], struct tg_slice input,
                              const struct sut_limits *limits)
{
    struct sut_process *run = array_grow(NULL, &(size_t){0}, 0, sizeof *run);

    *run = (struct sut_process){.end = {.limits = *limits}, .fd = {-1, -1, -1, -1}, .input = input};
    sut_watch_signals();
    run->began_ms = sut_now_ms();
    run->over = !start(run, argv);
    return run;
}

ptrdiff_t sut_read(void *process, void *buf, size_t size)
{
    struct sut_process *run = process;
    size_t n;

    while (run->taken == run->out.n && !run->over) {
        run->out.n = run->taken = 0;
        turn(run);
    }
    n = run->out.n - run->taken < size ? run->out.n - run->taken : size;
    if (n > 0) memcpy(buf, run->out.p + run->taken, n);
    run->taken += n;
    return (ptrdiff_t)n;
}

bool sut_whole(void *process)
{
    return sut_finished(&((struct sut_process *)process)->end);
}

/* Nobody wants to read on: it may write to the end, into nowhere. */
void sut_stop(struct sut_process *run, struct sut_end *end)
{
    while (!run->over) {
        run->out.n = run->taken = 0;
        turn(run);
    }
    sut_unwatch_signals();
    text_free(&run->out);
    *end = run->end;
    free(run);
}

void sut_exec(struct sut_end *end, char *const argv[], struct tg_slice input,
              const struct sut_limits *limits, tg_write_fn *on_output, void *user)
{
    static char buf[65536];
    struct sut_process *run = sut_start(argv, input, limits);

    for (ptrdiff_t n; (n = sut_read(run, buf, sizeof buf)) > 0;)
        on_output(user, (struct tg_slice){buf, (size_t)n});
    sut_stop(run, end);
}
