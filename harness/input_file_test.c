#include "capture.h"
#include "packing.h"

#include "input_file.h"

#include <fcntl.h>

#define PATH "input"

static const struct packer {
    const char *name;
    void (*pack)(struct text *out, struct tg_slice plain);
    size_t head; /* bytes without which it is taken for plain */
} packers[] = {{"gzip", pack_gzip, 2}, {"zstd", pack_zstd, 4}};

/* What was read, and how it ended. */
struct result {
    struct text text;
    int failed; /* errno */
    struct tg_error error;
};

static void write_file(struct tg_slice content)
{
    FILE *file = fopen(PATH, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(content.p, 1, content.n, file), content.n);
    assert_int_equal(fclose(file), 0);
}

/* Reads the file (NULL = stdin) to its end, `step` bytes at a time. */
static struct result read_all(const char *path, size_t step)
{
    static char buf[1 << 20];
    struct result result = {.error = {.status = TG_OK}};
    struct input_file *input = input_file_open(path, &result.error);
    ptrdiff_t n;

    assert_non_null(input);
    assert_true(step <= sizeof buf);
    text_add(&result.text, tg_slice_of(""));
    while ((n = input_file_read(input, buf, step)) > 0)
        text_add(&result.text, (struct tg_slice){buf, (size_t)n});
    if (n < 0) {
        result.failed = errno;
        /* It stays so. */
        assert_int_equal(input_file_read(input, buf, step), -1);
        tg_fail(&result.error, TG_E_IO, path, 7, 0, "cannot be read: %s", strerror(result.failed));
        input_file_explain(input, &result.error);
    } else {
        assert_int_equal(input_file_read(input, buf, step), 0);
    }
    input_file_close(input);
    return result;
}

static void assert_reads(size_t step, struct tg_slice expected)
{
    struct result result = read_all(PATH, step);

    assert_int_equal(result.failed, 0);
    assert_int_equal(result.text.n, expected.n);
    assert_memory_equal(result.text.p, expected.p, expected.n);
    text_free(&result.text);
}

/* The read fails like this, and what came before was a beginning of the text. */
static void assert_fails(struct tg_slice text, const char *fault)
{
    struct result result = read_all(PATH, 65536);

    assert_int_equal(result.failed, EBADMSG);
    assert_string_equal(result.error.text, fault);
    assert_int_equal(result.error.status, TG_E_IO);
    assert_string_equal(result.error.file, PATH);
    assert_int_equal(result.error.line, 7);
    assert_true(result.text.n <= text.n);
    assert_memory_equal(result.text.p, text.p, result.text.n);
    text_free(&result.text);
}

/* Bytes that cannot be compressed, so that they fill the buffer more than once. */
static struct text noise(size_t n)
{
    struct text text = {0};
    uint32_t state = 2010;

    for (size_t i = 0; i < n; i++) {
        char byte;

        state = state * 1664525 + 1013904223;
        byte = (char)(state >> 24);
        text_add(&text, (struct tg_slice){&byte, 1});
    }
    return text;
}

static void plain_files_are_read_as_they_are(void **state)
{
    static const struct tg_slice rows[] = {
        {"", 0},           {"c", 1},        {"call", 4}, {"call_id\n", 8}, {"\x1f", 1},
        {"\x1f\x8c", 2},   {"\x1e\x8b", 2}, {"\x28", 1}, {"\x28\xb5", 2},  {"\x28\xb5\x2f", 3},
        {"(\xb5/\xfc", 4}, {"P*M\x19", 4},  {"P*M", 3},  {"`*M\x18", 4},   {"\0\0\0\0\0", 5},
    };
    struct text large = noise(300000);

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        write_file(rows[i]);
        for (size_t step = 1; step < 6; step++) assert_reads(step, rows[i]);
    }
    large.p[0] = 'c';
    write_file(text_slice(&large));
    assert_reads(3, text_slice(&large));
    assert_reads(1 << 20, text_slice(&large));
    text_free(&large);
}

static void compressed_files_are_unpacked(void **state)
{
    static const size_t sizes[] = {0, 1, 5000, 400000};
    static const size_t steps[] = {7, 65536, 1 << 20};

    (void)state;
    for (size_t i = 0; i < COUNT(packers) * COUNT(sizes); i++) {
        struct text plain = noise(sizes[i / COUNT(packers)]);
        struct text packed = {0};

        packers[i % COUNT(packers)].pack(&packed, text_slice(&plain));
        write_file(text_slice(&packed));
        for (size_t j = 0; j < COUNT(steps); j++) assert_reads(steps[j], text_slice(&plain));
        text_free(&plain);
        text_free(&packed);
    }
}

/* Much text out of few bytes: the reader's buffer fills many times before more is fetched. */
static void a_dense_file_is_unpacked(void **state)
{
    struct text plain = {0};

    (void)state;
    for (int i = 0; i < 500000; i++) text_add(&plain, tg_slice_of("0123456789"));
    for (size_t i = 0; i < COUNT(packers); i++) {
        struct text packed = {0};

        packers[i].pack(&packed, text_slice(&plain));
        write_file(text_slice(&packed));
        assert_reads(4096, text_slice(&plain));
        text_free(&packed);
    }
    text_free(&plain);
}

/* Members and frames are joined, also empty ones and, for zstd, such as are to be skipped. */
static void what_follows_each_other_is_one_text(void **state)
{
    static const char skipped[] = "P*M\x18\x03\0\0\0abc";
    static const char *const parts[] = {"", "one\n", "", "two\n", ""};

    (void)state;
    for (size_t i = 0; i < COUNT(packers); i++) {
        bool zstd = packers[i].pack == pack_zstd;
        struct text packed = {0};

        for (size_t j = 0; j < COUNT(parts); j++) {
            if (zstd) text_add(&packed, (struct tg_slice){skipped, sizeof skipped - 1});
            packers[i].pack(&packed, tg_slice_of(parts[j]));
        }
        write_file(text_slice(&packed));
        assert_reads(1, tg_slice_of("one\ntwo\n"));
        assert_reads(65536, tg_slice_of("one\ntwo\n"));
        text_free(&packed);
    }
}

/* Every length: only whole members or frames are a whole file. */
static void a_file_that_breaks_off_is_told(void **state)
{
    struct tg_slice text = tg_slice_of("call_id,start_time\nA,2010-03-15T10:00:00\n");

    (void)state;
    for (size_t i = 0; i < COUNT(packers); i++) {
        struct text packed = {0};
        struct text fault = {0};
        size_t first;

        packers[i].pack(&packed, (struct tg_slice){text.p, 19});
        first = packed.n;
        packers[i].pack(&packed, (struct tg_slice){text.p + 19, text.n - 19});
        text_addf(&fault, "cannot be read: %s data breaks off", packers[i].name);
        for (size_t n = packers[i].head; n < packed.n; n++) {
            write_file((struct tg_slice){packed.p, n});
            if (n == first)
                assert_reads(65536, (struct tg_slice){text.p, 19});
            else
                assert_fails(text, fault.p);
        }
        text_free(&packed);
        text_free(&fault);
    }
}

/* Whichever byte is changed behind the magic: the text is the same (the byte did not matter to it)
 * or reading fails. */
static void a_changed_byte_never_changes_the_text(void **state)
{
    static const unsigned char masks[] = {0x01, 0x10, 0x80, 0xff};
    struct tg_slice text = tg_slice_of("call_id,start_time\nA,2010-03-15T10:00:00\n");

    (void)state;
    for (size_t i = 0; i < COUNT(packers); i++) {
        struct text packed = {0};
        size_t told = 0;

        packers[i].pack(&packed, text);
        for (size_t j = packers[i].head * COUNT(masks); j < packed.n * COUNT(masks); j++) {
            char *byte = &packed.p[j / COUNT(masks)];
            struct result result;

            *byte = (char)(*byte ^ masks[j % COUNT(masks)]);
            write_file(text_slice(&packed));
            *byte = (char)(*byte ^ masks[j % COUNT(masks)]);
            result = read_all(PATH, 65536);
            if (result.failed == 0) {
                assert_int_equal(result.text.n, text.n);
                assert_memory_equal(result.text.p, text.p, text.n);
            } else {
                assert_int_equal(result.failed, EBADMSG);
                told++;
            }
            text_free(&result.text);
        }
        assert_true(told > packed.n * COUNT(masks) / 2);
        text_free(&packed);
    }
}

static void corrupt_files_are_told(void **state)
{
    static const struct {
        bool zstd;
        struct tg_slice added;
        const char *fault;
    } rows[] = {
        {false, {"\0\0", 2}, "cannot be read: gzip data is corrupt"},
        {false, {"and more\n", 9}, "cannot be read: gzip data is corrupt"},
        {true, {"\0\0\0\0\0", 5}, "cannot be read: zstd data is corrupt"},
        {true, {"and more\n", 9}, "cannot be read: zstd data is corrupt"},
        {true, {"\x1f\x8b\x08\0\0\0", 6}, "cannot be read: zstd data is corrupt"},
        /* a frame with a window of 256 MiB */
        {true,
         {"\x28\xb5\x2f\xfd\0\x90\x01\0\0", 9},
         "cannot be read: zstd data needs a window of more than 128 MiB (zstd --long)"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text packed = {0};

        packers[rows[i].zstd].pack(&packed, tg_slice_of("text\n"));
        text_add(&packed, rows[i].added);
        write_file(text_slice(&packed));
        assert_fails(tg_slice_of("text\n"), rows[i].fault);
        text_free(&packed);
    }
}

/* A pipe that hands out a byte at a time, as stdin. */
static void stdin_is_read_alike(void **state)
{
    static const char *const paths[] = {NULL, "-"};

    (void)state;
    for (size_t i = 0; i < COUNT(paths) * 3; i++) {
        struct tg_slice text = tg_slice_of("call_id\nA\n");
        struct text packed = {0};
        struct result result;
        int old = dup(STDIN_FILENO);
        int pipes[2];

        if (i / 2 < COUNT(packers))
            packers[i / 2].pack(&packed, text);
        else
            text_add(&packed, text);
        assert_int_equal(pipe2(pipes, O_DIRECT), 0);
        /* Every byte takes a page of it. */
        assert_true(fcntl(pipes[1], F_SETPIPE_SZ, 1 << 20) > 0);
        for (size_t j = 0; j < packed.n; j++) assert_int_equal(write(pipes[1], &packed.p[j], 1), 1);
        close(pipes[1]);
        dup2(pipes[0], STDIN_FILENO);
        close(pipes[0]);
        result = read_all(paths[i % 2], 65536);
        /* It is not ours to close. */
        assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0);
        dup2(old, STDIN_FILENO);
        close(old);
        assert_int_equal(result.failed, 0);
        assert_string_equal(result.text.p, text.p);
        text_free(&result.text);
        text_free(&packed);
    }
}

/* errno says why; there is nothing to explain. */
static void a_file_that_cannot_be_read_is_told(void **state)
{
    struct text plain = noise(400000);
    struct result result = read_all(".", 65536);
    static char buf[65536];

    (void)state;
    assert_int_equal(result.failed, EISDIR);
    assert_string_equal(result.error.text, "cannot be read: Is a directory");
    text_free(&result.text);
    for (size_t i = 0; i < COUNT(packers); i++) {
        struct tg_error error = {.status = TG_E_IO, .text = "as it was"};
        struct text packed = {0};
        int old = dup(STDIN_FILENO);
        struct input_file *input;
        ptrdiff_t n;

        packers[i].pack(&packed, text_slice(&plain));
        write_file(text_slice(&packed));
        close(STDIN_FILENO);
        assert_int_equal(open(PATH, O_RDONLY), STDIN_FILENO);
        input = input_file_open(NULL, NULL);
        assert_string_equal(input_file_name(input), "stdin");
        assert_true(input_file_read(input, buf, sizeof buf) > 0);
        close(STDIN_FILENO);
        while ((n = input_file_read(input, buf, sizeof buf)) > 0) continue;
        assert_int_equal(n, -1);
        assert_int_equal(errno, EBADF);
        input_file_explain(input, &error);
        assert_string_equal(error.text, "as it was");
        input_file_close(input);
        dup2(old, STDIN_FILENO);
        close(old);
        text_free(&packed);
    }
    text_free(&plain);
}

static void a_file_that_cannot_be_opened_is_told(void **state)
{
    struct tg_error error = {.status = TG_OK};

    (void)state;
    assert_null(input_file_open("no/such.csv", &error));
    assert_string_equal(error.text, "cannot be opened: No such file or directory");
    assert_string_equal(error.file, "no/such.csv");
    assert_int_equal(error.status, TG_E_IO);
    assert_int_equal(error.line, 0);
    input_file_close(NULL);
}

/* Errors of other kinds are not the file's. */
static void other_errors_are_left_alone(void **state)
{
    struct tg_error error = {.status = TG_E_COLUMN, .text = "as it was"};
    struct input_file *input;
    char buf[64];

    (void)state;
    write_file((struct tg_slice){"\x1f\x8b\x08", 3});
    input = input_file_open(PATH, NULL);
    assert_string_equal(input_file_name(input), PATH);
    assert_int_equal(input_file_read(input, buf, sizeof buf), -1);
    input_file_explain(input, &error);
    assert_string_equal(error.text, "as it was");
    assert_int_equal(error.status, TG_E_COLUMN);
    input_file_close(input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_files_are_read_as_they_are),
        cmocka_unit_test(compressed_files_are_unpacked),
        cmocka_unit_test(a_dense_file_is_unpacked),
        cmocka_unit_test(what_follows_each_other_is_one_text),
        cmocka_unit_test(a_file_that_breaks_off_is_told),
        cmocka_unit_test(a_changed_byte_never_changes_the_text),
        cmocka_unit_test(corrupt_files_are_told),
        cmocka_unit_test(stdin_is_read_alike),
        cmocka_unit_test(a_file_that_cannot_be_read_is_told),
        cmocka_unit_test(a_file_that_cannot_be_opened_is_told),
        cmocka_unit_test(other_errors_are_left_alone),
    };

    return cmocka_run_group_tests(tests, capture_enter, capture_leave);
}
