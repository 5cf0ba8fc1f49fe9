#include "past_run.h"

bool past_run_questions(struct run_store *store, struct questions *questions)
{
    struct tg_rulebook *rulebook = choice_load(&(struct choice){0});
    struct tg_error error = {.status = TG_OK};
    bool ok;

    if (rulebook == NULL) return false;
    ok = run_store_questions(store, questions, &error);
    if (ok)
        questions_learn(questions, rulebook);
    else
        tell_error(&error);
    tg_rulebook_free(rulebook);
    return ok;
}

static bool load(struct past_run *run, const char *path)
{
    struct tg_error error = {.status = TG_OK};
    struct transport_sink sink;
    bool ok;

    run->store = run_store_open(path, false, &error);
    if (run->store == NULL) tell_error(&error);
    if (run->store == NULL || !past_run_questions(run->store, &run->questions)) return false;
    heard_begin(&run->heard, &run->questions);
    sink = heard_sink(&run->heard);
    ok = run_store_replay(run->store, &sink, &run->heard.end, &error);
    if (!ok) tell_error(&error);
    return ok;
}

bool past_run_open(struct past_run *run, const char *path, struct baseline *baseline)
{
    struct judge_rules rules = {&run->choice, 0, baseline};

    *run = (struct past_run){0};
    if (!load(run, path)) return false;
    run->facts = run_store_facts(run->store);
    rules.fixed = run->facts.fixed;
    run_facts_tariff(&run->choice, &run->questions.arena, &run->facts);
    return judge(&run->judged, &run->questions, &run->heard, &rules);
}

void past_run_close(struct past_run *run)
{
    judged_free(&run->judged);
    heard_free(&run->heard);
    questions_free(&run->questions);
    if (run->store != NULL) run_store_close(run->store, NULL);
}
