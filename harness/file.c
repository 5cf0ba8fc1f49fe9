#include "file.h"

#include "new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

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

bool file_replace(const char *path, struct tg_slice content, struct tg_error *error)
{
    struct new_file file;
    bool ok;

    if (!new_file_begin(&file, path, error)) return false;
    ok = write_all(file.fd, content);
    if (!ok) fail_errno(error, path, "cannot be written");
    return new_file_end(&file, ok, error);
}
