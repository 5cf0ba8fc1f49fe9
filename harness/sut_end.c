#include "sut_end.h"

#include <signal.h>
#include <string.h>
#include <time.h>

static volatile sig_atomic_t stop_asked;
static unsigned watchers;
static struct sigaction old_pipe, old_int, old_term;

static void ask_stop(int signal_number)
{
    (void)signal_number;
    stop_asked = 1;
}

/* Whoever is asked to stop reports first; a reader that is gone is told by write. */
void sut_watch_signals(void)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction ask = {.sa_handler = ask_stop};

    if (watchers++ > 0) return;
    stop_asked = 0;
    sigaction(SIGPIPE, &ignore, &old_pipe);
    sigaction(SIGINT, &ask, &old_int);
    sigaction(SIGTERM, &ask, &old_term);
}

void sut_ask_stop(void)
{
    stop_asked = 1;
}

bool sut_stop_asked(void)
{
    return stop_asked != 0;
}

void sut_unwatch_signals(void)
{
    if (--watchers > 0) return;
    sigaction(SIGPIPE, &old_pipe, NULL);
    sigaction(SIGINT, &old_int, NULL);
    sigaction(SIGTERM, &old_term, NULL);
}

uint64_t sut_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
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
    case SUT_NOT_STARTED:
        text_addf(out, "could not be started");
        if (end->code != 0) text_addf(out, ": %s", strerror(end->code));
        break;
    case SUT_INTERRUPTED: text_addf(out, "interrupted, killed"); break;
    case SUT_PROTOCOL: text_addf(out, "not in the agreed way"); break;
    case SUT_ENOUGH: text_addf(out, "broken off: enough cases fail (--max-fail)"); break;
    }
    if (end->detail.n > 0) text_addf(out, ": %s", end->detail.p);
    if (end->restarts > 0)
        text_addf(out, ", after %u restart%s", end->restarts, end->restarts == 1 ? "" : "s");
}

const char *sut_ending_name(enum sut_ending ending)
{
    static const char *const names[] = {
        [SUT_EXITED] = "exit",       [SUT_SIGNALLED] = "crash",   [SUT_TIMED_OUT] = "timeout",
        [SUT_TOO_MUCH] = "output",   [SUT_NOT_STARTED] = "start", [SUT_INTERRUPTED] = "interrupted",
        [SUT_PROTOCOL] = "protocol", [SUT_ENOUGH] = "enough",
    };

    return names[ending];
}

void sut_free(struct sut_end *end)
{
    text_free(&end->detail);
    text_free(&end->talk);
}
