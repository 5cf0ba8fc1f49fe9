/*
 * A rulebook in memory: what the XML says, as tables. One block of fixed size, so that reading it
 * has one way to run out of memory; every limit is an error that names it.
 */
#ifndef TOLLGATE_RULEBOOK_H
#define TOLLGATE_RULEBOOK_H

#include "numbering.h"
#include "tollgate.h"

#define TG_MAX_CLAUSES    96
#define TG_MAX_RULES      128
#define TG_MAX_WHENS      256
#define TG_MAX_CHARGES    512
#define TG_MAX_TARIFFS    16
#define TG_MAX_PRICES     24
#define TG_MAX_READINGS   31
#define TG_MAX_OPTIONS    48
#define TG_MAX_UNITS      8
#define TG_MAX_SURCHARGES 32
#define TG_MAX_EXCLUSIONS 16
#define TG_MAX_TREATS     16
#define TG_MAX_ACTIONS    2048
#define TG_TEXT_SLACK     64
#define TG_MAX_TEXT       (128 * 1024)
/* Bytes of the clauses of a rule, so that the longest line of an outcome has a bound. */
#define TG_MAX_CLAUSE_LIST 400

/* A set of points of the decision table: a mask of values per dimension. */
struct tg_box {
    uint32_t mask[TG_DIM_COUNT];
};

enum tg_fee_kind { TG_FEE_VALUE, TG_FEE_PRICE, TG_FEE_TARIFF };

struct tg_fee {
    enum tg_fee_kind kind;
    tg_money value; /* TG_FEE_VALUE */
    int32_t per_s;  /* TG_FEE_VALUE: seconds a unit, 0 = once per event */
    int16_t ref;    /* index of the price or tariff */
};

static inline bool tg_same_fee(const struct tg_fee *a, const struct tg_fee *b)
{
    return a->kind == b->kind && a->value == b->value && a->per_s == b->per_s && a->ref == b->ref;
}

struct tg_charge {
    struct tg_box box;
    struct tg_fee fee[TG_MAX_FEES];
    uint8_t fee_count; /* 0 = free */
    uint32_t basis;    /* bit n: reading I-n */
    struct tg_origin origin;
};

struct tg_rule {
    const char *id;
    const char *title; /* of an unspecified entry: the reason */
    const char *clauses;
    uint16_t id_size, clauses_size; /* their lengths, for who writes many of them */
    bool unspecified;
    bool removed;
    uint32_t basis;
    uint16_t when, when_count;
    uint16_t charge, charge_count;
    const char *yields_text; /* ids as written; resolved into yields by the table compiler */
    uint64_t told_to_yield[TG_MAX_RULES / 64]; /* by yield elements of overlays */
    uint64_t yields[TG_MAX_RULES / 64];        /* made by the table compiler of both */
    size_t points; /* reachable points where it holds; counted by the table compiler */
    struct tg_origin origin;
};

struct tg_tariff {
    const char *id;
    const char *title;
    uint16_t charge, charge_count;
    struct tg_origin origin;
};

struct tg_binding {
    bool bound;
    tg_money value;
    int32_t per_s;
};

/* Fees on top of what rules charge, or instead of it. */
struct tg_surcharge {
    struct tg_box box;
    bool instead;
    const char *rules; /* ids as written */
    struct tg_fee fee[TG_MAX_FEES];
    uint8_t fee_count;
    struct tg_origin origin;
};

/* Where a rule was removed from part of the table. */
struct tg_exclusion {
    uint16_t rule;
    struct tg_box box;
};

/* Calls in the box are charged as if they stood elsewhere. */
struct tg_treat {
    struct tg_box box;
    int8_t as[TG_DIM_COUNT]; /* the value instead; -1 = as it is */
    struct tg_origin origin;
};

enum tg_boundary { TG_BOUNDARY_START, TG_BOUNDARY_END, TG_BOUNDARY_UNIT };

/* What tells whose a mobile number is, or where: what the record says and, where it says nothing,
 * the digits; or the other way round. */
enum tg_evidence { TG_FROM_RECORD, TG_FROM_DIGITS };
/* Where numbers without an area code belong: to where the call is set up, or always to where the
 * customer is. */
enum tg_bare_area { TG_BARE_SET_UP, TG_BARE_VISITED };
/* What provinces are told by: the list of areas, or the first three digits of area codes. */
enum tg_province_from { TG_PROVINCE_FROM_AREA, TG_PROVINCE_FROM_DIGITS };

/* A window of the day, both ends included, seconds since midnight; may run over midnight. */
struct tg_window {
    int32_t from, to;
};

/* What becomes of a duration of n seconds. 0 s is a call that did not happen: it stays 0. */
enum tg_duration_way {
    TG_DURATION_AS_MEASURED,
    TG_DURATION_MODULO,   /* the remainder; 0 s where nothing remains */
    TG_DURATION_AT_MOST,  /* n s where it is longer */
    TG_DURATION_AT_LEAST, /* n s where it is shorter */
    TG_DURATION_UP,       /* to whole n s */
    TG_DURATION_DOWN,     /* to whole n s; 0 s where there are none */
    TG_DURATION_PLUS,
    TG_DURATION_MINUS,  /* 0 s where it is no longer than n */
    TG_DURATION_SWAPPED /* of h:mm:ss, minutes for seconds and seconds for minutes: h:ss:mm. Hours
                           stay, also beyond a day */
};

struct tg_duration {
    enum tg_duration_way way;
    int32_t n; /* 1 ... TG_CDR_MAX_DUR_S; meaningless as measured or swapped */
};

/* Who is given the night pack. */
enum tg_pack_holders {
    TG_PACK_SUBSCRIBERS, /* those whose record has it */
    TG_PACK_EVERYBODY
};

struct tg_policies {
    enum tg_rounding rounding;
    int32_t free_s;
    int32_t zone_s;
    tg_time split_from, single_from; /* as if the rulebook's zone were Greenwich */
    enum tg_boundary regime_boundary, daypart_boundary;
    struct tg_window idle, pack;
    struct tg_duration duration;        /* of the record, before all else */
    struct tg_duration billed_duration; /* of that, where units are counted */
    struct tg_steps fee_steps, charge_steps;
    enum tg_boundary pack_boundary;
    enum tg_pack_holders pack_holders;
    /* From here on: how numbers and places are read. */
    enum tg_evidence network_from, area_from;
    enum tg_bare_area bare_area;
    enum tg_province_from province_from;
    struct tg_dialling dialling;
};

enum tg_policy_id {
    TG_POLICY_ROUNDING,
    TG_POLICY_FREE_SECONDS,
    TG_POLICY_ZONE,
    TG_POLICY_SPLIT_FROM,
    TG_POLICY_SINGLE_FROM,
    TG_POLICY_REGIME_BOUNDARY,
    TG_POLICY_DAYPART_BOUNDARY,
    TG_POLICY_IDLE_HOURS,
    TG_POLICY_PACK_HOURS,
    TG_POLICY_DURATION,
    TG_POLICY_BILLED_DURATION,
    TG_POLICY_FEE_ROUNDING,
    TG_POLICY_CHARGE_ROUNDING,
    TG_POLICY_PACK_BOUNDARY,
    TG_POLICY_PACK_HOLDERS,
    TG_POLICY_PREFIX_MATCH,
    TG_POLICY_NETWORK_FROM,
    TG_POLICY_AREA_FROM,
    TG_POLICY_BARE_NUMBER_AREA,
    TG_POLICY_PROVINCE_FROM,
    TG_POLICY_COUNT
};

/* Fees without open prices, added up by unit. */
struct tg_sum {
    tg_money once;
    tg_money each[2];
    uint32_t per_s[2];   /* seconds a unit; 1 ... TG_SUM_MAX_PER_S */
    uint64_t inverse[2]; /* of it, so that nobody has to divide (tg_started_units) */
};

/* What a cell of the decision table does: a rule's charge, with its tariff resolved. */
struct tg_action {
    uint16_t rule;
    uint16_t charge;  /* index into the rulebook's charges; meaningless when unspecified */
    bool unspecified; /* the rule is a declared gap */
    bool summed;      /* its fees are no more than `sum` says */
    uint8_t fee_count;
    uint32_t basis;
    struct tg_sum sum;
    struct tg_fee fee[TG_MAX_FEES]; /* kinds VALUE and PRICE only */
};

struct tg_rulebook {
    const char *id;
    const char *title;
    bool bounds;          /* its fees are upper bounds */
    bool overlaid;        /* changed by an overlay */
    char overlay_kind[8]; /* of the last one: "annex", "reading", "defect"; "" = none */
    struct tg_clause clause[TG_MAX_CLAUSES];
    size_t clause_count;
    struct tg_rule rule[TG_MAX_RULES];
    size_t rule_count;
    struct tg_origin rules_origin; /* where the rules begin, or were last removed from */
    struct tg_box when[TG_MAX_WHENS];
    size_t when_count;
    struct tg_charge charge[TG_MAX_CHARGES];
    size_t charge_count;
    struct tg_tariff tariff[TG_MAX_TARIFFS];
    size_t tariff_count;
    struct tg_price price[TG_MAX_PRICES];
    size_t price_count;
    struct tg_binding binding[TG_MAX_PRICES][TG_PLAN_COUNT][TG_SYSTEM_COUNT];
    struct tg_reading reading[TG_MAX_READINGS + 1]; /* by number; [0] unused */
    struct tg_option option[TG_MAX_OPTIONS];
    size_t option_count;
    int32_t unit[TG_MAX_UNITS];
    size_t unit_count;
    struct tg_surcharge surcharge[TG_MAX_SURCHARGES];
    size_t surcharge_count;
    struct tg_exclusion exclusion[TG_MAX_EXCLUSIONS];
    size_t exclusion_count;
    struct tg_treat treat[TG_MAX_TREATS];
    size_t treat_count;
    struct tg_policies policy;
    struct tg_policy_text policy_text[TG_POLICY_COUNT];
    struct tg_prefix_table prefixes;
    size_t text_used;

    /* Made by tg_rulebook_compile: */
    size_t action_count;
    uint16_t *cell;  /* by tg_cell_index: 1 + index of an action, 0 = the point is not reachable */
    uint16_t *below; /* the same without the treats; NULL = there are none */
    bool lent;       /* those without the treats belong to the rulebook that this is a copy of */
    bool laid;       /* the cells below hold the rules as they are, */
    size_t surcharges_laid; /* and so many surcharges */
    bool sums_hold;         /* no policy changes what sums of fees amount to */

    /* Last, since a copy has only the actions that there are, and none of the texts: */
    struct tg_action action[TG_MAX_ACTIONS];
    char text[TG_MAX_TEXT + TG_TEXT_SLACK]; /* any text can be copied with so many bytes more */
};

/* The index of the rule, tariff, price, clause with this id; -1 = none. */
int tg_rule_find(const struct tg_rulebook *rulebook, struct tg_slice id);
int tg_tariff_find(const struct tg_rulebook *rulebook, struct tg_slice id);
int tg_price_find(const struct tg_rulebook *rulebook, struct tg_slice name);
int tg_clause_find(const struct tg_rulebook *rulebook, struct tg_slice id);

/* A copy of the text that lives as long as the rulebook; NULL (E_LIMIT) when it holds no more. */
const char *tg_rulebook_text(struct tg_rulebook *rulebook, const char *text,
                             struct tg_error *error);

#endif
