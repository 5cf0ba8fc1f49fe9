#include "pick.h"
#include "choice.h"
#include "file.h"
#include "table.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

enum { ONLY = 0x300, SKIP, CLAUSE, SHARD, AMONG };

static const struct argp_option option_table[] = {
    {"only", ONLY, "GLOB", 0, "ask only the cases whose id matches (of several, any)", 5},
    {"skip", SKIP, "GLOB", 0, "leave out the cases whose id matches", 5},
    {"clause", CLAUSE, "CLAUSE", 0, "ask only the cases of this clause: A-2.2.3, B-2.4", 5},
    {"shard", SHARD, "I/N", 0, "ask only the I-th of N parts; a case is always in the same", 5},
    {"among", AMONG, "FILE", 0,
     "ask only the cases in a file of call records (as `tollgate plan --records` writes it)", 5},
    {0},
};

static bool read_number(unsigned *number, const char **text)
{
    char *end;
    unsigned long value = strtoul(*text, &end, 10);

    if (**text < '1' || **text > '9' || value > 100000) return false;
    *number = (unsigned)value;
    *text = end;
    return true;
}

static bool read_shard(struct pick *pick, const char *text)
{
    return read_number(&pick->shard, &text) && *text++ == '/' &&
           read_number(&pick->shards, &text) && *text == '\0' && pick->shard <= pick->shards;
}

static error_t add(struct pick_list *list, const char *arg, struct argp_state *state)
{
    if (list->count == PICK_MAX) {
        argp_error(state, "more than %d patterns", PICK_MAX);
        return EINVAL;
    }
    list->text[list->count++] = arg;
    return 0;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
    struct pick *pick = state->input;

    switch (key) {
    case ONLY: return add(&pick->only, arg, state);
    case SKIP: return add(&pick->skip, arg, state);
    case CLAUSE: return add(&pick->clause, arg, state);
    case AMONG: pick->among = arg; return 0;
    case SHARD:
        if (read_shard(pick, arg)) return 0;
        argp_error(state, "--shard %s: expected I/N with I from 1 to N, such as 2/4",
                   tg_shown(tg_slice_of(arg)));
        return EINVAL;
    default: return ARGP_ERR_UNKNOWN;
    }
}

const struct argp pick_argp = {option_table, parse_option, NULL, NULL, NULL, NULL, NULL};

/* FNV-1a. */
static uint64_t hash_of(const char *id)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (; *id != '\0'; id++) hash = (hash ^ (unsigned char)*id) * UINT64_C(1099511628211);
    return hash;
}

bool pick_has_clause(const char *clauses, const char *clause)
{
    size_t n = strlen(clause);

    for (struct tg_slice word; (word = tg_next_word(&clauses)).n > 0;)
        if (word.n >= n && memcmp(word.p, clause, n) == 0 &&
            (word.n == n || word.p[n] < '0' || word.p[n] > '9'))
            return true;
    return false;
}

static bool matches(const struct question *question, const char *pattern)
{
    return fnmatch(pattern, question->id, 0) == 0;
}

static bool of_clause(const struct question *question, const char *clause)
{
    return pick_has_clause(question->expected.clauses, clause);
}

typedef bool test_fn(const struct question *question, const char *text);

static bool any(const struct pick_list *list, const struct question *question, test_fn *test)
{
    for (size_t i = 0; i < list->count; i++)
        if (test(question, list->text[i])) return true;
    return false;
}

bool pick_has(const struct pick *pick, const struct question *question)
{
    if (pick->only.count > 0 && !any(&pick->only, question, matches)) return false;
    if (any(&pick->skip, question, matches)) return false;
    if (pick->clause.count > 0 && !any(&pick->clause, question, of_clause)) return false;
    if (pick->ids != NULL && idmap_find(pick->ids, tg_slice_of(question->id)) == IDMAP_NONE)
        return false;
    return pick->shards == 0 || hash_of(question->id) % pick->shards == pick->shard - 1;
}

/* A pattern that matches nothing is a mistake, or has outlived its cases. */
static bool check_list(const struct pick_list *list, const struct questions *questions,
                       test_fn *test, const char *option)
{
    bool ok = true;

    for (size_t p = 0; p < list->count; p++) {
        size_t i = 0;

        while (i < questions->count && !test(&questions->list[i], list->text[p])) i++;
        if (i < questions->count) continue;
        fprintf(stderr, "tollgate: %s %s matches no case\n", option,
                tg_shown(tg_slice_of(list->text[p])));
        ok = false;
    }
    return ok;
}

/* A record that was changed would be asked as it was before: that is told. */
static bool is_of_case(const struct table *table, const struct questions *questions,
                       struct tg_error *error)
{
    size_t at = idmap_find(&questions->index, table_field(table, 0));

    if (at == IDMAP_NONE)
        return tg_fail(error, TG_E_NAME, table->name, table->row.line, table_column(table, 0),
                       "there is no case %s", tg_shown(table_field(table, 0)));
    for (size_t i = 0; i < TG_CDR_COLUMNS; i++) {
        struct tg_slice found = table_field(table, i);

        if (tg_slice_is(found, questions->list[at].field[i])) continue;
        return tg_fail(error, TG_E_CONTRADICTION, table->name, table->row.line,
                       table_column(table, i), "%s %s: the case has %s", tg_cdr_column_names[i],
                       tg_shown(found), tg_shown(tg_slice_of(questions->list[at].field[i])));
    }
    return true;
}

static bool read_among(struct idmap *ids, struct arena *arena, const struct questions *questions,
                       struct table *table, struct tg_error *error)
{
    enum tg_next next;

    while ((next = table_next(table, error)) == TG_NEXT_ROW) {
        if (!is_of_case(table, questions, error)) return false;
        idmap_add(ids, arena_text(arena, table_field(table, 0)), ids->count);
    }
    return next == TG_NEXT_END;
}

static bool keep_among(struct questions *questions, const char *path)
{
    const struct table_form form = {tg_cdr_column_names, TG_CDR_COLUMNS,
                                    (1u << TG_CDR_COLUMNS) - 1};
    struct tg_error error = {.status = TG_OK};
    struct text records = {0};
    struct arena arena = {0};
    struct idmap ids = {0};
    struct table table;
    bool ok = file_read(&records, path, &error) &&
              table_open(&table, &form, text_slice(&records), path, &error);

    if (ok) {
        ok = read_among(&ids, &arena, questions, &table, &error);
        table_close(&table);
    }
    if (ok) questions_keep(questions, &(struct pick){.ids = &ids});
    if (!ok) tell_error(&error);
    text_free(&records);
    idmap_free(&ids);
    arena_free(&arena);
    return ok;
}

bool pick_apply(const struct pick *pick, struct questions *questions)
{
    bool ok = check_list(&pick->only, questions, matches, "--only");

    ok = check_list(&pick->skip, questions, matches, "--skip") && ok;
    ok = check_list(&pick->clause, questions, of_clause, "--clause") && ok;
    if (ok && pick->among != NULL) ok = keep_among(questions, pick->among);
    if (ok) questions_keep(questions, pick);
    return ok;
}
