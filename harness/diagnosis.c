#include "diagnosis.h"

#include <libxml/tree.h>

#include <stdlib.h>
#include <string.h>

#define FOLDER       "cases/defects/"
#define LEAST_WRONG  3 /* fewer wrong amounts tell nothing: too much explains them */
#define MOST_DEFECTS 512

/* A defect, and how it fares against what was found so far. */
struct hypothesis {
    const struct tg_asset *asset;
    const char *id; /* what it is called; its path would be a file's */
    uint64_t explains, contradicts, neither;
    size_t example;
    uint64_t print; /* of its rulings: the same for those that charge the same */
    bool out;       /* contradicted, or explains nothing */
};

struct search {
    const struct judged *judged;
    struct diagnosis *diagnosis;
    struct choice choice; /* the tariff held, with the defects found */
    struct law law;       /* of that choice */
    struct price_book book;
    bool *open; /* by question: a wrong amount that nothing explains yet */
    struct hypothesis list[MOST_DEFECTS];
    size_t count;
};

static bool is_wrong(const struct judged *judged, size_t at)
{
    const struct answer_slot *slot = &judged->answers.slot[at];

    return slot->count == 1 && slot->first->kind == ANSWER_AMOUNT &&
           verdict_weigh(judged->list[at].verdict) == WEIGHT_FAILS;
}

static const char *id_of(struct arena *arena, const struct tg_asset *asset)
{
    const char *name = asset->path + strlen(FOLDER);

    return arena_text(arena, (struct tg_slice){name, strcspn(name, ".")});
}

static void list_defects(struct search *search)
{
    for (const struct tg_asset *asset = tg_assets; asset->path != NULL; asset++)
        if (strncmp(asset->path, FOLDER, strlen(FOLDER)) == 0 && search->count < MOST_DEFECTS)
            search->list[search->count++] =
                (struct hypothesis){.asset = asset, .id = id_of(&search->diagnosis->arena, asset)};
}

/* ------------------------------------------------------------------------------------- weighing */

/* FNV-1a over what a law says of all questions. */
static uint64_t mix(uint64_t print, uint64_t value)
{
    return (print ^ value) * UINT64_C(1099511628211);
}

static uint64_t print_of(const struct law *law, size_t count)
{
    uint64_t print = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < count; i++) {
        const struct ruling *ruling = &law->list[i];

        print = mix(print, (uint64_t)ruling->kind);
        print = mix(print, (uint64_t)ruling->charge);
        print = mix(print, (uint64_t)ruling->max);
        print = mix(print, (uint64_t)ruling->line_steps.step);
        print = mix(print, (uint64_t)ruling->line_steps.rounding);
        print = mix(print, (uint64_t)ruling->charge_steps.step);
        print = mix(print, (uint64_t)ruling->charge_steps.rounding);
        print = mix(print, (uint64_t)ruling->fixed);
        for (size_t t = 0; t < ruling->term_count; t++) {
            print = mix(print, ruling->term[t].price);
            print = mix(print, (uint64_t)ruling->term[t].units);
        }
    }
    return print;
}

/* An exact charge that a right answer contradicts shows before any price is inferred. */
static bool contradicts_at_once(const struct search *search, const struct law *law)
{
    for (size_t i = 0; i < search->judged->questions->count; i++) {
        const struct answer_slot *slot = &search->judged->answers.slot[i];
        const struct ruling *ruling = &law->list[i];

        if (search->open[i] || is_wrong(search->judged, i) || ruling->kind != EXPECT_EXACT ||
            search->law.list[i].kind != EXPECT_EXACT || slot->count != 1 ||
            slot->first->kind != ANSWER_AMOUNT)
            continue;
        if (slot->first->amount != ruling->charge) return true;
    }
    return false;
}

static void weigh_one(const struct search *search, struct hypothesis *hypothesis,
                      const struct law *law, const struct price_book *book, size_t at)
{
    const struct answers *answers = &search->judged->answers;
    enum fit fit = held_fit(law, book, answers, at);

    if (search->open[at]) {
        if (fit == FIT_YES && hypothesis->explains++ == 0) hypothesis->example = at;
        if (fit == FIT_NO && !law_same(&law->list[at], &search->law.list[at]))
            hypothesis->neither++;
    } else if (fit == FIT_NO && held_fit(&search->law, &search->book, answers, at) == FIT_YES) {
        hypothesis->contradicts++;
    }
}

/* False if the defect cannot be beside those found: it changes what one of them has changed. */
static bool open_with(struct law *law, const struct search *search, const char *defect)
{
    struct tg_error error = {.status = TG_OK};
    struct choice choice = search->choice;
    struct tg_rulebook *rulebook;

    if (choice.overlay_count == CHOICE_MAX_OVERLAYS) return false;
    choice.overlays[choice.overlay_count++] = defect;
    rulebook = choice_try(&choice, &error);
    if (rulebook == NULL) return false;
    law_make(law, rulebook, search->judged->questions);
    return true;
}

static void weigh(const struct search *search, struct hypothesis *hypothesis)
{
    const struct questions *questions = search->judged->questions;
    struct price_book book;
    struct law law;

    hypothesis->explains = hypothesis->contradicts = hypothesis->neither = 0;
    hypothesis->out = !open_with(&law, search, hypothesis->id);
    if (hypothesis->out) return;
    hypothesis->out = contradicts_at_once(search, &law);
    if (!hypothesis->out) {
        prices_infer(&book, &law, questions, &search->judged->answers);
        for (size_t i = 0; i < questions->count; i++) weigh_one(search, hypothesis, &law, &book, i);
        prices_free(&book);
        hypothesis->print = print_of(&law, questions->count);
        hypothesis->out = hypothesis->contradicts > 0 || hypothesis->explains == 0;
    }
    law_close(&law);
}

/* -------------------------------------------------------------------------------------- finding */

/* It explains most, and more than it leaves open of what it concerns. */
static const struct hypothesis *best_of(const struct search *search)
{
    const struct hypothesis *best = NULL;

    for (size_t i = 0; i < search->count; i++) {
        const struct hypothesis *one = &search->list[i];

        if (one->out || one->explains <= one->neither) continue;
        if (best == NULL || one->explains > best->explains) best = one;
    }
    return best;
}

/* What the overlay says of itself. */
static void describe(struct diagnosis *diagnosis, struct cause *cause,
                     const struct hypothesis *best)
{
    const struct tg_asset *asset = best->asset;
    struct tg_error error = {.status = TG_OK};
    xmlDoc *doc = tg_xml_read(asset->path, asset->data, asset->size,
                              tg_asset_find("src/rulebooks/rulebook.rng"), &error);
    const xmlNode *root = xmlDocGetRootElement(doc);

    cause->defect = best->id;
    cause->title = arena_text(&diagnosis->arena, tg_slice_of(tg_xml_attribute(root, "title")));
    cause->clauses = arena_text(&diagnosis->arena, tg_slice_of(tg_xml_attribute(root, "clauses")));
    xmlFreeDoc(doc);
}

static void list_alike(struct search *search, struct cause *cause, const struct hypothesis *best)
{
    struct text alike = {0};

    text_addf(&alike, "%s", "");
    for (size_t i = 0; i < search->count; i++) {
        const struct hypothesis *one = &search->list[i];

        if (one == best || one->out || one->print != best->print) continue;
        text_addf(&alike, "%s%s", alike.n > 0 ? " " : "", one->id);
    }
    cause->alike = arena_text(&search->diagnosis->arena, text_slice(&alike));
    text_free(&alike);
}

/* The best becomes part of what is known; what it explains is settled. */
static void settle(struct search *search, const struct hypothesis *best)
{
    struct diagnosis *diagnosis = search->diagnosis;
    struct cause *cause = &diagnosis->list[diagnosis->count++];
    struct law law;

    *cause = (struct cause){.explains = best->explains, .example = best->example};
    describe(diagnosis, cause, best);
    list_alike(search, cause, best);
    if (!open_with(&law, search, best->id)) return;
    search->choice.overlays[search->choice.overlay_count++] = best->id;
    law_close(&search->law);
    prices_free(&search->book);
    search->law = law;
    prices_infer(&search->book, &search->law, search->judged->questions, &search->judged->answers);
    for (size_t i = 0; i < search->judged->questions->count; i++) {
        if (!search->open[i] ||
            held_fit(&search->law, &search->book, &search->judged->answers, i) != FIT_YES)
            continue;
        search->open[i] = false;
        diagnosis->explained++;
    }
}

static void run(struct search *search)
{
    const struct hypothesis *best;

    do {
        for (size_t i = 0; i < search->count; i++)
            if (!search->list[i].out) weigh(search, &search->list[i]);
        best = best_of(search);
        if (best != NULL) settle(search, best);
    } while (best != NULL && search->diagnosis->count < DIAGNOSIS_MOST &&
             search->diagnosis->explained < search->diagnosis->wrong);
}

static bool search_with(struct diagnosis *diagnosis, const struct judged *judged,
                        const struct choice *choice)
{
    size_t count = judged->questions->count;
    struct search *search = arena_take(&diagnosis->arena, 1, sizeof *search);
    bool ok;

    *search = (struct search){.judged = judged, .diagnosis = diagnosis, .choice = *choice};
    search->open = arena_take(&diagnosis->arena, count, sizeof *search->open);
    for (size_t i = 0; i < count; i++) search->open[i] = is_wrong(judged, i);
    list_defects(search);
    ok = law_open(&search->law, &search->choice, judged->questions);
    if (ok) {
        prices_infer(&search->book, &search->law, judged->questions, &judged->answers);
        run(search);
    }
    prices_free(&search->book);
    law_close(&search->law);
    return ok;
}

/* A reading that seems held may be the defect's doing: where something is left unexplained, the
 * tariff as it was given is tried too. */
bool diagnose(struct diagnosis *diagnosis, const struct judged *judged)
{
    struct diagnosis plain = {0};
    struct choice given = judged->held.choice;

    *diagnosis = (struct diagnosis){0};
    for (size_t i = 0; i < judged->questions->count; i++) diagnosis->wrong += is_wrong(judged, i);
    if (diagnosis->wrong < LEAST_WRONG) {
        diagnosis->wrong = 0;
        return true;
    }
    if (!search_with(diagnosis, judged, &given)) return false;
    given.overlay_count = judged->held.given;
    if (diagnosis->explained == diagnosis->wrong ||
        given.overlay_count == judged->held.choice.overlay_count)
        return true;
    plain.wrong = diagnosis->wrong;
    if (!search_with(&plain, judged, &given)) {
        diagnosis_free(&plain);
        return false;
    }
    if (plain.explained > diagnosis->explained) {
        struct diagnosis other = *diagnosis;

        *diagnosis = plain;
        plain = other;
    }
    diagnosis_free(&plain);
    return true;
}

void diagnosis_free(struct diagnosis *diagnosis)
{
    arena_free(&diagnosis->arena);
    *diagnosis = (struct diagnosis){0};
}

void cause_describe(struct text *out, const struct diagnosis *diagnosis, const struct cause *cause)
{
    text_addf(out, "%s explains %llu of %llu wrong amounts, contradicts none: %s (%s)",
              cause->defect, (unsigned long long)cause->explains,
              (unsigned long long)diagnosis->wrong, cause->title, cause->clauses);
    if (cause->alike[0] != '\0')
        text_addf(out, "; by these cases not to be told from %s", cause->alike);
}
