/* Records counted by where they stand are counted as they are one by one: the same kinds, sums,
 * months and examples, whatever was met before. */
#include "tally_testing.h"

#include "random_records.h"
#include "tally_quick.h"

#include <stdio.h>

#define RECORDS 100000

/* A tariff, how many of a hundred records are charged by chance, and whether amounts are sums. */
static const struct {
    const char *overlays[2];
    uint32_t wild;
    bool adds_up;
} tariffs[] = {
    {{NULL, NULL}, 3, true},
    {{NULL, NULL}, 70, true}, /* more kinds than are kept */
    {{"example", NULL}, 3, true},
    {{"I-08b", "example"}, 3, true},
    {{"I-04b", NULL}, 3, true},
    {{"I-02b", NULL}, 3, true},
    {{"mobile-area-by-segment", NULL}, 3, true},
    {{"units-floored", NULL}, 3, false},
};

static uint64_t state;

static uint32_t below(uint32_t n)
{
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(state >> 33) % n;
}

/* The same records, counted in both ways. */
struct trial {
    const struct tg_rulebook *rulebook;
    const struct tg_rulebook *other; /* by which some are charged */
    struct tg_quick *finder;
    struct otherwise *otherwise;
    struct otherwise_memo memo;
    struct tally slow, fast;
    uint32_t wild;
    size_t quickly;
};

struct source {
    struct tg_slice fields[TG_RATED_COLUMNS];
};

static void give_fields(void *user, struct tg_slice fields[TG_RATED_COLUMNS])
{
    memcpy(fields, ((const struct source *)user)->fields, sizeof(struct source));
}

/* What a system charges whose open prices are all the same, or that takes what it is allowed to. */
static tg_money right_charge(const struct tg_outcome *outcome)
{
    tg_money charge = 0;

    if (outcome->kind == TG_EXACT) return outcome->charge;
    if (outcome->kind == TG_UNSPECIFIED) return (tg_money)below(100) * 100;
    if (outcome->kind == TG_RANGE)
        return outcome->min + (tg_money)below(4) * (outcome->max - outcome->min) / 3;
    for (size_t i = 0; i < outcome->line_count; i++)
        charge += outcome->line[i].units * (outcome->line[i].open ? 300 : outcome->line[i].value);
    return charge;
}

static void charge(struct tg_cdr *cdr, const struct trial *trial, const struct tg_outcome *outcome)
{
    struct tg_outcome other;

    cdr->charge = right_charge(outcome);
    cdr->charge_rest = below(100) == 0;
    cdr->charge_negative = below(100) == 0;
    if (below(100) < trial->wild) cdr->charge = (tg_money)below(1000000) - 1000;
    switch (below(20)) {
    case 0: cdr->charge += (tg_money)below(3) - 1; break;
    case 1: cdr->charge = ((tg_money)below(3) - 1) * 10000000000; break;
    case 2:
    case 3:
    case 4:
        if (tg_rate(trial->other, &other, cdr, NULL)) cdr->charge = right_charge(&other);
        break;
    default: break;
    }
}

static void count(struct trial *trial, struct tally_record *record)
{
    const struct tally_entry *slow, *fast;

    record->cell = 0;
    slow = tally_add(&trial->slow, record);
    tg_quick_find(trial->finder, &record->cell, record->cdr, 1);
    fast = record->cell != 0 ? tally_add_quickly(&trial->fast, record) : NULL;
    trial->quickly += fast != NULL;
    if (fast == NULL) fast = tally_add(&trial->fast, record);
    assert_memory_equal(&fast->kind, &slow->kind, sizeof fast->kind);
    assert_int_equal(fast->hash, slow->hash);
}

static void count_random(struct trial *trial, struct random_records *random, size_t number)
{
    char party[64 + TG_BULK_SLACK] = {0};
    struct source source = {0};
    struct tg_outcome outcome;
    struct tg_cdr cdr;
    struct tally_record record = {.cdr = &cdr,
                                  .outcome = &outcome,
                                  .hash = number * UINT64_C(0x9e3779b97f4a7c15),
                                  .fields = give_fields,
                                  .user = &source,
                                  .otherwise = trial->otherwise,
                                  .memo = &trial->memo};

    random_next(random, source.fields);
    if (!tg_cdr_from_fields(&cdr, source.fields, NULL, NULL) ||
        !tg_rate(trial->rulebook, &outcome, &cdr, NULL))
        return;
    memcpy(party, cdr.other_party.p, cdr.other_party.n);
    cdr.other_party.p = party;
    charge(&cdr, trial, &outcome);
    count(trial, &record);
}

/* Has what was counted added to the entries, which may move then; all is to be learnt again. */
static void forget(struct tally *tally)
{
    struct tally empty;

    tally_begin(&empty);
    tally_merge(tally, &empty);
    tally_free(&empty);
}

static struct tg_rulebook *load(const char *const overlays[2])
{
    size_t count = (size_t)(overlays[0] != NULL) + (overlays[1] != NULL);
    struct tg_error error = {.status = TG_OK};
    struct tg_rulebook *rulebook = tg_rulebook_load(TG_DEFAULT_RULEBOOK, overlays, count, &error);

    if (rulebook == NULL) fail_msg("%s", error.text);
    return rulebook;
}

static void try_tariff(size_t i, size_t records)
{
    static const char *const other[2] = {"I-04b", "I-18b"};
    struct tg_rulebook *rulebook = load(tariffs[i].overlays), *charging = load(other);
    struct random_records random = {.state = 0};
    struct trial *trial = calloc(1, sizeof *trial);
    struct tg_error error = {.status = TG_OK};

    assert_non_null(trial);
    assert_true(random_open(&random, 20100101 + i, &error));
    trial->rulebook = rulebook;
    trial->other = charging;
    trial->wild = tariffs[i].wild;
    trial->finder = tg_quick_new(rulebook);
    trial->otherwise = otherwise_open(rulebook, 0);
    tally_begin(&trial->slow);
    tally_begin(&trial->fast);
    tally_quicken(&trial->fast, rulebook);
    for (size_t number = 0; number < records; number++) {
        count_random(trial, &random, number);
        if (number % 10000 == 9999) forget(&trial->fast);
    }
    tally_finish(&trial->slow);
    tally_finish(&trial->fast);
    assert_same(&trial->slow, &trial->fast);
    printf("%s: %zu kinds, %zu of %zu records counted quickly\n",
           tariffs[i].overlays[0] != NULL ? tariffs[i].overlays[0] : "no overlay",
           trial->fast.count, trial->quickly, records);
    assert_true(tariffs[i].adds_up ? trial->quickly > records / 20 : trial->quickly == 0);
    tally_free(&trial->slow);
    tally_free(&trial->fast);
    otherwise_close(trial->otherwise);
    tg_quick_free(trial->finder);
    free(trial);
    random_close(&random);
    tg_rulebook_free(charging);
    tg_rulebook_free(rulebook);
}

static void records_are_counted_alike_in_both_ways(void **ignored)
{
    (void)ignored;
    for (size_t i = 0; i < COUNT(tariffs); i++) try_tariff(i, is_sparse() ? 5000 : RECORDS);
}

/* Before, at and behind every end of a unit, of all units there can be. */
static void units_are_those_of_a_division(void **ignored)
{
    (void)ignored;
    for (uint32_t per_s = 0; per_s < 2 * QUICK_MOST_S; per_s++) {
        uint32_t inverse;

        assert_int_equal(quick_unit_fits(per_s), per_s >= 5 && per_s <= 4096);
        if (!quick_unit_fits(per_s)) continue;
        inverse = quick_inverse(per_s);
        for (uint32_t end = 0; end <= TG_CDR_MAX_DUR_S; end += per_s)
            for (uint32_t dur_s = end - (end > 0); dur_s <= end + 1; dur_s++)
                if (quick_units((int32_t)dur_s, (uint16_t)(per_s - 1), inverse) !=
                    (dur_s + per_s - 1) / per_s)
                    fail_msg("%u s in units of %u s", dur_s, per_s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_are_those_of_a_division),
        cmocka_unit_test(records_are_counted_alike_in_both_ways),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
