/* What is remembered of a cell is what would be found out of each of its records. */
#include "all_cases_testing.h"
#include "otherwise.h"

static int load_questions(void **state)
{
    (void)state;
    return load_all_cases() ? 0 : -1;
}

static int free_questions(void **state)
{
    (void)state;
    questions_free(&questions);
    return 0;
}

/* A charge that the outcome allows; `nth` of a few. */
static tg_money right_charge(const struct tg_outcome *outcome, unsigned nth)
{
    if (outcome->kind == TG_EXACT || outcome->unbounded) return outcome->min + (tg_money)nth * 7;
    return outcome->min + (outcome->max - outcome->min) * nth / 3;
}

struct trial {
    struct otherwise *otherwise;
    struct otherwise_memo memo;
    size_t asked, told_apart;
};

static void ask(struct trial *trial, const struct tg_cdr *cdr, const struct tg_outcome *outcome,
                bool right)
{
    const struct otherwise_record record = {cdr, outcome};
    uint64_t found = otherwise_relate(trial->otherwise, NULL, &record, right);

    trial->asked++;
    trial->told_apart += found != 0;
    for (int again = 0; again < 2; again++)
        assert_int_equal(otherwise_relate(trial->otherwise, &trial->memo, &record, right), found);
}

/* Right answers and wrong ones, of all lengths: what is remembered is of some other record of the
 * cell. */
static void ask_of(struct trial *trial, const struct tg_rulebook *rulebook, struct tg_cdr cdr)
{
    static const int32_t longer[] = {0, 1, 5, 6, 55, 60, 3600};

    for (size_t i = 0; i < sizeof longer / sizeof longer[0]; i++) {
        struct tg_outcome outcome;

        if (cdr.event == TG_EVENT_MONTHLY_FEE && longer[i] > 0) return;
        cdr.dur_s += longer[i];
        if (!tg_rate_amount(rulebook, &outcome, &cdr, NULL) || outcome.kind == TG_UNSPECIFIED)
            return;
        for (unsigned nth = 0; nth < 3; nth++) {
            bool right = outcome.kind != TG_OPEN && (outcome.kind != TG_EXACT || nth == 0);

            cdr.charge = right_charge(&outcome, nth);
            ask(trial, &cdr, &outcome, right);
        }
    }
}

static void try_all(const struct choice *choice)
{
    struct tg_rulebook *rulebook = choice_load(choice);
    struct trial trial = {.otherwise = otherwise_open(rulebook, 0)};
    size_t kept = 0, varying = 0;

    for (size_t q = 0; q < questions.count; q++)
        if (questions.list[q].readable) ask_of(&trial, rulebook, questions.list[q].cdr);
    for (size_t i = 0; i < OTHERWISE_MEMO; i++) {
        kept += trial.memo.slot[i].key != 0 && !trial.memo.slot[i].varies;
        varying += trial.memo.slot[i].varies;
    }
    print_message("%zu charges, %zu related to other readings; remembered: %zu cells, and %zu that "
                  "vary\n",
                  trial.asked, trial.told_apart, kept, varying);
    assert_true(trial.told_apart > 1000 && kept > 100);
    otherwise_close(trial.otherwise);
    tg_rulebook_free(rulebook);
}

static void what_is_remembered_is_so(void **state)
{
    const struct choice none = {.overlay_count = 0};
    const struct choice annex = {.overlays = {"example"}, .overlay_count = 1};

    (void)state;
    try_all(&none);
    try_all(&annex);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_remembered_is_so),
    };

    return cmocka_run_group_tests(tests, load_questions, free_questions);
}
