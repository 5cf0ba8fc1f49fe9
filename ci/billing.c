#include "billing.h"

#include <assert.h>

static struct tg_rulebook *load(const char *overlay, struct tg_error *error)
{
    const char *const overlays[] = {"example", overlay};

    return tg_rulebook_load(TG_DEFAULT_RULEBOOK, overlays, overlay != NULL ? 2 : 1, error);
}

bool billing_open(struct billing *billing, struct tg_error *error)
{
    billing->right = load(NULL, error);
    if (billing->right == NULL) return false;
    billing->bare = tg_rulebook_load(TG_DEFAULT_RULEBOOK, NULL, 0, error);
    if (billing->bare == NULL) return false;
    for (size_t i = 0; i < billing->fault_count; i++) {
        if (billing->fault[i].name == NULL) continue;
        billing->fault[i].rulebook = load(billing->fault[i].name, error);
        if (billing->fault[i].rulebook == NULL) return false;
    }
    return true;
}

void billing_close(struct billing *billing)
{
    tg_rulebook_free(billing->right);
    tg_rulebook_free(billing->bare);
    for (size_t i = 0; i < billing->fault_count; i++) tg_rulebook_free(billing->fault[i].rulebook);
}

/* The annex gives every price: there is an amount, or the tariff says nothing. */
static tg_money amount(const struct tg_outcome *outcome)
{
    assert(outcome->kind == TG_EXACT || outcome->kind == TG_UNSPECIFIED);
    return outcome->kind == TG_EXACT ? outcome->charge : 0;
}

void billing_count(struct billing_tally *tally, tg_money off)
{
    if (off > 0) {
        tally->over++;
        tally->over_sum += off;
    } else if (off < 0) {
        tally->under++;
        tally->under_sum -= off;
    }
}

static bool exact_without_annex(const struct billing *billing, const struct tg_cdr *cdr)
{
    struct tg_outcome outcome;

    return tg_rate(billing->bare, &outcome, cdr, NULL) && outcome.kind == TG_EXACT;
}

/* Whether the share of the calls met so far has room for this one: evenly, as Bresenham's line. */
static bool is_due(const struct billing_fault *fault)
{
    return fault->met * fault->percent / 100 > (fault->met - 1) * fault->percent / 100;
}

/* What the fault would charge; false = it refuses the call. */
static bool rate_wrongly(const struct billing_fault *fault, tg_money *charged,
                         const struct tg_cdr *cdr, const struct tg_outcome *right)
{
    struct tg_outcome outcome;

    *charged = 0;
    if (fault->name == NULL) {
        *charged = amount(right) + TG_MONEY_YUAN / 100;
        return true;
    }
    if (!tg_rate(fault->rulebook, &outcome, cdr, NULL)) return false;
    *charged = amount(&outcome);
    return true;
}

/* Whether the fault charges the call, which costs `right`; what it charges then. */
static bool charge_wrongly(const struct billing *billing, struct billing_fault *fault,
                           tg_money *charged, bool *refused, const struct tg_cdr *cdr,
                           const struct tg_outcome *right)
{
    bool differs;

    if (!fault->plan[cdr->plan]) return false;
    *refused = !rate_wrongly(fault, charged, cdr, right);
    differs = right->kind == TG_EXACT && (*refused || *charged != right->charge);
    if (fault->where_it_shows && !differs) return false;
    fault->met++;
    if (fault->where_it_shows && !is_due(fault)) return false;
    fault->refused += *refused;
    if (!differs) return true;
    fault->differ++;
    fault->fixed += exact_without_annex(billing, cdr);
    if (!*refused) billing_count(&fault->tally, *charged - right->charge);
    return true;
}

size_t billing_charge(struct billing *billing, char charge[TG_MONEY_BUF],
                      const struct tg_slice field[TG_CDR_COLUMNS])
{
    struct tg_cdr cdr;
    struct tg_outcome right;
    tg_money charged;
    bool refused = false;

    billing->off = 0;
    if (!tg_cdr_from_fields(&cdr, field, NULL, NULL) ||
        !tg_rate(billing->right, &right, &cdr, NULL)) {
        billing->unratable++;
        return tg_money_format(charge, 0);
    }
    billing->unspecified += right.kind == TG_UNSPECIFIED;
    charged = amount(&right);
    for (size_t i = 0; i < billing->fault_count; i++) {
        tg_money other;

        if (!charge_wrongly(billing, &billing->fault[i], &other, &refused, &cdr, &right)) continue;
        charged = other;
        break;
    }
    if (right.kind == TG_EXACT && !refused) billing->off = charged - right.charge;
    charge[0] = '\0';
    return refused ? 0 : tg_money_format(charge, charged);
}
