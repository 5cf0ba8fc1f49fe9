#include "paths.h"

#include "arena.h"
#include "new_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The folder that a file is in, or would be. */
static void add_folder(struct text *out, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL)
        text_addf(out, ".");
    else
        text_addf(out, "%.*s", slash == path ? 1 : (int)(slash - path), path);
}

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

static bool same_place(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Where a file would be that is not there yet: where links lead to. */
struct place {
    struct text target;
    struct stat folder;
};

static bool find_place(struct place *place, const char *path)
{
    struct text folder = {0};
    bool found;

    *place = (struct place){0};
    found = new_file_target(&place->target, path);
    add_folder(&folder, place->target.p);
    found = found && stat(folder.p, &place->folder) == 0;
    text_free(&folder);
    return found;
}

/* Of two that are not there yet. */
static bool same_name(const char *a, const char *b)
{
    struct place one, other;
    bool same = find_place(&one, a);

    same = find_place(&other, b) && same && same_place(&one.folder, &other.folder) &&
           strcmp(base_of(one.target.p), base_of(other.target.p)) == 0;
    text_free(&one.target);
    text_free(&other.target);
    return same;
}

bool paths_same_file(const char *a, const char *b)
{
    struct stat one, other;

    if (strcmp(a, b) == 0) return true;
    if (stat(a, &one) != 0) return stat(b, &other) != 0 && same_name(a, b);
    return stat(b, &other) == 0 && same_place(&one, &other);
}

static void tell(const char *path, const char *what)
{
    fprintf(stderr, "tollgate: %s: %s\n", tg_shown(tg_slice_of(path)), what);
}

/* --------------------------------------------------------------------------------- given twice */

/* What tells a file from others: its place, or its name if it has none. */
struct file_key {
    const char *path;
    dev_t device;
    ino_t node; /* 0 = not there */
    size_t at;
};

static int compare(const struct file_key *a, const struct file_key *b)
{
    if (a->device != b->device) return a->device < b->device ? -1 : 1;
    if (a->node != b->node) return a->node < b->node ? -1 : 1;
    return a->node == 0 ? strcmp(a->path, b->path) : 0;
}

static int by_key(const void *a, const void *b)
{
    const struct file_key *x = a;
    const struct file_key *y = b;
    int order = compare(x, y);

    if (order != 0) return order;
    return x->at < y->at ? -1 : x->at > y->at;
}

bool paths_differ(const char *const *paths, size_t count)
{
    struct file_key *keys = array_grow(NULL, &(size_t){0}, count, sizeof *keys);
    size_t first = count; /* that was given before */

    for (size_t i = 0; i < count; i++) {
        struct stat facts;

        keys[i] = (struct file_key){.path = paths[i], .at = i};
        if (stat(paths[i], &facts) != 0) continue;
        keys[i].device = facts.st_dev;
        keys[i].node = facts.st_ino;
    }
    if (count > 0) qsort(keys, count, sizeof *keys, by_key);
    for (size_t i = 1; i < count; i++)
        if (compare(&keys[i - 1], &keys[i]) == 0 && keys[i].at < first) first = keys[i].at;
    free(keys);
    if (first < count) tell(paths[first], "given twice");
    return first == count;
}

/* ------------------------------------------------------------------------------------- outputs */

static bool can_be_written(const struct output_path *output)
{
    struct tg_error error = {.status = TG_OK};
    struct stat facts;
    bool there = lstat(output->path, &facts) == 0;

    if (there && output->kind == OUTPUT_NEW) {
        tell(output->path, "there already: expected the name of a new results database");
    } else if (there && output->kind == OUTPUT_PART && !S_ISREG(facts.st_mode)) {
        tell(output->path, "cannot be written: expected a regular file or a new name");
    } else if (!new_file_possible(output->path, &error)) {
        tell(output->path, error.text);
    } else {
        return true;
    }
    return false;
}

void path_of_part(struct text *out, const char *path, size_t number)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash != NULL ? slash : path, '.');
    size_t stem = dot != NULL ? (size_t)(dot - path) : strlen(path);

    if (number == 1) {
        text_addf(out, "%s", path);
        return;
    }
    text_add(out, (struct tg_slice){path, stem});
    text_addf(out, "-%zu%s", number, path + stem);
}

/* The number of the part that a name ends in, "-2.xml"; 0 = none. */
static size_t part_number(const char *path)
{
    const char *dash = strrchr(path, '-');

    return dash != NULL ? strtoul(dash + 1, NULL, 10) : 0;
}

static bool is_nth_part(const char *path, const struct output_path *output, size_t number)
{
    struct text name = {0};
    bool same;

    path_of_part(&name, output->path, number);
    same = paths_same_file(path, name.p);
    text_free(&name);
    return same;
}

static bool has_nth_part(const struct output_path *output, size_t number)
{
    struct text name = {0};
    struct stat facts;
    bool there;

    path_of_part(&name, output->path, number);
    there = lstat(name.p, &facts) == 0;
    text_free(&name);
    return there;
}

/* Whether it is a part of the output: by its name, or by what is there. */
static bool is_part(const char *path, const struct output_path *output)
{
    size_t number = part_number(path);

    if (!output->in_parts) return false;
    if (number >= 2 && is_nth_part(path, output, number)) return true;
    for (size_t i = 2; has_nth_part(output, i); i++)
        if (is_nth_part(path, output, i)) return true;
    return false;
}

static bool meets(const struct output_path *output, const char *path)
{
    return paths_same_file(output->path, path) || is_part(path, output);
}

/* A report in the place of the records would be the end of them. */
static bool leaves_inputs(const struct output_path *output, const char *const *inputs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (inputs[i] == NULL || inputs[i] == output->renews || !meets(output, inputs[i])) continue;
        tell(is_part(inputs[i], output) ? inputs[i] : output->path,
             "would be written over, and is to be read");
        return false;
    }
    return true;
}

/* Two reports through one pipe follow each other; in one file only the last would stay. */
static bool leaves_outputs(const struct output_path *outputs, size_t at)
{
    struct stat facts;

    if (stat(outputs[at].path, &facts) == 0 && !S_ISREG(facts.st_mode)) return true;
    for (size_t i = 0; i < at; i++) {
        if (outputs[i].path == NULL ||
            (!meets(&outputs[i], outputs[at].path) && !is_part(outputs[i].path, &outputs[at])))
            continue;
        tell(outputs[at].path, "would be written twice: expected a file for each report");
        return false;
    }
    return true;
}

bool outputs_possible(const struct output_path *outputs, size_t output_count,
                      const char *const *inputs, size_t input_count)
{
    for (size_t i = 0; i < output_count; i++) {
        if (outputs[i].path == NULL) continue;
        if (!leaves_inputs(&outputs[i], inputs, input_count) || !leaves_outputs(outputs, i) ||
            !can_be_written(&outputs[i]))
            return false;
    }
    return true;
}
