/* Options of a command, read with argp, without its habit of ending the program. */
#ifndef TOLLGATE_OPTIONS_H
#define TOLLGATE_OPTIONS_H

#include "command.h"

#include <argp.h>
#include <stdbool.h>

/* Reads the options that `argp` describes, and --help and --usage. True if the command shall go on;
 * else it shall return *code (help was printed: 0, a usage error was: EXIT_USAGE). */
bool options_parse(enum exit_code *code, const struct argp *argp, int argc, char **argv,
                   void *input);

/* Reads a number from least to most; an error of argp tells what was found and expected. */
error_t options_count(unsigned *count, unsigned least, unsigned most, const char *option,
                      const char *arg, struct argp_state *state);

#endif
