/* What a system said about one record, whatever way it came: the common tongue of transports,
 * readers of answer files, the results database and the comparator. */
#ifndef TOLLGATE_REPLY_H
#define TOLLGATE_REPLY_H

#include "tollgate.h"

enum answer_kind {
    ANSWER_AMOUNT,
    ANSWER_REFUSED,  /* the system says that it cannot charge this record */
    ANSWER_MALFORMED /* the reply names the record, but cannot be read */
};

struct reply {
    enum answer_kind kind;
    struct tg_slice id; /* as read; empty = none could be read */
    bool broken;        /* malformed: the row itself, so that its id is trusted only if asked for */
    struct tg_slice text; /* the charge as the system wrote it, any bytes */
    tg_money amount;      /* amount: yuan, whatever the system's scale */
    bool rest;            /* digits below 0.0001 yuan follow; they count */
    bool negative;        /* tells where a rest leads, also of "-0.00001" */
    const char *reason;   /* malformed: what is wrong, one lower-case phrase; refused: the system's
                             own word for it, or NULL */
    long line;            /* where it stands in the system's output, from 1; 0 = nowhere */
};

/* Who listens. Slices and texts are lent for the call only. */
struct reply_sink {
    void *user;
    void (*reply)(void *user, const struct reply *reply);
    /* What follows cannot be read as replies at all: no header, a trailer that does not add up. */
    void (*unreadable)(void *user, const char *reason, long line);
};

/* Where bytes come from. */
struct reply_source {
    tg_read_fn read;
    void *user;
    /* Asked once, after read returned 0: did the system end well? If not, a last line without a
     * line end is half an answer, and is not passed on. NULL = yes. */
    bool (*whole)(void *user);
};

#endif
