/* Records and where they belong: number and place (rulebook section 7), never the time. */
#include "classify.h"
#include "testing.h"
#include "testing_records.h"

#include <stdio.h>

/* What a row expects, as text: "state access destination network area system", and behind it "rec"
 * marks of what came from the record; or the error's text. */
struct row {
    const char *name;
    struct record record;
    const char *expected;
    enum tg_status status;
    long column; /* of the error */
};

/* The same by other policies. */
struct other_row {
    struct row row;
    struct tg_policies policy;
};

/* Subscriber of 0755 (广东): at home, in 020 (own province), in 010 (another one). */
#define PROVINCE    .visited = "020"
#define NATIONAL    .visited = "010"
#define TO(number)  .other_party = (number)
#define FORWARD     .event = "forward-unconditional"
#define BUSY        .event = "forward-busy"
#define AREA(code)  .other_area = (code)
#define NET(code)   .other_network = (code)
#define NUMBER(c)   TG_E_NUMBER, (c)
#define CONFLICT(c) TG_E_CONTRADICTION, (c)

/* One row a record, short ones on one line. */
/* clang-format off */
static const struct row rows[] = {
    /* --------------------------------------------------------- fixed numbers, calls made */
    {"bare_number_at_home_is_local", {TO("62001234")}, "home direct local other 0755 none", 0, 0},
    {"bare_number_roaming_is_local_there", {PROVINCE, TO("62001234")}, "province direct local other 020 none", 0, 0},
    {"bare_number_far_away_is_local_there", {NATIONAL, TO("6200123")}, "national direct local other 010 none", 0, 0},
    {"own_area_code_at_home_is_local", {TO("075562001234")}, "home direct local other 0755 none", 0, 0},
    {"home_number_while_roaming_is_domestic", {PROVINCE, TO("075562001234")}, "province direct domestic other 0755 none", 0, 0},
    {"home_number_from_far_is_domestic", {NATIONAL, TO("075562001234")}, "national direct domestic other 0755 none", 0, 0},
    {"visited_area_code_is_local", {NATIONAL, TO("01062001234")}, "national direct local other 010 none", 0, 0},
    {"other_area_is_domestic", {TO("057181234567")}, "home direct domestic other 0571 none", 0, 0},
    {"other_area_of_the_province_is_domestic", {TO("02062001234")}, "home direct domestic other 020 none", 0, 0},
    {"third_area_while_roaming_is_domestic", {PROVINCE, TO("057181234567")}, "province direct domestic other 0571 none", 0, 0},
    {"plus_86_is_domestic", {TO("+8657181234567")}, "home direct domestic other 0571 none", 0, 0},
    {"double_zero_86_is_domestic", {TO("008657181234567")}, "home direct domestic other 0571 none", 0, 0},
    {"plus_86_of_the_own_area_is_local", {TO("+8675562001234")}, "home direct local other 0755 none", 0, 0},
    {"other_area_may_repeat_the_digits", {TO("057181234567"), AREA("0571")}, "home direct domestic other 0571 none", 0, 0},
    {"other_area_may_repeat_a_bare_numbers_area", {PROVINCE, TO("62001234"), AREA("020")}, "province direct local other 020 none", 0, 0},
    {"fixed_number_may_say_other_network", {TO("057181234567"), NET("other")}, "home direct domestic other 0571 none", 0, 0},
    /* 0728 is shared by three cities, all of 湖北. */
    {"area_of_several_cities_is_one_area", {.home = "0728", TO("07282234567")}, "home direct local other 0728 none", 0, 0},
    {"area_of_several_cities_has_one_province", {.home = "0728", .visited = "027", TO("07282234567")}, "province direct domestic other 0728 none", 0, 0},
    {"municipality_is_a_province_of_its_own", {.home = "010", .visited = "022", TO("62001234")}, "national direct local other 022 none", 0, 0},
    {"chongqing_is_not_sichuan", {.home = "028", .visited = "023", TO("62001234")}, "national direct local other 023 none", 0, 0},

    /* --------------------------------------------------------- access prefixes */
    {"17951_is_an_access", {TO("17951057181234567")}, "home 17951 domestic other 0571 none", 0, 0},
    {"12593_is_an_access", {PROVINCE, TO("12593057181234567")}, "province 12593 domestic other 0571 none", 0, 0},
    {"17951_before_a_bare_number_is_local", {NATIONAL, TO("1795162001234")}, "national 17951 local other 010 none", 0, 0},
    {"12593_before_a_mobile", {TO("1259313800138000")}, "home 12593 domestic cmcc 010 none", 0, 0},
    {"12593_abroad", {TO("125930085221234567")}, "home 12593 hmt other - none", 0, 0},

    /* --------------------------------------------------------- mobiles */
    {"mobile_by_its_digits", {TO("13800138000")}, "home direct domestic cmcc 010 none", 0, 0},
    {"mobile_of_the_own_area_is_local", {TO("13510000000")}, "home direct local cmcc 0755 none", 0, 0},
    {"mobile_with_a_zero", {TO("013800138000")}, "home direct domestic cmcc 010 none", 0, 0},
    {"mobile_with_86", {TO("+8613800138000")}, "home direct domestic cmcc 010 none", 0, 0},
    {"mobile_of_the_visited_area_is_local", {NATIONAL, TO("13800138000")}, "national direct local cmcc 010 none", 0, 0},
    {"mobile_of_another_network", {TO("13001280000")}, "home direct domestic other 010 none", 0, 0},
    {"other_area_overrides_the_digits", {TO("13800138000"), AREA("0755")}, "home direct local cmcc 0755 none rec-area", 0, 0},
    {"other_area_overrides_towards_domestic", {NATIONAL, TO("13800138000"), AREA("0571")}, "national direct domestic cmcc 0571 none rec-area", 0, 0},
    {"other_network_overrides_the_digits", {TO("13800138000"), NET("other")}, "home direct domestic other 010 none rec-network", 0, 0},
    {"ported_the_other_way", {TO("13001280000"), NET("cmcc")}, "home direct domestic cmcc 010 none rec-network", 0, 0},
    {"unknown_mobile_with_other_area", {TO("18200000000"), AREA("0571")}, "home direct domestic cmcc 0571 none rec-area", 0, 0},
    {"unknown_network_does_not_matter_for_calls", {TO("17100000000"), AREA("0571")}, "home direct domestic other 0571 none rec-area", 0, 0},
    {"unknown_network_does_not_matter_for_local_calls", {TO("17100000000"), AREA("0755")}, "home direct local other 0755 none rec-area", 0, 0},
    {"unresolvable_mobile", {TO("18200000000")},
     "other_party '18200000000': the home area of this mobile number is not known, expected it in other_area", NUMBER(41)},
    {"unresolvable_mobile_behind_a_prefix", {TO("1795118200000000")},
     "other_party '1795118200000000': the home area of this mobile number is not known, expected it in other_area", NUMBER(41)},
    {"unresolvable_mobile_whatever_its_network", {FORWARD, TO("17100000000"), NET("cmcc")},
     "other_party '17100000000': the home area of this mobile number is not known, expected it in other_area", NUMBER(41)},

    /* --------------------------------------------------------- service and information numbers */
    {"service_number_at_home", {TO("10086")}, "home direct service other 0755 none", 0, 0},
    {"service_number_of_the_visited_place", {NATIONAL, TO("10086")}, "national direct service other 010 none", 0, 0},
    {"service_number_with_the_own_area_code", {TO("075510086")}, "home direct service other 0755 none", 0, 0},
    {"service_number_with_the_visited_area_code", {PROVINCE, TO("020110")}, "province direct service other 020 none", 0, 0},
    {"special_number_of_another_area", {TO("057110086")}, "home direct special other 0571 none", 0, 0},
    {"special_number_of_home_while_roaming", {PROVINCE, TO("075510086")}, "province direct special other 0755 none", 0, 0},
    {"special_number_by_12593", {TO("12593057195555")}, "home 12593 special other 0571 none", 0, 0},
    {"service_number_by_17951", {TO("17951110")}, "home 17951 service other 0755 none", 0, 0},
    {"special_number_with_its_area_repeated", {TO("057110086"), AREA("0571")}, "home direct special other 0571 none", 0, 0},
    {"operators_own_service_number", {TO("10086"), NET("cmcc")}, "home direct service other 0755 none", 0, 0},
    {"information_desk", {TO("16812345")}, "home direct info other 0755 none", 0, 0},
    {"information_desk_of_another_area", {TO("057116812345")}, "home direct info other 0571 none", 0, 0},
    {"information_desk_while_roaming", {NATIONAL, TO("16812345"), NET("cmcc")}, "national direct info other 010 none", 0, 0},
    {"special_number_against_other_area", {TO("057110086"), AREA("0755")},
     "other_party '057110086': the digits show another area than other_area does", CONFLICT(41)},
    {"information_desk_against_other_area", {TO("16812345"), AREA("0571")},
     "other_party '16812345': the digits show another area than other_area does", CONFLICT(41)},

    /* --------------------------------------------------------- abroad and satellites */
    {"hong_kong", {TO("0085221234567")}, "home direct hmt other - none", 0, 0},
    {"macao_roaming", {NATIONAL, TO("+85328123456")}, "national direct hmt other - none", 0, 0},
    {"usa", {TO("0012125551234")}, "home direct us_ca other - none", 0, 0},
    {"puerto_rico_is_another_country", {TO("0017875551234")}, "home direct other other - none", 0, 0},
    {"jersey_has_the_code_of_britain", {TO("00441534123456")}, "home direct both_lists other - none", 0, 0},
    {"korea", {PROVINCE, TO("00821012345678")}, "province direct kr_sg other - none", 0, 0},
    {"new_zealand", {TO("006491234567")}, "home direct nz other - none", 0, 0},
    {"spain", {TO("0034911234567")}, "home direct only_12593 other - none", 0, 0},
    {"egypt", {TO("0020212345678")}, "home direct other other - none", 0, 0},
    {"inmarsat", {TO("00870123456789")}, "home direct satellite other - inmarsat", 0, 0},
    {"old_inmarsat_code", {TO("00874123456789")}, "home direct satellite other - inmarsat", 0, 0},
    {"globalstar_by_country_code", {TO("00881812345678")}, "home direct satellite other - globalstar", 0, 0},
    {"globalstar_by_mobile_prefix", {TO("13490000000")}, "home direct satellite other - globalstar", 0, 0},
    {"globalstar_with_a_zero", {NATIONAL, TO("013490000000")}, "national direct satellite other - globalstar", 0, 0},
    {"iridium_is_not_named", {TO("00881612345678")}, "home direct satellite_other other - none", 0, 0},
    {"number_abroad_may_say_other_network", {TO("0085221234567"), NET("other")}, "home direct hmt other - none", 0, 0},
    {"number_abroad_has_no_area", {TO("0085221234567"), AREA("0755")},
     "other_party '0085221234567': a number abroad or of a satellite has no other_area", CONFLICT(41)},
    {"satellite_number_has_no_area", {TO("13490000000"), AREA("010")},
     "other_party '13490000000': a number abroad or of a satellite has no other_area", CONFLICT(41)},
    {"number_abroad_is_not_china_mobile", {TO("0012125551234"), NET("cmcc")},
     "other_party '0012125551234': only a mobile number of the mainland can be of other_network cmcc", CONFLICT(41)},
    {"satellite_number_is_not_china_mobile", {TO("13490000000"), NET("cmcc")},
     "other_party '13490000000': only a mobile number of the mainland can be of other_network cmcc", CONFLICT(41)},

    /* --------------------------------------------------------- forwarded calls */
    {"forwarded_at_home_to_the_home_area", {FORWARD, TO("075562001234")}, "home direct home_area other 0755 none", 0, 0},
    {"bare_number_forwarded_to_belongs_to_home", {FORWARD, TO("62001234")}, "home direct home_area other 0755 none", 0, 0},
    {"bare_number_belongs_to_home_while_roaming_too", {BUSY, NATIONAL, TO("62001234")}, "national direct home_area other 0755 none", 0, 0},
    {"forwarded_to_the_visited_area", {BUSY, NATIONAL, TO("01062001234")}, "national direct visited_area other 010 none", 0, 0},
    {"forwarded_back_home", {FORWARD, PROVINCE, TO("075562001234")}, "province direct home_area other 0755 none", 0, 0},
    {"forwarded_elsewhere", {FORWARD, PROVINCE, TO("057181234567")}, "province direct domestic other 0571 none", 0, 0},
    {"forwarded_elsewhere_from_home", {.event = "forward-no_reply", TO("057181234567")}, "home direct domestic other 0571 none", 0, 0},
    {"forwarded_to_a_mobile_of_home", {.event = "forward-unreachable", TO("13510000000")}, "home direct home_area cmcc 0755 none", 0, 0},
    {"forwarded_to_a_mobile_of_the_visited_area", {FORWARD, NATIONAL, TO("13800138000")}, "national direct visited_area cmcc 010 none", 0, 0},
    {"forwarded_to_a_mobile_elsewhere", {FORWARD, PROVINCE, TO("13001280000")}, "province direct domestic other 010 none", 0, 0},
    {"forwarded_abroad", {FORWARD, TO("0085221234567")}, "home direct hmt other - none", 0, 0},
    {"forwarded_to_globalstar", {BUSY, PROVINCE, TO("13490000000")}, "province direct satellite other - globalstar", 0, 0},
    {"forwarded_by_12593", {FORWARD, TO("12593057181234567")}, "home 12593 domestic other 0571 none", 0, 0},
    /* For forwarding, "here" is the home area, wherever the subscriber is. */
    {"bare_service_number_forwarded_to_is_of_home", {FORWARD, NATIONAL, TO("10086")}, "national direct service other 0755 none", 0, 0},
    {"service_number_of_home_forwarded_to", {FORWARD, NATIONAL, TO("075510086")}, "national direct service other 0755 none", 0, 0},
    {"service_number_of_the_visited_place_forwarded_to", {FORWARD, NATIONAL, TO("01010086")}, "national direct special other 010 none", 0, 0},
    {"information_desk_forwarded_to", {BUSY, NATIONAL, TO("16812345")}, "national direct info other 0755 none", 0, 0},
    {"unknown_network_matters_within_the_home_area", {FORWARD, TO("17100000000"), AREA("0755")},
     "other_party '17100000000': the network of this mobile number is not known, expected it in other_network", NUMBER(41)},
    {"known_network_settles_it", {FORWARD, TO("17100000000"), AREA("0755"), NET("cmcc")}, "home direct home_area cmcc 0755 none rec-area rec-network", 0, 0},
    {"unknown_network_does_not_matter_elsewhere", {FORWARD, TO("17100000000"), AREA("0571")}, "home direct domestic other 0571 none rec-area", 0, 0},
    {"unknown_network_does_not_matter_in_the_visited_area", {BUSY, NATIONAL, TO("17100000000"), AREA("010")}, "national direct visited_area other 010 none rec-area", 0, 0},
    /* Back home while roaming: the fee is that of, but reading I-08 (b) asks for it. */
    {"unknown_network_matters_back_home", {FORWARD, NATIONAL, TO("17100000000"), AREA("0755")},
     "other_party '17100000000': the network of this mobile number is not known, expected it in other_network", NUMBER(41)},
    {"unknown_network_does_not_matter_back_home_on_condition", {BUSY, NATIONAL, TO("17100000000"), AREA("0755")}, "national direct home_area other 0755 none rec-area", 0, 0},
    {"unknown_network_does_not_matter_by_12593", {FORWARD, TO("1259317100000000"), AREA("0755")}, "home 12593 home_area other 0755 none rec-area", 0, 0},

    /* --------------------------------------------------------- contradictions of fixed numbers */
    {"fixed_number_against_other_area", {TO("057181234567"), AREA("0755")},
     "other_party '057181234567': the digits show another area than other_area does", CONFLICT(41)},
    {"bare_number_against_other_area", {NATIONAL, TO("62001234"), AREA("0755")},
     "other_party '62001234': the digits show another area than other_area does", CONFLICT(41)},
    {"fixed_number_is_not_china_mobile", {TO("057181234567"), NET("cmcc")},
     "other_party '057181234567': only a mobile number of the mainland can be of other_network cmcc", CONFLICT(41)},

    /* --------------------------------------------------------- numbers that fit no plan */
    {"letters_show_their_column", {TO("0571a1234567")}, "number '0571a1234567' has 'a' at position 5, a digit expected", NUMBER(45)},
    {"empty_number", {TO("")}, "number is empty, digits expected", NUMBER(41)},
    {"unassigned_area_code", {TO("1795102662345678")}, "number '1795102662345678' has the area code 026, which no area has", NUMBER(47)},
    {"unassigned_country_code", {TO("0099912345")}, "number '0099912345' has 999 behind 00, which fits no country code", NUMBER(43)},
    {"forwarded_to_no_number", {FORWARD, TO("0571")}, "number '0571' ends behind the area code, a subscriber or service number expected", NUMBER(45)},

    /* --------------------------------------------------------- events without a dialled number */
    {"receive_needs_no_number", {.event = "receive", NATIONAL}, "national direct none other - none", 0, 0},
    {"receive_passes_over_the_calling_number", {.event = "receive", TO("anonymous")}, "home direct none other - none", 0, 0},
    {"monthly_fee_needs_no_number", {.event = "monthly_fee", .night = true}, "home direct none other - none", 0, 0},
};

static const struct other_row others[] = {
    {{"network_by_digits", {TO("13800138000"), NET("other")}, "home direct domestic cmcc 010 none", 0, 0}, {.network_from = TG_FROM_DIGITS}},
    {{"network_by_digits_in_the_home_area", {FORWARD, TO("13510000000"), NET("other")}, "home direct home_area cmcc 0755 none", 0, 0}, {.network_from = TG_FROM_DIGITS}},
    {{"network_by_the_record_where_digits_are_silent", {FORWARD, TO("17100000000"), AREA("0755"), NET("cmcc")},
     "home direct home_area cmcc 0755 none rec-area rec-network", 0, 0}, {.network_from = TG_FROM_DIGITS}},
    {{"network_told_by_neither", {FORWARD, TO("17100000000"), AREA("0755")},
     "other_party '17100000000': the network of this mobile number is not known, expected it in other_network", NUMBER(41)}, {.network_from = TG_FROM_DIGITS}},
    {{"area_by_digits", {TO("13800138000"), AREA("0755")}, "home direct domestic cmcc 010 none", 0, 0}, {.area_from = TG_FROM_DIGITS}},
    {{"area_by_the_record_where_digits_are_silent", {TO("18200000000"), AREA("0571")}, "home direct domestic cmcc 0571 none rec-area", 0, 0}, {.area_from = TG_FROM_DIGITS}},
    {{"area_told_by_neither", {TO("18200000000")},
     "other_party '18200000000': the home area of this mobile number is not known, expected it in other_area", NUMBER(41)}, {.area_from = TG_FROM_DIGITS}},
    {{"area_code_dialled_counts_anyway", {TO("057181234567"), AREA("0571")}, "home direct domestic other 0571 none", 0, 0}, {.area_from = TG_FROM_DIGITS}},
    {{"bare_number_of_the_visited_place", {BUSY, NATIONAL, TO("62001234")}, "national direct visited_area other 010 none", 0, 0}, {.bare_area = TG_BARE_VISITED}},
    {{"bare_number_called_is_local_anyway", {NATIONAL, TO("62001234")}, "national direct local other 010 none", 0, 0}, {.bare_area = TG_BARE_VISITED}},
    {{"bare_number_forwarded_to_at_home", {BUSY, TO("62001234")}, "home direct home_area other 0755 none", 0, 0}, {.bare_area = TG_BARE_VISITED}},
    {{"area_code_forwarded_to_counts_anyway", {BUSY, NATIONAL, TO("075562001234")}, "national direct home_area other 0755 none", 0, 0}, {.bare_area = TG_BARE_VISITED}},
    {{"bare_service_number_stays_one", {BUSY, NATIONAL, TO("10086")}, "national direct service other 010 none", 0, 0}, {.bare_area = TG_BARE_VISITED}},
    {{"bare_information_desk_stays_one", {BUSY, NATIONAL, TO("16812345")}, "national direct info other 010 none", 0, 0}, {.bare_area = TG_BARE_VISITED}},
    /* A record does not contradict itself because somebody bills wrongly. */
    {{"record_is_right_about_a_bare_number", {BUSY, NATIONAL, TO("62001234"), AREA("0755")}, "national direct visited_area other 010 none", 0, 0}, {.bare_area = TG_BARE_VISITED}},
    {{"province_by_digits", {.visited = "0752", TO("057181234567")}, "province direct domestic other 0571 none", 0, 0}, {.province_from = TG_PROVINCE_FROM_DIGITS}},
    {{"province_by_digits_falls_apart", {PROVINCE, TO("057181234567")}, "national direct domestic other 0571 none", 0, 0}, {.province_from = TG_PROVINCE_FROM_DIGITS}},
    {{"provinces_by_digits_fall_together", {.home = "0898", .visited = "0891", TO("057181234567")}, "province direct domestic other 0571 none", 0, 0}, {.province_from = TG_PROVINCE_FROM_DIGITS}},
    {{"home_is_home_by_digits", {TO("057181234567")}, "home direct domestic other 0571 none", 0, 0}, {.province_from = TG_PROVINCE_FROM_DIGITS}},
    {{"shortest_country_code", {TO("0018765551234")}, "home direct us_ca other - none", 0, 0}, {.dialling = {.prefix_match = TG_PREFIX_SHORTEST}}},
    {{"double_zero_lost", {TO("0013800138000")}, "home direct domestic cmcc 010 none", 0, 0}, {.dialling = {.dial = {{"00", ""}}, .count = 1}}},
    {{"plus_lost", {TO("+85221234567")},
     "number '85221234567' has a subscriber number of 11 digits, 7 or 8 expected", NUMBER(50)}, {.dialling = {.dial = {{"+", ""}}, .count = 1}}},
};
/* clang-format on */

/* The numbering plan's prefixes and these policies; NULL = the numbering plan's. */
static const struct tg_rulebook *book_with(const struct tg_policies *policy)
{
    static struct tg_rulebook book;

    if (book.prefixes.count == 0) tg_prefixes_init(&book.prefixes);
    book.policy = policy != NULL ? *policy : (struct tg_policies){0};
    return &book;
}

static const struct tg_rulebook *book(void)
{
    return book_with(NULL);
}

static void describe(char *buf, size_t size, const struct tg_call *call)
{
    const uint8_t *value = call->value;

    snprintf(buf, size, "%s %s %s %s %s %s%s%s", tg_value_name(TG_DIM_STATE, value[TG_DIM_STATE]),
             tg_value_name(TG_DIM_ACCESS, value[TG_DIM_ACCESS]),
             tg_value_name(TG_DIM_DESTINATION, value[TG_DIM_DESTINATION]),
             tg_value_name(TG_DIM_NETWORK, value[TG_DIM_NETWORK]),
             call->other_area == 0 ? "-" : tg_area_code(call->other_area),
             tg_system_name(call->system), call->area_from_record ? " rec-area" : "",
             call->network_from_record ? " rec-network" : "");
}

static void check(const struct row *row, const struct tg_policies *policy)
{
    struct tg_error error = {0};
    struct tg_number number;
    struct tg_call call;
    struct tg_cdr cdr;
    char found[160];
    bool ok;

    record_read(&cdr, &row->record);
    ok = tg_classify(book_with(policy), &call, &number, &cdr, &error);
    if (ok) describe(found, sizeof found, &call);
    assert_string_equal(ok ? found : error.text, row->expected);
    assert_int_equal(error.status, row->status);
    if (ok) {
        assert_int_equal(call.value[TG_DIM_PLAN], cdr.plan);
        assert_int_equal(call.value[TG_DIM_EVENT], cdr.event);
        return;
    }
    assert_int_equal(error.line, 7);
    assert_int_equal(error.column, row->column);
    assert_null(error.file);
}

static void record_is_classified(void **state)
{
    check(*state, NULL);
}

static void record_is_classified_otherwise(void **state)
{
    const struct other_row *other = *state;

    check(&other->row, &other->policy);
}

/* A rejection needs nobody to tell. */
static void errors_are_optional(void **state)
{
    struct tg_number number;
    struct tg_call call;
    struct tg_cdr cdr;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        record_read(&cdr, &rows[i].record);
        assert_int_equal(tg_classify(book(), &call, &number, &cdr, NULL), rows[i].status == TG_OK);
    }
}

/* A record made by hand has no columns: the position is then that within the number. */
static void column_is_within_the_number_if_the_record_has_none(void **state)
{
    struct tg_error error = {0};
    struct tg_number number;
    struct tg_call call;
    struct tg_cdr cdr;

    (void)state;
    record_read(&cdr, &(struct record){.other_party = "0571a1234567"});
    cdr.line = cdr.other_party_column = 0;
    assert_false(tg_classify(book(), &call, &number, &cdr, &error));
    assert_int_equal(error.line, 0);
    assert_int_equal(error.column, 5);
}

/* The prefix that matched is kept, so that explain can name it; other kinds have none. */
static void prefix_that_matched_is_kept(void **state)
{
    static const struct {
        const char *number, *digits;
    } cases[] = {{"0012125551234", "1"},   {"0017875551234", "1787"},  {"00441534123456", "441534"},
                 {"00447123456789", "44"}, {"00881812345678", "8818"}, {"13490000000", NULL},
                 {"13800138000", NULL}};
    struct tg_number number;
    struct tg_call call;
    struct tg_cdr cdr;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        record_read(&cdr, &(struct record){.other_party = cases[i].number});
        assert_true(tg_classify(book(), &call, &number, &cdr, NULL));
        if (cases[i].digits == NULL)
            assert_int_equal(call.prefix, 0);
        else
            assert_string_equal(book()->prefixes.row[call.prefix - 1].digits, cases[i].digits);
    }
}

/* A place may be of any class that does not hang on where the customer is. Of a row for the
 * mainland itself, what the record says about the number is no contradiction. */
static void a_place_is_of_the_class_of_its_prefix(void **state)
{
    static const struct {
        struct tg_prefix prefix;
        struct record record;
        const char *expected;
    } cases[] = {
        {{.digits = "852", .destination = TG_DEST_DOMESTIC, .name = ""},
         {TO("0085221234567")},
         "home direct domestic other - none"},
        {{.digits = "852", .destination = TG_DEST_DOMESTIC, .name = ""},
         {BUSY, NATIONAL, TO("0085221234567")},
         "national direct domestic other - none"},
        {{.digits = "86", .destination = TG_DEST_OTHER, .name = ""},
         {TO("+8657181234567"), AREA("0571")},
         "home direct other other - none"},
        {{.digits = "8613",
          .destination = TG_DEST_SATELLITE,
          .system = TG_SYSTEM_INMARSAT,
          .name = ""},
         {TO("008613800138000"), AREA("0755"), NET("cmcc")},
         "home direct satellite other - inmarsat"},
        {{.digits = "8613", .destination = TG_DEST_OTHER, .name = ""},
         {TO("+8657181234567")},
         "home direct domestic other 0571 none"},
    };
    static struct tg_rulebook book;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct tg_number number;
        struct tg_call call;
        struct tg_cdr cdr;
        char found[160];

        tg_prefixes_init(&book.prefixes);
        assert_true(tg_prefixes_set(&book.prefixes, &cases[i].prefix, NULL));
        record_read(&cdr, &cases[i].record);
        assert_true(tg_classify(&book, &call, &number, &cdr, NULL));
        describe(found, sizeof found, &call);
        assert_string_equal(found, cases[i].expected);
    }
}

#define OTHERS 4

int main(void)
{
    static struct CMUnitTest tests[OTHERS + COUNT(rows) + COUNT(others)] = {
        cmocka_unit_test(errors_are_optional),
        cmocka_unit_test(column_is_within_the_number_if_the_record_has_none),
        cmocka_unit_test(prefix_that_matched_is_kept),
        cmocka_unit_test(a_place_is_of_the_class_of_its_prefix),
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        tests[OTHERS + i] = (struct CMUnitTest){.name = rows[i].name,
                                                .test_func = record_is_classified,
                                                .initial_state = (void *)(uintptr_t)&rows[i]};
    for (size_t i = 0; i < COUNT(others); i++)
        tests[OTHERS + COUNT(rows) + i] =
            (struct CMUnitTest){.name = others[i].row.name,
                                .test_func = record_is_classified_otherwise,
                                .initial_state = (void *)(uintptr_t)&others[i]};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
