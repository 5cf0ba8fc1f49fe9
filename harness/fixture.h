/* What several tests of the program share. */
#ifndef TOLLGATE_FIXTURE_H
#define TOLLGATE_FIXTURE_H

#include "testing.h"

#include "file.h"
#include "judge.h"

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

/* A system that ended well and said this. */
static inline struct sut_end fixture_end(const char *output)
{
    struct sut_end end = {.limits = {60000, 1000}, .wall_ms = 1234};

    text_add(&end.output, tg_slice_of(output));
    return end;
}

/* Runs the program with up to 15 arguments after its name; exit code, stdout and (the last of)
 * stderr are in the result. */
static inline struct sut_end fixture_run(const char *const arguments[16])
{
    const struct sut_limits limits = {120000, 1 << 20};
    char *argv[18] = {strdup(TOLLGATE)};
    struct sut_end end;

    for (size_t i = 0; arguments[i] != NULL; i++) argv[i + 1] = strdup(arguments[i]);
    sut_exec(&end, argv, tg_slice_of(""), &limits);
    for (size_t i = 0; argv[i] != NULL; i++) free(argv[i]);
    assert_int_equal(end.ending, SUT_EXITED);
    return end;
}

#define RUN_TOLLGATE(...) fixture_run((const char *const[16]){__VA_ARGS__})

/* Asserts the whole result of a run of the program, and frees it. */
static inline void assert_run(struct sut_end end, int code, const char *out, const char *err)
{
    assert_text(&end.output, out);
    assert_text(&end.talk, err);
    assert_int_equal(end.code, code);
}

#define RIGHT_ANSWERS                                                                              \
    "call_id,charge\nE-1,0.06\nE-2,0.18\nO-1,0.80\nP-1,9.99\nR-1,0\nU-1,7\nX-1,refused\n"

#endif
