/* Tests that write files: an empty folder as current directory, and what is in it. */
#ifndef TOLLGATE_SCRATCH_H
#define TOLLGATE_SCRATCH_H

#include "testing.h"

#include "file.h"

#include <stdio.h>
#include <unistd.h>

/* Group fixtures: makes the folder and enters it; leaves it and removes all that is in it. */
static inline int scratch_enter(void **state)
{
    static char folder[] = TEST_BINARY_DIR "/scratch-XXXXXX";

    *state = folder;
    return mkdtemp(folder) != NULL && chdir(folder) == 0 ? 0 : -1;
}

static inline int scratch_leave(void **state)
{
    char command[sizeof TEST_BINARY_DIR + 64];

    snprintf(command, sizeof command, "rm -r '%s'", (const char *)*state);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

static inline void scratch_write(const char *path, const char *content)
{
    struct tg_error error = {.status = TG_OK};

    if (!file_replace(path, tg_slice_of(content), &error)) fail_msg("%s: %s", path, error.text);
}

/* The text is the caller's; that of an empty file is "". */
static inline struct text scratch_read(const char *path)
{
    struct tg_error error = {.status = TG_OK};
    struct text text = {0};

    text_addf(&text, "%s", "");
    if (!file_read(&text, path, &error)) fail_msg("%s: %s", path, error.text);
    return text;
}

static inline void assert_same_file(const char *a, const char *b)
{
    struct text one = scratch_read(a);
    struct text two = scratch_read(b);

    if (one.n != two.n || memcmp(one.p, two.p, one.n) != 0) fail_msg("%s and %s differ", a, b);
    text_free(&one);
    text_free(&two);
}

#endif
