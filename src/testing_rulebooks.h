/* Tests: rulebooks and overlays made by editing the real ones, and what is said against them. */
#ifndef TOLLGATE_TESTING_RULEBOOKS_H
#define TOLLGATE_TESTING_RULEBOOKS_H

#include "rulebook.h"

/* The text of the bundled rulebook, to be freed. */
char *rulebook_text(void);

/* The text with its only `from` replaced by `to`. Frees the old text. */
char *edited(char *text, const char *from, const char *to);

/* Where the start tag begins in which the only `part` ends. */
struct tg_place tag_of(const char *text, const char *part);

/* The line on which the only (line_of) or the first (first_line_of) `part` ends, from 1. */
long line_of(const char *text, const char *part);
long first_line_of(const char *text, const char *part);

/* "<overlay id='test' kind=KIND ...>", the parts one per line from line 2 on, "</overlay>"; to be
 * freed. */
char *overlay_text(const char *kind, const char *parts);

/* Reads the rulebook text under the name "rulebook", then the overlay (NULL = none) under the name
 * "overlay", and compiles. NULL on failure. */
struct tg_rulebook *rulebook_of(const char *text, const char *overlay, struct tg_error *error);

/* The same; the test fails unless it is refused in just these words, and, if that is for its XML,
 * at the start tag of an element that begins in this line. */
void assert_refused(const char *text, const char *overlay, enum tg_status status, const char *file,
                    long line, const char *expected);

/* The bundled rulebook with an overlay (NULL = none) given as text; the test fails if it does not
 * load. */
struct tg_rulebook *bundled_with(const char *overlay);

#endif
