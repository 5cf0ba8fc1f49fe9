/* All records of a kind get one verdict: an audit says of every record, and of all together, what a
 * run says, when each record is a case by itself. Records at the edges of the tariff, billed by
 * faults and other readings, some of them mixed. */
#include "fixture.h"

#include "audit_report.h"
#include "random_records.h"

#define RECORDS 1200

#define AVERAGE "average"

/* How records of an audit are billed: by these overlays, as many of a hundred; "" = as it is right,
 * AVERAGE = between what a call costs by its start and by its end. */
struct way {
    const char *overlay; /* "I-08b", "I-08b networks-swapped" */
    uint32_t percent;
    struct tg_rulebook *rulebook;
    struct tg_rulebook *right; /* of an average */
};

/* Records by chance; 12593 calls around the edges of the day only; calls that are all forwarded
 * back home from elsewhere only. */
enum focus { FOCUS_NONE, FOCUS_SAVER, FOCUS_FORWARDED };

struct trial {
    const char *what;
    struct way way[3];
    enum focus focus;
};

struct record {
    struct tg_slice fields[TG_RATED_COLUMNS];
    struct tg_cdr cdr;
};

struct sample {
    struct arena arena;
    struct record *list;
    size_t count;
};

static uint64_t state;

static uint32_t below(uint32_t n)
{
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(state >> 33) % n;
}

static void give_fields(void *user, struct tg_slice fields[TG_RATED_COLUMNS])
{
    memcpy(fields, ((const struct record *)user)->fields,
           sizeof(struct tg_slice) * TG_RATED_COLUMNS);
}

static struct tg_slice keep(struct sample *sample, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static struct tg_slice keep(struct sample *sample, const char *format, ...)
{
    char buf[64];
    va_list args;

    va_start(args, format);
    vsnprintf(buf, sizeof buf, format, args);
    va_end(args);
    return tg_slice_of(arena_text(&sample->arena, tg_slice_of(buf)));
}

/* A 12593 call that begins within minutes of 23:00 or 07:00, and often lasts beyond. */
static void make_saver(struct sample *sample, struct tg_slice *fields)
{
    static const char *const numbers[] = {"1259302155556666", "1259307555556666",
                                          "1259301055556666", "12593008525556666"};
    int64_t edge = below(2) == 0 ? 23 * 3600 : 7 * 3600;
    int64_t second = edge - (int64_t)below(360) + 60;

    fields[1] = keep(sample, "2010-03-01T%02d:%02d:%02d", (int)(second / 3600),
                     (int)(second / 60 % 60), (int)(second % 60));
    fields[2] = keep(sample, "%u", below(600));
    fields[4] = tg_slice_of("");
    fields[5] = tg_slice_of("originate");
    fields[6] = tg_slice_of("");
    fields[7] = tg_slice_of("010");
    fields[8] = tg_slice_of(below(3) == 0 ? "021" : "010");
    fields[9] = tg_slice_of(numbers[below(COUNT(numbers))]);
    fields[10] = fields[11] = tg_slice_of("");
}

static void make_forwarded(struct sample *sample, struct tg_slice *fields)
{
    fields[1] = tg_slice_of("2010-03-01T10:00:00");
    fields[2] = keep(sample, "%u", below(400));
    fields[4] = fields[6] = tg_slice_of("");
    fields[5] = tg_slice_of("forward");
    fields[6] = tg_slice_of("unconditional");
    fields[7] = tg_slice_of("010");
    fields[8] = tg_slice_of("021");
    fields[9] = tg_slice_of("13900001234");
    fields[10] = tg_slice_of("010");
    fields[11] = tg_slice_of(below(2) == 0 ? "cmcc" : "other");
}

static tg_money amount_of(const struct tg_rulebook *rulebook, const struct tg_cdr *cdr)
{
    struct tg_outcome outcome;

    if (!tg_rate(rulebook, &outcome, cdr, NULL) || outcome.kind == TG_UNSPECIFIED) return 0;
    return outcome.kind == TG_EXACT ? outcome.charge : outcome.min;
}

/* What a call of so many minutes costs if half of them are idle. */
static tg_money average_of(const struct way *way, const struct tg_cdr *cdr)
{
    tg_money by_start = amount_of(way->right, cdr);
    tg_money by_end = amount_of(way->rulebook, cdr);

    return by_start + (by_end - by_start) / 2;
}

static tg_money charge_by(const struct way *way, const struct tg_cdr *cdr)
{
    return way->right != NULL ? average_of(way, cdr) : amount_of(way->rulebook, cdr);
}

static const struct way *choose_way(const struct trial *trial)
{
    uint32_t chance = below(100);
    size_t i = 0;

    while (i + 1 < COUNT(trial->way) && trial->way[i].rulebook != NULL &&
           chance >= trial->way[i].percent)
        chance -= trial->way[i++].percent;
    return &trial->way[trial->way[i].rulebook != NULL ? i : 0];
}

static void make_sample(struct sample *sample, const struct trial *trial)
{
    struct random_records random = {.state = 0};
    struct tg_error error = {0};

    *sample = (struct sample){.count = 0};
    sample->list = array_grow(NULL, &(size_t){0}, RECORDS, sizeof *sample->list);
    assert_true(random_open(&random, below(1u << 30), &error));
    while (sample->count < RECORDS) {
        struct record *record = &sample->list[sample->count];
        struct tg_outcome outcome;

        random_next(&random, record->fields);
        for (size_t i = 0; i < TG_CDR_COLUMNS; i++)
            record->fields[i] = tg_slice_of(arena_text(&sample->arena, record->fields[i]));
        record->fields[0] = keep(sample, "c%zu", sample->count);
        if (trial->focus == FOCUS_SAVER) make_saver(sample, record->fields);
        if (trial->focus == FOCUS_FORWARDED) make_forwarded(sample, record->fields);
        if (!tg_cdr_from_fields(&record->cdr, record->fields, NULL, NULL) ||
            !tg_rate(trial->way[0].rulebook, &outcome, &record->cdr, NULL))
            continue;
        {
            char charge[TG_MONEY_BUF];

            tg_money_format(charge, charge_by(choose_way(trial), &record->cdr));
            record->fields[TG_RATED_CHARGE] = keep(sample, "%s", charge);
            record->fields[TG_RATED_SUBSCRIBER] = tg_slice_of("");
        }
        assert_true(tg_cdr_set_charge(&record->cdr, record->fields[TG_RATED_CHARGE], 0, &error));
        sample->count++;
    }
    random_close(&random);
}

/* Counts up the sample; `kinds` by record. */
static void count_up(struct part *part, uint64_t *kinds, const struct sample *sample,
                     const struct tg_rulebook *rulebook, struct otherwise *otherwise)
{
    for (size_t i = 0; i < sample->count; i++) {
        struct tg_outcome outcome;
        struct tally_record record = {.cdr = &sample->list[i].cdr,
                                      .outcome = &outcome,
                                      .hash = i * UINT64_C(0x9e3779b97f4a7c15),
                                      .fields = give_fields,
                                      .user = &sample->list[i],
                                      .otherwise = otherwise};

        assert_true(tg_rate(rulebook, &outcome, record.cdr, NULL));
        kinds[i] = tally_add(&part->tally, &record)->hash;
        part->read++;
    }
    part_finish(part);
}

/* Every record as a case of a run. */
static void judge_singly(struct judged *judged, struct questions *questions, struct heard *heard,
                         const struct sample *sample, const struct choice *choice)
{
    static struct judge_rules how;
    struct tg_error error = {0};
    struct law law;

    how = (struct judge_rules){.choice = choice};
    *questions = (struct questions){0};
    for (size_t i = 0; i < sample->count; i++) {
        struct question question = {
            .id = sample->list[i].fields[0].p, .title = "", .readable = true};

        for (size_t f = 0; f < TG_CDR_COLUMNS; f++) question.field[f] = sample->list[i].fields[f].p;
        question.cdr = sample->list[i].cdr;
        questions->list = array_grow(questions->list, &questions->room, i, sizeof *questions->list);
        questions->list[i] = question;
        questions->count++;
    }
    heard_begin(heard, questions);
    for (size_t i = 0; i < sample->count; i++) {
        struct answer *answer = arena_take(&heard->answers.arena, 1, sizeof *answer);

        *answer = (struct answer){.kind = ANSWER_AMOUNT,
                                  .amount = sample->list[i].cdr.charge,
                                  .text = sample->list[i].fields[TG_RATED_CHARGE].p};
        heard->answers.slot[i] =
            (struct answer_slot){.count = 1, .first = answer, .heard_out = true};
    }
    assert_true(law_open(&law, choice, questions));
    assert_true(law_impose(&law, questions, &error));
    questions_learn(questions, law.rulebook);
    law_close(&law);
    assert_true(judge(judged, questions, heard, &how));
}

static const struct audit_kind *kind_of(const struct audit *audit, uint64_t hash)
{
    for (size_t i = 0; i < audit->part->tally.count; i++)
        if (audit->kinds[i].entry->hash == hash) return &audit->kinds[i];
    fail_msg("a record is of no kind");
    return NULL;
}

/* What faults explain is looked for by examples; that alone may differ from a run, which was not
 * diagnosed. */
static size_t compare(const struct trial *trial, const struct sample *sample,
                      const struct audit *audit, const uint64_t *kinds, const struct judged *singly)
{
    size_t differing = 0;

    for (size_t i = 0; i < sample->count; i++) {
        const struct audit_kind *kind = kind_of(audit, kinds[i]);

        if (kind->verdict == singly->list[i].verdict) continue;
        if (differing++ == 0)
            print_message("%s: %s charged %s for %s s is %s of its kind, %s by itself\n",
                          trial->what, sample->list[i].fields[0].p,
                          sample->list[i].fields[TG_RATED_CHARGE].p, sample->list[i].fields[2].p,
                          verdict_name(kind->verdict), verdict_name(singly->list[i].verdict));
    }
    return differing;
}

/* --------------------------------------------------------------------------------- findings */

/* `varied` and another way of charging are told by examples, of which an audit has fewer. */
static bool same_price(const struct price_found *a, const struct price_found *b)
{
    return a->price == b->price && a->plan == b->plan && a->system == b->system &&
           a->state == b->state && a->value == b->value && a->top == b->top &&
           a->count == b->count && a->rival_count == b->rival_count &&
           a->contradict == b->contradict && a->in_range == b->in_range &&
           a->with_count == b->with_count &&
           memcmp(a->with, b->with, a->with_count * sizeof a->with[0]) == 0;
}

static size_t compare_prices(const struct trial *trial, const struct judged *of_kinds,
                             const struct judged *singly)
{
    const struct price_book *a = &of_kinds->held.book;
    const struct price_book *b = &singly->held.book;
    size_t differing = a->count != b->count;

    for (size_t i = 0; i < a->count && i < b->count; i++) {
        struct text one = {0}, other = {0};

        if (same_price(&a->list[i], &b->list[i])) continue;
        differing++;
        prices_describe(&one, &of_kinds->held.law, of_kinds->questions, &a->list[i]);
        prices_describe(&other, &singly->held.law, singly->questions, &b->list[i]);
        print_message("%s: by kinds %s\n by records %s\n", trial->what, one.p, other.p);
        text_free(&one);
        text_free(&other);
    }
    return differing;
}

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* How many records a reading contradicts, or leaves open, is told by examples: where it leaves the
 * price of a right answer open a kind does not know which price that would be, and of a wrong one
 * not whether the reading changes what it should cost. */
static bool same_reading(const struct reading_found *a, const struct reading_found *b)
{
    return strcmp(a->id, b->id) == 0 && same_text(a->with, b->with) && a->mixed == b->mixed &&
           a->fits == b->fits && (a->against > 0) == (b->against > 0);
}

static size_t compare_readings(const struct trial *trial, const struct judged *of_kinds,
                               const struct judged *singly)
{
    const struct readings *a = &of_kinds->held.readings;
    const struct readings *b = &singly->held.readings;
    size_t differing = a->count != b->count;

    for (size_t i = 0; i < a->count && i < b->count; i++) {
        struct text one = {0}, other = {0};

        if (same_reading(&a->list[i], &b->list[i])) continue;
        differing++;
        readings_describe(&one, of_kinds->questions, &a->list[i]);
        readings_describe(&other, singly->questions, &b->list[i]);
        print_message("%s: by kinds %s\n by records %s\n", trial->what, one.p, other.p);
        text_free(&one);
        text_free(&other);
    }
    return differing;
}

/* What is said of all together: which prices and readings were found, and by how many records. The
 * records that are named as examples may be others. */
static size_t compare_findings(const struct trial *trial, const struct audit *audit,
                               const struct judged *singly)
{
    const struct judged *of_kinds = &audit->judged;
    size_t differing = of_kinds->finding_count != singly->finding_count;

    differing +=
        compare_prices(trial, of_kinds, singly) + compare_readings(trial, of_kinds, singly);
    for (size_t i = 0; i < of_kinds->finding_count && i < singly->finding_count; i++) {
        const struct finding *a = &of_kinds->findings[i];
        const struct finding *b = &singly->findings[i];

        differing +=
            a->kind != b->kind || a->fails != b->fails || strcmp(a->subject, b->subject) != 0;
    }
    if (differing > 0)
        print_message("%s: %zu findings by kinds, %zu by records\n", trial->what,
                      of_kinds->finding_count, singly->finding_count);
    return differing;
}

static struct tg_rulebook *load(const char *overlays)
{
    struct tg_error error = {0};
    char text[64];
    const char *list[4] = {"example"};
    size_t count = 1;
    struct tg_rulebook *rulebook;

    snprintf(text, sizeof text, "%s", overlays);
    for (char *one = strtok(text, " "); one != NULL; one = strtok(NULL, " ")) list[count++] = one;
    rulebook = tg_rulebook_load(TG_DEFAULT_RULEBOOK, list, count, &error);
    assert_non_null(rulebook);
    return rulebook;
}

static void open_ways(struct trial *trial)
{
    for (size_t i = 0; i < COUNT(trial->way) && trial->way[i].overlay != NULL; i++) {
        bool average = strcmp(trial->way[i].overlay, AVERAGE) == 0;

        trial->way[i].rulebook = load(average ? "I-02b" : trial->way[i].overlay);
        trial->way[i].right = average ? load("") : NULL;
    }
}

static void close_ways(struct trial *trial)
{
    for (size_t i = 0; i < COUNT(trial->way); i++) {
        tg_rulebook_free(trial->way[i].rulebook);
        tg_rulebook_free(trial->way[i].right);
        trial->way[i].rulebook = trial->way[i].right = NULL;
    }
}

static size_t try_trial(struct trial *trial, bool annex)
{
    const struct choice choice = {.overlays = {"example"}, .overlay_count = annex};
    const struct audit_rules rules = {.tariff = choice, .no_causes = true};
    struct tg_rulebook *rulebook = choice_load(&choice);
    struct otherwise *otherwise = otherwise_open(rulebook, 0);
    uint64_t *kinds = array_grow(NULL, &(size_t){0}, RECORDS, sizeof *kinds);
    struct sample sample;
    struct part part;
    struct audit audit;
    struct questions questions;
    struct heard heard = {0};
    struct judged singly;
    size_t differing;

    open_ways(trial);
    make_sample(&sample, trial);
    part_begin(&part);
    count_up(&part, kinds, &sample, rulebook, otherwise);
    assert_true(audit_judge(&audit, &part, &rules));
    judge_singly(&singly, &questions, &heard, &sample, &choice);
    differing =
        compare(trial, &sample, &audit, kinds, &singly) + compare_findings(trial, &audit, &singly);
    audit_free(&audit);
    part_free(&part);
    judged_free(&singly);
    heard_free(&heard);
    questions_free(&questions);
    close_ways(trial);
    free(sample.list);
    arena_free(&sample.arena);
    otherwise_close(otherwise);
    tg_rulebook_free(rulebook);
    free(kinds);
    return differing;
}

static void a_record_and_its_kind_have_one_verdict(void **state_)
{
    static struct trial trials[] = {
        {"by units",
         {{.overlay = "I-02c", .percent = 80}, {.overlay = AVERAGE, .percent = 20}},
         FOCUS_SAVER},
        {"by its end",
         {{.overlay = "I-02b", .percent = 80}, {.overlay = AVERAGE, .percent = 20}},
         FOCUS_SAVER},
        {"start and units",
         {{.overlay = "", .percent = 45},
          {.overlay = "I-02c", .percent = 45},
          {.overlay = AVERAGE, .percent = 10}},
         FOCUS_SAVER},
        {"units, a fee more",
         {{.overlay = "I-02c I-18b I-17b", .percent = 80},
          {.overlay = "I-18b I-17b", .percent = 20}},
         FOCUS_SAVER},
        {"units and a defect",
         {{.overlay = "I-02c", .percent = 80}, {.overlay = "idle-hour-early", .percent = 20}},
         FOCUS_SAVER},
        {"networks",
         {{.overlay = "I-08b", .percent = 80},
          {.overlay = "I-08b networks-swapped", .percent = 20}},
         FOCUS_FORWARDED},
        {"anything",
         {{.overlay = "", .percent = 70}, {.overlay = "per-minute", .percent = 30}},
         FOCUS_NONE},
        {"I-01", {{.overlay = "I-01b", .percent = 80}, {.overlay = "", .percent = 20}}, FOCUS_NONE},
        {"I-10",
         {{.overlay = "I-10b", .percent = 90}, {.overlay = "I-10b per-minute", .percent = 10}},
         FOCUS_NONE},
        {"I-14", {{.overlay = "I-14b", .percent = 100}}, FOCUS_NONE},
        {"I-13 and I-05",
         {{.overlay = "I-13b", .percent = 50}, {.overlay = "I-05b", .percent = 50}},
         FOCUS_NONE},
        {"I-15 and I-16",
         {{.overlay = "I-15b", .percent = 50}, {.overlay = "I-16b", .percent = 50}},
         FOCUS_NONE},
    };
    size_t differing = 0;

    (void)state_;
    state = 2010;
    print_message("seed %llu\n", (unsigned long long)state);
    for (size_t i = 0; i < COUNT(trials); i++) {
        if (is_sparse() && i % 6 != 0) continue;
        differing += try_trial(&trials[i], true);
        if (!is_sparse()) differing += try_trial(&trials[i], false);
    }
    assert_int_equal(differing, 0);
}

/* What an audit without an annex says of records billed by one reading. */
static int judge_reading(const char *overlay, size_t first)
{
    struct trial trial = {overlay, {{.overlay = overlay, .percent = 100}}, FOCUS_NONE};
    const struct audit_rules rules = {.no_causes = true};
    struct tg_rulebook *rulebook = choice_load(&rules.tariff);
    struct otherwise *otherwise = otherwise_open(rulebook, 0);
    uint64_t kinds[RECORDS];
    struct sample sample;
    struct part part;
    struct audit audit;
    int code;

    open_ways(&trial);
    make_sample(&sample, &trial);
    sample.count = first;
    part_begin(&part);
    count_up(&part, kinds, &sample, rulebook, otherwise);
    assert_true(audit_judge(&audit, &part, &rules));
    code = audit_result(&audit).code;
    audit_free(&audit);
    part_free(&part);
    close_ways(&trial);
    free(sample.list);
    arena_free(&sample.arena);
    otherwise_close(otherwise);
    tg_rulebook_free(rulebook);
    return code;
}

/* Whichever it is, and however few records tell the prices that go with it. */
static void one_reading_throughout_conforms(void **state_)
{
    static const char *const readings[] = {"I-01b", "I-02b", "I-02c", "I-04b", "I-05b", "I-06b",
                                           "I-07b", "I-08b", "I-09b", "I-10b", "I-11b", "I-13b",
                                           "I-14b", "I-15b", "I-16b", "I-17b", "I-18b", "I-19b"};

    (void)state_;
    state = 2009;
    for (size_t i = 0; i < COUNT(readings); i++)
        for (size_t first = RECORDS; first >= 75; first /= 4) {
            int code = judge_reading(readings[i], first);

            if (code != EXIT_CONFORMS) fail_msg("%s, %zu records: %d", readings[i], first, code);
            if (is_sparse()) break;
        }
}

/* Records of a roamer who receives calls, each for 70 s: an open price, billed as here; with
 * `wrong`, a call of an exact price billed too high. */
static void make_roamer(struct sample *sample, const char *charge, bool wrong)
{
    static const char *const roaming[TG_CDR_COLUMNS] = {
        "", "2010-03-01T10:00:00", "70", "gotone", "", "receive", "", "010", "021", "", "", ""};
    static const char *const calling[TG_CDR_COLUMNS] = {
        "",    "2010-03-01T10:00:00", "13", "gotone", "", "originate", "", "010",
        "010", "02155556666",         "",   ""};
    struct tg_error error = {0};

    *sample = (struct sample){.count = wrong ? 9 : 8};
    sample->list = array_grow(NULL, &(size_t){0}, sample->count, sizeof *sample->list);
    for (size_t i = 0; i < sample->count; i++) {
        struct record *record = &sample->list[i];

        for (size_t f = 0; f < TG_CDR_COLUMNS; f++)
            record->fields[f] = tg_slice_of(i < 8 ? roaming[f] : calling[f]);
        record->fields[0] = keep(sample, "c%zu", i);
        record->fields[TG_RATED_CHARGE] = tg_slice_of(i < 8 ? charge : "9.99");
        record->fields[TG_RATED_SUBSCRIBER] = tg_slice_of("");
        assert_true(tg_cdr_from_fields(&record->cdr, record->fields, NULL, &error));
        assert_true(tg_cdr_set_charge(&record->cdr, record->fields[TG_RATED_CHARGE], 0, &error));
    }
}

/* The same, as if there were more kinds of charges than are kept apart. */
static void judge_roamer(struct text *out, int *code, const char *charge, bool wrong)
{
    const struct audit_rules rules = {.no_causes = true};
    struct tg_rulebook *rulebook = choice_load(&rules.tariff);
    struct otherwise *otherwise = otherwise_open(rulebook, 0);
    struct audit_style style = {.quiet = true};
    uint64_t kinds[9];
    struct sample sample;
    struct part part;
    struct audit audit;

    make_roamer(&sample, charge, wrong);
    part_begin(&part);
    part.tally.hash_limit = 0;
    count_up(&part, kinds, &sample, rulebook, otherwise);
    assert_true(audit_judge(&audit, &part, &rules));
    audit_summary(out, &audit, &style);
    *code = audit_result(&audit).code;
    audit_free(&audit);
    part_free(&part);
    free(sample.list);
    arena_free(&sample.arena);
    otherwise_close(otherwise);
    tg_rulebook_free(rulebook);
}

/* What might be right passes for nothing; what is wrong by any reading and price still is. */
static void too_many_different_charges_are_not_judged(void **state_)
{
#define VARIED                                                                                     \
    "too varied 8 records not judged: more than 16384 different charges, of which these may be "   \
    "right by a price or a reading\n"
    struct text out = {0};
    int code;

    (void)state_;
    judge_roamer(&out, &code, "0.80", false);
    assert_int_equal(code, EXIT_NO_VERDICT);
    assert_text(&out,
                "count      read 8 = judged 0 + unspecified 0 + rejected 0 + too varied 8\n" VARIED
                "verdicts   no_verdict 8\n"
                "NO VERDICT  some of what was given could not be judged (exit 2)\n");
    judge_roamer(&out, &code, "0.80", true);
    assert_int_equal(code, EXIT_MISMATCH);
    assert_text(&out,
                "count      read 9 = judged 1 + unspecified 0 + rejected 0 + too varied 8\n" VARIED
                "verdicts   overcharge 1, no_verdict 8\n"
                "FAIL  records are not billed as the tariff says (exit 1)\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_and_its_kind_have_one_verdict),
        cmocka_unit_test(one_reading_throughout_conforms),
        cmocka_unit_test(too_many_different_charges_are_not_judged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
