/* Tests of commands: runs one in a folder of its own and keeps what it said. */
#ifndef TOLLGATE_CAPTURE_H
#define TOLLGATE_CAPTURE_H

#include "testing.h"

#include "command.h"
#include "scratch.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct captured {
    enum exit_code code;
    struct text out;
    struct text err;
};

#define CAPTURE_ARGS 20

/* Puts `fd` onto a file; returns what it was. */
static inline int capture_begin(int fd, const char *path)
{
    FILE *file = fopen(path, "wb");
    int old = dup(fd);

    assert_non_null(file);
    assert_true(old >= 0 && dup2(fileno(file), fd) == fd);
    fclose(file);
    return old;
}

static inline void capture_end(int fd, int old, const char *path, struct text *text)
{
    assert_true(dup2(old, fd) == fd);
    close(old);
    *text = scratch_read(path);
    unlink(path);
}

/* Arguments end with NULL. The result is freed by the next call, and by a call with no command. */
static inline const struct captured *capture(const struct command *command, ...)
{
    static struct captured captured;
    static char program[] = "tollgate";
    char *argv[CAPTURE_ARGS + 2] = {program};
    va_list args;
    int argc = 1;
    int out;
    int err;

    text_free(&captured.out);
    text_free(&captured.err);
    if (command == NULL) return NULL;
    va_start(args, command);
    while (argc <= CAPTURE_ARGS && (argv[argc] = va_arg(args, char *)) != NULL) argc++;
    va_end(args);
    argv[argc] = NULL;
    fflush(stdout);
    out = capture_begin(STDOUT_FILENO, "stdout.txt");
    err = capture_begin(STDERR_FILENO, "stderr.txt");
    captured.code = command->run(argc, argv);
    fflush(stdout);
    capture_end(STDOUT_FILENO, out, "stdout.txt", &captured.out);
    capture_end(STDERR_FILENO, err, "stderr.txt", &captured.err);
    return &captured;
}

/* Group fixtures: a folder of its own. */
static inline int capture_enter(void **state)
{
    return scratch_enter(state);
}

static inline int capture_leave(void **state)
{
    capture(NULL);
    return scratch_leave(state);
}

#endif
