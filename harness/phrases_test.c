#include "fixture.h"

#include "phrases.h"
#include "vocabulary.h"

static void ranges_are_put_in_words(void **state)
{
    static const struct {
        struct tg_price price;
        const char *text;
    } rows[] = {
        {{.per_s = 60, .above_low = true, .high = 7000, .bounded = true},
         "above 0.00, at most 0.70 yuan per 60 s"},
        {{.per_s = 60, .low = 2000, .high = 4000, .bounded = true},
         "from 0.20 to 0.40 yuan per 60 s"},
        {{.per_s = 6, .above_low = true}, "above 0.00 yuan per 6 s, no upper bound is known"},
        {{.high = 8000, .bounded = true, .high_per_s = 6},
         "from 0.00 to 0.80 yuan per 6 s; its own unit is not known"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text text = {0};

        phrase_range(&text, &rows[i].price);
        assert_text(&text, rows[i].text);
    }
}

static void values_are_grouped_by_the_words_of_rulebooks(void **state)
{
    static const struct {
        enum tg_dim dim;
        uint32_t mask;
        const char *text;
    } rows[] = {
        {TG_DIM_PLAN, 0x1ff, "all"},
        {TG_DIM_PLAN, 0x007, "existing"},
        {TG_DIM_PLAN, 0x01f, "existing cards"},
        {TG_DIM_PLAN, 0x1e1, "gotone new"},
        {TG_DIM_PLAN, 0x0e8, "easyown-qingsong gotone-jingdian gotone-shanglv mzone-suibian"},
        {TG_DIM_EVENT, 0x3c, "forward"},
        {TG_DIM_EVENT, 0x39, "originate forward-conditional"},
        {TG_DIM_STATE, 0x6, "roaming"},
        {TG_DIM_DESTINATION, 0xfe0, "hmt international"},
        {TG_DIM_PACK, 0x6, "night"},
        {TG_DIM_PACK, 0x0, ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text text = {0};

        phrase_values(&text, rows[i].dim, rows[i].mask);
        assert_text(&text, rows[i].text);
    }
}

/* A group's word selects just its values: the rulebook is read so, and charges by them. */
static void the_words_are_those_of_rulebooks(void **state)
{
    static const struct {
        enum tg_dim dim;
        uint32_t mask;
    } rows[] = {
        {TG_DIM_PLAN, 0x007},  {TG_DIM_PLAN, 0x018},        {TG_DIM_PLAN, 0x1e0},
        {TG_DIM_EVENT, 0x03c}, {TG_DIM_EVENT, 0x038},       {TG_DIM_STATE, 0x006},
        {TG_DIM_PACK, 0x006},  {TG_DIM_DESTINATION, 0xfc0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text text = {0};

        phrase_values(&text, rows[i].dim, rows[i].mask);
        assert_int_equal(tg_value_mask(rows[i].dim, text_slice(&text)), rows[i].mask);
        text_free(&text);
    }
}

static void counts_have_their_noun(void **state)
{
    struct text text = {0};

    (void)state;
    phrase_count(&text, 1, "unit");
    phrase_count(&text, 0, ", unit");
    phrase_count(&text, 12, ", unit");
    assert_text(&text, "1 unit0 , units12 , units");
}

static void words_are_found_whole(void **state)
{
    (void)state;
    assert_true(phrase_has_word("A-1 A-2.1.1 B-1", "B-1"));
    assert_true(phrase_has_word("A-1", "A-1"));
    assert_false(phrase_has_word("A-10 A-1.1", "A-1"));
    assert_false(phrase_has_word("", "A-1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_are_put_in_words),
        cmocka_unit_test(values_are_grouped_by_the_words_of_rulebooks),
        cmocka_unit_test(the_words_are_those_of_rulebooks),
        cmocka_unit_test(counts_have_their_noun),
        cmocka_unit_test(words_are_found_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
