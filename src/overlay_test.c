/* Overlays: every bundled one changes something; what each element does; how each is refused. */
#include "decision.h"
#include "testing.h"
#include "testing_rulebooks.h"
#include "vocabulary.h"

/* ------------------------------------------------------------------------------ what is bundled */

static bool same_action(const struct tg_rulebook *a, const struct tg_rulebook *b, size_t cell)
{
    const struct tg_action *x = tg_cell_action(a, cell);
    const struct tg_action *y = tg_cell_action(b, cell);
    bool same =
        strcmp(a->rule[x->rule].id, b->rule[y->rule].id) == 0 && x->fee_count == y->fee_count;

    for (size_t f = 0; same && f < x->fee_count; f++)
        same = x->fee[f].kind == y->fee[f].kind && x->fee[f].value == y->fee[f].value &&
               x->fee[f].per_s == y->fee[f].per_s && x->fee[f].ref == y->fee[f].ref;
    return same;
}

/* How many cells, and how many policies, bindings and prefixes, differ. */
static size_t differences(const struct tg_rulebook *a, const struct tg_rulebook *b)
{
    size_t count = a->prefixes.count != b->prefixes.count;

    for (size_t cell = 0; cell < TG_CELLS; cell++) {
        assert_int_equal(a->cell[cell] == 0, b->cell[cell] == 0);
        count += a->cell[cell] != 0 && !same_action(a, b, cell);
    }
    count += a->policy.dialling.count != b->policy.dialling.count;
    for (size_t id = 0; id < TG_POLICY_COUNT; id++)
        count += strcmp(a->policy_text[id].value, b->policy_text[id].value) != 0 ||
                 a->policy_text[id].assumed != b->policy_text[id].assumed;
    for (size_t p = 0; p < TG_MAX_PRICES; p++)
        for (size_t plan = 0; plan < TG_PLAN_COUNT; plan++)
            for (size_t s = 0; s < TG_SYSTEM_COUNT; s++)
                count += a->binding[p][plan][s].bound != b->binding[p][plan][s].bound;
    for (size_t i = 0; i < a->prefixes.count; i++)
        count += a->prefixes.row[i].destination != b->prefixes.row[i].destination ||
                 a->prefixes.row[i].system != b->prefixes.row[i].system;
    return count;
}

static void every_bundled_overlay_loads_alone_and_changes_something(void **state)
{
    static const char *const folders[] = {"cases/readings/", "cases/annexes/", "cases/defects/"};
    struct tg_rulebook *base = bundled_with(NULL);
    size_t seen[COUNT(folders)] = {0};

    (void)state;
    for (const struct tg_asset *asset = tg_assets; asset->path != NULL; asset++)
        for (size_t i = 0; i < COUNT(folders); i++) {
            const char *name = asset->path + strlen(folders[i]);
            struct tg_error error = {0};
            struct tg_rulebook *with;
            char base_name[64];
            const char *overlays[] = {base_name};

            if (strncmp(asset->path, folders[i], strlen(folders[i])) != 0) continue;
            seen[i]++;
            snprintf(base_name, sizeof base_name, "%.*s", (int)strcspn(name, "."), name);
            assert_ptr_equal(tg_asset_find(base_name), asset);
            with = tg_rulebook_load(TG_DEFAULT_RULEBOOK, overlays, 1, &error);
            if (with == NULL) fail_msg("%s:%ld: %s", error.file, error.line, error.text);
            if (differences(base, with) == 0) fail_msg("%s changes nothing", asset->path);
            tg_rulebook_free(with);
        }
    assert_true(seen[0] == 18 && seen[1] >= 1 && seen[2] >= 3);
    tg_rulebook_free(base);
}

/* ----------------------------------------------------------------------------- what is refused */

#define LEADS                                                                                      \
    "that a country code can lead to, expected domestic, hmt, a class of countries, satellite, "   \
    "satellite_other, special or info"
#define SYSTEMS "expected inmarsat, inmarsat-mini-m or globalstar"

static void an_overlay_says_what_kind_it_is(void **state)
{
    static const char *const rows[][2] = {
        {"example", "annex"}, {"I-08b", "reading"}, {"per-minute", "defect"}};
    struct tg_error error = {.status = TG_OK};
    struct tg_rulebook *rulebook = tg_rulebook_load(TG_DEFAULT_RULEBOOK, NULL, 0, &error);

    (void)state;
    assert_string_equal(tg_rulebook_overlay_kind(rulebook), "");
    tg_rulebook_free(rulebook);
    for (size_t i = 0; i < COUNT(rows); i++) {
        rulebook = tg_rulebook_load(TG_DEFAULT_RULEBOOK, &rows[i][0], 1, &error);
        assert_string_equal(tg_rulebook_overlay_kind(rulebook), rows[i][1]);
        tg_rulebook_free(rulebook);
    }
}

static const struct {
    const char *kind, *part, *expected;
} refusals[] = {
    /* bind */
    {"annex", "<bind price='lx' value='0.1'/>", "price 'lx' is not declared"},
    {"annex", "<bind price='ld' plan='cards gotten' value='0.1'/>",
     "plan 'gotten' is not known, expected one of gotone, mzone, easyown, easyown-qingsong, "
     "easyown-jiayuan, gotone-jingdian, gotone-shanglv, mzone-suibian, easyown-dazhong or a group "
     "of them"},
    {"annex", "<bind price='ld' system='inmarsat' value='0.1'/>",
     "price 'ld' does not depend on the system"},
    {"annex", "<bind price='ld_satellite' system='globalstar iridium' value='3'/>",
     "system 'iridium' is not known, " SYSTEMS},
    {"annex", "<bind price='ld_satellite' system='none' value='3'/>",
     "system 'none' is not known, " SYSTEMS},
    {"annex", "<bind price='plan_ld' value='0.1'/>",
     "price 'plan_ld' has no unit of its own, expected per"},
    {"annex", "<bind price='ld' value='0.1' per='6'/>",
     "price 'ld' is charged per 60 s, found per 6 s"},
    {"annex", "<bind price='plan_ld' value='0.1' per='7'/>",
     "a unit of 7 s is not declared by any unit element"},
    {"annex", "<bind price='ld' value='0'/>",
     "0.00 yuan for price 'ld' lies below its legal range"},
    {"annex", "<bind price='ld' value='0.7001'/>",
     "0.7001 yuan for price 'ld' lies above its legal range"},
    {"annex", "<bind price='local_fee' value='0.1999'/>",
     "0.1999 yuan for price 'local_fee' lies below its legal range"},
    {"annex", "<bind price='local_fee' value='0.41'/>",
     "0.41 yuan for price 'local_fee' lies above its legal range"},
    {"annex", "<bind price='plan_ld' value='0.0701' per='6'/>",
     "0.0701 yuan for price 'plan_ld' lies above its legal range"},
    {"annex", "<bind price='plan_ld' value='0.7001' per='60'/>",
     "0.7001 yuan for price 'plan_ld' lies above its legal range"},
    {"annex", "<bind price='plan_hmt' value='0.2001' per='60'/>",
     "0.2001 yuan for price 'plan_hmt' lies above its legal range"},
    /* reprice */
    {"defect", "<reprice/>", "a reprice sets a value, a per or both"},
    {"defect", "<reprice rules='R-10' from-value='0.30'/>",
     "a reprice sets a value, a per or both"},
    {"defect", "<reprice rules='R-10' per='61'/>",
     "a unit of 61 s is not declared by any unit element"},
    {"defect", "<reprice rules='R-10 R-1' value='1'/>", "there is no rule 'R-1'"},
    {"defect", "<reprice tariffs='LD LX' value='1'/>", "there is no tariff 'LX'"},
    {"defect", "<reprice rules='R-10' from-value='0.31' value='1'/>", "no fee matches"},
    {"defect", "<reprice rules='R-10' from-per='6' value='1'/>", "no fee matches"},
    {"defect", "<reprice rules='R-01' value='1'/>", "no fee matches"},
    {"defect", "<reprice rules='R-40' value='1'/>", "no fee matches"},
    {"defect", "<reprice rules='R-41' per='60'/>", "no fee matches"},
    {"defect",
     "<tariff id='LD' title=''><charge/></tariff><reprice from-value='0.06' value='0.07'/>",
     "no fee matches"},
    {"defect", "<reprice rules='R-20' per='7'/><unit per='7'/>",
     "a unit of 7 s is not declared by any unit element"},
    {"defect", "<unit per='7'/><reprice rules='R-20' per='7'/>",
     "a price per 60 s has no exact equal per 7 s"},
    {"defect", "<unit per='7'/><reprice tariffs='HMT' per='7'/>",
     "a price per 6 s has no exact equal per 7 s"},
    {"defect", "<unit per='7'/><reprice per='7'/>", "a price per 60 s has no exact equal per 7 s"},
    /* rules */
    {"defect",
     "<unit per='1'/><unit per='99999'/><reprice rules='R-12' value='999999' per='1'/>"
     "<reprice rules='R-12' per='99999'/>",
     "the new price would be more than 999999.9999 yuan"},
    {"defect", "<remove rule='R-99'/>", "there is no rule 'R-99'"},
    {"defect", "<remove rule='R-01' state='abroad'/>",
     "state 'abroad' is not known, expected one of home, province, national or a group of them"},
    {"defect", "<yield rules='R-01' to='R-99'/>", "there is no rule 'R-99'"},
    {"defect", "<yield rules='R-01 R-98' to='R-3S'/>", "there is no rule 'R-98'"},
    /* treat */
    {"defect", "<treat state='national'/>", "a treat says as what, such as as-state"},
    {"defect", "<treat state='abroad' as-state='home'/>",
     "state 'abroad' is not known, expected one of home, province, national or a group of them"},
    {"defect", "<treat state='home' as-state='roaming'/>",
     "as-state is 'roaming', expected a single state"},
    /* surcharge */
    {"defect", "<surcharge rules='R-01 R-99'><fee value='1'/></surcharge>",
     "there is no rule 'R-99'"},
    {"defect", "<surcharge rules='R-01' state='abroad'><fee value='1'/></surcharge>",
     "state 'abroad' is not known, expected one of home, province, national or a group of them"},
    {"defect", "<surcharge rules='R-01'><fee tariff='LD'/></surcharge>",
     "a surcharge does not refer to a tariff"},
    {"defect", "<instead rules='R-01'><fee tariff='LD'/></instead>",
     "instead does not refer to a tariff"},
    {"defect", "<surcharge rules='R-01'><fee price='lx'/></surcharge>",
     "price 'lx' is not declared"},
    /* prefix */
    {"defect", "<prefix digits='1787' destination='usa'/>", "destination 'usa' is nothing " LEADS},
    {"defect", "<prefix digits='1787' destination='none'/>",
     "destination 'none' is nothing " LEADS},
    {"defect", "<prefix digits='1787' destination='local'/>",
     "destination 'local' is nothing " LEADS},
    {"defect", "<prefix digits='1787' destination='visited_area'/>",
     "destination 'visited_area' is nothing " LEADS},
    {"defect", "<prefix digits='1787' destination='service'/>",
     "destination 'service' is nothing " LEADS},
    {"defect", "<prefix digits='870' destination='satellite'/>",
     "destination satellite goes with a system, others do not"},
    {"defect", "<prefix digits='870' destination='other' system='inmarsat'/>",
     "destination satellite goes with a system, others do not"},
    {"defect", "<prefix digits='870' destination='satellite' system='iridium'/>",
     "system 'iridium' is not known, " SYSTEMS},
    {"defect", "<prefix digits='870' destination='satellite' system='none'/>",
     "system 'none' is not known, " SYSTEMS},
    {"defect", "<prefix digits='0870' destination='other'/>",
     "attribute 'digits' of element 'prefix' is '0870', expected [1-9][0-9]{0,7}"},
    /* dial */
    {"defect", "<dial digits='' as='0'/>",
     "attribute 'digits' of element 'dial' is '', expected [+]|[+]?[0-9]{1,11}"},
    {"defect", "<dial digits='0+' as='0'/>",
     "attribute 'digits' of element 'dial' is '0+', expected [+]|[+]?[0-9]{1,11}"},
    {"defect", "<dial digits='+123456789012' as='0'/>",
     "attribute 'digits' of element 'dial' is '+123456789012', expected [+]|[+]?[0-9]{1,11}"},
    {"defect", "<dial digits='00' as='++'/>",
     "attribute 'as' of element 'dial' is '++', expected [+]?[0-9]{0,11}"},
    {"defect", "<dial digits='00'/>", "element 'dial' has no attribute as"},
    /* what an annex may not */
    {"annex", "<tariff id='LD' title=''><charge/></tariff>",
     "an annex has no element 'tariff', expected bind, policy, prefix or unit"},
    {"annex", "<unit per='7'/><reprice per='7'/>",
     "an annex has no element 'reprice', expected bind, policy, prefix or unit"},
    {"annex", "<dial digits='00' as='0'/>",
     "an annex has no element 'dial', expected bind, policy, prefix or unit"},
    /* what rulebooks have too */
    {"defect",
     "<unit per='7'/><unit per='8'/><unit per='9'/><unit per='10'/><unit per='11'/>"
     "<unit per='12'/><unit per='13'/>",
     "a rulebook holds at most 8 unit elements"},
    {"defect", "<tariff id='T' title=''><charge plan='x'/></tariff>",
     "plan 'x' is not known, expected one of gotone, mzone, easyown, easyown-qingsong, "
     "easyown-jiayuan, gotone-jingdian, gotone-shanglv, mzone-suibian, easyown-dazhong or a group "
     "of them"},
    {"defect", "<clause id='A-9' effect='rates'/>",
     "element 'clause' is not known here, expected policy, unit, price, tariff, rule, unspecified, "
     "bind, reprice, remove, yield, surcharge, instead, prefix, treat, dial"},
};

static void a_slip_in_an_overlay_is_named_with_its_line(void **state)
{
    char *rulebook = rulebook_text();

    (void)state;
    for (size_t i = 0; i < COUNT(refusals); i++) {
        char *overlay = overlay_text(refusals[i].kind, refusals[i].part);

        assert_refused(rulebook, overlay, TG_E_XML, "overlay", 2, refusals[i].expected);
        free(overlay);
    }
    assert_refused(rulebook, "<overlay id='x' kind='annex' title='' clauses='A-1 A-9'/>", TG_E_XML,
                   "overlay", 1, "clause 'A-9' is not in the register of clauses");
    assert_refused(rulebook, rulebook, TG_E_XML, "overlay", line_of(rulebook, "<rulebook "),
                   "found a rulebook, expected an overlay");
    free(rulebook);
}

/* `accepted` lines by `put`, then one more that is refused. */
static void assert_one_too_many(void (*put)(FILE *out, int i), int accepted, const char *expected)
{
    char *rulebook = rulebook_text();
    char *parts, *overlay;
    size_t size;
    FILE *out = open_memstream(&parts, &size);

    for (int i = 1; i <= accepted + 1; i++) put(out, i);
    fclose(out);
    overlay = overlay_text("defect", parts);
    assert_refused(rulebook, overlay, TG_E_XML, "overlay", accepted + 2, expected);
    free(overlay);
    free(parts);
    free(rulebook);
}

static void put_surcharge(FILE *out, int i)
{
    fprintf(out, "<surcharge rules='R-41'><fee value='%d'/></surcharge>\n", i);
}

static void put_treat(FILE *out, int i)
{
    fprintf(out, "<treat state='home' as-length='%s'/>\n", i % 2 == 0 ? "short" : "long");
}

static void put_exclusion(FILE *out, int i)
{
    fprintf(out, "<remove rule='R-3S' access='%s'/>\n", i % 2 == 0 ? "17951" : "12593");
}

static void put_prefix(FILE *out, int i)
{
    fprintf(out, "<prefix digits='99%03d' destination='other'/>\n", i);
}

static void put_dial(FILE *out, int i)
{
    fprintf(out, "<dial digits='%d' as=''/>\n", i);
}

static void too_many_of_a_kind_are_refused(void **state)
{
    struct tg_rulebook *bundled = bundled_with(NULL);
    int room = TG_MAX_PREFIXES - (int)bundled->prefixes.count;
    char expected[128];

    (void)state;
    tg_rulebook_free(bundled);
    assert_one_too_many(put_surcharge, TG_MAX_SURCHARGES, "a rulebook holds at most 32 surcharges");
    assert_one_too_many(put_treat, TG_MAX_TREATS, "a rulebook holds at most 16 treats");
    assert_one_too_many(put_exclusion, TG_MAX_EXCLUSIONS,
                        "a rulebook holds at most 16 removals of parts of rules");
    assert_one_too_many(put_dial, TG_MAX_DIALS, "a rulebook holds at most 16 dial elements");
    snprintf(expected, sizeof expected,
             "prefix '99%03d' is one more than the 512 destination prefixes there is room for",
             room + 1);
    assert_one_too_many(put_prefix, room, expected);
}

static void a_full_text_store_is_refused_in_an_overlay(void **state)
{
    static const struct {
        const char *part;
        int spare; /* bytes of text that it can still keep */
    } rows[] = {
        {"<surcharge rules='R-01'><fee value='1'/></surcharge>", 0},
        {"<policy name='zone' value='Z'/>", 0},
        {"<dial digits='0' as=''/>", 0},
        {"<dial digits='0' as=''/>", 2},
    };
    char *rulebook = rulebook_text();
    struct tg_rulebook *bundled = bundled_with(NULL);
    /* What is kept besides: "test" or nothing for the overlay, "", "Z" and the clauses' "". */
    size_t room = TG_MAX_TEXT - bundled->text_used;

    (void)state;
    tg_rulebook_free(bundled);
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *filled, *overlay;

        if (asprintf(&filled, "<policy name='zone' value='Z'>%0*d</policy>\n%s",
                     (int)room - 5 - rows[i].spare, 0, rows[i].part) < 0)
            fail();
        overlay = overlay_text("defect", filled);
        assert_refused(rulebook, overlay, TG_E_XML, "overlay", 3,
                       "a rulebook holds at most 131072 bytes of text");
        free(filled);
        free(overlay);
    }
    free(rulebook);
}

/* -------------------------------------------------------------------------------- what they do */

static struct tg_rulebook *with(const char *kind, const char *part)
{
    char *overlay = overlay_text(kind, part);
    struct tg_rulebook *rulebook = bundled_with(overlay);

    free(overlay);
    return rulebook;
}

/* Prices at the ends of their legal ranges, and others where only the charge is bounded. */
static void legal_prices_are_bound(void **state)
{
    static const struct {
        const char *part, *price;
        tg_money value;
        int32_t per_s;
    } rows[] = {
        {"<bind price='ld' value='0.70'/>", "ld", 7000, 60},
        {"<bind price='ld' value='0.0001' per='60'/>", "ld", 1, 60},
        {"<bind price='local_fee' value='0.20'/>", "local_fee", 2000, 60},
        {"<bind price='ld_satellite' value='999999'/>", "ld_satellite", 9999990000, 6},
        {"<bind price='plan_ld' value='0' per='6'/>", "plan_ld", 0, 6},
        {"<bind price='plan_ld' value='0.07' per='6'/>", "plan_ld", 700, 6},
        {"<bind price='plan_hmt' value='0.2' per='60'/>", "plan_hmt", 2000, 60},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_rulebook *rulebook = with("annex", rows[i].part);
        int price = tg_price_find(rulebook, tg_slice_of(rows[i].price));

        for (size_t plan = 0; plan < TG_PLAN_COUNT; plan++)
            for (size_t system = 0; system < TG_SYSTEM_COUNT; system++) {
                const struct tg_binding *binding = &rulebook->binding[price][plan][system];

                assert_true(binding->bound);
                assert_int_equal(binding->value, rows[i].value);
                assert_int_equal(binding->per_s, rows[i].per_s);
            }
        tg_rulebook_free(rulebook);
    }
}

/* The legal range is compared over every duration, also where units share no small multiple. */
static void a_unit_of_its_own_is_compared_over_all_durations(void **state)
{
    char *rulebook = rulebook_text();

    (void)state;
    assert_refused(rulebook,
                   "<overlay id='x' kind='annex' title=''><unit per='86400'/>\n"
                   "<bind price='plan_ld' value='0.7001' per='86400'/></overlay>",
                   TG_E_XML, "overlay", 2,
                   "0.7001 yuan for price 'plan_ld' lies above its legal range");
    tg_rulebook_free(with("annex", "<unit per='86400'/>"
                                   "<bind price='plan_ld' value='0.70' per='86400'/>"));
    free(rulebook);
}

static void a_binding_holds_for_its_plans_and_systems_only(void **state)
{
    struct tg_rulebook *rulebook = with("annex", "<bind price='ld_satellite' plan='cards mzone' "
                                                 "system='inmarsat globalstar' value='3'/>");
    int price = tg_price_find(rulebook, tg_slice_of("ld_satellite"));

    (void)state;
    for (size_t p = 0; p < rulebook->price_count; p++)
        for (size_t plan = 0; plan < TG_PLAN_COUNT; plan++)
            for (size_t system = 0; system < TG_SYSTEM_COUNT; system++) {
                bool plans = plan == TG_PLAN_MZONE || plan == TG_PLAN_EASYOWN_QINGSONG ||
                             plan == TG_PLAN_EASYOWN_JIAYUAN;
                bool systems = system == TG_SYSTEM_INMARSAT || system == TG_SYSTEM_GLOBALSTAR;

                assert_int_equal(rulebook->binding[p][plan][system].bound,
                                 (int)p == price && plans && systems);
            }
    tg_rulebook_free(rulebook);
}

static void a_defect_may_bind_outside_the_legal_range(void **state)
{
    struct tg_rulebook *rulebook = with("defect", "<bind price='roam_caller' value='99'/>");
    int price = tg_price_find(rulebook, tg_slice_of("roam_caller"));

    (void)state;
    assert_int_equal(rulebook->binding[price][0][0].value, 990000);
    tg_rulebook_free(rulebook);
}

/* The fixed fees of a rule's (or tariff's) first charge after a reprice. */
static void reprice_changes_what_it_names_and_nothing_else(void **state)
{
    static const struct {
        const char *part;
        const char *rule, *tariff; /* whose fixed fee to look at */
        tg_money value;
        int32_t per_s;
    } rows[] = {
        {"<reprice from-per='6' per='60'/>", NULL, "LD", 6000, 60},
        {"<reprice from-per='6' per='60'/>", "R-10", NULL, 3000, 60},
        {"<reprice from-value='0.30' value='0.31'/>", "R-10", NULL, 3100, 60},
        {"<reprice from-value='0.30' value='0.31'/>", "R-11", NULL, 15000, 60},
        {"<reprice rules='R-10 R-11' per='6'/>", "R-10", NULL, 300, 6},
        {"<reprice rules='R-10 R-11' per='6'/>", "R-11", NULL, 1500, 6},
        {"<reprice rules='R-10 R-11' per='6'/>", "R-12", NULL, 24000, 60},
        {"<reprice rules='R-10' value='0.05' per='6'/>", "R-10", NULL, 500, 6},
        {"<reprice rules='R-41' value='6'/>", "R-41", NULL, 60000, 0},
        {"<reprice per='60'/>", "R-41", NULL, 50000, 0},
        {"<reprice tariffs='LD HMT' value='0.1'/>", NULL, "HMT", 1000, 6},
        {"<reprice tariffs='LD HMT' value='0.1'/>", NULL, "INTL", 8000, 6},
        {"<reprice rules='R-10' tariffs='LD' value='0.1'/>", "R-10", NULL, 1000, 60},
        {"<reprice rules='R-10' tariffs='LD' value='0.1'/>", NULL, "LD", 1000, 6},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tg_rulebook *rulebook = with("defect", rows[i].part);
        const struct tg_fee *fee;

        if (rows[i].rule != NULL) {
            int rule = tg_rule_find(rulebook, tg_slice_of(rows[i].rule));

            fee = &rulebook->charge[rulebook->rule[rule].charge].fee[0];
        } else {
            int tariff = tg_tariff_find(rulebook, tg_slice_of(rows[i].tariff));

            fee = &rulebook->charge[rulebook->tariff[tariff].charge].fee[0];
        }
        if (fee->value != rows[i].value || fee->per_s != rows[i].per_s)
            fail_msg("%s: %s%s", rows[i].part, rows[i].rule ? rows[i].rule : "",
                     rows[i].tariff ? rows[i].tariff : "");
        tg_rulebook_free(rulebook);
    }
}

static void a_prefix_keeps_its_name_and_the_reading_that_chose_it(void **state)
{
    struct tg_rulebook *rulebook =
        with("reading", "<prefix digits='1787' destination='us_ca'/>"
                        "<prefix digits='87076' destination='satellite' system='inmarsat-mini-m'/>"
                        "<prefix digits='999' destination='other'/>");
    const struct tg_prefix_table *table = &rulebook->prefixes;
    const struct tg_prefix *row = &table->row[tg_prefixes_match(table, tg_slice_of("1787")) - 1];

    (void)state;
    assert_string_equal(row->digits, "1787");
    assert_string_equal(row->name, "Puerto Rico");
    assert_int_equal(row->destination, TG_DEST_US_CA);
    assert_int_equal(row->reading, 15);
    row = &table->row[tg_prefixes_match(table, tg_slice_of("870761")) - 1];
    assert_string_equal(row->digits, "87076");
    assert_int_equal(row->destination, TG_DEST_SATELLITE);
    assert_int_equal(row->system, TG_SYSTEM_INMARSAT_MINI_M);
    assert_int_equal(row->reading, 0);
    row = &table->row[tg_prefixes_match(table, tg_slice_of("9991")) - 1];
    assert_string_equal(row->digits, "999");
    assert_string_equal(row->name, "");
    tg_rulebook_free(rulebook);
}

/* A place can be of any class, a country code of the mainland itself too. */
static void a_prefix_may_lead_anywhere_that_is_a_place(void **state)
{
    static const char *const classes[] = {"domestic", "hmt",   "us_ca",           "kr_sg",
                                          "other",    "nz",    "satellite_other", "special",
                                          "info",     "other", "both_lists",      "only_12593"};

    (void)state;
    for (size_t i = 0; i < COUNT(classes); i++) {
        char part[80];
        struct tg_rulebook *rulebook;
        uint16_t row;

        snprintf(part, sizeof part, "<prefix digits='86' destination='%s'/>", classes[i]);
        rulebook = with("defect", part);
        row = tg_prefixes_match(&rulebook->prefixes, tg_slice_of("8610"));
        assert_int_equal(rulebook->prefixes.row[row - 1].destination,
                         tg_value_find(TG_DIM_DESTINATION, tg_slice_of(classes[i])));
        tg_rulebook_free(rulebook);
    }
}

/* Later ones replace earlier ones of the same digits; the table of the rules stays. */
static void dialled_digits_are_read_otherwise(void **state)
{
    struct tg_rulebook *rulebook =
        with("defect", "<dial digits='00' as='0'/><dial digits='+' as=''/>"
                       "<dial digits='00' as='+86'/>");
    size_t count;
    const struct tg_dial *dials = tg_rulebook_dials(rulebook, &count);
    struct tg_number number;

    (void)state;
    assert_int_equal(count, 2);
    assert_string_equal(dials[0].digits, "00");
    assert_string_equal(dials[0].as, "+86");
    assert_string_equal(dials[1].digits, "+");
    assert_string_equal(dials[1].as, "");
    assert_true(tg_rulebook_number(rulebook, &number, tg_slice_of("0013800138000"), NULL));
    assert_int_equal(number.kind, TG_NUMBER_MOBILE);
    assert_ptr_equal(number.dial, &dials[0]);
    assert_true(tg_rulebook_number(rulebook, &number, tg_slice_of("01062001234"), NULL));
    assert_null(number.dial);
    tg_rulebook_free(rulebook);
}

/* Elements of the same id replace each other; a removed rule that is stated again is back. */
static void what_is_stated_again_replaces(void **state)
{
    struct tg_rulebook *rulebook =
        with("defect", "<unit per='6'/><unit per='7'/>"
                       "<price name='ld' scope='plan' per='7' from='0.1' clauses='A-1'>new</price>"
                       "<remove rule='R-41'/><rule id='R-41' clauses='B-2.3' title='again'>"
                       "<when regime='single' event='monthly_fee' pack='night'/><charge/></rule>");
    int price = tg_price_find(rulebook, tg_slice_of("ld"));
    int rule = tg_rule_find(rulebook, tg_slice_of("R-41"));

    (void)state;
    assert_int_equal(rulebook->unit_count, 3);
    assert_int_equal(rulebook->price[price].per_s, 7);
    assert_string_equal(rulebook->price[price].text, "new");
    assert_false(rulebook->rule[rule].removed);
    assert_string_equal(rulebook->rule[rule].title, "again");
    assert_string_equal(rulebook->rule[rule].origin.file, "overlay");
    tg_rulebook_free(rulebook);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_bundled_overlay_loads_alone_and_changes_something),
        cmocka_unit_test(an_overlay_says_what_kind_it_is),
        cmocka_unit_test(a_slip_in_an_overlay_is_named_with_its_line),
        cmocka_unit_test(too_many_of_a_kind_are_refused),
        cmocka_unit_test(a_full_text_store_is_refused_in_an_overlay),
        cmocka_unit_test(legal_prices_are_bound),
        cmocka_unit_test(a_unit_of_its_own_is_compared_over_all_durations),
        cmocka_unit_test(a_binding_holds_for_its_plans_and_systems_only),
        cmocka_unit_test(a_defect_may_bind_outside_the_legal_range),
        cmocka_unit_test(reprice_changes_what_it_names_and_nothing_else),
        cmocka_unit_test(a_prefix_keeps_its_name_and_the_reading_that_chose_it),
        cmocka_unit_test(a_prefix_may_lead_anywhere_that_is_a_place),
        cmocka_unit_test(dialled_digits_are_read_otherwise),
        cmocka_unit_test(what_is_stated_again_replaces),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
