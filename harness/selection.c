#include "selection.h"

#include "store.h"

#include <stdlib.h>
#include <string.h>

enum exit_code selection_fail(const struct tg_error *error)
{
    char text[2 * TG_ERROR_TEXT];

    tg_error_format(text, sizeof text, error);
    fprintf(stderr, "tollgate: %s\n", text);
    return EXIT_INVALID;
}

static bool is_file(const char *arg)
{
    size_t n = strlen(arg);

    return strchr(arg, '/') != NULL || (n > 4 && strcmp(arg + n - 4, ".xml") == 0);
}

/* "x/y.xml" becomes "x/y.csv"; a name without that ending gets it. */
static const char *csv_of(struct arena *arena, const char *xml)
{
    size_t n = strlen(xml);
    char *csv = arena_take(arena, n + sizeof ".csv", 1);

    if (n > 4 && strcmp(xml + n - 4, ".xml") == 0) n -= 4;
    memcpy(csv, xml, n);
    memcpy(csv + n, ".csv", 4);
    return csv;
}

static const char *path_of(struct arena *arena, const char *id)
{
    char *path = arena_take(arena, strlen(id) + sizeof "cases/.xml", 1);

    stpcpy(stpcpy(stpcpy(path, "cases/"), id), ".xml");
    return path;
}

/* Where the factors are that a suite may share: in a folder beside it. */
static const char *shared_of(struct arena *arena, const char *xml)
{
    static const char file[] = "shared/factors.xml";
    const char *slash = strrchr(xml, '/');
    size_t n = slash != NULL ? (size_t)(slash - xml) + 1 : 0;
    char *shared = arena_take(arena, n + sizeof file, 1);

    memcpy(shared, xml, n);
    memcpy(shared + n, file, sizeof file);
    return shared;
}

static bool open_one(struct arena *arena, struct selected *one, const char *dir, const char *arg,
                     struct tg_error *error)
{
    struct suite_source source;

    one->arg = arg;
    one->dir = is_file(arg) ? "" : dir;
    one->xml = is_file(arg) ? arg : path_of(arena, arg);
    one->csv = csv_of(arena, one->xml);
    one->name = store_name(arena, one->dir, one->xml);
    source = (struct suite_source){
        .name = one->name, .dir = one->dir, .shared = shared_of(arena, one->xml)};
    source.shared_name = store_name(arena, source.dir, source.shared);
    if (!store_read(arena, &source.xml, one->dir, one->xml, error)) return false;
    one->suite = suite_load(&source, error);
    return one->suite != NULL;
}

/* Both lists are sorted. */
static bool check_apart(const struct selected *a, const struct selected *b, struct tg_error *error)
{
    size_t i = 0;
    size_t j = 0;

    while (i < a->suite->case_count && j < b->suite->case_count) {
        const struct suite_case *x = &a->suite->cases[i];
        const struct suite_case *y = &b->suite->cases[j];
        int order = strcmp(x->call_id, y->call_id);

        if (order == 0)
            return tg_fail(error, TG_E_XML, b->name, y->place.line, y->place.column,
                           "call_id %s is used by %s too, in line %ld",
                           tg_shown(tg_slice_of(y->call_id)), a->name, x->place.line);
        if (order < 0) i++;
        if (order > 0) j++;
    }
    return true;
}

/* A case and the suite it is of. */
struct asked {
    const struct suite_case *asked;
    size_t suite;
};

static int by_question(const void *a, const void *b)
{
    const struct asked *x = a;
    const struct asked *y = b;
    int order = suite_compare_questions(x->asked, y->asked);

    return order != 0 ? order : (x->suite > y->suite) - (x->suite < y->suite);
}

/* Whether `suite` says that it repeats the suite `other`; marks that it did. */
static bool is_repeat(struct selection *selection, size_t suite, size_t other)
{
    const char *list = selection->list[suite].suite->repeats;
    struct tg_slice word;

    for (size_t at = 0; list != NULL && (word = tg_next_word(&list)).n > 0; at++) {
        if (!tg_slice_is(word, selection->list[other].suite->id)) continue;
        selection->list[suite].repeated |= UINT32_C(1) << (at % 32);
        return true;
    }
    return false;
}

static bool check_repeat(struct selection *selection, const struct asked *x, const struct asked *y,
                         struct tg_error *error)
{
    if (x->suite == y->suite || suite_compare_questions(x->asked, y->asked) != 0) return true;
    if (is_repeat(selection, y->suite, x->suite) || is_repeat(selection, x->suite, y->suite))
        return true;
    return tg_fail(
        error, TG_E_XML, y->asked->place.file, y->asked->place.line, y->asked->place.column,
        "case %s asks what %s asks in %s, line %ld", tg_shown(tg_slice_of(y->asked->call_id)),
        tg_shown(tg_slice_of(x->asked->call_id)), x->asked->place.file, x->asked->place.line);
}

/* What a suite says to repeat it does repeat, as far as that suite is here. */
static bool check_said(const struct selection *selection, const struct selected *one, bool all,
                       struct tg_error *error)
{
    const char *list = one->suite->repeats;
    struct tg_slice word;

    for (size_t at = 0; list != NULL && (word = tg_next_word(&list)).n > 0; at++) {
        bool here = false;

        for (size_t i = 0; i < selection->count; i++)
            here |= tg_slice_is(word, selection->list[i].suite->id);
        if (!(one->repeated >> (at % 32) & 1) && (here || all))
            return tg_fail(error, TG_E_XML, one->suite->place.file, one->suite->place.line,
                           one->suite->place.column,
                           here ? "no question of suite %s is repeated"
                                : "there is no suite %s to repeat",
                           tg_shown(word));
    }
    return true;
}

/* No two suites ask the same, but where one says so. */
static bool check_questions(struct selection *selection, bool all, struct tg_error *error)
{
    size_t count = 0;
    struct asked *list;

    for (size_t i = 0; i < selection->count; i++) count += selection->list[i].suite->case_count;
    list = arena_take(&selection->arena, count, sizeof *list);
    count = 0;
    for (size_t i = 0; i < selection->count; i++)
        for (size_t at = 0; at < selection->list[i].suite->case_count; at++)
            list[count++] = (struct asked){&selection->list[i].suite->cases[at], i};
    qsort(list, count, sizeof *list, by_question);
    for (size_t i = 1; i < count; i++)
        if (!check_repeat(selection, &list[i - 1], &list[i], error)) return false;
    for (size_t i = 0; i < selection->count; i++)
        if (!check_said(selection, &selection->list[i], all, error)) return false;
    return true;
}

/* False if the suites of `dir` are named, but there is none with this id. */
static bool is_known(const char *arg, const char *const *ids, size_t count)
{
    size_t i = 0;

    while (i < count && strcmp(ids[i], arg) != 0) i++;
    return is_file(arg) || i < count;
}

static enum exit_code add_one(struct selection *selection, const char *dir, const char *arg)
{
    struct selected *one = &selection->list[selection->count];
    struct tg_error error = {.status = TG_OK};

    for (size_t i = 0; i < selection->count; i++)
        if (strcmp(selection->list[i].arg, arg) == 0) return EXIT_CONFORMS;
    if (!open_one(&selection->arena, one, dir, arg, &error)) return selection_fail(&error);
    selection->count++;
    for (size_t i = 0; i + 1 < selection->count; i++)
        if (!check_apart(&selection->list[i], one, &error)) return selection_fail(&error);
    return EXIT_CONFORMS;
}

enum exit_code selection_open(struct selection *selection, const char *dir, char *const *args,
                              size_t count)
{
    struct tg_error error = {.status = TG_OK};
    const char *folder = store_name(&selection->arena, dir, "cases");
    const char *const *ids = NULL;
    size_t id_count = 0;
    enum exit_code code = EXIT_CONFORMS;
    bool all = count == 0;

    if (!store_list(&selection->arena, &ids, &id_count, dir, "cases", ".xml", &error))
        return selection_fail(&error);
    for (size_t i = 0; i < count; i++) {
        if (is_known(args[i], ids, id_count)) continue;
        fprintf(stderr, "tollgate: no suite %s in %s\n", tg_shown(tg_slice_of(args[i])), folder);
        return EXIT_USAGE;
    }
    if (count == 0 && id_count == 0) {
        fprintf(stderr, "tollgate: there is no suite in %s\n", folder);
        return EXIT_NOTHING;
    }
    if (count == 0)
        count = id_count;
    else
        ids = (const char *const *)args;
    selection->list = arena_take(&selection->arena, count, sizeof *selection->list);
    for (size_t i = 0; code == EXIT_CONFORMS && i < count; i++)
        code = add_one(selection, dir, ids[i]);
    if (code == EXIT_CONFORMS && !check_questions(selection, all, &error))
        code = selection_fail(&error);
    return code;
}

void selection_close(struct selection *selection)
{
    for (size_t i = 0; i < selection->count; i++) suite_free(selection->list[i].suite);
    arena_free(&selection->arena);
    *selection = (struct selection){0};
}
