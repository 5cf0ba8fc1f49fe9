/* Tries the way to a system with five cases, and says what is wrong with the way before anything is
 * said about the system. */
#ifndef TOLLGATE_SUT_CHECK_H
#define TOLLGATE_SUT_CHECK_H

#include "command.h"
#include "profile.h"

/* Adds what was found, step by step: can every case be written, do they get there, are there
 * answers, are they to these cases, can they be read, are they in the scale that the profile says.
 * Whether they are right is for `tollgate run`: EXIT_CONFORMS says only that they can be judged. */
enum exit_code sut_check(struct text *out, const struct profile *profile);

#endif
