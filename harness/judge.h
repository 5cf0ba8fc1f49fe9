/* A whole run, judged: the questions, what the system answered, and what follows from it. The
 * reports are views of this. */
#ifndef TOLLGATE_JUDGE_H
#define TOLLGATE_JUDGE_H

#include "baseline.h"
#include "command.h"
#include "heard.h"
#include "readings.h"
#include "verdict.h"

struct judgement {
    enum verdict verdict;
    bool differs; /* difference and rest are known */
    tg_money difference;
    bool rest;
    const char *note;                   /* what other answers say about this one; NULL = nothing */
    const struct baseline_entry *known; /* fails, and is known to; NULL = not */
};

/* What follows from answers taken together. */
enum finding_kind {
    FINDING_PRICE,   /* of an open price */
    FINDING_READING, /* another reading is held, or two are mixed */
    FINDING_BASELINE /* of the file of known failures */
};

struct finding {
    enum finding_kind kind;
    bool fails;          /* the run fails for it */
    const char *subject; /* "roam_caller of gotone", "I-08", "known.csv:3" */
    const char *text;
};

/* By what a run is judged beyond the golden results. */
struct judge_rules {
    const struct choice *choice; /* the tariff: rulebook, annex, fixed readings */
    uint32_t fixed;              /* questions (bit n = I-n) of which no other reading counts */
    struct baseline *baseline;   /* counted while judging; NULL = none */
};

/* Over the cases with an exact charge that were answered once, with an amount. Sums saturate. */
struct judged_money {
    uint64_t cases;
    tg_money expected;
    tg_money over;
    tg_money under; /* not negative */
};

struct diagnosis;

struct judged {
    const struct questions *questions;
    const struct sut_end *end;
    struct answers answers;
    struct judgement *list; /* by question */
    /* By verdict. Questions, but for VERDICT_UNEXPECTED: answers to no question. */
    uint64_t counts[VERDICT_COUNT];
    uint64_t answered; /* questions with at least one answer */
    struct judged_money money;
    struct held held; /* prices and readings; empty if judged by golden results alone */
    struct finding *findings;
    size_t finding_count;
    uint64_t known;                    /* failing cases that are known */
    uint64_t unknown;                  /* failing cases that are not */
    uint64_t waived;                   /* cases without a verdict that are known */
    const struct diagnosis *diagnosis; /* lent; NULL = none was made */
    const uint32_t *faults; /* lent: by question, those that explain it; NULL = not known */
};

/*
 * Borrows `questions`, `end` and `rules` until judged_free. An unfinished last line of a system
 * that did not finish is left out: half an amount is no answer.
 *
 * Answers that verdict_of does not pass, and answers to open questions that do not follow from the
 * one price that explains most answers:
 *  - reading: follows from the readings that the system holds throughout;
 *  - mixed: follows from a reading of which the system holds another one elsewhere;
 *  - inconsistent: in range, but not from the price of the others.
 * Without rules the golden results alone decide. False after telling on stderr why the tariff could
 * not be loaded, or that it does not belong to the golden results.
 */
bool judge(struct judged *judged, const struct questions *questions, struct heard *heard,
           const struct judge_rules *rules);
/* The same again, once it is known which faults explain a wrong answer (`faults` by question, 0 =
 * none; lent): that is no reading's doing, and what it seemed to speak against may be mixed after
 * all. */
bool judge_again(struct judged *judged, const struct judge_rules *rules, const uint32_t *faults);
void judged_free(struct judged *judged);

/* Adds a case to the money of the cases at hand, if its charge is exact and its difference known.
 */
void judged_weigh(struct judged_money *money, const struct expected *expected,
                  const struct judgement *judgement);

/* What was assumed that a case depends on, as long as no annex says otherwise: the hours of 12593,
 * those of the pack. NULL = nothing. */
const struct tg_policy_text *judged_assumption(const struct judged *judged, size_t at);

/* Adds a file of known failures that would accept this run, an entry per case. The reasons are for
 * people to write. */
void baseline_propose(struct text *out, const struct judged *judged);

/* What the run says to its caller (design, section 5). */
enum exit_code judged_exit(const struct judged *judged);

#endif
