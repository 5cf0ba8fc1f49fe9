/*
 * Worked examples through real records: every line expected below is worked out by hand, the
 * arithmetic in the comment above its row. ⌈d/u⌉ is the number of started units of u seconds.
 */
#include "testing.h"
#include "testing_records.h"

#include <stdio.h>

/* `with`: names of bundled overlays, blank-separated; or one overlay as text; or the notice. */
struct row {
    const char *name;
    const char *with;
    struct record record;
    const char *expected; /* the outcome line behind the call_id */
};

#define NOTICE      "618"
#define AT(text)    .start = (text)
#define FOR(s)      .dur_s = (s)
#define OF(code)    .plan = (code)
#define TO(number)  .other_party = (number)
#define EV(code)    .event = (code)
#define PROVINCE    .visited = "020"
#define NATIONAL    .visited = "010"
#define NIGHT       .night = true
#define NEW_YEAR(t) AT("2009-12-31T" t)
#define JUNE(t)     AT("2010-06-15T" t)

#define POLICY(name, value)                                                                        \
    "<overlay id='p' kind='defect' title='policy'><policy name='" name "' value='" value           \
    "' clauses='X-2'/></overlay>"
#define BOTH(name, value, second, second_value)                                                    \
    "<overlay id='p' kind='defect' title='policies'><policy name='" name "' value='" value         \
    "'/><policy name='" second "' value='" second_value "'/></overlay>"
#define DURATION(value) POLICY("duration", value)
#define BILLED(value)   POLICY("billed_duration", value)
#define FEES(value)     POLICY("fee_rounding", value)
#define CHARGE(value)   POLICY("charge_rounding", value)
#define PACK_END        POLICY("pack_boundary", "end")
#define PACK_FOR_ALL    POLICY("pack_holders", "everybody")
#define DOWN            POLICY("unit_rounding", "down")
#define NEAREST         POLICY("unit_rounding", "nearest")
#define ALL_DAY         POLICY("idle_hours", "00:00:00-23:59:59")
#define UTC             POLICY("zone", "Z")

/* R-07 with another fee than that of R-53 before 2010. */
#define R07(fee)                                                                                   \
    "<overlay id='r' kind='defect' title='R-07'>"                                                  \
    "<rule id='R-07' clauses='C-2b X-1' title='R-07'><when regime='single' event='originate' "     \
    "state='roaming' access='direct' destination='local domestic'/><charge>" fee                   \
    "</charge></rule></overlay>"
#define R07_VALUE  R07("<fee value='0.60' per='60'/>")
#define R07_CALLED R07("<fee price='roam_called'/>")
#define IDLE_PER_6                                                                                 \
    "<overlay id='i' kind='defect' title='idle'><reprice rules='R-20' from-value='0.15' "          \
    "value='0.35' per='6'/></overlay>"

#define HANGZHOU  TO("057181234567")
#define HONG_KONG TO("0085221234567")
#define R01       "R-01,A-1 A-2.1.1 B-1.4 C-1 C-3a C-3b C-3c,"
#define R03       "R-03,A-2.2.1 B-1.4 C-1 C-2a,"
#define R04       "R-04,A-2.2.1 B-1.4 C-1 C-2a,"
#define R20       "R-20,A-2.1.3 A-2.2.3a B-1.4,"

/* One row a call, short ones on one line. */
/* clang-format off */
static const struct row rows[] = {
    /* ------------------------------------------------------------ calls made, dialled directly */
    /* ⌈13/6⌉ = 3 × 0.06 = 0.18 */
    {"r01_started_six_seconds", "", {HANGZHOU, FOR(13)}, "exact,0.18,,,3*0.06,3," R01 "explicit"},
    /* ⌈12/6⌉ = 2 × 0.06 = 0.12 */
    {"r01_full_units", "", {OF("mzone"), HANGZHOU, FOR(12)}, "exact,0.12,,,2*0.06,2," R01 "explicit"},
    /* ⌈4/6⌉ = 1 × 0.06 = 0.06 */
    {"r01_from_the_fourth_second", "", {HANGZHOU, FOR(4)}, "exact,0.06,,,1*0.06,1," R01 "explicit"},
    /* 2678400/6 = 446400 × 0.06 = 26784.00; from 15 June for 31 days */
    {"r01_the_longest_call", "", {HANGZHOU, FOR(2678400)}, "exact,26784.00,,,446400*0.06,446400," R01 "explicit"},
    /* ⌈61/60⌉ = 2 × ld, 0 < ld ≤ 0.70: 0 ... 1.40 */
    {"r01_card_is_open", "", {OF("easyown-qingsong"), HANGZHOU, FOR(61)}, "open,,0.00,1.40,2*ld,2," R01 "explicit"},
    /* at most ⌈61/60⌉ = 2 × 0.70 = 1.40 */
    {"r01_new_plan_is_a_range", "", {OF("gotone-jingdian"), HANGZHOU, FOR(61)}, "range,,0.00,1.40,plan_ld,," R01 "I-04"},
    {"r3s_three_seconds_are_free", "", {HANGZHOU, FOR(3)}, "exact,0.00,,,0.00,0,R-3S,B-2.5,explicit"},
    {"r3s_by_17951_is_a_reading", "", {TO("17951057181234567"), FOR(1)}, "exact,0.00,,,0.00,0,R-3S,B-2.5,I-05"},
    /* ⌈20/6⌉ = 4 × 0.06 = 0.24 */
    {"r02_service_number_elsewhere", "", {TO("057110086"), FOR(20)}, "exact,0.24,,,4*0.06,4,R-02,B-2.1,explicit"},
    /* ⌈61/6⌉ = 11 × 0.20 = 2.20 */
    {"r03_hong_kong", "", {NATIONAL, HONG_KONG, FOR(61)}, "exact,2.20,,,11*0.20,11," R03 "explicit"},
    {"r03_card_is_a_reading", "", {OF("easyown-jiayuan"), HONG_KONG, FOR(61)}, "exact,2.20,,,11*0.20,11," R03 "I-07"},
    {"r03_in_the_packs_hours_is_a_reading", "", {JUNE("03:00:00"), NIGHT, HONG_KONG, FOR(61)}, "exact,2.20,,,11*0.20,11," R03 "I-11"},
    {"r03_roaming_the_pack_does_not_matter", "", {JUNE("03:00:00"), NIGHT, PROVINCE, HONG_KONG, FOR(61)}, "exact,2.20,,,11*0.20,11," R03 "explicit"},
    /* ⌈125/6⌉ = 21 × 0.80 = 16.80 */
    {"r04_america", "", {TO("0012125551234"), FOR(125)}, "exact,16.80,,,21*0.80,21," R04 "explicit"},
    /* at most ⌈61/6⌉ = 11 × 0.80 = 8.80 */
    {"r04_new_plan_is_a_range", "", {OF("mzone-suibian"), TO("00821012345678"), FOR(61)}, "range,,0.00,8.80,plan_intl,," R04 "explicit"},
    /* ⌈13/6⌉ = 3 × ld_satellite, no upper bound */
    {"r05_satellite_has_no_upper_bound", "", {TO("13490000000"), FOR(13)}, "open,,0.00,,3*ld_satellite,3,R-05,B-1.7 A-2.2.1,explicit"},
    /* ⌈3/6⌉ = 1 × 0.06: short calls cost while roaming */
    {"r06_service_number_of_home_while_roaming", "", {PROVINCE, TO("075510086"), FOR(3)}, "exact,0.06,,,1*0.06,1,R-06,B-2.1,I-13"},
    /* ⌈61/60⌉ = 2 × roam_caller, at most 0.60: 0 ... 1.20 */
    {"r07_roaming", "", {NATIONAL, HANGZHOU, FOR(61)}, "open,,0.00,1.20,2*roam_caller,2,R-07,C-2b X-1,explicit"},
    {"u10_local_call", "", {TO("62001234"), FOR(61)}, "unspecified,,,,,,U-10,D-4,none"},
    {"u33_receiving_at_home", "", {EV("receive"), FOR(61)}, "unspecified,,,,,,U-33,,none"},

    /* ------------------------------------------------------------ by 17951 and 12593 */
    /* ⌈61/60⌉ = 2 × 0.30 = 0.60 */
    {"r10_17951_domestic", "", {TO("17951057181234567"), FOR(61)}, "exact,0.60,,,2*0.30,2,R-10,A-2.1.2 B-1.4 B-2.2,explicit"},
    /* ⌈60/60⌉ = 1 × 1.50 */
    {"r11_17951_hong_kong", "", {PROVINCE, TO("179510085221234567"), FOR(60)}, "exact,1.50,,,1*1.50,1,R-11,A-2.2.2.1,explicit"},
    /* 2 × 2.40 = 4.80 */
    {"r12_17951_america", "", {TO("179510012125551234"), FOR(61)}, "exact,4.80,,,2*2.40,2,R-12,A-2.2.2.2,explicit"},
    /* 2 × 3.60 = 7.20 */
    {"r13_17951_korea", "", {TO("1795100821012345678"), FOR(61)}, "exact,7.20,,,2*3.60,2,R-13,A-2.2.2.3,explicit"},
    /* 2 × 4.60 = 9.20 */
    {"r14_17951_spain", "", {NATIONAL, TO("179510034911234567"), FOR(61)}, "exact,9.20,,,2*4.60,2,R-14,A-2.2.2.4,explicit"},
    /* 2 × 0.35 = 0.70 */
    {"r20_12593_busy", "", {TO("12593057181234567"), FOR(61)}, "exact,0.70,,,2*0.35,2," R20 "I-12 I-18"},
    /* 2 × 0.35 = 0.70 */
    {"r21_12593_gotone", "", {NATIONAL, TO("12593057181234567"), FOR(61)}, "exact,0.70,,,2*0.35,2,R-21,A-2.2.3b,I-17"},
    {"r21_12593_brand_is_a_reading", "", {OF("gotone-shanglv"), NATIONAL, TO("12593057181234567"), FOR(61)}, "exact,0.70,,,2*0.35,2,R-21,A-2.2.3b,I-17 I-19"},
    /* 2 × 0.50 = 1.00 */
    {"r21_12593_others", "", {OF("mzone"), NATIONAL, TO("12593057181234567"), FOR(61)}, "exact,1.00,,,2*0.50,2,R-21,A-2.2.3b,I-17"},
    /* 2 × 1.80 = 3.60 */
    {"r22_12593_hong_kong_roaming", "", {PROVINCE, TO("125930085221234567"), FOR(61)}, "exact,3.60,,,2*1.80,2,R-22,A-2.2.3c,explicit"},
    /* 2 × 1.50 = 3.00 */
    {"r23_12593_america", "", {TO("125930012125551234"), FOR(61)}, "exact,3.00,,,2*1.50,2,R-23,A-2.2.3d,I-18"},
    /* 2 × 2.60 = 5.20 */
    {"r24_12593_spain_roaming", "", {PROVINCE, TO("125930034911234567"), FOR(61)}, "exact,5.20,,,2*2.60,2,R-24,A-2.2.3e,explicit"},
    /* 2 × 4.60 = 9.20 */
    {"r25_12593_new_zealand", "", {TO("12593006491234567"), FOR(61)}, "exact,9.20,,,2*4.60,2,R-25,A-2.2.3f,I-18"},

    /* ------------------------------------------------------------ forwarded */
    /* 2 × 0.10 = 0.20 */
    {"r30_china_mobile", "", {EV("forward-busy"), TO("13510000000"), FOR(61)}, "exact,0.20,,,2*0.10,2,R-30,A-3.2.1a B-2.4,explicit"},
    /* 2 × 0.20 = 0.40 */
    {"r30_other_network", "", {EV("forward-unconditional"), TO("62001234"), FOR(61)}, "exact,0.40,,,2*0.20,2,R-30,A-3.2.1a B-2.4,explicit"},
    /* ⌈61/6⌉ = 11 × 0.06 = 0.66 */
    {"r31_elsewhere", "", {EV("forward-no_reply"), HANGZHOU, FOR(61)}, "exact,0.66,,,11*0.06,11,R-31,A-3.2 A-3.2.1b B-2.4,explicit"},
    /* ⌈2/6⌉ = 1 × 0.06: the three seconds are for dialled calls */
    {"r31_short", "", {EV("forward-no_reply"), HANGZHOU, FOR(2)}, "exact,0.06,,,1*0.06,1,R-31,A-3.2 A-3.2.1b B-2.4,I-06"},
    /* 11 × 0.20 = 2.20 */
    {"r32_abroad", "", {EV("forward-busy"), HONG_KONG, FOR(61)}, "exact,2.20,,,11*0.20,11,R-32,A-3.2.1b,I-09"},
    {"r32_abroad_short_card", "", {OF("easyown-jiayuan"), EV("forward-busy"), HONG_KONG, FOR(3)}, "exact,0.20,,,1*0.20,1,R-32,A-3.2.1b,I-06 I-07 I-09"},
    {"r33_roaming_elsewhere", "", {EV("forward-unconditional"), NATIONAL, HANGZHOU, FOR(61)}, "exact,0.66,,,11*0.06,11,R-33,A-3.2.2a B-2.4,explicit"},
    {"r34_roaming_back_home", "", {EV("forward-unconditional"), NATIONAL, TO("62001234"), FOR(61)}, "exact,0.66,,,11*0.06,11,R-34,A-3.2.2a,I-08"},
    /* 11 × 0.80 = 8.80 */
    {"r35_roaming_abroad", "", {EV("forward-unconditional"), PROVINCE, TO("0020212345678"), FOR(61)}, "exact,8.80,,,11*0.80,11,R-35,A-3.2.2a,I-09"},
    /* 2 × roam_called, at most 0.40: 0 ... 0.80 */
    {"r36_roaming_to_the_visited_place", "", {EV("forward-busy"), NATIONAL, TO("13800138000"), FOR(61)}, "open,,0.00,0.80,2*roam_called,2,R-36,A-3.2.2b B-2.4 X-1,explicit"},
    /* 2 × roam_called + 2 × roam_caller: 0 ... 0.80 + 1.20 = 2.00 */
    {"r37_roaming_elsewhere", "", {EV("forward-unreachable"), NATIONAL, HANGZHOU, FOR(61)}, "open,,0.00,2.00,2*roam_called+2*roam_caller,2+2,R-37,A-3.2.2c B-2.4 X-1,explicit"},
    {"r37_roaming_abroad_is_a_reading", "", {EV("forward-unreachable"), NATIONAL, HONG_KONG, FOR(61)}, "open,,0.00,2.00,2*roam_called+2*roam_caller,2+2,R-37,A-3.2.2c B-2.4 X-1,I-10"},
    {"u31_forwarded_by_17951", "", {EV("forward-busy"), TO("17951057181234567"), FOR(61)}, "unspecified,,,,,,U-31,,none"},

    /* ------------------------------------------------------------ other events, before 2010 */
    {"r40_receiving_while_roaming", "", {EV("receive"), PROVINCE, FOR(61)}, "open,,0.00,0.80,2*roam_called,2,R-40,X-1,explicit"},
    {"r41_monthly_fee", "", {EV("monthly_fee"), NIGHT}, "exact,5.00,,,5.00,1,R-41,B-2.3,explicit"},
    {"u34_no_pack_no_fee", "", {EV("monthly_fee")}, "unspecified,,,,,,U-34,,none"},
    /* 2 × local_fee (0.20 ... 0.40) + 11 × 0.07 = 0.77: 1.17 ... 1.57 */
    {"r50_local_fee_and_long_distance", "", {AT("2009-06-15T12:00:00"), HANGZHOU, FOR(61)}, "open,,1.17,1.57,2*local_fee+11*0.07,2+11,R-50,D-1 D-2 D-3,I-14"},
    /* 0.40 ... 0.80 + 11 × 0.20 = 2.20: 2.60 ... 3.00 */
    {"r51_local_fee_and_hong_kong", "", {AT("2009-06-15T12:00:00"), HONG_KONG, FOR(61)}, "open,,2.60,3.00,2*local_fee+11*0.20,2+11,R-51,C-3a,explicit"},
    /* 0 ... 1.20 + 11 × 0.80 = 8.80: 8.80 ... 10.00 */
    {"r52_roaming_fee_and_abroad", "", {AT("2009-06-15T12:00:00"), NATIONAL, TO("0020212345678"), FOR(61)}, "open,,8.80,10.00,2*roam_caller+11*0.80,2+11,R-52,C-2a C-3a,explicit"},
    {"r53_roaming", "", {AT("2009-06-15T12:00:00"), PROVINCE, TO("62001234"), FOR(61)}, "open,,0.00,1.20,2*roam_caller,2,R-53,X-1,explicit"},
    {"r60_up_to_three_seconds", "", {AT("2008-01-15T12:00:00"), PROVINCE, HANGZHOU, FOR(3)}, "exact,0.00,,,0.00,0,R-60,B-2.5,explicit"},
    {"u01_from_the_fourth", "", {AT("2008-01-15T12:00:00"), PROVINCE, HANGZHOU, FOR(4)}, "unspecified,,,,,,U-01,,none"},
    {"u20_17951_before_2010", "", {AT("2009-06-15T12:00:00"), TO("17951057181234567"), FOR(61)}, "unspecified,,,,,,U-20,,none"},

    /* ------------------------------------------------------------ 0 s: a convention */
    {"zero_exact", "", {HANGZHOU, FOR(0)}, "exact,0.00,,,0*0.06,0," R01 "convention"},
    {"zero_open", "", {NATIONAL, HANGZHOU, FOR(0)}, "exact,0.00,,,0*roam_caller,0,R-07,C-2b X-1,convention"},
    {"zero_unbounded", "", {TO("13490000000"), FOR(0)}, "exact,0.00,,,0*ld_satellite,0,R-05,B-1.7 A-2.2.1,convention"},
    {"zero_range", "", {OF("mzone-suibian"), HANGZHOU, FOR(0)}, "exact,0.00,,,plan_ld,," R01 "convention"},
    {"zero_two_fees", "", {AT("2009-06-15T12:00:00"), HANGZHOU, FOR(0)}, "exact,0.00,,,0*local_fee+0*0.07,0+0,R-50,D-1 D-2 D-3,convention"},
    {"zero_unspecified", "", {TO("62001234"), FOR(0)}, "unspecified,,,,,,U-10,D-4,none"},
    {"zero_early", "", {AT("2008-01-15T12:00:00"), EV("receive"), PROVINCE, FOR(0)}, "exact,0.00,,,0.00,0,R-60,B-2.5,convention"},

    /* ------------------------------------------------------------ time: the regimes' edges */
    /* 0.20 ... 0.40 + 10 × 0.07 = 0.70: 0.90 ... 1.10, the last second of 2009 */
    {"2009_ends_with_its_last_second", "", {NEW_YEAR("23:59:59"), HANGZHOU, FOR(60)}, "open,,0.90,1.10,1*local_fee+10*0.07,1+10,R-50,D-1 D-2 D-3,I-01 I-14"},
    /* ⌈60/6⌉ = 10 × 0.06 = 0.60 */
    {"2010_begins_with_its_first", "", {AT("2010-01-01T00:00:00"), HANGZHOU, FOR(60)}, "exact,0.60,,,10*0.06,10," R01 "explicit"},
    {"2010_goes_on", "", {AT("2010-01-01T00:00:01"), HANGZHOU, FOR(60)}, "exact,0.60,,,10*0.06,10," R01 "explicit"},
    {"february_2008_has_a_29th", "", {AT("2008-02-29T12:00:00"), PROVINCE, HANGZHOU, FOR(3)}, "exact,0.00,,,0.00,0,R-60,B-2.5,explicit"},
    {"leap_day_ends_with_its_last_second", "", {AT("2008-02-29T23:59:59"), PROVINCE, HANGZHOU, FOR(3)}, "exact,0.00,,,0.00,0,R-60,B-2.5,I-01"},
    /* ⌈3/60⌉ = 1 × roam_caller */
    {"march_2008_begins", "", {AT("2008-03-01T00:00:00"), PROVINCE, HANGZHOU, FOR(3)}, "open,,0.00,0.60,1*roam_caller,1,R-53,X-1,explicit"},
    {"march_2008_goes_on", "", {AT("2008-03-01T00:00:01"), PROVINCE, HANGZHOU, FOR(3)}, "open,,0.00,0.60,1*roam_caller,1,R-53,X-1,explicit"},
    {"greenwich_before_new_year_in_china", "", {AT("2009-12-31T15:59:58Z"), NATIONAL, HONG_KONG, FOR(1)}, "open,,0.20,0.80,1*roam_caller+1*0.20,1+1,R-52,C-2a C-3a,explicit"},
    {"greenwich_at_new_year_in_china", "", {AT("2009-12-31T16:00:00Z"), HANGZHOU, FOR(60)}, "exact,0.60,,,10*0.06,10," R01 "explicit"},
    {"tokyo_at_new_year_in_china", "", {AT("2010-01-01T01:00:00+09:00"), HANGZHOU, FOR(60)}, "exact,0.60,,,10*0.06,10," R01 "explicit"},
    {"tokyo_a_second_before", "", {AT("2010-01-01T00:59:59+09:00"), HANGZHOU, FOR(60)}, "open,,0.90,1.10,1*local_fee+10*0.07,1+10,R-50,D-1 D-2 D-3,I-01 I-14"},
    {"newfoundland_at_new_year_in_china", "", {AT("2009-12-31T12:30:00-03:30"), HANGZHOU, FOR(60)}, "exact,0.60,,,10*0.06,10," R01 "explicit"},
    /* By Greenwich the new year comes 8 hours late. */
    {"zone_is_a_policy", UTC, {AT("2010-01-01T07:00:00"), HANGZHOU, FOR(60)}, "open,,0.90,1.10,1*local_fee+10*0.07,1+10,R-50,D-1 D-2 D-3,I-14"},

    /* ------------------------------------------------------------ time: I-01 only where it matters */
    /* 0.20 ... 0.40 + ⌈59/6⌉ = 10 × 0.07 = 0.70: 0.90 ... 1.10 */
    {"i01_not_if_the_call_ends_before_midnight", "", {NEW_YEAR("23:59:00"), HANGZHOU, FOR(59)}, "open,,0.90,1.10,1*local_fee+10*0.07,1+10,R-50,D-1 D-2 D-3,I-14"},
    {"i01_if_it_ends_at_midnight", "", {NEW_YEAR("23:59:00"), HANGZHOU, FOR(60)}, "open,,0.90,1.10,1*local_fee+10*0.07,1+10,R-50,D-1 D-2 D-3,I-01 I-14"},
    {"i01_not_for_12593_which_stays", "", {NEW_YEAR("23:59:00"), PROVINCE, TO("12593057181234567"), FOR(120)}, "exact,0.30,,,2*0.15,2," R20 "I-12"},
    {"i01_not_for_receiving_which_stays", "", {NEW_YEAR("23:59:00"), EV("receive"), PROVINCE, FOR(61)}, "open,,0.00,0.80,2*roam_called,2,R-40,X-1,explicit"},
    /* are two rules with one price. */
    {"i01_not_if_the_fee_stays", "", {NEW_YEAR("23:59:00"), PROVINCE, HANGZHOU, FOR(61)}, "open,,0.00,1.20,2*roam_caller,2,R-53,X-1,explicit"},
    {"i01_if_the_price_gets_a_value", R07_VALUE, {NEW_YEAR("23:59:00"), PROVINCE, HANGZHOU, FOR(61)}, "open,,0.00,1.20,2*roam_caller,2,R-53,X-1,I-01"},
    {"i01_if_the_price_is_another", R07_CALLED, {NEW_YEAR("23:59:00"), PROVINCE, HANGZHOU, FOR(61)}, "open,,0.00,1.20,2*roam_caller,2,R-53,X-1,I-01"},
    {"i01_not_for_three_seconds_at_home", "", {NEW_YEAR("23:59:58"), HANGZHOU, FOR(3)}, "exact,0.00,,,0.00,0,R-3S,B-2.5,explicit"},
    {"i01_if_only_the_later_regime_has_a_price", "", {NEW_YEAR("23:59:00"), TO("17951057181234567"), FOR(61)}, "unspecified,,,,,,U-20,,I-01"},
    {"i01_not_if_neither_regime_has_a_price", "", {NEW_YEAR("23:59:00"), TO("62001234"), FOR(61)}, "unspecified,,,,,,U-10,D-4,none"},
    {"i01_in_2008_too", "", {AT("2008-02-29T23:59:50"), PROVINCE, HANGZHOU, FOR(10)}, "unspecified,,,,,,U-01,,I-01"},
    /* (b) by its end, 2010-01-01 00:00:30: 10 × 0.06 = 0.60 */
    {"i01b_by_the_end", "I-01b", {NEW_YEAR("23:59:30"), HANGZHOU, FOR(60)}, "exact,0.60,,,10*0.06,10," R01 "I-01"},
    {"i01b_end_at_midnight_is_2010", "I-01b", {NEW_YEAR("23:59:00"), HANGZHOU, FOR(60)}, "exact,0.60,,,10*0.06,10," R01 "I-01"},
    {"i01b_end_before_midnight_is_2009", "I-01b", {NEW_YEAR("23:59:00"), HANGZHOU, FOR(59)}, "open,,0.90,1.10,1*local_fee+10*0.07,1+10,R-50,D-1 D-2 D-3,I-14"},
    /* 17951: ⌈61/60⌉ = 2 × 0.30 */
    {"i01b_gives_a_price", "I-01b", {NEW_YEAR("23:59:00"), TO("17951057181234567"), FOR(61)}, "exact,0.60,,,2*0.30,2,R-10,A-2.1.2 B-1.4 B-2.2,I-01"},

    /* ------------------------------------------------------------ time: the 12593 idle hours */
    /* 0.35 / 0.15 for one started minute */
    {"busy_until_22_59_59", "", {JUNE("22:59:59"), PROVINCE, TO("12593057181234567"), FOR(60)}, "exact,0.35,,,1*0.35,1," R20 "I-02 I-12"},
    {"idle_from_23_00_00", "", {JUNE("23:00:00"), PROVINCE, TO("12593057181234567"), FOR(60)}, "exact,0.15,,,1*0.15,1," R20 "I-12"},
    {"idle_at_midnight", "", {JUNE("00:00:00"), PROVINCE, TO("12593057181234567"), FOR(60)}, "exact,0.15,,,1*0.15,1," R20 "I-12"},
    {"idle_until_06_59_59", "", {JUNE("06:59:59"), PROVINCE, TO("12593057181234567"), FOR(60)}, "exact,0.15,,,1*0.15,1," R20 "I-02 I-12"},
    {"busy_from_07_00_00", "", {JUNE("07:00:00"), PROVINCE, TO("12593057181234567"), FOR(60)}, "exact,0.35,,,1*0.35,1," R20 "I-12"},
    {"i02_not_if_it_ends_before_the_edge", "", {JUNE("22:59:00"), PROVINCE, TO("12593057181234567"), FOR(59)}, "exact,0.35,,,1*0.35,1," R20 "I-12"},
    {"i02_if_it_ends_at_the_edge", "", {JUNE("22:59:00"), PROVINCE, TO("12593057181234567"), FOR(60)}, "exact,0.35,,,1*0.35,1," R20 "I-02 I-12"},
    /* 22:59:00 to 07:00:00 the day after: 481 minutes × 0.35 = 168.35, busy again at its end */
    {"i02_if_it_ran_through_the_night", "", {JUNE("22:59:00"), PROVINCE, TO("12593057181234567"), FOR(28860)}, "exact,168.35,,,481*0.35,481," R20 "I-02 I-12"},
    /* ⌈60/6⌉ = 10 × 0.06 */
    {"i02_not_for_direct_calls", "", {JUNE("22:59:59"), HANGZHOU, FOR(60)}, "exact,0.60,,,10*0.06,10," R01 "explicit"},
    {"i02_not_for_17951", "", {JUNE("22:59:59"), TO("17951057181234567"), FOR(60)}, "exact,0.30,,,1*0.30,1,R-10,A-2.1.2 B-1.4 B-2.2,explicit"},
    {"i02_not_far_from_home", "", {JUNE("22:59:59"), NATIONAL, TO("12593057181234567"), FOR(60)}, "exact,0.35,,,1*0.35,1,R-21,A-2.2.3b,I-17"},
    {"i02_not_for_12593_abroad", "", {JUNE("22:59:59"), PROVINCE, TO("125930085221234567"), FOR(60)}, "exact,1.80,,,1*1.80,1,R-22,A-2.2.3c,explicit"},
    {"i02_not_for_three_seconds", "", {JUNE("22:59:59"), TO("12593057181234567"), FOR(3)}, "exact,0.00,,,0.00,0,R-3S,B-2.5,I-05"},
    /* Idle all day long: midnight is no edge. */
    {"i02_not_where_there_is_no_edge", ALL_DAY, {JUNE("23:59:59"), PROVINCE, TO("12593057181234567"), FOR(60)}, "exact,0.15,,,1*0.15,1," R20 "I-12"},
    {"i02_if_only_the_unit_changes", IDLE_PER_6, {JUNE("22:59:59"), PROVINCE, TO("12593057181234567"), FOR(60)}, "exact,0.35,,,1*0.35,1," R20 "I-02 I-12"},
    /* (b) by its end, 23:01:00: 2 × 0.15 = 0.30 */
    {"i02b_by_the_end", "I-02b", {JUNE("22:59:30"), TO("12593057181234567"), FOR(90)}, "exact,0.30,,,2*0.15,2," R20 "I-02 I-12 I-18"},
    {"i02b_end_at_the_edge_is_idle", "I-02b", {JUNE("22:59:30"), TO("12593057181234567"), FOR(30)}, "exact,0.15,,,1*0.15,1," R20 "I-02 I-12 I-18"},
    {"i02b_end_before_the_edge_is_busy", "I-02b", {JUNE("22:59:30"), TO("12593057181234567"), FOR(29)}, "exact,0.35,,,1*0.35,1," R20 "I-12 I-18"},
    /* (c) minutes start 22:59:30 (busy) and 23:00:30 (idle): 1 × 0.35 + 1 × 0.15 = 0.50 */
    {"i02c_each_minute_by_its_start", "I-02c", {JUNE("22:59:30"), TO("12593057181234567"), FOR(90)}, "exact,0.50,,,1*0.35+1*0.15,1+1," R20 "I-02 I-12 I-18"},
    /* the only minute starts busy; the second one would start at 23:00:30 */
    {"i02c_a_minute_runs_over_the_edge", "I-02c", {JUNE("22:59:30"), TO("12593057181234567"), FOR(60)}, "exact,0.35,,,1*0.35,1," R20 "I-02 I-12 I-18"},
    {"i02c_the_edge_itself_is_idle", "I-02c", {JUNE("22:59:00"), TO("12593057181234567"), FOR(61)}, "exact,0.50,,,1*0.35+1*0.15,1+1," R20 "I-02 I-12 I-18"},
    /* 06:58:30 idle, 06:59:30 idle, 07:00:30 busy: 2 × 0.15 + 0.35 = 0.65 */
    {"i02c_in_the_morning", "I-02c", {JUNE("06:58:30"), PROVINCE, TO("12593057181234567"), FOR(150)}, "exact,0.65,,,2*0.15+1*0.35,2+1," R20 "I-02 I-12"},
    /* 44640 minutes; each day 480 idle, 960 busy: 14880 × 0.15 + 29760 × 0.35 = 2232 + 10416 */
    {"i02c_for_31_days", "I-02c", {AT("2010-06-01T00:00:00"), PROVINCE, TO("12593057181234567"), FOR(2678400)}, "exact,12648.00,,,14880*0.15+29760*0.35,14880+29760," R20 "I-02 I-12"},
    /* ... from 07:00:30 on, each day's minutes at half past: the same 960 and 480 a day */
    {"i02c_for_31_days_off_the_minute", "I-02c", {AT("2010-06-01T07:00:30"), PROVINCE, TO("12593057181234567"), FOR(2678400)}, "exact,12648.00,,,29760*0.35+14880*0.15,29760+14880," R20 "I-02 I-12"},
    {"i02c_not_over_an_edge", "I-02c", {JUNE("12:00:00"), PROVINCE, TO("12593057181234567"), FOR(61)}, "exact,0.70,,,2*0.35,2," R20 "I-12"},
    /* 0.35 + 0.15 + 2 × local_fee (0.20 ... 0.40): 0.90 ... 1.30 */
    {"i02c_with_a_surcharge", "I-02c I-18b", {JUNE("22:59:30"), TO("12593057181234567"), FOR(90)}, "open,,0.90,1.30,1*0.35+1*local_fee+1*0.15+1*local_fee,1+1+1+1," R20 "I-02 I-12 I-18"},

    /* ------------------------------------------------------------ time: the pack's hours */
    {"pack_not_yet_at_23_59_59", "", {JUNE("23:59:59"), NIGHT, HANGZHOU, FOR(61)}, "exact,0.66,,,11*0.06,11," R01 "I-12"},
    {"pack_from_midnight", "", {JUNE("00:00:00"), NIGHT, HANGZHOU, FOR(61)}, "exact,0.00,,,0.00,0,R-42,B-2.3,I-11 I-12"},
    {"pack_until_06_59_59", "", {JUNE("06:59:59"), NIGHT, HANGZHOU, FOR(61)}, "exact,0.00,,,0.00,0,R-42,B-2.3,I-11 I-12"},
    {"pack_no_more_at_07_00_00", "", {JUNE("07:00:00"), NIGHT, HANGZHOU, FOR(61)}, "exact,0.66,,,11*0.06,11," R01 "I-12"},
    {"without_the_pack_nights_cost", "", {JUNE("03:00:00"), HANGZHOU, FOR(61)}, "exact,0.66,,,11*0.06,11," R01 "explicit"},

    /* ------------------------------------------------------------ places: I-15, I-16 */
    /* 2 × 4.60 = 9.20 as another country, 2.40 as the USA */
    {"i15_puerto_rico_by_17951", "", {TO("179510017875551234"), FOR(61)}, "exact,9.20,,,2*4.60,2,R-14,A-2.2.2.4,I-15"},
    {"i15_puerto_rico_by_12593", "", {TO("125930017875551234"), FOR(61)}, "exact,9.20,,,2*4.60,2,R-25,A-2.2.3f,I-15 I-18"},
    {"i15_not_where_all_countries_cost_the_same", "", {TO("0017875551234"), FOR(61)}, "exact,8.80,,,11*0.80,11," R04 "explicit"},
    {"i15_not_where_there_is_no_price", "", {NATIONAL, TO("125930017875551234"), FOR(61)}, "unspecified,,,,,,U-21,,none"},
    {"i15b_as_the_usa", "I-15b", {TO("179510017875551234"), FOR(61)}, "exact,4.80,,,2*2.40,2,R-12,A-2.2.2.2,I-15"},
    /* 2 × 3.60 = 7.20 as Britain, 4.60 as another country */
    {"i16_jersey_by_17951", "", {PROVINCE, TO("1795100441534123456"), FOR(61)}, "exact,7.20,,,2*3.60,2,R-13,A-2.2.2.3,I-16"},
    {"i16_jersey_by_12593", "", {PROVINCE, TO("1259300441534123456"), FOR(61)}, "exact,5.20,,,2*2.60,2,R-24,A-2.2.3e,I-16"},
    {"i16_not_for_jersey_directly", "", {TO("00441534123456"), FOR(61)}, "exact,8.80,,,11*0.80,11," R04 "explicit"},
    /* Finland and other countries both cost 4.60 by 17951 */
    {"i16_not_for_aland_by_17951", "", {TO("17951003581812345"), FOR(61)}, "exact,9.20,,,2*4.60,2,R-14,A-2.2.2.4,explicit"},
    {"i16_aland_by_12593", "", {TO("12593003581812345"), FOR(61)}, "exact,4.00,,,2*2.00,2,R-24,A-2.2.3e,I-16 I-18"},
    {"i16_not_for_three_seconds", "", {TO("1795100441534123456"), FOR(3)}, "exact,0.00,,,0.00,0,R-3S,B-2.5,I-05"},

    /* ------------------------------------------------------------ surcharges */
    /* 2 × 0.35 + 2 × roam_caller (0 ... 0.60): 0.70 ... 1.90 */
    {"i17b_roaming_fee_on_top", "I-17b", {NATIONAL, TO("12593057181234567"), FOR(61)}, "open,,0.70,1.90,2*0.35+2*roam_caller,2+2,R-21,A-2.2.3b,I-17"},
    /* 2 × 1.20 + 2 × local_fee (0.20 ... 0.40): 2.80 ... 3.20 */
    {"i18b_local_fee_on_top", "I-18b", {TO("125930085221234567"), FOR(61)}, "open,,2.80,3.20,2*1.20+2*local_fee,2+2,R-22,A-2.2.3c,I-18"},
    {"i18b_not_while_roaming", "I-18b", {PROVINCE, TO("125930085221234567"), FOR(61)}, "exact,3.60,,,2*1.80,2,R-22,A-2.2.3c,explicit"},
    /* 3 × 0.06 + 1 × 0.20 = 0.38 */
    {"defect_basic_fee", "basic-fee-added", {HANGZHOU, FOR(13)}, "exact,0.38,,,3*0.06+1*0.20,3+1," R01 "explicit"},
    /* a range and an exact fee: at most 0.70 + 0.20 = 0.90, at least 0.20 */
    {"defect_basic_fee_on_a_range", "basic-fee-added", {OF("mzone-suibian"), HANGZHOU, FOR(13)}, "range,,0.20,0.90,plan_ld+1*0.20,1," R01 "I-04"},

    /* ------------------------------------------------------------ rounding */
    /* ⌊17/6⌋ = 2 × 0.06 */
    {"down_drops_the_started_unit", DOWN, {HANGZHOU, FOR(17)}, "exact,0.12,,,2*0.06,2," R01 "explicit"},
    {"down_keeps_full_units", DOWN, {HANGZHOU, FOR(18)}, "exact,0.18,,,3*0.06,3," R01 "explicit"},
    {"down_may_leave_nothing", DOWN, {TO("17951057181234567"), FOR(59)}, "exact,0.00,,,0*0.30,0,R-10,A-2.1.2 B-1.4 B-2.2,explicit"},
    /* 14/6 = 2.33: 2; 15/6 = 2.5: 3 */
    {"nearest_below_the_half", NEAREST, {HANGZHOU, FOR(14)}, "exact,0.12,,,2*0.06,2," R01 "explicit"},
    {"nearest_at_the_half", NEAREST, {HANGZHOU, FOR(15)}, "exact,0.18,,,3*0.06,3," R01 "explicit"},
    /* ⌊61/60⌋ = 1 × 0.70 */
    {"down_leaves_the_bounds_of_a_range", DOWN, {OF("mzone-suibian"), HANGZHOU, FOR(61)}, "range,,0.00,1.40,plan_ld,," R01 "I-04"},

    /* ------------------------------------------------------------ durations read otherwise */
    /* 3661 - 3600 = 61: ⌈61/6⌉ = 11 × 0.06 */
    {"an_hour_is_lost", DURATION("modulo 3600"), {HANGZHOU, FOR(3661)}, "exact,0.66,,,11*0.06,11," R01 "explicit"},
    /* 1 s is left: one of up to three is free */
    {"what_is_left_of_an_hour_may_be_free", DURATION("modulo 3600"), {HANGZHOU, FOR(3601)}, "exact,0.00,,,0.00,0,R-3S,B-2.5,explicit"},
    /* nothing is left: as a call of 0 s */
    {"nothing_is_left_of_an_hour", DURATION("modulo 3600"), {HANGZHOU, FOR(3600)}, "exact,0.00,,,0*0.06,0," R01 "convention"},
    /* 65536 - 65536 + 13: ⌈13/6⌉ = 3 */
    {"sixteen_bits_wrap", DURATION("modulo 65536"), {HANGZHOU, FOR(65549)}, "exact,0.18,,,3*0.06,3," R01 "explicit"},
    /* ⌈32767/6⌉ = 5462 × 0.06 = 327.72 */
    {"fifteen_bits_stop", DURATION("at-most 32767"), {HANGZHOU, FOR(86400)}, "exact,327.72,,,5462*0.06,5462," R01 "explicit"},
    /* 0:01:05 as 0:05:01 = 301: ⌈301/6⌉ = 51 × 0.06 = 3.06 */
    {"minutes_for_seconds", DURATION("minutes-seconds-swapped"), {HANGZHOU, FOR(65)}, "exact,3.06,,,51*0.06,51," R01 "explicit"},
    /* 6 + 1 = 7: 2 × 0.06; 3 + 1 = 4 are no longer free: 1 × 0.06 */
    {"a_second_more", DURATION("plus 1"), {HANGZHOU, FOR(6)}, "exact,0.12,,,2*0.06,2," R01 "explicit"},
    {"a_second_more_is_not_free", DURATION("plus 1"), {HANGZHOU, FOR(3)}, "exact,0.06,,,1*0.06,1," R01 "explicit"},
    {"what_did_not_happen_is_not_charged", DURATION("plus 60"), {HANGZHOU, FOR(0)}, "exact,0.00,,,0*0.06,0," R01 "convention"},
    {"a_monthly_fee_has_no_duration", DURATION("at-least 60"), {EV("monthly_fee"), NIGHT}, "exact,5.00,,,5.00,1,R-41,B-2.3,explicit"},
    /* 4 - 1 = 3: free */
    {"a_second_less", DURATION("minus 1"), {HANGZHOU, FOR(4)}, "exact,0.00,,,0.00,0,R-3S,B-2.5,explicit"},
    /* ⌊119/60⌋ = 1 min: 10 × 0.06 */
    {"whole_minutes", DURATION("down 60"), {HANGZHOU, FOR(119)}, "exact,0.60,,,10*0.06,10," R01 "explicit"},
    /* it ends an hour later: in 2010 by its end */
    {"the_end_is_that_of_the_duration_read", BOTH("duration", "plus 3600", "regime_boundary", "end"), {NEW_YEAR("23:30:00"), HANGZHOU, FOR(6)}, "exact,36.06,,,601*0.06,601," R01 "I-01"},
    /* idle from 23:00:00: 22:59:30 + 30 = 23:00:00 */
    {"so_is_the_end_in_the_idle_hours", BOTH("duration", "at-least 30", "daypart_boundary", "end"), {JUNE("22:59:30"), PROVINCE, TO("12593057181234567"), FOR(4)}, "exact,0.15,,,1*0.15,1," R20 "I-02 I-12"},

    /* ------------------------------------------------------------ durations billed otherwise */
    /* 13 as 60: 10 × 0.06; 61 stays: 11 × 0.06 */
    {"a_minute_at_least", BILLED("at-least 60"), {HANGZHOU, FOR(13)}, "exact,0.60,,,10*0.06,10," R01 "explicit"},
    {"six_seconds_after_the_first_minute", BILLED("at-least 60"), {HANGZHOU, FOR(61)}, "exact,0.66,,,11*0.06,11," R01 "explicit"},
    {"three_seconds_stay_free", BILLED("at-least 60"), {HANGZHOU, FOR(3)}, "exact,0.00,,,0.00,0,R-3S,B-2.5,explicit"},
    {"zero_seconds_are_not_billed", BILLED("at-least 60"), {HANGZHOU, FOR(0)}, "exact,0.00,,,0*0.06,0," R01 "convention"},
    /* 61 as 120: 20 × 0.06 */
    {"blocks_of_a_minute", BILLED("up 60"), {HANGZHOU, FOR(61)}, "exact,1.20,,,20*0.06,20," R01 "explicit"},
    /* 5 - 5: no unit is left of a call that took place */
    {"nothing_is_billed", BILLED("minus 5"), {HANGZHOU, FOR(5)}, "exact,0.00,,,0*0.06,0," R01 "explicit"},
    /* (61 + 3) as 120: 2 × 0.40 */
    {"billed_of_what_is_read", BOTH("duration", "plus 3", "billed_duration", "up 120"), {EV("forward-busy"), TO("62001234"), FOR(61)}, "exact,0.40,,,2*0.20,2,R-30,A-3.2.1a B-2.4,explicit"},
    /* at most 2 × 0.70 of a new plan: 61 as 120 */
    {"ranges_are_billed_so_too", BILLED("up 120"), {OF("mzone-suibian"), HANGZHOU, FOR(13)}, "range,,0.00,1.40,plan_ld,," R01 "I-04"},
    /* units of 120 s start at 22:59:30 and 23:00:30; the call itself is over before the edge */
    {"units_beyond_the_end_have_hours_too", BOTH("billed_duration", "up 120", "daypart_boundary", "unit"), {JUNE("22:59:30"), TO("12593057181234567"), FOR(20)}, "exact,0.50,,,1*0.35+1*0.15,1+1," R20 "I-02 I-12 I-18"},
    /* only the first minute of the two is billed */
    {"units_that_are_not_billed_have_none", BOTH("billed_duration", "at-most 60", "daypart_boundary", "unit"), {JUNE("22:59:30"), TO("12593057181234567"), FOR(90)}, "exact,0.35,,,1*0.35,1," R20 "I-02 I-12 I-18"},

    /* ------------------------------------------------------------ amounts rounded */
    /* 3 × 0.06 = 0.18 */
    {"charge_to_a_tenth_below", CHARGE("down 0.1"), {HANGZHOU, FOR(13)}, "exact,0.10,,,3*0.06,3," R01 "explicit"},
    {"charge_to_the_nearest_tenth", CHARGE("nearest 0.1"), {HANGZHOU, FOR(13)}, "exact,0.20,,,3*0.06,3," R01 "explicit"},
    /* 0.35 lies in the middle: up */
    {"charge_in_the_middle", CHARGE("nearest 0.1"), {NATIONAL, TO("12593057181234567"), FOR(60)}, "exact,0.40,,,1*0.35,1,R-21,A-2.2.3b,I-17"},
    {"charge_to_a_yuan_above", CHARGE("up 1"), {HANGZHOU, FOR(13)}, "exact,1.00,,,3*0.06,3," R01 "explicit"},
    {"nothing_stays_nothing", CHARGE("up 1"), {HANGZHOU, FOR(3)}, "exact,0.00,,,0.00,0,R-3S,B-2.5,explicit"},
    {"zero_seconds_are_not_rounded_up", CHARGE("up 1"), {HANGZHOU, FOR(0)}, "exact,0.00,,,0*0.06,0," R01 "convention"},
    {"monthly_fees_are_rounded_too", FEES("up 3"), {EV("monthly_fee"), NIGHT}, "exact,6.00,,,5.00,1,R-41,B-2.3,explicit"},
    /* 3 × 0.06 = 0.18 as 0.20; 1 × 0.20: 0.40 instead of 0.38 */
    {"each_part_is_rounded", "<overlay id='p' kind='defect' title='t'><surcharge rules='R-01'><fee value='0.13' per='60'/></surcharge><policy name='fee_rounding' value='up 0.1'/></overlay>", {HANGZHOU, FOR(13)}, "exact,0.40,,,3*0.06+1*0.13,3+1," R01 "explicit"},
    /* 0.18 + 0.13 = 0.31 */
    {"their_sum_is_rounded", "<overlay id='p' kind='defect' title='t'><surcharge rules='R-01'><fee value='0.13' per='60'/></surcharge><policy name='charge_rounding' value='down 0.1'/></overlay>", {HANGZHOU, FOR(13)}, "exact,0.30,,,3*0.06+1*0.13,3+1," R01 "explicit"},
    /* parts first: 0.18 as 0.20, then 0.20 as 1 */
    {"parts_and_then_their_sum", BOTH("fee_rounding", "up 0.1", "charge_rounding", "up 1"), {HANGZHOU, FOR(13)}, "exact,1.00,,,3*0.06,3," R01 "explicit"},
    /* each hour's minutes are a part: 0.35 as 0.40 and 0.15 as 0.20 */
    {"hours_are_parts", BOTH("fee_rounding", "up 0.1", "daypart_boundary", "unit"), {JUNE("22:59:30"), TO("12593057181234567"), FOR(90)}, "exact,0.60,,,1*0.35+1*0.15,1+1," R20 "I-02 I-12 I-18"},
    /* local_fee from 0.20 to 0.40: 2 of them 0.40 to 0.80, as 0.60 to 0.90; 11 × 0.07 = 0.77 as 0.90 */
    {"open_parts_are_rounded_at_both_ends", FEES("up 0.3"), {AT("2009-06-15T12:00:00"), HANGZHOU, FOR(61)}, "open,,1.50,1.80,2*local_fee+11*0.07,2+11,R-50,D-1 D-2 D-3,I-14"},
    /* 1.17 to 1.57 */
    {"open_sums_are_rounded_at_both_ends", CHARGE("down 0.5"), {AT("2009-06-15T12:00:00"), HANGZHOU, FOR(61)}, "open,,1.00,1.50,2*local_fee+11*0.07,2+11,R-50,D-1 D-2 D-3,I-14"},
    /* at most 1.40: 1.50 */
    {"ranges_are_rounded", CHARGE("up 0.5"), {OF("gotone-jingdian"), HANGZHOU, FOR(61)}, "range,,0.00,1.50,plan_ld,," R01 "I-04"},
    {"parts_of_ranges_are_rounded", FEES("up 0.5"), {OF("gotone-jingdian"), HANGZHOU, FOR(61)}, "range,,0.00,1.50,plan_ld,," R01 "I-04"},
    {"no_upper_bound_stays_none", CHARGE("up 0.5"), {TO("13490000000"), FOR(13)}, "open,,0.00,,3*ld_satellite,3,R-05,B-1.7 A-2.2.1,explicit"},

    /* ------------------------------------------------------------ the pack by the end */
    /* 23:59:30 + 61 = 00:00:31: inside */
    {"pack_by_the_end_is_inside", PACK_END, {JUNE("23:59:30"), NIGHT, HANGZHOU, FOR(61)}, "exact,0.00,,,0.00,0,R-42,B-2.3,I-11 I-12"},
    /* 06:59:30 + 30 = 07:00:00: outside, 5 × 0.06 */
    {"pack_by_the_end_is_outside", PACK_END, {JUNE("06:59:30"), NIGHT, HANGZHOU, FOR(30)}, "exact,0.30,,,5*0.06,5," R01 "I-12"},
    {"pack_by_the_end_of_what_is_read", BOTH("pack_boundary", "end", "duration", "plus 1"), {JUNE("06:59:30"), NIGHT, HANGZHOU, FOR(29)}, "exact,0.30,,,5*0.06,5," R01 "I-12"},

    /* ------------------------------------------------------------ the pack for everybody */
    {"pack_for_everybody_is_inside", PACK_FOR_ALL, {JUNE("06:59:59"), HANGZHOU, FOR(61)}, "exact,0.00,,,0.00,0,R-42,B-2.3,I-11 I-12"},
    /* ⌈61/6⌉ = 11 × 0.06 */
    {"pack_for_everybody_is_outside", PACK_FOR_ALL, {JUNE("07:00:00"), HANGZHOU, FOR(61)}, "exact,0.66,,,11*0.06,11," R01 "I-12"},

    /* ------------------------------------------------------------ an annex */
    /* 2 × 0.40 = 0.80 */
    {"annex_card", "example", {OF("easyown-qingsong"), HANGZHOU, FOR(61)}, "exact,0.80,,,2*0.40,2," R01 "explicit"},
    /* 2 × 0.25 = 0.50 */
    {"annex_new_plan", "example", {OF("gotone-jingdian"), HANGZHOU, FOR(61)}, "exact,0.50,,,2*0.25,2," R01 "I-04"},
    /* 2 × 0.40 + 2 × 0.60 = 2.00 */
    {"annex_both_roaming_fees", "example", {EV("forward-busy"), NATIONAL, HANGZHOU, FOR(61)}, "exact,2.00,,,2*0.40+2*0.60,2+2,R-37,A-3.2.2c B-2.4 X-1,explicit"},
    /* 3 × 2.30 = 6.90; 3 × 3.00 = 9.00 */
    {"annex_mini_m", "example", {TO("0087076123456"), FOR(13)}, "exact,6.90,,,3*2.30,3,R-05,B-1.7 A-2.2.1,explicit"},
    {"annex_other_inmarsat", "example", {TO("0087012345678"), FOR(13)}, "exact,9.00,,,3*3.00,3,R-05,B-1.7 A-2.2.1,explicit"},

    /* ------------------------------------------------------------ the notice: bounds */
    /* at most 3 × 0.07 = 0.21 */
    {"notice_bounds", NOTICE, {HANGZHOU, FOR(13)}, "range,,0.00,0.21,3*0.07,3,N-01,C-1 C-1b C-3b X-2,explicit"},
    {"notice_bounds_receiving", NOTICE, {EV("receive"), PROVINCE, FOR(61)}, "range,,0.00,0.80,2*0.40,2,N-05,C-2b X-1,explicit"},
    {"notice_at_zero", NOTICE, {HANGZHOU, FOR(0)}, "exact,0.00,,,0*0.07,0,N-01,C-1 C-1b C-3b X-2,convention"},
    {"notice_excepts_ip_calls", NOTICE, {TO("17951057181234567"), FOR(61)}, "unspecified,,,,,,V-02,C-1,none"},
};
/* clang-format on */

/* Rulebooks stay loaded: one for each `with`. */
static struct {
    const char *with;
    struct tg_rulebook *rulebook;
} loaded[64];
static size_t loaded_count;

static struct tg_rulebook *load(const char *with)
{
    char words[64];
    const char *names[4];
    size_t count = 0;

    if (with[0] == '<') return rulebook_with(&with, 1);
    if (strcmp(with, NOTICE) == 0) return tg_rulebook_load(TG_NOTICE_RULEBOOK, NULL, 0, NULL);
    snprintf(words, sizeof words, "%s", with);
    for (char *p = strtok(words, " "); p != NULL; p = strtok(NULL, " ")) names[count++] = p;
    return rulebook_bundled(names, count);
}

static struct tg_rulebook *rulebook_for(const char *with)
{
    for (size_t i = 0; i < loaded_count; i++)
        if (strcmp(loaded[i].with, with) == 0) return loaded[i].rulebook;
    assert_true(loaded_count < COUNT(loaded));
    loaded[loaded_count].with = with;
    loaded[loaded_count].rulebook = load(with);
    assert_non_null(loaded[loaded_count].rulebook);
    return loaded[loaded_count++].rulebook;
}

static int free_loaded(void **state)
{
    (void)state;
    for (size_t i = 0; i < loaded_count; i++) tg_rulebook_free(loaded[i].rulebook);
    return 0;
}

static void call_is_rated(void **state)
{
    const struct row *row = *state;
    const struct tg_rulebook *rulebook = rulebook_for(row->with);
    char line[TG_OUTCOME_BUF + 1];
    struct tg_error error = {0};
    struct tg_outcome outcome;
    struct tg_cdr cdr;
    size_t n;

    record_read(&cdr, &row->record);
    if (!tg_rate(rulebook, &outcome, &cdr, &error)) fail_msg("%s", error.text);
    n = tg_outcome_format(rulebook, line, cdr.call_id, &outcome);
    assert_int_equal(line[n - 1], '\n');
    line[n - 1] = '\0';
    assert_memory_equal(line, "x,", 2);
    assert_string_equal(line + 2, row->expected);
}

/* The number is refused before anything is looked up, with or without somebody to tell. */
static void number_that_fits_no_plan_is_not_rated(void **state)
{
    const struct tg_rulebook *rulebook = rulebook_for("");
    struct tg_error error = {0};
    struct tg_outcome outcome;
    struct tg_cdr cdr;

    (void)state;
    record_read(&cdr, &(struct record){TO("18200000000"), FOR(61)});
    assert_false(tg_rate(rulebook, &outcome, &cdr, NULL));
    assert_false(tg_rate(rulebook, &outcome, &cdr, &error));
    assert_int_equal(error.status, TG_E_NUMBER);
    assert_int_equal(error.line, 7);
    assert_int_equal(error.column, 41);
    assert_string_equal(error.text, "other_party '18200000000': the home area of this mobile "
                                    "number is not known, expected it in other_area");
}

/* ---------------------------------------------------------------------------- single points */

static void a_point_is_one_of_the_table(void **state)
{
    struct tg_rulebook *rulebook = rulebook_bundled(NULL, 0);
    uint8_t value[TG_DIM_COUNT] = {[TG_DIM_REGIME] = TG_REGIME_SINGLE,
                                   [TG_DIM_DESTINATION] = TG_DEST_DOMESTIC,
                                   [TG_DIM_LENGTH] = TG_LENGTH_LONG};
    struct tg_rule_info info;
    size_t rule, charge;

    (void)state;
    assert_true(tg_rulebook_at(rulebook, &rule, &charge, value));
    tg_rulebook_rule(rulebook, &info, rule);
    assert_string_equal(info.id, "R-01");
    /* A call received has no destination. */
    value[TG_DIM_EVENT] = TG_EVENT_RECEIVE;
    assert_false(tg_rulebook_at(rulebook, &rule, &charge, value));
    /* Within the hours of the night pack all hours are idle, unless an annex says otherwise. */
    value[TG_DIM_EVENT] = TG_EVENT_ORIGINATE;
    value[TG_DIM_PACK] = TG_PACK_INSIDE;
    assert_false(tg_rulebook_at(rulebook, &rule, &charge, value));
    value[TG_DIM_DAYPART] = TG_DAYPART_IDLE;
    assert_true(tg_rulebook_at(rulebook, &rule, &charge, value));
    tg_rulebook_rule(rulebook, &info, rule);
    assert_string_equal(info.id, "R-42");
    value[TG_DIM_PACK] = TG_PACK_OUTSIDE; /* from 23:00 to midnight */
    assert_true(tg_rulebook_at(rulebook, &rule, &charge, value));
    tg_rulebook_free(rulebook);

    rulebook = rulebook_with((const char *const[]){test_windows}, 1);
    value[TG_DIM_PACK] = TG_PACK_INSIDE;
    value[TG_DIM_DAYPART] = TG_DAYPART_BUSY;
    assert_true(tg_rulebook_at(rulebook, &rule, &charge, value));
    tg_rulebook_free(rulebook);
}

/* A call may start in the pack's hours and end in busy ones, where each goes by another end; but in
 * no busy hour where there are none, nor outside of hours that last all day. No call is without the
 * pack where everybody is given it. */
static void hours_by_start_and_end_are_met_apart(void **state)
{
    static const struct {
        const char *with;
        enum tg_pack pack;
        bool met;
    } hours[] = {
        {PACK_END, TG_PACK_INSIDE, true},
        {"I-02b", TG_PACK_INSIDE, true},
        {"I-02c", TG_PACK_INSIDE, true},
        {BOTH("pack_boundary", "end", "daypart_boundary", "end"), TG_PACK_INSIDE, false},
        {BOTH("pack_boundary", "end", "idle_hours", "00:00:00-23:59:59"), TG_PACK_INSIDE, false},
        {BOTH("pack_boundary", "end", "pack_hours", "00:00:00-23:59:59"), TG_PACK_OUTSIDE, false},
        {PACK_FOR_ALL, TG_PACK_NONE, false},
    };
    uint8_t value[TG_DIM_COUNT] = {[TG_DIM_REGIME] = TG_REGIME_SINGLE,
                                   [TG_DIM_DESTINATION] = TG_DEST_DOMESTIC,
                                   [TG_DIM_DAYPART] = TG_DAYPART_BUSY,
                                   [TG_DIM_LENGTH] = TG_LENGTH_LONG};
    size_t rule, charge;

    (void)state;
    for (size_t i = 0; i < COUNT(hours); i++) {
        value[TG_DIM_PACK] = (uint8_t)hours[i].pack;
        assert_int_equal(tg_rulebook_at(rulebook_for(hours[i].with), &rule, &charge, value),
                         hours[i].met);
    }
}

int main(void)
{
    static struct CMUnitTest tests[COUNT(rows) + 3] = {
        cmocka_unit_test(number_that_fits_no_plan_is_not_rated),
        cmocka_unit_test(a_point_is_one_of_the_table),
        cmocka_unit_test(hours_by_start_and_end_are_met_apart),
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        tests[i + 3] = (struct CMUnitTest){.name = rows[i].name,
                                           .test_func = call_is_rated,
                                           .initial_state = (void *)(uintptr_t)&rows[i]};
    return cmocka_run_group_tests(tests, NULL, free_loaded);
}
