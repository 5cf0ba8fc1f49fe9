#include "rulebook.h"
#include "decision.h"
#include "error.h"
#include "memory.h"
#include "rulebook_read.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* ------------------------------------------------------------------------------------ look-ups */

#define FIND(array, count, field)                                                                  \
    for (size_t i = 0; i < (count); i++)                                                           \
        if (tg_slice_is(id, (array)[i].field)) return (int)i;                                      \
    return -1

int tg_rule_find(const struct tg_rulebook *rulebook, struct tg_slice id)
{
    FIND(rulebook->rule, rulebook->rule_count, id);
}

int tg_tariff_find(const struct tg_rulebook *rulebook, struct tg_slice id)
{
    FIND(rulebook->tariff, rulebook->tariff_count, id);
}

int tg_price_find(const struct tg_rulebook *rulebook, struct tg_slice id)
{
    FIND(rulebook->price, rulebook->price_count, name);
}

int tg_clause_find(const struct tg_rulebook *rulebook, struct tg_slice id)
{
    FIND(rulebook->clause, rulebook->clause_count, id);
}

struct tg_slice tg_next_word(const char **list)
{
    const char *p = *list + strspn(*list, " ");
    size_t n = strcspn(p, " ");

    *list = p + n;
    return (struct tg_slice){p, n};
}

const char *tg_rulebook_text(struct tg_rulebook *rulebook, const char *text, struct tg_error *error)
{
    size_t size = strlen(text) + 1;
    char *copy = rulebook->text + rulebook->text_used;

    if (size > TG_MAX_TEXT - rulebook->text_used) {
        tg_fail(error, TG_E_LIMIT, NULL, 0, 0, "a rulebook holds at most %d bytes of text",
                TG_MAX_TEXT);
        return NULL;
    }
    memcpy(copy, text, size);
    rulebook->text_used += size;
    return copy;
}

/* --------------------------------------------------------------------------------------- files */

static bool names_a_file(const char *name)
{
    size_t n = strlen(name);

    return strchr(name, '/') != NULL || (n > 4 && strcmp(name + n - 4, ".xml") == 0);
}

const struct tg_asset *tg_asset_find(const char *name)
{
    for (const struct tg_asset *asset = tg_assets; asset->path != NULL; asset++) {
        const char *base = strrchr(asset->path, '/') + 1;
        size_t n = strcspn(base, ".");

        if (strcmp(asset->path, name) == 0) return asset;
        if (strcmp(base + n, ".xml") == 0 && strlen(name) == n && memcmp(base, name, n) == 0)
            return asset;
    }
    return NULL;
}

#define FILE_BUFFER (TG_MAX_XML + 1)

static bool read_all(char *buffer, size_t *size, int fd, const char *path, struct tg_error *error)
{
    ptrdiff_t n;

    *size = 0;
    while ((n = tg_read_fd(&fd, buffer + *size, FILE_BUFFER - *size)) > 0) *size += (size_t)n;
    if (n < 0) return tg_fail(error, TG_E_IO, path, 0, 0, "cannot be read: %s", strerror(errno));
    return true;
}

/* The whole file in memory of its own, or as much of it as shows that it is too large; NULL on
 * failure. */
static char *read_file(size_t *size, const char *path, struct tg_error *error)
{
    char *buffer;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        tg_fail(error, TG_E_IO, path, 0, 0, "cannot be opened: %s", strerror(errno));
        return NULL;
    }
    buffer = tg_alloc(FILE_BUFFER);
    if (buffer == NULL) {
        tg_fail(error, TG_E_MEMORY, path, 0, 0, "out of memory");
    } else if (!read_all(buffer, size, fd, path, error)) {
        tg_release(buffer);
        buffer = NULL;
    }
    close(fd);
    return buffer;
}

/* What a name stands for: a file's bytes (to be released) or an embedded one's (not). */
struct source {
    const char *name; /* as errors show it */
    const char *data;
    size_t size;
    char *owned;
};

static bool source_open(struct source *source, const char *name, struct tg_error *error)
{
    const struct tg_asset *asset;

    *source = (struct source){.name = name};
    if (names_a_file(name)) {
        source->owned = read_file(&source->size, name, error);
        source->data = source->owned;
        return source->owned != NULL;
    }
    asset = tg_asset_find(name);
    if (asset == NULL)
        return tg_fail(error, TG_E_NAME, NULL, 0, 0,
                       "there is no bundled rulebook or overlay named %s\n"
                       "hint: a file is named with a '/' or with its ending .xml",
                       tg_shown(tg_slice_of(name)));
    *source = (struct source){asset->path, asset->data, asset->size, NULL};
    return true;
}

/* --------------------------------------------------------------------------------------- life */

void tg_rulebook_free(struct tg_rulebook *rulebook)
{
    if (rulebook == NULL) return;
    tg_cells_release(rulebook);
    tg_release(rulebook);
}

struct tg_rulebook *tg_rulebook_copy(const struct tg_rulebook *rulebook, struct tg_error *error)
{
    struct tg_rulebook *copy = tg_alloc(sizeof *copy);

    if (copy == NULL) {
        tg_fail(error, TG_E_MEMORY, NULL, 0, 0, "out of memory");
        return NULL;
    }
    memcpy(
        copy, rulebook,
        (size_t)((const char *)&rulebook->action[rulebook->action_count] - (const char *)rulebook));
    copy->text_used = 0;
    copy->cell = NULL;
    copy->below = NULL;
    copy->lent = rulebook->laid;
    /* Most overlays leave the table alone, or lay it down anew: it is copied by those that do not.
     */
    if (rulebook->laid) copy->cell = rulebook->below != NULL ? rulebook->below : rulebook->cell;
    return copy;
}

struct tg_rulebook *tg_rulebook_parse(const char *name, const char *xml, size_t size,
                                      struct tg_error *error)
{
    struct tg_rulebook *rulebook = tg_alloc(sizeof *rulebook);

    if (rulebook == NULL) {
        tg_fail(error, TG_E_MEMORY, name, 0, 0, "out of memory");
        return NULL;
    }
    tg_prefixes_init(&rulebook->prefixes);
    if (!tg_rulebook_read(rulebook, name, xml, size, error)) {
        tg_rulebook_free(rulebook);
        return NULL;
    }
    return rulebook;
}

static struct tg_rulebook *load_base(const char *name, struct tg_error *error)
{
    struct tg_rulebook *rulebook = NULL;
    struct source source;

    if (source_open(&source, name, error))
        rulebook = tg_rulebook_parse(source.name, source.data, source.size, error);
    tg_release(source.owned);
    return rulebook;
}

bool tg_rulebook_overlay_named(struct tg_rulebook *rulebook, const char *name,
                               struct tg_error *error)
{
    struct source source;
    bool ok = source_open(&source, name, error) &&
              tg_rulebook_overlay(rulebook, source.name, source.data, source.size, error);

    tg_release(source.owned);
    return ok;
}

struct tg_rulebook *tg_rulebook_load(const char *name, const char *const *overlays,
                                     size_t overlay_count, struct tg_error *error)
{
    struct tg_rulebook *rulebook = load_base(name, error);
    bool ok = rulebook != NULL;

    for (size_t i = 0; ok && i < overlay_count; i++)
        ok = tg_rulebook_overlay_named(rulebook, overlays[i], error);
    if (ok && tg_rulebook_compile(rulebook, error)) return rulebook;
    tg_rulebook_free(rulebook);
    return NULL;
}
