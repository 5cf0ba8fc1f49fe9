#include "audit_judge.h"

#include "table.h"

#include <stdlib.h>
#include <string.h>

#define MOST_EXAMPLES 4000

/* -------------------------------------------------------------------------------- questions */

/* How many examples of a kind are looked at: enough to tell what is wrong, and of what is right
 * what an explanation must not contradict. */
struct share_out {
    size_t right, wrong;
};

static bool may_be_wrong(const struct tally_kind *kind)
{
    return kind->form != FORM_RIGHT;
}

static size_t examples_of(const struct tally_entry *entry, const struct share_out *share)
{
    size_t most = share->wrong;

    if (!may_be_wrong(&entry->kind))
        most = entry->kind.outcome == TG_UNSPECIFIED ? 1 : share->right;
    return entry->examples < most ? entry->examples : most;
}

/* The most that are not too many in all. */
static struct share_out share_out(const struct tally *tally)
{
    static const struct share_out shares[] = {
        {2, TALLY_EXAMPLES}, {1, TALLY_EXAMPLES}, {1, 3}, {1, 2}, {1, 1}};
    size_t s = 0;

    for (; s + 1 < sizeof shares / sizeof shares[0]; s++) {
        size_t count = 0;

        for (size_t i = 0; i < tally->count; i++) count += examples_of(&tally->list[i], &shares[s]);
        if (count <= MOST_EXAMPLES) break;
    }
    return shares[s];
}

static bool split(struct tg_slice fields[TG_CDR_COLUMNS + 1], struct arena *arena, const char *text)
{
    struct tg_slice left = tg_slice_of(text);
    struct tg_csv *csv = tg_csv_new(text_read_slice, &left, "example");
    struct tg_csv_row row;
    bool ok;

    if (csv == NULL) arena_exhausted();
    ok = tg_csv_next(csv, &row, NULL) == TG_NEXT_ROW && row.count == TG_CDR_COLUMNS + 1;
    for (size_t i = 0; ok && i <= TG_CDR_COLUMNS; i++)
        fields[i] = tg_slice_of(arena_text(arena, row.field[i]));
    tg_csv_free(csv);
    return ok;
}

/* Its id is a number of ours until all have their golden results. */
static void add_question(struct questions *questions, struct tg_slice fields[TG_CDR_COLUMNS + 1])
{
    struct question *question;
    char number[32];
    int n = snprintf(number, sizeof number, "%zu", questions->count);

    questions->list =
        array_grow(questions->list, &questions->room, questions->count, sizeof *questions->list);
    question = &questions->list[questions->count++];
    *question = (struct question){
        .id = arena_text(&questions->arena, (struct tg_slice){number, (size_t)n}), .title = ""};
    for (size_t i = 0; i < TG_CDR_COLUMNS; i++) question->field[i] = fields[i].p;
    question->readable = tg_cdr_from_fields(&question->cdr, fields, NULL, NULL);
}

static void add_answer(struct answer_slot *slot, struct arena *arena, struct tg_slice text)
{
    struct answer *answer = arena_take(arena, 1, sizeof *answer);
    struct text shown = {0};

    answer->kind = ANSWER_AMOUNT;
    tg_money_parse(&answer->amount, &answer->rest, text);
    answer->negative = text.n > 0 && text.p[0] == '-';
    text_addf(&shown, "%s", tg_shown(text));
    answer->text = arena_text(arena, text_slice(&shown));
    text_free(&shown);
    *slot = (struct answer_slot){.count = 1, .first = answer, .heard_out = true};
}

/* Together the examples of a kind stand for all its records; those of kinds that are not kept apart
 * for themselves. */
static void weigh_questions(struct audit *audit, const struct audit_kind *kind)
{
    bool apart = kind->entry->kind.form != FORM_OTHERS;

    for (size_t i = 0; i < kind->questions; i++)
        audit->questions.list[kind->question + i].weight =
            i == 0 && apart ? kind->entry->sums.count - (kind->questions - 1) : 1;
}

/* Examples of a part from elsewhere have to be of the kind that they stand for; of who read the
 * records, and lends the readings, it is known. */
static bool is_of_kind(const struct audit *audit, const struct audit_kind *kind,
                       const struct tg_slice fields[TG_CDR_COLUMNS + 1])
{
    struct tg_cdr cdr;
    struct tg_outcome outcome;
    struct tally_record record = {.cdr = &cdr, .outcome = &outcome, .otherwise = audit->otherwise};

    return kind->questions < kind->entry->sums.count &&
           tg_cdr_from_fields(&cdr, fields, NULL, NULL) &&
           tg_cdr_set_charge(&cdr, fields[TG_CDR_COLUMNS], 0, NULL) &&
           tg_rate(audit->rulebook, &outcome, &cdr, NULL) &&
           tally_holds(&kind->entry->kind, &record);
}

static bool tell_damage(void)
{
    fprintf(stderr, "tollgate: a part is damaged: an example is not of the kind it stands for\n");
    return false;
}

/* The examples as questions, and what was billed as the answers. False after telling. */
static bool make_questions(struct audit *audit)
{
    const struct tally *tally = &audit->part->tally;
    struct share_out share = share_out(tally);
    struct arena *arena = &audit->questions.arena;
    const char **charges = NULL;
    size_t room = 0;
    bool ok = true;

    for (size_t i = 0; ok && i < tally->count; i++) {
        const struct tally_entry *entry = &tally->list[i];
        struct audit_kind *kind = &audit->kinds[i];

        *kind = (struct audit_kind){.entry = entry, .question = audit->questions.count};
        for (size_t k = 0; ok && k < examples_of(entry, &share); k++) {
            struct tg_slice fields[TG_CDR_COLUMNS + 1];

            ok = split(fields, arena, entry->example[k].text) &&
                 (!audit->own_otherwise || is_of_kind(audit, kind, fields));
            if (!ok) break;
            charges = array_grow(charges, &room, audit->questions.count, sizeof *charges);
            charges[audit->questions.count] = fields[TG_CDR_COLUMNS].p;
            add_question(&audit->questions, fields);
            kind->questions++;
        }
        weigh_questions(audit, kind);
    }
    heard_begin(&audit->heard, &audit->questions);
    for (size_t i = 0; i < audit->questions.count; i++)
        add_answer(&audit->heard.answers.slot[i], &audit->heard.answers.arena,
                   tg_slice_of(charges[i]));
    free(charges);
    return ok || tell_damage();
}

/* What the tariff says of the examples, as their golden results. */
static bool impose_tariff(struct audit *audit)
{
    struct tg_error error = {.status = TG_OK};
    struct law law;
    bool ok;

    if (!law_open(&law, &audit->tariff, &audit->questions)) return false;
    ok = law_impose(&law, &audit->questions, &error);
    law_close(&law);
    if (!ok) tell_error(&error);
    questions_learn(&audit->questions, audit->rulebook);
    for (size_t i = 0; i < audit->questions.count; i++)
        audit->questions.list[i].id = audit->questions.list[i].field[0];
    return ok;
}

/* ------------------------------------------------------------------------------------ kinds */

/* What the open prices of a charge come to in all for each unit; false if one is not known. */
static bool price_sum(tg_money *sum, const struct audit *audit, size_t question)
{
    const struct held *held = &audit->judged.held;
    const struct ruling *ruling = &held->law.list[question];

    *sum = 0;
    for (size_t i = 0; i < ruling->term_count; i++) {
        const struct price_found *found = prices_find(
            &held->book, &held->law, ruling->term[i].price, ruling->plan, ruling->system);

        if (found == NULL || (found->state != PRICE_KNOWN && found->state != PRICE_WITHIN))
            return false;
        if (found->state == PRICE_KNOWN) *sum += found->value;
    }
    return true;
}

/* What open charges should have come to. */
static void weigh_open(struct audit_weight *weight, const struct audit *audit,
                       const struct audit_kind *kind, const struct tally_sums *sums)
{
    tg_money price;

    if (kind->verdict == VERDICT_PASS || kind->verdict == VERDICT_READING) {
        weight->right = sums->charged;
        weight->known = true;
    } else if (kind->entry->kind.form != FORM_OTHERS && sums->units != 0 &&
               price_sum(&price, audit, kind->question)) {
        weight->right = sums->right + sums->units * price;
        weight->known = true;
    }
}

bool audit_is_judged(const struct audit_kind *kind)
{
    return kind->verdict != VERDICT_UNSPECIFIED && kind->verdict != VERDICT_NO_VERDICT;
}

struct audit_weight audit_weigh(const struct audit *audit, const struct audit_kind *kind,
                                const struct tally_sums *sums)
{
    struct audit_weight weight = {.known = false};

    if (!audit_is_judged(kind)) return weight;
    if (kind->entry->kind.outcome == TG_OPEN) {
        weigh_open(&weight, audit, kind, sums);
    } else {
        weight.known = true;
        weight.right = kind->verdict == VERDICT_READING ? sums->charged : sums->right;
    }
    if (!weight.known) return weight;
    if (sums->charged > weight.right) weight.over = sums->charged - weight.right;
    if (sums->charged < weight.right) weight.under = weight.right - sums->charged;
    return weight;
}

/* Kinds that are not kept apart, whose records may be right for all we know: by the price of the
 * others, or by another reading. Without these, what is no plainly right answer is wrong. */
static bool is_beyond(const struct audit *audit, const struct tally_kind *kind)
{
    return kind->form == FORM_OTHERS &&
           (kind->outcome == TG_OPEN || (kind->basis & otherwise_questions(audit->otherwise)) != 0);
}

static void take_verdict(struct audit *audit, struct audit_kind *kind)
{
    const struct judgement *list = audit->judged.list;

    if (is_beyond(audit, &kind->entry->kind)) {
        kind->verdict = VERDICT_NO_VERDICT;
        return;
    }
    kind->verdict = list[kind->question].verdict;
    kind->causes =
        verdict_weigh(kind->verdict) == WEIGHT_FAILS && audit->causes.of != NULL ? UINT32_MAX : 0;
    for (size_t i = 0; i < kind->questions; i++) {
        size_t at = kind->question + i;

        kind->mixed = kind->mixed || list[at].verdict != kind->verdict;
        if (audit->causes.of != NULL) kind->causes &= audit->causes.of[at];
    }
    kind->weight = audit_weigh(audit, kind, &kind->entry->sums);
}

/* A cause explains what the examples of a kind stand for. */
static void credit(struct audit *audit, const struct audit_kind *kind)
{
    if (kind->causes != 0) audit->explained += kind->entry->sums.count;
    for (size_t c = 0; c < audit->causes.count; c++) {
        struct audit_cause *cause = &audit->causes.list[c];

        if ((kind->causes >> c & 1) == 0) continue;
        cause->records += kind->entry->sums.count;
        cause->over += kind->weight.over;
        cause->under += kind->weight.under;
    }
}

static void sum_up(struct audit *audit, const struct audit_kind *kind)
{
    uint64_t count = kind->entry->sums.count;

    audit->counts[kind->verdict] += count;
    if (!audit_is_judged(kind)) return;
    audit->judged_records += count;
    if (verdict_weigh(kind->verdict) == WEIGHT_FAILS) audit->wrong += count;
    audit->money.charged += kind->entry->sums.charged;
    audit->money.right += kind->weight.right;
    audit->money.over += kind->weight.over;
    audit->money.under += kind->weight.under;
}

/* ---------------------------------------------------------------------------------- repeats */

static int by_hash(const void *a, const void *b)
{
    uint64_t x = (*(const struct audit_kind *const *)a)->entry->hash;
    uint64_t y = (*(const struct audit_kind *const *)b)->entry->hash;

    return x < y ? -1 : x > y;
}

/* The kinds in the order of their hashes. */
struct by_hash {
    struct audit *audit;
    const struct audit_kind **list;
};

/* Whether it counts as right so far; what is not judged does not. */
static bool is_right(const struct by_hash *kinds, uint64_t hash)
{
    size_t from = 0;
    size_t to = kinds->audit->part->tally.count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        const struct audit_kind *kind = kinds->list[middle];

        if (kind->entry->hash == hash)
            return audit_is_judged(kind) && verdict_weigh(kind->verdict) != WEIGHT_FAILS;
        if (kind->entry->hash < hash)
            from = middle + 1;
        else
            to = middle;
    }
    return false;
}

static void take_repeat(void *user, enum repeat_kind kind, const struct repeat *repeat)
{
    const struct by_hash *kinds = user;
    struct audit_repeats *repeats = &kinds->audit->repeats[kind];

    if (repeats->count < IDLOG_EXAMPLES) repeats->example[repeats->count] = *repeat;
    repeats->count++;
    repeats->charged += repeat->charge;
    repeats->right += is_right(kinds, repeat->kind);
}

static bool find_repeats(struct audit *audit)
{
    size_t count = audit->part->tally.count;
    struct by_hash kinds = {audit, array_grow(NULL, &(size_t){0}, count, sizeof *kinds.list)};
    struct repeat_sink sink = {&kinds, take_repeat};
    struct tg_error error = {.status = TG_OK};
    bool ok;

    for (size_t i = 0; i < count; i++) kinds.list[i] = &audit->kinds[i];
    if (count > 0) qsort(kinds.list, count, sizeof *kinds.list, by_hash);
    ok = idlog_find(&audit->part->ids, &audit->part->calls, &sink, &error);
    if (!ok) tell_error(&error);
    free(kinds.list);
    return ok;
}

/* What explains the wrong records; then they are judged in the light of that. */
static bool explain(struct audit *audit, const struct judge_rules *how)
{
    if (!audit_causes_find(&audit->causes, &audit->judged)) return false;
    return audit->causes.count == 0 || judge_again(&audit->judged, how, audit->causes.of);
}

static bool judge_examples(struct audit *audit, const struct audit_rules *rules)
{
    struct judge_rules how = {.choice = &audit->tariff, .fixed = rules->fixed};

    audit->rulebook = choice_load(&audit->tariff);
    if (audit->rulebook == NULL) return false;
    audit->own_otherwise = rules->otherwise == NULL;
    audit->otherwise =
        audit->own_otherwise ? otherwise_open(audit->rulebook, rules->fixed) : rules->otherwise;
    if (!make_questions(audit)) return false;
    otherwise_forget(audit->otherwise);
    return impose_tariff(audit) && judge(&audit->judged, &audit->questions, &audit->heard, &how) &&
           (rules->no_causes || explain(audit, &how));
}

bool audit_judge(struct audit *audit, struct part *part, const struct audit_rules *rules)
{
    *audit = (struct audit){.part = part, .tariff = rules->tariff};
    audit->kinds = array_grow(NULL, &(size_t){0}, part->tally.count, sizeof *audit->kinds);
    if (!judge_examples(audit, rules)) return false;
    for (size_t i = 0; i < part->tally.count; i++) {
        take_verdict(audit, &audit->kinds[i]);
        sum_up(audit, &audit->kinds[i]);
        credit(audit, &audit->kinds[i]);
    }
    return find_repeats(audit);
}

void audit_free(struct audit *audit)
{
    audit_causes_free(&audit->causes);
    judged_free(&audit->judged);
    heard_free(&audit->heard);
    questions_free(&audit->questions);
    if (audit->own_otherwise) otherwise_close(audit->otherwise);
    tg_rulebook_free(audit->rulebook);
    free(audit->kinds);
    *audit = (struct audit){0};
}
