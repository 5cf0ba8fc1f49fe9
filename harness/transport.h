/* Ways to ask a system. */
#ifndef TOLLGATE_TRANSPORT_H
#define TOLLGATE_TRANSPORT_H

#include "profile.h"
#include "sut_end.h"

/* Who listens to a conversation. */
struct transport_sink {
    struct reply_sink replies;
    /* An exchange - a process, a request, a drop - is over. The questions it was about have been
     * answered, or are not answered because of its end. Called from one thread at a time. */
    void (*ended)(void *user, const size_t *asked, size_t count, const struct sut_end *end);
};

/* Asks the questions once: one exchange, or one per case or batch. `end` tells how it went in all:
 * the first end that is not good, else the last; its wall time is the whole time. Ends early when
 * the process is asked to stop (SIGINT, SIGTERM): SUT_INTERRUPTED. */
typedef void transport_fn(struct sut_end *end, const struct profile *profile,
                          const struct questions *questions, const size_t *which, size_t count,
                          const struct transport_sink *sink);

transport_fn transport_exec;
transport_fn transport_files;
transport_fn transport_http;
transport_fn transport_sql;

/* Makes an exchange's end that of the whole conversation, if the latter had none or went well so
 * far; adds its time. Takes `end` over. */
void transport_keep_end(struct sut_end *whole, bool *begun, struct sut_end *end);

/* The transport of a profile. */
transport_fn *transport_of(const struct profile *profile);

#endif
