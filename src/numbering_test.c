#include "numbering.h"
#include "numbering_tables.h"
#include "testing.h"

static struct tg_prefix_table table;
static const struct tg_dialling as_dialled;

static int table_setup(void **state)
{
    (void)state;
    tg_prefixes_init(&table);
    return 0;
}

static struct tg_slice area_slice(uint16_t area)
{
    return tg_slice_of(tg_area_code(area));
}

static uint16_t area_of(const char *code)
{
    return tg_area_find(tg_slice_of(code));
}

/* ------------------------------------------------------------------------------------- areas */

/* `value` as text, with zeroes in front up to `width` digits. */
static const char *decimal(unsigned value, unsigned width)
{
    static char text[16];
    char *p = text + sizeof text - 1;

    while (value > 0 || width > 0) {
        *--p = (char)('0' + value % 10);
        value /= 10;
        if (width > 0) width--;
    }
    return p;
}

static void every_area_is_found_by_its_code_alone(void **state)
{
    size_t found = 0;

    (void)state;
    assert_int_equal(tg_area_count(), 328);
    for (uint16_t area = 1; area <= tg_area_count(); area++) {
        assert_int_equal(tg_area_find(area_slice(area)), area);
        if (area > 1) assert_true(strcmp(tg_area_code(area), tg_area_code(area - 1)) > 0);
    }
    for (unsigned digits = 1; digits <= 5; digits++) {
        for (unsigned code = 0; code < 10000; code++) {
            const char *text = decimal(code, digits);

            if (strlen(text) != digits || area_of(text) == 0) continue;
            assert_string_equal(tg_area_code(area_of(text)), text);
            found++;
        }
    }
    assert_int_equal(found, tg_area_count());
}

static void texts_that_are_no_area_code_find_nothing(void **state)
{
    static const char *const texts[] = {"",     "0",    "10",   "571",  "0010", "000",
                                        "01",   "0100", "011",  "026",  "030",  "0300",
                                        "031",  "0397", "0732", "0910", "0978", "05710",
                                        "057x", "0x71", "01/",  "1571", "02:",  "05 1"};

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        if (area_of(texts[i]) != 0) fail_msg("'%s'", texts[i]);
}

static void areas_have_their_cities_and_provinces(void **state)
{
    static const struct {
        const char *code;
        const char *city;
        const char *province;
    } rows[] = {
        {"010", "北京市", "北京市"},
        {"021", "上海市", "上海市"},
        {"024", "沈阳市", "辽宁省"},
        {"028", "成都市", "四川省"},
        {"029", "西安市/咸阳市", "陕西省"},
        {"0571", "杭州市", "浙江省"},
        {"0719", "十堰市/神农架林区", "湖北省"},
        {"0731", "长沙市/株洲市/湘潭市", "湖南省"},
        {"0832", "内江市", "四川省"},
        {"0898", "海口市/三亚市/儋州市", "海南省"},
        {"0999", "伊犁哈萨克自治州", "新疆维吾尔自治区"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint16_t area = area_of(rows[i].code);

        assert_int_not_equal(area, 0);
        assert_string_equal(tg_area_city(area), rows[i].city);
        assert_string_equal(tg_area_province(area), rows[i].province);
    }
}

static void the_areas_make_up_31_provinces(void **state)
{
    const char *seen[TG_AREA_COUNT];
    size_t count = 0;

    (void)state;
    for (uint16_t area = 1; area <= tg_area_count(); area++) {
        size_t i = 0;

        while (i < count && strcmp(seen[i], tg_area_province(area)) != 0) i++;
        if (i == count) seen[count++] = tg_area_province(area);
        assert_true(strlen(tg_area_city(area)) > 0);
    }
    assert_int_equal(count, 31);
}

/* --------------------------------------------------------------------------- dialled numbers */

/* Area by code, destination by name; NULL = none. */
static const struct {
    const char *dialled;
    enum tg_number_kind kind;
    uint8_t access;
    uint8_t network;
    const char *area;
    const char *destination;
    const char *rest;
} numbers[] = {
#define DIRECT  TG_ACCESS_DIRECT
#define CMCC    TG_NETWORK_CMCC
#define OTHER   TG_NETWORK_OTHER
#define UNKNOWN TG_NETWORK_COUNT
    /* Within an area. */
    {"2345678", TG_NUMBER_FIXED, DIRECT, OTHER, NULL, NULL, "2345678"},
    {"88886666", TG_NUMBER_FIXED, DIRECT, OTHER, NULL, NULL, "88886666"},
    {"1795188886666", TG_NUMBER_FIXED, TG_ACCESS_17951, OTHER, NULL, NULL, "88886666"},
    {"10086", TG_NUMBER_SPECIAL, DIRECT, OTHER, NULL, NULL, "10086"},
    {"10000", TG_NUMBER_SPECIAL, DIRECT, OTHER, NULL, NULL, "10000"},
    {"110", TG_NUMBER_SPECIAL, DIRECT, OTHER, NULL, NULL, "110"},
    {"114", TG_NUMBER_SPECIAL, DIRECT, OTHER, NULL, NULL, "114"},
    {"119", TG_NUMBER_SPECIAL, DIRECT, OTHER, NULL, NULL, "119"},
    {"120", TG_NUMBER_SPECIAL, DIRECT, OTHER, NULL, NULL, "120"},
    {"122", TG_NUMBER_SPECIAL, DIRECT, OTHER, NULL, NULL, "122"},
    {"12315", TG_NUMBER_SPECIAL, DIRECT, OTHER, NULL, NULL, "12315"},
    {"12000", TG_NUMBER_SPECIAL, DIRECT, OTHER, NULL, NULL, "12000"},
    {"95588", TG_NUMBER_SPECIAL, DIRECT, OTHER, NULL, NULL, "95588"},
    {"950123", TG_NUMBER_SPECIAL, DIRECT, OTHER, NULL, NULL, "950123"},
    {"96616", TG_NUMBER_SPECIAL, DIRECT, OTHER, NULL, NULL, "96616"},
    {"961234", TG_NUMBER_SPECIAL, DIRECT, OTHER, NULL, NULL, "961234"},
    {"1795110086", TG_NUMBER_SPECIAL, TG_ACCESS_17951, OTHER, NULL, NULL, "10086"},
    {"16899", TG_NUMBER_INFO, DIRECT, OTHER, NULL, NULL, "16899"},
    {"16012345", TG_NUMBER_INFO, DIRECT, OTHER, NULL, NULL, "16012345"},
    {"1259316899", TG_NUMBER_INFO, TG_ACCESS_12593, OTHER, NULL, NULL, "16899"},
    /* Behind an area code. */
    {"01088886666", TG_NUMBER_FIXED, DIRECT, OTHER, "010", NULL, "1088886666"},
    {"0102345678", TG_NUMBER_FIXED, DIRECT, OTHER, "010", NULL, "102345678"},
    {"02088886666", TG_NUMBER_FIXED, DIRECT, OTHER, "020", NULL, "2088886666"},
    {"05712345678", TG_NUMBER_FIXED, DIRECT, OTHER, "0571", NULL, "5712345678"},
    {"057188886666", TG_NUMBER_FIXED, DIRECT, OTHER, "0571", NULL, "57188886666"},
    {"08332345678", TG_NUMBER_FIXED, DIRECT, OTHER, "0833", NULL, "8332345678"},
    {"17951057188886666", TG_NUMBER_FIXED, TG_ACCESS_17951, OTHER, "0571", NULL, "57188886666"},
    {"12593057188886666", TG_NUMBER_FIXED, TG_ACCESS_12593, OTHER, "0571", NULL, "57188886666"},
    {"057110086", TG_NUMBER_SPECIAL, DIRECT, OTHER, "0571", NULL, "57110086"},
    {"010110", TG_NUMBER_SPECIAL, DIRECT, OTHER, "010", NULL, "10110"},
    {"021120", TG_NUMBER_SPECIAL, DIRECT, OTHER, "021", NULL, "21120"},
    {"075512580", TG_NUMBER_SPECIAL, DIRECT, OTHER, "0755", NULL, "75512580"},
    {"0571955881", TG_NUMBER_SPECIAL, DIRECT, OTHER, "0571", NULL, "571955881"},
    {"057116899", TG_NUMBER_INFO, DIRECT, OTHER, "0571", NULL, "57116899"},
    {"01016812345", TG_NUMBER_INFO, DIRECT, OTHER, "010", NULL, "1016812345"},
    /* Mobile. */
    {"13908001234", TG_NUMBER_MOBILE, DIRECT, CMCC, "028", NULL, "13908001234"},
    {"013908001234", TG_NUMBER_MOBILE, DIRECT, CMCC, "028", NULL, "13908001234"},
    {"1795113908001234", TG_NUMBER_MOBILE, TG_ACCESS_17951, CMCC, "028", NULL, "13908001234"},
    {"12593013908001234", TG_NUMBER_MOBILE, TG_ACCESS_12593, CMCC, "028", NULL, "13908001234"},
    {"+8613908001234", TG_NUMBER_MOBILE, DIRECT, CMCC, "028", NULL, "13908001234"},
    {"008613908001234", TG_NUMBER_MOBILE, DIRECT, CMCC, "028", NULL, "13908001234"},
    {"17951+8613908001234", TG_NUMBER_MOBILE, TG_ACCESS_17951, CMCC, "028", NULL, "13908001234"},
    {"13000001234", TG_NUMBER_MOBILE, DIRECT, OTHER, "0531", NULL, "13000001234"},
    {"13000011234", TG_NUMBER_MOBILE, DIRECT, OTHER, "0519", NULL, "13000011234"},
    {"13000031234", TG_NUMBER_MOBILE, DIRECT, OTHER, NULL, NULL, "13000031234"},
    {"18212345678", TG_NUMBER_MOBILE, DIRECT, CMCC, NULL, NULL, "18212345678"},
    {"14512345678", TG_NUMBER_MOBILE, DIRECT, OTHER, NULL, NULL, "14512345678"},
    {"17012345678", TG_NUMBER_MOBILE, DIRECT, OTHER, NULL, NULL, "17012345678"},
    {"16612345678", TG_NUMBER_MOBILE, DIRECT, UNKNOWN, NULL, NULL, "16612345678"},
    {"14112345678", TG_NUMBER_MOBILE, DIRECT, UNKNOWN, NULL, NULL, "14112345678"},
    {"016612345678", TG_NUMBER_MOBILE, DIRECT, UNKNOWN, NULL, NULL, "16612345678"},
    /* Corrected segments: Liangshan; Haixi, which has two area codes. */
    {"13002801234", TG_NUMBER_MOBILE, DIRECT, OTHER, "0834", NULL, "13002801234"},
    {"13007701234", TG_NUMBER_MOBILE, DIRECT, OTHER, NULL, NULL, "13007701234"},
    {"13491234567", TG_NUMBER_GLOBALSTAR, DIRECT, OTHER, NULL, NULL, "13491234567"},
    {"013491234567", TG_NUMBER_GLOBALSTAR, DIRECT, OTHER, NULL, NULL, "13491234567"},
    {"+8613491234567", TG_NUMBER_GLOBALSTAR, DIRECT, OTHER, NULL, NULL, "13491234567"},
    {"13481234567", TG_NUMBER_MOBILE, DIRECT, CMCC, "0772", NULL, "13481234567"},
    /* The mainland from abroad. */
    {"+8657188886666", TG_NUMBER_FIXED, DIRECT, OTHER, "0571", NULL, "57188886666"},
    {"+861088886666", TG_NUMBER_FIXED, DIRECT, OTHER, "010", NULL, "1088886666"},
    {"00862088886666", TG_NUMBER_FIXED, DIRECT, OTHER, "020", NULL, "2088886666"},
    {"+8657110086", TG_NUMBER_SPECIAL, DIRECT, OTHER, "0571", NULL, "57110086"},
    {"+8610110", TG_NUMBER_SPECIAL, DIRECT, OTHER, "010", NULL, "10110"},
    {"+865711689912", TG_NUMBER_INFO, DIRECT, OTHER, "0571", NULL, "5711689912"},
    /* Abroad. */
    {"0085221234567", TG_NUMBER_INTERNATIONAL, DIRECT, OTHER, NULL, "Hong Kong", "85221234567"},
    {"+85221234567", TG_NUMBER_INTERNATIONAL, DIRECT, OTHER, NULL, "Hong Kong", "85221234567"},
    {"179510085221234567", TG_NUMBER_INTERNATIONAL, TG_ACCESS_17951, OTHER, NULL, "Hong Kong",
     "85221234567"},
    {"12593+17875550100", TG_NUMBER_INTERNATIONAL, TG_ACCESS_12593, OTHER, NULL, "Puerto Rico",
     "17875550100"},
    {"+44123", TG_NUMBER_INTERNATIONAL, DIRECT, OTHER, NULL, "United Kingdom", "44123"},
    {"+449999999999999", TG_NUMBER_INTERNATIONAL, DIRECT, OTHER, NULL, "United Kingdom",
     "449999999999999"},
    {"+81312345678", TG_NUMBER_INTERNATIONAL, DIRECT, OTHER, NULL, "Japan", "81312345678"},
    {"00870761234567", TG_NUMBER_INTERNATIONAL, DIRECT, OTHER, NULL, "Inmarsat", "870761234567"},
};

static void numbers_are_read_by_the_plan(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        struct tg_error error = {0};
        struct tg_number number;

        if (!tg_number_parse(&number, &table, &as_dialled, tg_slice_of(numbers[i].dialled), &error))
            fail_msg("'%s': %s", numbers[i].dialled, error.text);
        if (number.kind != numbers[i].kind || number.access != numbers[i].access ||
            number.network != numbers[i].network ||
            number.area != (numbers[i].area == NULL ? 0 : area_of(numbers[i].area)) ||
            !tg_slice_is(number.rest, numbers[i].rest))
            fail_msg("'%s': kind %d access %u network %u area %u", numbers[i].dialled,
                     (int)number.kind, number.access, number.network, number.area);
        assert_int_equal(number.prefix != 0, numbers[i].destination != NULL);
        if (number.prefix != 0)
            assert_string_equal(table.row[number.prefix - 1].name, numbers[i].destination);
        assert_int_equal(error.status, TG_OK);
    }
}

#define SERVICES                                                                                   \
    "100xx, 110, 114, 119, 120, 122, 12xxx, 95xxx(x), 96xxx(x) or 16xxx to 16xxxxxx expected"

static const struct {
    const char *dialled;
    long column;
    const char *text;
} refusals[] = {
    {"", 1, "number is empty, digits expected"},
    {"x", 1, "number 'x' has 'x' at position 1, a digit expected"},
    {"0571-88886666", 5, "number '0571-88886666' has '-' at position 5, a digit expected"},
    {" 10086", 1, "number ' 10086' has ' ' at position 1, a digit expected"},
    {"1380013800O", 11, "number '1380013800O' has 'O' at position 11, a digit expected"},
    {"++8613800138000", 2, "number '++8613800138000' has '+' at position 2, a digit expected"},
    {"00+4420", 3, "number '00+4420' has '+' at position 3, a digit expected"},
    {"1795x", 5, "number '1795x' has 'x' at position 5, a digit expected"},
    {"17951x", 6, "number '17951x' has 'x' at position 6, a digit expected"},
    {"0571８8886666", 5, "number '0571８8886666' has '８' at position 5, a digit expected"},
    {"057\xff", 4, "number '057\\xff' has '\\xff' at position 4, a digit expected"},
    {"057/", 4, "number '057/' has '/' at position 4, a digit expected"},
    {"057:", 4, "number '057:' has ':' at position 4, a digit expected"},
    /* Access prefixes. */
    {"17951", 6, "number '17951' ends behind the access prefix, a number expected"},
    {"12593", 6, "number '12593' ends behind the access prefix, a number expected"},
    {"1795112593057188886666", 6,
     "number '1795112593057188886666' has a second access prefix, 12593"},
    {"1259317951", 6, "number '1259317951' has a second access prefix, 17951"},
    {"1795117951", 6, "number '1795117951' has a second access prefix, 17951"},
    {"17951123456", 6, "number '17951123456' has the service number '123456', " SERVICES},
    /* Abroad. */
    {"00", 3, "number '00' has 0 digits behind 00, 5 to 15 expected"},
    {"+", 2, "number '+' has 0 digits behind +, 5 to 15 expected"},
    {"17951+", 7, "number '17951+' has 0 digits behind +, 5 to 15 expected"},
    {"+4420", 6, "number '+4420' has 4 digits behind +, 5 to 15 expected"},
    {"004420", 7, "number '004420' has 4 digits behind 00, 5 to 15 expected"},
    {"+4420123456789012", 17,
     "number '+4420123456789012' has 16 digits behind +, 5 to 15 expected"},
    {"004420123456789012", 18,
     "number '004420123456789012' has 16 digits behind 00, 5 to 15 expected"},
    {"+99912345", 2, "number '+99912345' has 999 behind +, which fits no country code"},
    {"1795100012345", 8, "number '1795100012345' has 012 behind 00, which fits no country code"},
    {"0021012345", 3, "number '0021012345' has 210 behind 00, which fits no country code"},
    {"0083012345", 3, "number '0083012345' has 830 behind 00, which fits no country code"},
    {"+86057188886666", 4,
     "number '+86057188886666' has a 0 behind 86, an area code without its 0 or a mobile number "
     "expected"},
    {"008601380013800", 5,
     "number '008601380013800' has a 0 behind 86, an area code without its 0 or a mobile number "
     "expected"},
    {"+8639712345", 4, "number '+8639712345' has the area code 0397, which no area has"},
    {"+8611012345", 4, "number '+8611012345' has the area code 011, which no area has"},
    {"+86571", 7,
     "number '+86571' ends behind the area code, a subscriber or service number expected"},
    {"+8610088886666", 6,
     "number '+8610088886666' has a 0 behind the area code, a subscriber or service number begins "
     "with 1 to 9"},
    {"+861380013800", 14, "number '+861380013800' has a mobile number of 10 digits, 11 expected"},
    {"+8613800138", 12, "number '+8613800138' has a mobile number of 8 digits, 11 expected"},
    /* Area codes. */
    {"0", 2, "number '0' ends within the area code"},
    {"01", 3, "number '01' ends within the area code"},
    {"02", 3, "number '02' ends within the area code"},
    {"057", 4, "number '057' ends within the area code"},
    {"1795105", 8, "number '1795105' ends within the area code"},
    {"010", 4, "number '010' ends behind the area code, a subscriber or service number expected"},
    {"0571", 5, "number '0571' ends behind the area code, a subscriber or service number expected"},
    {"02688886666", 2, "number '02688886666' has the area code 026, which no area has"},
    {"03978886666", 2, "number '03978886666' has the area code 0397, which no area has"},
    {"01112345678", 2, "number '01112345678' has the area code 011, which no area has"},
    {"01912345678", 2, "number '01912345678' has the area code 019, which no area has"},
    {"0571088886", 5,
     "number '0571088886' has a 0 behind the area code, a subscriber or service number begins "
     "with 1 to 9"},
    /* Numbers within an area. */
    {"2", 2, "number '2' has a subscriber number of 1 digits, 7 or 8 expected"},
    {"234567", 7, "number '234567' has a subscriber number of 6 digits, 7 or 8 expected"},
    {"234567890", 9, "number '234567890' has a subscriber number of 9 digits, 7 or 8 expected"},
    {"85221234567", 9,
     "number '85221234567' has a subscriber number of 11 digits, 7 or 8 expected"},
    {"4001234567", 9, "number '4001234567' has a subscriber number of 10 digits, 7 or 8 expected"},
    {"0571234567", 11, "number '0571234567' has a subscriber number of 6 digits, 7 or 8 expected"},
    {"010234567890", 12,
     "number '010234567890' has a subscriber number of 9 digits, 7 or 8 expected"},
    /* Service numbers. */
    {"1", 1, "number '1' has the service number '1', " SERVICES},
    {"10", 1, "number '10' has the service number '10', " SERVICES},
    {"1008", 1, "number '1008' has the service number '1008', " SERVICES},
    {"100861", 1, "number '100861' has the service number '100861', " SERVICES},
    {"10193", 1, "number '10193' has the service number '10193', " SERVICES},
    {"112", 1, "number '112' has the service number '112', " SERVICES},
    {"1101", 1, "number '1101' has the service number '1101', " SERVICES},
    {"121", 1, "number '121' has the service number '121', " SERVICES},
    {"123456", 1, "number '123456' has the service number '123456', " SERVICES},
    {"9558", 1, "number '9558' has the service number '9558', " SERVICES},
    {"9558888", 1, "number '9558888' has the service number '9558888', " SERVICES},
    {"98765", 1, "number '98765' has the service number '98765', " SERVICES},
    {"16", 1, "number '16' has the service number '16', " SERVICES},
    {"1689", 1, "number '1689' has the service number '1689', " SERVICES},
    {"057113800138000", 5,
     "number '057113800138000' has the service number '13800138000', " SERVICES},
    {"0571168999999", 5, "number '0571168999999' has the service number '168999999', " SERVICES},
    {"05711689999999", 5, "number '05711689999999' has the service number '1689999999', " SERVICES},
    {"057199", 5, "number '057199' has the service number '99', " SERVICES},
    /* Mobile numbers. */
    {"13", 3, "number '13' has a mobile number of 2 digits, 11 expected"},
    {"1380013800", 11, "number '1380013800' has a mobile number of 10 digits, 11 expected"},
    {"138001380000", 12, "number '138001380000' has a mobile number of 12 digits, 11 expected"},
    {"168123456", 10, "number '168123456' has a mobile number of 9 digits, 11 expected"},
    {"01689", 6, "number '01689' has a mobile number of 4 digits, 11 expected"},
    {"01380013800", 12, "number '01380013800' has a mobile number of 10 digits, 11 expected"},
    {"17950", 6, "number '17950' has a mobile number of 5 digits, 11 expected"},
    {"17951138001380000", 17,
     "number '17951138001380000' has a mobile number of 12 digits, 11 expected"},
};

static void numbers_that_fit_no_plan_are_refused_with_place_and_reason(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(refusals); i++) {
        struct tg_slice dialled = tg_slice_of(refusals[i].dialled);
        struct tg_error error = {0};
        struct tg_number number;

        if (tg_number_parse(&number, &table, &as_dialled, dialled, &error))
            fail_msg("'%s' is accepted", refusals[i].dialled);
        assert_string_equal(error.text, refusals[i].text);
        assert_int_equal(error.status, TG_E_NUMBER);
        assert_null(error.file);
        assert_int_equal(error.line, 0);
        if (error.column != refusals[i].column)
            fail_msg("'%s': column %ld", refusals[i].dialled, error.column);
        assert_false(tg_number_parse(&number, &table, &as_dialled, dialled, NULL));
    }
}

static void a_byte_that_is_no_digit_is_refused_wherever_it_stands(void **state)
{
    static const char dialled[] = "17951008521234567890";

    (void)state;
    for (size_t at = 0; at < sizeof dialled - 1; at++) {
        for (int byte = 0; byte < 256; byte++) {
            struct tg_error error = {0};
            struct tg_number number;
            char text[sizeof dialled];
            struct tg_slice slice = {text, sizeof dialled - 1};

            if ((byte >= '0' && byte <= '9') || (byte == '+' && (at == 0 || at == 5))) continue;
            memcpy(text, dialled, sizeof text);
            text[at] = (char)byte;
            assert_false(tg_number_parse(&number, &table, &as_dialled, slice, &error));
            assert_int_equal(error.column, at + 1);
            assert_non_null(strstr(error.text, ", a digit expected"));
        }
    }
}

static void every_area_code_leads_to_its_area(void **state)
{
    static const struct {
        const char *before;
        const char *behind;
        enum tg_number_kind kind;
    } rows[] = {
        {"", "2345678", TG_NUMBER_FIXED},
        {"17951", "88886666", TG_NUMBER_FIXED},
        {"", "10086", TG_NUMBER_SPECIAL},
        {"", "16899", TG_NUMBER_INFO},
    };

    (void)state;
    for (uint16_t area = 1; area <= tg_area_count(); area++) {
        struct tg_number number;
        char text[32];

        for (size_t i = 0; i < COUNT(rows); i++) {
            snprintf(text, sizeof text, "%s%s%s", rows[i].before, tg_area_code(area),
                     rows[i].behind);
            assert_true(tg_number_parse(&number, &table, &as_dialled, tg_slice_of(text), NULL));
            assert_int_equal(number.kind, rows[i].kind);
            assert_int_equal(number.area, area);
        }
        snprintf(text, sizeof text, "+86%s88886666", tg_area_code(area) + 1);
        assert_true(tg_number_parse(&number, &table, &as_dialled, tg_slice_of(text), NULL));
        assert_int_equal(number.area, area);
    }
}

/* An opinion of its own on cn_mobile_prefixes.csv. */
static uint8_t network_by_list(const char *number)
{
    static const char *const cmcc[] = {"134", "135", "136", "137", "138", "139", "147",
                                       "150", "151", "152", "157", "158", "159", "178",
                                       "182", "183", "184", "187", "188"};
    static const char *const other[] = {"130", "131", "132", "133", "145", "153", "155", "156",
                                        "170", "176", "177", "180", "181", "185", "186", "189"};

    for (size_t i = 0; i < COUNT(cmcc); i++)
        if (memcmp(number, cmcc[i], 3) == 0) return TG_NETWORK_CMCC;
    for (size_t i = 0; i < COUNT(other); i++)
        if (memcmp(number, other[i], 3) == 0) return TG_NETWORK_OTHER;
    return TG_NETWORK_COUNT;
}

static void every_mobile_prefix_has_its_network(void **state)
{
    (void)state;
    for (unsigned prefix = 1300; prefix < 1900; prefix++) {
        struct tg_number number;
        char text[16];

        snprintf(text, sizeof text, "%u7654321", prefix);
        assert_true(tg_number_parse(&number, &table, &as_dialled, tg_slice_of(text), NULL));
        assert_int_equal(number.kind, prefix == 1349 ? TG_NUMBER_GLOBALSTAR : TG_NUMBER_MOBILE);
        assert_int_equal(number.network, prefix == 1349 ? TG_NETWORK_OTHER : network_by_list(text));
    }
}

static void every_mobile_segment_has_an_area_or_none(void **state)
{
    size_t known = 0;
    bool hit[TG_AREA_COUNT + 1] = {false};
    size_t areas = 0;

    (void)state;
    for (unsigned segment = 1300000; segment < 1900000; segment++) {
        struct tg_number number;
        char text[20];

        /* As from abroad: 17951 would be an access prefix. */
        snprintf(text, sizeof text, "+86%u1234", segment);
        assert_true(tg_number_parse(&number, &table, &as_dialled, tg_slice_of(text), NULL));
        assert_in_range(number.area, 0, TG_AREA_COUNT);
        known += number.area != 0;
        hit[number.area] = true;
    }
    /* The imported runs hold 255280 segments; those of Haixi show no area. */
    assert_int_equal(known, 255280 - 149);
    for (uint16_t area = 1; area <= TG_AREA_COUNT; area++) areas += hit[area];
    /* Without 0977 and 0979 (Haixi) and 0999 (Ili, whose numbers all stand under 0992). */
    assert_int_equal(areas, TG_AREA_COUNT - 3);
}

/* ------------------------------------------------------------------ read otherwise than dialled */

#define DIALS(...) .dial = {__VA_ARGS__}, .count = COUNT(((const struct tg_dial[]){__VA_ARGS__}))

/* A number as some faulty system reads it: "kind access area country-code rest", or the refusal. */
static const struct {
    struct tg_dialling dialling;
    const char *dialled, *read;
    long column; /* of the refusal */
} readings[] = {
    /* 00 is lost: what is left is a number of the mainland, or none. */
    {{DIALS({"00", ""})}, "0013105551234", "mobile direct 0574 - 13105551234", 0},
    {{DIALS({"00", ""})}, "179510013105551234", "mobile 17951 0574 - 13105551234", 0},
    {{DIALS({"00", ""})}, "+13105551234", "abroad direct - 1 13105551234", 0},
    {{DIALS({"00", ""})}, "01062001234", "fixed direct 010 - 1062001234", 0},
    {{DIALS({"00", ""})},
     "0085221234567",
     "number '85221234567' has a subscriber number of 11 digits, 7 or 8 expected",
     11},
    {{DIALS({"00", ""})},
     "1795100440123456",
     "number '17951440123456' has a subscriber number of 9 digits, 7 or 8 expected",
     16},
    {{DIALS({"00", ""})}, "00", "number '00' is read as nothing, digits expected", 1},
    {{DIALS({"00", ""})}, "1795100", "number '1795100' is read as nothing, digits expected", 6},
    /* One of its zeros is. */
    {{DIALS({"00", "0"})}, "0085221234567", "fixed direct 0852 - 85221234567", 0},
    {{DIALS({"00", "0"})},
     "00999212345678",
     "number '0999212345678' has a subscriber number of 9 digits, 7 or 8 expected",
     14},
    /* A refusal of what stands instead points at what was dialled. */
    {{DIALS({"00", "0260"})},
     "1795100441234567",
     "number '179510260441234567' has the area code 026, which no area has",
     6},
    /* The longest counts, once, in whatever order they are given. */
    {{DIALS({"0", ""}, {"00", "00"})}, "0085221234567", "abroad direct - 852 85221234567", 0},
    {{DIALS({"00", "00"}, {"0", ""})}, "0085221234567", "abroad direct - 852 85221234567", 0},
    {{DIALS({"0", ""}, {"00", "00"})}, "013800138000", "mobile direct 010 - 13800138000", 0},
    {{DIALS({"0", ""}, {"00", "00"})},
     "01062001234",
     "number '1062001234' has the service number '1062001234', 100xx, 110, 114, 119, 120, 122, "
     "12xxx, 95xxx(x), 96xxx(x) or 16xxx to 16xxxxxx expected",
     2},
    {{DIALS({"0", ""})},
     "0044123456",
     "number '044123456' has the area code 0441, which no area has",
     3},
    {{DIALS({"0", ""})}, "62001234", "fixed direct - - 62001234", 0},
    {{DIALS({"010", ""})}, "0", "number '0' ends within the area code", 2},
    /* + is not known. */
    {{DIALS({"+", ""})}, "+13105551234", "mobile direct 0574 - 13105551234", 0},
    {{DIALS({"+", ""})},
     "12593+8613800138000",
     "number '125938613800138000' has a subscriber number of 13 digits, 7 or 8 expected",
     15},
    {{DIALS({"+", "00"})}, "+85221234567", "abroad direct - 852 85221234567", 0},
    {{DIALS({"+86", "0"}, {"+", ""})}, "+861062001234", "fixed direct 010 - 1062001234", 0},
    /* An access prefix may be named too; without it the digits are those of a number. */
    {{DIALS({"17951", ""})}, "179510013105551234", "abroad direct - 1 13105551234", 0},
    {{DIALS({"17951", ""})}, "1795112593", "special direct - - 12593", 0},
    {{DIALS({"17951", ""})}, "12593110", "special 12593 - - 110", 0},
    {{DIALS({"17951", "17951"})},
     "1795101062001234",
     "number '1795101062001234' has a mobile number of 16 digits, 11 expected",
     12},
    {{DIALS({"1", "01"})},
     "17951110",
     "number '179510110' has the area code 011, which no area has",
     6},
    {{DIALS({"12593", ""})},
     "1259312593110",
     "number '12593110' has the service number '12593110', 100xx, 110, 114, 119, 120, 122, 12xxx, "
     "95xxx(x), 96xxx(x) or 16xxx to 16xxxxxx expected",
     6},
    {{DIALS({"0", ""})},
     "1795112593110",
     "number '1795112593110' has a second access prefix, 12593",
     6},
    /* No number of the plan is as long. */
    {{DIALS({"00", ""})},
     "001380013800013800138000138001380",
     "number '001380013800013800138000138001380' has 31 digits behind 00, 5 to 15 expected",
     18},
    /* The shortest country code that fits. */
    {{.prefix_match = TG_PREFIX_SHORTEST}, "0018765551234", "abroad direct - 1 18765551234", 0},
    {{.prefix_match = TG_PREFIX_SHORTEST}, "0077271234567", "abroad direct - 7 77271234567", 0},
    {{.prefix_match = TG_PREFIX_SHORTEST}, "0085221234567", "abroad direct - 852 85221234567", 0},
    {{.prefix_match = TG_PREFIX_SHORTEST}, "008657181234567", "fixed direct 0571 - 57181234567", 0},
    {{.prefix_match = TG_PREFIX_SHORTEST},
     "0099912345",
     "number '0099912345' has 999 behind 00, which fits no country code",
     3},
};

static void describe(char *out, size_t size, const struct tg_number *number)
{
    static const char *const kinds[] = {"fixed",   "mobile", "globalstar",
                                        "special", "info",   "abroad"};

    snprintf(out, size, "%s %s %s %s %.*s", kinds[number->kind],
             tg_value_name(TG_DIM_ACCESS, number->access),
             number->area != 0 ? tg_area_code(number->area) : "-",
             number->prefix != 0 ? table.row[number->prefix - 1].digits : "-", (int)number->rest.n,
             number->rest.p);
}

static void numbers_can_be_read_otherwise_than_dialled(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(readings); i++) {
        struct tg_slice dialled = tg_slice_of(readings[i].dialled);
        struct tg_error error = {0};
        struct tg_number number;
        char read[96];
        bool ok = tg_number_parse(&number, &table, &readings[i].dialling, dialled, &error);

        if (ok) describe(read, sizeof read, &number);
        assert_string_equal(ok ? read : error.text, readings[i].read);
        assert_int_equal(error.column, readings[i].column);
        assert_int_equal(tg_number_parse(&number, &table, &readings[i].dialling, dialled, NULL),
                         ok);
    }
}

#define TEST(name) cmocka_unit_test_setup(name, table_setup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_area_is_found_by_its_code_alone),
        TEST(texts_that_are_no_area_code_find_nothing),
        TEST(areas_have_their_cities_and_provinces),
        TEST(the_areas_make_up_31_provinces),
        TEST(numbers_are_read_by_the_plan),
        TEST(numbers_that_fit_no_plan_are_refused_with_place_and_reason),
        TEST(a_byte_that_is_no_digit_is_refused_wherever_it_stands),
        TEST(every_area_code_leads_to_its_area),
        TEST(every_mobile_prefix_has_its_network),
        TEST(every_mobile_segment_has_an_area_or_none),
        TEST(numbers_can_be_read_otherwise_than_dialled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
