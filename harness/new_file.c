#include "new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail_errno(struct tg_error *error, const char *path)
{
    return tg_fail(error, TG_E_IO, path, 0, 0, "cannot be written: %s", strerror(errno));
}

/* --------------------------------------------------------------------------------------- links */

/* The kernel follows as many. */
#define MOST_LINKS 40

/* One link further; false if `path` is none. */
static bool follow(struct text *path)
{
    const char *slash = strrchr(path->p, '/');
    char link[PATH_MAX];
    ssize_t n = readlink(path->p, link, sizeof link);
    struct text next = {0};

    if (n < 0) return false;
    if (slash != NULL && link[0] != '/')
        text_add(&next, (struct tg_slice){path->p, (size_t)(slash + 1 - path->p)});
    text_add(&next, (struct tg_slice){link, (size_t)n});
    text_free(path);
    *path = next;
    return true;
}

bool new_file_target(struct text *out, const char *path)
{
    struct text target = {0};
    int links = 0;

    text_addf(&target, "%s", path);
    while (links < MOST_LINKS && follow(&target)) links++;
    text_add(out, text_slice(&target));
    text_free(&target);
    errno = ELOOP;
    return links < MOST_LINKS;
}

/* --------------------------------------------------------------------------------- which way */

/* Shells hand over descriptors with small numbers. */
#define MOST_HANDED 64

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

    return lstat(target, &named) == 0 && named.st_dev == file->st_dev &&
           named.st_ino == file->st_ino;
}

/* As a file made by open() would have them; mkstemp keeps everyone else out. */
static mode_t usual_mode(void)
{
    mode_t mask = umask(0);

    umask(mask);
    return (mode_t)(0666 & ~mask);
}

/* No name that a file could have. */
static bool is_no_name(const char *path)
{
    size_t n = strlen(path);

    errno = n == 0 ? ENOENT : EISDIR;
    return n == 0 || path[n - 1] == '/';
}

/* Finds out what is to be replaced, if anything is. False with errno. */
static bool aim(struct new_file *file, const char *path)
{
    struct stat status;
    bool there = stat(path, &status) == 0;

    *file = (struct new_file){.fd = -1, .path = path, .mode = usual_mode()};
    if (there) file->mode = status.st_mode & 0777;
    if (!there && is_no_name(path)) return false;
    if (there && (!S_ISREG(status.st_mode) || is_held(&status))) return true;
    if (!new_file_target(&file->target, path)) return false;
    if (there && !is_name_of(file->target.p, &status)) text_free(&file->target);
    return true;
}

/* -------------------------------------------------------------------------------------- writing */

static void forget(struct new_file *file)
{
    text_free(&file->target);
    text_free(&file->temporary);
}

static bool open_beside(struct new_file *file)
{
    text_addf(&file->temporary, "%s.XXXXXX", file->target.p);
    file->fd = mkostemp(file->temporary.p, O_CLOEXEC);
    return file->fd >= 0;
}

/* As the shell's > does: through links, to what is open under no name too. */
static bool open_through(struct new_file *file)
{
    file->fd = open(file->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    return file->fd >= 0;
}

bool new_file_begin(struct new_file *file, const char *path, struct tg_error *error)
{
    if (aim(file, path) && (file->target.n > 0 ? open_beside(file) : open_through(file)))
        return true;
    fail_errno(error, path);
    forget(file);
    return false;
}

static bool settle(const struct new_file *file)
{
    return file->target.n == 0 || (fchmod(file->fd, file->mode) == 0 && fsync(file->fd) == 0);
}

/* What was written through is in its place. */
static bool put_in_place(const struct new_file *file)
{
    return file->target.n == 0 || rename(file->temporary.p, file->target.p) == 0;
}

bool new_file_end(struct new_file *file, bool whole, struct tg_error *error)
{
    bool ok = whole && settle(file);
    int fault;

    if (close(file->fd) != 0) ok = false;
    ok = ok && put_in_place(file);
    fault = errno;
    if (!ok && file->target.n > 0) unlink(file->temporary.p);
    errno = fault;
    if (whole && !ok) fail_errno(error, file->path);
    forget(file);
    return ok;
}

/* ------------------------------------------------------------------------------- beforehand */

/* Others may not take a file out of such a folder, as /tmp is. */
static bool is_kept_from_us(const char *target)
{
    struct text folder = {0};
    struct stat above, file;
    const char *slash = strrchr(target, '/');
    bool kept;

    if (slash != NULL) text_add(&folder, (struct tg_slice){target, (size_t)(slash + 1 - target)});
    text_addf(&folder, ".");
    kept = geteuid() != 0 && stat(folder.p, &above) == 0 && (above.st_mode & S_ISVTX) != 0 &&
           above.st_uid != geteuid() && lstat(target, &file) == 0 && file.st_uid != geteuid();
    text_free(&folder);
    errno = EPERM;
    return kept;
}

/* What cannot be tried without doing it: opening. */
static bool opens_through(const char *path)
{
    struct stat status;

    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return false;
    }
    return faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0;
}

/* Makes the file beside it, and takes it away. */
static bool opens_beside(struct new_file *file)
{
    if (is_kept_from_us(file->target.p) || !open_beside(file)) return false;
    close(file->fd);
    unlink(file->temporary.p);
    return true;
}

bool new_file_possible(const char *path, struct tg_error *error)
{
    struct new_file file;
    bool ok = aim(&file, path) && (file.target.n > 0 ? opens_beside(&file) : opens_through(path));

    if (!ok) fail_errno(error, path);
    forget(&file);
    return ok;
}
