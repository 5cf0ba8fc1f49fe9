/* The questions put to a system: the case records of one or more suites, each with its golden
 * result. */
#ifndef TOLLGATE_QUESTIONS_H
#define TOLLGATE_QUESTIONS_H

#include "golden.h"
#include "text.h"

#define QUESTION_MAX_ID TG_CDR_MAX_ID

struct question {
    const char *id;    /* letters, digits, '-' and '_'; unique over all suites */
    const char *title; /* may be empty */
    const char *field[TG_CDR_COLUMNS];
    struct tg_cdr cdr; /* the fields read, for who rates them again and again */
    bool readable;     /* else there is no `cdr` */
    size_t suite;
    long line;
    uint64_t weight; /* records that it stands for, where questions are examples; 0 = itself */
    struct expected expected;
};

static inline uint64_t question_weight(const struct question *question)
{
    return question->weight == 0 ? 1 : question->weight;
}

/* Whether its answer tells prices or readings: what the tariff does not charge, or cannot read,
 * tells nothing, whatever a reading says of it. */
static inline bool question_testifies(const struct question *question)
{
    return question->expected.kind != EXPECT_UNSPECIFIED && question->expected.kind != EXPECT_ERROR;
}

struct question_suite {
    const char *name;
    size_t first; /* its questions stand together */
    size_t count;
};

/* Zeroed = empty. */
struct questions {
    struct arena arena;
    struct question_suite *suites;
    size_t suite_count;
    size_t suite_room;
    struct question *list;
    size_t count;
    size_t room;
    struct idmap index;
};

/* The texts of one suite. The names of the files appear in errors; everything is copied. */
struct suite_text {
    const char *name; /* "six-second" */
    const char *records_name;
    struct tg_slice records;
    const char *golden_name;
    struct tg_slice golden;
};

/* Adds a suite. False if a record or a golden result is malformed, repeated, or without its
 * counterpart; error->file is then copied too. */
bool questions_add(struct questions *questions, const struct suite_text *suite,
                   struct tg_error *error);

/* The same, from a rulebook. */
void questions_learn(struct questions *questions, const struct tg_rulebook *rulebook);

/* Lets the register of prices say which open forms have to be above their min. */
void questions_know_prices(struct questions *questions, const struct tg_price *prices,
                           size_t count);

struct pick;

/* Keeps only the questions picked (see pick.h); suites left with none go. */
void questions_keep(struct questions *questions, const struct pick *pick);

/* Some of the questions, in an order of their own and without suites. Texts are lent by
 * `questions`; to be freed by itself. */
void questions_choose(struct questions *chosen, const struct questions *questions, const size_t *at,
                      size_t count);

/* The call records as a system gets them: the columns of a call record file, nothing else. */
void questions_write(struct text *out, const struct questions *questions);

/* The field of a record, by the name of its column. */
const char *question_field(const struct question *question, const char *column);
void questions_free(struct questions *questions);

#endif
