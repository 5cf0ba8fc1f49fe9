#include "tollgate.h"

#include <errno.h>
#include <unistd.h>

ptrdiff_t tg_read_fd(void *user, void *buf, size_t size)
{
    const int *fd = user;
    ptrdiff_t n;

    do n = read(*fd, buf, size);
    while (n < 0 && errno == EINTR);
    return n;
}
