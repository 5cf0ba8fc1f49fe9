/* Every id that repeats is suspected, in whichever parts it was met, and what repeats is found. */
#include "testing.h"

#include "idlog.h"
#include "idseen.h"

#include <stdio.h>

#define MOST  20000
#define PARTS 3

static uint64_t state;

static uint32_t below(uint32_t n)
{
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(state >> 33) % n;
}

enum naming { COUNTED, RANDOM, SHORT, WORDS, NAMINGS };

/* An id of the space of so many; short ones are digits only, or one character. */
static size_t name(char id[64], enum naming naming, uint32_t space)
{
    uint32_t n = below(space);

    switch (naming) {
    case COUNTED: return (size_t)snprintf(id, 64, "cdr-2010-%09u", n);
    case RANDOM: return (size_t)snprintf(id, 64, "%08x%08x", n * 2654435761u, n);
    case SHORT: return (size_t)snprintf(id, 64, "%u", n % 1200);
    default: return (size_t)snprintf(id, 64, "%c%u%c", 'a' + (int)(n % 26), n / 26, 'x');
    }
}

static void add(struct idseen *seen, struct tg_slice id)
{
    struct id_parts parts = id_parts(id);

    idseen_add(seen, &parts);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void watch(enum naming naming, size_t count, uint32_t space)
{
    static char ids[MOST][64];
    static const char *sorted[MOST];
    struct idseen parts[PARTS];
    struct suspects suspects;
    size_t repeated = 0;
    size_t suspected = 0;

    for (size_t i = 0; i < PARTS; i++) idseen_begin(&parts[i]);
    for (size_t i = 0; i < count; i++) {
        size_t n = name(ids[i], naming, space);

        sorted[i] = ids[i];
        add(&parts[below(PARTS)], (struct tg_slice){ids[i], n});
    }
    qsort(sorted, count, sizeof sorted[0], by_text);
    assert_true(suspects_find(&suspects, parts, PARTS, NULL));
    for (size_t i = 0; i < count; i++) {
        bool again = (i > 0 && strcmp(sorted[i], sorted[i - 1]) == 0) ||
                     (i + 1 < count && strcmp(sorted[i], sorted[i + 1]) == 0);
        bool is = suspects_has(&suspects, tg_slice_of(sorted[i]));

        repeated += again;
        suspected += is;
        if (again && !is) fail_msg("%s repeats and was not suspected", sorted[i]);
    }
    /* Hashes of 64 bits: none of these few thousands meet by chance. */
    if (!suspects.all) assert_int_equal(suspected, repeated);
    suspects_free(&suspects);
    for (size_t i = 0; i < PARTS; i++) idseen_free(&parts[i]);
}

static void what_repeats_is_suspected(void **state_)
{
    (void)state_;
    state = 618;
    print_message("seed %llu\n", (unsigned long long)state);
    for (int naming = 0; naming < NAMINGS; naming++)
        for (size_t count = 0; count <= MOST; count = count * 7 + 1)
            for (uint32_t space = 10; space <= 10000000; space *= 100)
                watch((enum naming)naming, count, space);
}

/* More stems than memory holds, each met in two parts: they are spilled, and too many to be kept.
 */
static void too_many_are_all_suspected(void **state_)
{
    struct idseen parts[2];
    struct suspects suspects;

    (void)state_;
    for (size_t part = 0; part < 2; part++) {
        idseen_begin(&parts[part]);
        for (unsigned i = 0; i < 70000; i++) {
            char id[32];
            int n = snprintf(id, sizeof id, "%ux", i);

            add(&parts[part], (struct tg_slice){id, (size_t)n});
        }
    }
    assert_true(suspects_find(&suspects, parts, 2, NULL));
    assert_true(suspects.all);
    assert_true(suspects_has(&suspects, tg_slice_of("whatever")));
    suspects_free(&suspects);
    assert_false(suspects_has(&suspects, tg_slice_of("whatever")));
    for (size_t i = 0; i < 2; i++) idseen_free(&parts[i]);
}

/* ------------------------------------------------------------------------------------- repeats */

struct told {
    char text[2000];
};

static void tell(void *user, enum repeat_kind kind, const struct repeat *repeat)
{
    static const char *const names[] = {"id", "call", "overlap"};
    struct told *told = user;
    size_t n = strlen(told->text);

    snprintf(told->text + n, sizeof told->text - n, "%s %s %s %lld %lld\n", names[kind], repeat->id,
             repeat->other, (long long)repeat->start, (long long)repeat->charge);
}

static void log_one(struct idlog *log, const char *id, const char *subscriber, tg_time start,
                    int32_t dur_s, const char *party, uint8_t event, tg_money charge)
{
    struct tg_cdr cdr = {.call_id = tg_slice_of(id),
                         .subscriber = tg_slice_of(subscriber),
                         .other_party = tg_slice_of(party),
                         .start = start,
                         .dur_s = dur_s,
                         .event = event,
                         .charge = charge};

    idlog_add_id(log, &cdr, 1);
    idlog_add_call(log, &cdr, 1);
}

/* By hand: what of six kinds of neighbours is told, whichever part has them and in what order. */
static void repeats_are_told_apart(void **state_)
{
    static const struct {
        const char *id, *subscriber;
        tg_time start;
        int32_t dur_s;
        const char *party;
        uint8_t event;
        tg_money charge;
    } records[] = {
        {"A", "s1", 100, 60, "010", TG_EVENT_ORIGINATE, 600},
        {"A", "s1", 100, 60, "010", TG_EVENT_ORIGINATE, 600},  /* the same once more */
        {"A", "s1", 90, 5, "021", TG_EVENT_ORIGINATE, 100},    /* an earlier call of that id */
        {"B", "s1", 100, 60, "010", TG_EVENT_ORIGINATE, 600},  /* the same call as A */
        {"B", "s1", 100, 60, "010", TG_EVENT_ORIGINATE, 600},  /* and an id again */
        {"C", "s1", 159, 10, "010", TG_EVENT_ORIGINATE, 700},  /* begins before A has ended */
        {"D", "s1", 169, 10, "010", TG_EVENT_ORIGINATE, 0},    /* begins when C has ended */
        {"E", "s1", 120, 9, "0755", TG_EVENT_FORWARD_BUSY, 0}, /* does not occupy s1 */
        {"F", "s2", 100, 60, "010", TG_EVENT_ORIGINATE, 600},  /* somebody else's */
        {"G", "", 100, 60, "010", TG_EVENT_ORIGINATE, 600},    /* nobody knows whose */
        {"H", "s2", 120, 0, "", TG_EVENT_MONTHLY_FEE, 50000},  /* no call */
    };
    static const char expected[] = "id A A 100 600\nid A A 100 600\nid B B 100 600\n"
                                   "call B A 100 600\noverlap C A 159 700\n";

    (void)state_;
    for (unsigned turn = 0; turn < COUNT(records); turn++) {
        struct idlog parts[2];
        struct logs ids = {0}, calls = {0};
        struct told told = {""};
        struct repeat_sink sink = {&told, tell};

        idlog_begin(&parts[0]);
        idlog_begin(&parts[1]);
        for (size_t k = 0; k < COUNT(records); k++) {
            size_t i = (k + turn) % COUNT(records);

            log_one(&parts[(i + turn) % 2], records[i].id, records[i].subscriber, records[i].start,
                    records[i].dur_s, records[i].party, records[i].event, records[i].charge);
        }
        for (size_t i = 0; i < 2; i++) logs_take(&ids, &calls, &parts[i]);
        assert_true(idlog_find(&ids, &calls, &sink, NULL));
        assert_string_equal(told.text, expected);
        logs_free(&ids);
        logs_free(&calls);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_repeats_is_suspected),
        cmocka_unit_test(too_many_are_all_suspected),
        cmocka_unit_test(repeats_are_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
