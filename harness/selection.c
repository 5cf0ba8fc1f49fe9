#include "selection.h"

#include "store.h"

#include <errno.h>
#include <string.h>

enum exit_code selection_fail(const struct tg_error *error)
{
    char text[2 * TG_ERROR_TEXT];

    tg_error_format(text, sizeof text, error);
    fprintf(stderr, "tollgate: %s\n", text);
    return EXIT_INVALID;
}

enum exit_code selection_put(const struct text *text)
{
    struct tg_slice all = text_slice(text);

    if (fwrite(all.p, 1, all.n, stdout) == all.n && fflush(stdout) == 0) return EXIT_CONFORMS;
    fprintf(stderr, "tollgate: standard output cannot be written: %s\n", strerror(errno));
    return EXIT_INTERNAL;
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

enum exit_code selection_open(struct selection *selection, const char *dir, char *const *args,
                              size_t count)
{
    struct tg_error error = {.status = TG_OK};
    const char *const *ids = (const char *const *)args;

    if (count == 0 && !store_suites(&selection->arena, &ids, &count, dir, &error))
        return selection_fail(&error);
    if (count == 0) {
        fprintf(stderr, "tollgate: there is no suite in %s\n",
                store_name(&selection->arena, dir, "cases"));
        return EXIT_NOTHING;
    }
    selection->list = arena_take(&selection->arena, count, sizeof *selection->list);
    for (size_t i = 0; i < count; i++) {
        struct selected *one = &selection->list[selection->count];

        if (!open_one(&selection->arena, one, dir, ids[i], &error)) return selection_fail(&error);
        selection->count++;
        for (size_t j = 0; j < i; j++)
            if (!check_apart(&selection->list[j], one, &error)) return selection_fail(&error);
    }
    return EXIT_CONFORMS;
}

void selection_close(struct selection *selection)
{
    for (size_t i = 0; i < selection->count; i++) suite_free(selection->list[i].suite);
    arena_free(&selection->arena);
    *selection = (struct selection){0};
}
