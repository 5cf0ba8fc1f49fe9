/* The exec transport: one process that reads call records on stdin and writes answers on stdout. */
#ifndef TOLLGATE_SUT_EXEC_H
#define TOLLGATE_SUT_EXEC_H

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
    SUT_INTERRUPTED /* we were told to stop (SIGINT, SIGTERM) */
};

struct sut_limits {
    uint64_t timeout_ms;
    size_t max_output; /* bytes of stdout */
};

struct sut_end {
    enum sut_ending ending;
    int code; /* exit code, signal or errno */
    uint64_t wall_ms;
    struct sut_limits limits;
    struct text output; /* stdout, at most limits.max_output bytes */
    struct text talk;   /* the last SUT_STDERR_KEPT bytes of stderr */
    uint64_t talk_lost; /* bytes of stderr before them */
};

/* Runs argv[0] (looked up in PATH, no shell) in a process group of its own, feeds it `input` and
 * waits for its end. The whole group is killed then, also when only the first process ended.
 * SIGINT and SIGTERM are caught meanwhile. */
void sut_exec(struct sut_end *end, char *const argv[], struct tg_slice input,
              const struct sut_limits *limits);

/* The system read its input to the end and says that all is well. */
bool sut_finished(const struct sut_end *end);

/* Adds how it ended, in words: "exit code 3", "killed by signal 11 (Segmentation fault)" ... */
void sut_describe(struct text *out, const struct sut_end *end);

/* One word for report types: exit, crash, timeout, output, start, interrupted. */
const char *sut_ending_name(enum sut_ending ending);

void sut_free(struct sut_end *end);

#endif
