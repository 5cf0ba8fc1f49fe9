/* What is known of some rated records, whichever: parts are added up to the whole, in any order. */
#ifndef TOLLGATE_AUDIT_PART_H
#define TOLLGATE_AUDIT_PART_H

#include "idlog.h"
#include "tally.h"
#include "text.h"

#define PART_REJECTS 20 /* are kept as examples */

/* A row that is no record, or a record that cannot be rated. */
struct reject {
    char *file;
    long line, column;
    char *text;
};

struct part_file {
    char *name;
    uint64_t records; /* read, good or bad */
    uint64_t bytes;
    char *fault;
    bool changed;
};

struct part {
    struct tally tally;
    uint64_t read;
    uint64_t rejected;
    uint64_t headers;    /* rows that name the columns again */
    uint64_t missing;    /* records without an answer, where answers stand in a file of their own */
    uint64_t unexpected; /* answers without a record */
    struct reject rejects[PART_REJECTS]; /* the first, by file and line */
    size_t reject_count;
    struct part_file *files;
    size_t file_count, file_room;
    uint32_t *file_slots; /* by the hash of the name: 1 + number in the list; NULL = not made yet */
    size_t file_slot_room;
    struct logs ids;   /* records whose call_ids others may have too */
    struct logs calls; /* records with a subscriber */
    bool cut_short;    /* by an interrupt */
};

void part_begin(struct part *part);
void part_free(struct part *part);

/* Counts a row as rejected, and may keep it. */
void part_reject(struct part *part, const char *file, const struct tg_error *error);

/* Adds `other`, which is empty then. Files of one name are one file. */
void part_merge(struct part *part, struct part *other);

/* Files in the order of their names. */
void part_finish(struct part *part);

/* The file of that name, which is added if it is new; lent until the next one is. */
struct part_file *part_file(struct part *part, const char *name);

#endif
