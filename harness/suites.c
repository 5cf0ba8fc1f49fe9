#include "suites.h"
#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ENDING ".csv"

static const struct tg_asset *find_asset(const char *path)
{
    const struct tg_asset *asset = gate_assets;

    while (asset->path != NULL && strcmp(asset->path, path) != 0) asset++;
    return asset->path != NULL ? asset : NULL;
}

static const char *path_of(struct arena *arena, const char *folder, const char *kind,
                           const char *name)
{
    struct text path = {0};
    const char *copy;

    if (folder != NULL) text_addf(&path, "%s/", folder);
    text_addf(&path, "%s/%s" ENDING, kind, name);
    copy = arena_text(arena, text_slice(&path));
    text_free(&path);
    return copy;
}

/* A suite's name becomes part of class names in reports: no dots, nothing strange. */
static bool is_name(struct tg_slice name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') return false;
    }
    return name.n > 0;
}

/* "six-second.csv" is suite "six-second"; anything else is none. */
static void add_file(struct suites *suites, size_t *room, const char *file)
{
    struct tg_slice name = tg_slice_of(file);

    if (name.n <= strlen(ENDING)) return;
    name.n -= strlen(ENDING);
    if (strcmp(name.p + name.n, ENDING) != 0 || !is_name(name)) return;
    suites->names = array_grow(suites->names, room, suites->count, sizeof *suites->names);
    suites->names[suites->count++] = arena_text(&suites->arena, name);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool list_folder(struct suites *suites, size_t *room, struct tg_error *error)
{
    struct text path = {0};
    struct dirent *entry;
    DIR *dir;

    text_addf(&path, "%s/cases", suites->folder);
    dir = opendir(path.p);
    if (dir == NULL)
        tg_fail(error, TG_E_IO, arena_text(&suites->arena, text_slice(&path)), 0, 0,
                "cannot be listed: %s", strerror(errno));
    text_free(&path);
    if (dir == NULL) return false;
    while ((entry = readdir(dir)) != NULL) add_file(suites, room, entry->d_name);
    closedir(dir);
    return true;
}

bool suites_find(struct suites *suites, const char *folder, struct tg_error *error)
{
    size_t room = 0;

    *suites = (struct suites){.folder = folder};
    if (folder == NULL) {
        for (const struct tg_asset *asset = gate_assets; asset->path != NULL; asset++)
            if (strncmp(asset->path, "cases/", 6) == 0) add_file(suites, &room, asset->path + 6);
    } else if (!list_folder(suites, &room, error)) {
        return false;
    }
    if (suites->count > 0) qsort(suites->names, suites->count, sizeof *suites->names, by_name);
    return true;
}

static bool read_file(struct tg_slice *data, struct text *content, const struct suites *suites,
                      const char *path, struct tg_error *error)
{
    const struct tg_asset *asset;

    if (suites->folder != NULL) {
        if (!file_read(content, path, error)) return false;
        *data = text_slice(content);
        return true;
    }
    asset = find_asset(path);
    if (asset == NULL)
        return tg_fail(error, TG_E_NAME, path, 0, 0, "the program carries no such file");
    *data = (struct tg_slice){asset->data, asset->size};
    return true;
}

bool suites_load(struct questions *questions, const struct suites *suites, const char *name,
                 struct tg_error *error)
{
    struct suite_text suite = {
        .name = name,
        .records_name = path_of(&questions->arena, suites->folder, "cases", name),
        .golden_name = path_of(&questions->arena, suites->folder, "golden", name),
    };
    struct text records = {0};
    struct text golden = {0};
    bool ok;

    ok = read_file(&suite.records, &records, suites, suite.records_name, error) &&
         read_file(&suite.golden, &golden, suites, suite.golden_name, error) &&
         questions_add(questions, &suite, error);
    text_free(&records);
    text_free(&golden);
    return ok;
}

void suites_free(struct suites *suites)
{
    free(suites->names);
    arena_free(&suites->arena);
    *suites = (struct suites){0};
}
