/* The facts of a case in words, for every report alike. */
#ifndef TOLLGATE_FACTS_H
#define TOLLGATE_FACTS_H

#include "judge.h"

/* "3*0.06 = 0.18 yuan", "2*roam_called: above 0.00, at most 0.80 yuan", "a refusal (...)". */
void facts_expected(struct text *out, const struct expected *expected);

/* "0.20 yuan", "no answer", "'x' on line 4: ...", "2 answers: 0.18 (line 2), 0.18 (line 9)". */
void facts_got(struct text *out, const struct answer_slot *slot);

/* "+0.02"; nothing if there is no difference to tell. */
void facts_difference(struct text *out, const struct judgement *judgement);

/* "R-01", or "no rule". */
const char *facts_rule_name(const struct expected *expected);

/* "3 answers to nobody, the first on line 7: 'Q'", where `what` is " answers to nobody". */
void facts_strays(struct text *out, const struct strays *strays, const char *what);

/* "R-01 (A-1 B-1.4)" */
void facts_rule(struct text *out, const struct expected *expected);

/* "start_time=2010-03-01T10:00:00 duration_s=13 ...": the fields that are not empty, without the
 * id. */
void facts_record(struct text *out, const struct question *question);

/* One line: "SIX-13 expected 3*0.06 = 0.18 yuan, got 0.20 yuan (+0.02); R-01 (A-1 ...)". */
void facts_line(struct text *out, const struct judged *judged, size_t at);

/* The case, the record, and what facts_line tells but the rule, each on a line "name<pad>value";
 * then the command that explains the case. */
void facts_block(struct text *out, const struct judged *judged, size_t at, const char *indent);

/* "asked 12 = answered 10 + unanswered 2; rows read 11 = ..." */
void facts_count(struct text *out, const struct judged *judged);

#endif
