#include "takings.h"
#include "workers.h"

#include <stdlib.h>

static size_t words_of(const struct taking *taking)
{
    return FOOTPRINT_SETS * taking->ground->words;
}

static size_t found_bytes(const struct taking *taking)
{
    return taking->count * sizeof *taking->found;
}

static size_t words_bytes(const struct taking *taking)
{
    return taking->count * words_of(taking) * sizeof *taking->words;
}

static bool take_some(void *user, size_t first, size_t jobs)
{
    const struct taking *taking = user;
    struct variant variant = {0};

    for (size_t i = first; i < taking->count; i += jobs)
        if (!footprint_take(&taking->found[i], taking->words + i * words_of(taking), &variant,
                            taking->ground, taking->list[i], taking->least))
            taking->found[i].fault = NULL;
    variant_free(&variant);
    return true;
}

bool taking_take(struct taking *taking, const struct ground *ground, const struct faults *faults,
                 size_t least)
{
    *taking = (struct taking){.ground = ground, .least = least};
    taking->list = array_grow(NULL, &(size_t){0}, faults->count, sizeof *taking->list);
    for (size_t i = 0; i < faults->count; i++) taking->list[taking->count++] = &faults->list[i];
    if (taking->count == 0) return true;
    taking->found = workers_share(found_bytes(taking));
    taking->words = workers_share(words_bytes(taking));
    return workers_run(workers_default(), take_some, taking);
}

void taking_release(struct taking *taking)
{
    if (taking->list == NULL) return;
    free(taking->list);
    workers_release(taking->found, found_bytes(taking));
    workers_release(taking->words, words_bytes(taking));
    *taking = (struct taking){0};
}
