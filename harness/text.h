/* A text that grows. */
#ifndef TOLLGATE_TEXT_H
#define TOLLGATE_TEXT_H

#include "tollgate.h"

/* Zeroed = empty. p is NULL or terminated. */
struct text {
    char *p;
    size_t n;
    size_t room;
};

void text_add(struct text *text, struct tg_slice more);
void text_addf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds bytes of unknown origin: what is not printable UTF-8 as \xNN; tab and newline are kept. */
void text_add_visible(struct text *text, struct tg_slice more);

/* A field of a CSV file (RFC 4180), in quotes only where it needs them. */
void text_add_csv(struct text *text, struct tg_slice field);

/* An amount of yuan; with_sign: "+0.06" for amounts above zero. */
void text_add_money(struct text *text, tg_money amount, bool with_sign);

struct tg_slice text_slice(const struct text *text);
void text_free(struct text *text);

/* tg_read_fn over a struct tg_slice, which it shortens. */
ptrdiff_t text_read_slice(void *user, void *buf, size_t size);

#endif
