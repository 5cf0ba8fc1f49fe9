/* UTF-8, as far as a rater needs it. */
#ifndef TOLLGATE_UTF8_H
#define TOLLGATE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Length in bytes of the well-formed character at p (n > 0 bytes left); 0 if there is none. */
size_t tg_utf8_char(const char *p, size_t n);

/* The same, but 0 for control characters (C0, DEL, C1) too. */
size_t tg_utf8_printable(const char *p, size_t n);

/* Offset of the first byte that is not well-formed UTF-8; n if all is well. */
size_t tg_utf8_valid(const char *p, size_t n);

/* Cuts a terminated text that was cut in the middle of a character, back to that character. */
void tg_utf8_trim(char *text);

#endif
