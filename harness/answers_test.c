#include "fixture.h"

static const char *const asked_ids[] = {"a", "b", "c"};

static int setup(void **state)
{
    static struct idmap asked;

    asked = (struct idmap){0};
    for (size_t i = 0; i < COUNT(asked_ids); i++) idmap_add(&asked, asked_ids[i], i);
    *state = &asked;
    return 0;
}

static int teardown(void **state)
{
    idmap_free(*state);
    return 0;
}

static void one_row_becomes_one_answer(void **state)
{
    static const struct {
        const char *row; /* to question a, on line 2 */
        enum answer_kind kind;
        tg_money amount;
        bool rest, negative;
        const char *text;
        const char *reason;
    } rows[] = {
        {"a,0.18", ANSWER_AMOUNT, 1800, false, false, "'0.18'", NULL},
        {"\"a\",\"0.18\"", ANSWER_AMOUNT, 1800, false, false, "'0.18'", NULL},
        {"a,0.18001", ANSWER_AMOUNT, 1800, true, false, "'0.18001'", NULL},
        {"a,-0.00001", ANSWER_AMOUNT, 0, true, true, "'-0.00001'", NULL},
        {"a,", ANSWER_REFUSED, 0, false, false, "''", NULL},
        {"a,refused", ANSWER_REFUSED, 0, false, false, "'refused'", NULL},
        {"a,error", ANSWER_REFUSED, 0, false, false, "'error'", NULL},
        {"a,REFUSED", ANSWER_MALFORMED, 0, false, false, "'REFUSED'",
         "expected a decimal number of yuan such as 0.18, at most 10^11"},
        {"a, 0.18", ANSWER_MALFORMED, 0, false, false, "' 0.18'",
         "expected a decimal number of yuan such as 0.18, at most 10^11"},
        {"a,1e3", ANSWER_MALFORMED, 0, false, false, "'1e3'",
         "expected a decimal number of yuan such as 0.18, at most 10^11"},
        {"a,100000000001", ANSWER_MALFORMED, 0, false, false, "'100000000001'",
         "expected a decimal number of yuan such as 0.18, at most 10^11"},
        {"a,0,18", ANSWER_MALFORMED, 0, false, false, "'0'", "row has 3 fields, the header 2"},
        {"a", ANSWER_MALFORMED, 0, false, false, "''", "row has 1 field, the header 2"},
        {"a,0.\xff", ANSWER_MALFORMED, 0, false, false, "'0.\\xff'",
         "invalid UTF-8; hint: a file in GBK can be converted with iconv -f GB18030 -t UTF-8"},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct answers answers;
        struct text data = {0};
        const struct answer *answer;

        text_addf(&data, "call_id,charge\n%s\nb,1\n", rows[i].row);
        fixture_answers(&answers, *state, 3, text_slice(&data));
        assert_int_equal(answers.rows, 2);
        assert_int_equal(answers.slot[0].count, 1);
        assert_int_equal(answers.slot[1].count, 1);
        assert_int_equal(answers.slot[2].count, 0);
        answer = answers.slot[0].first;
        assert_int_equal(answer->kind, rows[i].kind);
        assert_int_equal(answer->amount, rows[i].amount);
        assert_int_equal(answer->rest, rows[i].rest);
        assert_int_equal(answer->negative, rows[i].negative);
        assert_string_equal(answer->text, rows[i].text);
        assert_int_equal(answer->line, 2);
        if (rows[i].kind == ANSWER_MALFORMED)
            assert_string_equal(answer->reason, rows[i].reason);
        else
            assert_null(answer->reason);
        answers_free(&answers);
        text_free(&data);
    }
}

/* However many decimals that may have: an answer is an amount if the library can read it. */
static void an_amount_is_what_the_library_reads(void **state)
{
    static const char *const charges[] = {"0.180000000001", "0.1800000000000000",
                                          "0.1800000000000001", "0.1799999999999999999999"};

    for (size_t i = 0; i < COUNT(charges); i++) {
        struct answers answers;
        struct text data = {0};
        tg_money amount = 0;
        bool rest = false;
        bool read = tg_money_parse(&amount, &rest, tg_slice_of(charges[i]));

        text_addf(&data, "call_id,charge\na,%s\n", charges[i]);
        fixture_answers(&answers, *state, 3, text_slice(&data));
        assert_int_equal(answers.slot[0].first->kind, read ? ANSWER_AMOUNT : ANSWER_MALFORMED);
        assert_int_equal(answers.slot[0].first->amount, amount);
        assert_int_equal(answers.slot[0].first->rest, rest);
        answers_free(&answers);
        text_free(&data);
    }
}

static void columns_stand_in_any_order_among_others(void **state)
{
    struct answers answers;

    fixture_answers(&answers, *state, 3, tg_slice_of("x,charge,call_id\n1,0.06,c\n"));
    assert_int_equal(answers.slot[2].first->amount, 600);
    answers_free(&answers);
}

static void of_repeated_answers_two_are_kept(void **state)
{
    struct answers answers;

    fixture_answers(&answers, *state, 3, tg_slice_of("call_id,charge\nb,1\nb,1\na,5\nb,3\nb,4\n"));
    assert_int_equal(answers.slot[1].count, 4);
    assert_int_equal(answers.slot[1].first->line, 2);
    assert_int_equal(answers.slot[1].second->line, 3);
    assert_int_equal(answers.slot[0].count, 1);
    assert_null(answers.slot[0].second);
    answers_free(&answers);
}

static void answers_to_no_question_are_counted_and_the_first_kept(void **state)
{
    struct answers answers;
    struct text data = {0};

    text_addf(&data, "call_id,charge\n");
    for (int i = 0; i < 1000; i++) text_addf(&data, "z-%d,1\n", i);
    text_addf(&data, "z,\n");
    fixture_answers(&answers, *state, 3, text_slice(&data));
    assert_int_equal(answers.unexpected.count, 1001);
    assert_int_equal(answers.rows, 1001);
    assert_string_equal(answers.unexpected.kept[0].text, "'z-0'");
    assert_int_equal(answers.unexpected.kept[ANSWERS_STRAYS - 1].line, ANSWERS_STRAYS + 1);
    assert_int_equal(answers.unattributable.count, 0);
    answers_free(&answers);
    text_free(&data);
}

static void rows_without_an_id_are_unattributable(void **state)
{
    static const struct {
        const char *data;
        long line;
        const char *text;
    } rows[] = {
        {"call_id,charge\n,0.06\n", 2, "call_id is empty"},
        {"call_id,charge\n,0.06,7\n", 2, "row has 3 fields, the header 2"},
        {"charge,call_id\n0.06\n", 2, "row has 1 field, the header 2"},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct answers answers;

        fixture_answers(&answers, *state, 3, tg_slice_of(rows[i].data));
        assert_int_equal(answers.unattributable.count, 1);
        assert_int_equal(answers.unattributable.kept[0].line, rows[i].line);
        assert_string_equal(answers.unattributable.kept[0].text, rows[i].text);
        assert_null(answers.unreadable.text);
        answers_free(&answers);
    }
}

/* The id is trusted only if it was asked for. */
static void a_broken_row_that_names_its_case_is_malformed(void **state)
{
    static const struct {
        const char *data;
        uint64_t to_b;
    } rows[] = {
        {"call_id,charge\na,1\nb,\xff\n", 1}, {"call_id,charge\na,1\nb,\xff", 1},
        {"call_id,charge\na,1\nb,\"1\n", 1},  {"x,call_id,charge\n,a,1\n,b,\xff\n", 1},
        {"charge,call_id\n1,a\n\xff,b\n", 1}, {"call_id,charge\na,1\n\xff,b\n", 0},
        {"call_id,charge\na,1\n\"b,1\n", 0},  {"call_id,charge\na,1\nz,1,2\n", 0},
        {"call_id,charge\na,1\nz\n", 0},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct answers answers;

        fixture_answers(&answers, *state, 3, tg_slice_of(rows[i].data));
        assert_int_equal(answers.rows, 2);
        assert_int_equal(answers.slot[0].count, 1);
        assert_int_equal(answers.slot[1].count, rows[i].to_b);
        assert_int_equal(answers.unattributable.count, 1 - rows[i].to_b);
        if (rows[i].to_b) {
            assert_int_equal(answers.slot[1].first->kind, ANSWER_MALFORMED);
            assert_int_equal(answers.slot[1].first->line, 3);
        } else {
            assert_int_equal(answers.unattributable.kept[0].line, 3);
        }
        answers_free(&answers);
    }
}

static void answers_without_a_header_cannot_be_read(void **state)
{
    static const struct {
        const char *data;
        const char *text;
    } rows[] = {
        {"", "empty: expected a header with column 'call_id'"},
        {"a,0.06\nb,0.06\n", "header has no column 'call_id'"},
        {"call_id,price\n", "header has no column 'charge'"},
        {"call_id,charge,charge\n", "header has column 'charge' twice"},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct answers answers;

        fixture_answers(&answers, *state, 3, tg_slice_of(rows[i].data));
        assert_string_equal(answers.unreadable.text, rows[i].text);
        assert_int_equal(answers.unreadable.line, 1);
        assert_int_equal(answers.rows, 0);
        answers_free(&answers);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_row_becomes_one_answer, setup, teardown),
        cmocka_unit_test_setup_teardown(an_amount_is_what_the_library_reads, setup, teardown),
        cmocka_unit_test_setup_teardown(columns_stand_in_any_order_among_others, setup, teardown),
        cmocka_unit_test_setup_teardown(of_repeated_answers_two_are_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(answers_to_no_question_are_counted_and_the_first_kept,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(rows_without_an_id_are_unattributable, setup, teardown),
        cmocka_unit_test_setup_teardown(a_broken_row_that_names_its_case_is_malformed, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(answers_without_a_header_cannot_be_read, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
