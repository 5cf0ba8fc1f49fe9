/* What a verdict rests on, told so that it can be told again: SHA-256 of files. */
#ifndef TOLLGATE_DIGEST_H
#define TOLLGATE_DIGEST_H

#include "text.h"

/* Adds a line as sha256sum writes it: "DIGEST  NAME". */
void digest_add(struct text *out, const char *name, struct tg_slice content);

#endif
