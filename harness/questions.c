#include "pick.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

#define TITLE      TG_CDR_COLUMNS
#define COLUMNS    (TG_CDR_COLUMNS + 1)
#define ID_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

/* A suite while it is read. */
struct reading {
    struct questions *questions;
    const struct suite_text *suite;
    struct table table;
    struct golden golden;
    size_t suite_index;
};

static bool check_id(const struct table *table, struct tg_error *error)
{
    struct tg_slice id = table_field(table, 0);

    if (id.n > 0 && id.n <= QUESTION_MAX_ID) {
        size_t i = 0;

        while (i < id.n && id.p[i] != '\0' && strchr(ID_LETTERS, id.p[i]) != NULL) i++;
        if (i == id.n) return true;
    }
    return tg_fail(error, TG_E_FIELD, table->name, table->row.line, table_column(table, 0),
                   "call_id %s: expected 1 to %d letters, digits, '-' or '_'", tg_shown(id),
                   QUESTION_MAX_ID);
}

/* What cannot be read a system has to refuse: that is no fault of the suite. */
static void read_fields(struct question *question)
{
    struct tg_slice fields[TG_CDR_COLUMNS];

    for (size_t i = 0; i < TG_CDR_COLUMNS; i++) fields[i] = tg_slice_of(question->field[i]);
    question->readable = tg_cdr_from_fields(&question->cdr, fields, NULL, NULL);
}

static bool add_record(struct reading *reading, struct tg_error *error)
{
    struct questions *questions = reading->questions;
    const struct table *table = &reading->table;
    struct question *question;
    size_t at;

    if (!check_id(table, error)) return false;
    questions->list =
        array_grow(questions->list, &questions->room, questions->count, sizeof *questions->list);
    question = &questions->list[questions->count];
    *question = (struct question){.suite = reading->suite_index, .line = table->row.line};
    for (size_t i = 0; i < TG_CDR_COLUMNS; i++)
        question->field[i] = arena_text(&questions->arena, table_field(table, i));
    question->id = question->field[0];
    question->title = arena_text(&questions->arena, table_field(table, TITLE));
    read_fields(question);
    at = idmap_add(&questions->index, question->id, questions->count);
    if (at != IDMAP_NONE)
        return tg_fail(error, TG_E_DUPLICATE, table->name, question->line, table_column(table, 0),
                       "call_id '%s' stands in suite '%s', line %ld, already", question->id,
                       questions->suites[questions->list[at].suite].name, questions->list[at].line);
    questions->count++;
    return true;
}

static bool read_records(struct reading *reading, struct tg_error *error)
{
    const char *names[COLUMNS];
    struct table_form form = {names, COLUMNS, (1u << TG_CDR_COLUMNS) - 1};
    enum tg_next next;
    bool ok;

    memcpy(names, tg_cdr_column_names, sizeof tg_cdr_column_names);
    names[TITLE] = "title";
    if (!table_open(&reading->table, &form, reading->suite->records, reading->suite->records_name,
                    error))
        return false;
    do {
        next = table_next(&reading->table, error);
        ok = next == TG_NEXT_END || (next == TG_NEXT_ROW && add_record(reading, error));
    } while (ok && next != TG_NEXT_END);
    table_close(&reading->table);
    return ok;
}

/* " (and 3 more)", or nothing. */
static void add_more(char buf[static 40], size_t count)
{
    buf[0] = '\0';
    if (count > 1) snprintf(buf, 40, " (and %zu more)", count - 1);
}

static bool pair_up(struct reading *reading, struct tg_error *error)
{
    struct questions *questions = reading->questions;
    const struct question_suite *suite = &questions->suites[reading->suite_index];
    const struct question *alone = NULL;
    size_t count = 0;
    char more[40];

    for (size_t i = suite->first; i < questions->count; i++) {
        struct question *question = &questions->list[i];
        size_t at = idmap_find(&reading->golden.index, tg_slice_of(question->id));

        if (at != IDMAP_NONE) {
            question->expected = reading->golden.row[at];
            continue;
        }
        if (count++ == 0) alone = question;
    }
    if (alone == NULL) return true;
    add_more(more, count);
    return tg_fail(error, TG_E_NAME, reading->suite->records_name, alone->line, 0,
                   "case '%s' has no golden result in %s%s", alone->id, reading->suite->golden_name,
                   more);
}

static bool check_golden(const struct reading *reading, struct tg_error *error)
{
    const struct questions *questions = reading->questions;
    const struct expected *alone = NULL;
    size_t count = 0;
    char more[40];

    for (size_t i = 0; i < reading->golden.count; i++) {
        const struct expected *row = &reading->golden.row[i];
        size_t at = idmap_find(&questions->index, tg_slice_of(row->call_id));

        if (at != IDMAP_NONE && questions->list[at].suite == reading->suite_index) continue;
        if (count++ == 0) alone = row;
    }
    if (alone == NULL) return true;
    add_more(more, count);
    return tg_fail(error, TG_E_NAME, reading->suite->golden_name, alone->line, 0,
                   "golden result of %s, which is no case in %s%s",
                   tg_shown(tg_slice_of(alone->call_id)), reading->suite->records_name, more);
}

bool questions_add(struct questions *questions, const struct suite_text *suite,
                   struct tg_error *error)
{
    struct reading reading = {.questions = questions, .suite = suite};
    struct question_suite *added;
    bool ok;

    questions->suites = array_grow(questions->suites, &questions->suite_room,
                                   questions->suite_count, sizeof *questions->suites);
    reading.suite_index = questions->suite_count++;
    added = &questions->suites[reading.suite_index];
    added->name = arena_text(&questions->arena, tg_slice_of(suite->name));
    added->first = questions->count;
    ok =
        golden_read(&reading.golden, &questions->arena, suite->golden, suite->golden_name, error) &&
        read_records(&reading, error) && pair_up(&reading, error) && check_golden(&reading, error);
    added->count = questions->count - added->first;
    golden_free(&reading.golden);
    if (!ok && error != NULL) error->file = arena_text(&questions->arena, tg_slice_of(error->file));
    return ok;
}

void questions_know_prices(struct questions *questions, const struct tg_price *prices, size_t count)
{
    for (size_t i = 0; i < questions->count; i++)
        expected_exclude_min(&questions->list[i].expected, prices, count);
}

void questions_learn(struct questions *questions, const struct tg_rulebook *rulebook)
{
    size_t count;
    const struct tg_price *prices = tg_rulebook_prices(rulebook, &count);
    struct tg_steps line, charge;

    /* Where amounts are rounded, prices above the lower end may come to no more than it does. */
    tg_rulebook_steps(rulebook, &line, &charge);
    if (line.step != 0 || charge.step != 0) count = 0;
    questions_know_prices(questions, prices, count);
}

void questions_keep(struct questions *questions, const struct pick *pick)
{
    size_t kept = 0;
    size_t suites = 0;

    idmap_free(&questions->index);
    for (size_t s = 0; s < questions->suite_count; s++) {
        struct question_suite suite = questions->suites[s];
        size_t first = kept;

        for (size_t i = suite.first; i < suite.first + suite.count; i++) {
            struct question question = questions->list[i];

            if (!pick_has(pick, &question)) continue;
            question.suite = suites;
            idmap_add(&questions->index, question.id, kept);
            questions->list[kept++] = question;
        }
        if (kept == first) continue;
        questions->suites[suites++] = (struct question_suite){suite.name, first, kept - first};
    }
    questions->suite_count = suites;
    questions->count = kept;
}

void questions_choose(struct questions *chosen, const struct questions *questions, const size_t *at,
                      size_t count)
{
    *chosen = (struct questions){0};
    for (size_t i = 0; i < count; i++) {
        chosen->list = array_grow(chosen->list, &chosen->room, i, sizeof *chosen->list);
        chosen->list[i] = questions->list[at[i]];
        idmap_add(&chosen->index, chosen->list[i].id, i);
    }
    chosen->count = count;
}

static void write_row(struct text *out, const char *const fields[TG_CDR_COLUMNS])
{
    for (size_t i = 0; i < TG_CDR_COLUMNS; i++) {
        text_add_csv(out, tg_slice_of(fields[i]));
        text_add(out, tg_slice_of(i + 1 < TG_CDR_COLUMNS ? "," : "\n"));
    }
}

void questions_write(struct text *out, const struct questions *questions)
{
    write_row(out, tg_cdr_column_names);
    for (size_t i = 0; i < questions->count; i++) write_row(out, questions->list[i].field);
}

const char *question_field(const struct question *question, const char *column)
{
    size_t i = 0;

    while (strcmp(tg_cdr_column_names[i], column) != 0) i++;
    return question->field[i];
}

void questions_free(struct questions *questions)
{
    idmap_free(&questions->index);
    free(questions->suites);
    free(questions->list);
    arena_free(&questions->arena);
    *questions = (struct questions){0};
}
