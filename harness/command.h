/* One command of the program: a file each, listed in commands.c. */
#ifndef TOLLGATE_COMMAND_H
#define TOLLGATE_COMMAND_H

/* Exit codes of every command (design, section 5). Never a count. */
enum exit_code {
    EXIT_CONFORMS = 0,
    EXIT_MISMATCH = 1,   /* mismatches; rejected records; a known failure that now passes */
    EXIT_NO_VERDICT = 2, /* some case has no verdict, nothing worse */
    EXIT_INVALID = 3,    /* cases, golden results or rulebook invalid */
    EXIT_NO_SUT = 4,     /* the system under test could not be started */
    EXIT_NOTHING = 5,    /* nothing selected */
    EXIT_USAGE = 64,
    EXIT_INTERNAL = 70,
    EXIT_INTERRUPTED = 130
};

struct command {
    const char *name;
    const char *summary; /* one line, lower case, no full stop */
    /* argv[0] is "tollgate NAME". Options are read with argp; a usage error exits with EXIT_USAGE.
     */
    enum exit_code (*run)(int argc, char **argv);
};

extern const struct command *const commands[]; /* ended by NULL */

/* Finds and runs the command that argv names. All of main() but its name, so that tests reach it.
 */
int tollgate_main(int argc, char **argv);

#endif
