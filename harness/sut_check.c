#include "sut_check.h"

#include "choice.h"
#include "facts.h"
#include "heard.h"
#include "pick.h"
#include "profile_parts.h"
#include "suites.h"
#include "verdict.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Five amounts that differ: a free call, a number abroad, one behind an access code, a forwarded
 * call. */
static const char *const cases[] = {
    "dom-gotone-home-near-0003", "hmt-gotone-home-hongkong-0007", "intl-gotone-home-austria-0061",
    "ipland-gotone-home-domestic-ip-0061", "fwd-gotone-home-always-domestic-0013"};
#define CASES (sizeof cases / sizeof cases[0])

struct trial {
    struct text *out;
    const struct profile *profile;
    struct questions questions;
    struct heard heard;
    size_t amounts; /* cases answered once, with an amount */
    size_t silent;  /* cases without an answer */
    bool unwritten; /* some case cannot be written */
    bool wrong;
};

/* Begins a line; the step's name stands there once. */
static struct text *line(struct trial *trial, const char *step, bool good)
{
    text_addf(trial->out, "%-8s %-5s ", step, good ? "ok" : "WRONG");
    if (!good) trial->wrong = true;
    return trial->out;
}

static void hint(struct trial *trial, const char *text)
{
    text_addf(trial->out, "               hint: %s\n", text);
}

/* --------------------------------------------------------------------------------------- cases */

static bool load(struct questions *questions, struct tg_error *error)
{
    struct suites suites = {0};
    bool ok = suites_find(&suites, NULL, error) && suites_load_all(questions, &suites, error);

    suites_free(&suites);
    return ok;
}

static bool write_bound(struct text *out, const struct profile *profile,
                        const struct question *question, struct tg_error *error)
{
    const char *const *bind = profile->transport.bind;
    bool ok = true;

    for (size_t i = 0; ok && bind[i] != NULL; i++) {
        text_addf(out, "%s", i > 0 ? " | " : "");
        ok = wire_value(out, profile, question, bind[i], error);
    }
    return ok;
}

/* One case as the system gets it, whatever the transport. */
static bool write_one(struct text *out, const struct profile *profile,
                      const struct questions *questions, size_t at, struct tg_error *error)
{
    const struct transport *transport = &profile->transport;
    const struct question *question = &questions->list[at];

    switch (transport->kind) {
    case TRANSPORT_HTTP: {
        const char *body =
            transport->record_body != NULL ? transport->record_body : transport->body;

        return wire_fill(out, profile, question, body, true, error);
    }
    case TRANSPORT_SQL: return write_bound(out, profile, question, error);
    case TRANSPORT_EXEC:
    case TRANSPORT_FILES: break;
    }
    return wire_write(out, profile, questions, &at, 1, error);
}

/* All cases there are, so that a code that is missing shows now and not in the run. */
static void check_records(struct trial *trial)
{
    size_t bad = 0;
    char first[TG_ERROR_TEXT] = "";

    for (size_t i = 0; i < trial->questions.count; i++) {
        struct tg_error error = {.status = TG_OK};
        struct text record = {0};

        if (!write_one(&record, trial->profile, &trial->questions, i, &error) && bad++ == 0)
            snprintf(first, sizeof first, "%s", error.text);
        text_free(&record);
    }
    trial->unwritten = bad > 0;
    if (bad == 0)
        text_addf(line(trial, "records", true), "all %zu cases can be written\n",
                  trial->questions.count);
    else
        text_addf(line(trial, "records", false), "%zu of %zu cases cannot be written; first %s\n",
                  bad, trial->questions.count, first);
}

static void show_first(struct trial *trial)
{
    struct tg_error error = {.status = TG_OK};
    struct text record = {0};

    if (write_one(&record, trial->profile, &trial->questions, 0, &error)) {
        text_addf(trial->out, "the first of the five, as the system gets it:\n");
        text_add(trial->out, text_slice(&record));
        if (trial->out->p[trial->out->n - 1] != '\n') text_addf(trial->out, "\n");
    }
    text_free(&record);
}

/* ------------------------------------------------------------------------------------ exchange */

static void ask(struct trial *trial)
{
    struct transport_sink sink;
    size_t which[CASES];

    for (size_t i = 0; i < trial->questions.count; i++) which[i] = i;
    heard_begin(&trial->heard, &trial->questions);
    sink = heard_sink(&trial->heard);
    transport_of(trial->profile)(&trial->heard.end, trial->profile, &trial->questions, which,
                                 trial->questions.count, &sink);
}

static void check_exchange(struct trial *trial)
{
    const struct sut_end *end = &trial->heard.end;

    sut_describe(line(trial, "exchange", sut_finished(end)), end);
    text_addf(trial->out, "\n");
    if (sut_finished(end) || end->talk.n == 0) return;
    text_addf(trial->out, "its stderr ends with:\n");
    text_add(trial->out, text_slice(&end->talk));
    if (trial->out->p[trial->out->n - 1] != '\n') text_addf(trial->out, "\n");
}

/* ------------------------------------------------------------------------------------- answers */

/* Letters, digits, '-' and '_' of an id, in lower case: what is left when it was padded, quoted or
 * changed in case. */
static void bare(char out[TG_CDR_MAX_ID + 1], const char *id)
{
    size_t n = 0;

    for (; *id != '\0' && n < TG_CDR_MAX_ID; id++)
        if (isalnum((unsigned char)*id) != 0 || *id == '-' || *id == '_')
            out[n++] = (char)tolower((unsigned char)*id);
    out[n] = '\0';
}

static bool is_changed_id(const struct questions *questions, const char *stray)
{
    char a[TG_CDR_MAX_ID + 1];
    char b[TG_CDR_MAX_ID + 1];

    bare(a, stray);
    for (size_t i = 0; i < questions->count; i++) {
        bare(b, questions->list[i].id);
        if (strcmp(a, b) == 0) return true;
    }
    return false;
}

static void check_strays(struct trial *trial)
{
    const struct answers *answers = &trial->heard.answers;

    if (answers->unreadable.text != NULL)
        text_addf(line(trial, "answers", false), "cannot be read from line %ld on: %s\n",
                  answers->unreadable.line, answers->unreadable.text);
    if (answers->unattributable.count > 0)
        text_addf(line(trial, "answers", false),
                  "%llu without an id that can be read, the first on line %ld: %s\n",
                  (unsigned long long)answers->unattributable.count,
                  answers->unattributable.kept[0].line, answers->unattributable.kept[0].text);
    if (answers->unexpected.count == 0) return;
    text_addf(line(trial, "answers", false), "%llu to cases not asked, the first on line %ld: %s\n",
              (unsigned long long)answers->unexpected.count, answers->unexpected.kept[0].line,
              answers->unexpected.kept[0].text);
    if (is_changed_id(&trial->questions, answers->unexpected.kept[0].text))
        hint(trial, "the system changes the ids: they have to come back as they were sent");
    else
        hint(trial, "does <id at=...> point to the right place?");
}

/* A case that has no single amount is told; the others are counted. */
static void check_answer(struct trial *trial, size_t at)
{
    const struct answer_slot *slot = &trial->heard.answers.slot[at];
    const char *id = trial->questions.list[at].id;

    if (slot->count == 1 && slot->first->kind == ANSWER_AMOUNT) {
        trial->amounts++;
        return;
    }
    text_addf(line(trial, "answers", false), "%s: ", id);
    facts_got(trial->out, slot);
    if (slot->count == 0 && slot->failure != NULL) text_addf(trial->out, ": %s", slot->failure);
    if (slot->count == 1 && slot->first->kind == ANSWER_REFUSED && slot->first->reason != NULL)
        text_addf(trial->out, ": %s", slot->first->reason);
    text_addf(trial->out, "\n");
}

static void check_answers(struct trial *trial)
{
    size_t count = trial->questions.count;

    check_strays(trial);
    for (size_t i = 0; i < count; i++) trial->silent += trial->heard.answers.slot[i].count == 0;
    if (trial->silent == count)
        text_addf(line(trial, "answers", false), "none to any of the %zu cases\n", count);
    for (size_t i = 0; i < count && trial->silent < count; i++) check_answer(trial, i);
    if (trial->amounts == trial->questions.count)
        text_addf(line(trial, "answers", true), "%zu of %zu cases answered once, with an amount\n",
                  trial->amounts, trial->questions.count);
}

/* ------------------------------------------------------------------------------------- amounts */

static tg_money expected_at(const struct trial *trial, size_t at)
{
    return trial->questions.list[at].expected.charge;
}

static tg_money amount_at(const struct trial *trial, size_t at)
{
    return trial->heard.answers.slot[at].first->amount;
}

static size_t count_equal(const struct trial *trial, tg_money times, tg_money part)
{
    size_t equal = 0;

    for (size_t i = 0; i < trial->questions.count; i++) {
        tg_money scaled;

        if (expected_at(trial, i) == 0 ||
            __builtin_mul_overflow(amount_at(trial, i), part, &scaled))
            continue;
        equal += scaled == expected_at(trial, i) * times;
    }
    return equal;
}

/* Most amounts differ from the tariff's by the same power of ten. */
static bool find_scale(tg_money *times, tg_money *part, const struct trial *trial)
{
    for (tg_money factor = 10; factor <= 10000; factor *= 10) {
        *times = factor;
        *part = 1;
        if (count_equal(trial, *times, *part) >= 3) return true;
        *times = 1;
        *part = factor;
        if (count_equal(trial, *times, *part) >= 3) return true;
    }
    return false;
}

/* The amounts are right, but of other cases. */
static bool is_shuffled(const struct trial *trial)
{
    size_t found = 0;

    for (size_t i = 0; i < trial->questions.count; i++)
        for (size_t k = 0; k < trial->questions.count; k++)
            if (k != i && amount_at(trial, i) == expected_at(trial, k)) {
                found++;
                break;
            }
    return found >= trial->questions.count - 1;
}

static bool are_alike(const struct trial *trial)
{
    for (size_t i = 1; i < trial->questions.count; i++)
        if (amount_at(trial, i) != amount_at(trial, 0)) return false;
    return true;
}

static void list_amounts(struct trial *trial)
{
    for (size_t i = 0; i < trial->questions.count; i++) {
        text_addf(trial->out, "               %-40s expected ", trial->questions.list[i].id);
        text_add_money(trial->out, expected_at(trial, i), false);
        text_addf(trial->out, ", got ");
        text_add_money(trial->out, amount_at(trial, i), false);
        text_addf(trial->out, " yuan (%s)\n", trial->heard.answers.slot[i].first->text);
    }
}

static void check_amounts(struct trial *trial)
{
    size_t right = 0;
    tg_money times;
    tg_money part;

    if (trial->amounts < trial->questions.count) return;
    for (size_t i = 0; i < trial->questions.count; i++)
        right += amount_at(trial, i) == expected_at(trial, i);
    if (right == trial->questions.count) {
        text_addf(line(trial, "amounts", true), "all as the tariff says\n");
        return;
    }
    if (find_scale(&times, &part, trial)) {
        text_addf(line(trial, "amounts", false), "%lld times %s the tariff says\n",
                  (long long)(times > 1 ? times : part), times > 1 ? "what" : "less than");
        hint(trial, "is <answers scale=...> (yuan, fen, li) or decimal= the right one?");
    } else if (are_alike(trial)) {
        text_addf(line(trial, "amounts", false), "every case has the same\n");
        hint(trial, "does <amount at=...> point to the right place?");
    } else if (is_shuffled(trial)) {
        text_addf(line(trial, "amounts", false), "right, but of other cases\n");
        hint(trial, "do amounts and ids come from the same row?");
    } else {
        text_addf(line(trial, "amounts", true),
                  "%zu of %zu as the tariff says; to judge the others is for tollgate run\n", right,
                  trial->questions.count);
    }
    list_amounts(trial);
}

/* ----------------------------------------------------------------------------------- the whole */

static enum exit_code code_of(const struct trial *trial)
{
    if (trial->heard.end.ending == SUT_INTERRUPTED) return EXIT_INTERRUPTED;
    if (trial->heard.end.ending == SUT_NOT_STARTED && !trial->unwritten) return EXIT_NO_SUT;
    return trial->wrong ? EXIT_MISMATCH : EXIT_CONFORMS;
}

enum exit_code sut_check(struct text *out, const struct profile *profile)
{
    struct trial trial = {.out = out, .profile = profile};
    struct pick five = {0};
    struct tg_error error = {.status = TG_OK};
    enum exit_code code = EXIT_INVALID;

    if (load(&trial.questions, &error)) {
        check_records(&trial);
        for (size_t i = 0; i < CASES; i++) five.only.text[five.only.count++] = cases[i];
        questions_keep(&trial.questions, &five);
        show_first(&trial);
        ask(&trial);
        check_exchange(&trial);
        check_answers(&trial);
        check_amounts(&trial);
        code = code_of(&trial);
    } else {
        tell_error(&error);
    }
    heard_free(&trial.heard);
    questions_free(&trial.questions);
    return code;
}
