/* Readings weighed against each other, on few records made for it. */
#include "fixture.h"

/* What is billed for a call. */
struct row {
    const char *fields[TG_CDR_COLUMNS - 1]; /* from start_time on */
    const char *charge;
};

#define BEFORE(seconds)                                                                            \
    {                                                                                              \
        "2009-06-01T10:00:00", seconds, "gotone", "", "originate", "", "010", "010",               \
            "02155556666", "", "",                                                                 \
    }
#define BEFORE_HMT(seconds)                                                                        \
    {                                                                                              \
        "2009-06-01T10:00:00", seconds, "gotone", "", "originate", "", "010", "010",               \
            "0085225556666", "", "",                                                               \
    }
#define HMT(start, plan)                                                                           \
    {                                                                                              \
        "2010-03-01T" start, "13", plan, "night", "originate", "", "010", "010", "0085225556666",  \
            "", "",                                                                                \
    }
#define NIGHT "03:00:00"
#define DAY   "12:00:00"
#define CARD  "easyown-qingsong"

struct trial {
    struct questions questions;
    struct heard heard;
    struct judged judged;
};

static void add_question(struct questions *questions, const struct row *row, size_t number)
{
    struct question question = {.title = "", .readable = true};
    struct tg_slice fields[TG_CDR_COLUMNS];
    struct tg_error error = {0};
    struct text id = {0};

    text_addf(&id, "c%zu", number);
    question.id = question.field[0] = arena_text(&questions->arena, text_slice(&id));
    text_free(&id);
    for (size_t f = 1; f < TG_CDR_COLUMNS; f++) question.field[f] = row->fields[f - 1];
    for (size_t f = 0; f < TG_CDR_COLUMNS; f++) fields[f] = tg_slice_of(question.field[f]);
    assert_true(tg_cdr_from_fields(&question.cdr, fields, NULL, &error));
    questions->list =
        array_grow(questions->list, &questions->room, questions->count, sizeof *questions->list);
    questions->list[questions->count++] = question;
}

static void add_answer(struct heard *heard, size_t question, const char *charge)
{
    struct answer *answer = arena_take(&heard->answers.arena, 1, sizeof *answer);

    *answer = (struct answer){.kind = ANSWER_AMOUNT, .text = charge};
    assert_true(tg_money_parse(&answer->amount, &answer->rest, tg_slice_of(charge)));
    heard->answers.slot[question] =
        (struct answer_slot){.count = 1, .first = answer, .heard_out = true};
}

static void judge_rows(struct trial *trial, const struct row *rows, size_t count)
{
    static const struct choice choice;
    static const struct judge_rules rules = {.choice = &choice};
    struct tg_error error = {0};
    struct law law;

    memset(trial, 0, sizeof *trial);
    for (size_t i = 0; i < count; i++) add_question(&trial->questions, &rows[i], i);
    heard_begin(&trial->heard, &trial->questions);
    for (size_t i = 0; i < count; i++) add_answer(&trial->heard, i, rows[i].charge);
    assert_true(law_open(&law, &choice, &trial->questions));
    assert_true(law_impose(&law, &trial->questions, &error));
    questions_learn(&trial->questions, law.rulebook);
    law_close(&law);
    assert_true(judge(&trial->judged, &trial->questions, &trial->heard, &rules));
}

static void end(struct trial *trial)
{
    judged_free(&trial->judged);
    heard_free(&trial->heard);
    questions_free(&trial->questions);
}

/* What is said of readings, a line each. */
static struct text readings_told(const struct trial *trial)
{
    struct text told = {0};

    text_addf(&told, "%s", "");
    for (size_t i = 0; i < trial->judged.finding_count; i++)
        if (trial->judged.findings[i].kind == FINDING_READING)
            text_addf(&told, "%s\n", trial->judged.findings[i].text);
    return told;
}

static void assert_judged(const struct row *rows, size_t count, enum exit_code code,
                          const char *readings)
{
    struct trial trial;
    struct text told;

    judge_rows(&trial, rows, count);
    told = readings_told(&trial);
    assert_text(&told, readings);
    assert_int_equal(judged_exit(&trial.judged), code);
    end(&trial);
}

/* ------------------------------------------------------------------------------ with its prices */

/* 0.40 yuan for each minute and 0.06 for each 6 s. By 0.07 for each 6 s whole minutes look like
 * 0.30 yuan for each; that price must not speak against the reading. */
static void a_reading_is_weighed_with_its_own_prices(void **state)
{
    static const struct row rows[] = {{BEFORE("60"), "1.00"},  {BEFORE("120"), "2.00"},
                                      {BEFORE("180"), "3.00"}, {BEFORE("13"), "0.58"},
                                      {BEFORE("70"), "1.52"},  {BEFORE_HMT("13"), "1.00"}};

    (void)state;
    assert_judged(rows, COUNT(rows), EXIT_CONFORMS,
                  "I-14b is held: 0.06 per 6 s already; 3 cases tell so, none the contrary\n");
}

/* Of the reading's price another charge says otherwise: 0.35 yuan. */
static void one_price_has_to_explain_all(void **state)
{
    static const struct row rows[] = {{BEFORE("60"), "1.00"},      {BEFORE("120"), "2.00"},
                                      {BEFORE("180"), "3.00"},     {BEFORE("13"), "0.58"},
                                      {BEFORE_HMT("60"), "2.35"},  {BEFORE_HMT("120"), "4.70"},
                                      {BEFORE_HMT("180"), "7.05"}, {BEFORE_HMT("13"), "0.95"}};

    (void)state;
    assert_judged(rows, COUNT(rows), EXIT_MISMATCH, "");
}

/* 0.50 yuan is more than a local call may cost. */
static void its_price_has_to_be_legal(void **state)
{
    static const struct row rows[] = {{BEFORE("60"), "1.10"},
                                      {BEFORE("120"), "2.20"},
                                      {BEFORE("13"), "0.68"},
                                      {BEFORE("70"), "1.72"}};

    (void)state;
    assert_judged(rows, COUNT(rows), EXIT_MISMATCH, "");
}

/* A reading that explains the odd one only by another price contradicts all the others. */
static void a_wrong_charge_moves_no_price(void **state)
{
    static const struct row rows[] = {{BEFORE("60"), "1.10"},
                                      {BEFORE("120"), "2.20"},
                                      {BEFORE("13"), "0.61"},
                                      {BEFORE("70"), "1.53"}};

    (void)state;
    assert_judged(rows, COUNT(rows), EXIT_MISMATCH, "");
}

/* ---------------------------------------------------------------------------- what merely widens
 */

/* The night pack frees calls to Hong Kong now and then. Of cards it might, as they may have prices
 * of their own, whatever they are: what one reading allows throughout is no fault, though two mixed
 * would explain it too. */
static void what_lies_in_a_range_is_no_mixture(void **state)
{
    static const struct row rows[] = {
        {HMT(NIGHT, CARD), "0.00"}, {HMT(NIGHT, CARD), "0.00"},     {HMT(NIGHT, CARD), "0.60"},
        {HMT(DAY, CARD), "0.60"},   {HMT(NIGHT, "gotone"), "0.00"}, {HMT(NIGHT, "gotone"), "0.60"}};
    static const char cards[] =
        "I-07b is held: excluded by B-1.4: a range up to the same price; 2 cases tell so, none the "
        "contrary\n";

    (void)state;
    assert_judged(rows, 4, EXIT_CONFORMS, cards);
    assert_judged(
        rows, COUNT(rows), EXIT_MISMATCH,
        "I-07b is held: excluded by B-1.4: a range up to the same price; 2 cases tell so, "
        "none the contrary\n"
        "I-11 is mixed: 1 case as in I-11b (calls abroad too), such as c4; 2 otherwise, "
        "such as c2\n");
}

/* What explains as much, and says what a call costs, is what is held. */
static void an_amount_is_better_than_a_range(void **state)
{
    static const struct row rows[] = {{HMT(NIGHT, CARD), "0.00"}, {HMT(DAY, CARD), "0.60"}};

    (void)state;
    assert_judged(rows, COUNT(rows), EXIT_CONFORMS,
                  "I-11b is held: calls abroad too; 1 case tells so, none the contrary\n");
}

/* 0.10 yuan for each 6 s by day: nobody else tells of that. */
static void a_range_is_held_where_nothing_else_tells(void **state)
{
    static const struct row rows[] = {{HMT(NIGHT, "gotone"), "0.00"},
                                      {HMT(NIGHT, "gotone"), "0.60"},
                                      {HMT(NIGHT, CARD), "0.00"},
                                      {HMT(DAY, CARD), "0.30"}};

    (void)state;
    assert_judged(
        rows + 2, COUNT(rows) - 2, EXIT_CONFORMS,
        "I-07b is held: excluded by B-1.4: a range up to the same price; 2 cases tell so, "
        "none the contrary\n");
    assert_judged(
        rows, COUNT(rows), EXIT_MISMATCH,
        "I-07b is held: excluded by B-1.4: a range up to the same price; 2 cases tell so, "
        "none the contrary\n"
        "I-11 is mixed: 1 case as in I-11b (calls abroad too), such as c0; 1 otherwise, "
        "such as c1\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reading_is_weighed_with_its_own_prices),
        cmocka_unit_test(one_price_has_to_explain_all),
        cmocka_unit_test(its_price_has_to_be_legal),
        cmocka_unit_test(a_wrong_charge_moves_no_price),
        cmocka_unit_test(what_lies_in_a_range_is_no_mixture),
        cmocka_unit_test(an_amount_is_better_than_a_range),
        cmocka_unit_test(a_range_is_held_where_nothing_else_tells),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
