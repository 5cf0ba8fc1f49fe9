#include "checks.h"
#include "facts.h"

const char *const run_check_names[RUN_CHECKS] = {
    "system-finishes",  "every-answer-was-asked-for", "every-row-can-be-read",
    "open-prices-hold", "readings-are-not-mixed",     "known-failures-are-known"};

void check_free(struct check *check)
{
    text_free(&check->message);
    text_free(&check->body);
}

static void check_ending(struct check *check, const struct judged *judged)
{
    if (sut_finished(judged->end)) return;
    check->kind = CHECK_OPEN;
    check->type = sut_ending_name(judged->end->ending);
    text_addf(&check->message, "the system did not finish: ");
    sut_describe(&check->message, judged->end);
    text_addf(&check->body, "%s\n", check->message.p);
    facts_count(&check->body, judged);
    text_addf(&check->body, "\nthe end of its stderr:\n");
    text_add(&check->body, text_slice(&judged->end->talk));
}

static void check_strays(struct check *check, const struct strays *strays, const char *type,
                         const char *what)
{
    if (strays->count == 0) return;
    check->kind = CHECK_FAILED;
    check->type = type;
    facts_strays(&check->message, strays, what);
    text_addf(&check->body, "%s\n", check->message.p);
    for (size_t i = 0; i < strays->count && i < ANSWERS_STRAYS; i++)
        text_addf(&check->body, "line %ld: %s\n", strays->kept[i].line, strays->kept[i].text);
    if (strays->count > ANSWERS_STRAYS)
        text_addf(&check->body, "and %llu more\n",
                  (unsigned long long)strays->count - ANSWERS_STRAYS);
}

static void check_rows(struct check *check, const struct answers *answers)
{
    if (answers->unreadable.text == NULL) {
        check_strays(check, &answers->unattributable, "malformed",
                     " rows name no case that could be read");
        return;
    }
    check->kind = CHECK_FAILED;
    check->type = "malformed";
    text_addf(&check->message, "the answers cannot be read from line %ld on: %s",
              answers->unreadable.line, answers->unreadable.text);
    text_add(&check->body, text_slice(&check->message));
}

static void check_findings(struct check *check, const struct judged *judged, enum finding_kind kind,
                           const char *type)
{
    size_t count = 0;

    for (size_t i = 0; i < judged->finding_count; i++) {
        const struct finding *finding = &judged->findings[i];

        if (finding->kind != kind || !finding->fails) continue;
        if (count++ == 0) text_addf(&check->message, "%s: %s", finding->subject, finding->text);
        text_addf(&check->body, "%s: %s\n", finding->subject, finding->text);
    }
    if (count == 0) return;
    check->kind = CHECK_FAILED;
    check->type = type;
    if (count > 1) text_addf(&check->message, " (and %zu more)", count - 1);
}

void checks_of_run(struct check checks[RUN_CHECKS], const struct judged *judged)
{
    for (size_t i = 0; i < RUN_CHECKS; i++) checks[i] = (struct check){0};
    check_ending(&checks[0], judged);
    check_strays(&checks[1], &judged->answers.unexpected, "unexpected",
                 " answers to cases that were not asked");
    check_rows(&checks[2], &judged->answers);
    check_findings(&checks[3], judged, FINDING_PRICE, "inconsistent");
    check_findings(&checks[4], judged, FINDING_READING, "mixed");
    check_findings(&checks[5], judged, FINDING_BASELINE, "baseline");
}

static void describe_known(struct check *check, const struct baseline_entry *known)
{
    check->kind = CHECK_KNOWN;
    check->type = "known";
    text_addf(&check->message, "known: %s%s%s%s%s", known->reason,
              known->ticket[0] != '\0' ? "; " : "", known->ticket,
              known->expires[0] != '\0' ? "; until " : "", known->expires);
}

void check_of_case(struct check *check, const struct judged *judged, size_t at)
{
    const struct judgement *judgement = &judged->list[at];
    enum verdict_weight weight = verdict_weigh(judgement->verdict);

    *check = (struct check){0};
    if (judgement->known != NULL) {
        describe_known(check, judgement->known);
        return;
    }
    if (weight == WEIGHT_NONE) return;
    check->kind = weight == WEIGHT_OPEN ? CHECK_OPEN : CHECK_FAILED;
    check->type = verdict_name(judgement->verdict);
    text_addf(&check->message, "%s: ", check->type);
    facts_line(&check->message, judged, at);
    text_addf(&check->body, "%s under ", check->type);
    facts_rule(&check->body, &judged->questions->list[at].expected);
    text_addf(&check->body, "\n");
    facts_block(&check->body, judged, at, "");
}
