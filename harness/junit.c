#include "junit.h"
#include "facts.h"
#include "xml_text.h"

#include <string.h>

struct suite_head {
    const char *name;
    size_t id;
    uint64_t tests, failures, errors;
    uint64_t time_ms;
};

/* The outcome of one test case; type NULL = passed. */
struct result {
    const char *element; /* failure, error */
    const char *type;
    struct text message;
    struct text body;
};

static void put(struct text *out, const char *text)
{
    xml_put(out, XML_ATTRIBUTE, tg_slice_of(text), JUNIT_MAX_MESSAGE);
}

static void put_time(struct text *out, uint64_t ms)
{
    text_addf(out, "%llu.%03llu", (unsigned long long)ms / 1000, (unsigned long long)ms % 1000);
}

static void begin_document(struct text *out)
{
    text_addf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
}

static void begin_suite(struct text *out, const struct suite_head *head,
                        const struct junit_facts *facts)
{
    text_addf(out, "  <testsuite name=\"");
    put(out, head->name);
    text_addf(out, "\" package=\"tollgate\" id=\"%zu\" timestamp=\"", head->id);
    put(out, facts->timestamp);
    text_addf(out, "\" hostname=\"localhost\" tests=\"%llu\" failures=\"%llu\" errors=\"%llu\"",
              (unsigned long long)head->tests, (unsigned long long)head->failures,
              (unsigned long long)head->errors);
    text_addf(out, " time=\"");
    put_time(out, head->time_ms);
    text_addf(out, "\">\n");
}

static void end_suite(struct text *out, struct tg_slice talk)
{
    text_addf(out, "    <system-out/>\n");
    if (talk.n == 0) {
        text_addf(out, "    <system-err/>\n");
    } else {
        text_addf(out, "    <system-err>");
        xml_put(out, XML_TEXT, talk, JUNIT_MAX_BODY);
        text_addf(out, "</system-err>\n");
    }
    text_addf(out, "  </testsuite>\n");
}

static void put_property(struct text *out, const char *name, const char *value)
{
    text_addf(out, "      <property name=\"%s\" value=\"", name);
    put(out, value);
    text_addf(out, "\"/>\n");
}

static void put_case(struct text *out, const char *class, const char *suite, const char *name,
                     const struct result *result)
{
    text_addf(out, "    <testcase name=\"");
    put(out, name);
    text_addf(out, "\" classname=\"%s", class);
    put(out, suite);
    if (result->type == NULL) {
        text_addf(out, "\" time=\"0.000\"/>\n");
        return;
    }
    text_addf(out, "\" time=\"0.000\">\n      <%s", result->element);
    /* A skipped case has no type in the Ant schema. */
    if (strcmp(result->element, "skipped") != 0) text_addf(out, " type=\"%s\"", result->type);
    text_addf(out, " message=\"");
    xml_put(out, XML_ATTRIBUTE, text_slice(&result->message), JUNIT_MAX_MESSAGE);
    text_addf(out, "\">");
    xml_put(out, XML_TEXT, text_slice(&result->body), JUNIT_MAX_BODY);
    text_addf(out, "</%s>\n    </testcase>\n", result->element);
}

static void free_result(struct result *result)
{
    text_free(&result->message);
    text_free(&result->body);
}

/* ----------------------------------------------------------------------- the run as a whole */

static const char *const run_cases[] = {"system-finishes",        "every-answer-was-asked-for",
                                        "every-row-can-be-read",  "open-prices-hold",
                                        "readings-are-not-mixed", "known-failures-are-known"};
#define RUN_CASES (sizeof run_cases / sizeof run_cases[0])

static void begin_run(struct text *out, const struct junit_facts *facts, uint64_t failures,
                      uint64_t errors, uint64_t time_ms)
{
    struct suite_head head = {"tollgate", 0, RUN_CASES, failures, errors, time_ms};

    begin_suite(out, &head, facts);
    text_addf(out, "    <properties>\n");
    put_property(out, "system.command", facts->command);
    put_property(out, "tollgate.version", TOLLGATE_VERSION);
    text_addf(out, "    </properties>\n");
}

static void put_run_case(struct text *out, const char *name, struct result *result)
{
    put_case(out, "tollgate", "", name, result);
    free_result(result);
}

static struct result ending_result(const struct judged *judged)
{
    struct result result = {.element = "error"};

    if (sut_finished(judged->end)) return result;
    result.type = sut_ending_name(judged->end->ending);
    text_addf(&result.message, "the system did not finish: ");
    sut_describe(&result.message, judged->end);
    text_addf(&result.body, "%s\n", result.message.p);
    facts_count(&result.body, judged);
    text_addf(&result.body, "\nthe end of its stderr:\n");
    text_add(&result.body, text_slice(&judged->end->talk));
    return result;
}

static struct result strays_result(const struct strays *strays, const char *type, const char *what)
{
    struct result result = {.element = "failure"};

    if (strays->count == 0) return result;
    result.type = type;
    text_addf(&result.message, "%llu %s, the first on line %ld: %s",
              (unsigned long long)strays->count, what, strays->kept[0].line, strays->kept[0].text);
    text_addf(&result.body, "%s\n", result.message.p);
    for (size_t i = 0; i < strays->count && i < ANSWERS_STRAYS; i++)
        text_addf(&result.body, "line %ld: %s\n", strays->kept[i].line, strays->kept[i].text);
    if (strays->count > ANSWERS_STRAYS)
        text_addf(&result.body, "and %llu more\n",
                  (unsigned long long)strays->count - ANSWERS_STRAYS);
    return result;
}

static struct result rows_result(const struct answers *answers)
{
    struct result result;

    if (answers->unreadable.text == NULL)
        return strays_result(&answers->unattributable, "malformed",
                             "rows name no case that could be read");
    result = (struct result){.element = "failure", .type = "malformed"};
    text_addf(&result.message, "the answers cannot be read from line %ld on: %s",
              answers->unreadable.line, answers->unreadable.text);
    text_add(&result.body, text_slice(&result.message));
    return result;
}

static struct result findings_result(const struct judged *judged, enum finding_kind kind,
                                     const char *type)
{
    struct result result = {.element = "failure"};
    size_t count = 0;

    for (size_t i = 0; i < judged->finding_count; i++) {
        const struct finding *finding = &judged->findings[i];

        if (finding->kind != kind || !finding->fails) continue;
        if (count++ == 0) text_addf(&result.message, "%s: %s", finding->subject, finding->text);
        text_addf(&result.body, "%s: %s\n", finding->subject, finding->text);
    }
    if (count > 0) result.type = type;
    if (count > 1) text_addf(&result.message, " (and %zu more)", count - 1);
    return result;
}

static void put_run(struct text *out, const struct judged *judged, const struct junit_facts *facts)
{
    struct result results[RUN_CASES] = {
        ending_result(judged),
        strays_result(&judged->answers.unexpected, "unexpected",
                      "answers to cases that were not asked"),
        rows_result(&judged->answers),
        findings_result(judged, FINDING_PRICE, "inconsistent"),
        findings_result(judged, FINDING_READING, "mixed"),
        findings_result(judged, FINDING_BASELINE, "baseline"),
    };
    uint64_t failures = 0;

    for (size_t i = 1; i < RUN_CASES; i++) failures += results[i].type != NULL;
    begin_run(out, facts, failures, results[0].type != NULL ? 1 : 0,
              facts->no_times ? 0 : judged->end->wall_ms);
    for (size_t i = 0; i < RUN_CASES; i++) put_run_case(out, run_cases[i], &results[i]);
    end_suite(out, text_slice(&judged->end->talk));
}

/* ------------------------------------------------------------------------------------ suites */

static void describe_known(struct result *result, const struct baseline_entry *known)
{
    result->element = "skipped";
    result->type = "known";
    text_addf(&result->message, "known: %s%s%s%s%s", known->reason,
              known->ticket[0] != '\0' ? "; " : "", known->ticket,
              known->expires[0] != '\0' ? "; until " : "", known->expires);
}

static void put_question(struct text *out, const struct judged *judged,
                         const struct question_suite *suite, size_t at)
{
    enum verdict verdict = judged->list[at].verdict;
    enum verdict_weight weight = verdict_weigh(verdict);
    struct result result = {.element = weight == WEIGHT_OPEN ? "error" : "failure"};

    if (judged->list[at].known != NULL) {
        describe_known(&result, judged->list[at].known);
    } else if (weight != WEIGHT_NONE) {
        result.type = verdict_name(verdict);
        text_addf(&result.message, "%s: ", result.type);
        facts_line(&result.message, judged, at);
        text_addf(&result.body, "%s under ", result.type);
        facts_rule(&result.body, &judged->questions->list[at].expected);
        text_addf(&result.body, "\n");
        facts_block(&result.body, judged, at, "");
    }
    put_case(out, "tollgate.", suite->name, judged->questions->list[at].id, &result);
    free_result(&result);
}

static void put_suite(struct text *out, const struct judged *judged,
                      const struct junit_facts *facts, size_t number)
{
    const struct question_suite *suite = &judged->questions->suites[number];
    struct suite_head head = {suite->name, number + 1, suite->count, 0, 0, 0};

    for (size_t i = suite->first; i < suite->first + suite->count; i++) {
        enum verdict_weight weight = verdict_weigh(judged->list[i].verdict);

        if (judged->list[i].known != NULL) continue;
        if (weight == WEIGHT_FAILS) head.failures++;
        if (weight == WEIGHT_OPEN) head.errors++;
    }
    begin_suite(out, &head, facts);
    text_addf(out, "    <properties/>\n");
    for (size_t i = suite->first; i < suite->first + suite->count; i++)
        put_question(out, judged, suite, i);
    end_suite(out, tg_slice_of(""));
}

void junit_write(struct text *out, const struct judged *judged, const struct junit_facts *facts)
{
    begin_document(out);
    put_run(out, judged, facts);
    for (size_t i = 0; i < judged->questions->suite_count; i++) put_suite(out, judged, facts, i);
    text_addf(out, "</testsuites>\n");
}

void junit_write_unfinished(struct text *out, const struct junit_facts *facts)
{
    begin_document(out);
    begin_run(out, facts, 0, RUN_CASES, 0);
    for (size_t i = 0; i < RUN_CASES; i++) {
        struct result result = {.element = "error", .type = "did_not_finish"};

        text_addf(&result.message, "the run did not finish: no case was judged");
        text_add(&result.body, text_slice(&result.message));
        put_run_case(out, run_cases[i], &result);
    }
    end_suite(out, tg_slice_of(""));
    text_addf(out, "</testsuites>\n");
}
