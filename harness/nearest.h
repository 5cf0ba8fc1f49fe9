/* Which of the known names was meant? */
#ifndef TOLLGATE_NEAREST_H
#define TOLLGATE_NEAREST_H

#include <stddef.h>

#define NEAREST_MAX_NAME 64

/* The name with the fewest edits from `wrong` (at most a third of its letters, at least 1); NULL if
 * none is near. */
const char *nearest_name(const char *wrong, const char *const *names, size_t count);

#endif
