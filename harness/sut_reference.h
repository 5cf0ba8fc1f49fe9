/* The reference rater as the system under test, in-process: with an annex a correct system, with a
 * defect a faulty one, for trying the gate itself and for measuring it. */
#ifndef TOLLGATE_SUT_REFERENCE_H
#define TOLLGATE_SUT_REFERENCE_H

#include "heard.h"
#include "questions.h"

/* Answers every question as `tollgate rate --answers` would: records that cannot be rated are
 * refused; what is no single amount is answered by the rulebook `otherwise` (NULL = none), or
 * refused too. */
void sut_reference(struct heard *heard, const struct tg_rulebook *rulebook,
                   const struct tg_rulebook *otherwise, const struct questions *questions);

#endif
