#include "classify.h"
#include "error.h"
#include "numbering_tables.h"

#include <string.h>

/* The area where the call is set up: bare numbers belong to it (rulebook section 7). */
static uint16_t set_up_area(const struct tg_cdr *cdr)
{
    return cdr->event == TG_EVENT_ORIGINATE ? cdr->visited_area : cdr->home_area;
}

/* The area of a number that is not mobile. */
static uint16_t area_of(const struct tg_policies *policy, const struct tg_number *number,
                        const struct tg_cdr *cdr)
{
    if (number->area != 0) return number->area;
    return policy->bare_area == TG_BARE_VISITED ? cdr->visited_area : set_up_area(cdr);
}

static inline bool same_province(const struct tg_policies *policy, uint16_t one, uint16_t other)
{
    if (policy->province_from == TG_PROVINCE_FROM_DIGITS)
        return memcmp(tg_area_code(one), tg_area_code(other), 3) == 0;
    return tg_area_province_number[one] == tg_area_province_number[other];
}

/* The same area is in the same province. */
static inline uint8_t state_of(const struct tg_policies *policy, const struct tg_cdr *cdr)
{
    bool away = cdr->home_area != cdr->visited_area;
    bool far = !same_province(policy, cdr->home_area, cdr->visited_area);

    return (uint8_t)(away * TG_STATE_PROVINCE + far * (TG_STATE_NATIONAL - TG_STATE_PROVINCE));
}

static bool fail_at_number(struct tg_error *error, enum tg_status status, const struct tg_cdr *cdr,
                           const char *text)
{
    return tg_fail(error, status, NULL, cdr->line, cdr->other_party_column, "other_party %s: %s",
                   tg_shown(cdr->other_party), text);
}

/* What the record says of the other party must not contradict the digits, whatever the policies. */
static bool check_area(const struct tg_cdr *cdr, const struct tg_number *number,
                       struct tg_error *error)
{
    uint16_t area = number->area != 0 ? number->area : set_up_area(cdr);

    if (cdr->other_area == 0 || cdr->other_area == area) return true;
    return fail_at_number(error, TG_E_CONTRADICTION, cdr,
                          "the digits show another area than other_area does");
}

static bool check_network(const struct tg_cdr *cdr, struct tg_error *error)
{
    if (cdr->other_network != TG_NETWORK_CMCC) return true;
    return fail_at_number(error, TG_E_CONTRADICTION, cdr,
                          "only a mobile number of the mainland can be of other_network cmcc");
}

static uint8_t mainland_destination(const struct tg_cdr *cdr, uint16_t area)
{
    if (cdr->event == TG_EVENT_ORIGINATE)
        return area == cdr->visited_area ? TG_DEST_LOCAL : TG_DEST_DOMESTIC;
    if (area == cdr->home_area) return TG_DEST_HOME_AREA;
    return area == cdr->visited_area ? TG_DEST_VISITED_AREA : TG_DEST_DOMESTIC;
}

static bool classify_fixed(struct tg_call *call, const struct tg_number *number,
                           const struct tg_cdr *cdr, struct tg_error *error)
{
    call->value[TG_DIM_DESTINATION] = mainland_destination(cdr, call->other_area);
    return check_area(cdr, number, error) && check_network(cdr, error);
}

/* Calls forwarded within the home area are priced by network; so are those forwarded back
 * there unconditionally by reading I-08 (b). */
static bool network_matters(const struct tg_call *call)
{
    return call->value[TG_DIM_DESTINATION] == TG_DEST_HOME_AREA &&
           call->value[TG_DIM_ACCESS] == TG_ACCESS_DIRECT &&
           (call->value[TG_DIM_STATE] == TG_STATE_HOME ||
            call->value[TG_DIM_EVENT] == TG_EVENT_FORWARD_UNCONDITIONAL);
}

/* Whether the record is to be believed, not the digits; each may say nothing. */
static bool record_counts(enum tg_evidence from, bool record_says, bool digits_say)
{
    return record_says && (from == TG_FROM_RECORD || !digits_say);
}

/* What the digits say counts only where the record does not. */
static void place_mobile(const struct tg_policies *policy, struct tg_call *call,
                         struct tg_number *number, const struct tg_cdr *cdr)
{
    bool record_says = cdr->other_area != 0;

    if (!record_says || policy->area_from != TG_FROM_RECORD) number->area = tg_mobile_home(number);
    call->area_from_record = record_counts(policy->area_from, record_says, number->area != 0);
    call->other_area = call->area_from_record ? cdr->other_area : number->area;
}

static bool classify_mobile(const struct tg_policies *policy, struct tg_call *call,
                            struct tg_number *number, const struct tg_cdr *cdr,
                            struct tg_error *error)
{
    uint8_t network = cdr->other_network;

    place_mobile(policy, call, number, cdr);
    if (call->other_area == 0)
        return fail_at_number(error, TG_E_NUMBER, cdr,
                              "the home area of this mobile number is not known, expected it in "
                              "other_area");
    call->value[TG_DIM_DESTINATION] = mainland_destination(cdr, call->other_area);
    call->network_from_record = record_counts(policy->network_from, network != TG_NETWORK_COUNT,
                                              number->network != TG_NETWORK_COUNT);
    if (!call->network_from_record) network = number->network;
    if (network == TG_NETWORK_COUNT) {
        if (network_matters(call))
            return fail_at_number(error, TG_E_NUMBER, cdr,
                                  "the network of this mobile number is not known, expected it in "
                                  "other_network");
        network = TG_NETWORK_OTHER;
    }
    call->value[TG_DIM_NETWORK] = network;
    return true;
}

/* The network of a service number is nobody's business: 10086 is the operator's own. */
static bool classify_special(struct tg_call *call, const struct tg_number *number,
                             const struct tg_cdr *cdr, struct tg_error *error)
{
    bool here = number->area == 0 || number->area == set_up_area(cdr);

    call->value[TG_DIM_DESTINATION] = here ? TG_DEST_SERVICE : TG_DEST_SPECIAL;
    return check_area(cdr, number, error);
}

static bool classify_info(struct tg_call *call, const struct tg_number *number,
                          const struct tg_cdr *cdr, struct tg_error *error)
{
    call->value[TG_DIM_DESTINATION] = TG_DEST_INFO;
    return check_area(cdr, number, error);
}

static bool classify_abroad(struct tg_call *call, uint8_t destination, uint8_t system,
                            const struct tg_cdr *cdr, struct tg_error *error)
{
    call->value[TG_DIM_DESTINATION] = destination;
    call->system = system;
    if (cdr->other_area != 0)
        return fail_at_number(error, TG_E_CONTRADICTION, cdr,
                              "a number abroad or of a satellite has no other_area");
    return check_network(cdr, error);
}

/* A row of the mainland's own code 86 is an overlay's: what the record says of such a number is no
 * contradiction. */
static bool classify_prefix(const struct tg_prefix_table *prefixes, struct tg_call *call,
                            const struct tg_number *number, const struct tg_cdr *cdr,
                            struct tg_error *error)
{
    const struct tg_prefix *row = &prefixes->row[number->prefix - 1];

    call->prefix = number->prefix;
    if (memcmp(row->digits, "86", 2) != 0)
        return classify_abroad(call, row->destination, row->system, cdr, error);
    call->value[TG_DIM_DESTINATION] = row->destination;
    call->system = row->system;
    return true;
}

static bool classify_number(const struct tg_rulebook *rulebook, struct tg_call *call,
                            struct tg_number *number, const struct tg_cdr *cdr,
                            struct tg_error *error)
{
    const struct tg_policies *policy = &rulebook->policy;

    switch (number->kind) {
    case TG_NUMBER_FIXED:
        call->other_area = area_of(policy, number, cdr);
        return classify_fixed(call, number, cdr, error);
    case TG_NUMBER_MOBILE: return classify_mobile(policy, call, number, cdr, error);
    case TG_NUMBER_SPECIAL:
        call->other_area = area_of(policy, number, cdr);
        return classify_special(call, number, cdr, error);
    case TG_NUMBER_INFO:
        call->other_area = area_of(policy, number, cdr);
        return classify_info(call, number, cdr, error);
    case TG_NUMBER_GLOBALSTAR:
        return classify_abroad(call, TG_DEST_SATELLITE, TG_SYSTEM_GLOBALSTAR, cdr, error);
    default: return classify_prefix(&rulebook->prefixes, call, number, cdr, error);
    }
}

bool tg_classify(const struct tg_rulebook *rulebook, struct tg_call *call, struct tg_number *number,
                 const struct tg_cdr *cdr, struct tg_error *error)
{
    *call = (struct tg_call){0};
    call->value[TG_DIM_PLAN] = cdr->plan;
    call->value[TG_DIM_EVENT] = cdr->event;
    call->value[TG_DIM_STATE] = state_of(&rulebook->policy, cdr);
    call->value[TG_DIM_NETWORK] = TG_NETWORK_OTHER;
    if (cdr->event == TG_EVENT_RECEIVE || cdr->event == TG_EVENT_MONTHLY_FEE) return true;
    if (!tg_number_scan(number, &rulebook->prefixes, &rulebook->policy.dialling, cdr->other_party,
                        error)) {
        if (error != NULL) {
            error->line = cdr->line;
            error->column += cdr->other_party_column > 0 ? cdr->other_party_column - 1 : 0;
        }
        return false;
    }
    call->value[TG_DIM_ACCESS] = number->access;
    return classify_number(rulebook, call, number, cdr, error);
}
