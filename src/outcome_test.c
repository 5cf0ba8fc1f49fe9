/* Outcomes as lines: quoting, error rows, and that no line outgrows its buffer. */
#include "rulebook.h"
#include "testing.h"
#include "testing_records.h"

#include <stdio.h>

#define LONGEST_ID ((size_t)TG_CDR_MAX_ID * 4) /* characters of four bytes */

static struct tg_rulebook *standard;

static int load(void **state)
{
    (void)state;
    standard = rulebook_bundled(NULL, 0);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    tg_rulebook_free(standard);
    return 0;
}

/* A call_id and how it stands in a line. */
static const struct {
    const char *call_id;
    const char *field;
} ids[] = {
    {"x", "x"},           {"call 17", "call 17"},
    {"a,b", "\"a,b\""},   {"a\"b", "\"a\"\"b\""},
    {"\"", "\"\"\"\""},   {"\"\",\"\"", "\"\"\"\"\",\"\"\"\"\""},
    {"a\nb", "\"a\nb\""}, {"a\rb", "\"a\rb\""},
    {"通话", "通话"},     {"通,话", "\"通,话\""},
    {"'=1+1", "'=1+1"},   {"", ""},
};

static void call_ids_are_quoted_where_they_must_be(void **state)
{
    struct tg_outcome outcome;
    struct tg_cdr cdr;

    (void)state;
    record_read(&cdr, &(struct record){.other_party = "057110086", .dur_s = 20});
    assert_true(tg_rate(standard, &outcome, &cdr, NULL));
    for (size_t i = 0; i < COUNT(ids); i++) {
        char line[TG_OUTCOME_BUF];
        char expected[128];
        size_t n = tg_outcome_format(standard, line, tg_slice_of(ids[i].call_id), &outcome);

        snprintf(expected, sizeof expected, "%s,exact,0.24,,,4*0.06,4,R-02,B-2.1,explicit\n",
                 ids[i].field);
        assert_int_equal(n, strlen(expected));
        assert_memory_equal(line, expected, n);
    }
}

static void error_rows_carry_the_text_as_basis(void **state)
{
    static const struct {
        const char *call_id, *text, *line;
    } rows[] = {
        {"x", "number is empty", "x,error,,,,,,,,number is empty\n"},
        {"", "call_id is empty", ",error,,,,,,,,call_id is empty\n"},
        {"a,b", "plan 'x' is not known, expected gotone",
         "\"a,b\",error,,,,,,,,\"plan 'x' is not known, expected gotone\"\n"},
        {"通", "found '\"'", "通,error,,,,,,,,\"found '\"\"'\"\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_error error = {.status = TG_E_FIELD, .line = 3, .column = 5};
        char line[TG_OUTCOME_BUF];
        size_t n;

        snprintf(error.text, sizeof error.text, "%s", rows[i].text);
        n = tg_outcome_format_error(line, tg_slice_of(rows[i].call_id), &error);
        assert_int_equal(n, strlen(rows[i].line));
        assert_memory_equal(line, rows[i].line, n);
    }
}

/* As many fields as the header names, for every kind. */
static void lines_have_the_headers_columns(void **state)
{
    static const struct record records[] = {
        {.other_party = "057181234567", .dur_s = 61},
        {.other_party = "057181234567", .dur_s = 61, .plan = "easyown-jiayuan"},
        {.other_party = "057181234567", .dur_s = 61, .plan = "mzone-suibian"},
        {.other_party = "13490000000", .dur_s = 61},
        {.other_party = "62001234", .dur_s = 61},
        {.other_party = "62001234"},
    };
    struct tg_error error = {.text = "no commas"};
    char line[TG_OUTCOME_BUF];
    size_t columns = 0, n;

    (void)state;
    for (const char *p = TG_OUTCOME_HEADER; *p != '\0'; p++) columns += *p == ',';
    for (size_t i = 0; i <= COUNT(records); i++) {
        struct tg_outcome outcome;
        struct tg_cdr cdr;
        size_t commas = 0;

        if (i == COUNT(records)) {
            n = tg_outcome_format_error(line, tg_slice_of("x"), &error);
        } else {
            record_read(&cdr, &records[i]);
            assert_true(tg_rate(standard, &outcome, &cdr, NULL));
            n = tg_outcome_format(standard, line, cdr.call_id, &outcome);
        }
        for (size_t k = 0; k < n; k++) commas += line[k] == ',';
        assert_int_equal(commas, columns);
        assert_int_equal(line[n - 1], '\n');
    }
}

static void kinds_have_names(void **state)
{
    (void)state;
    assert_string_equal(tg_outcome_kind_name(TG_EXACT), "exact");
    assert_string_equal(tg_outcome_kind_name(TG_OPEN), "open");
    assert_string_equal(tg_outcome_kind_name(TG_RANGE), "range");
    assert_string_equal(tg_outcome_kind_name(TG_UNSPECIFIED), "unspecified");
}

/* ------------------------------------------------------------------------- the longest lines */

/* The longest call_id a record may have: characters of four bytes and one that asks for quotes. */
static struct tg_slice longest_id(void)
{
    static char id[LONGEST_ID];

    for (size_t i = 0; i < LONGEST_ID; i += 4) memcpy(id + i, "\xf0\xa0\x80\x80", 4);
    id[LONGEST_ID - 4] = '"';
    return (struct tg_slice){id, LONGEST_ID - 3};
}

static void longest_error_row_fits(void **state)
{
    static const char tail[] = ",error,,,,,,,,";
    char line[TG_OUTCOME_BUF];
    struct tg_error error = {.status = TG_E_FIELD};
    struct tg_slice id = longest_id();
    size_t n;

    (void)state;
    memset(error.text, '"', sizeof error.text - 1);
    n = tg_outcome_format_error(line, id, &error);
    assert_int_equal(n, (id.n + 3) + strlen(tail) + (2 * (sizeof error.text - 1) + 2) + 1);
    assert_true(n <= TG_OUTCOME_BUF);
    assert_int_equal(line[n - 1], '\n');
}

/* The longest outcome a rulebook can lead to: all names, lists and numbers at their limits. */
static void longest_line_fits(void **state)
{
    static struct tg_rulebook rulebook;
    static char name[] = "abcdefghijklmnopqrstuvwxyz012345"; /* 32 characters, the schema's limit */
    static char clauses[TG_MAX_CLAUSE_LIST + 1];
    struct tg_outcome outcome = {.kind = TG_RANGE,
                                 .min = INT64_MIN,
                                 .max = INT64_MIN,
                                 .line_count = 2 * TG_MAX_FEES,
                                 .basis = UINT32_MAX};
    char line[TG_OUTCOME_BUF];
    size_t n;

    (void)state;
    memset(clauses, 'X', TG_MAX_CLAUSE_LIST);
    rulebook.rule[0] = (struct tg_rule){.id = name,
                                        .id_size = (uint16_t)strlen(name),
                                        .clauses = clauses,
                                        .clauses_size = TG_MAX_CLAUSE_LIST};
    rulebook.price[0].name = name;
    for (size_t i = 0; i < outcome.line_count; i++)
        outcome.line[i] = (struct tg_fee_line){.units = INT64_MAX, .per_s = 6, .open = true};
    n = tg_outcome_format(&rulebook, line, longest_id(), &outcome);
    assert_true(n <= TG_OUTCOME_BUF);
    assert_int_equal(line[n - 1], '\n');
    print_message("longest line: %zu of %d bytes\n", n, TG_OUTCOME_BUF);
}

/* A rulebook of one's own could name clauses without end. */
static void list_of_clauses_is_bounded(void **state)
{
    static const char before[] = "<overlay id='long' kind='defect' title='long list'>\n"
                                 "<rule id='R-41' title='fee' clauses='";
    static const char after[] = "'>\n<when regime='single' event='monthly_fee' pack='night'/>"
                                "<charge><fee value='5.00'/></charge></rule></overlay>";
    static const size_t counts[] = {80, 81}; /* of five bytes each: 400 and 405 */

    (void)state;
    for (size_t i = 0; i < COUNT(counts); i++) {
        struct tg_rulebook *rulebook;
        struct tg_error error = {0};
        char xml[1024] = "";
        char clauses[512] = "";
        const struct tg_asset *tariff = tg_asset_find(TG_DEFAULT_RULEBOOK);

        for (size_t k = 0; k < counts[i]; k++) strcat(clauses, k == 0 ? "B-2.3" : " C-3c");
        snprintf(xml, sizeof xml, "%s%s%s", before, clauses, after);
        rulebook = tg_rulebook_parse("own", tariff->data, tariff->size, NULL);
        assert_non_null(rulebook);
        assert_int_equal(tg_rulebook_overlay(rulebook, "own", xml, strlen(xml), &error),
                         strlen(clauses) <= TG_MAX_CLAUSE_LIST);
        if (error.status != TG_OK) {
            assert_int_equal(error.status, TG_E_XML);
            assert_int_equal(error.line, 2);
            assert_string_equal(error.text,
                                "the list of clauses is 405 bytes long, at most 400 are allowed");
        }
        tg_rulebook_free(rulebook);
    }
}

static void answers_hold_an_amount_only_where_there_is_one(void **state)
{
    static const struct tg_outcome outcomes[] = {
        {.kind = TG_EXACT, .charge = 1800}, {.kind = TG_OPEN}, {.kind = TG_UNSPECIFIED}};
    static const char *const lines[] = {"a,0.18\n", "a,\n", "a,\n"};
    char buf[TG_OUTCOME_BUF];

    (void)state;
    for (size_t i = 0; i < COUNT(outcomes); i++) {
        size_t n = tg_answer_format(buf, tg_slice_of("a"), &outcomes[i]);

        assert_int_equal(n, strlen(lines[i]));
        assert_memory_equal(buf, lines[i], n);
    }
    assert_int_equal(tg_answer_format(buf, tg_slice_of("a,b"), NULL), 7);
    assert_memory_equal(buf, "\"a,b\",\n", 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_hold_an_amount_only_where_there_is_one),
        cmocka_unit_test(call_ids_are_quoted_where_they_must_be),
        cmocka_unit_test(error_rows_carry_the_text_as_basis),
        cmocka_unit_test(lines_have_the_headers_columns),
        cmocka_unit_test(kinds_have_names),
        cmocka_unit_test(longest_error_row_fits),
        cmocka_unit_test(longest_line_fits),
        cmocka_unit_test(list_of_clauses_is_bounded),
    };

    return cmocka_run_group_tests(tests, load, unload);
}
