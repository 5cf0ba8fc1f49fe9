/* The files transport: a drop file is written, an answer file is read. */
#include "sut_exec.h"
#include "transport.h"

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void fail(struct sut_end *end, enum sut_ending ending, const char *what, const char *path)
{
    end->ending = ending;
    text_addf(&end->detail, "%s %s: %s", what, tg_shown(tg_slice_of(path)), strerror(errno));
}

/* An old answer must not pass for the new one. */
static bool remove_old(const struct transport *transport, struct sut_end *end)
{
    if (unlink(transport->answer) == 0 || errno == ENOENT) return true;
    fail(end, SUT_NOT_STARTED, "the old answer file cannot be removed,", transport->answer);
    return false;
}

static bool write_drop(const struct profile *profile, const struct questions *questions,
                       const size_t *which, size_t count, struct sut_end *end)
{
    struct tg_error error = {.status = TG_OK};
    struct text records = {0};
    bool ok = wire_write(&records, profile, questions, which, count, &error) &&
              file_replace(profile_transport(profile)->drop, text_slice(&records), &error);

    text_free(&records);
    if (ok) return true;
    end->ending = SUT_NOT_STARTED;
    text_addf(&end->detail, "the drop file cannot be written: %s", error.text);
    return false;
}

static void ignore(void *user, struct tg_slice bytes)
{
    (void)user;
    (void)bytes;
}

/* Sleeps for a while; false when we were asked to stop. */
static bool nap(uint64_t ms)
{
    while (ms > 0 && !sut_stop_asked()) {
        uint64_t step = ms < 50 ? ms : 50;

        poll(NULL, 0, (int)step);
        ms -= step;
    }
    return !sut_stop_asked();
}

/* The file is there when its size has not changed from one look to the next. */
static void await_answer(const struct transport *transport, struct sut_end *end, uint64_t began)
{
    off_t last = -1;

    for (;;) {
        struct stat found;
        off_t size = stat(transport->answer, &found) == 0 ? found.st_size : -1;

        if (size > 0 && size == last) return;
        last = size;
        if (sut_now_ms() - began >= transport->timeout_ms) {
            end->ending = SUT_TIMED_OUT;
            text_addf(&end->detail, "no answer file %s", tg_shown(tg_slice_of(transport->answer)));
            return;
        }
        if (!nap(transport->poll_ms)) {
            end->ending = SUT_INTERRUPTED;
            return;
        }
    }
}

struct bounded {
    int fd;
    size_t left;
    struct sut_end *end;
};

static ptrdiff_t read_bounded(void *user, void *buf, size_t size)
{
    struct bounded *bounded = user;
    ptrdiff_t n;

    n = tg_read_fd(&bounded->fd, buf, size < bounded->left + 1 ? size : bounded->left + 1);
    if (n > 0 && (size_t)n > bounded->left) {
        bounded->end->ending = SUT_TOO_MUCH;
        return 0;
    }
    if (n > 0) bounded->left -= (size_t)n;
    return n;
}

static bool whole(void *user)
{
    return sut_finished(((struct bounded *)user)->end);
}

static void read_answers(const struct profile *profile, struct sut_end *end,
                         const struct transport_sink *sink)
{
    const struct transport *transport = profile_transport(profile);
    struct bounded bounded = {open(transport->answer, O_RDONLY | O_CLOEXEC | O_NONBLOCK),
                              transport->max_output, end};
    struct reply_source source = {read_bounded, &bounded, whole};

    if (bounded.fd < 0) {
        if (sut_finished(end))
            fail(end, SUT_PROTOCOL, "the answer file cannot be opened,", transport->answer);
        return;
    }
    wire_read(profile, &source, &sink->replies);
    close(bounded.fd);
}

void transport_files(struct sut_end *end, const struct profile *profile,
                     const struct questions *questions, const size_t *which, size_t count,
                     const struct transport_sink *sink)
{
    const struct transport *transport = profile_transport(profile);
    struct sut_limits limits = {transport->timeout_ms, transport->max_output};
    uint64_t began = sut_now_ms();

    *end = (struct sut_end){.limits = limits};
    sut_watch_signals();
    if (remove_old(transport, end) && write_drop(profile, questions, which, count, end)) {
        if (transport->command != NULL)
            sut_exec(end, transport->command, tg_slice_of(""), &limits, ignore, NULL);
        else
            await_answer(transport, end, began);
        if (end->ending != SUT_NOT_STARTED) read_answers(profile, end, sink);
    }
    sut_unwatch_signals();
    end->wall_ms = sut_now_ms() - began;
    sink->ended(sink->replies.user, which, count, end);
}
