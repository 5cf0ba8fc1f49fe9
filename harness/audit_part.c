#include "audit_part.h"

#include "arena.h"
#include "hash.h"

#include <stdlib.h>
#include <string.h>

void part_begin(struct part *part)
{
    *part = (struct part){0};
    tally_begin(&part->tally);
}

void part_free(struct part *part)
{
    tally_free(&part->tally);
    for (size_t i = 0; i < part->reject_count; i++) {
        free(part->rejects[i].file);
        free(part->rejects[i].text);
    }
    for (size_t i = 0; i < part->file_count; i++) {
        free(part->files[i].name);
        free(part->files[i].fault);
    }
    free(part->files);
    free(part->file_slots);
    logs_free(&part->ids);
    logs_free(&part->calls);
    *part = (struct part){0};
}

static char *copy(const char *text)
{
    char *kept = strdup(text);

    if (kept == NULL) arena_exhausted();
    return kept;
}

/* ------------------------------------------------------------------------------------ rejects */

static int compare(const struct reject *reject, const char *file, long line)
{
    int order = strcmp(reject->file, file);

    if (order != 0) return order;
    return reject->line < line ? -1 : reject->line > line;
}

static bool is_kept(const struct part *part, const char *file, long line)
{
    return part->reject_count < PART_REJECTS ||
           compare(&part->rejects[PART_REJECTS - 1], file, line) > 0;
}

/* Takes the texts. */
static void keep_reject(struct part *part, struct reject reject)
{
    size_t at = part->reject_count;

    if (part->reject_count == PART_REJECTS) {
        free(part->rejects[--at].file);
        free(part->rejects[at].text);
        part->reject_count--;
    }
    while (at > 0 && compare(&part->rejects[at - 1], reject.file, reject.line) > 0) at--;
    memmove(&part->rejects[at + 1], &part->rejects[at], (part->reject_count - at) * sizeof reject);
    part->rejects[at] = reject;
    part->reject_count++;
}

void part_reject(struct part *part, const char *file, const struct tg_error *error)
{
    part->rejected++;
    if (is_kept(part, file, error->line))
        keep_reject(part,
                    (struct reject){copy(file), error->line, error->column, copy(error->text)});
}

/* -------------------------------------------------------------------------------------- files */

#define FIRST_SLOTS 16

/* Where the file of that name stands, or will. */
static size_t file_slot(const struct part *part, const char *name)
{
    size_t mask = part->file_slot_room - 1;
    size_t i = hash_bytes(name, strlen(name)) & mask;

    while (part->file_slots[i] != 0 && strcmp(part->files[part->file_slots[i] - 1].name, name) != 0)
        i = (i + 1) & mask;
    return i;
}

static void index_files(struct part *part)
{
    size_t room = FIRST_SLOTS;

    while (room < 4 * part->file_count) room *= 2;
    free(part->file_slots);
    part->file_slots = array_grow(NULL, &(size_t){0}, room, sizeof *part->file_slots);
    part->file_slot_room = room;
    memset(part->file_slots, 0, room * sizeof *part->file_slots);
    for (size_t i = 0; i < part->file_count; i++)
        part->file_slots[file_slot(part, part->files[i].name)] = (uint32_t)i + 1;
}

struct part_file *part_file(struct part *part, const char *name)
{
    size_t at;

    if (2 * part->file_count >= part->file_slot_room) index_files(part);
    at = file_slot(part, name);
    if (part->file_slots[at] != 0) return &part->files[part->file_slots[at] - 1];
    part->files = array_grow(part->files, &part->file_room, part->file_count, sizeof *part->files);
    part->files[part->file_count] = (struct part_file){.name = copy(name)};
    part->file_slots[at] = (uint32_t)++part->file_count;
    return &part->files[part->file_count - 1];
}

static void merge_file(struct part *part, struct part_file *other)
{
    struct part_file *file = part_file(part, other->name);

    file->records += other->records;
    file->bytes += other->bytes;
    file->changed = file->changed || other->changed;
    if (file->fault == NULL) {
        file->fault = other->fault;
        other->fault = NULL;
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct part_file *)a)->name, ((const struct part_file *)b)->name);
}

/* -------------------------------------------------------------------------------------- parts */

void part_merge(struct part *part, struct part *other)
{
    tally_merge(&part->tally, &other->tally);
    part->read += other->read;
    part->rejected += other->rejected;
    part->headers += other->headers;
    part->missing += other->missing;
    part->unexpected += other->unexpected;
    part->cut_short = part->cut_short || other->cut_short;
    for (size_t i = 0; i < other->reject_count; i++) {
        struct reject *reject = &other->rejects[i];

        if (!is_kept(part, reject->file, reject->line)) continue;
        keep_reject(part, *reject);
        *reject = (struct reject){0};
    }
    for (size_t i = 0; i < other->file_count; i++) merge_file(part, &other->files[i]);
    logs_merge(&part->ids, &other->ids);
    logs_merge(&part->calls, &other->calls);
    part_free(other);
}

void part_finish(struct part *part)
{
    tally_finish(&part->tally);
    if (part->file_count > 0) qsort(part->files, part->file_count, sizeof *part->files, by_name);
    free(part->file_slots);
    part->file_slots = NULL;
    part->file_slot_room = 0;
}
