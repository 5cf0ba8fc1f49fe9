/*
 * Two and three known defects at once, by chance, and systems that answer noise: how many are
 * untangled, and that nothing is claimed wrongly. The seed is printed. TOLLGATE_PAIRS,
 * TOLLGATE_TRIPLES and TOLLGATE_NOISE set how many of each are tried.
 */
#include "known_defects_testing.h"

#include "diagnosis.h"
#include "sut_reference.h"

#define SEED       UINT64_C(618)
#define MOST_DRAWN 2000

static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static long how_many(const char *name, long usual)
{
    const char *value = getenv(name);

    if (value != NULL) return strtol(value, NULL, 10);
    return is_sparse() ? 1 : usual;
}

/* -------------------------------------------------------------------------------------- a system
 */

/* What a system with these defects answers; its prices are those of the example annex. False if
 * they cannot be together. */
static bool ask(struct heard *heard, const struct fault *const *set, size_t count)
{
    struct choice choice = {.overlays = {"example"}, .overlay_count = 1};
    struct tg_error error = {.status = TG_OK};
    struct tg_rulebook *rulebook;

    for (size_t i = 0; i < count; i++) choice.overlays[choice.overlay_count++] = set[i]->id;
    rulebook = choice_try(&choice, &error);
    if (rulebook == NULL) return false;
    heard_begin(heard, &questions);
    sut_reference(heard, rulebook, NULL, &questions);
    tg_rulebook_free(rulebook);
    return true;
}

static void judge_heard(struct judged *judged, struct diagnosis *diagnosis, struct heard *heard)
{
    static const struct choice tariff = {.overlay_count = 0};
    const struct judge_rules rules = {&tariff, 0, NULL};

    assert_true(judge(judged, &questions, heard, &rules));
    assert_true(diagnose(diagnosis, judged));
}

/* ------------------------------------------------------------------------------------- untangling
 */

struct score {
    long tried, exact, equal, part, none, wrong;
};

static bool is_in(const struct fault *const *set, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(set[i]->id, id) == 0) return true;
    return false;
}

static void print_case(const char *what, const struct fault *const *set, size_t count,
                       const struct diagnosis *diagnosis)
{
    struct text line = {0};

    for (size_t i = 0; i < count; i++) text_addf(&line, " %s", set[i]->id);
    text_addf(&line, " -> %llu of %llu:", (unsigned long long)diagnosis->explained,
              (unsigned long long)diagnosis->wrong);
    for (size_t i = 0; i < diagnosis->count; i++)
        text_addf(&line, " %s", diagnosis->list[i].defect);
    print_message("%s:%s\n", what, line.p);
    text_free(&line);
}

/* Equal: other defects that charge the same in every case: by these cases there is no telling.
 * Wrong: a defect is claimed that is not there, and something stays unexplained. */
static void score_one(struct score *score, const struct diagnosis *diagnosis,
                      const struct fault *const *set, size_t count)
{
    size_t right = 0;

    score->tried++;
    for (size_t i = 0; i < diagnosis->count; i++)
        right += is_in(set, count, diagnosis->list[i].defect);
    if (diagnosis->explained == diagnosis->wrong && right == count) {
        score->exact++;
    } else if (diagnosis->explained == diagnosis->wrong) {
        score->equal++;
        print_case("equal", set, count, diagnosis);
    } else if (right < diagnosis->count) {
        score->wrong++;
        print_case("WRONG", set, count, diagnosis);
    } else {
        score->part += diagnosis->count > 0;
        score->none += diagnosis->count == 0;
        print_case("in part", set, count, diagnosis);
    }
}

static void draw(const struct fault *set[DIAGNOSIS_MOST], size_t count, uint64_t *state)
{
    for (size_t i = 0; i < count;) {
        const struct fault *drawn = &faults.list[next(state) % faults.count];

        if (!is_in(set, i, drawn->id)) set[i++] = drawn;
    }
}

static void untangle(size_t at_once, long wanted)
{
    uint64_t state = SEED + at_once;
    struct score score = {0};

    for (int drawn = 0; score.tried < wanted && drawn < MOST_DRAWN; drawn++) {
        const struct fault *set[DIAGNOSIS_MOST];
        struct diagnosis diagnosis;
        struct judged judged;
        struct heard heard;

        draw(set, at_once, &state);
        if (!ask(&heard, set, at_once)) continue;
        judge_heard(&judged, &diagnosis, &heard);
        score_one(&score, &diagnosis, set, at_once);
        diagnosis_free(&diagnosis);
        judged_free(&judged);
        heard_free(&heard);
    }
    print_message(
        "%zu at once, seed %llu: %ld tried, %ld exact, %ld equal, %ld in part, %ld not, %ld "
        "wrong\n",
        at_once, (unsigned long long)SEED, score.tried, score.exact, score.equal, score.part,
        score.none, score.wrong);
    assert_int_equal(score.wrong, 0);
    assert_true((score.exact + score.equal) * 100 >= score.tried * 95);
}

static void pairs_are_untangled(void **state)
{
    (void)state;
    untangle(2, how_many("TOLLGATE_PAIRS", 3));
}

static void triples_are_untangled(void **state)
{
    (void)state;
    untangle(3, how_many("TOLLGATE_TRIPLES", 2));
}

/* ------------------------------------------------------------------------------------------ noise
 */

/* What an amount becomes. */
typedef tg_money spoil_fn(tg_money amount, uint64_t *state);

static tg_money by_chance(tg_money amount, uint64_t *state)
{
    (void)amount;
    return (tg_money)(next(state) % 500) * 100;
}

static tg_money off_by_fen(tg_money amount, uint64_t *state)
{
    return amount + (tg_money)(next(state) % 30 + 1) * 100;
}

static tg_money times_chance(tg_money amount, uint64_t *state)
{
    return amount * (tg_money)(next(state) % 4 + 1);
}

static tg_money of_another_case(tg_money amount, uint64_t *state)
{
    const struct expected *expected = &questions.list[next(state) % questions.count].expected;

    return expected->kind == EXPECT_EXACT ? expected->charge : amount + 100;
}

static const struct {
    spoil_fn *spoil;
    unsigned percent; /* of the amounts */
} noises[] = {
    {by_chance, 100}, {by_chance, 5},     {off_by_fen, 100},     {off_by_fen, 2},
    {off_by_fen, 50}, {times_chance, 50}, {of_another_case, 20}, {of_another_case, 100},
};

static void spoil(struct heard *to, const struct heard *from, size_t kind, uint64_t *state)
{
    heard_begin(to, &questions);
    for (size_t i = 0; i < questions.count; i++) {
        const struct answer_slot *slot = &from->answers.slot[i];
        char text[TG_MONEY_BUF] = "";
        struct reply reply = {.kind = ANSWER_REFUSED, .id = tg_slice_of(questions.list[i].id)};

        if (slot->count == 1 && slot->first->kind == ANSWER_AMOUNT) {
            reply.kind = ANSWER_AMOUNT;
            reply.amount = slot->first->amount;
            if (next(state) % 100 < noises[kind].percent)
                reply.amount = noises[kind].spoil(reply.amount, state);
            tg_money_format(text, reply.amount);
        }
        reply.text = tg_slice_of(text);
        answers_add(&to->answers, &reply);
    }
    to->end = from->end;
}

static void noise_has_no_cause(void **state)
{
    uint64_t chance = SEED;
    long wanted = how_many("TOLLGATE_NOISE", 4);
    struct heard right;

    (void)state;
    assert_true(ask(&right, NULL, 0));
    for (long i = 0; i < wanted; i++) {
        struct diagnosis diagnosis;
        struct judged judged;
        struct heard heard;

        spoil(&heard, &right, (size_t)i % COUNT(noises), &chance);
        judge_heard(&judged, &diagnosis, &heard);
        assert_true(diagnosis.wrong > 100);
        if (diagnosis.count > 0) fail_msg("noise %ld: %s", i, diagnosis.list[0].defect);
        diagnosis_free(&diagnosis);
        judged_free(&judged);
        heard_free(&heard);
    }
    print_message("noise, seed %llu: %ld systems, no cause claimed\n", (unsigned long long)SEED,
                  wanted);
    heard_free(&right);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_untangled),
        cmocka_unit_test(triples_are_untangled),
        cmocka_unit_test(noise_has_no_cause),
    };

    return cmocka_run_group_tests(tests, open_all, close_all);
}
