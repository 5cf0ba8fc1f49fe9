#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Shells hand over descriptors with small numbers. */
#define MOST_HANDED 64

static bool fail_errno(struct tg_error *error, const char *path, const char *what)
{
    return tg_fail(error, TG_E_IO, path, 0, 0, "%s: %s", what, strerror(errno));
}

bool file_read(struct text *out, const char *path, struct tg_error *error)
{
    char buf[65536];
    ptrdiff_t n;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) return fail_errno(error, path, "cannot be opened");
    while ((n = read(fd, buf, sizeof buf)) > 0 && out->n + (size_t)n <= FILE_MAX_SIZE)
        text_add(out, (struct tg_slice){buf, (size_t)n});
    if (n < 0) fail_errno(error, path, "cannot be read");
    if (n > 0) tg_fail(error, TG_E_LIMIT, path, 0, 0, "larger than %zu bytes", FILE_MAX_SIZE);
    close(fd);
    return n == 0;
}

static bool write_all(int fd, struct tg_slice content)
{
    while (content.n > 0) {
        ssize_t n = write(fd, content.p, content.n);

        if (n < 0 && errno != EINTR) return false;
        if (n <= 0) continue;
        content.p += n;
        content.n -= (size_t)n;
    }
    return true;
}

/* As a file made by open() would have them; mkstemp keeps everyone else out. */
static mode_t usual_mode(void)
{
    mode_t mask = umask(0);

    umask(mask);
    return (mode_t)(0666 & ~mask);
}

static bool replace(const char *target, struct tg_slice content, mode_t mode)
{
    struct text temporary = {0};
    bool ok;
    int fd;
    int fault;

    text_addf(&temporary, "%s.XXXXXX", target);
    fd = mkostemp(temporary.p, O_CLOEXEC);
    ok = fd >= 0 && write_all(fd, content) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
    if (fd >= 0 && close(fd) != 0) ok = false;
    ok = ok && rename(temporary.p, target) == 0;
    fault = errno;
    if (!ok && fd >= 0) unlink(temporary.p);
    text_free(&temporary);
    errno = fault;
    return ok;
}

/* As the shell's > does: through links, to what is open under no name too. */
static bool write_through(const char *path, struct tg_slice content)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool ok = fd >= 0 && write_all(fd, content);

    if (fd >= 0 && close(fd) != 0) ok = false;
    return ok;
}

static bool is_link(const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0 && S_ISLNK(status.st_mode);
}

/* Whether we were handed this file open, as stdout perhaps. Who did so waits for the content there:
 * a new file under the old name would pass him by. */
static bool is_held(const struct stat *file)
{
    struct stat held;

    for (int fd = 0; fd < MOST_HANDED; fd++)
        if (fstat(fd, &held) == 0 && held.st_dev == file->st_dev && held.st_ino == file->st_ino)
            return true;
    return false;
}

/* Does this name, free of links, stand for the very file that `file` tells of? What some process
 * holds open (/proc/self/fd/1) may have lost its name, and another file may have taken it since. */
static bool is_name_of(const char *target, const struct stat *file)
{
    struct stat named;

    return target != NULL && lstat(target, &named) == 0 && named.st_dev == file->st_dev &&
           named.st_ino == file->st_ino;
}

bool file_replace(const char *path, struct tg_slice content, struct tg_error *error)
{
    char *target = realpath(path, NULL);
    struct stat status;
    bool ok;

    /* A link stays a link. */
    if (stat(path, &status) != 0)
        ok = is_link(path) ? write_through(path, content) : replace(path, content, usual_mode());
    else if (S_ISREG(status.st_mode) && !is_held(&status) && is_name_of(target, &status))
        ok = replace(target, content, status.st_mode & 0777);
    else
        ok = write_through(path, content);
    if (!ok) fail_errno(error, path, "cannot be written");
    free(target);
    return ok;
}
