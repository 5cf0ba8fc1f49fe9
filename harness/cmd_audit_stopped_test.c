/* An audit that is asked to stop tells what it has read, and leaves nothing half-written behind. */
#include "audit_judge.h"
#include "audit_read.h"
#include "audit_refund.h"
#include "fixture.h"
#include "scratch.h"
#include "sut_end.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define HEADER                                                                                     \
    "call_id,start_time,duration_s,plan,packs,event,forward_reason,home_area,visited_area,"        \
    "other_party,other_area,other_network,charge\n"
#define CALL ",2010-03-01T10:00:00,13,gotone,,originate,,010,010,02155556666,,,"

/* More than a pipe holds, so that they can only be written while somebody reads. */
#define RECORDS 10000

static int start(pid_t *pid)
{
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    *pid = fork();
    assert_true(*pid >= 0);
    if (*pid == 0) {
        int out = open("out.txt", O_WRONLY | O_CREAT | O_TRUNC, 0600);

        dup2(ends[0], STDIN_FILENO);
        dup2(out, STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execl(TOLLGATE, TOLLGATE, "audit", "-q", "-j", "1", "-", (char *)NULL);
        _exit(127);
    }
    close(ends[0]);
    return ends[1];
}

static void write_records(int fd)
{
    FILE *file = fdopen(fd, "w");

    assert_non_null(file);
    fputs(HEADER, file);
    for (unsigned i = 0; i < RECORDS; i++) fprintf(file, "c%u" CALL "0.18\n", i);
    assert_int_equal(fflush(file), 0);
}

/* The end of what it reads comes after the signal: it has met it by then. */
static void what_was_read_is_reported(void **state)
{
    struct text said = {0};
    struct tg_error error = {.status = TG_OK};
    pid_t pid;
    int fd = start(&pid);
    int status;

    (void)state;
    write_records(fd);
    assert_int_equal(kill(pid, SIGTERM), 0);
    close(fd);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), EXIT_INTERRUPTED);
    assert_true(file_read(&said, "out.txt", &error));
    assert_int_equal(strncmp(said.p, "count      read ", 16), 0);
    assert_non_null(strstr(said.p, "PARTIAL  the audit was interrupted (exit 130)\n"));
    text_free(&said);
}

static size_t files_here(void)
{
    DIR *folder = opendir(".");
    size_t count = 0;

    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) count += entry->d_name[0] != '.';
    closedir(folder);
    return count;
}

/* What is owed is known when all is read once more. */
static void refunds_are_whole_or_as_before(void **state)
{
    static const char *const paths[] = {"calls.csv"};
    const struct choice choice = {.overlay_count = 0};
    struct audit_rules rules = {.tariff = choice, .no_causes = true};
    struct tg_error error = {.status = TG_OK};
    struct audit_read how = {.source = {paths, 1, 0, NULL}, .jobs = 1};
    struct tg_rulebook *rulebook = choice_load(&choice);
    struct text before = {0}, after = {0};
    struct audit audit;
    struct part part;
    size_t files;

    (void)state;
    scratch_write("calls.csv", HEADER "c1" CALL "0.18\n"
                                      "c2" CALL "0.30\n");
    how.rulebook = rulebook;
    how.otherwise = rules.otherwise = otherwise_open(rulebook, 0);
    part_begin(&part);
    sut_watch_signals();
    assert_true(audit_read(&part, &how, &error));
    part_finish(&part);
    assert_true(audit_judge(&audit, &part, &rules));
    assert_true(audit_refunds("refunds.csv", &audit, &how, &error));
    assert_true(file_read(&before, "refunds.csv", &error));
    assert_non_null(strstr(before.p, "c2,"));
    files = files_here();
    sut_ask_stop();
    assert_false(audit_refunds("refunds.csv", &audit, &how, &error));
    sut_unwatch_signals();
    assert_string_equal(error.text, "not written: the audit was interrupted");
    assert_int_equal(files_here(), files);
    assert_true(file_read(&after, "refunds.csv", &error));
    assert_text(&after, before.p);
    text_free(&before);
    audit_free(&audit);
    part_free(&part);
    otherwise_close(how.otherwise);
    tg_rulebook_free(rulebook);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_read_is_reported),
        cmocka_unit_test(refunds_are_whole_or_as_before),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
