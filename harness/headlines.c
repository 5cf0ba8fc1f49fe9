#include "headlines.h"

#include "breakdown.h"
#include "diagnosis.h"
#include "facts.h"

#include <stdlib.h>

#define MOST_ASSUMED 8

#define RED   "\x1b[31m"
#define GREEN "\x1b[32m"
#define AMBER "\x1b[33m"
#define PLAIN "\x1b[0m"

typedef unsigned long long ull; /* for printf */

struct text *headlines_begin(struct headlines *lines, const char *label, bool wrong)
{
    lines->list = array_grow(lines->list, &lines->room, lines->count, sizeof *lines->list);
    lines->list[lines->count] = (struct headline){.label = label, .wrong = wrong};
    return &lines->list[lines->count++].text;
}

void headlines_write(struct text *out, const struct headlines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        text_addf(out, "%-10s ", lines->list[i].label);
        text_add(out, text_slice(&lines->list[i].text));
        text_addf(out, "\n");
    }
}

void headlines_free(struct headlines *lines)
{
    for (size_t i = 0; i < lines->count; i++) text_free(&lines->list[i].text);
    free(lines->list);
}

static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

static void add_end(struct headlines *lines, const struct sut_end *end, bool no_times)
{
    struct text *out = headlines_begin(lines, "ended", !sut_finished(end));

    sut_describe(out, end);
    if (!no_times)
        text_addf(out, " (%llu.%03llu s)", (ull)end->wall_ms / 1000, (ull)end->wall_ms % 1000);
}

static void add_share(struct headlines *lines, const struct judged *judged)
{
    uint64_t open = judged->counts[VERDICT_UNSPECIFIED] + judged->counts[VERDICT_NO_VERDICT];
    uint64_t whole = judged->questions->count - open;
    uint64_t part = judged->counts[VERDICT_PASS] + judged->counts[VERDICT_READING];
    struct text *out = headlines_begin(lines, "conforms", false);

    text_addf(out, "%llu of %llu (", (ull)part, (ull)whole);
    conformance_describe(out, part, whole);
    text_addf(out, ") of the cases that can be judged");
}

static void add_money(struct headlines *lines, const struct judged_money *money)
{
    struct text *out;

    if (money->cases == 0) return;
    out = headlines_begin(lines, "money", false);
    text_addf(out, "expected ");
    text_add_money(out, money->expected, false);
    text_addf(out, " yuan over %llu case%s with an exact charge; over ", (ull)money->cases,
              plural(money->cases));
    text_add_money(out, money->over, false);
    text_addf(out, ", under ");
    text_add_money(out, money->under, false);
}

/* Of the open prices only the number, where all is well; what is wrong is a finding. */
static void add_prices(struct headlines *lines, const struct price_book *book)
{
    size_t known = 0;
    size_t sound = 0;
    size_t silent = 0;
    size_t within = 0;
    struct text *out;

    for (size_t i = 0; i < book->count; i++) {
        known += book->list[i].state == PRICE_KNOWN;
        silent += book->list[i].state == PRICE_SILENT;
        within += book->list[i].state == PRICE_WITHIN;
        sound += prices_sound(&book->list[i]);
    }
    if (book->count == 0) return;
    out = headlines_begin(lines, "prices", false);
    text_addf(out, "%zu of %zu open prices inferred", known, book->count);
    if (sound == book->count && known > 0)
        text_addf(out, ", each explains all its answers in its legal range");
    if (within > 0) text_addf(out, "; %zu told only in a sum with another", within);
    if (silent > 0) text_addf(out, "; %zu not told by any answer", silent);
}

/* What the tariff leaves to an annex and a value was assumed for, where cases depend on it. */
static void add_assumptions(struct headlines *lines, const struct judged *judged)
{
    const struct tg_policy_text *told[MOST_ASSUMED] = {NULL};
    size_t count = 0;

    for (size_t i = 0; i < judged->questions->count; i++) {
        const struct tg_policy_text *policy = judged_assumption(judged, i);
        bool known = policy == NULL;

        for (size_t k = 0; k < count; k++) known = known || told[k] == policy;
        if (!known && count < MOST_ASSUMED) told[count++] = policy;
    }
    for (size_t k = 0; k < count; k++)
        text_addf(headlines_begin(lines, "assumed", false),
                  "%s %s (%s), until an annex says what was filed", told[k]->name, told[k]->value,
                  told[k]->clauses);
}

/* One mistake of a system can spoil many prices: a few of them tell it. */
static void add_findings_of(struct headlines *lines, const struct judged *judged,
                            enum finding_kind kind, size_t most, const char *elsewhere)
{
    static const char *const labels[] = {
        [FINDING_PRICE] = "price", [FINDING_READING] = "reading", [FINDING_BASELINE] = "baseline"};
    size_t count = 0;
    bool wrong = false;

    for (size_t i = 0; i < judged->finding_count; i++) {
        const struct finding *finding = &judged->findings[i];
        struct text *out;

        if (finding->kind != kind) continue;
        if (++count > most && most > 0) {
            wrong = wrong || finding->fails;
            continue;
        }
        out = headlines_begin(lines, labels[kind], finding->fails);
        if (kind == FINDING_BASELINE) text_addf(out, "%s: ", finding->subject);
        text_addf(out, "%s", finding->text);
    }
    if (count > most && most > 0)
        text_addf(headlines_begin(lines, labels[kind], wrong), "and %zu more like that (%s)",
                  count - most, elsewhere);
}

static void add_findings(struct headlines *lines, const struct judged *judged, size_t most,
                         const char *elsewhere)
{
    uint64_t known = judged->known + judged->waived;

    add_findings_of(lines, judged, FINDING_PRICE, most, elsewhere);
    add_findings_of(lines, judged, FINDING_READING, most, elsewhere);
    add_findings_of(lines, judged, FINDING_BASELINE, 0, elsewhere);
    if (known > 0)
        text_addf(headlines_begin(lines, "known", false), "%llu failing case%s listed as known",
                  (ull)known, plural(known));
}

/* Nothing is said where there is nothing to say. */
static void add_text(struct headlines *lines, const char *label, struct text *text)
{
    if (text->n > 0) text_add(headlines_begin(lines, label, false), text_slice(text));
    text_free(text);
}

static void add_cause(struct headlines *lines, const struct diagnosis *diagnosis,
                      const struct cause *cause)
{
    struct text alike = {0};

    cause_describe(headlines_begin(lines, "cause", false), diagnosis, cause);
    if (cause->explains > 0) cause_extent(headlines_begin(lines, "affects", false), cause);
    cause_alike(&alike, cause);
    add_text(lines, "alike", &alike);
}

/* What explains the wrong answers, and how much it leaves. */
static void add_causes(struct headlines *lines, const struct judged *judged)
{
    const struct diagnosis *diagnosis = judged->diagnosis;
    struct text left = {0};

    if (diagnosis == NULL || diagnosis->wrong == 0) return;
    if (diagnosis->count > 1)
        text_addf(headlines_begin(lines, "causes", false),
                  "%zu together explain %llu of %llu wrong answers, contradict none of %llu right "
                  "ones",
                  diagnosis->count, (ull)diagnosis->explained, (ull)diagnosis->wrong,
                  (ull)diagnosis->right);
    for (size_t i = 0; i < diagnosis->count; i++) add_cause(lines, diagnosis, &diagnosis->list[i]);
    unheld_describe(&left, diagnosis);
    add_text(lines, "reading", &left);
    unexplained_describe(&left, diagnosis, judged);
    add_text(lines, "cause", &left);
}

static void add_strays(struct headlines *lines, const struct strays *strays, const char *label)
{
    if (strays->count > 0) facts_strays(headlines_begin(lines, label, true), strays, "");
}

void headlines_findings(struct headlines *lines, const struct judged *judged, size_t most,
                        const char *elsewhere)
{
    add_prices(lines, &judged->held.book);
    add_assumptions(lines, judged);
    add_findings(lines, judged, most, elsewhere);
    add_causes(lines, judged);
}

void headlines_make(struct headlines *lines, const struct judged *judged,
                    const struct headline_style *style)
{
    const struct answers *answers = &judged->answers;

    *lines = (struct headlines){0};
    text_addf(headlines_begin(lines, "system", false), "%s", style->system);
    add_end(lines, judged->end, style->no_times);
    verdicts_describe(headlines_begin(lines, "verdicts", false), judged->counts);
    add_share(lines, judged);
    add_money(lines, &judged->money);
    headlines_findings(lines, judged, style->most, "--jsonl, --html");
    add_strays(lines, &answers->unexpected, "unexpected");
    add_strays(lines, &answers->unattributable, "unreadable");
    if (answers->unreadable.text != NULL)
        text_addf(headlines_begin(lines, "unreadable", true), "from line %ld on: %s",
                  answers->unreadable.line, answers->unreadable.text);
}

struct result_line result_line(const struct judged *judged)
{
    static const struct result_line results[] = {
        {"PASS", "every case that can be judged conforms", TONE_GOOD, EXIT_CONFORMS},
        {"FAIL", "the system does not charge what the tariff says", TONE_BAD, EXIT_MISMATCH},
        {"NO VERDICT", "the system did not finish", TONE_OPEN, EXIT_NO_VERDICT},
        {"NO VERDICT", "the system could not be started", TONE_OPEN, EXIT_NO_SUT},
        {"NO VERDICT", "the run was interrupted", TONE_OPEN, EXIT_INTERRUPTED},
    };
    size_t i = 0;

    while (results[i].code != (int)judged_exit(judged)) i++;
    return results[i];
}

void result_write(struct text *out, const struct result_line *result, bool colour)
{
    static const char *const colours[] = {
        [TONE_GOOD] = GREEN, [TONE_BAD] = RED, [TONE_OPEN] = AMBER};

    text_addf(out, "%s%s%s  %s (exit %d)\n", colour ? colours[result->tone] : "", result->word,
              colour ? PLAIN : "", result->text, result->code);
}
