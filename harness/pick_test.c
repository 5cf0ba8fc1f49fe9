#include "fixture.h"
#include "pick.h"

static struct question question(const char *id, const char *clauses)
{
    return (struct question){.id = id, .expected = {.clauses = clauses}};
}

static void every_option_narrows(void **state)
{
    static const struct {
        struct pick pick;
        bool one, two;
    } rows[] = {
        {{.shards = 0}, true, true},
        {{.only = {{"six-*"}, 1}}, true, false},
        {{.only = {{"nothing", "*12"}, 2}}, false, true},
        {{.skip = {{"six-*"}, 1}}, false, true},
        {{.only = {{"*"}, 1}, .skip = {{"*"}, 1}}, false, false},
        {{.clause = {{"A-2.2.3"}, 1}}, true, false},
        {{.clause = {{"A-2.2.3a"}, 1}}, true, false},
        {{.clause = {{"A-2.1"}, 1}}, false, false},
        {{.clause = {{"A-2"}, 1}}, true, true},
        {{.clause = {{"B-1.1"}, 1}}, false, false},
    };
    struct question one = question("six-1", "A-2.2.3a B-1.11");
    struct question two = question("saver-12", "A-2.11");

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (pick_has(&rows[i].pick, &one) != rows[i].one) fail_msg("row %zu, one", i);
        if (pick_has(&rows[i].pick, &two) != rows[i].two) fail_msg("row %zu, two", i);
    }
}

/* Every case is in exactly one shard, and shards are of about the same size. */
static void shards_are_a_partition(void **state)
{
    size_t sizes[4] = {0};

    (void)state;
    for (int i = 0; i < 4000; i++) {
        char id[32];
        struct question one = question(id, "A-1");
        int in = 0;

        snprintf(id, sizeof id, "case-%04d", i);
        for (unsigned s = 1; s <= 4; s++) {
            struct pick pick = {.shard = s, .shards = 4};

            if (!pick_has(&pick, &one)) continue;
            in++;
            sizes[s - 1]++;
        }
        assert_int_equal(in, 1);
    }
    for (int s = 0; s < 4; s++) assert_in_range(sizes[s], 800, 1200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_option_narrows),
        cmocka_unit_test(shards_are_a_partition),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
