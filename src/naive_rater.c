/*
 * Prices are written in fen where they are used, beside the seconds they buy, as in the rulebook's
 * own notation ("0.06/6"). The order of the functions is the order of the rulebook's sections.
 */
#include "naive_rater.h"

#include <inttypes.h>
#include <string.h>

#define FEN (TG_MONEY_YUAN / 100)

/* ---------------------------------------------------------------------------- building blocks */

static bool is_roaming(const struct naive_call *call)
{
    return call->state == TG_STATE_PROVINCE || call->state == TG_STATE_NATIONAL;
}

static bool is_forward(const struct naive_call *call)
{
    return call->event == TG_EVENT_FORWARD_UNCONDITIONAL || call->event == TG_EVENT_FORWARD_BUSY ||
           call->event == TG_EVENT_FORWARD_NO_REPLY || call->event == TG_EVENT_FORWARD_UNREACHABLE;
}

static bool is_international(const struct naive_call *call)
{
    return call->destination == TG_DEST_US_CA || call->destination == TG_DEST_KR_SG ||
           call->destination == TG_DEST_BOTH_LISTS || call->destination == TG_DEST_NZ ||
           call->destination == TG_DEST_ONLY_12593 || call->destination == TG_DEST_OTHER;
}

static bool is_abroad(const struct naive_call *call)
{
    return call->destination == TG_DEST_HMT || is_international(call);
}

static bool is_existing_plan(const struct naive_call *call)
{
    return call->plan == TG_PLAN_GOTONE || call->plan == TG_PLAN_MZONE ||
           call->plan == TG_PLAN_EASYOWN;
}

static bool is_per_minute_card(const struct naive_call *call)
{
    return call->plan == TG_PLAN_EASYOWN_QINGSONG || call->plan == TG_PLAN_EASYOWN_JIAYUAN;
}

static bool is_new_plan(const struct naive_call *call)
{
    return !is_existing_plan(call) && !is_per_minute_card(call);
}

static bool is_gotone_brand(const struct naive_call *call)
{
    return call->plan == TG_PLAN_GOTONE || call->plan == TG_PLAN_GOTONE_JINGDIAN ||
           call->plan == TG_PLAN_GOTONE_SHANGLV;
}

static int64_t started_units(const struct naive_call *call, int64_t unit_s)
{
    int64_t units = call->dur_s / unit_s;

    return call->dur_s % unit_s == 0 ? units : units + 1;
}

static void begin(struct naive_outcome *outcome, const char *rule)
{
    outcome->kind = TG_EXACT;
    outcome->rule = rule;
}

static void write_term(struct naive_outcome *outcome, int64_t units, const char *price)
{
    const char *plus = outcome->formula[0] == '\0' ? "" : "+";
    size_t n = strlen(outcome->formula);

    (void)snprintf(outcome->formula + n, sizeof outcome->formula - n, "%s%" PRId64 "*%s", plus,
                   units, price);
    n = strlen(outcome->units);
    (void)snprintf(outcome->units + n, sizeof outcome->units - n, "%s%" PRId64, plus, units);
}

/* A fee of a known price: fen per started unit_s seconds. */
static void add_known(struct naive_outcome *outcome, const struct naive_call *call, int fen,
                      int64_t unit_s)
{
    int64_t units = started_units(call, unit_s);
    char price[16];

    (void)snprintf(price, sizeof price, "%d.%02d", fen / 100, fen % 100);
    write_term(outcome, units, price);
    outcome->min += units * fen * FEN;
    outcome->max += units * fen * FEN;
}

/* A fee of a price that has a name and a legal range, but no known value. */
static void add_named(struct naive_outcome *outcome, const struct naive_call *call,
                      const char *name, int low_fen, int high_fen, int64_t unit_s)
{
    int64_t units = started_units(call, unit_s);

    write_term(outcome, units, name);
    outcome->kind = TG_OPEN;
    outcome->min += units * low_fen * FEN;
    outcome->max += units * high_fen * FEN;
}

static void set_range(struct naive_outcome *outcome, const struct naive_call *call,
                      const char *name, int high_fen, int64_t unit_s)
{
    outcome->kind = TG_RANGE;
    outcome->max = started_units(call, unit_s) * high_fen * FEN;
    (void)snprintf(outcome->formula, sizeof outcome->formula, "%s", name);
}

static void set_free(struct naive_outcome *outcome, const char *rule)
{
    begin(outcome, rule);
    (void)snprintf(outcome->formula, sizeof outcome->formula, "0.00");
    (void)snprintf(outcome->units, sizeof outcome->units, "0");
}

static void add_roam_caller(struct naive_outcome *outcome, const struct naive_call *call)
{
    add_named(outcome, call, "roam_caller", 0, 60, 60);
}

static void add_roam_called(struct naive_outcome *outcome, const struct naive_call *call)
{
    add_named(outcome, call, "roam_called", 0, 40, 60);
}

/* ------------------------------------------------------------------- regime single, originate */

/* LD(plan). */
static void set_domestic(struct naive_outcome *outcome, const struct naive_call *call)
{
    if (is_existing_plan(call)) {
        add_known(outcome, call, 6, 6);
    } else if (is_per_minute_card(call)) {
        add_named(outcome, call, "ld", 0, 70, 60);
    } else {
        set_range(outcome, call, "plan_ld", 70, 60);
    }
}

/* The prices of. */
static void set_abroad(struct naive_outcome *outcome, const struct naive_call *call)
{
    if (call->destination == TG_DEST_HMT) {
        if (is_new_plan(call)) {
            set_range(outcome, call, "plan_hmt", 20, 6);
        } else {
            add_known(outcome, call, 20, 6);
        }
    } else {
        if (is_new_plan(call)) {
            set_range(outcome, call, "plan_intl", 80, 6);
        } else {
            add_known(outcome, call, 80, 6);
        }
    }
}

static void rate_direct_at_home(struct naive_outcome *outcome, const struct naive_call *call)
{
    if (call->destination == TG_DEST_DOMESTIC) {
        if (call->pack == TG_PACK_INSIDE) {
            set_free(outcome, "R-42");
        } else {
            begin(outcome, "R-01");
            set_domestic(outcome, call);
        }
    } else if (call->destination == TG_DEST_SPECIAL) {
        begin(outcome, "R-02");
        set_domestic(outcome, call);
    }
}

static void rate_direct_roaming(struct naive_outcome *outcome, const struct naive_call *call)
{
    if (call->destination == TG_DEST_LOCAL || call->destination == TG_DEST_DOMESTIC) {
        begin(outcome, "R-07");
        add_roam_caller(outcome, call);
    } else if (call->destination == TG_DEST_SPECIAL) {
        begin(outcome, "R-06");
        set_domestic(outcome, call);
    }
}

static void rate_direct(struct naive_outcome *outcome, const struct naive_call *call)
{
    if (call->destination == TG_DEST_HMT) {
        begin(outcome, "R-03");
        set_abroad(outcome, call);
    } else if (is_international(call)) {
        begin(outcome, "R-04");
        set_abroad(outcome, call);
    } else if (call->destination == TG_DEST_SATELLITE) {
        begin(outcome, "R-05");
        add_named(outcome, call, "ld_satellite", 0, 0, 6);
        outcome->unbounded = true;
    } else if (is_roaming(call)) {
        rate_direct_roaming(outcome, call);
    } else {
        rate_direct_at_home(outcome, call);
    }
}

static void rate_17951(struct naive_outcome *outcome, const struct naive_call *call)
{
    if (call->destination == TG_DEST_DOMESTIC) {
        if (is_roaming(call)) return;
        begin(outcome, "R-10");
        add_known(outcome, call, 30, 60);
    } else if (call->destination == TG_DEST_HMT) {
        begin(outcome, "R-11");
        add_known(outcome, call, 150, 60);
    } else if (call->destination == TG_DEST_US_CA) {
        begin(outcome, "R-12");
        add_known(outcome, call, 240, 60);
    } else if (call->destination == TG_DEST_KR_SG || call->destination == TG_DEST_BOTH_LISTS ||
               call->destination == TG_DEST_NZ) {
        begin(outcome, "R-13");
        add_known(outcome, call, 360, 60);
    } else if (is_international(call)) {
        begin(outcome, "R-14");
        add_known(outcome, call, 460, 60);
    }
}

static void rate_12593_domestic(struct naive_outcome *outcome, const struct naive_call *call)
{
    if (call->state == TG_STATE_NATIONAL) {
        begin(outcome, "R-21");
        add_known(outcome, call, is_gotone_brand(call) ? 35 : 50, 60);
    } else {
        begin(outcome, "R-20");
        add_known(outcome, call, call->daypart == TG_DAYPART_IDLE ? 15 : 35, 60);
    }
}

/* Every price abroad is 0.60 a minute higher elsewhere in the province than at home, but written
 * out as the documents do. Outside the province none is given. */
static void rate_12593_abroad(struct naive_outcome *outcome, const struct naive_call *call)
{
    bool home = call->state == TG_STATE_HOME;

    if (call->state == TG_STATE_NATIONAL) return;
    if (call->destination == TG_DEST_HMT) {
        begin(outcome, "R-22");
        add_known(outcome, call, home ? 120 : 180, 60);
    } else if (call->destination == TG_DEST_US_CA || call->destination == TG_DEST_KR_SG) {
        begin(outcome, "R-23");
        add_known(outcome, call, home ? 150 : 210, 60);
    } else if (call->destination == TG_DEST_BOTH_LISTS || call->destination == TG_DEST_ONLY_12593) {
        begin(outcome, "R-24");
        add_known(outcome, call, home ? 200 : 260, 60);
    } else {
        begin(outcome, "R-25");
        add_known(outcome, call, home ? 460 : 520, 60);
    }
}

static void rate_12593(struct naive_outcome *outcome, const struct naive_call *call)
{
    if (call->destination == TG_DEST_DOMESTIC) {
        rate_12593_domestic(outcome, call);
    } else if (is_abroad(call)) {
        rate_12593_abroad(outcome, call);
    }
}

/* --------------------------------------------------------------------- regime single, forward */

static void rate_forward_at_home(struct naive_outcome *outcome, const struct naive_call *call)
{
    if (call->destination == TG_DEST_HOME_AREA) {
        begin(outcome, "R-30");
        add_known(outcome, call, call->network == TG_NETWORK_CMCC ? 10 : 20, 60);
    } else if (call->destination == TG_DEST_DOMESTIC) {
        begin(outcome, "R-31");
        set_domestic(outcome, call);
    } else if (is_abroad(call)) {
        begin(outcome, "R-32");
        set_abroad(outcome, call);
    }
}

static void rate_forward_all(struct naive_outcome *outcome, const struct naive_call *call)
{
    if (call->destination == TG_DEST_VISITED_AREA || call->destination == TG_DEST_DOMESTIC) {
        begin(outcome, "R-33");
        set_domestic(outcome, call);
    } else if (call->destination == TG_DEST_HOME_AREA) {
        begin(outcome, "R-34");
        set_domestic(outcome, call);
    } else if (is_abroad(call)) {
        begin(outcome, "R-35");
        set_abroad(outcome, call);
    }
}

static void rate_forward_some(struct naive_outcome *outcome, const struct naive_call *call)
{
    if (call->destination == TG_DEST_VISITED_AREA) {
        begin(outcome, "R-36");
        add_roam_called(outcome, call);
    } else if (call->destination == TG_DEST_HOME_AREA || call->destination == TG_DEST_DOMESTIC ||
               is_abroad(call)) {
        begin(outcome, "R-37");
        add_roam_called(outcome, call);
        add_roam_caller(outcome, call);
    }
}

static void rate_forward(struct naive_outcome *outcome, const struct naive_call *call)
{
    if (call->access != TG_ACCESS_DIRECT) return;
    if (!is_roaming(call)) {
        rate_forward_at_home(outcome, call);
    } else if (call->event == TG_EVENT_FORWARD_UNCONDITIONAL) {
        rate_forward_all(outcome, call);
    } else {
        rate_forward_some(outcome, call);
    }
}

/* ------------------------------------------------------------------------------- the regimes */

static void rate_receive(struct naive_outcome *outcome, const struct naive_call *call)
{
    if (!is_roaming(call)) return;
    begin(outcome, "R-40");
    add_roam_called(outcome, call);
}

static void rate_monthly_fee(struct naive_outcome *outcome, const struct naive_call *call)
{
    if (call->pack == TG_PACK_NONE) return;
    begin(outcome, "R-41");
    outcome->min = 500 * FEN;
    (void)snprintf(outcome->formula, sizeof outcome->formula, "5.00");
    (void)snprintf(outcome->units, sizeof outcome->units, "1");
}

static void rate_single(struct naive_outcome *outcome, const struct naive_call *call)
{
    if (call->event == TG_EVENT_RECEIVE) {
        rate_receive(outcome, call);
    } else if (call->event == TG_EVENT_MONTHLY_FEE) {
        rate_monthly_fee(outcome, call);
    } else if (is_forward(call)) {
        rate_forward(outcome, call);
    } else if (call->access == TG_ACCESS_DIRECT) {
        rate_direct(outcome, call);
    } else if (call->access == TG_ACCESS_17951) {
        rate_17951(outcome, call);
    } else {
        rate_12593(outcome, call);
    }
}

/* The rules of the old tariff name no plan, so neither do these. */
static void rate_split_direct(struct naive_outcome *outcome, const struct naive_call *call)
{
    if (is_abroad(call)) {
        if (is_roaming(call)) {
            begin(outcome, "R-52");
            add_roam_caller(outcome, call);
        } else {
            begin(outcome, "R-51");
            add_named(outcome, call, "local_fee", 20, 40, 60);
        }
        add_known(outcome, call, call->destination == TG_DEST_HMT ? 20 : 80, 6);
    } else if (is_roaming(call)) {
        if (call->destination == TG_DEST_LOCAL || call->destination == TG_DEST_DOMESTIC) {
            begin(outcome, "R-53");
            add_roam_caller(outcome, call);
        }
    } else if (call->destination == TG_DEST_DOMESTIC) {
        begin(outcome, "R-50");
        add_named(outcome, call, "local_fee", 20, 40, 60);
        add_known(outcome, call, 7, 6);
    }
}

static void rate_split(struct naive_outcome *outcome, const struct naive_call *call)
{
    if (call->event == TG_EVENT_RECEIVE) {
        rate_receive(outcome, call);
    } else if (call->event == TG_EVENT_ORIGINATE) {
        if (call->access == TG_ACCESS_DIRECT) {
            rate_split_direct(outcome, call);
        } else if (call->access == TG_ACCESS_12593) {
            rate_12593(outcome, call);
        }
    }
}

static void rate_early(struct naive_outcome *outcome, const struct naive_call *call)
{
    if (!is_roaming(call) || call->dur_s > 3) return;
    if (call->event == TG_EVENT_RECEIVE) {
        set_free(outcome, "R-60");
    } else if (call->event == TG_EVENT_ORIGINATE && call->access == TG_ACCESS_DIRECT) {
        set_free(outcome, "R-60");
    }
}

/* ------------------------------------------------------------------------------ across regimes */

/* What a record can be at all: a call goes to somebody, only a dialled number has a prefix, and at
 * home the visited area is the home area. */
static bool can_occur(const struct naive_call *call)
{
    if (call->event == TG_EVENT_RECEIVE || call->event == TG_EVENT_MONTHLY_FEE) {
        return call->destination == TG_DEST_NONE && call->access == TG_ACCESS_DIRECT;
    }
    if (call->destination == TG_DEST_NONE) return false;
    if (call->event == TG_EVENT_ORIGINATE) {
        return call->destination != TG_DEST_HOME_AREA && call->destination != TG_DEST_VISITED_AREA;
    }
    if (call->destination == TG_DEST_LOCAL) return false;
    return call->destination != TG_DEST_VISITED_AREA || is_roaming(call);
}

static bool is_within_three_seconds(const struct naive_call *call)
{
    if (call->regime == TG_REGIME_EARLY) return false;
    if (call->event != TG_EVENT_ORIGINATE || call->state != TG_STATE_HOME) return false;
    if (call->dur_s < 1 || call->dur_s > 3) return false;
    return call->destination == TG_DEST_DOMESTIC || call->destination == TG_DEST_SPECIAL ||
           call->destination == TG_DEST_SATELLITE || is_abroad(call);
}

/* An exact charge has been summed up in min; nothing is owed for a call of no length. */
static void settle(struct naive_outcome *outcome, const struct naive_call *call)
{
    if (outcome->kind == TG_UNSPECIFIED) return;
    if (call->dur_s == 0 && call->event != TG_EVENT_MONTHLY_FEE) {
        outcome->kind = TG_EXACT;
        outcome->unbounded = false;
    }
    if (outcome->kind == TG_EXACT) {
        outcome->charge = outcome->min;
        outcome->min = 0;
        outcome->max = 0;
    }
}

void naive_rate(struct naive_outcome *outcome, const struct naive_call *call)
{
    memset(outcome, 0, sizeof *outcome);
    outcome->kind = TG_UNSPECIFIED;
    outcome->rule = "";
    if (!can_occur(call)) return;
    if (is_within_three_seconds(call)) {
        set_free(outcome, "R-3S");
    } else if (call->regime == TG_REGIME_SINGLE) {
        rate_single(outcome, call);
    } else if (call->regime == TG_REGIME_SPLIT) {
        rate_split(outcome, call);
    } else {
        rate_early(outcome, call);
    }
    settle(outcome, call);
}
