#include "past_run.h"

static bool load(struct past_run *run, struct tg_error *error)
{
    struct tg_rulebook *rulebook = choice_load(&(struct choice){0});
    struct transport_sink sink;
    bool ok;

    if (rulebook == NULL) return false;
    ok = run_store_questions(run->store, &run->questions, error);
    if (ok) questions_learn(&run->questions, rulebook);
    tg_rulebook_free(rulebook);
    if (!ok) return false;
    heard_begin(&run->heard, &run->questions);
    sink = heard_sink(&run->heard);
    return run_store_replay(run->store, &sink, &run->heard.end, error);
}

bool past_run_open(struct past_run *run, const char *path, struct baseline *baseline)
{
    struct tg_error error = {.status = TG_OK};
    struct judge_rules rules = {&run->choice, 0, baseline};
    bool ok;

    *run = (struct past_run){0};
    run->store = run_store_open(path, false, &error);
    ok = run->store != NULL && load(run, &error);
    if (error.status != TG_OK) tell_error(&error);
    if (!ok) return false;
    run->facts = run_store_facts(run->store);
    rules.fixed = run->facts.fixed;
    run_facts_tariff(&run->choice, &run->questions.arena, &run->facts);
    if (!judge(&run->judged, &run->questions, &run->heard, &rules) ||
        !diagnose(&run->diagnosis, &run->judged))
        return false;
    run->judged.diagnosis = &run->diagnosis;
    return true;
}

void past_run_close(struct past_run *run)
{
    diagnosis_free(&run->diagnosis);
    judged_free(&run->judged);
    heard_free(&run->heard);
    questions_free(&run->questions);
    if (run->store != NULL) run_store_close(run->store, NULL);
}
