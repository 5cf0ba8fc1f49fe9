/* The parts of which a plan of test calls is made. */
#ifndef TOLLGATE_CALL_PARTS_H
#define TOLLGATE_CALL_PARTS_H

#include "call_plan.h"

/* Ranks the questions, and finds out which of them gives which suspect away alone. False after
 * telling why a tariff cannot be loaded. */
bool call_matrix_make(struct call_plan *plan);

#endif
