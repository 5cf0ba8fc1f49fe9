#include "faults.h"
#include "choice.h"

#include <libxml/tree.h>

#include <stdlib.h>
#include <string.h>

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
    const char *value = tg_xml_attribute(root, name);

    return arena_text(&faults->arena, tg_slice_of(value != NULL ? value : ""));
}

/* A bundled overlay says of itself what it is. */
static bool add_bundled(struct faults *faults, enum fault_kind kind, const struct tg_asset *asset)
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
    fault->kind = kind;
    fault->id = keep_attribute(faults, root, "id");
    fault->clauses = keep_attribute(faults, root, "clauses");
    fault->title = keep_attribute(faults, root, "title");
    fault->overlay = asset->data;
    fault->size = asset->size;
    xmlFreeDoc(doc);
    return true;
}

static bool add_folder(struct faults *faults, enum fault_kind kind, const char *folder)
{
    for (const struct tg_asset *asset = tg_assets; asset->path != NULL; asset++)
        if (strncmp(asset->path, folder, strlen(folder)) == 0 && !add_bundled(faults, kind, asset))
            return false;
    return true;
}

bool faults_add_known(struct faults *faults)
{
    return add_folder(faults, FAULT_KNOWN, "cases/defects/");
}

bool faults_add_readings(struct faults *faults)
{
    return add_folder(faults, FAULT_READING, "cases/readings/");
}

void faults_free(struct faults *faults)
{
    arena_free(&faults->arena);
    free(faults->list);
    *faults = (struct faults){0};
}

bool fault_is_one_of_many(const struct fault *fault)
{
    return fault->kind == FAULT_MUTANT || fault->kind == FAULT_PRICE || fault->only != NULL;
}

bool fault_applies(const struct fault *fault, const struct law *law, size_t question)
{
    return fault->only == NULL || reach_holds(fault->only, law->rulebook, &law->call[question]);
}

struct lay fault_lay(const struct fault *fault)
{
    return (struct lay){fault->id, {fault->overlay, fault->size}, &fault->reach};
}
