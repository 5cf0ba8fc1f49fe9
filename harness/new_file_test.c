#include "fixture.h"
#include "scratch.h"

#include "new_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

/* What is in the folder. */
static size_t files(void)
{
    DIR *dir = opendir(".");
    size_t count = 0;

    assert_non_null(dir);
    while (readdir(dir) != NULL) count++;
    closedir(dir);
    return count - 2; /* . and .. */
}

static void assert_possible(const char *path)
{
    struct tg_error error = {.status = TG_OK};

    if (!new_file_possible(path, &error)) fail_msg("%s: %s", path, error.text);
}

static void assert_content(const char *path, const char *expected)
{
    struct text content = scratch_read(path);

    assert_text(&content, expected);
}

static void write_to(const struct new_file *file, const char *content)
{
    size_t n = strlen(content);

    assert_int_equal(write(file->fd, content, n), n);
}

static void asking_changes_nothing(void **state)
{
    struct stat before, after;

    (void)state;
    scratch_write("old", "one");
    assert_int_equal(symlink("nothing", "link"), 0);
    assert_int_equal(stat("old", &before), 0);
    assert_possible("old");
    assert_possible("new");
    assert_possible("link");
    assert_possible("/dev/full");
    assert_int_equal(files(), 2);
    assert_int_equal(stat("old", &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
    assert_content("old", "one");
    unlink("old");
    unlink("link");
}

/* Its reader would take the end of that for the end of all. */
static void a_pipe_is_not_opened(void **state)
{
    struct pollfd reader;

    (void)state;
    assert_int_equal(mkfifo("pipe", 0600), 0);
    reader = (struct pollfd){.fd = open("pipe", O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
    assert_possible("pipe");
    assert_int_equal(poll(&reader, 1, 0), 0);
    close(reader.fd);
    unlink("pipe");
}

/* Told alike by who asks and by who begins. In /proc nobody can make a file. */
static void what_is_not_possible_is_told(void **state)
{
    static char long_name[251];
    static const struct {
        const char *path, *text;
    } rows[] = {
        {"", "cannot be written: No such file or directory"},
        {"nowhere/x", "cannot be written: No such file or directory"},
        {"new/", "cannot be written: Is a directory"},
        {".", "cannot be written: Is a directory"},
        {"old/x", "cannot be written: Not a directory"},
        {"circle", "cannot be written: Too many levels of symbolic links"},
        {"link", "cannot be written: No such file or directory"},
        {"/proc/new", "cannot be written: No such file or directory"},
        {"/proc/version", "cannot be written: No such file or directory"},
        {long_name, "cannot be written: File name too long"},
    };

    (void)state;
    memset(long_name, 'x', sizeof long_name - 1);
    scratch_write("old", "one");
    assert_int_equal(symlink("circle", "circle"), 0);
    assert_int_equal(symlink("nowhere/x", "link"), 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_error asked = {.status = TG_OK};
        struct tg_error begun = {.status = TG_OK};
        struct new_file file;

        assert_false(new_file_possible(rows[i].path, &asked));
        assert_string_equal(asked.text, rows[i].text);
        assert_string_equal(asked.file, rows[i].path);
        assert_false(new_file_begin(&file, rows[i].path, &begun));
        assert_string_equal(begun.text, rows[i].text);
    }
    assert_int_equal(files(), 3);
    unlink("old");
    unlink("circle");
    unlink("link");
}

/* 0 = both were told, 1 = not so, 2 = nobody can be made of us. */
static int ask_as_nobody(void)
{
    struct tg_error first = {.status = TG_OK};
    struct tg_error second = {.status = TG_OK};

    if (geteuid() == 0 && seteuid(NOBODY) != 0) return 2;
    if (new_file_possible("shut/x", &first) ||
        strcmp(first.text, "cannot be written: Permission denied") != 0)
        return 1;
    if (geteuid() != NOBODY) return 0;
    return new_file_possible("sticky/x", &second) ||
           strcmp(second.text, "cannot be written: Operation not permitted") != 0;
}

/* A file can be open to all, and yet not be replaced; for root nothing of this holds. */
static void the_folder_decides(void **state)
{
    int status;
    pid_t child;

    (void)state;
    assert_int_equal(chmod(".", 0755), 0);
    assert_int_equal(mkdir("shut", 0755), 0);
    assert_int_equal(mkdir("sticky", 0755), 0);
    scratch_write("shut/x", "");
    scratch_write("sticky/x", "");
    assert_int_equal(chmod("shut/x", 0666), 0);
    assert_int_equal(chmod("shut", 0555), 0);
    assert_int_equal(chmod("sticky", 01777), 0);
    child = fork();
    if (child == 0) _exit(ask_as_nobody());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(chmod("shut", 0755), 0);
    assert_int_equal(files(), 2);
    assert_int_equal(system("rm -r shut sticky"), 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 2) skip();
    assert_int_equal(status, 0);
}

static void what_is_not_whole_is_forgotten(void **state)
{
    struct tg_error error = {.status = TG_OK};
    struct new_file file;

    (void)state;
    scratch_write("old", "one");
    assert_true(new_file_begin(&file, "old", &error));
    write_to(&file, "half of it");
    assert_content("old", "one");
    assert_false(new_file_end(&file, false, &error));
    assert_int_equal(error.status, TG_OK);
    assert_content("old", "one");
    assert_int_equal(files(), 1);
    assert_true(new_file_begin(&file, "old", &error));
    write_to(&file, "two");
    assert_true(new_file_end(&file, true, &error));
    assert_content("old", "two");
    assert_int_equal(files(), 1);
    unlink("old");
}

static void what_came_in_between_is_told(void **state)
{
    struct tg_error error = {.status = TG_OK};
    struct new_file file;

    (void)state;
    assert_true(new_file_begin(&file, "x", &error));
    assert_int_equal(mkdir("x", 0700), 0);
    assert_false(new_file_end(&file, true, &error));
    assert_string_equal(error.text, "cannot be written: Is a directory");
    assert_string_equal(error.file, "x");
    assert_int_equal(files(), 1);
    rmdir("x");
}

static void links_lead_to_one_name(void **state)
{
    static const struct {
        const char *path, *target;
    } rows[] = {{"plain", "plain"},       {"here", "new"},
                {"twice", "new"},         {"folder/there", "folder/../new"},
                {"root", "/nowhere/new"}, {"circle", NULL}};

    (void)state;
    assert_int_equal(mkdir("folder", 0700), 0);
    assert_int_equal(symlink("new", "here"), 0);
    assert_int_equal(symlink("here", "twice"), 0);
    assert_int_equal(symlink("../new", "folder/there"), 0);
    assert_int_equal(symlink("/nowhere/new", "root"), 0);
    assert_int_equal(symlink("circle", "circle"), 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text target = {0};

        assert_int_equal(new_file_target(&target, rows[i].path), rows[i].target != NULL);
        if (rows[i].target != NULL) assert_string_equal(target.p, rows[i].target);
        text_free(&target);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asking_changes_nothing),
        cmocka_unit_test(a_pipe_is_not_opened),
        cmocka_unit_test(what_is_not_possible_is_told),
        cmocka_unit_test(the_folder_decides),
        cmocka_unit_test(what_is_not_whole_is_forgotten),
        cmocka_unit_test(what_came_in_between_is_told),
        cmocka_unit_test(links_lead_to_one_name),
    };

    return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
