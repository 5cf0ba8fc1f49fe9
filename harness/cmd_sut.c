/* tollgate sut: the way to a system, begun and tried. */
#include "choice.h"
#include "command.h"
#include "file.h"
#include "nearest.h"
#include "options.h"
#include "store.h"
#include "sut_check.h"

#include <string.h>

static const char doc[] =
    "The way to a system under test, before a run. `check` puts five cases to the system that the "
    "profile describes, or to COMMAND, and says what is wrong with the way there and back; `init` "
    "prints a commented profile to begin with, for one of the transports exec, files, http, sql."
    "\v"
    "Exit: 0 the answers can be judged, 1 something is wrong with the way, 3 profile invalid, 4 "
    "the "
    "system could not be started, 64 usage, 130 interrupted.";

static const char *const transports[] = {"exec", "files", "http", "sql"};
#define TRANSPORTS (sizeof transports / sizeof transports[0])

struct options {
    const char *verb;
    const char *what;
    char **command; /* NULL = none given */
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case ARGP_KEY_ARG:
        if (state->arg_num > 1) return ARGP_ERR_UNKNOWN;
        if (state->arg_num == 0) options->verb = arg;
        if (state->arg_num == 1) options->what = arg;
        return 0;
    case ARGP_KEY_END:
        if (options->verb != NULL && strcmp(options->verb, "init") == 0 && options->command == NULL)
            return 0;
        if (options->verb != NULL && strcmp(options->verb, "check") == 0 &&
            (options->what == NULL) == (options->command != NULL))
            return 0;
        argp_error(state, "expected check PROFILE, check -- COMMAND, or init TRANSPORT");
        return EINVAL;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static enum exit_code init(const char *transport)
{
    struct arena arena = {0};
    struct tg_error error = {.status = TG_OK};
    struct tg_slice example;
    struct text path = {0};
    size_t i = 0;
    enum exit_code code = EXIT_CONFORMS;

    while (i < TRANSPORTS && strcmp(transports[i], transport) != 0) i++;
    if (i == TRANSPORTS) {
        fprintf(stderr, "tollgate: no transport %s: expected exec, files, http or sql\n",
                tg_shown(tg_slice_of(transport)));
        return EXIT_USAGE;
    }
    text_addf(&path, "harness/examples/%s.xml", transport);
    if (store_read(&arena, &example, NULL, path.p, &error)) {
        fwrite(example.p, 1, example.n, stdout);
    } else {
        tell_error(&error);
        code = EXIT_INTERNAL;
    }
    text_free(&path);
    arena_free(&arena);
    return code;
}

static enum exit_code check_profile(const struct profile *profile)
{
    struct text raw = {0};
    struct text shown = {0};
    enum exit_code code = sut_check(&raw, profile);

    text_add_visible(&shown, text_slice(&raw));
    if (shown.n > 0) fwrite(shown.p, 1, shown.n, stdout);
    if (code == EXIT_CONFORMS) printf("the way there and back is right: tollgate run can judge\n");
    if (code != EXIT_CONFORMS && code != EXIT_INVALID)
        printf("the way is not right yet: no verdict about the system can be trusted\n");
    text_free(&raw);
    text_free(&shown);
    return code;
}

static enum exit_code check(const struct options *options)
{
    struct tg_error error = {.status = TG_OK};
    struct text xml = {0};
    struct profile *profile = NULL;
    enum exit_code code = EXIT_INVALID;

    if (options->command != NULL)
        profile = profile_of_command(options->command);
    else if (file_read(&xml, options->what, &error))
        profile = profile_read(options->what, text_slice(&xml), &error);
    if (profile != NULL)
        code = check_profile(profile);
    else
        tell_error(&error);
    profile_free(profile);
    text_free(&xml);
    return code;
}

static enum exit_code run_command(int argc, char **argv)
{
    const struct argp argp = {NULL,
                              parse_option,
                              "check PROFILE\ncheck -- COMMAND [ARGUMENT...]\n"
                              "init TRANSPORT",
                              doc,
                              NULL,
                              NULL,
                              NULL};
    struct options options = {0};
    enum exit_code code;
    int own = 1;

    while (own < argc && strcmp(argv[own], "--") != 0) own++;
    if (own + 1 < argc) options.command = argv + own + 1;
    if (!options_parse(&code, &argp, own, argv, &options)) return code;
    if (strcmp(options.verb, "check") == 0) return check(&options);
    return init(options.what != NULL ? options.what : "exec");
}

const struct command cmd_sut = {
    "sut",
    "the way to a system under test: a profile begun, and tried with five cases",
    run_command,
};
