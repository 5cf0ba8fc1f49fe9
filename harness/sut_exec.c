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
#include <time.h>
#include <unistd.h>

/* How often we look whether the process is still there: it may end while another one, started by
 * it, holds its stdout open. After both outputs are closed the end is near. */
#define TICK_MS      50
#define LAST_TICK_MS 1
#define LAST_DRAINS  64

/* Where to look for programs if PATH does not say. */
#define USUAL_PATH "/usr/local/bin:/usr/bin:/bin"

enum { IN, OUT, ERR, STARTED, PIPES };

struct run {
    struct sut_end *end;
    pid_t pid;
    int fd[PIPES]; /* our ends; -1 = closed */
    struct tg_slice input;
    uint64_t began_ms;
};

static volatile sig_atomic_t stop_asked;

static void ask_stop(int signal_number)
{
    (void)signal_number;
    stop_asked = 1;
}

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

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

static void not_started(struct run *run, int fault)
{
    run->end->ending = SUT_NOT_STARTED;
    run->end->code = fault;
    for (int i = 0; i < PIPES; i++) close_end(&run->fd[i]);
}

static bool start(struct run *run, char *const argv[])
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

static void feed(struct run *run)
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

static void keep_output(struct sut_end *end, struct tg_slice bytes)
{
    size_t left = end->limits.max_output - end->output.n;

    if (bytes.n > left) {
        bytes.n = left;
        end->ending = SUT_TOO_MUCH;
    }
    text_add(&end->output, bytes);
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
static bool drain(struct run *run, int which)
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
        keep_output(run->end, (struct tg_slice){buf, (size_t)n});
    else
        keep_talk(run->end, (struct tg_slice){buf, (size_t)n});
    return run->end->ending != SUT_TOO_MUCH;
}

/* --------------------------------------------------------------------------------------- ending */

/* Has the first process ended? It is left a zombie, so that its group's number stays its own. */
static bool has_ended(const struct run *run)
{
    siginfo_t info = {0};

    return waitid(P_PID, (id_t)run->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == run->pid;
}

static int wait_ms(const struct run *run)
{
    uint64_t limit = run->end->limits.timeout_ms;
    uint64_t spent = now_ms() - run->began_ms;
    uint64_t tick = run->fd[OUT] < 0 && run->fd[ERR] < 0 ? LAST_TICK_MS : TICK_MS;

    return (int)(limit - spent < tick ? limit - spent : tick);
}

/* One turn: wait for something to happen, then do it. */
static void turn(struct run *run)
{
    struct pollfd polls[3] = {
        {run->fd[IN], POLLOUT, 0}, {run->fd[OUT], POLLIN, 0}, {run->fd[ERR], POLLIN, 0}};

    if (poll(polls, 3, wait_ms(run)) <= 0) return;
    if (polls[IN].revents != 0) feed(run);
    if (polls[OUT].revents != 0) drain(run, OUT);
    if (polls[ERR].revents != 0) drain(run, ERR);
}

static void converse(struct run *run)
{
    struct sut_end *end = run->end;

    while (end->ending == SUT_EXITED && !has_ended(run)) {
        if (stop_asked)
            end->ending = SUT_INTERRUPTED;
        else if (now_ms() - run->began_ms >= end->limits.timeout_ms)
            end->ending = SUT_TIMED_OUT;
        else
            turn(run);
    }
}

static void reap(struct run *run)
{
    struct sut_end *end = run->end;
    int status = 0;

    kill(-run->pid, SIGKILL);
    while (waitpid(run->pid, &status, 0) < 0 && errno == EINTR) continue;
    /* What it wrote before its end is still in the pipes; more than they hold comes from a process
     * that left the group. */
    for (int i = 0; i < LAST_DRAINS && drain(run, OUT); i++) continue;
    for (int i = 0; i < LAST_DRAINS && drain(run, ERR); i++) continue;
    for (int i = IN; i <= ERR; i++) close_end(&run->fd[i]);
    if (end->ending != SUT_EXITED) return;
    if (WIFSIGNALED(status)) {
        end->ending = SUT_SIGNALLED;
        end->code = WTERMSIG(status);
    } else {
        end->code = WEXITSTATUS(status);
    }
}

void sut_exec(struct sut_end *end, char *const argv[], struct tg_slice input,
              const struct sut_limits *limits)
{
    struct run run = {.end = end, .fd = {-1, -1, -1, -1}, .input = input};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction ask = {.sa_handler = ask_stop};
    struct sigaction old_pipe, old_int, old_term;

    *end = (struct sut_end){.limits = *limits};
    stop_asked = 0;
    sigaction(SIGPIPE, &ignore, &old_pipe);
    sigaction(SIGINT, &ask, &old_int);
    sigaction(SIGTERM, &ask, &old_term);
    run.began_ms = now_ms();
    if (start(&run, argv)) {
        converse(&run);
        reap(&run);
    }
    end->wall_ms = now_ms() - run.began_ms;
    sigaction(SIGPIPE, &old_pipe, NULL);
    sigaction(SIGINT, &old_int, NULL);
    sigaction(SIGTERM, &old_term, NULL);
}

bool sut_finished(const struct sut_end *end)
{
    return end->ending == SUT_EXITED && end->code == 0;
}

void sut_describe(struct text *out, const struct sut_end *end)
{
    switch (end->ending) {
    case SUT_EXITED: text_addf(out, "exit code %d", end->code); break;
    case SUT_SIGNALLED:
        text_addf(out, "killed by signal %d (%s)", end->code, strsignal(end->code));
        break;
    case SUT_TIMED_OUT:
        text_addf(out, "not ended after %llu.%03llu s, killed",
                  (unsigned long long)end->limits.timeout_ms / 1000,
                  (unsigned long long)end->limits.timeout_ms % 1000);
        break;
    case SUT_TOO_MUCH:
        text_addf(out, "more than %zu bytes of output, killed", end->limits.max_output);
        break;
    case SUT_NOT_STARTED: text_addf(out, "could not be started: %s", strerror(end->code)); break;
    case SUT_INTERRUPTED: text_addf(out, "interrupted, killed"); break;
    }
}

const char *sut_ending_name(enum sut_ending ending)
{
    static const char *const names[] = {
        [SUT_EXITED] = "exit",     [SUT_SIGNALLED] = "crash",   [SUT_TIMED_OUT] = "timeout",
        [SUT_TOO_MUCH] = "output", [SUT_NOT_STARTED] = "start", [SUT_INTERRUPTED] = "interrupted",
    };

    return names[ending];
}

void sut_free(struct sut_end *end)
{
    text_free(&end->output);
    text_free(&end->talk);
}
