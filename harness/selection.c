#include "selection.h"

#include "store.h"

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

static bool open_one(struct arena *arena, struct selected *one, const char *dir, const char *arg,
                     struct tg_error *error)
{
    struct tg_slice xml;

    one->arg = arg;
    one->dir = is_file(arg) ? "" : dir;
    one->xml = is_file(arg) ? arg : path_of(arena, arg);
    one->csv = csv_of(arena, one->xml);
    one->name = store_name(arena, one->dir, one->xml);
    if (!store_read(arena, &xml, one->dir, one->xml, error)) return false;
    one->suite = suite_load(one->name, xml, error);
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

    if (!store_suites(&selection->arena, &ids, &id_count, dir, ".xml", &error))
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
    return code;
}

void selection_close(struct selection *selection)
{
    for (size_t i = 0; i < selection->count; i++) suite_free(selection->list[i].suite);
    arena_free(&selection->arena);
    *selection = (struct selection){0};
}
