/* The sheet for a person who dials: the calls of a plan, in plain words and aligned text. */
#ifndef TOLLGATE_CALL_SHEET_H
#define TOLLGATE_CALL_SHEET_H

#include "call_plan.h"

/* False after telling why a rulebook could not be loaded. */
bool call_sheet_write(struct text *out, const struct call_plan *plan);

#endif
