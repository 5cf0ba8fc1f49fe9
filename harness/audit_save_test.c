/* Parts that somebody tampered with, byte by byte and number by number: merge says that they are
 * damaged, or judges what they say; it never breaks, and leaves no file behind. */
#include "capture.h"
#include "fixture.h"

#include "input_file.h"

#include <unistd.h>

extern const struct command cmd_audit, cmd_merge;

#define SEED UINT64_C(2010)

static uint64_t state;

static uint32_t below(uint64_t n)
{
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)((state >> 33) % n);
}

/* Of every kind of frame some, judged by no other reading and too few of them wrong to be
 * diagnosed, which would take long: right and wrong records of open and other prices, rows that are
 * no records, repeats, calls of subscribers. */
static void make_part(struct text *frames)
{
    static const char records[] =
        "call_id,start_time,duration_s,plan,packs,event,forward_reason,home_area,visited_area,"
        "other_party,other_area,other_network,charge,subscriber\n"
        "c1,2010-03-01T10:00:00,13,gotone,,originate,,010,010,02155556666,,,0.18,s1\n"
        "c2,2010-03-01T11:00:00,13,gotone,,originate,,010,010,02155556666,,,0.60,s1\n"
        "c3,2010-03-01T12:00:00,61,mzone,,originate,,010,010,02155556666,,,0.66,s2\n"
        "c3,2010-03-01T12:00:00,61,mzone,,originate,,010,010,02155556666,,,0.66,s2\n"
        "c4,2010-03-01T12:00:00,70,gotone,,receive,,010,021,,,,0.80,s3\n"
        "c5,2010-05-01T12:00:00,70,gotone,,receive,,010,021,,,,0.80,s3\n"
        "c6,2010-04-01T12:00:00,10,mzone,,receive,,010,010,,,,0.00,s2\n"
        "c7,2010-04-01T12:00:00,x,mzone,,receive,,010,010,,,,0.00,s2\n";
    struct tg_error error = {0};
    struct text part = {0};
    struct input_file *input;
    ptrdiff_t got;
    char buf[4096];

    scratch_write("records.csv", records);
    assert_int_equal(
        capture(&cmd_audit, "--strict", "records.csv", "--partial", "whole.part", NULL)->code,
        EXIT_CONFORMS);
    text_free(&part);
    input = input_file_open("whole.part", &error);
    assert_non_null(input);
    while ((got = input_file_read(input, buf, sizeof buf)) > 0)
        text_add(frames, (struct tg_slice){buf, (size_t)got});
    assert_int_equal(got, 0);
    input_file_close(input);
}

/* Numbers that somebody who means harm would try, eight bytes or less. */
static void put_odd_number(struct text *frames, size_t at)
{
    static const uint64_t odd[] = {0,
                                   1,
                                   0x7f,
                                   0xff,
                                   0xffff,
                                   0x7fffffff,
                                   0xffffffff,
                                   UINT64_MAX,
                                   INT64_MAX,
                                   UINT64_C(1) << 63,
                                   UINT64_C(1) << 50,
                                   UINT64_C(0x0101010101010101)};
    uint64_t value = odd[below(COUNT(odd))];
    size_t n = (size_t)1 << below(4);
    bool swapped = below(2) == 0;

    for (size_t i = 0; i < n && at + i < frames->n; i++)
        frames->p[at + i] = (char)(value >> 8 * (swapped ? n - 1 - i : i));
}

/* Some bytes again, or gone. */
static void move_some(struct text *frames, size_t at)
{
    size_t n = below(64) + 1;
    struct text changed = {0};

    if (at + n > frames->n) n = frames->n - at;
    text_add(&changed, (struct tg_slice){frames->p, at + (below(2) == 0 ? n : 0)});
    text_add(&changed, (struct tg_slice){frames->p + at + (changed.n > at ? 0 : n),
                                         frames->n - at - (changed.n > at ? 0 : n)});
    text_free(frames);
    *frames = changed;
}

static void tamper(struct text *frames)
{
    for (uint32_t times = below(3) + 1; times > 0 && frames->n > 0; times--) {
        size_t at = below(frames->n);

        switch (below(8)) {
        case 0: frames->n = at; break;
        case 1: move_some(frames, at); break;
        case 2:
        case 3: put_odd_number(frames, at); break;
        default: frames->p[at] = (char)(frames->p[at] ^ (char)(1u << below(8)));
        }
    }
}

/* Without waiting for the disk. */
static void write_part(const struct text *frames)
{
    FILE *file = fopen("odd.part", "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(frames->p, 1, frames->n, file), frames->n);
    fclose(file);
}

/* Whatever it is, merge ends as it does for parts, and says so. */
static void try_part(const struct text *frames, bool all, size_t *judged)
{
    const struct captured *captured;

    write_part(frames);
    captured = all ? capture(&cmd_merge, "odd.part", "whole.part", "--html", "o.html", "--junit",
                             "o.xml", "--markdown", "o.md", "--csv", "o.csv", NULL)
                   : capture(&cmd_merge, "odd.part", "--partial", "sum.part", NULL);
    if (captured->code == EXIT_INVALID) {
        assert_true(strncmp(captured->err.p, "tollgate: ", 10) == 0);
        assert_true(captured->out.n == 0);
        if (!all) assert_int_equal(access("sum.part", F_OK), -1);
        return;
    }
    (*judged)++;
    if (all)
        assert_true(captured->code == EXIT_MISMATCH || captured->code == EXIT_INTERRUPTED);
    else
        assert_int_equal(captured->code, EXIT_CONFORMS);
    unlink("sum.part");
}

static void parts_that_were_tampered_with_break_nothing(void **state_)
{
    const size_t adding = is_sparse() ? 200 : 800;
    const size_t judging = is_sparse() ? 20 : 100;
    struct text frames = {0};
    size_t judged = 0;

    (void)state_;
    state = SEED;
    print_message("seed %llu\n", (unsigned long long)state);
    make_part(&frames);
    for (size_t i = 0; i < adding + judging; i++) {
        struct text odd = {0};

        text_add(&odd, text_slice(&frames));
        tamper(&odd);
        try_part(&odd, i >= adding, &judged);
        text_free(&odd);
    }
    print_message("%zu of %zu were taken for parts\n", judged, adding + judging);
    assert_true(judged > 0 && judged < adding + judging);
    text_free(&frames);
}

/* Cut anywhere, it is no part. */
static void parts_that_were_cut_are_told(void **state_)
{
    struct text frames = {0};

    (void)state_;
    make_part(&frames);
    for (size_t n = 0; n < frames.n; n += is_sparse() ? 53 : 17) {
        struct text cut = {.p = frames.p, .n = n};
        const struct captured *captured;

        write_part(&cut);
        captured = capture(&cmd_merge, "odd.part", "--partial", "sum.part", NULL);
        assert_int_equal(captured->code, EXIT_INVALID);
        assert_string_equal(captured->err.p, "tollgate: odd.part: breaks off\n");
        assert_int_equal(access("sum.part", F_OK), -1);
    }
    text_free(&frames);
}

static void replace(struct text *frames, const char *from, const char *to)
{
    for (size_t i = 0; i + strlen(from) <= frames->n; i++)
        if (memcmp(frames->p + i, from, strlen(from)) == 0) memcpy(frames->p + i, to, strlen(to));
}

/* What can only be seen by rating it: an example that is another record. */
static void examples_of_another_kind_are_told(void **state_)
{
    struct text frames = {0};
    const struct captured *captured;

    (void)state_;
    make_part(&frames);
    replace(&frames, "c2,2010-03-01T11:00:00,13,gotone", "c2,2010-03-01T11:00:00,19,gotone");
    write_part(&frames);
    captured = capture(&cmd_merge, "odd.part", "--html", "o.html", NULL);
    assert_int_equal(captured->code, EXIT_INVALID);
    assert_string_equal(captured->err.p, "tollgate: a part is damaged: an example is not of the "
                                         "kind it stands for\n");
    text_free(&frames);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_that_were_tampered_with_break_nothing),
        cmocka_unit_test(parts_that_were_cut_are_told),
        cmocka_unit_test(examples_of_another_kind_are_told),
    };

    return cmocka_run_group_tests(tests, capture_enter, capture_leave);
}
