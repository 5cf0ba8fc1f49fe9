/*
 * Records with a call_id that others have too, and records of one subscriber that are the same call
 * or overlap. What is looked at is logged, in whatever order it comes, and sorted.
 */
#ifndef TOLLGATE_IDLOG_H
#define TOLLGATE_IDLOG_H

#include "spill.h"
#include "tally.h"
#include "text.h"

#define IDLOG_EXAMPLES 10

struct idlog {
    struct spill *ids;
    struct spill *calls; /* by subscriber; NULL = the records name none */
    struct text line;    /* that of the record being logged */
};

void idlog_begin(struct idlog *log);

/* Logs a record: its id, and its call if it has a subscriber. `kind` is as tally_add returns it. */
void idlog_add_id(struct idlog *log, const struct tg_cdr *cdr, uint64_t kind);
void idlog_add_call(struct idlog *log, const struct tg_cdr *cdr, uint64_t kind);

/* A record that stands for one too many, or overlaps another. */
struct repeat {
    char id[TG_CDR_MAX_ID * 4 + 1];
    char other[TG_CDR_MAX_ID * 4 + 1]; /* the record it repeats or overlaps */
    tg_time start;
    tg_money charge;
    uint64_t kind;
};

enum repeat_kind {
    REPEAT_ID,      /* a call_id again: the first by start and charge is the call */
    REPEAT_CALL,    /* another id, but the same subscriber, other party, start and duration */
    REPEAT_OVERLAP, /* begins before another call of the subscriber has ended: suspicious */
    REPEAT_KINDS
};

/* Told of each in an order that depends on nothing but the records. */
struct repeat_sink {
    void *user;
    void (*found)(void *user, enum repeat_kind kind, const struct repeat *repeat);
};

/* Sorted records, wherever they are. */
struct logs {
    struct spill **spills; /* owned */
    size_t spill_count, spill_room;
    struct spill_source *sources; /* their users are lent */
    size_t source_count, source_room;
};

/* Whether bytes from elsewhere can be a record of these logs: read as one, they have to be. */
bool idlog_is_id(struct tg_slice record);
bool idlog_is_call(struct tg_slice record);

/* Takes what was logged, and ends the log. */
void logs_take(struct logs *ids, struct logs *calls, struct idlog *log);
/* Adds `other`, which is empty then. */
void logs_merge(struct logs *logs, struct logs *other);
void logs_free(struct logs *logs);

/* Reads the ids, then the calls. False if what is told is not all. */
bool idlog_find(const struct logs *ids, const struct logs *calls, const struct repeat_sink *sink,
                struct tg_error *error);

#endif
