/* A whole run, judged: the questions, what the system answered, and what follows from it. The
 * reports are views of this. */
#ifndef TOLLGATE_JUDGE_H
#define TOLLGATE_JUDGE_H

#include "command.h"
#include "questions.h"
#include "sut_exec.h"
#include "verdict.h"

struct judgement {
    enum verdict verdict;
    bool differs; /* difference and rest are known */
    tg_money difference;
    bool rest;
};

/* Over the cases with an exact charge that were answered once, with an amount. Sums saturate. */
struct judged_money {
    uint64_t cases;
    tg_money expected;
    tg_money over;
    tg_money under; /* not negative */
};

struct judged {
    const struct questions *questions;
    const struct sut_end *end;
    struct answers answers;
    struct judgement *list; /* by question */
    /* By verdict. Questions, but for VERDICT_UNEXPECTED: answers to no question. */
    uint64_t counts[VERDICT_COUNT];
    uint64_t answered; /* questions with at least one answer */
    struct judged_money money;
};

/* Borrows `questions` and `end` until judged_free. An unfinished last line of a system that did not
 * finish is left out: half an amount is no answer. */
void judge(struct judged *judged, const struct questions *questions, const struct sut_end *end);
void judged_free(struct judged *judged);

/* What the run says to its caller (design, section 5). */
enum exit_code judged_exit(const struct judged *judged);

#endif
