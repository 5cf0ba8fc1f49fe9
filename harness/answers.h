/* The answers of a system, sorted to the questions they answer. Memory is bounded by the number of
 * questions, however many rows there are. */
#ifndef TOLLGATE_ANSWERS_H
#define TOLLGATE_ANSWERS_H

#include "arena.h"
#include "idmap.h"

enum answer_kind {
    ANSWER_AMOUNT,
    ANSWER_REFUSED,  /* an empty charge, or the word "refused" or "error" */
    ANSWER_MALFORMED /* the row names the case, but cannot be read */
};

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
    size_t asked;
    uint64_t rows;                /* all that follow the header */
    struct strays unexpected;     /* the id is of no question */
    struct strays unattributable; /* no id can be read */
    struct stray unreadable;      /* why the rows, or those that follow, cannot be read at all: no
                                     header; text NULL = they can */
};

#define ANSWERS_NAME "answers" /* stands for the file in reasons */

/* Reads rows `call_id,charge` (a header is required, columns in any order, others passed over).
 * `asked` gives the number of each question, below `count`. Copies what it keeps. */
void answers_read(struct answers *answers, const struct idmap *asked, size_t count,
                  struct tg_slice data);
void answers_free(struct answers *answers);

#endif
