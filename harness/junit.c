#include "junit_parts.h"

#include "facts.h"
#include "xml_text.h"

#include <string.h>

#define CLOSING_BYTES 64 /* the tags that close suite and document, at most */

/* A report on its way out. */
struct writer {
    const struct judged *judged;
    const struct junit_facts *facts;
    junit_take_fn *take;
    void *user;
    struct text document;
    size_t number;     /* of the document, from 1 */
    bool empty;        /* the document holds no suite yet */
    size_t suites;     /* written so far; a part of one counts */
    struct text cases; /* of the suite at hand */
    struct junit_suite_head head;
};

static void put(struct text *out, const char *text)
{
    xml_put(out, XML_ATTRIBUTE, tg_slice_of(text), JUNIT_MAX_MESSAGE);
}

static void put_time(struct text *out, uint64_t ms)
{
    text_addf(out, "%llu.%03llu", (unsigned long long)ms / 1000, (unsigned long long)ms % 1000);
}

void junit_begin_document(struct text *out)
{
    text_addf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
}

void junit_begin_suite(struct text *out, const struct junit_suite_head *head,
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

void junit_end_suite(struct text *out, struct tg_slice talk)
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

void junit_put_property(struct text *out, const char *indent, const char *name, const char *value)
{
    text_addf(out, "%s<property name=\"%s\" value=\"", indent, name);
    put(out, value);
    text_addf(out, "\"/>\n");
}

void junit_put_result(struct text *out, const struct check *check)
{
    static const char *const elements[] = {
        [CHECK_FAILED] = "failure", [CHECK_OPEN] = "error", [CHECK_KNOWN] = "skipped"};
    const char *element = elements[check->kind];

    text_addf(out, "      <%s", element);
    /* A skipped case has no type in the Ant schema. */
    if (check->kind != CHECK_KNOWN) text_addf(out, " type=\"%s\"", check->type);
    text_addf(out, " message=\"");
    xml_put(out, XML_ATTRIBUTE, text_slice(&check->message), JUNIT_MAX_MESSAGE);
    text_addf(out, "\">");
    xml_put(out, XML_TEXT, text_slice(&check->body), JUNIT_MAX_BODY);
    text_addf(out, "</%s>\n", element);
}

void junit_count_check(struct junit_suite_head *head, const struct check *check)
{
    head->tests++;
    head->failures += check->kind == CHECK_FAILED;
    head->errors += check->kind == CHECK_OPEN;
}

/* ----------------------------------------------------------------------- the run as a whole */

static void begin_run(struct text *out, const struct junit_facts *facts,
                      const struct junit_suite_head *head)
{
    junit_begin_suite(out, head, facts);
    text_addf(out, "    <properties>\n");
    junit_put_property(out, "      ", "system.command", facts->command);
    junit_put_property(out, "      ", "tollgate.version", TOLLGATE_VERSION);
    text_addf(out, "    </properties>\n");
}

static void put_run_check(struct text *out, size_t number, const struct check *check)
{
    text_addf(out, "    <testcase name=\"%s\" classname=\"tollgate\" time=\"0.000\"",
              run_check_names[number]);
    if (check->kind == CHECK_PASSED) {
        text_addf(out, "/>\n");
        return;
    }
    text_addf(out, ">\n");
    junit_put_result(out, check);
    text_addf(out, "    </testcase>\n");
}

static void put_run(struct writer *writer)
{
    struct check checks[RUN_CHECKS];
    struct junit_suite_head head = {"tollgate", 0, 0, 0, 0, 0};
    struct text *out = &writer->document;

    checks_of_run(checks, writer->judged);
    for (size_t i = 0; i < RUN_CHECKS; i++) junit_count_check(&head, &checks[i]);
    if (!writer->facts->no_times) head.time_ms = writer->judged->end->wall_ms;
    begin_run(out, writer->facts, &head);
    for (size_t i = 0; i < RUN_CHECKS; i++) {
        put_run_check(out, i, &checks[i]);
        check_free(&checks[i]);
    }
    junit_end_suite(out, text_slice(&writer->judged->end->talk));
}

/* ------------------------------------------------------------------------------------ suites */

/* Closes the document and passes it on. */
static bool end_document(struct writer *writer)
{
    bool more;

    text_addf(&writer->document, "</testsuites>\n");
    more = writer->take(writer->user, ++writer->number, text_slice(&writer->document));
    text_free(&writer->document);
    return more;
}

static void end_cases(struct writer *writer)
{
    struct text *out = &writer->document;

    if (writer->cases.n == 0) return;
    writer->empty = false;
    writer->head.id = ++writer->suites;
    junit_begin_suite(out, &writer->head, writer->facts);
    text_addf(out, "    <properties/>\n");
    text_add(out, text_slice(&writer->cases));
    junit_end_suite(out, tg_slice_of(""));
    text_free(&writer->cases);
    writer->head = (struct junit_suite_head){.name = writer->head.name};
}

/* What is known of a case beyond its name, in the rich profile. Property names differ, since some
 * readers keep them in a map. */
static void put_properties(struct text *out, const struct judged *judged, size_t at)
{
    const struct question *question = &judged->questions->list[at];
    const struct expected *expected = &question->expected;
    const char *clauses = expected->clauses;
    struct text value = {0};
    size_t number = 0;

    text_addf(out, "      <properties>\n");
    junit_put_property(out, "        ", "verdict", verdict_name(judged->list[at].verdict));
    if (expected->rule[0] != '\0') junit_put_property(out, "        ", "rule", expected->rule);
    for (struct tg_slice word; (word = tg_next_word(&clauses)).n > 0;) {
        text_addf(out, "        <property name=\"clause.%zu\" value=\"", ++number);
        xml_put(out, XML_ATTRIBUTE, word, JUNIT_MAX_MESSAGE);
        text_addf(out, "\"/>\n");
    }
    facts_expected(&value, expected);
    junit_put_property(out, "        ", "expected", value.p);
    text_free(&value);
    facts_difference(&value, &judged->list[at]);
    if (value.n > 0) junit_put_property(out, "        ", "difference.yuan", value.p);
    text_free(&value);
    if (judged->list[at].note != NULL)
        junit_put_property(out, "        ", "note", judged->list[at].note);
    text_addf(out, "      </properties>\n");
}

static void put_case(struct text *out, const struct writer *writer,
                     const struct question_suite *suite, size_t at, const struct check *check)
{
    const struct question *question = &writer->judged->questions->list[at];
    bool rich = writer->facts->profile == JUNIT_RICH;

    text_addf(out, "    <testcase name=\"");
    put(out, question->id);
    text_addf(out, "\" classname=\"tollgate.");
    put(out, suite->name);
    text_addf(out, "\" time=\"0.000\"");
    if (rich) {
        text_addf(out, " file=\"cases/");
        put(out, suite->name);
        text_addf(out, ".csv\" line=\"%ld\"", question->line);
    }
    if (!rich && check->kind == CHECK_PASSED) {
        text_addf(out, "/>\n");
        return;
    }
    text_addf(out, ">\n");
    if (rich) put_properties(out, writer->judged, at);
    if (check->kind != CHECK_PASSED) junit_put_result(out, check);
    text_addf(out, "    </testcase>\n");
}

/* The suite at hand goes on in the next document, if this one would get too long. */
static bool make_room(struct writer *writer, size_t needed)
{
    struct text head = {0};
    size_t whole;

    if (writer->facts->split == 0) return true;
    junit_begin_suite(&head, &writer->head, writer->facts);
    junit_end_suite(&head, tg_slice_of(""));
    whole = writer->document.n + head.n + writer->cases.n + needed + CLOSING_BYTES;
    text_free(&head);
    if (whole <= writer->facts->split) return true;
    if (writer->empty && writer->cases.n == 0) return true;
    end_cases(writer);
    if (!end_document(writer)) return false;
    junit_begin_document(&writer->document);
    writer->empty = true;
    return true;
}

static bool put_question(struct writer *writer, const struct question_suite *suite, size_t at)
{
    struct check check;
    struct text one = {0};
    bool ok = true;

    check_of_case(&check, writer->judged, at);
    if (check.kind != CHECK_PASSED || !writer->facts->only_failures) {
        put_case(&one, writer, suite, at, &check);
        ok = make_room(writer, one.n);
        junit_count_check(&writer->head, &check);
        text_add(&writer->cases, text_slice(&one));
    }
    text_free(&one);
    check_free(&check);
    return ok;
}

static bool put_suite(struct writer *writer, const struct question_suite *suite)
{
    writer->head = (struct junit_suite_head){.name = suite->name};
    for (size_t i = suite->first; i < suite->first + suite->count; i++)
        if (!put_question(writer, suite, i)) return false;
    end_cases(writer);
    return true;
}

bool junit_write(const struct judged *judged, const struct junit_facts *facts, junit_take_fn *take,
                 void *user)
{
    struct writer writer = {.judged = judged, .facts = facts, .take = take, .user = user};
    bool ok = true;

    junit_begin_document(&writer.document);
    put_run(&writer);
    for (size_t i = 0; ok && i < judged->questions->suite_count; i++)
        ok = put_suite(&writer, &judged->questions->suites[i]);
    ok = ok && end_document(&writer);
    text_free(&writer.cases);
    text_free(&writer.document);
    return ok;
}

void junit_write_unfinished(struct text *out, const struct junit_facts *facts)
{
    struct junit_suite_head head = {"tollgate", 0, RUN_CHECKS, 0, RUN_CHECKS, 0};

    junit_begin_document(out);
    begin_run(out, facts, &head);
    for (size_t i = 0; i < RUN_CHECKS; i++) {
        struct check check = {.kind = CHECK_OPEN, .type = "did_not_finish"};

        text_addf(&check.message, "the run did not finish: no case was judged");
        text_add(&check.body, text_slice(&check.message));
        put_run_check(out, i, &check);
        check_free(&check);
    }
    junit_end_suite(out, tg_slice_of(""));
    text_addf(out, "</testsuites>\n");
}
