/* Rated records read in bulk are what the careful reader makes of them, whatever the lines are
 * like: long ones, empty ones, headers between them, columns in any order, pieces that end amid a
 * line. */
#include "memory.h"
#include "split.h"
#include "testing_bulk.h"

/* What follows a call_id in a good record, and in a bad one. */
#define GOOD      ",2010-06-15T12:00:00,60,gotone,,originate,,010,0755,13800138000,,,0.18,"
#define BAD       ",2010-06-15T12:00:00,60,gotonn,,originate,,010,0755,13800138000,,,0.18,"
#define RATED_ROW "call_id" GOOD

static uint64_t seed;

static unsigned random_below(unsigned n)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(seed >> 33) % n;
}

static void expect_counts(const char *lines, uint64_t rows, uint64_t bad, uint64_t headers)
{
    for (size_t at_once = 0; at_once < 4; at_once++) {
        struct alike alike;

        text_begin(RATED_HEADER);
        text_add(lines, strlen(lines));
        alike = expect_alike(at_once);
        assert_int_equal(alike.rows, rows);
        assert_int_equal(alike.bad, bad);
        assert_int_equal(alike.headers, headers);
    }
}

/* -------------------------------------------------------------------- empty lines and headers */

static void empty_lines_are_counted_but_no_rows(void **state)
{
    (void)state;
    expect_counts("", 0, 0, 0);
    expect_counts("\n", 0, 0, 0);
    expect_counts("\r\n\n\r\n", 0, 0, 0);
    expect_counts("\na" GOOD "\n\r\n\nb" BAD "\n\n\nc" GOOD "\r\n\n", 2, 1, 0);
    expect_counts(" \n\t\n,\n\r\r\n", 0, 4, 0);
}

static void headers_between_are_passed_over_and_counted(void **state)
{
    (void)state;
    expect_counts(RATED_HEADER, 0, 0, 1);
    expect_counts("a" GOOD "\n" RATED_HEADER "b" GOOD "\n" RATED_HEADER RATED_HEADER, 2, 0, 3);
    expect_counts("a" GOOD "\n\"call_id\",start_time,duration_s,plan,packs,event,forward_reason,"
                  "home_area,visited_area,other_party,other_area,other_network,charge,subscriber"
                  "\r\nb" GOOD "\r\n",
                  2, 0, 1);
    /* With other columns, or more of them, it is a bad record. */
    expect_counts("call_id,start_time,duration_s,plan,packs,event,forward_reason,home_area,"
                  "visited_area,other_party,other_area,other_network,charge,subscriber,note\n",
                  0, 1, 0);
    expect_counts("a" GOOD "\n" HEADER "b" GOOD "\n", 2, 1, 0);
    expect_counts("start_time,call_id,duration_s,plan,packs,event,forward_reason,home_area,"
                  "visited_area,other_party,other_area,other_network,charge,subscriber\n",
                  0, 1, 0);
    expect_counts("call_id,start_time,duration_s,plan,packs,event,forward_reason,home_area,"
                  "visited_area,other_party,other_area,other_network,charge,Subscriber\n",
                  0, 1, 0);
}

static void the_error_of_a_row_does_not_outlive_it(void **state)
{
    struct tg_layout layout = {.width = TG_RATED_COLUMNS};
    static const char lines[] = "................................................................"
                                "................................................................"
                                "a" BAD "\nb" GOOD "\n"
                                "................................................................"
                                "................................................................";
    const char *p = lines + TG_BULK_SLACK;
    size_t n = sizeof lines - 1 - (size_t)2 * TG_BULK_SLACK;
    struct tg_error error;
    const struct tg_cdr *cdr;
    size_t count;
    struct tg_bulk *bulk;

    (void)state;
    for (uint16_t i = 0; i < TG_RATED_COLUMNS; i++) layout.place[i] = i;
    bulk = tg_bulk_new(&layout, "f");
    tg_bulk_begin(bulk, p, n, 5);
    assert_int_equal(tg_bulk_next(bulk, &cdr, &count, &error), TG_NEXT_BAD_ROW);
    assert_int_equal(count, 1);
    assert_false(tg_bulk_has_slack(bulk));
    assert_int_equal(error.status, TG_E_FIELD);
    assert_int_equal(error.line, 5);
    assert_int_equal(error.column, 26);
    assert_string_equal(error.file, "f");
    assert_int_equal(tg_bulk_next(bulk, &cdr, &count, &error), TG_NEXT_ROW);
    assert_int_equal(count, 1);
    assert_true(tg_bulk_has_slack(bulk));
    assert_int_equal(error.status, TG_OK);
    assert_int_equal(cdr->line, 6);
    assert_int_equal(cdr->charge, 1800);
    assert_int_equal(tg_bulk_next(bulk, &cdr, &count, &error), TG_NEXT_END);
    /* Nobody needs to want the error, or to read to the end. */
    tg_bulk_begin(bulk, p, n, 1);
    assert_int_equal(tg_bulk_next(bulk, &cdr, &count, NULL), TG_NEXT_BAD_ROW);
    tg_bulk_begin(bulk, p + n / 2, n / 2, 8);
    assert_int_equal(tg_bulk_next(bulk, &cdr, &count, NULL), TG_NEXT_ROW);
    assert_int_equal(cdr->line, 8);
    assert_int_equal(tg_bulk_next(bulk, &cdr, &count, NULL), TG_NEXT_END);
    tg_bulk_free(bulk);
}

/* ------------------------------------------------------------------------------------- columns */

static const char *const names[TG_RATED_COLUMNS] = {
    "call_id",    "start_time",     "duration_s", "plan",         "packs",
    "event",      "forward_reason", "home_area",  "visited_area", "other_party",
    "other_area", "other_network",  "charge",     "subscriber"};
static const bool optional[TG_RATED_COLUMNS] = {
    [4] = true, [6] = true, [10] = true, [11] = true, [13] = true};
static const char *const values[TG_RATED_COLUMNS][6] = {
    {"a", "b2", "a-longer-one-0001", "c", "", "全"},
    {"2010-06-15T12:00:00", "2010-06-15 12:00:01", "2010-06-16T00:00:00", "2010-06-15T12:00:00",
     "2010-06-15T12:00:00Z", "x"},
    {"60", "0", "2678400", "7", "2678401", "\"60\""},
    {"gotone", "mzone", "easyown-qingsong", "gotone-shanglv", "gotone", "x"},
    {"", "", "night", "", "night", "day"},
    {"originate", "originate", "receive", "forward", "originate", "monthly_fee"},
    {"", "", "", "", "", "busy"},
    {"010", "0755", "020", "0755", "010", "0"},
    {"010", "0755", "020", "0755", "010", ""},
    {"13800138000", "8", "02088881234", "13800138000", "+8613800138000", ""},
    {"", "", "", "010", "0755", "1"},
    {"", "cmcc", "other", "", "", "x"},
    {"0.18", "0", "1.2345", "12", "-0.18", "\"0.1\""},
    {"", "13900000001", "1", "2", "3", "四"},
};
static const char *const others[] = {"", "note", "\"a text, \"\"quoted\"\"\"", "全", "-", "1"};

/* The columns of a file: places in `names`; COUNT = somebody else's. */
struct columns {
    size_t count;
    size_t which[24];
};

static void shuffle_columns(struct columns *columns)
{
    columns->count = 0;
    for (size_t i = 0; i < TG_RATED_COLUMNS; i++)
        if (!optional[i] || random_below(3) > 0) columns->which[columns->count++] = i;
    for (unsigned extra = random_below(4); extra > 0; extra--)
        columns->which[columns->count++] = TG_RATED_COLUMNS;
    for (size_t i = columns->count - 1; i > 0; i--) {
        size_t k = random_below((unsigned)i + 1);
        size_t other = columns->which[i];

        columns->which[i] = columns->which[k];
        columns->which[k] = other;
    }
}

static void put_header(const struct columns *columns, const char *end)
{
    for (size_t i = 0; i < columns->count; i++) {
        size_t which = columns->which[i];

        text_put("%s%s", i > 0 ? "," : "", which < TG_RATED_COLUMNS ? names[which] : "note");
    }
    text_put("%s", end);
}

/* Most fields take one of the first values, which are good. */
static void put_random_row(const struct columns *columns, const char *end)
{
    for (size_t i = 0; i < columns->count; i++) {
        size_t which = columns->which[i];
        unsigned value = random_below(random_below(25) == 0 ? 6 : 2);

        text_put("%s%s", i > 0 ? "," : "",
                 which < TG_RATED_COLUMNS ? values[which][value] : others[value]);
    }
    text_put("%s%s", random_below(60) == 0 ? "," : "", end);
}

static void columns_in_any_order_with_others_and_without_some(void **state)
{
    struct alike all = {0};

    (void)state;
    for (uint64_t start = 1; start <= 300; start++) {
        const char *end;
        struct columns columns;
        struct alike alike;

        seed = start;
        end = random_below(2) == 0 ? "\n" : "\r\n";
        shuffle_columns(&columns);
        text_begin("\xef\xbb\xbf");
        put_header(&columns, end);
        for (int i = 0; i < 60; i++) {
            if (random_below(25) == 0)
                put_header(&columns, end);
            else if (random_below(25) == 0)
                text_put("%s", end);
            else
                put_random_row(&columns, end);
        }
        alike = expect_alike(random_below(4));
        all.rows += alike.rows;
        all.bad += alike.bad;
        all.headers += alike.headers;
        all.quick += alike.quick;
    }
    assert_true(all.quick > 1000 && all.quick < all.rows);
    assert_true(all.bad > 1000);
    assert_true(all.headers > 100);
}

/* ---------------------------------------------------------------------------- lengths of lines */

#define NOTED "note," RATED_HEADER

/* A row of n bytes with its end, good but for its length. */
static void put_long(size_t n, const char *end)
{
    size_t rest = sizeof RATED_ROW + strlen(end);

    text_fill('x', n - rest);
    text_put("," RATED_ROW "%s", end);
}

static void lines_of_every_length_up_to_the_limits_and_beyond(void **state)
{
    static const size_t limits[] = {TG_SPLIT_MOST, 2 * TG_SPLIT_MOST, TG_CSV_MAX_RECORD,
                                    4 * TG_CSV_MAX_RECORD, 300000};

    (void)state;
    for (size_t i = 0; i < COUNT(limits); i++)
        for (int before = 0; before < 2; before++)
            for (int end = 0; end < 2; end++)
                for (size_t n = limits[i] - 3; n <= limits[i] + 3; n++) {
                    struct alike alike;

                    text_begin(NOTED);
                    if (before) text_put("," RATED_ROW "\n\n");
                    put_long(n, end ? "\r\n" : "\n");
                    text_put("," RATED_ROW "\n");
                    put_long(n, end ? "\r\n" : "\n");
                    alike = expect_alike(before ? 1 : 0);
                    assert_int_equal(alike.rows + alike.bad, 3 + before);
                    assert_int_equal(alike.bad, n > TG_CSV_MAX_RECORD ? 2 : 0);
                }
}

/* The first line moves all others along, by one byte at a time. */
static void pieces_end_at_every_place_of_a_row(void **state)
{
    (void)state;
    for (int end = 0; end < 2; end++)
        for (size_t shift = 0; shift < sizeof RATED_ROW + 3; shift++) {
            struct alike alike;

            text_begin(NOTED);
            put_long(sizeof RATED_ROW + 3 + shift, "\n");
            while (text.n < 2 * TG_SPLIT_MOST + 3000)
                text_put("," RATED_ROW "%s", end ? "\r\n" : "\n");
            alike = expect_alike(0);
            assert_int_equal(alike.bad, 0);
            assert_int_equal(alike.quick, alike.rows);
        }
}

static void many_short_lines_fill_a_piece(void **state)
{
    (void)state;
    text_begin(RATED_HEADER);
    text_fill('\n', 2 * TG_SPLIT_MOST + 5);
    text_put("a" GOOD "\n");
    for (size_t i = 0; i < TG_SPLIT_MOST; i++) text_add("\r\n", 2);
    text_fill(',', TG_SPLIT_MOST);
    text_put("\nb" GOOD "\n");
    text_fill('\xff', TG_SPLIT_MOST);
    text_put("\nc" GOOD "\n");
    assert_int_equal(expect_alike(0).rows, 3);
}

/* --------------------------------------------------------------------------------- random texts */

/* Puts a quote in the place of each line feed that would be within quotes. */
static void close_quotes(size_t from)
{
    bool open = false;

    for (size_t i = from; i < text.n; i++) {
        if (text.p[i] == '\n' && open) text.p[i] = '"';
        if (text.p[i] == '"') open = !open;
    }
    text_put("%s\n", open ? "\"" : "");
}

static void random_lines_read_alike(void **state)
{
    static const char *const pieces[] = {"a" GOOD "\n", "a" GOOD,
                                         "\r\n",        "\n",
                                         GOOD,          "a",
                                         "\n",          "\"",
                                         ",",           "2010-01-01T00:00:00,",
                                         "7,",          "gotone",
                                         ",originate",  "010,",
                                         "0755,",       "\xff",
                                         "\t",          "-1,",
                                         "\"\"",        "\r",
                                         "\"x,y\",",    "0.18",
                                         "全",          "b" BAD "\n",
                                         RATED_HEADER,  ""};

    (void)state;
    for (uint64_t start = 1; start <= 2000; start++) {
        unsigned kinds;
        size_t from;

        seed = start;
        kinds = 1 + random_below(COUNT(pieces));
        text_begin(RATED_HEADER);
        from = text.n;
        for (unsigned i = 0; i < 100; i++) {
            const char *piece = pieces[random_below(kinds)];

            text_add(piece, piece[0] == '\0' ? 1 : strlen(piece)); /* the empty one is a NUL */
        }
        close_quotes(from);
        expect_alike(start % 5);
    }
}

/* -------------------------------------------------------------------------------------- memory */

static void without_memory_there_is_nothing(void **state)
{
    struct tg_layout layout = {.width = TG_RATED_COLUMNS};
    struct tg_bulk *bulk;
    long n = 0;

    (void)state;
    for (;; n++) {
        tg_alloc_fail_after(n);
        bulk = tg_bulk_new(&layout, "f");
        tg_alloc_fail_after(-1);
        if (bulk != NULL) break;
    }
    assert_int_equal(n, 4); /* its own, and those of the careful reader */
    tg_bulk_free(bulk);
    tg_bulk_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_lines_are_counted_but_no_rows),
        cmocka_unit_test(headers_between_are_passed_over_and_counted),
        cmocka_unit_test(the_error_of_a_row_does_not_outlive_it),
        cmocka_unit_test(columns_in_any_order_with_others_and_without_some),
        cmocka_unit_test(lines_of_every_length_up_to_the_limits_and_beyond),
        cmocka_unit_test(pieces_end_at_every_place_of_a_row),
        cmocka_unit_test(many_short_lines_fill_a_piece),
        cmocka_unit_test(random_lines_read_alike),
        cmocka_unit_test(without_memory_there_is_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
