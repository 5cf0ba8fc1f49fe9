/* The answers of a system, sorted to the questions they answer. Memory is bounded by the number of
 * questions, however many rows there are. */
#ifndef TOLLGATE_ANSWERS_H
#define TOLLGATE_ANSWERS_H

#include "arena.h"
#include "idmap.h"
#include "reply.h"
#include "sut_end.h"

struct answer {
    enum answer_kind kind;
    tg_money amount;
    bool rest;          /* digits below 0.0001 yuan follow; they count */
    bool negative;      /* the text begins with '-', which tells where a rest leads */
    const char *text;   /* the charge, quoted and fit to be shown */
    const char *reason; /* malformed: what is wrong with the row */
    long line;
};

/* All answers to one question. */
struct answer_slot {
    uint64_t count;
    const struct answer *first;
    const struct answer *second; /* NULL unless count > 1 */
    bool heard_out;              /* an exchange about it ended well */
    const char *failure;         /* how the exchange about it ended that did not; NULL = none */
};

/* A row that belongs to no question. */
struct stray {
    const char *text; /* unexpected: the id, quoted; unattributable: what is wrong */
    long line;
};

#define ANSWERS_STRAYS 20 /* so many are kept, all are counted */

struct strays {
    uint64_t count;
    struct stray kept[ANSWERS_STRAYS];
};

struct answers {
    struct arena arena;
    struct answer_slot *slot; /* by question */
    const struct idmap *ids;
    size_t asked;
    uint64_t rows;                /* all that follow the header */
    struct strays unexpected;     /* the id is of no question */
    struct strays unattributable; /* no id can be read */
    struct stray unreadable;      /* why the rows, or those that follow, cannot be read at all: no
                                     header; text NULL = they can */
};

/* `asked` gives the number of each question, below `count`; lent until answers_free. */
void answers_begin(struct answers *answers, const struct idmap *asked, size_t count);

/* Sorts a reply in; copies what it keeps. */
void answers_add(struct answers *answers, const struct reply *reply);

/* What follows cannot be read as replies; of several such reasons the first is kept. */
void answers_unreadable(struct answers *answers, const char *reason, long line);

/* An exchange about these questions is over. */
void answers_ended(struct answers *answers, const size_t *asked, size_t count,
                   const struct sut_end *end);
/* Exchanges that broke off are as if they had not been: their questions are asked again. */
void answers_forget_failures(struct answers *answers);
void answers_free(struct answers *answers);

#endif
