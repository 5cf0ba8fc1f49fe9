/* How a system, or one exchange with it, ended. */
#ifndef TOLLGATE_SUT_END_H
#define TOLLGATE_SUT_END_H

#include "text.h"

#define SUT_TIMEOUT_MS  UINT64_C(60000)
#define SUT_MAX_OUTPUT  ((size_t)64 << 20)
#define SUT_STDERR_KEPT 4096

enum sut_ending {
    SUT_EXITED,
    SUT_SIGNALLED,
    SUT_TIMED_OUT,
    SUT_TOO_MUCH, /* more output than allowed */
    SUT_NOT_STARTED,
    SUT_INTERRUPTED, /* we were told to stop (SIGINT, SIGTERM) */
    SUT_PROTOCOL,    /* it answered, but not in the agreed way: HTTP status, JSON, SQL */
    SUT_ENOUGH       /* we stopped: more answers would change nothing (--max-fail) */
};

struct sut_limits {
    uint64_t timeout_ms;
    size_t max_output; /* bytes */
};

struct sut_end {
    enum sut_ending ending;
    int code; /* exit code, signal or errno */
    uint64_t wall_ms;
    struct sut_limits limits;
    struct text detail; /* in words, where the ending alone does not tell: "HTTP status 500" */
    struct text talk;   /* the last SUT_STDERR_KEPT bytes of stderr */
    uint64_t talk_lost; /* bytes of stderr before them */
    unsigned restarts;  /* how often it was started again */
};

/* The system ended and says that all is well. */
bool sut_finished(const struct sut_end *end);

/* Adds how it ended, in words: "exit code 3", "killed by signal 11 (Segmentation fault)" ... */
void sut_describe(struct text *out, const struct sut_end *end);

/* One word for report types: exit, crash, timeout, output, start, interrupted, protocol,
 * enough. */
const char *sut_ending_name(enum sut_ending ending);

void sut_free(struct sut_end *end);

/* Whether we were told to stop, by SIGINT or SIGTERM, since sut_watch_signals. */
void sut_watch_signals(void);
bool sut_stop_asked(void);
void sut_unwatch_signals(void);

/* Asks ourselves, as a signal would: the conversation at hand is broken off. */
void sut_ask_stop(void);

/* Milliseconds of a clock that only goes forward. */
uint64_t sut_now_ms(void);

#endif
