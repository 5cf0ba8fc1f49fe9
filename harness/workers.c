#include "workers.h"
#include "arena.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static bool has_succeeded(pid_t child)
{
    int status;

    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return false;
    return status == 0;
}

bool workers_run(unsigned count, worker_fn *work, void *user)
{
    pid_t child[WORKERS_MOST];
    bool ok = true;
    unsigned started = 1;

    for (; started < count; started++) {
        child[started] = fork();
        if (child[started] == 0) _exit(work(user, started, count) ? 0 : 1);
        if (child[started] < 0) {
            fprintf(stderr, "tollgate: no process could be started: %s\n", strerror(errno));
            ok = false;
            break;
        }
    }
    ok = ok && work(user, 0, count);
    while (started-- > 1) ok = has_succeeded(child[started]) && ok;
    return ok;
}

unsigned workers_default(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);

    return count < 1 ? 1 : count > WORKERS_MOST ? WORKERS_MOST : (unsigned)count;
}

void *workers_share(size_t size)
{
    void *shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (shared == MAP_FAILED) arena_exhausted();
    return shared;
}

void workers_release(void *shared, size_t size)
{
    if (shared != NULL) munmap(shared, size);
}
