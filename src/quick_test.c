/* Where calls are found quickly is where tg_rate finds them, and they cost what it says: all first
 * digits of numbers, all points of the decision table, calls around every edge, calls by chance by
 * every bundled overlay. What is not found is nobody's loss but time's, so that only numbers of
 * calls are told for that. */
#include "cells.h"
#include "memory.h"
#include "quick.h"
#include "testing.h"
#include "testing_records.h"
#include "units.h"

#include <stdio.h>

#define SEED  UINT64_C(20100101)
#define PRICE 37 /* of what is open */

/* What the calls of each cell have in common. */
struct common {
    bool met;
    uint16_t rule, action;
    uint32_t basis;
    enum tg_outcome_kind kind;
};

/* A rulebook under test. */
struct subject {
    const struct tg_rulebook *rulebook;
    struct tg_quick *quick;
    struct common *common; /* by cell */
    size_t found, left;
};

static struct subject subject_of(const struct tg_rulebook *rulebook)
{
    struct subject subject = {.rulebook = rulebook,
                              .quick = tg_quick_new(rulebook),
                              .common = calloc(tg_cell_count(), sizeof *subject.common)};

    assert_non_null(subject.quick);
    assert_non_null(subject.common);
    return subject;
}

static void end(struct subject *subject)
{
    tg_quick_free(subject->quick);
    free(subject->common);
}

static uint64_t seed;

static uint32_t below(uint32_t n)
{
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(seed >> 33) % n;
}

/* ------------------------------------------------------------------------------ comparing */

static _Noreturn void differ(const struct tg_cdr *cdr, const char *what)
{
    char start[TG_TIME_BUF];

    tg_time_format(start, cdr->start);
    fail_msg("%s: event %d, plan %d, %s, %d s, home %d, visited %d, other party %.*s, area %d, "
             "network %d, night pack %d",
             what, cdr->event, cdr->plan, start, (int)cdr->dur_s, cdr->home_area, cdr->visited_area,
             (int)cdr->other_party.n, cdr->other_party.p, cdr->other_area, cdr->other_network,
             cdr->night_pack);
    abort();
}

static tg_money amount(tg_money once, const tg_money each[2], const int32_t per_s[2], int32_t dur_s)
{
    for (size_t i = 0; i < 2; i++)
        if (per_s[i] != 0) once += each[i] * tg_units(TG_ROUND_UP, dur_s, per_s[i]);
    return once;
}

/* What the outcome says, with every open price so much that they are PRICE together. */
static void expected_amounts(tg_money *least, tg_money *most, const struct tg_outcome *outcome)
{
    *least = outcome->min;
    *most = outcome->unbounded ? TG_AMOUNT_ANY : outcome->max;
    if (outcome->kind == TG_UNSPECIFIED) {
        *least = -TG_AMOUNT_ANY;
        *most = TG_AMOUNT_ANY;
    }
    if (outcome->kind != TG_OPEN) return;
    *least = 0;
    for (size_t i = 0; i < outcome->line_count; i++)
        if (!outcome->line[i].open) *least += outcome->line[i].units * outcome->line[i].value;
    for (size_t i = 0, open = 0; i < outcome->line_count; i++)
        if (outcome->line[i].open && open++ == 0) *least += outcome->line[i].units * PRICE;
    *most = *least;
}

static void compare_amounts(const struct subject *subject, const struct tg_cdr *cdr,
                            const struct tg_outcome *outcome)
{
    struct tg_amounts amounts;
    tg_money least, most;

    if (!tg_amounts_of(subject->rulebook, &amounts, outcome->cell, PRICE))
        differ(cdr, "no amounts");
    expected_amounts(&least, &most, outcome);
    if (amount(amounts.least, amounts.least_each, amounts.per_s, cdr->dur_s) != least ||
        amount(amounts.most, amounts.most_each, amounts.per_s, cdr->dur_s) != most ||
        amounts.kind != outcome->kind || amounts.priced != (outcome->kind == TG_OPEN))
        differ(cdr, "other amounts");
    /* With any prices: bounds. */
    if (outcome->kind != TG_OPEN) return;
    if (!tg_amounts_of(subject->rulebook, &amounts, outcome->cell, TG_AMOUNT_ANY))
        differ(cdr, "no bounds");
    if (amount(amounts.least, amounts.least_each, amounts.per_s, cdr->dur_s) != outcome->min ||
        amount(amounts.most, amounts.most_each, amounts.per_s, cdr->dur_s) !=
            (outcome->unbounded ? TG_AMOUNT_ANY : outcome->max))
        differ(cdr, "other bounds");
}

static void compare_common(struct common *common, const struct tg_cdr *cdr,
                           const struct tg_outcome *outcome)
{
    if (!common->met)
        *common =
            (struct common){true, outcome->rule, outcome->action, outcome->basis, outcome->kind};
    if (common->rule != outcome->rule || common->action != outcome->action ||
        common->basis != outcome->basis || common->kind != outcome->kind ||
        outcome->call.system != TG_SYSTEM_NONE || outcome->convention)
        differ(cdr, "not alike the others of its cell");
}

/* The party is put where as much behind it can be read as has to be, all of it digits. */
static void compare(struct subject *subject, const struct tg_cdr *given)
{
    static char party[256];
    struct tg_outcome outcome;
    struct tg_cdr cdr = *given;
    uint32_t cell;

    memset(party, '0' + (int)below(10), sizeof party);
    memcpy(party, given->other_party.p, given->other_party.n);
    cdr.other_party.p = party;
    tg_quick_find(subject->quick, &cell, &cdr, 1);
    for (size_t way = 0; way < tg_quick_ways(); way++) {
        uint32_t again;

        tg_quick_go(subject->quick, way);
        tg_quick_find(subject->quick, &again, &cdr, 1);
        if (again != cell) differ(&cdr, "ways differ");
    }
    if (cell == 0) {
        subject->left++;
        return;
    }
    subject->found++;
    if (cell >= tg_cell_count()) differ(&cdr, "no cell");
    if (!tg_rate(subject->rulebook, &outcome, &cdr, NULL)) differ(&cdr, "found, not rated");
    if (outcome.cell != cell) differ(&cdr, "another cell");
    compare_common(&subject->common[cell], &cdr, &outcome);
    compare_amounts(subject, &cdr, &outcome);
}

/* -------------------------------------------------------------------------------- numbers */

static const uint8_t events[] = {TG_EVENT_ORIGINATE, TG_EVENT_RECEIVE,
                                 TG_EVENT_FORWARD_UNCONDITIONAL, TG_EVENT_FORWARD_BUSY};

/* A call at home, where it goes told by nothing, by an area, by an area and network. */
static void compare_number(struct subject *subject, const char *digits, size_t n)
{
    static const struct record told[] = {
        {.dur_s = 61},
        {.dur_s = 61, .other_area = "0755", .other_network = "cmcc"},
        {.dur_s = 61, .visited = "010", .other_area = "010"},
        {.dur_s = 61, .visited = "0755", .other_network = "other"},
    };

    for (size_t i = 0; i < COUNT(told); i++) {
        struct tg_cdr cdr;

        record_read(&cdr, &told[i]);
        cdr.event = events[below(COUNT(events))];
        cdr.other_party = (struct tg_slice){digits, n};
        compare(subject, &cdr);
    }
}

/* Every four digits, with each digit behind them, of all lengths. */
static void numbers_that_begin_in_every_way(void **state)
{
    static const char *const accesses[] = {"", "17951", "12593"};
    struct subject subject = subject_of(*state);
    unsigned step = is_sparse() ? 97 : 1;

    seed = SEED;
    for (unsigned head = 0; head < 100000; head += step) {
        for (size_t i = 0; i < COUNT(accesses); i++) {
            char digits[64];
            size_t n = (size_t)snprintf(digits, sizeof digits, "%s%04u%u123456789012345",
                                        accesses[i], head / 10, head % 10);

            compare_number(&subject, digits, n - below((uint32_t)n));
        }
    }
    printf("%zu calls found, %zu left\n", subject.found, subject.left);
    assert_true(subject.found > subject.left / 10);
    end(&subject);
}

/* No number has two access prefixes, however much it looks like a mobile number behind one. */
static void two_access_prefixes(void **state)
{
    static const char *const accesses[] = {"17951", "12593", "1795", "1259"};
    struct subject subject = subject_of(*state);

    seed = SEED;
    for (size_t i = 0; i < COUNT(accesses) * COUNT(accesses); i++) {
        for (int digits = 0; digits < 14; digits++) {
            char number[64];
            int n = snprintf(number, sizeof number, "%s%s%.*s", accesses[i / COUNT(accesses)],
                             accesses[i % COUNT(accesses)], digits, "138001380001380");

            compare_number(&subject, number, (size_t)n);
        }
    }
    end(&subject);
}

static void numbers_abroad_that_begin_in_every_way(void **state)
{
    struct subject subject = subject_of(*state);
    unsigned step = is_sparse() ? 97 : 1;

    seed = SEED;
    for (unsigned head = 0; head < 1000000; head += step) {
        char digits[64];
        size_t n = (size_t)snprintf(digits, sizeof digits, "%s00%06u12345",
                                    below(4) == 0 ? "17951" : "", head);

        compare_number(&subject, digits, n - below(4));
    }
    printf("%zu calls found, %zu left\n", subject.found, subject.left);
    assert_true(subject.found > subject.left / 10);
    end(&subject);
}

/* Digits of a good number, one of them another byte. */
static void bytes_that_are_no_digits(void **state)
{
    static const char *const numbers[] = {"13800138000", "075562001234", "62001234",
                                          "1795101062001234", "1259300442071234567"};
    struct subject subject = subject_of(*state);

    for (size_t i = 0; i < COUNT(numbers); i++) {
        for (size_t at = 0; at < strlen(numbers[i]); at++) {
            for (int byte = 0; byte < 256; byte++) {
                char digits[32];

                strcpy(digits, numbers[i]);
                digits[at] = (char)byte;
                compare_number(&subject, digits, strlen(numbers[i]));
            }
        }
    }
    end(&subject);
}

/* ------------------------------------------------------------------------- points and times */

static void all_points(void **state)
{
    static const int32_t durations[] = {0, 1, 3, 4, 6, 7, 59, 60, 61, 3600};
    const char *overlays[] = {test_windows};
    struct tg_rulebook *rulebook = rulebook_with(overlays, 1);
    struct subject subject = subject_of(rulebook);
    struct tg_cells at;

    (void)state;
    seed = SEED;
    for (size_t r = 0; r < tg_reachable_count(); r++) {
        for (bool more = tg_cells_first(&at, tg_reachable(r)); more; more = tg_cells_next(&at)) {
            struct tg_cdr cdr;

            if (is_sparse() && below(10) != 0) continue;
            record_for_point(&cdr, at.value, durations[below(COUNT(durations))]);
            compare(&subject, &cdr);
        }
    }
    printf("%zu calls found, %zu left\n", subject.found, subject.left);
    assert_true(subject.found > subject.left);
    end(&subject);
    tg_rulebook_free(rulebook);
}

static void pick_place(struct tg_cdr *cdr)
{
    cdr->home_area = (uint16_t)(1 + below((uint32_t)tg_area_count()));
    cdr->visited_area =
        below(2) == 0 ? cdr->home_area : (uint16_t)(1 + below((uint32_t)tg_area_count()));
    cdr->other_area = (uint16_t)(below(2) == 0 ? 0 : 1 + below((uint32_t)tg_area_count()));
    if (below(4) == 0) cdr->other_area = cdr->visited_area;
    cdr->other_network = (uint8_t)below(TG_NETWORK_COUNT + 1);
}

/* Around the edges of the day, and of the tariffs. */
static void pick_time(struct tg_cdr *cdr)
{
    static const char *const days[] = {"2008-02-29T00:00:00", "2009-12-31T00:00:00",
                                       "2010-06-15T00:00:00"};
    static const int32_t seconds[] = {0, 7 * 3600, 23 * 3600, 24 * 3600};
    static const int32_t durations[] = {0, 1, 3, 4, 30, 61, 600, 3600, 30000, TG_CDR_MAX_DUR_S};

    assert_null(tg_time_parse(&cdr->start, tg_slice_of(days[below(COUNT(days))])));
    cdr->start += below(4) == 0 ? (int32_t)below(86400) : seconds[below(COUNT(seconds))];
    cdr->start += (int32_t)below(121) - 60;
    cdr->dur_s = durations[below(COUNT(durations))];
    if (cdr->dur_s > 10 && below(2) == 0) cdr->dur_s -= (int32_t)below(10);
}

static size_t pick_number(char digits[64])
{
    static const char *const accesses[] = {"", "", "17951", "12593"};
    static const char *const heads[] = {
        "13",   "138",  "0138",   "1349",  "015",   "18", "0755", "010",   "00852", "001",
        "0082", "0044", "008621", "00870", "00881", "62", "0",    "10086", "16",    "95"};
    static const size_t lengths[] = {3, 5, 7, 8, 10, 11, 12, 13, 14};
    size_t n = (size_t)snprintf(digits, 64, "%s", accesses[below(COUNT(accesses))]);
    size_t end_at;

    n += (size_t)snprintf(digits + n, 32, "%s", heads[below(COUNT(heads))]);
    end_at = n + lengths[below(COUNT(lengths))] - below(2) * 3;
    while (n < end_at && n < 40) digits[n++] = (char)('0' + below(10));
    return n;
}

static void compare_by_chance(struct subject *subject, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char digits[64];
        size_t n = pick_number(digits);
        struct tg_cdr cdr = {.call_id = tg_slice_of("x"),
                             .other_party = {digits, n},
                             .plan = (uint8_t)below(TG_PLAN_COUNT),
                             .event = (uint8_t)below(TG_EVENT_COUNT),
                             .night_pack = below(3) == 0};

        pick_place(&cdr);
        pick_time(&cdr);
        compare(subject, &cdr);
    }
}

static void calls_by_chance(void **state)
{
    struct subject subject = subject_of(*state);

    seed = SEED;
    compare_by_chance(&subject, is_sparse() ? 50000 : 2000000);
    printf("%zu calls found, %zu left\n", subject.found, subject.left);
    assert_true(subject.found > subject.left / 10);
    end(&subject);
}

/* Policies that the columns know nothing of, one by one, and what calls of places are not told. */
static void calls_by_chance_by_odd_policies(void **state)
{
#define ODD(part) "<overlay id='x' kind='defect' title=''>" part "</overlay>"
    static const struct {
        const char *overlay;
        bool found;
    } rows[] = {
        {ODD("<policy name='network_from' value='digits'/>"), true},
        {ODD("<policy name='area_from' value='digits'/>"), true},
        {ODD("<policy name='bare_number_area' value='visited'/>"), true},
        {ODD("<policy name='province_from' value='digits'/>"), true},
        {ODD("<policy name='prefix_match' value='shortest'/>"), true},
        {ODD("<dial digits='0086' as='0'/>"), true},
        {ODD("<policy name='regime_boundary' value='end'/>"), true},
        {ODD("<policy name='daypart_boundary' value='end'/>"), true},
        {ODD("<policy name='pack_boundary' value='end'/>"), true},
        {ODD("<policy name='pack_holders' value='everybody'/>"), true},
        {ODD("<policy name='zone' value='Z'/>"), true},
        {ODD("<policy name='idle_hours' value='00:00:00-23:59:59'/>"), true},
        {ODD("<policy name='idle_hours' value='09:00:00-16:59:59'/>"), true},
        {ODD("<policy name='free_seconds' value='0'/>"), true},
        {ODD("<policy name='split_from' value='1970-01-01T00:00:00'/>"), true},
        {ODD("<prefix digits='8621' destination='hmt'/>"), true},
        {ODD("<prefix digits='86' destination='hmt'/>"), true},
        {ODD("<policy name='daypart_boundary' value='unit'/>"), false},
        {ODD("<policy name='duration' value='plus 1'/>"), false},
        {ODD("<policy name='billed_duration' value='plus 1'/>"), false},
        {ODD("<policy name='unit_rounding' value='down'/>"), false},
    };

    (void)state;
    seed = SEED;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_rulebook *rulebook = rulebook_with(&rows[i].overlay, 1);
        struct subject subject = subject_of(rulebook);

        compare_by_chance(&subject, is_sparse() ? 2000 : 50000);
        if ((subject.found > 0) != rows[i].found)
            fail_msg("%s: %zu found", rows[i].overlay, subject.found);
        end(&subject);
        tg_rulebook_free(rulebook);
    }
#undef ODD
}

/* Where it is still 1969, as by Greenwich before eight o'clock, nothing is told. */
static void calls_before_1970(void **state)
{
    static const char *const overlay = "<overlay id='x' kind='defect' title=''>"
                                       "<policy name='zone' value='Z'/></overlay>";
    struct tg_rulebook *rulebook = rulebook_with(&overlay, 1);
    struct subject subject = subject_of(rulebook);

    (void)state;
    for (int32_t second = -2; second < 2; second++) {
        const struct record record = {
            .start = "1970-01-01T08:00:00", .dur_s = 61, .other_party = "62001234"};
        struct tg_cdr cdr;

        record_read(&cdr, &record);
        cdr.start += second;
        compare(&subject, &cdr);
        assert_int_equal(subject.found, second < 0 ? 0 : second + 1);
    }
    end(&subject);
    tg_rulebook_free(rulebook);
}

/* Readings, annexes, defects. */
static void calls_by_chance_by_every_overlay(void **state)
{
    size_t tried = 0, without = 0;

    (void)state;
    seed = SEED;
    for (const struct tg_asset *asset = tg_assets; asset->path != NULL; asset++) {
        const char *name = asset->path + strlen("cases/");
        struct tg_error error = {.status = TG_OK};
        struct tg_rulebook *rulebook;
        struct subject subject;

        if (strncmp(asset->path, "cases/", strlen("cases/")) != 0) continue;
        name = strchr(name, '/') + 1;
        if (is_sparse() && tried++ % 10 != 0) continue;
        rulebook = tg_rulebook_load(TG_DEFAULT_RULEBOOK, NULL, 0, &error);
        assert_non_null(rulebook);
        assert_true(tg_rulebook_overlay(rulebook, name, asset->data, asset->size, &error));
        assert_true(tg_rulebook_compile(rulebook, &error));
        subject = subject_of(rulebook);
        compare_by_chance(&subject, is_sparse() ? 1000 : 10000);
        without += subject.found == 0;
        end(&subject);
        tg_rulebook_free(rulebook);
    }
    printf("by %zu overlays nothing is found\n", without);
}

/* As many at a time as there may be, of which some are left. */
static void many_at_a_time(void **state)
{
    static char parties[100][64 + TG_BULK_SLACK];
    struct tg_quick *quick = tg_quick_new(*state);
    struct tg_cdr cdrs[COUNT(parties)];
    uint32_t cells[COUNT(parties)], alone[COUNT(parties)];

    seed = SEED;
    for (size_t i = 0; i < COUNT(parties); i++) {
        cdrs[i] = (struct tg_cdr){.other_party = {parties[i], pick_number(parties[i])},
                                  .plan = (uint8_t)below(TG_PLAN_COUNT),
                                  .event = (uint8_t)below(TG_EVENT_COUNT)};
        pick_place(&cdrs[i]);
        pick_time(&cdrs[i]);
        tg_quick_find(quick, &alone[i], &cdrs[i], 1);
    }
    for (size_t count = 0; count <= COUNT(parties); count++) {
        memset(cells, 0xee, sizeof cells);
        tg_quick_find(quick, cells, cdrs, count);
        assert_memory_equal(cells, alone, count * sizeof *cells);
        if (count < COUNT(parties)) assert_int_equal(cells[count], 0xeeeeeeee);
    }
    tg_quick_free(quick);
}

static void without_memory_there_is_none(void **state)
{
    tg_alloc_fail_after(0);
    assert_null(tg_quick_new(*state));
    tg_alloc_fail_after(-1);
}

static int open_rulebook(void **state)
{
    *state = rulebook_bundled(NULL, 0);
    return 0;
}

static int close_rulebook(void **state)
{
    tg_rulebook_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_that_begin_in_every_way),
        cmocka_unit_test(two_access_prefixes),
        cmocka_unit_test(numbers_abroad_that_begin_in_every_way),
        cmocka_unit_test(bytes_that_are_no_digits),
        cmocka_unit_test(all_points),
        cmocka_unit_test(calls_by_chance),
        cmocka_unit_test(calls_by_chance_by_odd_policies),
        cmocka_unit_test(calls_before_1970),
        cmocka_unit_test(calls_by_chance_by_every_overlay),
        cmocka_unit_test(many_at_a_time),
        cmocka_unit_test(without_memory_there_is_none),
    };

    return cmocka_run_group_tests(tests, open_rulebook, close_rulebook);
}
