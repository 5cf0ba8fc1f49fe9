#include "telling.h"

#include "facts.h"
#include "law.h"
#include "random_records.h"
#include "suites.h"

#define SEED         UINT64_C(20100101)
#define MOST_RECORDS 20000

/* Two tariffs, and what they say of a call that tells them. */
struct pair {
    const struct tg_rulebook *one, *other;
    struct ruling by_one, by_other;
};

static bool tells(struct pair *pair, const struct tg_cdr *cdr)
{
    pair->by_one = ruling_of(pair->one, cdr);
    pair->by_other = ruling_of(pair->other, cdr);
    return !law_same(&pair->by_one, &pair->by_other);
}

static void describe(struct text *out, const struct pair *pair, const char *a, const char *b)
{
    text_addf(out, " would tell");
    if (pair->by_one.kind != EXPECT_EXACT || pair->by_other.kind != EXPECT_EXACT) return;
    text_addf(out, ": ");
    text_add_money(out, pair->by_one.charge, false);
    text_addf(out, " yuan by %s, ", a);
    text_add_money(out, pair->by_other.charge, false);
    text_addf(out, " yuan by %s", b);
}

/* Among the bundled cases that were not asked. */
static bool find_case(struct text *out, struct pair *pair, const struct questions *asked,
                      const char *a, const char *b)
{
    struct questions all = {0};
    struct suites suites = {0};
    struct tg_error error = {.status = TG_OK};
    bool found = false;

    if (suites_find(&suites, NULL, &error) && suites_load_all(&all, &suites, &error))
        for (size_t i = 0; i < all.count && !found; i++) {
            const struct question *question = &all.list[i];

            found = question->readable &&
                    idmap_find(&asked->index, tg_slice_of(question->id)) == IDMAP_NONE &&
                    tells(pair, &question->cdr);
            if (!found) continue;
            text_addf(out, "case %s", question->id);
            describe(out, pair, a, b);
        }
    questions_free(&all);
    suites_free(&suites);
    return found;
}

static void describe_record(struct text *out, const struct tg_slice fields[TG_CDR_COLUMNS])
{
    text_addf(out, "a call");
    for (size_t f = 1; f < TG_CDR_COLUMNS; f++)
        if (fields[f].n > 0)
            text_addf(out, " %s=%.*s", tg_cdr_column_names[f], (int)fields[f].n, fields[f].p);
}

static bool find_record(struct text *out, struct pair *pair, const char *a, const char *b)
{
    struct random_records records = {0};
    struct tg_error error = {.status = TG_OK};
    bool found = false;
    bool open = random_open(&records, SEED, &error);

    for (int i = 0; open && i < MOST_RECORDS && !found; i++) {
        struct tg_slice fields[TG_CDR_COLUMNS];
        struct tg_cdr cdr;

        random_next(&records, fields);
        found = tg_cdr_from_fields(&cdr, fields, NULL, NULL) && tells(pair, &cdr);
        if (!found) continue;
        describe_record(out, fields);
        describe(out, pair, a, b);
    }
    random_close(&records);
    return found;
}

bool telling_find(struct text *out, const struct tg_rulebook *one, const struct tg_rulebook *other,
                  const struct questions *asked, const char *a, const char *b)
{
    struct pair pair = {.one = one, .other = other};

    if (find_case(out, &pair, asked, a, b) || find_record(out, &pair, a, b)) return true;
    text_addf(out, "no case tells them apart, nor do %d calls by chance", MOST_RECORDS);
    return false;
}
