#include "summary.h"
#include "facts.h"

#include <stdlib.h>
#include <string.h>

#define RED   "\x1b[31m"
#define GREEN "\x1b[32m"
#define AMBER "\x1b[33m"
#define PLAIN "\x1b[0m"

typedef unsigned long long ull; /* for printf */

/* The failing cases of one rule. */
struct group {
    const char *rule;
    size_t first;
    size_t first_with[VERDICT_COUNT];
    uint64_t count;
    uint64_t by_verdict[VERDICT_COUNT];
};

struct groups {
    struct group *list;
    size_t count;
    size_t room;
    struct idmap index;
};

/* ------------------------------------------------------------------------------------- groups */

static void collect(struct groups *groups, const struct judged *judged)
{
    for (size_t i = 0; i < judged->questions->count; i++) {
        const char *rule = judged->questions->list[i].expected.rule;
        enum verdict verdict = judged->list[i].verdict;
        size_t at;

        if (verdict_weigh(verdict) != WEIGHT_FAILS || judged->list[i].known != NULL) continue;
        at = idmap_add(&groups->index, rule, groups->count);
        if (at == IDMAP_NONE) {
            at = groups->count++;
            groups->list = array_grow(groups->list, &groups->room, at, sizeof *groups->list);
            groups->list[at] = (struct group){.rule = rule, .first = i};
        }
        if (groups->list[at].by_verdict[verdict] == 0) groups->list[at].first_with[verdict] = i;
        groups->list[at].count++;
        groups->list[at].by_verdict[verdict]++;
    }
}

/* Worst first: by number of cases, then in the order of the cases. */
static int by_weight(const void *a, const void *b)
{
    const struct group *x = a;
    const struct group *y = b;

    if (x->count != y->count) return x->count > y->count ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

static void write_counts(struct text *out, const uint64_t counts[VERDICT_COUNT])
{
    const char *comma = "";

    for (int v = 0; v < VERDICT_COUNT; v++) {
        if (counts[v] == 0) continue;
        text_addf(out, "%s%s %llu", comma, verdict_name((enum verdict)v), (ull)counts[v]);
        comma = ", ";
    }
}

/* The first case of the commonest verdict. */
static size_t example_of(const struct group *group)
{
    int best = 0;

    for (int v = 1; v < VERDICT_COUNT; v++)
        if (group->by_verdict[v] > group->by_verdict[best]) best = v;
    return group->first_with[best];
}

static void write_group(struct text *out, const struct judged *judged, const struct group *group)
{
    size_t example = example_of(group);
    const struct expected *expected = &judged->questions->list[example].expected;

    text_addf(out, "\n");
    facts_rule(out, expected);
    text_addf(out, ": %llu case%s: ", (ull)group->count, group->count == 1 ? "" : "s");
    write_counts(out, group->by_verdict);
    text_addf(out, "\n");
    facts_block(out, judged, example, "  ");
}

static void write_groups(struct text *out, const struct judged *judged)
{
    struct groups groups = {0};
    size_t shown;

    collect(&groups, judged);
    if (groups.count > 0) qsort(groups.list, groups.count, sizeof *groups.list, by_weight);
    shown = groups.count < SUMMARY_MAX_GROUPS ? groups.count : SUMMARY_MAX_GROUPS;
    for (size_t i = 0; i < shown; i++) write_group(out, judged, &groups.list[i]);
    if (groups.count > shown)
        text_addf(out, "\nand %zu more group%s\n", groups.count - shown,
                  groups.count - shown == 1 ? "" : "s");
    idmap_free(&groups.index);
    free(groups.list);
}

/* --------------------------------------------------------------------------------------- head */

/* Hundredths of a per cent, cut: 100.00 only if all conform. */
static void write_share(struct text *out, uint64_t part, uint64_t whole)
{
    uint64_t share = whole == 0 ? 0 : part * 10000 / whole;

    text_addf(out, "%llu of %llu (%llu.%02llu %%)", (ull)part, (ull)whole, (ull)share / 100,
              (ull)share % 100);
}

static void write_money(struct text *out, const struct judged_money *money)
{
    text_addf(out, "money      expected ");
    text_add_money(out, money->expected, false);
    text_addf(out, " yuan over %llu case%s with an exact charge; over ", (ull)money->cases,
              money->cases == 1 ? "" : "s");
    text_add_money(out, money->over, false);
    text_addf(out, ", under ");
    text_add_money(out, money->under, false);
    text_addf(out, "\n");
}

static void write_strays(struct text *out, const struct strays *strays, const char *what)
{
    if (strays->count == 0) return;
    text_addf(out, "%s%llu, the first on line %ld: %s\n", what, (ull)strays->count,
              strays->kept[0].line, strays->kept[0].text);
}

/* Of the open prices only the number, where all is well; what is wrong is a finding. */
static void write_prices(struct text *out, const struct price_book *book)
{
    size_t known = 0;
    size_t sound = 0;
    size_t silent = 0;

    for (size_t i = 0; i < book->count; i++) {
        known += book->list[i].state == PRICE_KNOWN;
        silent += book->list[i].state == PRICE_SILENT;
        sound += prices_sound(&book->list[i]);
    }
    if (book->count == 0) return;
    text_addf(out, "prices     %zu of %zu open prices inferred", known, book->count);
    if (sound == book->count) text_addf(out, ", each explains all its answers in its legal range");
    if (silent > 0) text_addf(out, "; %zu not told by any answer", silent);
    text_addf(out, "\n");
}

static void write_findings(struct text *out, const struct judged *judged)
{
    static const char *const kinds[] = {
        [FINDING_PRICE] = "price", [FINDING_READING] = "reading", [FINDING_BASELINE] = "baseline"};

    for (size_t i = 0; i < judged->finding_count; i++) {
        const struct finding *finding = &judged->findings[i];

        text_addf(out, "%-11s", kinds[finding->kind]);
        if (finding->kind == FINDING_BASELINE) text_addf(out, "%s: ", finding->subject);
        text_addf(out, "%s\n", finding->text);
    }
    if (judged->known + judged->waived > 0)
        text_addf(out, "known      %llu failing case%s listed as known\n",
                  (ull)(judged->known + judged->waived),
                  judged->known + judged->waived == 1 ? "" : "s");
}

static void write_head(struct text *out, const struct judged *judged,
                       const struct summary_style *style)
{
    const struct judged_money *money = &judged->money;
    const struct answers *answers = &judged->answers;
    uint64_t open = judged->counts[VERDICT_UNSPECIFIED] + judged->counts[VERDICT_NO_VERDICT];

    text_addf(out, "system     %s\nended      ", style->command);
    sut_describe(out, judged->end);
    text_addf(out, " (%llu.%03llu s)\n", (ull)judged->end->wall_ms / 1000,
              (ull)judged->end->wall_ms % 1000);
    text_addf(out, "verdicts   ");
    write_counts(out, judged->counts);
    text_addf(out, "\nconforms   ");
    write_share(out, judged->counts[VERDICT_PASS] + judged->counts[VERDICT_READING],
                judged->questions->count - open);
    text_addf(out, " of the cases that can be judged\n");
    if (money->cases > 0) write_money(out, money);
    write_prices(out, &judged->held.book);
    write_findings(out, judged);
    write_strays(out, &answers->unexpected, "unexpected ");
    write_strays(out, &answers->unattributable, "unreadable ");
    if (answers->unreadable.text != NULL)
        text_addf(out, "unreadable from line %ld on: %s\n", answers->unreadable.line,
                  answers->unreadable.text);
    if (!sut_finished(judged->end) && judged->end->talk.n > 0) {
        text_addf(out, "its stderr ends with:\n");
        text_add(out, text_slice(&judged->end->talk));
        if (out->p[out->n - 1] != '\n') text_addf(out, "\n");
    }
}

/* ------------------------------------------------------------------------------------- result */

static void write_result(struct text *out, const struct judged *judged, bool colour)
{
    static const struct {
        enum exit_code code;
        const char *word;
        const char *colour;
        const char *text;
    } results[] = {
        {EXIT_CONFORMS, "PASS", GREEN, "every case that can be judged conforms"},
        {EXIT_MISMATCH, "FAIL", RED, "the system does not charge what the tariff says"},
        {EXIT_NO_VERDICT, "NO VERDICT", AMBER, "the system did not finish"},
        {EXIT_NO_SUT, "NO VERDICT", AMBER, "the system could not be started"},
        {EXIT_INTERRUPTED, "NO VERDICT", AMBER, "the run was interrupted"},
    };
    enum exit_code code = judged_exit(judged);
    size_t i = 0;

    while (results[i].code != code) i++;
    text_addf(out, "%s%s%s  %s (exit %d)\n", colour ? results[i].colour : "", results[i].word,
              colour ? PLAIN : "", results[i].text, (int)code);
}

void summary_write(struct text *out, const struct judged *judged, const struct summary_style *style)
{
    struct text raw = {0};

    if (!style->quiet) write_head(&raw, judged, style);
    text_addf(&raw, "count      ");
    facts_count(&raw, judged);
    text_addf(&raw, "\n");
    if (!style->quiet) {
        write_groups(&raw, judged);
        text_addf(&raw, "\n");
    }
    text_add_visible(out, text_slice(&raw));
    text_free(&raw);
    write_result(out, judged, style->colour);
}
