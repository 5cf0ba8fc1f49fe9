/* From a call record to its place in the decision table, as far as number and place decide it. */
#ifndef TOLLGATE_CLASSIFY_H
#define TOLLGATE_CLASSIFY_H

#include "rulebook.h"

/* Fills the call's plan, event, state, access, destination, network and what explains them; leaves
 * regime, daypart, pack and length alone. Of the rulebook only its prefixes and the policies about
 * numbers and places count. `number` is filled where the record has one (originate,
 * forward), but for the area of a mobile number that the record tells. False (E_NUMBER,
 * E_CONTRADICTION) with the record's line and column. */
bool tg_classify(const struct tg_rulebook *rulebook, struct tg_call *call, struct tg_number *number,
                 const struct tg_cdr *cdr, struct tg_error *error);

#endif
