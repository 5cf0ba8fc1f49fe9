/* What several tests of the program share. */
#ifndef TOLLGATE_FIXTURE_H
#define TOLLGATE_FIXTURE_H

#include "testing.h"

#include "file.h"
#include "judge.h"
#include "sut_exec.h"

#define TESTDATA    TEST_SOURCE_DIR "/harness/testdata"
#define FAKE_SUT    TEST_BINARY_DIR "/harness/fake_sut"
#define TOLLGATE    TEST_BINARY_DIR "/harness/tollgate"
#define MINI_GOLDEN TESTDATA "/golden/mini.csv"

/* Asserts the whole of an error. */
#define assert_error(error, status_, line_, column_, text_)                                        \
    do {                                                                                           \
        assert_string_equal((error).text, (text_));                                                \
        assert_int_equal((error).status, (status_));                                               \
        assert_int_equal((error).line, (line_));                                                   \
        assert_int_equal((error).column, (column_));                                               \
    } while (0)

/* Asserts a text and frees it. */
static inline void assert_text(struct text *text, const char *expected)
{
    assert_string_equal(text->n > 0 ? text->p : "", expected);
    text_free(text);
}

#define RECORD_HEADER                                                                              \
    "call_id,start_time,duration_s,plan,packs,event,forward_reason,home_area,visited_area,"        \
    "other_party,other_area,other_network,title\n"
#define RECORD(id) id ",2010-03-01T10:00:00,13,gotone,,originate,,010,010,02155556666,,,\n"

/* Seven kinds of question: E-1, E-2 exact 0.06 and 0.18; O-1 open up to 0.80; P-1 open without end;
 * R-1 range up to 0.70; U-1 unspecified; X-1 cannot be rated. */
static inline void fixture_questions(struct questions *questions)
{
    static const char records[] = RECORD_HEADER
        "E-1,2010-03-01T10:00:00,6,gotone,,originate,,010,010,02155556666,,,one unit\n" RECORD(
            "E-2") RECORD("O-1") RECORD("P-1") RECORD("R-1") RECORD("U-1") RECORD("X-1");
    static const char golden[] = TG_OUTCOME_HEADER "\n"
                                                   "E-1,exact,0.06,,,1*0.06,1,R-01,A-1,explicit\n"
                                                   "E-2,exact,0.18,,,3*0.06,3,R-01,A-1,explicit\n"
                                                   "O-1,open,,0.00,0.80,2*p,2,R-40,X-1,explicit\n"
                                                   "P-1,open,,0.00,,1*s,1,R-05,B-1.7,explicit\n"
                                                   "R-1,range,,0.00,0.70,,,R-01,A-1,I-04\n"
                                                   "U-1,unspecified,,,,,,,,explicit\n"
                                                   "X-1,error,,,,,,,,no such area\n";
    static const struct tg_price prices[] = {{.name = "p", .above_low = true},
                                             {.name = "s", .above_low = true}};
    const struct suite_text suite = {"first", "cases/first.csv", tg_slice_of(records),
                                     "golden/first.csv", tg_slice_of(golden)};
    struct tg_error error = {0};

    *questions = (struct questions){0};
    assert_true(questions_add(questions, &suite, &error));
    questions_know_prices(questions, prices, COUNT(prices));
}

/* A system, or a program: how it ended and what it said. */
struct said {
    enum sut_ending ending;
    int code;
    uint64_t wall_ms;
    struct sut_limits limits;
    struct text output;
    struct text talk;
    uint64_t talk_lost;
    struct heard heard;
};

/* A system that ended well and said this. */
static inline struct said fixture_end(const char *output)
{
    struct said said = {.limits = {60000, 1000}, .wall_ms = 1234};

    text_add(&said.output, tg_slice_of(output));
    return said;
}

static inline void said_free(struct said *said)
{
    text_free(&said->output);
    text_free(&said->talk);
    heard_free(&said->heard);
}

static inline bool fixture_whole(void *user)
{
    return sut_finished(&((struct said *)user)->heard.end);
}

struct fixture_source {
    struct tg_slice left;
    struct said *said;
};

static inline ptrdiff_t fixture_read(void *user, void *buf, size_t size)
{
    return text_read_slice(&((struct fixture_source *)user)->left, buf, size);
}

static inline bool fixture_source_whole(void *user)
{
    return fixture_whole(((struct fixture_source *)user)->said);
}

/* Reads what was said as answers of a system that was asked all questions, as `run -- COMMAND`
 * does. */
static inline void fixture_hear(struct said *said, const struct questions *questions)
{
    static char *const command[] = {NULL};
    struct profile *profile = profile_of_command(command);
    struct fixture_source left = {text_slice(&said->output), said};
    struct reply_source source = {fixture_read, &left, fixture_source_whole};
    struct transport_sink sink;
    size_t all[64];

    heard_begin(&said->heard, questions);
    said->heard.end = (struct sut_end){.ending = said->ending,
                                       .code = said->code,
                                       .wall_ms = said->wall_ms,
                                       .limits = said->limits,
                                       .talk_lost = said->talk_lost};
    text_add(&said->heard.end.talk, text_slice(&said->talk));
    sink = heard_sink(&said->heard);
    wire_read(profile, &source, &sink.replies);
    for (size_t i = 0; i < questions->count; i += COUNT(all)) {
        size_t n = 0;

        for (; n < COUNT(all) && i + n < questions->count; n++) all[n] = i + n;
        sink.ended(&said->heard, all, n, &said->heard.end);
    }
    profile_free(profile);
}

/* The same without a system: answers to questions of which only the ids are known. */
static inline void fixture_answers(struct answers *answers, const struct idmap *asked, size_t count,
                                   struct tg_slice data)
{
    const struct questions questions = {.index = *asked, .count = count};
    struct said said = {.limits = {60000, 1000}};

    text_add(&said.output, data);
    heard_begin(&said.heard, &questions);
    answers_free(&said.heard.answers);
    answers_begin(&said.heard.answers, asked, count);
    {
        static char *const command[] = {NULL};
        struct profile *profile = profile_of_command(command);
        struct fixture_source left = {text_slice(&said.output), &said};
        struct reply_source source = {fixture_read, &left, fixture_source_whole};
        struct transport_sink sink = heard_sink(&said.heard);

        wire_read(profile, &source, &sink.replies);
        profile_free(profile);
    }
    *answers = said.heard.answers;
    said.heard.answers = (struct answers){0};
    said_free(&said);
}

static inline bool fixture_judge(struct judged *judged, const struct questions *questions,
                                 struct said *said, const struct judge_rules *rules)
{
    fixture_hear(said, questions);
    return judge(judged, questions, &said->heard, rules);
}

static inline void fixture_keep(void *user, struct tg_slice bytes)
{
    text_add(user, bytes);
}

/* Runs a program. */
static inline void fixture_exec(struct said *said, char *const argv[], struct tg_slice input,
                                const struct sut_limits *limits)
{
    struct sut_end end;

    *said = (struct said){.limits = *limits};
    sut_exec(&end, argv, input, limits, fixture_keep, &said->output);
    said->ending = end.ending;
    said->code = end.code;
    said->wall_ms = end.wall_ms;
    said->talk = end.talk;
    said->talk_lost = end.talk_lost;
    text_free(&end.detail);
}

#define FIXTURE_ARGUMENTS 80

/* Runs the program with fewer arguments after its name; exit code, stdout and (the last of)
 * stderr are in the result. */
static inline struct said fixture_run_until(enum sut_ending ending,
                                            const char *const arguments[FIXTURE_ARGUMENTS])
{
    const struct sut_limits limits = {600000, 1 << 20};
    char *argv[FIXTURE_ARGUMENTS + 2] = {strdup(TOLLGATE)};
    struct said said;

    for (size_t i = 0; arguments[i] != NULL; i++) argv[i + 1] = strdup(arguments[i]);
    fixture_exec(&said, argv, tg_slice_of(""), &limits);
    for (size_t i = 0; argv[i] != NULL; i++) free(argv[i]);
    assert_int_equal(said.ending, ending);
    return said;
}

static inline struct said fixture_run(const char *const arguments[FIXTURE_ARGUMENTS])
{
    return fixture_run_until(SUT_EXITED, arguments);
}

#define RUN_TOLLGATE(...) fixture_run((const char *const[FIXTURE_ARGUMENTS]){__VA_ARGS__})

/* The same for one that a signal ends, whose number is the code. */
#define RUN_TOLLGATE_TO_DEATH(...)                                                                 \
    fixture_run_until(SUT_SIGNALLED, (const char *const[FIXTURE_ARGUMENTS]){__VA_ARGS__})

/* Asserts the whole result of a run of the program, and frees it. */
static inline void assert_run(struct said end, int code, const char *out, const char *err)
{
    assert_text(&end.output, out);
    assert_text(&end.talk, err);
    assert_int_equal(end.code, code);
}

#define RIGHT_ANSWERS                                                                              \
    "call_id,charge\nE-1,0.06\nE-2,0.18\nO-1,0.80\nP-1,9.99\nR-1,0\nU-1,7\nX-1,refused\n"

#endif
