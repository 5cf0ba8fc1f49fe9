/* The decision table: that the rulebook's is complete and unique (counted again, the slow way), and
 * every way in which a table is found unsound. */
#include "decision.h"
#include "testing.h"
#include "testing_rulebooks.h"

/* ------------------------------------------------------------------------- the table, once more */

static bool holds(const struct tg_box *box, const uint8_t value[TG_DIM_COUNT])
{
    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++)
        if (!(box->mask[dim] >> value[dim] & 1)) return false;
    return true;
}

static bool rule_may_hold(const struct tg_rulebook *rulebook, const struct tg_rule *rule,
                          const uint8_t value[TG_DIM_COUNT])
{
    for (size_t w = 0; w < rule->when_count; w++)
        if (holds(&rulebook->when[rule->when + w], value)) return true;
    return false;
}

/* What a rule charges at a point: the charge, and the charge of the tariff it refers to. */
struct hit {
    size_t rule;
    const struct tg_charge *charge; /* NULL = unspecified */
    const struct tg_charge *priced; /* NULL = no tariff */
};

/* Adds the rule's hits at the point. */
static size_t add_hits(struct hit *hits, size_t count, const struct tg_rulebook *rulebook, size_t r,
                       const uint8_t value[TG_DIM_COUNT])
{
    const struct tg_rule *rule = &rulebook->rule[r];

    if (!rule_may_hold(rulebook, rule, value)) return count;
    if (rule->unspecified) hits[count++] = (struct hit){r, NULL, NULL};
    for (size_t c = 0; c < rule->charge_count; c++) {
        const struct tg_charge *charge = &rulebook->charge[rule->charge + c];
        const struct tg_tariff *tariff = NULL;

        if (!holds(&charge->box, value)) continue;
        for (size_t f = 0; f < charge->fee_count; f++)
            if (charge->fee[f].kind == TG_FEE_TARIFF)
                tariff = &rulebook->tariff[charge->fee[f].ref];
        if (tariff == NULL) hits[count++] = (struct hit){r, charge, NULL};
        for (size_t t = 0; tariff != NULL && t < tariff->charge_count; t++)
            if (holds(&rulebook->charge[tariff->charge + t].box, value))
                hits[count++] = (struct hit){r, charge, &rulebook->charge[tariff->charge + t]};
    }
    return count;
}

static bool yields[TG_MAX_RULES][TG_MAX_RULES];

/* Who yields to whom, by the ids as written, at once or by way of others. */
static void find_yields(const struct tg_rulebook *rulebook)
{
    size_t count = rulebook->rule_count;
    bool more = true;

    memset(yields, 0, sizeof yields);
    for (size_t a = 0; a < count; a++) {
        char *list = strdup(rulebook->rule[a].yields_text);

        for (char *id = strtok(list, " "); id != NULL; id = strtok(NULL, " "))
            for (size_t b = 0; b < count; b++)
                yields[a][b] |= strcmp(rulebook->rule[b].id, id) == 0;
        free(list);
    }
    while (more) {
        more = false;
        for (size_t a = 0; a < count; a++)
            for (size_t b = 0; b < count; b++)
                for (size_t c = 0; yields[a][b] && c < count; c++)
                    if (yields[b][c] && !yields[a][c]) more = yields[a][c] = true;
    }
}

static void assert_same_fees(const struct tg_action *action, const struct hit *hit)
{
    size_t n = 0;

    for (size_t f = 0; f < hit->charge->fee_count; f++) {
        const struct tg_fee *fee = &hit->charge->fee[f];
        bool refers = fee->kind == TG_FEE_TARIFF;
        size_t count = refers ? hit->priced->fee_count : 1;

        for (size_t k = 0; k < count; k++, n++) {
            const struct tg_fee *expected = refers ? &hit->priced->fee[k] : fee;

            assert_true(n < action->fee_count);
            assert_int_equal(action->fee[n].kind, expected->kind);
            assert_int_equal(action->fee[n].value, expected->value);
            assert_int_equal(action->fee[n].per_s, expected->per_s);
            assert_int_equal(action->fee[n].ref, expected->ref);
        }
    }
    assert_int_equal(action->fee_count, n);
}

/* Of the hits, exactly one belongs to a rule that all the others yield to. */
static void compare_point(const struct tg_rulebook *rulebook, const uint8_t value[TG_DIM_COUNT])
{
    const struct tg_action *action = tg_cell_action(rulebook, tg_cell_index(value));
    const struct hit *winner = NULL;
    struct hit hits[64];
    char point[TG_POINT_BUF];
    size_t count = 0;
    uint32_t basis;

    tg_point_format(point, value);
    for (size_t r = 0; r < rulebook->rule_count; r++)
        count = add_hits(hits, count, rulebook, r, value);
    for (size_t i = 0; i < count; i++) {
        bool wins = true;

        for (size_t k = 0; k < count; k++)
            wins = wins && (k == i || yields[hits[k].rule][hits[i].rule]);
        if (wins && winner != NULL) fail_msg("two winners at %s", point);
        if (wins) winner = &hits[i];
    }
    if (winner == NULL) fail_msg("none of %zu wins at %s", count, point);
    if (action->rule != winner->rule) fail_msg("another rule wins at %s", point);
    basis = rulebook->rule[winner->rule].basis;
    if (winner->charge != NULL) {
        assert_ptr_equal(&rulebook->charge[action->charge], winner->charge);
        assert_same_fees(action, winner);
        basis |= winner->charge->basis | (winner->priced == NULL ? 0 : winner->priced->basis);
    }
    assert_int_equal(action->basis, basis);
}

static void the_table_equals_what_the_rules_say_at_every_point(void **state)
{
    static const char *const names[] = {TG_DEFAULT_RULEBOOK, TG_NOTICE_RULEBOOK};

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct tg_rulebook *rulebook = tg_rulebook_load(names[i], NULL, 0, NULL);
        long points = 0;

        assert_non_null(rulebook);
        find_yields(rulebook);
        for (size_t r = 0; r < tg_reachable_count(); r++) {
            struct tg_cells at;

            for (bool more = tg_cells_first(&at, tg_reachable(r)); more;
                 more = tg_cells_next(&at), points++)
                compare_point(rulebook, at.value);
        }
        print_message("%s: %ld points\n", names[i], points);
        tg_rulebook_free(rulebook);
    }
}

/* The cells that were seen, once more, front by front. */
static void walk_fronts(uint8_t *seen)
{
    uint8_t value[TG_DIM_COUNT];
    size_t fronts = 1; /* the empty one */
    size_t place = 0;
    size_t first;

    for (; tg_front_next(value, &first, &place); fronts++)
        for (size_t n = 0; n < TG_PER_FRONT; n++) {
            tg_cell_rest(value, n);
            assert_int_equal(tg_cell_index(value), first + n);
            seen[first + n] = 0;
        }
    assert_int_equal(fronts, TG_FRONTS);
    for (size_t cell = 0; cell < TG_CELLS; cell++) assert_int_equal(seen[cell], 0);
}

/* A point is laid down where a call can be, in one way, and nowhere else. */
static void reachable_points_are_counted_once_and_the_others_are_empty(void **state)
{
    struct tg_rulebook *rulebook = bundled_with(NULL);
    uint8_t *seen = calloc(TG_CELLS, 1);

    (void)state;
    assert_non_null(seen);
    for (size_t r = 0; r < tg_reachable_count(); r++) {
        struct tg_cells at;

        for (bool more = tg_cells_first(&at, tg_reachable(r)); more; more = tg_cells_next(&at)) {
            assert_int_equal(at.cell, tg_cell_index(at.value));
            assert_in_range(at.cell, TG_PER_FRONT, TG_CELLS - 1);
            assert_int_equal(seen[at.cell]++, 0);
        }
    }
    for (size_t cell = 0; cell < TG_CELLS; cell++)
        assert_int_equal(seen[cell], rulebook->cell[cell] != 0);
    walk_fronts(seen);
    free(seen);
    tg_rulebook_free(rulebook);
}

static void an_empty_box_has_no_points(void **state)
{
    struct tg_box box = *tg_reachable(0);
    struct tg_cells at;

    (void)state;
    box.mask[TG_DIM_LENGTH] = 0;
    assert_false(tg_cells_first(&at, &box));
    assert_false(tg_box_cut(&box, tg_reachable(0)));
}

/* ------------------------------------------------------------------------------- deleted rules */

/* Whether any rule but one may be laid down at the point. */
static bool is_covered(const struct tg_rulebook *rulebook, size_t without,
                       const uint8_t value[TG_DIM_COUNT])
{
    struct hit hits[64];

    for (size_t r = 0; r < rulebook->rule_count; r++)
        if (r != without && add_hits(hits, 0, rulebook, r, value) > 0) return true;
    return false;
}

static bool first_gap(char point[TG_POINT_BUF], const struct tg_rulebook *rulebook, size_t without)
{
    struct tg_cells at;

    for (size_t r = 0; r < tg_reachable_count(); r++)
        for (bool more = tg_cells_first(&at, tg_reachable(r)); more; more = tg_cells_next(&at))
            if (tg_cell_action(rulebook, at.cell)->rule == without &&
                !is_covered(rulebook, without, at.value)) {
                tg_point_format(point, at.value);
                return true;
            }
    return false;
}

static bool is_word_of(const char *list, const char *id)
{
    size_t n = strlen(id);

    for (const char *p = strstr(list, id); p != NULL; p = strstr(p + 1, id))
        if ((p == list || p[-1] == ' ') && (p[n] == '\0' || p[n] == ' ')) return true;
    return false;
}

static char *without_rule(const struct tg_rule *rule)
{
    char *text = rulebook_text();
    char start[64];
    char *from, *to;
    const char *end = rule->unspecified ? "</unspecified>" : "</rule>";

    snprintf(start, sizeof start, rule->unspecified ? "<unspecified id=\"%s\"" : "<rule id=\"%s\"",
             rule->id);
    from = strstr(text, start);
    assert_non_null(from);
    to = strstr(from, end) + strlen(end);
    memmove(from, to, strlen(to) + 1);
    return text;
}

static void a_rulebook_without_any_one_of_its_rules_does_not_load(void **state)
{
    struct tg_rulebook *rulebook = bundled_with(NULL);
    size_t gaps = 0;

    (void)state;
    for (size_t r = 0; r < rulebook->rule_count; r++) {
        const struct tg_rule *rule = &rulebook->rule[r];
        char *text = without_rule(rule);
        char expected[512], point[TG_POINT_BUF], start[64] = "<rules>";
        size_t other = 0;

        while (other < rulebook->rule_count &&
               !is_word_of(rulebook->rule[other].yields_text, rule->id))
            other++;
        if (other < rulebook->rule_count) {
            snprintf(expected, sizeof expected, "rule %s yields to '%s', which is missing",
                     rulebook->rule[other].id, rule->id);
            snprintf(start, sizeof start, " id=\"%s\"", rulebook->rule[other].id);
        } else {
            if (!first_gap(point, rulebook, r)) fail_msg("%s leaves no gap", rule->id);
            snprintf(expected, sizeof expected, "no rule and no unspecified entry holds at %s",
                     point);
            gaps++;
        }
        assert_refused(text, NULL, TG_E_TABLE, "rulebook", line_of(text, start), expected);
        free(text);
    }
    print_message("%zu rules deleted in turn, %zu leave a gap\n", rulebook->rule_count, gaps);
    tg_rulebook_free(rulebook);
}

static void a_rule_removed_by_an_overlay_is_missed_where_it_was_removed(void **state)
{
    char *text = rulebook_text();

    (void)state;
    assert_refused(text,
                   "<overlay id='x' kind='defect' title=''>\n\n<remove rule='R-41'/></overlay>",
                   TG_E_TABLE, "overlay", 3,
                   "no rule and no unspecified entry holds at regime=single plan=gotone "
                   "event=monthly_fee state=home access=direct destination=none daypart=busy "
                   "pack=night-outside network=other length=zero");
    free(text);
}

/* ------------------------------------------------------------------------------ unsound tables */

#define R_41        "<rule id=\"R-41\" clauses=\"B-2.3\" title=\"monthly fee of the night pack\">"
#define R_41_CHARGE "<charge><fee value=\"5.00\"/></charge>"
#define FEE_POINT                                                                                  \
    "regime=single plan=gotone event=monthly_fee state=home access=direct destination=none "       \
    "daypart=busy pack=night-outside network=other length=zero"
#define LD_POINT                                                                                   \
    "regime=single plan=easyown-qingsong event=originate state=home access=direct "                \
    "destination=domestic daypart=busy pack=none network=cmcc length=zero"
#define EXTRA(yields)                                                                              \
    "<rule id='R-4X' clauses='B-2.3' title='' " yields "><when regime='single' "                   \
    "event='monthly_fee' pack='night'/><charge plan='gotone' state='home'/></rule>\n"

static const struct {
    const char *from, *to, *at; /* at: ends on the line blamed; NULL = where `to` ends */
    const char *expected;
} unsound[] = {
    /* charges and yields */
    {R_41_CHARGE, "<charge/>\n<charge plan='mzone'/>", NULL,
     "two charges of rule R-41 meet at regime=single plan=mzone event=monthly_fee state=home "
     "access=direct destination=none daypart=busy pack=night-outside network=other length=zero"},
    {R_41,
     EXTRA("yields-to='R-41'") "<rule id=\"R-41\" clauses=\"B-2.3\" yields-to='R-4X' title=''>",
     "<rule id='R-4X'", "rule R-4X yields to itself, at once or by way of others"},
    {R_41, "<rule id=\"R-41\" clauses=\"B-2.3\" yields-to='R-41' title=''>", NULL,
     "rule R-41 yields to itself, at once or by way of others"},
    {R_41, "<rule id=\"R-41\" clauses=\"B-2.3\" yields-to='R-3S R-99' title=''>", NULL,
     "rule R-41 yields to 'R-99', which is missing"},
    {"yields-to=\"R-60\" reason", "yields-to=\"U-99\" reason", NULL,
     "rule U-01 yields to 'U-99', which is missing"},
    /* what never applies */
    {R_41, EXTRA("yields-to='R-41'") R_41, "<rule id='R-4X'",
     "rule R-4X never applies: it is shadowed or no call is there"},
    {R_41,
     "<rule id='R-4X' clauses='B-2.3' title=''><when event='receive' "
     "destination='local'/><charge/></rule>\n" R_41,
     "<rule id='R-4X'", "rule R-4X never applies: it is shadowed or no call is there"},
    {R_41,
     "<unspecified id='U-4X' reason=''><when event='receive' "
     "destination='local'/></unspecified>\n" R_41,
     "<unspecified id='U-4X'", "rule U-4X never applies: it is shadowed or no call is there"},
    {R_41_CHARGE, R_41_CHARGE "\n<charge destination='local'/>", NULL,
     "a charge of rule R-41 never applies"},
    /* registers */
    {"<clause id=\"D-4\" effect=\"scope\">",
     "<clause id=\"D-4\" effect=\"rates\"/>\n<clause id=\"D-5\" effect=\"rates\">", NULL,
     "clause D-5 rates, but no rule, price or policy cites it"},
    {R_41, "<rule id=\"R-41\" clauses=\"B-2.3\" basis='I-20' title=''>", NULL,
     "basis I-20 is not among the readings"},
    {R_41_CHARGE, "<charge basis='I-31'><fee value=\"5.00\"/></charge>", NULL,
     "basis I-31 is not among the readings"},
    {"<charge plan=\"new\" basis=\"I-04\">", "<charge plan=\"new\" basis=\"I-04 I-22\">", NULL,
     "basis I-22 is not among the readings"},
};

static void an_unsound_table_is_refused_with_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(unsound); i++) {
        char *text = edited(rulebook_text(), unsound[i].from, unsound[i].to);

        assert_refused(text, NULL, TG_E_TABLE, "rulebook",
                       line_of(text, unsound[i].at == NULL ? unsound[i].to : unsound[i].at),
                       unsound[i].expected);
        free(text);
    }
}

static void rules_that_overlap_are_both_named_with_the_combination(void **state)
{
    char *text = edited(rulebook_text(), R_41, EXTRA("") "\n" R_41);
    char expected[512];

    (void)state;
    snprintf(expected, sizeof expected,
             "rules R-4X and R-41 meet at " FEE_POINT
             " and neither yields; R-4X is at rulebook:%ld",
             line_of(text, "<rule id='R-4X'"));
    assert_refused(text, NULL, TG_E_TABLE, "rulebook", line_of(text, R_41), expected);
    free(text);
}

/* The same overlap as above, settled by an overlay; compiling again changes nothing. */
static void an_overlay_says_who_yields(void **state)
{
    struct tg_rulebook *rulebook = bundled_with(
        "<overlay id='x' kind='defect' title=''><yield rules='R-41' to='R-42'/><rule id='R-42' "
        "clauses='B-2.3' yields-to='R-3S' title=''><when regime='single' event='monthly_fee' "
        "pack='night-inside'/><when regime='single' event='originate' state='home' "
        "access='direct' destination='domestic' pack='night-inside'/><charge/></rule></overlay>");
    uint8_t value[TG_DIM_COUNT] = {[TG_DIM_REGIME] = TG_REGIME_SINGLE,
                                   [TG_DIM_EVENT] = TG_EVENT_MONTHLY_FEE,
                                   [TG_DIM_PACK] = TG_PACK_INSIDE,
                                   [TG_DIM_NETWORK] = TG_NETWORK_OTHER};

    (void)state;
    for (int times = 0; times < 2; times++) {
        size_t actions = rulebook->action_count;
        const struct tg_action *action = tg_cell_action(rulebook, tg_cell_index(value));

        assert_string_equal(rulebook->rule[action->rule].id, "R-42");
        assert_true(tg_rulebook_compile(rulebook, NULL));
        assert_int_equal(rulebook->action_count, actions);
    }
    tg_rulebook_free(rulebook);
}

static void an_unspecified_entry_that_overlaps_a_rule_is_named(void **state)
{
    char *text = rulebook_text();
    char expected[512];

    (void)state;
    snprintf(expected, sizeof expected,
             "rules R-41 and U-4X meet at " FEE_POINT
             " and neither yields; R-41 is at rulebook:%ld",
             line_of(text, R_41));
    assert_refused(text,
                   "<overlay id='x' kind='defect' title=''>\n<unspecified id='U-4X' reason=''>"
                   "<when event='monthly_fee' regime='single' pack='night'/></unspecified>"
                   "</overlay>",
                   TG_E_TABLE, "overlay", 2, expected);
    free(text);
}

/* Whens may overlap, and a charge need not meet every charge of its tariff. */
static void a_rule_may_hold_twice_and_use_part_of_a_tariff(void **state)
{
    struct tg_rulebook *rulebook = bundled_with(
        "<overlay id='x' kind='defect' title=''>"
        "<rule id='R-01' clauses='A-1' yields-to='R-3S R-42' title=''><when regime='single' "
        "event='originate' state='home' access='direct' destination='domestic'/>"
        "<when regime='single' event='originate' state='home' access='direct' "
        "destination='domestic' plan='gotone'/><charge plan='gotone'><fee tariff='LD'/></charge>"
        "<charge plan='mzone easyown cards new'/></rule></overlay>");
    uint8_t value[TG_DIM_COUNT] = {[TG_DIM_REGIME] = TG_REGIME_SINGLE,
                                   [TG_DIM_LENGTH] = TG_LENGTH_LONG,
                                   [TG_DIM_DESTINATION] = TG_DEST_DOMESTIC};

    (void)state;
    for (uint8_t plan = 0; plan < TG_PLAN_COUNT; plan++) {
        value[TG_DIM_PLAN] = plan;
        assert_int_equal(tg_cell_action(rulebook, tg_cell_index(value))->fee_count,
                         plan == TG_PLAN_GOTONE);
    }
    tg_rulebook_free(rulebook);
}

static void a_tariff_that_overlaps_is_found_in_the_rule_that_uses_it(void **state)
{
    static const char cards[] = "<charge plan=\"cards\"><fee price=\"ld\"/></charge>";
    char *text = edited(rulebook_text(), cards,
                        "<charge plan=\"cards\"><fee price=\"ld\"/></charge>"
                        "<charge plan='easyown-qingsong'/>");

    (void)state;
    assert_refused(text, NULL, TG_E_TABLE, "rulebook",
                   first_line_of(text, "<charge pack=\"none\"><fee tariff=\"LD\"/></charge>"),
                   "two charges of a tariff meet in rule R-01 at " LD_POINT);
    free(text);
}

#define FEES_4 "<fee value='1'/><fee value='2'/><fee value='3'/><fee value='4'/>"

static const struct {
    const char *part;
    enum tg_status status;
    const char *expected;
} overlaid[] = {
    {"<treat event='receive' as-destination='hmt'/>", TG_E_TABLE, "the treat never applies"},
    {"<treat plan='gotone' as-plan='gotone'/>", TG_E_TABLE, "the treat never applies"},
    {"<surcharge rules='R-01' destination='local'><fee value='1'/></surcharge>", TG_E_TABLE,
     "the surcharge never applies"},
    {"<instead rules='R-01' destination='local'/>", TG_E_TABLE, "instead never applies"},
    {"<remove rule='R-3S'/>\n<surcharge rules='R-3S'><fee value='1'/></surcharge>", TG_E_TABLE,
     "the surcharge never applies"},
    {"<surcharge rules='R-01'>" FEES_4 "</surcharge>", TG_E_LIMIT,
     "rule R-01 would charge more than 4 fees"},
    {"<tariff id='LD' title=''><charge>" FEES_4 "</charge></tariff>\n"
     "<rule id='R-01' clauses='A-1' yields-to='R-3S R-42' title=''><when regime='single' "
     "event='originate' state='home' access='direct' destination='domestic'/>"
     "<charge><fee value='1'/><fee tariff='LD'/></charge></rule>",
     TG_E_LIMIT, "rule R-01 would charge more than 4 fees"},
    {"<tariff id='LD' title=''><charge>" FEES_4 "</charge></tariff>\n"
     "<rule id='R-01' clauses='A-1' yields-to='R-3S R-42' title=''><when regime='single' "
     "event='originate' state='home' access='direct' destination='domestic'/>"
     "<charge><fee tariff='LD'/><fee value='1'/></charge></rule>",
     TG_E_LIMIT, "rule R-01 would charge more than 4 fees"},
    {"<yield rules='R-3S' to='R-01'/>", TG_E_TABLE, NULL},
};

static void an_overlay_that_makes_the_table_unsound_is_refused(void **state)
{
    char *text = rulebook_text();

    (void)state;
    for (size_t i = 0; i < COUNT(overlaid); i++) {
        char *overlay = overlay_text("defect", overlaid[i].part);
        long line = strchr(overlaid[i].part, '\n') == NULL ? 2 : 3;

        if (overlaid[i].expected != NULL)
            assert_refused(text, overlay, overlaid[i].status, "overlay", line,
                           overlaid[i].expected);
        else
            assert_refused(text, overlay, TG_E_TABLE, "rulebook", line_of(text, "id=\"R-01\""),
                           "rule R-01 yields to itself, at once or by way of others");
        free(overlay);
    }
    free(text);
}

/* A rule for calls that are never made fills the table up to its last action, then comes `last`. */
static char *full_table(int actions, const char *last)
{
    char *parts, *overlay;
    size_t size;
    FILE *out = open_memstream(&parts, &size);

    fprintf(out, "<tariff id='Z' title=''>");
    for (int i = 0; i < 40; i++) fprintf(out, "<charge/>");
    fprintf(out, "</tariff><rule id='Z' clauses='A-1' title=''>"
                 "<when event='receive' destination='local'/>");
    for (; actions >= 40; actions -= 40) fprintf(out, "<charge><fee tariff='Z'/></charge>");
    for (; actions > 0; actions--) fprintf(out, "<charge/>");
    fprintf(out, "\n%s</rule>", strcmp(last, "<charge/>") == 0 ? last : "");
    fprintf(out, "\n%s", strcmp(last, "<charge/>") == 0 ? "" : last);
    fclose(out);
    overlay = overlay_text("defect", parts);
    free(parts);
    return overlay;
}

static void too_many_actions_are_refused(void **state)
{
    static const struct {
        const char *last;
        long line;
    } rows[] = {
        {"<charge/>", 3},
        {"<unspecified id='Y' reason=''><when event='receive' destination='local'/></unspecified>",
         4},
        {"<surcharge rules='R-41'><fee value='1'/></surcharge>", 4},
    };
    struct tg_rulebook *rulebook = bundled_with(NULL);
    int room = TG_MAX_ACTIONS - (int)rulebook->action_count;
    char *text = rulebook_text();

    (void)state;
    tg_rulebook_free(rulebook);
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *overlay = full_table(room, rows[i].last);

        assert_refused(text, overlay, TG_E_LIMIT, "overlay", rows[i].line,
                       "the decision table holds at most 2048 different actions");
        free(overlay);
    }
    free(text);
}

/* Two of them exchange places; what has no counterpart there stays; nothing else moves. */
static void treats_are_laid_all_at_once(void **state)
{
    struct tg_rulebook *plain = bundled_with(NULL);
    struct tg_rulebook *treated =
        bundled_with("<overlay id='x' kind='defect' title=''>"
                     "<treat daypart='busy' as-daypart='idle'/>"
                     "<treat daypart='idle' as-daypart='busy'/>"
                     "<treat event='forward' state='national' as-state='home'/></overlay>");
    size_t moved = 0;

    (void)state;
    for (size_t r = 0; r < tg_reachable_count(); r++) {
        struct tg_cells at;

        for (bool more = tg_cells_first(&at, tg_reachable(r)); more; more = tg_cells_next(&at)) {
            uint8_t value[TG_DIM_COUNT];
            bool national = at.value[TG_DIM_STATE] == TG_STATE_NATIONAL &&
                            at.value[TG_DIM_EVENT] >= TG_EVENT_FORWARD_UNCONDITIONAL &&
                            at.value[TG_DIM_EVENT] <= TG_EVENT_FORWARD_UNREACHABLE;

            memcpy(value, at.value, sizeof value);
            if (national) value[TG_DIM_STATE] = TG_STATE_HOME;
            if (!national || plain->cell[tg_cell_index(value)] == 0) {
                memcpy(value, at.value, sizeof value);
                value[TG_DIM_DAYPART] =
                    value[TG_DIM_DAYPART] == TG_DAYPART_BUSY ? TG_DAYPART_IDLE : TG_DAYPART_BUSY;
            }
            assert_int_equal(treated->cell[at.cell], plain->cell[tg_cell_index(value)]);
            moved += treated->cell[at.cell] != plain->cell[at.cell];
        }
    }
    assert_true(moved > 0);
    tg_rulebook_free(plain);
    tg_rulebook_free(treated);
}

static void a_surcharge_is_charged_on_top_where_it_holds(void **state)
{
    struct tg_rulebook *rulebook =
        bundled_with("<overlay id='x' kind='defect' title=''><surcharge rules='R-10 R-12' "
                     "state='home' plan='gotone'><fee value='0.20' per='60'/></surcharge>"
                     "<surcharge rules='R-10'><fee price='ld'/></surcharge></overlay>");
    static const struct {
        uint8_t plan, destination, fees;
    } rows[] = {
        {TG_PLAN_GOTONE, TG_DEST_DOMESTIC, 3}, /* R-10 and both */
        {TG_PLAN_MZONE, TG_DEST_DOMESTIC, 2},  {TG_PLAN_GOTONE, TG_DEST_US_CA, 2}, /* */
        {TG_PLAN_MZONE, TG_DEST_US_CA, 1},     {TG_PLAN_GOTONE, TG_DEST_HMT, 1},   /* */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint8_t value[TG_DIM_COUNT] = {
            [TG_DIM_REGIME] = TG_REGIME_SINGLE,         [TG_DIM_PLAN] = rows[i].plan,
            [TG_DIM_ACCESS] = TG_ACCESS_17951,          [TG_DIM_LENGTH] = TG_LENGTH_LONG,
            [TG_DIM_DESTINATION] = rows[i].destination, [TG_DIM_NETWORK] = TG_NETWORK_OTHER,
        };
        const struct tg_action *action = tg_cell_action(rulebook, tg_cell_index(value));

        assert_int_equal(action->fee_count, rows[i].fees);
    }
    tg_rulebook_free(rulebook);
}

static void what_is_charged_instead_is_charged_alone(void **state)
{
    struct tg_rulebook *rulebook =
        bundled_with("<overlay id='x' kind='defect' title=''><instead rules='R-10' "
                     "plan='gotone'><fee value='0.20' per='60'/></instead>"
                     "<instead rules='R-10' plan='mzone'/></overlay>");
    uint8_t value[TG_DIM_COUNT] = {
        [TG_DIM_REGIME] = TG_REGIME_SINGLE,      [TG_DIM_PLAN] = TG_PLAN_GOTONE,
        [TG_DIM_ACCESS] = TG_ACCESS_17951,       [TG_DIM_LENGTH] = TG_LENGTH_LONG,
        [TG_DIM_DESTINATION] = TG_DEST_DOMESTIC, [TG_DIM_NETWORK] = TG_NETWORK_OTHER,
    };
    const struct tg_action *action = tg_cell_action(rulebook, tg_cell_index(value));

    (void)state;
    assert_int_equal(action->fee_count, 1);
    assert_int_equal(action->fee[0].value, 2000);
    value[TG_DIM_PLAN] = TG_PLAN_MZONE;
    assert_int_equal(tg_cell_action(rulebook, tg_cell_index(value))->fee_count, 0);
    value[TG_DIM_PLAN] = TG_PLAN_EASYOWN;
    assert_int_equal(tg_cell_action(rulebook, tg_cell_index(value))->fee[0].value, 3000);
    tg_rulebook_free(rulebook);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_equals_what_the_rules_say_at_every_point),
        cmocka_unit_test(reachable_points_are_counted_once_and_the_others_are_empty),
        cmocka_unit_test(an_empty_box_has_no_points),
        cmocka_unit_test(a_rulebook_without_any_one_of_its_rules_does_not_load),
        cmocka_unit_test(a_rule_removed_by_an_overlay_is_missed_where_it_was_removed),
        cmocka_unit_test(an_unsound_table_is_refused_with_its_line),
        cmocka_unit_test(rules_that_overlap_are_both_named_with_the_combination),
        cmocka_unit_test(an_overlay_says_who_yields),
        cmocka_unit_test(an_unspecified_entry_that_overlaps_a_rule_is_named),
        cmocka_unit_test(a_rule_may_hold_twice_and_use_part_of_a_tariff),
        cmocka_unit_test(a_tariff_that_overlaps_is_found_in_the_rule_that_uses_it),
        cmocka_unit_test(an_overlay_that_makes_the_table_unsound_is_refused),
        cmocka_unit_test(too_many_actions_are_refused),
        cmocka_unit_test(treats_are_laid_all_at_once),
        cmocka_unit_test(a_surcharge_is_charged_on_top_where_it_holds),
        cmocka_unit_test(what_is_charged_instead_is_charged_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
