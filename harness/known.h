/* The options that name a file of known failures, and that file. */
#ifndef TOLLGATE_KNOWN_H
#define TOLLGATE_KNOWN_H

#include "judge.h"
#include "paths.h"

#include <argp.h>

/* Zeroed = none. */
struct known {
    const char *file;     /* --baseline; NULL = none */
    const char *proposal; /* --write-baseline; NULL = none */
    char today[11];       /* YYYY-MM-DD, decides what has expired; "" = the day that it is */
    struct baseline baseline;
    struct text content;
};

/* To be an argp child whose input is a struct known. */
extern const struct argp known_argp;

/* Reads the file, if one is named. False after telling on stderr. */
bool known_read(struct known *known);

/* What to judge by; NULL = nothing. */
struct baseline *known_baseline(struct known *known);

/* The proposal as an output: it may take the place of the file, which is read before. */
struct output_path known_path(const struct known *known);

/* Writes the proposal, if one is wanted. False after telling on stderr. */
bool known_propose(const struct known *known, const struct judged *judged);
void known_free(struct known *known);

#endif
