/* Every way to split and to survey that the machine has, against a look at each byte. */
#include "split.h"
#include "testing.h"

#include <stdio.h>

#define SLACK 64 /* bytes behind a piece that may be looked at */
#define SEED  UINT64_C(20100101)

static uint64_t seed;

static unsigned random_below(unsigned n)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(seed >> 33) % n;
}

static void naive_split(struct tg_split *split, const char *p, size_t n)
{
    split->fields = split->lines = split->odds = split->field[0] = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        bool ends = c == '\r' && p[i + 1] == '\n';

        if (c == ',' || c == '\n') split->field[++split->fields] = (uint16_t)(i + 1);
        if (c == '\n')
            split->line[split->lines++] = (uint16_t)split->fields;
        else if ((c < ' ' || c > '~' || c == '"') && !ends)
            split->odd[split->odds++] = (uint16_t)i;
    }
}

static struct tg_survey naive_survey(const char *p, size_t n)
{
    struct tg_survey survey = {0};
    bool open = false;

    for (size_t i = 0; i < n; i++) {
        if (p[i] == '"') {
            survey.quoted = true;
            open = !open;
        }
        if (p[i] != '\n') continue;
        survey.lines++;
        survey.whole = i + 1;
        survey.runs_on = survey.runs_on || open;
    }
    return survey;
}

static bool same_places(const uint16_t *a, const uint16_t *b, size_t n)
{
    return memcmp(a, b, n * sizeof *a) == 0;
}

/* `again` tells how the text can be had once more. */
static void expect_split(const char *p, size_t n, const char *again)
{
    static struct tg_split expected, split;

    naive_split(&expected, p, n);
    for (size_t i = 0; i <= tg_splitter_count(); i++) {
        bool last = i == tg_splitter_count();

        memset(&split, 0xee, sizeof split);
        if (last)
            tg_split(&split, p, n);
        else
            tg_splitters[i].split(&split, p, n);
        if (split.fields != expected.fields || split.lines != expected.lines ||
            split.odds != expected.odds ||
            !same_places(split.field, expected.field, split.fields + 1) ||
            !same_places(split.line, expected.line, split.lines) ||
            !same_places(split.odd, expected.odd, split.odds))
            fail_msg("%s: %zu bytes are split otherwise by %s", again, n,
                     last ? "tg_split" : tg_splitters[i].name);
    }
}

static void expect_survey(const char *p, size_t n, const char *again)
{
    struct tg_survey expected = naive_survey(p, n);

    for (size_t i = 0; i <= tg_splitter_count(); i++) {
        bool last = i == tg_splitter_count();
        struct tg_survey survey = {1, 1, true, true};

        if (last)
            tg_survey(&survey, p, n);
        else
            tg_splitters[i].survey(&survey, p, n);
        if (survey.lines != expected.lines || survey.whole != expected.whole ||
            survey.quoted != expected.quoted || survey.runs_on != expected.runs_on)
            fail_msg("%s: %zu bytes are surveyed otherwise by %s", again, n,
                     last ? "tg_survey" : tg_splitters[i].name);
    }
}

/* In memory of just that size, so that a sanitizer sees every byte too far. */
static void expect_both(const char *text, size_t n, const char *again)
{
    char *p = malloc(n + SLACK);

    assert_non_null(p);
    memcpy(p, text, n + SLACK);
    if (n <= TG_SPLIT_MOST) expect_split(p, n, again);
    expect_survey(p, n, again);
    free(p);
}

/* The bytes around which mistakes would be made. */
static const char telling[] =
    ",,,,\n\n\n\"\"\r\r\r\n\x1f !~\x7f\x80\xff\xac\x8a\x8d\xa2+-\x0b\x0c#a0";

/* A few bytes of each kind: all bytes, the telling ones, and text with but some of them. */
static void fill(char *text, size_t n, unsigned kind)
{
    for (size_t i = 0; i < n; i++) switch (kind) {
        case 0: text[i] = (char)random_below(256); break;
        case 1: text[i] = telling[random_below(sizeof telling)]; break; /* NUL among them */
        case 2: text[i] = random_below(12) == 0 ? ",\n\"\r"[random_below(4)] : 'x'; break;
        default: text[i] = random_below(90) == 0 ? '\n' : "x,\r"[random_below(3)]; break;
        }
}

static void random_bytes_of_every_short_length(void **state)
{
    char text[300 + SLACK], again[64];

    (void)state;
    for (unsigned round = 0; round < 40; round++)
        for (size_t n = 0; n <= 300; n++) {
            seed = SEED + round * 1000 + n;
            snprintf(again, sizeof again, "seed %lu", seed);
            fill(text, sizeof text, round % 4);
            expect_both(text, n, again);
        }
}

static void random_bytes_of_long_lengths(void **state)
{
    static const size_t lengths[] = {16384, 16383, 16321, 16320, 16319, 8193, 8192, 4096, 1000};
    static char text[TG_SPLIT_MOST + SLACK];
    char again[64];

    (void)state;
    for (unsigned round = 0; round < 80; round++)
        for (size_t i = 0; i < COUNT(lengths); i++) {
            seed = SEED * 2 + round * 1000 + i;
            snprintf(again, sizeof again, "seed %lu", seed);
            fill(text, sizeof text, round % 4);
            expect_both(text, lengths[i], again);
        }
}

/* A survey is of any length. */
static void a_survey_goes_beyond_a_piece(void **state)
{
    static char text[5 * TG_SPLIT_MOST + SLACK];

    (void)state;
    for (unsigned round = 0; round < 20; round++) {
        seed = SEED * 3 + round;
        fill(text, sizeof text, round % 4);
        expect_both(text, sizeof text - SLACK - round, "a long text");
    }
}

static void a_piece_may_be_all_of_one_byte(void **state)
{
    static char text[TG_SPLIT_MOST + SLACK];

    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        memset(text, byte, sizeof text);
        expect_both(text, 64, "one byte");
        expect_both(text, 77, "one byte");
        expect_both(text, TG_SPLIT_MOST, "one byte");
    }
}

/* Two bytes that belong together, wherever a block's or a piece's end is: behind the end, too. */
static void pairs_are_seen_at_every_place(void **state)
{
    static const char *const pairs[] = {"\r\n", "\r,",  "\rx",  "\r\r",
                                        "\n\r", "\"\n", "\n\"", ",\n"};
    char text[203 + SLACK];

    (void)state;
    for (size_t pair = 0; pair < COUNT(pairs); pair++)
        for (size_t at = 0; at < 200; at++)
            for (size_t n = at; n <= at + 3; n++) {
                memset(text, 'x', sizeof text);
                memcpy(text + at, pairs[pair], 2);
                expect_both(text, n, pairs[pair]);
            }
}

static void a_return_in_front_of_a_line_feed_is_not_odd(void **state)
{
    static struct tg_split split;
    char text[128 + SLACK];

    (void)state;
    memset(text, 'x', sizeof text);
    text[63] = '\r';
    text[64] = '\n';
    for (size_t i = 0; i < tg_splitter_count(); i++) {
        tg_splitters[i].split(&split, text, 128);
        assert_int_equal(split.odds, 0);
        assert_int_equal(split.lines, 1);
        assert_int_equal(split.fields, 1);
        assert_int_equal(split.field[1], 65);
        assert_int_equal(split.line[0], 1);
    }
    text[64] = 'x';
    for (size_t i = 0; i < tg_splitter_count(); i++) {
        tg_splitters[i].split(&split, text, 128);
        assert_int_equal(split.odds, 1);
        assert_int_equal(split.odd[0], 63);
    }
}

/* By hand, so that the model is not only compared with what it may share. */
static const struct {
    const char *text;
    struct tg_survey survey;
} surveys[] = {
    {"", {0, 0, false, false}},
    {"a", {0, 0, false, false}},
    {"\n", {1, 1, false, false}},
    {"a,b\nc", {1, 4, false, false}},
    {"a,\"b\"\nc", {1, 6, true, false}},
    {"a,\"b\n\"\nc\n", {3, 9, true, true}},
    {"a,b\nc,\"d", {1, 4, true, false}},
    {"\"\"\"\n\"\"\"\n", {2, 8, true, true}},
    /* The quote and the line feed in different blocks. */
    {"\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789\n",
     {1, 76, true, true}},
    {"\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"0123456789\n",
     {1, 77, true, false}},
};

static void surveys_tell_whether_a_line_runs_on(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(surveys); i++) {
        char text[256 + SLACK] = "";
        struct tg_survey survey;

        strcpy(text, surveys[i].text);
        tg_survey(&survey, text, strlen(text));
        assert_int_equal(survey.lines, surveys[i].survey.lines);
        assert_int_equal(survey.whole, surveys[i].survey.whole);
        assert_int_equal(survey.quoted, surveys[i].survey.quoted);
        assert_int_equal(survey.runs_on, surveys[i].survey.runs_on);
        expect_both(text, strlen(text), "a survey");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_bytes_of_every_short_length),
        cmocka_unit_test(random_bytes_of_long_lengths),
        cmocka_unit_test(a_survey_goes_beyond_a_piece),
        cmocka_unit_test(a_piece_may_be_all_of_one_byte),
        cmocka_unit_test(pairs_are_seen_at_every_place),
        cmocka_unit_test(a_return_in_front_of_a_line_feed_is_not_odd),
        cmocka_unit_test(surveys_tell_whether_a_line_runs_on),
    };

    printf("ways to split:");
    for (size_t i = 0; i < tg_splitter_count(); i++) printf(" %s", tg_splitters[i].name);
    printf("\n");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
