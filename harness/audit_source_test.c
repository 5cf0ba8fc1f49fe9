/* Files cut into stretches give what reading them row by row gives, however many bytes are read at
 * a time and wherever quotes stand. */
#include "testing.h"

#include "audit_source.h"
#include "file.h"
#include "text.h"

#include <stdio.h>
#include <unistd.h>

#define HEADER                                                                                     \
    "call_id,start_time,duration_s,plan,event,home_area,visited_area,other_party,charge,remark\n"

static uint64_t state;

static uint32_t below(uint32_t n)
{
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(state >> 33) % n;
}

/* A row: mostly good; with quotes that close, that run over lines, that never close, or stray. */
static void add_row(struct text *out, unsigned i, unsigned quotes)
{
    static const char *const remarks[] = {"",         "\"a, b\"",   "\"two\nlines\"", "\"\"\"\"",
                                          "\"open",   "stray\"",    "\"x\"y",         "\xff",
                                          "\"\n\n\"", "\"a\"\"b\"", "plain",          "\r"};
    const char *remark = below(100) < quotes ? remarks[below(COUNT(remarks))] : "";

    text_addf(out, "c%u,2010-03-01T10:00:%02u,%u,gotone,originate,010,010,02155556666,0.18,%s%s", i,
              i % 60, below(5), remark, below(30) == 0 ? "\r\n" : "\n");
    if (below(60) == 0) text_addf(out, "\n");
    if (below(60) == 0) text_addf(out, "%s", HEADER);
    if (below(60) == 0) text_addf(out, "too,short\n");
}

static void add_line(struct text *out, enum tg_next next, const struct tg_cdr *cdr,
                     const struct tg_error *error)
{
    text_addf(out, "%ld %d %.*s %lld", cdr->line, next == TG_NEXT_ROW, (int)cdr->call_id.n,
              cdr->call_id.p, (long long)(next == TG_NEXT_ROW ? cdr->charge : 0));
    if (next != TG_NEXT_ROW) text_addf(out, " %ld:%ld %s", error->line, error->column, error->text);
    text_addf(out, "\n");
}

static void read_in_order(struct text *out, const char *path, uint64_t *headers)
{
    FILE *file = fopen(path, "r");
    int fd = fileno(file);
    struct tg_cdr_reader *reader = tg_rated_reader_new(tg_read_fd, &fd, path);
    struct tg_error error = {.status = TG_OK};
    struct tg_cdr cdr;
    enum tg_next next;

    while ((next = tg_cdr_next(reader, &cdr, &error)) != TG_NEXT_END)
        if (next != TG_NEXT_FAILED) add_line(out, next, &cdr, &error);
    *headers = tg_rated_reader_headers(reader);
    tg_cdr_reader_free(reader);
    fclose(file);
}

static void take_row(void *user, enum tg_next next, const struct tg_cdr *cdr,
                     const struct tg_error *error, const struct tg_cdr_reader *reader, size_t file)
{
    (void)reader;
    assert_int_equal(file, 0);
    add_line(user, next, cdr, error);
}

/* At its end, all of the file and all of its rows are told to be read. */
static void check_progress(const struct source *source, const struct text *rows)
{
    struct source_progress progress = source_progress(source);

    assert_int_equal(progress.done, progress.all);
    assert_true(progress.rows > 0 || rows->n == 0);
}

static void read_in_stretches(struct text *out, const char *path, size_t chunk, uint64_t *headers)
{
    const char *const paths[] = {path};
    struct source_options options = {paths, 1, chunk, NULL};
    struct source *source = source_open(&options);
    struct source_sink sink = {out, take_row};
    struct stretch stretch = {0};
    struct tg_bulk *bulk = NULL;
    struct tg_error error = {.status = TG_OK};

    while (source_next(source, &stretch, &sink)) {
        const struct tg_cdr *cdrs;
        enum tg_next next;
        size_t count;

        if (bulk == NULL) bulk = tg_bulk_new(stretch.layout, stretch.name);
        if (stretch.size == 0) continue;
        tg_bulk_begin(bulk, stretch.rows, stretch.size, stretch.line);
        while ((next = tg_bulk_next(bulk, &cdrs, &count, &error)) != TG_NEXT_END)
            for (size_t i = 0; i < count; i++) add_line(out, next, &cdrs[i], &error);
    }
    *headers = source_headers(source) + (bulk != NULL ? tg_bulk_headers(bulk) : 0);
    tg_bulk_free(bulk);
    stretch_free(&stretch);
    assert_null(source_file(source, 0)->fault);
    assert_false(source_file(source, 0)->changed);
    check_progress(source, out);
    source_close(source);
}

static void compare_reads(const struct text *content)
{
    static const size_t chunks[] = {1, 2, 3, 7, 63, 64, 65, 200, 1000, 5000, 100000, 0};
    char path[] = TEST_BINARY_DIR "/source-XXXXXX";
    struct tg_error error = {.status = TG_OK};
    struct text expected = {0};
    uint64_t headers;

    assert_true(mkstemp(path) >= 0);
    assert_true(file_replace(path, text_slice(content), &error));
    read_in_order(&expected, path, &headers);
    for (size_t i = 0; i < COUNT(chunks); i++) {
        struct text got = {0};
        uint64_t again;

        read_in_stretches(&got, path, chunks[i], &again);
        assert_string_equal(got.n > 0 ? got.p : "", expected.n > 0 ? expected.p : "");
        assert_int_equal(again, headers);
        text_free(&got);
    }
    text_free(&expected);
    unlink(path);
}

static void stretches_are_the_rows(void **state_)
{
    (void)state_;
    state = 99;
    print_message("seed %llu\n", (unsigned long long)state);
    for (unsigned quotes = 0; quotes <= 60; quotes += quotes < 4 ? 2 : 28)
        for (unsigned rows = 0; rows <= 300; rows = rows * 4 + 1)
            for (unsigned whole = 0; whole < 2; whole++) {
                struct text content = {0};

                text_addf(&content, "%s%s", below(2) ? "\xef\xbb\xbf" : "", HEADER);
                for (unsigned i = 0; i < rows; i++) add_row(&content, i, quotes);
                /* The file may break off amid the last row. */
                if (!whole && rows > 0) content.n -= 1 + below(20);
                content.p[content.n] = '\0';
                compare_reads(&content);
                text_free(&content);
            }
}

/* Lines longer than any record may be, also behind an open quote, and 10,000 columns. */
static void long_lines_are_the_rows(void **state_)
{
    struct text content = {0};

    (void)state_;
    text_addf(&content, "%s", HEADER);
    add_row(&content, 1, 0);
    for (size_t i = 0; i < 200000; i++) text_addf(&content, "x");
    text_addf(&content, "\n");
    add_row(&content, 2, 0);
    text_addf(&content, "\"");
    for (size_t i = 0; i < 80000; i++) text_addf(&content, "%c", i % 100 == 99 ? '\n' : 'y');
    text_addf(&content, "\n");
    add_row(&content, 3, 0);
    for (size_t i = 0; i < 10000; i++) text_addf(&content, ",");
    text_addf(&content, "\n");
    add_row(&content, 4, 0);
    compare_reads(&content);
    text_free(&content);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stretches_are_the_rows),
        cmocka_unit_test(long_lines_are_the_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
