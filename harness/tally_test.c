/* Tallies of parts add up to the tally of the whole, in any order; kinds tell answers apart. */
#include "tally_testing.h"

#include "arena.h"
#include "hash.h"

#include <stdio.h>

#define DAY_S 86400

static uint64_t state;

static uint32_t below(uint32_t n)
{
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(state >> 33) % n;
}

/* Every day of the years that records can have. */
static void months_are_those_of_the_calendar(void **state_)
{
    (void)state_;
    for (int64_t day = 0; day < 130 * 365; day++) {
        char text[TG_TIME_BUF];
        int year, month;

        tg_time_format(text, day * DAY_S - TG_CST_OFFSET_S);
        assert_int_equal(sscanf(text, "%d-%d", &year, &month), 2);
        assert_int_equal(tally_month(day), (year - 1970) * 12 + month - 1);
    }
}

struct source {
    char id[32];
};

static void fields(void *user, struct tg_slice out[TG_RATED_COLUMNS])
{
    const struct source *source = user;

    for (size_t i = 0; i < TG_RATED_COLUMNS; i++) out[i] = tg_slice_of("");
    out[0] = tg_slice_of(source->id);
    out[9] = tg_slice_of("say \"010\", or so");
}

static void add(struct tally *tally, const struct source *source, const struct tg_cdr *cdr,
                const struct tg_outcome *outcome)
{
    struct tally_record record = {.cdr = cdr,
                                  .outcome = outcome,
                                  .hash = hash_bytes(source->id, strlen(source->id)),
                                  .fields = fields,
                                  .user = (void *)(uintptr_t)source};

    tally_add(tally, &record);
}

/* The tally of one record. */
static struct tally *tally_of(const struct tg_cdr *cdr, const struct tg_outcome *outcome)
{
    struct source source = {"c"};
    struct tally *tally = malloc(sizeof *tally);

    tally_begin(tally);
    add(tally, &source, cdr, outcome);
    tally_finish(tally);
    assert_int_equal(tally->count, 1);
    return tally;
}

/* A record by chance, mostly right; wrong ones of `variety` amounts. */
static void make(struct tg_cdr *cdr, struct tg_outcome *outcome, uint32_t variety)
{
    *cdr = (struct tg_cdr){.start = (tg_time)below(400) * DAY_S,
                           .dur_s = (int32_t)below(100),
                           .plan = (uint8_t)below(TG_PLAN_COUNT)};
    *outcome = (struct tg_outcome){.kind = (enum tg_outcome_kind)below(4),
                                   .min = 600,
                                   .max = 600,
                                   .rule = (uint16_t)below(3),
                                   .line_count = 1,
                                   .line = {{.units = 1 + below(3), .per_s = 60, .open = true}}};
    outcome->action = outcome->rule; /* an action is of one rule */
    if (outcome->kind == TG_RANGE) outcome->max = 1200;
    cdr->charge = below(2) == 0 ? 600 : (tg_money)below(variety);
    cdr->charge_rest = below(50) == 0;
}

static void add_up(size_t count, uint32_t variety, size_t parts)
{
    struct tally *whole = malloc(sizeof *whole);
    struct tally *part = calloc(parts, sizeof *part);
    struct tally *sum = malloc(sizeof *sum);
    uint64_t records = 0;
    size_t apart = 0;

    tally_begin(whole);
    tally_begin(sum);
    for (size_t i = 0; i < parts; i++) tally_begin(&part[i]);
    for (size_t i = 0; i < count; i++) {
        struct source source;
        struct tg_cdr cdr;
        struct tg_outcome outcome;

        make(&cdr, &outcome, variety);
        snprintf(source.id, sizeof source.id, "c%u", below(1000000));
        add(whole, &source, &cdr, &outcome);
        add(&part[below((uint32_t)parts)], &source, &cdr, &outcome);
    }
    for (size_t i = parts; i-- > 0;) {
        tally_merge(sum, &part[i]);
        tally_free(&part[i]);
    }
    tally_finish(whole);
    tally_finish(sum);
    assert_same(whole, sum);
    for (size_t i = 0; i < sum->count; i++) {
        records += sum->list[i].sums.count;
        apart += sum->list[i].kind.form != FORM_RIGHT && sum->list[i].kind.form != FORM_OTHERS &&
                 sum->list[i].kind.form != FORM_FRACTION;
    }
    assert_int_equal(records, count);
    assert_true(apart <= TALLY_KINDS);
    tally_free(whole);
    tally_free(sum);
    free(whole);
    free(part);
    free(sum);
}

/* The last has several times more kinds than are kept apart. */
static void parts_add_up(void **state_)
{
    (void)state_;
    state = 2010;
    print_message("seed %llu\n", (unsigned long long)state);
    for (size_t parts = 1; parts <= 7; parts += 3) {
        add_up(0, 10, parts);
        add_up(1000, 1000, parts);
        add_up(20000, 50, parts);
        add_up(is_sparse() ? 60000 : 200000, 1000000, parts);
    }
}

/* Which form an answer takes, by hand: 0.36 right for 36 s (6 units of 6 s, 1 of 60 s). */
static void answers_take_forms(void **state_)
{
    static const struct {
        tg_money charge;
        bool rest, negative;
        enum tally_form form;
        int8_t side;
        int64_t a, b, c;
    } answers[] = {
        {3600, false, false, FORM_RIGHT, 0, 0, 0, 0},
        {3600, true, false, FORM_FRACTION, 1, 0, 0, 0},
        {4200, false, false, FORM_CHARGE, 1, 700, 4200, 0},  /* 0.07 * 6 */
        {6000, false, false, FORM_CHARGE, 1, 1000, 6000, 0}, /* 0.60 * 1 */
        {0, false, false, FORM_CHARGE, -1, 0, 0, 0},         /* nothing */
        {0, true, true, FORM_FRACTION, -1, 0, 0, 0},         /* -0.00001 */
        {5000, false, false, FORM_CHARGE, 1, TALLY_NONE, 5000, 0},
    };
    struct tg_outcome outcome = {.kind = TG_EXACT, .min = 3600, .max = 3600};

    (void)state_;
    for (size_t i = 0; i < COUNT(answers); i++) {
        struct tg_cdr cdr = {.dur_s = 36,
                             .charge = answers[i].charge,
                             .charge_rest = answers[i].rest,
                             .charge_negative = answers[i].negative};
        struct tally *tally = tally_of(&cdr, &outcome);
        const struct tally_kind *kind = &tally->list[0].kind;

        assert_int_equal(kind->form, answers[i].form);
        assert_int_equal(kind->side, answers[i].side);
        assert_true(kind->a == answers[i].a && kind->b == answers[i].b && kind->c == answers[i].c);
        assert_string_equal(tally->list[0].example[0].text,
                            "c,,,,,,,,,\"say \"\"010\"\", or so\",,,");
        tally_free(tally);
        free(tally);
    }
}

/* 97 s are 17 units of 6 s and 2 of 60 s. 1.0201 may be right by a rate that is no fen; 1.0203 is
 * no amount for each unit, but off by 0.0001 for each minute begun; 1.2202 is made of nothing. */
static void differences_take_forms(void **state_)
{
    static const struct {
        tg_money charge;
        enum tally_form form;
        int64_t a, b, c;
    } answers[] = {
        {12200, FORM_CHARGE, TALLY_NONE, 6100, 0},
        {10217, FORM_CHARGE, 601, TALLY_NONE, 0},
        {10203, FORM_DIFFERENCE, TALLY_NONE, 1, 0},
        {10199, FORM_DIFFERENCE, TALLY_NONE, -1, 0},
        {10201 + 34 * 17, FORM_DIFFERENCE, 34, 289, 0},
        {10201 + 5, FORM_CHARGE, TALLY_NONE, 5103, 0},
    };
    struct tg_outcome outcome = {.kind = TG_EXACT, .min = 10201, .max = 10201};

    (void)state_;
    for (size_t i = 0; i < COUNT(answers); i++) {
        struct tg_cdr cdr = {.dur_s = 97, .charge = answers[i].charge};
        struct tally *tally = tally_of(&cdr, &outcome);
        const struct tally_kind *kind = &tally->list[0].kind;

        assert_int_equal(kind->form, answers[i].form);
        assert_true(kind->a == answers[i].a && kind->b == answers[i].b && kind->c == answers[i].c);
        tally_free(tally);
        free(tally);
    }
}

/* A call of 0 s has no units: what it was billed is only an amount. */
static void amounts_take_forms(void **state_)
{
    struct tg_outcome outcome = {.kind = TG_EXACT};
    struct tg_cdr cdr = {.dur_s = 0, .charge = 500};
    struct source source = {"c"};
    struct tally *tally = malloc(sizeof *tally);

    (void)state_;
    tally_begin(tally);
    add(tally, &source, &cdr, &outcome);
    tally_finish(tally);
    assert_int_equal(tally->list[0].kind.form, FORM_AMOUNT);
    assert_int_equal(tally->list[0].kind.a, 500);
    tally_free(tally);
    free(tally);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(months_are_those_of_the_calendar),
        cmocka_unit_test(parts_add_up),
        cmocka_unit_test(answers_take_forms),
        cmocka_unit_test(differences_take_forms),
        cmocka_unit_test(amounts_take_forms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
