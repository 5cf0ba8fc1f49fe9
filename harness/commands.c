#include "command.h"
#include "nearest.h"
#include "text.h"

#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern const struct command cmd_adequacy;
extern const struct command cmd_audit;
extern const struct command cmd_cases;
extern const struct command cmd_diff;
extern const struct command cmd_explain;
extern const struct command cmd_golden;
extern const struct command cmd_merge;
extern const struct command cmd_plan;
extern const struct command cmd_rate;
extern const struct command cmd_report;
extern const struct command cmd_rules;
extern const struct command cmd_run;
extern const struct command cmd_sut;

const struct command *const commands[] = {
    &cmd_run,     &cmd_audit, &cmd_merge, &cmd_sut,    &cmd_report,   &cmd_diff, &cmd_rate,
    &cmd_explain, &cmd_rules, &cmd_cases, &cmd_golden, &cmd_adequacy, &cmd_plan, NULL,
};

#define MAX_COMMANDS (sizeof commands / sizeof commands[0])

/* A file opened in the place of a closed standard stream would be written to by mistake. What we
 * put there instead fails when it is used, as the closed stream did. */
static void fill_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

static void list_commands(FILE *out)
{
    fprintf(out, "usage: tollgate COMMAND [ARGUMENT...]\n\n"
                 "Tells whether a billing system charges what the long-distance tariff says.\n\n");
    for (size_t i = 0; commands[i] != NULL; i++)
        fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
    fprintf(out, "\n`tollgate COMMAND --help` tells more; `tollgate --version` the version.\n");
}

static enum exit_code unknown_command(const char *name)
{
    const char *names[MAX_COMMANDS];
    const char *near;
    size_t count = 0;

    for (; commands[count] != NULL; count++) names[count] = commands[count]->name;
    near = nearest_name(name, names, count);
    fprintf(stderr, "tollgate: no command %s", tg_shown(tg_slice_of(name)));
    if (near != NULL) fprintf(stderr, "; did you mean '%s'?", near);
    fprintf(stderr, "\n\n");
    list_commands(stderr);
    return EXIT_USAGE;
}

static enum exit_code run_command(const struct command *command, int argc, char **argv)
{
    struct text name = {0};
    enum exit_code code;

    text_addf(&name, "tollgate %s", command->name);
    argv[0] = name.p;
    code = command->run(argc, argv);
    text_free(&name);
    return code;
}

static enum exit_code dispatch(int argc, char **argv)
{
    if (argc < 2) {
        list_commands(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        list_commands(stdout);
        return EXIT_CONFORMS;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("tollgate %s\n", TOLLGATE_VERSION);
        return EXIT_CONFORMS;
    }
    for (size_t i = 0; commands[i] != NULL; i++)
        if (strcmp(argv[1], commands[i]->name) == 0)
            return run_command(commands[i], argc - 1, argv + 1);
    return unknown_command(argv[1]);
}

int tollgate_main(int argc, char **argv)
{
    enum exit_code code;
    bool failed;

    fill_standard_streams();
    /* A reader that went away is a write error like any other, told below. */
    signal(SIGPIPE, SIG_IGN);
    argp_err_exit_status = EXIT_USAGE;
    code = dispatch(argc, argv);
    failed = ferror(stdout) != 0;
    errno = 0;
    if (fflush(stdout) == 0 && !failed) return (int)code;
    fprintf(stderr, "tollgate: stdout cannot be written%s%s\n", errno != 0 ? ": " : "",
            errno != 0 ? strerror(errno) : "");
    return EXIT_INTERNAL;
}
