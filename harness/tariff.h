/* The options --annex, --reading and --strict: by which tariff a system is judged. */
#ifndef TOLLGATE_TARIFF_H
#define TOLLGATE_TARIFF_H

#include "arena.h"
#include "choice.h"
#include "command.h"

struct tariff_options {
    struct choice choice;                  /* annexes; tariff_resolve adds fixed readings */
    const char *readings[TG_MAX_READINGS]; /* "I-08=b" */
    size_t reading_count;
    uint32_t fixed; /* by tariff_resolve: bit n: I-n is fixed */
    bool strict;
};

/* To be an argp child whose input is a struct tariff_options. */
extern const struct argp tariff_argp;

/* Finds the readings in the tariff's rulebook; their names are kept in the arena. False, after
 * telling on stderr, if one is not there, or an annex is none. */
bool tariff_resolve(struct tariff_options *options, const struct tg_rulebook *rulebook,
                    struct arena *arena, enum exit_code *code);

#endif
