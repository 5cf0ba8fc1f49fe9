#include "store.h"

#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *store_name(struct arena *arena, const char *dir, const char *path)
{
    struct text name = {0};
    const char *copy;

    if (dir != NULL && *dir != '\0') text_addf(&name, "%s/", dir);
    text_addf(&name, "%s", path);
    copy = arena_text(arena, text_slice(&name));
    text_free(&name);
    return copy;
}

bool store_read(struct arena *arena, struct tg_slice *text, const char *dir, const char *path,
                struct tg_error *error)
{
    const char *name = store_name(arena, dir, path);
    struct text content = {0};
    bool ok;

    if (dir != NULL) {
        ok = file_read(&content, name, error);
        if (ok) *text = (struct tg_slice){arena_text(arena, text_slice(&content)), content.n};
        text_free(&content);
        return ok;
    }
    for (const struct tg_asset *asset = gate_assets; asset->path != NULL; asset++) {
        if (strcmp(asset->path, path) != 0) continue;
        *text = (struct tg_slice){asset->data, asset->size};
        return true;
    }
    return tg_fail(error, TG_E_NAME, name, 0, 0, "the program carries no such file");
}

/* ------------------------------------------------------------------------------------ folders */

struct names {
    const char *ending;
    const char **p;
    size_t count;
    size_t room;
};

static void add_file(struct arena *arena, struct names *names, const char *file)
{
    size_t ending = strlen(names->ending);
    size_t n = strlen(file);

    if (n <= ending || strcmp(file + n - ending, names->ending) != 0 || *file == '.') return;
    names->p = array_grow(names->p, &names->room, names->count, sizeof *names->p);
    names->p[names->count++] = arena_text(arena, (struct tg_slice){file, n - ending});
}

static void carried_files(struct arena *arena, struct names *names, const char *folder)
{
    size_t n = strlen(folder);

    for (const struct tg_asset *asset = gate_assets; asset->path != NULL; asset++)
        if (strncmp(asset->path, folder, n) == 0 && asset->path[n] == '/' &&
            strchr(asset->path + n + 1, '/') == NULL)
            add_file(arena, names, asset->path + n + 1);
}

static bool folder_files(struct arena *arena, struct names *names, const char *folder,
                         struct tg_error *error)
{
    DIR *stream = opendir(folder);

    if (stream == NULL)
        return tg_fail(error, TG_E_IO, folder, 0, 0, "cannot be listed: %s", strerror(errno));
    for (struct dirent *entry; (entry = readdir(stream)) != NULL;)
        add_file(arena, names, entry->d_name);
    closedir(stream);
    return true;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool store_list(struct arena *arena, const char *const **ids, size_t *count, const char *dir,
                const char *folder, const char *ending, struct tg_error *error)
{
    struct names names = {.ending = ending};
    const char **kept;
    bool ok = true;

    if (dir == NULL)
        carried_files(arena, &names, folder);
    else
        ok = folder_files(arena, &names, store_name(arena, dir, folder), error);
    kept = arena_take(arena, names.count, sizeof *kept);
    if (names.count > 0) {
        memcpy(kept, names.p, names.count * sizeof *kept);
        qsort(kept, names.count, sizeof *kept, by_name);
    }
    free(names.p);
    *ids = kept;
    *count = names.count;
    return ok;
}
