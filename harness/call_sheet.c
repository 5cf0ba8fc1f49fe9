#include "call_sheet.h"
#include "call_facts.h"
#include "explanation.h"
#include "layout.h"
#include "phrases.h"

#include <inttypes.h>
#include <string.h>

/* A call while it is written. */
struct page {
    struct text *out;
    const struct call_plan *plan;
    const struct call_facts *facts;
    const struct question *question;
    const struct explanation *told;
};

static void row(const struct page *page, const char *label, struct text *line)
{
    layout_row(page->out, 1, label, text_slice(line));
    text_free(line);
}

/* ------------------------------------------------------------------------------- SIM, place,
 * dialling
 */

static void add_area(struct text *line, const struct explained_area *area)
{
    text_addf(line, "%s %s, %s", area->code, area->city, area->province);
}

static bool has_pack(const struct question *question)
{
    return question->cdr.night_pack;
}

static void write_sim(const struct page *page)
{
    const struct explanation *told = page->told;
    struct text line = {0};

    text_addf(&line, "%s (%s), %s; home ", told->plan_title, told->plan,
              has_pack(page->question) ? "with the night pack 长话夜聊包" : "without a night pack");
    add_area(&line, &told->home);
    row(page, "SIM", &line);
}

static void write_place(const struct page *page)
{
    const struct explanation *told = page->told;
    struct text line = {0};

    add_area(&line, &told->visited);
    if (strcmp(told->home.code, told->visited.code) == 0)
        text_addf(&line, ": at home");
    else
        text_addf(&line, ": roaming, %s the home province",
                  strcmp(told->home.province, told->visited.province) == 0 ? "inside" : "outside");
    row(page, "be in", &line);
}

/* What the number stands for: "Malaysia", "010 北京市, a China Mobile number". */
static void add_number(struct text *line, const struct explained_number *number)
{
    text_addf(line, "%s (", number->digits);
    if (strcmp(number->access.value, "direct") != 0)
        text_addf(line, "by %s, ", number->access.value);
    if (number->prefix.value != NULL)
        text_addf(line, "+%s", number->prefix.value);
    else if (number->area.code != NULL)
        add_area(line, &number->area);
    else
        text_addf(line, "%s", number->destination.why);
    if (number->network.value != NULL && strcmp(number->kind.value, "mobile") == 0)
        text_addf(line, "; a mobile of %s",
                  strcmp(number->network.value, "cmcc") == 0 ? "China Mobile" : "another network");
    else
        text_addf(line, "; %s", number->kind.value);
    text_addf(line, ")");
}

/* What is set up beforehand, and what makes the call. */
static const struct {
    const char *before, *then;
} forwarding[TG_EVENT_COUNT] = {
    [TG_EVENT_FORWARD_UNCONDITIONAL] = {"forward all calls", "let somebody call this SIM"},
    [TG_EVENT_FORWARD_BUSY] = {"forward calls when busy",
                               "keep the SIM in a call and let somebody call it"},
    [TG_EVENT_FORWARD_NO_REPLY] = {"forward calls without reply",
                                   "let somebody call this SIM and do not answer"},
    [TG_EVENT_FORWARD_UNREACHABLE] = {"forward calls when out of reach",
                                      "switch the SIM's phone off and let somebody call it"},
};

static void write_action(const struct page *page)
{
    uint8_t event = page->question->cdr.event;
    struct text line = {0};

    if (forwarding[event].before != NULL) {
        text_addf(&line, "%s to ", forwarding[event].before);
        add_number(&line, &page->told->number);
        row(page, "set up", &line);
        text_addf(&line, "%s: the call goes on to that number", forwarding[event].then);
        row(page, "then", &line);
        return;
    }
    if (event == TG_EVENT_MONTHLY_FEE)
        text_addf(&line, "nothing: look at what the bill has for the night pack of this month");
    else if (event == TG_EVENT_RECEIVE)
        text_addf(&line, "nothing: let somebody call this SIM, and answer");
    else
        add_number(&line, &page->told->number);
    row(page, "dial", &line);
}

/* ----------------------------------------------------------------------------------------- when */

static int next_minute(int minute)
{
    return (minute + 1) % DAY_MINUTES;
}

static int minute_before(int minute)
{
    return (minute + DAY_MINUTES - 1) % DAY_MINUTES;
}

/* "at any time", "between 07:00 and 22:59", "at 22:59:01, to the second". The minutes around that
 * of the record that are all as good; past midnight only if any day is. */
static void add_time(struct text *line, const struct call_facts *facts, tg_time start)
{
    int at = (int)((start + TG_CST_OFFSET_S) % 86400 / 60);
    int first = at;
    int last = at;
    char stamp[TG_TIME_BUF];

    tg_time_format(stamp, start);
    if (!facts->minute[at]) {
        text_addf(line, "at %s, to the second", stamp + strlen("2010-01-01T"));
        return;
    }
    while (facts->minute[next_minute(last)] && next_minute(last) != first &&
           (facts->any_day || last + 1 < DAY_MINUTES))
        last = next_minute(last);
    while (facts->minute[minute_before(first)] && minute_before(first) != last &&
           (facts->any_day || first > 0))
        first = minute_before(first);
    if (next_minute(last) == first)
        text_addf(line, "at any time");
    else
        text_addf(line, "between %02d:%02d and %02d:%02d", first / 60, first % 60, last / 60,
                  last % 60);
}

static void write_when(const struct page *page)
{
    const struct tg_cdr *cdr = &page->question->cdr;
    char stamp[TG_TIME_BUF];
    struct text line = {0};

    if (cdr->event == TG_EVENT_MONTHLY_FEE) return;
    tg_time_format(stamp, cdr->start);
    if (page->facts->any_day)
        text_addf(&line, "on any day, ");
    else
        text_addf(&line, "on %.10s by the system's clock, ", stamp);
    add_time(&line, page->facts, cdr->start);
    row(page, "when", &line);
}

static void write_length(const struct page *page)
{
    const struct tg_cdr *cdr = &page->question->cdr;
    struct text line = {0};

    if (cdr->event == TG_EVENT_MONTHLY_FEE) return;
    text_addf(&line, "%" PRId32 " s", cdr->dur_s);
    if (cdr->dur_s == 0)
        text_addf(&line, ": hang up before anybody answers");
    else if (page->facts->least_s < page->facts->most_s)
        text_addf(&line, "; %" PRId32 " to %" PRId32 " s will do", page->facts->least_s,
                  page->facts->most_s);
    else
        text_addf(&line, ", to the second");
    row(page, "talk for", &line);
}

/* --------------------------------------------------------------------------------------- prices */

static void write_price(const struct page *page)
{
    const struct explanation *told = page->told;
    struct text line = {0};

    text_addf(&line, "%s (%s)", told->outcome.text, page->question->expected.clauses);
    row(page, "price", &line);
    for (size_t i = 0; i < told->fee_count; i++)
        layout_row(page->out, 1, "", tg_slice_of(told->fees[i].text));
}

static const char *amount_word(const struct deviation *deviation)
{
    return deviation->amount[0] != '\0' ? deviation->amount : "otherwise";
}

/* The amounts stand in a column of their own, each once. */
static void write_deviations(const struct page *page)
{
    const struct call_facts *facts = page->facts;
    const char *amount = "";
    size_t width = 0;

    for (size_t i = 0; i < facts->count; i++) {
        size_t wide = layout_width(tg_slice_of(amount_word(&facts->list[i])));

        if (wide > width) width = wide;
    }
    for (size_t i = 0; i < facts->count; i++) {
        const struct deviation *deviation = &facts->list[i];
        const struct fault *fault = page->plan->adequacy->list[deviation->suspect].fault;
        bool again = strcmp(amount, amount_word(deviation)) == 0;
        struct text line = {0};

        amount = amount_word(deviation);
        text_addf(&line, "%s%s (%s; %s)",
                  deviation->alone ? "" : "together with other calls: ", fault->title,
                  fault->clauses, fault->id);
        layout_term(page->out, 1, i == 0 ? "if billed" : "", again ? "" : amount,
                    LAYOUT_LABEL + width + 2, text_slice(&line));
        text_free(&line);
    }
    if (facts->count == 0)
        layout_row(
            page->out, 1, "if billed",
            tg_slice_of(
                "otherwise, something is wrong; it is there for what it shows beside other calls"));
}

/* ------------------------------------------------------------------------------------ the sheet */

static bool write_call(struct page *page, size_t step)
{
    const struct choice choice = {0};
    struct tg_error error = {.status = TG_OK};
    struct explanation told;
    bool ok =
        explain_briefly(&told, &choice, page->plan->gate.tariff, &page->question->cdr, &error);

    page->told = &told;
    if (ok) {
        text_addf(page->out, "\n%zu  %s\n", step + 1, page->question->id);
        write_sim(page);
        if (page->question->cdr.event != TG_EVENT_MONTHLY_FEE) write_place(page);
        write_action(page);
        write_when(page);
        write_length(page);
        write_price(page);
        write_deviations(page);
    } else {
        tell_error(&error);
    }
    explanation_free(&told);
    return ok;
}

static void write_intro(struct text *out, const struct call_plan *plan)
{
    static const char *const paragraphs[] = {
        "Place the calls in this order: wherever you stop, the calls up to there show as much as "
        "so "
        "many can, chosen one by one. A call that is billed at its price is right. Any other "
        "amount "
        "is wrong; the known mistakes that the call is there to show are listed with the amount "
        "each "
        "would lead to.",
        "A number stands for its kind: another one of the same place and network, dialled the same "
        "way, will do. Times are China Standard Time, the moment the call is answered. Amounts are "
        "yuan. Where the documents leave a price to the operator it is told by name, with the "
        "range "
        "it has to lie in: put in what the operator has filed.",
    };

    text_addf(out, "TEST CALLS\n\n");
    phrase_count(out, plan->plan.count, "call");
    text_addf(out, ", which give away %zu of the %zu known ways to bill wrongly.\n",
              call_plan_detects(plan, plan->plan.count), plan->adequacy->count);
    for (size_t i = 0; i < sizeof paragraphs / sizeof paragraphs[0]; i++) {
        text_addf(out, "\n");
        layout_wrap(out, 0, tg_slice_of(paragraphs[i]));
    }
}

static bool same_sim(const struct question *a, const struct question *b)
{
    return a->cdr.plan == b->cdr.plan && a->cdr.home_area == b->cdr.home_area &&
           has_pack(a) == has_pack(b);
}

static const struct question *asked(const struct call_plan *plan, size_t step)
{
    return &plan->gate.questions->list[plan->asked[step]];
}

/* Each SIM once, with the calls it is for. */
static void write_sims(struct text *out, const struct call_plan *plan)
{
    struct grid grid = {.columns = 4};

    text_addf(out, "\nSIM cards\n");
    for (size_t i = 0; i < plan->plan.count; i++) {
        const struct question *first = asked(plan, i);
        struct text calls = {0};
        size_t before = 0;

        while (before < i && !same_sim(asked(plan, before), first)) before++;
        if (before < i) continue;
        for (size_t k = i; k < plan->plan.count; k++)
            if (same_sim(asked(plan, k), first))
                text_addf(&calls, "%s%zu", calls.n > 0 ? " " : "calls ", k + 1);
        grid_cellf(&grid, "%s (%s)", tg_plan_title((enum tg_plan)first->cdr.plan),
                   tg_value_name(TG_DIM_PLAN, first->cdr.plan));
        grid_cellf(&grid, "home %s %s", tg_area_code(first->cdr.home_area),
                   tg_area_city(first->cdr.home_area));
        grid_cellf(&grid, "%s", has_pack(first) ? "with night pack" : "no night pack");
        grid_cell(&grid, text_slice(&calls));
        text_free(&calls);
    }
    grid_write(out, &grid);
}

bool call_sheet_write(struct text *out, const struct call_plan *plan)
{
    struct calls_facts facts;
    bool ok = calls_facts_make(&facts, plan);

    write_intro(out, plan);
    write_sims(out, plan);
    for (size_t i = 0; ok && i < plan->plan.count; i++) {
        struct page page = {
            .out = out, .plan = plan, .facts = &facts.list[i], .question = asked(plan, i)};

        ok = write_call(&page, i);
    }
    calls_facts_free(&facts);
    return ok;
}
