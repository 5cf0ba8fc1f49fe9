/* The sections of a rulebook as tables. */
#include "layout.h"
#include "phrases.h"
#include "rules.h"

static void heading(struct text *out, const char *title, size_t count)
{
    text_addf(out, "\n%s (%zu)\n", title, count);
}

void rules_open(struct rules_book *book, const struct tg_rulebook *rulebook)
{
    *book = (struct rules_book){.rulebook = rulebook, .rule_count = tg_rulebook_rules(rulebook)};
    book->rules = arena_take(&book->arena, book->rule_count, sizeof *book->rules);
    for (size_t i = 0; i < book->rule_count; i++) tg_rulebook_rule(rulebook, &book->rules[i], i);
}

void rules_close(struct rules_book *book)
{
    arena_free(&book->arena);
}

void rules_head(struct text *out, const struct rules_book *book)
{
    text_addf(out, "%s  %s\n", tg_rulebook_id(book->rulebook), tg_rulebook_title(book->rulebook));
}

/* "" or what an overlay did to it. */
static const char *removed(const struct tg_rule_info *rule)
{
    return rule->removed ? " (removed by an overlay)" : "";
}

/* Rules, or the gaps that are declared between them. */
static void list_rules(struct text *out, const struct rules_book *book, bool gaps)
{
    struct grid grid = {.columns = 4};
    size_t count = 0;

    grid_cellf(&grid, gaps ? "gap" : "rule");
    grid_cellf(&grid, "points");
    grid_cellf(&grid, gaps ? "reason" : "title");
    grid_cellf(&grid, "clauses");
    for (size_t i = 0; i < book->rule_count; i++) {
        const struct tg_rule_info *rule = &book->rules[i];

        if (rule->unspecified != gaps) continue;
        count += !rule->removed;
        grid_cellf(&grid, "%s", rule->id);
        grid_cellf(&grid, "%6zu", rule->points);
        grid_cellf(&grid, "%s%s", rule->title, removed(rule));
        grid_cellf(&grid, "%s", rule->clauses);
    }
    heading(out, gaps ? "gaps, where the documents give no price" : "rules", count);
    grid_write(out, &grid);
}

void rules_citations(struct text *out, const struct rules_book *book, const char *clause)
{
    size_t start = out->n;
    size_t count;
    const struct tg_price *prices = tg_rulebook_prices(book->rulebook, &count);
    const struct tg_policy_text *policies;

    for (size_t i = 0; i < book->rule_count; i++)
        if (!book->rules[i].removed && phrase_has_word(book->rules[i].clauses, clause))
            text_addf(out, "%s%s", out->n > start ? " " : "", book->rules[i].id);
    for (size_t i = 0; i < count; i++)
        if (phrase_has_word(prices[i].clauses, clause))
            text_addf(out, "%sprice %s", out->n > start ? ", " : "", prices[i].name);
    policies = tg_rulebook_policies(book->rulebook, &count);
    for (size_t i = 0; i < count; i++)
        if (phrase_has_word(policies[i].clauses, clause))
            text_addf(out, "%spolicy %s", out->n > start ? ", " : "", policies[i].name);
}

static void list_clauses(struct text *out, const struct rules_book *book)
{
    struct grid grid = {.columns = 3};
    size_t count;
    const struct tg_clause *clauses = tg_rulebook_clauses(book->rulebook, &count);

    heading(out, "clauses", count);
    for (size_t i = 0; i < count; i++) {
        struct text cited = {0};

        rules_citations(&cited, book, clauses[i].id);
        grid_cellf(&grid, "%s", clauses[i].id);
        grid_cellf(&grid, "%s", clauses[i].effect);
        grid_cellf(&grid, "%s", clauses[i].text);
        grid_cellf(&grid, "%s", "");
        grid_cellf(&grid, "%s", "");
        if (cited.n > 0)
            grid_cellf(&grid, "cited by %s", cited.p);
        else
            grid_cellf(&grid, "no effect on rating: %s",
                       clauses[i].why[0] != '\0' ? clauses[i].why : "nothing cites it");
        text_free(&cited);
    }
    grid_write(out, &grid);
}

static void list_readings(struct text *out, const struct tg_rulebook *rulebook)
{
    struct grid grid = {.columns = 3};
    size_t count = 0;

    for (size_t n = 1; n <= TG_MAX_READINGS; n++) {
        const struct tg_reading *reading = tg_rulebook_reading(rulebook, n);

        if (reading == NULL) continue;
        count++;
        grid_cellf(&grid, "%s", reading->id);
        grid_cellf(&grid, "%s", "");
        grid_cellf(&grid, "%s", reading->question);
        grid_cellf(&grid, "%s", "");
        grid_cellf(&grid, "(a)");
        grid_cellf(&grid, "%s (default)", reading->chosen);
        for (size_t i = 0; i < reading->option_count; i++) {
            const struct tg_option *option = tg_rulebook_option(rulebook, reading, i);

            grid_cellf(&grid, "%s", "");
            grid_cellf(&grid, "(%c)", option->letter);
            grid_cellf(&grid, "%s (--overlay %s)", option->text, option->overlay);
        }
    }
    heading(out, "readings", count);
    grid_write(out, &grid);
}

/* To what an overlay has bound the price, if to one and the same everywhere. */
static void say_binding(struct text *out, const struct tg_rulebook *rulebook, size_t price)
{
    tg_money value, low = INT64_MAX, high = INT64_MIN;
    int32_t per_s;
    size_t bound = 0;
    size_t all = 0;

    for (unsigned plan = 0; plan < TG_PLAN_COUNT; plan++)
        for (unsigned system = 0; system < TG_SYSTEM_COUNT; system++) {
            all++;
            if (!tg_rulebook_binding(rulebook, &value, &per_s, price, (enum tg_plan)plan,
                                     (enum tg_system)system))
                continue;
            bound++;
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
    if (bound == 0) return;
    text_addf(out, "; bound%s to ", bound < all ? " for some" : "");
    text_add_money(out, low, false);
    if (high != low) {
        text_addf(out, " ... ");
        text_add_money(out, high, false);
    }
}

static void list_prices(struct text *out, const struct tg_rulebook *rulebook)
{
    struct grid grid = {.columns = 2};
    size_t count;
    const struct tg_price *prices = tg_rulebook_prices(rulebook, &count);

    heading(out, "open prices", count);
    for (size_t i = 0; i < count; i++) {
        struct text range = {0};

        phrase_range(&range, &prices[i]);
        text_addf(&range, ", %s; %s", phrase_scope(&prices[i]), prices[i].clauses);
        say_binding(&range, rulebook, i);
        grid_cellf(&grid, "%s", prices[i].name);
        grid_cellf(&grid, "%s", prices[i].text);
        grid_cellf(&grid, "%s", "");
        grid_cell(&grid, text_slice(&range));
        text_free(&range);
    }
    grid_write(out, &grid);
}

static void list_policies(struct text *out, const struct tg_rulebook *rulebook)
{
    struct grid grid = {.columns = 5};
    size_t count;
    const struct tg_policy_text *policies = tg_rulebook_policies(rulebook, &count);

    heading(out, "policies", count);
    for (size_t i = 0; i < count; i++) {
        grid_cellf(&grid, "%s", policies[i].name);
        grid_cellf(&grid, "%s", policies[i].value);
        grid_cellf(&grid, "%s", policies[i].assumed ? "assumed" : "");
        grid_cellf(&grid, "%s", policies[i].clauses);
        grid_cellf(&grid, "%s", policies[i].text);
    }
    grid_write(out, &grid);
}

static void list_plans(struct text *out)
{
    struct grid grid = {.columns = 3};

    heading(out, "plans", TG_PLAN_COUNT);
    for (unsigned plan = 0; plan < TG_PLAN_COUNT; plan++) {
        grid_cellf(&grid, "%s", tg_value_name(TG_DIM_PLAN, plan));
        grid_cellf(&grid, "%s", tg_plan_title((enum tg_plan)plan));
        grid_cellf(&grid, "brand %s", tg_plan_brand((enum tg_plan)plan));
    }
    grid_write(out, &grid);
}

void rules_list(struct text *out, const struct rules_book *book, enum rules_section section)
{
    switch (section) {
    case RULES_RULES: list_rules(out, book, false); break;
    case RULES_GAPS: list_rules(out, book, true); break;
    case RULES_CLAUSES: list_clauses(out, book); break;
    case RULES_READINGS: list_readings(out, book->rulebook); break;
    case RULES_PRICES: list_prices(out, book->rulebook); break;
    case RULES_POLICIES: list_policies(out, book->rulebook); break;
    default: list_plans(out);
    }
}
