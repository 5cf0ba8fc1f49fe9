/*
 * What other readings of the tariff say of a record: how its charge relates to that is part of its
 * kind, so that the records of a kind stay together whichever readings the system is found to hold.
 * A reading, or two, that chose for the record; rulebooks are made when they are first needed.
 */
#ifndef TOLLGATE_OTHERWISE_H
#define TOLLGATE_OTHERWISE_H

#include "tollgate.h"

struct otherwise;

/* `rulebook` is lent; `fixed`: questions (bit n = I-n) of which no other reading counts. */
struct otherwise *otherwise_open(const struct tg_rulebook *rulebook, uint32_t fixed);
void otherwise_close(struct otherwise *otherwise);

/* Gives back the memory of what was made so far; nobody may be asking. */
void otherwise_forget(struct otherwise *otherwise);

/* The questions (bit n = I-n) that have another reading which may count. */
uint32_t otherwise_questions(const struct otherwise *otherwise);

struct otherwise_record {
    const struct tg_cdr *cdr;
    const struct tg_outcome *outcome; /* by the rulebook lent */
};

/* What is so of right answers in a cell, if it does not depend on the call: of each thread its own.
 * Zeroes at first. */
#define OTHERWISE_MEMO 1024 /* a power of two */
struct otherwise_memo {
    struct {
        uint64_t key; /* 0 = free */
        uint64_t relation;
        bool varies; /* it depends on the call */
    } slot[OTHERWISE_MEMO];
};

/* A digest of how the charge relates to each; several threads may ask. 0 = none of the questions
 * has another reading. Right answers are many, so that of them less is told apart: no two readings
 * together, and nothing of prices that another reading leaves open but whether there can be one; of
 * I-01 and I-02, which every hour of the day can meet, all is. `memo` may be NULL. */
uint64_t otherwise_relate(struct otherwise *otherwise, struct otherwise_memo *memo,
                          const struct otherwise_record *record, bool right);

/* What it tells of right answers that stand in the same cell of the decision table: */
enum otherwise_how {
    OTHERWISE_ALIKE,     /* the same of all */
    OTHERWISE_BY_AMOUNT, /* the same of all below, or within, or above certain amounts */
    OTHERWISE_APART      /* it has to be asked for each */
};

/* OTHERWISE_BY_AMOUNT: sets the amounts. */
enum otherwise_how otherwise_tells(struct otherwise *otherwise, struct otherwise_memo *memo,
                                   struct tg_amounts *amounts, const struct tg_outcome *outcome);

#endif
