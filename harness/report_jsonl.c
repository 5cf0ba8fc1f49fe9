#include "report_jsonl.h"
#include "diagnosis.h"
#include "facts.h"

#include <jansson.h>
#include <stdlib.h>

/* Texts that may hold bytes of any kind. */
static void set(json_t *object, const char *key, struct text *value)
{
    struct text shown = {0};

    text_addf(&shown, "%s", "");
    if (value->n > 0) text_add_visible(&shown, text_slice(value));
    json_object_set_new(object, key, json_stringn(shown.p, shown.n));
    text_free(&shown);
    text_free(value);
}

static void put_line(struct text *out, json_t *object)
{
    char *line = json_dumps(object, JSON_COMPACT);

    if (line == NULL) arena_exhausted();
    text_addf(out, "%s\n", line);
    free(line);
    json_decref(object);
}

static void put_header(struct text *out, const struct report_facts *facts)
{
    json_t *header =
        json_pack("{s:s, s:i, s:s}", "type", "header", "format", 1, "tollgate", TOLLGATE_VERSION);
    struct text system = {0};

    text_addf(&system, "%s", facts->system);
    set(header, "system", &system);
    if (!facts->no_times) json_object_set_new(header, "started", json_string(facts->started));
    put_line(out, header);
}

static void put_case(struct text *out, const struct judged *judged, size_t at)
{
    const struct question *question = &judged->questions->list[at];
    const struct judgement *judgement = &judged->list[at];
    struct text expected = {0};
    struct text got = {0};
    struct text difference = {0};
    struct text causes = {0};
    json_t *line = json_pack("{s:s, s:s, s:s, s:s, s:b}", "type", "case", "case", question->id,
                             "suite", judged->questions->suites[question->suite].name, "verdict",
                             verdict_name(judgement->verdict), "known", judgement->known != NULL);

    facts_expected(&expected, &question->expected);
    facts_got(&got, &judged->answers.slot[at]);
    facts_difference(&difference, judgement);
    set(line, "expected", &expected);
    set(line, "got", &got);
    if (difference.n > 0) set(line, "difference", &difference);
    json_object_set_new(line, "rule", json_string(question->expected.rule));
    json_object_set_new(line, "clauses", json_string(question->expected.clauses));
    if (judgement->note != NULL) {
        struct text note = {0};

        text_addf(&note, "%s", judgement->note);
        set(line, "note", &note);
    }
    causes_of_case(&causes, judged->diagnosis, at);
    if (causes.n > 0) set(line, "causes", &causes);
    put_line(out, line);
}

static json_t *causes_of(const struct diagnosis *diagnosis)
{
    json_t *causes = json_array();

    for (size_t i = 0; diagnosis != NULL && i < diagnosis->count; i++) {
        const struct cause *cause = &diagnosis->list[i];

        json_array_append_new(
            causes,
            json_pack("{s:s, s:b, s:s, s:s, s:I, s:I, s:I, s:I, s:s, s:s, s:s, s:s}", "defect",
                      cause->defect, "known", cause->kind == FAULT_KNOWN, "title", cause->title,
                      "clauses", cause->clauses, "explains", (json_int_t)cause->explains,
                      "together", (json_int_t)diagnosis->explained, "wrong",
                      (json_int_t)diagnosis->wrong, "right", (json_int_t)diagnosis->right, "plans",
                      cause->plans, "places", cause->places, "alike", cause->alike, "telling",
                      cause->telling));
    }
    return causes;
}

static void put_footer(struct text *out, const struct judged *judged,
                       const struct report_facts *facts)
{
    json_t *counts = json_object();
    json_t *findings = json_array();
    json_t *footer =
        json_pack("{s:s, s:i, s:I}", "type", "footer", "exit", (int)judged_exit(judged), "cases",
                  (json_int_t)judged->questions->count);

    for (int v = 0; v < VERDICT_COUNT; v++)
        json_object_set_new(counts, verdict_name((enum verdict)v),
                            json_integer((json_int_t)judged->counts[v]));
    for (size_t i = 0; i < judged->finding_count; i++) {
        json_t *finding = json_pack("{s:b}", "fails", judged->findings[i].fails);
        struct text text = {0};

        text_addf(&text, "%s", judged->findings[i].text);
        set(finding, "text", &text);
        json_array_append_new(findings, finding);
    }
    json_object_set_new(footer, "verdicts", counts);
    json_object_set_new(footer, "findings", findings);
    json_object_set_new(footer, "causes", causes_of(judged->diagnosis));
    if (!facts->no_times)
        json_object_set_new(footer, "wall_ms", json_integer((json_int_t)judged->end->wall_ms));
    put_line(out, footer);
}

void report_jsonl(struct text *out, const struct judged *judged, const struct report_facts *facts)
{
    put_header(out, facts);
    for (size_t i = 0; i < judged->questions->count; i++) put_case(out, judged, i);
    put_footer(out, judged, facts);
}
