/*
 * Worked examples: every charge below is worked out by hand from the rulebook, the arithmetic in
 * the comment above its row. They hold the naive rater to the text before it judges the real one.
 * ⌈d/u⌉ is the number of started units of u seconds.
 */
#include "naive_rater.h"
#include "testing.h"

#include <stdio.h>

#define FEN(n) ((tg_money)(n)*100)

#define EXACT(rule, charge, formula, units)                                                        \
    {                                                                                              \
        TG_EXACT, FEN(charge), 0, 0, false, rule, formula, units                                   \
    }
#define OPEN(rule, min, max, formula, units)                                                       \
    {                                                                                              \
        TG_OPEN, 0, FEN(min), FEN(max), false, rule, formula, units                                \
    }
#define UNBOUNDED(rule, min, formula, units)                                                       \
    {                                                                                              \
        TG_OPEN, 0, FEN(min), 0, true, rule, formula, units                                        \
    }
#define RANGE(rule, max, formula)                                                                  \
    {                                                                                              \
        TG_RANGE, 0, 0, FEN(max), false, rule, formula, ""                                         \
    }
#define NOTHING                                                                                    \
    {                                                                                              \
        TG_UNSPECIFIED, 0, 0, 0, false, "", "", ""                                                 \
    }

struct row {
    const char *name;
    struct naive_call call;
    struct naive_outcome expected;
};

/* Regime `single` unless the row says otherwise; what a row leaves out is gotone, originate, home,
 * direct, busy, no pack, a China Mobile number. */
#define SINGLE .regime = TG_REGIME_SINGLE
#define SPLIT  .regime = TG_REGIME_SPLIT
#define EARLY  .regime = TG_REGIME_EARLY
#define TO(x)  .destination = TG_DEST_##x
#define BY(x)  .access = TG_ACCESS_##x
#define IN(x)  .state = TG_STATE_##x
#define OF(x)  .plan = TG_PLAN_##x
#define EV(x)  .event = TG_EVENT_##x
#define FOR(d) .dur_s = (d)

/* One row a call, short ones on one line. */
/* clang-format off */
static const struct row rows[] = {
    /* ------------------------------------------------------------ dialled at home */
    /* ⌈13/6⌉ = 3 units × 0.06 = 0.18 */
    {"r01_existing_plan_pays_started_six_seconds",
     {SINGLE, TO(DOMESTIC), FOR(13)}, EXACT("R-01", 18, "3*0.06", "3")},
    /* ⌈12/6⌉ = 2 × 0.06 = 0.12: a full unit is not a started one */
    {"r01_full_units_are_not_rounded_further",
     {SINGLE, OF(MZONE), TO(DOMESTIC), FOR(12)}, EXACT("R-01", 12, "2*0.06", "2")},
    /* ⌈4/6⌉ = 1 × 0.06 = 0.06: the first second that is charged */
    {"r01_four_seconds_are_charged",
     {SINGLE, OF(EASYOWN), TO(DOMESTIC), FOR(4)}, EXACT("R-01", 6, "1*0.06", "1")},
    /* 31 days = 2678400 s = 446400 units × 0.06 = 26784.00 */
    {"r01_the_longest_call_does_not_overflow",
     {SINGLE, TO(DOMESTIC), FOR(2678400)}, EXACT("R-01", 2678400, "446400*0.06", "446400")},
    /* ⌈61/60⌉ = 2 × ld, 0 < ld <= 0.70: 0 ... 1.40 */
    {"r01_card_pays_started_minutes_of_an_open_price",
     {SINGLE, OF(EASYOWN_QINGSONG), TO(DOMESTIC), FOR(61)}, OPEN("R-01", 0, 140, "2*ld", "2")},
    /* ⌈60/60⌉ = 1 × ld: 0 ... 0.70 */
    {"r01_other_card_too",
     {SINGLE, OF(EASYOWN_JIAYUAN), TO(DOMESTIC), FOR(60)}, OPEN("R-01", 0, 70, "1*ld", "1")},
    /* at most ⌈61/60⌉ = 2 × 0.70 = 1.40 */
    {"r01_new_plan_is_known_by_its_ceiling",
     {SINGLE, OF(GOTONE_JINGDIAN), TO(DOMESTIC), FOR(61)}, RANGE("R-01", 140, "plan_ld")},
    /* ⌈7/6⌉ = 2 × 0.06 = 0.12: outside its hours the pack changes nothing */
    {"r01_pack_outside_its_hours_is_no_discount",
     {SINGLE, TO(DOMESTIC), .pack = TG_PACK_OUTSIDE, FOR(7)}, EXACT("R-01", 12, "2*0.06", "2")},
    /* ⌈20/6⌉ = 4 × 0.06 = 0.24 */
    {"r02_special_number_of_another_area_is_long_distance",
     {SINGLE, TO(SPECIAL), FOR(20)}, EXACT("R-02", 24, "4*0.06", "4")},
    /* ⌈20/6⌉ = 4 × 0.06 = 0.24: the pack is for ordinary domestic numbers (I-11) */
    {"r02_pack_does_not_free_special_numbers",
     {SINGLE, TO(SPECIAL), .pack = TG_PACK_INSIDE, FOR(20)}, EXACT("R-02", 24, "4*0.06", "4")},
    /* ⌈20/60⌉ = 1 × ld: 0 ... 0.70 */
    {"r02_card_pays_its_own_price",
     {SINGLE, OF(EASYOWN_JIAYUAN), TO(SPECIAL), FOR(20)}, OPEN("R-02", 0, 70, "1*ld", "1")},
    /* at most ⌈121/60⌉ = 3 × 0.70 = 2.10 */
    {"r02_new_plan_is_known_by_its_ceiling",
     {SINGLE, OF(EASYOWN_DAZHONG), TO(SPECIAL), FOR(121)}, RANGE("R-02", 210, "plan_ld")},

    /* --------------------------------------------------------- R-03 ... R-05: dialled abroad */
    /* ⌈61/6⌉ = 11 × 0.20 = 2.20 */
    {"r03_hong_kong_from_home", {SINGLE, TO(HMT), FOR(61)}, EXACT("R-03", 220, "11*0.20", "11")},
    /* ⌈61/6⌉ = 11 × 0.20 = 2.20, no roaming fee on top */
    {"r03_hong_kong_while_roaming_costs_the_same",
     {SINGLE, IN(NATIONAL), TO(HMT), FOR(61)}, EXACT("R-03", 220, "11*0.20", "11")},
    /* ⌈61/6⌉ = 11 × 0.20 = 2.20 (I-07) */
    {"r03_card_pays_six_second_units",
     {SINGLE, OF(EASYOWN_QINGSONG), IN(PROVINCE), TO(HMT), FOR(61)},
     EXACT("R-03", 220, "11*0.20", "11")},
    /* at most ⌈61/6⌉ = 11 × 0.20 = 2.20 */
    {"r03_new_plan_is_known_by_its_ceiling",
     {SINGLE, OF(MZONE_SUIBIAN), TO(HMT), FOR(61)}, RANGE("R-03", 220, "plan_hmt")},
    /* ⌈6/6⌉ = 1 × 0.80 = 0.80 */
    {"r04_america_from_home", {SINGLE, TO(US_CA), FOR(6)}, EXACT("R-04", 80, "1*0.80", "1")},
    /* ⌈125/6⌉ = 21 × 0.80 = 16.80 */
    {"r04_all_countries_cost_the_same",
     {SINGLE, IN(PROVINCE), TO(OTHER), FOR(125)}, EXACT("R-04", 1680, "21*0.80", "21")},
    /* at most ⌈125/6⌉ = 21 × 0.80 = 16.80 */
    {"r04_new_plan_is_known_by_its_ceiling",
     {SINGLE, OF(GOTONE_SHANGLV), IN(NATIONAL), TO(NZ), FOR(125)},
     RANGE("R-04", 1680, "plan_intl")},
    /* ⌈13/6⌉ = 3 × ld_satellite, any price above 0 */
    {"r05_satellite_price_is_open_and_unbounded",
     {SINGLE, TO(SATELLITE), FOR(13)}, UNBOUNDED("R-05", 0, "3*ld_satellite", "3")},
    /* ⌈2/6⌉ = 1 × ld_satellite: roaming has no three-second rule, and the plan does not matter */
    {"r05_satellite_while_roaming_on_a_new_plan",
     {SINGLE, OF(GOTONE_SHANGLV), IN(NATIONAL), TO(SATELLITE), FOR(2)},
     UNBOUNDED("R-05", 0, "1*ld_satellite", "1")},

    /* ------------------------------------------------------ dialled while roaming */
    /* ⌈31/6⌉ = 6 × 0.06 = 0.36 (I-13) */
    {"r06_special_number_while_roaming_is_long_distance",
     {SINGLE, IN(NATIONAL), TO(SPECIAL), FOR(31)}, EXACT("R-06", 36, "6*0.06", "6")},
    /* ⌈3/6⌉ = 1 × 0.06 = 0.06: short calls are charged while roaming */
    {"r06_three_seconds_are_charged_while_roaming",
     {SINGLE, IN(PROVINCE), TO(SPECIAL), FOR(3)}, EXACT("R-06", 6, "1*0.06", "1")},
    /* ⌈61/60⌉ = 2 × ld: 0 ... 1.40 */
    {"r06_card_pays_its_own_price",
     {SINGLE, OF(EASYOWN_QINGSONG), IN(PROVINCE), TO(SPECIAL), FOR(61)},
     OPEN("R-06", 0, 140, "2*ld", "2")},
    /* ⌈61/60⌉ = 2 × roam_caller, 0 < p <= 0.60: 0 ... 1.20 */
    {"r07_roaming_long_distance_is_the_roaming_fee",
     {SINGLE, IN(NATIONAL), TO(DOMESTIC), FOR(61)}, OPEN("R-07", 0, 120, "2*roam_caller", "2")},
    /* ⌈1/60⌉ = 1 × roam_caller: 0 ... 0.60, also on a new plan and in the own province */
    {"r07_roaming_local_call_of_one_second",
     {SINGLE, OF(MZONE_SUIBIAN), IN(PROVINCE), TO(LOCAL), FOR(1)},
     OPEN("R-07", 0, 60, "1*roam_caller", "1")},
    /* ⌈61/60⌉ = 2 × roam_caller: the pack frees nothing away from home */
    {"r07_pack_does_not_help_while_roaming",
     {SINGLE, IN(PROVINCE), TO(DOMESTIC), .pack = TG_PACK_INSIDE, FOR(61)},
     OPEN("R-07", 0, 120, "2*roam_caller", "2")},

    /* ------------------------------------------------------------------- R-10 ... R-14: 17951 */
    /* ⌈61/60⌉ = 2 × 0.30 = 0.60 */
    {"r10_17951_domestic",
     {SINGLE, BY(17951), TO(DOMESTIC), FOR(61)}, EXACT("R-10", 60, "2*0.30", "2")},
    /* ⌈61/60⌉ = 2 × 0.30 = 0.60: known although the plan's own price is not, and not freed */
    {"r10_17951_holds_for_new_plans_and_knows_no_pack",
     {SINGLE, OF(GOTONE_JINGDIAN), BY(17951), TO(DOMESTIC), .pack = TG_PACK_INSIDE, FOR(61)},
     EXACT("R-10", 60, "2*0.30", "2")},
    /* ⌈61/60⌉ = 2 × 1.50 = 3.00 */
    {"r11_17951_macao_while_roaming",
     {SINGLE, IN(NATIONAL), BY(17951), TO(HMT), FOR(61)}, EXACT("R-11", 300, "2*1.50", "2")},
    /* ⌈121/60⌉ = 3 × 2.40 = 7.20 */
    {"r12_17951_america",
     {SINGLE, IN(PROVINCE), BY(17951), TO(US_CA), FOR(121)}, EXACT("R-12", 720, "3*2.40", "3")},
    /* ⌈61/60⌉ = 2 × 3.60 = 7.20 */
    {"r13_17951_korea", {SINGLE, BY(17951), TO(KR_SG), FOR(61)}, EXACT("R-13", 720, "2*3.60", "2")},
    /* ⌈180/60⌉ = 3 × 3.60 = 10.80 */
    {"r13_17951_japan",
     {SINGLE, BY(17951), TO(BOTH_LISTS), FOR(180)}, EXACT("R-13", 1080, "3*3.60", "3")},
    /* ⌈59/60⌉ = 1 × 3.60 = 3.60 */
    {"r13_17951_new_zealand",
     {SINGLE, IN(NATIONAL), BY(17951), TO(NZ), FOR(59)}, EXACT("R-13", 360, "1*3.60", "1")},
    /* ⌈61/60⌉ = 2 × 4.60 = 9.20: Spain is on the list of 12593 alone */
    {"r14_17951_spain",
     {SINGLE, BY(17951), TO(ONLY_12593), FOR(61)}, EXACT("R-14", 920, "2*4.60", "2")},
    /* ⌈61/60⌉ = 2 × 4.60 = 9.20 */
    {"r14_17951_brazil",
     {SINGLE, BY(17951), TO(OTHER), FOR(61)}, EXACT("R-14", 920, "2*4.60", "2")},

    /* ------------------------------------------------------------------- R-20 ... R-25: 12593 */
    /* ⌈61/60⌉ = 2 × 0.35 = 0.70 */
    {"r20_12593_busy",
     {SINGLE, BY(12593), TO(DOMESTIC), FOR(61)}, EXACT("R-20", 70, "2*0.35", "2")},
    /* ⌈61/60⌉ = 2 × 0.15 = 0.30, roaming in the own province as at home */
    {"r20_12593_idle_in_the_province",
     {SINGLE, IN(PROVINCE), BY(12593), TO(DOMESTIC), .daypart = TG_DAYPART_IDLE, FOR(61)},
     EXACT("R-20", 30, "2*0.15", "2")},
    /* ⌈10/60⌉ = 1 × 0.35 = 0.35, before the change as after it */
    {"r20_12593_is_unchanged_by_the_change",
     {SPLIT, BY(12593), TO(DOMESTIC), FOR(10)}, EXACT("R-20", 35, "1*0.35", "1")},
    /* ⌈61/60⌉ = 2 × 0.50 = 1.00 */
    {"r21_12593_outside_the_province",
     {SINGLE, OF(MZONE), IN(NATIONAL), BY(12593), TO(DOMESTIC), FOR(61)},
     EXACT("R-21", 100, "2*0.50", "2")},
    /* ⌈61/60⌉ = 2 × 0.35 = 0.70 */
    {"r21_12593_is_cheaper_for_gotone",
     {SINGLE, IN(NATIONAL), BY(12593), TO(DOMESTIC), FOR(61)},
     EXACT("R-21", 70, "2*0.35", "2")},
    /* ⌈61/60⌉ = 2 × 0.35 = 0.70: brand gotone, a new plan included (I-19), idle or not */
    {"r21_12593_is_cheaper_for_the_gotone_brand",
     {SINGLE, OF(GOTONE_SHANGLV), IN(NATIONAL), BY(12593), TO(DOMESTIC), .daypart = TG_DAYPART_IDLE,
      FOR(61)}, EXACT("R-21", 70, "2*0.35", "2")},
    /* ⌈61/60⌉ = 2 × 1.20 = 2.40 */
    {"r22_12593_taiwan_from_home",
     {SINGLE, BY(12593), TO(HMT), FOR(61)}, EXACT("R-22", 240, "2*1.20", "2")},
    /* ⌈61/60⌉ = 2 × 1.80 = 3.60 */
    {"r22_12593_taiwan_from_the_province",
     {SINGLE, IN(PROVINCE), BY(12593), TO(HMT), FOR(61)}, EXACT("R-22", 360, "2*1.80", "2")},
    /* ⌈61/60⌉ = 2 × 1.50 = 3.00 */
    {"r23_12593_canada_from_home",
     {SINGLE, BY(12593), TO(US_CA), FOR(61)}, EXACT("R-23", 300, "2*1.50", "2")},
    /* ⌈2/60⌉ = 1 × 2.10 = 2.10: roaming has no three-second rule */
    {"r23_12593_singapore_from_the_province",
     {SINGLE, IN(PROVINCE), BY(12593), TO(KR_SG), FOR(2)}, EXACT("R-23", 210, "1*2.10", "1")},
    /* ⌈61/60⌉ = 2 × 2.00 = 4.00 */
    {"r24_12593_france_from_home",
     {SINGLE, BY(12593), TO(BOTH_LISTS), FOR(61)}, EXACT("R-24", 400, "2*2.00", "2")},
    /* ⌈61/60⌉ = 2 × 2.60 = 5.20 */
    {"r24_12593_russia_from_the_province",
     {SPLIT, IN(PROVINCE), BY(12593), TO(ONLY_12593), FOR(61)}, EXACT("R-24", 520, "2*2.60", "2")},
    /* ⌈61/60⌉ = 2 × 4.60 = 9.20: New Zealand is on the list of 17951 alone */
    {"r25_12593_new_zealand_from_home",
     {SINGLE, BY(12593), TO(NZ), FOR(61)}, EXACT("R-25", 920, "2*4.60", "2")},
    /* ⌈61/60⌉ = 2 × 5.20 = 10.40 */
    {"r25_12593_brazil_from_the_province",
     {SINGLE, IN(PROVINCE), BY(12593), TO(OTHER), FOR(61)}, EXACT("R-25", 1040, "2*5.20", "2")},

    /* -------------------------------------------------------------- R-30 ... R-37: forwarding */
    /* ⌈61/60⌉ = 2 × 0.10 = 0.20 */
    {"r30_forward_within_the_home_area_on_net",
     {SINGLE, EV(FORWARD_UNCONDITIONAL), TO(HOME_AREA), FOR(61)}, EXACT("R-30", 20, "2*0.10", "2")},
    /* ⌈61/60⌉ = 2 × 0.20 = 0.40 */
    {"r30_forward_within_the_home_area_off_net",
     {SINGLE, EV(FORWARD_NO_REPLY), TO(HOME_AREA), .network = TG_NETWORK_OTHER, FOR(61)},
     EXACT("R-30", 40, "2*0.20", "2")},
    /* ⌈3/6⌉ = 1 × 0.06 = 0.06: the three-second rule is for dialled calls (I-06) */
    {"r31_forward_to_another_area_is_charged_from_the_first_second",
     {SINGLE, EV(FORWARD_BUSY), TO(DOMESTIC), FOR(3)}, EXACT("R-31", 6, "1*0.06", "1")},
    /* ⌈13/6⌉ = 3 × 0.06 = 0.18: the pack frees dialled calls only */
    {"r31_pack_does_not_free_forwarding",
     {SINGLE, EV(FORWARD_UNCONDITIONAL), TO(DOMESTIC), .pack = TG_PACK_INSIDE, FOR(13)},
     EXACT("R-31", 18, "3*0.06", "3")},
    /* ⌈13/6⌉ = 3 × 0.20 = 0.60 (I-09) */
    {"r32_forward_to_hong_kong",
     {SINGLE, EV(FORWARD_UNCONDITIONAL), TO(HMT), FOR(13)}, EXACT("R-32", 60, "3*0.20", "3")},
    /* at most ⌈13/6⌉ = 3 × 0.80 = 2.40 */
    {"r32_forward_abroad_on_a_new_plan",
     {SINGLE, OF(EASYOWN_DAZHONG), EV(FORWARD_UNREACHABLE), TO(US_CA), FOR(13)},
     RANGE("R-32", 240, "plan_intl")},
    /* ⌈13/6⌉ = 3 × 0.06 = 0.18, no roaming fee */
    {"r33_forward_all_to_the_visited_place",
     {SINGLE, IN(NATIONAL), EV(FORWARD_UNCONDITIONAL), TO(VISITED_AREA), FOR(13)},
     EXACT("R-33", 18, "3*0.06", "3")},
    /* ⌈61/60⌉ = 2 × ld: 0 ... 1.40 */
    {"r33_forward_all_to_another_area_on_a_card",
     {SINGLE, OF(EASYOWN_JIAYUAN), IN(PROVINCE), EV(FORWARD_UNCONDITIONAL), TO(DOMESTIC), FOR(61)},
     OPEN("R-33", 0, 140, "2*ld", "2")},
    /* ⌈13/6⌉ = 3 × 0.06 = 0.18, whatever the network (I-08) */
    {"r34_forward_all_back_home_is_long_distance",
     {SINGLE, IN(NATIONAL), EV(FORWARD_UNCONDITIONAL), TO(HOME_AREA), .network = TG_NETWORK_OTHER,
      FOR(13)}, EXACT("R-34", 18, "3*0.06", "3")},
    /* ⌈13/6⌉ = 3 × 0.80 = 2.40 */
    {"r35_forward_all_abroad_while_roaming",
     {SINGLE, IN(PROVINCE), EV(FORWARD_UNCONDITIONAL), TO(KR_SG), FOR(13)},
     EXACT("R-35", 240, "3*0.80", "3")},
    /* ⌈61/60⌉ = 2 × roam_called, 0 < p <= 0.40: 0 ... 0.80 */
    {"r36_forward_some_to_the_visited_place",
     {SINGLE, IN(NATIONAL), EV(FORWARD_BUSY), TO(VISITED_AREA), FOR(61)},
     OPEN("R-36", 0, 80, "2*roam_called", "2")},
    /* ⌈61/60⌉ = 2 × (roam_called + roam_caller): 0 ... 2 × (0.40 + 0.60) = 2.00 */
    {"r37_forward_some_back_home_is_both_roaming_fees",
     {SINGLE, IN(NATIONAL), EV(FORWARD_NO_REPLY), TO(HOME_AREA), FOR(61)},
     OPEN("R-37", 0, 200, "2*roam_called+2*roam_caller", "2+2")},
    /* ⌈60/60⌉ = 1 × (roam_called + roam_caller): 0 ... 1.00 */
    {"r37_forward_some_to_another_area",
     {SINGLE, OF(MZONE_SUIBIAN), IN(PROVINCE), EV(FORWARD_UNREACHABLE), TO(DOMESTIC), FOR(60)},
     OPEN("R-37", 0, 100, "1*roam_called+1*roam_caller", "1+1")},
    /* the same 0 ... 1.00 abroad (I-10) */
    {"r37_forward_some_abroad",
     {SINGLE, IN(PROVINCE), EV(FORWARD_BUSY), TO(OTHER), FOR(60)},
     OPEN("R-37", 0, 100, "1*roam_called+1*roam_caller", "1+1")},

    /* ------------------------------------------------------- R-40 ... R-42: receiving, the pack */
    /* ⌈61/60⌉ = 2 × roam_called: 0 ... 0.80 */
    {"r40_receiving_while_roaming",
     {SINGLE, IN(PROVINCE), EV(RECEIVE), FOR(61)}, OPEN("R-40", 0, 80, "2*roam_called", "2")},
    /* ⌈3/60⌉ = 1 × roam_called: 0 ... 0.40, before the change too, and short as it is */
    {"r40_receiving_before_the_change",
     {SPLIT, IN(NATIONAL), EV(RECEIVE), FOR(3)}, OPEN("R-40", 0, 40, "1*roam_called", "1")},
    /* 5.00 once, although the record has no duration */
    {"r41_the_pack_costs_five_yuan_a_month",
     {SINGLE, EV(MONTHLY_FEE), .pack = TG_PACK_OUTSIDE, FOR(0)}, EXACT("R-41", 500, "5.00", "1")},
    {"r41_whenever_it_is_taken",
     {SINGLE, OF(EASYOWN), IN(NATIONAL), EV(MONTHLY_FEE), .pack = TG_PACK_INSIDE, FOR(0)},
     EXACT("R-41", 500, "5.00", "1")},
    /* free, in place of ⌈3600/6⌉ = 600 × 0.06 = 36.00 */
    {"r42_pack_frees_domestic_calls_at_home",
     {SINGLE, TO(DOMESTIC), .pack = TG_PACK_INSIDE, FOR(3600)}, EXACT("R-42", 0, "0.00", "0")},
    /* free, in place of the range 0 ... 42.00 */
    {"r42_pack_on_a_new_plan",
     {SINGLE, OF(GOTONE_JINGDIAN), TO(DOMESTIC), .pack = TG_PACK_INSIDE, FOR(3600)},
     EXACT("R-42", 0, "0.00", "0")},

    /* ------------------------------------------------------ R-50 ... R-53: before the change */
    /* ⌈61/60⌉ = 2 × local_fee (0.20 ... 0.40) + ⌈61/6⌉ = 11 × 0.07 = 0.77:
     * 0.40 + 0.77 = 1.17 ... 0.80 + 0.77 = 1.57 */
    {"r50_before_the_change_two_fees",
     {SPLIT, TO(DOMESTIC), FOR(61)}, OPEN("R-50", 117, 157, "2*local_fee+11*0.07", "2+11")},
    /* ⌈10/60⌉ = 1 × local_fee + ⌈10/6⌉ = 2 × 0.07 = 0.14: 0.34 ... 0.54; R-42 is not yet there */
    {"r50_pack_is_no_discount_before_the_change",
     {SPLIT, OF(EASYOWN), TO(DOMESTIC), .pack = TG_PACK_INSIDE, FOR(10)},
     OPEN("R-50", 34, 54, "1*local_fee+2*0.07", "1+2")},
    /* ⌈61/60⌉ = 2 × local_fee (0.20 ... 0.40) + ⌈61/6⌉ = 11 × 0.20 = 2.20:
     * 0.40 + 2.20 = 2.60 ... 0.80 + 2.20 = 3.00 */
    {"r51_hong_kong_before_the_change",
     {SPLIT, TO(HMT), FOR(61)}, OPEN("R-51", 260, 300, "2*local_fee+11*0.20", "2+11")},
    /* 1 × local_fee + ⌈30/6⌉ = 5 × 0.80 = 4.00: 4.20 ... 4.40 */
    {"r51_abroad_before_the_change",
     {SPLIT, TO(BOTH_LISTS), FOR(30)}, OPEN("R-51", 420, 440, "1*local_fee+5*0.80", "1+5")},
    /* ⌈61/60⌉ = 2 × roam_caller (0 ... 0.60) + ⌈61/6⌉ = 11 × 0.20 = 2.20: 2.20 ... 3.40 */
    {"r52_roaming_to_hong_kong_before_the_change",
     {SPLIT, IN(NATIONAL), TO(HMT), FOR(61)},
     OPEN("R-52", 220, 340, "2*roam_caller+11*0.20", "2+11")},
    /* 1 × roam_caller + ⌈3/6⌉ = 1 × 0.80: 0.80 ... 1.40 */
    {"r52_roaming_abroad_three_seconds_are_charged",
     {SPLIT, IN(PROVINCE), TO(US_CA), FOR(3)},
     OPEN("R-52", 80, 140, "1*roam_caller+1*0.80", "1+1")},
    /* ⌈61/60⌉ = 2 × roam_caller: 0 ... 1.20 */
    {"r53_roaming_long_distance_before_the_change",
     {SPLIT, IN(PROVINCE), TO(DOMESTIC), FOR(61)}, OPEN("R-53", 0, 120, "2*roam_caller", "2")},
    /* 1 × roam_caller: 0 ... 0.60 */
    {"r53_roaming_local_before_the_change",
     {SPLIT, IN(NATIONAL), TO(LOCAL), FOR(3)}, OPEN("R-53", 0, 60, "1*roam_caller", "1")},

    /* -------------------------------------------------------------------- before 2008-03 */
    /* 3 <= 3: free */
    {"r60_short_calls_while_roaming_were_free",
     {EARLY, IN(NATIONAL), TO(DOMESTIC), FOR(3)}, EXACT("R-60", 0, "0.00", "0")},
    {"r60_wherever_they_went",
     {EARLY, IN(PROVINCE), TO(SERVICE), FOR(1)}, EXACT("R-60", 0, "0.00", "0")},
    {"r60_received_ones_too",
     {EARLY, IN(PROVINCE), EV(RECEIVE), FOR(3)}, EXACT("R-60", 0, "0.00", "0")},
    {"r60_covers_no_time_at_all",
     {EARLY, IN(PROVINCE), EV(RECEIVE), FOR(0)}, EXACT("R-60", 0, "0.00", "0")},

    /* ------------------------------------------------------------------------- three seconds */
    /* 3 <= 3: free, in place of 1 × 0.06 */
    {"r3s_three_seconds_at_home_are_free",
     {SINGLE, TO(DOMESTIC), FOR(3)}, EXACT("R-3S", 0, "0.00", "0")},
    {"r3s_one_second_abroad_before_the_change",
     {SPLIT, TO(OTHER), FOR(1)}, EXACT("R-3S", 0, "0.00", "0")},
    /* (I-05) */
    {"r3s_holds_for_12593",
     {SINGLE, BY(12593), TO(DOMESTIC), FOR(2)}, EXACT("R-3S", 0, "0.00", "0")},
    {"r3s_comes_before_the_pack",
     {SINGLE, TO(DOMESTIC), .pack = TG_PACK_INSIDE, FOR(2)}, EXACT("R-3S", 0, "0.00", "0")},
    {"r3s_comes_before_an_unspecified_special_number",
     {SINGLE, BY(17951), TO(SPECIAL), FOR(3)}, EXACT("R-3S", 0, "0.00", "0")},
    {"r3s_comes_before_an_unspecified_satellite",
     {SPLIT, TO(SATELLITE), FOR(3)}, EXACT("R-3S", 0, "0.00", "0")},
    {"r3s_comes_before_the_open_satellite_price",
     {SINGLE, TO(SATELLITE), FOR(3)}, EXACT("R-3S", 0, "0.00", "0")},
    {"r3s_frees_hong_kong_on_a_new_plan",
     {SINGLE, OF(MZONE_SUIBIAN), TO(HMT), FOR(3)}, EXACT("R-3S", 0, "0.00", "0")},

    /* --------------------------------------------------------------- no time: nothing is owed */
    /* ⌈0/6⌉ = 0 units */
    {"zero_seconds_cost_nothing_by_the_ordinary_rule",
     {SINGLE, TO(DOMESTIC), FOR(0)}, EXACT("R-01", 0, "0*0.06", "0")},
    {"zero_seconds_of_an_open_price_are_exact",
     {SINGLE, IN(NATIONAL), TO(SATELLITE), FOR(0)}, EXACT("R-05", 0, "0*ld_satellite", "0")},
    {"zero_seconds_of_a_range_are_exact",
     {SINGLE, OF(GOTONE_JINGDIAN), TO(US_CA), FOR(0)}, EXACT("R-04", 0, "plan_intl", "")},
    {"zero_seconds_of_two_fees",
     {SPLIT, TO(DOMESTIC), FOR(0)}, EXACT("R-50", 0, "0*local_fee+0*0.07", "0+0")},
    {"zero_seconds_of_a_pack_call",
     {SINGLE, TO(DOMESTIC), .pack = TG_PACK_INSIDE, FOR(0)}, EXACT("R-42", 0, "0.00", "0")},
    {"zero_seconds_do_not_lend_a_special_number_a_price",
     {SINGLE, BY(17951), TO(SPECIAL), FOR(0)}, NOTHING},
    {"zero_seconds_do_not_lend_a_satellite_a_price", {SPLIT, TO(SATELLITE), FOR(0)}, NOTHING},

    /* ------------------------------------------------------------- what the documents leave out */
    {"local_call_at_home_is_unspecified", {SINGLE, TO(LOCAL), FOR(3)}, NOTHING},
    {"special_number_by_17951_is_unspecified", {SINGLE, BY(17951), TO(SPECIAL), FOR(4)}, NOTHING},
    {"special_number_by_12593_is_unspecified",
     {SINGLE, IN(PROVINCE), BY(12593), TO(SPECIAL), FOR(2)}, NOTHING},
    {"own_service_number_is_unspecified", {SINGLE, TO(SERVICE), FOR(60)}, NOTHING},
    {"own_service_number_while_roaming_is_unspecified",
     {SINGLE, IN(NATIONAL), TO(SERVICE), FOR(60)}, NOTHING},
    {"information_desk_is_unspecified", {SINGLE, TO(INFO), FOR(3)}, NOTHING},
    {"unnamed_satellite_is_unspecified", {SINGLE, TO(SATELLITE_OTHER), FOR(3)}, NOTHING},
    {"satellite_by_17951_is_unspecified", {SINGLE, BY(17951), TO(SATELLITE), FOR(60)}, NOTHING},
    {"satellite_by_12593_is_unspecified", {SINGLE, BY(12593), TO(SATELLITE), FOR(60)}, NOTHING},
    {"17951_local_is_unspecified", {SINGLE, BY(17951), TO(LOCAL), FOR(60)}, NOTHING},
    {"17951_domestic_while_roaming_is_unspecified",
     {SINGLE, IN(PROVINCE), BY(17951), TO(DOMESTIC), FOR(2)}, NOTHING},
    {"17951_before_the_change_is_unspecified", {SPLIT, BY(17951), TO(HMT), FOR(60)}, NOTHING},
    {"12593_abroad_from_another_province_is_unspecified",
     {SINGLE, IN(NATIONAL), BY(12593), TO(HMT), FOR(60)}, NOTHING},
    {"12593_local_is_unspecified", {SINGLE, IN(PROVINCE), BY(12593), TO(LOCAL), FOR(60)}, NOTHING},
    {"receiving_at_home_is_unspecified", {SINGLE, EV(RECEIVE), FOR(60)}, NOTHING},
    {"forward_by_prefix_is_unspecified",
     {SINGLE, EV(FORWARD_BUSY), BY(17951), TO(DOMESTIC), FOR(60)}, NOTHING},
    {"forward_to_a_special_number_is_unspecified",
     {SINGLE, EV(FORWARD_BUSY), TO(SPECIAL), FOR(60)}, NOTHING},
    {"forward_all_to_a_satellite_while_roaming_is_unspecified",
     {SINGLE, IN(NATIONAL), EV(FORWARD_UNCONDITIONAL), TO(SATELLITE), FOR(60)}, NOTHING},
    {"forward_some_to_information_while_roaming_is_unspecified",
     {SINGLE, IN(NATIONAL), EV(FORWARD_UNREACHABLE), TO(INFO), FOR(60)}, NOTHING},
    {"forward_before_the_change_is_unspecified",
     {SPLIT, EV(FORWARD_UNCONDITIONAL), TO(DOMESTIC), FOR(60)}, NOTHING},
    {"monthly_fee_without_the_pack_is_unspecified", {SINGLE, EV(MONTHLY_FEE), FOR(0)}, NOTHING},
    {"monthly_fee_before_the_change_is_unspecified",
     {SPLIT, EV(MONTHLY_FEE), .pack = TG_PACK_OUTSIDE, FOR(0)}, NOTHING},
    {"special_number_before_the_change_is_unspecified", {SPLIT, TO(SPECIAL), FOR(60)}, NOTHING},
    {"special_number_while_roaming_before_the_change_is_unspecified",
     {SPLIT, IN(NATIONAL), TO(SPECIAL), FOR(2)}, NOTHING},
    {"four_seconds_before_2008_are_unspecified",
     {EARLY, IN(NATIONAL), TO(DOMESTIC), FOR(4)}, NOTHING},
    {"three_seconds_at_home_before_2008_are_unspecified", {EARLY, TO(DOMESTIC), FOR(3)}, NOTHING},
    {"short_prefixed_calls_before_2008_are_unspecified",
     {EARLY, IN(NATIONAL), BY(12593), TO(DOMESTIC), FOR(3)}, NOTHING},
    {"short_forwarded_calls_before_2008_are_unspecified",
     {EARLY, IN(NATIONAL), EV(FORWARD_BUSY), TO(DOMESTIC), FOR(3)}, NOTHING},
};
/* clang-format on */

static void row_holds(void **state)
{
    const struct row *row = *state;
    struct naive_outcome got;

    naive_rate(&got, &row->call);
    assert_int_equal(got.kind, row->expected.kind);
    assert_int_equal(got.charge, row->expected.charge);
    assert_int_equal(got.min, row->expected.min);
    assert_int_equal(got.max, row->expected.max);
    assert_int_equal(got.unbounded, row->expected.unbounded);
    assert_string_equal(got.rule, row->expected.rule);
    assert_string_equal(got.formula, row->expected.formula);
    assert_string_equal(got.units, row->expected.units);
}

static void every_rule_has_a_worked_example(void **state)
{
    static const char *const rules[] = {
        "R-01", "R-02", "R-03", "R-04", "R-05", "R-06", "R-07", "R-10", "R-11",
        "R-12", "R-13", "R-14", "R-20", "R-21", "R-22", "R-23", "R-24", "R-25",
        "R-30", "R-31", "R-32", "R-33", "R-34", "R-35", "R-36", "R-37", "R-40",
        "R-41", "R-42", "R-50", "R-51", "R-52", "R-53", "R-60", "R-3S",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rules); i++) {
        size_t found = 0;

        for (size_t j = 0; j < COUNT(rows); j++) {
            if (strcmp(rows[j].expected.rule, rules[i]) == 0) found++;
        }
        if (found == 0) fail_msg("no row for %s", rules[i]);
    }
}

/* What any outcome must satisfy, whichever rule it came from. */
static void check_whole(const struct naive_call *call, const struct naive_outcome *got)
{
    if (got->kind == TG_UNSPECIFIED) {
        assert_string_equal(got->rule, "");
        assert_string_equal(got->formula, "");
        assert_string_equal(got->units, "");
    } else {
        assert_int_equal(strlen(got->rule), 4);
        assert_true(strlen(got->formula) >= 4);
    }
    if (got->kind != TG_EXACT) assert_int_equal(got->charge, 0);
    if (got->kind == TG_OPEN && !got->unbounded) assert_true(got->min < got->max);
    if (got->kind == TG_RANGE) assert_true(got->max > 0);
    if (got->unbounded) assert_int_equal(got->kind, TG_OPEN);
    if (call->dur_s == 0 && call->event != TG_EVENT_MONTHLY_FEE) {
        assert_true(got->kind == TG_EXACT || got->kind == TG_UNSPECIFIED);
        assert_int_equal(got->charge, 0);
    }
}

/* One combination at no, short and long duration: after 2008-03 the same rule answers all three,
 * unless the three-second rule steps in. */
static void check_combination(struct naive_call call)
{
    struct naive_outcome zero, second, minute;

    call.dur_s = 0;
    naive_rate(&zero, &call);
    check_whole(&call, &zero);
    call.dur_s = 1;
    naive_rate(&second, &call);
    check_whole(&call, &second);
    call.dur_s = 61;
    naive_rate(&minute, &call);
    check_whole(&call, &minute);
    if (call.regime == TG_REGIME_EARLY) {
        assert_int_equal(minute.kind, TG_UNSPECIFIED);
    } else {
        assert_string_equal(zero.rule, minute.rule);
        if (strcmp(second.rule, "R-3S") != 0) assert_string_equal(second.rule, minute.rule);
    }
}

/* Combination n of all, in mixed radix over every dimension but the duration. */
static struct naive_call combination(unsigned n)
{
    struct naive_call call = {0};

    call.network = n % TG_NETWORK_COUNT, n /= TG_NETWORK_COUNT;
    call.pack = n % TG_PACK_COUNT, n /= TG_PACK_COUNT;
    call.daypart = n % TG_DAYPART_COUNT, n /= TG_DAYPART_COUNT;
    call.destination = n % TG_DEST_COUNT, n /= TG_DEST_COUNT;
    call.access = n % TG_ACCESS_COUNT, n /= TG_ACCESS_COUNT;
    call.state = n % TG_STATE_COUNT, n /= TG_STATE_COUNT;
    call.event = n % TG_EVENT_COUNT, n /= TG_EVENT_COUNT;
    call.plan = n % TG_PLAN_COUNT, n /= TG_PLAN_COUNT;
    call.regime = n;
    return call;
}

static void outcomes_are_whole_for_every_combination(void **state)
{
    const unsigned count = TG_NETWORK_COUNT * TG_PACK_COUNT * TG_DAYPART_COUNT * TG_DEST_COUNT *
                           TG_ACCESS_COUNT * TG_STATE_COUNT * TG_EVENT_COUNT * TG_PLAN_COUNT *
                           TG_REGIME_COUNT;

    (void)state;
    for (unsigned n = 0; n < count; n++) check_combination(combination(n));
}

static void calls_that_cannot_occur_are_unspecified(void **state)
{
    static const struct naive_call calls[] = {
        {SINGLE, TO(NONE), IN(NATIONAL), FOR(61)},
        {SINGLE, TO(HOME_AREA), IN(NATIONAL), FOR(61)},
        {EARLY, TO(VISITED_AREA), IN(NATIONAL), FOR(3)},
        {SINGLE, EV(RECEIVE), TO(LOCAL), IN(NATIONAL), FOR(61)},
        {SINGLE, EV(RECEIVE), BY(17951), IN(NATIONAL), FOR(61)},
        {SINGLE, EV(MONTHLY_FEE), BY(12593), .pack = TG_PACK_INSIDE},
        {SINGLE, EV(FORWARD_BUSY), TO(LOCAL), FOR(61)},
        {SINGLE, EV(FORWARD_BUSY), TO(NONE), FOR(61)},
        {SINGLE, EV(FORWARD_BUSY), TO(VISITED_AREA), FOR(61)},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(calls); i++) {
        struct naive_outcome got;

        naive_rate(&got, &calls[i]);
        assert_int_equal(got.kind, TG_UNSPECIFIED);
    }
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(rows) + 3];
    size_t n = 0;

    for (; n < COUNT(rows); n++) {
        tests[n] = (struct CMUnitTest){
            .name = rows[n].name,
            .test_func = row_holds,
            .initial_state = (void *)(uintptr_t)&rows[n],
        };
    }
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(every_rule_has_a_worked_example);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(outcomes_are_whole_for_every_combination);
    tests[n++] = (struct CMUnitTest)cmocka_unit_test(calls_that_cannot_occur_are_unspecified);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
