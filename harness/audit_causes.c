#include "audit_causes.h"

#include "footprint.h"

#include <stdlib.h>
#include <string.h>

#define MOST_WRONG 1000 /* examples that every change of the rulebook is tried for */

static const char *keep(struct audit_causes *causes, const char *text)
{
    return arena_text(&causes->arena, tg_slice_of(text));
}

static uint8_t plan_of(const struct judged *judged, size_t question)
{
    return judged->questions->list[question].cdr.plan;
}

/* ---------------------------------------------------------------------------------- one more */

/* The number of the cause in the list; AUDIT_MOST_CAUSES = there is no room for it. */
static size_t add_cause(struct audit_causes *causes, const struct cause *cause)
{
    size_t i = 0;

    while (i < causes->count && (strcmp(causes->list[i].defect, cause->defect) != 0 ||
                                 strcmp(causes->list[i].title, cause->title) != 0))
        i++;
    if (i < causes->count || i == AUDIT_MOST_CAUSES) return i;
    causes->list[causes->count++] = (struct audit_cause){.defect = keep(causes, cause->defect),
                                                         .title = keep(causes, cause->title),
                                                         .clauses = keep(causes, cause->clauses),
                                                         .note = cause_note(cause->kind),
                                                         .alike = keep(causes, cause->alike),
                                                         .telling = keep(causes, cause->telling)};
    return i;
}

/* Takes what a diagnosis says of some questions; `at` gives their numbers in the whole, NULL = they
 * are the whole. */
static void take(struct audit_causes *causes, const struct judged *judged,
                 const struct diagnosis *diagnosis, const size_t *at, size_t count)
{
    size_t number[DIAGNOSIS_MOST];

    for (size_t c = 0; c < diagnosis->count; c++)
        number[c] = add_cause(causes, &diagnosis->list[c]);
    for (size_t i = 0; i < count; i++) {
        size_t question = at != NULL ? at[i] : i;

        if (diagnosis->causes == NULL || diagnosis->causes[i] == 0) continue;
        causes->explained++;
        for (size_t c = 0; c < diagnosis->count; c++) {
            if ((diagnosis->causes[i] >> c & 1) == 0 || number[c] == AUDIT_MOST_CAUSES) continue;
            causes->of[question] |= UINT32_C(1) << number[c];
            causes->list[number[c]].plans |= UINT32_C(1) << plan_of(judged, question);
        }
    }
}

/* --------------------------------------------------------------------------------- plan by plan */

/* The questions of one plan, with their answers. */
struct part_of {
    struct questions questions;
    struct heard heard;
    struct judged judged;
    struct diagnosis diagnosis;
    size_t *at; /* their numbers in the whole */
    size_t count;
    uint64_t wrong;
    uint64_t explained_before; /* by what explains the whole */
};

static void choose(struct part_of *part, const struct judged *judged, const struct diagnosis *whole,
                   uint8_t plan)
{
    *part = (struct part_of){.count = 0};
    part->at = array_grow(NULL, &(size_t){0}, judged->questions->count, sizeof *part->at);
    for (size_t i = 0; i < judged->questions->count; i++) {
        if (plan_of(judged, i) != plan) continue;
        part->wrong += answer_is_wrong(judged, i);
        part->explained_before += whole->causes != NULL && whole->causes[i] != 0;
        part->at[part->count++] = i;
    }
}

/* Records of an audit may have one id; golden results are told by numbers. */
static void number_questions(struct questions *questions)
{
    for (size_t i = 0; i < questions->count; i++) {
        char number[32];
        int n = snprintf(number, sizeof number, "%zu", i);

        questions->list[i].id = arena_text(&questions->arena, (struct tg_slice){number, (size_t)n});
    }
}

/* By the readings that the system was found to hold, and no others: where the records of one plan
 * all fit another reading, that may be the fault's doing. */
static bool take_tariff(struct part_of *part, const struct choice *held)
{
    struct tg_error error = {.status = TG_OK};
    struct law law;
    bool ok;

    if (!law_open(&law, held, &part->questions)) return false;
    ok = law_impose(&law, &part->questions, &error);
    if (ok) questions_learn(&part->questions, law.rulebook);
    law_close(&law);
    if (!ok) tell_error(&error);
    return ok;
}

static bool judge_part(struct part_of *part, const struct judged *judged)
{
    struct judge_rules how = {.choice = &judged->held.choice, .fixed = UINT32_MAX};

    questions_choose(&part->questions, judged->questions, part->at, part->count);
    heard_begin(&part->heard, &part->questions);
    for (size_t i = 0; i < part->count; i++)
        part->heard.answers.slot[i] = judged->answers.slot[part->at[i]];
    number_questions(&part->questions);
    return take_tariff(part, how.choice) &&
           judge(&part->judged, &part->questions, &part->heard, &how) &&
           diagnose_briefly(&part->diagnosis, &part->judged);
}

static void free_part(struct part_of *part)
{
    diagnosis_free(&part->diagnosis);
    judged_free(&part->judged);
    heard_free(&part->heard);
    questions_free(&part->questions);
    free(part->at);
}

/* What explains the records of the plan; what explains the whole, if that is as much. */
static bool explain_plan(struct audit_causes *causes, const struct judged *judged,
                         const struct diagnosis *whole, uint8_t plan)
{
    struct part_of part;
    bool ok = true;

    choose(&part, judged, whole, plan);
    if (part.wrong >= DIAGNOSIS_LEAST && part.explained_before < part.wrong)
        ok = judge_part(&part, judged);
    if (part.diagnosis.explained > part.explained_before) {
        take(causes, judged, &part.diagnosis, part.at, part.count);
    } else if (part.explained_before > 0) {
        struct diagnosis same = *whole;

        same.causes = array_grow(NULL, &(size_t){0}, part.count, sizeof *same.causes);
        for (size_t i = 0; i < part.count; i++) same.causes[i] = whole->causes[part.at[i]];
        take(causes, judged, &same, part.at, part.count);
        free(same.causes);
    }
    free_part(&part);
    return ok;
}

bool audit_causes_find(struct audit_causes *causes, const struct judged *judged)
{
    size_t count = judged->questions->count;
    struct diagnosis whole;
    bool ok = wrong_answers(judged) > MOST_WRONG ? diagnose_briefly(&whole, judged)
                                                 : diagnose(&whole, judged);

    *causes = (struct audit_causes){.wrong = whole.wrong, .right = whole.right};
    causes->of = arena_take(&causes->arena, count + 1, sizeof *causes->of);
    if (ok && whole.explained == whole.wrong) take(causes, judged, &whole, NULL, count);
    for (uint8_t plan = 0; ok && whole.explained < whole.wrong && plan < TG_PLAN_COUNT; plan++)
        ok = explain_plan(causes, judged, &whole, plan);
    diagnosis_free(&whole);
    return ok;
}

void audit_causes_free(struct audit_causes *causes)
{
    arena_free(&causes->arena);
    *causes = (struct audit_causes){0};
}
