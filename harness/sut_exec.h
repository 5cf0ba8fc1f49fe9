/* A process that is fed on stdin and heard on stdout. */
#ifndef TOLLGATE_SUT_EXEC_H
#define TOLLGATE_SUT_EXEC_H

#include "sut_end.h"

#include <poll.h>

struct sut_process;

/* Runs argv[0] (looked up in PATH, no shell) in a process group of its own, to be fed `input`
 * (lent) while it is read. SIGINT and SIGTERM are caught until sut_stop. */
struct sut_process *sut_start(char *const argv[], struct tg_slice input,
                              const struct sut_limits *limits);

/* tg_read_fn over its stdout: 0 = it has ended, or was ended for its limits. */
ptrdiff_t sut_read(void *process, void *buf, size_t size);

/* After sut_read gave 0: it ended well. */
bool sut_whole(void *process);

/* Waits for its end, kills the whole group (also when only the first process ended), says how it
 * ended and frees it. */
void sut_stop(struct sut_process *process, struct sut_end *end);

/* For several at once: what to poll for and how many milliseconds at most; then what happened.
 * False when it is over: all it wrote can be read without waiting. */
int sut_prepare(const struct sut_process *process, struct pollfd polls[static 3]);
bool sut_act(struct sut_process *process, const struct pollfd polls[static 3]);

typedef void tg_write_fn(void *user, struct tg_slice bytes);

/* All of it: start, pass on what it writes, stop. */
void sut_exec(struct sut_end *end, char *const argv[], struct tg_slice input,
              const struct sut_limits *limits, tg_write_fn *on_output, void *user);

#endif
