/* A part in a file, so that parts of other machines can be added up: what the tally has, and the
 * logs of all its call_ids, sorted. Compressed by zstd, which also sees what was damaged. */
#ifndef TOLLGATE_AUDIT_SAVE_H
#define TOLLGATE_AUDIT_SAVE_H

#include "audit_part.h"
#include "choice.h"

/* By what a part was rated; parts of one whole have the same. */
struct part_tariff {
    const char *version;  /* of the program */
    const char *overlays; /* names, a line each */
    const char *digests;  /* of rulebook and overlays, as sha256sum writes them */
    uint32_t fixed;       /* as in struct judge_rules */
};

/* Whether logs that come from elsewhere were read to their ends. */
struct part_whole {
    bool (*ask)(void *user, struct tg_error *error);
    void *user;
};

/* Writes a finished part, and reads its logs to their end; `whole` (NULL = they are our own) is
 * asked then. The file is there when it is whole, not before. */
bool part_save(struct part *part, const char *path, const struct part_tariff *tariff,
               const struct part_whole *whole, struct tg_error *error);

/* A file of a part. */
struct saved_part;

/* Adds the part to `part` and its logs to the logs of `part`, which then read the file: it has to
 * stay open until they are read. NULL if it is no such file; `path` is lent to the error. */
struct saved_part *saved_part_open(struct part *part, struct part_tariff *tariff, const char *path,
                                   struct tg_error *error);
/* False if the file broke off or was damaged; to be asked when the logs are read. */
bool saved_part_whole(const struct saved_part *saved, struct tg_error *error);
void saved_part_close(struct saved_part *saved);

#endif
