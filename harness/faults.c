#include "faults.h"
#include "choice.h"

#include <libxml/tree.h>

#include <stdlib.h>
#include <string.h>

#define FOLDER "cases/defects/"

struct fault *faults_add(struct faults *faults)
{
    struct fault *fault;

    faults->list = array_grow(faults->list, &faults->room, faults->count, sizeof *faults->list);
    fault = &faults->list[faults->count++];
    *fault = (struct fault){0};
    for (enum tg_dim dim = 0; dim < TG_DIM_COUNT; dim++) fault->reach.mask[dim] = UINT32_MAX;
    return fault;
}

static const char *keep_attribute(struct faults *faults, const xmlNode *root, const char *name)
{
    return arena_text(&faults->arena, tg_slice_of(tg_xml_attribute(root, name)));
}

/* A known defect says of itself what it is. */
static bool add_defect(struct faults *faults, const struct tg_asset *asset)
{
    struct tg_error error = {.status = TG_OK};
    xmlDoc *doc = tg_xml_read(asset->path, asset->data, asset->size,
                              tg_asset_find("src/rulebooks/rulebook.rng"), &error);
    const xmlNode *root = xmlDocGetRootElement(doc);
    struct fault *fault;

    if (doc == NULL) {
        tell_error(&error);
        return false;
    }
    fault = faults_add(faults);
    fault->id = keep_attribute(faults, root, "id");
    fault->clauses = keep_attribute(faults, root, "clauses");
    fault->title = keep_attribute(faults, root, "title");
    fault->overlay = asset->data;
    fault->size = asset->size;
    xmlFreeDoc(doc);
    return true;
}

bool faults_add_known(struct faults *faults)
{
    for (const struct tg_asset *asset = tg_assets; asset->path != NULL; asset++)
        if (strncmp(asset->path, FOLDER, strlen(FOLDER)) == 0 && !add_defect(faults, asset))
            return false;
    return true;
}

void faults_free(struct faults *faults)
{
    arena_free(&faults->arena);
    free(faults->list);
    *faults = (struct faults){0};
}

struct lay fault_lay(const struct fault *fault)
{
    return (struct lay){fault->id, {fault->overlay, fault->size}, &fault->reach};
}
