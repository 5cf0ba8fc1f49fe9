#include "prices.h"

#include <stdlib.h>
#include <string.h>

/* No price of a call is as high; any number of units of it can be counted. */
#define MAX_VALUE (1000000 * TG_MONEY_YUAN)

/* An answer that tells one price, what else it holds taken off. */
struct equation {
    tg_money from, to; /* the values that explain it; from > to = none does */
    tg_money rest;     /* units * price; meaningless where the charge is rounded */
    int64_t units;
    int32_t dur_s;
    uint16_t rule;
    bool whole; /* no digits below 0.0001 yuan */
    size_t question;
    uint64_t weight; /* answers that it stands for */
};

/* Where the values that explain so many answers begin or end. */
struct end {
    tg_money at;
    uint64_t weight;
};

struct equations {
    struct equation *list;
    size_t count;
    size_t room;
};

struct inference {
    struct price_book *book;
    const struct law *law;
    const struct questions *questions;
    const struct answers *answers;
    size_t *open; /* the questions with an open charge and an answer, by plan: */
    size_t open_from[TG_PLAN_COUNT + 1];
    struct equations equations;
    struct end *from, *to; /* room for one per equation */
    size_t from_room, to_room;
};

/* --------------------------------------------------------------------------------- the register */

static size_t slot_of(uint16_t price, uint8_t plan, uint8_t system)
{
    return ((size_t)price * TG_PLAN_COUNT + plan) * TG_SYSTEM_COUNT + system;
}

static uint8_t system_of(const struct law *law, uint16_t price, uint8_t system)
{
    return law->prices[price].by_system ? system : TG_SYSTEM_NONE;
}

static struct price_found *find(const struct price_book *book, const struct law *law,
                                uint16_t price, uint8_t plan, uint8_t system)
{
    uint16_t at = book->index[slot_of(price, plan, system_of(law, price, system))];

    return at == 0 ? NULL : &book->list[at - 1];
}

const struct price_found *prices_find(const struct price_book *book, const struct law *law,
                                      uint16_t price, uint8_t plan, uint8_t system)
{
    return find(book, law, price, plan, system);
}

static void note_terms(struct inference *inference, const struct ruling *ruling)
{
    for (size_t i = 0; ruling->kind == EXPECT_OPEN && i < ruling->term_count; i++) {
        uint16_t price = ruling->term[i].price;
        uint8_t system = system_of(inference->law, price, ruling->system);

        inference->book->index[slot_of(price, ruling->plan, system)] = 1;
    }
}

/* In the order of the index, so that reports do not depend on the order of the cases. */
static void make_list(struct inference *inference)
{
    struct price_book *book = inference->book;
    size_t slots = inference->law->price_count * TG_PLAN_COUNT * TG_SYSTEM_COUNT;

    book->index = array_grow(NULL, &(size_t){0}, slots, sizeof *book->index);
    memset(book->index, 0, slots * sizeof *book->index);
    for (size_t i = 0; i < inference->questions->count; i++)
        note_terms(inference, &inference->law->list[i]);
    for (size_t i = 0; i < slots; i++) {
        if (book->index[i] == 0) continue;
        book->list = array_grow(book->list, &book->room, book->count, sizeof *book->list);
        book->list[book->count] = (struct price_found){
            .price = (uint16_t)(i / (TG_PLAN_COUNT * TG_SYSTEM_COUNT)),
            .plan = (uint8_t)(i / TG_SYSTEM_COUNT % TG_PLAN_COUNT),
            .system = (uint8_t)(i % TG_SYSTEM_COUNT),
        };
        book->index[i] = (uint16_t)++book->count;
    }
}

/* ------------------------------------------------------------------------------------ equations */

static const struct answer *amount_of(const struct answers *answers, size_t question)
{
    const struct answer_slot *slot = &answers->slot[question];

    if (slot->count != 1 || slot->first->kind != ANSWER_AMOUNT) return NULL;
    return slot->first;
}

static tg_money end_of(const struct price_found *found, bool high)
{
    if (found->state == PRICE_WITHIN) return 0;
    return high ? found->top : found->value;
}

/* The charge with a value of one price, and of all others one end of what is known of them. */
static tg_money charge_with(const struct inference *inference, const struct ruling *ruling,
                            const struct price_found *found, tg_money value, bool high)
{
    tg_money values[2 * TG_MAX_FEES];

    for (size_t i = 0; i < ruling->term_count; i++) {
        const struct price_found *one = find(inference->book, inference->law, ruling->term[i].price,
                                             ruling->plan, ruling->system);

        values[i] = one == found ? value : end_of(one, high);
    }
    return law_charge(ruling, values);
}

/* The lowest value whose charge is at least the amount; MAX_VALUE + 1 = none. */
static tg_money first_reaching(const struct inference *inference, const struct ruling *ruling,
                               const struct price_found *found, tg_money amount, bool high)
{
    tg_money low = 0;
    tg_money beyond = MAX_VALUE + 1;

    while (low < beyond) {
        tg_money middle = low + (beyond - low) / 2;

        if (charge_with(inference, ruling, found, middle, high) >= amount)
            beyond = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* A charge never falls as a price rises, rounded or not: the values that explain it lie together.
 */
static void bound_values(struct equation *equation, const struct inference *inference,
                         const struct price_found *found, const struct answer *answer)
{
    const struct ruling *ruling = &inference->law->list[equation->question];

    equation->from = 1;
    equation->to = 0;
    if (!equation->whole) return;
    if (law_rounds(ruling)) {
        if (tg_money_round(&ruling->charge_steps, answer->amount) != answer->amount) return;
        equation->from = first_reaching(inference, ruling, found, answer->amount, true);
        equation->to = first_reaching(inference, ruling, found, answer->amount + 1, false) - 1;
    } else if (equation->rest >= 0 && equation->rest % equation->units == 0 &&
               equation->rest / equation->units <= MAX_VALUE) {
        equation->from = equation->to = equation->rest / equation->units;
    }
}

/* The equation of a question of the price's plan, open and answered; false if it does not tell the
 * price: it has another one whose value is not known (yet). */
static bool equate(struct equation *equation, const struct inference *inference,
                   const struct price_found *found, size_t question, bool alone)
{
    const struct ruling *ruling = &inference->law->list[question];
    const struct answer *answer = amount_of(inference->answers, question);

    *equation = (struct equation){.rest = answer->amount - ruling->fixed,
                                  .dur_s = ruling->dur_s,
                                  .rule = ruling->rule,
                                  .whole = !answer->rest,
                                  .question = question,
                                  .weight = question_weight(&inference->questions->list[question])};
    for (size_t i = 0; i < ruling->term_count; i++) {
        const struct law_term *term = &ruling->term[i];
        const struct price_found *other =
            find(inference->book, inference->law, term->price, ruling->plan, ruling->system);

        if (other == found) {
            equation->units += term->units;
            continue;
        }
        if (other->state == PRICE_WITHIN) continue;
        if (alone || other->state != PRICE_KNOWN) return false;
        equation->rest -= term->units * other->value;
    }
    if (equation->units == 0) return false;
    bound_values(equation, inference, found, answer);
    return true;
}

static bool is_open(const struct inference *inference, size_t question)
{
    return inference->law->list[question].kind == EXPECT_OPEN &&
           amount_of(inference->answers, question) != NULL;
}

static void list_open(struct inference *inference)
{
    const struct ruling *rulings = inference->law->list;
    size_t *from = inference->open_from;
    size_t count = inference->questions->count;
    size_t at[TG_PLAN_COUNT];

    for (size_t i = 0; i < count; i++)
        if (is_open(inference, i)) from[rulings[i].plan + 1]++;
    for (size_t plan = 0; plan < TG_PLAN_COUNT; plan++) {
        at[plan] = from[plan];
        from[plan + 1] += from[plan];
    }
    inference->open = array_grow(NULL, &(size_t){0}, from[TG_PLAN_COUNT], sizeof *inference->open);
    for (size_t i = 0; i < count; i++)
        if (is_open(inference, i)) inference->open[at[rulings[i].plan]++] = i;
}

static void gather(struct inference *inference, const struct price_found *found, bool alone)
{
    struct equations *equations = &inference->equations;

    equations->count = 0;
    for (size_t i = inference->open_from[found->plan]; i < inference->open_from[found->plan + 1];
         i++) {
        size_t question = inference->open[i];
        struct equation equation;

        if (!question_testifies(&inference->questions->list[question]) ||
            !equate(&equation, inference, found, question, alone))
            continue;
        equations->list = array_grow(equations->list, &equations->room, equations->count,
                                     sizeof *equations->list);
        equations->list[equations->count++] = equation;
    }
}

/* ------------------------------------------------------------------------------- one unit price */

static bool explains(tg_money value, const struct equation *equation)
{
    return equation->from <= value && value <= equation->to;
}

static int by_amount(const void *a, const void *b)
{
    tg_money x = ((const struct end *)a)->at;
    tg_money y = ((const struct end *)b)->at;

    return x < y ? -1 : x > y;
}

static size_t sort_ends(struct inference *inference)
{
    const struct equations *equations = &inference->equations;
    size_t count = 0;

    for (size_t i = 0; i < equations->count; i++) {
        const struct equation *equation = &equations->list[i];

        if (equation->from > equation->to) continue;
        inference->from =
            array_grow(inference->from, &inference->from_room, count, sizeof *inference->from);
        inference->to =
            array_grow(inference->to, &inference->to_room, count, sizeof *inference->to);
        inference->from[count] = (struct end){equation->from, equation->weight};
        inference->to[count++] = (struct end){equation->to, equation->weight};
    }
    if (count == 0) return 0;
    qsort(inference->from, count, sizeof *inference->from, by_amount);
    qsort(inference->to, count, sizeof *inference->to, by_amount);
    return count;
}

/* Counts the equations that each value explains, which can only be most where one of them begins;
 * keeps the two values that explain most. */
static void count_values(struct inference *inference, struct price_found *found)
{
    size_t count = sort_ends(inference);
    size_t at = 0; /* the first end that is not passed */
    uint64_t begun = 0, ended = 0;

    for (size_t i = 0; i < count; i++) {
        tg_money value = inference->from[i].at;
        uint64_t explained;

        begun += inference->from[i].weight;
        if (i + 1 < count && inference->from[i + 1].at == value) continue;
        while (inference->to[at].at < value) ended += inference->to[at++].weight;
        explained = begun - ended;
        if (explained > found->count) {
            found->rival = found->value;
            found->rival_count = found->count;
            found->value = value;
            found->top = inference->to[at].at;
            found->count = explained;
        } else if (explained > found->rival_count) {
            found->rival = value;
            found->rival_count = explained;
        }
    }
}

static void keep_examples(const struct inference *inference, struct price_found *found)
{
    const struct equations *equations = &inference->equations;

    int64_t units = 0; /* of one that is explained */

    found->contradict = 0;
    found->varied = false;
    for (size_t i = equations->count; i-- > 0;) {
        if (explains(found->value, &equations->list[i])) {
            found->varied = found->varied || (units != 0 && equations->list[i].units != units);
            units = equations->list[i].units;
            found->example = equations->list[i].question;
        } else {
            found->contradict += equations->list[i].weight;
            found->opposed = equations->list[i].question;
        }
    }
}

struct tg_price prices_range(const struct law *law, const struct price_found *found)
{
    struct tg_price range = law->prices[found->price];

    for (size_t i = 0; i < found->with_count; i++) {
        const struct tg_price *other = &law->prices[found->with[i]];

        range.low += other->low;
        range.high += other->high;
        range.above_low = range.above_low || other->above_low;
        range.bounded = range.bounded && other->bounded;
    }
    return range;
}

static int range_of(const struct tg_price *price, const struct price_found *found)
{
    if (found->top < price->low || (found->top == price->low && price->above_low)) return -1;
    return price->bounded && found->value > price->high ? 1 : 0;
}

/* ------------------------------------------------------------------------------ other ways to
 * charge */

struct way {
    int32_t per_s;
    tg_money value;
    tg_money once;
};

static bool way_explains(const struct way *way, const struct equation *equation)
{
    tg_money product;
    int64_t units = ((int64_t)equation->dur_s + way->per_s - 1) / way->per_s;

    return equation->whole && !__builtin_mul_overflow(way->value, units, &product) &&
           product == equation->rest - way->once;
}

static bool in_rule(const struct equation *equation, int rule)
{
    return rule < 0 || equation->rule == rule;
}

/* The number of equations, if the way explains every one of them; else 0. */
static size_t explains_all(uint64_t *weight, const struct equations *equations,
                           const struct way *way, int rule)
{
    size_t count = 0;

    *weight = 0;
    for (size_t i = 0; i < equations->count; i++) {
        if (!in_rule(&equations->list[i], rule)) continue;
        if (!way_explains(way, &equations->list[i])) return 0;
        *weight += equations->list[i].weight;
        count++;
    }
    return count;
}

/* Two calls of different length determine a price and what is added once; false if there are none,
 * or they determine nothing sensible. */
static bool solve_way(struct way *way, const struct equations *equations, int rule)
{
    const struct equation *first = NULL;

    for (size_t i = 0; i < equations->count; i++) {
        const struct equation *equation = &equations->list[i];
        int64_t units = ((int64_t)equation->dur_s + way->per_s - 1) / way->per_s;
        int64_t more;

        if (!in_rule(equation, rule)) continue;
        if (first == NULL) first = equation;
        more = units - ((int64_t)first->dur_s + way->per_s - 1) / way->per_s;
        if (more == 0) continue;
        if ((equation->rest - first->rest) % more != 0) return false;
        way->value = (equation->rest - first->rest) / more;
        if (way->value <= 0 || way->value > MAX_VALUE) return false;
        way->once = equation->rest - units * way->value;
        return way->once >= 0;
    }
    return false;
}

/* Units in use somewhere. */
static const int32_t usual_units[] = {60, 6, 1, 30, 10, 15, 20, 12, 120, 180, 300, 360, 600, 3600};

static bool find_way(const struct inference *inference, struct price_found *found, int rule)
{
    for (size_t i = 0; i < sizeof usual_units / sizeof usual_units[0]; i++) {
        struct way way = {.per_s = usual_units[i]};
        uint64_t weight;
        size_t count;

        if (!solve_way(&way, &inference->equations, rule)) continue;
        count = explains_all(&weight, &inference->equations, &way, rule);
        if (count < 3) continue;
        found->other_way = true;
        found->other_per_s = way.per_s;
        found->other_value = way.value;
        found->other_once = way.once;
        found->other_count = weight;
        return true;
    }
    return false;
}

/* All answers that tell the price; else those of one rule that contradicts it. None is looked for
 * among charges that are rounded. */
static void look_for_other_way(const struct inference *inference, struct price_found *found)
{
    const struct equations *equations = &inference->equations;

    if (found->contradict == 0 || law_rounds(&inference->law->list[equations->list[0].question]) ||
        find_way(inference, found, -1))
        return;
    for (size_t i = 0; i < equations->count; i++) {
        struct tg_rule_info info;

        if (explains(found->value, &equations->list[i])) continue;
        if (!find_way(inference, found, equations->list[i].rule)) continue;
        tg_rulebook_rule(inference->law->rulebook, &info, equations->list[i].rule);
        found->other_rule = info.id;
        return;
    }
}

/* ----------------------------------------------------------------------------------------
 * inference */

static void infer_one(struct inference *inference, struct price_found *found, bool alone)
{
    struct tg_price range;

    gather(inference, found, alone);
    if (inference->equations.count == 0) return;
    count_values(inference, found);
    if (found->count == 0)
        found->state = PRICE_NONE;
    else
        found->state = found->rival_count == found->count ? PRICE_TIE : PRICE_KNOWN;
    keep_examples(inference, found);
    range = prices_range(inference->law, found);
    found->in_range = range_of(&range, found);
    look_for_other_way(inference, found);
}

static const struct law_term *term_of(const struct ruling *ruling, uint16_t price)
{
    for (size_t i = 0; i < ruling->term_count; i++)
        if (ruling->term[i].price == price) return &ruling->term[i];
    return NULL;
}

/* Do all charges with an answer that hold one of the two hold the other as often? */
static bool go_together(const struct inference *inference, const struct price_found *a,
                        const struct price_found *b)
{
    bool met = false;

    for (size_t i = inference->open_from[a->plan]; i < inference->open_from[a->plan + 1]; i++) {
        const struct ruling *ruling = &inference->law->list[inference->open[i]];
        const struct law_term *one = term_of(ruling, a->price);
        const struct law_term *two = term_of(ruling, b->price);

        if (one != NULL && system_of(inference->law, a->price, ruling->system) != a->system)
            one = NULL;
        if (two != NULL && system_of(inference->law, b->price, ruling->system) != b->system)
            two = NULL;
        if ((one == NULL) != (two == NULL)) return false;
        if (one == NULL) continue;
        /* Parts that are rounded one by one do not add up as their prices do. */
        if (one->units != two->units || one->per_s != two->per_s || ruling->line_steps.step != 0)
            return false;
        met = true;
    }
    return met;
}

/* Prices that no answer tells apart: their sum has to be one all the same. */
static void infer_together(struct inference *inference, struct price_found *found)
{
    struct price_book *book = inference->book;

    for (size_t i = 0; i < book->count && found->with_count < TG_MAX_FEES; i++) {
        struct price_found *other = &book->list[i];

        if (other == found || other->state != PRICE_SILENT || other->plan != found->plan ||
            !go_together(inference, found, other))
            continue;
        other->state = PRICE_WITHIN;
        found->with[found->with_count++] = other->price;
    }
    if (found->with_count > 0) infer_one(inference, found, false);
}

void prices_infer(struct price_book *book, const struct law *law, const struct questions *questions,
                  const struct answers *answers)
{
    struct inference inference = {
        .book = book, .law = law, .questions = questions, .answers = answers};

    *book = (struct price_book){0};
    make_list(&inference);
    list_open(&inference);
    /* First from charges that hold no other open price, then with what these have told. */
    for (int alone = 1; alone >= 0; alone--)
        for (size_t i = 0; i < book->count; i++)
            if (book->list[i].state == PRICE_SILENT)
                infer_one(&inference, &book->list[i], alone != 0);
    for (size_t i = 0; i < book->count; i++)
        if (book->list[i].state == PRICE_SILENT) infer_together(&inference, &book->list[i]);
    free(inference.open);
    free(inference.equations.list);
    free(inference.from);
    free(inference.to);
}

void prices_free(struct price_book *book)
{
    free(book->list);
    free(book->index);
    *book = (struct price_book){0};
}

enum price_fit prices_fit(tg_money *expected, const struct price_book *book, const struct law *law,
                          const struct ruling *ruling, const struct answer *answer)
{
    tg_money low[2 * TG_MAX_FEES] = {0};
    tg_money high[2 * TG_MAX_FEES] = {0};
    bool told = true;
    bool known = true;

    for (size_t i = 0; i < ruling->term_count && told && known; i++) {
        const struct price_found *found =
            find(book, law, ruling->term[i].price, ruling->plan, ruling->system);

        told = found != NULL && found->state != PRICE_SILENT;
        known = told && (found->state == PRICE_KNOWN || found->state == PRICE_WITHIN);
        if (!known) continue;
        low[i] = end_of(found, false);
        high[i] = end_of(found, true);
    }
    *expected = law_charge(ruling, low);
    if (!told) return PRICE_UNTOLD;
    return known && !answer->rest && answer->amount >= *expected &&
                   answer->amount <= law_charge(ruling, high) &&
                   answer->amount == tg_money_round(&ruling->charge_steps, answer->amount)
               ? PRICE_FITS
               : PRICE_MISFITS;
}

bool prices_sound(const struct price_found *found)
{
    if (found->state == PRICE_SILENT || found->state == PRICE_WITHIN) return true;
    return found->state == PRICE_KNOWN && found->in_range == 0 && found->contradict == 0;
}
