#include "options.h"
#include "tollgate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { HELP = 0x1000, USAGE };

static const struct argp_option common[] = {
    {"help", HELP, NULL, 0, "print this help", -1},
    {"usage", USAGE, NULL, 0, "print a short usage line", -1},
    {0},
};

static error_t parse_common(int key, char *arg, struct argp_state *state)
{
    (void)arg;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = state->input; return 0;
    case HELP:
        argp_state_help(state, stdout, ARGP_HELP_LONG | ARGP_HELP_DOC | ARGP_HELP_USAGE);
        return ECANCELED;
    case USAGE: argp_state_help(state, stdout, ARGP_HELP_USAGE); return ECANCELED;
    default: return ARGP_ERR_UNKNOWN;
    }
}

bool options_parse(enum exit_code *code, const struct argp *argp, int argc, char **argv,
                   void *input)
{
    const struct argp_child children[] = {{argp, 0, NULL, 0}, {0}};
    const struct argp whole = {.options = common, .parser = parse_common, .children = children};
    error_t error = argp_parse(&whole, argc, argv, ARGP_NO_EXIT | ARGP_NO_HELP, NULL, input);

    *code = error == ECANCELED ? EXIT_CONFORMS : EXIT_USAGE;
    return error == 0;
}

error_t options_count(unsigned *count, unsigned least, unsigned most, const char *option,
                      const char *arg, struct argp_state *state)
{
    char *end;
    unsigned long value = strtoul(arg, &end, 10);

    if (arg[0] >= '0' && arg[0] <= '9' && *end == '\0' && value >= least && value <= most) {
        *count = (unsigned)value;
        return 0;
    }
    argp_error(state, "%s %s: expected a number from %u to %u", option, tg_shown(tg_slice_of(arg)),
               least, most);
    return EINVAL;
}
