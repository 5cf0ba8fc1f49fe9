/* Open prices and readings, inferred from answers: systems are made of the reference rater and
 * overlays, and of what is done to its answers. */
#include "fixture.h"

#include "pick.h"
#include "suites.h"

struct trial {
    struct suites suites;
    struct questions questions;
    struct said end;
    struct judged judged;
};

/* Texts of answers may be changed before they are judged. */
typedef void change_fn(struct text *line, const struct question *question);

static void change_answers(struct trial *trial, change_fn *change)
{
    struct text changed = {0};
    const char *line = trial->end.output.p;

    text_addf(&changed, "call_id,charge\n");
    for (size_t i = 0; i < trial->questions.count; i++) {
        struct text one = {0};
        const char *end;

        line = strchr(line, '\n') + 1;
        end = strchr(line, '\n');
        text_add(&one, (struct tg_slice){line, (size_t)(end - line)});
        change(&one, &trial->questions.list[i]);
        text_addf(&changed, "%s\n", one.p);
        text_free(&one);
    }
    text_free(&trial->end.output);
    trial->end.output = changed;
}

static void begin(struct trial *trial, const char *const *suites, size_t count)
{
    struct tg_error error = {0};

    *trial = (struct trial){0};
    assert_true(suites_find(&trial->suites, NULL, &error));
    for (size_t i = 0; i < count; i++)
        assert_true(suites_load(&trial->questions, &trial->suites, suites[i], &error));
}

/* What `tollgate rate --answers` prints. */
static void reference_answers(struct said *said, const struct tg_rulebook *rulebook,
                              const struct questions *questions)
{
    *said = fixture_end("call_id,charge\n");
    for (size_t i = 0; i < questions->count; i++) {
        const struct question *question = &questions->list[i];
        struct tg_slice fields[TG_CDR_COLUMNS];
        struct tg_error error = {.status = TG_OK};
        char line[TG_OUTCOME_BUF];
        struct tg_outcome outcome;
        struct tg_cdr cdr;
        bool ok;

        for (size_t f = 0; f < TG_CDR_COLUMNS; f++) fields[f] = tg_slice_of(question->field[f]);
        ok = tg_cdr_from_fields(&cdr, fields, NULL, &error) &&
             tg_rate(rulebook, &outcome, &cdr, &error);
        text_add(&said->output,
                 (struct tg_slice){line, tg_answer_format(line, fields[0], ok ? &outcome : NULL)});
    }
}

static void answer(struct trial *trial, const char *const *overlays, size_t count,
                   change_fn *change, const struct judge_rules *rules)
{
    struct choice choice = {.overlay_count = count};
    struct tg_rulebook *rulebook;

    for (size_t i = 0; i < count; i++) choice.overlays[i] = overlays[i];
    rulebook = choice_load(&choice);
    assert_non_null(rulebook);
    reference_answers(&trial->end, rulebook, &trial->questions);
    tg_rulebook_free(rulebook);
    if (change != NULL) change_answers(trial, change);
    assert_true(fixture_judge(&trial->judged, &trial->questions, &trial->end, rules));
}

static void end(struct trial *trial)
{
    judged_free(&trial->judged);
    said_free(&trial->end);
    questions_free(&trial->questions);
    suites_free(&trial->suites);
}

static const struct judge_rules tariff = {&(struct choice){0}, 0, NULL};
static const struct judge_rules strict = {&(struct choice){0}, UINT32_MAX, NULL};

#define SUITES(...) (const char *const[]){__VA_ARGS__}, COUNT(((const char *const[]){__VA_ARGS__}))
#define OVERLAYS    SUITES

static const struct price_found *price(const struct trial *trial, const char *name, uint8_t plan,
                                       uint8_t system)
{
    const struct held *held = &trial->judged.held;

    for (size_t i = 0; i < held->law.price_count; i++)
        if (strcmp(held->law.prices[i].name, name) == 0)
            return prices_find(&held->book, &held->law, (uint16_t)i, plan, system);
    return NULL;
}

static bool has_finding(const struct trial *trial, const char *part)
{
    for (size_t i = 0; i < trial->judged.finding_count; i++)
        if (strstr(trial->judged.findings[i].text, part) != NULL) return true;
    for (size_t i = 0; i < trial->judged.finding_count; i++)
        print_message("%s\n", trial->judged.findings[i].text);
    return false;
}

/* The example annex charges 0.60 and 0.40 for roaming, and 2.30 for an Inmarsat Mini-M. */
static void prices_of_a_correct_system_are_found(void **state)
{
    struct trial trial;

    (void)state;
    begin(&trial, SUITES("brands", "forwarding", "numbers"));
    answer(&trial, OVERLAYS("example"), NULL, &tariff);
    assert_int_equal(judged_exit(&trial.judged), EXIT_CONFORMS);
    assert_int_equal(trial.judged.finding_count, 0);
    for (uint8_t plan = 0; plan < TG_PLAN_COUNT; plan++) {
        const struct price_found *caller = price(&trial, "roam_caller", plan, 0);
        const struct price_found *called = price(&trial, "roam_called", plan, 0);

        assert_int_equal(caller->state, PRICE_KNOWN);
        assert_int_equal(caller->value, 6000);
        assert_int_equal(called->state, PRICE_KNOWN);
        assert_int_equal(called->value, 4000);
    }
    assert_int_equal(price(&trial, "ld_satellite", TG_PLAN_GOTONE, TG_SYSTEM_INMARSAT)->value,
                     30000);
    assert_int_equal(
        price(&trial, "ld_satellite", TG_PLAN_GOTONE, TG_SYSTEM_INMARSAT_MINI_M)->value, 23000);
    end(&trial);
}

static bool is_receive(const struct question *question)
{
    return strcmp(question->expected.rule, "R-40") == 0;
}

static long seconds(const struct question *question)
{
    return strtol(question->field[2], NULL, 10);
}

static void set_charge(struct text *line, tg_money charge)
{
    line->n = (size_t)(strchr(line->p, ',') + 1 - line->p);
    text_add_money(line, charge, false);
}

static void add_once(struct text *line, const struct question *question)
{
    if (is_receive(question)) set_charge(line, (seconds(question) + 59) / 60 * 3000 + 1000);
}

static void per_six_seconds(struct text *line, const struct question *question)
{
    if (is_receive(question)) set_charge(line, (seconds(question) + 5) / 6 * 400);
}

static void one_wrong(struct text *line, const struct question *question)
{
    static const struct question *first;

    if (!is_receive(question)) return;
    if (first == NULL) first = question;
    if (first == question) set_charge(line, 100);
}

static void too_much(struct text *line, const struct question *question)
{
    if (is_receive(question)) set_charge(line, (seconds(question) + 59) / 60 * 4100);
}

static void nothing_fits(struct text *line, const struct question *question)
{
    if (is_receive(question)) set_charge(line, 1 + 7 * seconds(question) % 11);
}

/* Only received calls, so that nothing else tells roam_called. */
static void keep_received(struct trial *trial)
{
    size_t kept = 0;

    idmap_free(&trial->questions.index);
    for (size_t i = 0; i < trial->questions.count; i++) {
        struct question *question = &trial->questions.list[i];

        if (!is_receive(question) || strcmp(question->field[3], "gotone") != 0) continue;
        idmap_add(&trial->questions.index, question->id, kept);
        trial->questions.list[kept++] = *question;
    }
    trial->questions.count = kept;
    trial->questions.suite_count = 1;
    trial->questions.suites[0].count = kept;
    assert_true(kept >= 8);
}

static void what_is_wrong_with_a_price_is_named(void **state)
{
    static const struct {
        change_fn *change;
        enum price_state state;
        const char *finding;
    } rows[] = {
        {add_once, PRICE_KNOWN, "0.30 yuan per 60 s and 0.10 yuan once per call explains all "},
        {per_six_seconds, PRICE_KNOWN, ": the unit is 6 s, not 60 s"},
        {one_wrong, PRICE_KNOWN, "roam_called of gotone: 0.40 yuan per 60 s explains "},
        {too_much, PRICE_KNOWN,
         "; that is above its legal range, above 0.00, at most 0.40 yuan per 60 s"},
        {nothing_fits, PRICE_KNOWN, "; contradicted by "},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct trial trial;

        begin(&trial, SUITES("brands", "per-minute", "interactions"));
        keep_received(&trial);
        answer(&trial, OVERLAYS("example"), rows[i].change, &tariff);
        assert_int_equal(judged_exit(&trial.judged), EXIT_MISMATCH);
        assert_int_equal(trial.judged.finding_count, 1);
        if (!has_finding(&trial, rows[i].finding)) fail_msg("row %zu", i);
        end(&trial);
    }
}

static void every_reading_alone_is_held(void **state)
{
    static const char *const readings[] = {"I-01b", "I-02b", "I-02c", "I-05b", "I-06b", "I-08b",
                                           "I-09b", "I-10b", "I-11b", "I-13b", "I-14b", "I-15b",
                                           "I-16b", "I-17b", "I-18b", "I-19b"};

    (void)state;
    for (size_t i = 0; i < COUNT(readings); i++) {
        struct trial trial;
        struct text said = {0};

        begin(&trial, SUITES("dates", "forwarding", "interactions", "international", "saver-12593",
                             "night-pack", "numbers", "brands", "three-second", "before"));
        answer(&trial, OVERLAYS("example", readings[i]), NULL, &tariff);
        text_addf(&said, "%s is held: ", readings[i]);
        if (!has_finding(&trial, said.p) || trial.judged.finding_count != 1)
            fail_msg("%s", readings[i]);
        if (trial.judged.counts[VERDICT_READING] == 0) fail_msg("%s", readings[i]);
        for (size_t v = 0; v < VERDICT_COUNT; v++)
            if (verdict_weigh((enum verdict)v) == WEIGHT_FAILS)
                assert_int_equal(trial.judged.counts[v], 0);
        text_free(&said);
        end(&trial);
    }
}

static void two_readings_are_held_together(void **state)
{
    struct trial trial;

    (void)state;
    begin(&trial, SUITES("three-second", "saver-12593", "forwarding", "numbers"));
    answer(&trial, OVERLAYS("example", "I-05b", "I-08b", "I-18b"), NULL, &tariff);
    assert_true(has_finding(&trial, "I-05b is held"));
    assert_true(has_finding(&trial, "I-08b is held"));
    assert_true(has_finding(&trial, "I-18b is held"));
    assert_int_equal(judged_exit(&trial.judged), EXIT_CONFORMS);
    end(&trial);
}

/* The other readings of the rulebook. */
static size_t list_readings(const struct tg_rulebook *rulebook, const char *names[READINGS_MAX],
                            size_t questions[READINGS_MAX])
{
    size_t count = 0;

    for (size_t n = 1; n <= TG_MAX_READINGS; n++) {
        const struct tg_reading *reading = tg_rulebook_reading(rulebook, n);

        for (size_t i = 0; reading != NULL && i < reading->option_count; i++) {
            questions[count] = n;
            names[count++] = tg_rulebook_option(rulebook, reading, i)->overlay;
        }
    }
    return count;
}

/* Pairs that a search for one reading after the other does not find: I-19b explains nothing without
 * I-17b; I-02b and I-18b are each contradicted by charges that fit by chance. */
static bool is_hard(const char *one, const char *two)
{
    return (strcmp(one, "I-17b") == 0 && strcmp(two, "I-19b") == 0) ||
           (strcmp(one, "I-02b") == 0 && strcmp(two, "I-18b") == 0);
}

/* Whatever two readings a system holds, all cases are asked and it conforms. */
static void any_two_readings_are_held_together(void **state)
{
    struct tg_rulebook *rulebook = choice_load(&(struct choice){0});
    const char *names[READINGS_MAX];
    size_t questions[READINGS_MAX];
    size_t count = list_readings(rulebook, names, questions);
    size_t pairs = 0;

    (void)state;
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count; k++) {
            struct trial trial;

            if (questions[i] == questions[k]) continue;
            if (pairs++ > 0 && is_sparse() && !is_hard(names[i], names[k])) continue;
            begin(&trial, NULL, 0);
            assert_true(suites_load_all(&trial.questions, &trial.suites, &(struct tg_error){0}));
            answer(&trial, OVERLAYS("example", names[i], names[k]), NULL, &tariff);
            if (judged_exit(&trial.judged) != EXIT_CONFORMS)
                fail_msg("%s and %s", names[i], names[k]);
            end(&trial);
        }
    print_message("%zu pairs\n", pairs);
    assert_true(pairs > 100);
    tg_rulebook_free(rulebook);
}

static void strict_holds_no_other_reading(void **state)
{
    struct trial trial;

    (void)state;
    begin(&trial, SUITES("forwarding"));
    answer(&trial, OVERLAYS("example", "I-08b"), NULL, &strict);
    assert_int_equal(judged_exit(&trial.judged), EXIT_MISMATCH);
    for (size_t i = 0; i < trial.judged.finding_count; i++)
        assert_int_equal(trial.judged.findings[i].kind, FINDING_PRICE);
    assert_int_equal(trial.judged.counts[VERDICT_READING], 0);
    end(&trial);
}

/* Only charges that hold both roaming fees are asked for. */
static void keep_sums(struct trial *trial)
{
    struct pick pick = {0};

    pick.clause.text[pick.clause.count++] = "A-3.2.2c";
    questions_keep(&trial->questions, &pick);
}

/* 0.01 yuan less than it should be, for calls of more than a minute. */
static void less_for_long(struct text *line, const struct question *question)
{
    tg_money charge;

    if (seconds(question) <= 60 || strcmp(question->expected.rule, "R-37") != 0) return;
    assert_true(tg_money_parse(&charge, NULL, tg_slice_of(strchr(line->p, ',') + 1)));
    set_charge(line, charge - 100);
}

static void a_price_within_a_sum_is_one_price(void **state)
{
    struct trial trial;

    (void)state;
    begin(&trial, SUITES("forwarding"));
    keep_sums(&trial);
    answer(&trial, OVERLAYS("example"), NULL, &tariff);
    assert_int_equal(judged_exit(&trial.judged), EXIT_CONFORMS);
    for (size_t i = 0; i < trial.judged.held.book.count; i++) {
        const struct price_found *found = &trial.judged.held.book.list[i];

        if (found->state == PRICE_KNOWN) assert_int_equal(found->value, 10000);
        if (found->state != PRICE_KNOWN) assert_int_equal(found->state, PRICE_WITHIN);
    }
    end(&trial);
    begin(&trial, SUITES("forwarding"));
    keep_sums(&trial);
    answer(&trial, OVERLAYS("example"), less_for_long, &tariff);
    assert_int_equal(judged_exit(&trial.judged), EXIT_MISMATCH);
    assert_true(has_finding(&trial, "roam_caller + roam_called of gotone: "));
    end(&trial);
}

/* A case that a reading leaves without a charge may be refused by who holds it. */
/* A tariff that rounds, its prices open: whoever rounds so conforms, and what rounded charges tell
 * of a price is an interval around it. Whoever does not round fails. */
static void prices_are_found_in_rounded_charges(void **state)
{
    static const char *const roundings[] = {"charge-up-to-tenth", "charge-nearest-tenth",
                                            "charge-cut-to-tenth", "charge-cut-to-yuan",
                                            "parts-up-to-tenth"};

    (void)state;
    for (size_t i = 0; i < 2 * COUNT(roundings); i++) {
        const char *rounding = roundings[i / 2];
        bool rounds = i % 2 == 0;
        const struct choice choice = {.overlays = {rounding}, .overlay_count = 1};
        const struct judge_rules rules = {&choice, 0, NULL};
        const struct price_found *caller;
        struct tg_error error = {0};
        struct trial trial;
        struct law law;

        begin(&trial, SUITES("before", "forwarding", "per-minute"));
        assert_true(law_open(&law, &choice, &trial.questions));
        assert_true(law_impose(&law, &trial.questions, &error));
        questions_learn(&trial.questions, law.rulebook);
        law_close(&law);
        answer(&trial, (const char *const[]){"example", rounding}, rounds ? 2 : 1, NULL, &rules);
        assert_int_equal(judged_exit(&trial.judged), rounds ? EXIT_CONFORMS : EXIT_MISMATCH);
        caller = price(&trial, "roam_caller", TG_PLAN_GOTONE, 0);
        if (rounds) {
            assert_int_equal(trial.judged.finding_count, 0);
            assert_int_equal(caller->state, PRICE_KNOWN);
            assert_true(caller->value <= 6000 && 6000 <= caller->top && caller->value > 5000);
        }
        end(&trial);
    }
}

static void a_refusal_can_tell_a_reading(void **state)
{
    struct pick pick = {.shard = 7, .shards = 40};
    struct trial trial;

    (void)state;
    begin(&trial, NULL, 0);
    assert_true(suites_load_all(&trial.questions, &trial.suites, &(struct tg_error){0}));
    questions_keep(&trial.questions, &pick);
    answer(&trial, OVERLAYS("example", "I-05b"), NULL, &tariff);
    assert_int_equal(judged_exit(&trial.judged), EXIT_CONFORMS);
    end(&trial);
}

/* Digits below 0.0001 yuan on every fifth charge: a reading that explains a few of them is not what
 * the system holds. */
static void below_the_last_digit(struct text *line, const struct question *question)
{
    if (question->line % 5 == 0 && strpbrk(strchr(line->p, ','), "123456789") != NULL)
        text_addf(line, "%s00001", strchr(line->p, '.') == NULL ? ".00" : "00");
}

static void a_reading_that_fits_by_chance_is_not_held(void **state)
{
    struct trial trial;

    (void)state;
    begin(&trial, SUITES("forwarding", "dates", "saver-12593"));
    answer(&trial, OVERLAYS("example"), below_the_last_digit, &tariff);
    assert_int_equal(judged_exit(&trial.judged), EXIT_MISMATCH);
    assert_int_equal(trial.judged.counts[VERDICT_READING], 0);
    end(&trial);
}

/* What is wrong with an open price is known when all cases are that show it. */
static void a_known_failure_covers_what_is_wrong_with_the_price(void **state)
{
    struct baseline baseline = {0};
    struct judge_rules rules = tariff;
    struct text proposal = {0};
    struct tg_error error = {0};
    struct trial trial;

    (void)state;
    begin(&trial, SUITES("forwarding"));
    answer(&trial, OVERLAYS("example"), less_for_long, &tariff);
    assert_int_equal(judged_exit(&trial.judged), EXIT_MISMATCH);
    assert_true(trial.judged.finding_count > 0);
    baseline_propose(&proposal, &trial.judged);
    end(&trial);
    assert_true(baseline_read(&baseline, text_slice(&proposal), "known.csv", "2010-01-01", &error));
    rules.baseline = &baseline;
    begin(&trial, SUITES("forwarding"));
    answer(&trial, OVERLAYS("example"), less_for_long, &rules);
    assert_int_equal(judged_exit(&trial.judged), EXIT_CONFORMS);
    assert_true(trial.judged.finding_count > 0);
    end(&trial);
    baseline_free(&baseline);
    text_free(&proposal);
}

static struct text kept_answers; /* of a system that holds another reading */

/* One plan is charged by the other reading. */
static void mix(struct text *line, const struct question *question)
{
    struct text head = {0};
    const char *other;

    if (strcmp(question->field[3], "gotone") != 0) return;
    text_addf(&head, "\n%s,", question->id);
    other = strstr(kept_answers.p, head.p);
    assert_non_null(other);
    line->n = 0;
    text_add(line, (struct tg_slice){other + 1, strcspn(other + 1, "\n")});
    text_free(&head);
}

static void a_mixture_shows_both_sides(void **state)
{
    struct trial trial;

    (void)state;
    begin(&trial, SUITES("forwarding"));
    answer(&trial, OVERLAYS("example", "I-08b"), NULL, &tariff);
    kept_answers = trial.end.output;
    trial.end.output = (struct text){0};
    end(&trial);
    begin(&trial, SUITES("forwarding"));
    answer(&trial, OVERLAYS("example"), mix, &tariff);
    assert_int_equal(judged_exit(&trial.judged), EXIT_MISMATCH);
    assert_true(has_finding(&trial, "I-08 is mixed: "));
    assert_true(trial.judged.counts[VERDICT_MIXED] > 0);
    assert_int_equal(trial.judged.counts[VERDICT_OVERCHARGE], 0);
    assert_int_equal(trial.judged.counts[VERDICT_UNDERCHARGE], 0);
    text_free(&kept_answers);
    end(&trial);
}

/* A tie tells no price: nothing that hangs on it can pass. */
static void a_tie_is_stated(void **state)
{
    static const char records[] =
        RECORD_HEADER "T-1,2010-03-01T10:00:00,60,gotone,,receive,,010,021,,,,\n"
                      "T-2,2010-03-01T10:00:00,60,gotone,,receive,,010,021,,,,\n";
    static const char golden[] =
        TG_OUTCOME_HEADER "\n"
                          "T-1,open,,0.00,0.40,1*roam_called,1*60s,R-40,X-1,explicit\n"
                          "T-2,open,,0.00,0.40,1*roam_called,1*60s,R-40,X-1,explicit\n";
    const struct suite_text suite = {"first", "cases/first.csv", tg_slice_of(records),
                                     "golden/first.csv", tg_slice_of(golden)};
    struct questions questions = {0};
    struct said said = fixture_end("call_id,charge\nT-1,0.10\nT-2,0.20\n");
    struct trial trial = {0};
    struct tg_error error = {0};

    (void)state;
    assert_true(questions_add(&questions, &suite, &error));
    assert_true(fixture_judge(&trial.judged, &questions, &said, &tariff));
    assert_int_equal(trial.judged.counts[VERDICT_INCONSISTENT], 2);
    assert_true(has_finding(&trial,
                            "roam_called of gotone: 0.10 yuan per 60 s and 0.20 yuan per 60 "
                            "s each explain 1 of 2 answers: which is the price cannot be "
                            "told; contradicted by T-2"));
    judged_free(&trial.judged);
    said_free(&said);
    questions_free(&questions);
}

static void golden_results_of_another_tariff_are_refused(void **state)
{
    struct questions questions;
    struct said said = fixture_end(RIGHT_ANSWERS);
    struct judged judged;

    (void)state;
    fixture_questions(&questions);
    assert_false(fixture_judge(&judged, &questions, &said, &tariff));
    judged_free(&judged);
    said_free(&said);
    questions_free(&questions);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prices_of_a_correct_system_are_found),
        cmocka_unit_test(what_is_wrong_with_a_price_is_named),
        cmocka_unit_test(every_reading_alone_is_held),
        cmocka_unit_test(two_readings_are_held_together),
        cmocka_unit_test(any_two_readings_are_held_together),
        cmocka_unit_test(a_price_within_a_sum_is_one_price),
        cmocka_unit_test(prices_are_found_in_rounded_charges),
        cmocka_unit_test(a_refusal_can_tell_a_reading),
        cmocka_unit_test(a_reading_that_fits_by_chance_is_not_held),
        cmocka_unit_test(a_known_failure_covers_what_is_wrong_with_the_price),
        cmocka_unit_test(strict_holds_no_other_reading),
        cmocka_unit_test(a_mixture_shows_both_sides),
        cmocka_unit_test(a_tie_is_stated),
        cmocka_unit_test(golden_results_of_another_tariff_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
