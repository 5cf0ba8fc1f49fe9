#include "suites.h"

#include <string.h>

/* A suite's name becomes part of class names in reports: no dots, nothing strange. */
static bool is_name(struct tg_slice name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') return false;
    }
    return name.n > 0;
}

bool suites_find(struct suites *suites, const char *folder, struct tg_error *error)
{
    const char *const *ids;
    size_t count;

    *suites = (struct suites){.folder = folder};
    if (!store_list(&suites->arena, &ids, &count, folder, "cases", ".csv", error)) return false;
    suites->names = arena_take(&suites->arena, count, sizeof *suites->names);
    for (size_t i = 0; i < count; i++)
        if (is_name(tg_slice_of(ids[i]))) suites->names[suites->count++] = ids[i];
    return true;
}

static const char *path_of(struct arena *arena, const char *kind, const char *name)
{
    struct text path = {0};
    const char *copy;

    text_addf(&path, "%s/%s.csv", kind, name);
    copy = arena_text(arena, text_slice(&path));
    text_free(&path);
    return copy;
}

bool suites_load(struct questions *questions, const struct suites *suites, const char *name,
                 struct tg_error *error)
{
    struct arena *arena = &questions->arena;
    const char *records = path_of(arena, "cases", name);
    const char *golden = path_of(arena, "golden", name);
    struct suite_text suite = {
        .name = name,
        .records_name = store_name(arena, suites->folder, records),
        .golden_name = store_name(arena, suites->folder, golden),
    };

    return store_read(arena, &suite.records, suites->folder, records, error) &&
           store_read(arena, &suite.golden, suites->folder, golden, error) &&
           questions_add(questions, &suite, error);
}

bool suites_load_all(struct questions *questions, const struct suites *suites,
                     struct tg_error *error)
{
    for (size_t i = 0; i < suites->count; i++)
        if (!suites_load(questions, suites, suites->names[i], error)) return false;
    return true;
}

void suites_free(struct suites *suites)
{
    arena_free(&suites->arena);
    *suites = (struct suites){0};
}
