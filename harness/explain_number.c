/* How the other party's number was read. */
#include "explain_parts.h"
#include "phrases.h"

#include <string.h>

static const struct fact kinds[] = {
    [TG_NUMBER_FIXED] = {"fixed", "a subscriber number of an area"},
    [TG_NUMBER_MOBILE] = {"mobile", "11 digits that begin with 13 to 18"},
    [TG_NUMBER_GLOBALSTAR] = {"globalstar", "a mobile number that begins with 1349"},
    [TG_NUMBER_SPECIAL] = {"special", "a service number"},
    [TG_NUMBER_INFO] = {"info", "a number of an information desk"},
    [TG_NUMBER_INTERNATIONAL] = {"international", "dialled with 00 or + and not 86"},
};

static const char *const access_words[TG_ACCESS_COUNT] = {
    [TG_ACCESS_DIRECT] = "no access prefix is dialled",
    [TG_ACCESS_17951] = "the digits begin with 17951",
    [TG_ACCESS_12593] = "the digits begin with 12593",
};

static const char *const destination_words[TG_DEST_COUNT] = {
    [TG_DEST_LOCAL] = "the area where the call is set up",
    [TG_DEST_HOME_AREA] = "the subscriber's home area",
    [TG_DEST_VISITED_AREA] = "the visited area",
    [TG_DEST_DOMESTIC] = "another area of the mainland",
    [TG_DEST_HMT] = "Hong Kong, Macao, Taiwan",
    [TG_DEST_US_CA] = "USA with Alaska and Hawaii, Canada",
    [TG_DEST_KR_SG] = "Korea, Singapore",
    [TG_DEST_BOTH_LISTS] = "named for 17951 and among the 21 countries of 12593",
    [TG_DEST_NZ] = "New Zealand: named for 17951 only",
    [TG_DEST_ONLY_12593] = "among the 21 countries of 12593, not named for 17951",
    [TG_DEST_OTHER] = "a country that no list names",
    [TG_DEST_SATELLITE] = "maritime satellite or Globalstar",
    [TG_DEST_SATELLITE_OTHER] = "a satellite system that the documents do not name",
    [TG_DEST_SPECIAL] = "a service number of another area",
    [TG_DEST_SERVICE] = "a service number of where the call is set up",
    [TG_DEST_INFO] = "an information desk",
};

static bool policy_is(const struct explaining *explaining, const char *name, const char *value)
{
    return strcmp(phrase_policy(explaining->rulebook, name)->value, value) == 0;
}

/* Why the number belongs to its area. */
static const char *why_area(const struct explaining *explaining, const struct tg_number *number)
{
    if (explaining->outcome.call.area_from_record) return "other_area of the record says so";
    if (number->kind == TG_NUMBER_MOBILE)
        return explain_say(explaining->out, "the number's segment %.7s belongs there",
                           number->rest.p);
    if (number->area != 0) return "its area code is dialled";
    return explaining->cdr->event == TG_EVENT_ORIGINATE ||
                   policy_is(explaining, "bare_number_area", "visited")
               ? "no area code is dialled, so the visited area"
               : "no area code is given, so the home area";
}

static struct fact network_of(const struct explaining *explaining, const struct tg_number *number)
{
    const struct tg_call *call = &explaining->outcome.call;
    struct fact fact = {tg_value_name(TG_DIM_NETWORK, call->value[TG_DIM_NETWORK]), NULL};

    if (number->kind != TG_NUMBER_MOBILE)
        fact.why = "a fixed number is of another network";
    else if (call->network_from_record)
        fact.why = "other_network of the record says so";
    else if (number->network == TG_NETWORK_COUNT)
        fact.why =
            "not known from the digits; taken as another network, no price here depends on it";
    else
        fact.why = explain_say(explaining->out, "the number's prefix %.3s", number->rest.p);
    return fact;
}

static void tell_prefix(struct explained_number *told, const struct explaining *explaining)
{
    const struct tg_call *call = &explaining->outcome.call;

    const char *digits;
    const char *name;

    if (call->prefix == 0) return;
    digits = tg_rulebook_prefix(explaining->rulebook, call, &name);
    told->prefix.value =
        explain_say(explaining->out, "%s%s%s", digits, name[0] != '\0' ? " " : "", name);
    told->prefix.why = explain_say(explaining->out, "the %s listed prefix that fits",
                                   phrase_policy(explaining->rulebook, "prefix_match")->value);
}

/* Digits that an overlay reads otherwise are shown as they were read. */
static struct fact kind_of(const struct explaining *explaining, const struct tg_number *number)
{
    const struct tg_dial *dial = number->dial;
    struct fact fact = kinds[number->kind];

    if (dial != NULL)
        fact.why = explain_say(explaining->out, "%s; %s is read as %s", fact.why, dial->digits,
                               dial->as[0] != '\0' ? dial->as : "nothing");
    return fact;
}

static void tell_destination(struct explained_number *told, const struct tg_call *call)
{
    uint8_t destination = call->value[TG_DIM_DESTINATION];

    told->destination.value = tg_value_name(TG_DIM_DESTINATION, destination);
    told->destination.why = destination_words[destination];
    if (call->system != TG_SYSTEM_NONE) told->system = tg_system_name((enum tg_system)call->system);
}

void explain_number(const struct explaining *explaining)
{
    struct explained_number *told = &explaining->out->number;
    const struct tg_call *call = &explaining->outcome.call;
    uint8_t event = explaining->cdr->event;
    struct tg_number number;

    if (event == TG_EVENT_RECEIVE || event == TG_EVENT_MONTHLY_FEE) return;
    /* It was read before, or the call could not have been rated. */
    tg_rulebook_number(explaining->rulebook, &number, explaining->cdr->other_party, NULL);
    told->digits = arena_text(&explaining->out->arena, explaining->cdr->other_party);
    told->access.value = tg_value_name(TG_DIM_ACCESS, call->value[TG_DIM_ACCESS]);
    told->access.why = access_words[call->value[TG_DIM_ACCESS]];
    told->kind = kind_of(explaining, &number);
    if (call->other_area != 0)
        told->area = (struct explained_area){
            tg_area_code(call->other_area), tg_area_city(call->other_area),
            tg_area_province(call->other_area), why_area(explaining, &number)};
    if (number.kind == TG_NUMBER_FIXED || number.kind == TG_NUMBER_MOBILE)
        told->network = network_of(explaining, &number);
    tell_prefix(told, explaining);
    tell_destination(told, call);
}
