#include "fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder of the test's own. */
static int setup(void **state)
{
    static char dir[64];

    strcpy(dir, "/tmp/tollgate-file-XXXXXX");
    *state = mkdtemp(dir);
    return *state == NULL ? -1 : chdir(dir);
}

static int teardown(void **state)
{
    unlink("report");
    unlink("link");
    unlink("pipe");
    return chdir("/") == 0 ? rmdir(*state) : -1;
}

static void assert_content(const char *path, const char *expected)
{
    struct text content = {0};
    struct tg_error error = {0};

    assert_true(file_read(&content, path, &error));
    assert_text(&content, expected);
}

static mode_t mode_of(const char *path)
{
    struct stat status;

    assert_int_equal(lstat(path, &status), 0);
    return status.st_mode;
}

static void a_new_file_is_as_open_to_others_as_the_mask_says(void **state)
{
    mode_t old = umask(022);

    (void)state;
    assert_true(file_replace("report", tg_slice_of("one"), NULL));
    umask(old);
    assert_content("report", "one");
    assert_int_equal(mode_of("report") & 0777, 0644);
}

static void a_file_is_replaced_and_keeps_its_mode(void **state)
{
    (void)state;
    assert_true(file_replace("report", tg_slice_of("one"), NULL));
    assert_int_equal(chmod("report", 0600), 0);
    assert_true(file_replace("report", tg_slice_of("two"), NULL));
    assert_content("report", "two");
    assert_int_equal(mode_of("report") & 0777, 0600);
}

static void a_link_stays_a_link(void **state)
{
    (void)state;
    assert_true(file_replace("report", tg_slice_of("one"), NULL));
    assert_int_equal(symlink("report", "link"), 0);
    assert_true(file_replace("link", tg_slice_of("two"), NULL));
    assert_content("report", "two");
    assert_true(S_ISLNK(mode_of("link")));
}

/* As /dev/stdout is a link to /proc/self/fd/1 when stdout is a file. Whoever holds the file open
 * finds the content there, also when its name is gone. */
static void a_link_to_an_open_file_stays_a_link(void **state)
{
    char target[32];
    char buf[16] = "";
    int fd;

    (void)state;
    fd = open("report", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    snprintf(target, sizeof target, "/proc/self/fd/%d", fd);
    assert_int_equal(symlink(target, "link"), 0);
    assert_true(file_replace("link", tg_slice_of("three"), NULL));
    assert_true(file_replace("link", tg_slice_of("two"), NULL));
    assert_content("report", "two");
    assert_int_equal(unlink("report"), 0);
    assert_true(file_replace("link", tg_slice_of("four"), NULL));
    assert_true(S_ISLNK(mode_of("link")));
    assert_int_equal(pread(fd, buf, sizeof buf, 0), 4);
    assert_string_equal(buf, "four");
    assert_int_equal(access("report", F_OK), -1);
    close(fd);
}

/* The same, too far up for a descriptor that was handed to us: the name that is gone decides. */
static void a_link_to_a_file_without_a_name_stays_a_link(void **state)
{
    char target[32];
    char buf[16] = "";
    int low, fd;

    (void)state;
    low = open("report", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    fd = fcntl(low, F_DUPFD_CLOEXEC, 100);
    close(low);
    assert_true(fd >= 100);
    assert_int_equal(unlink("report"), 0);
    snprintf(target, sizeof target, "/proc/self/fd/%d", fd);
    assert_int_equal(symlink(target, "link"), 0);
    assert_true(file_replace("link", tg_slice_of("one"), NULL));
    assert_true(S_ISLNK(mode_of("link")));
    assert_int_equal(pread(fd, buf, sizeof buf, 0), 3);
    assert_string_equal(buf, "one");
    close(fd);
}

static void a_link_to_nothing_stays_a_link(void **state)
{
    (void)state;
    assert_int_equal(symlink("report", "link"), 0);
    assert_true(file_replace("link", tg_slice_of("one"), NULL));
    assert_true(S_ISLNK(mode_of("link")));
    assert_content("report", "one");
}

static void a_link_to_itself_is_told(void **state)
{
    struct tg_error error = {0};

    (void)state;
    assert_int_equal(symlink("link", "link"), 0);
    assert_false(file_replace("link", tg_slice_of("one"), &error));
    assert_string_equal(error.text, "cannot be written: Too many levels of symbolic links");
    assert_true(S_ISLNK(mode_of("link")));
}

static void what_is_no_regular_file_is_written_to(void **state)
{
    char buf[16] = "";
    int fd;

    (void)state;
    assert_true(file_replace("/dev/null", tg_slice_of("x"), NULL));
    assert_true(S_ISCHR(mode_of("/dev/null")));
    assert_int_equal(mkfifo("pipe", 0600), 0);
    fd = open("pipe", O_RDONLY | O_NONBLOCK);
    assert_true(file_replace("pipe", tg_slice_of("hello"), NULL));
    assert_int_equal(read(fd, buf, sizeof buf), 5);
    assert_string_equal(buf, "hello");
    close(fd);
}

static void faults_are_told(void **state)
{
    static const struct {
        bool write;
        const char *path;
        const char *text;
    } rows[] = {
        {true, "no/such/dir", "cannot be written: No such file or directory"},
        {true, "/dev/full", "cannot be written: No space left on device"},
        {true, ".", "cannot be written: Is a directory"},
        {false, "missing", "cannot be opened: No such file or directory"},
        {false, ".", "cannot be read: Is a directory"},
        {false, "/dev/zero", "larger than 268435456 bytes"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_error error = {0};
        struct text content = {0};

        if (rows[i].write)
            assert_false(file_replace(rows[i].path, tg_slice_of("x"), &error));
        else
            assert_false(file_read(&content, rows[i].path, &error));
        assert_string_equal(error.text, rows[i].text);
        assert_string_equal(error.file, rows[i].path);
        text_free(&content);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_file_is_as_open_to_others_as_the_mask_says),
        TEST(a_file_is_replaced_and_keeps_its_mode),
        TEST(a_link_stays_a_link),
        TEST(a_link_to_an_open_file_stays_a_link),
        TEST(a_link_to_a_file_without_a_name_stays_a_link),
        TEST(a_link_to_nothing_stays_a_link),
        TEST(a_link_to_itself_is_told),
        TEST(what_is_no_regular_file_is_written_to),
        TEST(faults_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
