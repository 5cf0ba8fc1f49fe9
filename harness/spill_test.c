/* Records come back in the order of their bytes, whatever the memory and the number of parts. */
#include "testing.h"

#include "arena.h"
#include "spill.h"

#include <unistd.h>

#define MOST 5000

static uint64_t state;

static uint32_t below(uint32_t n)
{
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(state >> 33) % n;
}

struct record {
    unsigned char bytes[24];
    size_t n;
};

static int compare(const void *a, const void *b)
{
    const struct record *x = a;
    const struct record *y = b;
    int order = memcmp(x->bytes, y->bytes, x->n < y->n ? x->n : y->n);

    return order != 0 ? order : (x->n > y->n) - (x->n < y->n);
}

/* Few different bytes, so that many records are equal or begin alike. */
static void make(struct record *record)
{
    record->n = 1 + below(sizeof record->bytes);
    for (size_t i = 0; i < record->n; i++) record->bytes[i] = (unsigned char)(below(3) * 127);
}

/* Every third record comes from elsewhere, sorted already. */
struct elsewhere {
    struct record *list;
    size_t count, at;
};

static struct tg_slice next_elsewhere(void *user)
{
    struct elsewhere *elsewhere = user;
    const struct record *record;

    if (elsewhere->at == elsewhere->count) return (struct tg_slice){NULL, 0};
    record = &elsewhere->list[elsewhere->at++];
    return (struct tg_slice){(const char *)record->bytes, record->n};
}

static void sort_by(size_t memory, size_t parts, size_t count)
{
    static struct record records[MOST], others[MOST];
    struct elsewhere elsewhere = {others, 0, 0};
    struct spill_source source = {next_elsewhere, &elsewhere};
    struct spill *spills[8];
    struct spill_merge *merge;

    for (size_t i = 0; i < parts; i++) spills[i] = spill_open(memory);
    for (size_t i = 0; i < count; i++) {
        make(&records[i]);
        if (i % 3 == 0)
            others[elsewhere.count++] = records[i];
        else
            spill_add(spills[below((uint32_t)parts)], records[i].bytes, records[i].n);
    }
    qsort(records, count, sizeof records[0], compare);
    qsort(others, elsewhere.count, sizeof others[0], compare);
    merge = spill_merge_open(spills, parts, &source, 1);
    for (size_t i = 0; i < count; i++) {
        struct tg_slice record = spill_merge_next(merge);

        assert_int_equal(record.n, records[i].n);
        assert_memory_equal(record.p, records[i].bytes, record.n);
    }
    assert_int_equal(spill_merge_next(merge).n, 0);
    assert_int_equal(spill_merge_next(merge).n, 0);
    assert_true(spill_merge_close(merge, NULL));
    for (size_t i = 0; i < parts; i++) spill_close(spills[i]);
}

/* The least memory spills every few dozens of records, so that runs are merged on the way. */
static void records_come_in_order(void **state_)
{
    static const size_t memories[] = {1, 2000, 100000, 0};

    (void)state_;
    state = 4711;
    print_message("seed %llu\n", (unsigned long long)state);
    for (size_t m = 0; m < COUNT(memories); m++)
        for (size_t parts = 1; parts <= 8; parts += 3)
            for (size_t count = 0; count <= MOST; count = count * 5 + 1)
                sort_by(memories[m], parts, count < MOST ? count : MOST);
    sort_by(1, 1, MOST);
}

/* What could not be kept is told, with the reason. */
static void a_lost_file_is_told(void **state_)
{
    struct spill *spill = spill_open(1);
    struct tg_error error = {.status = TG_OK};
    struct spill_merge *merge;
    static char record[SPILL_RECORD] = "x";

    (void)state_;
    setenv("TMPDIR", "/nonexistent", 1);
    for (size_t i = 0; i < 10; i++) spill_add(spill, record, sizeof record);
    unsetenv("TMPDIR");
    merge = spill_merge_open(&spill, 1, NULL, 0);
    while (spill_merge_next(merge).n > 0) continue;
    assert_false(spill_merge_close(merge, &error));
    assert_int_equal(error.status, TG_E_IO);
    assert_string_equal(error.text, "a temporary file cannot be kept: No such file or directory");
    spill_close(spill);
    spill_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_in_order),
        cmocka_unit_test(a_lost_file_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
