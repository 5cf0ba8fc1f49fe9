#include "explain_parts.h"
#include "phrases.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char *explain_say(struct explanation *out, const char *format, ...)
{
    char *said;
    const char *kept;
    va_list args;

    va_start(args, format);
    if (vasprintf(&said, format, args) < 0) arena_exhausted();
    va_end(args);
    kept = arena_text(&out->arena, tg_slice_of(said));
    free(said);
    return kept;
}

/* ---------------------------------------------------------------------------------------- time */

static const char *value_name(const struct explaining *explaining, enum tg_dim dim)
{
    return tg_value_name(dim, explaining->outcome.call.value[dim]);
}

static const char *assumed(const struct tg_policy_text *policy)
{
    return policy->assumed ? ", assumed" : "";
}

static struct fact explain_start(const struct explaining *explaining)
{
    const char *zone = phrase_policy(explaining->rulebook, "zone")->value;
    char start[TG_TIME_BUF];

    tg_time_format(start, explaining->cdr->start);
    return (struct fact){
        explain_say(explaining->out, "%s", start),
        strcmp(zone, "+08:00") == 0
            ? NULL
            : explain_say(explaining->out, "the rulebook goes by zone %s instead", zone),
    };
}

static struct fact explain_regime(const struct explaining *explaining)
{
    const struct tg_rulebook *rulebook = explaining->rulebook;
    const char *split = phrase_policy(rulebook, "split_from")->value;
    const char *single = phrase_policy(rulebook, "single_from")->value;
    bool by_end = strcmp(phrase_policy(rulebook, "regime_boundary")->value, "end") == 0;
    const char *edge = by_end ? "ends" : "starts";
    struct fact fact = {value_name(explaining, TG_DIM_REGIME), NULL};

    switch (explaining->outcome.call.value[TG_DIM_REGIME]) {
    case TG_REGIME_SINGLE:
        fact.why = explain_say(explaining->out, "%s at or after %s", edge, single);
        break;
    case TG_REGIME_SPLIT:
        fact.why = explain_say(explaining->out, "%s from %s to before %s", edge, split, single);
        break;
    default: fact.why = explain_say(explaining->out, "%s before %s", edge, split);
    }
    return fact;
}

static struct fact explain_daypart(const struct explaining *explaining)
{
    const struct tg_policy_text *hours = phrase_policy(explaining->rulebook, "idle_hours");
    const char *boundary = phrase_policy(explaining->rulebook, "daypart_boundary")->value;

    return (struct fact){
        value_name(explaining, TG_DIM_DAYPART),
        explain_say(explaining->out, "by its %s; idle hours of 12593 are %s%s",
                    strcmp(boundary, "end") == 0 ? "end" : "start", hours->value, assumed(hours)),
    };
}

static struct fact explain_pack(const struct explaining *explaining)
{
    const struct tg_policy_text *hours = phrase_policy(explaining->rulebook, "pack_hours");
    uint8_t pack = explaining->outcome.call.value[TG_DIM_PACK];
    struct fact fact = {value_name(explaining, TG_DIM_PACK), "no night pack is held"};

    if (pack != TG_PACK_NONE && explaining->cdr->event == TG_EVENT_MONTHLY_FEE)
        fact.why = "the night pack is held";
    else if (pack != TG_PACK_NONE)
        fact.why = explain_say(explaining->out, "held; %ss %s its hours, %s%s",
                               phrase_policy(explaining->rulebook, "pack_boundary")->value,
                               pack == TG_PACK_INSIDE ? "inside" : "outside", hours->value,
                               assumed(hours));
    return fact;
}

/* What is made of the seconds measured, where that is something else. */
static const char *say_lasting(const struct explaining *explaining, const char *why)
{
    const struct tg_rulebook *rulebook = explaining->rulebook;
    struct text text = {0};
    const char *kept;
    int32_t read_s, billed_s;

    tg_rulebook_durations(rulebook, &read_s, &billed_s, explaining->cdr->dur_s);
    if (read_s != explaining->cdr->dur_s)
        text_addf(&text, "read as %" PRId32 " s (%s), ", read_s,
                  phrase_policy(rulebook, "duration")->value);
    text_addf(&text, "%s", why);
    if (billed_s != read_s)
        text_addf(&text, "; billed as %" PRId32 " s (%s)", billed_s,
                  phrase_policy(rulebook, "billed_duration")->value);
    kept = arena_text(&explaining->out->arena, text_slice(&text));
    text_free(&text);
    return kept;
}

static struct fact explain_length(const struct explaining *explaining)
{
    const char *free_s = phrase_policy(explaining->rulebook, "free_seconds")->value;
    struct fact fact = {value_name(explaining, TG_DIM_LENGTH), "no talk at all"};

    if (explaining->outcome.call.value[TG_DIM_LENGTH] == TG_LENGTH_SHORT)
        fact.why = explain_say(explaining->out, "1 s to %s s", free_s);
    else if (explaining->outcome.call.value[TG_DIM_LENGTH] == TG_LENGTH_LONG)
        fact.why = explain_say(explaining->out, "longer than %s s", free_s);
    fact.why = say_lasting(explaining, fact.why);
    return fact;
}

/* ------------------------------------------------------------------------------- event, place */

static const char *const event_words[TG_EVENT_COUNT] = {
    [TG_EVENT_ORIGINATE] = "the subscriber calls",
    [TG_EVENT_RECEIVE] = "the subscriber is called; by whom does not matter",
    [TG_EVENT_FORWARD_UNCONDITIONAL] = "every call is forwarded: unconditional",
    [TG_EVENT_FORWARD_BUSY] = "forwarded when busy: conditional",
    [TG_EVENT_FORWARD_NO_REPLY] = "forwarded without reply: conditional",
    [TG_EVENT_FORWARD_UNREACHABLE] = "forwarded when out of reach: conditional",
    [TG_EVENT_MONTHLY_FEE] = "no call: the fee of a month",
};

static const char *const state_words[TG_STATE_COUNT] = {
    [TG_STATE_HOME] = "the visited area is the home area",
    [TG_STATE_PROVINCE] = "another area of the home province, so roaming",
    [TG_STATE_NATIONAL] = "another province, so roaming",
};

static struct fact explain_state(const struct explaining *explaining)
{
    const char *from = phrase_policy(explaining->rulebook, "province_from")->value;
    uint8_t state = explaining->outcome.call.value[TG_DIM_STATE];
    struct fact fact = {value_name(explaining, TG_DIM_STATE), state_words[state]};

    if (state != TG_STATE_HOME && strcmp(from, "digits") == 0)
        fact.why =
            explain_say(explaining->out, "%s, by the digits of the area codes", state_words[state]);
    return fact;
}

static struct explained_area area_of(uint16_t area)
{
    return (struct explained_area){tg_area_code(area), tg_area_city(area), tg_area_province(area),
                                   NULL};
}

void explain_call(const struct explaining *explaining)
{
    struct explanation *out = explaining->out;
    const struct tg_cdr *cdr = explaining->cdr;

    out->call_id = arena_text(&out->arena, cdr->call_id);
    out->plan = tg_value_name(TG_DIM_PLAN, cdr->plan);
    out->plan_title = tg_plan_title((enum tg_plan)cdr->plan);
    out->brand = tg_plan_brand((enum tg_plan)cdr->plan);
    out->event = (struct fact){tg_value_name(TG_DIM_EVENT, cdr->event), event_words[cdr->event]};
    out->start = explain_start(explaining);
    out->regime = explain_regime(explaining);
    out->daypart = explain_daypart(explaining);
    out->pack = explain_pack(explaining);
    out->has_duration = cdr->event != TG_EVENT_MONTHLY_FEE;
    out->dur_s = cdr->dur_s;
    out->length = explain_length(explaining);
    out->home = area_of(cdr->home_area);
    out->visited = area_of(cdr->visited_area);
    out->state = explain_state(explaining);
}

/* ----------------------------------------------------------------------------------------- all */

static void name_choice(struct explanation *out, const struct choice *choice,
                        const struct tg_rulebook *rulebook)
{
    struct text overlays = {0};

    for (size_t i = 0; i < choice->overlay_count; i++)
        text_addf(&overlays, "%s%s", i > 0 ? " " : "", choice->overlays[i]);
    out->rulebook = explain_say(out, "%s", tg_rulebook_id(rulebook));
    if (overlays.n > 0) out->overlays = arena_text(&out->arena, text_slice(&overlays));
    text_free(&overlays);
}

static bool explain_what_is(struct explaining *explaining, struct tg_error *error)
{
    *explaining->out = (struct explanation){0};
    if (!tg_rate(explaining->rulebook, &explaining->outcome, explaining->cdr, error)) return false;
    name_choice(explaining->out, explaining->choice, explaining->rulebook);
    explain_call(explaining);
    explain_number(explaining);
    explain_charge(explaining);
    return true;
}

bool explain_briefly(struct explanation *out, const struct choice *choice,
                     const struct tg_rulebook *rulebook, const struct tg_cdr *cdr,
                     struct tg_error *error)
{
    struct explaining explaining = {.out = out, .choice = choice, .rulebook = rulebook, .cdr = cdr};

    return explain_what_is(&explaining, error);
}

bool explain(struct explanation *out, const struct choice *choice,
             const struct tg_rulebook *rulebook, const struct tg_cdr *cdr, struct tg_error *error)
{
    struct explaining explaining = {.out = out, .choice = choice, .rulebook = rulebook, .cdr = cdr};

    if (!explain_what_is(&explaining, error)) return false;
    explain_alternatives(&explaining);
    explain_annex(&explaining);
    return true;
}

void explanation_free(struct explanation *explanation)
{
    arena_free(&explanation->arena);
}
