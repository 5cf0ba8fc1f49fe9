#include "report_csv.h"
#include "diagnosis.h"
#include "facts.h"

#include <string.h>

/* Always quoted; bytes that are no text as \\xNN. */
static void put(struct text *out, const struct text *value, const char *end)
{
    struct text shown = {0};

    text_addf(&shown, "%s", "");
    if (value->n > 0) text_add_visible(&shown, text_slice(value));
    text_addf(out, "\"");
    for (const char *p = shown.p; *p != '\0'; p++) {
        if (*p == '"') text_addf(out, "\"");
        text_add(out, (struct tg_slice){p, 1});
    }
    text_addf(out, "\"%s", end);
    text_free(&shown);
}

static void put_case(struct text *out, const struct judged *judged, size_t at)
{
    const struct question *question = &judged->questions->list[at];
    const struct judgement *judgement = &judged->list[at];
    struct text expected = {0};
    struct text got = {0};
    struct text difference = {0};
    struct text note = {0};
    struct text causes = {0};

    facts_expected(&expected, &question->expected);
    facts_got(&got, &judged->answers.slot[at]);
    facts_difference(&difference, judgement);
    if (judgement->note != NULL) text_addf(&note, "%s", judgement->note);
    text_addf(out, "%s,%s,%s,%s,", question->id, judged->questions->suites[question->suite].name,
              verdict_name(judgement->verdict), judgement->known != NULL ? "known" : "");
    put(out, &expected, ",");
    put(out, &got, ",");
    put(out, &difference, ",");
    text_addf(out, "%s,%s,", question->expected.rule, question->expected.clauses);
    put(out, &note, ",");
    causes_of_case(&causes, judged->diagnosis, at);
    text_addf(out, "%s\n", causes.n > 0 ? causes.p : "");
    text_free(&expected);
    text_free(&got);
    text_free(&difference);
    text_free(&note);
    text_free(&causes);
}

void report_csv(struct text *out, const struct judged *judged)
{
    text_addf(out, "case,suite,verdict,known,expected,got,difference,rule,clauses,note,causes\n");
    for (size_t i = 0; i < judged->questions->count; i++) put_case(out, judged, i);
}
