/*
 * Systems under test, good and bad, for the tests: fake_sut MODE [GOLDEN].
 * A good one answers every record of stdin with a charge that the golden file accepts. No mode
 * needs more of CSV than commas.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_ROWS 256
#define MAX_LINE 1024

static struct {
    char id[72];
    char charge[24];
} table[MAX_ROWS];
static int rows;

/* The n-th field of a line, from 0. */
static void field(char *out, size_t size, const char *line, int n)
{
    size_t length;

    while (n-- > 0) {
        line = strchr(line, ',');
        if (line == NULL) exit(9);
        line++;
    }
    length = strcspn(line, ",\n");
    snprintf(out, size, "%.*s", (int)length, line);
}

static void read_golden(const char *name)
{
    char line[MAX_LINE];
    char kind[24];
    FILE *in = fopen(name, "r");

    if (in == NULL || fgets(line, sizeof line, in) == NULL) exit(9);
    while (rows < MAX_ROWS && fgets(line, sizeof line, in) != NULL) {
        char *charge = table[rows].charge;

        field(table[rows].id, sizeof table[rows].id, line, 0);
        field(kind, sizeof kind, line, 1);
        field(charge, sizeof table[rows].charge, line, strcmp(kind, "exact") == 0 ? 2 : 4);
        if (charge[0] == '\0') strcpy(charge, strcmp(kind, "error") == 0 ? "refused" : "9.99");
        rows++;
    }
    fclose(in);
}

static const char *charge_of(const char *id)
{
    for (int i = 0; i < rows; i++)
        if (strcmp(table[i].id, id) == 0) return table[i].charge;
    return "1.00";
}

static void nap(long ms)
{
    usleep((useconds_t)(ms * 1000));
}

static void answer(const char *mode, const char *id, int n)
{
    const char *charge = charge_of(id);

    if (strcmp(mode, "crash") == 0 && n == 3) {
        fflush(stdout);
        /* Half a row, as a buffer that was cut leaves it. */
        printf("%s,0.0", id);
        fflush(stdout);
        raise(SIGKILL);
    }
    if (strcmp(mode, "missing") == 0 && n == 2) return;
    if (strcmp(mode, "overcharge") == 0 && n <= 2) charge = "0.30";
    if (strcmp(mode, "undercharge") == 0 && n == 2) charge = "0.17999";
    if (strcmp(mode, "refuse") == 0 && n == 1) charge = "";
    if (strcmp(mode, "malformed") == 0 && n == 1) charge = "0,06";
    printf("%s,%s\n", id, charge);
    if (strcmp(mode, "duplicate") == 0 && n == 1) printf("%s,%s\n", id, charge);
    if (strcmp(mode, "slow") == 0) {
        fflush(stdout);
        nap(20);
    }
}

static void answer_all(const char *mode)
{
    char line[MAX_LINE];
    char id[72];
    int n = 0;

    printf("call_id,charge\n");
    if (fgets(line, sizeof line, stdin) == NULL) exit(9);
    while (fgets(line, sizeof line, stdin) != NULL) {
        field(id, sizeof id, line, 0);
        answer(mode, id, ++n);
    }
    if (strcmp(mode, "unexpected") == 0) printf("NOBODY,0.06\n");
    if (strcmp(mode, "nameless") == 0) printf(",0.06\n");
}

static void garbage(void)
{
    for (int round = 0; round < 8; round++)
        for (int i = 0; i < 256; i++) putchar(i);
}

static void endless(void)
{
    for (;;) printf("NOBODY,0.06\n");
}

/* A child in the same group that keeps stdout open; in another group when it `escapes`. */
static void leave_orphan(int escapes)
{
    fflush(stdout);
    if (fork() != 0) return;
    if (escapes) setsid();
    for (int i = 0; i < (escapes ? 20 : 6000); i++) nap(100);
    _exit(0);
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "";

    if (argc > 2) read_golden(argv[2]);
    if (strcmp(mode, "hang") == 0)
        for (;;) pause();
    if (strcmp(mode, "mute") == 0) {
        /* Closes its outputs, but does not end. */
        fclose(stdout);
        fclose(stderr);
        for (;;) pause();
    }
    if (strcmp(mode, "garbage") == 0) {
        garbage();
        return 0;
    }
    if (strcmp(mode, "endless") == 0) endless();
    if (strcmp(mode, "deaf") == 0) {
        printf("call_id,charge\n");
        return 0;
    }
    if (strcmp(mode, "silent") == 0) return 0;
    if (strcmp(mode, "noise") == 0)
        for (int i = 0; i < 1000; i++) fprintf(stderr, "complaint number %d\n", i);
    if (strcmp(mode, "parent") == 0 || strcmp(mode, "kill-parent") == 0) {
        /* Tells its parent to stop, or does not ask. */
        kill(getppid(), strcmp(mode, "parent") == 0 ? SIGTERM : SIGKILL);
        for (;;) pause();
    }
    answer_all(mode);
    if (strcmp(mode, "orphan") == 0) leave_orphan(0);
    if (strcmp(mode, "escape") == 0) leave_orphan(1);
    if (strcmp(mode, "exit3") == 0) {
        fprintf(stderr, "\x1b[31mall is lost\x1b[0m\n");
        return 3;
    }
    return 0;
}
