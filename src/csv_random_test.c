/* The CSV reader against a naive one that has the whole text in memory. Seeds are fixed. */
#include "csv_testing.h"

#include <limits.h>

static uint64_t seed;

static unsigned random_below(unsigned n)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(seed >> 33) % n;
}

/* A record read the plain way from a whole text: fields for the listing, how long it is and whether
 * it is good. Invalid UTF-8 and NUL are found on the way. */
static int naive_record(struct listing *out, size_t *length, const char *p, size_t n)
{
    size_t i = 0;

    for (;;) {
        size_t start = i;
        int several = memchr(p, '\n', start) != NULL;

        put(out, "[");
        if (i < n && p[i] == '"') {
            for (i++;; i++) {
                if (i >= n || p[i] == '\0' || p[i] == '\xff') return 0;
                if (p[i] == '"' && (i + 1 == n || p[i + 1] != '"')) break;
                if (p[i] == '"') i++;
                put(out, "%c", p[i]);
            }
            i++;
        } else {
            for (; i < n && strchr(",\n\r", p[i]) == NULL; i++) {
                if (p[i] == '\0' || p[i] == '\xff' || p[i] == '"') return 0;
                put(out, "%c", p[i]);
            }
        }
        put(out, "@%ld]", several ? 0 : (long)start + 1);
        if (i < n && p[i] == ',') {
            i++;
            continue;
        }
        if (i < n && p[i] == '\r') i++;
        if (i < n && p[i] != '\n') return 0;
        *length = i < n ? i + 1 : i;
        return 1;
    }
}

static void naive_list(struct listing *out, const char *p, size_t n)
{
    long line = 1;

    out->n = 0;
    out->text[0] = '\0';
    while (n > 0) {
        const char *feed = memchr(p, '\n', n);
        size_t first = feed != NULL ? (size_t)(feed - p) + 1 : n;
        size_t length = first;
        size_t before = out->n;
        size_t content = first - (feed != NULL);

        if (content > 0 && p[content - 1] == '\r') content--;
        if (content > 0) {
            put(out, "%ld:", line);
            if (naive_record(out, &length, p, n)) {
                put(out, "\n");
            } else {
                out->n = before;
                put(out, "%ld bad\n", line);
                length = first;
            }
        }
        for (size_t i = 0; i < length; i++) line += p[i] == '\n';
        p += length;
        n -= length;
    }
}

/* Rows of every kind, so many that the buffer is filled and moved several times. */
static void rows_are_whole_wherever_the_buffer_ends(void **state)
{
    static const size_t steps[] = {0, 4099, 40961, 300000};
    static char naive[4 << 20], text[4 << 20];
    static char input[(1 << 20) + 2048];
    struct listing expected = {naive, sizeof naive, 0}, out = {text, sizeof text, 0};
    size_t n = 0;

    (void)state;
    while (n < 1 << 20) {
        size_t length = n % 977;

        n += (size_t)sprintf(input + n, "plain,row\n\"quoted\",\"row, \"\"with\"\"\n more\"\n");
        memset(input + n, 'y', length);
        n += length;
        input[n++] = '\n';
    }
    naive_list(&expected, input, n);
    for (size_t i = 0; i < COUNT(steps); i++) {
        list(&out, input, n, steps[i]);
        assert_true(strcmp(text, naive) == 0);
    }
}

static void random_texts_read_as_a_naive_reader_reads_them(void **state)
{
    static const char *const pieces[] = {"a",         "b",     ",",    ",",   "\"", "\"",
                                         "\n",        "\n",    "\r\n", "\r",  "全", "\"\"",
                                         "xyzxyzxyz", "\",\"", "",     "\xff"};
    static char naive[65536], text[65536];

    (void)state;
    for (uint64_t start = 1; start <= 20000; start++) {
        char input[256];
        size_t n = 0;
        unsigned count, kinds;
        struct listing expected = {naive, sizeof naive, 0}, out = {text, sizeof text, 0};
        struct memory_input in = {.p = input};
        struct tg_csv *csv;
        struct tg_csv_row row;
        enum tg_next next;

        seed = start;
        count = 1 + random_below(24);
        kinds = 6 + random_below(COUNT(pieces) - 5);
        while (count-- > 0) {
            const char *piece = pieces[random_below(kinds)];
            size_t length = piece[0] == '\0' ? 1 : strlen(piece); /* the empty one is a NUL */

            memcpy(input + n, piece, length);
            n += length;
        }
        naive_list(&expected, input, n);
        in.n = n;
        in.step = random_below(5);
        csv = tg_csv_new(memory_read, &in, "f");
        text[0] = '\0';
        while ((next = tg_csv_next(csv, &row, NULL)) != TG_NEXT_END)
            if (next == TG_NEXT_ROW)
                put_row(&out, &row);
            else
                put(&out, "%ld bad\n", row.line);
        tg_csv_free(csv);
        if (strcmp(text, naive) != 0) fail_msg("seed %lu:\n%sexpected\n%s", start, text, naive);
    }
}

/* Goes from *line, which begins at p, to the line `to`. All lines on the way have to be empty. */
static const char *pass_empty(long *line, const char *p, const char *end, long to)
{
    for (; *line < to && p < end; ++*line) {
        if (p[0] == '\r') p++;
        assert_true(p == end || p[0] == '\n');
        p++;
    }
    return p;
}

/* Every line that is not empty belongs to exactly one row, or is a bad row by itself. */
static void random_bytes_leave_no_line_unaccounted_for(void **state)
{
    static char input[20000];
    const char *end = input + sizeof input;

    (void)state;
    for (uint64_t start = 1; start <= 200; start++) {
        struct memory_input in = {.p = input, .n = sizeof input};
        struct tg_csv *csv = tg_csv_new(memory_read, &in, "f");
        struct tg_csv_row row;
        enum tg_next next;
        const char *p = input;
        long line = 1;

        seed = start;
        /* Odd seeds: all bytes alike; even ones: few bytes, many lines. */
        for (size_t i = 0; i < sizeof input; i++)
            input[i] = start % 2 ? (char)random_below(256) : "a,\"\n\r\xe5"[random_below(6)];
        in.step = random_below(3000);
        while ((next = tg_csv_next(csv, &row, NULL)) != TG_NEXT_END) {
            long lines = 1;

            p = pass_empty(&line, p, end, row.line);
            if (line != row.line) fail_msg("seed %lu: line %ld read twice", start, row.line);
            for (size_t i = 0; next == TG_NEXT_ROW && i < row.count; i++)
                for (size_t k = 0; k < row.field[i].n; k++) lines += row.field[i].p[k] == '\n';
            for (line += lines; lines > 0 && p < end; p++) lines -= *p == '\n';
        }
        pass_empty(&line, p, end, LONG_MAX);
        tg_csv_free(csv);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_whole_wherever_the_buffer_ends),
        cmocka_unit_test(random_texts_read_as_a_naive_reader_reads_them),
        cmocka_unit_test(random_bytes_leave_no_line_unaccounted_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
