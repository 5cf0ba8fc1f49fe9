/* The destination prefixes of numbering.h. */
#include "numbering.h"
#include "numbering_tables.h"
#include "testing.h"

static struct tg_prefix_table table;

static int table_setup(void **state)
{
    (void)state;
    tg_prefixes_init(&table);
    return 0;
}

/* `value` as text, with zeroes in front up to `width` digits. */
static const char *decimal(unsigned value, unsigned width)
{
    static char text[16];
    char *p = text + sizeof text - 1;

    while (value > 0 || width > 0) {
        *--p = (char)('0' + value % 10);
        value /= 10;
        if (width > 0) width--;
    }
    return p;
}

/* The longest row that the digits begin with, by looking at all of them: 1 + index. */
static uint16_t naive_match(const struct tg_prefix_table *prefixes, struct tg_slice digits)
{
    size_t longest = 0;
    uint16_t found = 0;

    for (size_t i = 0; i < prefixes->count; i++) {
        size_t n = strlen(prefixes->row[i].digits);

        if (n <= digits.n && n > longest && memcmp(prefixes->row[i].digits, digits.p, n) == 0) {
            longest = n;
            found = (uint16_t)(i + 1);
        }
    }
    return found;
}

static void check_match(const char *digits)
{
    struct tg_slice slice = tg_slice_of(digits);

    if (tg_prefixes_match(&table, slice) != naive_match(&table, slice)) fail_msg("'%s'", digits);
}

static void every_destination_is_reached_by_its_prefix(void **state)
{
    (void)state;
    assert_int_equal(table.count, TG_DESTINATION_COUNT);
    for (size_t i = 0; i < table.count; i++) {
        assert_int_equal(tg_prefixes_match(&table, tg_slice_of(table.row[i].digits)), i + 1);
        assert_string_equal(table.row[i].digits, tg_destination_rows[i].digits);
        assert_string_equal(table.row[i].name, tg_destination_rows[i].name);
    }
}

static void the_longest_prefix_wins_as_in_a_linear_scan(void **state)
{
    char text[16];

    (void)state;
    for (size_t i = 0; i < table.count; i++) {
        size_t n = strlen(table.row[i].digits);

        /* The prefix cut short, its neighbours at each digit, and what may follow it. */
        for (size_t at = 0; at <= n; at++) {
            memcpy(text, table.row[i].digits, n + 1);
            text[at] = '\0';
            check_match(text);
            for (char c = '0'; c <= '9'; c++) {
                memcpy(text, table.row[i].digits, n + 1);
                text[at] = c;
                if (at == n) text[n + 1] = '\0';
                check_match(text);
            }
        }
    }
    for (int code = 0; code < 100000; code++) {
        snprintf(text, sizeof text, "%05d", code);
        check_match(text);
    }
}

static void destinations_have_class_system_and_reading(void **state)
{
    static const struct {
        const char *digits;
        uint8_t destination;
        uint8_t system;
        uint8_t reading;
        const char *name;
    } rows[] = {
        {"12125550100", TG_DEST_US_CA, TG_SYSTEM_NONE, 0, "United States / Canada (default of +1)"},
        {"16135550100", TG_DEST_US_CA, TG_SYSTEM_NONE, 0, "United States / Canada (default of +1)"},
        {"19075550100", TG_DEST_US_CA, TG_SYSTEM_NONE, 0, "Alaska (USA)"},
        {"18085550100", TG_DEST_US_CA, TG_SYSTEM_NONE, 0, "Hawaii (USA)"},
        {"17875550100", TG_DEST_OTHER, TG_SYSTEM_NONE, 15, "Puerto Rico"},
        {"16715550100", TG_DEST_OTHER, TG_SYSTEM_NONE, 15, "Guam"},
        {"18765550100", TG_DEST_OTHER, TG_SYSTEM_NONE, 0, "Jamaica"},
        {"74951234567", TG_DEST_ONLY_12593, TG_SYSTEM_NONE, 0, "Russia (default of +7)"},
        {"77271234567", TG_DEST_OTHER, TG_SYSTEM_NONE, 0, "Kazakhstan (+7 7xx)"},
        {"441534123456", TG_DEST_BOTH_LISTS, TG_SYSTEM_NONE, 16, "Jersey"},
        {"3906698123", TG_DEST_BOTH_LISTS, TG_SYSTEM_NONE, 16, "Vatican City"},
        {"390612345", TG_DEST_BOTH_LISTS, TG_SYSTEM_NONE, 0, "Italy"},
        {"35818123", TG_DEST_ONLY_12593, TG_SYSTEM_NONE, 16, "Aland Islands"},
        {"6491234567", TG_DEST_NZ, TG_SYSTEM_NONE, 0, "New Zealand"},
        {"8221234567", TG_DEST_KR_SG, TG_SYSTEM_NONE, 0, "South Korea"},
        {"85221234567", TG_DEST_HMT, TG_SYSTEM_NONE, 0, "Hong Kong"},
        {"85328123456", TG_DEST_HMT, TG_SYSTEM_NONE, 0, "Macao"},
        {"886212345678", TG_DEST_HMT, TG_SYSTEM_NONE, 0, "Taiwan"},
        {"870761234567", TG_DEST_SATELLITE, TG_SYSTEM_INMARSAT, 0, "Inmarsat"},
        {"881812345678", TG_DEST_SATELLITE, TG_SYSTEM_GLOBALSTAR, 0, "Globalstar"},
        {"881612345678", TG_DEST_SATELLITE_OTHER, TG_SYSTEM_NONE, 0, "Iridium"},
        {"882161234567", TG_DEST_SATELLITE_OTHER, TG_SYSTEM_NONE, 0, "Thuraya"},
        {"3312345678", TG_DEST_BOTH_LISTS, TG_SYSTEM_NONE, 0, "France"},
        {"34912345678", TG_DEST_ONLY_12593, TG_SYSTEM_NONE, 0, "Spain"},
        {"5511123456", TG_DEST_OTHER, TG_SYSTEM_NONE, 0, "Brazil"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint16_t found = tg_prefixes_match(&table, tg_slice_of(rows[i].digits));

        assert_int_not_equal(found, 0);
        assert_string_equal(table.row[found - 1].name, rows[i].name);
        assert_int_equal(table.row[found - 1].destination, rows[i].destination);
        assert_int_equal(table.row[found - 1].system, rows[i].system);
        assert_int_equal(table.row[found - 1].reading, rows[i].reading);
    }
}

static void only_satellites_of_clause_b_1_7_have_a_system(void **state)
{
    size_t readings[17] = {0};

    (void)state;
    for (size_t i = 0; i < table.count; i++) {
        const struct tg_prefix *row = &table.row[i];

        assert_int_equal(row->system != TG_SYSTEM_NONE, row->destination == TG_DEST_SATELLITE);
        assert_true(row->destination >= TG_DEST_HMT);
        assert_true(row->destination <= TG_DEST_SATELLITE_OTHER);
        readings[row->reading]++;
    }
    assert_int_equal(readings[15], 6);
    assert_int_equal(readings[16], 18);
}

/* As many as the documents name: both_lists, kr_sg and nz are the 13 countries of A-2.2.2.3,
 * both_lists and only_12593 the 21 of A-2.2.3e. */
static void classes_have_as_many_countries_as_the_documents_name(void **state)
{
    static const struct {
        uint8_t destination;
        size_t count;
    } rows[] = {
        {TG_DEST_HMT, 3},         {TG_DEST_US_CA, 3},   {TG_DEST_KR_SG, 2},
        {TG_DEST_BOTH_LISTS, 10}, {TG_DEST_NZ, 1},      {TG_DEST_ONLY_12593, 11},
        {TG_DEST_SATELLITE, 7},   {TG_DEST_SPECIAL, 0},
    };
    size_t count[TG_DEST_COUNT] = {0};

    (void)state;
    for (size_t i = 0; i < table.count; i++)
        if (table.row[i].reading != 16) count[table.row[i].destination]++;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(count[rows[i].destination], rows[i].count);
}

static void a_prefix_is_replaced_or_added(void **state)
{
    static const struct tg_prefix replaced = {"1787", TG_DEST_US_CA, TG_SYSTEM_NONE, 0, 0, "PR"};
    static const struct tg_prefix added = {"4420", TG_DEST_OTHER, TG_SYSTEM_NONE, 0, 0, "London"};
    static const struct tg_prefix inner = {"21", TG_DEST_OTHER, TG_SYSTEM_NONE, 0, 0, "inner"};
    static const struct tg_prefix longest = {"12345678", TG_DEST_OTHER, TG_SYSTEM_NONE, 0, 0, "8"};
    uint16_t before = tg_prefixes_match(&table, tg_slice_of("17875550100"));
    struct tg_error error = {0};

    (void)state;
    assert_true(tg_prefixes_set(&table, &replaced, &error));
    assert_int_equal(table.count, TG_DESTINATION_COUNT);
    assert_int_equal(tg_prefixes_match(&table, tg_slice_of("17875550100")), before);
    assert_string_equal(table.row[before - 1].name, "PR");
    assert_int_equal(table.row[before - 1].destination, TG_DEST_US_CA);

    assert_true(tg_prefixes_set(&table, &added, &error));
    assert_int_equal(tg_prefixes_match(&table, tg_slice_of("4420")), TG_DESTINATION_COUNT + 1);
    assert_int_not_equal(tg_prefixes_match(&table, tg_slice_of("4421")), TG_DESTINATION_COUNT + 1);

    /* A place within the trie that had no row yet. */
    assert_int_equal(tg_prefixes_match(&table, tg_slice_of("210")), 0);
    assert_true(tg_prefixes_set(&table, &inner, &error));
    assert_int_equal(tg_prefixes_match(&table, tg_slice_of("210")), TG_DESTINATION_COUNT + 2);

    assert_true(tg_prefixes_set(&table, &longest, &error));
    assert_int_equal(tg_prefixes_match(&table, tg_slice_of("123456789")), TG_DESTINATION_COUNT + 3);
    the_longest_prefix_wins_as_in_a_linear_scan(state);
    assert_int_equal(error.status, TG_OK);
}

static void prefixes_that_are_no_digits_are_refused(void **state)
{
    static const struct {
        struct tg_prefix row;
        const char *text;
    } rows[] = {
        {{.digits = ""}, "prefix '' is not 1 to 8 digits of which the first is not 0"},
        {{.digits = "0"}, "prefix '0' is not 1 to 8 digits of which the first is not 0"},
        {{.digits = "012"}, "prefix '012' is not 1 to 8 digits of which the first is not 0"},
        {{.digits = "+44"}, "prefix '+44' is not 1 to 8 digits of which the first is not 0"},
        {{.digits = "44x"}, "prefix '44x' is not 1 to 8 digits of which the first is not 0"},
        {{.digits = {'1', '2', '3', '4', '5', '6', '7', '8', '9'}},
         "prefix '123456789' is not 1 to 8 digits of which the first is not 0"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_error error = {0};

        assert_false(tg_prefixes_set(&table, &rows[i].row, &error));
        assert_int_equal(error.status, TG_E_FIELD);
        assert_null(error.file);
        assert_int_equal(error.line, 0);
        assert_int_equal(error.column, 0);
        assert_string_equal(error.text, rows[i].text);
    }
    assert_int_equal(table.count, TG_DESTINATION_COUNT);
}

static void a_row_too_many_is_refused_and_replacing_still_works(void **state)
{
    struct tg_prefix row = {.name = "filler"};
    struct tg_error error = {0};

    (void)state;
    for (unsigned code = 99000; table.count < TG_MAX_PREFIXES; code++) {
        strcpy(row.digits, decimal(code, 5));
        assert_true(tg_prefixes_set(&table, &row, &error));
    }
    strcpy(row.digits, "99999");
    assert_false(tg_prefixes_set(&table, &row, &error));
    assert_int_equal(error.status, TG_E_LIMIT);
    assert_string_equal(error.text, "prefix '99999' is one more than the 512 destination prefixes "
                                    "there is room for");
    assert_int_equal(tg_prefixes_match(&table, tg_slice_of("99999")), 0);
    strcpy(row.digits, "44");
    assert_true(tg_prefixes_set(&table, &row, NULL));
    assert_string_equal(table.row[tg_prefixes_match(&table, tg_slice_of("442")) - 1].name,
                        "filler");
}

static void a_node_too_many_is_refused_and_leaves_the_table_as_it_was(void **state)
{
    struct tg_prefix row = {.name = "filler"};
    struct tg_error error = {0};
    char text[TG_ERROR_TEXT];
    size_t left;

    (void)state;
    memset(&table, 0, sizeof table);
    table.node_count = 1;
    for (unsigned code = 51000000; TG_MAX_TRIE_NODES - table.node_count >= 8; code += 10001) {
        strcpy(row.digits, decimal(code, 8));
        assert_true(tg_prefixes_set(&table, &row, NULL));
    }
    for (unsigned code = 6200; TG_MAX_TRIE_NODES - table.node_count > 2; code++) {
        strcpy(row.digits, decimal(code, 4));
        assert_true(tg_prefixes_set(&table, &row, NULL));
    }
    assert_in_range(table.count, 1, TG_MAX_PREFIXES - 1);
    left = TG_MAX_TRIE_NODES - table.node_count;
    strcpy(row.digits, "49876543");
    assert_false(tg_prefixes_set(&table, &row, &error));
    assert_int_equal(error.status, TG_E_LIMIT);
    snprintf(text, sizeof text, "prefix '49876543' needs 8 more nodes, %zu of 2048 are left", left);
    assert_string_equal(error.text, text);
    assert_int_equal(TG_MAX_TRIE_NODES - table.node_count, left);
    check_match("49876543");
}

#define TEST(name) cmocka_unit_test_setup(name, table_setup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_destination_is_reached_by_its_prefix),
        TEST(the_longest_prefix_wins_as_in_a_linear_scan),
        TEST(destinations_have_class_system_and_reading),
        TEST(only_satellites_of_clause_b_1_7_have_a_system),
        TEST(classes_have_as_many_countries_as_the_documents_name),
        TEST(a_prefix_is_replaced_or_added),
        TEST(prefixes_that_are_no_digits_are_refused),
        TEST(a_row_too_many_is_refused_and_replacing_still_works),
        TEST(a_node_too_many_is_refused_and_leaves_the_table_as_it_was),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
