/* The options --rulebook and --overlay, which several commands share. */
#ifndef TOLLGATE_CHOICE_H
#define TOLLGATE_CHOICE_H

#include "text.h"

#include <argp.h>

#define CHOICE_MAX_OVERLAYS 32

/* Which rulebook with which overlays. Zeroed = the tariff as it is. */
struct choice {
    const char *rulebook; /* NULL = TG_DEFAULT_RULEBOOK */
    const char *overlays[CHOICE_MAX_OVERLAYS];
    size_t overlay_count;
};

/* To be an argp child whose input is a struct choice. */
extern const struct argp choice_argp;

/* Loads it; NULL after telling why on stderr. */
struct tg_rulebook *choice_load(const struct choice *choice);

/* The same, telling nobody. */
struct tg_rulebook *choice_try(const struct choice *choice, struct tg_error *error);

/* Adds digests (digest.h) of the rulebook and its overlays, bundled ones and files. False (E_IO) if
 * one cannot be read. */
bool choice_digests(struct text *out, const struct choice *choice, struct tg_error *error);

/* "tollgate: FILE:LINE:COLUMN: text" on stderr. */
void tell_error(const struct tg_error *error);

#endif
