#include "answers.h"
#include "table.h"

enum column { CALL_ID, CHARGE, COLUMNS };

static const char *const column_names[COLUMNS] = {"call_id", "charge"};
static const struct table_form form = {column_names, COLUMNS, (1u << COLUMNS) - 1};

struct reading {
    struct answers *answers;
    const struct idmap *asked;
    struct table table;
};

static void keep_stray(struct answers *answers, struct strays *strays, const char *text, long line)
{
    if (strays->count < ANSWERS_STRAYS)
        strays->kept[strays->count] =
            (struct stray){arena_text(&answers->arena, tg_slice_of(text)), line};
    strays->count++;
}

static void give_up(struct answers *answers, const struct tg_error *error)
{
    answers->unreadable.text = arena_text(&answers->arena, tg_slice_of(error->text));
    answers->unreadable.line = error->line > 0 ? error->line : 1;
}

/* Sorts an answer in. Of each question the first two are kept. */
static void keep(struct reading *reading, struct tg_slice id, struct answer answer)
{
    struct answers *answers = reading->answers;
    size_t at = idmap_find(reading->asked, id);
    struct answer *copy;
    struct answer_slot *slot;

    if (id.n == 0) {
        keep_stray(answers, &answers->unattributable,
                   answer.reason != NULL ? answer.reason : "call_id is empty", answer.line);
        return;
    }
    if (at == IDMAP_NONE) {
        keep_stray(answers, &answers->unexpected, tg_shown(id), answer.line);
        return;
    }
    slot = &answers->slot[at];
    if (slot->count++ > 1) return;
    copy = arena_take(&answers->arena, 1, sizeof *copy);
    *copy = answer;
    copy->text = arena_text(&answers->arena, tg_slice_of(answer.text));
    if (answer.reason != NULL)
        copy->reason = arena_text(&answers->arena, tg_slice_of(answer.reason));
    if (slot->count == 1)
        slot->first = copy;
    else
        slot->second = copy;
}

static void keep_row(struct reading *reading)
{
    struct tg_slice id = table_field(&reading->table, CALL_ID);
    struct tg_slice charge = table_field(&reading->table, CHARGE);
    struct answer answer = {
        .kind = ANSWER_AMOUNT, .text = tg_shown(charge), .line = reading->table.row.line};

    if (charge.n == 0 || tg_slice_is(charge, "refused") || tg_slice_is(charge, "error")) {
        answer.kind = ANSWER_REFUSED;
    } else if (!tg_money_parse(&answer.amount, &answer.rest, charge)) {
        answer.kind = ANSWER_MALFORMED;
        answer.reason = "expected a decimal number of yuan such as 0.18, at most 10^11";
    }
    answer.negative = charge.n > 0 && charge.p[0] == '-';
    keep(reading, id, answer);
}

static void keep_bad_row(struct reading *reading, const struct tg_error *error)
{
    struct tg_slice id = table_field(&reading->table, CALL_ID);
    struct tg_slice charge = table_field(&reading->table, CHARGE);

    /* What looks like the id of a broken row is trusted only if it was asked for. */
    if (idmap_find(reading->asked, id) == IDMAP_NONE) id.n = 0;
    keep(reading, id,
         (struct answer){.kind = ANSWER_MALFORMED,
                         .text = tg_shown(charge),
                         .reason = error->text,
                         .line = error->line});
}

void answers_read(struct answers *answers, const struct idmap *asked, size_t count,
                  struct tg_slice data)
{
    struct reading reading = {.answers = answers, .asked = asked};
    struct tg_error error = {0};
    enum tg_next next;

    *answers = (struct answers){.asked = count};
    answers->slot = arena_take(&answers->arena, count, sizeof *answers->slot);
    if (!table_open(&reading.table, &form, data, ANSWERS_NAME, &error)) {
        give_up(answers, &error);
        return;
    }
    while ((next = table_next(&reading.table, &error)) != TG_NEXT_END) {
        if (next == TG_NEXT_FAILED) {
            give_up(answers, &error);
            break;
        }
        answers->rows++;
        if (next == TG_NEXT_ROW)
            keep_row(&reading);
        else
            keep_bad_row(&reading, &error);
        error = (struct tg_error){0};
    }
    table_close(&reading.table);
}

void answers_free(struct answers *answers)
{
    arena_free(&answers->arena);
    *answers = (struct answers){0};
}
