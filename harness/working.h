/*
 * Arithmetic as a worked example writes it out: expressions joined by '=', all of one value:
 * "ceil(61 / 6) * 0.06 = 11 * 0.06 = 0.66". There are decimal numbers, + - *, parentheses and
 * ceil(A / B), the smallest integer not below A / B. It is evaluated exactly.
 */
#ifndef TOLLGATE_WORKING_H
#define TOLLGATE_WORKING_H

#include "tollgate.h"

#define WORKING_MAX_DEPTH 16 /* of parentheses within each other, those of ceil included */

/* Checks that the chain is true and ends in a plain number, which is the result. The error
 * (E_FORMAT, E_LIMIT) has no file and no line; its column counts the chain's bytes from 1. */
bool working_check(tg_money *result, struct tg_slice chain, struct tg_error *error);

#endif
