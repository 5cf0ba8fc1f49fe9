/* Files that are written: there when they are whole, not before. */
#ifndef TOLLGATE_NEW_FILE_H
#define TOLLGATE_NEW_FILE_H

#include "text.h"

#include <sys/types.h>

/* A file on its way. */
struct new_file {
    int fd;                        /* to be written to */
    const char *path;              /* lent */
    struct text target, temporary; /* empty = `fd` is that of the path itself */
    mode_t mode;
};

/* Begins what will take the place of the file at `path`: beside it, under another name. What is no
 * regular file with a name of its own (a pipe, a link to what a process holds open, as /dev/stdout)
 * is written to instead; a link stays a link. `path` is lent to the error (E_IO) too. */
bool new_file_begin(struct new_file *file, const char *path, struct tg_error *error);

/* Puts it in its place if it is `whole`; else nothing is left of it. False if it is not there; the
 * error tells why one that is whole is not. */
bool new_file_end(struct new_file *file, bool whole, struct tg_error *error);

/* Whether one can be begun: it is, and given up, so that nothing is changed. A pipe is not opened,
 * lest its reader took that for all. */
bool new_file_possible(const char *path, struct tg_error *error);

/* Adds the name of the file that a path leads to through links, be it there or not yet; its folder
 * may still be a link. False with errno if they go round in a circle. */
bool new_file_target(struct text *out, const char *path);

#endif
