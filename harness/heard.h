/* All that was heard from a system in a run. */
#ifndef TOLLGATE_HEARD_H
#define TOLLGATE_HEARD_H

#include "answers.h"
#include "transport.h"

struct heard {
    struct answers answers;
    struct sut_end end; /* of the whole conversation */
};

/* `questions` are lent until heard_free. */
void heard_begin(struct heard *heard, const struct questions *questions);

/* What a transport is to tell. */
struct transport_sink heard_sink(struct heard *heard);
void heard_free(struct heard *heard);

#endif
